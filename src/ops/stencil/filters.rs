//! Filters that run along one axis after the other: moving means and Gaussian blurs.

use num_traits::{Float, NumCast};

use super::blocks::{Window, each_block};
use super::boundary::Boundary;
use super::weights::{check_window, shifted};
use super::{Stencil, extents_of, fresh};
use crate::array::{Array, Array1, AsView, AsViewMut, Movement, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Assign, Expr, Literal, op};
use crate::layout::{Axis, Dim, Extents, IntoShape};

/// The mean of the window of a size around each element: a moving average, over as many axes as the size is not 1 on. Of an
/// even size the middle is the later of the two. SciPy: `scipy.ndimage.uniform_filter(a, size, mode=...)`.
///
/// The time grows with the logarithm of the size, since sums of two make sums of four; so does the error, and a NaN reaches the
/// windows that hold it and no others. (A running sum, which adds what comes in and subtracts what goes out, drifts.)
/// One allocation, and one more of the same size if there is more than one axis to filter.
///
/// # Panics
/// If the ranks differ, a size is 0, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::uniform_filter, prelude::*};
/// let v = array![3., 0., 6., 9.];
/// assert_eq!(uniform_filter(&v, 3, Boundary::Edge), array![2., 3., 5., 8.]);
/// ```
#[track_caller]
pub fn uniform_filter<'a, A, S>(a: A, size: S, boundary: Boundary<A::Elem>) -> Array<A::Elem, A::Dim>
where
    A: AsView<'a, Elem: Float + Send + Sync + 'static>,
    S: IntoShape<Dim = A::Dim>,
{
    expect(try_uniform_filter(a, size, boundary))
}

/// [`uniform_filter`], with an error instead of a panic.
///
/// # Errors
/// Where `uniform_filter` panics.
pub fn try_uniform_filter<'a, A, S>(
    a: A,
    size: S,
    boundary: Boundary<A::Elem>,
) -> Result<Array<A::Elem, A::Dim>>
where
    A: AsView<'a, Elem: Float + Send + Sync + 'static>,
    S: IntoShape<Dim = A::Dim>,
{
    const OP: &str = "uniform_filter";
    let view = a.view();
    let size = extents_of(size, view.rank(), OP)?;
    check_window(&size, view.shape().as_ref(), OP)?;
    along_axes(
        view.into_dyn(),
        |axis| size[axis] != 1,
        OP,
        |from, axis, out| {
            let mut extents = Extents::repeat(1, size.len());
            extents[axis] = size[axis];
            let Some(count) = <A::Elem as NumCast>::from(size[axis]) else {
                return Err(Error::new(
                    OP,
                    ErrorKind::Value { why: "a size that the element type has no value for" },
                ));
            };
            // Passes of two sums for each bit of the size.
            let work = 2 * (usize::BITS - size[axis].leading_zeros()) as usize;
            each_block(from, &Window::around(extents), &boundary, out, work, &|from, mut out| {
                moving_sum(from, axis, size[axis], &mut out);
                expect(out.try_update(op::Div, Literal(count)));
            })
        },
    )
}

/// Fills `out` with the sums of each `size` elements along an axis: sums of 1, 2, 4, ... of them, those put together that
/// the binary digits of the size name.
fn moving_sum<T: Float + Send + Sync + 'static>(
    from: ViewD<'_, T>,
    axis: usize,
    size: usize,
    out: &mut ViewMutD<'_, T>,
) {
    let shape = (&*out).shape();
    let mut start = Extents::repeat(0, shape.len());
    let mut sums: Option<Array<T, _>> = None;
    let mut width = 1;
    out.assign(Literal(T::zero()));
    loop {
        let now = sums.as_ref().map_or(from, |sums| sums.view());
        if size & width != 0 {
            expect(out.try_update(op::Add, shifted(now, &start, &shape)));
            start[axis] += width;
        }
        if 2 * width > size {
            return;
        }
        let (mut fewer, mut later) = (now.shape(), Extents::repeat(0, shape.len()));
        fewer[axis] -= width;
        later[axis] = width;
        let next =
            (shifted(now, &Extents::repeat(0, shape.len()), &fewer) + shifted(now, &later, &fewer)).eval();
        sums = Some(next);
        width *= 2;
    }
}

/// The weights of a Gaussian of standard deviation `sigma`, in elements, as far as four times that, which sum up to 1.
/// SciPy: the kernel of `scipy.ndimage.gaussian_filter1d(sigma)`.
///
/// # Panics
/// If `sigma` is not positive and finite.
///
/// ```
/// use longstride::{ops::gaussian_kernel, prelude::*};
/// let k = gaussian_kernel(1.0_f64);
/// assert_eq!(k.len(), 9);
/// assert!((k.sum() - 1.0).abs() < 1e-15 && k[4] > k[3] && k[3] == k[5]);
/// ```
#[track_caller]
#[must_use]
pub fn gaussian_kernel<T: Float>(sigma: T) -> Array1<T> {
    expect(try_gaussian_kernel(sigma))
}

/// [`gaussian_kernel`], with an error instead of a panic.
///
/// # Errors
/// If `sigma` is not positive and finite.
pub fn try_gaussian_kernel<T: Float>(sigma: T) -> Result<Array1<T>> {
    const WHY: &str = "a standard deviation that is not positive and finite";
    let bad = || Error::new("gaussian_kernel", ErrorKind::Value { why: WHY });
    let sigma = sigma.to_f64().filter(|s| *s > 0.0 && s.is_finite()).ok_or_else(bad)?;
    let radius = (4.0 * sigma + 0.5) as usize;
    let weight = |i: usize| (-0.5 * ((i as f64 - radius as f64) / sigma).powi(2)).exp();
    let weights: Vec<f64> = (0..=2 * radius).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    let weights = weights.iter().map(|w| T::from(w / sum)).collect::<Option<Vec<T>>>().ok_or_else(bad)?;
    Ok(Array1::from_iter(weights))
}

/// A Gaussian blur of standard deviation `sigma`, in elements, on every axis: one pass along each with
/// [`gaussian_kernel`]. SciPy: `scipy.ndimage.gaussian_filter(a, sigma, mode=...)`.
///
/// One allocation, and one more of the same size if there is more than one axis.
///
/// # Panics
/// If `sigma` is not positive and finite, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::gaussian_filter, prelude::*};
/// let mut dot = Array2::zeros([21, 21]);
/// dot[[10, 10]] = 1.0;
/// let blurred = gaussian_filter(&dot, 2.0, Boundary::Edge);
/// assert!((blurred.sum() - 1.0_f64).abs() < 1e-12 && blurred[[10, 11]] == blurred[[9, 10]]);
/// ```
#[track_caller]
pub fn gaussian_filter<'a, A>(a: A, sigma: A::Elem, boundary: Boundary<A::Elem>) -> Array<A::Elem, A::Dim>
where
    A: AsView<'a, Elem: Float + Send + Sync + 'static>,
{
    expect(try_gaussian_filter(a, sigma, boundary))
}

/// [`gaussian_filter`], with an error instead of a panic.
///
/// # Errors
/// Where `gaussian_filter` panics.
pub fn try_gaussian_filter<'a, A>(
    a: A,
    sigma: A::Elem,
    boundary: Boundary<A::Elem>,
) -> Result<Array<A::Elem, A::Dim>>
where
    A: AsView<'a, Elem: Float + Send + Sync + 'static>,
{
    const OP: &str = "gaussian_filter";
    let kernel = try_gaussian_kernel(sigma).map_err(|e| e.in_op(OP))?;
    along_axes(
        a.view().into_dyn(),
        |_| true,
        OP,
        |from, axis, mut out| {
            from.try_stencil_axis(&kernel, Axis(axis as isize), boundary)?.try_eval_into(&mut out)
        },
    )
}

/// What `filter` makes of `source` along one axis, of that along the next, and so on.
fn along_axes<T: Float + Send + Sync, D: Dim>(
    source: ViewD<'_, T>,
    axes: impl Fn(usize) -> bool,
    op: &'static str,
    filter: impl Fn(ViewD<'_, T>, usize, ViewMutD<'_, T>) -> Result<()>,
) -> Result<Array<T, D>> {
    let shape = source.shape();
    let mut out = fresh::<T, D>(&shape, &T::zero(), op)?;
    let mut spare: Option<Array<T, D>> = None;
    let mut first = true;
    for axis in (0..shape.len()).filter(|&axis| axes(axis)) {
        if first {
            filter(source, axis, out.view_mut().into_dyn())?;
            first = false;
            continue;
        }
        let mut next = match spare.take() {
            Some(spare) => spare,
            None => fresh::<T, D>(&shape, &T::zero(), op)?,
        };
        filter(out.view().into_dyn(), axis, next.view_mut().into_dyn())?;
        spare = Some(core::mem::replace(&mut out, next));
    }
    if first {
        out.view_mut().into_dyn().assign(source);
    }
    Ok(out)
}
