//! The logarithms of `f64`.
//!
//! `x = 2^k (1 + f)` with `1 + f` between the root of a half and the root of two, and with `s = f / (2 + f)`,
//! `ln(1 + f) = f - f^2 / 2 + s (f^2 / 2 + R)`, `R` a polynomial in the square of `s`: the algorithm of FreeBSD's
//! `e_log.c`, and of its `e_log2.c`, `e_log10.c` and `s_log1p.c` for how the parts are put together. The coefficients
//! are those of `benches/accuracy/coefficients/log.sollya`.

use super::super::arithmetic::{fast_two_sum, fma, two_sum};
use super::super::{Function, Ln, Ln1p, Log2, Log10};
use super::exp::{LN_2_HIGH, LN_2_LOW, polynomial};

/// `ln(1 + f) = 2 s + s^3 p(s^2)`.
const LN: [f64; 7] = [
    0.666_666_666_666_667,
    0.399_999_999_998_992_8,
    0.285_714_286_262_102_05,
    0.222_222_110_905_232_4,
    0.181_828_924_628_685_55,
    0.153_316_108_420_544_7,
    0.146_177_971_253_742_43,
];

/// 2 to the power 54, which makes normal numbers of subnormal ones.
pub(super) const LIFT: f64 = 18_014_398_509_481_984.0;

/// `k` and `m` of `x = 2^k m`, `m` from the root of a half to the root of two, for positive normal `x`; and the bits
/// of `x` less those of `m`, which are `k` shifted left by 52.
#[inline(always)]
pub(super) fn split(x: f64) -> (f64, f64, u64) {
    const ONE: u64 = 0x3ff0_0000_0000_0000;
    const ROOT_HALF: u64 = 0x3fe6_a09e_667f_3bcd;
    const TWO_52: u64 = 0x4330_0000_0000_0000;
    let bits = x.to_bits().wrapping_add(ONE - ROOT_HALF);
    let k = f64::from_bits((bits >> 52) | TWO_52) - (4_503_599_627_370_496.0 + 1023.0);
    let m = (bits & 0x000f_ffff_ffff_ffff).wrapping_add(ROOT_HALF);
    (k, f64::from_bits(m), x.to_bits().wrapping_sub(m))
}

/// `s p` with `ln(1 + f) = f - f^2 / 2 + s p`: `s`, and `p`, where `half_square` is half the square of `f`.
#[inline(always)]
fn ln_parts<const FUSED: bool>(f: f64, half_square: f64) -> (f64, f64) {
    let s = f / (2.0 + f);
    let z = s * s;
    (s, fma::<FUSED>(z, polynomial::<FUSED, 7>(z, LN), half_square))
}

/// `ln(1 + f) - f + rest`, where `rest` is small.
#[inline(always)]
fn ln_tail<const FUSED: bool>(f: f64, rest: f64) -> f64 {
    let half = 0.5 * f;
    let (s, p) = ln_parts::<FUSED>(f, half * f);
    fma::<FUSED>(-half, f, fma::<FUSED>(s, p, rest))
}

/// `k ln(2) + ln(1 + f + rest)`, where `rest` is below `f` times 2^-53, less `f` and the upper part of `k ln(2)`.
#[inline(always)]
pub(super) fn ln_rest<const FUSED: bool>(k: f64, f: f64, rest: f64) -> f64 {
    ln_tail::<FUSED>(f, fma::<FUSED>(k, LN_2_LOW, rest))
}

/// `k ln(2) + ln(1 + f + rest)`, where `rest` is below `f` times 2^-53.
#[inline(always)]
pub(super) fn ln_of<const FUSED: bool>(k: f64, f: f64, rest: f64) -> f64 {
    fma::<FUSED>(k, LN_2_HIGH, f + ln_rest::<FUSED>(k, f, rest))
}

/// `ln(sum + lost)`, for normal `sum` below 1e300 and `lost` below `sum` times 2^-53. Precise also where that is near 1.
#[inline(always)]
pub(super) fn ln_of_sum<const FUSED: bool>(sum: f64, lost: f64) -> f64 {
    let (k, m, shift) = split(sum);
    // 2^-k.
    let scale = f64::from_bits(0x3ff0_0000_0000_0000_u64.wrapping_sub(shift));
    let (f, low) = fast_two_sum(m - 1.0, scale * lost);
    // The slope at f is 1 / (1 + f).
    ln_of::<FUSED>(k, f, fma::<FUSED>(-f, low, low))
}

/// The logarithm where it is not finite.
#[cold]
fn ln_of_special(x: f64) -> f64 {
    if x == 0.0 {
        f64::NEG_INFINITY
    } else if x < 0.0 {
        f64::NAN
    } else {
        // Infinity or NaN.
        x
    }
}

/// Whether `x` is positive, normal and finite.
#[inline(always)]
pub(super) fn normal(x: f64) -> bool {
    (f64::MIN_POSITIVE..=f64::MAX).contains(&x)
}

impl Function<f64> for Ln {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (k, m, _) = split(x);
        ln_of::<FUSED>(k, m - 1.0, 0.0)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        normal(x)
    }

    #[inline(always)]
    fn unfused(x: f64) -> f64 {
        x.ln()
    }

    fn careful(x: f64) -> f64 {
        if normal(x) {
            return Self::lane::<false>(x);
        }
        if x > 0.0 && x < 1.0 {
            let (k, m, _) = split(x * LIFT);
            return ln_of::<false>(k - 54.0, m - 1.0, 0.0);
        }
        ln_of_special(x)
    }
}

impl Function<f64> for Ln1p {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (sum, lost) = two_sum(1.0, x);
        ln_of_sum::<FUSED>(sum, lost).copysign(x)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        (x > -1.0) & (x < 1e300)
    }

    fn careful(x: f64) -> f64 {
        if Self::ordinary(x) { Self::lane::<false>(x) } else { Ln::careful(1.0 + x) }
    }
}

/// `(high + low) ln(1 + f)` in two parts, for a `high` with 32 trailing zero bits.
#[inline(always)]
fn ln_times<const FUSED: bool>(high: f64, low: f64, f: f64) -> (f64, f64) {
    if FUSED {
        let tail = ln_tail::<FUSED>(f, 0.0);
        let product = f * high;
        let lost = f.mul_add(high, -product);
        return (product, tail.mul_add(high, (f + tail).mul_add(low, lost)));
    }
    let half_square = 0.5 * f * f;
    let (s, p) = ln_parts::<FUSED>(f, half_square);
    let ln = f64::from_bits((f - half_square).to_bits() & 0xffff_ffff_0000_0000);
    let rest = ((f - ln) - half_square) + s * p;
    (ln * high, rest * high + (ln + rest) * low)
}

#[inline(always)]
fn log2_of<const FUSED: bool>(k: f64, f: f64) -> f64 {
    // 1 / ln(2) in two parts.
    const HIGH: f64 = f64::from_bits(0x3ff7_1547_6520_0000);
    const LOW: f64 = f64::from_bits(0x3de7_05fc_2eef_a200);
    let (high, low) = ln_times::<FUSED>(HIGH, LOW, f);
    let (sum, lost) = fast_two_sum(k, high);
    sum + (low + lost)
}

impl Function<f64> for Log2 {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (k, m, _) = split(x);
        log2_of::<FUSED>(k, m - 1.0)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        normal(x)
    }

    fn careful(x: f64) -> f64 {
        if normal(x) {
            return Self::lane::<false>(x);
        }
        if x > 0.0 && x < 1.0 {
            let (k, m, _) = split(x * LIFT);
            return log2_of::<false>(k - 54.0, m - 1.0);
        }
        ln_of_special(x)
    }
}

#[inline(always)]
fn log10_of<const FUSED: bool>(k: f64, f: f64) -> f64 {
    // 1 / ln(10) and log10(2), each in two parts.
    const HIGH: f64 = f64::from_bits(0x3fdb_cb7b_1520_0000);
    const LOW: f64 = f64::from_bits(0x3dbb_9438_ca9a_add5);
    const TWO_HIGH: f64 = f64::from_bits(0x3fd3_4413_509f_6000);
    const TWO_LOW: f64 = f64::from_bits(0x3d59_fef3_11f1_2b36);
    let (high, low) = ln_times::<FUSED>(HIGH, LOW, f);
    let (sum, lost) = fast_two_sum(k * TWO_HIGH, high);
    sum + (fma::<FUSED>(k, TWO_LOW, low) + lost)
}

impl Function<f64> for Log10 {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (k, m, _) = split(x);
        log10_of::<FUSED>(k, m - 1.0)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        normal(x)
    }

    fn careful(x: f64) -> f64 {
        if normal(x) {
            return Self::lane::<false>(x);
        }
        if x > 0.0 && x < 1.0 {
            let (k, m, _) = split(x * LIFT);
            return log10_of::<false>(k - 54.0, m - 1.0);
        }
        ln_of_special(x)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;

    #[test]
    fn special_values() {
        let cases = [(0.0, -INF), (-0.0, -INF), (1.0, 0.0), (INF, INF), (-1.0, NAN), (-INF, NAN), (NAN, NAN)];
        check(Ln, &cases);
        check(Log2, &cases);
        check(Log10, &cases);
        let least = f64::from_bits(1);
        check(Ln1p, &[(0.0, 0.0), (-0.0, -0.0), (least, least), (-least, -least), (-1.0, -INF), (-1.5, NAN)]);
        check(Ln1p, &[(INF, INF), (-INF, NAN), (NAN, NAN), (f64::MAX, 709.782_712_893_384)]);
    }

    #[test]
    fn powers_of_the_base_are_exact() {
        for n in -1074..=1023 {
            let x = if n < -1022 {
                f64::from_bits(1 << (n + 1074))
            } else {
                f64::from_bits(((n + 1023) as u64) << 52)
            };
            check(Log2, &[(x, n as f64)]);
        }
        for n in 0..=22 {
            check(Log10, &[(format!("1e{n}").parse::<f64>().unwrap(), n as f64)]);
        }
    }
}
