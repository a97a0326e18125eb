//! Moving the selected elements of a block together: the inner loops of `a[mask]`.
//!
//! ```text
//! elements  a b c d e f g h
//! mask      0 1 1 0 0 1 0 1     as bits of a word, the first element's lowest
//! out       b c f h             written one after the other, no slot beyond the last one
//! ```
//!
//! Elements are moved as bytes, by their size, so that there is one copy of this code for all element types. With
//! AVX-512 a vector is compressed in a register; with AVX2 it is permuted by a table that has a row for each pattern of
//! bits (D. Lemire, W. Langdale and others have written about such tables, as for decoding integers and for sets).
//! Otherwise each element is written and the place moves on by its bit: no branch depends on the mask.

use core::mem::MaybeUninit;

#[cfg(target_arch = "x86_64")]
use super::simd::{SimdLevel, simd_level};

/// Packs a mask of one byte for each element into words, the first element's bit lowest, and counts what it selects. The
/// bits after the last element are 0.
///
/// # Safety
/// `mask` points to `len` initialised `bool`s.
pub(super) unsafe fn pack(mask: *const u8, len: usize, words: &mut [u64]) -> usize {
    assert!(words.len() == len.div_ceil(64));
    // SAFETY: promised; a `bool` is a byte.
    let mask = unsafe { core::slice::from_raw_parts(mask, len) };
    let mut count = 0;
    let (whole, rest) = mask.as_chunks::<64>();
    for (word, bytes) in words.iter_mut().zip(whole) {
        *word = pack_word(bytes);
        count += word.count_ones() as usize;
    }
    if let Some(last) = words.get_mut(whole.len()) {
        let mut bytes = [0; 64];
        bytes[..rest.len()].copy_from_slice(rest);
        *last = pack_word(&bytes);
        count += last.count_ones() as usize;
    }
    count
}

#[cfg(target_arch = "x86_64")]
#[inline]
fn pack_word(bytes: &[u8; 64]) -> u64 {
    use core::arch::x86_64::{_mm_loadu_si128, _mm_movemask_epi8, _mm_slli_epi16};
    let mut word = 0;
    for (i, part) in bytes.as_chunks::<16>().0.iter().enumerate() {
        // SAFETY: SSE2 is part of every x86-64; 16 bytes are read.
        let bits = unsafe {
            // The lowest bit of each byte becomes its highest; the rest of a `bool` is 0.
            _mm_movemask_epi8(_mm_slli_epi16::<7>(_mm_loadu_si128(part.as_ptr().cast())))
        };
        word |= u64::from(bits as u16) << (16 * i);
    }
    word
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn pack_word(bytes: &[u8; 64]) -> u64 {
    let mut word = 0;
    for (i, part) in bytes.as_chunks::<8>().0.iter().enumerate() {
        // The product moves the lowest bit of byte `i` to bit 56 + i; no two of its terms meet.
        let bits = u64::from_le_bytes(*part).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        word |= bits << (8 * i);
    }
    word
}

/// Writes the elements of `from` whose bits are set to `out`, one after the other.
///
/// # Safety
/// `from` has `len` elements of `size` bytes that may be read, `words` as many bits (and 0 after them), and `out` room
/// for as many elements as bits are set, `count`, which do not overlap. Elements may be unaligned and may hold
/// uninitialised bytes.
pub(super) unsafe fn compress(
    size: usize,
    from: *const u8,
    len: usize,
    words: &[u64],
    out: *mut u8,
    count: usize,
) {
    debug_assert_eq!(words.iter().map(|w| w.count_ones() as usize).sum::<usize>(), count);
    debug_assert_eq!(words.len(), len.div_ceil(64));
    #[cfg(target_arch = "x86_64")]
    // SAFETY: passed on; the level says what the machine has (invariant 5 of the room).
    unsafe {
        match (size, simd_level()) {
            (8, SimdLevel::V4) => return x86::eight_512(from.cast(), words, out.cast(), count),
            (4, SimdLevel::V4) => return x86::four_512(from.cast(), words, out.cast(), count),
            (8, SimdLevel::V3) => return x86::eight_256(from.cast(), len, words, out.cast(), count),
            (4, SimdLevel::V3) => return x86::four_256(from.cast(), len, words, out.cast(), count),
            _ => (),
        }
    }
    // SAFETY: passed on; these types have the element's size, and may be uninitialised.
    unsafe {
        match size {
            0 => (),
            1 => each_word::<MaybeUninit<u8>>(from, len, words, out, count),
            2 => each_word::<MaybeUninit<u16>>(from, len, words, out, count),
            4 => each_word::<MaybeUninit<u32>>(from, len, words, out, count),
            8 => each_word::<MaybeUninit<u64>>(from, len, words, out, count),
            16 => each_word::<MaybeUninit<[u64; 2]>>(from, len, words, out, count),
            _ => {
                let mut to = out;
                each_set(words, |i| {
                    core::ptr::copy_nonoverlapping(from.add(i * size), to, size);
                    to = to.wrapping_add(size);
                });
            }
        }
    }
}

/// Calls `f` with the position of each set bit, in order.
#[inline(always)]
pub(super) fn each_set(words: &[u64], mut f: impl FnMut(usize)) {
    for (w, &word) in words.iter().enumerate() {
        let mut left = word;
        while left != 0 {
            f(64 * w + left.trailing_zeros() as usize);
            left &= left - 1;
        }
    }
}

/// The branch-free loop.
///
/// # Safety
/// As for `compress`, for elements of the size of `E`.
unsafe fn each_word<E: Copy>(from: *const u8, len: usize, words: &[u64], out: *mut u8, count: usize) {
    let (from, out) = (from.cast::<E>(), out.cast::<E>());
    let mut at = 0;
    for (w, &word) in words.iter().enumerate() {
        // SAFETY: `at` is the number of bits before this word.
        unsafe { at = one_word(from.add(64 * w), (len - 64 * w).min(64), word, out, at, count) };
    }
}

/// The elements of one word; returns the place after them.
///
/// # Safety
/// As for `compress`: `from` has `len` elements, and `at` are in `out`, of `count` in the end.
#[inline(always)]
unsafe fn one_word<E: Copy>(
    from: *const E,
    len: usize,
    word: u64,
    out: *mut E,
    mut at: usize,
    count: usize,
) -> usize {
    // SAFETY: all reads are below `len`; in the first branch `at` stays below `count` because it rises by at most 64,
    // in the second it counts the bits.
    unsafe {
        if len == 64 && at + 64 <= count {
            for i in 0..64 {
                out.add(at).write_unaligned(from.add(i).read_unaligned());
                at += (word >> i & 1) as usize;
            }
        } else {
            each_set(&[word], |i| {
                out.add(at).write_unaligned(from.add(i).read_unaligned());
                at += 1;
            });
        }
    }
    at
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    //! The vector forms. Bits that are not set are never read, nor slots beyond the last bit's written.

    use core::arch::x86_64::*;
    use core::mem::MaybeUninit;

    use super::one_word;

    /// Elements of 8 bytes, 8 at a time.
    ///
    /// # Safety
    /// As for `compress`; the machine has AVX-512 F.
    #[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,popcnt")]
    pub(super) unsafe fn eight_512(from: *const i64, words: &[u64], out: *mut i64, count: usize) {
        let mut at = 0;
        for (&word, from) in words.iter().zip((0..).step_by(64).map(|i| from.wrapping_add(i))) {
            let fits = at + 64 <= count;
            for g in 0..8 {
                let bits = (word >> (8 * g)) as u8;
                // SAFETY: the load reads only elements whose bits are set; `at` counts the bits before, so that a whole
                // vector fits if 64 more elements do, and otherwise only as many slots as bits are written.
                unsafe {
                    let values = _mm512_maskz_loadu_epi64(bits, from.wrapping_add(8 * g));
                    let values = _mm512_maskz_compress_epi64(bits, values);
                    if fits {
                        _mm512_storeu_epi64(out.wrapping_add(at), values);
                    } else {
                        let slots = (1u32 << bits.count_ones()) - 1;
                        _mm512_mask_storeu_epi64(out.wrapping_add(at), slots as u8, values);
                    }
                }
                at += bits.count_ones() as usize;
            }
        }
    }

    /// Elements of 4 bytes, 16 at a time.
    ///
    /// # Safety
    /// As for `compress`; the machine has AVX-512 F.
    #[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,popcnt")]
    pub(super) unsafe fn four_512(from: *const i32, words: &[u64], out: *mut i32, count: usize) {
        let mut at = 0;
        for (w, &word) in words.iter().enumerate() {
            let fits = at + 64 <= count;
            for g in 0..4 {
                let bits = (word >> (16 * g)) as u16;
                // SAFETY: as in `eight_512`.
                unsafe {
                    let values = _mm512_maskz_loadu_epi32(bits, from.wrapping_add(64 * w + 16 * g));
                    let values = _mm512_maskz_compress_epi32(bits, values);
                    if fits {
                        _mm512_storeu_epi32(out.wrapping_add(at), values);
                    } else {
                        let slots = (1u32 << bits.count_ones()) - 1;
                        _mm512_mask_storeu_epi32(out.wrapping_add(at), slots as u16, values);
                    }
                }
                at += bits.count_ones() as usize;
            }
        }
    }

    /// For each pattern of 8 bits the positions of its set bits, one byte each; the rest is 0.
    static POSITIONS: [u64; 256] = {
        let mut table = [0; 256];
        let mut pattern = 0;
        while pattern < 256 {
            let (mut bit, mut slot) = (0, 0);
            while bit < 8 {
                if pattern >> bit & 1 == 1 {
                    table[pattern] |= bit << (8 * slot);
                    slot += 1;
                }
                bit += 1;
            }
            pattern += 1;
        }
        table
    };

    /// The pattern that selects both halves of each element of 8 bytes that `bits` selects.
    const DOUBLED: [u8; 16] = {
        let mut table = [0; 16];
        let mut pattern = 0;
        while pattern < 16 {
            let mut bit = 0;
            while bit < 4 {
                if pattern >> bit & 1 == 1 {
                    table[pattern] |= 3 << (2 * bit);
                }
                bit += 1;
            }
            pattern += 1;
        }
        table
    };

    /// The 8 lanes at `from` whose bits are set, moved to the front.
    ///
    /// # Safety
    /// 32 bytes can be read; the machine has AVX2.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn compressed(from: *const i32, pattern: u8) -> __m256i {
        let places = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128(POSITIONS[usize::from(pattern)] as i64));
        // SAFETY: promised by the caller.
        unsafe { _mm256_permutevar8x32_epi32(_mm256_loadu_si256(from.cast()), places) }
    }

    /// Elements of 8 bytes, 4 at a time.
    ///
    /// # Safety
    /// As for `compress`; the machine has AVX2.
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) unsafe fn eight_256(from: *const u64, len: usize, words: &[u64], out: *mut u64, count: usize) {
        let mut at = 0;
        for (w, &word) in words.iter().enumerate() {
            let (from, len) = (from.wrapping_add(64 * w), (len - 64 * w).min(64));
            if len < 64 || at + 64 > count {
                // SAFETY: promised by the caller; `at` counts the bits before.
                at = unsafe { one_word(from.cast::<MaybeUninit<u64>>(), len, word, out.cast(), at, count) };
                continue;
            }
            for g in 0..16 {
                let bits = (word >> (4 * g)) as usize & 15;
                // SAFETY: a whole word is read; a whole vector fits because 64 more elements do.
                unsafe {
                    let values = compressed(from.wrapping_add(4 * g).cast(), DOUBLED[bits]);
                    _mm256_storeu_si256(out.wrapping_add(at).cast(), values);
                }
                at += bits.count_ones() as usize;
            }
        }
    }

    /// Elements of 4 bytes, 8 at a time.
    ///
    /// # Safety
    /// As for `compress`; the machine has AVX2.
    #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
    pub(super) unsafe fn four_256(from: *const u32, len: usize, words: &[u64], out: *mut u32, count: usize) {
        let mut at = 0;
        for (w, &word) in words.iter().enumerate() {
            let (from, len) = (from.wrapping_add(64 * w), (len - 64 * w).min(64));
            if len < 64 || at + 64 > count {
                // SAFETY: as in `eight_256`.
                at = unsafe { one_word(from.cast::<MaybeUninit<u32>>(), len, word, out.cast(), at, count) };
                continue;
            }
            for g in 0..8 {
                let bits = (word >> (8 * g)) as u8;
                // SAFETY: as in `eight_256`.
                unsafe {
                    let values = compressed(from.wrapping_add(8 * g).cast(), bits);
                    _mm256_storeu_si256(out.wrapping_add(at).cast(), values);
                }
                at += bits.count_ones() as usize;
            }
        }
    }
}
