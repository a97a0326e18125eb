//! The rows, kept in docs/accuracy.csv, and the page made of them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::Worst;

const LEVELS: [&str; 3] = ["v4", "v3", "scalar"];
const BEGIN: &str = "<!-- accuracy:begin -->";
const END: &str = "<!-- accuracy:end -->";

/// What was found for a function at a level.
#[derive(Clone, Debug)]
pub struct Row {
    pub function: String,
    kind: String,
    level: String,
    points: u64,
    inexact: u64,
    pub error: f64,
    at: String,
}

impl Row {
    pub fn new(function: &str, kind: &str, level: &str, worst: &Worst) -> Self {
        // As short as brings the same number back.
        let at = |x: &f64| match kind {
            "f32" => short(format!("{:?}", *x as f32), format!("{:e}", *x as f32)),
            _ => short(format!("{x:?}"), format!("{x:e}")),
        };
        Self {
            function: function.to_owned(),
            kind: kind.to_owned(),
            level: level.to_owned(),
            points: worst.points,
            inexact: worst.inexact,
            error: worst.error.max(0.5),
            at: worst.at.iter().map(at).collect::<Vec<_>>().join("; "),
        }
    }

    fn parse(line: &str) -> Option<Self> {
        let mut cells = line.split(',');
        let mut text = || cells.next().map(str::to_owned);
        Some(Self {
            function: text()?,
            kind: text()?,
            level: text()?,
            points: text()?.parse().ok()?,
            inexact: text()?.parse().ok()?,
            error: text()?.parse().ok()?,
            at: text()?,
        })
    }

    fn line(&self) -> String {
        let Self { function, kind, level, points, inexact, error, at } = self;
        format!("{function},{kind},{level},{points},{inexact},{error:.4},{at}")
    }

    fn key(&self) -> (String, String, String) {
        (self.kind.clone(), self.function.clone(), self.level.clone())
    }
}

fn short(plain: String, scientific: String) -> String {
    if plain.len() <= scientific.len() { plain } else { scientific }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = 100.0 * self.inexact as f64 / self.points as f64;
        write!(
            f,
            "{:6} {} {:12} {:8.4} ulp, {share:8.4} % of {} not correctly rounded, worst at {}",
            self.level, self.kind, self.function, self.error, self.points, self.at
        )
    }
}

fn docs(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

fn read() -> BTreeMap<(String, String, String), Row> {
    let text = std::fs::read_to_string(docs("accuracy.csv")).unwrap_or_default();
    text.lines().skip(1).filter_map(Row::parse).map(|row| (row.key(), row)).collect()
}

/// Puts the rows into docs/accuracy.csv, in the place of older ones.
pub fn keep(rows: &[Row]) {
    let mut all = read();
    all.extend(rows.iter().map(|row| (row.key(), row.clone())));
    let lines: Vec<_> = all.values().map(Row::line).collect();
    let text = format!("function,type,level,points,not_correctly_rounded,error,at\n{}\n", lines.join("\n"));
    std::fs::write(docs("accuracy.csv"), text).expect("docs/accuracy.csv can be written");
}

/// Writes the tables between the markers of docs/accuracy.md.
pub fn write() {
    let rows = read();
    let names: Vec<_> = crate::functions::ones()
        .iter()
        .map(|f| f.name)
        .chain(crate::functions::twos().iter().map(|f| f.name))
        .collect();
    let mut text = String::new();
    for kind in ["f64", "f32"] {
        if !rows.keys().any(|key| key.0 == kind) {
            continue;
        }
        text += &format!(
            "\n### {kind}\n\n| function | arguments | AVX-512 | AVX2 | SSE2 |\n| --- | ---: | --- | --- | --- |\n"
        );
        for name in &names {
            let row = |level: &str| rows.get(&(kind.to_owned(), (*name).to_owned(), level.to_owned()));
            let Some(any) = LEVELS.iter().find_map(|level| row(level)) else { continue };
            let cell = |level: &&str| match row(level) {
                None => "not measured".to_owned(),
                Some(row) if row.at.is_empty() => "0.500".to_owned(),
                Some(row) => {
                    let share = 100.0 * row.inexact as f64 / row.points as f64;
                    format!("**{:.3}** at {}; {share:.2} %", row.error, row.at)
                }
            };
            let cells: Vec<_> = LEVELS.iter().map(cell).collect();
            text += &format!("| `{name}` | {} | {} |\n", count(any.points), cells.join(" | "));
        }
    }
    let page = std::fs::read_to_string(docs("accuracy.md")).expect("docs/accuracy.md can be read");
    let (before, rest) = page.split_once(BEGIN).expect("the marker where the tables begin");
    let (_, after) = rest.split_once(END).expect("the marker where the tables end");
    std::fs::write(docs("accuracy.md"), format!("{before}{BEGIN}\n{text}\n{END}{after}"))
        .expect("docs/accuracy.md can be written");
}

fn count(points: u64) -> String {
    match points {
        4_294_967_296 => "all".to_owned(),
        _ => format!("{:.1}e6", points as f64 / 1e6),
    }
}
