//! Operands that disagree about the order, strides, and short rows.

use longstride::prelude::*;
use ndarray as nd;

use super::{LEVEL, ROWS};
use crate::by_hand;
use crate::fields::{Square, blank, middle, nd, nd_mut, random, slice, slice_mut};
use crate::measure::{FREE, Row, Target};

pub const TABLE: &[Row<Square<f64>>] = &[
    Row {
        name: "a + b.t() into out",
        against: &[
            ("ndarray Zip", |s| {
                let zip = nd::Zip::from(nd_mut(&mut s.out)).and(nd(&s.a)).and(nd(&s.b).reversed_axes());
                zip.for_each(|o, x, y| *o = x + y);
                middle(&s.out)
            }),
            ("hand-written loop", |s| {
                by_hand::add_transposed(slice(&s.a), slice(&s.b), s.n, slice_mut(&mut s.out));
                middle(&s.out)
            }),
        ],
        ours: ("longstride", |s| {
            (&s.a + s.b.t()).eval_into(&mut s.out);
            middle(&s.out)
        }),
        targets: [Target::Ratio([1.0, 1.0, 0.45]), Target::Free],
    },
    Row {
        name: "transposed copy",
        against: &[
            ("hand-written loop", |s| {
                by_hand::copy_transposed(slice(&s.b), s.n, slice_mut(&mut s.out));
                middle(&s.out)
            }),
            ("ndarray assign", |s| {
                nd_mut(&mut s.out).assign(&nd(&s.b).reversed_axes());
                middle(&s.out)
            }),
        ],
        ours: ("longstride", |s| {
            s.out.assign(s.b.t());
            middle(&s.out)
        }),
        targets: [Target::Ratio([1.15, 1.0, 0.36]), Target::Ratio([1.15, 0.6, FREE])],
    },
    Row {
        name: "x[1:-1:2, 1:-1:2] * 2 into out",
        against: &[
            ("hand-written loop", |s| {
                by_hand::strided_double(slice(&s.a), s.n, slice_mut(&mut s.half));
                middle(&s.half)
            }),
            ("ndarray Zip", strided_double_zip),
        ],
        ours: ("longstride", |s| {
            (s.a.slice(s![1..-1;2, 1..-1;2]) * 2.0).eval_into(&mut s.half);
            middle(&s.half)
        }),
        targets: LEVEL,
    },
];

#[allow(clippy::reversed_empty_ranges, reason = "that is how ndarray counts from the end")]
fn strided_double_zip(s: &mut Square<f64>) -> f64 {
    let x = nd(&s.a);
    nd::Zip::from(nd_mut(&mut s.half)).and(x.slice(nd::s![1..-1;2, 1..-1;2])).for_each(|o, x| *o = x * 2.0);
    middle(&s.half)
}

/// Arrays of three columns.
pub struct Three {
    a: Array2<f64>,
    y: Array1<f64>,
    out: Array2<f64>,
    line: Array1<f64>,
}

impl Three {
    pub fn new() -> Self {
        Self { a: random([ROWS, 3], 1), y: random([3], 2), out: blank([ROWS, 3]), line: blank([3]) }
    }
}

pub const THREE: &[Row<Three>] = &[
    Row {
        name: "(1e6,3) + (3,) into out",
        against: &[
            ("hand-written loop", |s| {
                by_hand::rows3_add(slice(&s.a), slice(&s.y), slice_mut(&mut s.out));
                middle(&s.out)
            }),
            ("ndarray Zip", |s| {
                let y = nd(&s.y);
                let zip = nd::Zip::from(nd_mut(&mut s.out)).and(nd(&s.a)).and_broadcast(&y);
                zip.for_each(|o, x, y| *o = x + y);
                middle(&s.out)
            }),
        ],
        ours: ("longstride", |s| {
            (&s.a + &s.y).eval_into(&mut s.out);
            middle(&s.out)
        }),
        targets: LEVEL,
    },
    Row {
        name: "(1e6,3) summed over axis 0",
        against: &[
            ("hand-written loop", |s| {
                by_hand::rows3_sum(slice(&s.a), slice_mut(&mut s.line));
                middle(&s.line)
            }),
            ("ndarray sum_axis", |s| nd(&s.a).sum_axis(nd::Axis(0))[1]),
        ],
        ours: ("longstride", |s| {
            s.a.sum_axis(Axis(0)).eval_into(&mut s.line);
            middle(&s.line)
        }),
        targets: LEVEL,
    },
];

/// An array of four axes, and what becomes of it with the axes permuted to (3, 1, 0, 2).
pub struct Four {
    p: Array4<f64>,
    out: Array4<f64>,
}

const FOUR_SHAPE: [usize; 4] = [64, 96, 48, 32];

impl Four {
    pub fn new() -> Self {
        let [s0, s1, s2, s3] = FOUR_SHAPE;
        Self { p: random(FOUR_SHAPE, 1), out: blank([s3, s1, s0, s2]) }
    }
}

pub const FOUR: &[Row<Four>] = &[Row {
    name: "4-d copy, axes (3,1,0,2)",
    against: &[
        ("hand-written loop", |s| {
            by_hand::copy_permuted(slice(&s.p), FOUR_SHAPE, slice_mut(&mut s.out));
            middle(&s.out)
        }),
        ("ndarray assign", |s| {
            nd_mut(&mut s.out).assign(&nd(&s.p).permuted_axes([3, 1, 0, 2]));
            middle(&s.out)
        }),
    ],
    ours: ("longstride", |s| {
        s.out.assign(s.p.permute_axes([3, 1, 0, 2]));
        middle(&s.out)
    }),
    targets: [Target::Ratio([FREE, FREE, 0.17]), Target::Free],
}];
