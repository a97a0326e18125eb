//! The elementary functions of this crate through its expressions, and those of the standard library, for
//! `benches/maths/run`. A function is chosen by its name in this crate, once for all repetitions.

use std::ffi::{CStr, c_char};
use std::hint::black_box;

use longstride::prelude::*;

use crate::longstride_kernels::{repeat, view, view_mut};

/// The kernels for a type of elements: `$ours` and `$theirs` do what `name` says, from `x`, and `y` where it takes two.
macro_rules! maths {
    ($ours:ident $theirs:ident $t:ident: $($one:ident)*; $($two:ident)*) => {
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $ours(
            iterations: usize, threads: usize, n: usize, name: *const c_char, x: *const $t, y: *const $t, out: *mut $t,
        ) {
            let (x, y, mut out) = unsafe { (view([n], x), view([n], y), view_mut([n], out)) };
            match unsafe { CStr::from_ptr(name) }.to_str() {
                $(Ok(stringify!($one)) => repeat(iterations, threads, || black_box(x).$one().eval_into(&mut out)),)*
                $(Ok(stringify!($two)) => {
                    repeat(iterations, threads, || black_box(x).$two(black_box(y)).eval_into(&mut out));
                })*
                Ok("gaussian") => repeat(iterations, threads, || {
                    let x = black_box(x);
                    ((-(x * x) * 0.5).exp() * black_box(0.5)).eval_into(&mut out);
                }),
                _ => out.fill($t::NAN),
            }
        }

        #[unsafe(no_mangle)]
        unsafe extern "C" fn $theirs(
            iterations: usize, _threads: usize, n: usize, name: *const c_char, x: *const $t, y: *const $t, out: *mut $t,
        ) {
            let (x, y) = unsafe { (std::slice::from_raw_parts(x, n), std::slice::from_raw_parts(y, n)) };
            let out = unsafe { std::slice::from_raw_parts_mut(out, n) };
            match unsafe { CStr::from_ptr(name) }.to_str() {
                $(Ok(stringify!($one)) => {
                    (0..iterations).for_each(|_| each(out, black_box(x), y, |x, _| x.$one()));
                })*
                $(Ok(stringify!($two)) => {
                    (0..iterations).for_each(|_| each(out, black_box(x), y, |x, y| x.$two(y)));
                })*
                _ => out.fill($t::NAN),
            }
        }
    };
}

/// A plain loop over slices.
fn each<T: Copy>(out: &mut [T], x: &[T], y: &[T], function: impl Fn(T, T) -> T) {
    for ((out, &x), &y) in out.iter_mut().zip(x).zip(y) {
        *out = function(x, y);
    }
}

maths! {
    longstride_maths_f64 std_maths_f64 f64:
    exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt; powf atan2 hypot
}
maths! {
    longstride_maths_f32 std_maths_f32 f32:
    exp exp2 exp_m1 ln log2 log10 ln_1p sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh cbrt; powf atan2 hypot
}
