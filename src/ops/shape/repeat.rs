//! Copies of an array, of its parts or in another rotation: `np.tile`, `np.repeat`, `np.resize`, `np.roll`.
//!
//! ```text
//! a  1 2 3     a.tile(2)           a.repeat(2, Axis(0))   a.repeat_each(&[0, 2, 1], Axis(0))   a.roll(1, Axis(0))
//!              1 2 3 1 2 3         1 1 2 2 3 3            2 2 3                                3 1 2
//! ```

use crate::array::{Array, AsView, AsViewMut, Movement, Slots, View, ViewD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Extents, IntoShape, IxDyn, Larger, MAX_RANK};

use super::super::Take;

/// Repeating, tiling and rolling, for arrays and views.
pub trait Repeat<'a>: AsView<'a>
where
    Self::Elem: Copy + Send + Sync,
{
    /// Each sub-array along an axis `count` times. NumPy: `np.repeat(a, count, axis)`; without an axis
    /// `a.ravel().repeat(count, Axis(0))`.
    ///
    /// # Panics
    /// If there is no such axis, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2], [3, 4]];
    /// assert_eq!(a.repeat(2, Axis(1)), array![[1, 1, 2, 2], [3, 3, 4, 4]]);
    /// ```
    #[track_caller]
    fn repeat(self, count: usize, axis: Axis) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_repeat(count, axis))
    }

    /// [`repeat`](Self::repeat), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn try_repeat(self, count: usize, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "repeat";
        let view = self.view();
        let axis = axis.resolve(view.rank(), OP)?;
        let mut inner = Extents::repeat(1, view.rank());
        inner[axis] = count;
        let shape = times(view.shape().as_ref(), &inner)?;
        let outer = Extents::repeat(1, view.rank());
        Array::build_dense(&shape, OP, |slots| replicate(slots.into_dyn(), view.into_dyn(), outer, inner))
    }

    /// The sub-array at index `i` of an axis `counts[i]` times; a count of 0 leaves it out. Also allocates a list of indices
    /// as long as the result's axis. NumPy: `np.repeat(a, counts, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, there are not as many counts as indices, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![1, 2, 3].repeat_each(&[0, 2, 1], Axis(0)), array![2, 2, 3]);
    /// ```
    #[track_caller]
    fn repeat_each(self, counts: &[usize], axis: Axis) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_repeat_each(counts, axis))
    }

    /// [`repeat_each`](Self::repeat_each), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, there are not as many counts as indices, or the memory cannot be had.
    fn try_repeat_each(self, counts: &[usize], axis: Axis) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "repeat_each";
        let view = self.view();
        let at = axis.resolve(view.rank(), OP)?;
        let mut shape = view.shape().as_ref().into_extents()?;
        if counts.len() != shape[at] {
            let shape = [shape[at]].into_extents()?;
            return Err(Error::new(OP, ErrorKind::Length { shape, found: counts.len() }));
        }
        // A total that no memory holds is found before the list is made.
        shape[at] = counts.iter().fold(0, |sum: usize, &n| sum.saturating_add(n));
        crate::layout::Layout::row_major(&shape).map_err(|e| e.in_op(OP))?;
        let places: Vec<usize> =
            counts.iter().enumerate().flat_map(|(i, &n)| core::iter::repeat_n(i, n)).collect();
        view.try_take(&places[..], axis).map_err(|e| e.in_op(OP))
    }

    /// The whole array, `counts[axis]` times along each axis. As in broadcasting, axes align from the last, and missing ones
    /// are added before the others. NumPy: `np.tile(a, counts)`.
    ///
    /// # Panics
    /// If there are too many axes, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1, 2];
    /// assert_eq!(a.tile(2), array![1, 2, 1, 2]);
    /// assert_eq!(a.tile([2, 1]), array![[1, 2], [1, 2]]);
    /// ```
    #[track_caller]
    fn tile<S: IntoShape>(self, counts: S) -> Array<Self::Elem, <Self::Dim as Larger<S::Dim>>::Output>
    where
        Self::Dim: Larger<S::Dim>,
    {
        expect(self.try_tile(counts))
    }

    /// [`tile`](Self::tile), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are too many axes, or the memory cannot be had.
    #[allow(clippy::type_complexity, reason = "an array of the larger rank")]
    fn try_tile<S: IntoShape>(
        self,
        counts: S,
    ) -> Result<Array<Self::Elem, <Self::Dim as Larger<S::Dim>>::Output>>
    where
        Self::Dim: Larger<S::Dim>,
    {
        use crate::array::Rearrange;
        const OP: &str = "tile";
        let mut counts = counts.into_extents()?;
        let view = self.view().try_atleast_nd(counts.len())?;
        while counts.len() < view.rank() {
            counts.insert(0, 1);
        }
        let shape = times(&view.shape(), &counts)?;
        let inner = Extents::repeat(1, counts.len());
        Array::build_dense(&shape, OP, |slots| replicate(slots.into_dyn(), view, counts, inner))
    }

    /// Another shape, filled with the elements in row-major order, again from the first one if there are not enough.
    /// Elements that do not lie in row-major order are copied once more. NumPy: `np.resize`, which makes zeros of no elements.
    ///
    /// # Panics
    /// If there are no elements and the new shape has some, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![1, 2, 3].resize([2, 4]), array![[1, 2, 3, 1], [2, 3, 1, 2]]);
    /// ```
    #[track_caller]
    fn resize<S: IntoShape>(self, shape: S) -> Array<Self::Elem, S::Dim> {
        expect(self.try_resize(shape))
    }

    /// [`resize`](Self::resize), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are no elements and the new shape has some, or the memory cannot be had.
    fn try_resize<S: IntoShape>(self, shape: S) -> Result<Array<Self::Elem, S::Dim>> {
        const OP: &str = "resize";
        let (view, shape) = (self.view(), shape.into_extents()?);
        let empty =
            || Error::new(OP, ErrorKind::Empty { shape: expect(view.shape().as_ref().into_extents()) });
        Array::build_dense(&shape, OP, |slots| {
            let len = slots.len();
            if len == 0 {
                return Ok(());
            }
            let whole = len.checked_div(view.len()).ok_or_else(empty)?;
            let source = view.ravel();
            let (copies, rest) = slots.reshape_view(len)?.split_at(Axis(0), whole * view.len());
            copies.reshape_view([whole, view.len()])?.try_assign(&source)?;
            let part = rest.len();
            rest.try_assign((&source).split_at(Axis(0), part).0)
        })
    }

    /// The elements shifted along an axis, those that leave at the end entering at the start; a negative shift goes the
    /// other way. NumPy: `np.roll(a, shift, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(a.roll(1, Axis(1)), array![[3, 1, 2], [6, 4, 5]]);
    /// assert_eq!(a.roll_axes(&[(1, Axis(0)), (-1, Axis(1))]), array![[5, 6, 4], [2, 3, 1]]);
    /// ```
    #[track_caller]
    fn roll(self, shift: isize, axis: Axis) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_roll_axes(&[(shift, axis)]).map_err(|e| e.in_op("roll")))
    }

    /// [`roll`](Self::roll) along several axes, in one pass; an axis may come more than once, its shifts add up.
    /// NumPy: `np.roll(a, shifts, axes)`.
    ///
    /// # Panics
    /// If there is no such axis, or the memory cannot be had.
    #[track_caller]
    fn roll_axes(self, shifts: &[(isize, Axis)]) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_roll_axes(shifts))
    }

    /// [`roll_axes`](Self::roll_axes), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn try_roll_axes(self, shifts: &[(isize, Axis)]) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "roll_axes";
        let view = self.view();
        let shape = view.shape().as_ref().into_extents()?;
        let mut by = Extents::repeat(0, view.rank());
        for (shift, axis) in shifts {
            let axis = axis.resolve(shape.len(), OP)?;
            let n = shape[axis].max(1);
            by[axis] = (by[axis] + wrapped(*shift, n)) % n;
        }
        Array::build_dense(&shape, OP, |slots| rolled(slots.into_dyn(), view.into_dyn(), &by))
    }

    /// The elements shifted in row-major order, from row to row. NumPy: `np.roll(a, shift)`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[1, 2], [3, 4]].roll_flat(1), array![[4, 1], [2, 3]]);
    /// ```
    #[track_caller]
    fn roll_flat(self, shift: isize) -> Array<Self::Elem, Self::Dim> {
        expect(self.try_roll_flat(shift))
    }

    /// [`roll_flat`](Self::roll_flat), with an error instead of a panic.
    ///
    /// # Errors
    /// If the memory cannot be had.
    fn try_roll_flat(self, shift: isize) -> Result<Array<Self::Elem, Self::Dim>> {
        const OP: &str = "roll_flat";
        let view = self.view();
        let len = view.len();
        let by = wrapped(shift, len.max(1));
        let shape = view.shape();
        if let Ok(row) = view.reshape_view(len) {
            let place = |slots: Slots<'_, _, Self::Dim>| {
                rolled(slots.reshape_view(len)?.into_dyn(), row.into_dyn(), &[by])
            };
            return Array::build_dense(shape.as_ref(), OP, place);
        }
        let mut out = Array::build_dense(shape.as_ref(), OP, |slots| slots.try_assign(view))?;
        if let Some(elements) = out.as_mut_slice() {
            elements.rotate_right(by);
        }
        Ok(out)
    }
}

impl<'a, V: AsView<'a>> Repeat<'a> for V where V::Elem: Copy + Send + Sync {}

/// The extents, each so many times; what does not fit is found when the layout is made.
fn times(shape: &[usize], counts: &[usize]) -> Result<Extents> {
    let mut shape = shape.into_extents()?;
    shape.iter_mut().zip(counts).for_each(|(n, &count)| *n = n.saturating_mul(count));
    Ok(shape)
}

/// A shift as one of 0 to `n - 1` places.
fn wrapped(shift: isize, n: usize) -> usize {
    // An extent fits `isize`.
    shift.rem_euclid(n as isize) as usize
}

/// Writes each sub-array of `source` along axis `k` `inner[k]` times, and all of them `outer[k]` times: one broadcast, in
/// which an axis of the slots is up to three.
fn replicate<T: Copy + Send + Sync>(
    slots: Slots<'_, T, IxDyn>,
    source: ViewD<'_, T>,
    mut outer: Extents,
    inner: Extents,
) -> Result<()> {
    let repeated = |counts: &Extents| counts.iter().filter(|&&count| count != 1).count();
    if source.rank() + repeated(&outer) + repeated(&inner) > MAX_RANK {
        // Too many axes for one: copy by copy along one of them.
        let axis = outer.iter().position(|&count| count != 1);
        if let Some(axis) = axis {
            outer[axis] = 1;
            let chunk = (source.shape()[axis] * inner[axis]).max(1);
            return slots
                .axis_chunks(Axis(axis as isize), chunk)
                .try_for_each(|copy| replicate(copy, source, outer, inner));
        }
        let Some(axis) = inner.iter().position(|&count| count != 1) else {
            return slots.try_assign(source);
        };
        let along = Axis(axis as isize);
        let chunks = slots.axis_chunks(along, inner[axis].max(1)).zip(source.axis_chunks(along, 1));
        return chunks.into_iter().try_for_each(|(copies, part)| copies.try_assign(part));
    }
    let (mut to, mut from) = (Extents::new(), Extents::new());
    for (axis, &n) in source.shape().iter().enumerate() {
        for (copies, extent) in [(outer[axis], 1), (n, n), (inner[axis], 1)] {
            if copies != 1 || extent != 1 {
                to.push(copies);
                from.push(extent);
            }
        }
    }
    slots.reshape_view(to)?.try_assign(source.reshape_view(from)?)
}

/// Writes `source` shifted by so many places along each axis: the two parts of the first axis that is shifted change places,
/// each shifted along the others.
fn rolled<T: Copy + Send + Sync>(
    slots: Slots<'_, T, IxDyn>,
    source: View<'_, T, IxDyn>,
    by: &[usize],
) -> Result<()> {
    let Some(axis) = by.iter().position(|&shift| shift > 0) else {
        return slots.try_assign(source);
    };
    let (along, mut rest) = (Axis(axis as isize), Extents::from_slice(by).unwrap_or_default());
    rest[axis] = 0;
    let (head, tail) = source.split_at(along, source.shape()[axis] - by[axis]);
    let (first, second) = slots.split_at(along, by[axis]);
    rolled(first, tail, &rest)?;
    rolled(second, head, &rest)
}
