//! Whether other programs were at work during a measurement. Known on Linux only; elsewhere nobody ever is.

use std::fs;
use std::time::Instant;

/// Clock ticks per second in /proc: the same on every Linux.
const TICKS: f64 = 100.0;
/// The part of all cores that others may take, and what the precision of the clock makes of nothing, in seconds.
const ALLOWED: f64 = 0.03;
const PRECISION: f64 = 0.03;

/// The processor time that others take from now on.
pub struct Others {
    start: Instant,
    used: Option<f64>,
}

impl Others {
    pub fn watch() -> Self {
        Self { start: Instant::now(), used: used() }
    }

    /// Whether they took more than a little.
    pub fn busy(&self) -> bool {
        let cores = std::thread::available_parallelism().map_or(1.0, |cores| cores.get() as f64);
        let allowed = ALLOWED * cores * self.start.elapsed().as_secs_f64() + PRECISION;
        self.used.zip(used()).is_some_and(|(before, now)| now - before > allowed)
    }
}

/// Seconds of processor time so far, of everything but this process.
fn used() -> Option<f64> {
    let all = fs::read_to_string("/proc/stat").ok()?;
    let all: Vec<f64> =
        all.lines().next()?.split_whitespace().skip(1).map_while(|n| n.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal: all but those without work.
    let all = all.iter().take(8).sum::<f64>() - all.get(3)? - all.get(4)?;
    let own = fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may hold spaces: utime and stime are fields 14 and 15 of the line.
    let own: f64 = own
        .rsplit_once(')')?
        .1
        .split_whitespace()
        .skip(11)
        .take(2)
        .map_while(|n| n.parse::<f64>().ok())
        .sum();
    Some((all - own) / TICKS)
}
