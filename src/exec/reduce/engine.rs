//! The engine: folds cells, on any number of threads, and writes results.

use core::ops::{ControlFlow, Range};
use std::sync::OnceLock;

use super::cascade::Cascade;
use super::cells::{Form, Place, Plan};
use super::reducer::{At, LEAF_ROWS, Reduction};
use super::source::Feed;
use super::values::{Line, Rows};
use crate::exec::kernel::{Kernel, Row};
use crate::exec::simd::{Task, dispatch};

/// Rows shorter than this are folded one value after the other: lanes would cost more than they save.
const SHORT: usize = 24;

/// The values of rows into one run.
pub(super) struct TakeRun<'f, 'v, F, K> {
    pub(super) fold: &'f F,
    pub(super) values: Rows<'v, K>,
    pub(super) at: At,
    /// From row to row.
    pub(super) step: isize,
}

impl<K: Kernel, F: Reduction<K::Elem>> Task<F::Run> for TakeRun<'_, '_, F, K> {
    #[inline(always)]
    unsafe fn run(self, run: &mut [F::Run]) {
        let Self { fold, values, at, step } = self;
        let values = if F::POSITIONS || !values.is_dense() { values } else { values.widened(values.len()) };
        for r in 0..values.len() {
            fold.run(&mut run[0], values.row(r).line(), At { first: at.first + r as isize * step, ..at });
        }
    }
}

/// Each row into one partial result, or into a few.
pub(super) struct TakeRows<'f, 'v, F, K> {
    pub(super) fold: &'f F,
    pub(super) values: Rows<'v, K>,
    pub(super) at: At,
    /// From row to row.
    pub(super) step: isize,
    /// Results of a row.
    pub(super) each: usize,
}

impl<K: Kernel, F: Reduction<K::Elem>> Task<F::Acc> for TakeRows<'_, '_, F, K> {
    #[inline(always)]
    unsafe fn run(self, accs: &mut [F::Acc]) {
        let Self { fold, values, at, step, each } = self;
        let at = |r: usize| At { first: at.first + r as isize * step, ..at };
        if each > 1 {
            let count = values.cols() / each;
            if !F::POSITIONS && values.is_dense() && count == each && each <= 4 {
                let all = values.widened(values.len()).row(0);
                return match each {
                    2 => few_between::<2, K::Row<'_>, F>(fold, all.line(), accs),
                    3 => few_between::<3, K::Row<'_>, F>(fold, all.line(), accs),
                    _ => few_between::<4, K::Row<'_>, F>(fold, all.line(), accs),
                };
            }
            for (r, accs) in accs.chunks_exact_mut(each).enumerate() {
                let row = values.row(r);
                let row = row.line();
                for (c, acc) in accs.iter_mut().enumerate() {
                    // SAFETY: there are so many values for each.
                    let values = (0..count).map(|i| unsafe { row.at(i * each + c) });
                    *acc = fold.few(values, at(r));
                }
            }
        } else if !F::POSITIONS && values.is_dense() && (2..=4).contains(&values.cols()) {
            // So short that the length has to be known to the compiler.
            let all = values.widened(values.len()).row(0);
            match values.cols() {
                2 => few_each::<2, K::Row<'_>, F>(fold, all.line(), accs),
                3 => few_each::<3, K::Row<'_>, F>(fold, all.line(), accs),
                _ => few_each::<4, K::Row<'_>, F>(fold, all.line(), accs),
            }
        } else if values.cols() < SHORT {
            for (r, acc) in accs.iter_mut().enumerate() {
                *acc = fold.few(values.row(r).line().iter(), at(r));
            }
        } else {
            fold.each(values, at, accs);
        }
    }
}

/// Each `N` values into one partial result.
#[inline(always)]
fn few_each<const N: usize, V: Row, F: Reduction<V::Elem>>(
    fold: &F,
    values: Line<'_, V>,
    accs: &mut [F::Acc],
) {
    assert!(values.len() == N * accs.len());
    for (i, acc) in accs.iter_mut().enumerate() {
        // SAFETY: there are `N` values for each.
        let values = (0..N).map(|j| unsafe { values.at(i * N + j) });
        *acc = fold.few(values, At { first: 0, step: 1 });
    }
}

/// Each matrix of `N` by `N` values into a partial result for each column.
#[inline(always)]
fn few_between<const N: usize, V: Row, F: Reduction<V::Elem>>(
    fold: &F,
    values: Line<'_, V>,
    accs: &mut [F::Acc],
) {
    assert!(values.len() == N * accs.len());
    for (m, accs) in accs.as_chunks_mut::<N>().0.iter_mut().enumerate() {
        for (c, acc) in accs.iter_mut().enumerate() {
            // SAFETY: there are as many matrices as lists of `N` results.
            let values = (0..N).map(|i| unsafe { values.at((m * N + i) * N + c) });
            *acc = fold.few(values, At { first: 0, step: 1 });
        }
    }
}

/// Rows into a partial result for each column.
struct TakeColumns<'f, 'v, F, K> {
    fold: &'f F,
    values: Rows<'v, K>,
    at: At,
}

impl<K: Kernel, F: Reduction<K::Elem>> Task<F::Acc> for TakeColumns<'_, '_, F, K> {
    #[inline(always)]
    unsafe fn run(self, accs: &mut [F::Acc]) {
        self.fold.rows(self.values, self.at, accs);
    }
}

/// Partial results combined one by one, these before the others.
struct Combine<'f, 'v, F, A> {
    fold: &'f F,
    others: &'v [A],
}

impl<A: Copy, F: Fn(A, A) -> A> Task<A> for Combine<'_, '_, F, A> {
    #[inline(always)]
    unsafe fn run(self, accs: &mut [A]) {
        for (acc, &other) in accs.iter_mut().zip(self.others) {
            *acc = (self.fold)(*acc, other);
        }
    }
}

/// Combines many partial results.
fn combine_all<A: Copy>(accs: &mut [A], others: &[A], fold: &impl Fn(A, A) -> A) {
    // SAFETY: the task reads only the slice.
    unsafe { dispatch(Combine { fold, others }, accs) }
}

/// Lists of partial results on a stack, and lists to write the next ones to.
struct Lists<A> {
    stack: Cascade<Vec<A>>,
    spare: Vec<Vec<A>>,
}

impl<A: Copy> Lists<A> {
    fn new() -> Self {
        Self { stack: Cascade::new(), spare: Vec::new() }
    }

    /// A list of this length, of anything.
    fn list(&mut self, len: usize, any: A) -> Vec<A> {
        let mut list = self.spare.pop().unwrap_or_default();
        list.resize(len, any);
        list
    }

    fn push(&mut self, list: Vec<A>, combine: &impl Fn(A, A) -> A) {
        let spare = &mut self.spare;
        self.stack.push(list, |mut a, b| {
            combine_all(&mut a, &b, combine);
            spare.push(b);
            a
        });
    }

    fn take(&mut self, combine: &impl Fn(A, A) -> A) -> Vec<A> {
        let spare = &mut self.spare;
        let all = self.stack.take(|mut a, b| {
            combine_all(&mut a, &b, combine);
            spare.push(b);
            a
        });
        all.unwrap_or_default()
    }
}

/// Values that are folded as planned.
pub(super) struct Source<'j, S, F> {
    pub(super) plan: &'j Plan,
    pub(super) feed: &'j S,
    pub(super) fold: &'j F,
}

// SAFETY: the plan's pointers are only followed by the functions below, whose callers vouch for that; the rest is `Sync`.
unsafe impl<S: Sync, F: Sync> Sync for Source<'_, S, F> {}

/// The type of a feed's values.
type Value<S> = <<S as Feed>::Kernel as Kernel>::Elem;

impl<S: Feed, F: Reduction<Value<S>>> Source<'_, S, F> {
    /// The plan, also for other threads.
    pub(super) fn plan(&self) -> &Plan {
        self.plan
    }

    /// Calls `f` with the values of one cell's piece, block after block, and the place, row and column of each.
    ///
    /// # Safety
    /// The plan is that of the operands of the feed's kernel, lowered together (1) and borrowed (2).
    unsafe fn each_block(
        &self,
        place: &mut Place,
        (cell, piece): (usize, usize),
        room: &mut S::Room,
        mut f: impl FnMut(Rows<'_, S::Kernel>, &Place, usize, usize) -> ControlFlow<()>,
    ) {
        let plan = self.plan;
        for outer in plan.outer(piece) {
            plan.go(place, cell, piece, outer);
            let place = &*place;
            // SAFETY: passed on; a cell is part of the plan's nest (4).
            let flow = unsafe {
                self.feed.each_block(&place.nest, plan.direct, plan.block, room, |v, r, c| f(v, place, r, c))
            };
            if flow.is_break() {
                return;
            }
        }
    }

    /// One partial result of a piece of a cell that is a run.
    ///
    /// # Safety
    /// As for `each_block`.
    pub(super) unsafe fn fold_run(
        &self,
        place: &mut Place,
        at: (usize, usize),
        room: &mut S::Room,
    ) -> F::Acc {
        let Self { plan, fold, .. } = *self;
        let mut run = fold.begin();
        // SAFETY: passed on; the task reads only the rows.
        unsafe {
            self.each_block(place, at, room, |values, place, r, c| {
                let step = plan.at_rows(0, 1).first;
                let task = TakeRun { fold, values, at: plan.at_row(place.first, r, c), step };
                dispatch(task, core::slice::from_mut(&mut run));
                if fold.is_final(&run) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
        fold.end(&run)
    }

    /// The partial results of some cells, or of a piece of one, passed to `done` with the cell's place.
    ///
    /// # Safety
    /// As for `each_block`.
    pub(super) unsafe fn fold_cells(
        &self,
        cells: Range<usize>,
        piece: usize,
        mut done: impl FnMut(&Place, &[F::Acc]),
    ) {
        let Self { plan, fold, .. } = *self;
        let combine = |a, b| fold.combine(a, b);
        let any = |values: Rows<'_, S::Kernel>| {
            fold.few(values.row(0).line().part(0, 1).iter(), At { first: 0, step: 0 })
        };
        let mut place = plan.start();
        let mut room = S::Room::default();
        let mut lists: Lists<F::Acc> = Lists::new();
        for cell in cells {
            let at = (cell, piece);
            // SAFETY: passed on; the tasks read only rows and lists.
            let accs = unsafe {
                match plan.form {
                    Form::Run => {
                        let acc = self.fold_run(&mut place, at, &mut room);
                        let mut list = lists.list(1, acc);
                        list[0] = acc;
                        list
                    }
                    Form::Rows { each, .. } => {
                        self.fold_rows(each, &mut place, at, &mut room, &mut lists);
                        lists.take(&combine)
                    }
                    Form::Columns { by } => {
                        self.each_block(&mut place, at, &mut room, |values, place, r, _| {
                            let cols = values.cols();
                            // What does not fill a row of several is a leaf of its own.
                            let wide = values.len() / by;
                            let leaf = |rows: Rows<'_, S::Kernel>, r: usize, accs: &mut [F::Acc]| {
                                let at = plan.at_rows(place.first, r);
                                dispatch(TakeColumns { fold, values: rows, at }, accs);
                            };
                            let rows = if by > 1 { values.widened(by) } else { values };
                            for start in (0..wide).step_by(LEAF_ROWS) {
                                let rows = rows.part(start, LEAF_ROWS.min(wide - start));
                                let mut accs = lists.list(cols * by, any(values));
                                leaf(rows, r + start, &mut accs);
                                let mut width = by;
                                while width > 1 {
                                    width /= 2;
                                    let (left, right) = accs.split_at_mut(cols * width);
                                    combine_all(left, &right[..cols * width], &combine);
                                }
                                accs.truncate(cols);
                                lists.push(accs, &combine);
                            }
                            let rest = values.part(wide * by, values.len() - wide * by);
                            for start in (0..rest.len()).step_by(LEAF_ROWS) {
                                let rows = rest.part(start, LEAF_ROWS.min(rest.len() - start));
                                let mut accs = lists.list(cols, any(values));
                                leaf(rows, r + wide * by + start, &mut accs);
                                lists.push(accs, &combine);
                            }
                            ControlFlow::Continue(())
                        });
                        lists.take(&combine)
                    }
                }
            };
            done(&place, &accs);
            lists.spare.push(accs);
        }
    }

    /// # Safety
    /// As for `each_block`.
    unsafe fn fold_rows(
        &self,
        each: usize,
        place: &mut Place,
        at: (usize, usize),
        room: &mut S::Room,
        lists: &mut Lists<F::Acc>,
    ) {
        let Self { plan, fold, .. } = *self;
        let combine = |a, b| fold.combine(a, b);
        let step = plan.at_rows(0, 1).first;
        let mut list: Vec<F::Acc> = Vec::new();
        let mut run = fold.begin();
        // SAFETY: passed on; the tasks read only rows.
        unsafe {
            self.each_block(place, at, room, |values, place, r, c| {
                let (rows, cols) = (place.nest.extents[0], place.nest.extents[1]);
                let at = plan.at_row(place.first, r, c);
                if values.cols() == cols {
                    if list.is_empty() {
                        let any = fold.few(values.row(0).line().part(0, 1).iter(), at);
                        list = lists.list(rows * each, any);
                    }
                    let accs = &mut list[r * each..][..values.len() * each];
                    dispatch(TakeRows { fold, values, at, step, each }, accs);
                } else {
                    // One row, in stretches.
                    if c == 0 {
                        run = fold.begin();
                    }
                    dispatch(TakeRun { fold, values, at, step }, core::slice::from_mut(&mut run));
                    if c + values.cols() == cols {
                        let acc = fold.end(&run);
                        if list.is_empty() {
                            list = lists.list(rows, acc);
                        }
                        list[r] = acc;
                    }
                }
                if r + values.len() == rows && c + values.cols() == cols {
                    lists.push(core::mem::take(&mut list), &combine);
                }
                ControlFlow::Continue(())
            });
        }
    }
}

/// Where results go: each place is written by one piece of work.
pub(super) struct Results<O>(pub(super) *mut O);
// SAFETY: see above; whoever makes one vouches that the places may be written.
unsafe impl<O: Send> Sync for Results<O> {}

impl<O> Results<O> {
    /// # Safety
    /// The place is one of the destination's, and nobody else accesses it now.
    pub(super) unsafe fn write(&self, place: isize, value: O) {
        // SAFETY: passed on.
        unsafe { self.0.offset(place).write(value) }
    }
}

/// Partial results that are combined later, each set once.
pub(super) fn slots<A>(count: usize) -> Vec<OnceLock<A>> {
    (0..count).map(|_| OnceLock::new()).collect()
}

/// Partial results combined by halving: the order of their indices alone decides.
pub(super) fn tree<A: Clone>(partial: &[A], combine: &impl Fn(A, A) -> A) -> A {
    match partial {
        [one] => one.clone(),
        _ => {
            let (left, right) = partial.split_at(partial.len().div_ceil(2));
            combine(tree(left, combine), tree(right, combine))
        }
    }
}

/// The same of lists.
pub(super) fn tree_of_lists<A: Copy>(partial: &[Vec<A>], combine: &impl Fn(A, A) -> A) -> Vec<A> {
    tree(partial, &|mut a: Vec<A>, b: Vec<A>| {
        combine_all(&mut a, &b, combine);
        a
    })
}
