//! Writing: what an owned array and a mutable view have in common.
//!
//! ```
//! use longstride::prelude::*;
//! let mut a = Array2::<i32>::zeros([2, 3]);
//! a.view_mut().slice(s![.., 1]).fill(7);
//! *a.get_mut([0, 0]).unwrap() = 1;
//! assert_eq!(a, array![[1, 7, 0], [0, 7, 0]]);
//! ```

use core::marker::PhantomData;

use super::sealed::Sealed;
use super::{
    Array, AsView, AxisChunks, ChunksMut, Indexed, IndexedIterMut, IterMut, Movement, ViewMut, ViewsMut, iter,
};
use crate::error::{Result, expect};
use crate::layout::{Axis, Dim, Ix1, NdIndex, for_each_row};

/// What can be written through a [`ViewMut`]: `Array` and `ViewMut`.
pub trait AsViewMut: Sealed {
    /// The type of the elements.
    type Elem;
    /// The rank.
    type Dim: Dim;

    /// The mutable view of all elements. Never copies.
    fn view_mut(&mut self) -> ViewMut<'_, Self::Elem, Self::Dim>;

    /// The element at `index`, or `None` if it is out of range.
    #[inline]
    fn get_mut<I: NdIndex<Self::Dim>>(&mut self, index: I) -> Option<&mut Self::Elem> {
        let view = self.view_mut();
        let offset = index.offset(&view.shape, &view.strides)?;
        // SAFETY: the index is in range, so the element exists, and we are borrowed mutably (invariants 2 and
        // 3 of the module).
        Some(unsafe { view.ptr.offset(offset).as_mut() })
    }

    /// The elements as a slice, if they lie densely in row-major order.
    #[inline]
    fn as_mut_slice(&mut self) -> Option<&mut [Self::Elem]> {
        let view = self.view_mut();
        // SAFETY: dense, so the elements are the `len` ones from `ptr` on (invariants 2 and 3 of the module).
        (&view)
            .is_contiguous()
            .then(|| unsafe { core::slice::from_raw_parts_mut(view.ptr.as_ptr(), (&view).len()) })
    }

    /// Where the first element lies, to write: with the [layout](Movement::layout), the raw parts of an array.
    #[inline]
    fn as_mut_ptr(&mut self) -> *mut Self::Elem {
        self.view_mut().ptr.as_ptr()
    }

    /// The elements in row-major order, from either end, to change. NumPy: `np.nditer` with `readwrite`.
    #[inline]
    fn iter_mut(&mut self) -> IterMut<'_, Self::Elem> {
        self.view_mut().into_iter()
    }

    /// The elements with their indices, in row-major order, to change. NumPy: `np.ndenumerate`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([2, 2]);
    /// a.indexed_iter_mut().for_each(|([i, j], x)| *x = 10 * i + j);
    /// assert_eq!(a, array![[0, 1], [10, 11]]);
    /// ```
    #[inline]
    fn indexed_iter_mut(&mut self) -> IndexedIterMut<'_, Self::Elem, Self::Dim> {
        let view = self.view_mut();
        let shape = view.shape;
        Indexed::new(view.into_iter(), shape)
    }

    /// The mutable 1-d views along an axis: [`AsView::lanes`] to write.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn lanes_mut(&mut self, axis: Axis) -> ViewsMut<'_, Self::Elem, Ix1> {
        expect(self.try_lanes_mut(axis))
    }

    /// [`lanes_mut`](Self::lanes_mut), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_lanes_mut(&mut self, axis: Axis) -> Result<ViewsMut<'_, Self::Elem, Ix1>> {
        iter::lanes(self.view_mut(), axis, "lanes_mut")
    }

    /// The mutable sub-arrays along the first axis: [`AsView::outer_iter`] to write.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn outer_iter_mut(&mut self) -> ViewsMut<'_, Self::Elem, <Self::Dim as Dim>::Smaller> {
        expect(self.try_outer_iter_mut())
    }

    /// [`outer_iter_mut`](Self::outer_iter_mut), with an error instead of a panic.
    ///
    /// # Errors
    /// If the rank is 0.
    fn try_outer_iter_mut(&mut self) -> Result<ViewsMut<'_, Self::Elem, <Self::Dim as Dim>::Smaller>> {
        iter::axis_iter(self.view_mut(), Axis(0), "outer_iter_mut")
    }

    /// The mutable sub-arrays along an axis: [`AsView::axis_iter`] to write.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn axis_iter_mut(&mut self, axis: Axis) -> ViewsMut<'_, Self::Elem, <Self::Dim as Dim>::Smaller> {
        expect(self.try_axis_iter_mut(axis))
    }

    /// [`axis_iter_mut`](Self::axis_iter_mut), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_axis_iter_mut(
        &mut self,
        axis: Axis,
    ) -> Result<ViewsMut<'_, Self::Elem, <Self::Dim as Dim>::Smaller>> {
        iter::axis_iter(self.view_mut(), axis, "axis_iter_mut")
    }

    /// Mutable views of `n` indices of an axis at a time: [`AsView::axis_chunks`] to write.
    ///
    /// # Panics
    /// If there is no such axis, or `n` is 0.
    #[track_caller]
    fn axis_chunks_mut(&mut self, axis: Axis, n: usize) -> ChunksMut<'_, Self::Elem, Self::Dim> {
        expect(self.try_axis_chunks_mut(axis, n))
    }

    /// [`axis_chunks_mut`](Self::axis_chunks_mut), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or `n` is 0.
    fn try_axis_chunks_mut(&mut self, axis: Axis, n: usize) -> Result<ChunksMut<'_, Self::Elem, Self::Dim>> {
        AxisChunks::new(self.view_mut(), axis, n, "axis_chunks_mut")
    }

    /// Sets every element to a clone of `value`. NumPy: `a.fill(x)`, `a[...] = x`.
    fn fill(&mut self, value: Self::Elem)
    where
        Self::Elem: Clone,
    {
        let mut view = self.view_mut();
        match view.as_mut_slice() {
            Some(slice) => slice.fill(value),
            None => for_each_mut(view, |x| x.clone_from(&value)),
        }
    }

    /// Calls `f` with every element, in row-major order, to change it in place.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array!["x".to_string(), "y".to_string()];
    /// a.apply(|s| s.push('!'));
    /// assert_eq!(a[1], "y!");
    /// ```
    fn apply(&mut self, f: impl FnMut(&mut Self::Elem)) {
        for_each_mut(self.view_mut(), f);
    }

    /// Sets every element to a clone of the one in `source`, which broadcasts. Elements that are not `Copy` are
    /// welcome; for those that are,
    /// [`eval_into`](crate::expr::Expr::eval_into) is faster. NumPy: `a[...] = source`.
    ///
    /// # Panics
    /// If the shape of `source` does not broadcast to this one.
    #[track_caller]
    fn clone_from_view<'b>(&mut self, source: impl AsView<'b, Elem = Self::Elem>)
    where
        Self::Elem: Clone + 'b,
    {
        let view = self.view_mut();
        let source = source.view();
        let layout = expect(source.layout().broadcast_to(view.shape.as_ref()));
        for_each_row(
            view.shape.as_ref(),
            [view.strides.as_ref(), layout.strides()],
            |[to, from], n, [to_step, from_step]| {
                for j in 0..n as isize {
                    // SAFETY: both indices are inside their shapes (invariants 2 and 3 of the module); the
                    // layout of `source` was derived from its own and starts at its first element.
                    let (to, from) = unsafe {
                        (
                            view.ptr.offset(to + j * to_step).as_mut(),
                            source.ptr.offset(from + j * from_step).as_ref(),
                        )
                    };
                    to.clone_from(from);
                }
            },
        );
    }
}

impl<T, D: Dim> AsViewMut for Array<T, D> {
    type Elem = T;
    type Dim = D;
    #[inline]
    fn view_mut(&mut self) -> ViewMut<'_, T, D> {
        ViewMut { ptr: self.buffer.as_ptr(), shape: self.shape, strides: self.strides, borrows: PhantomData }
    }
}

impl<T, D: Dim> AsViewMut for ViewMut<'_, T, D> {
    type Elem = T;
    type Dim = D;
    #[inline]
    fn view_mut(&mut self) -> ViewMut<'_, T, D> {
        self.reborrow()
    }
}

/// Calls `f` with every element in row-major order.
fn for_each_mut<'a, T, D: Dim>(view: ViewMut<'a, T, D>, mut f: impl FnMut(&'a mut T)) {
    for_each_row(view.shape.as_ref(), [view.strides.as_ref()], |[row], n, [step]| {
        for j in 0..n as isize {
            // SAFETY: the index is inside the shape and comes once (invariants 2 to 4 of the module).
            f(unsafe { view.ptr.offset(row + j * step).as_mut() });
        }
    });
}
