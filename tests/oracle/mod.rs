//! Naive reference implementations: plain loops, nothing shared with the crate.
#![allow(dead_code, unreachable_pub)] // Each test binary uses its part.

pub mod eval;
pub mod indexing;
pub mod levels;
pub mod linalg;
pub mod manipulation;
pub mod ops;
pub mod pad_numpy;
pub mod panics;
pub mod reduce;
pub mod scan;
pub mod sorting;
pub mod statistics;
pub mod stencil;
pub mod strided;
pub mod table;
pub mod ufuncs;
pub mod views;
