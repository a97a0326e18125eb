//! Writing at a list of indices, or where a mask holds: `a[indices] = values` and `np.add.at`.
//!
//! ```text
//! a  0 0 0 0     put(&[1, -1, 1], &[5, 6, 7])           0 7 0 6      of equal indices the last one wins
//!                add_at(&[1, -1, 1], &[5, 6, 7])    0 12 0 6     all of them are added, in their order
//! ```
//!
//! The order is that of the list, on any number of threads.

use crate::array::{ArrayD, AsView, AsViewMut, Movement, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{self, Bits, threads};
use crate::expr::IntoExpr;
use crate::layout::{Axis, Dim, IntoShape, IxDyn};
use crate::profile;

use super::Indices;
use super::take::places;

/// Writing at indices, for arrays and mutable views. The indices are as in [`Take`](super::Take): of any integer type,
/// negative ones from the end, and one that is out of range is an error before anything is written. The values are computed
/// first, into an array of their own.
pub trait Put: AsViewMut
where
    Self::Elem: Copy + Send + Sync,
{
    /// Sets the elements at `indices`, in row-major order, to `values`, which broadcast to one for each. Of equal indices the
    /// last one wins. NumPy: `np.put(a, indices, values)`, `a.flat[indices] = values`.
    ///
    /// # Panics
    /// If an index is out of range, or the values do not broadcast.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([2, 3]);
    /// a.put(&[0, -1, 0], &array![1, 2, 3]);
    /// assert_eq!(a, array![[3, 0, 0], [0, 0, 2]]);
    /// ```
    #[track_caller]
    fn put<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) {
        expect(self.try_put(indices, values));
    }

    /// [`put`](Self::put), with an error instead of a panic.
    ///
    /// # Errors
    /// If an index is out of range, or the values do not broadcast: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_put<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) -> Result<()> {
        put_flat(self.view_mut(), indices, values, "put", |slot, value| *slot = value)
    }

    /// Adds `values`, which broadcast to one for each index, to the elements at `indices`, in row-major order. Equal indices
    /// are added one after the other, in the order of the list. NumPy: `np.add.at(a.ravel(), indices, values)`.
    ///
    /// # Panics
    /// If an index is out of range, the values do not broadcast, or an addition overflows where that panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut histogram = Array1::zeros(3);
    /// histogram.add_at(&[2, 0, 2, 2], 1);
    /// assert_eq!(histogram, array![1, 0, 3]);
    /// ```
    #[track_caller]
    fn add_at<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) where
        Self::Elem: core::ops::Add<Output = Self::Elem>,
    {
        expect(self.try_add_at(indices, values));
    }

    /// [`add_at`](Self::add_at), with an error instead of a panic.
    ///
    /// # Errors
    /// If an index is out of range, or the values do not broadcast: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_add_at<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) -> Result<()>
    where
        Self::Elem: core::ops::Add<Output = Self::Elem>,
    {
        put_flat(self.view_mut(), indices, values, "add_at", |slot, value| *slot = *slot + value)
    }

    /// Sets the sub-arrays at `indices` along an axis to those of `values`, which broadcast to this shape with as many indices
    /// on that axis as there are in the list. Of equal indices the last one wins. NumPy: `a[:, indices] = values`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, or the values do not broadcast.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([2, 3]);
    /// a.put_axis(&[2, 0], Axis(1), &array![[1, 2], [3, 4]]);
    /// assert_eq!(a, array![[2, 0, 1], [4, 0, 3]]);
    /// ```
    #[track_caller]
    fn put_axis<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        axis: Axis,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) {
        expect(self.try_put_axis(indices, axis, values));
    }

    /// [`put_axis`](Self::put_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, or the values do not broadcast: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_put_axis<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        axis: Axis,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) -> Result<()> {
        put_along(self.view_mut(), indices, axis, values, "put_axis", |slot, value| *slot = value)
    }

    /// Adds the sub-arrays of `values`, which broadcast as in [`put_axis`](Self::put_axis), to those at `indices` along an
    /// axis. Equal indices are added one after the other, in the order of the list.
    /// NumPy: `np.add.at(a, (slice(None), indices), values)`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, the values do not broadcast, or an addition overflows where that
    /// panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([2, 2]);
    /// a.add_at_axis(&[1, 0, 1], Axis(0), &array![[1, 2], [3, 4], [5, 6]]);
    /// assert_eq!(a, array![[3, 4], [6, 8]]);
    /// ```
    #[track_caller]
    fn add_at_axis<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        axis: Axis,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) where
        Self::Elem: core::ops::Add<Output = Self::Elem>,
    {
        expect(self.try_add_at_axis(indices, axis, values));
    }

    /// [`add_at_axis`](Self::add_at_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, or the values do not broadcast: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_add_at_axis<X: Indices + ?Sized>(
        &mut self,
        indices: &X,
        axis: Axis,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) -> Result<()>
    where
        Self::Elem: core::ops::Add<Output = Self::Elem>,
    {
        put_along(self.view_mut(), indices, axis, values, "add_at_axis", |slot, value| *slot = *slot + value)
    }

    /// Sets the elements where `mask`, of the same shape, holds to `values`, one after the other in row-major order: as many
    /// as the mask selects, or one for all. NumPy: `a[mask] = values`; where the values have the shape of `a` it is
    /// [`assign_where`](crate::expr::Assign::assign_where).
    ///
    /// # Panics
    /// If the mask has another shape, or the values are not as many as it selects.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![[1, 7], [8, 2]];
    /// let mask = a.gt(5).eval();
    /// a.assign_masked(&mask, &array![70, 80]);
    /// assert_eq!(a, array![[1, 70], [80, 2]]);
    /// ```
    #[track_caller]
    fn assign_masked<M>(&mut self, mask: M, values: impl IntoExpr<Self::Elem, Elem = Self::Elem>)
    where
        M: IntoExpr<bool, Elem = bool>,
    {
        expect(self.try_assign_masked(mask, values));
    }

    /// [`assign_masked`](Self::assign_masked), with an error instead of a panic.
    ///
    /// # Errors
    /// If the mask has another shape, or the values are not as many as it selects: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_assign_masked<M>(
        &mut self,
        mask: M,
        values: impl IntoExpr<Self::Elem, Elem = Self::Elem>,
    ) -> Result<()>
    where
        M: IntoExpr<bool, Elem = bool>,
    {
        const OP: &str = "assign_masked";
        let mut out = self.view_mut();
        let _span = profile::span(OP, (&out).shape().as_ref());
        let bits = bits_for(&out, mask, OP)?;
        let values = spread(values, &[bits.count], OP)?;
        let mut values = values.iter();
        each_selected(&mut out, &bits, |slot| *slot = values.next().copied().unwrap_or(*slot));
        Ok(())
    }
}

impl<A: AsViewMut> Put for A where A::Elem: Copy + Send + Sync {}

/// A mask of the shape of a view.
///
/// # Errors
/// If it has another shape.
pub(super) fn bits_for<T, D: Dim>(
    out: &ViewMut<'_, T, D>,
    mask: impl IntoExpr<bool, Elem = bool>,
    op: &'static str,
) -> Result<Bits> {
    let mask = mask.into_expr();
    let (expected, found) = (out.shape().as_ref().into_extents()?, exec::Lower::extents(&mask));
    match found == expected {
        true => Ok(exec::mask_bits(&mask)),
        false => Err(Error::new(op, ErrorKind::Shape { expected, found })),
    }
}

/// Calls `f` with each element that a mask of this shape selects, in row-major order.
pub(super) fn each_selected<T, D: Dim>(out: &mut ViewMut<'_, T, D>, bits: &Bits, mut f: impl FnMut(&mut T)) {
    if let Some(slots) = out.as_mut_slice() {
        return bits.each(|i| f(&mut slots[i]));
    }
    let (mut slots, mut next) = (out.iter_mut(), 0);
    bits.each(|i| {
        slots.nth(i - next).map(&mut f);
        next = i + 1;
    });
}

/// The values as a row-major array of a shape, to which they broadcast.
#[cfg_attr(feature = "profile", track_caller)]
pub(super) fn spread<T: Copy + Send + Sync>(
    values: impl IntoExpr<T, Elem = T>,
    shape: &[usize],
    op: &'static str,
) -> Result<ArrayD<T>> {
    let mut values = exec::eval::<_, IxDyn>(values.into_expr(), op)?;
    if (&values).shape() != *shape {
        let view = values.try_broadcast_to(shape).map_err(|e| e.in_op(op))?;
        values = exec::eval(view, op)?;
    }
    // What was computed from column-major operands is column-major.
    if (&values).is_contiguous() { Ok(values) } else { values.flatten().into_shape(shape) }
}

/// Changes the element at each index, in row-major order, by its value.
#[cfg_attr(feature = "profile", track_caller)]
pub(super) fn put_flat<T: Copy + Send + Sync, D: Dim, X: Indices + ?Sized>(
    mut out: ViewMut<'_, T, D>,
    indices: &X,
    values: impl IntoExpr<T, Elem = T>,
    op: &'static str,
    change: impl Fn(&mut T, T),
) -> Result<()> {
    let _span = profile::span(op, (&out).shape().as_ref());
    let len = (&out).len();
    let places = places(indices, len, 0, op)?;
    let places = places.below(len);
    let values = spread(values, &[places.len()], op)?;
    if let Some(slots) = out.as_mut_slice() {
        places.iter().zip(&values).for_each(|(&place, &value)| change(&mut slots[place], value));
        return Ok(());
    }
    let mut out = out.into_dyn();
    let shape = (&out).shape();
    for (&place, &value) in places.iter().zip(&values) {
        let (mut index, mut rest) = (shape, place);
        for (i, n) in index.iter_mut().zip(&shape).rev() {
            (*i, rest) = (rest % n, rest / n);
        }
        if let Some(slot) = out.get_mut(index) {
            change(slot, value);
        }
    }
    Ok(())
}

/// From this many elements on, threads share the work.
const PARALLEL: usize = 1 << 16;

/// Changes the sub-array at each index of an axis by that of the values.
#[cfg_attr(feature = "profile", track_caller)]
pub(super) fn put_along<T: Copy + Send + Sync, D: Dim, X: Indices + ?Sized>(
    mut out: ViewMut<'_, T, D>,
    indices: &X,
    axis: Axis,
    values: impl IntoExpr<T, Elem = T>,
    op: &'static str,
    change: impl Fn(&mut T, T) + Sync,
) -> Result<()> {
    let mut shape = (&out).shape().as_ref().into_extents()?;
    let _span = profile::span(op, &shape);
    let axis = axis.resolve(shape.len(), op)?;
    let extent = shape[axis];
    let places = places(indices, extent, axis, op)?;
    let places = places.below(extent);
    shape[axis] = places.len();
    let values = spread(values, &shape, op)?;
    let (Some(slots), Some(values)) = (out.as_mut_slice(), values.as_slice()) else {
        let (mut out, axis) = (out.into_dyn(), Axis(axis as isize));
        for (k, &place) in (0..).zip(places) {
            let mut row = (&mut out).index_axis(axis, place as isize);
            row.iter_mut().zip(&values.index_axis(axis, k)).for_each(|(slot, &value)| change(slot, value));
        }
        return Ok(());
    };
    // Row-major: at each index of the axes before, the sub-arrays are rows of `inner` elements.
    let inner: usize = shape[axis + 1..].iter().product();
    let (to, from) = (extent * inner, places.len() * inner);
    if slots.is_empty() || values.is_empty() {
        return Ok(());
    }
    let block = |slots: &mut [T], values: &[T]| {
        if inner == 1 {
            places.iter().zip(values).for_each(|(&place, &value)| change(&mut slots[place], value));
            return;
        }
        for (&place, row) in places.iter().zip(values.chunks_exact(inner)) {
            let slots = &mut slots[place * inner..][..inner];
            slots.iter_mut().zip(row).for_each(|(slot, &value)| change(slot, value));
        }
    };
    let outer = slots.len() / to;
    let threads = if values.len() < PARALLEL { 1 } else { threads::available() };
    let step = outer.div_ceil(threads * 4);
    let pieces = slots.chunks_mut(step * to).zip(values.chunks(step * from));
    threads::each_item(pieces, threads, |(slots, values)| {
        slots
            .chunks_exact_mut(to)
            .zip(values.chunks_exact(from))
            .for_each(|(slots, values)| block(slots, values));
    });
    Ok(())
}
