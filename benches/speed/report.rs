//! Which rows are measured, and what becomes of the measurements: lines on the screen, and of a CSV file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::measure::{Bound, Line, Row, measure};

const HEADER: &str = "case,shape,way,threads,seconds,ratio,target,holds\n";

/// A run of this program: goes through all rows twice, first to know them and then to measure.
pub struct Session {
    /// A word that the names of the rows have to contain.
    word: String,
    /// The sides of square arrays to measure.
    sides: Vec<usize>,
    /// Where the measurements go besides the screen.
    file: Option<PathBuf>,
    started: bool,
    /// The starts of the CSV lines of all rows there are, in order.
    keys: Vec<String>,
    /// Lines of CSV that were measured.
    measured: Vec<String>,
}

impl Session {
    pub fn new(word: String, sides: Vec<usize>, file: Option<PathBuf>) -> Self {
        Self { word, sides, file, started: false, keys: Vec::new(), measured: Vec::new() }
    }

    /// From now on rows are measured.
    pub fn start(&mut self) {
        self.started = true;
    }

    /// Measures those rows of a table that were asked for, on arrays with square sides.
    pub fn square<S: 'static>(&mut self, side: usize, rows: &[Row<S>], arrays: fn(usize) -> S) {
        let wanted = self.sides.contains(&side);
        self.group(wanted, side, &format!("{side}x{side}"), rows, || arrays(side));
    }

    /// Measures those rows of a table that were asked for, on arrays of one shape of their own; `side` says the
    /// targets of which size they have.
    pub fn once<S: 'static>(&mut self, side: usize, shape: &str, rows: &[Row<S>], arrays: fn() -> S) {
        let wanted = self.sides.contains(&side);
        self.group(wanted, side, shape, rows, arrays);
    }

    fn group<S: 'static>(
        &mut self,
        wanted: bool,
        side: usize,
        shape: &str,
        rows: &[Row<S>],
        make: impl Fn() -> S,
    ) {
        let mut arrays = None;
        for row in rows {
            let key = format!("\"{}\",{shape},", row.name);
            let name = format!("{}, {shape}", row.name);
            if !self.started {
                self.keys.push(key);
            } else if wanted && name.contains(&self.word) {
                for line in measure(row, side, arrays.get_or_insert_with(&make)) {
                    println!("{}", printed(&name, &line));
                    self.measured.push(key.clone() + &csv(&line));
                }
                println!();
                if let Some(path) = &self.file {
                    self.write(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                }
            }
        }
    }

    /// Puts what was measured in the place of the lines of the same rows in a file; the others stay.
    fn write(&self, path: &Path) -> io::Result<()> {
        let old = if path.exists() { fs::read_to_string(path)? } else { String::new() };
        let mut text = HEADER.to_owned();
        for key in &self.keys {
            let of_row = |line: &&str| line.starts_with(key.as_str());
            let mut lines: Vec<&str> = self.measured.iter().map(String::as_str).filter(of_row).collect();
            if lines.is_empty() {
                lines = old.lines().filter(of_row).collect();
            }
            lines.iter().for_each(|line| text += &format!("{line}\n"));
        }
        fs::write(path, text)
    }
}

fn printed(name: &str, line: &Line) -> String {
    let mut text = format!("{name:<48} {:<24} {:>12} {:>7.2}", line.way, time(line.seconds), line.ratio);
    if let (Some(bound), Some(holds)) = (line.target, line.holds()) {
        let most = match bound {
            Bound::Ratio(most) => format!("{most:.2}"),
            Bound::Seconds(most) => time(most),
        };
        let _ = write!(text, "  <= {most}  {}", if holds { "ok" } else { "MISSED" });
    }
    text
}

fn csv(line: &Line) -> String {
    let target = match line.target {
        Some(Bound::Ratio(most)) => format!("{most}"),
        Some(Bound::Seconds(most)) => format!("{:.0} ns", most * 1e9),
        None => String::new(),
    };
    let holds = line.holds().map_or("", |holds| if holds { "yes" } else { "no" });
    format!("\"{}\",{},{:.4e},{:.4},{target},{holds}", line.way, line.threads, line.seconds, line.ratio)
}

fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.1} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.2} us", s * 1e6),
        s => format!("{:.3} ms", s * 1e3),
    }
}
