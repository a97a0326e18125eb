//! [`Movement`] for each kind of array and view: what a view of it is made from.
//!
//! ```
//! use longstride::prelude::*;
//! let mut a = array![[1, 2], [3, 4]];
//! let row: View1<'_, i32> = a.slice(s![0, ..]); // an array or a view gives a view,
//! assert_eq!(row, array![1, 2]);
//! let mut row: ViewMut1<'_, i32> = a.view_mut().slice(s![0, ..]); // a mutable view a mutable one
//! row[0] = 0;
//! assert_eq!(a[[0, 0]], 0);
//! ```

use super::multi_slice::Duplicate;
use super::{Array, AsView, CowArray, Movement, View, ViewMut, layout_of};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Layout};

// The kinds that give a `View`.
macro_rules! shared {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Movement for $type {
            type Elem = T;
            type Dim = D;
            type Moved<E: Dim> = View<'a, T, E>;

            fn layout(&self) -> Layout {
                let view = (*self).view();
                layout_of::<D>(&view.shape, &view.strides)
            }
            unsafe fn derive<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<View<'a, T, E>> {
                // SAFETY: the caller derived `layout` from this view's, so invariants 2 and 3 carry over.
                unsafe { View::from_layout(self.view().ptr, layout, op) }
            }
            unsafe fn derive_shared<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<View<'a, T, E>> {
                // SAFETY: the caller's promise; views to read may address an element twice.
                unsafe { self.derive(layout, op) }
            }
            unsafe fn derive_two<E: Dim>(
                self,
                (first, second): (Layout, Layout),
            ) -> Result<(View<'a, T, E>, View<'a, T, E>)> {
                let view = self.view();
                // SAFETY: the caller's promise.
                unsafe { Ok((view.derive(&first, "split_at")?, view.derive(&second, "split_at")?)) }
            }
            unsafe fn derive_each<E: Dim>(self, layouts: &[Layout], op: &'static str) -> Result<Vec<View<'a, T, E>>> {
                let view = self.view();
                // SAFETY: the caller's promise.
                layouts.iter().map(|layout| unsafe { view.derive(layout, op) }).collect()
            }
        }
    )*};
}
shared! {
    ['a, T, D: Dim] View<'a, T, D>;
    ['a, T, D: Dim] &'a Array<T, D>;
    ['a, T, D: Dim] &'a ViewMut<'_, T, D>;
    ['a, T, D: Dim] &'a CowArray<'_, T, D>;
}

impl<'a, T, D: Dim> Movement for ViewMut<'a, T, D> {
    type Elem = T;
    type Dim = D;
    type Moved<E: Dim> = ViewMut<'a, T, E>;

    fn layout(&self) -> Layout {
        layout_of::<D>(&self.shape, &self.strides)
    }
    unsafe fn derive<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<ViewMut<'a, T, E>> {
        // SAFETY: the caller derived `layout` from ours and keeps indices apart: invariants 2 to 4 carry over.
        unsafe { ViewMut::from_layout(self.ptr, layout, op) }
    }
    unsafe fn derive_shared<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<ViewMut<'a, T, E>> {
        if layout.addresses_twice() {
            return Err(Error::new(op, ErrorKind::Overlap));
        }
        // SAFETY: derived, and invariant 4 was just checked.
        unsafe { self.derive(layout, op) }
    }
    unsafe fn derive_two<E: Dim>(
        self,
        (first, second): (Layout, Layout),
    ) -> Result<(ViewMut<'a, T, E>, ViewMut<'a, T, E>)> {
        // SAFETY: the caller's promise: the two share no element, so invariant 3 holds for both.
        unsafe {
            let other = self.duplicate();
            Ok((self.derive(&first, "split_at")?, other.derive(&second, "split_at")?))
        }
    }
    unsafe fn derive_each<E: Dim>(
        self,
        layouts: &[Layout],
        op: &'static str,
    ) -> Result<Vec<ViewMut<'a, T, E>>> {
        // SAFETY: the caller's promise: no two share an element, so invariant 3 holds for all of them.
        layouts.iter().map(|layout| unsafe { self.duplicate().derive(layout, op) }).collect()
    }
}

impl<'a, T, D: Dim> Movement for &'a mut ViewMut<'_, T, D> {
    type Elem = T;
    type Dim = D;
    type Moved<E: Dim> = ViewMut<'a, T, E>;

    fn layout(&self) -> Layout {
        layout_of::<D>(&self.shape, &self.strides)
    }
    unsafe fn derive<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<ViewMut<'a, T, E>> {
        // SAFETY: passed on.
        unsafe { self.reborrow().derive(layout, op) }
    }
    unsafe fn derive_shared<E: Dim>(self, layout: &Layout, op: &'static str) -> Result<ViewMut<'a, T, E>> {
        // SAFETY: passed on.
        unsafe { self.reborrow().derive_shared(layout, op) }
    }
    unsafe fn derive_two<E: Dim>(
        self,
        layouts: (Layout, Layout),
    ) -> Result<(ViewMut<'a, T, E>, ViewMut<'a, T, E>)> {
        // SAFETY: passed on.
        unsafe { self.reborrow().derive_two(layouts) }
    }
    unsafe fn derive_each<E: Dim>(
        self,
        layouts: &[Layout],
        op: &'static str,
    ) -> Result<Vec<ViewMut<'a, T, E>>> {
        // SAFETY: passed on.
        unsafe { self.reborrow().derive_each(layouts, op) }
    }
}
