//! Aliasing, decided exactly: may one layout address an element twice, may two layouts share an element.
//!
//! ```text
//! memory      0  1  2  3  4  5  6  7        a = even places, b = odd places: they interleave over the same
//! a           *     *     *     *           stretch of memory, and yet share nothing
//! b              *     *     *     *
//! windows     0 1 2 | 1 2 3 | 2 3 4         shape (3, 3), strides (1, 1): most elements are addressed twice
//! ```
//!
//! Both questions are whether `a₁x₁ + … + aₖxₖ = t` has a solution in integers `0 <= xᵢ <= uᵢ`, where the `aᵢ` are
//! absolute strides and the `uᵢ` extents less one:
//! - two layouts: walk one up from its lowest element and the other down from its highest; `t` is the distance
//!   between the two. Axes with the same stride add up to one.
//! - one layout: the difference of two indices is a vector `d`, not 0, with `a·d = 0` and `|dᵢ| <= uᵢ`. Its
//!   first entry that is not 0 may be taken as positive; one search for each choice of that entry.
//!
//! The search takes the strides from the largest down. What the smaller ones can still add bounds `xᵢ` to an
//! interval, and what their greatest common divisor can reach leaves one residue class of it. This is the method of
//! NumPy's `mem_overlap.c` (`np.shares_memory`); for layouts as arrays have them (each stride larger than all that
//! lies within it, or a dense inner part) it looks at a handful of candidates. The problem in general is
//! NP-complete, so that the search gives up after 65536 of them and answers `true`: a mutable view is then
//! refused, or a copy made, without need; the opposite mistake cannot happen.
//!
//! ```
//! use longstride::layout::{Axis, Layout, overlap};
//! let line = Layout::row_major(&[8])?;
//! let even = Layout::new(&[4], &[2], 0)?;
//! let odd = Layout::new(&[4], &[2], 1)?;
//! assert!(!overlap(&even, &odd) && overlap(&even, &line));
//! assert!(!line.addresses_twice() && line.windows(&[3])?.addresses_twice());
//! # Ok::<(), longstride::error::Error>(())
//! ```

use super::{Layout, MAX_RANK};

/// After how many candidates for an unknown a search gives up: ten milliseconds' worth, at the worst.
const MAX_CANDIDATES: u32 = 1 << 16;

impl Layout {
    /// Whether two different indices address the same element, as in a broadcast axis or overlapping windows.
    /// NumPy has it as `solve_may_have_internal_overlap`, inside only.
    ///
    /// Exact, except that after 65536 candidates of the search the answer is `true`.
    #[must_use]
    pub fn addresses_twice(&self) -> bool {
        let mut sum = Sum::default();
        if self.is_empty() {
            return false;
        }
        for (&stride, &n) in self.strides.iter().zip(&self.shape) {
            if n > 1 && (stride == 0 || sum.add(stride, n) > 1) {
                // One step along this axis goes nowhere, or as far as one along another.
                return true;
            }
        }
        sum.sort();
        let terms = sum.terms();
        // Each stride is larger than all that lies within it: a number system, where no two numerals are equal.
        let (mut span, mut distinct) = (0, true);
        for term in terms.iter().rev() {
            distinct &= term.stride > span;
            span += term.reach();
        }
        if distinct {
            return false;
        }
        // More indices than places.
        if self.len() as i128 > span + 1 {
            return true;
        }
        let mut left = MAX_CANDIDATES;
        (0..terms.len()).any(|lead| {
            // `d` at `lead` is 1 + x; behind it, x - bound.
            let mut shifted = Sum::default();
            let target = terms[lead + 1..].iter().map(Term::reach).sum::<i128>() - terms[lead].stride;
            shifted.push(Term { bound: terms[lead].bound - 1, ..terms[lead] });
            terms[lead + 1..].iter().for_each(|term| shifted.push(Term { bound: 2 * term.bound, ..*term }));
            shifted.reaches(target, &mut left)
        })
    }
}

/// Whether an index of `a` and an index of `b` address one element, both offsets being relative to the same
/// base: NumPy's `np.shares_memory`.
///
/// Exact, except that after 65536 candidates of the search the answer is `true`.
#[must_use]
pub fn overlap(a: &Layout, b: &Layout) -> bool {
    let (Some((a_low, a_high)), Some((b_low, b_high))) = (a.bounds(), b.bounds()) else {
        return false;
    };
    if a_high < b_low || b_high < a_low {
        return false;
    }
    if a.offset == b.offset {
        return true;
    }
    let mut sum = Sum::default();
    for layout in [a, b] {
        for (&stride, &n) in layout.strides.iter().zip(&layout.shape) {
            if n > 1 && stride != 0 {
                sum.add(stride, n);
            }
        }
    }
    sum.sort();
    sum.reaches(b_high as i128 - a_low as i128, &mut { MAX_CANDIDATES })
}

/// `stride * x`, where `0 <= x <= bound`.
// 128 bits: sums over two layouts, and twice a bound, do not fit 64.
#[derive(Clone, Copy, Debug, Default)]
struct Term {
    stride: i128,
    bound: i128,
}

impl Term {
    fn reach(&self) -> i128 {
        self.stride * self.bound
    }
}

/// A sum of terms, positive strides and bounds only.
#[derive(Debug, Default)]
struct Sum {
    terms: [Term; 2 * MAX_RANK],
    len: usize,
}

impl Sum {
    fn terms(&self) -> &[Term] {
        &self.terms[..self.len]
    }

    fn push(&mut self, term: Term) {
        self.terms[self.len] = term;
        self.len += 1;
    }

    /// Adds an axis, to the term of the same stride if there is one, and says how many axes that has now.
    fn add(&mut self, stride: isize, extent: usize) -> usize {
        let term = Term { stride: (stride as i128).abs(), bound: extent as i128 - 1 };
        match self.terms[..self.len].iter_mut().find(|t| t.stride == term.stride) {
            Some(same) => {
                same.bound += term.bound;
                2
            }
            None => {
                self.push(term);
                1
            }
        }
    }

    fn sort(&mut self) {
        self.terms[..self.len].sort_unstable_by_key(|term| core::cmp::Reverse(term.stride));
    }

    /// Whether the sum can be `target`; `true` also when the candidates run out. The terms must be sorted.
    fn reaches(&self, target: i128, left: &mut u32) -> bool {
        let mut levels = [Level::default(); 2 * MAX_RANK];
        let (mut gcd, mut reach, mut dense) = (0, 0, true);
        for (level, term) in levels.iter_mut().zip(self.terms()).rev() {
            let (common, inverse) = gcd_and_inverse(term.stride, gcd);
            *level = Level { term: *term, gcd, reach, dense, common, inverse };
            // Steps of a new stride leave no gap in what the smaller ones reach.
            dense = gcd == 0 || (dense && common == gcd && term.stride <= reach + gcd);
            gcd = common;
            reach += term.reach();
        }
        if target < 0 || target > reach || (gcd == 0 && target != 0) || (gcd != 0 && target % gcd != 0) {
            return false;
        }
        dense || search(&levels[..self.len], target, left)
    }
}

/// One unknown of the search, and what lies behind it.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    term: Term,
    /// The greatest common divisor of the strides behind; 0 if there are none.
    gcd: i128,
    /// The largest sum of the terms behind.
    reach: i128,
    /// Whether the terms behind reach every multiple of `gcd` from 0 to `reach`.
    dense: bool,
    /// The greatest common divisor of this stride and `gcd`.
    common: i128,
    /// The inverse of `stride / common` modulo `gcd / common`.
    inverse: i128,
}

/// Whether the levels can sum to `target`, which is within their reach and divisible by their common divisor.
fn search(levels: &[Level], target: i128, left: &mut u32) -> bool {
    let Some((level, rest)) = levels.split_first() else {
        return true;
    };
    let Term { stride, bound } = level.term;
    let low = (target - level.reach + stride - 1).div_euclid(stride).max(0);
    let high = (target / stride).min(bound);
    // What is left for the others must be divisible by their `gcd`: one residue class of `x`.
    let modulus = (level.gcd / level.common).max(1);
    let class = (target / level.common % modulus) * level.inverse % modulus;
    let mut x = low + (class - low).rem_euclid(modulus);
    while x <= high {
        if level.dense || *left == 0 {
            return true;
        }
        *left -= 1;
        if search(rest, target - stride * x, left) {
            return true;
        }
        x += modulus;
    }
    false
}

/// The greatest common divisor `g` of `a > 0` and `b >= 0`, and the inverse of `a / g` modulo `b / g`.
fn gcd_and_inverse(a: i128, b: i128) -> (i128, i128) {
    // Extended Euclid; at each step `r == a * s` modulo `b`.
    let (mut r, mut s) = ((a, b), (1, 0));
    while r.1 != 0 {
        let quotient = r.0 / r.1;
        r = (r.1, r.0 - quotient * r.1);
        s = (s.1, s.0 - quotient * s.1);
    }
    (r.0, s.0.rem_euclid((b / r.0).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_is_one() {
        for a in 1..40 {
            for b in 0..40 {
                let (g, inverse) = gcd_and_inverse(a, b);
                assert!(a % g == 0 && b % g == 0 && (1..=a).all(|d| a % d != 0 || b % d != 0 || d <= g));
                let modulus = (b / g).max(1);
                assert_eq!((a / g * inverse).rem_euclid(modulus), 1 % modulus, "{a} {b}");
            }
        }
    }

    #[test]
    fn a_search_that_runs_out_answers_true() {
        // Two odd strides among even ones: an odd sum needs exactly one of them.
        let mut sum = Sum::default();
        for stride in [1_000_002, 900_006, 800_011, 700_018, 600_034, 500_067, 400_130, 300_258] {
            sum.add(stride, 2);
        }
        sum.sort();
        assert!(!sum.reaches(2_600_001, &mut 1_000));
        assert!(sum.reaches(2_600_001, &mut 0));
    }
}
