//! A clock for small snippets: repeated runs, the median and the spread, several side by side.
//!
//! The snippets of a [`side_by_side`] take turns, forwards and backwards, so that a machine that slows down slows all of
//! them, and the ratios to the first stay fair. Python's `timeit` prints the best of some runs of one snippet.
//!
//! ```
//! use longstride::{prelude::*, profile::timeit};
//! let a = Array1::<f64>::ones(1000);
//! let one = timeit::timeit(|| a.sum());
//! assert!(one.median > 0.0 && one.low <= one.high);
//! println!("{one}");
//! ```

use std::fmt;
use std::hint::black_box;
use std::time::Instant;

/// Rounds of measurement.
const ROUNDS: usize = 11;
/// How long one measurement of a snippet should take, in seconds.
const TARGET: f64 = 2e-3;

/// How long a snippet takes, in seconds a call.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Timing {
    /// The median of the rounds.
    pub median: f64,
    /// A quarter of the rounds were faster than this.
    pub low: f64,
    /// A quarter were slower than this.
    pub high: f64,
    /// Calls in each round.
    pub calls: usize,
}

/// Times a snippet: some calls to warm up, then eleven rounds of as many calls as take two milliseconds (at least one).
///
/// What it returns is dropped within the time measured.
pub fn timeit<R>(mut snippet: impl FnMut() -> R) -> Timing {
    let mut run = || drop(black_box(snippet()));
    let calls = calibrate(&mut run);
    let mut rounds: Vec<f64> = (0..ROUNDS).map(|_| round(&mut run, calls)).collect();
    Timing::of(&mut rounds, calls)
}

/// Several snippets to be timed side by side: [`add`](SideBySide::add) them, then print it or look at the
/// [`timings`](SideBySide::timings).
#[must_use]
pub fn side_by_side<'f>() -> SideBySide<'f> {
    SideBySide { snippets: Vec::new(), bytes: None, timings: std::cell::OnceCell::new() }
}

struct Snippet<'f> {
    name: String,
    bytes: Option<u64>,
    run: std::cell::RefCell<Box<dyn FnMut() + 'f>>,
}

/// Snippets that are timed side by side; see [`side_by_side`]. `Display` times them, if that has not been done, and prints
/// a table.
pub struct SideBySide<'f> {
    snippets: Vec<Snippet<'f>>,
    bytes: Option<u64>,
    timings: std::cell::OnceCell<Vec<Timing>>,
}

impl fmt::Debug for SideBySide<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.snippets.iter().map(|s| s.name.as_str()).collect();
        f.debug_struct("SideBySide").field("snippets", &names).field("timings", &self.timings.get()).finish()
    }
}

impl<'f> SideBySide<'f> {
    /// How many bytes a call of the snippets added from now on has to move: then the table has a column GB/s.
    pub fn bytes(&mut self, bytes: u64) -> &mut Self {
        self.bytes = Some(bytes);
        self
    }

    /// Adds a snippet.
    pub fn add<R>(&mut self, name: impl Into<String>, mut snippet: impl FnMut() -> R + 'f) -> &mut Self {
        let run: Box<dyn FnMut() + 'f> = Box::new(move || drop(black_box(snippet())));
        self.snippets.push(Snippet { name: name.into(), bytes: self.bytes, run: run.into() });
        self.timings = std::cell::OnceCell::new();
        self
    }

    /// The timings, in the order in which the snippets were added. Measured once.
    ///
    /// # Panics
    /// If a snippet panics, or asks for these timings itself.
    pub fn timings(&self) -> &[Timing] {
        self.timings.get_or_init(|| {
            let run = |i: usize, calls| round(&mut **self.snippets[i].run.borrow_mut(), calls);
            let count = self.snippets.len();
            let calls: Vec<usize> =
                self.snippets.iter().map(|s| calibrate(&mut **s.run.borrow_mut())).collect();
            let mut rounds = vec![Vec::with_capacity(ROUNDS); count];
            for turn in 0..ROUNDS {
                for i in 0..count {
                    let i = if turn % 2 == 0 { i } else { count - 1 - i };
                    rounds[i].push(run(i, calls[i]));
                }
            }
            rounds.iter_mut().zip(calls).map(|(rounds, calls)| Timing::of(rounds, calls)).collect()
        })
    }
}

impl fmt::Display for SideBySide<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let timings = self.timings();
        let wide = self.snippets.iter().map(|s| s.name.chars().count()).max().unwrap_or(0).max(7);
        write!(
            f,
            "{:<wide$} {:>9} {:>21} {:>6} {:>6}",
            "snippet", "median", "half of the rounds", "ratio", "GB/s"
        )?;
        for (snippet, timing) in self.snippets.iter().zip(timings) {
            let rate = |bytes: u64| format!("{:.1}", bytes as f64 / timing.median / 1e9);
            write!(
                f,
                "\n{:<wide$} {:>9} {:>21} {:>6.2} {:>6}",
                snippet.name,
                seconds(timing.median),
                format!("{} to {}", seconds(timing.low), seconds(timing.high)),
                timing.median / timings[0].median,
                snippet.bytes.map_or("-".into(), rate),
            )?;
        }
        Ok(())
    }
}

impl Timing {
    fn of(rounds: &mut [f64], calls: usize) -> Self {
        rounds.sort_by(f64::total_cmp);
        let at = |quarters: usize| rounds[(rounds.len() - 1) * quarters / 4];
        Self { median: at(2), low: at(1), high: at(3), calls }
    }
}

impl fmt::Display for Timing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { median, low, high, calls } = *self;
        let (median, low, high) = (seconds(median), seconds(low), seconds(high));
        write!(f, "{median} (half of {ROUNDS} rounds: {low} to {high}; {calls} calls each)")
    }
}

/// How many calls make a round; they warm up on the way.
fn calibrate(run: &mut dyn FnMut()) -> usize {
    let mut calls = 1;
    loop {
        let took = round(run, calls) * calls as f64;
        if took >= TARGET / 2.0 || calls >= 1 << 30 {
            return ((calls as f64 * TARGET / took.max(1e-9)) as usize).max(1);
        }
        calls *= 2;
    }
}

/// Seconds a call.
fn round(run: &mut dyn FnMut(), calls: usize) -> f64 {
    let start = Instant::now();
    (0..calls).for_each(|_| run());
    start.elapsed().as_secs_f64() / calls as f64
}

/// Seconds in a unit that suits them.
pub(super) fn seconds(value: f64) -> String {
    match value {
        v if v < 1e-6 => format!("{:.1} ns", v * 1e9),
        v if v < 1e-3 => format!("{:.2} us", v * 1e6),
        v if v < 1.0 => format!("{:.2} ms", v * 1e3),
        v => format!("{v:.2} s"),
    }
}

/// A large number with a unit and its prefix.
#[cfg(feature = "profile")]
pub(super) fn quantity(value: f64, unit: &str) -> String {
    let prefixes = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    match prefixes.iter().find(|(least, _)| value >= *least) {
        Some((least, prefix)) => format!("{:.1} {prefix}{unit}", value / least),
        None => format!("{value:.0} {unit}"),
    }
}
