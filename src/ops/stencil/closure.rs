//! Stencils as closures: of a whole block at a time, which fuses, or of one window at a time.

use super::blocks::{Window, each_block};
use super::boundary::Boundary;
use super::fresh;
use super::weights::check_window;
use crate::array::{Array, AsView, AsViewMut, Movement, Parts, View, ViewMut};
use crate::error::{Result, expect};
use crate::expr::{Compute, Expr};
use crate::layout::{Dim, Extents, IntoShape};

/// A rough cost of an element, in additions: what a closure costs is not known.
const WORK: usize = 16;

/// What a closure makes of blocks with a halo: see [`stencil_with`](super::Stencil::stencil_with).
#[derive(Debug)]
pub struct Stepped<'a, T, D: Dim, F> {
    source: View<'a, T, D>,
    window: Window,
    boundary: Boundary<T>,
    step: F,
}

impl<'a, T, D: Dim, F> Stepped<'a, T, D, F> {
    pub(super) fn new(source: View<'a, T, D>, halo: Extents, boundary: Boundary<T>, step: F) -> Self {
        let mut extents = halo;
        extents.as_mut().iter_mut().for_each(|h| *h = 2 * *h + 1);
        Self { source, window: Window { extents, left: halo }, boundary, step }
    }
}

impl<T, D, F> Compute for Stepped<'_, T, D, F>
where
    T: Copy + Send + Sync,
    D: Dim,
    F: Fn(View<'_, T, D>, ViewMut<'_, T, D>) + Sync,
{
    type Elem = T;
    type Dim = D;
    const OP: &'static str = "stencil_with";

    fn extents(&self) -> Extents {
        expect(self.source.shape().as_ref().into_extents())
    }
    fn compute(&self) -> Result<Array<T, D>> {
        // Any value will do: all of them are written.
        let mut out = match self.source.iter().next() {
            Some(any) => fresh(&self.extents(), any, Self::OP)?,
            None => self.source.try_eval()?,
        };
        self.compute_into(out.view_mut())?;
        Ok(out)
    }
    fn compute_into(&self, out: ViewMut<'_, T, D>) -> Result<()> {
        let Self { source, window, boundary, step } = self;
        each_block(source.into_dyn(), window, boundary, out.into_dyn(), WORK, &|from, out| {
            step(expect(from.into_rank()), expect(out.into_rank()));
        })
    }
}

/// What a closure makes of each window: see [`map_windows`](super::Stencil::map_windows).
#[derive(Debug)]
pub struct Mapped<'a, T, D: Dim, F> {
    source: View<'a, T, D>,
    window: Window,
    boundary: Boundary<T>,
    function: F,
}

impl<'a, T, D: Dim, F> Mapped<'a, T, D, F> {
    pub(super) fn new(
        source: View<'a, T, D>,
        window: Extents,
        boundary: Boundary<T>,
        function: F,
        op: &'static str,
    ) -> Result<Self> {
        check_window(&window, source.shape().as_ref(), op)?;
        Ok(Self { source, window: Window::around(window), boundary, function })
    }
}

impl<T, U, D, F> Compute for Mapped<'_, T, D, F>
where
    T: Copy + Send + Sync,
    U: Copy + Default + Send + Sync,
    D: Dim,
    F: Fn(View<'_, T, D>) -> U + Sync,
{
    type Elem = U;
    type Dim = D;
    const OP: &'static str = "map_windows";

    fn extents(&self) -> Extents {
        expect(self.source.shape().as_ref().into_extents())
    }
    fn compute(&self) -> Result<Array<U, D>> {
        let mut out = fresh(&self.extents(), &U::default(), Self::OP)?;
        self.compute_into(out.view_mut())?;
        Ok(out)
    }
    fn compute_into(&self, out: ViewMut<'_, U, D>) -> Result<()> {
        let Self { source, window, boundary, function } = self;
        let work = WORK * window.extents.iter().product::<usize>();
        each_block(source.into_dyn(), window, boundary, out.into_dyn(), work, &|from, mut out| {
            let from: View<'_, T, D> = expect(from.into_rank());
            from.windows_iter(window.extents).zip(out.iter_mut()).for_each(|(seen, to)| *to = function(seen));
        })
    }
}
