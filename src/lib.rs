//! NumPy's array model at Numba's speed, in safe Rust.
//!
//! An array is a run of elements with a *shape* and *strides*. Slicing, transposing, reversing, broadcasting and
//! reshaping only change these numbers, so they cost nothing and copy nothing. Arithmetic on arrays is *lazy*: an
//! expression is one pass over its operands, with SIMD picked at run time and on several threads where that pays,
//! into a new array, into one that you have (`out=`), or into a sum.
//!
//! # The case study
//! The Laplacian of a field, written on five shifted views of it as in NumPy. It allocates nothing but its result,
//! and with [`eval_into`](expr::Expr::eval_into) not even that:
//!
//! ```
//! use longstride::prelude::*;
//!
//! fn laplacian<'a>(f: View2<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
//!     let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
//!     (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
//!         + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
//!         - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
//! }
//!
//! // x² + y² has the Laplacian 4 everywhere.
//! let f = Array2::from_fn([5, 6], |[i, j]| (i * i + j * j) as f64);
//! let mut out = Array2::zeros([3, 4]);
//! laplacian(f.view(), 1.0, 1.0).eval_into(&mut out);
//! assert_eq!(out, Array2::full([3, 4], 4.0));
//! ```
//!
//! # A tour
//! ```
//! use longstride::prelude::*;
//! # fn main() -> longstride::Result<()> {
//! // Views: a shape and signed strides over someone's memory. Negative indices count from the end.
//! let x = Array2::<f64>::zeros([9, 9]);
//! let v = x.slice(s![1..-1;2, 1..-1;2]);
//! assert_eq!((v.shape(), v.strides()), ([4, 4], [18, 2]));
//! assert_eq!(x.slice(s![..;-1, 3]).strides(), [-9]);
//! assert_eq!(x.slice(s![.., NewAxis, ..]).shape(), [9, 1, 9]);
//!
//! // Reshaping says whether it had to copy, or refuses to.
//! let q = Array1::<i32>::from_iter(0..24).into_shape([2, 3, 4])?;
//! assert!(q.reshape([6, 4]).is_view());
//! assert!(q.t().reshape_view([24]).is_err());
//!
//! // Expressions broadcast, fuse, and stay lazy until they are asked for a result.
//! let (a, b) = (array![[1_f64, 2.], [3., 4.]], array![10., 20.]);
//! let mut out = (&a + 2.0 * &b - a.t()).eval(); // one pass, one allocation
//! (&a + &b).eval_into(&mut out); //                out=
//! out += &b * 0.5; //                              in place
//! out.assign_where(&a.gt(2.0).eval(), 0.0); //     where=
//! assert_eq!(out, array![[16., 32.], [0., 0.]]);
//! assert_eq!((&a * &a).sum(), 30.); //             no array is made
//! assert_eq!(a.gt(2.0).select(&a, -&a).eval(), array![[-1., -2.], [3., 4.]]); // np.where
//!
//! // A ufunc of your own.
//! let m = zip2(&a, &b).map(|x, y| x.hypot(y)).eval();
//! assert_eq!(m[[0, 0]], 101f64.sqrt());
//!
//! // A mismatch is an error that says where; the short form panics with it, at your operator.
//! let e = a.try_add(&array![1., 2., 3.]).unwrap_err();
//! assert_eq!(e.to_string(), "cannot broadcast (2, 2) with (3,): axis 1 is 2 against 3 in add");
//! # Ok(())
//! # }
//! ```
//!
//! # The layers
//! Modules use only what stands above them here:
//!
//! ```text
//! error     one Error: the operation, and the shapes, axis or index at fault             no unsafe
//! (math)    the elementary functions of one element, written to be vectorised            no unsafe
//! profile   which line of a program took how long (a feature), and a clock for snippets  no unsafe
//! layout    pure index arithmetic: shapes, strides, slices, reshaping, overlap           no unsafe
//! (storage) the buffer that owns elements                                                unsafe, room 1
//! array     Array, View, ViewMut: reading, writing, moving, iterating, printing          unsafe, room 2
//! (exec)    planner, kernels, SIMD, threads                                              unsafe, rooms 3 and 4
//! expr      lazy expressions, operators, functions, reductions                           no unsafe
//! ops       indexing, joining, sorting, statistics, products, stencils                   no unsafe
//! io        files: NumPy's own, text, raw bytes                                          no unsafe
//! interop   views of other crates' arrays, and theirs of ours; behind features           unsafe, room 5
//! ```
//!
//! # Features
//! | feature | default | what it does |
//! |---|---|---|
//! | `rayon` | yes | automatic threads: those of the caller's rayon pool, or as many of our own outside of one |
//! | `half` | no | elements of the types `f16` and `bf16` of the crate `half` |
//! | `num-complex` | no | elements of the type `Complex` of the crate `num-complex` |
//! | `npy`, `npz` | no | [`io::npy`](io): NumPy's `.npy` files, and its archives of several arrays |
//! | `profile` | no | [`profile`]: which lines of a program evaluate, copy and allocate, and how long they take |
//! | `rand` | no | random arrays from the distributions of the crates `rand` and `rand_distr`, by seed |
//! | `ndarray` | no | views to and from the crate `ndarray`, see `interop` |
//! | `dlpack` | no | arrays to and from NumPy, PyTorch and others by DLPack, see `interop` |
//! | `numpy` | no | arguments and results of Python extensions (`pyo3`): NumPy's arrays without a copy, see `interop::numpy` |
//! | `approx` | no | the traits of the crate `approx` for arrays and views |
//!
//! # Settings
//! None of these changes a result of basic arithmetic.
//!
//! | for a closure | for the process | |
//! |---|---|---|
//! | [`threads::with`] | `RAYON_NUM_THREADS` | at most so many threads; 1 turns them off |
//! | [`stores::with`] | `LONGSTRIDE_STREAM` = `auto`, `never`, `always` | whether large results are written past the caches |
//! | | `LONGSTRIDE_SIMD` = `scalar`, `v3`, `v4` | lowers the instruction set |
//! | | `LONGSTRIDE_RECYCLE` = MiB, 0 for none; [`memory::set_limit`] | how much freed memory is kept for the next large result |

extern crate self as longstride;

pub mod array;
pub mod error;
mod exec;
pub mod expr;
#[cfg(any(feature = "dlpack", feature = "ndarray", feature = "numpy"))]
pub mod interop;
pub mod io;
pub mod layout;
mod math;
pub mod ops;
pub mod profile;
mod storage;

pub use array::{
    Array, Array0, Array1, Array2, Array3, Array4, Array5, Array6, ArrayD, View, View0, View1, View2, View3,
    View4, View5, View6, ViewD, ViewMut, ViewMut0, ViewMut1, ViewMut2, ViewMut3, ViewMut4, ViewMut5,
    ViewMut6, ViewMutD,
};
pub use error::{Error, ErrorKind, Result};
pub use exec::{SimdLevel, simd_level, stores, threads};
pub use math::{Elementary, ElementaryPair, FloatBits, Integer, Real};
pub use storage::memory;

/// The README, whose code is tested with the crate's.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// Everything that most programs need: `use longstride::prelude::*;`.
pub mod prelude {
    pub use crate::array::{
        Array, Array0, Array1, Array2, Array3, Array4, Array5, Array6, ArrayD, AsView, AsViewMut, CowArray,
        Movement, Parts, PartsMut, Rearrange, Slots, View, View0, View1, View2, View3, View4, View5, View6,
        ViewD, ViewMut, ViewMut0, ViewMut1, ViewMut2, ViewMut3, ViewMut4, ViewMut5, ViewMut6, ViewMutD,
        ndindex,
    };
    #[cfg(feature = "num-complex")]
    pub use crate::array::{ComplexView, ComplexViewMut};
    #[cfg(feature = "num-complex")]
    pub use crate::expr::ElementwiseComplex;
    pub use crate::expr::{
        Assign, Average, Cumulative, Elementwise, Expr, IntoExpr, Literal, NanReduce, Reduce, Scalar,
        try_zip2, try_zip3, try_zip4, try_zip5, try_zip6, zip2, zip3, zip4, zip5, zip6,
    };
    pub use crate::expr::{Compare, ElementwiseInteger, ElementwiseReal};
    #[cfg(feature = "ndarray")]
    pub use crate::interop::ndarray::{ToNdarray, ToNdarrayMut};
    pub use crate::layout::{
        Axis, Dim, Ellipsis, INFER, Ix, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn, NewAxis, Order, SliceElem,
    };
    pub use crate::ops::linalg::{self, Product, einsum};
    pub use crate::ops::pad::Pad;
    pub use crate::ops::stencil::{Boundary, ConvolveMode, Stencil, convolve, correlate};
    pub use crate::ops::{
        Differences, Edit, Gather, Put, QuantileMethod, Quantiles, Repeat, Scatter, SearchSorted, Select,
        Sets, Sort, SortMut, Sorting, Take, TrimZeros, Ufunc, bincount, bincount_weighted, concatenate,
        corrcoef, cov, ediff1d, histogram, histogram_weighted, histogram2d, histogramdd, iterate,
        iterate_with, stack, try_iterate, try_iterate_with, ufunc,
    };
    pub use crate::{array, s};
}
