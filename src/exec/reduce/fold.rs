//! Folding contiguous values: fixed lanes for a run that gives one result, a strip for many results side by side.
//!
//! ```text
//! run     x0 x1 ... x31 | x32 x33 ... x63 | ...      32 lanes, whatever the instruction set: lane l takes x[l],
//!          │  │      │      │   │       │            x[l + 32], ... A leaf of 512 values ends with 32 partial
//!          └──┴──────┴──► lanes ◄───────┘            results, which go onto a stack where equal levels merge
//!                                                    (a binary counter), and at last into one by a fixed tree.
//! strip   rows of a block, added up column by column; a leaf of 64 rows ends on the same kind of stack.
//! ```
//!
//! So no result depends on the instruction set, and the rounding error of a sum grows with the logarithm of the
//! number of values: this is pairwise summation (Higham, *Accuracy and Stability of Numerical Algorithms*, 4.2)
//! with leaves that are summed in lanes.

use crate::exec::simd::{Task, dispatch};

/// Lanes of a run: four AVX-512 registers of `f64`.
const LANES: usize = 32;
/// Values of a leaf of a run.
const LEAF: usize = 512;
/// Rows of a leaf of a strip.
pub(super) const LEAF_ROWS: usize = 64;
/// Runs shorter than this are folded one by one: lanes would cost more than they save.
const SHORT: usize = 24;

/// A reduction: how values are folded and partial results combined. Both are associative up to rounding.
pub trait Reducer<T>: Copy + Send + Sync {
    /// A partial result.
    type Acc: Copy + Send + Sync;
    /// The result.
    type Output: Copy + Send + Sync;
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
}

/// Folds runs of values into one partial result.
pub(super) struct Run<R, A> {
    reducer: R,
    start: A,
    lanes: [A; LANES],
    /// Values in the lanes since the last leaf.
    filled: usize,
    stack: Stack<[A; LANES]>,
}

impl<R, A: Copy> Run<R, A> {
    pub(super) fn new<T>(reducer: R, start: A) -> Self
    where
        R: Reducer<T, Acc = A>,
    {
        Self { reducer, start, lanes: [start; LANES], filled: 0, stack: Stack::new() }
    }

    pub(super) fn fold<T: Copy>(&mut self, mut values: &[T])
    where
        R: Reducer<T, Acc = A>,
    {
        while !values.is_empty() {
            let (leaf, rest) = values.split_at(values.len().min(LEAF - self.filled));
            // SAFETY: the task reads only the slice.
            unsafe { dispatch(FoldRun { reducer: self.reducer, values: leaf }, &mut self.lanes) };
            values = rest;
            // A short row counts as whole lanes, so that a leaf is at most 16 additions deep.
            self.filled += leaf.len().next_multiple_of(LANES);
            if self.filled >= LEAF {
                let reducer = self.reducer;
                let lanes = core::mem::replace(&mut self.lanes, [self.start; LANES]);
                self.stack.push(lanes, |a, b| core::array::from_fn(|l| reducer.combine(a[l], b[l])));
                self.filled = 0;
            }
        }
    }

    pub(super) fn finish<T>(self) -> A
    where
        R: Reducer<T, Acc = A>,
    {
        let combine =
            |a: [A; LANES], b: [A; LANES]| core::array::from_fn(|l| self.reducer.combine(a[l], b[l]));
        let mut lanes = self.stack.finish(self.lanes, combine);
        let mut width = LANES / 2;
        while width > 0 {
            for l in 0..width {
                lanes[l] = self.reducer.combine(lanes[l], lanes[l + width]);
            }
            width /= 2;
        }
        lanes[0]
    }
}

/// One run, which may be short, on its own.
pub(super) fn fold_one<T: Copy, R: Reducer<T>>(reducer: R, start: R::Acc, values: &[T]) -> R::Acc {
    if values.len() < SHORT {
        return values.iter().fold(start, |acc, &value| reducer.fold(acc, value));
    }
    let mut run = Run::new(reducer, start);
    run.fold(values);
    run.finish()
}

struct FoldRun<'v, R, T> {
    reducer: R,
    values: &'v [T],
}

impl<T: Copy, R: Reducer<T>> Task<R::Acc> for FoldRun<'_, R, T> {
    #[inline(always)]
    unsafe fn run(self, lanes: &mut [R::Acc]) {
        let Some(out) = lanes.first_chunk_mut::<LANES>() else { return };
        // A copy stays in registers.
        let mut lanes = *out;
        let (chunks, rest) = self.values.as_chunks::<LANES>();
        for chunk in chunks {
            for l in 0..LANES {
                lanes[l] = self.reducer.fold(lanes[l], chunk[l]);
            }
        }
        for (lane, &value) in lanes.iter_mut().zip(rest) {
            *lane = self.reducer.fold(*lane, value);
        }
        *out = lanes;
    }
}

/// A binary counter of partial results: two of one level become one of the next.
struct Stack<A> {
    levels: smallvec::SmallVec<[A; 8]>,
    pushed: usize,
}

impl<A> Stack<A> {
    fn new() -> Self {
        Self { levels: smallvec::SmallVec::new(), pushed: 0 }
    }

    fn push(&mut self, mut item: A, combine: impl Fn(A, A) -> A) {
        // As many levels are full as the counter has ones at its end.
        for _ in 0..self.pushed.trailing_ones() {
            if let Some(top) = self.levels.pop() {
                item = combine(top, item);
            }
        }
        self.levels.push(item);
        self.pushed += 1;
    }

    fn finish(self, last: A, combine: impl Fn(A, A) -> A) -> A {
        self.levels.into_iter().rev().fold(last, |acc, level| combine(level, acc))
    }
}

/// Folds rows of a block into as many partial results as the block has columns.
pub(super) struct Strip<R, A> {
    reducer: R,
    start: Vec<A>,
    acc: Vec<A>,
    filled: usize,
    stack: Stack<Vec<A>>,
}

impl<R, A: Copy> Strip<R, A> {
    pub(super) fn new<T>(reducer: R, start: Vec<A>) -> Self
    where
        R: Reducer<T, Acc = A>,
    {
        Self { reducer, acc: start.clone(), start, filled: 0, stack: Stack::new() }
    }

    /// Folds `rows` rows, which start `row` bytes apart at `values`, each as long as the strip.
    ///
    /// # Safety
    /// These values may be read.
    pub(super) unsafe fn fold<T: Copy>(&mut self, values: *const T, row: isize, rows: usize)
    where
        R: Reducer<T, Acc = A>,
    {
        let mut done = 0;
        while done < rows {
            let count = (rows - done).min(LEAF_ROWS - self.filled);
            let values = values.wrapping_byte_offset(done as isize * row);
            // SAFETY: passed on.
            unsafe { dispatch(FoldRows { reducer: self.reducer, values, row, rows: count }, &mut self.acc) };
            done += count;
            self.filled += count;
            if self.filled == LEAF_ROWS {
                let acc = core::mem::replace(&mut self.acc, self.start.clone());
                self.stack.push(acc, |a, b| combine_all(self.reducer, a, &b));
                self.filled = 0;
            }
        }
    }

    pub(super) fn finish<T>(self) -> Vec<A>
    where
        R: Reducer<T, Acc = A>,
    {
        self.stack.finish(self.acc, |a, b| combine_all(self.reducer, a, &b))
    }
}

/// Partial results combined one by one.
pub(super) fn combine_all<T, R: Reducer<T>>(reducer: R, mut a: Vec<R::Acc>, b: &[R::Acc]) -> Vec<R::Acc> {
    a.iter_mut().zip(b).for_each(|(a, &b)| *a = reducer.combine(*a, b));
    a
}

struct FoldRows<R, T> {
    reducer: R,
    values: *const T,
    row: isize,
    rows: usize,
}

impl<T: Copy, R: Reducer<T>> Task<R::Acc> for FoldRows<R, T> {
    #[inline(always)]
    unsafe fn run(self, acc: &mut [R::Acc]) {
        let Self { reducer, values, row, rows } = self;
        let at = |r: usize| values.wrapping_byte_offset(r as isize * row);
        let (slots, cols) = (acc.as_mut_ptr(), acc.len());
        // Four rows at a time, so that the strip itself is read and written a quarter as often.
        let fours = rows - rows % 4;
        for r in (0..fours).step_by(4) {
            let (x0, x1, x2, x3) = (at(r), at(r + 1), at(r + 2), at(r + 3));
            for j in 0..cols {
                // SAFETY: `j` is inside the strip; the caller of `fold` vouches for the values.
                unsafe {
                    let slot = &mut *slots.add(j);
                    let two = reducer.fold(reducer.fold(*slot, *x0.add(j)), *x1.add(j));
                    *slot = reducer.fold(reducer.fold(two, *x2.add(j)), *x3.add(j));
                }
            }
        }
        for r in fours..rows {
            let x = at(r);
            for j in 0..cols {
                // SAFETY: as above.
                unsafe {
                    let slot = &mut *slots.add(j);
                    *slot = reducer.fold(*slot, *x.add(j));
                }
            }
        }
    }
}
