//! Statistics that are no plain reductions: order statistics, differences, integrals, covariances and histograms.
//!
//! ```text
//! a (2, 3)       a.median_axis(Axis(1))     a.quantile_axis(Axis(1), [0.0, 1.0], Linear)
//! 1  2  9        [2, 5]                     [[1, 4],
//! 4  5  6                                    [9, 6]]      the quantiles along a new first axis
//! ```
//!
//! - [`Quantiles`]: medians, quantiles and percentiles, with and without NaN;
//! - [`Differences`]: differences, gradients and integrals by the trapezoidal rule along an axis;
//! - [`histogram`], [`histogram2d`], [`histogramdd`], [`bincount`]: how many elements fall where;
//! - [`cov`], [`corrcoef`]: how the rows of a matrix vary together.
//!
//! Sums, means, extrema and what else is a reduction are methods of every expression: [`Reduce`](crate::expr::Reduce), with
//! weights [`Average`](crate::expr::Average), without NaN [`NanReduce`](crate::expr::NanReduce).
//! No result depends on the number of threads.

mod bincount;
mod bins;
mod blocks;
mod covariance;
mod difference;
mod gradient;
mod histogram;
mod lanes;
mod order;
mod quantile;
mod spacing;

pub use bincount::{bincount, bincount_weighted, try_bincount, try_bincount_weighted};
pub use bins::{BinRule, Bins};
pub use covariance::{Weighting, corrcoef, cov, cov_weighted, try_corrcoef, try_cov, try_cov_weighted};
pub use difference::{Area, Differences, ediff1d, try_ediff1d};
pub use gradient::EdgeOrder;
pub use histogram::{
    Histogram, histogram, histogram_bin_edges, histogram_weighted, histogram2d, histogramdd, try_histogram,
    try_histogram_bin_edges, try_histogram_weighted, try_histogram2d, try_histogramdd,
    try_histogramdd_weighted,
};
pub use order::{Levels, Quantile, Quantiles};
pub use quantile::QuantileMethod;
pub use spacing::Spacing;

use crate::array::Array;
use crate::error::Result;
use crate::layout::{Dim, Layout};
use crate::storage::Filling;

/// A new array of zeros of a rank that is only known by its type.
fn zeros<T: num_traits::Zero + Clone, D: Dim>(shape: &[usize], op: &'static str) -> Result<Array<T, D>> {
    let layout = Layout::row_major(shape)?;
    Array::from_buffer(Filling::repeat(&T::zero(), layout.len(), op)?, &layout, op)
}
