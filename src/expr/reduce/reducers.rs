//! The reductions that take each value on its own, one row each in a table, and how they are varied.
//!
//! ```
//! use longstride::{expr::reduce::Min, prelude::*};
//! let a = array![[3, 1], [4, 2]];
//! assert_eq!(a.reduce_axis(Axis(0), Min.initial(2)).eval(), array![2, 1]);
//! ```

use core::ops::{Add, Mul, Sub};

use num_traits::{Float, One, Signed, Zero};

use crate::exec::{Apply, Reducer};
use crate::expr::op;

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
        impl $name {
            /// The same reduction, as if this value were one element more: NumPy's `initial=`.
            pub fn initial<T>(self, value: T) -> Initial<Self, T> {
                Initial { reducer: self, value }
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
    Ptp [PartialOrd + Sub<Output = T>] (T, T) => T, |x| (x, x),
        |(low, high), x| (op::Minimum.apply((low, x)), op::Maximum.apply((high, x))),
        |a: (T, T), b: (T, T)| (op::Minimum.apply((a.0, b.0)), op::Maximum.apply((a.1, b.1))), |(low, high), _| high - low, None,
        "The largest element less the smallest, a NaN if there is one";
    Mean [Float] T => T, |_| T::zero(), |a, x| a + x, |a, b| a + b, mean_of, Some(T::nan()),
        "The sum divided by the number of elements, a NaN for none";
    NormL1 [Signed] T => T, |_| T::zero(), |a, x: T| a + x.abs(), |a, b| a + b, |a, _| a, Some(T::zero()),
        "The sum of the magnitudes";
    NormL2 [Float] T => T, |_| T::zero(), |a, x| a + x * x, |a, b| a + b, |a: T, _| a.sqrt(), Some(T::zero()),
        "The square root of the sum of the squares, which may overflow";
    NormInf [Signed + PartialOrd] T => T, |_| T::zero(), |a, x: T| op::Maximum.apply((a, x.abs())),
        |a, b| op::Maximum.apply((a, b)), |a, _| a, Some(T::zero()), "The largest magnitude, a NaN if there is one";
    NanSum [Float] T => T, |_| T::zero(), |a, x: T| a + if x.is_nan() { T::zero() } else { x }, |a, b| a + b, |a, _| a,
        Some(T::zero()), "The sum of the elements that are no NaN, 0 for none";
    NanProd [Float] T => T, |_| T::one(), |a, x: T| a * if x.is_nan() { T::one() } else { x }, |a, b| a * b, |a, _| a,
        Some(T::one()), "The product of the elements that are no NaN, 1 for none";
    NanMin [Float] T => T, |x| x, number_if(|a, b| a <= b), number_if(|a, b| a <= b), |a, _| a, None,
        "The smallest element that is no NaN, a NaN if all are";
    NanMax [Float] T => T, |x| x, number_if(|a, b| a >= b), number_if(|a, b| a >= b), |a, _| a, None,
        "The largest element that is no NaN, a NaN if all are";
    NanMean [Float] (T, usize) => T, |_| (T::zero(), 0),
        |(sum, count), x: T| if x.is_nan() { (sum, count) } else { (sum + x, count + 1) },
        |a: (T, usize), b: (T, usize)| (a.0 + b.0, a.1 + b.1), |(sum, count), _| mean_of(sum, count), Some(T::nan()),
        "The mean of the elements that are no NaN, a NaN if all are";
}

/// The first of two where that holds or the second is a NaN, else the second.
#[inline(always)]
fn number_if<T: Float>(holds: impl Fn(T, T) -> bool) -> impl Fn(T, T) -> T {
    move |a, b| if holds(a, b) || b.is_nan() { a } else { b }
}

// The reducers of `bool`: accumulator, start, fold, combine, and when nothing more can change.
macro_rules! bool_reducers {
    ($($name:ident $acc:ty, $start:expr, $fold:expr, $combine:expr, $stops:literal $last:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl Reducer<bool> for $name {
            type Acc = $acc;
            type Output = $acc;
            const STOPS: bool = $stops;
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
            #[inline(always)]
            fn is_final(&self, acc: $acc) -> bool {
                $last(acc)
            }
        }
    )*};
}
bool_reducers! {
    Any bool, false, |a, x| a | x, |a, b| a | b, true |a| a, "Whether any element is true, false for none";
    All bool, true, |a, x| a & x, |a, b| a & b, true |a: bool| !a, "Whether all elements are true, true for none";
    Count usize, 0, |a, x| a + usize::from(x), |a, b| a + b, false |_| false, "How many elements are true";
}

fn mean_of<T: Float>(sum: T, count: usize) -> T {
    sum / T::from(count).unwrap_or_else(T::nan)
}

/// The norm of order `p`: the sum of `|x|` to the power `p`, to the power `1 / p`.
#[derive(Clone, Copy, Debug)]
pub struct Norm<P>(pub P);
impl<T: Float + Send + Sync> Reducer<T> for Norm<T> {
    type Acc = T;
    type Output = T;
    #[inline(always)]
    fn start(&self, _: T) -> T {
        T::zero()
    }
    #[inline(always)]
    fn fold(&self, acc: T, value: T) -> T {
        acc + value.abs().powf(self.0)
    }
    #[inline(always)]
    fn combine(&self, a: T, b: T) -> T {
        a + b
    }
    fn finish(&self, acc: T, _: usize) -> T {
        acc.powf(self.0.recip())
    }
    fn empty(&self) -> Option<T> {
        Some(T::zero())
    }
}

/// A reduction as if a value were one element more: NumPy's `initial=`. Made by `Min.initial(value)` and its like.
#[derive(Clone, Copy, Debug)]
pub struct Initial<R, T> {
    pub(super) reducer: R,
    pub(super) value: T,
}
impl<T: Copy + Send + Sync, R: Reducer<T>> Reducer<T> for Initial<R, T> {
    type Acc = R::Acc;
    type Output = R::Output;
    const STOPS: bool = R::STOPS;
    #[inline(always)]
    fn start(&self, any: T) -> R::Acc {
        self.reducer.start(any)
    }
    #[inline(always)]
    fn fold(&self, acc: R::Acc, value: T) -> R::Acc {
        self.reducer.fold(acc, value)
    }
    #[inline(always)]
    fn combine(&self, a: R::Acc, b: R::Acc) -> R::Acc {
        self.reducer.combine(a, b)
    }
    fn finish(&self, acc: R::Acc, count: usize) -> R::Output {
        self.reducer.finish(self.reducer.combine(self.alone(), acc), count + 1)
    }
    fn empty(&self) -> Option<R::Output> {
        Some(self.reducer.finish(self.alone(), 1))
    }
    #[inline(always)]
    fn is_final(&self, acc: R::Acc) -> bool {
        self.reducer.is_final(acc)
    }
}
impl<R, T: Copy> Initial<R, T> {
    /// The partial result of the value.
    pub(super) fn alone(&self) -> R::Acc
    where
        R: Reducer<T>,
    {
        self.reducer.fold(self.reducer.start(self.value), self.value)
    }
}

/// Closures as a reducer: where to start (the neutral element), how to go on with an element, and how to join two
/// partial results. What [`fold`](super::Reduce::fold) makes of them.
#[derive(Clone, Copy)]
pub struct Folding<A, F, C> {
    pub(super) start: A,
    pub(super) fold: F,
    pub(super) combine: C,
}
impl<A: core::fmt::Debug, F, C> core::fmt::Debug for Folding<A, F, C> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Folding").field("start", &self.start).finish_non_exhaustive()
    }
}
impl<T, A, F, C> Reducer<T> for Folding<A, F, C>
where
    A: Copy + Send + Sync,
    F: Fn(A, T) -> A + Send + Sync,
    C: Fn(A, A) -> A + Send + Sync,
{
    type Acc = A;
    type Output = A;
    #[inline(always)]
    fn start(&self, _: T) -> A {
        self.start
    }
    #[inline(always)]
    fn fold(&self, acc: A, value: T) -> A {
        (self.fold)(acc, value)
    }
    #[inline(always)]
    fn combine(&self, a: A, b: A) -> A {
        (self.combine)(a, b)
    }
    fn finish(&self, acc: A, _: usize) -> A {
        acc
    }
    fn empty(&self) -> Option<A> {
        Some(self.start)
    }
}
