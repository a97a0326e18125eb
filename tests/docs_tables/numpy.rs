//! The rows of `docs/from-numpy.md`.

use super::*;
use longstride::expr::op;
use longstride::expr::reduce::Min;

pub(super) fn arrays_and_views(run: &mut Vec<String>) -> Outcome {
    let (mut a, q) = (counting(), cuboid());
    let v = a.slice(s![0, ..]).to_owned();

    row!(run, { Array2::<f64>::zeros([3, 4]) } == Array2::from_fn([3, 4], |_| 0.0));
    row!(run, { Array1::<f64>::ones(3) } == array![1.0, 1.0, 1.0]);
    row!(run, { Array2::full([2, 2], 7) } == array![[7, 7], [7, 7]]);
    row!(run, { array![[1, 2], [3, 4]] } == Array2::from_fn([2, 2], |[i, j]| 2 * i + j + 1));
    row!(run, { Array1::arange(0.0, 1.0, 0.25) } == array![0.0, 0.25, 0.5, 0.75]);
    row!(run, { Array1::linspace(0.0, 1.0, 5) } == array![0.0, 0.25, 0.5, 0.75, 1.0]);
    row!(run, { Array2::<f64>::eye(2) } == array![[1.0, 0.0], [0.0, 1.0]]);
    row!(run, { Array2::from_fn([2, 2], |[i, j]| i + j) } == array![[0, 1], [1, 2]]);
    row!(run, { Array1::from_iter(0..4) } == array![0, 1, 2, 3]);
    row!(run, { Array2::from_vec([2, 3], vec![1, 2, 3, 4, 5, 6])? } == array![[1, 2, 3], [4, 5, 6]]);
    row!(
        run,
        { Array2::from_vec_order([2, 2], vec![1, 2, 3, 4], Order::ColumnMajor)? } == array![[1, 3], [2, 4]]
    );
    row!(run, { ArrayD::<f64>::zeros(&[2, 3][..]) } == Array2::<f64>::zeros([2, 3]));
    row!(run, { a.to_owned() } == a);

    row!(run, { a.shape() } == [3, 4]);
    row!(run, { a.strides() } == [4, 1]);
    row!(run, { a.rank() } == 2);
    row!(run, { a.len() } == 12);
    row!(run, { a.is_contiguous() } == true);
    row!(run, { a[[1, 2]] } == 6.0);
    row!(run, { v[1] } == 1.0);
    row!(run, { a.get([9, 9]) } == None);
    row!(run, { a[[1, 2]] = 5.0 } then a[[1, 2]] == 5.0);
    a[[1, 2]] = 6.0;

    row!(run, { a.slice(s![1..3, ..;2]) } == array![[4.0, 6.0], [8.0, 10.0]]);
    row!(run, { a.slice(s![.., -2..]) } == array![[2.0, 3.0], [6.0, 7.0], [10.0, 11.0]]);
    row!(run, { a.slice(s![..;-1, 3]) } == array![11.0, 7.0, 3.0]);
    row!(run, { v.slice(s![2..4;-1]) } == array![3.0, 2.0]);
    row!(run, { a.slice(s![-1, ..]) } == array![8.0, 9.0, 10.0, 11.0]);
    row!(run, { a.index_axis(Axis(0), -1) } == array![8.0, 9.0, 10.0, 11.0]);
    row!(run, { a.slice(s![.., NewAxis, ..]) } == a.reshape([3, 1, 4]));
    row!(run, { q.slice(s![..., 0]) } == array![[0.0, 4.0, 8.0], [12.0, 16.0, 20.0]]);
    let (i, j) = (1, 2);
    row!(run, { a.slice(s![i..j, ..]) } == array![[4.0, 5.0, 6.0, 7.0]]);
    let entries = [SliceElem::from(1), SliceElem::from(..2)];
    row!(run, { a.slice(&entries[..]) } == array![4.0, 5.0]);
    let original = a.to_owned();
    row!(run, { a.view_mut().slice(s![.., 1]).fill(0.0) } then a[[2, 1]] == 0.0 && a[[2, 2]] == 10.0);
    let a = original;
    row!(run, { a.slices((s![.., 0], s![.., 1]))? } == (a.slice(s![.., 0]), a.slice(s![.., 1])));
    row!(run, { a.split_at(Axis(0), 1) } == (a.slice(s![..1, ..]), a.slice(s![1.., ..])));

    row!(run, { a.t() } == Array2::from_fn([4, 3], |[i, j]| (4 * j + i) as f64));
    row!(run, { q.permute_axes([1, 2, 0]) } == Array3::from_fn([3, 4, 2], |[j, k, i]| q[[i, j, k]]));
    row!(run, { q.swap_axes(Axis(0), Axis(2)) } == q.t());
    row!(run, { q.move_axis(Axis(0), Axis(-1)) } == q.permute_axes([1, 2, 0]));
    row!(run, { a.flip(Axis(1)) } == a.slice(s![.., ..;-1]));
    row!(run, { a.insert_axis(Axis(0)) } == a.reshape([1, 3, 4]));
    row!(run, { a.slice(s![..1, ..]).squeeze_axis(Axis(0)) } == v);
    row!(run, { a.slice(s![..1, ..]).squeeze() } == v);
    row!(run, { a.diagonal(1, Axis(0), Axis(1)) } == array![1.0, 6.0, 11.0]);
    row!(run, { v.broadcast_to([3, 4]) } == Array2::from_fn([3, 4], |[_, j]| j as f64));
    row!(run, { a.windows([2, 2]) } == Array4::from_fn([2, 3, 2, 2], |[i, j, k, l]| a[[i + k, j + l]]));
    row!(run, { v.windows_axis(Axis(0), 3) } == array![[0.0, 1.0, 2.0], [1.0, 2.0, 3.0]]);

    row!(run, { a.reshape([4, 3]) } == Array2::from_fn([4, 3], |[i, j]| (3 * i + j) as f64));
    row!(run, { a.reshape([INFER, 2]) } == a.reshape([6, 2]));
    row!(run, { a.reshape_view([4, 3])? } == a.reshape([4, 3]));
    row!(run, { a.try_reshape_order([4, 3], Order::ColumnMajor)? } == a.t().reshape([3, 4]).view().t());
    row!(run, { a.ravel() } == Array1::arange(0.0, 12.0, 1.0));
    row!(run, { a.flatten() } == a.ravel());

    row!(run, { a.iter() }, |all| all.copied().collect::<Array1<f64>>() == a.flatten());
    row!(run, { a.indexed_iter() }, |mut all| all.all(|(index, &x)| x == a[index]));
    row!(run, { a.outer_iter() }, |mut rows| rows.next() == Some(v.view()));
    row!(run, { a.axis_iter(Axis(1)) }, |columns| columns.len() == 4);
    row!(run, { a.lanes(Axis(1)) }, |rows| rows.len() == 3);

    row!(run, { format!("{a}") }, |text| text.starts_with("[[ 0  1  2  3]\n"));
    row!(run, { format!("{a:.2}") }, |text| text.starts_with("[[ 0.00  1.00  2.00  3.00]\n"));
    row!(run, { format!("{a:?}") }, |text| text.ends_with("shape=(3, 4), strides=(4, 1))"));
    row!(run, { a.as_ptr() } == &raw const a[[0, 0]]);
    row!(run, { a.view().layout() } == Layout::row_major(&[3, 4])?);
    let layout = Layout::new(&[3], &[4], 1)?;
    // SAFETY: offsets 1, 5 and 9 lie inside `a`, which outlives the view.
    row!(run, { unsafe { View1::from_raw_parts(a.as_ptr(), &layout)? } } == a.slice(s![.., 1]));
    Ok(())
}

pub(super) fn expressions(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    let v = a.slice(s![0, ..]).to_owned();
    let (q, n): (_, Array1<i32>) = (cuboid(), array![-3, 0, 5, 6]);
    let (m, k) = (a.gt(3.0).eval(), a.lt(6.0).eval());
    let each = |f: fn(f64) -> f64| Array2::from_fn([3, 4], |index| f(a[index]));
    let beside = |f: fn(f64, f64) -> f64| Array2::from_fn([3, 4], |[i, j]| f(a[[i, j]], v[j]));

    row!(run, { (&a + &v).eval() } == beside(|x, y| x + y));
    row!(run, { (2.0 * &a - 1.0).eval() } == each(|x| 2.0 * x - 1.0));
    row!(run, { (-&a).eval() } == each(|x| -x));
    row!(run, { (&n % 2).eval() } == array![-1, 0, 1, 0]);
    row!(run, { (&n & 1).eval() } == array![1, 0, 1, 0]);
    row!(run, { a.powi(2).eval() } == each(|x| x * x));
    row!(run, { a.powf(0.5).eval() }, |y| near(&y, &each(|x| x.powf(0.5))));
    row!(run, { a.square().eval() } == each(|x| x * x));
    row!(run, { a.exp().eval() }, |y| near(&y, &each(f64::exp)));
    let sinc = |x: f64| if x == 0.0 { 1.0 } else { (x * PI).sin() / (x * PI) };
    row!(run, { a.sinc().eval() }, |y| y.iter().zip(a.iter()).all(|(y, &x)| (y - sinc(x)).abs() < 1e-15));
    row!(run, { a.logaddexp(&v).eval() }, |y| near(&y, &beside(|x, y| (x.exp() + y.exp()).ln())));
    row!(run, { a.sigmoid().eval() }, |y| near(&y, &each(|x| 1.0 / (1.0 + (-x).exp()))));
    row!(run, { a.sin_cos().eval() }, |y| near(&y.map(|(s, c)| s * s + c * c).eval(), &each(|_| 1.0)));
    row!(run, { (&a + 1.0).ln().eval() }, |y| near(&y, &each(|x| (x + 1.0).ln())));
    row!(run, { a.ln_1p().eval() }, |y| near(&y, &each(f64::ln_1p)));
    row!(run, { (&a - 5.0).abs().eval() } == each(|x| (x - 5.0).abs()));
    row!(run, { (&a / 2.0).floor().eval() } == each(|x| (x / 2.0).floor()));
    row!(run, { a.maximum(3.0).eval() } == each(|x| x.max(3.0)));
    row!(run, { a.clip(2.0, 8.0).eval() } == each(|x| x.clamp(2.0, 8.0)));
    row!(run, { a.hypot(&v).eval() }, |y| near(&y, &beside(f64::hypot)));
    row!(run, { a.cast::<i32>().eval() } == Array2::from_fn([3, 4], |[i, j]| (4 * i + j) as i32));
    row!(run, { a.mul_add(2.0, 1.0).eval() } == each(|x| 2.0 * x + 1.0));
    row!(run, { a.map(|x| if x > 5.0 { x } else { -x }).eval() } == each(|x| if x > 5.0 { x } else { -x }));
    row!(run, { zip2(&a, &v).map(|x, y| x * x + y).eval() } == beside(|x, y| x * x + y));

    row!(run, { a.gt(2.0).eval() } == Array2::from_fn([3, 4], |index| a[index] > 2.0));
    row!(run, { a.equal(&v).eval() } == Array2::from_fn([3, 4], |[i, _]| i == 0));
    row!(run, { a == a.t().t() } == true);
    row!(run, { (&m & !&k).eval() } == a.ge(6.0).eval());
    row!(run, { a.is_nan().eval() } == Array2::full([3, 4], false));
    row!(run, { a.gt(2.0).select(&a, 0.0).eval() } == each(|x| if x > 2.0 { x } else { 0.0 }));

    let (mut out, mut wide) = (Array2::zeros([3, 4]), Array2::zeros([3, 8]));
    row!(run, { (&a + &v).eval_into(&mut out) } then out == beside(|x, y| x + y));
    row!(run, { (&a + &v).eval_into(&mut wide.view_mut().slice(s![.., ..;2])) } then wide[[2, 6]] == 14.0);
    row!(run, { out += 2.0 * &v } then out == beside(|x, y| x + y + 2.0 * y));
    row!(run, { out.assign(&v) } then out == v.broadcast_to([3, 4]));
    row!(run, { out.assign_where(&m, 0.0) } then out.sum() == v.sum());
    row!(run, { out.fill(1.0) } then out == Array2::ones([3, 4]));

    row!(run, { a.sum() } == 66.0);
    row!(run, { a.sum_axis(Axis(0)).eval() } == array![12.0, 15.0, 18.0, 21.0]);
    row!(
        run,
        { (&a - a.mean_axis(Axis(1)).keepdims()).eval() } == Array2::from_fn([3, 4], |[_, j]| j as f64 - 1.5)
    );
    row!(run, { a.max() } == 11.0);
    row!(run, { a.gt(2.0).any() } == true);
    row!(run, { a.gt(2.0).count() } == 9);
    let mut totals = Array1::zeros(3);
    row!(run, { a.sum_axis(Axis(1)).eval_into(&mut totals) } then totals == array![6.0, 22.0, 38.0]);
    row!(run, { q.sum_axes([Axis(0), Axis(-1)]).eval() } == array![60.0, 92.0, 124.0]);
    row!(run, { a.std_axis(Axis(0), 1).eval() } == array![4.0, 4.0, 4.0, 4.0]);
    row!(run, { a.argmax() } == 11);
    row!(run, { v.norm_l2() } == 14f64.sqrt());
    row!(run, { a.only_where(a.gt(2.0)).mean() } == 7.0);
    row!(run, { a.reduce(Min.initial(-1.0)) } == -1.0);
    row!(run, { n.fold(0, |x, y| x ^ y, |x, y| x ^ y) } == -2);

    let running = array![[0.0, 1.0, 3.0, 6.0], [4.0, 9.0, 15.0, 22.0], [8.0, 17.0, 27.0, 38.0]];
    row!(
        run,
        { a.cumsum(Axis(0)).eval() }
            == array![[0.0, 1.0, 2.0, 3.0], [4.0, 6.0, 8.0, 10.0], [12.0, 15.0, 18.0, 21.0]]
    );
    row!(run, { a.cumsum_all().eval() }, |sums| sums.len() == 12 && sums[11] == 66.0);
    row!(run, { a.cumsum(Axis(1)).eval_into(&mut out) } then out == running);
    row!(run, { a.cummin(Axis(1)).eval() } == Array2::from_fn([3, 4], |[i, _]| 4.0 * i as f64));
    row!(run, { v.accumulate(Axis(0), op::Sub).eval() } == array![0.0, -1.0, -3.0, -6.0]);
    row!(run, { v.cumsum(Axis(0)).include_initial(0.0).eval() } == array![0.0, 0.0, 1.0, 3.0, 6.0]);
    row!(run, { v.cumsum(Axis(0)).reverse().eval() } == array![6.0, 6.0, 5.0, 3.0]);
    row!(
        run,
        {
            v.scan(Axis(0), 0.0, |s, x| {
                *s = 0.5 * *s + x;
                *s
            })
            .eval()
        } == array![0.0, 1.0, 2.5, 4.25]
    );

    // What moves or changes `a`.
    let mut a = a;
    row!(run, { a.iter_mut() }, |all| all.map(|x| *x += 1.0).count() == 12);
    a -= 1.0;
    let place = a.as_ptr();
    row!(run, { (a + &v).eval() }, |sum| sum.as_ptr() == place);
    let a = counting();
    row!(run, { a.into_shape([4, 3])? } == counting().reshape([4, 3]));
    let a = counting();
    row!(run, { a.into_vec() } == counting().iter().copied().collect::<Vec<f64>>());
    Ok(())
}

pub(super) fn masks_indices_and_joining(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    let m = a.gt(3.0).eval();
    row!(run, { a.extract(a.gt(7.0)) } == array![8.0, 9.0, 10.0, 11.0]);
    row!(run, { a.extract(&m) } == Array1::arange(4.0, 12.0, 1.0));
    row!(run, { a.compress(&array![true, false, true], Axis(0)) } == a.slice(s![..;2, ..]));
    row!(run, { a.gt(9.0).flat_nonzero() } == array![10, 11]);
    row!(run, { a.gt(9.0).argwhere() } == array![[2, 2], [2, 3]]);
    row!(run, { a.gt(9.0).nonzero() } == [array![2, 2], array![2, 3]]);
    let (mut out, values) = (a.to_owned(), Array1::arange(10.0, 18.0, 1.0));
    row!(run, { out.assign_masked(&m, &values) } then out[[0, 3]] == 3.0 && out[[1, 0]] == 10.0 && out[[2, 3]] == 17.0);
    row!(
        run,
        { a.take(&[2, 0, -1], Axis(1)) } == array![[2.0, 0.0, 3.0], [6.0, 4.0, 7.0], [10.0, 8.0, 11.0]]
    );
    row!(run, { a.take_flat(&[5, -1]) } == array![5.0, 11.0]);
    row!(run, { out.put(&[0, -1], 9.0) } then out[[0, 0]] == 9.0 && out[[2, 3]] == 9.0);
    row!(run, { out.put_axis(&[2, 0], Axis(1), 0.0) } then out.slice(s![.., ..;2]) == Array2::zeros([3, 2]));
    let mut h = Array1::zeros(3);
    row!(run, { h.add_at(&[2, 0, 2], 1) } then h == array![1, 0, 2]);
    let mut out = a.to_owned();
    row!(run, { out.add_at_axis(&[1, 1], Axis(1), 2.0) } then out[[0, 1]] == 5.0 && out[[2, 1]] == 13.0);
    row!(run, { concatenate(&[&a, &a], Axis(1)) }, |joined| joined.slice(s![.., 4..]) == a);
    row!(run, { stack(&[&a, &a], Axis(-1)) }, |stacked| stacked.slice(s![..., 1]) == a);
    Ok(())
}
