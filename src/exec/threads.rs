//! How work is spread over threads. No unsafe here: see `helpers` for that.
//!
//! Work is cut into pieces that depend on the plan alone; whoever is free takes the next one. The caller takes
//! part: it would otherwise sleep while others wake up, which costs more than most array operations take. Inside a
//! rayon pool the others are the pool's threads. Outside, where handing a job to rayon would mean to wait for a thread
//! to wake, they are helpers of our own, as many as rayon's global pool has threads beside one; a helper that wakes
//! too late is not waited for. Since no piece depends on who runs it, the number of threads never changes a result.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::<f64>::ones([1000, 1000]);
//! let one = longstride::threads::with(1, || (&a + 1.0).eval());
//! assert_eq!(one, (&a + 1.0).eval());
//! ```

use core::cell::Cell;
use std::sync::{Mutex, PoisonError};

thread_local! {
    static LIMIT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Runs `f` with at most `count` threads for each operation that it starts on this thread; 1 turns threads off.
///
/// There are never more than the caller's rayon pool has, which `RAYON_NUM_THREADS` or a pool of your own limits.
/// What `f` runs on other threads is not affected. The limit before is restored afterwards, also when `f` panics. A
/// `count` of 0 is taken as 1.
pub fn with<R>(count: usize, f: impl FnOnce() -> R) -> R {
    struct Restore(usize);
    impl Drop for Restore {
        fn drop(&mut self) {
            LIMIT.set(self.0);
        }
    }
    let _restore = Restore(LIMIT.replace(count.max(1)));
    f()
}

/// The number of threads that an operation started here may use.
#[must_use]
pub fn available() -> usize {
    LIMIT.get().min(pool_size())
}

#[cfg(feature = "rayon")]
pub(super) fn pool_size() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "rayon"))]
pub(super) fn pool_size() -> usize {
    1
}

/// Calls `piece(i)` for each `i` below `count`, on up to `threads` threads including this one, and returns when
/// all are done. A panic in a piece is passed on once the others have stopped.
pub(crate) fn each_piece(count: usize, threads: usize, piece: impl Fn(usize) + Sync) {
    let others = threads.min(count).saturating_sub(1);
    crate::profile::threads(others + 1);
    if others == 0 {
        return (0..count).for_each(piece);
    }
    #[cfg(feature = "rayon")]
    if rayon::current_thread_index().is_none() {
        super::helpers::each_piece(count, others, &piece);
    } else {
        use core::sync::atomic::{AtomicUsize, Ordering};
        let next = AtomicUsize::new(0);
        let take = || {
            loop {
                let i = next.fetch_add(1, Ordering::Relaxed);
                if i >= count {
                    return;
                }
                piece(i);
            }
        };
        // A scope in place: this thread starts at once.
        rayon::in_place_scope(|scope| {
            (0..others).for_each(|_| scope.spawn(|_| take()));
            take();
        });
    }
    #[cfg(not(feature = "rayon"))]
    (0..count).for_each(piece);
}

/// Calls `f` once with each item, such as a mutable view of a part, on up to `threads` threads; see [`each_piece`].
pub(crate) fn each_item<T: Send>(items: impl IntoIterator<Item = T>, threads: usize, f: impl Fn(T) + Sync) {
    if threads < 2 {
        return items.into_iter().for_each(f);
    }
    let items: Vec<_> = items.into_iter().map(|item| Mutex::new(Some(item))).collect();
    each_piece(items.len(), threads, |i| {
        let item = items[i].lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(item) = item {
            f(item);
        }
    });
}

/// How many threads to use for so much work, in bytes moved (or as long as that takes): one below the size at which
/// a second one pays.
pub(crate) fn for_bytes(bytes: usize) -> usize {
    if bytes < super::PARALLEL_BYTES { 1 } else { available() }
}
