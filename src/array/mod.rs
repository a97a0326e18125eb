//! ROOM 2 of unsafe: an owned array and its views, each a pointer to the first element, a shape and strides.
//!
//! ```text
//! Array   owns a Buffer; its elements lie densely in it, in some order of the axes
//! View    borrows elements to read:   Copy, any strides
//! ViewMut borrows elements to write:  no two indices address one element
//! ```
//!
//! What reads is in [`AsView`] (arrays and both views), what writes in [`AsViewMut`], and what derives one
//! view from another, without copying, in [`Movement`]. Each exists once, for all three.
//!
//! # Invariants
//! 1. Shape and strides come from a [`Layout`], so they obey its invariants.
//! 2. Every element that an index reaches from `ptr` is an initialised `T`, in one allocation, alive for `'a`,
//!    and the distance in bytes fits `isize`.
//! 3. While a `View<'a>` lives its elements are not written; while a `ViewMut<'a>` lives they are neither read
//!    nor written through anything else.
//! 4. In a `ViewMut` and in an `Array` no two indices address one element.
//! 5. An `Array` reaches every element of its buffer, and its `ptr` is the start of the buffer.
//!
//! ```
//! use longstride::prelude::*;
//! let mut a = array![[1, 2, 3], [4, 5, 6]];
//! a.view_mut().slice(s![.., 0]).fill(0);
//! assert_eq!(a, array![[0, 2, 3], [0, 5, 6]]);
//! ```
#![allow(unsafe_code)]

mod access;
#[cfg(feature = "approx")]
mod approx;
#[cfg(feature = "num-complex")]
mod complex;
mod construct;
mod convert;
mod cow;
mod equal;
mod format;
mod iter;
mod iter_blocks;
mod iter_index;
mod iter_owned;
mod kinds;
mod movement;
mod multi_slice;
#[cfg(feature = "rayon")]
pub mod parallel;
mod rearrange;
mod slots;
mod write;

use core::marker::PhantomData;
use core::ptr::NonNull;

pub use access::AsView;
#[cfg(feature = "num-complex")]
pub use complex::{ComplexView, ComplexViewMut};
pub use construct::Nested;
pub use cow::CowArray;
pub use format::{DisplayWith, FloatMode, PrintElement, PrintOptions, Sign};
pub use iter::{Elements, Iter, IterMut, Strided, Views, ViewsMut};
pub use iter_blocks::{Parts, PartsMut};
pub use iter_index::{
    AxisChunks, Chunks, ChunksMut, Indexed, IndexedIter, IndexedIterMut, NdIndices, ndindex, try_ndindex,
};
pub use iter_owned::IntoIter;
pub use movement::Movement;
pub use multi_slice::MultiSlice;
pub use rearrange::{Rearrange, Sections};
pub use slots::Slots;
pub use write::AsViewMut;

use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Extents, IntoShape, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn, Layout, Strides};
use crate::storage::Buffer;

/// An owned array: the elements, with a shape and strides.
///
/// `D` is its rank, [`Ix<N>`](crate::layout::Ix) or [`IxDyn`]; see the aliases [`Array1`], [`Array2`], ...
/// Most methods are in the traits [`AsView`], [`AsViewMut`], [`Movement`] and [`Expr`](crate::expr::Expr),
/// which the prelude brings in.
pub struct Array<T, D: Dim> {
    buffer: Buffer<T>,
    shape: D::Shape,
    strides: D::Strides,
}

/// A borrowed view to read: a pointer, a shape and strides. It is `Copy`.
pub struct View<'a, T, D: Dim> {
    ptr: NonNull<T>,
    shape: D::Shape,
    strides: D::Strides,
    borrows: PhantomData<&'a T>,
}

/// A borrowed view to write: no two of its indices address one element.
pub struct ViewMut<'a, T, D: Dim> {
    ptr: NonNull<T>,
    shape: D::Shape,
    strides: D::Strides,
    borrows: PhantomData<&'a mut T>,
}

// The aliases, one row for each rank.
macro_rules! aliases {
    ($($array:ident $view:ident $view_mut:ident $dim:ident $what:literal;)*) => {$(
        #[doc = concat!("An owned array ", $what, ".")]
        pub type $array<T> = Array<T, $dim>;
        #[doc = concat!("A view to read ", $what, ".")]
        pub type $view<'a, T> = View<'a, T, $dim>;
        #[doc = concat!("A view to write ", $what, ".")]
        pub type $view_mut<'a, T> = ViewMut<'a, T, $dim>;
    )*};
}
aliases! {
    Array0 View0 ViewMut0 Ix0 "of rank 0: a single element";
    Array1 View1 ViewMut1 Ix1 "of rank 1";
    Array2 View2 ViewMut2 Ix2 "of rank 2";
    Array3 View3 ViewMut3 Ix3 "of rank 3";
    Array4 View4 ViewMut4 Ix4 "of rank 4";
    Array5 View5 ViewMut5 Ix5 "of rank 5";
    Array6 View6 ViewMut6 Ix6 "of rank 6";
    ArrayD ViewD ViewMutD IxDyn "of dynamic rank";
}

impl<T, D: Dim> Clone for View<'_, T, D> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T, D: Dim> Copy for View<'_, T, D> {}

// SAFETY: a view is a shared reference to its elements (invariant 3).
unsafe impl<T: Sync, D: Dim> Send for View<'_, T, D> {}
// SAFETY: as above.
unsafe impl<T: Sync, D: Dim> Sync for View<'_, T, D> {}
// SAFETY: a mutable view is an exclusive reference to its elements (invariant 3).
unsafe impl<T: Send, D: Dim> Send for ViewMut<'_, T, D> {}
// SAFETY: as above.
unsafe impl<T: Sync, D: Dim> Sync for ViewMut<'_, T, D> {}

/// Shape and strides of `layout` in the form that rank `D` stores.
fn compact<D: Dim>(layout: &Layout, op: &'static str) -> Result<(D::Shape, D::Strides)> {
    match (D::shape(layout.shape()), D::strides(layout.strides())) {
        (Some(shape), Some(strides)) => Ok((shape, strides)),
        _ => Err(Error::new(
            op,
            ErrorKind::Rank { expected: D::RANK.unwrap_or(crate::layout::MAX_RANK), found: layout.rank() },
        )),
    }
}

/// A shape as a list of extents.
fn extents(shape: &[usize]) -> Result<Extents> {
    shape.into_extents()
}

/// The layout of a shape and strides that came from one (invariant 1).
fn layout_of<D: Dim>(shape: &D::Shape, strides: &D::Strides) -> Layout {
    match (Extents::from_slice(shape.as_ref()), Strides::from_slice(strides.as_ref())) {
        (Some(shape), Some(strides)) => Layout::restored(shape, strides),
        _ => unreachable!("a rank that a layout had"),
    }
}

impl<T, D: Dim> Array<T, D> {
    /// An array over `buffer`.
    ///
    /// # Panics
    /// Unless `layout` is a dense layout of exactly the buffer's elements (invariants 4 and 5).
    pub(crate) fn from_buffer(buffer: Buffer<T>, layout: &Layout, op: &'static str) -> Result<Self> {
        let (shape, strides) = compact::<D>(layout, op)?;
        assert!(layout.len() == buffer.len() && layout.offset() == 0);
        debug_assert!(
            layout.bounds().is_none_or(|(low, high)| low == 0 && high as usize == buffer.len() - 1)
        );
        Ok(Self { buffer, shape, strides })
    }

    /// The buffer, its elements in memory order.
    pub(crate) fn into_buffer(self) -> Buffer<T> {
        self.buffer
    }
}

impl<'a, T, D: Dim> View<'a, T, D> {
    /// A view of the elements that `layout` reaches from `base`, its offset included.
    ///
    /// # Safety
    /// Invariants 2 and 3 hold for `layout` from `base`.
    pub(crate) unsafe fn from_layout(base: NonNull<T>, layout: &Layout, op: &'static str) -> Result<Self> {
        let (shape, strides) = compact::<D>(layout, op)?;
        // SAFETY: the caller vouches for invariant 2; an empty layout has offset 0.
        let ptr = unsafe { base.offset(layout.offset()) };
        Ok(Self { ptr, shape, strides, borrows: PhantomData })
    }

    /// A view of `layout` from `ptr`, as NumPy's `ndarray(shape, buffer=...)` or `as_strided`.
    ///
    /// # Safety
    /// For all of `'a` every element that `layout` reaches from `ptr` (its offset included) is an initialised
    /// `T` within one allocation, at most `isize::MAX` bytes from `ptr`, and nobody writes it; `ptr` is aligned.
    ///
    /// # Errors
    /// If the layout's rank is not that of `D`.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// use longstride::layout::Layout;
    /// let data = [1, 2, 3, 4, 5, 6];
    /// // Every other element, in a 3 by 1 layout.
    /// let layout = Layout::new(&[3, 1], &[2, 0], 0)?;
    /// // SAFETY: offsets 0, 2 and 4 lie inside `data`, which outlives the view.
    /// let v = unsafe { View2::from_raw_parts(data.as_ptr(), &layout)? };
    /// assert_eq!(v, array![[1], [3], [5]]);
    /// # Ok::<(), longstride::Error>(())
    /// ```
    pub unsafe fn from_raw_parts(ptr: *const T, layout: &Layout) -> Result<Self> {
        let base = NonNull::new(ptr.cast_mut()).ok_or_else(null)?;
        // SAFETY: the caller's promise is invariants 2 and 3.
        unsafe { Self::from_layout(base, layout, "from_raw_parts") }
    }

    /// The view that another type's borrow stands for: what every reading method starts from.
    #[inline]
    fn new(ptr: NonNull<T>, shape: D::Shape, strides: D::Strides) -> Self {
        Self { ptr, shape, strides, borrows: PhantomData }
    }
}

impl<'a, T, D: Dim> ViewMut<'a, T, D> {
    /// A mutable view of the elements that `layout` reaches from `base`, its offset included.
    ///
    /// # Safety
    /// Invariants 2 to 4 hold for `layout` from `base`.
    pub(crate) unsafe fn from_layout(base: NonNull<T>, layout: &Layout, op: &'static str) -> Result<Self> {
        let (shape, strides) = compact::<D>(layout, op)?;
        // SAFETY: the caller vouches for invariant 2; an empty layout has offset 0.
        let ptr = unsafe { base.offset(layout.offset()) };
        Ok(Self { ptr, shape, strides, borrows: PhantomData })
    }

    /// A mutable view of `layout` from `ptr`.
    ///
    /// # Safety
    /// As for [`View::from_raw_parts`], and nothing else reads or writes these elements for all of `'a`.
    ///
    /// # Errors
    /// If the layout's rank is not that of `D`, or two of its indices could address one element.
    pub unsafe fn from_raw_parts(ptr: *mut T, layout: &Layout) -> Result<Self> {
        const OP: &str = "from_raw_parts";
        let base = NonNull::new(ptr).ok_or_else(null)?;
        if layout.addresses_twice() {
            return Err(Error::new(OP, ErrorKind::Overlap));
        }
        // SAFETY: the caller's promise is invariants 2 and 3; 4 was checked.
        unsafe { Self::from_layout(base, layout, OP) }
    }

    /// The same view for as long as `self` is borrowed.
    #[inline]
    fn reborrow(&mut self) -> ViewMut<'_, T, D> {
        ViewMut { ptr: self.ptr, shape: self.shape, strides: self.strides, borrows: PhantomData }
    }

    /// The same view to read, for as long as it lives.
    #[inline]
    #[must_use]
    pub fn into_view(self) -> View<'a, T, D> {
        View::new(self.ptr, self.shape, self.strides)
    }

    /// Where the first element lies, to write.
    #[must_use]
    pub fn as_mut_ptr(&mut self) -> *mut T {
        self.ptr.as_ptr()
    }
}

fn null() -> Error {
    Error::new("from_raw_parts", ErrorKind::Value { why: "a null pointer" })
}

/// Sealed traits: memory safety never depends on another crate's implementation.
mod sealed {
    use super::{Array, CowArray, Dim, View, ViewMut};
    #[allow(unnameable_types, reason = "that is what seals a trait")]
    pub trait Sealed {}
    impl<T, D: Dim> Sealed for &Array<T, D> {}
    impl<T, D: Dim> Sealed for Array<T, D> {}
    impl<T, D: Dim> Sealed for View<'_, T, D> {}
    impl<T, D: Dim> Sealed for ViewMut<'_, T, D> {}
    impl<T, D: Dim> Sealed for &ViewMut<'_, T, D> {}
    impl<T, D: Dim> Sealed for &mut ViewMut<'_, T, D> {}
    impl<T, D: Dim> Sealed for &CowArray<'_, T, D> {}
}
