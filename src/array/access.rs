//! Reading: everything that an array, a view and a mutable view have in common.
//!
//! [`AsView`] takes `self` by value and is implemented for `&Array`, `View` and `&ViewMut`, so that what it
//! returns borrows from the *elements*, not from a view that happens to be a local variable.
//!
//! ```
//! use longstride::prelude::*;
//! fn middle<'a>(v: View1<'a, f64>) -> Option<&'a f64> {
//!     v.get([v.len() / 2])
//! }
//! let a = array![1.0, 2.0, 3.0];
//! assert_eq!(middle(a.view()), Some(&2.0));
//! ```

use core::ops::{Index, IndexMut};

use super::sealed::Sealed;
use super::{
    Array, AxisChunks, Chunks, CowArray, DisplayWith, Indexed, IndexedIter, Iter, PrintElement, PrintOptions,
    View, ViewMut, Views, iter, layout_of,
};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, IntoShape, Ix1, Layout, NdIndex, Order, for_each_row, infer_shape};
use crate::profile;
use crate::storage::Filling;

/// What can be read as a [`View`] for `'a`: `&'a Array`, `View<'a>`, `&'a ViewMut`, `&'a CowArray`.
#[allow(clippy::wrong_self_convention, reason = "`self` is a reference or a `Copy` view")]
pub trait AsView<'a>: Sized + Sealed {
    /// The type of the elements.
    type Elem: 'a;
    /// The rank.
    type Dim: Dim;

    /// The view of all elements. Never copies.
    fn view(self) -> View<'a, Self::Elem, Self::Dim>;

    /// The extents, one for each axis. NumPy: `a.shape`.
    #[inline]
    fn shape(self) -> <Self::Dim as Dim>::Shape {
        self.view().shape
    }

    /// The strides in elements, one for each axis: negative on a reversed axis, 0 on a broadcast one and where
    /// the extent is 1. NumPy: `a.strides`, which counts bytes.
    #[inline]
    fn strides(self) -> <Self::Dim as Dim>::Strides {
        self.view().strides
    }

    /// The number of axes. NumPy: `a.ndim`.
    #[inline]
    fn rank(self) -> usize {
        self.view().shape.as_ref().len()
    }

    /// The number of elements. NumPy: `a.size`.
    #[inline]
    fn len(self) -> usize {
        self.view().shape.as_ref().iter().product()
    }

    /// Whether there are no elements.
    #[inline]
    fn is_empty(self) -> bool {
        self.view().shape.as_ref().contains(&0)
    }

    /// The element at `index`, or `None` if it is out of range.
    #[inline]
    fn get<I: NdIndex<Self::Dim>>(self, index: I) -> Option<&'a Self::Elem> {
        let view = self.view();
        let offset = index.offset(&view.shape, &view.strides)?;
        // SAFETY: the index is in range, so the element exists (invariants 2 and 3 of the module).
        Some(unsafe { view.ptr.offset(offset).as_ref() })
    }

    /// Where the first element lies.
    #[inline]
    fn as_ptr(self) -> *const Self::Elem {
        self.view().ptr.as_ptr()
    }

    /// Whether the elements lie densely in row-major order. NumPy: `a.flags.c_contiguous`.
    fn is_contiguous(self) -> bool {
        self.is_contiguous_in(Order::RowMajor)
    }

    /// Whether the elements lie densely in the given order. NumPy: `a.flags.c_contiguous`, `f_contiguous`.
    fn is_contiguous_in(self, order: Order) -> bool {
        let view = self.view();
        layout_of::<Self::Dim>(&view.shape, &view.strides).is_contiguous(order)
    }

    /// The elements as a slice, if they lie densely in row-major order.
    #[inline]
    fn as_slice(self) -> Option<&'a [Self::Elem]> {
        let view = self.view();
        // SAFETY: dense, so the elements are the `len` ones from `ptr` on (invariants 2 and 3 of the module).
        view.is_contiguous().then(|| unsafe { core::slice::from_raw_parts(view.ptr.as_ptr(), view.len()) })
    }

    /// The elements as a slice in the order of memory, if they lie densely in some order of the axes.
    fn as_slice_memory_order(self) -> Option<&'a [Self::Elem]> {
        let view = self.view();
        let dense = layout_of::<Self::Dim>(&view.shape, &view.strides).is_dense();
        // SAFETY: dense, so the elements are the `len` ones from `ptr` on (invariants 2 and 3 of the module).
        dense.then(|| unsafe { core::slice::from_raw_parts(view.ptr.as_ptr(), view.len()) })
    }

    /// An owned copy of the elements.
    ///
    /// One allocation. Elements that lie densely in some order of the axes (a transpose, say) keep that order;
    /// otherwise the copy is row-major. For `Copy` elements of scattered views
    /// [`eval`](crate::expr::Expr::eval) is faster: it copies in tiles, on all cores. NumPy: `a.copy()`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[track_caller]
    fn to_owned(self) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: Clone,
    {
        let view = self.view();
        let _span = profile::span("to_owned", view.shape.as_ref());
        let layout = layout_of::<Self::Dim>(&view.shape, &view.strides);
        expect(match view.as_slice_memory_order() {
            Some(slice) => {
                profile::moved(2 * size_of_val(slice));
                Filling::from_clones(slice, "to_owned")
                    .and_then(|buffer| Array::from_buffer(buffer, &layout, "to_owned"))
            }
            None => copy_row_major(view),
        })
    }

    /// Another shape with the same elements in row-major order: a view where the strides allow it, otherwise
    /// a copy, and the result says which. One extent may be [`INFER`](crate::layout::INFER).
    /// NumPy: `np.reshape`, which does not say.
    ///
    /// # Panics
    /// If the number of elements differs.
    #[track_caller]
    fn reshape<S: IntoShape>(self, shape: S) -> CowArray<'a, Self::Elem, S::Dim>
    where
        Self::Elem: Clone,
    {
        expect(self.try_reshape(shape))
    }

    /// [`reshape`](Self::reshape), with an error instead of a panic.
    ///
    /// # Errors
    /// If the number of elements differs.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_reshape<S: IntoShape>(self, shape: S) -> Result<CowArray<'a, Self::Elem, S::Dim>>
    where
        Self::Elem: Clone,
    {
        self.try_reshape_order(shape, Order::RowMajor)
    }

    /// [`reshape`](Self::reshape) that reads and writes the elements in the given order.
    /// NumPy: `np.reshape(a, shape, order='F')`.
    ///
    /// # Errors
    /// If the number of elements differs.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_reshape_order<S: IntoShape>(
        self,
        shape: S,
        order: Order,
    ) -> Result<CowArray<'a, Self::Elem, S::Dim>>
    where
        Self::Elem: Clone,
    {
        let view = self.view();
        let target = shape.into_extents()?;
        let layout = layout_of::<Self::Dim>(&view.shape, &view.strides);
        match layout.reshape(&target, order) {
            // SAFETY: derived from the view's own layout.
            Ok(new) => Ok(CowArray::View(unsafe { View::from_layout(view.ptr, &new, "reshape")? })),
            Err(e) if matches!(e.kind(), ErrorKind::NeedsCopy { .. }) => {
                let _span = profile::span("reshape", view.shape.as_ref());
                profile::note("copied, since the strides allow no view");
                let target = infer_shape(view.shape.as_ref(), &target)?;
                let dense = Layout::dense(&target, order)?;
                let buffer = match order {
                    Order::RowMajor => copy_row_major(view)?.into_buffer(),
                    // Column-major order is row-major order of the transpose.
                    Order::ColumnMajor => copy_row_major(super::Movement::t(view))?.into_buffer(),
                };
                Array::from_buffer(buffer, &dense, "reshape").map(CowArray::Owned)
            }
            Err(e) => Err(e),
        }
    }

    /// All elements in row-major order along one axis: a view where the strides allow it, otherwise a copy.
    /// NumPy: `a.ravel()`.
    #[track_caller]
    fn ravel(self) -> CowArray<'a, Self::Elem, Ix1>
    where
        Self::Elem: Clone,
    {
        let view = self.view();
        view.reshape(view.len())
    }

    /// An owned copy of all elements in row-major order along one axis. NumPy: `a.flatten()`.
    #[track_caller]
    fn flatten(self) -> Array<Self::Elem, Ix1>
    where
        Self::Elem: Clone,
    {
        let view = self.view();
        let _span = profile::span("flatten", view.shape.as_ref());
        let copy = expect(copy_row_major(view));
        expect(copy.into_shape(view.len()))
    }

    /// The elements in row-major order, from either end: as fast as a slice's where they lie one after the other,
    /// otherwise a loop over rows (use `for_each`, `sum` and the like rather than `for` where it matters).
    /// NumPy: `a.flat`.
    #[inline]
    fn iter(self) -> Iter<'a, Self::Elem> {
        self.view().into_iter()
    }

    /// The elements with their indices, in row-major order. NumPy: `np.ndenumerate`.
    #[inline]
    fn indexed_iter(self) -> IndexedIter<'a, Self::Elem, Self::Dim> {
        let view = self.view();
        Indexed::new(view.into_iter(), view.shape)
    }

    /// The 1-d views along an axis, at each index of the others in row-major order: of a matrix, the columns for
    /// `Axis(0)`, the rows for `Axis(1)`. Never copies. NumPy: what `np.apply_along_axis` walks.
    ///
    /// # Panics
    /// If there is no such axis.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2], [3, 4]];
    /// let tops: Vec<i32> = a.lanes(Axis(0)).map(|column| column[0]).collect();
    /// assert_eq!(tops, [1, 2]);
    /// ```
    #[track_caller]
    fn lanes(self, axis: Axis) -> Views<'a, Self::Elem, Ix1> {
        expect(self.try_lanes(axis))
    }

    /// [`lanes`](Self::lanes), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_lanes(self, axis: Axis) -> Result<Views<'a, Self::Elem, Ix1>> {
        iter::lanes(self.view(), axis, "lanes")
    }

    /// The sub-arrays along the first axis, of one rank less. Never copies. NumPy: `for x in a`.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn outer_iter(self) -> Views<'a, Self::Elem, <Self::Dim as Dim>::Smaller> {
        expect(self.try_outer_iter())
    }

    /// [`outer_iter`](Self::outer_iter), with an error instead of a panic.
    ///
    /// # Errors
    /// If the rank is 0.
    fn try_outer_iter(self) -> Result<Views<'a, Self::Elem, <Self::Dim as Dim>::Smaller>> {
        iter::axis_iter(self.view(), Axis(0), "outer_iter")
    }

    /// The sub-arrays along an axis, of one rank less. Never copies. NumPy: `for x in np.moveaxis(a, axis, 0)`.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn axis_iter(self, axis: Axis) -> Views<'a, Self::Elem, <Self::Dim as Dim>::Smaller> {
        expect(self.try_axis_iter(axis))
    }

    /// [`axis_iter`](Self::axis_iter), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_axis_iter(self, axis: Axis) -> Result<Views<'a, Self::Elem, <Self::Dim as Dim>::Smaller>> {
        iter::axis_iter(self.view(), axis, "axis_iter")
    }

    /// Views of `n` indices of an axis at a time, the last one shorter. Never copies.
    /// NumPy: `np.array_split(a, range(n, len, n), axis)`.
    ///
    /// # Panics
    /// If there is no such axis, or `n` is 0.
    #[track_caller]
    fn axis_chunks(self, axis: Axis, n: usize) -> Chunks<'a, Self::Elem, Self::Dim> {
        expect(self.try_axis_chunks(axis, n))
    }

    /// [`axis_chunks`](Self::axis_chunks), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or `n` is 0.
    fn try_axis_chunks(self, axis: Axis, n: usize) -> Result<Chunks<'a, Self::Elem, Self::Dim>> {
        AxisChunks::new(self.view(), axis, n, "axis_chunks")
    }

    /// The array as NumPy prints it with these options, to be printed by `{}`. Without options of your own `{}` of the array
    /// itself does nearly that; see [`PrintOptions`]. NumPy: `np.array2string`.
    ///
    /// ```
    /// use longstride::{array::PrintOptions, prelude::*};
    /// let a = array![1.0, 2.5, 1.0 / 3.0];
    /// let short = PrintOptions { precision: Some(3), ..PrintOptions::default() };
    /// assert_eq!(a.display_with(&short).to_string(), "[1.    2.5   0.333]");
    /// ```
    fn display_with(self, options: &PrintOptions) -> DisplayWith<'a, Self::Elem>
    where
        Self::Elem: PrintElement,
    {
        DisplayWith::new(super::Movement::into_dyn(self.view()), *options)
    }

    /// A new array of what `f` makes of each element, in row-major order. Unlike
    /// [`Elementwise::map`](crate::expr::Elementwise::map) it is not lazy, and works for elements that are not `Copy`.
    ///
    /// # Panics
    /// If `f` panics (what was made so far is dropped), or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let names = array!["a".to_string(), "bcd".to_string()];
    /// assert_eq!(names.map_ref(|s| s.len()), array![1, 3]);
    /// ```
    #[track_caller]
    fn map_ref<U>(self, f: impl FnMut(&'a Self::Elem) -> U) -> Array<U, Self::Dim> {
        expect(collect_row_major(self.view(), "map_ref", f))
    }
}

impl<'a, T, D: Dim> AsView<'a> for View<'a, T, D> {
    type Elem = T;
    type Dim = D;
    #[inline]
    fn view(self) -> Self {
        self
    }
}

impl<'a, T, D: Dim> AsView<'a> for &'a Array<T, D> {
    type Elem = T;
    type Dim = D;
    #[inline]
    fn view(self) -> View<'a, T, D> {
        View::new(self.buffer.as_ptr(), self.shape, self.strides)
    }
}

impl<'a, T, D: Dim> AsView<'a> for &'a ViewMut<'_, T, D> {
    type Elem = T;
    type Dim = D;
    #[inline]
    fn view(self) -> View<'a, T, D> {
        View::new(self.ptr, self.shape, self.strides)
    }
}

impl<'a, T, D: Dim> AsView<'a> for &'a CowArray<'_, T, D> {
    type Elem = T;
    type Dim = D;
    #[inline]
    fn view(self) -> View<'a, T, D> {
        match self {
            CowArray::View(view) => *view,
            CowArray::Owned(array) => array.view(),
        }
    }
}

fn copy_row_major<T: Clone, D: Dim>(view: View<'_, T, D>) -> Result<Array<T, D>> {
    profile::moved(2 * view.len() * size_of::<T>());
    match view.as_slice() {
        Some(slice) => {
            let buffer = Filling::from_clones(slice, "copy")?;
            Array::from_buffer(buffer, &Layout::row_major(view.shape.as_ref())?, "copy")
        }
        None => collect_row_major(view, "copy", T::clone),
    }
}

/// A row-major array of what `f` makes of each element.
fn collect_row_major<'a, T, U, D: Dim>(
    view: View<'a, T, D>,
    op: &'static str,
    mut f: impl FnMut(&'a T) -> U,
) -> Result<Array<U, D>> {
    let dense = Layout::row_major(view.shape.as_ref())?;
    let mut fill = Filling::new(view.len(), op)?;
    for_each(view, |x| fill.push(f(x)));
    Array::from_buffer(fill.finish(), &dense, op)
}

/// Calls `f` with every element in row-major order.
pub(super) fn for_each<'a, T, D: Dim>(view: View<'a, T, D>, mut f: impl FnMut(&'a T)) {
    for_each_row(view.shape.as_ref(), [view.strides.as_ref()], |[row], n, [step]| {
        for j in 0..n as isize {
            // SAFETY: the index is inside the shape (invariants 2 and 3 of the module).
            f(unsafe { view.ptr.offset(row + j * step).as_ref() });
        }
    });
}

#[track_caller]
#[cold]
fn index_panic<D: Dim, I: NdIndex<D>>(index: I, shape: &D::Shape) -> ! {
    let (index, shape) = (index.to_axes(), shape.as_ref());
    let found = match index.iter().zip(shape).position(|(i, n)| i >= n) {
        Some(axis) if index.len() == shape.len() => {
            ErrorKind::Index { axis, index: index[axis] as isize, extent: shape[axis] }
        }
        _ => ErrorKind::Rank { expected: shape.len(), found: index.len() },
    };
    panic!("{}", Error::new("index", found))
}

// What can be indexed with `[]`.
macro_rules! index {
    ($($type:ty),*) => {$(
        impl<T, D: Dim, I: NdIndex<D>> Index<I> for $type {
            type Output = T;
            #[inline]
            #[track_caller]
            fn index(&self, index: I) -> &T {
                match self.view().get(index) {
                    Some(element) => element,
                    None => index_panic::<D, I>(index, &self.shape),
                }
            }
        }
    )*};
}
index!(Array<T, D>, View<'_, T, D>, ViewMut<'_, T, D>);

// What can be indexed with `[]` to write.
macro_rules! index_mut {
    ($($type:ty),*) => {$(
        impl<T, D: Dim, I: NdIndex<D>> IndexMut<I> for $type {
            #[inline]
            #[track_caller]
            fn index_mut(&mut self, index: I) -> &mut T {
                let shape = self.shape;
                match super::AsViewMut::get_mut(self, index) {
                    Some(element) => element,
                    None => index_panic::<D, I>(index, &shape),
                }
            }
        }
    )*};
}
index_mut!(Array<T, D>, ViewMut<'_, T, D>);
