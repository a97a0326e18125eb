//! How many elements, or how much weight, falls into each bin.
//!
//! Long arrays are cut into eight pieces, whatever the number of threads, each with bins of its own, which are added in their
//! order: no result depends on the number of threads.

use core::ops::Add;

use num_traits::{Float, ToPrimitive, Zero};

use super::bins::{Bins, Grid};
use super::blocks::{each_block, pieces};
use crate::array::{Array, Array1, AsView, AsViewMut, Movement, View, ViewD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::threads;
use crate::expr::{Elementwise, Expr, Reduce, zip2};
use crate::layout::{Axis, Dim, Extents, Ix1, Ix2, IxDyn, Layout};

/// From so many elements on there are pieces.
const PIECES_FROM: usize = 1 << 16;
/// What finding the bin of an element costs, as bytes moved.
const COST: usize = 32;

/// How many elements, or how much weight, each bin has, and where the bins lie.
#[derive(Clone, Debug)]
pub struct Histogram<C, T, D: Dim> {
    /// One number for each bin; an axis for each of [`edges`](Self::edges).
    pub counts: Array<C, D>,
    /// For each axis the edges of its bins, one more than there are bins.
    pub edges: Vec<Array1<T>>,
}

impl<C, T, D> Histogram<C, T, D>
where
    C: Copy + Send + Sync + ToPrimitive,
    T: Float + Send + Sync,
    D: Dim,
{
    /// The share of each bin in the whole divided by its width (area, volume): they add up to 1 over all bins. NumPy: `density=True`.
    ///
    /// Nothing but NaN if nothing was counted.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[must_use]
    #[track_caller]
    pub fn density(&self) -> Array<T, D> {
        let mut density = self.counts.map(|count| T::from(count).unwrap_or_else(T::nan)).eval();
        let total = density.sum();
        density.apply(|x| *x = *x / total);
        for (axis, edges) in self.edges.iter().enumerate() {
            let mut bins = density.axis_iter_mut(Axis(axis as isize));
            for width in edges.iter().zip(edges.iter().skip(1)).map(|(&low, &high)| high - low) {
                if let Some(mut bin) = bins.next() {
                    bin.apply(|x| *x = *x / width);
                }
            }
        }
        density
    }
}

/// A histogram of all elements. NumPy: `np.histogram(a, bins, range)`, and with
/// [`density`](Histogram::density) `np.histogram(a, bins, range, density=True)`.
///
/// The bins are a number of them, edges, or anything else that [`Bins`] says. Elements outside, and NaN, are not counted.
/// Allocates the bins (eight times for a long array) and scratch of a few thousand elements.
///
/// # Panics
/// If there are no bins, edges fall or are NaN, or the range is not finite, as that of elements with a NaN.
///
/// ```
/// use longstride::ops::Bins;
/// use longstride::prelude::*;
/// let a = array![[0.0, 1.0, 1.5], [2.0, 2.5, 4.0]];
/// let h = histogram(&a, 4);
/// assert_eq!(h.counts, array![1, 2, 2, 1]);
/// assert_eq!(h.edges[0], array![0.0, 1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(histogram(&a, &[0.0, 1.0, 10.0]).density(), array![1.0 / 6.0, 5.0 / 6.0 / 9.0]);
/// assert_eq!(histogram(&a, Bins::Between { count: 2, low: 1.0, high: 2.0 }).counts, array![1, 2]);
/// ```
#[track_caller]
pub fn histogram<'a, 'e, V>(a: V, bins: impl Into<Bins<'e, V::Elem>>) -> Histogram<usize, V::Elem, Ix1>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'e>,
{
    expect(try_histogram(a, bins))
}

/// [`histogram`], with an error instead of a panic.
///
/// # Errors
/// Where `histogram` panics.
pub fn try_histogram<'a, 'e, V>(
    a: V,
    bins: impl Into<Bins<'e, V::Elem>>,
) -> Result<Histogram<usize, V::Elem, Ix1>>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'e>,
{
    const OP: &str = "histogram";
    let view = a.view().into_dyn();
    counted(vec![view], vec![Grid::new(&bins.into(), view, OP)?], OP)
}

/// A histogram of all elements, each with a weight that is added to its bin. NumPy: `np.histogram(a, bins, range, weights=w)`.
///
/// # Panics
/// Where [`histogram`] does, and if the weights have another shape.
///
/// ```
/// use longstride::prelude::*;
/// let h = histogram_weighted(&array![1.0, 2.0, 9.0], &array![0.5, 2.0, 1.0], 2);
/// assert_eq!(h.counts, array![2.5, 1.0]);
/// ```
#[track_caller]
pub fn histogram_weighted<'a, 'w, 'e, V, W>(
    a: V,
    weights: W,
    bins: impl Into<Bins<'e, V::Elem>>,
) -> Histogram<V::Elem, V::Elem, Ix1>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'w + 'e>,
    W: AsView<'w, Elem = V::Elem>,
{
    expect(try_histogram_weighted(a, weights, bins))
}

/// [`histogram_weighted`], with an error instead of a panic.
///
/// # Errors
/// Where `histogram_weighted` panics.
pub fn try_histogram_weighted<'a, 'w, 'e, V, W>(
    a: V,
    weights: W,
    bins: impl Into<Bins<'e, V::Elem>>,
) -> Result<Histogram<V::Elem, V::Elem, Ix1>>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'w + 'e>,
    W: AsView<'w, Elem = V::Elem>,
{
    const OP: &str = "histogram_weighted";
    let (view, weights) = (a.view().into_dyn(), weights.view().into_dyn());
    weighted(vec![view], weights, vec![Grid::new(&bins.into(), view, OP)?], OP)
}

/// The edges that [`histogram`] would use. NumPy: `np.histogram_bin_edges(a, bins, range)`.
///
/// # Panics
/// Where [`histogram`] does.
///
/// ```
/// use longstride::ops::{BinRule, histogram_bin_edges};
/// use longstride::prelude::*;
/// assert_eq!(histogram_bin_edges(&array![1.0, 2.0, 4.0, 5.0], BinRule::Sqrt), array![1.0, 3.0, 5.0]);
/// ```
#[track_caller]
pub fn histogram_bin_edges<'a, 'e, V>(a: V, bins: impl Into<Bins<'e, V::Elem>>) -> Array1<V::Elem>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'e>,
{
    expect(try_histogram_bin_edges(a, bins))
}

/// [`histogram_bin_edges`], with an error instead of a panic.
///
/// # Errors
/// Where `histogram_bin_edges` panics.
pub fn try_histogram_bin_edges<'a, 'e, V>(a: V, bins: impl Into<Bins<'e, V::Elem>>) -> Result<Array1<V::Elem>>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'e>,
{
    Ok(Grid::new(&bins.into(), a.view().into_dyn(), "histogram_bin_edges")?.into_edges())
}

/// A histogram of points in the plane, given by their two coordinates, of one shape. NumPy: `np.histogram2d(x, y, bins, range)`.
///
/// # Panics
/// Where [`histogram`] does, and if the shapes differ.
///
/// ```
/// use longstride::prelude::*;
/// let (x, y) = (array![0.0, 1.0, 1.0, 3.0], array![0.0, 1.0, 4.0, 4.0]);
/// let h = histogram2d(&x, &y, [3.into(), (&[0.0, 2.0, 4.0]).into()]);
/// assert_eq!(h.counts, array![[1, 0], [1, 1], [0, 1]]);
/// ```
#[track_caller]
pub fn histogram2d<'a, 'b, X, Y>(x: X, y: Y, bins: [Bins<'_, X::Elem>; 2]) -> Histogram<usize, X::Elem, Ix2>
where
    X: AsView<'a, Elem: Float + Send + Sync + 'b>,
    Y: AsView<'b, Elem = X::Elem>,
{
    expect(try_histogram2d(x, y, bins))
}

/// [`histogram2d`], with an error instead of a panic.
///
/// # Errors
/// Where `histogram2d` panics.
pub fn try_histogram2d<'a, 'b, X, Y>(
    x: X,
    y: Y,
    bins: [Bins<'_, X::Elem>; 2],
) -> Result<Histogram<usize, X::Elem, Ix2>>
where
    X: AsView<'a, Elem: Float + Send + Sync + 'b>,
    Y: AsView<'b, Elem = X::Elem>,
{
    const OP: &str = "histogram2d";
    let columns = vec![x.view().into_dyn(), y.view().into_dyn()];
    let grids = grids(&columns, &bins, OP)?;
    counted(columns, grids, OP)
}

/// A histogram of points in as many dimensions as there are columns, a point in each row. NumPy: `np.histogramdd(points, bins, range)`.
///
/// # Panics
/// Where [`histogram`] does, if there are not as many bins as columns, or more than an array can have axes.
///
/// ```
/// use longstride::prelude::*;
/// let points = array![[0.0, 0.0, 1.0], [0.1, 0.9, 0.0], [1.0, 1.0, 1.0]];
/// let h = histogramdd(&points, &[2.into(), 2.into(), 1.into()]);
/// assert_eq!(h.counts, array![[[1], [1]], [[0], [1]]].into_dyn_array());
/// ```
#[track_caller]
pub fn histogramdd<'a, V>(points: V, bins: &[Bins<'_, V::Elem>]) -> Histogram<usize, V::Elem, IxDyn>
where
    V: AsView<'a, Elem: Float + Send + Sync, Dim = Ix2>,
{
    expect(try_histogramdd(points, bins))
}

/// [`histogramdd`], with an error instead of a panic.
///
/// # Errors
/// Where `histogramdd` panics.
pub fn try_histogramdd<'a, V>(
    points: V,
    bins: &[Bins<'_, V::Elem>],
) -> Result<Histogram<usize, V::Elem, IxDyn>>
where
    V: AsView<'a, Elem: Float + Send + Sync, Dim = Ix2>,
{
    const OP: &str = "histogramdd";
    let columns = columns(points.view());
    let grids = grids(&columns, bins, OP)?;
    counted(columns, grids, OP)
}

/// [`histogramdd`] of points that have weights, one for each. NumPy: `np.histogramdd(points, bins, range, weights=w)`.
///
/// # Errors
/// Where [`histogramdd`] panics, and if there are not as many weights as points.
pub fn try_histogramdd_weighted<'a, 'w, V, W>(
    points: V,
    weights: W,
    bins: &[Bins<'_, V::Elem>],
) -> Result<Histogram<V::Elem, V::Elem, IxDyn>>
where
    V: AsView<'a, Elem: Float + Send + Sync + 'w, Dim = Ix2>,
    W: AsView<'w, Elem = V::Elem, Dim = Ix1>,
{
    const OP: &str = "histogramdd_weighted";
    let columns = columns(points.view());
    let grids = grids(&columns, bins, OP)?;
    weighted(columns, weights.view().into_dyn(), grids, OP)
}

fn columns<T>(points: View<'_, T, Ix2>) -> Vec<ViewD<'_, T>> {
    points.axis_iter(Axis(1)).map(Movement::into_dyn).collect()
}

/// The bins of each column.
fn grids<T: Float + Send + Sync>(
    columns: &[ViewD<'_, T>],
    bins: &[Bins<'_, T>],
    op: &'static str,
) -> Result<Vec<Grid<T>>> {
    if columns.len() != bins.len() {
        return Err(Error::new(op, ErrorKind::Value { why: "not as many bins as columns of points" }));
    }
    columns.iter().zip(bins).map(|(column, bins)| Grid::new(bins, *column, op)).collect()
}

/// A histogram of so many columns, each element counted once.
fn counted<T: Float + Send + Sync, D: Dim>(
    columns: Vec<ViewD<'_, T>>,
    grids: Vec<Grid<T>>,
    op: &'static str,
) -> Result<Histogram<usize, T, D>> {
    let count = |grids: &[Grid<T>], block: &[&[T]], counts: &mut [usize]| {
        each_bin(grids, block, |_, bin| counts[bin] += 1);
    };
    tally(columns, grids, count, op)
}

/// A histogram of so many columns, each element with a weight.
fn weighted<'a, T: Float + Send + Sync, D: Dim>(
    mut columns: Vec<ViewD<'a, T>>,
    weights: ViewD<'a, T>,
    grids: Vec<Grid<T>>,
    op: &'static str,
) -> Result<Histogram<T, T, D>> {
    columns.push(weights);
    let add = |grids: &[Grid<T>], block: &[&[T]], sums: &mut [T]| {
        let weights = block[grids.len()];
        each_bin(grids, block, |i, bin| sums[bin] = sums[bin] + weights[i]);
    };
    tally(columns, grids, add, op)
}

/// Calls `f` with each place of the block whose elements have a bin, and that bin.
#[inline(always)]
fn each_bin<T: Float + Send + Sync>(grids: &[Grid<T>], block: &[&[T]], mut f: impl FnMut(usize, usize)) {
    if let [grid] = grids {
        for (i, &x) in block[0].iter().enumerate() {
            if let Some(bin) = grid.find(x) {
                f(i, bin);
            }
        }
        return;
    }
    for i in 0..block.first().map_or(0, |column| column.len()) {
        let next =
            |bin: usize, (grid, column): (&Grid<T>, &&[T])| Some(bin * grid.len() + grid.find(column[i])?);
        if let Some(bin) = grids.iter().zip(block).try_fold(0, next) {
            f(i, bin);
        }
    }
}

/// Adds up what `add` does with each block of the views, which have to have one shape.
fn tally<T, C, D>(
    views: Vec<ViewD<'_, T>>,
    grids: Vec<Grid<T>>,
    add: impl Fn(&[Grid<T>], &[&[T]], &mut [C]) + Sync,
    op: &'static str,
) -> Result<Histogram<C, T, D>>
where
    T: Float + Send + Sync,
    C: Copy + Send + Sync + Zero + Add<Output = C>,
    D: Dim,
{
    let mut shape = Extents::new();
    if grids.len() > crate::layout::MAX_RANK {
        return Err(Error::new(op, ErrorKind::RankTooLarge { rank: grids.len() }));
    }
    grids.iter().for_each(|grid| shape.push(grid.len()));
    let layout = Layout::row_major(&shape).map_err(|e| e.in_op(op))?;
    let bins = layout.len();
    let len = match views.first() {
        Some(first) => {
            let expected = first.shape();
            if let Some(other) = views.iter().find(|view| view.shape() != expected) {
                return Err(Error::new(op, ErrorKind::Shape { expected, found: other.shape() }));
            }
            first.len()
        }
        None => 0,
    };
    let mut counts = Array::<C, Ix1>::try_full(bins, C::zero())?;
    if len > 0 {
        let doublings = if len >= PIECES_FROM && bins <= len / 16 { 3 } else { 0 };
        let pieces = pieces(views, doublings);
        let mut parts = Array::<C, Ix2>::try_full([pieces.len(), bins], C::zero())?;
        let threads = threads::for_bytes(len.saturating_mul(COST * grids.len()));
        if let Some(parts) = parts.as_mut_slice() {
            let work = pieces.into_iter().zip(parts.chunks_exact_mut(bins.max(1)));
            threads::each_item(work, threads, |(views, counts)| {
                each_block(&views, T::zero(), &mut |block| add(&grids, block, counts));
            });
        }
        for part in parts.outer_iter() {
            counts = zip2(&counts, part).map(|a, b| a + b).try_eval()?;
        }
    }
    let counts = Array::from_buffer(counts.into_buffer(), &layout, op)?;
    Ok(Histogram { counts, edges: grids.into_iter().map(Grid::into_edges).collect() })
}
