//! The elementary functions in expressions: on every layout, at every position, beside every other operand and on any
//! number of threads an element becomes what it becomes alone; and that is what the standard library says, but for
//! rounding. How exact they are is measured by `benches/accuracy`.

mod oracle;

use longstride::expr::op::{Binary, Unary};
use longstride::prelude::*;
use longstride::{Elementary, ElementaryPair, stores, threads};
use oracle::eval::{Bits, Nd, same};
use oracle::strided::Dice;
use oracle::views::case;
use proptest::prelude::*;

/// Numbers of all sizes, the special ones among them.
fn number(dice: &mut Dice) -> f64 {
    match dice.below(8) {
        0 => dice.pick(&[0.0, -0.0, 1.0, -1.0, 0.5, 2.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]),
        1 => dice.pick(&[1e300, -1e300, 5e-324, f64::MIN_POSITIVE, 709.9, -745.5, 1e22, 3e-9]),
        2 => match f64::from_bits(dice.next()) {
            // Quiet: of a signalling one some libraries make a NaN where IEEE 754 says 1.
            x if x.is_nan() => f64::NAN,
            x => x,
        },
        3 => (dice.next() >> 12) as f64 / (1u64 << 40) as f64,
        _ => (dice.next() >> 12) as f64 / (1u64 << 49) as f64 - 4.0,
    }
}

/// Units in the last place between two floats; none between two NaN.
fn apart(a: f64, b: f64) -> u64 {
    let place = |x: f64| if x.is_sign_negative() { -(x.abs().to_bits() as i64) } else { x.to_bits() as i64 };
    match (a.is_nan(), b.is_nan()) {
        (true, true) => 0,
        (false, false) => place(a).abs_diff(place(b)),
        _ => u64::MAX,
    }
}

fn apart_f32(a: f32, b: f32) -> u64 {
    let place = |x: f32| if x.is_sign_negative() { -(x.abs().to_bits() as i64) } else { x.to_bits().into() };
    match (a.is_nan(), b.is_nan()) {
        (true, true) => 0,
        (false, false) => place(a).abs_diff(place(b)),
        _ => u64::MAX,
    }
}

/// Calls the macro for each function of one element: its method, and the standard library's.
macro_rules! each_function {
    ($check:ident) => {
        $check!(exp | x | x.exp());
        $check!(exp2 | x | x.exp2());
        $check!(exp_m1 | x | x.exp_m1());
        $check!(ln | x | x.ln());
        $check!(log2 | x | x.log2());
        $check!(log10 | x | x.log10());
        $check!(ln_1p | x | x.ln_1p());
        $check!(sin | x | x.sin());
        $check!(cos | x | x.cos());
        $check!(tan | x | x.tan());
        $check!(asin | x | x.asin());
        $check!(acos | x | x.acos());
        $check!(atan | x | x.atan());
        $check!(sinh | x | x.sinh());
        $check!(cosh | x | x.cosh());
        $check!(tanh | x | x.tanh());
        $check!(cbrt | x | x.cbrt());
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Each element becomes what it becomes alone, and what the standard library makes of it, within its own 4 units.
    #[test]
    fn on_every_layout(case in case(), seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let values: Vec<f64> = (0..4000).map(|_| number(&mut dice)).collect();
        let base = case.base(|k| values[k % values.len()]);
        let view: ViewD<'_, f64> = case.view(&base);
        let plain = Nd::of(view);
        let narrow = view.cast::<f32>().eval();
        let narrow = narrow.view();
        macro_rules! check {
            ($name:ident |$x:ident| $std:expr) => {{
                let alone = |x: f64| array![x].$name().eval()[0];
                let expected = Nd { shape: plain.shape.clone(), data: plain.data.iter().map(|&x| alone(x)).collect() };
                same(view.$name().eval().view(), &expected, || stringify!($name).to_owned());
                for (&$x, &got) in plain.data.iter().zip(&expected.data) {
                    let std: f64 = $std;
                    prop_assert!(apart(got, std) <= 4, "{}({:e}) = {got:e}, not {std:e}", stringify!($name), $x);
                }
                let got = narrow.$name().eval();
                for ($x, &got) in narrow.iter().zip(got.iter()) {
                    let std: f32 = $std;
                    prop_assert!(apart_f32(got, std) <= 4, "{}({:e}_f32) = {got:e}, not {std:e}", stringify!($name), $x);
                }
            }};
        }
        each_function!(check);
    }

    /// The same of two operands, the second of them turned around.
    #[test]
    fn of_two_operands(seed in any::<u64>(), rows in 1usize..20, cols in 1usize..40) {
        let mut dice = Dice(seed);
        let a = Array2::from_fn([rows, cols], |_| number(&mut dice));
        let b = Array2::from_fn([cols, rows], |_| number(&mut dice));
        macro_rules! check {
            ($name:ident |$x:ident, $y:ident| $std:expr) => {{
                let got = a.$name(b.t()).eval();
                for i in 0..rows {
                    for j in 0..cols {
                        let ($x, $y) = (a[[i, j]], b[[j, i]]);
                        let (alone, std): (f64, f64) = (array![$x].$name(&array![$y]).eval()[0], $std);
                        prop_assert_eq!(got[[i, j]].bits(), alone.bits());
                        prop_assert!(apart(alone, std) <= 4, "{}({:e}, {:e}) = {alone:e}, not {std:e}", stringify!($name), $x, $y);
                    }
                }
            }};
        }
        check!(powf |x, y| x.powf(y));
        check!(atan2 |x, y| x.atan2(y));
        check!(hypot |x, y| x.hypot(y));
    }
}

/// Any bits at all: no lane panics where it is not meant, and none is far off.
#[test]
fn of_any_bits() {
    let mut dice = Dice(3);
    let wide = Array1::from_fn([20_000], |_| f64::from_bits(dice.next()));
    let narrow = Array1::from_fn([20_000], |_| f32::from_bits(dice.next() as u32));
    macro_rules! check {
        ($name:ident |$x:ident| $std:expr) => {{
            for (&$x, &got) in wide.iter().zip(wide.$name().eval().iter()) {
                let std: f64 = $std;
                assert!(apart(got, std) <= 4, "{}({:e}) = {got:e}, not {std:e}", stringify!($name), $x);
            }
            for (&$x, &got) in narrow.iter().zip(narrow.$name().eval().iter()) {
                let std: f32 = $std;
                assert!(
                    apart_f32(got, std) <= 4,
                    "{}({:e}_f32) = {got:e}, not {std:e}",
                    stringify!($name),
                    $x
                );
            }
        }};
    }
    each_function!(check);
    let (other, others) = (wide.slice(s![..;-1]), narrow.slice(s![..;-1]));
    macro_rules! check_pairs {
        ($name:ident |$x:ident, $y:ident| $std:expr) => {{
            for ((&$x, &$y), &got) in wide.iter().zip(other.iter()).zip(wide.$name(other).eval().iter()) {
                let std: f64 = $std;
                assert!(
                    apart(got, std) <= 4,
                    "{}({:e}, {:e}) = {got:e}, not {std:e}",
                    stringify!($name),
                    $x,
                    $y
                );
            }
            for ((&$x, &$y), &got) in narrow.iter().zip(others.iter()).zip(narrow.$name(others).eval().iter())
            {
                let std: f32 = $std;
                assert!(
                    apart_f32(got, std) <= 4,
                    "{}({:e}, {:e}) = {got:e}, not {std:e}",
                    stringify!($name),
                    $x,
                    $y
                );
            }
        }};
    }
    check_pairs!(powf | x, y | x.powf(y));
    check_pairs!(atan2 | x, y | x.atan2(y));
    check_pairs!(hypot | x, y | x.hypot(y));
    // These have no twin in the standard library, or one that errs: that they do not panic, and what is plain.
    for y in [wide.asinh().sinh().eval(), wide.abs().acosh().cosh().eval(), wide.atanh().tanh().eval()] {
        assert_eq!(y.shape(), wide.shape());
    }
    assert!(wide.asinh().eval().iter().zip(wide.iter()).all(|(y, x)| y.abs() <= 711.0 || !x.is_finite()));
    assert!(narrow.asinh().eval().iter().zip(narrow.iter()).all(|(y, x)| y.abs() <= 90.0 || !x.is_finite()));
    assert!(
        narrow.acosh().eval().iter().zip(narrow.iter()).all(|(y, &x)| y.is_nan() == (x.is_nan() || x < 1.0))
    );
    assert!(narrow.atanh().eval().iter().zip(narrow.iter()).all(|(y, x)| y.is_nan() != (x.abs() <= 1.0)));
    assert!(
        wide.sigmoid().eval().iter().zip(wide.iter()).all(|(y, x)| (0.0..=1.0).contains(y) || x.is_nan())
    );
    assert!(wide.sinc().eval().iter().zip(wide.iter()).all(|(y, x)| y.abs() <= 1.0 || !x.is_finite()));
    for ((&x, &y), &sum) in wide.iter().zip(other.iter()).zip(wide.logaddexp(other).eval().iter()) {
        assert!(
            x.is_nan() || y.is_nan() || sum >= x.max(y) && sum <= x.max(y) + 0.7,
            "{x:e}, {y:e}: {sum:e}"
        );
    }
}

/// Every length around the widths of vectors and blocks, from every start in a line of the cache.
#[test]
fn at_every_length_and_start() {
    let mut dice = Dice(1);
    let all = Array1::from_fn([800], |_| number(&mut dice));
    let expected = all.map(|x| array![x].sin().eval()[0]).eval();
    for len in (0..70).chain(250..275).chain(505..530) {
        for start in 0..8 {
            let range = s![start..start + len];
            let got = all.slice(range.clone()).sin().eval();
            same(got.view(), &Nd::of(expected.slice(range)), || format!("{len} from {start}"));
        }
    }
}

/// What is around a function is fused and gives the same as one step after the other.
#[test]
fn inside_larger_expressions() {
    let mut dice = Dice(2);
    let x = Array2::from_fn([37, 71], |_| number(&mut dice));
    let c = Array1::from_fn([71], |_| number(&mut dice));
    let squares = (-(&x * &x) * 0.5).eval();
    let expected = Nd::of((&squares.exp().eval() * &c).eval().view());
    same(((-(&x * &x) * 0.5).exp() * &c).eval().view(), &expected, || "fused".to_owned());
    // Stretched along rows and along columns.
    let column = x.slice(s![.., 3..4]);
    let nested = ((column + &c).sin().exp() - 2.0 * c.ln_1p()).eval();
    let steps = (&(column + &c).eval().sin().eval().exp().eval() - 2.0 * &c.ln_1p().eval()).eval();
    same(nested.view(), &Nd::of(steps.view()), || "nested".to_owned());
    // In place, into a transposed destination, under a mask, and into the buffer of an operand.
    let mut out = Array2::zeros([71, 37]);
    (x.t().cos() * 1.0).eval_into(&mut out);
    same(out.t(), &Nd::of(x.cos().eval().view()), || "out".to_owned());
    out += x.t().cos();
    let twice = (&x.cos().eval() + &x.cos().eval()).eval();
    same(out.t(), &Nd::of(twice.view()), || "+=".to_owned());
    out.assign_where(x.t().gt(0.0), x.t().tanh());
    let chosen = x.gt(0.0).select(&x.tanh().eval(), &twice).eval();
    same(out.t(), &Nd::of(chosen.view()), || "where".to_owned());
    let donated = ((x.clone() + 0.25).tanh() + &x).eval();
    let kept = (&(&x + 0.25).eval().tanh().eval() + &x).eval();
    same(donated.view(), &Nd::of(kept.view()), || "donated".to_owned());
    // Reductions and scans of it.
    let y = x.cast::<f32>().eval();
    let y = y.slice(s![.., ..;-1]);
    let whole = y.tanh().eval();
    assert_eq!(y.tanh().sum().bits(), whole.sum().bits());
    same(y.tanh().max_axis(Axis(0)).eval().view(), &Nd::of(whole.max_axis(Axis(0)).eval().view()), || {
        "max".to_owned()
    });
    same(y.tanh().cumsum(Axis(1)).eval().view(), &Nd::of(whole.cumsum(Axis(1)).eval().view()), || {
        "cumsum".to_owned()
    });
}

/// Neither threads nor the way in which results are stored show.
#[test]
fn large_arrays() {
    let x = Array1::from_fn([300_000], |[i]| i as f64 * 1e-3 - 100.0);
    let one = threads::with(1, || ((&x * 0.1).exp() + x.sin()).eval());
    let two = threads::with(2, || ((&x * 0.1).exp() + x.sin()).eval());
    assert_eq!(one, two);
    for mode in [stores::Mode::Cached, stores::Mode::Streamed] {
        assert_eq!(stores::with(mode, || ((&x * 0.1).exp() + x.sin()).eval()), one);
    }
    assert!(one.iter().zip(x.iter()).all(|(&y, &x)| {
        let std = (x * 0.1).exp() + x.sin();
        (y - std).abs() <= 4.0 * f64::EPSILON * ((x * 0.1).exp() + 1.0)
    }));
}

/// A number type with functions of its own, of which one panics.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hours(f32);

impl Elementary for Hours {
    fn unary(function: Unary, x: Self) -> Self {
        assert!(function != Unary::Ln, "no logarithm of hours");
        Self(function.of_float(x.0 / 12.0 * core::f32::consts::PI))
    }
}

impl ElementaryPair for Hours {
    fn binary(function: Binary, x: Self, y: Self) -> Self {
        Self(function.of_floats(x.0, y.0))
    }
}

#[test]
fn types_of_ones_own() {
    let a = Array1::from_fn([300], |[i]| Hours(i as f32));
    let sines = a.sin().eval();
    for (i, y) in sines.iter().enumerate() {
        assert_eq!(y.0, (i as f32 / 12.0 * core::f32::consts::PI).sin());
    }
    assert_eq!(a.hypot(Literal(Hours(4.0))).eval()[3], Hours(5.0));
    let caught = std::panic::catch_unwind(|| a.ln().eval());
    assert!(caught.is_err());
}

/// The functions that the standard library has not.
#[test]
fn sigmoid_sinc_and_logaddexp() {
    let x = array![0.0, 1.0, -1.0, 800.0, -800.0, f64::INFINITY, f64::NEG_INFINITY];
    let y = x.sigmoid().eval();
    assert_eq!((y[0], y[3], y[4], y[5], y[6]), (0.5, 1.0, 0.0, 1.0, 0.0));
    assert!((y[1] - 0.731_058_578_630_004_9).abs() < 2e-16 && (y[1] + y[2] - 1.0).abs() < 2e-16);
    let y = array![0.0, 0.5, 1.0, -3.0, 1e-9].sinc().eval();
    assert_eq!((y[0], y[2], y[3], y[4]), (1.0, 0.0, 0.0, 1.0));
    assert!((y[1] - core::f64::consts::FRAC_2_PI).abs() < 2e-16);
    let y = array![1000.0, 0.0, f64::NEG_INFINITY].logaddexp(&array![1000.0, 0.0, 3.0]).eval();
    let ln_2 = core::f64::consts::LN_2;
    assert_eq!((y[0], y[1], y[2]), (1000.0 + ln_2, ln_2, 3.0));
}

#[cfg(feature = "half")]
#[test]
fn half_precision() {
    use half::{bf16, f16};
    let x = Array1::from_fn([40], |[i]| f16::from_f32(i as f32 / 8.0));
    for (&x, y) in x.iter().zip((x.exp() * f16::ONE).eval().iter()) {
        assert_eq!(*y, f16::from_f32(x.to_f32().exp()));
    }
    let x = array![bf16::from_f32(3.0), bf16::from_f32(-1.0)];
    assert_eq!(x.hypot(bf16::from_f32(4.0)).eval()[0], bf16::from_f32(5.0));
}

#[cfg(feature = "num-complex")]
#[test]
fn complex_numbers() {
    use num_complex::{Complex, Complex64};
    let z = array![Complex64::new(0.0, core::f64::consts::PI), Complex::new(1.0, 0.0)];
    let w = (z.exp() + Complex::new(1.0, 0.0)).eval();
    assert!(w[0].norm() < 2e-16 && (w[1] - (1.0 + core::f64::consts::E)).norm() < 1e-15);
    let back = z.sin().asin().eval();
    assert!((back[1] - z[1]).norm() < 1e-15);
    assert_eq!(array![Complex64::new(0.0, 0.0)].sinc().eval()[0], Complex64::new(1.0, 0.0));
}
