//! Random strided views over a base array, with the base element that each of their indices shows.
//!
//! A [`Case`] is a base shape in a memory order and a chain of movements. It applies the chain to an array with
//! the crate, and to a [`Table`] with plain loops: the first is what is under test, the second what to expect.
//!
//! ```ignore
//! proptest!(|(case in case())| {
//!     let base = case.base(|k| k as f64);            // element k of memory
//!     let v: ViewD<'_, f64> = case.view(&base);
//!     prop_assert_eq!(v.shape(), case.shape());
//!     let expected = case.values(|k| k as f64);      // of `v`, in row-major order
//! });
//! ```

use longstride::layout::{Axis, Order, SliceElem};
use longstride::prelude::{AsView, AsViewMut, Movement};
use longstride::{ArrayD, ViewD, ViewMutD};
use proptest::prelude::*;

use super::table::Table;

/// One movement, valid where it stands in its chain.
#[derive(Clone, Debug)]
pub enum Step {
    Permute(Vec<usize>),
    Flip(usize),
    /// Of an axis: start, end and step.
    Slice(usize, isize, isize, isize),
    Index(usize, usize),
    Insert(usize),
    Diagonal(usize, usize),
    /// Two of these address elements more than once, so that mutable cases have none of them.
    Broadcast(Vec<usize>),
    Windows(usize, usize),
}

/// A random view. See the [module](self).
#[derive(Clone, Debug)]
pub struct Case {
    pub base_shape: Vec<usize>,
    pub order: Order,
    pub steps: Vec<Step>,
    table: Table,
}

/// Any view of rank 0 to 6, also empty, reversed, permuted, broadcast, with gaps, and with axes of extent 1.
pub fn case() -> impl Strategy<Value = Case> {
    cases(true)
}

/// A view in which no two indices address one element, as a mutable view needs.
pub fn case_mut() -> impl Strategy<Value = Case> {
    cases(false)
}

fn cases(aliased: bool) -> impl Strategy<Value = Case> {
    let extent = prop_oneof![1 => Just(0usize), 3 => Just(1), 12 => 2usize..6];
    let shape = prop::collection::vec(extent, 0..5);
    (shape, any::<bool>(), prop::collection::vec(any::<[u16; 4]>(), 0..6)).prop_map(
        move |(base_shape, columns, dice)| {
            let mut case = Case {
                order: if columns { Order::ColumnMajor } else { Order::RowMajor },
                steps: Vec::new(),
                table: Table::from_fn(&base_shape, |index| place(&base_shape, index, columns)),
                base_shape,
            };
            for dice in dice {
                if let Some(step) = pick(&case.table.shape, dice.map(usize::from), aliased) {
                    let table = apply(&case.table, &step).expect("a valid step");
                    if table.rank() <= 6 && table.cells.len() <= 2000 {
                        case.table = table;
                        case.steps.push(step);
                    }
                }
            }
            case
        },
    )
}

/// Where an element of a dense array lies.
fn place(shape: &[usize], index: &[usize], columns: bool) -> isize {
    let next = |at: usize, (&i, &n): (&usize, &usize)| at * n + i;
    let axes = index.iter().zip(shape);
    (if columns { axes.rev().fold(0, next) } else { axes.fold(0, next) }) as isize
}

/// A step that is valid on `shape`, if the kind that the dice name has one.
fn pick(shape: &[usize], [kind, a, b, c]: [usize; 4], aliased: bool) -> Option<Step> {
    let rank = shape.len();
    let axis = a.checked_rem(rank);
    Some(match kind % if aliased { 12 } else { 9 } {
        0 | 1 => {
            let mut axes: Vec<usize> = (0..rank).collect();
            (1..rank).for_each(|i| axes.swap(i, (a + b * i) % (i + 1)));
            Step::Permute(axes)
        }
        2 => Step::Flip(axis?),
        3..6 => {
            let n = shape[axis?];
            // Short axes are not made empty too often.
            let start = if b % 4 == 0 { b / 4 % (n + 1) } else { b % 2 % n.max(1) };
            let end = if c % 4 == 0 { start + c / 4 % (n - start + 1) } else { n };
            Step::Slice(axis?, start as isize, end as isize, [1, 2, -1, -2, 3][(b + c) % 5])
        }
        6 => Step::Index(axis?, b.checked_rem(shape[axis?])?),
        7 => Step::Insert(a % (rank + 1)),
        8 => Step::Diagonal(axis?, Some(b % rank).filter(|&b| Some(b) != axis)?),
        9 | 10 => {
            let mut to = shape.to_vec();
            to.iter_mut().filter(|n| **n == 1).for_each(|n| *n = 1 + b % 4);
            if c % 2 == 0 {
                to.insert(0, c / 2 % 4);
            }
            Step::Broadcast(to)
        }
        _ => Step::Windows(axis?, 1 + b.checked_rem(shape[axis?])?),
    })
}

fn apply(table: &Table, step: &Step) -> Option<Table> {
    match *step {
        Step::Permute(ref axes) => table.permute(axes),
        Step::Flip(axis) => table.flip(axis as isize),
        Step::Slice(axis, start, end, step) => table.slice_axis(axis as isize, start, Some(end), step),
        Step::Index(axis, index) => table.index_axis(axis as isize, index as isize),
        Step::Insert(axis) => table.insert_axis(axis as isize),
        Step::Diagonal(a, b) => table.diagonal(0, a as isize, b as isize),
        Step::Broadcast(ref shape) => table.broadcast_to(shape),
        Step::Windows(axis, window) => table.windows_axis(axis as isize, window),
    }
}

/// The same chain on a view of either kind.
fn walk<V>(mut view: V, steps: &[Step]) -> V
where
    V: Movement<Dim = longstride::layout::IxDyn, Moved<longstride::layout::IxDyn> = V>,
{
    for step in steps {
        let axis = |axis: usize| Axis(axis as isize);
        view = match *step {
            Step::Permute(ref axes) => view.permute_axes(axes),
            Step::Flip(a) => view.flip(axis(a)),
            Step::Slice(a, start, end, step) => {
                let mut spec = vec![SliceElem::from(..); a];
                spec.push(SliceElem::Range { start, end: Some(end), step });
                view.slice(&spec[..])
            }
            Step::Index(a, index) => view.index_axis(axis(a), index as isize),
            Step::Insert(a) => view.insert_axis(axis(a)),
            Step::Diagonal(a, b) => view.diagonal(0, axis(a), axis(b)),
            Step::Broadcast(ref shape) => view.broadcast_to(&shape[..]),
            Step::Windows(a, window) => view.windows_axis(axis(a), window),
        };
    }
    view
}

impl Case {
    /// The base array; `f` makes the element at each place in memory.
    pub fn base<T>(&self, f: impl FnMut(usize) -> T) -> ArrayD<T> {
        let len = self.base_shape.iter().product();
        ArrayD::from_vec_order(&self.base_shape[..], (0..len).map(f).collect(), self.order).unwrap()
    }

    /// The view of a base array.
    pub fn view<'a, T>(&self, base: &'a ArrayD<T>) -> ViewD<'a, T> {
        walk(base.view(), &self.steps)
    }

    /// The mutable view of a base array; only of cases from [`case_mut`].
    pub fn view_mut<'a, T>(&self, base: &'a mut ArrayD<T>) -> ViewMutD<'a, T> {
        walk(base.view_mut(), &self.steps)
    }

    /// The shape of the view.
    pub fn shape(&self) -> &[usize] {
        &self.table.shape
    }

    /// The place in memory that each index of the view shows, in row-major order.
    pub fn places(&self) -> impl ExactSizeIterator<Item = usize> + DoubleEndedIterator + '_ {
        self.table.cells.iter().map(|&k| k as usize)
    }

    /// The elements of the view in row-major order, if `f` made those of the base.
    pub fn values<T>(&self, f: impl FnMut(usize) -> T) -> Vec<T> {
        self.places().map(f).collect()
    }

    /// The view as a table of places in memory.
    pub fn table(&self) -> &Table {
        &self.table
    }
}
