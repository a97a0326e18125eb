//! A function of every lane, each in contiguous memory of its own.
//!
//! ```text
//! kept axes, then the others         blocks of a few lanes are copied in tiles        results, a row for each lane
//! (k0, k1, r0, r1)         ──►       (w, r0, r1), dense             ──► f(lane) ──►    (k0 * k1, per)
//! ```
//!
//! Lanes are copied a block at a time, because those that are strided share cache lines with their neighbours.

use crate::array::{Array, Array2, AsView, AsViewMut, Movement, ViewD, ViewMut};
use crate::error::Result;
use crate::exec::threads;
use crate::expr::Assign;
use crate::layout::{Axis, Extents, Ix2};

/// Elements of a block, unless a lane has more.
const BLOCK: usize = 1 << 14;
/// What work on an element costs, as bytes moved: some nanoseconds.
const COST: usize = 64;

/// Calls `f` with every lane, the elements along `axes` in row-major order, and a row of `per` results to write.
///
/// `f` may change its lane, which is a copy. The lanes are in the row-major order of the other axes. `any` is any element.
///
/// # Errors
/// If the memory for the results cannot be had.
pub(super) fn each_lane<T, F>(
    source: ViewD<'_, T>,
    axes: &[usize],
    per: usize,
    any: T,
    f: F,
) -> Result<Array2<T>>
where
    T: Copy + Send + Sync,
    F: Fn(&mut [T], &mut [T]) + Sync,
{
    let shape = source.shape();
    let mut order: Vec<usize> = (0..shape.len()).filter(|axis| !axes.contains(axis)).collect();
    let kept = order.len();
    order.extend((0..shape.len()).filter(|axis| axes.contains(axis)));
    let mut source = source.permute_axes(order);
    let shape = source.shape();
    let (lanes, len) = (shape[..kept].iter().product::<usize>(), shape[kept..].iter().product::<usize>());
    let mut results = Array::<T, Ix2>::try_full([lanes, per], any)?;
    if lanes == 0 || per == 0 {
        return Ok(results);
    }
    // One axis of lanes where the strides allow it.
    let mut merged = Extents::repeat(lanes, 1);
    shape[kept..].iter().for_each(|&n| merged.push(n));
    let mut outer = kept.saturating_sub(1);
    if let Ok(one) = source.reshape_view(merged) {
        (source, outer) = (one, 0);
    }
    let row = source.shape()[outer];
    let width = (BLOCK / len.max(1)).clamp(1, row);
    let threads = threads::for_bytes(lanes.saturating_mul(len).saturating_mul(COST));
    let step = if threads < 2 { lanes } else { lanes.div_ceil(threads * 4) };
    let Some(slots) = results.as_mut_slice() else { unreachable!("a new array is dense") };
    let pieces = slots.chunks_mut(step * per).enumerate();
    threads::each_item(pieces, threads, |(piece, slots)| {
        let mut scratch = vec![any; width.min(slots.len() / per) * len];
        let (mut lane, end) = (piece * step, piece * step + slots.len() / per);
        let mut slots = slots.chunks_exact_mut(per);
        while lane < end {
            let count = width.min(row - lane % row).min(end - lane);
            let block = &mut scratch[..count * len];
            copy_block(source, outer, lane, count, block);
            for (i, slot) in slots.by_ref().take(count).enumerate() {
                f(&mut block[i * len..][..len], slot);
            }
            lane += count;
        }
    });
    Ok(results)
}

/// Copies `count` lanes from a given one on, all in one row of lanes: `outer` axes number the rows.
fn copy_block<T: Copy + Send + Sync>(
    source: ViewD<'_, T>,
    outer: usize,
    lane: usize,
    count: usize,
    into: &mut [T],
) {
    let shape = source.shape();
    let mut row = lane / shape[outer];
    let mut block = source;
    for axis in (0..outer).rev() {
        block = block.index_axis(Axis(axis as isize), (row % shape[axis]) as isize);
        row /= shape[axis];
    }
    let block = block.split_at(Axis(0), lane % shape[outer]).1.split_at(Axis(0), count).0;
    let into = ViewMut::from(into).reshape_view(block.shape());
    let Ok(mut into) = into else { unreachable!("a slice can have any shape") };
    into.assign(block);
}
