//! Sorting and selecting words: the kernels below `sort`, `argsort` and `partition`.
//!
//! Every type that has machine words for keys (floats, integers) is sorted as them, so that there is one kernel for each width:
//! with AVX-512 a quicksort in vectors, otherwise the standard library's, and a table of counts for bytes.
//!
//! ```text
//! argsort    keys   c a b a    order  0 1 2 3    becomes    order  1 3 2 0     and the keys are scratch
//! ```

#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
mod network;
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
mod quick;
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
mod vectors;

#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
use super::simd::{SimdLevel, simd_level};

/// A key: an unsigned integer.
pub(crate) trait Word: Copy + Ord + Send + Sync + 'static {
    /// Sorts keys.
    fn sort(keys: &mut [Self]) {
        keys.sort_unstable();
    }
    /// Moves the key that would be at `kth` if they were sorted to there, smaller ones before it and larger ones behind it.
    ///
    /// # Panics
    /// If there is no such place.
    fn select(keys: &mut [Self], kth: usize) {
        keys.select_nth_unstable(kth);
    }
    /// The keys as wide ones.
    fn widened(keys: &mut [Self]) -> Wide<'_>;
}

/// Keys of 64 bits: those that there were, or copies.
pub(crate) enum Wide<'k> {
    Same(&'k mut [u64]),
    Copies(Vec<u64>),
}

impl Wide<'_> {
    fn keys(&mut self) -> &mut [u64] {
        match self {
            Self::Same(keys) => keys,
            Self::Copies(keys) => keys,
        }
    }
}

impl Word for u8 {
    fn sort(keys: &mut [u8]) {
        let mut counts = [0; 256];
        keys.iter().for_each(|&key| counts[usize::from(key)] += 1);
        let mut rest = keys;
        for (key, count) in (0..=255).zip(counts) {
            let (run, after) = rest.split_at_mut(count);
            run.fill(key);
            rest = after;
        }
    }
    fn widened(keys: &mut [u8]) -> Wide<'_> {
        Wide::Copies(keys.iter().map(|&key| key.into()).collect())
    }
}

impl Word for u16 {
    fn sort(keys: &mut [u16]) {
        let mut wide: Vec<u32> = keys.iter().map(|&key| key.into()).collect();
        u32::sort(&mut wide);
        keys.iter_mut().zip(wide).for_each(|(key, wide)| *key = wide as u16);
    }
    fn widened(keys: &mut [u16]) -> Wide<'_> {
        Wide::Copies(keys.iter().map(|&key| key.into()).collect())
    }
}

impl Word for u32 {
    fn sort(keys: &mut [u32]) {
        #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
        if simd_level() == SimdLevel::V4 {
            let spare = &mut *spare(keys.len());
            // SAFETY: the machine has AVX-512 at this level.
            return unsafe { quick::sort(vectors::Keys { keys, spare }) };
        }
        keys.sort_unstable();
    }
    fn select(keys: &mut [u32], kth: usize) {
        #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
        if simd_level() == SimdLevel::V4 {
            let spare = &mut *spare(keys.len());
            // SAFETY: the machine has AVX-512 at this level.
            return unsafe { quick::select(vectors::Keys { keys, spare }, kth) };
        }
        keys.select_nth_unstable(kth);
    }
    fn widened(keys: &mut [u32]) -> Wide<'_> {
        Wide::Copies(keys.iter().map(|&key| key.into()).collect())
    }
}

impl Word for u64 {
    fn sort(keys: &mut [u64]) {
        #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
        if simd_level() == SimdLevel::V4 {
            let spare = &mut *spare(keys.len());
            // SAFETY: the machine has AVX-512 at this level.
            return unsafe { quick::sort(vectors::Keys { keys, spare }) };
        }
        keys.sort_unstable();
    }
    fn select(keys: &mut [u64], kth: usize) {
        #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
        if simd_level() == SimdLevel::V4 {
            let spare = &mut *spare(keys.len());
            // SAFETY: the machine has AVX-512 at this level.
            return unsafe { quick::select(vectors::Keys { keys, spare }, kth) };
        }
        keys.select_nth_unstable(kth);
    }
    fn widened(keys: &mut [u64]) -> Wide<'_> {
        Wide::Same(keys)
    }
}

/// Makes counted indices the order in which their keys are sorted, equal ones in the order they had. The keys are scratch.
///
/// # Panics
/// If there are not as many indices as keys.
pub(crate) fn argsort<K: Word>(keys: &mut [K], order: &mut [usize]) {
    count(order);
    let mut wide = K::widened(keys);
    let keys = wide.keys();
    assert!(keys.len() == order.len());
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    if simd_level() == SimdLevel::V4 {
        let (spare_keys, spare_order) = (&mut *spare(keys.len()), &mut *spare(keys.len()));
        // SAFETY: the machine has AVX-512 at this level.
        return unsafe { quick::sort(vectors::Pairs { keys, order, spare_keys, spare_order }) };
    }
    compare_pairs(keys, order);
}

/// Makes counted indices an order in which that at `kth` is where [`argsort`] puts it, with those before it that are before it
/// there. The keys are scratch.
///
/// # Panics
/// If there are not as many indices as keys, or there is no such place.
pub(crate) fn argselect<K: Word>(keys: &mut [K], order: &mut [usize], kth: usize) {
    count(order);
    let mut wide = K::widened(keys);
    let keys = wide.keys();
    assert!(kth < keys.len() && keys.len() == order.len());
    #[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
    if simd_level() == SimdLevel::V4 {
        let (spare_keys, spare_order) = (&mut *spare(keys.len()), &mut *spare(keys.len()));
        // SAFETY: the machine has AVX-512 at this level.
        return unsafe { quick::select(vectors::Pairs { keys, order, spare_keys, spare_order }, kth) };
    }
    order.select_nth_unstable_by_key(kth, |&i| (keys[i], i));
}

/// As many spare slots.
#[cfg(all(target_arch = "x86_64", target_pointer_width = "64"))]
fn spare<T: Default + Clone>(len: usize) -> Vec<T> {
    vec![T::default(); len]
}

fn count(order: &mut [usize]) {
    order.iter_mut().enumerate().for_each(|(i, slot)| *slot = i);
}

/// Sorts keys and the indices that go along, which decide between equal keys.
fn compare_pairs(keys: &mut [u64], order: &mut [usize]) {
    let mut pairs: Vec<(u64, usize)> = keys.iter().copied().zip(order.iter().copied()).collect();
    pairs.sort_unstable();
    for ((&(key, index), to), slot) in pairs.iter().zip(keys).zip(order) {
        (*to, *slot) = (key, index);
    }
}
