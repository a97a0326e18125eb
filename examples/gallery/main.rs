//! A gallery: twelve short programs that people recognise, each written with the expressions of this library, each checked
//! against something that is known about its result.
//!
//! ```text
//! cargo run --release --features rand --example gallery
//! cargo run --release --features rand --example gallery -- life pca
//! cargo run --release --features rand --example gallery -- --quick --out DIR
//! ```

mod averages;
#[path = "../common/mod.rs"]
mod common;
mod distances;
mod equalise;
mod filters;
mod gradients;
mod heat;
mod kmeans;
mod life;
mod mandelbrot;
mod options;
mod pca;
mod roads;
mod stage;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use crate::common::console::say;
use crate::common::failure::{Failure, Result, failed};
use crate::stage::Stage;

/// A name for the command line, what is shown, and the program.
type Program = (&'static str, &'static str, fn(&Stage) -> Result<()>);

const PROGRAMS: [Program; 12] = [
    ("life", "Conway's game of life", life::run),
    ("kmeans", "k-means clustering", kmeans::run),
    ("mandelbrot", "the Mandelbrot set", mandelbrot::run),
    ("heat", "heat diffusion in a plate", heat::run),
    ("filters", "blurring a picture, and finding its edges", filters::run),
    ("averages", "moving averages over a series with missing values", averages::run),
    ("distances", "distances between all pairs", distances::run),
    ("options", "an option priced by Monte Carlo", options::run),
    ("cg", "conjugate gradients without a matrix", gradients::run),
    ("roads", "all shortest paths, by Floyd and Warshall", roads::run),
    ("equalise", "histogram equalisation", equalise::run),
    ("pca", "principal components of a picture", pca::run),
];

const HELP: &str = "\
Twelve short programs that people recognise.

usage: gallery [--quick] [--out DIR] [--help] [NAME ...]

  NAME       only these: life kmeans mandelbrot heat filters averages
             distances options cg roads equalise pca (default: all)
  --quick    smaller problems
  --out DIR  where the pictures go (default: target/gallery)
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !matches!(failure, Failure::Unread) {
                let _ = writeln!(io::stderr(), "gallery: error: {failure}");
            }
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run() -> Result<()> {
    let (mut quick, mut out) = (false, Path::new(env!("CARGO_MANIFEST_DIR")).join("target/gallery"));
    let mut chosen = Vec::new();
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let program = PROGRAMS.into_iter().find(|(name, _, _)| argument == *name);
        match (argument.to_str(), program) {
            (_, Some(program)) => chosen.push(program),
            (Some("--help"), _) => return say(HELP),
            (Some("--quick"), _) => quick = true,
            (Some("--out"), _) => match arguments.next().filter(|dir| !dir.is_empty()) {
                Some(dir) => out = PathBuf::from(dir),
                None => return Err(Failure::Usage("--out needs a value".into())),
            },
            _ => return Err(Failure::Usage(format!("unknown argument {argument:?} (--help lists them)"))),
        }
    }
    if chosen.is_empty() {
        chosen = PROGRAMS.to_vec();
    }
    fs::create_dir_all(&out).or_else(|e| failed(format!("{}: {e}", out.display())))?;
    let stage = Stage { quick, out };
    for (name, what, program) in chosen {
        say(&format!("{name}: {what}\n"))?;
        let start = Instant::now();
        program(&stage)?;
        stage.say(&format!("{:.0} ms", start.elapsed().as_secs_f64() * 1e3))?;
    }
    Ok(())
}
