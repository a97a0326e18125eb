//! Functions of real numbers that NumPy has and Rust's operators have not.

use num_traits::{Float, One, Zero};

use super::is_nan;
use crate::exec::Apply;
use crate::math::{self, ElementaryPair, FloatBits, Real};

typed! {
    Sign <T: [Real]> (x: T) -> T, 2 x.sign(), "-1, 0 or 1; a NaN of a NaN: `np.sign`";
    FloorDivide <T: [Real]> ((x, y): (T, T)) -> T, 16 x.floor_divide(y), "The quotient, rounded down: `np.floor_divide`";
    Remainder <T: [Real]> ((x, y): (T, T)) -> T, 16 x.remainder(y), "What remains of it, with the sign of the divisor: `np.remainder`";
    DivMod <T: [Real]> ((x, y): (T, T)) -> (T, T), 16 (x.floor_divide(y), x.remainder(y)), "Quotient and remainder: `np.divmod`";
    Fmin <T: [PartialOrd + Copy]> ((x, y): (T, T)) -> T, 1 if x <= y || is_nan(y) { x } else { y },
        "The smaller of two, ignoring NaN: `np.fmin`";
    Fmax <T: [PartialOrd + Copy]> ((x, y): (T, T)) -> T, 1 if x >= y || is_nan(y) { x } else { y },
        "The larger of two, ignoring NaN: `np.fmax`";
    Heaviside <T: [PartialOrd + Copy + Zero + One]> ((x, at_zero): (T, T)) -> T, 2
        if x > T::zero() { T::one() } else if x < T::zero() { T::zero() } else if x == T::zero() { at_zero } else { x },
        "The step function: `np.heaviside`";
    IsInfinite <T: [Float]> (x: T) -> bool, 1 x.is_infinite(), "Whether `x` is an infinity: `np.isinf`";
    IsNegative <T: [Float]> (x: T) -> bool, 1 x.is_sign_negative(), "Whether the sign bit is set: `np.signbit`";
    Rint <T: [FloatBits]> (x: T) -> T, 1 x.rint(), "The nearest whole number, halves to even: `np.rint`";
    Ldexp <T: [FloatBits]> ((x, exponent): (T, i32)) -> T, 8 x.ldexp(exponent), "`x` times a power of two: `np.ldexp`";
    Frexp <T: [FloatBits]> (x: T) -> (T, i32), 6 x.frexp(), "A fraction and a power of two: `np.frexp`";
    Modf <T: [Float]> (x: T) -> (T, T), 3 modf(x), "The fractional and the whole part: `np.modf`";
    NextAfter <T: [FloatBits]> ((x, to): (T, T)) -> T, 4 x.nextafter(to), "The next number on the way to another: `np.nextafter`";
    Spacing <T: [FloatBits]> (x: T) -> T, 4 x.spacing(), "The distance to the next number: `np.spacing`";
}

/// Both parts with the sign of `x`; an infinity has no fractional part.
#[inline(always)]
fn modf<T: Float>(x: T) -> (T, T) {
    let whole = x.trunc();
    let fraction = if x.is_infinite() { T::zero() } else { x - whole };
    (fraction.copysign(x), whole)
}

/// A number rounded to so many decimals, halves to even: `np.round(x, decimals)`
#[derive(Clone, Copy, Debug)]
pub struct RoundTo(pub i32);
impl<T: FloatBits> Apply<T> for RoundTo {
    type Output = T;
    const REPEATABLE: bool = true;
    const COST: usize = 16;
    #[inline(always)]
    fn apply(&self, x: T) -> T {
        // As NumPy does it, so with its rounding errors: 2.675 is 2.68, though it lies below the middle.
        let ten = T::from(10).unwrap_or_else(T::nan);
        let power = ten.powi(self.0.saturating_abs());
        if self.0 < 0 { (x / power).rint() * power } else { (x * power).rint() / power }
    }
}

/// Other values in place of NaN and of infinities: `np.nan_to_num`
#[derive(Clone, Copy, Debug)]
pub struct NanToNum<T> {
    /// In place of a NaN.
    pub nan: T,
    /// In place of the positive infinity.
    pub posinf: T,
    /// In place of the negative infinity.
    pub neginf: T,
}
/// 0, and the largest and the lowest finite numbers.
impl<T: Float> Default for NanToNum<T> {
    fn default() -> Self {
        Self { nan: T::zero(), posinf: T::max_value(), neginf: T::min_value() }
    }
}
impl<T: Float> Apply<T> for NanToNum<T> {
    type Output = T;
    const REPEATABLE: bool = true;
    const COST: usize = 3;
    #[inline(always)]
    fn apply(&self, x: T) -> T {
        let x = if x.is_nan() { self.nan } else { x };
        let x = if x == T::infinity() { self.posinf } else { x };
        if x == T::neg_infinity() { self.neginf } else { x }
    }
}

// The elementary functions of two elements, one pair at a time, for where their blocks cannot be used: scans and the methods
// of `Ufunc`.
macro_rules! one_at_a_time {
    ($($name:ident)*) => {$(
        impl<T: ElementaryPair> Apply<(T, T)> for math::$name {
            type Output = T;
            const REPEATABLE: bool = true;
            const COST: usize = 40;
            #[inline]
            fn apply(&self, (x, y): (T, T)) -> T {
                T::binary(math::Binary::$name, x, y)
            }
        }
    )*};
}
one_at_a_time!(Powf Atan2 Hypot LogAddExp);
