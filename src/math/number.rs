//! What NumPy's functions of numbers need beyond Rust's operators: division that rounds down, common divisors, and the bits
//! of floating-point numbers.
//!
//! ```
//! use longstride::{FloatBits, Integer, Real};
//! assert_eq!((Real::floor_divide(-7, 2), Real::remainder(-7, 2)), (-4, 1)); // as in Python
//! assert_eq!((-7 / 2, -7 % 2), (-3, -1)); //                                    as in Rust
//! assert_eq!(Integer::gcd(12, -18), 6);
//! assert_eq!(FloatBits::frexp(10.0), (0.625, 4));
//! ```

use num_traits::Float;

use super::arithmetic::two_product;

/// A real number for which there are NumPy's sign and the division that rounds down: integers and floating-point numbers.
/// Implement it for a number type of your own and `sign`, `floor_divide`, `remainder` and `divmod` work on arrays of it.
pub trait Real: Copy {
    /// -1, 0 or 1: NumPy's `np.sign`. Of either zero it is 0, of a NaN that NaN.
    fn sign(self) -> Self;
    /// The largest whole number that is no larger than the quotient: NumPy's `np.floor_divide`, Python's `//`.
    fn floor_divide(self, divisor: Self) -> Self;
    /// What remains after [`floor_divide`](Self::floor_divide), with the sign of the divisor: NumPy's `np.remainder`,
    /// Python's `%`.
    fn remainder(self, divisor: Self) -> Self;
}

/// An integer with NumPy's functions of integers: each of Rust's integer types.
pub trait Integer: Copy {
    /// The greatest common divisor, never negative; of 0 and 0 it is 0. NumPy's `np.gcd`. The one result that does not fit,
    /// that of the least number and itself or 0, overflows as its `abs()` does.
    fn gcd(self, other: Self) -> Self;
    /// The least common multiple, never negative; 0 if either is 0. NumPy's `np.lcm`. Overflows as `*` does.
    fn lcm(self, other: Self) -> Self;
    /// The number of bits set in the magnitude. NumPy's `np.bitwise_count`.
    fn bitwise_count(self) -> u8;
}

/// A floating-point number whose bits are known: `f32`, `f64`, and with the feature `half` its types.
pub trait FloatBits: Float {
    /// The whole number next to it, halves to even: NumPy's `np.rint`.
    fn rint(self) -> Self;
    /// This number times two to the power `exponent`, rounded once: NumPy's `np.ldexp`.
    fn ldexp(self, exponent: i32) -> Self;
    /// A fraction of at least 0.5 and less than 1 in size, and the power of two that it was divided by: NumPy's `np.frexp`.
    /// Zeros, infinities and NaN are themselves, with the exponent 0.
    fn frexp(self) -> (Self, i32);
    /// The next number that can be represented on the way to `to`; `to` itself if they are equal, a NaN if either is one.
    /// NumPy's `np.nextafter`.
    fn nextafter(self, to: Self) -> Self;
    /// The distance to the next number away from zero, with the sign of this one; of both zeros the least positive number, of
    /// infinities a NaN. NumPy's `np.spacing`.
    fn spacing(self) -> Self;
}

/// `a % b`, which is exact, without the loop by which it is found in general: where the whole part of the quotient fits the
/// fraction of a number, and its product with `b` and the rounding error of that neither overflow nor underflow.
#[inline(always)]
fn fmod(a: f64, b: f64) -> f64 {
    const EXACT: f64 = (1_u64 << 52) as f64;
    let (quotient, size) = ((a / b).trunc(), b.abs());
    let simple = quotient.abs() < EXACT && size > 1e-270 && size < 1e270;
    if !simple {
        return fmod_in_general(a, b);
    }
    let (product, error) = two_product::<false>(quotient, b);
    let rest = (a - product) - error;
    // The quotient may have been rounded up to a whole number.
    let rest = if rest * a.signum() < 0.0 { rest + size.copysign(a) } else { rest };
    rest.copysign(a)
}

/// Apart, so that the compiler does not compute it for all.
#[cold]
#[inline(never)]
fn fmod_in_general(a: f64, b: f64) -> f64 {
    a % b
}

/// The quotient that rounds down and the remainder of its sign, as CPython and NumPy define them for floating-point numbers
/// (`npy_divmod`), from `rest`, which is `a % b`.
#[inline(always)]
pub(crate) fn float_divmod<T: Float>(a: T, b: T, rest: T) -> (T, T) {
    if b.is_zero() {
        return (a / b, rest);
    }
    let quotient = (a - rest) / b;
    let half = T::one() / (T::one() + T::one());
    let (quotient, rest) = if rest.is_zero() {
        (quotient, T::zero().copysign(b))
    } else if (b < T::zero()) != (rest < T::zero()) {
        (quotient - T::one(), rest + b)
    } else {
        (quotient, rest)
    };
    // Whole but for rounding.
    let floor = quotient.floor();
    let near = if quotient - floor > half { floor + T::one() } else { floor };
    (if quotient.is_zero() { T::zero().copysign(a / b) } else { near }, rest)
}

// Division that rounds down, of floating-point numbers: the type, and the rest of a division.
macro_rules! floats {
    ($($t:ty: |$a:ident, $b:ident| $rest:expr;)*) => {$(
        impl Real for $t {
            #[inline(always)]
            fn sign(self) -> Self {
                let zero = <$t as num_traits::Zero>::zero();
                let one = <$t as num_traits::One>::one();
                if self > zero {
                    one
                } else if self < zero {
                    -one
                } else if self == zero {
                    zero
                } else {
                    self
                }
            }
            #[inline(always)]
            fn floor_divide(self, divisor: Self) -> Self {
                let ($a, $b) = (self, divisor);
                float_divmod($a, $b, $rest).0
            }
            #[inline(always)]
            fn remainder(self, divisor: Self) -> Self {
                let ($a, $b) = (self, divisor);
                float_divmod($a, $b, $rest).1
            }
        }
    )*};
}
floats! {
    f64: |a, b| fmod(a, b);
    f32: |a, b| fmod(a.into(), b.into()) as f32;
}
#[cfg(feature = "half")]
floats! {
    half::f16: |a, b| a % b;
    half::bf16: |a, b| a % b;
}

/// The greatest common divisor, by Stein's binary algorithm (Knuth, *The Art of Computer Programming*, 4.5.2 B).
macro_rules! binary_gcd {
    ($a:expr, $b:expr) => {{
        let (mut a, mut b) = ($a, $b);
        if a == 0 || b == 0 {
            a | b
        } else {
            let twos = (a | b).trailing_zeros();
            a >>= a.trailing_zeros();
            while b != 0 {
                b >>= b.trailing_zeros();
                (a, b) = if a < b { (a, b - a) } else { (b, a - b) };
            }
            a << twos
        }
    }};
}

// The integers: signed and unsigned ones.
macro_rules! integers {
    (signed $($t:ty)*) => {$(
        impl Real for $t {
            #[inline(always)]
            fn sign(self) -> Self {
                self.signum()
            }
            #[inline(always)]
            fn floor_divide(self, divisor: Self) -> Self {
                let quotient = self / divisor;
                let rest = self.wrapping_rem(divisor);
                if rest != 0 && (rest ^ divisor) < 0 { quotient - 1 } else { quotient }
            }
            #[inline(always)]
            fn remainder(self, divisor: Self) -> Self {
                // Wrapping: the rest of the least number by -1 is 0, though its quotient overflows.
                let rest = self.wrapping_rem(divisor);
                if rest != 0 && (rest ^ divisor) < 0 { rest + divisor } else { rest }
            }
        }
        impl Integer for $t {
            #[inline]
            fn gcd(self, other: Self) -> Self {
                let gcd = binary_gcd!(self.unsigned_abs(), other.unsigned_abs());
                (gcd as $t).abs()
            }
            #[inline]
            fn lcm(self, other: Self) -> Self {
                if self == 0 || other == 0 { 0 } else { (self / self.gcd(other) * other).abs() }
            }
            #[inline(always)]
            fn bitwise_count(self) -> u8 {
                self.unsigned_abs().count_ones() as u8
            }
        }
    )*};
    (unsigned $($t:ty)*) => {$(
        impl Real for $t {
            #[inline(always)]
            fn sign(self) -> Self {
                (self != 0).into()
            }
            #[inline(always)]
            fn floor_divide(self, divisor: Self) -> Self {
                self / divisor
            }
            #[inline(always)]
            fn remainder(self, divisor: Self) -> Self {
                self % divisor
            }
        }
        impl Integer for $t {
            #[inline]
            fn gcd(self, other: Self) -> Self {
                binary_gcd!(self, other)
            }
            #[inline]
            fn lcm(self, other: Self) -> Self {
                if self == 0 || other == 0 { 0 } else { self / self.gcd(other) * other }
            }
            #[inline(always)]
            fn bitwise_count(self) -> u8 {
                self.count_ones() as u8
            }
        }
    )*};
}
integers!(signed i8 i16 i32 i64 i128 isize);
integers!(unsigned u8 u16 u32 u64 u128 usize);

/// A number times a power of two, in three steps of which at most one rounds: after one that makes a number subnormal the next
/// makes it 0.
macro_rules! scaled {
    ($t:ty, $bits:ty, $fraction:literal, $bias:literal, $x:ident, $exponent:ident) => {{
        const MAX: i32 = $bias;
        const MIN: i32 = 1 - MAX;
        const DOWN: i32 = MIN + $fraction + 1;
        let power = |e: i32| <$t>::from_bits(((e + MAX) as $bits) << $fraction);
        let step = |e: i32| if e < MIN { DOWN } else { e.min(MAX) };
        let e = $exponent.clamp(-4 * MAX, 4 * MAX);
        let first = step(e);
        let second = step(e - first);
        let third = (e - first - second).clamp(MIN, MAX);
        $x * power(first) * power(second) * power(third)
    }};
}

// Floating-point formats: the type, its bits, the explicit bits of its fraction, the bias of its exponent, how a number
// is rounded to a whole one, and how it is scaled.
macro_rules! formats {
    ($($t:ty: $bits:ty, $fraction:literal, $bias:literal, |$x:ident| $rint:expr,
       |$y:ident, $e:ident| $ldexp:expr;)*) => {$(
        impl FloatBits for $t {
            #[inline(always)]
            fn rint(self) -> Self {
                let $x = self;
                $rint
            }
            #[inline(always)]
            fn ldexp(self, exponent: i32) -> Self {
                let ($y, $e) = (self, exponent);
                $ldexp
            }
            #[inline(always)]
            fn frexp(self) -> (Self, i32) {
                const EXPONENT: $bits = (2 * $bias + 1) << $fraction;
                let subnormal = self.to_bits() & EXPONENT == 0;
                // A subnormal number is made normal first.
                let scale = <$t>::from_bits(($bias + $fraction + 1) << $fraction);
                let bits = (if subnormal { self * scale } else { self }).to_bits();
                let exponent = ((bits & EXPONENT) >> $fraction) as i32 - ($bias - 1);
                let exponent = if subnormal { exponent - ($fraction + 1) } else { exponent };
                let fraction = <$t>::from_bits(bits & !EXPONENT | (($bias - 1) << $fraction));
                let zero = <$t as num_traits::Zero>::zero();
                if self == zero || self.to_bits() & EXPONENT == EXPONENT { (self, 0) } else { (fraction, exponent) }
            }
            #[inline(always)]
            fn nextafter(self, to: Self) -> Self {
                let zero = <$t as num_traits::Zero>::zero();
                let sign: $bits = (-zero).to_bits();
                let bits = self.to_bits();
                // The bits of numbers of one sign are in the order of their sizes.
                let away = (self < to) == (bits & sign == 0);
                let next = <$t>::from_bits(if away { bits.wrapping_add(1) } else { bits.wrapping_sub(1) });
                let least = <$t>::from_bits(to.to_bits() & sign | 1);
                let next = if self == zero { least } else { next };
                if self.is_nan() || to.is_nan() {
                    self + to
                } else if self == to {
                    to
                } else {
                    next
                }
            }
            #[inline(always)]
            fn spacing(self) -> Self {
                let zero = <$t as num_traits::Zero>::zero();
                let sign: $bits = (-zero).to_bits();
                // Also of -0.0 the next number away from zero is positive; of an infinity it is a NaN.
                let bits = if self == zero { 0 } else { self.to_bits() };
                let next = <$t>::from_bits(bits.wrapping_add(1));
                if (bits & !sign) > (2 * $bias + 1) << $fraction { self } else { next - self }
            }
        }
    )*};
}
formats! {
    f64: u64, 52, 1023, |x| x.round_ties_even(), |x, e| scaled!(f64, u64, 52, 1023, x, e);
    f32: u32, 23, 127, |x| x.round_ties_even(), |x, e| scaled!(f32, u32, 23, 127, x, e);
}
// What is too small for `f32` is 0 as `f16`; the exponents of `bf16` are those of `f32`.
#[cfg(feature = "half")]
formats! {
    half::f16: u16, 10, 15, |x| half::f16::from_f32(x.to_f32().round_ties_even()),
        |x, e| half::f16::from_f32(x.to_f32().ldexp(e));
    half::bf16: u16, 7, 127, |x| half::bf16::from_f32(x.to_f32().round_ties_even()),
        |x, e| scaled!(half::bf16, u16, 7, 127, x, e);
}
