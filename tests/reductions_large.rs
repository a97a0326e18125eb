//! Reductions of many values: how far sums are off on every axis, and that neither threads nor instruction sets show
//! in a single bit. And the special cases: NaN, infinities, no elements, wrong axes and destinations.

mod oracle;

use longstride::prelude::*;
use longstride::threads;
use oracle::eval::{Bits, Nd, same};
use oracle::levels;
use oracle::panics::{LAST_LINE, panics_with};
use oracle::reduce::Exact;
use oracle::strided::{Dice, Strided};

/// Unoptimised code gets a tenth of the values.
const MANY: usize = if cfg!(debug_assertions) { 1 } else { 10 };

/// A number again and again, of which a running sum loses the same bits each time. If it `cancels`, the second half
/// has another number of the other sign, and little is left.
macro_rules! hard {
    ($t:ty, $n:expr, $cancels:expr) => {{
        let half = if $cancels { $n / 2 } else { $n };
        (0..$n).map(|i| if i < half { 0.1 } else { -0.09 }).collect::<Vec<$t>>()
    }};
}

/// Sums along axes of every kind are within the bound of pairwise summation, (log2 n + lanes) eps sum |x|; a running
/// sum of the same numbers is not.
macro_rules! sums_are_accurate {
    ($t:ty, $n:expr) => {
        for cancels in [false, true] {
            let (n, x) = ($n, hard!($t, $n, cancels));
            let exact = Exact::of(x.iter().copied());
            assert!(!exact.allows(x.iter().fold(0.0, |sum: $t, x| sum + x)), "a running sum is as good");
            #[track_caller]
            fn holds(exact: &Exact, got: $t, by: $t) {
                let (off, bound) = ((f64::from(got / by) - exact.sum()).abs(), exact.bound::<$t>());
                assert!(exact.allows(got / by), "off by {off:e}, where {bound:e} is allowed");
            }
            // Each lane along the long axis holds these numbers, times a power of two.
            let by = |j: usize| (1 << j) as $t;
            let each = |sums: &dyn Fn(usize) -> $t, lanes: usize, times: $t| {
                (0..lanes).for_each(|j| holds(&exact, sums(j), by(j) * times));
            };
            let (one, rows) = (Array1::from_fn(n, |[i]| x[i]), Array2::from_fn([n, 2], |[i, j]| x[i] * by(j)));
            let columns = rows.t().to_owned();
            let both = Exact::of(x.iter().flat_map(|&x| [x, x * 2.0]));
            holds(&exact, one.sum(), 1.0);
            holds(&exact, (&one * 2.0).sum(), 2.0);
            holds(&exact, one.flip(Axis(0)).sum(), 1.0);
            holds(&exact, one.mean() * n as $t, 1.0);
            holds(&both, rows.sum(), 1.0);
            holds(&both, columns.sum(), 1.0);
            holds(&both, rows.slice(s![..;-1, ..]).sum(), 1.0);
            let sums = rows.sum_axis(Axis(0)).eval();
            each(&|j| sums[j], 2, 1.0);
            let sums = columns.sum_axis(Axis(1)).eval();
            each(&|j| sums[j], 2, 1.0);
            let sums = rows.t().sum_axis(Axis(-1)).eval();
            each(&|j| sums[j], 2, 1.0);
            let sums = columns.flip(Axis(1)).sum_axis(Axis(1)).eval();
            each(&|j| sums[j], 2, 1.0);
            // Computed, the second operand along another axis than the first.
            let sums = (&rows + columns.t()).sum_axis(Axis(0)).eval();
            each(&|j| sums[j], 2, 2.0);
            let sums = (&columns * 3.0 + rows.t()).sum_axis(Axis(1)).eval();
            each(&|j| sums[j], 2, 4.0);
            // A gap between the rows, and an axis on either side.
            let gaps = Array3::from_fn([2, n, 2], |[k, i, _]| x[i] * by(k));
            let sums = gaps.sum_axis(Axis(1)).eval();
            each(&|j| sums[[j, 1]], 2, 1.0);
            let sums = gaps.slice(s![.., .., 0]).sum_axis(Axis(1)).eval();
            each(&|j| sums[j], 2, 1.0);
            holds(&exact, gaps.slice(s![1, .., 1]).sum(), 2.0);
        }
    };
}

#[test]
fn sums_of_f32_are_accurate_on_every_axis() {
    sums_are_accurate!(f32, 100_000 * MANY);
}

#[test]
fn sums_of_f64_are_accurate_on_every_axis() {
    sums_are_accurate!(f64, 100_000 * MANY);
}

/// Ten million values: where a running sum of `f32` is off by a third.
#[test]
fn a_long_sum_is_accurate() {
    let n = if MANY == 1 { 200_000 } else { 10_000_000 };
    let x = hard!(f32, n, false);
    let exact = Exact::of(x.iter().copied());
    assert!(!exact.allows(x.iter().fold(0.0f32, |sum, x| sum + x)));
    let a = Array2::from_vec_order([n / 5, 5], x, Order::RowMajor).unwrap();
    assert!(exact.allows(a.sum()) && exact.allows(a.t().sum()));
    let sums = a.sum_axis(Axis(0)).eval();
    for j in 0..5 {
        let column = Exact::of((0..n / 5).map(|i| a[[i, j]]));
        assert!(column.allows(sums[j]), "column {j}");
    }
    let turned = a.t().to_owned();
    let sums = turned.sum_axis(Axis(1)).eval();
    (0..5).for_each(|j| assert!(Exact::of((0..n / 5).map(|i| a[[i, j]])).allows(sums[j]), "row {j}"));
}

/// The numbers of threads that have to agree: limited from outside, and in pools of that size (unoptimised, three of
/// these six ways have to do).
fn on_every_number_of_threads<R: Send>(f: impl Fn() -> R + Sync) -> Vec<R> {
    let mut results: Vec<R> =
        [1, 2, 3][..if MANY == 1 { 2 } else { 3 }].iter().map(|&n| threads::with(n, &f)).collect();
    for n in if MANY == 1 { 3..=3 } else { 1..=3 } {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        results.push(pool.install(&f));
    }
    results
}

fn random(seed: u64, shape: &[usize]) -> ArrayD<f64> {
    let mut dice = Dice(seed);
    ArrayD::from_fn(shape, |_| (dice.next() >> 11) as f64 / (1u64 << 50) as f64 - 4.0)
}

fn bits<T: Bits, D: Dim>(to: &mut Vec<u128>, array: Array<T, D>) {
    to.extend(Nd::of(array.view()).data.iter().map(Bits::bits));
}

/// Of a view: sums in full and along every axis, straight from memory and computed.
fn all_bits(v: ViewD<'_, f64>, row: ViewD<'_, f64>) -> Vec<u128> {
    let mut all = vec![v.sum().bits(), (v * 1.5 - row).sum().bits()];
    for axis in 0..v.shape().len() {
        let at = Axis(axis as isize);
        bits(&mut all, v.sum_axis(at).eval());
        bits(&mut all, (v * 1.5 - row).mean_axis(at).keepdims().eval());
    }
    all
}

#[test]
fn the_number_of_threads_does_not_show() {
    let many = 100_000 * MANY;
    let shapes: [&[usize]; 21] = [
        &[65_535],
        &[65_536],
        &[65_537],
        &[131_073],
        &[2 * 65_536 + 2049],
        &[1, many],
        &[many, 3],
        &[3, many],
        &[100, 10 * many / 1000],
        &[1000, many / 1000],
        &[7, 11, 1300 * MANY],
        &[7, 65_537],
        &[8, 16_385],
        &[9, 16_383],
        &[16_385, 9],
        &[511, 257],
        &[257, 512],
        &[257, 513],
        &[2049, 65],
        &[65, 2047],
        &[3, 40_000, 2],
    ];
    for shape in shapes {
        let (a, row) = (random(1, shape), random(2, &shape[shape.len() - 1..]));
        let turned = random(3, &shape[..1]);
        let results = on_every_number_of_threads(|| {
            let mut all = all_bits(a.view(), row.view());
            all.extend(all_bits(a.t(), turned.view()));
            all
        });
        for (i, result) in results.iter().enumerate() {
            assert!(*result == results[0], "{shape:?}, way {i} of setting the number of threads");
        }
    }
}

/// More values than there are pieces for.
#[test]
fn the_most_pieces_agree_too() {
    let n = 65_536 * if MANY == 1 { 5 } else { 66 } + 5;
    let a = Array1::from_fn(n, |[i]| (i % 1013) as f32 / 7.0);
    let wide = a.slice(s![..n / 3 * 3]).reshape([n / 3, 3]);
    let results = on_every_number_of_threads(|| {
        let sums = wide.sum_axis(Axis(0)).eval();
        [a.sum(), a.max(), sums[0], sums[1], sums[2]].map(f32::to_bits)
    });
    assert!(results.iter().all(|found| *found == results[0]), "{results:?}");
}

/// The bits of a fixed set of results, in one number.
fn battery() -> u64 {
    let mut all = Vec::new();
    for (n, m) in [(7, 9), (64, 64), (65, 33), (1, 1003), (1003, 1), (3, 2100), (1100, 3), (40, 530)] {
        let (a, row, turned) = (random(5, &[n, m]), random(6, &[m]), random(7, &[n]));
        all.extend(all_bits(a.view(), row.view()));
        all.extend(all_bits(a.t(), turned.view()));
        all.extend(all_bits(a.slice(s![..;-2, ..]).into_dyn(), row.view()));
        let narrow = a.cast::<f32>().eval();
        bits(&mut all, narrow.sum_axis(Axis(0)).eval());
        bits(&mut all, narrow.mean_axis(Axis(1)).eval());
        bits(&mut all, (&narrow * &narrow).prod_axis(Axis(1)).eval());
        bits(&mut all, narrow.max_axis(Axis(0)).eval());
        all.extend([narrow.sum().bits(), narrow.prod().bits(), narrow.min().bits()]);
        all.push(a.gt(0.5).count().bits());
    }
    all.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, &bits| {
        (hash ^ bits as u64 ^ (bits >> 64) as u64).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
    })
}

/// What the test below runs in a process of its own, because the instruction set is chosen once per process.
#[test]
fn battery_for_a_child() {
    levels::print_for_parent(battery);
}

#[test]
fn instruction_sets_agree() {
    levels::assert_agree(battery);
}

#[test]
fn a_nan_is_carried_from_wherever_it_stands() {
    for n in [1, 2, 5, 23, 24, 25, 32, 33, 64, 70, 71, 600] {
        for at in (0..n.min(71)).chain([n - 1]) {
            let value = |i: usize| if i == at { f64::NAN } else { (i as f64 - 9.0) / 4.0 };
            let one = Array1::from_fn(n, |[i]| value(i));
            assert!(one.min().is_nan() && one.max().is_nan() && one.sum().is_nan(), "{at} of {n}");
            assert!((&one * 2.0).min().is_nan() && one.flip(Axis(0)).max().is_nan(), "{at} of {n}");
            assert!(one.cast::<f32>().eval().min().is_nan() && one.cast::<f32>().max().is_nan());
            // In the middle one of three lanes alone.
            let rows = Array2::from_fn([3, n], |[r, i]| if r == 1 { value(i) } else { i as f64 });
            let turned = rows.t().to_owned();
            let check = |low: Array1<f64>, high: Array1<f64>| {
                assert!(low[1].is_nan() && high[1].is_nan(), "{at} of {n}");
                assert!([0, 2].iter().all(|&r| low[r] == 0.0 && high[r] == (n - 1) as f64), "{at} of {n}");
            };
            check(rows.min_axis(Axis(1)).eval(), rows.max_axis(Axis(1)).eval());
            check(turned.min_axis(Axis(0)).eval(), (&turned * 1.0).max_axis(Axis(0)).eval());
        }
    }
}

#[test]
fn zeros_of_either_sign_and_infinities() {
    for n in [1, 2, 24, 33, 100] {
        let zeros = Array1::from_fn(n, |[i]| if i % 2 == 0 { 0.0_f64 } else { -0.0 });
        assert!(zeros.min() == 0.0 && zeros.max() == 0.0 && zeros.sum() == 0.0 && zeros.mean() == 0.0);
        assert!((-&zeros).min() == 0.0);
        let up = Array1::from_fn(n, |[i]| if i == n / 2 { f64::INFINITY } else { i as f64 });
        assert!(up.max() == f64::INFINITY && up.sum() == f64::INFINITY && up.mean() == f64::INFINITY);
        assert!((-&up).min() == f64::NEG_INFINITY);
        assert_eq!(up.min(), if n == 1 { f64::INFINITY } else { (n == 2) as u8 as f64 * 0.0 });
        let all = Array1::from_fn(n, |_| f64::NEG_INFINITY);
        assert!(all.max() == f64::NEG_INFINITY && all.prod().is_infinite());
        if n > 1 {
            let both = Array1::from_fn(n, |[i]| if i % 2 == 0 { f64::INFINITY } else { f64::NEG_INFINITY });
            assert!(both.sum().is_nan() && both.min() == -both.max() && both.max() == f64::INFINITY);
        }
    }
}

/// Runs `f`, which panics with this message, and at a line of this file.
#[track_caller]
fn panics_here(message: &str, line: u32, f: impl FnOnce()) {
    panics_with(message, f);
    assert_eq!(LAST_LINE.take(), Some((file!().to_owned(), line)));
}

#[test]
fn nothing_at_all() {
    let none = Array1::<f64>::zeros(0);
    assert!(none.sum() == 0.0 && none.prod() == 1.0 && none.mean().is_nan());
    assert!(!none.gt(0.0).any() && none.gt(0.0).all() && none.gt(0.0).count() == 0);
    let message = "no elements in shape (0,), and no identity to return in min";
    assert_eq!(none.try_min().map_err(|e| e.to_string()), Err(message.to_owned()));
    panics_here(message, line!(), || _ = none.min());
    let message = "no elements in shape (0, 3), and no identity to return in max";
    let flat = Array2::<f64>::zeros([0, 3]);
    assert_eq!((&flat + 1.0).try_max().map_err(|e| e.to_string()), Err(message.to_owned()));
    panics_here(message, line!(), || _ = (&flat + 1.0).max());
    // Along the empty axis, and along the other.
    assert_eq!(flat.sum_axis(Axis(0)).eval(), array![0.0, 0.0, 0.0]);
    assert_eq!((&flat * 2.0).prod_axis(Axis(0)).keepdims().eval(), array![[1.0, 1.0, 1.0]]);
    assert!(flat.mean_axis(Axis(0)).eval().into_vec().iter().all(|x| x.is_nan()));
    assert_eq!(flat.gt(0.0).count_axis(Axis(-2)).eval(), array![0_usize, 0, 0]);
    assert_eq!(flat.gt(0.0).all_axis(Axis(0)).eval(), array![true, true, true]);
    assert_eq!(flat.gt(0.0).any_axis(Axis(0)).eval(), array![false, false, false]);
    let mut base = Array1::<f64>::full(9, 5.0);
    flat.sum_axis(Axis(0)).eval_into(&mut base.view_mut().slice(s![1..8;-3]));
    assert_eq!(base, array![5.0, 0.0, 5.0, 5.0, 0.0, 5.0, 5.0, 0.0, 5.0]);
    let message = "no elements in shape (0, 3), and no identity to return in min_axis";
    assert_eq!(flat.try_min_axis(Axis(0)).map(|_| ()).map_err(|e| e.to_string()), Err(message.to_owned()));
    panics_here(message, line!(), || drop(flat.min_axis(Axis(0))));
    assert_eq!(flat.min_axis(Axis(1)).eval().shape(), [0]);
    assert_eq!(flat.min_axis(Axis(1)).keepdims().eval().shape(), [0, 1]);
    let hollow = Array3::<f64>::zeros([0, 2, 0]);
    assert_eq!(hollow.max_axis(Axis(0)).eval().shape(), [2, 0]);
    assert_eq!(hollow.sum_axis(Axis(2)).eval().shape(), [0, 2]);
}

#[test]
fn rank_0_and_axes_that_are_not_there() {
    let point = Array0::from_fn([], |_| 2.5_f64);
    assert!([point.sum(), point.prod(), point.min(), point.max(), point.mean()].iter().all(|&x| x == 2.5));
    assert!(point.gt(1.0).any() && point.gt(1.0).all() && point.gt(1.0).count() == 1);
    assert!((Literal(4.0).sum(), Literal(4.0).max()) == (4.0, 4.0));
    assert_eq!(array![1.0, 2.0].sum_axis(Axis(0)).eval()[[]], 3.0);
    assert_eq!((array![1.0, 2.0].sum_axis(Axis(0)) * 2.0).sum(), 6.0);
    let a = Array2::<f64>::ones([2, 3]);
    let refused = |axis: Axis, message: &str| {
        let found = a.try_mean_axis(axis).map(|_| ()).map_err(|e| e.to_string());
        assert_eq!(found, Err(message.to_owned()));
    };
    refused(Axis(2), "axis 2 is out of range for rank 2 in mean_axis");
    refused(Axis(-3), "axis -3 is out of range for rank 2 in mean_axis");
    refused(Axis(isize::MIN), &format!("axis {} is out of range for rank 2 in mean_axis", isize::MIN));
    panics_here("axis 2 is out of range for rank 2 in sum_axis", line!(), || drop(a.sum_axis(Axis(2))));
    let message = "axis 5 is out of range for rank 1 in max_axis";
    panics_here(message, line!(), || drop(a.sum_axis(Axis(0)).max_axis(Axis(5))));
    let flexible = point.view().into_dyn();
    panics_with("axis 0 is out of range for rank 0 in sum_axis", || drop(flexible.sum_axis(Axis(0))));
    panics_with("axis -1 is out of range for rank 0 in min_axis", || drop(flexible.min_axis(Axis(-1))));
}

#[test]
fn a_wrong_destination_is_refused_and_keeps_its_elements() {
    let a = Array2::<f64>::ones([3, 4]);
    let mut out = Array1::<f64>::full(3, 7.0);
    let found = a.sum_axis(Axis(0)).try_eval_into(&mut out).map_err(|e| e.to_string());
    assert_eq!(found, Err("shape (4,) where (3,) is needed in sum_axis".to_owned()));
    let found = a.sum_axis(Axis(1)).keepdims().try_eval_into(&mut out).map_err(|e| e.to_string());
    assert_eq!(found, Err("shape (3, 1) where (3,) is needed in sum_axis".to_owned()));
    let message = "shape (4,) where (3,) is needed in max_axis";
    panics_here(message, line!(), || a.max_axis(Axis(0)).eval_into(&mut out));
    assert!((a.sum_axis(Axis(0)) * 2.0).try_eval_into(&mut out).is_err());
    assert_eq!(out, array![7.0, 7.0, 7.0]);
    let message = "cannot broadcast (3, 4) with (3,): axis 1 is 4 against 3 in sub";
    panics_here(message, line!(), || drop((&a - a.mean_axis(Axis(1))).eval()));
    let blank = Nd { shape: vec![1, 4], data: vec![0.0; 4] };
    let mut wide = Strided::relaid(&blank, &[1, 0], -2, 3.0);
    let before = Nd::of(wide.base.view());
    assert!(a.sum_axis(Axis(0)).try_eval_into(&mut wide.view_mut()).is_err());
    same(wide.base.view(), &before, || "refused".into());
}

/// Operands that lie well, and such that have to be packed, in blocks of every shape: exact with integers.
#[test]
fn operands_that_have_to_be_packed() {
    for [n, m] in [[70, 70], [700, 3], [3, 700], [40, 5000], [2100, 40]] {
        let a = Array2::from_fn([n, m], |[i, j]| (i * 31 + j * 7) as i64 % 101);
        let b = Array2::from_fn([m, n], |[i, j]| (i * 13 + j * 3) as i64 % 89);
        let row = Array1::from_fn([m], |[j]| j as i64 % 11);
        let column = Array2::from_fn([n, 1], |[i, _]| i as i64 % 17);
        let bytes = Array2::from_fn([n, m], |[i, j]| (i ^ j) as u8);
        let at = |i: usize, j: usize| {
            let reversed = i64::from(bytes[[n - 1 - i, m - 1 - j]]);
            a[[i, j]] * b[[j, i]] + row[[j]] - column[[i, 0]] * reversed
        };
        let reversed = bytes.slice(s![..;-1, ..;-1]);
        let e = || &a * b.t() + &row - &column * reversed.cast::<i64>();
        let text = || format!("{n} x {m}");
        let rows: Vec<i64> = (0..n).map(|i| (0..m).map(|j| at(i, j)).sum()).collect();
        let columns: Vec<i64> = (0..m).map(|j| (0..n).map(|i| at(i, j)).sum()).collect();
        assert_eq!(e().sum(), rows.iter().sum::<i64>(), "{}", text());
        assert_eq!(e().sum_axis(Axis(0)).eval().into_vec(), columns, "{}", text());
        assert_eq!(e().sum_axis(Axis(1)).eval().into_vec(), rows, "{}", text());
        // A row that repeats, and rows that do not follow one another.
        let inner = a.slice(s![.., 1..]);
        let sum: i64 = (0..n).map(|i| (1..m).map(|j| a[[i, j]] * row[[j]]).sum::<i64>()).sum();
        assert_eq!((inner * row.slice(s![1..])).sum(), sum, "{}", text());
        let larger = (0..n).map(|i| (0..m).filter(|&j| a[[i, j]] > row[[j]]).count());
        assert_eq!(
            a.gt(&row).count_axis(Axis(1)).eval().into_vec(),
            larger.collect::<Vec<_>>(),
            "{}",
            text()
        );
    }
}

/// A closure is called once for each element, however it is reduced.
#[test]
fn closures_are_called_once_for_each_element() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    for [n, m] in [[1, 1], [3, 50], [50, 3], [65, 64], [300, 200]] {
        let a = Array2::from_fn([n, m], |[i, j]| (i * m + j) as f64);
        let calls = AtomicUsize::new(0);
        let counted = || {
            a.view().map(|x| {
                calls.fetch_add(1, Ordering::Relaxed);
                x
            })
        };
        let once = |what: &str| assert_eq!(calls.swap(0, Ordering::Relaxed), n * m, "{what} of {n} x {m}");
        assert_eq!(counted().sum(), a.sum());
        once("sum");
        assert_eq!(counted().max_axis(Axis(0)).eval(), a.max_axis(Axis(0)).eval());
        once("max, axis 0");
        assert_eq!(counted().sum_axis(Axis(1)).eval(), a.sum_axis(Axis(1)).eval());
        once("sum, axis 1");
        assert_eq!(counted().argmax(), n * m - 1);
        once("argmax");
        assert!((counted().var(0) - a.var(0)).abs() <= 1e-9 * a.var(0));
        once("variance");
    }
}
