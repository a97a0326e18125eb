//! Slicing: NumPy's basic indexing, as run-time entries and as the typed macro [`s!`](crate::s).
//!
//! ```text
//! shape (9, 9), strides (9, 1)
//! s![1..-1;2, 1..-1;2]   rows 1 3 5 7, columns 1 3 5 7: shape (4, 4), strides (18, 2), offset 10
//! s![..;-1, 3]           column 3 from the last row up: shape (9),    strides (-9),    offset 75
//! s![.., NewAxis, ..]    shape (9, 1, 9), strides (9, 0, 1)
//! s![..., 0]             the last axis at 0, whatever is in front of it
//! ```
//!
//! Negative indices and bounds count from the end. Unlike NumPy and like Rust, what is out of range is an error,
//! never a clamp. A negative step walks the *selected* elements from their end: `1..5;-1` is 4 3 2 1. Axes that
//! are not named are taken whole.
//!
//! The macro keeps the rank in the type: each entry says (trait [`SliceAxis`]) which rank is left after it.
//!
//! ```
//! use longstride::layout::{Layout, SliceSpec, Ix2};
//! use longstride::s;
//! let x = Layout::row_major(&[9, 9])?;
//! let v = x.slice(&SliceSpec::<Ix2>::elems(&s![1..-1;2, ..;-1]))?;
//! assert_eq!((v.shape(), v.strides(), v.offset()), (&[4, 9][..], &[18, -1][..], 17));
//! let e = x.slice(&SliceSpec::<Ix2>::elems(&s![.., 3..10])).unwrap_err();
//! assert_eq!(e.to_string(), "range 3..10 does not fit axis 1 of extent 9 in slice");
//! # Ok::<(), longstride::error::Error>(())
//! ```

use core::ops::{Bound, Deref};
use core::ops::{Range, RangeBounds, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use smallvec::SmallVec;

use super::{Axis, Dim, Extents, IxDyn, Layout, MAX_RANK, Strides};
use crate::error::{Error, ErrorKind, Result};

/// One entry of a slice, as a value: what [`s!`](crate::s) turns its entries into, and what code writes that
/// knows ranges only at run time.
///
/// ```
/// use longstride::layout::{Layout, NewAxis, SliceElem};
/// let x = Layout::row_major(&[4, 6])?;
/// let v = x.slice(&[SliceElem::from(-1), NewAxis.into(), (2..).into()])?;
/// assert_eq!((v.shape(), v.offset()), (&[1, 4][..], 20));
/// # Ok::<(), longstride::error::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SliceElem {
    /// The elements from `start` up to and without `end` (`None`: to the end of the axis), every `step`-th of
    /// them; a negative step starts from the last one. Negative bounds count from the end.
    Range {
        /// The first index.
        start: isize,
        /// The index past the last one, or `None` for all.
        end: Option<isize>,
        /// The step, not 0.
        step: isize,
    },
    /// One index, negative ones count from the end; the axis goes away.
    Index(isize),
    /// A new axis of extent 1: NumPy's `np.newaxis`.
    NewAxis,
    /// As many whole axes as the other entries leave: NumPy's `...`.
    Ellipsis,
}

/// In [`s!`](crate::s): a new axis of extent 1, NumPy's `np.newaxis`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NewAxis;

/// In a slice: as many whole axes as the other entries leave. In [`s!`](crate::s) it may be written `...`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ellipsis;

impl Layout {
    /// The part that the entries select: NumPy's basic indexing `a[...]`.
    ///
    /// # Errors
    /// If there are more indices and ranges than axes or two ellipses, the result has more than [`MAX_RANK`]
    /// axes, an index or a range is out of range, or a step is 0.
    pub fn slice(&self, elems: &[SliceElem]) -> Result<Self> {
        const OP: &str = "slice";
        let (mut indices, mut used, mut ellipses) = (0, 0, 0);
        for elem in elems {
            match elem {
                SliceElem::Range { .. } => used += 1,
                SliceElem::Index(_) => (used, indices) = (used + 1, indices + 1),
                SliceElem::Ellipsis => ellipses += 1,
                SliceElem::NewAxis => (),
            }
        }
        if ellipses > 1 {
            return Err(Error::new(OP, ErrorKind::TwoEllipses));
        }
        let Some(mut whole) = self.rank().checked_sub(used) else {
            return Err(Error::new(OP, ErrorKind::Rank { expected: self.rank(), found: used }));
        };
        let rank = self.rank() - indices + (elems.len() - used - ellipses);
        if rank > MAX_RANK {
            return Err(Error::new(OP, ErrorKind::RankTooLarge { rank }));
        }
        let (mut shape, mut strides, mut offset) = (Extents::new(), Strides::new(), self.offset);
        let mut axis = 0;
        // Axes that are not named are taken whole, as if the entries ended in an ellipsis.
        for elem in elems.iter().chain((ellipses == 0).then_some(&SliceElem::Ellipsis)) {
            match *elem {
                SliceElem::Range { start, end, step } => {
                    let (extent, stride, skip) = self.walk(axis, start, end, step, OP)?;
                    offset += skip;
                    shape.push(extent);
                    strides.push(stride);
                    axis += 1;
                }
                SliceElem::Index(index) => {
                    offset += self.index_on(axis, index, OP)? as isize * self.strides[axis];
                    axis += 1;
                }
                SliceElem::NewAxis => {
                    shape.push(1);
                    strides.push(0);
                }
                SliceElem::Ellipsis => {
                    for _ in 0..core::mem::take(&mut whole) {
                        shape.push(self.shape[axis]);
                        strides.push(self.strides[axis]);
                        axis += 1;
                    }
                }
            }
        }
        Ok(Self::canonical(shape, strides, offset))
    }

    /// A range of one axis, the others whole: NumPy's `a[:, start:end:step]`.
    ///
    /// # Errors
    /// If there is no such axis, the range is out of range, the step is 0, or the entry is not a range.
    pub fn slice_axis(&self, axis: Axis, range: SliceElem) -> Result<Self> {
        const OP: &str = "slice_axis";
        let axis = self.axis(axis, OP)?;
        let SliceElem::Range { start, end, step } = range else {
            return Err(Error::new(OP, ErrorKind::Value { why: "the entry for an axis is not a range" }));
        };
        let (extent, stride, skip) = self.walk(axis, start, end, step, OP)?;
        let (mut shape, mut strides) = (self.shape, self.strides);
        shape[axis] = extent;
        strides[axis] = stride;
        Ok(Self::canonical(shape, strides, self.offset + skip))
    }

    /// Extent, stride, and distance of the first element, of a range on an axis.
    fn walk(
        &self,
        axis: usize,
        start: isize,
        end: Option<isize>,
        step: isize,
        op: &'static str,
    ) -> Result<(usize, isize, isize)> {
        let n = self.shape[axis];
        if step == 0 {
            return Err(Error::new(op, ErrorKind::ZeroStep { axis }));
        }
        let bound = |i: isize| if i < 0 { n.checked_sub(i.unsigned_abs()) } else { Some(i.unsigned_abs()) };
        let (from, to) = match (bound(start), end.map_or(Some(n), bound)) {
            (Some(from), Some(to)) if from <= to && to <= n => (from, to),
            _ => {
                let end = end.unwrap_or(n as isize);
                return Err(Error::new(op, ErrorKind::Range { axis, start, end, extent: n }));
            }
        };
        // A division takes longer than all the rest.
        let extent = if step == 1 { to - from } else { (to - from).div_ceil(step.unsigned_abs()) };
        if extent == 0 {
            // There is no first element, and one past the last might overflow.
            return Ok((0, 0, 0));
        }
        let first = if step > 0 { from } else { to - 1 };
        // From two elements on the step is shorter than the axis, so that the product is a distance within it.
        let stride = if extent > 1 { self.strides[axis] * step } else { 0 };
        Ok((extent, stride, first as isize * self.strides[axis]))
    }
}

mod sealed {
    pub trait Sealed {}
}

/// The integers that [`s!`](crate::s) takes: `isize`, `usize`, and `i32` (what a bare literal falls back to).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a slice",
    note = "an entry is an `isize`, `usize` or `i32`, a range of these, `range;step`, `NewAxis` or `...`"
)]
pub trait SliceInt: sealed::Sealed + Copy {
    /// The value, or `None` if it is too large: then it is outside every axis.
    fn to_isize(self) -> Option<isize>;
}

/// A range without a step, over any [`SliceInt`].
pub trait SliceRange: sealed::Sealed {
    /// The entry for this range with a step.
    fn stepped(&self, step: isize) -> SliceElem;
}

/// A range with a step: `range;step` in [`s!`](crate::s).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stepped<R> {
    range: R,
    step: isize,
}

impl<R: SliceRange> Stepped<R> {
    /// Every `step`-th element of a range.
    pub fn new<T: SliceInt>(range: R, step: T) -> Self {
        // No axis is longer than `isize::MAX`, so that any larger step selects what this one does.
        Self { range, step: step.to_isize().unwrap_or(isize::MAX) }
    }
}

/// An entry of [`s!`](crate::s) on an array of rank `D`; `Out` is the rank with this entry applied.
pub trait SliceAxis<D: Dim> {
    /// One axis less for an index, one more for [`NewAxis`], the same for all others.
    type Out: Dim;
    /// The entry as a value.
    fn elem(&self) -> SliceElem;
}

// One implementation for all integers, and one for each range over all of them: the rank of the result is then
// known before the compiler has settled which integer type a literal is.
impl<D: Dim, T: SliceInt> SliceAxis<D> for T {
    type Out = D::Smaller;
    #[inline]
    fn elem(&self) -> SliceElem {
        (*self).into()
    }
}

impl<T: SliceInt> From<T> for SliceElem {
    /// The entry for one index.
    #[inline]
    fn from(index: T) -> Self {
        // No axis has this index: the largest possible extent is `isize::MAX`.
        Self::Index(index.to_isize().unwrap_or(isize::MAX))
    }
}

macro_rules! ints {
    ($($int:ty),*) => {$(
        impl sealed::Sealed for $int {}
        impl SliceInt for $int {
            #[inline]
            fn to_isize(self) -> Option<isize> {
                isize::try_from(self).ok()
            }
        }
    )*};
}
ints!(isize, usize, i32);

macro_rules! ranges {
    ($($range:ty, $bound:ty, [$($t:ident)?];)*) => {$(
        impl$(<$t: SliceInt>)? sealed::Sealed for $range {}
        impl$(<$t: SliceInt>)? SliceRange for $range {
            #[inline]
            fn stepped(&self, step: isize) -> SliceElem {
                stepped::<$bound>(self, step)
            }
        }
        impl<D: Dim $(, $t: SliceInt)?> SliceAxis<D> for $range {
            type Out = D;
            #[inline]
            fn elem(&self) -> SliceElem {
                self.stepped(1)
            }
        }
        impl$(<$t: SliceInt>)? From<$range> for SliceElem {
            /// The entry for a range with step 1.
            #[inline]
            fn from(range: $range) -> Self {
                range.stepped(1)
            }
        }
    )*};
}
ranges! {
    Range<T>, T, [T];
    RangeFrom<T>, T, [T];
    RangeTo<T>, T, [T];
    RangeInclusive<T>, T, [T];
    RangeToInclusive<T>, T, [T];
    RangeFull, isize, [];
}

#[inline]
fn stepped<T: SliceInt>(range: &impl RangeBounds<T>, step: isize) -> SliceElem {
    // Too large a bound must stay out of range. `isize::MIN` is out of range on every axis; `isize::MAX` is not,
    // for it is the end of the longest.
    const OUTSIDE: isize = isize::MIN;
    let bound = |i: &T| i.to_isize().unwrap_or(OUTSIDE);
    let after = |i: &T| i.to_isize().and_then(|i| i.checked_add(1)).unwrap_or(OUTSIDE);
    let start = match range.start_bound() {
        Bound::Included(i) => bound(i),
        Bound::Excluded(i) => after(i),
        Bound::Unbounded => 0,
    };
    let end = match range.end_bound() {
        // `..=-1` is through the last element; its end must not become index 0 from the front.
        Bound::Included(i) => Some(after(i)).filter(|&end| end != 0),
        Bound::Excluded(i) => Some(bound(i)),
        Bound::Unbounded => None,
    };
    SliceElem::Range { start, end, step }
}

impl<D: Dim, R: SliceRange> SliceAxis<D> for Stepped<R> {
    type Out = D;
    #[inline]
    fn elem(&self) -> SliceElem {
        self.range.stepped(self.step)
    }
}

impl<R: SliceRange> From<Stepped<R>> for SliceElem {
    #[inline]
    fn from(stepped: Stepped<R>) -> Self {
        stepped.range.stepped(stepped.step)
    }
}

impl<D: Dim> SliceAxis<D> for NewAxis {
    type Out = D::Bigger;
    #[inline]
    fn elem(&self) -> SliceElem {
        SliceElem::NewAxis
    }
}

impl From<NewAxis> for SliceElem {
    #[inline]
    fn from(_: NewAxis) -> Self {
        Self::NewAxis
    }
}

impl<D: Dim> SliceAxis<D> for Ellipsis {
    type Out = D;
    #[inline]
    fn elem(&self) -> SliceElem {
        SliceElem::Ellipsis
    }
}

impl From<Ellipsis> for SliceElem {
    #[inline]
    fn from(_: Ellipsis) -> Self {
        Self::Ellipsis
    }
}

/// The entries of a slice, stored inline up to the usual number of them. It reads as a slice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SliceElems(SmallVec<[SliceElem; MAX_RANK]>);

impl SliceElems {
    /// Appends an entry.
    #[inline]
    pub fn push(&mut self, elem: SliceElem) {
        self.0.push(elem);
    }
}

impl Deref for SliceElems {
    type Target = [SliceElem];
    #[inline]
    fn deref(&self) -> &[SliceElem] {
        &self.0
    }
}

impl AsRef<[SliceElem]> for SliceElems {
    #[inline]
    fn as_ref(&self) -> &[SliceElem] {
        &self.0
    }
}

/// What `slice` takes on an array of rank `D`: [`s!`](crate::s), or [`SliceElem`]s with a result of dynamic rank.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a slice", label = "write `s![...]`")]
pub trait SliceSpec<D: Dim> {
    /// The rank of the result.
    type Out: Dim;

    /// Appends the entries to a list.
    fn push_to(&self, elems: &mut SliceElems);

    /// The entries.
    #[inline]
    fn elems(&self) -> SliceElems {
        let mut elems = SliceElems::default();
        self.push_to(&mut elems);
        elems
    }
}

/// What [`s!`](crate::s) builds: an entry and those after it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cons<H, T>(pub H, pub T);

/// The end of what [`s!`](crate::s) builds.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nil;

impl<D: Dim> SliceSpec<D> for Nil {
    type Out = D;
    #[inline]
    fn push_to(&self, _: &mut SliceElems) {}
}

impl<D: Dim, H: SliceAxis<D>, T: SliceSpec<H::Out>> SliceSpec<D> for Cons<H, T> {
    type Out = T::Out;
    #[inline]
    fn push_to(&self, elems: &mut SliceElems) {
        elems.push(self.0.elem());
        self.1.push_to(elems);
    }
}

impl<D: Dim> SliceSpec<D> for &[SliceElem] {
    type Out = IxDyn;
    #[inline]
    fn push_to(&self, elems: &mut SliceElems) {
        elems.0.extend_from_slice(self);
    }
}

impl<D: Dim, const N: usize> SliceSpec<D> for [SliceElem; N] {
    type Out = IxDyn;
    #[inline]
    fn push_to(&self, elems: &mut SliceElems) {
        elems.0.extend_from_slice(self);
    }
}

/// A slice in NumPy's notation, with the rank of the result in its type.
///
/// Entries are separated by commas: an index `3` or `-1` (the axis goes away), a range `1..-1`, `2..`, `..=3`
/// (negative numbers count from the end), a range with a step `..;-1`, `NewAxis`, or an ellipsis `...`. Axes
/// that are not named are taken whole. Integers are `isize`, `usize` or `i32`; the two ends of a range have one type.
///
/// ```
/// use longstride::layout::{Ix1, Layout, NewAxis, SliceSpec};
/// use longstride::s;
/// fn slice<D: longstride::layout::Dim>(x: &Layout, s: impl SliceSpec<D>) -> Layout {
///     x.slice(&s.elems()).unwrap()
/// }
/// let x = Layout::row_major(&[9]).unwrap();
/// let (i, k) = (2_usize, -3_isize);
/// assert_eq!(slice::<Ix1>(&x, s![i..;k]).shape(), [3]);
/// assert_eq!(slice::<Ix1>(&x, s![.., NewAxis]).shape(), [9, 1]);
/// assert_eq!(slice::<Ix1>(&x, s![..., -1]).offset(), 8);
/// ```
#[macro_export]
macro_rules! s {
    () => { $crate::layout::Nil };
    (... $(, $($rest:tt)*)?) => {
        $crate::layout::Cons($crate::layout::Ellipsis, $crate::s![$($($rest)*)?])
    };
    ($range:expr; $step:expr $(, $($rest:tt)*)?) => {
        $crate::layout::Cons(
            {
                // Clippy takes `1..-1` for a mistake.
                #[allow(clippy::reversed_empty_ranges)]
                let range = $range;
                $crate::layout::Stepped::new(range, $step)
            },
            $crate::s![$($($rest)*)?],
        )
    };
    ($entry:expr $(, $($rest:tt)*)?) => {
        $crate::layout::Cons(
            {
                #[allow(clippy::reversed_empty_ranges)]
                let entry = $entry;
                entry
            },
            $crate::s![$($($rest)*)?],
        )
    };
}
