//! The heat equation on a terrain: what soil that creeps downhill makes of it, and what it costs to compute.
//!
//! ```text
//! cargo run --release --example heat
//! cargo run --release --example heat -- --quick --out DIR
//! ```
//!
//! Soil moves down a slope in proportion to its steepness, so heights obey the equation of heat (Culling 1960). Reads a
//! real elevation model, lets it creep for some million years (`steps.rs`), draws it before and after, and
//! then times the same steps on a field far larger than any cache: as one pass through memory for each step, and with
//! `longstride::prelude::iterate`, which takes several steps on each part of the field while that is in the cache.

#[path = "../common/mod.rs"]
mod common;
mod picture;
mod steps;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use longstride::prelude::*;

use crate::common::console::{say, short};
use crate::common::failure::{Failure, Result, failed};
use crate::common::map::significant;
use crate::common::relief::Grid;
use crate::common::{input, limits};
use crate::picture::Scene;
use crate::steps::Way;

const HELP: &str = "\
The heat equation on a terrain: before and after, and the same steps in four ways, timed.

usage: heat [--quick] [--out DIR] [--help]

  --quick    time 10 steps on 256 x 256 instead of 40 on 4000 x 4000
  --out DIR  where heat.png goes (default: target/heat)
";

/// How much soil creeps: square metres a year, in the middle of what is measured on hillslopes.
const CREEP: f64 = 0.01;
/// Steps of the map, and the share of the largest stable step that each takes.
const STEPS: usize = 100;
const SHARE: f64 = 0.8;
/// How often the steps are timed.
const ROUNDS: usize = 3;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::Unread) {
                let _ = writeln!(io::stderr(), "heat: error: {failure}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut quick, mut out) = (false, home.join("target/heat"));
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.to_str(), argument == "--out") {
            (Some("--help"), _) => return say(HELP),
            (Some("--quick"), _) => quick = true,
            (_, true) => match arguments.next().filter(|dir| !dir.is_empty()) {
                Some(dir) => out = PathBuf::from(dir),
                None => return Err(Failure::Usage("--out needs a value".into())),
            },
            _ => return Err(Failure::Usage(format!("unknown argument {argument:?} (--help lists them)"))),
        }
    }
    let path = home.join("examples/data/jacksboro_fault_dem.npz");
    let loaded = input::load(&path, None)?;
    let (dx, dy) = (input::step("dx", None, loaded.dx)?, input::step("dy", None, loaded.dy)?);
    let (rows, cols) = (loaded.rows, loaded.cols);
    say(&format!("read   {} from {}: {rows} x {cols}\n", loaded.name, short(&path)))?;

    // A step is stable up to half of what makes the two rates add up to 1.
    let years = SHARE * 0.5 / (CREEP * (1.0 / (dx * dx) + 1.0 / (dy * dy)));
    let rates = [dy, dx].map(|d| CREEP * years / (d * d));
    let before = array([rows, cols], loaded.values)?;
    let mut after = before.clone();
    let start = Instant::now();
    steps::skewed(&mut after, STEPS, rates);
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let span = significant(STEPS as f64 * years / 1e6, 2);
    say(&format!("done   {STEPS} steps of {} years each in {ms:.1} ms\n", significant(years.round(), 6)))?;

    fs::create_dir_all(&out).or_else(|e| failed(format!("{}: {e}", out.display())))?;
    let path = out.join("heat.png");
    let scene = Scene {
        fields: [grid(&before)?, grid(&after)?],
        titles: ["Today", &format!("After {span} million years of creeping soil")],
        note: &format!(
            "{STEPS} steps of the heat equation, {CREEP} square metres a year; the same light and colours on both"
        ),
        dx,
        dy,
    };
    picture::draw(&scene, &path).or_else(|e| failed(format!("{}: {e}", path.display())))?;
    say(&format!("drawn  {}\n\n", short(&path)))?;

    let (side, count) = if quick { (256, 10) } else { (4000, 40) };
    // The field, what it is resampled through, the reference, the result and the second array of either.
    limits::check_memory((side * side) as u64, &format!("a field of {side} x {side}"))?;
    let large = array([side, side], grid(&before)?.resample([side, side]))?;
    time(&large, count, rates)
}

/// Times the ways in turn, checks that they agree to the bit, and prints a table of medians.
fn time(field: &Array2<f64>, steps: usize, rates: [f64; 2]) -> Result<()> {
    let cores = longstride::threads::available();
    let ways = [
        (Way::Slices, 1, "hand-written loop"),
        (Way::Plain, 1, "one pass a step"),
        (Way::Iterate, 1, "iterate"),
        (Way::Plain, cores, "one pass a step"),
        (Way::Iterate, cores, "iterate"),
    ];
    let mut expected = field.clone();
    Way::Slices.run(&mut expected, steps, rates, 1);
    let mut seconds = [const { Vec::new() }; 5];
    for _ in 0..ROUNDS {
        for ((way, threads, name), seconds) in ways.into_iter().zip(&mut seconds) {
            let mut result = field.clone();
            let start = Instant::now();
            way.run(&mut result, steps, rates, threads);
            seconds.push(start.elapsed().as_secs_f64());
            if result != expected {
                return failed(format!("'{name}' on {threads} threads differs from the hand-written loop"));
            }
        }
    }
    let [rows, cols] = field.shape();
    say(&format!("{steps} steps on {rows} x {cols}, median of {ROUNDS}, all with the same bits\n"))?;
    say("  way                 threads   ms a step   ratio\n")?;
    let median = |seconds: &mut Vec<f64>| {
        seconds.sort_by(f64::total_cmp);
        seconds[seconds.len() / 2]
    };
    let medians = seconds.each_mut().map(median);
    for ((_, threads, name), time) in ways.into_iter().zip(medians) {
        let (ms, ratio) = (time / steps as f64 * 1e3, time / medians[0]);
        say(&format!("  {name:<18}  {threads:>7}  {ms:>10.3}  {ratio:>6.2}\n"))?;
    }
    Ok(())
}

fn array(shape: [usize; 2], values: Vec<f64>) -> Result<Array2<f64>> {
    Array2::from_vec(shape, values).or_else(|e| failed(e.to_string()))
}

fn grid(field: &Array2<f64>) -> Result<Grid<'_>> {
    let [rows, cols] = field.shape();
    match field.as_slice() {
        Some(values) => Ok(Grid { rows, cols, values }),
        None => failed("the field is not contiguous"),
    }
}
