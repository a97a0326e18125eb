//! Selecting by a mask, taking and scattering by indices, joining, and many steps of a stencil.
//!
//! ```text
//!                mask                    indices                  arrays
//! read     extract, compress         take, take_flat         concatenate, stack
//! where    flat_nonzero, argwhere
//! write    assign_masked             put, put_axis
//!                                    add_at, add_at_axis
//! ```
//!
//! - [`Select`]: elements where a mask holds, and where that is, of every expression;
//! - [`Take`]: elements or sub-arrays at a list of indices;
//! - [`Put`]: writing at a list of indices, or where a mask holds;
//! - [`Gather`], [`Scatter`]: elements at several arrays of indices, mixed with slices and masks, read and written;
//! - [`concatenate`], [`stack`]: several arrays as one;
//! - [`linalg`]: dot and matrix products, sums over axes in general;
//! - [`iterate`]: many steps of a stencil, tiled in time;
//! - [`Stencil`], [`convolve`], [`correlate`], [`uniform_filter`]: sums and functions of each element's neighbourhood.
//!
//! All but the last copy: they make a new array, or, in their `_into` forms, fill one that you have. None depends on the number
//! of threads.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[1, 7], [8, 2]];
//! assert_eq!(a.extract(a.gt(5)), array![7, 8]); //                   a[a > 5]
//! assert_eq!(a.take(&[1, 0, -1], Axis(0)), array![[8, 2], [1, 7], [8, 2]]);
//! assert_eq!(concatenate(&[&a, &a], Axis(1)), array![[1, 7, 1, 7], [8, 2, 8, 2]]);
//! assert_eq!(stack(&[&a, &a], Axis(-1)).shape(), [2, 2, 2]);
//! ```
#![forbid(unsafe_code)]

mod index;
mod iterate;
mod join;
pub mod linalg;
mod put;
mod select;
mod stats;
pub mod stencil;
mod take;

pub use index::*;
pub use iterate::{iterate, iterate_with, try_iterate, try_iterate_with};
pub use join::{
    concatenate, concatenate_into, stack, stack_into, try_concatenate, try_concatenate_into, try_stack,
    try_stack_into,
};
pub use put::Put;
pub use select::Select;
pub use stats::*;
pub use stencil::{
    Boundary, ConvolveMode, Stencil, convolve, convolve_into, correlate, correlate_into, gaussian_filter,
    gaussian_kernel, try_convolve, try_convolve_into, try_correlate, try_correlate_into, try_gaussian_filter,
    try_gaussian_kernel, try_uniform_filter, uniform_filter,
};
pub use take::{IndexInt, Indices, Take};
