//! What a reduction should give: plain loops over the values that meet in each result, and sums without rounding.

use longstride::prelude::*;

use super::eval::{Bits, Nd, same};
use super::strided::{Dice, Strided};

/// Removes an axis, and puts the values along it together, in order.
pub fn lanes<T: Clone>(a: &Nd<T>, axis: usize) -> Nd<Vec<T>> {
    let mut shape = a.shape.clone();
    let n = shape.remove(axis);
    Nd::from_fn(&shape, |index| {
        let mut index = index.to_vec();
        index.insert(axis, 0);
        (0..n)
            .map(|i| {
                index[axis] = i;
                a.at(&index)
            })
            .collect()
    })
}

/// Removes axes, and puts the values along them together, in row-major order.
pub fn lanes_of<T: Clone>(a: &Nd<T>, axes: &[usize]) -> Nd<Vec<T>> {
    let (mut shape, mut inner) = (Vec::new(), Vec::new());
    for (axis, &n) in a.shape.iter().enumerate() {
        if axes.contains(&axis) { inner.push(n) } else { shape.push(n) }
    }
    Nd::from_fn(&shape, |outer| {
        let whole = |inner: &[usize]| -> Vec<usize> {
            let (mut outer, mut inner) = (outer.iter(), inner.iter());
            let next = |axis| *if axes.contains(&axis) { inner.next() } else { outer.next() }.unwrap();
            (0..a.shape.len()).map(next).collect()
        };
        Nd::from_fn(&inner, |inner| a.at(&whole(inner))).data
    })
}

/// The shape with these axes of extent 1.
pub fn kept_shape(shape: &[usize], axes: &[usize]) -> Vec<usize> {
    shape.iter().enumerate().map(|(axis, &n)| if axes.contains(&axis) { 1 } else { n }).collect()
}

/// The variance of multiples of 2^-20 no larger than 2^12, by integers, rounded once or twice at the end.
pub fn exact_var(values: &[f64], correction: usize) -> f64 {
    let scaled = |x: f64| {
        let whole = x * 2f64.powi(20);
        assert!(whole.fract() == 0.0 && whole.abs() <= 2f64.powi(32));
        whole as i128
    };
    let n = values.len() as i128;
    let sum: i128 = values.iter().map(|&x| scaled(x)).sum();
    let squares: i128 = values.iter().map(|&x| scaled(x) * scaled(x)).sum();
    let divisor = (n - correction as i128).max(0);
    (n * squares - sum * sum) as f64 / n as f64 / divisor as f64 / 2f64.powi(40)
}

/// The same elements with an axis of extent 1 put back.
pub fn kept<T: Clone>(a: &Nd<T>, axis: usize) -> Nd<T> {
    let mut shape = a.shape.clone();
    shape.insert(axis, 1);
    Nd { shape, data: a.data.clone() }
}

/// A floating-point type, seen exactly.
pub trait Real: Bits {
    const EPS: f64;
    fn wide(self) -> f64;
}
impl Real for f64 {
    const EPS: f64 = f64::EPSILON;
    fn wide(self) -> f64 {
        self
    }
}
impl Real for f32 {
    const EPS: f64 = f32::EPSILON as f64;
    fn wide(self) -> f64 {
        self.into()
    }
}

/// A value as a multiple of 2^-64, which it has to be.
pub fn scaled(x: f64) -> i128 {
    let shifted = x * 2f64.powi(64);
    let whole = shifted as i128;
    assert!(whole as f64 == shifted, "{x:e} has bits below 2^-64, or too many above");
    whole
}

/// A sum in integers, which rounds nothing, and that of the magnitudes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Exact {
    sum: i128,
    size: i128,
    count: usize,
}

impl Exact {
    pub fn of<T: Real>(values: impl IntoIterator<Item = T>) -> Self {
        let mut this = Self::default();
        values.into_iter().for_each(|x| this.add(x.wide()));
        this
    }

    pub fn add(&mut self, x: f64) {
        let x = scaled(x);
        (self.sum, self.size, self.count) = (self.sum + x, self.size + x.abs(), self.count + 1);
    }

    fn real(value: i128) -> f64 {
        value as f64 / 2f64.powi(64)
    }

    pub fn sum(&self) -> f64 {
        Self::real(self.sum)
    }

    /// How far a pairwise sum in 32 lanes may be off: (log2 n + 32) eps times the sum of the magnitudes.
    pub fn bound<T: Real>(&self) -> f64 {
        ((self.count.max(1) as f64).log2().ceil() + 32.0) * T::EPS * Self::real(self.size)
    }

    /// Whether `got` is within the bound.
    pub fn allows<T: Real>(&self, got: T) -> bool {
        (got.wide() - self.sum()).abs() <= self.bound::<T>()
    }
}

#[track_caller]
pub fn is_sum<T: Real>(got: T, values: &[T]) {
    let exact = Exact::of(values.iter().copied());
    assert!(exact.allows(got), "{got:?} is not the sum of {values:?}");
}

#[track_caller]
pub fn is_mean<T: Real>(got: T, values: &[T]) {
    let exact = Exact::of(values.iter().copied());
    let n = values.len() as f64;
    if values.is_empty() {
        assert!(got.wide().is_nan());
        return;
    }
    let mean = exact.sum() / n;
    let bound = exact.bound::<T>() / n + 2.0 * T::EPS * mean.abs();
    assert!((got.wide() - mean).abs() <= bound, "{got:?} is not the mean of {values:?}");
}

/// Within one rounding for each value.
#[track_caller]
pub fn is_prod<T: Real>(got: T, values: &[T]) {
    let product: f64 = values.iter().fold(1.0, |product, x| product * x.wide());
    let bound = 2.0 * values.len() as f64 * T::EPS * product.abs();
    assert!((got.wide() - product).abs() <= bound, "{got:?} is not the product of {values:?}");
}

/// Any of the values that no other is less than, or a NaN.
#[track_caller]
#[allow(clippy::eq_op, reason = "that is how NaN is told")]
pub fn is_min<T: Bits + PartialOrd>(got: T, values: &[T]) {
    let mut least = values[0];
    for &x in values {
        if x != x || x < least {
            least = x;
        }
        if x != x {
            break;
        }
    }
    assert!(got == least || (got != got && least != least), "{got:?} is not the least of {values:?}");
}

/// Any of the values that no other is greater than, or a NaN.
#[track_caller]
#[allow(clippy::eq_op, reason = "that is how NaN is told")]
pub fn is_max<T: Bits + PartialOrd>(got: T, values: &[T]) {
    let mut most = values[0];
    for &x in values {
        if x != x || x > most {
            most = x;
        }
        if x != x {
            break;
        }
    }
    assert!(got == most || (got != got && most != most), "{got:?} is not the greatest of {values:?}");
}

/// Compares one reduction along an axis with what should come of each lane, and all other ways to evaluate it with
/// that: with the axis kept, and into destinations on any layout, around which nothing may change.
#[track_caller]
pub fn every_way<X, A, K>(
    dice: &mut Dice,
    of: &Nd<X>,
    axis: usize,
    junk: A::Elem,
    plain: impl Fn() -> A,
    keeps: impl Fn() -> K,
    holds: impl Fn(A::Elem, &[X]),
) -> Nd<A::Elem>
where
    X: Clone,
    A: Expr,
    A::Elem: Bits,
    K: Expr<Elem = A::Elem>,
{
    let lanes = lanes(of, axis);
    let got = Nd::of(plain().eval().view());
    assert_eq!(got.shape, lanes.shape);
    got.data.iter().zip(&lanes.data).for_each(|(&got, lane)| holds(got, lane));
    let kept = kept(&got, axis);
    assert_eq!(keeps().shape().as_ref(), &kept.shape[..]);
    same(keeps().eval().view(), &kept, || format!("axis {axis} of {:?} kept", of.shape));
    into_layouts(dice, &got, junk, plain);
    into_layouts(dice, &kept, junk, keeps);
    got
}

/// Evaluates into one of several layouts.
#[track_caller]
fn into_layouts<E: Expr>(dice: &mut Dice, expected: &Nd<E::Elem>, junk: E::Elem, expr: impl Fn() -> E)
where
    E::Elem: Bits,
{
    let forwards: Vec<usize> = (0..expected.shape.len()).collect();
    let backwards: Vec<usize> = forwards.iter().rev().copied().collect();
    let (order, step) =
        dice.pick(&[(&forwards, 1), (&backwards, 1), (&forwards, -1), (&forwards, 2), (&backwards, -3)]);
    let wanted = Strided::relaid(expected, order, step, junk);
    let blank = Nd { shape: expected.shape.clone(), data: vec![junk; expected.data.len()] };
    let mut out = Strided::relaid(&blank, order, step, junk);
    expr().eval_into(&mut out.view_mut());
    same(out.base.view(), &Nd::of(wanted.base.view()), || format!("into {out:?}"));
}
