//! What a row is, and how its ways are timed: in turn, on the same arrays.

use std::hint::black_box;
use std::time::{Duration, Instant};

use longstride::threads;

use crate::others::Others;

/// Rounds of a row: odd, so that the median is one of them; fewer if they take long.
const MOST_ROUNDS: usize = 21;
const FEWEST_ROUNDS: usize = 5;
/// Rounds of a row that are measured again, if other programs were at work.
const RETRIES: usize = 5;
/// Time for the rounds of a row.
const BUDGET: Duration = Duration::from_millis(1200);
/// The shortest time that is measured at once.
const SHORTEST: Duration = Duration::from_millis(3);
/// How far the ways of a row may be apart: most for f32.
const TOLERANCE: f64 = 1e-5;

/// Does the work of a row on arrays `S`, and returns an element of the result: all ways have to agree about it.
pub type Run<S> = fn(&mut S) -> f64;

/// A line of the tables in `rows`.
pub struct Row<S: 'static> {
    pub name: &'static str,
    /// What this crate is compared with, on one thread; the first is the yardstick of all ratios.
    pub against: &'static [(&'static str, Run<S>)],
    /// What this crate's lines are called, and what they run, on one thread and on two.
    pub ours: (&'static str, Run<S>),
    /// What one thread and two may take.
    pub targets: [Target; 2],
}

/// The most that a way may take.
#[derive(Clone, Copy)]
pub enum Target {
    /// Nothing is promised.
    Free,
    /// So many times the yardstick, at sides of 64, 1000, and 4000 and more; `FREE` where nothing is promised.
    Ratio([f64; 3]),
    /// So many nanoseconds.
    Nanoseconds(f64),
}

/// In a [`Target::Ratio`]: nothing is promised at this size.
pub const FREE: f64 = f64::INFINITY;

/// What was measured of one way.
pub struct Line {
    pub way: String,
    pub threads: usize,
    pub seconds: f64,
    pub ratio: f64,
    /// As a ratio to the yardstick, or as seconds.
    pub target: Option<Bound>,
}

/// A target at one size.
#[derive(Clone, Copy)]
pub enum Bound {
    Ratio(f64),
    Seconds(f64),
}

impl Target {
    fn at(self, side: usize) -> Option<Bound> {
        match self {
            Self::Free => None,
            Self::Ratio([small, middle, large]) => {
                let ratio = match side {
                    64 => small,
                    1000 => middle,
                    _ => large,
                };
                (ratio < FREE).then_some(Bound::Ratio(ratio))
            }
            Self::Nanoseconds(most) => Some(Bound::Seconds(most * 1e-9)),
        }
    }
}

impl Line {
    /// Whether it takes no more than it may, to the digits that are printed.
    pub fn holds(&self) -> Option<bool> {
        self.target.map(|bound| match bound {
            Bound::Ratio(most) => self.ratio < most + 0.005,
            Bound::Seconds(most) => self.seconds <= most,
        })
    }
}

/// One way of a row at work.
struct Way<S> {
    name: String,
    threads: usize,
    run: Run<S>,
    target: Option<Bound>,
    loops: u32,
    seconds: Vec<f64>,
}

impl<S> Way<S> {
    fn new(name: String, threads: usize, run: Run<S>, target: Option<Bound>) -> Self {
        Self { name, threads, run, target, loops: 1, seconds: Vec::new() }
    }

    /// Seconds of a run, the mean of `loops`; and what the last one returned.
    fn time(&self, arrays: &mut S) -> (f64, f64) {
        threads::with(self.threads, || {
            let mut result = 0.0;
            let start = Instant::now();
            for _ in 0..self.loops {
                result = black_box((black_box(self.run))(black_box(arrays)));
            }
            (start.elapsed().as_secs_f64() / f64::from(self.loops), result)
        })
    }
}

/// Times the ways of a row in turn.
pub fn measure<S: 'static>(row: &Row<S>, side: usize, arrays: &mut S) -> Vec<Line> {
    let mut ways = Vec::new();
    ways.extend(row.against.iter().map(|&(name, run)| Way::new(name.to_owned(), 1, run, None)));
    for (threads, target) in [1, 2].into_iter().zip(row.targets) {
        let name = format!("{}, {threads} thread{}", row.ours.0, if threads > 1 { "s" } else { "" });
        ways.push(Way::new(name, threads, row.ours.1, target.at(side)));
    }
    let expected = ways[0].time(arrays).1;
    for way in &mut ways {
        let (_, result) = way.time(arrays);
        let apart = (result - expected).abs();
        assert!(
            apart <= TOLERANCE * (1.0 + expected.abs()),
            "{}, {}: {result}, not {expected}",
            row.name,
            way.name
        );
        let once = way.time(arrays).0.max(20e-9);
        way.loops = (SHORTEST.as_secs_f64() / once).ceil() as u32;
    }
    let one_round: f64 = ways.iter().map(|way| way.time(arrays).0 * f64::from(way.loops)).sum();
    let rounds = ((BUDGET.as_secs_f64() / one_round) as usize).clamp(FEWEST_ROUNDS, MOST_ROUNDS) | 1;
    let (mut round, mut retries) = (0, RETRIES);
    while round < rounds {
        let others = Others::watch();
        let mut order: Vec<usize> = (0..ways.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for i in order {
            let seconds = ways[i].time(arrays).0;
            ways[i].seconds.push(seconds);
        }
        if retries > 0 && others.busy() {
            retries -= 1;
            ways.iter_mut().for_each(|way| way.seconds.truncate(round));
        } else {
            round += 1;
        }
    }
    let yardstick = ways[0].seconds.clone();
    let lines = ways.into_iter().map(|Way { name, threads, target, seconds, .. }| {
        let ratio = median(seconds.iter().zip(&yardstick).map(|(mine, theirs)| mine / theirs).collect());
        Line { way: name, threads, seconds: median(seconds), ratio, target }
    });
    lines.collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
