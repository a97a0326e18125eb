//! The feature `dlpack`: there and back with any strides, tensors of a foreign producer, refusals, and the deleter, which
//! is called exactly once on every way.

use core::cell::Cell;
use core::ffi::c_void;
use core::ptr::null_mut;

use longstride::interop::dlpack::{
    DLDataType, DLDevice, DLManagedTensor, DLManagedTensorVersioned, DLPackVersion, DLTensor, Element,
    Managed, Tensor,
};
use longstride::prelude::*;
use longstride::{Error, ErrorKind};
use proptest::prelude::*;

use crate::oracle::views::{case, case_mut};

/// A producer's tensor over borrowed memory, in either form, that counts its ends.
struct Foreign<'a> {
    tensor: DLTensor,
    version: DLPackVersion,
    flags: u64,
    ends: &'a Cell<usize>,
}

/// What the deleter frees: the lists, and where to count.
struct Kept {
    _lists: [Vec<i64>; 2],
    ends: *const Cell<usize>,
}

unsafe extern "C" fn end(managed: *mut DLManagedTensor) {
    // SAFETY: made by `Foreign::managed`.
    let managed = unsafe { Box::from_raw(managed) };
    // SAFETY: as above, and called once.
    unsafe { count(managed.manager_ctx) }
}

unsafe extern "C" fn end_versioned(managed: *mut DLManagedTensorVersioned) {
    // SAFETY: made by `Foreign::versioned`.
    let managed = unsafe { Box::from_raw(managed) };
    // SAFETY: as above, and called once.
    unsafe { count(managed.manager_ctx) }
}

unsafe fn count(context: *mut c_void) {
    // SAFETY: the context of a `Foreign`, whose counter outlives it.
    let kept = unsafe { Box::from_raw(context.cast::<Kept>()) };
    // SAFETY: as above.
    let ends = unsafe { &*kept.ends };
    ends.set(ends.get() + 1);
}

impl<'a> Foreign<'a> {
    fn new<T: Element>(
        data: *const T,
        shape: &[i64],
        strides: Option<&[i64]>,
        ends: &'a Cell<usize>,
    ) -> Self {
        let mut lists = [shape.to_vec(), strides.unwrap_or_default().to_vec()];
        let [shape_ptr, strides_ptr] = lists.each_mut().map(|list| list.as_mut_ptr());
        let tensor = DLTensor {
            data: data.cast_mut().cast(),
            device: DLDevice::CPU,
            ndim: shape.len() as i32,
            dtype: T::DTYPE,
            shape: shape_ptr,
            strides: if strides.is_some() { strides_ptr } else { null_mut() },
            byte_offset: 0,
        };
        // Kept until the deleter runs; the tests use each tensor once.
        LISTS.with(|kept| kept.set(lists));
        Self { tensor, version: DLPackVersion { major: 1, minor: 1 }, flags: 0, ends }
    }

    fn context(&self) -> *mut c_void {
        Box::into_raw(Box::new(Kept { _lists: LISTS.take(), ends: self.ends })).cast()
    }

    fn managed(self) -> *mut DLManagedTensor {
        let manager_ctx = self.context();
        Box::into_raw(Box::new(DLManagedTensor { dl_tensor: self.tensor, manager_ctx, deleter: Some(end) }))
    }

    fn versioned(self) -> *mut DLManagedTensorVersioned {
        let manager_ctx = self.context();
        Box::into_raw(Box::new(DLManagedTensorVersioned {
            version: self.version,
            manager_ctx,
            deleter: Some(end_versioned),
            flags: self.flags,
            dl_tensor: self.tensor,
        }))
    }
}

thread_local! {
    static LISTS: Cell<[Vec<i64>; 2]> = const { Cell::new([const { Vec::new() }; 2]) };
}

/// A view as a foreign producer would describe it.
fn foreign<'a, T: Element>(view: ViewD<'_, T>, ends: &'a Cell<usize>) -> Foreign<'a> {
    let shape: Vec<i64> = view.shape().iter().map(|&n| n as i64).collect();
    let strides: Vec<i64> = view.strides().iter().map(|&s| s as i64).collect();
    Foreign::new(view.as_ptr(), &shape, Some(&strides), ends)
}

fn elements<T: Element, M: Managed>(tensor: &Tensor<M>) -> Vec<T> {
    tensor.view::<T, IxDyn>().unwrap().iter().copied().collect()
}

#[test]
fn random_views_of_a_producer_are_read() {
    proptest!(|(case in case())| {
        let base = case.base(|k| k as i32);
        let view = case.view(&base);
        let (ends, expected) = (Cell::new(0), case.values(|k| k as i32));
        // SAFETY: the tensor describes a view that outlives it.
        let tensor = unsafe { Tensor::from_raw(foreign(view, &ends).managed()) }.unwrap();
        prop_assert_eq!((tensor.shape(), tensor.strides()), (&*view.shape(), &*view.strides()));
        prop_assert_eq!(elements::<i32, _>(&tensor), expected.clone());
        drop(tensor);
        prop_assert_eq!(ends.get(), 1);
        // SAFETY: as above.
        let tensor = unsafe { Tensor::from_raw(foreign(view, &ends).versioned()) }.unwrap();
        prop_assert_eq!(elements::<i32, _>(&tensor), expected);
        drop(tensor);
        prop_assert_eq!(ends.get(), 2);
    });
}

#[test]
fn what_is_written_into_a_producers_memory_is_seen_there() {
    proptest!(|(case in case_mut())| {
        let mut base = case.base(|k| k as i64);
        let ends = Cell::new(0);
        {
            let mut view = case.view_mut(&mut base);
            let memory = view.as_mut_ptr();
            let mut described = foreign(view.view(), &ends);
            described.tensor.data = memory.cast();
            // SAFETY: the view is borrowed mutably, and not used while the tensor lives.
            let mut tensor = unsafe { Tensor::from_raw_mut(described.managed()) }.unwrap();
            tensor.view_mut::<i64, IxDyn>().unwrap().iter_mut().for_each(|x| *x += 1000);
        }
        let written: Vec<usize> = case.places().collect();
        let expected = case.base(|k| k as i64 + if written.contains(&k) { 1000 } else { 0 });
        prop_assert_eq!((base, ends.get()), (expected, 1));
    });
}

/// As a consumer in C would read it: only through the pointer.
#[test]
fn an_exported_array_is_what_the_header_says() {
    let a = Array2::from_vec_order([2, 3], vec![1u16, 4, 2, 5, 3, 6], Order::ColumnMajor).unwrap();
    let memory = a.as_ptr();
    let exported = a.into_dlpack::<DLManagedTensorVersioned>().into_raw();
    // SAFETY: we are the only consumer, and call the deleter once, at the end.
    unsafe {
        let managed = &*exported;
        assert_eq!((managed.version.major, managed.flags), (1, 0));
        let tensor = &managed.dl_tensor;
        assert_eq!((tensor.device, tensor.ndim, tensor.byte_offset), (DLDevice::CPU, 2, 0));
        assert_eq!(tensor.dtype, DLDataType { code: DLDataType::UINT, bits: 16, lanes: 1 });
        assert_eq!(std::slice::from_raw_parts(tensor.shape, 2), [2, 3]);
        let strides = std::slice::from_raw_parts(tensor.strides, 2);
        assert_eq!(strides, [1, 2]);
        let data = tensor.data.cast::<u16>();
        assert_eq!(data.cast_const(), memory);
        let at = |i: i64, j: i64| *data.offset((i * strides[0] + j * strides[1]) as isize);
        assert_eq!([at(0, 0), at(0, 1), at(0, 2), at(1, 0), at(1, 1), at(1, 2)], [1, 2, 3, 4, 5, 6]);
        managed.deleter.unwrap()(exported);
    }
}

#[test]
fn exported_and_imported_again() {
    fn both<T: Element + PartialEq + core::fmt::Debug, D: Dim>(a: Array<T, D>) {
        both_forms::<T, D, DLManagedTensor>(a.clone());
        both_forms::<T, D, DLManagedTensorVersioned>(a);
    }
    fn both_forms<T: Element + PartialEq + core::fmt::Debug, D: Dim, M: Managed>(a: Array<T, D>) {
        let expected = a.clone();
        let exported = a.into_dlpack::<M>().into_raw();
        // SAFETY: nobody else has it.
        let mut tensor = unsafe { Tensor::from_raw_mut(exported) }.unwrap();
        assert_eq!(tensor.view::<T, D>().unwrap(), expected);
        assert_eq!(tensor.view_mut::<T, IxDyn>().unwrap().into_view(), expected.view().into_dyn());
    }
    both(Array::full([], 1i8));
    both(Array::full([3], 1i16));
    both(Array::full([2, 0], 1u8));
    both(Array::full([1, 2], 1u32));
    both(Array::full([2, 1, 2], 1u64));
    both(Array::full([4, 3], 1.5f32));
    both(Array::full([4], true));
    #[cfg(feature = "half")]
    both(Array::full([2], half::bf16::ONE));
    #[cfg(feature = "num-complex")]
    both(Array::full([2, 2], num_complex::Complex::new(1.0f32, 2.0)));
}

/// Refused: why, and it is given back all the same.
#[track_caller]
fn refused(tensor: impl FnOnce(&mut Foreign<'_>)) -> Error {
    let (ends, data) = (Cell::new(0), [1.0f64, 2.0]);
    let mut foreign = Foreign::new(data.as_ptr(), &[2], None, &ends);
    tensor(&mut foreign);
    // SAFETY: what is wrong with it is what has to be found.
    let error = unsafe { Tensor::from_raw(foreign.versioned()) }.unwrap_err();
    assert_eq!(ends.get(), 1, "{error}");
    error
}

#[test]
fn what_cannot_be_read_is_given_back_once() {
    let gpu = refused(|f| f.tensor.device.device_type = 2);
    assert_eq!(gpu.to_string(), "a tensor on another device than the CPU in dlpack");
    let version = refused(|f| f.version.major = 2);
    assert_eq!(version.to_string(), "a tensor of another major version of DLPack than 1 in dlpack");
    let axes = refused(|f| f.tensor.ndim = 9);
    assert_eq!(axes.kind(), &ErrorKind::RankTooLarge { rank: 9 });
    assert!(refused(|f| f.tensor.ndim = -1).to_string().contains("negative number of axes"));
    assert!(refused(|f| f.tensor.data = null_mut()).to_string().contains("null pointer to elements"));
    assert!(refused(|f| f.tensor.shape = null_mut()).to_string().contains("null pointer to the shape"));
    let [mut negative, mut huge] = [-1i64, i64::MAX];
    assert!(refused(|f| f.tensor.shape = &raw mut negative).to_string().contains("negative extent"));
    let too_large = refused(|f| f.tensor.shape = &raw mut huge);
    assert!(matches!(too_large.kind(), ErrorKind::TooLarge { .. }), "{too_large}");
    // SAFETY: null is refused.
    let null = unsafe { Tensor::<DLManagedTensor>::from_raw(null_mut()) }.unwrap_err();
    assert_eq!(null.to_string(), "a null pointer in dlpack");
}

#[test]
fn what_a_view_cannot_be_is_an_error() {
    let (ends, data) = (Cell::new(0), [1.0f64, 2.0, 3.0]);
    // SAFETY: three numbers that outlive the tensor, which nobody writes.
    let mut tensor =
        unsafe { Tensor::from_raw(Foreign::new(data.as_ptr(), &[3], None, &ends).managed()) }.unwrap();
    assert_eq!(tensor.view::<f64, Ix1>().unwrap(), array![1.0, 2.0, 3.0]);
    let error = tensor.view::<i64, Ix1>().unwrap_err();
    assert_eq!(error.to_string(), "elements of type float64, not int64 in dlpack");
    assert_eq!(tensor.view::<f64, Ix2>().unwrap_err().kind(), &ErrorKind::Rank { expected: 2, found: 1 });
    assert!(tensor.view_mut::<f64, Ix1>().unwrap_err().to_string().contains("only to be read"));
    assert_eq!(ends.get(), 0);
    drop(tensor);
    assert_eq!(ends.get(), 1);
    // Two numbers a step.
    let mut pairs = Foreign::new(data.as_ptr(), &[1], None, &ends);
    pairs.tensor.dtype = DLDataType { lanes: 2, ..f64::DTYPE };
    // SAFETY: as above.
    let tensor = unsafe { Tensor::from_raw(pairs.managed()) }.unwrap();
    assert!(tensor.view::<f64, Ix1>().unwrap_err().to_string().contains("float64x2"));
    // A float that starts in the middle of another.
    let mut shifted = Foreign::new(data.as_ptr(), &[2], None, &ends);
    shifted.tensor.byte_offset = 4;
    // SAFETY: as above; the bytes are there, if not aligned.
    let tensor = unsafe { Tensor::from_raw(shifted.managed()) }.unwrap();
    assert!(tensor.view::<f64, Ix1>().unwrap_err().to_string().contains("not aligned"));
    // The second number on.
    let mut later = Foreign::new(data.as_ptr(), &[2], None, &ends);
    later.tensor.byte_offset = 8;
    // SAFETY: as above.
    let tensor = unsafe { Tensor::from_raw(later.managed()) }.unwrap();
    assert_eq!(tensor.view::<f64, Ix1>().unwrap(), array![2.0, 3.0]);
}

#[test]
fn shared_elements_and_read_only_tensors_are_not_written() {
    let (ends, mut data) = (Cell::new(0), [1.0f64]);
    let stretched = Foreign::new(data.as_mut_ptr(), &[3], Some(&[0]), &ends);
    // SAFETY: one number, borrowed mutably.
    let mut tensor = unsafe { Tensor::from_raw_mut(stretched.managed()) }.unwrap();
    assert_eq!(tensor.view::<f64, Ix1>().unwrap(), array![1.0, 1.0, 1.0]);
    assert_eq!(tensor.view_mut::<f64, Ix1>().unwrap_err().kind(), &ErrorKind::Overlap);
    drop(tensor);
    let mut read_only = Foreign::new(data.as_mut_ptr(), &[1], None, &ends);
    read_only.flags = DLManagedTensorVersioned::READ_ONLY;
    // SAFETY: as above.
    let error = unsafe { Tensor::from_raw_mut(read_only.versioned()) }.unwrap_err();
    assert!(error.to_string().contains("only to be read"));
    assert_eq!(ends.get(), 2);
}

#[test]
fn no_elements_and_no_memory() {
    let ends = Cell::new(0);
    let none = Foreign::new(core::ptr::null::<f32>(), &[0, 3], None, &ends);
    // SAFETY: there is nothing to read.
    let tensor = unsafe { Tensor::from_raw(none.managed()) }.unwrap();
    assert_eq!(tensor.view::<f32, Ix2>().unwrap().shape(), [0, 3]);
    // One without a deleter, and without axes.
    let number = 7i32;
    let mut managed = DLManagedTensor {
        dl_tensor: DLTensor {
            data: (&raw const number).cast_mut().cast(),
            device: DLDevice::CPU,
            ndim: 0,
            dtype: i32::DTYPE,
            shape: null_mut(),
            strides: null_mut(),
            byte_offset: 0,
        },
        manager_ctx: null_mut(),
        deleter: None,
    };
    // SAFETY: the number outlives the tensor.
    let tensor = unsafe { Tensor::from_raw(&raw mut managed) }.unwrap();
    assert_eq!(tensor.view::<i32, Ix0>().unwrap()[[]], 7);
}
