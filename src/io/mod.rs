//! Arrays from files and into them.
//!
//! | module | feature | formats | NumPy |
//! |---|---|---|---|
//! | [`raw`] | | the bytes of the elements and nothing else | `np.fromfile`, `a.tofile` |
//! | [`text`] | | tables of text, CSV files | `np.loadtxt`, `np.genfromtxt`, `np.savetxt` |
#![cfg_attr(
    feature = "npy",
    doc = "| [`npy`] | `npy` | one array with its type and shape | `np.load`, `np.save` |"
)]
#![cfg_attr(
    feature = "npz",
    doc = "| [`npz`] | `npz` | several of these by name in an archive | `np.load`, `np.savez`, `np.savez_compressed` |"
)]
//!
//! The types that a file can hold are those with the trait [`Element`], each with its [`ElementType`]. Whatever goes
//! wrong is an [`Error`] that names the file, what it holds, and what was asked for. What a file claims about its size is
//! checked before memory is had for it: against the length of the file where there is one, and otherwise by taking
//! memory only as the bytes come.
//!
//! ```
//! use longstride::{io::raw, prelude::*};
//! let mut bytes = Vec::new();
//! raw::write_to(&mut bytes, &array![[1_i16, 2], [3, 4]])?;
//! assert_eq!(bytes, [1, 0, 2, 0, 3, 0, 4, 0]);
//! let a: Array2<i16> = raw::read_from(&bytes[..], [2, 2], raw::ByteOrder::Little)?;
//! assert_eq!(a, array![[1, 2], [3, 4]]);
//! # Ok::<(), longstride::io::Error>(())
//! ```
#![forbid(unsafe_code)]

mod any;
mod bytes;
mod element;
mod error;
#[cfg(feature = "npy")]
pub mod npy;
#[cfg(feature = "npz")]
pub mod npz;
pub mod raw;
pub mod text;

pub use any::AnyArray;
pub use element::{Element, ElementType};
pub use error::{Error, ErrorKind, Result};
