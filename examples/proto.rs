//! proto
use longstride::prelude::*;
use std::time::Instant;
fn heat<'a>(f: View2<'a, f64>, k: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let c = f.slice(s![1..-1, 1..-1]);
    c + (f.slice(s![..-2, 1..-1])
        + f.slice(s![2.., 1..-1])
        + f.slice(s![1..-1, ..-2])
        + f.slice(s![1..-1, 2..])
        - c * 4.0)
        * k
}
fn heat3<'a>(f: View3<'a, f64>, k: f64) -> impl Expr<Elem = f64, Dim = Ix3> + 'a {
    let c = f.slice(s![1..-1, 1..-1, 1..-1]);
    c + (f.slice(s![..-2, 1..-1, 1..-1])
        + f.slice(s![2.., 1..-1, 1..-1])
        + f.slice(s![1..-1, ..-2, 1..-1])
        + f.slice(s![1..-1, 2.., 1..-1])
        + f.slice(s![1..-1, 1..-1, ..-2])
        + f.slice(s![1..-1, 1..-1, 2..])
        - c * 6.0)
        * k
}
fn main() {
    let a: Vec<usize> = std::env::args().skip(1).map(|a| a.parse().unwrap()).collect();
    let (rank, n, steps, threads) = (a[0], a[1], a[2], a[3]);
    longstride::threads::with(threads, || {
        if rank == 2 {
            let init = Array2::from_fn([n, n], |[i, j]| ((i * 31 + j * 17) % 101) as f64);
            let mut x = init.view().eval();
            let mut y = init.view().eval();
            for _ in 0..3 {
                let t = Instant::now();
                let st = if std::env::var("SKIP").is_ok() { 1 } else { steps };
                for _ in 0..st {
                    heat(x.view(), 0.2).eval_into(&mut y.view_mut().slice(s![1..-1, 1..-1]));
                    std::mem::swap(&mut x, &mut y);
                }
                let plain = t.elapsed().as_secs_f64() * steps as f64 / st as f64;
                let mut z = init.view().eval();
                let t = Instant::now();
                iterate(&mut z, steps, [1, 1], |from, mut to| heat(from, 0.2).eval_into(&mut to));
                let it = t.elapsed().as_secs_f64();
                println!(
                    "plain {:.3} ns/el, iterate {:.3} ns/el, ratio {:.3}",
                    plain / (steps * init.len()) as f64 * 1e9,
                    it / (steps * init.len()) as f64 * 1e9,
                    it / plain
                );
            }
        } else {
            let init = Array3::from_fn([n, n, n], |[i, j, k]| ((i * 31 + j * 17 + k) % 101) as f64);
            let mut x = init.view().eval();
            let mut y = init.view().eval();
            for _ in 0..2 {
                let t = Instant::now();
                let st = if std::env::var("SKIP").is_ok() { 1 } else { steps };
                for _ in 0..st {
                    heat3(x.view(), 0.1).eval_into(&mut y.view_mut().slice(s![1..-1, 1..-1, 1..-1]));
                    std::mem::swap(&mut x, &mut y);
                }
                let plain = t.elapsed().as_secs_f64() * steps as f64 / st as f64;
                let mut z = init.view().eval();
                let t = Instant::now();
                iterate(&mut z, steps, [1, 1, 1], |from, mut to| heat3(from, 0.1).eval_into(&mut to));
                let it = t.elapsed().as_secs_f64();
                println!(
                    "plain {:.3} ns/el, iterate {:.3} ns/el, ratio {:.3}",
                    plain / (steps * init.len()) as f64 * 1e9,
                    it / (steps * init.len()) as f64 * 1e9,
                    it / plain
                );
            }
        }
    });
}
