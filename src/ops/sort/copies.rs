//! Sorting into new arrays, and the indices that sort.

use core::cmp::Ordering;

use super::{SortMut, Sorting, TotalOrder, compare, lanes_last, place};
use crate::array::{Array, Array1, AsView, AsViewMut, Movement, View, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, Layout};

/// Sorting and selecting into new arrays, for arrays and views. Indices are `usize`, as [`take`](super::super::Take::take)
/// takes them. Allocates the result, and scratch as [`SortMut`] does.
pub trait Sort<'a>: AsView<'a>
where
    Self::Elem: Send + Sync,
{
    /// A copy in which each lane along an axis is sorted: ascending, stable, NaN last. NumPy: `np.sort(a, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[3, 1, 2], [9, 0, 5]];
    /// assert_eq!(a.sorted(Axis(1)), array![[1, 2, 3], [0, 5, 9]]);
    /// assert_eq!(a.t().sorted(Axis(1)), array![[3, 9], [0, 1], [2, 5]]);
    /// ```
    #[track_caller]
    fn sorted(self, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: TotalOrder + Clone,
    {
        expect(self.try_sorted_with(axis, Sorting::ASCENDING))
    }

    /// [`sorted`](Self::sorted), descending or unstable if you like. NumPy: `np.sort(a, axis, stable=..., descending=...)`.
    ///
    /// # Panics
    /// As for `sorted`.
    #[track_caller]
    fn sorted_with(self, axis: Axis, how: Sorting) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: TotalOrder + Clone,
    {
        expect(self.try_sorted_with(axis, how))
    }

    /// [`sorted_with`](Self::sorted_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_sorted_with(self, axis: Axis, how: Sorting) -> Result<Array<Self::Elem, Self::Dim>>
    where
        Self::Elem: TotalOrder + Clone,
    {
        let view = self.view();
        axis.resolve(view.rank(), "sorted")?;
        let mut copy = view.to_owned();
        copy.try_sort_axis_with(axis, how).map_err(|e| e.in_op("sorted"))?;
        Ok(copy)
    }

    /// All elements, sorted. NumPy: `np.sort(a, axis=None)`.
    ///
    /// # Panics
    /// If the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[3, 1], [2, 0]].sorted_flat(), array![0, 1, 2, 3]);
    /// ```
    #[track_caller]
    fn sorted_flat(self) -> Array1<Self::Elem>
    where
        Self::Elem: TotalOrder + Clone,
    {
        self.sorted_flat_with(Sorting::ASCENDING)
    }

    /// [`sorted_flat`](Self::sorted_flat), descending or unstable if you like.
    ///
    /// # Panics
    /// As for `sorted_flat`.
    #[track_caller]
    fn sorted_flat_with(self, how: Sorting) -> Array1<Self::Elem>
    where
        Self::Elem: TotalOrder + Clone,
    {
        let mut copy = self.view().flatten();
        copy.sort_axis_with(Axis(0), how);
        copy
    }

    /// The indices along an axis that sort each lane: ascending, stable, NaN last. NumPy: `np.argsort(a, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![3, 1, 2];
    /// let order = a.argsort(Axis(0));
    /// assert_eq!(order, array![1, 2, 0]);
    /// assert_eq!(a.take(&order, Axis(0)), array![1, 2, 3]);
    /// ```
    #[track_caller]
    fn argsort(self, axis: Axis) -> Array<usize, Self::Dim>
    where
        Self::Elem: TotalOrder,
    {
        expect(self.try_argsort_with(axis, Sorting::ASCENDING))
    }

    /// [`argsort`](Self::argsort), descending if you like; it is stable in any case.
    /// NumPy: `np.argsort(a, axis, stable=..., descending=...)`.
    ///
    /// # Panics
    /// As for `argsort`.
    #[track_caller]
    fn argsort_with(self, axis: Axis, how: Sorting) -> Array<usize, Self::Dim>
    where
        Self::Elem: TotalOrder,
    {
        expect(self.try_argsort_with(axis, how))
    }

    /// [`argsort_with`](Self::argsort_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn try_argsort_with(self, axis: Axis, how: Sorting) -> Result<Array<usize, Self::Dim>>
    where
        Self::Elem: TotalOrder,
    {
        let write = |lanes: ViewD<'_, _>, out: ViewMutD<'_, _>| TotalOrder::argsort_lanes(lanes, out, how);
        indices(self.view(), axis, "argsort", write)
    }

    /// The indices that sort all elements in row-major order. NumPy: `np.argsort(a, axis=None)`.
    ///
    /// # Panics
    /// If the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[3, 1], [2, 0]];
    /// assert_eq!(a.take_flat(&a.argsort_flat()), array![0, 1, 2, 3]);
    /// ```
    #[track_caller]
    fn argsort_flat(self) -> Array1<usize>
    where
        Self::Elem: TotalOrder + Clone,
    {
        self.argsort_flat_with(Sorting::ASCENDING)
    }

    /// [`argsort_flat`](Self::argsort_flat), descending if you like.
    ///
    /// # Panics
    /// As for `argsort_flat`.
    #[track_caller]
    fn argsort_flat_with(self, how: Sorting) -> Array1<usize>
    where
        Self::Elem: TotalOrder + Clone,
    {
        self.view().ravel().argsort_with(Axis(0), how)
    }

    /// The indices along an axis that sort each lane by a comparison of your own, stable.
    ///
    /// # Panics
    /// If there is no such axis, the memory cannot be had, or `compare` panics or is no total order.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![3_i32, -1, 2, -4];
    /// assert_eq!(a.argsort_by(Axis(0), |x, y| x.abs().cmp(&y.abs())), array![1, 2, 0, 3]);
    /// ```
    #[track_caller]
    fn argsort_by(
        self,
        axis: Axis,
        compare: impl Fn(&Self::Elem, &Self::Elem) -> Ordering + Sync,
    ) -> Array<usize, Self::Dim> {
        expect(self.try_argsort_by(axis, compare))
    }

    /// [`argsort_by`](Self::argsort_by), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn try_argsort_by(
        self,
        axis: Axis,
        compare: impl Fn(&Self::Elem, &Self::Elem) -> Ordering + Sync,
    ) -> Result<Array<usize, Self::Dim>> {
        indices(self.view(), axis, "argsort_by", |lanes, out| compare::argsort(lanes, out, &compare))
    }

    /// The indices along an axis that sort each lane by a key of each element, stable. To sort by expensive keys, make an array
    /// of them and sort that. NumPy: `np.argsort(key(a), axis)`.
    ///
    /// # Panics
    /// As for [`argsort_by`](Self::argsort_by).
    #[track_caller]
    fn argsort_by_key<K: TotalOrder>(
        self,
        axis: Axis,
        key: impl Fn(&Self::Elem) -> K + Sync,
    ) -> Array<usize, Self::Dim> {
        self.argsort_by(axis, |a, b| key(a).total_order(&key(b)))
    }

    /// A copy in which each lane along an axis is partitioned as by [`SortMut::partition_axis`]. NumPy: `np.partition(a, kth, axis)`.
    ///
    /// # Panics
    /// If there is no such axis or place, the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[5, 1, 4], [9, 7, 8]];
    /// assert_eq!(a.partitioned(1, Axis(1)).slice(s![.., 1]), array![4, 8]);
    /// assert_eq!(a.partitioned(-1, Axis(1)).slice(s![.., -1]), array![5, 9]);
    /// ```
    #[track_caller]
    fn partitioned(self, kth: isize, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: TotalOrder + Clone,
    {
        expect(self.try_partitioned(kth, axis))
    }

    /// [`partitioned`](Self::partitioned), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis or place.
    fn try_partitioned(self, kth: isize, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>>
    where
        Self::Elem: TotalOrder + Clone,
    {
        const OP: &str = "partitioned";
        let view = self.view();
        let at = axis.resolve(view.rank(), OP)?;
        place(kth, at, view.shape().as_ref()[at], OP)?;
        let mut copy = view.to_owned();
        copy.try_partition_axis(kth, axis)?;
        Ok(copy)
    }

    /// The indices along an axis that partition each lane: what is at `kth` is where sorting would put it, those before it
    /// are not larger and those behind it not smaller, in any order. A negative `kth` counts from the end.
    /// NumPy: `np.argpartition(a, kth, axis)`.
    ///
    /// # Panics
    /// If there is no such axis or place, the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![50, 10, 40, 20];
    /// assert_eq!(a.argpartition(1, Axis(0))[1], 3);
    /// ```
    #[track_caller]
    fn argpartition(self, kth: isize, axis: Axis) -> Array<usize, Self::Dim>
    where
        Self::Elem: TotalOrder,
    {
        expect(self.try_argpartition(kth, axis))
    }

    /// [`argpartition`](Self::argpartition), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis or place, or the memory cannot be had.
    fn try_argpartition(self, kth: isize, axis: Axis) -> Result<Array<usize, Self::Dim>>
    where
        Self::Elem: TotalOrder,
    {
        const OP: &str = "argpartition";
        let view = self.view();
        let at = axis.resolve(view.rank(), OP)?;
        let kth = place(kth, at, view.shape().as_ref()[at], OP)?;
        let write = |lanes: ViewD<'_, _>, out: ViewMutD<'_, _>| {
            TotalOrder::argselect_lanes(lanes, out, kth, Sorting::ASCENDING);
        };
        indices(view, axis, OP, write)
    }

    /// The `k` largest elements of each lane along an axis, the largest first, and their indices. NaN counts as the smallest;
    /// of equal ones those that come first are taken. NumPy: `np.top_k(a, k, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, `k` is larger than its extent, the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[5, 1, 4], [9, 7, 8]];
    /// let (values, indices) = a.top_k(2, Axis(1));
    /// assert_eq!(values, array![[5, 4], [9, 8]]);
    /// assert_eq!(indices, array![[0, 2], [0, 2]]);
    /// ```
    #[track_caller]
    #[allow(clippy::type_complexity, reason = "values and indices")]
    fn top_k(self, k: usize, axis: Axis) -> (Array<Self::Elem, Self::Dim>, Array<usize, Self::Dim>)
    where
        Self::Elem: TotalOrder + Clone,
    {
        expect(self.try_top_k_with(k, axis, Sorting::DESCENDING))
    }

    /// The first `k` elements of each lane along an axis as it would be sorted, and their indices: with
    /// [`Sorting::ASCENDING`] the smallest. NumPy: `np.top_k(a, k, axis, largest=False)`.
    ///
    /// # Panics
    /// As for [`top_k`](Self::top_k).
    #[track_caller]
    #[allow(clippy::type_complexity, reason = "values and indices")]
    fn top_k_with(
        self,
        k: usize,
        axis: Axis,
        how: Sorting,
    ) -> (Array<Self::Elem, Self::Dim>, Array<usize, Self::Dim>)
    where
        Self::Elem: TotalOrder + Clone,
    {
        expect(self.try_top_k_with(k, axis, how))
    }

    /// [`top_k_with`](Self::top_k_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, `k` is larger than its extent, or the memory cannot be had.
    #[allow(clippy::type_complexity, reason = "values and indices")]
    fn try_top_k_with(
        self,
        k: usize,
        axis: Axis,
        how: Sorting,
    ) -> Result<(Array<Self::Elem, Self::Dim>, Array<usize, Self::Dim>)>
    where
        Self::Elem: TotalOrder + Clone,
    {
        first_few(self.view(), k, axis, how)
    }
}

impl<'a, V: AsView<'a>> Sort<'a> for V where V::Elem: Send + Sync {}

/// A new array of indices that `write` fills, given the lanes along an axis of both as the last one.
fn indices<T, D: Dim>(
    view: View<'_, T, D>,
    axis: Axis,
    op: &'static str,
    write: impl Fn(ViewD<'_, T>, ViewMutD<'_, usize>),
) -> Result<Array<usize, D>> {
    let (lanes, _) = lanes_last(view, axis, op)?;
    let layout = view.layout();
    let dense = Layout::row_major(layout.shape()).map_err(|e| e.in_op(op))?;
    let mut out = Array::from_vec_and_layout(vec![0; dense.len()], &dense).map_err(|e| e.in_op(op))?;
    let (to, _) = lanes_last(out.view_mut(), axis, op)?;
    write(lanes, to);
    Ok(out)
}

/// The first `k` elements of each lane, sorted, and their indices.
#[allow(clippy::type_complexity, reason = "values and indices")]
fn first_few<T, D>(
    view: View<'_, T, D>,
    k: usize,
    axis: Axis,
    how: Sorting,
) -> Result<(Array<T, D>, Array<usize, D>)>
where
    T: TotalOrder + Clone + Send + Sync,
    D: Dim,
{
    const OP: &str = "top_k";
    let at = axis.resolve(view.rank(), OP)?;
    let extent = view.shape().as_ref()[at];
    if k > extent {
        return Err(Error::new(OP, ErrorKind::Value { why: "more elements asked for than the axis has" }));
    }
    // Places before `k` hold the first `k`, since equal elements are ordered by their indices.
    let chosen = indices(view, axis, OP, |lanes, out| {
        if let Some(last) = k.checked_sub(1) {
            T::argselect_lanes(lanes, out, last, how);
        }
    })?;
    let (lanes, _) = lanes_last(view, axis, OP)?;
    let (chosen, _) = lanes_last(chosen.view(), axis, OP)?;
    let mut shape = chosen.shape();
    let last = shape.len() - 1;
    shape[last] = k;
    let (mut values, mut places) = (Vec::new(), Vec::new());
    let compare = how.of::<T>();
    for (lane, chosen) in lanes.lanes(Axis(-1)).zip(chosen.lanes(Axis(-1))) {
        let start = places.len();
        places.extend(chosen.iter().take(k).copied());
        places[start..].sort_unstable_by(|&i, &j| compare(&lane[i], &lane[j]).then(i.cmp(&j)));
        values.extend(places[start..].iter().map(|&i| lane[i].clone()));
    }
    // The axis goes back to where it was.
    let layout = Layout::row_major(&shape)?.move_axis(Axis(-1), Axis(at as isize))?;
    Ok((Array::from_vec_and_layout(values, &layout)?, Array::from_vec_and_layout(places, &layout)?))
}
