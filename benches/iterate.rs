//! Many steps of one stencil: `iterate` beside as many passes over the field, `cargo bench --bench iterate`.
//!
//! The yardstick of a case is a hand-written loop over slices, on one thread. The ways take turns (A B C, C B A, ...) on
//! the same two arrays, and each result is compared with the yardstick's to the bit. Quoted are the median time of a
//! step and the median ratio round by round.
//!
//! `cargo bench --bench iterate -- NAME` runs the cases whose name contains NAME; the two largest, which take a minute
//! each, only run if they are named: `-- heat` runs all.

use std::mem::swap;
use std::time::Instant;

use longstride::prelude::*;
use longstride::threads;

/// Rounds of a case: an odd number, so that the median is one of them. The largest field takes 7 s a round.
const ROUNDS: usize = 5;
const FEW_ROUNDS: usize = 3;
/// Elements times steps of a case that only runs if it is named.
const LONG: usize = 500_000_000;

fn main() {
    let filter = std::env::args().skip(1).find(|a| !a.starts_with('-')).unwrap_or_default();
    println!("{:<30} {:<24} {:>10} {:>7}", "case", "way", "ms a step", "ratio");
    for (side, steps) in [(64, 10_000), (1000, 100), (4000, 20), (4000, 100), (8000, 20)] {
        let name = format!("heat {side}x{side}, {steps} steps");
        let long = side * side * steps > LONG;
        if name.contains(&filter) && !(long && filter.is_empty()) {
            let start = Array2::from_fn([side, side], |[i, j]| ((i * 31 + j * 17) % 101) as f64);
            case(&name, &start, steps, [by_hand, plain, skewed]);
        }
    }
    let name = "heat 300x300x300, 20 steps";
    if name.contains(&filter) {
        let start = Array3::from_fn([300, 300, 300], |[i, j, k]| ((i * 31 + j * 17 + k) % 101) as f64);
        case(name, &start, 20, [by_hand_3, plain_3, skewed_3]);
    }
}

/// Takes steps from the first field; leaves the result there, and may use the second.
type Way<D> = fn(&mut Array<f64, D>, &mut Array<f64, D>, usize);

fn case<D: Dim>(name: &str, start: &Array<f64, D>, steps: usize, [by_hand, plain, skewed]: [Way<D>; 3]) {
    let ways = [
        ("hand-written loop", by_hand, 1),
        ("eval_into, 1 thread", plain, 1),
        ("iterate, 1 thread", skewed, 1),
        ("eval_into, 2 threads", plain, 2),
        ("iterate, 2 threads", skewed, 2),
    ];
    let (mut field, mut other) = (start.clone(), start.clone());
    by_hand(&mut field, &mut other, steps);
    let expected = field.clone();
    let mut seconds = [const { Vec::new() }; 5];
    for round in 0..if start.len() > 32_000_000 { FEW_ROUNDS } else { ROUNDS } {
        let mut order = [0, 1, 2, 3, 4];
        if round % 2 == 1 {
            order.reverse();
        }
        for i in order {
            let (what, way, count) = ways[i];
            field.assign(start);
            other.assign(start);
            let clock = Instant::now();
            threads::with(count, || way(&mut field, &mut other, steps));
            seconds[i].push(clock.elapsed().as_secs_f64());
            assert!(field == expected, "{what} differs");
        }
    }
    for ((what, ..), times) in ways.iter().zip(&seconds) {
        let ratio = median(times.iter().zip(&seconds[0]).map(|(t, yardstick)| t / yardstick).collect());
        let ms = median(times.clone()) / steps as f64 * 1e3;
        println!("{name:<30} {what:<24} {ms:>10.4} {ratio:>7.2}");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

const RATE: f64 = 0.15;

fn heat<'a>(f: View2<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let centre = f.slice(s![1..-1, 1..-1]);
    let around = f.slice(s![..-2, 1..-1])
        + f.slice(s![2.., 1..-1])
        + f.slice(s![1..-1, ..-2])
        + f.slice(s![1..-1, 2..]);
    centre + (around - centre * 4.0) * RATE
}

fn skewed(field: &mut Array2<f64>, other: &mut Array2<f64>, steps: usize) {
    iterate_with(field, other, steps, [1, 1], |from, mut to| heat(from).eval_into(&mut to));
}

fn plain(field: &mut Array2<f64>, other: &mut Array2<f64>, steps: usize) {
    for _ in 0..steps {
        heat(field.view()).eval_into(&mut other.view_mut().slice(s![1..-1, 1..-1]));
        swap(field, other);
    }
}

fn by_hand(field: &mut Array2<f64>, other: &mut Array2<f64>, steps: usize) {
    let [rows, cols] = field.shape();
    let inner = cols - 2;
    for _ in 0..steps {
        let (now, next) = (field.as_slice().unwrap(), other.as_mut_slice().unwrap());
        for i in 1..rows - 1 {
            let out = &mut next[i * cols + 1..][..inner];
            let at = |start: usize| &now[start..][..inner];
            let (up, down) = (at((i - 1) * cols + 1), at((i + 1) * cols + 1));
            let (left, centre, right) = (at(i * cols), at(i * cols + 1), at(i * cols + 2));
            for j in 0..inner {
                out[j] = centre[j] + (up[j] + down[j] + left[j] + right[j] - centre[j] * 4.0) * RATE;
            }
        }
        swap(field, other);
    }
}

fn heat_3<'a>(f: View3<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix3> + 'a {
    let centre = f.slice(s![1..-1, 1..-1, 1..-1]);
    let around = f.slice(s![..-2, 1..-1, 1..-1])
        + f.slice(s![2.., 1..-1, 1..-1])
        + f.slice(s![1..-1, ..-2, 1..-1])
        + f.slice(s![1..-1, 2.., 1..-1])
        + f.slice(s![1..-1, 1..-1, ..-2])
        + f.slice(s![1..-1, 1..-1, 2..]);
    centre + (around - centre * 6.0) * RATE
}

fn skewed_3(field: &mut Array3<f64>, other: &mut Array3<f64>, steps: usize) {
    iterate_with(field, other, steps, [1, 1, 1], |from, mut to| heat_3(from).eval_into(&mut to));
}

fn plain_3(field: &mut Array3<f64>, other: &mut Array3<f64>, steps: usize) {
    for _ in 0..steps {
        heat_3(field.view()).eval_into(&mut other.view_mut().slice(s![1..-1, 1..-1, 1..-1]));
        swap(field, other);
    }
}

fn by_hand_3(field: &mut Array3<f64>, other: &mut Array3<f64>, steps: usize) {
    let [planes, rows, cols] = field.shape();
    let (plane, inner) = (rows * cols, cols - 2);
    for _ in 0..steps {
        let (now, next) = (field.as_slice().unwrap(), other.as_mut_slice().unwrap());
        for i in (1..planes - 1).flat_map(|k| (1..rows - 1).map(move |i| k * rows + i)) {
            let out = &mut next[i * cols + 1..][..inner];
            let at = |start: usize| &now[start..][..inner];
            let (front, back) = (at(i * cols + 1 - plane), at(i * cols + 1 + plane));
            let (up, down) = (at((i - 1) * cols + 1), at((i + 1) * cols + 1));
            let (left, centre, right) = (at(i * cols), at(i * cols + 1), at(i * cols + 2));
            for j in 0..inner {
                let around = front[j] + back[j] + up[j] + down[j] + left[j] + right[j];
                out[j] = centre[j] + (around - centre[j] * 6.0) * RATE;
            }
        }
        swap(field, other);
    }
}
