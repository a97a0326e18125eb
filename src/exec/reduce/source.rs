//! Where values come from. Those of a reduction are computed as they are folded, in the same loop; operands that do not
//! lie well are packed first, a block at a time:
//!
//! ```text
//! a  direct ───────────────────────┐
//! bᵀ transposed ──copy──► scratch ─┴──► kernel ──► fold             Fused
//! a, b ─────────────────────► kernel ──► scratch ──► fold           Computed
//! ```
//!
//! Where a value is looked at twice, or a closure may count its calls, values are computed into scratch memory by the
//! ordinary elementwise kernel.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::ControlFlow;

use smallvec::SmallVec;

use super::values::Rows;
use crate::exec::kernel::{Cursor, Kernel, Leaf};
use crate::exec::plan::{Access, Nest, Operand};
use crate::exec::run::{Job, Pace};
use crate::exec::tile::{Side, copy_block};
use crate::exec::walk::walk;
use crate::exec::{Lowering, MAX_RANK};

/// What guides the order of loops: the first operand of the full shape, else row-major order.
pub(super) fn guide(lowering: &Lowering<'_>) -> Operand {
    let shape = lowering.shape;
    let full =
        |operand: &&Operand| (0..shape.len()).all(|axis| shape[axis] == 1 || operand.strides[axis] != 0);
    lowering.operands.iter().find(full).copied().unwrap_or_else(|| counter(row_major(shape)))
}

/// Strides in row-major order, in elements.
pub(super) fn row_major(shape: &[usize]) -> [isize; MAX_RANK] {
    let mut strides = [0; MAX_RANK];
    let mut step = 1isize;
    for axis in (0..shape.len()).rev() {
        strides[axis] = step;
        step *= shape[axis] as isize;
    }
    strides
}

/// Something that is counted along the loops as an operand's position is: a pointer that is never followed.
pub(super) fn counter(strides: [isize; MAX_RANK]) -> Operand {
    Operand { ptr: core::ptr::null_mut(), size: 0, align: 1, strides, shared: false }
}

/// Rows of values in memory.
#[derive(Clone, Copy, Debug)]
pub(in crate::exec) struct Stored<'v, T> {
    ptr: *const T,
    /// From row to row, in bytes.
    step: isize,
    rows: usize,
    cols: usize,
    values: PhantomData<&'v [T]>,
}

impl<'v, T> Stored<'v, T> {
    /// Invariant 6 of the room.
    ///
    /// # Safety
    /// `rows` rows of `cols` values each, `step` bytes apart, can be read at `ptr` for as long as `'v`.
    unsafe fn new(ptr: *const T, step: isize, rows: usize, cols: usize) -> Self {
        Self { ptr, step, rows, cols, values: PhantomData }
    }

    /// The number of rows.
    pub(in crate::exec) fn len(&self) -> usize {
        self.rows
    }

    /// The first value.
    pub(in crate::exec) fn as_ptr(&self) -> *const T {
        self.ptr
    }

    /// From one row to the next, in bytes.
    pub(in crate::exec) fn step(&self) -> isize {
        self.step
    }

    /// The length of a row.
    pub(in crate::exec) fn cols(&self) -> usize {
        self.cols
    }

    /// Row `r`.
    pub(in crate::exec) fn row(&self, r: usize) -> &'v [T] {
        assert!(r < self.rows);
        // SAFETY: the row is there (6).
        unsafe {
            core::slice::from_raw_parts(self.ptr.wrapping_byte_offset(r as isize * self.step), self.cols)
        }
    }
}

/// Room for the values of a block, kept from one to the next.
pub(in crate::exec) struct Scratch<T>(Vec<MaybeUninit<T>>);

impl<T> Scratch<T> {
    pub(in crate::exec) fn new() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Scratch<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Which blocks values come in, if they are computed.
#[derive(Clone, Copy, Debug)]
pub(in crate::exec) struct BlockShape {
    pub(in crate::exec) rows: usize,
    pub(in crate::exec) cols: usize,
    /// Whether rows have to follow one another without gaps; those of computed values always do.
    pub(in crate::exec) dense: bool,
}

/// Whether a block's values are contiguous in memory, row by row.
pub(in crate::exec) fn in_memory(nest: &Nest, job: &Job<'_>) -> bool {
    job.copies && nest.operands.len() == 1 && nest.access(&nest.operands[0]) == Access::Direct
}

/// Calls `f` with the values of a nest of two loops, and the row and column where they start, until it breaks: all at
/// once if they are read where they are (`direct`), else in blocks of the given shape, row after row.
///
/// # Safety
/// As for `walk` with a job that writes `T`, except for the nest's own output, which is not used; `direct` only if
/// they are [`in_memory`].
pub(in crate::exec) unsafe fn each_block<T>(
    nest: &Nest,
    job: &Job<'_>,
    direct: bool,
    shape: BlockShape,
    scratch: &mut Scratch<T>,
    mut f: impl FnMut(Stored<'_, T>, usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (rows, cols) = (nest.extents[0], nest.extents[1]);
    if direct {
        let operand = &nest.operands[0];
        // SAFETY: the operand's elements, which are borrowed (2).
        return f(
            unsafe { Stored::new(operand.ptr.cast_const().cast(), operand.strides[0], rows, cols) },
            0,
            0,
        );
    }
    let size = size_of::<T>();
    let (most_rows, most_cols) = (shape.rows.min(rows), shape.cols.min(cols));
    scratch.0.reserve(most_rows * most_cols);
    let mut part = nest.clone();
    let ptr: *mut u8 = scratch.0.as_mut_ptr().cast();
    part.out = Operand { ptr, size, align: align_of::<T>(), ..nest.out };
    for r in (0..rows).step_by(most_rows) {
        for c in (0..cols).step_by(most_cols) {
            let (rows, cols) = (most_rows.min(rows - r), most_cols.min(cols - c));
            part.extents[0] = rows;
            part.extents[1] = cols;
            for (operand, from) in part.operands.iter_mut().zip(&nest.operands) {
                let skip = r as isize * from.strides[0] + c as isize * from.strides[1];
                operand.ptr = from.ptr.wrapping_offset(skip);
            }
            let step = (cols * size) as isize;
            part.out.strides[..2].copy_from_slice(&[step, size as isize]);
            // SAFETY: the part lies inside the nest (4), and its output is our scratch memory, which has room for it;
            // after that it holds these values.
            let values = unsafe {
                walk(&part, job, Pace::NEAR);
                Stored::new(ptr.cast_const().cast(), step, rows, cols)
            };
            f(values, r, c)?;
        }
    }
    ControlFlow::Continue(())
}

/// What gives a reduction its values.
pub(super) trait Feed: Sync {
    /// How a value comes from what a block's rows have.
    type Kernel: Kernel;
    /// Scratch memory, kept from one block to the next.
    type Room: Default;

    /// Calls `f` with the values of a nest of two loops, and the row and column where they start, until it breaks: all
    /// at once if no operand needs packing (`direct`), else in blocks of the given shape, row after row.
    ///
    /// # Safety
    /// The nest's operands are those that the kernel was lowered with, in order (1), and borrowed (2); `direct` only
    /// if all of them are [direct](all_direct), and only if [`FUSED`](Self::FUSED).
    unsafe fn each_block(
        &self,
        nest: &Nest,
        direct: bool,
        shape: BlockShape,
        room: &mut Self::Room,
        f: impl FnMut(Rows<'_, Self::Kernel>, usize, usize) -> ControlFlow<()>,
    ) -> ControlFlow<()>;

    /// Whether values can be had from operands where they are.
    const FUSED: bool;

    /// As [`Kernel::COST`].
    fn cost(&self) -> usize;
}

/// Whether every operand is contiguous along the inner loop.
pub(super) fn all_direct(nest: &Nest) -> bool {
    nest.operands.iter().all(|operand| nest.access(operand) == Access::Direct)
}

/// Values that are computed as they are folded.
pub(super) struct Fused<'k, K>(pub(super) &'k K);

/// Room for the packed operands of a block.
#[derive(Default)]
pub(super) struct Packed(Vec<MaybeUninit<u8>>);

/// Packed operands start at a cache line.
const LINE: usize = 64;

impl<K: Kernel> Feed for Fused<'_, K> {
    type Kernel = K;
    type Room = Packed;
    const FUSED: bool = true;

    fn cost(&self) -> usize {
        K::COST
    }

    unsafe fn each_block(
        &self,
        nest: &Nest,
        direct: bool,
        shape: BlockShape,
        room: &mut Packed,
        mut f: impl FnMut(Rows<'_, K>, usize, usize) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let pack = |leaves: &[Cursor], dense, (r, c), (rows, cols)| {
            // SAFETY: promised by the caller: these are the operands' elements, or copies of them.
            f(unsafe { Rows::new(self.0, leaves, dense, rows, cols) }, r, c)
        };
        // SAFETY: passed on.
        unsafe { each_packed(nest, direct, shape, room, pack) }
    }
}

/// A cursor for each operand.
type Cursors = SmallVec<[Cursor; 6]>;

/// Calls `f` with cursors at the operands of blocks of a nest of two loops, whether their rows follow one another
/// without gaps, and the place and shape of each block, until it breaks. Not generic in the expression.
///
/// # Safety
/// As for [`Feed::each_block`].
unsafe fn each_packed(
    nest: &Nest,
    direct: bool,
    shape: BlockShape,
    room: &mut Packed,
    mut f: impl FnMut(&[Cursor], bool, (usize, usize), (usize, usize)) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (all_rows, all_cols) = (nest.extents[0], nest.extents[1]);
    let width = |operand: &Operand, cols: usize| (cols * operand.size) as isize;
    if direct {
        let dense = all_rows == 1 || nest.operands.iter().all(|o| o.strides[0] == width(o, all_cols));
        let leaf = |o: &Operand| Cursor { ptr: o.ptr, row: o.strides[0], splat: false };
        let leaves: Cursors = nest.operands.iter().map(leaf).collect();
        return f(&leaves, dense, (0, 0), (all_rows, all_cols));
    }
    let (most_rows, most_cols) = (shape.rows.min(all_rows), shape.cols.min(all_cols));
    let stays = |o: &Operand| {
        let follow = most_rows == 1 || most_cols == all_cols && o.strides[0] == width(o, all_cols);
        nest.access(o) == Access::Direct && (follow || !shape.dense)
    };
    let align = nest.operands.iter().map(|o| o.align).fold(LINE, usize::max);
    let bytes = |o: &Operand| (most_rows * most_cols * o.size).next_multiple_of(align);
    room.0.reserve(nest.operands.iter().map(bytes).sum::<usize>() + align);
    let start: *mut u8 = room.0.as_mut_ptr().cast();
    let start = start.wrapping_add(start.align_offset(align));
    for r in (0..all_rows).step_by(most_rows) {
        for c in (0..all_cols).step_by(most_cols) {
            let (rows, cols) = (most_rows.min(all_rows - r), most_cols.min(all_cols - c));
            let (mut leaves, mut free, mut dense) = (Cursors::new(), start, true);
            for o in &nest.operands {
                let [row, col, ..] = o.strides;
                let ptr = o.ptr.wrapping_offset(r as isize * row + c as isize * col);
                let leaf = if stays(o) {
                    Cursor { ptr, row, splat: false }
                } else {
                    let to = Side { ptr: free, row: width(o, cols), col: o.size as isize };
                    // SAFETY: elements of the operand (2), and room of ours that is large enough.
                    unsafe { pack(o.size, Side { ptr: ptr.cast_const(), row, col }, to, rows, cols) };
                    free = free.wrapping_add(bytes(o));
                    Cursor { ptr: to.ptr, row: to.row, splat: false }
                };
                dense &= leaf.row == width(o, cols);
                leaves.push(leaf);
            }
            f(&leaves, dense || rows == 1, (r, c), (rows, cols))?;
        }
    }
    ControlFlow::Continue(())
}

/// Copies a block into rows that follow one another; a row that repeats is read once.
///
/// # Safety
/// As for [`copy_block`]; the rows of `to` follow one another.
unsafe fn pack(size: usize, from: Side<*const u8>, to: Side<*mut u8>, rows: usize, cols: usize) {
    let repeats = rows > 1 && from.row == 0;
    // SAFETY: passed on: what is copied again was written before, and the places are inside the block.
    unsafe {
        copy_block(size, from, to, if repeats { 1 } else { rows }, cols);
        let (mut done, enough) = (cols * size, rows * cols * size);
        while repeats && done < enough {
            let more = done.min(enough - done);
            core::ptr::copy_nonoverlapping(to.ptr, to.ptr.add(done), more);
            done += more;
        }
    }
}

/// Values that are computed into scratch memory.
pub(super) struct Computed<'k, T> {
    job: Job<'k>,
    leaf: Leaf<T>,
}

impl<'k, T> Computed<'k, T> {
    /// By a job that writes them.
    ///
    /// # Safety
    /// The job's slots are those of `T`.
    pub(super) unsafe fn new(job: Job<'k>) -> Self {
        Self { job, leaf: Leaf::new() }
    }
}

impl<T: Copy> Feed for Computed<'_, T> {
    type Kernel = Leaf<T>;
    type Room = Scratch<T>;
    const FUSED: bool = false;

    fn cost(&self) -> usize {
        self.job.cost
    }

    unsafe fn each_block(
        &self,
        nest: &Nest,
        direct: bool,
        shape: BlockShape,
        room: &mut Scratch<T>,
        mut f: impl FnMut(Rows<'_, Leaf<T>>, usize, usize) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        debug_assert!(!direct);
        // SAFETY: passed on; the job writes `T`, of which the rows then are.
        unsafe {
            each_block(nest, &self.job, false, shape, room, |values: Stored<'_, T>, r, c| {
                let leaf = Cursor { ptr: values.ptr.cast(), row: values.step, splat: false };
                f(Rows::new(&self.leaf, &[leaf], true, values.rows, values.cols), r, c)
            })
        }
    }
}
