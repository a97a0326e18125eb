//! k-means: points in four clouds, sorted into four clusters by Lloyd's algorithm (1957).
//!
//! Shows distances between all points and all centres as one broadcast expression, of which no array is made, `argmin_axis`,
//! and sums for each cluster by `add_at_axis`.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GLOW, Stage, normal};

/// The squared distance of each point (rows) to each centre (columns).
fn squares<'a>(points: View2<'a, f64>, centres: View2<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let apart = points.slice(s![.., NewAxis, ..]) - centres.slice(s![NewAxis, .., ..]);
    apart.square().sum_axis(Axis(2))
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let each = if stage.quick { 500 } else { 50_000 };
    let truth = array![[0.2, 0.2], [0.8, 0.3], [0.3, 0.8], [0.7, 0.7]];
    let clouds = truth.repeat(each, Axis(0));
    let noise = normal(clouds.len(), 1).into_shape(clouds.shape()).unwrap_or_else(|e| panic!("{e}"));
    let points = (&clouds + &noise * 0.05).eval();

    // Begin with a point, and then always the one that is farthest from those.
    let mut centres = points.slice(s![..1, ..]).to_owned();
    while centres.shape()[0] < 4 {
        let farthest = squares(points.view(), centres.view()).min_axis(Axis(1)).argmax();
        centres = concatenate(&[centres.view(), points.take(&[farthest], Axis(0)).view()], Axis(0));
    }
    let mut inertias = Vec::new();
    loop {
        let apart = squares(points.view(), centres.view()).eval();
        inertias.push(apart.min_axis(Axis(1)).sum());
        let cluster = apart.argmin_axis(Axis(1)).eval();
        let mut sums = Array2::zeros([4, 2]);
        sums.add_at_axis(&cluster, Axis(0), &points);
        let counts = bincount(&cluster, 4).cast::<f64>().eval();
        let next = (&sums / counts.slice(s![.., NewAxis])).eval();
        if next.allclose(&centres) {
            break;
        }
        centres = next;
    }
    for centre in centres.outer_iter() {
        stage.say(&format!("centre at ({:.3}, {:.3})", centre[0], centre[1]))?;
    }
    stage.check("the inertia never grows", inertias.windows(2).all(|pair| pair[1] <= pair[0]))?;
    let near = squares(truth.view(), centres.view()).min_axis(Axis(1)).max().sqrt();
    stage.check("every cloud has its centre, to 1/100", near < 0.01)?;

    let bins = || longstride::ops::Bins::Between { count: 400, low: 0.0, high: 1.0 };
    let picture = histogram2d(points.index_axis(Axis(1), 1), points.index_axis(Axis(1), 0), [bins(), bins()]);
    let density = picture.counts.cast::<f64>().eval();
    let most = density.max();
    stage.draw("kmeans", (&density / most).sqrt().eval().view(), &GLOW)
}
