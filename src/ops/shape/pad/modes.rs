//! NumPy's modes of `np.pad`.

use super::{PadMode, PadNumber};
use crate::array::{ArrayD, AsView, AsViewMut, Movement, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Assign, Elementwise, Expr, Reduce};
use crate::layout::{Axis, IxDyn};
use crate::ops::Take;

/// One value for all borders, or a list with one before and one after each axis: `[(1, 2), (3, 4)]`.
pub trait PerSide<T> {
    /// The values before and after an axis, or `None` if the list is too short.
    fn sides(&self, axis: usize) -> Option<(T, T)>;
    /// The value, if it is only one.
    fn single(&self) -> Option<T>;
}

impl<T: Copy> PerSide<T> for T {
    fn sides(&self, _: usize) -> Option<(T, T)> {
        Some((*self, *self))
    }
    fn single(&self) -> Option<T> {
        Some(*self)
    }
}

impl<T: Copy, const N: usize> PerSide<T> for [(T, T); N] {
    fn sides(&self, axis: usize) -> Option<(T, T)> {
        self.get(axis).copied()
    }
    fn single(&self) -> Option<T> {
        None
    }
}

fn sides<T>(values: &impl PerSide<T>, axis: usize) -> Result<(T, T)> {
    let why = "fewer values for borders than axes";
    values.sides(axis).ok_or_else(|| Error::new("pad", ErrorKind::Value { why }))
}

/// Borders of a constant, or of one for each side. NumPy: `mode='constant'`.
#[derive(Clone, Copy, Debug)]
pub struct Constant<V>(pub V);

impl<T: Copy + Send + Sync, V: PerSide<T>> PadMode<T> for Constant<V> {
    fn pad_axis(
        &self,
        axis: usize,
        _: ViewD<'_, T>,
        mut before: ViewMutD<'_, T>,
        mut after: ViewMutD<'_, T>,
    ) -> Result<()> {
        let (first, last) = sides(&self.0, axis)?;
        before.fill(first);
        after.fill(last);
        Ok(())
    }
    fn uniform(&self) -> Option<T> {
        self.0.single()
    }
    fn initial(&self) -> Option<T> {
        self.0.single().or_else(|| self.0.sides(0).map(|(first, _)| first))
    }
    fn check(&self, axis: usize, _: &[usize], _: &'static str) -> Result<()> {
        sides(&self.0, axis).map(|_| ())
    }
}

// Modes in which each place of a border shows one of the axis. A row: the mode, the place that it shows, and documentation.
macro_rules! repeats {
    ($($name:ident $doc:literal, |$at:ident, $n:ident| $place:expr;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl<T: Copy + Send + Sync> PadMode<T> for $name {
            fn pad_axis(
                &self,
                axis: usize,
                centre: ViewD<'_, T>,
                mut before: ViewMutD<'_, T>,
                mut after: ViewMutD<'_, T>,
            ) -> Result<()> {
                let extent = |view: ViewD<'_, T>| view.shape()[axis] as isize;
                let ($n, first, last) = (extent(centre), extent((&before).view()), extent((&after).view()));
                let place = |$at: isize| $place as usize;
                let along = Axis(axis as isize);
                centre.try_take_into(&(-first..0).map(place).collect::<Vec<_>>(), along, &mut before)?;
                centre.try_take_into(&($n..$n + last).map(place).collect::<Vec<_>>(), along, &mut after)
            }
        }
    )*};
}
repeats! {
    Edge "Borders of the outermost elements. NumPy: `mode='edge'`.", |at, n| at.clamp(0, n - 1);
    Reflect "The array mirrored at its outermost elements, which come once: `3 2 | 1 2 3 | 2 1`, as often as it takes. A single \
             element repeats. NumPy: `mode='reflect'`.", |at, n| mirrored(at, n - 1, 2 * (n - 1));
    Symmetric "The array mirrored at its edges: `2 1 | 1 2 3 | 3 2`, as often as it takes. NumPy: `mode='symmetric'`.",
             |at, n| mirrored(at, n - 1, 2 * n);
    Wrap "The array again and again: `2 3 | 1 2 3 | 1 2`. NumPy: `mode='wrap'`.", |at, n| at.rem_euclid(n);
}

/// Where a place lies that walks from 0 to `last` and back again, in this period.
fn mirrored(at: isize, last: isize, period: isize) -> isize {
    let at = at.checked_rem_euclid(period).unwrap_or(0);
    if at > last { last + period / 2 - at } else { at }
}

/// Borders that go from the outermost elements to a value at the ends, in equal steps, or to one for each side. Integers
/// are rounded down. NumPy: `mode='linear_ramp'`.
#[derive(Clone, Copy, Debug)]
pub struct LinearRamp<V>(pub V);

impl<T: PadNumber, V: PerSide<T>> PadMode<T> for LinearRamp<V> {
    fn pad_axis(
        &self,
        axis: usize,
        centre: ViewD<'_, T>,
        before: ViewMutD<'_, T>,
        after: ViewMutD<'_, T>,
    ) -> Result<()> {
        let along = Axis(axis as isize);
        let (first, last) = sides(&self.0, axis)?;
        let n = centre.shape()[axis];
        let (start, end) = (centre.split_at(along, 1).0, centre.split_at(along, n - 1).1);
        ramp(before, along, first, start);
        ramp(after.flip(along), along, last, end);
        Ok(())
    }
    fn check(&self, axis: usize, shape: &[usize], op: &'static str) -> Result<()> {
        sides(&self.0, axis)?;
        PadMode::<T>::check(&super::Edge, axis, shape, op)
    }
}

/// From a value towards an edge, which is not reached.
fn ramp<T: PadNumber>(mut out: ViewMutD<'_, T>, along: Axis, from: T, edge: ViewD<'_, T>) {
    let width = (&out).shape()[along.0 as usize];
    let edge = edge.index_axis(along, 0);
    for (step, mut part) in out.axis_iter_mut(along).enumerate() {
        part.assign(edge.map(move |edge| T::between(from, edge, step, width)));
    }
}

// Modes in which a border is one value for each lane. A row: the mode, the values along an axis, the bound, and documentation.
macro_rules! statistics {
    ($($name:ident $doc:literal, |$lanes:ident, $axis:ident| $value:expr, [$($bounds:tt)*];)*) => {$(
        #[doc = $doc]
        ///
        /// Of each lane, or of as many elements next to the border as are given (NumPy: `stat_length`).
        #[derive(Clone, Copy, Debug)]
        pub struct $name(pub Option<usize>);

        impl<T: Copy + Send + Sync> PadMode<T> for $name
        where
            $($bounds)*
        {
            fn pad_axis(
                &self,
                axis: usize,
                centre: ViewD<'_, T>,
                mut before: ViewMutD<'_, T>,
                mut after: ViewMutD<'_, T>,
            ) -> Result<()> {
                let value = |$lanes: ViewD<'_, T>, $axis: Axis| -> Result<ArrayD<T>> { $value };
                let (along, n) = (Axis(axis as isize), centre.shape()[axis]);
                let count = self.0.map_or(n, |count| count.min(n));
                let first = value(centre.split_at(along, count).0, along)?;
                before.try_assign(&first)?;
                match count == n {
                    true => after.try_assign(&first),
                    false => after.try_assign(&value(centre.split_at(along, n - count).1, along)?),
                }
            }
            fn check(&self, axis: usize, shape: &[usize], op: &'static str) -> Result<()> {
                if self.0 == Some(0) {
                    return Err(Error::new(op, ErrorKind::Value { why: "a statistic of no elements" }));
                }
                PadMode::<T>::check(&Edge, axis, shape, op)
            }
        }
    )*};
}
statistics! {
    Maximum "Borders of maxima; a NaN wins. NumPy: `mode='maximum'`.",
        |lanes, axis| lanes.try_max_axis(axis)?.keepdims().try_eval(), [T: PartialOrd];
    Minimum "Borders of minima; a NaN wins. NumPy: `mode='minimum'`.",
        |lanes, axis| lanes.try_min_axis(axis)?.keepdims().try_eval(), [T: PartialOrd];
    Mean "Borders of means, those of integers rounded to the nearest, ties to even. NumPy: `mode='mean'`.",
        |lanes, axis| T::mean(lanes, axis), [T: PadNumber];
    Median "Borders of medians, those of integers rounded to the nearest, ties to even; NaN if there is one. \
            NumPy: `mode='median'`.",
        |lanes, axis| medians(lanes, axis), [T: PadNumber];
}

/// The median of each lane, the axis kept with extent 1.
fn medians<T: PadNumber>(view: ViewD<'_, T>, along: Axis) -> Result<ArrayD<T>> {
    let mut shape = view.shape();
    shape[along.0 as usize] = 1;
    let (mut lanes, mut lane) = (view.try_lanes(along)?, Vec::new());
    let mut median = || {
        lane.clear();
        lane.extend(lanes.next().into_iter().flatten().copied());
        T::median(&mut lane)
    };
    ArrayD::build_dense(&shape, "pad", |slots: crate::array::Slots<'_, T, IxDyn>| {
        slots.fill_with(&mut median);
        Ok(())
    })
}
