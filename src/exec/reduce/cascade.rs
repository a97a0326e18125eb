//! A binary counter of partial results: two of one level become one of the next, so that each takes part in as many
//! combinations as the number of them has digits.
//!
//! ```text
//! push a      a
//! push b      ab
//! push c      ab c
//! push d      abcd
//! push e      abcd e          all: abcd + e
//! ```

use smallvec::SmallVec;

/// Partial results, the oldest and largest first.
#[derive(Debug)]
pub struct Cascade<A> {
    levels: SmallVec<[A; 4]>,
    pushed: usize,
}

impl<A> Cascade<A> {
    #[inline(always)]
    pub(crate) fn new() -> Self {
        Self { levels: SmallVec::new(), pushed: 0 }
    }

    /// Adds a partial result.
    #[inline(always)]
    pub(crate) fn push(&mut self, mut item: A, mut combine: impl FnMut(A, A) -> A) {
        // As many levels are full as the counter has ones at its end.
        for _ in 0..self.pushed.trailing_ones() {
            if let Some(top) = self.levels.pop() {
                item = combine(top, item);
            }
        }
        self.levels.push(item);
        self.pushed += 1;
    }

    /// All of them as one, the smallest first.
    #[inline(always)]
    pub(crate) fn all(&self, combine: impl Fn(A, A) -> A) -> A
    where
        A: Copy,
    {
        let mut levels = self.levels.iter().rev();
        let Some(&last) = levels.next() else { unreachable!("something was pushed") };
        levels.fold(last, |acc, &level| combine(level, acc))
    }

    /// [`all`](Self::all), after which nothing is left.
    pub(crate) fn take(&mut self, mut combine: impl FnMut(A, A) -> A) -> Option<A> {
        self.pushed = 0;
        let last = self.levels.pop()?;
        Some(self.levels.drain(..).rev().fold(last, |acc, level| combine(level, acc)))
    }
}
