//! Medians, quantiles, averages and what leaves NaN out against plain loops, on every layout, and against numbers
//! computed by NumPy.

mod oracle;

use longstride::expr::reduce::*;
use longstride::ops::QuantileMethod::{self, *};
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::reduce::{kept_shape, lanes_of};
use oracle::statistics as naive;
use oracle::strided::{Dice, Strided};
use oracle::views::{Case, case};
use proptest::prelude::*;

/// A number without bits that would be lost, sometimes a NaN.
fn number(dice: &mut Dice, nan: usize) -> f64 {
    if nan > 0 && dice.once_in(nan) { f64::NAN } else { dice.below(65) as f64 * 0.25 - 8.0 }
}

fn base(case: &Case, dice: &mut Dice) -> ArrayD<f64> {
    let nan = dice.pick(&[0, 2, 5, 40]);
    case.base(|_| number(dice, nan))
}

/// Some of the axes, in any order.
fn some_axes(dice: &mut Dice, rank: usize) -> Vec<usize> {
    let mut axes: Vec<usize> = (0..rank).filter(|_| dice.once_in(2)).collect();
    (1..axes.len()).rev().for_each(|i| axes.swap(i, dice.below(i + 1)));
    axes
}

fn named(axes: &[usize]) -> Vec<Axis> {
    axes.iter().map(|&axis| Axis(axis as isize)).collect()
}

#[track_caller]
fn all_near<D: Dim>(got: View<'_, f64, D>, expected: &Nd<f64>, context: &dyn Fn() -> String) {
    let got = Nd::of(got);
    assert_eq!(got.shape, expected.shape, "{}", context());
    for (a, b) in got.data.iter().zip(&expected.data) {
        assert!(naive::near(*a, *b, 600.0), "{a} is not {b}: {}", context());
    }
}

fn map<T, U>(lanes: &Nd<T>, f: impl FnMut(&T) -> U) -> Nd<U> {
    Nd { shape: lanes.shape.clone(), data: lanes.data.iter().map(f).collect() }
}

/// The same elements with the axes put back.
fn kept<T: Clone>(a: &Nd<T>, shape: &[usize], axes: &[usize]) -> Nd<T> {
    Nd { shape: kept_shape(shape, axes), data: a.data.clone() }
}

fn quantiles(case: &Case, dice: &mut Dice) {
    let base = base(case, dice);
    let v = case.view(&base);
    let axes = some_axes(dice, case.shape().len());
    let names = named(&axes);
    let lanes = lanes_of(&Nd::of(v), &axes);
    let context = || format!("{case:?} along {axes:?}");
    let medians = map(&lanes, |lane| naive::median(lane));
    same(v.median_axes(&names[..]).eval().view(), &medians, context);
    same(v.median_axes(&names[..]).keepdims().eval().view(), &kept(&medians, case.shape(), &axes), context);
    let medians = map(&lanes, |lane| naive::median(&naive::numbers(lane)));
    same(v.nanmedian_axes(&names[..]).eval().view(), &medians, context);
    let q = dice.below(33) as f64 / 32.0;
    let (low, high) = (map(&lanes, |l| naive::around(l, q).0), map(&lanes, |l| naive::around(l, q).1));
    same(v.quantile_axes(&names[..], q, Lower).eval().view(), &low, context);
    same(v.quantile_axes(&names[..], q, Higher).eval().view(), &high, context);
    let both = Nd {
        shape: [&[2], &low.shape[..]].concat(),
        data: [q, 1.0]
            .iter()
            .flat_map(|&q| lanes.data.iter().map(move |l| naive::around(&naive::numbers(l), q).0))
            .collect(),
    };
    same(v.nanquantile_axes(&names[..], [q, 1.0], Lower).eval().view(), &both, context);
    let linear = map(&lanes, |lane| {
        let (low, high, part) = naive::around(lane, q);
        low + (high - low) * part
    });
    all_near(v.percentile_axes(&names[..], q * 100.0, Linear).eval().view(), &linear, &context);
    // Everything, and as an operand.
    let all = Nd::of(v).data;
    assert_eq!(v.median().to_bits(), naive::median(&all).to_bits());
    assert_eq!(v.nanmedian().to_bits(), naive::median(&naive::numbers(&all)).to_bits());
    let spread = zip2(v, v.nanmedian_axes(&names[..]).keepdims()).map(|x, m| x - m).eval();
    let plain = (v - &v.nanmedian_axes(&names[..]).keepdims().eval()).eval();
    same(spread.view(), &Nd::of(plain.view()), context);
}

fn without_nan(case: &Case, dice: &mut Dice) {
    let base = base(case, dice);
    let v = case.view(&base);
    let axes = some_axes(dice, case.shape().len());
    let names = &named(&axes)[..];
    let all = lanes_of(&Nd::of(v), &axes);
    let lanes = map(&all, |lane| naive::numbers(lane));
    let context = || format!("{case:?} along {axes:?}");
    let sums = map(&lanes, |l| l.iter().sum::<f64>());
    all_near(v.nansum_axes(names).eval().view(), &sums, &context);
    all_near(v.nansum_axes(names).keepdims().eval().view(), &kept(&sums, case.shape(), &axes), &context);
    let means = map(&lanes, |l| l.iter().sum::<f64>() / l.len() as f64);
    all_near(v.nanmean_axes(names).eval().view(), &means, &context);
    let one = (v / 8.0).eval();
    let products = map(&lanes, |l| l.iter().map(|x| x / 8.0).product::<f64>());
    all_near(one.nanprod_axes(names).eval().view(), &products, &context);
    let best = |l: &Vec<f64>, pick: fn(f64, f64) -> f64| l.iter().copied().reduce(pick).unwrap_or(f64::NAN);
    if all.data.iter().all(|lane| !lane.is_empty()) {
        all_near(v.nanmin_axes(names).eval().view(), &map(&lanes, |l| best(l, f64::min)), &context);
        all_near(v.nanmax_axes(names).eval().view(), &map(&lanes, |l| best(l, f64::max)), &context);
        let ranges = map(&all, |l| {
            let nan = l.iter().any(|x| x.is_nan());
            if nan { f64::NAN } else { best(l, f64::max) - best(l, f64::min) }
        });
        all_near(v.ptp_axes(names).eval().view(), &ranges, &context);
        all_near(v.ptp_axes(names).keepdims().eval().view(), &kept(&ranges, case.shape(), &axes), &context);
    }
    let correction = dice.below(3);
    let variance = |l: &Vec<f64>| {
        let (n, mean) = (l.len() as f64, l.iter().sum::<f64>() / l.len() as f64);
        let squares: f64 = l.iter().map(|x| (x - mean) * (x - mean)).sum();
        if l.len() > correction { squares / (n - correction as f64) } else { f64::NAN }
    };
    all_near(v.nanvar_axes(names, correction).eval().view(), &map(&lanes, variance), &context);
    let deviation = |l: &Vec<f64>| variance(l).sqrt();
    all_near(v.nanstd_axes(names, correction).eval().view(), &map(&lanes, deviation), &context);
    for axis in 0..case.shape().len() {
        let lanes = lanes_of(&Nd::of(v), &[axis]);
        let axis = Axis(axis as isize);
        let found = v.nanargmin_axis(axis).eval();
        assert_eq!(
            Nd::of(found.view()).data,
            map(&lanes, |l| naive::arg(l, |a, b| a < b)).data,
            "{case:?} {axis:?}"
        );
        let found = v.nanargmax_axis(axis).eval();
        assert_eq!(
            Nd::of(found.view()).data,
            map(&lanes, |l| naive::arg(l, |a, b| a > b)).data,
            "{case:?} {axis:?}"
        );
        let filled = v.map(|x| if x.is_nan() { 0.0 } else { x }).cumsum(axis).eval();
        same(v.nancumsum(axis).eval().view(), &Nd::of(filled.view()), context);
        let filled = v.map(|x| if x.is_nan() { 1.0 } else { x }).cumprod(axis).eval();
        same(v.nancumprod(axis).eval().view(), &Nd::of(filled.view()), context);
    }
    assert_eq!(v.nanargmin(), naive::arg(&Nd::of(v).data, |a, b| a < b));
    assert_eq!(v.nanargmax(), naive::arg(&Nd::of(v).data, |a, b| a > b));
}

fn averages(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| number(dice, 0));
    let v = case.view(&base);
    let axes = some_axes(dice, case.shape().len());
    let names = &named(&axes)[..];
    let mut own = Dice(dice.next());
    let mut positive = || 0.25 + own.below(9) as f64;
    // Weights of the whole shape, and of the axes alone.
    let whole = Strided::laid_out(dice, case.shape(), false, &mut positive);
    let pairs = Nd::of(zip2(v, whole.view()).map(|x, w| (x, w)).eval().view());
    let expected = map(&lanes_of(&pairs, &axes), |lane| naive::average(lane).0);
    let context = || format!("{case:?} along {axes:?} by {whole:?}");
    all_near(v.average_axes(names, whole.view()).eval().view(), &expected, &context);
    let kept = kept(&expected, case.shape(), &axes);
    all_near(v.average_axes(names, whole.view()).keepdims().eval().view(), &kept, &context);
    let extents: Vec<usize> = axes.iter().map(|&axis| case.shape()[axis]).collect();
    if axes.is_empty() || extents == case.shape() {
        return;
    }
    let along = Strided::laid_out(dice, &extents, false, &mut positive);
    let weights = Nd::of(along.view());
    let pairs = Nd::from_fn(case.shape(), |index| {
        let at: Vec<usize> = axes.iter().map(|&axis| index[axis]).collect();
        (v[index], weights.at(&at))
    });
    let expected = map(&lanes_of(&pairs, &axes), |lane| naive::average(lane));
    let got = v.average_returned_axes(names, along.view()).eval();
    all_near(got.map(|(mean, _)| mean).eval().view(), &map(&expected, |e| e.0), &context);
    all_near(got.map(|(_, weights)| weights).eval().view(), &map(&expected, |e| e.1), &context);
}

/// Each reduction along several axes, with the axes kept, under a mask, and with an initial value.
fn all_at_once(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| number(dice, 0));
    let v = case.view(&base);
    let mut axes = some_axes(dice, case.shape().len());
    axes.sort_unstable();
    let names = &named(&axes)[..];
    let mask = Strided::<bool>::operand(dice, case.shape());
    let masked = Nd::of(zip2(v, mask.view()).map(|x, m| (x, m)).eval().view());
    let lanes = map(&lanes_of(&masked, &axes), |lane: &Vec<(f64, bool)>| {
        lane.iter().filter(|x| x.1).map(|x| x.0).collect::<Vec<f64>>()
    });
    let context = || format!("{case:?} along {axes:?} where {mask:?}");
    let check = |got: ArrayD<f64>, of: &dyn Fn(&[f64]) -> f64| {
        all_near(got.view(), &kept(&map(&lanes, |l| of(l)), case.shape(), &axes), &context);
    };
    let only = || v.only_where(mask.view());
    check(only().reduce_axes(names, Sum.initial(2.0)).keepdims().eval(), &|l| 2.0 + l.iter().sum::<f64>());
    check(only().reduce_axes(names, Min.initial(1.5)).keepdims().eval(), &|l| {
        l.iter().fold(1.5, |a, x| a.min(*x))
    });
    check(only().reduce_axes(names, Max.initial(1.5)).keepdims().eval(), &|l| {
        l.iter().fold(1.5, |a, x| a.max(*x))
    });
    check(only().mean_axes(names).keepdims().eval(), &|l| l.iter().sum::<f64>() / l.len() as f64);
    check(only().norm_inf_axes(names).keepdims().eval(), &|l| l.iter().fold(0.0, |a, x| a.max(x.abs())));
    check(only().reduce_axes(names, NanSum.initial(1.0)).keepdims().eval(), &|l| 1.0 + l.iter().sum::<f64>());
    let small = (v / 8.0).eval();
    let product = small.only_where(mask.view()).reduce_axes(names, Prod.initial(3.0)).keepdims().eval();
    check(product, &|l| 3.0 * l.iter().map(|x| x / 8.0).product::<f64>());
    let ranges = only().reduce_axes(names, Ptp.initial(0.0)).keepdims().eval();
    check(ranges, &|l| l.iter().fold(0.0f64, |a, x| a.max(*x)) - l.iter().fold(0.0f64, |a, x| a.min(*x)));
    let above = v.gt(0.0).only_where(mask.view());
    check(above.count_axes(names).keepdims().cast::<f64>().eval(), &|l| {
        l.iter().filter(|x| **x > 0.0).count() as f64
    });
    check(above.any_axes(names).keepdims().map(f64::from).eval(), &|l| f64::from(l.iter().any(|x| *x > 0.0)));
    check(above.all_axes(names).keepdims().map(f64::from).eval(), &|l| f64::from(l.iter().all(|x| *x > 0.0)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 96 } else { 500 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn quantiles_are_those_of_sorted_lanes((case, seed) in (case(), any::<u64>())) {
        quantiles(&case, &mut Dice(seed));
    }

    #[test]
    fn nan_is_left_out((case, seed) in (case(), any::<u64>())) {
        without_nan(&case, &mut Dice(seed));
    }

    #[test]
    fn weights_count((case, seed) in (case(), any::<u64>())) {
        averages(&case, &mut Dice(seed));
    }

    #[test]
    fn axes_masks_and_initial_values_go_together((case, seed) in (case(), any::<u64>())) {
        all_at_once(&case, &mut Dice(seed));
    }
}

/// `np.quantile(a, LEVELS, method=...)` of NumPy 2.4 for ten and for seven elements.
#[rustfmt::skip]
const BY_NUMPY: [(QuantileMethod, [f64; 10], [f64; 10]); 13] = [
    (InvertedCdf, [-4.0, -4.0, -4.0, 0.5, 3.0, 3.0, 7.0, 7.0, 12.0, 12.0], [-2.0, -2.0, -2.0, 0.0, 4.25, 4.25, 6.0, 6.0, 11.5, 11.5]),
    (AveragedInvertedCdf, [-4.0, -4.0, -2.75, 0.5, 3.0, 4.25, 7.0, 7.625, 12.0, 12.0], [-2.0, -2.0, -2.0, 0.0, 4.25, 4.25, 6.0, 6.0, 11.5, 11.5]),
    (ClosestObservation, [-4.0, -4.0, -4.0, -1.5, 2.0, 3.0, 5.5, 7.0, 12.0, 12.0], [-2.0, -2.0, -2.0, 0.0, 1.5, 4.25, 4.25, 6.0, 11.5, 11.5]),
    (InterpolatedInvertedCdf, [-4.0, -4.0, -4.0, -0.5, 2.5, 3.0, 5.800000000000001, 7.0, 10.875, 12.0], [-2.0, -2.0, -2.0, -0.5, 1.9124999999999996, 2.875, 4.845, 5.824999999999999, 10.624999999999998, 11.5]),
    (Hazen, [-4.0, -4.0, -2.75, 0.5, 3.0, 4.25, 6.550000000000001, 7.625, 12.0, 12.0], [-2.0, -2.0, -1.5999999999999996, 0.375, 3.2874999999999996, 4.25, 5.72, 7.199999999999998, 11.5, 11.5]),
    (Weibull, [-4.0, -4.0, -3.75, 0.0, 2.95, 4.25, 6.73, 7.875, 12.0, 12.0], [-2.0, -2.0, -2.0, 0.0, 3.1500000000000004, 4.25, 5.93, 7.799999999999999, 11.5, 11.5]),
    (Linear, [-4.0, -3.325, -1.75, 0.875, 3.1249999999999996, 4.25, 6.37, 7.375, 10.987499999999997, 12.0], [-2.0, -1.6400000000000001, -0.7999999999999998, 0.75, 3.4250000000000007, 4.25, 5.51, 6.599999999999998, 10.749999999999998, 11.5]),
    (MedianUnbiased, [-4.0, -4.0, -3.083333333333333, 0.33333333333333304, 2.9833333333333334, 4.25, 6.61, 7.708333333333333, 12.0, 12.0], [-2.0, -2.0, -1.8666666666666667, 0.24999999999999978, 3.2416666666666667, 4.25, 5.79, 7.399999999999998, 11.5, 11.5]),
    (NormalUnbiased, [-4.0, -4.0, -3.0, 0.375, 2.9875, 4.25, 6.595000000000001, 7.6875, 12.0, 12.0], [-2.0, -2.0, -1.7999999999999998, 0.28125, 3.2531249999999994, 4.25, 5.7725, 7.349999999999998, 11.5, 11.5]),
    (Lower, [-4.0, -4.0, -4.0, 0.5, 3.0, 3.0, 5.5, 7.0, 9.75, 12.0], [-2.0, -2.0, -2.0, 0.0, 1.5, 4.25, 4.25, 6.0, 9.0, 11.5]),
    (Higher, [-4.0, -1.5, -1.5, 2.0, 5.5, 5.5, 7.0, 8.25, 12.0, 12.0], [-2.0, 0.0, 0.0, 1.5, 4.25, 4.25, 6.0, 9.0, 11.5, 11.5]),
    (Midpoint, [-4.0, -2.75, -2.75, 1.25, 4.25, 4.25, 6.25, 7.625, 10.875, 12.0], [-2.0, -1.0, -1.0, 0.75, 2.875, 4.25, 5.125, 7.5, 10.25, 11.5]),
    (Nearest, [-4.0, -4.0, -1.5, 0.5, 3.0, 3.0, 7.0, 7.0, 12.0, 12.0], [-2.0, -2.0, 0.0, 1.5, 4.25, 4.25, 6.0, 6.0, 11.5, 11.5]),
];

#[test]
fn every_method_is_numpys() {
    let even = array![3.0, -1.5, 8.25, 0.5, 12.0, 7.0, -4.0, 5.5, 9.75, 2.0];
    let odd = array![6.0, -2.0, 11.5, 4.25, 0.0, 9.0, 1.5];
    let levels = [0.0, 0.03, 0.1, 0.25, 0.45, 0.5, 0.62, 0.7, 0.95, 1.0];
    for (method, of_even, of_odd) in BY_NUMPY {
        assert_eq!(even.quantile(levels, method), Array1::from(of_even.to_vec()), "{method:?}");
        assert_eq!(odd.quantile(levels, method), Array1::from(of_odd.to_vec()), "{method:?}");
        for (level, result) in levels.iter().zip(of_even) {
            assert_eq!(even.quantile(*level, method), result, "{method:?} at {level}");
        }
    }
}

#[test]
fn many_rows_and_columns() {
    // Enough for several threads, blocks and pieces.
    let dice = &mut Dice(7);
    let a = Array2::from_fn([301, 997], |_| number(dice, 0));
    for (axis, view) in [(0, a.view()), (1, a.view()), (0, a.t()), (1, a.t())] {
        let expected = map(&lanes_of(&Nd::of(view), &[axis]), |lane| naive::median(lane));
        let at = Axis(axis as isize);
        let one = longstride::threads::with(1, || view.median_axis(at).eval());
        same(one.view(), &expected, || format!("axis {axis}"));
        same(view.median_axis(at).eval().view(), &expected, || format!("axis {axis}"));
    }
    assert_eq!(a.median(), naive::median(&Nd::of(a.view()).data));
    assert_eq!(a.slice(s![..;2, ..;-3]).median(), naive::median(&Nd::of(a.slice(s![..;2, ..;-3])).data));
    let mut random = Dice(3);
    let wide = Array1::from_iter((0..200_000).map(|_| random.next() as f64));
    assert_eq!(wide.median(), naive::median(wide.as_slice().unwrap()));
    let mut sorted: Vec<f64> = wide.iter().copied().collect();
    sorted.sort_by(f64::total_cmp);
    let levels = [0.0, 0.001, 0.5, 0.9, 1.0];
    let expected: Vec<f64> = levels.iter().map(|q| sorted[(q * 199_999.0f64).floor() as usize]).collect();
    assert_eq!(wide.quantile(levels, Lower), Array1::from(expected));
}

#[test]
fn edges() {
    let nan = f64::NAN;
    let empty = Array2::<f64>::zeros([2, 0]);
    assert!(empty.median_axis(Axis(1)).eval().iter().all(|x| x.is_nan()));
    assert_eq!(empty.median_axis(Axis(0)).eval().len(), 0);
    assert!(empty.quantile(0.5, Linear).is_nan());
    assert_eq!(array![1.0, 2.0].quantile(&[][..], Linear).len(), 0);
    assert!(array![1.0, nan].median().is_nan());
    assert!(array![nan, nan].nanmedian().is_nan());
    let infinity = f64::INFINITY;
    assert_eq!(array![1.0, infinity, infinity].quantile(0.75, Linear), infinity);
    assert_eq!(array![infinity, infinity].median(), infinity);
    assert!(array![-infinity, infinity].median().is_nan());
    assert_eq!(array![1.0f32, 4.0, 2.0].median(), 2.0);
    // NumPy: nanvar is a NaN where var is an infinity.
    assert!(array![1.0f64, 2.0].nanvar(3).is_nan());
    assert_eq!(array![1.0, 2.0].var(3), infinity);
    assert_eq!(array![nan, nan].nansum(), 0.0);
    assert_eq!(array![nan, nan].nanprod(), 1.0);
    assert!(array![nan, nan].nanmin().is_nan() && array![nan].nanmean().is_nan());
    assert_eq!(array![nan, infinity].nanargmin(), Some(1));
    assert_eq!(array![nan, nan].nanargmax(), None);
    assert_eq!(Array1::<f64>::zeros(0).nanargmax(), None);
    assert_eq!(Array2::<f64>::zeros([0, 2]).nanargmax_axis(Axis(0)).eval(), array![None, None]);
    assert_eq!(array![nan, -0.0, 7.0].nancumsum_all().eval(), array![0.0, 0.0, 7.0]);
    assert_eq!(array![nan, 2.0, 7.0].nancumprod_all().eval(), array![1.0, 2.0, 14.0]);
    assert_eq!(array![3_u8, 9, 4].ptp(), 6);
    assert!(array![1.0, nan].ptp().is_nan());
    assert!(array![1.0f64, 2.0].average(&array![1.0, -1.0]).is_infinite());
}

#[test]
fn refusals() {
    let a = Array2::<f64>::zeros([2, 3]);
    let text = |e: longstride::Error| e.to_string();
    assert_eq!(text(a.try_quantile(1.5, Linear).unwrap_err()), "a quantile outside 0 to 1 in quantile");
    assert_eq!(text(a.try_quantile(f64::NAN, Linear).unwrap_err()), "a quantile outside 0 to 1 in quantile");
    assert_eq!(
        text(a.try_percentile_axis(Axis(0), [5.0, -1.0], Linear).unwrap_err()),
        "a percentile outside 0 to 100 in percentile_axis"
    );
    assert_eq!(
        text(a.try_median_axis(Axis(2)).unwrap_err()),
        "axis 2 is out of range for rank 2 in median_axis"
    );
    assert_eq!(
        text(a.try_nanmedian_axes([Axis(0), Axis(-2)]).unwrap_err()),
        "axis 0 is named twice in nanmedian_axes"
    );
    assert_eq!(
        text(a.try_average_axis(Axis(0), &array![1.0, 2.0, 3.0]).unwrap_err()),
        "shape (3,) where (2,) is needed in average_axis"
    );
    assert_eq!(
        text(a.try_average(&array![1.0, 2.0, 3.0]).unwrap_err()),
        "shape (3,) where (2, 3) is needed in average"
    );
    assert_eq!(
        text(a.slice(s![..0, ..]).try_nanmin().unwrap_err()),
        "no elements in shape (0, 3), and no identity to return in nanmin"
    );
    assert_eq!(
        text(a.slice(s![..0, ..]).try_ptp().unwrap_err()),
        "no elements in shape (0, 3), and no identity to return in ptp"
    );
    let eight = ArrayD::<f64>::zeros(&[1; 8][..]);
    assert!(eight.try_quantile_axes(&[][..], [0.5], Linear).is_err());
    assert!(eight.try_quantile_axes(&[][..], 0.5, Linear).is_ok());
}
