//! Parts of complex numbers.

use core::ops::Neg;

use num_complex::Complex;
use num_traits::Num;

use crate::exec::Apply;

// Functions of a complex number: the result and its type.
macro_rules! functions {
    ($($name:ident [$($bound:tt)*] |$z:ident| -> $to:ty, $result:expr, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
        impl<T: $($bound)*> Apply<Complex<T>> for $name {
            type Output = $to;
            const REPEATABLE: bool = true;
            #[inline(always)]
            fn apply(&self, $z: Complex<T>) -> $to {
                $result
            }
        }
    )*};
}
functions! {
    Re [Sized] |z| -> T, z.re, "The real part: `np.real`";
    Im [Sized] |z| -> T, z.im, "The imaginary part: `np.imag`";
    Conj [Neg<Output = T>] |z| -> Complex<T>, Complex { re: z.re, im: -z.im }, "The conjugate: `np.conj`";
    NormSqr [Num + Clone] |z| -> T, z.re.clone() * z.re + z.im.clone() * z.im, "The square of the magnitude";
    Parts [Sized] |z| -> (T, T), (z.im, z.re), "The imaginary and the real part, as `Atan2` takes them";
}
