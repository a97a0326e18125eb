//! Arrays made of copies, parts or borders of others. What needs no copy is in [`Rearrange`](crate::array::Rearrange).
//!
//! ```text
//! a  1 2     a.tile([1, 2])     a.repeat(2, Axis(1))   a.roll(1, Axis(1))   a.pad(1, pad::Edge)   hstack(&[&a, &a])
//!    3 4     1 2 1 2            1 1 2 2                2 1                  1 1 2 2               1 2 1 2
//!            3 4 3 4            3 3 4 4                4 3                  1 1 2 2               3 4 3 4
//!                                                                           3 3 4 4
//!                                                                           3 3 4 4
//! ```
//!
//! Each is one allocation, written once by the executor's copies, unless its docs say otherwise.

mod edit;
pub mod pad;
mod repeat;
mod stacking;
mod trim;

pub use edit::Edit;
pub use repeat::Repeat;
pub use stacking::{
    block, broadcast_arrays, column_stack, dstack, hstack, try_block, try_broadcast_arrays, try_column_stack,
    try_dstack, try_hstack, try_vstack, vstack,
};
pub use trim::{Trim, TrimZeros};
