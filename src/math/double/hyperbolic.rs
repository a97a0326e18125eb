//! The hyperbolic sine, cosine and tangent of `f64`, and the logistic function.
//!
//! The sine and cosine come from those of the remainder `r` of `x = n ln(2) + r`, by the addition theorems:
//!
//! ```text
//! sinh(x) = sinh(n ln(2)) cosh(r) + cosh(n ln(2)) sinh(r)        sinh(n ln(2)) = (2^n - 2^-n) / 2
//! cosh(x) = cosh(n ln(2)) cosh(r) + sinh(n ln(2)) sinh(r)        cosh(n ln(2)) = (2^n + 2^-n) / 2
//! ```
//!
//! so that there is no division, and no cancellation near 0. The other two are quotients of exponentials in two parts.
//! The coefficients are those of `benches/accuracy/coefficients/exp.sollya`.

use super::super::arithmetic::{fast_two_sum, fma, two_product};
use super::super::{Cosh, Exp, Function, Sigmoid, Sinh, Tanh};
use super::exp::{
    LN_2_HIGH, LN_2_LOW, ROUND, clamp, exp_m1_sum, exp_parts, polynomial, power_of_two, reduce, remainder,
};

/// `sinh(r) = r + r^3 p(r^2)`.
const SINH: [f64; 6] = [
    0.166_666_666_666_666_66,
    0.008_333_333_333_334_872,
    0.000_198_412_698_341_043_52,
    2.755_733_284_923_171e-6,
    2.504_076_438_461_443_7e-8,
    1.950_435_343_084_590_8e-10,
];
/// `cosh(r) = 1 + r^2 / 2 + r^4 p(r^2)`.
const COSH: [f64; 5] = [
    0.041_666_666_666_666_67,
    0.001_388_888_888_888_214_8,
    2.480_158_733_006_846e-5,
    2.755_726_884_729_793e-7,
    2.091_640_129_943_505_6e-9,
];

/// From here on `exp(-|x|)` is nothing beside `exp(|x|)`, whose product with [`two_product`]'s factor is still finite.
const LARGE: f64 = 640.0;

/// What both need of `0 <= x < LARGE`: `r`, `sinh(r) - r`, `cosh(r) - 1`, and `2^(n - 1)` and `2^(-n - 1)`.
#[inline(always)]
fn parts<const FUSED: bool>(x: f64) -> (f64, f64, f64, f64, f64) {
    let (_, r, rest, rounded) = reduce::<FUSED>(x, ROUND + 1022.0);
    let z = r * r;
    let sinh = fma::<FUSED>(z * r, polynomial::<FUSED, 6>(z, SINH), rest);
    let cosh = fma::<FUSED>(z * z, polynomial::<FUSED, 5>(z, COSH), 0.5 * z);
    (
        r,
        sinh,
        fma::<FUSED>(r, rest, cosh),
        power_of_two(rounded),
        power_of_two(2.0 * ROUND + 2044.0 - rounded),
    )
}

/// `a + b r + tail`, where `a` is 0 or larger than `b r`.
#[inline(always)]
fn sum<const FUSED: bool>(a: f64, b: f64, r: f64, tail: f64) -> f64 {
    let (product, rest) = two_product::<FUSED>(b, r);
    let (high, low) = fast_two_sum(a, product);
    high + (low + (rest + tail))
}

impl Function<f64> for Sinh {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (r, sinh_tail, cosh_tail, up, down) = parts::<FUSED>(x.abs());
        let (sinh, lost) = fast_two_sum(up, -down);
        let cosh = up + down;
        let tail = fma::<FUSED>(sinh, cosh_tail, fma::<FUSED>(cosh, sinh_tail, lost));
        sum::<FUSED>(sinh, cosh, r, tail).copysign(x)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LARGE
    }

    fn careful(x: f64) -> f64 {
        if x.abs() < LARGE { Self::lane::<false>(x) } else { half_exp(x.abs()).copysign(x) }
    }
}

impl Function<f64> for Cosh {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (r, sinh_tail, cosh_tail, up, down) = parts::<FUSED>(x.abs());
        let (cosh, lost) = fast_two_sum(up, down);
        let sinh = up - down;
        let tail = fma::<FUSED>(cosh, cosh_tail, fma::<FUSED>(sinh, sinh_tail, lost));
        sum::<FUSED>(cosh, sinh, r, tail)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LARGE
    }

    fn careful(x: f64) -> f64 {
        if x.abs() < LARGE { Self::lane::<false>(x) } else { half_exp(x.abs()) }
    }
}

/// `exp(x) / 2`, for `x` from `LARGE` or NaN.
#[cold]
fn half_exp(x: f64) -> f64 {
    // x - 64 ln(2) in two parts, and the small one as a factor.
    let high = clamp(x, 0.0, 720.0) - 64.0 * LN_2_HIGH;
    let (high, low) = fast_two_sum(high, -64.0 * LN_2_LOW);
    let (power, rest) = exp_parts::<false>(high);
    (power + (rest + power * low)) * 9_223_372_036_854_775_808.0
}

/// `(a + b) / (c + d)`, where `b` and `d` are the small parts of numbers in two parts: a quotient, and a product which
/// is to be added to it.
#[inline(always)]
pub(super) fn quotient<const FUSED: bool>((a, b): (f64, f64), (c, d): (f64, f64)) -> (f64, [f64; 2]) {
    let inverse = 1.0 / c;
    let quotient = a * inverse;
    let rest = remainder::<FUSED>(a, quotient, c) + fma::<FUSED>(-quotient, d, b);
    (quotient, [rest, inverse])
}

impl Function<f64> for Tanh {
    type Output = f64;

    /// `-e / (2 + e)` with `e = exp(-2 |x|) - 1`.
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let double = -2.0 * x.abs();
        let (high, low) = exp_m1_sum::<FUSED, true>(if double < -60.0 { -60.0 } else { double });
        let (high, low) = fast_two_sum(high, low);
        let (sum, lost) = fast_two_sum(2.0, high);
        let (high, [a, b]) = quotient::<FUSED>((high, low), (sum, lost + low));
        fma::<FUSED>(a, b, high).copysign(x)
    }

    fn careful(x: f64) -> f64 {
        Self::lane::<false>(x)
    }
}

impl Function<f64> for Sigmoid {
    type Output = f64;

    /// `1 / (1 + exp(-x))`, or `exp(x) / (1 + exp(x))` for negative `x`.
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let size = x.abs();
        let (power, rest) = exp_parts::<FUSED>(-if size > 700.0 { 700.0 } else { size });
        let (sum, lost) = fast_two_sum(1.0, power);
        let above = if x < 0.0 { (power, rest) } else { (1.0, 0.0) };
        let (high, [a, b]) = quotient::<FUSED>(above, (sum, lost + rest));
        fma::<FUSED>(a, b, high)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x >= -700.0
    }

    fn careful(x: f64) -> f64 {
        // Below -700 the sum is 1.
        if x < -700.0 { Exp::careful(x) } else { Self::lane::<false>(x) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn special_values() {
        let (inf, nan, least) = (f64::INFINITY, f64::NAN, f64::from_bits(1));
        check(Sinh, &[(0.0, 0.0), (-0.0, -0.0), (least, least), (-least, -least), (inf, inf), (-inf, -inf)]);
        check(Sinh, &[(nan, nan), (1e300, inf), (-711.0, -inf), (1e-200, 1e-200)]);
        check(
            Cosh,
            &[(0.0, 1.0), (-0.0, 1.0), (inf, inf), (-inf, inf), (nan, nan), (-711.0, inf), (1e-9, 1.0)],
        );
        check(Tanh, &[(0.0, 0.0), (-0.0, -0.0), (least, least), (-least, -least), (inf, 1.0), (-inf, -1.0)]);
        check(Tanh, &[(nan, nan), (-1e300, -1.0), (20.0, 1.0), (1e-200, 1e-200)]);
        check(
            Sigmoid,
            &[(0.0, 0.5), (-0.0, 0.5), (inf, 1.0), (-inf, 0.0), (nan, nan), (-745.1, least), (-746.0, 0.0)],
        );
    }
}
