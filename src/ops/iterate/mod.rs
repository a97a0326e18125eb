//! Many steps of one stencil over a field, with several steps done on each part of it while that is in the cache.
//!
//! A step of an explicit scheme (heat, waves, smoothing, cellular automata) reads a field and writes a field. If
//! neither fits the cache, `n` steps are `n` passes through memory, and the arithmetic waits. [`iterate`] runs the same
//! step, on parts of the field, in an order in which a part goes through a dozen steps before it leaves the cache:
//! memory is read and written once for these, on each core. The step itself is any function from a view with a halo to a
//! view without one, so it is written as for the whole field:
//!
//! ```
//! use longstride::prelude::*;
//!
//! fn heat<'a>(f: View2<'a, f64>, rate: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
//!     let centre = f.slice(s![1..-1, 1..-1]);
//!     let around = f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])
//!         + f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..]);
//!     centre + (around - centre * 4.0) * rate
//! }
//!
//! let mut plate = Array2::<f64>::zeros([64, 96]);
//! plate.view_mut().slice(s![0, ..]).fill(100.0); // the upper edge is kept hot
//! iterate(&mut plate, 1000, [1, 1], |from, mut to| heat(from, 0.2).eval_into(&mut to));
//! assert!(plate[[1, 48]] > plate[[8, 48]] && plate[[8, 48]] > 0.0);
//! ```

mod tiling;

use crate::array::{AsView, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::threads;
use crate::expr::Expr;
use crate::layout::{Axis, Dim, Extents, IntoShape, IxDyn, SliceElem, SliceElems};
use tiling::{LIMITS, Part, Region, Tiling};

/// Replaces `field` by what `steps` steps make of it, each a function of every element's neighbourhood.
///
/// `step(from, to)` computes one step of a part of the field: it fills `to` with the next values of the elements that
/// `from` holds the present ones of, together with a halo: on axis `k` `from` is longer than `to` by `halo[k]` at either
/// end. The outermost `halo[k]` elements of the field at either end of axis `k` are never written, so they are fixed
/// boundary values. An axis whose neighbours do not matter (that of the colours of a picture, or of the quantities of
/// a coupled system) has a halo of 0.
///
/// The result is that of the plain loop, to the bit, on any number of threads:
///
/// ```
/// use longstride::prelude::*;
/// fn mean<'a>(f: View1<'a, f64>) -> impl Expr<Elem = f64, Dim = Ix1> + 'a {
///     (f.slice(s![..-2]) + f.slice(s![1..-1]) + f.slice(s![2..])) / 3.0
/// }
/// let start = Array1::from_iter((0..50).map(|i| f64::from(i * i % 17)));
///
/// let (mut now, mut next) = (start.clone(), start.clone());
/// for _ in 0..10 {
///     mean(now.view()).eval_into(&mut next.view_mut().slice(s![1..-1]));
///     std::mem::swap(&mut now, &mut next);
/// }
///
/// let mut field = start;
/// iterate(&mut field, 10, 1, |from, mut to| mean(from).eval_into(&mut to));
/// assert_eq!(field, now);
/// ```
///
/// For that `step` has to be a function of `from` alone, the same for every part of the field, and has to write all of
/// `to`. What it leaves alone keeps the value of some earlier step. It is called in parts of any size, in an order of
/// its own, on several threads where that pays.
///
/// Other boundaries are a border around the field that the program fills itself: one that is `m` times as wide as the
/// halo is good for `m` steps, because what is wrong at its edge creeps inwards by one halo a step.
///
/// Allocates a second field; what `step` does itself comes on top. A `step` that panics leaves `field` with elements of
/// different steps.
///
/// The tiling is time skewing (Wolf and Lam 1991, Wonnacott 2000) over the two outermost long axes, with
/// trapezoids (Frigo and Strumpen 2005) between threads.
///
/// # Panics
/// If the rank is 0, the halo of an axis does not fit it twice, or the memory cannot be had.
#[track_caller]
pub fn iterate<A, F>(field: &mut A, steps: usize, halo: impl IntoShape<Dim = A::Dim>, step: F)
where
    A: AsViewMut,
    A::Elem: Copy + Send + Sync,
    F: Fn(View<'_, A::Elem, A::Dim>, ViewMut<'_, A::Elem, A::Dim>) + Sync,
{
    expect(try_iterate(field, steps, halo, step));
}

/// [`iterate`], with an error instead of a panic. (A panic of `step` stays one.)
///
/// # Errors
/// If the rank is 0 or differs from the number of halos, the halo of an axis does not fit it twice, or the memory cannot
/// be had. Nothing is written then.
pub fn try_iterate<A, F>(
    field: &mut A,
    steps: usize,
    halo: impl IntoShape<Dim = A::Dim>,
    step: F,
) -> Result<()>
where
    A: AsViewMut,
    A::Elem: Copy + Send + Sync,
    F: Fn(View<'_, A::Elem, A::Dim>, ViewMut<'_, A::Elem, A::Dim>) + Sync,
{
    let mut field = field.view_mut();
    let halo = halo.into_extents()?;
    if interior(&field, &halo)?.is_none() || steps == 0 {
        return Ok(());
    }
    let mut spare = (&field).view().try_eval().map_err(|e| e.in_op(OP))?;
    advance(&mut field, &mut spare.view_mut(), steps, halo, &step)
}

/// [`iterate`] with a second field of the caller's: allocates no field, which pays for calls of few steps, since fresh
/// memory costs as much as several of them. What `spare` holds is lost.
///
/// ```
/// use longstride::prelude::*;
/// let mut field = Array1::from_iter((0..50).map(f64::from));
/// let mut spare = field.clone();
/// for _ in 0..10 {
///     iterate_with(&mut field, &mut spare, 16, 1, |from, mut to| {
///         ((from.slice(s![..-2]) + from.slice(s![2..])) / 2.0).eval_into(&mut to);
///     });
///     println!("{}", field.sum()); // a look at the field every 16 steps
/// }
/// ```
///
/// # Panics
/// If the rank is 0, the halo of an axis does not fit it twice, or `spare` has another shape than `field`.
#[track_caller]
pub fn iterate_with<A, B, F>(
    field: &mut A,
    spare: &mut B,
    steps: usize,
    halo: impl IntoShape<Dim = A::Dim>,
    step: F,
) where
    A: AsViewMut,
    A::Elem: Copy + Send + Sync,
    B: AsViewMut<Elem = A::Elem, Dim = A::Dim>,
    F: Fn(View<'_, A::Elem, A::Dim>, ViewMut<'_, A::Elem, A::Dim>) + Sync,
{
    expect(try_iterate_with(field, spare, steps, halo, step));
}

/// [`iterate_with`], with an error instead of a panic. (A panic of `step` stays one.)
///
/// # Errors
/// If the rank is 0 or differs from the number of halos, the halo of an axis does not fit it twice, or `spare` has another
/// shape than `field`. Nothing is written then.
pub fn try_iterate_with<A, B, F>(
    field: &mut A,
    spare: &mut B,
    steps: usize,
    halo: impl IntoShape<Dim = A::Dim>,
    step: F,
) -> Result<()>
where
    A: AsViewMut,
    A::Elem: Copy + Send + Sync,
    B: AsViewMut<Elem = A::Elem, Dim = A::Dim>,
    F: Fn(View<'_, A::Elem, A::Dim>, ViewMut<'_, A::Elem, A::Dim>) + Sync,
{
    let (mut field, mut spare) = (field.view_mut(), spare.view_mut());
    let halo = halo.into_extents()?;
    let interior = interior(&field, &halo)?;
    let [expected, found] = [&field, &spare].map(|view| view.shape().as_ref().into_extents());
    let (expected, found) = (expected?, found?);
    if expected != found {
        return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
    }
    let Some(interior) = interior.filter(|_| steps > 0) else { return Ok(()) };
    // The halo is all of the second field that is read before it is written.
    let whole = Region::within(expected, &Extents::repeat(0, halo.len()));
    for axis in 0..halo.len() {
        let (mut low, mut high) = (whole, whole);
        (low.end[axis], high.start[axis]) = (interior.start[axis], interior.end[axis]);
        for rim in [low, high] {
            clip((&field).view(), &rim).eval_into(&mut clip(spare.view_mut(), &rim));
        }
    }
    advance(&mut field, &mut spare, steps, halo, &step)
}

const OP: &str = "iterate";

/// What is computed: the field within its halo, if there is anything within it.
fn interior<T, D: Dim>(field: &ViewMut<'_, T, D>, halo: &Extents) -> Result<Option<Region>> {
    let shape = field.shape().as_ref().into_extents()?;
    if shape.is_empty() || shape.len() != halo.len() {
        return Err(Error::new(OP, ErrorKind::Rank { expected: shape.len().max(1), found: halo.len() }));
    }
    for (axis, (&extent, &h)) in shape.iter().zip(halo).enumerate() {
        let window = h.saturating_mul(2);
        if extent < window {
            return Err(Error::new(OP, ErrorKind::Window { axis, window, extent }));
        }
    }
    let region = Region::within(shape, halo);
    let empty = region.start.iter().zip(&region.end).any(|(start, end)| start == end);
    Ok((!empty).then_some(region))
}

/// Takes all steps. The halo of `spare` is that of `field`, and there is something within it.
fn advance<T, D, F>(
    field: &mut ViewMut<'_, T, D>,
    spare: &mut ViewMut<'_, T, D>,
    steps: usize,
    halo: Extents,
    step: &F,
) -> Result<()>
where
    T: Copy + Send + Sync,
    D: Dim,
    F: Fn(View<'_, T, D>, ViewMut<'_, T, D>) + Sync,
{
    let layout = (*field).layout();
    let shape = layout.shape().into_extents()?;
    let tiling = Tiling::new(shape, layout.strides(), halo, size_of::<T>(), steps, &LIMITS);
    // After an odd number of steps the result is in the other field: one step more copies it back.
    let total = steps + steps % 2;
    let mut done = 0;
    while done < total {
        let levels = tiling.levels.min(total - done);
        let pass = Pass { tiling: &tiling, halo: &halo, done, levels, steps, step };
        pass.run(field, spare, tiling.uprights());
        pass.run(field, spare, tiling.wedges(levels));
        done += levels;
    }
    Ok(())
}

/// Some steps of all, done in one sweep.
struct Pass<'p, F> {
    tiling: &'p Tiling,
    halo: &'p Extents,
    /// Steps done before.
    done: usize,
    /// Steps in this pass.
    levels: usize,
    /// Steps in all; one beyond them is a copy.
    steps: usize,
    step: &'p F,
}

impl<F> Pass<'_, F> {
    /// Runs one phase. The state after an even number of steps is in `even`, after an odd number in `odd`.
    fn run<T, D>(&self, even: &mut ViewMut<'_, T, D>, odd: &mut ViewMut<'_, T, D>, parts: Vec<Part>)
    where
        T: Copy + Send + Sync,
        D: Dim,
        F: Fn(View<'_, T, D>, ViewMut<'_, T, D>) + Sync,
    {
        let axis = Axis(self.tiling.axis() as isize);
        let evens = cut(even.view_mut(), axis, &parts);
        let odds = cut(odd.view_mut(), axis, &parts);
        let work = parts.into_iter().zip(evens).zip(odds);
        threads::each_item(work, threads::available(), |((part, mut even), mut odd)| {
            // A tile is too small to be worth a second thread.
            threads::with(1, || self.run_part(&part, &mut even, &mut odd));
        });
    }

    fn run_part<T, D>(&self, part: &Part, even: &mut ViewMut<'_, T, D>, odd: &mut ViewMut<'_, T, D>)
    where
        T: Copy + Send + Sync,
        D: Dim,
        F: Fn(View<'_, T, D>, ViewMut<'_, T, D>) + Sync,
    {
        self.tiling.each_tile(part, self.levels, |level, to| {
            let step = self.done + level;
            let (source, target) = if step % 2 == 1 {
                ((&*even).view(), odd.view_mut())
            } else {
                ((&*odd).view(), even.view_mut())
            };
            let mut target = clip(target, &to);
            if step > self.steps {
                clip(source, &to).eval_into(&mut target);
            } else {
                (self.step)(clip(source, &to.with_halo(self.halo)), target);
            }
        });
    }
}

/// The parts of a field along an axis; they are disjoint and in order.
fn cut<'v, T, D: Dim>(field: ViewMut<'v, T, D>, axis: Axis, parts: &[Part]) -> Vec<ViewMut<'v, T, D>> {
    let mut views = Vec::with_capacity(parts.len());
    let (mut rest, mut start) = (field, 0);
    for part in parts {
        let (_, after) = rest.split_at(axis, part.rows.start - start);
        let (view, after) = after.split_at(axis, part.rows.len());
        (rest, start) = (after, part.rows.end);
        views.push(view);
    }
    views
}

/// The elements of a region.
fn clip<V: Movement>(view: V, region: &Region) -> V::Moved<V::Dim>
where
    V::Moved<IxDyn>: Movement<Dim = IxDyn, Moved<V::Dim> = V::Moved<V::Dim>>,
{
    let mut spec = SliceElems::default();
    for (&start, &end) in region.start.iter().zip(&region.end) {
        spec.push(SliceElem::Range { start: start as isize, end: Some(end as isize), step: 1 });
    }
    expect(view.slice(&spec[..]).into_rank::<V::Dim>())
}
