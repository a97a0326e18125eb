//! What goes wrong with files: where, what the file holds, and what was asked for.

use std::fmt;
use std::path::Path;

use super::ElementType;
use crate::error::Tuple;

/// `Result` with the [`Error`] of this module.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a file could not be read or written, and which one.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    place: Option<String>,
    kind: ErrorKind,
}

/// The reason of an [`Error`].
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The operating system, or the reader or writer that was given, failed.
    Io(std::io::Error),
    /// The array that the file describes cannot be made, or not with the rank asked for.
    Array(crate::Error),
    /// The file does not start as one of this format does.
    Magic,
    /// A version of the format that does not exist (yet).
    Version {
        /// The major version.
        major: u8,
        /// The minor version.
        minor: u8,
    },
    /// The header is not what the format prescribes.
    Header {
        /// The position in the text of the header, in bytes.
        at: usize,
        /// What is wrong there.
        why: &'static str,
    },
    /// The file holds elements of another type than asked for.
    ElementType {
        /// The type asked for.
        expected: ElementType,
        /// The type that the file holds.
        found: ElementType,
    },
    /// The file holds elements of a type that is none of [`ElementType`], such as Python objects, strings or records.
    Unsupported {
        /// The type, as the file names it.
        descr: String,
        /// Why it cannot be read.
        why: &'static str,
    },
    /// The file holds an array of another rank than asked for.
    Rank {
        /// The rank asked for.
        expected: usize,
        /// The shape of the array in the file.
        shape: Vec<usize>,
    },
    /// The number of bytes of the elements does not fit the machine.
    TooLarge {
        /// The shape that the file gives.
        shape: Vec<usize>,
    },
    /// The file ends too early.
    Truncated {
        /// The number of bytes that there should be, from the same point on.
        expected: u64,
        /// The number of bytes that there are.
        found: u64,
    },
    /// There is more in the file than the array.
    Trailing {
        /// The number of bytes after the array; at least so many where the end was not looked for.
        bytes: u64,
    },
    /// A field of a text is no element.
    Field {
        /// The line, counted from 1.
        line: u64,
        /// The column, counted from 1: the number of the field in its line.
        column: usize,
        /// The field, cut off if it is long.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// A line of a text has another number of fields than needed.
    Columns {
        /// The line, counted from 1.
        line: u64,
        /// The number of fields needed.
        expected: usize,
        /// The number of fields found.
        found: usize,
    },
    /// An archive holds no array of this name, or a table no column.
    Missing {
        /// The name asked for.
        name: String,
        /// The names that there are.
        names: Vec<String>,
    },
    /// The archive around the arrays is broken.
    Archive(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An error that does not know its file yet.
    #[cold]
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner { place: None, kind }))
    }

    /// Why it failed.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The file, where it was read or written by its path, and in an archive the name of the array.
    #[must_use]
    pub fn place(&self) -> Option<&str> {
        self.0.place.as_deref()
    }

    /// The same in a place, which goes before the one that it already has.
    pub(crate) fn within(mut self, place: &str) -> Self {
        self.0.place = Some(match self.0.place.take() {
            Some(inner) => format!("{place}, {inner}"),
            None => place.to_owned(),
        });
        self
    }
}

/// Runs `f` on a path; an error names the path.
pub(crate) fn in_file<T>(path: &Path, f: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    f(path).map_err(|error| error.within(&path.display().to_string()))
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place() {
            write!(f, "{place}: ")?;
        }
        match self.kind() {
            ErrorKind::Io(error) => write!(f, "{error}"),
            ErrorKind::Array(error) => write!(f, "{error}"),
            ErrorKind::Magic => f.write_str("not a file of this format: it starts otherwise"),
            ErrorKind::Version { major, minor } => write!(f, "unknown version {major}.{minor} of the format"),
            ErrorKind::Header { at, why } => write!(f, "{why}, at byte {at} of the header"),
            ErrorKind::ElementType { expected, found } => {
                write!(f, "holds elements of type {found}, not {expected}")
            }
            ErrorKind::Unsupported { descr, why } => write!(f, "holds elements of type {descr}: {why}"),
            ErrorKind::Rank { expected, shape } => {
                write!(f, "holds an array of shape {}, of rank {}, not {expected}", Tuple(shape), shape.len())
            }
            ErrorKind::TooLarge { shape } => {
                write!(f, "shape {} is too large: its bytes do not fit memory", Tuple(shape))
            }
            ErrorKind::Truncated { expected, found } => {
                write!(f, "ends too early: {found} bytes where {expected} are needed")
            }
            ErrorKind::Trailing { bytes } => write!(f, "goes on after the array for {bytes} bytes or more"),
            ErrorKind::Missing { name, names } => {
                write!(f, "nothing is named '{name}', only {names:?}")
            }
            ErrorKind::Field { line, column, text, why } => {
                write!(f, "line {line}, column {column}: {text:?}: {why}")
            }
            ErrorKind::Columns { line, expected, found } => {
                write!(f, "line {line}: {found} columns where {expected} are needed")
            }
            ErrorKind::Archive(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self.kind() {
            ErrorKind::Io(error) => Some(error),
            ErrorKind::Array(error) => Some(error),
            ErrorKind::Archive(error) => Some(&**error),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self::new(kind)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new(ErrorKind::Io(error))
    }
}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::new(ErrorKind::Array(error))
    }
}
