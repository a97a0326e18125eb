//! A list with one entry per axis, stored inline: no heap for any rank.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::{Deref, DerefMut, Index, IndexMut};
use core::slice::SliceIndex;

/// The largest rank that an array can have.
pub const MAX_RANK: usize = 8;

/// One value per axis, at most [`MAX_RANK`] of them, stored inline.
///
/// It reads as a slice. [`Extents`] and [`Strides`] are the two instances in use.
///
/// ```
/// use longstride::layout::Extents;
/// let e = Extents::from_slice(&[2, 3]).unwrap();
/// assert_eq!(e, [2, 3]);
/// assert_eq!((e[1], &e[..1]), (3, &[2][..]));
/// assert_eq!(e.iter().product::<usize>(), 6);
/// ```
#[derive(Clone, Copy, Default, Eq)]
pub struct Axes<T> {
    items: [T; MAX_RANK],
    len: u8,
}

/// The extents of an array of dynamic rank.
pub type Extents = Axes<usize>;
/// The strides, in elements, of an array of dynamic rank.
pub type Strides = Axes<isize>;

impl<T: Copy + Default> Axes<T> {
    /// No axes.
    #[inline]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The axes in `items`, or `None` if there are more than [`MAX_RANK`].
    #[inline]
    #[must_use]
    pub fn from_slice(items: &[T]) -> Option<Self> {
        if items.len() > MAX_RANK {
            return None;
        }
        let mut out = Self::new();
        out.items[..items.len()].copy_from_slice(items);
        out.len = items.len() as u8;
        Some(out)
    }

    /// `len` axes, all of them `value`.
    ///
    /// # Panics
    /// If `len` is larger than [`MAX_RANK`].
    #[inline]
    #[must_use]
    pub fn repeat(value: T, len: usize) -> Self {
        let mut out = Self::new();
        out.items[..len].fill(value);
        out.len = len as u8;
        out
    }

    /// Appends an axis as the innermost one.
    ///
    /// # Panics
    /// If there are [`MAX_RANK`] axes already.
    #[inline]
    pub fn push(&mut self, value: T) {
        self.items[usize::from(self.len)] = value;
        self.len += 1;
    }

    /// Inserts an axis at position `at`.
    ///
    /// # Panics
    /// If there are [`MAX_RANK`] axes already, or `at` is past the end.
    #[inline]
    pub fn insert(&mut self, at: usize, value: T) {
        let len = usize::from(self.len);
        assert!(at <= len, "axis {at} inserted into {len} axes");
        self.push(value);
        (**self)[at..].rotate_right(1);
    }

    /// Removes the axis at position `at` and returns its entry.
    ///
    /// # Panics
    /// If there is no such axis.
    #[inline]
    pub fn remove(&mut self, at: usize) -> T {
        let value = self[at];
        (**self)[at..].rotate_left(1);
        self.len -= 1;
        self.items[usize::from(self.len)] = T::default();
        value
    }
}

impl<T> Deref for Axes<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        &self.items[..usize::from(self.len)]
    }
}

impl<T> DerefMut for Axes<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items[..usize::from(self.len)]
    }
}

impl<T, I: SliceIndex<[T]>> Index<I> for Axes<T> {
    type Output = I::Output;
    #[inline]
    fn index(&self, axes: I) -> &I::Output {
        &(**self)[axes]
    }
}

impl<T, I: SliceIndex<[T]>> IndexMut<I> for Axes<T> {
    #[inline]
    fn index_mut(&mut self, axes: I) -> &mut I::Output {
        &mut (**self)[axes]
    }
}

impl<T> AsRef<[T]> for Axes<T> {
    #[inline]
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T> AsMut<[T]> for Axes<T> {
    #[inline]
    fn as_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T: fmt::Debug> fmt::Debug for Axes<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl<T: PartialEq> PartialEq for Axes<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

// As the slice that it reads as, like `Eq`: what lies past `len` does not count.
impl<T: Hash> Hash for Axes<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl<T: PartialEq, const N: usize> PartialEq<[T; N]> for Axes<T> {
    fn eq(&self, other: &[T; N]) -> bool {
        **self == *other
    }
}

impl<T: PartialEq> PartialEq<[T]> for Axes<T> {
    fn eq(&self, other: &[T]) -> bool {
        **self == *other
    }
}

impl<T: PartialEq> PartialEq<&[T]> for Axes<T> {
    fn eq(&self, other: &&[T]) -> bool {
        **self == **other
    }
}

impl<'a, T> IntoIterator for &'a Axes<T> {
    type Item = &'a T;
    type IntoIter = core::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
