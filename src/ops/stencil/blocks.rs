//! The walk behind every stencil: the result in blocks that stay in the cache, each with the part of the source that it sees.
//!
//! ```text
//! out   ┌──┬────────────┬──┐     inside: the windows lie within the source, which is read where it is
//!       │  │   edge     │  │     edge:   a block of the source is copied, with what lies beyond it
//!       │  ├────────────┤  │
//!       │e │ block      │e │     Each part is halved along its longest stride until it fits the cache; the pieces are
//!       │d ├────────────┤d │     shared out between the threads. Scratch is one block's worth for each thread, whatever
//!       │g │ block      │g │     the size of the array and wherever the edges are.
//!       │e ├────────────┤e │
//!       │  │   edge     │  │
//!       └──┴────────────┴──┘
//! ```
//!
//! A small result is one edge. A source whose rows do not lie along those of the result is copied block by block like one, so
//! that it is turned around once, and not for every weight.

use super::boundary::{Boundary, padded, range};
use crate::array::{AsView, Movement, ViewD, ViewMutD};
use crate::error::{Error, Result};
use crate::exec::threads;
use crate::layout::{Axis, Extents, SliceElems};

use std::sync::OnceLock;

/// Bytes of the result in a block: with as much of the source it stays in the second-level cache.
const BLOCK: usize = 64 << 10;
/// A result of at most so many bytes is not worth a look at where its edges are.
const SMALL: usize = 4 << 10;

/// Where the elements lie that an element of the result sees: of the result's index `k`, those from `k - left` on, `extents`
/// of them, on each axis.
#[derive(Clone, Debug)]
pub(super) struct Window {
    pub(super) extents: Extents,
    pub(super) left: Extents,
}

impl Window {
    /// A window around an element, which is the middle one, or the later of the middle two.
    pub(super) fn around(extents: Extents) -> Self {
        let mut left = extents;
        left.as_mut().iter_mut().for_each(|n| *n /= 2);
        Self { extents, left }
    }
}

/// What computes a block: it fills the second view, of which the first shows the source together with what the windows
/// of its elements see besides.
pub(super) type Step<'s, T, U> = &'s (dyn Fn(ViewD<'_, T>, ViewMutD<'_, U>) + Sync);

/// A part of the result, and its first index.
struct Part<'o, U> {
    out: ViewMutD<'o, U>,
    start: Extents,
    /// Whether all its windows lie within the source.
    inside: bool,
}

/// Computes every block of `out`. The `work` of an element is counted in additions.
///
/// # Errors
/// If the memory for a block cannot be had; what is written then is unspecified.
pub(super) fn each_block<T, U>(
    source: ViewD<'_, T>,
    window: &Window,
    boundary: &Boundary<T>,
    out: ViewMutD<'_, U>,
    work: usize,
    step: Step<'_, T, U>,
) -> Result<()>
where
    T: Copy + Send + Sync,
    U: Copy + Send + Sync,
{
    if (&out).is_empty() {
        return Ok(());
    }
    let bytes = (&out).len().saturating_mul(size_of::<T>() + size_of::<U>() + 2 * work);
    let order = Order::of(&out);
    let row = order.0.into_iter().rev().find(|&&axis| (&out).shape()[axis] > 1);
    let across = row.is_some_and(|&axis| source.strides()[axis].unsigned_abs() > 1);
    let mut parts = Vec::new();
    if across || bytes_of(&out) <= SMALL {
        let start = Extents::repeat(0, source.rank());
        cut_blocks(Part { out, start, inside: false }, across, &mut parts);
    } else {
        cut_edges(out, source.shape().as_ref(), window, &mut parts);
    }
    let failed = OnceLock::<Error>::new();
    threads::each_item(parts, threads::for_bytes(bytes), |Part { out, start, inside }| {
        let shape = (&out).shape();
        let seen = |axis: usize| shape[axis] + window.extents[axis] - 1;
        // A block is too small to be worth a second thread.
        threads::with(1, || {
            if inside {
                let mut spec = SliceElems::default();
                (0..shape.len()).for_each(|a| spec.push(range(start[a] - window.left[a], seen(a), 1)));
                return step(source.slice(&spec[..]), out);
            }
            let mut extents = shape;
            extents.as_mut().iter_mut().zip(&order.0).for_each(|(n, &axis)| *n = seen(axis));
            let from: Vec<isize> =
                order.0.into_iter().map(|&a| start[a] as isize - window.left[a] as isize).collect();
            match padded(source.permute_axes(order.0), &from, &extents, boundary) {
                Ok(block) => step(block.view().permute_axes(order.inverse()), out),
                Err(e) => drop(failed.set(e)),
            }
        });
    });
    failed.into_inner().map_or(Ok(()), Err)
}

/// The parts of `out` that see beyond the source, and the one that does not, all of them cut into blocks.
fn cut_edges<'o, U>(
    mut out: ViewMutD<'o, U>,
    source: &[usize],
    window: &Window,
    parts: &mut Vec<Part<'o, U>>,
) {
    let mut start = Extents::repeat(0, source.len());
    for axis in 0..source.len() {
        let extent = (&out).shape()[axis];
        let low = window.left[axis].min(extent);
        let high =
            (source[axis] + 1 + window.left[axis]).saturating_sub(window.extents[axis]).clamp(low, extent);
        let (rest, last) = out.split_at(Axis(axis as isize), high);
        let (first, rest) = rest.split_at(Axis(axis as isize), low);
        out = rest;
        cut_blocks(Part { out: first, start, inside: false }, false, parts);
        let mut end = start;
        end[axis] = high;
        cut_blocks(Part { out: last, start: end, inside: false }, false, parts);
        start[axis] = low;
    }
    cut_blocks(Part { out, start, inside: true }, false, parts);
}

/// Halves a part until the pieces fit the cache: into whole rows, or into squares.
fn cut_blocks<'o, U>(part: Part<'o, U>, squares: bool, parts: &mut Vec<Part<'o, U>>) {
    let (shape, strides) = ((&part.out).shape(), (&part.out).strides());
    let key = |&axis: &usize| if squares { shape[axis] } else { strides[axis].unsigned_abs() };
    let longest = (0..shape.len()).filter(|&axis| shape[axis] > 1).max_by_key(key);
    match longest {
        _ if (&part.out).is_empty() => (),
        Some(axis) if bytes_of(&part.out) > BLOCK => {
            let middle = shape[axis] / 2;
            let (first, last) = part.out.split_at(Axis(axis as isize), middle);
            let mut start = part.start;
            start[axis] += middle;
            cut_blocks(Part { out: first, ..part }, squares, parts);
            cut_blocks(Part { out: last, start, inside: part.inside }, squares, parts);
        }
        _ => parts.push(part),
    }
}

fn bytes_of<U>(out: &ViewMutD<'_, U>) -> usize {
    out.len() * size_of::<U>().max(1)
}

/// The axes of a view in the order of its strides, the longest first.
struct Order(Extents);

impl Order {
    fn of<U>(view: &ViewMutD<'_, U>) -> Self {
        let strides = view.strides();
        let mut axes = view.shape();
        axes.as_mut().iter_mut().enumerate().for_each(|(k, axis)| *axis = k);
        axes.as_mut().sort_by_key(|&axis| core::cmp::Reverse(strides[axis].unsigned_abs()));
        Self(axes)
    }

    /// The order that undoes this one.
    fn inverse(&self) -> Extents {
        let mut inverse = self.0;
        self.0.iter().enumerate().for_each(|(k, &axis)| inverse[axis] = k);
        inverse
    }
}
