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

mod lanes;
mod order;
mod quantile;

pub use order::{Levels, Quantile, Quantiles};
pub use quantile::QuantileMethod;
