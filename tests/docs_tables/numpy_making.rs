//! The rows of `docs/from-numpy.md` on making and manipulating arrays.

use super::*;
use longstride::ops::{self, Indexing, Trim, pad};

pub(super) fn creation(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    let (v, w) = (a.slice(s![0, ..]).to_owned(), array![5.0, 6.0]);

    row!(run, { ops::zeros_like(&a) } == Array2::<f64>::zeros([3, 4]));
    row!(run, { ops::full_like(&a, 7) } == Array2::full([3, 4], 7));
    row!(run, { Array1::linspace_open(0.0, 1.0, 4) } == array![0.0, 0.25, 0.5, 0.75]);
    row!(run, { Array1::logspace(10.0, 0.0, 2.0, 3) } == array![1.0, 10.0, 100.0]);
    row!(run, { Array1::geomspace(1.0, 100.0, 3) } == array![1.0, 10.0, 100.0]);
    row!(run, { Array2::from_diag(&v) }, |d| d.shape() == [4, 4] && d.sum() == 6.0 && d[[2, 2]] == 2.0);
    row!(run, { ops::diagflat(&a, 1) }, |d| d.shape() == [13, 13] && d[[11, 12]] == 11.0);
    row!(run, { ops::tri::<f64>(2, 3, 0) } == array![[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]);
    row!(run, { ops::tril(&a, 0).eval() }, |t| t[[1, 1]] == 5.0 && t[[1, 2]] == 0.0);
    row!(run, { ops::vander(&v, 3) }, |x| x.slice(s![3, ..]) == array![9.0, 3.0, 1.0]);
    row!(run, { ops::meshgrid([&v, &w], Indexing::Xy) }, |[x, _]| x == ops::vstack(&[&v, &v]));
    row!(run, { ops::meshgrid_views([&v, &w], Indexing::Xy) }, |[x, _]| x == ops::vstack(&[&v, &v]));
    row!(run, { ops::meshgrid_sparse([&v, &w], Indexing::Xy) }, |[x, y]| x.shape() == [1, 4]
        && y.shape() == [2, 1]);
    row!(run, { ops::indices([2, 3]) }, |all| all.shape() == [2, 2, 3] && all[[1, 0, 2]] == 2);
    Ok(())
}

#[allow(unused_variables, reason = "the row shows all that a function is given")]
pub(super) fn manipulation(run: &mut Vec<String>) -> Outcome {
    let (a, q) = (counting(), cuboid());
    let v = a.slice(s![0, ..]).to_owned();
    let (r, c) = (array![[1.0, 2.0]], array![[3.0], [4.0]]);
    let halves = [a.slice(s![.., ..2]), a.slice(s![.., 2..])];

    row!(run, { a.split(Axis(1), 2) } == halves);
    row!(
        run,
        { a.split(Axis(1), [1, 3]) } == [a.slice(s![.., ..1]), a.slice(s![.., 1..3]), a.slice(s![.., 3..])]
    );
    row!(run, { v.array_split(Axis(0), 3) } == [v.slice(s![..2]), v.slice(s![2..3]), v.slice(s![3..])]);
    row!(run, { a.hsplit(2) } == halves);
    row!(run, { a.unstack(Axis(0)) }, |rows| rows.len() == 3 && rows[0] == v);
    row!(run, { a.rot90(1) } == a.t().flip(Axis(0)));
    row!(run, { q.try_rot90_axes(1, Axis(1), Axis(2))? } == q.swap_axes(Axis(1), Axis(2)).flip(Axis(1)));
    row!(run, { a.fliplr() } == a.flip(Axis(1)));
    row!(run, { a.flip_all() } == a.slice(s![..;-1, ..;-1]));
    row!(run, { q.flip_axes(&[Axis(0), Axis(2)]) } == q.slice(s![..;-1, .., ..;-1]));
    row!(run, { v.atleast_2d() } == array![[0.0, 1.0, 2.0, 3.0]]);
    row!(run, { v.atleast_nd(4) }, |w| w.shape() == [1, 1, 1, 4]);
    row!(
        run,
        { ops::broadcast_arrays(&[&r, &c]) }
            == [array![[1.0, 2.0], [1.0, 2.0]], array![[3.0, 3.0], [4.0, 4.0]]]
    );
    row!(run, { v.trim_zeros(Trim::Both) } == array![1.0, 2.0, 3.0]);

    row!(run, { ops::hstack(&[&a, &a]) } == concatenate(&[&a, &a], Axis(1)));
    row!(run, { ops::vstack(&[&v, &v]) } == stack(&[&v, &v], Axis(0)));
    row!(run, { ops::dstack(&[&v, &v]) }, |d| d.shape() == [1, 4, 2]);
    row!(run, { ops::column_stack(&[&v, &v]) } == stack(&[&v, &v], Axis(1)));
    row!(run, { ops::block(&[[&a, &a], [&a, &a]]) } == a.tile([2, 2]));
    row!(run, { a.repeat(2, Axis(1)) }, |w| w.shape() == [3, 8] && w[[1, 3]] == 5.0);
    row!(run, { v.repeat_each(&[0, 1, 2, 0], Axis(0)) } == array![1.0, 2.0, 2.0]);
    row!(run, { a.ravel().repeat(2, Axis(0)) }, |w| w.len() == 24 && w[5] == 2.0);
    row!(run, { v.tile(2) } == array![0.0, 1.0, 2.0, 3.0, 0.0, 1.0, 2.0, 3.0]);
    row!(run, { v.tile([2, 3]) }, |w| w.shape() == [2, 12] && w[[1, 9]] == 1.0);
    row!(run, { a.roll(1, Axis(1)) }, |w| w[[0, 0]] == 3.0 && w[[2, 1]] == 8.0);
    row!(run, { a.roll_axes(&[(1, Axis(0)), (-1, Axis(1))]) }, |w| w[[0, 0]] == 9.0 && w[[1, 3]] == 0.0);
    row!(run, { a.roll_flat(1) }, |w| w[[0, 0]] == 11.0 && w[[1, 0]] == 3.0);
    row!(run, { v.resize([2, 3]) } == array![[0.0, 1.0, 2.0], [3.0, 0.0, 1.0]]);
    row!(run, { v.insert(&[1, -1], &array![8.0, 9.0], Axis(0)) } == array![0.0, 8.0, 1.0, 2.0, 9.0, 3.0]);
    row!(run, { a.insert(&[1], 0.0, Axis(0)) }, |w| w.shape() == [4, 4]
        && w[[1, 2]] == 0.0
        && w[[2, 0]] == 4.0);
    row!(run, { a.delete(&[0, -1], Axis(1)) } == a.slice(s![.., 1..3]));
    row!(run, { a.append(&a, Axis(0)) } == a.tile([2, 1]));
    row!(run, { a.pad(1, pad::Constant(0.0)) }, |w| w.shape() == [5, 6]
        && w[[3, 4]] == 11.0
        && w[[4, 4]] == 0.0);
    row!(run, { a.pad([(1, 0), (0, 2)], pad::Edge) }, |w| w.shape() == [4, 6] && w[[0, 5]] == 3.0);
    row!(run, { v.pad(2, pad::Reflect) } == array![2.0, 1.0, 0.0, 1.0, 2.0, 3.0, 2.0, 1.0]);
    row!(run, { v.pad((2, 1), pad::LinearRamp(9.0)) } == array![9.0, 4.5, 0.0, 1.0, 2.0, 3.0, 9.0]);
    row!(run, { a.pad(1, pad::Maximum(Some(2))) }, |w| w[[0, 1]] == 4.0 && w[[1, 5]] == 3.0);
    row!(
        run,
        { v.pad_with(1, 0.0, |lane, (before, after), axis| lane[before - 1] = -1.0) }
            == array![-1.0, 0.0, 1.0, 2.0, 3.0, 0.0]
    );
    row!(run, { Array2::build([2, 4], |slots| slots.assign(&v)) } == v.tile([2, 1]));
    Ok(())
}
