//! Windows as views: constants from NumPy's `sliding_window_view`, and what is refused. Chains of movements with windows in
//! them are in `layout_twin`, iterators over windows in `iteration`.

use longstride::prelude::*;

#[test]
fn windows_are_those_of_sliding_window_view() {
    let a = Array2::from_fn([3, 4], |[i, j]| 4 * i + j);
    // sliding_window_view(a, (2, 2))[1, 2]
    assert_eq!(a.windows([2, 2]).slice(s![1, 2, .., ..]), array![[6, 7], [10, 11]]);
    // sliding_window_view(a, 3, axis=1)
    assert_eq!(a.windows_axis(Axis(1), 3).slice(s![2, .., ..]), array![[8, 9, 10], [9, 10, 11]]);
    // sliding_window_view(np.arange(8), 5)[::2, ::2]
    let v = Array1::from_iter(0..8);
    assert_eq!(v.windows_axis_dilated(Axis(0), 3, 2, 2), array![[0, 2, 4], [2, 4, 6]]);
    assert_eq!(v.windows_with_stride([2], [3]), array![[0, 1], [3, 4], [6, 7]]);
    assert_eq!(v.windows_dilated([2], [1], [7]), array![[0, 7]]);
    // Of a reversed view, and of every other row.
    assert_eq!(v.flip(Axis(0)).windows_dilated([2], [4], [2]), array![[7, 5], [3, 1]]);
    let every_other = a.slice(s![..;2, ..]).windows_with_stride([2, 2], [1, 2]);
    assert_eq!(every_other.slice(s![0, 1, .., ..]), array![[2, 3], [10, 11]]);
}

#[test]
fn one_window_and_windows_of_one() {
    let a = array![[1, 2], [3, 4]];
    assert_eq!(a.windows([2, 2]).shape(), [1, 1, 2, 2]);
    assert_eq!(a.windows_dilated([1, 1], [1, 1], [9, 9]).shape(), [2, 2, 1, 1]);
    assert_eq!(a.windows_with_stride([1, 1], [9, 9]), array![[[[1]]]]);
    assert_eq!(Array0::full([], 5).windows_dilated([], [], []), Array0::full([], 5));
}

#[test]
fn what_does_not_fit_is_refused() {
    let mut v = Array1::<i32>::zeros(7);
    let text = |r: longstride::Result<View2<'_, i32>>| r.unwrap_err().to_string();
    assert_eq!(
        text(v.try_windows_dilated([3], [1], [4])),
        "a window of 9 does not fit axis 0 of extent 7 in windows_dilated"
    );
    assert_eq!(
        text(v.try_windows_axis_dilated(Axis(0), 2, 0, 1)),
        "step 0 on axis 0 in windows_axis_dilated"
    );
    assert!(v.try_windows_dilated([2], [1], [0]).is_err());
    assert!(v.try_windows_axis_dilated(Axis(1), 2, 1, 1).is_err());
    assert!(v.try_windows_dilated([usize::MAX], [1], [usize::MAX]).is_err());
    let empty = Array1::<i32>::zeros(0);
    assert!(empty.try_windows_dilated([1], [1], [1]).is_err());
    assert!(v.try_windows_dilated(&[1, 1][..], &[1][..], &[1][..]).is_err(), "another rank");
    // A mutable view must not alias itself: windows side by side do not, and neither do interleaved ones.
    assert!(v.view_mut().try_windows_dilated([3], [2], [1]).is_err());
    let side_by_side = v.view_mut().windows_with_stride([3], [3]);
    side_by_side.slice(s![1, ..]).fill(1);
    v.view_mut().slice(s![..6]).windows_dilated([2], [1], [3]).fill(2);
    assert_eq!(v, array![2, 2, 2, 2, 2, 2, 0]);
}
