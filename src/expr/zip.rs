//! A closure of several arrays: NumPy's `frompyfunc` and Numba's `@vectorize`, fused like any other expression.
//!
//! ```
//! use longstride::prelude::*;
//! let (a, b) = (array![3., 6.], array![[4.], [8.]]);
//! let h = zip2(&a, &b).map(|x: f64, y: f64| (x * x + y * y).sqrt());
//! assert_eq!(h.eval()[[0, 0]], 5.0);
//! ```

use super::{Expr, IntoExpr, Map, Zip, op};
use crate::error::{Result, expect};

/// The pairs that the operands nest in: `A`, `Zip<A, B>`, `Zip<A, Zip<B, C>>`, ...
macro_rules! pairs {
    ($a:ty) => { $a };
    ($a:ty, $($rest:ty),+) => { Zip<$a, pairs!($($rest),+)> };
}
/// The value of these pairs.
macro_rules! pair {
    ($op:expr, $a:ident) => { $a };
    ($op:expr, $a:ident $($rest:ident)+) => { Zip::new($a, pair!($op, $($rest)+), $op)? };
}

// One row for each number of operands: the type that holds them, its constructors and the closure's type.
macro_rules! zips {
    ($($n:literal $name:ident $zip:ident $try_zip:ident $func:ident [$($t:ident $x:ident),*];)*) => {$(
        #[doc = concat!("Operands broadcast together, waiting for a closure of ", $n, " elements; see [`", stringify!($zip), "`].")]
        #[derive(Clone, Copy, Debug)]
        #[must_use = "it does nothing until a closure is mapped over it and evaluated"]
        pub struct $name<Pairs>(Pairs);

        #[doc = concat!("A closure of ", $n, " arrays, views or expressions, broadcast together: `", stringify!($zip), "(...).map(|...| ...)`.")]
        ///
        /// Nothing is computed or copied yet. NumPy: `np.frompyfunc`, but compiled and fused.
        ///
        /// # Panics
        /// If the shapes do not broadcast together.
        #[track_caller]
        pub fn $zip<$($t: IntoExpr<()>),*>($($x: $t),*) -> $name<pairs!($($t::Expr),*)> {
            expect($try_zip($($x),*))
        }

        #[doc = concat!("[`", stringify!($zip), "`], with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not broadcast together.
        pub fn $try_zip<$($t: IntoExpr<()>),*>($($x: $t),*) -> Result<$name<pairs!($($t::Expr),*)>> {
            $(let $x = $x.into_expr();)*
            Ok($name(pair!(stringify!($zip), $($x)*)))
        }

        impl<$($t: Expr),*> $name<pairs!($($t),*)> {
            /// The expression of what the closure makes of the elements at each index. The closure may run on
            /// any thread, in any order.
            pub fn map<R: Send, Func>(self, function: Func) -> Map<op::$func<Func>, pairs!($($t),*)>
            where
                Func: Fn($(<$t as Expr>::Elem),*) -> R + Sync,
            {
                Map::new(op::$func(function), self.0)
            }
        }
    )*};
}
zips! {
    "two" Zip2 zip2 try_zip2 Func2 [A a, B b];
    "three" Zip3 zip3 try_zip3 Func3 [A a, B b, C c];
    "four" Zip4 zip4 try_zip4 Func4 [A a, B b, C c, D d];
    "five" Zip5 zip5 try_zip5 Func5 [A a, B b, C c, D d, E e];
    "six" Zip6 zip6 try_zip6 Func6 [A a, B b, C c, D d, E e, G g];
}
