//! Sub-arrays added or left out: `np.insert`, `np.delete`, `np.append`.
//!
//! ```text
//! a  1 2 3     a.insert(&[1], &b, Axis(1))   1 b 2 3     a.delete(&[0, -1], Axis(1))   2
//!    4 5 6                                   4 b 5 6                                   5
//! ```

use crate::array::{Array, AsView, Movement, Slots, ViewD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Expr, IntoExpr};
use crate::layout::{Axis, IxDyn};

use super::super::take::{IndexInt, Indices};
use super::super::{Take, try_concatenate};

/// Inserting, deleting and appending sub-arrays, into a new array.
pub trait Edit<'a>: AsView<'a>
where
    Self::Elem: Copy + Send + Sync,
{
    /// The array with `values` inserted along an axis, before the sub-arrays at `indices`, which are those of the array as it
    /// was: from `-n` to `n`, where `n` is its extent. With one index all of `values` go there; otherwise they have one
    /// sub-array for each index, or broadcast to that. Of equal indices the earlier one's values come first.
    ///
    /// Each run between two places is one copy. `values` that are not a scalar are copied once more.
    /// NumPy: `np.insert(a, indices, values, axis)`; without an axis that of `a.ravel()`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, the values do not fit, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2], [3, 4]];
    /// assert_eq!(a.insert(&[1], 9, Axis(0)), array![[1, 2], [9, 9], [3, 4]]);
    /// assert_eq!(array![1, 2, 3].insert(&[3, 0, 0], &array![7, 8, 9], Axis(0)), array![8, 9, 1, 2, 3, 7]);
    /// ```
    #[track_caller]
    fn insert<X, V>(self, indices: &X, values: V, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        X: Indices + ?Sized,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_insert(indices, values, axis))
    }

    /// [`insert`](Self::insert), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, the values do not fit, or the memory cannot be had.
    fn try_insert<X, V>(self, indices: &X, values: V, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>>
    where
        X: Indices + ?Sized,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        const OP: &str = "insert";
        let view = self.view().into_dyn();
        let axis = axis.resolve(view.rank(), OP)?;
        let mut shape = view.shape();
        let before = boundaries(indices, shape[axis], axis, OP)?;
        let values = values.into_expr().try_eval()?.into_dyn_array();
        let count = match before.len() {
            1 if values.rank() == shape.len() => (&values).shape()[axis],
            count => count,
        };
        shape[axis] = count;
        let values = values.try_broadcast_to(shape).map_err(|e| e.in_op(OP))?;
        // The place of each value: that of its index, or of the only one.
        let place = |value: usize| before[value.min(before.len() - 1)];
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|&value| place(value));
        shape[axis] = view.shape()[axis].saturating_add(count);
        Array::build_dense(&shape, OP, |slots| {
            let mut line = Line { slots: slots.into_dyn(), axis: Axis(axis as isize) };
            let mut copied = 0;
            // Values that belong together and lie together go in one piece.
            for run in order.chunk_by(|&a, &b| b == a + 1 && place(a) == place(b)) {
                let at = place(run[0]);
                line = line.put(view, copied, at)?.put(values, run[0], run[0] + run.len())?;
                copied = at;
            }
            line.put(view, copied, view.shape()[axis]).map(|_| ())
        })
    }

    /// The array without the sub-arrays at `indices` of an axis, in any order and with repetitions. Also allocates a mask of
    /// the axis. NumPy: `np.delete(a, indices, axis)`; without an axis that of `a.ravel()`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(a.delete(&[0, -1], Axis(1)), array![[2], [5]]);
    /// ```
    #[track_caller]
    fn delete<X: Indices + ?Sized>(self, indices: &X, axis: Axis) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_delete(indices, axis))
    }

    /// [`delete`](Self::delete), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, or the memory cannot be had.
    fn try_delete<X: Indices + ?Sized>(
        self,
        indices: &X,
        axis: Axis,
    ) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "delete";
        let view = self.view();
        let at = axis.resolve(view.rank(), OP)?;
        let extent = view.shape().as_ref()[at];
        let mut kept = vec![true; extent];
        for index in indices.as_indices().iter() {
            let place = index.resolve(extent).ok_or_else(|| out_of_range(*index, extent, at, OP))?;
            kept[place] = false;
        }
        let kept: crate::Array1<bool> = kept.into();
        view.try_compress(&kept, axis).map_err(|e| e.in_op(OP))
    }

    /// The array with another one after it along an axis. NumPy: `np.append(a, values, axis)`; without an axis that of
    /// `a.ravel()`.
    ///
    /// # Panics
    /// If there is no such axis, the extents differ on another one, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[1], [2]].append(&array![[3], [4]], Axis(1)), array![[1, 3], [2, 4]]);
    /// ```
    #[track_caller]
    fn append<V>(self, values: V, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        V: AsView<'a, Elem = Self::Elem, Dim = Self::Dim>,
    {
        expect(self.try_append(values, axis))
    }

    /// [`append`](Self::append), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, the extents differ on another one, or the memory cannot be had.
    fn try_append<V>(self, values: V, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>>
    where
        V: AsView<'a, Elem = Self::Elem, Dim = Self::Dim>,
    {
        try_concatenate(&[self.view(), values.view()], axis).map_err(|e| e.in_op("append"))
    }
}

impl<'a, V: AsView<'a>> Edit<'a> for V where V::Elem: Copy + Send + Sync {}

/// Slots that are filled along an axis from its start.
struct Line<'b, T> {
    slots: Slots<'b, T, IxDyn>,
    axis: Axis,
}

impl<T: Copy + Send + Sync> Line<'_, T> {
    /// Writes the part of `source` from `start` to `end`.
    fn put(self, source: ViewD<'_, T>, start: usize, end: usize) -> Result<Self> {
        if start == end {
            return Ok(self);
        }
        let part = source.split_at(self.axis, end).0.split_at(self.axis, start).1;
        let (next, slots) = self.slots.split_at(self.axis, end - start);
        next.try_assign(part)?;
        Ok(Self { slots, ..self })
    }
}

/// The places between sub-arrays, from 0 to `extent`.
fn boundaries<X: Indices + ?Sized>(
    indices: &X,
    extent: usize,
    axis: usize,
    op: &'static str,
) -> Result<Vec<usize>> {
    let place = |index: &X::Int| {
        let end = isize::try_from(extent).ok().filter(|&end| end == index.to_isize()).map(|_| extent);
        index.resolve(extent).or(end).ok_or_else(|| out_of_range(*index, extent, axis, op))
    };
    indices.as_indices().iter().map(place).collect()
}

fn out_of_range(index: impl IndexInt, extent: usize, axis: usize, op: &'static str) -> Error {
    Error::new(op, ErrorKind::Index { axis, index: index.to_isize(), extent })
}
