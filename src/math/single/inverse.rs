//! Inverse trigonometric functions of `f32`.

use super::super::{Acos, Asin, Atan, Atan2, Function, arithmetic::fma};
use super::{divide, polynomial};
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
    let z = if above { half } else { a * a };
    let s = if above { half.sqrt() } else { a };
    (s * fma::<FUSED>(z, polynomial::<FUSED, _>(z, &ASIN), 1.0), above)
}

/// `atan(t)` for `t` within ±1.
#[inline(always)]
fn atan<const FUSED: bool>(t: f64) -> f64 {
    let z = t * t;
    t * fma::<FUSED>(z, polynomial::<FUSED, _>(z, &ATAN), 1.0)
}

/// As in fdlibm: near 1 by `asin(x) = π/2 - 2 asin(sqrt((1 - x) / 2))`.
impl Function<f32> for Asin {
    type Output = f32;
    #[inline(always)]
    fn lane<const FUSED: bool>(x: f32) -> f32 {
        let (y, above) = asin::<FUSED>(x);
        (if above { FRAC_PI_2 - 2.0 * y } else { y } as f32).copysign(x)
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
        let (y, above) = asin::<FUSED>(x);
        let y = if above { 2.0 * y } else { FRAC_PI_2 - y };
        (if x < 0.0 { PI - y } else { y }) as f32
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
        let a = f64::from(if a > 1e20 { 1e20 } else { a });
        let above = a > 1.0;
        let y = atan::<FUSED>(if above { divide::<FUSED>(1.0, a) } else { a });
        (if above { FRAC_PI_2 - y } else { y } as f32).copysign(x)
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
        // So large that even the largest finite number is nothing beside it.
        const INFINITE: f64 = 1e100;
        let bounded = |a: f32| if a.abs() > f32::MAX { INFINITE } else { f64::from(a.abs()) };
        let (a, b) = (bounded(y), bounded(x));
        let above = a > b;
        let (small, large) = if above { (b, a) } else { (a, b) };
        let angle = atan::<FUSED>(small / if large == 0.0 { 1.0 } else { large });
        let angle = if above { FRAC_PI_2 - angle } else { angle };
        (if x.is_sign_negative() { PI - angle } else { angle } as f32).copysign(y)
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
