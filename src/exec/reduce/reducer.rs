//! What a reduction is: [`Reducer`] as people write one, and [`Reduction`], what the engine asks of it.
//!
//! ```text
//! run     x0 x1 ... x31 | x32 x33 ... x63 | ...      32 lanes, whatever the instruction set: lane l takes x[l],
//!          │  │      │      │   │       │            x[l + 32], ... A leaf of 1024 values ends with 32 partial
//!          └──┴──────┴──► lanes ◄───────┘            results, which go onto a stack where equal levels merge
//!                                                    (a binary counter), and at last into one by a fixed tree.
//! rows    rows of a block, folded column by column; a leaf of 32 rows ends on the same kind of stack.
//! ```
//!
//! So no result depends on the instruction set, and the rounding error of a sum grows with the logarithm of the
//! number of values: this is pairwise summation (Higham, *Accuracy and Stability of Numerical Algorithms*, 4.2)
//! with leaves that are summed in lanes.

use super::cascade::Cascade;
use super::values::{Line, Rows};
use crate::exec::kernel::{Kernel, Row};

/// Lanes of a run: four AVX-512 registers of `f64`.
pub(crate) const LANES: usize = 32;
/// Values of a leaf of a run: 32 for each lane.
pub(crate) const LEAF: usize = 1024;
/// Leaves whose lanes are combined at a time.
pub(crate) const LEAVES: usize = 8;
/// Rows of a leaf.
pub(crate) const LEAF_ROWS: usize = 32;

/// A reduction: how values are folded and partial results combined. Both are associative up to rounding, and values
/// may be taken in any order.
///
/// Implement it for a reduction of your own and pass that to [`reduce`](crate::expr::Reduce::reduce) and its sisters;
/// for a short one there is [`fold`](crate::expr::Reduce::fold). NumPy: `ufunc.reduce` of `np.frompyfunc`, but
/// compiled, fused and spread over threads. Any implementation is safe: a wrong one only gives wrong results.
///
/// ```
/// use longstride::{expr::reduce::Reducer, prelude::*};
/// /// The smallest and the largest element.
/// struct Range;
/// impl Reducer<f64> for Range {
///     type Acc = (f64, f64);
///     type Output = (f64, f64);
///     fn start(&self, any: f64) -> (f64, f64) {
///         (any, any)
///     }
///     fn fold(&self, (low, high): (f64, f64), x: f64) -> (f64, f64) {
///         (low.min(x), high.max(x))
///     }
///     fn combine(&self, a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
///         (a.0.min(b.0), a.1.max(b.1))
///     }
///     fn finish(&self, acc: (f64, f64), _: usize) -> (f64, f64) {
///         acc
///     }
///     fn empty(&self) -> Option<(f64, f64)> {
///         None
///     }
/// }
/// let a = array![[3.0, 1.0], [2.0, 4.0]];
/// assert_eq!(a.reduce(Range), (1.0, 4.0));
/// assert_eq!((&a * 2.0).reduce_axis(Axis(0), Range).eval(), array![(4.0, 6.0), (2.0, 8.0)]);
/// ```
pub trait Reducer<T>: Send + Sync {
    /// A partial result.
    type Acc: Copy + Send + Sync;
    /// The result.
    type Output: Copy + Send + Sync;
    /// Whether a partial result can be [final](Self::is_final).
    const STOPS: bool = false;
    /// Where to start, given any of the values: the neutral element, or for a minimum that value itself, since
    /// folding it twice changes nothing.
    fn start(&self, any: T) -> Self::Acc;
    /// With one more value.
    fn fold(&self, acc: Self::Acc, value: T) -> Self::Acc;
    /// Two partial results as one.
    fn combine(&self, a: Self::Acc, b: Self::Acc) -> Self::Acc;
    /// The result for `count` values.
    fn finish(&self, acc: Self::Acc, count: usize) -> Self::Output;
    /// The result for no values, if there is one.
    fn empty(&self) -> Option<Self::Output>;
    /// Whether no further value can change this partial result: then the values that remain may be left out. Asked
    /// only if [`STOPS`](Self::STOPS).
    fn is_final(&self, acc: Self::Acc) -> bool {
        let _ = acc;
        false
    }
}

/// What the engine asks of a reduction: to fold leaves, which are short enough to be looked at twice while they are in
/// the L1 cache. Sealed: it cannot be named outside this crate.
#[allow(unnameable_types, reason = "that is what seals it")]
pub trait Reduction<T>: Send + Sync {
    /// A partial result.
    type Acc: Copy + Send + Sync;
    /// The result.
    type Output: Copy + Send + Sync;
    /// What is known of a run so far.
    type Run;
    /// Whether it matters where a value stands.
    const POSITIONS: bool = false;
    /// Whether values are looked at more than once.
    const TWICE: bool = false;

    /// A run of no values yet.
    fn begin(&self) -> Self::Run;
    /// Takes contiguous values, at least one.
    fn run<V: Row<Elem = T>>(&self, run: &mut Self::Run, values: Line<'_, V>, at: At);
    /// Whether no further value can change the run.
    fn is_final(&self, run: &Self::Run) -> bool {
        let _ = run;
        false
    }
    /// The partial result of a run that took values.
    fn end(&self, run: &Self::Run) -> Self::Acc;
    /// Overwrites each partial result with that of its row, a run of its own.
    #[inline(always)]
    fn each<K: Kernel<Elem = T>>(&self, rows: Rows<'_, K>, at: impl Fn(usize) -> At, accs: &mut [Self::Acc]) {
        for (r, acc) in accs.iter_mut().enumerate() {
            let mut run = self.begin();
            self.run(&mut run, rows.row(r).line(), at(r));
            *acc = self.end(&run);
        }
    }
    /// The partial result of a few values, at least one.
    fn few(&self, values: impl Iterator<Item = T> + Clone, at: At) -> Self::Acc;
    /// Overwrites each partial result with that of its column, in at most [`LEAF_ROWS`] rows, at least one.
    fn rows<K: Kernel<Elem = T>>(&self, rows: Rows<'_, K>, at: At, accs: &mut [Self::Acc]);
    /// Two partial results as one.
    fn combine(&self, a: Self::Acc, b: Self::Acc) -> Self::Acc;
    /// The result for `count` values.
    fn finish(&self, acc: Self::Acc, count: usize) -> Self::Output;
    /// The result for no values, if there is one.
    fn empty(&self) -> Option<Self::Output>;
}

/// Where values stand along what is reduced: the first, and from each to the next.
#[derive(Clone, Copy, Debug)]
pub struct At {
    /// The position of the first.
    pub(crate) first: isize,
    /// From each to the next.
    pub(crate) step: isize,
}

impl At {
    /// The position of value `i`.
    pub(crate) fn position(self, i: usize) -> usize {
        (self.first + self.step * i as isize) as usize
    }
}

/// A reduction that takes each value on its own, in lanes.
#[derive(Clone, Copy, Debug)]
pub struct Each<R>(pub(crate) R);

/// A run in lanes.
#[derive(Debug)]
pub struct Run<A> {
    leaves: Cascade<[A; LANES]>,
    is_final: bool,
}

/// Two leaves' lanes as those of both.
#[inline(always)]
fn both<A: Copy>(mut a: [A; LANES], b: [A; LANES], combine: impl Fn(A, A) -> A) -> [A; LANES] {
    for l in 0..LANES {
        a[l] = combine(a[l], b[l]);
    }
    a
}

/// Lanes as one, by a fixed tree.
#[inline(always)]
pub(crate) fn across<A: Copy>(lanes: [A; LANES], combine: impl Fn(A, A) -> A) -> A {
    // By way of memory: the compiler finds the vectors in the loop before by the stores at its end.
    let mut lanes = core::hint::black_box([lanes]);
    across_each(&mut lanes, &combine);
    lanes[0][0]
}

/// [`across`], for the lanes of several leaves at a time, of which none waits for another.
#[inline(always)]
fn across_each<A: Copy>(lanes: &mut [[A; LANES]], combine: &impl Fn(A, A) -> A) {
    halve::<16, A>(lanes, combine);
    halve::<8, A>(lanes, combine);
    halve::<4, A>(lanes, combine);
    halve::<2, A>(lanes, combine);
    halve::<1, A>(lanes, combine);
}

/// The results of at most [`LEAVES`] rows, each no longer than a leaf, as the first lane of each.
#[inline(always)]
pub(crate) fn leaves_across<K: Kernel, A: Copy>(
    rows: Rows<'_, K>,
    lanes: &mut [[A; LANES]; LEAVES],
    start: impl Fn(K::Elem) -> A,
    fold: impl Fn(A, K::Elem) -> A,
    combine: impl Fn(A, A) -> A,
) {
    for (r, lanes) in lanes[..rows.len()].iter_mut().enumerate() {
        let row = rows.row(r);
        *lanes = in_lanes(row.line(), start(row.line().first()), &fold);
    }
    across_each(lanes, &combine);
}

/// Twice as many lanes of each leaf as so many. The numbers are known to the compiler, which makes vectors of them.
#[inline(always)]
fn halve<const WIDTH: usize, A: Copy>(lanes: &mut [[A; LANES]], combine: &impl Fn(A, A) -> A) {
    for lanes in lanes {
        for l in 0..WIDTH {
            lanes[l] = combine(lanes[l], lanes[l + WIDTH]);
        }
        // As in `in_lanes`.
        core::hint::black_box(());
    }
}

/// The lanes of two whole leaves. Read side by side, they keep the memory busier than one after the other.
#[inline(always)]
fn in_lanes_of_two<V: Row, A: Copy>(
    values: Line<'_, V>,
    start: A,
    fold: impl Fn(A, V::Elem) -> A,
) -> [[A; LANES]; 2] {
    assert!(values.len() == 2 * LEAF);
    let mut lanes = [[start; LANES]; 2];
    for chunk in (0..LEAF).step_by(LANES) {
        for (leaf, lanes) in lanes.iter_mut().enumerate() {
            for (l, lane) in lanes.iter_mut().enumerate() {
                // SAFETY: both have a whole chunk there.
                *lane = fold(*lane, unsafe { values.at(leaf * LEAF + chunk + l) });
            }
        }
        // As in `in_lanes`.
        core::hint::black_box(());
    }
    lanes
}

/// The lanes of a leaf.
#[inline(always)]
pub(crate) fn in_lanes<V: Row, A: Copy>(
    values: Line<'_, V>,
    start: A,
    fold: impl Fn(A, V::Elem) -> A,
) -> [A; LANES] {
    let mut lanes = [start; LANES];
    let whole = values.len() - values.len() % LANES;
    for chunk in (0..whole).step_by(LANES) {
        for (l, lane) in lanes.iter_mut().enumerate() {
            // SAFETY: a whole chunk is there.
            *lane = fold(*lane, unsafe { values.at(chunk + l) });
        }
        // Nothing, but in the way of a compiler that for integers would turn the loops around, and gather.
        core::hint::black_box(());
    }
    if whole < values.len() {
        // Of a copy, so that those above stay in registers.
        let mut last = lanes;
        let mut done = whole;
        // A vector at a time, then one by one.
        for lanes in last.as_chunks_mut::<8>().0 {
            if values.len() - done < 8 {
                for (lane, value) in lanes.iter_mut().zip(values.part(done, values.len() - done).iter()) {
                    *lane = fold(*lane, value);
                }
                break;
            }
            for (l, lane) in lanes.iter_mut().enumerate() {
                // SAFETY: so many are there.
                *lane = fold(*lane, unsafe { values.at(done + l) });
            }
            done += 8;
        }
        lanes = last;
    }
    lanes
}

/// Folds rows column by column into slots, which are there already.
#[inline(always)]
pub(crate) fn down<K: Kernel, A: Copy>(rows: Rows<'_, K>, slots: &mut [A], fold: impl Fn(A, K::Elem) -> A) {
    assert!(rows.cols() == slots.len());
    // Four rows at a time, so that the slots themselves are read and written a quarter as often.
    let fours = rows.len() - rows.len() % 4;
    for r in (0..fours).step_by(4) {
        let (x0, x1, x2, x3) = (rows.row(r), rows.row(r + 1), rows.row(r + 2), rows.row(r + 3));
        let (x0, x1, x2, x3) = (x0.line(), x1.line(), x2.line(), x3.line());
        for (j, slot) in slots.iter_mut().enumerate() {
            // SAFETY: there are as many columns as slots.
            unsafe {
                let two = fold(fold(*slot, x0.at(j)), x1.at(j));
                *slot = fold(fold(two, x2.at(j)), x3.at(j));
            }
        }
    }
    for r in fours..rows.len() {
        for (slot, x) in slots.iter_mut().zip(rows.row(r).line().iter()) {
            *slot = fold(*slot, x);
        }
    }
}

impl<T: Copy, R: Reducer<T>> Reduction<T> for Each<R> {
    type Acc = R::Acc;
    type Output = R::Output;
    type Run = Run<R::Acc>;

    #[inline(always)]
    fn begin(&self) -> Run<R::Acc> {
        Run { leaves: Cascade::new(), is_final: false }
    }
    #[inline(always)]
    fn run<V: Row<Elem = T>>(&self, run: &mut Run<R::Acc>, values: Line<'_, V>, _: At) {
        let combine = |a, b| self.0.combine(a, b);
        let pairs = if values.is_stored() && !R::STOPS { values.len() / (2 * LEAF) } else { 0 };
        for i in 0..pairs {
            let two = values.part(i * 2 * LEAF, 2 * LEAF);
            let two = in_lanes_of_two(two, self.0.start(two.first()), |acc, x| self.0.fold(acc, x));
            for lanes in core::hint::black_box(two) {
                run.leaves.push(lanes, |a, b| both(a, b, combine));
            }
        }
        let done = pairs * 2 * LEAF;
        for leaf in values.part(done, values.len() - done).parts(LEAF) {
            let lanes = in_lanes(leaf, self.0.start(leaf.first()), |acc, x| self.0.fold(acc, x));
            let lanes = core::hint::black_box(lanes);
            run.leaves.push(lanes, |a, b| both(a, b, combine));
            if R::STOPS && self.0.is_final(across(lanes, combine)) {
                run.is_final = true;
                return;
            }
        }
    }
    #[inline(always)]
    fn is_final(&self, run: &Run<R::Acc>) -> bool {
        run.is_final
    }
    #[inline(always)]
    fn each<K: Kernel<Elem = T>>(&self, rows: Rows<'_, K>, at: impl Fn(usize) -> At, accs: &mut [R::Acc]) {
        let combine = |a, b| self.0.combine(a, b);
        if rows.cols() > LEAF {
            for (r, acc) in accs.iter_mut().enumerate() {
                let mut run = self.begin();
                self.run(&mut run, rows.row(r).line(), at(r));
                *acc = self.end(&run);
            }
            return;
        }
        let start = |any| self.0.start(any);
        // In memory, where the tree needs them.
        let mut lanes = [[start(rows.row(0).line().first()); LANES]; LEAVES];
        core::hint::black_box(&mut lanes);
        for (i, accs) in accs.chunks_mut(LEAVES).enumerate() {
            let some = rows.part(i * LEAVES, accs.len());
            leaves_across(some, &mut lanes, start, |acc, x| self.0.fold(acc, x), combine);
            for (acc, lanes) in accs.iter_mut().zip(&lanes) {
                *acc = lanes[0];
            }
        }
    }
    #[inline(always)]
    fn end(&self, run: &Run<R::Acc>) -> R::Acc {
        let lanes = run.leaves.all(|a, b| both(a, b, |a, b| self.0.combine(a, b)));
        across(lanes, |a, b| self.0.combine(a, b))
    }
    #[inline(always)]
    fn few(&self, mut values: impl Iterator<Item = T> + Clone, _: At) -> R::Acc {
        let Some(first) = values.next() else { unreachable!("there are a few values") };
        let mut acc = self.0.fold(self.0.start(first), first);
        // No `Iterator::fold`: where that is not inlined it does not have the instruction set of the task.
        for x in values {
            acc = self.0.fold(acc, x);
        }
        acc
    }
    #[inline(always)]
    fn rows<K: Kernel<Elem = T>>(&self, rows: Rows<'_, K>, _: At, accs: &mut [R::Acc]) {
        for (acc, any) in accs.iter_mut().zip(rows.row(0).line().iter()) {
            *acc = self.0.start(any);
        }
        down(rows, accs, |acc, x| self.0.fold(acc, x));
    }
    #[inline(always)]
    fn combine(&self, a: R::Acc, b: R::Acc) -> R::Acc {
        self.0.combine(a, b)
    }
    #[inline(always)]
    fn finish(&self, acc: R::Acc, count: usize) -> R::Output {
        self.0.finish(acc, count)
    }
    fn empty(&self) -> Option<R::Output> {
        self.0.empty()
    }
}
