//! What is recorded: one row for each place in the program and operation, in a table of each thread's own.
//!
//! ```text
//! thread   span ── ran, allocated, note ... ── drop ──► its own table ─┐
//! thread   span ───────────── drop ──────────────────► its own table ─┼─► snapshot
//! ```
//!
//! A thread's table has a lock that nobody else takes but for a snapshot, so that recording waits for nobody.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::panic::Location;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::layout::{Extents, IntoShape};

/// Why one thread did it all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Alone {
    /// It is too little work for two.
    Small,
    /// There is only one, or the caller asked for one.
    Limit,
    /// There is nothing to cut.
    Whole,
}

/// What the executor did in one run of its loops.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    pub(crate) bytes: usize,
    /// Operands that were copied into tiles or rows first.
    pub(crate) packed: usize,
    pub(crate) alone: Option<Alone>,
}

/// All that is known of the operations at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Entry {
    pub(super) hits: u64,
    pub(super) time: Duration,
    pub(super) bytes: u64,
    pub(super) allocated: u64,
    pub(super) threads: usize,
    pub(super) packed: usize,
    pub(super) alone: Option<Alone>,
    pub(super) notes: Vec<&'static str>,
    pub(super) shape: Extents,
}

impl Entry {
    pub(super) fn add(&mut self, other: &Self) {
        self.hits += other.hits;
        self.time += other.time;
        self.bytes += other.bytes;
        self.allocated += other.allocated;
        self.threads = self.threads.max(other.threads);
        self.packed = self.packed.max(other.packed);
        self.alone = other.alone.or(self.alone);
        for note in &other.notes {
            self.note(note);
        }
        self.shape = other.shape;
    }

    fn note(&mut self, what: &'static str) {
        if !self.notes.contains(&what) {
            self.notes.push(what);
        }
    }
}

/// A place in the program, and what it asked for.
pub(super) type Place = (&'static Location<'static>, &'static str);
/// Keyed by where the place's names lie in memory, which is faster than by what they say.
type Table = HashMap<(usize, usize), (Place, Entry), BuildHasherDefault<Addresses>>;

/// A hash of addresses: Fibonacci hashing, Knuth, The Art of Computer Programming 3, 6.4.
#[derive(Default)]
struct Addresses(u64);

impl Hasher for Addresses {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.write_usize(byte.into()));
    }
    fn write_usize(&mut self, address: usize) {
        self.0 = (self.0.rotate_left(32) ^ address as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// The tables of all threads.
static TABLES: Mutex<Vec<Arc<Mutex<Table>>>> = Mutex::new(Vec::new());

/// An operation that has begun.
struct Open {
    place: Place,
    start: Instant,
    entry: Entry,
}

thread_local! {
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
    static OWN: Arc<Mutex<Table>> = enlist();
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing panics half-way through a change.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A new table for this thread; what threads that have ended left is put together.
fn enlist() -> Arc<Mutex<Table>> {
    let own = Arc::new(Mutex::new(Table::default()));
    let mut tables = lock(&TABLES);
    let (ended, mut alive): (Vec<_>, Vec<_>) = tables.drain(..).partition(|t| Arc::strong_count(t) == 1);
    let mut rest = Table::default();
    for (key, (place, entry)) in ended.iter().flat_map(|table| std::mem::take(&mut *lock(table))) {
        rest.entry(key).or_insert_with(|| (place, Entry::default())).1.add(&entry);
    }
    alive.extend([Arc::new(Mutex::new(rest)), Arc::clone(&own)]);
    *tables = alive;
    own
}

/// An operation of the library, until it is dropped. Inside another it is a part of that.
#[derive(Debug)]
pub(crate) struct Span {
    outermost: bool,
    _entered: Option<tracing::span::EnteredSpan>,
}

/// Begins an operation in the caller's name.
#[track_caller]
pub(crate) fn span(op: &'static str, shape: &[usize]) -> Span {
    let place = Location::caller();
    let outermost = OPEN.with_borrow_mut(|open| {
        let outermost = open.is_none();
        if outermost {
            let entry = Entry { shape: shape.into_extents().unwrap_or_default(), ..Entry::default() };
            *open = Some(Open { place: (place, op), start: Instant::now(), entry });
        }
        outermost
    });
    let traced = outermost && tracing::enabled!(target: "longstride", tracing::Level::TRACE);
    let enter = || {
        let (file, line) = (place.file(), place.line());
        tracing::trace_span!(target: "longstride", "operation", op, file, line, ?shape).entered()
    };
    Span { outermost, _entered: traced.then(enter) }
}

impl Drop for Span {
    fn drop(&mut self) {
        if !self.outermost {
            return;
        }
        let Some(Open { place, start, mut entry }) = OPEN.take() else { return };
        entry.time = start.elapsed();
        entry.hits = 1;
        let key = (std::ptr::from_ref(place.0).addr(), place.1.as_ptr().addr());
        // A thread that is ending has no table any more; what it still does is not recorded.
        let _ = OWN.try_with(|own| {
            lock(own).entry(key).or_insert_with(|| (place, Entry::default())).1.add(&entry);
        });
    }
}

fn with_open(f: impl FnOnce(&mut Entry)) {
    OPEN.with_borrow_mut(|open| open.as_mut().map(|open| f(&mut open.entry)));
}

/// The operation allocated so much.
pub(crate) fn allocated(bytes: usize) {
    with_open(|entry| entry.allocated += bytes as u64);
}

/// The operation did something that its caller did not ask for.
pub(crate) fn note(what: &'static str) {
    with_open(|entry| entry.note(what));
}

/// The operation moved so much beside what the executor's loops do.
pub(crate) fn moved(bytes: usize) {
    with_open(|entry| entry.bytes += bytes as u64);
}

/// The operation was offered to so many threads.
pub(crate) fn threads(count: usize) {
    with_open(|entry| entry.threads = entry.threads.max(count));
}

/// The executor ran loops for the operation.
pub(crate) fn ran(moved: Moved) {
    with_open(|entry| {
        entry.bytes += moved.bytes as u64;
        entry.packed = entry.packed.max(moved.packed);
        entry.alone = moved.alone;
    });
}

/// Forgets all that was recorded so far, on every thread.
pub fn reset() {
    lock(&TABLES).iter().for_each(|table| lock(table).clear());
}

/// All that was recorded so far.
pub(super) fn collect() -> Vec<(Place, Entry)> {
    let mut all: HashMap<(&str, u32, u32, &str), (Place, Entry)> = HashMap::new();
    for table in lock(&TABLES).iter() {
        for (place, entry) in lock(table).values() {
            let key = (place.0.file(), place.0.line(), place.0.column(), place.1);
            all.entry(key).or_insert_with(|| (*place, Entry::default())).1.add(entry);
        }
    }
    all.into_values().collect()
}
