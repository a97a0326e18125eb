//! The `approx` crate's comparisons, element by element: `assert_relative_eq!` and its kin take arrays and views.
//!
//! Unlike [`==`](PartialEq) they allow each pair of elements a difference; shapes must be equal all the same.
//! NumPy: `np.allclose`.
//!
//! ```
//! use approx::{assert_abs_diff_eq, assert_relative_eq};
//! use longstride::prelude::*;
//! let a = array![0.1 + 0.2, 1.0];
//! assert_relative_eq!(a, array![0.3, 1.0]);
//! assert_abs_diff_eq!(a.slice(s![..;-1]), array![1.0, 0.3], epsilon = 1e-12);
//! ```

use approx::{AbsDiffEq, RelativeEq, UlpsEq};

use super::{Array, AsView, View, ViewMut};
use crate::layout::Dim;

/// Whether the shapes are equal, and `near` holds at each index.
fn all<T, U, D: Dim, E: Dim>(a: View<'_, T, D>, b: View<'_, U, E>, near: impl Fn(&T, &U) -> bool) -> bool {
    a.shape.as_ref() == b.shape.as_ref() && a.iter().zip(b).all(|(a, b)| near(a, b))
}

// Each kind with each.
macro_rules! approx {
    ($($left:ty: [$($right:ty),*];)*) => {$($(
        impl<T: AbsDiffEq<U, Epsilon: Clone>, U, D: Dim, E: Dim> AbsDiffEq<$right> for $left {
            type Epsilon = T::Epsilon;
            fn default_epsilon() -> T::Epsilon {
                T::default_epsilon()
            }
            fn abs_diff_eq(&self, other: &$right, epsilon: T::Epsilon) -> bool {
                all(self.view(), other.view(), |a, b| a.abs_diff_eq(b, epsilon.clone()))
            }
        }
        impl<T: RelativeEq<U, Epsilon: Clone>, U, D: Dim, E: Dim> RelativeEq<$right> for $left {
            fn default_max_relative() -> T::Epsilon {
                T::default_max_relative()
            }
            fn relative_eq(&self, other: &$right, epsilon: T::Epsilon, max_relative: T::Epsilon) -> bool {
                all(self.view(), other.view(), |a, b| a.relative_eq(b, epsilon.clone(), max_relative.clone()))
            }
        }
        impl<T: UlpsEq<U, Epsilon: Clone>, U, D: Dim, E: Dim> UlpsEq<$right> for $left {
            fn default_max_ulps() -> u32 {
                T::default_max_ulps()
            }
            fn ulps_eq(&self, other: &$right, epsilon: T::Epsilon, max_ulps: u32) -> bool {
                all(self.view(), other.view(), |a, b| a.ulps_eq(b, epsilon.clone(), max_ulps))
            }
        }
    )*)*};
}
approx! {
    Array<T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>];
    View<'_, T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>];
    ViewMut<'_, T, D>: [Array<U, E>, View<'_, U, E>, ViewMut<'_, U, E>];
}
