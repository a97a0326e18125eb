//! Inverse trigonometric functions of `f32`.

use super::super::arithmetic::{fma, fmaf};
use super::super::{Acos, Asin, Atan, Atan2, Function};
use super::{divide, fast_two_sumf, polynomial, polynomialf, rough_reciprocal, select};
use std::f64::consts::{FRAC_PI_2, PI};

/// `asin(x) / x` is 1 + x^2 times this of `x^2`, within ±1/2, to 0.0047 of 2^-24.
const ASIN: [f64; 6] = [
    0.16666659991281993,
    0.07500504186036322,
    0.04451695472686764,
    0.03180772296782308,
    0.014438585944005742,
    0.03751647816054818,
];

/// `atan(x) / x` likewise, within ±1, to 0.044 of 2^-24.
const ATAN: [f64; 9] = [
    -0.33333299089262025,
    0.19998548288473963,
    -0.142642417247588,
    0.1095218600523328,
    -0.08403450988303197,
    0.05795760464030105,
    -0.03117785666162577,
    0.01091461144166508,
    -0.0017936229585687308,
];

/// `asin(s)` for `s` up to 1/2: of |x|, or if that is above, of the `s` for which `asin(|x|)` is π/2 less twice that.
/// And whether it is above.
#[inline(always)]
fn asin<const FUSED: bool>(x: f32) -> (f64, bool) {
    let a = x.abs();
    let above = a > 0.5;
    // Exact in f32, where it is used.
    let half = f64::from(0.5 - 0.5 * a);
    let a = f64::from(a);
    let z = select(above, half, a * a);
    let s = select(above, half.sqrt(), a);
    (s * fma::<FUSED>(z, polynomial::<FUSED, _>(z, &ASIN), 1.0), above)
}

/// `atan(t)` for `t` within ±1.
#[inline(always)]
fn atan<const FUSED: bool>(t: f64) -> f64 {
    let z = t * t;
    t * fma::<FUSED>(z, polynomial::<FUSED, _>(z, &ATAN), 1.0)
}

/// `asin(x) / x` is 1 + x^2 times this of `x^2` within ±1/2, to 0.082 of 2^-24.
const ASIN_NATIVE: [f32; 5] = [0.16666752, 0.0749531, 0.04546902, 0.024185503, 0.042157013];

/// `atan(x) / x` likewise, to 0.092 of 2^-24.
const ATAN_NATIVE: [f32; 5] = [-0.33333233, 0.19994186, -0.14174582, 0.101581655, -0.051297754];

/// Angles in two parts of `f32`.
const ZERO: (f32, f32) = (0.0, 0.0);
const EIGHTH: (f32, f32) = (std::f32::consts::FRAC_PI_4, -2.1855694e-8);
const QUARTER: (f32, f32) = (std::f32::consts::FRAC_PI_2, -4.371139e-8);
const HALF: (f32, f32) = (std::f32::consts::PI, -8.742278e-8);

const THREE_EIGHTHS: (f32, f32) = (2.3561945, -5.9624403e-9);

/// `if which { a } else { b }`, of both parts.
#[inline(always)]
fn choose(which: bool, a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    (select(which, a.0, b.0), select(which, a.1, b.1))
}

/// `angle + (head + tail)`, where `tail` is small beside `head` and `angle` 0 or larger than that.
#[inline(always)]
fn turn(angle: (f32, f32), head: f32, tail: f32) -> f32 {
    let (sum, error) = fast_two_sumf(angle.0, head);
    sum + (error + angle.1 + tail)
}

/// [`asin`] in `f32`, in two parts.
#[inline(always)]
fn asin_native<const FUSED: bool>(x: f32) -> (f32, f32, bool) {
    let a = x.abs();
    let above = a > 0.5;
    let half = fmaf::<FUSED>(-0.5, a, 0.5);
    let root = half.sqrt();
    let lacking = 0.5 * fmaf::<FUSED>(-root, root, half) * rough_reciprocal(root);
    let z = select(above, half, a * a);
    let s = select(above, root, a);
    let bent = s * z * polynomialf::<FUSED, _>(z, &ASIN_NATIVE);
    (s, select(above, bent + lacking, bent), above)
}

/// `angle + atan(small / large)` in `f32`, or `middle + ` the rest where that quotient is above 1/2, and so nearer to
/// π/4: `atan((small - large) / (small + large))`. Or less, if `minus`.
#[inline(always)]
fn atan_native<const FUSED: bool>(
    small: f32,
    large: f32,
    angle: (f32, f32),
    middle: (f32, f32),
    minus: bool,
) -> f32 {
    let near = small > 0.5 * large;
    let above = select(near, small - large, small);
    let (sum, error) = fast_two_sumf(large, small);
    let (below, rest) = (select(near, sum, large), select(near, error, 0.0));
    let above = select(minus, -above, above);
    let t = above / below;
    let lacking = fmaf::<FUSED>(-t, rest, fmaf::<FUSED>(-t, below, above)) * rough_reciprocal(below);
    let z = t * t;
    turn(
        choose(near, middle, angle),
        t,
        fmaf::<FUSED>(t * z, polynomialf::<FUSED, _>(z, &ATAN_NATIVE), lacking),
    )
}

/// As in fdlibm: near 1 by `asin(x) = π/2 - 2 asin(sqrt((1 - x) / 2))`.
impl Function<f32> for Asin {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            let (head, tail, above) = asin_native::<FUSED>(x);
            let factor = select(above, -2.0, 1.0);
            return turn(choose(above, QUARTER, ZERO), factor * head, factor * tail).copysign(x);
        }
        let (y, above) = asin::<FUSED>(x);
        (select(above, FRAC_PI_2 - 2.0 * y, y) as f32).copysign(x)
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// As in fdlibm.
impl Function<f32> for Acos {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        if FUSED {
            let (head, tail, above) = asin_native::<FUSED>(x);
            let factor = select(above, 2.0f32, -1.0);
            let factor = select(x < 0.0, -factor, factor);
            let angle = choose(above, choose(x < 0.0, HALF, ZERO), QUARTER);
            return turn(angle, factor * head, factor * tail);
        }
        let (y, above) = asin::<FUSED>(x);
        let y = select(above, 2.0 * y, FRAC_PI_2 - y);
        select(x < 0.0, PI - y, y) as f32
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// Beyond 1 by `atan(x) = π/2 - atan(1 / x)`.
impl Function<f32> for Atan {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let a = x.abs();
        let a = select(a > 1e20, 1e20, a);
        if FUSED {
            let above = a > 1.0;
            let small = select(a < 1.0, a, 1.0);
            let large = select(a < 1.0, 1.0, a);
            return atan_native::<FUSED>(small, large, choose(above, QUARTER, ZERO), EIGHTH, above)
                .copysign(x);
        }
        let a = f64::from(a);
        let above = a > 1.0;
        let y = atan::<FUSED>(select(above, divide::<FUSED>(1.0, a), a));
        (select(above, FRAC_PI_2 - y, y) as f32).copysign(x)
    }
    fn careful(x: f32) -> f32 {
        Self::lane::<false>(x)
    }
}

/// `(y, x)`: of the smaller by the larger, and then by octants.
impl Function<(f32, f32)> for Atan2 {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>((y, x): (f32, f32)) -> f32 {
        if FUSED {
            let (a, b) = (y.abs(), x.abs());
            let above = a > b;
            let (small, large) = choose(above, (b, a), (a, b));
            let negative = x.is_sign_negative();
            let angle = choose(above, QUARTER, choose(negative, HALF, ZERO));
            let middle = choose(negative, THREE_EIGHTHS, EIGHTH);
            return atan_native::<FUSED>(small, large, angle, middle, above != negative).copysign(y);
        }
        // So large that even the largest finite number is nothing beside it.
        const INFINITE: f64 = 1e100;
        let bounded = |a: f32| select(a.abs() > f32::MAX, INFINITE, f64::from(a.abs()));
        let (a, b) = (bounded(y), bounded(x));
        let above = a > b;
        let (small, large) = (select(above, b, a), select(above, a, b));
        let angle = atan::<FUSED>(small / select(large == 0.0, 1.0, large));
        let angle = select(above, FRAC_PI_2 - angle, angle);
        (select(x.is_sign_negative(), PI - angle, angle) as f32).copysign(y)
    }
    /// The larger is finite and not 0, and so is its reciprocal.
    #[inline(always)]
    fn ordinary((y, x): (f32, f32)) -> bool {
        let bounded = (y.abs() < 8e37) & (x.abs() < 8e37);
        bounded & ((y.abs() > 1e-30) | (x.abs() > 1e-30))
    }
    fn careful(x: (f32, f32)) -> f32 {
        Self::lane::<false>(x)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::exact;
    use super::*;
    use std::f32::consts::{FRAC_PI_2, FRAC_PI_4, PI};
    const INF: f32 = f32::INFINITY;
    const NAN: f32 = f32::NAN;
    const TINY: f32 = f32::from_bits(1);

    #[test]
    fn special_values() {
        exact::<Asin, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (1.0, FRAC_PI_2),
            (-1.0, -FRAC_PI_2),
            (1.5, NAN),
            (-INF, NAN),
            (NAN, NAN),
        ]);
        exact::<Acos, f32>(&[
            (1.0, 0.0),
            (0.0, FRAC_PI_2),
            (-0.0, FRAC_PI_2),
            (-1.0, PI),
            (1.5, NAN),
            (-1.5, NAN),
            (INF, NAN),
            (NAN, NAN),
        ]);
        exact::<Atan, f32>(&[
            (0.0, 0.0),
            (-0.0, -0.0),
            (TINY, TINY),
            (1.0, FRAC_PI_4),
            (INF, FRAC_PI_2),
            (-INF, -FRAC_PI_2),
            (NAN, NAN),
        ]);
    }

    #[test]
    fn special_pairs() {
        let three_quarters = 3.0 * std::f64::consts::FRAC_PI_4;
        let three_quarters = three_quarters as f32;
        exact::<Atan2, (f32, f32)>(&[
            ((0.0, 0.0), 0.0),
            ((-0.0, 0.0), -0.0),
            ((0.0, -0.0), PI),
            ((-0.0, -0.0), -PI),
            ((0.0, -1.0), PI),
            ((-0.0, 1.0), -0.0),
            ((1.0, 0.0), FRAC_PI_2),
            ((-1.0, -0.0), -FRAC_PI_2),
            ((1.0, INF), 0.0),
            ((f32::MAX, INF), 0.0),
            ((-f32::MAX, -INF), -PI),
            ((INF, f32::MIN), FRAC_PI_2),
            ((INF, INF), FRAC_PI_4),
            ((INF, -INF), three_quarters),
            ((-INF, -INF), -three_quarters),
            ((NAN, 1.0), NAN),
            ((1.0, NAN), NAN),
            ((NAN, INF), NAN),
            ((TINY, TINY), FRAC_PI_4),
            ((TINY, f32::MAX), 0.0),
        ]);
    }
}
