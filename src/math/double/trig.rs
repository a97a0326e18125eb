//! Sine, cosine, tangent and cardinal sine.
//!
//! The argument less the nearest multiple of pi/2, as a double and a tail (see `reduce`), then a polynomial each for
//! the sine and the cosine of what is left, of which the quarter turns choose one: W. J. Cody and W. Waite, and
//! fdlibm's `k_sin.c` and `k_cos.c`, from which the order of the last additions comes. The tangent divides the one by
//! the other, both with their tails, and corrects the quotient by its remainder (T. J. Dekker's division).
//! Coefficients: `benches/accuracy/coefficients/trig.sollya`.

use super::super::arithmetic::{fast_two_sum, fma, remainder, two_product};
use super::super::{Cos, Function, Sin, SinCos, Sinc, Tan};
use super::reduce::{Angle, HALF_TURNS_LIMIT, LIMIT, PI, reduce, reduce_half_turns, reduce_huge};

const SIGN: u64 = 1 << 63;

/// Sine and cosine of `rest + tail`, each as a double and a small addition to it.
#[inline(always)]
fn sine_cosine<const FUSED: bool>(rest: f64, tail: f64) -> ((f64, f64), (f64, f64)) {
    let square = rest * rest;
    let fourth = square * square;

    let s45 = fma::<FUSED>(f64::from_bits(0x3de5d8e624f8bd9e), square, f64::from_bits(0xbe5ae5e550039429));
    let s23 = fma::<FUSED>(f64::from_bits(0x3ec71de355fa4c72), square, f64::from_bits(0xbf2a01a019bf2b7d));
    let s01 = fma::<FUSED>(f64::from_bits(0x3f8111111110f760), square, f64::from_bits(0xbfc5555555555548));
    let s = fma::<FUSED>(fma::<FUSED>(s45, fourth, s23), fourth, s01);

    let c45 = fma::<FUSED>(f64::from_bits(0xbda9073edb1d6431), square, f64::from_bits(0x3e21eeb586f37844));
    let c23 = fma::<FUSED>(f64::from_bits(0xbe927e4fa03844e4), square, f64::from_bits(0x3efa01a019f38ba5));
    let c01 = fma::<FUSED>(f64::from_bits(0xbf56c16c16c168cc), square, f64::from_bits(0x3fa5555555555555));
    let c = fma::<FUSED>(fma::<FUSED>(c45, fourth, c23), fourth, c01);

    // cos = 1 - square / 2 + ..., the first two with the rounding error of their difference.
    let half = 0.5 * rest;
    let parabola = fma::<FUSED>(-half, rest, 1.0);
    let error = fma::<FUSED>(-half, rest, 1.0 - parabola);
    let cosine_tail = fma::<FUSED>(fourth, c, fma::<FUSED>(-rest, tail, error));
    let sine_tail = fma::<FUSED>(rest * square, s, tail * parabola);
    ((rest, sine_tail), (parabola, cosine_tail))
}

/// Sine and cosine of the angle, each rounded.
#[inline(always)]
fn rounded<const FUSED: bool>(angle: Angle) -> (f64, f64) {
    let (sine, cosine) = sine_cosine::<FUSED>(angle.rest, angle.tail);
    let (sine, cosine) = (sine.0 + sine.1, cosine.0 + cosine.1);
    let swap = is_odd(angle.quarters);
    (if swap { cosine } else { sine }, if swap { sine } else { cosine })
}

/// Whether the lowest bit is set, as a test of a sign, for which every machine has an instruction.
#[inline(always)]
fn is_odd(bits: u64) -> bool {
    ((bits << 63) as i64) < 0
}

/// `value` with its sign turned where bit 1 of `quarters` is set, and where `sign` is.
#[inline(always)]
fn signed(value: f64, quarters: u64, sign: u64) -> f64 {
    f64::from_bits(value.to_bits() ^ ((quarters << 62 ^ sign) & SIGN))
}

#[inline(always)]
fn sine<const FUSED: bool>(x: f64, angle: Angle) -> f64 {
    signed(rounded::<FUSED>(angle).0, angle.quarters, x.to_bits())
}

#[inline(always)]
fn cosine<const FUSED: bool>(angle: Angle) -> f64 {
    signed(rounded::<FUSED>(angle).1, angle.quarters.wrapping_add(1), 0)
}

/// `n / d`, for pairs of a double and a small addition to it.
#[inline(always)]
fn quotient<const FUSED: bool>(n: (f64, f64), d: (f64, f64)) -> f64 {
    let inverse = 1.0 / d.0;
    let quotient = n.0 * inverse;
    let rest = remainder::<FUSED>(quotient, d.0, n.0) + n.1;
    fma::<FUSED>(fma::<FUSED>(-quotient, d.1, rest), inverse, quotient)
}

/// By the tangent of half of the angle: twice that over one less its square, or the inverse.
#[inline(always)]
fn tangent<const FUSED: bool>(x: f64, angle: Angle) -> f64 {
    let square = angle.rest * angle.rest;
    let fourth = square * square;
    let t78 = fma::<FUSED>(f64::from_bits(0x3e158b12381fd6d0), square, f64::from_bits(0x3e425247a1373eec));
    let t56 = fma::<FUSED>(f64::from_bits(0x3e77f22f0adb5107), square, f64::from_bits(0x3ead6beb343a3f32));
    let t34 = fma::<FUSED>(f64::from_bits(0x3ee226e9079d3d5c), square, f64::from_bits(0x3f1664f46a9a3734));
    let t12 = fma::<FUSED>(f64::from_bits(0x3f4ba1ba1bf86344), square, f64::from_bits(0x3f8111111110d2e9));
    let t = fma::<FUSED>(fma::<FUSED>(t78, fourth, t56), fourth, t34);
    let t = fma::<FUSED>(fma::<FUSED>(t, fourth, t12), square, f64::from_bits(0x3fb5555555555574));
    let double = fast_two_sum(angle.rest, fma::<FUSED>(angle.rest * square, t, angle.tail));

    let half = 0.5 * double.0;
    let less = fma::<FUSED>(-half, half, 1.0);
    let less = (less, fma::<FUSED>(-half, double.1, remainder::<FUSED>(half, half, 1.0 - less)));

    let swap = is_odd(angle.quarters);
    let top = (if swap { less.0 } else { double.0 }, if swap { less.1 } else { double.1 });
    let bottom = (if swap { double.0 } else { less.0 }, if swap { double.1 } else { less.1 });
    let value = quotient::<FUSED>(top, bottom);
    f64::from_bits(value.to_bits() ^ ((angle.quarters << 63 ^ x.to_bits()) & SIGN))
}

/// The angle of any finite number.
fn reduce_any(x: f64) -> Angle {
    if x < LIMIT { reduce::<false>(x) } else { reduce_huge(x) }
}

impl Function<f64> for Sin {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        sine::<FUSED>(x, reduce::<FUSED>(x.abs()))
    }
    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LIMIT
    }
    fn careful(x: f64) -> f64 {
        if x.is_finite() { sine::<false>(x, reduce_any(x.abs())) } else { f64::NAN }
    }
}

impl Function<f64> for Cos {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        cosine::<FUSED>(reduce::<FUSED>(x.abs()))
    }
    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LIMIT
    }
    fn careful(x: f64) -> f64 {
        if x.is_finite() { cosine::<false>(reduce_any(x.abs())) } else { f64::NAN }
    }
}

impl Function<f64> for SinCos {
    type Output = (f64, f64);
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> (f64, f64) {
        let angle = reduce::<FUSED>(x.abs());
        (sine::<FUSED>(x, angle), cosine::<FUSED>(angle))
    }
    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LIMIT
    }
    fn careful(x: f64) -> (f64, f64) {
        (Sin::careful(x), Cos::careful(x))
    }
}

impl Function<f64> for Tan {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        tangent::<FUSED>(x, reduce::<FUSED>(x.abs()))
    }
    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < LIMIT
    }
    fn careful(x: f64) -> f64 {
        if x.is_finite() { tangent::<false>(x, reduce_any(x.abs())) } else { f64::NAN }
    }
}

/// From here every double is an even number.
const EVEN: f64 = 9_007_199_254_740_992.0;

/// `sin / (pi x)` for the sine of the angle, without a sign if it is 0.
#[inline(always)]
fn cardinal<const FUSED: bool>(x: f64, angle: Angle) -> f64 {
    let (sine, cosine) = sine_cosine::<FUSED>(angle.rest, angle.tail);
    let (sine, cosine) = (fast_two_sum(sine.0, sine.1), fast_two_sum(cosine.0, cosine.1));
    let swap = is_odd(angle.quarters);
    let top = (if swap { cosine.0 } else { sine.0 }, if swap { cosine.1 } else { sine.1 });
    let bottom = two_product::<FUSED>(x, PI.0);
    let bottom = (bottom.0, fma::<FUSED>(x, PI.1, bottom.1));
    signed(quotient::<FUSED>(top, bottom), angle.quarters, 0) + 0.0
}

impl Function<f64> for Sinc {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        // Below 2^-30 the result rounds to 1, and so does that of 2^-30.
        const SMALL: f64 = 1.0 / (1u64 << 30) as f64;
        let x = x.abs();
        let x = if x < SMALL { SMALL } else { x };
        cardinal::<FUSED>(x, reduce_half_turns::<FUSED>(x))
    }
    #[inline(always)]
    fn ordinary(x: f64) -> bool {
        x.abs() < HALF_TURNS_LIMIT
    }
    fn careful(x: f64) -> f64 {
        let x = x.abs();
        if x < HALF_TURNS_LIMIT || x.is_nan() {
            Self::lane::<false>(x)
        } else if x < EVEN {
            cardinal::<false>(x, reduce_half_turns::<false>(x % 2.0))
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Each form of `F` that is meant for `x` gives `value`, to the bit.
    fn assert_exact<F: Function<f64, Output = f64>>(x: f64, value: f64) {
        let same = |got: f64| {
            assert!(got.to_bits() == value.to_bits() || got.is_nan() && value.is_nan(), "{x:e}: {got:e}")
        };
        same(F::careful(x));
        if F::ordinary(x) {
            same(F::lane::<true>(x));
            same(F::lane::<false>(x));
        }
    }

    #[test]
    fn zeros_keep_their_sign_and_infinity_has_no_angle() {
        for zero in [0.0, -0.0] {
            assert_exact::<Sin>(zero, zero);
            assert_exact::<Tan>(zero, zero);
            assert_exact::<Cos>(zero, 1.0);
            assert_exact::<Sinc>(zero, 1.0);
        }
        for x in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert_exact::<Sin>(x, f64::NAN);
            assert_exact::<Cos>(x, f64::NAN);
            assert_exact::<Tan>(x, f64::NAN);
        }
        assert_exact::<Sinc>(f64::NAN, f64::NAN);
        assert_exact::<Sinc>(f64::INFINITY, 0.0);
    }

    #[test]
    fn small_angles_are_their_own_sine_and_tangent() {
        for x in [5e-324, -1e-310, f64::MIN_POSITIVE, -1e-9] {
            assert_exact::<Sin>(x, x);
            assert_exact::<Tan>(x, x);
            assert_exact::<Cos>(x, 1.0);
            assert_exact::<Sinc>(x, 1.0);
        }
    }

    #[test]
    fn cardinal_sine_is_zero_at_integers_of_any_size() {
        for x in [1.0, -1.0, 2.0, 12345.0, 1e15, -4503599627370497.0, 1e300, f64::MAX] {
            assert_exact::<Sinc>(x, 0.0);
        }
        // 1 / (pi x), rounded: MPFR.
        assert_exact::<Sinc>(0.5, f64::from_bits(0x3fe45f306dc9c883));
        assert_exact::<Sinc>(2251799813685248.5, f64::from_bits(0x3ca45f306dc9c881));
    }

    // Rounded from MPFR: multiples of pi/2 as near as doubles come, and the largest.
    #[test]
    fn huge_arguments_are_reduced_exactly() {
        for (x, sine, cosine) in HUGE {
            assert_exact::<Sin>(x, sine);
            assert_exact::<Cos>(x, cosine);
            let (s, c) = SinCos::careful(x);
            assert_eq!((s, c), (sine, cosine));
        }
    }
    const HUGE: [(f64, f64, f64); 7] = [
        (f64::from_bits(0x7506ac5b262ca1ff), 1.0, f64::from_bits(0xbc214ae72e6ba22f)),
        (f64::MAX, f64::from_bits(0x3f7452fc98b34e97), f64::from_bits(0xbfefffe62ecfab75)),
        (1e300, f64::from_bits(0xbfea2c16b010e385), f64::from_bits(0xbfe2699022adc4c1)),
        (1e22, f64::from_bits(0xbfeb453ab76bf397), f64::from_bits(0x3fe0be2cef01c8f4)),
        (8388608.0, f64::from_bits(0x3fdba9f45d1ca7c5), f64::from_bits(0xbfecdb2c9e19e37f)),
        (355.0, f64::from_bits(0xbeff9bd0307d1de3), f64::from_bits(0xbfefffffffc18e4c)),
        (std::f64::consts::PI, f64::from_bits(0x3ca1a62633145c07), -1.0),
    ];
}
