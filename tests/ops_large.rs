//! Selecting, taking, scattering and joining where blocks and threads come in, elements of every size, and what is refused.

mod oracle;

use longstride::ops::*;
use longstride::prelude::*;
use oracle::eval::{Nd, same};
use oracle::levels;
use oracle::ops as naive;
use oracle::panics::panics_with;
use oracle::strided::{Dice, Sample};

fn random<T: Sample>(seed: u64, shape: &[usize]) -> ArrayD<T> {
    let mut dice = Dice(seed);
    ArrayD::from_fn(shape, |_| T::sample(&mut dice))
}

/// On one thread, on as many as there are, and in a pool of three.
fn on_any_threads(f: impl Fn() + Sync + Send) {
    use std::sync::OnceLock;
    static POOL: OnceLock<rayon::ThreadPool> = OnceLock::new();
    longstride::threads::with(1, &f);
    f();
    POOL.get_or_init(|| rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap()).install(f);
}

fn selects_large<T: Sample>(shape: &[usize], seed: u64) {
    let (a, m) = (random::<T>(seed, shape), random::<bool>(seed + 1, shape));
    let sparse = random::<u32>(seed + 2, shape);
    let reversed: Vec<usize> = (0..shape.len()).rev().collect();
    on_any_threads(|| {
        for order in [(0..shape.len()).collect::<Vec<_>>(), reversed.clone()] {
            let (v, m, sparse) =
                (a.permute_axes(&order), m.permute_axes(&order), sparse.permute_axes(&order));
            for mask in [m.eval(), sparse.lt(3).eval(), (m & sparse.lt(900)).eval()] {
                let data = naive::extract(&Nd::of(v), &Nd::of(mask.view()));
                let expected = Nd { shape: vec![data.len()], data };
                let context = || format!("{shape:?} in order {order:?}");
                same(v.extract(&mask).view(), &expected, context);
                let mut out = Array1::from_iter(random::<T>(9, &[v.len()]));
                let rest = out.slice(s![expected.data.len()..]).to_owned();
                assert_eq!(v.extract_into(&mask, &mut out), expected.data.len());
                same(out.slice(s![..expected.data.len()]), &expected, context);
                same(out.slice(s![expected.data.len()..]), &Nd::of(rest.view()), || {
                    "the rest stays".to_owned()
                });
                let numbers = Nd::from_fn(&[v.len()], |i| i[0]);
                let flat = Nd { shape: vec![v.len()], data: Nd::of(mask.view()).data };
                assert_eq!(mask.flat_nonzero().as_slice(), Some(&naive::extract(&numbers, &flat)[..]));
            }
        }
    });
}

#[test]
fn masks_of_many_blocks() {
    selects_large::<f64>(&[70_001], 1);
    selects_large::<f64>(&[260, 257], 2);
    selects_large::<f32>(&[40, 33, 65], 3);
    selects_large::<u8>(&[3, 22_000], 4);
    selects_large::<u16>(&[4096, 5], 5);
    selects_large::<i32>(&[64, 64], 6);
}

/// Every number of elements around the sizes of words and vectors, and every count.
#[test]
fn masks_of_every_length() {
    for n in (0..=70).chain([127, 128, 129, 191, 192, 193, 4095, 4096, 4097]) {
        for density in [0, 1, 8, 15, 16] {
            let mut dice = Dice(n as u64 * 31 + density);
            let mask = Array1::from_iter((0..n).map(|_| dice.below(16) < density as usize));
            fn check<T: Copy + Send + Sync + PartialEq + core::fmt::Debug>(
                mask: &Array1<bool>,
                make: impl Fn(usize) -> T,
            ) {
                let a = Array1::from_iter((0..mask.len()).map(&make));
                let chosen: Vec<T> = (0..mask.len()).filter(|&i| mask[i]).map(&make).collect();
                assert_eq!(a.extract(mask).as_slice(), Some(&chosen[..]), "{} bytes", size_of::<T>());
                let mut out = Array1::from_iter((0..chosen.len() + 5).map(|_| make(7)));
                assert_eq!(a.extract_into(mask, &mut out), chosen.len());
                assert_eq!(out.slice(s![..chosen.len()]).as_slice(), Some(&chosen[..]));
                assert!(out.slice(s![chosen.len()..]).iter().all(|x| *x == make(7)));
            }
            check(&mask, |i| i as u8);
            check(&mask, |i| i as u16);
            check(&mask, |i| i as u32);
            check(&mask, |i| i as f64);
            check(&mask, |i| [i as u8; 3]);
            check(&mask, |i| [i as u32; 3]);
            check(&mask, |i| i as u128);
            check(&mask, |i| [i as u64; 5]);
            check(&mask, |_| ());
            check(&mask, |i| (i as u8, i as u32));
        }
    }
}

/// As an array, which compares faster.
fn dense<T>(expected: Nd<T>) -> ArrayD<T> {
    ArrayD::from_vec(expected.shape, expected.data).unwrap()
}

fn takes_large<T: Sample + PartialEq>(shape: &[usize], count: usize, seed: u64) {
    let a = random::<T>(seed, shape);
    for view in [a.view(), a.t()] {
        let (all, mut dice) = (Nd::of(view), Dice(seed));
        for axis in 0..shape.len() {
            let places: Vec<usize> = (0..count).map(|_| dice.below(view.shape()[axis])).collect();
            let expected = dense(naive::take(&all, axis, &places));
            let at = Axis(axis as isize);
            on_any_threads(|| {
                assert!(view.take(&places, at) == expected, "{shape:?} along {axis}");
                let zeros = vec![all.data[0]; expected.len()];
                let mut out = ArrayD::from_vec_order(expected.shape(), zeros, Order::ColumnMajor).unwrap();
                view.take_into(&places, at, &mut out);
                assert!(out == expected, "{shape:?} along {axis}, into columns");
            });
        }
        let len = view.len() as i64;
        let places: Vec<i64> = (0..40_000).map(|_| dice.below(view.len()) as i64 - len).collect();
        let expected: Array1<T> = places.iter().map(|&p| all.data[(p + len) as usize]).collect();
        on_any_threads(|| assert!(view.take_flat(&places) == expected, "{shape:?} flat"));
    }
}

#[test]
fn takes_on_threads() {
    takes_large::<u64>(&[50_000], 45_000, 1);
    takes_large::<u64>(&[200, 201], 230, 2);
    takes_large::<u32>(&[3, 30_000], 4, 3);
    takes_large::<u8>(&[20, 30, 60], 70, 4);
    takes_large::<u64>(&[2, 3, 15_000], 3, 5);
}

#[test]
fn scatters_on_threads() {
    let shape = [70, 31, 40];
    let (a, mut dice) = (random::<f64>(1, &shape), Dice(5));
    for axis in 0..3 {
        let places: Vec<usize> = (0..90).map(|_| dice.below(shape[axis])).collect();
        let mut extents = shape;
        extents[axis] = 90;
        let values = random::<f64>(2, &extents);
        let spread = Nd::of(values.view());
        let put = Nd::from_fn(&shape, |i| naive::scattered(i, a[i], axis, &places, &spread, |_, new| new));
        let sum =
            Nd::from_fn(&shape, |i| naive::scattered(i, a[i], axis, &places, &spread, |old, new| old + new));
        on_any_threads(|| {
            for columns in [false, true] {
                // The same elements, dense in either order.
                let copy = || if columns { a.t().eval_row_major() } else { a.to_owned() };
                let (mut p, mut s) = (copy(), copy());
                let turned = |b: &ArrayD<f64>| if columns { b.t().to_owned() } else { b.to_owned() };
                let at = Axis(axis as isize);
                if columns {
                    p.view_mut().t().put_axis(&places, at, &values);
                    s.view_mut().t().add_at_axis(&places, at, &values);
                } else {
                    p.put_axis(&places, at, &values);
                    s.add_at_axis(&places, at, &values);
                }
                same(turned(&p).view(), &put, || format!("put along {axis}"));
                same(turned(&s).view(), &sum, || format!("added along {axis}"));
            }
        });
    }
}

trait RowMajor<T> {
    fn eval_row_major(self) -> ArrayD<T>;
}
impl<T: Copy> RowMajor<T> for ViewD<'_, T> {
    fn eval_row_major(self) -> ArrayD<T> {
        ArrayD::from_fn(self.shape(), |index| self[index])
    }
}

#[test]
fn joins_on_threads() {
    fn check<T: Sample + PartialEq>(shape: &[usize]) {
        for count in [2, 5] {
            let parts: Vec<ArrayD<T>> = (0..count).map(|i| random(i, shape)).collect();
            let views: Vec<ViewD<'_, T>> = parts.iter().map(|p| p.view()).collect();
            for axis in 0..=shape.len() {
                let raised: Vec<Nd<T>> =
                    views.iter().map(|v| Nd::of(v.insert_axis(Axis(axis as isize)))).collect();
                let stacked = dense(naive::join(&raised, axis));
                let all: Vec<Nd<T>> = views.iter().map(|v| Nd::of(*v)).collect();
                let joined = dense(naive::join(&all, axis.min(shape.len() - 1)));
                on_any_threads(|| {
                    let text = || format!("{count} of {shape:?} along {axis}");
                    assert!(stack(&views, Axis(axis as isize)) == stacked, "{}", text());
                    let axis = Axis(axis.min(shape.len() - 1) as isize);
                    assert!(concatenate(&views, axis) == joined, "{}", text());
                });
            }
        }
    }
    check::<u64>(&[190, 180]);
    check::<u32>(&[15_000, 2]);
    check::<u8>(&[60, 3, 50]);
}

#[test]
fn arrays_of_elements_of_any_size_join() {
    fn check<T: Copy + Send + Sync + PartialEq + core::fmt::Debug>(make: impl Fn(usize) -> T) {
        let parts: Vec<Array2<T>> =
            (0..5).map(|p| Array2::from_fn([30, 7], |[i, j]| make(1000 * p + 7 * i + j))).collect();
        for count in 1..=5 {
            let out = stack(&parts[..count].iter().collect::<Vec<_>>(), Axis(-1));
            for ([i, j, p], x) in out.indexed_iter() {
                assert_eq!(*x, make(1000 * p + 7 * i + j), "{} bytes", size_of::<T>());
            }
            let out = concatenate(&parts[..count].iter().collect::<Vec<_>>(), Axis(1));
            for ([i, j], x) in out.indexed_iter() {
                assert_eq!(*x, make(1000 * (j / 7) + 7 * i + j % 7), "{} bytes", size_of::<T>());
            }
        }
    }
    check(|k| k as u16);
    check(|k| [k as u8; 3]);
    check(|k| [k as u8; 8]);
    check(|k| k as u128);
    check(|k| (k as u8, k as u64));
    check(|_| ());
}

#[test]
fn a_result_has_the_larger_rank() {
    let a = Array6::<u8>::ones([1, 2, 1, 1, 2, 1]);
    let seven: ArrayD<u8> = stack(&[&a, &a], Axis(3));
    assert_eq!(seven.shape(), [1, 2, 1, 2, 1, 2, 1]);
    let eight = stack(&[&seven], Axis(0));
    let e = try_stack(&[&eight], Axis(0)).unwrap_err();
    assert!(e.to_string().ends_with("in stack"), "{e}");
}

#[test]
fn column_major_arrays_stay_so() {
    let a = Array2::from_vec_order([2, 3], vec![1, 2, 3, 4, 5, 6], Order::ColumnMajor).unwrap();
    assert!(concatenate(&[&a, &a], Axis(0)).is_contiguous_in(Order::ColumnMajor));
    assert!(a.take(&[2, 0, 0], Axis(1)).is_contiguous_in(Order::ColumnMajor));
    assert_eq!(a.take(&[2, 0, 0], Axis(1)), array![[5, 1, 1], [6, 2, 2]]);
}

#[test]
fn refusals_name_what_is_wrong() {
    let a = Array2::<i32>::from_fn([2, 3], |[i, j]| (3 * i + j) as i32);
    let text = |e: Option<longstride::Error>| e.unwrap().to_string();
    let mask = array![true, false, true];
    assert_eq!(text(a.try_extract(&mask).err()), "shape (3,) where (2, 3) is needed in extract");
    assert_eq!(text(a.try_extract(true).err()), "shape () where (2, 3) is needed in extract");
    assert_eq!(text(a.try_compress(&mask, Axis(0)).err()), "shape (3,) where (2,) is needed in compress");
    assert_eq!(
        text(a.try_take(&[0, 3], Axis(1)).err()),
        "index 3 is out of range on axis 1 of extent 3 in take"
    );
    assert_eq!(
        text(a.try_take(&[0_usize, 3], Axis(1)).err()),
        "index 3 is out of range on axis 1 of extent 3 in take"
    );
    assert_eq!(
        text(a.try_take(&[-4], Axis(1)).err()),
        "index -4 is out of range on axis 1 of extent 3 in take"
    );
    assert_eq!(text(a.try_take(&[0], Axis(2)).err()), "axis 2 is out of range for rank 2 in take");
    let huge = isize::MAX;
    let wanted = format!("index {huge} is out of range on axis 0 of extent 6 in take_flat");
    assert_eq!(text(a.try_take_flat(&[u64::MAX]).err()), wanted);
    assert!(a.try_take_flat(&[i64::MIN]).is_err());
    let mut out = Array2::<i32>::zeros([2, 2]);
    let e = a.try_take_into(&[0, 1, 1], Axis(1), &mut out).err();
    assert_eq!(text(e), "shape (2, 3) where (2, 2) is needed in take_into");
    assert!(a.try_take_into(&[0, 9], Axis(1), &mut out).is_err());
    assert!(out.try_put(&[0, 4], 1).is_err());
    assert!(out.try_put_axis(&[0, -3], Axis(0), 1).is_err());
    assert!(out.try_add_at_axis(&[0, 1], Axis(0), &array![[1, 2], [3, 4], [5, 6]]).is_err());
    assert_eq!(
        text(out.try_put(&[0, 1], &array![1, 2, 3]).err()),
        "cannot broadcast (3,) with (2,): axis 0 is 3 against 2 in put"
    );
    assert!(out.try_assign_masked(&mask, 0).is_err());
    assert!(try_concatenate_into(&[&a], Axis(0), &mut out).is_err());
    assert!(try_stack_into(&[&mask], Axis(0), &mut Array2::from_fn([2, 3], |_| true)).is_err());
    assert_eq!(out, Array2::zeros([2, 2]), "a refusal writes nothing");
    let b = Array2::<i32>::zeros([3, 3]);
    let wanted = "cannot join (2, 3) with (3, 3), array 1: axis 0 is 2 against 3 in ";
    assert_eq!(text(try_concatenate(&[&a, &b], Axis(-1)).err()), format!("{wanted}concatenate"));
    assert_eq!(text(try_stack(&[&a, &b], Axis(0)).err()), format!("{wanted}stack"));
    let none: [View2<'_, i32>; 0] = [];
    assert_eq!(text(try_concatenate(&none, Axis(0)).err()), "no arrays to join in concatenate");
    assert_eq!(text(try_stack(&none, Axis(0)).err()), "no arrays to join in stack");
    assert!(
        try_concatenate(&[a.view().into_dyn(), mask.cast::<i32>().eval().view().into_dyn()], Axis(0))
            .is_err()
    );
    panics_with("index 9 is out of range on axis 0 of extent 2 in take", || drop(a.take(&[9], Axis(0))));
    panics_with("cannot join (2, 3) with (3, 3), array 1: axis 0 is 2 against 3 in stack", || {
        drop(stack(&[&a, &b], Axis(0)));
    });
}

/// A mask that answers differently each time is asked once.
#[test]
fn a_mask_is_computed_once() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let a = Array1::<f64>::ones(100_000);
    let calls = AtomicUsize::new(0);
    let odd = a.extract(a.map(|_| calls.fetch_add(1, Ordering::Relaxed) % 2 == 1));
    assert_eq!((calls.into_inner(), odd.len()), (100_000, 50_000));
}

#[test]
fn a_closure_that_panics_is_passed_on() {
    let a = Array1::<usize>::from_iter(0..100_000);
    let ones = Array1::from_fn(100_000, |_| true);
    panics_with("at 77777", || {
        drop(a.map(|x| if x == 77_777 { panic!("at {x}") } else { x }).extract(&ones))
    });
    panics_with("at 77777", || drop(a.extract(a.map(|x| if x == 77_777 { panic!("at {x}") } else { true }))));
}

fn battery() -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bits: u64| hash = (hash ^ bits).wrapping_mul(0x0100_0000_01b3);
    for (seed, shape) in [[1, 5000], [70, 71], [9, 3]].iter().enumerate() {
        let (a, m) = (random::<f64>(seed as u64, shape), random::<bool>(9, shape));
        a.extract(&m).iter().for_each(|x| add(x.to_bits()));
        a.cast::<f32>().extract(&m).iter().for_each(|x| add(x.to_bits().into()));
        a.t().extract(m.t()).iter().for_each(|x| add(x.to_bits()));
        stack(&[&a, &a, &a], Axis(-1)).iter().for_each(|x| add(x.to_bits()));
        a.take(&[0, -1, 0], Axis(1)).iter().for_each(|x| add(x.to_bits()));
    }
    hash
}

#[test]
fn battery_for_a_child() {
    levels::print_for_parent(battery);
}

#[test]
fn instruction_sets_agree() {
    levels::assert_agree(battery);
}
