//! Trigonometric functions of `f32`.
//!
//! Sine and cosine reduce by multiples of π, where one polynomial does (as in Arm's optimized-routines and libmvec), the
//! tangent by those of π/2. π in two parts, of which the first leaves room for the factor (Cody and Waite), does up to
//! 2^20; Payne and Hanek's product with the bits of 2/π that matter does beyond.

use super::super::{Cos, Function, Sin, SinCos, Sinc, Tan, arithmetic::fma};
use super::{ROUND, divide, polynomial, select};
use std::f64::consts::{FRAC_1_PI, FRAC_2_PI, FRAC_PI_2};

/// `sin(r) / r` is 1 + r^2 times this of `r^2`, within ±π/2, to 0.11 of 2^-24.
const SIN: [f64; 4] =
    [-0.16666659550428048, 0.00833306624608564, -0.00019809602902088767, 2.6057806381908856e-06];

/// `sin(pi r) / (pi r)` likewise, within ±1/2, to 0.0004 of 2^-24.
const SIN_PI: [f64; 5] = [
    -1.6449340628493387,
    0.8117422085736142,
    -0.1907479628712583,
    0.02611754633312942,
    -0.0022371496228499378,
];

/// `sin(r) / r` likewise, within ±π/4, to 0.064 of 2^-24.
const SIN_SMALL: [f64; 3] = [-0.1666665460954859, 0.008332160761858854, -0.00019515283192010575];

/// `cos(r)` is 1 + r^2 times this of `r^2`, within ±π/4, to 0.0011 of 2^-24.
const COS_SMALL: [f64; 4] =
    [-0.49999999694475983, 0.04166662035713044, -0.001388668164796426, 2.438356731081718e-05];

/// The first 31 bits of π, and the rest.
const PI_HIGH: f64 = f64::from_bits(0x4009_21fb_5440_0000);
const PI_LOW: f64 = 1.2154201013012384e-10;

/// Up to here the lanes are right.
const HUGE: f32 = 1_048_576.0;

/// `1 + z c(z)`.
#[inline(always)]
fn one_and<const FUSED: bool, const N: usize>(z: f64, c: &[f64; N]) -> f64 {
    fma::<FUSED>(z, polynomial::<FUSED, _>(z, c), 1.0)
}

/// The sine of `r` within ±π/2.
#[inline(always)]
fn sin<const FUSED: bool>(r: f64) -> f64 {
    r * one_and::<FUSED, _>(r * r, &SIN)
}

/// `x - n part`, in two steps; `part` is a power of 2 of π.
#[inline(always)]
fn reduce<const FUSED: bool>(x: f64, n: f64, part: f64) -> f64 {
    fma::<FUSED>(n, -part * PI_LOW, fma::<FUSED>(n, -part * PI_HIGH, x))
}

/// `y`, negated if the whole number in the lowest bits of `sum` is odd.
#[inline(always)]
fn negate_odd(y: f64, sum: f64) -> f64 {
    f64::from_bits(y.to_bits() ^ sum.to_bits() << 63)
}

/// The tangent of `r` within ±π/4, or that of `r + π/2`.
#[inline(always)]
fn tan<const FUSED: bool>(r: f64, quarter: bool) -> f64 {
    let z = r * r;
    let (sin, cos) = (r * one_and::<FUSED, _>(z, &SIN_SMALL), one_and::<FUSED, _>(z, &COS_SMALL));
    divide::<FUSED>(select(quarter, -cos, sin), select(quarter, sin, cos))
}

/// Payne and Hanek: `x = k π/2 + r` with `|r| <= π/4`; `k` modulo 4, for a finite `x` of at least 2^20.
fn reduce_huge(x: f32) -> (u32, f64) {
    // 2/π, with eight zero bits before it.
    const BITS: [u64; 4] =
        [0x00a2_f983_6e4e_4415, 0x29fc_2757_d1f5_34dd, 0xc0db_6295_993c_4390, 0x41fe_5163_abde_bbc5];
    let mantissa = u128::from(x.to_bits() & 0x7f_ffff | 0x80_0000);
    // x = mantissa 2^(exponent - 150). Of the product, four whole quarter turns and more drop out on the left.
    let exponent = (x.to_bits() >> 23 & 0xff) as usize;
    let start = exponent + 6 - 150;
    let word = |k: usize| u128::from(BITS.get(k).copied().unwrap_or(0));
    let (first, shift) = (start / 64, start % 64);
    let window = word(first) << 64 | word(first + 1);
    let window = window << shift | word(first + 2) << shift >> 64;
    let turns = mantissa.wrapping_mul(window);
    let rounded = turns.wrapping_add(1 << 125) >> 126;
    let rest = turns.wrapping_sub(rounded << 126) as i128;
    let r = rest as f64 * (1.0 / (1u128 << 126) as f64) * FRAC_PI_2;
    if x < 0.0 { (4 - (rounded as u32 & 3), -r) } else { (rounded as u32 & 3, r) }
}

/// The sine of `x` and `quarters` quarter turns, where `x` may be huge.
fn sin_huge(x: f32, quarters: u32) -> f32 {
    if !x.is_finite() {
        return f32::NAN;
    }
    let (k, r) = reduce_huge(x);
    let k = k + quarters;
    let y = sin::<false>(if k & 1 == 1 { FRAC_PI_2 - r.abs() } else { r });
    (if k & 2 == 2 { -y } else { y }) as f32
}

impl Function<f32> for Sin {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let x = f64::from(x);
        let sum = fma::<FUSED>(x, FRAC_1_PI, ROUND);
        negate_odd(sin::<FUSED>(reduce::<FUSED>(x, sum - ROUND, 1.0)), sum) as f32
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() <= HUGE
    }
    fn careful(x: f32) -> f32 {
        if Self::ordinary(x) { Self::lane::<false>(x) } else { sin_huge(x, 0) }
    }
}

/// The sine of `x + π/2`.
impl Function<f32> for Cos {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let x = f64::from(x);
        let sum = fma::<FUSED>(x, FRAC_1_PI, 0.5) + ROUND;
        negate_odd(sin::<FUSED>(reduce::<FUSED>(x, sum - ROUND - 0.5, 1.0)), sum) as f32
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() <= HUGE
    }
    fn careful(x: f32) -> f32 {
        if Self::ordinary(x) { Self::lane::<false>(x) } else { sin_huge(x, 1) }
    }
}

impl Function<f32> for SinCos {
    type Output = (f32, f32);
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> (f32, f32) {
        (Sin::lane::<FUSED>(x), Cos::lane::<FUSED>(x))
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() <= HUGE
    }
    fn careful(x: f32) -> (f32, f32) {
        (Sin::careful(x), Cos::careful(x))
    }
}

impl Function<f32> for Tan {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let x = f64::from(x);
        let sum = fma::<FUSED>(x, FRAC_2_PI, ROUND);
        tan::<FUSED>(reduce::<FUSED>(x, sum - ROUND, 0.5), sum.to_bits() & 1 == 1) as f32
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() <= HUGE
    }
    fn careful(x: f32) -> f32 {
        if Self::ordinary(x) {
            return Self::lane::<false>(x);
        }
        if !x.is_finite() {
            return f32::NAN;
        }
        let (k, r) = reduce_huge(x);
        tan::<false>(r, k & 1 == 1) as f32
    }
}

/// `sin(pi r) / (pi x)`, where `r` is what `x` exceeds a whole number by: exactly.
impl Function<f32> for Sinc {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let wide = f64::from(x);
        let sum = wide + ROUND;
        let r = wide - (sum - ROUND);
        // r / x is 1 where that is what it should be, and 0 / x has no sign.
        let ratio = select(x == 0.0, 1.0, r / wide);
        (negate_odd(ratio * one_and::<FUSED, _>(r * r, &SIN_PI), sum) + 0.0) as f32
    }
    /// All numbers of 2^23 and more are whole.
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() <= 8_388_608.0
    }
    fn careful(x: f32) -> f32 {
        match x {
            x if Self::ordinary(x) => Self::lane::<false>(x),
            x if x.is_nan() => x,
            _ => 0.0,
        }
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
        exact::<Sin, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (-TINY, -TINY),
            (INF, NAN),
            (-INF, NAN),
            (NAN, NAN),
        ]);
        exact::<Cos, f32>(&[(0.0, 1.0), (-0.0, 1.0), (TINY, 1.0), (INF, NAN), (-INF, NAN), (NAN, NAN)]);
        exact::<Tan, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (-TINY, -TINY),
            (INF, NAN),
            (-INF, NAN),
            (NAN, NAN),
        ]);
        exact::<Sinc, f32>(&[
            (0.0, 1.0),
            (-0.0, 1.0),
            (1.0, 0.0),
            (-1.0, 0.0),
            (7.0, 0.0),
            (-8.0, 0.0),
            (1e30, 0.0),
            (f32::MIN, 0.0),
        ]);
        exact::<Sinc, f32>(&[(8_388_608.0, 0.0), (INF, 0.0), (-INF, 0.0), (NAN, NAN), (TINY, 1.0)]);
    }

    /// As correctly rounded from glibc's of `f64`.
    #[test]
    fn huge_arguments() {
        exact::<Sin, f32>(&[
            (1e22, -0.7340815),
            (f32::MAX, -0.5218765),
            (2.0f32.powi(100), -0.8721836),
            (-1e10, 0.48750603),
        ]);
        exact::<Cos, f32>(&[
            (1e22, 0.67906134),
            (f32::MAX, 0.853021),
            (2.0f32.powi(100), 0.48917866),
            (-2e10, 0.524_675_7),
        ]);
        exact::<Tan, f32>(&[
            (1e22, -1.0810239),
            (f32::MAX, -0.6117979),
            (2.0f32.powi(100), -1.7829552),
            (-1e10, 0.5583496),
        ]);
    }
}
