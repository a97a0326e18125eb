//! Copying every second element of a row, in registers: what `x[::2]` needs before it can be computed with.
//!
//! ```text
//! source       a0 .. a1 .. a2 .. a3 ..   b0 .. b1 .. b2 .. b3 ..     loads under a mask
//! destination  a0 a1 a2 a3 b0 b1 b2 b3                               one permutation of both
//! ```
//!
//! The loads are masked because the elements in between are not ours to read: they may belong to somebody who is
//! writing them.

use core::arch::x86_64::*;

use super::simd::{SimdLevel, simd_level};

/// Copies `cols` elements of `size` bytes, every second one from `from` on, to `to`. Returns how many it copied: a
/// multiple of a vector's length, or 0 where there is no such copy for this size and machine.
///
/// # Safety
/// These elements may be read and written, and the two do not overlap.
pub(super) unsafe fn copy_evens(size: usize, from: *const u8, to: *mut u8, cols: usize) -> usize {
    // SAFETY: passed on; the functions need no more than the level has (invariant 5 of the room).
    unsafe {
        match (size, simd_level()) {
            (8, SimdLevel::V4) => eight_v4(from.cast(), to.cast(), cols),
            (4, SimdLevel::V4) => four_v4(from.cast(), to.cast(), cols),
            (8, SimdLevel::V3) => eight_v3(from.cast(), to.cast(), cols),
            (4, SimdLevel::V3) => four_v3(from.cast(), to.cast(), cols),
            _ => 0,
        }
    }
}

#[target_feature(enable = "avx512f")]
unsafe fn eight_v4(from: *const i64, to: *mut i64, cols: usize) -> usize {
    let evens = _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14);
    let whole = cols - cols % 8;
    let mut c = 0;
    while c < whole {
        // SAFETY: the even ones of sixteen elements, and eight of the destination.
        unsafe {
            let a = _mm512_maskz_loadu_epi64(0x55, from.add(2 * c));
            let b = _mm512_maskz_loadu_epi64(0x55, from.wrapping_add(2 * c + 8));
            _mm512_storeu_epi64(to.add(c), _mm512_permutex2var_epi64(a, evens, b));
        }
        c += 8;
    }
    whole
}

#[target_feature(enable = "avx512f")]
unsafe fn four_v4(from: *const i32, to: *mut i32, cols: usize) -> usize {
    let evens = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    let whole = cols - cols % 16;
    let mut c = 0;
    while c < whole {
        // SAFETY: the even ones of 32 elements, and sixteen of the destination.
        unsafe {
            let a = _mm512_maskz_loadu_epi32(0x5555, from.add(2 * c));
            let b = _mm512_maskz_loadu_epi32(0x5555, from.wrapping_add(2 * c + 16));
            _mm512_storeu_epi32(to.add(c), _mm512_permutex2var_epi32(a, evens, b));
        }
        c += 16;
    }
    whole
}

#[target_feature(enable = "avx2")]
unsafe fn eight_v3(from: *const i64, to: *mut i64, cols: usize) -> usize {
    let mask = _mm256_setr_epi64x(-1, 0, -1, 0);
    let whole = cols - cols % 4;
    let mut c = 0;
    while c < whole {
        // SAFETY: the even ones of eight elements, and four of the destination.
        unsafe {
            let a = _mm256_maskload_epi64(from.add(2 * c), mask);
            let b = _mm256_maskload_epi64(from.wrapping_add(2 * c + 4), mask);
            let pairs = _mm256_unpacklo_epi64(a, b);
            _mm256_storeu_si256(to.add(c).cast(), _mm256_permute4x64_epi64::<0b11_01_10_00>(pairs));
        }
        c += 4;
    }
    whole
}

#[target_feature(enable = "avx2")]
unsafe fn four_v3(from: *const i32, to: *mut i32, cols: usize) -> usize {
    let mask = _mm256_setr_epi32(-1, 0, -1, 0, -1, 0, -1, 0);
    let whole = cols - cols % 8;
    let mut c = 0;
    while c < whole {
        // SAFETY: the even ones of sixteen elements, and eight of the destination.
        unsafe {
            let a = _mm256_castsi256_ps(_mm256_maskload_epi32(from.add(2 * c), mask));
            let b = _mm256_castsi256_ps(_mm256_maskload_epi32(from.wrapping_add(2 * c + 8), mask));
            let pairs = _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(a, b));
            _mm256_storeu_si256(to.add(c).cast(), _mm256_permute4x64_epi64::<0b11_01_10_00>(pairs));
        }
        c += 8;
    }
    whole
}
