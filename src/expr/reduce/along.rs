//! A reduction along axes, as an expression.

use std::sync::OnceLock;

use crate::array::{Array, AsView, AsViewMut};
use crate::error::{Result, expect};
use crate::exec::{self, Along, AxisSet, FlatLeaves, Leaf, Lower, Lowering, Reduction};
use crate::expr::Expr;
use crate::layout::{Axis, Dim, Extents};

use super::Elem;

/// A reduction along axes, not computed yet: evaluate it, keep its axes with [`keepdims`](Self::keepdims), or use
/// it as an operand. As an operand inside a larger expression it is computed once, into an array of its own, when
/// that expression is evaluated.
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct AlongAxis<R, E, D: Dim>
where
    E: Expr,
    R: Reduction<Elem<E>>,
{
    operand: E,
    along: Along<R>,
    op: &'static str,
    /// The result, once a larger expression asked for it.
    result: OnceLock<Array<R::Output, D>>,
}

impl<R, E, D> AlongAxis<R, E, D>
where
    E: Expr,
    E::Elem: Copy + Sync,
    R: Reduction<Elem<E>>,
    D: Dim,
{
    pub(super) fn new(reducer: R, operand: E, axes: &[Axis], op: &'static str) -> Result<Self> {
        let shape = operand.extents();
        let along = Along { reducer, axes: AxisSet::resolve(axes, shape.len(), op)?, keeps: false };
        along.check(&shape, op)?;
        Ok(Self { operand, along, op, result: OnceLock::new() })
    }

    /// The same with the reduced axes kept, with extent 1, so that the result broadcasts against what was reduced.
    /// NumPy: `keepdims=True`.
    pub fn keepdims(self) -> AlongAxis<R, E, E::Dim> {
        let along = Along { keeps: true, ..self.along };
        AlongAxis { operand: self.operand, along, op: self.op, result: OnceLock::new() }
    }

    #[cfg_attr(feature = "profile", track_caller)]
    fn result(&self) -> &Array<R::Output, D> {
        self.result.get_or_init(|| expect(exec::reduce(&self.operand, &self.along, self.op)))
    }
}

impl<R, E, D> core::fmt::Debug for AlongAxis<R, E, D>
where
    E: Expr,
    R: Reduction<Elem<E>>,
    D: Dim,
{
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("AlongAxis")
            .field("op", &self.op)
            .field("axes", &self.along.axes)
            .finish_non_exhaustive()
    }
}

impl<R, E, D> Lower for AlongAxis<R, E, D>
where
    E: Expr,
    E::Elem: Copy + Sync,
    R: Reduction<Elem<E>>,
    D: Dim,
{
    type Value = R::Output;
    type Kernel<'k>
        = Leaf<R::Output>
    where
        Self: 'k;

    fn extents(&self) -> Extents {
        self.along.shape(&self.operand.extents())
    }
    fn kernel(&self) -> Leaf<R::Output> {
        Leaf::new()
    }
    fn operands(&self, lowering: &mut Lowering<'_>) {
        let view = self.result().view();
        lowering.push_view(view);
    }
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        // Cheap where it is small, and where it is not the shapes still have to agree.
        if *self.extents() != *shape {
            return false;
        }
        let view = self.result().view();
        leaves.push_view(shape, view)
    }
}

impl<R, E, D> Expr for AlongAxis<R, E, D>
where
    E: Expr,
    E::Elem: Copy + Sync,
    R: Reduction<Elem<E>>,
    D: Dim,
{
    type Elem = R::Output;
    type Dim = D;

    #[cfg_attr(feature = "profile", track_caller)]
    fn try_eval(self) -> Result<Array<R::Output, D>> {
        match self.result.into_inner() {
            Some(result) => Ok(result),
            None => exec::reduce(&self.operand, &self.along, self.op),
        }
    }

    #[cfg_attr(feature = "profile", track_caller)]
    fn try_eval_into<O: AsViewMut<Elem = R::Output>>(self, out: &mut O) -> Result<()> {
        exec::reduce_into(&self.operand, &self.along, out.view_mut(), self.op)
    }
}
