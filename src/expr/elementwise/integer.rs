//! Functions of integers, and arithmetic that says what becomes of a result that does not fit.
//!
//! ```
//! use longstride::prelude::*;
//! let (a, b) = (array![200_u8, 100], array![100_u8, 100]);
//! assert_eq!(a.wrapping_add(&b).eval(), array![44, 200]);
//! assert_eq!(a.saturating_add(&b).eval(), array![255, 200]);
//! assert_eq!(a.checked_add(&b).eval(), array![None, Some(200)]);
//! assert_eq!(a.gcd(&array![75, 30]).eval(), array![25, 10]);
//! ```

use super::super::{Expr, IntoExpr, Map, Zip, op};
use super::{Binary, Elem};
use crate::error::{Result, expect};
use crate::exec::Apply;
use crate::layout::Larger;

/// A function of two elements of which the second is an `u32`, and its `try_` form.
macro_rules! with_u32 {
    ($($name:ident $try_name:ident $op:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// # Panics
        /// If the shapes do not broadcast together.
        #[track_caller]
        fn $name<B>(self, by: B) -> Map<op::$op, Zip<Self, B::Expr>>
        where
            B: IntoExpr<u32, Elem = u32>,
            op::$op: Apply<(Elem<Self>, u32)>,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            expect(self.$try_name(by))
        }

        #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not broadcast together.
        fn $try_name<B>(self, by: B) -> Result<Map<op::$op, Zip<Self, B::Expr>>>
        where
            B: IntoExpr<u32, Elem = u32>,
            op::$op: Apply<(Elem<Self>, u32)>,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            Ok(Map::new(op::$op, Zip::new(self, by.into_expr(), stringify!($name))?))
        }
    )*};
}

/// Functions of integers: methods of every expression, array and view of them.
///
/// The operators `+`, `-` and `*` follow the element type: they panic on overflow in a debug build and wrap in a release
/// build. These methods say which it is to be. NumPy's integers always wrap. The checked forms give expressions of `Option`:
/// `None` where the result does not fit, so that `.map(|x| x.unwrap_or(0))` puts something in its place and
/// `.map(|x| x.is_none()).any()` tells whether there is one, at the first.
pub trait ElementwiseInteger: Expr {
    binary! {
        gcd try_gcd Gcd "The greatest common divisor, never negative; of 0 and 0 it is 0. NumPy: `np.gcd`.";
        lcm try_lcm Lcm "The least common multiple, never negative; 0 if either is 0. Overflows as `*` does. NumPy: `np.lcm`.";
        wrapping_add try_wrapping_add WrappingAdd "The sum, wrapping around. NumPy: `np.add` of integers.";
        wrapping_sub try_wrapping_sub WrappingSub "The difference, wrapping around. NumPy: `np.subtract` of integers.";
        wrapping_mul try_wrapping_mul WrappingMul "The product, wrapping around. NumPy: `np.multiply` of integers.";
        saturating_add try_saturating_add SaturatingAdd "The sum, or the nearest number that fits.";
        saturating_sub try_saturating_sub SaturatingSub "The difference, or the nearest number that fits.";
        saturating_mul try_saturating_mul SaturatingMul "The product, or the nearest number that fits.";
        checked_add try_checked_add CheckedAdd "The sum, or `None` if it does not fit.";
        checked_sub try_checked_sub CheckedSub "The difference, or `None` if it does not fit.";
        checked_mul try_checked_mul CheckedMul "The product, or `None` if it does not fit.";
        checked_div try_checked_div CheckedDiv "The quotient, or `None` if the divisor is 0 or it does not fit.";
        checked_rem try_checked_rem CheckedRem "The rest of the division, or `None` if the divisor is 0 or the quotient does not fit.";
    }

    unary! {
        bitwise_count BitwiseCount "The number of bits set in the magnitude, as `u8`. NumPy: `np.bitwise_count`.";
        wrapping_neg WrappingNeg "The element with the other sign, wrapping around. NumPy: `np.negative` of integers.";
        checked_neg CheckedNeg "The element with the other sign, or `None` if it does not fit.";
    }

    with_u32! {
        pow try_pow Pow "The element to the power of the other, an `u32`. Overflows as `*` does. NumPy: `np.power` of integers.";
        wrapping_shl try_wrapping_shl WrappingShl "The bits moved left by the other, an `u32`, of which only the remainder by the number of bits counts. NumPy: `np.left_shift`.";
        wrapping_shr try_wrapping_shr WrappingShr "The bits moved right by the other, an `u32`, of which only the remainder by the number of bits counts. NumPy: `np.right_shift`.";
    }
}

impl<E: Expr> ElementwiseInteger for E {}
