//! The loop that runs a kernel over a block of rows, and how its results are stored.
//!
//! ```text
//! row  |head|   strip of 64   |   strip of 64   | ... |  step of 32  |
//!                                                          |  step of 32  |   the last step ends with the row
//! ```
//!
//! A strip has a fixed number of elements, of which the compiler makes straight vector code. What a strip writes is
//! near (in the core's own caches), or far and then fetched ahead, or far and streamed: computed into a short buffer
//! and written past the caches in whole lines, which spares reading the lines first.

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::function::BLOCK;
use super::kernel::{Apply, Cursor, Cursors, Kernel, Row};
use super::simd::{SimdLevel, Task, dispatch_narrow, dispatch_up_to};

/// What becomes of a computed element.
pub(crate) trait Sink<E>: Sync {
    /// The type of an element of the destination.
    type Slot;
    /// Whether the slot's old value matters.
    const READS: bool;
    fn put(&self, slot: &mut Self::Slot, value: E);
    /// The slots as memory for values that are computed there, if nothing else is to be done with them.
    fn room(slots: &mut [Self::Slot]) -> Option<&mut [MaybeUninit<E>]> {
        let _ = slots;
        None
    }
}

/// Writes into fresh or overwritten memory. The old value is not dropped: for types that need no dropping.
pub(crate) struct Write;

impl<E> Sink<E> for Write {
    type Slot = MaybeUninit<E>;
    const READS: bool = false;
    #[inline(always)]
    fn put(&self, slot: &mut MaybeUninit<E>, value: E) {
        slot.write(value);
    }
    #[inline(always)]
    fn room(slots: &mut [MaybeUninit<E>]) -> Option<&mut [MaybeUninit<E>]> {
        Some(slots)
    }
}

/// Changes the old value by `op(old, new)`, as `+=` does.
pub(crate) struct Update<'f, F, T>(pub(crate) &'f F, pub(crate) PhantomData<fn(T)>);

impl<T: Copy, E, F: Apply<(T, E), Output = T> + Sync> Sink<E> for Update<'_, F, T> {
    type Slot = T;
    const READS: bool = true;
    #[inline(always)]
    fn put(&self, slot: &mut T, value: E) {
        *slot = self.0.apply((*slot, value));
    }
}

/// A block of rows: where to write them, and where the leaves' rows are.
pub(crate) struct Block<'c> {
    pub(crate) out: *mut u8,
    /// From one row of the destination to the next, in bytes.
    pub(crate) out_row: isize,
    pub(crate) leaves: &'c [Cursor],
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    /// Whether some leaves have one element for a whole row.
    pub(crate) mixed: bool,
    pub(crate) pace: Pace,
}

/// How the machine is used for a block. Never changes a result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The widest instruction set that serves.
    pub(crate) level: SimdLevel,
    pub(crate) stores: Stores,
}

impl Pace {
    /// For a destination in the core's own caches.
    pub(crate) const NEAR: Self = Self { level: SimdLevel::V4, stores: Stores::Near };
}

/// How results are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stores {
    /// The destination is in the core's own caches.
    Near,
    /// It is far, and fetched ahead.
    Fetched,
    /// It is far, and written without being fetched. The caller [fences](fence) before anybody else reads it.
    Streamed,
}

/// A kernel and its sink with their types erased, so that planning and walking are compiled once.
#[derive(Clone, Copy)]
pub(crate) struct Job<'k> {
    kernel: *const (),
    sink: *const (),
    run: unsafe fn(*const (), *const (), Block<'_>),
    pub(crate) cost: usize,
    /// Whether the destination's old values are read.
    pub(crate) reads_out: bool,
    /// Whether all it does is copy one operand into the destination.
    pub(crate) copies: bool,
    /// Whether it runs [mixed](Block::mixed) blocks.
    pub(crate) mixes: bool,
    borrows: PhantomData<&'k ()>,
}

// SAFETY: it stands for `&K` and `&S`, both of which are `Sync`.
unsafe impl Send for Job<'_> {}
// SAFETY: as above.
unsafe impl Sync for Job<'_> {}

impl<'k> Job<'k> {
    pub(crate) fn new<K: Kernel, S: Sink<K::Elem>>(kernel: &'k K, sink: &'k S) -> Self {
        Self {
            kernel: (&raw const *kernel).cast(),
            sink: (&raw const *sink).cast(),
            run: run_block::<K, S>,
            cost: K::COST,
            reads_out: S::READS,
            copies: K::COPIES && !S::READS,
            mixes: mixes::<K>(),
            borrows: PhantomData,
        }
    }

    /// Computes a block.
    ///
    /// # Safety
    /// For each row and column of the block: every leaf has an element of its type there, alive and not written
    /// by others; the destination has a slot there, aligned, that nothing else reads or writes (initialised if
    /// `reads_out`); slots and leaves do not overlap. There is a cursor for each leaf.
    #[inline]
    pub(crate) unsafe fn run(&self, block: Block<'_>) {
        // SAFETY: the pointers came from references of the types that `run_block` was made for; the rest is the
        // caller's promise.
        unsafe { (self.run)(self.kernel, self.sink, block) }
    }
}

unsafe fn run_block<K: Kernel, S: Sink<K::Elem>>(kernel: *const (), sink: *const (), block: Block<'_>) {
    // SAFETY: `Job::new` made the pointers from references that are still borrowed.
    let (kernel, sink) = unsafe { (&*kernel.cast::<K>(), &*sink.cast::<S>()) };
    let Block { out, out_row, leaves, rows, cols, mixed, pace } = block;
    debug_assert!(mixes::<K>() || leaves.iter().all(|leaf| !leaf.splat), "such a leaf is replicated instead");
    debug_assert_eq!(out.align_offset(align_of::<S::Slot>()), 0, "slots are aligned");
    let run = |row: usize, rows: usize| {
        let first = out.wrapping_offset(row as isize * out_row).cast::<S::Slot>();
        // SAFETY: promised by whoever made the block; nothing else refers to these slots, and no leaf reaches them.
        unsafe {
            let slots = core::slice::from_raw_parts_mut(first, rows * cols);
            let at = Place { leaves, row, rows, cols };
            let far = pace.stores == Stores::Fetched;
            if pace.stores == Stores::Streamed {
                dispatch_narrow(StreamBlock { kernel, sink, at }, slots);
            } else if mixed && mixes::<K>() {
                dispatch_up_to(pace.level, RunBlock::<K, S, true> { kernel, sink, far, at }, slots);
            } else {
                dispatch_up_to(pace.level, RunBlock::<K, S, false> { kernel, sink, far, at }, slots);
            }
        }
    };
    // The rows of a dense destination are one slice; of any other only each row is.
    if out_row == (cols * size_of::<S::Slot>()) as isize || rows == 1 {
        run(0, rows);
    } else {
        (0..rows).for_each(|row| run(row, 1));
    }
}

/// Whether a second kernel, in which a leaf may have one element for a whole row, is compiled for a kernel. It has a
/// loop for each combination of such leaves, so only for few of them; with more, such a leaf is replicated into
/// scratch memory instead.
const fn mixes<K: Kernel>() -> bool {
    K::LEAVES == 2 || K::LEAVES == 3
}

struct RunBlock<'k, 'c, K, S, const MIXED: bool> {
    kernel: &'k K,
    sink: &'k S,
    far: bool,
    at: Place<'c>,
}

/// Elements of a strip, and of a step of its rest. The compiler makes straight vector code of a fixed number, and
/// what does not fill a vector it does in ever smaller ones: half the time of a row of 62.
const STRIP: usize = 64;
const STEP: usize = 32;
/// Elements of a strip of a kernel.
const fn strip<K: Kernel>() -> usize {
    if K::PREPARED { BLOCK } else { STRIP }
}
/// How far ahead of a strip its destination is fetched, in bytes.
const AHEAD: usize = 1024;
/// A cache line, in bytes.
const LINE: usize = 64;
/// Room for a strip of elements of up to 16 bytes; larger ones are not streamed.
const STRIP_BYTES: usize = STRIP * 16;

/// Where a strip is computed before it is streamed.
#[repr(C, align(64))]
struct Strip([MaybeUninit<u8>; STRIP_BYTES]);

/// Which part of a block is run.
#[derive(Clone, Copy)]
struct Place<'c> {
    leaves: &'c [Cursor],
    /// The first of the rows.
    row: usize,
    rows: usize,
    cols: usize,
}

impl<K: Kernel, S: Sink<K::Elem>, const MIXED: bool> Task<S::Slot> for RunBlock<'_, '_, K, S, MIXED> {
    #[inline(always)]
    unsafe fn run(self, out: &mut [S::Slot]) {
        let Self { kernel, sink, far, at: Place { leaves, row, rows, cols } } = self;
        // These checks once, and the compiler knows that every `take` and every slot is in range.
        assert!(leaves.len() == K::LEAVES && out.len() == rows * cols);
        let slots = out.as_mut_ptr();
        for r in 0..rows {
            let row = &mut kernel.row(&mut Cursors::at(leaves, row + r));
            // SAFETY: the slots are inside `out`; the leaves' elements are promised by whoever made the block.
            unsafe {
                let slots = slots.add(r * cols);
                let mut j = 0;
                // A mixed row is one loop: the compiler makes one for each combination of leaves of it.
                let strips = if MIXED && !far && !K::PREPARED { 0 } else { cols / strip::<K>() };
                for _ in 0..strips {
                    if far {
                        (0..strip::<K>()).step_by(STRIP).for_each(|k| fetch::<_, STRIP>(slots.add(j + k)));
                    }
                    put::<K, _, MIXED>(sink, row, slots, j, j + strip::<K>());
                    j += strip::<K>();
                }
                let steps = !MIXED && !K::PREPARED && K::REPEATABLE && !S::READS && cols >= STEP && j < cols;
                let mut end = if steps && cols - j > STEP { j + STEP } else { cols };
                if steps && end == cols {
                    j = cols - STEP;
                }
                loop {
                    put::<K, _, MIXED>(sink, row, slots, j, end);
                    if end == cols {
                        break;
                    }
                    // The rest, as one more whole step that ends with the row.
                    (j, end) = (cols - STEP, cols);
                }
            }
        }
    }
}

/// Computes a block strip by strip into a short buffer, and writes that past the caches. A function of its own, because
/// the compiler does less with the loops of a longer one.
struct StreamBlock<'k, 'c, K, S> {
    kernel: &'k K,
    sink: &'k S,
    at: Place<'c>,
}

impl<K: Kernel, S: Sink<K::Elem>> Task<S::Slot> for StreamBlock<'_, '_, K, S> {
    #[inline(always)]
    unsafe fn run(self, out: &mut [S::Slot]) {
        let Self { kernel, sink, at: Place { leaves, row, rows, cols } } = self;
        assert!(leaves.len() == K::LEAVES && out.len() == rows * cols);
        assert!(streams(size_of::<S::Slot>(), align_of::<S::Slot>()), "a strip of them fits its buffer");
        let slots = out.as_mut_ptr();
        let mut strip = Strip([MaybeUninit::uninit(); STRIP_BYTES]);
        let start = (&raw mut strip).cast::<S::Slot>();
        for r in 0..rows {
            let row = &mut kernel.row(&mut Cursors::at(leaves, row + r));
            // SAFETY: the slots are inside `out`, and a strip of them fits the buffer; the leaves' elements are promised
            // by whoever made the block.
            unsafe {
                let slots = slots.add(r * cols);
                let mut j = slots.align_offset(LINE).min(cols);
                put::<K, _, true>(sink, row, slots, 0, j);
                while cols - j >= STRIP {
                    put::<K, _, true>(sink, row, start.wrapping_sub(j), j, j + STRIP);
                    stream(start.cast(), slots.add(j).cast(), STRIP * size_of::<S::Slot>());
                    j += STRIP;
                }
                put::<K, _, true>(sink, row, slots, j, cols);
            }
        }
    }
}

/// Computes elements `start..end` of a row.
///
/// Without optimisation each call that is inlined has its own temporaries on the stack, which with large elements is
/// too many.
///
/// # Safety
/// The row's leaves and `slots` have these elements.
#[cfg_attr(not(debug_assertions), inline(always))]
unsafe fn put<'k, K: Kernel + 'k, S: Sink<K::Elem>, const MIXED: bool>(
    sink: &S,
    row: &mut K::Row<'k>,
    slots: *mut S::Slot,
    start: usize,
    end: usize,
) {
    if K::PREPARED {
        // SAFETY: passed on.
        unsafe {
            let there = core::slice::from_raw_parts_mut(slots.wrapping_add(start), end - start);
            if let Some(room) = S::room(there)
                && row.fill::<MIXED>(start, room)
            {
                return;
            }
            row.prepare::<MIXED>(start, end);
        }
    }
    for j in start..end {
        // SAFETY: passed on.
        unsafe { sink.put(&mut *slots.wrapping_add(j), row.at::<MIXED>(j)) };
    }
}

/// Whether slots of this size and alignment can be streamed.
pub(crate) const fn streams(size: usize, align: usize) -> bool {
    cfg!(all(target_arch = "x86_64", not(miri)))
        && align <= LINE
        && size.is_power_of_two()
        && size <= STRIP_BYTES / STRIP
}

/// Writes the first `bytes` of a strip past the caches.
///
/// # Safety
/// These bytes of the strip were written; `to` has room for them and is aligned to a line, and `bytes` is a multiple of
/// one.
#[inline(always)]
unsafe fn stream(strip: *const u8, to: *mut u8, bytes: usize) {
    debug_assert!(to.addr().is_multiple_of(LINE) && bytes.is_multiple_of(LINE), "whole lines");
    #[cfg(target_arch = "x86_64")]
    for at in (0..bytes).step_by(16) {
        use core::arch::x86_64::{__m128i, _mm_load_si128, _mm_stream_si128};
        // SAFETY: promised by the caller; the strip is aligned too.
        unsafe {
            let from = strip.add(at).cast::<__m128i>();
            _mm_stream_si128(to.add(at).cast(), _mm_load_si128(from));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    // SAFETY: promised by the caller.
    unsafe {
        strip.copy_to_nonoverlapping(to, bytes);
    }
}

/// Makes what this thread streamed visible to whoever sees what it does next.
pub(crate) fn fence() {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has SSE.
    unsafe {
        core::arch::x86_64::_mm_sfence();
    }
}

/// Asks for the cache lines of `N` slots a little way behind these, to write to them: the processor does that by
/// itself for loads, but for stores only within the few that it holds back. Never touches memory.
#[inline(always)]
fn fetch<T, const N: usize>(slots: *mut T) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    for line in 0..(N * size_of::<T>()).div_ceil(64) {
        use core::arch::x86_64::{_MM_HINT_ET0, _mm_prefetch};
        let at = slots.cast::<i8>().wrapping_add(AHEAD + line * 64);
        // SAFETY: a hint, for which any address will do.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(at) };
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = slots;
}
