//! The rows of `docs/from-numpy.md` on statistics.

use super::*;
use longstride::expr::reduce::Ptp;
use longstride::ops::{BinRule, EdgeOrder, Weighting, cov_weighted, histogram_bin_edges};

pub(super) fn statistics(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    let v = a.slice(s![0, ..]).to_owned();
    let w = array![0.0, 1.0, 1.0, 2.0];
    let nan = array![1.0, f64::NAN, 3.0];
    let n = array![0, 2, 2, 1];
    use QuantileMethod::*;

    row!(run, { a.ptp() } == 11.0);
    row!(run, { a.ptp_axis(Axis(0)).eval() } == array![8.0, 8.0, 8.0, 8.0]);
    row!(run, { a.reduce_axis(Axis(1), Ptp.initial(0.0)).eval() } == array![3.0, 7.0, 11.0]);
    row!(run, { a.median() } == 5.5);
    row!(run, { a.median_axis(Axis(1)).keepdims().eval() } == array![[1.5], [5.5], [9.5]]);
    row!(run, { a.quantile(0.25, Linear) } == 2.75);
    row!(
        run,
        { a.quantile_axis(Axis(1), [0.5, 1.0], Hazen).eval() } == array![[1.5, 5.5, 9.5], [3.0, 7.0, 11.0]]
    );
    row!(run, { a.percentile_axes([Axis(0), Axis(1)], 50.0, Lower).eval() }, |middle| middle[[]] == 5.0);
    row!(run, { v.average(&w) } == 2.25);
    row!(run, { a.average_axis(Axis(1), &w).eval() } == array![2.25, 6.25, 10.25]);
    row!(run, { v.average_returned(&w) } == (2.25, 4.0));

    row!(run, { nan.nansum() } == 4.0);
    row!(run, { nan.nanprod() } == 3.0);
    row!(run, { nan.nanmean() } == 2.0);
    row!(run, { nan.nanmin() } == 1.0);
    row!(run, { nan.nanmax() } == 3.0);
    row!(run, { nan.nanvar(0) } == 1.0);
    row!(run, { nan.nanstd(0) } == 1.0);
    row!(run, { nan.nanargmin() } == Some(0));
    row!(run, { nan.nanargmax() } == Some(2));
    row!(run, { nan.nanmedian() } == 2.0);
    row!(run, { nan.nanquantile(1.0, Linear) } == 3.0);
    row!(run, { nan.nanpercentile(50.0, Linear) } == 2.0);
    row!(run, { nan.nancumsum(Axis(0)).eval() } == array![1.0, 1.0, 4.0]);
    row!(run, { nan.nancumprod(Axis(0)).eval() } == array![1.0, 1.0, 3.0]);

    row!(run, { a.diff(Axis(1)).eval() } == Array2::<f64>::ones([3, 3]));
    row!(run, { a.diff_n(2, Axis(0)) } == Array2::<f64>::zeros([1, 4]));
    row!(run, { ediff1d(&w, &[], &[9.0]) } == array![1.0, 0.0, 1.0, 9.0]);
    row!(run, { a.gradient_axis(Axis(0), 2.0, EdgeOrder::First) } == Array2::full([3, 4], 2.0));
    row!(run, { a.gradient([1.0.into()], EdgeOrder::Second) }, |parts| parts[1]
        == Array2::<f64>::ones([3, 4]));
    row!(run, { a.trapezoid(Axis(1), 1.0) } == array![4.5, 16.5, 28.5]);
    row!(run, { w.trapezoid(Axis(0), &v) } == array![3.0].sum_axis(Axis(0)).eval());
    row!(run, { v.cumulative_trapezoid(Axis(0), 1.0, Some(0.0)) } == array![0.0, 0.5, 2.0, 4.5]);

    row!(run, { histogram(&w, 2).counts } == array![1, 3]);
    row!(run, { histogram(&w, &[0.0, 1.0, 2.0]).density() } == array![0.25, 0.75]);
    row!(run, { histogram_weighted(&v, &w, 2).counts } == array![1.0, 3.0]);
    row!(run, { histogram_bin_edges(&v, BinRule::Auto) } == array![0.0, 1.0, 2.0, 3.0]);
    row!(run, { histogram2d(&v, &w, [2.into(), 1.into()]).counts } == array![[2], [2]]);
    row!(
        run,
        { histogramdd(a.t(), &[1.into(), 2.into(), 1.into()]).counts } == array![[[2], [2]]].into_dyn_array()
    );
    row!(run, { bincount(&n, 4) } == array![1, 1, 2, 0]);
    row!(run, { bincount_weighted(&n, &w, 0) } == array![0.0, 2.0, 2.0]);
    row!(run, { cov(&a, 1) } == Array2::full([3, 3], 5.0 / 3.0));
    row!(run, { cov(a.t(), 0) } == Array2::full([4, 4], 32.0 / 3.0));
    row!(run, { cov_weighted(&a, 1, &w, Weighting::Frequency) }, |c| c.shape() == [3, 3]);
    row!(run, { corrcoef(&a) }, |r| near(&r, &Array2::ones([3, 3])));
    Ok(())
}
