//! Whole operations over arrays and expressions: selecting, indexing, joining, sorting, statistics, products, stencils.
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
//! - [`SearchSorted`], [`choose`], [`select`], [`ix_`] and others: searching, choosing, and indices as arrays;
//! - [`concatenate`], [`stack`]: several arrays as one;
//! - [`linalg`]: dot and matrix products, sums over axes in general;
//! - [`Ufunc`]: outer products, reductions and scatters by any function of two elements;
//! - [`Repeat`], [`Edit`], [`pad`], [`hstack`] and its sisters, [`block`]: copies, borders and stacks;
//! - [`meshgrid`], [`indices`], [`diagflat`], [`tril`], [`vander`], [`zeros_like`]: grids, matrices and arrays like others;
//! - [`SortMut`], [`Sort`], [`lexsort`]: sorting and selecting, in place, into copies, or as indices;
//! - [`Sets`], [`union1d`] and its sisters: distinct elements, membership, arrays as sets;
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

mod create;
mod index;
mod iterate;
mod join;
mod lanes;
pub mod linalg;
mod put;
#[cfg(feature = "rand")]
pub mod random;
mod select;
mod sets;
mod shape;
mod sort;
mod stats;
pub mod stencil;
mod take;
mod ufunc;

pub use create::{
    Indexing, Triangle, diagflat, full_like, indices, meshgrid, meshgrid_sparse, meshgrid_views, ones_like,
    tri, tril, triu, try_diagflat, try_full_like, try_indices, try_meshgrid, try_meshgrid_sparse,
    try_meshgrid_views, try_tri, try_tril, try_triu, try_vander, try_vander_increasing, vander,
    vander_increasing, zeros_like,
};
pub use index::*;
pub use iterate::{iterate, iterate_with, try_iterate, try_iterate_with};
pub use join::{
    concatenate, concatenate_into, stack, stack_into, try_concatenate, try_concatenate_into, try_stack,
    try_stack_into,
};
pub use put::Put;
#[cfg(feature = "rand")]
pub use random::permutation;
pub use select::Select;
pub use sets::{Sets, Unique, intersect1d, intersect1d_indices, setdiff1d, setxor1d, union1d};
pub use shape::{
    Edit, Repeat, Trim, TrimZeros, block, broadcast_arrays, column_stack, dstack, hstack, pad, try_block,
    try_broadcast_arrays, try_column_stack, try_dstack, try_hstack, try_vstack, vstack,
};
pub use sort::{LexKey, Sort, SortMut, Sorting, TotalOrder, lexsort, try_lexsort};
pub use stats::*;
pub use stencil::{
    Boundary, ConvolveMode, Stencil, convolve, convolve_into, correlate, correlate_into, gaussian_filter,
    gaussian_kernel, try_convolve, try_convolve_into, try_correlate, try_correlate_into, try_gaussian_filter,
    try_gaussian_kernel, try_uniform_filter, uniform_filter,
};
pub use take::{IndexInt, Indices, Take};
pub use ufunc::{Ufunc, ufunc};
