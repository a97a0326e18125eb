//! What windows see: places beyond the ends found by walking there one step at a time, sums by loops over indices.

use longstride::ops::Boundary;

use super::eval::Nd;

/// The place on an axis of extent `n` that index `i` shows, found by a walk from the nearest end that turns, stops or starts
/// again as the rule says; `None` for the constant.
pub fn beyond<T>(rule: &Boundary<T>, i: isize, n: usize) -> Option<usize> {
    let n = n as isize;
    if (0..n).contains(&i) {
        return Some(i as usize);
    }
    let (mut at, steps, mut way) = if i < 0 { (0, -i, -1) } else { (n - 1, i - n + 1, 1) };
    for _ in 0..steps {
        let next = at + way;
        if (0..n).contains(&next) {
            at = next;
            continue;
        }
        match rule {
            Boundary::Constant(_) => return None,
            Boundary::Edge => (),
            Boundary::Wrap => at = if way < 0 { n - 1 } else { 0 },
            // Turns around, and shows the last element twice.
            Boundary::Symmetric => way = -way,
            Boundary::Reflect => {
                way = -way;
                if (0..n).contains(&(at + way)) {
                    at += way;
                }
            }
        }
    }
    Some(at as usize)
}

/// What an index sees, also beyond the ends.
pub fn seen(source: &Nd<i64>, rule: &Boundary<i64>, index: &[isize]) -> i64 {
    let place: Option<Vec<usize>> =
        index.iter().zip(&source.shape).map(|(&i, &n)| beyond(rule, i, n)).collect();
    match (place, rule) {
        (Some(place), _) => source.at(&place),
        (None, Boundary::Constant(value)) => *value,
        (None, _) => unreachable!(),
    }
}

/// For each index of `shape` what `f` makes of the window of extents `window` that starts `left` before it.
pub fn windows<U: Clone>(
    source: &Nd<i64>,
    rule: &Boundary<i64>,
    shape: &[usize],
    window: &[usize],
    left: &[usize],
    f: impl Fn(Nd<i64>) -> U,
) -> Nd<U> {
    Nd::from_fn(shape, |k| {
        f(Nd::from_fn(window, |i| {
            let at: Vec<isize> = (0..k.len()).map(|a| (k[a] + i[a]) as isize - left[a] as isize).collect();
            seen(source, rule, &at)
        }))
    })
}
