//! Sorting by insertion, lane by lane, on dense copies.

use super::eval::Nd;

/// Whether `a` belongs before `b`: NaN, which is not equal to itself, before nothing.
#[allow(clippy::eq_op, reason = "NaN")]
pub fn before<T: PartialOrd>(a: &T, b: &T, descending: bool) -> bool {
    let nan = |x: &T| x != x;
    if nan(a) || nan(b) {
        !nan(a) && nan(b)
    } else if descending {
        a > b
    } else {
        a < b
    }
}

/// The indices that sort a list, stable.
pub fn order<T>(list: &[T], before: impl Fn(&T, &T) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    for i in 0..list.len() {
        let at = order.iter().rposition(|&j| !before(&list[i], &list[j])).map_or(0, |at| at + 1);
        order.insert(at, i);
    }
    order
}

/// The elements of each lane along an axis, the lanes at each index of the others in row-major order.
pub fn lanes<T: Clone>(a: &Nd<T>, axis: usize) -> Vec<Vec<T>> {
    let mut outer = a.shape.clone();
    outer[axis] = 1;
    let lane = |index: &[usize]| -> Vec<T> {
        let mut index = index.to_vec();
        (0..a.shape[axis])
            .map(|i| {
                index[axis] = i;
                a.at(&index)
            })
            .collect()
    };
    Nd::from_fn(&outer, lane).data
}

/// The array that has these lanes along an axis.
pub fn from_lanes<T: Clone>(shape: &[usize], axis: usize, lanes: &[Vec<T>]) -> Nd<T> {
    let mut outer = shape.to_vec();
    outer[axis] = 1;
    let mut count = 0;
    let numbers = Nd::from_fn(&outer, |_| {
        count += 1;
        count - 1
    });
    Nd::from_fn(shape, |index| {
        let mut at = index.to_vec();
        at[axis] = 0;
        lanes[numbers.at(&at)][index[axis]].clone()
    })
}

/// The indices that sort each lane along an axis.
pub fn argsort<T: PartialOrd + Clone>(a: &Nd<T>, axis: usize, descending: bool) -> Nd<usize> {
    let orders: Vec<Vec<usize>> =
        lanes(a, axis).iter().map(|lane| order(lane, |x, y| before(x, y, descending))).collect();
    from_lanes(&a.shape, axis, &orders)
}

/// Each lane along an axis, sorted.
pub fn sorted<T: PartialOrd + Clone>(a: &Nd<T>, axis: usize, descending: bool) -> Nd<T> {
    let sorted: Vec<Vec<T>> = lanes(a, axis)
        .iter()
        .map(|lane| {
            let order = order(lane, |x, y| before(x, y, descending));
            order.iter().map(|&i| lane[i].clone()).collect()
        })
        .collect();
    from_lanes(&a.shape, axis, &sorted)
}
