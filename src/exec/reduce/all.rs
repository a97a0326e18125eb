//! Everything into one value.

use std::sync::OnceLock;

use super::fold::{Reducer, Run};
use super::{BLOCK, Values, each_block, guide};
use crate::error::{Error, ErrorKind, Result};
use crate::exec::kernel::Kernel;
use crate::exec::plan::{Nest, plan_along};
use crate::exec::run::{Job, Write};
use crate::exec::{Lower, Lowering, PARALLEL_BYTES, Shared, threads};

/// Values of a piece, at least: one that takes some 20 microseconds.
const PIECE: usize = 1 << 16;
/// Pieces, at most.
const PIECES: usize = 64;

/// Folds all elements of an expression.
///
/// # Errors
/// If there are none, and the reduction has no result for that.
pub(crate) fn reduce_all<E, R>(expr: &E, reducer: R, op: &'static str) -> Result<R::Output>
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reducer<E::Value>,
{
    let shape = expr.extents();
    if shape.contains(&0) {
        return reducer.empty().ok_or_else(|| Error::new(op, ErrorKind::Empty { shape }));
    }
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let job = Job::new(&kernel, &Write);
    let guide = guide(&lowering);
    let nest = plan_along(&shape, guide, guide, lowering.operands);
    let count = nest.len();
    let pieces = pieces(&nest);
    let partial: Vec<OnceLock<R::Acc>> = (0..pieces.count).map(|_| OnceLock::new()).collect();
    let shared = Shared(&nest);
    let fold = |i: usize| {
        let (start, extent) = pieces.piece(i);
        // SAFETY: the nest holds the operands of the job's kernel, lowered together, and they are borrowed.
        let acc = unsafe { fold_nest(&shared.get().part(pieces.axis, start, extent), &job, reducer) };
        // Each piece is folded once.
        let _ = partial[i].set(acc);
    };
    let work = nest.bytes().max(count.saturating_mul(E::Kernel::<'_>::COST));
    let threads = if work < PARALLEL_BYTES { 1 } else { threads::available() };
    threads::each_piece(pieces.count, threads, fold);
    let partial: Vec<R::Acc> = partial.into_iter().filter_map(OnceLock::into_inner).collect();
    Ok(reducer.finish(tree(reducer, &partial), count))
}

/// Partial results combined by halving: the order of their indices alone decides.
pub(super) fn tree<T, R: Reducer<T>>(reducer: R, partial: &[R::Acc]) -> R::Acc {
    match partial {
        [one] => *one,
        _ => {
            let (left, right) = partial.split_at(partial.len().div_ceil(2));
            reducer.combine(tree(reducer, left), tree(reducer, right))
        }
    }
}

/// How a loop is cut into pieces.
struct Pieces {
    axis: usize,
    extent: usize,
    step: usize,
    count: usize,
}

impl Pieces {
    fn piece(&self, i: usize) -> (usize, usize) {
        let start = i * self.step;
        (start, self.step.min(self.extent - start))
    }
}

/// Cuts the outermost loop that is long enough, else the longest, by the shape alone.
fn pieces(nest: &Nest) -> Pieces {
    let wanted = (nest.len() / PIECE).clamp(1, PIECES);
    let axis = (0..nest.extents.len())
        .find(|&axis| nest.extents[axis] >= wanted)
        .or_else(|| (0..nest.extents.len()).max_by_key(|&axis| nest.extents[axis]))
        .unwrap_or(0);
    let extent = nest.extents[axis];
    let mut step = extent.div_ceil(wanted);
    if axis == nest.inner() && step < extent {
        // Whole leaves.
        step = step.next_multiple_of(BLOCK);
    }
    Pieces { axis, extent, step, count: extent.div_ceil(step) }
}

/// # Safety
/// As for `each_block`.
unsafe fn fold_nest<T: Copy, R: Reducer<T>>(nest: &Nest, job: &Job<'_>, reducer: R) -> R::Acc {
    let mut run: Option<Run<R, R::Acc>> = None;
    // SAFETY: passed on; `each_block` gives rows that are there.
    nest.each_outer(|block| unsafe {
        each_block(block, job, |values: Values<T>| {
            for r in 0..values.rows {
                let row = values.row(r);
                run.get_or_insert_with(|| Run::new(reducer, reducer.start(row[0]))).fold(row);
            }
        });
    });
    match run {
        Some(run) => run.finish(),
        None => unreachable!("an array without elements is not folded"),
    }
}
