//! Principal components: a picture from 8 numbers for every tile of 8 x 8 pixels (Pearson 1901).
//!
//! Shows a picture cut into tiles by reshaping and permuting, covariances, matrix products, and subspace iteration.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GREY, Stage, brightness};

/// The side of a tile, and how many components are kept.
const SIDE: usize = 8;
const KEPT: usize = 8;

/// Makes the columns perpendicular and of length 1 (Gram and Schmidt, each twice for accuracy).
fn orthonormalise(basis: &mut Array2<f64>) {
    for k in 0..basis.shape()[1] as isize {
        for _ in 0..2 {
            let (earlier, column) = (basis.slice(s![.., ..k]), basis.slice(s![.., k]));
            let column = (column - &earlier.dot(earlier.t().dot(column).view())).eval();
            let column = (&column / column.norm_l2()).eval();
            basis.view_mut().slice(s![.., k]).assign(&column);
        }
    }
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let picture = brightness()?;
    let [rows, cols] = [600, 512];
    let cut = [rows / SIDE, SIDE, cols / SIDE, SIDE];
    // A row for each tile.
    let tiles = picture
        .reshape(cut)
        .permute_axes([0, 2, 1, 3])
        .reshape([rows * cols / (SIDE * SIDE), SIDE * SIDE])
        .into_owned();
    let mean = tiles.mean_axis(Axis(0)).eval();
    let centred = (&tiles - &mean).eval();
    let covariance = cov(tiles.t(), 0);

    let mut basis = Array2::from_fn([SIDE * SIDE, KEPT], |[i, k]| ((i + 1) as f64 * (k + 1) as f64).sin());
    orthonormalise(&mut basis);
    for _ in 0..if stage.quick { 60 } else { 200 } {
        basis = covariance.dot(&basis);
        orthonormalise(&mut basis);
    }
    let variances = (&basis * &covariance.dot(&basis)).sum_axis(Axis(0)).eval();
    let total = covariance.diagonal(0, Axis(0), Axis(1)).sum();
    let shares: String = variances.iter().map(|v| format!("{:6.2}", 100.0 * v / total)).collect();
    stage.say(&format!("% of the variance in each component: {shares}"))?;
    stage.check("the components come in order", variances.diff(Axis(0)).le(0.0).all())?;

    let scores = centred.dot(&basis);
    let again = (scores.dot(basis.t()) + &mean).eval();
    let lost = (&again - &tiles).square().sum() / tiles.shape()[0] as f64;
    stage.say(&format!(
        "{KEPT} of {} numbers keep {:.1} % of the variance",
        SIDE * SIDE,
        100.0 * (1.0 - lost / total)
    ))?;
    let left = total - variances.sum();
    stage
        .check("what is lost is the variance of the other components", (lost - left).abs() < 1e-9 * total)?;
    let [a, b, c, d] = cut;
    let restored = again.reshape([a, c, b, d]).permute_axes([0, 2, 1, 3]).reshape([rows, cols]).into_owned();
    stage.draw("pca", restored.view(), &GREY)
}
