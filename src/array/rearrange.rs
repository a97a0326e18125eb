//! More views without a copy, each a few [movements](Movement) in one: parts of an axis, quarter turns, mirror images, and
//! axes that an array is given at least.
//!
//! ```text
//! a (2, 4)        a.rot90(1)   a.fliplr()     a.split(Axis(1), 2)   a.split(Axis(1), [1, 3])
//! 0 1 2 3         3 7          3 2 1 0        0 1 │ 2 3             0 │ 1 2 │ 3
//! 4 5 6 7         2 6          7 6 5 4        4 5 │ 6 7             4 │ 5 6 │ 7
//!                 1 5
//!                 0 4
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! let mut a = array![[0, 1, 2, 3], [4, 5, 6, 7]];
//! assert_eq!(a.rot90(1), array![[3, 7], [2, 6], [1, 5], [0, 4]]);
//! for part in a.view_mut().split(Axis(1), [1, 3]) {
//!     let n = part.shape()[1];
//!     { part }.fill(n);
//! }
//! assert_eq!(a, array![[1, 2, 2, 1], [1, 2, 2, 1]]);
//! ```

use super::Movement;
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, Ix1, Ix2, Ix3, IxDyn, Larger, Layout, SliceElem};

/// Into what parts an axis is split: `3` for so many equal ones, `[2, 5]` (or a slice or `Vec`) for the places where to cut.
pub trait Sections {
    /// Where the parts start, but for the first, in an axis of this extent.
    ///
    /// # Errors
    /// If there are no parts, or the extent cannot be divided equally.
    fn cuts(&self, extent: usize, op: &'static str) -> Result<Vec<usize>>;
}

impl Sections for usize {
    fn cuts(&self, extent: usize, op: &'static str) -> Result<Vec<usize>> {
        match extent.checked_rem(*self) {
            Some(0) => even_cuts(extent, *self, op),
            Some(_) => Err(value("the axis does not divide into so many equal parts", op)),
            None => Err(value("an axis in 0 parts", op)),
        }
    }
}

// Lists of places.
macro_rules! lists {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Sections for $type {
            fn cuts(&self, _: usize, _: &'static str) -> Result<Vec<usize>> {
                Ok(self.to_vec())
            }
        }
    )*};
}
lists! {
    [const N: usize] [usize; N];
    [] &[usize];
    [] Vec<usize>;
}

/// Where `count` parts start, but for the first: the first ones are longer by one if they cannot be equal.
fn even_cuts(extent: usize, count: usize, op: &'static str) -> Result<Vec<usize>> {
    let (Some(size), Some(longer)) = (extent.checked_div(count), extent.checked_rem(count)) else {
        return Err(value("an axis in 0 parts", op));
    };
    Ok((1..count).map(|part| part * size + part.min(longer)).collect())
}

fn value(why: &'static str, op: &'static str) -> Error {
    Error::new(op, ErrorKind::Value { why })
}

/// The parts of a layout between the cuts of an axis.
fn parts(layout: &Layout, axis: usize, cuts: &[usize], op: &'static str) -> Result<Vec<Layout>> {
    let extent = layout.shape()[axis];
    let part = |k: usize| {
        let start = k.checked_sub(1).map_or(0, |before| cuts[before]);
        let end = cuts.get(k).copied().unwrap_or(extent);
        // What does not fit `isize` is out of range as well.
        let bound = |n: usize| isize::try_from(n).unwrap_or(isize::MAX);
        let range = SliceElem::Range { start: bound(start), end: Some(bound(end)), step: 1 };
        layout.slice_axis(Axis(axis as isize), range).map_err(|e| e.in_op(op))
    };
    (0..=cuts.len()).map(part).collect()
}

/// The layout with axes of extent 1 before its own; to make rank 3 of 2, after them.
fn at_least(layout: Layout, rank: usize) -> Result<Layout> {
    let mut layout = layout;
    while layout.rank() < rank {
        let at = if rank == 3 && layout.rank() == 2 { 2 } else { 0 };
        layout = layout.insert_axis(Axis(at))?;
    }
    Ok(layout)
}

/// Splitting, turning and mirroring without a copy, for all that has [`Movement`]: arrays and views give views, mutable
/// views give mutable ones.
pub trait Rearrange: Movement {
    /// The parts of an axis, as many equal ones (`3`) or cut at places (`[2, 5]`: `..2`, `2..5` and `5..`). Parts may be
    /// empty. Copies nothing. NumPy: `np.split(a, sections, axis)`.
    ///
    /// # Panics
    /// If there is no such axis, it does not divide equally, or the places are out of range or out of order.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[0, 1, 2, 3], [4, 5, 6, 7]];
    /// let [left, right] = a.split(Axis(1), 2).try_into().unwrap();
    /// assert_eq!(left, array![[0, 1], [4, 5]]);
    /// assert_eq!(right, array![[2, 3], [6, 7]]);
    /// ```
    #[track_caller]
    fn split<S: Sections>(self, axis: Axis, sections: S) -> Vec<Self::Moved<Self::Dim>> {
        expect(self.try_split(axis, sections))
    }

    /// [`split`](Self::split), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, it does not divide equally, or the places are out of range or out of order.
    fn try_split<S: Sections>(self, axis: Axis, sections: S) -> Result<Vec<Self::Moved<Self::Dim>>> {
        const OP: &str = "split";
        let layout = self.layout();
        let axis = layout.axis(axis, OP)?;
        let cuts = sections.cuts(layout.shape()[axis], OP)?;
        // SAFETY: derived, and the ranges of the axis are disjoint: each ends before the next starts, or is an error.
        unsafe { self.derive_each(&parts(&layout, axis, &cuts, OP)?, OP) }
    }

    /// `count` parts of an axis, the first ones longer by one if they cannot be equal. Copies nothing.
    /// NumPy: `np.array_split`.
    ///
    /// # Panics
    /// If there is no such axis, or `count` is 0.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![0, 1, 2, 3, 4];
    /// let lengths: Vec<usize> = a.array_split(Axis(0), 3).iter().map(|part| part.len()).collect();
    /// assert_eq!(lengths, [2, 2, 1]);
    /// ```
    #[track_caller]
    fn array_split(self, axis: Axis, count: usize) -> Vec<Self::Moved<Self::Dim>> {
        expect(self.try_array_split(axis, count))
    }

    /// [`array_split`](Self::array_split), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or `count` is 0.
    fn try_array_split(self, axis: Axis, count: usize) -> Result<Vec<Self::Moved<Self::Dim>>> {
        const OP: &str = "array_split";
        let layout = self.layout();
        let axis = layout.axis(axis, OP)?;
        let cuts = even_cuts(layout.shape()[axis], count, OP)?;
        // SAFETY: derived, and the ranges of the axis are disjoint.
        unsafe { self.derive_each(&parts(&layout, axis, &cuts, OP)?, OP) }
    }

    /// [`split`](Self::split) side by side: of axis 1, or of the only one. NumPy: `np.hsplit`.
    ///
    /// # Panics
    /// As `split`; if the rank is 0.
    #[track_caller]
    fn hsplit<S: Sections>(self, sections: S) -> Vec<Self::Moved<Self::Dim>> {
        let axis = if self.layout().rank() == 1 { Axis(0) } else { Axis(1) };
        expect(self.try_split(axis, sections).map_err(|e| e.in_op("hsplit")))
    }

    /// [`split`](Self::split) one above the other: of axis 0. NumPy: `np.vsplit`, which refuses a rank below 2.
    ///
    /// # Panics
    /// As `split`; if the rank is 0.
    #[track_caller]
    fn vsplit<S: Sections>(self, sections: S) -> Vec<Self::Moved<Self::Dim>> {
        expect(self.try_split(Axis(0), sections).map_err(|e| e.in_op("vsplit")))
    }

    /// [`split`](Self::split) in depth: of axis 2. NumPy: `np.dsplit`.
    ///
    /// # Panics
    /// As `split`; if the rank is below 3.
    #[track_caller]
    fn dsplit<S: Sections>(self, sections: S) -> Vec<Self::Moved<Self::Dim>> {
        expect(self.try_split(Axis(2), sections).map_err(|e| e.in_op("dsplit")))
    }

    /// The sub-arrays at all indices of an axis, which is removed. Copies nothing. NumPy: `np.unstack`.
    ///
    /// # Panics
    /// If there is no such axis.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let points = array![[1, 2, 3], [4, 5, 6]];
    /// let [x, y] = points.unstack(Axis(0)).try_into().unwrap();
    /// assert_eq!((x, y), (array![1, 2, 3].view(), array![4, 5, 6].view()));
    /// ```
    #[track_caller]
    fn unstack(self, axis: Axis) -> Vec<Self::Moved<<Self::Dim as Dim>::Smaller>> {
        expect(self.try_unstack(axis))
    }

    /// [`unstack`](Self::unstack), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_unstack(self, axis: Axis) -> Result<Vec<Self::Moved<<Self::Dim as Dim>::Smaller>>> {
        const OP: &str = "unstack";
        let layout = self.layout();
        let at = layout.axis(axis, OP)?;
        let parts = (0..layout.shape()[at]).map(|i| layout.index_axis(axis, i as isize));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        // SAFETY: derived, and each index of the axis comes once.
        unsafe { self.derive_each(&parts, OP) }
    }

    /// All axes walked backwards. Copies nothing. NumPy: `np.flip(a)`.
    #[track_caller]
    fn flip_all(self) -> Self::Moved<Self::Dim> {
        let axes: Vec<Axis> = (0..self.layout().rank()).map(|axis| Axis(axis as isize)).collect();
        expect(self.try_flip_axes(&axes))
    }

    /// Several axes walked backwards. Copies nothing. NumPy: `np.flip(a, axes)`.
    ///
    /// # Panics
    /// If there is no such axis, or one is named twice.
    #[track_caller]
    fn flip_axes(self, axes: &[Axis]) -> Self::Moved<Self::Dim> {
        expect(self.try_flip_axes(axes))
    }

    /// [`flip_axes`](Self::flip_axes), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or one is named twice.
    fn try_flip_axes(self, axes: &[Axis]) -> Result<Self::Moved<Self::Dim>> {
        const OP: &str = "flip_axes";
        let mut layout = self.layout();
        let named = axes.iter().map(|axis| layout.axis(*axis, OP)).collect::<Result<Vec<_>>>()?;
        for (i, axis) in named.iter().enumerate() {
            if named[..i].contains(axis) {
                return Err(Error::new(OP, ErrorKind::RepeatedAxis { axis: *axis }));
            }
            layout = layout.flip(axes[i])?;
        }
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, OP) }
    }

    /// Columns from right to left: axis 1 walked backwards. Copies nothing. NumPy: `np.fliplr`.
    ///
    /// # Panics
    /// If the rank is below 2.
    #[track_caller]
    fn fliplr(self) -> Self::Moved<Self::Dim> {
        expect(self.try_flip(Axis(1)).map_err(|e| e.in_op("fliplr")))
    }

    /// Rows from the last to the first: axis 0 walked backwards. Copies nothing. NumPy: `np.flipud`.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn flipud(self) -> Self::Moved<Self::Dim> {
        expect(self.try_flip(Axis(0)).map_err(|e| e.in_op("flipud")))
    }

    /// `turns` quarter turns of axes 0 and 1, from the first to the second (anticlockwise as matrices are printed);
    /// negative ones turn the other way. Copies nothing. NumPy: `np.rot90(a, turns)`.
    ///
    /// # Panics
    /// If the rank is below 2.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2], [3, 4]];
    /// assert_eq!(a.rot90(1), array![[2, 4], [1, 3]]);
    /// assert_eq!(a.rot90(-1), array![[3, 1], [4, 2]]);
    /// ```
    #[track_caller]
    fn rot90(self, turns: i32) -> Self::Moved<Self::Dim> {
        expect(self.try_rot90_axes(turns, Axis(0), Axis(1)).map_err(|e| e.in_op("rot90")))
    }

    /// [`rot90`](Self::rot90) in the plane of two axes, from the first to the second.
    /// NumPy: `np.rot90(a, turns, (first, second))`.
    ///
    /// # Errors
    /// If there is no such axis, or both are the same.
    fn try_rot90_axes(self, turns: i32, first: Axis, second: Axis) -> Result<Self::Moved<Self::Dim>> {
        const OP: &str = "rot90_axes";
        let layout = self.layout();
        let (a, b) = (layout.axis(first, OP)?, layout.axis(second, OP)?);
        if a == b {
            return Err(Error::new(OP, ErrorKind::RepeatedAxis { axis: a }));
        }
        let layout = match turns.rem_euclid(4) {
            0 => layout,
            1 => layout.flip(second)?.swap_axes(first, second)?,
            2 => layout.flip(first)?.flip(second)?,
            _ => layout.swap_axes(first, second)?.flip(second)?,
        };
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, OP) }
    }

    /// With at least one axis: a single element becomes `(1,)`. Copies nothing. NumPy: `np.atleast_1d`.
    #[track_caller]
    fn atleast_1d(self) -> Self::Moved<<Self::Dim as Larger<Ix1>>::Output>
    where
        Self::Dim: Larger<Ix1>,
    {
        let layout = expect(at_least(self.layout(), 1));
        // SAFETY: derived, and different indices stay different.
        expect(unsafe { self.derive(&layout, "atleast_1d") })
    }

    /// With at least two axes: `(n,)` becomes `(1, n)`. Copies nothing. NumPy: `np.atleast_2d`.
    #[track_caller]
    fn atleast_2d(self) -> Self::Moved<<Self::Dim as Larger<Ix2>>::Output>
    where
        Self::Dim: Larger<Ix2>,
    {
        let layout = expect(at_least(self.layout(), 2));
        // SAFETY: derived, and different indices stay different.
        expect(unsafe { self.derive(&layout, "atleast_2d") })
    }

    /// With at least three axes: `(n,)` becomes `(1, n, 1)`, and `(m, n)` becomes `(m, n, 1)`. Copies nothing.
    /// NumPy: `np.atleast_3d`.
    #[track_caller]
    fn atleast_3d(self) -> Self::Moved<<Self::Dim as Larger<Ix3>>::Output>
    where
        Self::Dim: Larger<Ix3>,
    {
        let layout = expect(at_least(self.layout(), 3));
        // SAFETY: derived, and different indices stay different.
        expect(unsafe { self.derive(&layout, "atleast_3d") })
    }

    /// With at least `rank` axes, new ones of extent 1 before the others, as broadcasting adds them. Copies nothing.
    /// NumPy: `np.array(a, ndmin=rank)`.
    ///
    /// # Errors
    /// If `rank` is too large.
    fn try_atleast_nd(self, rank: usize) -> Result<Self::Moved<IxDyn>> {
        const OP: &str = "atleast_nd";
        let mut layout = self.layout();
        while layout.rank() < rank {
            layout = layout.insert_axis(Axis(0)).map_err(|e| e.in_op(OP))?;
        }
        // SAFETY: derived, and different indices stay different.
        unsafe { self.derive(&layout, OP) }
    }

    /// [`try_atleast_nd`](Self::try_atleast_nd), with a panic instead of an error.
    ///
    /// # Panics
    /// If `rank` is too large.
    #[track_caller]
    fn atleast_nd(self, rank: usize) -> Self::Moved<IxDyn> {
        expect(self.try_atleast_nd(rank))
    }
}

impl<M: Movement> Rearrange for M {}
