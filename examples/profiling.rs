//! Measure before you optimise: a slow program, its profile, and three fixes, each with its profile.
//!
//! ```text
//! cargo run --release --features profile --example profiling
//! ```
//!
//! The program smooths a field, again and again, by its Laplacian. It was written as one would in NumPy at first; the report
//! says at which lines its time goes and what happens there unasked.

use longstride::prelude::*;
use longstride::profile::{self, timeit};

const SIDE: usize = 1500;
const STEPS: usize = 10;

/// As it was written first: an array for each operator, and a copy to look at the columns as one long row.
fn first(field: &mut Array2<f64>) -> f64 {
    let mut change = 0.0;
    for _ in 0..STEPS {
        let up_down = (field.slice(s![..-2, 1..-1]) + field.slice(s![2.., 1..-1])).eval();
        let left_right = (field.slice(s![1..-1, ..-2]) + field.slice(s![1..-1, 2..])).eval();
        let around = (&up_down + &left_right).eval();
        let centre = (field.slice(s![1..-1, 1..-1]) * 4.0).eval();
        let laplacian = (&around - &centre).eval();
        let scaled = (&laplacian * 0.2).eval();
        let columns = laplacian.t().reshape([(SIDE - 2) * (SIDE - 2)]).into_owned();
        change = columns.abs().max();
        let mut inside = field.view_mut().slice(s![1..-1, 1..-1]);
        inside += &scaled;
    }
    change
}

/// Fix 1: one expression instead of six arrays.
fn fused(field: &mut Array2<f64>) -> f64 {
    let mut change = 0.0;
    for _ in 0..STEPS {
        let laplacian = laplacian(field.view()).eval();
        let columns = laplacian.t().reshape([(SIDE - 2) * (SIDE - 2)]).into_owned();
        change = columns.abs().max();
        let mut inside = field.view_mut().slice(s![1..-1, 1..-1]);
        inside += &laplacian * 0.2;
    }
    change
}

/// Fix 2: a largest value does not depend on the order, so there is nothing to copy.
fn without_the_copy(field: &mut Array2<f64>) -> f64 {
    let mut change = 0.0;
    for _ in 0..STEPS {
        let laplacian = laplacian(field.view()).eval();
        change = laplacian.abs().max();
        let mut inside = field.view_mut().slice(s![1..-1, 1..-1]);
        inside += &laplacian * 0.2;
    }
    change
}

/// Fix 3: one array for all steps, and the change only where it is asked for, after the last one.
fn into_one_array(field: &mut Array2<f64>) -> f64 {
    let mut buffer = Array2::zeros([SIDE - 2, SIDE - 2]);
    for _ in 0..STEPS {
        laplacian(field.view()).eval_into(&mut buffer);
        let mut inside = field.view_mut().slice(s![1..-1, 1..-1]);
        inside += &buffer * 0.2;
    }
    buffer.abs().max()
}

fn laplacian<'a>(f: View2<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1]) + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..]))
        - f.slice(s![1..-1, 1..-1]) * 4.0
}

/// Changes the field, and returns by how much the last step changed it.
type Version = fn(&mut Array2<f64>) -> f64;

fn main() {
    let start = Array2::from_fn([SIDE, SIDE], |[i, j]| ((i * 7 + j * 13) % 101) as f64);
    let versions: [(&str, Version); 4] = [
        ("the program as it was written", first),
        ("fix 1: one expression instead of six arrays", fused),
        ("fix 2: without the copy of the columns", without_the_copy),
        ("fix 3: into one array, and the change once", into_one_array),
    ];
    let mut before = None;
    for (name, version) in versions {
        let mut field = start.to_owned();
        profile::reset();
        let clock = std::time::Instant::now();
        let change = version(&mut field);
        let took = clock.elapsed().as_secs_f64();
        println!("== {name}: {:.0} ms, change {change:.3}\n", took * 1e3);
        profile::report();
        if let Some(before) = before {
            println!("{:.2} times as fast as before", before / took);
        }
        println!();
        before = Some(took);
    }
    // What the profiler itself costs: nothing is recorded without the feature.
    let (a, b, mut out) = (Array1::<f64>::ones(10), Array1::<f64>::ones(10), Array1::zeros(10));
    println!(
        "ten numbers added with the profiler at work: {}",
        timeit::timeit(|| (&a + &b).eval_into(&mut out))
    );
}
