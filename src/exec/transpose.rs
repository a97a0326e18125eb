//! Transposing small squares in registers: 8 by 8 elements of 8 bytes with AVX-512, 4 by 4 with AVX2, 8 by 8 of 4
//! bytes with AVX2.
//!
//! ```text
//! lines of the source            unpack pairs          exchange 128-bit lanes, twice
//! a0 a1 a2 a3 ...                a0 b0 a2 b2 ...       a0 b0 c0 d0 e0 f0 g0 h0
//! b0 b1 b2 b3 ...       ──►      a1 b1 a3 b3 ...  ──►  a1 b1 c1 d1 e1 f1 g1 h1
//! c0 c1 c2 c3 ...                c0 d0 c2 d2 ...       a2 b2 c2 d2 e2 f2 g2 h2
//! ```
//!
//! A strided loop touches a cache line for each element it moves; a square uses whole lines on both sides. The
//! compiler does not find these shuffles by itself. The networks are the usual ones of log2(n) exchange steps.

use core::arch::x86_64::*;

/// A square transpose: `N` lines of `N` elements at `from`, `from_line` bytes apart, to as many at `to`.
pub(super) trait Square {
    /// Lines, and elements of a line.
    const N: usize;
    /// # Safety
    /// The machine has the instructions; the source's lines may be read and the destination's written.
    unsafe fn transpose(from: *const u8, from_line: isize, to: *mut u8, to_line: isize);
}

/// 8 by 8 elements of 8 bytes, AVX-512.
pub(super) struct Eight64;
/// 4 by 4 elements of 8 bytes, AVX2.
pub(super) struct Four64;
/// 8 by 8 elements of 4 bytes, AVX2.
pub(super) struct Eight32;

impl Square for Eight64 {
    const N: usize = 8;

    #[inline]
    #[target_feature(enable = "avx512f")]
    unsafe fn transpose(from: *const u8, from_line: isize, to: *mut u8, to_line: isize) {
        // SAFETY: promised by the caller.
        let r: [__m512d; 8] = core::array::from_fn(|i| unsafe {
            _mm512_loadu_pd(from.wrapping_offset(i as isize * from_line).cast())
        });
        // t[2i] holds the even elements of lines 2i and 2i + 1 in turn, t[2i + 1] the odd ones.
        let mut t = r;
        for i in 0..4 {
            t[2 * i] = _mm512_unpacklo_pd(r[2 * i], r[2 * i + 1]);
            t[2 * i + 1] = _mm512_unpackhi_pd(r[2 * i], r[2 * i + 1]);
        }
        // 0x88 takes lanes 0 and 2 of both operands, 0xdd lanes 1 and 3.
        let mut s = r;
        for h in 0..2 {
            for odd in 0..2 {
                let (a, b) = (t[4 * h + odd], t[4 * h + 2 + odd]);
                s[4 * h + odd] = _mm512_shuffle_f64x2::<0x88>(a, b);
                s[4 * h + 2 + odd] = _mm512_shuffle_f64x2::<0xdd>(a, b);
            }
        }
        for i in 0..4 {
            let store = |line: usize, value| {
                // SAFETY: promised by the caller.
                unsafe { _mm512_storeu_pd(to.wrapping_offset(line as isize * to_line).cast(), value) }
            };
            store(i, _mm512_shuffle_f64x2::<0x88>(s[i], s[4 + i]));
            store(4 + i, _mm512_shuffle_f64x2::<0xdd>(s[i], s[4 + i]));
        }
    }
}

impl Square for Four64 {
    const N: usize = 4;

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn transpose(from: *const u8, from_line: isize, to: *mut u8, to_line: isize) {
        // SAFETY: promised by the caller.
        let r: [__m256d; 4] = core::array::from_fn(|i| unsafe {
            _mm256_loadu_pd(from.wrapping_offset(i as isize * from_line).cast())
        });
        let (a, b) = (_mm256_unpacklo_pd(r[0], r[1]), _mm256_unpackhi_pd(r[0], r[1]));
        let (c, d) = (_mm256_unpacklo_pd(r[2], r[3]), _mm256_unpackhi_pd(r[2], r[3]));
        let lines = [
            _mm256_permute2f128_pd::<0x20>(a, c),
            _mm256_permute2f128_pd::<0x20>(b, d),
            _mm256_permute2f128_pd::<0x31>(a, c),
            _mm256_permute2f128_pd::<0x31>(b, d),
        ];
        for (i, line) in lines.into_iter().enumerate() {
            // SAFETY: promised by the caller.
            unsafe { _mm256_storeu_pd(to.wrapping_offset(i as isize * to_line).cast(), line) }
        }
    }
}

impl Square for Eight32 {
    const N: usize = 8;

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn transpose(from: *const u8, from_line: isize, to: *mut u8, to_line: isize) {
        // SAFETY: promised by the caller.
        let r: [__m256; 8] = core::array::from_fn(|i| unsafe {
            _mm256_loadu_ps(from.wrapping_offset(i as isize * from_line).cast())
        });
        let mut t = r;
        for i in 0..4 {
            t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
            t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
        }
        let mut s = r;
        for h in 0..2 {
            for odd in 0..2 {
                let (a, b) = (t[4 * h + odd], t[4 * h + 2 + odd]);
                s[4 * h + 2 * odd] = _mm256_shuffle_ps::<0x44>(a, b);
                s[4 * h + 2 * odd + 1] = _mm256_shuffle_ps::<0xee>(a, b);
            }
        }
        for i in 0..4 {
            let store = |line: usize, value| {
                // SAFETY: promised by the caller.
                unsafe { _mm256_storeu_ps(to.wrapping_offset(line as isize * to_line).cast(), value) }
            };
            store(i, _mm256_permute2f128_ps::<0x20>(s[i], s[4 + i]));
            store(4 + i, _mm256_permute2f128_ps::<0x31>(s[i], s[4 + i]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<S: Square, E: Copy + PartialEq + core::fmt::Debug>(value: impl Fn(usize) -> E) {
        let (n, size) = (S::N, size_of::<E>());
        let from: Vec<E> = (0..n * (n + 3)).map(&value).collect();
        let mut to: Vec<E> = (0..n * (n + 1)).map(|_| value(999)).collect();
        let (from_line, to_line) = (((n + 3) * size) as isize, ((n + 1) * size) as isize);
        // SAFETY: the tests call it where the machine has the instructions; both hold `n` lines.
        unsafe { S::transpose(from.as_ptr().cast(), from_line, to.as_mut_ptr().cast(), to_line) };
        for i in 0..n {
            for j in 0..n {
                assert_eq!(to[i * (n + 1) + j], from[j * (n + 3) + i], "{i} {j}");
            }
            if i + 1 < n {
                assert_eq!(to[i * (n + 1) + n], value(999), "nothing beside the square is written");
            }
        }
    }

    #[test]
    fn squares_are_transposed() {
        if std::arch::is_x86_feature_detected!("avx2") {
            check::<Four64, u64>(|i| i as u64);
            check::<Eight32, u32>(|i| i as u32);
        }
        if std::arch::is_x86_feature_detected!("avx512f") {
            check::<Eight64, u64>(|i| i as u64);
        }
    }
}
