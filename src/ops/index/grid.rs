//! Indices as arrays: flat and by axis (`np.ravel_multi_index`, `np.unravel_index`), open meshes (`np.ix_`), diagonals and
//! triangles.
//!
//! ```text
//! shape (3, 4)      index (1, 2)   flat 6
//! ix_               rows 0 2, columns 1 3 as shapes (2, 1) and (1, 2): all with all
//! tril_indices      rows 0 1 1 2 2 2, columns 0 0 1 0 1 2
//! ```

use crate::array::{Array, Array1, AsView, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::threads;
use crate::expr::{Assign, op};
use crate::layout::{Dim, Extents, IntoShape, Ix, IxDyn, Layout, broadcast_shapes};
use crate::ops::take::places_of;
use crate::ops::{IndexInt, Indices};

use super::IndexMode;

/// The positions in row-major order, in an array of the given shape, of indices given as one array for each axis, which broadcast
/// against each other. NumPy: `np.ravel_multi_index(indices, shape, mode)`.
///
/// Negative indices count from the end with [`IndexMode::Raise`], where NumPy refuses them. For column-major order reverse the
/// arrays and the shape. Allocates the result, and a copy of one array at a time that is not a contiguous array of `usize`.
///
/// # Panics
/// If there is not one array for each axis, an index is out of range and that is an error, the arrays do not broadcast, or the
/// shape or the result is too large.
///
/// ```
/// use longstride::{ops::{IndexMode, ravel_multi_index}, prelude::*};
/// let (rows, columns) = (array![3, 6, 6], array![4, 5, 1]);
/// assert_eq!(ravel_multi_index(&[&rows, &columns], [7, 6], IndexMode::Raise), array![22, 41, 37]);
/// assert_eq!(ravel_multi_index(&[&rows, &columns], [4, 6], IndexMode::Clip), array![22, 23, 19]);
/// ```
#[track_caller]
pub fn ravel_multi_index<'x, X, S>(indices: &[X], shape: S, mode: IndexMode) -> Array<usize, X::Dim>
where
    X: AsView<'x, Elem: IndexInt> + Copy,
    S: IntoShape,
{
    expect(try_ravel_multi_index(indices, shape, mode))
}

/// [`ravel_multi_index`], with an error instead of a panic.
///
/// # Errors
/// Where `ravel_multi_index` panics.
pub fn try_ravel_multi_index<'x, X, S>(
    indices: &[X],
    shape: S,
    mode: IndexMode,
) -> Result<Array<usize, X::Dim>>
where
    X: AsView<'x, Elem: IndexInt> + Copy,
    S: IntoShape,
{
    const OP: &str = "ravel_multi_index";
    let shape = shape.into_extents()?;
    if indices.len() != shape.len() || indices.is_empty() {
        let (expected, found) = (shape.len().max(1), indices.len());
        return Err(Error::new(OP, ErrorKind::Rank { expected, found }));
    }
    Layout::row_major(&shape).map_err(|e| e.in_op(OP))?;
    let indices: Vec<_> = indices.iter().map(|indices| indices.view().into_dyn()).collect();
    let common = indices
        .iter()
        .try_fold(Extents::new(), |common, indices| broadcast_shapes(&common, &indices.shape(), OP))?;
    let mut sum = Array::<usize, IxDyn>::try_full(common, 0).map_err(|e| e.in_op(OP))?;
    for (axis, indices) in indices.into_iter().enumerate() {
        let places = mode.places(indices, shape[axis], axis, OP)?;
        let places = View::from(places.below(shape[axis])).reshape_view(AsView::shape(indices))?;
        // No position is larger than the array, unless that is empty: then there are none.
        let step: usize = shape[axis + 1..].iter().product();
        sum.try_update(op::Add, places * step)?;
    }
    sum.with_dim(OP)
}

/// The indices, one array for each axis, of positions in row-major order in an array of the given shape.
/// NumPy: `np.unravel_index(positions, shape)`.
///
/// Negative positions count from the end, where NumPy refuses them. For column-major order reverse the shape and the result.
/// Allocates the result, and a copy of positions that are not a contiguous array of `usize`.
///
/// # Panics
/// If a position is out of range, or the shape is too large.
///
/// ```
/// use longstride::{ops::unravel_index, prelude::*};
/// assert_eq!(unravel_index(&array![22, 41, 37], [7, 6]), [array![3, 6, 6], array![4, 5, 1]]);
/// ```
#[track_caller]
pub fn unravel_index<'x, X, S>(positions: X, shape: S) -> Vec<Array<usize, X::Dim>>
where
    X: AsView<'x, Elem: IndexInt>,
    S: IntoShape,
{
    expect(try_unravel_index(positions, shape))
}

/// [`unravel_index`], with an error instead of a panic.
///
/// # Errors
/// Where `unravel_index` panics.
pub fn try_unravel_index<'x, X, S>(positions: X, shape: S) -> Result<Vec<Array<usize, X::Dim>>>
where
    X: AsView<'x, Elem: IndexInt>,
    S: IntoShape,
{
    const OP: &str = "unravel_index";
    let shape = shape.into_extents()?;
    let len = Layout::row_major(&shape).map_err(|e| e.in_op(OP))?.len();
    let positions = positions.view().into_dyn();
    let places = places_of(positions, len, 0, OP)?;
    let places = places.below(len);
    let mut indices = vec![vec![0; places.len()]; shape.len()];
    let threads = threads::for_bytes(places.len().saturating_mul(16 * (1 + shape.len())));
    let step = places.len().div_ceil(threads * 4).max(1);
    let mut columns: Vec<_> = indices.iter_mut().map(|column| column.chunks_mut(step)).collect();
    let pieces = places.chunks(step).map(|places| {
        let columns: Vec<_> = columns.iter_mut().filter_map(Iterator::next).collect();
        (places, columns)
    });
    threads::each_item(pieces, threads, |(places, mut columns)| {
        for (k, &place) in places.iter().enumerate() {
            let mut rest = place;
            for (column, n) in columns.iter_mut().zip(&shape).rev() {
                (column[k], rest) = (rest % n, rest / n);
            }
        }
    });
    let shape = AsView::shape(positions);
    indices.into_iter().map(|column| Array::from_vec(shape, column)?.with_dim(OP)).collect()
}

/// Lists of indices as arrays that broadcast to all combinations: list `k` has shape `(1, ..., n, ..., 1)`, its length on axis
/// `k`. NumPy: `np.ix_`. Never copies.
///
/// For a mask, take its [`flat_nonzero`](crate::ops::Select::flat_nonzero). Lists of different lengths are slices or arrays.
///
/// ```
/// use longstride::{ops::ix_, prelude::*};
/// let a = array![[0, 1, 2], [3, 4, 5], [6, 7, 8]];
/// let [rows, columns] = ix_([&[0, 2][..], &[2, 0, 1]]);
/// assert_eq!((rows.shape(), columns.shape()), ([2, 1], [1, 3]));
/// assert_eq!(a.gather(s![rows, columns]), array![[2, 0, 1], [8, 6, 7]]);
/// ```
#[must_use]
pub fn ix_<X: Indices + ?Sized, const N: usize>(lists: [&X; N]) -> [View<'_, X::Int, Ix<N>>; N]
where
    Ix<N>: Dim,
{
    core::array::from_fn(|axis| {
        let list = lists[axis].as_indices();
        let mut shape = Extents::repeat(1, N);
        shape[axis] = list.len();
        let stretched = list.reshape_view(shape).and_then(Movement::into_rank);
        stretched.expect("axes of extent 1 need no copy")
    })
}

/// The indices of the main diagonal of an array of `rank` axes of extent `n`, one array for each axis.
/// NumPy: `np.diag_indices(n, rank)`. As a view that needs no indices: [`diagonal`](Movement::diagonal).
///
/// ```
/// use longstride::{ops::diag_indices, prelude::*};
/// assert_eq!(diag_indices(3, 2), [array![0, 1, 2], array![0, 1, 2]]);
/// ```
#[must_use]
pub fn diag_indices(n: usize, rank: usize) -> Vec<Array1<usize>> {
    (0..rank).map(|_| Array1::from_iter(0..n)).collect()
}

/// The rows and columns, in row-major order, of the elements on and below the diagonal `k` of an array of the given shape; a
/// positive `k` lies above the main diagonal. NumPy: `np.tril_indices(n, k, m)`, `np.tril_indices_from(a, k)`.
///
/// ```
/// use longstride::{ops::tril_indices, prelude::*};
/// let a = array![[1, 2, 3], [4, 5, 6], [7, 8, 9]];
/// let [i, j] = tril_indices(a.shape(), -1);
/// assert_eq!(a.gather(s![&i, &j]), array![4, 7, 8]);
/// ```
#[must_use]
pub fn tril_indices([n, m]: [usize; 2], k: isize) -> [Array1<usize>; 2] {
    triangle(n, |row| 0..end(row, k, m))
}

/// The rows and columns, in row-major order, of the elements on and above the diagonal `k` of an array of the given shape; a
/// positive `k` lies above the main diagonal. NumPy: `np.triu_indices(n, k, m)`, `np.triu_indices_from(a, k)`.
///
/// ```
/// use longstride::{ops::triu_indices, prelude::*};
/// assert_eq!(triu_indices([2, 3], 1), [array![0, 0, 1], array![1, 2, 2]]);
/// ```
#[must_use]
pub fn triu_indices([n, m]: [usize; 2], k: isize) -> [Array1<usize>; 2] {
    triangle(n, |row| end(row, k.saturating_sub(1), m)..m)
}

/// The column after those on and below the diagonal `k`, at most `m`.
fn end(row: usize, k: isize, m: usize) -> usize {
    let end = row as i128 + k as i128 + 1;
    end.clamp(0, m as i128) as usize
}

fn triangle(n: usize, columns: impl Fn(usize) -> core::ops::Range<usize>) -> [Array1<usize>; 2] {
    let len = (0..n).map(|row| columns(row).len()).sum();
    let (mut i, mut j) = (Vec::with_capacity(len), Vec::with_capacity(len));
    for row in 0..n {
        let columns = columns(row);
        i.resize(i.len() + columns.len(), row);
        j.extend(columns);
    }
    [i.into(), j.into()]
}
