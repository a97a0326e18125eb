//! The speed that this crate promises, measured: `cargo bench` prints it beside the hand-written loop and `ndarray`.
//!
//! Every case is timed interleaved with its yardstick, in one run on the same arrays: A B C, C B A, A B C, ... So a
//! machine that slows down slows all of them. Quoted are medians, and the median of the ratios round by round; the
//! last column is what the ratio has to be. Nothing here fails: these numbers depend on the machine.
//!
//! `cargo bench -- NAME` runs the cases whose name contains NAME.

use std::cell::RefCell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use longstride::prelude::*;
use longstride::threads;
use ndarray as nd;

/// Rounds of a case; odd, so that the median is one of them.
const ROUNDS: usize = 21;
/// The shortest time that is measured at once.
const SHORTEST: Duration = Duration::from_millis(3);

type Array = Array2<f64>;

/// What is measured: a name, what it does, and the ratio to the first of its case that it must not exceed.
struct Entry<'a> {
    name: &'static str,
    target: Option<f64>,
    run: Box<dyn FnMut() + 'a>,
}

fn entry<'a>(name: &'static str, target: impl Into<Option<f64>>, run: impl FnMut() + 'a) -> Entry<'a> {
    Entry { name, target: target.into(), run: Box::new(run) }
}

/// Times the entries of a case in turn and prints a line for each.
fn case(filter: &str, name: &str, mut entries: Vec<Entry<'_>>) {
    if !name.contains(filter) {
        return;
    }
    let loops: Vec<u32> = entries
        .iter_mut()
        .map(|e| {
            (e.run)();
            let start = Instant::now();
            (e.run)();
            let once = start.elapsed().max(Duration::from_nanos(20));
            (SHORTEST.as_secs_f64() / once.as_secs_f64()).ceil().max(1.0) as u32
        })
        .collect();
    let mut seconds = vec![Vec::new(); entries.len()];
    for round in 0..ROUNDS {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for i in order {
            let start = Instant::now();
            for _ in 0..loops[i] {
                (entries[i].run)();
            }
            seconds[i].push(start.elapsed().as_secs_f64() / f64::from(loops[i]));
        }
    }
    for (entry, times) in entries.iter().zip(&seconds) {
        let ratio = median(times.iter().zip(&seconds[0]).map(|(t, yardstick)| t / yardstick).collect());
        let verdict = match entry.target {
            Some(target) if ratio <= target => format!("<= {target:.2}  ok"),
            Some(target) => format!("<= {target:.2}  MISSED"),
            None => String::new(),
        };
        let time = median(times.clone());
        println!("{name:<34} {:<22} {:>12} {ratio:>7.2}  {verdict}", entry.name, show(time));
    }
    println!();
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn show(seconds: f64) -> String {
    match seconds {
        s if s < 1e-6 => format!("{:.1} ns", s * 1e9),
        s if s < 1e-3 => format!("{:.2} us", s * 1e6),
        s => format!("{:.3} ms", s * 1e3),
    }
}

fn laplacian<'a>(f: View2<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
        - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

/// The same with dynamic rank.
fn laplacian_dyn<'a>(f: ViewD<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = IxDyn> + 'a {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
        - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

/// The yardstick: slices of the rows, cut to one length so that the compiler drops the bounds checks.
#[inline(never)]
fn laplacian_by_hand(f: &[f64], columns: usize, out: &mut [f64], dx: f64, dy: f64) {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    let (w, c) = (columns - 2, 2.0 * (cx + cy));
    for (i, q) in out.chunks_exact_mut(w).enumerate() {
        let (up, down) = (&f[i * columns + 1..][..w], &f[(i + 2) * columns + 1..][..w]);
        let row = &f[(i + 1) * columns..][..columns];
        let (left, right, middle) = (&row[..w], &row[2..][..w], &row[1..][..w]);
        for j in 0..w {
            q[j] = (up[j] + down[j]) * cx + (left[j] + right[j]) * cy - middle[j] * c;
        }
    }
}

/// `ndarray`'s operators: a temporary for each, the first of a pair reused.
#[allow(clippy::reversed_empty_ranges, reason = "that is how ndarray counts from the end")]
fn laplacian_ndarray(f: &nd::Array2<f64>, dx: f64, dy: f64) -> nd::Array2<f64> {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (&f.slice(nd::s![..-2, 1..-1]) + &f.slice(nd::s![2.., 1..-1])) * cx
        + (&f.slice(nd::s![1..-1, ..-2]) + &f.slice(nd::s![1..-1, 2..])) * cy
        - &f.slice(nd::s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

fn by_size<T>(n: usize, small: T, middle: T, large: T) -> T {
    match n {
        64 => small,
        1000 => middle,
        _ => large,
    }
}

fn main() {
    let filter = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    println!("SIMD level {:?}, {} threads\n", longstride::simd_level(), threads::available());
    println!("{:<34} {:<22} {:>12} {:>7}  target", "case", "", "median", "ratio");
    for n in [64, 1000, 4000] {
        square_cases(&filter, n);
    }
    small_case(&filter);
}

fn square_cases(filter: &str, n: usize) {
    let field = |k: usize| Array::from_fn([n, n], move |[i, j]| ((i * 31 + j * 17 + k) % 101) as f64 * 0.37);
    let (a, b) = (field(0), field(50));
    // All write to the same destination: where an array lies in memory makes a difference of its own.
    let (out, inner) = (RefCell::new(Array::zeros([n, n])), RefCell::new(Array::zeros([n - 2, n - 2])));
    let to_nd = |x: &Array| nd::Array2::from_shape_vec((n, n), slice_of(x).to_vec()).expect("n by n");
    let (na, nb) = (to_nd(&a), to_nd(&b));

    case(
        filter,
        &format!("laplacian into out, {n}x{n}"),
        vec![
            entry("hand-written loop", None, || {
                laplacian_by_hand(black_box(slice_of(&a)), n, slice_mut(&mut inner.borrow_mut()), 1.0, 2.0)
            }),
            entry("fused, 1 thread", by_size(n, 1.1, 1.0, 1.0), || {
                threads::with(1, || {
                    laplacian(black_box(a.view()), 1.0, 2.0).eval_into(&mut *inner.borrow_mut())
                });
            }),
            entry("fused, 2 threads", by_size(n, 1.1, 0.6, 0.55), || {
                threads::with(2, || {
                    laplacian(black_box(a.view()), 1.0, 2.0).eval_into(&mut *inner.borrow_mut())
                });
            }),
        ],
    );
    case(
        filter,
        &format!("laplacian, dynamic rank, {n}x{n}"),
        vec![
            entry("static rank", None, || {
                threads::with(1, || {
                    laplacian(black_box(a.view()), 1.0, 2.0).eval_into(&mut *inner.borrow_mut())
                });
            }),
            entry("dynamic rank", by_size(n, 1.2, 1.02, 1.02), || {
                threads::with(1, || {
                    laplacian_dyn(black_box(a.view().into_dyn()), 1.0, 2.0)
                        .eval_into(&mut inner.borrow_mut().view_mut().into_dyn())
                });
            }),
        ],
    );
    case(
        filter,
        &format!("laplacian, fresh array, {n}x{n}"),
        vec![
            entry("ndarray operators", None, || drop(black_box(laplacian_ndarray(black_box(&na), 1.0, 2.0)))),
            entry("fused, 1 thread", by_size(n, None, Some(0.15), Some(0.25)), || {
                threads::with(1, || drop(black_box(laplacian(black_box(a.view()), 1.0, 2.0).eval())));
            }),
            entry("fused, 2 threads", None, || {
                threads::with(2, || drop(black_box(laplacian(black_box(a.view()), 1.0, 2.0).eval())));
            }),
        ],
    );

    case(
        filter,
        &format!("a + b into out, {n}x{n}"),
        vec![
            entry("hand-written loop", None, || {
                for ((o, x), y) in slice_mut(&mut out.borrow_mut())
                    .iter_mut()
                    .zip(black_box(slice_of(&a)))
                    .zip(black_box(slice_of(&b)))
                {
                    *o = x + y;
                }
            }),
            entry("1 thread", by_size(n, 1.1, 1.0, 1.0), || {
                threads::with(1, || (black_box(&a) + black_box(&b)).eval_into(&mut *out.borrow_mut()));
            }),
            entry("2 threads", None, || {
                threads::with(2, || (black_box(&a) + black_box(&b)).eval_into(&mut *out.borrow_mut()))
            }),
        ],
    );
    let (ad, bd) = (a.view().into_dyn(), b.view().into_dyn());
    case(
        filter,
        &format!("a + b, dynamic rank, {n}x{n}"),
        vec![
            entry("static rank", None, || {
                threads::with(1, || (black_box(&a) + black_box(&b)).eval_into(&mut *out.borrow_mut()))
            }),
            entry("dynamic rank", by_size(n, 1.2, 1.02, 1.02), || {
                threads::with(1, || {
                    (black_box(ad) + black_box(bd)).eval_into(&mut out.borrow_mut().view_mut().into_dyn())
                });
            }),
        ],
    );
    case(
        filter,
        &format!("a + b.t() into out, {n}x{n}"),
        vec![
            entry("ndarray Zip", None, || {
                nd::Zip::from(nd_view(&mut out.borrow_mut()))
                    .and(black_box(&na))
                    .and(black_box(&nb.t()))
                    .for_each(|o, x, y| *o = x + y);
            }),
            entry("1 thread", by_size(n, 1.0, 1.0, 0.45), || {
                threads::with(1, || (black_box(&a) + black_box(b.t())).eval_into(&mut *out.borrow_mut()));
            }),
            entry("2 threads", None, || {
                threads::with(2, || (black_box(&a) + black_box(b.t())).eval_into(&mut *out.borrow_mut()))
            }),
        ],
    );
    let (column, row) = (Array::from_fn([n, 1], |[i, _]| i as f64), Array1::arange(0.0, n as f64, 1.0));
    case(
        filter,
        &format!("(N,1) + (M,) into out, {n}x{n}"),
        vec![
            entry("hand-written loop", None, || {
                let y = black_box(row.as_slice().expect("fresh arrays are contiguous"));
                for (o, x) in
                    slice_mut(&mut out.borrow_mut()).chunks_exact_mut(n).zip(black_box(slice_of(&column)))
                {
                    for (o, y) in o.iter_mut().zip(y) {
                        *o = x + y;
                    }
                }
            }),
            entry("1 thread", by_size(n, 1.1, 1.0, 1.0), || {
                threads::with(1, || (black_box(&column) + black_box(&row)).eval_into(&mut *out.borrow_mut()));
            }),
            entry("2 threads", None, || {
                threads::with(2, || (black_box(&column) + black_box(&row)).eval_into(&mut *out.borrow_mut()));
            }),
        ],
    );
}

fn slice_of(x: &Array) -> &[f64] {
    x.as_slice().expect("fresh arrays are contiguous")
}

fn slice_mut(x: &mut Array) -> &mut [f64] {
    x.as_mut_slice().expect("fresh arrays are contiguous")
}

fn nd_view(x: &mut Array) -> nd::ArrayViewMut2<'_, f64> {
    let [rows, columns] = x.shape();
    nd::ArrayViewMut2::from_shape((rows, columns), slice_mut(x)).expect("as many elements as the shape holds")
}

/// Overhead: the yardstick is the same loop over two slices.
fn small_case(filter: &str) {
    let (x, y) = (Array1::arange(0.0, 10.0, 1.0), Array1::arange(0.0, 10.0, 1.0));
    let mut out = Array1::<f64>::zeros(10);
    let mut hand = [0.0; 10];
    let (nx, ny) = (nd::Array1::range(0.0, 10.0, 1.0), nd::Array1::range(0.0, 10.0, 1.0));
    let mut nout = nd::Array1::<f64>::zeros(10);
    println!("the next one: at most 40 ns");
    case(
        filter,
        "a + b into out, 10 elements",
        vec![
            entry("longstride", None, || (black_box(&x) + black_box(&y)).eval_into(black_box(&mut out))),
            entry("ndarray Zip", None, || {
                let (nx, ny) = (black_box(&nx), black_box(&ny));
                nd::Zip::from(black_box(&mut nout)).and(nx).and(ny).for_each(|o, x, y| *o = x + y);
            }),
            entry("hand-written loop", None, || {
                let pairs = black_box(&x)
                    .as_slice()
                    .into_iter()
                    .flatten()
                    .zip(black_box(&y).as_slice().into_iter().flatten());
                hand.iter_mut().zip(pairs).for_each(|(o, (x, y))| *o = x + y);
                black_box(&hand);
            }),
        ],
    );
}
