//! The inverse hyperbolic functions of `f64`.
//!
//! The sine and cosine are logarithms of sums with a square root, which are kept in two parts, so that the logarithm
//! sees how far the sum is from 1; the tangent is half the logarithm of `(1 + x) / (1 - x)`, which is brought near 1
//! by a power of two before it becomes the one quotient that its series needs.

use super::super::arithmetic::{fast_two_sum, fma, two_product, two_sum};
use super::super::{Acosh, Asinh, Atanh, Function, Ln};
use super::exp::{LN_2_HIGH, LN_2_LOW, polynomial};
use super::hyperbolic::quotient;
use super::log::{ln_of, ln_of_sum, split};
use super::power::root;

/// `2 atanh(s) = 2 s + s^3 p(s^2)`, for `|s| <= 0.2`; of `benches/accuracy/coefficients/log.sollya`.
const ATANH: [f64; 8] = [
    0.666_666_666_666_666_6,
    0.400_000_000_000_091_4,
    0.285_714_285_669_384_84,
    0.222_222_230_898_269_73,
    0.181_817_350_278_912_13,
    0.153_889_545_434_532_55,
    0.132_082_393_078_870_65,
    0.136_189_522_801_412_06,
];

/// From here on the square of a number overflows, or [`two_product`] does.
const LARGE: f64 = 1e150;

/// `ln(2 x)`, for `x` from [`LARGE`] to infinity, or NaN.
fn ln_of_double(x: f64) -> f64 {
    let (k, m, _) = split(x);
    if x.is_finite() { ln_of::<false>(k + 1.0, m - 1.0, 0.0) } else { x }
}

impl Function<f64> for Asinh {
    type Output = f64;

    /// `ln(|x| + sqrt(x^2 + 1))`.
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let size = x.abs();
        let (square, lost) = two_product::<FUSED>(size, size);
        let (sum, rest) = two_sum(1.0, square);
        let (root, root_rest) = root::<FUSED>(sum, rest + lost);
        let (sum, rest) = fast_two_sum(root, size);
        ln_of_sum::<FUSED>(sum, rest + root_rest).copysign(x)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LARGE
    }

    fn careful(x: f64) -> f64 {
        if x.abs() < LARGE { Self::lane::<false>(x) } else { ln_of_double(x.abs()).copysign(x) }
    }
}

impl Function<f64> for Acosh {
    type Output = f64;

    /// `ln(x + sqrt(x^2 - 1))`.
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (square, lost) = two_product::<FUSED>(x, x);
        let (sum, rest) = fast_two_sum(square, -1.0);
        let (sum, rest) = fast_two_sum(sum, rest + lost);
        let (root, root_rest) = root::<FUSED>(sum, rest);
        let (sum, rest) = fast_two_sum(x, root);
        ln_of_sum::<FUSED>(sum, rest + root_rest)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        (1.0..LARGE).contains(&x)
    }

    fn careful(x: f64) -> f64 {
        if x < 1.0 {
            f64::NAN
        } else if x < LARGE {
            Self::lane::<false>(x)
        } else {
            ln_of_double(x)
        }
    }
}

impl Function<f64> for Atanh {
    type Output = f64;

    /// `k ln(2) / 2 + atanh((u - 2^k v) / (u + 2^k v))`, where `u = 1 + |x|`, `v = 1 - |x|` and `k` is near the
    /// logarithm of `u / v` to base 2, which the bits of the two tell well enough.
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        const TWO_52: f64 = 4_503_599_627_370_496.0;
        let size = x.abs();
        let (u, v) = (1.0 + size, 1.0 - size);
        let (u_rest, v_rest) = (size - (u - 1.0), (1.0 - v) - size);
        let bits = u.to_bits().wrapping_sub(v.to_bits()).wrapping_add(1 << 51);
        let k = f64::from_bits((bits >> 52) | TWO_52.to_bits()) - TWO_52;
        let power = f64::from_bits((bits & 0x7ff0_0000_0000_0000).wrapping_add(1f64.to_bits()));
        let (v, v_rest) = (v * power, v_rest * power);
        // The difference of numbers so near to each other is exact.
        let above = fast_two_sum(u - v, u_rest - v_rest);
        let (below, lost) = two_sum(u, v);
        let (s, [a, b]) = quotient::<FUSED>(above, (below, lost + (u_rest + v_rest)));
        let z = s * s;
        let (high, low) = fast_two_sum(k * LN_2_HIGH, 2.0 * s);
        let tail = fma::<FUSED>(z * s, polynomial::<FUSED, 8>(z, ATANH), fma::<FUSED>(k, LN_2_LOW, low));
        (0.5 * (high + fma::<FUSED>(2.0 * a, b, tail))).copysign(x)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < 1.0
    }

    fn careful(x: f64) -> f64 {
        // Infinite at 1, and NaN from there on.
        if x.abs() < 1.0 { Self::lane::<false>(x) } else { -Ln::careful(1.0 - x.abs()).copysign(-x) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn special_values() {
        let (inf, nan, least) = (f64::INFINITY, f64::NAN, f64::from_bits(1));
        check(Asinh, &[(0.0, 0.0), (-0.0, -0.0), (least, least), (-least, -least), (inf, inf), (-inf, -inf)]);
        check(Asinh, &[(nan, nan), (1e-200, 1e-200)]);
        check(Acosh, &[(1.0, 0.0), (0.999, nan), (-2.0, nan), (-inf, nan), (nan, nan), (inf, inf)]);
        check(Atanh, &[(0.0, 0.0), (-0.0, -0.0), (least, least), (-least, -least), (1.0, inf), (-1.0, -inf)]);
        check(Atanh, &[(1.5, nan), (-inf, nan), (nan, nan), (-1e-200, -1e-200)]);
    }
}
