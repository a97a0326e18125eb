//! Exponential functions of `f32`.
//!
//! `2^z = 2^n 2^f`, where `n` is `z` rounded and `f` within ±1/2: a polynomial for `2^f`, and `2^n` made from bits
//! (as in CORE-MATH's `expf` and Arm's optimized-routines, but with a longer polynomial instead of a table).

use super::super::{Exp, Exp2, ExpM1, Function, Sigmoid, arithmetic::fma};
use super::{ROUND, clamp, divide, polynomial};
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

impl Function<f32> for Exp {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        exp2::<FUSED>(f64::from(clamp(x, -104.0, 89.0)) * LOG2_E) as f32
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

impl Function<f32> for Exp2 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        exp2::<FUSED>(f64::from(clamp(x, -151.0, 129.0))) as f32
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

impl Function<f32> for ExpM1 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let y = exp2m1::<FUSED>(f64::from(clamp(x, -104.0, 89.0)) * LOG2_E) as f32;
        y.copysign(x)
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
        divide::<FUSED>(if x < 0.0 { e } else { 1.0 }, 1.0 + e) as f32
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
        exact::<Exp2, f32>(&[(NAN, NAN), (1.0, 2.0), (-1.0, 0.5), (10.0, 1024.0), (-126.0, f32::MIN_POSITIVE)]);
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
