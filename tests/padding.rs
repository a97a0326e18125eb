//! Borders: each mode against plain loops, on views of any kind, and against what NumPy makes.

mod oracle;

use longstride::ops::pad;
use longstride::prelude::*;
use oracle::eval::{Bits, Nd, same};
use oracle::manipulation as naive;
use oracle::pad_numpy;
use oracle::strided::{Dice, Sample};
use oracle::views::{Case, case};
use proptest::prelude::*;

fn base<T: Sample>(case: &Case, dice: &mut Dice) -> ArrayD<T> {
    case.base(|_| T::sample(dice))
}

fn pads<T: Sample + PartialOrd>(case: &Case, dice: &mut Dice) {
    let base = base::<T>(case, dice);
    let v = case.view(&base);
    let all = Nd::of(v);
    let widths: Vec<(usize, usize)> = all
        .shape
        .iter()
        .map(|&n| if n == 0 { (0, 0) } else { (dice.pick(&[0, 0, 1, 2, 5]), dice.pick(&[0, 1, 3])) })
        .collect();
    if all.data.len() * widths.iter().map(|w| 1 + w.0 + w.1).product::<usize>() > 100_000 {
        return;
    }
    let context = || format!("{case:?} by {widths:?}");
    let w = &widths[..];
    same(v.pad(w, pad::Edge).view(), &naive::pad(&all, w, "edge"), context);
    same(v.pad(w, pad::Reflect).view(), &naive::pad(&all, w, "reflect"), context);
    same(v.pad(w, pad::Symmetric).view(), &naive::pad(&all, w, "symmetric"), context);
    same(v.pad(w, pad::Wrap).view(), &naive::pad(&all, w, "wrap"), context);
    let (value, mut framed) = (T::sample(dice), all.clone());
    for (a, &(before, after)) in widths.iter().enumerate() {
        let side = |n: usize, shape: &[usize]| {
            let mut shape = shape.to_vec();
            shape[a] = n;
            Nd::from_fn(&shape, |_| value)
        };
        let (first, last) = (side(before, &framed.shape), side(after, &framed.shape));
        framed = oracle::ops::join(&[first, framed, last], a);
    }
    same(v.pad(w, pad::Constant(value)).view(), &framed, context);
    same(v.pad_with(w, value, |_, _, _| ()).view(), &framed, context);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(debug_assertions) { 48 } else { 400 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn views_are_padded((case, seed) in (case(), any::<u64>())) {
        pads::<f64>(&case, &mut Dice(seed));
        pads::<u8>(&case, &mut Dice(seed));
    }
}

/// Calls `check` with each of NumPy's results and what is to be compared with it.
fn numpys<T, F>(rows: &[pad_numpy::Row<T>], pad: F, check: impl Fn(ViewD<'_, T>, &Nd<T>, &str))
where
    T: Bits + num_traits::NumCast + 'static,
    F: Fn(&str, ViewD<'_, T>, &[(usize, usize)]) -> ArrayD<T>,
{
    for (mode, shape, widths, expected) in rows {
        let mut k = 0;
        let a = ArrayD::from_fn(*shape, |_| {
            k += 1;
            T::from((7 * (k - 1) + 3) % 11).unwrap()
        });
        let shape = shape.iter().zip(*widths).map(|(n, w)| n + w.0 + w.1).collect();
        let expected = Nd { shape, data: expected.to_vec() };
        check(pad(mode, a.view(), widths).view(), &expected, &format!("{mode} {a:?} {widths:?}"));
    }
}

/// The modes of numbers.
fn computed<T: pad::PadNumber + PartialOrd + num_traits::NumCast>(
    mode: &str,
    a: ViewD<'_, T>,
    w: &[(usize, usize)],
) -> ArrayD<T> {
    let number = |x: i32| <T as num_traits::NumCast>::from(x).unwrap();
    let pair = |i: i32| (number(20 + i), number(-20 - i));
    match mode {
        "linear_ramp" => a.pad(w, pad::LinearRamp(number(-4))),
        "ramps" => a.pad(w, pad::LinearRamp([pair(0), pair(1), pair(2)])),
        "mean" => a.pad(w, pad::Mean(None)),
        "mean2" => a.pad(w, pad::Mean(Some(2))),
        "median" => a.pad(w, pad::Median(None)),
        "median2" => a.pad(w, pad::Median(Some(2))),
        mode => panic!("{mode}"),
    }
}

#[test]
fn borders_are_those_of_numpy() {
    // NumPy's ramps round differently where one of the lanes is level.
    numpys(pad_numpy::FLOATS, computed::<f64>, |got, expected, context| {
        assert_eq!(got.shape(), expected.shape[..], "{context}");
        let near = |(x, y): (&f64, &f64)| (x - y).abs() <= 8.0 * f64::EPSILON * y.abs().max(1.0);
        assert!(got.iter().zip(&expected.data).all(near), "{got} {context}");
    });
    let pad = |mode: &str, a: ViewD<'_, i64>, w: &[(usize, usize)]| match mode {
        "edge" => a.pad(w, pad::Edge),
        "reflect" => a.pad(w, pad::Reflect),
        "symmetric" => a.pad(w, pad::Symmetric),
        "wrap" => a.pad(w, pad::Wrap),
        "constant" => a.pad(w, pad::Constant(9)),
        "constants" => a.pad(w, pad::Constant([(1, 2), (3, 4), (5, 6)])),
        "maximum" => a.pad(w, pad::Maximum(None)),
        "maximum2" => a.pad(w, pad::Maximum(Some(2))),
        "minimum" => a.pad(w, pad::Minimum(None)),
        "minimum2" => a.pad(w, pad::Minimum(Some(2))),
        mode => computed(mode, a, w),
    };
    numpys(pad_numpy::INTEGERS, pad, |got, expected, context| same(got, expected, || context.to_owned()));
}
