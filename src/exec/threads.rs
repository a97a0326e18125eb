//! How work is spread over threads. No unsafe here: what other threads are handed, ROOM 4, is `Shared` in the parent
//! module.
//!
//! Work is cut into pieces that depend on the plan alone; whoever is free takes the next one. The caller takes
//! part: outside a rayon pool it would otherwise sleep while the workers wake up, which costs more than most
//! array operations take. Since no piece depends on who runs it, the number of threads never changes a result.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::<f64>::ones([1000, 1000]);
//! let one = longstride::threads::with(1, || (&a + 1.0).eval());
//! assert_eq!(one, (&a + 1.0).eval());
//! ```

use core::cell::Cell;

thread_local! {
    static LIMIT: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Runs `f` with at most `count` threads for each operation that it starts on this thread; 1 turns threads off.
///
/// The threads are those of the caller's rayon pool, which `RAYON_NUM_THREADS` or a pool of your own limits
/// too. What `f` runs on other threads is not affected. The limit before is restored afterwards, also when `f`
/// panics. A `count` of 0 is taken as 1.
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
fn pool_size() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "rayon"))]
fn pool_size() -> usize {
    1
}

/// Calls `piece(i)` for each `i` below `count`, on up to `threads` threads including this one, and returns when
/// all are done. A panic in a piece is passed on once the others have stopped.
#[cfg(feature = "rayon")]
pub(crate) fn each_piece(count: usize, threads: usize, piece: impl Fn(usize) + Sync) {
    use core::sync::atomic::{AtomicUsize, Ordering};
    if threads.min(count) < 2 {
        return (0..count).for_each(piece);
    }
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
    // A scope in place: outside a pool the closure runs on this thread, so that the caller starts at once.
    rayon::in_place_scope(|scope| {
        (1..threads.min(count)).for_each(|_| scope.spawn(|_| take()));
        take();
    });
}

/// Calls `piece(i)` for each `i` below `count`.
#[cfg(not(feature = "rayon"))]
pub(crate) fn each_piece(count: usize, _threads: usize, piece: impl Fn(usize) + Sync) {
    (0..count).for_each(piece);
}
