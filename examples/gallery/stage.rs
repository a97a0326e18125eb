//! What the programs of the gallery share: a place to print and to draw, real data, and random numbers.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use longstride::prelude::*;
use rand::distr::StandardUniform;

use crate::common::canvas::{Canvas, Colour};
use crate::common::console::{say, short};
use crate::common::failure::{Failure, Result, failed};
use crate::common::relief::colour;

/// From black to white.
pub(crate) const GREY: [Colour; 2] = [[0, 0, 0], [255, 255, 255]];
/// From black through purple and orange to pale yellow.
pub(crate) const GLOW: [Colour; 5] =
    [[0, 0, 4], [87, 16, 110], [188, 55, 84], [249, 142, 9], [252, 255, 164]];

#[derive(Debug)]
pub(crate) struct Stage {
    /// Whether a small problem will do.
    pub(crate) quick: bool,
    /// Where pictures go.
    pub(crate) out: PathBuf,
}

impl Stage {
    /// Prints lines, indented.
    pub(crate) fn say(&self, text: &str) -> Result<()> {
        text.lines().try_for_each(|line| say(&format!("  {line}\n")))
    }

    /// Prints what is known to hold, or fails because it does not.
    pub(crate) fn check(&self, what: &str, holds: bool) -> Result<()> {
        if holds {
            self.say(&format!("checked: {what}"))
        } else {
            failed(format!("this should hold: {what}"))
        }
    }

    /// Draws a field, a pixel for each element: 0 in the first of the colours, 1 in the last.
    pub(crate) fn draw(&self, name: &str, field: View2<'_, f64>, colours: &[Colour]) -> Result<()> {
        let [height, width] = field.shape();
        let mut canvas = Canvas::new(width, height, colours[0]);
        for ([y, x], value) in field.indexed_iter() {
            canvas.put(x, y, colour(colours, *value));
        }
        let path = self.out.join(format!("{name}.png"));
        canvas.save(&path).or_else(|e| failed(format!("{}: {e}", path.display())))?;
        self.say(&format!("drawn: {}", short(&path)))
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)
}

/// The portrait of Grace Hopper: rows, columns, and red, green and blue from 0 to 255.
pub(crate) fn portrait() -> Result<Array3<u8>> {
    let path = data("grace_hopper.jpg");
    let fault = |e: &dyn Display| Failure::Run(format!("{}: {e}", path.display()));
    let file = File::open(&path).map_err(|e| fault(&e))?;
    let mut decoder = jpeg_decoder::Decoder::new(BufReader::new(file));
    let pixels = decoder.decode().map_err(|e| fault(&e))?;
    let Some(info) = decoder.info() else { return Err(fault(&"no picture")) };
    Array3::from_vec([usize::from(info.height), usize::from(info.width), 3], pixels).map_err(|e| fault(&e))
}

/// The portrait's brightness, from 0 to 1: the weighted mean of its colours.
pub(crate) fn brightness() -> Result<Array2<f64>> {
    Ok((portrait()?.cast::<f64>().eval() / 255.0).eval().dot(&array![0.299, 0.587, 0.114]))
}

/// The two columns of a table of numbers with a heading; a missing number is a NaN.
pub(crate) fn series(name: &str) -> Result<[Array1<f64>; 2]> {
    let path = data(name);
    let text = fs::read_to_string(&path).or_else(|e| failed(format!("{}: {e}", path.display())))?;
    let mut columns = [Vec::new(), Vec::new()];
    for (number, line) in text.lines().enumerate().skip(1) {
        let fault = || Failure::Run(format!("{}:{}: not two numbers: '{line}'", path.display(), number + 1));
        let Some((first, second)) = line.split_once(',') else { return Err(fault()) };
        for (cell, column) in [first, second].into_iter().zip(&mut columns) {
            match cell.trim() {
                "" => column.push(f64::NAN),
                cell => column.push(cell.parse().map_err(|_| fault())?),
            }
        }
    }
    Ok(columns.map(Array1::from))
}

/// Normally distributed numbers (Box and Muller 1958).
pub(crate) fn normal(len: usize, seed: u64) -> Array1<f64> {
    let u = Array2::<f64>::random([2, len], StandardUniform, seed);
    // 1 - u is never 0.
    let radius = ((1.0 - u.index_axis(Axis(0), 0)).ln() * -2.0).sqrt();
    (radius * (u.index_axis(Axis(0), 1) * std::f64::consts::TAU).cos()).eval()
}
