//! The operators: `+ - * / % & | ^ << >>`, their assigning sisters, and unary `-` and `!`.
//!
//! One row for each kind of left operand, one for each operator; the right operand is anything that
//! [`IntoExpr`] takes. A scalar on the left needs a row for each number type, since the language allows no
//! implementation of `Add<Array>` for every `T`.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![1_i32, 2, 3];
//! assert_eq!((10 - &a * 2).eval(), array![8, 6, 4]);
//! assert_eq!((&a & 1 | -&a << 4).eval(), array![-15, -32, -47]);
//! ```
//!
//! Elements of different types do not mix:
//!
//! ```compile_fail,E0277
//! use longstride::prelude::*;
//! let (a, b) = (array![1.0_f64], array![1.0_f32]);
//! let c = &a + &b; // error: cannot add `f32` to `f64`
//! ```

use super::op::{self, Swapped};
use super::{AlongAxis, Compute, Computed, Expr, Function, IntoExpr, Literal, Map, Owned, Scan, Zip};
use crate::array::{Array, AsViewMut, CowArray, View, ViewMut};
use crate::error::expect;
use crate::exec::{self, Apply, ApplyBlock, Reduction, Scanner};
use crate::layout::{Dim, Larger};

/// The expression that an operand becomes beside elements of type `T`.
type Right<R, T> = <R as IntoExpr<T>>::Expr;

// For each kind of left operand all binary operators: the trait, its method, and the name in messages.
macro_rules! binary {
    ($kinds:tt $($trait:ident $method:ident;)*) => {
        $(binary!(@kinds $trait $method $kinds);)*
    };
    (@kinds $trait:ident $method:ident {
        $([$($generics:tt)*] $type:ty => $left:ty, $elem:ty, |$this:ident| $into:expr;)*
    }) => {$(
        impl<$($generics)*, R> core::ops::$trait<R> for $type
        where
            $left: Expr<Elem = $elem>,
            R: IntoExpr<$elem>,
            $elem: core::ops::$trait<R::Elem>,
            <$elem as core::ops::$trait<R::Elem>>::Output: Send,
            <$left as Expr>::Dim: Larger<<R::Expr as Expr>::Dim>,
        {
            type Output = Map<op::$trait, Zip<$left, Right<R, $elem>>>;
            #[inline]
            #[track_caller]
            fn $method(self, right: R) -> Self::Output {
                let $this = self;
                Map::new(op::$trait, expect(Zip::new($into, right.into_expr(), stringify!($method))))
            }
        }
    )*};
}
binary! {
    {
        ['a, T: Copy + Send + Sync, D: Dim] &'a Array<T, D> => &'a Array<T, D>, T, |a| a;
        [T: Copy + Send + Sync, D: Dim] Array<T, D> => Owned<T, D>, T, |a| Owned::new(a);
        ['a, T: Copy + Send + Sync, D: Dim] View<'a, T, D> => View<'a, T, D>, T, |v| v;
        ['a, T: Copy + Send + Sync, D: Dim] &View<'a, T, D> => View<'a, T, D>, T, |v| *v;
        ['a, 'b, T: Copy + Send + Sync, D: Dim] &'a ViewMut<'b, T, D> => &'a ViewMut<'b, T, D>, T, |v| v;
        ['a, 'b, T: Copy + Send + Sync, D: Dim] &'a CowArray<'b, T, D> => &'a CowArray<'b, T, D>, T, |c| c;
        [F: Apply<<A as Expr>::Elem>, A: Expr] Map<F, A> => Map<F, A>, F::Output, |m| m;
        [F: ApplyBlock<<A as Expr>::Elem>, A: Expr] Function<F, A> => Function<F, A>, F::Output, |f| f;
        [Rd: Reduction<<Ex as Expr>::Elem>, Ex: Expr<Elem: Copy + Sync>, D: Dim] AlongAxis<Rd, Ex, D> => AlongAxis<Rd, Ex, D>, Rd::Output, |r| r;
        [Sc: Scanner<<Ex as Expr>::Elem>, Ex: Expr<Elem: Copy>, D: Dim] Scan<Sc, Ex, D> => Scan<Sc, Ex, D>, Sc::Output, |s| s;
        [C: Compute] Computed<C> => Computed<C>, C::Elem, |c| c;
        [T: Copy + Send + Sync] Literal<T> => Literal<T>, T, |l| l;
    }
    Add add;
    Sub sub;
    Mul mul;
    Div div;
    Rem rem;
    BitAnd bitand;
    BitOr bitor;
    BitXor bitxor;
    Shl shl;
    Shr shr;
}

// For each kind of operand the unary operators.
macro_rules! unary {
    ($kinds:tt $($trait:ident $method:ident;)*) => {
        $(unary!(@kinds $trait $method $kinds);)*
    };
    (@kinds $trait:ident $method:ident {
        $([$($generics:tt)*] $type:ty => $inner:ty, $elem:ty, |$this:ident| $into:expr;)*
    }) => {$(
        impl<$($generics)*> core::ops::$trait for $type
        where
            $elem: core::ops::$trait,
        {
            type Output = Map<op::$trait, $inner>;
            #[inline]
            fn $method(self) -> Self::Output {
                let $this = self;
                Map::new(op::$trait, $into)
            }
        }
    )*};
}
unary! {
    {
        ['a, T: Copy + Send + Sync, D: Dim] &'a Array<T, D> => &'a Array<T, D>, T, |a| a;
        [T: Copy + Send + Sync, D: Dim] Array<T, D> => Owned<T, D>, T, |a| Owned::new(a);
        ['a, T: Copy + Send + Sync, D: Dim] View<'a, T, D> => View<'a, T, D>, T, |v| v;
        ['a, 'b, T: Copy + Send + Sync, D: Dim] &'a ViewMut<'b, T, D> => &'a ViewMut<'b, T, D>, T, |v| v;
        ['a, 'b, T: Copy + Send + Sync, D: Dim] &'a CowArray<'b, T, D> => &'a CowArray<'b, T, D>, T, |c| c;
        [F: Apply<<A as Expr>::Elem>, A: Expr] Map<F, A> => Map<F, A>, F::Output, |m| m;
        [F: ApplyBlock<<A as Expr>::Elem>, A: Expr] Function<F, A> => Function<F, A>, F::Output, |f| f;
        [Rd: Reduction<<Ex as Expr>::Elem>, Ex: Expr<Elem: Copy + Sync>, D: Dim] AlongAxis<Rd, Ex, D> => AlongAxis<Rd, Ex, D>, Rd::Output, |r| r;
        [Sc: Scanner<<Ex as Expr>::Elem>, Ex: Expr<Elem: Copy>, D: Dim] Scan<Sc, Ex, D> => Scan<Sc, Ex, D>, Sc::Output, |s| s;
        [C: Compute] Computed<C> => Computed<C>, C::Elem, |c| c;
    }
    Neg neg;
    Not not;
}

// Scalars on the left: for each number type and operator, each kind of right operand.
macro_rules! left_scalars {
    ($($scalar:ident)* : $operators:tt) => { $(left_scalars!(@scalar $scalar $operators);)* };
    (@scalar $scalar:ident { $($trait:ident $method:ident)* }) => {$(
        left_scalars!(@impl $scalar $trait $method
            ['a, D: Dim] &'a Array<$scalar, D> => &'a Array<$scalar, D>, |a| a;
            [D: Dim] Array<$scalar, D> => Owned<$scalar, D>, |a| Owned::new(a);
            ['a, D: Dim] View<'a, $scalar, D> => View<'a, $scalar, D>, |v| v;
            ['a, 'b, D: Dim] &'a ViewMut<'b, $scalar, D> => &'a ViewMut<'b, $scalar, D>, |v| v;
            ['a, 'b, D: Dim] &'a CowArray<'b, $scalar, D> => &'a CowArray<'b, $scalar, D>, |c| c;
        );
        left_scalars!(@nodes $scalar $trait $method Map Function);
    )*};
    (@nodes $scalar:ident $trait:ident $method:ident $($node:ident)*) => {$(
        impl<F, A> core::ops::$trait<$node<F, A>> for $scalar
        where
            $node<F, A>: Expr<Elem = $scalar>,
        {
            type Output = Map<Swapped<op::$trait>, Zip<$node<F, A>, Literal<$scalar>>>;
            #[inline]
            fn $method(self, right: $node<F, A>) -> Self::Output {
                Map::new(Swapped(op::$trait), expect(Zip::new(right, Literal(self), stringify!($method))))
            }
        }
    )*};
    (@impl $scalar:ident $trait:ident $method:ident
        $([$($generics:tt)*] $type:ty => $right:ty, |$this:ident| $into:expr;)*
    ) => {$(
        impl<$($generics)*> core::ops::$trait<$type> for $scalar {
            type Output = Map<Swapped<op::$trait>, Zip<$right, Literal<$scalar>>>;
            #[inline]
            fn $method(self, right: $type) -> Self::Output {
                let $this = right;
                Map::new(Swapped(op::$trait), expect(Zip::new($into, Literal(self), stringify!($method))))
            }
        }
    )*};
}
left_scalars!(f32 f64 : { Add add Sub sub Mul mul Div div Rem rem });
left_scalars!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize : {
    Add add Sub sub Mul mul Div div Rem rem BitAnd bitand BitOr bitor BitXor bitxor Shl shl Shr shr
});
left_scalars!(bool : { BitAnd bitand BitOr bitor BitXor bitxor });

// In place: `out += expression`, which broadcasts to the shape of `out`.
macro_rules! assigning {
    ($kinds:tt $($trait:ident $method:ident $binary:ident;)*) => {
        $(assigning!(@kinds $trait $method $binary $kinds);)*
    };
    (@kinds $trait:ident $method:ident $binary:ident { $([$($generics:tt)*] $type:ty;)* }) => {$(
        impl<$($generics)*, R> core::ops::$trait<R> for $type
        where
            T: Copy + Send + Sync + core::ops::$binary<R::Elem, Output = T>,
            D: Dim,
            R: IntoExpr<T>,
        {
            #[inline]
            #[track_caller]
            fn $method(&mut self, right: R) {
                expect(exec::update(right.into_expr(), &op::$binary, self.view_mut(), stringify!($method)));
            }
        }
    )*};
}
assigning! {
    {
        [T, D] Array<T, D>;
        ['a, T, D] ViewMut<'a, T, D>;
    }
    AddAssign add_assign Add;
    SubAssign sub_assign Sub;
    MulAssign mul_assign Mul;
    DivAssign div_assign Div;
    RemAssign rem_assign Rem;
    BitAndAssign bitand_assign BitAnd;
    BitOrAssign bitor_assign BitOr;
    BitXorAssign bitxor_assign BitXor;
    ShlAssign shl_assign Shl;
    ShrAssign shr_assign Shr;
}
