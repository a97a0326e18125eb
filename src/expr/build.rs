//! Writing expressions into the [slots](Slots) of an array that is being built.

use super::{IntoExpr, Literal};
use crate::array::Slots;
use crate::error::{Result, expect};
use crate::exec;
use crate::layout::Dim;

impl<T: Copy + Send + Sync, D: Dim> Slots<'_, T, D> {
    /// Writes the elements of `values`, an array, a view, an expression or a scalar, which broadcasts to this shape: as
    /// fast, and on as many threads, as [`Expr::eval`](super::Expr::eval).
    ///
    /// # Panics
    /// If the values do not broadcast to this shape.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let (a, b) = (array![1.0, 2.0], array![3.0, 4.0]);
    /// let both = Array2::build([2, 2], |slots| {
    ///     let (sums, products) = slots.split_at(Axis(0), 1);
    ///     sums.assign(&a + &b);
    ///     products.assign(&a * &b);
    /// });
    /// assert_eq!(both, array![[4.0, 6.0], [3.0, 8.0]]);
    /// ```
    #[track_caller]
    pub fn assign<V: IntoExpr<T, Elem = T>>(self, values: V) {
        expect(self.try_assign(values));
    }

    /// [`assign`](Self::assign), with an error instead of a panic.
    ///
    /// # Errors
    /// If the values do not broadcast to this shape. The slots are lost then.
    #[cfg_attr(feature = "profile", track_caller)]
    pub fn try_assign<V: IntoExpr<T, Elem = T>>(self, values: V) -> Result<()> {
        exec::assign_slots(values.into_expr(), self, "assign")
    }

    /// Writes one value into all slots.
    #[cfg_attr(feature = "profile", track_caller)]
    pub fn fill(self, value: T) {
        expect(exec::assign_slots(Literal(value), self, "fill"));
    }
}
