//! Values to fold: straight from memory where the expression is a single operand that lies well, else computed into
//! scratch memory, a block at a time, by the ordinary elementwise kernel.

use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ops::ControlFlow;

use crate::exec::plan::{Access, Nest, Operand};
use crate::exec::run::{Job, Pace};
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

/// Rows of values that can be read.
#[derive(Debug)]
pub struct Rows<'v, T> {
    ptr: *const T,
    /// From row to row, in bytes.
    step: isize,
    rows: usize,
    cols: usize,
    values: PhantomData<&'v [T]>,
}

impl<T> Clone for Rows<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Rows<'_, T> {}

impl<'v, T> Rows<'v, T> {
    /// Invariant 6 of the room.
    ///
    /// # Safety
    /// `rows` rows of `cols` values each, `step` bytes apart, can be read at `ptr` for as long as `'v`.
    pub(super) unsafe fn new(ptr: *const T, step: isize, rows: usize, cols: usize) -> Self {
        Self { ptr, step, rows, cols, values: PhantomData }
    }

    /// The number of rows.
    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.rows
    }

    /// The first value.
    pub(in crate::exec) fn as_ptr(self) -> *const T {
        self.ptr
    }

    /// From one row to the next, in bytes.
    pub(in crate::exec) fn step(self) -> isize {
        self.step
    }

    /// The length of a row.
    #[inline(always)]
    pub(in crate::exec) fn cols(self) -> usize {
        self.cols
    }

    /// Row `r`.
    #[inline(always)]
    pub(crate) fn row(self, r: usize) -> &'v [T] {
        assert!(r < self.rows);
        // SAFETY: the row is there (6).
        unsafe {
            core::slice::from_raw_parts(self.ptr.wrapping_byte_offset(r as isize * self.step), self.cols)
        }
    }

    /// `count` rows from `start` on.
    #[inline(always)]
    pub(super) fn part(self, start: usize, count: usize) -> Self {
        assert!(start <= self.rows && count <= self.rows - start);
        Self { ptr: self.ptr.wrapping_byte_offset(start as isize * self.step), rows: count, ..self }
    }

    /// Whether each row starts where the one before ends.
    pub(super) fn is_dense(self) -> bool {
        self.rows == 1 || self.step == (self.cols * size_of::<T>()) as isize
    }

    /// `by` rows as one, as often as there are as many, if [dense](Self::is_dense).
    pub(super) fn widened(self, by: usize) -> Self {
        assert!(self.is_dense());
        let step = self.step * by as isize;
        Self { step, rows: self.rows / by, cols: self.cols * by, ..self }
    }
}

/// Room for the values of a block, kept from one to the next.
pub(in crate::exec) struct Scratch<T>(Vec<MaybeUninit<T>>);

impl<T> Scratch<T> {
    pub(in crate::exec) fn new() -> Self {
        Self(Vec::new())
    }
}

/// Which blocks values come in, if they are computed.
#[derive(Clone, Copy, Debug)]
pub(in crate::exec) struct BlockShape {
    pub(in crate::exec) rows: usize,
    pub(in crate::exec) cols: usize,
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
    mut f: impl FnMut(Rows<'_, T>, usize, usize) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let (rows, cols) = (nest.extents[0], nest.extents[1]);
    if direct {
        let operand = &nest.operands[0];
        // SAFETY: the operand's elements, which are borrowed (2).
        return f(
            unsafe { Rows::new(operand.ptr.cast_const().cast(), operand.strides[0], rows, cols) },
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
                Rows::new(ptr.cast_const().cast(), step, rows, cols)
            };
            f(values, r, c)?;
        }
    }
    ControlFlow::Continue(())
}
