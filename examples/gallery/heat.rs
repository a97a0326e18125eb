//! Heat in a plate whose edges are kept cold. (The example `heat` does this to a landscape, and measures it.)
//!
//! Shows an explicit scheme as one fused expression of shifted views, and `iterate` for many steps of it.

use std::f64::consts::PI;

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GLOW, Stage};

/// The share of a difference that flows to a neighbour in one step.
const RATE: f64 = 0.2;

fn step<'a>(t: View2<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let neighbours = t.slice(s![..-2, 1..-1])
        + t.slice(s![2.., 1..-1])
        + t.slice(s![1..-1, ..-2])
        + t.slice(s![1..-1, 2..]);
    t.slice(s![1..-1, 1..-1]) * (1.0 - 4.0 * RATE) + neighbours * RATE
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let (side, steps) = if stage.quick { (33, 100) } else { (257, 5000) };
    // A hill of one wave along either axis only grows lower, by the same factor in each step.
    let wave = (Array1::linspace(0.0, 1.0, side) * PI).sin().eval();
    let hill = (wave.slice(s![.., NewAxis]) * &wave).eval();
    let mut plate = hill.clone();
    iterate(&mut plate, steps, [1, 1], |from, mut to| step(from).eval_into(&mut to));
    let half = PI / (2.0 * (side - 1) as f64);
    let factor = 1.0 - 8.0 * RATE * half.sin().powi(2);
    let expected = factor.powi(steps as i32);
    stage.say(&format!("after {steps} steps the hill has {:.4} of its height", plate.max()))?;
    let error = (&plate - &hill * expected).abs().max();
    stage.check("the hill sinks as the exact solution of the scheme, to 1e-12", error < 1e-12)?;

    // Two hot bars.
    let mut plate = Array2::zeros([side, side]);
    let third = side / 3;
    plate.view_mut().slice(s![third..third + side / 16, 4..-4]).fill(1.0);
    plate.view_mut().slice(s![4..-4, 2 * third..2 * third + side / 16]).fill(1.0);
    iterate(&mut plate, steps / 50, [1, 1], |from, mut to| step(from).eval_into(&mut to));
    stage.check("nothing gets hotter than it was", plate.max() <= 1.0 && plate.min() >= 0.0)?;
    stage.draw("heat", plate.view(), &GLOW)
}
