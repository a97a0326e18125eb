//! The speed that this crate promises, measured: `cargo bench` prints it beside the hand-written loop and `ndarray`.
//!
//! Every row is timed interleaved with its yardstick, in one run on the same arrays: A B C, C B A, A B C, ... So a
//! machine that slows down slows all of them. Quoted are medians, and the median of the ratios round by round to the
//! first line of the row; the last column is what the ratio has to be. Nothing here fails: these numbers depend on the
//! machine.
//!
//! ```text
//! cargo bench                                      everything, at 64, 1000 and 4000
//! cargo bench -- WORD                              the rows whose name contains the word
//! cargo bench --bench speed -- --size=1000,12000   other sides of the square arrays: 64, 1000, 4000, 12000
//! cargo bench --bench speed -- --csv=PATH          also into a file; rows that are not measured stay as they are
//! benches/table                                    the same into docs/performance/speed.csv and docs/performance.md
//! ```
//!
//! The tables of rows are in `rows/`, the hand-written loops in `by_hand.rs`.

mod by_hand;
mod fields;
mod measure;
mod others;
mod report;
mod rows;

use std::path::PathBuf;

use longstride::threads;

use report::Session;

/// The sides of the square arrays that the rows have targets for; the last one on request.
const SIDES: [usize; 4] = [64, 1000, 4000, 12000];

fn main() {
    let (mut word, mut sides, mut csv) = (String::new(), SIDES[..3].to_vec(), None);
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("--size", list)) => sides = list.split(',').map(side).collect(),
            Some(("--csv", path)) => csv = Some(PathBuf::from(path)),
            _ if argument.starts_with('-') => {} // cargo's own: --bench
            _ => word = argument,
        }
    }
    println!("SIMD level {:?}, {} threads\n", longstride::simd_level(), threads::available());
    println!("{:<48} {:<24} {:>12} {:>7}  target", "case", "", "median", "ratio");
    let mut session = Session::new(word, sides, csv);
    rows::all(&mut session); // finds out which rows there are
    session.start();
    rows::all(&mut session);
}

fn side(text: &str) -> usize {
    let side = text.parse().ok().filter(|side| SIDES.contains(side));
    side.unwrap_or_else(|| panic!("--size={text}: one of {SIDES:?}, or several with commas between"))
}
