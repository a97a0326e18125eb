//! The mean of a column of each of many files, one after the other and in parallel: what Python's
//! `multiprocessing.Pool` is for, with threads and without copies between processes.
//!
//! ```text
//! cargo run --release --example csv_means
//! cargo run --release --example csv_means -- --quick
//! ```
//!
//! Writes the files to a temporary directory, one of them broken on purpose: that one is reported with its line, and the
//! others are unharmed. Where there is a `python3`, the twin `pool.py` reads the same files and has to print the same
//! numbers.

#[path = "../common/mod.rs"]
mod common;
#[path = "../laplacian/progress.rs"]
mod progress;

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Mutex;
use std::time::Instant;

use longstride::prelude::*;
use rayon::prelude::*;

use crate::common::console::say;
use crate::common::failure::{Failure, Result, failed};
use crate::progress::Progress;

const HELP: &str = "\
The mean of a column of each of 1000 CSV files: serial, in parallel, and by Python.

usage: csv_means [--quick] [--help]

  --quick  100 files of 50 lines instead of 1000 of 1000
";

/// The column of which the mean is wanted, counted from 0.
const COLUMN: usize = 2;

/// The mean of a file, or where and why there is none.
type Mean = std::result::Result<f64, String>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::Unread) {
                let _ = writeln!(io::stderr(), "csv_means: error: {failure}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result<()> {
    let mut quick = false;
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--help") => return say(HELP),
            Some("--quick") => quick = true,
            _ => return Err(Failure::Usage(format!("unknown argument {argument:?} (--help lists them)"))),
        }
    }
    let (files, lines) = if quick { (100, 50) } else { (1000, 1000) };
    let directory = Temporary::new()?;
    let paths = write_files(&directory.0, files, lines).or_else(|e| failed(format!("writing: {e}")))?;
    say(&format!("{files} files of {lines} lines\n"))?;

    let (serial, serial_time) = timed(|| paths.iter().map(|path| mean_of(path)).collect::<Vec<Mean>>());
    let (parallel, parallel_time) = timed(|| {
        let progress = Mutex::new(Progress::new("reading", files));
        let each = |path: &PathBuf| {
            let mean = mean_of(path);
            if let Ok(mut progress) = progress.lock() {
                progress.step();
            }
            mean
        };
        paths.par_iter().map(each).collect::<Vec<Mean>>()
    });
    if serial != parallel {
        return failed("the results in parallel are not those of the serial run");
    }
    let report = summary(&serial);
    say(&report)?;
    say("\n  way                          workers   seconds\n")?;
    let row =
        |way: &str, workers: usize, time: f64| say(&format!("  {way:<27}  {workers:>7}  {time:>8.3}\n"));
    row("Rust, one after the other", 1, serial_time)?;
    row("Rust, rayon", rayon::current_num_threads(), parallel_time)?;

    let twin = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/csv_means/pool.py");
    let output = match Command::new("python3").arg(twin).arg(&directory.0).output() {
        Ok(output) => output,
        Err(_) => return say("  there is no python3 to compare with\n"),
    };
    let printed = String::from_utf8_lossy(&output.stdout);
    // The numbers, and then a line with the times and the number of workers.
    let times = printed.strip_prefix(&report).and_then(|rest| {
        let mut numbers = rest.split_whitespace();
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    });
    let Some((serial_time, pool_time, workers)) = times else {
        return failed(format!(
            "Python printed something else: {printed} {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    };
    row("Python, one after the other", 1, serial_time)?;
    row("Python, multiprocessing", workers, pool_time)?;
    say("  Python printed the same numbers\n")
}

/// The mean of one column of one file.
fn mean_of(path: &Path) -> Mean {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
    let mut values = Vec::new();
    for (number, line) in text.lines().enumerate().skip(1) {
        let cell = line.split(',').nth(COLUMN).unwrap_or_default();
        values
            .push(cell.parse::<f64>().map_err(|_| format!("{name}:{}: not a number: '{cell}'", number + 1))?);
    }
    Ok(Array1::from(values).mean())
}

/// The means in a few numbers, and the files that have none.
fn summary(results: &[Mean]) -> String {
    let means = Array1::from_iter(results.iter().flatten().copied());
    let mut text = format!(
        "{} means from {:.9} to {:.9}, their mean is {:.9}\n",
        means.len(),
        means.min(),
        means.max(),
        means.mean()
    );
    for fault in results.iter().filter_map(|result| result.as_ref().err()) {
        let _ = writeln!(text, "left out: {fault}");
    }
    text
}

/// Temperatures of a made-up year at each of many places; that in the middle has a line that is no number.
fn write_files(directory: &Path, files: usize, lines: usize) -> io::Result<Vec<PathBuf>> {
    let noise = |n: usize| (n.wrapping_mul(2_654_435_761) >> 7) % 1000;
    (0..files)
        .map(|file| {
            let mut text = String::from("day,place,temperature\n");
            for day in 0..lines {
                let wave = (day as f64 / 365.0 * std::f64::consts::TAU).sin();
                let degrees =
                    10.0 - 8.0 * wave + file as f64 / 100.0 + noise(file * lines + day) as f64 / 500.0;
                let cell =
                    if file == files / 2 && day == 40 { "n/a".into() } else { format!("{degrees:.3}") };
                let _ = writeln!(text, "{day},{file},{cell}");
            }
            let path = directory.join(format!("place-{file:04}.csv"));
            fs::write(&path, text)?;
            Ok(path)
        })
        .collect()
}

/// A result, and the seconds that it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_secs_f64())
}

/// A directory that is removed with all that is in it, whether the work ends well or not.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Temporary> {
        let path = std::env::temp_dir().join(format!("longstride-csv-means-{}", std::process::id()));
        fs::create_dir_all(&path).or_else(|e| failed(format!("{}: {e}", path.display())))?;
        Ok(Temporary(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
