//! Elementwise work on square arrays of f64 whose operands agree about the order.

use std::hint::black_box;

use longstride::prelude::*;
use ndarray as nd;

use super::LEVEL;
use crate::by_hand;
use crate::fields::{Square, middle, nd, nd_mut, slice, slice_mut};
use crate::measure::{FREE, Row, Target};

/// The scalar of `y += s * x`: so small that many repetitions change nothing much.
const S: f64 = 1e-12;

pub const TABLE: &[Row<Square<f64>>] = &[
    Row {
        name: "laplacian into out",
        against: &[("hand-written loop", laplacian_by_hand), ("ndarray azip!", laplacian_azip)],
        ours: ("fused", laplacian_into),
        targets: [Target::Ratio([1.1, 1.0, 1.0]), Target::Ratio([1.1, 0.6, 0.55])],
    },
    Row {
        name: "laplacian, dynamic rank",
        against: &[("static rank", laplacian_into)],
        ours: ("dynamic rank", |s| {
            laplacian_dyn(s.a.view().into_dyn(), 1.0, 2.0).eval_into(&mut s.inner.view_mut().into_dyn());
            middle(&s.inner)
        }),
        targets: [Target::Ratio([1.2, 1.02, 1.02]), Target::Free],
    },
    Row {
        name: "laplacian, fresh array",
        against: &[
            ("ndarray operators", |s| {
                let out = black_box(laplacian_operators(nd(&s.a), 1.0, 2.0));
                out.as_slice_memory_order().expect("fresh arrays are dense")[out.len() / 2]
            }),
            ("hand-written loop", |s| {
                let mut out = vec![0.0; (s.n - 2) * (s.n - 2)];
                by_hand::laplacian(slice(&s.a), s.n, &mut out, 1.0, 2.0);
                black_box(&out)[out.len() / 2]
            }),
        ],
        ours: ("fused", |s| middle(black_box(&laplacian(s.a.view(), 1.0, 2.0).eval()))),
        targets: [Target::Ratio([FREE, 0.15, 0.25]), Target::Free],
    },
    Row {
        name: "a + b into out",
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
        ours: ("longstride", add_into),
        targets: [Target::Ratio([1.1, 1.0, 1.0]), Target::Ratio([1.15, 0.6, FREE])],
    },
    Row {
        name: "a + b, dynamic rank",
        against: &[("static rank", add_into)],
        ours: ("dynamic rank", |s| {
            (s.a.view().into_dyn() + s.b.view().into_dyn()).eval_into(&mut s.out.view_mut().into_dyn());
            middle(&s.out)
        }),
        targets: [Target::Ratio([1.2, 1.02, 1.02]), Target::Free],
    },
    Row {
        name: "a + b, fresh array",
        against: &[
            ("hand-written loop", |s| {
                let out = by_hand::add_fresh(slice(&s.a), slice(&s.b));
                black_box(&out)[out.len() / 2]
            }),
            ("ndarray operator", |s| {
                let out = &nd(&s.a) + &nd(&s.b);
                black_box(&out).as_slice().expect("fresh arrays are dense")[out.len() / 2]
            }),
        ],
        ours: ("longstride", |s| middle(black_box(&(&s.a + &s.b).eval()))),
        targets: LEVEL,
    },
    Row {
        name: "(N,1) + (M,) into out",
        against: &[
            ("hand-written loop", |s| {
                by_hand::outer_add(slice(&s.column), slice(&s.row), slice_mut(&mut s.out));
                middle(&s.out)
            }),
            ("ndarray Zip", |s| {
                let (x, y) = (nd(&s.column), nd(&s.row));
                let zip = nd::Zip::from(nd_mut(&mut s.out)).and_broadcast(&x).and_broadcast(&y);
                zip.for_each(|o, x, y| *o = x + y);
                middle(&s.out)
            }),
        ],
        ours: ("longstride", |s| {
            (&s.column + &s.row).eval_into(&mut s.out);
            middle(&s.out)
        }),
        targets: [Target::Ratio([1.1, 1.0, 1.0]), Target::Ratio([1.15, 0.6, FREE])],
    },
    Row {
        name: "where(a > 0.5, a, b) into out",
        against: &[
            ("hand-written loop", |s| {
                by_hand::where_larger(slice(&s.a), slice(&s.b), slice_mut(&mut s.out));
                middle(&s.out)
            }),
            ("ndarray Zip", |s| {
                let zip = nd::Zip::from(nd_mut(&mut s.out)).and(nd(&s.a)).and(nd(&s.b));
                zip.for_each(|o, &x, &y| *o = if x > 0.5 { x } else { y });
                middle(&s.out)
            }),
        ],
        ours: ("longstride", |s| {
            s.a.gt(0.5).select(&s.a, &s.b).eval_into(&mut s.out);
            middle(&s.out)
        }),
        targets: LEVEL,
    },
    Row {
        name: "y += s * x",
        against: &[
            ("hand-written loop", |s| {
                by_hand::axpy(S, slice(&s.a), slice_mut(&mut s.b));
                middle(&s.b)
            }),
            ("ndarray Zip", |s| {
                nd::Zip::from(nd_mut(&mut s.b)).and(nd(&s.a)).for_each(|y, x| *y += S * x);
                middle(&s.b)
            }),
        ],
        ours: ("longstride", |s| {
            s.b += S * &s.a;
            middle(&s.b)
        }),
        targets: LEVEL,
    },
];

fn laplacian<'a>(f: View2<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
        - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

/// The same with dynamic rank.
fn laplacian_dyn<'a>(f: ViewD<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = IxDyn> + 'a {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
        - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

/// `ndarray`'s operators: a temporary for each, the first of a pair reused.
#[allow(clippy::reversed_empty_ranges, reason = "that is how ndarray counts from the end")]
fn laplacian_operators(f: nd::ArrayView2<'_, f64>, dx: f64, dy: f64) -> nd::Array2<f64> {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (&f.slice(nd::s![..-2, 1..-1]) + &f.slice(nd::s![2.., 1..-1])) * cx
        + (&f.slice(nd::s![1..-1, ..-2]) + &f.slice(nd::s![1..-1, 2..])) * cy
        - &f.slice(nd::s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

fn laplacian_into(s: &mut Square<f64>) -> f64 {
    laplacian(s.a.view(), 1.0, 2.0).eval_into(&mut s.inner);
    middle(&s.inner)
}

fn laplacian_by_hand(s: &mut Square<f64>) -> f64 {
    by_hand::laplacian(slice(&s.a), s.n, slice_mut(&mut s.inner), 1.0, 2.0);
    middle(&s.inner)
}

#[allow(clippy::reversed_empty_ranges, reason = "that is how ndarray counts from the end")]
fn laplacian_azip(s: &mut Square<f64>) -> f64 {
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

fn add_into(s: &mut Square<f64>) -> f64 {
    (&s.a + &s.b).eval_into(&mut s.out);
    middle(&s.out)
}
