//! Coordinates of all points of a grid: `np.meshgrid`, `np.indices`.
//!
//! ```text
//! x 1 2, y 4 5 6       Indexing::Ij, shape (2, 3)      Indexing::Xy, shape (3, 2)
//!                      x 1 1 1   y 4 5 6               x 1 2   y 4 4
//!                        2 2 2     4 5 6                 1 2     5 5
//! sparse               x (2, 1)  y (1, 3)                1 2     6 6
//! ```

use crate::array::{Array, AsView, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::Expr;
use crate::layout::{Axis, Dim, Extents, IntoShape, Ix, Ix1};

/// In which order the axes of a grid come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Indexing {
    /// As they are given: matrix indexing, row by row. NumPy: `indexing='ij'`.
    Ij,
    /// The first two exchanged, so that the first one runs along a row: Cartesian coordinates. NumPy's default,
    /// `indexing='xy'`.
    Xy,
}

impl Indexing {
    /// The axis of the grid along which vector `k` of `n` runs.
    fn axis(self, k: usize, n: usize) -> usize {
        match (self, k) {
            (Self::Xy, 0 | 1) if n > 1 => 1 - k,
            _ => k,
        }
    }
}

/// The coordinates of all points of a grid, an array for each axis. NumPy: `np.meshgrid`.
///
/// # Panics
/// If there are too many elements, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::{Indexing, meshgrid}, prelude::*};
/// let (x, y) = (array![1, 2], array![4, 5, 6]);
/// let [gx, gy] = meshgrid([&x, &y], Indexing::Ij);
/// assert_eq!(gx, array![[1, 1, 1], [2, 2, 2]]);
/// assert_eq!(gy, array![[4, 5, 6], [4, 5, 6]]);
/// ```
#[track_caller]
pub fn meshgrid<'a, V, const N: usize>(axes: [V; N], indexing: Indexing) -> [Array<V::Elem, Ix<N>>; N]
where
    V: AsView<'a, Elem: Copy + Send + Sync, Dim = Ix1>,
    Ix<N>: Dim,
{
    expect(try_meshgrid(axes, indexing))
}

/// [`meshgrid`], with an error instead of a panic.
///
/// # Errors
/// If there are too many elements, or the memory cannot be had.
pub fn try_meshgrid<'a, V, const N: usize>(
    axes: [V; N],
    indexing: Indexing,
) -> Result<[Array<V::Elem, Ix<N>>; N]>
where
    V: AsView<'a, Elem: Copy + Send + Sync, Dim = Ix1>,
    Ix<N>: Dim,
{
    each(try_meshgrid_views(axes, indexing)?.map(|view| view.try_eval().map_err(|e| e.in_op("meshgrid"))))
}

/// [`meshgrid`] as views of the vectors, with strides of 0. Copies nothing. NumPy: `np.meshgrid(..., copy=False)`.
///
/// # Panics
/// If there are too many elements.
#[track_caller]
pub fn meshgrid_views<'a, V, const N: usize>(
    axes: [V; N],
    indexing: Indexing,
) -> [View<'a, V::Elem, Ix<N>>; N]
where
    V: AsView<'a, Dim = Ix1>,
    Ix<N>: Dim,
{
    expect(try_meshgrid_views(axes, indexing))
}

/// [`meshgrid_views`], with an error instead of a panic.
///
/// # Errors
/// If there are too many elements.
pub fn try_meshgrid_views<'a, V, const N: usize>(
    axes: [V; N],
    indexing: Indexing,
) -> Result<[View<'a, V::Elem, Ix<N>>; N]>
where
    V: AsView<'a, Dim = Ix1>,
    Ix<N>: Dim,
{
    const OP: &str = "meshgrid";
    let axes = axes.map(|axis| axis.view());
    let mut shape = Extents::repeat(1, N);
    for (k, axis) in axes.iter().enumerate() {
        shape[indexing.axis(k, N)] = axis.len();
    }
    let sparse = try_meshgrid_sparse(axes, indexing)?;
    each(sparse.map(|view| view.try_broadcast_to(shape)?.into_rank().map_err(|e: Error| e.in_op(OP))))
}

/// [`meshgrid`] as views of the vectors, each with extent 1 on all axes but its own, which broadcasting stretches: an
/// expression of them needs no grid in memory. Copies nothing. NumPy: `np.meshgrid(..., sparse=True)`, `np.ogrid`.
///
/// # Panics
/// If there are too many axes.
///
/// ```
/// use longstride::{ops::{Indexing, meshgrid_sparse}, prelude::*};
/// let (x, y) = (array![1, 2], array![4, 5, 6]);
/// let [gx, gy] = meshgrid_sparse([&x, &y], Indexing::Ij);
/// assert_eq!((gx.shape(), gy.shape()), ([2, 1], [1, 3]));
/// assert_eq!((gx * 10 + gy).eval(), array![[14, 15, 16], [24, 25, 26]]);
/// ```
#[track_caller]
pub fn meshgrid_sparse<'a, V, const N: usize>(
    axes: [V; N],
    indexing: Indexing,
) -> [View<'a, V::Elem, Ix<N>>; N]
where
    V: AsView<'a, Dim = Ix1>,
    Ix<N>: Dim,
{
    expect(try_meshgrid_sparse(axes, indexing))
}

/// [`meshgrid_sparse`], with an error instead of a panic.
///
/// # Errors
/// If there are too many axes.
pub fn try_meshgrid_sparse<'a, V, const N: usize>(
    axes: [V; N],
    indexing: Indexing,
) -> Result<[View<'a, V::Elem, Ix<N>>; N]>
where
    V: AsView<'a, Dim = Ix1>,
    Ix<N>: Dim,
{
    let mut k = 0;
    each(axes.map(|axis| {
        let mut shape = Extents::repeat(1, N);
        let view = axis.view();
        shape[indexing.axis(k, N)] = view.len();
        k += 1;
        view.reshape_view(shape)?.into_rank()
    }))
}

/// The results, or the first error.
fn each<T, const N: usize>(results: [Result<T>; N]) -> Result<[T; N]> {
    let list = results.into_iter().collect::<Result<Vec<T>>>()?;
    list.try_into().map_err(|_| Error::new("meshgrid", ErrorKind::Value { why: "another number of axes" }))
}

/// The indices of all elements of a shape: the result has a new first axis, and at `[k, i, j, ...]` index number `k` of
/// element `[i, j, ...]`. NumPy: `np.indices`.
///
/// # Panics
/// If there are too many axes or elements, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::indices, prelude::*};
/// assert_eq!(indices([2, 2]), array![[[0, 0], [1, 1]], [[0, 1], [0, 1]]]);
/// ```
#[track_caller]
pub fn indices<S: IntoShape>(shape: S) -> Array<usize, <S::Dim as Dim>::Bigger> {
    expect(try_indices(shape))
}

/// [`indices`], with an error instead of a panic.
///
/// # Errors
/// If there are too many axes or elements, or the memory cannot be had.
pub fn try_indices<S: IntoShape>(shape: S) -> Result<Array<usize, <S::Dim as Dim>::Bigger>> {
    const OP: &str = "indices";
    let shape = shape.into_extents()?;
    let rank = shape.len();
    let whole: Vec<usize> = core::iter::once(rank).chain(shape.iter().copied()).collect();
    Array::build_dense(&whole.into_extents().map_err(|e| e.in_op(OP))?, OP, |slots| {
        let mut rest = slots.into_dyn();
        for (axis, &n) in shape.iter().enumerate() {
            let (slots, others) = rest.split_at(Axis(0), 1);
            rest = others;
            let mut along = Extents::repeat(1, rank + 1);
            along[axis + 1] = n;
            let numbers = crate::Array1::from_iter(0..n);
            slots.try_assign(numbers.reshape_view(along)?)?;
        }
        Ok(())
    })
}
