//! What was recorded, as a table for people and as JSON for programs.

use std::fmt::{self, Write as _};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::record::{Alone, Entry, Place, collect};
use super::timeit::{quantity, seconds};

/// The operations that one line of a program asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Row {
    /// The file, as the compiler names it.
    pub file: &'static str,
    /// The line.
    pub line: u32,
    /// What was done, by the name of the method: `eval`, `sum`, `reshape`.
    pub operation: &'static str,
    /// How often.
    pub hits: u64,
    /// How long in all.
    pub time: Duration,
    /// Bytes read and written, as far as loops over elements did so.
    pub bytes: u64,
    /// Bytes allocated, or taken from what the crate keeps.
    pub allocated: u64,
    /// The largest number of threads that took part.
    pub threads: usize,
    /// The shape of the last of them.
    pub shape: Vec<usize>,
    /// What was done unasked, or not done: copies, packing, why on one thread.
    pub notes: Vec<String>,
}

/// A snapshot of what was recorded, the slowest lines first. `Display` prints the table.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// A row for each line of the program and operation.
    pub rows: Vec<Row>,
    /// What the machine's memory gives to a copy, all threads together, in bytes read and written a second. Measured
    /// when the first report is made.
    pub bandwidth: f64,
}

/// Prints what was recorded so far, the slowest lines first.
pub fn report() {
    println!("{}", snapshot());
}

/// What was recorded so far.
///
/// The first call measures the memory's bandwidth, which takes some tens of milliseconds and 128 MiB.
#[must_use]
pub fn snapshot() -> Report {
    let mut rows: Vec<Row> = collect().iter().map(|(place, entry)| Row::new(*place, entry)).collect();
    rows.sort_by(|a, b| b.time.cmp(&a.time).then_with(|| (a.file, a.line).cmp(&(b.file, b.line))));
    Report { rows, bandwidth: bandwidth() }
}

impl Row {
    fn new((location, operation): Place, entry: &Entry) -> Self {
        let mut notes: Vec<String> = entry.notes.iter().map(|&note| note.into()).collect();
        if entry.packed > 0 {
            let s = if entry.packed == 1 { "" } else { "s" };
            notes.push(format!("{} operand{s} not in the order of the result: packed first", entry.packed));
        }
        notes.extend(entry.alone.map(|why| {
            let why = match why {
                Alone::Small => "too little work for two",
                Alone::Limit => "no more are allowed here",
                Alone::Whole => "nothing to cut",
            };
            format!("on one thread: {why}")
        }));
        let &Entry { hits, time, bytes, allocated, threads, .. } = entry;
        let (file, line, shape) = (location.file(), location.line(), entry.shape.to_vec());
        Self { file, line, operation, hits, time, bytes, allocated, threads: threads.max(1), shape, notes }
    }

    /// Bytes a second.
    fn rate(&self) -> f64 {
        self.bytes as f64 / self.time.as_secs_f64().max(1e-12)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: f64 = self.rows.iter().map(|row| row.time.as_secs_f64()).sum();
        let places: Vec<String> = self.rows.iter().map(|row| format!("{}:{}", row.file, row.line)).collect();
        let wide = places.iter().map(String::len).max().unwrap_or(0).max(4);
        let names = self.rows.iter().map(|row| row.operation.len()).max().unwrap_or(0).max(9);
        writeln!(
            f,
            "{:<wide$}  {:<names$} {:>8} {:>9} {:>9} {:>6} {:>7} {:>7} {:>10} {:>7}",
            "line", "operation", "hits", "time", "per hit", "%", "GB/s", "of peak", "allocated", "threads"
        )?;
        for (row, place) in self.rows.iter().zip(&places) {
            let time = row.time.as_secs_f64();
            let (rate, peak) = match row.bytes {
                0 => ("-".into(), "-".into()),
                _ => (
                    format!("{:.1}", row.rate() / 1e9),
                    format!("{:.0} %", 100.0 * row.rate() / self.bandwidth),
                ),
            };
            writeln!(
                f,
                "{place:<wide$}  {:<names$} {:>8} {:>9} {:>9} {:>6.1} {rate:>7} {peak:>7} {:>10} {:>7}",
                row.operation,
                row.hits,
                seconds(time),
                seconds(time / row.hits as f64),
                100.0 * time / total.max(1e-12),
                quantity(row.allocated as f64, "B"),
                row.threads,
            )?;
            if !row.notes.is_empty() {
                writeln!(f, "{:wide$}    {:?}: {}", "", row.shape, row.notes.join("; "))?;
            }
        }
        write!(f, "{} in all; a copy moves {}/s here", seconds(total), quantity(self.bandwidth, "B"))
    }
}

impl Report {
    /// The same as JSON: `{"bandwidth": ..., "rows": [{"file": ..., "line": ..., ...}, ...]}`, times in seconds.
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = format!("{{\"bandwidth\": {:e}, \"rows\": [", self.bandwidth);
        for (i, row) in self.rows.iter().enumerate() {
            let notes: Vec<String> = row.notes.iter().map(|note| quoted(note)).collect();
            // Writing to a `String` does not fail.
            let _ = write!(
                text,
                "{}{{\"file\": {}, \"line\": {}, \"operation\": {}, \"hits\": {}, \"seconds\": {:e}, \"bytes\": {}, \
                 \"allocated\": {}, \"threads\": {}, \"shape\": {:?}, \"notes\": [{}]}}",
                if i == 0 { "" } else { ", " },
                quoted(row.file),
                row.line,
                quoted(row.operation),
                row.hits,
                row.time.as_secs_f64(),
                row.bytes,
                row.allocated,
                row.threads,
                row.shape,
                notes.join(", "),
            );
        }
        text + "]}"
    }
}

/// A string of JSON.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c < ' ' => out.extend(format!("\\u{:04x}", u32::from(c)).chars()),
            c => out.push(c),
        }
    }
    out + "\""
}

/// What a copy moves in a second, on all cores: the best of three.
fn bandwidth() -> f64 {
    static MEASURED: OnceLock<f64> = OnceLock::new();
    *MEASURED.get_or_init(|| {
        const BYTES: usize = 64 << 20;
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let (from, mut to) = (vec![1_u8; BYTES], vec![0_u8; BYTES]);
        let part = BYTES.div_ceil(threads);
        let best = (0..3).map(|_| {
            let start = Instant::now();
            std::thread::scope(|scope| {
                for (to, from) in to.chunks_mut(part).zip(from.chunks(part)) {
                    scope.spawn(|| to.copy_from_slice(std::hint::black_box(from)));
                }
            });
            2.0 * BYTES as f64 / start.elapsed().as_secs_f64()
        });
        best.fold(0.0, f64::max)
    })
}
