//! What the examples that draw maps share: reading a field from a file, colours, text and maps on a page, and one error.
#![allow(dead_code)] // Each example uses its part.

pub(crate) mod canvas;
pub(crate) mod console;
pub(crate) mod failure;
pub(crate) mod input;
pub(crate) mod limits;
pub(crate) mod map;
pub(crate) mod npy;
pub(crate) mod relief;
