//! Where a result goes: a new array each time, a destination that is there already, or the operand itself.
//!
//! ```text
//! cargo run --release --example out_parameter
//! ```
//!
//! NumPy's `out=` saves the allocation of a result. Here it saves that and nothing else, since an expression makes no
//! temporaries to begin with; what it is worth on this machine is measured below, at three sizes.

use std::hint::black_box;
use std::time::{Duration, Instant};

use longstride::prelude::*;

fn main() {
    let a = array![[1.0, 2.0], [3.0, 4.0]];
    let b = array![10.0, 20.0];
    println!("One expression, `&a * 2.0 + &b`, and where its result may go:\n");

    // A new array.
    println!("eval(): a new array\n{}\n", (&a * 2.0 + &b).eval());

    // A destination of exactly the result's shape: NumPy's out=.
    let mut out = Array2::zeros([2, 2]);
    (&a * 2.0 + &b).eval_into(&mut out);
    println!("eval_into(&mut out): an array that is there\n{out}\n");

    // Any mutable view will do: here every other column of a wider array.
    let mut wide = Array2::zeros([2, 4]);
    (&a * 2.0 + &b).eval_into(&mut wide.view_mut().slice(s![.., ..;2]));
    println!("eval_into(&mut view): every other column of a wider one\n{wide}\n");

    // In place. That nothing else reads `a` meanwhile is checked when the program is compiled.
    let mut a = a;
    a *= 2.0;
    a += &b;
    println!("a *= 2.0; a += &b: the operand itself\n{a}\n");

    // An array that is moved into an expression gives its buffer to the result: no allocation either.
    let place = a.as_ptr();
    let result = (a - &b).eval();
    println!("(a - &b).eval(): is the result where `a` was? {}\n", result.as_ptr() == place);

    println!("`&x * 2.0 + &y` on square arrays of f64; the shortest of many runs:\n");
    println!("{:>10}  {:>12}  {:>12}  {:>12}", "elements", "eval", "eval_into", "y +=");
    for side in [100, 500, 1500] {
        measure(side);
    }
}

/// Times the three ways on arrays of `side` times `side` elements.
fn measure(side: usize) {
    let x = Array2::from_fn([side, side], |[i, j]| (i + j) as f64);
    let mut y = Array2::<f64>::ones([side, side]);
    let mut out = Array2::zeros([side, side]);
    let fresh = shortest(|| {
        black_box((&x * 2.0 + &y).eval());
    });
    let into = shortest(|| {
        (&x * 2.0 + &y).eval_into(&mut out);
        black_box(&mut out);
    });
    let in_place = shortest(|| {
        y += &x * 2.0;
        black_box(&mut y);
    });
    let us = |d: Duration| format!("{:.1} µs", d.as_secs_f64() * 1e6);
    println!("{:>10}  {:>12}  {:>12}  {:>12}", side * side, us(fresh), us(into), us(in_place));
}

/// The shortest of the runs that fit a tenth of a second, of three at least.
fn shortest(mut run: impl FnMut()) -> Duration {
    let start = Instant::now();
    let (mut best, mut runs) = (Duration::MAX, 0);
    while runs < 3 || start.elapsed() < Duration::from_millis(100) {
        let begin = Instant::now();
        run();
        best = best.min(begin.elapsed());
        runs += 1;
    }
    best
}
