//! ROOM 4 of unsafe: threads that help a caller outside every rayon pool.
//!
//! A job handed to rayon from outside is waited for until a worker has run it, also when nothing is left to do by
//! then; and a worker that wakes on the caller's own processor core runs when the caller pauses, which was measured to
//! be 2.6 ms later: most array operations are over by then, and take longer with rayon than without. So:
//!
//! ```text
//! caller   offer ── piece ── piece ── piece ── close ── wait for those that entered ── done
//! helper      wake ...... enter ── piece ── piece ── leave
//! helper      wake ...................................... too late: it is closed, and nobody waits for it
//! ```
//!
//! and a helper that last ran on the core that the caller is on now is sent to another one before it is woken.
//!
//! # Invariants
//! 1. A helper calls the team's function only between a successful `enter` and its `leave`.
//! 2. `enter` fails once the team is closed, and the caller returns, also by a panic, only after it has closed the
//!    team and all that entered have left. So the function and all it borrows outlive every call.
#![allow(unsafe_code)]

use core::any::Any;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, Thread};

/// The pieces of one operation, and who is at work on them.
struct Team {
    /// The caller's function, its lifetime erased (invariants 1 and 2).
    piece: *const (dyn Fn(usize) + Sync),
    count: usize,
    next: AtomicUsize,
    /// How many helpers have entered and not left, and whether the team is closed.
    inside: AtomicUsize,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    caller: Thread,
}

// SAFETY: the function may be called from any thread, and is only called while it is alive (1, 2); the rest is
// `Send` and `Sync` by itself.
unsafe impl Send for Team {}
// SAFETY: as above.
unsafe impl Sync for Team {}

const CLOSED: usize = 1 << (usize::BITS - 1);
/// How often the caller looks for the last helper to leave before it sleeps: some microseconds.
const LOOKS: usize = 4000;

impl Team {
    /// Takes pieces until none is left.
    ///
    /// # Safety
    /// The function is alive: the calling thread is the caller, or has entered.
    unsafe fn work(&self) {
        // SAFETY: promised by the caller.
        let piece = unsafe { &*self.piece };
        let all = AssertUnwindSafe(|| {
            loop {
                let i = self.next.fetch_add(1, Ordering::Relaxed);
                if i >= self.count {
                    return;
                }
                piece(i);
            }
        });
        if let Err(panic) = catch_unwind(all) {
            // The others stop soon, and the first panic is passed on.
            self.next.store(self.count, Ordering::Relaxed);
            lock(&self.panic).get_or_insert(panic);
        }
    }

    fn enter(&self) -> bool {
        let one_more = |inside| (inside & CLOSED == 0).then_some(inside + 1);
        self.inside.fetch_update(Ordering::Acquire, Ordering::Relaxed, one_more).is_ok()
    }

    fn leave(&self) {
        if self.inside.fetch_sub(1, Ordering::Release) == CLOSED + 1 {
            self.caller.unpark();
        }
    }

    /// Lets nobody enter any more, and waits for those inside.
    fn close(&self) {
        self.inside.fetch_or(CLOSED, Ordering::Relaxed);
        let mut looks = 0;
        while self.inside.load(Ordering::Acquire) != CLOSED {
            looks += 1;
            match looks < LOOKS {
                true => core::hint::spin_loop(),
                false => thread::park(),
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics half-way through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A thread that sleeps until it is offered a team.
struct Helper {
    thread: Thread,
    shared: Arc<Place>,
}

#[derive(Default)]
struct Place {
    offer: Mutex<Option<Arc<Team>>>,
    /// The core that it last ran on, and the thread's number for the system.
    core: AtomicUsize,
    id: AtomicUsize,
}

impl Helper {
    fn start() -> Option<Self> {
        let shared = Arc::new(Place::default());
        let place = Arc::clone(&shared);
        let help = move || {
            place.id.store(cores::thread_id(), Ordering::Relaxed);
            loop {
                place.core.store(cores::current(), Ordering::Relaxed);
                let Some(team) = lock(&place.offer).take() else {
                    thread::park();
                    continue;
                };
                if team.enter() {
                    // SAFETY: entered (1).
                    unsafe { team.work() };
                    team.leave();
                }
            }
        };
        let thread = thread::Builder::new().name("longstride-helper".into()).spawn(help).ok()?;
        Some(Self { thread: thread.thread().clone(), shared })
    }

    /// Wakes the helper for a team, unless another caller has just done so.
    fn offer(&self, team: &Arc<Team>, core: usize) {
        match &mut *lock(&self.shared.offer) {
            Some(_) => return,
            free => *free = Some(Arc::clone(team)),
        }
        if self.shared.core.load(Ordering::Relaxed) == core {
            cores::keep_off(self.shared.id.load(Ordering::Relaxed), core);
        }
        self.thread.unpark();
    }
}

/// Calls `piece(i)` for each `i` below `count`, on this thread and on up to `helpers` others, and returns when all are
/// done. A panic in a piece is passed on once the others have stopped.
pub(super) fn each_piece(count: usize, helpers: usize, piece: &(dyn Fn(usize) + Sync)) {
    static HELPERS: OnceLock<Vec<Helper>> = OnceLock::new();
    let all =
        HELPERS.get_or_init(|| (1..super::threads::pool_size()).map_while(|_| Helper::start()).collect());
    // SAFETY: only the lifetime changes; that the function is alive whenever it is called is invariants 1 and 2.
    let piece = unsafe {
        core::mem::transmute::<*const (dyn Fn(usize) + Sync + '_), *const (dyn Fn(usize) + Sync + 'static)>(
            piece,
        )
    };
    let team = Arc::new(Team {
        piece,
        count,
        next: AtomicUsize::new(0),
        inside: AtomicUsize::new(0),
        panic: Mutex::new(None),
        caller: thread::current(),
    });
    let core = cores::current();
    all.iter().take(helpers).for_each(|helper| helper.offer(&team, core));
    // SAFETY: the caller is here, and `work` returns also when a piece panics.
    unsafe { team.work() };
    team.close();
    let panic = lock(&team.panic).take();
    if let Some(panic) = panic {
        resume_unwind(panic);
    }
}

/// Which processor core a thread runs on.
#[cfg(all(target_os = "linux", not(miri)))]
mod cores {
    /// The core that this thread is on.
    pub(super) fn current() -> usize {
        // SAFETY: has no preconditions.
        usize::try_from(unsafe { libc::sched_getcpu() }).unwrap_or(usize::MAX)
    }

    /// The system's number for this thread.
    pub(super) fn thread_id() -> usize {
        // SAFETY: has no preconditions.
        usize::try_from(unsafe { libc::gettid() }).unwrap_or(0)
    }

    /// Sends a sleeping helper to any other core that this thread may use, if there is one. A refusal costs only speed.
    pub(super) fn keep_off(thread: usize, core: usize) {
        let (Ok(thread @ 1..), true) = (libc::pid_t::try_from(thread), core < libc::CPU_SETSIZE as usize)
        else {
            return;
        };
        // SAFETY: the set is as large as is said, zero bits are a valid set, and `core` is inside it.
        unsafe {
            let mut set: libc::cpu_set_t = core::mem::zeroed();
            let size = size_of::<libc::cpu_set_t>();
            if libc::sched_getaffinity(0, size, &raw mut set) == 0 && libc::CPU_COUNT(&set) > 1 {
                libc::CPU_CLR(core, &mut set);
                libc::sched_setaffinity(thread, size, &raw const set);
            }
        }
    }
}

#[cfg(not(all(target_os = "linux", not(miri))))]
mod cores {
    pub(super) fn current() -> usize {
        usize::MAX
    }
    pub(super) fn thread_id() -> usize {
        0
    }
    pub(super) fn keep_off(_: usize, _: usize) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_called_once_and_a_panic_comes_through() {
        for round in 0..200 {
            let calls: Vec<AtomicUsize> = (0..40).map(|_| AtomicUsize::new(0)).collect();
            each_piece(calls.len(), 3, &|i| {
                calls[i].fetch_add(1, Ordering::Relaxed);
            });
            assert!(calls.iter().all(|c| c.load(Ordering::Relaxed) == 1));
            let stopped = catch_unwind(AssertUnwindSafe(|| {
                each_piece(40, 3, &|i| assert!(i != round % 40, "piece {i}"));
            }));
            assert!(stopped.is_err());
        }
    }

    #[test]
    fn callers_share_the_helpers_and_calls_nest() {
        let sum = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        each_piece(5, 2, &|i| {
                            each_piece(4, 2, &|j| {
                                sum.fetch_add(i * 4 + j, Ordering::Relaxed);
                            });
                        });
                    }
                });
            }
        });
        assert_eq!(sum.into_inner(), 4 * 50 * (0..20).sum::<usize>());
    }
}
