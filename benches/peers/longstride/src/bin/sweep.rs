//! Automatic threads against one thread, from 1 element to 10⁸: is it ever slower?
//!
//! Prints lines of CSV: operation, elements, seconds on one thread and with automatic threads (medians), and the
//! median of the ratios round by round. Both run in turn on the same arrays (A B, B A, ...).

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use longstride::prelude::*;
use longstride::threads;

/// Steps of a factor of about three.
const STEPS: [usize; 17] = [
    1,
    3,
    10,
    30,
    100,
    300,
    1_000,
    3_000,
    10_000,
    30_000,
    100_000,
    300_000,
    1_000_000,
    3_000_000,
    10_000_000,
    30_000_000,
    100_000_000,
];
/// Rounds: as many as fit in the budget, within these limits.
const ROUNDS: [usize; 2] = [7, 41];
const BUDGET: Duration = Duration::from_millis(1200);
/// The shortest time that is measured at once.
const SHORTEST: Duration = Duration::from_millis(2);

fn main() {
    let largest = std::env::args().nth(1).map_or(usize::MAX, |n| n.parse().expect("a number of elements"));
    for n in STEPS.into_iter().filter(|&n| n <= largest) {
        let (a, b) = (Array1::full(n, 1.0), Array1::full(n, 2.0));
        let out = RefCell::new(Array1::<f64>::zeros(n));
        measure("a + b into out", n, || {
            (black_box(&a) + black_box(&b)).eval_into(black_box(&mut *out.borrow_mut()))
        });
        measure("sum", n, || {
            black_box(black_box(&a).sum());
        });
    }
    for n in STEPS.into_iter().filter(|&n| n <= largest) {
        let side = (n as f64).sqrt().round() as usize;
        let u = Array2::full([side + 2, side + 2], 1.0);
        let out = RefCell::new(Array2::zeros([side, side]));
        measure("Laplacian into out", side * side, || {
            laplacian(black_box(u.view())).eval_into(black_box(&mut *out.borrow_mut()))
        });
    }
}

fn laplacian<'a>(u: View2<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    u.slice(s![..-2, 1..-1]) + u.slice(s![2.., 1..-1]) + u.slice(s![1..-1, ..-2]) + u.slice(s![1..-1, 2..])
        - 4.0 * u.slice(s![1..-1, 1..-1])
}

fn measure(name: &str, n: usize, job: impl Fn()) {
    let time = |threads, repetitions: u32| {
        threads::with(threads, || {
            let start = Instant::now();
            (0..repetitions).for_each(|_| job());
            start.elapsed().as_secs_f64() / f64::from(repetitions)
        })
    };
    let mut repetitions = 1;
    while repetitions < 1 << 26 && time(1, repetitions) * f64::from(repetitions) < SHORTEST.as_secs_f64() {
        repetitions *= 2;
    }
    let round = 2.0 * time(1, repetitions) * f64::from(repetitions);
    let rounds = ((BUDGET.as_secs_f64() / round) as usize).clamp(ROUNDS[0], ROUNDS[1]);
    let (mut one, mut many) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % 2 == 0 {
            one.push(time(1, repetitions));
            many.push(time(usize::MAX, repetitions));
        } else {
            many.push(time(usize::MAX, repetitions));
            one.push(time(1, repetitions));
        }
    }
    let ratio = median(one.iter().zip(&many).map(|(one, many)| many / one).collect());
    println!("{name},{n},{:.4e},{:.4e},{ratio:.3}", median(one), median(many));
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
