//! Where and when: how a field and a number of steps are cut into tiles, and in which order the tiles run. Plain
//! numbers; what is done in a tile is a callback.
//!
//! Level 0 is the field before a pass, level `t` the field `t` steps later. Even levels lie in one buffer, odd ones in
//! the other, so that each level overwrites the one two before it. A tile is skewed: at level `t` it lies `t * halo`
//! further back, so that all it reads of level `t - 1` was computed by this tile or by one before it. With a halo of 1:
//!
//! ```text
//!            rows ───►                         a pass of three levels, tiles A, B, C, ... of three rows
//!  level 3   A A A B B B C C C D D D
//!  level 2     A A A B B B C C C D D D         an entry needs the three entries below it (left, middle, right):
//!  level 1       A A A B B B C C C D D D       of its own tile, or of one further left
//!  level 0   . . . . . . . . . . . . . . .
//! ```
//!
//! In the same way nothing is overwritten that is still to be read: an entry of level `t` replaces one of level
//! `t - 2`, whose three readers are below the entry's own three operands or further left. While the tiles of a pass run
//! from left to right, the rows between the first and the last level stay in the cache. A second axis is cut like the
//! first where a few whole rows would not fit.
//!
//! For threads the first axis is also cut into pieces, in two phases. The uprights shrink by `halo` rows a level at each
//! cut, so that they read nothing of each other; then the wedges fill what is left out around the cuts:
//!
//! ```text
//!  level 3   0 0 0 0 \ w w w w w / 1 1 1 \ w w w w w / 2 2 2 2
//!  level 2   0 0 0 0 0 \ w w w / 1 1 1 1 1 \ w w w / 2 2 2 2 2
//!  level 1   0 0 0 0 0 0 \ w / 1 1 1 1 1 1 1 \ w / 2 2 2 2 2 2
//! ```
//!
//! A wedge reads rows of the uprights on its two sides, which the uprights left at the level that it needs. Nothing is
//! computed twice. These are the parallelograms of Wolf and Lam (1991) and the trapezoids of Frigo and Strumpen (2005).

use core::ops::Range;

use crate::layout::Extents;

/// The sizes that decide how a field is cut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of both buffers that a tile and what lags behind it may take.
    cache: usize,
    /// Bytes of one row of a tile, where the first axis is cut into rows that are longer.
    row: usize,
    /// Steps in one pass.
    levels: usize,
    /// Elements times levels of a pass from which on it is cut into pieces.
    parallel: usize,
    /// Pieces at most.
    pieces: usize,
}

/// Measured: see `docs/design/iterate.md`.
pub(super) const LIMITS: Limits = Limits {
    // Three quarters of an L2 cache of 1 MB.
    cache: 768 << 10,
    // Four rows, which is what a small stencil touches, fit an L1 cache of 32 KB.
    row: 8 << 10,
    // Beyond this many memory traffic does not matter any more.
    levels: 16,
    // About 0.1 ms of work: less is not worth waking a thread.
    parallel: 1 << 17,
    // More would only make their ends show.
    pieces: 32,
};

/// An axis is cut into tiles only if it has this many times its halo,
const SHORT: usize = 16;
/// and preferably, so that there are also pieces for several threads, this many.
const LONG: usize = 256;
/// A piece has at least this many times the rows that a wedge takes on either side of a cut.
const PIECE: usize = 8;

/// An axis that is cut into tiles.
#[derive(Clone, Copy, Debug)]
struct Cut {
    axis: usize,
    halo: usize,
    /// Indices of one level of a tile.
    width: usize,
}

/// How a pass over a field is cut.
#[derive(Clone, Debug)]
pub(super) struct Tiling {
    shape: Extents,
    halo: Extents,
    first: Cut,
    second: Option<Cut>,
    /// Steps in one pass.
    pub(super) levels: usize,
    /// Where the pieces of the first axis start and end.
    cuts: Vec<usize>,
}

/// A box of indices: on each axis from `start` to before `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) start: Extents,
    pub(super) end: Extents,
}

impl Region {
    /// What is left of a shape within a halo, which is at most half as wide.
    pub(super) fn within(shape: Extents, halo: &Extents) -> Self {
        let mut end = shape;
        end.iter_mut().zip(halo).for_each(|(end, h)| *end -= h);
        Self { start: *halo, end }
    }

    /// The box with its halo.
    pub(super) fn with_halo(mut self, halo: &Extents) -> Self {
        self.start.iter_mut().zip(halo).for_each(|(start, h)| *start -= h);
        self.end.iter_mut().zip(halo).for_each(|(end, h)| *end += h);
        self
    }

    fn set(&mut self, axis: usize, range: &Range<usize>) {
        (self.start[axis], self.end[axis]) = (range.start, range.end);
    }
}

/// A part of the first axis, and the rows of it that a pass computes at each level.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// The rows that the part reads and writes.
    pub(super) rows: Range<usize>,
    /// Within them: what level 0 would be, and by how many rows its two ends move up at each level.
    base: [isize; 2],
    slope: [isize; 2],
}

impl Part {
    /// The rows of a level, counted from the start of the part.
    fn at(&self, level: usize) -> Range<usize> {
        let end = |i: usize| (self.base[i] + self.slope[i] * level as isize) as usize;
        end(0)..end(1)
    }
}

impl Tiling {
    /// For elements of `size` bytes. Shape, strides and halo have the same rank, which is not 0, no extent is 0, and
    /// the halo fits twice.
    pub(super) fn new(
        shape: Extents,
        strides: &[isize],
        halo: Extents,
        size: usize,
        steps: usize,
        limits: &Limits,
    ) -> Self {
        // Outermost in memory first; the sort is stable.
        let mut axes: Vec<usize> = (0..shape.len()).collect();
        axes.sort_by_key(|&axis| core::cmp::Reverse(strides[axis].unsigned_abs()));
        let first_of =
            |halos: usize| axes.iter().copied().find(|&axis| shape[axis] >= halos * halo[axis].max(1));
        let first = first_of(LONG).or_else(|| first_of(SHORT)).unwrap_or(axes[0]);
        let second =
            axes.iter().copied().find(|&axis| axis != first && shape[axis] >= SHORT * halo[axis].max(1));

        let (rows, row_halo) = (shape[first], halo[first]);
        let (cols, col_halo) = second.map_or((1, 0), |axis| (shape[axis], halo[axis]));
        let len: usize = shape.iter().product();
        // A line is all that has one index on the first axis and one on the second.
        let line = (len / (rows * cols)).saturating_mul(size).max(1);
        let lines = (limits.cache / 2 / line).max(1);
        let width = lines.isqrt().max(limits.row / line).max(1);
        let cut_second = width < cols;
        let width = width.min(cols);
        let height = (lines / width).max(1);
        // The tile's own indices are to be twice as many as those that lag behind.
        let third = |n: usize, halo: usize| n.checked_div(3 * halo).unwrap_or(usize::MAX);
        let mut levels = steps.min(limits.levels).min(third(height, row_halo));
        if cut_second {
            levels = levels.min(third(width, col_halo));
        }
        let levels = levels.max(1);
        let own = |n: usize, halo: usize| n.saturating_sub(levels * halo).max(1);
        let second = second.filter(|_| cut_second).map(|axis| {
            let all = cols + levels * col_halo;
            let tiles = all.div_ceil(own(width, col_halo));
            Cut { axis, halo: col_halo, width: all.div_ceil(tiles) }
        });

        // A wedge takes `levels + 1` halos on each side of its cut.
        let reach = (levels + 1) * row_halo;
        let pieces = if len.saturating_mul(levels) < limits.parallel {
            1
        } else {
            (rows / (PIECE * reach).max(1)).clamp(1, limits.pieces)
        };
        Self {
            shape,
            halo,
            first: Cut { axis: first, halo: row_halo, width: own(height, row_halo) },
            second,
            levels,
            cuts: (0..=pieces).map(|k| (k as u128 * rows as u128 / pieces as u128) as usize).collect(),
        }
    }

    /// The axis along which parts are cut.
    pub(super) fn axis(&self) -> usize {
        self.first.axis
    }

    /// The parts of the first phase: they cover the axis, and may run in any order or at once.
    pub(super) fn uprights(&self) -> Vec<Part> {
        let halo = self.first.halo as isize;
        let last = self.cuts.len() - 2;
        let part = |(k, cut): (usize, &[usize])| {
            let len = (cut[1] - cut[0]) as isize;
            // The ends of the field stay a halo away from it; those at a cut draw back.
            let (low, rise) = if k == 0 { (halo, 0) } else { (0, halo) };
            let (high, fall) = if k == last { (len - halo, 0) } else { (len, -halo) };
            Part { rows: cut[0]..cut[1], base: [low, high], slope: [rise, fall] }
        };
        self.cuts.windows(2).enumerate().map(part).collect()
    }

    /// The parts of the second phase, after all of the first: disjoint, in any order or at once.
    pub(super) fn wedges(&self, levels: usize) -> Vec<Part> {
        let halo = self.first.halo;
        let reach = (levels + 1) * halo;
        let part = |&cut: &usize| Part {
            rows: cut - reach..cut + reach,
            base: [reach as isize; 2],
            slope: [-(halo as isize), halo as isize],
        };
        let inner = &self.cuts[1..self.cuts.len() - 1];
        if halo == 0 { Vec::new() } else { inner.iter().map(part).collect() }
    }

    /// Calls `visit` with each tile of a part: its level, from 1 to `levels`, and the indices to be computed, counted
    /// on the first axis from the start of the part.
    pub(super) fn each_tile(&self, part: &Part, levels: usize, mut visit: impl FnMut(usize, Region)) {
        let whole = Region::within(self.shape, &self.halo);
        let columns = self.second.map_or(0..1, |cut| whole.start[cut.axis]..whole.end[cut.axis]);
        let second = self.second.unwrap_or(Cut { axis: 0, halo: 0, width: 1 });
        for left in fronts(second, columns.end, levels) {
            for top in fronts(self.first, part.rows.len(), levels) {
                for level in 1..=levels {
                    let rows = skewed(self.first, top, level, part.at(level));
                    let columns = skewed(second, left, level, columns.clone());
                    if rows.is_empty() || columns.is_empty() {
                        continue;
                    }
                    let mut region = whole;
                    region.set(self.first.axis, &rows);
                    if self.second.is_some() {
                        region.set(second.axis, &columns);
                    }
                    visit(level, region);
                }
            }
        }
    }
}

/// Where the tiles of an axis start, before they are skewed.
fn fronts(cut: Cut, end: usize, levels: usize) -> impl Iterator<Item = usize> {
    (0..end + levels * cut.halo).step_by(cut.width)
}

/// One level of the tile that starts at `front`, within `limits`.
fn skewed(cut: Cut, front: usize, level: usize, limits: Range<usize>) -> Range<usize> {
    let lag = level * cut.halo;
    front.saturating_sub(lag).max(limits.start)..(front + cut.width).saturating_sub(lag).min(limits.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A field of which each element is known by the level it is at, or `None` if it holds nothing of use.
    type Levels = Vec<Option<usize>>;

    /// The places in row-major order of all indices of a region.
    fn places(region: &Region, shape: &[usize]) -> Vec<usize> {
        let mut places = vec![0];
        for (axis, &n) in shape.iter().enumerate() {
            let range = region.start[axis]..region.end[axis];
            places = places.iter().flat_map(|p| range.clone().map(move |i| p * n + i)).collect();
        }
        places
    }

    /// Plays all steps on two buffers of levels, and asserts that each tile reads what the level before left.
    fn play(shape: &[usize], halo: &[usize], steps: usize, limits: &Limits, backwards: bool) -> Tiling {
        let (shape, halo) = (Extents::from_slice(shape).unwrap(), Extents::from_slice(halo).unwrap());
        let mut strides: Vec<isize> = vec![1; shape.len()];
        for axis in (1..shape.len()).rev() {
            strides[axis - 1] = strides[axis] * shape[axis] as isize;
        }
        let tiling = Tiling::new(shape, &strides, halo, 8, steps, limits);
        let whole = Region::within(shape, &halo);
        let interior = places(&whole, &shape);
        let len = shape.iter().product();
        let inside: Vec<bool> = (0..len).map(|p| interior.binary_search(&p).is_ok()).collect();
        let mut buffers: [Levels; 2] = [vec![Some(0); len], vec![None; len]];
        let mut done = 0;
        while done < steps {
            let levels = tiling.levels.min(steps - done);
            for mut parts in [tiling.uprights(), tiling.wedges(levels)] {
                assert!(parts.windows(2).all(|p| p[0].rows.end <= p[1].rows.start), "{parts:?}");
                assert!(parts.iter().all(|p| p.rows.end <= shape[tiling.axis()]), "{parts:?}");
                if backwards {
                    parts.reverse();
                }
                for part in parts {
                    tiling.each_tile(&part, levels, |level, region| {
                        let reads = region.with_halo(&halo);
                        assert!(reads.end[tiling.axis()] <= part.rows.len(), "{part:?} reads {reads:?}");
                        let at = |mut region: Region| {
                            region.start[tiling.axis()] += part.rows.start;
                            region.end[tiling.axis()] += part.rows.start;
                            places(&region, &shape)
                        };
                        let now = done + level;
                        for p in at(reads).into_iter().filter(|&p| inside[p]) {
                            assert_eq!(buffers[(now - 1) % 2][p], Some(now - 1), "place {p}, {tiling:?}");
                        }
                        for p in at(region) {
                            assert!(inside[p], "the halo is fixed");
                            assert_ne!(buffers[now % 2][p], Some(now), "place {p} is computed twice");
                            buffers[now % 2][p] = Some(now);
                        }
                    });
                }
            }
            done += levels;
        }
        assert!(interior.iter().all(|&p| buffers[steps % 2][p] == Some(steps)), "{tiling:?}");
        tiling
    }

    fn field() -> impl Strategy<Value = (Vec<usize>, Vec<usize>)> {
        prop_oneof![
            (2usize..300, 0usize..4).prop_map(|(n, h)| (vec![n], vec![h])),
            ((2usize..80, 0usize..3), (2usize..80, 0usize..3))
                .prop_map(|(a, b)| (vec![a.0, b.0], vec![a.1, b.1])),
            ((2usize..40, 0usize..3), (2usize..24, 0usize..2), (1usize..4))
                .prop_map(|(a, b, c)| (vec![a.0, b.0, c], vec![a.1, b.1, 0])),
            ((1usize..4), (2usize..40, 0usize..2), (2usize..24, 0usize..3))
                .prop_map(|(c, a, b)| (vec![c, a.0, b.0], vec![0, a.1, b.1])),
        ]
        .prop_filter("the halo fits twice", |(shape, halo)| shape.iter().zip(halo).all(|(n, h)| *n > 2 * h))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn every_tile_finds_the_level_before_it(
            (shape, halo) in field(),
            steps in 1usize..20,
            cache in 16usize..8192,
            row in 8usize..512,
            levels in 1usize..9,
            pieces in 1usize..6,
            backwards: bool,
        ) {
            let limits = Limits { cache, row, levels, parallel: 0, pieces };
            play(&shape, &halo, steps, &limits, backwards);
        }
    }

    #[test]
    fn both_axes_and_all_pieces_come_into_play() {
        let limits = Limits { cache: 8 << 10, row: 64, levels: 4, parallel: 0, pieces: 8 };
        let tiling = play(&[200, 64], &[1, 1], 9, &limits, false);
        assert!(tiling.second.is_some() && tiling.levels == 4, "{tiling:?}");
        assert_eq!((tiling.uprights().len(), tiling.wedges(4).len()), (5, 4));
    }

    #[test]
    fn tiles_of_large_fields_fit_the_cache() {
        for shape in [&[4000, 4000][..], &[8000, 8000], &[300, 300, 300], &[100_000_000], &[20, 1_000_000]] {
            let strides: Vec<isize> =
                (0..shape.len()).map(|axis| shape[axis + 1..].iter().product::<usize>() as isize).collect();
            let halo = vec![1; shape.len()];
            let extents = |s: &[usize]| Extents::from_slice(s).unwrap();
            let tiling = Tiling::new(extents(shape), &strides, extents(&halo), 8, 100, &LIMITS);
            let rest: usize = (0..shape.len())
                .filter(|&axis| axis != tiling.first.axis && tiling.second.is_none_or(|cut| cut.axis != axis))
                .map(|axis| shape[axis])
                .product();
            let lagging = |cut: &Cut| cut.width + tiling.levels * cut.halo;
            let tile = rest * lagging(&tiling.first) * tiling.second.as_ref().map_or(1, lagging);
            assert!(2 * 8 * tile <= LIMITS.cache, "{shape:?}: {tiling:?}");
            assert!(tiling.levels >= 4 && tiling.uprights().len() > 1, "{shape:?}: {tiling:?}");
        }
    }
}
