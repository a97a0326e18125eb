//! Selecting by a mask: `a[mask]` of NumPy, of any expression by any mask expression.
//!
//! ```text
//! blocks           0          1          2          3        cut by shape alone
//! count         mask ─► bits, 1700    1650       1720   ...   first pass, on all threads
//! place            0       1700       3350       5070   ...   running sum: where each block's elements go
//! move          compress   compress   compress   compress     second pass, on all threads, each into its own range
//! ```
//!
//! The mask is computed once and kept as bits, an eighth of a byte for each element. So the result is allocated once, at
//! its size; a mask that is a closure cannot answer differently the second time; and where elements go does not depend on
//! threads. On one thread, into a destination that has room for all elements, both passes are one.

use core::mem::MaybeUninit;
use core::ops::Range;

use smallvec::SmallVec;

use super::compress::{compress, each_set, pack};
use super::feed::{Cut, Feed};
use super::run::{Job, Write};
use super::{Lower, PARALLEL_BYTES, PIECES_PER_THREAD, threads};
use crate::array::{Array, AsView, AsViewMut, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Extents, Ix1, Layout};
use crate::profile;
use crate::storage::Buffer;

/// Elements of a block, of at most 8 bytes: half of a small L1 cache.
const BLOCK: usize = 2048;
/// Where operands do not lie in order: half of a small L2 cache, so that a block has several rows, and a transposed operand is
/// read a cache line at a time and not an element.
const STAGED: usize = 1 << 16;

/// The selected elements of `source` in row-major order.
///
/// # Errors
/// If the shapes differ, or the memory cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn extract<E, M>(source: &E, mask: &M, op: &'static str) -> Result<Array<E::Value, Ix1>>
where
    E: Lower<Value: Copy>,
    M: Lower<Value = bool>,
{
    let shape = common_shape(source, mask, op)?;
    let _span = profile::span(op, &shape);
    let (kernel, mask_kernel) = (source.kernel(), mask.kernel());
    // SAFETY: each job is made of the kernel of its expression, which is borrowed.
    let selection = unsafe {
        let values = Feed::new(source, &shape, Job::new(&kernel, &Write));
        Selection::new(&shape, Some(values), Feed::new(mask, &shape, Job::new(&mask_kernel, &Write)))
    };
    let bits = selection.bits();
    let layout = Layout::row_major(&[bits.count])?;
    let buffer = Buffer::<MaybeUninit<E::Value>>::uninit(bits.count, op)?;
    // SAFETY: the buffer has room for as many elements as bits are set, all of which are written.
    let buffer = unsafe {
        selection.move_all(&bits, buffer.as_ptr().as_ptr().cast());
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// Writes the selected elements of `source` to the front of `out`, in row-major order, and returns how many they are.
///
/// # Errors
/// If the shapes differ or `out` is too short: nothing is written then. If memory is needed, because `out` has gaps, and
/// cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn extract_into<E, M>(
    source: &E,
    mask: &M,
    mut out: ViewMut<'_, E::Value, Ix1>,
    op: &'static str,
) -> Result<usize>
where
    E: Lower<Value: Copy + Sync>,
    M: Lower<Value = bool>,
{
    let shape = common_shape(source, mask, op)?;
    let _span = profile::span(op, &shape);
    let room = (&out).len();
    let fits = |needed| match needed <= room {
        true => Ok(needed),
        false => Err(Error::new(op, ErrorKind::NoRoom { needed, found: room })),
    };
    let Some(slots) = out.as_mut_slice() else {
        let selected = extract(source, mask, op)?;
        let count = fits((&selected).len())?;
        out.iter_mut().zip(&selected).for_each(|(slot, value)| *slot = *value);
        return Ok(count);
    };
    let start = slots.as_mut_ptr().cast();
    let (kernel, mask_kernel) = (source.kernel(), mask.kernel());
    // SAFETY: each job is made of the kernel of its expression, which is borrowed. The slots are borrowed mutably; they need
    // no dropping. Where they are written, there is room for all elements, or for as many as bits are set.
    unsafe {
        let values = Feed::new(source, &shape, Job::new(&kernel, &Write));
        let mask = Feed::new(mask, &shape, Job::new(&mask_kernel, &Write));
        let selection = Selection::new(&shape, Some(values), mask);
        if selection.threads < 2 && shape.iter().product::<usize>() <= room {
            return Ok(selection.count_and_move(start));
        }
        let bits = selection.bits();
        fits(bits.count)?;
        selection.move_all(&bits, start);
        Ok(bits.count)
    }
}

/// A mask as bits.
pub(crate) fn mask_bits<M: Lower<Value = bool>>(mask: &M) -> Bits {
    let (shape, kernel) = (mask.extents(), mask.kernel());
    // SAFETY: the job is made of the kernel of the expression, which is borrowed.
    let feed = unsafe { Feed::new(mask, &shape, Job::new(&kernel, &Write)) };
    Selection::new(&shape, None, feed).bits()
}

fn common_shape<E: Lower, M: Lower>(source: &E, mask: &M, op: &'static str) -> Result<Extents> {
    let (expected, found) = (source.extents(), mask.extents());
    match expected == found {
        true => Ok(expected),
        false => Err(Error::new(op, ErrorKind::Shape { expected, found })),
    }
}

/// The bits of a mask, block by block.
pub(crate) struct Bits {
    /// Each block's words start at a multiple of `stride`.
    words: SmallVec<[u64; BLOCK / 64]>,
    stride: usize,
    /// How many bits are set before each block.
    starts: SmallVec<[usize; 1]>,
    cut: Cut,
    /// How many are set in all.
    pub(crate) count: usize,
}

impl Bits {
    /// The words of a block.
    fn of(&self, block: usize) -> &[u64] {
        let (_, len) = self.cut.range(block);
        &self.words[block * self.stride..][..len.div_ceil(64)]
    }

    /// How many bits are set in a block.
    fn count_of(&self, block: usize) -> usize {
        self.starts.get(block + 1).unwrap_or(&self.count) - self.starts[block]
    }

    /// Calls `f` with the position, in row-major order, of each element that the mask selects.
    pub(crate) fn each(&self, mut f: impl FnMut(usize)) {
        for block in 0..self.cut.blocks {
            let (first, _) = self.cut.range(block);
            each_set(self.of(block), |i| f(first + i));
        }
    }
}

/// What is selected from, and by which mask.
struct Selection<'k> {
    shape: Extents,
    cut: Cut,
    values: Option<Feed<'k>>,
    mask: Feed<'k>,
    threads: usize,
}

impl<'k> Selection<'k> {
    fn new(shape: &Extents, values: Option<Feed<'k>>, mask: Feed<'k>) -> Self {
        let len = shape.iter().product();
        let size = values.as_ref().map_or(1, |values| values.size);
        let flat = mask.is_flat() && values.as_ref().is_none_or(Feed::is_flat);
        let most = |block: usize| (block * 8 / size.max(8)).max(64);
        let cut = if flat { Cut::new(&[len], most(BLOCK)) } else { Cut::new(shape, most(STAGED)) };
        let cost = mask.cost(len) + values.as_ref().map_or(0, |values| values.cost(len));
        let threads = if cost < PARALLEL_BYTES { 1 } else { threads::available().min(cut.blocks) };
        Self { shape: *shape, cut, values, mask, threads }
    }

    /// Calls `f` with ranges of blocks, on all threads.
    fn each_range(&self, f: impl Fn(Range<usize>) + Sync) {
        let blocks = self.cut.blocks;
        if self.threads < 2 {
            return f(0..blocks);
        }
        let step = blocks.div_ceil(self.threads * PIECES_PER_THREAD);
        threads::each_piece(blocks.div_ceil(step), self.threads, |i| {
            f(i * step..((i + 1) * step).min(blocks));
        });
    }

    /// Computes the mask: the first pass.
    fn bits(&self) -> Bits {
        let (cut, blocks) = (self.cut, self.cut.blocks);
        let stride = cut.longest().div_ceil(64);
        let mut words = SmallVec::from_elem(0, blocks * stride);
        let mut starts = SmallVec::from_elem(0, blocks);
        let (to, counts) = (Slots(words.as_mut_ptr()), Slots(starts.as_mut_ptr()));
        self.each_range(|range| {
            let mut scratch = self.mask.scratch(&cut);
            for block in range {
                let len = cut.range(block).1;
                // SAFETY: there are `stride` words and one count for each block, and each block comes once.
                unsafe {
                    let mask = self.mask.block(&self.shape, &cut, block, scratch.start());
                    let words = core::slice::from_raw_parts_mut(to.at(block * stride), len.div_ceil(64));
                    *counts.at(block) = pack(mask, len, words);
                }
            }
        });
        // From counts to running sums.
        let mut count = 0;
        starts.iter_mut().for_each(|start: &mut usize| count += core::mem::replace(start, count));
        Bits { words, stride, starts, cut, count }
    }

    /// Moves the selected elements to `out`: the second pass.
    ///
    /// # Safety
    /// `out` has room for `bits.count` elements, which nothing else reads or writes. The bits are this mask's.
    unsafe fn move_all(&self, bits: &Bits, out: *mut u8) {
        let Some(values) = &self.values else { return };
        let (cut, out) = (&self.cut, Slots(out));
        self.each_range(|range| {
            let mut scratch = values.scratch(cut);
            for block in range {
                let (count, len) = (bits.count_of(block), cut.range(block).1);
                if count == 0 {
                    continue;
                }
                // SAFETY: this block's elements go where no other's do: from its start on, as many as its bits are set.
                unsafe {
                    let from = values.block(&self.shape, cut, block, scratch.start());
                    let to = out.at(bits.starts[block] * values.size);
                    compress(values.size, from, len, bits.of(block), to, count);
                }
            }
        });
    }

    /// Both passes in one, on this thread; returns the number of elements moved.
    ///
    /// # Safety
    /// `out` has room for all elements, selected or not, and nothing else reads or writes it.
    unsafe fn count_and_move(&self, out: *mut u8) -> usize {
        let (Some(values), cut) = (&self.values, &self.cut) else { return 0 };
        let (mut scratch, mut mask_scratch) = (values.scratch(cut), self.mask.scratch(cut));
        let mut words: SmallVec<[u64; BLOCK / 64]> = SmallVec::from_elem(0, cut.longest().div_ceil(64));
        let mut done = 0;
        for block in 0..cut.blocks {
            let len = cut.range(block).1;
            let words = &mut words[..len.div_ceil(64)];
            // SAFETY: `done` elements were moved before, and there is room for all of this block.
            unsafe {
                let mask = self.mask.block(&self.shape, cut, block, mask_scratch.start());
                let count = pack(mask, len, words);
                if count > 0 {
                    let from = values.block(&self.shape, cut, block, scratch.start());
                    compress(values.size, from, len, words, out.add(done * values.size), count);
                }
                done += count;
            }
        }
        done
    }
}

/// Slots that threads write, each its own.
struct Slots<T>(*mut T);
// SAFETY: whoever writes a slot vouches that no other thread does.
unsafe impl<T: Send> Sync for Slots<T> {}
impl<T> Slots<T> {
    fn at(&self, i: usize) -> *mut T {
        self.0.wrapping_add(i)
    }
}
