//! [`Quantiles`]: medians, quantiles and percentiles of everything, along an axis or along several.

use core::marker::PhantomData;
use std::sync::OnceLock;

use num_traits::Float;

use super::lanes::each_lane;
use super::quantile::{Places, QuantileMethod, Rule};
use crate::array::{Array, AsView, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{FlatLeaves, Leaf, Lower, Lowering};
use crate::expr::{Assign, Expr, IntoExpr};
use crate::layout::{Axis, AxisList, Dim, Extents, Ix0, Layout};

/// The parts asked for: one number, whose result has no axis for it, or a list, whose results lie along a new first axis.
pub trait Levels {
    /// The rank of a result that has rank `D` for one level.
    type With<D: Dim>: Dim;
    /// The result for everything, of type `R` for one level.
    type Total<R>;
    /// Whether there is an axis for them.
    const LISTED: bool;
    /// The levels.
    fn levels(&self) -> &[f64];
    /// The results for everything.
    fn total<R: Copy>(results: Array<R, Self::With<Ix0>>) -> Self::Total<R>;
}
impl Levels for f64 {
    type With<D: Dim> = D;
    type Total<R> = R;
    const LISTED: bool = false;
    fn levels(&self) -> &[f64] {
        core::slice::from_ref(self)
    }
    fn total<R: Copy>(results: Array<R, Ix0>) -> R {
        results[[]]
    }
}
// The lists of levels.
macro_rules! lists {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)*> Levels for $type {
            type With<D: Dim> = D::Bigger;
            type Total<R> = Array<R, <Ix0 as Dim>::Bigger>;
            const LISTED: bool = true;
            fn levels(&self) -> &[f64] {
                &self[..]
            }
            fn total<R: Copy>(results: Array<R, <Ix0 as Dim>::Bigger>) -> Self::Total<R> {
                results
            }
        }
    )*};
}
lists! {
    [const N: usize] [f64; N];
    [const N: usize] &[f64; N];
    [] &[f64];
    [] Vec<f64>;
    [] &Vec<f64>;
}

/// Quantiles along axes, not computed yet: evaluate them, into a new array or a destination, keep the axes with
/// [`keepdims`](Self::keepdims), or use them as an operand. As an operand inside a larger expression they are computed
/// once, into an array of their own.
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Quantile<'a, T, S: Dim, Q, D: Dim> {
    source: View<'a, T, S>,
    axes: Extents,
    keeps: bool,
    asked: Asked,
    /// The result, once a larger expression asked for it.
    result: OnceLock<Array<T, D>>,
    levels: PhantomData<fn() -> Q>,
}

/// What is asked of each lane.
#[derive(Clone, Debug)]
struct Asked {
    rule: Rule,
    levels: Vec<f64>,
    skips_nan: bool,
    op: &'static str,
}

impl Asked {
    fn new(rule: Rule, levels: &[f64], scale: f64, skips_nan: bool, op: &'static str) -> Result<Self> {
        let levels: Vec<f64> = levels.iter().map(|q| q / scale).collect();
        if levels.iter().any(|q| !(0.0..=1.0).contains(q)) {
            let why =
                if scale == 1.0 { "a quantile outside 0 to 1" } else { "a percentile outside 0 to 100" };
            return Err(Error::new(op, ErrorKind::Value { why }));
        }
        Ok(Self { rule, levels, skips_nan, op })
    }

    /// Writes what is asked of a lane, which may be changed; `places` are those for all of its elements, if it has any.
    fn answer<T: Float>(&self, mut lane: &mut [T], places: Option<&Places>, out: &mut [T]) {
        // No branch in the loop, which is vectorised.
        let mut nan = lane.iter().fold(false, |nan, x| nan | x.is_nan());
        let fewer;
        let mut places = places;
        if nan && self.skips_nan {
            let mut kept = 0;
            for i in 0..lane.len() {
                lane[kept] = lane[i];
                kept += usize::from(!lane[i].is_nan());
            }
            lane = &mut lane[..kept];
            nan = false;
            fewer = (kept > 0).then(|| Places::new(self.rule, &self.levels, kept));
            places = fewer.as_ref();
        }
        match places {
            Some(places) if !nan => {
                places.select(lane);
                places.write(|index| lane[index], out);
            }
            _ => out.fill(T::nan()),
        }
    }
}

impl<'a, T: Float + Send + Sync, S: Dim, Q: Levels, D: Dim> Quantile<'a, T, S, Q, D> {
    fn new(source: View<'a, T, S>, axes: &[Axis], asked: Asked) -> Result<Self> {
        let shape = source.shape();
        let mut places = Extents::new();
        for axis in axes {
            let axis = axis.resolve(shape.as_ref().len(), asked.op)?;
            if places.contains(&axis) {
                return Err(Error::new(asked.op, ErrorKind::RepeatedAxis { axis }));
            }
            places.push(axis);
        }
        Self::along(source, places, asked)
    }

    fn along(source: View<'a, T, S>, axes: Extents, asked: Asked) -> Result<Self> {
        let this = Self { source, axes, keeps: false, asked, result: OnceLock::new(), levels: PhantomData };
        // That the rank is not too large, and the number of results one.
        let rank = this.source.rank() - this.axes.len() + usize::from(Q::LISTED);
        if rank > crate::layout::MAX_RANK {
            return Err(Error::new(this.asked.op, ErrorKind::RankTooLarge { rank }));
        }
        Layout::row_major(&this.extents()).map_err(|e| e.in_op(this.asked.op))?;
        Ok(this)
    }

    /// The same with the axes kept, with extent 1. NumPy: `keepdims=True`.
    ///
    /// # Panics
    /// If there are several levels, and the result would have more axes than an array can.
    #[track_caller]
    pub fn keepdims(self) -> Quantile<'a, T, S, Q, Q::With<S>> {
        let Self { source, axes, asked, .. } = self;
        let rank = source.rank() + usize::from(Q::LISTED);
        if rank > crate::layout::MAX_RANK {
            expect(Err::<(), _>(Error::new(asked.op, ErrorKind::RankTooLarge { rank })));
        }
        Quantile { source, axes, keeps: true, asked, result: OnceLock::new(), levels: PhantomData }
    }

    fn compute(&self) -> Result<Array<T, D>> {
        let source = self.source.into_dyn();
        let asked = &self.asked;
        let len = self.axes.iter().map(|&axis| source.shape()[axis]).product();
        let places = (len > 0).then(|| Places::new(asked.rule, &asked.levels, len));
        let per = asked.levels.len();
        let results = each_lane(source, &self.axes, per, T::nan(), |lane, out| {
            asked.answer(lane, places.as_ref(), out);
        })?;
        let results = if per == 1 {
            results
        } else {
            // A row for each level, not for each lane.
            let lanes = (&results).shape()[0];
            let mut rows = Array::try_full([per, lanes], T::nan())?;
            rows.assign(results.t());
            rows
        };
        Array::from_buffer(results.into_buffer(), &Layout::row_major(&self.extents())?, asked.op)
    }

    fn result(&self) -> &Array<T, D> {
        self.result.get_or_init(|| expect(self.compute()))
    }
}

impl<T, S: Dim, Q, D: Dim> core::fmt::Debug for Quantile<'_, T, S, Q, D> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Quantile")
            .field("asked", &self.asked)
            .field("axes", &self.axes)
            .finish_non_exhaustive()
    }
}

impl<T: Float + Send + Sync, S: Dim, Q: Levels, D: Dim> Lower for Quantile<'_, T, S, Q, D> {
    type Value = T;
    type Kernel<'k>
        = Leaf<T>
    where
        Self: 'k;

    fn extents(&self) -> Extents {
        let mut shape = Extents::new();
        if Q::LISTED {
            shape.push(self.asked.levels.len());
        }
        for (axis, &n) in self.source.shape().as_ref().iter().enumerate() {
            match self.axes.contains(&axis) {
                true if self.keeps => shape.push(1),
                true => (),
                false => shape.push(n),
            }
        }
        shape
    }
    fn kernel(&self) -> Leaf<T> {
        Leaf::new()
    }
    fn operands(&self, lowering: &mut Lowering<'_>) {
        let view = self.result().view();
        lowering.push_view(view);
    }
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        if *self.extents() != *shape {
            return false;
        }
        let view = self.result().view();
        leaves.push_view(shape, view)
    }
}

impl<T: Float + Send + Sync, S: Dim, Q: Levels, D: Dim> Expr for Quantile<'_, T, S, Q, D> {
    type Elem = T;
    type Dim = D;

    fn try_eval(self) -> Result<Array<T, D>> {
        match self.result.into_inner() {
            Some(result) => Ok(result),
            None => Quantile { result: OnceLock::new(), ..self }.compute(),
        }
    }
}

impl<T: Float + Send + Sync, S: Dim, Q: Levels, D: Dim, Hint> IntoExpr<Hint> for Quantile<'_, T, S, Q, D> {
    type Elem = T;
    type Expr = Self;
    fn into_expr(self) -> Self {
        self
    }
}

/// The rank without one axis.
type Smaller<'a, V> = <<V as AsView<'a>>::Dim as Dim>::Smaller;
/// The rank without some axes.
type Rest<'a, V, L> = <L as AxisList<<V as AsView<'a>>::Dim>>::Rest;
/// Quantiles of `V` along axes, of which rank `D` remains.
type Along<'a, V, Q, D> =
    Quantile<'a, <V as AsView<'a>>::Elem, <V as AsView<'a>>::Dim, Q, <Q as Levels>::With<D>>;

// Of everything, along an axis and along several. A row: the names, the type, names and values of what is asked, the
// parameters, and documentation.
macro_rules! quantiles {
    ($($all:ident $try_all:ident $axis:ident $try_axis:ident $axes:ident $try_axes:ident $nan:literal,
       <$($generic:ident)?> $levels:ty, ($($param:ident: $of:ty),*) $rule:expr, $from:expr, $scale:literal, $doc:literal $numpy:literal;)*) => {$(
        #[doc = concat!($doc, ", of all elements. NumPy: `", $numpy, "`.")]
        ///
        /// Copies the elements, to reorder them.
        ///
        /// # Panics
        /// If a level is out of range.
        #[track_caller]
        fn $all<$($generic: Levels)?>(self, $($param: $of),*) -> <$levels as Levels>::Total<Self::Elem> {
            expect(self.$try_all($($param),*))
        }

        #[doc = concat!("[`", stringify!($all), "`](Quantiles::", stringify!($all), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If a level is out of range.
        fn $try_all<$($generic: Levels)?>(self, $($param: $of),*) -> Result<<$levels as Levels>::Total<Self::Elem>> {
            let asked = Asked::new($rule, Levels::levels(&$from), $scale, $nan, stringify!($all))?;
            let source = self.view();
            let mut axes = Extents::new();
            (0..source.rank()).for_each(|axis| axes.push(axis));
            let along: Along<'a, Self, $levels, Ix0> = Quantile::along(source, axes, asked)?;
            Ok(<$levels as Levels>::total(along.try_eval()?))
        }

        #[doc = concat!($doc, ", along an axis, lazily. NumPy: `", $numpy, "` with `axis=`.")]
        ///
        /// # Panics
        /// If there is no such axis, or a level is out of range.
        #[track_caller]
        fn $axis<$($generic: Levels)?>(self, axis: Axis, $($param: $of),*) -> Along<'a, Self, $levels, Smaller<'a, Self>> {
            expect(self.$try_axis(axis, $($param),*))
        }

        #[doc = concat!("[`", stringify!($axis), "`](Quantiles::", stringify!($axis), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, or a level is out of range.
        fn $try_axis<$($generic: Levels)?>(
            self,
            axis: Axis,
            $($param: $of),*
        ) -> Result<Along<'a, Self, $levels, Smaller<'a, Self>>> {
            let asked = Asked::new($rule, Levels::levels(&$from), $scale, $nan, stringify!($axis))?;
            Quantile::new(self.view(), &[axis], asked)
        }

        #[doc = concat!($doc, ", along several axes, lazily. NumPy: `", $numpy, "` with `axis=(...)`.")]
        ///
        /// # Panics
        /// If there is no such axis, one is named twice, or a level is out of range.
        #[track_caller]
        fn $axes<L: AxisList<Self::Dim>, $($generic: Levels)?>(
            self,
            axes: L,
            $($param: $of),*
        ) -> Along<'a, Self, $levels, Rest<'a, Self, L>> {
            expect(self.$try_axes(axes, $($param),*))
        }

        #[doc = concat!("[`", stringify!($axes), "`](Quantiles::", stringify!($axes), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there is no such axis, one is named twice, or a level is out of range.
        fn $try_axes<L: AxisList<Self::Dim>, $($generic: Levels)?>(
            self,
            axes: L,
            $($param: $of),*
        ) -> Result<Along<'a, Self, $levels, Rest<'a, Self, L>>> {
            let asked = Asked::new($rule, Levels::levels(&$from), $scale, $nan, stringify!($axes))?;
            Quantile::new(self.view(), axes.as_axes(), asked)
        }
    )*};
}

/// Medians, quantiles and percentiles of arrays and views of floating-point numbers.
///
/// A level is a number, or a list of them, whose results lie along a new first axis as in NumPy. A NaN makes the
/// result of its lane a NaN; the `nan` forms leave NaN out. Of no elements (or nothing but NaN, left out) the result is a
/// NaN; NumPy does the same for `np.median` and the `nan` functions, and raises an error for `np.quantile`. The
/// result between an infinity and a number may be a NaN, as in NumPy, between two equal infinities it is that one. Which of
/// 0.0 and -0.0 comes first is left open.
///
/// Works on copies of lanes, a few at a time for each thread. Cast integers first: `a.cast::<f64>().eval()`.
///
/// ```
/// use longstride::ops::QuantileMethod::*;
/// use longstride::prelude::*;
/// let a = array![[1.0, 2.0, 9.0], [4.0, f64::NAN, 6.0]];
/// assert_eq!(a.nanmedian(), 4.0);
/// assert_eq!(a.nanmedian_axis(Axis(1)).eval(), array![2.0, 5.0]);
/// assert!(a.median_axis(Axis(1)).eval()[1].is_nan());
/// let row = a.slice(s![0, ..]);
/// assert_eq!(row.quantile(0.75, Linear), 5.5);
/// assert_eq!(row.percentile([0.0, 50.0, 75.0], Higher), array![1.0, 2.0, 9.0]);
/// let spread = a.nanquantile_axis(Axis(1), [0.0, 1.0], Linear).eval(); // (2 levels, 2 rows)
/// assert_eq!(spread, array![[1.0, 4.0], [9.0, 6.0]]);
/// assert_eq!((&a - a.nanmedian_axis(Axis(1)).keepdims()).eval()[[1, 2]], 1.0);
/// ```
pub trait Quantiles<'a>: AsView<'a, Elem: Float + Send + Sync> {
    quantiles! {
        median try_median median_axis try_median_axis median_axes try_median_axes false, <> f64, () Rule::Median, 0.5, 1.0,
            "The median, the mean of the two elements in the middle if their number is even" "np.median(a)";
        nanmedian try_nanmedian nanmedian_axis try_nanmedian_axis nanmedian_axes try_nanmedian_axes true, <> f64, () Rule::Median, 0.5, 1.0,
            "The median of what is no NaN" "np.nanmedian(a)";
        quantile try_quantile quantile_axis try_quantile_axis quantile_axes try_quantile_axes false, <Q> Q,
            (q: Q, method: QuantileMethod) Rule::Quantile(method), q, 1.0,
            "The quantile `q`, from 0 to 1, or several" "np.quantile(a, q, method=...)";
        nanquantile try_nanquantile nanquantile_axis try_nanquantile_axis nanquantile_axes try_nanquantile_axes true, <Q> Q,
            (q: Q, method: QuantileMethod) Rule::Quantile(method), q, 1.0,
            "The quantile `q`, from 0 to 1, or several, of what is no NaN" "np.nanquantile(a, q, method=...)";
        percentile try_percentile percentile_axis try_percentile_axis percentile_axes try_percentile_axes false, <Q> Q,
            (q: Q, method: QuantileMethod) Rule::Quantile(method), q, 100.0,
            "The percentile `q`, from 0 to 100, or several" "np.percentile(a, q, method=...)";
        nanpercentile try_nanpercentile nanpercentile_axis try_nanpercentile_axis nanpercentile_axes try_nanpercentile_axes true, <Q> Q,
            (q: Q, method: QuantileMethod) Rule::Quantile(method), q, 100.0,
            "The percentile `q`, from 0 to 100, or several, of what is no NaN" "np.nanpercentile(a, q, method=...)";
    }
}

impl<'a, V: AsView<'a, Elem: Float + Send + Sync>> Quantiles<'a> for V {}
