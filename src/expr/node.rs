//! The nodes of an expression: leaves that borrow arrays, scalars, pairs, and functions of them.
//!
//! ```text
//! &a + &b * 2.0      Map<Add, Zip<&Array, Map<Mul, Zip<&Array, Literal<f64>>>>>
//!
//!          Map Add                 a Map applies a function to each element of its operand;
//!             │                    a Zip makes pairs of the elements of two operands, broadcast
//!            Zip                   to a common shape: it is the one place where shapes meet
//!           ╱   ╲
//!         &a    Map Mul
//!                  │
//!                 Zip
//!                ╱   ╲
//!              &b    2.0
//! ```
//!
//! Building a node computes nothing; it only checks that the shapes fit, so that a mismatch is reported where
//! the operator stands.

use crate::array::{Array, AsView, CowArray, View, ViewMut};
use crate::error::Result;
use crate::exec::{self, Apply, ApplyBlock, FlatLeaves, Lower, Lowering, Owned};
use crate::layout::{Dim, Extents, Ix0, Larger, broadcast_shapes, checked_len, stretched};
use crate::storage::Buffer;
use core::mem::MaybeUninit;

use super::Expr;

/// A function of each element of an expression: `a.exp()`, and with [`Zip`] inside, `a + b`.
#[derive(Clone, Copy, Debug)]
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Map<F, A> {
    function: F,
    operand: A,
}

/// An elementary function of each element of an expression, computed block by block: `a.exp()`.
#[derive(Clone, Copy, Debug)]
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Function<F, A> {
    function: F,
    operand: A,
}

/// The pairs of elements of two expressions, broadcast to a common shape.
#[derive(Clone, Copy, Debug)]
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Zip<A, B> {
    first: A,
    second: B,
}

/// One value for every element, of rank 0: what a scalar operand becomes.
///
/// A value of a type that is not a [`Scalar`](super::Scalar) comes in as `Literal(value)`.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Literal<T>(pub T);

impl<F, A> Map<F, A> {
    /// The function applied to each element.
    #[inline]
    pub(crate) fn new(function: F, operand: A) -> Self {
        Self { function, operand }
    }
}

impl<F, A> Function<F, A> {
    /// The function of each element.
    #[inline]
    pub(crate) fn new(function: F, operand: A) -> Self {
        Self { function, operand }
    }
}

impl<A: Lower, B: Lower> Zip<A, B> {
    /// The pairs, if the shapes broadcast together.
    #[inline]
    pub(crate) fn new(first: A, second: B, op: &'static str) -> Result<Self> {
        // Scalars fit everything, and most other operands have equal shapes.
        let right = second.extents();
        if !right.is_empty() {
            let left = first.extents();
            if left != right && !stretched(&left, &right).is_ok_and(|shape| checked_len(&shape).is_some()) {
                broadcast_shapes(&left, &right, op)?;
            }
        }
        Ok(Self { first, second })
    }
}

impl<F, A> Lower for Map<F, A>
where
    A: Lower,
    F: Apply<A::Value> + Sync,
    F::Output: Send,
{
    type Value = F::Output;
    type Kernel<'k>
        = exec::Map<'k, F, A::Kernel<'k>>
    where
        Self: 'k;

    #[inline]
    fn extents(&self) -> Extents {
        self.operand.extents()
    }
    #[inline]
    fn kernel(&self) -> Self::Kernel<'_> {
        exec::Map(&self.function, self.operand.kernel())
    }
    #[inline]
    fn operands(&self, lowering: &mut Lowering<'_>) {
        self.operand.operands(lowering);
    }
    #[inline]
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        self.operand.flat_operands(shape, leaves)
    }
    fn donate<U>(&mut self, shape: &[usize]) -> Option<Buffer<MaybeUninit<U>>> {
        self.operand.donate(shape)
    }
}

impl<F, A> Expr for Map<F, A>
where
    A: Expr,
    F: Apply<A::Elem> + Sync,
    F::Output: Send,
{
    type Elem = F::Output;
    type Dim = A::Dim;
}

impl<F, A> Lower for Function<F, A>
where
    A: Lower,
    A::Value: Copy,
    F: ApplyBlock<A::Value> + Copy + Sync,
    F::Output: Copy + Send,
{
    type Value = F::Output;
    type Kernel<'k>
        = exec::Blockwise<F, A::Kernel<'k>>
    where
        Self: 'k;

    #[inline]
    fn extents(&self) -> Extents {
        self.operand.extents()
    }
    #[inline]
    fn kernel(&self) -> Self::Kernel<'_> {
        exec::Blockwise(self.function, self.operand.kernel())
    }
    #[inline]
    fn operands(&self, lowering: &mut Lowering<'_>) {
        self.operand.operands(lowering);
    }
    #[inline]
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        self.operand.flat_operands(shape, leaves)
    }
    fn donate<U>(&mut self, shape: &[usize]) -> Option<Buffer<MaybeUninit<U>>> {
        self.operand.donate(shape)
    }
}

impl<F, A> Expr for Function<F, A>
where
    A: Expr,
    A::Elem: Copy,
    F: ApplyBlock<A::Elem> + Copy + Sync,
    F::Output: Copy + Send,
{
    type Elem = F::Output;
    type Dim = A::Dim;
}

impl<A: Lower, B: Lower> Lower for Zip<A, B> {
    type Value = (A::Value, B::Value);
    type Kernel<'k>
        = exec::Zip<A::Kernel<'k>, B::Kernel<'k>>
    where
        Self: 'k;

    #[inline]
    fn extents(&self) -> Extents {
        let (left, right) = (self.first.extents(), self.second.extents());
        if right.is_empty() || left == right {
            return left;
        }
        match stretched(&left, &right) {
            Ok(shape) => shape,
            Err(_) => unreachable!("the shapes were checked when the node was built"),
        }
    }
    #[inline]
    fn kernel(&self) -> Self::Kernel<'_> {
        exec::Zip(self.first.kernel(), self.second.kernel())
    }
    #[inline]
    fn operands(&self, lowering: &mut Lowering<'_>) {
        self.first.operands(lowering);
        self.second.operands(lowering);
    }
    #[inline]
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        self.first.flat_operands(shape, leaves) && self.second.flat_operands(shape, leaves)
    }
    fn donate<U>(&mut self, shape: &[usize]) -> Option<Buffer<MaybeUninit<U>>> {
        self.first.donate(shape).or_else(|| self.second.donate(shape))
    }
}

impl<A: Expr, B: Expr> Expr for Zip<A, B>
where
    A::Dim: Larger<B::Dim>,
{
    type Elem = (A::Elem, B::Elem);
    type Dim = <A::Dim as Larger<B::Dim>>::Output;
}

impl<T: Copy + Send + Sync> Lower for Literal<T> {
    type Value = T;
    type Kernel<'k>
        = exec::Literal<T>
    where
        Self: 'k;

    #[inline]
    fn extents(&self) -> Extents {
        Extents::new()
    }
    #[inline]
    fn kernel(&self) -> exec::Literal<T> {
        exec::Literal(self.0)
    }
    #[inline]
    fn operands(&self, _: &mut Lowering<'_>) {}
    #[inline]
    fn flat_operands(&self, _: &[usize], _: &mut FlatLeaves) -> bool {
        true
    }
}

impl<T: Copy + Send + Sync> Expr for Literal<T> {
    type Elem = T;
    type Dim = Ix0;
}

// The leaves: how each is seen as a view.
macro_rules! leaves {
    ($([$($generics:tt)*] $type:ty, |$this:ident| $view:expr;)*) => {$(
        impl<$($generics)*> Lower for $type {
            type Value = T;
            type Kernel<'k> = exec::Leaf<T> where Self: 'k;

            #[inline]
            fn extents(&self) -> Extents {
                let $this = self;
                extents($view)
            }
            #[inline]
            fn kernel(&self) -> exec::Leaf<T> {
                exec::Leaf::new()
            }
            #[inline]
            fn operands(&self, lowering: &mut Lowering<'_>) {
                let $this = self;
                let view = $view;
                lowering.push_view(view);
            }
            #[inline]
            fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
                let $this = self;
                let view = $view;
                leaves.push_view(shape, view)
            }
        }
        impl<$($generics)*> Expr for $type {
            type Elem = T;
            type Dim = D;
        }
    )*};
}
leaves! {
    [T: Copy + Send + Sync, D: Dim] &Array<T, D>, |a| a.view();
    [T: Copy + Send + Sync, D: Dim] View<'_, T, D>, |v| *v;
    [T: Copy + Send + Sync, D: Dim] &ViewMut<'_, T, D>, |v| v.view();
    [T: Copy + Send + Sync, D: Dim] &CowArray<'_, T, D>, |c| c.view();
}

#[inline]
fn extents<T, D: Dim>(view: View<'_, T, D>) -> Extents {
    Extents::from_slice(view.shape().as_ref()).unwrap_or_default()
}

impl<T: Copy + Send + Sync, D: Dim> Expr for Owned<T, D> {
    type Elem = T;
    type Dim = D;
}
