//! Elementary functions in a kernel: computed block by block into the row's own memory, beside the loop that is fused.
//!
//! The code of `exp` is long. Inlined into every kernel that uses it, in three instruction sets, it would be compiled
//! again and again; and a rare element that needs more care would slow down all. So each function is compiled once, as a
//! loop over blocks, and what is around it stays fused:
//!
//! ```text
//! (-(&x * &x) * 0.5).exp() * &c        for each block of the row:
//!
//!   x ──► -(x * x) * 0.5 ──► arguments ──exp──► results ──►  result * c ──► out
//!         └ fused loop ┘     └── in the L1 cache ──┘         └ fused loop ┘
//! ```

use core::any::TypeId;
use core::mem::MaybeUninit;

use super::kernel::{Cursors, Kernel, Row};
use super::simd::{SimdLevel, Task, dispatch, simd_level};
use crate::math::{self, Elementary, ElementaryPair, Function, each_binary, each_unary};

/// Elements of a block: enough that starting one costs little.
pub(super) const BLOCK: usize = 256;
/// The lanes are run in multiples of so many elements, so that no function has a loop for a rest.
const UNIT: usize = 16;

/// Whether every machine of the build's target has a fused multiply-add.
const BASELINE_FUSES: bool = cfg!(any(target_feature = "fma", target_arch = "aarch64"));

/// A function of a block of elements.
///
/// # Safety
/// `apply` writes every result, or panics.
pub unsafe trait ApplyBlock<X> {
    /// The type of the result.
    type Output;
    /// A rough cost of an element, in additions.
    const COST: usize;
    /// Computes `results[i]` from `x[i]`, which are at most 256.
    fn apply(x: &[X], results: &mut [MaybeUninit<Self::Output>]);
}

macro_rules! unary {
    ($kind:ident: $($name:ident $cost:literal;)*) => {$(
        // SAFETY: `each` writes all.
        unsafe impl<T: Elementary> ApplyBlock<T> for math::$name {
            type Output = T;
            const COST: usize = $cost;
            #[inline]
            fn apply(x: &[T], results: &mut [MaybeUninit<T>]) {
                each::<Self, Self, T, T, f64, f32>(x, results, |x| T::unary(math::$kind::$name, x));
            }
        }
    )*};
}
each_unary!(unary);

macro_rules! binary {
    ($kind:ident: $($name:ident $cost:literal;)*) => {$(
        // SAFETY: `each` writes all.
        unsafe impl<T: ElementaryPair> ApplyBlock<(T, T)> for math::$name {
            type Output = T;
            const COST: usize = $cost;
            #[inline]
            fn apply(x: &[(T, T)], results: &mut [MaybeUninit<T>]) {
                let one = |(x, y)| T::binary(math::$kind::$name, x, y);
                each::<Self, Self, (T, T), T, (f64, f64), (f32, f32)>(x, results, one);
            }
        }
    )*};
}
each_binary!(binary);

// SAFETY: `each` writes all.
unsafe impl<T: Elementary> ApplyBlock<T> for math::SinCos {
    type Output = (T, T);
    const COST: usize = 12;
    #[inline]
    fn apply(x: &[T], results: &mut [MaybeUninit<(T, T)>]) {
        let one = |x| (T::unary(math::Unary::Sin, x), T::unary(math::Unary::Cos, x));
        each::<Self, Self, T, (T, T), f64, f32>(x, results, one);
    }
}

/// The lanes of `f64` or `f32`, if these are the elements; else `one` for each.
#[inline(always)]
fn each<F, G, X, T, D, S>(x: &[X], results: &mut [MaybeUninit<T>], one: impl Fn(X) -> T)
where
    F: Function<D, Output: 'static>,
    G: Function<S, Output: 'static>,
    X: Copy + 'static,
    T: 'static,
    D: Copy + 'static,
    S: Copy + 'static,
{
    let types = (TypeId::of::<X>(), TypeId::of::<T>());
    // SAFETY: the slices are taken for the types that they are of.
    unsafe {
        if types == (TypeId::of::<D>(), TypeId::of::<F::Output>()) {
            return in_lanes::<F, D>(as_slice(x), as_mut_slice(results));
        }
        if types == (TypeId::of::<S>(), TypeId::of::<G::Output>()) {
            return in_lanes::<G, S>(as_slice(x), as_mut_slice(results));
        }
    }
    for (result, &x) in results.iter_mut().zip(x) {
        result.write(one(x));
    }
}

/// # Safety
/// `T` and `U` are one type.
#[inline(always)]
unsafe fn as_slice<T, U>(x: &[T]) -> &[U] {
    // SAFETY: promised by the caller.
    unsafe { core::slice::from_raw_parts(x.as_ptr().cast(), x.len()) }
}

/// # Safety
/// `T` and `U` are one type.
#[inline(always)]
unsafe fn as_mut_slice<T, U>(x: &mut [MaybeUninit<T>]) -> &mut [MaybeUninit<U>] {
    // SAFETY: promised by the caller.
    unsafe { core::slice::from_raw_parts_mut(x.as_mut_ptr().cast(), x.len()) }
}

/// Computes a block of any length up to [`BLOCK`].
fn in_lanes<F: Function<X>, X: Copy>(x: &[X], results: &mut [MaybeUninit<F::Output>]) {
    assert!(x.len() == results.len() && x.len() <= BLOCK);
    let whole = x.len() - x.len() % UNIT;
    units::<F, X>(&x[..whole], &mut results[..whole]);
    if let Some(&first) = x[whole..].first() {
        let mut padded = [first; UNIT];
        padded[..x.len() - whole].copy_from_slice(&x[whole..]);
        let mut rest = [const { MaybeUninit::uninit() }; UNIT];
        units::<F, X>(&padded, &mut rest);
        for (result, value) in results[whole..].iter_mut().zip(rest) {
            *result = value;
        }
    }
}

/// Computes whole units. A loop for each instruction set, and the few elements that need care after it.
fn units<F: Function<X>, X: Copy>(x: &[X], results: &mut [MaybeUninit<F::Output>]) {
    // SAFETY: `simd_level` returns V3 or V4 only where the machine has these features (invariant 5 of the room).
    let ordinary = unsafe {
        match simd_level() {
            #[cfg(target_arch = "x86_64")]
            SimdLevel::V4 => lanes_v4::<F, X>(x, results),
            #[cfg(target_arch = "x86_64")]
            SimdLevel::V3 => lanes_v3::<F, X>(x, results),
            _ => lanes::<F, X, BASELINE_FUSES>(x, results),
        }
    };
    if !ordinary {
        take_care::<F, X>(x, results);
    }
}

#[cold]
#[inline(never)]
fn take_care<F: Function<X>, X: Copy>(x: &[X], results: &mut [MaybeUninit<F::Output>]) {
    for (result, &x) in results.iter_mut().zip(x) {
        if !F::ordinary(x) {
            result.write(F::careful(x));
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
fn lanes_v4<F: Function<X>, X: Copy>(x: &[X], results: &mut [MaybeUninit<F::Output>]) -> bool {
    lanes::<F, X, true>(x, results)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
fn lanes_v3<F: Function<X>, X: Copy>(x: &[X], results: &mut [MaybeUninit<F::Output>]) -> bool {
    lanes::<F, X, true>(x, results)
}

/// Writes all results; returns whether all elements were ordinary.
#[inline(always)]
fn lanes<F: Function<X>, X: Copy, const FUSED: bool>(
    x: &[X],
    results: &mut [MaybeUninit<F::Output>],
) -> bool {
    // One for each lane: a single one would make each unit wait for the one before.
    let mut ordinary = [true; UNIT];
    let (x, _) = x.as_chunks::<UNIT>();
    let (results, _) = results.as_chunks_mut::<UNIT>();
    for (x, results) in x.iter().zip(results) {
        for i in 0..UNIT {
            results[i].write(if FUSED { F::lane::<true>(x[i]) } else { F::unfused(x[i]) });
            ordinary[i] &= F::ordinary(x[i]);
        }
    }
    ordinary == [true; UNIT]
}

/// Computes the elements of a row from `start` on.
struct Fill<'r, R, const MIXED: bool> {
    row: &'r R,
    start: usize,
}

impl<R: Row, const MIXED: bool> Task<MaybeUninit<R::Elem>> for Fill<'_, R, MIXED> {
    #[inline(always)]
    unsafe fn run(self, out: &mut [MaybeUninit<R::Elem>]) {
        for (slot, j) in out.iter_mut().zip(self.start..) {
            // SAFETY: the row was prepared for these elements (7), and whoever made the task vouches for them.
            slot.write(unsafe { self.row.at::<MIXED>(j) });
        }
    }
}

/// An elementary function of a kernel's elements.
#[derive(Debug)]
pub struct Blockwise<F, A>(pub(crate) F, pub(crate) A);

/// A [`Blockwise`] bound to a row.
#[derive(Debug)]
pub struct BlockwiseRow<F: ApplyBlock<A::Elem>, A: Row> {
    operand: A,
    /// The element of the first result.
    start: usize,
    arguments: [MaybeUninit<A::Elem>; BLOCK],
    results: [MaybeUninit<F::Output>; BLOCK],
}

// SAFETY: passes on to its operand; the function sees only values.
unsafe impl<F: ApplyBlock<A::Elem> + Sync, A: Kernel<Elem: Copy>> Kernel for Blockwise<F, A>
where
    F::Output: Copy,
{
    type Elem = F::Output;
    type Row<'k>
        = BlockwiseRow<F, A::Row<'k>>
    where
        Self: 'k;
    const LEAVES: usize = A::LEAVES;
    const REPEATABLE: bool = A::REPEATABLE;
    const COST: usize = A::COST + F::COST;
    const PREPARED: bool = true;

    #[inline(always)]
    fn row<'k>(&'k self, cursors: &mut Cursors<'_>) -> Self::Row<'k> {
        BlockwiseRow {
            operand: self.1.row(cursors),
            start: 0,
            arguments: [const { MaybeUninit::uninit() }; BLOCK],
            results: [const { MaybeUninit::uninit() }; BLOCK],
        }
    }
}

impl<F: ApplyBlock<A::Elem>, A: Row<Elem: Copy>> Row for BlockwiseRow<F, A>
where
    F::Output: Copy,
{
    type Elem = F::Output;

    #[inline(always)]
    unsafe fn prepare<const MIXED: bool>(&mut self, j: usize, end: usize) {
        let results = &mut self.results[..end - j];
        // SAFETY: passed on.
        unsafe { compute::<F, A, MIXED>(&mut self.operand, &mut self.arguments, j, results) };
        self.start = j;
    }

    #[inline(always)]
    unsafe fn fill<const MIXED: bool>(&mut self, j: usize, results: &mut [MaybeUninit<F::Output>]) -> bool {
        // SAFETY: passed on.
        unsafe { compute::<F, A, MIXED>(&mut self.operand, &mut self.arguments, j, results) };
        true
    }

    #[inline(always)]
    fn in_memory<const MIXED: bool>(&self, j: usize) -> Option<*const F::Output> {
        Some(self.results.as_ptr().wrapping_add(j - self.start).cast())
    }

    #[inline(always)]
    unsafe fn at<const MIXED: bool>(&self, j: usize) -> F::Output {
        debug_assert!((self.start..self.start + BLOCK).contains(&j), "the row was prepared for it");
        // SAFETY: the row was prepared for this element (7), and `apply` wrote all of them.
        unsafe { self.results.as_ptr().add(j - self.start).cast::<F::Output>().read() }
    }
}

/// Computes results from element `j` of the operand on.
///
/// # Safety
/// As for [`Row::prepare`] of the operand, for as many elements as there are results.
#[inline(always)]
unsafe fn compute<F: ApplyBlock<A::Elem>, A: Row<Elem: Copy>, const MIXED: bool>(
    operand: &mut A,
    arguments: &mut [MaybeUninit<A::Elem>; BLOCK],
    j: usize,
    results: &mut [MaybeUninit<F::Output>],
) {
    // A row has room for a block of them on the stack.
    const { assert!(size_of::<A::Elem>() <= 256, "an element with elementary functions has at most 256 bytes") };
    let count = results.len();
    // SAFETY: passed on; arguments in memory are elements of a leaf, or were prepared.
    unsafe {
        operand.prepare::<MIXED>(j, j + count);
        let arguments = match operand.in_memory::<MIXED>(j) {
            Some(there) => core::slice::from_raw_parts(there, count),
            None => {
                let arguments = &mut arguments[..count];
                dispatch(Fill::<_, MIXED> { row: operand, start: j }, arguments);
                core::slice::from_raw_parts(arguments.as_ptr().cast(), count)
            }
        };
        F::apply(arguments, results);
    }
}
