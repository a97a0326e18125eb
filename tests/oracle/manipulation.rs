//! Manipulation by loops over logical indices: for each, which element of the source an index of the result shows.

use super::eval::Nd;

/// The shape with one extent replaced.
fn with(shape: &[usize], axis: usize, n: usize) -> Vec<usize> {
    let mut shape = shape.to_vec();
    shape[axis] = n;
    shape
}

/// Each index of the axis shows the one that `from` names.
pub fn along<T: Clone>(values: &Nd<T>, axis: usize, n: usize, from: impl Fn(usize) -> usize) -> Nd<T> {
    Nd::from_fn(&with(&values.shape, axis, n), |index| values.at(&with(index, axis, from(index[axis]))))
}

pub fn repeat_each<T: Clone>(values: &Nd<T>, counts: &[usize], axis: usize) -> Nd<T> {
    let places: Vec<usize> = (0..counts.len()).flat_map(|i| vec![i; counts[i]]).collect();
    along(values, axis, places.len(), |i| places[i])
}

pub fn tile<T: Clone>(values: &Nd<T>, counts: &[usize]) -> Nd<T> {
    let rank = values.shape.len().max(counts.len());
    let long = |list: &[usize]| [vec![1; rank - list.len()], list.to_vec()].concat();
    let (extents, counts) = (long(&values.shape), long(counts));
    let shape: Vec<usize> = extents.iter().zip(&counts).map(|(n, c)| n * c).collect();
    let source = Nd { shape: extents.clone(), data: values.data.clone() };
    Nd::from_fn(&shape, |index| {
        source.at(&index.iter().zip(&extents).map(|(i, n)| i % n).collect::<Vec<_>>())
    })
}

pub fn roll<T: Clone>(values: &Nd<T>, shift: isize, axis: usize) -> Nd<T> {
    let n = values.shape[axis];
    along(values, axis, n, |i| (i as isize - shift).rem_euclid(n as isize) as usize)
}

/// The parts of the axis between the cuts.
pub fn split<T: Clone>(values: &Nd<T>, axis: usize, cuts: &[usize]) -> Vec<Nd<T>> {
    let mut starts = vec![0];
    starts.extend(cuts);
    let mut ends = cuts.to_vec();
    ends.push(values.shape[axis]);
    starts.iter().zip(&ends).map(|(&start, &end)| along(values, axis, end - start, |i| start + i)).collect()
}

/// One quarter turn from axis `a` to axis `b`.
pub fn turn<T: Clone>(values: &Nd<T>, a: usize, b: usize) -> Nd<T> {
    let mut shape = values.shape.clone();
    shape.swap(a, b);
    Nd::from_fn(&shape, |index| {
        // What was first along `b` is last along `a` now.
        let mut from = index.to_vec();
        from[a] = index[b];
        from[b] = values.shape[b] - 1 - index[a];
        values.at(&from)
    })
}

/// The values of index `k` before the sub-array at `places[k]`.
pub fn insert<T: Clone>(values: &Nd<T>, places: &[usize], new: &Nd<T>, axis: usize) -> Nd<T> {
    // Where each index of the result comes from: an index of the array, or one of the new values.
    let mut line = Vec::new();
    for i in 0..=values.shape[axis] {
        line.extend((0..places.len()).filter(|&k| places[k] == i).map(|k| (true, k)));
        if i < values.shape[axis] {
            line.push((false, i));
        }
    }
    Nd::from_fn(&with(&values.shape, axis, line.len()), |index| {
        let (is_new, i) = line[index[axis]];
        let from = with(index, axis, i);
        if is_new { new.at(&from) } else { values.at(&from) }
    })
}

pub fn delete<T: Clone>(values: &Nd<T>, places: &[usize], axis: usize) -> Nd<T> {
    let kept: Vec<usize> = (0..values.shape[axis]).filter(|i| !places.contains(i)).collect();
    along(values, axis, kept.len(), |i| kept[i])
}

/// Where a place before or after an axis of `n` elements looks, by walking there step by step.
pub fn border(mode: &str, at: isize, n: usize) -> usize {
    let (mut place, mut forward) = (0usize, true);
    if mode == "edge" || n == 1 {
        return at.clamp(0, n as isize - 1) as usize;
    }
    // Walks away from index 0 one step at a time; to the left it is the mirror image (or the end, for `wrap`).
    if at < 0 {
        match mode {
            "reflect" => {}
            "symmetric" => return border(mode, -at - 1, n),
            _ => return (0..n).rev().cycle().nth((-at - 1) as usize).unwrap(),
        }
    }
    for _ in 0..at.unsigned_abs() {
        match mode {
            "wrap" => place = if place + 1 == n { 0 } else { place + 1 },
            "reflect" => {
                forward = if place + 1 == n { false } else { forward || place == 0 };
                place = if forward { place + 1 } else { place - 1 };
            }
            _ if forward && place + 1 == n => forward = false,
            _ if !forward && place == 0 => forward = true,
            _ => place = if forward { place + 1 } else { place - 1 },
        }
    }
    place
}

pub fn pad<T: Clone>(values: &Nd<T>, widths: &[(usize, usize)], mode: &str) -> Nd<T> {
    let mut out = values.clone();
    for (axis, &(before, after)) in widths.iter().enumerate() {
        let n = values.shape[axis];
        out = along(&out, axis, before + n + after, |i| border(mode, i as isize - before as isize, n));
    }
    out
}
