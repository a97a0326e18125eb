//! Copying a block of elements between two strided places: how operands are packed and results scattered.
//!
//! Elements are moved as bytes, by their size, so that there is one copy of this code for all element types.
//! Where the source runs fastest along the block's rows and the destination along its columns, the block is
//! transposed in registers, 8 by 8 or 4 by 4 elements at a time:
//!
//! ```text
//! source (columns are contiguous)       destination (rows are contiguous)
//! a0 b0 c0 d0 ...                        a0 a1 a2 a3 ...
//! a1 b1 c1 d1 ...          ──►           b0 b1 b2 b3 ...
//! a2 b2 c2 d2 ...                        c0 c1 c2 c3 ...
//! ```

use core::mem::MaybeUninit;

#[cfg(target_arch = "x86_64")]
use super::evens::copy_evens;
#[cfg(target_arch = "x86_64")]
use super::simd::{SimdLevel, simd_level};
use super::simd::{Task, dispatch};
#[cfg(target_arch = "x86_64")]
use super::transpose::{Eight32, Eight64, Four64, Square};

/// One side of the copy: its first element, and the byte strides along rows and columns of the block.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Side<P> {
    pub(crate) ptr: P,
    pub(crate) row: isize,
    pub(crate) col: isize,
}

/// Copies `rows` by `cols` elements of `size` bytes.
///
/// # Safety
/// Every element of the source may be read and every one of the destination written, and the two do not
/// overlap. Elements may be unaligned and may hold uninitialised bytes.
pub(crate) unsafe fn copy_block(
    size: usize,
    from: Side<*const u8>,
    to: Side<*mut u8>,
    rows: usize,
    cols: usize,
) {
    let unit = size as isize;
    let down = from.row == unit && to.col == unit && from.col != unit && from.col != 0;
    let across = from.col == unit && to.row == unit && to.col != unit;
    // SAFETY: passed on; these types have the element's size, and may be uninitialised.
    unsafe {
        if down && transpose_in_registers(size, from, to, rows, cols)
            || across && transpose_in_registers(size, from.turned(), to.turned(), cols, rows)
        {
            return;
        }
        match size {
            0 => (),
            1 => dispatch(CopyBlock::<MaybeUninit<u8>>::new(from, to, rows, cols), &mut []),
            2 => dispatch(CopyBlock::<MaybeUninit<u16>>::new(from, to, rows, cols), &mut []),
            4 => dispatch(CopyBlock::<MaybeUninit<u32>>::new(from, to, rows, cols), &mut []),
            8 => dispatch(CopyBlock::<MaybeUninit<u64>>::new(from, to, rows, cols), &mut []),
            16 => dispatch(CopyBlock::<MaybeUninit<[u64; 2]>>::new(from, to, rows, cols), &mut []),
            _ => {
                for r in 0..rows as isize {
                    for c in 0..cols as isize {
                        let (from, to) = (from.at(r, c), to.at(r, c));
                        core::ptr::copy_nonoverlapping(from, to, size);
                    }
                }
            }
        }
    }
}

impl Side<*const u8> {
    #[inline(always)]
    fn at(&self, r: isize, c: isize) -> *const u8 {
        self.ptr.wrapping_offset(r * self.row + c * self.col)
    }
}

impl Side<*mut u8> {
    /// The same place to read.
    pub(crate) fn to_read(self) -> Side<*const u8> {
        Side { ptr: self.ptr.cast_const(), row: self.row, col: self.col }
    }

    #[inline(always)]
    fn at(&self, r: isize, c: isize) -> *mut u8 {
        self.ptr.wrapping_offset(r * self.row + c * self.col)
    }
}

struct CopyBlock<E> {
    from: Side<*const u8>,
    to: Side<*mut u8>,
    rows: usize,
    cols: usize,
    element: core::marker::PhantomData<E>,
}

impl<E: Copy> CopyBlock<E> {
    /// # Safety
    /// As for `copy_block`, for elements of the size of `E`.
    unsafe fn new(from: Side<*const u8>, to: Side<*mut u8>, rows: usize, cols: usize) -> Self {
        Self { from, to, rows, cols, element: core::marker::PhantomData }
    }
}

impl<E: Copy> Task<()> for CopyBlock<E> {
    #[inline(always)]
    unsafe fn run(self, _: &mut [()]) {
        let Self { from, to, rows, cols, .. } = self;
        let unit = size_of::<E>() as isize;
        // SAFETY: `new` took the promise that every element of both sides may be accessed.
        unsafe {
            if to.col == unit && from.row == unit && from.col != unit && from.col != 0 {
                return transpose::<E>(from, to, rows, cols);
            } else if from.col == unit && to.row == unit && to.col != unit {
                return transpose::<E>(from.turned(), to.turned(), cols, rows);
            }
            for r in 0..rows as isize {
                let (from_row, to_row) = (from.at(r, 0), to.at(r, 0));
                match (from.col, to.col) {
                    (0, t) if t == unit => pick::<E>(from_row, to_row, cols, 0),
                    (f, t) if t == unit && f == unit => {
                        core::ptr::copy_nonoverlapping(from_row, to_row, cols * size_of::<E>());
                    }
                    // A step that the compiler knows it makes vector loads and shuffles of.
                    (f, t) if t == unit && f == -unit => pick::<E>(from_row, to_row, cols, -1),
                    (f, t) => {
                        #[cfg(target_arch = "x86_64")]
                        let done = if t == unit && f == 2 * unit {
                            copy_evens(size_of::<E>(), from_row, to_row, cols)
                        } else {
                            0
                        };
                        #[cfg(not(target_arch = "x86_64"))]
                        let done = 0;
                        for c in done as isize..cols as isize {
                            let (from, to) = (from.at(r, c).cast::<E>(), to.at(r, c).cast::<E>());
                            to.write_unaligned(from.read_unaligned());
                        }
                    }
                }
            }
        }
    }
}

impl<P: Copy> Side<P> {
    /// The same elements with rows and columns exchanged.
    #[inline(always)]
    fn turned(&self) -> Self {
        Self { ptr: self.ptr, row: self.col, col: self.row }
    }
}

/// Every `step`th element of a row.
///
/// # Safety
/// These elements may be read, and `cols` elements written.
#[inline(always)]
unsafe fn pick<E: Copy>(from: *const u8, to: *mut u8, cols: usize, step: isize) {
    let (from, to) = (from.cast::<E>(), to.cast::<E>());
    for c in 0..cols {
        // SAFETY: passed on.
        unsafe { to.add(c).write_unaligned(from.wrapping_offset(c as isize * step).read_unaligned()) };
    }
}

/// Source contiguous along rows of the block, destination along columns: squares in a local array.
#[inline(always)]
unsafe fn transpose<E: Copy>(from: Side<*const u8>, to: Side<*mut u8>, rows: usize, cols: usize) {
    const N: usize = 8;
    each_square(N, rows, cols, |r, c, full| {
        // SAFETY: promised to `CopyBlock::new`: the square, or the single element, lies inside the block.
        unsafe {
            if !full {
                return to.at(r, c).cast::<E>().write_unaligned(from.at(r, c).cast::<E>().read_unaligned());
            }
            let mut square = [[MaybeUninit::<E>::uninit(); N]; N];
            for (line, j) in square.iter_mut().zip(0..) {
                *line = from.at(r, c + j).cast::<[MaybeUninit<E>; N]>().read_unaligned();
            }
            for (i, r) in (0..N).zip(r..) {
                let line: [MaybeUninit<E>; N] = core::array::from_fn(|j| square[j][i]);
                to.at(r, c).cast::<[MaybeUninit<E>; N]>().write_unaligned(line);
            }
        }
    });
}

/// Calls `f(row, column, true)` for the whole squares of `n` by `n` in a block, and with `false` for each element
/// outside them.
#[inline(always)]
fn each_square(n: usize, rows: usize, cols: usize, f: impl Fn(isize, isize, bool)) {
    let (full_rows, full_cols) = (rows - rows % n, cols - cols % n);
    for r in (0..full_rows).step_by(n) {
        (0..full_cols).step_by(n).for_each(|c| f(r as isize, c as isize, true));
        for c in full_cols..cols {
            (r..r + n).for_each(|r| f(r as isize, c as isize, false));
        }
    }
    for r in full_rows..rows {
        (0..cols).for_each(|c| f(r as isize, c as isize, false));
    }
}

/// A transposing copy in registers.
#[cfg(target_arch = "x86_64")]
struct TransposeBlock<E, S> {
    from: Side<*const u8>,
    to: Side<*mut u8>,
    rows: usize,
    cols: usize,
    square: core::marker::PhantomData<(E, S)>,
}

#[cfg(target_arch = "x86_64")]
impl<E: Copy, S: Square> Task<()> for TransposeBlock<E, S> {
    #[inline(always)]
    unsafe fn run(self, _: &mut [()]) {
        let Self { from, to, rows, cols, .. } = self;
        each_square(S::N, rows, cols, |r, c, full| {
            // SAFETY: the caller of `copy_block` vouches for the elements, `transpose_in_registers` for the machine.
            unsafe {
                if full {
                    S::transpose(from.at(r, c), from.col, to.at(r, c), to.row);
                } else {
                    to.at(r, c).cast::<E>().write_unaligned(from.at(r, c).cast::<E>().read_unaligned());
                }
            }
        });
    }
}

/// Copies a block whose source is contiguous along rows and destination along columns, if there is a square of
/// registers for this size and machine. Returns false, having done nothing, if not.
///
/// # Safety
/// As for `copy_block`.
#[cfg(target_arch = "x86_64")]
unsafe fn transpose_in_registers(
    size: usize,
    from: Side<*const u8>,
    to: Side<*mut u8>,
    rows: usize,
    cols: usize,
) -> bool {
    use core::marker::PhantomData;
    type B8 = MaybeUninit<u64>;
    type B4 = MaybeUninit<u32>;
    // SAFETY: passed on; the squares need no more than the level has (invariant 5 of the room).
    unsafe {
        match (size, simd_level()) {
            (8, SimdLevel::V4) => {
                let square = PhantomData::<(B8, Eight64)>;
                dispatch(TransposeBlock { from, to, rows, cols, square }, &mut []);
            }
            (8, SimdLevel::V3) => {
                let square = PhantomData::<(B8, Four64)>;
                dispatch(TransposeBlock { from, to, rows, cols, square }, &mut []);
            }
            (4, SimdLevel::V3 | SimdLevel::V4) => {
                let square = PhantomData::<(B4, Eight32)>;
                dispatch(TransposeBlock { from, to, rows, cols, square }, &mut []);
            }
            _ => return false,
        }
    }
    true
}

#[cfg(not(target_arch = "x86_64"))]
unsafe fn transpose_in_registers(_: usize, _: Side<*const u8>, _: Side<*mut u8>, _: usize, _: usize) -> bool {
    false
}
