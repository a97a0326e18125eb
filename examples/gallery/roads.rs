//! All shortest paths of a graph, by the algorithm of Floyd and Warshall (1962).
//!
//! Shows the outer sum of a column and a row, fused with the minimum that takes it, in place.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::Stage;

/// The lengths of the shortest paths; `roads` has the length of each road, and infinity where there is none.
fn shortest(roads: &Array2<f64>) -> Array2<f64> {
    let mut paths = roads.clone();
    paths.view_mut().diagonal(0, Axis(0), Axis(1)).fill(0.0);
    for via in 0..roads.shape()[0] as isize {
        let from = paths.slice(s![.., via, NewAxis]).to_owned();
        let to = paths.slice(s![via, ..]).to_owned();
        let detour = (&from + &to).eval();
        paths.assign_where(detour.lt(&paths).eval(), &detour);
    }
    paths
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    const NO: f64 = f64::INFINITY;
    let roads = array![[NO, NO, -2., NO], [4., NO, 3., NO], [NO, NO, NO, 2.], [NO, -1., NO, NO]];
    let paths = shortest(&roads);
    for row in paths.outer_iter() {
        stage.say(&row.iter().map(|length| format!("{length:4}")).collect::<String>())?;
    }
    let by_hand = array![[0., -1., -2., 0.], [4., 0., 2., 4.], [5., 1., 0., 2.], [3., -1., 1., 0.]];
    stage.check("four towns, worked out by hand", paths == by_hand)?;

    // A road around, between neighbours only: the shortest path follows it in one direction or the other.
    let count = if stage.quick { 60 } else { 400 };
    let towns = Array1::<i32>::from_iter(0..count);
    let apart = (&towns - towns.slice(s![.., NewAxis])).abs().eval();
    let known = apart.minimum(count - &apart).cast::<f64>().eval();
    let paths = shortest(&known.equal(1.0).select(1.0, NO).eval());
    stage.say(&format!("{count} towns on a ring: the longest way is {}", paths.max()))?;
    stage.check("the shorter way around the ring is found for all pairs", paths == known)
}
