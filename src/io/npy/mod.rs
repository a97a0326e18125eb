//! NumPy's `.npy` files: one array with its type and shape.
//!
//! ```
//! use longstride::{io::npy, prelude::*};
//! # let path = std::env::temp_dir().join(format!("longstride-{}.npy", std::process::id()));
//! let a = array![[1.5, 2.0], [3.0, 4.0]];
//! npy::write(&path, &a)?; // np.save(path, a)
//! let b: Array2<f64> = npy::read(&path)?; // np.load(path)
//! assert_eq!(a, b);
//!
//! // What is in there is not what was asked for:
//! let e = npy::read::<i64, Ix2>(&path).unwrap_err();
//! assert!(e.to_string().ends_with("holds elements of type f64, not i64"));
//! let any = npy::read_any(&path)?;
//! assert_eq!((any.element_type(), any.rank()), (longstride::io::ElementType::F64, 2));
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), longstride::io::Error>(())
//! ```
//!
//! All numbers that NumPy writes can be read, of either byte order and from all versions of the format; a type must be asked
//! for as it is, nothing is converted. Files in Fortran's order become column-major arrays, so that the elements
//! stay in the order of the file. Objects, strings, times and records are refused.

mod header;

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

pub use header::Header;

use super::any::check_rank;
use super::bytes::{byte_count, read_array, rows_or_columns, write_elements};
use super::error::in_file;
use super::raw::ByteOrder;
use super::{AnyArray, Element, ElementType, ErrorKind, Result};
use crate::array::AsView;
use crate::layout::{Dim, IxDyn, Layout, Order};
use crate::{Array, ViewD};

/// The array in a file, of the type and rank that you know it has. NumPy: `np.load`.
///
/// One allocation, of the array; it is column-major if the file is.
///
/// # Errors
/// If the file cannot be read, is no such file or is damaged, holds another type or rank, or is shorter or longer than
/// its header says.
pub fn read<T: Element, D: Dim>(path: impl AsRef<Path>) -> Result<Array<T, D>> {
    in_file(path.as_ref(), |path| {
        let (mut file, header, left) = open(path)?;
        header.check::<T, D>()?;
        header.elements(&mut file, Some(left))
    })
}

/// The array in a file, whatever its type and rank. NumPy: `np.load`.
///
/// # Errors
/// As [`read`].
pub fn read_any(path: impl AsRef<Path>) -> Result<AnyArray> {
    in_file(path.as_ref(), |path| {
        let (mut file, header, left) = open(path)?;
        header.any(&mut file, Some(left))
    })
}

/// What the header of a file says: its type and shape. The elements are not read.
///
/// # Errors
/// If the file cannot be read, or is no such file.
pub fn read_header(path: impl AsRef<Path>) -> Result<Header> {
    in_file(path.as_ref(), |path| Header::read(File::open(path)?))
}

/// [`read`] from anything that gives bytes. The reader then stands behind the array, where another one may follow.
///
/// # Errors
/// As [`read`], but for what comes after the array. What the header says about the size is believed only as far as there
/// are bytes.
pub fn read_from<T: Element, D: Dim>(mut reader: impl Read) -> Result<Array<T, D>> {
    let header = Header::read(&mut reader)?;
    header.check::<T, D>()?;
    header.elements(&mut reader, None)
}

/// [`read_any`] from anything that gives bytes; see [`read_from`].
///
/// # Errors
/// As [`read_from`].
pub fn read_any_from(mut reader: impl Read) -> Result<AnyArray> {
    Header::read(&mut reader)?.any(&mut reader, None)
}

/// Writes an array or a view of any layout to a file, as NumPy would: in Fortran's order if only that is how the
/// elements lie, otherwise in row-major order. No copy larger than a piece of the file. A file that is there is replaced.
/// NumPy: `np.save`.
///
/// # Errors
/// If the file cannot be written.
pub fn write<'a, A: AsView<'a, Elem: Element>>(path: impl AsRef<Path>, array: A) -> Result<()> {
    in_file(path.as_ref(), |path| write_to(File::create(path)?, array))
}

/// [`write`](write()) to anything that takes bytes.
///
/// # Errors
/// If the writer fails.
pub fn write_to<'a, A: AsView<'a, Elem: Element>>(mut writer: impl Write, array: A) -> Result<()> {
    let view = array.view();
    let (elements, columns) = rows_or_columns(view);
    write_dyn(&mut writer, view.shape().as_ref(), elements, columns)
}

fn write_dyn<T: Element>(
    writer: &mut dyn Write,
    shape: &[usize],
    elements: ViewD<'_, T>,
    columns: bool,
) -> Result<()> {
    let header = Header::new(T::TYPE, shape, if columns { Order::ColumnMajor } else { Order::RowMajor });
    writer.write_all(&header.to_bytes())?;
    write_elements(writer, elements)?;
    Ok(writer.flush()?)
}

/// The file behind its header, and the number of bytes that are left in it, which are those of the elements.
fn open(path: &Path) -> Result<(File, Header, u64)> {
    let mut file = File::open(path)?;
    let header = Header::read(&mut file)?;
    let (layout, size) = (header.layout()?, header.element_type.size() as u128);
    let left = file.metadata()?.len().saturating_sub(header.offset as u64);
    let excess = u128::from(left).saturating_sub(layout.len() as u128 * size);
    match u64::try_from(excess) {
        Ok(bytes @ 1..) => Err(ErrorKind::Trailing { bytes }.into()),
        _ => Ok((file, header, left)),
    }
}

impl Header {
    /// That of an array of this crate.
    fn new(element_type: ElementType, shape: &[usize], order: Order) -> Self {
        Self { element_type, byte_order: ByteOrder::Little, order, shape: shape.to_vec(), offset: 0 }
    }

    /// Where in memory the elements lie.
    fn layout(&self) -> Result<Layout> {
        Ok(Layout::dense(&self.shape, self.order)?)
    }

    /// An error unless the array has this type and rank.
    fn check<T: Element, D: Dim>(&self) -> Result<()> {
        if self.element_type != T::TYPE {
            return Err(ErrorKind::ElementType { expected: T::TYPE, found: self.element_type }.into());
        }
        check_rank::<D>(&self.shape)?;
        byte_count::<T>(&self.layout()?).map(drop)
    }

    /// The array, of which `known` bytes are left in the reader if that is known.
    pub(crate) fn elements<T: Element, D: Dim>(
        &self,
        reader: &mut dyn Read,
        known: Option<u64>,
    ) -> Result<Array<T, D>> {
        read_array(reader, &self.layout()?, self.byte_order, known)
    }

    pub(crate) fn any(&self, reader: &mut dyn Read, known: Option<u64>) -> Result<AnyArray> {
        macro_rules! any {
            ($($name:ident $type:ty;)*) => { match self.element_type {
                $(ElementType::$name => self.elements::<$type, IxDyn>(reader, known).map(AnyArray::from),)*
                #[cfg(feature = "half")]
                ElementType::F16 => self.elements::<half::f16, IxDyn>(reader, known).map(AnyArray::from),
                #[cfg(feature = "num-complex")]
                ElementType::Complex64 => {
                    self.elements::<num_complex::Complex<f32>, IxDyn>(reader, known).map(AnyArray::from)
                }
                #[cfg(feature = "num-complex")]
                ElementType::Complex128 => {
                    self.elements::<num_complex::Complex<f64>, IxDyn>(reader, known).map(AnyArray::from)
                }
                #[cfg(not(all(feature = "half", feature = "num-complex")))]
                other => Err(ErrorKind::Unsupported {
                    descr: other.to_string(),
                    why: "f16 needs the feature `half`, Complex the feature `num-complex`",
                }
                .into()),
            } };
        }
        any! {
            Bool bool; I8 i8; I16 i16; I32 i32; I64 i64; U8 u8; U16 u16; U32 u32; U64 u64; F32 f32; F64 f64;
        }
    }
}
