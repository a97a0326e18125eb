//! Distinct elements, membership, and arrays as sets: `np.unique`, `np.isin`, `np.union1d` and its sisters.
//!
//! ```text
//! a   3 1     unique()   1 2 3     unique_all()   indices 1 3 0   counts 2 1 1   inverse 2 0
//!     1 2                                                                                0 1
//! b   2 3 4   union1d  1 2 3 4    intersect1d  2 3    setdiff1d  1    setxor1d  1 4
//! ```
//!
//! Elements are the same if they are equal in the [`TotalOrder`]: -0.0 and 0.0 are, and so are NaN and NaN, which NumPy's `isin`
//! and set operations keep apart (its `unique` does not). Of equal elements the first one is returned. All of it is done by
//! sorting, and allocates what that does. Arrays of any rank are taken as the list of their elements.

use core::cmp::Ordering;
use std::borrow::Cow;

use super::sort::{Sort, Sorting, TotalOrder, lexicographic};
use crate::array::{Array, Array1, AsView, Movement, View, View1};
use crate::error::{Result, expect};
use crate::exec::threads;
use crate::layout::{Axis, Dim, Layout};

/// The distinct elements of an array, and where each of them is: what [`Sets::unique_all`] and [`Sets::unique_axis`] return.
/// NumPy: the result of `np.unique_all`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unique<V, I> {
    /// The distinct elements or sub-arrays, sorted.
    pub values: V,
    /// Where each of them first is, in row-major order or along the axis.
    pub indices: Array1<usize>,
    /// Which of them each element or sub-array is.
    pub inverse: I,
    /// How often each of them is there.
    pub counts: Array1<usize>,
}

/// Distinct elements and membership, for arrays and views.
pub trait Sets<'a>: AsView<'a>
where
    Self::Elem: TotalOrder + Clone + Send + Sync,
{
    /// The distinct elements, sorted. NumPy: `np.unique(a)`, `np.unique_values`.
    ///
    /// # Panics
    /// If the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[3, 1], [1, 2]].unique(), array![1, 2, 3]);
    /// ```
    #[track_caller]
    fn unique(self) -> Array1<Self::Elem> {
        let mut sorted = self.sorted_flat().into_vec();
        sorted.dedup_by(|next, kept| kept.total_order(next).is_eq());
        sorted.into()
    }

    /// The distinct elements, where each first is, which of them each element is (an array of this shape), and how often each
    /// is there. NumPy: `np.unique(a, return_index=True, return_inverse=True, return_counts=True)`, `np.unique_all`,
    /// `np.unique_inverse`, `np.unique_counts`.
    ///
    /// # Panics
    /// If the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[3, 1], [1, 2]];
    /// let u = a.unique_all();
    /// assert_eq!(u.values, array![1, 2, 3]);
    /// assert_eq!(u.indices, array![1, 3, 0]);
    /// assert_eq!(u.inverse, array![[2, 0], [0, 1]]);
    /// assert_eq!(u.counts, array![2, 1, 1]);
    /// assert_eq!(u.values.take_flat(&u.inverse.flatten()), a.flatten());
    /// ```
    #[track_caller]
    fn unique_all(self) -> Unique<Array1<Self::Elem>, Array<usize, Self::Dim>> {
        let view = self.view();
        let list = &*list(view);
        let order = View1::from(list).argsort(Axis(0)).into_vec();
        let runs = Runs::new(&order, |i, j| list[i].total_order(&list[j]).is_eq());
        let layout = expect(Layout::row_major(view.shape().as_ref()));
        Unique {
            values: runs.firsts.iter().map(|&i| list[i].clone()).collect(),
            inverse: expect(Array::from_vec_and_layout(runs.inverse, &layout)),
            indices: runs.firsts.into(),
            counts: runs.counts.into(),
        }
    }

    /// The distinct sub-arrays along an axis, compared element by element in row-major order and sorted so; where each first
    /// is, which of them each one is, and how often. NumPy: `np.unique(a, axis=axis, ...)`.
    ///
    /// # Panics
    /// If there is no such axis, the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[2, 1], [0, 5], [2, 1]];
    /// let u = a.unique_axis(Axis(0));
    /// assert_eq!(u.values, array![[0, 5], [2, 1]]);
    /// assert_eq!(u.inverse, array![1, 0, 1]);
    /// assert_eq!(a.unique_axis(Axis(1)).values, array![[1, 2], [5, 0], [1, 2]]);
    /// ```
    #[track_caller]
    fn unique_axis(self, axis: Axis) -> Unique<Array<Self::Elem, Self::Dim>, Array1<usize>> {
        expect(self.try_unique_axis(axis))
    }

    /// [`unique_axis`](Self::unique_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    #[allow(clippy::type_complexity, reason = "a structure of arrays")]
    fn try_unique_axis(self, axis: Axis) -> Result<Unique<Array<Self::Elem, Self::Dim>, Array1<usize>>> {
        const OP: &str = "unique_axis";
        let view = self.view();
        let axis = Axis(axis.resolve(view.rank(), OP)? as isize);
        let outer = view.into_dyn().move_axis(axis, Axis(0));
        let rows = list(outer);
        let mut shape = outer.shape();
        let row: usize = shape[1..].iter().product();
        let row = |i: usize| &rows[i * row..][..row];
        let compare = |i: usize, j: usize| lexicographic(row(i), row(j), TotalOrder::total_order);
        let mut order: Vec<usize> = (0..shape[0]).collect();
        order.sort_by(|&i, &j| compare(i, j));
        let runs = Runs::new(&order, |i, j| compare(i, j).is_eq());
        let values: Vec<Self::Elem> = runs.firsts.iter().flat_map(|&i| row(i)).cloned().collect();
        shape[0] = runs.firsts.len();
        let layout = Layout::row_major(&shape).and_then(|layout| layout.move_axis(Axis(0), axis));
        Ok(Unique {
            values: Array::from_vec_and_layout(values, &layout.map_err(|e| e.in_op(OP))?)?,
            indices: runs.firsts.into(),
            inverse: runs.inverse.into(),
            counts: runs.counts.into(),
        })
    }

    /// For each element whether it is among those of `test`, an array of any rank. NumPy: `np.isin(a, test)`.
    ///
    /// # Panics
    /// If the memory cannot be had, or a comparison panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[3, 1], [1, 2]];
    /// assert_eq!(a.isin(&array![1, 7]), array![[false, true], [true, false]]);
    /// assert_eq!(a.not_in(&array![1, 7]), array![[true, false], [false, true]]);
    /// ```
    #[track_caller]
    fn isin<'b>(self, test: impl AsView<'b, Elem = Self::Elem>) -> Array<bool, Self::Dim>
    where
        Self::Elem: 'b,
    {
        members(self.view(), test, true)
    }

    /// For each element whether it is *not* among those of `test`. NumPy: `np.isin(a, test, invert=True)`.
    ///
    /// # Panics
    /// As for [`isin`](Self::isin).
    #[track_caller]
    fn not_in<'b>(self, test: impl AsView<'b, Elem = Self::Elem>) -> Array<bool, Self::Dim>
    where
        Self::Elem: 'b,
    {
        members(self.view(), test, false)
    }
}

impl<'a, V: AsView<'a>> Sets<'a> for V where V::Elem: TotalOrder + Clone + Send + Sync {}

/// The elements of either array, each once, sorted. NumPy: `np.union1d`.
///
/// # Panics
/// If the memory cannot be had, or a comparison panics.
///
/// ```
/// use longstride::{ops::union1d, prelude::*};
/// assert_eq!(union1d(&array![3, 1, 1], &array![2, 3]), array![1, 2, 3]);
/// ```
#[track_caller]
pub fn union1d<'a, 'b, A, B>(a: A, b: B) -> Array1<A::Elem>
where
    A: AsView<'a, Elem: TotalOrder + Clone + Send + Sync + 'b>,
    B: AsView<'b, Elem = A::Elem>,
{
    merged(a, b, |_, _| true)
}

/// The elements of both arrays, each once, sorted. NumPy: `np.intersect1d`.
///
/// # Panics
/// If the memory cannot be had, or a comparison panics.
///
/// ```
/// use longstride::{ops::intersect1d, prelude::*};
/// assert_eq!(intersect1d(&array![3, 1, 2, 2], &array![2, 3, 2, 5]), array![2, 3]);
/// ```
#[track_caller]
pub fn intersect1d<'a, 'b, A, B>(a: A, b: B) -> Array1<A::Elem>
where
    A: AsView<'a, Elem: TotalOrder + Clone + Send + Sync + 'b>,
    B: AsView<'b, Elem = A::Elem>,
{
    merged(a, b, |in_a, in_b| in_a && in_b)
}

/// [`intersect1d`], and where each element first is in either array, in row-major order.
/// NumPy: `np.intersect1d(a, b, return_indices=True)`.
///
/// # Panics
/// If the memory cannot be had, or a comparison panics.
///
/// ```
/// use longstride::{ops::intersect1d_indices, prelude::*};
/// let (values, i, j) = intersect1d_indices(&array![3, 1, 2, 2], &array![2, 3, 2, 5]);
/// assert_eq!((values, i, j), (array![2, 3], array![2, 0], array![0, 1]));
/// ```
#[track_caller]
#[allow(clippy::type_complexity, reason = "values and indices")]
pub fn intersect1d_indices<'a, 'b, A, B>(a: A, b: B) -> (Array1<A::Elem>, Array1<usize>, Array1<usize>)
where
    A: AsView<'a, Elem: TotalOrder + Clone + Send + Sync + 'b>,
    B: AsView<'b, Elem = A::Elem>,
{
    let (a, b) = (a.unique_all(), b.unique_all());
    let (mut values, mut in_a, mut in_b) = (Vec::new(), Vec::new(), Vec::new());
    merge(&list(a.values.view()), &list(b.values.view()), |i, j| {
        if let (Some(i), Some(j)) = (i, j) {
            values.push(a.values[i].clone());
            in_a.push(a.indices[i]);
            in_b.push(b.indices[j]);
        }
    });
    (values.into(), in_a.into(), in_b.into())
}

/// The elements of `a` that are not in `b`, each once, sorted. NumPy: `np.setdiff1d`.
///
/// # Panics
/// If the memory cannot be had, or a comparison panics.
///
/// ```
/// use longstride::{ops::setdiff1d, prelude::*};
/// assert_eq!(setdiff1d(&array![3, 1, 2, 1], &array![2, 5]), array![1, 3]);
/// ```
#[track_caller]
pub fn setdiff1d<'a, 'b, A, B>(a: A, b: B) -> Array1<A::Elem>
where
    A: AsView<'a, Elem: TotalOrder + Clone + Send + Sync + 'b>,
    B: AsView<'b, Elem = A::Elem>,
{
    merged(a, b, |in_a, in_b| in_a && !in_b)
}

/// The elements that are in one of the arrays, but not in both, each once, sorted. NumPy: `np.setxor1d`.
///
/// # Panics
/// If the memory cannot be had, or a comparison panics.
///
/// ```
/// use longstride::{ops::setxor1d, prelude::*};
/// assert_eq!(setxor1d(&array![3, 1, 1], &array![3, 2]), array![1, 2]);
/// ```
#[track_caller]
pub fn setxor1d<'a, 'b, A, B>(a: A, b: B) -> Array1<A::Elem>
where
    A: AsView<'a, Elem: TotalOrder + Clone + Send + Sync + 'b>,
    B: AsView<'b, Elem = A::Elem>,
{
    merged(a, b, |in_a, in_b| in_a != in_b)
}

/// The distinct elements for which `keep` holds, given in which of the arrays they are.
fn merged<'a, 'b, A, B>(a: A, b: B, keep: impl Fn(bool, bool) -> bool) -> Array1<A::Elem>
where
    A: AsView<'a, Elem: TotalOrder + Clone + Send + Sync + 'b>,
    B: AsView<'b, Elem = A::Elem>,
{
    let (a, b) = (a.unique(), b.unique());
    let (a, b) = (&*list(a.view()), &*list(b.view()));
    let mut values = Vec::new();
    merge(a, b, |i, j| {
        if keep(i.is_some(), j.is_some()) {
            values.extend(i.map(|i| &a[i]).or(j.map(|j| &b[j])).cloned());
        }
    });
    values.into()
}

/// The elements in row-major order, copied only if they lie otherwise.
fn list<'a, T: Clone, D: Dim>(view: View<'a, T, D>) -> Cow<'a, [T]> {
    view.as_slice().map_or_else(|| Cow::Owned(view.flatten().into_vec()), Cow::Borrowed)
}

/// Calls `visit` for each element of two sorted lists of distinct ones, with its places.
fn merge<T: TotalOrder>(a: &[T], b: &[T], mut visit: impl FnMut(Option<usize>, Option<usize>)) {
    let (mut i, mut j) = (0, 0);
    loop {
        let order = match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) => x.total_order(y),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        visit(order.is_le().then_some(i), order.is_ge().then_some(j));
        i += usize::from(order.is_le());
        j += usize::from(order.is_ge());
    }
}

/// Equal elements one after the other in a sorted order.
struct Runs {
    /// The index of the first element of each run.
    firsts: Vec<usize>,
    /// How long each is.
    counts: Vec<usize>,
    /// The run that each index is in.
    inverse: Vec<usize>,
}

impl Runs {
    fn new(order: &[usize], same: impl Fn(usize, usize) -> bool) -> Self {
        let mut runs = Self { firsts: Vec::new(), counts: Vec::new(), inverse: vec![0; order.len()] };
        let mut last = None;
        for &i in order {
            match runs.counts.last_mut() {
                Some(count) if last.is_some_and(|last| same(last, i)) => *count += 1,
                _ => {
                    runs.firsts.push(i);
                    runs.counts.push(1);
                }
            }
            runs.inverse[i] = runs.firsts.len() - 1;
            last = Some(i);
        }
        runs
    }
}

/// From so many elements to test against on, sorting what is tested too is faster than to search for each, which misses the
/// caches.
const MANY: usize = 1 << 13;
/// Elements tested by a thread at a time.
const PIECE: usize = 1 << 12;

/// For each element whether its being among those of `test` is what was `wanted`.
fn members<'b, T, D>(view: View<'_, T, D>, test: impl AsView<'b, Elem = T>, wanted: bool) -> Array<bool, D>
where
    T: TotalOrder + Clone + Send + Sync + 'b,
    D: Dim,
{
    let test = test.sorted_flat_with(Sorting::ASCENDING.unstable());
    let test = &*list(test.view());
    let layout = expect(Layout::row_major(view.shape().as_ref()));
    let list = &*list(view);
    let mut found = vec![!wanted; list.len()];
    if test.len() < MANY || list.len() < test.len() / 8 {
        let pieces = list.chunks(PIECE).zip(found.chunks_mut(PIECE));
        threads::each_item(pieces, threads::for_bytes(list.len().saturating_mul(64)), |(list, found)| {
            for (x, found) in list.iter().zip(found) {
                if test.binary_search_by(|y| y.total_order(x)).is_ok() {
                    *found = wanted;
                }
            }
        });
    } else {
        let mut at = 0;
        for i in View1::from(list).argsort(Axis(0)) {
            while test.get(at).is_some_and(|y| y.total_order(&list[i]).is_lt()) {
                at += 1;
            }
            if test.get(at).is_some_and(|y| y.total_order(&list[i]).is_eq()) {
                found[i] = wanted;
            }
        }
    }
    expect(Array::from_vec_and_layout(found, &layout))
}
