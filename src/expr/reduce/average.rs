//! Weighted means, in one pass.
//!
//! ```text
//! a (2, 3)    w (3)          a.average_axis(Axis(1), &w)      a.average_axis(Axis(0), &v), v (2)
//! 1  2  3     1  0  3        2.5                              the mean of the two rows with the weights v
//! 4  5  6                    5.5
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
//! assert_eq!(a.average_axis(Axis(1), &array![1.0, 0.0, 3.0]).eval(), array![2.5, 5.5]);
//! assert_eq!(a.average_axis(Axis(0), &array![3.0, 1.0]).keepdims().eval(), array![[1.75, 2.75, 3.75]]);
//! assert_eq!(a.average(&(&a * 0.0 + 1.0).eval()), 3.5);
//! let (mean, weights) = a.average_returned(&a);
//! assert_eq!((mean, weights), (91.0 / 21.0, 21.0));
//! ```

use num_traits::Float;

use super::{AlongAxis, Elem, Rest, Smaller};
use crate::array::{AsView, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{self, Each, Reducer};
use crate::expr::{Expr, Zip};
use crate::layout::{Axis, AxisList, Dim, Extents, IntoShape};

// The two: of pairs of an element and its weight, the result made of both sums.
macro_rules! averages {
    ($($name:ident $out:ty, |$sum:ident, $weights:ident| $finish:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<T: Float + Send + Sync> Reducer<(T, T)> for $name {
            type Acc = (T, T);
            type Output = $out;
            #[inline(always)]
            fn start(&self, _: (T, T)) -> (T, T) {
                (T::zero(), T::zero())
            }
            #[inline(always)]
            fn fold(&self, (sum, weights): (T, T), (x, weight): (T, T)) -> (T, T) {
                (sum + x * weight, weights + weight)
            }
            #[inline(always)]
            fn combine(&self, a: (T, T), b: (T, T)) -> (T, T) {
                (a.0 + b.0, a.1 + b.1)
            }
            fn finish(&self, ($sum, $weights): (T, T), _: usize) -> $out {
                $finish
            }
            fn empty(&self) -> Option<$out> {
                Some(self.finish((T::zero(), T::zero()), 0))
            }
        }
    )*};
}
averages! {
    Averaged T, |sum, weights| sum / weights, "The mean of pairs of an element and its weight";
    AverageAndWeights (T, T), |sum, weights| (sum / weights, weights),
        "The mean of pairs of an element and its weight, and the sum of the weights";
}

/// Pairs of the elements of `E` and their weights.
type Weighted<'w, E> = Zip<E, View<'w, Elem<E>, <E as Expr>::Dim>>;

// A row: the names, the reducer and documentation.
macro_rules! average {
    ($($all:ident $try_all:ident $axis:ident $try_axis:ident $axes:ident $try_axes:ident $type:ident $out:ty, $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, ", of all elements. Allocates nothing. NumPy: `np.average(a, weights=w", $numpy, ")`.")]
        ///
        /// # Panics
        /// If the weights have another shape.
        #[track_caller]
        fn $all<'w, W>(self, weights: W) -> $out
        where
            W: AsView<'w, Elem = Elem<Self>>,
            Elem<Self>: 'w,
        {
            expect(self.$try_all(weights))
        }

        #[doc = concat!("[`", stringify!($all), "`](Average::", stringify!($all), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the weights have another shape.
        fn $try_all<'w, W>(self, weights: W) -> Result<$out>
        where
            W: AsView<'w, Elem = Elem<Self>>,
            Elem<Self>: 'w,
        {
            const OP: &str = stringify!($all);
            let weights = weights_for::<_, _, Self::Dim>(&self.extents(), &[], weights.view(), OP)?;
            exec::reduce_all(&Zip::new(self, weights, OP)?, &Each($type), OP)
        }

        #[doc = concat!($doc, ", along an axis, lazily. NumPy: `np.average(a, axis, w", $numpy, ")`.")]
        ///
        /// The weights have the shape of the operand, or are one for each index of the axis.
        ///
        /// # Panics
        /// If there is no such axis, or the weights have another shape.
        #[track_caller]
        fn $axis<'w, W>(self, axis: Axis, weights: W) -> AlongAxis<Each<$type>, Weighted<'w, Self>, Smaller<Self>>
        where
            W: AsView<'w, Elem = Elem<Self>>,
            Elem<Self>: 'w,
        {
            expect(self.$try_axis(axis, weights))
        }

        #[doc = concat!("[`", stringify!($axis), "`](Average::", stringify!($axis), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, or the weights have another shape.
        fn $try_axis<'w, W>(
            self,
            axis: Axis,
            weights: W,
        ) -> Result<AlongAxis<Each<$type>, Weighted<'w, Self>, Smaller<Self>>>
        where
            W: AsView<'w, Elem = Elem<Self>>,
            Elem<Self>: 'w,
        {
            const OP: &str = stringify!($axis);
            let weights = weights_for(&self.extents(), &[axis], weights.view(), OP)?;
            AlongAxis::new(Each($type), Zip::new(self, weights, OP)?, &[axis], OP)
        }

        #[doc = concat!($doc, ", along several axes, lazily. NumPy: `np.average(a, axis=(...), weights=w", $numpy, ")`.")]
        ///
        /// The weights have the shape of the operand, or that of the axes, in the order in which they are named.
        ///
        /// # Panics
        /// If there is no such axis, one is named twice, or the weights have another shape.
        #[track_caller]
        fn $axes<'w, L, W>(self, axes: L, weights: W) -> AlongAxis<Each<$type>, Weighted<'w, Self>, Rest<Self, L>>
        where
            L: AxisList<Self::Dim>,
            W: AsView<'w, Elem = Elem<Self>>,
            Elem<Self>: 'w,
        {
            expect(self.$try_axes(axes, weights))
        }

        #[doc = concat!("[`", stringify!($axes), "`](Average::", stringify!($axes), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, one is named twice, or the weights have another shape.
        fn $try_axes<'w, L, W>(
            self,
            axes: L,
            weights: W,
        ) -> Result<AlongAxis<Each<$type>, Weighted<'w, Self>, Rest<Self, L>>>
        where
            L: AxisList<Self::Dim>,
            W: AsView<'w, Elem = Elem<Self>>,
            Elem<Self>: 'w,
        {
            const OP: &str = stringify!($axes);
            let weights = weights_for(&self.extents(), axes.as_axes(), weights.view(), OP)?;
            AlongAxis::new(Each($type), Zip::new(self, weights, OP)?, axes.as_axes(), OP)
        }
    )*};
}

/// Weighted means: methods of every expression, array and view of floating-point numbers.
///
/// A NaN, in an element or in a weight, gives a NaN. Weights that add up to 0 are no error as in NumPy: they give a NaN or an infinity, and so
/// does no element at all. (Without weights the mean is [`mean`](super::Reduce::mean).) Sums are as accurate as
/// [`sum`](super::Reduce::sum)'s.
pub trait Average: Expr<Elem: Float + Send + Sync> {
    average! {
        average try_average average_axis try_average_axis average_axes try_average_axes Averaged Elem<Self>,
            "The weighted mean" "";
        average_returned try_average_returned average_returned_axis try_average_returned_axis
            average_returned_axes try_average_returned_axes AverageAndWeights (Elem<Self>, Elem<Self>),
            "The weighted mean and the sum of the weights, as a pair" ", returned=True";
    }
}

impl<E: Expr<Elem: Float + Send + Sync>> Average for E {}

/// The weights as an operand beside elements of this shape, those along axes with extent 1 on all others.
fn weights_for<'w, T, D: Dim, E: Dim>(
    shape: &[usize],
    axes: &[Axis],
    weights: View<'w, T, D>,
    op: &'static str,
) -> Result<View<'w, T, E>> {
    let found = weights.shape().as_ref().into_extents()?;
    if *found == *shape {
        return weights.into_rank();
    }
    let mut places = Extents::new();
    for axis in axes {
        let place = axis.resolve(shape.len(), op)?;
        if places.contains(&place) {
            return Err(Error::new(op, ErrorKind::RepeatedAxis { axis: place }));
        }
        places.push(place);
    }
    let mut expected = Extents::new();
    places.iter().for_each(|&place| expected.push(shape[place]));
    if found != expected || axes.is_empty() {
        let expected =
            if found.len() == axes.len() && !axes.is_empty() { expected } else { shape.into_extents()? };
        return Err(Error::new(op, ErrorKind::Shape { expected, found }));
    }
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_unstable_by_key(|&i| places[i]);
    let mut along = weights.into_dyn().permute_axes(order);
    for axis in (0..shape.len()).filter(|axis| !places.contains(axis)) {
        along = along.insert_axis(Axis(axis as isize));
    }
    along.into_rank()
}
