//! The exponential functions of `f64`.
//!
//! All are done as in Tang (1989), without a table: `x = n ln(2) + r` with `n` an integer and `|r| <= ln(2) / 2`, a
//! polynomial for `exp(r)`, and a scaling by 2 to the power `n`. The coefficients are those of
//! `benches/accuracy/coefficients/exp.sollya`.

use super::super::arithmetic::{fast_two_sum, fma, two_product};
use super::super::{Exp, Exp2, ExpM1, Function};

/// `1 / ln(2)`.
pub(super) const LOG2_E: f64 = std::f64::consts::LOG2_E;
/// `ln(2)` in two parts. The first has 21 trailing zero bits, so that its products with exponents are exact.
pub(super) const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
pub(super) const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);

/// What adds to a number below 2^51 in size to leave its nearest integer in the low bits.
pub(super) const ROUND: f64 = 6_755_399_441_055_744.0;

/// `exp(r) = 1 + r + r^2 / 2 + r^3 p(r)`.
const EXP: [f64; 10] = [
    0.166_666_666_666_666_7,
    0.041_666_666_666_666_78,
    0.008_333_333_333_325_88,
    0.001_388_888_888_887_697_4,
    0.000_198_412_698_754_875_55,
    2.480_158_734_246_674e-5,
    2.755_725_471_100_675e-6,
    2.755_725_694_886_71e-7,
    2.510_546_227_694_538_7e-8,
    2.092_037_287_502_839e-9,
];
/// `2^r = 1 + r c + r^2 p(r)`, where `c` is `ln(2)` rounded to double precision.
const EXP2: [f64; 10] = [
    0.240_226_506_959_101_2,
    0.055_504_108_664_822_61,
    0.009_618_129_107_597_647,
    0.001_333_355_814_625_536_3,
    0.000_154_035_304_535_656_23,
    1.525_273_394_890_178_4e-5,
    1.321_543_675_710_425_7e-6,
    1.017_802_124_276_314_4e-7,
    7.073_565_370_264_062e-9,
    4.460_372_496_728_433e-10,
];

/// The polynomial with these coefficients, the constant first, by Horner's scheme.
#[inline(always)]
pub(super) fn polynomial<const FUSED: bool, const N: usize>(x: f64, coefficients: [f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    let mut i = N - 1;
    while i > 0 {
        i -= 1;
        sum = fma::<FUSED>(sum, x, coefficients[i]);
    }
    sum
}

/// The same with the even and the odd powers apart: where there is little else to do, one long chain would wait for its
/// own results. `square` is that of `x`.
#[inline(always)]
pub(super) fn split_polynomial<const FUSED: bool, const N: usize>(
    x: f64,
    square: f64,
    coefficients: [f64; N],
) -> f64 {
    let (mut sum, mut other) = (coefficients[N - 1], coefficients[N - 2]);
    let mut i = N - 2;
    while i > 0 {
        i -= 1;
        (sum, other) = (other, fma::<FUSED>(sum, square, coefficients[i]));
    }
    fma::<FUSED>(sum, x, other)
}

/// `x`, but no less than `low` and no more than `high`; NaN stays.
#[inline(always)]
pub(super) fn clamp(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// 2 to the power of the integer that [`ROUND`] ` + 1023` was added to, where that is a normal number.
#[inline(always)]
pub(super) fn power_of_two(rounded: f64) -> f64 {
    f64::from_bits(rounded.to_bits() << 52)
}

/// `y` times 2 to the power of the integer that [`ROUND`] ` + 2046` was added to, -1076 to 1024. In two steps, so that
/// the scales are normal numbers also where the result overflows or underflows.
#[inline(always)]
fn scale(y: f64, rounded: f64) -> f64 {
    let doubled = rounded.to_bits();
    let first = (doubled << 51) & 0x7ff0_0000_0000_0000;
    let second = (doubled << 52).wrapping_sub(first);
    y * f64::from_bits(first) * f64::from_bits(second)
}

/// `a - b c`, where that is small beside `a`, so that it is rounded once at most.
#[inline(always)]
pub(super) fn remainder<const FUSED: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FUSED {
        return (-b).mul_add(c, a);
    }
    let (product, lost) = two_product::<false>(b, c);
    (a - product) - lost
}

/// `n`, `r` and the rest of `x = n ln(2) + r + rest`, and `n + round`, for `|x| < 2^10`.
#[inline(always)]
pub(super) fn reduce<const FUSED: bool>(x: f64, round: f64) -> (f64, f64, f64, f64) {
    let rounded = fma::<FUSED>(x, LOG2_E, round);
    let n = rounded - round;
    let high = fma::<FUSED>(n, -LN_2_HIGH, x);
    let r = fma::<FUSED>(n, -LN_2_LOW, high);
    (n, r, fma::<FUSED>(n, -LN_2_LOW, high - r), rounded)
}

/// `exp(r) - 1 - r`, where `r` and `rest` are what [`reduce`] made.
#[inline(always)]
pub(super) fn exp_tail<const FUSED: bool>(r: f64, rest: f64) -> f64 {
    let square = r * r;
    let tail = fma::<FUSED>(square * r, split_polynomial::<FUSED, 10>(r, square, EXP), rest);
    fma::<FUSED>(square, 0.5, tail)
}

/// The `p(r)` of `exp(r) = 1 + r + r^2 p(r)`.
#[inline(always)]
fn exp_factor<const FUSED: bool>(r: f64) -> f64 {
    fma::<FUSED>(r, split_polynomial::<FUSED, 10>(r, r * r, EXP), 0.5)
}

/// `exp(x) - 1` in two parts that may be of about the same size, for `-700 < x < 709`, and if `NEGATIVE` for `x <= 0`,
/// then with what is lost of the exponential beside the 1. NaN stays.
#[inline(always)]
pub(super) fn exp_m1_sum<const FUSED: bool, const NEGATIVE: bool>(x: f64) -> (f64, f64) {
    let (_, r, rest, rounded) = reduce::<FUSED>(x, ROUND + 1023.0);
    let tail = exp_tail::<FUSED>(r, rest);
    // s - 1 + s r + s tail, where s - 1 may be inexact.
    let s = power_of_two(rounded);
    let whole = s - 1.0;
    let lost = if NEGATIVE { s - (whole + 1.0) } else { (s - whole) - 1.0 };
    // The product is exact.
    let high = fma::<FUSED>(s, r, whole);
    let low = fma::<FUSED>(s, r, whole - high);
    (high, fma::<FUSED>(s, tail, low + lost))
}

/// `exp(x)` in two parts, for `-708 < x < 709`. NaN stays.
#[inline(always)]
pub(super) fn exp_parts<const FUSED: bool>(x: f64) -> (f64, f64) {
    let (_, r, rest, rounded) = reduce::<FUSED>(x, ROUND + 1023.0);
    let s = power_of_two(rounded);
    let (high, low) = fast_two_sum(1.0, r);
    let (high, low) = fast_two_sum(high, low + exp_tail::<FUSED>(r, rest));
    (s * high, s * low)
}

/// `exp(x + rest)`, for `x` from -746 to 710 and a `rest` below 0.1.
#[inline(always)]
pub(super) fn exp_of<const FUSED: bool>(x: f64, rest: f64) -> f64 {
    let rounded = fma::<FUSED>(x, LOG2_E, ROUND + 2046.0);
    let n = rounded - (ROUND + 2046.0);
    let high = fma::<FUSED>(n, -LN_2_HIGH, x);
    let low = fma::<FUSED>(n, -LN_2_LOW, rest);
    let r = high + low;
    let tail = fma::<FUSED>(r * r, exp_factor::<FUSED>(r), (high - r) + low);
    let (sum, lost) = fast_two_sum(1.0, r);
    scale(sum + (lost + tail), rounded)
}

impl Function<f64> for Exp {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let x = clamp(x, -746.0, 710.0);
        let rounded = fma::<FUSED>(x, LOG2_E, ROUND + 2046.0);
        let n = rounded - (ROUND + 2046.0);
        let r = fma::<FUSED>(n, -LN_2_LOW, fma::<FUSED>(n, -LN_2_HIGH, x));
        scale(1.0 + fma::<FUSED>(r * r, exp_factor::<FUSED>(r), r), rounded)
    }

    fn careful(x: f64) -> f64 {
        Self::lane::<false>(x)
    }
}

impl Function<f64> for Exp2 {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        const LN_2: f64 = std::f64::consts::LN_2;
        let x = clamp(x, -1076.0, 1024.0);
        let rounded = x + (ROUND + 2046.0);
        let r = x - (rounded - (ROUND + 2046.0));
        let square = r * r;
        let tail = square * split_polynomial::<FUSED, 10>(r, square, EXP2);
        let power = if FUSED {
            r.mul_add(LN_2, tail)
        } else {
            let (high, low) = two_product::<FUSED>(r, LN_2);
            high + (low + tail)
        };
        scale(1.0 + power, rounded)
    }

    #[inline(always)]
    fn unfused(x: f64) -> f64 {
        x.exp2()
    }

    fn careful(x: f64) -> f64 {
        Self::lane::<false>(x)
    }
}

impl Function<f64> for ExpM1 {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (high, low) = exp_m1_sum::<FUSED, false>(if x < -60.0 { -60.0 } else { x });
        (high + low).copysign(x)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x < 709.0
    }

    fn careful(x: f64) -> f64 {
        // Past 709 the 1 is nothing.
        if x < 709.0 { Self::lane::<false>(x) } else { Exp::careful(x) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    const INF: f64 = f64::INFINITY;

    #[test]
    fn special_values() {
        let least = f64::from_bits(1);
        let ends = [(INF, INF), (f64::NAN, f64::NAN), (1e300, INF)];
        check(Exp, &ends);
        check(Exp, &[(0.0, 1.0), (-0.0, 1.0), (-INF, 0.0), (-746.0, 0.0), (-1e300, 0.0), (-745.1, least)]);
        check(Exp2, &ends);
        check(Exp2, &[(0.0, 1.0), (-0.0, 1.0), (-INF, 0.0), (-1e300, 0.0), (1024.0, INF), (-1074.0, least)]);
        check(ExpM1, &ends);
        check(
            ExpM1,
            &[(0.0, 0.0), (-0.0, -0.0), (-INF, -1.0), (-1e300, -1.0), (least, least), (-least, -least)],
        );
    }

    #[test]
    fn powers_of_two_are_exact() {
        for n in -1022..=1023 {
            let expected = f64::from_bits(((1023 + n) as u64) << 52);
            check(Exp2, &[(n as f64, expected)]);
        }
    }
}
