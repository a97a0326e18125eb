//! The rows of `docs/from-numpy.md` on linear algebra.

use super::*;

pub(super) fn products(run: &mut Vec<String>) -> Outcome {
    let (a, q, v) = (counting(), cuboid(), array![1.0, 0.0, 2.0, 0.0]);
    let c = Array2::from_fn([4, 2], |[i, j]| (i + j) as f64);
    let mut out = Array2::zeros([3, 2]);
    let expected = array![[14.0, 20.0], [38.0, 60.0], [62.0, 100.0]];

    row!(run, { v.dot(&v) } == 5.0);
    row!(run, { a.matmul(&c) } == expected);
    row!(run, { a.matmul_into(&c, &mut out) } then out == expected);
    row!(run, { a.inner(&a) } == a.matmul(a.t()));
    row!(run, { a.vdot(&a) } == 506.0);
    row!(run, { a.matvec(&v) } == array![4.0, 16.0, 28.0]);
    row!(run, { v.vecmat(&c) } == array![4.0, 7.0]);
    row!(run, { a.vecdot(&v) } == array![4.0, 16.0, 28.0]);
    row!(
        run,
        { q.tensordot(&q, ([Axis(1), Axis(2)], [Axis(1), Axis(2)])) }
            == array![[506.0, 1298.0], [1298.0, 3818.0]]
    );
    row!(run, { q.tensordot(&c, 1) }, |t| t.shape() == [2, 3, 2]);
    Ok(())
}
