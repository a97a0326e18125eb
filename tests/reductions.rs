//! Reductions against plain loops: every reduction, axis, layout and destination; how far sums may be off; that
//! neither threads nor instruction sets show; NaN, infinities, and nothing at all.

mod oracle;

use longstride::prelude::*;
use oracle::eval::{Bits, Nd, same};
use oracle::reduce::{every_way, is_max, is_mean, is_min, is_prod, is_sum};
use oracle::strided::{Dice, Strided};
use oracle::views::case;
use proptest::prelude::*;

/// One reduction along each axis, counted from both ends, in every way.
macro_rules! along {
    ($dice:expr, $values:expr, $expr:expr, $junk:expr, $($along:ident $try_along:ident $holds:expr;)*) => {$(
        let rank = $values.shape.len();
        for axis in 0..rank {
            let ends = [Axis(axis as isize), Axis(axis as isize - rank as isize)];
            let (one, other) = if $dice.once_in(2) { (ends[0], ends[1]) } else { (ends[1], ends[0]) };
            let plain = || $expr.$along(one);
            let empty = $values.shape[axis] == 0;
            let others = (0..rank).all(|a| a == axis || $values.shape[a] != 0);
            let partial = matches!(stringify!($along), "min_axis" | "max_axis");
            match $expr.$try_along(other) {
                Ok(_) => {
                    assert!(!(partial && empty && others));
                    every_way($dice, $values, axis, $junk, plain, || $expr.$along(other).keepdims(), $holds);
                }
                Err(e) => {
                    assert!(partial && empty && others);
                    assert!(e.to_string().starts_with("no elements in shape "), "{e}");
                    assert!(e.to_string().ends_with(concat!(" in ", stringify!($along))), "{e}");
                }
            }
        }
    )*};
}

/// All reductions of one floating-point expression, `values` being its elements.
macro_rules! all_of_floats {
    ($dice:expr, $values:expr, $expr:expr, $junk:expr) => {{
        let all = &$values.data[..];
        is_sum($expr.sum(), all);
        is_prod($expr.prod(), all);
        is_mean($expr.mean(), all);
        assert_eq!($expr.try_min().is_err(), all.is_empty());
        assert_eq!($expr.try_max().is_err(), all.is_empty());
        if !all.is_empty() {
            is_min($expr.min(), all);
            is_max($expr.max(), all);
        }
        along! { $dice, $values, $expr, $junk,
            sum_axis try_sum_axis is_sum; prod_axis try_prod_axis is_prod; mean_axis try_mean_axis is_mean;
            min_axis try_min_axis is_min; max_axis try_max_axis is_max;
        }
    }};
}

macro_rules! all_of_integers {
    ($dice:expr, $values:expr, $expr:expr, $junk:expr) => {{
        let all = &$values.data[..];
        assert_eq!($expr.sum(), all.iter().sum());
        if !all.is_empty() {
            is_min($expr.min(), all);
            is_max($expr.max(), all);
        }
        along! { $dice, $values, $expr, $junk,
            sum_axis try_sum_axis |got, v| assert_eq!(got, v.iter().sum());
            min_axis try_min_axis is_min; max_axis try_max_axis is_max;
        }
    }};
}

macro_rules! all_of_bools {
    ($dice:expr, $values:expr, $expr:expr) => {{
        let ones = |v: &[bool]| v.iter().filter(|&&x| x).count();
        let all = &$values.data[..];
        assert_eq!($expr.count(), ones(all));
        assert_eq!($expr.any(), all.contains(&true));
        assert_eq!($expr.all(), !all.contains(&false));
        let junk = $dice.once_in(2);
        along! { $dice, $values, $expr, junk,
            any_axis try_any_axis |got, v: &[bool]| assert_eq!(got, v.contains(&true));
            all_axis try_all_axis |got, v: &[bool]| assert_eq!(got, !v.contains(&false));
        }
        along! { $dice, $values, $expr, 77_777,
            count_axis try_count_axis |got, v: &[bool]| assert_eq!(got, ones(v));
        }
    }};
}

/// A value near 1 with many bits in use, of either sign: products stay in range, sums cancel.
fn unit(dice: &mut Dice) -> f64 {
    let x = 1.0 + (dice.next() >> 20) as f64 / (1u64 << 54) as f64;
    if dice.once_in(2) { -x } else { x }
}

fn units(seed: u64, shape: &[usize]) -> Nd<f64> {
    let mut dice = Dice(seed);
    Nd::from_fn(shape, |_| unit(&mut dice))
}

fn narrow(x: f64) -> f32 {
    x as f32
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 64 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plain_views((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let numbers = units(seed, &[625]).data;
        let base = case.base(|k| numbers[k]);
        let v = case.view(&base);
        all_of_floats!(dice, &Nd::of(v), v, -7.5);
        let base = case.base(|k| narrow(numbers[k]));
        let v = case.view(&base);
        all_of_floats!(dice, &Nd::of(v), v, -7.5);
        let base = case.base(|k| (numbers[k] * 40.0) as i32);
        let v = case.view(&base);
        all_of_integers!(dice, &Nd::of(v), v, -7);
        let base = case.base(|k| (numbers[k] * 1e9) as i64);
        let v = case.view(&base);
        all_of_integers!(dice, &Nd::of(v), v, -7);
        let base = case.base(|k| numbers[k] > 1.0);
        let v = case.view(&base);
        all_of_bools!(dice, &Nd::of(v), v);
    }

    #[test]
    fn fused_expressions((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let numbers = units(seed, &[625]).data;
        let base = case.base(|k| numbers[k]);
        let v = case.view(&base);
        let a = Nd::of(v);
        // Any strides, and a shape that broadcasts.
        let other = Strided::<f64>::operand(dice, case.shape());
        let clean = Nd::of(other.view());
        let clean = Nd::from_fn(&clean.shape, |i| if clean.at(i).abs() < 9.0 { clean.at(i) / 512.0 } else { 0.0 });
        let clean = Nd { data: clean.data.iter().map(|&x| if x.abs() < 1e-9 { 0.0 } else { x }).collect(), ..clean };
        let order: Vec<usize> = (0..clean.shape.len()).rev().collect();
        let b = Strided::relaid(&clean, &order, dice.pick(&[1, -1, 2]), f64::NAN);
        let b = b.view();
        let sum = Nd::from_fn(&a.shape, |i| a.at(i) * 1.0 + clean.at(i));
        prop_assert_eq!((v * 1.0 + b).shape(), case.shape());
        all_of_floats!(dice, &sum, (v * 1.0 + b), 1234.5);
        all_of_bools!(dice, &Nd::from_fn(&a.shape, |i| a.at(i) < clean.at(i)), v.lt(b));
        let base = case.base(|k| (numbers[k] * 40.0) as i64);
        let w = case.view(&base);
        let c = Nd::of(w);
        all_of_integers!(dice, &Nd::from_fn(&a.shape, |i| c.at(i) * 3 - 1), (w * 3 - 1), 99);
    }

    #[test]
    fn reductions_are_operands((case, seed) in (case(), any::<u64>())) {
        let numbers = units(seed, &[625]).data;
        let base = case.base(|k| numbers[k]);
        let v = case.view(&base);
        let a = Nd::of(v);
        for axis in 0..a.shape.len() {
            let (at, text) = (Axis(axis as isize), || format!("axis {axis} of {case:?}"));
            let mean = Nd::of(v.mean_axis(at).keepdims().eval().view());
            let minus = Nd::from_fn(&a.shape, |i| a.at(i) - mean.at(i));
            same((v - v.mean_axis(at).keepdims()).eval().view(), &minus, text);
            let minus = Nd::from_fn(&a.shape, |i| mean.at(i) - a.at(i));
            same((v.mean_axis(at).keepdims() - v).eval().view(), &minus, text);
            // A reduction of what is made of a reduction.
            let square = Nd::from_fn(&a.shape, |i| minus.at(i) * minus.at(i));
            let spread = || (v.mean_axis(at).keepdims() - v).square().mean_axis(at);
            every_way(&mut Dice(seed), &square, axis, 9.0, spread, || spread().keepdims(), |got, v: &[f64]| {
                let naive = v.iter().sum::<f64>() / v.len() as f64;
                assert!(got.bits() == naive.bits() || (got - naive).abs() < 1e-9, "{got} is not {naive}");
            });
            let sum = Nd::of(v.abs().sum_axis(at).eval().view());
            let root = Nd::from_fn(&sum.shape, |i| sum.at(i).sqrt());
            same(v.abs().sum_axis(at).sqrt().eval().view(), &root, text);
            let both = Nd::from_fn(&sum.shape, |i| sum.at(i) - sum.at(i).sqrt() * 2.0);
            let left = v.abs().sum_axis(at);
            same((left - v.abs().sum_axis(at).sqrt() * 2.0).eval().view(), &both, text);
            let mut out = Strided::relaid(&both, &(0..both.shape.len()).rev().collect::<Vec<_>>(), -2, 5.0);
            let wanted = Nd::of(out.base.view());
            out.view_mut().fill(0.0);
            (v.abs().sum_axis(at) - v.abs().sum_axis(at).sqrt() * 2.0).eval_into(&mut out.view_mut());
            same(out.base.view(), &wanted, text);
            out.view_mut().fill(0.0);
            let mut view = out.view_mut();
            view += v.abs().sum_axis(at);
            view -= v.abs().sum_axis(at).sqrt() * 2.0;
            same(out.base.view(), &wanted, text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 8 } else { 100 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn static_ranks((n, m, p, seed) in (0usize..20, 0usize..7, 0usize..4, any::<u64>())) {
        let dice = &mut Dice(seed);
        let numbers = units(seed, &[4 * n + 1, m + 2, 2 * p + 1]);
        let one = Array1::from_fn(4 * n + 1, |[i]| numbers.at(&[i, 0, 0]));
        for v in [one.slice(s![..;-1]), one.slice(s![1..;3]), one.view(), one.slice(s![..1]).broadcast_to([n])] {
            all_of_floats!(dice, &Nd::of(v), v, 5.5);
            all_of_floats!(dice, &Nd::of((v * 3.0).eval().view()), (v * 3.0), 5.5);
        }
        let two = Array2::from_fn([4 * n + 1, m + 2], |[i, j]| numbers.at(&[i, j, 0]));
        let few = two.slice(s![..;4, 2..]);
        for v in [two.view(), few, few.flip(Axis(1)), two.slice(s![.., ..1]).broadcast_to([4 * n + 1, m])] {
            all_of_floats!(dice, &Nd::of(v), v, 5.5);
            all_of_floats!(dice, &Nd::of(v.t()), v.t(), 5.5);
        }
        let three = Array3::from_fn([4 * n + 1, m + 2, 2 * p + 1], |i: [usize; 3]| numbers.at(&i));
        let few = three.slice(s![..;-4, 2.., ..;2]);
        for v in [few, few.t(), few.permute_axes([1, 2, 0]), few.permute_axes([0, 2, 1])] {
            all_of_floats!(dice, &Nd::of(v), v, 5.5);
            all_of_bools!(dice, &Nd::of(v.gt(0.0).eval().view()), v.gt(0.0));
        }
    }
}

/// Products of integers, exactly: few factors other than 1 and -1.
#[test]
fn integer_products_are_exact() {
    for n in [0, 1, 2, 23, 24, 25, 64, 65, 513, 2049] {
        let values = Nd::from_fn(&[n, 5], |i| match (i[0] * 5 + i[1]) % 211 {
            7 => 3_i64,
            k => 1 - 2 * (k as i64 % 2),
        });
        for (order, step) in [([0, 1], 1), ([1, 0], -1), ([0, 1], 2)] {
            let a = Strided::relaid(&values, &order, step, 0);
            let v = a.view();
            let dice = &mut Dice(3);
            along! { dice, &values, v, -9, prod_axis try_prod_axis |got, v| assert_eq!(got, v.iter().product()); }
            let column = v.slice(s![.., 2]);
            assert_eq!(column.prod(), values.data.iter().skip(2).step_by(5).product());
            assert_eq!((column * -1).sum(), -values.data.iter().skip(2).step_by(5).sum::<i64>());
        }
    }
}

/// Equal rows and equal columns have equal sums, wherever they stand.
#[test]
fn equal_lanes_give_equal_bits() {
    for cols in [2, 3, 7, 20, 23, 24, 31, 33, 513, 1024, 2047, 2049, 5000] {
        let row = units(cols as u64, &[cols]);
        for rows in [1, 2, 129, 2048 / cols, 2048 / cols + 1, 2 * (2048 / cols) + 1] {
            if rows == 0 || rows * cols > 20_000 {
                continue;
            }
            let a = Array2::from_fn([rows, cols], |[_, j]| row.data[j]);
            let repeated = a.slice(s![..1, ..]).broadcast_to([rows, cols]);
            let (sums, across) = (a.sum_axis(Axis(1)).eval(), a.t().to_owned().sum_axis(Axis(0)).eval());
            let computed = (&a * 1.0).sum_axis(Axis(1)).eval();
            assert!((0..rows).all(|r| sums[r].bits() == sums[0].bits()), "({rows}, {cols})");
            assert!((0..rows).all(|r| computed[r].bits() == sums[0].bits()), "({rows}, {cols}) computed");
            assert!((0..rows).all(|r| across[r].bits() == across[0].bits()), "({cols}, {rows}) down");
            assert_eq!(repeated.sum_axis(Axis(1)).eval().shape(), [rows]);
        }
    }
}
