//! How far a result is from the exact one, in units in the last place of the exact one.

use rug::Float;
use rug::ops::Pow;

/// Enough for the cancellation in the formulas of `functions`, and 60 bits more than a result has.
pub const PRECISION: u32 = 192;

/// Of a result that is a NaN, an infinity or a zero of one sign where it should not be.
pub const WRONG: f64 = f64::INFINITY;

/// `f32` or `f64`.
pub trait Real: Copy + PartialEq + Default + Send + Sync + Into<f64> + 'static {
    /// Digits, least exponent of a unit, and the exponent of the first power of two that is too large.
    const DIGITS: i32;
    const LEAST: i32;
    const LARGEST: i32;
    fn of(x: f64) -> Self;
    fn rounded(x: &Float) -> Self;
    fn same(self, other: Self) -> bool;
}

macro_rules! real {
    ($t:ident, $digits:literal, $least:literal, $largest:literal, $round:ident) => {
        impl Real for $t {
            const DIGITS: i32 = $digits;
            const LEAST: i32 = $least;
            const LARGEST: i32 = $largest;
            fn of(x: f64) -> Self {
                x as $t
            }
            fn rounded(x: &Float) -> Self {
                x.$round()
            }
            #[inline]
            fn same(self, other: Self) -> bool {
                self.to_bits() == other.to_bits() || self.is_nan() && other.is_nan()
            }
        }
    };
}
real!(f32, 24, -149, 128, to_f32);
real!(f64, 53, -1074, 1024, to_f64);

/// The exponent of the unit in the last place of a number whose size is in `2^(exponent - 1)..2^exponent`.
fn unit<T: Real>(exponent: i32) -> i32 {
    (exponent - T::DIGITS).clamp(T::LEAST, T::LARGEST - T::DIGITS)
}

/// The error of `got`, which is not the correctly rounded result `want`, from `exact`.
pub fn error<T: Real>(got: T, want: T, exact: &Float) -> f64 {
    let (got, want): (f64, f64) = (got.into(), want.into());
    if got.is_nan() || want.is_nan() || got == want || exact.is_infinite() {
        return WRONG;
    }
    let exponent = exact.get_exp().unwrap_or(T::LEAST);
    let mut difference = match got.is_infinite() {
        true => Float::with_val(PRECISION, 2).pow(T::LARGEST).copysign(&Float::with_val(2, got)),
        false => Float::with_val(PRECISION, got),
    };
    difference -= exact;
    difference >>= unit::<T>(exponent);
    difference.to_f64().abs()
}
