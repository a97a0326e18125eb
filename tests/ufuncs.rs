//! NumPy's functions of numbers on random layouts against plain arithmetic, and on special values against constants that
//! NumPy 2 gave.

mod oracle;

use longstride::expr::op::{Interp, NanToNum, Tolerance};
use longstride::prelude::*;
use oracle::strided::{Dice, Sample};
use oracle::ufuncs as naive;
use oracle::ufuncs::{each, pairs};

const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Equal to the last bit, but for the payload of NaN.
#[track_caller]
fn same(got: &Array1<f64>, expected: &[f64]) {
    assert_eq!(got.len(), expected.len());
    for (a, b) in got.iter().zip(expected) {
        assert!(a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(), "{got:?} is not {expected:?}");
    }
}

const SPECIAL: [f64; 10] = [0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 1e300, INF, -INF, NAN];
/// `np.floor_divide(SPECIAL[i], SPECIAL[j])`.
const FLOOR_DIVIDE: [[f64; 10]; 10] = [
    [NAN, NAN, 0.0, -0.0, 0.0, -0.0, 0.0, 0.0, -0.0, NAN],
    [NAN, NAN, -0.0, 0.0, -0.0, 0.0, -0.0, -0.0, 0.0, NAN],
    [INF, -INF, 1.0, -1.0, 0.0, -1.0, 0.0, 0.0, -1.0, NAN],
    [-INF, INF, -1.0, 1.0, -1.0, 0.0, -1.0, -1.0, 0.0, NAN],
    [INF, -INF, 2.0, -3.0, 1.0, -1.0, 0.0, 0.0, -1.0, NAN],
    [-INF, INF, -3.0, 2.0, -1.0, 1.0, -1.0, -1.0, 0.0, NAN],
    [INF, -INF, 1e+300, -1e+300, 4e+299, -4e+299, 1.0, 0.0, -1.0, NAN],
    [INF, -INF, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
    [-INF, INF, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
    [NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
];
/// `np.remainder(SPECIAL[i], SPECIAL[j])`.
const REMAINDER: [[f64; 10]; 10] = [
    [NAN, NAN, 0.0, -0.0, 0.0, -0.0, 0.0, 0.0, -0.0, NAN],
    [NAN, NAN, 0.0, -0.0, 0.0, -0.0, 0.0, 0.0, -0.0, NAN],
    [NAN, NAN, 0.0, -0.0, 1.0, -1.5, 1.0, 1.0, -INF, NAN],
    [NAN, NAN, 0.0, -0.0, 1.5, -1.0, 1e+300, INF, -1.0, NAN],
    [NAN, NAN, 0.5, -0.5, 0.0, -0.0, 2.5, 2.5, -INF, NAN],
    [NAN, NAN, 0.5, -0.5, 0.0, -0.0, 1e+300, INF, -2.5, NAN],
    [NAN, NAN, 0.0, -0.0, 0.0, -0.0, 0.0, 1e+300, -INF, NAN],
    [NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
    [NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
    [NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN],
];

#[test]
fn division_of_special_values_is_numpys() {
    let b = Array1::from_iter(SPECIAL);
    for (i, &a) in SPECIAL.iter().enumerate() {
        let a = Array1::full(10, a);
        same(&a.floor_divide(&b).eval(), &FLOOR_DIVIDE[i]);
        same(&a.remainder(&b).eval(), &REMAINDER[i]);
        same(&a.divmod(&b).map(|(q, _)| q).eval(), &FLOOR_DIVIDE[i]);
        same(&a.divmod(&b).map(|(_, r)| r).eval(), &REMAINDER[i]);
    }
}

#[test]
fn division_of_numbers_rounds_down() {
    // Where both are multiples of 2^-50, the exact answer is one of integers.
    let exact = |x: f64, y: f64| {
        let (x, y) = (naive::scaled(x)?, naive::scaled(y)?);
        (y != 0).then(|| naive::divmod(x, y))
    };
    pairs::<f64, f64, f64>(
        |a, b| {
            zip3(a.remainder(b), a, b).map(move |r, x, y| if exact(x, y).is_some() { r } else { 0.0 }).eval()
        },
        |x, y| exact(x, y).map_or(0.0, |(_, r)| (r as f64 / 2f64.powi(50)).abs().copysign(y)),
    );
    pairs::<f64, f64, f64>(
        |a, b| {
            zip3(a.floor_divide(b), a, b)
                .map(move |q, x, y| if exact(x, y).is_some() { q + 0.0 } else { 0.0 })
                .eval()
        },
        |x, y| exact(x, y).map_or(0.0, |(q, _)| q as f64),
    );
    pairs::<f64, f64, f64>(|a, b| a.fmod(b).eval(), |x, y| x % y);
    // Any numbers, by what the remainder of the standard library gives.
    let mut dice = Dice(3);
    for _ in 0..20_000 {
        let x = f64::from_bits(dice.next());
        let near = x * (1.0 + dice.below(1 << 20) as f64 * 2f64.powi(dice.below(60) as i32 - 52));
        let y = if dice.once_in(2) { f64::from_bits(dice.next()) } else { x / near.trunc() };
        for (x, y) in [(x, y), (near, x), (near, -x), (3.0 * y, y), (7.0 * x.next_down(), x)] {
            let rest = x % y;
            let moved = rest != 0.0 && (rest < 0.0) != (y < 0.0);
            let expected = if rest == 0.0 {
                0f64.copysign(y)
            } else if moved {
                rest + y
            } else {
                rest
            };
            same(&array![x].remainder(y).eval(), &[expected]);
        }
    }
    pairs::<i32, u8, i32>(
        |a, b| a.floor_divide(b.cast::<i32>()).eval(),
        |x, y| naive::divmod(x.into(), y.into()).0 as i32,
    );
    pairs::<i32, u8, i32>(
        |a, b| (-a).remainder(-b.cast::<i32>()).eval(),
        |x, y| naive::divmod(-i128::from(x), -i128::from(y)).1 as i32,
    );
    pairs::<i64, u8, i64>(
        |a, b| a.divmod(-b.cast::<i64>()).map(|(q, r)| 100 * q + r).eval(),
        |x, y| {
            let (q, r) = naive::divmod(x.into(), -i128::from(y));
            (100 * q + r) as i64
        },
    );
    pairs::<u16, u8, u16>(|a, b| a.remainder(b.cast::<u16>()).eval(), |x, y| x % u16::from(y));
    assert_eq!(array![i32::MIN].remainder(-1).eval(), array![0]);
    let zero = array![1, 2];
    assert!(std::panic::catch_unwind(|| zero.floor_divide(0).eval()).is_err());
}

#[test]
fn nan_is_ignored_or_replaced() {
    pairs::<f64, f64, f64>(|a, b| a.fmin(b).eval(), |x, y| if y.is_nan() || x <= y { x } else { y });
    pairs::<f32, f32, f32>(|a, b| a.fmax(b).eval(), |x, y| if y.is_nan() || x >= y { x } else { y });
    pairs::<i32, i32, i32>(|a, b| a.fmax(b).eval(), Ord::max);
    each::<f64, f64>(
        |a| a.nan_to_num().eval(),
        |x| if x.is_nan() { 0.0 } else { x.clamp(f64::MIN, f64::MAX) },
    );
    let own = NanToNum { nan: 1.0, posinf: f64::NEG_INFINITY, neginf: 3.0 };
    same(&array![NAN, INF, -INF, 4.0].nan_to_num_with(own).eval(), &[1.0, 3.0, 3.0, 4.0]);
}

#[test]
fn signs_steps_and_rounding() {
    let a = array![0.0, -0.0, 3.0, -2.0, INF, -INF, NAN];
    same(&a.sign().eval(), &[0.0, 0.0, 1.0, -1.0, 1.0, -1.0, NAN]);
    each::<i32, i32>(|a| a.sign().eval(), i32::signum);
    each::<u16, u16>(|a| a.sign().eval(), |x| u16::from(x > 0));
    each::<f64, bool>(|a| a.is_negative().eval(), |x| x.is_sign_negative());
    each::<f32, bool>(|a| a.is_infinite().eval(), |x| x.abs() == f32::INFINITY);
    same(&array![-3.0, 0.0, -0.0, 2.0, NAN, INF].heaviside(0.5).eval(), &[0.0, 0.5, 0.5, 1.0, NAN, 1.0]);
    each::<f64, f64>(|a| a.rint().eval(), naive::rint);
    each::<f32, f32>(|a| a.rint().eval(), |x| naive::rint(x.into()) as f32);
    same(&array![0.5, 1.5, -0.5, -2.5].rint().eval(), &[0.0, 2.0, -0.0, -2.0]);
    same(
        &array![0.125, 2.675, 1.005, -2.5, 1e17, INF, NAN].round_to(2).eval(),
        &[0.12, 2.68, 1.0, -2.5, 1e17, INF, NAN],
    );
    same(&array![1250.0, 1350.0, -45.0].round_to(-2).eval(), &[1200.0, 1400.0, -0.0]);
    // Not NumPy's NaN, but the limit.
    assert_eq!(array![INF, -INF].sinc().eval(), array![0.0, 0.0]);
}

#[test]
fn parts_of_floating_point_numbers() {
    let mut dice = Dice(7);
    let mut numbers: Vec<f64> = (0..3000).map(|_| f64::from_bits(dice.next())).collect();
    numbers.extend(SPECIAL);
    numbers.extend([5e-324, -1e-310, f64::MAX, f64::MIN_POSITIVE]);
    numbers.extend((0..200).map(|_| f64::sample(&mut dice)));
    let finite: Vec<f64> = numbers.iter().copied().filter(|x| x.is_finite()).collect();
    let a = Array1::from_vec(numbers.len(), numbers.clone()).unwrap();
    let expected: Vec<f64> = numbers.iter().map(|&x| naive::frexp(x).0).collect();
    same(&a.frexp().map(|(m, _)| m).eval(), &expected);
    assert!(a.frexp().map(|(_, e)| e).eval().iter().zip(&numbers).all(|(&e, &x)| e == naive::frexp(x).1));
    let b = Array1::from_vec(finite.len(), finite.clone()).unwrap();
    for exponent in
        [0, 1, -1, 60, -60, 1023, -1022, -1023, 1500, -1080, -1500, 2097, -2200, i32::MAX, i32::MIN]
    {
        let expected: Vec<f64> =
            finite.iter().map(|&x| naive::ldexp(x, exponent.clamp(-5000, 5000))).collect();
        same(&b.ldexp(exponent).eval(), &expected);
    }
    // Just above half of the least number: rounded once, not twice.
    same(&array![1.0 + f64::EPSILON, 1.0, 3.0].ldexp(-1075).eval(), &[5e-324, 0.0, 1e-323]);
    let up: Vec<f64> = numbers.iter().map(|x| x.next_up()).collect();
    same(&a.nextafter(INF).eval(), &up);
    let down: Vec<f64> = numbers.iter().map(|x| x.next_down()).collect();
    same(&a.nextafter(-INF).eval(), &down);
    same(&array![0.0, -0.0, 1.0, NAN].nextafter(&array![-0.0, 0.0, NAN, 1.0]).eval(), &[-0.0, 0.0, NAN, NAN]);
    let spacing = |x: &f64| (x.abs().next_up() - x.abs()).copysign(if *x == 0.0 { 1.0 } else { *x });
    let expected: Vec<f64> = numbers.iter().map(|x| if x.is_infinite() { NAN } else { spacing(x) }).collect();
    same(&a.spacing().eval(), &expected);
    let parts = array![-2.5, -INF, 0.25, NAN, -0.0];
    same(&parts.modf().map(|(f, _)| f).eval(), &[-0.5, -0.0, 0.25, NAN, -0.0]);
    same(&parts.modf().map(|(_, w)| w).eval(), &[-2.0, -INF, 0.0, NAN, -0.0]);
}

#[test]
fn parts_of_narrow_numbers() {
    // All exponents, and fractions that end in each way, by way of `f64`.
    let numbers: Vec<f32> =
        (0..1 << 16).map(|k: u32| f32::from_bits(k << 16 | k.wrapping_mul(40503) >> 5 & 0xffff)).collect();
    let a = Array1::from_vec(numbers.len(), numbers.clone()).unwrap();
    let near = |got: &Array1<f32>, want: &dyn Fn(f32) -> f32| {
        for (&g, &x) in got.iter().zip(&numbers) {
            assert!(g.to_bits() == want(x).to_bits() || g.is_nan() && want(x).is_nan(), "{x:e}: {g:e}");
        }
    };
    near(&a.nextafter(f32::INFINITY).eval(), &|x| x.next_up());
    near(&a.frexp().map(|(m, _)| m).eval(), &|x| naive::frexp(x.into()).0 as f32);
    for exponent in [-300, -149, -127, -126, -24, -1, 3, 127, 128, 250, 300] {
        // The product is exact in `f64`, and rounded once.
        near(&a.ldexp(exponent).eval(), &|x| (f64::from(x) * 2f64.powi(exponent)) as f32);
    }
}

#[cfg(feature = "half")]
#[test]
fn parts_of_half_numbers() {
    use half::f16;
    let a = Array1::from_iter((0..=u16::MAX).map(f16::from_bits));
    let equal = |a: f16, b: f16| a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan();
    for exponent in [-60, -40, -30, -15, -14, -9, -1, 0, 4, 15, 16, 31, 40, 60] {
        let scaled = a.ldexp(exponent).eval();
        let expected = |x: f16| f16::from_f64(x.to_f64() * 2f64.powi(exponent));
        assert!(a.iter().zip(&scaled).all(|(&x, &y)| equal(y, expected(x))), "{exponent}");
    }
    let parts = a.frexp().eval();
    assert!(a.iter().zip(&parts).all(|(&x, &(m, e))| {
        let (fraction, exponent) = naive::frexp(x.to_f64());
        equal(m, f16::from_f64(fraction)) && e == exponent
    }));
    let rounded = a.rint().eval();
    assert!(a.iter().zip(&rounded).all(|(&x, &y)| equal(y, f16::from_f64(naive::rint(x.to_f64())))));
    assert_eq!(a.slice(s![..0x7c00]).nextafter(f16::INFINITY).eval(), a.slice(s![1..0x7c01]));
}

#[test]
fn functions_of_integers() {
    pairs::<i32, i32, i32>(|a, b| a.gcd(b).eval(), |x, y| naive::gcd(x.into(), y.into()) as i32);
    pairs::<u32, u32, u32>(|a, b| a.gcd(b).eval(), |x, y| naive::gcd(x.into(), y.into()) as u32);
    pairs::<i64, i64, i64>(
        |a, b| a.lcm(b).eval(),
        |x, y| if x * y == 0 { 0 } else { (x * y).abs() / naive::gcd(x.into(), y.into()) as i64 },
    );
    pairs::<u64, u64, u64>(
        |a, b| a.lcm(b).eval(),
        |x, y| if x * y == 0 { 0 } else { x * y / naive::gcd(x.into(), y.into()) as u64 },
    );
    assert_eq!(array![i64::MIN, 6].gcd(&array![6, i64::MIN]).eval(), array![2, 2]);
    each::<i32, u8>(
        |a| a.bitwise_count().eval(),
        |x| format!("{:b}", x.unsigned_abs()).matches('1').count() as u8,
    );
    assert_eq!(array![-3_i16, 255, i16::MIN].bitwise_count().eval(), array![2, 8, 1]);
    pairs::<i32, bool, i32>(
        |a, e| a.pow(e.cast::<u8>().cast::<u32>() * 3).eval(),
        |x, e| if e { x * x * x } else { 1 },
    );
    assert_eq!(array![2_u8, 4].float_power(-1_i32 as u8).eval()[0], 2f64.powi(255));
    assert_eq!(array![2, 9].float_power(&array![-1.0, 0.5]).eval(), array![0.5, 3.0]);
}

#[test]
fn integers_wrap_check_and_saturate() {
    // Every pair of bytes.
    let a = Array2::from_fn([256, 1], |[i, _]| i as u8 as i8);
    let b = a.t();
    let all = |got: &Array2<i8>, f: &dyn Fn(i32, i32) -> i32| {
        assert!(
            got.indexed_iter()
                .all(|([i, j], &x)| i32::from(x) == f(i as u8 as i8 as i32, j as u8 as i8 as i32))
        );
    };
    let clamp = |x: i32| x.clamp(-128, 127);
    let wrap = |x: i32| (x + 128 * 257).rem_euclid(256) - 128;
    all(&a.wrapping_add(b).eval(), &|x, y| wrap(x + y));
    all(&a.wrapping_sub(b).eval(), &|x, y| wrap(x - y));
    all(&a.wrapping_mul(b).eval(), &|x, y| wrap(x * y));
    all(&a.saturating_add(b).eval(), &|x, y| clamp(x + y));
    all(&a.saturating_sub(b).eval(), &|x, y| clamp(x - y));
    all(&a.saturating_mul(b).eval(), &|x, y| clamp(x * y));
    let checked = |got: &Array2<Option<i8>>, f: &dyn Fn(i32, i32) -> Option<i32>| {
        assert!(got.indexed_iter().all(|([i, j], &x)| {
            let exact = f(i as u8 as i8 as i32, j as u8 as i8 as i32);
            x.map(i32::from) == exact.filter(|&x| x == clamp(x))
        }));
    };
    checked(&a.checked_add(b).eval(), &|x, y| Some(x + y));
    checked(&a.checked_sub(b).eval(), &|x, y| Some(x - y));
    checked(&a.checked_mul(b).eval(), &|x, y| Some(x * y));
    checked(&a.checked_div(b).eval(), &|x, y| (y != 0).then(|| x / y));
    checked(&a.checked_rem(b).eval(), &|x, y| (y != 0 && x / y != 128).then(|| x % y));
    assert_eq!(array![-128_i8, 5].checked_neg().eval(), array![None, Some(-5)]);
    assert_eq!(array![-128_i8, 5].wrapping_neg().eval(), array![-128, -5]);
    assert_eq!(array![1_u8, 129].wrapping_shl(9).eval(), array![2, 2]);
    assert_eq!(array![-128_i8, 64].wrapping_shr(&array![1, 14]).eval(), array![-64, 1]);
    assert!(a.checked_mul(b).map(|x| x.is_none()).any());
    let e = array![1, 2].try_checked_add(&array![1, 2, 3]).unwrap_err();
    assert_eq!(e.to_string(), "cannot broadcast (2,) with (3,): axis 0 is 2 against 3 in checked_add");
}

#[test]
fn nearness_and_equality() {
    let a = array![1e10, 1e-7, 1e-8, 1.0, 1.0, INF, INF, -INF, NAN, 0.0];
    let b = array![1.00001e10, 1e-8, 1e-9, 1.00001, 1.0000101, INF, -INF, 1.0, NAN, 1e-8];
    let near = array![true, false, true, true, false, true, false, false, false, true];
    assert_eq!(a.isclose(&b).eval(), near);
    assert!(!a.allclose(&b) && a.extract(&near).allclose(b.extract(&near).view()));
    pairs::<f64, f64, bool>(
        |a, b| a.isclose_with(b, Tolerance { rtol: 0.5, atol: 0.25, equal_nan: true }).eval(),
        |x, y| x == y || x.is_nan() && y.is_nan() || y.is_finite() && (x - y).abs() <= 0.25 + 0.5 * y.abs(),
    );
    assert!(a.array_equal_nan(&a) && !a.array_equal(&a) && !a.array_equal_nan(&b));
    assert!(!array![[1, 1]].array_equal(&array![1, 1]) && !array![1, 2].array_equal(&array![1, 2, 3]));
    assert!(array![[1, 1]].array_equiv(&array![1, 1]) && (&array![1, 2] * 2).array_equal(&array![2, 4]));
    assert!(Array2::<f64>::zeros([0, 3]).allclose(1.0));
    pairs::<i32, f64, bool>(|a, b| a.logical_and(b).eval(), |x, y| x != 0 && y != 0.0);
    pairs::<bool, u8, bool>(|a, b| a.logical_or(b).eval(), |x, y| x || y != 0);
    pairs::<f32, bool, bool>(|a, b| a.logical_xor(b).eval(), |x, y| (x != 0.0) != y);
    each::<f64, bool>(|a| a.logical_not().eval(), |x| x == 0.0);
}

#[test]
fn tables_interpolate() {
    let points = [0.0, 1.0, 1.0, 2.5, 4.0];
    let values = [1.0, -2.0, 3.0, INF, 0.5];
    let (xp, fp) = (Array1::from_iter(points), Array1::from_iter(values));
    let x = array![-INF, -0.5, 0.0, 0.3, 1.0, 1.7, 2.5, 3.1, 4.0, 9.0, NAN];
    let inner = [1.0, 0.10000000000000009, 3.0, INF, INF, INF, 0.5];
    same(&x.interp(&xp, &fp).eval(), &[&[1.0, 1.0][..], &inner, &[0.5, NAN]].concat());
    let table = Interp::new(&xp, &fp).left(-7.0).right(8.0);
    same(&x.interp_with(table).eval(), &[&[-7.0, -7.0][..], &inner, &[8.0, NAN]].concat());
    let (xp, fp) = (array![-170.0, -80.0, 40.0, 150.0], array![1.0, 2.0, -3.0, 5.0]);
    let x = array![-400.0, -180.0, 0.0, 33.3, 179.0, 365.0, 720.5, NAN];
    let numpy = [
        0.3333333333333335,
        2.0,
        -1.333333333333333,
        -2.720833333333333,
        2.0999999999999996,
        -1.5416666666666665,
        -1.3541666666666665,
        NAN,
    ];
    same(&x.interp_with(Interp::new(&xp, &fp).period(360.0)).eval(), &numpy);
    same(&x.interp_with(Interp::new(&xp, &fp).period(-360.0)).eval(), &numpy);
    // A table with gaps in memory, backwards, and random elements.
    let table = Array2::from_fn(
        [20, 3],
        |[i, j]| if j == 1 { -((i * i) as f64) / 20.0 } else { (7 * i % 11) as f64 },
    );
    let (points, values) = (table.slice(s![..;-1, 1]), table.slice(s![..;-1, 2]));
    let (p, v): (Vec<f64>, Vec<f64>) = (points.iter().copied().collect(), values.iter().copied().collect());
    each::<f64, f64>(|a| a.interp(points, values).eval(), |x| naive::interp(x, &p, &v));
    let fails = |xp: Array1<f64>, fp: Array1<f64>| Interp::try_new(&xp, &fp).unwrap_err().to_string();
    assert_eq!(fails(array![1.0, 2.0], array![1.0]), "shape (1,) where (2,) is needed in interp");
    assert_eq!(fails(Array1::zeros(0), Array1::zeros(0)), "a table without points in interp");
    assert_eq!(
        fails(array![1.0, 0.5], array![1.0, 2.0]),
        "points of a table that decrease or are NaN in interp"
    );
    assert_eq!(fails(array![NAN], array![1.0]), "points of a table that decrease or are NaN in interp");
    let e = Interp::new(&xp, &fp).try_period(0.0).unwrap_err();
    assert_eq!(e.to_string(), "a period of 0 or NaN in interp");
}

#[cfg(feature = "num-complex")]
#[test]
fn parts_of_complex_numbers() {
    use num_complex::Complex;
    let mut a = Array2::from_fn([3, 4], |[i, j]| Complex::new(i as f64, -(j as f64)));
    let v = a.slice(s![..;-1, 1..;2]);
    assert_eq!(v.real(), array![[2.0, 2.0], [1.0, 1.0], [0.0, 0.0]]);
    assert_eq!((v.imag().strides(), v.imag()[[1, 1]]), ([-8, 4], -3.0));
    assert_eq!(v.imag().as_ptr().wrapping_sub(1), v.real().as_ptr());
    assert_eq!(v.broadcast_to([2, 3, 2]).real().strides(), [0, -8, 4]);
    assert_eq!(v.re().eval(), v.real());
    assert_eq!(v.t().conj().im().eval(), (-v.imag().t()).eval());
    assert_eq!(v.magnitude().eval()[[0, 1]], 13f64.sqrt());
    assert_eq!(v.norm_sqr().eval()[[0, 1]], 13.0);
    assert_eq!(v.arg().eval()[[0, 1]], (-3f64).atan2(2.0));
    let (mut re, mut im) = a.parts_mut();
    re.fill(1.0);
    im.assign(&array![1.0, 2.0, 3.0, 4.0]);
    assert_eq!(a[[2, 3]], Complex::new(1.0, 4.0));
    a.view_mut().slice(s![.., ..2]).imag_mut().fill(0.0);
    a.real_mut().assign(7.0);
    assert_eq!((a[[0, 1]], a[[0, 2]]), (Complex::new(7.0, 0.0), Complex::new(7.0, 3.0)));
    let none = Array2::<Complex<f32>>::from_fn([0, 3], |_| unreachable!());
    assert_eq!((none.imag().shape(), none.real().len()), ([0, 3], 0));
    let b = a.map(|z| z + 1e-9).eval();
    assert!(a.allclose_with(&b, Tolerance::default()) && a.conj().array_equal(a.conj()));
    let nan = array![Complex::new(f64::NAN, 1.0)];
    assert!(!nan.allclose_with(&nan, Tolerance::default()));
}
