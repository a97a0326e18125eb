//! Where a program's time goes: which of its lines evaluate, reduce, copy and allocate, and a clock for small snippets.
//!
//! With the feature `profile` every operation of this crate notes the line of *your* program that asked for it, how long
//! it took, what it moved and allocated, and what it did without being told: that a reshape had to copy, that operands
//! did not lie in order and were packed, that one thread did it all and why. [`report`] prints a line for each such
//! place, the slowest first:
//!
//! ```text
//! line                      operation      hits      time   per hit      %    GB/s of peak  allocated threads
//! examples/profiling.rs:39  reshape          10 144.91 ms  14.49 ms   68.7     2.5    19 %   179.5 MB       1
//!                             [1498, 1498]: copied, since the strides allow no view
//! examples/profiling.rs:42  add_assign       10  21.67 ms   2.17 ms   10.3    16.6   128 %        0 B       2
//! examples/profiling.rs:40  max              10  11.33 ms   1.13 ms    5.4    15.9   123 %        0 B       2
//! ```
//!
//! (From the example `profiling`; what the caches hold can beat a copy of memory, hence the 128 %.) Operations that are
//! part of another belong to that one. Without the feature none of this is compiled, and only [`timeit`]
//! is here. With it, an operation costs some 230 ns more.
//!
//! ```
//! use longstride::{prelude::*, profile::timeit};
//! let (a, b) = (Array2::<f64>::ones([100, 100]), Array2::<f64>::ones([100, 100]));
//! let mut out = Array2::zeros([100, 100]);
//! let mut both = timeit::side_by_side();
//! both.add("fresh", || (&a + &b).eval());
//! both.bytes(3 * 80_000).add("out=", || (&a + &b).eval_into(&mut out));
//! println!("{both}");
//! ```
#![forbid(unsafe_code)]

#[cfg(feature = "profile")]
mod record;
#[cfg(feature = "profile")]
mod report;
pub mod timeit;

#[cfg(feature = "profile")]
pub use record::reset;
#[cfg(feature = "profile")]
pub(crate) use record::{Alone, Moved, allocated, moved, note, ran, span, threads};
#[cfg(feature = "profile")]
pub use report::{Report, Row, report, snapshot};

#[cfg(not(feature = "profile"))]
pub(crate) use off::{allocated, moved, note, span, threads};

/// What stands where nothing is recorded: functions that the compiler removes.
#[cfg(not(feature = "profile"))]
mod off {
    pub(crate) struct Span;

    #[inline(always)]
    pub(crate) fn span(_op: &'static str, _shape: &[usize]) -> Span {
        Span
    }

    #[inline(always)]
    pub(crate) fn allocated(_bytes: usize) {}

    #[inline(always)]
    pub(crate) fn moved(_bytes: usize) {}

    #[inline(always)]
    pub(crate) fn threads(_count: usize) {}

    #[inline(always)]
    pub(crate) fn note(_what: &'static str) {}
}
