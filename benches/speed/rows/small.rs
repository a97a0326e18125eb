//! Overhead: so few elements that nothing else counts.

use longstride::prelude::*;
use ndarray as nd;

use crate::by_hand;
use crate::fields::{blank, nd, nd_mut, random, slice, slice_mut};
use crate::measure::{Row, Target};

/// Arrays of ten elements.
pub struct Ten {
    x: Array1<f64>,
    y: Array1<f64>,
    out: Array1<f64>,
}

impl Ten {
    pub fn new() -> Self {
        Self { x: random([10], 1), y: random([10], 2), out: blank([10]) }
    }
}

pub const TABLE: &[Row<Ten>] = &[Row {
    name: "a + b into out",
    against: &[
        ("hand-written loop", |s| {
            by_hand::add(slice(&s.x), slice(&s.y), slice_mut(&mut s.out));
            s.out[[5]]
        }),
        ("ndarray Zip", |s| {
            let zip = nd::Zip::from(nd_mut(&mut s.out)).and(nd(&s.x)).and(nd(&s.y));
            zip.for_each(|o, x, y| *o = x + y);
            s.out[[5]]
        }),
    ],
    ours: ("longstride", |s| {
        (&s.x + &s.y).eval_into(&mut s.out);
        s.out[[5]]
    }),
    targets: [Target::Nanoseconds(40.0), Target::Free],
}];
