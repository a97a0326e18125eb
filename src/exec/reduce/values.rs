//! Values to fold: rows of them, each of which is computed when it is asked for, inside the loop that folds it.
//!
//! ```text
//! rows     cursors ──► row 0   x0 x1 x2 x3 ...        a line is some of a row's values: all, a leaf of them, ...
//!                      row 1   x0 x1 x2 x3 ...                 └─line─┘
//! ```
//!
//! For an array in memory computing one is reading it.

use crate::exec::kernel::{Cursor, Cursors, Kernel, Row};

/// Rows of values.
#[derive(Debug)]
pub struct Rows<'v, K> {
    kernel: &'v K,
    leaves: &'v [Cursor],
    /// Whether each row starts where the one before ends, in every leaf.
    dense: bool,
    /// The first row and the first value of each.
    row: usize,
    col: usize,
    /// From row to row, in values, beside the steps of the cursors.
    pitch: usize,
    /// How many rows are taken as one.
    by: usize,
    rows: usize,
    cols: usize,
}

impl<K> Clone for Rows<'_, K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Copy for Rows<'_, K> {}

impl<'v, K: Kernel> Rows<'v, K> {
    /// Invariant 6 of the room.
    ///
    /// # Safety
    /// The kernel's leaves have `rows` rows of `cols` elements each at the cursors, which can be read for as long as
    /// `'v`; if `dense`, each row starts where the one before ends.
    pub(super) unsafe fn new(
        kernel: &'v K,
        leaves: &'v [Cursor],
        dense: bool,
        rows: usize,
        cols: usize,
    ) -> Self {
        Self { kernel, leaves, dense, row: 0, col: 0, pitch: 0, by: 1, rows, cols }
    }

    /// `rows` rows of `cols` values, which follow one another.
    ///
    /// # Safety
    /// As for `new`, and the cursors do not step.
    pub(super) unsafe fn flat(kernel: &'v K, leaves: &'v [Cursor], rows: usize, cols: usize) -> Self {
        debug_assert!(leaves.iter().all(|leaf| leaf.row == 0));
        Self { kernel, leaves, dense: true, row: 0, col: 0, pitch: cols, by: 1, rows, cols }
    }

    /// The number of rows.
    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.rows
    }

    /// The length of a row.
    #[inline(always)]
    pub(crate) fn cols(self) -> usize {
        self.cols
    }

    /// Row `r`.
    #[inline(always)]
    pub(crate) fn row(self, r: usize) -> Bound<K::Row<'v>> {
        assert!(r < self.rows && !K::PREPARED, "nobody prepares these rows");
        let r = self.row + r * self.by;
        let row = self.kernel.row(&mut Cursors::at(self.leaves, r));
        Bound { row, start: self.col + r * self.pitch, len: self.cols, stored: K::COPIES }
    }

    /// `count` rows from `start` on.
    #[inline(always)]
    pub(crate) fn part(self, start: usize, count: usize) -> Self {
        assert!(start <= self.rows && count <= self.rows - start);
        Self { row: self.row + start * self.by, rows: count, ..self }
    }

    /// `count` columns from `start` on.
    #[inline(always)]
    pub(super) fn columns(self, start: usize, count: usize) -> Self {
        assert!(start <= self.cols && count <= self.cols - start);
        Self { col: self.col + start, cols: count, dense: false, ..self }
    }

    /// Whether each row starts where the one before ends.
    #[inline(always)]
    pub(super) fn is_dense(self) -> bool {
        self.dense
    }

    /// `by` rows as one, as often as there are as many, if [dense](Self::is_dense).
    #[inline(always)]
    pub(super) fn widened(self, by: usize) -> Self {
        assert!(self.dense);
        Self { by: self.by * by, rows: self.rows / by, cols: self.cols * by, ..self }
    }
}

/// A kernel at a row.
#[derive(Debug)]
pub struct Bound<R> {
    row: R,
    start: usize,
    len: usize,
    stored: bool,
}

impl<R: Row> Bound<R> {
    /// Its values.
    #[inline(always)]
    pub(crate) fn line(&self) -> Line<'_, R> {
        Line { row: &self.row, start: self.start, len: self.len, stored: self.stored }
    }
}

/// Values one after another.
#[derive(Debug)]
pub struct Line<'v, R> {
    row: &'v R,
    start: usize,
    len: usize,
    stored: bool,
}

impl<R> Clone for Line<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Line<'_, R> {}

impl<'v, R: Row> Line<'v, R> {
    /// How many.
    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.len
    }

    /// Whether they lie in memory, and to have one is to read it.
    #[inline(always)]
    pub(super) fn is_stored(self) -> bool {
        self.stored
    }

    /// Value `i`.
    ///
    /// # Safety
    /// There are more than `i`.
    #[inline(always)]
    pub(super) unsafe fn at(self, i: usize) -> R::Elem {
        debug_assert!(i < self.len);
        // SAFETY: promised by the caller; the row has the values of the line (6).
        unsafe { self.row.at::<false>(self.start + i) }
    }

    /// The first.
    #[inline(always)]
    pub(crate) fn first(self) -> R::Elem {
        assert!(self.len > 0);
        // SAFETY: it is there.
        unsafe { self.at(0) }
    }

    /// `N` of them, from `start` on.
    #[inline(always)]
    pub(crate) fn array<const N: usize>(self, start: usize) -> [R::Elem; N] {
        assert!(start <= self.len && N <= self.len - start);
        // SAFETY: they are there.
        core::array::from_fn(|i| unsafe { self.at(start + i) })
    }

    /// `count` of them, from `start` on.
    #[inline(always)]
    pub(crate) fn part(self, start: usize, count: usize) -> Self {
        assert!(start <= self.len && count <= self.len - start);
        Self { start: self.start + start, len: count, ..self }
    }

    /// So many at a time, and what remains.
    #[inline(always)]
    pub(crate) fn parts(self, most: usize) -> impl Iterator<Item = Self> {
        (0..self.len).step_by(most).map(move |start| self.part(start, most.min(self.len - start)))
    }

    /// One by one.
    #[inline(always)]
    pub(crate) fn iter(self) -> impl ExactSizeIterator<Item = R::Elem> + DoubleEndedIterator + Clone {
        // SAFETY: they are there.
        (0..self.len).map(move |i| unsafe { self.at(i) })
    }
}
