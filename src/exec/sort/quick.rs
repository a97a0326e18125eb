//! Quicksort in vectors, with AVX-512: the plan, whatever is sorted.
//!
//! ```text
//! 5 1 9 2 8 3 7 4      pivot 5       1 2 3 4 | 5 9 8 7       and so on until LEAF are left,
//! 0000000000000000                   in order  in order      which `network` sorts in registers
//! ```
//!
//! A partition reads a vector at a time, and writes what is below the pivot to the front of the same keys, the rest to a spare
//! buffer, each compressed in a register: no branch depends on a key. Both parts keep their order, which makes sorting with
//! indices stable. After Bramas (2017) and Intel's x86-simd-sort, which partition in place.

use std::sync::{Mutex, PoisonError};

use super::super::threads;

/// From so many keys on two threads share the work.
const PARALLEL: usize = 1 << 16;

/// What is sorted: keys, alone or with something that goes along.
pub(super) trait Items: Sized + Send {
    /// The type of a key.
    type Key: Copy + Ord;
    /// At most so many are a leaf.
    const LEAF: usize;
    /// The keys.
    fn keys(&self) -> &[Self::Key];
    /// Moves the items whose keys are below the pivot (or equal to it, unless `below`) to the front, and counts them. Both parts
    /// keep their order.
    ///
    /// # Safety
    /// The machine has AVX-512 (invariant 5), and this is inlined where it is enabled.
    unsafe fn partition(&mut self, pivot: Self::Key, below: bool) -> usize;
    /// Sorts at most `LEAF` items.
    ///
    /// # Safety
    /// As for `partition`.
    unsafe fn leaf(self);
    /// Sorts them by comparing.
    fn compare(self);
    /// The first `at` items, and the others.
    fn split_at(self, at: usize) -> (Self, Self);
}

/// How many partitions deep to go before giving up: twice as many as halving takes.
fn depth(len: usize) -> u32 {
    2 * (usize::BITS - len.leading_zeros())
}

/// The middle one of some keys: more of them for more keys.
fn pivot<K: Copy + Ord>(keys: &[K]) -> K {
    let count = if keys.len() < 4096 { 9 } else { 63 };
    let mut sample = [keys[0]; 63];
    let step = keys.len() / count;
    sample[..count].iter_mut().enumerate().for_each(|(i, slot)| *slot = keys[i * step + i % step]);
    sample[..count].sort_unstable();
    sample[count / 2]
}

/// Splits items into two parts, of which the first belongs before the second. If the first holds equal keys only, it says so.
///
/// # Safety
/// As for [`Items::partition`].
#[inline(always)]
unsafe fn halve<I: Items>(items: &mut I) -> (usize, bool) {
    let pivot = pivot(items.keys());
    // SAFETY: the caller's promise.
    unsafe {
        match items.partition(pivot, true) {
            // The pivot is the least key: all that are equal to it are done with.
            0 => (items.partition(pivot, false), true),
            at => (at, false),
        }
    }
}

/// Sorts items on several threads, if there are many.
///
/// # Safety
/// The machine has AVX-512.
pub(super) unsafe fn sort<I: Items>(items: I) {
    let threads = if items.keys().len() < PARALLEL { 1 } else { threads::available() };
    let depth = depth(items.keys().len());
    let mut parts = vec![items];
    // Each round halves each part, so that all threads are busy from the second on.
    while threads > 1 && parts.len() < 4 * threads && parts.iter().any(|part| part.keys().len() >= PARALLEL) {
        let halves = Mutex::new(Vec::new());
        threads::each_item(parts, threads, |mut part| {
            let done = if part.keys().len() < PARALLEL / 4 {
                vec![part]
            } else {
                // SAFETY: the caller's promise.
                let (at, equal) = unsafe { halve_enabled(&mut part) };
                let (low, high) = part.split_at(at);
                if equal { vec![high] } else { vec![low, high] }
            };
            halves.lock().unwrap_or_else(PoisonError::into_inner).extend(done);
        });
        parts = halves.into_inner().unwrap_or_else(PoisonError::into_inner);
    }
    // SAFETY: the caller's promise.
    threads::each_item(parts, threads, |part| unsafe { sort_part(part, depth) });
}

/// Puts the item at `kth` in its place: smaller ones before it, larger ones behind it. There is one at `kth`.
///
/// # Safety
/// The machine has AVX-512.
pub(super) unsafe fn select<I: Items>(items: I, kth: usize) {
    let depth = depth(items.keys().len());
    // SAFETY: the caller's promise.
    unsafe { select_part(items, kth, depth) }
}

/// Compiled for AVX-512, apart from what calls itself, whose frames stay small so.
///
/// # Safety
/// The machine has AVX-512.
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
#[inline(never)]
unsafe fn leaf_enabled<I: Items>(items: I) {
    // SAFETY: passed on.
    unsafe { items.leaf() }
}

/// Compiled for AVX-512: the work on one part.
///
/// # Safety
/// The machine has AVX-512.
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
unsafe fn halve_enabled<I: Items>(items: &mut I) -> (usize, bool) {
    // SAFETY: passed on.
    unsafe { halve(items) }
}

/// Compiled for AVX-512: the work on one part.
///
/// # Safety
/// The machine has AVX-512.
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
unsafe fn sort_part<I: Items>(mut items: I, mut depth: u32) {
    while items.keys().len() > I::LEAF {
        if depth == 0 {
            return items.compare();
        }
        depth -= 1;
        // SAFETY: passed on.
        let (at, equal) = unsafe { halve_enabled(&mut items) };
        let (low, high) = items.split_at(at);
        if !equal {
            // SAFETY: passed on.
            unsafe { sort_part(low, depth) };
        }
        items = high;
    }
    // SAFETY: passed on.
    unsafe { leaf_enabled(items) }
}

/// Compiled for AVX-512: the work on one part.
///
/// # Safety
/// The machine has AVX-512.
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
unsafe fn select_part<I: Items>(mut items: I, mut kth: usize, mut depth: u32) {
    while items.keys().len() > I::LEAF {
        if depth == 0 {
            return items.compare();
        }
        depth -= 1;
        // SAFETY: passed on.
        let (at, equal) = unsafe { halve_enabled(&mut items) };
        let (low, high) = items.split_at(at);
        if kth < at {
            if equal {
                return;
            }
            items = low;
        } else {
            (items, kth) = (high, kth - at);
        }
    }
    // SAFETY: passed on.
    unsafe { leaf_enabled(items) }
}
