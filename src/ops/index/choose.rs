//! One of several arrays at each index: `np.select` by conditions, `np.choose` by numbers.
//!
//! ```text
//! conditions  T F F      choices  1 2 3      default 0      select  1 5 0
//!             T T F               4 5 6
//! numbers     1 0 1                                         choose  4 2 6
//! ```

use crate::array::{Array, ArrayD, AsView, AsViewMut, Movement, View, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::threads;
use crate::expr::{Assign, Elementwise, IntoExpr};
use crate::layout::{Axis, Extents, Larger, broadcast_shapes};
use crate::ops::IndexInt;
use crate::ops::put::spread;

use super::IndexMode;

/// An array of the rank to which two ranks broadcast.
type Common<T, D, E> = Array<T, <D as Larger<E>>::Output>;

/// At each index, the element of the first choice whose condition holds there, else the default. Conditions, choices and the
/// default broadcast. NumPy: `np.select(conditions, choices, default)`.
///
/// Allocates the result alone. All choices are arrays; where they are expressions, nest `c.select(x, y)` instead, which is lazy.
///
/// # Panics
/// If there are no conditions or not as many choices, the shapes do not broadcast, or the memory cannot be had.
///
/// ```
/// use longstride::{ops::select, prelude::*};
/// let x = array![0, 1, 2, 3, 4, 5];
/// let (low, high) = (x.lt(3).eval(), x.gt(3).eval());
/// let (negative, square) = ((-&x).eval(), (&x * &x).eval());
/// assert_eq!(select(&[&low, &high], &[&negative, &square], 42), array![0, -1, -2, 42, 16, 25]);
/// ```
#[track_caller]
pub fn select<'c, 'v, C, V>(
    conditions: &[C],
    choices: &[V],
    default: impl IntoExpr<V::Elem, Elem = V::Elem>,
) -> Common<V::Elem, C::Dim, V::Dim>
where
    C: AsView<'c, Elem = bool, Dim: Larger<V::Dim>> + Copy,
    V: AsView<'v, Elem: Copy + Send + Sync> + Copy,
{
    expect(try_select(conditions, choices, default))
}

/// [`select`], with an error instead of a panic.
///
/// # Errors
/// Where `select` panics.
pub fn try_select<'c, 'v, C, V>(
    conditions: &[C],
    choices: &[V],
    default: impl IntoExpr<V::Elem, Elem = V::Elem>,
) -> Result<Common<V::Elem, C::Dim, V::Dim>>
where
    C: AsView<'c, Elem = bool, Dim: Larger<V::Dim>> + Copy,
    V: AsView<'v, Elem: Copy + Send + Sync> + Copy,
{
    const OP: &str = "select";
    if conditions.is_empty() || conditions.len() != choices.len() {
        let why = "as many choices as conditions are needed, and one at least";
        return Err(Error::new(OP, ErrorKind::Value { why }));
    }
    let conditions: Vec<_> = conditions.iter().map(|condition| condition.view().into_dyn()).collect();
    let choices: Vec<_> = choices.iter().map(|choice| choice.view().into_dyn()).collect();
    let shape = common(common(Extents::new(), &conditions, OP)?, &choices, OP)?;
    let mut out = spread(default, &shape, OP)?;
    choose_by(&mut out, &conditions, &choices, |out, conditions, choices| {
        // The first condition is written last.
        for (&condition, &choice) in conditions.iter().zip(choices).rev() {
            out.assign_where(condition, choice);
        }
    })?;
    out.with_dim(OP)
}

/// At each index, the element of the choice with that number: `choices[numbers[i]][i]`. All broadcast against each other.
/// NumPy: `np.choose(numbers, choices, mode=mode)`.
///
/// Each choice is looked at everywhere: the time is that of as many passes over memory that is in the cache. From a stacked
/// array of many choices take with [`take_along_axis`](super::Gather::take_along_axis). Allocates the result, and a copy of
/// numbers that are not a contiguous array of `usize`.
///
/// # Panics
/// If there are no choices, a number is out of range and that is an error, the shapes do not broadcast, or the memory cannot be
/// had.
///
/// ```
/// use longstride::{ops::{IndexMode, choose}, prelude::*};
/// let (a, b) = (array![1, 2, 3], array![10, 20, 30]);
/// assert_eq!(choose(&array![1, 0, -1], &[&a, &b], IndexMode::Raise), array![10, 2, 30]);
/// assert_eq!(choose(&array![9, 0, -1], &[&a, &b], IndexMode::Clip), array![10, 2, 3]);
/// ```
#[track_caller]
pub fn choose<'x, 'v, X, V>(numbers: X, choices: &[V], mode: IndexMode) -> Common<V::Elem, X::Dim, V::Dim>
where
    X: AsView<'x, Elem: IndexInt, Dim: Larger<V::Dim>>,
    V: AsView<'v, Elem: Copy + Send + Sync> + Copy,
{
    expect(try_choose(numbers, choices, mode))
}

/// [`choose`], with an error instead of a panic.
///
/// # Errors
/// Where `choose` panics.
pub fn try_choose<'x, 'v, X, V>(
    numbers: X,
    choices: &[V],
    mode: IndexMode,
) -> Result<Common<V::Elem, X::Dim, V::Dim>>
where
    X: AsView<'x, Elem: IndexInt, Dim: Larger<V::Dim>>,
    V: AsView<'v, Elem: Copy + Send + Sync> + Copy,
{
    const OP: &str = "choose";
    let choices: Vec<_> = choices.iter().map(|choice| choice.view().into_dyn()).collect();
    let Some(first) = choices.first() else {
        return Err(Error::new(OP, ErrorKind::Value { why: "one choice at least is needed" }));
    };
    let numbers = numbers.view().into_dyn();
    let places = mode.places(numbers, choices.len(), 0, OP)?;
    let places = View::from(places.below(choices.len())).reshape_view(AsView::shape(numbers))?;
    let shape = common(AsView::shape(numbers), &choices, OP)?;
    let mut out = spread(*first, &shape, OP)?;
    choose_by(&mut out, &[places], &choices, |out, numbers, choices| {
        for (k, &choice) in choices.iter().enumerate().skip(1) {
            out.assign_where(numbers[0].equal(k), choice);
        }
    })?;
    out.with_dim(OP)
}

/// The shape to which a shape and views broadcast.
fn common<T>(shape: Extents, views: &[ViewD<'_, T>], op: &'static str) -> Result<Extents> {
    views.iter().try_fold(shape, |shape, view| broadcast_shapes(&shape, &view.shape(), op))
}

/// A part of the result, small enough for the cache, with its parts of what it is chosen by and from.
struct Tile<'o, 'm, 'v, M, T> {
    out: ViewMutD<'o, T>,
    by: Vec<ViewD<'m, M>>,
    from: Vec<ViewD<'v, T>>,
}

/// The number of elements of a tile.
const TILE: usize = 1 << 13;

/// Calls `choose` with all tiles of the result and the operands, which broadcast to it.
fn choose_by<M: Sync, T: Copy + Send + Sync>(
    out: &mut ArrayD<T>,
    by: &[ViewD<'_, M>],
    from: &[ViewD<'_, T>],
    choose: impl Fn(&mut ViewMutD<'_, T>, &[ViewD<'_, M>], &[ViewD<'_, T>]) + Sync,
) -> Result<()> {
    let shape = (&*out).shape();
    let bytes = out.len().saturating_mul(from.len() * 2 * size_of::<T>());
    let by = by.iter().map(|view| view.try_broadcast_to(shape)).collect::<Result<_>>()?;
    let from = from.iter().map(|view| view.try_broadcast_to(shape)).collect::<Result<_>>()?;
    let mut tiles = Vec::new();
    cut(Tile { out: out.view_mut(), by, from }, &mut tiles);
    threads::each_item(tiles, threads::for_bytes(bytes), |mut tile| {
        choose(&mut tile.out, &tile.by, &tile.from);
    });
    Ok(())
}

/// Halves a tile along its outermost axis that can be halved, until the parts are small.
fn cut<'o, 'm, 'v, M, T>(tile: Tile<'o, 'm, 'v, M, T>, tiles: &mut Vec<Tile<'o, 'm, 'v, M, T>>) {
    let shape = (&tile.out).shape();
    let axis = shape.iter().position(|&n| n > 1).filter(|_| (&tile.out).len() > TILE);
    let Some(axis) = axis else { return tiles.push(tile) };
    let (at, axis) = (shape[axis] / 2, Axis(axis as isize));
    let (low, high) = tile.out.split_at(axis, at);
    let (low_by, high_by) = tile.by.into_iter().map(|view| view.split_at(axis, at)).unzip();
    let (low_from, high_from) = tile.from.into_iter().map(|view| view.split_at(axis, at)).unzip();
    cut(Tile { out: low, by: low_by, from: low_from }, tiles);
    cut(Tile { out: high, by: high_by, from: high_from }, tiles);
}
