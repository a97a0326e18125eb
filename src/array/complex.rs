//! The real and the imaginary parts of complex numbers as views of the same memory.
//!
//! ```text
//! memory of Complex   re im re im re im        real()  starts at the first re, strides doubled
//!                     0     1     2            imag()  starts one further
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! use num_complex::Complex;
//! let mut a = array![Complex::new(1.0, 2.0), Complex::new(3.0, 4.0)];
//! assert_eq!(a.real(), array![1.0, 3.0]);
//! a.imag_mut().fill(0.0);
//! assert_eq!(a[1], Complex::new(3.0, 0.0));
//! ```

use core::ptr::NonNull;

use num_complex::Complex;

use super::{AsView, AsViewMut, Movement, View, ViewMut, compact};
use crate::error::expect;
use crate::layout::{Dim, Layout};

/// The layout of one part of the complex numbers, counted in parts: the same shape, strides doubled. It spans no more
/// bytes, so it obeys the invariants of a layout.
fn halves(layout: &Layout) -> Layout {
    let strides: Vec<isize> = layout.strides().iter().map(|s| 2 * s).collect();
    expect(Layout::new(layout.shape(), &strides, 0))
}

/// Parts of complex numbers as views, for arrays and views of them. Never copies.
pub trait ComplexView<'a, T: 'a>: AsView<'a, Elem = Complex<T>> {
    /// The real parts, a view of the same memory. NumPy: `a.real`.
    fn real(self) -> View<'a, T, Self::Dim> {
        part(self.view(), 0)
    }

    /// The imaginary parts, a view of the same memory. NumPy: `a.imag`.
    fn imag(self) -> View<'a, T, Self::Dim> {
        part(self.view(), 1)
    }
}

/// Parts of complex numbers as mutable views, for arrays and mutable views of them. Never copies.
pub trait ComplexViewMut<T>: AsViewMut<Elem = Complex<T>> {
    /// The real parts, to write. NumPy: `a.real = ...`.
    fn real_mut(&mut self) -> ViewMut<'_, T, Self::Dim> {
        self.parts_mut().0
    }

    /// The imaginary parts, to write. NumPy: `a.imag = ...`.
    fn imag_mut(&mut self) -> ViewMut<'_, T, Self::Dim> {
        self.parts_mut().1
    }

    /// The real and the imaginary parts, both to write.
    #[allow(clippy::type_complexity, reason = "two views of one type")]
    fn parts_mut(&mut self) -> (ViewMut<'_, T, Self::Dim>, ViewMut<'_, T, Self::Dim>) {
        let view = self.view_mut();
        let layout = halves(&view.layout());
        let (shape, strides) = expect(compact::<Self::Dim>(&layout, "parts_mut"));
        let borrows = core::marker::PhantomData;
        let [re, im] = pointers(view.ptr);
        // Invariants 2 to 4: each reaches one part of every element that the view, borrowed mutably, reaches once.
        (ViewMut { ptr: re, shape, strides, borrows }, ViewMut { ptr: im, shape, strides, borrows })
    }
}

impl<'a, T: 'a, V: AsView<'a, Elem = Complex<T>>> ComplexView<'a, T> for V {}
impl<T, V: AsViewMut<Elem = Complex<T>>> ComplexViewMut<T> for V {}

/// Where the two parts of a complex number lie, which is declared `repr(C)` with the real part first. The pointer may dangle
/// if there are no elements.
fn pointers<T>(ptr: NonNull<Complex<T>>) -> [NonNull<T>; 2] {
    let re = ptr.cast::<T>();
    let im = re.as_ptr().wrapping_add(1);
    [re, NonNull::new(im).unwrap_or(re)]
}

fn part<T, D: Dim>(view: View<'_, Complex<T>, D>, which: usize) -> View<'_, T, D> {
    let layout = halves(&view.layout());
    let (shape, strides) = expect(compact::<D>(&layout, "real"));
    // Invariants 2 and 3: it reaches one part of every element that the view reaches.
    View::new(pointers(view.ptr)[which], shape, strides)
}
