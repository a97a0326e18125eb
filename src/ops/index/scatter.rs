//! Writing at arrays of indices: `a[rows, :, cols] = values`, `np.add.at` and `np.put_along_axis`.

use crate::array::{AsView, AsViewMut, Movement, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec;
use crate::expr::IntoExpr;
use crate::layout::{Axis, Extents, IxDyn, SliceElem};
use crate::ops::IndexInt;
use crate::ops::put::{bits_for, each_selected, spread};

use super::gather::along;
use super::spec::{Index, IndexSpec};

/// Writing at arrays of indices and masks, for arrays and mutable views.
///
/// The values are computed first, into an array of their own, of the shape that [`gather`](super::Gather::gather) with this
/// index has, to which they broadcast. They are written in its row-major order, on any number of threads.
pub trait Scatter: AsViewMut
where
    Self::Elem: Copy + Send + Sync,
{
    /// Sets the elements that [`gather`](super::Gather::gather) would read to `values`, which broadcast to its result. Of several
    /// values for one element the last one stays. NumPy: `a[rows, cols] = values`, `a[:, mask] = values`.
    ///
    /// # Panics
    /// If the index does not fit (as in `gather`), or the values do not broadcast.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([2, 3]);
    /// a.scatter(s![&[0, 1, 0], &[2, 0, 2]], &array![1, 2, 3]);
    /// assert_eq!(a, array![[0, 0, 3], [2, 0, 0]]);
    /// a.scatter(s![.., array![true, true, false]], 7);
    /// assert_eq!(a, array![[7, 7, 3], [7, 7, 0]]);
    /// ```
    #[track_caller]
    fn scatter<S, V>(&mut self, index: S, values: V)
    where
        S: IndexSpec<Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_scatter(index, values));
    }

    /// [`scatter`](Self::scatter), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `scatter` panics: nothing is written then.
    fn try_scatter<S, V>(&mut self, index: S, values: V) -> Result<()>
    where
        S: IndexSpec<Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        const OP: &str = "scatter";
        let view = self.view_mut().into_dyn();
        let entries = index.entries();
        let index = Index::new(&view.layout(), &entries, OP)?;
        let values = spread(values, index.picks.shape(), OP)?;
        exec::put_picked(view.slice(&index.slice[..]), &index.picks, &values);
        Ok(())
    }

    /// Adds `values`, which broadcast as in [`scatter`](Self::scatter), to the elements that `gather` would read. Values for one
    /// element are added one after the other, in their row-major order. NumPy: `np.add.at(a, (rows, cols), values)`.
    ///
    /// # Panics
    /// If the index does not fit (as in `gather`), the values do not broadcast, or an addition overflows where that panics.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let (x, y) = (array![0, 1, 0, 0], array![2, 1, 2, 0]);
    /// let mut histogram = Array2::zeros([2, 3]);
    /// histogram.scatter_add(s![&x, &y], 1);
    /// assert_eq!(histogram, array![[1, 0, 2], [0, 1, 0]]);
    /// ```
    #[track_caller]
    fn scatter_add<S, V>(&mut self, index: S, values: V)
    where
        S: IndexSpec<Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
        Self::Elem: core::ops::Add<Output = Self::Elem>,
    {
        expect(self.try_scatter_add(index, values));
    }

    /// [`scatter_add`](Self::scatter_add), with an error instead of a panic.
    ///
    /// # Errors
    /// If the index does not fit or the values do not broadcast: nothing is written then.
    fn try_scatter_add<S, V>(&mut self, index: S, values: V) -> Result<()>
    where
        S: IndexSpec<Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
        Self::Elem: core::ops::Add<Output = Self::Elem>,
    {
        change(self, index, values, "scatter_add", |slot, value| *slot = *slot + value)
    }

    /// Calls `f` with each element that `gather` would read and its value, in the row-major order of the values.
    /// NumPy: `np.maximum.at(a, (rows, cols), values)`, and `ufunc.at` of any other.
    ///
    /// # Panics
    /// If the index does not fit (as in `gather`), the values do not broadcast, or `f` panics (what it changed stays changed).
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut best = array![0, 5];
    /// best.scatter_with(s![&[0, 1, 0, 1]], &array![3, 4, 2, 6], |slot, value| *slot = value.max(*slot));
    /// assert_eq!(best, array![3, 6]);
    /// ```
    #[track_caller]
    fn scatter_with<S, V>(&mut self, index: S, values: V, f: impl Fn(&mut Self::Elem, Self::Elem) + Sync)
    where
        S: IndexSpec<Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_scatter_with(index, values, f));
    }

    /// [`scatter_with`](Self::scatter_with), with an error instead of a panic.
    ///
    /// # Errors
    /// If the index does not fit or the values do not broadcast: nothing is written then.
    fn try_scatter_with<S, V>(
        &mut self,
        index: S,
        values: V,
        f: impl Fn(&mut Self::Elem, Self::Elem) + Sync,
    ) -> Result<()>
    where
        S: IndexSpec<Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        change(self, index, values, "scatter_with", f)
    }

    /// At each index of `indices`, sets the element at that place along an axis: `a[i, indices[i, j]] = values[i, j]` for axis 1.
    /// Shapes are as in [`take_along_axis`](super::Gather::take_along_axis), and the values broadcast to its result. Of several
    /// values for one element the last one stays. NumPy: `np.put_along_axis`.
    ///
    /// # Panics
    /// If there is no such axis, the shapes do not broadcast, or an index is out of range.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![[10, 30, 20], [60, 40, 50]];
    /// let largest = array![[1], [0]];
    /// a.put_along_axis(&largest, Axis(1), 99);
    /// assert_eq!(a, array![[10, 99, 20], [99, 40, 50]]);
    /// ```
    #[track_caller]
    fn put_along_axis<'x, X, V>(&mut self, indices: X, axis: Axis, values: V)
    where
        X: AsView<'x, Elem: IndexInt, Dim = Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_put_along_axis(indices, axis, values));
    }

    /// [`put_along_axis`](Self::put_along_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `put_along_axis` panics: nothing is written then.
    fn try_put_along_axis<'x, X, V>(&mut self, indices: X, axis: Axis, values: V) -> Result<()>
    where
        X: AsView<'x, Elem: IndexInt, Dim = Self::Dim>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        const OP: &str = "put_along_axis";
        let view = self.view_mut();
        let picks = along(&view.layout(), indices, axis, OP)?;
        let values = spread(values, picks.shape(), OP)?;
        exec::put_picked(view, &picks, &values);
        Ok(())
    }

    /// Sets the elements where `mask`, of the same shape, holds to the values one after the other, in row-major order, from the
    /// first again when they are used up. NumPy: `np.place(a, mask, values)`.
    ///
    /// With as many values as the mask selects this is [`assign_masked`](crate::ops::Put::assign_masked).
    ///
    /// # Panics
    /// If the mask has another shape, or selects something and there are no values.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = array![[0, 1, 2], [3, 4, 5]];
    /// let mask = a.gt(2).eval();
    /// a.place(&mask, &array![44, 55]);
    /// assert_eq!(a, array![[0, 1, 2], [44, 55, 44]]);
    /// ```
    #[track_caller]
    fn place<M, V>(&mut self, mask: M, values: V)
    where
        M: IntoExpr<bool, Elem = bool>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_place(mask, values));
    }

    /// [`place`](Self::place), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `place` panics: nothing is written then.
    fn try_place<M, V>(&mut self, mask: M, values: V) -> Result<()>
    where
        M: IntoExpr<bool, Elem = bool>,
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        const OP: &str = "place";
        let mut out = self.view_mut();
        let bits = bits_for(&out, mask, OP)?;
        let values = listed(values, OP)?;
        if values.is_empty() && bits.count > 0 {
            return Err(Error::new(OP, ErrorKind::Empty { shape: Extents::repeat(0, 1) }));
        }
        let mut values = values.iter().cycle();
        each_selected(&mut out, &bits, |slot| *slot = values.next().copied().unwrap_or(*slot));
        Ok(())
    }

    /// Sets the elements whose indices are all equal to the values one after the other, from the first again when they are used
    /// up. The rank is 2 or more; from 3 axes on all have one extent. NumPy: `np.fill_diagonal(a, values)`.
    ///
    /// # Panics
    /// If the rank or the shape is another, or there are no values for a diagonal that has elements.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([3, 2]);
    /// a.fill_diagonal(&array![1, 2]);
    /// assert_eq!(a, array![[1, 0], [0, 2], [0, 0]]);
    /// ```
    #[track_caller]
    fn fill_diagonal<V>(&mut self, values: V)
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_fill_diagonal(values));
    }

    /// [`fill_diagonal`](Self::fill_diagonal), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `fill_diagonal` panics: nothing is written then.
    fn try_fill_diagonal<V>(&mut self, values: V) -> Result<()>
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        fill_diagonal(self.view_mut().into_dyn(), values, false, "fill_diagonal")
    }

    /// [`fill_diagonal`](Self::fill_diagonal), beginning again one row below the end of the diagonal in an array with more rows
    /// than columns. NumPy: `np.fill_diagonal(a, values, wrap=True)`.
    ///
    /// # Panics
    /// Where `fill_diagonal` does.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([4, 2]);
    /// a.fill_diagonal_wrapped(5);
    /// assert_eq!(a, array![[5, 0], [0, 5], [0, 0], [5, 0]]);
    /// ```
    #[track_caller]
    fn fill_diagonal_wrapped<V>(&mut self, values: V)
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        expect(self.try_fill_diagonal_wrapped(values));
    }

    /// [`fill_diagonal_wrapped`](Self::fill_diagonal_wrapped), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `fill_diagonal_wrapped` panics: nothing is written then.
    fn try_fill_diagonal_wrapped<V>(&mut self, values: V) -> Result<()>
    where
        V: IntoExpr<Self::Elem, Elem = Self::Elem>,
    {
        fill_diagonal(self.view_mut().into_dyn(), values, true, "fill_diagonal_wrapped")
    }
}

impl<A: AsViewMut> Scatter for A where A::Elem: Copy + Send + Sync {}

fn change<A, S, V>(
    target: &mut A,
    index: S,
    values: V,
    op: &'static str,
    f: impl Fn(&mut A::Elem, A::Elem) + Sync,
) -> Result<()>
where
    A: AsViewMut<Elem: Copy + Send + Sync> + ?Sized,
    S: IndexSpec<A::Dim>,
    V: IntoExpr<A::Elem, Elem = A::Elem>,
{
    let view = target.view_mut().into_dyn();
    let entries = index.entries();
    let index = Index::new(&view.layout(), &entries, op)?;
    let values = spread(values, index.picks.shape(), op)?;
    exec::change_picked(view.slice(&index.slice[..]), &index.picks, &values, f);
    Ok(())
}

/// Values of any shape in row-major order.
fn listed<T: Copy + Send + Sync, V: IntoExpr<T, Elem = T>>(values: V, op: &'static str) -> Result<Vec<T>> {
    Ok(exec::eval::<_, IxDyn>(values.into_expr(), op)?.into_vec())
}

fn fill_diagonal<T: Copy + Send + Sync, V: IntoExpr<T, Elem = T>>(
    mut out: ViewMutD<'_, T>,
    values: V,
    wrap: bool,
    op: &'static str,
) -> Result<()> {
    let shape = (&out).shape();
    let &[rows, columns, ..] = &shape[..] else {
        return Err(Error::new(op, ErrorKind::Rank { expected: 2, found: shape.len() }));
    };
    let cube = Extents::repeat(rows, shape.len());
    if shape.len() > 2 && shape != cube {
        return Err(Error::new(op, ErrorKind::Shape { expected: cube, found: shape }));
    }
    let values = listed(values, op)?;
    if values.is_empty() && !(&out).is_empty() {
        return Err(Error::new(op, ErrorKind::Empty { shape: Extents::repeat(0, 1) }));
    }
    let mut values = values.iter().cycle();
    // The last of a block of rows is between two diagonals.
    let block = if wrap { columns + 1 } else { rows.max(1) };
    for first in (0..rows).step_by(block) {
        let rows = SliceElem::from(first..rows.min(first + block));
        let mut diagonal = (&mut out).slice(&[rows][..]);
        // The diagonal so far is the last axis.
        for _ in 1..shape.len() {
            let rank = (&diagonal).rank();
            diagonal = diagonal.diagonal(0, Axis(if rank == shape.len() { 1 } else { -1 }), Axis(0));
        }
        for (slot, &value) in diagonal.iter_mut().zip(&mut values) {
            *slot = value;
        }
    }
    Ok(())
}
