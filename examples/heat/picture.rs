//! The page: the terrain before and after, in the same light and with the same colours.

use std::path::Path;

use crate::common::canvas::{Align, Canvas, TEXT};
use crate::common::map::{
    BAR, FAINT, GAP, INK, MARGIN, PAPER, bounds, map_size, relief, ruler, scale, significant,
};
use crate::common::relief::{Grid, HEIGHTS, exaggeration};

/// What the picture shows: two fields of one shape, a title for each, and a line below.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) fields: [Grid<'a>; 2],
    pub(crate) titles: [&'a str; 2],
    pub(crate) note: &'a str,
    pub(crate) dx: f64,
    pub(crate) dy: f64,
}

pub(crate) fn draw(scene: &Scene<'_>, path: &Path) -> Result<(), png::EncodingError> {
    let [before, _] = scene.fields;
    let size = map_size(before, scene.dx, scene.dy);
    let top = MARGIN + TEXT + GAP;
    let below = top + size[1] + GAP;
    let footer = below + BAR + 2 * (GAP / 2 + TEXT) + 2 * GAP;
    let mut page = Canvas::new(3 * MARGIN + 2 * size[0], footer + TEXT + MARGIN / 2, PAPER);
    let [low, high] = bounds(before);
    let ticks = [low, (low + high) / 2.0, high].map(|v| significant(v, 3));
    let stretch = exaggeration(before, scene.dx, scene.dy);
    for (i, (field, title)) in scene.fields.into_iter().zip(scene.titles).enumerate() {
        let left = MARGIN + i * (MARGIN + size[0]);
        page.text([left + size[0] / 2, MARGIN], Align::Centre, title, INK);
        relief(&mut page, field, [scene.dx, scene.dy], stretch, [low, high], [left, top], size);
        scale(&mut page, &HEIGHTS, [left, below], size[0], &ticks, "elevation (m)");
    }
    ruler(&mut page, before.cols as f64 * scene.dx, [MARGIN, top], size);
    page.text([MARGIN + size[0] + MARGIN / 2, footer], Align::Centre, scene.note, FAINT);
    page.save(path)
}
