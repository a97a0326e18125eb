//! Ranks as types: `Ix<N>` for a rank known to the compiler, [`IxDyn`] for one known at run time.
//!
//! The trait [`Dim`] says how a rank stores its extents (`[usize; N]`, or inline [`Extents`]), and
//! [`Larger`] is the table of ranks that broadcasting results in.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::<f64>::zeros([3, 4]);
//! let [rows, columns] = a.shape();
//! assert_eq!((rows, columns), (3, 4));
//! let d = ArrayD::<f64>::zeros(&[3, 4][..]);
//! assert_eq!(d.shape(), [3, 4]);
//! ```

use core::fmt::Debug;
use core::ops::IndexMut;

use super::axes::{Axes, Extents, MAX_RANK, Strides};
use crate::error::{Error, ErrorKind, Result};

/// The rank `N`, known to the compiler: 0 to 6.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ix<const N: usize>;

/// A rank known at run time, 0 to [`MAX_RANK`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IxDyn;

/// No axes: a single element.
pub type Ix0 = Ix<0>;
/// One axis.
pub type Ix1 = Ix<1>;
/// Two axes.
pub type Ix2 = Ix<2>;
/// Three axes.
pub type Ix3 = Ix<3>;
/// Four axes.
pub type Ix4 = Ix<4>;
/// Five axes.
pub type Ix5 = Ix<5>;
/// Six axes.
pub type Ix6 = Ix<6>;

/// An axis by its number; negative ones count from the end, as in NumPy.
///
/// ```
/// use longstride::prelude::*;
/// let a = Array2::<i32>::ones([2, 3]);
/// assert_eq!(a.sum_axis(Axis(-1)).eval(), a.sum_axis(Axis(1)).eval());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Axis(pub isize);

impl Axis {
    /// The axis counted from the front, of an array of the given rank.
    ///
    /// # Errors
    /// If there is no such axis.
    pub fn resolve(self, rank: usize, op: &'static str) -> Result<usize> {
        let from_front = if self.0 < 0 { self.0 + rank as isize } else { self.0 };
        usize::try_from(from_front)
            .ok()
            .filter(|&axis| axis < rank)
            .ok_or_else(|| Error::new(op, ErrorKind::Axis { axis: self.0, rank }))
    }
}

/// In a shape given to `reshape`: the extent that the number of elements leaves, NumPy's `-1`.
pub const INFER: usize = usize::MAX;

mod sealed {
    pub trait Sealed {}
    impl<const N: usize> Sealed for super::Ix<N> {}
    impl Sealed for super::IxDyn {}

    /// For indices: an offset that one of them returns is trusted to be that of an element.
    pub trait Index {}
    impl<const N: usize> Index for [usize; N] {}
    impl Index for usize {}
    impl Index for &[usize] {}
    impl Index for super::Extents {}
}

/// One entry for each axis: `[T; N]`, or [`Axes<T>`] for a dynamic rank.
pub trait PerAxis<T>:
    AsRef<[T]> + AsMut<[T]> + IndexMut<usize, Output = T> + Copy + Eq + Debug + Send + Sync + 'static
{
}

impl<T, S> PerAxis<T> for S where
    S: AsRef<[T]> + AsMut<[T]> + IndexMut<usize, Output = T> + Copy + Eq + Debug + Send + Sync + 'static
{
}

/// A rank as a type: [`Ix<N>`](Ix) or [`IxDyn`]. Sealed.
pub trait Dim:
    sealed::Sealed
    + Copy
    + Default
    + Debug
    + Send
    + Sync
    + 'static
    + Larger<Self, Output = Self>
    + Larger<Ix0, Output = Self>
    + Larger<IxDyn, Output = IxDyn>
{
    /// The rank, or `None` where only the value knows it.
    const RANK: Option<usize>;
    /// One extent for each axis.
    type Shape: PerAxis<usize>;
    /// One stride for each axis.
    type Strides: PerAxis<isize>;
    /// The rank with one axis less (of rank 0: itself; removing an axis there is an error at run time).
    type Smaller: Dim;
    /// The rank with one axis more (of rank 6: dynamic).
    type Bigger: Dim;
    /// Twice the rank (from rank 4 on: dynamic): that of sliding windows over every axis.
    type Doubled: Dim;

    /// `shape` in this rank's own form, or `None` if it has another rank.
    fn shape(shape: &[usize]) -> Option<Self::Shape>;
    /// `strides` in this rank's own form, or `None` if they have another rank.
    fn strides(strides: &[isize]) -> Option<Self::Strides>;
}

impl Dim for IxDyn {
    const RANK: Option<usize> = None;
    type Shape = Extents;
    type Strides = Strides;
    type Smaller = IxDyn;
    type Bigger = IxDyn;
    type Doubled = IxDyn;

    #[inline]
    fn shape(shape: &[usize]) -> Option<Extents> {
        Extents::from_slice(shape)
    }
    #[inline]
    fn strides(strides: &[isize]) -> Option<Strides> {
        Strides::from_slice(strides)
    }
}

/// The larger of two ranks, which is the rank that broadcasting two arrays results in.
pub trait Larger<Other> {
    /// The larger rank; dynamic if either is.
    type Output: Dim;
}

/// The rank that remains without `N` of the axes.
pub trait Fewer<const N: usize> {
    /// The smaller rank; dynamic if this one is.
    type Output: Dim;
}

impl<const N: usize> Fewer<N> for IxDyn {
    type Output = IxDyn;
}

/// A list of axes of an array of rank `D`: `[Axis(0), Axis(-1)]`, or a slice, for which the rank that remains is only
/// known at run time.
pub trait AxisList<D: Dim> {
    /// The rank without these axes.
    type Rest: Dim;
    /// The axes.
    fn as_axes(&self) -> &[Axis];
}

impl<D: Dim + Fewer<N>, const N: usize> AxisList<D> for [Axis; N] {
    type Rest = <D as Fewer<N>>::Output;
    fn as_axes(&self) -> &[Axis] {
        self
    }
}

impl<D: Dim> AxisList<D> for &[Axis] {
    type Rest = IxDyn;
    fn as_axes(&self) -> &[Axis] {
        self
    }
}

// The table of ranks: each row is a rank, the ones next to it, what it broadcasts to with each other, and what remains
// without some axes.
macro_rules! ranks {
    ($($n:literal: $smaller:ty, $bigger:ty, $doubled:ty, [$($other:literal => $larger:literal),*], [$($less:literal => $rest:literal),*];)*) => {$(
        impl Dim for Ix<$n> {
            const RANK: Option<usize> = Some($n);
            type Shape = [usize; $n];
            type Strides = [isize; $n];
            type Smaller = $smaller;
            type Bigger = $bigger;
            type Doubled = $doubled;

            #[inline]
            fn shape(shape: &[usize]) -> Option<[usize; $n]> {
                shape.try_into().ok()
            }
            #[inline]
            fn strides(strides: &[isize]) -> Option<[isize; $n]> {
                strides.try_into().ok()
            }
        }
        impl Larger<IxDyn> for Ix<$n> { type Output = IxDyn; }
        impl Larger<Ix<$n>> for IxDyn { type Output = IxDyn; }
        $(impl Larger<Ix<$other>> for Ix<$n> { type Output = Ix<$larger>; })*
        $(impl Fewer<$less> for Ix<$n> { type Output = Ix<$rest>; })*
    )*};
}
impl Larger<IxDyn> for IxDyn {
    type Output = IxDyn;
}
ranks! {
    0: Ix0, Ix1, Ix0, [0 => 0, 1 => 1, 2 => 2, 3 => 3, 4 => 4, 5 => 5, 6 => 6], [0 => 0];
    1: Ix0, Ix2, Ix2, [0 => 1, 1 => 1, 2 => 2, 3 => 3, 4 => 4, 5 => 5, 6 => 6], [0 => 1, 1 => 0];
    2: Ix1, Ix3, Ix4, [0 => 2, 1 => 2, 2 => 2, 3 => 3, 4 => 4, 5 => 5, 6 => 6], [0 => 2, 1 => 1, 2 => 0];
    3: Ix2, Ix4, Ix6, [0 => 3, 1 => 3, 2 => 3, 3 => 3, 4 => 4, 5 => 5, 6 => 6], [0 => 3, 1 => 2, 2 => 1, 3 => 0];
    4: Ix3, Ix5, IxDyn, [0 => 4, 1 => 4, 2 => 4, 3 => 4, 4 => 4, 5 => 5, 6 => 6], [0 => 4, 1 => 3, 2 => 2, 3 => 1, 4 => 0];
    5: Ix4, Ix6, IxDyn, [0 => 5, 1 => 5, 2 => 5, 3 => 5, 4 => 5, 5 => 5, 6 => 6], [0 => 5, 1 => 4, 2 => 3, 3 => 2, 4 => 1, 5 => 0];
    6: Ix5, IxDyn, IxDyn, [0 => 6, 1 => 6, 2 => 6, 3 => 6, 4 => 6, 5 => 6, 6 => 6], [0 => 6, 1 => 5, 2 => 4, 3 => 3, 4 => 2, 5 => 1, 6 => 0];
}

/// A shape as a caller writes it: `[3, 4]`, `5`, a slice or an [`Extents`]; `Dim` is the rank that it has.
pub trait IntoShape {
    /// The rank of the shape, dynamic for slices.
    type Dim: Dim;

    /// The extents.
    ///
    /// # Errors
    /// If there are more than [`MAX_RANK`] axes.
    fn into_extents(self) -> Result<Extents>;
}

fn extents(shape: &[usize]) -> Result<Extents> {
    Extents::from_slice(shape)
        .ok_or_else(|| Error::new("shape", ErrorKind::RankTooLarge { rank: shape.len() }))
}

impl<const N: usize> IntoShape for [usize; N]
where
    Ix<N>: Dim,
{
    type Dim = Ix<N>;
    #[inline]
    fn into_extents(self) -> Result<Extents> {
        extents(&self)
    }
}

impl IntoShape for usize {
    type Dim = Ix1;
    #[inline]
    fn into_extents(self) -> Result<Extents> {
        extents(&[self])
    }
}

impl IntoShape for &[usize] {
    type Dim = IxDyn;
    #[inline]
    fn into_extents(self) -> Result<Extents> {
        extents(self)
    }
}

impl IntoShape for Vec<usize> {
    type Dim = IxDyn;
    fn into_extents(self) -> Result<Extents> {
        extents(&self)
    }
}

impl IntoShape for Extents {
    type Dim = IxDyn;
    #[inline]
    fn into_extents(self) -> Result<Extents> {
        Ok(self)
    }
}

/// An index of an array of rank `D`: `[i, j]`, a plain `i` for rank 1, a slice for a dynamic rank. Sealed.
pub trait NdIndex<D: Dim>: sealed::Index + Copy + Debug {
    /// The offset of the element relative to the first one, or `None` if the index is out of range.
    fn offset(self, shape: &D::Shape, strides: &D::Strides) -> Option<isize>;
    /// The index as a list.
    fn to_axes(self) -> Axes<usize>;
}

#[inline(always)]
fn offset_of(index: &[usize], shape: &[usize], strides: &[isize]) -> Option<isize> {
    if index.len() != shape.len() {
        return None;
    }
    let mut offset = 0isize;
    for ((&i, &n), &s) in index.iter().zip(shape).zip(strides) {
        if i >= n {
            return None;
        }
        // No overflow: layout invariant 3.
        offset += i as isize * s;
    }
    Some(offset)
}

impl<const N: usize> NdIndex<Ix<N>> for [usize; N]
where
    Ix<N>: Dim<Shape = [usize; N], Strides = [isize; N]>,
{
    #[inline(always)]
    fn offset(self, shape: &[usize; N], strides: &[isize; N]) -> Option<isize> {
        offset_of(&self, shape, strides)
    }
    fn to_axes(self) -> Axes<usize> {
        listed(&self)
    }
}

impl NdIndex<Ix1> for usize {
    #[inline(always)]
    fn offset(self, shape: &[usize; 1], strides: &[isize; 1]) -> Option<isize> {
        offset_of(&[self], shape, strides)
    }
    fn to_axes(self) -> Axes<usize> {
        Axes::repeat(self, 1)
    }
}

impl<const N: usize> NdIndex<IxDyn> for [usize; N] {
    #[inline]
    fn offset(self, shape: &Extents, strides: &Strides) -> Option<isize> {
        offset_of(&self, shape, strides)
    }
    fn to_axes(self) -> Axes<usize> {
        listed(&self)
    }
}

impl NdIndex<IxDyn> for &[usize] {
    #[inline]
    fn offset(self, shape: &Extents, strides: &Strides) -> Option<isize> {
        offset_of(self, shape, strides)
    }
    fn to_axes(self) -> Axes<usize> {
        listed(self)
    }
}

impl NdIndex<IxDyn> for Extents {
    #[inline]
    fn offset(self, shape: &Extents, strides: &Strides) -> Option<isize> {
        offset_of(&self, shape, strides)
    }
    fn to_axes(self) -> Axes<usize> {
        self
    }
}

/// As many entries of a list as [`Axes`] holds: enough to name an index in a message.
fn listed(index: &[usize]) -> Axes<usize> {
    Axes::from_slice(&index[..index.len().min(MAX_RANK)]).unwrap_or_default()
}
