//! The loop planner: from operands on any strides to a nest of loops. Plain data, no unsafe.
//!
//! ```text
//! out (2, 3, 4) strides (12, 4, 1)      drop_ones   axes of extent 1 go
//! a   (2, 3, 4) strides (12, 4, 1)      flip        axes that the output walks backwards are turned
//! b   (2, 1, 4) strides  (4, 0, 1)      order       largest output stride outermost
//!                                       merge       neighbours that every operand can walk as one
//! ```
//!
//! In the example nothing merges because of `b`; without it all three axes become one of extent 24.
//! All strides here are in bytes.

use smallvec::SmallVec;

use crate::layout::{Axes, MAX_RANK};

/// An array as the planner sees it: where it starts, the size of its elements, and byte strides.
#[derive(Clone, Copy, Debug)]
pub struct Operand {
    pub(crate) ptr: *mut u8,
    pub(crate) size: usize,
    pub(crate) align: usize,
    pub(crate) strides: [isize; MAX_RANK],
    /// Whether it is the destination's own memory, donated: then a tile of it is copied before it is overwritten.
    pub(crate) shared: bool,
}

impl Operand {
    /// Whether a row along `axis` is contiguous.
    fn is_unit(&self, axis: usize) -> bool {
        self.strides[axis] == self.size as isize
    }
}

/// The operands of an expression, in the order of its leaves.
pub(crate) type Operands = SmallVec<[Operand; 6]>;

/// A nest of loops, outermost first: at least two, the inner of which walks a row and the outer the rows.
#[derive(Clone, Debug)]
pub(crate) struct Nest {
    pub(crate) extents: Axes<usize>,
    /// Whose memory order the loops follow: the output of elementwise work, an operand of a reduction.
    guide: Operand,
    pub(crate) out: Operand,
    pub(crate) operands: Operands,
}

/// How an operand is read along the inner loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Contiguous: the kernel reads it where it is.
    Direct,
    /// One value for the whole inner loop: replicated into a short row.
    Fill,
    /// Reversed, strided or along another axis: packed into contiguous rows, a tile at a time.
    Pack,
}

/// The nest for an elementwise operation over `shape`, which has no axis of extent 0.
pub(crate) fn plan(shape: &[usize], out: Operand, operands: Operands) -> Nest {
    plan_along(shape, out, out, operands)
}

/// The nest for an operation over `shape`, which has no axis of extent 0, in the memory order of `guide`.
pub(crate) fn plan_along(shape: &[usize], guide: Operand, out: Operand, operands: Operands) -> Nest {
    let mut nest = Nest { extents: Axes::from_slice(shape).unwrap_or_default(), guide, out, operands };
    nest.drop_ones();
    nest.flip();
    nest.order();
    nest.merge();
    nest.bring_rows_in();
    nest.add_rows();
    nest
}

impl Nest {
    /// The nest for operands that are all contiguous: one loop, nothing to plan.
    pub(crate) fn flat(len: usize, mut out: Operand, mut operands: Operands) -> Self {
        let mut extents = Axes::repeat(1, 2);
        extents[1] = len;
        out.strides[..2].copy_from_slice(&[0, out.size as isize]);
        operands.iter_mut().for_each(|o| o.strides[..2].copy_from_slice(&[0, o.size as isize]));
        Self { extents, guide: out, out, operands }
    }

    fn every(&mut self) -> impl Iterator<Item = &mut Operand> {
        [&mut self.guide, &mut self.out].into_iter().chain(&mut self.operands)
    }

    fn keep_axes(&mut self, axes: &[usize]) {
        let extents = self.extents;
        self.extents = Axes::new();
        axes.iter().for_each(|&axis| self.extents.push(extents[axis]));
        for operand in self.every() {
            let strides = operand.strides;
            for (slot, &axis) in axes.iter().enumerate() {
                operand.strides[slot] = strides[axis];
            }
        }
    }

    fn drop_ones(&mut self) {
        if !self.extents.contains(&1) && !self.extents.is_empty() {
            return;
        }
        let mut kept: Axes<usize> = Axes::new();
        (0..self.extents.len()).filter(|&axis| self.extents[axis] != 1).for_each(|axis| kept.push(axis));
        self.keep_axes(&kept);
        if kept.is_empty() {
            self.extents = Axes::repeat(1, 1);
            // A single element lies contiguously whatever its strides say.
            self.every().for_each(|o| o.strides[0] = o.size as isize);
        }
    }

    /// The order is free: walk the guide upwards.
    fn flip(&mut self) {
        for axis in 0..self.extents.len() {
            if self.guide.strides[axis] < 0 {
                let last = self.extents[axis] as isize - 1;
                for operand in self.every() {
                    let stride = operand.strides[axis];
                    operand.ptr = operand.ptr.wrapping_offset(stride * last);
                    operand.strides[axis] = -stride;
                }
            }
        }
    }

    /// Puts the loops into the guide's memory order.
    pub(crate) fn order(&mut self) {
        let strides = &self.guide.strides[..self.extents.len()];
        if strides.is_sorted_by(|outer, inner| outer >= inner) {
            return;
        }
        let mut axes: Axes<usize> = Axes::new();
        (0..self.extents.len()).for_each(|axis| axes.push(axis));
        // Stable, so that ties keep the logical, row-major order.
        axes.sort_by_key(|&axis| core::cmp::Reverse(self.guide.strides[axis]));
        self.keep_axes(&axes);
    }

    fn merge(&mut self) {
        let mut axis = self.extents.len() - 1;
        while axis > 0 {
            axis -= 1;
            let inner = self.extents[axis + 1] as isize;
            if self.every().all(|o| o.strides[axis] == o.strides[axis + 1] * inner) {
                let merged = self.extents[axis] * self.extents[axis + 1];
                let mut kept: Axes<usize> = Axes::new();
                (0..self.extents.len()).filter(|&a| a != axis).for_each(|a| kept.push(a));
                self.keep_axes(&kept);
                self.extents[axis] = merged;
            }
        }
    }

    /// Makes the axis along which a packed operand is contiguous the second loop from the inside, so that a tile
    /// of the two innermost loops is a block of whole cache lines in every operand.
    pub(crate) fn bring_rows_in(&mut self) {
        let rank = self.extents.len();
        if rank < 3 {
            return;
        }
        let rows = self.transposed().and_then(|o| (0..rank - 1).find(|&axis| o.is_unit(axis)));
        if let Some(axis) = rows {
            self.bring_in(axis);
        }
    }

    /// Makes loop `axis` the one over rows.
    pub(crate) fn bring_in(&mut self, axis: usize) {
        let rank = self.extents.len();
        let mut axes: Axes<usize> = Axes::new();
        (0..rank).filter(|&a| a != axis).for_each(|a| axes.push(a));
        axes.insert(rank - 2, axis);
        self.keep_axes(&axes);
    }

    /// Makes the two inner loops one, along which each operand goes on as along the innermost.
    pub(crate) fn join_inner(&mut self) {
        let (rows, joined) = (self.rows(), self.extents[self.rows()] * self.extents[self.inner()]);
        let mut kept: Axes<usize> = Axes::new();
        (0..=self.inner()).filter(|&axis| axis != rows).for_each(|axis| kept.push(axis));
        self.keep_axes(&kept);
        self.extents[rows] = joined;
    }

    /// Adds a loop over rows that runs once.
    pub(crate) fn insert_rows(&mut self) {
        let at = self.extents.len() - 1;
        self.extents.insert(at, 1);
        for operand in self.every() {
            operand.strides[at..].rotate_right(1);
            operand.strides[at] = 0;
        }
    }

    /// Adds a loop at position `at`, along which the output and then each operand take these steps.
    pub(crate) fn insert(&mut self, at: usize, extent: usize, steps: &[isize]) {
        self.extents.insert(at, extent);
        // The guide moves as the output does.
        for (operand, &step) in self.every().zip([&steps[..1], steps].into_iter().flatten()) {
            operand.strides[at..].rotate_right(1);
            operand.strides[at] = step;
        }
    }

    /// Leaves out all loops but the two inner ones, which are at the index where they stand.
    pub(crate) fn keep_inner(&mut self) {
        self.keep_axes(&[self.rows(), self.inner()]);
    }

    /// Calls `f` with the nest of the two inner loops, at each index of the others.
    pub(crate) fn each_outer(&self, mut f: impl FnMut(&Nest)) {
        let outer = self.rows();
        let mut block = self.clone();
        block.keep_inner();
        let mut index: Axes<usize> = Axes::repeat(0, outer);
        loop {
            f(&block);
            let mut axis = outer;
            loop {
                if axis == 0 {
                    return;
                }
                axis -= 1;
                index[axis] += 1;
                let wrapped = index[axis] == self.extents[axis];
                let steps = if wrapped { 1 - index[axis] as isize } else { 1 };
                let from = [&self.guide, &self.out].into_iter().chain(&self.operands);
                for (operand, from) in block.every().zip(from) {
                    operand.ptr = operand.ptr.wrapping_offset(steps * from.strides[axis]);
                }
                if !wrapped {
                    break;
                }
                index[axis] = 0;
            }
        }
    }

    /// A single loop becomes one row.
    fn add_rows(&mut self) {
        if self.extents.len() == 1 {
            self.extents.insert(0, 1);
            self.every().for_each(|o| o.strides[..2].rotate_right(1));
            self.every().for_each(|o| o.strides[0] = 0);
        }
    }

    /// The first operand that is contiguous along another axis than the innermost.
    fn transposed(&self) -> Option<&Operand> {
        let inner = self.inner();
        self.operands.iter().find(|o| {
            o.size != 0
                && !o.is_unit(inner)
                && o.strides[inner] != 0
                && (0..inner).any(|axis| o.is_unit(axis))
        })
    }

    /// A loop outside the two inner ones along which some operand is contiguous, and the size of its elements.
    pub(crate) fn crossed(&self) -> Option<(usize, usize)> {
        let (rows, inner) = (self.rows(), self.inner());
        self.operands.iter().find_map(|o| {
            let across = o.strides[inner] != 0 && !o.is_unit(inner) && !o.is_unit(rows);
            let axis = (0..rows).find(|&axis| o.is_unit(axis))?;
            (across && (1..=16).contains(&o.size)).then_some((axis, o.size))
        })
    }

    /// The loop over rows, the second from the inside.
    pub(crate) fn rows(&self) -> usize {
        self.extents.len() - 2
    }

    /// The innermost loop.
    pub(crate) fn inner(&self) -> usize {
        self.extents.len() - 1
    }

    /// How an operand is read along the innermost loop.
    pub(crate) fn access(&self, operand: &Operand) -> Access {
        let stride = operand.strides[self.inner()];
        if stride == operand.size as isize && !operand.shared {
            Access::Direct
        } else if stride == 0 && !operand.shared {
            Access::Fill
        } else {
            Access::Pack
        }
    }

    /// Whether some operand is packed as the transpose of a tile.
    pub(crate) fn transposes(&self) -> bool {
        self.transposed().is_some()
    }

    /// The number of elements of the output.
    pub(crate) fn len(&self) -> usize {
        self.extents.iter().product()
    }

    /// The bytes that have to move between memory and core: each operand once where it is not stretched.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes_of(&self.out) + self.operands.iter().map(|operand| self.bytes_of(operand)).sum::<usize>()
    }

    /// Bytes of the elements that an operand reaches.
    pub(crate) fn bytes_of(&self, operand: &Operand) -> usize {
        let extents = self.extents.iter().zip(operand.strides);
        let reached: usize = extents.map(|(&n, stride)| if stride == 0 { 1 } else { n }).product();
        reached * operand.size
    }

    /// The part of the nest in which loop `axis` runs over `count` indices from `start` on.
    pub(crate) fn part(&self, axis: usize, start: usize, count: usize) -> Self {
        let mut part = self.clone();
        part.extents[axis] = count;
        for operand in part.every() {
            operand.ptr = operand.ptr.wrapping_offset(operand.strides[axis] * start as isize);
        }
        part
    }
}
