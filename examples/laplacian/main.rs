//! The Laplacian of a terrain: the case study, from a file on disk to a map of its curvature.
//!
//! ```text
//! cargo run --release --example laplacian
//! cargo run --release --example laplacian -- --help
//! ```
//!
//! Reads a field of elevations, computes its Laplacian on five shifted views (`compute.rs`), saves it as
//! `.npy`, draws it beside a shaded relief, and then climbs a ladder (`ladder.rs`): the same computation
//! written seven ways, from nested vectors to one fused pass on all cores, checked against each other and
//! timed.

mod args;
#[path = "../common/mod.rs"]
mod common;
mod compute;
mod ladder;
mod picture;
mod plain;
mod progress;
mod table;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use longstride::prelude::*;
use npyz::WriterBuilder;

use crate::args::{Options, Request};
use crate::common::console::{say, short};
use crate::common::failure::{Failure, Result, failed};
use crate::common::relief::Grid;
use crate::common::{input, limits};
use crate::ladder::{Effort, Rung};
use crate::picture::Scene;
use crate::progress::Progress;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::Unread) {
                let _ = writeln!(io::stderr(), "laplacian: error: {failure}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let options = match args::parse(std::env::args_os().skip(1), home.join("target/laplacian"))? {
        Request::Help => return say(args::HELP),
        Request::Run(options) => options,
    };
    // The library works in the caller's pool, so this program sets one up that has the threads asked for.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build_global();
    pool.or_else(|e| failed(format!("cannot start {} threads: {e}", options.threads)))?;
    // Before any work, so that nobody waits for a map and then learns that the ladder cannot be climbed.
    let [rows, cols] = options.size;
    limits::check_memory(rows as u64 * cols as u64, &format!("--size {rows}x{cols}"))?;

    let (path, key) = match &options.input {
        Some(input) => (input.path.clone(), input.key.as_deref()),
        None => (home.join("examples/data/jacksboro_fault_dem.npz"), None),
    };
    let loaded = input::load(&path, key)?;
    let on_the_ground = options.dx.or(loaded.dx).is_some() && options.dy.or(loaded.dy).is_some();
    let dx = input::step("dx", options.dx, loaded.dx)?;
    let dy = input::step("dy", options.dy, loaded.dy)?;
    say(&format!(
        "read   {} from {}: {} x {} of {}, cells of {dy:.1} m (north-south) by {dx:.1} m (east-west)\n",
        loaded.name,
        short(&path),
        loaded.rows,
        loaded.cols,
        loaded.type_name
    ))?;

    let name = loaded.name;
    let field = array([loaded.rows, loaded.cols], loaded.values)?;
    map(&field, &name, [dx, dy], on_the_ground, &options)?;

    ladder(&format!("{name}, {} x {}", loaded.rows, loaded.cols), &field, [dy, dx], &options)?;
    drop(field);
    ladder(&format!("synthetic, {rows} x {cols}"), &synthetic(rows, cols)?, [1.0, 1.0], &options)?;
    say(&format!("\n{}", table::LEGEND))
}

/// Computes, saves and draws the Laplacian.
fn map(
    field: &Array2<f64>,
    name: &str,
    [dx, dy]: [f64; 2],
    on_the_ground: bool,
    options: &Options,
) -> Result<()> {
    let start = Instant::now();
    // Axis 0 of a map runs north to south: its step is the function's first.
    let curvature = compute::laplacian(field.view(), dy, dx).try_eval().or_else(|e| failed(e.to_string()))?;
    let elapsed = start.elapsed();

    let ([rows, cols], Some(heights), Some(values)) = (field.shape(), field.as_slice(), curvature.as_slice())
    else {
        return failed("the field is not contiguous");
    };
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), &v| (l.min(v), h.max(v)));
    let (range, ms) = (format!("{low:.3e} to {high:.3e}"), elapsed.as_secs_f64() * 1e3);
    let range = if low <= high { range } else { "no number anywhere".into() };
    say(&format!("done   its Laplacian in {ms:.3} ms: {range}\n"))?;

    let out = &options.out;
    fs::create_dir_all(out).or_else(|e| failed(format!("{}: {e}", out.display())))?;
    let path = out.join("laplacian.npy");
    save(&path, [rows - 2, cols - 2], values).or_else(|e| failed(format!("{}: {e}", path.display())))?;
    say(&format!("saved  {}\n", short(&path)))?;

    let path = out.join("laplacian.png");
    let scene = Scene {
        name,
        field: Grid { rows, cols, values: heights },
        curvature: Grid { rows: rows - 2, cols: cols - 2, values },
        dx,
        dy,
        on_the_ground,
        unit: (name == "elevation").then_some("m"),
    };
    picture::draw(&scene, &path).or_else(|e| failed(format!("{}: {e}", path.display())))?;
    say(&format!("drawn  {}\n", short(&path)))
}

/// Times and checks all rungs on one field, and prints them.
fn ladder(title: &str, field: &Array2<f64>, steps: [f64; 2], options: &Options) -> Result<()> {
    let effort = if options.quick {
        Effort { repetitions: 3, at_least: Duration::from_micros(200) }
    } else {
        Effort { repetitions: 9, at_least: Duration::from_millis(2) }
    };
    let lines = {
        let mut progress = Progress::new(title, Rung::ALL.len() * (1 + effort.repetitions));
        ladder::climb(field, steps, options.threads, effort, &mut progress)?
    };
    let (threads, times) = (options.threads, effort.repetitions);
    let heading = format!("{title} (threads on all cores: {threads}; median of {times} measurements)");
    say(&format!("\n{}", table::render(&heading, &lines)))?;
    table::verdict(title, &lines)
}

/// Hills of several sizes, the same on every machine: a sum of products of waves along the two axes.
fn synthetic(rows: usize, cols: usize) -> Result<Array2<f64>> {
    let wave = |n: usize, step: f64| -> Vec<f64> { (0..n).map(|i| (i as f64 * step).sin()).collect() };
    let (long, short) = ((wave(rows, 0.011), wave(cols, 0.017)), (wave(rows, 0.23), wave(cols, 0.19)));
    let mut values = Vec::with_capacity(rows * cols);
    for (a, b) in long.0.iter().zip(&short.0) {
        values.extend(long.1.iter().zip(&short.1).map(|(c, d)| 500.0 + 300.0 * a * c + 20.0 * b * d));
    }
    array([rows, cols], values)
}

fn array(shape: [usize; 2], values: Vec<f64>) -> Result<Array2<f64>> {
    Array2::from_vec(shape, values).or_else(|e| failed(e.to_string()))
}

fn save(path: &Path, [rows, cols]: [usize; 2], values: &[f64]) -> io::Result<()> {
    let file = BufWriter::new(File::create(path)?);
    let shape = [rows as u64, cols as u64];
    let mut writer = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(file).begin_nd()?;
    writer.extend(values)?;
    writer.finish()
}
