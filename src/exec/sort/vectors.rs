//! Keys in vectors of AVX-512, and keys with indices: what `quick` partitions and `network` sorts.

use core::arch::x86_64::*;

use super::network::{self, Row};
use super::quick::Items;

/// The lane that is `distance` from each lane, counted with exclusive or.
const fn across<const N: usize>(distance: usize) -> [u32; N] {
    let (mut lanes, mut i) = ([0; N], 0);
    while i < N {
        lanes[i] = (i ^ distance) as u32;
        i += 1;
    }
    lanes
}

/// Eight keys.
#[derive(Clone, Copy)]
struct Wide(__m512i);

impl Row for Wide {
    const LANES: usize = 8;
    #[inline(always)]
    unsafe fn exchange(self, other: Self) -> (Self, Self) {
        // SAFETY: the caller's promise.
        unsafe { (Self(_mm512_min_epu64(self.0, other.0)), Self(_mm512_max_epu64(self.0, other.0))) }
    }
    #[inline(always)]
    unsafe fn across(self, distance: usize) -> Self {
        let lanes = across::<8>(distance);
        // SAFETY: the caller's promise; eight lanes of four bytes are read.
        unsafe {
            let lanes = _mm512_cvtepu32_epi64(_mm256_loadu_si256(lanes.as_ptr().cast()));
            Self(_mm512_permutexvar_epi64(lanes, self.0))
        }
    }
    #[inline(always)]
    unsafe fn blend(self, mask: u16, other: Self) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Self(_mm512_mask_blend_epi64(mask as u8, self.0, other.0)) }
    }
}

/// Sixteen keys of half the width.
#[derive(Clone, Copy)]
struct Narrow(__m512i);

impl Row for Narrow {
    const LANES: usize = 16;
    #[inline(always)]
    unsafe fn exchange(self, other: Self) -> (Self, Self) {
        // SAFETY: the caller's promise.
        unsafe { (Self(_mm512_min_epu32(self.0, other.0)), Self(_mm512_max_epu32(self.0, other.0))) }
    }
    #[inline(always)]
    unsafe fn across(self, distance: usize) -> Self {
        let lanes = across::<16>(distance);
        // SAFETY: the caller's promise; sixteen lanes of four bytes are read.
        unsafe { Self(_mm512_permutexvar_epi32(_mm512_loadu_si512(lanes.as_ptr().cast()), self.0)) }
    }
    #[inline(always)]
    unsafe fn blend(self, mask: u16, other: Self) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Self(_mm512_mask_blend_epi32(mask, self.0, other.0)) }
    }
}

/// Eight keys, and the index of each, which decides between equal keys.
#[derive(Clone, Copy)]
struct Pair(Wide, Wide);

impl Row for Pair {
    const LANES: usize = 8;
    #[inline(always)]
    unsafe fn exchange(self, other: Self) -> (Self, Self) {
        let (Self(a, i), Self(b, j)) = (self, other);
        // SAFETY: the caller's promise.
        unsafe {
            let equal = _mm512_cmpeq_epu64_mask(a.0, b.0);
            let swap =
                u16::from(_mm512_cmpgt_epu64_mask(a.0, b.0) | _mm512_mask_cmpgt_epu64_mask(equal, i.0, j.0));
            let (low, high) = a.exchange(b);
            (Self(low, i.blend(swap, j)), Self(high, j.blend(swap, i)))
        }
    }
    #[inline(always)]
    unsafe fn across(self, distance: usize) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Self(self.0.across(distance), self.1.across(distance)) }
    }
    #[inline(always)]
    unsafe fn blend(self, mask: u16, other: Self) -> Self {
        // SAFETY: the caller's promise.
        unsafe { Self(self.0.blend(mask, other.0), self.1.blend(mask, other.1)) }
    }
}

/// Keys alone, and as many spare ones.
pub(super) struct Keys<'k, K> {
    pub(super) keys: &'k mut [K],
    pub(super) spare: &'k mut [K],
}

// Keys of each width: how a vector is loaded, compared and compressed.
macro_rules! keys {
    ($($key:ty, $mask:ty, $row:ident, $set:ident, $load:ident, $lower:ident, $lower_equal:ident, $compress:ident, $store:ident;)*) => {$(
        impl Items for Keys<'_, $key> {
            type Key = $key;
            const LEAF: usize = 16 * $row::LANES;

            fn keys(&self) -> &[$key] {
                self.keys
            }

            #[inline(always)]
            unsafe fn partition(&mut self, pivot: $key, below: bool) -> usize {
                let len = self.keys.len();
                assert!(self.spare.len() == len);
                let (keys, spare) = (self.keys.as_mut_ptr(), self.spare.as_mut_ptr());
                let (mut low, mut high, mut i) = (0, 0, 0);
                // SAFETY: the caller's promise of AVX-512. What is read lies below `len`. As many keys as were read were written,
                // `low` and `high` of them, so that both are at most `i`: a whole vector from either on ends where the one that
                // was read does. The last few are written without a gap, and only these.
                unsafe {
                    let pivot = $set(pivot as _);
                    while i + $row::LANES <= len {
                        let row = _mm512_loadu_si512(keys.add(i).cast());
                        let lower = if below { $lower(row, pivot) } else { $lower_equal(row, pivot) };
                        _mm512_storeu_si512(keys.add(low).cast(), $compress(lower, row));
                        _mm512_storeu_si512(spare.add(high).cast(), $compress(!lower, row));
                        let count = lower.count_ones() as usize;
                        (low, high, i) = (low + count, high + $row::LANES - count, i + $row::LANES);
                    }
                    let rest: $mask = (1 << (len - i)) - 1;
                    let row = $load(rest, keys.add(i).cast());
                    let lower = rest & if below { $lower(row, pivot) } else { $lower_equal(row, pivot) };
                    $store(keys.add(low).cast(), lower, row);
                    $store(spare.add(high).cast(), rest & !lower, row);
                    low += lower.count_ones() as usize;
                }
                self.keys[low..].copy_from_slice(&self.spare[..len - low]);
                low
            }

            #[inline(always)]
            unsafe fn leaf(self) {
                #[inline(always)]
                unsafe fn rows<const R: usize>(keys: &mut [$key]) {
                    let mut table = [[<$key>::MAX; $row::LANES]; R];
                    table.as_flattened_mut()[..keys.len()].copy_from_slice(keys);
                    // SAFETY: the caller's promise; a row of the table is a vector.
                    unsafe {
                        let mut rows = [$row(_mm512_setzero_si512()); R];
                        for (row, from) in rows.iter_mut().zip(&table) {
                            row.0 = _mm512_loadu_si512(from.as_ptr().cast());
                        }
                        network::sort(&mut rows);
                        for (row, to) in rows.iter().zip(&mut table) {
                            _mm512_storeu_si512(to.as_mut_ptr().cast(), row.0);
                        }
                    }
                    for (i, key) in keys.iter_mut().enumerate() {
                        *key = table[i % R][i / R];
                    }
                }
                // SAFETY: the caller's promise.
                unsafe {
                    match self.keys.len().div_ceil($row::LANES) {
                        0..=2 => rows::<2>(self.keys),
                        3..=4 => rows::<4>(self.keys),
                        5..=8 => rows::<8>(self.keys),
                        _ => rows::<16>(self.keys),
                    }
                }
            }

            fn compare(self) {
                self.keys.sort_unstable();
            }

            fn split_at(self, at: usize) -> (Self, Self) {
                let ((keys, more_keys), (spare, more)) = (self.keys.split_at_mut(at), self.spare.split_at_mut(at));
                (Self { keys, spare }, Self { keys: more_keys, spare: more })
            }
        }
    )*};
}
keys! {
    u64, u8, Wide, _mm512_set1_epi64, _mm512_maskz_loadu_epi64, _mm512_cmplt_epu64_mask, _mm512_cmple_epu64_mask,
        _mm512_maskz_compress_epi64, _mm512_mask_compressstoreu_epi64;
    u32, u16, Narrow, _mm512_set1_epi32, _mm512_maskz_loadu_epi32, _mm512_cmplt_epu32_mask, _mm512_cmple_epu32_mask,
        _mm512_maskz_compress_epi32, _mm512_mask_compressstoreu_epi32;
}

/// Keys with their indices, and as many spare ones.
pub(super) struct Pairs<'k> {
    pub(super) keys: &'k mut [u64],
    pub(super) order: &'k mut [usize],
    pub(super) spare_keys: &'k mut [u64],
    pub(super) spare_order: &'k mut [usize],
}

impl Items for Pairs<'_> {
    type Key = u64;
    const LEAF: usize = 8 * Pair::LANES;

    fn keys(&self) -> &[u64] {
        self.keys
    }

    #[inline(always)]
    unsafe fn partition(&mut self, pivot: u64, below: bool) -> usize {
        let len = self.keys.len();
        assert!([self.order.len(), self.spare_keys.len(), self.spare_order.len()] == [len; 3]);
        let (keys, order) = (self.keys.as_mut_ptr(), self.order.as_mut_ptr());
        let (spare_keys, spare_order) = (self.spare_keys.as_mut_ptr(), self.spare_order.as_mut_ptr());
        let (mut low, mut high, mut i) = (0, 0, 0);
        // SAFETY: as for the keys alone; an index is as wide as a key on this target.
        unsafe {
            let pivot = _mm512_set1_epi64(pivot as i64);
            while i + 8 <= len {
                let row = _mm512_loadu_si512(keys.add(i).cast());
                let indices = _mm512_loadu_si512(order.add(i).cast());
                let lower = if below {
                    _mm512_cmplt_epu64_mask(row, pivot)
                } else {
                    _mm512_cmple_epu64_mask(row, pivot)
                };
                _mm512_storeu_si512(keys.add(low).cast(), _mm512_maskz_compress_epi64(lower, row));
                _mm512_storeu_si512(order.add(low).cast(), _mm512_maskz_compress_epi64(lower, indices));
                _mm512_storeu_si512(spare_keys.add(high).cast(), _mm512_maskz_compress_epi64(!lower, row));
                _mm512_storeu_si512(
                    spare_order.add(high).cast(),
                    _mm512_maskz_compress_epi64(!lower, indices),
                );
                let count = lower.count_ones() as usize;
                (low, high, i) = (low + count, high + 8 - count, i + 8);
            }
            let rest: u8 = (1 << (len - i)) - 1;
            let row = _mm512_maskz_loadu_epi64(rest, keys.add(i).cast());
            let indices = _mm512_maskz_loadu_epi64(rest, order.add(i).cast());
            let lower =
                if below { _mm512_cmplt_epu64_mask(row, pivot) } else { _mm512_cmple_epu64_mask(row, pivot) };
            let (lower, others) = (rest & lower, rest & !lower);
            _mm512_mask_compressstoreu_epi64(keys.add(low).cast(), lower, row);
            _mm512_mask_compressstoreu_epi64(order.add(low).cast(), lower, indices);
            _mm512_mask_compressstoreu_epi64(spare_keys.add(high).cast(), others, row);
            _mm512_mask_compressstoreu_epi64(spare_order.add(high).cast(), others, indices);
            low += lower.count_ones() as usize;
        }
        self.keys[low..].copy_from_slice(&self.spare_keys[..len - low]);
        self.order[low..].copy_from_slice(&self.spare_order[..len - low]);
        low
    }

    #[inline(always)]
    unsafe fn leaf(self) {
        #[inline(always)]
        unsafe fn rows<const R: usize>(keys: &mut [u64], order: &mut [usize]) {
            let (mut table, mut indices) = ([[u64::MAX; 8]; R], [[usize::MAX; 8]; R]);
            table.as_flattened_mut()[..keys.len()].copy_from_slice(keys);
            indices.as_flattened_mut()[..order.len()].copy_from_slice(order);
            // SAFETY: the caller's promise; a row of either table is a vector.
            unsafe {
                let zero = Wide(_mm512_setzero_si512());
                let mut rows = [Pair(zero, zero); R];
                for (row, (keys, indices)) in rows.iter_mut().zip(table.iter().zip(&indices)) {
                    row.0.0 = _mm512_loadu_si512(keys.as_ptr().cast());
                    row.1.0 = _mm512_loadu_si512(indices.as_ptr().cast());
                }
                network::sort(&mut rows);
                for (row, (keys, indices)) in rows.iter().zip(table.iter_mut().zip(&mut indices)) {
                    _mm512_storeu_si512(keys.as_mut_ptr().cast(), row.0.0);
                    _mm512_storeu_si512(indices.as_mut_ptr().cast(), row.1.0);
                }
            }
            for (i, (key, index)) in keys.iter_mut().zip(order).enumerate() {
                (*key, *index) = (table[i % R][i / R], indices[i % R][i / R]);
            }
        }
        // SAFETY: the caller's promise.
        unsafe {
            match self.keys.len().div_ceil(8) {
                0..=2 => rows::<2>(self.keys, self.order),
                3..=4 => rows::<4>(self.keys, self.order),
                _ => rows::<8>(self.keys, self.order),
            }
        }
    }

    fn compare(self) {
        super::compare_pairs(self.keys, self.order);
    }

    fn split_at(self, at: usize) -> (Self, Self) {
        let (keys, keys_2) = self.keys.split_at_mut(at);
        let (order, order_2) = self.order.split_at_mut(at);
        let (spare_keys, spare_2) = self.spare_keys.split_at_mut(at);
        let (spare_order, spare_order_2) = self.spare_order.split_at_mut(at);
        (
            Self { keys, order, spare_keys, spare_order },
            Self { keys: keys_2, order: order_2, spare_keys: spare_2, spare_order: spare_order_2 },
        )
    }
}
