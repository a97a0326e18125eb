//! Functions and comparisons of elements, as methods of every expression.
//!
//! All of them are lazy: they build a node, and cost nothing until the expression is evaluated.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![-1.0, 0.0, 4.0];
//! let y = a.gt(0.0).select(a.sqrt(), a.exp() - 1.0).eval(); // np.where
//! assert_eq!(y[2], 2.0);
//! assert_eq!(a.clip(-0.5, 0.5).eval(), array![-0.5, 0.0, 0.5]);
//! ```

#[macro_use]
mod table;

mod compare;
#[cfg(feature = "num-complex")]
mod complex;
mod integer;
mod real;

pub use compare::Compare;
#[cfg(feature = "num-complex")]
pub use complex::ElementwiseComplex;
pub use integer::ElementwiseInteger;
pub use real::ElementwiseReal;

use super::{Expr, Function, IntoExpr, Map, Zip, op};
use crate::error::{Result, expect};
use crate::exec::Apply;
use crate::layout::Larger;
use crate::math::{Elementary, ElementaryPair};

/// The type of an expression's elements.
type Elem<E> = <E as Expr>::Elem;
/// A function of the elements of `A` and of the operand `B` beside it.
type Binary<F, A, B> = Map<F, Zip<A, <B as IntoExpr<Elem<A>>>::Expr>>;

/// Elementwise functions and comparisons: methods of every expression, array and view.
///
/// The elementary functions work for `f32`, `f64` and every other type that is [`Elementary`]. Those of `f32` and `f64` are
/// exact to one unit in the last place (`docs/accuracy.md`; `logaddexp` to 1.1), and an element's result depends on nothing but the element
/// and the instruction set: with and without a fused multiply-add results may differ within that unit. Comparisons give expressions of `bool`. Where a method takes another operand it broadcasts.
pub trait Elementwise: Expr {
    unary! {
        abs Abs "The absolute value. NumPy: `np.abs`.";
        signum Signum "The sign as the element type defines it: of floats 1 or -1 also for the zeros; [`sign`](super::ElementwiseReal::sign) is `np.sign`.";
        square Square "The square. NumPy: `np.square`.";
        recip Recip "`1 / x`. NumPy: `np.reciprocal`.";
        sqrt Sqrt "The square root. NumPy: `np.sqrt`.";
        floor Floor "The largest whole number that is not larger. NumPy: `np.floor`.";
        ceil Ceil "The smallest whole number that is not smaller. NumPy: `np.ceil`.";
        round Round "The nearest whole number, halves away from zero; [`rint`](super::ElementwiseReal::rint) takes them to even, as `np.round` does.";
        trunc Trunc "The whole part. NumPy: `np.trunc`.";
        fract Fract "The fractional part, with the sign of the element. NumPy: `np.modf(x)[0]`.";
        to_degrees ToDegrees "Radians as degrees. NumPy: `np.rad2deg`.";
        to_radians ToRadians "Degrees as radians. NumPy: `np.deg2rad`.";
        is_nan IsNan "Whether the element is not a number. NumPy: `np.isnan`.";
        is_finite IsFinite "Whether the element is neither infinite nor a NaN. NumPy: `np.isfinite`.";
    }

    functions! {
        cbrt Cbrt "The cube root. NumPy: `np.cbrt`.";
        exp Exp "e to the power of the element. NumPy: `np.exp`.";
        exp2 Exp2 "2 to the power of the element. NumPy: `np.exp2`.";
        exp_m1 ExpM1 "e to the power of the element, less 1, accurate near 0. NumPy: `np.expm1`.";
        ln Ln "The natural logarithm. NumPy: `np.log`.";
        log2 Log2 "The logarithm to base 2. NumPy: `np.log2`.";
        log10 Log10 "The logarithm to base 10. NumPy: `np.log10`.";
        ln_1p Ln1p "The natural logarithm of 1 + the element, accurate near 0. NumPy: `np.log1p`.";
        sin Sin "The sine. NumPy: `np.sin`.";
        cos Cos "The cosine. NumPy: `np.cos`.";
        tan Tan "The tangent. NumPy: `np.tan`.";
        asin Asin "The inverse sine. NumPy: `np.arcsin`.";
        acos Acos "The inverse cosine. NumPy: `np.arccos`.";
        atan Atan "The inverse tangent. NumPy: `np.arctan`.";
        sinh Sinh "The hyperbolic sine. NumPy: `np.sinh`.";
        cosh Cosh "The hyperbolic cosine. NumPy: `np.cosh`.";
        tanh Tanh "The hyperbolic tangent. NumPy: `np.tanh`.";
        asinh Asinh "The inverse hyperbolic sine. NumPy: `np.arcsinh`.";
        acosh Acosh "The inverse hyperbolic cosine. NumPy: `np.arccosh`.";
        atanh Atanh "The inverse hyperbolic tangent. NumPy: `np.arctanh`.";
        sigmoid Sigmoid "`1 / (1 + exp(-x))`. SciPy: `scipy.special.expit`.";
        sinc Sinc "`sin(pi x) / (pi x)`, 1 at 0, and at the infinities its limit 0, where NumPy gives NaN. NumPy: `np.sinc`.";
    }

    pair_functions! {
        powf try_powf Powf "The element to the power of the other. NumPy: `np.power`.";
        atan2 try_atan2 Atan2 "The angle of the point (other, element), in all four quadrants. NumPy: `np.arctan2`.";
        hypot try_hypot Hypot "The hypotenuse, without undue overflow. NumPy: `np.hypot`.";
        logaddexp try_logaddexp LogAddExp
            "The logarithm of the sum of the exponentials, without overflow. Of `f64` it errs by up to 1.1 units in the last place, where the result is that of adding two numbers of very different sizes near 0. NumPy: `np.logaddexp`.";
    }

    binary! {
        minimum try_minimum Minimum
            "The smaller of two elements; a NaN if either is one, the first of them. NumPy: `np.minimum`.";
        maximum try_maximum Maximum
            "The larger of two elements; a NaN if either is one, the first of them. NumPy: `np.maximum`.";
        copysign try_copysign Copysign "The element with the sign of the other. NumPy: `np.copysign`.";
        equal try_equal Eq "Whether the elements are equal. NumPy: `a == b`.";
        not_equal try_not_equal Ne "Whether the elements differ. NumPy: `a != b`.";
        lt try_lt Lt "Whether the element is less. NumPy: `a < b`.";
        le try_le Le "Whether the element is less or equal. NumPy: `a <= b`.";
        gt try_gt Gt "Whether the element is greater. NumPy: `a > b`.";
        ge try_ge Ge "Whether the element is greater or equal. NumPy: `a >= b`.";
    }

    try_operators! {
        try_add Add "add";
        try_sub Sub "sub";
        try_mul Mul "mul";
        try_div Div "div";
        try_rem Rem "rem";
        try_bitand BitAnd "bitand";
        try_bitor BitOr "bitor";
        try_bitxor BitXor "bitxor";
        try_shl Shl "shl";
        try_shr Shr "shr";
    }

    /// The element to a whole power. NumPy: `a ** n`.
    fn powi(self, n: i32) -> Map<op::Powi, Self>
    where
        op::Powi: Apply<Elem<Self>>,
    {
        Map::new(op::Powi(n), self)
    }

    /// The sine and the cosine, as a pair, for little more than one of them. NumPy: `np.sin(x), np.cos(x)`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let (angle, radius) = (array![0.0, 1.0], array![2.0, 3.0]);
    /// let sum = zip2(&radius, angle.sin_cos()).map(|r, (sin, cos)| r * (sin + cos)).eval();
    /// assert_eq!(sum[0], 2.0);
    /// ```
    fn sin_cos(self) -> Function<op::SinCos, Self>
    where
        Elem<Self>: Elementary,
    {
        Function::new(op::SinCos, self)
    }

    /// The element as another type, as Rust's `as` converts it: saturating from floating point to integer,
    /// wrapping between integers. Lazy: it fuses, and makes no array. NumPy: `a.astype(dtype)`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1.9, -1.9, 300.0];
    /// assert_eq!(a.cast::<u8>().eval(), array![1, 0, 255]);
    /// ```
    fn cast<U>(self) -> Map<op::Cast<U>, Self>
    where
        op::Cast<U>: Apply<Elem<Self>>,
    {
        Map::new(op::Cast::new(), self)
    }

    /// What a closure makes of each element: a ufunc of your own, fused like any other. The closure may run on
    /// any thread, in any order. For more operands see [`zip2`](super::zip2). NumPy: `np.frompyfunc`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1, 2, 3];
    /// assert_eq!(a.map(|x| x % 2 == 0).eval(), array![false, true, false]);
    /// ```
    fn map<R: Send, F: Fn(Elem<Self>) -> R + Sync>(self, function: F) -> Map<op::Func<F>, Self> {
        Map::new(op::Func(function), self)
    }

    /// What a function object makes of each element: one of [`op`], or a type of your own that implements [`Apply`] and
    /// so can say what it costs.
    ///
    /// ```
    /// use longstride::{expr::{Apply, op}, prelude::*};
    /// struct Halve;
    /// impl Apply<f64> for Halve {
    ///     type Output = f64;
    ///     fn apply(&self, x: f64) -> f64 {
    ///         x / 2.0
    ///     }
    /// }
    /// assert_eq!(array![2.0, 5.0].map_with(Halve).eval(), array![1.0, 2.5]);
    /// assert_eq!(array![9.0].map_with(op::Sqrt).eval(), array![3.0]);
    /// ```
    fn map_with<F: Apply<Elem<Self>> + Sync>(self, function: F) -> Map<F, Self> {
        Map::new(function, self)
    }

    /// `self * b + c`, rounded once. NumPy has no such function.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    #[track_caller]
    #[allow(clippy::type_complexity, reason = "the types of the operands")]
    fn mul_add<B, C>(
        self,
        b: B,
        c: C,
    ) -> Ternary<op::MulAdd, Self, Right<B, Elem<Self>>, Right<C, Elem<Self>>>
    where
        B: IntoExpr<Elem<Self>>,
        C: IntoExpr<Elem<Self>>,
    {
        expect(self.try_mul_add(b, c))
    }

    /// [`mul_add`](Elementwise::mul_add), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    #[allow(clippy::type_complexity, reason = "the types of the operands")]
    fn try_mul_add<B, C>(
        self,
        b: B,
        c: C,
    ) -> Result<Ternary<op::MulAdd, Self, Right<B, Elem<Self>>, Right<C, Elem<Self>>>>
    where
        B: IntoExpr<Elem<Self>>,
        C: IntoExpr<Elem<Self>>,
    {
        ternary(op::MulAdd, self, b.into_expr(), c.into_expr(), "mul_add")
    }

    /// The elements no smaller than `low` and no larger than `high`; a NaN stays one.
    /// NumPy: `np.clip`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    #[track_caller]
    #[allow(clippy::type_complexity, reason = "the types of the operands")]
    fn clip<L, H>(
        self,
        low: L,
        high: H,
    ) -> Map<op::Minimum, Zip<Map<op::Maximum, Zip<Self, L::Expr>>, H::Expr>>
    where
        L: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        H: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        op::Maximum: Apply<(Elem<Self>, Elem<Self>), Output = Elem<Self>>,
    {
        expect(self.try_clip(low, high))
    }

    /// [`clip`](Elementwise::clip), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    #[allow(clippy::type_complexity, reason = "the types of the operands")]
    fn try_clip<L, H>(
        self,
        low: L,
        high: H,
    ) -> Result<Map<op::Minimum, Zip<Map<op::Maximum, Zip<Self, L::Expr>>, H::Expr>>>
    where
        L: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        H: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
        op::Maximum: Apply<(Elem<Self>, Elem<Self>), Output = Elem<Self>>,
    {
        let raised = Map::new(op::Maximum, Zip::new(self, low.into_expr(), "clip")?);
        Ok(Map::new(op::Minimum, Zip::new(raised, high.into_expr(), "clip")?))
    }

    /// The elements of `x` where this expression of `bool` holds, and of `y` elsewhere; both are computed
    /// everywhere. NumPy: `np.where(self, x, y)`.
    ///
    /// # Panics
    /// If the shapes do not broadcast together.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![-2, 3];
    /// assert_eq!(a.lt(0).select(0, &a).eval(), array![0, 3]);
    /// ```
    #[track_caller]
    fn select<T, X, Y>(self, x: X, y: Y) -> Ternary<op::Select, Self, X::Expr, Y::Expr>
    where
        Self: Expr<Elem = bool>,
        X: IntoExpr<T, Elem = T>,
        Y: IntoExpr<T, Elem = T>,
    {
        expect(self.try_select(x, y))
    }

    /// [`select`](Elementwise::select), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes do not broadcast together.
    fn try_select<T, X, Y>(self, x: X, y: Y) -> Result<Ternary<op::Select, Self, X::Expr, Y::Expr>>
    where
        Self: Expr<Elem = bool>,
        X: IntoExpr<T, Elem = T>,
        Y: IntoExpr<T, Elem = T>,
    {
        ternary(op::Select, self, x.into_expr(), y.into_expr(), "select")
    }
}

impl<E: Expr> Elementwise for E {}

/// A function of the elements of three operands.
type Ternary<F, A, B, C> = Map<F, Zip<A, Zip<B, C>>>;

/// The expression that an operand becomes beside elements of type `T`.
type Right<R, T> = <R as IntoExpr<T>>::Expr;

fn ternary<F, A: Expr, B: Expr, C: Expr>(
    function: F,
    a: A,
    b: B,
    c: C,
    op: &'static str,
) -> Result<Ternary<F, A, B, C>> {
    Ok(Map::new(function, Zip::new(a, Zip::new(b, c, op)?, op)?))
}
