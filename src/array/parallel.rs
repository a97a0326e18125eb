//! Iterators on several threads, through the traits of the crate `rayon`.
//!
//! With the feature `rayon` everything that can be iterated over, by value or by reference, has rayon's own methods
//! `into_par_iter`, `par_iter` and `par_iter_mut`, and so have the iterators themselves: `a.lanes(Axis(0)).into_par_iter()`. All are
//! *indexed*: they can be zipped, enumerated, chunked and collected in order.
//!
//! ```text
//! a.par_iter()                                a.exact_chunks([8, 8]).into_par_iter()
//! a.par_iter_mut()                            a.windows_iter([3, 3]).into_par_iter()
//! a.indexed_iter().into_par_iter()            a.axis_chunks_mut(Axis(0), 16).into_par_iter()
//! a.outer_iter_mut().into_par_iter()          ndindex([3, 4]).into_par_iter()
//! ```
//!
//! Expressions need none of this, they are threaded by themselves.
//!
//! ```
//! use longstride::prelude::*;
//! use rayon::prelude::*;
//! let a = Array2::from_fn([100, 50], |[i, j]| i * j);
//! let mut sums = Array1::<usize>::zeros(100);
//! a.rows().into_par_iter().zip(&mut sums).for_each(|(row, sum)| *sum = row.iter().sum());
//! assert_eq!(sums, a.sum_axis(Axis(1)).eval());
//! assert_eq!(a.par_iter().max(), Some(&(99 * 49)));
//! ```

use core::fmt;
use core::ops::Range;
use core::slice;

use rayon::iter::plumbing::{Consumer, Producer, ProducerCallback, UnindexedConsumer, bridge};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use super::iter::{Either, Element, ElementMut, Elements, Prototype, Strided};
use super::iter_index::{AxisChunks, Indexed, NdIndices};
use super::multi_slice::Duplicate;
use super::{Array, CowArray, Iter, IterMut, Movement, View, ViewMut};
use crate::layout::Dim;

/// An iterator that can be cut in two.
#[doc(hidden)]
pub trait Cut: ExactSizeIterator + DoubleEndedIterator + Send + Sized {
    /// The first `at` items, and the others; `at` is at most the length.
    fn cut(self, at: usize) -> (Self, Self);
}

impl<P> Cut for Strided<P>
where
    P: Prototype + Duplicate + Send,
{
    fn cut(self, at: usize) -> (Self, Self) {
        let (front, back) = self.positions.cut(at);
        // SAFETY: each place is in one of the two, and mutable prototypes reach different elements at different places
        // (2 of `iter`).
        let first = unsafe { self.first.duplicate() };
        (Self { first, positions: front }, Self { first: self.first, positions: back })
    }
}

impl<T> Duplicate for Element<'_, T> {
    const EXCLUSIVE: bool = false;
    unsafe fn duplicate(&self) -> Self {
        Self(self.0)
    }
}

impl<T> Duplicate for ElementMut<'_, T> {
    const EXCLUSIVE: bool = true;
    unsafe fn duplicate(&self) -> Self {
        // SAFETY: the caller's promise.
        Self(unsafe { self.0.duplicate() })
    }
}

impl<R: Cut, P> Cut for Elements<R, P>
where
    P: Prototype<Item = R::Item> + Duplicate + Send,
{
    fn cut(self, at: usize) -> (Self, Self) {
        match self.0 {
            Either::Run(run) => {
                let (front, back) = run.cut(at);
                (Self(Either::Run(front)), Self(Either::Run(back)))
            }
            Either::Strided(strided) => {
                let (front, back) = strided.cut(at);
                (Self(Either::Strided(front)), Self(Either::Strided(back)))
            }
        }
    }
}

impl<T: Sync> Cut for slice::Iter<'_, T> {
    fn cut(self, at: usize) -> (Self, Self) {
        let (front, back) = self.as_slice().split_at(at);
        (front.iter(), back.iter())
    }
}

impl<T: Send> Cut for slice::IterMut<'_, T> {
    fn cut(self, at: usize) -> (Self, Self) {
        let (front, back) = self.into_slice().split_at_mut(at);
        (front.iter_mut(), back.iter_mut())
    }
}

impl Cut for Range<usize> {
    fn cut(self, at: usize) -> (Self, Self) {
        let middle = self.start + at;
        (self.start..middle, middle..self.end)
    }
}

impl<I: Cut, D: Dim> Cut for Indexed<I, D> {
    fn cut(self, at: usize) -> (Self, Self) {
        let (last, first) = self.around(at);
        let (front, back) = self.elements.cut(at);
        (
            Self { elements: front, shape: self.shape, front: self.front, back: last },
            Self { elements: back, shape: self.shape, front: first, back: self.back },
        )
    }
}

impl<D: Dim> Cut for NdIndices<D> {
    fn cut(self, at: usize) -> (Self, Self) {
        let (front, back) = self.0.cut(at);
        (Self(front), Self(back))
    }
}

impl<V, D: Dim> Cut for AxisChunks<V>
where
    V: Movement<Dim = D, Moved<D> = V> + Send,
{
    fn cut(self, at: usize) -> (Self, Self) {
        let (axis, chunk) = (self.axis, self.chunk);
        let with = |rest| Self { rest, axis, chunk };
        let len = self.len();
        match self.rest {
            Some(rest) if 0 < at && at < len => {
                let (front, back) = rest.split_at(axis, at * chunk);
                (with(Some(front)), with(Some(back)))
            }
            rest if at == 0 => (with(None), with(rest)),
            rest => (with(rest), with(None)),
        }
    }
}

/// One of this crate's iterators on several threads: what `into_par_iter` returns. See the
/// [module](self).
#[derive(Clone)]
#[must_use = "iterators do nothing until they are driven"]
pub struct Parallel<I>(I);

impl<I: fmt::Debug> fmt::Debug for Parallel<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parallel").field(&self.0).finish()
    }
}

impl<I: Cut> ParallelIterator for Parallel<I>
where
    I::Item: Send,
{
    type Item = I::Item;

    fn drive_unindexed<C: UnindexedConsumer<I::Item>>(self, consumer: C) -> C::Result {
        bridge(self, consumer)
    }
    fn opt_len(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

impl<I: Cut> IndexedParallelIterator for Parallel<I>
where
    I::Item: Send,
{
    fn len(&self) -> usize {
        self.0.len()
    }
    fn drive<C: Consumer<I::Item>>(self, consumer: C) -> C::Result {
        bridge(self, consumer)
    }
    fn with_producer<B: ProducerCallback<I::Item>>(self, callback: B) -> B::Output {
        callback.callback(Pieces(self.0))
    }
}

/// An iterator as rayon cuts it.
struct Pieces<I>(I);

impl<I: Cut> Producer for Pieces<I> {
    type Item = I::Item;
    type IntoIter = I;

    fn into_iter(self) -> I {
        self.0
    }
    fn split_at(self, at: usize) -> (Self, Self) {
        let (front, back) = self.0.cut(at);
        (Self(front), Self(back))
    }
}

// What has a parallel form: an iterator itself, or what makes one.
macro_rules! parallel {
    ($([$($generics:tt)*] $type:ty => $iter:ty;)*) => {$(
        impl<$($generics)*> IntoParallelIterator for $type
        where
            $iter: Cut,
            <$iter as Iterator>::Item: Send,
        {
            type Item = <$iter as Iterator>::Item;
            type Iter = Parallel<$iter>;
            fn into_par_iter(self) -> Self::Iter {
                Parallel(self.into_iter())
            }
        }
    )*};
}
parallel! {
    [P: Prototype] Strided<P> => Self;
    [R: Iterator, P: Prototype<Item = R::Item>] Elements<R, P> => Self;
    [I: ExactSizeIterator, D: Dim] Indexed<I, D> => Self;
    [V: Movement<Dim = D, Moved<D> = V>, D: Dim] AxisChunks<V> => Self;
    [D: Dim] NdIndices<D> => Self;
    ['a, T, D: Dim] View<'a, T, D> => Iter<'a, T>;
    ['a, T, D: Dim] ViewMut<'a, T, D> => IterMut<'a, T>;
    ['a, T, D: Dim] &'a Array<T, D> => Iter<'a, T>;
    ['a, T, D: Dim] &'a mut Array<T, D> => IterMut<'a, T>;
    ['a, T, D: Dim] &View<'a, T, D> => Iter<'a, T>;
    ['a, T, D: Dim] &'a ViewMut<'_, T, D> => Iter<'a, T>;
    ['a, T, D: Dim] &'a mut ViewMut<'_, T, D> => IterMut<'a, T>;
    ['a, T, D: Dim] &'a CowArray<'_, T, D> => Iter<'a, T>;
}
