//! Naive reference implementations: plain loops, nothing shared with the crate.
#![allow(dead_code, unreachable_pub)] // Each test binary uses its part.

pub mod eval;
pub mod indexing;
pub mod levels;
pub mod linalg;
pub mod ops;
pub mod panics;
pub mod reduce;
pub mod scan;
pub mod statistics;
pub mod stencil;
pub mod strided;
pub mod table;
pub mod views;
