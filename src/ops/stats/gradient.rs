//! Derivatives of sampled functions, by differences of neighbours.
//!
//! ```text
//! samples    f0   f1   f2   ...            interior: central, of second order, also where h is not the same everywhere
//! distance      h0   h1                      first: (f1 - f0) / h0, or a parabola through f0, f1 and f2; last likewise
//! ```
//!
//! The weights are those of NumPy; Fornberg, *Generation of Finite Difference Formulas on Arbitrarily Spaced Grids*,
//! Mathematics of Computation 51, 1988.

use num_traits::Float;

use super::spacing::Spacing;
use crate::array::{Array1, AsView, Movement, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Expr, zip2, zip3, zip6};
use crate::layout::{Axis, Extents};

/// The order of the one-sided differences at both ends. NumPy: `edge_order=`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EdgeOrder {
    /// Of two samples.
    #[default]
    First,
    /// Of three samples: as exact as the interior.
    Second,
}

/// The axis counted from the front.
///
/// # Errors
/// If there is no such axis, too few samples along it, or another number of places.
pub(super) fn check<T>(
    shape: &[usize],
    axis: Axis,
    spacing: &Spacing<'_, T>,
    edges: EdgeOrder,
    op: &'static str,
) -> Result<usize> {
    let axis = axis.resolve(shape.len(), op)?;
    spacing.check(shape[axis], op)?;
    let why = match edges {
        EdgeOrder::First if shape[axis] < 2 => "fewer than two samples",
        EdgeOrder::Second if shape[axis] < 3 => "fewer than three samples",
        _ => return Ok(axis),
    };
    Err(Error::new(op, ErrorKind::Value { why }))
}

/// Weights of three neighbours.
#[derive(Clone, Copy)]
struct Weights<T>([T; 3]);

impl<T: Float> Weights<T> {
    /// In the middle, the neighbours so far before and after.
    fn middle(before: T, after: T) -> Self {
        let both = before + after;
        Self([-after / (before * both), (after - before) / (before * after), before / (after * both)])
    }

    /// At the first of three.
    fn first(near: T, far: T) -> Self {
        let (both, two) = (near + far, T::one() + T::one());
        Self([-(two * near + far) / (near * both), both / (near * far), -near / (far * both)])
    }

    /// At the last of three.
    fn last(far: T, near: T) -> Self {
        let Self([a, b, c]) = Self::first(near, far);
        Self([-c, -b, -a])
    }
}

/// Writes the derivative along an axis to a destination of the same shape; [`check`]ed.
pub(super) fn gradient_into<T: Float + Send + Sync>(
    view: ViewD<'_, T>,
    axis: usize,
    spacing: Spacing<'_, T>,
    edges: EdgeOrder,
    out: ViewMutD<'_, T>,
) -> Result<()> {
    let (n, along) = (view.shape()[axis], Axis(axis as isize));
    let widths = spacing.widths(axis, &view.shape(), "gradient")?.into_shape(crate::layout::INFER)?;
    let width = |i: usize| widths[if widths.len() == 1 { 0 } else { i }];
    let (first, last) = (width(0), width(n - 2));
    let at = |start: usize, count: usize| view.split_at(along, start).1.split_at(along, count).0;
    let two = T::one() + T::one();

    let (mut head, rest) = out.split_at(along, 1);
    let (mut inner, mut tail) = rest.split_at(along, n - 2);
    let (f0, f1, f2) = (at(0, n - 2), at(1, n - 2), at(2, n - 2));
    if widths.iter().all(|&width| width == first) {
        zip2(f0, f2).map(|f0, f2| (f2 - f0) / (two * first)).try_eval_into(&mut inner)?;
    } else {
        let weights: Vec<Weights<T>> = (0..n - 2).map(|i| Weights::middle(width(i), width(i + 1))).collect();
        let mut shape = Extents::repeat(1, view.rank());
        shape[axis] = n - 2;
        let laid = |i: usize| weights.iter().map(|w| w.0[i]).collect::<Array1<T>>().into_shape(shape);
        let (a, b, c) = (laid(0)?, laid(1)?, laid(2)?);
        let sum = |a, b, c, f0, f1, f2| a * f0 + b * f1 + c * f2;
        zip6(&a, &b, &c, f0, f1, f2).map(sum).try_eval_into(&mut inner)?;
    }

    match edges {
        EdgeOrder::First => {
            zip2(at(0, 1), at(1, 1)).map(|f0, f1| (f1 - f0) / first).try_eval_into(&mut head)?;
            zip2(at(n - 2, 1), at(n - 1, 1)).map(|f0, f1| (f1 - f0) / last).try_eval_into(&mut tail)
        }
        EdgeOrder::Second => {
            let sum = |Weights([a, b, c]): Weights<T>| move |f0, f1, f2| a * f0 + b * f1 + c * f2;
            let (begin, end) = (Weights::first(first, width(1)), Weights::last(width(n - 3), last));
            zip3(at(0, 1), at(1, 1), at(2, 1)).map(sum(begin)).try_eval_into(&mut head)?;
            zip3(at(n - 3, 1), at(n - 2, 1), at(n - 1, 1)).map(sum(end)).try_eval_into(&mut tail)
        }
    }
}
