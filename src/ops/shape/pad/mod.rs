//! Borders around an array: `np.pad`.
//!
//! ```text
//! a  1 2 3     a.pad(2, Reflect)   3 2 1 2 3 2 1     a.pad([(0, 2)], Constant(9))   1 2 3 9 9
//!              a.pad(2, Symmetric) 2 1 1 2 3 3 2     a.pad((3, 1), LinearRamp(4))   4 3 2 1 2 3 4
//!              a.pad(2, Wrap)      2 3 1 2 3 1 2     a.pad(2, Edge)                 1 1 1 2 3 3 3
//! ```
//!
//! The axes are padded one after the other, as NumPy does: each from what the earlier ones made, so that corners come from the
//! borders beside them. The middle is written once; borders are written by a mode that implements [`PadMode`], for which there
//! are eleven here.

mod modes;
mod numbers;

pub use modes::{
    Constant, Edge, LinearRamp, Maximum, Mean, Median, Minimum, PerSide, Reflect, Symmetric, Wrap,
};
pub use numbers::PadNumber;

use crate::array::{Array, AsView, AsViewMut, Movement, Rearrange, Slots, ViewD, ViewMut1, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Extents, IxDyn};

/// How wide the borders are, before and after each axis: `2` everywhere, `(1, 2)` on each axis, or a list `[(1, 2), (0, 3)]`
/// with an entry for each axis.
pub trait PadWidths {
    /// The two widths for each of `rank` axes.
    ///
    /// # Errors
    /// If it is a list of another length.
    fn widths(&self, rank: usize, op: &'static str) -> Result<Vec<(usize, usize)>>;
}

impl PadWidths for usize {
    fn widths(&self, rank: usize, _: &'static str) -> Result<Vec<(usize, usize)>> {
        Ok(vec![(*self, *self); rank])
    }
}
impl PadWidths for (usize, usize) {
    fn widths(&self, rank: usize, _: &'static str) -> Result<Vec<(usize, usize)>> {
        Ok(vec![*self; rank])
    }
}
impl<const N: usize> PadWidths for [(usize, usize); N] {
    fn widths(&self, rank: usize, op: &'static str) -> Result<Vec<(usize, usize)>> {
        self.as_slice().widths(rank, op)
    }
}
impl PadWidths for &[(usize, usize)] {
    fn widths(&self, rank: usize, op: &'static str) -> Result<Vec<(usize, usize)>> {
        match self.len() == rank {
            true => Ok(self.to_vec()),
            false => Err(Error::new(op, ErrorKind::Rank { expected: rank, found: self.len() })),
        }
    }
}

/// How the borders of one axis are made from what lies between them. Implement it for a mode of your own.
///
/// ```
/// use longstride::{ops::pad::PadMode, prelude::*};
/// /// Counts outwards from the edge.
/// struct Distance;
/// impl PadMode<usize> for Distance {
///     fn pad_axis(
///         &self,
///         axis: usize,
///         _centre: ViewD<'_, usize>,
///         mut before: ViewMutD<'_, usize>,
///         mut after: ViewMutD<'_, usize>,
///     ) -> longstride::Result<()> {
///         let along = Axis(axis as isize);
///         before.axis_iter_mut(along).rev().enumerate().for_each(|(i, mut part)| part.fill(i + 1));
///         after.axis_iter_mut(along).enumerate().for_each(|(i, mut part)| part.fill(i + 1));
///         Ok(())
///     }
/// }
/// assert_eq!(array![0, 0].pad(2, Distance), array![2, 1, 0, 0, 1, 2]);
/// ```
pub trait PadMode<T> {
    /// Writes the borders before and after an axis. All of `before` and `after` hold some element of the array at first.
    ///
    /// # Errors
    /// What the mode cannot do, such as an extension of nothing.
    fn pad_axis(
        &self,
        axis: usize,
        centre: ViewD<'_, T>,
        before: ViewMutD<'_, T>,
        after: ViewMutD<'_, T>,
    ) -> Result<()>;

    /// The one value that all borders have, if there is one: then they are written once and `pad_axis` is not called.
    fn uniform(&self) -> Option<T> {
        None
    }

    /// A value to begin with, which `pad_axis` overwrites, where the array has no element to take one from. `None` if a mode
    /// cannot extend an empty array.
    fn initial(&self) -> Option<T> {
        self.uniform()
    }

    /// Whether the mode is defined for an array of this shape, which has a border before or after `axis`.
    ///
    /// # Errors
    /// If not.
    fn check(&self, axis: usize, shape: &[usize], op: &'static str) -> Result<()> {
        match self.initial().is_none() && shape[axis] == 0 {
            true => Err(Error::new(op, ErrorKind::Empty { shape: extents(shape) })),
            false => Ok(()),
        }
    }
}

/// Padding, for arrays and views.
pub trait Pad<'a>: AsView<'a>
where
    Self::Elem: Copy + Send + Sync,
{
    /// The array with a border before and after each axis. NumPy: `np.pad(a, widths, mode)`.
    ///
    /// One allocation; the modes that repeat the array (edge, reflect, symmetric, wrap) also make a list of indices as long as
    /// the borders of an axis.
    ///
    /// # Panics
    /// If there are not as many widths as axes, an axis without elements should be extended by a mode that needs some, or the
    /// memory cannot be had.
    ///
    /// ```
    /// use longstride::{ops::pad, prelude::*};
    /// let a = array![[1, 2], [3, 4]];
    /// assert_eq!(a.pad([(1, 0), (0, 2)], pad::Constant(0)), array![[0, 0, 0, 0], [1, 2, 0, 0], [3, 4, 0, 0]]);
    /// assert_eq!(array![1, 2, 3].pad(2, pad::Reflect), array![3, 2, 1, 2, 3, 2, 1]);
    /// ```
    #[track_caller]
    fn pad<W, M>(self, widths: W, mode: M) -> Array<Self::Elem, Self::Dim>
    where
        W: PadWidths,
        M: PadMode<Self::Elem>,
    {
        expect(self.try_pad(widths, mode))
    }

    /// [`pad`](Self::pad), with an error instead of a panic.
    ///
    /// # Errors
    /// If there are not as many widths as axes, an axis without elements should be extended by a mode that needs some, or the
    /// memory cannot be had.
    fn try_pad<W, M>(self, widths: W, mode: M) -> Result<Array<Self::Elem, Self::Dim>>
    where
        W: PadWidths,
        M: PadMode<Self::Elem>,
    {
        const OP: &str = "pad";
        let view = self.view();
        let widths = widths.widths(view.rank(), OP)?;
        let shape = view.shape();
        for (axis, _) in widths.iter().enumerate().filter(|(_, width)| **width != (0, 0)) {
            mode.check(axis, shape.as_ref(), OP)?;
        }
        let seed = mode.initial().or_else(|| view.iter().next().copied());
        let mut out = bordered::<Self>(view.into_dyn(), &widths, seed, OP)?;
        if mode.uniform().is_none() && seed.is_some() {
            fill(&mut out.view_mut().into_dyn(), &widths, &mode).map_err(|e| e.in_op(OP))?;
        }
        Ok(out)
    }

    /// The array with borders that a function writes. It is called with each lane of the whole result along each axis in turn,
    /// the widths of the border at its two ends, and the axis; borders are `initial` before.
    /// NumPy: `np.pad(a, widths, function)`, with `initial` 0.
    ///
    /// # Panics
    /// If there are not as many widths as axes, the function panics, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1, 2].pad_with(1, 0, |lane, (before, after), _axis| {
    ///     let n = lane.shape()[0];
    ///     (lane[before - 1], lane[n - after]) = (-1, -2);
    /// });
    /// assert_eq!(a, array![-1, 1, 2, -2]);
    /// ```
    #[track_caller]
    fn pad_with<W, F>(self, widths: W, initial: Self::Elem, function: F) -> Array<Self::Elem, Self::Dim>
    where
        W: PadWidths,
        F: FnMut(&mut ViewMut1<'_, Self::Elem>, (usize, usize), usize),
    {
        expect(self.try_pad_with(widths, initial, function))
    }

    /// [`pad_with`](Self::pad_with), with an error instead of a panic where the array cannot be made.
    ///
    /// # Errors
    /// If there are not as many widths as axes, or the memory cannot be had.
    fn try_pad_with<W, F>(
        self,
        widths: W,
        initial: Self::Elem,
        mut function: F,
    ) -> Result<Array<Self::Elem, Self::Dim>>
    where
        W: PadWidths,
        F: FnMut(&mut ViewMut1<'_, Self::Elem>, (usize, usize), usize),
    {
        const OP: &str = "pad_with";
        let view = self.view();
        let widths = widths.widths(view.rank(), OP)?;
        let mut out = bordered::<Self>(view.into_dyn(), &widths, Some(initial), OP)?;
        for (axis, &width) in widths.iter().enumerate() {
            out.lanes_mut(Axis(axis as isize)).for_each(|mut lane| function(&mut lane, width, axis));
        }
        Ok(out)
    }
}

impl<'a, V: AsView<'a>> Pad<'a> for V where V::Elem: Copy + Send + Sync {}

fn extents(shape: &[usize]) -> Extents {
    Extents::from_slice(shape).unwrap_or_default()
}

/// The array inside borders of one value.
///
/// `seed` is `None` only where there are no elements, neither of the array nor of borders.
fn bordered<'a, V>(
    view: ViewD<'_, V::Elem>,
    widths: &[(usize, usize)],
    seed: Option<V::Elem>,
    op: &'static str,
) -> Result<Array<V::Elem, V::Dim>>
where
    V: AsView<'a, Elem: Copy + Send + Sync>,
{
    let mut shape = view.shape();
    for (n, (before, after)) in shape.iter_mut().zip(widths) {
        *n = n.saturating_add(*before).saturating_add(*after);
    }
    Array::build_dense(&shape, op, |slots| {
        let border = |slots: Slots<'_, _, IxDyn>| {
            if let Some(seed) = seed {
                slots.fill(seed);
            }
        };
        let mut middle = slots.into_dyn();
        for (axis, (before, _)) in widths.iter().enumerate() {
            let cuts = [*before, before + view.shape()[axis]];
            let parts = middle.try_split(Axis(axis as isize), cuts)?;
            let Ok([first, rest, last]) = <[_; 3]>::try_from(parts) else { unreachable!("two cuts") };
            border(first);
            border(last);
            middle = rest;
        }
        middle.try_assign(view)
    })
}

/// Lets the mode write the borders, axis by axis: those of an axis along the whole of the axes before it, borders included,
/// and along the middle of those after it.
fn fill<T, M: PadMode<T>>(out: &mut ViewMutD<'_, T>, widths: &[(usize, usize)], mode: &M) -> Result<()> {
    for (axis, &(before, after)) in widths.iter().enumerate().filter(|(_, width)| **width != (0, 0)) {
        let mut region = out.view_mut();
        for (later, &(before, after)) in widths.iter().enumerate().skip(axis + 1) {
            let along = Axis(later as isize);
            let end = region.layout().shape()[later] - after;
            region = region.split_at(along, end).0.split_at(along, before).1;
        }
        let along = Axis(axis as isize);
        let end = region.layout().shape()[axis] - after;
        let (rest, last) = region.split_at(along, end);
        let (first, centre) = rest.split_at(along, before);
        mode.pad_axis(axis, centre.into_view(), first, last)?;
    }
    Ok(())
}
