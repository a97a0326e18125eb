//! The rows of `docs/from-numpy.md` and `docs/from-ndarray.md` on windows, stencils and iteration.

use super::*;
use longstride::ops::{gaussian_filter, uniform_filter};

pub(super) fn windows_and_stencils(run: &mut Vec<String>) -> Outcome {
    let (a, v) = (counting(), counting().slice(s![0, ..]).to_owned());
    let k = array![1.0, 10.0];
    let kk = array![[0.0, 1.0], [1.0, 0.0]];

    row!(run, { a.windows_with_stride([2, 2], [1, 2]) } == a.windows([2, 2]).slice(s![.., ..;2, .., ..]));
    row!(run, { v.windows_dilated([2], [1], [2]) } == array![[0.0, 2.0], [1.0, 3.0]]);
    row!(run, { v.windows_axis_dilated(Axis(0), 2, 2, 1) } == array![[0.0, 1.0], [2.0, 3.0]]);
    row!(run, { convolve(&v, &k, ConvolveMode::Full) } == array![0.0, 1.0, 12.0, 23.0, 30.0]);
    row!(run, { correlate(&v, &k, ConvolveMode::Valid) } == array![10.0, 21.0, 32.0]);
    row!(run, { convolve(&a, &kk, ConvolveMode::Same) }, |c| c.shape() == [3, 4] && c[[1, 1]] == 5.0);
    row!(run, { a.stencil(&kk, Boundary::Symmetric).eval() }, |c| c[[0, 0]] == 0.0 && c[[1, 1]] == 5.0);
    row!(run, { a.stencil_axis(&k, Axis(1), Boundary::Wrap).eval() }, |c| c[[0, 0]] == 3.0
        && c[[0, 1]] == 10.0);
    row!(run, { a.map_windows([3, 3], Boundary::Edge, |w| w.max()).eval() }, |c| c[[0, 0]] == 5.0);
    row!(run, { uniform_filter(&a, [3, 3], Boundary::Symmetric) }, |c| c[[1, 1]] == 5.0);
    row!(run, { gaussian_filter(&a, 1.0, Boundary::Symmetric) }, |c| c.shape() == [3, 4]);
    row!(run, { ndindex([2, 3]) }, |mut all| all.next_back() == Some([1, 2]));
    Ok(())
}

pub(super) fn blocks_and_threads(run: &mut Vec<String>) -> Outcome {
    use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
    let (mut a, shape) = (counting(), [2, 3]);

    row!(run, { a.windows_with_stride([2, 2], [1, 2]) } == a.windows([2, 2]).slice(s![.., ..;2, .., ..]));
    row!(run, { a.windows_iter([2, 2]) }, |w| w.len() == 6);
    row!(run, { a.rows() }, |mut rows| rows.nth(1).unwrap() == a.slice(s![1, ..]));
    row!(run, { a.columns() }, |mut columns| columns.nth(1).unwrap() == a.slice(s![.., 1]));
    row!(run, { a.exact_chunks([3, 2]) }, |mut blocks| blocks.nth(1).unwrap() == a.slice(s![.., 2..]));
    row!(run, { a.exact_chunks_mut([3, 2]) }, |blocks| blocks.len() == 2);
    row!(run, { ndindex(shape) }, |all| all.len() == 6);
    row!(run, { a.par_iter() }, |all| all.sum::<f64>() == 66.0);
    row!(run, { a.outer_iter().into_par_iter() }, |rows| rows.count() == 3);
    row!(run, { a.axis_chunks_mut(Axis(0), 2).into_par_iter() }, |chunks| chunks.count() == 2);
    Ok(())
}
