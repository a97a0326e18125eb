//! The page: shaded relief on the left, curvature on the right, each above the scale of its colours.

use std::path::Path;

use crate::common::canvas::{Align, Canvas, TEXT};
use crate::common::map::{
    BAR, FAINT, GAP, INK, MARGIN, PAPER, bounds, map_size, relief, ruler, scale, significant,
};
use crate::common::relief::{DIVERGING, Grid, HEIGHTS, colour, exaggeration, percentile};

/// Room for the longest label under a map.
const WORDS: usize = 600;

/// What the picture shows.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) name: &'a str,
    pub(crate) field: Grid<'a>,
    /// Two rows and two columns smaller than the field.
    pub(crate) curvature: Grid<'a>,
    pub(crate) dx: f64,
    pub(crate) dy: f64,
    /// Whether `dx` and `dy` are lengths on the ground or just assumed.
    pub(crate) on_the_ground: bool,
    /// The unit of the field, if it is known.
    pub(crate) unit: Option<&'a str>,
}

pub(crate) fn draw(scene: &Scene<'_>, path: &Path) -> Result<(), png::EncodingError> {
    let size = map_size(scene.field, scene.dx, scene.dy);
    // A narrow map still needs room for the words around it.
    let panel = size[0].max(WORDS);
    let top = MARGIN + TEXT + GAP;
    let below = top + size[1] + GAP;
    let footer = below + BAR + 2 * (GAP / 2 + TEXT) + 2 * GAP;
    let mut page = Canvas::new(3 * MARGIN + 2 * panel, footer + TEXT + MARGIN / 2, PAPER);
    let centres = [MARGIN + panel / 2, 2 * MARGIN + panel + panel / 2];
    let lefts = centres.map(|centre| centre - size[0] / 2);

    page.text([centres[0], MARGIN], Align::Centre, "Shaded relief", INK);
    let stretch = exaggeration(scene.field, scene.dx, scene.dy);
    let bounds = bounds(scene.field);
    relief(&mut page, scene.field, [scene.dx, scene.dy], stretch, bounds, [lefts[0], top], size);
    let ticks = [bounds[0], (bounds[0] + bounds[1]) / 2.0, bounds[1]].map(|v| significant(v, 3));
    let label = scene.unit.map_or(scene.name.to_owned(), |unit| format!("{} ({unit})", scene.name));
    scale(&mut page, &HEIGHTS, [lefts[0], below], size[0], &ticks, &label);
    if scene.on_the_ground {
        ruler(&mut page, scene.field.cols as f64 * scene.dx, [lefts[0], top], size);
    }

    page.text([centres[1], MARGIN], Align::Centre, "Curvature: the Laplacian", INK);
    let range = curvature(&mut page, scene, [lefts[1], top], size);
    let ticks = [-range, -range / 2.0, 0.0, range / 2.0, range].map(|v| significant(v, 2));
    let unit = scene.unit.map_or("", |_| " (1/m)");
    let label = format!("curvature{unit}: blue on ridges, red in valleys");
    scale(&mut page, &DIVERGING, [lefts[1], below], size[0], &ticks, &label);

    let Grid { rows, cols, .. } = scene.field;
    let cell = if scene.on_the_ground {
        format!(" of {} m x {} m", significant(scene.dy, 3), significant(scene.dx, 3))
    } else {
        String::new()
    };
    let note = format!(
        "{rows} x {cols} cells{cell}; light from the north-west, heights x {}",
        significant(stretch, 2)
    );
    page.text([MARGIN + panel + MARGIN / 2, footer], Align::Centre, &note, FAINT);
    page.save(path)
}

/// Draws the map of curvature and returns the value at which its colours saturate.
fn curvature(page: &mut Canvas, scene: &Scene<'_>, [left, top]: [usize; 2], size: [usize; 2]) -> f64 {
    let limit = percentile(scene.curvature.values.iter().map(|v| v.abs()), 0.98).unwrap_or(0.0);
    // Rounded to two digits, so that the scale says exactly what is drawn.
    let range = significant(limit, 2).parse().ok().filter(|r| *r > 0.0).unwrap_or(1.0);
    page.frame([left, top], size, FAINT);
    // The outermost cells have no Laplacian: the map lies exactly where its cells are, within an empty rim.
    let rim = [size[0] / scene.field.cols, size[1] / scene.field.rows];
    let inner = [size[0] - 2 * rim[0], size[1] - 2 * rim[1]];
    for (pixel, value) in scene.curvature.resample(inner).into_iter().enumerate() {
        let (x, y) = (rim[0] + pixel % inner[0], rim[1] + pixel / inner[0]);
        page.put(left + x, top + y, colour(&DIVERGING, 0.5 + 0.5 * value / range));
    }
    range
}
