//! The rows of `docs/from-numpy.md` on linear algebra.

use super::*;
use longstride::ops::linalg::MatrixNorm;

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

    let (u, s, mut o) = (array![1.0, 2.0, 3.0], array![[1_u64, 1], [1, 0]], Array0::zeros([]));
    row!(run, { einsum("ij,jk->ki", (&a, &c)) } == expected.t());
    row!(run, { linalg::einsum_into("ij,j,i", (&a, &v, &u), &mut o) } then o[[]] == 120.0);
    row!(run, { linalg::outer(&u, &v) } == Array2::from_fn([3, 4], |[i, j]| u[i] * v[j]));
    row!(run, { linalg::kron(&u, &v) }, |k| k.shape() == [12]);
    row!(run, { linalg::trace(&a, 1) } == 18.0);
    row!(run, { linalg::cross(&u, u.flip(Axis(0)), Axis(-1)) } == array![-4.0, 8.0, -4.0]);
    row!(run, { linalg::matrix_power(&s, 10) } == array![[89, 55], [55, 34]]);
    row!(run, { linalg::matrix_norm(&a, MatrixNorm::Frobenius) } == 506f64.sqrt());
    Ok(())
}
