//! Reductions of the elements where a mask holds: NumPy's `where=`. As there, those without a result for no elements,
//! such as `Min` and `Max`, take an initial value then, because a mask may leave none.
//!
//! ```
//! use longstride::{expr::reduce::Max, prelude::*};
//! let a = array![[1.0, 2.0], [f64::NAN, 4.0]];
//! assert_eq!(a.only_where(!a.is_nan()).mean_axis(Axis(0)).eval(), array![1.0, 3.0]);
//! assert_eq!(a.only_where(a.gt(9.0)).reduce(Max.initial(0.0)), 0.0);
//! ```

use super::reducers::{
    All, Any, Count, Initial, Mean, NanMean, NanProd, NanSum, Norm, NormInf, NormL1, NormL2, Prod, Sum,
};
use crate::exec::{Apply, Reducer};

/// An element, and whether it takes part in a reduction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Masked<T> {
    /// Whether it does.
    pub keep: bool,
    /// The element.
    pub value: T,
}

/// A mask and an element as [`Masked`]
#[derive(Clone, Copy, Debug, Default)]
pub struct Keep;
impl<T> Apply<(bool, T)> for Keep {
    type Output = Masked<T>;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, (keep, value): (bool, T)) -> Masked<T> {
        Masked { keep, value }
    }
}

/// Of masked elements: the partial result, which means nothing for none, and of how many it is.
type Counted<A> = (A, usize);

// Reductions of masked elements: that of the elements that take part.
macro_rules! masked {
    ($([$($generics:tt)*] $name:ty;)*) => {$(
        impl<T: Copy + Send + Sync, $($generics)*> Reducer<Masked<T>> for $name
        where
            Self: Reducer<T>,
        {
            type Acc = Counted<<Self as Reducer<T>>::Acc>;
            type Output = <Self as Reducer<T>>::Output;
            const STOPS: bool = <Self as Reducer<T>>::STOPS;
            #[inline(always)]
            fn start(&self, any: Masked<T>) -> Self::Acc {
                (Reducer::<T>::start(self, any.value), 0)
            }
            #[inline(always)]
            fn fold(&self, (acc, count): Self::Acc, x: Masked<T>) -> Self::Acc {
                // The first that takes part is where to start.
                let start = if count == 0 { Reducer::<T>::start(self, x.value) } else { acc };
                let with = Reducer::<T>::fold(self, start, x.value);
                (if x.keep { with } else { acc }, count + usize::from(x.keep))
            }
            #[inline(always)]
            fn combine(&self, a: Self::Acc, b: Self::Acc) -> Self::Acc {
                match (a.1, b.1) {
                    (_, 0) => a,
                    (0, _) => b,
                    _ => (Reducer::<T>::combine(self, a.0, b.0), a.1 + b.1),
                }
            }
            fn finish(&self, (acc, count): Self::Acc, _: usize) -> Self::Output {
                match Reducer::<T>::empty(self) {
                    Some(empty) if count == 0 => empty,
                    _ => Reducer::<T>::finish(self, acc, count),
                }
            }
            fn empty(&self) -> Option<Self::Output> {
                Reducer::<T>::empty(self)
            }
            #[inline(always)]
            fn is_final(&self, (acc, count): Self::Acc) -> bool {
                count != 0 && Reducer::<T>::is_final(self, acc)
            }
        }
    )*};
}
masked! {
    [] Sum; [] Prod; [] Mean; [] NormL1; [] NormL2; [] NormInf; [] Norm<T>; [] Any; [] All; [] Count;
    [] NanSum; [] NanProd; [] NanMean; [R] Initial<R, T>;
}
