//! Angles less their multiples of a quarter turn.
//!
//! ```text
//! |x| = n * pi/2 + r + tail,   |r| <= pi/4,   |tail| <= ulp(r)/2
//! ```
//!
//! `n` matters modulo 4 only. Doubles come as near to a multiple of pi/2 as 2^-61, so what is subtracted needs some
//! 120 bits after the point. Up to [`LIMIT`] pi/2 is cut into parts whose products with `n` are exact (W. J. Cody and
//! W. Waite, *Software Manual for the Elementary Functions*, 1980); beyond, the bits of 2/pi that can matter are
//! multiplied as integers (M. Payne and R. Hanek, *Radian Reduction for Trigonometric Functions*, SIGNUM 1983).

use super::super::arithmetic::{fast_two_sum, fma, two_product};

/// Below this, [`reduce`] is right.
pub(super) const LIMIT: f64 = 8_388_608.0;

/// Below this, [`reduce_half_turns`] is right.
pub(super) const HALF_TURNS_LIMIT: f64 = (1u64 << 50) as f64;

/// Adding it leaves the nearest integer in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// pi/2 and what it is short of.
pub(super) const HALF_PI: (f64, f64) =
    (f64::from_bits(0x3ff921fb54442d18), f64::from_bits(0x3c91a62633145c07));

/// pi and what it is short of.
pub(super) const PI: (f64, f64) = (2.0 * HALF_PI.0, 2.0 * HALF_PI.1);

/// An angle: `n` quarter turns in the lowest two bits, and what is left.
#[derive(Clone, Copy)]
pub(super) struct Angle {
    pub(super) quarters: u64,
    pub(super) rest: f64,
    pub(super) tail: f64,
}

/// The integer nearest to `a * b`, as a number and in the lowest bits.
#[inline(always)]
fn nearest<const FUSED: bool>(a: f64, b: f64) -> (f64, u64) {
    let shifted = fma::<FUSED>(a, b, ROUNDER);
    (shifted - ROUNDER, shifted.to_bits())
}

/// The angle of `x`, which must be in `0..LIMIT`.
#[inline(always)]
pub(super) fn reduce<const FUSED: bool>(x: f64) -> Angle {
    let (n, quarters) = nearest::<FUSED>(x, std::f64::consts::FRAC_2_PI);
    if FUSED {
        // The first difference is exact: it has the bits of x and of pi/2 down to 2^-53. The second part has 30 bits.
        const PARTS: [f64; 3] = [
            f64::from_bits(0x3ff921fb54442d18),
            f64::from_bits(0x3c91a62633000000),
            f64::from_bits(0x3a945c06e0e68948),
        ];
        let first = n.mul_add(-PARTS[0], x);
        let rest = n.mul_add(-PARTS[1], first);
        let tail = n.mul_add(-PARTS[2], n.mul_add(-PARTS[1], first - rest));
        Angle { quarters, rest, tail }
    } else {
        // Three parts of 30 bits, of which `n` leaves room for 23 more, and a fourth.
        const PARTS: [f64; 4] = [
            f64::from_bits(0x3ff921fb54000000),
            f64::from_bits(0x3e110b4611800000),
            f64::from_bits(0x3c2313198a000000),
            f64::from_bits(0x3a3701b839a25205),
        ];
        let (first, part) = (x - n * PARTS[0], n * PARTS[1]);
        let second = first - part;
        let second_tail = (first - second) - part;
        let part = n * PARTS[2];
        let rest = second - part;
        let tail = second_tail + ((second - rest) - part) - n * PARTS[3];
        Angle { quarters, rest, tail }
    }
}

/// The angle of `pi * x`, for `x` in `0..HALF_TURNS_LIMIT`.
#[inline(always)]
pub(super) fn reduce_half_turns<const FUSED: bool>(x: f64) -> Angle {
    let (n, quarters) = nearest::<FUSED>(x, 2.0);
    let part = fma::<FUSED>(n, -0.5, x);
    let (rest, tail) = two_product::<FUSED>(part, PI.0);
    Angle { quarters, rest, tail: tail + part * PI.1 }
}

/// The angle of a finite `x` from 2^-20 upwards.
#[cold]
pub(super) fn reduce_huge(x: f64) -> Angle {
    // The bits of 2/pi, after a word of zeros for the integer part.
    const TWO_OVER_PI: [u64; 21] = [
        0,
        0xa2f9_836e_4e44_1529,
        0xfc27_57d1_f534_ddc0,
        0xdb62_9599_3c43_9041,
        0xfe51_63ab_debb_c561,
        0xb724_6e3a_424d_d2e0,
        0x0649_2eea_09d1_921c,
        0xfe1d_eb1c_b129_a73e,
        0xe882_35f5_2ebb_4484,
        0xe99c_7026_b45f_7e41,
        0x3991_d639_8353_39f4,
        0x9c84_5f8b_bdf9_283b,
        0x1ff8_97ff_de05_980f,
        0xef2f_118b_5a0a_6d1f,
        0x6d36_7ecf_27cb_09b7,
        0x4f46_3f66_9e5f_ea2d,
        0x7527_bac7_ebe5_f17b,
        0x3d07_39f7_8a52_92ea,
        0x6bfb_5fb1_1f8d_5d08,
        0x5603_3046_fc7b_6bab,
        0xf0cf_bc20_9af4_361d,
    ];
    // x = mantissa * 2^(exponent - 1075). Bits of 2/pi that make multiples of four quarter turns are left out.
    let exponent = (x.to_bits() >> 52) as usize;
    let mantissa = (x.to_bits() & ((1 << 52) - 1)) | 1 << 52;
    let skipped = exponent - 1013;
    let (word, shift) = (skipped / 64, skipped % 64);
    // 256 bits of them times the mantissa, modulo four quarter turns: the top two bits are whole ones.
    let mut product = [0u64; 4];
    let mut carry = 0;
    for i in (0..4).rev() {
        let pair = (TWO_OVER_PI[word + i] as u128) << 64 | TWO_OVER_PI[word + i + 1] as u128;
        let sum = (pair << shift >> 64) * mantissa as u128 + carry;
        product[i] = sum as u64;
        carry = sum >> 64;
    }
    let high = (product[0] as u128) << 64 | product[1] as u128;
    let low = (product[2] as u128) << 64 | product[3] as u128;
    // The nearest number of quarters, and the rest as a fraction with a sign.
    let quarters = (high >> 126) as u64 + (high >> 125 & 1) as u64;
    let (high, low) = (high << 2 | low >> 126, low << 2);
    let negative = high >> 127 == 1;
    let (high, low) = if negative { (!high, !low) } else { (high, low) };
    // No double is so near to a quarter turn that 64 zeros and 64 bits after them were too few.
    let zeros = high.leading_zeros().min(64);
    let digits = high << zeros | low >> 1 >> (127 - zeros);
    let scale = f64::from_bits((1023 - zeros as u64) << 52) * if negative { -1.0 } else { 1.0 };
    let unit = 1.0 / (1u128 << 127) as f64 * 0.5 * scale;
    let fraction = (digits >> 75 << 75) as f64 * unit;
    let fraction_tail = (digits << 53 >> 53 >> 11 << 11) as f64 * unit;
    let (rest, tail) = two_product::<false>(fraction, HALF_PI.0);
    let (rest, tail) = fast_two_sum(rest, tail + (fraction * HALF_PI.1 + fraction_tail * HALF_PI.0));
    Angle { quarters, rest, tail }
}
