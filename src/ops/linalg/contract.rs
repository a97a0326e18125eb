//! One engine for all products: two arrays whose axes have labels, and a result that keeps some of them.
//!
//! ```text
//! a  ┌ batch ┬ rows ┬ summed ┐          labels in a, b and out     batch
//! b  ┌ batch ┬ summed ┬ columns ┐              in a and b only     summed
//! out┌ batch ┬ rows ┬ columns ┐                in one and out      rows, columns
//!
//! nothing summed          out = a * b, an expression
//! no rows or no columns   out = (a * b).sum_axes(...), an expression: dot products, a matrix with a vector
//! else                    the groups become one axis each, and each matrix of the batch a product of blocks
//! ```
//!
//! An operand whose groups do not merge, because of its strides, is copied; so is a result.

use smallvec::SmallVec;

use super::LinalgScalar;
use crate::array::{ArrayD, AsView, AsViewMut, Movement, ViewD, ViewMutD};
use crate::error::Result;
use crate::exec::{self, threads};
use crate::expr::{Assign, Expr, Reduce, try_zip2};
use crate::layout::{Axis, Extents, Ix2, IxDyn};

/// Names of the axes of an array.
pub(super) type Labels = SmallVec<[u8; 8]>;

/// An operand: a view, and a label for each of its axes, all of them different.
#[derive(Clone, Debug)]
pub(super) struct Term<'a, T> {
    pub(super) view: ViewD<'a, T>,
    pub(super) labels: Labels,
}

impl<'a, T> Term<'a, T> {
    pub(super) fn new(view: ViewD<'a, T>, labels: impl IntoIterator<Item = u8>) -> Self {
        Self { view, labels: labels.into_iter().collect() }
    }

    /// The extent and the stride of an axis, if the operand has it.
    fn axis(&self, label: u8) -> Option<(usize, isize)> {
        let axis = self.labels.iter().position(|&l| l == label)?;
        Some((self.view.shape()[axis], self.view.strides()[axis]))
    }

    /// Without an axis along which nothing changes.
    fn without(mut self, label: u8) -> Self {
        if let Some(axis) = self.labels.iter().position(|&l| l == label) {
            self.labels.remove(axis);
            self.view = self.view.index_axis(Axis(axis as isize), 0);
        }
        self
    }

    /// The axes in the order of `labels`; those that it does not have, with extent 1.
    pub(super) fn aligned(&self, labels: &[u8]) -> Result<ViewD<'a, T>> {
        let mut view = ordered(self.view, &self.labels, labels)?;
        for (axis, label) in labels.iter().enumerate() {
            if !self.labels.contains(label) {
                view = view.try_insert_axis(Axis(axis as isize))?;
            }
        }
        Ok(view)
    }
}

/// The axes of a view in the order of a list that has all their labels, and may have others.
fn ordered<V>(view: V, labels: &[u8], order: &[u8]) -> Result<V::Moved<IxDyn>>
where
    V: Movement<Dim = IxDyn>,
{
    let places = order.iter().filter_map(|label| labels.iter().position(|l| l == label));
    view.try_permute_axes(places.collect::<SmallVec<[usize; 8]>>())
}

/// Writes the sum of the products of `a` and `b` over the labels that `labels`, those of `out`, does not have. Axes of one
/// label have the same extent, or 1; each label of `out` is in `a` or `b`, and each of theirs in both or in `out`.
/// The elements of `a` are conjugated first if `conjugates`.
pub(super) fn contract<T: LinalgScalar>(
    mut a: Term<'_, T>,
    mut b: Term<'_, T>,
    mut out: ViewMutD<'_, T>,
    labels: &[u8],
    conjugates: bool,
    op: &'static str,
) -> Result<()> {
    if (&out).is_empty() {
        return Ok(());
    }
    let summed: Labels = a.labels.iter().copied().filter(|label| !labels.contains(label)).collect();
    if summed.iter().any(|&label| a.axis(label).is_some_and(|(n, _)| n == 0)) {
        out.fill(T::zero());
        return Ok(());
    }
    // An operand that is the same all along an axis of the batch has no such axis.
    for &label in labels {
        if let (Some((n, left)), Some((m, right))) = (a.axis(label), b.axis(label)) {
            if right == 0 && n >= m {
                b = b.without(label);
            } else if left == 0 && m >= n {
                a = a.without(label);
            }
        }
    }
    let long = |term: &Term<'_, T>| {
        let free = labels.iter().filter_map(|&label| term.axis(label));
        free.map(|(n, _)| n).product::<usize>()
    };
    let both: Labels =
        labels.iter().copied().filter(|l| a.labels.contains(l) && b.labels.contains(l)).collect();
    let batch = both.iter().filter_map(|&l| a.axis(l)).map(|(n, _)| n).product::<usize>();
    if conjugates || summed.is_empty() || long(&a) == batch || long(&b) == batch {
        return fused(&a, &b, out, labels, &summed, conjugates, op);
    }
    blocks(a, b, out, labels, both, summed, op)
}

/// As an expression.
fn fused<T: LinalgScalar>(
    a: &Term<'_, T>,
    b: &Term<'_, T>,
    mut out: ViewMutD<'_, T>,
    labels: &[u8],
    summed: &[u8],
    conjugates: bool,
    op: &'static str,
) -> Result<()> {
    let all: Labels = labels.iter().chain(summed).copied().collect();
    let axes: SmallVec<[Axis; 8]> = (labels.len()..all.len()).map(|axis| Axis(axis as isize)).collect();
    let pair = try_zip2(a.aligned(&all)?, b.aligned(&all)?).map_err(|e| e.in_op(op))?;
    if axes.is_empty() {
        let product = pair.map(|a: T, b: T| if conjugates { a.conjugate() * b } else { a * b });
        return product.try_eval_into(&mut out);
    }
    if labels.is_empty() && !conjugates {
        out.fill(pair.map(|a: T, b: T| a * b).sum());
        return Ok(());
    }
    if conjugates {
        return pair.map(|a: T, b: T| a.conjugate() * b).try_sum_axes(&axes[..])?.try_eval_into(&mut out);
    }
    pair.map(|a: T, b: T| a * b).try_sum_axes(&axes[..])?.try_eval_into(&mut out)
}

/// As products of matrices.
fn blocks<T: LinalgScalar>(
    a: Term<'_, T>,
    b: Term<'_, T>,
    mut out: ViewMutD<'_, T>,
    labels: &[u8],
    batch: Labels,
    mut summed: Labels,
    op: &'static str,
) -> Result<()> {
    // Groups merge where their axes lie in memory in this order: the result's, and for what is summed the larger operand's.
    let strides = (&out).strides();
    let mut by_stride: SmallVec<[(u8, usize); 8]> =
        labels.iter().zip(&strides).map(|(&label, stride)| (label, stride.unsigned_abs())).collect();
    by_stride.sort_by_key(|&(_, stride)| core::cmp::Reverse(stride));
    let free = |term: &Term<'_, T>| -> Labels {
        let own = by_stride.iter().map(|&(label, _)| label);
        own.filter(|label| term.labels.contains(label) && !batch.contains(label)).collect()
    };
    let (rows, columns) = (free(&a), free(&b));
    let larger = if a.view.len() >= b.view.len() { &a } else { &b };
    summed.sort_by_key(|&label| core::cmp::Reverse(larger.axis(label).map(|(_, s)| s.unsigned_abs())));

    let (left, right) =
        (Groups::new(&a, [&batch, &rows, &summed])?, Groups::new(&b, [&batch, &summed, &columns])?);
    let (mut left_copy, mut right_copy) = (None, None);
    let left = left.merged(&mut left_copy, op)?;
    let right = right.merged(&mut right_copy, op)?;
    let order: Labels = batch.iter().chain(&rows).chain(&columns).copied().collect();
    let mut to = ordered(out.view_mut(), labels, &order)?;
    let extents: Extents = match Extents::from_slice(&left.shape()) {
        Some(mut extents) => {
            let last = extents.len() - 1;
            extents[last] = right.shape()[last];
            extents
        }
        None => unreachable!("a shape that a view has"),
    };
    // By hand, for the view would be lost with the error.
    if to.layout().reshape(&extents, crate::layout::Order::RowMajor).is_ok() {
        each_matrix(left, right, to.reshape_view(extents)?);
        return Ok(());
    }
    let mut product = ArrayD::try_full(extents, T::zero()).map_err(|e| e.in_op(op))?;
    each_matrix(left, right, product.view_mut());
    let product = product.into_shape((&to).shape())?;
    to.try_assign(&product)
}

/// A view whose axes stand in three groups, the last two of which are to become one axis each.
struct Groups<'a, T> {
    view: ViewD<'a, T>,
    shape: Extents,
}

impl<'a, T: LinalgScalar> Groups<'a, T> {
    fn new(term: &Term<'a, T>, [batch, first, second]: [&Labels; 3]) -> Result<Self> {
        let order: Labels = batch.iter().chain(first).chain(second).copied().collect();
        let view = ordered(term.view, &term.labels, &order)?;
        let extents = view.shape();
        let (front, rest) = extents.split_at(batch.len());
        let (first, second) = rest.split_at(first.len());
        let mut shape = Extents::from_slice(front).unwrap_or_default();
        shape.push(first.iter().product());
        shape.push(second.iter().product());
        Ok(Self { view, shape })
    }

    /// The view with merged groups, of a copy if strides do not allow it otherwise.
    fn merged<'c>(self, copy: &'c mut Option<ArrayD<T>>, op: &'static str) -> Result<ViewD<'c, T>>
    where
        'a: 'c,
    {
        if let Ok(view) = self.view.reshape_view(self.shape) {
            return Ok(view);
        }
        let mut dense = ArrayD::try_full(self.view.shape(), T::zero()).map_err(|e| e.in_op(op))?;
        exec::assign(self.view, dense.view_mut(), op)?;
        Ok(copy.insert(dense.into_shape(self.shape)?).view())
    }
}

/// Multiplies each matrix of `a` with that of `b`; the axes before the last two are those of the batch, on which one of the
/// operands may have an extent of 1.
fn each_matrix<T: LinalgScalar>(a: ViewD<'_, T>, b: ViewD<'_, T>, out: ViewMutD<'_, T>) {
    let shape = (&out).shape();
    let depth = a.shape()[a.rank() - 1];
    let work = (&out).len().saturating_mul(depth.saturating_mul(2));
    batches(a, b, out, if shape.len() > 2 { threads::for_bytes(work) } else { 1 });
}

fn batches<T: LinalgScalar>(a: ViewD<'_, T>, b: ViewD<'_, T>, mut out: ViewMutD<'_, T>, threads: usize) {
    let extent = (&out).shape()[0];
    match (&out).rank() {
        2 => match (a.into_rank::<Ix2>(), b.into_rank::<Ix2>(), out.into_rank::<Ix2>()) {
            (Ok(a), Ok(b), Ok(out)) => exec::multiply(a, b, out),
            _ => unreachable!("all three have the rank of the batch and two more"),
        },
        // Few large matrices are cut themselves.
        _ if threads > 1 && extent >= MANY => {
            let step = extent.div_ceil(MANY);
            let parts = a.axis_chunks(Axis(0), step).zip(b.axis_chunks(Axis(0), step));
            let parts = parts.zip(out.axis_chunks_mut(Axis(0), step));
            threads::each_item(parts, threads, |((a, b), out)| threads::with(1, || batches(a, b, out, 1)));
        }
        _ => {
            let parts = a.outer_iter().zip(b.outer_iter());
            parts.zip(out.outer_iter_mut()).for_each(|((a, b), out)| batches(a, b, out, threads));
        }
    }
}

/// As many parts of a batch go to threads as one.
const MANY: usize = 32;
