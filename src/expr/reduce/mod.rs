//! Reductions: sums, products, minima and where they stand, means, variances, norms and counts, of everything, along
//! an axis or along several.
//!
//! A reduction of everything is computed at once and gives a number. One along axes is an expression:
//! evaluate it, into a new array or a destination, or go on from it.
//!
//! ```text
//! a (2, 3)        a.sum()      a.sum_axis(Axis(0))      a.sum_axis(Axis(1)).keepdims()
//! 1  2  3         21           5  7  9                  [ 6]
//! 4  5  6                                               [15]
//! ```
//!
//! No array is made of what is reduced, and none of the result of [`eval_into`](Expr::eval_into). Sums are pairwise
//! on every axis: the error grows with the logarithm of the number of values. The number of threads never changes a
//! result. The order in which values are combined follows their order in memory, so that a sum of floating-point
//! numbers may differ in the last bits between an array and a transposed copy of it.
//! For the same reason a sum or product of integers may overflow on the way, where one from first to last would not.
//!
//! ```
//! use longstride::{expr::reduce::Max, prelude::*};
//! let a = array![[1_f64, 2., 3.], [4., 5., 6.]];
//! assert_eq!(a.sum(), 21.);
//! assert_eq!((&a * &a).sum_axis(Axis(1)).sqrt().eval(), array![14f64.sqrt(), 77f64.sqrt()]);
//! assert_eq!(a.max_axis(Axis(0)).eval(), array![4., 5., 6.]);
//! assert_eq!((&a - a.mean_axis(Axis(0)).keepdims()).eval(), array![[-1.5, -1.5, -1.5], [1.5, 1.5, 1.5]]);
//! assert_eq!(a.gt(2.0).count(), 4);
//! assert_eq!((a.sum_axes([Axis(0), Axis(1)]).eval()[[]], a.var(0), a.argmax()), (21., 35. / 12., 5));
//! assert_eq!(a.only_where(a.gt(2.0)).mean_axis(Axis(1)).eval(), array![3., 5.]); // where=
//! assert_eq!(a.reduce(Max.initial(10.)), 10.); // initial=
//! assert_eq!(a.fold(0, |n, x| n + (x > 1.5) as i32, |n, m| n + m), 5); // your own
//! ```

mod along;
mod arg;
mod average;
mod masked;
mod moments;
mod nan;
mod reducers;

pub use crate::exec::{Each, Reducer};
pub use along::AlongAxis;
pub use arg::{ArgMax, ArgMin};
pub use average::{Average, AverageAndWeights, Averaged};
pub use masked::{Keep, Masked};
pub use moments::{Std, Var};
pub use nan::{AsNumber, NanArg, NanReduce, Number};
pub use reducers::{
    All, Any, Count, Folding, Initial, Max, Mean, Min, NanMax, NanMean, NanMin, NanProd, NanSum, Norm,
    NormInf, NormL1, NormL2, Prod, Ptp, Sum,
};

use super::{Expr, IntoExpr, Map, Zip};
use crate::error::{Result, expect};
use crate::exec::{self, Reduction};
use crate::layout::{Axis, AxisList, Dim, Larger};

/// The type of an expression's elements.
type Elem<E> = <E as Expr>::Elem;
/// The rank of an expression without one axis.
type Smaller<E> = <<E as Expr>::Dim as Dim>::Smaller;
/// The rank of an expression without some axes.
type Rest<E, L> = <L as AxisList<<E as Expr>::Dim>>::Rest;
/// The expression that stands for a mask and the elements it is for.
type Kept<M, E> = Map<Keep, Zip<<M as IntoExpr<bool>>::Expr, E>>;

// Along an axis and along several, of each the form that panics and the one that returns an error. A row: the names,
// the type and value of the reduction, a parameter if it has one, and documentation.
macro_rules! along {
    ($($along:ident $try_along:ident $axes:ident $try_axes:ident, $type:ty = $new:expr, ($($param:ident: $of:ty)?)
       $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, " along an axis, lazily. NumPy: `", $numpy, "(a, axis)`.")]
        ///
        /// # Panics
        /// If there is no such axis, or nothing along it and no result for that.
        #[track_caller]
        fn $along(self, axis: Axis $(, $param: $of)?) -> AlongAxis<$type, Self, Smaller<Self>>
        where
            $type: Reduction<Elem<Self>>,
        {
            expect(self.$try_along(axis $(, $param)?))
        }

        #[doc = concat!("[`", stringify!($along), "`](Reduce::", stringify!($along), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, or nothing along it and no result for that.
        fn $try_along(self, axis: Axis $(, $param: $of)?) -> Result<AlongAxis<$type, Self, Smaller<Self>>>
        where
            $type: Reduction<Elem<Self>>,
        {
            AlongAxis::new($new, self, &[axis], stringify!($along))
        }

        #[doc = concat!($doc, " along several axes, lazily. NumPy: `", $numpy, "(a, axis=(...))`.")]
        ///
        /// # Panics
        /// If there is no such axis, one is named twice, or there is nothing along them and no result for that.
        #[track_caller]
        fn $axes<L>(self, axes: L $(, $param: $of)?) -> AlongAxis<$type, Self, Rest<Self, L>>
        where
            L: AxisList<Self::Dim>,
            $type: Reduction<Elem<Self>>,
        {
            expect(self.$try_axes(axes $(, $param)?))
        }

        #[doc = concat!("[`", stringify!($axes), "`](Reduce::", stringify!($axes), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, one is named twice, or there is nothing along them and no result for that.
        fn $try_axes<L>(self, axes: L $(, $param: $of)?) -> Result<AlongAxis<$type, Self, Rest<Self, L>>>
        where
            L: AxisList<Self::Dim>,
            $type: Reduction<Elem<Self>>,
        {
            AlongAxis::new($new, self, axes.as_axes(), stringify!($axes))
        }
    )*};
}

// Reductions of everything that have a result for no elements.
macro_rules! total {
    ($($name:ident, $type:ty = $new:expr, ($($param:ident: $of:ty)?) $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, ". Allocates no array. NumPy: `", $numpy, "(a)`.")]
        #[track_caller]
        fn $name(self $(, $param: $of)?) -> <$type as Reduction<Elem<Self>>>::Output
        where
            $type: Reduction<Elem<Self>>,
        {
            expect(exec::reduce_all(&self, &$new, stringify!($name)))
        }
    )*};
}

// Reductions of everything that need an element.
macro_rules! partial {
    ($($name:ident $try_name:ident, $type:ty = $new:expr, $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, ". Allocates no array. NumPy: `", $numpy, "(a)`.")]
        ///
        /// # Panics
        /// If there are no elements.
        #[track_caller]
        fn $name(self) -> <$type as Reduction<Elem<Self>>>::Output
        where
            $type: Reduction<Elem<Self>>,
        {
            expect(self.$try_name())
        }

        #[doc = concat!("[`", stringify!($name), "`](Reduce::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there are no elements.
        #[cfg_attr(feature = "profile", track_caller)]
        fn $try_name(self) -> Result<<$type as Reduction<Elem<Self>>>::Output>
        where
            $type: Reduction<Elem<Self>>,
        {
            exec::reduce_all(&self, &$new, stringify!($name))
        }
    )*};
}

// Where along an axis.
macro_rules! position {
    ($($along:ident $try_along:ident $type:ident $which:literal $numpy:literal;)*) => {$(
        #[doc = concat!("Where the ", $which, " element stands along an axis, lazily: the first of equal ones, the first NaN if there is one. NumPy: `", $numpy, "(a, axis)`.")]
        ///
        /// # Panics
        /// If there is no such axis, or nothing along it.
        #[track_caller]
        fn $along(self, axis: Axis) -> AlongAxis<$type, Self, Smaller<Self>>
        where
            $type: Reduction<Elem<Self>>,
        {
            expect(self.$try_along(axis))
        }

        #[doc = concat!("[`", stringify!($along), "`](Reduce::", stringify!($along), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, or nothing along it.
        fn $try_along(self, axis: Axis) -> Result<AlongAxis<$type, Self, Smaller<Self>>>
        where
            $type: Reduction<Elem<Self>>,
        {
            AlongAxis::new($type, self, &[axis], stringify!($along))
        }
    )*};
}

/// Reductions: methods of every expression, array and view whose elements are `Copy`.
///
/// Each comes in three forms: of everything, which gives a number at once; along an axis; and along a list of axes.
/// The latter two are lazy. Of a static rank the result has the rank that remains.
///
/// ```
/// use longstride::prelude::*;
/// let a = Array3::from_fn([2, 3, 4], |[i, j, k]| (i * 12 + j * 4 + k) as f64);
/// let m: Array1<f64> = a.max_axes([Axis(0), Axis(-1)]).eval();
/// assert_eq!(m, array![15., 19., 23.]);
/// let spread = a.std_axes([Axis(0), Axis(2)], 0).keepdims();
/// assert_eq!(spread.shape(), [1, 3, 1]);
/// ```
pub trait Reduce: Expr
where
    <Self as Expr>::Elem: Copy + Sync,
{
    total! {
        sum, Each<Sum> = Each(Sum), () "The sum, 0 for no elements" "np.sum";
        prod, Each<Prod> = Each(Prod), () "The product, 1 for no elements" "np.prod";
        mean, Each<Mean> = Each(Mean), () "The mean, a NaN for no elements" "np.mean";
        var, Var = Var { correction }, (correction: usize)
            "The variance, with the divisor `n - correction`; a NaN for no elements" "np.var";
        std, Std = Std { correction }, (correction: usize)
            "The standard deviation, with the divisor `n - correction`; a NaN for no elements" "np.std";
        any, Each<Any> = Each(Any), () "Whether any element is true; stops at the first" "np.any";
        all, Each<All> = Each(All), () "Whether all elements are true; stops at the first that is not" "np.all";
        count, Each<Count> = Each(Count), () "How many elements are true" "np.count_nonzero";
        norm_l1, Each<NormL1> = Each(NormL1), () "The sum of the magnitudes" "np.linalg.norm";
        norm_l2, Each<NormL2> = Each(NormL2), () "The square root of the sum of the squares" "np.linalg.norm";
        norm_inf, Each<NormInf> = Each(NormInf), () "The largest magnitude" "np.linalg.norm";
    }
    partial! {
        min try_min, Each<Min> = Each(Min), "The smallest element, a NaN if there is one" "np.min";
        max try_max, Each<Max> = Each(Max), "The largest element, a NaN if there is one" "np.max";
        ptp try_ptp, Each<Ptp> = Each(Ptp), "The largest element less the smallest, a NaN if there is one" "np.ptp";
        argmin try_argmin, ArgMin = ArgMin,
            "Where the smallest element stands, counted in row-major order; the first of equal ones, the first NaN if there is one" "np.argmin";
        argmax try_argmax, ArgMax = ArgMax,
            "Where the largest element stands, counted in row-major order; the first of equal ones, the first NaN if there is one" "np.argmax";
    }
    along! {
        sum_axis try_sum_axis sum_axes try_sum_axes, Each<Sum> = Each(Sum), () "The sum, 0 for no elements" "np.sum";
        prod_axis try_prod_axis prod_axes try_prod_axes, Each<Prod> = Each(Prod), () "The product, 1 for no elements" "np.prod";
        mean_axis try_mean_axis mean_axes try_mean_axes, Each<Mean> = Each(Mean), () "The mean, a NaN for no elements" "np.mean";
        var_axis try_var_axis var_axes try_var_axes, Var = Var { correction }, (correction: usize)
            "The variance, with the divisor `n - correction`," "np.var";
        std_axis try_std_axis std_axes try_std_axes, Std = Std { correction }, (correction: usize)
            "The standard deviation, with the divisor `n - correction`," "np.std";
        min_axis try_min_axis min_axes try_min_axes, Each<Min> = Each(Min), () "The smallest element, a NaN if there is one," "np.min";
        max_axis try_max_axis max_axes try_max_axes, Each<Max> = Each(Max), () "The largest element, a NaN if there is one," "np.max";
        ptp_axis try_ptp_axis ptp_axes try_ptp_axes, Each<Ptp> = Each(Ptp), () "The largest element less the smallest, a NaN if there is one," "np.ptp";
        any_axis try_any_axis any_axes try_any_axes, Each<Any> = Each(Any), () "Whether any element is true" "np.any";
        all_axis try_all_axis all_axes try_all_axes, Each<All> = Each(All), () "Whether all elements are true" "np.all";
        count_axis try_count_axis count_axes try_count_axes, Each<Count> = Each(Count), () "How many elements are true" "np.count_nonzero";
        norm_l1_axis try_norm_l1_axis norm_l1_axes try_norm_l1_axes, Each<NormL1> = Each(NormL1), () "The sum of the magnitudes" "np.linalg.norm";
        norm_l2_axis try_norm_l2_axis norm_l2_axes try_norm_l2_axes, Each<NormL2> = Each(NormL2), () "The square root of the sum of the squares" "np.linalg.norm";
        norm_inf_axis try_norm_inf_axis norm_inf_axes try_norm_inf_axes, Each<NormInf> = Each(NormInf), () "The largest magnitude" "np.linalg.norm";
    }

    position! {
        argmin_axis try_argmin_axis ArgMin "smallest" "np.argmin";
        argmax_axis try_argmax_axis ArgMax "largest" "np.argmax";
    }

    /// A reduction of your own, or one with an initial value, of everything. NumPy: `ufunc.reduce(a, axis=None)`.
    ///
    /// # Panics
    /// If there are no elements, and the reducer has no result for that.
    ///
    /// ```
    /// use longstride::{expr::reduce::{Min, Norm}, prelude::*};
    /// let a = array![3.0, -4.0];
    /// assert_eq!(a.reduce(Min.initial(-9.0)), -9.0);
    /// assert_eq!(a.reduce(Norm(1.0)), 7.0);
    /// ```
    #[track_caller]
    fn reduce<R: Reducer<Elem<Self>>>(self, reducer: R) -> R::Output {
        expect(self.try_reduce(reducer))
    }

    /// [`reduce`](Reduce::reduce), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are no elements, and the reducer has no result for that.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_reduce<R: Reducer<Elem<Self>>>(self, reducer: R) -> Result<R::Output> {
        exec::reduce_all(&self, &Each(reducer), "reduce")
    }

    /// A reduction of your own, or one with an initial value, along an axis, lazily. NumPy: `ufunc.reduce(a, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, or nothing along it and no result for that.
    ///
    /// ```
    /// use longstride::{expr::reduce::Max, prelude::*};
    /// let a = array![[1, 5], [2, 6]];
    /// assert_eq!(a.reduce_axis(Axis(1), Max.initial(6)).keepdims().eval(), array![[6], [6]]);
    /// ```
    #[track_caller]
    fn reduce_axis<R: Reducer<Elem<Self>>>(
        self,
        axis: Axis,
        reducer: R,
    ) -> AlongAxis<Each<R>, Self, Smaller<Self>> {
        expect(self.try_reduce_axis(axis, reducer))
    }

    /// [`reduce_axis`](Reduce::reduce_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or nothing along it and no result for that.
    fn try_reduce_axis<R: Reducer<Elem<Self>>>(
        self,
        axis: Axis,
        reducer: R,
    ) -> Result<AlongAxis<Each<R>, Self, Smaller<Self>>> {
        AlongAxis::new(Each(reducer), self, &[axis], "reduce_axis")
    }

    /// A reduction of your own, or one with an initial value, along several axes, lazily. NumPy:
    /// `ufunc.reduce(a, axis=(...))`.
    ///
    /// # Panics
    /// If there is no such axis, one is named twice, or there is nothing along them and no result for that.
    #[track_caller]
    fn reduce_axes<L, R>(self, axes: L, reducer: R) -> AlongAxis<Each<R>, Self, Rest<Self, L>>
    where
        L: AxisList<Self::Dim>,
        R: Reducer<Elem<Self>>,
    {
        expect(self.try_reduce_axes(axes, reducer))
    }

    /// [`reduce_axes`](Reduce::reduce_axes), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, one is named twice, or there is nothing along them and no result for that.
    fn try_reduce_axes<L, R>(self, axes: L, reducer: R) -> Result<AlongAxis<Each<R>, Self, Rest<Self, L>>>
    where
        L: AxisList<Self::Dim>,
        R: Reducer<Elem<Self>>,
    {
        AlongAxis::new(Each(reducer), self, axes.as_axes(), "reduce_axes")
    }

    /// Folds all elements with closures: `start` is the neutral element, `fold` goes on with an element, `combine` joins
    /// two partial results. In any order, on any thread. Allocates no array.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![0b0011_u8, 0b0101];
    /// assert_eq!(a.fold(0, |bits, x| bits | x, |a, b| a | b), 0b0111);
    /// ```
    fn fold<A, F, C>(self, start: A, fold: F, combine: C) -> A
    where
        A: Copy + Send + Sync,
        F: Fn(A, Elem<Self>) -> A + Send + Sync,
        C: Fn(A, A) -> A + Send + Sync,
    {
        self.reduce(Folding { start, fold, combine })
    }

    /// [`fold`](Reduce::fold) along an axis, lazily.
    ///
    /// # Panics
    /// If there is no such axis. ([`try_reduce_axis`](Reduce::try_reduce_axis) with a reducer returns an error.)
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1_u8, 2], [4, 2]];
    /// assert_eq!(a.fold_axis(Axis(0), 0, |a, x| a ^ x, |a, b| a ^ b).eval(), array![5, 0]);
    /// ```
    #[track_caller]
    fn fold_axis<A, F, C>(
        self,
        axis: Axis,
        start: A,
        fold: F,
        combine: C,
    ) -> AlongAxis<Each<Folding<A, F, C>>, Self, Smaller<Self>>
    where
        A: Copy + Send + Sync,
        F: Fn(A, Elem<Self>) -> A + Send + Sync,
        C: Fn(A, A) -> A + Send + Sync,
    {
        expect(AlongAxis::new(Each(Folding { start, fold, combine }), self, &[axis], "fold_axis"))
    }

    /// The elements together with whether they take part in a reduction: NumPy's `where=`. The mask broadcasts.
    /// Elements that do not take part are computed all the same. `min` and `max` need an initial value then, as in NumPy.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    ///
    /// ```
    /// use longstride::{expr::reduce::Max, prelude::*};
    /// let a = array![[1.0, 2.0], [3.0, 4.0]];
    /// let m = array![true, false];
    /// assert_eq!(a.only_where(&m).sum(), 4.0);
    /// assert_eq!(a.only_where(&m).mean_axis(Axis(0)).eval()[0], 2.0);
    /// assert_eq!(a.only_where(&m).reduce_axis(Axis(0), Max.initial(0.0)).eval(), array![3.0, 0.0]);
    /// ```
    #[track_caller]
    fn only_where<M>(self, mask: M) -> Kept<M, Self>
    where
        M: IntoExpr<bool, Elem = bool>,
        <M::Expr as Expr>::Dim: Larger<Self::Dim>,
    {
        expect(self.try_only_where(mask))
    }

    /// [`only_where`](Reduce::only_where), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    fn try_only_where<M>(self, mask: M) -> Result<Kept<M, Self>>
    where
        M: IntoExpr<bool, Elem = bool>,
        <M::Expr as Expr>::Dim: Larger<Self::Dim>,
    {
        Ok(Map::new(Keep, Zip::new(mask.into_expr(), self, "only_where")?))
    }
}

impl<E: Expr> Reduce for E where <E as Expr>::Elem: Copy + Sync {}
