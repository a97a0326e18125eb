//! Lazy expressions: `&a + &b * 2.0` computes nothing until it is asked for a result.
//!
//! An expression borrows its arrays and fuses into one pass over them when it is evaluated: into a new array
//! ([`Expr::eval`]), a destination ([`Expr::eval_into`], NumPy's `out=`), in place (`out += ...`), under a mask
//! ([`Assign::assign_where`], NumPy's `where=`) or into a reduction ([`Reduce`]).
//!
//! ```text
//!  &a + 2.0 * &b - a.t()            one pass, no temporaries
//!  ─────────┬───────────
//!           ├── .eval()                  a new array
//!           ├── .eval_into(&mut out)     out=
//!           ├── out += ...               in place
//!           └── .sum()                   a number, and no array at all
//! ```
//!
//! - [`Expr`]: what an expression is, and how it is evaluated;
//! - [`Elementwise`]: functions and comparisons of elements, as methods of every expression;
//! - [`ElementwiseReal`], [`ElementwiseInteger`], [`Compare`]: NumPy's other functions of numbers;
//! - [`Reduce`]: sums, minima, means and counts, of everything or along an axis;
//! - [`Cumulative`]: cumulative sums, products, minima and maxima, and scans of your own;
//! - [`zip2`] to [`zip6`]: a closure of several arrays, a ufunc of your own;
//! - operators: `+ - * / % & | ^ << >>` and unary `-` and `!`, between arrays, views, expressions and scalars.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[1., 2.], [3., 4.]];
//! let b = array![10., 20.];
//! let c = (&a + 2.0 * &b - a.t()).eval();
//! assert_eq!(c, array![[20., 39.], [21., 40.]]);
//! ```
#![forbid(unsafe_code)]

mod build;
mod elementwise;
mod node;
mod once;
pub mod op;
mod operand;
mod operator;
pub mod reduce;
#[cfg(doctest)]
mod refused;
pub mod scan;
mod zip;

pub use crate::exec::{Apply, ApplyBlock, Owned};
#[cfg(feature = "num-complex")]
pub use elementwise::ElementwiseComplex;
pub use elementwise::{Compare, Elementwise, ElementwiseInteger, ElementwiseReal};
pub use node::{Function, Literal, Map, Zip};
pub(crate) use once::Compute;
pub use once::Computed;
pub use operand::{IntoExpr, Scalar};
pub use reduce::{AlongAxis, Average, NanReduce, Reduce};
pub use scan::{Cumulative, Scan};
pub use zip::{
    Zip2, Zip3, Zip4, Zip5, Zip6, try_zip2, try_zip3, try_zip4, try_zip5, try_zip6, zip2, zip3, zip4, zip5,
    zip6,
};

use crate::array::{Array, AsViewMut};
use crate::error::{Result, expect};
use crate::exec::{self, Lower};
use crate::layout::Dim;

/// An expression: something with a shape whose elements can be computed. Sealed.
///
/// Implemented for `&Array`, [`View`](crate::View), `&ViewMut`, scalars as [`Literal`], and the nodes that
/// operators and functions build. A function can return one without naming it:
///
/// ```
/// use longstride::prelude::*;
/// fn scaled<'a>(a: View1<'a, f64>, by: f64) -> impl Expr<Elem = f64, Dim = Ix1> + 'a {
///     a * by
/// }
/// assert_eq!(scaled(array![1., 2.].view(), 3.0).eval(), array![3., 6.]);
/// ```
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub trait Expr: Sized + Lower<Value = <Self as Expr>::Elem> {
    /// The type of an element.
    type Elem: Send;
    /// The rank.
    type Dim: Dim;

    /// The extents of the result.
    fn shape(&self) -> <Self::Dim as Dim>::Shape {
        let extents = self.extents();
        match Self::Dim::shape(&extents) {
            Some(shape) => shape,
            None => unreachable!("the rank of an expression is the larger of its operands'"),
        }
    }

    /// Computes the expression into a new array.
    ///
    /// One pass and one allocation, none if an owned operand donates its buffer. The array is row-major, or
    /// column-major if all operands of its shape are. Runs on several threads where that pays.
    ///
    /// # Panics
    /// If the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1., 2., 3.];
    /// assert_eq!((&a * &a + 1.0).eval(), array![2., 5., 10.]);
    /// ```
    #[track_caller]
    fn eval(self) -> Array<<Self as Expr>::Elem, Self::Dim> {
        expect(self.try_eval())
    }

    /// [`eval`](Self::eval), with an error instead of a panic.
    ///
    /// # Errors
    /// If the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_eval(self) -> Result<Array<<Self as Expr>::Elem, Self::Dim>> {
        exec::eval(self, "eval")
    }

    /// Computes the expression into a destination, an array or a mutable view of exactly its shape: NumPy's
    /// `out=`. Allocates nothing. That the destination is not also an operand is checked by the compiler:
    ///
    /// ```compile_fail,E0502
    /// use longstride::prelude::*;
    /// let mut a = array![1., 2., 3.];
    /// (&a + 1.0).eval_into(&mut a); // error: cannot borrow `a` as mutable; write `a += 1.0`
    /// ```
    ///
    /// # Panics
    /// If the shapes differ: a destination never stretches.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1., 2., 3.];
    /// let mut out = Array1::zeros(3);
    /// (&a + 1.0).eval_into(&mut out);
    /// assert_eq!(out, array![2., 3., 4.]);
    /// ```
    #[track_caller]
    fn eval_into<O: AsViewMut<Elem = <Self as Expr>::Elem>>(self, out: &mut O) {
        expect(self.try_eval_into(out));
    }

    /// [`eval_into`](Self::eval_into), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes differ: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_eval_into<O: AsViewMut<Elem = <Self as Expr>::Elem>>(self, out: &mut O) -> Result<()> {
        exec::eval_into(self, out.view_mut(), "eval_into")
    }

    /// The same expression as one that operators work on: for an `impl Expr`, of which the compiler knows
    /// nothing else.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// fn twice(e: impl Expr<Elem = f64, Dim = Ix1>) -> Array1<f64> {
    ///     (e.lazy() * 2.0).eval()
    /// }
    /// assert_eq!(twice(array![1.0, 2.0].view()), array![2.0, 4.0]);
    /// ```
    fn lazy(self) -> Map<op::Identity, Self> {
        Map::new(op::Identity, self)
    }

    /// How the expression would be evaluated into a new array: loops after merging, which operands are read in
    /// place and which are staged, vector width, threads and bytes moved, in words.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = Array2::<f64>::zeros([512, 512]);
    /// let plan = (&a + a.t()).explain();
    /// assert!(plan.contains("operand 1: packed"), "{plan}");
    /// ```
    fn explain(&self) -> String {
        exec::explain(self)
    }
}

/// Writing the result of an expression under a mask, for arrays and mutable views.
pub trait Assign: AsViewMut
where
    Self::Elem: Copy + Send + Sync,
{
    /// Sets the elements where `mask` holds to those of `values`, and keeps the others: NumPy's
    /// `np.copyto(a, values, where=mask)`. Both broadcast to this shape. The values are computed everywhere.
    ///
    /// # Panics
    /// If the mask or the values do not broadcast to this shape.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![1., -2., 3.];
    /// let mask = a.lt(0.0).eval();
    /// a.assign_where(&mask, 0.0);
    /// assert_eq!(a, array![1., 0., 3.]);
    /// ```
    #[track_caller]
    fn assign_where<M, V>(&mut self, mask: M, values: V)
    where
        M: IntoExpr<bool, Elem = bool>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
        Self: Sized,
    {
        expect(self.try_assign_where(mask, values));
    }

    /// [`assign_where`](Self::assign_where), with an error instead of a panic.
    ///
    /// # Errors
    /// If the mask or the values do not broadcast to this shape: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_assign_where<M, V>(&mut self, mask: M, values: V) -> Result<()>
    where
        M: IntoExpr<bool, Elem = bool>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
        Self: Sized,
    {
        const OP: &str = "assign_where";
        let pair = Zip::new(mask.into_expr(), values.into_expr(), OP)?;
        exec::update(pair, &op::Masked, self.view_mut(), OP)
    }

    /// Sets every element to that of `values`, which broadcasts to this shape. NumPy: `a[...] = values`.
    ///
    /// # Panics
    /// If the values do not broadcast to this shape.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::<f64>::zeros([2, 2]);
    /// a.assign(&array![1., 2.]);
    /// assert_eq!(a, array![[1., 2.], [1., 2.]]);
    /// ```
    #[track_caller]
    fn assign<V>(&mut self, values: V)
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
        Self: Sized,
    {
        expect(self.try_assign(values));
    }

    /// [`assign`](Self::assign), with an error instead of a panic.
    ///
    /// # Errors
    /// If the values do not broadcast to this shape: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_assign<V>(&mut self, values: V) -> Result<()>
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
        Self: Sized,
    {
        exec::assign(values.into_expr(), self.view_mut(), "assign")
    }

    /// Replaces each element by `function(old, new)`: with a function of [`op`] the form of `+=` and its sisters that
    /// returns an error instead of panicking. The values broadcast to this shape.
    ///
    /// # Errors
    /// If they do not: nothing is written then.
    ///
    /// ```
    /// use longstride::{expr::op, prelude::*};
    /// let mut a = array![1, 2, 3];
    /// a.try_update(op::Add, &array![10, 20, 30])?; // a += ...
    /// assert_eq!(a, array![11, 22, 33]);
    /// assert!(a.try_update(op::Mul, &array![1, 2]).is_err());
    /// # Ok::<(), longstride::Error>(())
    /// ```
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_update<F, V>(&mut self, function: F, values: V) -> Result<()>
    where
        V: IntoExpr<Self::Elem>,
        F: Apply<(Self::Elem, V::Elem), Output = Self::Elem> + Sync,
        Self: Sized,
    {
        exec::update(values.into_expr(), &function, self.view_mut(), "update")
    }
}

impl<A: AsViewMut> Assign for A where A::Elem: Copy + Send + Sync {}
