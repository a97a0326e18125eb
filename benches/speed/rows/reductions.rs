//! Reductions and cumulative sums of square arrays of f64.

use longstride::prelude::*;
use ndarray as nd;

use super::LEVEL;
use crate::by_hand;
use crate::fields::{Square, middle, nd, nd_mut, slice, slice_mut};
use crate::measure::Row;

pub const TABLE: &[Row<Square<f64>>] = &[
    Row {
        name: "sum of all",
        against: &[("hand-written loop", |s| by_hand::sum(slice(&s.a))), ("ndarray sum", |s| nd(&s.a).sum())],
        ours: ("longstride", |s| s.a.sum()),
        targets: LEVEL,
    },
    Row {
        name: "sum over axis 0",
        against: &[
            ("hand-written loop", |s| {
                by_hand::sum_axis0(slice(&s.a), slice_mut(&mut s.line));
                middle(&s.line)
            }),
            ("ndarray sum_axis", |s| nd(&s.a).sum_axis(nd::Axis(0))[s.n / 2]),
        ],
        ours: ("longstride", |s| {
            s.a.sum_axis(Axis(0)).eval_into(&mut s.line);
            middle(&s.line)
        }),
        targets: LEVEL,
    },
    Row {
        name: "sum over axis 1",
        against: &[
            ("hand-written loop", |s| {
                by_hand::sum_axis1(slice(&s.a), slice_mut(&mut s.line));
                middle(&s.line)
            }),
            ("ndarray sum_axis", |s| nd(&s.a).sum_axis(nd::Axis(1))[s.n / 2]),
        ],
        ours: ("longstride", |s| {
            s.a.sum_axis(Axis(1)).eval_into(&mut s.line);
            middle(&s.line)
        }),
        targets: LEVEL,
    },
    Row {
        name: "variance of all",
        against: &[
            ("hand-written loop", |s| by_hand::var(slice(&s.a))),
            ("ndarray var", |s| nd(&s.a).var(0.0)),
        ],
        ours: ("longstride", |s| s.a.var(0)),
        targets: LEVEL,
    },
    Row {
        name: "variance over axis 0",
        against: &[
            ("hand-written loop", |s| {
                by_hand::var_axis0(slice(&s.a), slice_mut(&mut s.line));
                middle(&s.line)
            }),
            ("ndarray var_axis", |s| nd(&s.a).var_axis(nd::Axis(0), 0.0)[s.n / 2]),
        ],
        ours: ("longstride", |s| {
            s.a.var_axis(Axis(0), 0).eval_into(&mut s.line);
            middle(&s.line)
        }),
        targets: LEVEL,
    },
    Row {
        name: "cumulative sum over axis 0",
        against: &[
            ("hand-written loop", |s| {
                by_hand::cumsum_axis0(slice(&s.a), s.n, slice_mut(&mut s.out));
                middle(&s.out)
            }),
            ("ndarray accumulate", |s| cumsum_ndarray(s, 0)),
        ],
        ours: ("longstride", |s| {
            s.a.cumsum(Axis(0)).eval_into(&mut s.out);
            middle(&s.out)
        }),
        targets: LEVEL,
    },
    Row {
        name: "cumulative sum over axis 1",
        against: &[
            ("hand-written loop", |s| {
                by_hand::cumsum_axis1(slice(&s.a), s.n, slice_mut(&mut s.out));
                middle(&s.out)
            }),
            ("ndarray accumulate", |s| cumsum_ndarray(s, 1)),
        ],
        ours: ("longstride", |s| {
            s.a.cumsum(Axis(1)).eval_into(&mut s.out);
            middle(&s.out)
        }),
        targets: LEVEL,
    },
];

/// A copy, and then in place: there is no other form.
fn cumsum_ndarray(s: &mut Square<f64>, axis: usize) -> f64 {
    let mut out = nd_mut(&mut s.out);
    out.assign(&nd(&s.a));
    out.accumulate_axis_inplace(nd::Axis(axis), |&last, x| *x += last);
    middle(&s.out)
}
