//! Reading at arrays of indices: `a[rows, :, cols]` and `np.take_along_axis`.

use crate::array::{Array, AsView, AsViewMut, Movement};
use crate::error::{Result, expect};
use crate::exec::{self, List, Picks};
use crate::layout::{Axis, Layout};
use crate::ops::take::places_of;
use crate::ops::{IndexInt, Indices};

use super::IndexMode;
use super::spec::{Index, IndexSpec};

/// Reading at arrays of indices and masks, for arrays and views.
pub trait Gather<'a>: AsView<'a>
where
    Self::Elem: Copy + Send + Sync,
{
    /// The elements at arrays of indices that broadcast against each other, mixed with slices and masks. NumPy:
    /// `a[rows, cols]`, `a[:, index, 1:3]`, `a[mask]`, `a[np.ix_(rows, cols)]`.
    ///
    /// An entry is whatever [`slice`](Movement::slice) takes, an array of integers of any shape and integer type (negative ones
    /// count from the end), or a mask: a mask of rank `k` consumes `k` axes and stands for the indices where it holds. Axes that
    /// are not named are taken whole. Arrays are borrowed (`&rows`) or, as for a temporary one, moved in. The shape of the result follows NumPy's rule:
    ///
    /// ```text
    /// a (2, 3, 4, 5),  i and j broadcast to (7, 8)
    /// s![.., &i, &j, ..]      (2, 7, 8, 5)    arrays side by side: their axes stand where they do
    /// s![&i, .., &j, ..]      (7, 8, 3, 5)    something between them, or a new axis: their axes come first
    /// s![0, .., &j, ..]       (7, 8, 3, 5)    beside an array, a single index is an array of rank 0
    /// s![.., &mask34, ..]     (2, n, 5)       a mask of shape (3, 4) that holds n times
    /// ```
    ///
    /// Allocates the result, and the offset of each index of the broadcast arrays unless one contiguous array of `usize` is all
    /// there is; an index array of another type or order is copied. A mask of the whole
    /// shape is [`extract`](crate::ops::Select::extract), which takes expressions too.
    ///
    /// # Panics
    /// If there are more entries than axes, an index is out of range, a mask has not the shape of its axes, the arrays do not
    /// broadcast, the result has too many axes, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(a.gather(s![&[0, 1, -1], &[2, 0, 1]]), array![3, 4, 5]); // pairs of indices
    /// let (rows, columns) = (array![[1], [0]], array![0, 2]);
    /// assert_eq!(a.gather(s![&rows, &columns]), array![[4, 6], [1, 3]]); //  all with all
    /// assert_eq!(a.gather(s![.., &[2, 2, 0]]), array![[3, 3, 1], [6, 6, 4]]);
    /// assert_eq!(a.gather(s![array![false, true], 1..]), array![[5, 6]]);
    /// ```
    #[track_caller]
    fn gather<S: IndexSpec<Self::Dim>>(self, index: S) -> Array<Self::Elem, S::Out> {
        expect(self.try_gather(index))
    }

    /// [`gather`](Self::gather), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `gather` panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// let e = a.try_gather(s![&[0, 1], &[0, -4]]).unwrap_err();
    /// assert_eq!(e.to_string(), "index -4 is out of range on axis 1 of extent 3 in gather");
    /// let e = a.try_gather(s![&[0, 1], &[0, 1, 2]]).unwrap_err();
    /// assert_eq!(e.to_string(), "cannot broadcast (2,) with (3,): axis 0 is 2 against 3 in gather");
    /// ```
    fn try_gather<S: IndexSpec<Self::Dim>>(self, index: S) -> Result<Array<Self::Elem, S::Out>> {
        const OP: &str = "gather";
        let view = self.view().into_dyn();
        let entries = index.entries();
        if let Some(mask) = entries.one_mask().filter(|mask| mask.rank() == view.rank()) {
            return exec::extract(&view, &mask, OP)?.with_dim(OP);
        }
        let index = Index::new(&view.layout(), &entries, OP)?;
        exec::pick(view.slice(&index.slice[..]), &index.picks, OP)
    }

    /// [`gather`](Self::gather) into an array or mutable view of the result's shape. NumPy: `out[...] = a[rows, cols]`.
    ///
    /// # Panics
    /// Where `gather` does, and if `out` has another shape.
    #[track_caller]
    fn gather_into<S, O>(self, index: S, out: &mut O)
    where
        S: IndexSpec<Self::Dim>,
        O: AsViewMut<Elem = Self::Elem, Dim = S::Out>,
    {
        expect(self.try_gather_into(index, out));
    }

    /// [`gather_into`](Self::gather_into), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `gather_into` panics: nothing is written then.
    fn try_gather_into<S, O>(self, index: S, out: &mut O) -> Result<()>
    where
        S: IndexSpec<Self::Dim>,
        O: AsViewMut<Elem = Self::Elem, Dim = S::Out>,
    {
        const OP: &str = "gather_into";
        let view = self.view().into_dyn();
        let entries = index.entries();
        let index = Index::new(&view.layout(), &entries, OP)?;
        exec::pick_into(view.slice(&index.slice[..]), &index.picks, out.view_mut(), OP)
    }

    /// At each index, the element at the place along an axis that `indices` has there: `out[i, j] = a[i, indices[i, j]]` for
    /// axis 1. NumPy: `np.take_along_axis`.
    ///
    /// ```text
    /// a  30 10 20      indices  1 2 0      out  10 20 30
    ///    40 60 50               0 2 1           40 50 60
    /// ```
    ///
    /// The indices have the rank of the array and any extent along the axis; on the other axes the two broadcast. Negative ones
    /// count from the end. Allocates the result, and a copy of indices that are not a contiguous array of `usize`.
    ///
    /// # Panics
    /// If there is no such axis, the shapes do not broadcast, an index is out of range, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[30, 10, 20], [40, 60, 50]];
    /// let order = array![[1, 2, 0], [0, 2, 1]];
    /// assert_eq!(a.take_along_axis(&order, Axis(1)), array![[10, 20, 30], [40, 50, 60]]);
    /// let largest = a.argmax_axis(Axis(1)).eval().insert_axis(Axis(1)).to_owned();
    /// assert_eq!(a.take_along_axis(&largest, Axis(1)), array![[30], [60]]);
    /// ```
    #[track_caller]
    fn take_along_axis<'x, X>(self, indices: X, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        X: AsView<'x, Elem: IndexInt, Dim = Self::Dim>,
    {
        expect(self.try_take_along_axis(indices, axis))
    }

    /// [`take_along_axis`](Self::take_along_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `take_along_axis` panics.
    fn try_take_along_axis<'x, X>(self, indices: X, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>>
    where
        X: AsView<'x, Elem: IndexInt, Dim = Self::Dim>,
    {
        const OP: &str = "take_along_axis";
        let view = self.view();
        exec::pick(view, &along(&view.layout(), indices, axis, OP)?, OP)
    }

    /// [`take_along_axis`](Self::take_along_axis) into an array or mutable view of the result's shape.
    ///
    /// # Panics
    /// Where `take_along_axis` does, and if `out` has another shape.
    #[track_caller]
    fn take_along_axis_into<'x, X, O>(self, indices: X, axis: Axis, out: &mut O)
    where
        X: AsView<'x, Elem: IndexInt, Dim = Self::Dim>,
        O: AsViewMut<Elem = Self::Elem, Dim = Self::Dim>,
    {
        expect(self.try_take_along_axis_into(indices, axis, out));
    }

    /// [`take_along_axis_into`](Self::take_along_axis_into), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `take_along_axis_into` panics: nothing is written then.
    fn try_take_along_axis_into<'x, X, O>(self, indices: X, axis: Axis, out: &mut O) -> Result<()>
    where
        X: AsView<'x, Elem: IndexInt, Dim = Self::Dim>,
        O: AsViewMut<Elem = Self::Elem, Dim = Self::Dim>,
    {
        const OP: &str = "take_along_axis_into";
        let view = self.view();
        exec::pick_into(view, &along(&view.layout(), indices, axis, OP)?, out.view_mut(), OP)
    }

    /// [`take`](crate::ops::Take::take) with a rule for indices that are out of range.
    /// NumPy: `np.take(a, indices, axis, mode='wrap')`, `mode='clip'`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range and that is an error, the axis is empty and the list is not, or the
    /// memory cannot be had.
    ///
    /// ```
    /// use longstride::{ops::IndexMode, prelude::*};
    /// let v = array![10, 20, 30];
    /// assert_eq!(v.take_by(&[-1, 3, 7], Axis(0), IndexMode::Wrap), array![30, 10, 20]);
    /// assert_eq!(v.take_by(&[-1, 3, 7], Axis(0), IndexMode::Clip), array![10, 30, 30]);
    /// ```
    #[track_caller]
    fn take_by<X: Indices + ?Sized>(
        self,
        indices: &X,
        axis: Axis,
        mode: IndexMode,
    ) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_take_by(indices, axis, mode))
    }

    /// [`take_by`](Self::take_by), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `take_by` panics.
    fn try_take_by<X: Indices + ?Sized>(
        self,
        indices: &X,
        axis: Axis,
        mode: IndexMode,
    ) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "take_by";
        let view = self.view();
        let axis = axis.resolve(view.rank(), OP)?;
        let extent = view.shape().as_ref()[axis];
        exec::gather(view, axis, &mode.places(indices.as_indices().into_dyn(), extent, axis, OP)?, OP)
    }
}

impl<'a, V: AsView<'a>> Gather<'a> for V where V::Elem: Copy + Send + Sync {}

/// The elements that indices along an axis pick.
pub(super) fn along<'x, X: AsView<'x, Elem: IndexInt>>(
    of: &Layout,
    indices: X,
    axis: Axis,
    op: &'static str,
) -> Result<Picks<'x>> {
    let axis = axis.resolve(of.rank(), op)?;
    let indices = indices.view().into_dyn();
    let list = List {
        axis,
        axes: 1,
        shape: indices.shape(),
        places: places_of(indices, of.shape()[axis], axis, op)?,
    };
    Picks::along(of, list, op)
}
