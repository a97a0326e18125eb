//! The command line, read by hand: seven options do not need a parsing library, and every fault gets one
//! clear line.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::common::failure::{Failure, Result};
use crate::common::limits::{MAX_ELEMENTS, MAX_STEP, MAX_THREADS, MIN_SIDE, MIN_STEP};

pub(crate) const HELP: &str = "\
The Laplacian of a terrain: curvature map first, then seven ways to compute it, timed.

usage: laplacian [options]

  --input FILE[:KEY]  a .npy file, or an .npz archive and the member to take from it
                      (default: the elevation model in examples/data)
  --dx METRES         east-west size of a cell, the step along axis 1
  --dy METRES         north-south size of a cell, the step along axis 0
                      (default: from the archive's own dx and dy, in degrees where it also
                      holds the corners xmin, xmax, ymin, ymax; otherwise 1)
  --size RxC          rows and columns of the synthetic field that is timed (default: 4096x4096)
  --threads N         threads for the rung on all cores (default: as many as the machine offers)
  --out DIR           where laplacian.npy and laplacian.png go (default: target/laplacian)
  --quick             a 512x512 synthetic field and few repetitions
  --help              this text
";

/// What the command line asks for.
#[derive(Debug)]
pub(crate) enum Request {
    Help,
    Run(Options),
}

#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) input: Option<Input>,
    pub(crate) dx: Option<f64>,
    pub(crate) dy: Option<f64>,
    pub(crate) size: [usize; 2],
    pub(crate) threads: usize,
    pub(crate) out: PathBuf,
    pub(crate) quick: bool,
}

/// `FILE` or `FILE.npz:KEY`.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    pub(crate) key: Option<String>,
}

pub(crate) fn parse(arguments: impl Iterator<Item = OsString>, default_out: PathBuf) -> Result<Request> {
    // `into_string` rather than `std::env::args`, which panics on bytes that are not UTF-8.
    let mut arguments = arguments
        .map(|a| a.into_string().map_err(|a| Failure::Usage(format!("argument {a:?} is not valid UTF-8"))));
    let mut options = Options {
        input: None,
        dx: None,
        dy: None,
        size: [4096, 4096],
        threads: std::thread::available_parallelism().map_or(1, |n| n.get()).min(MAX_THREADS),
        out: default_out,
        quick: false,
    };
    let mut size = None;
    while let Some(argument) = arguments.next() {
        let argument = argument?;
        let (name, attached) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        if matches!(name, "--help" | "-h" | "--quick") {
            if attached.is_some() {
                return usage(format!("{name} takes no value"));
            }
            if name != "--quick" {
                return Ok(Request::Help);
            }
            options.quick = true;
            continue;
        }
        if !matches!(name, "--input" | "--dx" | "--dy" | "--size" | "--threads" | "--out") {
            return usage(format!("unknown argument '{name}' (--help lists the options)"));
        }
        let value = match attached {
            Some(value) => value,
            None => match arguments.next().transpose()? {
                Some(value) => value,
                None => return usage(format!("{name} needs a value")),
            },
        };
        if value.is_empty() {
            return usage(format!("{name} needs a value, not an empty string"));
        }
        match name {
            "--input" => options.input = Some(input(&value)),
            "--dx" => options.dx = Some(step(name, &value)?),
            "--dy" => options.dy = Some(step(name, &value)?),
            "--size" => size = Some(field_size(&value)?),
            "--threads" => options.threads = threads(&value)?,
            _ => options.out = PathBuf::from(value),
        }
    }
    options.size = size.unwrap_or(if options.quick { [512, 512] } else { options.size });
    Ok(Request::Run(options))
}

fn usage<T>(message: String) -> Result<T> {
    Err(Failure::Usage(message))
}

/// Splits off a key only behind `.npz`, so that a colon elsewhere in a path stays part of the path.
fn input(value: &str) -> Input {
    match value.rsplit_once(':') {
        Some((path, key)) if path.to_ascii_lowercase().ends_with(".npz") => {
            Input { path: PathBuf::from(path), key: Some(key.to_owned()) }
        }
        _ => Input { path: PathBuf::from(value), key: None },
    }
}

fn step(name: &str, value: &str) -> Result<f64> {
    match value.parse::<f64>() {
        // Also refuses NaN, which no range contains.
        Ok(metres) if (MIN_STEP..=MAX_STEP).contains(&metres) => Ok(metres),
        Ok(_) => usage(format!("{name} must lie between {MIN_STEP:e} and {MAX_STEP:e} metres, not {value}")),
        Err(_) => usage(format!("{name} must be a number of metres, not '{value}'")),
    }
}

fn threads(value: &str) -> Result<usize> {
    match value.parse::<usize>() {
        Ok(n) if (1..=MAX_THREADS).contains(&n) => Ok(n),
        _ => usage(format!("--threads must be a whole number from 1 to {MAX_THREADS}, not '{value}'")),
    }
}

fn field_size(value: &str) -> Result<[usize; 2]> {
    let Some((rows, cols)) = value.split_once(['x', 'X']) else {
        return usage(format!("--size must look like 4096x4096, not '{value}'"));
    };
    let side = |digits: &str| match digits.parse::<u64>() {
        Ok(n) => Ok(n),
        // A number of too many digits is a size too large, not a typing error.
        Err(_) if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(u64::MAX),
        Err(_) => usage(format!("--size must look like 4096x4096, not '{value}'")),
    };
    let (rows, cols) = (side(rows)?, side(cols)?);
    if rows < MIN_SIDE || cols < MIN_SIDE {
        return usage(format!("--size needs at least {MIN_SIDE} rows and {MIN_SIDE} columns, not {value}"));
    }
    match rows.checked_mul(cols) {
        Some(n) if n <= MAX_ELEMENTS => Ok([rows as usize, cols as usize]),
        _ => usage(format!("--size {value} is too large: at most {MAX_ELEMENTS} elements")),
    }
}
