//! Distances between all pairs: of cities on the globe, and of many points in space.
//!
//! Shows one axis against another by broadcasting, and the same numbers by a matrix product, with no array of differences.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::Stage;

const CITIES: [(&str, f64, f64); 6] = [
    ("Cairo", 30.044, 31.236),
    ("Lima", -12.046, -77.043),
    ("London", 51.507, -0.128),
    ("New York", 40.713, -74.006),
    ("Sydney", -33.869, 151.209),
    ("Tokyo", 35.690, 139.692),
];
/// The mean radius of the Earth in kilometres.
const EARTH: f64 = 6371.0;

/// The lengths of the great circles between all pairs of places, given in radians, by the haversine formula.
fn great_circles(latitudes: &Array1<f64>, longitudes: &Array1<f64>) -> Array2<f64> {
    let pairs = |a: &Array1<f64>| (a.slice(s![.., NewAxis]) - a).eval();
    let half_chord = (pairs(latitudes) / 2.0).sin().square()
        + latitudes.slice(s![.., NewAxis]).cos() * latitudes.cos() * (pairs(longitudes) / 2.0).sin().square();
    (half_chord.sqrt().asin() * (2.0 * EARTH)).eval()
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let radians = |degrees: fn(&(&str, f64, f64)) -> f64| {
        Array1::from_iter(CITIES.iter().map(degrees)).to_radians().eval()
    };
    let apart = great_circles(&radians(|city| city.1), &radians(|city| city.2));
    let others = apart.gt(0.0).select(&apart, f64::INFINITY).eval();
    let nearest = others.argmin_axis(Axis(1)).eval();
    for ((name, _, _), (row, near)) in CITIES.iter().zip(apart.outer_iter().zip(&nearest)) {
        let numbers: String = row.iter().map(|km| format!("{km:7.0}")).collect();
        stage.say(&format!("{name:9}{numbers} km   nearest: {}", CITIES[*near].0))?;
    }
    stage.check("from London to New York it is 5570 km", (apart[[2, 3]] - 5570.0).abs() < 5.0)?;
    let detours = apart.slice(s![.., .., NewAxis]) + apart.slice(s![NewAxis, .., ..]);
    let shortest = detours.min_axis(Axis(1)).eval();
    stage.check("no detour by a third city is shorter", shortest.allclose(&apart))?;

    let count = if stage.quick { 100 } else { 2000 };
    let points = Array2::from_fn([count, 3], |[i, k]| ((i * i + 7 * i * k + k) % 1009) as f64 / 1009.0);
    let differences = points.slice(s![.., NewAxis, ..]) - points.slice(s![NewAxis, .., ..]);
    let squares = differences.square().sum_axis(Axis(2)).eval();
    // |a - b|² = |a|² + |b|² - 2 a·b
    let norms = (&points * &points).sum_axis(Axis(1)).eval();
    let by_product = norms.slice(s![.., NewAxis]) + &norms - points.dot(points.t()) * 2.0;
    stage.say(&format!(
        "{count} points: the mean of {} distances is {:.4}",
        count * count,
        squares.sqrt().mean()
    ))?;
    let error = (by_product - &squares).abs().max();
    stage.check("a matrix product gives the same squares, to 1e-12", error < 1e-12)
}
