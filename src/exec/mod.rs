//! ROOM 3 of unsafe: the one executor. Plan, stage, run, split over threads; for elementwise work, copies and
//! reductions, on every layout, with static and dynamic rank alike.
//!
//! ```text
//! expression ──lower──► Kernel (typed, rank-free)  +  Operands (pointers, byte strides)
//!                          │                             │ plan: drop, flip, order, merge
//!                          │                             ▼
//!                          │                           Nest of loops ──split──► parts, one for each piece of work
//!                          ▼                             │ walk
//!                        Job (types erased) ◄── blocks ──┘ stage what is not contiguous
//!                          │ dispatch: AVX-512, AVX2 or the build's baseline
//!                          ▼
//!                        one fused inner loop
//! ```
//!
//! Only the inner loop is generic in the expression: it is compiled once for each expression and instruction
//! set. Planning, walking, staging and threading are compiled once for all.
//!
//! # Invariants
//! 1. A kernel's leaves and the operands are lowered together, in the same order ([`Lowering`]): operand `i` is
//!    an array of the leaf's element type.
//! 2. An operand's strides, broadcast to the common shape, reach only elements of a view that is borrowed for as
//!    long as the expression; nobody writes them.
//! 3. The destination has the common shape, no two indices of it address one element, and it is borrowed
//!    mutably or owned: it overlaps no operand. (An operand that donated its buffer
//!    shares it element by element; it is staged, so that a tile is copied before it is overwritten.)
//! 4. A block lies inside the nest: rows and columns are cut from its two inner loops.
//! 5. A function compiled for an instruction set is only called where the machine has it.
//! 6. [`Rows`] stand for values that can be read for as long as their lifetime says.
//! 7. A row of a [prepared](Kernel::PREPARED) kernel is read only at elements that it was prepared for last.
#![allow(unsafe_code)]

mod compress;
mod eval;
#[cfg(target_arch = "x86_64")]
mod evens;
mod explain;
mod feed;
mod function;
mod gather;
mod gemm;
#[cfg(feature = "rayon")]
mod helpers;
mod join;
mod kernel;
mod owned;
mod pick;
mod plan;
mod reduce;
mod run;
mod scan;
mod select;
mod short;
mod simd;
pub(crate) mod sort;
pub mod stores;
pub mod threads;
mod tile;
#[cfg(target_arch = "x86_64")]
mod transpose;
mod walk;

pub use eval::{FlatLeaves, Lower};
pub(crate) use eval::{assign, assign_slots, eval, eval_into, update};
pub(crate) use explain::explain;
pub use function::{ApplyBlock, Blockwise};
pub(crate) use gather::{Places, gather, gather_flat, gather_flat_into, gather_into};
pub use gemm::LinalgScalar;
pub(crate) use gemm::multiply;
pub(crate) use join::{join, join_into};
pub use kernel::{Apply, Kernel, Leaf, Literal, Map, Row, Zip};
pub use owned::Owned;
pub(crate) use pick::{List, Picks, change_picked, pick, pick_into, put_picked};
pub use plan::Operand;
pub use reduce::{Along, At, AxisSet, Cascade, Each, Line, Reducer, Reduction, Rows};
pub(crate) use reduce::{
    LANES, LEAF, LEAVES, across, in_lanes, leaves_across, reduce, reduce_all, reduce_into,
};
pub use scan::Scanner;
pub(crate) use scan::{Scanning, scan, scan_into};
pub(crate) use select::{Bits, extract, extract_into, mask_bits};
pub use simd::{SimdLevel, simd_level};

use plan::{Nest, Operands, plan};
use run::{Job, Stores};

use std::time::Instant;

use crate::array::{AsView, View};
use crate::layout::{Dim, MAX_RANK, Order};

/// From this many bytes moved on threads pay (an addition, as [`Apply::COST`] counts them, stands for two bytes): some
/// 20 microseconds of work, against the 5 to 10 that waking another thread takes. Half as much, which the cache of
/// one core still holds, was measured to lose 28 %.
const PARALLEL_BYTES: usize = 1 << 20;
/// Pieces for each thread: enough to even out a late start, few enough that their ends do not show.
const PIECES_PER_THREAD: usize = 4;

/// Collects the operands of an expression while it is lowered.
#[derive(Debug)]
pub struct Lowering<'s> {
    shape: &'s [usize],
    operands: Operands,
    /// Whether all operands so far have the common shape and are dense in row-major order.
    flat: bool,
}

impl<'s> Lowering<'s> {
    /// For an expression of the given shape.
    pub(crate) fn new(shape: &'s [usize]) -> Self {
        Self { shape, operands: Operands::new(), flat: true }
    }

    /// Adds a view as an operand, broadcast to the common shape.
    ///
    /// The kernel has a [`Leaf`] of `T` at this place (invariant 1), and the view stays borrowed (2).
    ///
    /// # Panics
    /// If the view does not broadcast to the common shape: nodes check that when they are built.
    #[inline]
    pub(crate) fn push_view<T, D: Dim>(&mut self, view: View<'_, T, D>) {
        self.push(view.as_ptr(), view.shape().as_ref(), view.strides().as_ref());
    }

    /// [`push_view`](Self::push_view) for elements whose view is gone: those of a donated buffer.
    ///
    /// # Panics
    /// If the view does not broadcast to the common shape: nodes check that when they are built.
    #[inline]
    fn push<T>(&mut self, ptr: *const T, shape: &[usize], strides: &[isize]) {
        let size = size_of::<T>();
        let mut operand = Operand {
            ptr: ptr.cast_mut().cast(),
            size,
            align: align_of::<T>(),
            strides: [0; MAX_RANK],
            shared: false,
        };
        let lead = self.shape.len().checked_sub(shape.len()).expect("operands have at most the common rank");
        let mut flat = lead == 0;
        let mut dense = 1isize;
        for axis in (0..shape.len()).rev() {
            let common = self.shape[lead + axis];
            assert!(shape[axis] == common || shape[axis] == 1, "operands broadcast to the common shape");
            // The stride of an axis of extent 1 is 0 (layout invariant 4), which is what stretches it.
            operand.strides[lead + axis] = strides[axis] * size as isize;
            flat &= shape[axis] == common && (common == 1 || strides[axis] == dense);
            dense *= common as isize;
        }
        self.flat &= flat;
        self.operands.push(operand);
    }
}

impl Lowering<'_> {
    /// Marks the operand added last as sharing its memory with the destination, element by element.
    pub(crate) fn share_last(&mut self) {
        if let Some(operand) = self.operands.last_mut() {
            operand.shared = true;
        }
    }
}

/// Where a result goes.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) ptr: *mut u8,
    pub(crate) size: usize,
    pub(crate) align: usize,
    pub(crate) strides: &'a [isize],
    /// Whether its memory has been written before, as far as is known.
    pub(crate) touched: bool,
}

/// Plans and runs an elementwise job.
///
/// # Safety
/// `lowering` holds the operands of the job's kernel (invariants 1 and 2), and `target` is a destination of its
/// shape as invariant 3 demands, of the job's slot type; initialised if the job reads it.
pub(crate) unsafe fn run_job(lowering: &mut Lowering<'_>, target: Target<'_>, job: &Job<'_>) {
    if lowering.shape.contains(&0) {
        return;
    }
    let nest = nest(lowering, target);
    // SAFETY: the nest reaches what the operands and the target reach.
    unsafe { run_nest(&nest, job, target.touched) }
}

/// Whether strides are those of a dense row-major array.
#[inline]
fn is_dense(shape: &[usize], strides: &[isize]) -> bool {
    let mut step = 1isize;
    shape.iter().zip(strides).rev().all(|(&n, &stride)| {
        let ok = n == 1 || stride == step;
        step *= n as isize;
        ok
    })
}

/// The loops for an elementwise job over a shape without an extent 0.
pub(crate) fn nest(lowering: &mut Lowering<'_>, target: Target<'_>) -> Nest {
    let (shape, flat) = (lowering.shape, lowering.flat);
    let operands = core::mem::take(&mut lowering.operands);
    let mut out = Operand {
        ptr: target.ptr,
        size: target.size,
        align: target.align,
        strides: [0; MAX_RANK],
        shared: false,
    };
    if flat && is_dense(shape, target.strides) {
        return Nest::flat(shape.iter().product(), out, operands);
    }
    for (to, &stride) in out.strides.iter_mut().zip(target.strides) {
        *to = stride * target.size as isize;
    }
    plan(shape, out, operands)
}

/// # Safety
/// As for [`walk::walk`].
unsafe fn run_nest(nest: &Nest, job: &Job<'_>, touched: bool) {
    let mut pace = walk::pace(nest, job);
    let mut cut = split(nest, job);
    let mut trial = None;
    if pace.stores == Stores::Fetched && walk::can_stream(nest, job) {
        match stores::choose(nest.len() * nest.out.size, touched) {
            stores::Choice::Cached => (),
            stores::Choice::Streamed => pace.stores = Stores::Streamed,
            stores::Choice::Measure => {
                trial = Some(stores::Trial::default());
                cut = cut_into(stores::PIECES, nest, cut.map_or(1, |cut| cut.threads));
            }
        }
    }
    #[cfg(feature = "profile")]
    record(nest, job, cut.as_ref());
    let Some(cut) = cut else {
        // SAFETY: passed on.
        return unsafe { walk::walk(nest, job, pace) };
    };
    let shared = Shared(nest);
    threads::each_piece(cut.pieces, cut.threads, |i| {
        let (start, count) = cut.piece(i);
        let mut pace = pace;
        let streamed = trial.is_some() && i % 2 == 1;
        if streamed {
            pace.stores = Stores::Streamed;
        }
        let clock = trial.as_ref().map(|trial| (trial, Instant::now()));
        // SAFETY: the pieces cut one loop into disjoint parts, so that no two write the same element.
        unsafe { walk::walk(&shared.get().part(cut.axis, start, count), job, pace) };
        if let Some((trial, clock)) = clock {
            trial.record(streamed, clock.elapsed(), count);
        }
    });
    if let Some(trial) = trial {
        trial.settle();
    }
}

/// Tells the profiler what a run of a nest is going to do.
#[cfg(feature = "profile")]
fn record(nest: &Nest, job: &Job<'_>, cut: Option<&Split>) {
    use crate::profile::{Alone, Moved, ran};
    let alone = match cut {
        Some(_) => None,
        None if !is_long(nest, job) => Some(Alone::Small),
        None if threads::available() < 2 => Some(Alone::Limit),
        None => Some(Alone::Whole),
    };
    let packed = nest.operands.iter().filter(|operand| nest.access(operand) == plan::Access::Pack).count();
    // Views of one array that are a little apart, as in a stencil, come from memory once.
    let reach = |o: &Operand| {
        let span = |(&n, step): (&usize, &isize)| (n as isize - 1) * step;
        let spans = || nest.extents.iter().zip(&o.strides).map(span);
        let low = spans().filter(|&s| s < 0).sum::<isize>();
        let high = spans().filter(|&s| s > 0).sum::<isize>();
        (o.ptr.addr().wrapping_add_signed(low), o.ptr.addr().wrapping_add_signed(high))
    };
    let again = |i: usize| {
        let (low, high) = reach(&nest.operands[i]);
        nest.operands[..i].iter().map(reach).any(|(from, to)| low <= to && from <= high)
    };
    let once = (0..nest.operands.len()).filter(|&i| !again(i)).map(|i| nest.bytes_of(&nest.operands[i]));
    ran(Moved { bytes: nest.bytes_of(&nest.out) + once.sum::<usize>(), packed, alone });
}

/// How a nest is cut into pieces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Split {
    axis: usize,
    extent: usize,
    step: usize,
    pieces: usize,
    pub(crate) threads: usize,
}

impl Split {
    fn piece(&self, i: usize) -> (usize, usize) {
        let start = i * self.step;
        (start, self.step.min(self.extent - start))
    }
}

/// Whether a job is long enough for a second thread.
#[inline]
fn is_long(nest: &Nest, job: &Job<'_>) -> bool {
    let len = nest.len();
    // The first is a bound that is faster to compute.
    len.saturating_mul(job.cost * 8 + 64) >= PARALLEL_BYTES
        && nest.bytes().max(len.saturating_mul(job.cost * 2)) >= PARALLEL_BYTES
}

/// Whether and how to split: the outermost loop that has enough indices, else the longest; a row only where
/// there is nothing else, and then at multiples of 4 KiB.
pub(crate) fn split(nest: &Nest, job: &Job<'_>) -> Option<Split> {
    if !is_long(nest, job) {
        return None;
    }
    // Asking rayon costs more than the checks above.
    let threads = threads::available();
    if threads < 2 {
        return None;
    }
    cut_into(threads * PIECES_PER_THREAD, nest, threads)
}

/// Cuts a nest into about so many pieces, if it is long enough for two.
fn cut_into(wanted: usize, nest: &Nest, threads: usize) -> Option<Split> {
    let inner = nest.inner();
    let axis = (0..inner)
        .find(|&axis| nest.extents[axis] >= wanted)
        .unwrap_or_else(|| (0..=inner).rev().max_by_key(|&axis| nest.extents[axis]).unwrap_or(inner));
    let extent = nest.extents[axis];
    let mut step = extent.div_ceil(wanted);
    if axis == inner {
        step = step.next_multiple_of((4096 / nest.out.size.max(1)).max(1));
    }
    let pieces = extent.div_ceil(step);
    (pieces > 1).then_some(Split { axis, extent, step, pieces, threads })
}

/// The row-major or column-major order that all operands share, for a fresh output: column-major only if that
/// is how every operand of the full shape lies.
pub(crate) fn fresh_order(lowering: &Lowering<'_>) -> Order {
    let shape = lowering.shape;
    if lowering.flat || shape.len() < 2 {
        return Order::RowMajor;
    }
    let column_major = |operand: &Operand| {
        let mut last = 0;
        (0..shape.len()).filter(|&axis| shape[axis] > 1).all(|axis| {
            let ok = operand.strides[axis] > last;
            last = operand.strides[axis];
            ok
        })
    };
    let stretched =
        |operand: &Operand| (0..shape.len()).any(|axis| shape[axis] > 1 && operand.strides[axis] == 0);
    let mut full = lowering.operands.iter().filter(|operand| !stretched(operand)).peekable();
    match full.peek().is_some() && full.all(column_major) {
        true if shape.iter().filter(|&&n| n > 1).count() > 1 => Order::ColumnMajor,
        _ => Order::RowMajor,
    }
}

/// A nest that other threads may read: its pointers are only followed by `walk`, whose caller vouches for that.
struct Shared<'n>(&'n Nest);
// SAFETY: see above.
unsafe impl Sync for Shared<'_> {}
impl Shared<'_> {
    fn get(&self) -> &Nest {
        self.0
    }
}
