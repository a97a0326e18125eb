//! Iterators against plain loops over all indices, on random views, from both ends.

mod oracle;

use std::cell::Cell;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use longstride::prelude::*;
use oracle::table::indices;
use oracle::views::{case, case_mut};
use proptest::prelude::*;

/// Takes from both iterators as the bits of `moves` say, and compares each item, the lengths, and what is left.
fn same<A, B>(mut ours: A, mut theirs: B, moves: &[u8])
where
    A: ExactSizeIterator + DoubleEndedIterator + Debug,
    B: ExactSizeIterator<Item = A::Item> + DoubleEndedIterator,
    A::Item: PartialEq + Debug,
{
    for &m in moves {
        assert_eq!(ours.len(), theirs.len());
        let n = usize::from(m / 4) % 8;
        match m % 4 {
            0 => assert_eq!(ours.next(), theirs.next()),
            1 => assert_eq!(ours.next_back(), theirs.next_back()),
            2 => assert_eq!(ours.nth(n), theirs.nth(n)),
            _ => assert_eq!(ours.nth_back(n), theirs.nth_back(n)),
        }
    }
    assert_eq!(ours.size_hint(), (theirs.len(), Some(theirs.len())));
    match moves.len() % 3 {
        0 => assert_eq!(ours.fold(vec![], |mut v, x| (v.push(x), v).1), theirs.collect::<Vec<_>>(), "fold"),
        1 => assert_eq!(ours.rev().collect::<Vec<_>>(), theirs.rev().collect::<Vec<_>>(), "backwards"),
        _ => {
            loop {
                let (a, b) = (ours.next(), theirs.next());
                assert_eq!(a, b);
                if a.is_none() {
                    break;
                }
            }
            assert!(ours.next().is_none() && ours.next_back().is_none() && ours.nth(3).is_none());
        }
    }
}

fn moves() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..9)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 3 } else { 300 }, failure_persistence: None, ..Default::default() })]

    #[test]
    fn elements_come_in_row_major_order_from_both_ends(case in case(), moves in moves()) {
        let base = case.base(|k| k.to_string());
        let view = case.view(&base);
        prop_assert_eq!(view.shape(), case.shape());
        let values = case.values(|k| k.to_string());
        same(view.iter(), values.iter(), &moves);
        same(view.iter().cloned(), values.clone().into_iter(), &moves);
        prop_assert_eq!(view.iter().count(), values.len());
        prop_assert_eq!(view.iter().last(), values.last());
    }

    #[test]
    fn indices_come_with_their_elements(case in case(), moves in moves()) {
        let base = case.base(|k| k);
        let view = case.view(&base);
        let pairs: Vec<_> = indices(case.shape()).into_iter().zip(case.places()).collect();
        let ours = view.indexed_iter().map(|(i, &x)| (i.to_vec(), x));
        // `Map` prints nothing of use; the list stands in for it.
        same(Listed(ours), pairs.into_iter(), &moves);
    }

    #[test]
    fn an_array_by_value_moves_its_elements_in_row_major_order(case in case_mut(), moves in moves()) {
        let owned = case.view(&case.base(|k| k.to_string())).to_owned();
        let values = case.values(|k| k.to_string());
        prop_assert_eq!(owned.clone().into_vec(), &values[..]);
        same(owned.into_iter(), values.into_iter(), &moves);
    }

    #[test]
    fn parts_along_every_axis(case in case(), moves in moves(), chunk in 1usize..4) {
        let base = case.base(|k| k);
        let (view, table) = (case.view(&base), case.table());
        for axis in 0..case.shape().len() {
            let at = Axis(axis as isize);
            let flat = |v: ViewD<'_, usize>| (v.shape().to_vec(), v.iter().map(|&k| k as isize).collect());
            let parts: Vec<_> = (0..table.shape[axis])
                .map(|i| table.index_axis(axis as isize, i as isize).unwrap())
                .map(|t| (t.shape, t.cells))
                .collect();
            same(Listed(view.axis_iter(at).map(flat)), parts.clone().into_iter(), &moves);
            if axis == 0 {
                same(Listed(view.outer_iter().map(flat)), parts.into_iter(), &moves);
            }
            // Lanes: the axis moved to the end, in runs of its extent.
            let last = table.move_axis(axis as isize, -1).unwrap();
            let n = table.shape[axis];
            let count: usize = last.shape[..last.rank() - 1].iter().product();
            let lanes: Vec<Vec<isize>> = (0..count).map(|i| last.cells[i * n..][..n].to_vec()).collect();
            let ours = view.lanes(at).map(|lane| lane.iter().map(|&k| k as isize).collect());
            same(Listed(ours), lanes.into_iter(), &moves);
            let chunks: Vec<_> = (0..n)
                .step_by(chunk)
                .map(|i| (i as isize, (i + chunk).min(n) as isize))
                .map(|(i, end)| table.slice_axis(axis as isize, i, Some(end), 1).unwrap())
                .map(|t| (t.shape, t.cells))
                .collect();
            same(Listed(view.axis_chunks(at, chunk).map(flat)), chunks.into_iter(), &moves);
        }
    }

    #[test]
    fn blocks_and_windows(case in case(), moves in moves(), dice in any::<[u8; 6]>(), stride in 1usize..4, gap in 1usize..3) {
        let base = case.base(|k| k);
        let (view, table) = (case.view(&base), case.table());
        let rank = table.rank();
        let flat = |v: ViewD<'_, usize>| (v.shape().to_vec(), v.iter().map(|&k| k as isize).collect::<Vec<_>>());
        // Every part as the cells of a table, in row-major order of the places.
        let cut = |places: &[usize], part: &[usize], by: &[usize], gap: usize| -> Vec<_> {
            let one = |place: &Vec<usize>| {
                let cell = |index: &[usize]| {
                    table.at(&(0..rank).map(|a| place[a] * by[a] + index[a] * gap).collect::<Vec<_>>())
                };
                let part = oracle::table::Table::from_fn(part, cell);
                (part.shape, part.cells)
            };
            indices(places).iter().map(one).collect()
        };
        let part: Vec<usize> = (0..rank).map(|a| 1 + usize::from(dice[a]) % 3).collect();
        let places: Vec<usize> = (0..rank).map(|a| table.shape[a] / part[a]).collect();
        same(Listed(view.exact_chunks(&part).map(flat)), cut(&places, &part, &part, 1).into_iter(), &moves);
        let (strides, gaps) = (vec![stride; rank], vec![gap; rank]);
        let place = |a: usize| {
            (0..table.shape[a]).step_by(stride).filter(|i| i + (part[a] - 1) * gap < table.shape[a]).count()
        };
        let places: Vec<usize> = (0..rank).map(place).collect();
        if places.contains(&0) {
            prop_assert!(view.try_windows_dilated_iter(&part, &strides, &gaps).is_err());
        } else {
            let ours = view.windows_dilated_iter(&part, &strides, &gaps);
            same(Listed(ours.map(flat)), cut(&places, &part, &strides, gap).into_iter(), &moves);
            if stride * gap == 1 {
                same(Listed(view.windows_iter(&part).map(flat)), cut(&places, &part, &part.iter().map(|_| 1).collect::<Vec<_>>(), 1).into_iter(), &moves);
            }
        }
        same(Listed(ndindex(case.shape()).map(|i| i.to_vec())), indices(case.shape()).into_iter(), &moves);
        if rank > 0 {
            let listed = |lanes: longstride::array::Views<'_, usize, Ix1>| -> Vec<Vec<usize>> {
                lanes.map(|lane| lane.iter().copied().collect()).collect()
            };
            prop_assert_eq!(listed(view.rows()), listed(view.lanes(Axis(-1))));
            prop_assert_eq!(listed(view.columns()), listed(view.lanes(Axis(0))));
        } else {
            prop_assert!(catch_unwind(|| drop(view.rows())).is_err() && catch_unwind(|| drop(view.columns())).is_err());
        }
    }

    #[test]
    fn mutable_blocks_share_no_element(case in case_mut(), dice in any::<[u8; 6]>()) {
        let mut base = case.base(|_| 0);
        let mut view = case.view_mut(&mut base);
        let chunk: Vec<usize> = (0..case.shape().len()).map(|a| 1 + usize::from(dice[a]) % 3).collect();
        // All of them held at once: none invalidates another.
        let blocks: Vec<_> = view.exact_chunks_mut(&chunk).collect();
        for (k, block) in blocks.into_iter().enumerate() {
            block.into_iter().for_each(|x| *x += k + 1);
        }
        let counts: Vec<usize> = case.shape().iter().zip(&chunk).map(|(n, c)| n / c).collect();
        let mut expected = vec![0; base.len()];
        for (index, k) in indices(case.shape()).iter().zip(case.places()) {
            let block: Vec<usize> = index.iter().zip(&chunk).map(|(i, c)| i / c).collect();
            if block.iter().zip(&counts).all(|(b, n)| b < n) {
                expected[k] = 1 + block.iter().zip(&counts).fold(0, |at, (b, n)| at * n + b);
            }
        }
        prop_assert_eq!(base.into_vec_and_layout().0, expected);
    }

    #[test]
    fn mutable_iterators_reach_each_element_once(case in case_mut(), way in 0usize..7, back in any::<bool>()) {
        let mut base = case.base(|_| 0);
        let mut view = case.view_mut(&mut base);
        let axis = case.shape().len().checked_sub(1).map(|last| Axis((way as isize) % (last as isize + 1)));
        let add = |x: &mut i32| *x += 1;
        match (way, axis) {
            (1, _) => view.indexed_iter_mut().for_each(|(_, x)| add(x)),
            // All of them held at once: none invalidates another.
            (2, Some(axis)) => {
                let lanes: Vec<_> = view.lanes_mut(axis).collect();
                lanes.into_iter().flatten().for_each(add);
            }
            (3, Some(axis)) => {
                let parts: Vec<_> = view.axis_iter_mut(axis).collect();
                parts.into_iter().flatten().for_each(add);
            }
            (4, Some(_)) => view.outer_iter_mut().flatten().for_each(add),
            (5, Some(axis)) => {
                let chunks: Vec<_> = view.axis_chunks_mut(axis, 2).collect();
                chunks.into_iter().flatten().for_each(add);
            }
            (6, _) => {
                let mut all = view.iter_mut();
                let mut some: Vec<_> = all.by_ref().step_by(1).take(3).collect();
                some.extend(all.next_back());
                all.for_each(add);
                some.into_iter().for_each(add);
            }
            _ if back => view.into_iter().rev().for_each(add),
            _ => (&mut view).into_iter().for_each(add),
        }
        let mut expected = vec![0; base.len()];
        case.places().for_each(|k| expected[k] += 1);
        prop_assert_eq!(base.into_vec_and_layout().0, expected);
    }
}

/// An iterator that prints as nothing.
struct Listed<I>(I);
impl<I> Debug for Listed<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listed")
    }
}
impl<I: Iterator> Iterator for Listed<I> {
    type Item = I::Item;
    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }
    fn nth(&mut self, n: usize) -> Option<I::Item> {
        self.0.nth(n)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
    fn fold<B, F: FnMut(B, I::Item) -> B>(self, init: B, f: F) -> B {
        self.0.fold(init, f)
    }
}
impl<I: DoubleEndedIterator> DoubleEndedIterator for Listed<I> {
    fn next_back(&mut self) -> Option<I::Item> {
        self.0.next_back()
    }
    fn nth_back(&mut self, n: usize) -> Option<I::Item> {
        self.0.nth_back(n)
    }
}
impl<I: ExactSizeIterator> ExactSizeIterator for Listed<I> {}

#[test]
fn every_kind_can_be_looped_over() {
    let mut a = array![[1, 2], [3, 4]];
    let mut sum = 0;
    for x in &a {
        sum += x;
    }
    for x in a.t() {
        sum += x;
    }
    for x in &a.view() {
        sum += x;
    }
    for x in &mut a {
        *x *= 2;
    }
    for x in &mut a.view_mut().t() {
        *x += 1;
    }
    for x in a.view_mut() {
        *x += 1;
    }
    for x in &a.reshape(4) {
        sum += x;
    }
    assert_eq!((sum, &a), (58, &array![[4, 6], [8, 10]]));
    let [i, j] = a.indexed_iter().max_by_key(|&(_, x)| x).unwrap().0;
    assert_eq!((i, j), (1, 1));
    assert_eq!(a.into_iter().sum::<i32>(), 28);
}

#[test]
fn iterators_of_a_view_outlive_the_view() {
    fn smallest<'a>(v: View2<'a, i32>) -> Option<&'a i32> {
        let t = v.t();
        t.iter().min()
    }
    fn shorter<'s>(iter: longstride::array::Iter<'static, i32>) -> longstride::array::Iter<'s, i32> {
        iter
    }
    let a = array![[3, 1], [2, 4]];
    assert_eq!(smallest(a.view()), Some(&1));
    static DATA: [i32; 2] = [1, 2];
    assert_eq!(shorter(View1::from(&DATA).iter()).len(), 2);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let mut a = Array2::<i32>::zeros([2, 3]);
    let text = |e: longstride::Error| e.to_string();
    assert_eq!(text(a.try_lanes(Axis(2)).unwrap_err()), "axis 2 is out of range for rank 2 in lanes");
    assert_eq!(
        text(a.try_axis_iter(Axis(-3)).unwrap_err()),
        "axis -3 is out of range for rank 2 in axis_iter"
    );
    let zero = a.try_axis_chunks(Axis(1), 0).unwrap_err();
    assert_eq!(text(zero), "a window of 0 does not fit axis 1 of extent 3 in axis_chunks");
    assert!(a.try_lanes_mut(Axis(2)).is_err() && a.try_axis_iter_mut(Axis(2)).is_err());
    assert!(a.try_axis_chunks_mut(Axis(2), 1).is_err() && a.try_axis_chunks_mut(Axis(0), 0).is_err());
    let error = |v: longstride::Result<longstride::array::Views<'_, i32, Ix2>>| text(v.unwrap_err());
    assert_eq!(
        error(a.try_exact_chunks([0, 1])),
        "a window of 0 does not fit axis 0 of extent 2 in exact_chunks"
    );
    assert_eq!(a.exact_chunks([3, 1]).count(), 0);
    assert_eq!(a.exact_chunks([usize::MAX, usize::MAX]).count(), 0);
    assert!(a.try_exact_chunks(&[1][..]).is_err() && a.try_exact_chunks_mut([1, 0]).is_err());
    let gaps = a.try_windows_dilated_iter([1, 2], [1, 1], [1, 3]);
    assert_eq!(error(gaps), "a window of 4 does not fit axis 1 of extent 3 in windows_iter");
    assert!(a.try_windows_dilated_iter([1, 2], [0, 1], [1, 1]).is_err());
    assert!(a.view_mut().try_windows_dilated([1, 2], [1, 1], [1, 1]).is_err(), "would alias");
    assert!(a.view_mut().try_windows_dilated([1, 2], [1, 2], [1, 1]).is_ok());
    assert!(longstride::array::try_ndindex([usize::MAX, 2]).is_err());
    assert_eq!(ndindex([2, 0]).next_back(), None);
    let scalar = Array0::full([], 1);
    assert_eq!(text(scalar.try_outer_iter().unwrap_err()), "axis 0 is out of range for rank 0 in outer_iter");
    assert_eq!(scalar.iter().collect::<Vec<_>>(), [&1]);
    assert_eq!(scalar.indexed_iter().next_back(), Some(([], &1)));
}

#[test]
fn parts_of_empty_arrays_are_counted() {
    let a = Array2::<i32>::zeros([3, 0]);
    assert_eq!(a.outer_iter().map(|row| row.len()).collect::<Vec<_>>(), [0, 0, 0]);
    assert_eq!(a.lanes(Axis(1)).count(), 3);
    assert_eq!(a.lanes(Axis(0)).count(), 0);
    assert_eq!(a.axis_chunks(Axis(0), 2).map(|c| c.shape()).collect::<Vec<_>>(), [[2, 0], [1, 0]]);
    assert_eq!(a.axis_chunks(Axis(1), 2).count(), 0);
    assert_eq!(a.axis_iter(Axis(1)).count(), 0);
    let mut b = Array2::<i32>::zeros([0, 3]);
    assert_eq!(b.lanes_mut(Axis(0)).map(|lane| (&lane).len()).collect::<Vec<_>>(), [0, 0, 0]);
}

#[test]
fn views_from_iterators_cross_threads() {
    let mut a = Array2::<u32>::zeros([4, 100]);
    std::thread::scope(|scope| {
        for (i, mut row) in a.outer_iter_mut().enumerate() {
            scope.spawn(move || row.fill(i as u32));
        }
    });
    let mut columns = a.t().into_iter();
    std::thread::scope(|scope| scope.spawn(|| assert_eq!(columns.nth(5), Some(&1))).join().unwrap());
    fn both<T: Send + Sync>(_: &T) {}
    both(&a.iter());
    both(&a.lanes(Axis(0)));
    both(&a.view_mut().into_iter());
    both(&a.lanes_mut(Axis(0)));
    both(&a.into_iter());
}

#[repr(align(128))]
#[derive(Clone, Debug, PartialEq)]
struct Wide(u8);

#[test]
fn zero_sized_and_over_aligned_elements() {
    let units = Array2::from_fn([3, 4], |_| ());
    assert_eq!(units.slice(s![..;-2, 1..]).iter().rev().count(), 6);
    assert_eq!(units.t().indexed_iter().count(), 12);
    assert_eq!(units.into_iter().nth(11), Some(()));
    let wide = Array2::from_fn([3, 4], |[i, j]| Wide((4 * i + j) as u8));
    let column: Vec<u8> = wide.slice(s![..;-1, 2]).iter().map(|w| w.0).collect();
    assert_eq!(column, [10, 6, 2]);
    assert!(wide.iter().all(|w| (&raw const *w).addr() % 128 == 0));
    assert_eq!(wide.clone().into_vec(), wide.into_iter().collect::<Vec<_>>());
}

/// Counts its drops; one of them can be made to panic.
struct Bomb(Rc<Cell<usize>>, bool);
impl Drop for Bomb {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
        if self.1 {
            panic!("dropped");
        }
    }
}

#[test]
fn what_is_not_taken_is_dropped_once() {
    for (front, back) in [(0, 0), (2, 0), (1, 3), (12, 0), (0, 12), (5, 7)] {
        let drops = Rc::new(Cell::new(0));
        let vec = (0..12).map(|_| Bomb(drops.clone(), false)).collect();
        let mut iter = Array2::from_vec_order([3, 4], vec, Order::ColumnMajor).unwrap().into_iter();
        let taken: Vec<_> = iter.by_ref().take(front).collect();
        let last: Vec<_> = iter.by_ref().rev().take(back).collect();
        assert_eq!(drops.get(), 0);
        drop(iter);
        assert_eq!(drops.get(), 12 - front - back);
        drop((taken, last));
        assert_eq!(drops.get(), 12);
        assert_eq!(Rc::strong_count(&drops), 1);
    }
}

#[test]
fn a_panicking_drop_or_closure_leaks_nothing() {
    let drops = Rc::new(Cell::new(0));
    let bombs = |bad: usize| {
        let vec = (0..12).map(|k| Bomb(drops.clone(), k == bad)).collect();
        Array2::from_vec_order([3, 4], vec, Order::ColumnMajor).unwrap()
    };
    let mut iter = bombs(5).into_iter();
    drop(iter.next());
    assert!(catch_unwind(AssertUnwindSafe(|| drop(iter))).is_err());
    assert_eq!((drops.replace(0), Rc::strong_count(&drops)), (12, 1));
    let mut calls = 0;
    let closure = AssertUnwindSafe(|| {
        bombs(99).into_iter().for_each(|_| {
            calls += 1;
            assert!(calls < 4);
        });
    });
    assert!(catch_unwind(closure).is_err());
    assert_eq!((drops.get(), Rc::strong_count(&drops)), (12, 1));
}
