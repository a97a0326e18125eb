//! Ranges, matrices and grids against their definitions, element by element, and against NumPy's numbers; and, with the feature
//! `rand`, that random arrays depend on their seed alone.

mod oracle;

use longstride::ops::*;
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::strided::{Dice, Sample};
use oracle::views::case;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 48 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn triangles((case, k, seed) in (case(), -7_isize..8, any::<u64>())) {
        let dice = &mut Dice(seed);
        let base = case.base(|_| f64::sample(dice));
        let v = case.view(&base);
        let all = Nd::of(v);
        let rank = v.rank();
        if rank < 2 {
            prop_assert!(try_tril(v, k).is_err() && try_triu(v, k).is_err());
            return Ok(());
        }
        let kept = |above: bool| Nd::from_fn(&all.shape, |index| {
            let (i, j) = (index[rank - 2] as isize, index[rank - 1] as isize);
            let inside = if above { j - i >= k } else { j - i <= k };
            if inside { all.at(index) } else { 0.0 }
        });
        same(tril(v, k).eval().view(), &kept(false), || format!("{case:?}"));
        same(triu(v, k).eval().view(), &kept(true), || format!("{case:?}"));
        // Not of the last two axes alone: an expression, fused.
        same(tril(v.map(|x| x), k).eval().view(), &kept(false), || format!("{case:?}"));
    }

    #[test]
    fn like_others((case, seed) in (case(), any::<u64>())) {
        let dice = &mut Dice(seed);
        let base = case.base(|_| i32::sample(dice));
        let v = case.view(&base);
        same(zeros_like(v).view(), &Nd::from_fn(case.shape(), |_| 0), || format!("{case:?}"));
        same(ones_like(v).view(), &Nd::from_fn(case.shape(), |_| 1), || format!("{case:?}"));
        same(full_like(v, 2.5).view(), &Nd::from_fn(case.shape(), |_| 2.5), || format!("{case:?}"));
    }

    #[test]
    fn matrices(n in 0_usize..6, m in 0_usize..6, k in -8_isize..9) {
        let one = |inside: bool| i32::from(inside);
        let below = Array2::from_fn([n, m], |[i, j]| one(j as isize <= i as isize + k));
        prop_assert_eq!(tri::<i32>(n, m, k), below);
        let v = Array1::from_fn(n, |[i]| i as i32 + 3);
        let size = n + k.unsigned_abs();
        let (down, right) = ((-k).max(0), k.max(0));
        let diagonal = Array2::from_fn([size, size], |[i, j]| {
            let at = i as isize - down;
            if at >= 0 && at < n as isize && j as isize - right == at { v[at as usize] } else { 0 }
        });
        prop_assert_eq!(diagflat(&v, k), diagonal);
        prop_assert_eq!(Array2::from_diag(&v), diagflat(&v, 0));
        let x = v.slice(s![..;-1]);
        prop_assert_eq!(vander_increasing(x, m), Array2::from_fn([n, m], |[i, j]| x[i].pow(j as u32)));
        prop_assert_eq!(vander(x, m), Array2::from_fn([n, m], |[i, j]| x[i].pow((m - 1 - j) as u32)));
    }

    #[test]
    fn grids(n in 0_usize..5, m in 0_usize..5, l in 0_usize..4) {
        let number = |n: usize, from: i32| Array1::from_fn(n, |[i]| from + i as i32);
        let (x, y, z) = (number(n, 10), number(m, 20), number(l, 30));
        let ij = |f: &dyn Fn([usize; 3]) -> i32| Array3::from_fn([n, m, l], f);
        let expected = [ij(&|[i, _, _]| x[i]), ij(&|[_, j, _]| y[j]), ij(&|[_, _, k]| z[k])];
        let axes = || [&x, &y, &z];
        prop_assert_eq!(&meshgrid(axes(), Indexing::Ij), &expected);
        let exchanged = expected.each_ref().map(|grid| grid.swap_axes(Axis(0), Axis(1)));
        prop_assert_eq!(&meshgrid_views(axes(), Indexing::Xy), &exchanged);
        let dense = meshgrid(axes(), Indexing::Xy);
        prop_assert_eq!(&dense.each_ref().map(|grid| grid.view()), &exchanged);
        let [a, b, c] = meshgrid_sparse(axes(), Indexing::Xy);
        prop_assert_eq!((a.shape(), b.shape(), c.shape()), ([1, n, 1], [m, 1, 1], [1, 1, l]));
        prop_assert_eq!((a + b + c).eval(), (exchanged[0] + exchanged[1] + exchanged[2]).eval());
        let [alone] = meshgrid([&x], Indexing::Xy);
        prop_assert_eq!(alone, x);
        let all = indices([n, m, l]);
        prop_assert_eq!(all, Array4::from_fn([3, n, m, l], |[a, i, j, k]| [i, j, k][a]));
    }
}

#[track_caller]
fn near(got: Array1<f64>, expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    let close =
        |(x, y): (&f64, &f64)| (x - y).abs() <= 4.0 * f64::EPSILON * y.abs() * y.abs().log10().abs().max(1.0);
    assert!(got.iter().zip(expected).all(close), "{got} {expected:?}");
}

/// The numbers are NumPy's.
#[test]
fn logarithmic_ranges() {
    near(
        Array1::geomspace(3.0, 50.0, 5),
        &[3.0, 6.06154651402987, 12.247448713915892, 24.74616001919883, 50.0],
    );
    near(Array1::geomspace(-1e-300, -1e300, 4), &[-1e-300, -1e-100, -1e100, -1e300]);
    near(
        Array1::logspace(10.0, -2.0, 1.5, 6),
        &[
            0.01,
            0.05011872336272722,
            0.25118864315095796,
            1.2589254117941662,
            6.30957344480193,
            31.622776601683793,
        ],
    );
    near(
        Array1::logspace_open(2.0, 0.0, 8.0, 5),
        &[1.0, 3.0314331330207964, 9.18958683997628, 27.857618025475986, 84.44850628946526],
    );
    near(
        Array1::try_geomspace_open(1.0, 1000.0, 4).unwrap(),
        &[1.0, 5.62341325190349, 31.622776601683793, 177.82794100389228],
    );
    assert_eq!(Array1::geomspace(2.0_f32, 2.0, 1), array![2.0]);
    assert_eq!(Array1::geomspace(1.0, 5.0, 0).len(), 0);
    assert_eq!(Array1::linspace_open(1.0, 0.0, 4), array![1.0, 0.75, 0.5, 0.25]);
    assert_eq!(Array1::linspace_open(1.0, 2.0, 0).len(), 0);
    for (start, stop) in [(0.0, 1.0), (1.0, 0.0), (-1.0, 1.0), (f64::NAN, 1.0)] {
        let e = Array1::try_geomspace(start, stop, 3).unwrap_err();
        assert_eq!(e.to_string(), "bounds that are not both positive or both negative in geomspace");
    }
}

#[test]
fn layouts_errors_and_large_ones() {
    let a = Array2::<f32>::zeros([2, 3]);
    assert_eq!(zeros_like(a.t()).strides(), [1, 3]);
    assert_eq!(zeros_like(a.slice(s![.., ..;2])).strides(), [2, 1]);
    assert_eq!(diagflat(array![[1, 2], [3, 4]].t(), 0).diagonal(0, Axis(0), Axis(1)), array![1, 3, 2, 4]);
    assert!(try_tri::<f64>(usize::MAX, 2, 0).is_err() && try_diagflat(&array![1], isize::MIN).is_err());
    assert!(try_indices(&[1; 8][..]).is_err() && try_vander(&array![1.0], usize::MAX).is_err());
    assert_eq!(
        try_tril(&array![1, 2], 0).map(|_| ()).unwrap_err().to_string(),
        "rank 1 where rank 2 is needed in tril"
    );
    // The largest shifts do not overflow.
    assert_eq!(tril(&a, isize::MAX).eval(), a);
    assert_eq!(triu(&ones_like(&a), isize::MAX).eval(), a);
    assert_eq!(tril(&ones_like(&a), isize::MIN).eval(), a);
    // On several threads as on one.
    let x = Array1::linspace(0.9, 1.1, 60_000);
    assert_eq!(longstride::threads::with(1, || vander(&x, 9)), vander(&x, 9));
}

#[cfg(feature = "rand")]
mod random {
    use super::*;
    use rand::distr::{Bernoulli, Distribution, StandardUniform, Uniform};
    use rand::{Rng, SeedableRng, rngs::ChaCha8Rng};

    #[test]
    fn a_seed_is_an_array() {
        let draw = |threads, seed| {
            longstride::threads::with(threads, || Array2::<f64>::random([300, 301], StandardUniform, seed))
        };
        let a = draw(1, 5);
        assert_eq!(a, draw(8, 5));
        assert_ne!(a, draw(8, 6));
        // As documented: chunk by chunk, each from the stream of its number.
        let mut expected = Vec::new();
        for chunk in 0..(300 * 301_usize).div_ceil(8192) {
            let mut rng = ChaCha8Rng::seed_from_u64(5);
            rng.set_stream(chunk as u64);
            expected.extend((0..8192).map(|_| Distribution::<f64>::sample(&StandardUniform, &mut rng)));
        }
        assert!(a.iter().eq(&expected[..a.len()]));
        // Any shape of as many elements; a shorter array is a part of a longer one.
        assert_eq!(Array1::<f64>::random(300 * 301, StandardUniform, 5), a.reshape([300 * 301]).view());
        assert!(Array1::<f64>::random(100, StandardUniform, 5).iter().eq(&expected[..100]));
        assert_eq!(ArrayD::<u8>::random(&[3, 0][..], StandardUniform, 5).shape(), [3, 0]);
    }

    #[test]
    fn distributions_have_their_means() {
        let n = 200_000;
        let mean = Array1::<f64>::random(n, StandardUniform, 1).mean();
        // Five standard deviations.
        assert!((mean - 0.5).abs() < 5.0 / (12.0 * n as f64).sqrt(), "{mean}");
        let dice = Array1::random(n, Uniform::new_inclusive(1, 6).unwrap(), 2);
        for face in 1..=6 {
            let share = dice.equal(face).count() as f64 / n as f64;
            assert!((share - 1.0 / 6.0).abs() < 5.0 * (5.0 / 36.0 / n as f64).sqrt(), "{face}: {share}");
        }
        let heads = Array1::random(n, Bernoulli::new(0.25).unwrap(), 3).count() as f64 / n as f64;
        assert!((heads - 0.25).abs() < 5.0 * (0.1875 / n as f64).sqrt(), "{heads}");
    }

    #[test]
    fn permutations_have_each_number_once() {
        let mut order = permutation(1000, 9).into_vec();
        assert_eq!(order, permutation(1000, 9).into_vec());
        assert_ne!(order, permutation(1000, 10).into_vec());
        order.sort();
        assert!(order.into_iter().eq(0..1000));
    }

    #[test]
    fn a_distribution_of_ones_own_may_panic() {
        struct Fails;
        impl Distribution<String> for Fails {
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> String {
                let number = rng.next_u32();
                assert!(!number.is_multiple_of(5), "by design");
                number.to_string()
            }
        }
        let built = std::panic::catch_unwind(|| Array1::<String>::random(50_000, Fails, 1));
        assert!(built.is_err());
    }
}

/// A value that knows how many there are.
#[derive(Clone)]
struct Counted(#[allow(dead_code, reason = "it counts by being there")] std::rc::Rc<()>);

#[test]
fn what_was_written_is_dropped_if_the_array_does_not_come_about() {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    let all = std::rc::Rc::new(());
    let new = || Counted(all.clone());
    // All written.
    let built = Array2::build([3, 4], |slots| slots.flip(Axis(1)).fill_with(new));
    assert_eq!(std::rc::Rc::strong_count(&all), 13);
    drop(built);
    assert_eq!(std::rc::Rc::strong_count(&all), 1);
    // A part left out, in parts of several layouts.
    let e = Array2::try_build([3, 4], |slots| {
        let (left, right) = slots.split_at(Axis(1), 2);
        left.t().flip(Axis(0)).fill_with(new);
        right.split_at(Axis(0), 1).0.fill_with(new);
        Ok(())
    });
    assert_eq!(
        e.err().map(|e| e.to_string()).as_deref(),
        Some("8 elements do not fill shape (3, 4) in build")
    );
    assert_eq!(std::rc::Rc::strong_count(&all), 1);
    // A panic on the way, and one that is caught in between.
    let fails = || {
        let mut calls = 0;
        move || {
            calls += 1;
            assert!(calls < 4, "on purpose");
            new()
        }
    };
    for caught in [false, true] {
        let run = AssertUnwindSafe(|| {
            let _ = Array2::try_build([4, 3], |slots| {
                let (top, bottom) = slots.split_at(Axis(0), 2);
                top.fill_with(new);
                let fill = AssertUnwindSafe(|| bottom.flip(Axis(0)).fill_with(fails()));
                match catch_unwind(fill) {
                    Err(panic) if !caught => std::panic::resume_unwind(panic),
                    result => assert!(result.is_err()),
                }
                Ok(())
            })
            .map(drop)
            .unwrap_err();
        });
        assert_eq!(catch_unwind(run).is_err(), !caught);
        assert_eq!(std::rc::Rc::strong_count(&all), 1);
    }
}
