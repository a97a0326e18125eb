//! outer, reduce, reduceat, accumulate and at, of operators, closures and a type of one's own, on random layouts against
//! plain loops in the same order: equal to the last bit, also for functions that are not associative.

mod oracle;

use longstride::expr::{Apply, op};
use longstride::layout::Joined;
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::reduce::lanes;
use oracle::strided::{Dice, Sample, Strided};
use oracle::views::{case, case_mut};
use proptest::prelude::*;

/// Neither associative nor commutative, so that any other order shows.
#[derive(Clone, Copy)]
struct Mix;
impl Apply<(f64, f64)> for Mix {
    type Output = f64;
    /// Enough that few elements are worth several threads.
    const COST: usize = 64;
    fn apply(&self, (x, y): (f64, f64)) -> f64 {
        0.75 * x - y
    }
}
impl Ufunc for Mix {}

fn mix(x: f64, y: f64) -> f64 {
    0.75 * x - y
}

/// NumPy's rule for the ranges.
fn range(indices: &[usize], i: usize, extent: usize) -> std::ops::Range<usize> {
    match indices.get(i + 1) {
        Some(&next) if indices[i] < next => indices[i]..next,
        Some(_) => indices[i]..indices[i] + 1,
        None => indices[i]..extent,
    }
}

/// What `reduceat` gives along an axis, from lanes.
fn reduceat<T: Copy>(a: &Nd<T>, axis: usize, indices: &[usize], f: impl Fn(T, T) -> T) -> Nd<T> {
    let all = lanes(a, axis);
    let mut shape = a.shape.clone();
    shape[axis] = indices.len();
    Nd::from_fn(&shape, |index| {
        let mut outer = index.to_vec();
        let i = outer.remove(axis);
        let lane = all.at(&outer);
        lane[range(indices, i, lane.len())].iter().copied().reduce(&f).unwrap()
    })
}

fn reductions<T: Sample, F>(v: ViewD<'_, T>, dice: &mut Dice, ufunc: F, f: impl Fn(T, T) -> T + Copy)
where
    F: Ufunc + Copy + Sync + Apply<(T, T), Output = T>,
{
    let all = Nd::of(v);
    for axis in 0..all.shape.len() {
        let (n, at) = (all.shape[axis], Axis(axis as isize - all.shape.len() as isize));
        let along = lanes(&all, axis);
        let context = || format!("{:?} {:?} axis {axis}", v.shape(), v.strides());
        let initial = T::sample(dice);
        let expected = Nd::from_fn(&along.shape, |i| along.at(i).into_iter().fold(initial, f));
        same(ufunc.reduce_from(initial, v, at).view(), &expected, context);
        if n > 0 {
            let expected = Nd::from_fn(&along.shape, |i| along.at(i).into_iter().reduce(f).unwrap());
            same(ufunc.reduce(v, at).view(), &expected, context);
        } else {
            assert_eq!(ufunc.try_reduce(v, at).is_err(), !along.data.is_empty());
        }
        let count = if n == 0 { 0 } else { dice.below(6) };
        let indices: Vec<usize> = (0..count).map(|_| dice.below(n)).collect();
        same(ufunc.reduceat(v, &indices, at).view(), &reduceat(&all, axis, &indices, f), context);
        let parts = ufunc.accumulate(v, at).eval();
        if n > 0 {
            same(parts.index_axis(at, -1), &Nd::of(ufunc.reduce(v, at).view()), context);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 64 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn ranges_are_folded_in_order((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let base = case.base(|_| f64::sample(dice));
        reductions(case.view(&base), dice, Mix, mix);
        reductions(case.view(&base), dice, op::Minimum, |x, y| if x <= y || x.is_nan() { x } else { y });
        let base = case.base(|_| u64::sample(dice));
        reductions(case.view(&base), dice, op::WrappingMul, u64::wrapping_mul);
        let base = case.base(|_| bool::sample(dice));
        reductions(case.view(&base), dice, op::LogicalXor, |x, y| x ^ y);
        let base = case.base(|_| i32::sample(dice));
        let closure = ufunc(|x: i32, y: i32| x.wrapping_mul(3) ^ y);
        reductions(case.view(&base), dice, closure, |x, y| x.wrapping_mul(3) ^ y);
    }

    #[test]
    fn every_element_meets_every_other(seed in any::<u64>()) {
        let dice = &mut Dice(seed);
        let (mut left, mut right) = (dice.shape(), dice.shape());
        left.truncate(3);
        right.truncate(dice.below(4));
        while left.iter().chain(&right).product::<usize>() > 5000 {
            if left.pop().is_none() { right.pop(); }
        }
        let (a, b) = (Strided::<f64>::destination(dice, &left), Strided::<i32>::destination(dice, &right));
        let (x, y) = (Nd::of(a.view()), Nd::of(b.view()));
        let shape = [&left[..], &right].concat();
        let expected = Nd::from_fn(&shape, |i| x.at(&i[..left.len()]) * f64::from(y.at(&i[left.len()..])));
        let times = ufunc(|x: f64, y: i32| x * f64::from(y));
        same(times.outer(a.view(), b.view()).eval().view(), &expected, || format!("{a:?} {b:?}"));
    }

    #[test]
    fn equal_indices_come_one_after_the_other((case, seed) in (case_mut(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let mut base = case.base(|_| f64::sample(dice));
        let mut expected = Nd::of(case.view(&base));
        let count = if expected.data.is_empty() { 0 } else { 9 };
        let places: Vec<usize> = (0..count).map(|_| dice.below(expected.data.len().max(1))).collect();
        let values: Array1<f64> = places.iter().map(|_| f64::sample(dice)).collect();
        places.iter().zip(&values).for_each(|(&p, &x)| expected.data[p] = mix(expected.data[p], x));
        Mix.at(&mut case.view_mut(&mut base), &places, &values);
        same(case.view(&base), &expected, || format!("{case:?}"));
        for axis in 0..case.shape().len() {
            let extent = case.shape()[axis];
            let places: Vec<usize> = (0..if extent == 0 { 0 } else { 4 }).map(|_| dice.below(extent)).collect();
            let value = f64::sample(dice);
            let before = Nd::of(case.view(&base));
            let expected = Nd::from_fn(case.shape(), |i| {
                (0..places.iter().filter(|&&p| p == i[axis]).count()).fold(before.at(i), |x, _| mix(x, value))
            });
            Mix.at_axis(&mut case.view_mut(&mut base), &places, Axis(axis as isize), value);
            same(case.view(&base), &expected, || format!("{case:?}"));
        }
    }
}

#[test]
fn large_arrays_on_any_number_of_threads() {
    for shape in [[3, 100, 40], [90, 9, 11], [2, 3, 2000], [1500, 7, 1], [1, 1, 10_000]] {
        let mut dice = Dice(shape[0] as u64);
        let a = Array3::from_fn(shape, |_| f64::sample(&mut dice));
        for v in [a.view(), a.view().flip(Axis(2)), a.t(), a.view().slice(s![.., ..;2, ..])] {
            for axis in 0..3 {
                let indices = [0, v.shape()[axis] / 2, v.shape()[axis] / 3];
                let run =
                    || (Mix.reduce(v, Axis(axis as isize)), Mix.reduceat(v, &indices, Axis(axis as isize)));
                let (all, parts) = run();
                let (one, one_parts) = longstride::threads::with(1, run);
                let expected = lanes(&Nd::of(v), axis);
                let expected =
                    Nd::from_fn(&expected.shape, |i| expected.at(i).into_iter().reduce(mix).unwrap());
                same(all.view(), &expected, || format!("{:?} {axis}", v.shape()));
                same(one.view(), &expected, String::new);
                let expected = reduceat(&Nd::of(v), axis, &indices, mix);
                same(parts.view(), &expected, || format!("{:?} {axis}", v.shape()));
                same(one_parts.view(), &expected, String::new);
            }
        }
    }
}

#[test]
fn numpys_examples() {
    // np.add.reduceat(np.arange(8), [0, 4, 1, 5, 2, 6, 3, 7])[::2], np.add.reduceat(x, [0, 3, 1, 2, 0]),
    // np.multiply.reduceat(x, [0, 3], 1)
    let a = Array1::from_iter(0..8);
    let sums = op::Add.reduceat(&a, &[0, 4, 1, 5, 2, 6, 3, 7], Axis(0));
    assert_eq!(sums.slice(s![..;2]), array![6, 10, 14, 18]);
    let x = Array2::from_fn([4, 4], |[i, j]| (4 * i + j) as f64);
    let rows = op::Add.reduceat(&x, &[0, 3, 1, 2, 0], Axis(0));
    assert_eq!(rows.slice(s![.., 0]), array![12.0, 12.0, 4.0, 8.0, 24.0]);
    let columns = op::Mul.reduceat(&x, &[0, 3], Axis(1));
    assert_eq!(columns, array![[0.0, 3.0], [120.0, 7.0], [720.0, 11.0], [2184.0, 15.0]]);
    // The elementary functions of two elements, too.
    let total = op::LogAddExp.reduce(&array![0.0, 0.0, 0.0, 0.0], Axis(0))[[]];
    assert!((total - 4f64.ln()).abs() < 1e-15);
}

#[test]
fn ranks_join_and_faults_are_told() {
    fn rank<A: Dim + Joined<B>, B>() -> Option<usize> {
        <A as Joined<B>>::Output::RANK
    }
    assert_eq!((rank::<Ix2, Ix1>(), rank::<Ix3, Ix3>(), rank::<Ix4, Ix3>()), (Some(3), Some(6), None));
    let (a, b) = (array![[1, 2], [3, 4]], array![10, 20, 30]);
    let product: Array3<i32> = op::Mul.outer(&a, &b).eval();
    assert_eq!((product.shape(), product[[1, 0, 2]]), ([2, 2, 3], 90));
    assert_eq!(op::Gt.outer(&b, a.into_dyn()).count(), 12);
    let deep = ArrayD::<i32>::zeros(&[1; 5][..]);
    let e = op::Add.try_outer(&deep, &deep).unwrap_err();
    assert_eq!(e.to_string(), "rank 9 is more than 8 in outer");
    let text = |e: longstride::Error| e.to_string();
    assert_eq!(
        text(op::Add.try_reduce(&b, Axis(1)).unwrap_err()),
        "axis 1 is out of range for rank 1 in reduce"
    );
    let none = Array2::<i32>::zeros([3, 0]);
    assert_eq!(
        text(op::Add.try_reduce(&none, Axis(1)).unwrap_err()),
        "no elements in shape (3, 0), and no identity to return in reduce"
    );
    assert_eq!(op::Add.reduce(&none, Axis(0)).shape(), [0]);
    for index in [-1, 3] {
        let e = op::Add.try_reduceat(&b, &[0, index], Axis(0)).unwrap_err();
        assert_eq!(text(e), format!("index {index} is out of range on axis 0 of extent 3 in reduceat"));
    }
    let mut b = b;
    assert_eq!(
        text(op::Add.try_at(&mut b, &[3], 1).unwrap_err()),
        "index 3 is out of range on axis 0 of extent 3 in at"
    );
    assert_eq!(b, array![10, 20, 30]);
}
