//! Views of views: slicing, transposing, flipping, broadcasting, windowing and reshaping, none of which copies.
//!
//! [`Movement`] is implemented for what a view can be taken from, and keeps its kind: an array or a view gives
//! a [`View`](super::View) with the *original* lifetime, a mutable view (by value, or behind `&mut`) gives a [`ViewMut`](super::ViewMut).
//! So each operation is written once, and `a.view_mut().slice(...)` is the mutable form of `a.slice(...)`.
//!
//! ```text
//! a (3, 4)           a.slice(s![1.., ..;2])     a.t()            a.flip(Axis(1))
//! 0  1  2  3         .  .  .  .                 0  4  8          3  2  1  0
//! 4  5  6  7         4  .  6  .                 1  5  9          7  6  5  4
//! 8  9 10 11         8  . 10  .                 2  6 10         11 10  9  8
//!                                               3  7 11
//! strides (4, 1)     (4, 2)                     (1, 4)           (4, -1)
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! fn interior<'a>(f: View2<'a, f64>) -> View2<'a, f64> {
//!     f.slice(s![1..-1, 1..-1])
//! }
//! let a = Array2::from_fn([4, 4], |[i, j]| (4 * i + j) as f64);
//! assert_eq!(interior(a.view()), array![[5., 6.], [9., 10.]]);
//! ```

use super::MultiSlice;
use super::sealed::Sealed;
use crate::error::{Result, expect};
use crate::layout::{Axis, Dim, Extents, IntoShape, IxDyn, Layout, Order, SliceSpec};

/// Deriving one view from another without copying. Implemented for `&Array`, `View`, `ViewMut`, `&ViewMut` and
/// `&mut ViewMut`.
///
/// Every method that can fail on its input has a `try_` form; the short form panics with the same message.
pub trait Movement: Sized + Sealed {
    /// The type of the elements.
    type Elem;
    /// The rank.
    type Dim: Dim;
    /// The kind of view that results: [`View`](super::View), or [`ViewMut`](super::ViewMut) from a mutable view.
    type Moved<E: Dim>;

    /// Shape and strides, the offset counted from the first element.
    fn layout(&self) -> Layout;

    /// The view of `layout`, an error where that has another rank than `E`.
    ///
    /// # Safety
    /// `layout` was derived from `self.layout()`, so that it reaches no other elements, and different indices
    /// of it come from different indices of `self`.
    #[doc(hidden)]
    unsafe fn derive<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<Self::Moved<E>>;

    /// As [`derive`](Self::derive), for a layout in which two indices may come from one index of `self`:
    /// a mutable view checks and refuses.
    ///
    /// # Safety
    /// `layout` was derived from `self.layout()`.
    #[doc(hidden)]
    unsafe fn derive_shared<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<Self::Moved<E>>;

    /// Two views of disjoint parts of `self`.
    ///
    /// # Safety
    /// As for [`derive`](Self::derive), and no index of one addresses an element of the other.
    #[doc(hidden)]
    unsafe fn derive_two<E: Dim>(self, layouts: (Layout, Layout))
    -> Result<(Self::Moved<E>, Self::Moved<E>)>;

    /// # Safety
    /// As for [`derive_two`](Self::derive_two), whose sister it is for any number of parts.
    #[doc(hidden)]
    unsafe fn derive_each<E: Dim>(self, layouts: &[Layout], op: &'static str) -> Result<Vec<Self::Moved<E>>>;

    /// Part of the array: ranges with steps, single indices, new axes and an ellipsis, written with
    /// [`s!`](crate::s). NumPy: `a[1:-1:2, 3, None, ...]`, but out of range is an error, not a clamp.
    ///
    /// Never copies.
    ///
    /// # Panics
    /// If an index or range does not fit its axis, there are more of them than axes, or a step is 0.
    #[track_caller]
    fn slice<S: SliceSpec<Self::Dim>>(self, spec: S) -> Self::Moved<S::Out> {
        expect(self.try_slice(spec))
    }

    /// [`slice`](Self::slice), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `slice` panics.
    fn try_slice<S: SliceSpec<Self::Dim>>(self, spec: S) -> Result<Self::Moved<S::Out>> {
        let layout = self.layout().slice(spec.elems().as_ref())?;
        // SAFETY: derived; a slice picks different elements for different indices.
        unsafe { self.derive(&layout, "slice") }
    }

    /// The sub-array at one index of an axis, which is removed; negative indices count from the end.
    /// NumPy: `a[i]`, `np.take(a, i, axis)`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis or index.
    #[track_caller]
    fn index_axis(self, axis: Axis, index: isize) -> Self::Moved<<Self::Dim as Dim>::Smaller> {
        expect(self.try_index_axis(axis, index))
    }

    /// [`index_axis`](Self::index_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis or index.
    fn try_index_axis(self, axis: Axis, index: isize) -> Result<Self::Moved<<Self::Dim as Dim>::Smaller>> {
        let layout = self.layout().index_axis(axis, index)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "index_axis") }
    }

    /// The transpose: all axes in reverse order. NumPy: `a.T`. Never copies.
    fn t(self) -> Self::Moved<Self::Dim> {
        let layout = self.layout().transpose();
        // SAFETY: derived, and different indices stay different.
        expect(unsafe { self.derive(&layout, "t") })
    }

    /// The axes in another order: axis `k` of the result is axis `axes[k]` of the array.
    /// NumPy: `np.transpose(a, axes)`, `np.permute_dims`. Never copies.
    ///
    /// # Panics
    /// If an axis is missing or named twice.
    #[track_caller]
    fn permute_axes<S: AsRef<[usize]>>(self, axes: S) -> Self::Moved<Self::Dim> {
        expect(self.try_permute_axes(axes))
    }

    /// [`permute_axes`](Self::permute_axes), with an error instead of a panic.
    ///
    /// # Errors
    /// If an axis is missing or named twice.
    fn try_permute_axes<S: AsRef<[usize]>>(self, axes: S) -> Result<Self::Moved<Self::Dim>> {
        let layout = self.layout().permute(axes.as_ref()).map_err(|e| e.in_op("permute_axes"))?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "permute_axes") }
    }

    /// Two axes exchanged. NumPy: `np.swapaxes`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn swap_axes(self, a: Axis, b: Axis) -> Self::Moved<Self::Dim> {
        expect(self.try_swap_axes(a, b))
    }

    /// [`swap_axes`](Self::swap_axes), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_swap_axes(self, a: Axis, b: Axis) -> Result<Self::Moved<Self::Dim>> {
        let layout = self.layout().swap_axes(a, b)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "swap_axes") }
    }

    /// One axis moved to another place, the others keeping their order. NumPy: `np.moveaxis`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn move_axis(self, from: Axis, to: Axis) -> Self::Moved<Self::Dim> {
        expect(self.try_move_axis(from, to))
    }

    /// [`move_axis`](Self::move_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_move_axis(self, from: Axis, to: Axis) -> Result<Self::Moved<Self::Dim>> {
        let layout = self.layout().move_axis(from, to)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "move_axis") }
    }

    /// An axis walked backwards. NumPy: `np.flip(a, axis)`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn flip(self, axis: Axis) -> Self::Moved<Self::Dim> {
        expect(self.try_flip(axis))
    }

    /// [`flip`](Self::flip), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_flip(self, axis: Axis) -> Result<Self::Moved<Self::Dim>> {
        let layout = self.layout().flip(axis)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "flip") }
    }

    /// A new axis of extent 1 at the given place among the new axes. NumPy: `np.expand_dims`. Never copies.
    ///
    /// # Panics
    /// If the axis is out of range, or there are too many axes.
    #[track_caller]
    fn insert_axis(self, axis: Axis) -> Self::Moved<<Self::Dim as Dim>::Bigger> {
        expect(self.try_insert_axis(axis))
    }

    /// [`insert_axis`](Self::insert_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If the axis is out of range, or there are too many axes.
    fn try_insert_axis(self, axis: Axis) -> Result<Self::Moved<<Self::Dim as Dim>::Bigger>> {
        let layout = self.layout().insert_axis(axis)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "insert_axis") }
    }

    /// Without the given axis, whose extent must be 1. NumPy: `np.squeeze(a, axis)`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis, or its extent is not 1.
    #[track_caller]
    fn squeeze_axis(self, axis: Axis) -> Self::Moved<<Self::Dim as Dim>::Smaller> {
        expect(self.try_squeeze_axis(axis))
    }

    /// [`squeeze_axis`](Self::squeeze_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or its extent is not 1.
    fn try_squeeze_axis(self, axis: Axis) -> Result<Self::Moved<<Self::Dim as Dim>::Smaller>> {
        let layout = self.layout().squeeze_axis(axis)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "squeeze_axis") }
    }

    /// Without any axis of extent 1. NumPy: `np.squeeze`. How many are left is only known at run time, hence
    /// the dynamic rank. Never copies.
    fn squeeze(self) -> Self::Moved<IxDyn> {
        let layout = self.layout().squeeze();
        // SAFETY: derived, and different indices stay different.
        expect(unsafe { self.derive(&layout, "squeeze") })
    }

    /// The array stretched to a larger shape: axes align from the last, extent 1 stretches, leading axes
    /// appear. NumPy: `np.broadcast_to`. Never copies; a mutable view refuses to alias itself.
    ///
    /// # Panics
    /// If the shape does not fit, or a mutable view would address one element twice.
    #[track_caller]
    fn broadcast_to<S: IntoShape>(self, shape: S) -> Self::Moved<S::Dim> {
        expect(self.try_broadcast_to(shape))
    }

    /// [`broadcast_to`](Self::broadcast_to), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shape does not fit, or a mutable view would address one element twice.
    fn try_broadcast_to<S: IntoShape>(self, shape: S) -> Result<Self::Moved<S::Dim>> {
        let layout = self.layout().broadcast_to(&shape.into_extents()?)?;
        // SAFETY: derived.
        unsafe { self.derive_shared(&layout, "broadcast_to") }
    }

    /// A diagonal of two axes, which one new axis at the end replaces; a positive `offset` lies above the main
    /// diagonal. NumPy: `np.diagonal`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis, or both are the same.
    #[track_caller]
    fn diagonal(self, offset: isize, axis1: Axis, axis2: Axis) -> Self::Moved<<Self::Dim as Dim>::Smaller> {
        expect(self.try_diagonal(offset, axis1, axis2))
    }

    /// [`diagonal`](Self::diagonal), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or both are the same.
    fn try_diagonal(
        self,
        offset: isize,
        axis1: Axis,
        axis2: Axis,
    ) -> Result<Self::Moved<<Self::Dim as Dim>::Smaller>> {
        let layout = self.layout().diagonal(offset, axis1, axis2)?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "diagonal") }
    }

    /// All windows of the given shape: `(n - w + 1, ..., w, ...)`, the window's axes last.
    /// NumPy: `np.lib.stride_tricks.sliding_window_view`. Never copies; a mutable view refuses windows that
    /// share elements.
    ///
    /// # Panics
    /// If a window is empty or larger than its axis, the ranks differ, or there are too many axes.
    #[track_caller]
    fn windows<S: AsRef<[usize]>>(self, window: S) -> Self::Moved<<Self::Dim as Dim>::Doubled> {
        expect(self.try_windows(window))
    }

    /// [`windows`](Self::windows), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `windows` panics.
    fn try_windows<S: AsRef<[usize]>>(self, window: S) -> Result<Self::Moved<<Self::Dim as Dim>::Doubled>> {
        let layout = self.layout().windows(window.as_ref())?;
        // SAFETY: derived.
        unsafe { self.derive_shared(&layout, "windows") }
    }

    /// [`windows`](Self::windows) that start at every `strides[axis]`-th index of each axis only: in NumPy
    /// `sliding_window_view(a, w)[::2, ::2]`. Never copies.
    ///
    /// # Panics
    /// Where [`windows`](Self::windows) does, and if a stride is 0.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = Array2::from_fn([4, 4], |[i, j]| 4 * i + j);
    /// let pooled = a.windows_with_stride([2, 2], [2, 2]).max_axes([Axis(2), Axis(3)]).eval();
    /// assert_eq!(pooled, array![[5, 7], [13, 15]]);
    /// ```
    #[track_caller]
    fn windows_with_stride<S: AsRef<[usize]>>(
        self,
        window: S,
        strides: S,
    ) -> Self::Moved<<Self::Dim as Dim>::Doubled> {
        let ones = Extents::repeat(1, self.layout().rank());
        expect(self.try_windows_dilated(window.as_ref(), strides.as_ref(), &ones[..]))
    }

    /// [`windows`](Self::windows) that start at every `strides[axis]`-th index of each axis, of elements
    /// `dilations[axis]` apart: in NumPy `sliding_window_view(a, w)[::s, ::s, ::d, ::d]`. Never copies.
    ///
    /// # Panics
    /// Where [`windows`](Self::windows) does (a window counts with the gaps in it), and if a stride or a dilation is 0.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = Array1::from_iter(0..7);
    /// assert_eq!(a.windows_dilated([3], [2], [2]), array![[0, 2, 4], [2, 4, 6]]);
    /// ```
    #[track_caller]
    fn windows_dilated<S: AsRef<[usize]>>(
        self,
        window: S,
        strides: S,
        dilations: S,
    ) -> Self::Moved<<Self::Dim as Dim>::Doubled> {
        expect(self.try_windows_dilated(window, strides, dilations))
    }

    /// [`windows_dilated`](Self::windows_dilated), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `windows_dilated` panics.
    fn try_windows_dilated<S: AsRef<[usize]>>(
        self,
        window: S,
        strides: S,
        dilations: S,
    ) -> Result<Self::Moved<<Self::Dim as Dim>::Doubled>> {
        let layout = self.layout().windows_dilated(window.as_ref(), strides.as_ref(), dilations.as_ref())?;
        // SAFETY: derived.
        unsafe { self.derive_shared(&layout, "windows_dilated") }
    }

    /// Windows along one axis, the window's axis last. NumPy: `sliding_window_view(a, n, axis)`. Never copies.
    ///
    /// # Panics
    /// Where [`windows`](Self::windows) does.
    #[track_caller]
    fn windows_axis(self, axis: Axis, window: usize) -> Self::Moved<<Self::Dim as Dim>::Bigger> {
        expect(self.try_windows_axis(axis, window))
    }

    /// [`windows_axis`](Self::windows_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `windows` panics.
    fn try_windows_axis(self, axis: Axis, window: usize) -> Result<Self::Moved<<Self::Dim as Dim>::Bigger>> {
        let layout = self.layout().windows_axis(axis, window)?;
        // SAFETY: derived.
        unsafe { self.derive_shared(&layout, "windows_axis") }
    }

    /// [`windows_axis`](Self::windows_axis) that start at every `stride`-th index, of elements `dilation` apart.
    /// Never copies.
    ///
    /// # Panics
    /// Where [`windows_dilated`](Self::windows_dilated) does.
    #[track_caller]
    fn windows_axis_dilated(
        self,
        axis: Axis,
        window: usize,
        stride: usize,
        dilation: usize,
    ) -> Self::Moved<<Self::Dim as Dim>::Bigger> {
        expect(self.try_windows_axis_dilated(axis, window, stride, dilation))
    }

    /// [`windows_axis_dilated`](Self::windows_axis_dilated), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `windows_dilated` panics.
    fn try_windows_axis_dilated(
        self,
        axis: Axis,
        window: usize,
        stride: usize,
        dilation: usize,
    ) -> Result<Self::Moved<<Self::Dim as Dim>::Bigger>> {
        let layout = self.layout().windows_axis_dilated(axis, window, stride, dilation)?;
        // SAFETY: derived.
        unsafe { self.derive_shared(&layout, "windows_axis_dilated") }
    }

    /// The parts before and from `index` on, along an axis; mutable views split into two mutable ones.
    /// NumPy: `np.split(a, [i], axis)`. Never copies.
    ///
    /// # Panics
    /// If there is no such axis, or `index` is larger than its extent.
    #[track_caller]
    fn split_at(self, axis: Axis, index: usize) -> (Self::Moved<Self::Dim>, Self::Moved<Self::Dim>) {
        expect(self.try_split_at(axis, index))
    }

    /// [`split_at`](Self::split_at), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or `index` is larger than its extent.
    #[allow(clippy::type_complexity, reason = "two views of one type")]
    fn try_split_at(
        self,
        axis: Axis,
        index: usize,
    ) -> Result<(Self::Moved<Self::Dim>, Self::Moved<Self::Dim>)> {
        let parts = self.layout().split_at(axis, index)?;
        // SAFETY: derived; the parts share no index of `self`, and different indices address different elements.
        unsafe { self.derive_two(parts) }
    }

    /// Another shape with the same elements in row-major order, where that needs no copy.
    /// One extent may be [`INFER`](crate::layout::INFER). NumPy: assigning to `a.shape`,
    /// `np.reshape(a, shape, copy=False)`.
    ///
    /// # Errors
    /// If the number of elements differs, or the strides allow it only with a copy; the error names the axes.
    fn reshape_view<S: IntoShape>(self, shape: S) -> Result<Self::Moved<S::Dim>> {
        self.reshape_view_order(shape, Order::RowMajor)
    }

    /// [`reshape_view`](Self::reshape_view), reading and writing the elements in the given order.
    ///
    /// # Errors
    /// As `reshape_view`.
    fn reshape_view_order<S: IntoShape>(self, shape: S, order: Order) -> Result<Self::Moved<S::Dim>> {
        let layout =
            self.layout().reshape(&shape.into_extents()?, order).map_err(|e| e.in_op("reshape_view"))?;
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, "reshape_view") }
    }

    /// The same view with a dynamic rank.
    fn into_dyn(self) -> Self::Moved<IxDyn> {
        expect(self.into_rank())
    }

    /// The same view with the rank `E`, if that is the one it has.
    ///
    /// # Errors
    /// If it has another rank.
    fn into_rank<E: Dim>(self) -> Result<Self::Moved<E>> {
        let layout = self.layout();
        // SAFETY: the same layout.
        unsafe { self.derive(&layout, "into_rank") }
    }

    /// Several slices at once, as a tuple of views; those of a mutable view must not share an element, which is
    /// checked.
    ///
    /// # Errors
    /// If a slice does not fit, or two slices of a mutable view share an element.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::<i32>::zeros([4, 4]);
    /// let (mut even, mut odd) = a.view_mut().slices((s![..;2, ..], s![1..;2, 0]))?;
    /// even.fill(1);
    /// odd.fill(2);
    /// assert_eq!(a.slice(s![.., 0]), array![1, 2, 1, 2]);
    /// # Ok::<(), longstride::Error>(())
    /// ```
    fn slices<S: MultiSlice<Self>>(self, specs: S) -> Result<S::Out> {
        specs.take(self)
    }
}
