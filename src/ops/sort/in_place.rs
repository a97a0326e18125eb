//! Sorting in place.

use core::cmp::Ordering;

use super::{Sorting, TotalOrder, compare, lanes_last, place};
use crate::array::{AsView, AsViewMut};
use crate::error::{Result, expect};
use crate::layout::Axis;

/// Sorting and partitioning in place, for arrays and mutable views, along an axis. NumPy: `ndarray.sort`,
/// `ndarray.partition`.
///
/// Lanes that are not contiguous are copied to scratch and back, at least a cache line's worth of neighbours at a time on each
/// thread; elements without machine words for keys are swapped instead. Numbers take scratch for the keys of a lane.
pub trait SortMut: AsViewMut
where
    Self::Elem: Send + Sync,
{
    /// Sorts each lane along an axis: ascending, stable, NaN last. NumPy: `a.sort(axis)`.
    ///
    /// # Panics
    /// If there is no such axis, or a comparison panics (every element is still there then, in some order).
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![[3, 1, 2], [9, 0, 5]];
    /// a.sort_axis(Axis(0));
    /// assert_eq!(a, array![[3, 0, 2], [9, 1, 5]]);
    /// a.view_mut().slice(s![..;-1, 0]).sort_axis(Axis(0)); // a column from below
    /// assert_eq!(a, array![[9, 0, 2], [3, 1, 5]]);
    /// ```
    #[track_caller]
    fn sort_axis(&mut self, axis: Axis)
    where
        Self::Elem: TotalOrder,
    {
        expect(self.try_sort_axis_with(axis, Sorting::ASCENDING));
    }

    /// [`sort_axis`](Self::sort_axis), descending or unstable if you like. NumPy: `a.sort(axis, stable=..., descending=...)`.
    ///
    /// # Panics
    /// As for `sort_axis`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![1.0, f64::NAN, 3.0];
    /// a.sort_axis_with(Axis(0), Sorting::DESCENDING);
    /// assert_eq!(a.slice(s![..2]), array![3.0, 1.0]);
    /// ```
    #[track_caller]
    fn sort_axis_with(&mut self, axis: Axis, how: Sorting)
    where
        Self::Elem: TotalOrder,
    {
        expect(self.try_sort_axis_with(axis, how));
    }

    /// [`sort_axis_with`](Self::sort_axis_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_sort_axis_with(&mut self, axis: Axis, how: Sorting) -> Result<()>
    where
        Self::Elem: TotalOrder,
    {
        let (view, _) = lanes_last(self.view_mut(), axis, "sort_axis")?;
        TotalOrder::sort_lanes(view, how);
        Ok(())
    }

    /// Sorts each lane along an axis by a comparison of your own; equal elements stay in their order.
    ///
    /// # Panics
    /// If there is no such axis, or `compare` panics or is no total order (every element is still there then).
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![3_i32, -1, 2, -4];
    /// a.sort_axis_by(Axis(0), |x, y| x.abs().cmp(&y.abs()));
    /// assert_eq!(a, array![-1, 2, 3, -4]);
    /// ```
    #[track_caller]
    fn sort_axis_by(&mut self, axis: Axis, compare: impl Fn(&Self::Elem, &Self::Elem) -> Ordering + Sync) {
        expect(self.try_sort_axis_by(axis, compare));
    }

    /// [`sort_axis_by`](Self::sort_axis_by), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_sort_axis_by(
        &mut self,
        axis: Axis,
        compare: impl Fn(&Self::Elem, &Self::Elem) -> Ordering + Sync,
    ) -> Result<()> {
        let (view, _) = lanes_last(self.view_mut(), axis, "sort_axis_by")?;
        compare::sort(view, true, compare);
        Ok(())
    }

    /// [`sort_axis_by`](Self::sort_axis_by) that may put equal elements in any order, which takes no scratch for contiguous
    /// lanes.
    ///
    /// # Panics
    /// As for `sort_axis_by`.
    #[track_caller]
    fn sort_axis_unstable_by(
        &mut self,
        axis: Axis,
        compare: impl Fn(&Self::Elem, &Self::Elem) -> Ordering + Sync,
    ) {
        expect(self.try_sort_axis_unstable_by(axis, compare));
    }

    /// [`sort_axis_unstable_by`](Self::sort_axis_unstable_by), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_sort_axis_unstable_by(
        &mut self,
        axis: Axis,
        compare: impl Fn(&Self::Elem, &Self::Elem) -> Ordering + Sync,
    ) -> Result<()> {
        let (view, _) = lanes_last(self.view_mut(), axis, "sort_axis_unstable_by")?;
        compare::sort(view, false, compare);
        Ok(())
    }

    /// Sorts each lane along an axis by a key of each element, which is computed for each comparison; equal ones stay in their
    /// order.
    ///
    /// # Panics
    /// As for [`sort_axis_by`](Self::sort_axis_by).
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array!["banana", "fig", "apple"];
    /// a.sort_axis_by_key(Axis(0), |s| s.len());
    /// assert_eq!(a, array!["fig", "apple", "banana"]);
    /// ```
    #[track_caller]
    fn sort_axis_by_key<K: TotalOrder>(&mut self, axis: Axis, key: impl Fn(&Self::Elem) -> K + Sync) {
        expect(self.try_sort_axis_by_key(axis, key));
    }

    /// [`sort_axis_by_key`](Self::sort_axis_by_key), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_sort_axis_by_key<K: TotalOrder>(
        &mut self,
        axis: Axis,
        key: impl Fn(&Self::Elem) -> K + Sync,
    ) -> Result<()> {
        let (view, _) = lanes_last(self.view_mut(), axis, "sort_axis_by_key")?;
        compare::sort(view, true, |a, b| key(a).total_order(&key(b)));
        Ok(())
    }

    /// Moves the element that would be at `kth` if each lane along an axis were sorted to there, with those before it that are
    /// not larger and those behind it that are not smaller, in any order. In linear time. A negative `kth` counts from the end.
    /// NumPy: `a.partition(kth, axis)`.
    ///
    /// # Panics
    /// If there is no such axis or place, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![5, 1, 4, 2, 3];
    /// a.partition_axis(2, Axis(0));
    /// assert_eq!(a[2], 3); // the median
    /// assert!(a[0] < 3 && a[1] < 3);
    /// ```
    #[track_caller]
    fn partition_axis(&mut self, kth: isize, axis: Axis)
    where
        Self::Elem: TotalOrder,
    {
        expect(self.try_partition_axis(kth, axis));
    }

    /// [`partition_axis`](Self::partition_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis or place.
    fn try_partition_axis(&mut self, kth: isize, axis: Axis) -> Result<()>
    where
        Self::Elem: TotalOrder,
    {
        const OP: &str = "partition_axis";
        let (view, axis) = lanes_last(self.view_mut(), axis, OP)?;
        let extent = (&view).shape().last().copied().unwrap_or(0);
        let kth = place(kth, axis, extent, OP)?;
        TotalOrder::select_lanes(view, kth, Sorting::ASCENDING);
        Ok(())
    }
}

impl<A: AsViewMut> SortMut for A where A::Elem: Send + Sync {}
