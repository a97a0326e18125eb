//! Reductions along any set of axes, of every kind, against plain loops: positions, variances, norms, masks, initial
//! values and folds of one's own; and that threads do not show in any of them.

mod oracle;

use longstride::expr::reduce::{Max, Min, Norm, Reducer, Sum};
use longstride::prelude::*;
use longstride::threads;
use oracle::eval::{Bits, Nd, same};
use oracle::panics::panics_with;
use oracle::reduce::{Exact, exact_var, is_max, is_min, is_prod, is_sum, kept_shape, lanes_of};
use oracle::strided::{Dice, Strided};
use oracle::views::case;
use proptest::prelude::*;

/// A multiple of 2^-20 of which sums and variances are known exactly; equal ones are common.
fn number(dice: &mut Dice) -> f64 {
    match dice.below(4) {
        0 => dice.below(5) as f64 - 2.0,
        _ => (dice.next() >> 40) as f64 / (1 << 20) as f64 - 8.0,
    }
}

/// All ways to name some of the axes, counted from either end.
fn subset(dice: &mut Dice, rank: usize) -> (Vec<usize>, Vec<Axis>) {
    let mut axes: Vec<usize> = (0..rank).filter(|_| dice.once_in(2)).collect();
    (1..axes.len()).for_each(|i| axes.swap(i, dice.below(i + 1)));
    let from = |&axis: &usize| {
        if dice.once_in(2) { Axis(axis as isize) } else { Axis(axis as isize - rank as isize) }
    };
    let named = axes.iter().map(from).collect();
    (axes, named)
}

/// Compares with what should come of the values that meet in each result, and the same with the axes kept and into a
/// destination on another layout.
#[track_caller]
fn every_way<X: Clone, A: Expr, K: Expr<Elem = A::Elem>>(
    (of, axes): (&Nd<X>, &[usize]),
    dice: &mut Dice,
    junk: A::Elem,
    plain: impl Fn() -> A,
    keeps: K,
    holds: impl Fn(A::Elem, &[X]),
) where
    A::Elem: Bits,
{
    let lanes = lanes_of(of, axes);
    let got = Nd::of(plain().eval().view());
    assert_eq!(got.shape, lanes.shape, "along {axes:?} of {:?}", of.shape);
    got.data.iter().zip(&lanes.data).for_each(|(&got, lane)| holds(got, lane));
    let kept = Nd { shape: kept_shape(&of.shape, axes), data: got.data.clone() };
    same(keeps.eval().view(), &kept, || format!("axes {axes:?} of {:?} kept", of.shape));
    let order: Vec<usize> = (0..got.shape.len()).rev().collect();
    let step = dice.pick(&[1, -1, 2]);
    let wanted = Strided::relaid(&got, &order, step, junk);
    let blank = Nd { shape: got.shape.clone(), data: vec![junk; got.data.len()] };
    let mut out = Strided::relaid(&blank, &order, step, junk);
    plain().eval_into(&mut out.view_mut());
    same(out.base.view(), &Nd::of(wanted.base.view()), || format!("into {out:?}"));
}

fn is_var(got: f64, values: &[f64], correction: usize) {
    let exact = if values.is_empty() { f64::NAN } else { exact_var(values, correction) };
    let close = (got - exact).abs() <= 1e-13 * exact.abs() + 1e-28;
    assert!(close || got == exact || got.is_nan() && exact.is_nan(), "{got} is not {exact} of {values:?}");
}

/// Where the first NaN is, or else the first of the least.
fn least(values: &[f64]) -> usize {
    let nan = values.iter().position(|x| x.is_nan());
    nan.unwrap_or_else(|| (0..values.len()).fold(0, |at, i| if values[i] < values[at] { i } else { at }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 48 } else { 1500 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn several_axes((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let numbers: Vec<f64> = (0..625).map(|_| number(dice)).collect();
        let base = case.base(|k| numbers[k]);
        let v = case.view(&base);
        let (axes, named) = subset(dice, v.shape().len());
        let named = &named[..];
        let of = (&Nd::of(v), &axes[..]);
        every_way(of, dice, 7.5, || v.sum_axes(named), v.sum_axes(named).keepdims(), is_sum);
        every_way(of, dice, 7.5, || v.var_axes(named, 0), v.var_axes(named, 0).keepdims(), |x, of| is_var(x, of, 0));
        every_way(of, dice, 7.5, || v.std_axes(named, 1), v.std_axes(named, 1).keepdims(), |x, of| {
            is_var(x * x, of, 1);
        });
        let size = |of: &[f64]| of.iter().map(|x| x.abs()).sum::<f64>();
        every_way(of, dice, 7.5, || v.norm_l1_axes(named), v.norm_l1_axes(named).keepdims(), |x, of| {
            assert!((x - size(of)).abs() <= 1e-13 * size(of));
        });
        every_way(of, dice, 7.5, || v.norm_l2_axes(named), v.norm_l2_axes(named).keepdims(), |x, of| {
            let exact = of.iter().map(|x| x * x).sum::<f64>().sqrt();
            assert!((x - exact).abs() <= 1e-13 * exact);
        });
        every_way(of, dice, 7.5, || v.norm_inf_axes(named), v.norm_inf_axes(named).keepdims(), |x, of| {
            assert_eq!(x, of.iter().fold(0.0, |m: f64, x| m.max(x.abs())));
        });
        // Computed, with an operand that broadcasts.
        let row = Strided::<f64>::operand(dice, case.shape());
        let clean = Nd::of(row.view());
        let clean = Nd { data: clean.data.iter().map(|&x| if x.abs() < 9.0 { x.round() } else { 0.0 }).collect(), ..clean };
        let row = Strided::relaid(&clean, &(0..clean.shape.len()).rev().collect::<Vec<_>>(), -1, f64::NAN);
        let row = row.view();
        let sum = Nd::from_fn(&of.0.shape, |i| of.0.at(i) + clean.at(i));
        let of = (&sum, &axes[..]);
        every_way(of, dice, 7.5, || (v + row).sum_axes(named), (v + row).sum_axes(named).keepdims(), is_sum);
        every_way(of, dice, 7.5, || (v + row).var_axes(named, 0), (v + row).var_axes(named, 0).keepdims(), |x, of| is_var(x, of, 0));
        let empty = lanes_of(of.0, of.1).data.iter().any(|lane| lane.is_empty());
        assert_eq!((v + row).try_max_axes(named).is_err(), empty);
        if !empty {
            every_way(of, dice, 7.5, || (v + row).max_axes(named), (v + row).max_axes(named).keepdims(), is_max);
        }
        is_var((v + row).var(0), &sum.data, 0);
        is_var(v.t().var(2), &Nd::of(v.t()).data, 2);
    }

    #[test]
    fn positions((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        // Few values, so that the first of equal ones matters; now and then a NaN.
        let numbers: Vec<f64> =
            (0..625).map(|_| if dice.once_in(40) { f64::NAN } else { dice.below(9) as f64 }).collect();
        let base = case.base(|k| numbers[k]);
        let v = case.view(&base);
        let a = Nd::of(v);
        let up = Nd { data: a.data.iter().map(|x| 1.0 - x).collect(), ..a.clone() };
        assert_eq!(v.try_argmin().ok(), (!a.data.is_empty()).then(|| least(&a.data)));
        assert_eq!((1.0 - v).try_argmax().ok(), (!a.data.is_empty()).then(|| least(&a.data)));
        for axis in 0..a.shape.len() {
            let at = Axis(axis as isize);
            let empty = lanes_of(&a, &[axis]).data.iter().any(|lane| lane.is_empty());
            assert_eq!(v.try_argmin_axis(at).is_err(), empty);
            if !empty {
                every_way((&a, &[axis]), dice, 77, || v.argmin_axis(at), v.argmin_axis(at).keepdims(), |x, of| {
                    assert_eq!(x, least(of), "{of:?}");
                });
                every_way((&up, &[axis]), dice, 77, || (1.0 - v).argmin_axis(at), (1.0 - v).argmin_axis(at).keepdims(), |x, of| {
                    assert_eq!(x, least(of), "{of:?}");
                });
            }
        }
    }

    #[test]
    fn masks_initial_values_and_folds((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let numbers: Vec<f64> = (0..625).map(|_| number(dice)).collect();
        let base = case.base(|k| numbers[k]);
        let v = case.view(&base);
        // What is masked out may be anything.
        let mask = Strided::<bool>::operand(dice, case.shape());
        let m = mask.view();
        let holds = Nd::of(m);
        let a = Nd::of(v);
        let both = Nd::from_fn(&a.shape, |i| (holds.at(i), a.at(i)));
        let (axes, named) = subset(dice, v.shape().len());
        let named = &named[..];
        let of = (&both, &axes[..]);
        let dirty = || m.select(v, f64::NAN).only_where(m);
        let in_it = |of: &[(bool, f64)]| of.iter().filter(|x| x.0).map(|x| x.1).collect::<Vec<f64>>();
        every_way(of, dice, 7.5, || dirty().sum_axes(named), dirty().sum_axes(named).keepdims(), |x, of| is_sum(x, &in_it(of)));
        every_way(of, dice, 7.5, || dirty().var_axes(named, 0), dirty().var_axes(named, 0).keepdims(), |x, of| {
            is_var(x, &in_it(of), 0);
        });
        every_way(of, dice, 7.5, || dirty().mean_axes(named), dirty().mean_axes(named).keepdims(), |x, of| {
            oracle::reduce::is_mean(x, &in_it(of));
        });
        let low = || dirty().reduce_axes(named, Min.initial(3.0));
        every_way(of, dice, 7.5, low, low().keepdims(), |x, of| is_min(x, &[in_it(of), vec![3.0]].concat()));
        is_max(dirty().reduce(Max.initial(-20.0)), &[in_it(&both.data), vec![-20.0]].concat());
        is_prod((v * 0.125).only_where(m).prod(), &in_it(&both.data).iter().map(|x| x * 0.125).collect::<Vec<_>>());
        assert_eq!(v.gt(0.0).only_where(m).any(), in_it(&both.data).iter().any(|&x| x > 0.0));
        assert_eq!(v.gt(0.0).only_where(m).all(), in_it(&both.data).iter().all(|&x| x > 0.0));
        // An initial value is one element more.
        let of = (&a, &axes[..]);
        let more = || v.reduce_axes(named, Sum.initial(4.0));
        every_way(of, dice, 7.5, more, more().keepdims(), |x, of| is_sum(x, &[of, &[4.0]].concat()));
        // A fold of one's own, which no two orders may show.
        let bits = |axis| v.fold_axis(axis, 0u64, |acc, x: f64| acc ^ x.to_bits(), |a, b| a ^ b);
        for axis in 0..a.shape.len() {
            let of = (&a, &[axis][..]);
            let at = Axis(axis as isize);
            every_way(of, dice, 7, || bits(at), bits(at).keepdims(), |x, of| {
                assert_eq!(x, of.iter().fold(0, |acc, x| acc ^ x.to_bits()));
            });
        }
        let xor = a.data.iter().fold(0, |acc, x| acc ^ x.to_bits());
        assert_eq!(v.fold(0u64, |acc, x: f64| acc ^ x.to_bits(), |a, b| a ^ b), xor);
    }
}

/// The smallest and the largest, with a partial result of an odd size.
struct Range;
impl Reducer<f64> for Range {
    type Acc = (f64, f64, u8);
    type Output = (f64, f64, u8);
    fn start(&self, any: f64) -> Self::Acc {
        (any, any, 1)
    }
    fn fold(&self, (low, high, one): Self::Acc, x: f64) -> Self::Acc {
        (low.min(x), high.max(x), one)
    }
    fn combine(&self, a: Self::Acc, b: Self::Acc) -> Self::Acc {
        (a.0.min(b.0), a.1.max(b.1), a.2 & b.2)
    }
    fn finish(&self, acc: Self::Acc, _: usize) -> Self::Acc {
        acc
    }
    fn empty(&self) -> Option<Self::Acc> {
        None
    }
}

fn random(seed: u64, shape: &[usize]) -> ArrayD<f64> {
    let mut dice = Dice(seed);
    ArrayD::from_fn(shape, |_| (dice.next() >> 11) as f64 / (1u64 << 50) as f64 - 4.0)
}

/// The bits of every reduction, of everything, along each axis and along pairs of them.
fn all_bits(a: ViewD<'_, f64>) -> Vec<u128> {
    let mut all = vec![a.var(0).bits(), (a * 2.0).std(1).bits(), a.norm_l1().bits(), a.norm_l2().bits()];
    all.extend([a.argmin().bits(), (a * 2.0).argmax().bits(), a.norm_inf().bits(), a.prod().bits()]);
    all.extend([
        a.gt(3.9).any().bits(),
        a.lt(3.9).all().bits(),
        a.reduce(Norm(3.0)).bits(),
        a.reduce(Range).0.bits(),
    ]);
    all.extend([a.only_where(a.gt(0.0)).mean().bits(), a.only_where(a.gt(0.0)).var(0).bits()]);
    let mut put = |x: ArrayD<f64>| all.extend(x.iter().map(Bits::bits));
    let rank = a.shape().len() as isize;
    for axis in 0..rank {
        put(a.var_axis(Axis(axis), 0).eval());
        put((a * 2.0).std_axis(Axis(axis), 1).eval());
        put(a.argmax_axis(Axis(axis)).cast::<f64>().eval());
        put(a.only_where(a.gt(0.0)).sum_axis(Axis(axis)).eval());
        put(a.sum_axes(&[Axis(axis), Axis((axis + 1) % rank)][..(rank as usize).min(2)]).eval());
        put((a * 2.0).norm_l2_axes(&[Axis(axis)][..]).eval());
    }
    all
}

#[test]
fn the_number_of_threads_does_not_show() {
    let many = if cfg!(debug_assertions) { 1 } else { 8 };
    let shapes: [&[usize]; 9] = [
        &[70_001 * many],
        &[300, 300],
        &[40_000, 3],
        &[3, 40_000],
        &[41, 5, 409],
        &[2000, 2, 20],
        &[9, 9001],
        &[70_000, 1],
        &[2, 20_000, 2],
    ];
    for (i, shape) in shapes.into_iter().enumerate() {
        let a = random(1, shape);
        let views = [a.view(), a.t(), a.flip(Axis(0))];
        // Without optimisation one view of each shape, and one pool.
        let (views, pools) =
            if cfg!(debug_assertions) { (&views[i % 3..][..1], 3..=3) } else { (&views[..], 2..=4) };
        for &view in views {
            let one = threads::with(1, || all_bits(view));
            for n in pools.clone() {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
                assert!(pool.install(|| all_bits(view)) == one, "{shape:?}, {n} threads");
            }
        }
    }
}

/// A small dense array is reduced without a plan where its destination is dense too, and that does not show.
#[test]
fn the_short_way_does_not_show() {
    let shapes: [&[usize]; 8] =
        [&[64, 64], &[130, 70], &[7, 300], &[300, 9], &[2, 1030], &[40, 5, 60], &[70, 1, 65], &[3, 3]];
    for shape in shapes {
        let a = random(7, shape);
        for axis in 0..shape.len() {
            let axes = &[Axis(axis as isize), Axis(axis as isize - 1)][..1 + usize::from(axis > 0)];
            for axes in [&axes[..1], axes] {
                let short =
                    [a.sum_axes(axes).eval(), a.var_axes(axes, 0).eval(), a.norm_l2_axes(axes).eval()];
                let wide: Vec<usize> = short[0].shape().iter().copied().chain([2]).collect();
                let mut wide = ArrayD::<f64>::zeros(wide);
                let mut check = |k: usize, planned: &dyn Fn(&mut ViewMutD<'_, f64>)| {
                    planned(&mut wide.view_mut().index_axis(Axis(-1), 0));
                    same(wide.view().index_axis(Axis(-1), 0), &Nd::of(short[k].view()), || {
                        format!("{axes:?} of {shape:?}")
                    });
                };
                check(0, &|out| a.sum_axes(axes).eval_into(out));
                check(1, &|out| a.var_axes(axes, 0).eval_into(out));
                check(2, &|out| a.norm_l2_axes(axes).eval_into(out));
            }
            let at = a.argmin_axis(Axis(axis as isize)).eval();
            let computed = (&a * 1.0).argmin_axis(Axis(axis as isize)).eval();
            assert_eq!(at, computed, "axis {axis} of {shape:?}");
        }
    }
}

/// Variances of numbers far from zero, where the mean of squares less the square of the mean has no digit right.
#[test]
fn variances_of_large_numbers() {
    for n in [2usize, 31, 1000, 1025, 70_000] {
        let x: Vec<f64> = (0..n).map(|i| 4000.0 + (i * 7919 % 1001) as f64 / 1024.0).collect();
        let exact = exact_var(&x, 0);
        let close = |got: f64, by: f64| {
            let bound = 1e-12 * exact;
            assert!((got / (by * by) - exact).abs() <= bound, "{got} / {by}^2 is not {exact} for {n}");
        };
        let a = Array2::from_fn([n, 3], |[i, j]| x[i] * (1 << j) as f64);
        close(a.slice(s![.., 1]).var(0), 2.0);
        let (down, across) = (a.var_axis(Axis(0), 0).eval(), a.t().to_owned().var_axis(Axis(1), 0).eval());
        (0..3).for_each(|j| close(down[j], (1 << j) as f64));
        (0..3).for_each(|j| close(across[j], (1 << j) as f64));
        close(Array1::from_fn(n, |[i]| x[i]).var(0), 1.0);
        // Of f32 against the exact variance of the same f32.
        let narrow = Array1::from_fn(n, |[i]| x[i] as f32);
        let exact = exact_var(&narrow.iter().map(|&x| f64::from(x)).collect::<Vec<_>>(), 1);
        assert!((f64::from(narrow.var(1)) - exact).abs() <= 1e-4 * exact);
    }
}

/// Sums along several axes are as good as along one.
#[test]
fn sums_along_several_axes_are_accurate() {
    let n = if cfg!(debug_assertions) { 60_000 } else { 1_000_000 };
    let a = Array3::from_fn([n / 20, 4, 5], |[i, j, k]| if (i + j + k) % 2 == 0 { 0.1f32 } else { -0.09 });
    let check = |got: f32, values: &mut dyn Iterator<Item = f32>| assert!(Exact::of(values).allows(got));
    let sums = a.sum_axes([Axis(0), Axis(2)]).eval();
    (0..4).for_each(|j| check(sums[j], &mut a.slice(s![.., j as isize, ..]).iter().copied()));
    let sums = (a.view() * 1.0).sum_axes([Axis(0), Axis(1)]).eval();
    (0..5).for_each(|k| check(sums[k], &mut a.slice(s![.., .., k as isize]).iter().copied()));
    check(a.sum_axes([Axis(0), Axis(1), Axis(2)]).eval()[[]], &mut a.iter().copied());
}

#[test]
fn ranks_and_faults() {
    let a = Array3::from_fn([2, 3, 4], |[i, j, k]| (i * 12 + j * 4 + k) as f64);
    let none: Array3<f64> = a.sum_axes([]).eval();
    assert_eq!(none, a);
    let one: Array1<f64> = a.sum_axes([Axis(-1), Axis(0)]).eval();
    assert_eq!(one, array![60.0, 92.0, 124.0]);
    let all: Array0<f64> = a.max_axes([Axis(2), Axis(1), Axis(0)]).eval();
    assert_eq!(all[[]], 23.0);
    let open: ArrayD<f64> = a.view().into_dyn().mean_axes([Axis(0), Axis(1)]).keepdims().eval();
    assert_eq!(open.shape(), [1, 1, 4]);
    assert_eq!((a.argmin(), a.argmax(), a.t().argmax(), (-&a).argmin()), (0, 23, 23, 23));
    assert_eq!(a.t().slice(s![1.., .., ..]).argmin(), 0);
    let named = |axes: [Axis; 2]| a.try_prod_axes(axes).map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(named([Axis(1), Axis(-2)]), Err("axis 1 is named twice in prod_axes".to_owned()));
    assert_eq!(named([Axis(0), Axis(3)]), Err("axis 3 is out of range for rank 3 in prod_axes".to_owned()));
    panics_with("axis 0 is named twice in var_axes", || drop(a.var_axes([Axis(0), Axis(0)], 1)));
    let flat = Array2::<f64>::zeros([0, 3]);
    panics_with("no elements in shape (0, 3), and no identity to return in argmin_axis", || {
        drop(flat.argmin_axis(Axis(0)))
    });
    panics_with("no elements in shape (0, 3), and no identity to return in argmax", || _ = flat.argmax());
    assert!(flat.var(0).is_nan() && flat.only_where(flat.gt(0.0)).sum() == 0.0);
    assert_eq!(flat.reduce_axis(Axis(0), Min.initial(2.0)).eval(), array![2.0, 2.0, 2.0]);
    assert_eq!(flat.argmin_axis(Axis(1)).eval().shape(), [0]);
    let wide =
        array![1.0, 2.0].try_only_where(&array![true, false, true]).map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(wide, Err("cannot broadcast (3,) with (2,): axis 0 is 3 against 2 in only_where".to_owned()));
    // As many elements as the correction, and fewer.
    assert!(array![2.0_f64].var(1).is_nan() && array![2.0, 3.0].std(5) == f64::INFINITY);
    // A panic in a closure passes through.
    panics_with("enough", || {
        drop(a.fold_axis(Axis(0), 0, |_, x| if x > 20.0 { panic!("enough") } else { 1 }, |a, b| a + b).eval())
    });
}
