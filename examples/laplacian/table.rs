//! The printed ladder: an aligned table, and the verdict whether all rungs computed the same.

use std::fmt::Write as _;

use crate::common::failure::{Result, failed};
use crate::ladder::{Lines, Rung};

pub(crate) fn render(title: &str, result: &Lines) -> String {
    let yardstick =
        result.lines.iter().find(|line| line.rung == Rung::Slices).map_or(f64::NAN, |line| line.seconds);
    let mut text = format!("{title}\n");
    let width = Rung::ALL.iter().map(|rung| rung.name().chars().count()).max().unwrap_or(0);
    let _ = writeln!(
        text,
        "  {:width$}  {:>6}  {:>10}  {:>6}  {:>7}  {:>9}",
        "rung", "arrays", "ms", "GB/s", "ratio", "max diff"
    );
    for line in &result.lines {
        let _ = writeln!(
            text,
            "  {:width$}  {:>6}  {:>10.3}  {:>6.1}  {:>6.2}x  {:>9}",
            line.rung.name(),
            line.rung.allocations(),
            line.seconds * 1e3,
            result.bytes as f64 / line.seconds / 1e9,
            line.seconds / yardstick,
            if line.difference == 0.0 { "0".to_owned() } else { format!("{:.1e}", line.difference) },
        );
    }
    text
}

/// Explains the columns, once for all tables.
pub(crate) const LEGEND: &str = "\
arrays: of the field's size, allocated by one run. GB/s: one read of the field and one write of the result,
16 bytes per element, over the time. ratio: time over the yardstick's. max diff: largest difference from the
first rung. All rungs run on one thread, except the one on all cores.
";

/// Rounding is forgiven, anything more is a wrong answer.
pub(crate) fn verdict(title: &str, result: &Lines) -> Result<()> {
    match result.lines.iter().find(|line| line.difference > result.tolerance) {
        None => Ok(()),
        Some(line) => failed(format!(
            "{title}: '{}' differs from the plain rung by {:e}, and rounding explains at most {:e}",
            line.rung.name(),
            line.difference,
            result.tolerance
        )),
    }
}
