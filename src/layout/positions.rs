//! The logical order as an iterator: the offset of each element, row-major, from both ends.
//!
//! Axes that one step can walk are merged first; what is left is rows of `inner` elements, `step` apart. Each end
//! is inside a row of its own, and the rows between them are counted, not listed:
//!
//! ```text
//! shape (2, 2, 3), strides (12, 6, 2)  merges to  one row of 12, step 2
//! shape (2, 2, 3), strides (-9, 4, 1)  stays      4 rows of 3:
//!
//!     row 0      row 1      row 2      row 3
//!     0 [1 2]    4  5  6   -9 -8 -7   [-5] -4 -3
//!     front.at               rows: 1..3    back.at
//! ```
//!
//! So any number of steps from either end costs a division per axis and no walk, and `fold` runs a plain loop
//! over each row.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::from_fn([2, 3], |[i, j]| 3 * i + j);
//! let mut columns = a.t().into_iter();
//! assert_eq!((columns.next(), columns.next_back(), columns.nth(1)), (Some(&0), Some(&5), Some(&1)));
//! assert_eq!(columns.len(), 2);
//! ```

use core::iter::FusedIterator;
use core::ops::Range;

use super::{Extents, Strides};

/// The offsets of all elements of a shape with strides, relative to the first one, in row-major order.
///
/// Each index of the shape comes exactly once, whichever end it is taken from.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    /// The axes outside the rows, merged.
    outer: Extents,
    strides: Strides,
    /// Elements in a row, and the distance between them.
    inner: usize,
    step: isize,
    front: Part,
    back: Part,
    /// The rows that neither end has begun.
    rows: Range<usize>,
}

/// The elements that are left in the row that one end is in.
#[derive(Clone, Copy, Debug, Default)]
struct Part {
    /// The offset of the next one from that end; no element's if there are none left.
    at: isize,
    left: usize,
}

impl Positions {
    /// The offsets of `shape` and `strides`, which come from a layout.
    pub(crate) fn new(shape: &[usize], strides: &[isize]) -> Self {
        let (mut outer, mut strides_out) = (Extents::new(), Strides::new());
        let empty = shape.contains(&0);
        // The rows so far; `None` before the first axis that has more than one index.
        let mut last: Option<(usize, isize)> = None;
        for (&n, &s) in shape.iter().zip(strides).filter(|&(&n, _)| n != 1 && !empty) {
            last = Some(match last {
                Some((count, step)) if s.checked_mul(n as isize) == Some(step) => (count * n, s),
                Some((count, step)) => {
                    outer.push(count);
                    strides_out.push(step);
                    (n, s)
                }
                None => (n, s),
            });
        }
        let (inner, step) = last.unwrap_or((usize::from(!empty), 1));
        let rows = if empty { 0 } else { outer.iter().product() };
        Self {
            outer,
            strides: strides_out,
            inner,
            step,
            front: Part::default(),
            back: Part::default(),
            rows: 0..rows,
        }
    }

    /// The number of elements, if they lie one after the other from the first on.
    #[inline]
    pub(crate) fn run_of(shape: &[usize], strides: &[isize]) -> Option<usize> {
        let mut len = 1usize;
        for (&n, &s) in shape.iter().zip(strides).rev() {
            // Where an axis is empty its stride says nothing, and neither do the others'.
            if n > 1 && s != len as isize {
                return shape.contains(&0).then_some(0);
            }
            len *= n;
        }
        Some(len)
    }

    /// Where a row starts.
    #[inline]
    fn row_at(&self, row: usize) -> isize {
        let (mut rest, mut at) = (row, 0);
        // Most views have at most one axis left outside the rows, which needs no division.
        for axis in (1..self.outer.len()).rev() {
            at += (rest % self.outer[axis]) as isize * self.strides[axis];
            rest /= self.outer[axis];
        }
        at + self.strides.first().map_or(0, |s| rest as isize * s)
    }

    /// Moves the front end into the next row that has elements, in the end the back end's; whether there is one.
    fn refill_front(&mut self) -> bool {
        if let Some(row) = self.rows.next() {
            self.front = Part { at: self.row_at(row), left: self.inner };
        } else {
            let left = core::mem::take(&mut self.back.left);
            self.front = Part { at: self.back_start(left), left };
        }
        self.front.left > 0
    }

    /// As [`refill_front`](Self::refill_front), for the other end.
    fn refill_back(&mut self) -> bool {
        if let Some(row) = self.rows.next_back() {
            self.back = Part { at: self.ahead(self.row_at(row), self.inner - 1), left: self.inner };
        } else {
            let left = core::mem::take(&mut self.front.left);
            self.back = Part { at: self.ahead(self.front.at, left.wrapping_sub(1)), left };
        }
        self.back.left > 0
    }

    /// The first of the `left` last elements of the row that the back end is in.
    #[inline]
    fn back_start(&self, left: usize) -> isize {
        self.ahead(self.back.at, 1usize.wrapping_sub(left))
    }

    /// `n` steps (or minus some) along a row. It wraps only where there is no element: the offset of every
    /// element fits `isize`.
    #[inline]
    fn ahead(&self, at: isize, n: usize) -> isize {
        at.wrapping_add((n as isize).wrapping_mul(self.step))
    }

    /// Leaves out the next `n`, or all that there are.
    fn skip_front(&mut self, n: usize) {
        let n = n.min(self.len());
        if n < self.front.left {
            (self.front.at, self.front.left) = (self.ahead(self.front.at, n), self.front.left - n);
            return;
        }
        let n = n - core::mem::take(&mut self.front.left);
        // Nothing is left to skip where rows are empty.
        let whole = n.checked_div(self.inner).unwrap_or(0).min(self.rows.len());
        self.rows.start += whole;
        let n = n - whole * self.inner;
        if n > 0 && self.refill_front() {
            (self.front.at, self.front.left) = (self.ahead(self.front.at, n), self.front.left - n);
        }
    }

    /// As [`skip_front`](Self::skip_front), from the other end.
    fn skip_back(&mut self, n: usize) {
        let n = n.min(self.len());
        if n < self.back.left {
            (self.back.at, self.back.left) = (self.ahead(self.back.at, n.wrapping_neg()), self.back.left - n);
            return;
        }
        let n = n - core::mem::take(&mut self.back.left);
        let whole = n.checked_div(self.inner).unwrap_or(0).min(self.rows.len());
        self.rows.end -= whole;
        let n = n - whole * self.inner;
        if n > 0 && self.refill_back() {
            (self.back.at, self.back.left) = (self.ahead(self.back.at, n.wrapping_neg()), self.back.left - n);
        }
    }

    /// The first `n`, which are at most all, and the others.
    #[cfg(feature = "rayon")]
    pub(crate) fn cut(mut self, n: usize) -> (Self, Self) {
        let mut front = self.clone();
        front.skip_back(self.len() - n);
        self.skip_front(n);
        (front, self)
    }

    /// Part of a row as a loop.
    #[inline(always)]
    fn run<A>(&self, at: isize, left: usize, init: A, f: &mut impl FnMut(A, isize) -> A) -> A {
        // Steps of 1 apart, so that the compiler sees a contiguous loop.
        if self.step == 1 {
            (0..left as isize).fold(init, |acc, j| f(acc, at + j))
        } else {
            (0..left as isize).fold(init, |acc, j| f(acc, at + j * self.step))
        }
    }
}

impl Iterator for Positions {
    type Item = isize;

    #[inline]
    fn next(&mut self) -> Option<isize> {
        if self.front.left == 0 && !self.refill_front() {
            return None;
        }
        let at = self.front.at;
        self.front = Part { at: at.wrapping_add(self.step), left: self.front.left - 1 };
        Some(at)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.front.left + self.rows.len() * self.inner + self.back.left;
        (len, Some(len))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<isize> {
        self.skip_front(n);
        self.next()
    }

    #[inline]
    fn fold<A, F: FnMut(A, isize) -> A>(self, init: A, mut f: F) -> A {
        let mut acc = self.run(self.front.at, self.front.left, init, &mut f);
        if !self.rows.is_empty() {
            let mut index = Extents::repeat(0, self.outer.len());
            let mut rest = self.rows.start;
            for (i, &n) in index.iter_mut().zip(&self.outer).rev() {
                (rest, *i) = (rest / n, rest % n);
            }
            let mut at = self.row_at(self.rows.start);
            for _ in self.rows.clone() {
                acc = self.run(at, self.inner, acc, &mut f);
                for axis in (0..self.outer.len()).rev() {
                    // Past the end of the last row there is no element, and the offset may wrap.
                    at = at.wrapping_add(self.strides[axis]);
                    index[axis] += 1;
                    if index[axis] < self.outer[axis] {
                        break;
                    }
                    at = at.wrapping_sub(self.strides[axis].wrapping_mul(index[axis] as isize));
                    index[axis] = 0;
                }
            }
        }
        self.run(self.back_start(self.back.left), self.back.left, acc, &mut f)
    }
}

impl DoubleEndedIterator for Positions {
    #[inline]
    fn next_back(&mut self) -> Option<isize> {
        if self.back.left == 0 && !self.refill_back() {
            return None;
        }
        let at = self.back.at;
        self.back = Part { at: at.wrapping_sub(self.step), left: self.back.left - 1 };
        Some(at)
    }

    #[inline]
    fn nth_back(&mut self, n: usize) -> Option<isize> {
        self.skip_back(n);
        self.next_back()
    }
}

impl ExactSizeIterator for Positions {}
impl FusedIterator for Positions {}

#[cfg(test)]
mod tests {
    use super::Positions;

    #[test]
    fn rows_are_merged_and_met_from_both_ends() {
        let all = [0, 1, 2, 4, 5, 6, -9, -8, -7, -5, -4, -3];
        let fresh = Positions::new(&[2, 2, 3], &[-9, 4, 1]);
        assert_eq!(fresh.clone().collect::<Vec<_>>(), all);
        assert_eq!(fresh.clone().rev().collect::<Vec<_>>(), all.iter().rev().copied().collect::<Vec<_>>());
        for front in 0..=all.len() {
            for back in 0..=all.len() - front {
                for n in 0..=all.len() + 1 {
                    let mut p = fresh.clone();
                    (0..front).for_each(|i| assert_eq!(p.next(), Some(all[i])));
                    (0..back).for_each(|i| assert_eq!(p.next_back(), Some(all[all.len() - 1 - i])));
                    let rest = &all[front..all.len() - back];
                    assert_eq!(p.len(), rest.len());
                    assert_eq!(p.clone().fold(vec![], |mut v, x| (v.push(x), v).1), rest);
                    let (mut ours, mut theirs) = (p.clone(), rest.iter().copied());
                    assert_eq!((ours.nth(n), ours.next_back()), (theirs.nth(n), theirs.next_back()));
                    assert!(ours.eq(theirs));
                    let (mut ours, mut theirs) = (p, rest.iter().copied());
                    assert_eq!((ours.nth_back(n), ours.next()), (theirs.nth_back(n), theirs.next()));
                    assert!(ours.eq(theirs));
                }
            }
        }
    }

    #[test]
    fn what_lies_together_is_one_run() {
        assert_eq!(Positions::run_of(&[2, 1, 3], &[3, 0, 1]), Some(6));
        assert_eq!(Positions::run_of(&[], &[]), Some(1));
        assert_eq!(Positions::run_of(&[3, 0], &[0, 0]), Some(0));
        assert_eq!(Positions::run_of(&[0, 3], &[0, 0]), Some(0));
        assert_eq!(Positions::run_of(&[2, 3], &[6, 2]), None);
        assert_eq!(Positions::run_of(&[3], &[-1]), None);
    }

    #[test]
    fn broadcast_and_empty_axes_are_walked() {
        assert_eq!(Positions::new(&[2, 3], &[0, 0]).collect::<Vec<_>>(), [0; 6]);
        assert_eq!(Positions::new(&[], &[]).collect::<Vec<_>>(), [0]);
        assert_eq!(Positions::new(&[0], &[0]).next_back(), None);
        assert_eq!(Positions::new(&[3, 0], &[0, 0]).nth(2), None);
    }

    #[test]
    fn steps_past_the_last_element_may_wrap() {
        let far = isize::MAX / 2;
        let mut p = Positions::new(&[2, 2], &[far, 1]);
        assert_eq!(p.nth(3), Some(far + 1));
        assert_eq!((p.next(), p.next_back()), (None, None));
    }
}
