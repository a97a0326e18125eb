//! A page of pixels: rectangles, text from an 8x8 bitmap font, and a PNG at the end.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use font8x8::UnicodeFonts;

pub(crate) type Colour = [u8; 3];

#[derive(Debug)]
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<Colour>,
}

/// Where a text stands relative to the given x.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
}

/// Text comes at twice the size of the font, 16 pixels high.
pub(crate) const TEXT: usize = 16;

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, background: Colour) -> Canvas {
        Canvas { width, height, pixels: vec![background; width * height] }
    }

    /// Colours one pixel; what lies outside the page is cut off.
    pub(crate) fn put(&mut self, x: usize, y: usize, colour: Colour) {
        if x < self.width && y < self.height {
            self.pixels[y * self.width + x] = colour;
        }
    }

    pub(crate) fn fill(&mut self, [x, y]: [usize; 2], [width, height]: [usize; 2], colour: Colour) {
        for y in y..y + height {
            for x in x..x + width {
                self.put(x, y, colour);
            }
        }
    }

    /// A one-pixel line around the given rectangle, outside of it.
    pub(crate) fn frame(&mut self, [x, y]: [usize; 2], [width, height]: [usize; 2], colour: Colour) {
        self.fill([x - 1, y - 1], [width + 2, 1], colour);
        self.fill([x - 1, y + height], [width + 2, 1], colour);
        self.fill([x - 1, y], [1, height], colour);
        self.fill([x + width, y], [1, height], colour);
    }

    /// Writes one line with its upper edge at y.
    pub(crate) fn text(&mut self, [x, y]: [usize; 2], align: Align, text: &str, colour: Colour) {
        let mut x = match align {
            Align::Left => x,
            Align::Centre => x.saturating_sub(text_width(text) / 2),
            Align::Right => x.saturating_sub(text_width(text)),
        };
        for glyph in text.chars().map(Glyph::of) {
            for row in 0..TEXT {
                for column in 0..glyph.width {
                    self.blend(x + column, y + row, colour, glyph.coverage(column, row));
                }
            }
            x += glyph.width + SPACING;
        }
    }

    fn blend(&mut self, x: usize, y: usize, colour: Colour, share: f64) {
        if x < self.width && y < self.height {
            let under = self.pixels[y * self.width + x];
            let mix = |c: usize| f64::from(under[c]) * (1.0 - share) + f64::from(colour[c]) * share;
            self.put(x, y, std::array::from_fn(|c| mix(c).round() as u8));
        }
    }

    pub(crate) fn save(&self, path: &Path) -> Result<(), png::EncodingError> {
        let size = |n: usize| u32::try_from(n).map_err(|_| png::EncodingError::LimitsExceeded);
        let mut encoder =
            png::Encoder::new(BufWriter::new(File::create(path)?), size(self.width)?, size(self.height)?);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(self.pixels.as_flattened())?;
        writer.finish()
    }
}

/// Pixels between two letters.
const SPACING: usize = 2;

pub(crate) fn text_width(text: &str) -> usize {
    text.chars().map(|c| Glyph::of(c).width + SPACING).sum::<usize>().saturating_sub(SPACING)
}

/// A letter of the 8x8 font, four times enlarged with smooth edges. The font is wide and bold: a pixel is the
/// mean of 2 dots down and 8/3 dots across, which makes letters of 12 by 16 pixels.
struct Glyph {
    dots: Vec<bool>,
    left: usize,
    width: usize,
}

/// Dots along one side of an enlarged letter.
const DOTS: usize = 32;

impl Glyph {
    /// What the font lacks becomes a question mark.
    fn of(character: char) -> Glyph {
        let find = |c| font8x8::BASIC_FONTS.get(c).or_else(|| font8x8::LATIN_FONTS.get(c));
        let rows = find(character).or_else(|| find('?')).unwrap_or_default();
        // The lowest bit is the leftmost dot. Blank columns on either side are cut off; a space has three of
        // them.
        let columns = rows.iter().fold(0, |seen, row| seen | row);
        let (left, end) =
            if columns == 0 { (0, 3) } else { (columns.trailing_zeros(), 8 - columns.leading_zeros()) };
        let dots: Vec<bool> = rows.iter().flat_map(|row| (0..8).map(move |x| row >> x & 1 == 1)).collect();
        let dots = doubled(&doubled(&dots, 8), 16);
        Glyph { dots, left: 4 * left as usize, width: (3 * (end - left)).div_ceil(2) as usize }
    }

    /// How much of a pixel the letter covers, from 0 to 1.
    fn coverage(&self, column: usize, row: usize) -> f64 {
        let lit = |x: usize, y: usize| x < DOTS && self.dots[y * DOTS + x];
        let thirds = (0..8).map(|third| self.left + (8 * column + third) / 3);
        let dots = thirds.flat_map(|x| [lit(x, 2 * row), lit(x, 2 * row + 1)]);
        dots.filter(|lit| *lit).count() as f64 / 16.0
    }
}

/// Scale2x: doubles a square bitmap and fills the inner corners of its diagonals, so that they do not look
/// like stairs.
fn doubled(dots: &[bool], side: usize) -> Vec<bool> {
    let lit = |x: usize, y: usize| x < side && y < side && dots[y * side + x];
    let quarter = |x: usize, y: usize| {
        let (column, row) = (x / 2, y / 2);
        let (up, down) = (lit(column, row.wrapping_sub(1)), lit(column, row + 1));
        let (left, right) = (lit(column.wrapping_sub(1), row), lit(column + 1, row));
        let vertical = if y.is_multiple_of(2) { up } else { down };
        let horizontal = if x.is_multiple_of(2) { left } else { right };
        let corner = up != down && left != right && vertical == horizontal;
        if corner { vertical } else { lit(column, row) }
    };
    (0..4 * side * side).map(|dot| quarter(dot % (2 * side), dot / (2 * side))).collect()
}
