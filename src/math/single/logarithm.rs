//! Logarithms of `f32`.
//!
//! `x = 2^k (1 + r)` with `1 + r` within 2/3..4/3, by arithmetic on bits (as in fdlibm and Arm's optimized-routines), and a
//! polynomial for the logarithm of `1 + r`.

use super::super::arithmetic::{fma, fmaf};
use super::super::{Function, Ln, Ln1p, Log2, Log10};
use super::{divide, polynomial, polynomialf, rough_reciprocal, select, two_sumf};
use std::f64::consts::{LN_2, LOG10_2};

/// `ln(1 + r) / r`, to 0.011 of 2^-24.
const LN: [f64; 11] = [
    1.0,
    -0.5000000190440048,
    0.33333338171109145,
    -0.24999648973813643,
    0.19999417449685514,
    -0.16684305130456378,
    0.1430887634623772,
    -0.12144665578502313,
    0.10710176023171436,
    -0.1303501691292197,
    0.12161437999597068,
];

/// `log2(1 + r) / r`, to 0.011 of 2^-24.
const LOG2: [f64; 11] = [
    1.442695040758589,
    -0.7213475497987228,
    0.4808984328234188,
    -0.36066853799716164,
    0.28852994752097005,
    -0.24070784266809234,
    0.20644524536358796,
    -0.17516613312266935,
    0.1544185578959628,
    -0.18821771927722283,
    0.17574743232502185,
];

/// `log10(1 + r) / r`, to 0.011 of 2^-24.
const LOG10: [f64; 11] = [
    0.43429448186400527,
    -0.21714724978813302,
    0.14476485314764134,
    -0.1085720484294182,
    0.08685616885155899,
    -0.07246028083471048,
    0.06214621130856138,
    -0.05273026029388047,
    0.04648461788674669,
    -0.05665917921978733,
    0.05290524855198872,
];

/// `log2((1 + s) / (1 - s)) / s`, of `s^2`, to 3e-6 of 2^-24.
const LOG2_RATIO: [f64; 6] = [
    2.885390081777428,
    0.961796694820307,
    0.5770777567776153,
    0.41222607947288314,
    0.319288037345835,
    0.2907981344349506,
];

/// `k` and `m` of `x = 2^k m`, `m` within 2/3..4/3, for a positive normal `x`.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    const LOWEST: u64 = (2.0f64 / 3.0).to_bits();
    const MANTISSA: u64 = (1 << 52) - 1;
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let above = x.to_bits().wrapping_sub(LOWEST).wrapping_add(1023 << 52);
    let k = f64::from_bits(above >> 52 | WHOLE.to_bits()) - (WHOLE + 1023.0);
    (k, f64::from_bits((above & MANTISSA) + LOWEST))
}

/// A logarithm, of its polynomial and the logarithm of 2.
#[inline(always)]
fn log<const FUSED: bool>(x: f64, c: &[f64; 11], of_2: f64) -> f64 {
    let (k, m) = split(x);
    let r = m - 1.0;
    fma::<FUSED>(r, polynomial::<FUSED, _>(r, c), k * of_2)
}

/// The natural logarithm of a positive normal number.
#[inline(always)]
pub(super) fn ln<const FUSED: bool>(x: f64) -> f64 {
    log::<FUSED>(x, &LN, LN_2)
}

/// `ln(1 + t)` for `t` within ±1/3.
pub(super) fn ln1p_small(t: f64) -> f64 {
    t * polynomial::<false, _>(t, &LN)
}

/// The logarithm to base 2 of a positive normal number, to 2^-42 of its value.
#[inline(always)]
pub(super) fn log2_long<const FUSED: bool>(x: f64) -> f64 {
    let (k, m) = split(x);
    let s = divide::<FUSED>(m - 1.0, m + 1.0);
    fma::<FUSED>(s, polynomial::<FUSED, _>(s * s, &LOG2_RATIO), k)
}

/// `ln(1 + r)` is r + r^2 times this within ±1/3, to 0.082 of 2^-24.
const LN_NATIVE: [f32; 9] =
    [-0.5, 0.3333321, -0.24999824, 0.20010714, -0.16679385, 0.1400162, -0.12198594, 0.14002776, -0.12832424];

/// `log2(1 + r)` is `r log2(e)` + r^2 times this, to 0.088 of 2^-24.
const LOG2_NATIVE: [f32; 9] = [
    -0.7213475,
    0.48089653,
    -0.36067206,
    0.28869462,
    -0.2406102,
    0.20198634,
    -0.17622769,
    0.20207931,
    -0.18425399,
];

/// `log10(1 + r)` is `r log10(e)` + r^2 times this, to 0.076 of 2^-24.
const LOG10_NATIVE: [f32; 9] = [
    -0.21714725,
    0.14476429,
    -0.108572416,
    0.08690537,
    -0.07244962,
    0.060809124,
    -0.052849736,
    0.060809456,
    -0.056203213,
];

/// The logarithms of 2 to base e and 10: the first 15 bits, whose product with an exponent is exact, and the rest.
pub(super) const LN_2_HIGH: f32 = f32::from_bits(0x3f31_7200);
pub(super) const LN_2_LOW: f32 = 1.4286068e-6;
const LOG10_2_HIGH: f32 = f32::from_bits(0x3e9a_2000);
const LOG10_2_LOW: f32 = 4.605039e-6;

/// The logarithms of e to base 2 and 10, and the rest.
const LOG2_E: (f32, f32) = (std::f32::consts::LOG2_E, 1.925963e-8);
const LOG10_E: (f32, f32) = (std::f32::consts::LOG10_E, -1.0103049e-8);

/// [`split`] in `f32`.
#[inline(always)]
fn split_native(x: f32) -> (f32, f32) {
    const LOWEST: u32 = (2.0f32 / 3.0).to_bits();
    let above = x.to_bits().wrapping_sub(LOWEST);
    let k = (above.cast_signed() >> 23) as f32;
    (k, f32::from_bits((above & 0x7f_ffff) + LOWEST))
}

/// `k high + head + tail`, where `tail` is small beside `head`, and `k high` exact and 0 or larger than that.
#[inline(always)]
fn sum<const FUSED: bool>(k: f32, high: f32, head: f32, tail: f32) -> f32 {
    let sum = fmaf::<FUSED>(k, high, head);
    sum + (tail + (fmaf::<FUSED>(k, high, -sum) + head))
}

/// `k` and the logarithm of `1 + r` of `x = 2^k (1 + r)` in `f32`, in two parts, of its polynomial and that of e.
#[inline(always)]
fn log_native<const FUSED: bool>(x: f32, c: &[f32; 9], of_e: (f32, f32)) -> (f32, f32, f32) {
    let (k, m) = split_native(x);
    let r = m - 1.0;
    let curved = fmaf::<FUSED>(r, polynomialf::<FUSED, _>(r, c), of_e.1);
    let head = r * of_e.0;
    (k, head, fmaf::<FUSED>(r, curved, fmaf::<FUSED>(r, of_e.0, -head)))
}

/// Whether a logarithm is finite, and a lane right.
#[inline(always)]
fn normal(x: f32) -> bool {
    (f32::MIN_POSITIVE..f32::INFINITY).contains(&x)
}

/// A logarithm where it is not finite.
fn not_positive(x: f32) -> f32 {
    match x {
        0.0 => f32::NEG_INFINITY,
        f32::INFINITY => x,
        _ => f32::NAN,
    }
}

/// Whether a logarithm is finite.
fn positive(x: f32) -> bool {
    x > 0.0 && x < f32::INFINITY
}

impl Function<f32> for Ln {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if !FUSED {
            return ln::<FUSED>(f64::from(x)) as f32;
        }
        let (k, m) = split_native(x);
        let r = m - 1.0;
        let curved = fmaf::<FUSED>(r * r, polynomialf::<FUSED, _>(r, &LN_NATIVE), k * LN_2_LOW);
        sum::<FUSED>(k, LN_2_HIGH, r, curved)
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        normal(x)
    }
    fn careful(x: f32) -> f32 {
        if positive(x) { Self::lane::<false>(x) } else { not_positive(x) }
    }
}

impl Function<f32> for Log2 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if !FUSED {
            return log::<FUSED>(f64::from(x), &LOG2, 1.0) as f32;
        }
        let (k, head, tail) = log_native::<FUSED>(x, &LOG2_NATIVE, LOG2_E);
        sum::<FUSED>(k, 1.0, head, tail)
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        normal(x)
    }
    fn careful(x: f32) -> f32 {
        if positive(x) { Self::lane::<false>(x) } else { not_positive(x) }
    }
}

impl Function<f32> for Log10 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if !FUSED {
            return log::<FUSED>(f64::from(x), &LOG10, LOG10_2) as f32;
        }
        let (k, head, tail) = log_native::<FUSED>(x, &LOG10_NATIVE, LOG10_E);
        sum::<FUSED>(k, LOG10_2_HIGH, head, fmaf::<FUSED>(k, LOG10_2_LOW, tail))
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        normal(x)
    }
    fn careful(x: f32) -> f32 {
        if positive(x) { Self::lane::<false>(x) } else { not_positive(x) }
    }
}

/// `1 + x` is in two parts in `f32`, and exact in `f64` down to where the result is `x`.
impl Function<f32> for Ln1p {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            // 1 + x in two parts.
            let (u, rest) = two_sumf(1.0, x);
            let (k, m) = split_native(u);
            let small = k == 0.0;
            let r = select(small, x, m - 1.0);
            // The rest, beside 1 + r; the derivative to 6 %.
            let rest = rest
                * f32::from_bits((127_u32 << 23).wrapping_sub(u.to_bits().wrapping_sub(m.to_bits())))
                * rough_reciprocal(m);
            let rest = select(small, 0.0, rest);
            let low = fmaf::<FUSED>(k, LN_2_LOW, rest);
            let curved = fmaf::<FUSED>(r * r, polynomialf::<FUSED, _>(r, &LN_NATIVE), low);
            return sum::<FUSED>(k, LN_2_HIGH, r, curved).copysign(x);
        }
        let y = ln::<FUSED>(1.0 + f64::from(x)) as f32;
        select(x.abs() < 1.0 / 268_435_456.0, x, y)
    }
    #[inline(always)]
    fn ordinary(x: f32) -> bool {
        (x > -1.0) & (x < 1e37)
    }
    fn careful(x: f32) -> f32 {
        if x > -1.0 && x < f32::INFINITY { Self::lane::<false>(x) } else { not_positive(1.0 + x) }
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
        let everywhere = [
            (1.0, 0.0),
            (0.0, -INF),
            (-0.0, -INF),
            (-1.0, NAN),
            (-TINY, NAN),
            (INF, INF),
            (-INF, NAN),
            (NAN, NAN),
        ];
        exact::<Ln, f32>(&everywhere);
        exact::<Log2, f32>(&everywhere);
        exact::<Log10, f32>(&everywhere);
        exact::<Log10, f32>(&[(10.0, 1.0), (1000.0, 3.0), (1e10, 10.0)]);
        let powers: Vec<_> = (-149..128).map(|k| (2.0f64.powi(k) as f32, k as f32)).collect();
        exact::<Log2, f32>(&powers);
        exact::<Ln1p, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (-TINY, -TINY),
            (-1.0, -INF),
            (-2.0, NAN),
            (INF, INF),
            (NAN, NAN),
        ]);
    }
}
