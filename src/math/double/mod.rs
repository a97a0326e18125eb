//! The elementary functions of `f64`.
