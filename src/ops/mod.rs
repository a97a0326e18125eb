//! Whole algorithms over arrays, built from views and expressions.
//!
//! ```
//! use longstride::prelude::*;
//! // Ten steps of a moving average; the two ends stay as they are.
//! let mut a = array![0., 0., 3., 0., 0.];
//! iterate(&mut a, 10, 1, |from, mut to| {
//!     ((from.slice(s![..-2]) + from.slice(s![1..-1]) + from.slice(s![2..])) / 3.0).eval_into(&mut to);
//! });
//! assert!(a[2] > a[1] && a[1] > a[0]);
//! ```
#![forbid(unsafe_code)]

mod iterate;

pub use iterate::{iterate, iterate_with, try_iterate, try_iterate_with};
