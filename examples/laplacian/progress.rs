//! A progress bar on standard error, for people only: silent in pipes, and for work that is over in a blink.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

const BLINK: Duration = Duration::from_millis(500);
const WIDTH: usize = 40;

#[derive(Debug)]
pub(crate) struct Progress {
    label: String,
    done: usize,
    total: usize,
    start: Instant,
    wanted: bool,
    drawn: bool,
}

impl Progress {
    pub(crate) fn new(label: impl Into<String>, total: usize) -> Progress {
        let wanted = stderr().is_terminal();
        Progress {
            label: label.into(),
            done: 0,
            total: total.max(1),
            start: Instant::now(),
            wanted,
            drawn: false,
        }
    }

    pub(crate) fn step(&mut self) {
        self.done = (self.done + 1).min(self.total);
        let elapsed = self.start.elapsed();
        if !self.wanted || elapsed < BLINK {
            return;
        }
        let left = elapsed.as_secs_f64() / self.done as f64 * (self.total - self.done) as f64;
        let full = WIDTH * self.done / self.total;
        let bar: String = (0..WIDTH).map(|i| if i < full { '#' } else { '.' }).collect();
        // A bar that cannot be drawn is no reason to stop.
        let _ =
            write!(stderr(), "\r\x1b[K{} [{bar}] {}/{}, {left:.0} s left", self.label, self.done, self.total);
        let _ = stderr().flush();
        self.drawn = true;
    }
}

impl Drop for Progress {
    /// Leaves no trace, whether the work ended well or not.
    fn drop(&mut self) {
        if self.drawn {
            let _ = write!(stderr(), "\r\x1b[K");
            let _ = stderr().flush();
        }
    }
}
