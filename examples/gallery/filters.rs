//! A picture blurred, and its edges found by Sobel's operator.
//!
//! Shows stencils with their boundary rules on a real picture: a Gaussian as two passes of a separable kernel, and two
//! kernels whose results are operands of one expression.

use longstride::ops::gaussian_filter;
use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GREY, Stage, brightness};

/// How steep a picture is at each pixel (Sobel and Feldman 1968).
fn edges(picture: View2<'_, f64>) -> Array2<f64> {
    let across = array![[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]];
    let gx = picture.stencil(&across, Boundary::Edge);
    let gy = picture.stencil(across.t(), Boundary::Edge);
    gx.hypot(gy).eval()
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let mut picture = brightness()?;
    if stage.quick {
        picture = picture.slice(s![..;4, ..;4]).to_owned();
    }
    let [rows, cols] = picture.shape();
    stage.say(&format!("a picture of {rows} x {cols}, mean brightness {:.3}", picture.mean()))?;

    let blurred = gaussian_filter(&picture, 3.0, Boundary::Symmetric);
    stage.say(&format!("blurred: the deviation of {:.3} becomes {:.3}", picture.std(0), blurred.std(0)))?;
    let apart = (blurred.mean() - picture.mean()).abs();
    stage.check("a blur that mirrors the picture at its edges keeps its mean", apart < 1e-9)?;

    let steep = edges(picture.view());
    let ramp = Array2::from_fn([6, 6], |[i, j]| (3 * i + 4 * j) as f64);
    let known = edges(ramp.view()).slice(s![1..-1, 1..-1]).equal(40.0).all();
    stage.check("Sobel's operator sees 8 times the slope of a ramp", known)?;

    stage.draw("blurred", blurred.view(), &GREY)?;
    stage.draw("edges", (&steep / steep.max()).eval().view(), &GREY)
}
