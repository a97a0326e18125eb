//! Parallel iterators against their serial forms, on random views.
#![cfg(feature = "rayon")]

mod oracle;

use std::fmt::Debug;

use longstride::prelude::*;
use oracle::views::{case, case_mut};
use proptest::prelude::*;
use rayon::iter::IndexedParallelIterator;
use rayon::prelude::*;

/// The parallel form gives the same items, in order, in pieces of any size, from either side of any cut.
fn same<I>(iter: I)
where
    I: Iterator + Clone + IntoParallelIterator<Item = <I as Iterator>::Item, Iter: IndexedParallelIterator>,
    <I as Iterator>::Item: Send + Debug + PartialEq,
{
    let serial: Vec<_> = iter.clone().collect();
    let n = serial.len();
    assert_eq!(iter.clone().into_par_iter().len(), n);
    assert_eq!(iter.clone().into_par_iter().with_max_len(1).collect::<Vec<_>>(), serial);
    assert_eq!(iter.clone().into_par_iter().skip(n / 3).collect::<Vec<_>>()[..], serial[n / 3..]);
    assert_eq!(iter.clone().into_par_iter().take(n / 3).rev().collect::<Vec<_>>(), {
        let mut front: Vec<_> = iter.clone().take(n / 3).collect();
        front.reverse();
        front
    });
    let pairs = iter.clone().into_par_iter().with_max_len(3).zip(iter.into_par_iter());
    assert!(pairs.all(|(a, b)| a == b));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 2 } else { 60 }, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_iterator_can_run_in_parallel(case in case(), dice in any::<[u8; 6]>()) {
        let base = case.base(|k| k);
        let view = case.view(&base);
        let part: Vec<usize> = dice[..case.shape().len()].iter().map(|d| 1 + usize::from(*d) % 2).collect();
        same(view.iter());
        same(view.indexed_iter());
        same(ndindex(case.shape()));
        same(view.exact_chunks(&part));
        if part.iter().zip(case.shape()).all(|(w, n)| w <= n) {
            same(view.windows_iter(&part));
        }
        if !case.shape().is_empty() {
            let axis = Axis((usize::from(dice[5]) % case.shape().len()) as isize);
            same(view.lanes(axis));
            same(view.outer_iter());
            same(view.axis_iter(axis));
            same(view.axis_chunks(axis, 2));
        }
    }

    #[test]
    fn mutable_ones_reach_each_element_once(case in case_mut(), way in 0usize..8) {
        let mut base = case.base(|_| 0);
        let mut view = case.view_mut(&mut base);
        let axis = Axis(0);
        let add = |x: &mut i32| *x += 1;
        match way {
            0 => view.par_iter_mut().with_max_len(1).for_each(add),
            1 => view.indexed_iter_mut().into_par_iter().with_max_len(2).for_each(|(_, x)| add(x)),
            2 if !case.shape().is_empty() => view.lanes_mut(axis).into_par_iter().flatten().for_each(add),
            3 if !case.shape().is_empty() => view.outer_iter_mut().into_par_iter().flatten().for_each(add),
            4 if !case.shape().is_empty() => view.axis_chunks_mut(axis, 2).into_par_iter().flatten().for_each(add),
            5 => view.exact_chunks_mut(vec![1; case.shape().len()]).into_par_iter().flatten().for_each(add),
            6 => view.into_par_iter().for_each(add),
            _ => (&mut view).into_par_iter().for_each(add),
        }
        let mut expected = vec![0; base.len()];
        case.places().for_each(|k| expected[k] += 1);
        prop_assert_eq!(base.into_vec_and_layout().0, expected);
    }
}

#[test]
fn arrays_have_the_methods_of_rayon() {
    let mut a = Array2::from_fn([30, 40], |[i, j]| i * j);
    a.par_iter_mut().for_each(|x| *x += 1);
    assert_eq!(a.par_iter().sum::<usize>(), a.iter().sum());
    assert_eq!(a.t().par_iter().copied().collect::<Vec<_>>(), a.t().to_owned().flatten().into_vec());
    let mut sums = vec![0; 30];
    sums.par_iter_mut().zip(a.rows().into_par_iter()).for_each(|(s, row)| *s = row.iter().sum());
    assert_eq!(sums, a.sum_axis(Axis(1)).eval().into_vec());
    assert_eq!(a.reshape(1200).par_iter().max(), Some(&(29 * 39 + 1)));
    // Elements that are not `Copy`.
    let names = array!["a".to_string(), "b".to_string()];
    assert_eq!(names.par_iter().map(|s| s.len()).sum::<usize>(), 2);
    // Any of them can be asked how far it is.
    assert_eq!(format!("{:?}", a.rows().into_par_iter()), "Parallel(Strided { left: 30, .. })");
}
