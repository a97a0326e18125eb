//! Conway's game of life: a glider that walks, and the R-pentomino, which takes 1103 generations to come to rest.
//!
//! Shows a stencil written once, as sums over windows, and used twice: by `stencil_with` on a world whose edges meet, and
//! by `iterate`, which takes many steps on each part of a large world while that is in the cache.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GREY, Stage};

/// The next generation of every cell but the outermost: 3 neighbours bring a cell to life, and 2 keep it alive.
fn live(now: View2<'_, u8>, mut next: ViewMut2<'_, u8>) {
    let (middle, across) = (now.slice(s![1..-1, 1..-1]), now.slice(s![1..-1, ..]));
    let rows = now.slice(s![..-2, ..]) + across + now.slice(s![2.., ..]);
    let rows = rows.eval();
    let around = rows.slice(s![.., ..-2]) + rows.slice(s![.., 1..-1]) + rows.slice(s![.., 2..]);
    // The sum counts the cell itself.
    zip2(around, middle).map(|sum, alive| u8::from(sum == 3 || sum == 4 && alive == 1)).eval_into(&mut next);
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let glider = array![[0, 1, 0], [0, 0, 1], [1, 1, 1]];
    let mut world = Array2::<u8>::zeros([8, 8]);
    world.view_mut().slice(s![..3, ..3]).assign(&glider);
    let start = world.clone();
    for _ in 0..4 {
        world = world.stencil_with([1, 1], Boundary::Wrap, live).eval();
    }
    let rows = |world: &Array2<u8>, row: isize| -> String {
        world.index_axis(Axis(0), row).iter().map(|alive| if *alive == 1 { '#' } else { '.' }).collect()
    };
    for row in 0..5 {
        let arrow = if row == 2 { "-- 4 steps ->" } else { "" };
        stage.say(&format!("{}  {arrow:13}  {}", rows(&start, row), rows(&world, row)))?;
    }
    let walked = start.roll_axes(&[(1, Axis(0)), (1, Axis(1))]);
    stage.check("after 4 steps the glider has moved by (1, 1)", world == walked)?;

    // Wide enough that no glider gets to its edges.
    let (side, generations, alive) = if stage.quick { (64, 10, None) } else { (640, 1103, Some(116)) };
    let mut world = Array2::<u8>::zeros([side, side]);
    let middle = side / 2;
    let pentomino = array![[0, 1, 1], [1, 1, 0], [0, 1, 0]];
    world.view_mut().slice(s![middle..middle + 3, middle..middle + 3]).assign(&pentomino);
    iterate(&mut world, generations, [1, 1], live);
    let population = world.gt(0).count();
    stage.say(&format!("the R-pentomino after {generations} generations: {population} cells"))?;
    if let Some(alive) = alive {
        stage.check("the R-pentomino comes to rest with 116 cells", population == alive)?;
    }
    stage.draw("life", world.cast::<f64>().eval().view(), &GREY)
}
