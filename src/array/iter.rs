//! Iterators over elements, their indices, and views of parts.
//!
//! Each is a prototype, a view of the part at the first place, and the [offsets](crate::layout) of all places:
//!
//! ```text
//! a (2, 3), strides (3, 1)     prototype            places
//! iter()                       one element          0 1 2 3 4 5
//! axis_iter(Axis(0))           (3), strides (1)     0 3               rows
//! lanes(Axis(0))               (2), strides (3)     0 1 2             columns
//! ```
//!
//! so that one iterator, [`Strided`], serves elements and views, shared and mutable. Elements that lie one after
//! the other, whatever the shape, go through [`core::slice::Iter`] instead.
//!
//! The methods are in [`AsView`](super::AsView) and [`AsViewMut`](super::AsViewMut); `for x in &a` works as well.
//!
//! # Invariants
//! Beside those of [`array`](super):
//! 1. The prototype at any of the places reaches initialised elements of its source, alive for `'a`.
//! 2. A place comes once, and a mutable prototype reaches different elements at different places.
//! 3. The source is borrowed as the prototype is (shared or mutably) for `'a`, and the prototype itself reads and
//!    writes nothing.
//!
//! ```
//! use longstride::prelude::*;
//! let mut a = array![[1, 2, 3], [4, 5, 6]];
//! assert_eq!(a.t().iter().copied().collect::<Vec<_>>(), [1, 4, 2, 5, 3, 6]);
//! for (lane, by) in a.lanes_mut(Axis(0)).zip([1, 10, 100]) {
//!     for x in lane {
//!         *x *= by;
//!     }
//! }
//! assert_eq!(a, array![[1, 20, 300], [4, 50, 600]]);
//! assert_eq!(a.indexed_iter().find(|&(_, &x)| x > 100), Some(([0, 2], &300)));
//! ```

use core::fmt;
use core::iter::FusedIterator;
use core::marker::PhantomData;
use core::slice;

use super::{Array, AsView, AsViewMut, CowArray, Movement, View, ViewMut};
use crate::error::Result;
use crate::layout::{Axis, Dim, Ix0, Ix1, Layout, Positions};

/// The elements of an array or view in row-major order.
pub type Iter<'a, T> = Elements<slice::Iter<'a, T>, Element<'a, T>>;
/// The elements of an array or mutable view in row-major order, to change.
pub type IterMut<'a, T> = Elements<slice::IterMut<'a, T>, ElementMut<'a, T>>;
/// Views of equal shape, in row-major order of their places.
pub type Views<'a, T, D> = Strided<View<'a, T, D>>;
/// Mutable views of equal shape that share no element, in row-major order of their places.
pub type ViewsMut<'a, T, D> = Strided<ViewMut<'a, T, D>>;

/// What lies at a place: an element or a view.
pub trait Prototype {
    /// The element or view.
    type Item;
    /// The one `offset` elements after the first.
    ///
    /// # Safety
    /// It reaches initialised elements, alive for the lifetime of the item; a mutable one is the only one alive
    /// that reaches them.
    unsafe fn at(&self, offset: isize) -> Self::Item;
}

impl<'a, T, D: Dim> Prototype for View<'a, T, D> {
    type Item = Self;
    #[inline]
    unsafe fn at(&self, offset: isize) -> Self {
        // SAFETY: the caller's promise.
        Self { ptr: unsafe { self.ptr.offset(offset) }, ..*self }
    }
}

impl<'a, T, D: Dim> Prototype for ViewMut<'a, T, D> {
    type Item = Self;
    #[inline]
    unsafe fn at(&self, offset: isize) -> Self {
        // SAFETY: the caller's promise.
        let ptr = unsafe { self.ptr.offset(offset) };
        Self { ptr, shape: self.shape, strides: self.strides, borrows: PhantomData }
    }
}

/// The prototype of a shared reference.
#[derive(Clone)]
#[allow(missing_debug_implementations, reason = "iterators print how much is left, not their prototype")]
pub struct Element<'a, T>(pub(super) View<'a, T, Ix0>);

impl<'a, T> Prototype for Element<'a, T> {
    type Item = &'a T;
    #[inline]
    unsafe fn at(&self, offset: isize) -> &'a T {
        // SAFETY: the caller's promise.
        unsafe { self.0.ptr.offset(offset).as_ref() }
    }
}

/// The prototype of a mutable reference.
#[allow(missing_debug_implementations, reason = "as above")]
pub struct ElementMut<'a, T>(pub(super) ViewMut<'a, T, Ix0>);

impl<'a, T> Prototype for ElementMut<'a, T> {
    type Item = &'a mut T;
    #[inline]
    unsafe fn at(&self, offset: isize) -> &'a mut T {
        // SAFETY: the caller's promise.
        unsafe { self.0.ptr.offset(offset).as_mut() }
    }
}

/// An iterator over what lies at regular places: views, see [`Views`] and [`ViewsMut`], or scattered elements.
#[derive(Clone)]
#[must_use = "iterators do nothing until they are advanced"]
pub struct Strided<P> {
    pub(super) first: P,
    pub(super) positions: Positions,
}

impl<P: Prototype> Iterator for Strided<P> {
    type Item = P::Item;

    #[inline]
    fn next(&mut self) -> Option<P::Item> {
        // SAFETY: a place, for the first time (1, 2); the source is borrowed (3).
        self.positions.next().map(|at| unsafe { self.first.at(at) })
    }
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }
    #[inline]
    fn nth(&mut self, n: usize) -> Option<P::Item> {
        // SAFETY: as in `next`.
        self.positions.nth(n).map(|at| unsafe { self.first.at(at) })
    }
    #[inline]
    fn count(self) -> usize {
        self.positions.len()
    }
    #[inline]
    fn last(mut self) -> Option<P::Item> {
        self.next_back()
    }
    #[inline]
    fn fold<A, F: FnMut(A, P::Item) -> A>(self, init: A, mut f: F) -> A {
        let Self { first, positions } = self;
        // SAFETY: as in `next`.
        positions.fold(init, |acc, at| f(acc, unsafe { first.at(at) }))
    }
}

impl<P: Prototype> DoubleEndedIterator for Strided<P> {
    #[inline]
    fn next_back(&mut self) -> Option<P::Item> {
        // SAFETY: as in `next`.
        self.positions.next_back().map(|at| unsafe { self.first.at(at) })
    }
    #[inline]
    fn nth_back(&mut self, n: usize) -> Option<P::Item> {
        // SAFETY: as in `next`.
        self.positions.nth_back(n).map(|at| unsafe { self.first.at(at) })
    }
}

impl<P: Prototype> ExactSizeIterator for Strided<P> {}
impl<P: Prototype> FusedIterator for Strided<P> {}

impl<P> fmt::Debug for Strided<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strided").field("left", &self.positions.len()).finish_non_exhaustive()
    }
}

/// An iterator over elements: `R` if they lie one after the other, places of `P` if not. See [`Iter`] and
/// [`IterMut`].
#[derive(Clone)]
#[must_use = "iterators do nothing until they are advanced"]
pub struct Elements<R, P>(pub(super) Either<R, Strided<P>>);

#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "an iterator lives on the stack, and a box would cost more")]
pub(super) enum Either<R, S> {
    Run(R),
    Strided(S),
}

// The same for both kinds.
macro_rules! either {
    ($this:expr, $iter:ident => $result:expr) => {
        match $this {
            Either::Run($iter) => $result,
            Either::Strided($iter) => $result,
        }
    };
}

impl<R: Iterator, P: Prototype<Item = R::Item>> Iterator for Elements<R, P> {
    type Item = R::Item;

    #[inline]
    fn next(&mut self) -> Option<R::Item> {
        either!(&mut self.0, iter => iter.next())
    }
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        either!(&self.0, iter => iter.size_hint())
    }
    #[inline]
    fn nth(&mut self, n: usize) -> Option<R::Item> {
        either!(&mut self.0, iter => iter.nth(n))
    }
    #[inline]
    fn count(self) -> usize {
        either!(self.0, iter => iter.count())
    }
    #[inline]
    fn last(self) -> Option<R::Item> {
        either!(self.0, iter => iter.last())
    }
    #[inline]
    fn fold<A, F: FnMut(A, R::Item) -> A>(self, init: A, f: F) -> A {
        either!(self.0, iter => iter.fold(init, f))
    }
}

impl<R: DoubleEndedIterator, P: Prototype<Item = R::Item>> DoubleEndedIterator for Elements<R, P> {
    #[inline]
    fn next_back(&mut self) -> Option<R::Item> {
        either!(&mut self.0, iter => iter.next_back())
    }
    #[inline]
    fn nth_back(&mut self, n: usize) -> Option<R::Item> {
        either!(&mut self.0, iter => iter.nth_back(n))
    }
    #[inline]
    fn rfold<A, F: FnMut(A, R::Item) -> A>(self, init: A, f: F) -> A {
        either!(self.0, iter => iter.rfold(init, f))
    }
}

impl<R: ExactSizeIterator, P: Prototype<Item = R::Item>> ExactSizeIterator for Elements<R, P> {}
impl<R: FusedIterator, P: Prototype<Item = R::Item>> FusedIterator for Elements<R, P> {}

impl<R: Iterator, P> fmt::Debug for Elements<R, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = match &self.0 {
            Either::Run(run) => run.size_hint().0,
            Either::Strided(strided) => strided.positions.len(),
        };
        f.debug_struct("Elements").field("left", &left).finish_non_exhaustive()
    }
}

impl<'a, T, D: Dim> IntoIterator for View<'a, T, D> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;

    #[inline]
    fn into_iter(self) -> Iter<'a, T> {
        let (shape, strides) = (self.shape.as_ref(), self.strides.as_ref());
        Elements(match Positions::run_of(shape, strides) {
            // SAFETY: these are the `len` elements from `ptr` on (invariants 2 and 3 of `array`).
            Some(len) => Either::Run(unsafe { slice::from_raw_parts(self.ptr.as_ptr(), len) }.iter()),
            // Invariants 1 to 3: the places are those of the view's elements.
            None => {
                let first = Element(View::new(self.ptr, [], []));
                Either::Strided(Strided { first, positions: Positions::new(shape, strides) })
            }
        })
    }
}

impl<'a, T, D: Dim> IntoIterator for ViewMut<'a, T, D> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;

    #[inline]
    fn into_iter(self) -> IterMut<'a, T> {
        let (shape, strides) = (self.shape.as_ref(), self.strides.as_ref());
        Elements(match Positions::run_of(shape, strides) {
            // SAFETY: these are the `len` elements from `ptr` on, borrowed mutably (invariants 2 and 3 of `array`).
            Some(len) => Either::Run(unsafe { slice::from_raw_parts_mut(self.ptr.as_ptr(), len) }.iter_mut()),
            // Invariants 1 to 3: the places are those of the view's elements, which are distinct (4 of `array`).
            None => {
                let first = ViewMut { ptr: self.ptr, shape: [], strides: [], borrows: PhantomData };
                let positions = Positions::new(shape, strides);
                Either::Strided(Strided { first: ElementMut(first), positions })
            }
        })
    }
}

/// The lanes of `source` along an axis.
pub(super) fn lanes<M>(source: M, axis: Axis, op: &'static str) -> Result<Strided<M::Moved<Ix1>>>
where
    M: Movement,
    M::Moved<Ix1>: Prototype,
{
    let layout = source.layout();
    let axis = layout.axis(axis, op)?;
    let lane = Layout::new(&[layout.shape()[axis]], &[layout.strides()[axis]], 0)?;
    // SAFETY: each axis is in one of the two, and different indices of a mutable source address different elements.
    unsafe { parts(source, &lane, &layout.without(axis), op) }
}

/// The parts of `source` at each index of an axis.
#[allow(clippy::type_complexity, reason = "one associated type after the other")]
pub(super) fn axis_iter<M>(
    source: M,
    axis: Axis,
    op: &'static str,
) -> Result<Strided<M::Moved<<M::Dim as Dim>::Smaller>>>
where
    M: Movement,
    M::Moved<<M::Dim as Dim>::Smaller>: Prototype,
{
    let layout = source.layout();
    let axis = layout.axis(axis, op)?;
    let places = Layout::new(&[layout.shape()[axis]], &[layout.strides()[axis]], 0)?;
    // SAFETY: as in `lanes`.
    unsafe { parts(source, &layout.without(axis), &places, op) }
}

/// The views of `part` at each index of `places`.
///
/// # Safety
/// An index of `places` and one of `part` together address an element of the layout of `source`; if that is mutable,
/// different pairs address different ones.
pub(super) unsafe fn parts<M: Movement, E: Dim>(
    source: M,
    part: &Layout,
    places: &Layout,
    op: &'static str,
) -> Result<Strided<M::Moved<E>>> {
    // Canonical again: without the axis that makes the source empty, strides are 0 all the same.
    let part = Layout::new(part.shape(), part.strides(), 0)?;
    // SAFETY: the part at the first place. If there is no place, no element is there, and the prototype is never
    // used; otherwise the caller's promise gives invariants 1 and 2, and `first` holds the borrow (3).
    let first = unsafe { source.derive(&part, op)? };
    Ok(Strided { first, positions: Positions::new(places.shape(), places.strides()) })
}

// References to what can be iterated by reference.
macro_rules! by_reference {
    ($([$($generics:tt)*] $type:ty => $item:ty, $iter:ty, $view:ident;)*) => {$(
        impl<$($generics)*> IntoIterator for $type {
            type Item = $item;
            type IntoIter = $iter;
            #[inline]
            fn into_iter(self) -> $iter {
                self.$view().into_iter()
            }
        }
    )*};
}
by_reference! {
    ['a, T, D: Dim] &'a Array<T, D> => &'a T, Iter<'a, T>, view;
    ['a, T, D: Dim] &'a mut Array<T, D> => &'a mut T, IterMut<'a, T>, view_mut;
    ['a, T, D: Dim] &View<'a, T, D> => &'a T, Iter<'a, T>, view;
    ['a, T, D: Dim] &'a ViewMut<'_, T, D> => &'a T, Iter<'a, T>, view;
    ['a, T, D: Dim] &'a mut ViewMut<'_, T, D> => &'a mut T, IterMut<'a, T>, view_mut;
    ['a, T, D: Dim] &'a CowArray<'_, T, D> => &'a T, Iter<'a, T>, view;
}
