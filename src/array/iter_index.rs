//! Elements with their indices, indices alone, and chunks of an axis.
//!
//! ```text
//! a (2, 3)                              a.axis_chunks(Axis(1), 2)
//! 0 1 2   indexed_iter():               0 1 | 2
//! 3 4 5   ([0, 0], 0) ([0, 1], 1) ...   3 4 | 5      the last one is shorter
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[0, 1, 2], [3, 4, 5]];
//! assert_eq!(a.indexed_iter().nth(4), Some(([1, 1], &4)));
//! let sums: Vec<i32> = a.axis_chunks(Axis(1), 2).map(|c| c.iter().sum()).collect();
//! assert_eq!(sums, [8, 7]);
//! ```

use core::fmt;
use core::iter::FusedIterator;
use core::ops::Range;

use super::iter::{Iter, IterMut};
use super::{Movement, View, ViewMut, compact};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, IntoShape, Layout};

/// The elements of an array or view with their indices, in row-major order.
pub type IndexedIter<'a, T, D> = Indexed<Iter<'a, T>, D>;
/// The elements of an array or mutable view, to change, with their indices, in row-major order.
pub type IndexedIterMut<'a, T, D> = Indexed<IterMut<'a, T>, D>;

/// An iterator over elements with their indices. See [`IndexedIter`] and [`IndexedIterMut`].
#[derive(Clone)]
#[must_use = "iterators do nothing until they are advanced"]
pub struct Indexed<I, D: Dim> {
    pub(super) elements: I,
    pub(super) shape: D::Shape,
    /// The index of the next element from the front, and of the next from the back; of none if none is left.
    pub(super) front: D::Shape,
    pub(super) back: D::Shape,
}

impl<I, D: Dim> Indexed<I, D> {
    /// `elements` are those of `shape`, in row-major order.
    pub(super) fn new(elements: I, shape: D::Shape) -> Self {
        let (mut front, mut back) = (shape, shape);
        front.as_mut().fill(0);
        back.as_mut().iter_mut().for_each(|n| *n = n.saturating_sub(1));
        Self { elements, shape, front, back }
    }

    /// The index before the `at`-th element, and its own; of none if there is none.
    #[cfg(feature = "rayon")]
    pub(super) fn around(&self, at: usize) -> (D::Shape, D::Shape) {
        let (mut last, mut first) = (self.front, self.front);
        // An array with an element has indices.
        if at > 0 {
            advance(last.as_mut(), self.shape.as_ref(), at - 1);
            first = last;
            advance(first.as_mut(), self.shape.as_ref(), 1);
        }
        (last, first)
    }
}

/// Moves `index` on by `n` places in row-major order, from the last around to the first. The shape is not empty.
fn advance(index: &mut [usize], shape: &[usize], n: usize) {
    let mut carry = n;
    for (i, &extent) in index.iter_mut().zip(shape).rev() {
        // Division only where a step leaves the axis.
        if carry < extent - *i {
            *i += carry;
            return;
        }
        // No overflow: both are below the number of elements, at most `isize::MAX`.
        let sum = *i + carry;
        (*i, carry) = if sum - extent < extent { (sum - extent, 1) } else { (sum % extent, sum / extent) };
    }
}

/// As [`advance`], backwards.
fn retreat(index: &mut [usize], shape: &[usize], n: usize) {
    // The distance from the last index grows as that from the first does.
    let mirror = |index: &mut [usize]| index.iter_mut().zip(shape).for_each(|(i, &n)| *i = n - 1 - *i);
    mirror(index);
    advance(index, shape, n);
    mirror(index);
}

impl<I: ExactSizeIterator, D: Dim> Iterator for Indexed<I, D> {
    type Item = (D::Shape, I::Item);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let element = self.elements.next()?;
        let index = self.front;
        advance(self.front.as_mut(), self.shape.as_ref(), 1);
        Some((index, element))
    }
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        let element = self.elements.nth(n)?;
        advance(self.front.as_mut(), self.shape.as_ref(), n);
        let index = self.front;
        advance(self.front.as_mut(), self.shape.as_ref(), 1);
        Some((index, element))
    }
    #[inline]
    fn count(self) -> usize {
        self.elements.count()
    }
    #[inline]
    fn fold<A, F: FnMut(A, Self::Item) -> A>(self, init: A, mut f: F) -> A {
        let Self { elements, shape, mut front, .. } = self;
        elements.fold(init, |acc, element| {
            let index = front;
            advance(front.as_mut(), shape.as_ref(), 1);
            f(acc, (index, element))
        })
    }
}

impl<I: ExactSizeIterator + DoubleEndedIterator, D: Dim> DoubleEndedIterator for Indexed<I, D> {
    #[inline]
    fn next_back(&mut self) -> Option<Self::Item> {
        self.nth_back(0)
    }
    fn nth_back(&mut self, n: usize) -> Option<Self::Item> {
        let element = self.elements.nth_back(n)?;
        retreat(self.back.as_mut(), self.shape.as_ref(), n);
        let index = self.back;
        retreat(self.back.as_mut(), self.shape.as_ref(), 1);
        Some((index, element))
    }
}

impl<I: ExactSizeIterator, D: Dim> ExactSizeIterator for Indexed<I, D> {}
impl<I: ExactSizeIterator + FusedIterator, D: Dim> FusedIterator for Indexed<I, D> {}

impl<I: fmt::Debug, D: Dim> fmt::Debug for Indexed<I, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Indexed")
            .field("elements", &self.elements)
            .field("front", &self.front)
            .field("back", &self.back)
            .finish()
    }
}

/// All indices of a shape, in row-major order: what [`ndindex`] returns.
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing until they are advanced"]
pub struct NdIndices<D: Dim>(pub(super) Indexed<Range<usize>, D>);

/// All indices of a shape, in row-major order, from either end. NumPy: `np.ndindex`.
///
/// # Panics
/// If the number of indices does not fit `isize`, or there are too many axes.
///
/// ```
/// use longstride::prelude::*;
/// assert_eq!(ndindex([2, 2]).collect::<Vec<_>>(), [[0, 0], [0, 1], [1, 0], [1, 1]]);
/// assert_eq!(ndindex([7, 8, 9]).rev().nth(100), Some([5, 4, 7]));
/// assert_eq!(ndindex([]).count(), 1);
/// ```
#[track_caller]
pub fn ndindex<S: IntoShape>(shape: S) -> NdIndices<S::Dim> {
    expect(try_ndindex(shape))
}

/// [`ndindex`], with an error instead of a panic.
///
/// # Errors
/// If the number of indices does not fit `isize`, or there are too many axes.
pub fn try_ndindex<S: IntoShape>(shape: S) -> Result<NdIndices<S::Dim>> {
    const OP: &str = "ndindex";
    let layout = Layout::row_major(&shape.into_extents()?).map_err(|e| e.in_op(OP))?;
    let (shape, _) = compact::<S::Dim>(&layout, OP)?;
    Ok(NdIndices(Indexed::new(0..layout.len(), shape)))
}

impl<D: Dim> Iterator for NdIndices<D> {
    type Item = D::Shape;

    #[inline]
    fn next(&mut self) -> Option<D::Shape> {
        self.0.next().map(|(index, _)| index)
    }
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
    fn nth(&mut self, n: usize) -> Option<D::Shape> {
        self.0.nth(n).map(|(index, _)| index)
    }
    #[inline]
    fn count(self) -> usize {
        self.0.count()
    }
    #[inline]
    fn fold<A, F: FnMut(A, D::Shape) -> A>(self, init: A, mut f: F) -> A {
        self.0.fold(init, |acc, (index, _)| f(acc, index))
    }
}

impl<D: Dim> DoubleEndedIterator for NdIndices<D> {
    #[inline]
    fn next_back(&mut self) -> Option<D::Shape> {
        self.0.next_back().map(|(index, _)| index)
    }
    fn nth_back(&mut self, n: usize) -> Option<D::Shape> {
        self.0.nth_back(n).map(|(index, _)| index)
    }
}

impl<D: Dim> ExactSizeIterator for NdIndices<D> {}
impl<D: Dim> FusedIterator for NdIndices<D> {}

/// Views of up to `n` indices of an axis at a time, the last one shorter; `V` is [`View`] or [`ViewMut`].
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing until they are advanced"]
pub struct AxisChunks<V> {
    /// What has not been handed out; never empty along the axis.
    pub(super) rest: Option<V>,
    pub(super) axis: Axis,
    pub(super) chunk: usize,
}

/// What `axis_chunks` returns.
pub type Chunks<'a, T, D> = AxisChunks<View<'a, T, D>>;
/// What `axis_chunks_mut` returns: chunks that share no element.
pub type ChunksMut<'a, T, D> = AxisChunks<ViewMut<'a, T, D>>;

impl<V: Movement> AxisChunks<V> {
    pub(super) fn new(source: V, axis: Axis, chunk: usize, op: &'static str) -> Result<Self> {
        let layout = source.layout();
        let axis = layout.axis(axis, op)?;
        let extent = layout.shape()[axis];
        if chunk == 0 {
            return Err(Error::new(op, ErrorKind::Window { axis, window: chunk, extent }));
        }
        Ok(Self { rest: (extent > 0).then_some(source), axis: Axis(axis as isize), chunk })
    }

    fn extent(&self) -> usize {
        self.rest.as_ref().map_or(0, |rest| rest.layout().shape()[self.axis.0 as usize])
    }
}

impl<V, D: Dim> Iterator for AxisChunks<V>
where
    V: Movement<Dim = D, Moved<D> = V>,
{
    type Item = V;

    fn next(&mut self) -> Option<V> {
        self.nth(0)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.extent().div_ceil(self.chunk);
        (len, Some(len))
    }
    fn nth(&mut self, n: usize) -> Option<V> {
        let extent = self.extent();
        let mut rest = self.rest.take()?;
        let start = n.checked_mul(self.chunk).filter(|&start| start < extent)?;
        if start > 0 {
            rest = rest.split_at(self.axis, start).1;
        }
        if extent - start <= self.chunk {
            return Some(rest);
        }
        let (next, rest) = rest.split_at(self.axis, self.chunk);
        self.rest = Some(rest);
        Some(next)
    }
}

impl<V, D: Dim> DoubleEndedIterator for AxisChunks<V>
where
    V: Movement<Dim = D, Moved<D> = V>,
{
    fn next_back(&mut self) -> Option<V> {
        let extent = self.extent();
        let rest = self.rest.take()?;
        // Where the last chunk starts.
        let start = (extent - 1) / self.chunk * self.chunk;
        if start == 0 {
            return Some(rest);
        }
        let (rest, last) = rest.split_at(self.axis, start);
        self.rest = Some(rest);
        Some(last)
    }
}

impl<V, D: Dim> ExactSizeIterator for AxisChunks<V> where V: Movement<Dim = D, Moved<D> = V> {}
impl<V, D: Dim> FusedIterator for AxisChunks<V> where V: Movement<Dim = D, Moved<D> = V> {}
