//! How variables vary together: covariances and correlations.
//!
//! ```text
//! m (variables, observations)     cov(&m, 1) (variables, variables)
//! 1  2  3                         1  -1
//! 6  5  4                        -1   1         columns as variables: cov(m.t(), 1)
//! ```
//!
//! Observations are centred a block at a time, so that no centred copy of the whole is made; the products of a block are
//! a matrix product.

use num_traits::{Float, One, Zero};

use crate::array::{Array1, Array2, AsView, AsViewMut, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Assign, Average, Elementwise, Expr, Literal, Reduce, op, zip2, zip3};
use crate::layout::{Axis, Extents, IntoShape, Ix1, Ix2};
use crate::ops::linalg::{LinalgScalar, Product};

/// Elements of a block of centred observations, and observations of it at least.
const BLOCK: usize = 1 << 18;
const WIDTH: usize = 512;

/// What the weights of [`cov_weighted`] are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// How often each observation was made. NumPy: `fweights`.
    Frequency,
    /// How much each observation counts. NumPy: `aweights`.
    Importance,
}

/// The covariances of the rows of a matrix, whose columns are observations. NumPy: `np.cov(m, ddof=correction)`; for
/// `rowvar=False` give the transpose, which costs nothing.
///
/// The divisor is the number of observations less `correction`: 1 for NumPy's default, 0 for `bias=True`. Where that is not positive
/// the result is not finite.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::prelude::*;
/// let m = array![[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]];
/// assert_eq!(cov(&m, 1), array![[1.0, -1.0], [-1.0, 1.0]]);
/// assert_eq!(cov(m.t(), 0).shape(), [3, 3]);
/// ```
#[track_caller]
pub fn cov<'a, V>(m: V, correction: usize) -> Array2<V::Elem>
where
    V: AsView<'a, Elem: Float + LinalgScalar, Dim = Ix2>,
{
    expect(try_cov(m, correction))
}

/// [`cov`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_cov<'a, V>(m: V, correction: usize) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: Float + LinalgScalar, Dim = Ix2>,
{
    let m = m.view();
    let means = m.try_mean_axis(Axis(1))?.try_eval()?;
    let count = number::<V::Elem>(m.shape()[1]) - number(correction);
    products(m, &means, None, count.max(V::Elem::zero()))
}

/// [`cov`] of observations with weights, one for each column. NumPy: `np.cov(m, ddof=correction, fweights=w)` or `aweights=w`.
///
/// The divisor is the sum of the weights less `correction`, in case of [`Weighting::Importance`] less `correction` times the
/// sum of their squares over their sum.
///
/// # Panics
/// If there are not as many weights as columns, one is negative, or the memory cannot be had.
///
/// ```
/// use longstride::ops::{Weighting, cov_weighted};
/// use longstride::prelude::*;
/// let m = array![[1.0, 2.0, 4.0], [3.0, 3.0, 1.0]];
/// let twice = array![[1.0, 2.0, 4.0, 4.0], [3.0, 3.0, 1.0, 1.0]];
/// let c = cov_weighted(&m, 1, &array![1.0, 1.0, 2.0], Weighting::Frequency);
/// assert!((c - cov(&twice, 1)).abs().max() < 1e-15);
/// ```
#[track_caller]
pub fn cov_weighted<'a, 'w, V, W>(
    m: V,
    correction: usize,
    weights: W,
    weighting: Weighting,
) -> Array2<V::Elem>
where
    V: AsView<'a, Elem: Float + LinalgScalar + 'w, Dim = Ix2>,
    W: AsView<'w, Elem = V::Elem, Dim = Ix1>,
{
    expect(try_cov_weighted(m, correction, weights, weighting))
}

/// [`cov_weighted`], with an error instead of a panic.
///
/// # Errors
/// Where `cov_weighted` panics.
pub fn try_cov_weighted<'a, 'w, V, W>(
    m: V,
    correction: usize,
    weights: W,
    weighting: Weighting,
) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: Float + LinalgScalar + 'w, Dim = Ix2>,
    W: AsView<'w, Elem = V::Elem, Dim = Ix1>,
{
    const OP: &str = "cov_weighted";
    let (m, weights) = (m.view(), weights.view());
    let (expected, found) = (Extents::repeat(m.shape()[1], 1), weights.len().into_extents()?);
    if expected != found {
        return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
    }
    if weights.iter().any(|weight| *weight < V::Elem::zero()) {
        return Err(Error::new(OP, ErrorKind::Value { why: "a negative weight" }));
    }
    let means = m.try_average_axis(Axis(1), weights)?.try_eval()?;
    let sum = weights.sum();
    let lost = match weighting {
        Weighting::Frequency => V::Elem::one(),
        Weighting::Importance => zip2(weights, weights).map(|a, b| a * b).sum() / sum,
    };
    let count = sum - number::<V::Elem>(correction) * lost;
    products(m, &means, Some(weights), count.max(V::Elem::zero()))
}

/// The correlation coefficients of the rows of a matrix, whose columns are observations: covariances divided by both standard
/// deviations, kept between -1 and 1. NumPy: `np.corrcoef(m)`.
///
/// A NaN with a variable that does not vary. Its own coefficient is 1, up to rounding.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::prelude::*;
/// let m = array![[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]];
/// assert_eq!(corrcoef(&m), array![[1.0, -1.0], [-1.0, 1.0]]);
/// ```
#[track_caller]
pub fn corrcoef<'a, V>(m: V) -> Array2<V::Elem>
where
    V: AsView<'a, Elem: Float + LinalgScalar, Dim = Ix2>,
{
    expect(try_corrcoef(m))
}

/// [`corrcoef`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_corrcoef<'a, V>(m: V) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: Float + LinalgScalar, Dim = Ix2>,
{
    let cov = try_cov(m, 1)?;
    let deviations = cov.diagonal(0, Axis(0), Axis(1)).map(V::Elem::sqrt).try_eval()?;
    let one = V::Elem::one();
    let scale = |c: V::Elem, a, b| {
        let r = c / a / b;
        // Not `clamp` or `min`, which drop a NaN.
        if r > one {
            one
        } else if r < -one {
            -one
        } else {
            r
        }
    };
    let result = zip3(&cov, deviations.view().insert_axis(Axis(1)), deviations.view().insert_axis(Axis(0)));
    result.map(scale).try_eval()
}

fn number<T: Float>(x: usize) -> T {
    T::from(x).unwrap_or_else(T::nan)
}

/// The sums of the products of all pairs of rows, less their means, over a divisor.
fn products<T: Float + LinalgScalar>(
    m: View<'_, T, Ix2>,
    means: &Array1<T>,
    weights: Option<View<'_, T, Ix1>>,
    divisor: T,
) -> Result<Array2<T>> {
    let [rows, columns] = m.shape();
    let mut sums = Array2::try_full([rows, rows], T::zero())?;
    let means = means.view().insert_axis(Axis(1));
    let width = (BLOCK / rows.max(1)).max(WIDTH).min(columns);
    let mut centred = Array2::try_full([rows, width], T::zero())?;
    let mut weighted = Array2::try_full([if weights.is_some() { rows } else { 0 }, width], T::zero())?;
    for start in (0..columns).step_by(width.max(1)) {
        let count = width.min(columns - start);
        let block = m.split_at(Axis(1), start).1.split_at(Axis(1), count).0;
        let mut part = centred.view_mut().split_at(Axis(1), count).0;
        zip2(block, means).map(|x, mean| x - mean).try_eval_into(&mut part)?;
        let part = centred.split_at(Axis(1), count).0;
        let products = match weights {
            Some(weights) => {
                let weights = weights.split_at(Axis(0), start).1.split_at(Axis(0), count).0;
                let mut weighted = weighted.view_mut().split_at(Axis(1), count).0;
                zip2(part, weights).map(|x, weight| x * weight).try_eval_into(&mut weighted)?;
                part.try_matmul((&weighted).t())?
            }
            None => part.try_matmul(part.t())?,
        };
        sums.try_update(op::Add, &products)?;
    }
    zip2(&sums, Literal(divisor)).map(|sum, divisor| sum / divisor).try_eval()
}
