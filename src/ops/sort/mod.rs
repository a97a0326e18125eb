//! Sorting and selecting: `np.sort`, `np.argsort`, `np.partition`, `np.argpartition`, `np.lexsort`, and the largest few.
//!
//! ```text
//! a   3 1 2      sorted(Axis(1))   1 2 3      sorted(Axis(0))   3 0 2      sorted_flat()   0 1 2 3 5 9
//!     9 0 5                        0 5 9                        9 1 5
//!                argsort(Axis(1))  1 2 0      argsort(Axis(0))  0 1 0      argsort_flat()  4 1 2 0 5 3
//!                                  1 2 0                        1 0 1
//! ```
//!
//! - [`SortMut`]: in place, for arrays and mutable views;
//! - [`Sort`]: into new arrays, for arrays and views; and indices;
//! - [`lexsort`]: by several keys;
//! - [`TotalOrder`]: the order. NaN is last, in descending order too, and -0.0 equals 0.0.
//!
//! Lanes along an axis are sorted independently, on several threads. All is stable unless you say otherwise
//! ([`Sorting::unstable`]): equal elements stay in their order.

mod compare;
mod copies;
mod in_place;
mod keyed;
mod lexsort;
mod order;

use core::cmp::Ordering;

pub use copies::Sort;
pub use in_place::SortMut;
pub use lexsort::{LexKey, lexsort, try_lexsort};
pub use order::TotalOrder;
pub(super) use order::lexicographic;

use crate::array::Movement;
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Axis, IxDyn};

/// In which order, and whether equal elements stay in theirs. NumPy: the arguments `descending` and `stable` of `np.sort`.
///
/// ```
/// use longstride::prelude::*;
/// let a = array![2.0, f64::NAN, 3.0, 1.0];
/// assert_eq!(a.argsort_with(Axis(0), Sorting::ASCENDING), array![3, 0, 2, 1]);
/// assert_eq!(a.argsort_with(Axis(0), Sorting::DESCENDING.unstable()), array![2, 0, 3, 1]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sorting {
    descending: bool,
    unstable: bool,
}

impl Sorting {
    /// Smaller ones first; equal ones stay in their order. The default.
    pub const ASCENDING: Self = Self { descending: false, unstable: false };
    /// Larger ones first, but NaN last; equal ones stay in their order.
    pub const DESCENDING: Self = Self { descending: true, unstable: false };

    /// The same with leave to put equal elements in any order, which saves the memory that the standard library's stable sort
    /// takes. Numbers are sorted the same way either way.
    #[must_use]
    pub const fn unstable(self) -> Self {
        Self { unstable: true, ..self }
    }

    /// Whether larger ones come first.
    #[must_use]
    pub const fn is_descending(self) -> bool {
        self.descending
    }

    /// Whether equal ones stay in their order.
    #[must_use]
    pub const fn is_stable(self) -> bool {
        !self.unstable
    }

    /// The comparison.
    fn of<T: TotalOrder>(self) -> fn(&T, &T) -> Ordering {
        if self.descending { T::descending_order } else { T::total_order }
    }
}

/// The array with an axis moved last, and the axis counted from the front.
fn lanes_last<V: Movement>(view: V, axis: Axis, op: &'static str) -> Result<(V::Moved<IxDyn>, usize)>
where
    V::Moved<IxDyn>: Movement<Dim = IxDyn, Moved<IxDyn> = V::Moved<IxDyn>>,
{
    let layout = view.layout();
    let axis = axis.resolve(layout.rank(), op)?;
    Ok((view.into_dyn().move_axis(Axis(axis as isize), Axis(-1)), axis))
}

/// A place on an axis counted from the front.
fn place(kth: isize, axis: usize, extent: usize, op: &'static str) -> Result<usize> {
    let from_front = if kth < 0 { kth.checked_add_unsigned(extent) } else { Some(kth) };
    from_front
        .and_then(|kth| usize::try_from(kth).ok())
        .filter(|&kth| kth < extent)
        .ok_or_else(|| Error::new(op, ErrorKind::Index { axis, index: kth, extent }))
}
