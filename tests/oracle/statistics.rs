//! Statistics of one lane, by sorting and plain loops.

use super::eval::Nd;

/// The elements that are no NaN.
pub fn numbers(lane: &[f64]) -> Vec<f64> {
    lane.iter().copied().filter(|x| !x.is_nan()).collect()
}

fn sorted(lane: &[f64]) -> Vec<f64> {
    let mut lane = lane.to_vec();
    lane.sort_by(f64::total_cmp);
    lane
}

/// The median; a NaN of none, or if there is one.
pub fn median(lane: &[f64]) -> f64 {
    let lane = sorted(lane);
    let n = lane.len();
    match n {
        0 => f64::NAN,
        _ if lane.iter().any(|x| x.is_nan()) => f64::NAN,
        _ if n % 2 == 1 => lane[n / 2],
        _ => (lane[n / 2 - 1] + lane[n / 2]) / 2.0,
    }
}

/// The elements below and above the place `q (n - 1)` of the sorted lane, and the fraction between them.
pub fn around(lane: &[f64], q: f64) -> (f64, f64, f64) {
    let lane = sorted(lane);
    if lane.is_empty() || lane.iter().any(|x| x.is_nan()) {
        return (f64::NAN, f64::NAN, 0.0);
    }
    let place = q * (lane.len() - 1) as f64;
    (lane[place.floor() as usize], lane[place.ceil() as usize], place.fract())
}

/// Where the best number stands.
pub fn arg(lane: &[f64], better: impl Fn(f64, f64) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (i, &x) in lane.iter().enumerate() {
        if !x.is_nan() && best.is_none_or(|b| better(x, lane[b])) {
            best = Some(i);
        }
    }
    best
}

/// The mean with weights, and the sum of the weights.
pub fn average(lane: &[(f64, f64)]) -> (f64, f64) {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (x, w) in lane {
        sum += x * w;
        weights += w;
    }
    (sum / weights, weights)
}

/// Whether two numbers are within so many roundings of numbers of this size, or both no number.
pub fn near(a: f64, b: f64, size: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-12 * size
}

/// The differences of neighbours.
pub fn diff(lane: &[f64]) -> Vec<f64> {
    lane.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// The areas between neighbours, sampled at `x`.
pub fn areas(lane: &[f64], x: &[f64]) -> Vec<f64> {
    (1..lane.len()).map(|i| (x[i] - x[i - 1]) * (lane[i] + lane[i - 1]) / 2.0).collect()
}

/// The derivative at `t` of the parabola through three points, by Lagrange's formula.
fn parabola(x: &[f64], f: &[f64], t: f64) -> f64 {
    let weight = |i: usize, j: usize, k: usize| (2.0 * t - x[j] - x[k]) / ((x[i] - x[j]) * (x[i] - x[k]));
    f[0] * weight(0, 1, 2) + f[1] * weight(1, 0, 2) + f[2] * weight(2, 0, 1)
}

/// The derivative at each sample: of the parabola through it and its neighbours, and at the ends of that or of a line.
pub fn gradient(f: &[f64], x: &[f64], second: bool) -> Vec<f64> {
    let n = f.len();
    (0..n)
        .map(|i| {
            let ends = i == 0 || i == n - 1;
            if ends && !second {
                let j = i.saturating_sub(1);
                return (f[j + 1] - f[j]) / (x[j + 1] - x[j]);
            }
            let j = i.saturating_sub(1).min(n - 3);
            parabola(&x[j..], &f[j..], x[i])
        })
        .collect()
}

/// The bin of a number between edges, the last one closed.
fn bin(x: f64, edges: &[f64]) -> Option<usize> {
    let last = edges.len() - 1;
    (0..last).rev().find(|&i| edges[i] <= x && (x < edges[i + 1] || (i == last - 1 && x == edges[last])))
}

/// The sums of the weights in each bin.
pub fn histogram(values: &[f64], weights: &[f64], edges: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; edges.len() - 1];
    for (x, w) in values.iter().zip(weights) {
        if let Some(bin) = bin(*x, edges) {
            sums[bin] += w;
        }
    }
    sums
}

/// How many points are in each bin.
pub fn histogram2d(x: &[f64], y: &[f64], rows: &[f64], columns: &[f64]) -> Vec<usize> {
    let mut counts = vec![0; (rows.len() - 1) * (columns.len() - 1)];
    for (x, y) in x.iter().zip(y) {
        if let (Some(row), Some(column)) = (bin(*x, rows), bin(*y, columns)) {
            counts[row * (columns.len() - 1) + column] += 1;
        }
    }
    counts
}

/// The covariances of the rows.
pub fn cov(m: &Nd<f64>, correction: usize) -> Nd<f64> {
    let (rows, n) = (m.shape[0], m.shape[1]);
    let mean = |i: usize| (0..n).map(|k| m.at(&[i, k])).sum::<f64>() / n as f64;
    let means: Vec<f64> = (0..rows).map(mean).collect();
    let divisor = n.saturating_sub(correction) as f64;
    Nd::from_fn(&[rows, rows], |i| {
        let product = |k| (m.at(&[i[0], k]) - means[i[0]]) * (m.at(&[i[1], k]) - means[i[1]]);
        (0..n).map(product).sum::<f64>() / divisor
    })
}
