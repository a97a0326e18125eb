//! Rows of a few elements: `(N, 3) + (3,)`.
//!
//! A row of three elements is over before a loop over it has begun. Where every operand is dense, or the same row again
//! and again, so many rows are taken as one, and what repeats is written out as often, once, into scratch memory:
//!
//! ```text
//! out  a b c | d e f | g h i | j k l | ...          out  a b c d e f g h i j k l | ...
//! a    0 1 2 | 3 4 5 | 6 7 8 | 9 a b | ...    ──►   a    0 1 2 3 4 5 6 7 8 9 a b | ...
//! y    x y z   (again for each row)                 y    x y z x y z x y z x y z   (again for each row)
//! ```

use core::mem::MaybeUninit;

use super::plan::{Nest, Operand};
use super::run::{Job, Pace};
use super::tile::{Side, copy_block};
use super::walk::walk_blocks;

/// Rows shorter than this are joined, ...
const SHORT: usize = 32;
/// ... into rows of at least so many elements, ...
const JOINED: usize = 192;
/// ... if there are enough of them.
const ROWS: usize = 16;
/// The largest element that is written out, in bytes.
const LARGEST: usize = 16;

/// Bytes of a row that is written out.
const LINE: usize = (JOINED + SHORT) * LARGEST;
/// Operands that are written out, at most.
const LINES: usize = 2;

#[repr(C, align(64))]
struct Lines([[MaybeUninit<u8>; LINE]; LINES]);

/// Whether an operand is dense over rows and columns.
fn is_dense(nest: &Nest, operand: &Operand) -> bool {
    let size = operand.size as isize;
    operand.strides[nest.inner()] == size
        && operand.strides[nest.rows()] == size * nest.extents[nest.inner()] as isize
        && !operand.shared
}

/// Whether all rows of an operand are the same one.
fn repeats(nest: &Nest, operand: &Operand) -> bool {
    operand.strides[nest.rows()] == 0 && operand.size <= LARGEST && operand.align <= 64 && !operand.shared
}

/// Runs a nest of short rows, if it is one whose rows can be joined. Returns false, having done nothing, if not.
///
/// # Safety
/// As for [`walk`](super::walk::walk).
pub(super) unsafe fn walk_short(nest: &Nest, job: &Job<'_>, pace: Pace) -> bool {
    let (rows, cols) = (nest.extents[nest.rows()], nest.extents[nest.inner()]);
    let again = |o: &&Operand| !is_dense(nest, o);
    if cols >= SHORT
        || rows < ROWS
        || !is_dense(nest, &nest.out)
        || nest.operands.iter().filter(again).any(|o| !repeats(nest, o))
        || nest.operands.iter().filter(again).count() > LINES
    {
        return false;
    }
    let joined = JOINED.div_ceil(cols).min(rows);
    nest.each_outer(|block| {
        let mut wide = block.part(0, 0, rows / joined);
        wide.extents[1] = joined * cols;
        let mut lines = Lines([[MaybeUninit::uninit(); LINE]; LINES]);
        let mut line = lines.0.iter_mut();
        for (operand, own) in wide.operands.iter_mut().zip(&block.operands) {
            let size = own.size as isize;
            if is_dense(block, own) {
                operand.strides[0] *= joined as isize;
            } else if let Some(line) = line.next() {
                let from = Side { ptr: own.ptr.cast_const(), row: 0, col: own.strides[1] };
                let to: Side<*mut u8> = Side { ptr: line.as_mut_ptr().cast(), row: 0, col: size };
                // SAFETY: one row of the operand, and a line that has room for it.
                unsafe { copy_block(own.size, from, to, 1, cols) };
                // What there is, again behind itself, until there is enough.
                let (mut done, enough) = (cols * own.size, joined * cols * own.size);
                while done < enough {
                    let more = done.min(enough - done);
                    line.copy_within(..more, done);
                    done += more;
                }
                operand.ptr = line.as_mut_ptr().cast();
                operand.strides[1] = size;
            }
        }
        wide.out.strides[0] *= joined as isize;
        // SAFETY: passed on: the joined rows are the same elements, and the lines, which are ours, those that repeat.
        unsafe { walk_blocks(&wide, job, pace) };
        let rest = rows % joined;
        if rest > 0 {
            // SAFETY: the rows that are left.
            unsafe { walk_blocks(&block.part(0, rows - rest, rest), job, pace) };
        }
    });
    true
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn rows_are_joined_and_the_rest_is_not_forgotten() {
        for (rows, cols) in [(16, 1), (1000, 3), (65, 3), (67, 31), (17, 30), (200, 2)] {
            let a = Array2::from_fn([rows, cols], |[i, j]| (i * 100 + j) as i64);
            let y = Array1::from_fn([cols], |[j]| j as i64 * 1000);
            let sum = (&a + &y).eval();
            assert!(sum.indexed_iter().all(|([i, j], &x)| x == (i * 100 + j) as i64 + j as i64 * 1000));
            let reversed = (y.slice(s![..;-1]) - &a * 2).eval();
            let expected = |i: usize, j: usize| (cols - 1 - j) as i64 * 1000 - 2 * (i * 100 + j) as i64;
            assert!(reversed.indexed_iter().all(|([i, j], &x)| x == expected(i, j)));
        }
    }
}
