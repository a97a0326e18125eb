//! Random arrays seen through random strides: permuted, reversed, stepped, offset and broadcast views of memory
//! that is otherwise filled with other values, so that a kernel which strays is noticed.

use longstride::prelude::*;

use super::eval::{Bits, Nd};

/// Random numbers from a seed (splitmix64): a failing case is repeated by its seed.
#[derive(Debug)]
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 16) as usize % n
    }

    /// Once in `n` times.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// A shape of rank 0 to 6 with few elements: extents of 0 and 1 are common, long rows happen.
    pub fn shape(&mut self) -> Vec<usize> {
        let rank = self.below(7);
        let mut left = 600;
        let mut shape: Vec<usize> = (0..rank)
            .map(|_| {
                let n = self.pick(&[1, 1, 2, 2, 3, 4, 5, 7, 17, 33, 70, 270]).min(left);
                left /= n;
                n
            })
            .collect();
        for i in (1..rank).rev() {
            shape.swap(i, self.below(i + 1));
        }
        if rank > 0 && self.once_in(12) {
            shape[self.below(rank)] = 0;
        }
        shape
    }
}

/// A type with random values that provoke rounding, signs and special cases, but no integer overflow.
pub trait Sample: Bits + Send + Sync {
    fn sample(dice: &mut Dice) -> Self;
}

impl Sample for f64 {
    fn sample(dice: &mut Dice) -> Self {
        match dice.below(24) {
            0 => dice.pick(&[
                0.0,
                -0.0,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::NAN,
                f64::MIN_POSITIVE / 4.0,
                1e300,
            ]),
            1..8 => dice.below(65) as f64 * 0.25 - 8.0,
            // All 53 bits in use, so that a contracted or reordered operation shows.
            _ => (dice.next() >> 11) as f64 / (1u64 << 50) as f64 - 4.0,
        }
    }
}
impl Sample for f32 {
    fn sample(dice: &mut Dice) -> Self {
        f64::sample(dice) as f32
    }
}
impl Sample for bool {
    fn sample(dice: &mut Dice) -> Self {
        dice.once_in(2)
    }
}
macro_rules! integers {
    ($($t:ty: $low:literal, $count:literal;)*) => {$(
        impl Sample for $t {
            fn sample(dice: &mut Dice) -> Self {
                dice.below($count) as $t + $low
            }
        }
    )*};
}
integers! {
    i32: -9, 19;
    i64: -9, 19;
    u8: 1, 12;
    u16: 1, 200;
    u32: 0, 1000;
    u64: 0, 1000;
}

/// An array, and how to look at it.
pub struct Strided<T> {
    pub base: ArrayD<T>,
    permutation: Vec<usize>,
    cuts: Vec<SliceElem>,
    /// The shape that it is broadcast to in the end.
    shape: Vec<usize>,
}

impl<T> core::fmt::Debug for Strided<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?} strides {:?}", self.shape, &*self.view().strides())
    }
}

macro_rules! moved {
    ($this:expr, $view:expr) => {
        $view.permute_axes(&$this.permutation[..]).slice(&$this.cuts[..])
    };
}

impl<T> Strided<T> {
    pub fn view(&self) -> ViewD<'_, T> {
        moved!(self, self.base.view()).broadcast_to(&self.shape[..])
    }

    pub fn view_mut(&mut self) -> ViewMutD<'_, T> {
        moved!(self, self.base.view_mut())
    }

    /// Where in the base, in row-major order, each element of the view lies.
    pub fn places(&self) -> Nd<usize> {
        let mut count = 0;
        let numbers = ArrayD::from_fn(self.base.shape(), |_| {
            count += 1;
            count - 1
        });
        let same = Strided {
            base: numbers,
            permutation: self.permutation.clone(),
            cuts: self.cuts.clone(),
            shape: self.shape.clone(),
        };
        Nd::of(same.view())
    }

    /// A layout for `shape`, the base filled by `fill`. `plain` of 0 is dense row-major.
    pub fn laid_out(dice: &mut Dice, shape: &[usize], plain: bool, fill: impl FnMut() -> T) -> Self {
        let rank = shape.len();
        let mut order: Vec<usize> = (0..rank).collect();
        if !plain && dice.once_in(2) {
            (1..rank).rev().for_each(|i| order.swap(i, dice.below(i + 1)));
        }
        let mut cuts = Vec::new();
        // Extents of the view before it is permuted into place.
        let mut extents = vec![0; rank];
        let tame = plain || dice.once_in(3);
        for (axis, &n) in shape.iter().enumerate() {
            let step = if tame { 1 } else { dice.pick(&[1, 1, 1, -1, -1, 2, -2, 3]) };
            let (before, after) =
                if tame { (0, 0) } else { (dice.pick(&[0, 0, 0, 1, 2]), dice.pick(&[0, 0, 0, 1, 3])) };
            let reach = if n == 0 { 0 } else { (n - 1) * isize::unsigned_abs(step) + 1 };
            extents[order[axis]] = before + reach + after;
            cuts.push(SliceElem::Range {
                start: before as isize,
                end: Some((before + reach) as isize),
                step,
            });
        }
        let mut fill = fill;
        let base = ArrayD::from_fn(extents, |_| fill());
        Self { base, permutation: order, cuts, shape: shape.to_vec() }
    }
}

impl<T: Copy> Strided<T> {
    /// The elements of `source` in a layout of a given kind: axis `i` of the view is axis `order[i]` of memory,
    /// and each runs over every `step`-th place of it, backwards if that is negative. `junk` is in between.
    pub fn relaid(source: &Nd<T>, order: &[usize], step: isize, junk: T) -> Self {
        let mut extents = vec![0; order.len()];
        let reach = |n: usize| if n == 0 { 0 } else { (n - 1) * step.unsigned_abs() + 1 };
        order.iter().zip(&source.shape).for_each(|(&axis, &n)| extents[axis] = reach(n));
        let cut = SliceElem::Range { start: 0, end: None, step };
        let mut this = Self {
            base: ArrayD::from_fn(extents, |_| junk),
            permutation: order.to_vec(),
            cuts: vec![cut; order.len()],
            shape: source.shape.clone(),
        };
        let mut view = this.view_mut();
        Nd::from_fn(&source.shape, |index| *view.get_mut(index).unwrap() = source.at(index));
        this
    }
}

impl<T: Sample> Strided<T> {
    /// An operand of a shape that broadcasts to `shape`: leading axes may be missing, others have extent 1 or
    /// stride 0.
    pub fn operand(dice: &mut Dice, shape: &[usize]) -> Self {
        let lead = if dice.once_in(4) { dice.below(shape.len() + 1) } else { 0 };
        let mut own = shape[lead..].to_vec();
        let shrinks = dice.once_in(3);
        own.iter_mut().filter(|_| shrinks && dice.once_in(3)).for_each(|n| *n = 1);
        let plain = dice.once_in(4);
        let mut this = Self::destination_like(dice, &own, plain);
        if dice.once_in(2) {
            this.shape = shape[lead..].to_vec();
        }
        this
    }

    /// A destination: no element comes twice.
    pub fn destination(dice: &mut Dice, shape: &[usize]) -> Self {
        let plain = dice.once_in(4);
        Self::destination_like(dice, shape, plain)
    }

    fn destination_like(dice: &mut Dice, shape: &[usize], plain: bool) -> Self {
        let mut values = Dice(dice.next());
        Self::laid_out(dice, shape, plain, || T::sample(&mut values))
    }
}

/// Runs `write` on a random destination of `shape`, and asserts that each element became what `new` makes of its
/// index and old value, and that nothing around it changed.
#[track_caller]
pub fn changes<T: Sample>(
    dice: &mut Dice,
    shape: &[usize],
    context: impl Fn() -> String,
    new: impl Fn(&[usize], T) -> T,
    write: impl FnOnce(&mut ViewMutD<'_, T>),
) {
    let mut out = Strided::<T>::destination(dice, shape);
    let mut expected = Nd::of(out.base.view());
    let places = out.places();
    Nd::from_fn(shape, |index| {
        let slot = &mut expected.data[places.at(index)];
        *slot = new(index, *slot);
    });
    write(&mut out.view_mut());
    super::eval::same(out.base.view(), &expected, || format!("into {out:?}: {}", context()));
}
