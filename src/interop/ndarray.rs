//! Views to and from the crate `ndarray` (feature `ndarray`): any strides, both ways, shared and mutable.
//!
//! ```text
//! &Array, View        .to_ndarray(), .into()   ->  ArrayView         no copy
//! &mut Array, ViewMut .to_ndarray_mut()        ->  ArrayViewMut      no copy
//! Array               .into_ndarray()          ->  ndarray::Array    no copy if made from a Vec, else moved once
//! ArrayView           View::from_ndarray       ->  View              no copy
//! &ndarray::Array     View::from               ->  View              no copy
//! ArrayViewMut        ViewMut::from_ndarray    ->  ViewMut           no copy
//! ndarray::Array      Array::from_ndarray      ->  Array             no copy; an error where it is not dense
//! ```
//!
//! The ranks agree: [`Ix<N>`](Ix) is ndarray's `Ix0` to `Ix6`, and [`IxDyn`] is its `IxDyn`, of which those with more
//! than [`MAX_RANK`](crate::layout::MAX_RANK) axes are refused. For static ranks the conversions of views are also
//! [`From`], for the dynamic one [`TryFrom`].
//!
//! ```
//! use longstride::prelude::*;
//! let mut theirs = ndarray::Array2::from_shape_fn((2, 3), |(i, j)| (3 * i + j) as f64);
//! let ours = View2::from(&theirs);
//! assert_eq!(ours.slice(s![..;-1, 1..]).to_ndarray(), ndarray::array![[4.0, 5.0], [1.0, 2.0]]);
//! // An expression evaluated into memory of ndarray's.
//! let source = array![1.0, 2.0, 3.0];
//! (&source * 2.0).eval_into(&mut ViewMut1::from(theirs.row_mut(1)));
//! assert_eq!(theirs.row(1), ndarray::array![2.0, 4.0, 6.0]);
//! ```

use core::ptr::NonNull;

use ndarray as nd;
use ndarray::{Dimension as _, ShapeBuilder as _};

use crate::array::{Array, AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Dim, Ix, IxDyn, Layout};

/// A rank as ndarray has it.
pub trait NdarrayDim: Dim {
    /// The rank's type there.
    type Ndarray: nd::Dimension;
}

impl<const N: usize> NdarrayDim for Ix<N>
where
    Ix<N>: Dim,
    nd::Dim<[usize; N]>: nd::Dimension,
{
    type Ndarray = nd::Dim<[usize; N]>;
}

impl NdarrayDim for IxDyn {
    type Ndarray = nd::IxDyn;
}

/// ndarray's type for the rank `D`.
type Twin<D> = <D as NdarrayDim>::Ndarray;

/// Arrays and views as ndarray's views to read.
pub trait ToNdarray<'a>: AsView<'a> {
    /// The same elements as a view of ndarray's, with the same strides. Never copies.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// let theirs: ndarray::ArrayView2<'_, i32> = a.t().flip(Axis(0)).to_ndarray();
    /// assert_eq!(theirs, ndarray::array![[3, 6], [2, 5], [1, 4]]);
    /// assert_eq!(theirs.strides(), [-1, 3]);
    /// ```
    fn to_ndarray(self) -> nd::ArrayView<'a, Self::Elem, Twin<Self::Dim>>
    where
        Self::Dim: NdarrayDim,
    {
        let view = self.view();
        let parts = Parts::<Twin<Self::Dim>, _>::of(&view.layout());
        // SAFETY: the lowest element is one of the view's, or there is none and it is the pointer itself. From there the
        // strides, none of them negative, reach the view's elements (invariant 1), which are borrowed for `'a`.
        let lowest = unsafe { view.as_ptr().offset(parts.low) };
        // SAFETY: as above; a layout's distances fit `isize`, in bytes by invariant 2 of room 2.
        let mut theirs = unsafe { nd::ArrayView::from_shape_ptr(parts.shape, lowest) };
        parts.reversed.for_each(|axis| theirs.invert_axis(axis));
        theirs
    }
}

/// Arrays and mutable views as ndarray's views to write.
pub trait ToNdarrayMut: AsViewMut {
    /// The same elements as a mutable view of ndarray's, with the same strides. Never copies.
    ///
    /// # Panics
    /// Only if ndarray was built with debug assertions, which are stricter than its rules: it then refuses layouts whose axes
    /// interleave, such as shape (2, 2) with strides (3, 2). No slicing, permuting or diagonal of an array makes one.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![1, 2, 3];
    /// a.to_ndarray_mut().mapv_inplace(|x| 10 * x);
    /// assert_eq!(a, array![10, 20, 30]);
    /// ```
    fn to_ndarray_mut(&mut self) -> nd::ArrayViewMut<'_, Self::Elem, Twin<Self::Dim>>
    where
        Self::Dim: NdarrayDim,
    {
        lend_mut(self.view_mut())
    }
}

impl<'a, V: AsView<'a>> ToNdarray<'a> for V {}
impl<V: AsViewMut> ToNdarrayMut for V {}

fn lend_mut<T, D: NdarrayDim>(mut view: ViewMut<'_, T, D>) -> nd::ArrayViewMut<'_, T, Twin<D>> {
    let parts = Parts::<Twin<D>, _>::of(&view.layout());
    // SAFETY: as for `to_ndarray`.
    let lowest = unsafe { view.as_mut_ptr().offset(parts.low) };
    // SAFETY: as for `to_ndarray`. The view was moved here, so that nothing else reaches the elements while the result
    // lives, and no two of its indices address one element (invariant 1).
    let mut theirs = unsafe { nd::ArrayViewMut::from_shape_ptr(parts.shape, lowest) };
    parts.reversed.for_each(|axis| theirs.invert_axis(axis));
    theirs
}

/// A layout as ndarray takes it from raw parts: from the lowest element on, no stride negative; then some axes reversed.
struct Parts<N: nd::Dimension, I> {
    /// The offset of the lowest element.
    low: isize,
    /// The shape, with the absolute strides.
    shape: nd::StrideShape<N>,
    reversed: I,
}

impl<N: nd::Dimension> Parts<N, core::iter::Empty<nd::Axis>> {
    fn of(layout: &Layout) -> Parts<N, impl Iterator<Item = nd::Axis> + use<N>> {
        let (mut shape, mut strides) = (N::zeros(layout.rank()), N::zeros(layout.rank()));
        shape.slice_mut().copy_from_slice(layout.shape());
        for (theirs, ours) in strides.slice_mut().iter_mut().zip(layout.strides()) {
            *theirs = ours.unsigned_abs();
        }
        let signs = *layout;
        let reversed = (0..layout.rank()).filter(move |&axis| signs.strides()[axis] < 0).map(nd::Axis);
        let low = layout.bounds().map_or(0, |(low, _)| low);
        // Without elements there are no strides; ndarray takes its own zeros, but not ours.
        let shape = if layout.is_empty() { shape.into() } else { shape.strides(strides) };
        Parts { low, shape, reversed }
    }
}

/// A layout from ndarray's shape and strides, offset 0.
fn layout_of(shape: &[usize], strides: &[isize]) -> Result<Layout> {
    Layout::new(shape, strides, 0).map_err(|e| e.in_op(OP))
}

const OP: &str = "from_ndarray";

/// A pointer that ndarray vouches for.
fn non_null<T>(ptr: *mut T) -> Result<NonNull<T>> {
    NonNull::new(ptr).ok_or_else(|| Error::new(OP, ErrorKind::Value { why: "a null pointer" }))
}

impl<'a, T, D: NdarrayDim> View<'a, T, D> {
    /// A view of the elements of a view of ndarray's, with the same strides. Never copies.
    ///
    /// # Errors
    /// If there are more than [`MAX_RANK`](crate::layout::MAX_RANK) axes; never for a static rank.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let theirs = ndarray::array![[1, 2, 3], [4, 5, 6]];
    /// let ours = View2::from_ndarray(theirs.slice(ndarray::s![.., ..;-2]))?;
    /// assert_eq!(ours, array![[3, 1], [6, 4]]);
    /// assert_eq!(ours.strides(), [3, -2]);
    /// # Ok::<(), longstride::Error>(())
    /// ```
    pub fn from_ndarray(theirs: nd::ArrayView<'a, T, Twin<D>>) -> Result<Self> {
        let layout = layout_of(theirs.shape(), theirs.strides())?;
        let base = non_null(theirs.as_ptr().cast_mut())?;
        // SAFETY: the pointer is that of the first element, from which shape and strides reach elements that are
        // borrowed for `'a` (invariant 2).
        unsafe { Self::from_layout(base, &layout, OP) }
    }
}

impl<'a, T, D: NdarrayDim> ViewMut<'a, T, D> {
    /// A mutable view of the elements of a mutable view of ndarray's, with the same strides. Never copies.
    ///
    /// # Errors
    /// If there are more than [`MAX_RANK`](crate::layout::MAX_RANK) axes; never for a static rank.
    pub fn from_ndarray(mut theirs: nd::ArrayViewMut<'a, T, Twin<D>>) -> Result<Self> {
        let layout = layout_of(theirs.shape(), theirs.strides())?;
        let base = non_null(theirs.as_mut_ptr())?;
        // SAFETY: as for `View::from_ndarray`. The borrow is exclusive, and was moved here; no two indices of a mutable
        // view of ndarray's address one element (invariant 2).
        unsafe { Self::from_layout(base, &layout, OP) }
    }
}

impl<T, D: NdarrayDim> Array<T, D> {
    /// The array as one of ndarray's, with the same strides.
    ///
    /// Nothing is copied if this array was made from a `Vec`; otherwise the elements are moved into one, because ndarray's
    /// arrays own a `Vec`, which cannot be aligned to cache lines as our own memory is.
    /// To lend an array without any of this see [`ToNdarray`].
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = Array2::from_vec([2, 2], vec![1, 2, 3, 4])?;
    /// assert_eq!(a.into_ndarray(), ndarray::array![[1, 2], [3, 4]]);
    /// # Ok::<(), longstride::Error>(())
    /// ```
    #[must_use]
    pub fn into_ndarray(self) -> nd::Array<T, Twin<D>> {
        let (vec, layout) = self.into_vec_and_layout();
        let parts = Parts::<Twin<D>, _>::of(&layout);
        match nd::Array::from_shape_vec(parts.shape, vec) {
            Ok(theirs) => theirs,
            Err(error) => unreachable!("a dense layout of all of the elements: {error}"),
        }
    }

    /// An array of ndarray's, with the same strides. Never copies: its memory becomes ours.
    ///
    /// # Errors
    /// If its elements are not all of its memory, or not in the order of a dense layout without reversed axes, as after
    /// slicing in place or `invert_axis`; also with more than [`MAX_RANK`](crate::layout::MAX_RANK) axes. The array is gone
    /// then; a copy of any array is `View::from_ndarray(a.view())?.to_owned()`.
    pub fn from_ndarray(theirs: nd::Array<T, Twin<D>>) -> Result<Self> {
        let (shape, strides) = (theirs.raw_dim(), theirs.strides().to_vec());
        let (vec, offset) = theirs.into_raw_vec_and_offset();
        let first = offset.unwrap_or(0) as isize;
        let layout = Layout::new(shape.slice(), &strides, first).map_err(|e| e.in_op(OP))?;
        Self::from_vec_and_layout(vec, &layout).map_err(|e| e.in_op(OP))
    }
}

// Static ranks: what cannot fail.

impl<'a, T, const N: usize> From<nd::ArrayView<'a, T, nd::Dim<[usize; N]>>> for View<'a, T, Ix<N>>
where
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
{
    /// [`View::from_ndarray`].
    fn from(theirs: nd::ArrayView<'a, T, nd::Dim<[usize; N]>>) -> Self {
        expect(Self::from_ndarray(theirs))
    }
}

impl<'a, T, S, const N: usize> From<&'a nd::ArrayBase<S, nd::Dim<[usize; N]>>> for View<'a, T, Ix<N>>
where
    S: nd::Data<Elem = T>,
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
    nd::Dim<[usize; N]>: nd::Dimension,
{
    /// [`View::from_ndarray`] of its view.
    fn from(theirs: &'a nd::ArrayBase<S, nd::Dim<[usize; N]>>) -> Self {
        theirs.view().into()
    }
}

impl<'a, T, const N: usize> From<nd::ArrayViewMut<'a, T, nd::Dim<[usize; N]>>> for ViewMut<'a, T, Ix<N>>
where
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
{
    /// [`ViewMut::from_ndarray`].
    fn from(theirs: nd::ArrayViewMut<'a, T, nd::Dim<[usize; N]>>) -> Self {
        expect(Self::from_ndarray(theirs))
    }
}

impl<'a, T, S, const N: usize> From<&'a mut nd::ArrayBase<S, nd::Dim<[usize; N]>>> for ViewMut<'a, T, Ix<N>>
where
    S: nd::DataMut<Elem = T>,
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
    nd::Dim<[usize; N]>: nd::Dimension,
{
    /// [`ViewMut::from_ndarray`] of its mutable view.
    fn from(theirs: &'a mut nd::ArrayBase<S, nd::Dim<[usize; N]>>) -> Self {
        theirs.view_mut().into()
    }
}

impl<'a, T, const N: usize> From<View<'a, T, Ix<N>>> for nd::ArrayView<'a, T, nd::Dim<[usize; N]>>
where
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
{
    /// [`ToNdarray::to_ndarray`].
    fn from(ours: View<'a, T, Ix<N>>) -> Self {
        ours.to_ndarray()
    }
}

impl<'a, T, const N: usize> From<ViewMut<'a, T, Ix<N>>> for nd::ArrayViewMut<'a, T, nd::Dim<[usize; N]>>
where
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
{
    /// As [`ToNdarrayMut::to_ndarray_mut`], for as long as the view lives.
    fn from(ours: ViewMut<'a, T, Ix<N>>) -> Self {
        lend_mut(ours)
    }
}

impl<T, const N: usize> From<Array<T, Ix<N>>> for nd::Array<T, nd::Dim<[usize; N]>>
where
    Ix<N>: NdarrayDim<Ndarray = nd::Dim<[usize; N]>>,
{
    /// [`Array::into_ndarray`].
    fn from(ours: Array<T, Ix<N>>) -> Self {
        ours.into_ndarray()
    }
}

// The dynamic rank, of which ndarray allows more.

impl<'a, T> TryFrom<nd::ArrayViewD<'a, T>> for View<'a, T, IxDyn> {
    type Error = Error;

    /// [`View::from_ndarray`].
    fn try_from(theirs: nd::ArrayViewD<'a, T>) -> Result<Self> {
        Self::from_ndarray(theirs)
    }
}

impl<'a, T> TryFrom<nd::ArrayViewMutD<'a, T>> for ViewMut<'a, T, IxDyn> {
    type Error = Error;

    /// [`ViewMut::from_ndarray`].
    fn try_from(theirs: nd::ArrayViewMutD<'a, T>) -> Result<Self> {
        Self::from_ndarray(theirs)
    }
}
