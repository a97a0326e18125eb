//! Several arrays as one: each is copied into its part of the destination.
//!
//! ```text
//! along axis 1        a a a b b        one copy for each array, by the ordinary planner: rows are long
//!                     a a a b b
//!
//! along the last, of extent 1 each     a b a b a b      a strided copy for each array would go over the whole
//!                                                       destination once for each. So two to four arrays are read side
//!                                                       by side, as an expression whose elements are rows of the
//!                                                       destination; more, or thicker ones, go a block at a time, which
//!                                                       stays in the cache until all have been copied into it.
//! ```

use core::mem::MaybeUninit;

use super::feed::Cut;
use super::kernel::{Apply, Kernel, Leaf, Map, Zip};
use super::run::{Job, Write};
use super::{Lowering, PARALLEL_BYTES, PIECES_PER_THREAD, Target, run_job, threads};
use crate::array::{Array, AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::Result;
use crate::layout::{Dim, Extents, Layout, Strides};
use crate::profile;
use crate::storage::Buffer;

/// The arrays one after the other along `axis`, in a fresh array of the given layout.
///
/// # Errors
/// If the memory cannot be had.
///
/// # Panics
/// Unless their extents on `axis` add up to that of the layout, and the others are the layout's.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn join<T: Copy + Send + Sync, D: Dim>(
    parts: &[View<'_, T, D>],
    axis: usize,
    layout: &Layout,
    op: &'static str,
) -> Result<Array<T, D>> {
    let _span = profile::span(op, layout.shape());
    let buffer = Buffer::<MaybeUninit<T>>::uninit(layout.len(), op)?;
    // SAFETY: the buffer is ours and has the elements of `layout`, all of which are written.
    let buffer = unsafe {
        let ptr = buffer.as_ptr().as_ptr().cast();
        write(parts, axis, Whole { ptr, shape: layout.shape(), strides: layout.strides() });
        buffer.assume_init()
    };
    Array::from_buffer(buffer, layout, op)
}

/// [`join`] into a destination.
///
/// # Panics
/// As for [`join`], for the destination's shape.
#[cfg_attr(feature = "profile", track_caller)]
pub(crate) fn join_into<T: Copy + Send + Sync, D: Dim>(
    parts: &[View<'_, T, D>],
    axis: usize,
    mut out: ViewMut<'_, T, D>,
    op: &'static str,
) {
    let layout = out.layout();
    let _span = profile::span(op, layout.shape());
    // SAFETY: borrowed mutably, so that it overlaps no part; its elements need no dropping.
    unsafe {
        let ptr = AsViewMut::as_mut_ptr(&mut out);
        write(parts, axis, Whole { ptr, shape: layout.shape(), strides: layout.strides() });
    }
}

/// An array that is joined, or a block of one.
#[derive(Clone, Copy)]
struct Part<T> {
    ptr: *const T,
    shape: Extents,
    strides: Strides,
}

/// The destination, or a block of it.
#[derive(Clone, Copy)]
struct Whole<'a, T> {
    ptr: *mut T,
    shape: &'a [usize],
    strides: &'a [isize],
}

// SAFETY: what these point to is only followed by the functions below, whose callers vouch for that.
unsafe impl<T: Sync> Sync for Part<T> {}
// SAFETY: as above; threads write disjoint blocks.
unsafe impl<T: Send> Sync for Whole<'_, T> {}

/// Bytes of the destination from which on a run of one array is long enough to be written by itself.
const THICK: usize = 512;
/// Bytes of a block of the destination: half of a small L2 cache.
const BLOCK: usize = 128 << 10;

/// # Safety
/// `whole` is a destination as invariant 3 of the room demands, except that its elements may be uninitialised.
unsafe fn write<T: Copy + Send + Sync, D: Dim>(views: &[View<'_, T, D>], axis: usize, whole: Whole<'_, T>) {
    let shape = whole.shape;
    let parts: Vec<Part<T>> = views.iter().map(|view| Part::new(*view)).collect();
    let fits = |part: &Part<T>| (0..shape.len()).all(|a| a == axis || part.shape[a] == shape[a]);
    assert!(parts.iter().all(fits), "the parts have the destination's other extents");
    let filled: usize = parts.iter().map(|part| part.shape[axis]).sum();
    assert_eq!(filled, shape[axis], "the parts fill the destination");
    if shape.contains(&0) {
        return;
    }
    let run = shape[axis..].iter().product::<usize>() * size_of::<T>();
    let bytes = shape.iter().product::<usize>() * size_of::<T>();
    profile::moved(2 * bytes);
    // SAFETY: passed on; the parts were checked.
    unsafe {
        if interleave(&parts, axis, whole) {
            return;
        }
        if axis == 0 || run / parts.len() >= THICK || bytes <= BLOCK {
            return one_by_one(&parts, axis, whole);
        }
    }
    let cut = Cut::new(&shape[..axis], (BLOCK / run).max(1));
    let threads = if bytes < PARALLEL_BYTES { 1 } else { threads::available() };
    let step = cut.blocks.div_ceil(threads * PIECES_PER_THREAD);
    let (parts, whole) = (&parts, &whole);
    threads::each_piece(cut.blocks.div_ceil(step), threads, |i| {
        for block in i * step..((i + 1) * step).min(cut.blocks) {
            let parts: Vec<Part<T>> = parts.iter().map(|part| part.block(&cut, block, axis)).collect();
            let mut extents = cut.extents(&whole.shape[..axis], block);
            whole.shape[axis..].iter().for_each(|&n| extents.push(n));
            let skip = cut.offset(&whole.shape[..axis], whole.strides, block);
            let strides = &whole.strides[cut.axis..];
            let block = Whole { ptr: whole.ptr.wrapping_offset(skip), shape: &extents, strides };
            // SAFETY: passed on; each block is a part of the destination that no other block has.
            unsafe { one_by_one(&parts, axis - cut.axis, block) };
        }
    });
}

impl<T> Part<T> {
    fn new<D: Dim>(view: View<'_, T, D>) -> Self {
        let layout = view.layout();
        let shape = Extents::from_slice(layout.shape()).unwrap_or_default();
        Self { ptr: view.as_ptr(), shape, strides: Strides::from_slice(layout.strides()).unwrap_or_default() }
    }

    /// The block of a cut of the axes before `axis`.
    fn block(&self, cut: &Cut, block: usize, axis: usize) -> Self {
        let mut shape = cut.extents(&self.shape[..axis], block);
        self.shape[axis..].iter().for_each(|&n| shape.push(n));
        let ptr = self.ptr.wrapping_offset(cut.offset(&self.shape[..axis], &self.strides, block));
        Self { ptr, shape, strides: Strides::from_slice(&self.strides[cut.axis..]).unwrap_or_default() }
    }

    /// Without an axis of extent 1.
    fn without(mut self, axis: usize) -> Self {
        self.shape.remove(axis);
        self.strides.remove(axis);
        self
    }
}

/// Copies each part to where it belongs.
///
/// # Safety
/// As for `write`, and the parts fill the destination, which is not empty.
unsafe fn one_by_one<T: Copy + Send + Sync>(parts: &[Part<T>], axis: usize, whole: Whole<'_, T>) {
    let mut done = 0;
    for part in parts {
        let extent = part.shape[axis];
        let ptr = whole.ptr.wrapping_offset(done as isize * whole.strides[axis]);
        done += extent;
        let mut lowering = Lowering::new(&part.shape);
        lowering.push(part.ptr, &part.shape, &part.strides);
        // SAFETY: the part is the one operand of the kernel (1), it is borrowed (2), and its place in the destination is its
        // alone (3).
        unsafe {
            run_job(&mut lowering, Target::of(ptr, whole.strides), &Job::new(&Leaf::<T>::new(), &Write))
        };
    }
}

/// Two to four parts of extent 1 along the axis on which the destination is contiguous: read side by side, its rows written
/// as one element each. Returns false, having done nothing, for any others.
///
/// # Safety
/// As for `one_by_one`.
unsafe fn interleave<T: Copy + Send + Sync>(parts: &[Part<T>], axis: usize, whole: Whole<'_, T>) -> bool {
    let count = parts.len();
    let rows = (0..whole.shape.len()).all(|a| a == axis || whole.strides[a] % count as isize == 0);
    let thin = parts.iter().all(|part| part.shape[axis] == 1);
    if !(2..=4).contains(&count)
        || !thin
        || whole.strides[axis] != 1
        || !rows
        || align_of::<T>() != size_of::<T>()
    {
        return false;
    }
    // SAFETY: passed on; these types have the element's size and alignment, and may be uninitialised.
    unsafe {
        match size_of::<T>() {
            1 => interleave_as::<T, MaybeUninit<u8>>(parts, axis, whole),
            2 => interleave_as::<T, MaybeUninit<u16>>(parts, axis, whole),
            4 => interleave_as::<T, MaybeUninit<u32>>(parts, axis, whole),
            8 => interleave_as::<T, MaybeUninit<u64>>(parts, axis, whole),
            _ => return false,
        }
    }
    true
}

/// # Safety
/// As for `one_by_one`; the parts are as `interleave` asks, and `E` is like `T`.
unsafe fn interleave_as<T: Copy, E: Copy + Sync>(parts: &[Part<T>], axis: usize, whole: Whole<'_, T>) {
    let leaf = Leaf::<E>::new;
    // SAFETY: passed on.
    unsafe {
        match parts {
            [_, _] => interleave_by::<T, _>(parts, axis, whole, &Map(&Beside::<2>, Zip(leaf(), leaf()))),
            [_, _, _] => {
                interleave_by::<T, _>(
                    parts,
                    axis,
                    whole,
                    &Map(&Beside::<3>, Zip(leaf(), Zip(leaf(), leaf()))),
                );
            }
            _ => {
                let pairs = (Zip(leaf(), leaf()), Zip(leaf(), leaf()));
                interleave_by::<T, _>(parts, axis, whole, &Map(&Beside::<4>, Zip(pairs.0, pairs.1)));
            }
        }
    }
}

/// # Safety
/// As for `interleave_as`; the kernel has a leaf for each part, of elements like `T`, and its own element is a row of the
/// destination.
unsafe fn interleave_by<T: Copy, K: Kernel>(parts: &[Part<T>], axis: usize, whole: Whole<'_, T>, kernel: &K) {
    let (mut shape, mut strides) = (Extents::new(), Strides::new());
    for a in (0..whole.shape.len()).filter(|&a| a != axis) {
        shape.push(whole.shape[a]);
        strides.push(whole.strides[a] / parts.len() as isize);
    }
    let mut lowering = Lowering::new(&shape);
    for part in parts {
        let part = part.without(axis);
        lowering.push(part.ptr, &part.shape, &part.strides);
    }
    let target = Target::of(whole.ptr.cast::<K::Elem>(), &strides);
    // SAFETY: a leaf for each part, in order (1), which are borrowed (2); the destination's rows are elements of the kernel,
    // none addressed twice (3).
    unsafe { run_job(&mut lowering, target, &Job::new(kernel, &Write)) }
}

/// `N` elements side by side as a row.
struct Beside<const N: usize>;

impl<E> Apply<(E, E)> for Beside<2> {
    type Output = [E; 2];
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, (a, b): (E, E)) -> [E; 2] {
        [a, b]
    }
}

impl<E> Apply<(E, (E, E))> for Beside<3> {
    type Output = [E; 3];
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, (a, (b, c)): (E, (E, E))) -> [E; 3] {
        [a, b, c]
    }
}

impl<E> Apply<((E, E), (E, E))> for Beside<4> {
    type Output = [E; 4];
    const REPEATABLE: bool = true;
    #[inline(always)]
    fn apply(&self, ((a, b), (c, d)): ((E, E), (E, E))) -> [E; 4] {
        [a, b, c, d]
    }
}
