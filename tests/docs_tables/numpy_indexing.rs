//! Rows of `docs/from-numpy.md`: indexing by arrays.

use longstride::ops::*;

use super::*;

pub(super) fn indexing(run: &mut Vec<String>) -> Outcome {
    let (a, q) = (counting(), cuboid());
    let v = a.slice(s![0, ..]);
    let (rows, columns) = (array![2, 0], array![1, 3]);
    let m = array![true, false, true];

    row!(run, { a.gather(s![&rows, &columns]) } == array![9.0, 3.0]);
    row!(run, { a.gather(s![.., &columns]) } == array![[1.0, 3.0], [5.0, 7.0], [9.0, 11.0]]);
    row!(run, { q.gather(s![1, .., &columns]) }, |picked| picked.shape() == [2, 3] && picked[[1, 2]] == 23.0);
    row!(
        run,
        {
            let [i, j] = ix_([&rows, &columns]);
            a.gather(s![i, j])
        } == array![[9.0, 11.0], [1.0, 3.0]]
    );
    row!(run, { a.gather(s![&m]) } == a.slice(s![..;2, ..]));
    row!(run, { q.gather(s![.., &m, ..2]) } == q.slice(s![.., ..;2, ..2]));
    let mut out = Array1::zeros(2);
    row!(run, { a.gather_into(s![&rows, &columns], &mut out) } then out == array![9.0, 3.0]);
    let mut out = a.to_owned();
    row!(run, { out.scatter(s![&rows, &columns], &array![7.0, 8.0]) } then out[[2, 1]] == 7.0 && out[[0, 3]] == 8.0);
    row!(run, { out.scatter(s![.., &[0, 0]], 5.0) } then out.slice(s![.., 0]) == array![5.0, 5.0, 5.0]);
    row!(run, { out.scatter(s![&m, 1..], 0.0) } then out[[2, 3]] == 0.0 && out[[1, 3]] == 7.0);
    row!(run, { out.scatter_add(s![&[1, 1], &[2, 2]], 1.0) } then out[[1, 2]] == 8.0);
    row!(
        run,
        {
            out.scatter_with(s![&[1, 1]], &v, |slot, x| *slot = slot.max(x))
        } then out[[1, 3]] == 7.0
    );
    let order = array![[1, 0, 3, 2], [3, 2, 1, 0], [0, 0, 0, 0]];
    row!(run, { a.take_along_axis(&order, Axis(1)) }, |taken| taken[[1, 0]] == 7.0 && taken[[2, 3]] == 8.0);
    row!(run, { out.put_along_axis(&order, Axis(1), -1.0) } then out[[2, 0]] == -1.0 && out[[0, 3]] == -1.0);
    row!(run, { a.take_by(&[5, -1], Axis(1), IndexMode::Wrap) } == a.take(&[1, 3], Axis(1)));
    row!(run, { out.place(a.gt(2.0), &array![1.0, 2.0]) } then out[[0, 3]] == 1.0 && out[[1, 0]] == 2.0 && out[[1, 1]] == 1.0);
    let (low, high) = (v.lt(1.0).eval(), v.gt(2.0).eval());
    let (x, y) = (array![1.0, 1.0, 1.0, 1.0], array![2.0, 2.0, 2.0, 2.0]);
    row!(run, { select(&[&low, &high], &[&x, &y], 0.0) } == array![1.0, 0.0, 0.0, 2.0]);
    row!(run, { choose(&array![0, 1, 1, 0], &[&x, &y], IndexMode::Raise) } == array![1.0, 2.0, 2.0, 1.0]);
    row!(run, { v.searchsorted(&array![1.5, 3.0], Side::Left) } == array![2, 3]);
    let sorter = array![0, 1, 2, 3];
    row!(run, { v.searchsorted_by(&sorter, 3.0, Side::Right) }, |found| found[[]] == 4);
    row!(run, { digitize(&array![0.5, 2.0], v, false) } == array![1, 3]);
    row!(run, { ravel_multi_index(&[&rows, &columns], [3, 4], IndexMode::Raise) } == array![9, 3]);
    row!(
        run,
        { unravel_index(&array![9, 3], [3, 4]) } == [rows.cast::<usize>().eval(), columns.cast().eval()]
    );
    row!(run, { diag_indices(3, 2) } == [array![0, 1, 2], array![0, 1, 2]]);
    row!(run, { tril_indices([3, 3], -1) } == [array![1, 2, 2], array![0, 0, 1]]);
    row!(run, { triu_indices(a.shape(), 2) } == [array![0, 0, 1], array![2, 3, 3]]);
    row!(run, { out.fill_diagonal(9.0) } then out[[0, 0]] == 9.0 && out[[2, 2]] == 9.0);
    let mut out = Array2::zeros([4, 2]);
    row!(run, { out.fill_diagonal_wrapped(9.0) } then out[[1, 1]] == 9.0 && out[[3, 0]] == 9.0);
    Ok(())
}
