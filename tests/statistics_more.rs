//! Differences, integrals, histograms and covariances against plain loops, on every layout, and against numbers computed by
//! NumPy.

mod oracle;

use longstride::ops::{
    BinRule, Bins, Differences, EdgeOrder, Weighting, bincount, bincount_weighted, corrcoef, cov,
    cov_weighted, ediff1d, histogram, histogram_bin_edges, histogram_weighted, histogram2d, histogramdd,
    try_bincount, try_cov_weighted, try_histogram, try_histogram_weighted, try_histogram2d, try_histogramdd,
    try_histogramdd_weighted,
};
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::reduce::lanes_of;
use oracle::statistics as naive;
use oracle::strided::{Dice, Strided, changes};
use oracle::views::{Case, case};
use proptest::prelude::*;

/// A number of which sums and differences are exact.
fn number(dice: &mut Dice) -> f64 {
    dice.below(65) as f64 * 0.25 - 8.0
}

/// What `f` makes of each lane along an axis, in its place.
fn along(a: &Nd<f64>, axis: usize, f: impl Fn(&[f64]) -> Vec<f64>) -> Nd<f64> {
    let lanes = lanes_of(a, &[axis]);
    let made: Vec<Vec<f64>> = lanes.data.iter().map(|lane| f(lane)).collect();
    let mut shape = a.shape.clone();
    shape[axis] = f(&vec![0.0; a.shape[axis]]).len();
    Nd::from_fn(&shape, |index| {
        let mut outer = index.to_vec();
        let i = outer.remove(axis);
        let at = outer.iter().zip(&lanes.shape).fold(0, |at, (i, n)| at * n + i);
        made[at][i]
    })
}

#[track_caller]
fn all_near<D: Dim>(got: View<'_, f64, D>, expected: &Nd<f64>, size: f64, context: &dyn Fn() -> String) {
    let got = Nd::of(got);
    assert_eq!(got.shape, expected.shape, "{}", context());
    for (a, b) in got.data.iter().zip(&expected.data) {
        assert!(naive::near(*a, *b, size), "{a} is not {b}: {}", context());
    }
}

fn differences(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| number(dice));
    let v = case.view(&base);
    let all = Nd::of(v);
    for axis in 0..case.shape().len() {
        let (at, n) = (Axis(axis as isize), case.shape()[axis]);
        let context = || format!("{case:?} axis {axis}");
        same(v.diff(at).eval().view(), &along(&all, axis, naive::diff), context);
        for times in [0, 1, 2, 5] {
            let repeated = |lane: &[f64]| (0..times).fold(lane.to_vec(), |lane, _| naive::diff(&lane));
            same(v.diff_n(times, at).view(), &along(&all, axis, repeated), context);
        }
        let even: Vec<f64> = (0..n).map(|i| i as f64 * 0.5).collect();
        let mut place = 0.0;
        let uneven: Vec<f64> = (0..n)
            .map(|_| {
                place += 0.25 + dice.below(4) as f64;
                place
            })
            .collect();
        let backwards: Array1<f64> = uneven.iter().rev().copied().collect();
        let places = backwards.slice(s![..;-1]);
        let sums = |x: &[f64]| {
            lanes_of(&all, &[axis]).data.iter().map(|lane| naive::areas(lane, x).iter().sum()).collect()
        };
        let whole = |data: Vec<f64>| Nd { shape: lanes_of(&all, &[axis]).shape, data };
        all_near(v.trapezoid(at, 0.5).view(), &whole(sums(&even)), 500.0, &context);
        all_near(v.trapezoid(at, places).view(), &whole(sums(&uneven)), 500.0, &context);
        let running = |x: &[f64], start: Option<f64>| {
            along(&all, axis, |lane| {
                let mut sum = start.unwrap_or(0.0);
                let rest = naive::areas(lane, x).into_iter().map(|area| {
                    sum += area;
                    sum
                });
                start.into_iter().chain(rest).collect()
            })
        };
        all_near(v.cumulative_trapezoid(at, 0.5, None).view(), &running(&even, None), 500.0, &context);
        all_near(
            v.cumulative_trapezoid(at, places, Some(3.0)).view(),
            &running(&uneven, Some(3.0)),
            500.0,
            &context,
        );
        for (edges, least) in [(EdgeOrder::First, 2), (EdgeOrder::Second, 3)] {
            if n < least {
                assert!(v.try_gradient_axis(at, 1.0, edges).is_err());
                continue;
            }
            let second = edges == EdgeOrder::Second;
            let expected = along(&all, axis, |lane| naive::gradient(lane, &even, second));
            all_near(v.gradient_axis(at, 0.5, edges).view(), &expected, 1000.0, &context);
            let expected = along(&all, axis, |lane| naive::gradient(lane, &uneven, second));
            let got = v.gradient_axis(at, places, edges);
            all_near(got.view(), &expected, 1000.0, &context);
            changes(
                dice,
                &expected.shape,
                context,
                |i, _| got[i],
                |out| {
                    v.try_gradient_axis_into(at, places, edges, out).unwrap();
                },
            );
        }
    }
    let pairs = naive::diff(&all.data);
    assert_eq!(Nd::of(ediff1d(v, &[], &[]).view()).data, pairs);
    assert_eq!(
        Nd::of(ediff1d(v, &[1.0], &[2.0, 3.0]).view()).data,
        [&[1.0], &pairs[..], &[2.0, 3.0]].concat()
    );
}

fn histograms(case: &Case, dice: &mut Dice) {
    let base = case.base(|_| number(dice));
    let v = case.view(&base);
    let all = Nd::of(v).data;
    let mut own = Dice(dice.next());
    let weights = Strided::laid_out(dice, case.shape(), false, || own.below(8) as f64 * 0.5);
    let given = Nd::of(weights.view()).data;
    let mut edges: Vec<f64> = (0..1 + dice.below(6)).map(|_| number(dice)).collect();
    edges.sort_by(f64::total_cmp);
    let edges = Array1::from(edges);
    let count = 1 + dice.below(9);
    let between = Bins::Between { count, low: -3.0, high: 2.5 };
    for bins in [Bins::from(&edges), Bins::Count(count), between] {
        let context = || format!("{case:?} {bins:?}");
        let h = histogram(v, bins);
        let edges: Vec<f64> = h.edges[0].iter().copied().collect();
        assert_eq!(histogram_bin_edges(v, bins), h.edges[0]);
        let expected: Vec<usize> =
            naive::histogram(&all, &vec![1.0; all.len()], &edges).iter().map(|&n| n as usize).collect();
        assert_eq!(Nd::of(h.counts.view()).data, expected, "{}", context());
        let w = histogram_weighted(v, weights.view(), bins);
        assert_eq!(Nd::of(w.counts.view()).data, naive::histogram(&all, &given, &edges), "{}", context());
        let total: usize = expected.iter().sum();
        for (i, density) in h.density().iter().enumerate() {
            let exact = expected[i] as f64 / total as f64 / (edges[i + 1] - edges[i]);
            assert!(naive::near(*density, exact, 10.0) || !exact.is_finite(), "{}", context());
        }
        // In two dimensions, against itself by weights.
        let h = histogram2d(v, weights.view(), [bins, Bins::Edges(array![0.0, 1.0, 2.5].view())]);
        let expected = naive::histogram2d(&all, &given, &edges, &[0.0, 1.0, 2.5]);
        assert_eq!(Nd::of(h.counts.view()).data, expected, "{}", context());
    }
    let whole = v.map(|x| (x + 8.0) as u8).eval();
    let mut counts = vec![0; 40];
    let mut sums = vec![0.0; 40];
    for (x, w) in all.iter().zip(&given) {
        counts[(x + 8.0) as usize] += 1;
        sums[(x + 8.0) as usize] += w;
    }
    assert_eq!(Nd::of(bincount(&whole, 40).view()).data, counts);
    assert_eq!(Nd::of(bincount_weighted(&whole, weights.view(), 40).view()).data, sums);
    assert_eq!(bincount(&whole, 0).len(), counts.iter().rposition(|n| *n > 0).map_or(0, |last| last + 1));
}

fn covariances(dice: &mut Dice) {
    let shape = [dice.below(6), dice.below(200)];
    let mut own = Dice(dice.next());
    let m = Strided::laid_out(dice, &shape, false, || number(&mut own));
    let v = m.view().into_rank::<Ix2>().unwrap();
    let correction = dice.below(2);
    let expected = naive::cov(&Nd::of(v), correction);
    let context = || format!("{m:?}");
    all_near(cov(v, correction).view(), &expected, 100.0, &context);
    let ones = Array1::<f64>::ones(shape[1]);
    if shape[1] > 0 {
        all_near(cov_weighted(v, correction, &ones, Weighting::Frequency).view(), &expected, 100.0, &context);
        all_near(
            cov_weighted(v, correction, &ones, Weighting::Importance).view(),
            &expected,
            100.0,
            &context,
        );
    }
    let expected = Nd::from_fn(&expected.shape, |i| {
        let at = |i, j| naive::cov(&Nd::of(v), 1).at(&[i, j]);
        at(i[0], i[1]) / (at(i[0], i[0]).sqrt() * at(i[1], i[1]).sqrt())
    });
    all_near(corrcoef(v).view(), &expected, 1.0, &context);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 48 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neighbours_differ((case, seed) in (case(), any::<u64>())) {
        differences(&case, &mut Dice(seed));
    }

    #[test]
    fn bins_count((case, seed) in (case(), any::<u64>())) {
        histograms(&case, &mut Dice(seed));
    }

    #[test]
    fn rows_vary_together(seed in any::<u64>()) {
        covariances(&mut Dice(seed));
    }
}

#[test]
fn numpys_bins() {
    let few =
        array![0.5, 1.25, 1.5, 2.0, 2.25, 2.5, 3.0, 3.25, 4.75, 5.0, 5.5, 6.0, 6.25, 7.0, 9.5, 12.0, 20.0];
    let many = Array1::from_iter((0..1000).map(|i| (f64::from(i) / 999.0).powi(3)));
    // The number of bins of `np.histogram_bin_edges(a, rule)` of NumPy 2.4.
    use BinRule::*;
    let rules = [
        (Sqrt, 5, 32),
        (Sturges, 6, 11),
        (Rice, 6, 20),
        (Scott, 4, 11),
        (Doane, 8, 15),
        (FreedmanDiaconis, 7, 13),
        (Auto, 7, 13),
    ];
    for (rule, of_few, of_many) in rules {
        assert_eq!(histogram(&few, rule).counts.len(), of_few, "{rule:?}");
        assert_eq!(histogram_bin_edges(&many, rule).len() - 1, of_many, "{rule:?}");
    }
    assert_eq!(histogram(&array![1.0, 2.0, 2.0, 3.0], &[1.0, 2.0, 2.0, 3.0]).counts, array![1, 0, 3]);
    let none = histogram(&Array1::<f64>::zeros(0), 3);
    assert_eq!((none.counts, none.edges[0].clone()), (array![0, 0, 0], Array1::linspace(0.0, 1.0, 4)));
    let same = histogram(&array![5.0, 5.0], 2);
    assert_eq!((same.counts, same.edges[0].clone()), (array![0, 2], array![4.5, 5.0, 5.5]));
    assert_eq!(histogram(&array![1.0, f64::NAN, 9.0], &[0.0, 2.0]).counts, array![1]);
    let points = array![[0.0, 0.0], [1.0, 1.0], [1.0, 4.0], [3.0, 4.0], [9.0, 1.0]];
    let edges = array![0.0, 2.0, 4.0];
    let bins = [Bins::Count(3), (&edges).into()];
    let expected = array![[2, 1], [0, 1], [1, 0]];
    assert_eq!(histogramdd(&points, &bins).counts, expected.view().into_dyn());
    assert_eq!(histogram2d(points.slice(s![.., 0]), points.slice(s![.., 1]), bins).counts, expected);
    let weights = array![1.0, 2.0, 4.0, 8.0, 16.0];
    let sums = try_histogramdd_weighted(&points, &weights, &bins).unwrap().counts;
    assert_eq!(sums, array![[3.0, 4.0], [0.0, 8.0], [16.0, 0.0]].into_dyn_array());
}

#[test]
fn numpys_numbers() {
    let m = array![[1.0, 2.0, 4.0, 7.0], [3.0, 3.0, 1.0, -2.0], [0.5, -1.0, 2.25, 8.0]];
    let near = |got: Array2<f64>, expected: Array2<f64>| {
        all_near(got.view(), &Nd::of(expected.view()), 10.0, &String::new);
    };
    // `np.cov(m)`, `np.corrcoef(m)`, with `fweights=[1, 2, 1, 3]` and with `aweights=[0.5, 2, 1, 0.25]`.
    near(
        cov(&m, 1),
        array![
            [7.0, -6.166666666666666, 9.791666666666666],
            [-6.166666666666666, 5.583333333333333, -9.145833333333332],
            [9.791666666666666, -9.145833333333332, 15.515625]
        ],
    );
    near(
        corrcoef(&m),
        array![
            [1.0, -0.9864036607532465, 0.9395566338785318],
            [-0.9864036607532465, 1.0, -0.9826341815840488],
            [0.9395566338785318, -0.9826341815840487, 1.0]
        ],
    );
    near(
        cov_weighted(&m, 1, &array![1.0, 2.0, 1.0, 3.0], Weighting::Frequency),
        array![
            [7.238095238095237, -6.69047619047619, 11.238095238095237],
            [-6.69047619047619, 6.285714285714286, -10.732142857142856],
            [11.238095238095237, -10.732142857142856, 18.63392857142857]
        ],
    );
    near(
        cov_weighted(&m, 1, &array![0.5, 2.0, 1.0, 0.25], Weighting::Importance),
        array![
            [3.742857142857143, -3.3714285714285714, 5.321428571428571],
            [-3.3714285714285714, 3.1857142857142855, -5.285714285714286],
            [5.321428571428571, -5.285714285714286, 9.223214285714286]
        ],
    );
    // `np.gradient(f, x, edge_order=...)` and `np.trapezoid(f, x)`.
    let (x, f) = (array![0.0, 1.0, 1.5, 3.5, 4.0], array![2.0, 1.0, 4.0, -3.0, 0.5]);
    let row = |a: Array1<f64>| a.into_shape([1, 5]).unwrap();
    near(
        row(f.gradient_axis(Axis(0), &x, EdgeOrder::First)),
        array![[-1.0, 3.6666666666666665, 4.1, 4.9, 7.0]],
    );
    near(
        row(f.gradient_axis(Axis(0), &x, EdgeOrder::Second)),
        array![[-5.666666666666666, 3.6666666666666665, 4.1, 4.9, 9.1]],
    );
    near(row(f.gradient_axis(Axis(0), 0.5, EdgeOrder::Second)), array![[-6.0, 2.0, -4.0, -3.5, 17.5]]);
    assert_eq!(f.trapezoid(Axis(0), &x)[[]], 3.125);
}

#[test]
fn threads_change_nothing() {
    let dice = &mut Dice(5);
    let a = Array2::from_fn([700, 701], |_| number(dice) + (dice.next() >> 40) as f64 * 1e-9);
    for v in [a.view(), a.t(), a.slice(s![..;-1, ..;2])] {
        let w = (v * 0.37).eval();
        let all = Nd::of(v).data;
        let one = longstride::threads::with(1, || histogram_weighted(v, &w, 50));
        let two = histogram_weighted(v, &w, 50);
        same(two.counts.view(), &Nd::of(one.counts.view()), || "weights".to_owned());
        let h = histogram(v, 50);
        let edges: Vec<f64> = h.edges[0].iter().copied().collect();
        let expected = naive::histogram(&all, &vec![1.0; all.len()], &edges);
        assert_eq!(h.counts.cast::<f64>().eval(), Array1::from(expected));
        let exact = naive::histogram(&all, &Nd::of(w.view()).data, &edges);
        all_near(two.counts.view(), &Nd { shape: vec![50], data: exact }, 1e5, &String::new);
        let bytes = v.map(|x| (x + 8.0) as u8).eval();
        assert_eq!(bincount(&bytes, 0).sum(), v.len());
        assert_eq!(bincount(bytes.slice(s![.., ..;2]), 0).sum(), bytes.slice(s![.., ..;2]).len());
    }
    let rows = a.slice(s![..7, ..]);
    all_near(cov(rows, 1).view(), &naive::cov(&Nd::of(rows), 1), 100.0, &String::new);
    let long = a.reshape([2, 245_350]);
    all_near(cov(long.view(), 1).view(), &naive::cov(&Nd::of(long.view()), 1), 100.0, &String::new);
}

#[test]
fn refusals() {
    let a = array![1.0, 2.0, 3.0];
    let nan = array![1.0, f64::NAN];
    fn text<T>(e: longstride::Result<T>) -> String {
        e.err().unwrap().to_string()
    }
    assert_eq!(text(a.try_diff(Axis(1))), "axis 1 is out of range for rank 1 in diff");
    assert_eq!(
        text(a.try_gradient_axis(Axis(0), &nan, EdgeOrder::First)),
        "shape (2,) where (3,) is needed in gradient_axis"
    );
    assert_eq!(
        text(nan.try_gradient_axis(Axis(0), 1.0, EdgeOrder::Second)),
        "fewer than three samples in gradient_axis"
    );
    assert_eq!(text(a.try_trapezoid(Axis(0), &nan)), "shape (2,) where (3,) is needed in trapezoid");
    assert_eq!(
        text(a.try_gradient([1.0.into(), 1.0.into()], EdgeOrder::First)),
        "neither one spacing nor one for each axis in gradient"
    );
    assert_eq!(text(try_histogram(&a, 0)), "no bins in histogram");
    assert_eq!(text(try_histogram(&nan, 3)), "a range of bins that is not finite in histogram");
    assert_eq!(text(try_histogram(&a, &[2.0, 1.0])), "edges of bins that fall in histogram");
    assert_eq!(text(try_histogram(&a, &[][..])), "no edges of bins in histogram");
    assert_eq!(text(try_histogram(&a, &[f64::NAN])), "an edge of a bin that is a NaN in histogram");
    assert_eq!(
        text(try_histogram(&a, Bins::Between { count: 1, low: 2.0, high: 1.0 })),
        "a range of bins that ends before it starts in histogram"
    );
    assert_eq!(text(try_histogram(&a, usize::MAX)), "more bins than fit memory in histogram");
    assert_eq!(
        text(try_histogram_weighted(&a, &nan, 2)),
        "shape (2,) where (3,) is needed in histogram_weighted"
    );
    assert_eq!(
        text(try_histogram2d(&a, &nan.map(|_| 0.0).eval(), [2.into(), 2.into()])),
        "shape (2,) where (3,) is needed in histogram2d"
    );
    let points = Array2::<f64>::zeros([3, 2]);
    assert_eq!(
        text(try_histogramdd(&points, &[2.into()])),
        "not as many bins as columns of points in histogramdd"
    );
    assert_eq!(text(try_bincount(&array![1, -1], 0)), "a negative number in bincount");
    assert_eq!(text(try_bincount(&array![1, u64::MAX], 0)), "a number too large to count in bincount");
    let m = array![[1.0, 2.0], [3.0, 4.0]];
    assert_eq!(
        text(try_cov_weighted(&m, 1, &a, Weighting::Frequency)),
        "shape (3,) where (2,) is needed in cov_weighted"
    );
    assert_eq!(
        text(try_cov_weighted(&m, 1, &array![1.0, -1.0], Weighting::Frequency)),
        "a negative weight in cov_weighted"
    );
    assert!(corrcoef(&array![[1.0f64, 1.0], [0.0, 2.0]]).slice(s![0, ..]).iter().all(|r| r.is_nan()));
}
