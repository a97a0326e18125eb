//! Powers and roots of `f64`: the power of a pair, the cube root and the hypotenuse.
//!
//! The coefficients are those of `benches/accuracy/coefficients/power.sollya`.

use super::super::arithmetic::{fast_two_sum, fma, two_product};
use super::super::{Cbrt, Function, Hypot, Powf};
use super::exp::{LN_2_HIGH, LN_2_LOW, ROUND, clamp, exp_of, polynomial, remainder};
use super::log::{LIFT, normal, split};

/// `ln(1 + f) = 2 s + s^3 (2 / 3 + s^2 p(s^2))`, `s = f / (2 + f)`.
const LN: [f64; 8] = [
    0.4,
    0.285_714_285_714_263_27,
    0.222_222_222_227_681_8,
    0.181_818_181_558_367_99,
    0.153_846_098_451_272_3,
    0.133_341_439_648_528_83,
    0.117_211_765_552_038_79,
    0.115_880_347_519_623_53,
];

/// `ln(2^k (1 + f))` in two parts, to some 2^-67 of its size, by the inverse hyperbolic tangent of `f / (2 + f)`. Of
/// its series the first two terms are in two parts.
#[inline(always)]
fn ln_parts<const FUSED: bool>(k: f64, f: f64) -> (f64, f64) {
    const TWO_THIRDS: f64 = 2.0 / 3.0;
    const TWO_THIRDS_REST: f64 = 3.700_743_415_417_188e-17;
    let sum = 2.0 + f;
    let lost = f - (sum - 2.0);
    let inverse = 1.0 / sum;
    let s = f * inverse;
    let s_rest = inverse * fma::<FUSED>(-s, lost, remainder::<FUSED>(f, s, sum));

    let (z, z_rest) = two_product::<FUSED>(s, s);
    let z_rest = fma::<FUSED>(2.0 * s, s_rest, z_rest);
    let (cube, cube_rest) = two_product::<FUSED>(s, z);
    let cube_rest = fma::<FUSED>(s, z_rest, fma::<FUSED>(s_rest, z, cube_rest));
    let p = polynomial::<FUSED, 8>(z, LN);
    let factor = fma::<FUSED>(z, p, TWO_THIRDS);
    let factor_rest = fma::<FUSED>(z, p, TWO_THIRDS - factor);
    let factor_rest = fma::<FUSED>(z_rest, LN[0], factor_rest + TWO_THIRDS_REST);
    let (term, term_rest) = two_product::<FUSED>(cube, factor);
    let term_rest = fma::<FUSED>(cube, factor_rest, fma::<FUSED>(cube_rest, factor, term_rest));

    let (high, first) = fast_two_sum(k * LN_2_HIGH, 2.0 * s);
    let (high, second) = fast_two_sum(high, term);
    let low = fma::<FUSED>(k, LN_2_LOW, fma::<FUSED>(2.0, s_rest, term_rest));
    fast_two_sum(high, (first + second) + low)
}

/// From here on an exponent is huge.
const HUGE: f64 = 1_099_511_627_776.0;

/// `x` to the power `y`, where the logarithm of `x` is `high + low` and `y` is not huge.
#[inline(always)]
fn power_of<const FUSED: bool>((high, low): (f64, f64), y: f64) -> f64 {
    let (product, rest) = two_product::<FUSED>(high, y);
    exp_of::<FUSED>(clamp(product, -746.0, 710.0), fma::<FUSED>(low, y, rest))
}

impl Function<(f64, f64)> for Powf {
    type Output = f64;

    /// `exp(y ln(x))`, the logarithm and the product in two parts each.
    #[inline(always)]
    fn lane<const FUSED: bool>((x, y): (f64, f64)) -> f64 {
        let (k, m, _) = split(x.abs());
        let power = power_of::<FUSED>(ln_parts::<FUSED>(k, m - 1.0), y);
        // Negative where x is and y is odd.
        f64::from_bits(power.to_bits() ^ (x.to_bits() & ((y + ROUND).to_bits() << 63)))
    }

    #[inline(always)]
    fn ordinary((x, y): (f64, f64)) -> bool {
        let whole = (y + ROUND) - ROUND == y;
        normal(x.abs()) & (y.abs() < HUGE) & ((x > 0.0) | whole)
    }

    #[inline(always)]
    fn unfused((x, y): (f64, f64)) -> f64 {
        x.powf(y)
    }

    fn careful((x, y): (f64, f64)) -> f64 {
        let size = x.abs();
        if y == 0.0 || x == 1.0 {
            return 1.0;
        }
        if x.is_nan() || y.is_nan() {
            return f64::NAN;
        }
        let whole = y.abs() >= 4_503_599_627_370_496.0 || y.trunc() == y;
        let odd = whole && y.abs() < 9_007_199_254_740_992.0 && (y as i64) & 1 == 1;
        let sign = if odd { 1f64.copysign(x) } else { 1.0 };
        if x < 0.0 && size.is_finite() && y.is_finite() && !whole {
            return f64::NAN;
        }
        if size == 1.0 {
            return sign;
        }
        let (lifted, down) = if size < f64::MIN_POSITIVE { (size * LIFT, 54.0) } else { (size, 0.0) };
        let (k, m, _) = split(lifted);
        let ln = ln_parts::<false>(k - down, m - 1.0);
        if size == 0.0
            || size.is_infinite()
            || y.is_infinite()
            || (y.abs() >= HUGE && (ln.0 * y).abs() > 1000.0)
        {
            return if (size > 1.0) == (y > 0.0) { sign * f64::INFINITY } else { sign * 0.0 };
        }
        sign * power_of::<false>(ln, y)
    }
}

impl Function<f64> for Cbrt {
    type Output = f64;

    /// A guess at the inverse of the root from a third of the exponent, as in FreeBSD's `s_cbrt.c`; a polynomial and a
    /// step of Newton's, which need no division for that inverse, to some 34 bits; then a step for the root itself,
    /// with an exact remainder.
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        const TWO_52: f64 = 4_503_599_627_370_496.0;
        const THIRD: f64 = 1.0 / 3.0;
        let size = x.abs();
        // The upper half of the bits, as a number.
        let upper = f64::from_bits((size.to_bits() >> 32) | TWO_52.to_bits()) - TWO_52;
        let guess = fma::<FUSED>(upper, -THIRD, TWO_52 + 1_430_186_264.0);
        let y = f64::from_bits(guess.to_bits() << 32);
        // 1 - x y^3; y^3 alone would underflow.
        let defect = |y: f64| fma::<FUSED>(-(size * y), y * y, 1.0);
        let y = y * polynomial::<FUSED, 4>(
            defect(y),
            [
                0.999_997_787_874_521_2,
                0.333_327_864_761_946_15,
                0.223_822_984_521_448_66,
                0.174_656_700_624_083_6,
            ],
        );
        let y = fma::<FUSED>(y * THIRD, defect(y), y);
        let square = y * y;
        let root = size * square;
        let (high, low) = two_product::<FUSED>(root, root);
        let (cube, rest) = two_product::<FUSED>(high, root);
        let defect = fma::<FUSED>(-low, root, (size - cube) - rest);
        fma::<FUSED>(defect, square * THIRD, root).copysign(x)
    }

    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        ((x.abs() > 1e-280) & (x.abs() < 1e280)) | (x == 0.0)
    }

    fn careful(x: f64) -> f64 {
        if Self::ordinary(x) {
            Self::lane::<false>(x)
        } else if !x.is_finite() {
            x
        } else if x.abs() < 1.0 {
            Self::lane::<false>(x * LIFT) / 262_144.0
        } else {
            Self::lane::<false>(x / LIFT) * 262_144.0
        }
    }
}

/// A step of Newton's for the square root of `high + low` from a guess, where `y` is near its inverse: the change.
#[inline(always)]
fn root_step<const FUSED: bool>(high: f64, low: f64, guess: f64, y: f64) -> f64 {
    (remainder::<FUSED>(high, guess, guess) + low) * (0.5 * y)
}

/// The square root of a normal number or 0 to some 40 bits, and its inverse. This takes neither a division nor the
/// machine's root, each of which takes longer than all of this: a guess with half the exponent, a polynomial and a step
/// of Newton's.
#[inline(always)]
fn near_root<const FUSED: bool>(x: f64) -> (f64, f64) {
    let y = f64::from_bits(0x5fe6_e8d2_7234_9c00_u64.wrapping_sub(x.to_bits() >> 1));
    let defect = |y: f64| fma::<FUSED>(-(x * y), y, 1.0);
    let y = y * polynomial::<FUSED, 4>(
        defect(y),
        [0.999_999_151_388_410_1, 0.499_998_216_548_146_5, 0.376_364_262_135_074_23, 0.314_001_500_935_185],
    );
    let y = fma::<FUSED>(0.5 * y, defect(y), y);
    (x * y, y)
}

/// The square root of `high + low` in two parts, where `high` is 0 or normal.
#[inline(always)]
pub(super) fn root<const FUSED: bool>(high: f64, low: f64) -> (f64, f64) {
    let (root, inverse) = near_root::<FUSED>(high);
    let root = root + root_step::<FUSED>(high, low, root, inverse);
    (root, root_step::<FUSED>(high, low, root, inverse))
}

impl Function<(f64, f64)> for Hypot {
    type Output = f64;

    /// The root of the sum of the squares, whose remainder has what is lost of the squares.
    #[inline(always)]
    fn lane<const FUSED: bool>((x, y): (f64, f64)) -> f64 {
        let (xx, xx_rest) = two_product::<FUSED>(x, x);
        let (yy, yy_rest) = two_product::<FUSED>(y, y);
        let (root, inverse) = near_root::<FUSED>(xx + yy);
        let rest = if FUSED {
            // The root's square less the one is about the other.
            (-root).mul_add(root, xx) + yy + (xx_rest + yy_rest)
        } else {
            let (square, lost) = two_product::<FUSED>(root, root);
            ((xx - square) + yy) + ((xx_rest + yy_rest) - lost)
        };
        fma::<FUSED>(rest, 0.5 * inverse, root)
    }

    /// Where the sum of the squares does not overflow, and has all its bits.
    #[inline(always)]
    fn ordinary((x, y): (f64, f64)) -> bool {
        let sum = x * x + y * y;
        (sum < 1e290) & ((sum > 1e-270) | (x.abs() + y.abs() == 0.0))
    }

    fn careful((x, y): (f64, f64)) -> f64 {
        const UP: f64 = f64::from_bits((1023 + 600) << 52);
        const DOWN: f64 = 1.0 / UP;
        if x.is_infinite() || y.is_infinite() {
            f64::INFINITY
        } else if x.abs().max(y.abs()) >= 1e140 {
            Self::lane::<false>((x * DOWN, y * DOWN)) * UP
        } else if x.abs().max(y.abs()) <= 1e-130 {
            Self::lane::<false>((x * UP, y * UP)) * DOWN
        } else {
            Self::lane::<false>((x, y))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;

    #[test]
    fn powers() {
        for other in [0.0, -0.0, 1.0, -1.5, INF, -INF, NAN, 1e300, f64::from_bits(1)] {
            check(Powf, &[((other, 0.0), 1.0), ((other, -0.0), 1.0), ((1.0, other), 1.0)]);
        }
        check(Powf, &[((0.0, 3.0), 0.0), ((-0.0, 3.0), -0.0), ((-0.0, 2.0), 0.0), ((-0.0, 0.5), 0.0)]);
        check(Powf, &[((0.0, -3.0), INF), ((-0.0, -3.0), -INF), ((-0.0, -2.0), INF), ((-0.0, -0.5), INF)]);
        check(
            Powf,
            &[((-1.0, INF), 1.0), ((-1.0, -INF), 1.0), ((-1.0, 1e300), 1.0), ((-8.0, 1.0 / 3.0), NAN)],
        );
        check(Powf, &[((0.5, INF), 0.0), ((0.5, -INF), INF), ((-2.0, INF), INF), ((-2.0, -INF), 0.0)]);
        check(Powf, &[((INF, 0.5), INF), ((INF, -0.5), 0.0), ((-INF, 3.0), -INF), ((-INF, 2.0), INF)]);
        check(Powf, &[((-INF, -3.0), -0.0), ((-INF, -2.0), 0.0), ((NAN, 1.0), NAN), ((2.0, NAN), NAN)]);
        check(
            Powf,
            &[
                ((3.0, 2.0), 9.0),
                ((-3.0, 3.0), -27.0),
                ((10.0, 22.0), 1e22),
                ((2.0, -1074.0), f64::from_bits(1)),
            ],
        );
        check(Powf, &[((-2.0, 1023.0), -8.98846567431158e307), ((2.0, 1024.0), INF), ((-2.0, 1025.0), -INF)]);
        check(
            Powf,
            &[
                ((6.25, 0.5), 2.5),
                ((-1.0, 9_007_199_254_740_991.0), -1.0),
                ((-1.0, 9_007_199_254_740_992.0), 1.0),
            ],
        );
        check(
            Powf,
            &[((f64::from_bits(4), 0.5), f64::from_bits((1023 - 536) << 52)), ((-0.5, 1075.0), -0.0)],
        );
    }

    #[test]
    fn roots() {
        check(
            Cbrt,
            &[
                (0.0, 0.0),
                (-0.0, -0.0),
                (INF, INF),
                (-INF, -INF),
                (NAN, NAN),
                (f64::MAX, 5.643803094122362e102),
            ],
        );
        for n in 1..=2000 {
            let n = n as f64;
            check(Cbrt, &[(n * n * n, n), (-n * n * n, -n)]);
        }
        check(Cbrt, &[(f64::from_bits(8), 2.0 * f64::from_bits((1023 - 358) << 52))]);
    }

    #[test]
    fn hypotenuses() {
        check(
            Hypot,
            &[
                ((0.0, -0.0), 0.0),
                ((INF, NAN), INF),
                ((NAN, -INF), INF),
                ((NAN, 1.0), NAN),
                ((1.0, -INF), INF),
            ],
        );
        for exponent in [1, 100, 423, 1023, 1500, 2043] {
            let scale = f64::from_bits(exponent << 52);
            check(Hypot, &[((3.0 * scale, -4.0 * scale), 5.0 * scale), ((-scale, 0.0), scale)]);
        }
        check(
            Hypot,
            &[
                ((f64::MAX, f64::MAX), INF),
                ((5.0, 12.0), 13.0),
                ((f64::from_bits(1), 0.0), f64::from_bits(1)),
            ],
        );
    }
}
