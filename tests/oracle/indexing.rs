//! Indexing by arrays, by loops over logical indices.

use super::eval::{Nd, common};

/// An entry of an index, its arrays with places from the front.
#[derive(Clone, Debug)]
pub enum Entry {
    /// Start, and how many.
    Range(usize, usize),
    Index(usize),
    NewAxis,
    Ellipsis,
    List(Nd<usize>),
    Mask(Nd<bool>),
}

/// The shape of `a[entries]`, and the index in `a` behind each index of it, in row-major order.
pub fn chosen(shape: &[usize], entries: &[Entry]) -> Nd<Vec<usize>> {
    // Masks become the lists of where they hold; each list has the axis that it stands for, slices those that they keep.
    enum Part {
        Slice(Vec<(Option<usize>, usize, usize)>),
        Lists(Vec<(usize, Nd<usize>)>),
    }
    let used = |entry: &Entry| match entry {
        Entry::NewAxis | Entry::Ellipsis => 0,
        Entry::Mask(mask) => mask.shape.len(),
        _ => 1,
    };
    let open = shape.len() - entries.iter().map(used).sum::<usize>();
    let mut entries = entries.to_vec();
    if !entries.iter().any(|entry| matches!(entry, Entry::Ellipsis)) {
        entries.push(Entry::Ellipsis);
    }
    let mut axis = 0;
    let mut parts = Vec::new();
    for entry in &entries {
        let whole = |axis: usize| (Some(axis), 0, shape[axis]);
        parts.push(match entry {
            Entry::Range(start, count) => Part::Slice(vec![(Some(axis), *start, *count)]),
            Entry::Index(i) => Part::Lists(vec![(axis, Nd { shape: vec![], data: vec![*i] })]),
            Entry::NewAxis => Part::Slice(vec![(None, 0, 1)]),
            Entry::Ellipsis => Part::Slice((axis..axis + open).map(whole).collect()),
            Entry::List(list) => Part::Lists(vec![(axis, list.clone())]),
            Entry::Mask(mask) => {
                let found = super::ops::argwhere(mask);
                let list =
                    |k: usize| Nd { shape: vec![found.len()], data: found.iter().map(|i| i[k]).collect() };
                Part::Lists((0..mask.shape.len()).map(|k| (axis + k, list(k))).collect())
            }
        });
        axis += if matches!(entry, Entry::Ellipsis) { open } else { used(entry) };
    }
    // An ellipsis at the end that we added is not between anything.
    let lists: Vec<&(usize, Nd<usize>)> =
        parts.iter().flat_map(|part| if let Part::Lists(lists) = part { &lists[..] } else { &[] }).collect();
    let shapes: Vec<&[usize]> = lists.iter().map(|(_, list)| &list.shape[..]).collect();
    let broadcast = common(&shapes);
    let first = parts.iter().position(|part| matches!(part, Part::Lists(_)));
    let last = parts.iter().rposition(|part| matches!(part, Part::Lists(_)));
    let together = match (first, last) {
        (Some(first), Some(last)) => parts[first..=last].iter().all(|part| matches!(part, Part::Lists(_))),
        _ => true,
    };
    let mut slices: Vec<(Option<usize>, usize, usize)> = Vec::new();
    let mut at = 0;
    for (k, part) in parts.iter().enumerate() {
        if together && Some(k) == first {
            at = slices.len();
        }
        if let Part::Slice(kept) = part {
            slices.extend(kept);
        }
    }
    let mut result: Vec<usize> = slices.iter().map(|slice| slice.2).collect();
    result.splice(at..at, broadcast.iter().copied());
    Nd::from_fn(&result, |index| {
        let middle = &index[at..at + broadcast.len()];
        let rest = [&index[..at], &index[at + broadcast.len()..]].concat();
        let mut from = vec![usize::MAX; shape.len()];
        for ((axis, start, _), i) in slices.iter().zip(rest) {
            if let Some(axis) = axis {
                from[*axis] = start + i;
            }
        }
        for (axis, list) in &lists {
            from[*axis] = list.at(middle);
        }
        from
    })
}

/// The same for `np.take_along_axis`.
pub fn along(shape: &[usize], indices: &Nd<usize>, axis: usize) -> Nd<Vec<usize>> {
    let mut own = shape.to_vec();
    own[axis] = 1;
    let result = common(&[&own, &indices.shape]);
    Nd::from_fn(&result, |index| {
        let mut from: Vec<usize> =
            index.iter().zip(shape).map(|(&i, &n)| if n == 1 { 0 } else { i }).collect();
        from[axis] = indices.at(index);
        from
    })
}

/// What becomes of an element when values are folded into it, in row-major order.
pub fn changed<T: Clone>(
    index: &[usize],
    old: T,
    chosen: &Nd<Vec<usize>>,
    values: &Nd<T>,
    change: impl Fn(T, T) -> T,
) -> T {
    let pairs = chosen.data.iter().zip(&values.data).filter(|(place, _)| place[..] == *index);
    pairs.fold(old, |old, (_, value)| change(old, value.clone()))
}

/// How many come before (or not after) the value, NaN last.
pub fn searchsorted(sorted: &[f64], value: f64, right: bool) -> usize {
    let key = |x: f64| (x.is_nan(), if x.is_nan() { 0.0 } else { x });
    let before = |x: f64| if right { key(x) <= key(value) } else { key(x) < key(value) };
    sorted.iter().filter(|&&x| before(x)).count()
}
