//! NumPy's `.npz` archives: several arrays by name, each an [`.npy`](super::npy) file in a zip archive, compressed or not.
//!
//! ```
//! use longstride::{io::npz, prelude::*};
//! # let path = std::env::temp_dir().join(format!("longstride-{}.npz", std::process::id()));
//! let mut writer = npz::Writer::create(&path, npz::Compression::Deflate)?; // np.savez_compressed(path, x=..., on=...)
//! writer.add("x", &array![1.0, 2.0])?;
//! writer.add("on", &array![[true], [false]])?;
//! writer.finish()?;
//!
//! let x: Array1<f64> = npz::read(&path, "x")?; // np.load(path)["x"]
//! assert_eq!(x, array![1.0, 2.0]);
//! let mut archive = npz::Reader::open(&path)?; // several, and what is there
//! assert_eq!(archive.names(), ["x", "on"]);
//! assert_eq!(archive.read_any("on")?.shape(), [2, 1]);
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), longstride::io::Error>(())
//! ```

use std::fmt;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::bytes::fill;
use super::error::in_file;
use super::npy::{self, Header};
use super::{AnyArray, Element, Error, ErrorKind, Result};
use crate::Array;
use crate::array::AsView;
use crate::layout::Dim;

/// The array of a name in an archive. NumPy: `np.load(path)[name]`.
///
/// # Errors
/// As [`Reader::open`] and [`Reader::read`].
pub fn read<T: Element, D: Dim>(path: impl AsRef<Path>, name: &str) -> Result<Array<T, D>> {
    in_file(path.as_ref(), |path| Reader::new(BufReader::new(File::open(path)?))?.read(name))
}

/// All arrays in an archive with their names, in its order. NumPy: `dict(np.load(path))`.
///
/// # Errors
/// As [`Reader::open`] and [`Reader::read_any`].
pub fn read_all(path: impl AsRef<Path>) -> Result<Vec<(String, AnyArray)>> {
    in_file(path.as_ref(), |path| {
        let mut reader = Reader::new(BufReader::new(File::open(path)?))?;
        let names = reader.names();
        names.into_iter().map(|name| reader.read_any(&name).map(|array| (name, array))).collect()
    })
}

/// The names of the arrays in an archive. NumPy: `np.load(path).files`.
///
/// # Errors
/// As [`Reader::open`].
pub fn names(path: impl AsRef<Path>) -> Result<Vec<String>> {
    Ok(Reader::open(path)?.names())
}

/// An archive to read arrays from.
pub struct Reader<R> {
    archive: ZipArchive<R>,
}

impl Reader<BufReader<File>> {
    /// Opens an archive.
    ///
    /// # Errors
    /// If the file cannot be read or is no zip archive.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        in_file(path.as_ref(), |path| Self::new(BufReader::new(File::open(path)?)))
    }
}

impl<R: Read + Seek> Reader<R> {
    /// An archive in anything that gives bytes from any position.
    ///
    /// # Errors
    /// If the reader fails, or this is no zip archive.
    pub fn new(reader: R) -> Result<Self> {
        Ok(Self { archive: ZipArchive::new(reader)? })
    }

    /// The names of the arrays, in the order of the archive: those of its files, without `.npy`.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let names = self.archive.file_names().filter_map(std::result::Result::ok);
        names.map(|name| name.strip_suffix(".npy").unwrap_or(&name).to_owned()).collect()
    }

    /// The array of a name, of the type and rank that you know it has.
    ///
    /// # Errors
    /// If there is none of this name, it has another type or rank, or it is damaged (the archive has checksums).
    pub fn read<T: Element, D: Dim>(&mut self, name: &str) -> Result<Array<T, D>> {
        self.entry(name, |mut entry| {
            let array = npy::read_from(&mut entry)?;
            expect_end(&mut entry)?;
            Ok(array)
        })
    }

    /// The array of a name, whatever its type and rank.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_any(&mut self, name: &str) -> Result<AnyArray> {
        self.entry(name, |mut entry| {
            let array = npy::read_any_from(&mut entry)?;
            expect_end(&mut entry)?;
            Ok(array)
        })
    }

    /// What the header of an array says; its elements are not read.
    ///
    /// # Errors
    /// If there is none of this name, or it is damaged.
    pub fn read_header(&mut self, name: &str) -> Result<Header> {
        self.entry(name, |entry| Header::read(entry))
    }

    fn entry<T>(&mut self, name: &str, read: impl FnOnce(&mut dyn Read) -> Result<T>) -> Result<T> {
        let file = format!("{name}.npy");
        let found =
            [file.as_str(), name].into_iter().find(|file| self.archive.index_for_name(file).is_some());
        let Some(file) = found else {
            return Err(ErrorKind::Missing { name: name.to_owned(), names: self.names() }.into());
        };
        let mut entry = self.archive.by_name(file)?;
        read(&mut entry).map_err(|error| error.within(&format!("array '{name}'")))
    }
}

/// An error if there is another byte; at the end the archive's checksum is compared.
fn expect_end(reader: &mut dyn Read) -> Result<()> {
    match fill(reader, &mut [0])? {
        0 => Ok(()),
        _ => Err(ErrorKind::Trailing { bytes: 1 }.into()),
    }
}

/// How the arrays of an archive are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As they are. NumPy: `np.savez`.
    #[default]
    Stored,
    /// Compressed. NumPy: `np.savez_compressed`.
    Deflate,
}

/// An archive to write arrays to.
pub struct Writer<W: Write + Seek> {
    archive: ZipWriter<W>,
    compression: Compression,
}

impl Writer<BufWriter<File>> {
    /// A new archive in a file; one that is there is replaced.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn create(path: impl AsRef<Path>, compression: Compression) -> Result<Self> {
        in_file(path.as_ref(), |path| Ok(Self::new(BufWriter::new(File::create(path)?), compression)))
    }
}

impl<W: Write + Seek> Writer<W> {
    /// A new archive in anything that takes bytes at any position.
    pub fn new(writer: W, compression: Compression) -> Self {
        Self { archive: ZipWriter::new(writer), compression }
    }

    /// Adds an array or a view of any layout.
    ///
    /// # Errors
    /// If the writer fails, or there is an array of this name.
    pub fn add<'a, A: AsView<'a, Elem: Element>>(&mut self, name: &str, array: A) -> Result<()> {
        let method = match self.compression {
            Compression::Stored => CompressionMethod::Stored,
            Compression::Deflate => CompressionMethod::Deflated,
        };
        let view = array.view();
        // The header, and the little that bytes without order grow by, are counted generously.
        let bytes = view.len().saturating_mul(A::Elem::TYPE.size()).saturating_add(1 << 24);
        let options =
            SimpleFileOptions::default().compression_method(method).large_file(u32::try_from(bytes).is_err());
        self.archive.start_file(format!("{name}.npy"), options)?;
        npy::write_to(&mut self.archive, view)
    }

    /// Writes the table of contents, without which nothing can be read, and returns the writer.
    ///
    /// # Errors
    /// If the writer fails.
    pub fn finish(self) -> Result<W> {
        let mut writer = self.archive.finish()?;
        writer.flush()?;
        Ok(writer)
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").finish_non_exhaustive()
    }
}

impl<W: Write + Seek> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("compression", &self.compression).finish_non_exhaustive()
    }
}

impl From<ZipError> for Error {
    fn from(error: ZipError) -> Self {
        Self::new(match error {
            ZipError::Io(error) => ErrorKind::Io(error),
            other => ErrorKind::Archive(Box::new(other)),
        })
    }
}
