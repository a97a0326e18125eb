//! An expression handed out in row-major order, a block at a time: what selecting by a mask reads from.
//!
//! The elements are cut into blocks by shape alone, each short enough for the L1 cache:
//!
//! ```text
//! shape (3, 5, 1000), blocks of at most 4096      the cut runs through the outermost axis of which some
//!        │  └────┴── inner: 1000 elements         indices fit: 5 in pieces of 3 and 2
//!        └── each index on its own                block 0: [0, 0..3, ..], 1: [0, 3..5, ..], 2: [1, 0..3, ..] ...
//! ```
//!
//! A block of an operand that is dense in row-major order is read where it is; any other, and any expression, is
//! computed into scratch memory by the ordinary planner and kernels.

use core::mem::MaybeUninit;

use super::kernel::Cursor;
use super::plan::Operands;
use super::run::{Block, Job, Pace};
use super::{Lower, Lowering, Target, nest, walk};
use crate::layout::{Extents, MAX_RANK, Strides};

use smallvec::SmallVec;

/// How a shape is cut into blocks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// The axis that is cut, its extent, and how many of its indices are in a block (but the last).
    pub(super) axis: usize,
    extent: usize,
    step: usize,
    /// Blocks at each index of the axes before.
    pieces: usize,
    /// Elements at each index of the axis.
    inner: usize,
    /// The number of blocks.
    pub(super) blocks: usize,
}

impl Cut {
    /// Blocks of at most `most` elements. Without elements there are no blocks.
    pub(super) fn new(shape: &[usize], most: usize) -> Self {
        let (mut axis, mut inner) = (shape.len(), 1usize);
        if shape.contains(&0) {
            return Self { axis: 0, extent: 0, step: 1, pieces: 0, inner: 0, blocks: 0 };
        }
        let mut extent = 1;
        while axis > 0 {
            axis -= 1;
            extent = shape[axis];
            if inner * extent > most || axis == 0 {
                break;
            }
            inner *= extent;
        }
        let pieces = extent.div_ceil((most / inner).max(1));
        let step = extent.div_ceil(pieces);
        let pieces = extent.div_ceil(step);
        let outer: usize = shape[..axis].iter().product();
        Self { axis, extent, step, pieces, inner, blocks: outer * pieces }
    }

    /// The first element of a block, in row-major order, and the number of its elements.
    pub(super) fn range(&self, block: usize) -> (usize, usize) {
        let (outer, start, count) = self.place(block);
        ((outer * self.extent + start) * self.inner, count * self.inner)
    }

    /// The index of the axes before the cut one as a single number, and the range along it.
    fn place(&self, block: usize) -> (usize, usize, usize) {
        let (outer, start) = (block / self.pieces, block % self.pieces * self.step);
        (outer, start, self.step.min(self.extent - start))
    }

    /// The extents of a block: the axes before the cut one are gone.
    pub(super) fn extents(&self, shape: &[usize], block: usize) -> Extents {
        let mut extents = Extents::from_slice(&shape[self.axis..]).unwrap_or_default();
        if let Some(first) = extents.first_mut() {
            *first = self.place(block).2;
        }
        extents
    }

    /// How far a block's first element is from that of the whole, in an array of these strides.
    pub(super) fn offset(&self, shape: &[usize], strides: &[isize], block: usize) -> isize {
        let (mut outer, start, _) = self.place(block);
        let mut offset = strides.get(self.axis).map_or(0, |step| start as isize * step);
        for axis in (0..self.axis).rev() {
            offset += (outer % shape[axis]) as isize * strides[axis];
            outer /= shape[axis];
        }
        offset
    }

    /// The number of elements of the longest block.
    pub(super) fn longest(&self) -> usize {
        self.step * self.inner
    }
}

/// A lowered expression to read from. Its job writes into fresh memory.
pub(super) struct Feed<'k> {
    job: Job<'k>,
    operands: Operands,
    /// Whether all operands are dense in row-major order and have the common shape.
    flat: bool,
    pub(super) size: usize,
    align: usize,
}

// SAFETY: the operands are elements of views that are borrowed for as long as the job (invariant 2 of the room), of types
// that are `Sync`; they are only read.
unsafe impl Sync for Feed<'_> {}

impl<'k> Feed<'k> {
    /// The operands of `expr`, whose kernel `job` runs.
    ///
    /// # Safety
    /// `job` writes elements of `expr`, made of its kernel (invariant 1 of the room), and does not outlive `expr` (2).
    pub(super) unsafe fn new<E: Lower>(expr: &E, shape: &[usize], job: Job<'k>) -> Self {
        let mut lowering = Lowering::new(shape);
        expr.operands(&mut lowering);
        let Lowering { operands, flat, .. } = lowering;
        Self { job, operands, flat, size: size_of::<E::Value>(), align: align_of::<E::Value>() }
    }

    /// Whether blocks are read where they are, so that no scratch memory is needed.
    pub(super) fn is_direct(&self) -> bool {
        self.flat && self.job.copies
    }

    /// Whether the shape may be taken as a single axis: nothing about it is to be planned.
    pub(super) fn is_flat(&self) -> bool {
        self.flat
    }

    /// What computing all `len` elements costs, in bytes moved or additions times eight.
    pub(super) fn cost(&self, len: usize) -> usize {
        len.saturating_mul(self.job.cost * 8 + self.size)
    }

    /// Where the elements of a block are, one after the other: in place, or computed into `scratch`.
    ///
    /// # Safety
    /// `cut` is one of the shape that the feed was made for, or, if it is [flat](Self::is_flat), of as many elements;
    /// `scratch` is aligned room for the elements of the block unless the feed is [direct](Self::is_direct).
    pub(super) unsafe fn block(
        &self,
        shape: &[usize],
        cut: &Cut,
        block: usize,
        scratch: *mut u8,
    ) -> *const u8 {
        let (first, len) = cut.range(block);
        if self.flat {
            let leaf = |ptr: *mut u8, size: usize| ptr.wrapping_add(first * size).cast_const();
            if self.job.copies {
                return leaf(self.operands[0].ptr, self.size);
            }
            let leaves: SmallVec<[Cursor; 6]> = self
                .operands
                .iter()
                .map(|o| Cursor { ptr: leaf(o.ptr, o.size), row: 0, splat: false })
                .collect();
            let pace = Pace::NEAR;
            let block =
                Block { out: scratch, out_row: 0, leaves: &leaves, rows: 1, cols: len, mixed: false, pace };
            // SAFETY: `len` elements of each operand from `first` on (invariants 1 and 2 of the room), and scratch
            // memory of the caller's (3).
            unsafe { self.job.run(block) };
            return scratch;
        }
        let extents = cut.extents(shape, block);
        let mut operands = self.operands.clone();
        for operand in &mut operands {
            operand.ptr = operand.ptr.wrapping_offset(cut.offset(shape, &operand.strides, block));
            operand.strides.rotate_left(cut.axis);
            operand.strides[MAX_RANK - cut.axis..].fill(0);
        }
        let mut strides = Strides::repeat(1, extents.len());
        for axis in (1..extents.len()).rev() {
            strides[axis - 1] = strides[axis] * extents[axis] as isize;
        }
        let mut lowering = Lowering { shape: &extents, operands, flat: false };
        let target =
            Target { ptr: scratch, size: self.size, align: self.align, strides: &strides, touched: true };
        // SAFETY: the block is a part of the shape, so its operands reach what the feed's do (invariants 1 and 2 of the
        // room); the scratch memory is the caller's (3).
        unsafe { walk::walk(&nest(&mut lowering, target), &self.job, Pace::NEAR) };
        scratch
    }

    /// Aligned room for one block, if the feed needs any.
    pub(super) fn scratch(&self, cut: &Cut) -> Scratch {
        let bytes = if self.is_direct() { 0 } else { cut.longest() * self.size };
        Scratch {
            memory: Vec::with_capacity(if bytes == 0 { 0 } else { bytes + self.align }),
            align: self.align,
        }
    }
}

/// Room for one block.
pub(super) struct Scratch {
    memory: Vec<MaybeUninit<u8>>,
    align: usize,
}

impl Scratch {
    /// Where it starts, aligned for the feed's elements.
    pub(super) fn start(&mut self) -> *mut u8 {
        let start = self.memory.as_mut_ptr().cast::<u8>();
        start.wrapping_add(start.align_offset(self.align))
    }
}

#[cfg(test)]
mod tests {
    use super::Cut;

    #[test]
    fn blocks_cover_a_shape_in_order() {
        let shapes: [&[usize]; 10] = [
            &[],
            &[1],
            &[0],
            &[3, 0],
            &[100],
            &[7, 9],
            &[3, 5, 10],
            &[2, 1, 33, 1],
            &[1, 65],
            &[2, 2, 2, 2, 2],
        ];
        for shape in shapes {
            for most in [1, 2, 7, 16, 64] {
                let cut = Cut::new(shape, most);
                let mut next = 0;
                for block in 0..cut.blocks {
                    let (first, len) = cut.range(block);
                    assert_eq!(first, next, "{shape:?} {most} {cut:?}");
                    assert!(len > 0 && len <= most && len <= cut.longest(), "{shape:?} {most} {cut:?}");
                    next += len;
                }
                assert_eq!(next, shape.iter().product::<usize>(), "{shape:?} {most}");
            }
        }
    }
}
