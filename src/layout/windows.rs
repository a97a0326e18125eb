//! Windows: every part of a given shape, as a view with the axes of the places first and those of the windows last.
//!
//! ```text
//! 0 1 2 3 4 5 6    windows_axis(Axis(0), 3)             shape (5, 3), strides (1, 1)   0 1 2 | 1 2 3 | ...
//!                  ... with a stride of 2               shape (3, 3), strides (2, 1)   0 1 2 | 2 3 4 | 4 5 6
//!                  ... with a dilation of 2             shape (3, 3), strides (1, 2)   0 2 4 | 1 3 5 | 2 4 6
//! ```
//!
//! ```
//! use longstride::layout::{Axis, Layout};
//! let row = Layout::row_major(&[7])?;
//! assert_eq!(row.windows_axis(Axis(0), 3)?.shape(), [5, 3]);
//! assert_eq!(row.windows_dilated(&[3], &[2], &[1])?.strides(), [2, 1]);
//! let e = row.windows_dilated(&[3], &[1], &[4]).unwrap_err();
//! assert_eq!(e.to_string(), "a window of 9 does not fit axis 0 of extent 7 in windows_dilated");
//! # Ok::<(), longstride::Error>(())
//! ```

use super::{Axis, Extents, Layout, MAX_RANK, Strides};
use crate::error::{Error, ErrorKind, Result};

impl Layout {
    /// Every window of the given extents, one extent for each axis; the axes of the windows come last:
    /// NumPy's `np.lib.stride_tricks.sliding_window_view`.
    ///
    /// # Errors
    /// If there are not as many windows as axes, the result would have more than [`MAX_RANK`] axes or too many
    /// elements, or a window is empty or larger than its axis.
    pub fn windows(&self, windows: &[usize]) -> Result<Self> {
        let ones = Extents::repeat(1, self.rank());
        self.joined_windows(windows, &ones, &ones, "windows")
    }

    /// The windows that start at every `strides[axis]`-th index of each axis, of elements `dilations[axis]` apart.
    ///
    /// # Errors
    /// As [`windows`](Self::windows), where a window counts with the gaps in it; and if there are not as many strides
    /// or dilations as axes, or one of them is 0.
    pub fn windows_dilated(&self, windows: &[usize], strides: &[usize], dilations: &[usize]) -> Result<Self> {
        self.joined_windows(windows, strides, dilations, "windows_dilated")
    }

    /// Every window along one axis; the axis of the windows comes last: NumPy's
    /// `np.lib.stride_tricks.sliding_window_view` with `axis=`.
    ///
    /// # Errors
    /// If there is no such axis, there are [`MAX_RANK`] axes already, the window is empty or larger than its
    /// axis, or the result would have too many elements.
    pub fn windows_axis(&self, axis: Axis, window: usize) -> Result<Self> {
        self.windows_along(axis, window, 1, 1, "windows_axis")
    }

    /// The windows along one axis that start at every `stride`-th index, of elements `dilation` apart.
    ///
    /// # Errors
    /// As [`windows_axis`](Self::windows_axis), where the window counts with the gaps in it; and if the stride or the
    /// dilation is 0.
    pub fn windows_axis_dilated(
        &self,
        axis: Axis,
        window: usize,
        stride: usize,
        dilation: usize,
    ) -> Result<Self> {
        self.windows_along(axis, window, stride, dilation, "windows_axis_dilated")
    }

    fn windows_along(
        &self,
        axis: Axis,
        window: usize,
        stride: usize,
        dilation: usize,
        op: &'static str,
    ) -> Result<Self> {
        let axis = self.axis(axis, op)?;
        if self.rank() == MAX_RANK {
            return Err(Error::new(op, ErrorKind::RankTooLarge { rank: MAX_RANK + 1 }));
        }
        let (mut shape, mut strides) = (self.shape, self.strides);
        let inside = self.window_on(axis, window, stride, dilation, op)?;
        (shape[axis], strides[axis]) = inside.places;
        shape.push(inside.window.0);
        strides.push(inside.window.1);
        Self::derived(&shape, &strides, self.offset, op)
    }

    fn joined_windows(
        &self,
        windows: &[usize],
        strides: &[usize],
        dilations: &[usize],
        op: &'static str,
    ) -> Result<Self> {
        let (places, window) = self.window_parts(windows, strides, dilations, op)?;
        if 2 * self.rank() > MAX_RANK {
            return Err(Error::new(op, ErrorKind::RankTooLarge { rank: 2 * self.rank() }));
        }
        let (mut shape, mut strides) = (places.shape, places.strides);
        window.shape.into_iter().for_each(|&n| shape.push(n));
        window.strides.into_iter().for_each(|&s| strides.push(s));
        Self::derived(&shape, &strides, self.offset, op)
    }

    /// The places of the windows, and the window at the first place. The elements of all are elements of this layout;
    /// those of two windows may be the same.
    pub(crate) fn window_parts(
        &self,
        windows: &[usize],
        strides: &[usize],
        dilations: &[usize],
        op: &'static str,
    ) -> Result<(Self, Self)> {
        let rank = self.rank();
        for list in [windows, strides, dilations] {
            if list.len() != rank {
                return Err(Error::new(op, ErrorKind::Rank { expected: rank, found: list.len() }));
            }
        }
        let mut axes = [(Extents::new(), Strides::new()); 2];
        for axis in 0..rank {
            let inside = self.window_on(axis, windows[axis], strides[axis], dilations[axis], op)?;
            for ((shape, strides), (n, s)) in axes.iter_mut().zip([inside.places, inside.window]) {
                shape.push(n);
                strides.push(s);
            }
        }
        let [places, window] = axes;
        Ok((
            Self::derived(&places.0, &places.1, self.offset, op)?,
            Self::derived(&window.0, &window.1, self.offset, op)?,
        ))
    }

    /// The places of the whole chunks of a shape, and the first of them: parts that share no element, as many as fit
    /// side by side.
    pub(crate) fn chunk_parts(&self, chunk: &[usize], op: &'static str) -> Result<(Self, Self)> {
        let rank = self.rank();
        if chunk.len() != rank {
            return Err(Error::new(op, ErrorKind::Rank { expected: rank, found: chunk.len() }));
        }
        if let Some(axis) = chunk.iter().position(|&n| n == 0) {
            return Err(Error::new(op, ErrorKind::Window { axis, window: 0, extent: self.shape[axis] }));
        }
        if chunk.iter().zip(&self.shape).any(|(chunk, extent)| chunk > extent) {
            let none = Self::derived(&Extents::repeat(0, rank), &Strides::repeat(0, rank), 0, op)?;
            return Ok((none, none));
        }
        self.window_parts(chunk, chunk, &Extents::repeat(1, rank), op)
    }

    /// Windows along one axis.
    fn window_on(
        &self,
        axis: usize,
        window: usize,
        stride: usize,
        dilation: usize,
        op: &'static str,
    ) -> Result<Windows> {
        if stride == 0 || dilation == 0 {
            return Err(Error::new(op, ErrorKind::ZeroStep { axis }));
        }
        let extent = self.shape[axis];
        // From the first element of a window to its last.
        let reach = window.saturating_sub(1).saturating_mul(dilation).saturating_add(window.min(1));
        if window == 0 || reach > extent {
            return Err(Error::new(op, ErrorKind::Window { axis, window: reach, extent }));
        }
        let count = (extent - reach) / stride + 1;
        // Where there is a second place or element it lies on the axis, so that the product is a distance of invariant 3.
        let step = |n: usize, by: usize| if n > 1 { self.strides[axis] * by as isize } else { 0 };
        Ok(Windows { places: (count, step(count, stride)), window: (window, step(window, dilation)) })
    }
}

/// Extent and stride of the axis of the places of windows, and of the axis of the windows.
struct Windows {
    places: (usize, isize),
    window: (usize, isize),
}
