//! Where values belong in sorted ones: `np.searchsorted`, `np.digitize`.
//!
//! ```text
//! sorted   1 2 2 3        value 2:  Left 1, Right 3        value 9: 4        NaN after all numbers
//! ```
//!
//! Eight values are searched for in step, each by halving without a branch, so that the memory answers eight times at once
//! (P. Khuong and P. Morin, "Array layouts for comparison-based searching", on branch-free halving).

use crate::array::{Array, AsView, AsViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{self, threads};
use crate::expr::{Expr, IntoExpr};
use crate::layout::{Axis, Extents, Ix1, IxDyn};
use crate::ops::{Indices, Take};

/// Which side of the elements that are equal to a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    /// Before them: the number of elements less than the value.
    #[default]
    Left,
    /// After them: the number of elements less than or equal to it.
    Right,
}

/// Searching in sorted elements, for arrays and views of rank 1. NaN are after all numbers, and equal to each other.
pub trait SearchSorted<'a>: AsView<'a, Dim = Ix1>
where
    Self::Elem: PartialOrd + Copy + Send + Sync,
{
    /// For each of `values`, of any shape, the index in this sorted array before which it belongs.
    /// NumPy: `np.searchsorted(a, values, side)`.
    ///
    /// What is not sorted gives some index. Allocates the result and an array of the values, and a copy of this array if it is
    /// not contiguous.
    ///
    /// # Panics
    /// If the memory cannot be had.
    ///
    /// ```
    /// use longstride::{ops::{SearchSorted, Side}, prelude::*};
    /// let a = array![1., 2., 2., 3.];
    /// assert_eq!(a.searchsorted(&array![[2., 0.], [9., f64::NAN]], Side::Left), array![[1, 0], [4, 4]]);
    /// assert_eq!(a.searchsorted(2., Side::Right)[[]], 3);
    /// ```
    #[track_caller]
    fn searchsorted<V>(self, values: V, side: Side) -> Array<usize, <V::Expr as Expr>::Dim>
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_searchsorted(values, side))
    }

    /// [`searchsorted`](Self::searchsorted), with an error instead of a panic.
    ///
    /// # Errors
    /// If the memory cannot be had.
    fn try_searchsorted<V>(self, values: V, side: Side) -> Result<Array<usize, <V::Expr as Expr>::Dim>>
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        let copy;
        let view = self.view();
        let sorted = match view.as_slice() {
            Some(sorted) => sorted,
            None => {
                copy = view.iter().copied().collect::<Vec<_>>();
                &copy
            }
        };
        search(sorted, values, side, "searchsorted")
    }

    /// [`searchsorted`](Self::searchsorted) in an array that `sorter`, as from `argsort`, would sort.
    /// NumPy: `np.searchsorted(a, values, side, sorter)`.
    ///
    /// Allocates what `searchsorted` does, and the sorted array.
    ///
    /// # Panics
    /// If the sorter has another length, one of its indices is out of range, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::{ops::{SearchSorted, Side}, prelude::*};
    /// let a = array![30, 10, 20];
    /// assert_eq!(a.searchsorted_by(&[1, 2, 0], &array![10, 25], Side::Right), array![1, 2]);
    /// ```
    #[track_caller]
    fn searchsorted_by<X, V>(self, sorter: &X, values: V, side: Side) -> Array<usize, <V::Expr as Expr>::Dim>
    where
        X: Indices + ?Sized,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_searchsorted_by(sorter, values, side))
    }

    /// [`searchsorted_by`](Self::searchsorted_by), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `searchsorted_by` panics.
    fn try_searchsorted_by<X, V>(
        self,
        sorter: &X,
        values: V,
        side: Side,
    ) -> Result<Array<usize, <V::Expr as Expr>::Dim>>
    where
        X: Indices + ?Sized,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        const OP: &str = "searchsorted_by";
        let (view, len) = (self.view(), sorter.as_indices().len());
        if view.len() != len {
            let expected = Extents::repeat(view.len(), 1);
            let found = Extents::repeat(len, 1);
            return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
        }
        let sorted = view.try_take(sorter, Axis(0)).map_err(|e| e.in_op(OP))?;
        search(&sorted.into_vec(), values, side, OP)
    }
}

impl<'a, V: AsView<'a, Dim = Ix1>> SearchSorted<'a> for V where V::Elem: PartialOrd + Copy + Send + Sync {}

/// For each of `values`, the number of the bin that it is in: bin `i` is from `bins[i - 1]` up to `bins[i]`, bin 0 before all and
/// the last one after all. A value on an edge is in the bin above it, or with `right` in the one below.
/// NumPy: `np.digitize(values, bins, right)`.
///
/// The bins increase or decrease, and may repeat; NaN is above all numbers. Allocates what
/// [`searchsorted`](SearchSorted::searchsorted) does, and a copy of bins that decrease.
///
/// # Panics
/// If the bins neither increase nor decrease, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::digitize, prelude::*};
/// let bins = array![0.0, 1.0, 2.5];
/// assert_eq!(digitize(&array![0.2, 6.4, 1.0, -3.0], &bins, false), array![1, 3, 2, 0]);
/// assert_eq!(digitize(&array![0.2, 6.4, 1.0, -3.0], bins.flip(Axis(0)), false), array![2, 0, 1, 3]);
/// ```
#[track_caller]
pub fn digitize<'b, V, B>(values: V, bins: B, right: bool) -> Array<usize, <V::Expr as Expr>::Dim>
where
    B: AsView<'b, Dim = Ix1, Elem: PartialOrd + Copy + Send + Sync>,
    V: IntoExpr<B::Elem, Elem = B::Elem>,
{
    expect(try_digitize(values, bins, right))
}

/// [`digitize`], with an error instead of a panic.
///
/// # Errors
/// Where `digitize` panics.
pub fn try_digitize<'b, V, B>(values: V, bins: B, right: bool) -> Result<Array<usize, <V::Expr as Expr>::Dim>>
where
    B: AsView<'b, Dim = Ix1, Elem: PartialOrd + Copy + Send + Sync>,
    V: IntoExpr<B::Elem, Elem = B::Elem>,
{
    const OP: &str = "digitize";
    let mut bins: Vec<_> = bins.view().iter().copied().collect();
    let side = if right { Side::Left } else { Side::Right };
    if bins.is_sorted_by(|&a, &b| !before(b, a)) {
        return search(&bins, values, side, OP);
    }
    if !bins.is_sorted_by(|&a, &b| !before(a, b)) {
        return Err(Error::new(OP, ErrorKind::Value { why: "the bins neither increase nor decrease" }));
    }
    bins.reverse();
    let mut found = search(&bins, values, side, OP)?;
    found.apply(|i| *i = bins.len() - *i);
    Ok(found)
}

/// Whether a value is not equal to itself.
#[inline(always)]
#[allow(clippy::eq_op, reason = "that is what a NaN is")]
fn is_nan<T: PartialOrd + Copy>(x: T) -> bool {
    x != x
}

/// The order of the search: NaN after all numbers.
fn before<T: PartialOrd + Copy>(a: T, b: T) -> bool {
    a < b || (is_nan(b) && !is_nan(a))
}

fn search<T: PartialOrd + Copy + Send + Sync, V: IntoExpr<T, Elem = T>>(
    sorted: &[T],
    values: V,
    side: Side,
    op: &'static str,
) -> Result<Array<usize, <V::Expr as Expr>::Dim>> {
    let values = exec::eval::<_, IxDyn>(values.into_expr(), op)?;
    let (shape, values) = ((&values).shape(), values.into_vec());
    let mut found = vec![0; values.len()];
    // As long as moving so many bytes.
    let cost = values.len().saturating_mul(8 * (usize::BITS - sorted.len().leading_zeros()) as usize);
    let threads = threads::for_bytes(cost);
    let step = values.len().div_ceil(threads * 4).max(1);
    // NaN are at the end: the search is among numbers, with one comparison a step.
    let numbers = sorted.partition_point(|&x| !is_nan(x));
    let (sorted, last) = (&sorted[..numbers], if side == Side::Left { numbers } else { sorted.len() });
    let pieces = found.chunks_mut(step).zip(values.chunks(step));
    threads::each_item(pieces, threads, |(found, values)| {
        match side {
            Side::Left => search_all(sorted, values, found, |x, value| x < value),
            Side::Right => search_all(sorted, values, found, |x, value| x <= value),
        }
        let nans = found.iter_mut().zip(values).filter(|(_, value)| is_nan(**value));
        nans.for_each(|(found, _)| *found = last);
    });
    Array::from_vec(shape, found)?.with_dim(op)
}

/// How many values are searched for in step.
const STEP: usize = 8;

fn search_all<T: Copy>(sorted: &[T], values: &[T], found: &mut [usize], before: impl Fn(T, T) -> bool) {
    let (steps, rest) = values.as_chunks::<STEP>();
    let (found_steps, found_rest) = found.as_chunks_mut::<STEP>();
    for (values, found) in steps.iter().zip(found_steps) {
        *found = search_step(sorted, values, &before);
    }
    for (&value, found) in rest.iter().zip(found_rest) {
        [*found] = search_step(sorted, &[value], &before);
    }
}

/// For each value, how many elements at the front are before it.
#[inline(always)]
fn search_step<T: Copy, const N: usize>(
    sorted: &[T],
    values: &[T; N],
    before: impl Fn(T, T) -> bool,
) -> [usize; N] {
    // The answer is one of `first..=first + len`.
    let (mut first, mut len) = ([0; N], sorted.len());
    while len > 0 {
        let half = len.div_ceil(2);
        for (first, &value) in first.iter_mut().zip(values) {
            let next = *first + half;
            *first = core::hint::select_unpredictable(before(sorted[next - 1], value), next, *first);
        }
        len -= half;
    }
    first
}
