//! What must not compile, as doctests: only the tests see this file.
//!
//! An `out` that is also an operand:
//!
//! ```compile_fail,E0502
//! use longstride::prelude::*;
//! let mut a = array![1.0, 2.0];
//! let v = a.view();
//! a += &v;
//! ```
//!
//! The same under a mask:
//!
//! ```compile_fail,E0502
//! use longstride::prelude::*;
//! let mut a = array![1.0, 2.0];
//! a.assign_where(true, a.slice(s![..;-1]));
//! ```
//!
//! A view that outlives its array:
//!
//! ```compile_fail,E0597
//! use longstride::prelude::*;
//! let v = {
//!     let a = array![1.0, 2.0];
//!     a.slice(s![..;-1])
//! };
//! assert_eq!(v[0], 2.0);
//! ```
//!
//! A returned expression that borrows a local array:
//!
//! ```compile_fail,E0515
//! use longstride::prelude::*;
//! fn sum(n: usize) -> impl Expr<Elem = f64, Dim = Ix1> {
//!     let a = Array1::<f64>::ones(n);
//!     a.view() + 1.0
//! }
//! ```
//!
//! An array that is moved under an expression:
//!
//! ```compile_fail,E0505
//! use longstride::prelude::*;
//! let a = array![1.0, 2.0];
//! let sum = &a + 1.0;
//! drop(a);
//! let b = sum.eval();
//! ```
//!
//! Two mutable views that overlap:
//!
//! ```compile_fail,E0499
//! use longstride::prelude::*;
//! let mut a = Array2::<f64>::zeros([4, 4]);
//! let mut first = a.view_mut().slice(s![..3, ..]);
//! let mut last = a.view_mut().slice(s![1.., ..]);
//! first += 1.0;
//! last += 1.0;
//! ```
//!
//! A mutable view used twice:
//!
//! ```compile_fail,E0382
//! use longstride::prelude::*;
//! let mut a = Array1::<f64>::zeros(4);
//! let view = a.view_mut();
//! let (mut first, mut last) = (view.slice(s![..3]), view.slice(s![1..]));
//! first += &last;
//! ```
//!
//! A closure that must not run on several threads:
//!
//! ```compile_fail,E0277
//! use longstride::prelude::*;
//! let calls = std::cell::Cell::new(0);
//! let a = array![1.0, 2.0].map(|x| {
//!     calls.set(calls.get() + 1);
//!     x
//! });
//! ```
//!
//! A result that must not come from another thread:
//!
//! ```compile_fail,E0277
//! use longstride::prelude::*;
//! let a = array![1.0_f64];
//! let b: Array1<std::rc::Rc<f64>> = a.map(|x| std::rc::Rc::new(x)).eval();
//! ```
//!
//! Elements of two types:
//!
//! ```compile_fail,E0277
//! use longstride::prelude::*;
//! let (a, b) = (array![1.0_f64], array![1.0_f32]);
//! let c = &a + &b;
//! ```
