//! Whether elements are near each other, and logic with numbers.

use num_traits::Float;

use crate::exec::Apply;

/// Whether two numbers are near each other, as NumPy's `np.isclose` asks: `|x - y| <= atol + rtol * |y|`, or `x == y`, which
/// decides where one of them is infinite. A NaN is near nothing, or near a NaN if [`equal_nan`](Self::equal_nan).
///
/// ```
/// use longstride::{expr::op::Tolerance, prelude::*};
/// let (a, b) = (array![100.0, 1e-9, f64::NAN], array![101.0, 0.0, f64::NAN]);
/// assert_eq!(a.isclose(&b).eval(), array![false, true, false]);
/// let loose = Tolerance { rtol: 0.05, atol: 0.0, equal_nan: true };
/// assert_eq!(a.isclose_with(&b, loose).eval(), array![true, false, true]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance<T> {
    /// How far they may lie apart, as a part of the second.
    pub rtol: T,
    /// How far they may lie apart besides.
    pub atol: T,
    /// Whether two NaN are near each other.
    pub equal_nan: bool,
}

/// NumPy's: `rtol` of 1e-5, `atol` of 1e-8, and NaN are not near each other.
impl<T: Float> Default for Tolerance<T> {
    fn default() -> Self {
        let number = |x: f64| T::from(x).unwrap_or_else(T::zero);
        Self { rtol: number(1e-5), atol: number(1e-8), equal_nan: false }
    }
}

impl<T: Float> Tolerance<T> {
    /// The answer for a distance and the size of the second number.
    #[inline(always)]
    fn allows(&self, distance: T, size: T) -> bool {
        distance <= self.atol + self.rtol * size && size.is_finite()
    }
}

impl<T: Float> Apply<(T, T)> for Tolerance<T> {
    type Output = bool;
    const REPEATABLE: bool = true;
    const COST: usize = 5;
    #[inline(always)]
    fn apply(&self, (x, y): (T, T)) -> bool {
        self.allows((x - y).abs(), y.abs()) | (x == y) | (self.equal_nan & x.is_nan() & y.is_nan())
    }
}

/// By the distance in the plane.
#[cfg(feature = "num-complex")]
impl<T: Float> Apply<(num_complex::Complex<T>, num_complex::Complex<T>)> for Tolerance<T> {
    type Output = bool;
    const REPEATABLE: bool = true;
    const COST: usize = 20;
    #[inline(always)]
    fn apply(&self, (x, y): (num_complex::Complex<T>, num_complex::Complex<T>)) -> bool {
        let is_nan = |z: num_complex::Complex<T>| z.re.is_nan() | z.im.is_nan();
        self.allows((x - y).norm(), y.norm()) | (x == y) | (self.equal_nan & is_nan(x) & is_nan(y))
    }
}

/// Whether a value counts as true: whether it differs from the default of its type, which is 0 or `false`.
#[inline(always)]
fn truth<T: Default + PartialEq>(x: T) -> bool {
    x != T::default()
}

// Logic with two values that count as true or false.
macro_rules! logic {
    ($($name:ident $op:tt $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<T: Default + PartialEq, U: Default + PartialEq> Apply<(T, U)> for $name {
            type Output = bool;
            const REPEATABLE: bool = true;
            const COST: usize = 2;
            #[inline(always)]
            fn apply(&self, (x, y): (T, U)) -> bool {
                truth(x) $op truth(y)
            }
        }
    )*};
}
logic! {
    LogicalAnd & "Whether both are true, that is not 0: `np.logical_and`";
    LogicalOr | "Whether either is true, that is not 0: `np.logical_or`";
    LogicalXor ^ "Whether one of them is true, that is not 0, and the other is not: `np.logical_xor`";
}

/// Whether a value is false, that is 0: `np.logical_not`
#[derive(Clone, Copy, Debug, Default)]
pub struct LogicalNot;
impl<T: Default + PartialEq> Apply<T> for LogicalNot {
    type Output = bool;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> bool {
        !truth(x)
    }
}
