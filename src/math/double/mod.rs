//! The elementary functions of `f64`.

mod exp;
mod inverse;
mod log;
mod reduce;
mod trig;
