//! Work on the lanes of an array along its last axis, each as a contiguous slice: what sorting, selecting and the like are
//! built on. (Other axes are moved there first, which costs nothing.)
//!
//! ```text
//! a (3, 8), lanes along axis 0      a block of 4 lanes      as slices
//!  0  1  2  3 |  4  5  6  7          0  8 16                work(&mut [0, 8, 16])
//!  8  9 10 11 | 12 13 14 15    ->    1  9 17                work(&mut [1, 9, 17])
//! 16 17 18 19 | 20 21 22 23          2 10 18                ...
//!                                    3 11 19                then the block is copied back
//! ```
//!
//! Lanes that are contiguous are worked on where they are. Others are copied in blocks of at least a cache line's worth of
//! neighbours, by the executor, so that each line of memory is read and written once. Blocks are shared out to threads; each
//! holds one block at a time. No lane depends on another, so the number of threads never changes a result. Where there is a
//! single block, `work` may use threads itself.

use core::cmp::Reverse;

use crate::array::{AsView, AsViewMut, Movement, View, View1, View2, ViewD, ViewMut1, ViewMut2, ViewMutD};
use crate::error::expect;
use crate::exec::threads;
use crate::expr::Assign;
use crate::layout::{Axis, Extents, Ix2, IxDyn, Layout, Order};

/// The bytes of a block of short lanes, which stays in a core's own cache.
const BLOCK_BYTES: usize = 1 << 16;
/// The bytes that a block has of each index of the last axis, where neighbouring lanes are neighbours in memory.
const LINE_BYTES: usize = 64;

/// Calls `work` with each lane, and a scratch that it finds as it left it. It takes about `cost` times as long as to copy the
/// lanes.
pub(crate) fn each_mut<T: Copy + Send + Sync, S: Default>(
    view: ViewMutD<'_, T>,
    cost: usize,
    work: impl Fn(&mut [T], &mut S) + Sync,
) {
    let Some(&first) = (&view).iter().next() else { return };
    let bytes = size_of_val(&first) * (&view).len();
    let blocks = Cut::new::<T>(&[view.layout()]).blocks(view);
    share_out(blocks, bytes.saturating_mul(cost), |mut block| {
        let mut own = S::default();
        let mut each = |mut lane: ViewMut1<'_, T>| work(slice_mut(&mut lane), &mut own);
        if in_lanes(block.layout()) {
            return block.outer_iter_mut().for_each(each);
        }
        let mut scratch = vec![first; (&block).len()];
        let mut copy = table(&mut scratch, (&block).shape());
        copy.assign(&block);
        copy.outer_iter_mut().for_each(&mut each);
        block.assign(&copy);
    });
}

/// Calls `work` with each lane of `source` and that of `out`, which it fills, and a scratch as in [`each_mut`]; they may
/// differ in length. It takes about `cost` times as long as to copy the lanes of `source`.
pub(crate) fn each_pair<T: Copy + Send + Sync, U: Copy + Send + Sync, S: Default>(
    source: ViewD<'_, T>,
    out: ViewMutD<'_, U>,
    cost: usize,
    work: impl Fn(&[T], &mut [U], &mut S) + Sync,
) {
    let Some(&any) = (&out).iter().next() else { return };
    let first = source.iter().next().copied();
    let bytes = size_of::<T>() * source.len();
    let cut = Cut::new::<T>(&[source.layout(), out.layout()]);
    let blocks = cut.blocks(source).into_iter().zip(cut.blocks(out)).collect();
    share_out(blocks, bytes.saturating_mul(cost), |(source, mut out): (View2<'_, T>, ViewMut2<'_, U>)| {
        let mut copy = Vec::new();
        let mut source = source;
        if let (false, Some(first)) = (in_lanes(source.layout()), first) {
            copy.resize(source.len(), first);
            table(&mut copy, source.shape()).assign(source);
            source = expect(View::from(&copy[..]).reshape_view(source.shape()));
        }
        let mut own = S::default();
        let mut each = |(lane, mut out): (View1<'_, T>, ViewMut1<'_, U>)| {
            work(lane.as_slice().unwrap_or_default(), slice_mut(&mut out), &mut own);
        };
        if in_lanes(out.layout()) {
            return source.outer_iter().zip(out.outer_iter_mut()).for_each(each);
        }
        let mut scratch = vec![any; (&out).len()];
        let mut filled = table(&mut scratch, (&out).shape());
        source.outer_iter().zip(filled.outer_iter_mut()).for_each(&mut each);
        out.assign(&filled);
    });
}

/// Calls `work` with each lane as a view, for elements that cannot be copied.
pub(crate) fn each_view<T: Send>(view: ViewMutD<'_, T>, cost: usize, work: impl Fn(ViewMut1<'_, T>) + Sync) {
    let bytes = size_of::<T>() * (&view).len();
    let blocks = Cut::new::<T>(&[view.layout()]).blocks(view);
    share_out(blocks, bytes.saturating_mul(cost), |mut block| block.outer_iter_mut().for_each(&work));
}

/// [`each_pair`] for elements that cannot be copied: their lanes come as views.
pub(crate) fn each_view_pair<T: Sync, U: Send>(
    source: ViewD<'_, T>,
    out: ViewMutD<'_, U>,
    cost: usize,
    work: impl Fn(View1<'_, T>, ViewMut1<'_, U>) + Sync,
) {
    let bytes = size_of::<T>() * source.len();
    let cut = Cut::new::<T>(&[source.layout(), out.layout()]);
    let blocks = cut.blocks(source).into_iter().zip(cut.blocks(out)).collect();
    share_out(blocks, bytes.saturating_mul(cost), |(source, mut out): (View2<'_, T>, ViewMut2<'_, U>)| {
        source.outer_iter().zip(out.outer_iter_mut()).for_each(|(lane, out)| work(lane, out));
    });
}

/// Runs `work` on each block, on several threads if it takes as long as to copy so many bytes.
fn share_out<B: Send>(blocks: Vec<B>, bytes: usize, work: impl Fn(B) + Sync) {
    if blocks.len() < 2 {
        return blocks.into_iter().for_each(work);
    }
    // A block is too small to be worth a second thread.
    threads::each_item(blocks, threads::for_bytes(bytes), |block| threads::with(1, || work(block)));
}

/// Whether each row of a block is contiguous.
fn in_lanes(layout: Layout) -> bool {
    layout.shape()[1] < 2 || layout.strides()[1] == 1
}

/// Scratch as a block of contiguous lanes.
fn table<T>(scratch: &mut [T], shape: [usize; 2]) -> ViewMut2<'_, T> {
    expect(ViewMut1::from(scratch).reshape_view(shape))
}

/// A contiguous lane as a slice.
fn slice_mut<'l, T>(lane: &'l mut ViewMut1<'_, T>) -> &'l mut [T] {
    lane.as_mut_slice().unwrap_or_default()
}

/// How arrays that agree on all axes but the last are cut into blocks of lanes, each of rank 2.
struct Cut {
    /// The axes, those with the largest strides first; the last stays last.
    order: Extents,
    /// Whether all but the last are one axis.
    merges: bool,
    /// Lanes in a block.
    step: usize,
}

impl Cut {
    /// For blocks that suit the first array, whose elements are `T`.
    fn new<T>(layouts: &[Layout]) -> Self {
        let first = &layouts[0];
        let last = first.rank() - 1;
        let mut order = Extents::new();
        (0..=last).for_each(|axis| order.push(axis));
        order[..last].sort_by_key(|&axis| Reverse(first.strides()[axis].unsigned_abs()));
        let merges = layouts.iter().all(|layout| {
            let len = layout.shape()[last];
            let lanes: usize = layout.shape()[..last].iter().product();
            let layout = layout.permute(&order);
            layout.is_ok_and(|layout| layout.reshape(&[lanes, len], Order::RowMajor).is_ok())
        });
        let size = size_of::<T>().max(1);
        let neighbours = if first.strides()[last] == 1 { 1 } else { LINE_BYTES.div_ceil(size) };
        let step = (BLOCK_BYTES / size / first.shape()[last].max(1)).max(neighbours);
        Self { order, merges, step }
    }

    /// The blocks, in an order that depends on the shape and on this alone.
    fn blocks<V>(&self, view: V) -> Vec<V::Moved<Ix2>>
    where
        V: Movement<Dim = IxDyn, Moved<IxDyn> = V>,
    {
        let view = view.permute_axes(self.order);
        let layout = view.layout();
        let mut blocks = Vec::new();
        match layout.shape().split_last() {
            Some((&len, outer)) if self.merges => {
                let lanes: usize = outer.iter().product();
                self.chunks(expect(view.reshape_view(&[lanes, len][..])), &mut blocks);
            }
            _ => self.each_plane(view, &mut blocks),
        }
        blocks
    }

    /// The blocks of an array of which all axes but the last two are taken one index at a time.
    fn each_plane<V>(&self, view: V, blocks: &mut Vec<V::Moved<Ix2>>)
    where
        V: Movement<Dim = IxDyn, Moved<IxDyn> = V>,
    {
        let layout = view.layout();
        if layout.rank() == 2 {
            return self.chunks(view, blocks);
        }
        let mut rest = view;
        for _ in 0..layout.shape()[0] {
            let (plane, after) = rest.split_at(Axis(0), 1);
            self.each_plane(plane.squeeze_axis(Axis(0)), blocks);
            rest = after;
        }
    }

    /// Cuts an array of rank 2 into blocks.
    fn chunks<V>(&self, view: V, blocks: &mut Vec<V::Moved<Ix2>>)
    where
        V: Movement<Dim = IxDyn, Moved<IxDyn> = V>,
    {
        let mut left = view.layout().shape()[0];
        let mut rest = view;
        while left > 0 {
            let step = self.step.min(left);
            let (block, after) = rest.split_at(Axis(0), step);
            blocks.push(expect(block.into_rank::<Ix2>()));
            (rest, left) = (after, left - step);
        }
    }
}
