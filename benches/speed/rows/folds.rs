//! Reductions of expressions, under a mask, and to places; and of axes that are very short.

use longstride::prelude::*;
use ndarray as nd;

use super::{LEVEL, SHORT};
use crate::by_hand;
use crate::fields::{blank, middle, nd, random, slice, slice_mut};
use crate::measure::Row;

/// A square array, which of its elements take part, and lines for results.
pub struct Folded {
    a: Array2<f64>,
    keep: Array2<bool>,
    line: Array1<f64>,
    places: Array1<usize>,
}

impl Folded {
    pub fn new(n: usize) -> Self {
        let a = random([n, n], 1);
        Self { keep: random::<f64, 2>([n, n], 2).gt(0.5).eval(), a, line: blank([n]), places: blank([n]) }
    }
}

pub const FOLDS: &[Row<Folded>] = &[
    Row {
        name: "a * 2 summed, all",
        against: &[
            ("hand-written loop", |s| by_hand::sum_doubled(slice(&s.a))),
            ("ndarray fold", |s| nd(&s.a).fold(0.0, |sum, x| sum + x * 2.0)),
        ],
        ours: ("longstride", |s| (&s.a * 2.0).sum()),
        targets: LEVEL,
    },
    Row {
        name: "a * 2 summed over axis 0",
        against: &[
            ("hand-written loop", |s| {
                by_hand::sum_doubled_axis0(slice(&s.a), slice_mut(&mut s.line));
                middle(&s.line)
            }),
            ("ndarray operators", |s| (&nd(&s.a) * 2.0).sum_axis(nd::Axis(0))[s.line.len() / 2]),
        ],
        ours: ("longstride", |s| {
            (&s.a * 2.0).sum_axis(Axis(0)).eval_into(&mut s.line);
            middle(&s.line)
        }),
        targets: LEVEL,
    },
    Row {
        name: "sum of all under a mask",
        against: &[
            ("hand-written loop", |s| by_hand::sum_where(slice(&s.a), slice(&s.keep))),
            ("ndarray Zip", |s| {
                let zip = nd::Zip::from(nd(&s.a)).and(nd(&s.keep));
                zip.fold(0.0, |sum, &x, &keep| if keep { sum + x } else { sum })
            }),
        ],
        ours: ("longstride", |s| s.a.only_where(&s.keep).sum()),
        targets: LEVEL,
    },
    Row {
        name: "argmin over axis 0",
        against: &[
            ("hand-written loop", |s| {
                by_hand::argmin_axis0(slice(&s.a), slice_mut(&mut s.places));
                middle(&s.places)
            }),
            ("ndarray map_axis", |s| argmin_ndarray(s, 0)),
        ],
        ours: ("longstride", |s| {
            s.a.argmin_axis(Axis(0)).eval_into(&mut s.places);
            middle(&s.places)
        }),
        targets: LEVEL,
    },
    Row {
        name: "argmin over axis 1",
        against: &[
            ("hand-written loop", |s| {
                by_hand::argmin_axis1(slice(&s.a), slice_mut(&mut s.places));
                middle(&s.places)
            }),
            ("ndarray map_axis", |s| argmin_ndarray(s, 1)),
        ],
        ours: ("longstride", |s| {
            s.a.argmin_axis(Axis(1)).eval_into(&mut s.places);
            middle(&s.places)
        }),
        targets: LEVEL,
    },
];

fn argmin_ndarray(s: &mut Folded, axis: usize) -> f64 {
    let places = nd(&s.a).map_axis(nd::Axis(axis), |lane| {
        let better = |best: (usize, f64), (i, &x): (usize, &f64)| if x < best.1 { (i, x) } else { best };
        lane.iter().enumerate().fold((0, lane[0]), better).0
    });
    places[s.line.len() / 2] as f64
}

/// Many matrices of 2 x 2.
pub struct Pairs {
    a: Array3<f64>,
    out: Array2<f64>,
}

/// How many.
const MATRICES: usize = 100_000;

impl Pairs {
    pub fn new() -> Self {
        Self { a: random([MATRICES, 2, 2], 1), out: blank([MATRICES, 2]) }
    }
}

pub const PAIRS: &[Row<Pairs>] = &[Row {
    name: "(1e5,2,2) summed over axis 1",
    against: &[
        ("hand-written loop", |s| {
            by_hand::pairs_sum(slice(&s.a), slice_mut(&mut s.out));
            middle(&s.out)
        }),
        ("ndarray sum_axis", |s| nd(&s.a).sum_axis(nd::Axis(1))[[MATRICES / 2, 0]]),
    ],
    ours: ("longstride", |s| {
        s.a.sum_axis(Axis(1)).eval_into(&mut s.out);
        middle(&s.out)
    }),
    targets: SHORT,
}];
