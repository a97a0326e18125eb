//! The fields of one line after the other, separated by a character or by white space.

use std::io::BufRead;

use crate::io::{ErrorKind, Result};

/// The fields of a line: their bytes one after the other, and where each ends.
#[derive(Default)]
pub(super) struct Fields {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Fields {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, i: usize) -> Option<&[u8]> {
        let start = if i == 0 { 0 } else { *self.ends.get(i - 1)? };
        Some(&self.bytes[start..*self.ends.get(i)?])
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    fn push(&mut self, field: &[u8]) {
        self.bytes.extend_from_slice(field);
        self.ends.push(self.bytes.len());
    }
}

/// Where lines come from.
pub(super) struct Records<'a> {
    reader: Box<dyn BufRead + 'a>,
    /// `None` is white space.
    delimiter: Option<u8>,
    comment: Option<u8>,
    /// The lines so far.
    line: u64,
    text: Vec<u8>,
}

impl<'a> Records<'a> {
    /// Of what is left in `reader` after `skip` lines.
    pub(super) fn new(
        mut reader: Box<dyn BufRead + 'a>,
        skip: u64,
        delimiter: Option<u8>,
        comment: Option<u8>,
    ) -> Result<Self> {
        for _ in 0..skip {
            if reader.skip_until(b'\n')? == 0 {
                break;
            }
        }
        Ok(Self { reader, delimiter, comment, line: skip, text: Vec::new() })
    }

    /// The fields of the next line that is neither empty nor a comment, and its number from 1; `None` at the end.
    pub(super) fn next(&mut self, fields: &mut Fields) -> Result<Option<u64>> {
        loop {
            self.text.clear();
            if self.reader.read_until(b'\n', &mut self.text)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            let comment = self.text.iter().position(|&byte| Some(byte) == self.comment);
            let text = self.text[..comment.unwrap_or(self.text.len())].trim_ascii_end();
            if text.trim_ascii_start().is_empty() {
                continue;
            }
            fields.clear();
            match self.delimiter {
                Some(delimiter) => self.split(text, delimiter, fields)?,
                None => text
                    .split(u8::is_ascii_whitespace)
                    .filter(|field| !field.is_empty())
                    .for_each(|field| fields.push(field)),
            }
            return Ok(Some(self.line));
        }
    }

    /// Splits at each delimiter outside of quotes; white space around a field is no part of it.
    fn split(&self, mut text: &[u8], delimiter: u8, fields: &mut Fields) -> Result<()> {
        loop {
            let blank = |&byte: &u8| byte == b' ' || byte == b'\t' && delimiter != b'\t';
            let start = text.iter().position(|byte| !blank(byte)).unwrap_or(text.len());
            text = &text[start..];
            let rest = if text.first() == Some(&b'"') {
                let rest = unquote(&text[1..], fields).ok_or("a quote without an end in its line");
                let rest = rest.map_err(|why| self.fault(text, fields, why))?.trim_ascii_start();
                match rest.first() {
                    None => None,
                    Some(&byte) if byte == delimiter => Some(&rest[1..]),
                    Some(_) => return Err(self.fault(text, fields, "text after a quote")),
                }
            } else {
                let end = text.iter().position(|&byte| byte == delimiter);
                fields.push(text[..end.unwrap_or(text.len())].trim_ascii_end());
                end.map(|end| &text[end + 1..])
            };
            match rest {
                Some(rest) => text = rest,
                None => return Ok(()),
            }
        }
    }

    #[cold]
    fn fault(&self, text: &[u8], fields: &Fields, why: &str) -> crate::io::Error {
        let text = String::from_utf8_lossy(text).chars().take(40).collect();
        ErrorKind::Field { line: self.line, column: fields.len() + 1, text, why: why.to_owned() }.into()
    }
}

/// The field up to the quote that ends it, in which two quotes stand for one, and what comes after.
fn unquote<'t>(mut text: &'t [u8], fields: &mut Fields) -> Option<&'t [u8]> {
    let kept = fields.bytes.len();
    loop {
        let Some(end) = text.iter().position(|&byte| byte == b'"') else {
            fields.bytes.truncate(kept);
            return None;
        };
        fields.bytes.extend_from_slice(&text[..end]);
        text = &text[end + 1..];
        if text.first() != Some(&b'"') {
            fields.push(&[]);
            return Some(text);
        }
        fields.bytes.push(b'"');
        text = &text[1..];
    }
}
