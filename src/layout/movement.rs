//! Movement: the view operations that permute, reverse, add, remove, join or split axes.
//!
//! Each one is a pure function from a [`Layout`] to a [`Layout`]: shape, strides and offset change, no
//! element moves. On `0 1 2 | 3 4 5`, shape (2, 3), strides (3, 1), offset 0:
//!
//! ```text
//! memory               0  1  2  3  4  5
//! transpose            shape (3, 2), strides  (1, 3), offset 0:  0 3 | 1 4 | 2 5
//! flip(Axis(0))        shape (2, 3), strides (-3, 1), offset 3:  3 4 5 | 0 1 2
//! index_axis(Axis(1), -1)     shape (2), strides (3), offset 2:  2 5
//! diagonal(1, 0, 1)           shape (2), strides (4), offset 1:  1 5
//! ```
//!
//! ```
//! use longstride::layout::{Axis, Layout};
//! let rows = Layout::row_major(&[2, 3])?;
//! let upside_down = rows.flip(Axis(0))?;
//! assert_eq!((upside_down.strides(), upside_down.offset()), (&[-3, 1][..], 3));
//! assert_eq!(rows.diagonal(1, Axis(0), Axis(1))?.strides(), [4]);
//! let e = rows.index_axis(Axis(1), 3).unwrap_err();
//! assert_eq!(e.to_string(), "index 3 is out of range on axis 1 of extent 3 in index_axis");
//! # Ok::<(), longstride::error::Error>(())
//! ```

use super::{Axis, Layout, MAX_RANK};
use crate::error::{Error, ErrorKind, Result};

// Where an operation only reorders axes, reverses one, or adds or drops an axis of which one index is used, the
// fields are rewritten in place: the elements are the same or fewer, so invariants 1 to 4 carry over. Every
// operation that computes new extents goes through the constructor again.
impl Layout {
    /// The constructor, with errors in the name of `op`.
    pub(super) fn derived(
        shape: &[usize],
        strides: &[isize],
        offset: isize,
        op: &'static str,
    ) -> Result<Self> {
        Self::new(shape, strides, offset).map_err(|e| e.in_op(op))
    }

    /// The axes in reverse order: NumPy's `a.T`.
    #[must_use]
    pub fn transpose(&self) -> Self {
        let mut out = *self;
        out.shape.reverse();
        out.strides.reverse();
        out
    }

    /// The axes in the order given: axis `i` of the result is axis `axes[i]` of the source. NumPy's
    /// `np.permute_dims`, also `np.transpose(a, axes)`.
    ///
    /// # Errors
    /// If there are not as many entries as axes, an entry is not an axis, or one is named twice.
    pub fn permute(&self, axes: &[usize]) -> Result<Self> {
        const OP: &str = "permute";
        let rank = self.rank();
        if axes.len() != rank {
            return Err(Error::new(OP, ErrorKind::Rank { expected: rank, found: axes.len() }));
        }
        let mut out = *self;
        let mut seen = [false; MAX_RANK];
        for (to, &from) in axes.iter().enumerate() {
            if from >= rank {
                let axis = isize::try_from(from).unwrap_or(isize::MAX);
                return Err(Error::new(OP, ErrorKind::Axis { axis, rank }));
            }
            if seen[from] {
                return Err(Error::new(OP, ErrorKind::RepeatedAxis { axis: from }));
            }
            seen[from] = true;
            out.shape[to] = self.shape[from];
            out.strides[to] = self.strides[from];
        }
        Ok(out)
    }

    /// Two axes exchanged: NumPy's `np.swapaxes`.
    ///
    /// # Errors
    /// If there is no such axis.
    pub fn swap_axes(&self, a: Axis, b: Axis) -> Result<Self> {
        const OP: &str = "swap_axes";
        let (a, b) = (self.axis(a, OP)?, self.axis(b, OP)?);
        let mut out = *self;
        out.shape.swap(a, b);
        out.strides.swap(a, b);
        Ok(out)
    }

    /// One axis moved to another place, the others in their order: NumPy's `np.moveaxis`.
    ///
    /// # Errors
    /// If there is no such axis.
    pub fn move_axis(&self, from: Axis, to: Axis) -> Result<Self> {
        const OP: &str = "move_axis";
        let (from, to) = (self.axis(from, OP)?, self.axis(to, OP)?);
        let mut out = *self;
        let (extent, stride) = (out.shape.remove(from), out.strides.remove(from));
        out.shape.insert(to, extent);
        out.strides.insert(to, stride);
        Ok(out)
    }

    /// One axis walked from its end: NumPy's `np.flip`.
    ///
    /// # Errors
    /// If there is no such axis.
    pub fn flip(&self, axis: Axis) -> Result<Self> {
        let axis = self.axis(axis, "flip")?;
        let mut out = *self;
        // An extent of 0 or 1 has stride 0, so neither line can change anything there; elsewhere the stride is
        // above `isize::MIN` because of invariant 3.
        out.offset += self.strides[axis] * (self.shape[axis] as isize - 1);
        out.strides[axis] = -self.strides[axis];
        Ok(out)
    }

    /// A new axis of extent 1, at position `axis` of the result: NumPy's `np.expand_dims`.
    ///
    /// # Errors
    /// If the position is not within the rank of the result, or there are [`MAX_RANK`] axes already.
    pub fn insert_axis(&self, axis: Axis) -> Result<Self> {
        const OP: &str = "insert_axis";
        let rank = self.rank() + 1;
        let at = axis.resolve(rank, OP)?;
        if rank > MAX_RANK {
            return Err(Error::new(OP, ErrorKind::RankTooLarge { rank }));
        }
        let mut out = *self;
        out.shape.insert(at, 1);
        out.strides.insert(at, 0);
        Ok(out)
    }

    /// Without one axis of extent 1: NumPy's `np.squeeze(a, axis)`.
    ///
    /// # Errors
    /// If there is no such axis, or its extent is not 1.
    pub fn squeeze_axis(&self, axis: Axis) -> Result<Self> {
        const OP: &str = "squeeze_axis";
        let axis = self.axis(axis, OP)?;
        let extent = self.shape[axis];
        if extent != 1 {
            return Err(Error::new(OP, ErrorKind::NotOne { axis, extent }));
        }
        Ok(self.without(axis))
    }

    /// Without any axis of extent 1: NumPy's `np.squeeze(a)`.
    #[must_use]
    pub fn squeeze(&self) -> Self {
        let mut out = *self;
        for axis in (0..self.rank()).rev().filter(|&axis| self.shape[axis] == 1) {
            out = out.without(axis);
        }
        out
    }

    /// The elements at one index of an axis, which goes away: NumPy's `np.take(a, index, axis)` and `a[:, index]`.
    /// A negative index counts from the end.
    ///
    /// # Errors
    /// If there is no such axis or the index is outside it.
    pub fn index_axis(&self, axis: Axis, index: isize) -> Result<Self> {
        const OP: &str = "index_axis";
        let axis = self.axis(axis, OP)?;
        let at = self.index_on(axis, index, OP)?;
        let mut out = self.without(axis);
        out.offset += self.strides[axis] * at as isize;
        Ok(out)
    }

    /// The elements at equal indices of two axes (the second one `offset` further), along a new last axis:
    /// NumPy's `np.diagonal`. An offset beyond the axes gives no elements.
    ///
    /// # Errors
    /// If there is no such axis, or both are the same.
    pub fn diagonal(&self, offset: isize, axis1: Axis, axis2: Axis) -> Result<Self> {
        const OP: &str = "diagonal";
        let (a, b) = (self.axis(axis1, OP)?, self.axis(axis2, OP)?);
        if a == b {
            return Err(Error::new(OP, ErrorKind::RepeatedAxis { axis: a }));
        }
        let skip = offset.unsigned_abs();
        let (skip_a, skip_b) = if offset < 0 { (skip, 0) } else { (0, skip) };
        let extent = self.shape[a].saturating_sub(skip_a).min(self.shape[b].saturating_sub(skip_b));
        // The sum is the distance from index (0, 0) to (1, 1) or, where an extent is 1, a single stride.
        let stride = self.strides[a] + self.strides[b];
        let mut start = self.offset;
        if extent > 0 {
            start += skip_a as isize * self.strides[a] + skip_b as isize * self.strides[b];
        }
        let mut out = self.without(a.max(b)).without(a.min(b));
        out.shape.push(extent);
        out.strides.push(stride);
        Self::derived(&out.shape, &out.strides, start, OP)
    }

    /// The elements before `index` on an axis, and those from `index` on: NumPy's `np.split(a, [index], axis)`.
    ///
    /// # Errors
    /// If there is no such axis, or the index is past its end.
    pub fn split_at(&self, axis: Axis, index: usize) -> Result<(Self, Self)> {
        const OP: &str = "split_at";
        let axis = self.axis(axis, OP)?;
        let extent = self.shape[axis];
        if index > extent {
            let end = isize::try_from(index).unwrap_or(isize::MAX);
            return Err(Error::new(OP, ErrorKind::Range { axis, start: 0, end, extent }));
        }
        let (mut low, mut high) = (self.shape, self.shape);
        low[axis] = index;
        high[axis] = extent - index;
        // One past the end is no element and its offset might overflow; an empty half ignores its offset.
        let middle = if index < extent { self.offset + index as isize * self.strides[axis] } else { 0 };
        Ok((
            Self::derived(&low, &self.strides, self.offset, OP)?,
            Self::derived(&high, &self.strides, middle, OP)?,
        ))
    }

    /// The index that `index` means on an axis, counted from the end where it is negative.
    pub(super) fn index_on(&self, axis: usize, index: isize, op: &'static str) -> Result<usize> {
        let extent = self.shape[axis];
        // Extents fit `isize` (invariant 2), so that neither the cast nor the sum can overflow.
        let from_front = if index < 0 { index + extent as isize } else { index };
        usize::try_from(from_front)
            .ok()
            .filter(|&i| i < extent)
            .ok_or_else(|| Error::new(op, ErrorKind::Index { axis, index, extent }))
    }

    /// Index 0 of an axis. Callers see to it that the axis has one, or that the result is empty all the same.
    pub(crate) fn without(&self, axis: usize) -> Self {
        let mut out = *self;
        out.shape.remove(axis);
        out.strides.remove(axis);
        out
    }
}
