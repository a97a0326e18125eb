//! Distinct elements, membership and sets against loops over all pairs: every layout and element type.

mod oracle;

use longstride::ops::{intersect1d, intersect1d_indices, setdiff1d, setxor1d, union1d};
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::panics::panics_with;
use oracle::sorting::{before, order};
use oracle::strided::{Dice, Sample, Strided};
use oracle::views::{Case, case};
use proptest::prelude::*;

trait Number: Sample + longstride::ops::TotalOrder + PartialOrd {}
impl<T: Sample + longstride::ops::TotalOrder + PartialOrd> Number for T {}

fn equal<T: PartialOrd>(a: &T, b: &T) -> bool {
    !before(a, b, false) && !before(b, a, false)
}

/// The first of each kind, sorted, as places in the list.
fn distinct<T: PartialOrd + Copy>(list: &[T]) -> Vec<usize> {
    let firsts: Vec<usize> =
        (0..list.len()).filter(|&i| !list[..i].iter().any(|x| equal(x, &list[i]))).collect();
    let values: Vec<T> = firsts.iter().map(|&i| list[i]).collect();
    order(&values, |a, b| before(a, b, false)).into_iter().map(|k| firsts[k]).collect()
}

fn list<T>(data: Vec<T>) -> Nd<T> {
    Nd { shape: vec![data.len()], data }
}

fn finds<T: Number>(case: &Case, dice: &mut Dice) {
    let base: ArrayD<T> = case.base(|_| T::sample(dice));
    let v = case.view(&base);
    let all = Nd::of(v).data;
    let context = || format!("{case:?}");
    let firsts = distinct(&all);
    let values = list(firsts.iter().map(|&i| all[i]).collect());
    same(v.unique().view(), &values, context);
    let u = v.unique_all();
    same(u.values.view(), &values, context);
    assert!(u.indices.iter().eq(&firsts));
    assert_eq!(u.inverse.shape(), v.shape());
    let kind = |x: &T| values.data.iter().position(|y| equal(x, y)).unwrap();
    assert!(u.inverse.iter().copied().eq(all.iter().map(kind)));
    let count = |y: &T| all.iter().filter(|x| equal(*x, y)).count();
    assert!(u.counts.iter().copied().eq(values.data.iter().map(count)));

    let shape = dice.shape();
    let other = Strided::<T>::operand(dice, &shape);
    let w = other.view();
    let others = Nd::of(w).data;
    let among = |x: &T, list: &[T]| list.iter().any(|y| equal(x, y));
    let found = Nd { shape: v.shape().to_vec(), data: all.iter().map(|x| among(x, &others)).collect() };
    same(v.isin(w).view(), &found, context);
    same((!v.not_in(w)).eval().view(), &found, context);

    let both: Vec<T> = all.iter().chain(&others).copied().collect();
    let pick = |from: &[T], keep: &dyn Fn(&T) -> bool| {
        let kept: Vec<T> = from.iter().copied().filter(keep).collect();
        list(distinct(&kept).iter().map(|&i| kept[i]).collect::<Vec<T>>())
    };
    same(union1d(v, w).view(), &pick(&both, &|_| true), context);
    same(intersect1d(v, w).view(), &pick(&all, &|x| among(x, &others)), context);
    same(setdiff1d(v, w).view(), &pick(&all, &|x| !among(x, &others)), context);
    same(setxor1d(v, w).view(), &pick(&both, &|x| among(x, &all) != among(x, &others)), context);
    let (values, in_v, in_w) = intersect1d_indices(v, w);
    same(values.view(), &pick(&all, &|x| among(x, &others)), context);
    let first = |x: &T, list: &[T]| list.iter().position(|y| equal(x, y)).unwrap();
    assert!(in_v.iter().copied().eq(values.iter().map(|x| first(x, &all))));
    assert!(in_w.iter().copied().eq(values.iter().map(|x| first(x, &others))));
}

fn finds_along<T: Number>(case: &Case, dice: &mut Dice) {
    let base: ArrayD<T> =
        case.base(|_| if dice.once_in(3) { T::sample(dice) } else { T::sample(&mut Dice(5)) });
    let v = case.view(&base);
    for axis in 0..v.rank() {
        let along = Nd::of(v.move_axis(Axis(axis as isize), Axis(0)));
        let n = along.shape[0];
        let len: usize = along.shape[1..].iter().product();
        let rows: Vec<&[T]> = (0..n).map(|i| &along.data[i * len..][..len]).collect();
        let less = |a: &&[T], b: &&[T]| {
            let pair = a.iter().zip(*b).find(|(x, y)| !equal(*x, *y));
            pair.is_some_and(|(x, y)| before(x, y, false))
        };
        let order = order(&rows, less);
        let mut firsts: Vec<usize> = Vec::new();
        for &i in &order {
            if firsts.last().is_none_or(|&last| less(&rows[last], &rows[i])) {
                firsts.push(i);
            }
        }
        let u = v.unique_axis(Axis(axis as isize));
        assert!(u.indices.iter().eq(&firsts), "{case:?} axis {axis}");
        let mut shape = v.shape().to_vec();
        shape[axis] = firsts.len();
        let expected = Nd::from_fn(&shape, |index| {
            let mut index = index.to_vec();
            index[axis] = firsts[index[axis]];
            *v.get(&index[..]).unwrap()
        });
        same(u.values.view(), &expected, || format!("{case:?} axis {axis}"));
        let alike = |i: usize, j: usize| !less(&rows[i], &rows[j]) && !less(&rows[j], &rows[i]);
        let kind = |i: usize| firsts.iter().position(|&j| alike(i, j)).unwrap();
        assert!(u.inverse.iter().copied().eq((0..n).map(kind)));
        assert!(u.counts.iter().copied().eq(firsts.iter().map(|&j| (0..n).filter(|&i| alike(i, j)).count())));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_view_as_a_set(case in case(), seed in any::<u64>(), kind in 0..5) {
        let mut dice = Dice(seed);
        match kind {
            0 => finds::<f64>(&case, &mut dice),
            1 => finds::<i32>(&case, &mut dice),
            2 => finds::<u8>(&case, &mut dice),
            3 => finds::<f32>(&case, &mut dice),
            _ => finds::<bool>(&case, &mut dice),
        }
    }

    #[test]
    fn any_view_along_an_axis(case in case(), seed in any::<u64>(), kind in 0..3) {
        let mut dice = Dice(seed);
        match kind {
            0 => finds_along::<f64>(&case, &mut dice),
            1 => finds_along::<i32>(&case, &mut dice),
            _ => finds_along::<bool>(&case, &mut dice),
        }
    }
}

/// So many to test against that both sides are sorted.
#[test]
fn among_many() {
    let mut dice = Dice(1);
    let test: Array1<f64> = (0..20_000).map(|_| dice.below(60_000) as f64).collect();
    let mut there = vec![false; 60_000];
    test.iter().for_each(|&x| there[x as usize] = true);
    let a = Array2::from_fn([100, 90], |_| dice.below(60_000) as f64);
    assert!(a.isin(&test).iter().zip(a.iter()).all(|(found, &x)| *found == there[x as usize]));
    assert!(a.t().not_in(&test).iter().zip(a.t().iter()).all(|(found, &x)| *found != there[x as usize]));
}

#[test]
fn edges() {
    let none = Array1::<f64>::zeros(0);
    let a = array![f64::NAN, 0.0, -0.0, f64::NAN, 1.0];
    assert_eq!(none.unique().len(), 0);
    assert_eq!(none.unique_all().counts.len(), 0);
    let u = a.unique();
    assert_eq!((u.len(), u[0].is_sign_positive(), u[1], u[2].is_nan()), (3, true, 1.0, true));
    assert_eq!(a.isin(&array![f64::NAN, -0.0]), array![true, true, true, true, false]);
    assert_eq!(a.isin(&none), Array1::full(5, false));
    assert_eq!(union1d(&none, &array![[2.0], [1.0]]), array![1.0, 2.0]);
    assert_eq!(setdiff1d(&a, &array![f64::NAN]), array![0.0, 1.0]);
    assert_eq!(Array0::full([], 7).unique(), array![7]);
    let words = array!["b".to_string(), "a".to_string(), "b".to_string()];
    assert_eq!(words.unique(), array!["a".to_string(), "b".to_string()]);
    assert_eq!(words.isin(&array!["b".to_string()]), array![true, false, true]);
    let rows = array![[1, 2], [0, 1], [1, 2]];
    let u = rows.t().unique_axis(Axis(-1));
    assert_eq!((u.values, u.counts), (array![[0, 1], [1, 2]], array![1, 2]));
    assert_eq!(Array2::<i32>::zeros([0, 3]).unique_axis(Axis(0)).values.shape(), [0, 3]);
    assert_eq!(Array2::<i32>::zeros([4, 0]).unique_axis(Axis(0)).values.shape(), [1, 0]);
    panics_with("axis 2 is out of range for rank 2 in unique_axis", || drop(rows.unique_axis(Axis(2))));
}
