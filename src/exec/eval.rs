//! From a lowered expression to elements in memory: into a fresh array, into a destination, or in place.
//!
//! These are the safe doors of the room: they take an expression and a destination that the borrow checker
//! keeps apart, and establish the invariants that the executor needs.

use core::marker::PhantomData;
use core::mem::needs_drop;

use super::kernel::{Apply, Cursor, Kernel};
use super::run::{Block, Job, Pace, Sink, Update, Write};
use super::{Lowering, PARALLEL_BYTES, Target, fresh_order, is_dense, run_job};
use crate::array::{Array, AsView, Slots, View, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Extents, IntoShape, Layout, Order, for_each_row};
use crate::profile;
use crate::storage::{Buffer, Filling};
use core::mem::MaybeUninit;

use smallvec::SmallVec;

/// How the executor gets at an expression. Sealed: it cannot be named outside this crate.
#[allow(unnameable_types, reason = "that is what seals the trait Expr")]
pub trait Lower: Sync {
    /// The type of an element.
    type Value: Send;
    /// The rank-free form.
    type Kernel<'k>: Kernel<Elem = Self::Value>
    where
        Self: 'k;

    /// The extents.
    fn extents(&self) -> Extents;

    /// The rank-free form. Its leaves are in the order in which [`operands`](Self::operands) adds them.
    fn kernel(&self) -> Self::Kernel<'_>;

    /// Adds the operands, broadcast to the common shape.
    fn operands(&self, lowering: &mut Lowering<'_>);

    /// Adds the operands if each has exactly this shape and is dense in row-major order: the short way for small
    /// arrays, which have nothing to plan. False where one is not; the list is then of no use.
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool;

    /// The buffer of an owned operand that is dense in row-major order, has this shape, and elements of this
    /// size and alignment. The operand is still lowered, to the same memory, and marked as sharing it.
    fn donate<U>(&mut self, shape: &[usize]) -> Option<Buffer<MaybeUninit<U>>> {
        let _ = shape;
        None
    }
}

/// Evaluates into a fresh array, or into the buffer that an operand donates.
///
/// # Errors
/// If the memory cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn eval<E: Lower, D: Dim>(mut expr: E, op: &'static str) -> Result<Array<E::Value, D>> {
    let shape = expr.extents();
    let _span = profile::span(op, &shape);
    if needs_drop::<E::Value>() {
        return eval_in_order(&expr, &shape, op);
    }
    let donated = expr.donate::<E::Value>(&shape);
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let order = if donated.is_some() { Order::RowMajor } else { fresh_order(&lowering) };
    let layout = Layout::dense(&shape, order).map_err(|e| e.in_op(op))?;
    let buffer = match donated {
        Some(buffer) => buffer,
        None => Buffer::<MaybeUninit<E::Value>>::uninit(layout.len(), op)?,
    };
    let target = Target { touched: false, ..Target::of(buffer.as_ptr().as_ptr(), layout.strides()) };
    // SAFETY: lowered together (1), the expression borrows its operands (2), the buffer is ours (3); an operand
    // that donated it was marked, and is staged. Without elements that need dropping a panic leaks nothing, and
    // after the run all elements are written.
    let buffer = unsafe {
        run_job(&mut lowering, target, &Job::new(&kernel, &Write));
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// Evaluates into a destination of exactly the expression's shape.
///
/// # Errors
/// If the shapes differ: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn eval_into<E: Lower, D: Dim>(
    expr: E,
    mut out: ViewMut<'_, E::Value, D>,
    op: &'static str,
) -> Result<()> {
    let _span = profile::span(op, (&out).shape().as_ref());
    // SAFETY: the elements need no dropping, so they may be overwritten as if they were uninitialised.
    if !needs_drop::<E::Value>() && unsafe { run_flat(&expr, &Write, &mut out) } {
        return Ok(());
    }
    let shape = expr.extents();
    check_shape(&shape, &out, op)?;
    if needs_drop::<E::Value>() {
        let mut values = eval_in_order::<E, D>(&expr, &shape, op)?.into_buffer().into_vec().into_iter();
        crate::array::AsViewMut::apply(&mut out, |slot| {
            if let Some(value) = values.next() {
                *slot = value;
            }
        });
        return Ok(());
    }
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let strides = (&out).strides();
    let target = Target::of(out.as_mut_ptr(), strides.as_ref());
    // SAFETY: lowered together (1), the expression borrows its operands (2), and `out` is borrowed mutably (3).
    // Its elements need no dropping, so they may be overwritten as if they were uninitialised.
    unsafe { run_job(&mut lowering, target, &Job::new(&kernel, &Write)) };
    Ok(())
}

/// Replaces each element of `out` by `function(old, new)`; the expression broadcasts to the shape of `out`.
///
/// # Errors
/// If it does not: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn update<E, F, T, D>(
    expr: E,
    function: &F,
    out: ViewMut<'_, T, D>,
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    F: Apply<(T, E::Value), Output = T> + Sync,
    T: Copy + Send + Sync,
    D: Dim,
{
    // SAFETY: the sink reads and writes initialised elements of `T`.
    unsafe { sink_into(expr, &Update(function, PhantomData), out, true, op) }
}

/// Replaces each element of `out` by that of the expression, which broadcasts to the shape of `out`.
///
/// # Errors
/// If it does not: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn assign<E, T, D>(expr: E, out: ViewMut<'_, T, D>, op: &'static str) -> Result<()>
where
    E: Lower<Value = T>,
    T: Copy + Send + Sync,
    D: Dim,
{
    // SAFETY: the sink writes elements of `T`, which need no dropping because they are `Copy`.
    unsafe { sink_into(expr, &Write, out, true, op) }
}

/// Writes the expression, which broadcasts to their shape, into slots.
///
/// # Errors
/// If it does not broadcast to it.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn assign_slots<E, T, D>(expr: E, slots: Slots<'_, T, D>, op: &'static str) -> Result<()>
where
    E: Lower<Value = T>,
    T: Copy + Send + Sync,
    D: Dim,
{
    let (out, count) = slots.into_parts();
    // SAFETY: the sink writes elements of the size and alignment of the slots, all of them, and reads none.
    unsafe {
        sink_into(expr, &Write, out, false, op)?;
        count.all();
    }
    Ok(())
}

/// # Safety
/// The sink's slots are elements of `T`, initialised if it reads them, and it leaves them initialised.
#[cfg_attr(feature = "profile", track_caller)]
unsafe fn sink_into<E, S, T, D>(
    expr: E,
    sink: &S,
    mut out: ViewMut<'_, T, D>,
    touched: bool,
    op: &'static str,
) -> Result<()>
where
    E: Lower,
    S: Sink<E::Value>,
    T: Copy + Send + Sync,
    D: Dim,
{
    let _span = profile::span(op, (&out).shape().as_ref());
    // SAFETY: passed on.
    if unsafe { run_flat(&expr, sink, &mut out) } {
        return Ok(());
    }
    let shape = (&out).shape();
    let shape = shape.as_ref();
    let extents = expr.extents();
    if *extents != *shape {
        let found = crate::layout::broadcast_shapes(shape, &extents, op)?;
        if *found != *shape {
            return Err(Error::new(op, ErrorKind::Shape { expected: shape.into_extents()?, found }));
        }
    }
    let mut lowering = Lowering::new(shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let strides = (&out).strides();
    let target = Target { touched, ..Target::of(out.as_mut_ptr(), strides.as_ref()) };
    // SAFETY: lowered together (1), the expression borrows its operands (2), and `out` is borrowed mutably (3), its
    // elements as the sink needs them.
    unsafe { run_job(&mut lowering, target, &Job::new(&kernel, sink)) };
    Ok(())
}

/// The short way for small arrays: if the destination and all operands have one shape and are dense in row-major
/// order, there is nothing to plan. Returns false, having done nothing, where that does not hold.
///
/// # Safety
/// The sink's slots are elements of `T`, and it leaves them initialised.
#[inline]
unsafe fn run_flat<E: Lower, S: Sink<E::Value>, T, D: Dim>(
    expr: &E,
    sink: &S,
    out: &mut ViewMut<'_, T, D>,
) -> bool {
    let (shape, strides) = ((&*out).shape(), (&*out).strides());
    let (shape, strides) = (shape.as_ref(), strides.as_ref());
    let len: usize = shape.iter().product();
    let work = len.saturating_mul((E::Kernel::<'_>::COST + 8) * 8);
    let mut leaves = FlatLeaves::default();
    if work >= PARALLEL_BYTES
        || len == 0
        || !is_dense(shape, strides)
        || !expr.flat_operands(shape, &mut leaves)
    {
        return false;
    }
    if leaves.0.is_empty() {
        // Only literals: their shape is another.
        return false;
    }
    let block = Block {
        out: out.as_mut_ptr().cast(),
        out_row: 0,
        leaves: &leaves.0,
        rows: 1,
        cols: len,
        mixed: false,
        pace: Pace::NEAR,
    };
    #[cfg(feature = "profile")]
    profile::ran(profile::Moved {
        bytes: len * (size_of::<T>() + leaves.0.len() * size_of::<E::Value>()),
        packed: 0,
        alone: Some(profile::Alone::Small),
    });
    // SAFETY: the block is all of the operands, in order (1), which the expression borrows (2), and of the
    // destination, which is borrowed mutably (3).
    unsafe { Job::new(&expr.kernel(), sink).run(block) };
    true
}

/// The leaves of an expression over dense arrays of one shape, in order.
#[derive(Debug, Default)]
pub struct FlatLeaves(SmallVec<[Cursor; 6]>);

impl FlatLeaves {
    /// Where each operand starts.
    #[inline]
    pub(super) fn cursors(&self) -> &[Cursor] {
        &self.0
    }

    /// Whether there is none: only literals.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds an operand, if it has exactly this shape and is dense in row-major order.
    #[inline]
    pub(crate) fn push_view<T, D: Dim>(&mut self, shape: &[usize], view: View<'_, T, D>) -> bool {
        self.push(shape, view.as_ptr(), view.shape().as_ref(), view.strides().as_ref())
    }

    /// [`push_view`](Self::push_view) for elements without a view at hand.
    #[inline]
    pub(super) fn push<T>(
        &mut self,
        shape: &[usize],
        ptr: *const T,
        own: &[usize],
        strides: &[isize],
    ) -> bool {
        self.0.push(Cursor { ptr: ptr.cast(), row: 0, splat: false });
        own == shape && is_dense(own, strides)
    }
}

/// An error unless `out` has exactly this shape: a destination never stretches.
pub(crate) fn check_shape<T, D: Dim>(
    shape: &Extents,
    out: &ViewMut<'_, T, D>,
    op: &'static str,
) -> Result<()> {
    let expected = out.shape().as_ref().into_extents()?;
    if *shape == expected {
        Ok(())
    } else {
        Err(Error::new(op, ErrorKind::Shape { expected, found: *shape }))
    }
}

impl<'s> Target<'s> {
    pub(super) fn of<T>(ptr: *mut T, strides: &'s [isize]) -> Self {
        Self { ptr: ptr.cast(), size: size_of::<T>(), align: align_of::<T>(), strides, touched: true }
    }
}

/// Evaluates elements that need dropping: one by one, in row-major order, on this thread, so that a function
/// that panics leaves a known number of them behind, which are dropped.
fn eval_in_order<E: Lower, D: Dim>(
    expr: &E,
    shape: &Extents,
    op: &'static str,
) -> Result<Array<E::Value, D>> {
    profile::note("one by one, since the elements need dropping");
    let layout = Layout::row_major(shape)?;
    let mut fill = Filling::<E::Value>::new(layout.len(), op)?;
    let mut lowering = Lowering::new(shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let sink = Write;
    let job = Job::new(&kernel, &sink);
    let mut index = 0usize;
    for_each_row(shape, [layout.strides()], |_, n, _| {
        for _ in 0..n {
            let mut left = index;
            let mut at: Extents = *shape;
            for axis in (0..shape.len()).rev() {
                (left, at[axis]) = (left / shape[axis], left % shape[axis]);
            }
            let leaves: SmallVec<[Cursor; 6]> = lowering
                .operands
                .iter()
                .map(|o| {
                    let skip: isize = at.iter().zip(o.strides).map(|(&i, s)| i as isize * s).sum();
                    Cursor { ptr: o.ptr.wrapping_offset(skip), row: 0, splat: false }
                })
                .collect();
            let mut value = MaybeUninit::<E::Value>::uninit();
            let out = value.as_mut_ptr().cast();
            // SAFETY: one element of each operand, at an index inside the shape (1, 2); `value` is ours (3), and
            // written unless a function panics.
            fill.push(unsafe {
                job.run(Block {
                    out,
                    out_row: 0,
                    leaves: &leaves,
                    rows: 1,
                    cols: 1,
                    mixed: false,
                    pace: Pace::NEAR,
                });
                value.assume_init()
            });
            index += 1;
        }
    });
    Array::from_buffer(fill.finish(), &layout, op)
}
