//! Into and out of arrays and views; equality, cloning, defaults; what happens when an element's code panics.
#![allow(clippy::nonminimal_bool)] // `==` and `!=` are each tested, both ways round.

mod oracle;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

use longstride::layout::Layout;
use longstride::prelude::*;
use oracle::views::{case, case_mut};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 3 } else { 300 }, failure_persistence: None, ..Default::default() })]

    #[test]
    fn copies_are_equal_and_differences_are_seen(case in case(), at in any::<prop::sample::Index>()) {
        let base = case.base(|k| k.to_string());
        let view = case.view(&base);
        let mut copy = view.to_owned();
        prop_assert!(view == copy && copy == view && copy == copy.view() && view == copy.view_mut());
        prop_assert_eq!(ArrayD::from(view), copy.clone());
        let rows = ArrayD::from_vec(case.shape(), case.values(|k| k.to_string())).unwrap();
        prop_assert_eq!(&rows, &copy);
        prop_assert_eq!(&rows.map_ref(|s| s.as_str()), &copy.map_ref(|s| s.clone()));
        if !copy.is_empty() {
            let k = at.index(copy.len());
            copy.iter_mut().nth(k).unwrap().push('!');
            prop_assert!(view != copy && rows != copy && copy != rows);
        }
        prop_assert!(rows.view().insert_axis(Axis(0)) != rows);
    }

    #[test]
    fn a_clone_keeps_its_layout(case in case_mut()) {
        let base = case.base(|k| k.to_string());
        let copy = case.view(&base).to_owned();
        let twin = copy.clone();
        prop_assert_eq!((&twin).layout(), (&copy).layout());
        prop_assert_eq!(&twin, &copy);
        let mut other = base.clone();
        other.clone_from(&copy);
        prop_assert_eq!((&other).layout(), (&copy).layout());
        prop_assert_eq!(&other, &copy);
        let (vec, layout) = copy.into_vec_and_layout();
        prop_assert_eq!(ArrayD::from_vec_and_layout(vec, &layout).unwrap(), other);
    }

    #[test]
    fn ranks_convert_there_and_back(case in case()) {
        let base = case.base(|k| k);
        let view = case.view(&base);
        prop_assert_eq!(Array2::try_from(view.to_owned()).is_ok(), case.shape().len() == 2);
        if let Ok(three) = View3::try_from(view) {
            prop_assert_eq!(three, view);
            prop_assert_eq!(ViewD::from(three), view);
            prop_assert_eq!(ArrayD::from(three.to_owned()), view);
        }
    }
}

#[test]
fn a_vec_goes_in_and_out_without_a_copy() {
    let vec = vec![1, 2, 3, 4];
    let at = vec.as_ptr();
    let a = Array1::from(vec);
    assert_eq!(a.as_ptr(), at);
    let back = Vec::from(a);
    assert_eq!(back.as_ptr(), at);
    let a = Array1::from(back.into_boxed_slice());
    assert_eq!((a.as_ptr(), &a), (at, &array![1, 2, 3, 4]));
    let rows = vec![[1, 2], [3, 4], [5, 6]];
    let at = rows.as_ptr();
    let a = Array2::from(rows);
    assert_eq!((a.as_ptr(), &a), (at.cast(), &array![[1, 2], [3, 4], [5, 6]]));
    assert_eq!(Array2::from(vec![[0u8; 0]; 3]).shape(), [3, 0]);
    let reversed = Array2::from_vec_order([2, 2], vec!["a".to_string(); 4], Order::ColumnMajor).unwrap();
    assert_eq!(reversed.into_vec(), ["a"; 4]);
    assert_eq!(<[i32; 3]>::try_from(array![1, 2, 3]).unwrap(), [1, 2, 3]);
    let wrong = <[i32; 2]>::try_from(array![1, 2, 3]).unwrap_err();
    assert_eq!(wrong.to_string(), "3 elements do not fill shape (2,) in try_from");
}

#[test]
fn slices_and_nested_arrays_are_views() {
    let mut data = [[1, 2, 3], [4, 5, 6]];
    assert_eq!(View2::from(&data).t(), array![[1, 4], [2, 5], [3, 6]]);
    assert_eq!(View2::from(&data[..1]), array![[1, 2, 3]]);
    assert_eq!(View1::from(&data[1]).slice(s![..;-1]), array![6, 5, 4]);
    ViewMut2::from(&mut data).slice(s![.., 0]).fill(0);
    ViewMut2::from(&mut data[1..]).slice(s![.., 1]).fill(9);
    ViewMut1::from(&mut data[0][..]).slice(s![2..]).fill(7);
    ViewMut1::from(&mut data[1]).flip(Axis(0)).get_mut(0).map(|x| *x = 8).unwrap();
    assert_eq!(data, [[0, 2, 7], [0, 9, 8]]);
    assert_eq!(Array1::from(&data[0][..]), array![0, 2, 7]);
    assert_eq!(Array2::from(&data[..]), Array2::from(data));
    let mut a = array![1, 2];
    *ViewMut::from(&mut a).iter_mut().last().unwrap() = 5;
    assert_eq!(View::from(&a), View::from(array![1, 5].view_mut()));
    let mut squares: Array1<i32> = (0..4).map(|x| x * x).collect();
    assert_eq!(Array2::from(squares.reshape([2, 2])), array![[0, 1], [4, 9]]);
    assert_eq!(ViewMutD::from(squares.view_mut()).rank(), 1);
    assert!(ViewMut2::try_from(squares.view_mut().into_dyn()).is_err());
}

#[test]
fn the_default_is_empty() {
    struct NoDefault;
    assert_eq!(Array1::<NoDefault>::default().len(), 0);
    assert_eq!(Array3::<NoDefault>::default().shape(), [0, 0, 0]);
    assert_eq!(ArrayD::<NoDefault>::default().shape(), [0]);
    assert_eq!(Array0::<i32>::default()[[]], 0);
}

#[test]
fn raw_parts_must_cover_the_vec() {
    let fails = |shape: &[usize], strides: &[isize], offset| {
        let layout = Layout::new(shape, strides, offset).unwrap();
        ArrayD::from_vec_and_layout(vec![1, 2, 3, 4], &layout).unwrap_err().to_string()
    };
    assert_eq!(
        fails(&[2, 2], &[2, 2], 0),
        "the layout reaches offsets 0 to 4 of 4 elements in from_vec_and_layout"
    );
    assert_eq!(fails(&[3], &[1], 0), "4 elements do not fill shape (3,) in from_vec_and_layout");
    let scattered = "a layout that is not dense from the first element in from_vec_and_layout";
    assert_eq!(fails(&[4], &[-1], 3), scattered);
    assert_eq!(fails(&[4], &[0], 0), scattered);
    assert_eq!(fails(&[2, 2], &[1, 1], 0), scattered);
    let layout = Layout::row_major(&[4]).unwrap();
    assert!(Array2::from_vec_and_layout(vec![1, 2, 3, 4], &layout).is_err());
    let none = Layout::row_major(&[0, 3]).unwrap();
    assert_eq!(Array2::<i32>::from_vec_and_layout(vec![], &none).unwrap().shape(), [0, 3]);
}

#[test]
fn to_owned_is_one_method_for_all() {
    let mut a = array![[1, 2], [3, 4]];
    assert_eq!(a.to_owned(), AsView::to_owned(&a));
    assert_eq!(a.view().t().to_owned().strides(), [1, 2]);
    assert_eq!(a.reshape(4).to_owned(), array![1, 2, 3, 4]);
    let cow = a.reshape(4);
    assert!(cow.clone().is_view() && cow == array![1, 2, 3, 4]);
    assert_eq!(a.view_mut().to_owned(), array![[1, 2], [3, 4]]);
    let not_clone = Array1::from_fn(4, |[i]| std::sync::Mutex::new(i));
    assert_eq!(not_clone.view().flip(Axis(0))[[3]].lock().unwrap().to_owned(), 0);
}

/// Counts itself through the `Rc`; the clone of number `.1` panics.
struct Bomb(Rc<()>, u32);
impl Clone for Bomb {
    fn clone(&self) -> Self {
        assert_ne!(self.1, 4, "cloned");
        Self(self.0.clone(), self.1)
    }
}

#[test]
fn a_panicking_clone_or_closure_leaks_nothing_and_drops_nothing_twice() {
    let alive = Rc::new(());
    let bombs = |from: u32| Array2::from_fn([2, 3], |[i, j]| Bomb(alive.clone(), from + (3 * i + j) as u32));
    let fails = |f: &dyn Fn()| assert!(catch_unwind(AssertUnwindSafe(f)).is_err());
    let a = bombs(0);
    fails(&|| drop(a.clone()));
    fails(&|| drop(a.t().to_owned()));
    fails(&|| drop(a.slice(s![.., ..;-1]).to_owned()));
    fails(&|| drop(a.t().flatten()));
    fails(&|| drop(a.t().reshape([6])));
    fails(&|| drop(Array2::full([3, 3], a[[1, 1]].0.clone()).map_ref(|_| a[[1, 1]].clone())));
    fails(&|| drop(Array1::full(3, Bomb(alive.clone(), 4))));
    fails(&|| drop(a.map_ref(|x| x.clone())));
    fails(&|| drop(Array1::from_iter(a.iter().cloned())));
    fails(&|| bombs(10).clone_from(&a));
    fails(&|| bombs(10).view_mut().slice(s![..;-1, ..]).clone_from_view(&a));
    fails(&|| bombs(10).view_mut().slice(s![.., ..;2]).fill(Bomb(alive.clone(), 4)));
    fails(&|| bombs(10).apply(|x| assert_ne!(x.1, 13)));
    fails(&|| bombs(10).iter_mut().for_each(|x| assert_ne!(x.1, 13)));
    assert_eq!(Rc::strong_count(&alive), 7);
    drop(a);
    assert_eq!(Rc::strong_count(&alive), 1);
}

#[cfg(feature = "approx")]
#[test]
fn approx_compares_element_by_element() {
    use approx::{abs_diff_eq, assert_abs_diff_eq, assert_relative_eq, assert_ulps_eq, relative_ne};
    let mut a = array![[1.0, 2.0], [3.0, 4.0]];
    let b = a.map_ref(|x| x + 1e-12);
    assert_abs_diff_eq!(a, b, epsilon = 1e-10);
    assert_relative_eq!(a.t(), b.t(), max_relative = 1e-10);
    assert_ulps_eq!(a.view_mut(), b, epsilon = 1e-10);
    assert!(!abs_diff_eq!(a, b, epsilon = 1e-14) && relative_ne!(a, a.slice(s![..1, ..])));
}
