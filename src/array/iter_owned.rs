//! Elements moved out of an array, in row-major order whatever order they have in memory.
//!
//! # Invariants
//! 1. The buffer's slots are the elements of an array with `positions`, each of which is the offset of one slot.
//! 2. A slot whose position is still to come holds a value that only this iterator owns; the others hold none.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::from_vec_order([2, 2], vec!["a", "b", "c", "d"], Order::ColumnMajor)?;
//! assert_eq!(a.into_iter().collect::<String>(), "acbd");
//! # Ok::<(), longstride::Error>(())
//! ```

use core::fmt;
use core::iter::FusedIterator;
use core::mem::MaybeUninit;

use super::Array;
use crate::layout::{Dim, Positions};
use crate::storage::Buffer;

/// The elements of an array, moved out in row-major order. Those not taken are dropped with it.
#[must_use = "iterators do nothing until they are advanced"]
pub struct IntoIter<T> {
    buffer: Buffer<MaybeUninit<T>>,
    positions: Positions,
}

impl<T> IntoIter<T> {
    /// Moves out the value at a position.
    ///
    /// # Safety
    /// `at` came from `positions`, and this is the only call with it.
    #[inline]
    unsafe fn value(&self, at: isize) -> T {
        // SAFETY: the slot is in the buffer (1) and holds a value, which nobody will look at again (2).
        unsafe { self.buffer.as_ptr().cast::<T>().offset(at).read() }
    }
}

impl<T, D: Dim> IntoIterator for Array<T, D> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        let positions = Positions::new(self.shape.as_ref(), self.strides.as_ref());
        // Invariant 1 holds because of 4 and 5 of `array`; now the values are ours (2).
        IntoIter { buffer: self.buffer.into_slots(), positions }
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        // SAFETY: the position comes once.
        self.positions.next().map(|at| unsafe { self.value(at) })
    }
    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.positions.size_hint()
    }
}

impl<T> DoubleEndedIterator for IntoIter<T> {
    #[inline]
    fn next_back(&mut self) -> Option<T> {
        // SAFETY: the position comes once.
        self.positions.next_back().map(|at| unsafe { self.value(at) })
    }
}

impl<T> ExactSizeIterator for IntoIter<T> {}
impl<T> FusedIterator for IntoIter<T> {}

impl<T> Drop for IntoIter<T> {
    fn drop(&mut self) {
        /// Goes on with the other values when dropping one panics.
        struct Rest<'a, T>(&'a mut IntoIter<T>);
        impl<T> Drop for Rest<'_, T> {
            fn drop(&mut self) {
                self.0.for_each(drop);
            }
        }
        if core::mem::needs_drop::<T>() {
            let rest = Rest(self);
            rest.0.for_each(drop);
        }
    }
}

impl<T> fmt::Debug for IntoIter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoIter").field("left", &self.positions.len()).finish_non_exhaustive()
    }
}
