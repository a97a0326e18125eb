//! The tables by which methods are written: a row is a name, the function of [`op`](super::super::op) and documentation.
//!
//! The traits of this module use them, with `Elem`, `Binary`, `Expr` and so on in scope.

/// A function of each element.
macro_rules! unary {
    ($($name:ident $op:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        #[allow(clippy::wrong_self_convention, reason = "every method of an expression takes it by value")]
        fn $name(self) -> Map<op::$op, Self>
        where
            op::$op: Apply<Elem<Self>>,
        {
            Map::new(op::$op, self)
        }
    )*};
}

/// An elementary function of each element.
macro_rules! functions {
    ($($name:ident $op:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        fn $name(self) -> Function<op::$op, Self>
        where
            Elem<Self>: Elementary,
        {
            Function::new(op::$op, self)
        }
    )*};
}

/// An elementary function of the elements of two operands, and its `try_` form.
macro_rules! pair_functions {
    ($($name:ident $try_name:ident $op:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// # Panics
        /// If the shapes do not broadcast together.
        #[track_caller]
        fn $name<B>(self, other: B) -> Function<op::$op, Zip<Self, B::Expr>>
        where
            B: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
            Elem<Self>: ElementaryPair,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            expect(self.$try_name(other))
        }

        #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not broadcast together.
        fn $try_name<B>(self, other: B) -> Result<Function<op::$op, Zip<Self, B::Expr>>>
        where
            B: IntoExpr<Elem<Self>, Elem = Elem<Self>>,
            Elem<Self>: ElementaryPair,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            Ok(Function::new(op::$op, Zip::new(self, other.into_expr(), stringify!($name))?))
        }
    )*};
}

/// A function of the elements of two operands, and its `try_` form.
macro_rules! binary {
    ($($name:ident $try_name:ident $op:ident $doc:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// # Panics
        /// If the shapes do not broadcast together.
        #[track_caller]
        fn $name<B>(self, other: B) -> Binary<op::$op, Self, B>
        where
            B: IntoExpr<Elem<Self>>,
            op::$op: Apply<(Elem<Self>, B::Elem)>,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            expect(self.$try_name(other))
        }

        #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not broadcast together.
        fn $try_name<B>(self, other: B) -> Result<Binary<op::$op, Self, B>>
        where
            B: IntoExpr<Elem<Self>>,
            op::$op: Apply<(Elem<Self>, B::Elem)>,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            Ok(Map::new(op::$op, Zip::new(self, other.into_expr(), stringify!($name))?))
        }
    )*};
}

/// The fallible form of an operator.
macro_rules! try_operators {
    ($($try_name:ident $op:ident $name:literal;)*) => {$(
        #[doc = concat!("The operator `", $name, "`, with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not broadcast together.
        fn $try_name<B>(self, other: B) -> Result<Binary<op::$op, Self, B>>
        where
            B: IntoExpr<Elem<Self>>,
            Elem<Self>: core::ops::$op<B::Elem>,
            Self::Dim: Larger<<B::Expr as Expr>::Dim>,
        {
            Ok(Map::new(op::$op, Zip::new(self, other.into_expr(), $name)?))
        }
    )*};
}
