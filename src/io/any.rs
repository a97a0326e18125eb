//! An array of whatever a file holds: [`AnyArray`].

use super::{Element, ElementType, Error, ErrorKind, Result};
use crate::array::AsView;
use crate::layout::{Dim, Extents};
use crate::{Array, ArrayD};

// One row for each type.
macro_rules! any {
    ($($(#[$on:meta])? $name:ident $type:ty, $doc:literal;)*) => {
        /// An array whose type of elements is known at run time only; its rank is dynamic.
        ///
        /// ```
        /// use longstride::{io::{AnyArray, ElementType}, prelude::*};
        /// let any = AnyArray::from(array![[1.5_f32, 2.0]]);
        /// assert_eq!((any.element_type(), any.rank()), (ElementType::F32, 2));
        /// let total = match &any {
        ///     AnyArray::F32(a) => f64::from(a.sum()),
        ///     AnyArray::F64(a) => a.sum(),
        ///     other => panic!("no sums of {}", other.element_type()),
        /// };
        /// assert_eq!(total, 3.5);
        /// let a: Array2<f32> = any.into_array()?;
        /// assert_eq!(a, array![[1.5, 2.0]]);
        /// # Ok::<(), longstride::io::Error>(())
        /// ```
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum AnyArray {
            $($(#[$on])? #[doc = $doc] $name(ArrayD<$type>),)*
        }

        impl AnyArray {
            /// The type of the elements.
            #[must_use]
            pub fn element_type(&self) -> ElementType {
                match self {
                    $($(#[$on])? Self::$name(_) => ElementType::$name,)*
                }
            }

            /// The number of axes.
            #[must_use]
            pub fn rank(&self) -> usize {
                self.shape().len()
            }

            /// The shape.
            #[must_use]
            pub fn shape(&self) -> Extents {
                match self {
                    $($(#[$on])? Self::$name(array) => array.shape(),)*
                }
            }
        }
    };
}
any! {
    Bool bool, "Truth values."; I8 i8, "`i8`"; I16 i16, "`i16`"; I32 i32, "`i32`"; I64 i64, "`i64`";
    U8 u8, "`u8`"; U16 u16, "`u16`"; U32 u32, "`u32`"; U64 u64, "`u64`";
    #[cfg(feature = "half")] F16 half::f16, "`f16`, with the feature `half`.";
    F32 f32, "`f32`"; F64 f64, "`f64`";
    #[cfg(feature = "num-complex")] Complex64 num_complex::Complex<f32>, "Pairs of `f32`, with the feature `num-complex`.";
    #[cfg(feature = "num-complex")] Complex128 num_complex::Complex<f64>, "Pairs of `f64`, with the feature `num-complex`.";
}

impl AnyArray {
    /// The array, of the type and rank that you know it has. Nothing is copied, and nothing converted.
    ///
    /// # Errors
    /// If it has another type or rank; the error says which.
    pub fn into_array<T: Element, D: Dim>(self) -> Result<Array<T, D>> {
        let found = self.element_type();
        let mismatch = || Error::new(ErrorKind::ElementType { expected: T::TYPE, found });
        let array = T::unwrap(self).ok_or_else(mismatch)?;
        check_rank::<D>(&array.shape())?;
        Ok(array.into_rank()?)
    }
}

impl<T: Element, D: Dim> From<Array<T, D>> for AnyArray {
    /// Nothing is copied.
    fn from(array: Array<T, D>) -> Self {
        T::wrap(array.into_dyn_array())
    }
}

/// An error if the shape is of another rank than the static one.
pub(crate) fn check_rank<D: Dim>(shape: &[usize]) -> Result<()> {
    match D::RANK {
        Some(expected) if expected != shape.len() => {
            Err(ErrorKind::Rank { expected, shape: shape.to_vec() }.into())
        }
        _ => Ok(()),
    }
}
