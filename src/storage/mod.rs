//! ROOM 1 of unsafe: the buffer that owns an array's elements, and the guard of a half-written one.
//!
//! A fresh buffer is aligned to 64 bytes (a cache line, and the widest vector register); a large one to
//! 2 MiB, and the kernel is asked to back it with huge pages: a fresh 128 MB result costs 62 page faults
//! instead of 31,250. Its elements start a few cache lines into the allocation, each time elsewhere, because arrays
//! that all start at the same place within a page get in each other's way: a load is held up by an earlier store
//! whose address agrees in the last 12 bits. A buffer made from a `Vec` keeps the allocation that the `Vec` had.
//!
//! # Invariants
//! 1. `ptr` is aligned for `T`, non-null, and points to `len` initialised values of `T`
//!    (of `MaybeUninit<T>`, which every byte pattern initialises, while a result is being written).
//! 2. `alloc` is the layout that `skip` bytes before `ptr` were allocated with by the global allocator, and nobody
//!    else frees them; it is `None` exactly where nothing was allocated, and then `len * size_of::<T>() == 0`.
//! 3. `skip + len * size_of::<T>()` is at most `isize::MAX` and at most the size of `alloc`.
//! 4. The buffer is the only owner of its values: they are dropped once, by it or by whoever takes them.
#![allow(unsafe_code)]

pub mod memory;

use core::marker::PhantomData;
use core::mem::{ManuallyDrop, MaybeUninit};
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use core::sync::atomic::{AtomicUsize, Ordering};
use std::alloc::Layout as Allocation;

use crate::error::{Error, ErrorKind, Result};

/// Alignment of a fresh buffer, in bytes.
const ALIGN: usize = 64;
/// Size of a huge page, the alignment of a large buffer, by which it is known as ours.
const HUGE_PAGE: usize = 2 << 20;
/// From this many bytes on a fresh buffer asks for huge pages.
const LARGE: usize = 4 << 20;
/// Where a large buffer's elements start in its allocation: one of this many places, in turn, ...
const STARTS: usize = 16;
/// ... this many bytes apart: a page and four cache lines, a multiple of 64.
const START_STEP: usize = 4096 + 256;

/// An owned, fixed-length run of elements.
pub struct Buffer<T> {
    ptr: NonNull<T>,
    len: usize,
    alloc: Option<Allocation>,
    skip: usize,
    owns: PhantomData<T>,
}

// SAFETY: by invariant 4 a buffer owns its values as a `Vec` does.
unsafe impl<T: Send> Send for Buffer<T> {}
// SAFETY: as above; a shared buffer only gives out shared references.
unsafe impl<T: Sync> Sync for Buffer<T> {}

impl<T> Buffer<MaybeUninit<T>> {
    /// Room for `len` elements, none of them written yet.
    ///
    /// # Errors
    /// If the size in bytes does not fit `isize`, or the allocator refuses: nothing is lost then.
    pub(crate) fn uninit(len: usize, op: &'static str) -> Result<Self> {
        let refused = |bytes| Error::new(op, ErrorKind::OutOfMemory { bytes });
        let bytes = len.checked_mul(size_of::<T>()).ok_or_else(|| refused(usize::MAX))?;
        if bytes == 0 {
            return Ok(Self { ptr: NonNull::dangling(), len, alloc: None, skip: 0, owns: PhantomData });
        }
        crate::profile::allocated(bytes);
        let (align, skip) = match bytes >= LARGE && align_of::<T>() <= ALIGN {
            true => (HUGE_PAGE, next_start()),
            false => (align_of::<T>().max(ALIGN), 0),
        };
        // Room for any start, so that the memory serves again wherever the next one starts.
        let room = if align == HUGE_PAGE { STARTS * START_STEP } else { 0 };
        let alloc = bytes.checked_add(room).and_then(|size| Allocation::from_size_align(size, align).ok());
        let alloc = alloc.ok_or_else(|| refused(bytes))?;
        let kept = if align == HUGE_PAGE { memory::take(alloc.size()) } else { None };
        let (start, alloc) = match kept {
            Some(kept) => kept,
            None => {
                // SAFETY: the size is not 0.
                let allocate = || NonNull::new(unsafe { std::alloc::alloc(alloc) });
                let again = || {
                    memory::release();
                    allocate()
                };
                let start = allocate().or_else(again).ok_or_else(|| refused(bytes))?;
                if align == HUGE_PAGE {
                    ask_for_huge_pages(start, alloc.size());
                }
                (start, alloc)
            }
        };
        // SAFETY: `skip` is less than the size of the allocation, and a multiple of every alignment up to `ALIGN`.
        let ptr = unsafe { start.add(skip) }.cast();
        Ok(Self { ptr, len, alloc: Some(alloc), skip, owns: PhantomData })
    }

    /// The same memory as initialised elements.
    ///
    /// # Safety
    /// All `len` elements have been written.
    pub(crate) unsafe fn assume_init(self) -> Buffer<T> {
        self.cast_elements()
    }

    /// The same memory as elements of `U`, still unwritten.
    ///
    /// `None`, with the buffer freed, unless `U` has the size and alignment of `T`.
    pub(crate) fn recycle<U>(self) -> Option<Buffer<MaybeUninit<U>>> {
        (size_of::<T>() == size_of::<U>() && align_of::<T>() == align_of::<U>()).then(|| self.cast_elements())
    }

    /// Invariants 1 to 3 hold for `U` because its size and alignment are those of `T`, and the caller vouches
    /// for the values.
    fn cast_elements<U>(self) -> Buffer<U> {
        let this = ManuallyDrop::new(self);
        debug_assert!(size_of::<T>() == size_of::<U>() && align_of::<T>() == align_of::<U>());
        Buffer { ptr: this.ptr.cast(), len: this.len, alloc: this.alloc, skip: this.skip, owns: PhantomData }
    }
}

/// How far into its allocation the next large buffer starts.
fn next_start() -> usize {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    COUNT.fetch_add(1, Ordering::Relaxed) % STARTS * START_STEP
}

/// Asks the kernel to back the range with huge pages; a refusal costs only speed.
fn ask_for_huge_pages(ptr: NonNull<u8>, bytes: usize) {
    #[cfg(target_os = "linux")]
    // SAFETY: the range was just allocated and is ours (invariant 2); the advice changes no contents.
    unsafe {
        libc::madvise(ptr.as_ptr().cast(), bytes, libc::MADV_HUGEPAGE);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = (ptr, bytes);
}

/// Frees a buffer's memory, or keeps it for another buffer.
///
/// # Safety
/// It was allocated with this layout, and is the caller's alone, who gives it up.
unsafe fn free(start: NonNull<u8>, alloc: Allocation) {
    // SAFETY: passed on.
    unsafe {
        match alloc.align() {
            HUGE_PAGE => memory::keep(start, alloc),
            _ => std::alloc::dealloc(start.as_ptr(), alloc),
        }
    }
}

impl<T> Buffer<T> {
    /// The elements of `vec`, in the allocation that they have.
    pub(crate) fn from_vec(vec: Vec<T>) -> Self {
        let mut vec = ManuallyDrop::new(vec);
        let bytes = vec.capacity().wrapping_mul(size_of::<T>());
        let alloc = (bytes != 0).then(|| {
            // SAFETY: a `Vec` allocated exactly this layout, so it is a valid one.
            unsafe { Allocation::from_size_align_unchecked(bytes, align_of::<T>()) }
        });
        // SAFETY: a `Vec` pointer is never null.
        let ptr = unsafe { NonNull::new_unchecked(vec.as_mut_ptr()) };
        Self { ptr, len: vec.len(), alloc, skip: 0, owns: PhantomData }
    }

    /// The elements as a `Vec`: in place where the allocation came from a `Vec`, otherwise moved into a new
    /// one, because a `Vec` frees its memory with the alignment of `T` and ours is larger.
    pub(crate) fn into_vec(self) -> Vec<T> {
        let this = ManuallyDrop::new(self);
        match this.alloc {
            Some(alloc) if alloc.align() != align_of::<T>() => {
                let mut vec = Vec::with_capacity(this.len);
                // SAFETY: both ranges hold `len` elements (1) and are different allocations; the values are
                // moved, and below only the memory is freed (4).
                unsafe {
                    core::ptr::copy_nonoverlapping(this.ptr.as_ptr(), vec.as_mut_ptr(), this.len);
                    vec.set_len(this.len);
                    free(this.ptr.cast::<u8>().sub(this.skip), alloc);
                }
                vec
            }
            alloc => {
                let capacity = match alloc {
                    Some(alloc) => alloc.size() / size_of::<T>(),
                    // Elements of size zero, or none: a `Vec` has room for these without memory.
                    None => this.len,
                };
                // SAFETY: the allocation has the alignment of `T` and a size that is a multiple of its size, as
                // only `from_vec` makes them (2), or there is none; `len` values are initialised (1).
                unsafe { Vec::from_raw_parts(this.ptr.as_ptr(), this.len, capacity) }
            }
        }
    }

    /// The same memory with its values forgotten: they must not need dropping.
    pub(crate) fn into_uninit(self) -> Buffer<MaybeUninit<T>> {
        assert!(!core::mem::needs_drop::<T>(), "values that need dropping cannot be forgotten");
        self.into_slots()
    }

    /// The same memory, its values left in it but no longer dropped: whoever takes the slots moves them out.
    pub(crate) fn into_slots(self) -> Buffer<MaybeUninit<T>> {
        let this = ManuallyDrop::new(self);
        Buffer { ptr: this.ptr.cast(), len: this.len, alloc: this.alloc, skip: this.skip, owns: PhantomData }
    }

    /// Where the elements start.
    #[inline]
    pub(crate) fn as_ptr(&self) -> NonNull<T> {
        self.ptr
    }
}

impl<T> core::fmt::Debug for Buffer<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Buffer").field("len", &self.len).finish_non_exhaustive()
    }
}

impl<T> Deref for Buffer<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        // SAFETY: invariants 1 and 3.
        unsafe { core::slice::from_raw_parts(self.ptr.as_ptr(), self.len) }
    }
}

impl<T> DerefMut for Buffer<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: invariants 1 and 3, and we are borrowed mutably.
        unsafe { core::slice::from_raw_parts_mut(self.ptr.as_ptr(), self.len) }
    }
}

impl<T> Drop for Buffer<T> {
    fn drop(&mut self) {
        /// Frees the memory also when dropping a value panics.
        struct Free(NonNull<u8>, Option<Allocation>);
        impl Drop for Free {
            fn drop(&mut self) {
                if let Some(alloc) = self.1 {
                    // SAFETY: invariant 2; the buffer is gone.
                    unsafe { free(self.0, alloc) }
                }
            }
        }
        // SAFETY: invariant 2: the allocation starts there; nothing is skipped where there is none.
        let start = unsafe { self.ptr.cast::<u8>().sub(self.skip) };
        let _free = Free(start, self.alloc);
        // SAFETY: invariants 1 and 4; nobody sees the values again.
        unsafe { core::ptr::drop_in_place(core::ptr::slice_from_raw_parts_mut(self.ptr.as_ptr(), self.len)) }
    }
}

/// A buffer that is being filled from its start: dropped early (a closure panicked), it drops what has been
/// written and frees the rest.
pub(crate) struct Filling<T> {
    buffer: Buffer<MaybeUninit<T>>,
    written: usize,
}

impl<T> Filling<T> {
    /// Room for `len` elements.
    pub(crate) fn new(len: usize, op: &'static str) -> Result<Self> {
        Ok(Self { buffer: Buffer::uninit(len, op)?, written: 0 })
    }

    /// Writes the next element.
    ///
    /// # Panics
    /// If the buffer is full.
    #[inline]
    pub(crate) fn push(&mut self, value: T) {
        self.buffer[self.written].write(value);
        self.written += 1;
    }

    /// A buffer of `len` clones of one value.
    pub(crate) fn repeat(value: &T, len: usize, op: &'static str) -> Result<Buffer<T>>
    where
        T: Clone,
    {
        Self::clones(len, op, core::iter::repeat_n(value, len))
    }

    /// A buffer of clones of the elements of `slice`.
    pub(crate) fn from_clones(slice: &[T], op: &'static str) -> Result<Buffer<T>>
    where
        T: Clone,
    {
        Self::clones(slice.len(), op, slice.iter())
    }

    /// Clones of exactly `len` values.
    fn clones<'a>(len: usize, op: &'static str, values: impl Iterator<Item = &'a T>) -> Result<Buffer<T>>
    where
        T: Clone + 'a,
    {
        let mut this = Self::new(len, op)?;
        if core::mem::needs_drop::<T>() {
            values.for_each(|x| this.push(x.clone()));
        } else {
            // Nothing to drop if a clone panics, so nothing to count on the way, and the loop vectorises.
            let mut written = 0;
            this.buffer.iter_mut().zip(values).for_each(|(slot, x)| {
                slot.write(x.clone());
                written += 1;
            });
            this.written = written;
        }
        Ok(this.finish())
    }

    /// The full buffer.
    ///
    /// # Panics
    /// If an element has not been written.
    pub(crate) fn finish(self) -> Buffer<T> {
        assert_eq!(self.written, self.buffer.len(), "every element is written");
        let this = ManuallyDrop::new(self);
        // SAFETY: `this` is never used or dropped again, so its buffer moves out once (4) ...
        let buffer = unsafe { core::ptr::read(&this.buffer) };
        // SAFETY: ... and all of its elements were written, by `push` or `from_clones`.
        unsafe { buffer.assume_init() }
    }
}

impl<T> Drop for Filling<T> {
    fn drop(&mut self) {
        let written: *mut [MaybeUninit<T>] = &mut self.buffer[..self.written];
        // SAFETY: these slots were written, and nobody sees them again: the buffer drops no `MaybeUninit`.
        unsafe { core::ptr::drop_in_place(written as *mut [T]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vec_goes_in_and_out_in_place() {
        let mut vec = Vec::with_capacity(10);
        vec.extend([1, 2, 3]);
        let at = vec.as_ptr();
        let back = Buffer::from_vec(vec).into_vec();
        assert_eq!((back.as_ptr(), back.capacity(), back.as_slice()), (at, 10, &[1, 2, 3][..]));
    }

    #[test]
    fn a_fresh_buffer_is_aligned_and_leaves_as_a_copy() {
        let mut fill = Filling::<u8>::new(5, "test").unwrap();
        (0..5).for_each(|i| fill.push(i));
        let buffer = fill.finish();
        assert_eq!(buffer.as_ptr().as_ptr() as usize % 64, 0);
        assert_eq!(buffer.into_vec(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn zero_sized_values_are_counted_and_dropped() {
        static DROPS: AtomicUsize = AtomicUsize::new(0);
        struct Unit;
        impl Drop for Unit {
            fn drop(&mut self) {
                DROPS.fetch_add(1, Ordering::Relaxed);
            }
        }
        let mut fill = Filling::new(3, "test").unwrap();
        fill.push(Unit);
        drop(fill);
        assert_eq!(DROPS.load(Ordering::Relaxed), 1);
        drop(Buffer::from_vec(vec![Unit, Unit]).into_vec());
        assert_eq!(DROPS.load(Ordering::Relaxed), 3);
    }

    #[test]
    fn an_impossible_size_is_an_error() {
        assert!(Buffer::<MaybeUninit<u64>>::uninit(usize::MAX / 4, "test").is_err());
        assert!(Buffer::<MaybeUninit<u8>>::uninit(isize::MAX as usize, "test").is_err());
    }
}
