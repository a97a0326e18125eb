//! The header of an `.npy` file: what it says, how it is read, and how it is written.
//!
//! ```text
//! magic            version  length          header: a Python literal, padded to a multiple of 64 bytes
//! \x93 N U M P Y   1 0      76 00 (00 00)   {'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }    \n
//! ```
//!
//! The length has two bytes in version 1, four in versions 2 and 3; version 3 differs from 2 by its UTF-8, which only
//! names of fields need. Format: NumPy's `numpy.lib.format`.

use std::io::Read;

use crate::io::bytes::fill;
use crate::io::raw::ByteOrder;
use crate::io::{ElementType, ErrorKind, Result};
use crate::layout::Order;

const MAGIC: &[u8; 6] = b"\x93NUMPY";
/// No header of numbers is longer; those of records, which could be, are refused all the same.
const LONGEST: usize = 1 << 16;
/// As many axes as an array of NumPy can have.
const AXES: usize = 64;
/// NumPy leaves room for so many digits in the extent of the slowest axis, so that rows can be appended.
const ROOM: usize = 21;

/// What the header of a file says about the array in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The type of the elements.
    pub element_type: ElementType,
    /// The order of the bytes of an element; meaningless where it has one.
    pub byte_order: ByteOrder,
    /// The order in which the elements are written.
    pub order: Order,
    /// The extents; there may be more than an array of this crate can have.
    pub shape: Vec<usize>,
    /// Where the elements start, in bytes from the start of the file.
    pub offset: usize,
}

impl Header {
    /// Reads the header, after which the reader stands at the first element.
    ///
    /// # Errors
    /// If the reader fails or ends too early, or this is no header of an array of numbers.
    pub fn read(mut reader: impl Read) -> Result<Self> {
        Self::read_dyn(&mut reader)
    }

    fn read_dyn(reader: &mut dyn Read) -> Result<Self> {
        let mut start = [0; 8];
        let found = fill(reader, &mut start)?;
        if !start.starts_with(&MAGIC[..found.min(6)]) {
            return Err(ErrorKind::Magic.into());
        }
        whole(found, start.len())?;
        let [.., major, minor] = start;
        let mut length = [0; 4];
        let digits = match (major, minor) {
            (1, 0) => 2,
            (2 | 3, 0) => 4,
            _ => return Err(ErrorKind::Version { major, minor }.into()),
        };
        whole(fill(reader, &mut length[..digits])?, digits)?;
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > LONGEST {
            return Err(ErrorKind::Header { at: 0, why: "the header is too long" }.into());
        }
        let mut text = vec![0; length];
        whole(fill(reader, &mut text)?, length)?;
        Parser { text: &text, at: 0 }.header(start.len() + digits + length)
    }

    /// The header as NumPy writes it: version 1.0, padded so that the elements start at a multiple of 64 bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let order = match (self.element_type.size(), self.byte_order) {
            (1, _) => '|',
            (_, ByteOrder::Little) => '<',
            (_, ByteOrder::Big) => '>',
        };
        let (kind, size) = (self.element_type.kind(), self.element_type.size());
        let columns = self.order == Order::ColumnMajor;
        let shape = crate::error::Tuple(&self.shape);
        let fortran = if columns { "True" } else { "False" };
        let mut text =
            format!("{{'descr': '{order}{kind}{size}', 'fortran_order': {fortran}, 'shape': {shape}, }}");
        let slowest = if columns { self.shape.last() } else { self.shape.first() };
        if let Some(slowest) = slowest {
            text.extend(std::iter::repeat_n(' ', ROOM - slowest.to_string().len()));
        }
        let start = MAGIC.len() + 4;
        let padding = (64 - (start + text.len() + 1) % 64) % 64;
        text.extend(std::iter::repeat_n(' ', padding));
        text.push('\n');
        let mut bytes = MAGIC.to_vec();
        bytes.extend([1, 0]);
        // At most 8 extents of at most 20 digits.
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes
    }
}

fn whole(found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(ErrorKind::Truncated { expected: expected as u64, found: found as u64 }.into())
}

/// Reads the one dictionary that there may be, from front to back and without recursion.
struct Parser<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Parser<'a> {
    fn header(&mut self, offset: usize) -> Result<Header> {
        let (mut descr, mut order, mut shape) = (None, None, None);
        self.expect(b'{', "a dictionary is needed")?;
        while !self.take(b'}') {
            let start = self.at;
            let key = self.string()?;
            self.expect(b':', "a colon is needed after a key")?;
            let again = match key {
                b"descr" => descr.replace(self.descr()?).is_some(),
                b"fortran_order" => order.replace(self.order()?).is_some(),
                b"shape" => shape.replace(self.shape()?).is_some(),
                _ => return Err(fault(start, "an unknown key")),
            };
            if again {
                return Err(fault(start, "a key that comes twice"));
            }
            if !self.take(b',') {
                self.expect(b'}', "a comma or the end of the dictionary is needed")?;
                break;
            }
        }
        self.skip_space();
        if self.at != self.text.len() {
            return Err(fault(self.at, "text after the dictionary"));
        }
        let (Some((element_type, byte_order)), Some(order), Some(shape)) = (descr, order, shape) else {
            return Err(fault(self.at, "not all of descr, fortran_order and shape"));
        };
        Ok(Header { element_type, byte_order, order, shape, offset })
    }

    fn skip_space(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    /// Whether `byte` comes next, after space; then it is behind us.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let found = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8, why: &'static str) -> Result<()> {
        if self.take(byte) { Ok(()) } else { Err(fault(self.at, why)) }
    }

    /// A string in single or double quotes, without escapes.
    fn string(&mut self) -> Result<&'a [u8]> {
        let quote = if self.take(b'\'') {
            b'\''
        } else {
            self.expect(b'"', "a string is needed")?;
            b'"'
        };
        let text = self.text;
        let rest = &text[self.at..];
        let Some(end) = rest.iter().position(|&b| b == quote || b == b'\\') else {
            return Err(fault(self.at, "a string without an end"));
        };
        if rest[end] == b'\\' {
            return Err(fault(self.at + end, "an escape in a string"));
        }
        self.at += end + 1;
        Ok(&rest[..end])
    }

    fn order(&mut self) -> Result<Order> {
        self.skip_space();
        for (word, order) in [("True", Order::ColumnMajor), ("False", Order::RowMajor)] {
            if self.text[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(order);
            }
        }
        Err(fault(self.at, "True or False is needed"))
    }

    fn shape(&mut self) -> Result<Vec<usize>> {
        self.expect(b'(', "a tuple is needed")?;
        let mut shape = Vec::new();
        while !self.take(b')') {
            if shape.len() == AXES {
                return Err(fault(self.at, "more than 64 axes"));
            }
            shape.push(self.extent()?);
            if !self.take(b',') {
                if shape.len() == 1 {
                    return Err(fault(self.at, "a number in brackets, which is no tuple"));
                }
                self.expect(b')', "a comma or the end of the tuple is needed")?;
                break;
            }
        }
        Ok(shape)
    }

    /// A number, with an `L` at its end if Python 2 wrote it.
    fn extent(&mut self) -> Result<usize> {
        self.skip_space();
        let start = self.at;
        let mut extent = Some(0_usize);
        while let Some(digit) = self.text.get(self.at).filter(|b| b.is_ascii_digit()) {
            extent = extent.and_then(|n| n.checked_mul(10)?.checked_add(usize::from(digit - b'0')));
            self.at += 1;
        }
        if self.at == start {
            return Err(fault(start, "an extent, a number of at least 0, is needed"));
        }
        if self.text.get(self.at) == Some(&b'L') {
            self.at += 1;
        }
        extent.ok_or_else(|| fault(start, "an extent that does not fit memory"))
    }

    fn descr(&mut self) -> Result<(ElementType, ByteOrder)> {
        self.skip_space();
        if self.text.get(self.at) == Some(&b'[') {
            let descr = String::from_utf8_lossy(&self.text[self.at..]).chars().take(80).collect();
            return Err(ErrorKind::Unsupported { descr, why: "records are not supported" }.into());
        }
        let descr = self.string()?;
        let (prefix, name) = match descr {
            [prefix @ (b'<' | b'>' | b'|' | b'='), name @ ..] => (*prefix, name),
            name => (b'=', name),
        };
        let named = |t: &&ElementType| name == format!("{}{}", t.kind(), t.size()).as_bytes();
        let found = if name == b"?" { Some(&ElementType::Bool) } else { ElementType::ALL.iter().find(named) };
        let order = match prefix {
            b'<' => ByteOrder::Little,
            b'>' => ByteOrder::Big,
            _ => ByteOrder::NATIVE,
        };
        let why = match (found, name) {
            (Some(&t), _) if prefix != b'|' || t.size() == 1 => return Ok((t, order)),
            (Some(_), _) => "the order of the bytes is missing",
            (None, [b'O', ..]) => "Python objects are not supported",
            (None, [b'U' | b'S' | b'a', ..]) => "strings are not supported",
            (None, [b'M' | b'm', ..]) => "times are not supported",
            (None, _) => "there is no such type of numbers here",
        };
        let descr = String::from_utf8_lossy(descr).chars().take(80).collect();
        Err(ErrorKind::Unsupported { descr, why }.into())
    }
}

#[cold]
fn fault(at: usize, why: &'static str) -> crate::io::Error {
    ErrorKind::Header { at, why }.into()
}
