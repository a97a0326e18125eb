//! The result of an operation that copies only when it must: it says which of the two it did.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array1::<i32>::from_iter(0..6);
//! let b = a.reshape([2, 3]);
//! assert!(b.is_view());
//! let c = b.view().t().reshape([6]); // the elements of a transpose are not in row-major order
//! assert!(!c.is_view());
//! assert_eq!(c.into_owned(), array![0, 3, 1, 4, 2, 5]);
//! ```

use super::{Array, AsView, View};
use crate::layout::Dim;

/// A view, or the copy that was needed instead.
#[must_use]
pub enum CowArray<'a, T, D: Dim> {
    /// Nothing was copied.
    View(View<'a, T, D>),
    /// The elements were copied.
    Owned(Array<T, D>),
}

impl<T, D: Dim> CowArray<'_, T, D> {
    /// Whether nothing was copied.
    #[must_use]
    pub fn is_view(&self) -> bool {
        matches!(self, Self::View(_))
    }

    /// An owned copy of the elements: [`AsView::to_owned`], which `std`'s trait of that name would hide.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[must_use]
    #[track_caller]
    pub fn to_owned(&self) -> Array<T, D>
    where
        T: Clone,
    {
        self.view().to_owned()
    }

    /// The elements as an owned array; copies them if this is a view.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[must_use]
    #[track_caller]
    pub fn into_owned(self) -> Array<T, D>
    where
        T: Clone,
    {
        match self {
            Self::View(view) => view.to_owned(),
            Self::Owned(array) => array,
        }
    }
}
