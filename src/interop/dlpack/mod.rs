//! DLPack (feature `dlpack`), the C structs by which NumPy, PyTorch, JAX and others exchange arrays without a copy.
//!
//! ```text
//! Array --into_dlpack--> Tensor --into_raw--> *mut DLManagedTensor     a producer: the consumer calls the deleter
//! *mut DLManagedTensor --from_raw--> Tensor --view--> View             a consumer: dropping the tensor calls it
//! ```
//!
//! A [`Tensor`] owns what a producer handed over, and gives it back exactly once: when it is dropped, also where
//! [`from_raw`](Tensor::from_raw) refuses it. It is not `Send`, because not every producer's deleter may run on any thread.
//! Strides count elements and may have any sign, on both sides. Only the memory of the CPU is read. Both forms of the
//! standard are known, [`DLManagedTensor`] and, since 1.0, [`DLManagedTensorVersioned`].
//!
//! ```
//! use longstride::interop::dlpack::{DLManagedTensor, Tensor};
//! use longstride::prelude::*;
//! let a = array![[1.0, 2.0], [3.0, 4.0]];
//! // The producer's side; a consumer, in any language, takes the pointer.
//! let exported: *mut DLManagedTensor = a.into_dlpack::<DLManagedTensor>().into_raw();
//! // SAFETY: it is a tensor that nobody else has.
//! let tensor = unsafe { Tensor::from_raw(exported)? };
//! assert_eq!(tensor.shape(), [2, 2]);
//! assert_eq!(tensor.view::<f64, Ix2>()?, array![[1.0, 2.0], [3.0, 4.0]]);
//! assert_eq!(tensor.view::<f32, Ix2>().unwrap_err().to_string(), "elements of type float64, not float32 in dlpack");
//! # Ok::<(), longstride::Error>(())
//! ```

mod raw;

use core::ffi::c_void;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;
use core::slice;

pub use raw::{DLDataType, DLDevice, DLManagedTensor, DLManagedTensorVersioned, DLPackVersion, DLTensor};

use crate::array::{Array, AsViewMut, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Extents, Layout, MAX_RANK, Strides};

const OP: &str = "dlpack";
/// The version of the structs in `raw`.
const VERSION: DLPackVersion = DLPackVersion { major: 1, minor: 0 };

mod sealed {
    pub trait Sealed {}
}

/// Types that DLPack has a name for: the integers, `f32`, `f64` and `bool`, and with their features `f16`, `bf16` and
/// `Complex`. Sealed.
pub trait Element: Copy + Send + Sync + 'static + sealed::Sealed {
    /// The name.
    const DTYPE: DLDataType;
}

macro_rules! elements {
    ($($(#[$cfg:meta])? $type:ty: $code:ident;)*) => {$(
        $(#[$cfg])?
        impl sealed::Sealed for $type {}
        $(#[$cfg])?
        impl Element for $type {
            const DTYPE: DLDataType =
                DLDataType { code: DLDataType::$code, bits: 8 * size_of::<$type>() as u8, lanes: 1 };
        }
    )*};
}
elements! {
    i8: INT; i16: INT; i32: INT; i64: INT;
    u8: UINT; u16: UINT; u32: UINT; u64: UINT;
    f32: FLOAT; f64: FLOAT;
    bool: BOOL;
    #[cfg(feature = "half")] half::f16: FLOAT;
    #[cfg(feature = "half")] half::bf16: BFLOAT;
    #[cfg(feature = "num-complex")] num_complex::Complex<f32>: COMPLEX;
    #[cfg(feature = "num-complex")] num_complex::Complex<f64>: COMPLEX;
}

/// The two forms of a tensor that changes hands. Sealed.
pub trait Managed: Sized + sealed::Sealed {
    /// A new one.
    #[doc(hidden)]
    fn new(tensor: DLTensor, context: *mut c_void, deleter: unsafe extern "C" fn(*mut Self)) -> Self;
    /// What the producer keeps.
    #[doc(hidden)]
    fn context(&self) -> *mut c_void;
    /// The version, and the way back: those members that every version has at the same place.
    ///
    /// # Safety
    /// `this` points to a tensor of any version.
    #[doc(hidden)]
    unsafe fn header(this: *const Self) -> (DLPackVersion, Option<unsafe extern "C" fn(*mut Self)>);
    /// The tensor, and whether it is only to be read.
    #[doc(hidden)]
    fn tensor(&self) -> (&DLTensor, bool);
}

impl sealed::Sealed for DLManagedTensor {}
impl Managed for DLManagedTensor {
    fn new(dl_tensor: DLTensor, manager_ctx: *mut c_void, deleter: unsafe extern "C" fn(*mut Self)) -> Self {
        Self { dl_tensor, manager_ctx, deleter: Some(deleter) }
    }
    fn context(&self) -> *mut c_void {
        self.manager_ctx
    }
    unsafe fn header(this: *const Self) -> (DLPackVersion, Option<unsafe extern "C" fn(*mut Self)>) {
        // SAFETY: the caller's promise; this form never changed.
        (VERSION, unsafe { (*this).deleter })
    }
    fn tensor(&self) -> (&DLTensor, bool) {
        (&self.dl_tensor, false)
    }
}

impl sealed::Sealed for DLManagedTensorVersioned {}
impl Managed for DLManagedTensorVersioned {
    fn new(dl_tensor: DLTensor, manager_ctx: *mut c_void, deleter: unsafe extern "C" fn(*mut Self)) -> Self {
        Self { version: VERSION, manager_ctx, deleter: Some(deleter), flags: 0, dl_tensor }
    }
    fn context(&self) -> *mut c_void {
        self.manager_ctx
    }
    unsafe fn header(this: *const Self) -> (DLPackVersion, Option<unsafe extern "C" fn(*mut Self)>) {
        // SAFETY: the caller's promise; the standard keeps both at these places in every version.
        unsafe { ((*this).version, (*this).deleter) }
    }
    fn tensor(&self) -> (&DLTensor, bool) {
        (&self.dl_tensor, self.flags & Self::READ_ONLY != 0)
    }
}

/// What has to be given back.
struct Lease<M: Managed>(NonNull<M>);

impl<M: Managed> Drop for Lease<M> {
    fn drop(&mut self) {
        // SAFETY: a lease points to a tensor of some version (invariant 3).
        let (_, deleter) = unsafe { M::header(self.0.as_ptr()) };
        if let Some(deleter) = deleter {
            // SAFETY: nobody else gives it back, and we do it once (invariant 3).
            unsafe { deleter(self.0.as_ptr()) }
        }
    }
}

/// A tensor that a producer handed over: a view of it on demand, and it is given back when this is dropped.
pub struct Tensor<M: Managed = DLManagedTensor> {
    lease: Lease<M>,
    /// The first element; of no use if there is none.
    data: *mut u8,
    dtype: DLDataType,
    layout: Layout,
    writable: bool,
}

impl<M: Managed> core::fmt::Debug for Tensor<M> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (shape, strides) = (self.shape(), self.strides());
        f.debug_struct("Tensor")
            .field("dtype", &self.dtype)
            .field("shape", &shape)
            .field("strides", &strides)
            .finish()
    }
}

impl<M: Managed> Tensor<M> {
    /// Takes over a tensor, to read.
    ///
    /// # Safety
    /// `managed` is null, or points to a tensor as DLPack defines it, which the caller hands over: nobody else will call its
    /// deleter, which may be called on this thread. Until then its elements are initialised values of its type in one
    /// allocation, and nobody writes them.
    ///
    /// # Errors
    /// If it is null, of another major version, on another device than the CPU, of more than
    /// [`MAX_RANK`] axes, or its members contradict each other. It is given back then too.
    pub unsafe fn from_raw(managed: *mut M) -> Result<Self> {
        // SAFETY: passed on.
        unsafe { Self::take_over(managed, false) }
    }

    /// Takes over a tensor, to read and write.
    ///
    /// # Safety
    /// As for [`from_raw`](Self::from_raw), and nobody else reads or writes its elements until it is given back.
    ///
    /// # Errors
    /// As [`from_raw`](Self::from_raw), and if it says of itself that it is only to be read.
    pub unsafe fn from_raw_mut(managed: *mut M) -> Result<Self> {
        // SAFETY: passed on.
        unsafe { Self::take_over(managed, true) }
    }

    /// # Safety
    /// That of `from_raw`, or, if it is to be writable, of `from_raw_mut`.
    unsafe fn take_over(managed: *mut M, writable: bool) -> Result<Self> {
        // From here on every way out gives it back.
        let lease = Lease(NonNull::new(managed).ok_or_else(|| value("a null pointer"))?);
        // SAFETY: the caller's promise.
        let (version, _) = unsafe { M::header(managed) };
        if version.major != VERSION.major {
            return Err(value("a tensor of another major version of DLPack than 1"));
        }
        // SAFETY: of this version, so that all of it can be read (invariant 2).
        let (tensor, read_only) = unsafe { lease.0.as_ref() }.tensor();
        if writable && read_only {
            return Err(value("a tensor that is only to be read"));
        }
        if tensor.device.device_type != DLDevice::CPU.device_type {
            return Err(value("a tensor on another device than the CPU"));
        }
        // SAFETY: the caller's promise: shape and strides are lists of its rank (invariant 2).
        let layout = unsafe { layout_of(tensor)? };
        let span = layout.bounds().map_or(0, |(low, high)| high.abs_diff(low) + 1);
        if span.checked_mul(tensor.dtype.size()).is_none_or(|bytes| isize::try_from(bytes).is_err()) {
            return Err(Error::new(OP, ErrorKind::TooLarge { shape: extents(&layout) }));
        }
        if tensor.data.is_null() && !layout.is_empty() {
            return Err(value("a null pointer to elements"));
        }
        let offset =
            usize::try_from(tensor.byte_offset).map_err(|_| value("an offset that does not fit usize"))?;
        let (data, dtype) = (tensor.data.cast::<u8>().wrapping_add(offset), tensor.dtype);
        Ok(Self { lease, data, dtype, layout, writable })
    }

    /// Hands the tensor over to a consumer, who has to call its deleter, once.
    #[must_use = "the tensor leaks unless its deleter is called"]
    pub fn into_raw(self) -> *mut M {
        ManuallyDrop::new(self.lease).0.as_ptr()
    }

    /// The type of the elements.
    #[must_use]
    pub fn dtype(&self) -> DLDataType {
        self.dtype
    }

    /// The extents, one for each axis.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        self.layout.shape()
    }

    /// The strides in elements, one for each axis; 0 where the extent is 1.
    #[must_use]
    pub fn strides(&self) -> &[isize] {
        self.layout.strides()
    }

    /// The elements as a view. Never copies.
    ///
    /// # Errors
    /// If they have another type than `T` or are not aligned for it, or the rank is not that of `D`.
    pub fn view<T: Element, D: Dim>(&self) -> Result<View<'_, T, D>> {
        // SAFETY: elements of type `T`, initialised and not written until the tensor, borrowed here, is given back
        // (invariant 2).
        unsafe { View::from_layout(self.first::<T>()?, &self.layout, OP) }
    }

    /// The elements as a mutable view. Never copies.
    ///
    /// # Errors
    /// As [`view`](Self::view); if the tensor was taken over to read only, or two of its indices address one element.
    pub fn view_mut<T: Element, D: Dim>(&mut self) -> Result<ViewMut<'_, T, D>> {
        if !self.writable {
            return Err(value("a tensor that is only to be read"));
        }
        if self.layout.addresses_twice() {
            return Err(Error::new(OP, ErrorKind::Overlap));
        }
        // SAFETY: as for `view`, and nobody else touches the elements: it was taken over to write, and is borrowed
        // mutably. No two indices address one element.
        unsafe { ViewMut::from_layout(self.first::<T>()?, &self.layout, OP) }
    }

    /// Where the first element lies, if the elements have this type.
    fn first<T: Element>(&self) -> Result<NonNull<T>> {
        if self.dtype != T::DTYPE {
            return Err(Error::new(
                OP,
                ErrorKind::ElementType { expected: T::DTYPE.to_string(), found: self.dtype.to_string() },
            ));
        }
        let first = self.data.cast::<T>();
        match NonNull::new(first) {
            _ if self.layout.is_empty() => Ok(NonNull::dangling()),
            Some(first) if first.is_aligned() => Ok(first),
            _ => Err(value("elements that are not aligned for their type")),
        }
    }
}

fn value(why: &'static str) -> Error {
    Error::new(OP, ErrorKind::Value { why })
}

fn extents(layout: &Layout) -> Extents {
    Extents::from_slice(layout.shape()).unwrap_or_default()
}

/// The layout that a tensor's members describe, offset 0.
///
/// # Safety
/// `shape`, and `strides` unless it is null, point to `ndim` numbers.
unsafe fn layout_of(tensor: &DLTensor) -> Result<Layout> {
    let rank = usize::try_from(tensor.ndim).map_err(|_| value("a negative number of axes"))?;
    if rank > MAX_RANK {
        return Err(Error::new(OP, ErrorKind::RankTooLarge { rank }));
    }
    // Both may be null if there are no axes.
    let list = |ptr: *mut i64| match rank {
        0 => &[][..],
        // SAFETY: the caller's promise.
        _ => unsafe { slice::from_raw_parts(ptr, rank) },
    };
    if rank > 0 && tensor.shape.is_null() {
        return Err(value("a null pointer to the shape"));
    }
    let (mut shape, mut strides) = (Extents::repeat(0, rank), Strides::repeat(0, rank));
    for (ours, &theirs) in shape.iter_mut().zip(list(tensor.shape)) {
        *ours = usize::try_from(theirs).map_err(|_| value("a negative extent"))?;
    }
    if tensor.strides.is_null() {
        return Layout::row_major(&shape).map_err(|e| e.in_op(OP));
    }
    for (ours, &theirs) in strides.iter_mut().zip(list(tensor.strides)) {
        *ours = isize::try_from(theirs).map_err(|_| value("a stride that does not fit isize"))?;
    }
    Layout::new(&shape, &strides, 0).map_err(|e| e.in_op(OP))
}

/// What an exported array keeps until it is given back.
struct Owner<T, D: Dim> {
    _array: Array<T, D>,
    _shape: Vec<i64>,
    _strides: Vec<i64>,
}

impl<T: Element, D: Dim> Array<T, D> {
    /// The array as a tensor that a consumer of DLPack can take over, in either form. Never copies: the consumer's deleter
    /// frees the array.
    ///
    /// The tensor is writable here, and [`Tensor::into_raw`] makes it a pointer to pass on.
    ///
    /// ```
    /// use longstride::interop::dlpack::{DLManagedTensorVersioned, Tensor};
    /// use longstride::prelude::*;
    /// let a = Array2::<f32>::zeros([3, 4]);
    /// let mut tensor: Tensor<DLManagedTensorVersioned> = a.into_dlpack();
    /// tensor.view_mut::<f32, Ix2>()?.fill(1.0);
    /// assert_eq!(tensor.view::<f32, Ix2>()?.sum(), 12.0);
    /// # Ok::<(), longstride::Error>(())
    /// ```
    #[must_use]
    pub fn into_dlpack<M: Managed>(mut self) -> Tensor<M> {
        let layout = (&self).layout();
        let data = self.as_mut_ptr().cast::<u8>();
        let mut shape: Vec<i64> = layout.shape().iter().map(|&n| n as i64).collect();
        let mut strides: Vec<i64> = layout.strides().iter().map(|&s| s as i64).collect();
        let tensor = DLTensor {
            data: data.cast(),
            device: DLDevice::CPU,
            ndim: layout.rank() as i32,
            dtype: T::DTYPE,
            shape: shape.as_mut_ptr(),
            strides: strides.as_mut_ptr(),
            byte_offset: 0,
        };
        // The pointers above lead to memory of the array and the vectors, which does not move with them.
        let owner = Box::into_raw(Box::new(Owner { _array: self, _shape: shape, _strides: strides }));
        let managed = Box::new(M::new(tensor, owner.cast(), give_back::<T, D, M>));
        let lease = Lease(NonNull::from(Box::leak(managed)));
        Tensor { lease, data, dtype: T::DTYPE, layout, writable: true }
    }
}

/// The deleter of an exported array.
///
/// # Safety
/// `managed` was made by `into_dlpack` with these types, and is given back for the first time.
unsafe extern "C" fn give_back<T, D: Dim, M: Managed>(managed: *mut M) {
    // SAFETY: the caller's promise: both boxes were leaked by `into_dlpack` (invariant 3).
    unsafe {
        let managed = Box::from_raw(managed);
        drop(Box::from_raw(managed.context().cast::<Owner<T, D>>()));
    }
}
