//! Reading: which lines and columns, and what stands for a missing value.

use std::fmt::Display;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::str::FromStr;

use super::records::{Fields, Records};
use crate::io::error::in_file;
use crate::io::{Error, ErrorKind, Result};
use crate::{Array, Array2};

/// How a table is read: by default fields separated by commas, no header, all columns, no comments, and nothing missing.
/// See the [module](super) for an example.
#[derive(Clone, Debug)]
pub struct Reader<T> {
    delimiter: Option<u8>,
    skip: u64,
    max_rows: usize,
    header: bool,
    comment: Option<u8>,
    columns: Columns,
    missing: Option<(T, Vec<String>)>,
}

#[derive(Clone, Debug)]
enum Columns {
    All,
    At(Vec<usize>),
    Named(Vec<String>),
}

impl<T> Default for Reader<T> {
    fn default() -> Self {
        Self {
            delimiter: Some(b','),
            skip: 0,
            max_rows: usize::MAX,
            header: false,
            comment: None,
            columns: Columns::All,
            missing: None,
        }
    }
}

impl<T> Reader<T> {
    /// The default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What separates the fields: `b';'`, `b'\t'`. NumPy: `delimiter=`.
    #[must_use]
    pub fn delimiter(self, delimiter: u8) -> Self {
        Self { delimiter: Some(delimiter), ..self }
    }

    /// Fields are separated by any amount of white space. NumPy: what `np.loadtxt` does without a `delimiter`.
    #[must_use]
    pub fn whitespace(self) -> Self {
        Self { delimiter: None, ..self }
    }

    /// Leaves out the first `n` lines, whatever is in them. NumPy: `skiprows=`, `skip_header=`.
    #[must_use]
    pub fn skip_lines(self, n: u64) -> Self {
        Self { skip: n, ..self }
    }

    /// Reads at most `n` rows. NumPy: `max_rows=`.
    #[must_use]
    pub fn max_rows(self, n: usize) -> Self {
        Self { max_rows: n, ..self }
    }

    /// Whether the first line that is left names the columns. NumPy: `names=True`.
    #[must_use]
    pub fn header(self, header: bool) -> Self {
        Self { header, ..self }
    }

    /// From this byte on, the rest of a line is left out, in quotes too. NumPy: `comments=`.
    #[must_use]
    pub fn comment(self, byte: u8) -> Self {
        Self { comment: Some(byte), ..self }
    }

    /// Only these columns, counted from 0, in this order. NumPy: `usecols=`.
    #[must_use]
    pub fn columns(self, columns: impl Into<Vec<usize>>) -> Self {
        Self { columns: Columns::At(columns.into()), ..self }
    }

    /// Only the columns that the header gives these names, in this order; there must be a [`header`](Self::header).
    /// NumPy: `usecols=` with names.
    #[must_use]
    pub fn columns_named<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        Self { columns: Columns::Named(names.into_iter().map(Into::into).collect()), header: true, ..self }
    }

    /// What to put where a field is empty or one of these words. Without it an empty field is an error.
    /// NumPy: `filling_values=`, `missing_values=`.
    #[must_use]
    pub fn missing(self, fill: T, words: &[&str]) -> Self {
        Self { missing: Some((fill, words.iter().map(|&word| word.to_owned()).collect())), ..self }
    }
}

impl<T: FromStr<Err: Display> + Clone> Reader<T> {
    /// The table in a file, a row for each line. NumPy: `np.loadtxt(path, ndmin=2)`, `np.genfromtxt`.
    ///
    /// # Errors
    /// If the file cannot be read, a field is not a `T`, a line has another number of fields than the first, or a column
    /// is not there. The error names line and column, both counted from 1.
    pub fn read(&self, path: impl AsRef<Path>) -> Result<Array2<T>> {
        in_file(path.as_ref(), |path| self.read_from(File::open(path)?))
    }

    /// [`read`](Self::read) from anything that gives bytes.
    ///
    /// # Errors
    /// As `read`.
    pub fn read_from(&self, reader: impl Read) -> Result<Array2<T>> {
        let (mut elements, mut rows) = (Vec::new(), 0);
        let columns = self.for_each_row(reader, |row| {
            elements.extend_from_slice(row);
            rows += 1;
            Ok(())
        })?;
        Ok(Array::from_vec([rows, columns.len()], elements)?)
    }

    /// Hands each row to `f` as it comes, so that a table that does not fit memory can be read; an error of `f` ends it.
    /// Returns the names of the columns, which are empty without a header.
    ///
    /// # Errors
    /// As [`read`](Self::read), and those of `f`.
    pub fn for_each_row(
        &self,
        reader: impl Read,
        mut f: impl FnMut(&[T]) -> Result<()>,
    ) -> Result<Vec<String>> {
        let reader = Box::new(BufReader::with_capacity(1 << 16, reader));
        let mut records = Records::new(reader, self.skip, self.delimiter, self.comment)?;
        let mut record = Fields::default();
        let mut names = Vec::new();
        let mut width = None;
        if self.header
            && let Some(line) = records.next(&mut record)?
        {
            let name = |i| utf8(record.get(i).unwrap_or_default(), line, i).map(str::to_owned);
            names = (0..record.len()).map(name).collect::<Result<_>>()?;
            width = Some(names.len());
        }
        let mut chosen = self.chosen(&names)?;
        let (mut row, mut rows) = (Vec::new(), 0);
        while rows < self.max_rows
            && let Some(line) = records.next(&mut record)?
        {
            let (found, expected) = (record.len(), *width.get_or_insert(record.len()));
            if found != expected {
                return Err(ErrorKind::Columns { line, expected, found }.into());
            }
            let chosen = chosen.get_or_insert_with(|| (0..found).collect());
            row.clear();
            for &column in chosen.iter() {
                let expected = column.saturating_add(1);
                let field = record.get(column).ok_or(ErrorKind::Columns { line, expected, found })?;
                row.push(self.element(field, line, column)?);
            }
            f(&row)?;
            rows += 1;
        }
        let chosen = chosen.unwrap_or_else(|| (0..width.unwrap_or(0)).collect());
        Ok(chosen.iter().map(|&column| names.get(column).cloned().unwrap_or_default()).collect())
    }

    /// The positions of the chosen columns; `None` for all of them, whose number the first row tells.
    fn chosen(&self, names: &[String]) -> Result<Option<Vec<usize>>> {
        let place = |name: &String| {
            let missing = || ErrorKind::Missing { name: name.clone(), names: names.to_vec() };
            names.iter().position(|other| other == name).ok_or_else(|| Error::from(missing()))
        };
        Ok(match &self.columns {
            Columns::All => None,
            Columns::At(columns) => Some(columns.clone()),
            Columns::Named(wanted) => Some(wanted.iter().map(place).collect::<Result<_>>()?),
        })
    }

    fn element(&self, field: &[u8], line: u64, column: usize) -> Result<T> {
        let text = utf8(field, line, column)?;
        match &self.missing {
            Some((fill, words)) if text.is_empty() || words.iter().any(|word| word == text) => {
                Ok(fill.clone())
            }
            _ => text.parse().map_err(|why: T::Err| fault(field, line, column, &why)),
        }
    }
}

fn utf8(field: &[u8], line: u64, column: usize) -> Result<&str> {
    std::str::from_utf8(field).map_err(|why| fault(field, line, column, &why))
}

#[cold]
fn fault(field: &[u8], line: u64, column: usize, why: &dyn Display) -> Error {
    let text = String::from_utf8_lossy(field).chars().take(40).collect();
    ErrorKind::Field { line, column: column.saturating_add(1), text, why: why.to_string() }.into()
}
