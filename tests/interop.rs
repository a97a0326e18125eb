//! Views to and from other crates' arrays: each reads and writes the same memory, element by element, whatever the
//! strides; and what cannot be represented is an error.

#[cfg(any(feature = "dlpack", feature = "ndarray"))]
mod oracle;

#[cfg(feature = "dlpack")]
#[allow(unsafe_code, reason = "a producer and a consumer speak in pointers")]
#[path = "interop/with_dlpack.rs"]
mod with_dlpack;

#[cfg(feature = "ndarray")]
#[path = "interop/with_ndarray.rs"]
mod with_ndarray;
