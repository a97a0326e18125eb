//! Results with other extents than their operands: selection, concatenation, stacking.

use std::hint::black_box;

use longstride::ops::{concatenate_into, stack_into};
use longstride::prelude::*;
use ndarray as nd;

use super::LEVEL;
use crate::by_hand;
use crate::fields::{blank, middle, nd, random, slice, slice_mut};
use crate::measure::Row;

/// Two square arrays, and both together.
pub struct Joined {
    n: usize,
    a: Array2<f64>,
    b: Array2<f64>,
    wide: Array2<f64>,
    stacked: Array3<f64>,
}

impl Joined {
    pub fn new(n: usize) -> Self {
        let (a, b) = (random([n, n], 1), random([n, n], 2));
        Self { n, a, b, wide: blank([n, 2 * n]), stacked: blank([n, n, 2]) }
    }
}

pub const JOINED: &[Row<Joined>] = &[
    Row {
        name: "concatenate along axis 1 into out",
        against: &[
            ("hand-written loop", |s| {
                by_hand::concatenate_axis1(slice(&s.a), slice(&s.b), s.n, slice_mut(&mut s.wide));
                middle(&s.wide)
            }),
            // In another order than ours: the middle by its index.
            ("ndarray, fresh", |s| {
                let out = nd::concatenate![nd::Axis(1), nd(&s.a), nd(&s.b)];
                black_box(&out)[[s.n / 2, 0]]
            }),
        ],
        ours: ("longstride", |s| {
            concatenate_into(&[&s.a, &s.b], Axis(1), &mut s.wide);
            middle(&s.wide)
        }),
        targets: LEVEL,
    },
    Row {
        name: "stack along a new last axis into out",
        against: &[
            ("hand-written loop", |s| {
                by_hand::stack_last(slice(&s.a), slice(&s.b), slice_mut(&mut s.stacked));
                middle(&s.stacked)
            }),
            ("ndarray, fresh", |s| {
                let out = nd::stack![nd::Axis(2), nd(&s.a), nd(&s.b)];
                black_box(&out)[[s.n / 2, 0, 0]]
            }),
        ],
        ours: ("longstride", |s| {
            stack_into(&[&s.a, &s.b], Axis(-1), &mut s.stacked);
            middle(&s.stacked)
        }),
        targets: LEVEL,
    },
];

/// As many elements as a square array, and room for all of them.
pub struct Selected {
    a: Array1<f64>,
    out: Array1<f64>,
}

impl Selected {
    pub fn new(n: usize) -> Self {
        Self { a: random([n * n], 1), out: blank([n * n]) }
    }
}

pub const SELECTED: &[Row<Selected>] = &[
    Row {
        name: "a[a > 0.5] into out",
        against: &[
            ("hand-written loop", |s| {
                let count = by_hand::select_larger(slice(&s.a), slice_mut(&mut s.out));
                count as f64 + slice(&s.out)[count / 2]
            }),
            ("ndarray, filter", |s| {
                let selected = nd(&s.a).into_iter().copied().filter(|x| *x > 0.5);
                let count = slice_mut(&mut s.out).iter_mut().zip(selected).map(|(o, x)| *o = x).count();
                count as f64 + slice(&s.out)[count / 2]
            }),
        ],
        ours: ("longstride", |s| {
            let count = s.a.extract_into(s.a.gt(0.5), &mut s.out);
            count as f64 + slice(&s.out)[count / 2]
        }),
        targets: LEVEL,
    },
    Row {
        name: "a[a > 0.5], fresh array",
        against: &[
            ("hand-written loop", |s| {
                let out = by_hand::select_fresh(slice(&s.a));
                black_box(&out)[out.len() / 2]
            }),
            ("ndarray, filter", |s| {
                let out: nd::Array1<f64> = nd(&s.a).iter().copied().filter(|x| *x > 0.5).collect();
                black_box(&out)[out.len() / 2]
            }),
        ],
        ours: ("longstride", |s| middle(black_box(&s.a.extract(s.a.gt(0.5))))),
        targets: LEVEL,
    },
];
