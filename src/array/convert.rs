//! Into arrays and views, out of them, and from one rank to another.
//!
//! ```text
//! Vec<T>, Box<[T]>       -> Array1        no copy        Array1 -> Vec<T>, [T; N]     no copy if made from a Vec
//! Vec<[T; N]>            -> Array2        no copy        Array<Ix<N>> <-> ArrayD      no copy, as for views
//! &[T], &[[T; N]], View  -> Array         clones         &[T], &[T; N], &Array  -> View
//! [T; N], [[T; N]; M] .. -> Array         moves          &mut [T], &mut Array   -> ViewMut
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::from(vec![[1, 2, 3], [4, 5, 6]]);
//! assert_eq!(a.shape(), [2, 3]);
//! assert_eq!(View1::from(&[1, 2, 3]), a.slice(s![0, ..]));
//! let d: ArrayD<i32> = a.into();
//! assert!(Array1::try_from(d.clone()).is_err());
//! assert_eq!(Array2::try_from(d)?.shape(), [2, 3]);
//! let doubled: Array1<i32> = (0..3).map(|x| 2 * x).collect();
//! assert_eq!(Vec::from(doubled), [0, 2, 4]);
//! # Ok::<(), longstride::Error>(())
//! ```

use core::ptr::NonNull;

use super::{Array, AsView, AsViewMut, CowArray, Movement, View, ViewMut, layout_of};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Dim, Ix, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn, Layout};
use crate::profile;
use crate::storage::{Buffer, Filling};

impl<T: Clone, D: Dim> Clone for Array<T, D> {
    /// A copy with the same layout: the elements keep their order in memory. NumPy: `a.copy(order='K')`.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[track_caller]
    fn clone(&self) -> Self {
        let _span = profile::span("clone", self.shape.as_ref());
        profile::moved(2 * self.buffer.len() * size_of::<T>());
        Self { buffer: expect(Filling::from_clones(&self.buffer, "clone")), ..*self }
    }

    /// Clones into the elements that are there, if they are as many; allocates only otherwise.
    #[track_caller]
    fn clone_from(&mut self, source: &Self) {
        if self.buffer.len() == source.buffer.len() {
            // Elements first: if a clone panics this array is still whole, with its old shape.
            self.buffer.clone_from_slice(&source.buffer);
            (self.shape, self.strides) = (source.shape, source.strides);
        } else {
            *self = source.clone();
        }
    }
}

impl<T: Clone, D: Dim> Clone for CowArray<'_, T, D> {
    /// A view stays a view; an owned array is copied.
    fn clone(&self) -> Self {
        match self {
            Self::View(view) => Self::View(*view),
            Self::Owned(array) => Self::Owned(array.clone()),
        }
    }
}

// The ranks whose empty array is the default; rank 0 always has an element.
macro_rules! default {
    ($($dim:ty: $shape:expr;)*) => {$(
        impl<T> Default for Array<T, $dim> {
            /// No elements: every extent is 0. Allocates nothing.
            fn default() -> Self {
                expect(Self::from_vec_order($shape, Vec::new(), Default::default()))
            }
        }
    )*};
}
default! {
    Ix1: [0]; Ix2: [0; 2]; Ix3: [0; 3]; Ix4: [0; 4]; Ix5: [0; 5]; Ix6: [0; 6];
    IxDyn: &[0][..];
}

impl<T: Default> Default for Array<T, Ix0> {
    /// The default element.
    fn default() -> Self {
        Self::from_fn([], |_| T::default())
    }
}

impl<T, D: Dim> Array<T, D> {
    /// An owned copy with the same layout: the same as `clone`. It stands before
    /// [`AsView::to_owned`] and `std`'s trait of that name, between which a call would be ambiguous.
    ///
    /// # Panics
    /// If the memory cannot be had.
    #[must_use]
    #[track_caller]
    pub fn to_owned(&self) -> Self
    where
        T: Clone,
    {
        self.clone()
    }

    /// The elements in the order of memory, and where the index puts each one: an array's parts, to be put
    /// together by [`from_vec_and_layout`](Self::from_vec_and_layout).
    ///
    /// Nothing is copied if the array was made from a `Vec`; otherwise the elements are moved into one.
    /// For the parts of a borrowed array see [`AsView::as_ptr`], [`AsViewMut::as_mut_ptr`] and
    /// [`Movement::layout`], and to put those together [`View::from_raw_parts`].
    #[must_use]
    pub fn into_vec_and_layout(self) -> (Vec<T>, Layout) {
        let layout = layout_of::<D>(&self.shape, &self.strides);
        (self.buffer.into_vec(), layout)
    }

    /// An array of the elements of a `Vec`, laid out by any dense layout: row-major, column-major or any other
    /// order of the axes. Nothing is copied. NumPy: `np.ndarray(shape, buffer=..., strides=...)`.
    ///
    /// # Errors
    /// If the layout does not reach each element of the `Vec` exactly once, starting at the first, or has another
    /// rank than `D`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// use longstride::layout::Layout;
    /// let columns = Layout::dense(&[2, 3], Order::ColumnMajor)?;
    /// let a = Array2::from_vec_and_layout(vec![1, 4, 2, 5, 3, 6], &columns)?;
    /// assert_eq!(a, array![[1, 2, 3], [4, 5, 6]]);
    /// let (vec, layout) = a.into_vec_and_layout();
    /// assert_eq!((vec[1], layout), (4, columns));
    /// let gaps = Layout::new(&[3], &[2], 0)?;
    /// assert!(Array1::from_vec_and_layout(vec, &gaps).is_err());
    /// # Ok::<(), longstride::Error>(())
    /// ```
    pub fn from_vec_and_layout(vec: Vec<T>, layout: &Layout) -> Result<Self> {
        const OP: &str = "from_vec_and_layout";
        if let Some((low, high)) =
            layout.bounds().filter(|&(low, high)| low < 0 || high as usize >= vec.len())
        {
            return Err(Error::new(OP, ErrorKind::OutOfBounds { low, high, len: vec.len() }));
        }
        if layout.len() != vec.len() {
            let shape = super::extents(layout.shape())?;
            return Err(Error::new(OP, ErrorKind::Length { shape, found: vec.len() }));
        }
        // With as many elements as there are, in range, dense is the same as each one once, but for flipped axes.
        if layout.offset() != 0 || !layout.is_dense() {
            return Err(Error::new(
                OP,
                ErrorKind::Value { why: "a layout that is not dense from the first element" },
            ));
        }
        Self::from_buffer(Buffer::from_vec(vec), layout, OP)
    }

    /// The same array with another type for the same rank.
    pub(crate) fn with_dim<E: Dim>(self, op: &'static str) -> Result<Array<T, E>> {
        let layout = layout_of::<D>(&self.shape, &self.strides);
        Array::from_buffer(self.buffer, &layout, op)
    }
}

impl<T> From<Vec<T>> for Array<T, Ix1> {
    /// Nothing is copied.
    fn from(vec: Vec<T>) -> Self {
        expect(Self::from_vec(vec.len(), vec))
    }
}

impl<T> From<Box<[T]>> for Array<T, Ix1> {
    /// Nothing is copied.
    fn from(slice: Box<[T]>) -> Self {
        slice.into_vec().into()
    }
}

impl<T: Clone> From<&[T]> for Array<T, Ix1> {
    /// Clones the elements.
    fn from(slice: &[T]) -> Self {
        View::from(slice).into()
    }
}

impl<T, const N: usize> From<Vec<[T; N]>> for Array<T, Ix2> {
    /// One row for each `[T; N]`. Nothing is copied.
    ///
    /// # Panics
    /// If the number of elements overflows, which only those of size zero can.
    #[track_caller]
    fn from(rows: Vec<[T; N]>) -> Self {
        let shape = [rows.len(), N];
        expect(Self::from_vec(shape, rows.into_flattened()))
    }
}

impl<T: Clone, const N: usize> From<&[[T; N]]> for Array<T, Ix2> {
    /// One row for each `[T; N]`. Clones the elements.
    fn from(rows: &[[T; N]]) -> Self {
        View::<T, Ix2>::from(rows).into()
    }
}

impl<T: Clone, D: Dim> From<View<'_, T, D>> for Array<T, D> {
    /// [`AsView::to_owned`].
    #[track_caller]
    fn from(view: View<'_, T, D>) -> Self {
        view.to_owned()
    }
}

impl<T: Clone, D: Dim> From<CowArray<'_, T, D>> for Array<T, D> {
    /// [`CowArray::into_owned`].
    #[track_caller]
    fn from(cow: CowArray<'_, T, D>) -> Self {
        cow.into_owned()
    }
}

impl<T> FromIterator<T> for Array<T, Ix1> {
    /// NumPy: `np.fromiter`.
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Vec::from_iter(elements).into()
    }
}

impl<T> From<Array<T, Ix1>> for Vec<T> {
    /// [`Array::into_vec`].
    fn from(array: Array<T, Ix1>) -> Self {
        array.into_vec()
    }
}

impl<T, const N: usize> TryFrom<Array<T, Ix1>> for [T; N] {
    type Error = Error;

    /// # Errors
    /// If there are not `N` elements.
    fn try_from(array: Array<T, Ix1>) -> Result<Self> {
        array.into_vec().try_into().map_err(|vec: Vec<T>| {
            let shape = super::extents(&[N]).unwrap_or_default();
            Error::new("try_from", ErrorKind::Length { shape, found: vec.len() })
        })
    }
}

impl<'a, T> From<&'a [T]> for View<'a, T, Ix1> {
    fn from(slice: &'a [T]) -> Self {
        let layout = expect(Layout::row_major(&[slice.len()]));
        // SAFETY: the layout is that of the slice, borrowed for `'a` (invariants 1 to 3).
        expect(unsafe { Self::from_layout(NonNull::from(slice).cast(), &layout, "from") })
    }
}

impl<'a, T, const N: usize> From<&'a [[T; N]]> for View<'a, T, Ix2> {
    /// One row for each `[T; N]`.
    ///
    /// # Panics
    /// If the number of elements overflows, which only those of size zero can.
    fn from(rows: &'a [[T; N]]) -> Self {
        expect(View::from(rows.as_flattened()).reshape_view([rows.len(), N]))
    }
}

impl<'a, T> From<&'a mut [T]> for ViewMut<'a, T, Ix1> {
    fn from(slice: &'a mut [T]) -> Self {
        let layout = expect(Layout::row_major(&[slice.len()]));
        // SAFETY: the layout is that of the slice, borrowed mutably for `'a`, each element once (invariants 1 to 4).
        expect(unsafe { Self::from_layout(NonNull::from(slice).cast(), &layout, "from") })
    }
}

impl<'a, T, const N: usize> From<&'a mut [[T; N]]> for ViewMut<'a, T, Ix2> {
    /// One row for each `[T; N]`.
    ///
    /// # Panics
    /// If the number of elements overflows, which only those of size zero can.
    fn from(rows: &'a mut [[T; N]]) -> Self {
        let shape = [rows.len(), N];
        expect(ViewMut::from(rows.as_flattened_mut()).reshape_view(shape))
    }
}

impl<'a, T, const N: usize> From<&'a [T; N]> for View<'a, T, Ix1> {
    fn from(array: &'a [T; N]) -> Self {
        array[..].into()
    }
}

impl<'a, T, const N: usize, const M: usize> From<&'a [[T; N]; M]> for View<'a, T, Ix2> {
    fn from(rows: &'a [[T; N]; M]) -> Self {
        rows[..].into()
    }
}

impl<'a, T, const N: usize> From<&'a mut [T; N]> for ViewMut<'a, T, Ix1> {
    fn from(array: &'a mut [T; N]) -> Self {
        array[..].as_mut().into()
    }
}

impl<'a, T, const N: usize, const M: usize> From<&'a mut [[T; N]; M]> for ViewMut<'a, T, Ix2> {
    fn from(rows: &'a mut [[T; N]; M]) -> Self {
        rows[..].as_mut().into()
    }
}

impl<'a, T, D: Dim> From<&'a Array<T, D>> for View<'a, T, D> {
    fn from(array: &'a Array<T, D>) -> Self {
        array.view()
    }
}

impl<'a, T, D: Dim> From<&'a mut Array<T, D>> for ViewMut<'a, T, D> {
    fn from(array: &'a mut Array<T, D>) -> Self {
        array.view_mut()
    }
}

impl<'a, T, D: Dim> From<ViewMut<'a, T, D>> for View<'a, T, D> {
    /// [`ViewMut::into_view`].
    fn from(view: ViewMut<'a, T, D>) -> Self {
        view.into_view()
    }
}

// From a static rank to the dynamic one and back; nothing is copied.
macro_rules! ranks {
    ($([$($lt:lifetime)?] $type:ident, |$value:ident, $op:ident| $convert:expr;)*) => {$(
        impl<$($lt,)? T, const N: usize> From<$type<$($lt,)? T, Ix<N>>> for $type<$($lt,)? T, IxDyn>
        where
            Ix<N>: Dim,
        {
            /// The same with a dynamic rank.
            fn from($value: $type<$($lt,)? T, Ix<N>>) -> Self {
                let $op = "into";
                expect($convert)
            }
        }
        impl<$($lt,)? T, const N: usize> TryFrom<$type<$($lt,)? T, IxDyn>> for $type<$($lt,)? T, Ix<N>>
        where
            Ix<N>: Dim,
        {
            type Error = Error;

            /// The same with the rank `N`.
            ///
            /// # Errors
            /// If that is not its rank.
            fn try_from($value: $type<$($lt,)? T, IxDyn>) -> Result<Self> {
                let $op = "try_from";
                $convert
            }
        }
    )*};
}
ranks! {
    [] Array, |array, op| array.with_dim(op);
    ['a] View, |view, op| view.into_rank().map_err(|e| e.in_op(op));
    ['a] ViewMut, |view, op| view.into_rank().map_err(|e| e.in_op(op));
}
