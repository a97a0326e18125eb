//! The arrays that rows work on, and how slices and `ndarray` see them.
//!
//! All ways of a row use the same memory: where an array lies makes a difference of its own.

use longstride::prelude::*;
use ndarray as nd;

/// Square arrays of one type of elements, and what else the rows about them need.
pub struct Square<T> {
    pub n: usize,
    pub a: Array2<T>,
    pub b: Array2<T>,
    /// n x n.
    pub out: Array2<T>,
    /// Without the edge: (n - 2) x (n - 2).
    pub inner: Array2<T>,
    /// Every other one within the edge.
    pub half: Array2<T>,
    /// (n, 1).
    pub column: Array2<T>,
    /// n.
    pub row: Array1<T>,
    /// n, to write.
    pub line: Array1<T>,
}

/// Types of elements: `number` makes one of a hash.
pub trait Number: Copy + Default + Send + Sync + 'static {
    fn number(hash: u64) -> Self;
    fn to_f64(self) -> f64;
}

macro_rules! numbers {
    ($($t:ty: $hash:ident => $number:expr;)*) => {$(
        impl Number for $t {
            fn number($hash: u64) -> Self {
                $number
            }
            #[allow(clippy::unnecessary_cast, reason = "one of the types is f64")]
            fn to_f64(self) -> f64 {
                self as f64
            }
        }
    )*};
}
numbers! {
    f64: hash => (hash >> 11) as f64 / (1u64 << 53) as f64;
    f32: hash => (hash >> 40) as f32 / (1u32 << 24) as f32;
    i32: hash => (hash % 100) as i32;
    u8: hash => (hash % 100) as u8;
    usize: hash => (hash % 100) as usize;
}

/// Numbers from 0 to 1, or integers from 0 to 99, without an order (splitmix64).
pub fn random<T: Number, const N: usize>(shape: [usize; N], seed: u64) -> Array<T, Ix<N>>
where
    Ix<N>: Dim,
{
    let mut state = seed << 32;
    let next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let x = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        T::number(x ^ (x >> 31))
    };
    let count = shape.iter().product();
    Array::from_vec(shape, std::iter::repeat_with(next).take(count).collect())
        .expect("as many as the shape holds")
}

/// Zeros whose pages are there already.
pub fn blank<T: Number, const N: usize>(shape: [usize; N]) -> Array<T, Ix<N>>
where
    Ix<N>: Dim,
{
    Array::full(shape, T::default())
}

impl<T: Number> Square<T> {
    pub fn new(n: usize) -> Self {
        Self {
            n,
            a: random([n, n], 1),
            b: random([n, n], 2),
            out: blank([n, n]),
            inner: blank([n - 2, n - 2]),
            half: blank([(n - 1) / 2, (n - 1) / 2]),
            column: random([n, 1], 3),
            row: random([n], 4),
            line: blank([n]),
        }
    }
}

pub fn slice<T, D: Dim>(x: &Array<T, D>) -> &[T] {
    x.as_slice().expect("fresh arrays are contiguous")
}

pub fn slice_mut<T, D: Dim>(x: &mut Array<T, D>) -> &mut [T] {
    x.as_mut_slice().expect("fresh arrays are contiguous")
}

/// What a row returns of a result: the element in the middle of its memory.
pub fn middle<T: Number, D: Dim>(x: &Array<T, D>) -> f64 {
    slice(x)[x.len() / 2].to_f64()
}

/// An array as `ndarray` sees it.
pub fn nd<T, const N: usize>(
    x: &Array<T, Ix<N>>,
) -> nd::ArrayView<'_, T, <[usize; N] as nd::IntoDimension>::Dim>
where
    Ix<N>: Dim<Shape = [usize; N]>,
    [usize; N]: nd::IntoDimension,
{
    nd::ArrayView::from_shape(x.shape(), slice(x)).expect("as many as the shape holds")
}

/// An array as `ndarray` writes it.
pub fn nd_mut<T, const N: usize>(
    x: &mut Array<T, Ix<N>>,
) -> nd::ArrayViewMut<'_, T, <[usize; N] as nd::IntoDimension>::Dim>
where
    Ix<N>: Dim<Shape = [usize; N]>,
    [usize; N]: nd::IntoDimension,
{
    let shape = x.shape();
    nd::ArrayViewMut::from_shape(shape, slice_mut(x)).expect("as many as the shape holds")
}
