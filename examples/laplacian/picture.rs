//! The page: shaded relief on the left, curvature on the right, each above the scale of its colours.

use std::path::Path;

use crate::canvas::{Align, Canvas, Colour, TEXT, text_width};
use crate::relief::{DIVERGING, Grid, HEIGHTS, colour, hillshade, lit, percentile};

const PAPER: Colour = [255, 255, 255];
const INK: Colour = [40, 44, 52];
const FAINT: Colour = [112, 118, 128];

/// The longer side of a map, and the distances between things.
const MAP: usize = 820;
const MARGIN: usize = 36;
const GAP: usize = 12;
const BAR: usize = 20;
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
    let size = map_size(scene);
    // A narrow map still needs room for the words around it.
    let panel = size[0].max(WORDS);
    let top = MARGIN + TEXT + GAP;
    let below = top + size[1] + GAP;
    let footer = below + BAR + 2 * (GAP / 2 + TEXT) + 2 * GAP;
    let mut page = Canvas::new(3 * MARGIN + 2 * panel, footer + TEXT + MARGIN / 2, PAPER);
    let centres = [MARGIN + panel / 2, 2 * MARGIN + panel + panel / 2];
    let lefts = centres.map(|centre| centre - size[0] / 2);

    page.text([centres[0], MARGIN], Align::Centre, "Shaded relief", INK);
    let stretch = relief(&mut page, scene, [lefts[0], top], size);
    let bounds = bounds(scene.field);
    let ticks = [bounds[0], (bounds[0] + bounds[1]) / 2.0, bounds[1]].map(|v| significant(v, 3));
    let label = scene.unit.map_or(scene.name.to_owned(), |unit| format!("{} ({unit})", scene.name));
    scale(&mut page, &HEIGHTS, [lefts[0], below], size[0], &ticks, &label);
    if scene.on_the_ground {
        ruler(&mut page, scene, [lefts[0], top], size);
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

/// The field's true proportions, unless they are so extreme that nothing could be seen.
fn map_size(scene: &Scene<'_>) -> [usize; 2] {
    let (east, south) = (scene.field.cols as f64 * scene.dx, scene.field.rows as f64 * scene.dy);
    let aspect = (east / south).clamp(0.25, 4.0);
    let pixels = |share: f64| (MAP as f64 * share.min(1.0)).round() as usize;
    [pixels(aspect), pixels(1.0 / aspect)]
}

/// Where the colours of the heights begin and end: 2 of 100 cells are lower and 2 are higher.
fn bounds(field: Grid<'_>) -> [f64; 2] {
    let at = |share| percentile(field.values.iter().copied(), share).unwrap_or(0.0);
    [at(0.02), at(0.98)]
}

fn relief(page: &mut Canvas, scene: &Scene<'_>, [left, top]: [usize; 2], size: [usize; 2]) -> f64 {
    let field = scene.field;
    let (shade, stretch) = hillshade(field, scene.dx, scene.dy);
    let shade = Grid { values: &shade, ..field }.resample(size);
    let heights = field.resample(size);
    let [low, high] = bounds(field);
    let span = (high - low).max(f64::MIN_POSITIVE);
    page.frame([left, top], size, FAINT);
    for (pixel, (height, shade)) in heights.into_iter().zip(shade).enumerate() {
        let (x, y) = (pixel % size[0], pixel / size[0]);
        page.put(left + x, top + y, lit(colour(&HEIGHTS, (height - low) / span), shade));
    }
    stretch
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

/// A bar with the colours from left to right, ticks at equal distances and a label.
fn scale(page: &mut Canvas, map: &[Colour], at: [usize; 2], width: usize, ticks: &[String], label: &str) {
    let [left, top] = at;
    page.frame(at, [width, BAR], FAINT);
    for x in 0..width {
        page.fill([left + x, top], [1, BAR], colour(map, x as f64 / (width - 1) as f64));
    }
    let words = top + BAR + GAP / 2;
    for (i, tick) in ticks.iter().enumerate() {
        let x = left + (width - 1) * i / (ticks.len() - 1);
        page.fill([x, top + BAR], [1, GAP / 2], FAINT);
        let align = match i {
            0 => Align::Left,
            _ if i + 1 == ticks.len() => Align::Right,
            _ => Align::Centre,
        };
        page.text([x, words], align, tick, INK);
    }
    page.text([left + width / 2, words + TEXT + GAP / 2], Align::Centre, label, FAINT);
}

/// A line of a round length on the ground, in the lower left corner of a map.
fn ruler(page: &mut Canvas, scene: &Scene<'_>, [left, top]: [usize; 2], size: [usize; 2]) {
    let metres = scene.field.cols as f64 * scene.dx;
    let power = 10_f64.powf((metres / 4.0).log10().floor());
    let length = [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|n| *n <= metres / 4.0).unwrap_or(power);
    let pixels = (size[0] as f64 * length / metres).round() as usize;
    let label = if length >= 1000.0 {
        format!("{} km", significant(length / 1000.0, 1))
    } else {
        format!("{} m", significant(length, 1))
    };
    let width = pixels.max(text_width(&label));
    let (x, y) = (left + GAP, top + size[1] - 3 * GAP - TEXT);
    page.fill([x, y], [width + GAP, 2 * GAP + TEXT], PAPER);
    page.text([x + GAP / 2 + width / 2, y + GAP / 2], Align::Centre, &label, INK);
    page.fill([x + GAP / 2 + (width - pixels) / 2, y + GAP + TEXT], [pixels, 3], INK);
}

/// A number with this many significant digits, written out where that is short.
fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return if value == 0.0 { "0".into() } else { value.to_string() };
    }
    let power = value.abs().log10().floor() as i32;
    if (-5..6).contains(&power) {
        let decimals = (digits as i32 - 1 - power).max(0) as usize;
        format!("{value:.decimals$}")
    } else {
        format!("{value:.*e}", digits - 1)
    }
}
