//! Elements or rows at a list of indices along an axis: `np.take`.
//!
//! ```text
//! source (3, 4, 5), axis 1, places [2, 0]      out (3, 2, 5)
//!   others    axes that both walk index by index                           3
//!   places    where in the source the next row of the destination is       2 0
//!   run       elements that lie one after the other in both                5
//! ```
//!
//! Runs are copied as bytes: short ones as one value each, in a loop over the places, long ones by `memcpy`.

use core::mem::MaybeUninit;
use std::borrow::Cow;

use super::{PARALLEL_BYTES, PIECES_PER_THREAD, threads};
use crate::array::{Array, AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Extents, Ix1, Layout, Order, Strides, for_each_row};
use crate::profile;
use crate::storage::Buffer;

/// Places along an axis: numbers below its extent.
#[derive(Debug)]
pub(crate) struct Places<'i> {
    list: Cow<'i, [usize]>,
    extent: usize,
}

impl<'i> Places<'i> {
    /// The one constructor.
    ///
    /// # Errors
    /// If one is not below `extent`: the first one is named.
    pub(crate) fn new(list: Cow<'i, [usize]>, extent: usize, axis: usize, op: &'static str) -> Result<Self> {
        // Without a way out the loop vectorises.
        let outside = list.iter().fold(false, |outside, &place| outside | (place >= extent));
        if !outside {
            return Ok(Self { list, extent });
        }
        let first = list.iter().find(|&&place| place >= extent).copied().unwrap_or_default();
        let index = isize::try_from(first).unwrap_or(isize::MAX);
        Err(Error::new(op, ErrorKind::Index { axis, index, extent }))
    }

    /// The places as a list.
    ///
    /// # Panics
    /// If they are places of another extent.
    pub(crate) fn below(&self, extent: usize) -> &[usize] {
        assert_eq!(extent, self.extent, "places of this axis");
        &self.list
    }

    /// [`below`](Self::below), with the list itself.
    ///
    /// # Panics
    /// If they are places of another extent.
    pub(super) fn into_below(self, extent: usize) -> Cow<'i, [usize]> {
        assert_eq!(extent, self.extent, "places of this axis");
        self.list
    }
}

/// The source at `places` along `axis`, as a fresh array.
///
/// # Errors
/// If the memory cannot be had.
///
/// # Panics
/// If they are places of another extent; so do the functions below.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn gather<T: Copy + Send + Sync, D: Dim>(
    source: View<'_, T, D>,
    axis: usize,
    places: &Places<'_>,
    op: &'static str,
) -> Result<Array<T, D>> {
    let from = source.layout();
    let _span = profile::span(op, from.shape());
    let places = places.below(from.shape()[axis]);
    let mut shape = Extents::from_slice(from.shape()).unwrap_or_default();
    shape[axis] = places.len();
    let columns = !source.is_contiguous() && source.is_contiguous_in(Order::ColumnMajor);
    let order = if columns { Order::ColumnMajor } else { Order::RowMajor };
    let layout = Layout::dense(&shape, order).map_err(|e| e.in_op(op))?;
    let buffer = Buffer::<MaybeUninit<T>>::uninit(layout.len(), op)?;
    // SAFETY: the places are inside the axis; the buffer is ours, has the elements of `layout`, and all are written.
    let buffer = unsafe {
        let gather =
            Gather::new(&from, source.as_ptr(), &layout, buffer.as_ptr().as_ptr().cast(), axis, places);
        gather.run();
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// [`gather`] into a destination.
///
/// # Errors
/// If `out` has another shape than the result: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn gather_into<T: Copy + Send + Sync, D: Dim>(
    source: View<'_, T, D>,
    axis: usize,
    places: &Places<'_>,
    mut out: ViewMut<'_, T, D>,
    op: &'static str,
) -> Result<()> {
    let (from, to) = (source.layout(), out.layout());
    let _span = profile::span(op, from.shape());
    let places = places.below(from.shape()[axis]);
    let mut found = Extents::from_slice(from.shape()).unwrap_or_default();
    found[axis] = places.len();
    if *found != *to.shape() {
        let expected = Extents::from_slice(to.shape()).unwrap_or_default();
        return Err(Error::new(op, ErrorKind::Shape { expected, found }));
    }
    // SAFETY: the places are inside the axis; the destination is borrowed mutably, so that it overlaps no source, and its
    // elements need no dropping.
    unsafe { Gather::new(&from, source.as_ptr(), &to, AsViewMut::as_mut_ptr(&mut out), axis, places).run() };
    Ok(())
}

/// The elements at `places` in row-major order, of a view in which these are not steps along one axis.
///
/// # Errors
/// If the memory cannot be had.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn gather_flat<T: Copy + Send + Sync, D: Dim>(
    source: View<'_, T, D>,
    places: &Places<'_>,
    op: &'static str,
) -> Result<Array<T, Ix1>> {
    let _span = profile::span(op, source.shape().as_ref());
    let offsets = offsets(source, places);
    let layout = Layout::row_major(&[offsets.len()])?;
    let buffer = Buffer::<MaybeUninit<T>>::uninit(offsets.len(), op)?;
    // SAFETY: the places are elements, so their offsets are; the buffer is ours, and all of it is written.
    let buffer = unsafe {
        let ptr = buffer.as_ptr().as_ptr().cast();
        Gather::new(&along(offsets.len())?, source.as_ptr(), &layout, ptr, 0, &offsets).run();
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// [`gather_flat`] into a destination.
///
/// # Errors
/// If `out` has not as many elements: nothing is written then.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn gather_flat_into<T: Copy + Send + Sync, D: Dim>(
    source: View<'_, T, D>,
    places: &Places<'_>,
    mut out: ViewMut<'_, T, Ix1>,
    op: &'static str,
) -> Result<()> {
    let _span = profile::span(op, source.shape().as_ref());
    let offsets = offsets(source, places);
    let to = out.layout();
    if to.len() != offsets.len() {
        let (expected, found) = (Extents::repeat(to.len(), 1), Extents::repeat(offsets.len(), 1));
        return Err(Error::new(op, ErrorKind::Shape { expected, found }));
    }
    let ptr = AsViewMut::as_mut_ptr(&mut out);
    // SAFETY: the places are elements, so their offsets are; the destination is borrowed mutably.
    unsafe { Gather::new(&along(offsets.len())?, source.as_ptr(), &to, ptr, 0, &offsets).run() };
    Ok(())
}

/// A layout that steps by 1, whatever its extent: its places are offsets.
fn along(len: usize) -> Result<Layout> {
    Layout::row_major(&[len.max(2)])
}

/// The offsets of elements, relative to the first one, by their places in row-major order. Negative ones wrap.
fn offsets<T, D: Dim>(source: View<'_, T, D>, places: &Places<'_>) -> Vec<usize> {
    let layout = source.layout();
    let offset = |&place: &usize| {
        let (mut rest, mut at) = (place, 0isize);
        for (&n, &step) in layout.shape().iter().zip(layout.strides()).rev() {
            at += (rest % n) as isize * step;
            rest /= n;
        }
        at as usize
    };
    places.below(layout.len()).iter().map(offset).collect()
}

/// The loops. Strides are in elements.
#[derive(Clone)]
struct Gather<'p, T> {
    from: *const T,
    to: *mut T,
    places: &'p [usize],
    /// From one index of the axis to the next.
    from_step: isize,
    to_step: isize,
    /// The axes that both walk index by index, outermost first.
    others: Extents,
    from_strides: Strides,
    to_strides: Strides,
    /// Elements that lie one after the other in both.
    run: usize,
}

// SAFETY: the elements are read shared and written in disjoint parts, as the caller of `run` promises.
unsafe impl<T: Send + Sync> Sync for Gather<'_, T> {}

impl<'p, T: Copy + Send + Sync> Gather<'p, T> {
    fn new(
        from: &Layout,
        source: *const T,
        to: &Layout,
        out: *mut T,
        axis: usize,
        places: &'p [usize],
    ) -> Self {
        let (mut others, mut from_strides, mut to_strides) = (Extents::new(), Strides::new(), Strides::new());
        let mut axes: Vec<usize> = (0..to.rank()).filter(|&a| a != axis && to.shape()[a] != 1).collect();
        axes.sort_by_key(|&a| core::cmp::Reverse(to.strides()[a].abs()));
        let mut run = 1;
        while let Some(&last) = axes.last() {
            if from.strides()[last] != run as isize || to.strides()[last] != run as isize {
                break;
            }
            run *= to.shape()[last];
            axes.pop();
        }
        for a in axes {
            others.push(to.shape()[a]);
            from_strides.push(from.strides()[a]);
            to_strides.push(to.strides()[a]);
        }
        let (from_step, to_step) = (from.strides()[axis], to.strides()[axis]);
        Self { from: source, to: out, places, from_step, to_step, others, from_strides, to_strides, run }
    }

    /// Copies everything, on several threads where that pays.
    ///
    /// # Safety
    /// At each index of the others and each place, a run can be read from the source and written to the destination, where no
    /// two of them meet. The two do not overlap.
    unsafe fn run(&self) {
        let rows: usize = self.others.iter().product();
        let elements = rows.saturating_mul(self.places.len()).saturating_mul(self.run);
        if elements == 0 {
            return;
        }
        profile::moved(elements.saturating_mul(2 * size_of::<T>()));
        let cost = elements.saturating_mul(2 * size_of::<T>()).max(rows * self.places.len() * 16);
        let threads = if cost < PARALLEL_BYTES { 1 } else { threads::available() };
        if threads < 2 {
            // SAFETY: passed on.
            return unsafe { self.copy() };
        }
        let wanted = threads * PIECES_PER_THREAD;
        // The outermost loop of the destination that is long enough, else a long run.
        let outer = (0..self.others.len()).find(|&axis| self.others[axis] >= wanted);
        let outer = outer
            .filter(|&axis| self.places.len() < wanted || self.to_strides[axis].abs() > self.to_step.abs());
        let along_places = outer.is_none() && self.places.len() >= wanted;
        let (step, extent) = match outer {
            Some(axis) => (self.others[axis].div_ceil(wanted), self.others[axis]),
            None if along_places => (self.places.len().div_ceil(wanted), self.places.len()),
            None => (self.run.div_ceil(wanted).next_multiple_of(512), self.run),
        };
        threads::each_piece(extent.div_ceil(step), threads, |i| {
            let range = i * step..((i + 1) * step).min(extent);
            let (start, count) = (range.start as isize, range.len());
            let mut part = self.clone();
            let (from, to) = match outer {
                Some(axis) => {
                    part.others[axis] = count;
                    (start * self.from_strides[axis], start * self.to_strides[axis])
                }
                None if along_places => {
                    part.places = &self.places[range];
                    (0, start * self.to_step)
                }
                None => {
                    part.run = count;
                    (start, start)
                }
            };
            part.from = self.from.wrapping_offset(from);
            part.to = self.to.wrapping_offset(to);
            // SAFETY: passed on; the parts are disjoint.
            unsafe { part.copy() }
        });
    }

    /// Copies everything on this thread.
    ///
    /// # Safety
    /// As for `run`.
    unsafe fn copy(&self) {
        for_each_row(
            &self.others,
            [&self.from_strides, &self.to_strides],
            |[from, to], n, [from_step, to_step]| {
                for j in 0..n as isize {
                    let from = self.from.wrapping_offset(from + j * from_step);
                    let to = self.to.wrapping_offset(to + j * to_step);
                    // SAFETY: passed on.
                    unsafe { self.copy_at(from, to) }
                }
            },
        );
    }

    /// Copies the run at each place, at one index of the others.
    ///
    /// # Safety
    /// As for `run`.
    unsafe fn copy_at(&self, from: *const T, to: *mut T) {
        // SAFETY: passed on; these types have the size of a run, and may be uninitialised.
        unsafe {
            match self.run * size_of::<T>() {
                1 => self.copy_values::<MaybeUninit<u8>>(from, to),
                2 => self.copy_values::<MaybeUninit<u16>>(from, to),
                4 => self.copy_values::<MaybeUninit<u32>>(from, to),
                8 => self.copy_values::<MaybeUninit<u64>>(from, to),
                12 => self.copy_values::<MaybeUninit<[u32; 3]>>(from, to),
                16 => self.copy_values::<MaybeUninit<[u64; 2]>>(from, to),
                24 => self.copy_values::<MaybeUninit<[u64; 3]>>(from, to),
                32 => self.copy_values::<MaybeUninit<[u64; 4]>>(from, to),
                64 => self.copy_values::<MaybeUninit<[u64; 8]>>(from, to),
                _ => {
                    for (k, &place) in (0..).zip(self.places) {
                        let from = from.wrapping_offset(place as isize * self.from_step);
                        core::ptr::copy_nonoverlapping(from, to.wrapping_offset(k * self.to_step), self.run);
                    }
                }
            }
        }
    }

    /// # Safety
    /// As for `run`; `E` has the size of a run.
    unsafe fn copy_values<E: Copy>(&self, from: *const T, to: *mut T) {
        for (k, &place) in (0..).zip(self.places) {
            let from = from.wrapping_offset(place as isize * self.from_step).cast::<E>();
            let to = to.wrapping_offset(k * self.to_step).cast::<E>();
            // SAFETY: passed on.
            unsafe { to.write_unaligned(from.read_unaligned()) };
        }
    }
}
