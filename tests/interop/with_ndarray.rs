//! The feature `ndarray`: random views both ways, to read and to write, at every static rank and the dynamic one.

use longstride::interop::ndarray::NdarrayDim;
use longstride::prelude::*;
use longstride::{ArrayD, ErrorKind};
use ndarray as nd;
use proptest::prelude::*;

use crate::oracle::views::{case, case_mut};

/// Every element of a view of ndarray's, in row-major order, found by its index.
fn elements<T: Copy, N: nd::Dimension>(view: nd::ArrayView<'_, T, N>) -> Vec<T> {
    let view = view.into_dyn();
    nd::indices(view.raw_dim()).into_iter().map(|index| view[index]).collect()
}

/// Through ndarray with the rank `D` and back: same elements, places and strides each time.
fn round_trip<D: NdarrayDim>(view: ViewD<'_, usize>, expected: &[usize]) {
    let ours: View<'_, usize, D> = view.into_rank().unwrap();
    let theirs = ours.to_ndarray();
    assert_eq!(theirs.shape(), ours.shape().as_ref());
    assert_eq!(elements(theirs.view()), expected);
    let back = View::<'_, usize, D>::from_ndarray(theirs).unwrap();
    assert_eq!(back.shape(), ours.shape());
    assert_eq!(back.strides(), ours.strides());
    assert!(ours.is_empty() || back.as_ptr() == ours.as_ptr());
    assert_eq!(back.iter().copied().collect::<Vec<_>>(), expected);
}

#[test]
fn random_views_reach_the_same_elements() {
    proptest!(|(case in case())| {
        let base = case.base(|k| k);
        let view = case.view(&base);
        let expected = case.values(|k| k);
        round_trip::<IxDyn>(view, &expected);
        match view.rank() {
            0 => round_trip::<Ix0>(view, &expected),
            1 => round_trip::<Ix1>(view, &expected),
            2 => round_trip::<Ix2>(view, &expected),
            3 => round_trip::<Ix3>(view, &expected),
            4 => round_trip::<Ix4>(view, &expected),
            5 => round_trip::<Ix5>(view, &expected),
            6 => round_trip::<Ix6>(view, &expected),
            rank => prop_assert!(rank > 6),
        }
    });
}

#[test]
fn what_ndarray_writes_is_seen_here() {
    proptest!(|(case in case_mut())| {
        let mut base = case.base(|k| k);
        case.view_mut(&mut base).to_ndarray_mut().map_inplace(|x| *x += 1000);
        let written: Vec<usize> = case.places().collect();
        let expected = case.base(|k| if written.contains(&k) { k + 1000 } else { k });
        prop_assert_eq!(base, expected);
    });
}

/// The base as ndarray's, and the same chain of movements on a view of it.
#[test]
fn what_is_written_here_is_seen_by_ndarray() {
    proptest!(|(case in case_mut())| {
        let mut base = case.base(|k| k);
        // From us to them and back, then write through the result.
        {
            let mut view = case.view_mut(&mut base);
            let theirs = view.to_ndarray_mut();
            let mut back = ViewMutD::from_ndarray(theirs).unwrap();
            back.iter_mut().for_each(|x| *x += 1000);
        }
        let written: Vec<usize> = case.places().collect();
        let theirs = base.to_ndarray();
        let found = elements(theirs);
        let expected = case.base(|k| if written.contains(&k) { k + 1000 } else { k });
        prop_assert_eq!(found, expected.iter().copied().collect::<Vec<_>>());
    });
}

#[test]
fn views_that_ndarray_made() {
    let theirs = nd::Array3::from_shape_fn((3, 4, 5), |(i, j, k)| 100 * i + 10 * j + k);
    let view = theirs.slice(nd::s![..;-1, 1..;2, ..;-2]).permuted_axes([2, 0, 1]);
    let ours = View3::from(view);
    assert_eq!(ours.strides(), view.strides());
    for ((i, j, k), x) in view.indexed_iter() {
        assert_eq!(ours[[i, j, k]], *x);
    }
    let row = nd::array![1, 2, 3];
    let stretched = row.broadcast((2, 3)).unwrap();
    assert_eq!(View2::from(stretched).strides(), [0, 1]);
    assert_eq!(View2::from(&stretched), array![[1, 2, 3], [1, 2, 3]]);
    // Empty, with whatever strides ndarray left there.
    let none = theirs.slice(nd::s![1..1, ..;2, ..;-1]);
    assert_eq!(View3::from(none).shape(), [0, 2, 5]);
    // A single element of a strided view.
    assert_eq!(View3::from(theirs.slice(nd::s![1..2, 2..3, 3..4])), array![[[123]]]);
}

#[test]
fn writes_into_views_that_ndarray_made() {
    let mut theirs = nd::Array2::<i32>::zeros((3, 4));
    ViewMut2::from(theirs.slice_mut(nd::s![..;-2, ..;2])).assign(&array![[1, 2], [3, 4]]);
    assert_eq!(theirs, nd::array![[3, 0, 4, 0], [0, 0, 0, 0], [1, 0, 2, 0]]);
    let mut ours = ViewMut2::from(&mut theirs);
    ours.fill(5);
    let mut back: nd::ArrayViewMut2<'_, i32> = ours.into();
    back[[0, 0]] = 6;
    assert_eq!((theirs[[0, 0]], theirs[[2, 3]]), (6, 5));
}

#[test]
fn more_axes_than_we_have_are_refused() {
    let mut theirs = nd::ArrayD::<u8>::zeros(vec![1; 9]);
    let error = ViewD::try_from(theirs.view()).unwrap_err();
    assert_eq!(error.to_string(), "rank 9 is more than 8 in from_ndarray");
    assert!(ViewMutD::try_from(theirs.view_mut()).is_err());
    assert!(ArrayD::from_ndarray(theirs).is_err());
    let eight = nd::ArrayD::<u8>::zeros(vec![1; 8]);
    assert_eq!(ViewD::try_from(eight.view()).unwrap().rank(), 8);
}

fn changes_hands<D: NdarrayDim>(vec: Vec<String>, layout: &longstride::layout::Layout) {
    let memory = vec.as_ptr();
    let expected: ArrayD<String> = ArrayD::from_vec_and_layout(vec.clone(), layout).unwrap();
    let theirs = Array::<_, D>::from_vec_and_layout(vec, layout).unwrap().into_ndarray();
    assert_eq!(View::<_, D>::from_ndarray(theirs.view()).unwrap().into_dyn(), expected);
    // The vector has the same memory all the way, unless there is none.
    assert!(theirs.is_empty() || theirs.as_slice_memory_order().unwrap().as_ptr() == memory);
    let back = Array::<_, D>::from_ndarray(theirs).unwrap();
    assert!(back.is_empty() || back.as_ptr() == memory);
    assert_eq!(back.view().into_dyn(), expected);
}

#[test]
fn owned_arrays_change_hands_without_a_copy() {
    use longstride::layout::Layout;
    for shape in [&[][..], &[5], &[2, 3], &[1, 4], &[4, 1], &[0, 3], &[2, 1, 3]] {
        for order in [Order::RowMajor, Order::ColumnMajor] {
            let layout = Layout::dense(shape, order).unwrap();
            let vec: Vec<String> = (0..layout.len()).map(|k| k.to_string()).collect();
            changes_hands::<IxDyn>(vec.clone(), &layout);
            match shape.len() {
                0 => changes_hands::<Ix0>(vec, &layout),
                1 => changes_hands::<Ix1>(vec, &layout),
                2 => changes_hands::<Ix2>(vec, &layout),
                _ => changes_hands::<Ix3>(vec, &layout),
            }
        }
    }
    // Memory of our own is moved into a Vec.
    let theirs = Array2::from_fn([2, 2], |[i, j]| format!("{i}{j}")).into_ndarray();
    assert_eq!(theirs, nd::array![["00", "01"], ["10", "11"]]);
}

#[test]
fn owned_arrays_that_are_not_dense_are_refused() {
    let dense = || nd::Array2::from_shape_fn((2, 3), |(i, j)| 3 * i + j);
    let mut reversed = dense();
    reversed.invert_axis(nd::Axis(0));
    let error = Array2::from_ndarray(reversed.clone()).unwrap_err();
    assert_eq!(error.op(), "from_ndarray");
    assert!(matches!(error.kind(), ErrorKind::Value { .. }), "{error}");
    let mut sliced = dense();
    sliced.slice_collapse(nd::s![.., 1..]);
    let error = Array2::from_ndarray(sliced).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Length { found: 6, .. }), "{error}");
    // As a view both are fine.
    assert_eq!(View2::from(&reversed), array![[3, 4, 5], [0, 1, 2]]);
}

#[test]
fn elements_of_size_zero() {
    let a = Array2::from_fn([3, 4], |_| ());
    let theirs = a.slice(s![..;-1, ..;2]).to_ndarray();
    assert_eq!((theirs.shape(), theirs.len()), (&[3, 2][..], 6));
    assert_eq!(View2::from(theirs).shape(), [3, 2]);
    assert_eq!(Array2::from_ndarray(a.into_ndarray()).unwrap().shape(), [3, 4]);
}

/// The conversions of static ranks in generic code.
#[test]
fn by_the_traits_of_std() {
    fn sum<'a, V: Into<nd::ArrayView1<'a, f64>>>(v: V) -> f64 {
        v.into().sum()
    }
    let a = array![1.0, 2.0, 3.0];
    assert_eq!(sum(a.view()), 6.0);
    let theirs: nd::Array1<f64> = a.into();
    assert_eq!(sum(theirs.view()), 6.0);
}
