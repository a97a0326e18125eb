//! Making arrays: constants, functions, iterators, `Vec`s, nested literals and ranges.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::<f64>::zeros([2, 3]);
//! let b = Array2::from_fn([2, 3], |[i, j]| (3 * i + j) as f64);
//! let c = array![[0., 1., 2.], [3., 4., 5.]];
//! assert_eq!(b, c);
//! assert_eq!(a.shape(), c.shape());
//! assert_eq!(Array1::arange(0.0, 1.0, 0.25), array![0., 0.25, 0.5, 0.75]);
//! ```

use num_traits::{Float, NumCast, One, Zero};

use super::{Array, AsView, AsViewMut, Movement};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, Extents, IntoShape, Ix1, Ix2, Layout, Order, for_each_row, infer_shape};
use crate::profile;
use crate::storage::{Buffer, Filling};

impl<T, D: Dim> Array<T, D> {
    /// An array of zeros. NumPy: `np.zeros`.
    ///
    /// # Panics
    /// If the size does not fit or the memory cannot be had; see [`try_full`](Self::try_full).
    #[track_caller]
    #[must_use]
    pub fn zeros<S: IntoShape<Dim = D>>(shape: S) -> Self
    where
        T: Zero + Clone,
    {
        Self::full(shape, T::zero())
    }

    /// An array of ones. NumPy: `np.ones`.
    ///
    /// # Panics
    /// As [`zeros`](Self::zeros).
    #[track_caller]
    #[must_use]
    pub fn ones<S: IntoShape<Dim = D>>(shape: S) -> Self
    where
        T: One + Clone,
    {
        Self::full(shape, T::one())
    }

    /// An array of clones of one value. NumPy: `np.full`.
    ///
    /// # Panics
    /// As [`zeros`](Self::zeros).
    #[track_caller]
    #[must_use]
    pub fn full<S: IntoShape<Dim = D>>(shape: S, value: T) -> Self
    where
        T: Clone,
    {
        expect(Self::try_full(shape, value))
    }

    /// [`full`](Self::full), with an error instead of a panic.
    ///
    /// # Errors
    /// If the size does not fit `isize` or the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    pub fn try_full<S: IntoShape<Dim = D>>(shape: S, value: T) -> Result<Self>
    where
        T: Clone,
    {
        let layout = Layout::row_major(&shape.into_extents()?)?;
        let _span = profile::span("full", layout.shape());
        profile::moved(layout.len() * size_of::<T>());
        Self::from_buffer(Filling::repeat(&value, layout.len(), "full")?, &layout, "full")
    }

    /// An array of `T::default()`.
    ///
    /// # Panics
    /// As [`zeros`](Self::zeros).
    #[track_caller]
    #[must_use]
    pub fn default_with<S: IntoShape<Dim = D>>(shape: S) -> Self
    where
        T: Default,
    {
        Self::from_fn(shape, |_| T::default())
    }

    /// An array of what `f` makes of each index, called in row-major order. NumPy: `np.fromfunction`.
    ///
    /// # Panics
    /// If `f` does (what was made so far is dropped), the size does not fit, or the memory cannot be had.
    #[track_caller]
    #[must_use]
    pub fn from_fn<S: IntoShape<Dim = D>>(shape: S, f: impl FnMut(D::Shape) -> T) -> Self {
        expect(Self::try_from_fn(shape, f))
    }

    /// [`from_fn`](Self::from_fn), with an error instead of a panic where the array cannot be made.
    ///
    /// # Errors
    /// If the size does not fit `isize` or the memory cannot be had.
    #[cfg_attr(feature = "profile", track_caller)]
    pub fn try_from_fn<S: IntoShape<Dim = D>>(shape: S, mut f: impl FnMut(D::Shape) -> T) -> Result<Self> {
        const OP: &str = "from_fn";
        let shape = shape.into_extents()?;
        let layout = Layout::row_major(&shape)?;
        let _span = profile::span(OP, layout.shape());
        profile::moved(layout.len() * size_of::<T>());
        let mut fill = Filling::new(layout.len(), OP)?;
        let rank = || Error::new(OP, ErrorKind::Rank { expected: D::RANK.unwrap_or(0), found: shape.len() });
        let mut index = D::shape(&Extents::repeat(0, shape.len())).ok_or_else(rank)?;
        for_each_row(&shape, [layout.strides()], |_, n, _| {
            for j in 0..n {
                if let Some(last) = index.as_mut().last_mut() {
                    *last = j;
                }
                fill.push(f(index));
            }
            if let Some((last, outer)) = index.as_mut().split_last_mut() {
                *last = 0;
                advance(outer, &shape);
            }
        });
        Self::from_buffer(fill.finish(), &layout, OP)
    }

    /// An array of the elements of a `Vec`, in row-major order. The `Vec`'s memory becomes the array's: nothing
    /// is copied. NumPy: `np.array(list).reshape(shape)`.
    ///
    /// # Errors
    /// If the number of elements is not that of the shape.
    pub fn from_vec<S: IntoShape<Dim = D>>(shape: S, vec: Vec<T>) -> Result<Self> {
        Self::from_vec_order(shape, vec, Order::RowMajor)
    }

    /// [`from_vec`](Self::from_vec) for elements in the given order.
    ///
    /// # Errors
    /// If the number of elements is not that of the shape.
    pub fn from_vec_order<S: IntoShape<Dim = D>>(shape: S, vec: Vec<T>, order: Order) -> Result<Self> {
        let layout = Layout::dense(&shape.into_extents()?, order)?;
        if layout.len() != vec.len() {
            let shape = super::extents(layout.shape())?;
            return Err(Error::new("from_vec", ErrorKind::Length { shape, found: vec.len() }));
        }
        Self::from_buffer(Buffer::from_vec(vec), &layout, "from_vec")
    }

    /// An array of the elements of an iterator, in row-major order, which must be as many as the shape holds.
    ///
    /// # Errors
    /// If there are more or fewer.
    pub fn from_shape_iter<S: IntoShape<Dim = D>>(
        shape: S,
        elements: impl IntoIterator<Item = T>,
    ) -> Result<Self> {
        let layout = Layout::row_major(&shape.into_extents()?)?;
        // One more than needed tells a longer iterator, which may be endless, from an exact one.
        let mut vec = Vec::new();
        vec.extend(elements.into_iter().take(layout.len().saturating_add(1)));
        Self::from_vec_layout(vec, &layout)
    }

    fn from_vec_layout(vec: Vec<T>, layout: &Layout) -> Result<Self> {
        if layout.len() != vec.len() {
            let shape = super::extents(layout.shape())?;
            return Err(Error::new("from_shape_iter", ErrorKind::Length { shape, found: vec.len() }));
        }
        Self::from_buffer(Buffer::from_vec(vec), layout, "from_shape_iter")
    }

    /// Another shape for the same elements in row-major order. The buffer is kept if the elements lie in
    /// row-major order, as those of a fresh array do. One extent may be [`INFER`](crate::layout::INFER).
    ///
    /// # Errors
    /// If the number of elements differs, or the elements are in another order (then copy them first, with
    /// [`flatten`](AsView::flatten)). The array is lost then; [`AsView::reshape`] keeps it.
    pub fn into_shape<S: IntoShape>(self, shape: S) -> Result<Array<T, S::Dim>> {
        let target = infer_shape(self.shape.as_ref(), &shape.into_extents()?)?;
        let layout = super::layout_of::<D>(&self.shape, &self.strides).reshape(&target, Order::RowMajor)?;
        Array::from_buffer(self.buffer, &layout, "into_shape")
    }

    /// The same array with a dynamic rank. Nothing is copied.
    #[must_use]
    pub fn into_dyn_array(self) -> super::ArrayD<T> {
        let layout = super::layout_of::<D>(&self.shape, &self.strides);
        expect(Array::from_buffer(self.buffer, &layout, "into_dyn_array"))
    }

    /// The same array with a rank known to the compiler, an error where that is another one.
    pub(crate) fn into_rank<E: Dim>(self) -> Result<Array<T, E>> {
        let layout = super::layout_of::<D>(&self.shape, &self.strides);
        Array::from_buffer(self.buffer, &layout, "into_rank")
    }

    /// The elements as a `Vec` in row-major order.
    ///
    /// Nothing is copied if the array was made from a `Vec` and is in row-major order. A result that this crate
    /// allocated is aligned more strictly than a `Vec` may be, so its elements are moved into a new one.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        if (&self).is_contiguous() { self.buffer.into_vec() } else { self.into_iter().collect() }
    }
}

/// The next index in row-major order; the first again after the last.
fn advance(index: &mut [usize], shape: &[usize]) {
    for (i, &n) in index.iter_mut().zip(shape).rev() {
        *i += 1;
        if *i < n {
            return;
        }
        *i = 0;
    }
}

impl<T> Array<T, Ix1> {
    /// The elements of an iterator along one axis. NumPy: `np.fromiter`.
    ///
    /// The same as `collect()`; here for the sake of `Array1::from_iter(0..24)` without importing a trait.
    #[allow(clippy::should_implement_trait, reason = "it also is implemented")]
    pub fn from_iter(elements: impl IntoIterator<Item = T>) -> Self {
        let vec: Vec<T> = elements.into_iter().collect();
        expect(Self::from_vec(vec.len(), vec))
    }

    /// `start`, `start + step`, ... up to but excluding `stop`: `ceil((stop - start) / step)` elements, element
    /// `i` computed as `start + i * step`. NumPy: `np.arange`.
    ///
    /// # Panics
    /// If `step` is 0, or the length is not a number or does not fit memory.
    #[track_caller]
    #[must_use]
    pub fn arange(start: T, stop: T, step: T) -> Self
    where
        T: Copy + NumCast + Zero + PartialOrd + core::ops::Sub<Output = T> + core::ops::Mul<Output = T>,
        T: core::ops::Add<Output = T>,
    {
        expect(Self::try_arange(start, stop, step))
    }

    /// [`arange`](Self::arange), with an error instead of a panic.
    ///
    /// # Errors
    /// If `step` is 0, or the length is not a number or does not fit memory.
    #[cfg_attr(feature = "profile", track_caller)]
    pub fn try_arange(start: T, stop: T, step: T) -> Result<Self>
    where
        T: Copy + NumCast + Zero + PartialOrd + core::ops::Sub<Output = T> + core::ops::Mul<Output = T>,
        T: core::ops::Add<Output = T>,
    {
        let value = |why| Error::new("arange", ErrorKind::Value { why });
        if step.is_zero() {
            return Err(value("step 0"));
        }
        let up = step > T::zero();
        let none = if up { start >= stop } else { start <= stop };
        let count = if none {
            0
        } else {
            // The distance is taken in f64, where it cannot overflow; integers up to 2^53 are exact there.
            let f = |x: T| x.to_f64().ok_or_else(|| value("a bound that is not a real number"));
            let count = ((f(stop)? - f(start)?) / f(step)?).ceil();
            if !(count.is_finite() && count < isize::MAX as f64) {
                return Err(value("a length that is not a number of elements"));
            }
            count as usize
        };
        let index =
            |i: usize| <T as NumCast>::from(i).ok_or_else(|| value("a length that the type cannot count"));
        if count > 0 {
            index(count - 1)?;
        }
        Self::try_from_fn(count, |[i]| match <T as NumCast>::from(i) {
            Some(i) => start + i * step,
            None => unreachable!("the last index was converted"),
        })
    }

    /// `count` evenly spaced values from `start` to `stop`, both included. NumPy: `np.linspace`.
    ///
    /// Element `i` is `start + i * ((stop - start) / (count - 1))`, the last one exactly `stop`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[track_caller]
    #[must_use]
    pub fn linspace(start: T, stop: T, count: usize) -> Self
    where
        T: Float,
    {
        let last = count.saturating_sub(1);
        let number = |i: usize| <T as NumCast>::from(i).unwrap_or_else(T::nan);
        let step = (stop - start) / number(last);
        Self::from_fn(count, |[i]| if i == last && i > 0 { stop } else { start + number(i) * step })
    }
}

impl<T: Zero + One + Clone> Array<T, Ix2> {
    /// The identity matrix of `n` rows and columns. NumPy: `np.eye`, `np.identity`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[track_caller]
    #[must_use]
    pub fn eye(n: usize) -> Self {
        let mut eye = Self::zeros([n, n]);
        eye.view_mut().diagonal(0, Axis(0), Axis(1)).fill(T::one());
        eye
    }
}

/// Nested arrays, as in `[[1, 2], [3, 4]]`: what [`array!`](crate::array!) and `From` take.
pub trait Nested<T> {
    /// The rank: the depth of nesting.
    type Dim: Dim;
    /// Appends the extents, the outermost first.
    fn shape(extents: &mut Extents);
    /// Appends the elements in row-major order.
    fn flatten_into(self, out: &mut Vec<T>);
}

// One row for each depth: the type, its rank and its extents.
macro_rules! nested {
    ($($rank:literal $type:ty, [$($n:ident),*], $depth:tt;)*) => {$(
        impl<T, $(const $n: usize),*> Nested<T> for $type {
            type Dim = crate::layout::Ix<$rank>;
            fn shape(extents: &mut Extents) {
                $(extents.push($n);)*
            }
            fn flatten_into(self, out: &mut Vec<T>) {
                nested!(@extend self, out, $depth);
            }
        }
        impl<T, $(const $n: usize),*> From<$type> for Array<T, crate::layout::Ix<$rank>> {
            fn from(nested: $type) -> Self {
                Self::from_nested(nested)
            }
        }
    )*};
    (@extend $items:expr, $out:expr, [last]) => { $out.extend($items) };
    (@extend $items:expr, $out:expr, [nested]) => {
        for item in $items {
            Nested::<T>::flatten_into(item, $out);
        }
    };
}
nested! {
    1 [T; A], [A], [last];
    2 [[T; B]; A], [A, B], [nested];
    3 [[[T; C]; B]; A], [A, B, C], [nested];
    4 [[[[T; E]; C]; B]; A], [A, B, C, E], [nested];
    5 [[[[[T; F]; E]; C]; B]; A], [A, B, C, E, F], [nested];
    6 [[[[[[T; G]; F]; E]; C]; B]; A], [A, B, C, E, F, G], [nested];
}

impl<T, D: Dim> Array<T, D> {
    fn from_nested<N: Nested<T, Dim = D>>(nested: N) -> Self {
        let mut shape = Extents::new();
        N::shape(&mut shape);
        let mut vec = Vec::new();
        nested.flatten_into(&mut vec);
        expect(Layout::row_major(&shape).and_then(|l| Self::from_buffer(Buffer::from_vec(vec), &l, "array!")))
    }
}

/// An array from a nested literal of up to six levels. NumPy: `np.array([[1., 2.], [3., 4.]])`.
///
/// ```
/// use longstride::prelude::*;
/// let a = array![[1., 2.], [3., 4.]];
/// assert_eq!(a.shape(), [2, 2]);
/// assert_eq!(array![1, 2, 3].shape(), [3]);
/// ```
#[macro_export]
macro_rules! array {
    // The deepest form that matches is the rank; one arm for each.
    ($([$([$([$([$([$($x:expr),* $(,)?]),+ $(,)?]),+ $(,)?]),+ $(,)?]),+ $(,)?]),+ $(,)?) => {
        $crate::Array6::from([$([$([$([$([$([$($x),*]),+]),+]),+]),+]),+])
    };
    ($([$([$([$([$($x:expr),* $(,)?]),+ $(,)?]),+ $(,)?]),+ $(,)?]),+ $(,)?) => {
        $crate::Array5::from([$([$([$([$([$($x),*]),+]),+]),+]),+])
    };
    ($([$([$([$($x:expr),* $(,)?]),+ $(,)?]),+ $(,)?]),+ $(,)?) => {
        $crate::Array4::from([$([$([$([$($x),*]),+]),+]),+])
    };
    ($([$([$($x:expr),* $(,)?]),+ $(,)?]),+ $(,)?) => {
        $crate::Array3::from([$([$([$($x),*]),+]),+])
    };
    ($([$($x:expr),* $(,)?]),+ $(,)?) => {
        $crate::Array2::from([$([$($x),*]),+])
    };
    ($($x:expr),* $(,)?) => {
        $crate::Array1::from([$($x),*])
    };
}
