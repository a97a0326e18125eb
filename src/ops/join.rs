//! Several arrays as one: along an axis that they have, or along a new one.
//!
//! ```text
//! a  1 2    concatenate(&[&a, &b], Axis(0))   1 2     Axis(1)   1 2 5 6
//!    3 4                                      3 4               3 4 7 8
//! b  5 6                                      5 6
//!    7 8                                      7 8
//!           stack(&[&a, &b], Axis(0))   1 2 | 5 6     Axis(2)   1 5 | 3 7
//!                                       3 4 | 7 8               2 6 | 4 8
//! ```

use crate::array::{Array, AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec;
use crate::layout::{Axis, Dim, Extents, IntoShape, Layout, Order};

/// The arrays or views one after the other along an axis that they have. NumPy: `np.concatenate`.
///
/// One allocation; the array is row-major, or column-major if all of them are. Runs on several threads where that pays.
///
/// # Panics
/// If there are none, there is no such axis, their extents differ on another one (the message names it), or the memory
/// cannot be had.
///
/// ```
/// use longstride::prelude::*;
/// let (a, b) = (array![[1, 2], [3, 4]], array![[5], [6]]);
/// assert_eq!(concatenate(&[a.view(), b.view()], Axis(1)), array![[1, 2, 5], [3, 4, 6]]);
/// ```
#[track_caller]
pub fn concatenate<'a, V>(parts: &[V], axis: Axis) -> Array<V::Elem, V::Dim>
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
{
    expect(try_concatenate(parts, axis))
}

/// [`concatenate`], with an error instead of a panic.
///
/// # Errors
/// If there are no arrays, there is no such axis, their extents differ on another one, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::try_concatenate, prelude::*};
/// let (a, b) = (Array2::<f64>::zeros([2, 3]), Array2::<f64>::zeros([3, 3]));
/// let e = try_concatenate(&[&a, &b], Axis(1)).unwrap_err();
/// assert_eq!(e.to_string(), "cannot join (2, 3) with (3, 3), array 1: axis 0 is 2 against 3 in concatenate");
/// ```
#[cfg_attr(feature = "profile", track_caller)]
pub fn try_concatenate<'a, V>(parts: &[V], axis: Axis) -> Result<Array<V::Elem, V::Dim>>
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
{
    join(&views(parts), axis, "concatenate")
}

/// [`concatenate`] into an array or mutable view of the result's shape. Allocates nothing of its size.
/// NumPy: `np.concatenate(parts, axis, out=out)`.
///
/// # Panics
/// As for [`concatenate`], and if `out` has another shape.
///
/// ```
/// use longstride::{ops::concatenate_into, prelude::*};
/// let (a, b) = (array![1, 2], array![3]);
/// let mut out = Array1::zeros(3);
/// concatenate_into(&[&a, &b], Axis(0), &mut out);
/// assert_eq!(out, array![1, 2, 3]);
/// ```
#[track_caller]
pub fn concatenate_into<'a, V, O>(parts: &[V], axis: Axis, out: &mut O)
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
    O: AsViewMut<Elem = V::Elem, Dim = V::Dim>,
{
    expect(try_concatenate_into(parts, axis, out));
}

/// [`concatenate_into`], with an error instead of a panic.
///
/// # Errors
/// As for [`try_concatenate`], and if `out` has another shape: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub fn try_concatenate_into<'a, V, O>(parts: &[V], axis: Axis, out: &mut O) -> Result<()>
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
    O: AsViewMut<Elem = V::Elem, Dim = V::Dim>,
{
    join_into(&views(parts), axis, out.view_mut(), "concatenate_into")
}

/// Arrays or views of one shape along a new axis. NumPy: `np.stack`.
///
/// Negative axes count from the end of the *result*: `Axis(-1)` makes the last axis. The rank is one more, dynamic from
/// rank 6 on. One allocation, of a row-major array; two to four arrays along a new last axis are written in one pass.
///
/// # Panics
/// If there are none, the result has no such axis, the shapes differ (the message names the axis), or the memory cannot be
/// had.
///
/// ```
/// use longstride::prelude::*;
/// let (x, y) = (array![1, 2, 3], array![4, 5, 6]);
/// assert_eq!(stack(&[&x, &y], Axis(0)), array![[1, 2, 3], [4, 5, 6]]);
/// assert_eq!(stack(&[&x, &y], Axis(-1)), array![[1, 4], [2, 5], [3, 6]]);
/// ```
#[track_caller]
pub fn stack<'a, V>(parts: &[V], axis: Axis) -> Array<V::Elem, <V::Dim as Dim>::Bigger>
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
{
    expect(try_stack(parts, axis))
}

/// [`stack`], with an error instead of a panic.
///
/// # Errors
/// If there are no arrays, the result has no such axis or too many, the shapes differ, or the memory cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub fn try_stack<'a, V>(parts: &[V], axis: Axis) -> Result<Array<V::Elem, <V::Dim as Dim>::Bigger>>
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
{
    let (parts, axis) = raised(parts, axis, "stack")?;
    join(&parts, axis, "stack")
}

/// [`stack`] into an array or mutable view of the result's shape. Allocates nothing of its size.
/// NumPy: `np.stack(parts, axis, out=out)`.
///
/// # Panics
/// As for [`stack`], and if `out` has another shape.
///
/// ```
/// use longstride::{ops::stack_into, prelude::*};
/// let mut out = Array2::zeros([3, 2]);
/// stack_into(&[array![1, 2, 3].view(), array![4, 5, 6].view()], Axis(1), &mut out);
/// assert_eq!(out, array![[1, 4], [2, 5], [3, 6]]);
/// ```
#[track_caller]
pub fn stack_into<'a, V, O>(parts: &[V], axis: Axis, out: &mut O)
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
    O: AsViewMut<Elem = V::Elem, Dim = <V::Dim as Dim>::Bigger>,
{
    expect(try_stack_into(parts, axis, out));
}

/// [`stack_into`], with an error instead of a panic.
///
/// # Errors
/// As for [`try_stack`], and if `out` has another shape: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub fn try_stack_into<'a, V, O>(parts: &[V], axis: Axis, out: &mut O) -> Result<()>
where
    V: AsView<'a, Elem: Copy + Send + Sync> + Copy,
    O: AsViewMut<Elem = V::Elem, Dim = <V::Dim as Dim>::Bigger>,
{
    const OP: &str = "stack_into";
    let (parts, axis) = raised(parts, axis, OP)?;
    join_into(&parts, axis, out.view_mut(), OP)
}

fn views<'a, V: AsView<'a> + Copy>(parts: &[V]) -> Vec<View<'a, V::Elem, V::Dim>> {
    parts.iter().map(|part| part.view()).collect()
}

/// The arrays with the new axis, of extent 1, and its place counted from the front.
#[allow(clippy::type_complexity, reason = "the views, of the larger rank")]
fn raised<'a, V: AsView<'a> + Copy>(
    parts: &[V],
    axis: Axis,
    op: &'static str,
) -> Result<(Vec<View<'a, V::Elem, <V::Dim as Dim>::Bigger>>, Axis)> {
    let first = parts.first().ok_or_else(|| nothing(op))?.view();
    let expected = first.shape().as_ref().into_extents()?;
    for (i, part) in parts.iter().enumerate() {
        same_extents(&expected, part.view().shape().as_ref(), i, None, op)?;
    }
    let raise = |part: &V| part.view().try_insert_axis(axis).map_err(|e| e.in_op(op));
    let parts = parts.iter().map(raise).collect::<Result<Vec<_>>>()?;
    Ok((parts, axis))
}

#[cfg_attr(feature = "profile", track_caller)]
fn join<T: Copy + Send + Sync, D: Dim>(
    parts: &[View<'_, T, D>],
    axis: Axis,
    op: &'static str,
) -> Result<Array<T, D>> {
    let (axis, shape) = joined(parts, axis, op)?;
    let columns = parts.iter().all(|part| !part.is_contiguous() && part.is_contiguous_in(Order::ColumnMajor));
    let order = if columns { Order::ColumnMajor } else { Order::RowMajor };
    let layout = Layout::dense(&shape, order).map_err(|e| e.in_op(op))?;
    exec::join(parts, axis, &layout, op)
}

#[cfg_attr(feature = "profile", track_caller)]
fn join_into<T: Copy + Send + Sync, D: Dim>(
    parts: &[View<'_, T, D>],
    axis: Axis,
    out: ViewMut<'_, T, D>,
    op: &'static str,
) -> Result<()> {
    let (axis, found) = joined(parts, axis, op)?;
    let expected = (&out).shape().as_ref().into_extents()?;
    if found != expected {
        return Err(Error::new(op, ErrorKind::Shape { expected, found }));
    }
    exec::join_into(parts, axis, out, op);
    Ok(())
}

/// The axis counted from the front, and the shape of the result.
fn joined<T, D: Dim>(parts: &[View<'_, T, D>], axis: Axis, op: &'static str) -> Result<(usize, Extents)> {
    let mut shape = parts.first().ok_or_else(|| nothing(op))?.shape().as_ref().into_extents()?;
    let axis = axis.resolve(shape.len(), op)?;
    let first = shape;
    for (i, part) in parts.iter().enumerate().skip(1) {
        let part = part.shape();
        same_extents(&first, part.as_ref(), i, Some(axis), op)?;
        // What does not fit is found when the layout is made.
        shape[axis] = shape[axis].saturating_add(part.as_ref()[axis]);
    }
    Ok((axis, shape))
}

/// An error unless the extents are the same on all axes, but for the one along which they are joined.
fn same_extents(
    first: &Extents,
    other: &[usize],
    part: usize,
    along: Option<usize>,
    op: &'static str,
) -> Result<()> {
    let other = other.into_extents()?;
    if first.len() != other.len() {
        return Err(Error::new(op, ErrorKind::Rank { expected: first.len(), found: other.len() }));
    }
    match (0..first.len()).find(|&axis| Some(axis) != along && first[axis] != other[axis]) {
        Some(axis) => Err(Error::new(op, ErrorKind::Join { first: *first, other, part, axis })),
        None => Ok(()),
    }
}

fn nothing(op: &'static str) -> Error {
    Error::new(op, ErrorKind::Value { why: "no arrays to join" })
}
