//! `ln(exp(x) + exp(y))` of `f64`.
//!
//! It is `h + ln(1 + exp(l - h))`, `h` the larger and `l` the smaller of the two, which cancels where the result is
//! near 0: for those, `exp(x) + exp(y) - 1` is computed in fixed point.

use super::super::arithmetic::{fast_two_sum, fma, two_sum};
use super::super::{Exp, Function, LogAddExp};
use super::exp::{LN_2_HIGH, LOG2_E, clamp, exp_parts};
use super::log::{ln_of_sum, ln_rest, split};

/// The larger and the smaller one.
#[inline(always)]
fn sort((x, y): (f64, f64)) -> (f64, f64) {
    if x < y { (y, x) } else { (x, y) }
}

impl Function<(f64, f64)> for LogAddExp {
    type Output = f64;

    #[inline(always)]
    fn lane<const FUSED: bool>(pair: (f64, f64)) -> f64 {
        let (large, small) = sort(pair);
        let (difference, lost) = two_sum(small, -large);
        let (power, rest) = exp_parts::<FUSED>(clamp(difference, -700.0, 0.0));
        let (sum, low) = fast_two_sum(1.0, power);
        let low = low + fma::<FUSED>(power, lost, rest);
        let (k, m, shift) = split(sum);
        let scale = f64::from_bits(0x3ff0_0000_0000_0000_u64.wrapping_sub(shift));
        let (f, low) = fast_two_sum(m - 1.0, scale * low);
        let ln_rest = ln_rest::<FUSED>(k, f, fma::<FUSED>(-f, low, low));
        let (high, first) = two_sum(large, k * LN_2_HIGH);
        let (high, second) = two_sum(high, f);
        high + (first + (second + ln_rest))
    }

    /// Finite, and no cancellation: either `h` is not negative, or the result not near 0. For the latter the logarithm
    /// that is added is taken as `1 / d`, where `d` is a polynomial that has it to 0.02.
    #[inline(always)]
    fn ordinary(pair: (f64, f64)) -> bool {
        let (large, small) = sort(pair);
        let t = large - small;
        let d = LOG2_E + t * (1.04 + t * (0.325 + t * 0.382));
        let result = large * d + 1.0;
        (large < 1e100) & (t < 1e100) & ((result.abs() > 0.32 * d) | ((large >= 0.0) & (t < 700.0)))
    }

    fn careful(pair: (f64, f64)) -> f64 {
        let (large, small) = sort(pair);
        if pair.0.is_nan() || pair.1.is_nan() {
            f64::NAN
        } else if Self::ordinary(pair) {
            Self::lane::<false>(pair)
        } else if small < -170.0 || large.abs() > 1e100 {
            // Either one of the two is nothing, or both are so near 0 that their exponentials less 1 are they.
            if large.abs() > 1e-50 { large } else { large + Exp::careful(small) }
        } else {
            // Both are negative here. What is lost of 126 bits is made good by 510, if that matters.
            let (mut high, mut low) = sum_of_exps_less_1::<2>(-large, -small);
            if high.abs() < 1e-15 {
                (high, low) = sum_of_exps_less_1::<8>(-large, -small);
            }
            let (sum, lost) = two_sum(1.0, high);
            ln_of_sum::<false>(sum, lost + low)
        }
    }
}

/// `exp(-s) + exp(-t) - 1` in two parts, for `s` and `t` from 0 to 200 of which the sum of exponentials is below 4.
fn sum_of_exps_less_1<const N: usize>(s: f64, t: f64) -> (f64, f64) {
    let (sum, one) = (add(exp_of_minus::<N>(s), exp_of_minus::<N>(t)), one::<N>());
    let negative = sum.iter().rev().lt(one.iter().rev());
    let size = if negative { subtract(one, sum) } else { subtract(sum, one) };
    let (mut high, mut low, mut unit) = (0.0, 0.0, 4.0);
    for limb in size.iter().rev() {
        for half in [limb >> 32, limb & 0xffff_ffff] {
            unit /= 4_294_967_296.0;
            let (sum, lost) = two_sum(high, half as f64 * unit);
            (high, low) = (sum, low + lost);
        }
    }
    if negative { (-high, -low) } else { (high, low) }
}

// Numbers below 4 in fixed point: two bits before the point, the others of N limbs, the lowest first, after it.

fn one<const N: usize>() -> [u64; N] {
    let mut one = [0; N];
    one[N - 1] = 1 << 62;
    one
}

fn add<const N: usize>(mut a: [u64; N], b: [u64; N]) -> [u64; N] {
    let mut carry = false;
    for (a, b) in a.iter_mut().zip(b) {
        let (sum, first) = a.overflowing_add(b);
        let (sum, second) = sum.overflowing_add(carry.into());
        (*a, carry) = (sum, first | second);
    }
    a
}

/// `a - b`, where `b` is not larger.
fn subtract<const N: usize>(mut a: [u64; N], b: [u64; N]) -> [u64; N] {
    let mut borrow = false;
    for (a, b) in a.iter_mut().zip(b) {
        let (difference, first) = a.overflowing_sub(b);
        let (difference, second) = difference.overflowing_sub(borrow.into());
        (*a, borrow) = (difference, first | second);
    }
    a
}

/// The product, rounded down to a multiple of 4 times the unit of the last place.
fn multiply<const N: usize>(a: [u64; N], b: [u64; N]) -> [u64; N] {
    let mut columns = [[0; N]; 2];
    for i in 0..N {
        let mut carry = 0;
        for j in 0..N {
            let column: &mut u64 = &mut columns[(i + j) / N][(i + j) % N];
            let sum = u128::from(a[i]) * u128::from(b[j]) + u128::from(*column) + carry;
            *column = sum as u64;
            carry = sum >> 64;
        }
        columns[1][i] = carry as u64;
    }
    let [_, upper] = columns;
    std::array::from_fn(|i| (upper[i] << 2) | if i == 0 { 0 } else { upper[i - 1] >> 62 })
}

/// How many terms of the series for `exp` are summed; 9 N + 3 of them do for N limbs.
const TERMS: usize = 75;

/// `1 / n!`.
const fn inverse_factorials<const N: usize>() -> [[u64; N]; TERMS] {
    let mut factors = [[0; N]; TERMS];
    let mut factor = [0; N];
    factor[N - 1] = 1 << 62;
    factors[0] = factor;
    let mut n = 1;
    while n < TERMS {
        let (mut rest, mut i) = (0, N);
        while i > 0 {
            i -= 1;
            let part = (rest << 64) | factor[i] as u128;
            factor[i] = (part / n as u128) as u64;
            rest = part % n as u128;
        }
        factors[n] = factor;
        n += 1;
    }
    factors
}

/// `exp(-t)` for `t` from 0 to 200: by its series for `t` over a power of 2, which is then squared as often.
fn exp_of_minus<const N: usize>(mut t: f64) -> [u64; N] {
    let factors = const { &inverse_factorials::<N>() };
    let mut squarings = 0;
    while t > 0.0625 {
        t *= 0.5;
        squarings += 1;
    }
    // All the bits of t that are not below the last place.
    let mut rest = t * 4_611_686_018_427_387_904.0;
    let mut small = [0; N];
    for limb in small.iter_mut().rev() {
        *limb = rest as u64;
        rest = (rest - *limb as f64) * 18_446_744_073_709_551_616.0;
    }
    let last = 9 * N + 2;
    let mut power = factors[last];
    for factor in factors[..last].iter().rev() {
        power = subtract(*factor, multiply(small, power));
    }
    for _ in 0..squarings {
        power = multiply(power, power);
    }
    power
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn special_values() {
        let (inf, nan) = (f64::INFINITY, f64::NAN);
        check(LogAddExp, &[((-inf, -inf), -inf), ((inf, inf), inf), ((inf, -inf), inf), ((-inf, 2.5), 2.5)]);
        check(
            LogAddExp,
            &[((nan, 1.0), nan), ((inf, nan), nan), ((1e300, 1e300), 1e300), ((-0.0, -1e300), 0.0)],
        );
        check(
            LogAddExp,
            &[((0.0, 0.0), std::f64::consts::LN_2), ((-1e-300, -1e3), -1e-300), ((5.0, -700.0), 5.0)],
        );
        // The exponentials are halves, but for the rounding of the logarithm: 2.3190468138462996e-17 each.
        let half = -std::f64::consts::LN_2;
        check(LogAddExp, &[((half, half), 2.319_046_813_846_299_6e-17)]);
    }
}
