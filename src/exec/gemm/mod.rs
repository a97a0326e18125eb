//! Products of matrices, of any strides: packed panels, blocks that fit the caches, one kernel for each tile.
//!
//! ```text
//!                 columns ≤ COLUMNS                     b: a block of DEPTH rows is packed once, for all threads
//!               ┌──┬──┬──┬──┐
//!        DEPTH  │  │  │  │  │
//!               └──┴──┴──┴──┘
//!  ┌─────┐      ┌──┬──┬──┬──┐
//!  │     │ ROWS │  │  │  │  │  out: each piece of work is a block of rows, and adds a tile for each pair of panels
//!  ├─────┤      ├──┼──┼──┼──┤
//!  │     │      │  │  │  │  │
//!  └─────┘      └──┴──┴──┴──┘
//!  a: packed by the piece of work that needs it
//! ```
//!
//! After K. Goto and R. van de Geijn, "Anatomy of high-performance matrix multiplication" (2008). An element is a sum over
//! the depth from first to last, within blocks of `DEPTH` that are added in their order: it depends neither on layouts nor
//! on how the result is cut. Packing copies blocks, never a whole operand, and reads any strides: negative, zero, permuted.

mod kernel;

use core::ops::Mul;

use num_traits::Zero;
use smallvec::SmallVec;

use super::threads;
use crate::array::{AsView, AsViewMut, Movement, View2, ViewMut2};
use crate::layout::Axis;
pub use kernel::Tile;

/// Rows of a block of the second operand: a panel of three AVX-512 registers takes 24 KiB of the first-level cache.
const DEPTH: usize = 128;
/// Columns of a block of the second operand, which takes at most 4 MiB of 8-byte elements.
const COLUMNS: usize = 4096;
/// Rows of a piece of work; a packed block of the first operand takes 192 KiB, a part of the second-level cache.
const ROWS: usize = 192;
/// With so few pieces of rows, columns are cut as well.
const FEW: usize = 12;
/// Up to this many products nothing is packed into panels.
const SMALL: usize = 512;

/// An element of a matrix: what dot products and matrix products are made of.
///
/// Implemented for the numbers of the standard library, and for those of `half` and `num-complex` with their features. For
/// a number type of your own write `impl LinalgScalar for MyNumber {}`; multiplication need not commute.
///
/// ```
/// use longstride::{ops::linalg::LinalgScalar, prelude::*};
/// use std::ops::{Add, Mul};
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// struct Mod7(u8);
/// impl Add for Mod7 {
///     type Output = Self;
///     fn add(self, other: Self) -> Self {
///         Mod7((self.0 + other.0) % 7)
///     }
/// }
/// impl Mul for Mod7 {
///     type Output = Self;
///     fn mul(self, other: Self) -> Self {
///         Mod7(self.0 * other.0 % 7)
///     }
/// }
/// impl num_traits::Zero for Mod7 {
///     fn zero() -> Self {
///         Mod7(0)
///     }
///     fn is_zero(&self) -> bool {
///         self.0 == 0
///     }
/// }
/// impl LinalgScalar for Mod7 {}
/// let a = array![[Mod7(2), Mod7(3)], [Mod7(4), Mod7(5)]];
/// assert_eq!(a.matmul(&a), array![[Mod7(2), Mod7(0)], [Mod7(0), Mod7(2)]]);
/// ```
pub trait LinalgScalar: Copy + Send + Sync + Zero + Mul<Output = Self> + 'static {
    /// The complex conjugate: of a real number the number itself.
    #[must_use]
    fn conjugate(self) -> Self {
        self
    }

    /// The kernel of matrix products with so many columns.
    #[doc(hidden)]
    fn tile(columns: usize) -> Tile<Self> {
        kernel::any(columns)
    }
}

// The types of numbers whose kernel is the general one.
macro_rules! general {
    (wrapping $($t:ty)*) => {$(impl LinalgScalar for core::num::Wrapping<$t> {})*};
    ($($t:ty)*) => {$(impl LinalgScalar for $t {})*};
}
general!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
general!(wrapping i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
#[cfg(feature = "half")]
general!(half::f16 half::bf16);

impl LinalgScalar for f32 {
    fn tile(columns: usize) -> Tile<Self> {
        kernel::f32_tile(columns)
    }
}

impl LinalgScalar for f64 {
    fn tile(columns: usize) -> Tile<Self> {
        kernel::f64_tile(columns)
    }
}

#[cfg(feature = "num-complex")]
impl<T> LinalgScalar for num_complex::Complex<T>
where
    T: Copy + Send + Sync + num_traits::Num + core::ops::Neg<Output = T> + 'static,
{
    fn conjugate(self) -> Self {
        self.conj()
    }
}

/// Writes the product of `a` (m, k) and `b` (k, n) into `out` (m, n).
///
/// # Panics
/// If the shapes do not fit: callers check them.
pub(crate) fn multiply<T: LinalgScalar>(a: View2<'_, T>, b: View2<'_, T>, mut out: ViewMut2<'_, T>) {
    let ([m, depth], [_, n]) = (a.shape(), b.shape());
    assert!(b.shape() == [depth, n] && (&out).shape() == [m, n], "shapes are checked before");
    if m == 0 || n == 0 {
        return;
    }
    if depth == 0 {
        return out.fill(T::zero());
    }
    let work = m.saturating_mul(n).saturating_mul(depth);
    if work <= SMALL {
        return multiply_small(a, b, out);
    }
    let tile = T::tile(n);
    let padded = |m: usize, n: usize| m.div_ceil(tile.rows) * n.div_ceil(tile.cols);
    let columns_first = (&out).strides()[0].abs() < (&out).strides()[1].abs();
    let exchanged = padded(n, m);
    // Fewer tiles; or as many, but whose rows are contiguous in the result.
    if tile.commutes && (exchanged < padded(m, n) || exchanged == padded(m, n) && columns_first) {
        multiply_blocks(b.t(), a.t(), out.t(), &tile, work);
    } else {
        multiply_blocks(a, b, out, &tile, work);
    }
}

/// Row by row, without panels.
fn multiply_small<T: LinalgScalar>(a: View2<'_, T>, b: View2<'_, T>, mut out: ViewMut2<'_, T>) {
    let [depth, n] = b.shape();
    let (a, b) = (elements(&a), elements(&b));
    let mut sums: SmallVec<[T; 32]> = SmallVec::from_elem(T::zero(), n);
    for (a, mut out) in a.chunks_exact(depth).zip(out.outer_iter_mut()) {
        sums.fill(T::zero());
        for (&a, b) in a.iter().zip(b.chunks_exact(n)) {
            sums.iter_mut().zip(b).for_each(|(sum, &b)| *sum = *sum + a * b);
        }
        out.iter_mut().zip(&sums).for_each(|(slot, &sum)| *slot = sum);
    }
}

/// The elements of a small matrix in row-major order.
fn elements<T: Copy>(matrix: &View2<'_, T>) -> SmallVec<[T; 64]> {
    match matrix.as_slice() {
        Some(slice) => SmallVec::from_slice(slice),
        None => matrix.iter().copied().collect(),
    }
}

fn multiply_blocks<T: LinalgScalar>(
    a: View2<'_, T>,
    b: View2<'_, T>,
    mut out: ViewMut2<'_, T>,
    tile: &Tile<T>,
    work: usize,
) {
    let ([m, depth], [_, n]) = (a.shape(), b.shape());
    // A product takes as long as some two bytes.
    let threads = threads::for_bytes(work.saturating_mul(2));
    let width = tile.cols * (COLUMNS / tile.cols);
    let height = tile.rows * (ROWS / tile.rows);
    let panel = |columns: usize| columns.div_ceil(tile.cols) * tile.cols;
    let mut packed = vec![T::zero(); depth.min(DEPTH) * panel(n.min(width))];
    let blocks = b.axis_chunks(Axis(1), width).zip(out.axis_chunks_mut(Axis(1), width));
    for (b, mut out) in blocks {
        let [_, n] = b.shape();
        // By shape alone.
        let part = if m.div_ceil(height) < FEW { panel(n.div_ceil(8)) } else { panel(n) };
        for (step, (a, b)) in a.axis_chunks(Axis(1), DEPTH).zip(b.axis_chunks(Axis(0), DEPTH)).enumerate() {
            let [depth, _] = b.shape();
            let packed = &mut packed[..depth * panel(n)];
            let panels = packed.chunks_exact_mut(depth * tile.cols);
            threads::each_item(panels.zip(b.axis_chunks(Axis(1), tile.cols)), threads, |(panel, b)| {
                pack(b, tile.cols, panel);
            });
            let packed = &*packed;
            let mut pieces = Vec::new();
            for (a, out) in a.axis_chunks(Axis(0), height).zip(out.axis_chunks_mut(Axis(0), height)) {
                let mut rest = out;
                for panels in packed.chunks(depth * part) {
                    let columns = part.min((&rest).shape()[1]);
                    let (piece, right) = rest.split_at(Axis(1), columns);
                    rest = right;
                    pieces.push((a, panels, piece));
                }
            }
            threads::each_item(pieces, threads, |(a, panels, out)| {
                multiply_piece(a, panels, out, tile, step > 0);
            });
        }
    }
}

/// Adds the product of a block of rows and packed panels to `out`, or writes it there.
fn multiply_piece<T: LinalgScalar>(
    a: View2<'_, T>,
    panels: &[T],
    mut out: ViewMut2<'_, T>,
    tile: &Tile<T>,
    adds: bool,
) {
    let [m, depth] = a.shape();
    let mut rows = vec![T::zero(); m.next_multiple_of(tile.rows) * depth];
    for (panel, a) in rows.chunks_exact_mut(tile.rows * depth).zip(a.axis_chunks(Axis(0), tile.rows)) {
        pack(a.t(), tile.rows, panel);
    }
    let mut sums = vec![T::zero(); tile.rows * tile.cols];
    for (j, b) in panels.chunks_exact(tile.cols * depth).enumerate() {
        for (i, a) in rows.chunks_exact(tile.rows * depth).enumerate() {
            tile.run(a, b, &mut sums);
            store(&sums, tile.cols, &mut out, [i * tile.rows, j * tile.cols], adds);
        }
    }
}

/// Copies a panel (depth, up to `width`) row by row into rows of `width`, and zeros beyond its columns.
fn pack<T: Copy + Zero>(from: View2<'_, T>, width: usize, to: &mut [T]) {
    if from.shape()[1] < width {
        to.fill(T::zero());
    }
    let (rows, cols) = (from.strides()[0].unsigned_abs(), from.strides()[1].unsigned_abs());
    if cols <= rows || from.shape()[1] == 1 {
        for (to, from) in to.chunks_exact_mut(width).zip(from.outer_iter()) {
            match from.as_slice() {
                Some(from) => to[..from.len()].copy_from_slice(from),
                None => to.iter_mut().zip(from.iter()).for_each(|(to, &from)| *to = from),
            }
        }
        return;
    }
    let columns: Option<SmallVec<[&[T]; 64]>> =
        from.axis_iter(Axis(1)).map(|column| column.as_slice()).collect();
    let Some(columns) = columns else {
        for (j, column) in from.axis_iter(Axis(1)).enumerate() {
            to[j..].iter_mut().step_by(width).zip(column.iter()).for_each(|(to, &from)| *to = from);
        }
        return;
    };
    // A few rows at a time, so that the lines that are written stay near.
    const FEW: usize = 16;
    for (at, to) in (0..).step_by(FEW).zip(to.chunks_mut(width * FEW)) {
        for (j, column) in columns.iter().enumerate() {
            to[j..].iter_mut().step_by(width).zip(&column[at..]).for_each(|(to, &from)| *to = from);
        }
    }
}

/// Adds the part of a tile that lies inside `out` to it, or writes it there.
fn store<T: LinalgScalar>(
    tile: &[T],
    width: usize,
    out: &mut ViewMut2<'_, T>,
    [i, j]: [usize; 2],
    adds: bool,
) {
    let ([m, n], [down, right]) = ((&*out).shape(), (&*out).strides());
    assert!(i < m && j < n);
    let (start, n) = (out.as_mut_ptr(), (n - j).min(width));
    let put = |slot: &mut T, sum: T| *slot = if adds { *slot + sum } else { sum };
    for (row, tile) in (i..m).zip(tile.chunks_exact(width)) {
        // SAFETY: `j` is a column, and the view is borrowed mutably (invariant 3).
        let row = unsafe { start.offset(row as isize * down + j as isize * right) };
        if right == 1 || n == 1 {
            // SAFETY: the `n` elements from column `j` on, side by side.
            let row = unsafe { core::slice::from_raw_parts_mut(row, n) };
            row.iter_mut().zip(tile).for_each(|(slot, &sum)| put(slot, sum));
        } else {
            for (column, &sum) in tile[..n].iter().enumerate() {
                // SAFETY: one of the `n` elements from column `j` on.
                put(unsafe { &mut *row.offset(column as isize * right) }, sum);
            }
        }
    }
}
