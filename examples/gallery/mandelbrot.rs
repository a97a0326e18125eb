//! The Mandelbrot set: the numbers c for which z² + c, from 0 on, stays bounded.
//!
//! Shows a ufunc of your own on two axes that broadcast against each other, on all cores, without a grid in memory.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GLOW, Stage};

/// After how many steps z leaves the disk of radius 2, at most `limit`.
fn escape(x: f64, y: f64, limit: u32) -> u32 {
    let (mut re, mut im) = (0.0, 0.0);
    for step in 0..limit {
        let (re2, im2) = (re * re, im * im);
        if re2 + im2 > 4.0 {
            return step;
        }
        im = 2.0 * re * im + y;
        re = re2 - im2 + x;
    }
    limit
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let (rows, cols, limit) = if stage.quick { (96, 128, 200) } else { (900, 1200, 1000) };
    let (x, y) = (Array1::linspace(-2.3, 0.9, cols), Array1::linspace(1.2, -1.2, rows));
    let steps = zip2(&x, y.slice(s![.., NewAxis])).map(|x, y| escape(x, y, limit)).eval();

    for row in steps.slice(s![rows as isize / 24..;rows as isize / 12, ..;cols as isize / 64]).outer_iter() {
        let shade = |n: &u32| b" .:-=+*%@#"[9.min(n.ilog2() as usize)] as char;
        stage.say(row.iter().map(|n| shade(n.max(&1))).collect::<String>().trim_end())?;
    }
    let cell = (x[1] - x[0]) * (y[0] - y[1]);
    let area = steps.equal(limit).count() as f64 * cell;
    stage.say(&format!("area {area:.3}"))?;
    // By counting pixels: Förstemann 2012, to the digits given.
    stage.check("the area is 1.5066, to 3 %", (area / 1.5066 - 1.0).abs() < 0.03)?;
    stage.check("0 and -1 belong to it, 1 does not", {
        [(0.0, true), (-1.0, true), (1.0, false)]
            .iter()
            .all(|(x, inside)| (escape(*x, 0.0, limit) == limit) == *inside)
    })?;
    let shades = (steps.cast::<f64>() / f64::from(limit)).powf(0.3);
    stage.draw("mandelbrot", steps.equal(limit).select(0.0, shades).eval().view(), &GLOW)
}
