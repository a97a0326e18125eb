//! The types of elements that files hold, and each as bytes.

use std::fmt;

use super::AnyArray;
use super::raw::ByteOrder;
use crate::ArrayD;

mod sealed {
    pub trait Sealed {}
}

/// A type of elements that files can hold: `bool`, the integers of 8 to 64 bits, `f32` and `f64`; `f16` and `Complex` with
/// the features `half` and `num-complex`. Sealed.
#[diagnostic::on_unimplemented(
    message = "files do not hold elements of type `{Self}`",
    note = "`f16` and `Complex` need the features `half` and `num-complex`; cast others with `.cast::<f64>()`"
)]
pub trait Element: sealed::Sealed + Copy + Send + Sync + fmt::Debug + 'static {
    /// The type by name.
    const TYPE: ElementType;

    /// Appends the elements that `bytes` hold; what remains of them, less than one element, is left out.
    #[doc(hidden)]
    fn decode(bytes: &[u8], order: ByteOrder, out: &mut Vec<Self>);
    /// Writes the bytes of the elements, of each the lowest first, into as many.
    #[doc(hidden)]
    fn encode(elements: &[Self], bytes: &mut [u8]);
    /// An array of this type as one of any type.
    #[doc(hidden)]
    fn wrap(array: ArrayD<Self>) -> AnyArray;
    /// The array, if it is of this type.
    #[doc(hidden)]
    fn unwrap(any: AnyArray) -> Option<ArrayD<Self>>;
}

// One row for each type: its name here, the type, its size in bytes, NumPy's name for the kind.
macro_rules! types {
    ($($name:ident $size:literal $kind:literal $text:literal;)*) => {
        /// The type of the elements of a file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ElementType {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl ElementType {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The number of bytes of an element.
            #[must_use]
            pub const fn size(self) -> usize {
                match self {
                    $(Self::$name => $size,)*
                }
            }

            /// NumPy's letter for the kind of number: `b`, `i`, `u`, `f` or `c`.
            #[must_use]
            pub const fn kind(self) -> char {
                match self {
                    $(Self::$name => $kind,)*
                }
            }
        }

        impl fmt::Display for ElementType {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Self::$name => $text,)*
                })
            }
        }
    };
}
types! {
    Bool 1 'b' "bool";
    I8 1 'i' "i8";
    I16 2 'i' "i16";
    I32 4 'i' "i32";
    I64 8 'i' "i64";
    U8 1 'u' "u8";
    U16 2 'u' "u16";
    U32 4 'u' "u32";
    U64 8 'u' "u64";
    F16 2 'f' "f16";
    F32 4 'f' "f32";
    F64 8 'f' "f64";
    Complex64 8 'c' "Complex<f32>";
    Complex128 16 'c' "Complex<f64>";
}

// How a number's bytes become the number and the other way round: the same for all.
macro_rules! elements {
    ($($(#[$on:meta])? $name:ident $type:ty, $size:literal, |$bytes:ident| $little:expr, $big:expr,
        |$value:ident| $to:expr;)*) => {$(
        $(#[$on])?
        impl sealed::Sealed for $type {}
        $(#[$on])?
        impl Element for $type {
            const TYPE: ElementType = ElementType::$name;

            fn decode(bytes: &[u8], order: ByteOrder, out: &mut Vec<Self>) {
                let (all, _) = bytes.as_chunks::<$size>();
                match order {
                    ByteOrder::Little => out.extend(all.iter().map(|&$bytes| $little)),
                    ByteOrder::Big => out.extend(all.iter().map(|&$bytes| $big)),
                }
            }
            fn encode(elements: &[Self], bytes: &mut [u8]) {
                let (all, _) = bytes.as_chunks_mut::<$size>();
                for (bytes, &$value) in all.iter_mut().zip(elements) {
                    *bytes = $to;
                }
            }
            fn wrap(array: ArrayD<Self>) -> AnyArray {
                AnyArray::$name(array)
            }
            fn unwrap(any: AnyArray) -> Option<ArrayD<Self>> {
                match any {
                    AnyArray::$name(array) => Some(array),
                    _ => None,
                }
            }
        }
    )*};
}
// Numbers with `from_le_bytes` and the like.
macro_rules! numbers {
    ($($(#[$on:meta])? $name:ident $type:ty, $size:literal;)*) => {
        elements! {
            $($(#[$on])? $name $type, $size,
                |bytes| <$type>::from_le_bytes(bytes), <$type>::from_be_bytes(bytes),
                |value| value.to_le_bytes();)*
        }
    };
}
numbers! {
    I8 i8, 1; I16 i16, 2; I32 i32, 4; I64 i64, 8;
    U8 u8, 1; U16 u16, 2; U32 u32, 4; U64 u64, 8;
    #[cfg(feature = "half")] F16 half::f16, 2;
    F32 f32, 4; F64 f64, 8;
}
elements! {
    // As NumPy: any byte but 0 is true.
    Bool bool, 1, |bytes| bytes != [0], bytes != [0], |value| [u8::from(value)];
}
// A complex number is its real part, then its imaginary part.
#[cfg(feature = "num-complex")]
elements! {
    Complex64 num_complex::Complex<f32>, 8,
        |bytes| pair(bytes.as_chunks().0, f32::from_le_bytes), pair(bytes.as_chunks().0, f32::from_be_bytes),
        |value| u64::to_le_bytes(u64::from(value.re.to_bits()) | u64::from(value.im.to_bits()) << 32);
    Complex128 num_complex::Complex<f64>, 16,
        |bytes| pair(bytes.as_chunks().0, f64::from_le_bytes), pair(bytes.as_chunks().0, f64::from_be_bytes),
        |value| u128::to_le_bytes(u128::from(value.re.to_bits()) | u128::from(value.im.to_bits()) << 64);
}

#[cfg(feature = "num-complex")]
fn pair<T, const N: usize>(parts: &[[u8; N]], from: impl Fn([u8; N]) -> T) -> num_complex::Complex<T> {
    num_complex::Complex::new(from(parts[0]), from(parts[1]))
}
