//! Stacks in NumPy's named directions, blocks, and broadcasting several arrays against each other.
//!
//! ```text
//! v (3)   vstack(&[v, w])   (2, 3)    one below the other: axis 0, of at least two axes
//!         hstack(&[v, w])   (6)       side by side: axis 1, or the only one
//!         dstack(&[v, w])   (1, 3, 2) in depth: axis 2, of at least three axes
//!         column_stack      (3, 2)    vectors as columns, then side by side
//! ```

use crate::array::{Array, AsView, Movement, Rearrange, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, Extents, Ix1, Ix2, Ix3, Larger, broadcast_shapes};

use super::super::try_concatenate;

/// The larger of two ranks.
type Or<D, E> = <D as Larger<E>>::Output;

// A row: the function, the form that returns an error, the least rank, how an array comes to it, the axis, and documentation.
macro_rules! stacks {
    ($($name:ident $try_name:ident $least:ty, |$part:ident| $raised:expr, |$rank:ident| $axis:expr, $doc:literal $example:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// One allocation, as [`concatenate`](crate::ops::concatenate).
        ///
        /// # Panics
        /// If there are no arrays, their extents differ on another axis, or the memory cannot be had.
        ///
        /// ```
        /// use longstride::{ops, prelude::*};
        /// let (v, w) = (array![1, 2, 3], array![4, 5, 6]);
        #[doc = $example]
        /// ```
        #[track_caller]
        pub fn $name<'a, V>(parts: &[V]) -> Array<V::Elem, Or<V::Dim, $least>>
        where
            V: AsView<'a, Elem: Copy + Send + Sync, Dim: Larger<$least>> + Copy,
        {
            expect($try_name(parts))
        }

        #[doc = concat!("[`", stringify!($name), "`], with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there are no arrays, their extents differ on another axis, or the memory cannot be had.
        pub fn $try_name<'a, V>(parts: &[V]) -> Result<Array<V::Elem, Or<V::Dim, $least>>>
        where
            V: AsView<'a, Elem: Copy + Send + Sync, Dim: Larger<$least>> + Copy,
        {
            let parts: Vec<_> = parts.iter().map(|part| { let $part = part.view(); $raised }).collect();
            let $rank = parts.first().map_or(0, |part| part.rank());
            try_concatenate(&parts, $axis).map_err(|e| e.in_op(stringify!($name)))
        }
    )*};
}
stacks! {
    hstack try_hstack Ix1, |v| v.atleast_1d(), |rank| Axis(if rank == 1 { 0 } else { 1 }),
        "Arrays side by side: along axis 1, vectors along their only one. NumPy: `np.hstack`."
        "assert_eq!(ops::hstack(&[&v, &w]), array![1, 2, 3, 4, 5, 6]);";
    vstack try_vstack Ix2, |v| v.atleast_2d(), |_rank| Axis(0),
        "Arrays one below the other: along axis 0, vectors as rows. NumPy: `np.vstack`."
        "assert_eq!(ops::vstack(&[&v, &w]), array![[1, 2, 3], [4, 5, 6]]);";
    dstack try_dstack Ix3, |v| v.atleast_3d(), |_rank| Axis(2),
        "Arrays in depth: along axis 2, of vectors as `(1, n, 1)` and matrices as `(m, n, 1)`. NumPy: `np.dstack`."
        "assert_eq!(ops::dstack(&[&v, &w]), array![[[1, 4], [2, 5], [3, 6]]]);";
    column_stack try_column_stack Ix2, |v| column(v), |_rank| Axis(1),
        "Arrays side by side, vectors as columns. NumPy: `np.column_stack`."
        "assert_eq!(ops::column_stack(&[&v, &w]), array![[1, 4], [2, 5], [3, 6]]);";
}

/// A vector as a column; what has more axes as it is.
fn column<T, D: Larger<Ix2> + Dim>(view: View<'_, T, D>) -> View<'_, T, Or<D, Ix2>> {
    match view.rank() {
        0 | 1 => expect(view.atleast_2d().swap_axes(Axis(0), Axis(1)).into_rank()),
        _ => view.atleast_2d(),
    }
}

/// An array of rows of blocks: those of a row side by side, along the last axis, and the rows one below the other, along
/// the one before it. Vectors are rows. NumPy: `np.block([[a, b], [c, d]])`.
///
/// One allocation, and each block is copied once. Only the heights in a row and the total widths must agree. Deeper nesting
/// is [`concatenate`](crate::ops::concatenate) of blocks.
///
/// # Panics
/// If there are no blocks, their extents do not fit together, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::block, prelude::*};
/// let (one, zero) = (Array2::<i32>::eye(2), Array2::zeros([2, 1]));
/// let row = array![[7, 8, 9]];
/// assert_eq!(block(&[&[&one, &zero][..], &[&row]]), array![[1, 0, 0], [0, 1, 0], [7, 8, 9]]);
/// ```
#[track_caller]
pub fn block<'a, V, R>(rows: &[R]) -> Array<V::Elem, Or<V::Dim, Ix2>>
where
    V: AsView<'a, Elem: Copy + Send + Sync, Dim: Larger<Ix2>> + Copy,
    R: AsRef<[V]>,
{
    expect(try_block(rows))
}

/// [`block`], with an error instead of a panic.
///
/// # Errors
/// If there are no blocks, their extents do not fit together, or the memory cannot be had.
#[allow(clippy::type_complexity, reason = "an array of the larger rank")]
pub fn try_block<'a, V, R>(rows: &[R]) -> Result<Array<V::Elem, Or<V::Dim, Ix2>>>
where
    V: AsView<'a, Elem: Copy + Send + Sync, Dim: Larger<Ix2>> + Copy,
    R: AsRef<[V]>,
{
    const OP: &str = "block";
    let rows: Vec<Vec<View<'a, V::Elem, _>>> =
        rows.iter().map(|row| row.as_ref().iter().map(|v| v.view().atleast_2d()).collect()).collect();
    let joined = rows.iter().map(|row| joined(row, -1, OP)).collect::<Result<Vec<Extents>>>()?;
    let Some(first) = joined.first() else {
        return Err(Error::new(OP, ErrorKind::Value { why: "no arrays to join" }));
    };
    let down = first.len() - 2;
    let mut shape = *first;
    for (part, row) in joined.iter().enumerate().skip(1) {
        same_but(first, row, down, part, OP)?;
        shape[down] = shape[down].saturating_add(row[down]);
    }
    Array::build_dense(&shape, OP, |slots| {
        let mut slots = slots.into_dyn();
        for (row, extents) in rows.iter().zip(&joined) {
            let (mut line, rest) = slots.split_at(Axis(-2), extents[down]);
            slots = rest;
            for block in row {
                let (slot, rest) = line.split_at(Axis(-1), block.shape().as_ref()[down + 1]);
                line = rest;
                slot.try_assign(*block)?;
            }
        }
        Ok(())
    })
}

/// The shape of arrays joined along an axis, counted from the end.
fn joined<T, D: Dim>(parts: &[View<'_, T, D>], axis: isize, op: &'static str) -> Result<Extents> {
    let Some(first) = parts.first() else {
        return Err(Error::new(op, ErrorKind::Value { why: "no arrays to join" }));
    };
    let first = extents(first);
    let mut shape = first;
    let axis = Axis(axis).resolve(first.len(), op)?;
    for (i, part) in parts.iter().enumerate().skip(1) {
        let part = extents(part);
        same_but(&first, &part, axis, i, op)?;
        shape[axis] = shape[axis].saturating_add(part[axis]);
    }
    Ok(shape)
}

fn extents<T, D: Dim>(view: &View<'_, T, D>) -> Extents {
    Extents::from_slice(view.shape().as_ref()).unwrap_or_default()
}

/// An error unless the extents agree on all other axes.
fn same_but(first: &Extents, other: &Extents, along: usize, part: usize, op: &'static str) -> Result<()> {
    if first.len() != other.len() {
        return Err(Error::new(op, ErrorKind::Rank { expected: first.len(), found: other.len() }));
    }
    match (0..first.len()).find(|&axis| axis != along && first[axis] != other[axis]) {
        Some(axis) => Err(Error::new(op, ErrorKind::Join { first: *first, other: *other, part, axis })),
        None => Ok(()),
    }
}

/// Views of all arrays in the shape in which they meet. Copies nothing. NumPy: `np.broadcast_arrays`.
///
/// Arrays of different ranks come as views of dynamic rank, `a.view().into_dyn()`.
///
/// # Panics
/// If the shapes do not broadcast together.
///
/// ```
/// use longstride::{ops::broadcast_arrays, prelude::*};
/// let (row, column) = (array![[1, 2, 3]], array![[4], [5]]);
/// let [r, c] = broadcast_arrays(&[&row, &column]).try_into().unwrap();
/// assert_eq!(r, array![[1, 2, 3], [1, 2, 3]]);
/// assert_eq!(c, array![[4, 4, 4], [5, 5, 5]]);
/// ```
#[track_caller]
pub fn broadcast_arrays<'a, V>(arrays: &[V]) -> Vec<View<'a, V::Elem, V::Dim>>
where
    V: AsView<'a> + Copy,
{
    expect(try_broadcast_arrays(arrays))
}

/// [`broadcast_arrays`], with an error instead of a panic.
///
/// # Errors
/// If the shapes do not broadcast together.
pub fn try_broadcast_arrays<'a, V>(arrays: &[V]) -> Result<Vec<View<'a, V::Elem, V::Dim>>>
where
    V: AsView<'a> + Copy,
{
    const OP: &str = "broadcast_arrays";
    let mut shape = Extents::new();
    for array in arrays {
        shape = broadcast_shapes(&shape, array.view().shape().as_ref(), OP)?;
    }
    arrays.iter().map(|array| array.view().try_broadcast_to(shape)?.into_rank()).collect()
}
