//! Sorting, selecting and ordering against insertion sort: every layout, axis, direction and element type.

mod oracle;

use std::cmp::{Ordering, Reverse};
use std::panic::{AssertUnwindSafe, catch_unwind};

use longstride::ops::{LexKey, TotalOrder, lexsort, try_lexsort};
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::panics::panics_with;
use oracle::sorting as naive;
use oracle::strided::{Dice, Sample};
use oracle::views::{Case, case, case_mut};
use proptest::prelude::*;

trait Number: Sample + TotalOrder + PartialOrd {}
impl<T: Sample + TotalOrder + PartialOrd> Number for T {}

fn base<T: Sample>(case: &Case, dice: &mut Dice) -> ArrayD<T> {
    case.base(|_| T::sample(dice))
}

fn ax(axis: usize) -> Axis {
    Axis(axis as isize)
}

fn sorts<T: Number>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let all = Nd::of(v);
    for axis in 0..case.shape().len() {
        let context = || format!("{case:?} axis {axis}");
        for (descending, how) in [(false, Sorting::ASCENDING), (true, Sorting::DESCENDING)] {
            let order = naive::argsort(&all, axis, descending);
            let expected = naive::sorted(&all, axis, descending);
            same(v.sorted_with(ax(axis), how).view(), &expected, context);
            same(v.argsort_with(ax(axis), how).view(), &order, context);
            // Unstable: equal elements may change places, so that their ranks are the same and their bits may not be.
            let unstable = Nd::of(v.sorted_with(ax(axis), how.unstable()).view());
            assert!(
                unstable.data.iter().zip(&expected.data).all(|(a, b)| a.total_order(b).is_eq()),
                "{}",
                context()
            );
            few(v, axis, how, &order, &expected);
        }
        same(
            v.sorted(Axis(axis as isize - case.shape().len() as isize)).view(),
            &naive::sorted(&all, axis, false),
            context,
        );
        partitions(v, &all, axis, dice);
    }
    let flat = Nd { shape: vec![v.len()], data: all.data };
    let context = || format!("{case:?} flat");
    same(v.sorted_flat().view(), &naive::sorted(&flat, 0, false), context);
    same(v.argsort_flat_with(Sorting::DESCENDING).view(), &naive::argsort(&flat, 0, true), context);
}

/// The first few are those of the whole order.
fn few<T: Number>(v: ViewD<'_, T>, axis: usize, how: Sorting, order: &Nd<usize>, sorted: &Nd<T>) {
    let extent = v.shape()[axis];
    for k in [0, 1, 2, extent / 2, extent] {
        if k > extent {
            assert!(v.try_top_k_with(k, ax(axis), how).is_err());
            continue;
        }
        let mut shape = v.shape().to_vec();
        shape[axis] = k;
        let (values, places) = v.top_k_with(k, ax(axis), how);
        same(values.view(), &Nd::from_fn(&shape, |i| sorted.at(i)), || format!("{k} along {axis}"));
        same(places.view(), &Nd::from_fn(&shape, |i| order.at(i)), || format!("{k} along {axis}"));
    }
}

fn partitions<T: Number>(v: ViewD<'_, T>, all: &Nd<T>, axis: usize, dice: &mut Dice) {
    let extent = v.shape()[axis];
    if extent == 0 {
        assert!(v.try_partitioned(0, ax(axis)).is_err() && v.try_argpartition(0, ax(axis)).is_err());
        return;
    }
    let kth = dice.below(extent);
    let given = if dice.once_in(2) { kth as isize } else { kth as isize - extent as isize };
    let sorted = naive::lanes(&naive::sorted(all, axis, false), axis);
    let parts = naive::lanes(&Nd::of(v.partitioned(given, ax(axis)).view()), axis);
    let places = naive::lanes(&Nd::of(v.argpartition(given, ax(axis)).view()), axis);
    for (((lane, sorted), part), places) in
        naive::lanes(all, axis).iter().zip(&sorted).zip(&parts).zip(&places)
    {
        let picked: Vec<T> = places.iter().map(|&i| lane[i]).collect();
        let mut once = places.clone();
        once.sort_unstable();
        assert!(once.iter().copied().eq(0..extent));
        for part in [part, &picked] {
            assert!(part[kth].total_order(&sorted[kth]).is_eq());
            assert!(part[..kth].iter().all(|x| x.total_order(&part[kth]).is_le()));
            assert!(part[kth..].iter().all(|x| x.total_order(&part[kth]).is_ge()));
            let mut again: Vec<u128> = part.iter().map(|x| x.bits()).collect();
            let mut before: Vec<u128> = lane.iter().map(|x| x.bits()).collect();
            again.sort_unstable();
            before.sort_unstable();
            assert_eq!(again, before, "the same elements");
        }
    }
}

/// In place, what is around the view stays.
fn sorts_in_place<T: Number>(case: &Case, dice: &mut Dice) {
    for axis in 0..case.shape().len() {
        let mut base = base::<T>(case, dice);
        let mut expected = Nd::of(base.view());
        let before = Nd::of(case.view(&base));
        let sorted = naive::sorted(&before, axis, false);
        // Element k of memory, which may be in column-major order.
        let numbers = Nd::of(case.base(|k| k).view());
        let place_of = |k: usize| numbers.data.iter().position(|&n| n == k).unwrap();
        case.places().zip(&sorted.data).for_each(|(k, &x)| expected.data[place_of(k)] = x);
        case.view_mut(&mut base).sort_axis(ax(axis));
        same(base.view(), &expected, || format!("{case:?} axis {axis}"));
        // By a closure, descending.
        let reversed = naive::sorted(&before, axis, true);
        case.view_mut(&mut base).sort_axis_by(ax(axis), |a, b| a.descending_order(b));
        let found = Nd::of(case.view(&base));
        assert!(found.data.iter().zip(&reversed.data).all(|(a, b)| a.total_order(b).is_eq()));
    }
}

/// Elements that are not `Copy`, contiguous or not, by order, key and closure.
fn sorts_strings(case: &Case, dice: &mut Dice) {
    let mut words = case.base(|_| "ab".repeat(dice.below(3)) + &dice.below(4).to_string());
    for axis in 0..case.shape().len() {
        let all = Nd::of(case.view(&words));
        let v = case.view(&words);
        let sorted = naive::sorted(&all, axis, false);
        assert_eq!(Nd::of(v.sorted(ax(axis)).view()).data, sorted.data);
        assert_eq!(Nd::of(v.argsort(ax(axis)).view()).data, naive::argsort(&all, axis, false).data);
        let lengths: Vec<Vec<usize>> = naive::lanes(&all, axis)
            .iter()
            .map(|lane| naive::order(lane, |a, b| a.len() < b.len()))
            .collect();
        let by_length = naive::from_lanes(&all.shape, axis, &lengths);
        assert_eq!(Nd::of(v.argsort_by_key(ax(axis), |s| s.len()).view()).data, by_length.data);
        let (fewest, _) = v.top_k_with(v.shape()[axis].min(2), ax(axis), Sorting::ASCENDING);
        assert!(Nd::of(fewest.view()).data.iter().all(|s| all.data.contains(s)));
        case.view_mut(&mut words).sort_axis_by_key(ax(axis), |s| Reverse(s.len()));
        let found = Nd::of(case.view(&words));
        let longest: Vec<Vec<String>> = naive::lanes(&all, axis)
            .iter()
            .map(|lane| {
                naive::order(lane, |a, b| a.len() > b.len()).iter().map(|&i| lane[i].clone()).collect()
            })
            .collect();
        assert_eq!(found.data, naive::from_lanes(&all.shape, axis, &longest).data, "stable");
        case.view_mut(&mut words).sort_axis_unstable_by(ax(axis), |a, b| a.cmp(b));
        let sorted = naive::sorted(&all, axis, false);
        assert_eq!(Nd::of(case.view(&words)).data, sorted.data);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(72))]

    #[test]
    fn any_view_sorts(case in case(), seed in any::<u64>(), kind in 0..9) {
        let mut dice = Dice(seed);
        match kind {
            0 | 1 => sorts::<f64>(&case, &mut dice),
            2 => sorts::<f32>(&case, &mut dice),
            3 => sorts::<i32>(&case, &mut dice),
            4 => sorts::<u8>(&case, &mut dice),
            5 => sorts::<bool>(&case, &mut dice),
            6 => sorts::<i64>(&case, &mut dice),
            7 => sorts::<u16>(&case, &mut dice),
            _ => sorts::<u32>(&case, &mut dice),
        }
    }

    #[test]
    fn any_mutable_view_sorts(case in case_mut(), seed in any::<u64>(), kind in 0..4) {
        let mut dice = Dice(seed);
        match kind {
            0 => sorts_in_place::<f64>(&case, &mut dice),
            1 => sorts_in_place::<i32>(&case, &mut dice),
            2 => sorts_in_place::<u8>(&case, &mut dice),
            _ => sorts_strings(&case, &mut dice),
        }
    }
}

/// A lane of a given pattern, long enough for all steps of the kernels.
fn pattern(kind: usize, n: usize, dice: &mut Dice) -> Vec<f64> {
    let mut some = |i: usize| match kind {
        0 => (dice.next() >> 11) as f64,
        1 => dice.below(5) as f64 - 2.0,
        2 => i as f64,
        3 => -(i as f64),
        4 => 7.5,
        5 => ((i * 37) % 101) as f64 - 50.0,
        6 => f64::from_bits(dice.next()),
        7 => {
            if i.is_multiple_of(2) {
                i as f64
            } else {
                -(i as f64)
            }
        }
        _ => f64::sample(dice),
    };
    (0..n).map(&mut some).collect()
}

#[test]
fn long_lanes_of_any_pattern() {
    let mut dice = Dice(7);
    for n in [
        1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 100, 127, 128, 129, 255, 256, 257, 511, 513, 1000,
        4097,
    ] {
        for kind in 0..9 {
            let list = pattern(kind, n, &mut dice);
            let descending = dice.once_in(2);
            let how = if descending { Sorting::DESCENDING } else { Sorting::ASCENDING };
            let before = |a: &f64, b: &f64| naive::before(a, b, descending);
            // The standard library's stable sort: insertion would take too long.
            let mut order: Vec<usize> = (0..n).collect();
            order.sort_by(|&i, &j| match (before(&list[i], &list[j]), before(&list[j], &list[i])) {
                (true, _) => Ordering::Less,
                (_, true) => Ordering::Greater,
                _ => Ordering::Equal,
            });
            let expected = Nd { shape: vec![n], data: order.iter().map(|&i| list[i]).collect() };
            let a = Array1::from(list.clone());
            let context = || format!("{n} of pattern {kind}, {how:?}");
            same(a.sorted_with(Axis(0), how).view(), &expected, context);
            same(a.argsort_with(Axis(0), how).view(), &Nd { shape: vec![n], data: order.clone() }, context);
            let kth = dice.below(n);
            let (values, places) = a.top_k_with(kth + 1, Axis(0), how);
            assert!(places.iter().eq(&order[..=kth]), "{}", context());
            same(values.view(), &Nd { shape: vec![kth + 1], data: expected.data[..=kth].to_vec() }, context);
            let part = a.partitioned(kth as isize, Axis(0));
            let ascending = a.sorted(Axis(0));
            assert!(part[kth].total_order(&ascending[kth]).is_eq());
            assert!(part.iter().take(kth).all(|x| x.total_order(&part[kth]).is_le()));
            assert!(part.iter().skip(kth).all(|x| x.total_order(&part[kth]).is_ge()));
            // Narrower keys.
            let narrow: Array1<f32> = list.iter().map(|&x| x as f32).collect();
            let order = narrow.argsort_with(Axis(0), how);
            assert!(order.as_slice().unwrap().windows(2).all(|w| {
                let (x, y) = (narrow[w[0]], narrow[w[1]]);
                naive::before(&x, &y, descending) || !naive::before(&y, &x, descending) && w[0] < w[1]
            }));
            let sorted = narrow.sorted_with(Axis(0), how);
            assert!(sorted.iter().zip(order.iter()).all(|(x, &i)| x.total_order(&narrow[i]).is_eq()));
        }
    }
}

#[test]
fn threads_change_nothing() {
    let mut dice = Dice(3);
    let a = Array2::from_fn([40, 3000], |_| dice.below(1000) as f64);
    let long = a.flatten();
    for axis in [0, 1] {
        let one = longstride::threads::with(1, || (a.sorted(ax(axis)), a.argsort(ax(axis))));
        assert_eq!(one, (a.sorted(ax(axis)), a.argsort(ax(axis))));
    }
    let one = longstride::threads::with(1, || {
        (long.sorted(Axis(0)), long.argsort(Axis(0)), long.argpartition(500, Axis(0)))
    });
    assert_eq!(one, (long.sorted(Axis(0)), long.argsort(Axis(0)), long.argpartition(500, Axis(0))));
}

#[test]
fn every_bit_is_kept() {
    let bits = [
        0x7ff8_0000_0000_0001,
        0xfff8_0000_0000_0000,
        0,
        1 << 63,
        0x7ff0_0000_0000_0001,
        0xffff_ffff_ffff_ffff,
        1 << 63,
        0,
    ];
    let a: Array1<f64> = bits.iter().map(|&b| f64::from_bits(b)).collect();
    let order = [2, 3, 6, 7, 0, 1, 4, 5];
    for how in [Sorting::ASCENDING, Sorting::DESCENDING] {
        let sorted = a.sorted_with(Axis(0), how);
        assert!(sorted.iter().map(|x| x.to_bits()).eq(order.map(|i| bits[i])), "stable, whatever the bits");
        let mut unstable: Vec<u64> =
            a.sorted_with(Axis(0), how.unstable()).iter().map(|x| x.to_bits()).collect();
        unstable[..4].sort_unstable();
        assert_eq!(unstable[..4], [0, 0, 1 << 63, 1 << 63]);
        let mut all = bits;
        all.sort_unstable();
        unstable.sort_unstable();
        assert_eq!(unstable, all);
    }
}

#[test]
fn orders_of_many_types() {
    use Ordering::{Equal, Greater, Less};
    assert_eq!((1, f64::NAN).total_order(&(1, 0.0)), Greater);
    assert_eq!((1, f64::NAN).descending_order(&(1, 0.0)), Greater);
    assert_eq!((2, 0.0).descending_order(&(1, 0.0)), Less);
    assert_eq!(Some(-0.0).total_order(&Some(0.0)), Equal);
    assert_eq!(None.total_order(&Some(f64::NAN)), Less);
    assert_eq!(None.descending_order(&Some(f64::NAN)), Greater);
    assert_eq!(Reverse(f64::NAN).total_order(&Reverse(1.0)), Greater);
    assert_eq!(Reverse(2.0).total_order(&Reverse(1.0)), Less);
    assert_eq!([1, 2].total_order(&[1, 3]), Less);
    assert_eq!(vec![1, 2].total_order(&vec![1]), Greater);
    assert_eq!(vec![1, 2].descending_order(&vec![1]), Less);
    assert_eq!("a".total_order(&"b"), Less);
    assert_eq!(String::from("b").total_order(&String::from("a")), Greater);
    assert_eq!('é'.total_order(&'z'), Greater);
    assert_eq!(i128::MIN.total_order(&0), Less);
    assert_eq!(TotalOrder::total_order(&&1_i8, &&-1), Greater);
    assert_eq!(Box::new(1_u64).total_order(&Box::new(1)), Equal);
    assert_eq!(array!['c', 'a', 'b'].sorted(Axis(0)), array!['a', 'b', 'c']);
    assert_eq!(
        array![i8::MIN, 0, i8::MAX].sorted_with(Axis(0), Sorting::DESCENDING),
        array![i8::MAX, 0, i8::MIN]
    );
    assert_eq!(array![u64::MAX, 0, 1 << 63].sorted(Axis(0)), array![0, 1 << 63, u64::MAX]);
    assert_eq!(array![isize::MIN, 0, isize::MAX].argsort_with(Axis(0), Sorting::DESCENDING), array![2, 1, 0]);
    assert_eq!(array![[2_u128, 1], [0, 3]].t().sorted(Axis(0)), array![[1, 0], [2, 3]]);
}

#[test]
fn by_several_keys() {
    let (a, b) = (array![1, 0, 1, 0, 1], array![0.5, f64::NAN, -0.0, 1.0, 0.0]);
    assert_eq!(lexsort(&[&b, &a]), array![3, 1, 2, 4, 0]);
    assert_eq!(lexsort(&[&a, &b.view()]), array![2, 4, 0, 3, 1]);
    assert_eq!(lexsort(&[&a.slice(s![..;-1])]), array![1, 3, 0, 2, 4]);
    let none: [&dyn LexKey; 0] = [];
    assert_eq!(try_lexsort(&none).unwrap_err().to_string(), "no keys to sort by in lexsort");
    let e = try_lexsort(&[&a, &array![1, 2]]).unwrap_err();
    assert_eq!(e.to_string(), "shape (2,) where (5,) is needed in lexsort");
}

#[test]
fn refusals_name_what_is_wrong() {
    let mut a = array![[3, 1, 2]];
    panics_with("axis 2 is out of range for rank 2 in sort_axis", || a.sort_axis(Axis(2)));
    panics_with("axis -3 is out of range for rank 2 in sorted", || drop(a.sorted(Axis(-3))));
    panics_with("axis 0 is out of range for rank 0 in argsort", || {
        drop(Array0::<i32>::full([], 1).argsort(Axis(0)))
    });
    panics_with("index 3 is out of range on axis 1 of extent 3 in partition_axis", || {
        a.partition_axis(3, Axis(1))
    });
    panics_with("index -4 is out of range on axis 1 of extent 3 in partitioned", || {
        drop(a.partitioned(-4, Axis(1)))
    });
    panics_with("index -9223372036854775808 is out of range on axis 1 of extent 3 in argpartition", || {
        drop(a.argpartition(isize::MIN, Axis(1)));
    });
    panics_with("more elements asked for than the axis has in top_k", || drop(a.top_k(4, Axis(1))));
    assert_eq!(a, array![[3, 1, 2]], "nothing was written");
}

/// An order that contradicts itself.
#[derive(Clone, Debug)]
struct Random(u64);
impl TotalOrder for Random {
    fn total_order(&self, other: &Self) -> Ordering {
        Dice(self.0 ^ other.0.rotate_left(17)).next().cmp(&(1 << 63))
    }
}

#[test]
fn broken_orders_lose_nothing() {
    oracle::panics::report_briefly();
    for n in [2, 5, 33, 200, 1500] {
        for strided in [false, true] {
            let mut a: Array2<Random> = Array2::from_fn([n, 2], |[i, j]| Random((2 * i + j) as u64));
            let mut run = |work: &dyn Fn(&mut ViewMut2<'_, Random>)| {
                let mut view = if strided { a.view_mut() } else { a.view_mut().t() };
                // A panic is allowed.
                let _ = catch_unwind(AssertUnwindSafe(|| work(&mut view)));
                let mut all: Vec<u64> = a.iter().map(|x| x.0).collect();
                all.sort_unstable();
                assert!(all.into_iter().eq(0..2 * n as u64), "every element once");
            };
            run(&|v| v.sort_axis(if strided { Axis(0) } else { Axis(1) }));
            run(&|v| {
                v.sort_axis_with(if strided { Axis(0) } else { Axis(1) }, Sorting::DESCENDING.unstable())
            });
            run(&|v| v.partition_axis(1, if strided { Axis(0) } else { Axis(1) }));
            run(&|v| drop(v.argsort(Axis(0))));
            run(&|v| drop(v.argpartition(0, Axis(0))));
            run(&|v| drop(v.top_k(1, Axis(0))));
        }
    }
}

#[test]
fn panicking_comparisons_lose_nothing() {
    oracle::panics::report_briefly();
    for calls in [0, 1, 7, 60, 400] {
        for axis in [0, 1] {
            let mut a = Array2::from_fn([40, 40], |[i, j]| {
                format!("{}", (i * 31 + j * 17) % 1600 + 1600 * ((i * 31 + j * 17) / 1600))
            });
            let mut before: Vec<String> = a.iter().cloned().collect();
            let count = std::sync::atomic::AtomicUsize::new(0);
            let result = catch_unwind(AssertUnwindSafe(|| {
                a.sort_axis_by(Axis(axis), |x, y| {
                    assert!(count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < calls, "enough");
                    x.cmp(y)
                });
            }));
            assert!(result.is_err());
            let mut after: Vec<String> = a.iter().cloned().collect();
            before.sort();
            after.sort();
            assert_eq!(before, after);
        }
    }
}
