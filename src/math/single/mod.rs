//! The elementary functions of `f32`.
