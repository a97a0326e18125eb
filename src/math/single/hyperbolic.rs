//! Hyperbolic functions of `f32` and their inverses.

use super::super::arithmetic::{fma, fmaf};
use super::super::{Acosh, Asinh, Atanh, Cosh, Function, Sinh, Tanh};
use super::exponential::{exp2_native, exp2m1, reduce_native, split};
use super::logarithm::ln;
use super::{clamp, divide, polynomial, polynomialf, select};
use std::f64::consts::LOG2_E;

/// `cosh(f ln 2)` is 1 + f^2 times this of `f^2`, to 0.0008 of 2^-24.
const COSH: [f64; 3] = [0.24022651069883164, 0.009618037682451565, 0.0001546688868024214];

/// `sinh(f ln 2) / f`, of `f^2`, to 0.0001 of 2^-24.
const SINH: [f64; 4] =
    [0.6931471805568616, 0.055504109061149394, 0.0013333478698927701, 1.530364060650198e-05];

/// `sinh` and `cosh` of the two parts of `x = (n + f) ln 2`: of `n ln 2`, and of `f ln 2`.
#[inline(always)]
fn parts<const FUSED: bool>(x: f32) -> ((f64, f64), (f64, f64)) {
    let (f, power) = split(f64::from(clamp(x, -90.0, 90.0)) * LOG2_E);
    let (up, down) = (0.5 * power, 0.5 * f64::from_bits((2046_u64 << 52).wrapping_sub(power.to_bits())));
    let z = f * f;
    let cosh = fma::<FUSED>(z, polynomial::<FUSED, _>(z, &COSH), 1.0);
    ((up - down, up + down), (f * polynomial::<FUSED, _>(z, &SINH), cosh))
}

/// `sinh(r) / r` is 1 + r^2 times this of `r^2` within ±0.347, to 0.001 of 2^-24.
const SINH_NATIVE: [f32; 3] = [0.16666667, 0.008333192, 0.0001995845];

/// `cosh(r)` is `1 + r^2/2` + r^4 times this of `r^2` likewise, to 0.002 of 2^-24.
const COSH_NATIVE: [f32; 2] = [0.04166646, 0.0013935439];

/// `sinh(x) / x` is 1 + x^2 times this of `x^2` within ±1, to 0.006 of 2^-24.
const SINH_NEAR: [f32; 4] = [0.16666667, 0.008333315, 0.00019841666, 2.789984e-6];

/// `sinh(a)` and `cosh(a)` in `f32`, each in two parts, for `a = n ln 2 + r` from 0 to 87; `sinh` unless near 0.
#[inline(always)]
fn parts_native<const FUSED: bool>(a: f32) -> ((f32, f32), (f32, f32)) {
    let (power, r, rest) = reduce_native::<FUSED>(a);
    let (up, down) = (0.5 * power, f32::from_bits((253_u32 << 23).wrapping_sub(power.to_bits())));
    let (sinh_n, cosh_n) = (up - down, up + down);
    let z = r * r;
    let bent = fmaf::<FUSED>(r * z, polynomialf::<FUSED, _>(z, &SINH_NATIVE), rest);
    let curved = z * fmaf::<FUSED>(z, polynomialf::<FUSED, _>(z, &COSH_NATIVE), 0.5);
    let sinh = fmaf::<FUSED>(sinh_n, curved, fmaf::<FUSED>(down, r, -down));
    let sinh = fmaf::<FUSED>(up, r, fmaf::<FUSED>(cosh_n, bent, sinh));
    let cosh = fmaf::<FUSED>(sinh_n, r, fmaf::<FUSED>(sinh_n, bent, fmaf::<FUSED>(cosh_n, curved, down)));
    ((up, sinh), (up, cosh))
}

/// By the addition theorem: `n ln 2` exactly, `f ln 2` by polynomials, and nothing cancels; in `f32` a polynomial near 0.
impl Function<f32> for Sinh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            let a = x.abs();
            let z = a * a;
            let near = fmaf::<FUSED>(a * z, polynomialf::<FUSED, _>(z, &SINH_NEAR), a);
            let ((head, tail), _) = parts_native::<FUSED>(select(a > 87.0, 87.0, a));
            return select(a < 1.0, near, head + tail).copysign(x);
        }
        let ((sinh_n, cosh_n), (sinh_f, cosh_f)) = parts::<FUSED>(x);
        (fma::<FUSED>(sinh_n, cosh_f, cosh_n * sinh_f) as f32).copysign(x)
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() < 87.0
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// By the addition theorem.
impl Function<f32> for Cosh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            let a = x.abs();
            let (_, (head, tail)) = parts_native::<FUSED>(select(a > 87.0, 87.0, a));
            return head + tail;
        }
        let ((sinh_n, cosh_n), (sinh_f, cosh_f)) = parts::<FUSED>(x);
        fma::<FUSED>(cosh_n, cosh_f, sinh_n * sinh_f) as f32
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() < 87.0
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// `tanh(x) / x` is 1 + x^2 times this of `x^2` within ±1.05, to 0.16 of 2^-24.
const TANH_NATIVE: [f32; 7] =
    [-0.3333327, 0.13331787, -0.053841706, 0.021368265, -0.007761614, 0.0021608425, -0.00031681804];

/// `m / (m + 2)`, where `m = e^2x - 1` (as in fdlibm); in `f32` a polynomial near 0 and `1 - 2 / (e^2x + 1)` beyond.
impl Function<f32> for Tanh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            // With the bias of an exponent.
            const BIASED: f32 = 12_582_912.0 + 127.0;
            const TWICE: f32 = 2.0 * std::f32::consts::LOG2_E;
            let a = x.abs();
            let a = select(a > 10.0, 10.0, a);
            let z = a * a;
            let near = fmaf::<FUSED>(a * z, polynomialf::<FUSED, _>(z, &TANH_NATIVE), a);
            let sum = fmaf::<FUSED>(a, TWICE, BIASED);
            let power = exp2_native::<FUSED>(fmaf::<FUSED>(a, TWICE, -(sum - BIASED)));
            let far = 1.0 - 2.0 / fmaf::<FUSED>(power, f32::from_bits(sum.to_bits() << 23), 1.0);
            return select(a < 1.05, near, far).copysign(x);
        }
        let m = exp2m1::<FUSED>(f64::from(clamp(x, -10.0, 10.0)) * (2.0 * LOG2_E));
        (divide::<FUSED>(m, m + 2.0) as f32).copysign(x)
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// `ln(|x| + sqrt(x^2 + 1))`, which `f64` has digits enough for down to where the result is `x`.
impl Function<f32> for Asinh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let a = f64::from(x.abs());
        let y = ln::<FUSED>(a + fma::<FUSED>(a, a, 1.0).sqrt()) as f32;
        select(x.abs() < 1.0 / 8192.0, x, y.copysign(x))
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() < f32::INFINITY
    }
    fn careful(x: f32) -> f32 {
        if Self::ordinary(x) { Self::lane::<false>(x) } else { x }
    }
}

/// `ln(x + sqrt(x^2 - 1))`; `x - 1` is exact.
impl Function<f32> for Acosh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let x = f64::from(x);
        ln::<FUSED>(x + ((x - 1.0) * (x + 1.0)).sqrt()) as f32
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        (1.0..f32::INFINITY).contains(&x)
    }
    fn careful(x: f32) -> f32 {
        match x {
            x if Self::ordinary(x) => Self::lane::<false>(x),
            f32::INFINITY => x,
            _ => f32::NAN,
        }
    }
}

/// `ln((1 + x) / (1 - x)) / 2`, which `f64` has digits enough for down to where the result is `x`.
impl Function<f32> for Atanh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let a = f64::from(x);
        let y = (0.5 * ln::<FUSED>(divide::<FUSED>(1.0 + a, 1.0 - a))) as f32;
        select(x.abs() < 1.0 / 16384.0, x, y)
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        x.abs() < 1.0
    }
    fn careful(x: f32) -> f32 {
        match x {
            x if Self::ordinary(x) => Self::lane::<false>(x),
            x if x.abs() == 1.0 => f32::INFINITY.copysign(x),
            _ => f32::NAN,
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
        exact::<Sinh, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (INF, INF),
            (-INF, -INF),
            (NAN, NAN),
            (90.0, INF),
            (-90.0, -INF),
        ]);
        exact::<Cosh, f32>(&[(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, INF), (NAN, NAN), (-90.0, INF)]);
        exact::<Tanh, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (-TINY, -TINY),
            (INF, 1.0),
            (-INF, -1.0),
            (NAN, NAN),
            (20.0, 1.0),
        ]);
        exact::<Asinh, f32>(&[(0.0, 0.0), (-0.0, -0.0), (TINY, TINY), (INF, INF), (-INF, -INF), (NAN, NAN)]);
        exact::<Acosh, f32>(&[(1.0, 0.0), (0.5, NAN), (-2.0, NAN), (INF, INF), (-INF, NAN), (NAN, NAN)]);
        exact::<Atanh, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (-TINY, -TINY),
            (1.0, INF),
            (-1.0, -INF),
            (1.5, NAN),
            (INF, NAN),
            (NAN, NAN),
        ]);
    }
}
