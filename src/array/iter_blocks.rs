//! Rows and columns of any rank, blocks that share no element, and windows, one view after the other.
//!
//! ```text
//! a (3, 4)      exact_chunks([2, 2])    windows_iter([2, 3])
//! 0 1 2  3      0 1 | 2 3               0 1 2 | 1 2 3 | 4 5  6 | 5  6  7
//! 4 5 6  7      4 5 | 6 7               4 5 6 | 5 6 7 | 8 9 10 | 9 10 11
//! 8 9 10 11     (what is left over does not come)
//! ```
//!
//! The iterators know their length, run from both ends, skip in constant time, and with the feature `rayon` run in parallel,
//! see `array::parallel`.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::from_fn([3, 4], |[i, j]| 4 * i + j);
//! assert_eq!(a.rows().map(|row| row.iter().sum()).collect::<Vec<usize>>(), [6, 22, 38]);
//! assert_eq!(a.exact_chunks([2, 2]).nth(1).unwrap(), array![[2, 3], [6, 7]]);
//! assert_eq!(a.windows_iter([2, 3]).next_back().unwrap(), array![[5, 6, 7], [9, 10, 11]]);
//! ```

use super::iter::{lanes, parts};
use super::{AsView, AsViewMut, Movement, Views, ViewsMut};
use crate::error::{Result, expect};
use crate::layout::{Axis, Extents, Ix1};

/// Iterating over parts, for arrays and views.
pub trait Parts<'a>: AsView<'a> {
    /// The lanes along the last axis, at each index of the others in row-major order: the *inner* iteration. Of a matrix
    /// its rows. Never copies.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn rows(self) -> Views<'a, Self::Elem, Ix1> {
        expect(lanes(self.view(), Axis(-1), "rows"))
    }

    /// The lanes along the first axis, at each index of the others in row-major order: of a matrix its columns.
    /// Never copies.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn columns(self) -> Views<'a, Self::Elem, Ix1> {
        expect(lanes(self.view(), Axis(0), "columns"))
    }

    /// The blocks of a shape that lie side by side from the first element on, in row-major order. What is left over at
    /// the end of an axis is in none; if the block is larger than the array there is none. Never copies.
    ///
    /// # Panics
    /// If the ranks differ, or an extent of the block is 0.
    #[track_caller]
    fn exact_chunks<S: AsRef<[usize]>>(self, chunk: S) -> Views<'a, Self::Elem, Self::Dim> {
        expect(self.try_exact_chunks(chunk))
    }

    /// [`exact_chunks`](Self::exact_chunks), with an error instead of a panic.
    ///
    /// # Errors
    /// If the ranks differ, or an extent of the block is 0.
    fn try_exact_chunks<S: AsRef<[usize]>>(self, chunk: S) -> Result<Views<'a, Self::Elem, Self::Dim>> {
        const OP: &str = "exact_chunks";
        let view = self.view();
        let (places, part) = view.layout().chunk_parts(chunk.as_ref(), OP)?;
        // SAFETY: parts of the view's layout.
        unsafe { parts(view, &part, &places, OP) }
    }

    /// All windows of a shape, in row-major order of their places, as views of the array's own rank.
    /// [`windows`](Movement::windows) is the one view of all of them. Never copies.
    ///
    /// # Panics
    /// If a window is empty or larger than its axis, or the ranks differ.
    #[track_caller]
    fn windows_iter<S: AsRef<[usize]>>(self, window: S) -> Views<'a, Self::Elem, Self::Dim> {
        let view = self.view();
        let ones = Extents::repeat(1, view.rank());
        expect(view.try_windows_dilated_iter(window.as_ref(), &ones[..], &ones[..]))
    }

    /// The windows that start at every `strides[axis]`-th index of each axis, of elements `dilations[axis]` apart. Never
    /// copies.
    ///
    /// # Panics
    /// If a window, counted with the gaps in it, is empty or larger than its axis, the ranks differ, or a stride or a
    /// dilation is 0.
    #[track_caller]
    fn windows_dilated_iter<S: AsRef<[usize]>>(
        self,
        window: S,
        strides: S,
        dilations: S,
    ) -> Views<'a, Self::Elem, Self::Dim> {
        expect(self.try_windows_dilated_iter(window, strides, dilations))
    }

    /// [`windows_dilated_iter`](Self::windows_dilated_iter), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `windows_dilated_iter` panics.
    fn try_windows_dilated_iter<S: AsRef<[usize]>>(
        self,
        window: S,
        strides: S,
        dilations: S,
    ) -> Result<Views<'a, Self::Elem, Self::Dim>> {
        const OP: &str = "windows_iter";
        let view = self.view();
        let (places, part) =
            view.layout().window_parts(window.as_ref(), strides.as_ref(), dilations.as_ref(), OP)?;
        // SAFETY: parts of the view's layout, which may share elements because it only reads.
        unsafe { parts(view, &part, &places, OP) }
    }
}

impl<'a, V: AsView<'a>> Parts<'a> for V {}

/// Iterating over parts to change them, for arrays and mutable views.
pub trait PartsMut: AsViewMut {
    /// The mutable lanes along the last axis: [`Parts::rows`] to write.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn rows_mut(&mut self) -> ViewsMut<'_, Self::Elem, Ix1> {
        expect(lanes(self.view_mut(), Axis(-1), "rows_mut"))
    }

    /// The mutable lanes along the first axis: [`Parts::columns`] to write.
    ///
    /// # Panics
    /// If the rank is 0.
    #[track_caller]
    fn columns_mut(&mut self) -> ViewsMut<'_, Self::Elem, Ix1> {
        expect(lanes(self.view_mut(), Axis(0), "columns_mut"))
    }

    /// The mutable blocks of a shape: [`Parts::exact_chunks`] to write.
    ///
    /// # Panics
    /// If the ranks differ, or an extent of the block is 0.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let mut a = Array2::zeros([2, 5]);
    /// for (block, value) in a.exact_chunks_mut([2, 2]).zip(1..) {
    ///     block.into_iter().for_each(|x| *x = value);
    /// }
    /// assert_eq!(a, array![[1, 1, 2, 2, 0], [1, 1, 2, 2, 0]]);
    /// ```
    #[track_caller]
    fn exact_chunks_mut<S: AsRef<[usize]>>(&mut self, chunk: S) -> ViewsMut<'_, Self::Elem, Self::Dim> {
        expect(self.try_exact_chunks_mut(chunk))
    }

    /// [`exact_chunks_mut`](Self::exact_chunks_mut), with an error instead of a panic.
    ///
    /// # Errors
    /// If the ranks differ, or an extent of the block is 0.
    fn try_exact_chunks_mut<S: AsRef<[usize]>>(
        &mut self,
        chunk: S,
    ) -> Result<ViewsMut<'_, Self::Elem, Self::Dim>> {
        const OP: &str = "exact_chunks_mut";
        let view = self.view_mut();
        let (places, part) = view.layout().chunk_parts(chunk.as_ref(), OP)?;
        // SAFETY: parts of the view's layout that share no element.
        unsafe { parts(view, &part, &places, OP) }
    }
}

impl<V: AsViewMut> PartsMut for V {}
