//! Building an array part by part, without filling it first: NumPy's `np.empty`, made safe.
//!
//! [`Array::build`] allocates, and lends the elements out as [`Slots`]: a mutable view that can be moved, split and
//! written, but not read. Whoever writes slots gives them up, so no element is written twice, and when as many were
//! written as there are, all were. Only then is there an array.
//!
//! ```text
//! slots (4, 6) ──split_at(Axis(0), 1)──► (1, 6) ──fill(0)──►       written: 6
//!                                   └──► (3, 6) ──assign(a + b)──► written: 6 + 18 = 24, all of them
//! ```
//!
//! # Invariants
//! Beside those of [`array`](super):
//! 1. No two `Slots` of one array reach the same element; what moves or splits them takes them by value.
//! 2. An element is counted, once, after it was written, and its slot is given up then.
//! 3. Where elements need dropping, the parts that were written are listed, and nothing else refers to these elements
//!    until the array is there: if it does not come about, [`Written`] drops them.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![1, 2, 3];
//! let twice = Array2::build([2, 3], |slots| {
//!     let (first, second) = slots.split_at(Axis(0), 1);
//!     first.fill(0);
//!     second.assign(&a * 2);
//! });
//! assert_eq!(twice, array![[0, 0, 0], [2, 4, 6]]);
//! ```

use core::fmt;
use core::mem::{MaybeUninit, needs_drop};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{Array, AsViewMut, AxisChunks, Movement, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, IntoShape, Layout, for_each_row};
use crate::storage::Buffer;

/// Elements that have not been written yet: all or a part of those of an array that is being [built](Array::build).
///
/// [`Movement`] slices, permutes and splits them as it does views, and always takes them by value. They are written, and
/// given up, by [`fill`](Self::fill), [`fill_with`](Self::fill_with) or `assign`. They can be sent to other threads.
#[must_use = "every slot must be written"]
pub struct Slots<'b, T, D: Dim> {
    view: ViewMut<'b, MaybeUninit<T>, D>,
    written: &'b Written<T>,
}

impl<T, D: Dim> fmt::Debug for Slots<'_, T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Slots").field("shape", &self.shape()).finish_non_exhaustive()
    }
}

impl<'b, T, D: Dim> Slots<'b, T, D> {
    /// The extents.
    #[must_use]
    pub fn shape(&self) -> D::Shape {
        self.view.shape
    }

    /// The number of slots.
    #[must_use]
    pub fn len(&self) -> usize {
        super::AsView::len(&self.view)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Writes what `f` returns, called once for each slot in row-major order.
    pub fn fill_with(self, mut f: impl FnMut() -> T) {
        let (mut view, mut count) = self.into_parts();
        view.apply(|slot| {
            slot.write(f());
            // SAFETY: just written. If `f` panics, the count is dropped with what there is.
            unsafe { count.one_more() };
        });
    }

    /// The slots of `n` indices of an axis at a time, the last ones fewer.
    ///
    /// # Panics
    /// If there is no such axis, or `n` is 0.
    #[track_caller]
    pub fn axis_chunks(self, axis: Axis, n: usize) -> AxisChunks<Self> {
        expect(AxisChunks::new(self, axis, n, "axis_chunks"))
    }

    /// The elements to write, and what counts those that have been.
    pub(crate) fn into_parts(self) -> (ViewMut<'b, MaybeUninit<T>, D>, Count<'b, T>) {
        let (first, layout) = (self.view.ptr.cast(), self.view.layout());
        (self.view, Count { len: 0, first, layout, total: self.written })
    }
}

/// The elements of an array that have been written.
struct Written<T> {
    count: AtomicUsize,
    /// Parts whose elements need dropping: the first one of each, its layout, and how many there are, in row-major order.
    parts: Mutex<Vec<(NonNull<T>, Layout, usize)>>,
}

// SAFETY: the pointers are only followed when it is dropped, by which thread does not matter if `T` is `Send`.
unsafe impl<T: Send> Sync for Written<T> {}

impl<T> Drop for Written<T> {
    fn drop(&mut self) {
        for (first, layout, len) in self.parts.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let mut left = len;
            for_each_row(layout.shape(), [layout.strides()], |[row], n, [step]| {
                for j in 0..n.min(left) as isize {
                    // SAFETY: an element of the part, among the first `len`, which nothing else refers to (3).
                    unsafe { first.offset(row + j * step).drop_in_place() };
                }
                left -= n.min(left);
            });
        }
    }
}

/// How many elements of slots have been written, from the first one on in row-major order: added to those of the array
/// when it is dropped.
pub(crate) struct Count<'b, T> {
    len: usize,
    first: NonNull<T>,
    layout: Layout,
    total: &'b Written<T>,
}

impl<T> Count<'_, T> {
    /// Counts the next element in row-major order.
    ///
    /// # Safety
    /// It has been written (invariant 2 of the module).
    #[inline]
    unsafe fn one_more(&mut self) {
        self.len += 1;
    }

    /// Counts all elements.
    ///
    /// # Safety
    /// They have been written, and none was counted before.
    pub(crate) unsafe fn all(mut self) {
        self.len = self.layout.len();
    }
}

impl<T> Drop for Count<'_, T> {
    fn drop(&mut self) {
        if needs_drop::<T>() && self.len > 0 {
            let mut parts = self.total.parts.lock().unwrap_or_else(PoisonError::into_inner);
            parts.push((self.first, self.layout, self.len));
        }
        self.total.count.fetch_add(self.len, Ordering::Relaxed);
    }
}

impl<T, D: Dim> super::sealed::Sealed for Slots<'_, T, D> {}

impl<'b, T, D: Dim> Movement for Slots<'b, T, D> {
    type Elem = T;
    type Dim = D;
    type Moved<E: Dim> = Slots<'b, T, E>;

    fn layout(&self) -> Layout {
        self.view.layout()
    }
    unsafe fn derive<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<Slots<'b, T, E>> {
        // SAFETY: passed on; these slots are given up (1).
        Ok(Slots { view: unsafe { self.view.derive(layout, op)? }, written: self.written })
    }
    unsafe fn derive_shared<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<Slots<'b, T, E>> {
        // SAFETY: passed on; a mutable view refuses to address an element twice.
        Ok(Slots { view: unsafe { self.view.derive_shared(layout, op)? }, written: self.written })
    }
    unsafe fn derive_two<E: Dim>(
        self,
        layouts: (Layout, Layout),
    ) -> Result<(Slots<'b, T, E>, Slots<'b, T, E>)> {
        let Self { view, written } = self;
        // SAFETY: passed on; the two share no element (1).
        let (first, second) = unsafe { view.derive_two(layouts)? };
        Ok((Slots { view: first, written }, Slots { view: second, written }))
    }
    unsafe fn derive_each<E: Dim>(
        self,
        layouts: &[Layout],
        op: &'static str,
    ) -> Result<Vec<Slots<'b, T, E>>> {
        let Self { view, written } = self;
        // SAFETY: passed on; no two share an element (1).
        let views = unsafe { view.derive_each(layouts, op)? };
        Ok(views.into_iter().map(|view| Slots { view, written }).collect())
    }
}

impl<T, D: Dim> Array<T, D> {
    /// An array whose elements `f` writes, in parts and in any order, from one thread or several. One allocation, and
    /// nothing is written twice. NumPy: `np.empty`, followed by assignments to all of its parts.
    ///
    /// # Panics
    /// If `f` leaves a slot unwritten (the message says how many it wrote), the size does not fit, or the memory cannot be
    /// had. Elements that were written are dropped then, also if `f` panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = Array2::build([2, 2], |slots| {
    ///     let (top, bottom) = slots.split_at(Axis(0), 1);
    ///     top.fill("a");
    ///     bottom.fill_with(|| "b");
    /// });
    /// assert_eq!(a, array![["a", "a"], ["b", "b"]]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn build<S, F>(shape: S, f: F) -> Self
    where
        S: IntoShape<Dim = D>,
        F: FnOnce(Slots<'_, T, D>),
    {
        expect(Self::try_build(shape, |slots| {
            f(slots);
            Ok(())
        }))
    }

    /// [`build`](Self::build) with errors instead of panics, those that `f` returns included.
    ///
    /// # Errors
    /// If `f` returns one or leaves a slot unwritten, the size does not fit, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let e = Array1::<f64>::try_build(5, |slots| {
    ///     slots.split_at(Axis(0), 2).0.fill(1.0);
    ///     Ok(())
    /// });
    /// assert_eq!(e.unwrap_err().to_string(), "2 elements do not fill shape (5,) in build");
    /// ```
    pub fn try_build<S, F>(shape: S, f: F) -> Result<Self>
    where
        S: IntoShape<Dim = D>,
        F: FnOnce(Slots<'_, T, D>) -> Result<()>,
    {
        Self::build_dense(&shape.into_extents()?, "build", f)
    }

    /// [`try_build`](Self::try_build) for a shape in any form, which must have the rank `D`.
    pub(crate) fn build_dense(
        shape: &[usize],
        op: &'static str,
        f: impl FnOnce(Slots<'_, T, D>) -> Result<()>,
    ) -> Result<Self> {
        Self::build_in(&Layout::row_major(shape).map_err(|e| e.in_op(op))?, op, f)
    }

    /// [`build_dense`](Self::build_dense) in a dense layout.
    pub(crate) fn build_in(
        layout: &Layout,
        op: &'static str,
        f: impl FnOnce(Slots<'_, T, D>) -> Result<()>,
    ) -> Result<Self> {
        let buffer = Buffer::<MaybeUninit<T>>::uninit(layout.len(), op)?;
        let mut slots = Array::<MaybeUninit<T>, D>::from_buffer(buffer, layout, op)?;
        let mut written = Written { count: AtomicUsize::new(0), parts: Mutex::new(Vec::new()) };
        f(Slots { view: slots.view_mut(), written: &written })?;
        let found = *written.count.get_mut();
        if found != layout.len() {
            return Err(Error::new(op, ErrorKind::Length { shape: super::extents(layout.shape())?, found }));
        }
        written.parts.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
        drop(written);
        // SAFETY: as many elements were counted as there are, each once and after it was written (1 and 2).
        let buffer = unsafe { slots.into_buffer().assume_init() };
        Self::from_buffer(buffer, layout, op)
    }
}
