//! What lies beyond the ends of an axis.
//!
//! ```text
//! Constant(0)   0 0 0 | a b c d | 0 0 0        Reflect     d c b | a b c d | c b a
//! Edge          a a a | a b c d | d d d        Symmetric   c b a | a b c d | d c b
//!                                              Wrap        b c d | a b c d | a b c
//! ```

use crate::array::{ArrayD, AsView, AsViewMut, Movement, ViewD, ndindex};
use crate::error::Result;
use crate::expr::Assign;
use crate::layout::{Extents, SliceElem, SliceElems};

/// What a window sees beyond the ends of an array, on every axis. The names are those of `np.pad`.
///
/// Beyond an axis of extent 1 all but a constant show its one element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Boundary<T> {
    /// One value: `0 0 | a b c | 0 0`. SciPy: `constant`.
    Constant(T),
    /// The outermost element again: `a a | a b c | c c`. SciPy: `nearest`.
    Edge,
    /// A mirror on the outermost element: `c b | a b c | b a`. SciPy: `mirror`.
    Reflect,
    /// A mirror beside the outermost element: `b a | a b c | c b`. SciPy: `reflect`.
    Symmetric,
    /// The array again, periodically: `b c | a b c | a b`. SciPy: `wrap` (`grid-wrap`).
    Wrap,
}

impl<T> Boundary<T> {
    /// The index of an axis of extent `n`, which is not 0, that index `i` shows; `None` for the constant.
    fn index(&self, i: isize, n: usize) -> Option<usize> {
        let n = n as isize;
        let place = match self {
            _ if (0..n).contains(&i) => i,
            Self::Constant(_) => return None,
            Self::Edge => i.clamp(0, n - 1),
            Self::Wrap => i.rem_euclid(n),
            Self::Symmetric => {
                let there = i.rem_euclid(2 * n);
                there.min(2 * n - 1 - there)
            }
            Self::Reflect => {
                let period = (2 * (n - 1)).max(1);
                let there = i.rem_euclid(period);
                there.min(period - there).min(n - 1)
            }
        };
        Some(place as usize)
    }

    /// The stretches in which the indices `start..start + len` of an axis of extent `n` show the axis forwards,
    /// backwards or standing still.
    fn runs(&self, start: isize, len: usize, n: usize) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut at = 0;
        while at < len {
            let i = start + at as isize;
            let Some(from) = self.index(i, n) else {
                at += 1;
                continue;
            };
            let inside = if i == from as isize { n - from } else { 1 }.min(len - at);
            if inside > 1 || !runs.last_mut().is_some_and(|run| run.takes(at, from)) {
                runs.push(Run { at, len: inside, from, step: isize::from(inside > 1) });
            }
            at += inside;
        }
        runs
    }
}

/// A stretch of an axis: its places and what they show.
struct Run {
    at: usize,
    len: usize,
    from: usize,
    step: isize,
}

impl Run {
    /// Takes `from` at place `at` in as well, if the run goes on there; its second place settles its direction.
    fn takes(&mut self, at: usize, from: usize) -> bool {
        let step = from as isize - (self.from as isize + (self.len as isize - 1) * self.step);
        let goes_on = self.at + self.len == at && (step == self.step || self.len == 1 && step.abs() <= 1);
        if goes_on {
            (self.len, self.step) = (self.len + 1, step);
        }
        goes_on
    }
}

/// A copy of the part of `source` from `start` on, of a shape that may reach beyond it. No extent of `source` is 0.
pub(super) fn padded<T: Copy + Send + Sync>(
    source: ViewD<'_, T>,
    start: &[isize],
    shape: &Extents,
    boundary: &Boundary<T>,
) -> Result<ArrayD<T>> {
    let filler = match boundary {
        Boundary::Constant(value) => Some(value),
        _ => source.iter().next(),
    };
    let Some(&filler) = filler else { unreachable!("no extent is 0") };
    let mut out = ArrayD::try_full(*shape, filler)?;
    let extents = source.shape();
    let runs: Vec<Vec<Run>> =
        (0..shape.len()).map(|a| boundary.runs(start[a], shape[a], extents[a])).collect();
    let counts: Vec<usize> = runs.iter().map(Vec::len).collect();
    for index in ndindex(counts) {
        let (mut to, mut from, mut lens) = (SliceElems::default(), SliceElems::default(), *shape);
        for (axis, &i) in index.iter().enumerate() {
            let run = &runs[axis][i];
            lens[axis] = run.len;
            to.push(range(run.at, run.len, 1));
            from.push(match run.step {
                1 => range(run.from, run.len, 1),
                0 => range(run.from, 1, 1),
                _ => range(run.from + 1 - run.len, run.len, -1),
            });
        }
        out.view_mut().slice(&to[..]).assign(source.slice(&from[..]).broadcast_to(lens));
    }
    Ok(out)
}

/// `len` indices from `start` on.
pub(super) fn range(start: usize, len: usize, step: isize) -> SliceElem {
    SliceElem::Range { start: start as isize, end: Some((start + len) as isize), step }
}
