//! Sorting networks in registers: a few dozen items, as many columns of them as a vector has lanes.
//!
//! ```text
//! rows of 4 lanes       columns sorted         pairs of columns merged,    read by columns:
//! 5 1 9 2               0 1 3 2                then pairs of pairs          sorted
//! 8 3 7 4               5 2 7 4                ...
//! 0 6 3 9               8 3 8 9
//! 8 2 8 9  ...          8 6 9 9
//! ```
//!
//! This is Batcher's bitonic sort (1968), items counted down the columns: most of its steps compare whole rows, and only those
//! that reach from column to column permute lanes. The first step of each merge compares mirrored places, so that all
//! comparisons go one way (Knuth, volume 3, section 5.3.4).

/// As many items as a vector has lanes.
///
/// # Safety
/// All functions: the machine has AVX-512 (invariant 5 of the room), and they are inlined where it is enabled.
pub(super) trait Row: Copy {
    /// The number of lanes.
    const LANES: usize;
    /// Lane by lane the item that comes first, and the other one.
    unsafe fn exchange(self, other: Self) -> (Self, Self);
    /// Lane `i` is that of `i ^ distance`.
    unsafe fn across(self, distance: usize) -> Self;
    /// The lanes of `other` where the mask's bit is set.
    unsafe fn blend(self, mask: u16, other: Self) -> Self;
}

/// The lanes in which the bit `distance` of their number is set.
const fn upper(distance: usize) -> u16 {
    let (mut mask, mut lane) = (0, 0);
    while lane < 16 {
        if lane & distance != 0 {
            mask |= 1 << lane;
        }
        lane += 1;
    }
    mask
}

/// Compares each row with the mirrored one in its block of `size`.
#[inline(always)]
unsafe fn mirrored_rows<V: Row, const R: usize>(rows: &mut [V; R], size: usize) {
    for i in 0..R {
        let other = i ^ (size - 1);
        if i < other && other < R {
            // SAFETY: the caller's promise.
            (rows[i], rows[other]) = unsafe { rows[i].exchange(rows[other]) };
        }
    }
}

/// Compares each pair of rows whose numbers differ in the bit `distance`.
#[inline(always)]
unsafe fn distant_rows<V: Row, const R: usize>(rows: &mut [V; R], distance: usize) {
    for i in 0..R {
        if i & distance == 0 && i + distance < R {
            // SAFETY: the caller's promise.
            (rows[i], rows[i + distance]) = unsafe { rows[i].exchange(rows[i + distance]) };
        }
    }
}

/// Compares each item with the mirrored one in its block of columns, `lanes` of them.
#[inline(always)]
unsafe fn mirrored_lanes<V: Row, const R: usize>(rows: &mut [V; R], lanes: usize) {
    for i in 0..R / 2 {
        // SAFETY: the caller's promise.
        unsafe {
            let (low, high) = rows[i].exchange(rows[R - 1 - i].across(lanes - 1));
            rows[i] = low.blend(upper(lanes / 2), high);
            rows[R - 1 - i] = high.blend(upper(lanes / 2), low).across(lanes - 1);
        }
    }
}

/// Compares lanes whose numbers differ in the bit `distance`.
#[inline(always)]
unsafe fn distant_lanes<V: Row, const R: usize>(rows: &mut [V; R], distance: usize) {
    for row in rows.iter_mut() {
        // SAFETY: the caller's promise.
        unsafe {
            let (low, high) = row.exchange(row.across(distance));
            *row = low.blend(upper(distance), high);
        }
    }
}

/// The steps down the columns that end each merge.
#[inline(always)]
unsafe fn down<V: Row, const R: usize>(rows: &mut [V; R]) {
    // SAFETY: the caller's promise.
    unsafe {
        distant_rows(rows, 8);
        distant_rows(rows, 4);
        distant_rows(rows, 2);
        distant_rows(rows, 1);
    }
}

/// Sorts `R` rows, a power of two from 2 to 16: item `lane * R + row` is in order then.
///
/// Written out, because the compiler keeps rows in registers only where it unrolls every loop.
///
/// # Safety
/// As for [`Row`].
#[inline(always)]
pub(super) unsafe fn sort<V: Row, const R: usize>(rows: &mut [V; R]) {
    const { assert!(R.is_power_of_two() && R >= 2 && R <= 16) };
    // SAFETY: the caller's promise.
    unsafe {
        mirrored_rows(rows, 2);
        if R >= 4 {
            mirrored_rows(rows, 4);
            distant_rows(rows, 1);
        }
        if R >= 8 {
            mirrored_rows(rows, 8);
            distant_rows(rows, 2);
            distant_rows(rows, 1);
        }
        if R >= 16 {
            mirrored_rows(rows, 16);
            distant_rows(rows, 4);
            distant_rows(rows, 2);
            distant_rows(rows, 1);
        }
        mirrored_lanes(rows, 2);
        down(rows);
        mirrored_lanes(rows, 4);
        distant_lanes(rows, 1);
        down(rows);
        mirrored_lanes(rows, 8);
        distant_lanes(rows, 2);
        distant_lanes(rows, 1);
        down(rows);
        if V::LANES >= 16 {
            mirrored_lanes(rows, 16);
            distant_lanes(rows, 4);
            distant_lanes(rows, 2);
            distant_lanes(rows, 1);
            down(rows);
        }
    }
}
