//! Scans: every element becomes what its lane has come to there. Cumulative sums, and any other running result.
//!
//! The lanes are planned as elementwise work is, in the memory order of the output; then the loop along the lanes
//! is put back, innermost where the output is contiguous along it, else next to the innermost:
//!
//! ```text
//! cumsum(Axis(1)) of rows          cumsum(Axis(0)) of rows
//! 0 1 2 3 ──► 0 1  3  6            0 1 2 3        0  1  2  3
//! 4 5 6 7 ──► 4 9 15 22            4 5 6 7  ──►   4  6  8 10    a strip of columns, row after row
//! 8 9 a b ──► 8 17 27 38           8 9 a b       12 15 18 21
//! ```
//!
//! Values come straight from memory where the expression is a single contiguous operand; otherwise a tile of them is
//! computed into scratch memory by the ordinary elementwise kernel, as for a reduction. Results go straight to the
//! output where it is contiguous along the innermost loop, otherwise through a tile as well.
//!
//! **Each lane is scanned from its first element to its last**, also a long one that is the only one, so that a
//! scan means the same for every function, associative or not, and rounds as NumPy's does. No result depends on
//! the layout, on how the work was cut, or on threads, which share out whole lanes. A single lane therefore runs on
//! one thread: it could only be cut by rounding differently, and one thread takes as long as plain C.

mod kernel;

use core::mem::MaybeUninit;
use core::ops::ControlFlow;

use smallvec::SmallVec;

pub use kernel::Scanner;
use kernel::{Tile, scan_lanes, scan_strip};

use super::plan::{Access, Nest, Operand, Operands, plan_along};
use super::reduce::{BlockShape, Scratch, Stored, each_block, in_memory};
use super::run::{Job, Write};
use super::simd::SimdLevel;
use super::tile::{Side, copy_block};
use super::{
    Lower, Lowering, MAX_RANK, PARALLEL_BYTES, PIECES_PER_THREAD, Shared, fresh_order, is_dense, threads,
};
use crate::array::{Array, AsView, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Extents, IntoShape, Layout, Order, for_each_row};
use crate::profile;
use crate::storage::Buffer;

/// Values of a tile that is computed into scratch memory.
const TILE: usize = 2048;
/// Columns of such a tile, ...
const TILE_COLS: usize = 512;
/// ... and of one whose values or results are turned: whole cache lines in both directions.
const TURNED_COLS: usize = 64;
/// Columns of a strip that is read and written where it is: the row before stays in the cache. (Strips of 512 were
/// measured to take 1.25 times as long.)
const STRIP: usize = 8192;
/// Results of at least so many bytes are written with shorter vectors, as those of elementwise work are.
const STREAM: usize = 1 << 19;

/// A scan: of what, along which axis, and from which end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scanning<S> {
    pub(crate) scanner: S,
    /// None: all elements in row-major order.
    pub(crate) axis: Option<usize>,
    pub(crate) reversed: bool,
}

impl<S> Scanning<S> {
    /// The shape of the result.
    pub(crate) fn shape<T>(&self, shape: &Extents) -> Extents
    where
        S: Scanner<T>,
    {
        let mut scanned = match self.axis {
            Some(_) => *shape,
            None => Extents::repeat(shape.iter().product(), 1),
        };
        scanned[self.axis.unwrap_or(0)] += usize::from(self.scanner.initial().is_some());
        scanned
    }
}

/// Scans into a fresh array: column-major if all operands of the full shape are and it is along an axis, else
/// row-major.
///
/// # Errors
/// If the memory cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn scan<E, S, D>(expr: &E, scanning: &Scanning<S>, op: &'static str) -> Result<Array<S::Output, D>>
where
    E: Lower,
    E::Value: Copy,
    S: Scanner<E::Value>,
    D: Dim,
{
    let shape = expr.extents();
    let _span = profile::span(op, &shape);
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let order = scanning.axis.map_or(Order::RowMajor, |_| fresh_order(&lowering));
    let layout = Layout::dense(&scanning.shape(&shape), order).map_err(|e| e.in_op(op))?;
    let buffer = Buffer::<MaybeUninit<S::Output>>::uninit(layout.len(), op)?;
    let to = Destination { ptr: buffer.as_ptr().as_ptr().cast(), strides: layout.strides() };
    // SAFETY: lowered together; the buffer is ours and has the shape of the result; after the call all of its
    // elements are written.
    let buffer = unsafe {
        scan_raw(lowering, &Job::new(&expr.kernel(), &Write), scanning, to);
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// Scans into `out`.
///
/// # Errors
/// If the shape of `out` is another: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn scan_into<E, S, D>(
    expr: &E,
    scanning: &Scanning<S>,
    mut out: ViewMut<'_, S::Output, D>,
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    E::Value: Copy,
    S: Scanner<E::Value>,
    D: Dim,
{
    let shape = expr.extents();
    let _span = profile::span(op, &shape);
    let expected = (&out).shape().as_ref().into_extents()?;
    let found = scanning.shape(&shape);
    if found != expected {
        return Err(Error::new(op, ErrorKind::Shape { expected, found }));
    }
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let strides = (&out).strides();
    let to = Destination { ptr: out.as_mut_ptr(), strides: strides.as_ref() };
    // SAFETY: lowered together; the view has the shape of the result, is borrowed mutably, and no two of its indices
    // address one element. Results are `Copy`, so that the old ones need no dropping.
    unsafe { scan_raw(lowering, &Job::new(&expr.kernel(), &Write), scanning, to) };
    Ok(())
}

/// Where results go: the first element, and strides in elements.
struct Destination<'s, O> {
    ptr: *mut O,
    strides: &'s [isize],
}

/// # Safety
/// `lowering` holds the operands of the job's kernel (invariants 1 and 2 of the room), the job writes `T`, and `to`
/// is a destination of the shape of the result as invariant 3 demands. If this returns, all of it is written.
unsafe fn scan_raw<T: Copy, S: Scanner<T>>(
    lowering: Lowering<'_>,
    job: &Job<'_>,
    scanning: &Scanning<S>,
    to: Destination<'_, S::Output>,
) {
    let Lowering { shape, mut operands, flat } = lowering;
    let &Scanning { ref scanner, axis, reversed } = scanning;
    let size = size_of::<S::Output>();
    let mut out = Operand {
        ptr: to.ptr.cast(),
        size,
        align: align_of::<S::Output>(),
        strides: [0; MAX_RANK],
        shared: false,
    };
    let scanned = axis.unwrap_or(0);
    let length = axis.map_or_else(|| shape.iter().product(), |axis| shape[axis]);
    out.strides.iter_mut().zip(to.strides).for_each(|(own, &stride)| *own = stride * size as isize);
    if let Some(value) = scanner.initial() {
        let skip = if reversed { length as isize * to.strides[scanned] } else { 0 };
        let mut lanes = Extents::from_slice(if axis.is_some() { shape } else { &[1] }).unwrap_or_default();
        lanes[scanned] = 1;
        for_each_row(&lanes, [to.strides], |[row], n, [step]| {
            // SAFETY: the first element of each lane of the destination, or the last.
            (0..n as isize).for_each(|j| unsafe { to.ptr.offset(skip + row + j * step).write(value) });
        });
        if !reversed {
            out.ptr = out.ptr.wrapping_offset(out.strides[scanned]);
        }
    }
    if shape.contains(&0) {
        return;
    }
    if reversed {
        turn(&mut out, scanned, length);
        let axes = axis.map_or(0..shape.len(), |axis| axis..axis + 1);
        axes.for_each(|axis| operands.iter_mut().for_each(|o| turn(o, axis, shape[axis])));
    }
    let whole = flat && job.copies && !reversed;
    // SAFETY: passed on. What is turned is the same elements from the other end.
    unsafe {
        match axis {
            None => scan_flat(shape, operands, job, scanner, out),
            Some(axis) if whole && is_small(shape, size, S::COST) && is_dense(shape, to.strides) => {
                scan_small(operands[0].ptr.cast(), shape, axis, scanner, out.ptr.cast());
            }
            Some(axis) => scan_planned(Lanes::new(shape, axis, out, operands), job, scanner),
        }
    }
}

/// Exchanges the ends of an axis.
fn turn(operand: &mut Operand, axis: usize, extent: usize) {
    let stride = operand.strides[axis];
    operand.ptr = operand.ptr.wrapping_offset(stride * (extent as isize - 1));
    operand.strides[axis] = -stride;
}

fn is_small(shape: &[usize], size: usize, cost: usize) -> bool {
    shape.iter().product::<usize>().saturating_mul(size.max(cost)) < PARALLEL_BYTES
}

/// The short way for small arrays: values and results are dense in row-major order, and there is nothing to plan.
///
/// # Safety
/// `from` and `to` have the elements of the shape, which has no extent 0; as for `scan_raw`.
unsafe fn scan_small<T: Copy, S: Scanner<T>>(
    from: *const T,
    shape: &[usize],
    axis: usize,
    scanner: &S,
    to: *mut S::Output,
) {
    let outer: usize = shape[..axis].iter().product();
    let cols: usize = shape[axis + 1..].iter().product();
    let rows = shape[axis];
    let mut states = states::<T, S>(if cols == 1 { outer } else { cols });
    let row = |cols: usize| ((cols * size_of::<T>()) as isize, (cols * size_of::<S::Output>()) as isize);
    // SAFETY: passed on; the tiles are disjoint parts of the arrays.
    unsafe {
        if cols == 1 {
            let (from_row, to_row) = row(rows);
            let tile = Tile { from, from_row, to, to_row, rows: outer, cols: rows, fresh: true };
            return scan_lanes(scanner, &mut states, tile);
        }
        let (from_row, to_row) = row(cols);
        for i in 0..outer {
            let (from, to) = (from.add(i * rows * cols), to.add(i * rows * cols));
            let tile = Tile { from, from_row, to, to_row, rows, cols, fresh: true };
            scan_strip(scanner, &mut states, tile, SimdLevel::V4);
        }
    }
}

fn states<T, S: Scanner<T>>(count: usize) -> Vec<MaybeUninit<S::State>> {
    let mut states = Vec::new();
    states.resize_with(count, MaybeUninit::uninit);
    states
}

/// The loops of a scan along an axis.
struct Lanes {
    nest: Nest,
    /// Whether the scanned loop is the innermost, so that the rows are lanes; else the columns are, and the scanned
    /// loop is that over rows.
    are_rows: bool,
}

impl Lanes {
    fn new(shape: &[usize], axis: usize, mut out: Operand, mut operands: Operands) -> Self {
        let mut lanes = Extents::from_slice(shape).unwrap_or_default();
        let length = lanes.remove(axis);
        let mut steps: SmallVec<[isize; 7]> = SmallVec::new();
        for operand in [&mut out].into_iter().chain(&mut operands) {
            steps.push(operand.strides[axis]);
            operand.strides[axis..].rotate_left(1);
            operand.strides[MAX_RANK - 1] = 0;
        }
        let mut nest = plan_along(&lanes, out, out, operands);
        let inner = nest.inner();
        let are_rows = length > 1
            && (nest.len() == 1 || steps[0].unsigned_abs() < nest.out.strides[inner].unsigned_abs());
        nest.insert(inner + usize::from(are_rows), length, &steps);
        if are_rows {
            nest.bring_rows_in();
        }
        Self { nest, are_rows }
    }

    /// How the lanes are shared out: the loop that is cut, its extent, and that of a piece. Each lane is scanned by one
    /// thread from end to end, so that no result depends on the cut, which may depend on the number of threads.
    fn pieces(&self, threads: usize) -> (usize, usize, usize) {
        let (rows, inner) = (self.nest.rows(), self.nest.inner());
        let extents = &self.nest.extents;
        let lanes = if self.are_rows { rows } else { inner };
        let wanted = threads * PIECES_PER_THREAD;
        let longest = || (0..rows).chain([lanes]).max_by_key(|&axis| extents[axis]).unwrap_or(lanes);
        let axis = (0..rows).find(|&axis| extents[axis] >= wanted).unwrap_or_else(longest);
        let extent = extents[axis];
        let step = match axis == lanes {
            // Narrow strips are slow: one for each thread, but its states fit the cache.
            true if !self.are_rows => extent.div_ceil(threads).next_multiple_of(TURNED_COLS).min(STRIP),
            _ if threads == 1 => extent,
            true => extent.div_ceil(wanted).next_multiple_of(TILE / TURNED_COLS),
            false => extent.div_ceil(wanted),
        };
        (axis, extent, step)
    }
}

/// # Safety
/// As for `scan_raw`, with the loops of the operands and the output.
unsafe fn scan_planned<T: Copy, S: Scanner<T>>(lanes: Lanes, job: &Job<'_>, scanner: &S) {
    let nest = &lanes.nest;
    let work = nest.bytes().max(nest.len().saturating_mul(job.cost + S::COST));
    let threads = if work < PARALLEL_BYTES { 1 } else { threads::available() };
    let (axis, extent, step) = lanes.pieces(threads);
    let large = nest.len().saturating_mul(nest.out.size) >= STREAM;
    let level = if large { SimdLevel::V3 } else { SimdLevel::V4 };
    let shared = Shared(nest);
    threads::each_piece(extent.div_ceil(step), threads, |i| {
        let start = i * step;
        let piece = shared.get().part(axis, start, step.min(extent - start));
        let lane_axis = if lanes.are_rows { piece.rows() } else { piece.inner() };
        let mut states = states::<T, S>(piece.extents[lane_axis]);
        piece.each_outer(|block| {
            let mut block = Block { block, job, scanner, are_rows: lanes.are_rows, level };
            // SAFETY: passed on; no two pieces share a lane.
            unsafe { block.scan(&mut states) }
        });
    });
}

/// The two inner loops of a piece.
struct Block<'b, 'j, S> {
    block: &'b Nest,
    job: &'b Job<'j>,
    scanner: &'b S,
    are_rows: bool,
    level: SimdLevel,
}

impl<S> Block<'_, '_, S> {
    /// # Safety
    /// As for `scan_planned`; there is a state for each lane.
    unsafe fn scan<T: Copy>(&mut self, states: &mut [MaybeUninit<S::State>])
    where
        S: Scanner<T>,
    {
        let Self { block, job, .. } = *self;
        let (rows, cols) = (block.extents[0], block.extents[1]);
        let size = block.out.size;
        let contiguous = block.out.strides[1] == size as isize || cols == 1;
        let (height, width) = self.tile(contiguous);
        let mut computed = Scratch::<T>::new();
        let mut scratch: Vec<MaybeUninit<S::Output>> =
            Vec::with_capacity(if contiguous { 0 } else { height * width });
        for r in (0..rows).step_by(height) {
            for c in (0..cols).step_by(width) {
                let part = block.part(0, r, height.min(rows - r)).part(1, c, width.min(cols - c));
                let out = Side { ptr: part.out.ptr, row: part.out.strides[0], col: part.out.strides[1] };
                let to = match contiguous {
                    true => out,
                    false => {
                        let row = (part.extents[1] * size) as isize;
                        Side { ptr: scratch.as_mut_ptr().cast(), row, col: size as isize }
                    }
                };
                // SAFETY: the part lies inside the block; it is one tile of values, in memory or no more than
                // a block of scratch memory. Our own scratch memory has room for its results.
                unsafe {
                    let shape = BlockShape { rows: height, cols: width, dense: true };
                    let direct = in_memory(&part, job);
                    let _ = each_block(&part, job, direct, shape, &mut computed, |values, _, _| {
                        let tile = Tile {
                            from: values.as_ptr(),
                            from_row: values.step(),
                            to: to.ptr.cast(),
                            to_row: to.row,
                            rows: values.len(),
                            cols: values.cols(),
                            fresh: if self.are_rows { c == 0 } else { r == 0 },
                        };
                        debug_assert_eq!((tile.rows, tile.cols), (part.extents[0], part.extents[1]));
                        if self.are_rows {
                            scan_lanes(self.scanner, &mut states[r..r + tile.rows], tile);
                        } else {
                            scan_strip(self.scanner, &mut states[c..c + tile.cols], tile, self.level);
                        }
                        ControlFlow::Continue(())
                    });
                    if !contiguous {
                        copy_block(size, to.to_read(), out, part.extents[0], part.extents[1]);
                    }
                }
            }
        }
    }

    /// Rows and columns of a tile.
    fn tile(&self, contiguous: bool) -> (usize, usize) {
        let (rows, cols) = (self.block.extents[0], self.block.extents[1]);
        let direct = self.job.copies
            && matches!(&self.block.operands[..], [operand] if self.block.access(operand) == Access::Direct);
        if direct && contiguous {
            return (rows, if self.are_rows { cols } else { cols.min(STRIP) });
        }
        let turns = !contiguous || self.block.transposes();
        let width = cols.min(if turns { TURNED_COLS } else { TILE_COLS });
        ((TILE / width).clamp(1, rows), width)
    }
}

/// All elements as one lane, in row-major order.
///
/// # Safety
/// As for `scan_raw`; `out` has one axis.
unsafe fn scan_flat<T: Copy, S: Scanner<T>>(
    shape: &[usize],
    operands: Operands,
    job: &Job<'_>,
    scanner: &S,
    out: Operand,
) {
    let mut order = Operand { ptr: core::ptr::null_mut(), size: 1, align: 1, ..out };
    let mut step = 1;
    for axis in (0..shape.len()).rev() {
        order.strides[axis] = step;
        step *= shape[axis] as isize;
    }
    let mut nest = plan_along(shape, order, order, operands);
    if nest.extents.len() > 2 {
        // The loop that was brought in for an operand's sake goes back.
        nest.order();
    }
    let stride = out.strides[0];
    let contiguous = stride == out.size as isize || step == 1;
    let mut scratch: Vec<MaybeUninit<S::Output>> = Vec::with_capacity(if contiguous { 0 } else { TILE });
    let mut computed = Scratch::new();
    let mut states = states::<T, S>(1);
    let mut done = 0;
    nest.each_outer(|block| {
        // SAFETY: passed on. The values come in the order of the nest, which is the logical one, so that the results
        // lie one after another in the destination, and are as many.
        unsafe {
            let cols = block.extents[1].min(TILE);
            let shape = BlockShape { rows: TILE / cols, cols, dense: true };
            let direct = in_memory(block, job);
            let _ = each_block(block, job, direct, shape, &mut computed, |values: Stored<'_, T>, _, _| {
                let most = if contiguous { values.cols() } else { TILE };
                for r in 0..values.len() {
                    let row = values.row(r);
                    for stretch in row.chunks(most) {
                        let at = out.ptr.wrapping_offset(done as isize * stride);
                        let to = if contiguous { at.cast() } else { scratch.as_mut_ptr().cast() };
                        let (from, cols, fresh) = (stretch.as_ptr(), stretch.len(), done == 0);
                        let tile = Tile { from, from_row: 0, to, to_row: 0, rows: 1, cols, fresh };
                        scan_lanes(scanner, &mut states, tile);
                        if !contiguous {
                            let from = Side { ptr: to.cast_const().cast(), row: 0, col: out.size as isize };
                            copy_block(out.size, from, Side { ptr: at, row: 0, col: stride }, 1, cols);
                        }
                        done += cols;
                    }
                }
                ControlFlow::Continue(())
            });
        }
    });
}
