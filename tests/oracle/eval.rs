//! What an expression should give: one loop over logical indices, on dense row-major copies.
//!
//! Nothing here knows of strides. Operands are read element by element through indexing, which has tests of its
//! own against tables of offsets.

use longstride::prelude::*;

/// Elements in row-major order.
#[derive(Clone, Debug)]
pub struct Nd<T> {
    pub shape: Vec<usize>,
    pub data: Vec<T>,
}

impl<T: Clone> Nd<T> {
    /// What `f` makes of each index, in row-major order.
    pub fn from_fn(shape: &[usize], mut f: impl FnMut(&[usize]) -> T) -> Self {
        let len = shape.iter().product();
        let mut data = Vec::with_capacity(len);
        let mut index = vec![0; shape.len()];
        for _ in 0..len {
            data.push(f(&index));
            for axis in (0..shape.len()).rev() {
                index[axis] += 1;
                if index[axis] < shape[axis] {
                    break;
                }
                index[axis] = 0;
            }
        }
        Self { shape: shape.to_vec(), data }
    }

    /// The elements of a view, each fetched by its index.
    pub fn of<D: Dim>(view: View<'_, T, D>) -> Self {
        let view = view.into_dyn();
        let shape = view.shape().to_vec();
        Self::from_fn(&shape, |index| view.get(index).unwrap().clone())
    }

    /// The element that an index of a larger shape sees: axes align from the last, and extent 1 repeats.
    pub fn at(&self, index: &[usize]) -> T {
        let lead = index.len() - self.shape.len();
        let mut place = 0;
        for (&n, &i) in self.shape.iter().zip(&index[lead..]) {
            place = place * n + if n == 1 { 0 } else { i };
        }
        self.data[place].clone()
    }
}

/// The shape in which all of these meet.
pub fn common(shapes: &[&[usize]]) -> Vec<usize> {
    let rank = shapes.iter().map(|shape| shape.len()).max().unwrap_or(0);
    (0..rank)
        .map(|axis| {
            let extents =
                shapes.iter().filter_map(|shape| shape.get((axis + shape.len()).checked_sub(rank)?).copied());
            extents.fold(1, |n, m| if n == 1 { m } else { n })
        })
        .collect()
}

/// Equality to the last bit, except that all NaN are one: which payload survives is not specified by Rust.
pub trait Bits: Copy + core::fmt::Debug {
    fn bits(&self) -> u128;
}

macro_rules! bits {
    ($($t:ty: |$x:ident| $bits:expr;)*) => {$(
        impl Bits for $t {
            fn bits(&self) -> u128 {
                let $x = *self;
                $bits
            }
        }
    )*};
}
bits! {
    f64: |x| if x.is_nan() { u128::MAX } else { x.to_bits().into() };
    f32: |x| if x.is_nan() { u128::MAX } else { x.to_bits().into() };
    i32: |x| x as u128;
    i64: |x| x as u128;
    u8: |x| x.into();
    u16: |x| x.into();
    u32: |x| x.into();
    u64: |x| x.into();
    usize: |x| x as u128;
    bool: |x| x.into();
}

/// Asserts that a view has exactly these elements.
#[track_caller]
pub fn same<T: Bits, D: Dim>(got: View<'_, T, D>, expected: &Nd<T>, context: impl Fn() -> String) {
    let got = Nd::of(got);
    assert_eq!(got.shape, expected.shape, "{}", context());
    let differ = got.data.iter().zip(&expected.data).position(|(a, b)| a.bits() != b.bits());
    if let Some(at) = differ {
        let (found, wanted) = (got.data[at], expected.data[at]);
        panic!("element {at} of {:?} is {found:?}, not {wanted:?}: {}", got.shape, context());
    }
}
