//! `iterate` against the plain loop, bit by bit: ranks, element types, strides, sizes on both sides of every cut,
//! threads, other boundaries built from it, and its errors.

mod oracle;

use std::panic::{AssertUnwindSafe, catch_unwind};

use longstride::prelude::*;
use longstride::threads;
use oracle::panics::{panics_with, report_briefly};
use oracle::views::case_mut;
use proptest::prelude::*;

/// Numbers without a pattern that a wrong neighbour could hide in.
fn number(k: usize) -> f64 {
    let k = (k as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((k ^ (k >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 40) as f64 / 1e4
}

/// The plain loop on a row-major field: `value(field, place)` for every place at least `halo` from the edges.
fn plain<T: Copy>(
    field: &[T],
    shape: &[usize],
    halo: &[usize],
    steps: usize,
    value: impl Fn(&[T], usize) -> T,
) -> Vec<T> {
    let inside = |mut place: usize| {
        (0..shape.len()).rev().all(|axis| {
            let i = place % shape[axis];
            place /= shape[axis];
            (halo[axis]..shape[axis].saturating_sub(halo[axis])).contains(&i)
        })
    };
    let places: Vec<usize> = (0..field.len()).filter(|&place| inside(place)).collect();
    let (mut now, mut next) = (field.to_vec(), field.to_vec());
    for _ in 0..steps {
        places.iter().for_each(|&place| next[place] = value(&now, place));
        std::mem::swap(&mut now, &mut next);
    }
    now
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|v| v.to_bits()).collect()
}

fn heat<'a>(f: View2<'a, f64>, rate: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let centre = f.slice(s![1..-1, 1..-1]);
    let around = f.slice(s![..-2, 1..-1])
        + f.slice(s![2.., 1..-1])
        + f.slice(s![1..-1, ..-2])
        + f.slice(s![1..-1, 2..]);
    centre + (around - centre * 4.0) * rate
}

fn plain_heat([rows, cols]: [usize; 2], steps: usize) -> Vec<f64> {
    let start: Vec<f64> = (0..rows * cols).map(number).collect();
    plain(&start, &[rows, cols], &[1, 1], steps, |f, p| {
        f[p] + (f[p - cols] + f[p + cols] + f[p - 1] + f[p + 1] - f[p] * 4.0) * 0.2
    })
}

fn numbered<const N: usize>(shape: [usize; N]) -> Array<f64, Ix<N>>
where
    Ix<N>: Dim<Shape = [usize; N]>,
{
    Array::from_vec(shape, (0..shape.iter().product()).map(number).collect()).unwrap()
}

#[test]
fn any_number_of_steps_is_that_many_steps_of_the_plain_loop() {
    // Smaller than any tile; of several pieces; with both axes cut.
    for shape in [[7, 9], [300, 60], [150, 1300]] {
        for steps in [0, 1, 2, 17, 100] {
            if shape[0] * shape[1] * steps > 2_000_000 {
                continue;
            }
            let expected = plain_heat(shape, steps);
            for count in 1..=4 {
                let mut field = numbered(shape);
                threads::with(count, || {
                    iterate(&mut field, steps, [1, 1], |from, mut to| heat(from, 0.2).eval_into(&mut to));
                });
                assert!(
                    bits(field.as_slice().unwrap()) == bits(&expected),
                    "{shape:?}, {steps} steps, {count} threads"
                );
            }
        }
    }
}

#[test]
fn pools_of_any_size_give_the_same_bits() {
    // 17 steps are two passes, the second of them short, and a copy.
    let shape = [560, 240];
    let expected = bits(&plain_heat(shape, 17));
    for count in 1..=4 {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        let mut field = numbered(shape);
        pool.install(|| {
            iterate(&mut field, 17, [1, 1], |from, mut to| heat(from, 0.2).eval_into(&mut to));
        });
        assert!(bits(field.as_slice().unwrap()) == expected, "{count} threads");
    }
}

#[test]
fn rank_1_with_a_wide_halo_in_f32() {
    let n = 60_000;
    let start: Vec<f32> = (0..n).map(|k| number(k) as f32).collect();
    let expected = plain(&start, &[n], &[3], 17, |f, p| (f[p - 3] + f[p + 3]) * 0.25 + f[p] * 0.5);
    let mut field = Array1::from_vec(n, start).unwrap();
    iterate(&mut field, 17, 3, |from, mut to| {
        ((from.slice(s![..-6]) + from.slice(s![6..])) * 0.25 + from.slice(s![3..-3]) * 0.5)
            .eval_into(&mut to);
    });
    let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<u32>>();
    assert!(bits(field.as_slice().unwrap()) == bits(&expected));
}

#[test]
fn rank_3_with_another_halo_on_each_axis() {
    let shape = [70, 40, 30];
    let start: Vec<f64> = (0..70 * 40 * 30).map(number).collect();
    // Axis 0 by one, axis 1 by two, axis 2 not at all.
    let expected = plain(&start, &shape, &[1, 2, 0], 17, |f, p| {
        (f[p - 1200] + f[p + 1200]) * 0.3 + (f[p - 60] - f[p + 60]) * 0.1 + f[p] * 0.4
    });
    let mut field = Array3::from_vec(shape, start).unwrap();
    iterate(&mut field, 17, [1, 2, 0], |from, mut to| {
        ((from.slice(s![..-2, 2..-2, ..]) + from.slice(s![2.., 2..-2, ..])) * 0.3
            + (from.slice(s![1..-1, ..-4, ..]) - from.slice(s![1..-1, 4.., ..])) * 0.1
            + from.slice(s![1..-1, 2..-2, ..]) * 0.4)
            .eval_into(&mut to);
    });
    assert!(bits(field.as_slice().unwrap()) == bits(&expected));
}

/// Two coupled quantities as planes of one field: the halo of that axis is 0, so a step sees both.
#[test]
fn a_coupled_system_is_a_field_of_planes() {
    let (rows, cols, steps) = (300, 40, 21);
    let start: Vec<f64> = (0..2 * rows * cols).map(number).collect();
    let plane = rows * cols;
    let expected = plain(&start, &[2, rows, cols], &[0, 1, 1], steps, |f, p| {
        if p < plane {
            f[p] + f[p + plane] * 0.1
        } else {
            f[p] + (f[p - plane - cols] - f[p - plane + 1]) * 0.1
        }
    });
    let mut field = Array3::from_vec([2, rows, cols], start).unwrap();
    iterate(&mut field, steps, [0, 1, 1], |from, mut to| {
        let (u, v) = (from.index_axis(Axis(0), 0), from.index_axis(Axis(0), 1));
        let [u1, v1] = [u, v].map(|f| f.slice(s![1..-1, 1..-1]));
        (u1 + v1 * 0.1).eval_into(&mut to.view_mut().index_axis(Axis(0), 0));
        (v1 + (u.slice(s![..-2, 1..-1]) - u.slice(s![1..-1, 2..])) * 0.1)
            .eval_into(&mut to.view_mut().index_axis(Axis(0), 1));
    });
    assert!(bits(field.as_slice().unwrap()) == bits(&expected));
}

#[test]
fn an_axis_without_a_halo_is_a_map() {
    let mut field = Array2::from_fn([500, 400], |[i, j]| i * 400 + j);
    iterate(&mut field, 5, [0, 0], |from, mut to| (from * 3 + 1).eval_into(&mut to));
    assert!(field.indexed_iter().all(|([i, j], &x)| x == (i * 400 + j) * 243 + 121));
}

#[test]
fn transposed_reversed_and_strided_fields() {
    let (rows, cols) = (300, 150);
    let expected = bits(&plain_heat([rows, cols], 18));
    let start = numbered([rows, cols]);
    let mut columns = Array2::zeros([cols, rows]);
    let mut reversed = Array2::zeros([rows, cols]);
    let mut strided = Array2::zeros([2 * rows, 3 * cols]);
    let fields = [
        columns.view_mut().t(),
        reversed.view_mut().slice(s![..;-1, ..;-1]),
        strided.view_mut().slice(s![..;2, 1..;3]),
    ];
    for (k, mut field) in fields.into_iter().enumerate() {
        field.assign(&start);
        iterate(&mut field, 18, [1, 1], |from, mut to| heat(from, 0.2).eval_into(&mut to));
        assert!(bits(&field.iter().copied().collect::<Vec<_>>()) == expected, "field {k}");
    }
    // What lies between the elements of the view is left alone.
    assert!(strided.slice(s![1..;2, ..]).iter().all(|&x| x == 0.0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// Any view of any rank: every element becomes a mix of the two ends of its halo on each axis.
    #[test]
    fn any_view_of_any_rank(case in case_mut(), steps in 0usize..6, dice in any::<[u8; 6]>()) {
        let shape = case.shape().to_vec();
        prop_assume!(!shape.is_empty());
        let halo: Vec<usize> = shape.iter().zip(dice).map(|(n, d)| usize::from(d) % (n / 2 + 1).min(3)).collect();
        let stride = |axis: usize| shape[axis + 1..].iter().product::<usize>();
        let mix = |centre: u64, ends: &mut dyn Iterator<Item = (u64, u64)>| {
            ends.fold(centre, |x, (a, b)| x.wrapping_mul(5).wrapping_add(a).wrapping_mul(7).wrapping_add(b))
        };
        let start: Vec<u64> = case.values(|k| k as u64);
        let expected = plain(&start, &shape, &halo, steps, |f, p| {
            mix(f[p], &mut (0..shape.len()).map(|a| (f[p - halo[a] * stride(a)], f[p + halo[a] * stride(a)])))
        });
        let mut base = case.base(|k| k as u64);
        let mut field = case.view_mut(&mut base);
        iterate(&mut field, steps, &halo[..], |from, mut to| {
            for (at, value) in to.indexed_iter_mut() {
                let near = |axis: usize, shift: usize| {
                    let mut at = at;
                    (0..shape.len()).for_each(|axis| at[axis] += halo[axis]);
                    at[axis] = at[axis] - halo[axis] + shift;
                    from[at]
                };
                let centre = near(0, halo[0]);
                *value = mix(centre, &mut (0..shape.len()).map(|a| (near(a, 0), near(a, 2 * halo[a]))));
            }
        });
        prop_assert_eq!(field.iter().copied().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn dynamic_rank_is_the_same_as_static_rank() {
    let mut field = numbered([200, 300]).into_dyn_array();
    iterate(&mut field, 17, &[1, 1][..], |from, mut to| {
        heat(from.into_rank().unwrap(), 0.2).eval_into(&mut to.view_mut().into_rank::<Ix2>().unwrap());
    });
    assert!(bits(field.as_slice().unwrap()) == bits(&plain_heat([200, 300], 17)));
}

/// The recipe of the documentation: a field with a border of `depth` cells, filled anew every `depth` steps.
#[test]
fn periodic_boundaries_by_a_deep_border() {
    let (n, depth, rounds) = (40, 5, 4);
    let mut expected: Vec<f64> = (0..n).map(number).collect();
    for _ in 0..depth * rounds {
        let f = expected.clone();
        (0..n).for_each(|i| expected[i] = (f[(i + n - 1) % n] + f[(i + 1) % n]) * 0.25 + f[i] * 0.5);
    }
    let mut field = Array1::zeros(n + 2 * depth);
    field.view_mut().slice(s![depth..depth + n]).assign(&numbered([n]));
    for _ in 0..rounds {
        let (mut left, rest) = field.view_mut().split_at(Axis(0), depth);
        let (inner, mut right) = rest.split_at(Axis(0), n);
        left.assign((&inner).slice(s![n - depth..]));
        right.assign((&inner).slice(s![..depth]));
        iterate(&mut field, depth, 1, |from, mut to| {
            ((from.slice(s![..-2]) + from.slice(s![2..])) * 0.25 + from.slice(s![1..-1]) * 0.5)
                .eval_into(&mut to);
        });
    }
    let inner: Vec<f64> = field.slice(s![depth..depth + n]).iter().copied().collect();
    assert!(bits(&inner) == bits(&expected));
}

#[test]
fn the_boundary_is_fixed_and_a_field_without_an_interior_stays() {
    let start = numbered([300, 500]);
    let mut field = start.clone();
    iterate(&mut field, 40, [2, 2], |_, mut to| to.fill(-1.0));
    for ([i, j], &x) in field.indexed_iter() {
        let inside = (2..298).contains(&i) && (2..498).contains(&j);
        assert_eq!(x, if inside { -1.0 } else { start[[i, j]] });
    }
    for shape in [[4, 9], [9, 4], [4, 4]] {
        let start = numbered(shape);
        let mut field = start.clone();
        iterate(&mut field, 3, [2, 2], |_, _| panic!("there is nothing to compute"));
        assert_eq!(field, start);
    }
    let mut empty = Array2::<f64>::zeros([0, 5]);
    iterate(&mut empty, 3, [0, 2], |_, _| panic!("there is nothing to compute"));
}

#[test]
fn the_step_sees_a_halo_around_its_part_and_no_threads_of_its_own() {
    let mut field = Array3::<f32>::zeros([90, 70, 60]);
    iterate(&mut field, 4, [1, 2, 0], |from, to| {
        let ([a, b, c], [x, y, z]) = (from.shape(), to.shape());
        assert_eq!([a, b, c], [x + 2, y + 4, z]);
        assert_eq!(threads::available(), 1);
    });
}

#[test]
fn errors_say_which_axis_is_too_short_and_nothing_is_written() {
    let start = numbered([5, 3]);
    let mut field = start.clone();
    let error = try_iterate(&mut field, 1, [1, 2], |_, mut to| to.fill(0.0)).unwrap_err();
    assert_eq!(error.to_string(), "a window of 4 does not fit axis 1 of extent 3 in iterate");
    // Also where there is nothing to do, and where twice the halo overflows.
    assert!(try_iterate(&mut field, 0, [3, 1], |_, _| ()).is_err());
    assert!(try_iterate(&mut field, 1, [usize::MAX, 1], |_, _| ()).is_err());
    assert!(try_iterate(&mut field, 1, [1 << (usize::BITS - 1), 1], |_, _| ()).is_err());
    assert_eq!(field, start);

    let mut dynamic = start.clone().into_dyn_array();
    let error = try_iterate(&mut dynamic, 1, &[1][..], |_, _| ()).unwrap_err();
    assert_eq!(error.to_string(), "rank 1 where rank 2 is needed in iterate");
    let mut point = ArrayD::<f64>::zeros(&[][..]);
    let error = try_iterate(&mut point, 1, &[][..], |_, _| ()).unwrap_err();
    assert_eq!(error.to_string(), "rank 0 where rank 1 is needed in iterate");

    panics_with("a window of 2 does not fit axis 0 of extent 1 in iterate", || {
        iterate(&mut Array1::<f64>::zeros(1), 1, 1, |_, _| ());
    });
}

#[test]
fn a_panic_comes_through_and_leaves_elements_of_some_step() {
    report_briefly();
    let mut field = Array2::<u32>::full([300, 200], 7);
    for count in [1, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        let result = catch_unwind(AssertUnwindSafe(|| {
            pool.install(|| {
                iterate(&mut field, 9, [1, 1], |from, mut to| {
                    assert!(from[[1, 1]] < 10, "too large");
                    (from.slice(s![1..-1, 1..-1]) + 1).eval_into(&mut to);
                });
            });
        }));
        let message = result.unwrap_err();
        assert!(message.downcast_ref::<&str>() == Some(&"too large"), "{count} threads");
    }
    assert!(field.iter().all(|&x| (7..=16).contains(&x)));
}

/// A step may do what it likes with its views: all it can break is its own result.
#[test]
fn a_step_that_swaps_writes_little_and_starts_work_of_its_own() {
    let mut field = numbered([300, 400]);
    iterate(&mut field, 6, [1, 1], |from, mut to| {
        let mut copy = from.eval();
        iterate(&mut copy, 2, [1, 1], |from, mut to| heat(from, 0.1).eval_into(&mut to));
        to.view_mut().slice(s![..;2, ..]).assign(copy.slice(s![1..-1;2, 1..-1]));
    });
    assert!(field.iter().all(|x| x.is_finite()));
}

/// Whatever the second field holds and however it lies.
#[test]
fn a_second_field_of_ones_own_is_only_room_to_work_in() {
    let shape = [300, 90];
    for steps in [0, 1, 2, 17] {
        let expected = bits(&plain_heat(shape, steps));
        let mut columns = Array2::full([90, 300], f64::NAN);
        let mut field = numbered(shape);
        iterate_with(&mut field, &mut columns.view_mut().t(), steps, [1, 1], |from, mut to| {
            heat(from, 0.2).eval_into(&mut to);
        });
        assert!(bits(field.as_slice().unwrap()) == expected, "{steps} steps");
    }
    let (mut field, mut small) = (numbered(shape), numbered([300, 89]));
    let error = try_iterate_with(&mut field, &mut small, 1, [1, 1], |_, _| ()).unwrap_err();
    assert_eq!(error.to_string(), "shape (300, 89) where (300, 90) is needed in iterate");
    assert!(field == numbered(shape) && small == numbered([300, 89]));
}
