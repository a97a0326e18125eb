//! Whether large results are written past the caches. No unsafe here: how that is done is in `run`.
//!
//! A store first reads the line that it writes into the cache, so that `out = a + b` moves four arrays, not three. A
//! *streamed* (non-temporal) store does not. On some machines that makes large results up to twice as fast, on others
//! it is slower, since a core has fewer such stores under way; and a result that would have stayed in the cache is
//! always slower. So the choice is measured: the first result of 48 MiB or more that is written over existing memory
//! is cut into pieces which are stored alternately in the one and in the other way. If the streamed ones took less
//! than 0.9 times as long, such results are streamed from then on, in this process. The choice never changes a result.
//!
//! [`with`] chooses for everything that a closure evaluates, the environment variable `LONGSTRIDE_STREAM` (`never`,
//! `always`, `auto`) for the process. Results that are read as they are written (`+=`), that are computed in tiles, or
//! whose elements are not 1, 2, 4, 8 or 16 bytes large are never streamed.
//!
//! ```
//! use longstride::{prelude::*, stores};
//! let a = Array2::<f64>::ones([512, 512]);
//! let mut out = Array2::zeros([512, 512]);
//! stores::with(stores::Mode::Streamed, || (&a + 1.0).eval_into(&mut out));
//! assert_eq!(out, Array2::full([512, 512], 2.0));
//! ```

use core::cell::Cell;
use core::sync::atomic::{AtomicU8, Ordering};
use core::time::Duration;
use std::sync::{Mutex, OnceLock};

/// How large results are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Streamed if that was measured to be faster on this machine, from 48 MiB on.
    #[default]
    Measured,
    /// Through the caches.
    Cached,
    /// Past the caches, from 512 KiB on.
    Streamed,
}

thread_local! {
    static MODE: Cell<Option<Mode>> = const { Cell::new(None) };
}

/// Runs `f` with large results stored in the given way by each operation that it starts on this thread. What was set
/// before is restored afterwards, also when `f` panics.
pub fn with<R>(mode: Mode, f: impl FnOnce() -> R) -> R {
    struct Restore(Option<Mode>);
    impl Drop for Restore {
        fn drop(&mut self) {
            MODE.set(self.0);
        }
    }
    let _restore = Restore(MODE.replace(Some(mode)));
    f()
}

/// From this many bytes on streaming can pay: more than what the last cache keeps of a result.
const LARGE: usize = 48 << 20;
/// A streamed piece has to take less than this much of the time of a cached one.
const PAYS: f64 = 0.9;
/// Pieces of a result that is measured.
pub(super) const PIECES: usize = 32;

/// What is to be done with one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Cached,
    Streamed,
    /// Nobody knows yet: store its pieces alternately and [record](Trial) how long they take.
    Measure,
}

const UNKNOWN: u8 = 0;
const CACHED: u8 = 1;
const STREAMED: u8 = 2;
static MEASURED: AtomicU8 = AtomicU8::new(UNKNOWN);

/// The choice for a result of so many bytes, which `was_touched` if its memory had been written before: fresh memory
/// is dominated by the system handing out its pages, and tells nothing.
pub(super) fn choose(bytes: usize, was_touched: bool) -> Choice {
    match MODE.get().unwrap_or_else(process_mode) {
        Mode::Cached => Choice::Cached,
        Mode::Streamed => Choice::Streamed,
        Mode::Measured if bytes < LARGE => Choice::Cached,
        Mode::Measured => match MEASURED.load(Ordering::Relaxed) {
            CACHED => Choice::Cached,
            STREAMED => Choice::Streamed,
            _ if was_touched => Choice::Measure,
            _ => Choice::Cached,
        },
    }
}

fn process_mode() -> Mode {
    static FROM_ENVIRONMENT: OnceLock<Mode> = OnceLock::new();
    *FROM_ENVIRONMENT.get_or_init(|| match std::env::var("LONGSTRIDE_STREAM").as_deref() {
        Ok("never") => Mode::Cached,
        Ok("always") => Mode::Streamed,
        _ => Mode::Measured,
    })
}

/// The times of the pieces of one result, for each of their indices.
#[derive(Default)]
pub(super) struct Trial {
    cached: Mutex<Vec<f64>>,
    streamed: Mutex<Vec<f64>>,
}

impl Trial {
    pub(super) fn record(&self, streamed: bool, time: Duration, indices: usize) {
        let times = if streamed { &self.streamed } else { &self.cached };
        let mut times = times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        times.push(time.as_secs_f64() / indices as f64);
    }

    /// Settles the choice for the process, if there was enough to measure.
    pub(super) fn settle(self) {
        let all = [self.cached, self.streamed];
        let [cached, streamed] =
            all.map(|times| times.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner));
        if cached.len().min(streamed.len()) >= PIECES / 4 {
            let pays = median(streamed) < PAYS * median(cached);
            MEASURED.store(if pays { STREAMED } else { CACHED }, Ordering::Relaxed);
        }
    }
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
