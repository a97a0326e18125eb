//! The order that sorting and sets go by: a total order of every element type, floating-point numbers included.
//!
//! ```text
//! f64          -inf  -1.0  -0.0 = 0.0  1.0  inf  NaN = NaN       ascending
//!              inf   1.0  -0.0 = 0.0  -1.0  -inf  NaN = NaN      descending: NaN is last again
//! (a, b)       by a, then by b
//! ```

use core::cmp::{Ordering, Reverse};

use super::{Sorting, compare, keyed};
use crate::array::{ViewD, ViewMutD};

/// A type whose values can be sorted: a total order, in which NaN comes last and -0.0 equals 0.0.
///
/// Numbers, `bool`, `char`, strings, tuples, arrays, slices, `Vec`, `Option`, `Box` and references to any of these have one. A
/// type of your own gets it from its `Ord` in one line, or say how it goes:
///
/// ```
/// use longstride::{ops::TotalOrder, prelude::*};
/// use std::cmp::Ordering;
///
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// struct Reading { station: u32, value: f64 }
///
/// impl TotalOrder for Reading {
///     fn total_order(&self, other: &Self) -> Ordering {
///         (self.station, self.value).total_order(&(other.station, other.value))
///     }
/// }
///
/// let [a, b, c] = [(2, 0.5), (1, f64::NAN), (1, 3.0)].map(|(station, value)| Reading { station, value });
/// assert_eq!(array![a, b, c].argsort(Axis(0)), array![2, 1, 0]);
/// ```
///
/// An order that is none (not transitive, say) gives an unspecified permutation, or a panic, never anything worse.
pub trait TotalOrder: Sized {
    /// How this compares with another value, in ascending order.
    fn total_order(&self, other: &Self) -> Ordering;

    /// How this compares with another value where larger ones come first. What belongs at the end in either order, such as
    /// NaN, is after everything else here too.
    fn descending_order(&self, other: &Self) -> Ordering {
        other.total_order(self)
    }

    /// Sorts each lane along the last axis.
    #[doc(hidden)]
    fn sort_lanes(view: ViewMutD<'_, Self>, how: Sorting)
    where
        Self: Send + Sync,
    {
        compare::sort(view, how.is_stable(), how.of());
    }

    /// Writes the order of each lane along the last axis.
    #[doc(hidden)]
    fn argsort_lanes(view: ViewD<'_, Self>, out: ViewMutD<'_, usize>, how: Sorting)
    where
        Self: Send + Sync,
    {
        compare::argsort(view, out, how.of());
    }

    /// Puts the element at `kth` in its place in each lane along the last axis, smaller ones before it.
    #[doc(hidden)]
    fn select_lanes(view: ViewMutD<'_, Self>, kth: usize, how: Sorting)
    where
        Self: Send + Sync,
    {
        compare::select(view, kth, how.of());
    }

    /// Writes an order for each lane along the last axis, in which what is at `kth` is in its place.
    #[doc(hidden)]
    fn argselect_lanes(view: ViewD<'_, Self>, out: ViewMutD<'_, usize>, kth: usize, how: Sorting)
    where
        Self: Send + Sync,
    {
        compare::argselect(view, out, kth, how.of());
    }
}

// The types that are sorted by machine words.
macro_rules! keyed {
    ($($t:ty)*) => {$(
        impl TotalOrder for $t {
            #[inline]
            fn total_order(&self, other: &Self) -> Ordering {
                keyed::compare(*self, *other, false)
            }
            #[inline]
            fn descending_order(&self, other: &Self) -> Ordering {
                keyed::compare(*self, *other, true)
            }
            fn sort_lanes(view: ViewMutD<'_, Self>, how: Sorting) {
                keyed::sort(view, how);
            }
            fn argsort_lanes(view: ViewD<'_, Self>, out: ViewMutD<'_, usize>, how: Sorting) {
                keyed::argsort(view, out, how);
            }
            fn select_lanes(view: ViewMutD<'_, Self>, kth: usize, how: Sorting) {
                keyed::select(view, kth, how);
            }
            fn argselect_lanes(view: ViewD<'_, Self>, out: ViewMutD<'_, usize>, kth: usize, how: Sorting) {
                keyed::argselect(view, out, kth, how);
            }
        }
    )*};
}
keyed!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64 bool char);
#[cfg(feature = "half")]
keyed!(half::f16 half::bf16);

// The types that have Rust's own order.
macro_rules! ordered {
    ($($t:ty),*) => {$(
        impl TotalOrder for $t {
            #[inline]
            fn total_order(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }
        }
    )*};
}
ordered!(
    u128,
    i128,
    (),
    String,
    &str,
    Ordering,
    core::time::Duration,
    std::time::Instant,
    std::time::SystemTime
);

/// An order of two values of one type.
pub(in crate::ops) type Compare<T> = fn(&T, &T) -> Ordering;

/// The first pair that differs decides.
pub(in crate::ops) fn lexicographic<T>(a: &[T], b: &[T], order: Compare<T>) -> Ordering {
    let pairs = a.iter().zip(b).map(|(a, b)| order(a, b));
    pairs.into_iter().find(|found| found.is_ne()).unwrap_or(Ordering::Equal)
}

// The types that hold others: how they compare, given how these do.
macro_rules! containers {
    ($([$($generics:tt)*] $t:ty: |$a:ident, $b:ident, $order:ident| $compare:expr;)*) => {$(
        impl<$($generics)*> TotalOrder for $t {
            fn total_order(&self, other: &Self) -> Ordering {
                let ($a, $b, $order): (_, _, Compare<T>) = (self, other, T::total_order);
                $compare
            }
            fn descending_order(&self, other: &Self) -> Ordering {
                let ($a, $b, $order): (_, _, Compare<T>) = (self, other, T::descending_order);
                $compare
            }
        }
    )*};
}
containers! {
    [T: TotalOrder] &T: |a, b, order| order(a, b);
    [T: TotalOrder] Box<T>: |a, b, order| order(a, b);
    [T: TotalOrder, const N: usize] [T; N]: |a, b, order| lexicographic(a, b, order);
    [T: TotalOrder] core::num::Wrapping<T>: |a, b, order| order(&a.0, &b.0);
}

impl<T: TotalOrder> TotalOrder for Reverse<T> {
    fn total_order(&self, other: &Self) -> Ordering {
        self.0.descending_order(&other.0)
    }
    fn descending_order(&self, other: &Self) -> Ordering {
        self.0.total_order(&other.0)
    }
}

impl<T: TotalOrder> TotalOrder for Vec<T> {
    fn total_order(&self, other: &Self) -> Ordering {
        lexicographic(self, other, T::total_order).then(self.len().cmp(&other.len()))
    }
    fn descending_order(&self, other: &Self) -> Ordering {
        lexicographic(self, other, T::descending_order).then(other.len().cmp(&self.len()))
    }
}

/// `None` comes before all else, in descending order after it.
impl<T: TotalOrder> TotalOrder for Option<T> {
    fn total_order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Some(a), Some(b)) => a.total_order(b),
            _ => self.is_some().cmp(&other.is_some()),
        }
    }
    fn descending_order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Some(a), Some(b)) => a.descending_order(b),
            _ => other.is_some().cmp(&self.is_some()),
        }
    }
}

// Tuples, by their first part that differs.
macro_rules! tuples {
    ($(($($t:ident $i:tt),+);)*) => {$(
        impl<$($t: TotalOrder),+> TotalOrder for ($($t,)+) {
            fn total_order(&self, other: &Self) -> Ordering {
                Ordering::Equal$(.then_with(|| self.$i.total_order(&other.$i)))+
            }
            fn descending_order(&self, other: &Self) -> Ordering {
                Ordering::Equal$(.then_with(|| self.$i.descending_order(&other.$i)))+
            }
        }
    )*};
}
tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
}

/// By the real part, then by the imaginary one, as NumPy does.
#[cfg(feature = "num-complex")]
impl<T: TotalOrder> TotalOrder for num_complex::Complex<T> {
    fn total_order(&self, other: &Self) -> Ordering {
        self.re.total_order(&other.re).then_with(|| self.im.total_order(&other.im))
    }
    fn descending_order(&self, other: &Self) -> Ordering {
        self.re.descending_order(&other.re).then_with(|| self.im.descending_order(&other.im))
    }
}
