//! Functions of matrices and vectors that are not sums of products of one kind: traces, Kronecker and cross products, powers,
//! norms.

use core::ops::Sub;

use num_traits::{Float, One, Zero};

use super::LinalgScalar;
use super::product::{Larger2, Pair, Product};
use crate::array::{Array, Array2, ArrayD, AsView, AsViewMut, Movement, ViewD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Expr, Reduce, try_zip4};
use crate::layout::{Axis, Dim, Extents, Ix2, Larger, broadcast_shapes};

/// Every element of one with every element of another, both taken in row-major order: `(m)` and `(n)` give `(m, n)`.
/// NumPy: `np.outer`. The lazy form is `a.insert_axis(Axis(1)) * &b`.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::{ops::linalg, prelude::*};
/// assert_eq!(linalg::outer(&array![1, 2], &array![3, 4, 5]), array![[3, 4, 5], [6, 8, 10]]);
/// ```
#[track_caller]
pub fn outer<'a, 'b, A, B>(a: A, b: B) -> Array2<A::Elem>
where
    A: AsView<'a, Elem: LinalgScalar>,
    B: AsView<'b, Elem = A::Elem>,
{
    expect(try_outer(a, b))
}

/// [`outer`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_outer<'a, 'b, A, B>(a: A, b: B) -> Result<Array2<A::Elem>>
where
    A: AsView<'a, Elem: LinalgScalar>,
    B: AsView<'b, Elem = A::Elem>,
{
    let (a, b) = (a.view(), b.view());
    let (a, b) = (a.try_reshape(a.len())?, b.try_reshape(b.len())?);
    Pair::new((&a).into_dyn(), [0], (&b).into_dyn(), [1], &[0, 1], false, "outer")?.array()?.into_rank()
}

/// [`outer`] into an array or mutable view of shape `(m, n)`. NumPy: `np.outer(a, b, out=out)`.
///
/// # Panics
/// If `out` has another shape.
#[track_caller]
pub fn outer_into<'a, 'b, A, B, O>(a: A, b: B, out: &mut O)
where
    A: AsView<'a, Elem: LinalgScalar>,
    B: AsView<'b, Elem = A::Elem>,
    O: AsViewMut<Elem = A::Elem, Dim = Ix2>,
{
    expect(try_outer_into(a, b, out));
}

/// [`outer_into`], with an error instead of a panic.
///
/// # Errors
/// If `out` has another shape: nothing is written then.
pub fn try_outer_into<'a, 'b, A, B, O>(a: A, b: B, out: &mut O) -> Result<()>
where
    A: AsView<'a, Elem: LinalgScalar>,
    B: AsView<'b, Elem = A::Elem>,
    O: AsViewMut<Elem = A::Elem, Dim = Ix2>,
{
    let (a, b) = (a.view(), b.view());
    let (a, b) = (a.try_reshape(a.len())?, b.try_reshape(b.len())?);
    let pair = Pair::new((&a).into_dyn(), [0], (&b).into_dyn(), [1], &[0, 1], false, "outer_into")?;
    pair.write(out.view_mut().into_dyn())
}

/// The Kronecker product: every element of `a` times all of `b`. NumPy: `np.kron`.
///
/// The smaller rank gets axes of extent 1 in front; extents multiply. Ranks above 4 are refused.
///
/// # Panics
/// If a rank is above 4, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::linalg, prelude::*};
/// let k = linalg::kron(&array![[1, 2]], &array![[1, 1], [0, 1]]);
/// assert_eq!(k, array![[1, 1, 2, 2], [0, 1, 0, 2]]);
/// ```
#[track_caller]
pub fn kron<'a, 'b, A, B>(a: A, b: B) -> Array<A::Elem, Larger2<A::Dim, B::Dim>>
where
    A: AsView<'a, Elem: LinalgScalar, Dim: Larger<B::Dim>>,
    B: AsView<'b, Elem = A::Elem>,
{
    expect(try_kron(a, b))
}

/// [`kron`], with an error instead of a panic.
///
/// # Errors
/// If a rank is above 4, or the memory cannot be had.
#[allow(clippy::type_complexity, reason = "a rank as a type")]
pub fn try_kron<'a, 'b, A, B>(a: A, b: B) -> Result<Array<A::Elem, Larger2<A::Dim, B::Dim>>>
where
    A: AsView<'a, Elem: LinalgScalar, Dim: Larger<B::Dim>>,
    B: AsView<'b, Elem = A::Elem>,
{
    const OP: &str = "kron";
    let (a, b) = (a.view().into_dyn(), b.view().into_dyn());
    let rank = a.rank().max(b.rank());
    // Axes of `a` are even, those of `b` odd.
    let labels = |own: usize, odd: usize| (rank - own..rank).map(move |axis| (2 * axis + odd) as u8);
    let (left, right) = (labels(a.rank(), 0), labels(b.rank(), 1));
    let mut both: Vec<u8> = left.clone().chain(right.clone()).collect();
    both.sort_unstable();
    let mut shape = Extents::repeat(1, rank);
    for (own, extents) in [(a.rank(), a.shape()), (b.rank(), b.shape())] {
        shape[rank - own..].iter_mut().zip(&extents).for_each(|(n, m)| *n = n.saturating_mul(*m));
    }
    Pair::new(a, left, b, right, &both, false, OP)?.array()?.into_shape(shape)?.into_rank()
}

/// The sum of a diagonal of a matrix; positive offsets count to the right, and beyond the matrix there is nothing to sum.
/// NumPy: `np.trace(a, offset)`, `np.linalg.trace`. Of more axes: `a.diagonal(offset, axis1, axis2).sum_axis(Axis(-1))`.
///
/// ```
/// use longstride::{ops::linalg, prelude::*};
/// let a = array![[1, 2], [3, 4]];
/// assert_eq!((linalg::trace(&a, 0), linalg::trace(&a, 1), linalg::trace(&a, 9)), (5, 2, 0));
/// ```
pub fn trace<'a, A: AsView<'a, Elem: LinalgScalar, Dim = Ix2>>(a: A, offset: isize) -> A::Elem {
    a.view().diagonal(offset, Axis(0), Axis(1)).sum()
}

/// The cross product of vectors of three elements along an axis; the other axes broadcast. NumPy: `np.cross(a, b, axis=axis)`,
/// `np.linalg.cross`.
///
/// # Panics
/// If there is no such axis, it has not three elements, the others do not broadcast, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::linalg, prelude::*};
/// let (x, y) = (array![1, 0, 0], array![0, 1, 0]);
/// assert_eq!(linalg::cross(&x, &y, Axis(-1)), array![0, 0, 1]);
/// ```
#[track_caller]
pub fn cross<'a, 'b, A, B>(a: A, b: B, axis: Axis) -> Array<A::Elem, Larger2<A::Dim, B::Dim>>
where
    A: AsView<'a, Elem: LinalgScalar + Sub<Output = A::Elem>, Dim: Larger<B::Dim>>,
    B: AsView<'b, Elem = A::Elem>,
{
    expect(try_cross(a, b, axis))
}

/// [`cross`], with an error instead of a panic.
///
/// # Errors
/// Where `cross` panics.
#[allow(clippy::type_complexity, reason = "a rank as a type")]
pub fn try_cross<'a, 'b, A, B>(a: A, b: B, axis: Axis) -> Result<Array<A::Elem, Larger2<A::Dim, B::Dim>>>
where
    A: AsView<'a, Elem: LinalgScalar + Sub<Output = A::Elem>, Dim: Larger<B::Dim>>,
    B: AsView<'b, Elem = A::Elem>,
{
    const OP: &str = "cross";
    let (a, b) = (vectors(a.view().into_dyn(), axis, 3, OP)?, vectors(b.view().into_dyn(), axis, 3, OP)?);
    let shape = broadcast_shapes(&a.shape(), &b.shape(), OP)?;
    let mut out = ArrayD::try_full(shape, A::Elem::zero()).map_err(|e| e.in_op(OP))?;
    for (i, j, k) in [(0, 1, 2), (1, 2, 0), (2, 0, 1)] {
        let [aj, ak, bj, bk] = [(a, j), (a, k), (b, j), (b, k)].map(|(v, i)| v.index_axis(Axis(-1), i));
        let difference = |aj: A::Elem, bk: A::Elem, ak: A::Elem, bj: A::Elem| aj * bk - ak * bj;
        let part = try_zip4(aj, bk, ak, bj)?.map(difference);
        part.try_eval_into(&mut out.view_mut().index_axis(Axis(-1), i))?;
    }
    let rank = (&out).rank();
    let last = axis.resolve(rank, OP)? == rank - 1;
    if last { out.into_rank() } else { out.view().try_move_axis(Axis(-1), axis)?.try_eval()?.into_rank() }
}

/// Vectors of so many elements, along the last axis.
fn vectors<'a, T>(view: ViewD<'a, T>, axis: Axis, count: usize, op: &'static str) -> Result<ViewD<'a, T>> {
    let axis = axis.resolve(view.rank(), op)?;
    if view.shape()[axis] != count {
        return Err(Error::new(
            op,
            ErrorKind::Value { why: "vectors of another length than the product has" },
        ));
    }
    view.try_move_axis(Axis(axis as isize), Axis(-1))
}

/// The cross product of vectors of two elements along an axis, a number for each pair: `a[0] * b[1] - a[1] * b[0]`. The other axes
/// broadcast. NumPy: `np.cross` of such vectors.
///
/// # Panics
/// If there is no such axis, it has not two elements, the others do not broadcast, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::linalg, prelude::*};
/// assert_eq!(linalg::cross2(&array![1, 2], &array![3, 4], Axis(0))[[]], -2);
/// ```
#[track_caller]
#[allow(clippy::type_complexity, reason = "a rank as a type")]
pub fn cross2<'a, 'b, A, B>(
    a: A,
    b: B,
    axis: Axis,
) -> Array<A::Elem, <Larger2<A::Dim, B::Dim> as Dim>::Smaller>
where
    A: AsView<'a, Elem: LinalgScalar + Sub<Output = A::Elem>, Dim: Larger<B::Dim>>,
    B: AsView<'b, Elem = A::Elem>,
{
    expect(try_cross2(a, b, axis))
}

/// [`cross2`], with an error instead of a panic.
///
/// # Errors
/// Where `cross2` panics.
#[allow(clippy::type_complexity, reason = "a rank as a type")]
pub fn try_cross2<'a, 'b, A, B>(
    a: A,
    b: B,
    axis: Axis,
) -> Result<Array<A::Elem, <Larger2<A::Dim, B::Dim> as Dim>::Smaller>>
where
    A: AsView<'a, Elem: LinalgScalar + Sub<Output = A::Elem>, Dim: Larger<B::Dim>>,
    B: AsView<'b, Elem = A::Elem>,
{
    const OP: &str = "cross2";
    let (a, b) = (vectors(a.view().into_dyn(), axis, 2, OP)?, vectors(b.view().into_dyn(), axis, 2, OP)?);
    let [a0, a1, b0, b1] = [(a, 0), (a, 1), (b, 0), (b, 1)].map(|(v, i)| v.index_axis(Axis(-1), i));
    let difference = |a0: A::Elem, b1: A::Elem, a1: A::Elem, b0: A::Elem| a0 * b1 - a1 * b0;
    let all = try_zip4(a0, b1, a1, b0).map_err(|e| e.in_op(OP))?;
    all.map(difference).try_eval()?.into_rank()
}

/// A square matrix to a power, by repeated squaring; the identity for 0. NumPy: `np.linalg.matrix_power`.
///
/// # Panics
/// If the matrix is not square, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::linalg, prelude::*};
/// assert_eq!(linalg::matrix_power(&array![[1_u64, 1], [1, 0]], 50)[[0, 1]], 12_586_269_025);
/// ```
#[track_caller]
pub fn matrix_power<'a, A>(a: A, power: u32) -> Array2<A::Elem>
where
    A: AsView<'a, Elem: LinalgScalar + One, Dim = Ix2>,
{
    expect(try_matrix_power(a, power))
}

/// [`matrix_power`], with an error instead of a panic.
///
/// # Errors
/// If the matrix is not square, or the memory cannot be had.
pub fn try_matrix_power<'a, A>(a: A, power: u32) -> Result<Array2<A::Elem>>
where
    A: AsView<'a, Elem: LinalgScalar + One, Dim = Ix2>,
{
    let view = a.view();
    let [n, m] = view.shape();
    if n != m {
        return Err(Error::new("matrix_power", ErrorKind::Value { why: "a matrix that is not square" }));
    }
    let mut square = view.to_owned();
    let mut result: Option<Array2<A::Elem>> = None;
    let mut left = power;
    while left > 0 {
        if left & 1 == 1 {
            result = Some(match result {
                Some(result) => result.try_matmul(&square)?,
                None => square.to_owned(),
            });
        }
        left >>= 1;
        if left > 0 {
            square = square.try_matmul(&square)?;
        }
    }
    Ok(result.unwrap_or_else(|| Array2::eye(n)))
}

/// Which norm of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatrixNorm {
    /// The square root of the sum of all squares. NumPy: `"fro"`.
    Frobenius,
    /// The largest sum of magnitudes of a column. NumPy: `1`.
    One,
    /// The largest sum of magnitudes of a row. NumPy: `np.inf`.
    Infinity,
}

/// A norm of a matrix, 0 of an empty one. NumPy: `np.linalg.norm(a, ord)`, `np.linalg.matrix_norm`. Norms of vectors are
/// reductions: `norm_l1`, `norm_l2`, `norm_inf`, and `v.reduce(Norm(p))`.
///
/// ```
/// use longstride::{ops::linalg::{matrix_norm, MatrixNorm}, prelude::*};
/// let a = array![[3.0, -4.0], [0.0, 12.0]];
/// assert_eq!(matrix_norm(&a, MatrixNorm::Frobenius), 13.0);
/// assert_eq!(matrix_norm(&a, MatrixNorm::One), 16.0);
/// assert_eq!(matrix_norm(&a, MatrixNorm::Infinity), 12.0);
/// ```
pub fn matrix_norm<'a, A>(a: A, norm: MatrixNorm) -> A::Elem
where
    A: AsView<'a, Elem: Float + num_traits::Signed + Send + Sync, Dim = Ix2>,
{
    let view = a.view();
    if view.is_empty() {
        return A::Elem::zero();
    }
    match norm {
        MatrixNorm::Frobenius => view.norm_l2(),
        MatrixNorm::One => view.norm_l1_axis(Axis(0)).max(),
        MatrixNorm::Infinity => view.norm_l1_axis(Axis(1)).max(),
    }
}
