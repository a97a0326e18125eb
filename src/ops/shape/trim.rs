//! Borders of zeros left out: `np.trim_zeros`.

use crate::array::{AsView, Movement, View};
use crate::layout::{Axis, SliceElem};

/// Which borders to trim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trim {
    /// Those before the first element that is not zero.
    Front,
    /// Those after the last one.
    Back,
    /// Both.
    Both,
}

/// Trimming borders of zeros, for arrays and views.
pub trait TrimZeros<'a>: AsView<'a>
where
    Self::Elem: PartialEq + Default + 'a,
{
    /// The part of the array without the borders, along each axis, in which all elements are `T::default()` (0, `false`).
    /// Without any other element nothing is left on any axis. `-0.0` is a zero, NaN is none. Copies nothing.
    /// NumPy: `np.trim_zeros(a, "fb")`.
    ///
    /// ```
    /// use longstride::{ops::Trim, prelude::*};
    /// let a = array![0, 0, 1, 0, 2, 0];
    /// assert_eq!(a.trim_zeros(Trim::Both), array![1, 0, 2]);
    /// assert_eq!(a.trim_zeros(Trim::Front), array![1, 0, 2, 0]);
    /// ```
    fn trim_zeros(self, which: Trim) -> View<'a, Self::Elem, Self::Dim> {
        let (whole, zero) = (self.view(), Self::Elem::default());
        let mut view = whole;
        for axis in 0..view.rank() {
            let extent = view.shape().as_ref()[axis];
            let filled =
                |&i: &usize| view.index_axis(Axis(axis as isize), i as isize).iter().any(|x| *x != zero);
            let (start, end) = match (0..extent).find(filled) {
                None => (0, 0),
                Some(first) => {
                    let last = (first..extent).rev().find(filled).unwrap_or(first);
                    (
                        if which == Trim::Back { 0 } else { first },
                        if which == Trim::Front { extent } else { last + 1 },
                    )
                }
            };
            if start == end {
                // Nothing but zeros, or nothing at all.
                let none = vec![SliceElem::from(..0); whole.rank()];
                return crate::error::expect(whole.slice(&none[..]).into_rank());
            }
            // The other axes only look at what is left.
            view = view.split_at(Axis(axis as isize), end).0.split_at(Axis(axis as isize), start).1;
        }
        view
    }
}

impl<'a, V: AsView<'a>> TrimZeros<'a> for V where V::Elem: PartialEq + Default + 'a {}
