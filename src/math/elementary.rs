//! Which types have elementary functions, and how a type of one's own gets them.
//!
//! ```
//! use longstride::{Elementary, prelude::*};
//! use longstride::expr::op::Unary;
//!
//! /// Degrees, whose sine is that of an angle.
//! #[derive(Clone, Copy, Debug, PartialEq)]
//! struct Degrees(f64);
//! impl Elementary for Degrees {
//!     fn unary(function: Unary, x: Self) -> Self {
//!         Self(function.of_float(x.0.to_radians()))
//!     }
//! }
//! let a = Array1::from(vec![Degrees(90.0)]);
//! assert_eq!(a.sin().eval(), Array1::from(vec![Degrees(1.0)]));
//! ```

use num_traits::Float;
#[cfg(feature = "num-complex")]
use num_traits::Zero;

/// A type of elements that has the elementary functions: `exp`, `sin` and so on work on expressions of it.
///
/// `f32` and `f64` have vector code for them; every other type brings its own definitions, which are called element by
/// element. A type that implements `num-traits`' `Float` has them in a line, with [`Unary::of_float`]. With the features
/// of these names the types of `half` and `num-complex` are among them. Such a type (a pair of them) has at most 256 bytes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no elementary functions",
    note = "convert integers with `.cast::<f64>()`; implement `Elementary` for a number type of your own"
)]
pub trait Elementary: Copy + Send + Sync + 'static {
    /// The function of one element. Not called for `f32` and `f64`.
    fn unary(function: Unary, x: Self) -> Self;
}

/// A type of elements that has the elementary functions of two elements as well: `powf`, `atan2`, `hypot`.
/// See [`Elementary`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no elementary functions of two elements",
    note = "convert integers with `.cast::<f64>()`; implement `ElementaryPair` for a number type of your own"
)]
pub trait ElementaryPair: Elementary {
    /// The function of two elements. For `f32` and `f64` called only by scans and the like, one pair after the other.
    fn binary(function: Binary, x: Self, y: Self) -> Self;
}

// A table of functions: one type each, named in an enumeration, with its meaning for a `Float`.
macro_rules! functions {
    ($(#[$about:meta])* $kind:ident $of:ident ($($x:ident),*) $each:ident:
        $($name:ident $cost:literal $value:expr, $doc:literal;)*
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $kind {
            $(#[doc = $doc] $name,)*
        }
        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug, Default)]
            pub struct $name;
        )*
        impl $kind {
            /// What `num-traits` defines it to be.
            #[inline]
            pub fn $of<T: Float>(self, $($x: T),*) -> T {
                match self {
                    $(Self::$name => $value,)*
                }
            }
        }
        /// Calls the macro with a row for each function: name and cost in additions.
        macro_rules! $each {
            ($rows:ident) => { $rows! { $kind: $($name $cost;)* } };
        }
        pub(crate) use $each;
    };
}
functions! {
    /// An elementary function of one element.
    Unary of_float (x) each_unary:
    Exp 6 x.exp(), "e to the power `x`";
    Exp2 6 x.exp2(), "2 to the power `x`";
    ExpM1 8 x.exp_m1(), "e to the power `x`, less 1";
    Ln 8 x.ln(), "The natural logarithm";
    Log2 8 x.log2(), "The logarithm to base 2";
    Log10 8 x.log10(), "The logarithm to base 10";
    Ln1p 8 x.ln_1p(), "The natural logarithm of `1 + x`";
    Sin 8 x.sin(), "The sine";
    Cos 8 x.cos(), "The cosine";
    Tan 12 x.tan(), "The tangent";
    Asin 12 x.asin(), "The inverse sine";
    Acos 12 x.acos(), "The inverse cosine";
    Atan 12 x.atan(), "The inverse tangent";
    Sinh 12 x.sinh(), "The hyperbolic sine";
    Cosh 12 x.cosh(), "The hyperbolic cosine";
    Tanh 12 x.tanh(), "The hyperbolic tangent";
    Asinh 12 x.asinh(), "The inverse hyperbolic sine";
    Acosh 12 x.acosh(), "The inverse hyperbolic cosine";
    Atanh 12 x.atanh(), "The inverse hyperbolic tangent";
    Cbrt 8 x.cbrt(), "The cube root";
    Sigmoid 8 (T::one() + (-x).exp()).recip(), "`1 / (1 + exp(-x))`";
    Sinc 12 sinc(x), "`sin(pi x) / (pi x)`, and 1 at 0";
}
functions! {
    /// An elementary function of two elements.
    Binary of_floats (x, y) each_binary:
    Powf 24 x.powf(y), "`x` to the power `y`";
    Atan2 16 x.atan2(y), "The angle of the point (`y`, `x`)";
    Hypot 8 x.hypot(y), "The distance of (`x`, `y`) from the origin";
    LogAddExp 24 log_add_exp(x, y), "`ln(exp(x) + exp(y))`, also where `exp` overflows";
}

/// The sine and the cosine
#[derive(Clone, Copy, Debug, Default)]
pub struct SinCos;

fn sinc<T: Float>(x: T) -> T {
    // The `Float` of another crate has no pi but this.
    let angle = (-T::one()).acos() * x;
    if x.is_zero() { T::one() } else { angle.sin() / angle }
}

fn log_add_exp<T: Float>(x: T, y: T) -> T {
    if x == y {
        return x + (T::one() + T::one()).ln();
    }
    let (low, high) = if x < y { (x, y) } else { (y, x) };
    high + (low - high).exp().ln_1p()
}

// Types that have them as `num-traits` defines them.
macro_rules! floats {
    ($($type:ty),*) => {$(
        impl Elementary for $type {
            #[inline]
            fn unary(function: Unary, x: Self) -> Self {
                function.of_float(x)
            }
        }
        impl ElementaryPair for $type {
            #[inline]
            fn binary(function: Binary, x: Self, y: Self) -> Self {
                function.of_floats(x, y)
            }
        }
    )*};
}
floats!(f32, f64);
#[cfg(feature = "half")]
floats!(half::f16, half::bf16);

/// The principal values, as `num-complex` defines them; `exp_m1`, `ln_1p`, `sigmoid` and `sinc` by their formulas, so
/// without care for small numbers.
#[cfg(feature = "num-complex")]
impl<T: Float + num_traits::FloatConst + Send + Sync + 'static> Elementary for num_complex::Complex<T> {
    fn unary(function: Unary, x: Self) -> Self {
        let one = Self::new(T::one(), T::zero());
        match function {
            Unary::Exp => x.exp(),
            Unary::Exp2 => x.exp2(),
            Unary::ExpM1 => x.exp() - one,
            Unary::Ln => x.ln(),
            Unary::Log2 => x.log2(),
            Unary::Log10 => x.log10(),
            Unary::Ln1p => (one + x).ln(),
            Unary::Sin => x.sin(),
            Unary::Cos => x.cos(),
            Unary::Tan => x.tan(),
            Unary::Asin => x.asin(),
            Unary::Acos => x.acos(),
            Unary::Atan => x.atan(),
            Unary::Sinh => x.sinh(),
            Unary::Cosh => x.cosh(),
            Unary::Tanh => x.tanh(),
            Unary::Asinh => x.asinh(),
            Unary::Acosh => x.acosh(),
            Unary::Atanh => x.atanh(),
            Unary::Cbrt => x.cbrt(),
            Unary::Sigmoid => (one + (-x).exp()).finv(),
            Unary::Sinc if x.is_zero() => one,
            Unary::Sinc => {
                let angle = x.scale(T::PI());
                angle.sin() / angle
            }
        }
    }
}
