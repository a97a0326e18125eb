//! Elements or sub-arrays at a list of indices: NumPy's `np.take`, `a[:, [2, 0]]`, and `np.compress`.
//!
//! ```text
//! a   1 2 3     take(&[2, 0, -1], Axis(1))   3 1 3     take_flat(&[4, -1])   5 6
//!     4 5 6                                  6 4 6
//! ```

use std::borrow::Cow;

use crate::array::{Array, Array1, AsView, AsViewMut, Movement, View1, ViewD, ViewMut1};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{self, Places};
use crate::expr::IntoExpr;
use crate::layout::{Axis, Extents, Ix1};

use super::Select;

/// Taking at indices, for arrays and views.
///
/// Indices are a slice, an array, a `Vec`, or an array or view of rank 1, of any integer type ([`Indices`]). Negative ones
/// count from the end. One that is out of range is an error before anything is written. Any index may come more than once.
pub trait Take<'a>: AsView<'a>
where
    Self::Elem: Copy + Send + Sync,
{
    /// The sub-arrays at `indices` along an axis: a new array with as many indices on that axis as there are in the list.
    /// NumPy: `np.take(a, indices, axis)`, `a[:, indices]`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(a.take(&[2, 0, -1], Axis(1)), array![[3, 1, 3], [6, 4, 6]]);
    /// ```
    #[track_caller]
    fn take<X: Indices + ?Sized>(self, indices: &X, axis: Axis) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_take(indices, axis))
    }

    /// [`take`](Self::take), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, or the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_take<X: Indices + ?Sized>(self, indices: &X, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "take";
        let view = self.view();
        let axis = axis.resolve(view.rank(), OP)?;
        let places = places(indices, view.shape().as_ref()[axis], axis, OP)?;
        exec::gather(view, axis, &places, OP)
    }

    /// [`take`](Self::take) into an array or mutable view of the result's shape. NumPy: `np.take(a, indices, axis, out=out)`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, or `out` has another shape.
    #[track_caller]
    fn take_into<X, O>(self, indices: &X, axis: Axis, out: &mut O)
    where
        X: Indices + ?Sized,
        O: AsViewMut<Elem = Self::Elem, Dim = Self::Dim>,
    {
        expect(self.try_take_into(indices, axis, out));
    }

    /// [`take_into`](Self::take_into), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, or `out` has another shape: nothing is written then.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2], [3, 4]];
    /// let mut out = Array2::zeros([3, 2]);
    /// a.try_take_into(&[1_u8, 1, 0], Axis(0), &mut out)?;
    /// assert_eq!(out, array![[3, 4], [3, 4], [1, 2]]);
    /// let e = a.try_take_into(&[0, -3, 1], Axis(0), &mut out).unwrap_err();
    /// assert_eq!(e.to_string(), "index -3 is out of range on axis 0 of extent 2 in take_into");
    /// # Ok::<(), longstride::Error>(())
    /// ```
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_take_into<X, O>(self, indices: &X, axis: Axis, out: &mut O) -> Result<()>
    where
        X: Indices + ?Sized,
        O: AsViewMut<Elem = Self::Elem, Dim = Self::Dim>,
    {
        const OP: &str = "take_into";
        let view = self.view();
        let axis = axis.resolve(view.rank(), OP)?;
        let places = places(indices, view.shape().as_ref()[axis], axis, OP)?;
        exec::gather_into(view, axis, &places, out.view_mut(), OP)
    }

    /// The elements at `indices` in row-major order. NumPy: `np.take(a, indices)`, `a.flat[indices]`.
    ///
    /// # Panics
    /// If an index is out of range, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(a.take_flat(&[4, -1]), array![5, 6]);
    /// assert_eq!(a.t().take_flat(&[1_usize, 2]), array![4, 2]);
    /// ```
    #[track_caller]
    fn take_flat<X: Indices + ?Sized>(self, indices: &X) -> Array1<Self::Elem> {
        expect(self.try_take_flat(indices))
    }

    /// [`take_flat`](Self::take_flat), with an error instead of a panic.
    ///
    /// # Errors
    /// If an index is out of range, or the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_take_flat<X: Indices + ?Sized>(self, indices: &X) -> Result<Array1<Self::Elem>> {
        const OP: &str = "take_flat";
        let view = self.view();
        let places = places(indices, view.len(), 0, OP)?;
        match view.reshape_view(view.len()) {
            Ok(row) => exec::gather(row, 0, &places, OP),
            Err(_) => exec::gather_flat(view, &places, OP),
        }
    }

    /// [`take_flat`](Self::take_flat) into an array or mutable view of as many elements. NumPy: `np.take(a, indices, out=out)`.
    ///
    /// # Panics
    /// If an index is out of range, or `out` has another length.
    #[track_caller]
    fn take_flat_into<X, O>(self, indices: &X, out: &mut O)
    where
        X: Indices + ?Sized,
        O: AsViewMut<Elem = Self::Elem, Dim = Ix1>,
    {
        expect(self.try_take_flat_into(indices, out));
    }

    /// [`take_flat_into`](Self::take_flat_into), with an error instead of a panic.
    ///
    /// # Errors
    /// If an index is out of range, or `out` has another length: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_take_flat_into<X, O>(self, indices: &X, out: &mut O) -> Result<()>
    where
        X: Indices + ?Sized,
        O: AsViewMut<Elem = Self::Elem, Dim = Ix1>,
    {
        const OP: &str = "take_flat_into";
        let view = self.view();
        let places = places(indices, view.len(), 0, OP)?;
        match view.reshape_view(view.len()) {
            Ok(row) => exec::gather_into(row, 0, &places, out.view_mut(), OP),
            Err(_) => exec::gather_flat_into(view, &places, out.view_mut(), OP),
        }
    }

    /// The sub-arrays along an axis where a mask of rank 1 holds, which has as many elements as the axis.
    /// NumPy: `np.compress(mask, a, axis)`, `a[:, mask]`.
    ///
    /// # Panics
    /// If there is no such axis, the mask has another shape, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(a.compress(&array![true, false, true], Axis(1)), array![[1, 3], [4, 6]]);
    /// assert_eq!(a.compress(a.slice(s![.., 0]).gt(1), Axis(0)), array![[4, 5, 6]]);
    /// ```
    #[track_caller]
    fn compress<M>(self, mask: M, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        M: IntoExpr<bool, Elem = bool>,
    {
        expect(self.try_compress(mask, axis))
    }

    /// [`compress`](Self::compress), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, the mask has another shape, or the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_compress<M>(self, mask: M, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>>
    where
        M: IntoExpr<bool, Elem = bool>,
    {
        const OP: &str = "compress";
        let (view, mask) = (self.view(), mask.into_expr());
        let axis = axis.resolve(view.rank(), OP)?;
        let expected = Extents::repeat(view.shape().as_ref()[axis], 1);
        let found = exec::Lower::extents(&mask);
        if found != expected {
            return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
        }
        let places = mask.flat_nonzero();
        exec::gather(view, axis, &super::take::places(&places, expected[0], axis, OP)?, OP)
    }
}

impl<'a, V: AsView<'a>> Take<'a> for V where V::Elem: Copy + Send + Sync {}

mod sealed {
    pub trait Sealed {}
}

/// An integer that can be an index: each of Rust's integer types. Sealed.
pub trait IndexInt: Copy + Send + Sync + 'static + sealed::Sealed {
    /// The index counted from the front, if it is in range; a negative one counts from the end.
    fn resolve(self, extent: usize) -> Option<usize>;
    /// The index modulo the extent, which is not 0.
    fn wrap(self, extent: usize) -> usize;
    /// The nearest index of the extent, which is not 0, counted from the front: a negative one is 0.
    fn clip(self, extent: usize) -> usize;
    /// The index for a message.
    fn to_isize(self) -> isize;
    /// The indices as they are, if they are `usize`.
    fn as_places(indices: &[Self]) -> Option<&[usize]> {
        let _ = indices;
        None
    }
}

// What a signed and an unsigned integer mean as an index.
macro_rules! integers {
    (signed $($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl IndexInt for $t {
            #[inline]
            fn resolve(self, extent: usize) -> Option<usize> {
                let size = usize::try_from(self.unsigned_abs()).ok()?;
                let place = if self < 0 { extent.checked_sub(size)? } else { size };
                (place < extent).then_some(place)
            }
            #[inline]
            fn wrap(self, extent: usize) -> usize {
                (self as i64).rem_euclid(extent as i64) as usize
            }
            #[inline]
            fn clip(self, extent: usize) -> usize {
                (self as i64).clamp(0, extent as i64 - 1) as usize
            }
            fn to_isize(self) -> isize {
                isize::try_from(self).unwrap_or(if self < 0 { isize::MIN } else { isize::MAX })
            }
        }
    )*};
    (unsigned $($t:ty)*) => {$(
        impl sealed::Sealed for $t {}
        impl IndexInt for $t {
            #[inline]
            fn resolve(self, extent: usize) -> Option<usize> {
                usize::try_from(self).ok().filter(|&place| place < extent)
            }
            #[inline]
            fn wrap(self, extent: usize) -> usize {
                (self as u64 % extent as u64) as usize
            }
            #[inline]
            fn clip(self, extent: usize) -> usize {
                (self as u64).min(extent as u64 - 1) as usize
            }
            fn to_isize(self) -> isize {
                isize::try_from(self).unwrap_or(isize::MAX)
            }
        }
    )*};
}
integers!(signed i8 i16 i32 i64 isize);
integers!(unsigned u8 u16 u32 u64);

impl sealed::Sealed for usize {}
impl IndexInt for usize {
    #[inline]
    fn resolve(self, extent: usize) -> Option<usize> {
        (self < extent).then_some(self)
    }
    #[inline]
    fn wrap(self, extent: usize) -> usize {
        self % extent
    }
    #[inline]
    fn clip(self, extent: usize) -> usize {
        self.min(extent - 1)
    }
    fn to_isize(self) -> isize {
        isize::try_from(self).unwrap_or(isize::MAX)
    }
    fn as_places(indices: &[usize]) -> Option<&[usize]> {
        Some(indices)
    }
}

/// A list of indices: a slice, an array, a `Vec`, or an array or view of rank 1, of any integer type.
pub trait Indices {
    /// The integer type.
    type Int: IndexInt;
    /// The list as a view.
    fn as_indices(&self) -> View1<'_, Self::Int>;
}

// What a list of indices can be.
macro_rules! indices {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Indices for $type {
            type Int = I;
            fn as_indices(&self) -> View1<'_, I> {
                self[..].into()
            }
        }
    )*};
    (views $($type:ty;)*) => {$(
        impl<I: IndexInt> Indices for $type {
            type Int = I;
            fn as_indices(&self) -> View1<'_, I> {
                self.view()
            }
        }
    )*};
}
indices! {
    [I: IndexInt] [I];
    [I: IndexInt, const N: usize] [I; N];
    [I: IndexInt] Vec<I>;
}
indices! {
    views Array1<I>;
    View1<'_, I>;
    ViewMut1<'_, I>;
}

/// The list as places counted from the front, all of them below `extent`.
///
/// # Errors
/// If an index is out of range: the first one is named.
pub(super) fn places<'i, X: Indices + ?Sized>(
    indices: &'i X,
    extent: usize,
    axis: usize,
    op: &'static str,
) -> Result<Places<'i>> {
    places_of(indices.as_indices().into_dyn(), extent, axis, op)
}

/// [`places`] of an array of indices of any rank, in row-major order.
///
/// # Errors
/// If an index is out of range: the first one is named.
pub(super) fn places_of<'i, I: IndexInt>(
    indices: ViewD<'i, I>,
    extent: usize,
    axis: usize,
    op: &'static str,
) -> Result<Places<'i>> {
    if let Some(list) = indices.as_slice().and_then(I::as_places) {
        return Places::new(Cow::Borrowed(list), extent, axis, op);
    }
    // No axis has this place.
    const OUTSIDE: usize = usize::MAX;
    let place = |index: &I| index.resolve(extent).unwrap_or(OUTSIDE);
    let list: Vec<usize> = match indices.as_slice() {
        Some(indices) => indices.iter().map(place).collect(),
        None => indices.iter().map(place).collect(),
    };
    if list.contains(&OUTSIDE) {
        let outside = indices.iter().find(|index| index.resolve(extent).is_none());
        let index = outside.map_or(isize::MAX, |index| index.to_isize());
        return Err(Error::new(op, ErrorKind::Index { axis, index, extent }));
    }
    Places::new(Cow::Owned(list), extent, axis, op)
}
