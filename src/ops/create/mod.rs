//! Arrays like others, ranges in logarithmic steps, and matrices and grids of a given structure.
//!
//! ```text
//! Array2::from_diag(&v)   tri(3, 3, 0)   vander(&v, 3)   meshgrid([&x, &y], Indexing::Ij)   indices([2, 3])
//! 1 0                     1 0 0          1 1 1           x: 1 1 1   y: 4 5 6                0 0 0   0 1 2
//! 0 2                     1 1 0          4 2 1              2 2 2      4 5 6                1 1 1   0 1 2
//!                         1 1 1
//! ```
//!
//! What is made from constants, closures, iterators and nested literals are constructors of [`Array`](crate::Array).

mod grid;
mod like;
mod matrix;
mod range;

pub use grid::{
    Indexing, indices, meshgrid, meshgrid_sparse, meshgrid_views, try_indices, try_meshgrid,
    try_meshgrid_sparse, try_meshgrid_views,
};
pub use like::{full_like, ones_like, try_full_like, zeros_like};
pub use matrix::{
    Triangle, diagflat, tri, tril, triu, try_diagflat, try_tri, try_tril, try_triu, try_vander,
    try_vander_increasing, vander, vander_increasing,
};
