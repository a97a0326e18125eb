//! Statistics of one lane, by sorting and plain loops.

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
