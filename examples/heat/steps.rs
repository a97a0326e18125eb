//! One step of the heat equation, and four ways to take many.

use longstride::prelude::*;
use longstride::threads;

/// The next state at every interior point: what flows in along axis 0 and along axis 1, and what stays. `rates` are
/// those of the two axes; their sum may be at most 1/2.
pub(crate) fn heat<'a>(f: View2<'a, f64>, rates: [f64; 2]) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let [c0, c1] = rates;
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * c0
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * c1
        + f.slice(s![1..-1, 1..-1]) * (1.0 - 2.0 * (c0 + c1))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A loop over slices, without the library.
    Slices,
    /// The expression, evaluated into the other of two arrays, step by step.
    Plain,
    /// The same expression, several steps on each part while it is in the cache.
    Iterate,
}

impl Way {
    /// Advances the field by so many steps.
    pub(crate) fn run(self, field: &mut Array2<f64>, steps: usize, rates: [f64; 2], count: usize) {
        match self {
            Way::Slices => by_hand(field, steps, rates),
            Way::Plain => threads::with(count, || plain(field, steps, rates)),
            Way::Iterate => threads::with(count, || skewed(field, steps, rates)),
        }
    }
}

/// What the library is for: the order of the work is its business.
pub(crate) fn skewed(field: &mut Array2<f64>, steps: usize, rates: [f64; 2]) {
    iterate(field, steps, [1, 1], |from, mut to| heat(from, rates).eval_into(&mut to));
}

/// As many passes through memory as there are steps.
fn plain(field: &mut Array2<f64>, steps: usize, rates: [f64; 2]) {
    let mut next = field.clone();
    for _ in 0..steps {
        heat(field.view(), rates).eval_into(&mut next.view_mut().slice(s![1..-1, 1..-1]));
        std::mem::swap(field, &mut next);
    }
}

/// The yardstick. It adds and multiplies in the same order as the expression, so that results can be compared bit by
/// bit.
fn by_hand(field: &mut Array2<f64>, steps: usize, [c0, c1]: [f64; 2]) {
    let cols = field.shape()[1];
    let (inner, stay) = (cols - 2, 1.0 - 2.0 * (c0 + c1));
    let mut next = field.clone();
    for _ in 0..steps {
        let (Some(now), Some(out)) = (field.as_slice(), next.as_mut_slice()) else {
            unreachable!("both arrays are dense")
        };
        for (i, out) in out.chunks_exact_mut(cols).enumerate().skip(1).take(now.len() / cols - 2) {
            let out = &mut out[1..][..inner];
            let row = &now[i * cols..][..cols];
            let (up, down) = (&now[(i - 1) * cols + 1..][..inner], &now[(i + 1) * cols + 1..][..inner]);
            let (left, middle, right) = (&row[..inner], &row[1..][..inner], &row[2..][..inner]);
            for j in 0..inner {
                out[j] = (up[j] + down[j]) * c0 + (left[j] + right[j]) * c1 + middle[j] * stay;
            }
        }
        std::mem::swap(field, &mut next);
    }
}
