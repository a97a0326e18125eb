//! The elementary functions of `f64`.

mod inverse;
mod reduce;
mod trig;
