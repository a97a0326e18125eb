//! Linear interpolation in a table: NumPy's `np.interp`.

use std::borrow::Cow;

use num_traits::Float;

use crate::array::{AsView, View1};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::Apply;
use crate::layout::Ix1;

/// A function given by its values at some points and straight lines between them: NumPy's `np.interp`, as a function object
/// for [`interp_with`](crate::expr::ElementwiseReal::interp_with).
///
/// ```text
/// value       ╱╲               left of the first point it is the first value, right of the last
///    ───────╱   ╲───────       point the last one, unless you say otherwise
///         x0  x1  x2
/// ```
///
/// Each element costs a binary search. The table is borrowed where it lies densely in memory; the slopes are computed once, as
/// NumPy does, and so the results have NumPy's bits. A NaN stays one.
///
/// ```
/// use longstride::{expr::op::Interp, prelude::*};
/// let (x, y) = (array![0.0, 1.0, 2.0], array![0.0, 10.0, 0.0]);
/// let a = array![-1.0, 0.25, 1.5, 3.0];
/// assert_eq!(a.interp(&x, &y).eval(), array![0.0, 2.5, 5.0, 0.0]);
/// assert_eq!(a.interp_with(Interp::new(&x, &y).left(-7.0).right(7.0)).eval(), array![-7.0, 2.5, 5.0, 7.0]);
/// assert_eq!(a.interp_with(Interp::new(&x, &y).period(2.0)).eval(), array![10.0, 2.5, 5.0, 10.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Interp<'t, T: Clone> {
    points: Cow<'t, [T]>,
    values: Cow<'t, [T]>,
    slopes: Vec<T>,
    left: T,
    right: T,
    period: Option<T>,
}

/// The elements of a view, borrowed if they lie one after the other.
fn elements<T: Copy>(view: View1<'_, T>) -> Cow<'_, [T]> {
    view.as_slice().map_or_else(|| view.iter().copied().collect::<Vec<T>>().into(), Cow::Borrowed)
}

impl<'t, T: Float> Interp<'t, T> {
    /// The table of `values` at `points`, which do not decrease. Of equal points the last one counts.
    ///
    /// # Panics
    /// If there are no points, there are as many values as points, or the points decrease or are NaN.
    #[track_caller]
    pub fn new(
        points: impl AsView<'t, Elem = T, Dim = Ix1>,
        values: impl AsView<'t, Elem = T, Dim = Ix1>,
    ) -> Self
    where
        T: 't,
    {
        expect(Self::try_new(points, values))
    }

    /// [`new`](Self::new), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `new` panics.
    pub fn try_new(
        points: impl AsView<'t, Elem = T, Dim = Ix1>,
        values: impl AsView<'t, Elem = T, Dim = Ix1>,
    ) -> Result<Self>
    where
        T: 't,
    {
        const OP: &str = "interp";
        let (points, values) = (elements(points.view()), elements(values.view()));
        if points.len() != values.len() {
            let length = |n: usize| crate::layout::Extents::repeat(n, 1);
            let kind = ErrorKind::Shape { expected: length(points.len()), found: length(values.len()) };
            return Err(Error::new(OP, kind));
        }
        let (&[left, ..], &[.., right]) = (&*values, &*values) else {
            return Err(Error::new(OP, ErrorKind::Value { why: "a table without points" }));
        };
        if !points.is_sorted() || points[0].is_nan() {
            return Err(Error::new(
                OP,
                ErrorKind::Value { why: "points of a table that decrease or are NaN" },
            ));
        }
        Ok(Self { slopes: slopes(&points, &values), points, values, left, right, period: None })
    }

    /// The value left of the first point. NumPy: `left=`.
    #[must_use]
    pub fn left(self, value: T) -> Self {
        Self { left: value, ..self }
    }

    /// The value right of the last point. NumPy: `right=`.
    #[must_use]
    pub fn right(self, value: T) -> Self {
        Self { right: value, ..self }
    }

    /// The table repeats with this period, also between the last point and the first. Then no element lies left or right of
    /// it. NumPy: `period=`.
    ///
    /// # Panics
    /// If the period is 0 or a NaN.
    #[must_use]
    #[track_caller]
    pub fn period(self, period: T) -> Self {
        expect(self.try_period(period))
    }

    /// [`period`](Self::period), with an error instead of a panic.
    ///
    /// # Errors
    /// If the period is 0 or a NaN.
    pub fn try_period(self, period: T) -> Result<Self> {
        let period = period.abs();
        if period.is_nan() || period.is_zero() {
            return Err(Error::new("interp", ErrorKind::Value { why: "a period of 0 or NaN" }));
        }
        let once = |x: T| wrapped(x, period);
        let mut table: Vec<(T, T)> =
            self.points.iter().map(|&x| once(x)).zip(self.values.iter().copied()).collect();
        table.sort_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(core::cmp::Ordering::Equal));
        let (first, last) = (table[0], table[table.len() - 1]);
        table.insert(0, (last.0 - period, last.1));
        table.push((first.0 + period, first.1));
        let (points, values): (Vec<T>, Vec<T>) = table.into_iter().unzip();
        let slopes = slopes(&points, &values);
        Ok(Self { points: points.into(), values: values.into(), slopes, period: Some(period), ..self })
    }
}

/// Python's remainder by a positive number.
fn wrapped<T: Float>(x: T, period: T) -> T {
    crate::math::number::float_divmod(x, period, x % period).1
}

fn slopes<T: Float>(points: &[T], values: &[T]) -> Vec<T> {
    let rise = |(x, y): (&[T], &[T])| (y[1] - y[0]) / (x[1] - x[0]);
    points.windows(2).zip(values.windows(2)).map(rise).collect()
}

impl<T: Float> Apply<T> for Interp<'_, T> {
    type Output = T;
    const REPEATABLE: bool = true;
    const COST: usize = 40;
    #[inline]
    fn apply(&self, x: T) -> T {
        let (points, values) = (&*self.points, &*self.values);
        let x = self.period.map_or(x, |period| wrapped(x, period));
        // The number of points that are no larger.
        let count = points.partition_point(|&point| point <= x);
        if x.is_nan() {
            return x;
        }
        let Some(at) = count.checked_sub(1) else { return self.left };
        if at + 1 == points.len() {
            return if x > points[at] { self.right } else { values[at] };
        }
        if x == points[at] {
            return values[at];
        }
        // From the other end where infinite values make a NaN from this one.
        let from = |end: usize| self.slopes[at] * (x - points[end]) + values[end];
        let (near, far) = (from(at), || from(at + 1));
        if !near.is_nan() {
            return near;
        }
        let far = far();
        if far.is_nan() && values[at] == values[at + 1] { values[at] } else { far }
    }
}
