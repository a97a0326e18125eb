//! Elements of several views of one shape, in step, as short slices.

use crate::array::{AsView, Movement, ViewD, ViewMut};
use crate::expr::Assign;
use crate::layout::Axis;

/// Elements of a block: few enough for the L1 cache.
const BLOCK: usize = 2048;

/// Calls `f` with slices of the elements of all views, which have one shape, in row-major order, a block at a time. Only blocks
/// that are not contiguous are copied.
pub(super) fn each_block<T: Copy + Send + Sync>(views: &[ViewD<'_, T>], any: T, f: &mut dyn FnMut(&[&[T]])) {
    let mut scratch = vec![any; views.len() * BLOCK];
    walk(views, &mut scratch, f);
}

fn walk<T: Copy + Send + Sync>(views: &[ViewD<'_, T>], scratch: &mut [T], f: &mut dyn FnMut(&[&[T]])) {
    let Some(first) = views.first() else { return };
    if first.is_empty() {
        return;
    }
    if let Some(slices) = views.iter().map(|view| view.as_slice()).collect::<Option<Vec<&[T]>>>() {
        for start in (0..first.len()).step_by(BLOCK) {
            let end = first.len().min(start + BLOCK);
            f(&slices.iter().map(|slice| &slice[start..end]).collect::<Vec<_>>());
        }
    } else if first.len() <= BLOCK {
        for (view, to) in views.iter().zip(scratch.chunks_exact_mut(BLOCK)) {
            let to = ViewMut::from(&mut to[..view.len()]).reshape_view(view.shape());
            let Ok(mut to) = to else { unreachable!("a slice can have any shape") };
            to.assign(*view);
        }
        let copies: Vec<&[T]> = scratch.chunks_exact(BLOCK).map(|copy| &copy[..first.len()]).collect();
        f(&copies);
    } else {
        let (before, after) = halves(views);
        walk(&before, scratch, f);
        walk(&after, scratch, f);
    }
}

/// The views cut in two along their first axis that has more than one index; there is one.
#[allow(clippy::type_complexity, reason = "two lists of one type")]
fn halves<'a, T>(views: &[ViewD<'a, T>]) -> (Vec<ViewD<'a, T>>, Vec<ViewD<'a, T>>) {
    let shape = views[0].shape();
    let axis = shape.iter().position(|&n| n > 1).unwrap_or(0);
    // Whole blocks, where rows are longer than that.
    let rest: usize = shape[axis + 1..].iter().product();
    let half = shape[axis] / 2;
    let half = if rest == 1 && half > BLOCK { half.next_multiple_of(BLOCK) } else { half };
    views.iter().map(|view| view.split_at(Axis(axis as isize), half)).unzip()
}

/// Pieces of the views, a power of two of them and in order, cut by shape alone: those of one piece have one shape.
pub(super) fn pieces<'a, T>(views: Vec<ViewD<'a, T>>, doublings: usize) -> Vec<Vec<ViewD<'a, T>>> {
    let mut pieces = vec![views];
    for _ in 0..doublings {
        pieces = pieces
            .into_iter()
            .flat_map(|views| {
                if views[0].len() < 2 {
                    return vec![views];
                }
                let (before, after) = halves(&views);
                vec![before, after]
            })
            .collect();
    }
    pieces
}
