//! ROOM 5 of unsafe: views of other crates' arrays, and their views of ours, without a copy.
//!
//! ```text
//! feature    to                            from                              strides
//! ndarray    to_ndarray, into_ndarray      View::from_ndarray, From          any, both ways
//! dlpack     into_dlpack                   Tensor::from_raw, view         any, both ways
//! numpy      Array::into_numpy               PyView, PyViewMut              any from it, dense to it
//! ```
//!
//! All of them borrow the same memory, or hand it over; none copies elements, with one exception that says so: memory
//! that this crate allocated is aligned more strictly than a `Vec`'s, so that turning such an array into a type that
//! owns a `Vec` moves the elements once. Where the other side has no word for a layout the answer is an
//! [`Error`](crate::Error), not a copy. The page `docs/interop.md` shows each path in a few lines.
//!
//! # Invariants
//! 1. What a view of this crate promises (room 2, invariants 1 to 4) is passed on as it is: the same elements, at the
//!    same places, borrowed in the same way for the same lifetime.
//! 2. What a borrowed array of another crate promises becomes those invariants: its elements are initialised, in one
//!    allocation, aligned, borrowed for its lifetime, exclusively where it is mutable; its shape and strides pass through
//!    [`Layout::new`](crate::layout::Layout::new).
//! 3. An owned array changes hands as a whole: exactly one of the two sides frees it.
#![allow(unsafe_code)]

#[cfg(feature = "dlpack")]
pub mod dlpack;
#[cfg(feature = "ndarray")]
pub mod ndarray;
#[cfg(feature = "numpy")]
pub mod numpy;
