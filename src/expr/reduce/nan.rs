//! Reductions and scans that leave NaN out: NumPy's `nan...` functions, in one pass and without a copy.
//!
//! ```text
//! a                       a.nansum()      a.nanmean_axis(Axis(0))      a.nanargmax_axis(Axis(1))
//! 1    NaN  3             13              2.5  NaN  3                  Some(2)
//! 4    NaN  5                             ...                          Some(2)
//! ```
//!
//! Of nothing but NaN the sum is 0, the product 1, the position `None`, and all others are a NaN.
//!
//! ```
//! use longstride::{expr::reduce::NanSum, prelude::*};
//! let a = array![[1.0, f64::NAN, 3.0], [4.0, f64::NAN, 5.0]];
//! assert_eq!((a.nansum(), a.nanmax(), a.nanargmin()), (13.0, 5.0, Some(0)));
//! assert_eq!(a.nanmean_axis(Axis(1)).eval(), array![2.0, 4.5]);
//! assert_eq!(a.nanargmin_axis(Axis(0)).eval(), array![Some(0), None, Some(0)]);
//! assert_eq!(a.nancumsum(Axis(1)).eval(), array![[1.0, 1.0, 4.0], [4.0, 4.0, 9.0]]);
//! assert_eq!(a.reduce_axis(Axis(1), NanSum.initial(10.0)).eval(), array![14.0, 19.0]); // initial=
//! assert_eq!(a.only_where(array![true, true, false]).reduce(NanSum), 5.0); // where=
//! ```

use core::cmp::Ordering;

use num_traits::{Float, One, Zero};

use super::{AlongAxis, ArgMax, ArgMin, Elem, Rest, Smaller, Std, Var};
use super::{NanMax, NanMean, NanMin, NanProd, NanSum};
use crate::error::{Result, expect};
use crate::exec::{self, Apply, At, Each, Kernel, Line, Reduction, Row, Rows};
use crate::expr::scan::{Accumulate, Cumulative, Scan};
use crate::expr::{Expr, Map, op};
use crate::layout::{Axis, AxisList, Ix1};

/// An element that takes part unless it is a NaN. Ordered, a NaN is worse than any number: see [`NanArg`].
#[derive(Clone, Copy, Debug)]
pub struct Number<T>(pub T);

/// Elements as [`Number`]s, lazily.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsNumber;
impl<T> Apply<T> for AsNumber {
    type Output = Number<T>;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> Number<T> {
        Number(x)
    }
}

/// An element, or this value instead of a NaN.
#[derive(Clone, Copy, Debug)]
pub struct InsteadOfNan<T>(T);
impl<T: Float> Apply<T> for InsteadOfNan<T> {
    type Output = T;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> T {
        if x.is_nan() { self.0 } else { x }
    }
}

/// Equal to itself, a NaN too, and not comparable with it but by `<=` and `>=`, which hold where the other is one: what
/// [`ArgMin`] and [`ArgMax`] ask for.
impl<T: Float> PartialEq for Number<T> {
    #[inline(always)]
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || (self.0.is_nan() & other.0.is_nan())
    }
}
impl<T: Float> PartialOrd for Number<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.0.partial_cmp(&other.0)
    }
    #[inline(always)]
    fn le(&self, other: &Self) -> bool {
        (self.0 <= other.0) | other.0.is_nan()
    }
    #[inline(always)]
    fn ge(&self, other: &Self) -> bool {
        (self.0 >= other.0) | other.0.is_nan()
    }
}

/// Where the best number stands, `None` if there is nothing but NaN: [`ArgMin`] or [`ArgMax`] of [`Number`]s.
#[derive(Clone, Copy, Debug, Default)]
pub struct NanArg<R>(R);
impl<T, R> Reduction<Number<T>> for NanArg<R>
where
    T: Float + Send + Sync,
    R: Reduction<Number<T>, Acc = super::arg::Found<Number<T>>, Output = usize>,
{
    type Acc = R::Acc;
    type Output = Option<usize>;
    type Run = R::Run;
    const POSITIONS: bool = R::POSITIONS;
    const TWICE: bool = R::TWICE;

    #[inline(always)]
    fn begin(&self) -> R::Run {
        self.0.begin()
    }
    #[inline(always)]
    fn run<V: Row<Elem = Number<T>>>(&self, run: &mut R::Run, values: Line<'_, V>, at: At) {
        self.0.run(run, values, at);
    }
    #[inline(always)]
    fn end(&self, run: &R::Run) -> R::Acc {
        self.0.end(run)
    }
    #[inline(always)]
    fn each<K: Kernel<Elem = Number<T>>>(
        &self,
        rows: Rows<'_, K>,
        at: impl Fn(usize) -> At,
        accs: &mut [R::Acc],
    ) {
        self.0.each(rows, at, accs);
    }
    #[inline(always)]
    fn few(&self, values: impl Iterator<Item = Number<T>> + Clone, at: At) -> R::Acc {
        self.0.few(values, at)
    }
    #[inline(always)]
    fn rows<K: Kernel<Elem = Number<T>>>(&self, rows: Rows<'_, K>, at: At, accs: &mut [R::Acc]) {
        self.0.rows(rows, at, accs);
    }
    #[inline(always)]
    fn combine(&self, a: R::Acc, b: R::Acc) -> R::Acc {
        self.0.combine(a, b)
    }
    fn finish(&self, acc: R::Acc, count: usize) -> Option<usize> {
        (!acc.value.0.is_nan()).then(|| self.0.finish(acc, count))
    }
    fn empty(&self) -> Option<Option<usize>> {
        Some(None)
    }
}

/// The expression whose elements are [`Number`]s.
type Numbers<E> = Map<AsNumber, E>;
/// The expression without its NaN.
type Filled<E> = Map<InsteadOfNan<Elem<E>>, E>;
/// A scan of rank `D` by a function of the expression without its NaN.
type Scanned<F, E, D> = Scan<Accumulate<F, Elem<E>>, Filled<E>, D>;

// Of everything, along an axis and along several. A row: the names, the type and value of the reduction and of what is
// reduced, a parameter if it has one, and documentation.
macro_rules! without_nan {
    ($($all:ident $axis:ident $try_axis:ident $axes:ident $try_axes:ident, $type:ty = $new:expr, $of:ty = $from:expr,
       ($($param:ident: $kind:ty)?) $doc:literal;)*) => {$(
        #[doc = concat!($doc, ". NumPy: `np.", stringify!($all), "(a)`.")]
        #[track_caller]
        fn $all(self $(, $param: $kind)?) -> <$type as Reduction<<$of as Expr>::Elem>>::Output {
            expect(exec::reduce_all(&$from(self), &$new, stringify!($all)))
        }

        #[doc = concat!($doc, ", along an axis, lazily. NumPy: `np.", stringify!($all), "(a, axis)`.")]
        ///
        /// # Panics
        /// If there is no such axis.
        #[track_caller]
        fn $axis(self, axis: Axis $(, $param: $kind)?) -> AlongAxis<$type, $of, Smaller<Self>> {
            expect(self.$try_axis(axis $(, $param)?))
        }

        #[doc = concat!("[`", stringify!($axis), "`](NanReduce::", stringify!($axis), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis.
        fn $try_axis(self, axis: Axis $(, $param: $kind)?) -> Result<AlongAxis<$type, $of, Smaller<Self>>> {
            AlongAxis::new($new, $from(self), &[axis], stringify!($axis))
        }

        #[doc = concat!($doc, ", along several axes, lazily. NumPy: `np.", stringify!($all), "(a, axis=(...))`.")]
        ///
        /// # Panics
        /// If there is no such axis, or one is named twice.
        #[track_caller]
        fn $axes<L: AxisList<Self::Dim>>(self, axes: L $(, $param: $kind)?) -> AlongAxis<$type, $of, Rest<Self, L>> {
            expect(self.$try_axes(axes $(, $param)?))
        }

        #[doc = concat!("[`", stringify!($axes), "`](NanReduce::", stringify!($axes), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, or one is named twice.
        fn $try_axes<L: AxisList<Self::Dim>>(
            self,
            axes: L
            $(, $param: $kind)?
        ) -> Result<AlongAxis<$type, $of, Rest<Self, L>>> {
            AlongAxis::new($new, $from(self), axes.as_axes(), stringify!($axes))
        }
    )*};
}

/// Reductions and scans that leave NaN out: methods of every expression, array and view of floating-point numbers.
///
/// Each is one pass, in lanes, and makes no array of what it reduces. As [`Reduce`](super::Reduce)'s, those along axes
/// are lazy and can keep them.
pub trait NanReduce: Expr<Elem: Float + Send + Sync> {
    without_nan! {
        nansum nansum_axis try_nansum_axis nansum_axes try_nansum_axes, Each<NanSum> = Each(NanSum), Self = core::convert::identity, ()
            "The sum of the elements that are no NaN, 0 for none";
        nanprod nanprod_axis try_nanprod_axis nanprod_axes try_nanprod_axes, Each<NanProd> = Each(NanProd), Self = core::convert::identity, ()
            "The product of the elements that are no NaN, 1 for none";
        nanmean nanmean_axis try_nanmean_axis nanmean_axes try_nanmean_axes, Each<NanMean> = Each(NanMean), Self = core::convert::identity, ()
            "The mean of the elements that are no NaN, a NaN for none";
        nanmin nanmin_axis try_nanmin_axis nanmin_axes try_nanmin_axes, Each<NanMin> = Each(NanMin), Self = core::convert::identity, ()
            "The smallest element that is no NaN, a NaN if all are; panics (or is an error) where there is no element at all";
        nanmax nanmax_axis try_nanmax_axis nanmax_axes try_nanmax_axes, Each<NanMax> = Each(NanMax), Self = core::convert::identity, ()
            "The largest element that is no NaN, a NaN if all are; panics (or is an error) where there is no element at all";
        nanvar nanvar_axis try_nanvar_axis nanvar_axes try_nanvar_axes, Var = Var { correction }, Numbers<Self> = |e| Map::new(AsNumber, e), (correction: usize)
            "The variance of the `n` elements that are no NaN, with the divisor `n - correction`; a NaN where that is not positive";
        nanstd nanstd_axis try_nanstd_axis nanstd_axes try_nanstd_axes, Std = Std { correction }, Numbers<Self> = |e| Map::new(AsNumber, e), (correction: usize)
            "The standard deviation of the `n` elements that are no NaN, with the divisor `n - correction`; a NaN where that is not positive";
        nanargmin nanargmin_axis try_nanargmin_axis nanargmin_axes try_nanargmin_axes, NanArg<ArgMin> = NanArg(ArgMin), Numbers<Self> = |e| Map::new(AsNumber, e), ()
            "Where the smallest number stands (of several axes counted in row-major order), the first of equal ones; `None` where there is none, which NumPy makes an error";
        nanargmax nanargmax_axis try_nanargmax_axis nanargmax_axes try_nanargmax_axes, NanArg<ArgMax> = NanArg(ArgMax), Numbers<Self> = |e| Map::new(AsNumber, e), ()
            "Where the largest number stands (of several axes counted in row-major order), the first of equal ones; `None` where there is none, which NumPy makes an error";
    }

    /// [`nanmin`](NanReduce::nanmin), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are no elements.
    fn try_nanmin(self) -> Result<Elem<Self>> {
        exec::reduce_all(&self, &Each(NanMin), "nanmin")
    }

    /// [`nanmax`](NanReduce::nanmax), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are no elements.
    fn try_nanmax(self) -> Result<Elem<Self>> {
        exec::reduce_all(&self, &Each(NanMax), "nanmax")
    }

    /// The sums of the elements so far that are no NaN, along an axis, lazily. NumPy: `np.nancumsum(a, axis)`.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn nancumsum(self, axis: Axis) -> Scanned<op::Add, Self, Self::Dim> {
        expect(self.try_nancumsum(axis))
    }

    /// [`nancumsum`](NanReduce::nancumsum), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_nancumsum(self, axis: Axis) -> Result<Scanned<op::Add, Self, Self::Dim>> {
        Map::new(InsteadOfNan(Zero::zero()), self).try_cumsum(axis).map_err(|e| e.in_op("nancumsum"))
    }

    /// The sums of all elements so far that are no NaN, in row-major order, lazily. NumPy: `np.nancumsum(a)`.
    ///
    /// # Panics
    /// If the expression has more elements than an array can.
    #[track_caller]
    fn nancumsum_all(self) -> Scanned<op::Add, Self, Ix1> {
        Map::new(InsteadOfNan(Zero::zero()), self).cumsum_all()
    }

    /// The products of the elements so far that are no NaN, along an axis, lazily. NumPy: `np.nancumprod(a, axis)`.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    fn nancumprod(self, axis: Axis) -> Scanned<op::Mul, Self, Self::Dim> {
        expect(self.try_nancumprod(axis))
    }

    /// [`nancumprod`](NanReduce::nancumprod), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_nancumprod(self, axis: Axis) -> Result<Scanned<op::Mul, Self, Self::Dim>> {
        Map::new(InsteadOfNan(One::one()), self).try_cumprod(axis).map_err(|e| e.in_op("nancumprod"))
    }

    /// The products of all elements so far that are no NaN, in row-major order, lazily. NumPy: `np.nancumprod(a)`.
    ///
    /// # Panics
    /// If the expression has more elements than an array can.
    #[track_caller]
    fn nancumprod_all(self) -> Scanned<op::Mul, Self, Ix1> {
        Map::new(InsteadOfNan(One::one()), self).cumprod_all()
    }
}

impl<E: Expr<Elem: Float + Send + Sync>> NanReduce for E {}
