//! Sums and functions of each element's neighbourhood: stencils, convolutions and filters, at every edge rule.
//!
//! ```text
//! a  0 1 2 3 4      a.stencil(&[-1 0 1], Edge)     1  2  2  2  1      a[i + 1] - a[i - 1]
//!                   ... Wrap                      -3  2  2  2 -3      the ends are neighbours
//!                   convolve(&a, &[1 1], Full)     0  1  3  5  7  4   from the first place where they meet to the last
//! ```
//!
//! | | weights | a closure |
//! |---|---|---|
//! | the shape of the array, a rule for its edges | [`stencil`](Stencil::stencil), [`stencil_axis`](Stencil::stencil_axis) | [`stencil_with`](Stencil::stencil_with), [`map_windows`](Stencil::map_windows) |
//! | as far as both meet | [`convolve`], [`correlate`] | [`windows`](crate::array::Movement::windows) and a reduction |
//! | many steps | | [`iterate`](super::iterate()) |
//!
//! A stencil is an expression that is computed once: evaluate it, into an array or a destination, or make it an operand of a
//! larger one, for which it is computed into an array of its own. It reads the array where it is, of any layout, in blocks that
//! stay in the cache. Only blocks at the edges are copied, one at a time for each thread, together with what the
//! boundary rule shows beyond; the array is never padded as a whole.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::from_fn([4, 5], |[i, j]| (i * i + j * j) as f64);
//! let cross = array![[0., 1., 0.], [1., -4., 1.], [0., 1., 0.]];
//! assert_eq!(a.stencil(&cross, Boundary::Reflect).eval()[[1, 3]], 4.);
//!
//! // The same as an expression of shifted views, which is fused.
//! let laplacian = a.stencil_with([1, 1], Boundary::Reflect, |f, mut out| {
//!     let across = f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..]);
//!     let down = f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1]);
//!     (across + down - f.slice(s![1..-1, 1..-1]) * 4.0).eval_into(&mut out);
//! });
//! assert_eq!(laplacian.eval(), a.stencil(&cross, Boundary::Reflect).eval());
//!
//! // The largest of each neighbourhood.
//! let peaks = a.map_windows([3, 3], Boundary::Edge, |w| w.max());
//! assert_eq!((peaks - &a).eval()[[0, 0]], 2.);
//! ```

mod blocks;
mod boundary;
mod closure;
mod convolve;
mod filters;
mod weights;

pub use boundary::Boundary;
pub use closure::{Mapped, Stepped};
pub use convolve::{
    ConvolveMode, convolve, convolve_into, correlate, correlate_into, try_convolve, try_convolve_into,
    try_correlate, try_correlate_into,
};
pub use filters::{
    gaussian_filter, gaussian_kernel, try_gaussian_filter, try_gaussian_kernel, try_uniform_filter,
    uniform_filter,
};
pub use weights::{Weigh, Weighted};

use crate::array::{Array, AsView, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::Computed;
use crate::layout::{Axis, Dim, Extents, IntoShape, Ix1, Layout};
use crate::storage::Filling;

/// Stencils, for arrays and views.
pub trait Stencil<'a>: AsView<'a>
where
    Self::Elem: Copy + Send + Sync,
{
    /// The sum of each element's neighbours, weighted by a kernel of the array's rank, lazily. The kernel's middle lies on the
    /// element (of an even extent, the later of the two); it is not turned around.
    /// SciPy: `scipy.ndimage.correlate(a, kernel, mode=...)`.
    ///
    /// Terms are added in an order that depends on the kernel alone; a weight of 0 takes part, so that `0 * inf` is a NaN. The
    /// kernel may be larger than the array. An empty array has an empty result.
    ///
    /// # Panics
    /// If the ranks differ, or the kernel is empty.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let v = array![1, 2, 4, 8];
    /// assert_eq!(v.stencil(&array![-1, 0, 1], Boundary::Wrap).eval(), array![-6, 3, 6, -3]);
    /// let mut out = Array1::zeros(4);
    /// v.stencil(&array![1, 1], Boundary::Constant(100)).eval_into(&mut out);
    /// assert_eq!(out, array![101, 3, 6, 12]);
    /// ```
    #[track_caller]
    fn stencil<'k, K>(
        self,
        kernel: K,
        boundary: Boundary<Self::Elem>,
    ) -> Computed<Weighted<'a, Self::Elem, Self::Dim>>
    where
        K: AsView<'k, Elem = Self::Elem, Dim = Self::Dim>,
        Self::Elem: Weigh,
    {
        expect(self.try_stencil(kernel, boundary))
    }

    /// [`stencil`](Self::stencil), with an error instead of a panic.
    ///
    /// # Errors
    /// If the ranks differ, or the kernel is empty.
    fn try_stencil<'k, K>(
        self,
        kernel: K,
        boundary: Boundary<Self::Elem>,
    ) -> Result<Computed<Weighted<'a, Self::Elem, Self::Dim>>>
    where
        K: AsView<'k, Elem = Self::Elem, Dim = Self::Dim>,
        Self::Elem: Weigh,
    {
        Weighted::new(self.view(), kernel.view().into_dyn(), boundary, "stencil").map(Computed::new)
    }

    /// [`stencil`](Self::stencil) with a kernel of rank 1 along one axis: a separable kernel is one of these after the
    /// other. SciPy: `scipy.ndimage.correlate1d(a, kernel, axis, mode=...)`.
    ///
    /// # Panics
    /// If there is no such axis, or the kernel is empty.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2, 4], [8, 16, 32]];
    /// let k = array![-1, 1];
    /// assert_eq!(a.stencil_axis(&k, Axis(1), Boundary::Edge).eval(), array![[0, 1, 2], [0, 8, 16]]);
    /// ```
    #[track_caller]
    fn stencil_axis<'k, K>(
        self,
        kernel: K,
        axis: Axis,
        boundary: Boundary<Self::Elem>,
    ) -> Computed<Weighted<'a, Self::Elem, Self::Dim>>
    where
        K: AsView<'k, Elem = Self::Elem, Dim = Ix1>,
        Self::Elem: Weigh,
    {
        expect(self.try_stencil_axis(kernel, axis, boundary))
    }

    /// [`stencil_axis`](Self::stencil_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the kernel is empty.
    fn try_stencil_axis<'k, K>(
        self,
        kernel: K,
        axis: Axis,
        boundary: Boundary<Self::Elem>,
    ) -> Result<Computed<Weighted<'a, Self::Elem, Self::Dim>>>
    where
        K: AsView<'k, Elem = Self::Elem, Dim = Ix1>,
        Self::Elem: Weigh,
    {
        const OP: &str = "stencil_axis";
        let (view, kernel) = (self.view(), kernel.view());
        let mut extents = Extents::repeat(1, view.rank());
        extents[axis.resolve(view.rank(), OP)?] = kernel.len();
        Weighted::new(view, kernel.reshape_view(extents)?, boundary, OP).map(Computed::new)
    }

    /// What a step makes of each element and its neighbours up to `halo[k]` away on axis `k`, lazily: the steps are those
    /// of [`iterate`](super::iterate()).
    ///
    /// `step(from, to)` fills `to` with the results for the elements that `from` holds together with a halo: on axis `k` `from`
    /// is longer than `to` by `halo[k]` at either end. Inside the array it is a view of it, at the edges a copy with
    /// what the boundary rule shows beyond. The expression that it evaluates is fused, and costs what it costs on whole arrays.
    ///
    /// `step` has to be a function of `from` alone, the same for every part, and has to write all of `to`. It is called with
    /// blocks of any size, in any order, on several threads where that pays.
    ///
    /// # Panics
    /// If there are not as many halos as axes.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// // A step of the game of life on a torus.
    /// let mut glider = Array2::<u8>::zeros([5, 5]);
    /// glider.view_mut().slice(s![..3, ..3]).assign(&array![[0, 1, 0], [0, 0, 1], [1, 1, 1]]);
    /// let next = glider.stencil_with([1, 1], Boundary::Wrap, |f, mut out| {
    ///     let around = f.windows([3, 3]).sum_axes([Axis(2), Axis(3)]);
    ///     let alive = f.slice(s![1..-1, 1..-1]);
    ///     zip2(around, alive).map(|n, a| u8::from(n == 3 || n == 4 && a == 1)).eval_into(&mut out);
    /// });
    /// let next = next.eval();
    /// assert_eq!(next.slice(s![..4, ..3]), array![[0, 0, 0], [1, 0, 1], [0, 1, 1], [0, 1, 0]]);
    /// assert_eq!(next.sum(), 5);
    /// ```
    #[track_caller]
    fn stencil_with<S, F>(
        self,
        halo: S,
        boundary: Boundary<Self::Elem>,
        step: F,
    ) -> Computed<Stepped<'a, Self::Elem, Self::Dim, F>>
    where
        S: IntoShape<Dim = Self::Dim>,
        F: Fn(View<'_, Self::Elem, Self::Dim>, ViewMut<'_, Self::Elem, Self::Dim>) + Sync,
    {
        expect(self.try_stencil_with(halo, boundary, step))
    }

    /// [`stencil_with`](Self::stencil_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are not as many halos as axes.
    #[allow(clippy::type_complexity, reason = "a node in a result")]
    fn try_stencil_with<S, F>(
        self,
        halo: S,
        boundary: Boundary<Self::Elem>,
        step: F,
    ) -> Result<Computed<Stepped<'a, Self::Elem, Self::Dim, F>>>
    where
        S: IntoShape<Dim = Self::Dim>,
        F: Fn(View<'_, Self::Elem, Self::Dim>, ViewMut<'_, Self::Elem, Self::Dim>) + Sync,
    {
        let view = self.view();
        let halo = extents_of(halo, view.rank(), "stencil_with")?;
        Ok(Computed::new(Stepped::new(view, halo, boundary, step)))
    }

    /// What a function makes of the window around each element, a view of the array's rank, lazily. The window's middle lies
    /// on the element (of an even extent, the later of the two). SciPy: `scipy.ndimage.generic_filter`.
    ///
    /// The function is called for each element, which no vector instruction does: where there is an expression for the whole,
    /// [`stencil_with`](Self::stencil_with) is several times as fast. It runs on several threads where that pays.
    ///
    /// # Panics
    /// If the ranks differ, or the window is empty.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let v = array![5, 1, 9, 2, 7];
    /// let median = v.map_windows(3, Boundary::Edge, |w| {
    ///     let mut seen = [w[0], w[1], w[2]];
    ///     seen.sort_unstable();
    ///     seen[1]
    /// });
    /// assert_eq!(median.eval(), array![5, 5, 2, 7, 7]);
    /// ```
    #[track_caller]
    fn map_windows<S, U, F>(
        self,
        window: S,
        boundary: Boundary<Self::Elem>,
        function: F,
    ) -> Computed<Mapped<'a, Self::Elem, Self::Dim, F>>
    where
        S: IntoShape<Dim = Self::Dim>,
        U: Copy + Default + Send + Sync,
        F: Fn(View<'_, Self::Elem, Self::Dim>) -> U + Sync,
    {
        expect(self.try_map_windows(window, boundary, function))
    }

    /// [`map_windows`](Self::map_windows), with an error instead of a panic.
    ///
    /// # Errors
    /// If the ranks differ, or the window is empty.
    #[allow(clippy::type_complexity, reason = "a node in a result")]
    fn try_map_windows<S, U, F>(
        self,
        window: S,
        boundary: Boundary<Self::Elem>,
        function: F,
    ) -> Result<Computed<Mapped<'a, Self::Elem, Self::Dim, F>>>
    where
        S: IntoShape<Dim = Self::Dim>,
        U: Copy + Default + Send + Sync,
        F: Fn(View<'_, Self::Elem, Self::Dim>) -> U + Sync,
    {
        const OP: &str = "map_windows";
        let view = self.view();
        let window = extents_of(window, view.rank(), OP)?;
        Mapped::new(view, window, boundary, function, OP).map(Computed::new)
    }
}

impl<'a, V: AsView<'a>> Stencil<'a> for V where V::Elem: Copy + Send + Sync {}

/// One extent for each axis.
fn extents_of(list: impl IntoShape, rank: usize, op: &'static str) -> Result<Extents> {
    let list = list.into_extents()?;
    match list.len() == rank {
        true => Ok(list),
        false => Err(Error::new(op, ErrorKind::Rank { expected: rank, found: list.len() })),
    }
}

/// A row-major array of one value.
fn fresh<T: Clone, D: Dim>(shape: &Extents, value: &T, op: &'static str) -> Result<Array<T, D>> {
    let layout = Layout::row_major(shape).map_err(|e| e.in_op(op))?;
    Array::from_buffer(Filling::repeat(value, layout.len(), op)?, &layout, op)
}
