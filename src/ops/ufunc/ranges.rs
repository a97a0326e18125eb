//! Folding ranges of an axis from first to last.
//!
//! ```text
//! lanes   acc0 ◄── x x x x x x      the axis is the one that is contiguous, or rows are short: eight lanes side by side,
//!         acc1 ◄── x x x x x x      so that none waits for its own last result
//!
//! rows    x x x x x x x x x         otherwise: whole rows, as expressions, in pieces that stay in the cache
//!         ▼ ▼ ▼ ▼ ▼ ▼ ▼ ▼ ▼
//! ```

use core::ops::Range;
use std::borrow::Cow;

use smallvec::SmallVec;

use crate::array::{AsView, AsViewMut, Movement, View1, ViewD, ViewMut1, ViewMutD};
use crate::error::expect;
use crate::exec::{self, Apply, threads};
use crate::layout::Axis;

/// The elements of a row that stay in the cache while row after row is folded into them.
const ROW: usize = 8192;
/// Of longer rows a piece has at least so many elements.
const WORTH: usize = 1024;
/// Rows shorter than this are not worth an expression each.
const SHORT: usize = 128;
/// Lanes that are folded side by side.
const SIDE: usize = 8;

/// Folds each range along an axis of `from` into the element of `out` at its position on that axis. No range is empty, or
/// there is an initial value. The shapes differ on that axis alone.
pub(super) fn fold_ranges<T, F>(
    function: &F,
    initial: Option<T>,
    ranges: &[Range<usize>],
    from: ViewD<'_, T>,
    axis: usize,
    out: ViewMutD<'_, T>,
) where
    T: Copy + Send + Sync,
    F: Apply<(T, T), Output = T> + Sync,
{
    let first = Axis(0);
    let (from, mut out) =
        (from.move_axis(Axis(axis as isize), first), out.move_axis(Axis(axis as isize), first));
    let shape = from.shape();
    let row: usize = shape[1..].iter().product();
    if row == 0 || ranges.is_empty() {
        return;
    }
    let bytes = (from.len() + row * ranges.len()) * size_of::<T>();
    let threads = threads::for_bytes(bytes * (1 + F::COST / 4));
    // Pieces depend on the shapes alone: of the longest other axis, or of the ranges where there is none.
    let Some(longest) = (1..shape.len()).max_by_key(|&axis| shape[axis]).filter(|_| row > 1) else {
        let step = ranges.len().div_ceil(16);
        let pieces = ranges.chunks(step).zip(out.axis_chunks_mut(first, step));
        return threads::each_item(pieces, threads, |(ranges, out)| {
            fold_lanes(function, initial, ranges, from, out);
        });
    };
    let others = row / shape[longest];
    let step = (ROW / others).clamp(1, shape[longest].div_ceil(16).max(WORTH.div_ceil(others)));
    let along = Axis(longest as isize);
    let pieces = from.axis_chunks(along, step).zip(out.axis_chunks_mut(along, step));
    let strides = from.strides();
    let contiguous = (1..shape.len()).all(|a| shape[a] == 1 || strides[a].abs() > strides[0].abs());
    threads::each_item(pieces, threads, |(from, out)| {
        if contiguous || row < SHORT {
            fold_lanes(function, initial, ranges, from, out);
        } else {
            fold_rows(function, initial, ranges, from, out);
        }
    });
}

fn fold_rows<T, F>(
    function: &F,
    initial: Option<T>,
    ranges: &[Range<usize>],
    from: ViewD<'_, T>,
    mut out: ViewMutD<'_, T>,
) where
    T: Copy + Send + Sync,
    F: Apply<(T, T), Output = T> + Sync,
{
    const OP: &str = "reduce";
    for (range, mut row) in ranges.iter().zip(out.axis_iter_mut(Axis(0))) {
        let mut rest = range.clone();
        match initial {
            Some(initial) => row.fill(initial),
            None => {
                let start = rest.next().map_or(0, |i| i as isize);
                expect(exec::assign(from.index_axis(Axis(0), start), row.view_mut(), OP));
            }
        }
        for i in rest {
            expect(exec::update(from.index_axis(Axis(0), i as isize), function, row.view_mut(), OP));
        }
    }
}

fn fold_lanes<T, F>(
    function: &F,
    initial: Option<T>,
    ranges: &[Range<usize>],
    from: ViewD<'_, T>,
    mut out: ViewMutD<'_, T>,
) where
    T: Copy,
    F: Apply<(T, T), Output = T>,
{
    let (mut sources, mut targets) = (from.lanes(Axis(0)), out.lanes_mut(Axis(0)));
    loop {
        let lanes: SmallVec<[Cow<'_, [T]>; SIDE]> = sources.by_ref().take(SIDE).map(elements).collect();
        let mut results: SmallVec<[ViewMut1<'_, T>; SIDE]> = targets.by_ref().take(SIDE).collect();
        if lanes.is_empty() {
            return;
        }
        let all: SmallVec<[&[T]; SIDE]> = lanes.iter().map(|lane| &**lane).collect();
        if let Ok(all) = <[&[T]; SIDE]>::try_from(&all[..]) {
            for (k, range) in ranges.iter().enumerate() {
                let values = side_by_side(function, initial, all.map(|lane| &lane[range.clone()]));
                results.iter_mut().zip(values).for_each(|(result, value)| result[k] = value);
            }
            continue;
        }
        for (lane, result) in all.iter().zip(&mut results) {
            for (range, slot) in ranges.iter().zip(result.iter_mut()) {
                let mut part = lane[range.clone()].iter().copied();
                if let Some(start) = initial.or_else(|| part.next()) {
                    *slot = part.fold(start, |acc, x| function.apply((acc, x)));
                }
            }
        }
    }
}

/// Eight folds at a time, of as many elements each.
fn side_by_side<T: Copy, F>(function: &F, initial: Option<T>, parts: [&[T]; SIDE]) -> [T; SIDE]
where
    F: Apply<(T, T), Output = T>,
{
    let len = parts[0].len();
    let parts = parts.map(|part| &part[..len]);
    let (mut acc, start) = match initial {
        Some(initial) => ([initial; SIDE], 0),
        None => (parts.map(|part| part[0]), 1),
    };
    for j in start..len {
        for (acc, part) in acc.iter_mut().zip(&parts) {
            *acc = function.apply((*acc, part[j]));
        }
    }
    acc
}

/// The elements of a lane, one after the other: copied if they are not.
fn elements<T: Copy>(lane: View1<'_, T>) -> Cow<'_, [T]> {
    lane.as_slice().map_or_else(|| lane.iter().copied().collect::<Vec<T>>().into(), Cow::Borrowed)
}
