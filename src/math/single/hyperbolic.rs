//! Hyperbolic functions of `f32` and their inverses.

use super::super::{Acosh, Asinh, Atanh, Cosh, Function, Sinh, Tanh, arithmetic::fma};
use super::exponential::{exp2m1, split};
use super::logarithm::ln;
use super::{clamp, divide, polynomial};
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
    let (up, down) = (0.5 * power, 0.5 * f64::from_bits((2046 << 52) - power.to_bits()));
    let z = f * f;
    let cosh = fma::<FUSED>(z, polynomial::<FUSED, _>(z, &COSH), 1.0);
    ((up - down, up + down), (f * polynomial::<FUSED, _>(z, &SINH), cosh))
}

/// By the addition theorem: `n ln 2` exactly, `f ln 2` by polynomials, and nothing cancels.
impl Function<f32> for Sinh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let ((sinh_n, cosh_n), (sinh_f, cosh_f)) = parts::<FUSED>(x);
        (fma::<FUSED>(sinh_n, cosh_f, cosh_n * sinh_f) as f32).copysign(x)
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
        let ((sinh_n, cosh_n), (sinh_f, cosh_f)) = parts::<FUSED>(x);
        fma::<FUSED>(cosh_n, cosh_f, sinh_n * sinh_f) as f32
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// `m / (m + 2)`, where `m = e^2x - 1` (as in fdlibm).
impl Function<f32> for Tanh {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
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
        if x.abs() < 1.0 / 8192.0 { x } else { y.copysign(x) }
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
        if x.abs() < 1.0 / 16384.0 { x } else { y }
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
