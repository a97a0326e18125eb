//! The functions: how longstride is asked for them, and two references.
//!
//! `rounded` is the correctly rounded result, by CORE-MATH (for `f32` sometimes a formula in `f64`: then right in all
//! but one of some 10^8 cases). Results that differ from it are compared with `exact`, by MPFR, or for `f32` with
//! the correctly rounded result in `f64`.

use longstride::prelude::*;
use rug::Float;

/// A function of one number.
pub struct One {
    pub name: &'static str,
    /// Where its results are neither constant nor NaN, and arguments are drawn from.
    pub range: (f64, f64),
    pub run64: fn(&Array1<f64>, &mut Array1<f64>),
    pub run32: fn(&Array1<f32>, &mut Array1<f32>),
    pub rounded64: Option<fn(f64) -> f64>,
    pub rounded32: fn(f32) -> f32,
    pub exact: fn(&mut Float),
}

/// A function of two numbers.
pub struct Two {
    pub name: &'static str,
    pub pairs: Pairs,
    pub run64: fn(&Array1<f64>, &Array1<f64>, &mut Array1<f64>),
    pub run32: fn(&Array1<f32>, &Array1<f32>, &mut Array1<f32>),
    pub rounded64: Option<fn(f64, f64) -> f64>,
    pub rounded32: Option<fn(f32, f32) -> f32>,
    /// Of the first and the second, into the first.
    pub exact: fn(&mut Float, &Float),
}

/// What pairs of arguments are of interest.
#[derive(Clone, Copy)]
pub enum Pairs {
    /// Coordinates of points.
    Points,
    /// Base and exponent.
    Powers,
    /// Logarithms of two numbers, some of which add up to nearly 1.
    Logarithms,
}

const INF: f64 = f64::INFINITY;

macro_rules! one {
    ($name:ident, $range:expr, $rounded64:path, $rounded32:path, $exact:expr) => {
        One {
            name: stringify!($name),
            range: $range,
            run64: |x, out| x.$name().eval_into(out),
            run32: |x, out| x.$name().eval_into(out),
            rounded64: Some($rounded64),
            rounded32: $rounded32,
            exact: $exact,
        }
    };
}

/// All functions of one number.
pub fn ones() -> Vec<One> {
    use core_math as c;
    vec![
        one!(exp, (-746.0, 710.0), c::exp, c::expf, |x| x.exp_mut()),
        one!(exp2, (-1076.0, 1025.0), c::exp2, c::exp2f, |x| x.exp2_mut()),
        one!(exp_m1, (-45.0, 710.0), c::expm1, c::expm1f, |x| x.exp_m1_mut()),
        one!(ln, (0.0, INF), c::log, c::logf, |x| x.ln_mut()),
        one!(log2, (0.0, INF), c::log2, c::log2f, |x| x.log2_mut()),
        one!(log10, (0.0, INF), c::log10, c::log10f, |x| x.log10_mut()),
        one!(ln_1p, (-1.0, INF), c::log1p, c::log1pf, |x| x.ln_1p_mut()),
        one!(sin, (-INF, INF), c::sin, c::sinf, |x| x.sin_mut()),
        one!(cos, (-INF, INF), c::cos, c::cosf, |x| x.cos_mut()),
        One {
            name: "sin_cos().0",
            range: (-INF, INF),
            run64: |x, out| out.assign(x.sin_cos().eval().iter().map(|pair| pair.0).collect::<Array1<f64>>()),
            run32: |x, out| out.assign(x.sin_cos().eval().iter().map(|pair| pair.0).collect::<Array1<f32>>()),
            rounded64: Some(c::sin),
            rounded32: c::sinf,
            exact: |x| x.sin_mut(),
        },
        One {
            name: "sin_cos().1",
            range: (-INF, INF),
            run64: |x, out| out.assign(x.sin_cos().eval().iter().map(|pair| pair.1).collect::<Array1<f64>>()),
            run32: |x, out| out.assign(x.sin_cos().eval().iter().map(|pair| pair.1).collect::<Array1<f32>>()),
            rounded64: Some(c::cos),
            rounded32: c::cosf,
            exact: |x| x.cos_mut(),
        },
        one!(tan, (-INF, INF), c::tan, c::tanf, |x| x.tan_mut()),
        one!(asin, (-1.0, 1.0), c::asin, c::asinf, |x| x.asin_mut()),
        one!(acos, (-1.0, 1.0), c::acos, c::acosf, |x| x.acos_mut()),
        one!(atan, (-INF, INF), c::atan, c::atanf, |x| x.atan_mut()),
        one!(sinh, (-711.0, 711.0), c::sinh, c::sinhf, |x| x.sinh_mut()),
        one!(cosh, (-711.0, 711.0), c::cosh, c::coshf, |x| x.cosh_mut()),
        one!(tanh, (-25.0, 25.0), c::tanh, c::tanhf, |x| x.tanh_mut()),
        one!(asinh, (-INF, INF), c::asinh, c::asinhf, |x| x.asinh_mut()),
        one!(acosh, (1.0, INF), c::acosh, c::acoshf, |x| x.acosh_mut()),
        one!(atanh, (-1.0, 1.0), c::atanh, c::atanhf, |x| x.atanh_mut()),
        one!(cbrt, (-INF, INF), c::cbrt, c::cbrtf, |x| x.cbrt_mut()),
        One {
            name: "sigmoid",
            range: (-746.0, 40.0),
            run64: |x, out| x.sigmoid().eval_into(out),
            run32: |x, out| x.sigmoid().eval_into(out),
            rounded64: None,
            rounded32: |x| (1.0 / (1.0 + c::exp(-f64::from(x)))) as f32,
            exact: sigmoid,
        },
        One {
            name: "sinc",
            range: (-INF, INF),
            run64: |x, out| x.sinc().eval_into(out),
            run32: |x, out| x.sinc().eval_into(out),
            rounded64: None,
            rounded32: |x| match f64::from(x) {
                0.0 => 1.0,
                x if x.is_infinite() => 0.0,
                x => (c::sinpi(x) / (std::f64::consts::PI * x)) as f32 + 0.0,
            },
            exact: sinc,
        },
    ]
}

/// All functions of two numbers.
pub fn twos() -> Vec<Two> {
    use core_math as c;
    vec![
        Two {
            name: "powf",
            pairs: Pairs::Powers,
            run64: |x, y, out| x.powf(y).eval_into(out),
            run32: |x, y, out| x.powf(y).eval_into(out),
            rounded64: Some(c::pow),
            rounded32: Some(c::powf),
            exact: |x, y| *x = Float::with_val(x.prec(), rug::ops::Pow::pow(&*x, y)),
        },
        Two {
            name: "atan2",
            pairs: Pairs::Points,
            run64: |x, y, out| x.atan2(y).eval_into(out),
            run32: |x, y, out| x.atan2(y).eval_into(out),
            rounded64: Some(c::atan2),
            rounded32: Some(c::atan2f),
            exact: |x, y| x.atan2_mut(y),
        },
        Two {
            name: "hypot",
            pairs: Pairs::Points,
            run64: |x, y, out| x.hypot(y).eval_into(out),
            run32: |x, y, out| x.hypot(y).eval_into(out),
            rounded64: Some(c::hypot),
            rounded32: Some(c::hypotf),
            exact: |x, y| x.hypot_mut(y),
        },
        Two {
            name: "logaddexp",
            pairs: Pairs::Logarithms,
            run64: |x, y, out| x.logaddexp(y).eval_into(out),
            run32: |x, y, out| x.logaddexp(y).eval_into(out),
            rounded64: None,
            rounded32: Some(logaddexp32),
            exact: logaddexp,
        },
    ]
}

fn sigmoid(x: &mut Float) {
    *x *= -1;
    x.exp_mut();
    *x += 1;
    x.recip_mut();
}

fn sinc(x: &mut Float) {
    if x.is_zero() {
        *x = Float::with_val(x.prec(), 1);
    } else if x.is_infinite() || x.is_integer() {
        *x = Float::new(x.prec());
    } else if !x.is_nan() {
        // The remainder by 2 is exact, and so few digits of it are lost to the product with pi.
        let turns = Float::with_val(x.prec(), &*x % 2u32);
        let sine = (turns * Float::with_val(x.prec(), rug::float::Constant::Pi)).sin();
        *x *= Float::with_val(x.prec(), rug::float::Constant::Pi);
        *x = sine / &*x;
    }
}

fn logaddexp(x: &mut Float, y: &Float) {
    if x.is_nan() || y.is_nan() || (x == y && x.is_infinite()) {
        *x += y;
        return;
    }
    let (low, high) = if *x < *y { (x.clone(), y.clone()) } else { (y.clone(), x.clone()) };
    *x = high.clone();
    if high.is_finite() {
        *x += (low - high).exp().ln_1p();
    }
}

/// By `f64`, unless too many digits cancel.
fn logaddexp32(x: f32, y: f32) -> f32 {
    let (x, y) = (f64::from(x), f64::from(y));
    let (low, high) = (x.min(y), x.max(y));
    let sum = high + core_math::log1p(core_math::exp(low - high));
    if !x.is_nan() && !y.is_nan() && sum.is_finite() && sum.abs() > 1e-4 * high.abs() {
        return sum as f32;
    }
    let mut exact = Float::with_val(crate::error::PRECISION, x);
    logaddexp(&mut exact, &Float::with_val(crate::error::PRECISION, y));
    exact.to_f32()
}
