//! The elementary functions of one element, written so that the compiler makes vector code of a loop over them.
//!
//! Each is a type that implements [`Function`] for `f64` and `f32`: a *lane* without branches, which is right for
//! ordinary elements; the test that tells those; and a careful form for the others, which is right for all. So huge
//! arguments, subnormal numbers and the like cost nothing where there are none:
//!
//! ```text
//! block of elements ──lane──► results, and whether all were ordinary ──yes──► done
//!                                                  └──no──► careful(x) for those that were not
//! ```
//!
//! What an element becomes depends on that element alone, and on whether the machine has a fused multiply-add.

pub(crate) mod arithmetic;
pub(crate) mod double;
pub(crate) mod elementary;
pub(crate) mod number;
pub(crate) mod single;

pub use elementary::*;
pub use number::{FloatBits, Integer, Real};

/// An elementary function of an element (of a pair of them: `X` is `(T, T)`).
pub(crate) trait Function<X>: Copy {
    /// The type of the result.
    type Output;
    /// The result where [`ordinary`](Self::ordinary) holds; elsewhere anything, but no panic. No branches, no calls, no
    /// tables in memory. `FUSED`: whether the machine that it is compiled for has a fused multiply-add.
    fn lane<const FUSED: bool>(x: X) -> Self::Output;
    /// The lane where there is no fused multiply-add, or the standard library's function if that is faster there and as
    /// exact.
    #[inline(always)]
    fn unfused(x: X) -> Self::Output {
        Self::lane::<false>(x)
    }
    /// Whether the lane is right for this element. No branches.
    #[inline(always)]
    fn ordinary(_: X) -> bool {
        true
    }
    /// The result, for any element. May branch and is never inlined into the loop over lanes.
    fn careful(x: X) -> Self::Output;
}
