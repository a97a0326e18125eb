//! Work that comes now and then: a job of 0.7 ms every 6 ms, from a plain `main` whose threads sleep in between.
//!
//! Prints one line of CSV: medians in seconds of the job on one thread and on as many as the library takes, and the
//! quartiles of the second as ratios to the first. `../../run sporadic` starts this in ten fresh processes.

use std::hint::black_box;
use std::thread::sleep;
use std::time::{Duration, Instant};

use longstride::prelude::*;
use longstride::threads;

const WORK: Duration = Duration::from_micros(700);
const PERIOD: Duration = Duration::from_millis(6);
/// Calls in a row of one kind before it is the other's turn, and how often each has its turn.
const CALLS: usize = 25;
const TURNS: usize = 4;
const COLUMNS: usize = 1000;

fn main() {
    let rows = rows_that_take(WORK);
    let (a, b) = (Array2::full([rows, COLUMNS], 1.0), Array2::full([rows, COLUMNS], 2.0));
    let mut out = Array2::zeros([rows, COLUMNS]);
    let mut job = || (black_box(&a) + black_box(&b)).eval_into(black_box(&mut out));
    let (mut serial, mut threaded) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        serial.extend((0..CALLS).map(|_| now_and_then(|| threads::with(1, &mut job))));
        threaded.extend((0..CALLS).map(|_| now_and_then(&mut job)));
    }
    let one = quantile(&mut serial, 0.5);
    let [low, middle, high] = [0.25, 0.5, 0.75].map(|q| quantile(&mut threaded, q));
    println!("{one:.6e},{middle:.6e},{:.4},{:.4},{:.4}", low / one, middle / one, high / one);
}

/// The rows of `a + b` that take so long on one thread.
fn rows_that_take(work: Duration) -> usize {
    let mut rows = 64;
    loop {
        let (a, b) = (Array2::full([rows, COLUMNS], 1.0), Array2::full([rows, COLUMNS], 2.0));
        let mut out = Array2::zeros([rows, COLUMNS]);
        let mut job = || threads::with(1, || (black_box(&a) + black_box(&b)).eval_into(black_box(&mut out)));
        let mut seconds: Vec<f64> = (0..15).map(|_| now_and_then(&mut job)).collect();
        let ratio = work.as_secs_f64() / quantile(&mut seconds, 0.5);
        if (0.95..1.05).contains(&ratio) || rows > 1_000_000 {
            return rows;
        }
        rows = (rows as f64 * ratio.clamp(0.25, 4.0)).max(1.0) as usize;
    }
}

/// The seconds that `job` takes; sleeps for the rest of the period.
fn now_and_then(mut job: impl FnMut()) -> f64 {
    let start = Instant::now();
    job();
    let taken = start.elapsed();
    sleep(PERIOD.saturating_sub(taken));
    taken.as_secs_f64()
}

fn quantile(values: &mut [f64], q: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * q).round() as usize]
}
