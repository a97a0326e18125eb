//! How often each whole number occurs.

use core::ops::Add;

use num_traits::{PrimInt, ToPrimitive, Zero};

use crate::array::{Array1, AsView, AsViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::Reduce;
use crate::layout::IntoShape;

/// How often each number from 0 on occurs among the elements: one more than the largest of them, and at least `minlength`
/// counts. NumPy: `np.bincount(a, minlength=...)`.
///
/// The elements may have any shape. Allocates nothing but the counts.
///
/// # Panics
/// If there is a negative number, or the counts do not fit memory.
///
/// ```
/// use longstride::prelude::*;
/// assert_eq!(bincount(&array![3_u8, 1, 1, 0], 0), array![1, 2, 0, 1]);
/// assert_eq!(bincount(&array![1, 1], 4), array![0, 2, 0, 0]);
/// ```
#[track_caller]
pub fn bincount<'a, V>(a: V, minlength: usize) -> Array1<usize>
where
    V: AsView<'a, Elem: PrimInt + Send + Sync>,
{
    expect(try_bincount(a, minlength))
}

/// [`bincount`], with an error instead of a panic.
///
/// # Errors
/// If there is a negative number, or the counts do not fit memory.
pub fn try_bincount<'a, V>(a: V, minlength: usize) -> Result<Array1<usize>>
where
    V: AsView<'a, Elem: PrimInt + Send + Sync>,
{
    const OP: &str = "bincount";
    let view = a.view();
    let mut counts = Array1::try_full(length(view, minlength, OP)?, 0)?;
    if let Some(counts) = counts.as_mut_slice() {
        // Four of each, so that one number often in a row does not wait for itself.
        let few = counts.len() <= 1 << 10 && view.len() > 1 << 12;
        match view.as_slice_memory_order() {
            Some(elements) if few => {
                let mut lanes = vec![0; 4 * counts.len()];
                let (fours, rest) = elements.as_chunks::<4>();
                for four in fours {
                    for (lane, x) in four.iter().enumerate() {
                        lanes[lane * counts.len() + place(*x)] += 1;
                    }
                }
                rest.iter().for_each(|x| lanes[place(*x)] += 1);
                for (i, count) in lanes.iter().enumerate() {
                    let bin = i % counts.len();
                    counts[bin] += count;
                }
            }
            Some(elements) => elements.iter().for_each(|x| counts[place(*x)] += 1),
            None => view.iter().for_each(|x| counts[place(*x)] += 1),
        }
    }
    Ok(counts)
}

/// The sums of the weights of the elements that are 0, 1 and so on. NumPy: `np.bincount(a, weights, minlength)`.
///
/// Added in row-major order.
///
/// # Panics
/// Where [`bincount`] does, and if the weights have another shape.
///
/// ```
/// use longstride::prelude::*;
/// assert_eq!(bincount_weighted(&array![2, 0, 2], &array![0.5, 1.0, 0.25], 0), array![1.0, 0.0, 0.75]);
/// ```
#[track_caller]
pub fn bincount_weighted<'a, 'w, V, W>(a: V, weights: W, minlength: usize) -> Array1<W::Elem>
where
    V: AsView<'a, Elem: PrimInt + Send + Sync>,
    W: AsView<'w, Elem: Copy + Zero + Add<Output = W::Elem>>,
{
    expect(try_bincount_weighted(a, weights, minlength))
}

/// [`bincount_weighted`], with an error instead of a panic.
///
/// # Errors
/// Where `bincount_weighted` panics.
pub fn try_bincount_weighted<'a, 'w, V, W>(a: V, weights: W, minlength: usize) -> Result<Array1<W::Elem>>
where
    V: AsView<'a, Elem: PrimInt + Send + Sync>,
    W: AsView<'w, Elem: Copy + Zero + Add<Output = W::Elem>>,
{
    const OP: &str = "bincount_weighted";
    let (view, weights) = (a.view(), weights.view());
    let (expected, found) = (view.shape().as_ref().into_extents()?, weights.shape().as_ref().into_extents()?);
    if expected != found {
        return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
    }
    let mut sums = Array1::try_full(length(view, minlength, OP)?, W::Elem::zero())?;
    if let Some(sums) = sums.as_mut_slice() {
        let mut add = |x: &V::Elem, weight: &W::Elem| {
            let sum = &mut sums[place(*x)];
            *sum = *sum + *weight;
        };
        match (view.as_slice(), weights.as_slice()) {
            (Some(elements), Some(weights)) => elements.iter().zip(weights).for_each(|(x, w)| add(x, w)),
            _ => view.iter().zip(weights.iter()).for_each(|(x, w)| add(x, w)),
        }
    }
    Ok(sums)
}

/// The number of counts.
fn length<'a, V>(view: V, minlength: usize, op: &'static str) -> Result<usize>
where
    V: AsView<'a, Elem: PrimInt + Send + Sync> + Copy,
{
    let view = view.view();
    if view.is_empty() {
        return Ok(minlength);
    }
    if view.min() < V::Elem::zero() {
        return Err(Error::new(op, ErrorKind::Value { why: "a negative number" }));
    }
    let most = view.max().to_usize().and_then(|most| most.checked_add(1));
    let most = most.ok_or_else(|| Error::new(op, ErrorKind::Value { why: "a number too large to count" }))?;
    Ok(most.max(minlength))
}

/// The place of a number that is in range.
#[inline(always)]
fn place<T: PrimInt>(x: T) -> usize {
    x.to_usize().unwrap_or(usize::MAX)
}
