//! NumPy's arrays as views, and our arrays as NumPy's, without a copy: for extension modules written with `pyo3`.
//!
//! ```text
//! Python                      Rust
//! f[::-1, ::2]      ------>   f: PyView<f64, Ix2>        f.view()        View2<f64>, strides (-n, 2)
//! out=              ------>   out: PyViewMut<f64, Ix2>   out.view_mut()  ViewMut2<f64>
//! ndarray           <------   array.into_numpy(py)?      its memory changes hands
//! ValueError        <------   ?                          an Error of this crate
//! ```
//!
//! The guards [`PyView`] and [`PyViewMut`] are arguments of a `#[pyfunction]`. They take any strides: negative, zero,
//! Fortran. They hold a borrow of the crate [`numpy`], which knows about every array that extension modules
//! built on it have borrowed: what is borrowed to be written is borrowed by nobody else at that time.
//!
//! Views are `Send`, so that they can be evaluated while the interpreter runs other threads:
//!
//! ```no_run
//! use longstride::interop::numpy::{PyView, PyViewMut};
//! use longstride::prelude::*;
//! use numpy::PyArrayDyn;
//! use pyo3::prelude::*;
//!
//! /// A new array.
//! #[pyfunction]
//! fn double<'py>(py: Python<'py>, x: PyView<'py, f64, Ix2>) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
//!     let view = x.view();
//!     py.detach(|| (2.0 * view).try_eval())?.into_numpy(py)
//! }
//!
//! /// `out=`.
//! #[pyfunction]
//! fn double_into<'py>(
//!     py: Python<'py>,
//!     x: PyView<'py, f64, Ix2>,
//!     mut out: PyViewMut<'py, f64, Ix2>,
//! ) -> PyResult<()> {
//!     let (view, mut target) = (x.view(), out.view_mut());
//!     Ok(py.detach(|| (2.0 * view).try_eval_into(&mut target))?)
//! }
//! ```
//!
//! # What is refused
//! | | raises |
//! |---|---|
//! | anything but an array, another dtype, the other byte order | `TypeError`, which names both dtypes |
//! | another rank, more than [`MAX_RANK`] axes | `ValueError` |
//! | elements that are not aligned, strides that are not whole elements (fields of a record) | `ValueError` |
//! | to write: an array that is read-only, or in which two indices address one element | `ValueError` |
//! | to write: one that shares memory with another argument, or is being used by another thread's call | `ValueError` |
//!
//! The element types are those of [`PyElement`]: integers, floats, complex numbers. NumPy does not keep the bytes of a
//! `bool` to 0 and 1, as Rust needs it; a mask comes in as `mask.view(np.uint8)`.
//!
//! # What stays with the caller
//! The borrows are known to extension modules only. Python code that writes an array on another thread while
//! an evaluation reads it races with it, as it does with any function of NumPy that releases the lock; so does a call of
//! `resize(refcheck=False)`. Arrays are told apart by the object at the end of their chain of bases: two arrays that
//! were made from two `memoryview`s of one buffer are taken for strangers.
//!
//! # Invariants
//! Beside those of the room:
//!
//! 4. The pointer and the layout of a guard are those that the array had when it was borrowed. It owns a reference to the
//!    array, which keeps the memory alive, and NumPy refuses to resize an array that others refer to.
//! 5. A guard exists only for elements of exactly type `T`, in native byte order, each of them aligned, where every
//!    pattern of bits is a value ([`PyElement`] is sealed).
//! 6. While a guard to write lives, no other guard reaches its elements (the borrow checking of `numpy`), and no two of
//!    its indices address one element.

use core::marker::PhantomData;
use core::ptr::NonNull;

use ::numpy::ndarray::{ArrayView, IxDyn as NdIxDyn, ShapeBuilder};
use ::numpy::{
    Element, PyArray, PyArrayDescrMethods, PyArrayDyn, PyArrayMethods, PyReadonlyArrayDyn,
    PyReadwriteArrayDyn, PyUntypedArray, PyUntypedArrayMethods,
};
use pyo3::exceptions::{PyMemoryError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::array::{Array, AsView, View, ViewMut};
use crate::error::{Error, ErrorKind, expect};
use crate::layout::{Dim, Layout, MAX_RANK};

/// Elements that NumPy and Rust agree on, whatever their bits: integers, floats, `f16` and complex numbers with the
/// features `half` and `num-complex`.
pub trait PyElement: Element + Copy + Send + Sync + sealed::Sealed {}

mod sealed {
    #[allow(unnameable_types, reason = "that is what seals a trait")]
    pub trait Sealed {}
}

macro_rules! elements {
    ($($(#[$when:meta])* $type:ty),* $(,)?) => {$(
        $(#[$when])*
        impl sealed::Sealed for $type {}
        $(#[$when])*
        impl PyElement for $type {}
    )*};
}
elements! {
    i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64,
    #[cfg(feature = "half")] half::f16,
    #[cfg(feature = "num-complex")] num_complex::Complex<f32>,
    #[cfg(feature = "num-complex")] num_complex::Complex<f64>,
}

/// A NumPy array that has been borrowed to be read: an argument of a `#[pyfunction]`.
///
/// Nothing is copied. While it lives no [`PyViewMut`] of the same elements can be made.
/// See the [module](self) for what is refused.
#[derive(Debug)]
pub struct PyView<'py, T: PyElement, D: Dim> {
    array: PyReadonlyArrayDyn<'py, T>,
    place: Place<T, D>,
}

/// A NumPy array that has been borrowed to be written: an argument of a `#[pyfunction]`, as in `out=`.
///
/// Nothing is copied. While it lives no other guard of its elements can be made.
/// See the [module](self) for what is refused.
#[derive(Debug)]
pub struct PyViewMut<'py, T: PyElement, D: Dim> {
    array: PyReadwriteArrayDyn<'py, T>,
    place: Place<T, D>,
}

/// Where the elements of an array lie.
#[derive(Debug)]
struct Place<T, D> {
    ptr: NonNull<T>,
    layout: Layout,
    rank: PhantomData<D>,
}

impl<T: PyElement, D: Dim> Place<T, D> {
    /// The place of an array of dtype `T`, if its rank is that of `D`, its elements are aligned and its strides are whole
    /// elements (invariants 2 and 5).
    fn of(array: &Bound<'_, PyArrayDyn<T>>) -> PyResult<Self> {
        let refuse = |why| PyErr::from(Error::new(OP, ErrorKind::Value { why }));
        let rank = array.ndim();
        if let Some(expected) = D::RANK.filter(|&expected| expected != rank) {
            return Err(Error::new(OP, ErrorKind::Rank { expected, found: rank }).into());
        }
        if rank > MAX_RANK {
            return Err(Error::new(OP, ErrorKind::RankTooLarge { rank }).into());
        }
        let (mut strides, size) = ([0; MAX_RANK], size_of::<T>() as isize);
        for ((stride, &bytes), &n) in strides.iter_mut().zip(array.strides()).zip(array.shape()) {
            // NumPy lets the stride of an axis along which nobody can step be anything.
            if n > 1 && !array.is_empty() {
                if bytes % size != 0 {
                    return Err(refuse("strides that are not a whole number of elements"));
                }
                *stride = bytes / size;
            }
        }
        let layout = Layout::new(array.shape(), &strides[..rank], 0)?;
        let ptr = NonNull::new(array.data()).filter(|_| !layout.is_empty()).unwrap_or(NonNull::dangling());
        if !ptr.is_aligned() {
            return Err(refuse("an array whose elements are not aligned"));
        }
        Ok(Self { ptr, layout, rank: PhantomData })
    }
}

/// The operation that errors of this module name.
const OP: &str = "numpy";

/// `object` as an array of exactly the dtype of `T`.
fn typed<'py, T: PyElement>(object: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyArrayDyn<T>>> {
    let array = object.cast::<PyUntypedArray>()?;
    let (needed, found) = (T::get_dtype(object.py()), array.dtype());
    if !found.is_equiv_to(&needed) {
        let order = match found.is_native_byteorder() {
            Some(false) => ", in the byte order of another machine (`astype` converts it)",
            _ => "",
        };
        return Err(PyTypeError::new_err(format!(
            "an array of {} where {} is needed{order}",
            found.str()?,
            needed.str()?
        )));
    }
    Ok(object.cast::<PyArrayDyn<T>>()?.clone())
}

impl<'py, T: PyElement, D: Dim> PyView<'py, T, D> {
    /// Borrows a NumPy array to be read. The arguments of a `#[pyfunction]` are borrowed by this.
    ///
    /// # Errors
    /// Those of the [module](self).
    pub fn new(object: &Bound<'py, PyAny>) -> PyResult<Self> {
        let array = typed(object)?;
        let place = Place::of(&array)?;
        match array.try_readonly() {
            Ok(array) => Ok(Self { array, place }),
            Err(_) => {
                Err(PyValueError::new_err("an array that is being written by another call or argument"))
            }
        }
    }

    /// The view. It can be sent to other threads, and into `Python::detach`.
    #[must_use]
    pub fn view(&self) -> View<'_, T, D> {
        // SAFETY: invariants 2, 4 and 5; by 6 nobody writes the elements while `self` lives.
        expect(unsafe { View::from_layout(self.place.ptr, &self.place.layout, OP) })
    }

    /// The NumPy array itself.
    #[must_use]
    pub fn as_array(&self) -> &Bound<'py, PyArrayDyn<T>> {
        &self.array
    }
}

impl<'py, T: PyElement, D: Dim> PyViewMut<'py, T, D> {
    /// Borrows a NumPy array to be written. The arguments of a `#[pyfunction]` are borrowed by this.
    ///
    /// # Errors
    /// Those of the [module](self).
    pub fn new(object: &Bound<'py, PyAny>) -> PyResult<Self> {
        let array = typed(object)?;
        let place = Place::of(&array)?;
        if place.layout.addresses_twice() {
            return Err(Error::new(OP, ErrorKind::Overlap).into());
        }
        match array.try_readwrite() {
            Ok(array) => Ok(Self { array, place }),
            Err(::numpy::BorrowError::NotWriteable) => {
                Err(PyValueError::new_err("an array that is read-only where one to write is needed"))
            }
            Err(_) => Err(PyValueError::new_err(
                "an array to write that shares memory with another argument, or is used by another call",
            )),
        }
    }

    /// The view to read.
    #[must_use]
    pub fn view(&self) -> View<'_, T, D> {
        // SAFETY: as in `PyView`; writing needs `&mut self`.
        expect(unsafe { View::from_layout(self.place.ptr, &self.place.layout, OP) })
    }

    /// The view to write. It can be sent to other threads, and into `Python::detach`.
    #[must_use]
    pub fn view_mut(&mut self) -> ViewMut<'_, T, D> {
        // SAFETY: invariants 2 and 4 to 6; `self` is borrowed mutably for as long as the view lives.
        expect(unsafe { ViewMut::from_layout(self.place.ptr, &self.place.layout, OP) })
    }

    /// The NumPy array itself.
    #[must_use]
    pub fn as_array(&self) -> &Bound<'py, PyArrayDyn<T>> {
        &self.array
    }
}

impl<'py, T: PyElement, D: Dim> FromPyObject<'_, 'py> for PyView<'py, T, D> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Self::new(&object)
    }
}

impl<'py, T: PyElement, D: Dim> FromPyObject<'_, 'py> for PyViewMut<'py, T, D> {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        Self::new(&object)
    }
}

impl<T: Element + Copy + Send + Sync + 'static, D: Dim> Array<T, D> {
    /// The array as one of NumPy's, of the same shape and order of axes. Nothing is copied: the array moves into a capsule
    /// that is the base of NumPy's, and is freed with it.
    ///
    /// (A `Vec` would not do: the memory of a result is aligned more strictly than a `Vec` may free it.)
    ///
    /// # Errors
    /// If Python has no memory for the capsule.
    pub fn into_numpy(self, py: Python<'_>) -> PyResult<Bound<'_, PyArrayDyn<T>>> {
        let ptr = (&self).as_ptr();
        let shape = NdIxDyn((&self).shape().as_ref());
        // An array is dense from the start of its buffer, so that its strides are not negative.
        let strides = (&self).strides().as_ref().iter().map(|&s| s as usize).collect::<Vec<_>>();
        let owner = PyCapsule::new_with_value(py, self, c"longstride.array")?;
        // SAFETY: the elements that these shape and strides reach are those of the array (invariant 1); they stay at
        // their place when the array moves into the capsule.
        let elements = unsafe { ArrayView::from_shape_ptr(shape.strides(NdIxDyn(&strides)), ptr) };
        // SAFETY: the capsule owns the array, which nobody can reach any more to change it, and frees it when NumPy's
        // array lets go of it (invariant 3).
        Ok(unsafe { PyArray::borrow_from_array(&elements, owner.into_any()) })
    }
}

impl From<Error> for PyErr {
    /// `MemoryError` where memory was lacking, otherwise `ValueError`, with the error's message.
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::OutOfMemory { .. } => PyMemoryError::new_err(error.to_string()),
            _ => PyValueError::new_err(error.to_string()),
        }
    }
}
