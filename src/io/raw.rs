//! The bytes of the elements and nothing else: NumPy's `np.fromfile` and `a.tofile`.
//!
//! ```
//! use longstride::{io::raw::{self, ByteOrder}, prelude::*};
//! # let path = std::env::temp_dir().join(format!("longstride-raw-{}", std::process::id()));
//! raw::write(&path, &array![[1.5, 2.5], [3.5, 4.5]])?;
//! let a: Array2<f64> = raw::read(&path, [INFER, 2], ByteOrder::Little)?;
//! assert_eq!(a, array![[1.5, 2.5], [3.5, 4.5]]);
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), longstride::io::Error>(())
//! ```

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use super::bytes::{read_array, write_elements};
use super::error::in_file;
use super::{Element, ErrorKind, Result};
use crate::Array;
use crate::array::{AsView, Movement};
use crate::layout::{IntoShape, Layout, infer_shape};

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// The lowest, as on nearly all machines.
    Little,
    /// The highest.
    Big,
}

impl ByteOrder {
    /// That of the machine.
    pub const NATIVE: Self = if cfg!(target_endian = "little") { Self::Little } else { Self::Big };
}

/// A whole file as an array of the given shape, in row-major order. One extent may be [`INFER`](crate::layout::INFER).
/// NumPy: `np.fromfile(path, dtype).reshape(shape)`.
///
/// # Errors
/// If the file cannot be read, or its length is not that of the shape.
pub fn read<T: Element, S: IntoShape>(
    path: impl AsRef<Path>,
    shape: S,
    order: ByteOrder,
) -> Result<Array<T, S::Dim>> {
    in_file(path.as_ref(), |path| {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let size = T::TYPE.size() as u64;
        if bytes % size != 0 {
            return Err(ErrorKind::Trailing { bytes: bytes % size }.into());
        }
        let len = usize::try_from(bytes / size).unwrap_or(usize::MAX);
        let layout = Layout::row_major(&infer_shape(&[len], &shape.into_extents()?)?)?;
        read_array(&mut file, &layout, order, Some(bytes))
    })
}

/// As many bytes as the shape needs as an array, in row-major order. The reader then stands behind them.
///
/// # Errors
/// If the reader fails or ends too early.
pub fn read_from<T: Element, S: IntoShape>(
    mut reader: impl Read,
    shape: S,
    order: ByteOrder,
) -> Result<Array<T, S::Dim>> {
    let layout = Layout::row_major(&shape.into_extents()?)?;
    read_array(&mut reader, &layout, order, None)
}

/// Writes the elements to a file in row-major order, the lowest byte of each first. Any layout; no copy larger than a
/// piece of the file. A file that is there is replaced. NumPy: `a.tofile(path)`.
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
    write_elements(&mut writer, array.view().into_dyn())?;
    Ok(writer.flush()?)
}
