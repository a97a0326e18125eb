//! Functions of integers, and their arithmetic that wraps, checks or saturates.

use num_traits::{PrimInt, ops};

use crate::exec::Apply;
use crate::math::Integer;

typed! {
    Gcd <T: [Integer]> ((x, y): (T, T)) -> T, 60 x.gcd(y), "The greatest common divisor: `np.gcd`";
    Lcm <T: [Integer]> ((x, y): (T, T)) -> T, 80 x.lcm(y), "The least common multiple: `np.lcm`";
    BitwiseCount <T: [Integer]> (x: T) -> u8, 4 x.bitwise_count(), "The number of bits set in the magnitude: `np.bitwise_count`";
    Pow <T: [PrimInt]> ((x, exponent): (T, u32)) -> T, 12 x.pow(exponent), "An integer to a whole power: `np.power`";
    WrappingAdd <T: [ops::wrapping::WrappingAdd]> ((x, y): (T, T)) -> T, 1 x.wrapping_add(&y), "`x + y`, wrapping around";
    WrappingSub <T: [ops::wrapping::WrappingSub]> ((x, y): (T, T)) -> T, 1 x.wrapping_sub(&y), "`x - y`, wrapping around";
    WrappingMul <T: [ops::wrapping::WrappingMul]> ((x, y): (T, T)) -> T, 1 x.wrapping_mul(&y), "`x * y`, wrapping around";
    WrappingNeg <T: [ops::wrapping::WrappingNeg]> (x: T) -> T, 1 x.wrapping_neg(), "`-x`, wrapping around";
    WrappingShl <T: [ops::wrapping::WrappingShl]> ((x, by): (T, u32)) -> T, 1 x.wrapping_shl(by),
        "`x << by`, of `by` the remainder by the number of bits";
    WrappingShr <T: [ops::wrapping::WrappingShr]> ((x, by): (T, u32)) -> T, 1 x.wrapping_shr(by),
        "`x >> by`, of `by` the remainder by the number of bits";
    SaturatingAdd <T: [ops::saturating::SaturatingAdd]> ((x, y): (T, T)) -> T, 1 x.saturating_add(&y),
        "`x + y`, or the nearest number that fits";
    SaturatingSub <T: [ops::saturating::SaturatingSub]> ((x, y): (T, T)) -> T, 1 x.saturating_sub(&y),
        "`x - y`, or the nearest number that fits";
    SaturatingMul <T: [ops::saturating::SaturatingMul]> ((x, y): (T, T)) -> T, 2 x.saturating_mul(&y),
        "`x * y`, or the nearest number that fits";
    CheckedAdd <T: [ops::checked::CheckedAdd]> ((x, y): (T, T)) -> Option<T>, 2 x.checked_add(&y), "`x + y`, if it fits";
    CheckedSub <T: [ops::checked::CheckedSub]> ((x, y): (T, T)) -> Option<T>, 2 x.checked_sub(&y), "`x - y`, if it fits";
    CheckedMul <T: [ops::checked::CheckedMul]> ((x, y): (T, T)) -> Option<T>, 2 x.checked_mul(&y), "`x * y`, if it fits";
    CheckedDiv <T: [ops::checked::CheckedDiv]> ((x, y): (T, T)) -> Option<T>, 8 x.checked_div(&y),
        "`x / y`, if `y` is not 0 and it fits";
    CheckedRem <T: [ops::checked::CheckedRem]> ((x, y): (T, T)) -> Option<T>, 8 x.checked_rem(&y),
        "`x % y`, if `y` is not 0 and `x / y` fits";
    CheckedNeg <T: [ops::checked::CheckedNeg]> (x: T) -> Option<T>, 2 x.checked_neg(), "`-x`, if it fits";
}
