//! [`Differences`]: what lies between neighbours along an axis, and what that adds up to.

use core::ops::Sub;

use num_traits::Float;

use super::gradient::{self, EdgeOrder};
use super::spacing::Spacing;
use crate::array::{Array, Array1, AsView, AsViewMut, Movement, View};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::Apply;
use crate::expr::{Cumulative, Expr, Map, Reduce, Zip, op};
use crate::layout::{Axis, Dim, IntoShape};

/// The differences of neighbours in `V`: one view less another.
type Diff<'a, V> = Map<op::Sub, Zip<Part<'a, V>, Part<'a, V>>>;
type Part<'a, V> = View<'a, <V as AsView<'a>>::Elem, <V as AsView<'a>>::Dim>;
/// The rank without one axis.
type Smaller<'a, V> = <<V as AsView<'a>>::Dim as Dim>::Smaller;

/// The samples from `start` on, so many along an axis.
fn span<T, D: Dim>(view: View<'_, T, D>, axis: Axis, start: usize, count: usize) -> View<'_, T, D> {
    view.split_at(axis, start).1.split_at(axis, count).0
}

/// All but the last sample along an axis, and all but the first; both are empty if there is none.
#[allow(clippy::type_complexity, reason = "two views of one type")]
fn neighbours<'a, T, D: Dim>(
    view: View<'a, T, D>,
    axis: Axis,
    op: &'static str,
) -> Result<(View<'a, T, D>, View<'a, T, D>)> {
    let place = axis.resolve(view.rank(), op)?;
    let pairs = view.shape().as_ref()[place].saturating_sub(1);
    let after = view.shape().as_ref()[place].min(1);
    Ok((span(view, axis, 0, pairs), span(view, axis, after, pairs)))
}

/// Differences, gradients and integrals along an axis: methods of arrays and views.
///
/// ```text
/// a (5)                   a.diff(Axis(0))       a.gradient_axis(Axis(0), 1.0, First)     a.trapezoid(Axis(0), 1.0)
/// 1  2  4  7  11          1  2  3  4            1  1.5  2.5  3.5  4                      19
/// ```
///
/// ```
/// use longstride::ops::EdgeOrder;
/// use longstride::prelude::*;
/// let a = array![1.0, 2.0, 4.0, 7.0, 11.0];
/// assert_eq!(a.diff(Axis(0)).eval(), array![1.0, 2.0, 3.0, 4.0]);
/// assert_eq!(a.diff_n(2, Axis(0)), array![1.0, 1.0, 1.0]);
/// assert_eq!(a.gradient_axis(Axis(0), 1.0, EdgeOrder::First), array![1.0, 1.5, 2.5, 3.5, 4.0]);
/// assert_eq!(a.trapezoid(Axis(0), 1.0)[[]], 19.0);
/// assert_eq!(a.cumulative_trapezoid(Axis(0), 1.0, None), array![1.5, 4.5, 10.0, 19.0]);
/// ```
pub trait Differences<'a>: AsView<'a, Elem: Copy + Send + Sync> {
    /// Each element less the one before it along an axis, lazily: one less than there are elements, none if there is
    /// none. NumPy: `np.diff(a, axis=axis)`.
    ///
    /// For `prepend=` and `append=` take the difference of a [`concatenate`](crate::ops::concatenate)d array. Booleans have no
    /// difference here.
    ///
    /// # Panics
    /// If there is no such axis.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 4, 9], [0, 0, 5]];
    /// assert_eq!(a.diff(Axis(1)).eval(), array![[3, 5], [0, 5]]);
    /// assert_eq!(a.diff(Axis(0)).square().sum(), 1 + 16 + 16); // fuses
    /// let zero = Array2::zeros([2, 1]);
    /// assert_eq!(concatenate(&[&zero, &a], Axis(1)).diff(Axis(1)).eval(), array![[1, 3, 5], [0, 0, 5]]);
    /// ```
    #[track_caller]
    fn diff(self, axis: Axis) -> Diff<'a, Self>
    where
        Self::Elem: Sub<Output = Self::Elem>,
    {
        expect(self.try_diff(axis))
    }

    /// [`diff`](Self::diff), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis.
    fn try_diff(self, axis: Axis) -> Result<Diff<'a, Self>>
    where
        Self::Elem: Sub<Output = Self::Elem>,
    {
        const OP: &str = "diff";
        let (before, after) = neighbours(self.view(), axis, OP)?;
        Ok(Map::new(op::Sub, Zip::new(after, before, OP)?))
    }

    /// The `n`-th differences along an axis: the differences of the differences, `n` times. NumPy: `np.diff(a, n, axis)`.
    ///
    /// Makes an array for each time, and holds two of them at once. `n` of 0 gives a copy.
    ///
    /// # Panics
    /// If there is no such axis, or the memory cannot be had.
    #[track_caller]
    fn diff_n(self, n: usize, axis: Axis) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: Sub<Output = Self::Elem>,
    {
        expect(self.try_diff_n(n, axis))
    }

    /// [`diff_n`](Self::diff_n), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or the memory cannot be had.
    fn try_diff_n(self, n: usize, axis: Axis) -> Result<Array<Self::Elem, Self::Dim>>
    where
        Self::Elem: Sub<Output = Self::Elem>,
    {
        let view = self.view();
        let place = axis.resolve(view.rank(), "diff_n")?;
        if n == 0 {
            return view.try_eval();
        }
        // Once there is none left, there is none the next time.
        let times = n.min(view.shape().as_ref()[place].max(1));
        let mut result = view.try_diff(axis)?.try_eval()?;
        for _ in 1..times {
            result = result.try_diff(axis)?.try_eval()?;
        }
        Ok(result)
    }

    /// The derivative along an axis of what is sampled there: by central differences, exact to second order also where the spacing is
    /// uneven, and at both ends by one-sided ones of the given order. NumPy: `np.gradient(a, spacing, axis=axis, edge_order=...)`.
    ///
    /// # Panics
    /// If there is no such axis, there are fewer than two samples along it (three for [`EdgeOrder::Second`]), or not as many
    /// places as samples.
    ///
    /// ```
    /// use longstride::ops::EdgeOrder;
    /// use longstride::prelude::*;
    /// let x = array![0.0, 1.0, 1.5, 3.5];
    /// let a = (&x * &x).eval();
    /// assert_eq!(a.gradient_axis(Axis(0), &x, EdgeOrder::Second), array![0.0, 2.0, 3.0, 7.0]);
    /// assert_eq!(a.gradient_axis(Axis(0), &x, EdgeOrder::First), array![1.0, 2.0, 3.0, 5.0]);
    /// ```
    #[track_caller]
    fn gradient_axis<'s>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
        edges: EdgeOrder,
    ) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: Float + 's,
    {
        expect(self.try_gradient_axis(axis, spacing, edges))
    }

    /// [`gradient_axis`](Self::gradient_axis), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `gradient_axis` panics.
    fn try_gradient_axis<'s>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
        edges: EdgeOrder,
    ) -> Result<Array<Self::Elem, Self::Dim>>
    where
        Self::Elem: Float + 's,
    {
        const OP: &str = "gradient_axis";
        let (view, spacing) = (self.view(), spacing.into());
        let axis = gradient::check(view.shape().as_ref(), axis, &spacing, edges, OP)?;
        let mut out = super::zeros(view.shape().as_ref(), OP)?;
        gradient::gradient_into(view.into_dyn(), axis, spacing, edges, out.view_mut().into_dyn())?;
        Ok(out)
    }

    /// [`gradient_axis`](Self::gradient_axis) into an array or mutable view of the same shape.
    ///
    /// # Errors
    /// Where `gradient_axis` panics, and if `out` has another shape: nothing is written then.
    fn try_gradient_axis_into<'s, O>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
        edges: EdgeOrder,
        out: &mut O,
    ) -> Result<()>
    where
        Self::Elem: Float + 's,
        O: AsViewMut<Elem = Self::Elem, Dim = Self::Dim>,
    {
        const OP: &str = "gradient_axis_into";
        let (view, spacing) = (self.view(), spacing.into());
        let axis = gradient::check(view.shape().as_ref(), axis, &spacing, edges, OP)?;
        let (expected, found) = (view.shape().as_ref().into_extents()?, out.view_mut().layout());
        let found = found.shape().into_extents()?;
        if found != expected {
            return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
        }
        gradient::gradient_into(view.into_dyn(), axis, spacing, edges, out.view_mut().into_dyn())
    }

    /// The derivatives along each axis, in the order of the axes. NumPy: `np.gradient(a, *spacings, edge_order=...)`.
    ///
    /// The spacings are one for all axes, or one for each.
    ///
    /// # Panics
    /// Where [`gradient_axis`](Self::gradient_axis) does, or if there is another number of spacings.
    ///
    /// ```
    /// use longstride::ops::EdgeOrder;
    /// use longstride::prelude::*;
    /// let a = array![[0.0, 1.0, 2.0], [10.0, 11.0, 12.0]];
    /// let [down, across] = <[_; 2]>::try_from(a.gradient([1.0.into(), 0.5.into()], EdgeOrder::First)).unwrap();
    /// assert_eq!((down, across), (Array2::full([2, 3], 10.0), Array2::full([2, 3], 2.0)));
    /// ```
    #[track_caller]
    fn gradient<'s, P>(self, spacings: P, edges: EdgeOrder) -> Vec<Array<Self::Elem, Self::Dim>>
    where
        P: AsRef<[Spacing<'s, Self::Elem>]>,
        Self::Elem: Float + 's,
    {
        expect(self.try_gradient(spacings, edges))
    }

    /// [`gradient`](Self::gradient), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `gradient` panics.
    fn try_gradient<'s, P>(self, spacings: P, edges: EdgeOrder) -> Result<Vec<Array<Self::Elem, Self::Dim>>>
    where
        P: AsRef<[Spacing<'s, Self::Elem>]>,
        Self::Elem: Float + 's,
    {
        let (view, spacings) = (self.view(), spacings.as_ref());
        let rank = view.rank();
        if spacings.len() != 1 && spacings.len() != rank {
            let why = "neither one spacing nor one for each axis";
            return Err(Error::new("gradient", ErrorKind::Value { why }));
        }
        let along = |i: usize| {
            let spacing = spacings[if spacings.len() == 1 { 0 } else { i }];
            view.try_gradient_axis(Axis(i as isize), spacing, edges).map_err(|e| e.in_op("gradient"))
        };
        (0..rank).map(along).collect()
    }

    /// The integral along an axis by the trapezoidal rule. Allocates nothing but the result. NumPy: `np.trapezoid(a, x, dx, axis)`,
    /// SciPy: `scipy.integrate.trapezoid`.
    ///
    /// Of fewer than two samples it is 0.
    ///
    /// # Panics
    /// If there is no such axis, or not as many places as samples.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1.0, 2.0, 3.0], [0.0, 4.0, 0.0]];
    /// assert_eq!(a.trapezoid(Axis(1), 0.5), array![2.0, 2.0]);
    /// assert_eq!(a.trapezoid(Axis(1), &array![0.0, 1.0, 3.0]), array![6.5, 6.0]);
    /// ```
    #[track_caller]
    fn trapezoid<'s>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
    ) -> Array<Self::Elem, Smaller<'a, Self>>
    where
        Self::Elem: Float + 's,
    {
        expect(self.try_trapezoid(axis, spacing))
    }

    /// [`trapezoid`](Self::trapezoid), with an error instead of a panic.
    ///
    /// # Errors
    /// If there is no such axis, or not as many places as samples.
    fn try_trapezoid<'s>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
    ) -> Result<Array<Self::Elem, Smaller<'a, Self>>>
    where
        Self::Elem: Float + 's,
    {
        const OP: &str = "trapezoid";
        let view = self.view();
        let (before, after) = neighbours(view, axis, OP)?;
        let widths = spacing.into().widths(axis.resolve(view.rank(), OP)?, view.shape().as_ref(), OP)?;
        let areas = Zip::new(Zip::new(before, after, OP)?, widths.view().into_rank::<Self::Dim>()?, OP)?;
        Map::new(Area, areas).try_sum_axis(axis)?.try_eval()
    }

    /// The integral along an axis up to each sample but the first, by the trapezoidal rule; with `initial`, which is added to all
    /// of them, as the value at the first. SciPy: `scipy.integrate.cumulative_trapezoid(a, x, dx, axis, initial)`, whose
    /// `initial` is 0 or `None`.
    ///
    /// # Panics
    /// If there is no such axis, not as many places as samples, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![1.0, 2.0, 3.0];
    /// assert_eq!(a.cumulative_trapezoid(Axis(0), 2.0, None), array![3.0, 8.0]);
    /// assert_eq!(a.cumulative_trapezoid(Axis(0), 2.0, Some(0.0)), array![0.0, 3.0, 8.0]);
    /// ```
    #[track_caller]
    fn cumulative_trapezoid<'s>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
        initial: Option<Self::Elem>,
    ) -> Array<Self::Elem, Self::Dim>
    where
        Self::Elem: Float + 's,
    {
        expect(self.try_cumulative_trapezoid(axis, spacing, initial))
    }

    /// [`cumulative_trapezoid`](Self::cumulative_trapezoid), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `cumulative_trapezoid` panics.
    fn try_cumulative_trapezoid<'s>(
        self,
        axis: Axis,
        spacing: impl Into<Spacing<'s, Self::Elem>>,
        initial: Option<Self::Elem>,
    ) -> Result<Array<Self::Elem, Self::Dim>>
    where
        Self::Elem: Float + 's,
    {
        const OP: &str = "cumulative_trapezoid";
        let view = self.view();
        let (before, after) = neighbours(view, axis, OP)?;
        let widths = spacing.into().widths(axis.resolve(view.rank(), OP)?, view.shape().as_ref(), OP)?;
        let areas = Zip::new(Zip::new(before, after, OP)?, widths.view().into_rank::<Self::Dim>()?, OP)?;
        let sums = Map::new(Area, areas).try_cumsum(axis)?;
        match initial {
            Some(initial) => sums.include_initial(initial).try_eval(),
            None => sums.try_eval(),
        }
    }
}

impl<'a, V: AsView<'a, Elem: Copy + Send + Sync>> Differences<'a> for V {}

/// The area under a line between two samples, so far apart.
#[derive(Clone, Copy, Debug)]
pub struct Area;
impl<T: Float> Apply<((T, T), T)> for Area {
    type Output = T;
    #[inline(always)]
    fn apply(&self, ((before, after), width): ((T, T), T)) -> T {
        // Exactly as if divided by two.
        let half = T::one() / (T::one() + T::one());
        width * (after + before) * half
    }
}

/// The differences of neighbours among all elements in row-major order, with some values put before and after them.
/// NumPy: `np.ediff1d(a, to_end, to_begin)`.
///
/// Copies the elements first if they do not lie in row-major order, and the differences once more if something is put around them.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::prelude::*;
/// let a = array![[1, 2], [4, 8]];
/// assert_eq!(ediff1d(&a, &[], &[]), array![1, 2, 4]);
/// assert_eq!(ediff1d(&a, &[-1], &[98, 99]), array![-1, 1, 2, 4, 98, 99]);
/// ```
#[track_caller]
pub fn ediff1d<'a, V>(a: V, begin: &[V::Elem], end: &[V::Elem]) -> Array1<V::Elem>
where
    V: AsView<'a, Elem: Copy + Send + Sync + Sub<Output = V::Elem>>,
{
    expect(try_ediff1d(a, begin, end))
}

/// [`ediff1d`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_ediff1d<'a, V>(a: V, begin: &[V::Elem], end: &[V::Elem]) -> Result<Array1<V::Elem>>
where
    V: AsView<'a, Elem: Copy + Send + Sync + Sub<Output = V::Elem>>,
{
    let row = a.view().ravel();
    let differences = row.try_diff(Axis(0))?.try_eval()?;
    if begin.is_empty() && end.is_empty() {
        return Ok(differences);
    }
    crate::ops::try_concatenate(&[begin.into(), differences.view(), end.into()], Axis(0))
}
