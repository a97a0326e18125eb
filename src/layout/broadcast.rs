//! Broadcasting: axes of extent 1, and axes that are missing in front, repeat without being copied.
//!
//! Shapes align at their last axes. An axis that repeats has stride 0, so that every index on it lands on
//! the same element:
//!
//! ```text
//! memory  0 1 2                     shape (3),    strides (1):     0 1 2
//! broadcast_to (2, 3)               shape (2, 3), strides (0, 1):  0 1 2 | 0 1 2
//! as a column, broadcast_to (3, 2)  shape (3, 2), strides (1, 0):  0 0 | 1 1 | 2 2
//!
//!       (3, 1)         (8, 1, 6)         (3, 4)
//!     + (   4)       + (   7, 1)       + (   5)
//!     = (3, 4)       = (8, 7, 6)       = error: axis 1 is 4 against 5
//! ```
//!
//! ```
//! use longstride::layout::{Layout, broadcast_shapes};
//! let row = Layout::row_major(&[3])?;
//! assert_eq!(row.broadcast_to(&[2, 3])?.strides(), [0, 1]);
//! assert_eq!(broadcast_shapes(&[8, 1, 6], &[7, 1], "add")?, [8, 7, 6]);
//! let e = broadcast_shapes(&[3, 4], &[5], "add").unwrap_err();
//! assert_eq!(e.to_string(), "cannot broadcast (3, 4) with (5,): axis 1 is 4 against 5 in add");
//! # Ok::<(), longstride::error::Error>(())
//! ```

use super::{Extents, Layout, Strides, checked_len};
use crate::error::{Error, ErrorKind, Result};

impl Layout {
    /// Stretched to `shape`: axes of extent 1 repeat, and new ones appear in front. NumPy's `np.broadcast_to`.
    ///
    /// # Errors
    /// If `shape` has fewer axes or more than [`MAX_RANK`](super::MAX_RANK), an axis has another extent and is not 1, or the
    /// number of elements overflows.
    pub fn broadcast_to(&self, shape: &[usize]) -> Result<Self> {
        const OP: &str = "broadcast_to";
        let to = listed(shape, OP)?;
        let Some(lead) = shape.len().checked_sub(self.rank()) else {
            return Err(Error::new(OP, ErrorKind::Rank { expected: shape.len(), found: self.rank() }));
        };
        let mut strides = Strides::repeat(0, shape.len());
        for (axis, (&n, &stride)) in self.shape.iter().zip(&self.strides).enumerate() {
            let wanted = to[lead + axis];
            if n != wanted && n != 1 {
                return Err(mismatch(&self.shape, &to, lead + axis, OP));
            }
            // An extent of 1 has stride 0 already (invariant 4).
            strides[lead + axis] = stride;
        }
        Self::derived(shape, &strides, self.offset, OP)
    }
}

/// The shape that two operands of `op` have in common: NumPy's `np.broadcast_shapes`.
///
/// # Errors
/// If an axis differs and neither extent is 1 (the axis is counted in the longer shape), a shape has more than
/// [`MAX_RANK`](super::MAX_RANK) axes, or the number of elements overflows.
pub fn broadcast_shapes(left: &[usize], right: &[usize], op: &'static str) -> Result<Extents> {
    let (left, right) = (listed(left, op)?, listed(right, op)?);
    let shape = stretched(&left, &right).map_err(|axis| mismatch(&left, &right, axis, op))?;
    checked_len(&shape).ok_or_else(|| Error::new(op, ErrorKind::TooLarge { shape }))?;
    Ok(shape)
}

/// The common shape, or the axis (of the longer shape) that differs with neither extent 1.
#[inline]
pub(crate) fn stretched(left: &Extents, right: &Extents) -> core::result::Result<Extents, usize> {
    let (long, short) = if left.len() >= right.len() { (left, right) } else { (right, left) };
    let lead = long.len() - short.len();
    let mut shape = *long;
    for (axis, (n, &m)) in shape[lead..].iter_mut().zip(short).enumerate() {
        if *n == 1 {
            *n = m;
        } else if m != 1 && m != *n {
            return Err(lead + axis);
        }
    }
    Ok(shape)
}

fn listed(shape: &[usize], op: &'static str) -> Result<Extents> {
    Extents::from_slice(shape).ok_or_else(|| Error::new(op, ErrorKind::RankTooLarge { rank: shape.len() }))
}

#[cold]
fn mismatch(left: &Extents, right: &Extents, axis: usize, op: &'static str) -> Error {
    let rank = left.len().max(right.len());
    let at = |shape: &Extents| (axis + shape.len()).checked_sub(rank).map_or(1, |axis| shape[axis]);
    let (left_extent, right_extent) = (at(left), at(right));
    Error::new(op, ErrorKind::Broadcast { left: *left, right: *right, axis, left_extent, right_extent })
}
