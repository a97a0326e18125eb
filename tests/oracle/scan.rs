//! What a scan should give: one loop along each lane, over logical indices.

use super::eval::Nd;

/// What `step` makes of the elements of each lane, in order, from the end if `reversed`; `start` makes the state of a
/// lane.
pub fn scanned<T: Clone, S, R: Clone>(
    a: &Nd<T>,
    axis: usize,
    reversed: bool,
    start: impl Fn() -> S,
    step: impl Fn(&mut S, T) -> R,
) -> Nd<R> {
    // The lane of each element is the one whose first element has index 0 along the axis: one list for each.
    let mut starts = a.shape.clone();
    let n = std::mem::replace(&mut starts[axis], 1);
    let lanes = Nd::from_fn(&starts, |first| {
        let mut at = first.to_vec();
        let mut state = start();
        let mut lane: Vec<R> = (0..n)
            .map(|i| {
                at[axis] = if reversed { n - 1 - i } else { i };
                step(&mut state, a.at_exactly(&at))
            })
            .collect();
        if reversed {
            lane.reverse();
        }
        lane
    });
    Nd::from_fn(&a.shape, |index| {
        let mut first = index.to_vec();
        let i = std::mem::take(&mut first[axis]);
        let place = starts.iter().zip(&first).fold(0, |place, (&n, &i)| place * n + i);
        lanes.data[place][i].clone()
    })
}

/// A function of the result so far and the next element; the first element stands as it is.
pub fn accumulated<T: Copy>(a: &Nd<T>, axis: usize, reversed: bool, f: impl Fn(T, T) -> T) -> Nd<T> {
    scanned(
        a,
        axis,
        reversed,
        || None,
        |so_far: &mut Option<T>, x| {
            let next = so_far.map_or(x, |so_far| f(so_far, x));
            *so_far = Some(next);
            next
        },
    )
}

/// With a value before the first elements along an axis, or after the last.
pub fn padded<T: Copy>(a: &Nd<T>, axis: usize, at_end: bool, value: T) -> Nd<T> {
    let mut shape = a.shape.clone();
    shape[axis] += 1;
    Nd::from_fn(&shape, |index| {
        let mut inside = index.to_vec();
        if at_end {
            if index[axis] == a.shape[axis] {
                return value;
            }
        } else {
            if index[axis] == 0 {
                return value;
            }
            inside[axis] -= 1;
        }
        a.at_exactly(&inside)
    })
}

/// All elements in row-major order.
pub fn raveled<T: Clone>(a: &Nd<T>) -> Nd<T> {
    Nd { shape: vec![a.data.len()], data: a.data.clone() }
}

impl<T: Clone> Nd<T> {
    /// The element at an index of its own: no axis repeats.
    fn at_exactly(&self, index: &[usize]) -> T {
        let place = self.shape.iter().zip(index).fold(0, |place, (&n, &i)| {
            assert!(i < n);
            place * n + i
        });
        self.data[place].clone()
    }
}

/// The smaller, but a NaN if there is one, the first of them.
#[allow(clippy::eq_op, reason = "that is how NaN is told")]
pub fn least<T: Copy + PartialOrd>(a: T, b: T) -> T {
    if a != a || (a <= b && b == b) { a } else { b }
}

/// The larger, but a NaN if there is one, the first of them.
#[allow(clippy::eq_op, reason = "that is how NaN is told")]
pub fn most<T: Copy + PartialOrd>(a: T, b: T) -> T {
    if a != a || (a >= b && b == b) { a } else { b }
}
