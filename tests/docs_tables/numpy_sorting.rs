//! The rows of `docs/from-numpy.md` on sorting and sets.

use super::*;
use longstride::ops::{intersect1d, intersect1d_indices, lexsort, setdiff1d, setxor1d, union1d};

pub(super) fn sorting_and_sets(run: &mut Vec<String>) -> Outcome {
    let mut u = array![[5.0, f64::NAN, 4.0], [9.0, 7.0, 8.0]];
    let n = array![3, -1, 3, 2];
    let (major, minor) = (array![1, 0, 1], array![5.0, 9.0, 4.0]);
    let w = array!["b", "a", "b"];

    row!(run, { u.sort_axis(Axis(1)) } then u[[0, 1]] == 5.0 && u[[0, 2]].is_nan());
    row!(run, { n.sorted(Axis(0)) } == array![-1, 2, 3, 3]);
    row!(run, { n.sorted_with(Axis(0), Sorting::DESCENDING) } == array![3, 3, 2, -1]);
    row!(run, { n.sorted_flat() } == array![-1, 2, 3, 3]);
    row!(run, { n.argsort(Axis(0)) } == array![1, 3, 0, 2]);
    row!(run, { n.argsort_with(Axis(0), Sorting::ASCENDING.unstable()) }, |order| order[0] == 1);
    row!(run, { n.argsort_by_key(Axis(0), |x: &i32| x.abs()) } == array![1, 3, 0, 2]);
    row!(run, { w.sorted(Axis(0)) } == array!["a", "b", "b"]);
    row!(run, { n.partitioned(1, Axis(0)) }, |p| p[0] == -1 && p[1] == 2);
    row!(run, { n.argpartition(1, Axis(0)) }, |p| p[0] == 1 && p[1] == 3);
    row!(run, { n.top_k(2, Axis(0)) } == (array![3, 3], array![0, 2]));
    row!(run, { lexsort(&[&minor, &major]) } == array![1, 2, 0]);
    row!(run, { n.unique() } == array![-1, 2, 3]);
    row!(run, { n.unique_all() }, |all| all.counts == array![1, 1, 2] && all.inverse == array![2, 0, 2, 1]);
    row!(run, { u.t().unique_axis(Axis(0)) }, |all| all.indices == array![0, 1, 2]);
    row!(run, { n.isin(&array![2, 3]) } == array![true, false, true, true]);
    row!(run, { n.not_in(&array![2, 3]) } == array![false, true, false, false]);
    row!(run, { union1d(&n, &array![7, 2]) } == array![-1, 2, 3, 7]);
    row!(run, { intersect1d(&n, &array![7, 2]) } == array![2]);
    row!(run, { intersect1d_indices(&n, &array![7, 2]) } == (array![2], array![3], array![1]));
    row!(run, { setdiff1d(&n, &array![7, 2]) } == array![-1, 3]);
    row!(run, { setxor1d(&n, &array![7, 2]) } == array![-1, 3, 7]);
    Ok(())
}
