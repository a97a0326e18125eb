//! Reshaping without a copy: when new strides can walk the old elements in the old order.
//!
//! Source and target axes fall into the smallest groups that hold equally many elements. A target axis can
//! cut a source axis anywhere, but where one target axis spans several source axes, or only part of each, the
//! source axes must *merge*: one step of the outer one must equal a whole run of the inner one.
//!
//! ```text
//! source (2, 3, 4), strides (12, 4, 1)   target (6, 2, 2)
//!   group 1: source 2 x 3 -> target 6        12 == 4 * 3, they merge: stride 4
//!   group 2: source 4     -> target 2 x 2    one axis, cut in two:    strides 2, 1
//! transposed (4, 3, 2), strides (1, 4, 12)   target (24)
//!   group 1: source 4 x 3 x 2 -> target 24   1 != 4 * 3: needs a copy (in row-major order)
//! ```
//!
//! This is NumPy's rule exactly: axes of extent 1 are ignored, strides may be negative or zero, and a layout
//! without elements takes any shape without elements. It is also the best rule there is: no other strides
//! could give the same elements.
//!
//! ```
//! use longstride::layout::{INFER, Layout, Order};
//! let q = Layout::row_major(&[2, 3, 4])?;
//! assert_eq!(q.reshape(&[6, INFER, 2], Order::RowMajor)?.strides(), [4, 2, 1]);
//! let e = q.transpose().reshape(&[24], Order::RowMajor).unwrap_err();
//! assert_eq!(
//!     e.to_string(),
//!     "(4, 3, 2) cannot be viewed as (24,) without a copy: axes 0 to 2 do not merge in reshape"
//! );
//! assert_eq!(q.transpose().reshape(&[24], Order::ColumnMajor)?.strides(), [1]);
//! # Ok::<(), longstride::error::Error>(())
//! ```

use super::axes::Axes;
use super::{Extents, INFER, Layout, Order, Strides, checked_len};
use crate::error::{Error, ErrorKind, Result};

const OP: &str = "reshape";

impl Layout {
    /// The same elements in the same logical `order` under another shape, if strides can express that: NumPy's
    /// `np.reshape(a, shape, order, copy=False)`. One extent may be [`INFER`].
    ///
    /// # Errors
    /// If the number of elements differs, the extent to infer has no answer, there are too many axes, or no
    /// strides give these elements ([`ErrorKind::NeedsCopy`] names the source axes that would have to merge).
    pub fn reshape(&self, shape: &[usize], order: Order) -> Result<Self> {
        let to = infer_shape(&self.shape, shape)?;
        let mut strides = Strides::repeat(0, to.len());
        if self.is_empty() {
            return Self::derived(&to, &strides, 0, OP);
        }
        // Nobody steps along an axis of extent 1, so these take no part.
        let mut stepped = Axes::<usize>::new();
        (0..self.rank()).filter(|&axis| self.shape[axis] != 1).for_each(|axis| stepped.push(axis));
        let axes: &[usize] = &stepped;
        let (mut source, mut target) = (0, 0);
        while source < axes.len() {
            let (first, begin) = (source, target);
            let (mut have, mut want) = (self.shape[axes[source]], 1);
            source += 1;
            // Both products run through the factors of one number of elements, so that neither list can end
            // before they meet, nor a product overflow.
            while have != want {
                if want < have {
                    want *= to[target];
                    target += 1;
                } else {
                    have *= self.shape[axes[source]];
                    source += 1;
                }
            }
            let group = &axes[first..source];
            if !group.windows(2).all(|pair| self.merges(pair[0], pair[1], order)) {
                let (first, last) = (group[0], group[group.len() - 1]);
                return Err(Error::new(OP, ErrorKind::NeedsCopy { from: self.shape, to, first, last }));
            }
            let fastest = match order {
                Order::RowMajor => group[group.len() - 1],
                Order::ColumnMajor => group[0],
            };
            let mut step = self.strides[fastest];
            let mut put = |axis: usize| {
                strides[axis] = step;
                // The product past the slowest axis is not used, and might overflow.
                step = step.wrapping_mul(to[axis] as isize);
            };
            match order {
                Order::RowMajor => (begin..target).rev().for_each(&mut put),
                Order::ColumnMajor => (begin..target).for_each(&mut put),
            }
        }
        Self::derived(&to, &strides, self.offset, OP)
    }

    /// Whether one step along the slower of two axes is a whole run of the faster one.
    fn merges(&self, left: usize, right: usize, order: Order) -> bool {
        let (slow, fast) = match order {
            Order::RowMajor => (left, right),
            Order::ColumnMajor => (right, left),
        };
        // A run that overflows is no stride.
        self.strides[fast].checked_mul(self.shape[fast] as isize) == Some(self.strides[slow])
    }
}

/// The shape `to` with its [`INFER`] extent, if any, filled in so that it holds as many elements as `from`:
/// NumPy's `-1` in `np.reshape`.
///
/// # Errors
/// If the number of elements differs ([`ErrorKind::Length`]), more than one extent is to be inferred or none
/// fits ([`ErrorKind::Infer`]), a shape has too many axes, or the number of elements overflows.
pub fn infer_shape(from: &[usize], to: &[usize]) -> Result<Extents> {
    let listed = |shape: &[usize]| {
        Extents::from_slice(shape)
            .ok_or_else(|| Error::new(OP, ErrorKind::RankTooLarge { rank: shape.len() }))
    };
    let (from, mut shape) = (listed(from)?, listed(to)?);
    let len = checked_len(&from).ok_or_else(|| Error::new(OP, ErrorKind::TooLarge { shape: from }))?;
    let Some(open) = to.iter().position(|&n| n == INFER) else {
        return match checked_len(to) {
            Some(found) if found == len => Ok(shape),
            // No elements, as many as there should be, yet extents that break invariant 2.
            None if len == 0 && to.contains(&0) => Err(Error::new(OP, ErrorKind::TooLarge { shape })),
            _ => Err(Error::new(OP, ErrorKind::Length { shape, found: len })),
        };
    };
    shape[open] = 1;
    let known = if shape.contains(&INFER) { None } else { checked_len(&shape) };
    // With an extent of 0 beside it any value would do, which is no answer; NumPy refuses that too.
    match known {
        Some(known) if known != 0 && len % known == 0 => shape[open] = len / known,
        _ => {
            shape[open] = INFER;
            return Err(Error::new(OP, ErrorKind::Infer { from, to: shape }));
        }
    }
    Ok(shape)
}
