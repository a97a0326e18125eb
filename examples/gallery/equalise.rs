//! Histogram equalisation: a picture whose grey values are all used about equally often.
//!
//! Shows counting with `bincount`, cumulative sums, a table looked up for every pixel, and stacked pictures.

use longstride::ops::hstack;
use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GREY, Stage, brightness};

/// How many pixels have each grey value.
fn counts(picture: &Array2<u8>) -> Array1<usize> {
    bincount(picture, 256)
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let picture = (brightness()? * 255.0).round().cast::<u8>().eval();
    let before = counts(&picture);
    let up_to = before.cumsum(Axis(0)).eval();
    let pixels = picture.len();

    // Each grey value becomes the share of the pixels that are no brighter.
    let table = (up_to.cast::<f64>() * (255.0 / pixels as f64)).round().cast::<u8>().eval();
    let equal = table
        .take_flat(&picture.ravel().into_owned())
        .into_shape(picture.shape())
        .unwrap_or_else(|e| panic!("{e}"));

    for (name, counts) in [("before", before.view()), ("after", counts(&equal).view())] {
        let sixteenths = counts.reshape([16, 16]).sum_axis(Axis(1)).eval();
        let shares: String =
            sixteenths.iter().map(|n| format!("{:4.0}", 100.0 * *n as f64 / pixels as f64)).collect();
        stage.say(&format!("{name:6} % of the pixels in each sixteenth: {shares}"))?;
    }
    // Flat, as far as one grey value cannot be split: the share of the pixels up to each value is that value.
    let share = counts(&equal).cumsum(Axis(0)).eval().cast::<f64>().eval() / pixels as f64;
    let even = Array1::linspace(0.0, 1.0, 256);
    let lumps = before.max() as f64 / pixels as f64;
    let off = (share - &even).abs().max();
    stage.check("no share is off by more than the commonest grey value", off <= lumps + 0.5 / 255.0)?;
    let pictures = hstack(&[picture.view(), equal.view()]);
    stage.draw("equalised", (pictures.cast::<f64>() / 255.0).eval().view(), &GREY)
}
