//! One array in NumPy's `.npy` format, as `f64` in row-major order whatever the file holds.
//!
//! `npyz` does the parsing. It trusts the header, though: it multiplies the shape without a check, and a
//! shape of 10^12 elements would be asked of the allocator. So the header is read here first, held against
//! the number of bytes that are really there, and only then handed on.

use std::io::{self, Read};

use npyz::{NpyFile, NpyHeader, Order};

type Outcome<T> = Result<T, String>;

/// NumPy's own limit on the text of a header that it will parse.
const MAX_HEADER: usize = 10_000;

/// An array whose header is read and found plausible, and whose elements are still in the reader.
pub(crate) struct Pending<R: Read> {
    header: NpyHeader,
    reader: R,
    shape: Vec<usize>,
}

/// Reads the header. `length` is how many bytes the reader holds, header included.
pub(crate) fn open<R: Read>(mut reader: R, length: u64) -> Outcome<Pending<R>> {
    let mut bytes = vec![0; 10];
    fill(&mut reader, &mut bytes)?;
    if !bytes.starts_with(b"\x93NUMPY") {
        return Err("it does not start as a .npy array does".into());
    }
    // Version 1 has two bytes of header length, the later ones four.
    if bytes[6] >= 2 {
        bytes.resize(12, 0);
        fill(&mut reader, &mut bytes[10..])?;
    }
    let text_length =
        bytes[8..].iter().rev().fold(0_usize, |n, &byte| n.saturating_mul(256).saturating_add(byte.into()));
    let start = bytes.len();
    if text_length > MAX_HEADER || (start + text_length) as u64 > length {
        return Err(format!("its header claims {text_length} bytes, more than it can have"));
    }
    bytes.resize(start + text_length, 0);
    fill(&mut reader, &mut bytes[start..])?;

    let text = std::str::from_utf8(&bytes[start..]).map_err(|_| "its header is not text".to_owned())?;
    let shape = plausible_shape(text, length - bytes.len() as u64)?;
    let header = NpyHeader::from_reader(&bytes[..]).map_err(|e| format!("its header is broken: {e}"))?;
    if header.shape() != shape {
        return Err("its header is ambiguous".into());
    }
    if header.uses_pickled_array() {
        return Err("it holds Python objects, not numbers".into());
    }
    let needed = header.dtype().num_bytes().and_then(|item| header.len().checked_mul(item as u64));
    let held = length - bytes.len() as u64;
    if needed.is_none_or(|needed| needed > held) {
        return Err(format!("it is truncated: {shape:?} of {} do not fit in {held} bytes", descr(&header)));
    }
    let shape = shape.iter().map(|&n| usize::try_from(n)).collect::<Result<_, _>>();
    let shape = shape.map_err(|_| "its shape exceeds this machine's address space".to_owned())?;
    Ok(Pending { header, reader, shape })
}

/// Takes the shape out of the header's text and refuses one that the bytes behind it cannot hold.
///
/// Empty axes count as one, so that no product of lengths overflows later on. Nested brackets belong to
/// structured element types, which are of no use here.
fn plausible_shape(text: &str, held: u64) -> Outcome<Vec<u64>> {
    if text.matches(['(', '[', '{']).count() != 2 {
        return Err("it is not an array of plain numbers".into());
    }
    let broken = || "its header has no readable shape".to_owned();
    let (_, rest) = text.split_once("shape").ok_or_else(broken)?;
    let (_, rest) = rest.split_once(['(', '[']).ok_or_else(broken)?;
    let (inside, _) = rest.split_once([')', ']']).ok_or_else(broken)?;
    let mut shape = Vec::new();
    let mut least = 1_u64;
    for length in inside.split(',').map(str::trim).filter(|length| !length.is_empty()) {
        if !length.bytes().all(|b| b.is_ascii_digit()) {
            return Err(broken());
        }
        // Only digits: what does not parse is larger than any file.
        let length = length.parse().unwrap_or(u64::MAX);
        least = least.saturating_mul(length.max(1));
        shape.push(length);
    }
    // An array with an empty axis needs no bytes, but its other lengths must still multiply.
    let limit = if shape.contains(&0) { u64::MAX - 1 } else { held };
    if least > limit {
        return Err(format!("it is truncated: its header claims the shape ({inside}), {held} bytes follow"));
    }
    Ok(shape)
}

impl<R: Read> Pending<R> {
    pub(crate) fn shape(&self) -> &[usize] {
        &self.shape
    }

    pub(crate) fn type_name(&self) -> String {
        descr(&self.header)
    }

    /// Reads the elements, in row-major order.
    pub(crate) fn read(self) -> Outcome<Vec<f64>> {
        let Pending { header, mut reader, shape } = self;
        let (order, name) = (header.order(), descr(&header));
        let file = NpyFile::with_header(header, &mut reader);
        /// Tries each element type in turn; `try_data` gives the file back when it is of another one.
        macro_rules! first_that_fits {
            ($file:ident, $($type:ty),*) => {{
                $(let $file = match $file.try_data::<$type>() {
                    Ok(numbers) => {
                        let values = collect(numbers.map(|number| number.map(|n| n as f64)))?;
                        // At its end, a member of an archive checks itself against its checksum.
                        reader.read(&mut [0]).map_err(|e| cannot_read(&e))?;
                        return in_row_order(values, &shape, order);
                    }
                    Err(file) => file,
                };)*
                drop($file);
                Err(format!("its element type {name} is neither an integer of 8 to 64 bits nor float32 or float64"))
            }};
        }
        first_that_fits!(file, f64, f32, i8, i16, i32, i64, u8, u16, u32, u64)
    }
}

/// Grows with what is really read, because an archive may also lie about a member's length.
fn collect(numbers: impl Iterator<Item = io::Result<f64>>) -> Outcome<Vec<f64>> {
    let mut values = Vec::new();
    for number in numbers {
        if values.len() == values.capacity() {
            let more = values.len().max(1 << 16);
            values.try_reserve(more).map_err(|_| "there is not enough memory for it".to_owned())?;
        }
        values.push(number.map_err(|e| cannot_read(&e))?);
    }
    Ok(values)
}

/// The only copy of a file in Fortran order, made here so that the plain rungs of the ladder get rows too.
fn in_row_order(values: Vec<f64>, shape: &[usize], order: Order) -> Outcome<Vec<f64>> {
    match (order, shape) {
        (Order::Fortran, &[rows, cols]) if rows > 0 => {
            Ok((0..rows).flat_map(|i| values.iter().skip(i).step_by(rows).take(cols)).copied().collect())
        }
        _ => Ok(values),
    }
}

fn descr(header: &NpyHeader) -> String {
    header.dtype().descr().trim_matches('\'').to_owned()
}

fn fill(reader: &mut impl Read, bytes: &mut [u8]) -> Outcome<()> {
    reader.read_exact(bytes).map_err(|e| cannot_read(&e))
}

fn cannot_read(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it is truncated".into(),
        _ => format!("it cannot be read: {error}"),
    }
}
