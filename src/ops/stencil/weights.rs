//! Sums of neighbours with weights, tap by tap over a block.
//!
//! ```text
//! kernel  1 2 1     out = 1 * from[0..] + 2 * from[1..] + 1 * from[2..]
//! ```
//!
//! Each term is a shifted view of the block, so that the sum is ordinary fused arithmetic on whole rows, at the speed of the
//! executor on any layout; four terms a pass, since a pass over the result costs as much as a term.

use core::ops::Mul;

use num_traits::Zero;

use super::blocks::{Window, each_block};
use super::boundary::{Boundary, range};
use super::fresh;
use crate::array::{Array, AsView, Movement, View, ViewD, ViewMut, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Assign, Compute, Elementwise, Literal, op, zip2, zip4};
use crate::layout::{Dim, Extents, IntoShape, SliceElems};

/// An element that can be weighted and summed up.
pub trait Weigh: Copy + Send + Sync + Zero + Mul<Output = Self> + 'static {}
impl<T: Copy + Send + Sync + Zero + Mul<Output = T> + 'static> Weigh for T {}

/// The places in a window and their weights, in row-major order.
#[derive(Clone, Debug)]
pub(super) struct Taps<T>(Vec<(Extents, T)>);

impl<T: Weigh> Taps<T> {
    pub(super) fn new(kernel: ViewD<'_, T>) -> Self {
        Self(kernel.indexed_iter().map(|(place, &weight)| (place, weight)).collect())
    }

    /// A rough cost of an element, in additions.
    pub(super) fn work(&self) -> usize {
        2 * self.0.len()
    }

    /// Fills `out` with the weighted sums of the windows of `from`.
    pub(super) fn sum(&self, from: ViewD<'_, T>, mut out: ViewMutD<'_, T>) {
        let shape = (&out).shape();
        let seen = |tap: &(Extents, T)| (shifted(from, &tap.0, &shape), tap.1);
        out.assign(Literal(T::zero()));
        let mut taps = &self.0[..];
        while let Some((four, rest)) = taps.split_first_chunk::<4>() {
            let [(a, p), (b, q), (c, r), (d, s)] = four.each_ref().map(seen);
            let sum = zip4(a, b, c, d).map(move |a, b, c, d| (a * p + b * q) + (c * r + d * s));
            expect(out.try_update(op::Add, sum));
            taps = rest;
        }
        while let Some((two, rest)) = taps.split_first_chunk::<2>() {
            let [(a, p), (b, q)] = two.each_ref().map(seen);
            expect(out.try_update(op::Add, zip2(a, b).map(move |a, b| a * p + b * q)));
            taps = rest;
        }
        for (a, p) in taps.iter().map(seen) {
            expect(out.try_update(op::Add, a.map(move |a| a * p)));
        }
    }
}

/// The part of a block of a shape from an index on.
pub(super) fn shifted<'v, T>(from: ViewD<'v, T>, start: &Extents, shape: &Extents) -> ViewD<'v, T> {
    let mut spec = SliceElems::default();
    start.iter().zip(shape).for_each(|(&start, &n)| spec.push(range(start, n, 1)));
    from.slice(&spec[..])
}

/// The weighted sums of each element's neighbours: what [`stencil`](super::Stencil::stencil) computes.
#[derive(Debug)]
pub struct Weighted<'a, T, D: Dim> {
    source: View<'a, T, D>,
    taps: Taps<T>,
    window: Window,
    boundary: Boundary<T>,
}

impl<'a, T: Weigh, D: Dim> Weighted<'a, T, D> {
    /// # Errors
    /// If the ranks differ, or the kernel is empty.
    pub(super) fn new(
        source: View<'a, T, D>,
        kernel: ViewD<'_, T>,
        boundary: Boundary<T>,
        op: &'static str,
    ) -> Result<Self> {
        let (rank, extents) = (source.rank(), kernel.shape());
        if extents.len() != rank {
            return Err(Error::new(op, ErrorKind::Rank { expected: rank, found: extents.len() }));
        }
        check_window(&extents, source.shape().as_ref(), op)?;
        Ok(Self { source, taps: Taps::new(kernel), window: Window::around(extents), boundary })
    }
}

/// # Errors
/// If a window is empty.
pub(super) fn check_window(window: &Extents, shape: &[usize], op: &'static str) -> Result<()> {
    match window.iter().position(|&n| n == 0) {
        Some(axis) => Err(Error::new(op, ErrorKind::Window { axis, window: 0, extent: shape[axis] })),
        None => Ok(()),
    }
}

impl<T: Weigh, D: Dim> Compute for Weighted<'_, T, D> {
    type Elem = T;
    type Dim = D;
    const OP: &'static str = "stencil";

    fn extents(&self) -> Extents {
        expect(self.source.shape().as_ref().into_extents())
    }
    fn compute(&self) -> Result<Array<T, D>> {
        let mut out = fresh(&self.extents(), &T::zero(), Self::OP)?;
        self.compute_into(crate::array::AsViewMut::view_mut(&mut out))?;
        Ok(out)
    }
    fn compute_into(&self, out: ViewMut<'_, T, D>) -> Result<()> {
        let Self { source, taps, window, boundary } = self;
        each_block(source.into_dyn(), window, boundary, out.into_dyn(), taps.work(), &|from, out| {
            taps.sum(from, out)
        })
    }
}
