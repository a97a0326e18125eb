//! NumPy's array model at Numba's speed, in safe Rust.

extern crate self as longstride;

pub mod array;
pub mod error;
mod exec;
pub mod expr;
pub mod layout;
mod storage;

pub use array::{
    Array, Array0, Array1, Array2, Array3, Array4, Array5, Array6, ArrayD, View, View0, View1, View2, View3, View4,
    View5, View6, ViewD, ViewMut, ViewMut0, ViewMut1, ViewMut2, ViewMut3, ViewMut4, ViewMut5, ViewMut6, ViewMutD,
};
pub use error::{Error, ErrorKind, Result};
pub use exec::{SimdLevel, simd_level, threads};

/// Everything that most programs need: `use longstride::prelude::*;`.
pub mod prelude {
    pub use crate::array::{
        Array, Array0, Array1, Array2, Array3, Array4, Array5, Array6, ArrayD, AsView, AsViewMut, CowArray, Movement,
        View, View0, View1, View2, View3, View4, View5, View6, ViewD, ViewMut, ViewMut0, ViewMut1, ViewMut2, ViewMut3,
        ViewMut4, ViewMut5, ViewMut6, ViewMutD,
    };
    pub use crate::expr::{
        Assign, Elementwise, Expr, IntoExpr, Literal, Reduce, Scalar, zip2, zip3, zip4, zip5, zip6,
    };
    pub use crate::layout::{
        Axis, Dim, Ellipsis, INFER, Ix, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn, NewAxis, Order, SliceElem,
    };
    pub use crate::{array, s};
}
