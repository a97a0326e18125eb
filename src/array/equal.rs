//! Equality, between any two of arrays and views: equal shapes, and equal elements at each index.
//!
//! The types of the elements may differ where they compare, and the ranks: a dynamic rank equals a static one with
//! the same extents. Layout does not matter. Where NumPy's `==` compares element by element, that is
//! [`equal`](crate::expr::Elementwise::equal) here, an expression; `==` is `np.array_equal`.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[1, 2], [3, 4]];
//! assert_eq!(a.t(), array![[1, 3], [2, 4]]);
//! assert_eq!(a.slice(s![0, ..]), array![1, 2].into_dyn());
//! assert_ne!(a, array![1, 2, 3, 4]);
//! assert_eq!(array!["x".to_string()], array!["x"]);
//! ```

use super::{Array, AsView, CowArray, View, ViewMut};
use crate::layout::Dim;

fn equal<T: PartialEq<U>, U, D: Dim, E: Dim>(a: View<'_, T, D>, b: View<'_, U, E>) -> bool {
    if a.shape.as_ref() != b.shape.as_ref() {
        return false;
    }
    match (a.as_slice(), b.as_slice()) {
        // Slices of numbers compare as bytes.
        (Some(a), Some(b)) => a == b,
        _ => a.iter().zip(b).all(|(a, b)| a == b),
    }
}

// Each kind with each.
macro_rules! equal {
    ($($left:ty: [$($right:ty),*];)*) => {$($(
        impl<T: PartialEq<U>, U, D: Dim, E: Dim> PartialEq<$right> for $left {
            #[inline]
            fn eq(&self, other: &$right) -> bool {
                equal(self.view(), other.view())
            }
        }
    )*)*};
}
equal! {
    Array<T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>, CowArray<'_, U, E>];
    View<'_, T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>, CowArray<'_, U, E>];
    ViewMut<'_, T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>, CowArray<'_, U, E>];
    CowArray<'_, T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>, CowArray<'_, U, E>];
}

impl<T: Eq, D: Dim> Eq for Array<T, D> {}
impl<T: Eq, D: Dim> Eq for View<'_, T, D> {}
impl<T: Eq, D: Dim> Eq for ViewMut<'_, T, D> {}
impl<T: Eq, D: Dim> Eq for CowArray<'_, T, D> {}
