//! What stands in the brackets of `a[rows, :, cols]`: slices, indices, arrays of indices and masks, by NumPy's rule.

use core::fmt;
use core::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use std::rc::Rc;

use crate::array::{Array, AsView, Movement, View, ViewD};
use crate::error::{Error, ErrorKind, Result};
use crate::exec::{self, List, Picks, Places};
use crate::layout::{
    Cons, Dim, Ellipsis, Extents, Fewer, Ix, Ix0, Ix1, IxDyn, Larger, Layout, NewAxis, Nil, SliceAxis,
    SliceElem, SliceInt, SliceRange, Stepped, Strides,
};
use crate::ops::take::places_of;
use crate::ops::{IndexInt, Select};

/// The entries of an index as values: what [`s!`](crate::s) becomes, and what code fills that knows them only at run time.
///
/// ```
/// use longstride::{ops::IndexEntries, prelude::*};
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// let columns = array![2, 0];
/// let mut index = IndexEntries::default();
/// index.push_slice(..);
/// index.push(&columns);
/// assert_eq!(a.gather(index), array![[3, 1], [6, 4]].into_dyn_array());
/// ```
#[derive(Clone, Default)]
pub struct IndexEntries<'i>(Vec<Entry<'i>>);

impl<'i> IndexEntries<'i> {
    /// Appends an array of indices or a mask.
    pub fn push(&mut self, entry: &'i impl IndexEntry<IxDyn, IxDyn>) {
        entry.push_to(self);
    }

    /// Appends an index, a range, a new axis or an ellipsis.
    pub fn push_slice(&mut self, elem: impl Into<SliceElem>) {
        self.0.push(Entry::Slice(elem.into()));
    }
}

impl<'i> IndexEntries<'i> {
    /// The mask, if there is nothing else.
    pub(super) fn one_mask(&self) -> Option<ViewD<'i, bool>> {
        match self.0[..] {
            [Entry::Mask(mask)] => Some(mask),
            _ => None,
        }
    }
}

impl fmt::Debug for IndexEntries<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

#[derive(Clone)]
enum Entry<'i> {
    Slice(SliceElem),
    Indices(Rc<dyn Lookup + 'i>),
    Mask(ViewD<'i, bool>),
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Slice(elem) => elem.fmt(f),
            Self::Indices(indices) => write!(f, "indices {:?}", indices.extents()),
            Self::Mask(mask) => write!(f, "mask {:?}", mask.shape()),
        }
    }
}

/// An array of indices, whatever its integer type.
trait Lookup {
    fn extents(&self) -> Extents;
    fn places(&self, extent: usize, axis: usize, op: &'static str) -> Result<Places<'_>>;
}

impl<I: IndexInt> Lookup for ViewD<'_, I> {
    fn extents(&self) -> Extents {
        AsView::shape(*self)
    }
    fn places(&self, extent: usize, axis: usize, op: &'static str) -> Result<Places<'_>> {
        places_of(*self, extent, axis, op)
    }
}

/// An entry of an index on an array of rank `D`, after entries whose arrays broadcast to rank `B`: anything that
/// [`s!`](crate::s) takes, and arrays of indices and masks.
pub trait IndexEntry<D: Dim, B: Dim> {
    /// The rank of the array without the axes that this entry consumes.
    type Rest: Dim;
    /// The rank to which the arrays so far broadcast.
    type Common: Dim;
    /// Appends the entry to a list.
    fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>);
}

// What a slice takes.
macro_rules! slices {
    ($([$($generics:tt)*] $type:ty;)*) => {$(
        impl<$($generics)* D: Dim, B: Dim> IndexEntry<D, B> for $type {
            type Rest = <$type as SliceAxis<D>>::Out;
            type Common = B;
            fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>) {
                entries.0.push(Entry::Slice(SliceAxis::<D>::elem(self)));
            }
        }
    )*};
}
slices! {
    [T: SliceInt,] T;
    [T: SliceInt,] Range<T>;
    [T: SliceInt,] RangeFrom<T>;
    [T: SliceInt,] RangeTo<T>;
    [T: SliceInt,] RangeInclusive<T>;
    [T: SliceInt,] RangeToInclusive<T>;
    [] RangeFull;
    [R: SliceRange,] Stepped<R>;
    [] NewAxis;
    [] Ellipsis;
}

// Arrays of indices: the type, and the rank of what it holds.
macro_rules! indices {
    ($([$($generics:tt)*] $type:ty, $dim:ty, |$this:ident| $view:expr;)*) => {$(
        impl<$($generics)* I: IndexInt, D: Dim, B: Dim + Larger<$dim>> IndexEntry<D, B> for $type {
            type Rest = D::Smaller;
            type Common = <B as Larger<$dim>>::Output;
            fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>) {
                let $this = self;
                entries.0.push(Entry::Indices(Rc::new($view.into_dyn())));
            }
        }
    )*};
}
indices! {
    [E: Dim,] &Array<I, E>, E, |a| a.view();
    [E: Dim,] Array<I, E>, E, |a| a.view();
    [E: Dim,] View<'_, I, E>, E, |v| v.view();
    [E: Dim,] &View<'_, I, E>, E, |v| (**v).view();
    [const N: usize,] &[I; N], Ix1, |list| View::from(&list[..]);
    [] &[I], Ix1, |list| View::from(*list);
    [] &Vec<I>, Ix1, |list| View::from(&list[..]);
}

// Masks: a mask of rank K consumes K axes, and makes one.
macro_rules! masks {
    ($($type:ty, $dynamic:ty;)*) => {$(
        impl<const K: usize, D: Dim + Fewer<K>, B: Dim + Larger<Ix1>> IndexEntry<D, B> for $type
        where
            Ix<K>: Dim,
        {
            type Rest = <D as Fewer<K>>::Output;
            type Common = <B as Larger<Ix1>>::Output;
            fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>) {
                entries.0.push(Entry::Mask(self.view().into_dyn()));
            }
        }
        impl<D: Dim, B: Dim + Larger<Ix1>> IndexEntry<D, B> for $dynamic {
            type Rest = IxDyn;
            type Common = <B as Larger<Ix1>>::Output;
            fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>) {
                entries.0.push(Entry::Mask(self.view()));
            }
        }
    )*};
}
masks! {
    &Array<bool, Ix<K>>, &Array<bool, IxDyn>;
    Array<bool, Ix<K>>, Array<bool, IxDyn>;
    View<'_, bool, Ix<K>>, View<'_, bool, IxDyn>;
}

/// The rank of two ranks together: that of the axes without arrays and those to which the arrays broadcast.
pub trait Joined<D: Dim>: Dim {
    /// The sum of the ranks, dynamic if either is or above rank 6.
    type Sum: Dim;
}

type Up<D> = <D as Dim>::Bigger;

// A rank, and one that is as much larger than `D`.
macro_rules! joined {
    ($($rank:ty => $sum:ty;)*) => {$(
        impl<D: Dim> Joined<D> for $rank {
            type Sum = $sum;
        }
    )*};
}
joined! {
    Ix<0> => D;
    Ix<1> => Up<D>;
    Ix<2> => Up<Up<D>>;
    Ix<3> => Up<Up<Up<D>>>;
    Ix<4> => Up<Up<Up<Up<D>>>>;
    Ix<5> => Up<Up<Up<Up<Up<D>>>>>;
    Ix<6> => Up<Up<Up<Up<Up<Up<D>>>>>>;
    IxDyn => IxDyn;
}

/// What [`gather`](super::Gather::gather) and [`scatter`](super::Scatter::scatter) take on an array of rank `D`: entries in
/// [`s!`](crate::s).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an index of an array of this rank",
    label = "write `s![...]`",
    note = "an entry is what a slice takes, an array of integers of any shape, or an array of `bool`"
)]
pub trait IndexSpec<D: Dim, B: Dim = Ix0> {
    /// The rank of the result.
    type Out: Dim;
    /// Appends the entries to a list.
    fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>);
    /// The entries.
    fn entries(&self) -> IndexEntries<'_> {
        let mut entries = IndexEntries::default();
        self.push_to(&mut entries);
        entries
    }
}

impl<D: Dim> IndexSpec<D> for IndexEntries<'_> {
    type Out = IxDyn;
    fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>) {
        entries.0.extend_from_slice(&self.0);
    }
}

impl<D: Dim, B: Joined<D>> IndexSpec<D, B> for Nil {
    type Out = B::Sum;
    fn push_to<'i>(&'i self, _: &mut IndexEntries<'i>) {}
}

impl<D: Dim, B: Dim, H: IndexEntry<D, B>, T: IndexSpec<H::Rest, H::Common>> IndexSpec<D, B> for Cons<H, T> {
    type Out = T::Out;
    fn push_to<'i>(&'i self, entries: &mut IndexEntries<'i>) {
        self.0.push_to(entries);
        self.1.push_to(entries);
    }
}

/// An index on an array of a given shape: the slice by which its arrays see the array, and which elements these pick there.
#[derive(Debug)]
pub(super) struct Index<'i> {
    pub(super) slice: Vec<SliceElem>,
    pub(super) picks: Picks<'i>,
}

impl<'i> Index<'i> {
    /// # Errors
    /// If the entries do not fit the array, arrays among them do not broadcast, an index is out of range, a mask has another
    /// shape than its axes, or the result has too many axes or elements.
    pub(super) fn new(of: &Layout, entries: &'i IndexEntries<'_>, op: &'static str) -> Result<Self> {
        let mut slice = Vec::new();
        for entry in &entries.0 {
            match entry {
                // New axes are made with the result: the view may have no room for them.
                Entry::Slice(SliceElem::NewAxis) => (),
                Entry::Slice(elem) => slice.push(*elem),
                Entry::Indices(_) => slice.push(SliceElem::from(..)),
                Entry::Mask(mask) => slice.extend((0..mask.rank()).map(|_| SliceElem::from(..))),
            }
        }
        let sliced = of.slice(&slice).map_err(|e| e.in_op(op))?;
        // Its offset is that of a view's first element.
        let sliced = Layout::canonical(
            Extents::from_slice(sliced.shape()).unwrap_or_default(),
            Strides::from_slice(sliced.strides()).unwrap_or_default(),
            0,
        );
        let consumes = |elem: &&SliceElem| !matches!(elem, SliceElem::Ellipsis);
        let whole = of.rank() - slice.iter().filter(consumes).count();

        let (mut lists, mut inserted) = (Vec::new(), Vec::new());
        // The next axis of the array and of the slice; axes of the slice without a list.
        let (mut axis, mut next, mut rest) = (0, 0, 0);
        // Whether arrays and single indices, which are arrays of rank 0, stand side by side: if so, their axes stand there.
        let mut place: Option<Run> = None;
        for entry in &entries.0 {
            let advanced = !matches!(entry, Entry::Slice(elem) if !matches!(elem, SliceElem::Index(_)));
            place = match place {
                None if advanced => Some(Run { at: rest, ended: false }),
                Some(run) if advanced && run.ended => Some(Run { at: 0, ended: true }),
                Some(run) => Some(Run { ended: run.ended || !advanced, ..run }),
                None => None,
            };
            match entry {
                Entry::Slice(SliceElem::Index(_)) => axis += 1,
                Entry::Slice(SliceElem::NewAxis) => {
                    inserted.push(rest);
                    rest += 1;
                }
                Entry::Slice(SliceElem::Range { .. }) => (axis, next, rest) = (axis + 1, next + 1, rest + 1),
                Entry::Slice(SliceElem::Ellipsis) => {
                    (axis, next, rest) = (axis + whole, next + whole, rest + whole);
                }
                Entry::Indices(indices) => {
                    let places = indices.places(sliced.shape()[next], axis, op)?;
                    lists.push(List { axis: next, axes: 1, shape: indices.extents(), places });
                    (axis, next) = (axis + 1, next + 1);
                }
                Entry::Mask(mask) => {
                    let axes = mask.rank();
                    let (expected, found) = (&sliced.shape()[next..next + axes], mask.shape());
                    if *expected != *found {
                        let expected = Extents::from_slice(expected).unwrap_or_default();
                        return Err(Error::new(op, ErrorKind::Shape { expected, found }));
                    }
                    let places = mask.flat_nonzero().into_vec();
                    let shape = Extents::repeat(places.len(), 1);
                    let places = Places::new(places.into(), mask.len(), axis, op)?;
                    lists.push(List { axis: next, axes, shape, places });
                    (axis, next) = (axis + axes, next + axes);
                }
            }
        }
        let at = place.map_or(0, |run| run.at);
        let picks = exec::Picks::new(&sliced, lists, &inserted, at, op)?;
        Ok(Self { slice, picks })
    }
}

/// Entries side by side that have arrays: the axis at which they stand, and whether another entry came after them.
#[derive(Clone, Copy)]
struct Run {
    at: usize,
    ended: bool,
}
