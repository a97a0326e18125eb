//! Along one axis.
//!
//! The loop of the reduced axis is either the innermost, so that each result is the fold of a row, or it is brought
//! next to the innermost, so that a strip of results takes row after row:
//!
//! ```text
//! sum_axis(Axis(1)) of rows           sum_axis(Axis(0)) of rows
//! 0 1 2 3 ──► 6                       0 1 2 3
//! 4 5 6 7 ──► 22                      4 5 6 7     each column into its slot of the strip,
//! 8 9 a b ──► 38                      8 9 a b     a cache line at a time
//!                                     ▼ ▼ ▼ ▼
//! ```

use std::sync::OnceLock;

use super::fold::{LEAF_ROWS, Reducer, Strip, combine_all, fold_one};
use super::{BLOCK, Run, Values, each_block, guide};
use core::mem::MaybeUninit;

use crate::array::{Array, AsView, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::exec::kernel::Kernel;
use crate::exec::plan::{Nest, Operand, plan_along};
use crate::exec::run::{Job, Write};
use crate::exec::{Lower, Lowering, MAX_RANK, PARALLEL_BYTES, Shared, threads};
use crate::layout::{Dim, Extents, IntoShape, Layout, for_each_row};
use crate::storage::Buffer;

/// Columns of a strip: its partial results and a few rows fit the L1 cache.
const STRIP: usize = 512;
/// With fewer units than this, a long reduced loop is cut into pieces too.
const FEW: usize = 8;
/// Values of a piece of a reduced loop, at least.
const PIECE: usize = 1 << 16;
/// Pieces of a reduced loop, at most.
const PIECES: usize = 16;

/// Folds along `axis` into a fresh array.
///
/// # Errors
/// If there is nothing along the axis and the reduction has no result for that, or the memory cannot be had.
pub(crate) fn reduce_axis<E, R, D>(expr: &E, along: Along<R>, op: &'static str) -> Result<Array<R::Output, D>>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reducer<E::Value>,
    D: Dim,
{
    let shape = along.shape(&expr.extents());
    let layout = Layout::row_major(&shape).map_err(|e| e.in_op(op))?;
    let buffer = Buffer::<MaybeUninit<R::Output>>::uninit(layout.len(), op)?;
    // SAFETY: the buffer has the reduced shape and is ours; after the call all of its elements are written.
    let buffer = unsafe {
        reduce_raw(expr, along, buffer.as_ptr().as_ptr().cast(), &shape, layout.strides(), op)?;
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// Folds along `axis` into `out`.
///
/// # Errors
/// If the shape of `out` is another, or there is nothing along the axis and the reduction has no result for that:
/// nothing is written then.
pub(crate) fn reduce_axis_into<E, R, D>(
    expr: &E,
    along: Along<R>,
    mut out: ViewMut<'_, R::Output, D>,
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reducer<E::Value>,
    D: Dim,
{
    let found = (&out).shape().as_ref().into_extents()?;
    let shape = along.shape(&expr.extents());
    if found != shape {
        return Err(Error::new(op, ErrorKind::Shape { expected: found, found: shape }));
    }
    let strides = (&out).strides();
    // SAFETY: the view has the reduced shape, is borrowed mutably, and no two of its indices address one element.
    unsafe { reduce_raw(expr, along, out.as_mut_ptr(), &shape, strides.as_ref(), op) }
}

/// A reduction along an axis: what, along which, and whether the axis stays, with extent 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Along<R> {
    pub(crate) reducer: R,
    pub(crate) axis: usize,
    pub(crate) keeps: bool,
}

impl<R> Along<R> {
    /// The shape of the result.
    pub(crate) fn shape(&self, shape: &Extents) -> Extents {
        let mut reduced = *shape;
        reduced.remove(self.axis);
        if self.keeps {
            reduced.insert(self.axis, 1);
        }
        reduced
    }
}

/// Writes the results to `out`, whose old values are not dropped (results are `Copy`).
///
/// # Safety
/// `out` and `strides` address as many different elements as the reduced shape `kept` has, which nothing else
/// accesses.
unsafe fn reduce_raw<E, R>(
    expr: &E,
    along: Along<R>,
    out: *mut R::Output,
    kept: &[usize],
    own: &[isize],
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reducer<E::Value>,
{
    let Along { reducer, axis, keeps } = along;
    let shape = expr.extents();
    let count = shape[axis];
    if kept.contains(&0) {
        return Ok(());
    }
    if count == 0 {
        let value = reducer.empty().ok_or_else(|| Error::new(op, ErrorKind::Empty { shape }))?;
        for_each_row(kept, [own], |[row], n, [step]| {
            // SAFETY: an element of the destination.
            (0..n as isize).for_each(|j| unsafe { out.offset(row + j * step).write(value) });
        });
        return Ok(());
    }
    let mut strides = [0isize; MAX_RANK];
    let others = (0..shape.len()).filter(|&a| keeps || a != axis);
    others.zip(own).for_each(|(a, &stride)| strides[a] = stride);
    strides[axis] = 0;
    // The output's positions are counted in elements from its first: a pointer that is never followed.
    let place = Operand { ptr: core::ptr::null_mut(), size: 1, align: 1, strides, shared: false };

    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let job = Job::new(&kernel, &Write);
    let guide = guide(&lowering);
    let nest = plan_along(&shape, guide, place, lowering.operands);
    let work = nest.bytes().max(nest.len().saturating_mul(E::Kernel::<'_>::COST));
    let plan = Plan::new(nest);
    let threads = if work < PARALLEL_BYTES { 1 } else { threads::available() };
    let partial: Vec<OnceLock<Vec<R::Acc>>> =
        (0..plan.units * plan.pieces).map(|_| OnceLock::new()).collect();
    let shared = Shared(&plan.nest);
    let (along, step, reduced_step, pieces) = (plan.along, plan.step, plan.reduced_step, plan.pieces);
    threads::each_piece(plan.units * plan.pieces, threads, |i| {
        let (unit, piece) = (i / pieces, i % pieces);
        let nest = unit_nest(shared.get(), along, step, unit);
        // SAFETY: the nest holds the operands of the job's kernel, lowered together, and they are borrowed.
        let acc = unsafe { fold_unit(&nest, along, reduced_step, piece, &job, reducer) };
        let _ = partial[i].set(acc);
    });
    let mut partial = partial.into_iter().filter_map(OnceLock::into_inner);
    for unit in 0..plan.units {
        let mut acc: Vec<Vec<R::Acc>> = partial.by_ref().take(plan.pieces).collect();
        // Neighbours first, by index alone.
        while acc.len() > 1 {
            acc = acc
                .chunks(2)
                .map(|pair| match pair {
                    [a, b] => combine_all(reducer, a.clone(), b),
                    _ => pair[0].clone(),
                })
                .collect();
        }
        let nest = unit_nest(&plan.nest, plan.along, plan.step, unit);
        let (first, stride) = (nest.out.ptr as isize, nest.out.strides[plan.along]);
        for (i, &value) in acc.first().into_iter().flatten().enumerate() {
            // SAFETY: the nest's output has the positions of `out`, each once.
            unsafe { out.offset(first + i as isize * stride).write(reducer.finish(value, count)) };
        }
    }
    Ok(())
}

/// The loops, and how they are cut: the results of a unit lie along one of the two inner loops.
struct Plan {
    nest: Nest,
    /// The loop along which a unit's results lie: 0, rows, if the innermost is reduced; else 1, columns.
    along: usize,
    /// Results of a unit.
    step: usize,
    units: usize,
    /// Values of a piece of the reduced loop, and how many pieces it has.
    reduced_step: usize,
    pieces: usize,
}

impl Plan {
    fn new(mut nest: Nest) -> Self {
        let inner = nest.inner();
        let reduced = (0..inner).find(|&axis| nest.extents[axis] > 1 && nest.out.strides[axis] == 0);
        let rows_are_results = nest.out.strides[inner] == 0 && reduced.is_none();
        match reduced {
            Some(axis) => nest.bring_in(axis),
            // No loop is reduced: the axis has extent 1. A strip takes one row.
            None if !rows_are_results && nest.extents[nest.rows()] != 1 => nest.insert_rows(),
            None => (),
        }
        let (rows, cols) = (nest.extents[nest.rows()], nest.extents[nest.inner()]);
        let (along, results, length) = if rows_are_results { (0, rows, cols) } else { (1, cols, rows) };
        let step = if rows_are_results { (BLOCK / cols).clamp(1, rows) } else { cols.min(STRIP) };
        let outer: usize = nest.extents.iter().take(nest.rows()).product();
        let units = outer * results.div_ceil(step);
        let wanted = if units < FEW { (length * step / PIECE).clamp(1, PIECES) } else { 1 };
        let reduced_step =
            length.div_ceil(wanted).next_multiple_of(if along == 0 { BLOCK } else { LEAF_ROWS });
        Self { nest, along, step, units, reduced_step, pieces: length.div_ceil(reduced_step) }
    }
}

/// The two inner loops of one unit.
fn unit_nest(nest: &Nest, along: usize, step: usize, unit: usize) -> Nest {
    let axis = nest.rows() + along;
    let stretches = nest.extents[axis].div_ceil(step);
    let (mut outer, stretch) = (unit / stretches, unit % stretches);
    let start = stretch * step;
    let mut block = nest.part(axis, start, step.min(nest.extents[axis] - start));
    for a in (0..nest.rows()).rev() {
        block = block.part(a, outer % nest.extents[a], 1);
        outer /= nest.extents[a];
    }
    block.keep_inner();
    block
}

/// The partial results of one unit over one piece of the reduced loop.
///
/// # Safety
/// As for `each_block`.
unsafe fn fold_unit<T: Copy, R: Reducer<T>>(
    nest: &Nest,
    along: usize,
    reduced_step: usize,
    piece: usize,
    job: &Job<'_>,
    reducer: R,
) -> Vec<R::Acc> {
    let start = piece * reduced_step;
    let block = nest.part(1 - along, start, reduced_step.min(nest.extents[1 - along] - start));
    if along == 1 {
        let mut strip: Option<Strip<R, R::Acc>> = None;
        // SAFETY: passed on; a strip is no longer than a block, so its rows come whole.
        unsafe {
            each_block(&block, job, |values: Values<T>| {
                let start = || values.row(0).iter().map(|&value| reducer.start(value)).collect();
                let strip = strip.get_or_insert_with(|| Strip::new(reducer, start()));
                strip.fold(values.ptr, values.row, values.rows);
            });
        }
        return strip.map(Strip::finish).unwrap_or_default();
    }
    let mut results = Vec::with_capacity(block.extents[0]);
    if block.extents[1] > BLOCK {
        // One row, which may come in several stretches.
        let mut run: Option<Run<R, R::Acc>> = None;
        // SAFETY: passed on.
        unsafe {
            each_block(&block, job, |values: Values<T>| {
                let row = values.row(0);
                run.get_or_insert_with(|| Run::new(reducer, reducer.start(row[0]))).fold(row);
            });
        }
        results.extend(run.map(Run::finish));
    } else {
        // SAFETY: passed on; rows no longer than a block come whole. So each is folded alike, wherever it stands.
        unsafe {
            each_block(&block, job, |values: Values<T>| {
                results.extend((0..values.rows).map(|r| {
                    let row = values.row(r);
                    fold_one(reducer, reducer.start(row[0]), row)
                }));
            });
        }
    }
    results
}
