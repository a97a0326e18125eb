//! Writing: what separates the fields, what stands above them, and how many digits.

use std::fmt::{Display, Write as _};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::ViewD;
use crate::array::{AsView, Movement, Parts};
use crate::io::error::in_file;
use crate::io::{ErrorKind, Result};

/// How a table is written: by default fields separated by commas, no header, and each element as `{}` prints it, which for
/// floats is the shortest text that reads back as the same number.
#[derive(Clone, Debug)]
pub struct Writer {
    delimiter: u8,
    header: Vec<String>,
    precision: Option<usize>,
}

impl Default for Writer {
    fn default() -> Self {
        Self { delimiter: b',', header: Vec::new(), precision: None }
    }
}

impl Writer {
    /// The default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What separates the fields, an ASCII character. NumPy: `delimiter=`.
    ///
    /// # Panics
    /// If it is no ASCII character.
    #[must_use]
    #[track_caller]
    pub fn delimiter(self, delimiter: u8) -> Self {
        assert!(delimiter.is_ascii(), "a delimiter that is no ASCII character");
        Self { delimiter, ..self }
    }

    /// The names of the columns, as the first line. NumPy: `header=`.
    #[must_use]
    pub fn header<S: Into<String>>(self, names: impl IntoIterator<Item = S>) -> Self {
        Self { header: names.into_iter().map(Into::into).collect(), ..self }
    }

    /// So many digits after the point, as `{:.3}` prints them. NumPy: `fmt='%.3f'`.
    #[must_use]
    pub fn precision(self, digits: usize) -> Self {
        Self { precision: Some(digits), ..self }
    }

    /// Writes an array or view of rank 2, a line for each row, or of rank 1, a line for each element. A file that is there
    /// is replaced. NumPy: `np.savetxt`.
    ///
    /// # Errors
    /// If the file cannot be written, the array has another rank, or the header another number of columns.
    pub fn write<'a, A: AsView<'a, Elem: Display>>(&self, path: impl AsRef<Path>, array: A) -> Result<()> {
        in_file(path.as_ref(), |path| self.write_to(BufWriter::new(File::create(path)?), array))
    }

    /// [`write`](Self::write) to anything that takes bytes.
    ///
    /// # Errors
    /// As `write`.
    pub fn write_to<'a, A: AsView<'a, Elem: Display>>(&self, mut writer: impl Write, array: A) -> Result<()> {
        self.write_dyn(&mut writer, array.view().into_dyn())
    }

    fn write_dyn<T: Display>(&self, writer: &mut dyn Write, view: ViewD<'_, T>) -> Result<()> {
        let shape = view.shape();
        let table = match shape[..] {
            [rows] => view.reshape_view([rows, 1])?,
            [_, _] => view.into_rank()?,
            _ => return Err(ErrorKind::Rank { expected: 2, shape: shape.to_vec() }.into()),
        };
        let [_, columns] = table.shape();
        if !self.header.is_empty() && self.header.len() != columns {
            let (expected, found) = (columns, self.header.len());
            return Err(ErrorKind::Columns { line: 1, expected, found }.into());
        }
        let mut line = String::new();
        for (i, name) in self.header.iter().enumerate() {
            self.field(&mut line, i, name);
        }
        if !self.header.is_empty() {
            line.push('\n');
        }
        let mut text = String::new();
        for row in table.rows() {
            for (i, element) in row.iter().enumerate() {
                text.clear();
                let printed = match self.precision {
                    Some(digits) => write!(text, "{element:.digits$}"),
                    None => write!(text, "{element}"),
                };
                printed.map_err(std::io::Error::other)?;
                self.field(&mut line, i, &text);
            }
            line.push('\n');
            writer.write_all(line.as_bytes())?;
            line.clear();
        }
        writer.write_all(line.as_bytes())?;
        Ok(writer.flush()?)
    }

    /// Appends a field, in quotes if it needs them.
    fn field(&self, line: &mut String, i: usize, text: &str) {
        if i > 0 {
            line.push(char::from(self.delimiter));
        }
        let special = |byte: u8| byte == self.delimiter || byte == b'"' || byte.is_ascii_whitespace();
        if text.bytes().any(special) {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(text);
        }
    }
}
