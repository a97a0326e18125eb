//! Conjugate gradients (Hestenes and Stiefel 1952) for a membrane under an even load: the equation -Δu = 1 on a square.
//!
//! Shows a linear operator that is a stencil and never a matrix, vectors that are fields of rank 2, and updates in place.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GLOW, Stage};

/// The negative Laplacian of a field that is 0 beyond its edges.
fn apply<'a>(field: View2<'a, f64>, spacing: f64, out: &mut Array2<f64>) {
    let by = 1.0 / (spacing * spacing);
    let step = |f: View2<'_, f64>, mut out: ViewMut2<'_, f64>| {
        let around = f.slice(s![..-2, 1..-1])
            + f.slice(s![2.., 1..-1])
            + f.slice(s![1..-1, ..-2])
            + f.slice(s![1..-1, 2..]);
        ((f.slice(s![1..-1, 1..-1]) * 4.0 - around) * by).eval_into(&mut out);
    };
    field.stencil_with([1, 1], Boundary::Constant(0.0), step).eval_into(out);
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let side = if stage.quick { 31 } else { 255 };
    let spacing = 1.0 / (side + 1) as f64;
    let load = Array2::<f64>::ones([side, side]);
    let (mut u, mut residual) = (Array2::zeros([side, side]), load.clone());
    let (mut direction, mut applied) = (residual.clone(), Array2::zeros([side, side]));
    let mut square = (&residual * &residual).sum();
    let goal = 1e-20 * square;
    let mut steps = 0;
    while square > goal && steps < 10 * side {
        apply(direction.view(), spacing, &mut applied);
        let length = square / (&direction * &applied).sum();
        u += &direction * length;
        residual -= &applied * length;
        let before = std::mem::replace(&mut square, (&residual * &residual).sum());
        direction *= square / before;
        direction += &residual;
        steps += 1;
    }
    stage.say(&format!("{} unknowns, {steps} steps", side * side))?;
    apply(u.view(), spacing, &mut applied);
    let left = (&applied - &load).square().sum().sqrt() / load.square().sum().sqrt();
    stage.check("the equation holds to 1e-9", left < 1e-9)?;
    // The series of the exact solution at the middle of the square; the scheme errs by the square of the spacing.
    let middle = u[[side / 2, side / 2]];
    stage.say(&format!("the membrane sinks by {middle:.6} in the middle, exactly by 0.073671"))?;
    stage.check(
        "that is right to the square of the spacing",
        (middle - 0.073_671_353).abs() < spacing * spacing / 2.0,
    )?;
    stage.draw("cg", (&u / u.max()).eval().view(), &GLOW)
}
