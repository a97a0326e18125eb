//! Selecting, taking, scattering and joining, by loops over logical indices.

use super::eval::Nd;

/// Where the mask holds, in row-major order.
pub fn extract<T: Clone>(values: &Nd<T>, mask: &Nd<bool>) -> Vec<T> {
    assert_eq!(values.shape, mask.shape);
    values.data.iter().zip(&mask.data).filter(|(_, m)| **m).map(|(v, _)| v.clone()).collect()
}

/// The indices at which the mask holds.
pub fn argwhere(mask: &Nd<bool>) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    Nd::from_fn(&mask.shape, |index| {
        if mask.at(index) {
            found.push(index.to_vec());
        }
    });
    found
}

/// Index `k` of the axis is `places[k]` of the source.
pub fn take<T: Clone>(values: &Nd<T>, axis: usize, places: &[usize]) -> Nd<T> {
    let mut shape = values.shape.clone();
    shape[axis] = places.len();
    Nd::from_fn(&shape, |index| {
        let mut from = index.to_vec();
        from[axis] = places[index[axis]];
        values.at(&from)
    })
}

/// One after the other along the axis.
pub fn join<T: Clone>(parts: &[Nd<T>], axis: usize) -> Nd<T> {
    let mut shape = parts[0].shape.clone();
    shape[axis] = parts.iter().map(|part| part.shape[axis]).sum();
    Nd::from_fn(&shape, |index| {
        let mut from = index.to_vec();
        for part in parts {
            if from[axis] < part.shape[axis] {
                return part.at(&from);
            }
            from[axis] -= part.shape[axis];
        }
        unreachable!("the extents add up")
    })
}

/// What becomes of an element when the values at `places` along an axis are folded into it, in their order.
pub fn scattered<T: Clone>(
    index: &[usize],
    old: T,
    axis: usize,
    places: &[usize],
    values: &Nd<T>,
    change: impl Fn(T, T) -> T,
) -> T {
    let mut from = index.to_vec();
    (0..places.len()).filter(|&k| places[k] == index[axis]).fold(old, |old, k| {
        from[axis] = k;
        change(old, values.at(&from))
    })
}
