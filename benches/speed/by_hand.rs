//! The yardsticks: what one writes by hand in Rust, over slices of row-major arrays, cut to one length so that the
//! compiler drops the bounds checks. None is inlined: this crate's loops are not either.

use std::ops::Add;

/// Chains of additions in a sum: as many as hide the latency of an addition with SSE2.
const CHAINS: usize = 16;

macro_rules! laplacians {
    ($($name:ident $t:ty;)*) => {$(
        #[inline(never)]
        pub fn $name(f: &[$t], columns: usize, out: &mut [$t], dx: $t, dy: $t) {
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
    )*};
}
laplacians! {
    laplacian f64;
    laplacian_f32 f32;
}

#[inline(never)]
pub fn add<T: Copy + Add<Output = T>>(a: &[T], b: &[T], out: &mut [T]) {
    for ((o, &x), &y) in out.iter_mut().zip(a).zip(b) {
        *o = x + y;
    }
}

#[inline(never)]
pub fn add_fresh(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(x, y)| x + y).collect()
}

#[inline(never)]
pub fn add_transposed(a: &[f64], b: &[f64], n: usize, out: &mut [f64]) {
    for (i, (o, a)) in out.chunks_exact_mut(n).zip(a.chunks_exact(n)).enumerate() {
        for (j, (o, x)) in o.iter_mut().zip(a).enumerate() {
            *o = x + b[j * n + i];
        }
    }
}

#[inline(never)]
pub fn copy_transposed(b: &[f64], n: usize, out: &mut [f64]) {
    for (i, o) in out.chunks_exact_mut(n).enumerate() {
        for (j, o) in o.iter_mut().enumerate() {
            *o = b[j * n + i];
        }
    }
}

/// The axes permuted to (3, 1, 0, 2).
#[inline(never)]
pub fn copy_permuted(p: &[f64], [s0, s1, s2, s3]: [usize; 4], out: &mut [f64]) {
    let mut runs = out.chunks_exact_mut(s2);
    for l in 0..s3 {
        for j in 0..s1 {
            for (i, o) in (0..s0).zip(&mut runs) {
                for (k, o) in o.iter_mut().enumerate() {
                    *o = p[((i * s1 + j) * s2 + k) * s3 + l];
                }
            }
        }
    }
}

#[inline(never)]
pub fn outer_add(x: &[f64], y: &[f64], out: &mut [f64]) {
    for (o, x) in out.chunks_exact_mut(y.len()).zip(x) {
        for (o, y) in o.iter_mut().zip(y) {
            *o = x + y;
        }
    }
}

/// Every other element within the edge, doubled.
#[inline(never)]
pub fn strided_double(x: &[f64], n: usize, out: &mut [f64]) {
    let w = (n - 1) / 2;
    for (i, o) in out.chunks_exact_mut(w).enumerate() {
        let row = &x[(2 * i + 1) * n + 1..][..2 * w - 1];
        for (o, x) in o.iter_mut().zip(row.iter().step_by(2)) {
            *o = x * 2.0;
        }
    }
}

#[inline(never)]
pub fn rows3_add(a: &[f64], y: &[f64], out: &mut [f64]) {
    for (o, a) in out.chunks_exact_mut(3).zip(a.chunks_exact(3)) {
        for (o, (a, y)) in o.iter_mut().zip(a.iter().zip(y)) {
            *o = a + y;
        }
    }
}

/// By masks: the compiler makes an unpredictable branch of an `if`, which takes five times as long.
#[inline(never)]
pub fn where_larger(a: &[f64], b: &[f64], out: &mut [f64]) {
    for ((o, x), y) in out.iter_mut().zip(a).zip(b) {
        let mask = u64::from(*x > 0.5).wrapping_neg();
        *o = f64::from_bits((x.to_bits() & mask) | (y.to_bits() & !mask));
    }
}

#[inline(never)]
pub fn axpy(s: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += s * x;
    }
}

/// In chains, of numbers that `of` makes of the elements.
#[inline(always)]
fn sum_of<T: Copy, W: Copy + Default + Add<Output = W>>(a: &[T], of: impl Fn(T) -> W) -> W {
    let (chunks, rest) = a.as_chunks::<CHAINS>();
    let mut sums = [W::default(); CHAINS];
    for chunk in chunks {
        for (sum, &x) in sums.iter_mut().zip(chunk) {
            *sum = *sum + of(x);
        }
    }
    rest.iter().fold(sums.into_iter().fold(W::default(), |s, x| s + x), |s, &x| s + of(x))
}

#[inline(never)]
pub fn sum(a: &[f64]) -> f64 {
    sum_of(a, |x| x)
}

#[inline(never)]
pub fn sum_i32(a: &[i32]) -> i64 {
    sum_of(a, i64::from)
}

#[inline(never)]
pub fn sum_u8(a: &[u8]) -> u64 {
    sum_of(a, u64::from)
}

#[inline(never)]
pub fn sum_axis0(a: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for row in a.chunks_exact(out.len()) {
        for (o, x) in out.iter_mut().zip(row) {
            *o += x;
        }
    }
}

#[inline(never)]
pub fn sum_axis1(a: &[f64], out: &mut [f64]) {
    let columns = a.len() / out.len();
    for (o, row) in out.iter_mut().zip(a.chunks_exact(columns)) {
        *o = sum(row);
    }
}

/// Eight rows of three at once, in 24 chains.
#[inline(never)]
pub fn rows3_sum(a: &[f64], out: &mut [f64]) {
    let (chunks, rest) = a.as_chunks::<24>();
    let mut sums = [0.0; 24];
    for chunk in chunks {
        for (sum, x) in sums.iter_mut().zip(chunk) {
            *sum += x;
        }
    }
    out.fill(0.0);
    sums.iter().chain(rest).enumerate().for_each(|(k, x)| out[k % 3] += x);
}

#[inline(never)]
pub fn var(a: &[f64]) -> f64 {
    let mean = sum(a) / a.len() as f64;
    sum_of(a, |x| (x - mean) * (x - mean)) / a.len() as f64
}

#[inline(never)]
pub fn var_axis0(a: &[f64], out: &mut [f64]) {
    let rows = (a.len() / out.len()) as f64;
    let mut means = vec![0.0; out.len()];
    sum_axis0(a, &mut means);
    means.iter_mut().for_each(|mean| *mean /= rows);
    out.fill(0.0);
    for row in a.chunks_exact(out.len()) {
        for ((o, x), mean) in out.iter_mut().zip(row).zip(&means) {
            *o += (x - mean) * (x - mean);
        }
    }
    out.iter_mut().for_each(|o| *o /= rows);
}

#[inline(never)]
pub fn sum_doubled(a: &[f64]) -> f64 {
    sum_of(a, |x| x * 2.0)
}

#[inline(never)]
pub fn sum_doubled_axis0(a: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for row in a.chunks_exact(out.len()) {
        for (o, x) in out.iter_mut().zip(row) {
            *o += x * 2.0;
        }
    }
}

/// By masks, as [`where_larger`]; in chains.
#[inline(never)]
pub fn sum_where(a: &[f64], keep: &[bool]) -> f64 {
    let mut sums = [0.0; CHAINS];
    let kept = |x: f64, keep: bool| f64::from_bits(x.to_bits() & u64::from(keep).wrapping_neg());
    let ((a, rest), (keep, keep_rest)) = (a.as_chunks::<CHAINS>(), keep.as_chunks::<CHAINS>());
    for (a, keep) in a.iter().zip(keep) {
        for ((sum, &x), &keep) in sums.iter_mut().zip(a).zip(keep) {
            *sum += kept(x, keep);
        }
    }
    sums.iter().sum::<f64>() + rest.iter().zip(keep_rest).map(|(&x, &keep)| kept(x, keep)).sum::<f64>()
}

/// With selections instead of branches, which are hard to predict at first.
#[inline(never)]
pub fn argmin_axis0(a: &[f64], out: &mut [usize]) {
    let n = out.len();
    let mut best = a[..n].to_vec();
    out.fill(0);
    for (i, row) in a.chunks_exact(n).enumerate() {
        for ((o, best), &x) in out.iter_mut().zip(&mut best).zip(row) {
            let better = x < *best;
            *best = if better { x } else { *best };
            *o = if better { i } else { *o };
        }
    }
}

#[inline(never)]
pub fn argmin_axis1(a: &[f64], out: &mut [usize]) {
    let columns = a.len() / out.len();
    for (o, row) in out.iter_mut().zip(a.chunks_exact(columns)) {
        (*o, _) = row.iter().enumerate().fold((0, row[0]), |(place, best), (j, &x)| match x < best {
            true => (j, x),
            false => (place, best),
        });
    }
}

/// Along the middle axis of pairs of pairs.
#[inline(never)]
pub fn pairs_sum(a: &[f64], out: &mut [f64]) {
    for (o, a) in out.as_chunks_mut::<2>().0.iter_mut().zip(a.as_chunks::<4>().0) {
        *o = [a[0] + a[2], a[1] + a[3]];
    }
}

#[inline(never)]
pub fn cumsum_axis0(a: &[f64], n: usize, out: &mut [f64]) {
    out[..n].copy_from_slice(&a[..n]);
    for i in 1..a.len() / n {
        let (before, o) = out.split_at_mut(i * n);
        let (last, row) = (&before[(i - 1) * n..], &a[i * n..][..n]);
        for ((o, last), x) in o[..n].iter_mut().zip(last).zip(row) {
            *o = last + x;
        }
    }
}

#[inline(never)]
pub fn cumsum_axis1(a: &[f64], n: usize, out: &mut [f64]) {
    for (o, row) in out.chunks_exact_mut(n).zip(a.chunks_exact(n)) {
        let mut sum = 0.0;
        for (o, x) in o.iter_mut().zip(row) {
            sum += x;
            *o = sum;
        }
    }
}

/// Without a branch, as the elements have no order. How many there are.
#[inline(never)]
pub fn select_larger(a: &[f64], out: &mut [f64]) -> usize {
    let mut count = 0;
    for &x in a {
        out[count] = x;
        count += usize::from(x > 0.5);
    }
    count
}

#[inline(never)]
pub fn select_fresh(a: &[f64]) -> Vec<f64> {
    let mut out = vec![0.0; a.len()];
    let count = select_larger(a, &mut out);
    out.truncate(count);
    out
}

#[inline(never)]
pub fn concatenate_axis1(a: &[f64], b: &[f64], n: usize, out: &mut [f64]) {
    for (o, (a, b)) in out.chunks_exact_mut(2 * n).zip(a.chunks_exact(n).zip(b.chunks_exact(n))) {
        let (left, right) = o.split_at_mut(n);
        left.copy_from_slice(a);
        right.copy_from_slice(b);
    }
}

#[inline(never)]
pub fn stack_last(a: &[f64], b: &[f64], out: &mut [f64]) {
    for (o, (&a, &b)) in out.as_chunks_mut::<2>().0.iter_mut().zip(a.iter().zip(b)) {
        *o = [a, b];
    }
}
