//! How a reduction's loops are cut: into cells, whose results are folded together, and these into pieces.
//!
//! ```text
//! Run      inner loop reduced                       contiguous values ──► one result
//! Rows     inner loop reduced, the next one kept    each row ──► a result (a short row may hold a few)
//! Columns  inner loop kept, the next one reduced    row after row ──► a result for each column
//! ```
//!
//! The loops outside these two are kept, and a cell stands at one index of them, or reduced, and a cell runs over
//! all of them. Of the results along the kept inner loop a cell has a stretch. Where there are few cells, a reduced
//! loop is cut into pieces too. Everything follows from shapes and strides alone.

use core::ops::Range;

use super::reducer::{At, LEAF_ROWS};
use super::source::{BlockShape, all_direct};
use crate::exec::plan::{Nest, Operand};
use crate::layout::{Axes, MAX_RANK};

/// Values of a run that are computed at a time: whole leaves.
const BLOCK: usize = 2048;
/// Rows and columns of a block of a run of which an operand is transposed.
const TILE: (usize, usize) = (32, 64);
/// Columns of a cell that is read where it is, or its rows: the partial results of a leaf fit the L1 cache.
const WIDE: usize = 2048;
/// Columns of a cell that is computed: a leaf of its rows fits the L2 cache.
const COMPUTED: usize = 256;
/// Rows shorter than this are taken several as one.
const NARROW: usize = 64;
/// With fewer cells than this, a long reduced loop is cut into pieces too.
const FEW: usize = 8;
/// Values of a piece, at least, and of the cells that one thread takes at a time: some 20 microseconds.
const PIECE: usize = 1 << 16;
/// Pieces of all cells, at most.
const PIECES: usize = 64;

/// Which of the two inner loops are reduced.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// Both.
    Run,
    /// The innermost: each row gives this many results, which are this far apart.
    Rows { each: usize, stride: isize },
    /// The one over rows, of which this many are taken as one.
    Columns { by: usize },
}

/// Which loop is cut into pieces.
#[derive(Clone, Copy, Debug)]
enum Cut {
    Outer,
    Rows,
    Inner,
}

/// The loops and how they are cut.
pub(super) struct Plan {
    nest: Nest,
    /// Where values stand along what is reduced.
    at: Operand,
    pub(super) form: Form,
    pub(super) direct: bool,
    pub(super) block: BlockShape,
    /// The loops outside the two inner ones.
    kept: Axes<usize>,
    reduced: Axes<usize>,
    /// Indices of the reduced ones.
    outer: usize,
    /// Rows or columns of a cell.
    step: usize,
    stretches: usize,
    pub(super) cells: usize,
    /// Cells that a thread takes at a time.
    unit: usize,
    cut: Cut,
    cut_step: usize,
    pub(super) pieces: usize,
}

/// A cell, or the piece of one, at one index of the outer reduced loops.
pub(super) struct Place {
    /// Its two loops.
    pub(super) nest: Nest,
    /// The place of its first result.
    pub(super) out: isize,
    /// Where its first value stands.
    pub(super) first: isize,
}

impl Plan {
    /// For a nest of which the last operand counts positions. If `fused`, values are computed from operands where they
    /// are.
    pub(super) fn new(mut nest: Nest, fused: bool, positions: bool) -> Self {
        let form = choose(&mut nest, positions);
        let at = match nest.operands.pop() {
            Some(at) => at,
            None => unreachable!("the positions are the last operand"),
        };
        let (rows, cols) = (nest.extents[nest.rows()], nest.extents[nest.inner()]);
        let direct = fused
            && all_direct(&nest)
            && (positions
                || rows == 1
                || match form {
                    Form::Rows { .. } => true,
                    Form::Run => cols >= NARROW / 2,
                    Form::Columns { .. } => {
                        let dense = |o: &Operand| o.strides[nest.rows()] == (cols * o.size) as isize;
                        cols >= NARROW || nest.operands.iter().all(dense)
                    }
                });
        let mut kept: Axes<usize> = Axes::new();
        let mut reduced: Axes<usize> = Axes::new();
        for axis in 0..nest.rows() {
            if nest.out.strides[axis] == 0 { reduced.push(axis) } else { kept.push(axis) }
        }
        let product = |axes: &[usize]| axes.iter().map(|&axis| nest.extents[axis]).product::<usize>();
        let outer = product(&reduced);
        // Values behind a row or column of results, and how many of these there are.
        let (length, results) = match form {
            Form::Run => (outer * rows * cols, 1),
            Form::Rows { .. } => (outer * cols, rows),
            Form::Columns { .. } => (outer * rows, cols),
        };
        let step = match form {
            Form::Run => 1,
            Form::Rows { .. } => (PIECE / cols).min(WIDE).clamp(1, rows),
            Form::Columns { .. } => cols.div_ceil(cols.div_ceil(if direct { WIDE } else { COMPUTED })),
        };
        let stretches = results.div_ceil(step);
        let cells = product(&kept) * stretches;
        let most = (PIECES / cells).max(1);
        let wanted = if cells < FEW { (length * step / PIECE).clamp(1, most) } else { 1 };
        let cuts = match form {
            Form::Run => [(Cut::Outer, outer, 1), (Cut::Rows, rows, 1), (Cut::Inner, cols, BLOCK)],
            Form::Rows { .. } => {
                [(Cut::Outer, outer, 1), (Cut::Inner, cols, BLOCK), (Cut::Inner, cols, BLOCK)]
            }
            Form::Columns { by } => {
                let rows = (Cut::Rows, rows, LEAF_ROWS * by);
                [(Cut::Outer, outer, 1), rows, rows]
            }
        };
        let longest = || cuts.iter().copied().max_by_key(|&(_, extent, _)| extent);
        let (cut, extent, multiple) =
            cuts.iter().copied().find(|&(_, extent, _)| extent >= wanted).or_else(longest).unwrap_or(cuts[0]);
        let cut_step = extent.div_ceil(wanted).next_multiple_of(multiple);
        let block = match form {
            Form::Columns { by } => BlockShape { rows: LEAF_ROWS * by, cols: step, dense: by > 1 },
            Form::Run if nest.transposes() => BlockShape { rows: TILE.0, cols: TILE.1, dense: true },
            form => {
                let dense = matches!(form, Form::Run);
                BlockShape { rows: (BLOCK / cols).max(1), cols: BLOCK, dense }
            }
        };
        Self {
            at,
            form,
            direct,
            block,
            kept,
            reduced,
            outer,
            step,
            stretches,
            cells,
            unit: (PIECE / (length * step)).max(1),
            cut,
            cut_step,
            pieces: extent.div_ceil(cut_step),
            nest,
        }
    }

    /// How often a thread takes cells.
    pub(super) fn units(&self) -> usize {
        self.cells.div_ceil(self.unit)
    }

    /// The cells that it takes then.
    pub(super) fn unit(&self, i: usize) -> Range<usize> {
        i * self.unit..((i + 1) * self.unit).min(self.cells)
    }

    /// The indices of the outer reduced loops in a piece.
    pub(super) fn outer(&self, piece: usize) -> Range<usize> {
        match self.cut {
            Cut::Outer => piece * self.cut_step..((piece + 1) * self.cut_step).min(self.outer),
            _ => 0..self.outer,
        }
    }

    /// A place to go on from with [`go`](Self::go).
    pub(super) fn start(&self) -> Place {
        let mut nest = self.nest.clone();
        nest.keep_inner();
        Place { nest, out: 0, first: 0 }
    }

    /// Goes to a piece of a cell at an index of the outer reduced loops.
    pub(super) fn go(&self, place: &mut Place, cell: usize, piece: usize, outer: usize) {
        let (rows, inner) = (self.nest.rows(), self.nest.inner());
        let mut index = [0usize; MAX_RANK];
        let mut left = cell / self.stretches;
        for &axis in self.kept.iter().rev() {
            (left, index[axis]) = (left / self.nest.extents[axis], left % self.nest.extents[axis]);
        }
        left = outer;
        for &axis in self.reduced.iter().rev() {
            (left, index[axis]) = (left / self.nest.extents[axis], left % self.nest.extents[axis]);
        }
        let mut narrow = |axis: usize, slot: usize, i: usize, step: usize| {
            index[axis] = i * step;
            place.nest.extents[slot] = step.min(self.nest.extents[axis] - i * step);
        };
        match self.form {
            Form::Run => {}
            Form::Rows { .. } => narrow(rows, 0, cell % self.stretches, self.step),
            Form::Columns { .. } => narrow(inner, 1, cell % self.stretches, self.step),
        }
        match self.cut {
            Cut::Outer => {}
            Cut::Rows => narrow(rows, 0, piece, self.cut_step),
            Cut::Inner => narrow(inner, 1, piece, self.cut_step),
        }
        let skip = |from: &Operand| -> isize {
            (0..=inner).map(|axis| index[axis] as isize * from.strides[axis]).sum()
        };
        for (operand, from) in place.nest.operands.iter_mut().zip(&self.nest.operands) {
            operand.ptr = from.ptr.wrapping_offset(skip(from));
        }
        place.out = self.nest.out.ptr as isize + skip(&self.nest.out);
        place.first = self.at.ptr as isize + skip(&self.at);
    }

    /// Where the values of a row stand, given where the place's first does.
    pub(super) fn at_row(&self, first: isize, row: usize, col: usize) -> At {
        let step = self.at.strides[self.nest.inner()];
        At { first: first + row as isize * self.at.strides[self.nest.rows()] + col as isize * step, step }
    }

    /// Where the rows from `row` on stand.
    pub(super) fn at_rows(&self, first: isize, row: usize) -> At {
        let step = self.at.strides[self.nest.rows()];
        At { first: first + row as isize * step, step }
    }

    /// Where the results of a cell go: how many follow each other at the first distance, and the distance from each
    /// such row to the next.
    pub(super) fn places(&self, results: usize) -> (usize, isize, isize) {
        let (rows, cols) =
            (self.nest.out.strides[self.nest.rows()], self.nest.out.strides[self.nest.inner()]);
        match self.form {
            Form::Run => (1, 0, 0),
            Form::Rows { each: 1, .. } => (results, rows, 0),
            Form::Rows { each, stride } if rows == stride * each as isize => (results, stride, 0),
            Form::Rows { each, stride } => (each, stride, rows),
            Form::Columns { .. } => (results, cols, 0),
        }
    }

    /// The results of a cell.
    pub(super) fn results(&self, place: &Place) -> usize {
        match self.form {
            Form::Run => 1,
            Form::Rows { each, .. } => place.nest.extents[0] * each,
            Form::Columns { .. } => place.nest.extents[1],
        }
    }
}

/// Brings the loops into one of the forms.
fn choose(nest: &mut Nest, positions: bool) -> Form {
    let reduced = |nest: &Nest, axis: usize| nest.out.strides[axis] == 0;
    let (rows, inner) = (nest.rows(), nest.inner());
    let (n, m) = (nest.extents[rows], nest.extents[inner]);
    let outer_kept = (0..rows).rev().find(|&axis| !reduced(nest, axis));
    if reduced(nest, inner) || m == 1 {
        if n > 1 && !reduced(nest, rows) {
            return Form::Rows { each: 1, stride: 0 };
        }
        // Many short runs are rows instead.
        return match outer_kept.filter(|_| n * m < BLOCK / 2) {
            Some(axis) => {
                nest.bring_in(axis);
                Form::Rows { each: 1, stride: 0 }
            }
            None => Form::Run,
        };
    }
    let Some(axis) = (0..inner).rev().find(|&axis| nest.extents[axis] > 1 && reduced(nest, axis)) else {
        // No loop is reduced: the axes have extent 1. Columns of one row.
        if n != 1 {
            nest.insert_rows();
        }
        return Form::Columns { by: 1 };
    };
    let joins = |operand: &Operand| operand.strides[rows] == operand.strides[inner] * m as isize;
    if let Some(kept) = outer_kept
        && axis == rows
        && !positions
        && n <= LEAF_ROWS
        && n * m <= NARROW
        && nest.operands.iter().all(joins)
    {
        let stride = nest.out.strides[inner];
        nest.join_inner();
        // The kept loop may not be the next one.
        nest.bring_in(kept);
        return Form::Rows { each: m, stride };
    }
    nest.bring_in(axis);
    Form::Columns { by: rows_as_one(nest.extents[nest.rows()], m, positions) }
}

/// How many rows of so many columns are taken as one.
pub(super) fn rows_as_one(rows: usize, cols: usize, positions: bool) -> usize {
    if positions || cols >= NARROW {
        return 1;
    }
    // As a power of two, of which there are a few in the loop.
    1 << (COMPUTED / cols).min((rows / LEAF_ROWS).max(1)).ilog2()
}
