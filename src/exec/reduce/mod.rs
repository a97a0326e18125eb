//! Reductions: the same plan, with the reduced axes as loops along which the output does not move.
//!
//! ```text
//! sum of all          any loops           contiguous values ──► leaves in lanes ──► a tree
//! along the inner     [kept, reduced]     each row is a run                       ──► one result a row
//! along another       [reduced, kept]     columns take row after row, in leaves   ──► one result a column
//! along several       [reduced, kept, reduced]   results of each outer index, combined as leaves are
//! ```
//!
//! Values are computed inside the loop that folds them, so that no array is made, and no scratch memory is written
//! but where operands have to be packed: see [`source`]. An expression that is reduced needs no other kernel.
//!
//! Pieces are cut by shape alone and combined in the order of their indices, so threads never change a result. The
//! order of loops follows the memory order of the first operand of the full shape.

mod cascade;
mod cells;
mod engine;
mod reducer;
mod small;
mod source;
mod values;

pub use cascade::Cascade;
pub use reducer::{At, Each, Reducer, Reduction};
pub(crate) use reducer::{LANES, LEAF, LEAVES, across, in_lanes, leaves_across};
pub(super) use source::{BlockShape, Scratch, Stored, each_block, in_memory};
pub use values::{Line, Rows};

use core::mem::MaybeUninit;

use super::eval::FlatLeaves;
use super::kernel::Kernel;
use super::plan::plan_along;
use super::run::{Job, Write};
use super::{Lower, Lowering, MAX_RANK, PARALLEL_BYTES, threads};
use crate::array::{Array, AsView, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Axis, Dim, Extents, IntoShape, Layout, for_each_row};
use crate::profile;
use crate::storage::Buffer;
use cells::Plan;
use engine::{Results, Source, TakeRun, slots, tree, tree_of_lists};
use source::{Computed, Feed, Fused, counter, guide, row_major};

/// Some axes of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisSet(u8);

impl AxisSet {
    /// The axes named, of an array of the given rank.
    ///
    /// # Errors
    /// If there is no such axis, or one is named twice.
    pub(crate) fn resolve(axes: &[Axis], rank: usize, op: &'static str) -> Result<Self> {
        let mut set = Self(0);
        for axis in axes {
            let axis = axis.resolve(rank, op)?;
            if set.has(axis) {
                return Err(Error::new(op, ErrorKind::RepeatedAxis { axis }));
            }
            set.0 |= 1 << axis;
        }
        Ok(set)
    }

    fn has(self, axis: usize) -> bool {
        self.0 & (1 << axis) != 0
    }
}

/// A reduction along axes: what, along which, and whether they stay, with extent 1.
#[derive(Clone, Copy, Debug)]
pub struct Along<R> {
    pub(crate) reducer: R,
    pub(crate) axes: AxisSet,
    pub(crate) keeps: bool,
}

impl<R> Along<R> {
    /// The shape of the result.
    pub(crate) fn shape(&self, shape: &[usize]) -> Extents {
        let mut reduced = Extents::new();
        for (axis, &extent) in shape.iter().enumerate() {
            match self.axes.has(axis) {
                true if self.keeps => reduced.push(1),
                true => {}
                false => reduced.push(extent),
            }
        }
        reduced
    }

    /// Whether there are results, but nothing to reduce, and no result for that.
    ///
    /// # Errors
    /// If so.
    pub(crate) fn check<T>(&self, shape: &Extents, op: &'static str) -> Result<()>
    where
        R: Reduction<T>,
    {
        if shape.contains(&0) && !self.shape(shape).contains(&0) && self.reducer.empty().is_none() {
            return Err(Error::new(op, ErrorKind::Empty { shape: *shape }));
        }
        Ok(())
    }
}

/// Folds all elements of an expression.
///
/// # Errors
/// If there are none, and the reduction has no result for that.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn reduce_all<E, R>(expr: &E, reducer: &R, op: &'static str) -> Result<R::Output>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reduction<E::Value>,
{
    let shape = expr.extents();
    let _span = profile::span(op, &shape);
    let count: usize = shape.iter().product();
    if count == 0 {
        return reducer.empty().ok_or_else(|| Error::new(op, ErrorKind::Empty { shape }));
    }
    let kernel = expr.kernel();
    if !fuses::<E, R>() {
        let job = Job::new(&kernel, &Write);
        // SAFETY: the job writes the kernel's values.
        let feed = unsafe { Computed::new(job) };
        return Ok(reducer.finish(fold_all(expr, &feed, reducer), count));
    }
    // A small array in row-major order has nothing to plan: one leaf after the other, as below.
    let mut leaves = FlatLeaves::default();
    let work = count.saturating_mul(size_of::<E::Value>().max(E::Kernel::<'_>::COST));
    let acc = if work < PARALLEL_BYTES && expr.flat_operands(&shape, &mut leaves) && !leaves.is_empty() {
        #[cfg(feature = "profile")]
        record(work, Some(profile::Alone::Small));
        let mut run = reducer.begin();
        // SAFETY: the operands have this many elements, one after the other, and are borrowed (2).
        let values = unsafe { Rows::flat(&kernel, leaves.cursors(), 1, count) };
        let task = TakeRun { fold: reducer, values, at: At { first: 0, step: 1 }, step: 0 };
        // SAFETY: the task reads only the rows.
        unsafe { super::simd::dispatch(task, core::slice::from_mut(&mut run)) };
        reducer.end(&run)
    } else {
        fold_all(expr, &Fused(&kernel), reducer)
    };
    Ok(reducer.finish(acc, count))
}

/// Whether values are computed as they are folded. Those of [prepared](Kernel::PREPARED) rows are not.
const fn fuses<E: Lower, R: Reduction<E::Value>>() -> bool {
    E::Kernel::<'_>::COPIES || E::Kernel::<'_>::REPEATABLE && !E::Kernel::<'_>::PREPARED && !R::TWICE
}

/// The partial result of all elements, at least one, of an expression whose kernel the feed has.
fn fold_all<E, S, R>(expr: &E, feed: &S, reducer: &R) -> R::Acc
where
    E: Lower,
    S: Feed<Kernel: Kernel<Elem = E::Value>>,
    R: Reduction<E::Value>,
{
    let shape = expr.extents();
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let (plan, threads) = plan(lowering, [0; MAX_RANK], row_major(&shape), feed, R::POSITIONS);
    let source = Source { plan: &plan, feed, fold: reducer };
    let partial = slots(plan.pieces);
    threads::each_piece(plan.pieces, threads, |piece| {
        // SAFETY: lowered together (1), and the expression borrows its operands (2).
        let acc = unsafe { source.fold_run(&mut source.plan().start(), (0, piece), &mut S::Room::default()) };
        let _ = partial[piece].set(acc);
    });
    let partial: Vec<R::Acc> = partial.into_iter().filter_map(std::sync::OnceLock::into_inner).collect();
    tree(&partial, &|a, b| reducer.combine(a, b))
}

/// The plan for operands that are folded to places `out` apart, and on how many threads.
fn plan<S: Feed>(
    mut lowering: Lowering<'_>,
    out: [isize; MAX_RANK],
    positions: [isize; MAX_RANK],
    feed: &S,
    matter: bool,
) -> (Plan, usize) {
    let shape = lowering.shape;
    let guide = guide(&lowering);
    // Positions that do not matter are no reason to keep loops apart.
    lowering.operands.push(counter(if matter { positions } else { guide.strides }));
    let nest = plan_along(shape, guide, counter(out), lowering.operands);
    let work = nest.bytes().max(nest.len().saturating_mul(feed.cost()));
    let threads = threads::for_bytes(work);
    #[cfg(feature = "profile")]
    record(
        nest.bytes(),
        match threads {
            1 if work < PARALLEL_BYTES => Some(profile::Alone::Small),
            1 => Some(profile::Alone::Limit),
            _ => None,
        },
    );
    (Plan::new(nest, S::FUSED, matter), threads)
}

/// Tells the profiler what a reduction reads, and why on one thread.
#[cfg(feature = "profile")]
fn record(bytes: usize, alone: Option<profile::Alone>) {
    profile::ran(profile::Moved { bytes, packed: 0, alone });
}

/// Folds along axes into a fresh array.
///
/// # Errors
/// If there is nothing along the axes and the reduction has no result for that, or the memory cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn reduce<E, R, D>(expr: &E, along: &Along<R>, op: &'static str) -> Result<Array<R::Output, D>>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reduction<E::Value>,
    D: Dim,
{
    let _span = profile::span(op, &expr.extents());
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

/// Folds along axes into `out`.
///
/// # Errors
/// If the shape of `out` is another, or there is nothing along the axes and the reduction has no result for that:
/// nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn reduce_into<E, R, D>(
    expr: &E,
    along: &Along<R>,
    mut out: ViewMut<'_, R::Output, D>,
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reduction<E::Value>,
    D: Dim,
{
    let _span = profile::span(op, &expr.extents());
    let found = (&out).shape().as_ref().into_extents()?;
    let shape = along.shape(&expr.extents());
    if found != shape {
        return Err(Error::new(op, ErrorKind::Shape { expected: found, found: shape }));
    }
    let strides = (&out).strides();
    // SAFETY: the view has the reduced shape, is borrowed mutably, and no two of its indices address one element.
    unsafe { reduce_raw(expr, along, out.as_mut_ptr(), &shape, strides.as_ref(), op) }
}

/// Writes the results to `out`, whose old values are not dropped (results are `Copy`).
///
/// # Safety
/// `out` and `strides` address as many different elements as the reduced shape `kept` has, which nothing else
/// accesses.
unsafe fn reduce_raw<E, R>(
    expr: &E,
    along: &Along<R>,
    out: *mut R::Output,
    kept: &[usize],
    own: &[isize],
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reduction<E::Value>,
{
    let reducer = &along.reducer;
    let shape = expr.extents();
    if kept.contains(&0) {
        return Ok(());
    }
    let reduced = |axis: &usize| along.axes.has(*axis);
    let count: usize = (0..shape.len()).filter(reduced).map(|axis| shape[axis]).product();
    if count == 0 {
        let value = reducer.empty().ok_or_else(|| Error::new(op, ErrorKind::Empty { shape }))?;
        for_each_row(kept, [own], |[row], n, [step]| {
            // SAFETY: an element of the destination.
            (0..n as isize).for_each(|j| unsafe { out.offset(row + j * step).write(value) });
        });
        return Ok(());
    }
    // SAFETY: passed on.
    if unsafe { small::reduce_small(expr, along, &shape, count, out, (kept, own)) } {
        return Ok(());
    }
    let mut strides = [0isize; MAX_RANK];
    let axes = (0..shape.len()).filter(|axis| along.keeps || !reduced(axis));
    axes.zip(own).for_each(|(axis, &stride)| strides[axis] = if reduced(&axis) { 0 } else { stride });
    // Along the reduced axes, in row-major order.
    let mut positions = [0isize; MAX_RANK];
    let mut step = 1;
    for axis in (0..shape.len()).rev().filter(reduced) {
        positions[axis] = step;
        step *= shape[axis] as isize;
    }
    let kernel = expr.kernel();
    // SAFETY: passed on; the job writes the kernel's values.
    unsafe {
        if fuses::<E, R>() {
            fold_along(expr, &Fused(&kernel), along, count, (strides, positions), out);
        } else {
            let feed = Computed::new(Job::new(&kernel, &Write));
            fold_along(expr, &feed, along, count, (strides, positions), out);
        }
    }
    Ok(())
}

/// Writes the results of an expression whose kernel the feed has, of `count` elements each.
///
/// # Safety
/// As for `reduce_raw`, with the destination's strides, and those of positions, along each axis.
unsafe fn fold_along<E, S, R>(
    expr: &E,
    feed: &S,
    along: &Along<R>,
    count: usize,
    (strides, positions): ([isize; MAX_RANK], [isize; MAX_RANK]),
    out: *mut R::Output,
) where
    E: Lower,
    S: Feed<Kernel: Kernel<Elem = E::Value>>,
    R: Reduction<E::Value>,
{
    let reducer = &along.reducer;
    let shape = expr.extents();
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let (plan, threads) = plan(lowering, strides, positions, feed, R::POSITIONS);
    let source = Source { plan: &plan, feed, fold: reducer };
    let results = Results(out);
    let write = |first: isize, accs: &[R::Acc]| {
        let (each, step, row) = source.plan().places(accs.len());
        for (r, accs) in accs.chunks(each).enumerate() {
            let first = first + r as isize * row;
            for (i, &acc) in accs.iter().enumerate() {
                // SAFETY: the plan has the places of `out`, each once, and each cell is written once.
                unsafe { results.write(first + i as isize * step, reducer.finish(acc, count)) };
            }
        }
    };
    if plan.pieces == 1 {
        threads::each_piece(plan.units(), threads, |unit| {
            let cells = source.plan().unit(unit);
            // SAFETY: lowered together (1), and the expression borrows its operands (2).
            unsafe {
                source.fold_cells(cells, 0, |place, accs| {
                    debug_assert_eq!(accs.len(), source.plan().results(place));
                    write(place.out, accs);
                });
            }
        });
        return;
    }
    let pieces = plan.pieces;
    let partial = slots(plan.cells * pieces);
    threads::each_piece(plan.cells * pieces, threads, |i| {
        let (cell, piece) = (i / pieces, i % pieces);
        // SAFETY: as above.
        unsafe {
            source.fold_cells(cell..cell + 1, piece, |place, accs| {
                let _ = partial[i].set((place.out, accs.to_vec()));
            });
        }
    });
    let mut partial = partial.into_iter().filter_map(std::sync::OnceLock::into_inner);
    for _ in 0..plan.cells {
        let (places, lists): (Vec<isize>, Vec<Vec<R::Acc>>) = partial.by_ref().take(plan.pieces).unzip();
        write(places[0], &tree_of_lists(&lists, &|a, b| reducer.combine(a, b)));
    }
}
