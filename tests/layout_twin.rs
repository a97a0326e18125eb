//! Every view operation against its twin: random chains of operations, on a `Layout` and on a dense table of
//! offsets, must agree on every cell and on every refusal.

mod oracle;

use longstride::layout::{Axis, Layout, MAX_RANK, Order, SliceElem, broadcast_shapes, overlap};
use oracle::table::{Cut, Table, indices};
use proptest::prelude::*;

/// Random numbers, which proptest shrinks towards 0.
struct Dice<'a>(&'a [u16]);

impl Dice<'_> {
    fn below(&mut self, n: usize) -> usize {
        let (&first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        usize::from(first) % n.max(1)
    }

    /// Mostly an index below `n` (from either end), sometimes one that is not.
    fn index(&mut self, n: usize) -> isize {
        let n = n as isize;
        match self.below(16) {
            0 => n,
            1 => -n - 1,
            2 => [isize::MIN, isize::MAX, isize::MIN + 1][self.below(3)],
            3..8 => -1 - self.below(n as usize) as isize,
            _ => self.below(n as usize) as isize,
        }
    }

    /// A range on an axis, mostly valid.
    fn range(&mut self, n: usize) -> (isize, Option<isize>, isize) {
        let whole = self.below(3) == 0;
        let a = if whole { 0 } else { self.below(n + 1) };
        let b = if whole { n } else { a + self.below(n - a + 1) };
        let mut bound = |at: usize| match self.below(16) {
            0 => self.index(n),
            1..6 if at < n => at as isize - n as isize,
            _ => at as isize,
        };
        let (start, end) = (bound(a), bound(b));
        let end = if b == n && self.below(2) == 0 { None } else { Some(end) };
        (start, end, [1, -1, 2, -2, 3, -3, 1, -1, isize::MIN, isize::MAX, 0][self.below(11)])
    }
}

fn elem(cut: &Cut) -> SliceElem {
    match *cut {
        Cut::Range(start, end, step) => SliceElem::Range { start, end, step },
        Cut::Index(i) => SliceElem::Index(i),
        Cut::NewAxis => SliceElem::NewAxis,
        Cut::Ellipsis => SliceElem::Ellipsis,
    }
}

/// The table of a layout, from nothing but its shape, strides and offset.
fn table_of(shape: &[usize], strides: &[isize], offset: isize) -> Table {
    Table::from_fn(shape, |index| {
        offset + index.iter().zip(strides).map(|(&i, s)| i as isize * s).sum::<isize>()
    })
}

type Step = (String, Option<Layout>, Option<Table>);

/// One random operation on both; what the layout says and what the table says.
fn step(kind: u8, dice: &mut Dice, l: &Layout, t: &Table) -> Vec<Step> {
    let rank = l.rank();
    let some_extent = |dice: &mut Dice, a: isize| {
        let a = if a < 0 { a.wrapping_add(rank as isize) } else { a };
        l.shape().get(a as usize).copied().unwrap_or(2).max(usize::from(dice.below(2) == 0))
    };
    let (name, layout, table) = match kind % 19 {
        0 => ("transpose".into(), Some(l.transpose()), Some(t.transpose())),
        1 => {
            let mut axes: Vec<usize> = (0..rank).collect();
            (1..rank).for_each(|i| axes.swap(i, dice.below(i + 1)));
            match dice.below(12) {
                0 => axes.push(rank),
                1 if rank > 0 => axes[dice.below(rank)] = dice.below(rank + 1),
                _ => {}
            }
            (format!("permute {axes:?}"), l.permute(&axes).ok(), t.permute(&axes))
        }
        2 => {
            let (a, b) = (dice.index(rank), dice.index(rank));
            (format!("swap_axes {a} {b}"), l.swap_axes(Axis(a), Axis(b)).ok(), t.swap_axes(a, b))
        }
        3 => {
            let (a, b) = (dice.index(rank), dice.index(rank));
            (format!("move_axis {a} {b}"), l.move_axis(Axis(a), Axis(b)).ok(), t.move_axis(a, b))
        }
        4 => {
            let a = dice.index(rank);
            (format!("flip {a}"), l.flip(Axis(a)).ok(), t.flip(a))
        }
        5 => {
            let a = dice.index(rank + 1);
            (format!("insert_axis {a}"), l.insert_axis(Axis(a)).ok(), t.insert_axis(a))
        }
        6 => {
            let one = l.shape().iter().position(|&n| n == 1);
            let a = one.filter(|_| dice.below(4) > 0).map_or_else(|| dice.index(rank), |a| a as isize);
            (format!("squeeze_axis {a}"), l.squeeze_axis(Axis(a)).ok(), t.squeeze_axis(a))
        }
        7 => ("squeeze".into(), Some(l.squeeze()), Some(t.squeeze())),
        8 => {
            let a = dice.index(rank);
            let extent = some_extent(dice, a);
            let i = dice.index(extent);
            (format!("index_axis {a} {i}"), l.index_axis(Axis(a), i).ok(), t.index_axis(a, i))
        }
        9 => {
            let (a, b, offset) = (dice.index(rank), dice.index(rank), dice.index(5));
            let layout = l.diagonal(offset, Axis(a), Axis(b)).ok();
            (format!("diagonal {offset} {a} {b}"), layout, t.diagonal(offset, a, b))
        }
        10 => {
            let mut sizes: Vec<usize> = l.shape().iter().map(|&n| 1 + dice.below(n)).collect();
            match dice.below(12) {
                0 => sizes.push(1),
                1 if rank > 0 => sizes[dice.below(rank)] = [0, usize::MAX, 5][dice.below(3)],
                _ => {}
            }
            (format!("windows {sizes:?}"), l.windows(&sizes).ok(), t.windows(&sizes))
        }
        11 => {
            let (a, n) = (dice.index(rank), dice.below(5));
            (format!("windows_axis {a} {n}"), l.windows_axis(Axis(a), n).ok(), t.windows_axis(a, n))
        }
        16 => {
            let mut lists =
                [(); 3].map(|()| -> Vec<usize> { (0..rank).map(|_| 1 + dice.below(3)).collect() });
            match dice.below(12) {
                0 => lists[dice.below(3)].push(1),
                1 if rank > 0 => lists[dice.below(3)][dice.below(rank)] = [0, usize::MAX, 5][dice.below(3)],
                _ => {}
            }
            let [windows, strides, dilations] = lists;
            (
                format!("windows_dilated {windows:?} {strides:?} {dilations:?}"),
                l.windows_dilated(&windows, &strides, &dilations).ok(),
                t.windows_dilated(&windows, &strides, &dilations),
            )
        }
        17 => {
            let (a, n) = (dice.index(rank), dice.below(4));
            let (by, gap) = (dice.below(4), dice.below(4));
            (
                format!("windows_axis_dilated {a} {n} {by} {gap}"),
                l.windows_axis_dilated(Axis(a), n, by, gap).ok(),
                t.windows_axis_dilated(a, n, by, gap),
            )
        }
        12 => {
            let (a, i) = (dice.index(rank), dice.below(5));
            let (layouts, tables) = (l.split_at(Axis(a), i).ok(), t.split_at(a, i));
            let name = format!("split_at {a} {i}");
            return vec![
                (name.clone(), layouts.map(|l| l.0), tables.clone().map(|t| t.0)),
                (name, layouts.map(|l| l.1), tables.map(|t| t.1)),
            ];
        }
        13 => {
            let a = dice.index(rank);
            let extent = some_extent(dice, a);
            let (start, end, by) = dice.range(extent);
            let range = SliceElem::Range { start, end, step: by };
            (
                format!("slice_axis {a} {range:?}"),
                l.slice_axis(Axis(a), range).ok(),
                t.slice_axis(a, start, end, by),
            )
        }
        14 => {
            let mut cuts = Vec::new();
            let mut axis = 0;
            while axis < rank {
                match dice.below(10) {
                    0 | 1 => {
                        cuts.push(Cut::Index(dice.index(l.shape()[axis])));
                        axis += 1;
                    }
                    2 => cuts.push(Cut::NewAxis),
                    3 => {
                        cuts.push(Cut::Ellipsis);
                        axis += 1 + dice.below(2);
                    }
                    4 => break,
                    _ => {
                        let (start, end, by) = dice.range(l.shape()[axis]);
                        cuts.push(Cut::Range(start, end, by));
                        axis += 1;
                    }
                }
            }
            if dice.below(12) == 0 {
                cuts.push(Cut::Index(0));
            }
            let elems: Vec<SliceElem> = cuts.iter().map(elem).collect();
            (format!("slice {cuts:?}"), l.slice(&elems).ok(), t.slice(&cuts))
        }
        15 => {
            let mut shape = l.shape().to_vec();
            shape.iter_mut().filter(|n| **n == 1).for_each(|n| *n = dice.below(4));
            (0..dice.below(3)).for_each(|_| shape.insert(0, dice.below(3)));
            match dice.below(12) {
                0 if rank > 0 => drop(shape.remove(0)),
                1 if rank > 0 => *shape.last_mut().unwrap() += 1,
                _ => {}
            }
            (format!("broadcast_to {shape:?}"), l.broadcast_to(&shape).ok(), t.broadcast_to(&shape))
        }
        _ => {
            let column_major = dice.below(2) == 1;
            let order = if column_major { Order::ColumnMajor } else { Order::RowMajor };
            let shape = other_shape(dice, l.shape());
            let table = t.reshape(&shape, column_major).filter(Table::is_strided);
            (format!("reshape {shape:?} {order:?}"), l.reshape(&shape, order).ok(), table)
        }
    };
    vec![(name, layout, table)]
}

/// A shape that mostly holds as many elements: neighbours joined, extents cut, ones and zeros moved.
fn other_shape(dice: &mut Dice, shape: &[usize]) -> Vec<usize> {
    let mut out = shape.to_vec();
    for _ in 0..1 + dice.below(4) {
        let at = dice.below(out.len().max(1));
        match dice.below(5) {
            0 if out.len() < MAX_RANK => out.insert(at, 1),
            1 if at + 1 < out.len() => out[at] *= out.remove(at + 1),
            2 if at < out.len() && out[at] > 1 && out.len() < MAX_RANK => {
                let n = out[at];
                let divisor = (2..=n).find(|&d| n.is_multiple_of(d)).unwrap();
                out[at] = n / divisor;
                out.insert(at + dice.below(2), divisor);
            }
            3 if out.len() > 1 => {
                let other = dice.below(out.len());
                out.swap(at, other);
            }
            4 if dice.below(8) == 0 && !out.is_empty() => out[at] += 1,
            _ => {}
        }
    }
    out
}

/// Cells, size, invariants 1 to 4, bounds and the questions about the whole layout.
fn agree(l: &Layout, t: &Table) {
    assert_eq!(l.shape(), t.shape);
    assert_eq!(l.len(), t.cells.len());
    assert_eq!(l.is_empty(), t.cells.is_empty());
    assert!(l.rank() <= MAX_RANK && l.strides().len() == l.rank());
    for (index, &cell) in indices(l.shape()).iter().zip(&t.cells) {
        assert_eq!(l.offset_of(index), Some(cell), "{index:?}");
    }
    for (&n, &stride) in l.shape().iter().zip(l.strides()) {
        assert!(stride == 0 || (n != 1 && !l.is_empty()), "not canonical: {l:?}");
    }
    assert!(!l.is_empty() || l.offset() == 0);
    assert_eq!(Layout::new(l.shape(), l.strides(), l.offset()).as_ref(), Ok(l));
    let range = t.cells.iter().min().copied().zip(t.cells.iter().max().copied());
    assert_eq!(l.bounds(), range);
    assert_eq!(l.is_contiguous(Order::RowMajor), t.is_contiguous(false));
    assert_eq!(l.is_contiguous(Order::ColumnMajor), t.is_contiguous(true));
    assert_eq!(l.addresses_twice(), t.addresses_twice(), "{l:?}");
}

/// Shapes, strides and an offset: dense and permuted, or anything at all.
fn any_layout(
    ranks: core::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = (Vec<usize>, Vec<isize>, isize)> {
    let axis = (
        prop_oneof![6 => 2..4usize, 2 => Just(1usize), 2 => Just(5usize), 1 => Just(0usize)],
        prop_oneof![3 => -30..30isize, 1 => Just(0isize), 1 => Just(1isize)],
    );
    (prop::collection::vec(axis, ranks), -50..50isize, any::<bool>(), any::<u64>()).prop_map(
        |(axes, offset, wild, bits)| {
            let (shape, mut strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
            if !wild {
                // A dense array, or a part of one, with axes in any order and direction.
                let mut order: Vec<usize> = (0..shape.len()).collect();
                order.sort_by_key(|&a| bits.rotate_right(7 * a as u32) % 3);
                let mut stride = 1 + (bits >> 60) as isize / 8;
                for a in order {
                    strides[a] = if (bits >> a) & 1 == 0 { stride } else { -stride };
                    stride *= (shape[a].max(1) + (bits >> (a + 8)) as usize % 8 / 7) as isize;
                }
            }
            (shape, strides, offset)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chains_agree_with_their_twin(
        (shape, strides, offset) in any_layout(0..=6),
        chain in prop::collection::vec((any::<u8>(), prop::collection::vec(any::<u16>(), 24)), 1..=6),
    ) {
        let mut layout = Layout::new(&shape, &strides, offset).unwrap();
        let mut table = table_of(&shape, &strides, offset);
        agree(&layout, &table);
        for (kind, numbers) in chain {
            let mut next = None;
            let reached: std::collections::HashSet<isize> = table.cells.iter().copied().collect();
            for (name, l, t) in step(kind, &mut Dice(&numbers), &layout, &table) {
                prop_assert_eq!(l.is_some(), t.is_some(), "{} on {:?}: {:?} but {:?}", name, layout, l, t);
                let (Some(l), Some(t)) = (l, t) else { continue };
                agree(&l, &t);
                prop_assert!(t.cells.iter().all(|cell| reached.contains(cell)), "{} reaches further", name);
                next = Some((l, t));
            }
            // Goes on with the last result, or with what it had where the operation was refused.
            if let Some(next) = next.filter(|(_, t)| t.cells.len() <= 3000) {
                (layout, table) = next;
            }
        }
    }

    #[test]
    fn reshape_is_a_view_exactly_where_strides_exist(
        (shape, strides, offset) in any_layout(0..=5),
        numbers in prop::collection::vec(any::<u16>(), 24),
        // Cut from one stride, so that many neighbours merge.
        step in prop::option::of(-2..3isize),
    ) {
        let mut strides = strides;
        if let Some(mut step) = step {
            for (a, &n) in shape.iter().enumerate().rev() {
                strides[a] = step;
                step *= n.max(1) as isize;
            }
        }
        let layout = Layout::new(&shape, &strides, offset).unwrap();
        let table = table_of(&shape, &strides, offset);
        let shape = other_shape(&mut Dice(&numbers), &shape);
        for (order, column_major) in [(Order::RowMajor, false), (Order::ColumnMajor, true)] {
            let expected = table.reshape(&shape, column_major).filter(Table::is_strided);
            let found = layout.reshape(&shape, order);
            prop_assert_eq!(found.is_ok(), expected.is_some(), "{:?} to {:?}: {:?}", layout, shape, found);
            if let (Ok(found), Some(expected)) = (found, expected) {
                agree(&found, &expected);
            }
        }
    }

    #[test]
    fn overlap_is_exact(a in any_layout(0..=4), b in any_layout(0..=4), near in any::<bool>(), scale in 1..4isize) {
        let make = |(shape, strides, offset): (Vec<usize>, Vec<isize>, isize)| {
            let strides: Vec<isize> = strides.iter().map(|s| s * scale).collect();
            let offset = if near { offset / 8 } else { offset };
            (Layout::new(&shape, &strides, offset).unwrap(), table_of(&shape, &strides, offset))
        };
        let ((a, a_table), (b, b_table)) = (make(a), make(b));
        let expected = a_table.overlaps(&b_table);
        prop_assert_eq!(overlap(&a, &b), expected, "{:?} {:?}", a, b);
        prop_assert_eq!(overlap(&b, &a), expected, "{:?} {:?}", b, a);
    }

    #[test]
    fn aliasing_within_is_exact(axes in prop::collection::vec((1..7usize, -60..60isize), 0..4)) {
        let (shape, strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
        let layout = Layout::new(&shape, &strides, 0).unwrap();
        prop_assert_eq!(layout.addresses_twice(), table_of(&shape, &strides, 0).addresses_twice(), "{:?}", layout);
    }

    #[test]
    fn broadcast_shapes_agrees_with_broadcast_to(
        left in prop::collection::vec(0..4usize, 0..=4),
        right in prop::collection::vec(0..4usize, 0..=4),
    ) {
        let found = broadcast_shapes(&left, &right, "add");
        prop_assert_eq!(&found.clone().map_err(drop), &broadcast_shapes(&right, &left, "add").map_err(drop));
        // The common shape is the one that both stretch to, with no extent but theirs.
        let rank = left.len().max(right.len());
        let at = |shape: &[usize], axis: usize| (axis + shape.len()).checked_sub(rank).map_or(1, |a| shape[a]);
        let wanted: Vec<usize> =
            (0..rank).map(|a| if at(&left, a) == 1 { at(&right, a) } else { at(&left, a) }).collect();
        let stretch = |shape: &[usize]| Layout::row_major(shape).unwrap().broadcast_to(&wanted);
        prop_assert_eq!(found.is_ok(), stretch(&left).is_ok() && stretch(&right).is_ok());
        if let Ok(found) = found {
            prop_assert_eq!(found.as_ref(), &wanted[..]);
        }
    }
}
