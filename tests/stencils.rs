//! Stencils, convolutions and filters: against loops over all indices on random layouts, and against constants that SciPy
//! and NumPy computed.

mod oracle;

use longstride::ops::{
    self, Boundary, convolve_into, correlate_into, gaussian_filter, gaussian_kernel, try_convolve,
    try_gaussian_kernel, try_uniform_filter, uniform_filter,
};
use longstride::prelude::*;
use oracle::eval::Nd;
use oracle::stencil::windows;
use oracle::strided::{Dice, Strided};
use oracle::views::case;
use proptest::prelude::*;

fn rules() -> [Boundary<i64>; 5] {
    [Boundary::Constant(7), Boundary::Edge, Boundary::Reflect, Boundary::Symmetric, Boundary::Wrap]
}

fn boundary() -> impl Strategy<Value = Boundary<i64>> {
    (0usize..5).prop_map(|k| rules()[k])
}

fn product(window: &Nd<i64>, kernel: &Nd<i64>) -> i64 {
    window.data.iter().zip(&kernel.data).map(|(a, b)| a * b).sum()
}

/// A kernel of a rank, laid out at random.
fn kernel(dice: &mut Dice, rank: usize) -> Strided<i64> {
    let mut left = 40;
    let shape: Vec<usize> = (0..rank)
        .map(|_| {
            let n = dice.pick(&[1, 1, 2, 3, 4, 5, 9]).min(left);
            left /= n;
            n
        })
        .collect();
    Strided::destination(dice, &shape)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..Default::default() })]

    #[test]
    fn stencils_see_what_a_walk_finds(case in case(), seed: u64, rule in boundary()) {
        let base = case.base(|k| (k % 19) as i64 - 7);
        let (view, rank) = (case.view(&base), case.shape().len());
        let (source, mut dice) = (Nd::of(view), Dice(seed));
        let kernel = kernel(&mut dice, rank);
        let weights = Nd::of(kernel.view());
        let left: Vec<usize> = weights.shape.iter().map(|k| k / 2).collect();
        let expected = windows(&source, &rule, case.shape(), &weights.shape, &left, |w| product(&w, &weights));
        let context = || format!("{rule:?}, {kernel:?}");
        oracle::eval::same(view.stencil(kernel.view(), rule).eval().view(), &expected, context);
        // Straight into a destination of any layout.
        oracle::strided::changes(&mut dice, case.shape(), context, |index, _: i64| expected.at(index), |out| {
            view.stencil(kernel.view(), rule).eval_into(out);
        });
        // One window at a time.
        let mapped = view.map_windows(&weights.shape[..], rule, |w| product(&Nd::of(w), &weights));
        oracle::eval::same(mapped.eval().view(), &expected, context);
        // Along one axis.
        if rank > 0 {
            let axis = dice.below(rank);
            let mut line = weights.clone();
            line.shape = vec![1; rank];
            line.shape[axis] = weights.data.len();
            let mut left = vec![0; rank];
            left[axis] = weights.data.len() / 2;
            let expected = windows(&source, &rule, case.shape(), &line.shape, &left, |w| product(&w, &line));
            let row = Array1::from_vec(weights.data.len(), weights.data.clone()).unwrap();
            let ours = view.stencil_axis(&row, Axis(axis as isize), rule).eval();
            oracle::eval::same(ours.view(), &expected, context);
        }
    }

    #[test]
    fn steps_get_a_halo_on_every_side(case in case(), rule in boundary(), halos in any::<[u8; 6]>()) {
        let base = case.base(|k| (k % 19) as i64 - 7);
        let (view, source) = (case.view(&base), Nd::of(case.view(&base)));
        let halo: Vec<usize> = halos[..case.shape().len()].iter().map(|h| usize::from(*h) % 3).collect();
        let window: Vec<usize> = halo.iter().map(|h| 2 * h + 1).collect();
        prop_assume!(window.iter().product::<usize>() < 200 && 2 * window.len() <= 8);
        let expected = windows(&source, &rule, case.shape(), &window, &halo, |w| w.data.iter().sum());
        let axes: Vec<Axis> = (0..halo.len()).map(|a| Axis((halo.len() + a) as isize)).collect();
        let summed = view.stencil_with(&halo[..], rule, |from, mut out| {
            from.windows(&window[..]).sum_axes(&axes[..]).eval_into(&mut out);
        });
        oracle::eval::same(summed.eval().view(), &expected, || format!("{rule:?} {halo:?}"));
    }

    #[test]
    fn convolutions_are_sums_over_pairs(seed: u64) {
        let mut dice = Dice(seed);
        let rank = dice.below(4);
        let (a, b) = (kernel(&mut dice, rank), kernel(&mut dice, rank));
        let (a, b) = (a.view(), b.view());
        let (x, y) = (Nd::of(a), Nd::of(b));
        // Every pair of elements meets in one place.
        let full: Vec<usize> = x.shape.iter().zip(&y.shape).map(|(n, k)| n + k - 1).collect();
        let mut sums = ArrayD::<i64>::zeros(&full[..]);
        let mut turned = ArrayD::<i64>::zeros(&full[..]);
        Nd::from_fn(&x.shape, |i| {
            Nd::from_fn(&y.shape, |j| {
                let at: Vec<usize> = (0..rank).map(|a| i[a] + j[a]).collect();
                sums[&at[..]] += x.at(i) * y.at(j);
                let at: Vec<usize> = (0..rank).map(|a| i[a] + y.shape[a] - 1 - j[a]).collect();
                turned[&at[..]] += x.at(i) * y.at(j);
            })
        });
        prop_assert_eq!(&convolve(a, b, ConvolveMode::Full), &sums);
        prop_assert_eq!(&convolve(b, a, ConvolveMode::Full), &sums);
        prop_assert_eq!(&correlate(a, b, ConvolveMode::Full), &turned);
        let contains = |x: &[usize], y: &[usize]| x.iter().zip(y).all(|(n, k)| n >= k);
        if contains(&x.shape, &y.shape) || contains(&y.shape, &x.shape) {
            // What is left of all places: those with as many neighbours as the smaller has elements.
            let spec: Vec<SliceElem> = (0..rank)
                .map(|a| (x.shape[a].min(y.shape[a]) - 1, x.shape[a].max(y.shape[a])))
                .map(|(from, to)| SliceElem::from(from as isize..to as isize))
                .collect();
            prop_assert_eq!(&convolve(a, b, ConvolveMode::Valid), &sums.slice(&spec[..]));
            prop_assert_eq!(&correlate(a, b, ConvolveMode::Valid), &turned.slice(&spec[..]));
        } else {
            prop_assert!(try_convolve(a, b, ConvolveMode::Valid).is_err());
        }
    }
}

#[test]
fn the_results_of_scipy_ndimage_on_one_axis() {
    let v = array![3_i64, 1, 4, 1, 5, 9];
    let (k3, k4) = (array![1, 10, 100], array![1, 10, 100, 1000]);
    // scipy.ndimage.correlate(v, k, mode=..., cval=7) with constant, nearest, mirror, reflect and grid-wrap.
    let expected = [
        ([137, 413, 141, 514, 951, 795], [1377, 4137, 1413, 5141, 9514, 7951], [166, 173]),
        ([133, 413, 141, 514, 951, 995], [1333, 4133, 1413, 5141, 9514, 9951], [110, 122]),
        ([131, 413, 141, 514, 951, 595], [1314, 4131, 1413, 5141, 9514, 5951], [104, 92]),
        ([133, 413, 141, 514, 951, 995], [1331, 4133, 1413, 5141, 9514, 9951], [98, 86]),
        ([139, 413, 141, 514, 951, 395], [1395, 4139, 1413, 5141, 9514, 3951], [104, 92]),
    ];
    let (short, long) = (array![2_i64, 5], Array1::from_iter(1..8));
    for (rule, (three, four, wide)) in rules().into_iter().zip(expected) {
        assert_eq!(v.stencil(&k3, rule).eval(), Array1::from_iter(three), "{rule:?}");
        assert_eq!(v.stencil(&k4, rule).eval(), Array1::from_iter(four), "{rule:?}");
        assert_eq!(short.stencil(&long, rule).eval(), Array1::from_iter(wide), "{rule:?}");
    }
}

#[test]
fn the_results_of_scipy_ndimage_on_two_axes() {
    let a = Array2::from_fn([3, 4], |[i, j]| ((4 * i + j) * (4 * i + j)) as i64);
    let k = array![[1, 2], [3, 4], [5, 6]];
    let mut rules = rules();
    rules[0] = Boundary::Constant(1);
    // scipy.ndimage.correlate(a, k, mode=..., cval=1)
    let expected = [
        array![[107, 237, 363, 525], [457, 956, 1233, 1552], [303, 593, 751, 929]],
        array![[176, 236, 369, 544], [816, 956, 1233, 1552], [1200, 1388, 1745, 2144]],
        array![[281, 300, 457, 656], [929, 956, 1233, 1552], [777, 812, 1081, 1392]],
        array![[176, 236, 369, 544], [816, 956, 1233, 1552], [1200, 1388, 1745, 2144]],
        array![[617, 460, 641, 864], [1209, 956, 1233, 1552], [745, 588, 769, 992]],
    ];
    for (rule, expected) in rules.into_iter().zip(expected) {
        assert_eq!(a.stencil(&k, rule).eval(), expected, "{rule:?}");
        assert_eq!(a.t().stencil(k.t(), rule).eval(), expected.t(), "{rule:?}");
    }
}

#[test]
fn the_results_of_numpy_and_scipy_signal() {
    use ConvolveMode::{Full, Same, Valid};
    let v = array![3_i64, 1, 4, 1, 5, 9];
    let (k3, k4) = (array![1, 10, 100], array![1, 10, 100, 1000]);
    // np.convolve and np.correlate
    assert_eq!(convolve(&v, &k3, Full), array![3, 31, 314, 141, 415, 159, 590, 900]);
    assert_eq!(convolve(&v, &k3, Same), array![31, 314, 141, 415, 159, 590]);
    assert_eq!(convolve(&v, &k3, Valid), array![314, 141, 415, 159]);
    assert_eq!(convolve(&v, &k4, Full), array![3, 31, 314, 3141, 1415, 4159, 1590, 5900, 9000]);
    assert_eq!(convolve(&v, &k4, Same), array![31, 314, 3141, 1415, 4159, 1590]);
    assert_eq!(convolve(&v, &k4, Valid), array![3141, 1415, 4159]);
    assert_eq!(convolve(&k3, &v, Same), array![31, 314, 141, 415, 159, 590]);
    assert_eq!(correlate(&v, &k3, Full), array![300, 130, 413, 141, 514, 951, 95, 9]);
    assert_eq!(correlate(&v, &k3, Same), array![130, 413, 141, 514, 951, 95]);
    assert_eq!(correlate(&v, &k4, Same), array![1300, 4130, 1413, 5141, 9514, 951]);
    assert_eq!(correlate(&v, &k4, Valid), array![1413, 5141, 9514]);
    assert_eq!(correlate(&k3, &v, Full), array![9, 95, 951, 514, 141, 413, 130, 300]);
    assert_eq!(correlate(&k3, &v, Same), array![95, 951, 514, 141, 413, 130]);
    assert_eq!(correlate(&k3, &v, Valid), array![951, 514, 141, 413]);
    // scipy.signal.convolve and correlate, method='direct'
    let a = Array2::from_fn([3, 4], |[i, j]| ((4 * i + j) * (4 * i + j)) as i64);
    let k = array![[1, 2], [3, 4], [5, 6]];
    assert_eq!(convolve(&a, &k, Valid), array![[353, 496, 681]]);
    assert_eq!(
        convolve(&a, &k, Same),
        array![[16, 60, 102, 164], [112, 353, 496, 681], [272, 720, 954, 1224]]
    );
    assert_eq!(correlate(&a, &k, Valid), array![[956, 1233, 1552]]);
    assert_eq!(
        correlate(&a, &k, Full),
        array![
            [0, 6, 29, 74, 45],
            [96, 234, 360, 522, 272],
            [448, 956, 1233, 1552, 761],
            [288, 582, 740, 918, 412],
            [128, 226, 281, 342, 121]
        ]
    );
    let mut out = Array2::zeros([3, 4]);
    convolve_into(&a, &k, Same, &mut out.view_mut());
    assert_eq!(out, convolve(&a, &k, Same));
    correlate_into(&a, &k, Same, &mut out);
    assert_eq!(out, correlate(&a, &k, Same));
}

fn near<D: longstride::layout::Dim>(found: &Array<f64, D>, expected: &Array<f64, D>) {
    assert_eq!(found.shape(), expected.shape());
    for (x, y) in found.iter().zip(expected) {
        assert!((x - y).abs() <= 4e-16 * y.abs().max(1.0), "{found:?} {expected:?}");
    }
}

#[test]
fn filters_are_those_of_scipy_ndimage() {
    let x = array![0.5, 2., -1., 8., 3., 1.];
    near(&uniform_filter(&x, 3, Boundary::Symmetric), &array![1.0, 0.5, 3.0, 10. / 3., 4.0, 5. / 3.]);
    near(&uniform_filter(&x, 4, Boundary::Edge), &array![0.875, 0.5, 2.375, 3.0, 2.75, 3.25]);
    let blurred = array![
        0.8451105348892924,
        1.0716389330749796,
        1.8617779272283554,
        4.512425106533223,
        3.5530295209802762,
        1.6560179772938763
    ];
    near(&gaussian_filter(&x, 0.8, Boundary::Symmetric), &blurred);
    let a = array![[0., 1., 4.], [9., 16., 25.]];
    let blurred = array![
        [4.008972118678544, 6.296786133087878, 9.260403614225245],
        [7.742071693806218, 11.365312133548109, 15.664356040018031]
    ];
    let ours = gaussian_filter(&a, 0.6, Boundary::Reflect);
    assert!((&ours - &blurred).abs().max() < 1e-14, "{ours:?}");
    let k = array![
        0.00044074336693235674,
        0.021910314171364808,
        0.22831071645846548,
        0.49867645200647487,
        0.22831071645846548,
        0.021910314171364808,
        0.00044074336693235674
    ];
    near(&gaussian_kernel(0.8), &k);
}

#[test]
fn moving_means_of_every_size_are_those_of_whole_numbers() {
    // Sums of whole numbers are exact, so that a division is all that rounds.
    let a = Array2::from_fn([9, 40], |[i, j]| ((31 * i + 17 * j) % 23) as f64);
    let whole = Nd::of(a.cast::<i64>().eval().view());
    for size in [1, 2, 3, 4, 5, 7, 8, 11, 16, 31, 64, 100] {
        let ours = uniform_filter(a.slice(s![..;-1, ..]), [1, size], Boundary::Wrap);
        let flipped = Nd::from_fn(&[9, 40], |i| whole.at(&[8 - i[0], i[1]]));
        let sums = windows(&flipped, &Boundary::Wrap, &[9, 40], &[1, size], &[0, size / 2], |w| {
            w.data.iter().sum::<i64>()
        });
        for (index, &mean) in ours.indexed_iter() {
            assert_eq!(mean, sums.at(&index) as f64 / size as f64, "{size} {index:?}");
        }
    }
    assert_eq!(uniform_filter(&a, [1, 1], Boundary::Edge), a);
    // A NaN reaches the windows that hold it, and no others.
    let mut v = Array1::zeros(12);
    v[5] = f64::NAN;
    let means = uniform_filter(&v, 3, Boundary::Edge);
    let bad: Vec<usize> = means.is_nan().flat_nonzero().into_vec();
    assert_eq!(bad, [4, 5, 6]);
}

#[test]
fn large_arrays_are_cut_into_blocks_on_any_number_of_threads() {
    let a = Array2::from_fn([60, 1501], |[i, j]| ((i * 7 + j * 13) % 101) as f64);
    let k = Array2::from_fn([3, 5], |[i, j]| (i * 5 + j) as f64 - 7.0);
    let source = Nd { shape: vec![60, 1501], data: a.cast::<i64>().eval().into_vec() };
    let weights = Nd::of(k.cast::<i64>().eval().view());
    let rule = Boundary::Reflect;
    let one = longstride::threads::with(1, || a.stencil(&k, Boundary::Reflect).eval());
    let many = a.stencil(&k, Boundary::Reflect).eval();
    assert_eq!(one, many);
    let expected = windows(&source, &rule, &[60, 1501], &[3, 5], &[1, 2], |w| product(&w, &weights));
    assert!(many.iter().zip(&expected.data).all(|(&x, &y)| x == y as f64));
    // Long and thin, both ways; nothing but edges.
    for shape in [[9_000, 2], [2, 9_000]] {
        let a = Array2::from_fn(shape, |[i, j]| ((i * 7 + j * 13) % 101) as i64);
        let source = Nd { shape: shape.to_vec(), data: a.iter().copied().collect() };
        let k = array![[1, 2, 3], [4, 5, 6], [7, 8, 9]];
        let weights = Nd::of(k.view());
        let expected = windows(&source, &Boundary::Wrap, &shape, &[3, 3], &[1, 1], |w| product(&w, &weights));
        assert_eq!(a.stencil(&k, Boundary::Wrap).eval().into_vec(), expected.data);
    }
}

#[test]
fn a_stencil_is_an_operand() {
    let a = array![[1., 2., 3.], [4., 5., 7.]];
    let k = array![[1., 0., -1.]];
    let plain = a.stencil(&k, Boundary::Edge).eval();
    assert_eq!((a.stencil(&k, Boundary::Edge) * 2.0 + &a).eval(), (&plain * 2.0 + &a).eval());
    assert_eq!((&a - a.stencil(&k, Boundary::Edge)).eval(), (&a - &plain).eval());
    assert_eq!((-a.stencil(&k, Boundary::Edge)).eval(), (-&plain).eval());
    assert_eq!(a.stencil(&k, Boundary::Edge).sum(), plain.sum());
    assert_eq!(a.stencil(&k, Boundary::Edge).square().sum_axis(Axis(0)).eval().shape(), [3]);
    let mut out = Array2::<f64>::zeros([2, 3]);
    out += a.stencil(&k, Boundary::Edge);
    assert_eq!(out, plain);
    let shown = format!("{:?}", a.stencil(&k, Boundary::Edge));
    assert_eq!(shown, "Computed { op: \"stencil\", shape: [2, 3], .. }");
    // Of functions and of types of one's own, and on a mutable view.
    let texts = array!['a', 'b', 'c'].map_windows(2, Boundary::Wrap, |w| (w[0], w[1])).eval();
    assert_eq!(texts, array![('c', 'a'), ('a', 'b'), ('b', 'c')]);
    let mut b = a.clone();
    let view = b.view_mut();
    assert_eq!((&view).stencil(&k, Boundary::Edge).eval(), plain);
}

#[test]
fn not_a_number_and_signed_zero() {
    // A weight of 0 takes part.
    let v = array![1.0, f64::INFINITY, 2.0];
    let sums = v.stencil(&array![0.0, 1.0, 0.0], Boundary::Edge).eval();
    assert!(sums[0].is_nan() && sums[1] == f64::INFINITY && sums[2].is_nan());
    // A sum starts from 0.
    let zeros = array![-0.0_f64, -0.0].stencil(&array![1.0], Boundary::Edge).eval();
    assert!(zeros.iter().all(|x| x.is_sign_positive()));
}

#[test]
fn empty_arrays_and_what_is_refused() {
    let text = |e: longstride::Error| e.to_string();
    let (v, a) = (array![1, 2, 3], Array2::<i32>::zeros([0, 3]));
    let (none, k) = (Array1::<i32>::zeros(0), array![1, 1]);
    assert_eq!(none.stencil(&k, Boundary::Edge).eval(), none);
    assert_eq!(a.stencil(&array![[1, 2], [3, 4]], Boundary::Wrap).eval(), a);
    assert_eq!(a.stencil_with([1, 1], Boundary::Edge, |_, _| unreachable!()).eval(), a);
    assert_eq!(a.map_windows([2, 2], Boundary::Edge, |_| 1_u8).eval().shape(), [0, 3]);
    assert_eq!(Array0::full([], 3).stencil(&Array0::full([], 2), Boundary::Edge).eval(), Array0::full([], 6));

    let empty = v.try_stencil(&none, Boundary::Edge).map(drop).unwrap_err();
    assert_eq!(text(empty), "a window of 0 does not fit axis 0 of extent 3 in stencil");
    assert!(v.try_stencil_axis(&none, Axis(0), Boundary::Edge).is_err());
    assert!(v.try_stencil_axis(&k, Axis(1), Boundary::Edge).is_err());
    assert!(v.try_map_windows(0, Boundary::Edge, |_| 0).is_err());
    let (d, flat) = (a.view().into_dyn(), k.view().into_dyn());
    assert_eq!(
        text(d.try_stencil(flat, Boundary::Edge).map(drop).unwrap_err()),
        "rank 1 where rank 2 is needed in stencil"
    );
    assert!(d.try_stencil_with(&[1][..], Boundary::Edge, |_, _| ()).is_err());
    assert!(d.try_map_windows(&[1][..], Boundary::Edge, |_| 0).is_err());

    let mut out = Array1::<i32>::zeros(2);
    let error = v.stencil(&k, Boundary::Edge).try_eval_into(&mut out).unwrap_err();
    assert_eq!(text(error), "shape (2,) where (3,) is needed in stencil");
    let error = ops::try_convolve_into(&v, &k, ConvolveMode::Full, &mut out).unwrap_err();
    assert_eq!(text(error), "shape (2,) where (4,) is needed in convolve_into");
    assert_eq!(out, array![0, 0]);
    assert!(
        try_convolve(&v, &none, ConvolveMode::Full).is_err()
            && try_convolve(&none, &v, ConvolveMode::Full).is_err()
    );
    let (wide, tall) = (Array2::<i32>::ones([1, 4]), Array2::<i32>::ones([4, 1]));
    let error = try_convolve(&wide, &tall, ConvolveMode::Valid).unwrap_err();
    assert_eq!(text(error), "a window of 4 does not fit axis 0 of extent 1 in convolve");
    assert_eq!(convolve(&wide, &tall, ConvolveMode::Full), Array2::<i32>::ones([4, 4]));

    let x = array![1.0, 2.0];
    assert!(try_uniform_filter(&x, 0, Boundary::Edge).is_err());
    assert!(try_gaussian_kernel(0.0).is_err() && try_gaussian_kernel(f64::NAN).is_err());
    assert!(ops::try_gaussian_filter(&x, -1.0, Boundary::Edge).is_err());
    assert_eq!(uniform_filter(&Array1::<f64>::zeros(0), 3, Boundary::Wrap).len(), 0);
}

#[test]
fn a_panic_in_a_step_is_passed_on() {
    let a = Array2::<f64>::zeros([600, 600]);
    let run = || a.map_windows([3, 3], Boundary::Edge, |w| assert!(w.len() == 8)).eval();
    assert!(std::panic::catch_unwind(run).is_err());
}
