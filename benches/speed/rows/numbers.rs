//! Other types of elements than f64: square arrays of f32, i32 and u8.

use longstride::prelude::*;
use ndarray as nd;

use super::{LEVEL, SHORT};
use crate::by_hand;
use crate::fields::{Square, middle, nd, nd_mut, slice, slice_mut};
use crate::measure::Row;

/// `a + b` of a type of elements.
macro_rules! add {
    ($name:literal, $targets:expr) => {
        Row {
            name: $name,
            against: &[
                ("hand-written loop", |s| {
                    by_hand::add(slice(&s.a), slice(&s.b), slice_mut(&mut s.out));
                    middle(&s.out)
                }),
                ("ndarray Zip", |s| {
                    let zip = nd::Zip::from(nd_mut(&mut s.out)).and(nd(&s.a)).and(nd(&s.b));
                    zip.for_each(|o, x, y| *o = x + y);
                    middle(&s.out)
                }),
            ],
            ours: ("longstride", |s| {
                (&s.a + &s.b).eval_into(&mut s.out);
                middle(&s.out)
            }),
            targets: $targets,
        }
    };
}

/// The sum of a type of integers, in 64 bits.
macro_rules! sum {
    ($name:literal, $by_hand:expr, $wide:ty) => {
        Row {
            name: $name,
            against: &[
                ("hand-written loop", |s| $by_hand(slice(&s.a)) as f64),
                ("ndarray fold", |s| nd(&s.a).fold(0, |sum, &x| sum + <$wide>::from(x)) as f64),
            ],
            ours: ("longstride", |s| s.a.cast::<$wide>().sum() as f64),
            targets: LEVEL,
        }
    };
}

pub const F32: &[Row<Square<f32>>] = &[
    Row {
        name: "laplacian into out, f32",
        against: &[
            ("hand-written loop", |s| {
                by_hand::laplacian_f32(slice(&s.a), s.n, slice_mut(&mut s.inner), 1.0, 2.0);
                middle(&s.inner)
            }),
            ("ndarray azip!", laplacian_azip),
        ],
        ours: ("fused", |s| {
            let (f, cx, cy) = (s.a.view(), 1.0, 0.25);
            let laplacian = (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
                + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
                - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy));
            laplacian.eval_into(&mut s.inner);
            middle(&s.inner)
        }),
        targets: LEVEL,
    },
    add!("a + b into out, f32", LEVEL),
];

pub const I32: &[Row<Square<i32>>] =
    &[add!("a + b into out, i32", LEVEL), sum!("sum of all, i32 as i64", by_hand::sum_i32, i64)];

pub const U8: &[Row<Square<u8>>] =
    &[add!("a + b into out, u8", SHORT), sum!("sum of all, u8 as u64", by_hand::sum_u8, u64)];

#[allow(clippy::reversed_empty_ranges, reason = "that is how ndarray counts from the end")]
fn laplacian_azip(s: &mut Square<f32>) -> f64 {
    let (cx, cy, f) = (1.0, 0.25, nd(&s.a));
    let c = 2.0 * (cx + cy);
    nd::azip!((
        o in nd_mut(&mut s.inner),
        up in f.slice(nd::s![..-2, 1..-1]),
        down in f.slice(nd::s![2.., 1..-1]),
        left in f.slice(nd::s![1..-1, ..-2]),
        right in f.slice(nd::s![1..-1, 2..]),
        middle in f.slice(nd::s![1..-1, 1..-1]),
    ) *o = (up + down) * cx + (left + right) * cy - middle * c);
    middle(&s.inner)
}
