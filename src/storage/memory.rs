//! Large buffers that were freed, kept for the next large result: a part of room 1.
//!
//! Fresh memory costs more than most of what is computed into it: the system clears each page when it is first
//! touched, which for a 128 MB result takes as long as adding two arrays of that size. So an allocation of 4 MiB or
//! more that an array leaves behind is kept, and the next large array of about that size takes it over.
//!
//! At most 256 MiB in at most four allocations are kept; [`set_limit`] and the environment variable
//! `LONGSTRIDE_RECYCLE` (in MiB, 0 turns it off) change how much, [`release`] gives everything back. On Linux the
//! system may take the pages of a kept allocation at any time without asking, when memory is short. Smaller arrays
//! are left to the allocator, which keeps memory itself.
//!
//! ```
//! use longstride::{memory, prelude::*};
//! drop(Array2::<f64>::zeros([1024, 1024]));
//! assert!(memory::kept() >= 8 << 20);
//! memory::release();
//! assert_eq!(memory::kept(), 0);
//! ```
//!
//! # Invariant
//! 5. A kept allocation has no other owner: `keep` takes it from a buffer that is gone, `take` gives it to one.

use core::ptr::NonNull;
use std::alloc::Layout as Allocation;
use std::sync::{Mutex, MutexGuard};

use super::HUGE_PAGE;

/// Allocations that are kept, at most.
const PLACES: usize = 4;
/// Bytes that are kept, at most, unless told otherwise.
const LIMIT: usize = 256 << 20;

static KEPT: Mutex<Kept> = Mutex::new(Kept { blocks: Vec::new(), limit: None });

/// What is kept, the oldest first.
struct Kept {
    blocks: Vec<Block>,
    /// Until it is first needed: then from the environment.
    limit: Option<usize>,
}

struct Block(NonNull<u8>, Allocation);
// SAFETY: nobody else has the memory (invariant 5).
unsafe impl Send for Block {}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: it was allocated like this (invariant 2 of the room), and is ours (5).
        unsafe { std::alloc::dealloc(self.0.as_ptr(), self.1) }
    }
}

impl Kept {
    fn limit(&mut self) -> usize {
        *self.limit.get_or_insert_with(|| {
            let set = std::env::var("LONGSTRIDE_RECYCLE").ok().and_then(|mib| mib.parse::<usize>().ok());
            set.map_or(LIMIT, |mib| mib.saturating_mul(1 << 20))
        })
    }

    fn bytes(&self) -> usize {
        self.blocks.iter().map(|block| block.1.size()).sum()
    }

    /// Gives back the oldest until so many bytes and places are free.
    fn make_room(&mut self, bytes: usize, places: usize) {
        let limit = self.limit();
        while !self.blocks.is_empty()
            && (self.bytes().saturating_add(bytes) > limit || self.blocks.len() + places > PLACES)
        {
            self.blocks.remove(0);
        }
    }
}

fn lock() -> MutexGuard<'static, Kept> {
    // Nothing in here panics half-way through a change.
    KEPT.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The bytes that are kept now.
#[must_use]
pub fn kept() -> usize {
    lock().bytes()
}

/// Keeps at most so many bytes from now on, for the whole process; 0 turns it off. What is too much is given back.
pub fn set_limit(bytes: usize) {
    let mut kept = lock();
    kept.limit = Some(bytes);
    kept.make_room(0, 0);
}

/// Gives back all that is kept.
pub fn release() {
    lock().blocks.clear();
}

/// A kept allocation of at least `size` bytes and not much more.
pub(super) fn take(size: usize) -> Option<(NonNull<u8>, Allocation)> {
    let mut kept = lock();
    let fits = |block: &&Block| (size..=size.saturating_add(size / 4)).contains(&block.1.size());
    let best = kept.blocks.iter().filter(fits).map(|block| block.1.size()).min()?;
    // The youngest of that size: it is the likeliest to be in the cache still.
    let at = kept.blocks.iter().rposition(|block| block.1.size() == best)?;
    let block = core::mem::ManuallyDrop::new(kept.blocks.remove(at));
    Some((block.0, block.1))
}

/// Keeps an allocation of the kind that `take` gives out, or frees it.
///
/// # Safety
/// It was allocated with this layout, aligned to [`HUGE_PAGE`], and is the caller's alone, who gives it up.
pub(super) unsafe fn keep(start: NonNull<u8>, alloc: Allocation) {
    debug_assert_eq!(alloc.align(), HUGE_PAGE, "a large buffer of ours");
    let block = Block(start, alloc);
    let mut kept = lock();
    if alloc.size() <= kept.limit() {
        kept.make_room(alloc.size(), 1);
        offer_pages(&block);
        kept.blocks.push(block);
    }
}

/// Tells the system that it may take the pages if it needs them; until it does they stay as they are.
fn offer_pages(block: &Block) {
    #[cfg(all(target_os = "linux", not(miri)))]
    // SAFETY: the range is allocated and ours (invariant 5), and its contents are of no use to anybody.
    unsafe {
        libc::madvise(block.0.as_ptr().cast(), block.1.size(), libc::MADV_FREE);
    }
    #[cfg(not(all(target_os = "linux", not(miri))))]
    let _ = block;
}

#[cfg(test)]
mod tests {
    use super::super::Buffer;
    use super::*;
    use core::mem::MaybeUninit;

    /// One test, because what is kept is the process's.
    #[test]
    fn freed_memory_comes_back_within_the_limit() {
        let fresh = |mib: usize| Buffer::<MaybeUninit<u64>>::uninit(mib << 17, "test").unwrap();
        set_limit(64 << 20);
        release();
        // Kept and taken over: also by a buffer that is a little smaller, not by one that is much smaller or larger.
        drop(fresh(20));
        let one = kept();
        assert!(one >= 20 << 20);
        let smaller = fresh(18);
        assert_eq!(kept(), 0);
        drop(smaller);
        assert_eq!(kept(), one);
        let others = (fresh(8), fresh(30));
        assert_eq!(kept(), one);
        drop(others);
        assert!(kept() >= 58 << 20 && kept() <= 64 << 20);
        // The oldest goes.
        drop(fresh(12));
        assert!(kept() >= 50 << 20 && kept() <= 64 << 20);
        // As a `Vec` the values leave, and the memory stays.
        release();
        let mut buffer = fresh(6);
        buffer.fill(MaybeUninit::new(7));
        // SAFETY: all were just written.
        let vec = unsafe { buffer.assume_init() }.into_vec();
        assert!(kept() >= 6 << 20 && vec.iter().all(|&x| x == 7));
        // Off.
        set_limit(0);
        assert_eq!(kept(), 0);
        drop(fresh(20));
        assert_eq!(kept(), 0);
        set_limit(LIMIT);
    }
}
