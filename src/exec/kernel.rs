//! The lowered form of an expression: a tree without ranks and lifetimes, and the loop that runs it.
//!
//! `&a + &b * 2.0` over arrays of any rank, owned or viewed, lowers to the one type
//! `Map<Add, Zip<Leaf<f64>, Map<Mul, Zip<Leaf<f64>, Literal<f64>>>>>`, so that one kernel serves them all.
//! A kernel reads every leaf with unit stride along a row, or, with two or three leaves, one element for all of it;
//! operands that lie otherwise are packed into such rows first (see [`walk`](super::walk)). That is why a result does not depend on the layout of the operands.
//!
//! ```text
//! rows    out ───────►  leaf 0 ───────►  leaf 1 ───────►      each row: out[j] = f(leaf0[j], leaf1[j], ...)
//!         out ───────►  leaf 0 ───────►  leaf 1 ───────►      rows are a byte stride apart, per leaf
//! ```

use core::marker::PhantomData;
use core::mem::MaybeUninit;

use super::simd::{SimdLevel, Task, dispatch_up_to};

/// A function on one element (for two operands: on the pair of their elements).
///
/// Operators and functions are zero-sized types that implement it; closures come in through
/// [`map`](crate::expr::Elementwise::map).
pub trait Apply<X> {
    /// The type of the result.
    type Output;
    /// A rough cost, in additions, by which the executor decides whether threads pay.
    const COST: usize = 1;
    /// Whether calling it twice with the same element is as good as once: then the end of a row is computed in a step
    /// that overlaps the one before. Not so for closures, which may count their calls.
    const REPEATABLE: bool = false;
    /// The function.
    fn apply(&self, x: X) -> Self::Output;
}

/// Where a leaf's rows are.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    /// The first element of the first row.
    pub(crate) ptr: *const u8,
    /// From one row to the next, in bytes.
    pub(crate) row: isize,
    /// Whether one element stands for the whole row: only in blocks that are [mixed](Block::mixed).
    pub(crate) splat: bool,
}

/// The leaves' positions at one row, handed out in the order in which the leaves were lowered.
#[derive(Debug)]
pub struct Cursors<'c> {
    leaves: &'c [Cursor],
    next: usize,
    row: isize,
}

impl Cursors<'_> {
    #[inline(always)]
    fn take<T>(&mut self) -> LeafRow<T> {
        let leaf = self.leaves[self.next];
        self.next += 1;
        LeafRow { ptr: leaf.ptr.wrapping_offset(leaf.row * self.row).cast(), splat: leaf.splat }
    }
}

/// A lowered expression.
///
/// # Safety
/// `row` takes exactly `LEAVES` cursors, and the row that it returns reads nothing but elements of the rows at
/// these cursors, at the index that it is asked for.
pub unsafe trait Kernel: Sync {
    /// The type of an element of the result.
    type Elem;
    /// The kernel bound to one row.
    type Row<'k>: Row<Elem = Self::Elem>
    where
        Self: 'k;
    /// The number of leaves.
    const LEAVES: usize;
    /// The sum of the costs of all functions.
    const COST: usize;
    /// Whether all functions are [repeatable](Apply::REPEATABLE).
    const REPEATABLE: bool;
    /// Whether the kernel only copies its one leaf.
    const COPIES: bool = false;

    /// Binds the kernel to the row at the cursors.
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k>;
}

/// A kernel bound to one row.
pub trait Row {
    /// The type of an element of the result.
    type Elem;
    /// Element `j` of the row. If `MIXED`, leaves may have one element for the whole row.
    ///
    /// # Safety
    /// Every leaf's row has an element `j`, or that one element, that may be read now.
    unsafe fn at<const MIXED: bool>(&self, j: usize) -> Self::Elem;
}

/// An operand in memory.
#[derive(Debug)]
pub struct Leaf<T>(PhantomData<fn() -> T>);

impl<T> Leaf<T> {
    pub(crate) fn new() -> Self {
        Self(PhantomData)
    }
}

/// A leaf at one row.
#[derive(Debug)]
pub struct LeafRow<T> {
    ptr: *const T,
    splat: bool,
}

// SAFETY: takes one cursor and reads only there.
unsafe impl<T: Copy> Kernel for Leaf<T> {
    type Elem = T;
    type Row<'k>
        = LeafRow<T>
    where
        Self: 'k;
    const LEAVES: usize = 1;
    const REPEATABLE: bool = true;
    const COST: usize = 0;
    const COPIES: bool = true;

    #[inline(always)]
    fn row(&self, cursors: &mut Cursors<'_>) -> LeafRow<T> {
        cursors.take()
    }
}

impl<T: Copy> Row for LeafRow<T> {
    type Elem = T;
    #[inline(always)]
    unsafe fn at<const MIXED: bool>(&self, j: usize) -> T {
        // The condition is the same for the whole row, so the compiler makes two loops of one.
        let j = if MIXED && self.splat { 0 } else { j };
        // SAFETY: the caller vouches for element `j`, or for the one element.
        unsafe { self.ptr.add(j).read() }
    }
}

/// A value that is the same for every element.
#[derive(Debug)]
pub struct Literal<T>(pub(crate) T);

// SAFETY: takes no cursor and reads nothing.
unsafe impl<T: Copy + Sync> Kernel for Literal<T> {
    type Elem = T;
    type Row<'k>
        = Literal<T>
    where
        Self: 'k;
    const LEAVES: usize = 0;
    const REPEATABLE: bool = true;
    const COST: usize = 0;

    #[inline(always)]
    fn row(&self, _: &mut Cursors<'_>) -> Literal<T> {
        Literal(self.0)
    }
}

impl<T: Copy> Row for Literal<T> {
    type Elem = T;
    #[inline(always)]
    unsafe fn at<const MIXED: bool>(&self, _: usize) -> T {
        self.0
    }
}

/// Two kernels side by side: their elements as a pair.
#[derive(Debug)]
pub struct Zip<A, B>(pub(crate) A, pub(crate) B);

// SAFETY: passes on to the two, in order.
unsafe impl<A: Kernel, B: Kernel> Kernel for Zip<A, B> {
    type Elem = (A::Elem, B::Elem);
    type Row<'k>
        = Zip<A::Row<'k>, B::Row<'k>>
    where
        Self: 'k;
    const LEAVES: usize = A::LEAVES + B::LEAVES;
    const REPEATABLE: bool = A::REPEATABLE && B::REPEATABLE;
    const COST: usize = A::COST + B::COST;

    #[inline(always)]
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k> {
        let first = self.0.row(cursors);
        Zip(first, self.1.row(cursors))
    }
}

impl<A: Row, B: Row> Row for Zip<A, B> {
    type Elem = (A::Elem, B::Elem);
    #[inline(always)]
    unsafe fn at<const MIXED: bool>(&self, j: usize) -> Self::Elem {
        // SAFETY: passed on.
        unsafe { (self.0.at::<MIXED>(j), self.1.at::<MIXED>(j)) }
    }
}

/// A function of a kernel's elements.
#[derive(Debug)]
pub struct Map<'f, F, A>(pub(crate) &'f F, pub(crate) A);

// SAFETY: passes on to its operand; the function sees only values.
unsafe impl<F: Apply<A::Elem> + Sync, A: Kernel> Kernel for Map<'_, F, A> {
    type Elem = F::Output;
    type Row<'k>
        = Map<'k, F, A::Row<'k>>
    where
        Self: 'k;
    const LEAVES: usize = A::LEAVES;
    const REPEATABLE: bool = A::REPEATABLE && F::REPEATABLE;
    const COST: usize = A::COST + F::COST;

    #[inline(always)]
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k> {
        Map(self.0, self.1.row(cursors))
    }
}

impl<F: Apply<A::Elem>, A: Row> Row for Map<'_, F, A> {
    type Elem = F::Output;
    #[inline(always)]
    unsafe fn at<const MIXED: bool>(&self, j: usize) -> Self::Elem {
        // SAFETY: passed on.
        self.0.apply(unsafe { self.1.at::<MIXED>(j) })
    }
}

/// What becomes of a computed element.
pub(crate) trait Sink<E>: Sync {
    /// The type of an element of the destination.
    type Slot;
    /// Whether the slot's old value matters.
    const READS: bool;
    fn put(&self, slot: &mut Self::Slot, value: E);
}

/// Writes into fresh or overwritten memory. The old value is not dropped: for types that need no dropping.
pub(crate) struct Write;

impl<E> Sink<E> for Write {
    type Slot = MaybeUninit<E>;
    const READS: bool = false;
    #[inline(always)]
    fn put(&self, slot: &mut MaybeUninit<E>, value: E) {
        slot.write(value);
    }
}

/// Changes the old value by `op(old, new)`, as `+=` does.
pub(crate) struct Update<'f, F, T>(pub(crate) &'f F, pub(crate) PhantomData<fn(T)>);

impl<T: Copy, E, F: Apply<(T, E), Output = T> + Sync> Sink<E> for Update<'_, F, T> {
    type Slot = T;
    const READS: bool = true;
    #[inline(always)]
    fn put(&self, slot: &mut T, value: E) {
        *slot = self.0.apply((*slot, value));
    }
}

/// A block of rows: where to write them, and where the leaves' rows are.
pub(crate) struct Block<'c> {
    pub(crate) out: *mut u8,
    /// From one row of the destination to the next, in bytes.
    pub(crate) out_row: isize,
    pub(crate) leaves: &'c [Cursor],
    pub(crate) rows: usize,
    pub(crate) cols: usize,
    /// Whether some leaves have one element for a whole row.
    pub(crate) mixed: bool,
    pub(crate) pace: Pace,
}

/// How the machine is used for a block. Never changes a result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// The widest instruction set that serves.
    pub(crate) level: SimdLevel,
    /// Whether the destination is likely to be in memory far from the core.
    pub(crate) far: bool,
}

impl Pace {
    /// For a destination in the core's own caches.
    pub(crate) const NEAR: Self = Self { level: SimdLevel::V4, far: false };
}

/// A kernel and its sink with their types erased, so that planning and walking are compiled once.
#[derive(Clone, Copy)]
pub(crate) struct Job<'k> {
    kernel: *const (),
    sink: *const (),
    run: unsafe fn(*const (), *const (), Block<'_>),
    pub(crate) cost: usize,
    /// Whether the destination's old values are read.
    pub(crate) reads_out: bool,
    /// Whether all it does is copy one operand into the destination.
    pub(crate) copies: bool,
    /// Whether it runs [mixed](Block::mixed) blocks.
    pub(crate) mixes: bool,
    borrows: PhantomData<&'k ()>,
}

// SAFETY: it stands for `&K` and `&S`, both of which are `Sync`.
unsafe impl Send for Job<'_> {}
// SAFETY: as above.
unsafe impl Sync for Job<'_> {}

impl<'k> Job<'k> {
    pub(crate) fn new<K: Kernel, S: Sink<K::Elem>>(kernel: &'k K, sink: &'k S) -> Self {
        Self {
            kernel: (&raw const *kernel).cast(),
            sink: (&raw const *sink).cast(),
            run: run_block::<K, S>,
            cost: K::COST,
            reads_out: S::READS,
            copies: K::COPIES && !S::READS,
            mixes: mixes::<K>(),
            borrows: PhantomData,
        }
    }

    /// Computes a block.
    ///
    /// # Safety
    /// For each row and column of the block: every leaf has an element of its type there, alive and not written
    /// by others; the destination has a slot there, aligned, that nothing else reads or writes (initialised if
    /// `reads_out`); slots and leaves do not overlap. There is a cursor for each leaf.
    #[inline]
    pub(crate) unsafe fn run(&self, block: Block<'_>) {
        // SAFETY: the pointers came from references of the types that `run_block` was made for; the rest is the
        // caller's promise.
        unsafe { (self.run)(self.kernel, self.sink, block) }
    }
}

unsafe fn run_block<K: Kernel, S: Sink<K::Elem>>(kernel: *const (), sink: *const (), block: Block<'_>) {
    // SAFETY: `Job::new` made the pointers from references that are still borrowed.
    let (kernel, sink) = unsafe { (&*kernel.cast::<K>(), &*sink.cast::<S>()) };
    let Block { out, out_row, leaves, rows, cols, mixed, pace } = block;
    debug_assert!(mixes::<K>() || leaves.iter().all(|leaf| !leaf.splat), "such a leaf is replicated instead");
    debug_assert_eq!(out.align_offset(align_of::<S::Slot>()), 0, "slots are aligned");
    let run = |row: usize, rows: usize| {
        let first = out.wrapping_offset(row as isize * out_row).cast::<S::Slot>();
        // SAFETY: promised by whoever made the block; nothing else refers to these slots, and no leaf reaches them.
        unsafe {
            let slots = core::slice::from_raw_parts_mut(first, rows * cols);
            let at = Place { leaves, row, rows, cols, far: pace.far };
            if mixed && mixes::<K>() {
                dispatch_up_to(pace.level, RunBlock::<K, S, true> { kernel, sink, at }, slots);
            } else {
                dispatch_up_to(pace.level, RunBlock::<K, S, false> { kernel, sink, at }, slots);
            }
        }
    };
    // The rows of a dense destination are one slice; of any other only each row is.
    if out_row == (cols * size_of::<S::Slot>()) as isize || rows == 1 {
        run(0, rows);
    } else {
        (0..rows).for_each(|row| run(row, 1));
    }
}

/// Whether a second kernel, in which a leaf may have one element for a whole row, is compiled for a kernel. It has a
/// loop for each combination of such leaves, so only for few of them; with more, such a leaf is replicated into
/// scratch memory instead.
const fn mixes<K: Kernel>() -> bool {
    K::LEAVES == 2 || K::LEAVES == 3
}

struct RunBlock<'k, 'c, K, S, const MIXED: bool> {
    kernel: &'k K,
    sink: &'k S,
    at: Place<'c>,
}

/// Elements of a strip, and of a step of its rest. The compiler makes straight vector code of a fixed number, and
/// what does not fill a vector it does in ever smaller ones: half the time of a row of 62.
const STRIP: usize = 64;
const STEP: usize = 32;
/// How far ahead of a strip its destination is fetched, in bytes.
const AHEAD: usize = 1024;

/// Which part of a block is run.
#[derive(Clone, Copy)]
struct Place<'c> {
    leaves: &'c [Cursor],
    /// The first of the rows.
    row: usize,
    rows: usize,
    cols: usize,
    far: bool,
}

impl<K: Kernel, S: Sink<K::Elem>, const MIXED: bool> Task<S::Slot> for RunBlock<'_, '_, K, S, MIXED> {
    #[inline(always)]
    unsafe fn run(self, out: &mut [S::Slot]) {
        let Self { kernel, sink, at: Place { leaves, row, rows, cols, far } } = self;
        // These checks once, and the compiler knows that every `take` and every slot is in range.
        assert!(leaves.len() == K::LEAVES && out.len() == rows * cols);
        let slots = out.as_mut_ptr();
        for r in 0..rows {
            let row = kernel.row(&mut Cursors { leaves, next: 0, row: (row + r) as isize });
            // SAFETY: the slots are inside `out`; the leaves' elements are promised by whoever made the block.
            unsafe {
                let slots = slots.add(r * cols);
                let mut j = 0;
                // A mixed row is one loop: the compiler makes one for each combination of leaves of it.
                let strips = if MIXED && !far { 0 } else { cols / STRIP };
                for _ in 0..strips {
                    if far {
                        fetch::<_, STRIP>(slots.add(j));
                    }
                    put::<_, _, MIXED>(sink, &row, slots, j, j + STRIP);
                    j += STRIP;
                }
                let steps = !MIXED && K::REPEATABLE && !S::READS && cols >= STEP && j < cols;
                let mut end = if steps && cols - j > STEP { j + STEP } else { cols };
                if steps && end == cols {
                    j = cols - STEP;
                }
                loop {
                    put::<_, _, MIXED>(sink, &row, slots, j, end);
                    if end == cols {
                        break;
                    }
                    // The rest, as one more whole step that ends with the row.
                    (j, end) = (cols - STEP, cols);
                }
            }
        }
    }
}

/// Computes elements `start..end` of a row.
///
/// # Safety
/// The row's leaves and `slots` have these elements.
#[inline(always)]
unsafe fn put<R: Row, S: Sink<R::Elem>, const MIXED: bool>(
    sink: &S,
    row: &R,
    slots: *mut S::Slot,
    start: usize,
    end: usize,
) {
    for j in start..end {
        // SAFETY: passed on.
        unsafe { sink.put(&mut *slots.add(j), row.at::<MIXED>(j)) };
    }
}

/// Asks for the cache lines of `N` slots a little way behind these, to write to them: the processor does that by
/// itself for loads, but for stores only within the few that it holds back. Never touches memory.
#[inline(always)]
fn fetch<T, const N: usize>(slots: *mut T) {
    #[cfg(target_arch = "x86_64")]
    for line in 0..(N * size_of::<T>()).div_ceil(64) {
        use core::arch::x86_64::{_MM_HINT_ET0, _mm_prefetch};
        let at = slots.cast::<i8>().wrapping_add(AHEAD + line * 64);
        // SAFETY: a hint, for which any address will do.
        unsafe { _mm_prefetch::<_MM_HINT_ET0>(at) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = slots;
}
