//! Where a quantile lies between two order statistics: the methods of Hyndman and Fan, and NumPy's own.

use num_traits::Float;

/// How a quantile is made of the sorted elements `x[0] .. x[n - 1]` of a lane. NumPy: `method=` of `np.quantile`.
///
/// The first nine are those of Hyndman and Fan (*Sample Quantiles in Statistical Packages*, The American Statistician
/// 50, 1996), in their order, with [`Linear`](Self::Linear) as number 7.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QuantileMethod {
    /// The smallest element that at least the part `q` of all is not larger than. NumPy: `inverted_cdf`.
    InvertedCdf,
    /// As [`InvertedCdf`](Self::InvertedCdf), but the mean of two where the distribution jumps. NumPy:
    /// `averaged_inverted_cdf`.
    AveragedInvertedCdf,
    /// The element nearest to `n q`, the even one of two. NumPy: `closest_observation`.
    ClosestObservation,
    /// Between elements, at `n q`. NumPy: `interpolated_inverted_cdf`.
    InterpolatedInvertedCdf,
    /// Between elements, at `n q + 1/2`. NumPy: `hazen`.
    Hazen,
    /// Between elements, at `(n + 1) q`. NumPy: `weibull`.
    Weibull,
    /// Between elements, at `(n - 1) q` counted from 0. NumPy's default, `linear`.
    #[default]
    Linear,
    /// Between elements, about unbiased for the median of any distribution. NumPy: `median_unbiased`.
    MedianUnbiased,
    /// Between elements, about unbiased for a normal distribution. NumPy: `normal_unbiased`.
    NormalUnbiased,
    /// The element at or below [`Linear`](Self::Linear)'s place. NumPy: `lower`.
    Lower,
    /// The element at or above [`Linear`](Self::Linear)'s place. NumPy: `higher`.
    Higher,
    /// The middle of [`Lower`](Self::Lower)'s and [`Higher`](Self::Higher)'s. NumPy: `midpoint`.
    Midpoint,
    /// The element nearest to [`Linear`](Self::Linear)'s place, the one of even index of two. NumPy: `nearest`.
    Nearest,
}

/// What is asked of each lane.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// The mean of the two elements in the middle.
    Median,
    Quantile(QuantileMethod),
}

/// Between which two elements of a sorted lane, and how far.
#[derive(Clone, Copy, Debug)]
struct Place {
    below: usize,
    above: usize,
    /// The part of the way from the one to the other.
    part: f64,
}

impl Place {
    fn at(index: f64) -> Self {
        let index = index.max(0.0) as usize;
        Self { below: index, above: index, part: 0.0 }
    }

    /// At an index between elements, `part` a function of its fraction.
    fn between(index: f64, len: usize, part: impl Fn(f64) -> f64) -> Self {
        let last = (len - 1) as f64;
        if index >= last {
            return Self::at(last);
        }
        if index < 0.0 {
            return Self::at(0.0);
        }
        let below = index.floor();
        Self { below: below as usize, above: below as usize + 1, part: part(index - below) }
    }

    /// The place of quantile `q` among `len` elements, at least one.
    fn of(rule: Rule, q: f64, len: usize) -> Self {
        use QuantileMethod::*;
        let (n, last) = (len as f64, (len - 1) as f64);
        let plain = |part: f64| part;
        let between = |alpha: f64, beta: f64| {
            Self::between(n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0, len, plain)
        };
        let Rule::Quantile(method) = rule else {
            return Self { below: (len - 1) / 2, above: len / 2, part: 0.5 };
        };
        match method {
            InvertedCdf => Self::at((n * q - 1.0).ceil()),
            AveragedInvertedCdf => {
                Self::between(n * q - 1.0, len, |part| if part == 0.0 { 0.5 } else { 1.0 })
            }
            ClosestObservation => {
                let index = n * q - 1.5;
                let stays = index == index.floor() && index.rem_euclid(2.0) == 1.0;
                Self::at(if stays { index } else { index.floor() + 1.0 })
            }
            InterpolatedInvertedCdf => between(0.0, 1.0),
            Hazen => between(0.5, 0.5),
            Weibull => between(0.0, 0.0),
            Linear => Self::between(last * q, len, plain),
            MedianUnbiased => between(1.0 / 3.0, 1.0 / 3.0),
            NormalUnbiased => between(3.0 / 8.0, 3.0 / 8.0),
            Lower => Self::at((last * q).floor()),
            Higher => Self::at((last * q).ceil()),
            Midpoint => {
                let index = 0.5 * ((last * q).floor() + (last * q).ceil());
                Self::between(index, len, |part| if part == 0.0 { 0.0 } else { 0.5 })
            }
            Nearest => Self::at((last * q).round_ties_even()),
        }
    }
}

/// The places of some quantiles among so many elements, and the indices that they need, in order.
#[derive(Clone, Debug)]
pub(super) struct Places {
    rule: Rule,
    places: Vec<Place>,
    wanted: Vec<usize>,
}

impl Places {
    /// Among `len` elements, at least one.
    pub(super) fn new(rule: Rule, levels: &[f64], len: usize) -> Self {
        let places: Vec<Place> = levels.iter().map(|&q| Place::of(rule, q, len)).collect();
        let mut wanted: Vec<usize> = places.iter().flat_map(|place| [place.below, place.above]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        Self { rule, places, wanted }
    }

    /// Writes the quantiles, given the sorted elements at the indices needed.
    pub(super) fn write<T: Float>(&self, sorted: impl Fn(usize) -> T, out: &mut [T]) {
        for (slot, place) in out.iter_mut().zip(&self.places) {
            let (below, above) = (sorted(place.below), sorted(place.above));
            *slot = match self.rule {
                _ if below == above => below,
                Rule::Median => (below + above) / (T::one() + T::one()),
                Rule::Quantile(_) => between(below, above, place.part),
            };
        }
    }

    /// Puts the elements of a lane without NaN that are needed where they would be if it were sorted.
    pub(super) fn select<T: Float>(&self, lane: &mut [T]) {
        let order = |a: &T, b: &T| a.partial_cmp(b).unwrap_or(core::cmp::Ordering::Equal);
        if self.wanted.len() > 8 {
            return lane.sort_unstable_by(order);
        }
        let mut done = 0;
        for &index in &self.wanted {
            let rest = &mut lane[done..];
            if index == done && done > 0 {
                // The next one: the smallest of the rest.
                let least = rest.iter().fold(rest[0], |least, &x| if x < least { x } else { least });
                if let Some(at) = rest.iter().position(|&x| x == least) {
                    rest.swap(0, at);
                }
            } else {
                rest.select_nth_unstable_by(index - done, order);
            }
            done = index + 1;
        }
    }
}

/// A part of the way from `a` to `b`, from the nearer end, as NumPy does it.
fn between<T: Float>(a: T, b: T, part: f64) -> T {
    let apart = b - a;
    let of = |part: f64| T::from(part).unwrap_or_else(T::nan);
    if part < 0.5 { a + apart * of(part) } else { b - apart * of(1.0 - part) }
}
