//! Pure index arithmetic: where the element at a logical index lies, and how every view is derived.
//!
//! A [`Layout`] is a shape, signed strides counted in elements, and an offset. Element `[i, j]` of a
//! 2-d layout lies at `offset + i * strides[0] + j * strides[1]`:
//!
//! ```text
//! memory   0  1  2  3  4  5  6  7  8  9 10 11
//!          shape (3, 4), strides (4, 1), offset 0: all of it, row by row
//!             ^     ^     ^           shape (1, 3) ...
//!          slice [.., 1..;2]: shape (3, 2), strides (4, 2), offset 1 -> 1 3 | 5 7 | 9 11
//!          transposed:        shape (4, 3), strides (1, 4), offset 0 -> 0 4 8 | 1 5 9 | ...
//!          rows reversed:     shape (3, 4), strides (-4, 1), offset 8
//! ```
//!
//! Every view operation is a pure function from one layout to another, or to an error that names the
//! axis. Nothing here touches memory, and nothing here is unsafe.
//!
//! # Invariants
//! A `Layout` only comes from [`Layout::new`] or from another layout, so that always:
//!
//! 1. shape and strides have the same rank, at most [`MAX_RANK`];
//! 2. the product of the non-zero extents fits `isize`;
//! 3. every offset that an index can reach, relative to the first element, fits `isize`, and so does their
//!    range;
//! 4. an axis of extent 1 has stride 0, and a layout with no elements has only strides 0 and offset 0: what
//!    nobody can step along has one form, so that layouts with the same elements are equal.
//!
//! A layout derived by an operation of this module reaches no element that its source did not reach.
//!
//! ```
//! use longstride::layout::Layout;
//! let rows = Layout::row_major(&[3, 4]).unwrap();
//! assert_eq!(rows.strides(), [4, 1]);
//! assert_eq!(rows.offset_of(&[2, 1]), Some(9));
//! let columns = rows.transpose();
//! assert_eq!(columns.shape(), [4, 3]);
//! assert_eq!(columns.offset_of(&[1, 2]), Some(9));
//! ```
#![forbid(unsafe_code)]

mod axes;
mod broadcast;
mod dim;
mod joined;
mod movement;
mod overlap;
mod positions;
mod reshape;
mod slice;
mod walk;
mod windows;

pub use axes::{Axes, Extents, MAX_RANK, Strides};
pub use broadcast::broadcast_shapes;
pub(crate) use broadcast::stretched;
pub use dim::{
    Axis, AxisList, Dim, Fewer, INFER, IntoShape, Ix, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn, Larger,
    NdIndex,
};
pub use joined::Joined;
pub use overlap::overlap;
pub use reshape::infer_shape;
pub use slice::{
    Cons, Ellipsis, NewAxis, Nil, SliceAxis, SliceElem, SliceElems, SliceInt, SliceRange, SliceSpec, Stepped,
};

pub(crate) use positions::Positions;
pub(crate) use walk::for_each_row;

use crate::error::{Error, ErrorKind, Result};

/// The order in which a logical sequence of elements runs through the axes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The last axis runs fastest: C order, NumPy's `'C'`. The logical order of every array.
    #[default]
    RowMajor,
    /// The first axis runs fastest: Fortran order, NumPy's `'F'`.
    ColumnMajor,
}

/// Shape, signed strides in elements, and offset of a view. See the [module](self) for the invariants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    shape: Extents,
    strides: Strides,
    offset: isize,
}

impl Layout {
    /// The one constructor: checks invariants 1 to 3 and establishes 4.
    ///
    /// # Errors
    /// If shape and strides differ in length, there are too many axes, or a size or distance overflows.
    pub fn new(shape: &[usize], strides: &[isize], offset: isize) -> Result<Self> {
        const OP: &str = "layout";
        let rank_too_large =
            || Error::new(OP, ErrorKind::RankTooLarge { rank: shape.len().max(strides.len()) });
        let extents = Extents::from_slice(shape).ok_or_else(rank_too_large)?;
        let mut steps = Strides::from_slice(strides).ok_or_else(rank_too_large)?;
        if shape.len() != strides.len() {
            return Err(Error::new(OP, ErrorKind::Rank { expected: shape.len(), found: strides.len() }));
        }
        let too_large = || Error::new(OP, ErrorKind::TooLarge { shape: extents });
        let empty = checked_len(shape).ok_or_else(too_large)? == 0;
        let (mut low, mut high) = (0isize, 0isize);
        for (step, &n) in steps.iter_mut().zip(shape) {
            if empty || n == 1 {
                *step = 0;
                continue;
            }
            let reach = step.checked_mul(n as isize - 1).ok_or_else(too_large)?;
            let end = if reach < 0 { &mut low } else { &mut high };
            *end = end.checked_add(reach).ok_or_else(too_large)?;
        }
        let offset = if empty { 0 } else { offset };
        let low = offset.checked_add(low).ok_or_else(too_large)?;
        let high = offset.checked_add(high).ok_or_else(too_large)?;
        high.checked_sub(low).and_then(|span| span.checked_add(1)).ok_or_else(too_large)?;
        Ok(Self { shape: extents, strides: steps, offset })
    }

    /// A layout of parts that obey invariants 1 to 3 because they come from a layout's; establishes 4.
    #[inline]
    pub(crate) fn canonical(shape: Extents, mut strides: Strides, offset: isize) -> Self {
        let empty = shape.contains(&0);
        for (step, &n) in strides.iter_mut().zip(&shape) {
            if empty || n == 1 {
                *step = 0;
            }
        }
        let layout = Self { shape, strides, offset: if empty { 0 } else { offset } };
        debug_assert_eq!(Self::new(&layout.shape, &layout.strides, layout.offset).as_ref(), Ok(&layout));
        layout
    }

    /// A layout of parts that were a layout's, offset 0.
    #[inline]
    pub(crate) fn restored(shape: Extents, strides: Strides) -> Self {
        let layout = Self { shape, strides, offset: 0 };
        debug_assert_eq!(Self::new(&shape, &strides, 0).as_ref(), Ok(&layout));
        layout
    }

    /// Dense, the last axis fastest.
    ///
    /// # Errors
    /// If there are too many axes or the number of elements does not fit `isize`.
    pub fn row_major(shape: &[usize]) -> Result<Self> {
        Self::dense(shape, Order::RowMajor)
    }

    /// Dense, in the given order.
    ///
    /// # Errors
    /// If there are too many axes or the number of elements does not fit `isize`.
    pub fn dense(shape: &[usize], order: Order) -> Result<Self> {
        let extents = Extents::from_slice(shape)
            .ok_or_else(|| Error::new("shape", ErrorKind::RankTooLarge { rank: shape.len() }))?;
        checked_len(shape).ok_or_else(|| Error::new("shape", ErrorKind::TooLarge { shape: extents }))?;
        let mut strides = Strides::repeat(0, shape.len());
        let mut step = 1isize;
        let mut put = |axis: usize| {
            strides[axis] = step;
            step *= shape[axis].max(1) as isize;
        };
        match order {
            Order::RowMajor => (0..shape.len()).rev().for_each(&mut put),
            Order::ColumnMajor => (0..shape.len()).for_each(&mut put),
        }
        Self::new(shape, &strides, 0)
    }

    /// The extents, one for each axis.
    #[inline]
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The strides in elements, one for each axis; 0 where the extent is 1.
    #[inline]
    #[must_use]
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// Where the first element lies.
    #[inline]
    #[must_use]
    pub fn offset(&self) -> isize {
        self.offset
    }

    /// The number of axes.
    #[inline]
    #[must_use]
    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    /// The number of elements: the product of the extents, 1 for rank 0.
    #[inline]
    #[must_use]
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether there are no elements.
    #[inline]
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shape.contains(&0)
    }

    /// Where the element at `index` lies, or `None` if the index is outside the shape or of another rank.
    #[must_use]
    pub fn offset_of(&self, index: &[usize]) -> Option<isize> {
        if index.len() != self.rank() || index.iter().zip(&self.shape).any(|(i, n)| i >= n) {
            return None;
        }
        Some(self.offset + index.iter().zip(&self.strides).map(|(&i, s)| i as isize * s).sum::<isize>())
    }

    /// The lowest and the highest offset that an index reaches, or `None` if there are no elements.
    #[must_use]
    pub fn bounds(&self) -> Option<(isize, isize)> {
        if self.is_empty() {
            return None;
        }
        let (mut low, mut high) = (self.offset, self.offset);
        for (&s, &n) in self.strides.iter().zip(&self.shape) {
            let reach = s * (n as isize - 1);
            if reach < 0 { low += reach } else { high += reach }
        }
        Some((low, high))
    }

    /// Whether the elements lie densely one after the other in `order` (offset aside).
    #[must_use]
    pub fn is_contiguous(&self, order: Order) -> bool {
        let mut step = 1isize;
        let mut fits = |axis: usize| {
            let n = self.shape[axis];
            let ok = n == 1 || self.strides[axis] == step;
            step *= n as isize;
            ok
        };
        self.is_empty()
            || match order {
                Order::RowMajor => (0..self.rank()).rev().all(&mut fits),
                Order::ColumnMajor => (0..self.rank()).all(&mut fits),
            }
    }

    /// Whether the elements lie densely one after the other from the first on, in some order of the axes.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        let mut axes = [(0isize, 0usize); MAX_RANK];
        let mut count = 0;
        for (&s, &n) in self.strides.iter().zip(&self.shape).filter(|&(_, &n)| n != 1) {
            axes[count] = (s, n);
            count += 1;
        }
        axes[..count].sort_unstable();
        let mut step = 1isize;
        self.is_empty()
            || axes[..count].iter().all(|&(s, n)| {
                let ok = s == step;
                step *= n as isize;
                ok
            })
    }

    /// The axis that `axis` means, counted from the end where it is negative.
    ///
    /// # Errors
    /// If there is no such axis.
    pub fn axis(&self, axis: Axis, op: &'static str) -> Result<usize> {
        axis.resolve(self.rank(), op)
    }
}

/// The product of the extents, if the product of the non-zero ones fits `isize` (invariant 2).
pub(crate) fn checked_len(shape: &[usize]) -> Option<usize> {
    let mut size = 1usize;
    for &n in shape.iter().filter(|&&n| n != 0) {
        size = size.checked_mul(n).filter(|&s| isize::try_from(s).is_ok())?;
    }
    Some(if shape.contains(&0) { 0 } else { size })
}
