//! Exponential functions of `f32`.
//!
//! `2^z = 2^n 2^f`, where `n` is `z` rounded and `f` within ±1/2: a polynomial for `2^f`, and `2^n` made from bits
//! (as in CORE-MATH's `expf` and Arm's optimized-routines, but with a longer polynomial instead of a table).

use super::super::arithmetic::{fma, fmaf};
use super::super::{Exp, Exp2, ExpM1, Function, Sigmoid};
use super::logarithm::{LN_2_HIGH, LN_2_LOW};
use super::{ROUND, clamp, divide, fast_two_sumf, polynomial, polynomialf, select};
use std::f64::consts::LOG2_E;

/// `2^f` is 1 + f times this, to 0.033 of 2^-24.
const EXP2: [f64; 6] = [
    0.6931472028550386,
    0.2402264791364135,
    0.05550332471169783,
    0.009618437356009455,
    0.00133988744010399,
    0.00015353362374347215,
];

/// `(2^f - 1) / f`, to 0.004 of 2^-24.
const EXP2M1: [f64; 7] = [
    0.6931471805815692,
    0.2402265092005167,
    0.05550410727597084,
    0.009618057037008082,
    0.0013333669451569086,
    0.00015461329895925243,
    1.525271980201326e-05,
];

/// `z = n + f`: `f` and `2^n`, for `|z| < 1000`.
#[inline(always)]
pub(super) fn split(z: f64) -> (f64, f64) {
    // With the bias in it, so that the lowest bits of the sum are an exponent.
    const BIASED: f64 = ROUND + 1023.0;
    let sum = z + BIASED;
    (z - (sum - BIASED), f64::from_bits(sum.to_bits() << 52))
}

/// `2^z`, for `|z| < 1000`.
#[inline(always)]
pub(super) fn exp2<const FUSED: bool>(z: f64) -> f64 {
    let (f, power) = split(z);
    fma::<FUSED>(f, polynomial::<FUSED, _>(f, &EXP2), 1.0) * power
}

/// `2^z - 1`, for `|z| < 1000`, precise near 0.
#[inline(always)]
pub(super) fn exp2m1<const FUSED: bool>(z: f64) -> f64 {
    let (f, power) = split(z);
    fma::<FUSED>(power, f * polynomial::<FUSED, _>(f, &EXP2M1), power - 1.0)
}

/// `e^r` is 1 + r + r^2 times this within ±0.347, to 0.054 of 2^-24.
const EXP_NATIVE: [f32; 5] = [0.49999994, 0.1666652, 0.04166824, 0.008368827, 0.0013823241];

/// `2^f` is 1 + f times this, to 0.062 of 2^-24.
const EXP2_NATIVE: [f32; 6] =
    [std::f32::consts::LN_2, 0.24022645, 0.05550359, 0.009618834, 0.0013391302, 0.00015241285];

/// Adding this rounds to a whole number, which stands in the lowest bits of the sum with twice the bias of an exponent.
const BIASED: f32 = 12_582_912.0 + 254.0;

/// `p 2^n`, where `sum` is `n + BIASED` and `n` within ±200: in two steps, since the result may be subnormal.
#[inline(always)]
fn scale(p: f32, sum: f32) -> f32 {
    let twice = sum.to_bits();
    let half = twice >> 1;
    p * f32::from_bits(half << 23) * f32::from_bits(twice.wrapping_sub(half) << 23)
}

/// `x = n ln 2 + r`: `2^n`, and `r` in two parts, for `x` within ±88.
#[inline(always)]
pub(super) fn reduce_native<const FUSED: bool>(x: f32) -> (f32, f32, f32) {
    // With the bias of an exponent.
    const BIASED: f32 = 12_582_912.0 + 127.0;
    let sum = fmaf::<FUSED>(x, std::f32::consts::LOG2_E, BIASED);
    let n = sum - BIASED;
    let high = fmaf::<FUSED>(n, -LN_2_HIGH, x);
    let r = fmaf::<FUSED>(n, -LN_2_LOW, high);
    (f32::from_bits(sum.to_bits() << 23), r, fmaf::<FUSED>(n, -LN_2_LOW, high - r))
}

/// `2^f` within ±1/2, in `f32`.
#[inline(always)]
pub(super) fn exp2_native<const FUSED: bool>(f: f32) -> f32 {
    fmaf::<FUSED>(f, polynomialf::<FUSED, _>(f, &EXP2_NATIVE), 1.0)
}

/// In `f32` by `x = n ln 2 + r`, whose `ln 2` is in two parts.
impl Function<f32> for Exp {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let x = clamp(x, -104.0, 89.0);
        if !FUSED {
            return exp2::<FUSED>(f64::from(x) * LOG2_E) as f32;
        }
        let sum = fmaf::<FUSED>(x, std::f32::consts::LOG2_E, BIASED);
        let n = sum - BIASED;
        let r = fmaf::<FUSED>(n, -LN_2_LOW, fmaf::<FUSED>(n, -LN_2_HIGH, x));
        let q = fmaf::<FUSED>(r, polynomialf::<FUSED, _>(r, &EXP_NATIVE), 1.0);
        scale(fmaf::<FUSED>(r, q, 1.0), sum)
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

impl Function<f32> for Exp2 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let x = clamp(x, -151.0, 129.0);
        if !FUSED {
            return exp2::<FUSED>(f64::from(x)) as f32;
        }
        let sum = x + BIASED;
        scale(exp2_native::<FUSED>(x - (sum - BIASED)), sum)
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// In `f32`, `x = n ln 2 + r`: `2^n - 1` and `2^n r` exactly, and what both lack.
impl Function<f32> for ExpM1 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            let (power, r, rest) = reduce_native::<FUSED>(clamp(x, -20.0, 88.0));
            let less_1 = power - 1.0;
            let (sum, error) = fast_two_sumf(less_1, power * r);
            let error = error + ((power - less_1) - 1.0);
            let curved = fmaf::<FUSED>(r * r, polynomialf::<FUSED, _>(r, &EXP_NATIVE), rest);
            return (sum + fmaf::<FUSED>(power, curved, error)).copysign(x);
        }
        let y = exp2m1::<FUSED>(f64::from(clamp(x, -104.0, 89.0)) * LOG2_E) as f32;
        y.copysign(x)
    }
    /// Not where the result is infinite, or nearly so.
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x < 88.0
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// `1 / (1 + e^-x)`, or that times `e^x`, so that what is raised is never positive.
impl Function<f32> for Sigmoid {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let e = exp2::<FUSED>(f64::from(clamp(-x.abs(), -104.0, 0.0)) * LOG2_E);
        divide::<FUSED>(select(x < 0.0, e, 1.0), 1.0 + e) as f32
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::exact;
    use super::*;
    const INF: f32 = f32::INFINITY;
    const NAN: f32 = f32::NAN;
    const TINY: f32 = f32::from_bits(1);

    #[test]
    fn special_values() {
        exact::<Exp, f32>(&[
            (0.0, 1.0),
            (-0.0, 1.0),
            (TINY, 1.0),
            (INF, INF),
            (-INF, 0.0),
            (NAN, NAN),
            (89.0, INF),
            (-104.0, 0.0),
        ]);
        exact::<Exp, f32>(&[(f32::MAX, INF), (f32::MIN, 0.0)]);
        exact::<Exp2, f32>(&[
            (0.0, 1.0),
            (-149.0, TINY),
            (-150.0, 0.0),
            (127.0, 1.7014118e38),
            (128.0, INF),
            (INF, INF),
            (-INF, 0.0),
        ]);
        exact::<Exp2, f32>(&[
            (NAN, NAN),
            (1.0, 2.0),
            (-1.0, 0.5),
            (10.0, 1024.0),
            (-126.0, f32::MIN_POSITIVE),
        ]);
        exact::<ExpM1, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (-TINY, -TINY),
            (INF, INF),
            (-INF, -1.0),
            (NAN, NAN),
            (-50.0, -1.0),
        ]);
        exact::<Sigmoid, f32>(&[
            (0.0, 0.5),
            (-0.0, 0.5),
            (INF, 1.0),
            (-INF, 0.0),
            (NAN, NAN),
            (-200.0, 0.0),
            (50.0, 1.0),
        ]);
    }
}
