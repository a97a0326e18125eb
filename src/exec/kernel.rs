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

impl<'c> Cursors<'c> {
    /// The positions at row `row`.
    #[inline(always)]
    pub(crate) fn at(leaves: &'c [Cursor], row: usize) -> Self {
        Self { leaves, next: 0, row: row as isize }
    }

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
    /// Whether rows have to be [prepared](Row::prepare).
    const PREPARED: bool = false;

    /// Binds the kernel to the row at the cursors.
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k>;
}

/// A kernel bound to one row.
pub trait Row {
    /// The type of an element of the result.
    type Elem;
    /// Computes what [`at`](Self::at) needs for elements `j` to `end`, of which there are at most
    /// [`BLOCK`](super::function::BLOCK), and forgets about others. Needed only if [`Kernel::PREPARED`].
    ///
    /// # Safety
    /// As for `at`, for all of these elements.
    #[inline(always)]
    unsafe fn prepare<const MIXED: bool>(&mut self, j: usize, end: usize) {
        let _ = (j, end);
    }
    /// Computes elements from `j` on straight into memory, if the row does that; else writes nothing and returns false.
    /// Forgets what was prepared.
    ///
    /// # Safety
    /// As for `prepare`, for as many elements as there are results.
    #[inline(always)]
    unsafe fn fill<const MIXED: bool>(&mut self, j: usize, results: &mut [MaybeUninit<Self::Elem>]) -> bool {
        let _ = (j, results);
        false
    }
    /// Where elements from `j` on are in memory, if they are there one after the other.
    #[inline(always)]
    fn in_memory<const MIXED: bool>(&self, j: usize) -> Option<*const Self::Elem> {
        let _ = j;
        None
    }
    /// Element `j` of the row. If `MIXED`, leaves may have one element for the whole row.
    ///
    /// # Safety
    /// Every leaf's row has an element `j`, or that one element, that may be read now; if the kernel is
    /// [prepared](Kernel::PREPARED), `j` is among the elements that the row was prepared for last.
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
    fn in_memory<const MIXED: bool>(&self, j: usize) -> Option<*const T> {
        (!(MIXED && self.splat)).then(|| self.ptr.wrapping_add(j))
    }
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
    const PREPARED: bool = A::PREPARED || B::PREPARED;

    #[inline(always)]
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k> {
        let first = self.0.row(cursors);
        Zip(first, self.1.row(cursors))
    }
}

impl<A: Row, B: Row> Row for Zip<A, B> {
    type Elem = (A::Elem, B::Elem);
    #[inline(always)]
    unsafe fn prepare<const MIXED: bool>(&mut self, j: usize, end: usize) {
        // SAFETY: passed on.
        unsafe {
            self.0.prepare::<MIXED>(j, end);
            self.1.prepare::<MIXED>(j, end);
        }
    }
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
    const PREPARED: bool = A::PREPARED;

    #[inline(always)]
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k> {
        Map(self.0, self.1.row(cursors))
    }
}

impl<F: Apply<A::Elem>, A: Row> Row for Map<'_, F, A> {
    type Elem = F::Output;
    #[inline(always)]
    unsafe fn prepare<const MIXED: bool>(&mut self, j: usize, end: usize) {
        // SAFETY: passed on.
        unsafe { self.1.prepare::<MIXED>(j, end) }
    }
    #[inline(always)]
    unsafe fn at<const MIXED: bool>(&self, j: usize) -> Self::Elem {
        // SAFETY: passed on.
        self.0.apply(unsafe { self.1.at::<MIXED>(j) })
    }
}
