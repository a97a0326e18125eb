//! Elements where a mask holds: NumPy's `a[mask]`, and where that is: `np.nonzero`.
//!
//! ```text
//! a      1 7 | 8 2      a.gt(5)   . x | x .
//! extract               7 8                       row-major order
//! flat_nonzero          1 2                       positions in that order
//! argwhere              0 1 | 1 0                 one row of indices for each
//! ```

use crate::array::{Array, Array1, Array2, AsView, AsViewMut};
use crate::error::{Result, expect};
use crate::exec;
use crate::expr::{Expr, IntoExpr};
use crate::layout::Ix1;

/// Selecting by a mask, for every array, view and expression.
pub trait Select: Expr {
    /// The elements where `mask`, of the same shape, holds, in row-major order along one axis.
    /// NumPy: `a[mask]`, `np.extract(mask, a)`.
    ///
    /// Neither this expression nor the mask becomes an array; both are computed a block at a time, on several threads
    /// where that pays. The mask is computed first, and once; then one allocation of the result's size.
    ///
    /// # Panics
    /// If the shapes differ (a mask does not stretch), or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1., 7.], [8., 2.]];
    /// assert_eq!(a.extract(a.gt(5.0)), array![7., 8.]);
    /// assert_eq!((&a * 2.0).extract(&array![[true, false], [false, true]]), array![2., 4.]);
    /// ```
    #[track_caller]
    fn extract<M>(self, mask: M) -> Array1<<Self as Expr>::Elem>
    where
        M: IntoExpr<bool, Elem = bool>,
        <Self as Expr>::Elem: Copy,
    {
        expect(self.try_extract(mask))
    }

    /// [`extract`](Self::extract), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes differ, or the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_extract<M>(self, mask: M) -> Result<Array1<<Self as Expr>::Elem>>
    where
        M: IntoExpr<bool, Elem = bool>,
        <Self as Expr>::Elem: Copy,
    {
        exec::extract(&self, &mask.into_expr(), "extract")
    }

    /// [`extract`](Self::extract) to the front of an array or mutable view that you have; returns how many elements were
    /// written. The others keep their values. NumPy: `np.compress(mask.ravel(), a, out=out)`.
    ///
    /// Allocates nothing of the result's size, except where `out` is a view with gaps. With room for all elements of this
    /// expression, one pass over memory less than without.
    ///
    /// # Panics
    /// If the shapes differ, or `out` is too short.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1, 7, 8, 2];
    /// let mut out = Array1::zeros(4);
    /// let n = a.extract_into(a.gt(5), &mut out);
    /// assert_eq!(out.slice(s![..n]), array![7, 8]);
    /// ```
    #[track_caller]
    fn extract_into<M, O>(self, mask: M, out: &mut O) -> usize
    where
        M: IntoExpr<bool, Elem = bool>,
        O: AsViewMut<Elem = <Self as Expr>::Elem, Dim = Ix1>,
        <Self as Expr>::Elem: Copy + Sync,
    {
        expect(self.try_extract_into(mask, out))
    }

    /// [`extract_into`](Self::extract_into), with an error instead of a panic.
    ///
    /// # Errors
    /// If the shapes differ, or `out` is too short: nothing is written then.
    #[cfg_attr(feature = "profile", track_caller)]
    fn try_extract_into<M, O>(self, mask: M, out: &mut O) -> Result<usize>
    where
        M: IntoExpr<bool, Elem = bool>,
        O: AsViewMut<Elem = <Self as Expr>::Elem, Dim = Ix1>,
        <Self as Expr>::Elem: Copy + Sync,
    {
        exec::extract_into(&self, &mask.into_expr(), out.view_mut(), "extract_into")
    }

    /// The positions, in row-major order, where this mask holds. NumPy: `np.flatnonzero`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[1, 7], [8, 2]].gt(5).flat_nonzero(), array![1, 2]);
    /// ```
    fn flat_nonzero(self) -> Array1<usize>
    where
        Self: Expr<Elem = bool>,
    {
        let bits = exec::mask_bits(&self);
        let mut found = Vec::with_capacity(bits.count);
        bits.each(|position| found.push(position));
        expect(Array::from_vec(found.len(), found))
    }

    /// The indices where this mask holds, one row for each, in row-major order: shape (count, rank).
    /// NumPy: `np.argwhere`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[1, 7], [8, 2]].gt(5).argwhere(), array![[0, 1], [1, 0]]);
    /// ```
    fn argwhere(self) -> Array2<usize>
    where
        Self: Expr<Elem = bool>,
    {
        let shape = self.extents();
        let (bits, rank) = (exec::mask_bits(&self), shape.len());
        let mut found = vec![0; bits.count * rank];
        let mut rows = found.chunks_exact_mut(rank.max(1));
        bits.each(|mut position| {
            // Rank 0 has rows of nothing.
            let row = rows.next().unwrap_or_default();
            for (index, n) in row.iter_mut().zip(&shape).rev() {
                (*index, position) = (position % n, position / n);
            }
        });
        expect(Array::from_vec([bits.count, rank], found))
    }

    /// The indices where this mask holds, one array for each axis. NumPy: `np.nonzero`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(array![[1, 7], [8, 2]].gt(5).nonzero(), [array![0, 1], array![1, 0]]);
    /// ```
    fn nonzero(self) -> Vec<Array1<usize>>
    where
        Self: Expr<Elem = bool>,
    {
        let found = self.argwhere();
        (0..found.shape()[1])
            .map(|axis| {
                crate::array::Movement::index_axis(&found, crate::layout::Axis(1), axis as isize).to_owned()
            })
            .collect()
    }
}

impl<E: Expr> Select for E {}
