//! The two loops of a scan, over a tile of values whose rows are contiguous.
//!
//! ```text
//! lanes: each row is scanned             strip: each column is scanned
//! x x x x x ►  four rows side by side    x x x x x x   a few columns at a time, whose
//! x x x x x ►  hide the time that an     x x x x x x   states stay in vector registers
//! x x x x x ►  addition waits for the    x x x x x x   for a few rows
//! x x x x x ►  one before it             ▼ ▼ ▼ ▼ ▼ ▼
//! ```
//!
//! Every lane is scanned from first to last. These loops only differ in which lanes they advance when, so that no
//! result depends on which of them runs, or on how the array was cut.

use core::mem::MaybeUninit;

use crate::exec::simd::{SimdLevel, Task, dispatch_up_to};

/// A scan: what becomes of a lane's values, one after another.
pub trait Scanner<T>: Sync {
    /// What is carried from one element to the next.
    type State: Copy;
    /// The type of an element of the result.
    type Output: Copy + Send + Sync;
    /// A rough cost of a step, in additions.
    const COST: usize;
    /// The first step of a lane.
    fn begin(&self, first: T) -> (Self::State, Self::Output);
    /// Any other step.
    fn step(&self, state: &mut Self::State, value: T) -> Self::Output;
    /// Whether the last result tells the state: then the states of a strip are read from the row before, because
    /// stores of states would hold up those of results.
    const RESUMES: bool;
    /// The state after a result; asked only if `RESUMES`.
    fn resume(&self, last: Self::Output) -> Self::State;
    /// What the result starts with before the first element, if it has that.
    fn initial(&self) -> Option<Self::Output>;
}

/// The states of lanes, not yet there before the first step.
pub(super) type States<S, T> = [MaybeUninit<<S as Scanner<T>>::State>];

/// Rows of values, and where their results go.
#[derive(Clone, Copy)]
pub(super) struct Tile<T, O> {
    pub(super) from: *const T,
    /// From one row of values to the next, in bytes.
    pub(super) from_row: isize,
    pub(super) to: *mut O,
    /// From one row of results to the next, in bytes.
    pub(super) to_row: isize,
    pub(super) rows: usize,
    pub(super) cols: usize,
    /// Whether the lanes start here: there are no states yet.
    pub(super) fresh: bool,
}

impl<T, O> Tile<T, O> {
    #[inline(always)]
    fn from(&self, r: usize, c: usize) -> *const T {
        self.from.wrapping_byte_offset(r as isize * self.from_row).wrapping_add(c)
    }

    #[inline(always)]
    fn to(&self, r: usize, c: usize) -> *mut O {
        self.to.wrapping_byte_offset(r as isize * self.to_row).wrapping_add(c)
    }
}

/// Rows that are scanned side by side.
const LANES: usize = 4;
/// Elements that one of them advances before the next does: a cache line of 8-byte elements.
const STEPS: usize = 8;

/// Scans each row, with one state for each.
///
/// # Safety
/// The tile's values may be read and its results written, by nobody else; there is a state for each row, and they
/// are initialised unless the tile is fresh.
pub(super) unsafe fn scan_lanes<T: Copy, S: Scanner<T>>(
    scanner: &S,
    states: &mut States<S, T>,
    tile: Tile<T, S::Output>,
) {
    debug_assert_eq!(states.len(), tile.rows);
    let mut groups = states.chunks_exact_mut(LANES);
    let mut row = 0;
    // SAFETY: passed on, for each group of rows and its states.
    unsafe {
        for group in &mut groups {
            lanes::<T, S, LANES>(scanner, group, tile, row);
            row += LANES;
        }
        for state in groups.into_remainder() {
            lanes::<T, S, 1>(scanner, core::slice::from_mut(state), tile, row);
            row += 1;
        }
    }
}

/// # Safety
/// As for `scan_lanes`, for `N` rows from `row` on, whose states these are.
#[inline(always)]
unsafe fn lanes<T: Copy, S: Scanner<T>, const N: usize>(
    scanner: &S,
    states: &mut States<S, T>,
    tile: Tile<T, S::Output>,
    row: usize,
) {
    let mut start = 0;
    // SAFETY: elements of the tile; states are written before they are read.
    unsafe {
        if tile.fresh {
            for (k, state) in states.iter_mut().enumerate() {
                let (first, result) = scanner.begin(tile.from(row + k, 0).read());
                state.write(first);
                tile.to(row + k, 0).write(result);
            }
            start = 1;
        }
        let mut at: [S::State; N] = core::array::from_fn(|k| states[k].assume_init());
        let mut column = start;
        while column + STEPS <= tile.cols {
            for (k, at) in at.iter_mut().enumerate() {
                let (from, to) = (tile.from(row + k, column), tile.to(row + k, column));
                for j in 0..STEPS {
                    to.add(j).write(scanner.step(at, from.add(j).read()));
                }
            }
            column += STEPS;
        }
        for (k, at) in at.iter_mut().enumerate() {
            for c in column..tile.cols {
                tile.to(row + k, c).write(scanner.step(at, tile.from(row + k, c).read()));
            }
        }
        states.iter_mut().zip(at).for_each(|(state, at)| {
            state.write(at);
        });
    }
}

/// Columns whose states stay in registers: two of the widest registers of 8-byte elements.
const WIDTH: usize = 16;
/// Rows that they stay for: few, so that all rows are walked from left to right, as memory likes it, ...
const HEIGHT: usize = 4;
/// ... but all rows of a tile of up to this many bytes, which the L1 cache holds.
const SMALL: usize = 32 << 10;

/// Scans each column, with one state for each.
///
/// # Safety
/// The tile's values may be read and its results written, by nobody else; there is a state for each column, and
/// they are initialised unless the tile is fresh.
pub(super) unsafe fn scan_strip<T: Copy, S: Scanner<T>>(
    scanner: &S,
    states: &mut States<S, T>,
    tile: Tile<T, S::Output>,
    level: SimdLevel,
) {
    debug_assert_eq!(states.len(), tile.cols);
    // SAFETY: passed on.
    unsafe { dispatch_up_to(level, Strip { scanner, tile }, states) }
}

struct Strip<'s, T, S: Scanner<T>> {
    scanner: &'s S,
    tile: Tile<T, S::Output>,
}

impl<T: Copy, S: Scanner<T>> Task<MaybeUninit<S::State>> for Strip<'_, T, S> {
    #[inline(always)]
    unsafe fn run(self, states: &mut States<S, T>) {
        let tile = self.tile;
        let small = tile.rows * tile.cols * size_of::<S::Output>() <= SMALL;
        let height = if small { tile.rows } else { HEIGHT };
        let whole = tile.cols - tile.cols % WIDTH;
        let mut start = 0;
        while start < tile.rows {
            let end = tile.rows.min(start + height);
            let (wide, narrow) = states.split_at_mut(whole);
            // SAFETY: passed on, for each group of columns and its states.
            unsafe {
                for (i, states) in wide.chunks_exact_mut(WIDTH).enumerate() {
                    self.columns::<WIDTH>(states, i * WIDTH, start, end);
                }
                for (i, state) in narrow.iter_mut().enumerate() {
                    self.columns::<1>(core::slice::from_mut(state), whole + i, start, end);
                }
            }
            start = end;
        }
    }
}

impl<T: Copy, S: Scanner<T>> Strip<'_, T, S> {
    /// Rows `start..end` of `W` columns from `column` on, whose states these are.
    ///
    /// # Safety
    /// As for `scan_strip`.
    #[inline(always)]
    unsafe fn columns<const W: usize>(
        &self,
        states: &mut States<S, T>,
        column: usize,
        start: usize,
        end: usize,
    ) {
        let Self { scanner, tile } = self;
        let mut row = start;
        // SAFETY: elements of the tile; states are written before they are read.
        unsafe {
            if tile.fresh && row == 0 {
                let values = tile.from(0, column).cast::<[T; W]>().read();
                let begun: [(S::State, S::Output); W] = core::array::from_fn(|w| scanner.begin(values[w]));
                states.iter_mut().zip(&begun).for_each(|(state, begun)| {
                    state.write(begun.0);
                });
                let results = core::array::from_fn(|w| begun[w].1);
                tile.to(0, column).cast::<[S::Output; W]>().write(results);
                row = 1;
            }
            let mut at: [S::State; W] = if S::RESUMES && row > 0 {
                let last = tile.to(row - 1, column).cast::<[S::Output; W]>().read();
                core::array::from_fn(|w| scanner.resume(last[w]))
            } else {
                core::array::from_fn(|w| states[w].assume_init())
            };
            while row < end {
                let values = tile.from(row, column).cast::<[T; W]>().read();
                let results = core::array::from_fn(|w| scanner.step(&mut at[w], values[w]));
                tile.to(row, column).cast::<[S::Output; W]>().write(results);
                row += 1;
            }
            if !S::RESUMES || end == tile.rows {
                states.iter_mut().zip(at).for_each(|(state, at)| {
                    state.write(at);
                });
            }
        }
    }
}
