//! NumPy's functions of real numbers that go beyond Rust's: division that rounds down, NaN that is ignored, the bits of
//! floating-point numbers, interpolation.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![-7.0, 2.5, f64::NAN];
//! assert_eq!(a.slice(s![..2]).floor_divide(2.0).eval(), array![-4.0, 1.0]);
//! assert_eq!(a.fmax(0.0).eval(), array![0.0, 2.5, 0.0]);
//! assert_eq!(a.slice(s![..2]).rint().eval(), array![-7.0, 2.0]);
//! ```

use num_traits::{AsPrimitive, Float};

use super::super::{Expr, Function, IntoExpr, Map, Zip, op};
use super::{Binary, Elem};
use crate::array::AsView;
use crate::error::{Result, expect};
use crate::exec::Apply;
use crate::layout::{Ix1, Larger};
use crate::math::FloatBits;

/// The power, computed in `f64`, of the elements of `A` and the operand `B`.
type FloatPower<A, B> =
    Function<op::Powf, Zip<Map<op::Cast<f64>, A>, Map<op::Cast<f64>, <B as IntoExpr<Elem<A>>>::Expr>>>;
/// A function of the elements of `A` and of integers beside them.
type WithExponent<F, A, B> = Map<F, Zip<A, <B as IntoExpr<i32>>::Expr>>;

/// NumPy's functions of real numbers: methods of every expression, array and view of them.
///
/// Division by zero and overflow follow the element type: integers panic where Rust's `/` does, floating-point numbers give
/// infinities and NaN. `frexp`, `modf` and `divmod` give pairs; `.map(|(m, _)| m)` goes on from one of them.
pub trait ElementwiseReal: Expr {
    unary! {
        sign Sign "-1, 0 or 1: of either zero 0, of a NaN that NaN. NumPy: `np.sign`.";
        rint Rint "The nearest whole number, halves to even. NumPy: `np.rint`, `np.round`.";
        is_infinite IsInfinite "Whether the element is an infinity of either sign. NumPy: `np.isinf`.";
        is_negative IsNegative "Whether the sign bit is set, as it is in -0.0 and may be in a NaN. NumPy: `np.signbit`.";
        frexp Frexp "A fraction of at least 0.5 and less than 1 in size, and the exponent of the power of two by which to multiply it; zeros, infinities and NaN are themselves, with the exponent 0. An expression of pairs. NumPy: `np.frexp`.";
        modf Modf "The fractional and the whole part, both with the sign of the element; of an infinity 0 and itself. An expression of pairs. NumPy: `np.modf`.";
        spacing Spacing "The distance to the next number away from zero, with the sign of the element: positive of both zeros, a NaN of infinities. NumPy: `np.spacing`.";
    }

    binary! {
        floor_divide try_floor_divide FloorDivide "The quotient, rounded down. NumPy: `np.floor_divide`, `a // b`.";
        remainder try_remainder Remainder
            "What remains after [`floor_divide`](Self::floor_divide): it has the sign of the other, where that of `%` is the element's. NumPy: `np.remainder`, `np.mod`, `a % b`.";
        divmod try_divmod DivMod
            "[`floor_divide`](Self::floor_divide) and [`remainder`](Self::remainder), as pairs. NumPy: `np.divmod`.";
        fmod try_fmod Rem "The remainder with the sign of the element: the operator `%`. NumPy: `np.fmod`.";
        fmin try_fmin Fmin "The smaller of two elements; if one is a NaN the other. NumPy: `np.fmin`.";
        fmax try_fmax Fmax "The larger of two elements; if one is a NaN the other. NumPy: `np.fmax`.";
        heaviside try_heaviside Heaviside
            "0 below zero, 1 above, and at zero the other element; a NaN stays one. NumPy: `np.heaviside`.";
        nextafter try_nextafter NextAfter
            "The next number that can be represented on the way to the other element; that element itself if they are equal, a NaN if either is one. NumPy: `np.nextafter`.";
    }

    /// The element times two to the power of the other, an `i32`, rounded once. NumPy: `np.ldexp`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![0.75, -1.0].ldexp(&array![4, -1]).eval(), array![12.0, -0.5]);
    /// ```
    #[track_caller]
    fn ldexp<B>(self, exponent: B) -> WithExponent<op::Ldexp, Self, B>
    where
        B: IntoExpr<i32, Elem = i32>,
        op::Ldexp: Apply<(Elem<Self>, i32)>,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        expect(self.try_ldexp(exponent))
    }

    /// [`ldexp`](Self::ldexp), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    fn try_ldexp<B>(self, exponent: B) -> Result<WithExponent<op::Ldexp, Self, B>>
    where
        B: IntoExpr<i32, Elem = i32>,
        op::Ldexp: Apply<(Elem<Self>, i32)>,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        Ok(Map::new(op::Ldexp, Zip::new(self, exponent.into_expr(), "ldexp")?))
    }

    /// The element to the power of the other, both as `f64`, whatever their type. NumPy: `np.float_power`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![2, 4].float_power(-1).eval(), array![0.5, 0.25]);
    /// ```
    #[track_caller]
    fn float_power<B>(self, exponent: B) -> FloatPower<Self, B>
    where
        B: IntoExpr<Elem<Self>, Elem: AsPrimitive<f64>>,
        Elem<Self>: AsPrimitive<f64>,
    {
        expect(self.try_float_power(exponent))
    }

    /// [`float_power`](Self::float_power), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    fn try_float_power<B>(self, exponent: B) -> Result<FloatPower<Self, B>>
    where
        B: IntoExpr<Elem<Self>, Elem: AsPrimitive<f64>>,
        Elem<Self>: AsPrimitive<f64>,
    {
        let double = |_: ()| op::Cast::<f64>::new();
        let (base, exponent) = (Map::new(double(()), self), Map::new(double(()), exponent.into_expr()));
        Ok(Function::new(op::Powf, Zip::new(base, exponent, "float_power")?))
    }

    /// The element rounded to so many decimals, halves to even; to tens, hundreds and so on if `decimals` is negative. As in
    /// NumPy it is scaled by a power of ten, rounded and scaled back, with the rounding errors of that. NumPy:
    /// `np.round(a, decimals)`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![0.125, 15.0].round_to(2).eval(), array![0.12, 15.0]);
    /// assert_eq!(array![1250.0, 15.0].round_to(-2).eval(), array![1200.0, 0.0]);
    /// ```
    fn round_to(self, decimals: i32) -> Map<op::RoundTo, Self>
    where
        Elem<Self>: FloatBits,
    {
        Map::new(op::RoundTo(decimals), self)
    }

    /// The element, but 0 in place of a NaN, and the largest and the lowest finite number in place of infinities.
    /// NumPy: `np.nan_to_num`.
    ///
    /// ```
    /// use longstride::{expr::op::NanToNum, prelude::*};
    /// let a = array![1.0, f64::NAN, f64::NEG_INFINITY];
    /// assert_eq!(a.nan_to_num().eval(), array![1.0, 0.0, f64::MIN]);
    /// let own = NanToNum { neginf: -9.0, ..NanToNum::default() };
    /// assert_eq!(a.nan_to_num_with(own).eval(), array![1.0, 0.0, -9.0]);
    /// ```
    fn nan_to_num(self) -> Map<op::NanToNum<Elem<Self>>, Self>
    where
        Elem<Self>: Float,
    {
        self.nan_to_num_with(op::NanToNum::default())
    }

    /// [`nan_to_num`](Self::nan_to_num) with other values in place of them. NumPy: `np.nan_to_num(a, nan=...)`.
    fn nan_to_num_with(self, values: op::NanToNum<Elem<Self>>) -> Map<op::NanToNum<Elem<Self>>, Self>
    where
        Elem<Self>: Float,
    {
        Map::new(values, self)
    }

    /// What a function that is given by its `values` at some `points`, which do not decrease, is at the element, by linear
    /// interpolation; left of the first point the first value, right of the last one the last. NumPy: `np.interp(a, xp, fp)`.
    /// For other values outside, and for periodic functions, see [`Interp`](op::Interp).
    ///
    /// # Panics
    /// If there are no points, there are not as many values as points, or the points decrease or are NaN.
    /// ([`Interp::try_new`](op::Interp::try_new) returns an error.)
    #[track_caller]
    fn interp<'t, T: Float + 't>(
        self,
        points: impl AsView<'t, Elem = T, Dim = Ix1>,
        values: impl AsView<'t, Elem = T, Dim = Ix1>,
    ) -> Map<op::Interp<'t, T>, Self>
    where
        Self: Expr<Elem = T>,
    {
        self.interp_with(op::Interp::new(points, values))
    }

    /// [`interp`](Self::interp) in a table made before. NumPy: `np.interp` with `left=`, `right=` or `period=`.
    fn interp_with<T: Float>(self, table: op::Interp<'_, T>) -> Map<op::Interp<'_, T>, Self>
    where
        Self: Expr<Elem = T>,
    {
        Map::new(table, self)
    }
}

impl<E: Expr> ElementwiseReal for E {}
