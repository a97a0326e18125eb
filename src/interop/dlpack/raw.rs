//! The structs of DLPack's C header, by its names: what a producer and a consumer hand to each other.
//!
//! [`DLManagedTensor`] is what every version has; [`DLManagedTensorVersioned`] came with 1.0, and can say that the elements
//! are only to be read.

use core::ffi::c_void;
use core::fmt;

/// `DLDevice`: where the elements lie.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DLDevice {
    /// Its kind; 1 is the CPU.
    pub device_type: i32,
    /// Which of several.
    pub device_id: i32,
}

impl DLDevice {
    /// `kDLCPU`: ordinary memory.
    pub const CPU: Self = Self { device_type: 1, device_id: 0 };
}

/// `DLDataType`: the type of the elements.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DLDataType {
    /// The kind of number, `DLDataTypeCode`.
    pub code: u8,
    /// Its size in bits.
    pub bits: u8,
    /// The numbers in one element, 1 unless they are vectors.
    pub lanes: u16,
}

impl DLDataType {
    /// The code of signed integers.
    pub const INT: u8 = 0;
    /// The code of unsigned integers.
    pub const UINT: u8 = 1;
    /// The code of IEEE floating-point numbers.
    pub const FLOAT: u8 = 2;
    /// The code of `bfloat16`.
    pub const BFLOAT: u8 = 4;
    /// The code of complex numbers.
    pub const COMPLEX: u8 = 5;
    /// The code of truth values.
    pub const BOOL: u8 = 6;

    /// The size of an element in bytes.
    #[must_use]
    pub fn size(self) -> usize {
        (usize::from(self.bits) * usize::from(self.lanes)).div_ceil(8)
    }
}

impl fmt::Display for DLDataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.code {
            Self::INT => "int",
            Self::UINT => "uint",
            Self::FLOAT => "float",
            Self::BFLOAT => "bfloat",
            Self::COMPLEX => "complex",
            Self::BOOL => "bool",
            code => return write!(f, "type code {code} of {} bits and {} lanes", self.bits, self.lanes),
        };
        write!(f, "{name}{}", self.bits)?;
        if self.lanes == 1 { Ok(()) } else { write!(f, "x{}", self.lanes) }
    }
}

/// `DLTensor`: elements that somebody else owns.
#[repr(C)]
#[derive(Debug)]
pub struct DLTensor {
    /// Where they lie, but for `byte_offset`; may be null if there are none.
    pub data: *mut c_void,
    /// On which device.
    pub device: DLDevice,
    /// The number of axes.
    pub ndim: i32,
    /// The type of the elements.
    pub dtype: DLDataType,
    /// One extent for each axis.
    pub shape: *mut i64,
    /// One stride for each axis, in elements; null if they lie densely in row-major order.
    pub strides: *mut i64,
    /// From `data` to the first element.
    pub byte_offset: u64,
}

/// `DLManagedTensor`: a tensor, and how to give it back.
#[repr(C)]
#[derive(Debug)]
pub struct DLManagedTensor {
    /// The tensor.
    pub dl_tensor: DLTensor,
    /// What the producer needs to free it.
    pub manager_ctx: *mut c_void,
    /// Gives it back, this struct included; called once.
    pub deleter: Option<unsafe extern "C" fn(*mut DLManagedTensor)>,
}

/// `DLPackVersion`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DLPackVersion {
    /// Another one has another layout of the structs.
    pub major: u32,
    /// A larger one has only more values.
    pub minor: u32,
}

/// `DLManagedTensorVersioned`: since DLPack 1.0.
#[repr(C)]
#[derive(Debug)]
pub struct DLManagedTensorVersioned {
    /// The version that the producer follows.
    pub version: DLPackVersion,
    /// What the producer needs to free it.
    pub manager_ctx: *mut c_void,
    /// Gives it back, this struct included; called once.
    pub deleter: Option<unsafe extern "C" fn(*mut DLManagedTensorVersioned)>,
    /// `DLPACK_FLAG_BITMASK_...`
    pub flags: u64,
    /// The tensor.
    pub dl_tensor: DLTensor,
}

impl DLManagedTensorVersioned {
    /// `DLPACK_FLAG_BITMASK_READ_ONLY`.
    pub const READ_ONLY: u64 = 1;
}
