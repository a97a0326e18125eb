//! Inverse sine, cosine and tangent, and the angle of a point.
//!
//! Each brings its argument down to about 1/2 at most, where an odd polynomial is enough, by an identity that costs
//! one division or square root, of which the rounding error is kept:
//!
//! ```text
//! atan(y / x) = pi/4 + atan((y - x) / (y + x))      where y / x is in 0.55 .. 1.83
//!             = pi/2 + atan(-x / y)                 beyond
//! asin(x) = pi/2 - 2 asin(sqrt((1 - x) / 2))        beyond 1/2
//! ```
//!
//! Sources: S. L. Moshier's Cephes (`atan.c`) and fdlibm (`e_asin.c`, `s_atan.c`). The square root is an iteration
//! from a guess by the exponent (the method of J.-M. Muller and others, *Handbook of Floating-Point Arithmetic*,
//! section 4.7), which takes no divider. Coefficients: `benches/accuracy/coefficients/inverse.sollya`.

use super::super::arithmetic::{fma, remainder};
use super::super::{Acos, Asin, Atan, Atan2, Function};
use super::reduce::{HALF_PI, PI};

const SIGN: u64 = 1 << 63;

/// pi/4, cut to 50 bits so that three times it is exact, and what that is short of.
const QUARTER_PI: (f64, f64) = (f64::from_bits(0x3fe921fb54442d18), f64::from_bits(0x3c81a62633145c07));

/// `x` with its sign turned where that of `sign` is set.
#[inline(always)]
fn turned(x: f64, sign: f64) -> f64 {
    f64::from_bits(x.to_bits() ^ (sign.to_bits() & SIGN))
}

/// An angle of `eighths` quarters of pi, `rest` and the small `tail`.
#[derive(Clone, Copy)]
struct Angle {
    eighths: f64,
    rest: f64,
    tail: f64,
}

impl Angle {
    #[inline(always)]
    fn round<const FUSED: bool>(self) -> f64 {
        let rest = self.rest + fma::<FUSED>(self.eighths, QUARTER_PI.1, self.tail);
        fma::<FUSED>(self.eighths, QUARTER_PI.0, rest)
    }
}

/// Ratios between which the angle is measured from pi/4: at the lower one it is just over 1/2, so that what is added to
/// pi/4 is rounded to half an ulp of the sum or finer.
const FLAT: f64 = 35.0 / 64.0;
const STEEP: f64 = 117.0 / 64.0;

/// The angle of the point, in the first quadrant. `x` and `y` again as `larger` and `smaller`, unless `y` is so large
/// that `smaller` does not matter.
#[inline(always)]
fn arc_tangent<const FUSED: bool>(y: f64, x: f64, larger: f64, smaller: f64) -> Angle {
    let steep = y > STEEP * x;
    let above = y > FLAT * x;
    // The difference is exact, and so is twice the sum in what the quotient leaves.
    let part = if steep { 0.0 } else { y };
    let top = if above { part - x } else { part };
    let smaller = if above { if steep { 0.0 } else { smaller } } else { 0.0 };

    let inverse = 1.0 / (larger + smaller);
    let rest = top * inverse;
    let rest_tail = fma::<FUSED>(-rest, smaller, remainder::<FUSED>(rest, larger, top)) * inverse;

    let square = rest * rest;
    // Times the slope there.
    let rest_tail = fma::<FUSED>(-rest_tail, square, rest_tail);
    let second = square * square;
    let fourth = second * second;
    let abc = fma::<FUSED>(f64::from_bits(0xbf7da3b97f1a2559), square, f64::from_bits(0x3f966ccec41abf64));
    let a9a = fma::<FUSED>(f64::from_bits(0xbfa265b98f1a3fac), square, f64::from_bits(0x3fa743ab5c8ec65b));
    let a78 = fma::<FUSED>(f64::from_bits(0xbfaab8b2532efcf1), square, f64::from_bits(0x3fae15ecb9e7fb0c));
    let a56 = fma::<FUSED>(f64::from_bits(0xbfb110aa3537e0f4), square, f64::from_bits(0x3fb3b13445eaea5e));
    let a34 = fma::<FUSED>(f64::from_bits(0xbfb745d12a338ba8), square, f64::from_bits(0x3fbc71c71a911a2c));
    let a12 = fma::<FUSED>(f64::from_bits(0xbfc249249246010a), square, f64::from_bits(0x3fc9999999999597));
    let a = fma::<FUSED>(fma::<FUSED>(abc, second, a9a), fourth, fma::<FUSED>(a78, second, a56));
    let a = fma::<FUSED>(a, fourth, fma::<FUSED>(a34, second, a12));
    let a = fma::<FUSED>(a, square, f64::from_bits(0xbfd5555555555555));

    let eighths = if steep {
        2.0
    } else if above {
        1.0
    } else {
        0.0
    };
    Angle { eighths, rest, tail: fma::<FUSED>(rest * square, a, rest_tail) }
}

/// The inverse sine of `rest + tail`, both of at most 1/2, less `rest`.
#[inline(always)]
fn arc_sine<const FUSED: bool>(rest: f64, tail: f64, square: f64) -> f64 {
    let second = square * square;
    let fourth = second * second;
    let bbc = fma::<FUSED>(f64::from_bits(0x3f9dc181d65cb50a), square, f64::from_bits(0xbf8f58c57c572f98));
    let b9a = fma::<FUSED>(f64::from_bits(0x3f9220541f4ab3ac), square, f64::from_bits(0x3f75e2915df0d638));
    let b78 = fma::<FUSED>(f64::from_bits(0x3f8532a91490f8af), square, f64::from_bits(0x3f878010220106f0));
    let b56 = fma::<FUSED>(f64::from_bits(0x3f8c9d30ac3ce817), square, f64::from_bits(0x3f91c4d112ced71b));
    let b34 = fma::<FUSED>(f64::from_bits(0x3f96e8bb37521aca), square, f64::from_bits(0x3f9f1c71c11deea0));
    let b12 = fma::<FUSED>(f64::from_bits(0x3fa6db6db6e48603), square, f64::from_bits(0x3fb3333333332da2));
    let b = fma::<FUSED>(fma::<FUSED>(bbc, second, b9a), fourth, fma::<FUSED>(b78, second, b56));
    let b = fma::<FUSED>(b, fourth, fma::<FUSED>(b34, second, b12));
    let b = fma::<FUSED>(b, square, f64::from_bits(0x3fc5555555555556));
    fma::<FUSED>(rest * square, b, tail)
}

/// The square root of `x` in `0..=1/2`, and its error, which is small but not rounded off.
#[inline(always)]
fn square_root<const FUSED: bool>(x: f64) -> (f64, f64) {
    // 1 / sqrt(x) to 0.034, by a step of third order (its coefficients the best for such errors) to 2.5e-5, by Newton's
    // to 1e-9; then Newton's for the root, to 1e-18.
    let inverse = f64::from_bits(0x5fe6_eb50_c7b5_37a9u64.wrapping_sub(x.to_bits() >> 1));
    let error = fma::<FUSED>(-(x * inverse), inverse, 1.0);
    let inverse = fma::<FUSED>(inverse * error, fma::<FUSED>(error, 0.3755472, 0.50109452), inverse);
    let error = fma::<FUSED>(-(x * inverse), inverse, 1.0);
    let inverse = fma::<FUSED>(0.5 * inverse, error, inverse);
    let root = x * inverse;
    (root, remainder::<FUSED>(root, root, x) * (0.5 * inverse))
}

/// `|x|` brought down to at most 1/2: whether it was more, what is left, and the inverse sine of that less itself.
#[inline(always)]
fn halved<const FUSED: bool>(x: f64) -> (bool, f64, f64) {
    let x = x.abs();
    let large = x > 0.5;
    let square = if large { fma::<FUSED>(x, -0.5, 0.5) } else { x * x };
    let (root, root_tail) = square_root::<FUSED>(square);
    let (rest, tail) = (if large { root } else { x }, if large { root_tail } else { 0.0 });
    (large, rest, arc_sine::<FUSED>(rest + tail, tail, square))
}

/// `base + factor * (rest + tail)`, where the product with `rest` is exact and not above `base`, unless that is 0.
#[inline(always)]
fn total<const FUSED: bool>(base: (f64, f64), factor: f64, rest: f64, tail: f64) -> f64 {
    let sum = fma::<FUSED>(factor, rest, base.0);
    let error = fma::<FUSED>(factor, rest, base.0 - sum);
    sum + (error + fma::<FUSED>(factor, tail, base.1))
}

impl Function<f64> for Asin {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (large, rest, tail) = halved::<FUSED>(x);
        let base = (if large { HALF_PI.0 } else { 0.0 }, if large { HALF_PI.1 } else { 0.0 });
        let value = total::<FUSED>(base, if large { -2.0 } else { 1.0 }, rest, tail);
        if x.abs() <= 1.0 { turned(value, x) } else { f64::NAN }
    }
    fn careful(x: f64) -> f64 {
        Self::lane::<false>(x)
    }
}

impl Function<f64> for Acos {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        let (large, rest, tail) = halved::<FUSED>(x);
        let left = (x.to_bits() as i64) < 0;
        let far = (if left { PI.0 } else { 0.0 }, if left { PI.1 } else { 0.0 });
        let base = (if large { far.0 } else { HALF_PI.0 }, if large { far.1 } else { HALF_PI.1 });
        let value = total::<FUSED>(base, turned(if large { 2.0 } else { -1.0 }, x), rest, tail);
        if x.abs() <= 1.0 { value } else { f64::NAN }
    }
    fn careful(x: f64) -> f64 {
        Self::lane::<false>(x)
    }
}

impl Function<f64> for Atan {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f64) -> f64 {
        // From 2^64 on the result is pi/2 as a double.
        const LARGE: f64 = (1u128 << 64) as f64;
        let size = x.abs();
        let larger = if size > LARGE {
            LARGE
        } else if size > STEEP {
            size
        } else {
            1.0
        };
        turned(arc_tangent::<FUSED>(size, 1.0, larger, size).round::<FUSED>(), x)
    }
    fn careful(x: f64) -> f64 {
        Self::lane::<false>(x)
    }
}

/// Sizes within which no product or quotient of two leaves the range of a double, nor a residue of one.
const SMALLEST: f64 = f64::from_bits((1023 - 400) << 52);
const LARGEST: f64 = f64::from_bits((1023 + 400) << 52);

/// The angle of a point in the first quadrant, in the quadrant that the signs tell.
#[inline(always)]
fn placed<const FUSED: bool>(angle: Angle, y: f64, x: f64) -> f64 {
    let left = (x.to_bits() as i64) < 0;
    let eighths = if left { 4.0 - angle.eighths } else { angle.eighths };
    let angle = Angle { eighths, rest: turned(angle.rest, x), tail: turned(angle.tail, x) };
    turned(angle.round::<FUSED>(), y)
}

impl Function<(f64, f64)> for Atan2 {
    type Output = f64;
    #[inline(always)]
    fn lane<const FUSED: bool>((y, x): (f64, f64)) -> f64 {
        let (height, width) = (y.abs(), x.abs());
        let larger = if height > width { height } else { width };
        let smaller = if height > width { width } else { height };
        placed::<FUSED>(arc_tangent::<FUSED>(height, width, larger, smaller), y, x)
    }
    #[inline(always)]
    #[allow(clippy::manual_range_contains, reason = "no branches")]
    fn ordinary((y, x): (f64, f64)) -> bool {
        let fits = |size: f64| (size >= SMALLEST) & (size <= LARGEST);
        let (y, x) = (y.abs(), x.abs());
        (fits(y) & (fits(x) | (x == 0.0))) | (fits(x) & (y == 0.0))
    }
    fn careful((y, x): (f64, f64)) -> f64 {
        // From this ratio on, the larger alone tells the angle, or their quotient is it.
        const RATIO: f64 = 1.0 / (1u128 << 64) as f64;
        const SCALE: f64 = f64::from_bits((1023 + 600) << 52);
        let axis = |eighths| placed::<false>(Angle { eighths, rest: 0.0, tail: 0.0 }, y, x);
        let (height, width) = (y.abs(), x.abs());
        if height.is_nan() || width.is_nan() {
            f64::NAN
        } else if height == width {
            axis(if height == 0.0 { 0.0 } else { 1.0 })
        } else if width == 0.0 || height.is_infinite() || height * RATIO > width {
            axis(2.0)
        } else if height == 0.0 || width.is_infinite() || width * RATIO > height {
            if x < 0.0 { axis(0.0) } else { y / x }
        } else if height.max(width) < SMALLEST {
            Self::lane::<false>((y * SCALE, x * SCALE))
        } else if height.max(width) > LARGEST {
            Self::lane::<false>((y / SCALE, x / SCALE))
        } else {
            Self::lane::<false>((y, x))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::{FRAC_PI_2, FRAC_PI_3, FRAC_PI_4, PI};

    // Each form of `F` that is meant for `x` gives `value`, to the bit.
    fn assert_exact<X: Copy + std::fmt::Debug, F: Function<X, Output = f64>>(x: X, value: f64) {
        let same = |got: f64| {
            assert!(got.to_bits() == value.to_bits() || got.is_nan() && value.is_nan(), "{x:?}: {got:e}");
        };
        same(F::careful(x));
        if F::ordinary(x) {
            same(F::lane::<true>(x));
            same(F::lane::<false>(x));
        }
    }

    #[test]
    fn zeros_and_small_numbers_are_their_own_inverse_sine_and_tangent() {
        for x in [0.0, -0.0, 5e-324, -1e-310, f64::MIN_POSITIVE, 1e-9] {
            assert_exact::<_, Asin>(x, x);
            assert_exact::<_, Atan>(x, x);
        }
    }

    #[test]
    fn exact_cases_round_to_multiples_of_pi() {
        assert_exact::<_, Asin>(1.0, FRAC_PI_2);
        assert_exact::<_, Asin>(-1.0, -FRAC_PI_2);
        assert_exact::<_, Acos>(1.0, 0.0);
        assert_exact::<_, Acos>(0.0, FRAC_PI_2);
        assert_exact::<_, Acos>(-0.0, FRAC_PI_2);
        assert_exact::<_, Acos>(-1.0, PI);
        assert_exact::<_, Acos>(0.5, FRAC_PI_3);
        assert_exact::<_, Atan>(1.0, FRAC_PI_4);
        assert_exact::<_, Atan>(-1.0, -FRAC_PI_4);
        for x in [1e17, f64::MAX, f64::INFINITY] {
            assert_exact::<_, Atan>(x, FRAC_PI_2);
            assert_exact::<_, Atan>(-x, -FRAC_PI_2);
        }
    }

    #[test]
    fn outside_of_the_domain_there_is_no_angle() {
        for x in [1.0000000000000002, -1.0000000000000002, 2.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            assert_exact::<_, Asin>(x, f64::NAN);
            assert_exact::<_, Acos>(x, f64::NAN);
        }
        assert_exact::<_, Atan>(f64::NAN, f64::NAN);
    }

    // C, Annex F.10.1.4.
    #[test]
    fn angles_of_points_on_the_axes_and_at_infinity() {
        const INF: f64 = f64::INFINITY;
        for (y, x, angle) in [
            (0.0, 0.0, 0.0),
            (0.0, -0.0, PI),
            (0.0, 1.0, 0.0),
            (0.0, 5e-324, 0.0),
            (0.0, INF, 0.0),
            (0.0, -1.0, PI),
            (0.0, -f64::MAX, PI),
            (0.0, -INF, PI),
            (1.0, 0.0, FRAC_PI_2),
            (1.0, -0.0, FRAC_PI_2),
            (5e-324, 0.0, FRAC_PI_2),
            (INF, 0.0, FRAC_PI_2),
            (INF, 1.0, FRAC_PI_2),
            (INF, -f64::MAX, FRAC_PI_2),
            (INF, INF, FRAC_PI_4),
            (INF, -INF, 3.0 * FRAC_PI_4),
            (1.0, INF, 0.0),
            (1.0, -INF, PI),
            (5e-324, 5e-324, FRAC_PI_4),
            (5e-324, -5e-324, 3.0 * FRAC_PI_4),
            (f64::MAX, f64::MAX, FRAC_PI_4),
            (1e-320, f64::MAX, 0.0),
            (1e-320, 1.0, 1e-320),
            (1e-320, -1.0, PI),
            (1.0, 1e-320, FRAC_PI_2),
            (f64::MAX, -1e-320, FRAC_PI_2),
            (3.0, f64::NAN, f64::NAN),
            (f64::NAN, 3.0, f64::NAN),
            (f64::NAN, INF, f64::NAN),
            (INF, f64::NAN, f64::NAN),
        ] {
            assert_exact::<_, Atan2>((y, x), angle);
            assert_exact::<_, Atan2>((-y, x), -angle);
        }
        // From MPFR: scaled points have the angle of the points.
        for scale in [1.0, 2f64.powi(1000), f64::MIN_POSITIVE * 2f64.powi(-38)] {
            assert_exact::<_, Atan2>((3.0 * scale, 4.0 * scale), f64::from_bits(0x3fe4978fa3269ee1));
        }
    }
}
