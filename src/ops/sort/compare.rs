//! Sorting by comparing: any element type, and any closure.
//!
//! A contiguous lane is sorted where it is, by the standard library. Of another one the order is found through references,
//! and the elements are then swapped into it along its cycles, so that nothing is cloned and a comparison that panics leaves
//! every element in the array.

use core::cmp::Ordering;

use crate::array::{AsView, AsViewMut, ViewD, ViewMut1, ViewMutD};
use crate::ops::lanes;

/// How many times as long as a copy it takes.
const COST: usize = 32;

/// Sorts each lane along the last axis.
pub(super) fn sort<T: Send>(
    view: ViewMutD<'_, T>,
    stable: bool,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
) {
    lanes::each_view(view, COST, |mut lane| match (lane.as_mut_slice(), stable) {
        (Some(lane), true) => lane.sort_by(&compare),
        (Some(lane), false) => lane.sort_unstable_by(&compare),
        (None, _) => rearrange(lane, |slots, order| order.sort_by(|&i, &j| compare(slots[i], slots[j]))),
    });
}

/// Writes the order of each lane along the last axis.
pub(super) fn argsort<T: Sync>(
    view: ViewD<'_, T>,
    out: ViewMutD<'_, usize>,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
) {
    arrange(view, out, |lane, order| order.sort_by(|&i, &j| compare(lane[i], lane[j])));
}

/// Puts the element at `kth` in its place in each lane along the last axis.
pub(super) fn select<T: Send>(
    view: ViewMutD<'_, T>,
    kth: usize,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
) {
    lanes::each_view(view, COST, |mut lane| match lane.as_mut_slice() {
        Some(lane) => drop(lane.select_nth_unstable_by(kth, &compare)),
        None => rearrange(lane, |slots, order| {
            order.select_nth_unstable_by(kth, |&i, &j| compare(slots[i], slots[j]));
        }),
    });
}

/// Writes an order for each lane along the last axis, in which what is at `kth` is in its place.
pub(super) fn argselect<T: Sync>(
    view: ViewD<'_, T>,
    out: ViewMutD<'_, usize>,
    kth: usize,
    compare: impl Fn(&T, &T) -> Ordering + Sync,
) {
    arrange(view, out, |lane, order| {
        order.select_nth_unstable_by(kth, |&i, &j| compare(lane[i], lane[j]).then(i.cmp(&j)));
    });
}

/// Writes the order that `find` makes of counted indices, for each lane.
fn arrange<T: Sync>(view: ViewD<'_, T>, out: ViewMutD<'_, usize>, find: impl Fn(&[&T], &mut [usize]) + Sync) {
    lanes::each_view_pair(view, out, COST, |lane, mut out| {
        let lane: Vec<&T> = lane.iter().collect();
        let mut order: Vec<usize> = (0..lane.len()).collect();
        find(&lane, &mut order);
        out.iter_mut().zip(order).for_each(|(slot, index)| *slot = index);
    });
}

/// Brings a lane into the order that `find` makes of counted indices.
fn rearrange<T>(mut lane: ViewMut1<'_, T>, find: impl Fn(&[&T], &mut [usize])) {
    let mut order: Vec<usize> = (0..(&lane).len()).collect();
    find(&(&lane).iter().collect::<Vec<_>>(), &mut order);
    let mut slots: Vec<&mut T> = lane.iter_mut().collect();
    for start in 0..order.len() {
        // Along the cycle: each element is swapped to where it belongs, and its place marked as done.
        let mut at = start;
        loop {
            let from = core::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            if let Ok([to, from]) = slots.get_disjoint_mut([at, from]) {
                core::mem::swap(*to, *from);
            }
            at = from;
        }
    }
}
