//! The elementary functions of `f64`.

mod exp;
mod log;
