//! The methods of NumPy's ufuncs, for any function of two elements: one of [`op`], a closure, or a type of your own.
//!
//! ```text
//! a  1 2 3 4           op::Add.outer(&a, &b)      b + 1      every element of a with every one of b: shape a, then shape b
//! reduce                                  10                 ((1 + 2) + 3) + 4
//! accumulate                        1 3 6 10                 the partial results
//! reduceat(&[0, 3, 1])                 6 4 9                 0..3, then 3 alone, since 1 is no larger, then 1..
//! at(&mut a, &[0, 0], 5)            11 2 3 4                 one after the other, also at equal indices
//! ```
//!
//! Reductions here are from first to last, so that the function need not be associative, and the result is that of a plain loop,
//! to the last bit, on any layout and any number of threads. Where it is associative [`sum`](crate::expr::Reduce::sum),
//! [`min`](crate::expr::Reduce::min) and [`fold`](crate::expr::Reduce::fold) are faster on few long lanes, and a sum is more exact.
//!
//! ```
//! use longstride::{expr::op, prelude::*};
//! let a = array![1, 2, 3, 4];
//! assert_eq!(op::Mul.outer(&a, &array![1, 10]).eval(), array![[1, 10], [2, 20], [3, 30], [4, 40]]);
//! assert_eq!(op::Sub.reduce(&a, Axis(0))[[]], -8);
//! assert_eq!(op::Add.accumulate(&a, Axis(0)).eval(), array![1, 3, 6, 10]);
//! assert_eq!(op::Add.reduceat(&a, &[0, 3, 1], Axis(0)), array![6, 4, 9]);
//! let mut b = a.to_owned();
//! op::Add.at(&mut b, &[0, 0], 5);
//! assert_eq!(b, array![11, 2, 3, 4]);
//! // A closure.
//! let hypot = ufunc(|x: f64, y: f64| x.hypot(y));
//! assert_eq!(hypot.reduce(&array![[2.0, 3.0, 6.0]], Axis(1)), array![7.0]);
//! ```

mod ranges;

use core::ops::Range;
use core::slice;

use crate::array::{Array, Array1, AsView, AsViewMut, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{self, Apply};
use crate::expr::scan::Accumulate;
use crate::expr::{Cumulative, IntoExpr, Map, Scan, Zip, op};
use crate::layout::{Axis, Dim, IntoShape, Joined};
use crate::s;

use super::put::{put_along, put_flat};
use super::{IndexInt, Indices};
use ranges::fold_ranges;

/// A function of every element of an array with every one of another.
type Outer<'a, 'b, F, T, U, D, E> = Map<F, Zip<View<'a, T, <D as Joined<E>>::Output>, View<'b, U, E>>>;

/// The methods of a ufunc, for each function of two elements in [`op`], for closures by [`ufunc`], and for a type of your own
/// that implements [`Apply`] for pairs:
///
/// ```
/// use longstride::{expr::Apply, ops::Ufunc, prelude::*};
/// /// The digits of one number after those of another.
/// struct Append;
/// impl Apply<(u32, u32)> for Append {
///     type Output = u32;
///     fn apply(&self, (x, y): (u32, u32)) -> u32 {
///         10 * x + y
///     }
/// }
/// impl Ufunc for Append {}
/// assert_eq!(Append.reduce(&array![[1, 2, 3], [4, 5, 6]], Axis(1)), array![123, 456]);
/// ```
///
/// They work on arrays and views; of an expression make an array first.
pub trait Ufunc: Sized {
    /// The function of every element of `a` with every element of `b`, lazily: of the shape of `a` and then that of `b`.
    /// It allocates nothing. NumPy: `np.ufunc.outer`.
    ///
    /// # Panics
    /// If there would be more than [`MAX_RANK`](crate::layout::MAX_RANK) axes, or more elements than an array can have.
    #[track_caller]
    fn outer<'a, 'b, A, B>(self, a: A, b: B) -> Outer<'a, 'b, Self, A::Elem, B::Elem, A::Dim, B::Dim>
    where
        A: AsView<'a, Elem: Copy + Send + Sync, Dim: Joined<B::Dim>>,
        B: AsView<'b, Elem: Copy + Send + Sync>,
        Self: Apply<(A::Elem, B::Elem)>,
    {
        expect(self.try_outer(a, b))
    }

    /// [`outer`](Self::outer), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `outer` panics.
    #[allow(clippy::type_complexity, reason = "the types of the operands")]
    fn try_outer<'a, 'b, A, B>(
        self,
        a: A,
        b: B,
    ) -> Result<Outer<'a, 'b, Self, A::Elem, B::Elem, A::Dim, B::Dim>>
    where
        A: AsView<'a, Elem: Copy + Send + Sync, Dim: Joined<B::Dim>>,
        B: AsView<'b, Elem: Copy + Send + Sync>,
        Self: Apply<(A::Elem, B::Elem)>,
    {
        const OP: &str = "outer";
        let b = b.view();
        let mut a = a.view().into_dyn();
        for _ in 0..b.rank() {
            a = a.try_insert_axis(Axis(-1)).map_err(|e| e.in_op(OP))?;
        }
        Ok(Map::new(self, Zip::new(a.into_rank()?, b, OP)?))
    }

    /// The function applied along an axis, to the result so far and the next element, from first to last. A new array, and
    /// nothing else, is allocated (but a scratch of the length of an axis for each thread, where it is strided).
    /// NumPy: `np.ufunc.reduce`.
    ///
    /// # Panics
    /// If there is no such axis, there is nothing along it, or the memory cannot be had.
    #[track_caller]
    fn reduce<'a, A, T>(self, a: A, axis: Axis) -> Array<T, <A::Dim as Dim>::Smaller>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        expect(self.try_reduce(a, axis))
    }

    /// [`reduce`](Self::reduce), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `reduce` panics.
    fn try_reduce<'a, A, T>(self, a: A, axis: Axis) -> Result<Array<T, <A::Dim as Dim>::Smaller>>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        reduced(&self, None, a.view(), axis, "reduce")
    }

    /// [`reduce`](Self::reduce) that starts with `initial`, which is the result where there is nothing along the axis.
    /// NumPy: `np.ufunc.reduce` with `initial=`.
    ///
    /// # Panics
    /// If there is no such axis, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::{expr::op, prelude::*};
    /// assert_eq!(op::Maximum.reduce_from(0, &Array2::zeros([3, 0]), Axis(1)), array![0, 0, 0]);
    /// ```
    #[track_caller]
    fn reduce_from<'a, A, T>(self, initial: T, a: A, axis: Axis) -> Array<T, <A::Dim as Dim>::Smaller>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        expect(self.try_reduce_from(initial, a, axis))
    }

    /// [`reduce_from`](Self::reduce_from), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn try_reduce_from<'a, A, T>(
        self,
        initial: T,
        a: A,
        axis: Axis,
    ) -> Result<Array<T, <A::Dim as Dim>::Smaller>>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        reduced(&self, Some(initial), a.view(), axis, "reduce")
    }

    /// The partial results of [`reduce`](Self::reduce), lazily: [`Cumulative::accumulate`] by another name. NumPy:
    /// `np.ufunc.accumulate`.
    ///
    /// # Panics
    /// If there is no such axis. ([`Cumulative::try_accumulate`] returns an error.)
    #[track_caller]
    #[allow(clippy::type_complexity, reason = "the types of the operands")]
    fn accumulate<'a, A, T>(self, a: A, axis: Axis) -> Scan<Accumulate<Self, T>, View<'a, T, A::Dim>, A::Dim>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        a.view().accumulate(axis, self)
    }

    /// [`reduce`](Self::reduce) of several ranges of an axis: for the `i`-th index from `indices[i]` to `indices[i + 1]`, or to
    /// the end for the last one; where the next index is not larger, it is the element at `indices[i]` alone. So the result is
    /// as long as the list along that axis. NumPy: `np.ufunc.reduceat`, whose rule for the indices this is: also a negative
    /// one is an error.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, or the memory cannot be had.
    #[track_caller]
    fn reduceat<'a, A, T, X>(self, a: A, indices: &X, axis: Axis) -> Array<T, A::Dim>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        X: Indices + ?Sized,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        expect(self.try_reduceat(a, indices, axis))
    }

    /// [`reduceat`](Self::reduceat), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `reduceat` panics.
    fn try_reduceat<'a, A, T, X>(self, a: A, indices: &X, axis: Axis) -> Result<Array<T, A::Dim>>
    where
        A: AsView<'a, Elem = T>,
        T: Copy + Send + Sync + 'a,
        X: Indices + ?Sized,
        Self: Apply<(T, T), Output = T> + Sync,
    {
        const OP: &str = "reduceat";
        let view = a.view();
        let axis = axis.resolve(view.rank(), OP)?;
        let extent = view.shape().as_ref()[axis];
        let place = |index: &X::Int| {
            let index = index.to_isize();
            let place = usize::try_from(index).ok().filter(|&place| place < extent);
            place.ok_or_else(|| Error::new(OP, ErrorKind::Index { axis, index, extent }))
        };
        let starts = indices.as_indices().iter().map(place).collect::<Result<Vec<usize>>>()?;
        let ends = starts.iter().skip(1).copied().chain([extent]);
        let range = |(&start, end): (&usize, usize)| start..end.max(start + 1);
        let ranges: Vec<Range<usize>> = starts.iter().zip(ends).map(range).collect();
        let mut shape = view.shape().as_ref().into_extents()?;
        shape[axis] = ranges.len();
        let mut out = filled(&shape, view.iter().next().copied(), OP)?;
        fold_ranges(&self, None, &ranges, view.into_dyn(), axis, out.view_mut().into_dyn());
        Ok(out)
    }

    /// Replaces the elements at `indices`, in row-major order, by the function of themselves and of `values`, which broadcast to
    /// one for each index: one after the other in the order of the list, also at equal indices. Indices are as in
    /// [`Put`](super::Put). NumPy: `np.ufunc.at`.
    ///
    /// # Panics
    /// If an index is out of range, or the values do not broadcast.
    #[track_caller]
    fn at<A, X>(self, a: &mut A, indices: &X, values: impl IntoExpr<A::Elem, Elem = A::Elem>)
    where
        A: AsViewMut<Elem: Copy + Send + Sync>,
        X: Indices + ?Sized,
        Self: Apply<(A::Elem, A::Elem), Output = A::Elem>,
    {
        expect(self.try_at(a, indices, values));
    }

    /// [`at`](Self::at), with an error instead of a panic.
    ///
    /// # Errors
    /// If an index is out of range, or the values do not broadcast: nothing is written then.
    fn try_at<A, X>(
        self,
        a: &mut A,
        indices: &X,
        values: impl IntoExpr<A::Elem, Elem = A::Elem>,
    ) -> Result<()>
    where
        A: AsViewMut<Elem: Copy + Send + Sync>,
        X: Indices + ?Sized,
        Self: Apply<(A::Elem, A::Elem), Output = A::Elem>,
    {
        put_flat(a.view_mut(), indices, values, "at", |slot, value| *slot = self.apply((*slot, value)))
    }

    /// [`at`](Self::at) with the sub-arrays at `indices` along an axis; the values broadcast to this shape with as many indices on
    /// that axis as there are in the list. NumPy: `np.ufunc.at(a, (slice(None), indices), values)`.
    ///
    /// # Panics
    /// If there is no such axis, an index is out of range, or the values do not broadcast.
    ///
    /// ```
    /// use longstride::{expr::op, prelude::*};
    /// let mut a = array![[1, 2], [3, 4]];
    /// op::Mul.at_axis(&mut a, &[1, 1], Axis(0), &array![[10, 1], [1, 100]]);
    /// assert_eq!(a, array![[1, 2], [30, 400]]);
    /// ```
    #[track_caller]
    fn at_axis<A, X>(self, a: &mut A, indices: &X, axis: Axis, values: impl IntoExpr<A::Elem, Elem = A::Elem>)
    where
        A: AsViewMut<Elem: Copy + Send + Sync>,
        X: Indices + ?Sized,
        Self: Apply<(A::Elem, A::Elem), Output = A::Elem> + Sync,
    {
        expect(self.try_at_axis(a, indices, axis, values));
    }

    /// [`at_axis`](Self::at_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, an index is out of range, or the values do not broadcast: nothing is written then.
    fn try_at_axis<A, X>(
        self,
        a: &mut A,
        indices: &X,
        axis: Axis,
        values: impl IntoExpr<A::Elem, Elem = A::Elem>,
    ) -> Result<()>
    where
        A: AsViewMut<Elem: Copy + Send + Sync>,
        X: Indices + ?Sized,
        Self: Apply<(A::Elem, A::Elem), Output = A::Elem> + Sync,
    {
        let change = |slot: &mut A::Elem, value| *slot = self.apply((*slot, value));
        put_along(a.view_mut(), indices, axis, values, "at_axis", change)
    }
}

/// A closure of two elements as a [`Ufunc`]. NumPy: `np.frompyfunc(f, 2, 1)`.
pub fn ufunc<T, U, R, F: Fn(T, U) -> R>(function: F) -> op::Func2<F> {
    op::Func2(function)
}

// The functions of two elements.
macro_rules! ufuncs {
    ($($name:ident)*) => { $(impl Ufunc for op::$name {})* };
}
ufuncs! {
    Add Sub Mul Div Rem BitAnd BitOr BitXor Shl Shr Eq Ne Lt Le Gt Ge Minimum Maximum Copysign Powf Atan2 Hypot LogAddExp
    FloorDivide Remainder DivMod Fmin Fmax Heaviside Ldexp NextAfter Gcd Lcm Pow LogicalAnd LogicalOr LogicalXor
    WrappingAdd WrappingSub WrappingMul WrappingShl WrappingShr SaturatingAdd SaturatingSub SaturatingMul
    CheckedAdd CheckedSub CheckedMul CheckedDiv CheckedRem
}
impl<F> Ufunc for op::Func2<F> {}

/// An array of a shape, to be written over: of `value`, or without elements.
///
/// # Errors
/// If there is no value where there are elements, or the memory cannot be had.
fn filled<T, D: Dim>(shape: &[usize], value: Option<T>, op: &'static str) -> Result<Array<T, D>>
where
    T: Copy + Send + Sync,
{
    let value = Array1::from_iter(value);
    let stretched = if shape.contains(&0) {
        value.slice(s![..0]).reshape_view(shape)
    } else {
        value.try_index_axis(Axis(0), 0).and_then(|value| value.try_broadcast_to(shape))
    };
    exec::eval(stretched.map_err(|e| e.in_op(op))?, op)
}

fn reduced<T, F, D: Dim, E: Dim>(
    function: &F,
    initial: Option<T>,
    view: View<'_, T, D>,
    axis: Axis,
    op: &'static str,
) -> Result<Array<T, E>>
where
    T: Copy + Send + Sync,
    F: Apply<(T, T), Output = T> + Sync,
{
    let axis = axis.resolve(view.rank(), op)?;
    let mut shape = view.shape().as_ref().into_extents()?;
    let extent = shape.remove(axis);
    if extent == 0 && initial.is_none() && !shape.contains(&0) {
        let shape = view.shape().as_ref().into_extents()?;
        return Err(Error::new(op, ErrorKind::Empty { shape }));
    }
    let mut out = filled(&shape, initial.or_else(|| view.iter().next().copied()), op)?;
    let kept = out.view_mut().into_dyn().try_insert_axis(Axis(axis as isize))?;
    fold_ranges(function, initial, slice::from_ref(&(0..extent)), view.into_dyn(), axis, kept);
    Ok(out)
}
