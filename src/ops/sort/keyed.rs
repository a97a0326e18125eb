//! Sorting numbers by keys: unsigned integers that are in order where the numbers are.
//!
//! ```text
//! f64 as bits      -inf   -1.0   -0.0    0.0    1.0    inf    NaN
//!                  fff0…  bff0…  8000…  0000…  3ff0…  7ff0…  7ff8… and others, also with a sign
//! in order         000f…  400f…  7fff…  8000…  bff0…  fff0…  fff8… all bits flipped if the sign is set, else the sign
//! less that of -inf    0   …                    …     ffe0…  above: a NaN with a sign wraps around to the end
//! ```
//!
//! In descending order the key is how much smaller a number is than inf, and NaN wraps around again. These keys are as many as
//! the numbers, so that they are sorted alone and changed back, and every bit is kept. What is equal in the order but not in
//! bits (-0.0 and 0.0, and NaN of several kinds) needs one key, its *rank*, where order of appearance matters.

use core::cmp::Ordering;

use super::Sorting;
use crate::array::{ViewD, ViewMutD};
use crate::exec::sort::{self as words, Word};
use crate::ops::lanes;

/// How many times as long as a copy it takes.
const COST: usize = 16;

/// A number that has keys.
pub(super) trait Keyed: Copy + Send + Sync {
    /// The keys.
    type Key: Word;
    /// The key of this number alone.
    fn key(self, descending: bool) -> Self::Key;
    /// The number of a key.
    fn value(key: Self::Key, descending: bool) -> Self;
    /// The key of this number and of all that are equal to it.
    #[inline]
    fn rank(self, descending: bool) -> Self::Key {
        self.key(descending)
    }
    /// Whether there are numbers of one rank but several keys.
    #[inline]
    fn has_twins(lane: &[Self]) -> bool {
        let _ = lane;
        false
    }
}

// Unsigned integers are their own keys; the sign of others is flipped.
macro_rules! integers {
    ($($t:ty, $key:ty, $flip:expr;)*) => {$(
        impl Keyed for $t {
            type Key = $key;
            #[inline]
            fn key(self, descending: bool) -> $key {
                let key = self as $key ^ $flip;
                if descending { !key } else { key }
            }
            #[inline]
            fn value(key: $key, descending: bool) -> Self {
                let key = if descending { !key } else { key };
                (key ^ $flip) as $t
            }
        }
    )*};
}
integers! {
    u8, u8, 0;
    u16, u16, 0;
    u32, u32, 0;
    u64, u64, 0;
    i8, u8, 1 << 7;
    i16, u16, 1 << 15;
    i32, u32, 1 << 31;
    i64, u64, 1 << 63;
}
#[cfg(target_pointer_width = "64")]
integers! {
    usize, u64, 0;
    isize, u64, 1 << 63;
}
#[cfg(not(target_pointer_width = "64"))]
integers! {
    usize, u32, 0;
    isize, u32, 1 << 31;
}

// What is as good as an integer.
macro_rules! by_value {
    ($($t:ty, $key:ty, |$k:ident| $back:expr;)*) => {$(
        impl Keyed for $t {
            type Key = $key;
            #[inline]
            fn key(self, descending: bool) -> $key {
                (self as $key).key(descending)
            }
            #[inline]
            fn value(key: $key, descending: bool) -> Self {
                let $k = <$key>::value(key, descending);
                $back
            }
        }
    )*};
}
by_value! {
    bool, u8, |k| k != 0;
    char, u32, |k| char::from_u32(k).unwrap_or_default();
}

// Floating-point numbers: the bits of inf, and the sign's.
macro_rules! floats {
    ($($t:ty, $key:ty, $inf:expr, $sign:expr;)*) => {$(
        impl Keyed for $t {
            type Key = $key;
            #[inline]
            fn key(self, descending: bool) -> $key {
                let bits = self.to_bits();
                let order = if bits & $sign != 0 { !bits } else { bits | $sign };
                if descending { ($inf | $sign).wrapping_sub(order) } else { order.wrapping_sub(!($inf | $sign)) }
            }
            #[inline]
            fn value(key: $key, descending: bool) -> Self {
                let order = if descending { ($inf | $sign).wrapping_sub(key) } else { key.wrapping_add(!($inf | $sign)) };
                Self::from_bits(if order & $sign != 0 { order ^ $sign } else { !order })
            }
            #[inline]
            fn rank(self, descending: bool) -> $key {
                let size = self.to_bits() & !$sign;
                if size > $inf {
                    <$key>::MAX
                } else if size == 0 {
                    Self::from_bits(0).key(descending)
                } else {
                    self.key(descending)
                }
            }
            fn has_twins(lane: &[Self]) -> bool {
                let odd = |x: &Self| x.to_bits() == $sign || x.to_bits() & !$sign > $inf;
                // Without a branch, in vectors: most lanes have none of these.
                if !lane.iter().fold(false, |any, x| any | odd(x)) {
                    return false;
                }
                let (mut zeros, mut nan, mut twins) = ([false; 2], None, false);
                for bits in lane.iter().map(|x| x.to_bits()) {
                    if bits & !$sign == 0 {
                        zeros[usize::from(bits != 0)] = true;
                    } else if bits & !$sign > $inf {
                        twins |= *nan.get_or_insert(bits) != bits;
                    }
                }
                twins || zeros == [true; 2]
            }
        }
    )*};
}
floats! {
    f32, u32, 0x7f80_0000, 1_u32 << 31;
    f64, u64, 0x7ff0_0000_0000_0000, 1_u64 << 63;
}
#[cfg(feature = "half")]
floats! {
    half::f16, u16, 0x7c00, 1_u16 << 15;
    half::bf16, u16, 0x7f80, 1_u16 << 15;
}

#[inline]
pub(super) fn compare<T: Keyed>(a: T, b: T, descending: bool) -> Ordering {
    a.rank(descending).cmp(&b.rank(descending))
}

/// Sorts each lane along the last axis.
pub(super) fn sort<T: Keyed>(view: ViewMutD<'_, T>, how: Sorting) {
    let descending = how.is_descending();
    lanes::each_mut(view, COST, |lane, keys: &mut Vec<T::Key>| {
        if how.is_stable() && T::has_twins(lane) {
            let (copy, mut order) = (lane.to_vec(), vec![0; lane.len()]);
            arrange(&copy, &mut order, keys, descending, words::argsort);
            return lane.iter_mut().zip(order).for_each(|(slot, from)| *slot = copy[from]);
        }
        rekeyed(lane, keys, descending, Word::sort);
    });
}

/// Writes the order of each lane along the last axis.
pub(super) fn argsort<T: Keyed>(view: ViewD<'_, T>, out: ViewMutD<'_, usize>, how: Sorting) {
    lanes::each_pair(view, out, COST, |lane, order, keys| {
        arrange(lane, order, keys, how.is_descending(), words::argsort);
    });
}

/// Puts the element at `kth` in its place in each lane along the last axis.
pub(super) fn select<T: Keyed>(view: ViewMutD<'_, T>, kth: usize, how: Sorting) {
    lanes::each_mut(view, COST, |lane, keys| {
        rekeyed(lane, keys, how.is_descending(), |keys| Word::select(keys, kth));
    });
}

/// Writes an order for each lane along the last axis, in which what is at `kth` is in its place.
pub(super) fn argselect<T: Keyed>(view: ViewD<'_, T>, out: ViewMutD<'_, usize>, kth: usize, how: Sorting) {
    lanes::each_pair(view, out, COST, |lane, order, keys| {
        let select = |keys: &mut [T::Key], order: &mut [usize]| words::argselect(keys, order, kth);
        arrange(lane, order, keys, how.is_descending(), select);
    });
}

/// Replaces a lane by what `work` makes of its keys.
fn rekeyed<T: Keyed>(lane: &mut [T], keys: &mut Vec<T::Key>, descending: bool, work: impl Fn(&mut [T::Key])) {
    keys.clear();
    keys.extend(lane.iter().map(|x| x.key(descending)));
    work(keys);
    lane.iter_mut().zip(keys).for_each(|(slot, key)| *slot = T::value(*key, descending));
}

/// Makes `order` what `work` makes of a lane's ranks.
fn arrange<T: Keyed>(
    lane: &[T],
    order: &mut [usize],
    keys: &mut Vec<T::Key>,
    descending: bool,
    work: impl Fn(&mut [T::Key], &mut [usize]),
) {
    keys.clear();
    keys.extend(lane.iter().map(|x| x.rank(descending)));
    work(keys, order);
}
