//! The elementary functions of `f32`.
//!
//! They compute in `f64`: two conversions, and then rounding errors, range reduction, subnormal numbers and most special
//! values take care of themselves, so that what remains is about half an ulp, the rounding of the result. Where that is
//! not fast enough, and the machine has a fused multiply-add, a lane stays in `f32` with twice as many elements to a
//! register and carries the low parts that matter; without one (`FUSED = false`) it is the one in `f64`.
//! The coefficients come from `benches/accuracy/coefficients`: `single.sollya` and, for the lanes in `f32`,
//! `single_native.sollya`.

mod exponential;
mod hyperbolic;
mod inverse;
mod logarithm;
mod power;
mod trigonometric;

use super::arithmetic::{fma, fmaf};

/// Adding this to a number of less than 2^51 and taking it away again rounds it to a whole one, which stands in the
/// lowest bits of the sum.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// `if which { a } else { b }`, and never by a branch: from one the compiler would make two copies of what follows, and
/// vector code computes both.
#[inline(always)]
fn select<T>(which: bool, a: T, b: T) -> T {
    std::hint::select_unpredictable(which, a, b)
}

/// `c[0] + c[1] x + c[2] x^2 + ...`, by Horner's rule.
#[inline(always)]
fn polynomial<const FUSED: bool, const N: usize>(x: f64, c: &[f64; N]) -> f64 {
    let mut sum = c[N - 1];
    for k in (0..N - 1).rev() {
        sum = fma::<FUSED>(sum, x, c[k]);
    }
    sum
}

/// [`polynomial`] of `f32`.
#[inline(always)]
fn polynomialf<const FUSED: bool, const N: usize>(x: f32, c: &[f32; N]) -> f32 {
    let mut sum = c[N - 1];
    for k in (0..N - 1).rev() {
        sum = fmaf::<FUSED>(sum, x, c[k]);
    }
    sum
}

/// `a / b` to 2^-46, for a `b` within the range of `f32`: the reciprocal in `f32`, and one step of Newton's.
/// Several times as fast as a division of `f64`.
#[inline(always)]
fn divide<const FUSED: bool>(a: f64, b: f64) -> f64 {
    let y = f64::from(1.0 / b as f32);
    a * (y * fma::<FUSED>(-b, y, 2.0))
}

/// `1 / x` to 6 %, which will do for a correction, of a positive `x` from 2^-126 to 2^126: less exponent, less mantissa.
#[inline(always)]
fn rough_reciprocal(x: f32) -> f32 {
    f32::from_bits(0x7ef3_0000_u32.wrapping_sub(x.to_bits()))
}

/// `b + v` and its rounding error, where `|b| >= |v|` or `b` is 0 (Dekker).
#[inline(always)]
fn fast_two_sumf(b: f32, v: f32) -> (f32, f32) {
    let sum = b + v;
    (sum, (b - sum) + v)
}

/// `a + b` and its rounding error (Knuth).
#[inline(always)]
fn two_sumf(a: f32, b: f32) -> (f32, f32) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// `x` within `low..=high`, or NaN.
#[inline(always)]
fn clamp(x: f32, low: f32, high: f32) -> f32 {
    let x = select(x > high, high, x);
    select(x < low, low, x)
}

#[cfg(test)]
pub(crate) mod check {
    //! What the tests of special values share.
    use super::super::Function;

    /// Each argument and its exact result, by the lane of both kinds where it is right, and by the careful form.
    pub(crate) fn exact<F: Function<X, Output = f32>, X: Copy + std::fmt::Debug>(table: &[(X, f32)]) {
        for &(x, expected) in table {
            let mut results = vec![F::careful(x)];
            if F::ordinary(x) {
                results.push(F::lane::<false>(x));
                results.push(F::lane::<true>(x));
            }
            for result in results {
                let same = result.to_bits() == expected.to_bits() || result.is_nan() && expected.is_nan();
                assert!(same, "{} of {x:?} is {result:e}, not {expected:e}", std::any::type_name::<F>());
            }
        }
    }
}
