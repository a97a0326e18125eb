//! Elements at computed places, read and written: NumPy's integer-array indexing, and `np.take_along_axis`.
//!
//! ```text
//! source (4, 5, 6), axes 0 and 2 at lists of shape (7,)      result (7, 5)
//!   table     where in the source each entry of the lists lies          7 offsets
//!   strides   from one index of the result to the next, in the source   (0, stride of axis 1)
//!   steps     the same in the table                                     (1, 0)
//! ```
//!
//! The table is made once and serves all indices of the other axes; a single list is the table itself. Bytes that lie one
//! after the other in the source and in the result are moved together. The walk knows sizes but no types, so that there is one of it.

use core::mem::MaybeUninit;
use std::borrow::Cow;

use super::{PIECES_PER_THREAD, Places, threads};
use crate::array::{Array, ArrayD, AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Extents, Layout, MAX_RANK, Order, Strides, broadcast_shapes, for_each_row};
use crate::storage::Buffer;

/// A list of places in one axis, or in several that follow one another (then counted in row-major order).
#[derive(Debug)]
pub(crate) struct List<'i> {
    /// The first of the axes, and how many they are.
    pub(crate) axis: usize,
    pub(crate) axes: usize,
    /// The shape of the list, whose places are in row-major order.
    pub(crate) shape: Extents,
    /// Places below the number of elements of these axes.
    pub(crate) places: Places<'i>,
}

/// Which element of a source each index of a result is.
///
/// At each index of `shape`, `strides · index + table[steps · index] · scale` is the offset of an element of the layout `of`,
/// relative to its first one. The constructors see to that.
#[derive(Debug)]
pub(crate) struct Picks<'i> {
    of: Layout,
    shape: Extents,
    strides: Strides,
    steps: Strides,
    table: Cow<'i, [usize]>,
    scale: isize,
}

impl<'i> Picks<'i> {
    /// Lists that broadcast against each other; the axes of that shape stand before the axis `at` of those without a list, among
    /// which new axes of extent 1 are inserted one after the other at the places `inserted`.
    ///
    /// # Errors
    /// If the lists do not broadcast, or the result has too many axes or elements.
    ///
    /// # Panics
    /// If a list is not one of places of its axes, or the lists do not come in the order of these.
    pub(crate) fn new(
        of: &Layout,
        lists: Vec<List<'i>>,
        inserted: &[usize],
        at: usize,
        op: &'static str,
    ) -> Result<Self> {
        let (mut common, mut free) = (Extents::new(), 0);
        for list in &lists {
            assert!(list.axis >= free, "each axis has one list");
            free = list.axis + list.axes;
            common = broadcast_shapes(&common, &list.shape, op)?;
        }
        let listed =
            |axis: usize| lists.iter().any(|list| (list.axis..list.axis + list.axes).contains(&axis));
        let mut rest: Vec<Option<usize>> = (0..of.rank()).filter(|&axis| !listed(axis)).map(Some).collect();
        inserted.iter().for_each(|&place| rest.insert(place, None));
        let rank = rest.len() + common.len();
        if rank > MAX_RANK {
            return Err(Error::new(op, ErrorKind::RankTooLarge { rank }));
        }
        let (mut shape, mut strides, mut steps) = (Extents::new(), Strides::new(), Strides::new());
        let push_rest =
            |axes: &[Option<usize>], shape: &mut Extents, steps: &mut Strides, strides: &mut Strides| {
                for axis in axes {
                    shape.push(axis.map_or(1, |axis| of.shape()[axis]));
                    strides.push(axis.map_or(0, |axis| of.strides()[axis]));
                    steps.push(0);
                }
            };
        let dense = Layout::row_major(&common).map_err(|e| e.in_op(op))?;
        push_rest(&rest[..at], &mut shape, &mut steps, &mut strides);
        for (&n, &step) in dense.shape().iter().zip(dense.strides()) {
            shape.push(n);
            strides.push(0);
            steps.push(step);
        }
        push_rest(&rest[at..], &mut shape, &mut steps, &mut strides);
        let (table, scale) = table(of, lists, &common, dense.len());
        Ok(Self { of: *of, shape, strides, steps, table, scale })
    }

    /// Each index of the result at its place along `axis`: one list for all of them, of a shape that broadcasts against that of
    /// the source on the other axes.
    ///
    /// # Errors
    /// If it does not, or the result has too many elements.
    ///
    /// # Panics
    /// If the list is not one of places of its axis.
    pub(crate) fn along(of: &Layout, list: List<'i>, op: &'static str) -> Result<Self> {
        let mut expected = Extents::from_slice(of.shape()).unwrap_or_default();
        if list.shape.len() != expected.len() {
            let (expected, found) = (expected.len(), list.shape.len());
            return Err(Error::new(op, ErrorKind::Rank { expected, found }));
        }
        expected[list.axis] = list.shape[list.axis];
        let shape = broadcast_shapes(&expected, &list.shape, op)?;
        let dense = Layout::row_major(&list.shape).map_err(|e| e.in_op(op))?;
        let steps = Strides::from_slice(dense.strides()).unwrap_or_default();
        let mut strides = Strides::from_slice(of.strides()).unwrap_or_default();
        let scale = core::mem::take(&mut strides[list.axis]);
        let table = list.places.into_below(of.shape()[list.axis]);
        assert_eq!(table.len(), dense.len(), "a place for each index of the list");
        Ok(Self { of: *of, shape, strides, steps, table, scale })
    }

    /// The shape of the result.
    pub(crate) fn shape(&self) -> &Extents {
        &self.shape
    }
}

/// The offsets of the entries of all lists, broadcast against each other, in units of the scale.
fn table<'i>(of: &Layout, lists: Vec<List<'i>>, common: &Extents, len: usize) -> (Cow<'i, [usize]>, isize) {
    let single = lists.len() == 1;
    let mut sum = if single { Vec::new() } else { vec![0_usize; len] };
    for list in lists {
        let axes = list.axis..list.axis + list.axes;
        let (extents, strides) = (&of.shape()[axes.clone()], &of.strides()[axes]);
        let places = list.places.into_below(dense_len(extents));
        let dense = Layout::row_major(&list.shape).expect("broadcast before");
        assert_eq!(places.len(), dense.len(), "a place for each index of the list");
        // How far apart consecutive places are, if that is the same everywhere.
        let merged = Layout::new(extents, strides, 0)
            .and_then(|axes| axes.reshape(&[dense_len(extents)], Order::RowMajor));
        let even = merged.ok().map(|axis| axis.strides()[0]);
        let offset = |place: usize| {
            let (mut rest, mut at) = (place, 0_isize);
            for (&n, &stride) in extents.iter().zip(strides).rev() {
                at += (rest % n) as isize * stride;
                rest /= n;
            }
            at as usize
        };
        match even {
            Some(stride) if single => return (places, stride),
            Some(stride) => {
                add(&mut sum, common, &places, &dense, |place| place.wrapping_mul(stride as usize))
            }
            None if single => return (places.iter().map(|&place| offset(place)).collect(), 1),
            None => add(&mut sum, common, &places, &dense, offset),
        }
    }
    (Cow::Owned(sum), 1)
}

fn dense_len(extents: &[usize]) -> usize {
    extents.iter().product()
}

/// Adds the offset of each place of a list that broadcasts to the common shape.
fn add(
    sum: &mut [usize],
    common: &Extents,
    places: &[usize],
    dense: &Layout,
    offset: impl Fn(usize) -> usize,
) {
    if dense.shape() == &**common {
        return sum.iter_mut().zip(places).for_each(|(sum, &place)| *sum = sum.wrapping_add(offset(place)));
    }
    let stretched = dense.broadcast_to(common).expect("broadcast before");
    let mut rows = sum.chunks_mut(common.last().copied().unwrap_or(1).max(1));
    for_each_row(common, [stretched.strides()], |[at], _, [step]| {
        let row = rows.next().unwrap_or_default();
        for (j, sum) in (0..).zip(row) {
            *sum = sum.wrapping_add(offset(places[(at + j * step) as usize]));
        }
    });
}

/// The picked elements as a fresh row-major array.
///
/// # Errors
/// If the result is too large, the memory cannot be had, or `E` is another rank.
///
/// # Panics
/// If the picks are those of another layout; so do the functions below.
pub(crate) fn pick<T: Copy + Send + Sync, D: Dim, E: Dim>(
    source: View<'_, T, D>,
    picks: &Picks<'_>,
    op: &'static str,
) -> Result<Array<T, E>> {
    assert_eq!(source.layout(), picks.of, "picks of this layout");
    let layout = Layout::dense(&picks.shape, Order::RowMajor).map_err(|e| e.in_op(op))?;
    let buffer = Buffer::<MaybeUninit<T>>::uninit(layout.len(), op)?;
    let walk = Walk::new(picks, layout.strides(), size_of::<T>());
    // SAFETY: the picks are elements of the source, which is only read; the buffer is ours, has the elements of `layout`, and
    // all are written.
    let buffer = unsafe {
        walk.copy::<false>(source.as_ptr().cast_mut().cast(), buffer.as_ptr().as_ptr().cast());
        buffer.assume_init()
    };
    Array::from_buffer(buffer, &layout, op)
}

/// [`pick`] into a destination.
///
/// # Errors
/// If `out` has another shape than the result: nothing is written then.
pub(crate) fn pick_into<T: Copy + Send + Sync, D: Dim, E: Dim>(
    source: View<'_, T, D>,
    picks: &Picks<'_>,
    mut out: ViewMut<'_, T, E>,
    op: &'static str,
) -> Result<()> {
    assert_eq!(source.layout(), picks.of, "picks of this layout");
    let to = out.layout();
    if *to.shape() != *picks.shape {
        let expected = Extents::from_slice(to.shape()).unwrap_or_default();
        return Err(Error::new(op, ErrorKind::Shape { expected, found: picks.shape }));
    }
    let walk = Walk::new(picks, to.strides(), size_of::<T>());
    // SAFETY: as above; the destination is borrowed mutably, so that it overlaps no source.
    unsafe { walk.copy::<false>(source.as_ptr().cast_mut().cast(), AsViewMut::as_mut_ptr(&mut out).cast()) };
    Ok(())
}

/// Sets the picked elements to the values, a row-major array of the picks' shape. Of several values for one element the last
/// in that order stays.
pub(crate) fn put_picked<T: Copy + Send + Sync, D: Dim>(
    mut target: ViewMut<'_, T, D>,
    picks: &Picks<'_>,
    values: &ArrayD<T>,
) {
    let walk = Walk::to(&target.layout(), picks, values);
    // SAFETY: the picks are elements of the target, which is borrowed mutably; the values, which have their shape, are only read.
    unsafe {
        walk.copy::<true>(AsViewMut::as_mut_ptr(&mut target).cast(), values.as_ptr().cast_mut().cast())
    };
}

/// Changes each picked element by its value, in the row-major order of the values, which are an array of the picks' shape.
pub(crate) fn change_picked<T: Copy + Send + Sync, D: Dim>(
    mut target: ViewMut<'_, T, D>,
    picks: &Picks<'_>,
    values: &ArrayD<T>,
    change: impl Fn(&mut T, T) + Sync,
) {
    let walk = Walk::to(&target.layout(), picks, values);
    let slots = Bytes(AsViewMut::as_mut_ptr(&mut target).cast());
    let values = Bytes(values.as_ptr().cast_mut().cast());
    walk.in_parts(|part| {
        // SAFETY: the offsets are those of elements; each element is in one part alone, and one thread changes it; the closure
        // holds one reference at a time.
        unsafe {
            part.each(|slot, value| {
                let (slot, value) = (slots.at(slot).cast::<T>(), values.at(value).cast::<T>());
                for k in 0..part.run / size_of::<T>().max(1) {
                    change(&mut *slot.add(k), value.add(k).read());
                }
            });
        }
    });
}

/// Where elements lie, for several threads.
struct Bytes(*mut u8);
// SAFETY: whoever follows the pointer vouches for the threads: elements are read shared and written in disjoint parts.
unsafe impl Sync for Bytes {}
impl Bytes {
    fn at(&self, offset: isize) -> *mut u8 {
        self.0.wrapping_offset(offset)
    }
}

/// The loops over the indices of the picks, outermost first. All but the steps are bytes.
#[derive(Clone)]
struct Walk<'p> {
    extents: Extents,
    /// On the picked side, in the table, and on the plain side, an array of the picks' shape.
    picked: Strides,
    steps: Strides,
    plain: Strides,
    table: &'p [usize],
    scale: isize,
    /// Where this part starts.
    start: [isize; 3],
    /// Bytes that lie one after the other on both sides.
    run: usize,
}

impl<'p> Walk<'p> {
    fn new(picks: &'p Picks<'_>, plain: &[isize], size: usize) -> Self {
        let shape = &picks.shape;
        let size = size as isize;
        let mut walk = Self {
            extents: Extents::new(),
            picked: Strides::new(),
            steps: Strides::new(),
            plain: Strides::new(),
            table: &picks.table,
            scale: picks.scale.wrapping_mul(size),
            start: [0; 3],
            run: size as usize,
        };
        // Of an empty array the strides may be anything.
        let of = |axis: usize| {
            [picks.strides[axis].wrapping_mul(size), picks.steps[axis], plain[axis].wrapping_mul(size)]
        };
        let mut axes: Vec<usize> = (0..shape.len()).filter(|&axis| shape[axis] != 1).collect();
        axes.sort_by_key(|&axis| core::cmp::Reverse(plain[axis].abs()));
        while let Some(&last) = axes.last() {
            if of(last) != [walk.run as isize, 0, walk.run as isize] {
                break;
            }
            walk.run *= shape[last];
            axes.pop();
        }
        for axis in axes {
            let (n, strides) = (shape[axis], of(axis));
            // One loop for two that step alike on all sides.
            if let Some(outer) = walk.extents.len().checked_sub(1) {
                let before = [walk.picked[outer], walk.steps[outer], walk.plain[outer]];
                if before == strides.map(|stride| stride.wrapping_mul(n as isize)) {
                    walk.extents[outer] *= n;
                    [walk.picked[outer], walk.steps[outer], walk.plain[outer]] = strides;
                    continue;
                }
            }
            walk.extents.push(n);
            walk.picked.push(strides[0]);
            walk.steps.push(strides[1]);
            walk.plain.push(strides[2]);
        }
        walk
    }

    /// From values in row-major order to the picked elements of a target.
    fn to<T>(target: &Layout, picks: &'p Picks<'_>, values: &ArrayD<T>) -> Self {
        assert_eq!(*target, picks.of, "picks of this layout");
        assert!(values.shape() == picks.shape && values.is_contiguous(), "values in the order of the picks");
        let layout = values.view().layout();
        // Longer axes step further there, so that the loops keep the order of the values.
        Self::new(picks, layout.strides(), size_of::<T>())
    }

    /// Copies from the picked side to the plain one, or (`PUT`) back.
    ///
    /// # Safety
    /// `picked` and `plain` point to the first elements of arrays that do not overlap, of the picks' layout and of their shape
    /// by the strides given; the side that is written is nobody else's.
    unsafe fn copy<const PUT: bool>(&self, picked: *mut u8, plain: *mut u8) {
        let (picked, plain) = (Bytes(picked), Bytes(plain));
        let copy = |part: &Self| {
            // SAFETY: passed on; these types have the size of a run, and may be uninitialised.
            unsafe {
                match part.run {
                    1 => part.copy_values::<MaybeUninit<u8>, PUT>(&picked, &plain),
                    2 => part.copy_values::<MaybeUninit<u16>, PUT>(&picked, &plain),
                    4 => part.copy_values::<MaybeUninit<u32>, PUT>(&picked, &plain),
                    8 => part.copy_values::<MaybeUninit<u64>, PUT>(&picked, &plain),
                    16 => part.copy_values::<MaybeUninit<[u64; 2]>, PUT>(&picked, &plain),
                    24 => part.copy_values::<MaybeUninit<[u64; 3]>, PUT>(&picked, &plain),
                    32 => part.copy_values::<MaybeUninit<[u64; 4]>, PUT>(&picked, &plain),
                    _ => part.each(|from, to| {
                        let (mut from, mut to) = (picked.at(from), plain.at(to));
                        if PUT {
                            core::mem::swap(&mut from, &mut to);
                        }
                        core::ptr::copy_nonoverlapping(from, to, part.run);
                    }),
                }
            }
        };
        if PUT { self.in_parts(copy) } else { self.in_parts_of(&self.plain, copy) }
    }

    /// # Safety
    /// As for `copy`; `E` has the size of a run.
    unsafe fn copy_values<E: Copy, const PUT: bool>(&self, picked: &Bytes, plain: &Bytes) {
        // SAFETY: passed on.
        unsafe {
            self.each(|from, to| {
                let (mut from, mut to) = (picked.at(from).cast::<E>(), plain.at(to).cast::<E>());
                if PUT {
                    core::mem::swap(&mut from, &mut to);
                }
                to.write_unaligned(from.read_unaligned());
            });
        }
    }

    /// Calls `f` with the offsets of each run on both sides, in the order of the loops.
    ///
    /// # Safety
    /// The strides and the table belong together, as in [`Picks`].
    #[inline(always)]
    unsafe fn each(&self, mut f: impl FnMut(isize, isize)) {
        let [picked, table, plain] = self.start;
        let places = self.table.as_ptr();
        for_each_row(
            &self.extents,
            [&self.picked, &self.steps, &self.plain],
            |[from, at, to], n, [from_step, step, to_step]| {
                let (from, at, to) = (picked + from, table + at, plain + to);
                for j in 0..n as isize {
                    // SAFETY: promised.
                    let place = unsafe { *places.offset(at + j * step) } as isize;
                    f((from + j * from_step).wrapping_add(place.wrapping_mul(self.scale)), to + j * to_step);
                }
            },
        );
    }

    /// [`in_parts_of`](Self::in_parts_of) the picked side: no two parts have an element in common. Indices that differ on an
    /// axis with a stride there are different elements, whatever the table says; equal places follow one another in one part.
    fn in_parts(&self, f: impl Fn(&Self) + Sync) {
        self.in_parts_of(&self.picked, f);
    }

    /// Calls `f` with parts of the loops, on several threads where that pays. Only loops that step on the side given by its
    /// strides, the one that is written, are cut.
    fn in_parts_of(&self, written: &Strides, f: impl Fn(&Self) + Sync) {
        if self.run == 0 || self.extents.contains(&0) {
            return;
        }
        let count: usize = self.extents.iter().product();
        let threads = threads::for_bytes(count.saturating_mul((2 * self.run).max(16)));
        let wanted = threads * PIECES_PER_THREAD;
        let cuttable = || (0..self.extents.len()).filter(|&axis| written[axis] != 0);
        let axis = cuttable()
            .find(|&axis| self.extents[axis] >= wanted)
            .or_else(|| cuttable().max_by_key(|&axis| self.extents[axis]));
        let Some(axis) = axis.filter(|_| threads > 1) else { return f(self) };
        let (extent, step) = (self.extents[axis], self.extents[axis].div_ceil(wanted));
        threads::each_piece(extent.div_ceil(step), threads, |i| {
            let (first, count) = (i * step, step.min(extent - i * step));
            let mut part = self.clone();
            part.extents[axis] = count;
            let strides = [self.picked[axis], self.steps[axis], self.plain[axis]];
            part.start = core::array::from_fn(|side| self.start[side] + first as isize * strides[side]);
            f(&part);
        });
    }
}
