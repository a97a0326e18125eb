//! The innermost loop of a matrix product: one tile of the result from a panel of each operand.
//!
//! ```text
//! a, packed            b, packed                    tile (rows, cols)
//! p=0  r elements      p=0  c elements              tile[i][j] = sum over p of a[p][i] * b[p][j]
//! p=1  r elements      p=1  c elements
//! ```
//!
//! `f32` and `f64` hold the tile in vector registers and multiply and add in one rounding, where the machine has
//! AVX-512 or AVX2. All other types, and all other machines, run a loop over rows that the compiler vectorises.

use num_traits::Zero;

use crate::exec::simd::{Task, dispatch};

/// A kernel: the size of its tile, and the loop. The function is only made here, for a machine that has its instructions
/// (invariant 5 of the room), and reads and writes exactly what [`run`](Self::run) checks.
#[derive(Debug)]
pub struct Tile<T> {
    pub(super) rows: usize,
    pub(super) cols: usize,
    /// Whether the operands may be exchanged: `a * b` and `b * a` are the same.
    pub(super) commutes: bool,
    run: Loop<T>,
}

/// Computes a tile from panels of the first and of the second operand.
type Loop<T> = unsafe fn(&[T], &[T], &mut [T]);

impl<T> Tile<T> {
    /// Computes a tile from packed panels of the same depth.
    ///
    /// # Panics
    /// If the lengths do not fit the tile.
    #[inline]
    pub(super) fn run(&self, a: &[T], b: &[T], tile: &mut [T]) {
        let depth = a.len() / self.rows;
        assert!(a.len() == depth * self.rows && b.len() == depth * self.cols);
        assert!(tile.len() == self.rows * self.cols);
        // SAFETY: invariant 5 held when the kernel was chosen, and the lengths were just checked.
        unsafe { (self.run)(a, b, tile) }
    }
}

/// The kernel for any type, for a result of so many columns.
pub(super) fn any<T>(columns: usize) -> Tile<T>
where
    T: Copy + Zero + core::ops::Mul<Output = T>,
{
    let (cols, run): (usize, Loop<T>) = if columns <= 8 { (8, rows::<T, 8>) } else { (32, rows::<T, 32>) };
    Tile { rows: ROWS, cols, commutes: false, run }
}

/// Rows of a tile of the kernel for any type.
const ROWS: usize = 4;

fn rows<T, const COLS: usize>(a: &[T], b: &[T], tile: &mut [T])
where
    T: Copy + Zero + core::ops::Mul<Output = T>,
{
    // SAFETY: the task reads and writes slices by their lengths.
    unsafe { dispatch(RowsTask::<T, COLS> { a, b }, tile) }
}

struct RowsTask<'p, T, const COLS: usize> {
    a: &'p [T],
    b: &'p [T],
}

impl<T, const COLS: usize> Task<T> for RowsTask<'_, T, COLS>
where
    T: Copy + Zero + core::ops::Mul<Output = T>,
{
    #[inline(always)]
    unsafe fn run(self, tile: &mut [T]) {
        let (a, _) = self.a.as_chunks::<ROWS>();
        let (b, _) = self.b.as_chunks::<COLS>();
        let (tile, _) = tile.as_chunks_mut::<COLS>();
        tile.iter_mut().for_each(|row| row.fill(T::zero()));
        let ((a4, a1), (b4, b1)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
        // Four steps at a time, so that a row of the tile is loaded and stored once for four.
        for (a, b) in a4.iter().zip(b4) {
            add_products::<T, COLS, 4>(a, b, tile);
        }
        for (a, b) in a1.iter().zip(b1) {
            add_products::<T, COLS, 1>(&[*a], &[*b], tile);
        }
    }
}

#[inline(always)]
fn add_products<T, const COLS: usize, const STEPS: usize>(
    a: &[[T; ROWS]; STEPS],
    b: &[[T; COLS]; STEPS],
    tile: &mut [[T; COLS]],
) where
    T: Copy + Zero + core::ops::Mul<Output = T>,
{
    for (i, row) in tile.iter_mut().enumerate().take(ROWS) {
        let a: [T; STEPS] = core::array::from_fn(|p| a[p][i]);
        for (j, slot) in row.iter_mut().enumerate() {
            let mut sum = *slot;
            for p in 0..STEPS {
                sum = sum + a[p] * b[p][j];
            }
            *slot = sum;
        }
    }
}

#[cfg(not(target_arch = "x86_64"))]
pub(super) use any as f32_tile;
#[cfg(not(target_arch = "x86_64"))]
pub(super) use any as f64_tile;
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{f32_tile, f64_tile};

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! Tiles in vector registers.

    use core::arch::x86_64::*;

    use super::Tile;
    use crate::exec::simd::{SimdLevel, simd_level};

    /// A vector register.
    trait Lanes: Copy {
        type Elem: Copy;
        const LANES: usize;
        unsafe fn zero() -> Self;
        unsafe fn load(from: *const Self::Elem) -> Self;
        unsafe fn splat(value: Self::Elem) -> Self;
        unsafe fn add_product(self, a: Self, b: Self) -> Self;
        unsafe fn store(self, to: *mut Self::Elem);
    }

    // The registers: their element, how many of them, and the instructions.
    macro_rules! lanes {
        ($($type:ty, $elem:ty, $lanes:literal, $zero:ident $load:ident $splat:ident $fma:ident $store:ident;)*) => {$(
            impl Lanes for $type {
                type Elem = $elem;
                const LANES: usize = $lanes;
                #[inline(always)]
                unsafe fn zero() -> Self {
                    // SAFETY: the caller's machine has the instruction.
                    unsafe { $zero() }
                }
                #[inline(always)]
                unsafe fn load(from: *const $elem) -> Self {
                    // SAFETY: as above, and the caller vouches for the memory.
                    unsafe { $load(from) }
                }
                #[inline(always)]
                unsafe fn splat(value: $elem) -> Self {
                    // SAFETY: as for `zero`.
                    unsafe { $splat(value) }
                }
                #[inline(always)]
                unsafe fn add_product(self, a: Self, b: Self) -> Self {
                    // SAFETY: as for `zero`.
                    unsafe { $fma(a, b, self) }
                }
                #[inline(always)]
                unsafe fn store(self, to: *mut $elem) {
                    // SAFETY: as for `load`.
                    unsafe { $store(to, self) }
                }
            }
        )*};
    }
    lanes! {
        __m512d, f64, 8, _mm512_setzero_pd _mm512_loadu_pd _mm512_set1_pd _mm512_fmadd_pd _mm512_storeu_pd;
        __m512, f32, 16, _mm512_setzero_ps _mm512_loadu_ps _mm512_set1_ps _mm512_fmadd_ps _mm512_storeu_ps;
        __m256d, f64, 4, _mm256_setzero_pd _mm256_loadu_pd _mm256_set1_pd _mm256_fmadd_pd _mm256_storeu_pd;
        __m256, f32, 8, _mm256_setzero_ps _mm256_loadu_ps _mm256_set1_ps _mm256_fmadd_ps _mm256_storeu_ps;
    }

    /// The tile of `ROWS` by `COLUMNS` registers.
    ///
    /// # Safety
    /// The machine has the instructions of `V`; `b` has `COLUMNS` registers for each `ROWS` elements of `a`, and `tile`
    /// has `ROWS * COLUMNS`.
    #[inline(always)]
    unsafe fn registers<V: Lanes, const ROWS: usize, const COLUMNS: usize>(
        a: &[V::Elem],
        b: &[V::Elem],
        tile: &mut [V::Elem],
    ) {
        // SAFETY: the pointers stay inside the slices, whose lengths the caller vouches for.
        unsafe {
            let mut sums = [[V::zero(); COLUMNS]; ROWS];
            let mut b = b.as_ptr();
            for a in a.as_chunks::<ROWS>().0 {
                let mut row = [V::zero(); COLUMNS];
                for (j, lanes) in row.iter_mut().enumerate() {
                    *lanes = V::load(b.add(j * V::LANES));
                }
                for i in 0..ROWS {
                    let a = V::splat(a[i]);
                    for j in 0..COLUMNS {
                        sums[i][j] = sums[i][j].add_product(a, row[j]);
                    }
                }
                b = b.add(COLUMNS * V::LANES);
            }
            let tile = tile.as_mut_ptr();
            for (i, row) in sums.iter().enumerate() {
                for (j, lanes) in row.iter().enumerate() {
                    lanes.store(tile.add((i * COLUMNS + j) * V::LANES));
                }
            }
        }
    }

    // The kernels of a type: at AVX-512 and at AVX2 the register, and rows and columns of registers in a tile.
    macro_rules! kernels {
        ($($tile:ident $elem:ty: $v4:ident $wide:ty, $rows4:literal, $cols4:literal; $v3:ident $narrow:ty, $rows3:literal, $cols3:literal;)*) => {$(
            #[target_feature(enable = "avx512f")]
            unsafe fn $v4(a: &[$elem], b: &[$elem], tile: &mut [$elem]) {
                // SAFETY: the features are enabled; lengths are passed on.
                unsafe { registers::<$wide, $rows4, $cols4>(a, b, tile) }
            }
            #[target_feature(enable = "avx2,fma")]
            unsafe fn $v3(a: &[$elem], b: &[$elem], tile: &mut [$elem]) {
                // SAFETY: the features are enabled; lengths are passed on.
                unsafe { registers::<$narrow, $rows3, $cols3>(a, b, tile) }
            }
            /// The kernel for a result of so many columns.
            pub(in super::super) fn $tile(columns: usize) -> Tile<$elem> {
                let tile = |rows, cols, run| Tile { rows, cols, commutes: true, run };
                match simd_level() {
                    SimdLevel::V4 => tile($rows4, $cols4 * <$wide as Lanes>::LANES, $v4),
                    SimdLevel::V3 => tile($rows3, $cols3 * <$narrow as Lanes>::LANES, $v3),
                    SimdLevel::Scalar => super::any(columns),
                }
            }
        )*};
    }
    kernels! {
        f64_tile f64: f64_v4 __m512d, 8, 3; f64_v3 __m256d, 4, 3;
        f32_tile f32: f32_v4 __m512, 8, 3; f32_v3 __m256, 4, 3;
    }
}
