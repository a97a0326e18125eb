//! The rungs without the library: what one writes by hand in plain Rust, from the simplest to the yardstick.
//!
//! All of them add and multiply in the same order as the expression in `compute.rs`, so that results can be
//! compared bit by bit.

/// The factors of the stencil: for the neighbours along axis 0, along axis 1, and for the centre.
fn factors(dx: f64, dy: f64) -> (f64, f64, f64) {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (cx, cy, 2.0 * (cx + cy))
}

/// Pure: nested vectors and indices, as one would first write it down.
pub(crate) fn with_indices(f: &[Vec<f64>], dx: f64, dy: f64) -> Vec<Vec<f64>> {
    let (rows, cols) = (f.len(), f[0].len());
    let (cx, cy, centre) = factors(dx, dy);
    let mut out = vec![vec![0.0; cols - 2]; rows - 2];
    for i in 1..rows - 1 {
        for j in 1..cols - 1 {
            out[i - 1][j - 1] =
                (f[i - 1][j] + f[i + 1][j]) * cx + (f[i][j - 1] + f[i][j + 1]) * cy - f[i][j] * centre;
        }
    }
    out
}

/// Pure, optimised: the same nested vectors through iterators, hence without bounds checks.
pub(crate) fn with_windows(f: &[Vec<f64>], dx: f64, dy: f64) -> Vec<Vec<f64>> {
    let (cx, cy, centre) = factors(dx, dy);
    let row = |three: &[Vec<f64>]| -> Vec<f64> {
        let [up, row, down] = three else { unreachable!("windows(3) yields three rows") };
        let vertical = up[1..].iter().zip(&down[1..]);
        row.windows(3)
            .zip(vertical)
            .map(|(w, (u, d))| (u + d) * cx + (w[0] + w[2]) * cy - w[1] * centre)
            .collect()
    };
    f.windows(3).map(row).collect()
}

/// The yardstick: flat slices of equal length, a loop that the compiler vectorises, nothing allocated.
pub(crate) fn with_slices(f: &[f64], cols: usize, dx: f64, dy: f64, out: &mut [f64]) {
    let (cx, cy, centre) = factors(dx, dy);
    let inner = cols - 2;
    for (i, out) in out.chunks_exact_mut(inner).enumerate() {
        let row = &f[(i + 1) * cols..][..cols];
        let (up, down) = (&f[i * cols + 1..][..inner], &f[(i + 2) * cols + 1..][..inner]);
        let (left, middle, right) = (&row[..inner], &row[1..][..inner], &row[2..][..inner]);
        for j in 0..inner {
            out[j] = (up[j] + down[j]) * cx + (left[j] + right[j]) * cy - middle[j] * centre;
        }
    }
}
