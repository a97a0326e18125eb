//! The functions that expressions are made of: zero-sized types, one row each in a table.
//!
//! Each implements [`Apply`] for the elements that it works on. They appear in the types of expressions, as in
//! `Map<Add, Zip<...>>`; to apply a function of your own pass a closure to
//! [`map`](super::Elementwise::map), or a type of your own that implements `Apply` to
//! [`map_with`](super::Elementwise::map_with).
//!
//! ```
//! use longstride::expr::{Apply, op};
//! assert_eq!(op::Add.apply((2, 3)), 5);
//! assert_eq!(op::Sqrt.apply(9.0), 3.0);
//! assert!(op::Minimum.apply((1.0, f64::NAN)).is_nan());
//! ```

// Functions: the type of the argument and of the result, what is needed of `T`, and the value.
macro_rules! typed {
    ($($name:ident <$t:ident: [$($bound:tt)*]> ($x:tt: $from:ty) -> $to:ty, $cost:literal $result:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<$t: $($bound)*> Apply<$from> for $name {
            type Output = $to;
            const REPEATABLE: bool = true;
            const COST: usize = $cost;
            #[inline(always)]
            fn apply(&self, $x: $from) -> $to {
                $result
            }
        }
    )*};
}

mod compare;
#[cfg(feature = "num-complex")]
mod complex;
mod integer;
mod interp;
mod real;

use num_traits::{AsPrimitive, Float, One, Signed};

use crate::exec::Apply;
pub use compare::{LogicalAnd, LogicalNot, LogicalOr, LogicalXor, Tolerance};
#[cfg(feature = "num-complex")]
pub use complex::{Conj, Im, NormSqr, Parts, Re};
pub use integer::{
    BitwiseCount, CheckedAdd, CheckedDiv, CheckedMul, CheckedNeg, CheckedRem, CheckedSub, Gcd, Lcm, Pow,
    SaturatingAdd, SaturatingMul, SaturatingSub, WrappingAdd, WrappingMul, WrappingNeg, WrappingShl,
    WrappingShr, WrappingSub,
};
pub use interp::Interp;
pub use real::{
    DivMod, FloorDivide, Fmax, Fmin, Frexp, Heaviside, IsInfinite, IsNegative, Ldexp, Modf, NanToNum,
    NextAfter, Remainder, Rint, RoundTo, Sign, Spacing,
};

pub use crate::math::{
    Acos, Acosh, Asin, Asinh, Atan, Atan2, Atanh, Binary, Cbrt, Cos, Cosh, Exp, Exp2, ExpM1, Hypot, Ln, Ln1p,
    Log2, Log10, LogAddExp, Powf, Sigmoid, Sin, SinCos, Sinc, Sinh, Tan, Tanh, Unary,
};

// Binary operators: the trait and its method.
macro_rules! operators {
    ($($name:ident $trait:ident $method:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<A: core::ops::$trait<B>, B> Apply<(A, B)> for $name {
            type Output = A::Output;
            const REPEATABLE: bool = true;
            #[inline(always)]
            fn apply(&self, (a, b): (A, B)) -> A::Output {
                core::ops::$trait::$method(a, b)
            }
        }
    )*};
}
operators! {
    Add Add add "`a + b`";
    Sub Sub sub "`a - b`";
    Mul Mul mul "`a * b`";
    Div Div div "`a / b`";
    Rem Rem rem "`a % b`";
    BitAnd BitAnd bitand "`a & b`";
    BitOr BitOr bitor "`a | b`";
    BitXor BitXor bitxor "`a ^ b`";
    Shl Shl shl "`a << b`";
    Shr Shr shr "`a >> b`";
}

// Comparisons: the operator between two elements.
macro_rules! comparisons {
    ($($name:ident $trait:ident $op:tt $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<A: $trait<B>, B> Apply<(A, B)> for $name {
            type Output = bool;
            const REPEATABLE: bool = true;
            #[inline(always)]
            fn apply(&self, (a, b): (A, B)) -> bool {
                a $op b
            }
        }
    )*};
}
comparisons! {
    Eq PartialEq == "`a == b`";
    Ne PartialEq != "`a != b`";
    Lt PartialOrd < "`a < b`";
    Le PartialOrd <= "`a <= b`";
    Gt PartialOrd > "`a > b`";
    Ge PartialOrd >= "`a >= b`";
}

// Functions of one element: a bound, and an expression.
macro_rules! functions {
    ($($name:ident [$($bound:tt)*] $cost:literal |$x:ident| $result:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<T: $($bound)*> Apply<T> for $name {
            type Output = T;
            const REPEATABLE: bool = true;
            const COST: usize = $cost;
            #[inline(always)]
            fn apply(&self, $x: T) -> T {
                $result
            }
        }
    )*};
}
functions! {
    Identity [Sized] 0 |x| x, "`x`";
    Abs [Signed] 1 |x| x.abs(), "`|x|`";
    Signum [Signed] 1 |x| x.signum(), "The sign of `x`";
    Square [Copy + core::ops::Mul<Output = T>] 1 |x| x * x, "`x * x`";
    Recip [One + core::ops::Div<Output = T>] 4 |x| T::one() / x, "`1 / x`";
    Sqrt [Float] 4 |x| x.sqrt(), "The square root";
    Floor [Float] 1 |x| x.floor(), "The largest whole number that is not larger";
    Ceil [Float] 1 |x| x.ceil(), "The smallest whole number that is not smaller";
    Round [Float] 2 |x| x.round(), "The nearest whole number, halves away from zero";
    Trunc [Float] 1 |x| x.trunc(), "The whole part";
    Fract [Float] 2 |x| x.fract(), "The fractional part";
    ToDegrees [Float] 1 |x| x.to_degrees(), "Radians as degrees";
    ToRadians [Float] 1 |x| x.to_radians(), "Degrees as radians";
}

// Functions of a pair: a bound, and an expression.
macro_rules! pair_functions {
    ($($name:ident [$($bound:tt)*] $cost:literal |$x:ident, $y:ident| $result:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<T: $($bound)*> Apply<(T, T)> for $name {
            type Output = T;
            const REPEATABLE: bool = true;
            const COST: usize = $cost;
            #[inline(always)]
            fn apply(&self, ($x, $y): (T, T)) -> T {
                $result
            }
        }
    )*};
}
pair_functions! {
    Minimum [PartialOrd + Copy] 1 |x, y| if x <= y || is_nan(x) { x } else { y },
        "The smaller of two; a NaN if either is one, the first of them";
    Maximum [PartialOrd + Copy] 1 |x, y| if x >= y || is_nan(x) { x } else { y },
        "The larger of two; a NaN if either is one, the first of them";
    Copysign [Float] 1 |x, y| x.copysign(y), "`x` with the sign of `y`";
}

/// Whether a value differs from itself, as only a NaN does.
#[inline(always)]
#[allow(clippy::eq_op, reason = "that is how a NaN is told without knowing the type")]
fn is_nan<T: PartialOrd + Copy>(x: T) -> bool {
    x != x
}

/// `-x`
#[derive(Clone, Copy, Debug, Default)]
pub struct Neg;
impl<T: core::ops::Neg> Apply<T> for Neg {
    type Output = T::Output;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> T::Output {
        -x
    }
}

/// `!x`
#[derive(Clone, Copy, Debug, Default)]
pub struct Not;
impl<T: core::ops::Not> Apply<T> for Not {
    type Output = T::Output;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> T::Output {
        !x
    }
}

/// Whether `x` is a NaN
#[derive(Clone, Copy, Debug, Default)]
pub struct IsNan;
impl<T: Float> Apply<T> for IsNan {
    type Output = bool;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> bool {
        x.is_nan()
    }
}

/// Whether `x` is neither infinite nor a NaN
#[derive(Clone, Copy, Debug, Default)]
pub struct IsFinite;
impl<T: Float> Apply<T> for IsFinite {
    type Output = bool;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> bool {
        x.is_finite()
    }
}

/// `x as U`
#[derive(Debug, Default)]
pub struct Cast<U>(core::marker::PhantomData<fn() -> U>);
impl<U> Cast<U> {
    pub(crate) fn new() -> Self {
        Self(core::marker::PhantomData)
    }
}
impl<U> Clone for Cast<U> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<U> Copy for Cast<U> {}
impl<T: AsPrimitive<U>, U: Copy + 'static> Apply<T> for Cast<U> {
    type Output = U;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, x: T) -> U {
        x.as_()
    }
}

/// `x` to a whole power
#[derive(Clone, Copy, Debug)]
pub struct Powi(pub i32);
impl<T: Float> Apply<T> for Powi {
    type Output = T;
    const REPEATABLE: bool = true;
    const COST: usize = 8;
    #[inline(always)]
    fn apply(&self, x: T) -> T {
        x.powi(self.0)
    }
}

/// `x * y + z`, rounded once
#[derive(Clone, Copy, Debug, Default)]
pub struct MulAdd;
impl<T: Float> Apply<(T, (T, T))> for MulAdd {
    type Output = T;
    const REPEATABLE: bool = true;
    const COST: usize = 2;
    #[inline(always)]
    fn apply(&self, (x, (y, z)): (T, (T, T))) -> T {
        x.mul_add(y, z)
    }
}

/// The first value where the condition holds, else the second
#[derive(Clone, Copy, Debug, Default)]
pub struct Select;
impl<T> Apply<(bool, (T, T))> for Select {
    type Output = T;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, (condition, (x, y)): (bool, (T, T))) -> T {
        if condition { x } else { y }
    }
}

/// The new value where the mask holds, else the old one
#[derive(Clone, Copy, Debug, Default)]
pub struct Masked;
impl<T> Apply<(T, (bool, T))> for Masked {
    type Output = T;
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, (old, (mask, new)): (T, (bool, T))) -> T {
        if mask { new } else { old }
    }
}

/// An operator with its operands exchanged: how `2.0 - a` is `a` and a literal.
#[derive(Clone, Copy, Debug, Default)]
pub struct Swapped<F>(pub(crate) F);
impl<A, B, F: Apply<(B, A)>> Apply<(A, B)> for Swapped<F> {
    type Output = F::Output;
    const COST: usize = F::COST;
    const REPEATABLE: bool = F::REPEATABLE;
    #[inline(always)]
    fn apply(&self, (a, b): (A, B)) -> F::Output {
        self.0.apply((b, a))
    }
}

/// A closure of one element
#[derive(Clone, Copy)]
pub struct Func<F>(pub(crate) F);

// Closures of two to six elements, as `zip2` to `zip6` pass them: the type, and the nested pairs it takes.
macro_rules! closures {
    ($($name:ident ($($t:ident),*) $pairs:ty, $pattern:pat, $n:literal;)*) => {$(
        #[doc = concat!("A closure of ", $n, " elements")]
        #[derive(Clone, Copy)]
        pub struct $name<F>(pub(crate) F);
        impl<$($t,)* R, F: Fn($($t),*) -> R> Apply<$pairs> for $name<F> {
            type Output = R;
            const COST: usize = 4;
            #[inline(always)]
            #[allow(non_snake_case, reason = "the type parameters name the variables")]
            fn apply(&self, $pattern: $pairs) -> R {
                (self.0)($($t),*)
            }
        }
        impl<F> core::fmt::Debug for $name<F> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )*};
}
closures! {
    Func2 (A, B) (A, B), (A, B), "two";
    Func3 (A, B, C) (A, (B, C)), (A, (B, C)), "three";
    Func4 (A, B, C, D) (A, (B, (C, D))), (A, (B, (C, D))), "four";
    Func5 (A, B, C, D, E) (A, (B, (C, (D, E)))), (A, (B, (C, (D, E)))), "five";
    Func6 (A, B, C, D, E, G) (A, (B, (C, (D, (E, G))))), (A, (B, (C, (D, (E, G))))), "six";
}

impl<T, R, F: Fn(T) -> R> Apply<T> for Func<F> {
    type Output = R;
    const COST: usize = 4;
    #[inline(always)]
    fn apply(&self, x: T) -> R {
        (self.0)(x)
    }
}
impl<F> core::fmt::Debug for Func<F> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Func")
    }
}
