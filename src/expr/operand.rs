//! What can stand beside an operator: arrays, views and expressions, and scalars.

use super::{AlongAxis, Compute, Computed, Expr, Function, Literal, Map, Owned, Scan, Zip};
use crate::array::{Array, CowArray, View, ViewMut};
use crate::exec::{Apply, ApplyBlock, Reduction, Scanner};
use crate::layout::{Dim, Larger};

/// A number that can be an operand as it is: `&a + 1.0`. Implement it for your own number type and
/// `&a + MyNumber(1)` works; as a left operand write `Literal(MyNumber(1))`.
///
/// ```
/// use longstride::prelude::*;
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// struct Mod7(u8);
/// impl std::ops::Add for Mod7 {
///     type Output = Self;
///     fn add(self, other: Self) -> Self {
///         Mod7((self.0 + other.0) % 7)
///     }
/// }
/// impl Scalar for Mod7 {}
/// let a = array![Mod7(1), Mod7(6)];
/// assert_eq!((&a + Mod7(3)).eval(), array![Mod7(4), Mod7(2)]);
/// ```
pub trait Scalar: Copy + Send + Sync {}

// The numbers of the standard library.
macro_rules! scalars {
    ($($t:ty)*) => { $(impl Scalar for $t {})* };
}
scalars!(bool char f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
#[cfg(feature = "half")]
scalars!(half::f16 half::bf16);
#[cfg(feature = "num-complex")]
impl<T: Copy + Send + Sync> Scalar for num_complex::Complex<T> {}

/// What can be an operand beside elements of type `T`: a reference to an array, a view, an expression, an owned
/// array (which is moved, and whose buffer the result may take over), or a [`Scalar`] of that type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an operand beside elements of type `{T}`",
    label = "neither an array, a view or an expression, nor a scalar of type `{T}`",
    note = "convert elements with `.cast::<U>()`; implement `Scalar` for a number type of your own"
)]
pub trait IntoExpr<T> {
    /// The type of its elements.
    type Elem: Send;
    /// The expression that it is.
    type Expr: Expr<Elem = Self::Elem>;
    /// The operand as an expression.
    fn into_expr(self) -> Self::Expr;
}

impl<T: Scalar> IntoExpr<T> for T {
    type Elem = T;
    type Expr = Literal<T>;
    #[inline]
    fn into_expr(self) -> Literal<T> {
        Literal(self)
    }
}

// Operands: the type, its elements, and the expression that it becomes.
macro_rules! operands {
    ($([$($lifetimes:tt)*] [$($generics:tt)*] [$($bounds:tt)*] $type:ty, $elem:ty => $expr:ty, |$this:ident| $into:expr;)*) => {$(
        impl<$($lifetimes)* Hint, $($generics)*> IntoExpr<Hint> for $type
        where
            $($bounds)*
        {
            type Elem = $elem;
            type Expr = $expr;
            #[inline]
            fn into_expr(self) -> $expr {
                let $this = self;
                $into
            }
        }
    )*};
}
operands! {
    ['a,] [T: Copy + Send + Sync, D: Dim] [] &'a Array<T, D>, T => Self, |a| a;
    ['a,] [T: Copy + Send + Sync, D: Dim] [] View<'a, T, D>, T => Self, |v| v;
    ['a,] [T: Copy + Send + Sync, D: Dim] [] &View<'a, T, D>, T => View<'a, T, D>, |v| *v;
    ['a, 'b,] [T: Copy + Send + Sync, D: Dim] [] &'a ViewMut<'b, T, D>, T => Self, |v| v;
    ['a, 'b,] [T: Copy + Send + Sync, D: Dim] [] &'a CowArray<'b, T, D>, T => Self, |c| c;
    [] [T: Copy + Send + Sync, D: Dim] [] Array<T, D>, T => Owned<T, D>, |a| Owned::new(a);
    [] [T: Copy + Send + Sync, D: Dim] [] Owned<T, D>, T => Self, |o| o;
    [] [T: Copy + Send + Sync] [] Literal<T>, T => Self, |l| l;
    [] [R: Reduction<<E as Expr>::Elem>, E: Expr<Elem: Copy + Sync>, D: Dim] [] AlongAxis<R, E, D>, R::Output => Self, |r| r;
    [] [S: Scanner<<E as Expr>::Elem>, E: Expr<Elem: Copy>, D: Dim] [] Scan<S, E, D>, S::Output => Self, |s| s;
    [] [C: Compute] [] Computed<C>, C::Elem => Self, |c| c;
    [] [F, A] [A: Expr, F: Apply<<A as Expr>::Elem> + Sync, F::Output: Send] Map<F, A>, F::Output => Self, |m| m;
    [] [F, A] [A: Expr<Elem: Copy>, F: ApplyBlock<<A as Expr>::Elem> + Copy + Sync, F::Output: Copy + Send] Function<F, A>, F::Output => Self, |f| f;
    [] [A, B] [A: Expr, B: Expr, A::Dim: Larger<B::Dim>] Zip<A, B>, (<A as Expr>::Elem, <B as Expr>::Elem) => Self, |z| z;
}
