//! Linear algebra: dot and matrix products of any rank, and sums over axes in general.
//!
//! ```text
//! a.dot(&b)          (k) (k)              -> number       (m, k) (k, n) -> (m, n)
//! a.matmul(&b)       (..., m, k) (..., k, n) -> (..., m, n)     the axes before broadcast
//! a.matvec(&x)       (..., m, k) (..., k)    -> (..., m)
//! x.vecmat(&a)       (..., k) (..., k, n)    -> (..., n)
//! x.vecdot(&y)       (..., k) (..., k)       -> (...)
//! a.tensordot(&b, 2) (m, j, k) (j, k, n)     -> (m, n)
//! einsum("bij,jk->bik", (&a, &b))             any number of operands, by labels
//! ```
//!
//! Besides: [`outer`], [`kron`], [`trace`], [`cross`], [`matrix_power`], [`matrix_norm`].
//!
//! Any strides are multiplied where they lie: transposed, reversed, stepped and broadcast operands are not copied first, only packed
//! block by block. The result does not depend on the number of threads, nor on strides. Products of floating-point
//! numbers are added in one rounding where the machine has instructions for it, so that the last bits may differ between
//! instruction sets.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[1, 2], [3, 4]];
//! let x = array![10, 1];
//! assert_eq!(x.dot(&x), 101);
//! assert_eq!(a.matmul(&a), array![[7, 10], [15, 22]]);
//! assert_eq!(a.dot(&x), array![12, 34]);
//! assert_eq!(x.matmul(&a), array![13, 24]);
//! ```

mod contract;
mod einsum;
mod matrix;
mod product;
mod ranks;

pub use crate::exec::LinalgScalar;
pub use einsum::{Operands, einsum, einsum_into, try_einsum, try_einsum_into};
pub use matrix::{
    MatrixNorm, cross, cross2, kron, matrix_norm, matrix_power, outer, outer_into, trace, try_cross,
    try_cross2, try_kron, try_matrix_power, try_outer, try_outer_into,
};
pub use product::Product;
pub use ranks::{BothRanks, DotRank, MatmulRank, Pairing};
