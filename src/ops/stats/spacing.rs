//! How far apart the samples along an axis lie.

use num_traits::Float;

use super::difference::Differences;
use crate::array::{Array1, ArrayD, AsView, View1};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::Expr;
use crate::layout::{Axis, Extents};

/// The distance between neighbouring samples along an axis: the same everywhere, or from where each sample lies.
///
/// A number stands for the first, a reference to an array or a view of rank 1 for the second:
///
/// ```
/// use longstride::prelude::*;
/// let a = array![0.0, 1.0, 4.0];
/// assert_eq!(a.trapezoid(Axis(0), 2.0), array![6.0].sum_axis(Axis(0)).eval());
/// assert_eq!(a.trapezoid(Axis(0), &array![0.0, 1.0, 3.0])[[]], 5.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub enum Spacing<'a, T> {
    /// So far apart, all of them.
    Even(T),
    /// At these places, one for each sample.
    At(View1<'a, T>),
}

// The numbers that stand for an even spacing.
macro_rules! even {
    ($($t:ty)*) => {$(
        impl From<$t> for Spacing<'_, $t> {
            fn from(distance: $t) -> Self {
                Self::Even(distance)
            }
        }
    )*};
}
even!(f32 f64);
// What can hold the places.
macro_rules! places {
    ($($type:ty)*) => {$(
        impl<'a, T> From<$type> for Spacing<'a, T> {
            fn from(places: $type) -> Self {
                Self::At(places.view())
            }
        }
    )*};
}
places!(View1<'a, T> &'a Array1<T>);

impl<T> Spacing<'_, T> {
    /// An error if there are places, and not as many as samples.
    pub(super) fn check(&self, samples: usize, op: &'static str) -> Result<()> {
        match self {
            Self::At(places) if places.len() != samples => {
                let (expected, found) = (Extents::repeat(samples, 1), Extents::repeat(places.len(), 1));
                Err(Error::new(op, ErrorKind::Shape { expected, found }))
            }
            _ => Ok(()),
        }
    }

    /// The distances between neighbours along an axis of a shape, with extent 1 on all other axes, and on that one too if they
    /// are all the same.
    pub(super) fn widths(&self, axis: usize, shape: &[usize], op: &'static str) -> Result<ArrayD<T>>
    where
        T: Float + Send + Sync,
    {
        self.check(shape[axis], op)?;
        let widths = match self {
            Self::Even(distance) => Array1::try_full(1, *distance)?,
            Self::At(places) => places.try_diff(Axis(0))?.try_eval()?,
        };
        let mut laid = Extents::repeat(1, shape.len());
        laid[axis] = widths.len();
        widths.into_shape(laid)
    }
}
