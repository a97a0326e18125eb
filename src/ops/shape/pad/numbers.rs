//! The numbers of which borders can be computed, and how they round.

use crate::array::{ArrayD, ViewD};
use crate::error::Result;
use crate::expr::{Elementwise, Expr, Reduce};
use crate::layout::Axis;

/// A number with ramps, means and medians: floating-point numbers, and integers, whose results are computed in `f64` and
/// rounded as NumPy does.
pub trait PadNumber: Copy + Send + Sync + 'static {
    /// The value `step` of `count` equal steps from one towards another.
    fn between(from: Self, to: Self, step: usize, count: usize) -> Self;
    /// The means along an axis, which is kept with extent 1.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn mean(view: ViewD<'_, Self>, axis: Axis) -> Result<ArrayD<Self>>;
    /// The median of some numbers, which are reordered. There is at least one.
    fn median(numbers: &mut [Self]) -> Self;
}

/// The two in the middle, as ordered by `less`, of which one comes first; the same one twice if their number is odd.
fn middle<T: Copy>(numbers: &mut [T], order: impl Fn(&T, &T) -> core::cmp::Ordering) -> (T, T) {
    let half = numbers.len() / 2;
    let odd = numbers.len() % 2 == 1;
    let (below, upper, _) = numbers.select_nth_unstable_by(half, &order);
    let upper = *upper;
    match below.iter().copied().max_by(|a, b| order(a, b)) {
        Some(lower) if !odd => (lower, upper),
        _ => (upper, upper),
    }
}

// Inline, so that only programs that use them compile them: a reduction for each type and instruction set.
macro_rules! floats {
    ($($t:ty)*) => {$(
        impl PadNumber for $t {
            #[inline]
            fn between(from: Self, to: Self, step: usize, count: usize) -> Self {
                step as $t * ((to - from) / count as $t) + from
            }
            #[inline]
            fn mean(view: ViewD<'_, Self>, axis: Axis) -> Result<ArrayD<Self>> {
                view.try_mean_axis(axis)?.keepdims().try_eval()
            }
            #[inline]
            fn median(numbers: &mut [Self]) -> Self {
                if numbers.iter().any(|x| x.is_nan()) {
                    return <$t>::NAN;
                }
                let (lower, upper) = middle(numbers, <$t>::total_cmp);
                if lower == upper { lower } else { (lower + upper) / 2.0 }
            }
        }
    )*};
}
floats!(f32 f64);

macro_rules! integers {
    ($($t:ty)*) => {$(
        impl PadNumber for $t {
            #[inline]
            fn between(from: Self, to: Self, step: usize, count: usize) -> Self {
                f64::between(from as f64, to as f64, step, count).floor() as $t
            }
            #[inline]
            fn mean(view: ViewD<'_, Self>, axis: Axis) -> Result<ArrayD<Self>> {
                let means = view.cast::<f64>().try_mean_axis(axis)?.keepdims();
                means.map(|mean| mean.round_ties_even() as $t).try_eval()
            }
            #[inline]
            fn median(numbers: &mut [Self]) -> Self {
                let (lower, upper) = middle(numbers, <$t>::cmp);
                ((lower as f64 + upper as f64) / 2.0).round_ties_even() as $t
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
