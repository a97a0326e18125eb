//! The ladder: one computation written seven ways, each checked against the plainest and timed beside the
//! others.

use std::hint::black_box;
use std::time::{Duration, Instant};

use longstride::prelude::*;
use longstride::threads;

use crate::common::failure::{Result, failed};
use crate::compute::{laplacian, laplacian_eager};
use crate::plain;
use crate::progress::Progress;

/// One way to compute the Laplacian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rung {
    Indices,
    Windows,
    Eager,
    Fused,
    FusedOut,
    FusedOutAllCores,
    Slices,
}

impl Rung {
    /// The plain one first, because the others are compared with it.
    pub(crate) const ALL: [Rung; 7] = [
        Rung::Indices,
        Rung::Windows,
        Rung::Eager,
        Rung::Fused,
        Rung::FusedOut,
        Rung::FusedOutAllCores,
        Rung::Slices,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Rung::Indices => "pure: nested vectors, indices",
            Rung::Windows => "pure, optimised: iterator windows",
            Rung::Eager => "NumPy-style: a temporary per operator",
            Rung::Fused => "fused into a fresh array",
            Rung::FusedOut => "fused, out=",
            Rung::FusedOutAllCores => "fused, out=, all cores",
            Rung::Slices => "yardstick: hand-written slice loop",
        }
    }

    /// How many arrays of the result's size one run allocates.
    pub(crate) fn allocations(self) -> usize {
        match self {
            Rung::Indices | Rung::Windows | Rung::Fused => 1,
            Rung::Eager => 7,
            Rung::FusedOut | Rung::FusedOutAllCores | Rung::Slices => 0,
        }
    }
}

/// How often to measure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    pub(crate) repetitions: usize,
    /// A rung that takes less than this is run several times in a row for one measurement.
    pub(crate) at_least: Duration,
}

/// A measured rung.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub(crate) rung: Rung,
    pub(crate) seconds: f64,
    /// Largest absolute difference from the plain rung.
    pub(crate) difference: f64,
}

/// The results of all rungs on one field.
#[derive(Debug)]
pub(crate) struct Lines {
    pub(crate) lines: Vec<Line>,
    /// One read of the field and one write of the result, which no rung can do without.
    pub(crate) bytes: usize,
    /// The largest difference that rounding can explain.
    pub(crate) tolerance: f64,
}

/// The field in the forms that the rungs need, and the destinations of those that allocate nothing.
struct Bench<'a> {
    field: &'a Array2<f64>,
    nested: Vec<Vec<f64>>,
    flat: &'a [f64],
    dx: f64,
    dy: f64,
    threads: usize,
    out: Array2<f64>,
    flat_out: Vec<f64>,
}

/// What a rung leaves behind: its own array, or a filled destination.
enum Product {
    Nested(Vec<Vec<f64>>),
    Fresh(Array2<f64>),
    Out,
    FlatOut,
}

/// Runs every rung on `field`, whose steps are `dx` along axis 0 and `dy` along axis 1.
pub(crate) fn climb(
    field: &Array2<f64>,
    [dx, dy]: [f64; 2],
    threads: usize,
    effort: Effort,
    progress: &mut Progress,
) -> Result<Lines> {
    let [rows, cols] = field.shape();
    let Some(flat) = field.as_slice() else { return failed("the field is not contiguous") };
    let mut bench = Bench {
        field,
        nested: flat.chunks_exact(cols).map(<[f64]>::to_vec).collect(),
        flat,
        dx,
        dy,
        threads,
        out: Array2::try_full([rows - 2, cols - 2], 0.0).or_else(|e| failed(e.to_string()))?,
        flat_out: vec![0.0; (rows - 2) * (cols - 2)],
    };

    // The first run of each rung is the check; it also warms caches, page tables and the thread pool.
    let plain = plain::with_indices(&bench.nested, dx, dy);
    let mut lines = Vec::new();
    let mut runs = Vec::new();
    for rung in Rung::ALL {
        let difference = bench.difference_from(&plain, rung);
        lines.push(Line { rung, seconds: 0.0, difference });
        // The second one tells how many runs make a measurement.
        let once = bench.time(rung, 1);
        runs.push((effort.at_least.as_secs_f64() / once.max(1e-9)).ceil().clamp(1.0, 1e6) as u32);
        progress.step();
    }
    drop(plain);

    // Interleaved, so that a slow moment of the machine falls on all rungs alike.
    let mut times = vec![Vec::with_capacity(effort.repetitions); Rung::ALL.len()];
    for _ in 0..effort.repetitions {
        for ((rung, &runs), times) in Rung::ALL.into_iter().zip(&runs).zip(&mut times) {
            times.push(bench.time(rung, runs));
            progress.step();
        }
    }
    for (line, times) in lines.iter_mut().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        line.seconds = times[times.len() / 2];
    }

    // Each term of a five-point sum is at most this large; a handful of roundings of it is rounding.
    let largest = flat.iter().filter(|v| v.is_finite()).fold(0.0, |m: f64, v| m.max(v.abs()));
    let scale = largest * 4.0 * (1.0 / (dx * dx) + 1.0 / (dy * dy));
    let bytes = 8 * (rows * cols + (rows - 2) * (cols - 2));
    Ok(Lines { lines, bytes, tolerance: 8.0 * f64::EPSILON * scale })
}

impl Bench<'_> {
    fn run(&mut self, rung: Rung) -> Product {
        let (f, dx, dy) = (self.field.view(), self.dx, self.dy);
        match rung {
            Rung::Indices => Product::Nested(plain::with_indices(&self.nested, dx, dy)),
            Rung::Windows => Product::Nested(plain::with_windows(&self.nested, dx, dy)),
            Rung::Eager => Product::Fresh(laplacian_eager(f, dx, dy)),
            Rung::Fused => Product::Fresh(laplacian(f, dx, dy).eval()),
            Rung::FusedOut | Rung::FusedOutAllCores => {
                laplacian(f, dx, dy).eval_into(&mut self.out);
                Product::Out
            }
            Rung::Slices => {
                plain::with_slices(self.flat, self.nested[0].len(), dx, dy, &mut self.flat_out);
                Product::FlatOut
            }
        }
    }

    fn threads(&self, rung: Rung) -> usize {
        if rung == Rung::FusedOutAllCores { self.threads } else { 1 }
    }

    /// Seconds of one run, as the mean of `runs` in a row. A fresh array is also given back within that time.
    fn time(&mut self, rung: Rung, runs: u32) -> f64 {
        threads::with(self.threads(rung), || {
            let start = Instant::now();
            for _ in 0..runs {
                black_box(self.run(rung));
            }
            start.elapsed().as_secs_f64() / f64::from(runs)
        })
    }

    /// Runs `rung` once and compares all of its result.
    fn difference_from(&mut self, plain: &[Vec<f64>], rung: Rung) -> f64 {
        // A rung that leaves its destination alone must be found out.
        (self.field.view().slice(s![1..-1, 1..-1]) * f64::NAN).eval_into(&mut self.out);
        self.flat_out.fill(f64::NAN);
        let product = threads::with(self.threads(rung), || self.run(rung));
        let flat = match &product {
            Product::Nested(rows) => return largest_difference(plain, rows.iter().map(Vec::as_slice)),
            Product::Fresh(array) => array.as_slice(),
            Product::Out => self.out.as_slice(),
            Product::FlatOut => Some(&self.flat_out[..]),
        };
        flat.map_or(f64::INFINITY, |flat| largest_difference(plain, flat.chunks_exact(plain[0].len())))
    }
}

/// Equal infinities and two NaN differ by nothing; a NaN on one side only, or a missing row, differs
/// infinitely.
fn largest_difference<'a>(plain: &[Vec<f64>], rows: impl ExactSizeIterator<Item = &'a [f64]>) -> f64 {
    if rows.len() != plain.len() {
        return f64::INFINITY;
    }
    let pairs = plain.iter().zip(rows).flat_map(|(plain, row)| plain.iter().zip(row));
    pairs.fold(0.0, |largest, (&a, &b)| {
        let difference = if a == b || (a.is_nan() && b.is_nan()) { 0.0 } else { (a - b).abs() };
        largest.max(if difference.is_nan() { f64::INFINITY } else { difference })
    })
}
