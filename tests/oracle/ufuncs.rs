//! NumPy's functions of numbers by plain arithmetic: on integers wide enough, or step by step.

use longstride::prelude::*;

use super::eval::{Bits, Nd, same};
use super::strided::{Dice, Sample, Strided};

/// Compares a function of two operands, in random layouts that broadcast, with a formula for their elements.
#[track_caller]
pub fn pairs<T: Sample, U: Sample, R: Bits>(
    run: impl Fn(ViewD<'_, T>, ViewD<'_, U>) -> ArrayD<R>,
    formula: impl Fn(T, U) -> R,
) {
    for seed in 0..24 {
        let dice = &mut Dice(seed);
        let shape = dice.shape();
        let (a, b) = (Strided::<T>::operand(dice, &shape), Strided::<U>::operand(dice, &shape));
        let (x, y) = (Nd::of(a.view()), Nd::of(b.view()));
        let shape = super::eval::common(&[&x.shape, &y.shape]);
        let expected = Nd::from_fn(&shape, |i| formula(x.at(i), y.at(i)));
        same(run(a.view(), b.view()).view(), &expected, || format!("seed {seed}: {a:?}, {b:?}"));
    }
}

/// Compares a function of one operand with a formula for its elements.
#[track_caller]
pub fn each<T: Sample, R: Bits>(run: impl Fn(ViewD<'_, T>) -> ArrayD<R>, formula: impl Fn(T) -> R) {
    for seed in 0..24 {
        let dice = &mut Dice(seed);
        let shape = dice.shape();
        let a = Strided::<T>::operand(dice, &shape);
        let x = Nd::of(a.view());
        let expected = Nd::from_fn(&x.shape, |i| formula(x.at(i)));
        same(run(a.view()).view(), &expected, || format!("seed {seed}: {a:?}"));
    }
}

/// Of integers the quotient that rounds down and the rest, by trying.
pub fn divmod(a: i128, b: i128) -> (i128, i128) {
    let near = a / b;
    let quotient = (near - 1..=near + 1).rev().find(|q| if b > 0 { q * b <= a } else { q * b >= a }).unwrap();
    (quotient, a - quotient * b)
}

/// A multiple of 2^-50 of moderate size as an integer.
pub fn scaled(x: f64) -> Option<i128> {
    let whole = x * 2f64.powi(50);
    (whole.abs() < 2f64.powi(60) && whole.fract() == 0.0).then_some(whole as i128)
}

pub fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.abs() } else { gcd(b, a % b) }
}

/// A finite number times two to a power, rounded once: its fraction as an integer, shifted.
pub fn ldexp(x: f64, exponent: i32) -> f64 {
    let (mut whole, mut e) = (x.abs(), exponent);
    while whole != 0.0 && whole < 2f64.powi(52) {
        (whole, e) = (whole * 2.0, e - 1);
    }
    while whole >= 2f64.powi(53) {
        (whole, e) = (whole / 2.0, e + 1);
    }
    // x = whole * 2^e; bits below 2^-1074 are cut, half of the last one to even.
    let mut fraction = whole as u128;
    if e < -1074 {
        let cut = (-1074 - e).min(100) as u32;
        let (rest, half) = (fraction & ((1 << cut) - 1), 1 << (cut - 1));
        fraction >>= cut;
        fraction += u128::from(rest > half || rest == half && fraction % 2 == 1);
        e = -1074;
    }
    let mut y = fraction as f64;
    for _ in 0..e.unsigned_abs().min(2200) {
        y = if e > 0 { y * 2.0 } else { y / 2.0 };
    }
    y.copysign(x)
}

/// A fraction from 0.5 to 1 and a power of two, by halving and doubling.
pub fn frexp(x: f64) -> (f64, i32) {
    let (mut fraction, mut exponent) = (x, 0);
    if x == 0.0 || !x.is_finite() {
        return (x, 0);
    }
    while fraction.abs() >= 1.0 {
        (fraction, exponent) = (fraction / 2.0, exponent + 1);
    }
    while fraction.abs() < 0.5 {
        (fraction, exponent) = (fraction * 2.0, exponent - 1);
    }
    (fraction, exponent)
}

/// The nearest whole number, halves to even.
pub fn rint(x: f64) -> f64 {
    if (x - x.trunc()).abs() == 0.5 { 2.0 * (x / 2.0).round() } else { x.round() }.copysign(x)
}

/// Interpolation by looking at one pair of points after the other.
pub fn interp(x: f64, points: &[f64], values: &[f64]) -> f64 {
    let last = points.len() - 1;
    if x.is_nan() {
        return x;
    }
    if x < points[0] {
        return values[0];
    }
    for at in (0..last).rev() {
        if points[at] <= x && x < points[at + 1] {
            let slope = (values[at + 1] - values[at]) / (points[at + 1] - points[at]);
            return slope * (x - points[at]) + values[at];
        }
    }
    values[last]
}
