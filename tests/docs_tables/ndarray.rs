//! The rows of `docs/from-ndarray.md`.

use super::*;

pub(super) fn arrays_and_views(run: &mut Vec<String>) -> Outcome {
    let (a, q) = (counting(), cuboid());
    let v = a.slice(s![0, ..]).to_owned();
    let data = [1, 2, 3, 4];

    row!(run, { Array2::<f64>::zeros([3, 4]) } == Array2::from_fn([3, 4], |_| 0.0));
    row!(run, { Array2::full([2, 2], 7) } == array![[7, 7], [7, 7]]);
    row!(run, { Array2::from_vec([2, 2], vec![1, 2, 3, 4])? } == array![[1, 2], [3, 4]]);
    row!(run, { Array2::from_fn([2, 2], |[i, j]| i + j) } == array![[0, 1], [1, 2]]);
    row!(run, { Array1::arange(0.0, 1.0, 0.25) } == array![0.0, 0.25, 0.5, 0.75]);
    row!(run, { Array1::linspace(0.0, 1.0, 5) } == array![0.0, 0.25, 0.5, 0.75, 1.0]);
    row!(run, { Array2::<f64>::eye(2) } == array![[1.0, 0.0], [0.0, 1.0]]);
    row!(run, { View1::from(&data) } == array![1, 2, 3, 4]);
    row!(run, { View1::from(&data).reshape_view([2, 2])? } == array![[1, 2], [3, 4]]);
    row!(run, { a.into_vec_and_layout() }, |(vec, layout)| vec.len() == 12 && layout.strides() == [4, 1]);
    let a = counting();
    row!(run, { a.into_dyn_array() } == counting());
    let d = counting().into_dyn_array();
    row!(run, { d.view().into_rank::<Ix2>()? } == counting());

    let mut a = counting();
    row!(run, { a.slice(s![1..3, ..;2]) } == array![[4.0, 6.0], [8.0, 10.0]]);
    row!(run, { a.slice(s![..;-1, 3]) } == array![11.0, 7.0, 3.0]);
    row!(run, { a.slice(s![.., NewAxis, ..]) } == a.reshape([3, 1, 4]));
    row!(run, { a.slice(s![1, ..]) } == array![4.0, 5.0, 6.0, 7.0]);
    row!(run, { a.index_axis(Axis(0), 1) } == array![4.0, 5.0, 6.0, 7.0]);
    row!(run, { a.view_mut().slice(s![.., 1]).fill(0.0) } then a[[2, 1]] == 0.0 && a[[2, 2]] == 10.0);
    a.assign(&counting());
    row!(run, { a.view_mut().slices((s![.., 0], s![.., 1]))? }, |(x, y)| x[2] == 8.0 && y[2] == 9.0);
    row!(run, { a.split_at(Axis(0), 1) } == (a.slice(s![..1, ..]), a.slice(s![1.., ..])));
    row!(run, { a.t() } == Array2::from_fn([4, 3], |[i, j]| (4 * j + i) as f64));
    row!(run, { q.permute_axes([1, 2, 0]) } == Array3::from_fn([3, 4, 2], |[j, k, i]| q[[i, j, k]]));
    row!(run, { a.flip(Axis(1)) } == a.slice(s![.., ..;-1]));
    row!(run, { a.diagonal(0, Axis(0), Axis(1)) } == array![0.0, 5.0, 10.0]);
    row!(run, { v.broadcast_to([3, 4]) } == Array2::from_fn([3, 4], |[_, j]| j as f64));
    row!(run, { a.windows([2, 2]) } == Array4::from_fn([2, 3, 2, 2], |[i, j, k, l]| a[[i + k, j + l]]));
    row!(run, { a.reshape([4, 3]) } == Array2::from_fn([4, 3], |[i, j]| (3 * i + j) as f64));
    row!(run, { a.reshape_view([4, 3])? } == a.reshape([4, 3]));

    row!(run, { a.iter() }, |all| all.copied().collect::<Array1<f64>>() == a.flatten());
    row!(run, { a.indexed_iter() }, |mut all| all.all(|(index, &x)| x == a[index]));
    row!(run, { a.lanes(Axis(-1)) }, |mut rows| rows.next() == Some(v.view()));
    row!(run, { a.outer_iter() }, |mut rows| rows.next() == Some(v.view()));
    row!(run, { a.axis_iter(Axis(1)) }, |columns| columns.len() == 4);
    row!(run, { a.axis_chunks(Axis(0), 2) }, |mut parts| parts.next() == Some(a.slice(s![..2, ..])));

    row!(run, { a.as_slice() }, |slice| slice.map(<[f64]>::len) == Some(12));
    row!(run, { a.as_slice_memory_order() }, |slice| slice.is_some());
    row!(run, { a.is_contiguous() } == true);
    row!(run, { a.as_ptr() } == &raw const a[[0, 0]]);
    let (ptr, layout) = (a.as_ptr(), Layout::new(&[3], &[4], 1)?);
    // SAFETY: offsets 1, 5 and 9 lie inside `a`, which outlives the view.
    row!(run, { unsafe { View1::from_raw_parts(ptr, &layout)? } } == a.slice(s![.., 1]));
    row!(run, { a.into_shape([4, 3])? } == counting().reshape([4, 3]));
    Ok(())
}

pub(super) fn expressions(run: &mut Vec<String>) -> Outcome {
    let (a, b) = (counting(), counting());
    let v = a.slice(s![0, ..]).to_owned();
    let names = array!["a".to_owned(), "bcd".to_owned()];
    let each = |f: fn(f64) -> f64| Array2::from_fn([3, 4], |index| f(b[index]));
    let beside = |f: fn(f64, f64) -> f64| Array2::from_fn([3, 4], |[i, j]| f(b[[i, j]], j as f64));

    row!(run, { (&a + &v).eval() } == beside(|x, y| x + y));
    row!(run, { (&a * 2.0 + 1.0).eval() } == each(|x| x * 2.0 + 1.0));
    row!(run, { a.exp().eval() }, |y| near(&y, &each(f64::exp)));
    row!(run, { a.map(|x| x * x).eval() } == each(|x| x * x));
    row!(run, { names.map_ref(|s| s.len()) } == array![1, 3]);
    row!(run, { zip2(&a, &v).map(|x, y| x * y).eval() } == beside(|x, y| x * y));
    let mut out = Array2::zeros([3, 4]);
    row!(run, { (&a + 1.0).eval_into(&mut out) } then out == each(|x| x + 1.0));
    row!(run, { out += &v } then out == beside(|x, y| x + 1.0 + y));
    row!(run, { out += 2.0 * &a } then out == beside(|x, y| x + 1.0 + y + 2.0 * x));
    row!(run, { out.assign(&a) } then out == a);
    row!(run, { out.apply(|x| *x = x.sqrt()) } then out == each(f64::sqrt));
    row!(run, { a.clip(2.0, 8.0).eval() } == each(|x| x.clamp(2.0, 8.0)));
    row!(run, { a.gt(2.0).eval() } == Array2::from_fn([3, 4], |index| a[index] > 2.0));
    row!(run, { a == b } == true);

    row!(run, { a.sum() } == 66.0);
    row!(run, { a.sum_axis(Axis(0)).eval() } == array![12.0, 15.0, 18.0, 21.0]);
    row!(run, { (&v * &v).sum() } == 14.0);
    row!(run, { a.mean_axis(Axis(1)).keepdims().eval() } == array![[1.5], [5.5], [9.5]]);
    row!(run, { a.gt(2.0).any() } == true);
    Ok(())
}
