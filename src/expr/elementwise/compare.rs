//! Whether arrays are equal or near each other, and logic with numbers.
//!
//! ```
//! use longstride::prelude::*;
//! let (a, b) = (array![0.1 + 0.2, 1.0], array![0.3, 1.0]);
//! assert!(a != b && a.allclose(&b));
//! assert!(!a.array_equal(&b) && a.array_equal(&a));
//! assert_eq!(array![0, 2].logical_not().eval(), array![true, false]);
//! ```

use num_traits::{Float, Zero};

use super::super::{Expr, IntoExpr, Map, Reduce, Zip, op};
use super::{Binary, Elem};
use crate::error::{Result, expect};
use crate::exec::{Apply, Lower};
use crate::layout::Larger;

/// Comparisons of whole arrays, and logic: methods of every expression, array and view.
pub trait Compare: Expr {
    binary! {
        logical_and try_logical_and LogicalAnd "Whether both elements are true: `true`, or a number that is not 0 (a NaN, too). Of `bool` it is the operator `&`. NumPy: `np.logical_and`.";
        logical_or try_logical_or LogicalOr "Whether either element is true. NumPy: `np.logical_or`.";
        logical_xor try_logical_xor LogicalXor "Whether one of the elements is true and the other is not. NumPy: `np.logical_xor`.";
    }

    unary! {
        logical_not LogicalNot "Whether the element is false: `false`, or 0. Of `bool` it is the operator `!`. NumPy: `np.logical_not`.";
    }

    /// Whether each element is near the other, by NumPy's [`Tolerance`](op::Tolerance): apart by no more than 1e-8 and 1e-5 of
    /// the other. It is not symmetric. NaN is near nothing. NumPy: `np.isclose(a, b)`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    #[track_caller]
    fn isclose<B>(self, other: B) -> Binary<op::Tolerance<Elem<Self>>, Self, B>
    where
        B: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        Elem<Self>: Float,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        expect(self.try_isclose_with(other, op::Tolerance::default()))
    }

    /// [`isclose`](Self::isclose) within a tolerance of your own; of complex numbers by their distance. NumPy:
    /// `np.isclose(a, b, rtol, atol, equal_nan)`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    #[track_caller]
    fn isclose_with<B, T>(self, other: B, tolerance: op::Tolerance<T>) -> Binary<op::Tolerance<T>, Self, B>
    where
        B: IntoExpr<Elem<Self>>,
        op::Tolerance<T>: Apply<(Elem<Self>, B::Elem), Output = bool>,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        expect(self.try_isclose_with(other, tolerance))
    }

    /// [`isclose_with`](Self::isclose_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    fn try_isclose_with<B, T>(
        self,
        other: B,
        tolerance: op::Tolerance<T>,
    ) -> Result<Binary<op::Tolerance<T>, Self, B>>
    where
        B: IntoExpr<Elem<Self>>,
        op::Tolerance<T>: Apply<(Elem<Self>, B::Elem), Output = bool>,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        Ok(Map::new(tolerance, Zip::new(self, other.into_expr(), "isclose")?))
    }

    /// Whether all elements are near the others, which broadcast; see [`isclose`](Self::isclose). Stops at the first that is
    /// not, and allocates nothing. NumPy: `np.allclose(a, b)`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    #[track_caller]
    fn allclose<B>(self, other: B) -> bool
    where
        B: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        Elem<Self>: Float + Sync,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        self.isclose(other).all()
    }

    /// [`allclose`](Self::allclose) within a tolerance of your own. NumPy: `np.allclose(a, b, rtol, atol, equal_nan)`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    ///
    /// ```
    /// use longstride::{expr::op::Tolerance, prelude::*};
    /// let a = array![1.0, f64::NAN];
    /// assert!(!a.allclose(&a));
    /// assert!(a.allclose_with(&a, Tolerance { equal_nan: true, ..Tolerance::default() }));
    /// ```
    #[track_caller]
    fn allclose_with<B, T>(self, other: B, tolerance: op::Tolerance<T>) -> bool
    where
        B: IntoExpr<Elem<Self>>,
        op::Tolerance<T>: Apply<(Elem<Self>, B::Elem), Output = bool> + Sync,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        self.isclose_with(other, tolerance).all()
    }

    /// Whether the shapes are equal, and all elements; stops at the first that differs. Of arrays and views it is `==`, also
    /// for elements that are not `Copy`. NumPy: `np.array_equal`.
    fn array_equal<B>(self, other: B) -> bool
    where
        B: IntoExpr<Elem<Self>>,
        Elem<Self>: PartialEq<B::Elem>,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        let other = other.into_expr();
        // Shapes that differ may not even broadcast.
        self.extents() == other.extents()
            && Zip::new(self, other, "array_equal").is_ok_and(|pairs| Map::new(op::Eq, pairs).all())
    }

    /// [`array_equal`](Self::array_equal) where a NaN equals a NaN. NumPy: `np.array_equal(a, b, equal_nan=True)`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1.0, f64::NAN];
    /// assert!(!a.array_equal(&a) && a.array_equal_nan(&a));
    /// ```
    fn array_equal_nan<B>(self, other: B) -> bool
    where
        B: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        Elem<Self>: Float + Sync,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        let other = other.into_expr();
        let nothing = Elem::<Self>::zero();
        let exact = op::Tolerance { rtol: nothing, atol: nothing, equal_nan: true };
        self.extents() == other.extents()
            && Zip::new(self, other, "array_equal").is_ok_and(|pairs| Map::new(exact, pairs).all())
    }

    /// Whether the shapes broadcast together, and all elements are equal then. NumPy: `np.array_equiv`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert!(array![[1, 2], [1, 2]].array_equiv(&array![1, 2]));
    /// assert!(!array![1, 2, 3].array_equiv(&array![1, 2]));
    /// ```
    fn array_equiv<B>(self, other: B) -> bool
    where
        B: IntoExpr<Elem<Self>>,
        Elem<Self>: PartialEq<B::Elem>,
        Self::Dim: Larger<<B::Expr as Expr>::Dim>,
    {
        let pairs = Zip::new(self, other.into_expr(), "array_equiv");
        pairs.is_ok_and(|pairs| Map::new(op::Eq, pairs).all())
    }
}

impl<E: Expr> Compare for E {}
