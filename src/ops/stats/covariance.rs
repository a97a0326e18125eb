//! How variables vary together: covariances and correlations.
//!
//! ```text
//! m (variables, observations)     cov(&m, 1) (variables, variables)
//! 1  2  3                         1  -1
//! 6  5  4                        -1   1         columns as variables: cov(m.t(), 1)
//! ```
//!
//! Observations are centred a block of 256 at a time, so that no centred copy of the whole is made. Products are summed in four lanes
//! inside a block, two rows by two, and block after block.

use num_traits::{Float, One, Zero};

use crate::array::{Array1, Array2, AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::threads;
use crate::expr::{Average, Elementwise, Expr, Reduce, zip2, zip3};
use crate::layout::{Axis, Extents, IntoShape, Ix1, Ix2};

/// Observations of a block.
const WIDTH: usize = 256;

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
    V: AsView<'a, Elem: Float + Send + Sync, Dim = Ix2>,
{
    expect(try_cov(m, correction))
}

/// [`cov`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_cov<'a, V>(m: V, correction: usize) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: Float + Send + Sync, Dim = Ix2>,
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
    V: AsView<'a, Elem: Float + Send + Sync + 'w, Dim = Ix2>,
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
    V: AsView<'a, Elem: Float + Send + Sync + 'w, Dim = Ix2>,
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
    V: AsView<'a, Elem: Float + Send + Sync, Dim = Ix2>,
{
    expect(try_corrcoef(m))
}

/// [`corrcoef`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_corrcoef<'a, V>(m: V) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: Float + Send + Sync, Dim = Ix2>,
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

/// A block of centred observations of one variable.
type Run<T> = [T; WIDTH];

/// The sums of the products of all pairs of rows, less their means, over a divisor.
fn products<T: Float + Send + Sync>(
    m: View<'_, T, Ix2>,
    means: &Array1<T>,
    weights: Option<View<'_, T, Ix1>>,
    divisor: T,
) -> Result<Array2<T>> {
    let [rows, columns] = m.shape();
    let mut sums = Array2::try_full([rows, rows], T::zero())?;
    let means = means.view().insert_axis(Axis(1));
    // What is past the last observation stays 0.
    let mut centred = Array2::try_full([rows, WIDTH], T::zero())?;
    let mut weighted = Array2::try_full([if weights.is_some() { rows } else { 0 }, WIDTH], T::zero())?;
    let threads = threads::for_bytes(rows.saturating_mul(rows).saturating_mul(WIDTH) / 2);
    for start in (0..columns).step_by(WIDTH) {
        let count = WIDTH.min(columns - start);
        if count < WIDTH {
            centred.fill(T::zero());
        }
        let block = m.split_at(Axis(1), start).1.split_at(Axis(1), count).0;
        let mut part = centred.view_mut().split_at(Axis(1), count).0;
        zip2(block, means).map(|x, mean| x - mean).try_eval_into(&mut part)?;
        if let Some(weights) = weights {
            let weights = weights.split_at(Axis(0), start).1.split_at(Axis(0), count).0;
            let mut part = weighted.view_mut().split_at(Axis(1), count).0;
            let centred = centred.view().split_at(Axis(1), count).0;
            zip2(centred, weights).map(|x, weight| x * weight).try_eval_into(&mut part)?;
        }
        let (left, right) = (runs(&centred), runs(if weights.is_some() { &weighted } else { &centred }));
        let pairs = sums.axis_chunks_mut(Axis(0), 2).enumerate();
        threads::each_item(pairs, threads, |(i, mut sums)| add_pair(left, right, 2 * i, &mut sums));
    }
    // The lower triangle is the upper one mirrored.
    Array2::try_from_fn([rows, rows], |[i, j]| sums[[i.min(j), i.max(j)]] / divisor)
}

fn runs<T>(block: &Array2<T>) -> &[Run<T>] {
    match block.as_slice() {
        Some(elements) => elements.as_chunks().0,
        None => unreachable!("a new array is dense"),
    }
}

/// Adds the products of rows `i` and `i + 1` with all from `i` on to their sums.
fn add_pair<T: Float>(left: &[Run<T>], right: &[Run<T>], i: usize, sums: &mut ViewMut<'_, T, Ix2>) {
    let last = left.len() - 1;
    for j in (i..left.len()).step_by(2) {
        // An odd last row stands in for the one after it.
        let (i1, j1) = ((i + 1).min(last), (j + 1).min(last));
        let products = tile([&left[i], &left[i1]], [&right[j], &right[j1]]);
        for (di, dj) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            if let Some(sum) = sums.get_mut([di, j + dj]) {
                *sum = *sum + products[di][dj];
            }
        }
    }
}

/// The sums of the products of two runs with two others, in four lanes each.
fn tile<T: Float>(left: [&Run<T>; 2], right: [&Run<T>; 2]) -> [[T; 2]; 2] {
    let mut sums = [[[T::zero(); 4]; 2]; 2];
    for k in (0..WIDTH).step_by(4) {
        for i in 0..2 {
            for j in 0..2 {
                for l in 0..4 {
                    sums[i][j][l] = sums[i][j][l] + left[i][k + l] * right[j][k + l];
                }
            }
        }
    }
    sums.map(|sums| sums.map(|[a, b, c, d]| (a + b) + (c + d)))
}
