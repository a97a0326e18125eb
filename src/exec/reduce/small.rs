//! Small dense arrays: what is reduced is either the rows or the columns of a matrix, and there is nothing to plan. In
//! the same leaves and trees as the [engine](super::engine) with a plan, so that results are the same to the bit.

use super::cascade::Cascade;
use super::cells::rows_as_one;
use super::engine::TakeRows;
use super::reducer::{At, LEAF_ROWS, Reduction};
use super::values::Rows;
use super::{Along, AxisSet, fuses};
use crate::exec::Lower;
use crate::exec::eval::FlatLeaves;
use crate::exec::is_dense;
use crate::exec::kernel::Kernel;
use crate::exec::simd::{Task, dispatch};

/// Values of a small array, at most: fewer than would be cut into pieces, or spread over threads.
const SMALL: usize = 1 << 14;
/// Results that are computed at a time.
const ROOM: usize = 64;

/// The results of as many neighbouring columns as there is room for.
struct TakeSmallColumns<'f, 'v, F, K> {
    fold: &'f F,
    values: Rows<'v, K>,
}

impl<K: Kernel, F: Reduction<K::Elem>> Task<F::Acc> for TakeSmallColumns<'_, '_, F, K> {
    #[inline(always)]
    unsafe fn run(self, accs: &mut [F::Acc]) {
        let Self { fold, values } = self;
        let rows = values.len();
        if rows <= LEAF_ROWS {
            return fold.rows(values, At { first: 0, step: 1 }, accs);
        }
        let combine = |mut a: [F::Acc; ROOM], b: [F::Acc; ROOM]| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a = fold.combine(*a, b));
            a
        };
        let mut leaves = Cascade::new();
        for start in (0..rows).step_by(LEAF_ROWS) {
            let leaf = values.part(start, LEAF_ROWS.min(rows - start));
            fold.rows(leaf, At { first: start as isize, step: 1 }, accs);
            let mut list = [accs[0]; ROOM];
            list[..accs.len()].copy_from_slice(accs);
            leaves.push(list, combine);
        }
        accs.copy_from_slice(&leaves.all(combine)[..accs.len()]);
    }
}

/// The extents before and behind neighbouring axes that are reduced.
fn around(shape: &[usize], axes: AxisSet) -> Option<(usize, usize)> {
    let (mut before, mut behind, mut reduced) = (1, 1, 1);
    for (axis, &extent) in shape.iter().enumerate().filter(|&(_, &extent)| extent != 1) {
        match axes.has(axis) {
            true if behind > 1 => return None,
            true => reduced *= extent,
            false if reduced == 1 => before *= extent,
            false => behind *= extent,
        }
    }
    Some((before, behind))
}

/// Writes the results to `out` if that is easy; else false.
///
/// # Safety
/// `out` has room for as many results as the shape `kept` with the strides `own` has, which nothing else accesses; the
/// expression has `count` elements for each, at least one.
pub(super) unsafe fn reduce_small<E, R>(
    expr: &E,
    along: &Along<R>,
    shape: &[usize],
    count: usize,
    out: *mut R::Output,
    (kept, own): (&[usize], &[isize]),
) -> bool
where
    E: Lower,
    E::Value: Copy + Sync,
    R: Reduction<E::Value>,
{
    let fold = &along.reducer;
    let results: usize = kept.iter().product();
    if !fuses::<E, R>() || results == 1 || count == 1 || results.saturating_mul(count) > SMALL {
        return false;
    }
    let Some((before, behind)) = around(shape, along.axes) else { return false };
    let mut leaves = FlatLeaves::default();
    let columns = behind > 1;
    if columns && (before > 1 || rows_as_one(count, behind, R::POSITIONS) > 1)
        || !is_dense(kept, own)
        || !expr.flat_operands(shape, &mut leaves)
    {
        return false;
    }
    if leaves.is_empty() {
        return false;
    }
    let (rows, cols) = if columns { (count, behind) } else { (results, count) };
    let kernel = expr.kernel();
    // SAFETY: the operands are that many rows, one after the other, and are borrowed (2).
    let values = unsafe { Rows::flat(&kernel, leaves.cursors(), rows, cols) };
    let any = fold.few(values.row(0).line().part(0, 1).iter(), At { first: 0, step: 0 });
    let mut accs = [any; ROOM];
    for start in (0..results).step_by(ROOM) {
        let accs = &mut accs[..ROOM.min(results - start)];
        // SAFETY: the tasks read only rows. The places are inside `out`.
        unsafe {
            if columns {
                let values = values.columns(start, accs.len());
                dispatch(TakeSmallColumns { fold, values }, accs);
            } else {
                let values = values.part(start, accs.len());
                dispatch(TakeRows { fold, values, at: At { first: 0, step: 1 }, step: 0, each: 1 }, accs);
            }
            for (i, &acc) in accs.iter().enumerate() {
                out.add(start + i).write(fold.finish(acc, count));
            }
        }
    }
    true
}
