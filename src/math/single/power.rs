//! Powers and roots of `f32`, and what is made of them.

use super::super::arithmetic::{fast_two_sum, fma, fmaf, two_product, two_sum};
use super::super::{Cbrt, Function, Hypot, LogAddExp, Powf};
use super::exponential::{exp2, exp2_long};
use super::logarithm::{ln, ln1p_small, log2_long};
use super::{fast_two_sumf, rough_reciprocal, select};
use std::f64::consts::LOG2_E;

/// `c` or what of it lies within ±`bound`; NaN stays.
#[inline(always)]
fn within(c: f64, bound: f64) -> f64 {
    let c = select(c > bound, bound, c);
    select(c < -bound, -bound, c)
}

/// The power of `|x|`, negated where `x` is negative and `odd`, or NaN where it is negative and finite and `y` not `whole`.
#[inline(always)]
fn signed(power: f32, x: f32, whole: bool, odd: bool) -> f32 {
    let signed = select(x.is_sign_negative() & whole & odd, -power, power);
    select((f32::MIN..0.0).contains(&x) & !whole, f32::NAN, signed)
}

/// `2^(y log2(|x|))`, to which `f64` gives digits enough (as in Arm's optimized-routines).
impl Function<(f32, f32)> for Powf {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>((x, y): (f32, f32)) -> f32 {
        const ROUND: f32 = 12_582_912.0;
        let log = log2_long::<FUSED>(f64::from(x.abs()));
        let power = exp2::<FUSED>(within(f64::from(y) * log, 200.0)) as f32;
        let sum = y + ROUND;
        signed(power, x, sum - ROUND == y, sum.to_bits() & 1 == 1)
    }
    /// The logarithm is finite, and that of 0 comes out below -1000, which is as good where `y` is not small.
    #[inline(always)]
    fn ordinary((x, y): (f32, f32)) -> bool {
        ((x != 0.0) | (y.abs() > 0.25)) & (x.abs() < f32::INFINITY) & (y.abs() < 4_194_304.0)
    }
    #[inline(always)]
    fn unfused((x, y): (f32, f32)) -> f32 {
        x.powf(y)
    }

    fn careful((x, y): (f32, f32)) -> f32 {
        if y == 0.0 || x == 1.0 {
            return 1.0;
        }
        let a = x.abs();
        let log = match a {
            0.0 => f64::NEG_INFINITY,
            a if a < f32::INFINITY => log2_long::<false>(f64::from(a)),
            _ => f64::from(a),
        };
        // Beyond this bound only 1 and -1 have a power that is neither 0 nor infinite, and all y are even.
        let exponent = within(f64::from(y), 1_099_511_627_776.0);
        let power = exp2::<false>(within(exponent * log, 200.0)) as f32;
        signed(power, x, exponent % 1.0 == 0.0, exponent % 2.0 != 0.0)
    }
}

/// An estimate `r` of `x^(-1/3)` by dividing the exponent (as in fdlibm), a step that needs no division, and `x r^2`
/// corrected by what `x r^3` lacks of 1: in `f64`, or in two parts of `f32`.
impl Function<f32> for Cbrt {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let a = x.abs();
        let third =
            fmaf::<FUSED>((a.to_bits() >> 8).cast_signed() as f32, -1.0 / 3.0, 12_582_912.0 + 1_352_221.0);
        let r = f32::from_bits(third.to_bits() << 8);
        let e = fmaf::<FUSED>(-(a * r), r * r, 1.0);
        let step = fmaf::<FUSED>(e, fmaf::<FUSED>(e, 14.0 / 81.0, 2.0 / 9.0), 1.0 / 3.0);
        let r = fmaf::<FUSED>(r * e, step, r);
        if FUSED {
            let q = a * r;
            let y = q * r;
            let rest = fmaf::<FUSED>(fmaf::<FUSED>(a, r, -q), r, fmaf::<FUSED>(q, r, -y));
            let e = fmaf::<FUSED>(-rest, r, fmaf::<FUSED>(-y, r, 1.0));
            return (y + fmaf::<FUSED>(y * e, fmaf::<FUSED>(e, 5.0 / 9.0, 2.0 / 3.0), rest)).copysign(x);
        }
        let (a, r) = (f64::from(a), f64::from(r));
        let y = a * r * r;
        let e = fma::<FUSED>(-y, r, 1.0);
        (fma::<FUSED>(y * e, fma::<FUSED>(e, 5.0 / 9.0, 2.0 / 3.0), y) as f32).copysign(x)
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        (x == 0.0) | (x.abs() >= f32::MIN_POSITIVE) & (x.abs() < f32::INFINITY)
    }
    fn careful(x: f32) -> f32 {
        match x {
            x if Self::ordinary(x) => Self::lane::<false>(x),
            x if x.abs() < 1.0 => Self::lane::<false>(x * 16_777_216.0) / 256.0,
            _ => x,
        }
    }
}

/// The root of the sum of the squares: these are exact in `f64`, and in two parts of `f32`, where the root `s` of the
/// rounded sum is corrected by `(sum - s^2) / 2s`.
impl Function<(f32, f32)> for Hypot {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>((x, y): (f32, f32)) -> f32 {
        if FUSED {
            let (a, b) = larger_first(x, y);
            let (square, small) = (a * a, b * b);
            let (sum, error) = fast_two_sumf(square, small);
            let errors = fmaf::<FUSED>(a, a, -square) + fmaf::<FUSED>(b, b, -small);
            let s = sum.sqrt();
            let lacking = fmaf::<FUSED>(-s, s, sum) + (error + errors);
            return fmaf::<FUSED>(0.5 * lacking, rough_reciprocal(s), s);
        }
        let (a, b) = (f64::from(x), f64::from(y));
        let root = fma::<FUSED>(a, a, b * b).sqrt() as f32;
        select((x.abs() == f32::INFINITY) | (y.abs() == f32::INFINITY), f32::INFINITY, root)
    }
    /// The squares are finite, and the rounding error of the larger is a normal number.
    #[inline(always)]
    fn ordinary((x, y): (f32, f32)) -> bool {
        let (a, _) = larger_first(x, y);
        (1e-15..1.3e19).contains(&a) | (a == 0.0)
    }
    fn careful(x: (f32, f32)) -> f32 {
        Self::lane::<false>(x)
    }
}

/// The absolute values, the larger first; `y` first where `x` is NaN.
#[inline(always)]
fn larger_first(x: f32, y: f32) -> (f32, f32) {
    let (x, y) = (x.abs(), y.abs());
    (select(x > y, x, y), select(x > y, y, x))
}

/// The larger, and `ln(1 + e^-d)`, where `d` is by how much it is.
impl Function<(f32, f32)> for LogAddExp {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>((x, y): (f32, f32)) -> f32 {
        let (high, low) = (select(x < y, y, x), select(x < y, x, y));
        let (low, high) = (f64::from(low), f64::from(high));
        let d = select(low == high, 0.0, within(high - low, 600.0));
        let u = exp2_long::<FUSED>(-d * LOG2_E);
        let l = select(u >= 1.0 / 134_217_728.0, ln::<FUSED>(1.0 + u), u);
        (high + l) as f32
    }
    /// Near 0 digits are lost, unless the larger is not negative. What is added to that is at least `ln 2 - d/2` and 0,
    /// and at most `d^2/8` more than the first while `d <= 2`.
    #[inline(always)]
    fn ordinary((x, y): (f32, f32)) -> bool {
        let (high, low) = (select(x < y, y, x), select(x < y, x, y));
        let d = high - low;
        let d = select(d > 2.0, 2.0, d);
        let added = std::f32::consts::LN_2 - 0.5 * d;
        let least = select(added > 0.0, added, 0.0);
        !((high < 0.0) & (high + least < 0.03) & (high + added + 0.125 * d * d > -0.03))
    }
    fn careful((x, y): (f32, f32)) -> f32 {
        let result = Self::lane::<false>((x, y));
        if Self::ordinary((x, y)) | (result.abs() > 0.03) {
            return result;
        }
        let (high, low) = (select(x < y, y, x), select(x < y, x, y));
        // e^low + (e^high - 1)
        let (a, b) = (small_power(f64::from(low)), less_1(f64::from(high)));
        let (sum, rest) = two_sum(a.0, b.0);
        ln1p_small(sum + (rest + a.1 + b.1)) as f32
    }
}

/// `e^x - 1` for `x` within ±1, in two parts, by its series.
fn less_1(x: f64) -> (f64, f64) {
    let mut sum = (1.0, 0.0);
    for k in (2..30).rev() {
        // sum = 1 + sum x / k
        let k = f64::from(k);
        let product = times(sum, (x, 0.0));
        let quotient = product.0 / k;
        let (back, error) = two_product::<false>(quotient, k);
        let rest = (product.0 - back - error + product.1) / k;
        let (high, low) = two_sum(1.0, quotient);
        sum = fast_two_sum(high, low + rest);
    }
    times(sum, (x, 0.0))
}

/// `e^x` for a negative `x`, in two parts; 0 below 2^-288.
fn small_power(x: f64) -> (f64, f64) {
    if x < -200.0 {
        return (0.0, 0.0);
    }
    let (high, low) = less_1(x / 256.0);
    let (one, rest) = two_sum(1.0, high);
    let mut power = fast_two_sum(one, rest + low);
    for _ in 0..8 {
        power = times(power, power);
    }
    power
}

/// A product of numbers in two parts.
fn times(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    let (high, low) = two_product::<false>(a.0, b.0);
    fast_two_sum(high, low + (a.0 * b.1 + a.1 * b.0))
}

#[cfg(test)]
mod tests {
    use super::super::check::exact;
    use super::*;
    use std::f32::consts::LN_2;
    const INF: f32 = f32::INFINITY;
    const NAN: f32 = f32::NAN;
    const TINY: f32 = f32::from_bits(1);

    #[test]
    fn powers() {
        exact::<Powf, (f32, f32)>(&[
            ((2.0, 10.0), 1024.0),
            ((3.0, 3.0), 27.0),
            ((-3.0, 3.0), -27.0),
            ((-3.0, 2.0), 9.0),
            ((9.0, 0.5), 3.0),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((NAN, 0.0), 1.0),
            ((NAN, -0.0), 1.0),
            ((INF, 0.0), 1.0),
            ((0.0, 0.0), 1.0),
            ((1.0, NAN), 1.0),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((1.0, INF), 1.0),
            ((-1.0, INF), 1.0),
            ((-1.0, -INF), 1.0),
            ((-1.0, 1e30), 1.0),
            ((-1.0, 3.0), -1.0),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((NAN, 1.0), NAN),
            ((2.0, NAN), NAN),
            ((-2.0, 0.5), NAN),
            ((-0.5, NAN), NAN),
            ((-1.0, 0.5), NAN),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((0.0, 1.0), 0.0),
            ((-0.0, 1.0), -0.0),
            ((-0.0, 2.0), 0.0),
            ((-0.0, 0.5), 0.0),
            ((0.0, 0.001), 0.0),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((0.0, -1.0), INF),
            ((-0.0, -1.0), -INF),
            ((-0.0, -2.0), INF),
            ((-0.0, -0.5), INF),
            ((0.0, -INF), INF),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((INF, 0.1), INF),
            ((INF, -0.1), 0.0),
            ((-INF, 3.0), -INF),
            ((-INF, 2.0), INF),
            ((-INF, 0.5), INF),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((-INF, -3.0), -0.0),
            ((-INF, -2.0), 0.0),
            ((-INF, INF), INF),
            ((0.5, INF), 0.0),
            ((-0.5, -INF), INF),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((2.0, -149.0), TINY),
            ((2.0, 128.0), INF),
            ((-2.0, 127.0), -1.7014118e38),
            ((TINY, 1.0), TINY),
        ]);
        exact::<Powf, (f32, f32)>(&[
            ((2.0, INF), INF),
            ((2.0, -INF), 0.0),
            ((-2.0, INF), INF),
            ((1.0000001, f32::MAX), INF),
            ((0.99999994, f32::MAX), 0.0),
        ]);
    }

    #[test]
    fn cube_roots() {
        let cubes: Vec<_> = (0..256).map(|k| ((k * k * k) as f32, k as f32)).collect();
        exact::<Cbrt, f32>(&cubes);
        exact::<Cbrt, f32>(&[(-0.0, -0.0), (-27.0, -3.0), (INF, INF), (-INF, -INF), (NAN, NAN)]);
        exact::<Cbrt, f32>(&[
            (f32::from_bits(4), 2.0f32.powi(-49)),
            (2.0f32.powi(-126), 2.0f32.powi(-42)),
            (2.0f32.powi(126), 2.0f32.powi(42)),
        ]);
    }

    #[test]
    fn distances() {
        exact::<Hypot, (f32, f32)>(&[
            ((3.0, 4.0), 5.0),
            ((-3e38, 0.0), 3e38),
            ((0.0, -0.0), 0.0),
            ((TINY, 0.0), TINY),
            ((3e38, 3e38), INF),
        ]);
        exact::<Hypot, (f32, f32)>(&[
            ((INF, NAN), INF),
            ((NAN, -INF), INF),
            ((NAN, 0.0), NAN),
            ((-INF, 1.0), INF),
            ((3.0 * TINY, 4.0 * TINY), 5.0 * TINY),
        ]);
    }

    #[test]
    fn sums_of_logarithms() {
        exact::<LogAddExp, (f32, f32)>(&[
            ((0.0, 0.0), LN_2),
            ((-INF, 1.0), 1.0),
            ((-INF, -INF), -INF),
            ((INF, INF), INF),
            ((INF, -INF), INF),
        ]);
        exact::<LogAddExp, (f32, f32)>(&[
            ((NAN, 1.0), NAN),
            ((-INF, NAN), NAN),
            ((INF, NAN), NAN),
            ((0.0, -1000.0), 0.0),
            ((-0.5, -INF), -0.5),
        ]);
        exact::<LogAddExp, (f32, f32)>(&[((-1e-30, -90.0), -1e-30)]);
    }
}
