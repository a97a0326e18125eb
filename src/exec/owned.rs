//! An owned array as an operand, whose buffer the result may take over: `a + &b` then allocates nothing.

use core::mem::MaybeUninit;

use super::{FlatLeaves, Leaf, Lower, Lowering};
use crate::array::{Array, AsView};
use crate::layout::{Dim, Extents};
use crate::storage::Buffer;

/// An owned array as an operand. Its buffer becomes that of the result, if it has the result's shape in row-major
/// order and elements of the result's size and alignment.
#[must_use = "an expression does nothing until it is evaluated: `eval()`, `eval_into(&mut out)` or a reduction"]
pub struct Owned<T, D: Dim> {
    /// The array, until its buffer is donated.
    array: Option<Array<T, D>>,
    /// Where its elements are: in its own buffer, or in the result's.
    ptr: *const T,
    shape: D::Shape,
    strides: D::Strides,
}

// SAFETY: it stands for the array, or for elements that only the executor reads.
unsafe impl<T: Send, D: Dim> Send for Owned<T, D> {}
// SAFETY: as above.
unsafe impl<T: Sync, D: Dim> Sync for Owned<T, D> {}

impl<T, D: Dim> Owned<T, D> {
    #[inline]
    pub(crate) fn new(array: Array<T, D>) -> Self {
        let (ptr, shape, strides) = ((&array).as_ptr(), (&array).shape(), (&array).strides());
        Self { array: Some(array), ptr, shape, strides }
    }
}

impl<T, D: Dim> core::fmt::Debug for Owned<T, D> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Owned").field("shape", &self.shape).finish_non_exhaustive()
    }
}

impl<T: Copy + Send + Sync, D: Dim> Lower for Owned<T, D> {
    type Value = T;
    type Kernel<'k>
        = Leaf<T>
    where
        Self: 'k;

    #[inline]
    fn extents(&self) -> Extents {
        Extents::from_slice(self.shape.as_ref()).unwrap_or_default()
    }

    #[inline]
    fn kernel(&self) -> Leaf<T> {
        Leaf::new()
    }

    #[inline]
    fn operands(&self, lowering: &mut Lowering<'_>) {
        lowering.push(self.ptr, self.shape.as_ref(), self.strides.as_ref());
        if self.array.is_none() {
            lowering.share_last();
        }
    }

    #[inline]
    fn flat_operands(&self, shape: &[usize], leaves: &mut FlatLeaves) -> bool {
        self.array.is_some() && leaves.push(shape, self.ptr, self.shape.as_ref(), self.strides.as_ref())
    }

    fn donate<U>(&mut self, shape: &[usize]) -> Option<Buffer<MaybeUninit<U>>> {
        let same = self.shape.as_ref() == shape
            && size_of::<T>() == size_of::<U>()
            && align_of::<T>() == align_of::<U>();
        let array = self.array.take_if(|array| same && (&*array).is_contiguous())?;
        // Moving the buffer moves no element, so `ptr` still points to them; only its owner is another now.
        array.into_buffer().into_uninit().recycle::<U>()
    }
}
