//! Searching, choosing, and indices as arrays: against plain loops, and by constants that NumPy 2.4 gave.

mod oracle;

use longstride::ops::*;
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::indexing as naive;
use oracle::strided::{Dice, Sample, Strided, changes};
use proptest::prelude::*;

fn wrapped(i: i32, n: usize) -> usize {
    i64::from(i).rem_euclid(n as i64) as usize
}

fn clipped(i: i32, n: usize) -> usize {
    if i < 0 { 0 } else { (i as usize).min(n - 1) }
}

fn searches(dice: &mut Dice) {
    let n = dice.pick(&[0, 1, 2, 3, 7, 8, 9, 40]);
    let mut sorted: Vec<f64> = (0..n).map(|_| f64::sample(dice)).collect();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())));
    let shape = dice.shape();
    let mut values = Strided::<f64>::operand(dice, &shape);
    // Some values are elements.
    if n > 0 && !values.base.is_empty() {
        let len = values.base.len();
        for _ in 0..len / 2 {
            values.base.put(&[dice.below(len)], dice.pick(&sorted));
        }
    }
    let all = Nd::of(values.view());
    let strided =
        Strided::relaid(&Nd { shape: vec![n], data: sorted.clone() }, &[0], dice.pick(&[1, 2, -1]), 7.5);
    let a = strided.view().into_rank::<Ix1>().unwrap();
    for (side, right) in [(Side::Left, false), (Side::Right, true)] {
        let data = all.data.iter().map(|&v| naive::searchsorted(&sorted, v, right)).collect();
        let expected = Nd { shape: all.shape.clone(), data };
        let context = || format!("{values:?} in {sorted:?}");
        same(a.searchsorted(values.view(), side).view(), &expected, context);
        // Shuffled, with a sorter that mends it.
        let mut sorter: Vec<usize> = (0..n).collect();
        (1..n).for_each(|i| sorter.swap(i, dice.below(i + 1)));
        let mut shuffled = vec![0.0; n];
        sorter.iter().zip(&sorted).for_each(|(&at, &x)| shuffled[at] = x);
        let shuffled = Array1::from(shuffled);
        same(shuffled.searchsorted_by(&sorter, values.view(), side).view(), &expected, context);
        // Bin numbers are the same search with the sides swapped, from the other end if they decrease.
        same(digitize(values.view(), a, !right).view(), &expected, context);
        // Bins that are all the same, also if that is NaN, count as increasing.
        let distinct = sorted.first() != sorted.last() && !sorted.iter().all(|x| x.is_nan());
        if distinct {
            let data = expected.data.iter().map(|i| n - i).collect();
            let expected = Nd { shape: expected.shape, data };
            same(digitize(values.view(), a.flip(Axis(0)), !right).view(), &expected, context);
        }
    }
}

fn chooses(dice: &mut Dice) {
    let shape = dice.shape();
    let k = 1 + dice.below(4);
    let choices: Vec<_> = (0..k).map(|_| Strided::<f32>::operand(dice, &shape)).collect();
    let views: Vec<_> = choices.iter().map(Strided::view).collect();
    let nds: Vec<_> = views.iter().map(|&view| Nd::of(view)).collect();
    let numbers = Nd::from_fn(&shape, |_| dice.below(2 * k + 5) as i32 - k as i32 - 2);
    let ours = ArrayD::from_vec(&shape[..], numbers.data.clone()).unwrap();
    let context = || format!("{numbers:?} of {choices:?}");
    for (mode, place) in [(IndexMode::Wrap, wrapped as fn(i32, usize) -> usize), (IndexMode::Clip, clipped)] {
        let expected = Nd::from_fn(&shape, |index| nds[place(numbers.at(index), k)].at(index));
        same(choose(&ours, &views, mode).view(), &expected, context);
    }
    let raised = try_choose(&ours, &views, IndexMode::Raise);
    let fits = |&i: &i32| (-(k as i32)..k as i32).contains(&i);
    assert_eq!(raised.is_ok(), numbers.data.iter().all(fits));

    let conditions: Vec<_> = (0..k).map(|_| Strided::<bool>::operand(dice, &shape)).collect();
    let holds: Vec<_> = conditions.iter().map(|condition| Nd::of(condition.view())).collect();
    // What all broadcast to is the shape of the default.
    let default = Strided::<f32>::destination(dice, &shape);
    let otherwise = Nd::of(default.view());
    let expected = Nd::from_fn(&shape, |index| {
        let first = (0..k).find(|&k| holds[k].at(index));
        first.map_or_else(|| otherwise.at(index), |k| nds[k].at(index))
    });
    let conditions: Vec<_> = conditions.iter().map(Strided::view).collect();
    let shapes: Vec<_> =
        nds.iter().map(|nd| &nd.shape[..]).chain(holds.iter().map(|nd| &nd.shape[..])).collect();
    match oracle::eval::common(&shapes) == shape {
        true => same(select(&conditions, &views, default.view()).view(), &expected, context),
        // A default does not stretch the others.
        false => assert!(shape.is_empty() || try_select(&conditions, &views, default.view()).is_err()),
    }
}

fn places(dice: &mut Dice) {
    let shape = dice.shape();
    let mask = Strided::<bool>::operand(dice, &shape);
    let mask = Nd::of(mask.view());
    let mask = Nd::from_fn(&shape, |index| mask.at(index));
    let ours = ArrayD::from_vec(&shape[..], mask.data.clone()).unwrap();
    let values: Vec<i32> = (0..1 + dice.below(20)).map(|_| i32::sample(dice)).collect();
    let rank = Nd { shape: shape.clone(), data: running(&mask.data) };
    let new = |i: &[usize], old| if mask.at(i) { values[rank.at(i) % values.len()] } else { old };
    let context = || format!("{mask:?} {values:?}");
    changes(dice, &shape, context, new, |out| out.place(&ours, &Array1::from(values.clone())));
}

/// How many hold before each.
fn running(mask: &[bool]) -> Vec<usize> {
    let count = |n: &mut usize, &m: &bool| {
        let before = *n;
        *n += usize::from(m);
        Some(before)
    };
    mask.iter().scan(0, count).collect()
}

fn ravels(dice: &mut Dice) {
    let grid: Vec<usize> = (0..1 + dice.below(4)).map(|_| 1 + dice.below(9)).collect();
    let shape = dice.shape();
    let lists: Vec<_> = grid
        .iter()
        .map(|&n| {
            let values = Nd::from_fn(&shape, |_| dice.below(3 * n) as i32 - n as i32);
            (ArrayD::from_vec(&shape[..], values.data.clone()).unwrap(), values)
        })
        .collect();
    let views: Vec<_> = lists.iter().map(|(list, _)| list.view()).collect();
    for (mode, place) in [(IndexMode::Wrap, wrapped as fn(i32, usize) -> usize), (IndexMode::Clip, clipped)] {
        let expected = Nd::from_fn(&shape, |index| {
            grid.iter().zip(&lists).fold(0, |flat, (&n, (_, list))| flat * n + place(list.at(index), n))
        });
        let got = ravel_multi_index(&views, &grid[..], mode);
        same(got.view(), &expected, || format!("{lists:?} in {grid:?}"));
        let back = unravel_index(&got, &grid[..]);
        assert_eq!(back.len(), grid.len());
        for ((back, &n), (_, list)) in back.iter().zip(&grid).zip(&lists) {
            let expected = Nd::from_fn(&shape, |index| place(list.at(index), n));
            same(back.view(), &expected, || format!("{got:?} in {grid:?}"));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn searching(seed: u64) {
        searches(&mut Dice(seed));
    }

    #[test]
    fn choosing(seed: u64) {
        chooses(&mut Dice(seed));
    }

    #[test]
    fn placing(seed: u64) {
        places(&mut Dice(seed));
    }

    #[test]
    fn ravelling(seed: u64) {
        ravels(&mut Dice(seed));
    }
}

#[test]
fn values_are_numpys() {
    let s = array![1., 2., 2., 3., f64::NAN];
    let v = array![f64::NAN, 0., 1., 2., 2.5, 3., 9., f64::NEG_INFINITY, f64::INFINITY];
    assert_eq!(s.searchsorted(&v, Side::Left), array![4, 0, 0, 1, 3, 3, 4, 0, 4]);
    assert_eq!(s.searchsorted(&v, Side::Right), array![5, 0, 1, 3, 3, 4, 4, 0, 4]);
    let b = array![0., 1., 2.5, 4., 10.];
    let x = array![0.2, 6.4, 3., 1.6, 0., 10., 12., -1., f64::NAN];
    assert_eq!(digitize(&x, &b, false), array![1, 4, 3, 2, 1, 5, 5, 0, 5]);
    assert_eq!(digitize(&x, &b, true), array![1, 4, 3, 2, 0, 4, 5, 0, 5]);
    assert_eq!(digitize(&x, b.flip(Axis(0)), false), array![4, 1, 2, 3, 4, 0, 0, 5, 0]);
    assert_eq!(digitize(&x, b.flip(Axis(0)), true), array![4, 1, 2, 3, 5, 1, 0, 5, 0]);
    assert_eq!(digitize(&array![1, 2, 3], &array![3, 2, 2, 1], false), array![3, 1, 0]);
    assert_eq!(digitize(&array![1, 2, 3], &array![3, 2, 2, 1], true), array![4, 3, 1]);
    assert_eq!(digitize(&array![1, 2], &array![2, 2], false), array![0, 2]);
    assert_eq!(digitize(&array![1, 2], &Array1::from_iter(0..0), false), array![0, 0]);
    let e = try_digitize(&x, &array![0., 2., 1.], false).unwrap_err();
    assert_eq!(e.to_string(), "the bins neither increase nor decrease in digitize");

    let choices = Array2::from_fn([4, 4], |[i, j]| 10 * i + j);
    let rows: Vec<_> = choices.outer_iter().collect();
    assert_eq!(choose(&array![2, 3, 1, 0], &rows, IndexMode::Raise), array![20, 31, 12, 3]);
    assert_eq!(choose(&array![2, 4, 1, 0], &rows, IndexMode::Clip), array![20, 31, 12, 3]);
    assert_eq!(choose(&array![2, 4, -1, 0], &rows, IndexMode::Wrap), array![20, 1, 32, 3]);
    let e = try_choose(&array![0, 4], &rows, IndexMode::Raise).unwrap_err();
    assert_eq!(e.to_string(), "index 4 is out of range on axis 0 of extent 4 in choose");

    let mut a = array![[0, 1, 2], [3, 4, 5]];
    let mask = a.gt(2).eval();
    a.place(&mask, &array![44, 55]);
    assert_eq!(a, array![[0, 1, 2], [44, 55, 44]]);
    let none = Array1::from_iter(0..0);
    assert_eq!(
        a.try_place(&mask, &none).unwrap_err().to_string(),
        "no elements in shape (0,), and no identity to return in place"
    );
    a.place(&array![[false, false, false], [false, false, false]], &none);
    let e = a.try_place(array![true], 1).unwrap_err();
    assert_eq!(e.to_string(), "shape (1,) where (2, 3) is needed in place");

    let (i, j) = (array![3, 6, 6], array![4, 5, 1]);
    assert_eq!(ravel_multi_index(&[&i, &j], [7, 6], IndexMode::Raise), array![22, 41, 37]);
    assert_eq!(ravel_multi_index(&[&i, &j], [4, 6], IndexMode::Clip), array![22, 23, 19]);
    let (i, j) = (array![3, 6, -6], array![4, 5, -1]);
    assert_eq!(ravel_multi_index(&[&i, &j], [4, 4], IndexMode::Wrap), array![12, 9, 11]);
    let e = try_ravel_multi_index(&[&i, &j], [7, 5], IndexMode::Raise).unwrap_err();
    assert_eq!(e.to_string(), "index 5 is out of range on axis 1 of extent 5 in ravel_multi_index");
    let e = try_ravel_multi_index(&[&i], [7, 5], IndexMode::Raise).unwrap_err();
    assert_eq!(e.to_string(), "rank 1 where rank 2 is needed in ravel_multi_index");
    let e = try_unravel_index(&array![42], [7, 6]).unwrap_err();
    assert_eq!(e.to_string(), "index 42 is out of range on axis 0 of extent 42 in unravel_index");
    let e = array![1, 2].try_take_by(&[0], Axis(1), IndexMode::Clip).unwrap_err();
    assert_eq!(e.to_string(), "axis 1 is out of range for rank 1 in take_by");
    let e = none.try_take_by(&[3], Axis(0), IndexMode::Wrap).unwrap_err();
    assert_eq!(e.to_string(), "index 3 is out of range on axis 0 of extent 0 in take_by");
}

#[test]
fn triangles_are_numpys() {
    assert_eq!(tril_indices([3, 3], 0), [array![0, 1, 1, 2, 2, 2], array![0, 0, 1, 0, 1, 2]]);
    assert_eq!(triu_indices([3, 3], 0), [array![0, 0, 0, 1, 1, 2], array![0, 1, 2, 1, 2, 2]]);
    assert_eq!(
        tril_indices([3, 4], 1),
        [array![0, 0, 1, 1, 1, 2, 2, 2, 2], array![0, 1, 0, 1, 2, 0, 1, 2, 3]]
    );
    assert_eq!(triu_indices([3, 4], 1), [array![0, 0, 0, 1, 1, 2], array![1, 2, 3, 2, 3, 3]]);
    assert_eq!(tril_indices([4, 2], -1), [array![1, 2, 2, 3, 3], array![0, 0, 1, 0, 1]]);
    assert_eq!(triu_indices([4, 2], -1), [array![0, 0, 1, 1, 2], array![0, 1, 0, 1, 1]]);
    assert_eq!(tril_indices([2, 3], -3)[0].len(), 0);
    assert_eq!(triu_indices([2, 3], isize::MIN)[0].len(), 6);
    assert_eq!(tril_indices([2, 2], isize::MAX)[0].len(), 4);
    assert_eq!(triu_indices([2, 2], 5)[1].len(), 0);
}

#[test]
fn diagonals_are_numpys() {
    fn filled<const N: usize>(shape: [usize; N], values: &[i32], wrap: bool) -> Array<i32, Ix<N>>
    where
        Ix<N>: Dim,
        [usize; N]: longstride::layout::IntoShape<Dim = Ix<N>>,
    {
        let mut a = Array::zeros(shape);
        let values = Array1::from(values);
        if wrap {
            a.fill_diagonal_wrapped(&values)
        } else {
            a.fill_diagonal(&values)
        };
        a
    }
    let eye = Array2::<i32>::eye(3);
    let four = (&eye * 4).eval();
    let joined = |rows: &[[i32; 3]]| concatenate(&[&four, &Array2::from(rows)], Axis(0));
    assert_eq!(filled([5, 3], &[4], false), joined(&[[0, 0, 0], [0, 0, 0]]));
    assert_eq!(filled([5, 3], &[4], true), joined(&[[0, 0, 0], [4, 0, 0]]));
    assert_eq!(filled([3, 5], &[4], true).slice(s![.., ..3]), four);
    assert_eq!(
        filled([7, 2], &[1, 2, 3], true),
        array![[1, 0], [0, 2], [0, 0], [3, 0], [0, 1], [0, 0], [2, 0]]
    );
    assert_eq!(filled([3, 3], &[1, 2], false), array![[1, 0, 0], [0, 2, 0], [0, 0, 1]]);
    assert_eq!(filled([2, 2, 2], &[7, 8], false), array![[[7, 0], [0, 0]], [[0, 0], [0, 8]]]);
    assert_eq!(filled([4, 2], &[1, 2, 3], false), array![[1, 0], [0, 2], [0, 0], [0, 0]]);
    assert_eq!(filled([0, 3], &[1], true).len(), 0);
    assert_eq!(filled([3, 0], &[1], true).len(), 0);
    // Every layout.
    let mut a = Array2::zeros([3, 6]);
    a.view_mut().slice(s![.., ..;-2]).fill_diagonal(1);
    assert_eq!(a, array![[0, 0, 0, 0, 0, 1], [0, 0, 0, 1, 0, 0], [0, 1, 0, 0, 0, 0]]);
    let e = Array1::<i32>::zeros(3).try_fill_diagonal(1).unwrap_err();
    assert_eq!(e.to_string(), "rank 1 where rank 2 is needed in fill_diagonal");
    let e = Array3::<i32>::zeros([2, 2, 3]).try_fill_diagonal(1).unwrap_err();
    assert_eq!(e.to_string(), "shape (2, 2, 3) where (2, 2, 2) is needed in fill_diagonal");
}

#[test]
fn meshes_select_all_with_all() {
    let a = Array3::from_fn([3, 4, 5], |[i, j, k]| 20 * i + 5 * j + k);
    let (x, y, z) = (array![2, 0], array![-1], array![4, 4, 0]);
    let [i, j, k] = ix_([&x, &y, &z]);
    assert_eq!((i.shape(), j.shape(), k.shape()), ([2, 1, 1], [1, 1, 1], [1, 1, 3]));
    let expected = a.take(&x, Axis(0)).take(&y, Axis(1)).take(&z, Axis(2));
    assert_eq!(a.gather(s![i, j, k]), expected);
    assert!(ix_([&[1_u8, 2][..], &[][..]])[1].is_empty());
    let mut b = Array3::zeros([3, 3, 3]);
    let d = diag_indices(3, 3);
    b.scatter(s![&d[0], &d[1], &d[2]], 1);
    let mut c = Array3::zeros([3, 3, 3]);
    c.fill_diagonal(1);
    assert_eq!(b, c);
}

/// Large enough for threads.
#[test]
fn threads_do_not_change_a_result() {
    let mut dice = Dice(11);
    let sorted = Array1::from_iter((0..5000).map(|i| f64::from(i / 3)));
    let values: Array1<f64> =
        (0..50_001).map(|_| dice.below(1700) as f64 - 10.5 * dice.below(2) as f64).collect();
    let numbers: Array1<i32> = (0..300_000).map(|_| dice.below(3) as i32).collect();
    let choices: Vec<Array1<f64>> =
        (0..3).map(|k| Array1::from_iter((0..300_000).map(|i| f64::from(i * (k + 1))))).collect();
    let views: Vec<_> = choices.iter().collect();
    let run = |threads: usize| {
        longstride::threads::with(threads, || {
            let found = sorted.searchsorted(&values, Side::Right);
            let chosen = choose(&numbers, &views, IndexMode::Raise);
            let flat: Array1<usize> = (0..200_001).map(|i| i * 7 % 1000).collect();
            (found, chosen, unravel_index(&flat, [10, 4, 25]))
        })
    };
    let two = run(2);
    assert_eq!(run(1), two);
    for (v, &found) in values.iter().zip(&two.0).step_by(101) {
        assert_eq!(found, naive::searchsorted(sorted.as_slice().unwrap(), *v, true));
    }
    assert!(two.1.iter().zip(&numbers).enumerate().all(|(i, (&x, &k))| x == (i as f64) * f64::from(k + 1)));
    assert!((0..200_001).all(|i| (two.2[0][i] * 4 + two.2[1][i]) * 25 + two.2[2][i] == i * 7 % 1000));
}
