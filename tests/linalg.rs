//! Products against plain loops, on whole numbers, which are exact in every type: every rank, layout, size of blocks and number of threads.

mod oracle;

use longstride::ops::linalg::LinalgScalar;
use longstride::prelude::*;
use longstride::threads;
use oracle::eval::Nd;
use oracle::linalg::{self as naive, Whole};
use oracle::strided::{Dice, Strided};
use proptest::prelude::*;

/// A random layout with small whole numbers.
fn random<T: Whole>(dice: &mut Dice, shape: &[usize]) -> Strided<T> {
    let mut values = Dice(dice.next());
    let plain = dice.once_in(4);
    Strided::laid_out(dice, shape, plain, || T::whole(values.below(4) as i64))
}

fn whole<T: Whole>(view: ViewD<'_, T>) -> Nd<i64> {
    Nd::from_fn(&view.shape(), |index| view.get(index).unwrap().value())
}

#[track_caller]
fn equal<T: Whole>(found: ViewD<'_, T>, expected: &Nd<i64>, context: impl Fn() -> String) {
    assert_eq!(*found.shape(), expected.shape[..], "{}", context());
    let found = whole(found);
    if let Some(i) = (0..found.data.len()).find(|&i| found.data[i] != expected.data[i]) {
        panic!("element {i} is {} and not {}: {}", found.data[i], expected.data[i], context());
    }
}

/// Asserts that `write` fills a random destination with what is expected, and nothing around it.
#[track_caller]
fn fills<T: Whole>(
    dice: &mut Dice,
    expected: &Nd<i64>,
    context: impl Fn() -> String,
    write: impl FnOnce(&mut ViewMutD<'_, T>),
) {
    let mut out = random::<T>(dice, &expected.shape);
    let mut base = whole(out.base.view());
    let places = out.places();
    Nd::from_fn(&expected.shape, |index| base.data[places.at(index)] = expected.at(index));
    write(&mut out.view_mut());
    equal(out.base.view(), &base, || format!("into {out:?}: {}", context()));
}

/// Two shapes that multiply, batches that broadcast included.
fn shapes(dice: &mut Dice) -> (Vec<usize>, Vec<usize>) {
    let extents = [0, 1, 1, 2, 3, 5, 9, 33];
    let pick = |dice: &mut Dice| dice.pick(&extents);
    let (m, k, n) = (pick(dice), pick(dice), pick(dice));
    let batch: Vec<usize> = (0..dice.below(4)).map(|_| dice.pick(&[1, 2, 3, 4])).collect();
    let own = |dice: &mut Dice, core: &[usize]| {
        let lead = dice.below(batch.len() + 1);
        let batch = batch[lead..].iter().map(|&n| if dice.once_in(3) { 1 } else { n });
        batch.chain(core.iter().copied()).collect::<Vec<_>>()
    };
    let a = if dice.once_in(5) { vec![k] } else { own(dice, &[m, k]) };
    let b = if dice.once_in(5) { vec![k] } else { own(dice, &[k, n]) };
    (a, b)
}

fn multiplies<T: Whole + LinalgScalar>(dice: &mut Dice) {
    let (a, b) = shapes(dice);
    let (a, b) = (random::<T>(dice, &a), random::<T>(dice, &b));
    let (a, b) = (a.view(), b.view());
    let context = || format!("{:?} {:?} with {:?} {:?}", a.shape(), a.strides(), b.shape(), b.strides());
    let expected = naive::matmul(&whole(a), &whole(b));
    equal(a.matmul(b).view(), &expected, context);
    fills::<T>(dice, &expected, context, |out| a.matmul_into(b, out));
    let (ra, rb) = (a.rank(), b.rank());
    if ra == 1 && rb == 1 {
        equal(a.vecdot(b).view(), &expected, context);
        equal(a.dot(b).view(), &expected, context);
        assert_eq!(a.vdot(b).value(), expected.data[0]);
    } else if ra == 1 {
        equal(a.vecmat(b).view(), &expected, context);
        fills::<T>(dice, &expected, context, |out| a.vecmat_into(b, out));
    } else if rb == 1 {
        equal(a.matvec(b).view(), &expected, context);
        fills::<T>(dice, &expected, context, |out| a.dot_into(b, out));
    } else {
        let names: Vec<char> = ('a'..).take(ra - 1).chain(['z']).collect();
        let others: Vec<char> = ('n'..).take(rb - 2).chain(['z', 'y']).collect();
        let mut left: Vec<char> = names[..ra - 1].to_vec();
        left.extend(others.iter().filter(|&&c| c != 'z'));
        if left.len() <= 6 {
            let expected = naive::einsum(&[(&whole(a), &names), (&whole(b), &others)], &left);
            equal(a.dot(b).view(), &expected, context);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, ..Default::default() })]

    #[test]
    fn products_are_those_of_plain_loops(seed: u64) {
        let dice = &mut Dice(seed);
        multiplies::<i64>(dice);
        multiplies::<f64>(dice);
        multiplies::<f32>(dice);
        multiplies::<i32>(dice);
        multiplies::<u64>(dice);
    }
}

#[test]
fn blocks_of_every_size_are_multiplied() {
    let dice = &mut Dice(7);
    for [m, k, n] in [[1, 600, 40], [97, 257, 50], [200, 30, 33], [9, 12, 2100], [300, 5, 7], [8, 513, 24]] {
        {
            let (a, b) = (random::<f64>(dice, &[m, k]), random::<f64>(dice, &[k, n]));
            let (a32, b32) = (a.view().cast::<i32>().eval(), b.view().cast::<i32>().eval());
            let expected = naive::matmul(&whole(a.view()), &whole(b.view()));
            let context = || format!("{a:?} with {b:?}");
            for count in [1, 3] {
                threads::with(count, || {
                    fills::<f64>(dice, &expected, context, |out| a.view().matmul_into(b.view(), out));
                    fills::<i32>(dice, &expected, context, |out| a32.matmul_into(&b32, out));
                });
            }
        }
    }
}

#[test]
fn the_number_of_threads_and_strides_never_change_a_bit() {
    let dice = &mut Dice(11);
    let mut real = |shape: [usize; 2]| Array2::from_fn(shape, |_| dice.next() as f64 / 1e19 - 0.5);
    let (a, b) = (real([210, 300]), real([300, 190]));
    let c = a.matmul(&b);
    for count in [1, 2, 3] {
        assert_eq!(threads::with(count, || a.matmul(&b)), c);
    }
    let (at, bt) = (a.t().eval(), Array2::from_fn([190, 300], |[i, j]| b[[j, i]]));
    let a2 = Array2::from_fn([300, 210], |[i, j]| a[[j, i]]);
    assert_eq!(at.t().matmul(bt.t()), c);
    assert_eq!(a2.t().matmul(&b), c);
    assert_eq!(b.t().matmul(a.t()).t(), c);
}

#[test]
fn static_ranks_follow_from_the_operands() {
    let (x, a, q) = (Array1::<f64>::ones(3), Array2::<f64>::ones([3, 3]), Array3::<f64>::ones([2, 3, 3]));
    let s: Array0<f64> = x.matmul(&x);
    assert_eq!(s[[]], 3.0);
    let y: Array1<f64> = a.matmul(&x);
    assert_eq!(y, array![3.0, 3.0, 3.0]);
    let b: Array2<f64> = q.matmul(&x);
    assert_eq!(b.shape(), [2, 3]);
    let c: Array3<f64> = a.matmul(&q);
    assert_eq!(c, Array3::full([2, 3, 3], 3.0));
    let n: f64 = x.dot(&x);
    assert_eq!(n, 3.0);
    let d: Array3<f64> = a.dot(&q);
    assert_eq!(d.shape(), [3, 2, 3]);
    let e: ArrayD<f64> = q.tensordot(&a, 1);
    assert_eq!(e.shape(), [2, 3, 3]);
    let f: Array2<f64> = q.tensordot(&q, ([Axis(1), Axis(2)], [Axis(2), Axis(1)]));
    assert_eq!(f, Array2::full([2, 2], 9.0));
    let g: Array2<f64> = q.vecdot(&x);
    assert_eq!(g, Array2::full([2, 3], 3.0));
}

#[test]
fn what_does_not_fit_is_named() {
    let (a, x) = (Array2::<f64>::ones([3, 4]), Array1::<f64>::ones(5));
    let q = Array3::<f64>::ones([2, 4, 3]);
    let message = |e: longstride::Error| e.to_string();
    assert_eq!(
        message(a.try_matmul(&x).unwrap_err()),
        "cannot multiply (3, 4) with (5,): axis 1 is 4 against 5 on axis 0 in matmul"
    );
    assert_eq!(
        message(a.try_dot(&x).unwrap_err()),
        "cannot multiply (3, 4) with (5,): axis 1 is 4 against 5 on axis 0 in dot"
    );
    assert_eq!(
        message(q.try_matmul(&Array3::ones([3, 3, 1])).unwrap_err()),
        "cannot broadcast (2,) with (3,): axis 0 is 2 against 3 in matmul"
    );
    assert_eq!(
        message(a.into_dyn().try_matmul(ArrayD::ones(&[][..]).view()).unwrap_err()),
        "rank 0 where rank 1 is needed in matmul"
    );
    let mut out = Array2::zeros([3, 4]);
    assert_eq!(
        message(a.try_matmul_into(a.t(), &mut out).unwrap_err()),
        "shape (3, 4) where (3, 3) is needed in matmul_into"
    );
    assert_eq!(out, Array2::zeros([3, 4]));
    assert_eq!(
        message(a.try_tensordot(&q, 3).unwrap_err()),
        "axis 2 is out of range for rank 2 in tensordot"
    );
    assert_eq!(
        message(a.try_tensordot(&q, ([Axis(0), Axis(-2)], [Axis(2), Axis(1)])).unwrap_err()),
        "axis 0 is named twice in tensordot"
    );
    assert_eq!(
        message(a.try_vdot(&x).unwrap_err()),
        "cannot multiply (12,) with (5,): axis 0 is 12 against 5 on axis 0 in vdot"
    );
    oracle::panics::panics_with(
        "cannot multiply (3, 4) with (3, 4): axis 1 is 4 against 3 on axis 0 in matmul",
        || {
            a.matmul(&a);
        },
    );
}
