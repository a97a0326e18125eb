//! Variance and standard deviation, in one pass over memory.
//!
//! A leaf of the values is looked at twice while it is in the L1 cache: for its mean, and for the squares of the
//! distances from that. Leaves are then combined in pairs, as Chan, Golub and LeVeque do it (*Algorithms for Computing
//! the Sample Variance*, 1983). So nothing cancels as in the mean of squares less the square of the mean.

use num_traits::Float;

use super::masked::Masked;
use super::nan::Number;
use crate::exec::{At, Cascade, Kernel, LEAF, Line, Reduction, Row, Rows, across, in_lanes};

/// Elements that have a variance: `f32`, `f64` and such, also [`Masked`].
pub trait Measure: Copy {
    /// The type of their variance.
    type Real: Float + Send + Sync;
    /// Whether all of them take part.
    const ALL: bool;
    /// The element.
    fn value(self) -> Self::Real;
    /// Whether this one takes part.
    fn keep(self) -> bool;
    /// What the sum of the squares of so many is divided by.
    fn divisor(count: Self::Real, correction: usize) -> Self::Real {
        (count - real(correction)).max(Self::Real::zero())
    }
}
impl<T: Float + Send + Sync> Measure for T {
    type Real = T;
    const ALL: bool = true;
    #[inline(always)]
    fn value(self) -> T {
        self
    }
    #[inline(always)]
    fn keep(self) -> bool {
        true
    }
}
impl<T: Float + Send + Sync> Measure for Masked<T> {
    type Real = T;
    const ALL: bool = false;
    #[inline(always)]
    fn value(self) -> T {
        self.value
    }
    #[inline(always)]
    fn keep(self) -> bool {
        self.keep
    }
}
impl<T: Float + Send + Sync> Measure for Number<T> {
    type Real = T;
    const ALL: bool = false;
    #[inline(always)]
    fn value(self) -> T {
        self.0
    }
    #[inline(always)]
    fn keep(self) -> bool {
        !self.0.is_nan()
    }
    fn divisor(count: T, correction: usize) -> T {
        let divisor = count - real(correction);
        if divisor > T::zero() { divisor } else { T::nan() }
    }
}

/// Of some values: how many, their mean, and the sum of the squares of their distances from it.
#[derive(Clone, Copy, Debug)]
pub struct Moments<F> {
    count: F,
    mean: F,
    squares: F,
}

/// A number of elements as one of them.
#[inline(always)]
fn real<F: Float>(count: usize) -> F {
    F::from(count).unwrap_or_else(F::nan)
}

impl<F: Float> Moments<F> {
    #[inline(always)]
    fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        let part = if count == F::zero() { F::zero() } else { other.count / count };
        let apart = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + apart * part,
            squares: self.squares + other.squares + apart * apart * (self.count * part),
        }
    }

    /// Of a few values that can be gone through twice.
    #[inline(always)]
    fn of<T: Measure<Real = F>>(values: impl Iterator<Item = T> + Clone) -> Self {
        let (mut count, mut sum) = (F::zero(), F::zero());
        for x in values.clone().filter(|x| x.keep()) {
            count = count + F::one();
            sum = sum + x.value();
        }
        let mean = if count == F::zero() { count } else { sum / count };
        let mut squares = F::zero();
        for x in values.filter(|x| x.keep()) {
            squares = squares + (x.value() - mean) * (x.value() - mean);
        }
        Self { count, mean, squares }
    }

    /// Of a leaf.
    #[inline(always)]
    fn of_leaf<T: Measure<Real = F>>(leaf: Line<'_, impl Row<Elem = T>>) -> Self {
        let add = |a: F, b: F| a + b;
        let zero = F::zero();
        let mut count = leaf.len();
        if !T::ALL {
            count = 0;
            for x in leaf.iter() {
                count += usize::from(x.keep());
            }
        }
        let count = real(count);
        let sum = in_lanes(leaf, zero, |sum, x: T| if x.keep() { sum + x.value() } else { sum });
        let mean = if count == zero { zero } else { across(sum, add) / count };
        let squares = in_lanes(leaf, zero, |sum, x: T| {
            let apart = x.value() - mean;
            if x.keep() { sum + apart * apart } else { sum }
        });
        Self { count, mean, squares: across(squares, add) }
    }

    /// Of `W` columns from `j` on.
    #[inline(always)]
    fn of_columns<const W: usize, K: Kernel<Elem: Measure<Real = F>>>(
        rows: Rows<'_, K>,
        j: usize,
        out: &mut [Self],
    ) {
        let zero = F::zero();
        let (mut counts, mut means, mut squares) = ([zero; W], [zero; W], [zero; W]);
        for r in 0..rows.len() {
            let row = rows.row(r).line().array::<W>(j);
            for l in 0..W {
                let x = row[l];
                means[l] = if x.keep() { means[l] + x.value() } else { means[l] };
                if !K::Elem::ALL {
                    counts[l] = if x.keep() { counts[l] + F::one() } else { counts[l] };
                }
            }
        }
        if K::Elem::ALL {
            counts = [real(rows.len()); W];
        }
        for l in 0..W {
            means[l] = if counts[l] == zero { zero } else { means[l] / counts[l] };
        }
        for r in 0..rows.len() {
            let row = rows.row(r).line().array::<W>(j);
            for l in 0..W {
                let apart = row[l].value() - means[l];
                squares[l] = if row[l].keep() { squares[l] + apart * apart } else { squares[l] };
            }
        }
        for (l, slot) in out[j..][..W].iter_mut().enumerate() {
            *slot = Self { count: counts[l], mean: means[l], squares: squares[l] };
        }
    }
}

// Reductions that end with the moments: what they are, and what becomes of the variance.
macro_rules! of_moments {
    ($($name:ident $of:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// The divisor is the number of elements less `correction`, at least 0: NumPy's `correction` or `ddof`.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name {
            /// What is taken from the number of elements.
            pub correction: usize,
        }
        impl<T: Measure> Reduction<T> for $name {
            type Acc = Moments<T::Real>;
            type Output = T::Real;
            type Run = Cascade<Moments<T::Real>>;
            const TWICE: bool = true;

            #[inline(always)]
            fn begin(&self) -> Self::Run {
                Cascade::new()
            }
            #[inline(always)]
            fn run<V: Row<Elem = T>>(&self, run: &mut Self::Run, values: Line<'_, V>, _: At) {
                // No `for_each`: a closure that is not inlined would not have the instruction set of the task.
                for leaf in values.parts(LEAF) {
                    run.push(Moments::of_leaf(leaf), Moments::and);
                }
            }
            #[inline(always)]
            fn end(&self, run: &Self::Run) -> Self::Acc {
                run.all(Moments::and)
            }
            #[inline(always)]
            fn few(&self, values: impl Iterator<Item = T> + Clone, _: At) -> Self::Acc {
                Moments::of(values)
            }
            #[inline(always)]
            fn rows<K: Kernel<Elem = T>>(&self, rows: Rows<'_, K>, _: At, accs: &mut [Self::Acc]) {
                let mut j = 0;
                while j + 64 <= accs.len() {
                    Moments::of_columns::<64, K>(rows, j, accs);
                    j += 64;
                }
                while j + 8 <= accs.len() {
                    Moments::of_columns::<8, K>(rows, j, accs);
                    j += 8;
                }
                while j < accs.len() {
                    Moments::of_columns::<1, K>(rows, j, accs);
                    j += 1;
                }
            }
            #[inline(always)]
            fn combine(&self, a: Self::Acc, b: Self::Acc) -> Self::Acc {
                a.and(b)
            }
            fn finish(&self, acc: Self::Acc, count: usize) -> T::Real {
                let count = if T::ALL { real(count) } else { acc.count };
                let of: fn(T::Real) -> T::Real = $of;
                of(acc.squares / T::divisor(count, self.correction))
            }
            fn empty(&self) -> Option<T::Real> {
                Some(T::Real::nan())
            }
        }
    )*};
}
of_moments! {
    Var |x| x, "The variance: the mean of the squares of the distances from the mean, a NaN for no elements.";
    Std |x| x.sqrt(), "The standard deviation, the square root of the variance.";
}
use num_traits::Zero;
