//! Reductions: the same plan, with the reduced axes as loops along which the output does not move.
//!
//! ```text
//! sum of all            any loops            values ──► Run ──► one partial result for each piece ──► tree
//! sum along the inner   [kept, reduced]      each row is a run                       ──► one result a row
//! sum along another     [reduced, kept]      a strip of columns takes row after row  ──► one result a column
//! ```
//!
//! Values come straight from memory where the expression is a single contiguous operand; otherwise a block of them
//! is computed into scratch memory by the ordinary elementwise kernel. So an expression that is reduced needs no
//! kernel of its own, and no array is made.
//!
//! Pieces are cut by shape alone and combined in the order of their indices, so threads never change a result. The
//! order of loops follows the memory order of the first operand of the full shape.

mod all;
mod axis;
mod fold;

pub(crate) use all::reduce_all;
pub(crate) use axis::{Along, reduce_axis, reduce_axis_into};
pub use fold::Reducer;

use core::mem::MaybeUninit;

use fold::Run;

use super::kernel::Job;
use super::plan::{Access, Nest, Operand};
use super::walk::walk;
use super::{Lowering, MAX_RANK};

/// Values of a block computed into scratch memory.
const BLOCK: usize = 2048;

/// What guides the order of loops: the first operand of the full shape, else row-major order.
fn guide(lowering: &Lowering<'_>) -> Operand {
    let shape = lowering.shape;
    let full =
        |operand: &&Operand| (0..shape.len()).all(|axis| shape[axis] == 1 || operand.strides[axis] != 0);
    lowering.operands.iter().find(full).copied().unwrap_or_else(|| {
        let mut strides = [0; MAX_RANK];
        let mut step = 1isize;
        for axis in (0..shape.len()).rev() {
            strides[axis] = step;
            step *= shape[axis] as isize;
        }
        Operand { ptr: core::ptr::null_mut(), size: 1, align: 1, strides, shared: false }
    })
}

/// Rows of values in memory: the first, the distance from row to row in bytes, and how many and how long they are.
pub(super) struct Values<T> {
    pub(super) ptr: *const T,
    pub(super) row: isize,
    pub(super) rows: usize,
    pub(super) cols: usize,
}

impl<T> Values<T> {
    /// Row `r`.
    ///
    /// # Safety
    /// `r` is less than `rows`, and the values are still there.
    pub(super) unsafe fn row<'v>(&self, r: usize) -> &'v [T] {
        // SAFETY: passed on.
        unsafe {
            core::slice::from_raw_parts(self.ptr.wrapping_byte_offset(r as isize * self.row), self.cols)
        }
    }
}

/// Calls `f` with the values of a nest of two loops, in memory or computed into scratch memory: all rows in one or
/// more calls, or, if they are longer than a block and have to be computed, one row in several.
///
/// # Safety
/// As for `walk` with a job that writes `T`, except for the nest's own output, which is not used.
pub(super) unsafe fn each_block<T>(nest: &Nest, job: &Job<'_>, mut f: impl FnMut(Values<T>)) {
    let (rows, cols) = (nest.extents[0], nest.extents[1]);
    if let (true, [operand]) = (job.copies, &nest.operands[..])
        && nest.access(operand) == Access::Direct
    {
        return f(Values { ptr: operand.ptr.cast_const().cast(), row: operand.strides[0], rows, cols });
    }
    let size = size_of::<T>();
    let step_cols = cols.min(BLOCK);
    let step_rows = (BLOCK / step_cols).clamp(1, rows);
    let mut scratch: Vec<MaybeUninit<T>> = Vec::with_capacity(step_rows * step_cols);
    let mut out = Operand { ptr: scratch.as_mut_ptr().cast(), size, align: align_of::<T>(), ..nest.out };
    for r in (0..rows).step_by(step_rows) {
        let band = nest.part(0, r, step_rows.min(rows - r));
        for c in (0..cols).step_by(step_cols) {
            let mut part = band.part(1, c, step_cols.min(cols - c));
            let (rows, cols) = (part.extents[0], part.extents[1]);
            let row = (cols * size) as isize;
            out.strides[..2].copy_from_slice(&[row, size as isize]);
            part.out = out;
            // SAFETY: the part lies inside the nest, and its output is our scratch memory, which has room for it.
            unsafe { walk(&part, job) };
            f(Values { ptr: scratch.as_ptr().cast(), row, rows, cols });
        }
    }
}
