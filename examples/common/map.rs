//! Maps on a page: a field in its true proportions, the scale of its colours, and a ruler.

use crate::common::canvas::{Align, Canvas, Colour, TEXT, text_width};
use crate::common::relief::{Grid, HEIGHTS, colour, hillshade, lit, percentile};

pub(crate) const PAPER: Colour = [255, 255, 255];
pub(crate) const INK: Colour = [40, 44, 52];
pub(crate) const FAINT: Colour = [112, 118, 128];

/// The longer side of a map, and the distances between things.
pub(crate) const MAP: usize = 820;
pub(crate) const MARGIN: usize = 36;
pub(crate) const GAP: usize = 12;
pub(crate) const BAR: usize = 20;
/// The field's true proportions, unless they are so extreme that nothing could be seen.
pub(crate) fn map_size(field: Grid<'_>, dx: f64, dy: f64) -> [usize; 2] {
    let (east, south) = (field.cols as f64 * dx, field.rows as f64 * dy);
    let aspect = (east / south).clamp(0.25, 4.0);
    let pixels = |share: f64| (MAP as f64 * share.min(1.0)).round() as usize;
    [pixels(aspect), pixels(1.0 / aspect)]
}

/// Where the colours of the heights begin and end: 2 of 100 cells are lower and 2 are higher.
pub(crate) fn bounds(field: Grid<'_>) -> [f64; 2] {
    let at = |share| percentile(field.values.iter().copied(), share).unwrap_or(0.0);
    [at(0.02), at(0.98)]
}

/// A map of heights, lit as if they were stretched.
pub(crate) fn relief(
    page: &mut Canvas,
    field: Grid<'_>,
    [dx, dy]: [f64; 2],
    stretch: f64,
    [low, high]: [f64; 2],
    [left, top]: [usize; 2],
    size: [usize; 2],
) {
    let shade = hillshade(field, dx, dy, stretch);
    let shade = Grid { values: &shade, ..field }.resample(size);
    let heights = field.resample(size);
    let span = (high - low).max(f64::MIN_POSITIVE);
    page.frame([left, top], size, FAINT);
    for (pixel, (height, shade)) in heights.into_iter().zip(shade).enumerate() {
        let (x, y) = (pixel % size[0], pixel / size[0]);
        page.put(left + x, top + y, lit(colour(&HEIGHTS, (height - low) / span), shade));
    }
}

/// A bar with the colours from left to right, ticks at equal distances and a label.
pub(crate) fn scale(
    page: &mut Canvas,
    map: &[Colour],
    at: [usize; 2],
    width: usize,
    ticks: &[String],
    label: &str,
) {
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

/// A line of a round length on the ground, in the lower left corner of a map that is `metres` wide.
pub(crate) fn ruler(page: &mut Canvas, metres: f64, [left, top]: [usize; 2], size: [usize; 2]) {
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
pub(crate) fn significant(value: f64, digits: usize) -> String {
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
