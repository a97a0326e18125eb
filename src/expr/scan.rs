//! Scans: cumulative sums, products, minima and maxima along an axis, and running results of your own.
//!
//! A scan is an expression: evaluate it, into a new array or a destination, or go on from it.
//!
//! ```text
//! a (2, 3)      a.cumsum(Axis(0))    a.cumsum(Axis(1))    .reverse()    .include_initial(0)
//! 1  2  3       1  2  3              1  3  6               6  5  3      0  1  3  6
//! 4  5  6       5  7  9              4  9 15              15 11  6      0  4  9 15
//! ```
//!
//! No array is made of what is scanned, and none of the result of [`eval_into`](Expr::eval_into).
//!
//! **Every lane is scanned from its first element to its last**, so that the function need not be associative, and the
//! result is to the last bit that of a plain loop, whatever the layout and the number of threads; NumPy defines it
//! so too. The rounding errors of a cumulative sum therefore grow with its length, unlike those of a
//! [`sum`](super::Reduce::sum). Where that matters sum in a wider type: `a.cast::<f64>().cumsum(...)` fuses, and
//! `.cast::<f32>()` of that is narrow again. Elements keep their type: where NumPy sums small integers in a wider one,
//! `cast` them first.
//!
//! ```
//! use longstride::{expr::op, prelude::*};
//! let a = array![[1, 2, 3], [4, 5, 6]];
//! assert_eq!(a.cumsum(Axis(0)).eval(), array![[1, 2, 3], [5, 7, 9]]);
//! assert_eq!((&a * 2).cumprod(Axis(1)).eval(), array![[2, 8, 48], [8, 80, 960]]);
//! assert_eq!(a.cumsum_all().eval(), array![1, 3, 6, 10, 15, 21]);
//! assert_eq!(a.accumulate(Axis(1), op::Sub).eval(), array![[1, -1, -4], [4, -1, -7]]);
//! assert_eq!((&a - a.cummin(Axis(1))).eval(), array![[0, 1, 2], [0, 1, 2]]);
//! ```

use core::ops::{Add, Mul};
use std::sync::OnceLock;

use super::{Expr, op};
use crate::array::{Array, AsView, AsViewMut};
use crate::error::{Result, expect};
use crate::exec::{self, Apply, FlatLeaves, Leaf, Lower, Lowering, Scanner, Scanning};
use crate::layout::{Axis, Dim, Extents, Ix1, Layout};

/// The type of an expression's elements.
type Elem<E> = <E as Expr>::Elem;
/// A function applied again and again along an axis of `E`.
type Accumulated<F, E> = Scan<Accumulate<F, Elem<E>>, E, <E as Expr>::Dim>;
/// A function applied again and again to all elements of `E`.
type AccumulatedAll<F, E> = Scan<Accumulate<F, Elem<E>>, E, Ix1>;

/// A function of the result so far and the next element; the first element, or an initial value, stands as it is.
#[derive(Clone, Copy, Debug)]
pub struct Accumulate<F, T> {
    function: F,
    initial: Option<T>,
}

impl<T, F> Scanner<T> for Accumulate<F, T>
where
    T: Copy + Send + Sync,
    F: Apply<(T, T), Output = T> + Sync,
{
    type State = T;
    type Output = T;
    const COST: usize = F::COST;
    const RESUMES: bool = true;
    #[inline(always)]
    fn begin(&self, first: T) -> (T, T) {
        let first = match self.initial {
            Some(initial) => self.function.apply((initial, first)),
            None => first,
        };
        (first, first)
    }
    #[inline(always)]
    fn step(&self, state: &mut T, value: T) -> T {
        *state = self.function.apply((*state, value));
        *state
    }
    #[inline(always)]
    fn resume(&self, last: T) -> T {
        last
    }
    fn initial(&self) -> Option<T> {
        self.initial
    }
}

/// A closure of a state, with which every lane starts, and the next element.
#[derive(Clone, Copy)]
pub struct Stateful<S, F> {
    start: S,
    function: F,
}

impl<S: core::fmt::Debug, F> core::fmt::Debug for Stateful<S, F> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Stateful").field("start", &self.start).finish_non_exhaustive()
    }
}

impl<T, S, F, R> Scanner<T> for Stateful<S, F>
where
    S: Copy + Sync,
    R: Copy + Send + Sync,
    F: Fn(&mut S, T) -> R + Sync,
{
    type State = S;
    type Output = R;
    const COST: usize = 4;
    const RESUMES: bool = false;
    #[inline(always)]
    fn begin(&self, first: T) -> (S, R) {
        let mut state = self.start;
        let result = self.step(&mut state, first);
        (state, result)
    }
    #[inline(always)]
    fn step(&self, state: &mut S, value: T) -> R {
        (self.function)(state, value)
    }
    #[inline(always)]
    fn resume(&self, _: R) -> S {
        self.start
    }
    fn initial(&self) -> Option<R> {
        None
    }
}

/// A scan, not computed yet: evaluate it, or use it as an operand. As an operand inside a larger expression it is
/// computed once, into an array of its own, when that expression is evaluated.
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Scan<S, E, D>
where
    E: Expr,
    S: Scanner<Elem<E>>,
    D: Dim,
{
    operand: E,
    scanning: Scanning<S>,
    op: &'static str,
    /// The result, once a larger expression asked for it.
    result: OnceLock<Array<S::Output, D>>,
}

impl<S, E, D> Scan<S, E, D>
where
    E: Expr,
    E::Elem: Copy,
    S: Scanner<Elem<E>>,
    D: Dim,
{
    fn along(scanner: S, operand: E, axis: Axis, op: &'static str) -> Result<Self> {
        let axis = Some(axis.resolve(operand.extents().len(), op)?);
        Ok(Self {
            operand,
            scanning: Scanning { scanner, axis, reversed: false },
            op,
            result: OnceLock::new(),
        })
    }

    fn all(scanner: S, operand: E, op: &'static str) -> Result<Self> {
        // That the number of elements is one.
        Layout::row_major(&operand.extents()).map_err(|e| e.in_op(op))?;
        let scanning = Scanning { scanner, axis: None, reversed: false };
        Ok(Self { operand, scanning, op, result: OnceLock::new() })
    }

    /// The same from the last element to the first: every element of the result is what comes of those from it to the
    /// end. NumPy: `np.flip(np.cumsum(np.flip(a, axis), axis), axis)`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![1, 2, 3].cumsum(Axis(0)).reverse().eval(), array![6, 5, 3]);
    /// ```
    pub fn reverse(self) -> Self {
        let scanning = Scanning { reversed: !self.scanning.reversed, ..self.scanning };
        Self { scanning, result: OnceLock::new(), ..self }
    }

    #[cfg_attr(feature = "profile", track_caller)]
    fn result(&self) -> &Array<S::Output, D> {
        self.result.get_or_init(|| expect(exec::scan(&self.operand, &self.scanning, self.op)))
    }
}

impl<F, T, E, D> Scan<Accumulate<F, T>, E, D>
where
    E: Expr<Elem = T>,
    T: Copy + Send + Sync,
    F: Apply<(T, T), Output = T> + Sync,
    D: Dim,
{
    /// The same as if `value` stood before the first element: the result starts with it, goes on from it, and is
    /// longer by one. All of it but its last element is the *exclusive* scan, each element what comes of those
    /// before it. NumPy: `np.cumulative_sum(a, include_initial=True)`, where the value is 0.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1, 2, 3];
    /// assert_eq!(a.cumsum(Axis(0)).include_initial(0).eval(), array![0, 1, 3, 6]);
    /// assert_eq!(a.cumsum(Axis(0)).reverse().include_initial(10).eval(), array![16, 15, 13, 10]);
    /// ```
    pub fn include_initial(self, value: T) -> Self {
        let scanner = Accumulate { initial: Some(value), ..self.scanning.scanner };
        Self { scanning: Scanning { scanner, ..self.scanning }, result: OnceLock::new(), ..self }
    }
}

impl<S, E, D> core::fmt::Debug for Scan<S, E, D>
where
    E: Expr,
    S: Scanner<Elem<E>>,
    D: Dim,
{
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Scan")
            .field("op", &self.op)
            .field("axis", &self.scanning.axis)
            .field("reversed", &self.scanning.reversed)
            .finish_non_exhaustive()
    }
}

impl<S, E, D> Lower for Scan<S, E, D>
where
    E: Expr,
    E::Elem: Copy,
    S: Scanner<Elem<E>>,
    D: Dim,
{
    type Value = S::Output;
    type Kernel<'k>
        = Leaf<S::Output>
    where
        Self: 'k;

    fn extents(&self) -> Extents {
        self.scanning.shape(&self.operand.extents())
    }
    fn kernel(&self) -> Leaf<S::Output> {
        Leaf::new()
    }
    fn operands(&self, lowering: &mut Lowering<'_>) {
        let view = self.result().view();
        lowering.push_view(view);
    }
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        // Nothing is computed for a destination of another shape.
        if *self.extents() != *shape {
            return false;
        }
        let view = self.result().view();
        leaves.push_view(shape, view)
    }
}

impl<S, E, D> Expr for Scan<S, E, D>
where
    E: Expr,
    E::Elem: Copy,
    S: Scanner<Elem<E>>,
    D: Dim,
{
    type Elem = S::Output;
    type Dim = D;

    #[cfg_attr(feature = "profile", track_caller)]
    fn try_eval(self) -> Result<Array<S::Output, D>> {
        match self.result.into_inner() {
            Some(result) => Ok(result),
            None => exec::scan(&self.operand, &self.scanning, self.op),
        }
    }

    #[cfg_attr(feature = "profile", track_caller)]
    fn try_eval_into<O: AsViewMut<Elem = S::Output>>(self, out: &mut O) -> Result<()> {
        exec::scan_into(&self.operand, &self.scanning, out.view_mut(), self.op)
    }
}

// Cumulative functions, along an axis and of all elements: the function, and what it needs of the elements.
macro_rules! cumulative {
    ($($name:ident $try_name:ident $all:ident $try_all:ident $op:ident [$($bound:tt)*] $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, " along an axis, lazily: of the shape of the operand. NumPy: `", $numpy, "(a, axis)`.")]
        ///
        /// # Panics
        /// If there is no such axis.
        #[track_caller]
        fn $name(self, axis: Axis) -> Accumulated<op::$op, Self>
        where
            Elem<Self>: $($bound)*,
        {
            expect(self.$try_name(axis))
        }

        #[doc = concat!("[`", stringify!($name), "`](Cumulative::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis.
        fn $try_name(self, axis: Axis) -> Result<Accumulated<op::$op, Self>>
        where
            Elem<Self>: $($bound)*,
        {
            Scan::along(Accumulate { function: op::$op, initial: None }, self, axis, stringify!($name))
        }

        #[doc = concat!($doc, " of all elements in row-major order, lazily: of rank 1. NumPy: `", $numpy, "(a.ravel())`.")]
        ///
        /// # Panics
        /// If the expression has more elements than an array can.
        #[track_caller]
        fn $all(self) -> AccumulatedAll<op::$op, Self>
        where
            Elem<Self>: $($bound)*,
        {
            expect(self.$try_all())
        }

        #[doc = concat!("[`", stringify!($all), "`](Cumulative::", stringify!($all), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the expression has more elements than an array can.
        fn $try_all(self) -> Result<AccumulatedAll<op::$op, Self>>
        where
            Elem<Self>: $($bound)*,
        {
            Scan::all(Accumulate { function: op::$op, initial: None }, self, stringify!($all))
        }
    )*};
}

/// Scans: methods of every expression, array and view whose elements are `Copy`.
pub trait Cumulative: Expr
where
    <Self as Expr>::Elem: Copy + Send + Sync,
{
    cumulative! {
        cumsum try_cumsum cumsum_all try_cumsum_all Add [Add<Output = Elem<Self>>]
            "The sums of the elements so far" "np.cumsum";
        cumprod try_cumprod cumprod_all try_cumprod_all Mul [Mul<Output = Elem<Self>>]
            "The products of the elements so far" "np.cumprod";
        cummin try_cummin cummin_all try_cummin_all Minimum [PartialOrd]
            "The smallest of the elements so far, from the first NaN on that NaN," "np.minimum.accumulate";
        cummax try_cummax cummax_all try_cummax_all Maximum [PartialOrd]
            "The largest of the elements so far, from the first NaN on that NaN," "np.maximum.accumulate";
    }

    /// A function of the result so far and the next element, applied along an axis, lazily: of the shape of the operand,
    /// whose first elements stay as they are. The function is one of [`op`] or a type of your own.
    /// NumPy: `ufunc.accumulate(a, axis)`.
    ///
    /// # Panics
    /// If there is no such axis.
    ///
    /// ```
    /// use longstride::{expr::op, prelude::*};
    /// let flags = array![[true, true, false, true], [false, true, true, true]];
    /// let all_so_far = flags.accumulate(Axis(1), op::BitAnd).eval();
    /// assert_eq!(all_so_far, array![[true, true, false, false], [false, false, false, false]]);
    /// ```
    #[track_caller]
    fn accumulate<F>(self, axis: Axis, function: F) -> Accumulated<F, Self>
    where
        F: Apply<(Elem<Self>, Elem<Self>), Output = Elem<Self>> + Sync,
    {
        expect(self.try_accumulate(axis, function))
    }

    /// [`accumulate`](Cumulative::accumulate), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_accumulate<F>(self, axis: Axis, function: F) -> Result<Accumulated<F, Self>>
    where
        F: Apply<(Elem<Self>, Elem<Self>), Output = Elem<Self>> + Sync,
    {
        Scan::along(Accumulate { function, initial: None }, self, axis, "accumulate")
    }

    /// [`accumulate`](Cumulative::accumulate) of all elements in row-major order, lazily: of rank 1.
    /// NumPy: `ufunc.accumulate(a.ravel())`.
    ///
    /// # Panics
    /// If the expression has more elements than an array can.
    #[track_caller]
    fn accumulate_all<F>(self, function: F) -> AccumulatedAll<F, Self>
    where
        F: Apply<(Elem<Self>, Elem<Self>), Output = Elem<Self>> + Sync,
    {
        expect(self.try_accumulate_all(function))
    }

    /// [`accumulate_all`](Cumulative::accumulate_all), with an error instead of a panic.
    ///
    /// # Errors
    /// If the expression has more elements than an array can.
    fn try_accumulate_all<F>(self, function: F) -> Result<AccumulatedAll<F, Self>>
    where
        F: Apply<(Elem<Self>, Elem<Self>), Output = Elem<Self>> + Sync,
    {
        Scan::all(Accumulate { function, initial: None }, self, "accumulate_all")
    }

    /// What a closure makes of each element and of a state that it may change, which is carried along an axis and is
    /// `start` at the first element of each lane, as that of [`Iterator::scan`]. Lazy; of the shape of the operand. The
    /// lanes may be scanned on any threads, in any order, and side by side. NumPy has no such function.
    ///
    /// # Panics
    /// If there is no such axis.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// // Exponential smoothing, and the mean so far.
    /// let a = array![[8.0, 0.0, 4.0], [2.0, 4.0, 9.0]];
    /// let smooth = a.scan(Axis(1), 0.0, |level, x| {
    ///     *level += 0.5 * (x - *level);
    ///     *level
    /// });
    /// assert_eq!(smooth.eval(), array![[4.0, 2.0, 3.0], [1.0, 2.5, 5.75]]);
    /// let means = a.scan(Axis(1), (0.0, 0.0), |(sum, count), x| {
    ///     (*sum, *count) = (*sum + x, *count + 1.0);
    ///     *sum / *count
    /// });
    /// assert_eq!(means.eval(), array![[8.0, 4.0, 4.0], [2.0, 3.0, 5.0]]);
    /// ```
    #[track_caller]
    fn scan<S, R, F>(self, axis: Axis, start: S, function: F) -> Scan<Stateful<S, F>, Self, Self::Dim>
    where
        S: Copy + Sync,
        R: Copy + Send + Sync,
        F: Fn(&mut S, Elem<Self>) -> R + Sync,
    {
        expect(self.try_scan(axis, start, function))
    }

    /// [`scan`](Cumulative::scan), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_scan<S, R, F>(
        self,
        axis: Axis,
        start: S,
        function: F,
    ) -> Result<Scan<Stateful<S, F>, Self, Self::Dim>>
    where
        S: Copy + Sync,
        R: Copy + Send + Sync,
        F: Fn(&mut S, Elem<Self>) -> R + Sync,
    {
        Scan::along(Stateful { start, function }, self, axis, "scan")
    }
}

impl<E: Expr> Cumulative for E where <E as Expr>::Elem: Copy + Send + Sync {}
