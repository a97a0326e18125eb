//! Functions and number types of your own: they fuse, broadcast and run in parallel like the built-in ones.
//!
//! ```text
//! cargo run --release --example custom_ufunc
//! ```

use std::fmt;
use std::ops::{Add, Mul};

use longstride::prelude::*;

/// How many steps z = z² + c takes to leave the circle of radius 2, at most 50.
fn escape_time(re: f64, im: f64) -> usize {
    let (mut x, mut y) = (0.0, 0.0);
    for step in 0..50 {
        if x * x + y * y > 4.0 {
            return step;
        }
        (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
    }
    50
}

/// A number with its derivative. Being `Copy`, and the operators that a formula uses, are all that arrays ask of it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Dual {
    value: f64,
    slope: f64,
}

impl Add for Dual {
    type Output = Dual;
    fn add(self, other: Dual) -> Dual {
        Dual { value: self.value + other.value, slope: self.slope + other.slope }
    }
}

impl Mul for Dual {
    type Output = Dual;
    fn mul(self, other: Dual) -> Dual {
        let slope = self.slope * other.value + self.value * other.slope;
        Dual { value: self.value * other.value, slope }
    }
}

impl fmt::Display for Dual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.value, self.slope)
    }
}

/// Lets a bare `Dual` stand on the right of an operator, as `2.0` does: `&x + Dual { .. }`.
impl Scalar for Dual {}

fn main() {
    println!("1. A closure of one array, in the middle of an expression: all of it is one pass.");
    let x = Array1::linspace(-4.0, 4.0, 9);
    println!("   {}\n", (x.map(|v| if v < 0.0 { 0.0 } else { v }) * 2.0 + 1.0).eval());

    println!("2. A function of two arrays. A column and a row broadcast, and make a picture:");
    let (im, re) = (Array1::linspace(-1.2, 1.2, 21), Array1::linspace(-2.1, 0.6, 60));
    let steps = zip2(&re, im.slice(s![.., NewAxis])).map(escape_time).eval();
    for row in steps.outer_iter() {
        let signs = row.iter().map(|&n| match n {
            0..=3 => ' ',
            4..=6 => '.',
            7..=11 => ':',
            12..=49 => '+',
            _ => '#',
        });
        println!("   {}", signs.collect::<String>());
    }

    println!("\n3. A number type of your own. x * x + 3 x + 1, and beside each value the slope 2 x + 3:");
    let constant = |value| Dual { value, slope: 0.0 };
    let x = Array1::from_iter((0..5).map(|i| Dual { value: f64::from(i), slope: 1.0 }));
    println!("   {}", (&x * &x + &x * constant(3.0) + constant(1.0)).eval());
    // On the left a value of your own type is written as a literal, since the language lets no crate implement
    // `Add<Array<T>>` for every `T`.
    println!("   {}\n", (Literal(constant(1.0)) + (&x + constant(3.0)) * &x).eval());

    println!("4. Several results from one pass: elements may be tuples, arrays or structs.");
    let angles = Array1::linspace(0.0, std::f64::consts::FRAC_PI_2, 4);
    let both = angles.map(f64::sin_cos).eval();
    for (sine, cosine) in &both {
        println!("   sine {sine:.3}, cosine {cosine:.3}");
    }
}
