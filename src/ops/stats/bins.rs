//! Edges of bins: given, or found from the elements.

use num_traits::Float;

use crate::array::{Array1, AsView, View, ViewD};
use crate::error::{Error, ErrorKind, Result};
use crate::expr::{Elementwise, Reduce};
use crate::layout::Ix1;

/// The bins of a histogram along one axis. NumPy: `bins=` and `range=` of `np.histogram`.
///
/// Each bin contains its lower edge and not its upper one, except the last bin, which contains both. A number stands for
/// [`Count`](Self::Count), a reference to an array, a slice or an array of edges for [`Edges`](Self::Edges).
#[derive(Clone, Copy, Debug)]
pub enum Bins<'e, T> {
    /// So many of one width, from the smallest element to the largest.
    Count(usize),
    /// So many of one width, between two numbers; elements outside are not counted.
    Between {
        /// How many.
        count: usize,
        /// The lower edge of the first.
        low: T,
        /// The upper edge of the last.
        high: T,
    },
    /// One between each edge and the next; the edges never fall.
    Edges(View<'e, T, Ix1>),
    /// As many of one width as a rule finds fit.
    Rule(BinRule),
}

/// How many bins are fit for some elements. NumPy: the names that `bins=` takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BinRule {
    /// The square root of the number of elements. NumPy: `sqrt`.
    Sqrt,
    /// One more than the binary logarithm of that number. NumPy: `sturges`.
    Sturges,
    /// Twice its cube root. NumPy: `rice`.
    Rice,
    /// By the standard deviation. NumPy: `scott`.
    Scott,
    /// Sturges' rule, corrected by the skewness. NumPy: `doane`.
    Doane,
    /// By the distance of the quartiles. NumPy: `fd`.
    FreedmanDiaconis,
    /// The narrower of Sturges' and Freedman and Diaconis' bins, the latter no narrower than half of
    /// [`Sqrt`](Self::Sqrt)'s. NumPy: `auto`.
    #[default]
    Auto,
}

impl<T> From<usize> for Bins<'_, T> {
    fn from(count: usize) -> Self {
        Self::Count(count)
    }
}
impl<T> From<BinRule> for Bins<'_, T> {
    fn from(rule: BinRule) -> Self {
        Self::Rule(rule)
    }
}
impl<'e, T> From<&'e Array1<T>> for Bins<'e, T> {
    fn from(edges: &'e Array1<T>) -> Self {
        Self::Edges(edges.view())
    }
}
impl<'e, T> From<View<'e, T, Ix1>> for Bins<'e, T> {
    fn from(edges: View<'e, T, Ix1>) -> Self {
        Self::Edges(edges)
    }
}
impl<'e, T> From<&'e [T]> for Bins<'e, T> {
    fn from(edges: &'e [T]) -> Self {
        Self::Edges(edges.into())
    }
}
impl<'e, T, const N: usize> From<&'e [T; N]> for Bins<'e, T> {
    fn from(edges: &'e [T; N]) -> Self {
        Self::Edges(edges[..].into())
    }
}

/// The edges of bins, and how to find the bin of a number.
#[derive(Clone, Debug)]
pub(super) struct Grid<T> {
    edges: Vec<T>,
    /// Bins for each unit, if all have one width: then the place is computed and at most corrected.
    scale: Option<T>,
}

impl<T: Float + Send + Sync> Grid<T> {
    /// The edges for some elements.
    ///
    /// # Errors
    /// If there are no bins or edges, edges fall or are NaN, or the range is not finite or ends before it starts.
    pub(super) fn new(bins: &Bins<'_, T>, elements: ViewD<'_, T>, op: &'static str) -> Result<Self> {
        let value = |why| Error::new(op, ErrorKind::Value { why });
        let (count, (low, high)) = match *bins {
            Bins::Edges(edges) => {
                let edges: Vec<T> = edges.iter().copied().collect();
                return match edges.is_sorted() {
                    _ if edges.is_empty() => Err(value("no edges of bins")),
                    false => Err(value("edges of bins that fall")),
                    true if edges.iter().any(|edge| edge.is_nan()) => {
                        Err(value("an edge of a bin that is a NaN"))
                    }
                    true => Ok(Self { edges, scale: None }),
                };
            }
            Bins::Count(count) => (Some(count), range(elements)),
            Bins::Between { count, low, high } => (Some(count), (low, high)),
            Bins::Rule(_) => (None, range(elements)),
        };
        if count == Some(0) {
            return Err(value("no bins"));
        }
        if !(low.is_finite() && high.is_finite()) {
            return Err(value("a range of bins that is not finite"));
        }
        if low > high {
            return Err(value("a range of bins that ends before it starts"));
        }
        let half = T::one() / (T::one() + T::one());
        let (low, high) = if low == high { (low - half, high + half) } else { (low, high) };
        let count = match (count, bins) {
            (Some(count), _) => count,
            (None, Bins::Rule(rule)) => rule.count(elements, high - low)?,
            (None, _) => unreachable!("all others have a number"),
        };
        let edges = count.checked_add(1).filter(|&n| n <= isize::MAX as usize / size_of::<T>());
        let edges = edges.ok_or_else(|| value("more bins than fit memory"))?;
        let edges: Vec<T> = Array1::linspace(low, high, edges).into_vec();
        let scale = T::from(count).map(|count| count / (high - low)).filter(|s| s.is_normal());
        Ok(Self { edges, scale })
    }

    /// How many bins there are.
    pub(super) fn len(&self) -> usize {
        self.edges.len() - 1
    }

    pub(super) fn into_edges(self) -> Array1<T> {
        self.edges.into()
    }

    /// The bin of a number, if there is one for it.
    #[inline(always)]
    pub(super) fn find(&self, x: T) -> Option<usize> {
        let (first, last) = (self.edges[0], self.edges[self.edges.len() - 1]);
        let inside = (x >= first) & (x <= last);
        if !inside || self.len() == 0 {
            return None;
        }
        let Some(scale) = self.scale else {
            return Some(self.edges.partition_point(|&edge| edge <= x).min(self.len()) - 1);
        };
        let mut bin = ((x - first) * scale).to_usize().unwrap_or(0).min(self.len() - 1);
        // Rounding may have gone over an edge.
        while x < self.edges[bin] {
            bin -= 1;
        }
        while bin + 1 < self.len() && x >= self.edges[bin + 1] {
            bin += 1;
        }
        Some(bin)
    }
}

/// The smallest and the largest element, 0 and 1 if there is none.
fn range<T: Float + Send + Sync>(elements: ViewD<'_, T>) -> (T, T) {
    if elements.is_empty() { (T::zero(), T::one()) } else { (elements.min(), elements.max()) }
}

impl BinRule {
    /// How many bins of one width fit elements that lie so far apart.
    fn count<T: Float + Send + Sync>(self, elements: ViewD<'_, T>, apart: T) -> Result<usize> {
        if elements.is_empty() {
            return Ok(1);
        }
        let number = |x: f64| T::from(x).unwrap_or_else(T::nan);
        let n = elements.len() as f64;
        let range = elements.ptp();
        let sturges = || range / number(n.log2() + 1.0);
        let quartiles = || -> Result<T> {
            let q = super::Quantiles::try_quantile(elements, [0.25, 0.75], super::QuantileMethod::Linear)?;
            Ok(number(2.0) * (q[1] - q[0]) / number(n.cbrt()))
        };
        let width = match self {
            Self::Sqrt => range / number(n.sqrt()),
            Self::Sturges => sturges(),
            Self::Rice => range / number(2.0 * n.cbrt()),
            Self::Scott => number((24.0 * core::f64::consts::PI.sqrt() / n).cbrt()) * elements.std(0),
            Self::Doane => {
                let (mean, deviation) = (elements.mean(), elements.std(0));
                let spread = (6.0 * (n - 2.0) / ((n + 1.0) * (n + 3.0))).sqrt();
                if n > 2.0 && deviation > T::zero() {
                    let cube = |x: T| {
                        let x = (x - mean) / deviation;
                        x * x * x
                    };
                    let skewness = elements.map(cube).mean().abs();
                    range / (number(1.0 + n.log2()) + (T::one() + skewness / number(spread)).log2())
                } else {
                    T::zero()
                }
            }
            Self::FreedmanDiaconis => quartiles()?,
            Self::Auto => {
                let half = range / number(n.sqrt()) / number(2.0);
                quartiles()?.max(half).min(sturges())
            }
        };
        let count = if width > T::zero() { (apart / width).ceil().to_usize() } else { Some(1) };
        Ok(count.unwrap_or(usize::MAX).max(1))
    }
}
