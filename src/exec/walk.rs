//! Runs a nest: the two inner loops as blocks for the kernel, the outer ones as an odometer.
//!
//! If every operand and the output are contiguous along the inner loop, a block is all of the two inner loops.
//! Otherwise the ones that are not are *staged*, a tile at a time, through scratch memory in the L1 cache:
//!
//! ```text
//! a  direct ───────────────────────────────┐
//! bᵀ transposed ──copy_block──► scratch ───┤──► kernel ──► out            (contiguous output)
//! c  stride 0   ──copy_block──► scratch ───┘          └──► scratch ──copy_block──► out   (strided output)
//! ```
//!
//! So the kernel itself only ever sees contiguous rows.

use core::mem::MaybeUninit;

use smallvec::SmallVec;

use super::kernel::Cursor;
use super::plan::{Access, Nest, Operand};
use super::run::{Block, Job, Pace, Stores, fence, streams};
use super::short::walk_short;
use super::simd::SimdLevel;
use super::tile::{Side, copy_block};
use crate::layout::MAX_RANK;

/// Scratch memory for the staged operands of one tile, in bytes: what the L1 cache has room for beside the rows
/// that are read directly.
const SCRATCH: usize = 32 << 10;
/// Rows and columns of a tile that holds a transposed operand.
const TRANSPOSED: (usize, usize) = (32, 128);
/// ... of a nest that the L1 cache nearly holds: measured to take a fifth less time at 64 by 64.
const TRANSPOSED_NEAR: (usize, usize) = (16, 128);
/// ... and of one whose operand is only copied.
const COPIED: (usize, usize) = (32, 64);
/// ... and of one in whose cache lines a third loop runs: few, since those of an array of a power of two of columns fall
/// into few places of the cache.
const CROSSED: (usize, usize) = (16, 16);
/// A cache line, in bytes.
const LINE_BYTES: usize = 64;
/// Columns of a tile that holds no transposed operand, and of a replicated value.
const LINE: usize = 256;

/// Runs the whole nest.
///
/// # Safety
/// The nest's operands are those that the job's kernel was lowered with, in order, and its output the job's
/// destination: every element that the nest reaches is alive, of the kernel's types, and, for the output, not
/// accessed by anything else and reached once. The output overlaps no operand.
pub(crate) unsafe fn walk(nest: &Nest, job: &Job<'_>, pace: Pace) {
    // SAFETY: passed on.
    unsafe {
        if !walk_short(nest, job, pace) {
            walk_blocks(nest, job, pace);
        }
    }
}

/// [`walk`], whatever the length of the rows.
///
/// # Safety
/// As for `walk`.
pub(super) unsafe fn walk_blocks(nest: &Nest, job: &Job<'_>, pace: Pace) {
    /// Fences also when a function of the kernel panics.
    struct Fence;
    impl Drop for Fence {
        fn drop(&mut self) {
            fence();
        }
    }
    let _fence = (pace.stores == Stores::Streamed).then_some(Fence);
    let (mut mixed, mut staged) = (false, nest.access(&nest.out) != Access::Direct);
    let mut leaves = Cursors::new();
    for operand in &nest.operands {
        let access = nest.access(operand);
        let splat = access == Access::Fill;
        mixed |= splat;
        staged |= is_staged(access, job);
        leaves.push(Cursor { ptr: operand.ptr, row: operand.strides[nest.rows()], splat });
    }
    if staged {
        // SAFETY: passed on.
        return unsafe { walk_staged(nest, job, pace) };
    }
    // SAFETY: passed on: the block is the two inner loops, at one index of the outer ones.
    each_block(nest, |at| unsafe {
        leaves.iter_mut().zip(at).for_each(|(leaf, &ptr)| leaf.ptr = ptr);
        job.run(Block {
            out: at[nest.operands.len()],
            out_row: nest.out.strides[nest.rows()],
            leaves: &leaves,
            rows: nest.extents[nest.rows()],
            cols: nest.extents[nest.inner()],
            mixed,
            pace,
        });
    });
}

/// Whether an operand that is read like this goes through scratch memory.
fn is_staged(access: Access, job: &Job<'_>) -> bool {
    access == Access::Pack || access == Access::Fill && !job.mixes
}

/// A result of so many bytes goes to memory beyond the core's own caches, ...
const FAR: usize = 1 << 19;
/// ... and at up to so many additions an element it is the memory that takes the time.
const CHEAP: usize = 12;

/// At so few the stores take the time in the L1 cache as well.
const TRIVIAL: usize = 1;

/// The pace of a whole nest, before it is cut into pieces. Vectors of 64 bytes hold up a stream of stores: where they
/// are most of the work, those of 32 were measured to be 5 to 20 % faster.
pub(crate) fn pace(nest: &Nest, job: &Job<'_>) -> Pace {
    let far = nest.len().saturating_mul(nest.out.size) >= FAR;
    let cheap = job.cost <= if far { CHEAP } else { TRIVIAL };
    let level = if cheap { SimdLevel::V3 } else { SimdLevel::V4 };
    Pace { level, stores: if far { Stores::Fetched } else { Stores::Near } }
}

/// One for each leaf.
type Cursors = SmallVec<[Cursor; 6]>;

/// Whether the results of a nest can be streamed: they are not read, nor computed in tiles.
pub(crate) fn can_stream(nest: &Nest, job: &Job<'_>) -> bool {
    !job.reads_out
        && streams(nest.out.size, nest.out.align)
        && nest.access(&nest.out) == Access::Direct
        && !nest.operands.iter().any(|operand| is_staged(nest.access(operand), job))
}

/// Calls `f` at each index of the loops outside the two inner ones, with the position of each operand there and
/// last that of the output.
fn each_block(nest: &Nest, mut f: impl FnMut(&[*mut u8])) {
    let mut at: SmallVec<[*mut u8; 7]> = SmallVec::new();
    nest.operands.iter().chain([&nest.out]).for_each(|operand| at.push(operand.ptr));
    let mut index = [0usize; MAX_RANK];
    loop {
        f(&at);
        let mut axis = nest.rows();
        loop {
            if axis == 0 {
                return;
            }
            axis -= 1;
            index[axis] += 1;
            let wrapped = index[axis] == nest.extents[axis];
            let steps = if wrapped { 1 - index[axis] as isize } else { 1 };
            for (ptr, operand) in at.iter_mut().zip(nest.operands.iter().chain([&nest.out])) {
                *ptr = ptr.wrapping_offset(steps * operand.strides[axis]);
            }
            if !wrapped {
                break;
            }
            index[axis] = 0;
        }
    }
}

/// Rows and columns of the tiles in which a nest is run, if anything is staged.
pub(crate) fn tile(nest: &Nest, job: &Job<'_>) -> Option<(usize, usize)> {
    let stages = Stages::new(nest, job);
    (stages.bytes > 0).then_some((stages.rows, stages.cols))
}

/// See [`walk`].
///
/// # Safety
/// As for `walk`.
unsafe fn walk_staged(nest: &Nest, job: &Job<'_>, pace: Pace) {
    if job.copies {
        // SAFETY: passed on.
        return unsafe { copy(nest) };
    }
    match nest.crossed() {
        // SAFETY: passed on.
        Some((axis, size)) => unsafe { walk_crossed(nest, job, pace, axis, LINE_BYTES / size) },
        // SAFETY: passed on.
        None => unsafe { walk_tiles(nest, job, pace) },
    }
}

/// Operands of which no two are contiguous along the same loop: `a.t() + b.permute_axes([1, 2, 0])`. A third loop is cut
/// into pieces of a cache line each, and a tile is run for all of a piece before the next tile is: its lines are
/// still there.
///
/// # Safety
/// As for `walk`.
unsafe fn walk_crossed(nest: &Nest, job: &Job<'_>, pace: Pace, axis: usize, line: usize) {
    let (row_axis, col_axis) = (nest.rows(), nest.inner());
    let others: usize = (0..row_axis).filter(|&a| a != axis).map(|a| nest.extents[a]).product();
    for mut index in 0..others {
        let mut outer = nest.clone();
        for a in (0..row_axis).rev().filter(|&a| a != axis) {
            outer = outer.part(a, index % nest.extents[a], 1);
            index /= nest.extents[a];
        }
        for x in (0..nest.extents[axis]).step_by(line) {
            let slab = outer.part(axis, x, line.min(nest.extents[axis] - x));
            for r in (0..nest.extents[row_axis]).step_by(CROSSED.0) {
                let band = slab.part(row_axis, r, CROSSED.0.min(nest.extents[row_axis] - r));
                for c in (0..nest.extents[col_axis]).step_by(CROSSED.1) {
                    let tile = band.part(col_axis, c, CROSSED.1.min(nest.extents[col_axis] - c));
                    // SAFETY: passed on, for a part of the nest.
                    unsafe { walk_tiles(&tile, job, pace) };
                }
            }
        }
    }
}

/// The nest in tiles, in the order of its loops.
///
/// # Safety
/// As for `walk`.
unsafe fn walk_tiles(nest: &Nest, job: &Job<'_>, pace: Pace) {
    let stages = Stages::new(nest, job);
    if stages.bytes <= SCRATCH && stages.align <= align_of::<Scratch>() {
        let mut scratch = Scratch([MaybeUninit::uninit(); SCRATCH]);
        // SAFETY: passed on; the scratch memory has the size and alignment that the stages need.
        unsafe { stages.walk(nest, job, pace, (&raw mut scratch).cast()) }
    } else {
        // Elements too large, or too strictly aligned, for the stack.
        let mut scratch: Vec<MaybeUninit<u8>> = Vec::with_capacity(stages.bytes + stages.align);
        let start = scratch.as_mut_ptr().cast::<u8>();
        // SAFETY: as above: the capacity leaves room to align.
        unsafe { stages.walk(nest, job, pace, start.add(start.align_offset(stages.align))) }
    }
}

/// Copies the one operand of a nest into its output, without scratch memory between.
///
/// # Safety
/// As for `walk`, for a job that copies.
unsafe fn copy(nest: &Nest) {
    let (row_axis, col_axis) = (nest.rows(), nest.inner());
    let (operand, out) = (&nest.operands[0], &nest.out);
    let (all_rows, all_cols) = (nest.extents[row_axis], nest.extents[col_axis]);
    let (rows, cols) = if nest.transposes() { COPIED } else { (all_rows, all_cols) };
    each_block(nest, |at| {
        for r in (0..all_rows).step_by(rows) {
            for c in (0..all_cols).step_by(cols) {
                let place = |ptr: *mut u8, operand: &Operand| {
                    let (row, col) = (operand.strides[row_axis], operand.strides[col_axis]);
                    Side { ptr: ptr.wrapping_offset(r as isize * row + c as isize * col), row, col }
                };
                let (rows, cols) = (rows.min(all_rows - r), cols.min(all_cols - c));
                // SAFETY: the tile is part of the nest, whose output overlaps no operand.
                unsafe {
                    copy_block(operand.size, place(at[0], operand).to_read(), place(at[1], out), rows, cols)
                };
            }
        }
    });
}

#[repr(C, align(128))]
struct Scratch([MaybeUninit<u8>; SCRATCH]);

/// Which operands are staged, where in the scratch memory, and in tiles of what size.
struct Stages {
    rows: usize,
    cols: usize,
    /// For each operand, and last the output: its access, and where its tile starts.
    slots: SmallVec<[(Access, usize); 7]>,
    bytes: usize,
    align: usize,
}

impl Stages {
    fn new(nest: &Nest, job: &Job<'_>) -> Self {
        let all = || nest.operands.iter().chain([&nest.out]);
        let staged = |o: &&Operand| is_staged(nest.access(o), job);
        let element: usize = all().filter(staged).map(|o| o.size).sum();
        let align = all().filter(staged).map(|o| o.align).max().unwrap_or(1).max(64);
        // As many elements as the scratch memory holds, its rows short enough to stay in the cache.
        let padding = all().count() * align.min(SCRATCH / 16);
        let room = (SCRATCH.saturating_sub(padding) / element.max(1)).max(1);
        let (rows, cols) = match nest.transposes() {
            true => {
                let near = nest.len() * nest.out.size <= SCRATCH;
                let (rows, cols) = if near { TRANSPOSED_NEAR } else { TRANSPOSED };
                (rows.min(room), cols.min(room.div_ceil(rows)))
            }
            false => {
                let cols = nest.extents[nest.inner()].min(LINE * 4).min(room);
                (room.min(LINE * 8) / cols, cols)
            }
        };
        let rows = rows.clamp(1, nest.extents[nest.rows()]);
        let mut bytes = 0usize;
        let slots = all()
            .map(|operand| {
                let (access, start) = (nest.access(operand), bytes);
                if is_staged(access, job) {
                    bytes += (rows * cols * operand.size).next_multiple_of(align);
                }
                (access, start)
            })
            .collect();
        Self { rows, cols, slots, bytes, align }
    }

    /// # Safety
    /// As for `walk`, and `scratch` is ours: `bytes` bytes, aligned to `align`.
    unsafe fn walk(&self, nest: &Nest, job: &Job<'_>, pace: Pace, scratch: *mut u8) {
        let (out, operands) = (self.slots[nest.operands.len()].0, &self.slots[..nest.operands.len()]);
        let replicates = out == Access::Direct && operands.iter().all(|slot| slot.0 != Access::Pack);
        // SAFETY: passed on.
        each_block(nest, |at| unsafe {
            if replicates && nest.extents[nest.inner()] > self.cols {
                self.run_replicated(nest, job, pace, at, scratch);
            } else {
                self.run_tiles(nest, job, pace, at, scratch);
            }
        });
    }

    /// Rows in which the staged operands have one value each: it is replicated into a short line, for a few rows at
    /// once, and each row is run as a block whose rows are stretches of that length.
    ///
    /// # Safety
    /// As for `walk`, at one index of the outer loops.
    unsafe fn run_replicated(
        &self,
        nest: &Nest,
        job: &Job<'_>,
        pace: Pace,
        at: &[*mut u8],
        scratch: *mut u8,
    ) {
        let (row_axis, cols) = (nest.rows(), nest.extents[nest.inner()]);
        let (stretches, rest) = (cols / self.cols, cols % self.cols);
        let all_rows = nest.extents[row_axis];
        // One cursor for each leaf: along a stretch, and its step from row to row.
        let mut leaves: Cursors = SmallVec::new();
        let mut steps: SmallVec<[isize; 6]> = SmallVec::new();
        for (operand, &(access, _)) in nest.operands.iter().zip(&self.slots) {
            let stretch = (self.cols * operand.size) as isize;
            let fill = access == Access::Fill;
            let row = if fill { 0 } else { stretch };
            leaves.push(Cursor { ptr: core::ptr::null(), row, splat: false });
            steps.push(if fill { stretch } else { operand.strides[row_axis] });
        }
        let out_row = (self.cols * nest.out.size) as isize;
        for start in (0..all_rows).step_by(self.rows) {
            let rows = self.rows.min(all_rows - start);
            let place = |i: usize, operand: &Operand| {
                at[i].wrapping_offset(start as isize * operand.strides[row_axis])
            };
            for (i, operand) in nest.operands.iter().enumerate() {
                let (access, slot) = self.slots[i];
                leaves[i].ptr = place(i, operand);
                if access == Access::Fill {
                    let from = Side { ptr: leaves[i].ptr, row: operand.strides[row_axis], col: 0 };
                    let to = self.tile(scratch, slot, operand);
                    // SAFETY: the values are elements of the operand, the lines are in our scratch memory.
                    unsafe { copy_block(operand.size, from, to, rows, self.cols) };
                    leaves[i].ptr = to.ptr;
                }
            }
            let mut out = place(nest.operands.len(), &nest.out);
            for _ in 0..rows {
                // SAFETY: the stretches and the rest are one row of the nest; `walk` was promised the rest.
                unsafe {
                    job.run(Block {
                        out,
                        out_row,
                        leaves: &leaves,
                        rows: stretches,
                        cols: self.cols,
                        mixed: false,
                        pace,
                    });
                    if rest > 0 {
                        let skip = stretches as isize;
                        let mut leaves = leaves.clone();
                        leaves
                            .iter_mut()
                            .for_each(|leaf| leaf.ptr = leaf.ptr.wrapping_offset(skip * leaf.row));
                        let out = out.wrapping_offset(skip * out_row);
                        job.run(Block {
                            out,
                            out_row,
                            leaves: &leaves,
                            rows: 1,
                            cols: rest,
                            mixed: false,
                            pace,
                        });
                    }
                }
                leaves
                    .iter_mut()
                    .zip(&steps)
                    .for_each(|(leaf, &step)| leaf.ptr = leaf.ptr.wrapping_offset(step));
                out = out.wrapping_offset(nest.out.strides[row_axis]);
            }
        }
    }

    /// The two inner loops in tiles.
    ///
    /// # Safety
    /// As for `walk`, at one index of the outer loops.
    unsafe fn run_tiles(&self, nest: &Nest, job: &Job<'_>, pace: Pace, at: &[*mut u8], scratch: *mut u8) {
        let mixed = job.mixes && self.slots.iter().any(|slot| slot.0 == Access::Fill);
        let (row_axis, col_axis) = (nest.rows(), nest.inner());
        let (all_rows, all_cols) = (nest.extents[row_axis], nest.extents[col_axis]);
        for r in (0..all_rows).step_by(self.rows) {
            let rows = self.rows.min(all_rows - r);
            for c in (0..all_cols).step_by(self.cols) {
                let cols = self.cols.min(all_cols - c);
                let place = |i: usize, operand: &Operand| {
                    let down = r as isize * operand.strides[row_axis];
                    at[i].wrapping_offset(down + c as isize * operand.strides[col_axis])
                };
                let mut leaves: Cursors = SmallVec::new();
                for (i, operand) in nest.operands.iter().enumerate() {
                    let (access, start) = self.slots[i];
                    let (ptr, row) = (place(i, operand), operand.strides[row_axis]);
                    if !is_staged(access, job) {
                        leaves.push(Cursor { ptr, row, splat: access == Access::Fill });
                        continue;
                    }
                    let to = self.tile(scratch, start, operand);
                    // A replicated value is the same all along the row of tiles.
                    if access == Access::Pack || c == 0 {
                        let from = Side { ptr: ptr.cast_const(), row, col: operand.strides[col_axis] };
                        // SAFETY: elements of the operand, and a tile of our scratch memory.
                        unsafe { copy_block(operand.size, from, to, rows, cols) };
                    }
                    leaves.push(Cursor { ptr: to.ptr, row: to.row, splat: false });
                }
                let (out_access, start) = self.slots[nest.operands.len()];
                let out = &nest.out;
                let real = Side {
                    ptr: place(nest.operands.len(), out),
                    row: out.strides[row_axis],
                    col: out.strides[col_axis],
                };
                // SAFETY: the tile is part of the nest; a staged output is gathered first if its old values
                // matter, and scattered afterwards.
                unsafe {
                    if out_access == Access::Direct {
                        job.run(Block {
                            out: real.ptr,
                            out_row: real.row,
                            leaves: &leaves,
                            rows,
                            cols,
                            mixed,
                            pace,
                        });
                    } else {
                        let tile = self.tile(scratch, start, out);
                        if job.reads_out {
                            copy_block(out.size, real.to_read(), tile, rows, cols);
                        }
                        job.run(Block {
                            out: tile.ptr,
                            out_row: tile.row,
                            leaves: &leaves,
                            rows,
                            cols,
                            mixed,
                            pace: Pace::NEAR,
                        });
                        copy_block(out.size, tile.to_read(), real, rows, cols);
                    }
                }
            }
        }
    }

    fn tile(&self, scratch: *mut u8, start: usize, operand: &Operand) -> Side<*mut u8> {
        Side {
            ptr: scratch.wrapping_add(start),
            row: (self.cols * operand.size) as isize,
            col: operand.size as isize,
        }
    }
}
