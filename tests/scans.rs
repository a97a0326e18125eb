//! Scans against plain loops: every function, axis, direction, layout and destination; long lanes and wide strips,
//! against integers that round nothing; that neither threads, layouts nor instruction sets show; NaN, nothing at
//! all, and functions that panic.

mod oracle;

use longstride::expr::{Apply, op};
use longstride::prelude::*;
use longstride::threads;
use oracle::eval::{Bits, Nd, same};
use oracle::levels;
use oracle::panics::panics_with;
use oracle::scan::{accumulated, least, most, padded, raveled, scanned};
use oracle::strided::{Dice, Sample, Strided, changes};
use oracle::views::case;
use proptest::prelude::*;

/// Evaluates a scan in every way: into a new array, into a destination of any layout around which nothing may change,
/// and as an operand.
#[track_caller]
fn every_way<E>(dice: &mut Dice, expected: &Nd<E::Elem>, expr: impl Fn() -> E)
where
    E: Expr,
    E::Elem: Sample,
{
    assert_eq!(expr().shape().as_ref(), &expected.shape[..]);
    same(expr().eval().view(), expected, || "a new array".into());
    same(expr().lazy().eval().view(), expected, || "an operand".into());
    changes(
        dice,
        &expected.shape,
        || "a scan".into(),
        |index, _| expected.at(index),
        |out| expr().eval_into(out),
    );
}

/// One cumulative function along each axis, forwards and backwards, with and without an initial value, and of all
/// elements.
macro_rules! cumulative {
    ($dice:expr, $values:expr, $expr:expr, $initial:expr; $($name:ident $all:ident $op:ident $f:expr;)*) => {$(
        let rank = $values.shape.len();
        for axis in 0..rank {
            let ax = Axis(if $dice.once_in(2) { axis as isize } else { axis as isize - rank as isize });
            let expected = accumulated($values, axis, false, $f);
            every_way($dice, &expected, || $expr.$name(ax));
            every_way($dice, &expected, || $expr.accumulate(ax, op::$op));
            let backwards = accumulated($values, axis, true, $f);
            every_way($dice, &backwards, || $expr.$name(ax).reverse());
            let at_end = $dice.once_in(2);
            let from = accumulated(&padded($values, axis, at_end, $initial), axis, at_end, $f);
            every_way($dice, &from, || {
                let scan = $expr.$name(ax).include_initial($initial);
                if at_end { scan.reverse() } else { scan }
            });
        }
        let all = raveled($values);
        every_way($dice, &accumulated(&all, 0, false, $f), || $expr.$all());
        every_way($dice, &accumulated(&all, 0, true, $f), || $expr.accumulate_all(op::$op).reverse());
        let from = accumulated(&padded(&all, 0, false, $initial), 0, false, $f);
        every_way($dice, &from, || $expr.$all().include_initial($initial));
    )*};
}

/// A scan with a state of another type than its elements and results.
macro_rules! stateful {
    ($dice:expr, $values:expr, $expr:expr, $count:expr) => {{
        let start = (0_u64, 1.5_f64);
        for axis in 0..$values.shape.len() {
            for reversed in [false, true] {
                let expected = scanned($values, axis, reversed, || start, $count);
                every_way($dice, &expected, || {
                    let scan = $expr.scan(Axis(axis as isize), start, $count);
                    if reversed { scan.reverse() } else { scan }
                });
            }
        }
    }};
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 48 } else { 300 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_views((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let mut values = Dice(seed ^ 1);
        let base = case.base(|_| f64::sample(&mut values));
        let v = case.view(&base);
        cumulative! { dice, &Nd::of(v), v, 0.75;
            cumsum cumsum_all Add |a, b| a + b;
            cumprod cumprod_all Mul |a, b| a * b;
            cummin cummin_all Minimum least;
            cummax cummax_all Maximum most;
        }
        stateful!(dice, &Nd::of(v), v, |(count, sum): &mut (u64, f64), x: f64| {
            (*count, *sum) = (*count + 1, *sum * 0.5 + x);
            (*sum * *count as f64) as f32
        });
        let base = case.base(|_| f32::sample(&mut values));
        let v = case.view(&base);
        cumulative! { dice, &Nd::of(v), v, -2.5;
            cumsum cumsum_all Add |a, b| a + b;
            cummax cummax_all Maximum most;
        }
        let base = case.base(|_| i64::sample(&mut values));
        let v = case.view(&base);
        cumulative! { dice, &Nd::of(v), v, 5;
            cumsum cumsum_all Add |a, b| a + b;
            cummin cummin_all Minimum least;
        }
        let base = case.base(|_| u8::sample(&mut values) % 2);
        let v = case.view(&base);
        cumulative! { dice, &Nd::of(v), v, 1;
            cumprod cumprod_all Mul |a, b| a * b;
        }
    }

    #[test]
    fn of_expressions(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let shape = dice.shape();
        let first = Strided::<f64>::destination(dice, &shape);
        let other = Strided::<f64>::operand(dice, &shape);
        let (x, y) = (Nd::of(first.view()), Nd::of(other.view()));
        let sum = Nd::from_fn(&shape, |i| x.at(i) * 0.5 + y.at(i));
        cumulative! { dice, &sum, (first.view() * 0.5 + other.view()), 2.0;
            cumsum cumsum_all Add |a, b| a + b;
            cummax cummax_all Maximum most;
        }
        let whole = Nd::from_fn(&shape, |i| x.at(i) as i32 / 1_000_000);
        cumulative! { dice, &whole, (first.view().cast::<i32>() / 1_000_000), 2;
            cummin cummin_all Minimum least;
        }
    }
}

/// Whole numbers, whose sums round nothing.
fn counting(shape: [usize; 2]) -> Array2<f64> {
    Array2::from_fn(shape, |[i, j]| ((i * 31 + j * 17) % 101) as f64 - 50.0)
}

#[test]
fn long_lanes_and_wide_strips_are_exact() {
    for shape in [[3, 20_000], [20_000, 3], [70, 9000], [9000, 70], [1, 50_000], [50_000, 1], [515, 515]] {
        let a = counting(shape);
        for axis in 0..2 {
            let mut totals = vec![0_i64; shape[1 - axis]];
            let mut expected = Array2::zeros(shape);
            // One total for each lane.
            for i in 0..shape[0] {
                for j in 0..shape[1] {
                    let total = &mut totals[[j, i][axis]];
                    *total += a[[i, j]] as i64;
                    expected[[i, j]] = *total as f64;
                }
            }
            let ax = Axis(axis as isize);
            assert_eq!(a.cumsum(ax).eval(), expected);
            assert_eq!((&a + 0.0).cumsum(ax).eval(), expected);
            // Read and written across, and through gaps.
            let turned = Array2::from_fn([shape[1], shape[0]], |[j, i]| a[[i, j]]);
            let mut out = Array2::zeros(shape);
            turned.t().cumsum(ax).eval_into(&mut out);
            assert_eq!(out, expected);
            let mut out = Array2::full([shape[0], 2 * shape[1]], 7.0);
            a.cumsum(ax).eval_into(&mut out.view_mut().slice(s![.., ..;2]));
            assert_eq!(out.slice(s![.., ..;2]), expected);
            assert_eq!(out.slice(s![.., 1..;2]), Array2::full(shape, 7.0));
            let mut out = Array2::zeros([shape[1], shape[0]]);
            a.cumsum(ax).eval_into(&mut out.view_mut().t());
            assert_eq!(out.t(), expected);
            let states = a.scan(ax, 0_i64, |total, x| {
                *total += x as i64;
                *total as f64
            });
            assert_eq!(states.eval(), expected);
        }
        let mut total = 0;
        let expected: Array1<f64> = a
            .iter()
            .map(|&x| {
                total += x as i64;
                total as f64
            })
            .collect();
        assert_eq!(a.cumsum_all().eval(), expected);
        assert_eq!((&a * 1.0).cumsum_all().eval(), expected);
        let turned = Array2::from_fn([shape[1], shape[0]], |[j, i]| a[[i, j]]);
        assert_eq!(turned.t().cumsum_all().eval(), expected);
        let mut out = Array1::full(3 * a.len(), -7.0);
        a.cumsum_all().eval_into(&mut out.view_mut().slice(s![..;-3]));
        assert_eq!(out.slice(s![..;-3]), expected);
    }
}

/// A hash of the bits of scans that are shared out over threads, in every layout.
fn battery() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add =
        |bits: u128| hash = (hash ^ bits as u64 ^ (bits >> 64) as u64).wrapping_mul(0x100_0000_01b3);
    let mut dice = Dice(7);
    let a = Array2::<f64>::from_fn([313, 521], |_| f64::sample(&mut dice));
    let b = Array3::<f32>::from_fn([7, 90, 201], |_| f32::sample(&mut dice));
    for axis in 0..2 {
        a.cumsum(Axis(axis)).eval().iter().for_each(|x| add(x.bits()));
        (&a * 0.3 + 1.0).cumprod(Axis(axis)).eval().iter().for_each(|x| add(x.bits()));
        a.t().cummax(Axis(axis)).reverse().eval().iter().for_each(|x| add(x.bits()));
        let smooth = a.scan(Axis(axis), 0.0, |level, x| {
            *level += 0.25 * (x - *level);
            *level
        });
        smooth.eval().iter().for_each(|x| add(x.bits()));
    }
    for axis in 0..3 {
        b.cumsum(Axis(axis)).include_initial(0.5).eval().iter().for_each(|x| add(x.bits()));
        b.permute_axes([2, 0, 1]).cummin(Axis(axis)).eval().iter().for_each(|x| add(x.bits()));
    }
    b.cumsum_all().eval().iter().for_each(|x| add(x.bits()));
    hash
}

#[test]
fn threads_do_not_show() {
    let one = threads::with(1, battery);
    for count in [2, 3] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        assert_eq!(pool.install(battery), one, "{count} threads");
    }
}

#[test]
fn battery_for_a_child() {
    levels::print_for_parent(battery);
}

#[test]
fn instruction_sets_do_not_show() {
    levels::assert_agree(battery);
}

#[test]
fn the_order_of_rounding_is_from_first_to_last() {
    // Each addition of 1 to 2^24 is lost: a sum by blocks would keep some.
    let mut a = Array1::<f32>::ones(5000);
    a[0] = 16_777_216.0;
    assert_eq!(a.cumsum(Axis(0)).eval(), Array1::full(5000, 16_777_216.0));
    // In a wider type, fused, nothing is lost.
    let wide = a.cast::<f64>().cumsum(Axis(0)).eval();
    assert_eq!(wide[4999], 16_777_216.0 + 4999.0);
}

#[test]
fn signs_of_zero_and_nans_are_kept() {
    let a = array![-0.0, -0.0, 1.0, f64::NAN, 2.0];
    let sums = a.cumsum(Axis(0)).eval();
    assert!(sums[0].is_sign_negative() && sums[1].is_sign_negative() && sums[2] == 1.0 && sums[4].is_nan());
    let least = a.cummin(Axis(0)).eval();
    assert!(least[2] == 0.0 && least[3].is_nan() && least[4].is_nan());
    let most = a.cummax(Axis(0)).reverse().eval();
    assert!(most[4] == 2.0 && most[3].is_nan() && most[0].is_nan());
}

#[test]
fn nothing_is_scanned_to_nothing_but_an_initial_value() {
    let a = Array2::<i32>::zeros([0, 3]);
    assert_eq!(a.cumsum(Axis(0)).eval().shape(), [0, 3]);
    assert_eq!(a.cumsum(Axis(0)).include_initial(4).eval(), array![[4, 4, 4]]);
    assert_eq!(a.cumsum(Axis(0)).reverse().include_initial(4).eval(), array![[4, 4, 4]]);
    assert_eq!(a.cumsum(Axis(1)).include_initial(4).eval().shape(), [0, 4]);
    assert_eq!(a.cummax_all().eval().len(), 0);
    assert_eq!(a.cummax_all().include_initial(9).eval(), array![9]);
    assert_eq!(Array0::full([], 5).cumsum_all().eval(), array![5]);
}

#[test]
fn scans_are_operands() {
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    assert_eq!((a.cumsum(Axis(0)) / 2.0 + &a).eval(), array![[1.5, 3.0], [5.0, 7.0]]);
    assert_eq!((&a - a.cumsum(Axis(1))).eval(), array![[0.0, -1.0], [0.0, -3.0]]);
    assert_eq!((-a.cumsum(Axis(1))).sum(), -14.0);
    assert_eq!(a.cumsum(Axis(0)).cumsum(Axis(1)).eval(), array![[1.0, 3.0], [4.0, 10.0]]);
    let mut out = a.clone();
    out += a.cummax(Axis(1));
    assert_eq!(out, array![[2.0, 4.0], [6.0, 8.0]]);
    // What was computed for one direction is not taken for the other.
    let scan = a.cumsum(Axis(1));
    assert_eq!(scan.explain(), scan.explain());
    assert_eq!(scan.reverse().eval(), array![[3.0, 2.0], [7.0, 4.0]]);
    // Column-major in, column-major out.
    assert_eq!(a.t().cumsum(Axis(0)).eval().strides(), [1, 2]);
}

#[test]
fn mistakes_are_errors() {
    let a = Array2::<f64>::zeros([2, 3]);
    assert_eq!(a.try_cumsum(Axis(2)).unwrap_err().to_string(), "axis 2 is out of range for rank 2 in cumsum");
    assert_eq!(
        a.try_scan(Axis(-3), 0, |_, _| 0).unwrap_err().to_string(),
        "axis -3 is out of range for rank 2 in scan"
    );
    panics_with("axis 2 is out of range for rank 2 in accumulate", || {
        drop(a.accumulate(Axis(2), op::Add));
    });
    let mut out = Array2::full([3, 2], 1.0);
    let error = a.cumprod(Axis(0)).try_eval_into(&mut out).unwrap_err();
    assert!(error.to_string().ends_with("in cumprod"), "{error}");
    assert!(a.cumprod(Axis(0)).include_initial(1.0).try_eval_into(&mut out.view_mut().t()).is_err());
    assert_eq!(out, Array2::full([3, 2], 1.0));
}

#[test]
fn a_function_that_panics_leaves_no_harm() {
    for shape in [[40, 50], [700, 900]] {
        let a = Array2::from_fn(shape, |[i, j]| (i * 1000 + j) as i64);
        let mut out = Array2::full(shape, -1);
        for axis in 0..2 {
            panics_with("enough", || {
                let scan = a.scan(Axis(axis), 0, |total, x| {
                    assert!(x != 30_030, "enough");
                    *total += x;
                    *total
                });
                scan.eval_into(&mut out);
            });
            panics_with("enough", || drop(a.scan(Axis(axis), 0, |_, _| -> i64 { panic!("enough") }).eval()));
        }
        // What was written before are results.
        assert!(out.iter().all(|&x| x >= -1));
        a.cumsum(Axis(0)).eval_into(&mut out);
        assert_eq!(out[[39, 1]], (0..40).map(|i| i * 1000 + 1).sum::<i64>());
    }
}

#[test]
fn types_of_any_size() {
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(align(32))]
    struct Wide(u64, [u8; 40]);
    struct Join;
    impl Apply<(Wide, Wide)> for Join {
        type Output = Wide;
        fn apply(&self, (a, b): (Wide, Wide)) -> Wide {
            Wide(a.0 + b.0, b.1)
        }
    }
    let a = Array2::from_fn([37, 21], |[i, j]| Wide((i * j) as u64, [i as u8; 40]));
    for axis in 0..2 {
        let got = a.t().accumulate(Axis(axis), Join).eval();
        let expected = Array2::from_fn([21, 37], |[i, j]| {
            let sum = if axis == 0 { j * i * (i + 1) / 2 } else { i * j * (j + 1) / 2 };
            Wide(sum as u64, [j as u8; 40])
        });
        assert_eq!(got, expected);
        // Nothing in, nothing out: results without a size.
        let units = a.scan(Axis(axis), (), |(), _| ()).eval();
        assert_eq!(units.len(), 37 * 21);
    }
}
