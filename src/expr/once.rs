//! A node that is computed once, into an array of its own, when a larger expression is evaluated that it is an operand of.
//!
//! What is not elementwise, like a sum of neighbours, cannot be a part of the one pass over its operands. It is an operand all
//! the same, and is computed straight into the destination where it is the whole expression:
//!
//! ```
//! use longstride::{ops::Boundary, prelude::*};
//! let a = array![1., 2., 4., 8.];
//! let slope = a.stencil(&array![-0.5, 0., 0.5], Boundary::Edge);
//! assert_eq!((slope * 2.0).eval(), array![1., 3., 6., 4.]);
//! ```

use core::fmt;
use std::sync::OnceLock;

use super::Expr;
use crate::array::{Array, AsView, AsViewMut, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{FlatLeaves, Leaf, Lower, Lowering};
use crate::layout::{Dim, Extents, IntoShape};

/// What a [`Computed`] node computes. Sealed: it is in no public module.
#[allow(unnameable_types, reason = "that is what seals it")]
pub trait Compute: Sync {
    /// The type of an element.
    type Elem: Copy + Send + Sync;
    /// The rank.
    type Dim: Dim;
    /// The name in messages.
    const OP: &'static str;

    /// The extents of the result.
    fn extents(&self) -> Extents;
    /// The result in a new array.
    ///
    /// # Errors
    /// If the memory cannot be had.
    fn compute(&self) -> Result<Array<Self::Elem, Self::Dim>>;
    /// The result in a destination of its shape.
    ///
    /// # Errors
    /// If the memory cannot be had.
    fn compute_into(&self, out: ViewMut<'_, Self::Elem, Self::Dim>) -> Result<()>;
}

/// An expression that is not elementwise, such as a stencil, and not computed yet. As an operand of a larger expression it is
/// computed once, into an array of its own; evaluated by itself, straight into its destination.
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Computed<C: Compute> {
    source: C,
    /// The result, once a larger expression asked for it.
    result: OnceLock<Array<C::Elem, C::Dim>>,
}

impl<C: Compute> Computed<C> {
    pub(crate) fn new(source: C) -> Self {
        Self { source, result: OnceLock::new() }
    }

    fn result(&self) -> &Array<C::Elem, C::Dim> {
        self.result.get_or_init(|| expect(self.source.compute()))
    }
}

impl<C: Compute> fmt::Debug for Computed<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Computed")
            .field("op", &C::OP)
            .field("shape", &self.source.extents())
            .finish_non_exhaustive()
    }
}

impl<C: Compute> Lower for Computed<C> {
    type Value = C::Elem;
    type Kernel<'k>
        = Leaf<C::Elem>
    where
        Self: 'k;

    fn extents(&self) -> Extents {
        self.source.extents()
    }
    fn kernel(&self) -> Leaf<C::Elem> {
        Leaf::new()
    }
    fn operands(&self, lowering: &mut Lowering<'_>) {
        let view = self.result().view();
        lowering.push_view(view);
    }
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        // Nothing is computed for a destination of another shape.
        if *self.extents() != *shape {
            return false;
        }
        let view = self.result().view();
        leaves.push_view(shape, view)
    }
}

impl<C: Compute> Expr for Computed<C> {
    type Elem = C::Elem;
    type Dim = C::Dim;

    fn try_eval(self) -> Result<Array<C::Elem, C::Dim>> {
        match self.result.into_inner() {
            Some(result) => Ok(result),
            None => self.source.compute(),
        }
    }

    fn try_eval_into<O: AsViewMut<Elem = C::Elem>>(self, out: &mut O) -> Result<()> {
        use crate::array::Movement;
        let (expected, out) = (self.source.extents(), out.view_mut());
        let found = (&out).shape().as_ref().into_extents()?;
        if found != expected {
            return Err(Error::new(C::OP, ErrorKind::Shape { expected, found }));
        }
        self.source.compute_into(out.into_rank()?)
    }
}
