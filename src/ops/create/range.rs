//! Ranges in logarithmic steps, and ranges that leave their end out.

use num_traits::{Float, NumCast};

use crate::array::{Array, Array1, AsViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Elementwise, Expr, Literal};
use crate::layout::Ix1;
use crate::math::ElementaryPair;

/// Evenly spaced values, up to and including `stop`, or excluding it.
fn even<T: Float>(start: T, stop: T, count: usize, closed: bool) -> Array1<T> {
    if closed {
        return Array1::linspace(start, stop, count);
    }
    let number = |i: usize| <T as NumCast>::from(i).unwrap_or_else(T::nan);
    let step = (stop - start) / number(count);
    Array1::from_fn(count, |[i]| start + number(i) * step)
}

impl<T: Float + ElementaryPair> Array<T, Ix1> {
    /// `count` evenly spaced values from `start` up to but excluding `stop`. NumPy: `np.linspace(..., endpoint=False)`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(Array1::linspace_open(0.0, 1.0, 4), array![0.0, 0.25, 0.5, 0.75]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn linspace_open(start: T, stop: T, count: usize) -> Self {
        even(start, stop, count, false)
    }

    /// `base` to the powers of `count` evenly spaced values from `start` to `stop`, both included. NumPy: `np.logspace`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(Array1::logspace(2.0, 0.0, 3.0, 4), array![1.0, 2.0, 4.0, 8.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn logspace(base: T, start: T, stop: T, count: usize) -> Self {
        Literal(base).powf(even(start, stop, count, true)).eval()
    }

    /// [`logspace`](Self::logspace) without its end. NumPy: `np.logspace(..., endpoint=False)`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[track_caller]
    #[must_use]
    pub fn logspace_open(base: T, start: T, stop: T, count: usize) -> Self {
        Literal(base).powf(even(start, stop, count, false)).eval()
    }

    /// `count` values from `start` to `stop`, both included exactly, each the same multiple of the one before. Both are
    /// positive, or both negative. NumPy: `np.geomspace`.
    ///
    /// Between the ends element `i` is 10 to the power of the `i`-th of as many even steps between the logarithms, as in
    /// NumPy, so that powers of ten come out exactly.
    ///
    /// # Panics
    /// If a bound is 0 or NaN, or the signs differ.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(Array1::geomspace(1.0, 1000.0, 4), array![1.0, 10.0, 100.0, 1000.0]);
    /// assert_eq!(Array1::geomspace(-4.0, -1.0, 2), array![-4.0, -1.0]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn geomspace(start: T, stop: T, count: usize) -> Self {
        expect(Self::try_geomspace(start, stop, count))
    }

    /// [`geomspace`](Self::geomspace), with an error instead of a panic.
    ///
    /// # Errors
    /// If a bound is 0 or NaN, or the signs differ.
    pub fn try_geomspace(start: T, stop: T, count: usize) -> Result<Self> {
        let mut values = geometric(start, stop, count, true, "geomspace")?;
        if count > 1 {
            values[count - 1] = stop;
        }
        Ok(values)
    }

    /// [`geomspace`](Self::geomspace) without its end. NumPy: `np.geomspace(..., endpoint=False)`.
    ///
    /// # Errors
    /// If a bound is 0 or NaN, or the signs differ.
    pub fn try_geomspace_open(start: T, stop: T, count: usize) -> Result<Self> {
        geometric(start, stop, count, false, "geomspace_open")
    }
}

/// Values in equal ratios, the first one exactly `start`.
fn geometric<T: Float + ElementaryPair>(
    start: T,
    stop: T,
    count: usize,
    closed: bool,
    op: &'static str,
) -> Result<Array1<T>> {
    let same_sign = start > T::zero() && stop > T::zero() || start < T::zero() && stop < T::zero();
    if !same_sign {
        let why = "bounds that are not both positive or both negative";
        return Err(Error::new(op, ErrorKind::Value { why }));
    }
    let sign = start.signum();
    let ten = <T as NumCast>::from(10).unwrap_or_else(T::nan);
    let exponents = even(start.abs().log10(), stop.abs().log10(), count, closed);
    let mut values = Literal(ten).powf(exponents).map(move |x| sign * x).eval();
    if let Some(first) = values.get_mut([0]) {
        *first = start;
    }
    Ok(values)
}
