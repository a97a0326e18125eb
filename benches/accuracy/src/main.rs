//! Measures the errors of the elementary functions through the public interface; see `run`.

mod error;
mod functions;
mod points;
mod report;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use error::{PRECISION, Real, error};
use functions::{One, Two, ones, twos};
use longstride::prelude::*;
use longstride::{SimdLevel, simd_level};
use report::Row;
use rug::Float;

/// Arguments evaluated at once.
const BLOCK: usize = 1 << 13;

/// No function may have a larger error ...
const BOUND: f64 = 1.0;
/// ... but these, whose documentation says so.
const BOUND_OF: [(&str, f64); 1] = [("logaddexp", 1.5)];

struct Options {
    only: Vec<String>,
    points: u64,
    every: u64,
    check: bool,
}

fn main() {
    let mut options = Options { only: vec![], points: 10_000_000, every: 1, check: false };
    let mut types = vec!["f64", "f32"];
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| fail(&format!("{arg} needs a value")));
        match arg.as_str() {
            "--only" => options.only = value().split(',').map(str::to_owned).collect(),
            "--points" => options.points = number(&value()),
            "--every" => options.every = number(&value()),
            "--type" => types = vec![if value() == "f32" { "f32" } else { "f64" }],
            "--check" => options.check = true,
            _ => fail(&format!("unknown option {arg}")),
        }
    }
    match command.as_str() {
        "measure" => measure(&options, &types),
        "report" => report::write(),
        _ => fail("measure or report?"),
    }
}

fn number(text: &str) -> u64 {
    let number: f64 = text.parse().unwrap_or_else(|_| fail(&format!("{text} is not a number")));
    (number as u64).max(1)
}

fn fail(why: &str) -> ! {
    eprintln!("accuracy: {why}");
    std::process::exit(2)
}

fn measure(options: &Options, types: &[&str]) {
    let level = match simd_level() {
        SimdLevel::V4 => "v4",
        SimdLevel::V3 => "v3",
        _ => "scalar",
    };
    if std::env::var("LONGSTRIDE_SIMD").is_ok_and(|wanted| wanted != level) {
        println!("{}: not on this machine", std::env::var("LONGSTRIDE_SIMD").unwrap_or_default());
        return;
    }
    let wanted = |name: &str| {
        options.only.is_empty()
            || options.only.iter().any(|only| only == name.split('(').next().unwrap_or(name))
    };
    let mut rows = vec![];
    for &kind in types {
        let mut measured = |name: &str, worst: &dyn Fn() -> Worst| {
            if wanted(name) {
                let start = Instant::now();
                let worst = worst();
                let row = Row::new(name, kind, level, &worst);
                println!("{row}  {:.1} s", start.elapsed().as_secs_f64());
                rows.push(row);
            }
        };
        let double = kind == "f64";
        for f in ones() {
            measured(f.name, &|| {
                if double { one_f64(&f, options.points) } else { one_f32(&f, options.every) }
            });
        }
        for f in twos() {
            measured(f.name, &|| {
                if double { two_f64(&f, options.points) } else { two_f32(&f, options.points) }
            });
        }
    }
    let over = |row: &&Row| {
        let bound = BOUND_OF.iter().find(|bound| bound.0 == row.function).map_or(BOUND, |bound| bound.1);
        row.error > bound
    };
    let over: Vec<_> = rows.iter().filter(over).map(|row| row.function.as_str()).collect();
    if !options.check {
        report::keep(&rows);
    }
    if !over.is_empty() {
        println!("above the bound: {}", over.join(" "));
        std::process::exit(1);
    }
}

/// What was found.
#[derive(Clone, Default)]
pub struct Worst {
    pub points: u64,
    /// How many were not rounded correctly.
    pub inexact: u64,
    /// In units in the last place; at most half of one where all were rounded correctly.
    pub error: f64,
    pub at: Vec<f64>,
}

impl Worst {
    fn note(&mut self, error: f64, at: &[f64]) {
        self.inexact += 1;
        if error > self.error {
            (self.error, self.at) = (error, at.to_vec());
        }
    }

    fn join(&mut self, other: Self) {
        self.points += other.points;
        self.inexact += other.inexact;
        // Of equals the smallest argument, so that the result is the same on any number of cores.
        if other.error > self.error || other.error == self.error && other.at < self.at {
            (self.error, self.at) = (other.error, other.at);
        }
    }
}

/// Spreads the blocks over the cores. `work` makes what a core keeps from block to block.
fn spread<W: FnMut(u64, &mut Worst)>(blocks: u64, work: impl Fn() -> W + Sync) -> Worst {
    let (next, all) = (AtomicU64::new(0), Mutex::new(Worst::default()));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let (mut work, mut worst) = (work(), Worst::default());
                loop {
                    let block = next.fetch_add(1, Ordering::Relaxed);
                    if block >= blocks {
                        break;
                    }
                    work(block, &mut worst);
                }
                all.lock().expect("no panic elsewhere").join(worst);
            });
        }
    });
    all.into_inner().expect("no panic elsewhere")
}

fn one_f64(f: &One, points: u64) -> Worst {
    spread(points.div_ceil(BLOCK as u64), || {
        let (mut x, mut got) = (Array1::zeros([BLOCK]), Array1::zeros([BLOCK]));
        let mut exact = Float::new(PRECISION);
        move |block, worst| {
            points::fill(f.name, block, f.range, x.as_mut_slice().expect("contiguous"));
            (f.run64)(&x, &mut got);
            worst.points += BLOCK as u64;
            for (&x, &got) in x.iter().zip(got.iter()) {
                let mut want = f.rounded64.map(|rounded| rounded(x));
                if want.is_none_or(|want| !got.same(want)) {
                    exact.clone_from(&Float::with_val(PRECISION, x));
                    (f.exact)(&mut exact);
                    let want = *want.get_or_insert_with(|| exact.to_f64());
                    if !got.same(want) {
                        worst.note(error(got, want, &exact), &[x]);
                    }
                }
            }
        }
    })
}

fn one_f32(f: &One, every: u64) -> Worst {
    // An odd step, so that all low bits occur.
    let every = every | 1;
    let arguments = (1u64 << 32).div_ceil(every);
    spread(arguments.div_ceil(BLOCK as u64), || {
        let (mut x, mut got) = (Array1::<f32>::zeros([BLOCK]), Array1::<f32>::zeros([BLOCK]));
        let mut exact = Float::new(PRECISION);
        move |block, worst| {
            let first = block * BLOCK as u64;
            for (i, x) in x.iter_mut().enumerate() {
                *x = f32::from_bits(((first + i as u64) * every) as u32);
            }
            (f.run32)(&x, &mut got);
            worst.points += (arguments - first).min(BLOCK as u64);
            for (&x, &got) in x.iter().zip(got.iter()) {
                let want = (f.rounded32)(x);
                if !got.same(want) {
                    let wide = f64::from(x);
                    match f.rounded64 {
                        Some(rounded) => exact.clone_from(&Float::with_val(PRECISION, rounded(wide))),
                        None => {
                            exact.clone_from(&Float::with_val(PRECISION, wide));
                            (f.exact)(&mut exact);
                        }
                    }
                    let want = f32::rounded(&exact);
                    if !got.same(want) {
                        worst.note(error(got, want, &exact), &[wide]);
                    }
                }
            }
        }
    })
}

fn two_f64(f: &Two, points: u64) -> Worst {
    two(f, points, f.run64, f.rounded64, None)
}

fn two_f32(f: &Two, points: u64) -> Worst {
    two(f, points, f.run32, f.rounded32, f.rounded64)
}

/// `wide`, if given, is exact enough for the error.
fn two<T: Real>(
    f: &Two,
    points: u64,
    run: fn(&Array1<T>, &Array1<T>, &mut Array1<T>),
    rounded: Option<fn(T, T) -> T>,
    wide: Option<fn(f64, f64) -> f64>,
) -> Worst {
    spread(points.div_ceil(BLOCK as u64), || {
        let mut arguments = (vec![0.0; BLOCK], vec![0.0; BLOCK]);
        let mut exact = Float::new(PRECISION);
        move |block, worst| {
            points::fill_pairs(f.name, block, f.pairs, &mut arguments.0, &mut arguments.1);
            let x: Array1<T> = arguments.0.iter().map(|&x| T::of(x)).collect();
            let y: Array1<T> = arguments.1.iter().map(|&y| T::of(y)).collect();
            let mut got = Array1::full([BLOCK], T::default());
            run(&x, &y, &mut got);
            worst.points += BLOCK as u64;
            for ((&x, &y), &got) in x.iter().zip(y.iter()).zip(got.iter()) {
                let mut want = rounded.map(|rounded| rounded(x, y));
                if want.is_none_or(|want| !got.same(want)) {
                    let pair: (f64, f64) = (x.into(), y.into());
                    match wide {
                        Some(wide) => exact.clone_from(&Float::with_val(PRECISION, wide(pair.0, pair.1))),
                        None => {
                            exact.clone_from(&Float::with_val(PRECISION, pair.0));
                            (f.exact)(&mut exact, &Float::with_val(PRECISION, pair.1));
                        }
                    }
                    let want = *want.get_or_insert_with(|| T::rounded(&exact));
                    if !got.same(want) {
                        worst.note(error(got, want, &exact), &[pair.0, pair.1]);
                    }
                }
            }
        }
    })
}
