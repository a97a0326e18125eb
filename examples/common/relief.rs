//! From numbers to colours: percentiles, shaded relief, colour maps, and fields sampled at any resolution.

use crate::common::canvas::Colour;

/// A field to look at: rows by columns, row-major.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grid<'a> {
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    pub(crate) values: &'a [f64],
}

impl Grid<'_> {
    fn at(&self, row: usize, col: usize) -> f64 {
        self.values[row * self.cols + col]
    }

    /// The same field in `width` by `height` pixels: smooth where that is finer, means where it is coarser.
    pub(crate) fn resample(&self, [width, height]: [usize; 2]) -> Vec<f64> {
        let across = Taps::new(self.cols, width);
        let wide: Vec<f64> = self
            .values
            .chunks_exact(self.cols)
            .flat_map(|row| across.iter().map(|t| t.mean(|j| row[j])))
            .collect();
        let down = Taps::new(self.rows, height);
        down.iter().flat_map(|t| (0..width).map(|x| t.mean(|i| wide[i * width + x]))).collect()
    }

    /// The slopes at every cell, in row-major order.
    fn all_slopes(&self, dx: f64, dy: f64) -> impl Iterator<Item = (f64, f64)> {
        (0..self.rows * self.cols).map(move |k| self.slopes(k / self.cols, k % self.cols, dx, dy))
    }

    /// Slopes along axis 0 and axis 1 at one cell, by central differences; one-sided at the edges.
    fn slopes(&self, i: usize, j: usize, dx: f64, dy: f64) -> (f64, f64) {
        let (above, below) = (i.saturating_sub(1), (i + 1).min(self.rows - 1));
        let (left, right) = (j.saturating_sub(1), (j + 1).min(self.cols - 1));
        let south = (self.at(below, j) - self.at(above, j)) / ((below - above) as f64 * dy);
        let east = (self.at(i, right) - self.at(i, left)) / ((right - left) as f64 * dx);
        (south, east)
    }
}

/// What one pixel sees of a line of cells: a run of cells and their weights, which add up to 1.
struct Taps {
    first: usize,
    weights: Vec<f64>,
}

impl Taps {
    /// One for each of `pixels` over `cells`: a triangle around the pixel's middle, as wide as a cell or as a
    /// pixel on either side, whichever is wider. At the ends the outermost cell stands in for what lies
    /// beyond.
    fn new(cells: usize, pixels: usize) -> Vec<Taps> {
        let scale = cells as f64 / pixels as f64;
        let reach = scale.max(1.0);
        let taps = |pixel: usize| {
            let middle = ((pixel as f64 + 0.5) * scale - 0.5).clamp(0.0, (cells - 1) as f64);
            let first = (middle - reach).ceil().max(0.0) as usize;
            let last = ((middle + reach).floor() as usize).min(cells - 1);
            let weights = (first..=last).map(|cell| 1.0 - (cell as f64 - middle).abs() / reach);
            let total: f64 = weights.clone().sum();
            Taps { first, weights: weights.map(|weight| weight / total).collect() }
        };
        (0..pixels).map(taps).collect()
    }

    fn mean(&self, value: impl Fn(usize) -> f64) -> f64 {
        // A weight of nothing must not spread a NaN.
        let seen = self.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        seen.map(|(k, weight)| weight * value(self.first + k)).sum()
    }
}

/// The value below which `share` of the finite ones lie; none if there are none.
pub(crate) fn percentile(values: impl Iterator<Item = f64>, share: f64) -> Option<f64> {
    let mut finite: Vec<f64> = values.filter(|v| v.is_finite()).collect();
    let index = (finite.len().checked_sub(1)? as f64 * share).round() as usize;
    Some(*finite.select_nth_unstable_by(index, f64::total_cmp).1)
}

/// By how much heights are to be stretched so that the steep parts of the field, whatever it is, slope by about 45
/// degrees.
pub(crate) fn exaggeration(field: Grid<'_>, dx: f64, dy: f64) -> f64 {
    let steep = percentile(field.all_slopes(dx, dy).map(|(south, east)| south.hypot(east)), 0.98);
    steep.filter(|s| *s > 0.0).map_or(1.0, |s| (1.0 / s).clamp(1e-300, 1e300))
}

/// Brightness from 0 to 1 of every cell, its heights stretched, lit from the north-west at 45 degrees.
pub(crate) fn hillshade(field: Grid<'_>, dx: f64, dy: f64, stretch: f64) -> Vec<f64> {
    // The unit vector towards the light: west, north and up in equal parts horizontally, 45 degrees high.
    let (up, side) = (0.5_f64.sqrt(), 0.5);
    let shade = field.all_slopes(dx, dy).map(|(south, east)| {
        let (south, east) = (south * stretch, east * stretch);
        // The normal of the surface is (-east, -south, 1) towards east, south and up; light is (-side, -side,
        // up).
        ((east * side + south * side + up) / (1.0 + east * east + south * south).sqrt()).clamp(0.0, 1.0)
    });
    shade.collect()
}

/// A colour map: stops at equal distances, mixed linearly. What is not a number is grey.
pub(crate) fn colour(map: &[Colour], place: f64) -> Colour {
    if place.is_nan() {
        return [160, 160, 160];
    }
    let place = place.clamp(0.0, 1.0) * (map.len() - 1) as f64;
    let below = (place as usize).min(map.len() - 2);
    let part = place - below as f64;
    let mix = |a: u8, b: u8| (f64::from(a) * (1.0 - part) + f64::from(b) * part).round() as u8;
    std::array::from_fn(|c| mix(map[below][c], map[below + 1][c]))
}

/// Light heights: green lowlands, sand, brown, near-white summits.
pub(crate) const HEIGHTS: [Colour; 5] =
    [[142, 180, 140], [200, 208, 158], [232, 216, 170], [212, 184, 150], [246, 242, 238]];

/// Blue over white to red, for values of either sign.
pub(crate) const DIVERGING: [Colour; 7] = [
    [12, 52, 120],
    [46, 116, 186],
    [152, 198, 224],
    [250, 250, 250],
    [246, 172, 136],
    [208, 72, 62],
    [110, 6, 30],
];

/// The colour darkened by the shade, keeping some light in the darkest parts.
pub(crate) fn lit(colour: Colour, shade: f64) -> Colour {
    // Flat ground has a shade of 0.71 and shall look as bright as the map; slopes to the light go beyond.
    let light = if shade.is_nan() { 1.0 } else { 0.30 + 0.99 * shade };
    colour.map(|c| (f64::from(c) * light).clamp(0.0, 255.0).round() as u8)
}
