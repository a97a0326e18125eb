//! Reductions: sums, products, minima, means and counts, of everything or along an axis.
//!
//! A reduction of everything is computed at once and gives a number. One along an axis is an expression: evaluate
//! it, into a new array or a destination, or go on from it.
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
//! use longstride::prelude::*;
//! let a = array![[1_f64, 2., 3.], [4., 5., 6.]];
//! assert_eq!(a.sum(), 21.);
//! assert_eq!((&a * &a).sum_axis(Axis(1)).sqrt().eval(), array![14f64.sqrt(), 77f64.sqrt()]);
//! assert_eq!(a.max_axis(Axis(0)).eval(), array![4., 5., 6.]);
//! assert_eq!((&a - a.mean_axis(Axis(0)).keepdims()).eval(), array![[-1.5, -1.5, -1.5], [1.5, 1.5, 1.5]]);
//! assert_eq!(a.gt(2.0).count(), 4);
//! ```

use core::ops::{Add, Mul};
use std::sync::OnceLock;

use num_traits::{Float, One, Zero};

use super::{Expr, op};
use crate::array::{Array, AsView, AsViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{self, Along, Apply, FlatLeaves, Leaf, Lower, Lowering, Reducer};
use crate::layout::{Axis, Dim, Extents};

/// The type of an expression's elements.
type Elem<E> = <E as Expr>::Elem;

// The reducers: their bound, accumulator and result, and start, fold, combine, finish and empty.
macro_rules! reducers {
    ($($name:ident [$($bound:tt)*] $acc:ty => $out:ty, $start:expr, $fold:expr, $combine:expr, $finish:expr, $empty:expr,
       $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<T: Copy + Send + Sync + $($bound)*> Reducer<T> for $name {
            type Acc = $acc;
            type Output = $out;
            #[inline(always)]
            fn start(&self, any: T) -> $acc {
                let start: fn(T) -> $acc = $start;
                start(any)
            }
            #[inline(always)]
            fn fold(&self, acc: $acc, value: T) -> $acc {
                $fold(acc, value)
            }
            #[inline(always)]
            fn combine(&self, a: $acc, b: $acc) -> $acc {
                $combine(a, b)
            }
            #[inline(always)]
            fn finish(&self, acc: $acc, count: usize) -> $out {
                $finish(acc, count)
            }
            fn empty(&self) -> Option<$out> {
                $empty
            }
        }
    )*};
}
reducers! {
    Sum [Zero + Add<Output = T>] T => T, |_| T::zero(), |a, x| a + x, |a, b| a + b, |a, _| a, Some(T::zero()),
        "The sum, 0 for no elements";
    Prod [One + Mul<Output = T>] T => T, |_| T::one(), |a, x| a * x, |a, b| a * b, |a, _| a, Some(T::one()),
        "The product, 1 for no elements";
    Min [PartialOrd] T => T, |x| x, |a, x| op::Minimum.apply((a, x)), |a, b| op::Minimum.apply((a, b)), |a, _| a, None,
        "The smallest element, a NaN if there is one";
    Max [PartialOrd] T => T, |x| x, |a, x| op::Maximum.apply((a, x)), |a, b| op::Maximum.apply((a, b)), |a, _| a, None,
        "The largest element, a NaN if there is one";
    Mean [Float] T => T, |_| T::zero(), |a, x| a + x, |a, b| a + b, mean_of, Some(T::nan()),
        "The sum divided by the number of elements, a NaN for none";
}

// The reducers of `bool`: accumulator, result, start, fold, combine and empty.
macro_rules! bool_reducers {
    ($($name:ident $acc:ty, $start:expr, $fold:expr, $combine:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl Reducer<bool> for $name {
            type Acc = $acc;
            type Output = $acc;
            #[inline(always)]
            fn start(&self, _: bool) -> $acc {
                $start
            }
            #[inline(always)]
            fn fold(&self, acc: $acc, value: bool) -> $acc {
                $fold(acc, value)
            }
            #[inline(always)]
            fn combine(&self, a: $acc, b: $acc) -> $acc {
                $combine(a, b)
            }
            #[inline(always)]
            fn finish(&self, acc: $acc, _: usize) -> $acc {
                acc
            }
            fn empty(&self) -> Option<$acc> {
                Some($start)
            }
        }
    )*};
}
bool_reducers! {
    Any bool, false, |a, x| a | x, |a, b| a | b, "Whether any element is true, false for none";
    All bool, true, |a, x| a & x, |a, b| a & b, "Whether all elements are true, true for none";
    Count usize, 0, |a, x| a + usize::from(x), |a, b| a + b, "How many elements are true";
}

fn mean_of<T: Float>(sum: T, count: usize) -> T {
    sum / T::from(count).unwrap_or_else(T::nan)
}

/// A reduction along one axis, not computed yet: evaluate it, keep its axis with [`keepdims`](Self::keepdims), or use
/// it as an operand. As an operand inside a larger expression it is computed once, into an array of its own, when
/// that expression is evaluated.
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct AlongAxis<R, E, D: Dim>
where
    E: Expr,
    R: Reducer<Elem<E>>,
{
    operand: E,
    along: Along<R>,
    op: &'static str,
    /// The result, once a larger expression asked for it.
    result: OnceLock<Array<R::Output, D>>,
}

impl<R, E, D> AlongAxis<R, E, D>
where
    E: Expr,
    E::Elem: Copy + Sync,
    R: Reducer<Elem<E>>,
    D: Dim,
{
    fn new(reducer: R, operand: E, axis: Axis, op: &'static str) -> Result<Self> {
        let shape = operand.extents();
        let axis = axis.resolve(shape.len(), op)?;
        let along = Along { reducer, axis, keeps: false };
        if shape[axis] == 0 && reducer.empty().is_none() && !along.shape(&shape).contains(&0) {
            return Err(Error::new(op, ErrorKind::Empty { shape }));
        }
        Ok(Self { operand, along, op, result: OnceLock::new() })
    }

    /// The same with the reduced axis kept, with extent 1, so that the result broadcasts against what was reduced.
    /// NumPy: `keepdims=True`.
    pub fn keepdims(self) -> AlongAxis<R, E, E::Dim> {
        let along = Along { keeps: true, ..self.along };
        AlongAxis { operand: self.operand, along, op: self.op, result: OnceLock::new() }
    }

    fn result(&self) -> &Array<R::Output, D> {
        self.result.get_or_init(|| expect(exec::reduce_axis(&self.operand, self.along, self.op)))
    }
}

impl<R, E, D> core::fmt::Debug for AlongAxis<R, E, D>
where
    E: Expr,
    R: Reducer<Elem<E>>,
    D: Dim,
{
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AlongAxis")
            .field("op", &self.op)
            .field("axis", &self.along.axis)
            .finish_non_exhaustive()
    }
}

impl<R, E, D> Lower for AlongAxis<R, E, D>
where
    E: Expr,
    E::Elem: Copy + Sync,
    R: Reducer<Elem<E>>,
    D: Dim,
{
    type Value = R::Output;
    type Kernel<'k>
        = Leaf<R::Output>
    where
        Self: 'k;

    fn extents(&self) -> Extents {
        self.along.shape(&self.operand.extents())
    }
    fn kernel(&self) -> Leaf<R::Output> {
        Leaf::new()
    }
    fn operands(&self, lowering: &mut Lowering<'_>) {
        let view = self.result().view();
        lowering.push_view(view);
    }
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        // Cheap where it is small, and where it is not the shapes still have to agree.
        if *self.extents() != *shape {
            return false;
        }
        let view = self.result().view();
        leaves.push_view(shape, view)
    }
}

impl<R, E, D> Expr for AlongAxis<R, E, D>
where
    E: Expr,
    E::Elem: Copy + Sync,
    R: Reducer<Elem<E>>,
    D: Dim,
{
    type Elem = R::Output;
    type Dim = D;

    fn try_eval(self) -> Result<Array<R::Output, D>> {
        match self.result.into_inner() {
            Some(result) => Ok(result),
            None => exec::reduce_axis(&self.operand, self.along, self.op),
        }
    }

    fn try_eval_into<O: AsViewMut<Elem = R::Output>>(self, out: &mut O) -> Result<()> {
        exec::reduce_axis_into(&self.operand, self.along, out.view_mut(), self.op)
    }
}

// Reductions that have a result for no elements: of everything, and along an axis.
macro_rules! total {
    ($($name:ident $along:ident $try_along:ident $reducer:ident $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, ". Allocates no array. NumPy: `", $numpy, "(a)`.")]
        #[track_caller]
        fn $name(self) -> <$reducer as Reducer<Elem<Self>>>::Output
        where
            $reducer: Reducer<Elem<Self>>,
        {
            expect(exec::reduce_all(&self, $reducer, stringify!($name)))
        }
        total!(@along $along $try_along $reducer $doc $numpy);
    )*};
    (@along $along:ident $try_along:ident $reducer:ident $doc:literal $numpy:literal) => {
        #[doc = concat!($doc, " along an axis, lazily. NumPy: `", $numpy, "(a, axis)`.")]
        ///
        /// # Panics
        /// If there is no such axis.
        #[track_caller]
        fn $along(self, axis: Axis) -> AlongAxis<$reducer, Self, <Self::Dim as Dim>::Smaller>
        where
            $reducer: Reducer<Elem<Self>>,
        {
            expect(self.$try_along(axis))
        }

        #[doc = concat!("[`", stringify!($along), "`](Reduce::", stringify!($along), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, or nothing along it and no result for that.
        fn $try_along(self, axis: Axis) -> Result<AlongAxis<$reducer, Self, <Self::Dim as Dim>::Smaller>>
        where
            $reducer: Reducer<Elem<Self>>,
        {
            AlongAxis::new($reducer, self, axis, stringify!($along))
        }
    };
}

// Reductions that need an element.
macro_rules! partial {
    ($($name:ident $try_name:ident $along:ident $try_along:ident $reducer:ident $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, ". Allocates no array. NumPy: `", $numpy, "(a)`.")]
        ///
        /// # Panics
        /// If there are no elements.
        #[track_caller]
        fn $name(self) -> <$reducer as Reducer<Elem<Self>>>::Output
        where
            $reducer: Reducer<Elem<Self>>,
        {
            expect(self.$try_name())
        }

        #[doc = concat!("[`", stringify!($name), "`](Reduce::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there are no elements.
        fn $try_name(self) -> Result<<$reducer as Reducer<Elem<Self>>>::Output>
        where
            $reducer: Reducer<Elem<Self>>,
        {
            exec::reduce_all(&self, $reducer, stringify!($name))
        }
        total!(@along $along $try_along $reducer $doc $numpy);
    )*};
}

/// Reductions: methods of every expression, array and view whose elements are `Copy`.
pub trait Reduce: Expr
where
    <Self as Expr>::Elem: Copy + Sync,
{
    total! {
        sum sum_axis try_sum_axis Sum "The sum, 0 for no elements" "np.sum";
        prod prod_axis try_prod_axis Prod "The product, 1 for no elements" "np.prod";
        mean mean_axis try_mean_axis Mean "The mean, a NaN for no elements" "np.mean";
        any any_axis try_any_axis Any "Whether any element is true" "np.any";
        all all_axis try_all_axis All "Whether all elements are true" "np.all";
        count count_axis try_count_axis Count "How many elements are true" "np.count_nonzero";
    }
    partial! {
        min try_min min_axis try_min_axis Min "The smallest element, a NaN if there is one" "np.min";
        max try_max max_axis try_max_axis Max "The largest element, a NaN if there is one" "np.max";
    }
}

impl<E: Expr> Reduce for E where <E as Expr>::Elem: Copy + Sync {}
