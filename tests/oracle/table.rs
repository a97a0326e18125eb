//! The twin of a layout: a dense table that lists, element by element, where each one lies.
//!
//! Every movement is a plain loop over all indices of its result that says which cell each one shows. `None`
//! stands for any error. There are no strides here, so that nothing of the crate's arithmetic is repeated.

/// The rank above which the crate refuses.
const MAX_RANK: usize = 8;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub shape: Vec<usize>,
    /// Offsets in row-major order.
    pub cells: Vec<isize>,
}

/// A slice entry, written without the crate's own type.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    Range(isize, Option<isize>, isize),
    Index(isize),
    NewAxis,
    Ellipsis,
}

/// Every index of a shape, row-major.
pub fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for &n in shape {
        let mut longer = Vec::new();
        for index in &all {
            for i in 0..n {
                let mut index: Vec<usize> = index.clone();
                index.push(i);
                longer.push(index);
            }
        }
        all = longer;
    }
    all
}

fn axis(axis: isize, rank: usize) -> Option<usize> {
    (0..rank).find(|&a| a as isize == axis || a as isize - rank as isize == axis)
}

/// The indices that a range walks.
fn walk(n: usize, start: isize, end: Option<isize>, step: isize) -> Option<Vec<usize>> {
    let bound =
        |i: isize| (0..=n).find(|&p| p as i128 == i as i128 || (i < 0 && p as i128 - n as i128 == i as i128));
    let (start, end) = (bound(start)?, end.map_or(Some(n), bound)?);
    if step == 0 || start > end {
        return None;
    }
    let mut selected: Vec<usize> = (start..end).collect();
    if step < 0 {
        selected.reverse();
    }
    Some(
        selected
            .into_iter()
            .enumerate()
            .filter(|(i, _)| i.is_multiple_of(step.unsigned_abs()))
            .map(|(_, p)| p)
            .collect(),
    )
}

impl Table {
    /// The table of which `cell` gives each element.
    pub fn from_fn(shape: &[usize], mut cell: impl FnMut(&[usize]) -> isize) -> Self {
        let cells = indices(shape).iter().map(|index| cell(index)).collect();
        Self { shape: shape.to_vec(), cells }
    }

    pub fn at(&self, index: &[usize]) -> isize {
        assert_eq!(index.len(), self.rank());
        let mut place = 0;
        for (i, n) in index.iter().zip(&self.shape) {
            assert!(i < n, "{index:?} of {:?}", self.shape);
            place = place * n + i;
        }
        self.cells[place]
    }

    pub fn rank(&self) -> usize {
        self.shape.len()
    }

    pub fn permute(&self, axes: &[usize]) -> Option<Self> {
        let mut sorted = axes.to_vec();
        sorted.sort();
        if sorted != (0..self.rank()).collect::<Vec<_>>() {
            return None;
        }
        let shape: Vec<usize> = axes.iter().map(|&a| self.shape[a]).collect();
        Some(Self::from_fn(&shape, |index| {
            let mut from = vec![0; index.len()];
            for (to, &a) in axes.iter().enumerate() {
                from[a] = index[to];
            }
            self.at(&from)
        }))
    }

    pub fn transpose(&self) -> Self {
        self.permute(&(0..self.rank()).rev().collect::<Vec<_>>()).unwrap()
    }

    pub fn swap_axes(&self, a: isize, b: isize) -> Option<Self> {
        let mut axes: Vec<usize> = (0..self.rank()).collect();
        axes.swap(axis(a, self.rank())?, axis(b, self.rank())?);
        self.permute(&axes)
    }

    pub fn move_axis(&self, from: isize, to: isize) -> Option<Self> {
        let (from, to) = (axis(from, self.rank())?, axis(to, self.rank())?);
        let mut axes: Vec<usize> = (0..self.rank()).filter(|&a| a != from).collect();
        axes.insert(to, from);
        self.permute(&axes)
    }

    pub fn flip(&self, a: isize) -> Option<Self> {
        let a = axis(a, self.rank())?;
        Some(Self::from_fn(&self.shape, |index| {
            let mut from = index.to_vec();
            from[a] = self.shape[a] - 1 - from[a];
            self.at(&from)
        }))
    }

    pub fn insert_axis(&self, at: isize) -> Option<Self> {
        let at = axis(at, self.rank() + 1)?;
        if self.rank() == MAX_RANK {
            return None;
        }
        let mut out = self.clone();
        out.shape.insert(at, 1);
        Some(out)
    }

    pub fn squeeze_axis(&self, a: isize) -> Option<Self> {
        let a = axis(a, self.rank())?;
        let mut out = self.clone();
        (out.shape.remove(a) == 1).then_some(out)
    }

    pub fn squeeze(&self) -> Self {
        let shape = self.shape.iter().copied().filter(|&n| n != 1).collect();
        Self { shape, cells: self.cells.clone() }
    }

    pub fn index_axis(&self, a: isize, at: isize) -> Option<Self> {
        let a = axis(a, self.rank())?;
        let at = axis(at, self.shape[a])?;
        let mut shape = self.shape.clone();
        shape.remove(a);
        Some(Self::from_fn(&shape, |index| {
            let mut from = index.to_vec();
            from.insert(a, at);
            self.at(&from)
        }))
    }

    pub fn diagonal(&self, offset: isize, a: isize, b: isize) -> Option<Self> {
        let (a, b) = (axis(a, self.rank())?, axis(b, self.rank())?);
        if a == b {
            return None;
        }
        let mut pairs = Vec::new();
        for i in 0..self.shape[a] {
            for j in 0..self.shape[b] {
                if j as i128 - i as i128 == offset as i128 {
                    pairs.push((i, j));
                }
            }
        }
        let others: Vec<usize> = (0..self.rank()).filter(|&x| x != a && x != b).collect();
        let mut shape: Vec<usize> = others.iter().map(|&x| self.shape[x]).collect();
        shape.push(pairs.len());
        Some(Self::from_fn(&shape, |index| {
            let mut from = vec![0; self.rank()];
            for (i, &x) in others.iter().enumerate() {
                from[x] = index[i];
            }
            (from[a], from[b]) = pairs[index[others.len()]];
            self.at(&from)
        }))
    }

    pub fn windows_axis(&self, a: isize, window: usize) -> Option<Self> {
        let a = axis(a, self.rank())?;
        if self.rank() == MAX_RANK || window == 0 || window > self.shape[a] {
            return None;
        }
        let mut shape = self.shape.clone();
        shape[a] = (0..self.shape[a]).filter(|start| start + window <= self.shape[a]).count();
        shape.push(window);
        Some(Self::from_fn(&shape, |index| {
            let (&inside, place) = index.split_last().unwrap();
            let mut from = place.to_vec();
            from[a] += inside;
            self.at(&from)
        }))
    }

    pub fn windows(&self, windows: &[usize]) -> Option<Self> {
        if windows.len() != self.rank() || 2 * self.rank() > MAX_RANK {
            return None;
        }
        let mut out = self.clone();
        for (a, &window) in windows.iter().enumerate() {
            out = out.windows_axis(a as isize, window)?;
        }
        Some(out)
    }

    /// Windows of elements `dilation` apart at every `stride`-th place.
    pub fn windows_axis_dilated(
        &self,
        a: isize,
        window: usize,
        stride: usize,
        dilation: usize,
    ) -> Option<Self> {
        let a = axis(a, self.rank())?;
        if self.rank() == MAX_RANK || window == 0 || stride == 0 || dilation == 0 {
            return None;
        }
        let mut shape = self.shape.clone();
        let fits = |start: &usize| {
            (*start as u128 + (window as u128 - 1) * dilation as u128) < self.shape[a] as u128
        };
        let starts: Vec<usize> =
            (0..self.shape[a]).filter(|s| s.is_multiple_of(stride)).filter(fits).collect();
        if starts.is_empty() {
            return None;
        }
        shape[a] = starts.len();
        shape.push(window);
        Some(Self::from_fn(&shape, |index| {
            let (&inside, place) = index.split_last().unwrap();
            let mut from = place.to_vec();
            from[a] = starts[from[a]] + inside * dilation;
            self.at(&from)
        }))
    }

    pub fn windows_dilated(&self, windows: &[usize], strides: &[usize], dilations: &[usize]) -> Option<Self> {
        let rank = self.rank();
        if [windows, strides, dilations].iter().any(|list| list.len() != rank) || 2 * rank > MAX_RANK {
            return None;
        }
        let mut out = self.clone();
        for a in 0..rank {
            out = out.windows_axis_dilated(a as isize, windows[a], strides[a], dilations[a])?;
        }
        Some(out)
    }

    pub fn slice_axis(&self, a: isize, start: isize, end: Option<isize>, step: isize) -> Option<Self> {
        let a = axis(a, self.rank())?;
        let places = walk(self.shape[a], start, end, step)?;
        let mut shape = self.shape.clone();
        shape[a] = places.len();
        Some(Self::from_fn(&shape, |index| {
            let mut from = index.to_vec();
            from[a] = places[from[a]];
            self.at(&from)
        }))
    }

    pub fn split_at(&self, a: isize, at: usize) -> Option<(Self, Self)> {
        let at = isize::try_from(at).ok()?;
        Some((self.slice_axis(a, 0, Some(at), 1)?, self.slice_axis(a, at, None, 1)?))
    }

    pub fn slice(&self, cuts: &[Cut]) -> Option<Self> {
        let used = cuts.iter().filter(|c| matches!(c, Cut::Range(..) | Cut::Index(_))).count();
        let mut cuts = cuts.to_vec();
        match cuts.iter().filter(|c| matches!(c, Cut::Ellipsis)).count() {
            0 => cuts.push(Cut::Ellipsis),
            1 => {}
            _ => return None,
        }
        let whole = self.rank().checked_sub(used)?;
        let at = cuts.iter().position(|c| matches!(c, Cut::Ellipsis)).unwrap();
        cuts.splice(at..=at, vec![Cut::Range(0, None, 1); whole]);
        // New axes may be needed only after others went away: the rank counts at the end.
        let mut out = self.clone();
        let mut a = 0;
        for cut in cuts {
            match cut {
                Cut::Range(start, end, step) => {
                    out = out.slice_axis(a as isize, start, end, step)?;
                    a += 1;
                }
                Cut::Index(i) => out = out.index_axis(a as isize, i)?,
                Cut::NewAxis => {
                    out.shape.insert(a, 1);
                    a += 1;
                }
                Cut::Ellipsis => unreachable!(),
            }
        }
        (out.rank() <= MAX_RANK).then_some(out)
    }

    pub fn broadcast_to(&self, shape: &[usize]) -> Option<Self> {
        let lead = shape.len().checked_sub(self.rank())?;
        if shape.len() > MAX_RANK || self.shape.iter().zip(&shape[lead..]).any(|(&n, &to)| n != to && n != 1)
        {
            return None;
        }
        Some(Self::from_fn(shape, |index| {
            let from: Vec<usize> =
                index[lead..].iter().zip(&self.shape).map(|(&i, &n)| if n == 1 { 0 } else { i }).collect();
            self.at(&from)
        }))
    }

    /// The cells in column-major order.
    fn by_columns(&self) -> Vec<isize> {
        self.transpose().cells
    }

    /// The table with the same elements under another shape, whether or not strides can express it.
    pub fn reshape(&self, shape: &[usize], column_major: bool) -> Option<Self> {
        if shape.len() > MAX_RANK || shape.iter().product::<usize>() != self.cells.len() {
            return None;
        }
        Some(if column_major {
            let backwards: Vec<usize> = shape.iter().rev().copied().collect();
            Self { shape: backwards, cells: self.by_columns() }.transpose()
        } else {
            Self { shape: shape.to_vec(), cells: self.cells.clone() }
        })
    }

    /// Whether some strides and offset give exactly these cells: each stride can be read off the table.
    pub fn is_strided(&self) -> bool {
        if self.cells.is_empty() {
            return true;
        }
        let origin = vec![0; self.rank()];
        let strides: Vec<isize> = (0..self.rank())
            .map(|a| {
                let mut one = origin.clone();
                one[a] = 1;
                if self.shape[a] > 1 { self.at(&one) - self.at(&origin) } else { 0 }
            })
            .collect();
        let linear =
            |index: &[usize]| index.iter().zip(&strides).map(|(&i, s)| i as isize * s).sum::<isize>();
        indices(&self.shape).iter().all(|index| self.at(index) == self.at(&origin) + linear(index))
    }

    /// Whether the cells count up by one in the given order.
    pub fn is_contiguous(&self, column_major: bool) -> bool {
        let cells = if column_major { self.by_columns() } else { self.cells.clone() };
        cells.windows(2).all(|pair| pair[1] == pair[0] + 1)
    }

    /// Whether two elements lie in one place.
    pub fn addresses_twice(&self) -> bool {
        let mut cells = self.cells.clone();
        cells.sort();
        cells.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// Whether two tables share a place.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.cells.iter().any(|cell| other.cells.contains(cell))
    }
}
