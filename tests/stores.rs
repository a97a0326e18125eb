//! How results are stored never shows in them: cached, streamed, or measured.

use std::panic::{AssertUnwindSafe, catch_unwind};

use longstride::prelude::*;
use longstride::{stores, threads};

/// Evaluates in every mode, on one and on two threads, into destinations that start at different places within a cache
/// line, with a border that has to stay as it is.
fn same_in_every_mode<T, E>(shape: [usize; 2], border: T, expr: impl Fn() -> E)
where
    T: Copy + Send + Sync + PartialEq + std::fmt::Debug,
    E: Expr<Elem = T, Dim = Ix2>,
{
    let [rows, columns] = shape;
    let expected = stores::with(stores::Mode::Cached, || expr().eval());
    for mode in [stores::Mode::Cached, stores::Mode::Streamed, stores::Mode::Measured] {
        for (skip, count) in [(0, 1), (1, 2), (5, 1), (8, 2)] {
            let mut whole = Array2::full([rows + 2, columns + skip + 3], border);
            let whole_view = whole.view_mut();
            let mut out = whole_view.slice(s![1..-1, skip as isize..-3]);
            stores::with(mode, || threads::with(count, || expr().eval_into(&mut out)));
            assert_eq!(out.to_owned(), expected, "{mode:?}, skip {skip}, {count} threads");
            let inside = whole.slice(s![1..-1, skip as isize..-3]).len();
            let kept = whole.iter().filter(|&&x| x == border).count();
            assert_eq!(kept, whole.len() - inside, "nothing else is written");
        }
        let mut dense = Array2::full(shape, border);
        stores::with(mode, || expr().eval_into(&mut dense));
        assert_eq!(dense, expected, "{mode:?}");
    }
}

#[test]
fn results_do_not_depend_on_how_they_are_stored() {
    let shape = [130, 1030];
    let a = Array2::from_fn(shape, |[i, j]| (i * 1030 + j) as f64);
    let b = Array2::from_fn(shape, |[i, j]| (i * 7 + j * 3) as f64);
    let (column, row) = (Array2::from_fn([130, 1], |[i, _]| i as f64), Array1::arange(0.0, 1030.0, 1.0));
    same_in_every_mode(shape, -1.0, || &a + &b);
    same_in_every_mode(shape, -1.0, || a.slice(s![..;-1, ..]) * 2.0 + &b);
    same_in_every_mode(shape, -1.0, || &column + &row);
    same_in_every_mode(shape, -1.0, || zip2(&a, &column).map(|x: f64, y: f64| x.max(y) + 1.0));
    let (f, g) = (a.map(|x: f64| x as f32).eval(), b.map(|x: f64| x as f32).eval());
    let wide = [300, 1030];
    let (f, g) = (f.slice(s![..1, ..]).broadcast_to(wide), g.slice(s![..1, ..]).broadcast_to(wide));
    same_in_every_mode(wide, -1.0, || f + g);
    let bytes = Array2::from_fn([800, 1031], |[i, j]| ((i + j) % 100) as u8);
    same_in_every_mode([800, 1031], 255, || &bytes + 1_u8);
    let pairs = a.map(|x: f64| [x, -x]).eval();
    same_in_every_mode(shape, [-1.0; 2], || pairs.map(|[x, y]: [f64; 2]| [y, x + 1.0]));
    let odd = a.map(|x: f64| [x as u32; 3]).eval();
    same_in_every_mode(shape, [u32::MAX; 3], || odd.map(|x: [u32; 3]| x));
}

/// Large enough that the first evaluation measures, and the ones after it do as it found.
#[test]
fn a_result_that_is_measured_is_whole() {
    let n = (50 << 20) / 8 + 3;
    let a = Array1::<f64>::ones(n);
    let mut out = Array1::zeros(n);
    for k in 0..3 {
        (&a + f64::from(k)).eval_into(&mut out);
        assert_eq!(out.sum(), n as f64 * f64::from(k + 1));
    }
}

#[test]
fn a_mode_ends_with_its_closure() {
    let a = Array2::<f64>::ones([300, 300]);
    let mut out = Array2::zeros([300, 300]);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        stores::with(stores::Mode::Streamed, || {
            a.map(|x: f64| if x == 1.0 { panic!("stop") } else { x }).eval_into(&mut out)
        });
    }));
    assert!(panicked.is_err());
    (&a + 1.0).eval_into(&mut out);
    assert_eq!(out, Array2::full([300, 300], 2.0));
}
