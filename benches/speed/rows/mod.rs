//! The rows: a table for each kind, and the arrays that the rows of a table work on.
//!
//! The rows of square arrays come for each size; those of other shapes once, with the targets of a size that
//! they are about as large as.

mod elementwise;
mod folds;
mod joins;
mod layouts;
mod numbers;
mod reductions;
mod small;

use crate::SIDES;
use crate::fields::Square;
use crate::measure::{FREE, Target};
use crate::report::Session;

/// Elements of the arrays of three columns.
const ROWS: usize = 1_000_000;

/// Every row of every table that the session wants.
pub fn all(session: &mut Session) {
    for side in SIDES {
        session.square(side, elementwise::TABLE, Square::new);
        session.square(side, layouts::TABLE, Square::new);
        session.square(side, reductions::TABLE, Square::new);
        session.square(side, folds::FOLDS, folds::Folded::new);
        session.square(side, joins::JOINED, joins::Joined::new);
        session.square(side, joins::SELECTED, joins::Selected::new);
        session.square(side, numbers::F32, Square::new);
        session.square(side, numbers::I32, Square::new);
        session.square(side, numbers::U8, Square::new);
    }
    session.once(4000, "1000000x3", layouts::THREE, layouts::Three::new);
    session.once(4000, "64x96x48x32", layouts::FOUR, layouts::Four::new);
    session.once(1000, "100000x2x2", folds::PAIRS, folds::Pairs::new);
    session.once(64, "10 elements", small::TABLE, small::Ten::new);
}

/// Not slower than the yardstick on one thread, 1.15 of it where planning counts; at 1000 x 1000 a gain from two threads,
/// as these take more than 200 us on one.
const LEVEL: [Target; 2] = [Target::Ratio([1.15, 1.0, 1.0]), Target::Ratio([1.15, 0.6, FREE])];
/// The same for what takes less than 200 us at 1000 x 1000.
const SHORT: [Target; 2] = [Target::Ratio([1.15, 1.0, 1.0]), Target::Ratio([1.15, 1.0, FREE])];
