//! Complex numbers: parts, conjugates, magnitudes and angles of every expression of them.
//!
//! ```
//! use longstride::prelude::*;
//! use num_complex::Complex;
//! let a = array![Complex::new(3.0, -4.0)];
//! assert_eq!(a.magnitude().eval(), array![5.0]);
//! assert_eq!((&a * a.conj()).re().eval(), array![25.0]);
//! ```

use num_complex::Complex;
use num_traits::Num;

use super::super::{Expr, Function, Map, op};
use super::Elem;
use crate::math::ElementaryPair;

/// Functions of complex numbers: methods of every expression, array and view of them.
///
/// Of an array or view [`real`](crate::array::ComplexView::real) and [`imag`](crate::array::ComplexView::imag) are views of
/// the same memory; of an expression `re` and `im` are computed.
pub trait ElementwiseComplex<T>: Expr<Elem = Complex<T>> {
    /// The real part, lazily. NumPy: `np.real`.
    fn re(self) -> Map<op::Re, Self> {
        Map::new(op::Re, self)
    }

    /// The imaginary part, lazily. NumPy: `np.imag`.
    fn im(self) -> Map<op::Im, Self> {
        Map::new(op::Im, self)
    }

    /// The conjugate. NumPy: `np.conj`.
    fn conj(self) -> Map<op::Conj, Self> {
        Map::new(op::Conj, self)
    }

    /// The magnitude, without undue overflow. NumPy: `np.abs` of complex numbers.
    fn magnitude(self) -> Function<op::Hypot, Map<op::Parts, Self>>
    where
        T: ElementaryPair,
    {
        Function::new(op::Hypot, Map::new(op::Parts, self))
    }

    /// The square of the magnitude, which needs no square root. NumPy: `(a * a.conj()).real`.
    fn norm_sqr(self) -> Map<op::NormSqr, Self>
    where
        Elem<Self>: Copy,
        T: Num + Clone,
    {
        Map::new(op::NormSqr, self)
    }

    /// The angle, from -pi to pi. NumPy: `np.angle`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// use num_complex::Complex;
    /// let a = array![Complex::new(0.0, 2.0), Complex::new(-1.0, -0.0)];
    /// assert_eq!((a.arg() / std::f64::consts::PI).eval(), array![0.5, -1.0]);
    /// ```
    fn arg(self) -> Function<op::Atan2, Map<op::Parts, Self>>
    where
        T: ElementaryPair,
    {
        Function::new(op::Atan2, Map::new(op::Parts, self))
    }
}

impl<T, E: Expr<Elem = Complex<T>>> ElementwiseComplex<T> for E {}
