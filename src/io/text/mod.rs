//! Tables of text: NumPy's `np.loadtxt`, `np.genfromtxt` and `np.savetxt`.
//!
//! ```
//! use longstride::{io::text, prelude::*};
//! let file = "\
//! % weather
//! day,rain,wind
//! 1,0.5,3
//! 2,,4
//! ";
//! let rain: Array2<f64> = text::Reader::new()
//!     .comment(b'%')
//!     .header(true)
//!     .columns_named(["wind", "rain"])
//!     .missing(f64::NAN, &["n/a"]) // and empty fields
//!     .read_from(file.as_bytes())?;
//! assert_eq!(rain.shape(), [2, 2]);
//! assert_eq!(rain[[1, 0]], 4.0);
//! assert!(rain[[1, 1]].is_nan());
//!
//! let e = text::Reader::<f64>::new().read_from("1,2\n3,x\n".as_bytes()).unwrap_err();
//! assert_eq!(e.to_string(), "line 2, column 2: \"x\": invalid float literal");
//!
//! let mut out = Vec::new();
//! text::Writer::new().header(["a", "b"]).write_to(&mut out, &array![[1.0, 2.5], [3.0, 4.0]])?;
//! assert_eq!(out, b"a,b\n1,2.5\n3,4\n");
//! # Ok::<(), longstride::io::Error>(())
//! ```
//!
//! Lines are parsed as they come, one at a time, on one thread. Empty lines are skipped. Fields may stand in double quotes,
//! as in a CSV file, unless they are separated by white space; a quoted field ends in its line.

mod reader;
mod records;
mod writer;

use std::fmt::Display;
use std::path::Path;
use std::str::FromStr;

pub use reader::Reader;
pub use writer::Writer;

use super::Result;
use crate::Array2;
use crate::array::AsView;

/// A table of numbers separated by commas; see [`Reader`] for everything else. NumPy: `np.loadtxt(path, delimiter=',')`.
///
/// # Errors
/// As [`Reader::read`].
pub fn read<T: FromStr<Err: Display> + Clone>(path: impl AsRef<Path>) -> Result<Array2<T>> {
    Reader::new().read(path)
}

/// A table of elements separated by commas; see [`Writer`] for everything else.
/// NumPy: `np.savetxt(path, a, delimiter=',')`.
///
/// # Errors
/// As [`Writer::write`].
pub fn write<'a, A: AsView<'a, Elem: Display>>(path: impl AsRef<Path>, array: A) -> Result<()> {
    Writer::new().write(path, array)
}
