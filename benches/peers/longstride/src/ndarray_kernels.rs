//! The cases in `ndarray`: its operators for fresh results, `Zip` for results that exist, and its rayon forms on more
//! than one thread.
#![allow(clippy::reversed_empty_ranges, reason = "that is how ndarray counts from the end")]

use std::hint::black_box;

use ndarray::prelude::*;
use ndarray::{Zip, azip, concatenate, par_azip, stack};

unsafe fn view<'a, T, S: ndarray::IntoDimension>(shape: S, data: *const T) -> ArrayView<'a, T, S::Dim> {
    unsafe { ArrayView::from_shape_ptr(shape.into_dimension(), data) }
}

unsafe fn view_mut<'a, T, S: ndarray::IntoDimension>(shape: S, data: *mut T) -> ArrayViewMut<'a, T, S::Dim> {
    unsafe { ArrayViewMut::from_shape_ptr(shape.into_dimension(), data) }
}

fn repeat(iterations: usize, mut kernel: impl FnMut()) {
    (0..iterations).for_each(|_| kernel());
}

/// `zip.for_each`, or `zip.par_for_each` on several threads.
macro_rules! for_each {
    ($threads:expr, $zip:expr, $f:expr) => {
        if $threads > 1 { $zip.par_for_each($f) } else { $zip.for_each($f) }
    };
}

/// The five operands of the Laplacian: up, down, left, right, middle.
fn shifted<'a, T>(u: ArrayView2<'a, T>) -> [ArrayView2<'a, T>; 5] {
    [
        u.slice_move(s![..-2, 1..-1]),
        u.slice_move(s![2.., 1..-1]),
        u.slice_move(s![1..-1, ..-2]),
        u.slice_move(s![1..-1, 2..]),
        u.slice_move(s![1..-1, 1..-1]),
    ]
}

// ---- The same for several types of elements ----

macro_rules! laplacians {
    ($($name:ident $t:ty;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(iterations: usize, threads: usize, n: usize, m: usize, u: *const $t, out: *mut $t) {
            let (u, mut out) = unsafe { (view((n, m), u), view_mut((n - 2, m - 2), out)) };
            repeat(iterations, || {
                let [up, down, left, right, middle] = shifted(black_box(u));
                let out = &mut out;
                if threads > 1 {
                    par_azip!((o in out, a in &up, b in &down, l in &left, r in &right, c in &middle)
                        *o = a + b + l + r - 4.0 * c);
                } else {
                    azip!((o in out, a in &up, b in &down, l in &left, r in &right, c in &middle)
                        *o = a + b + l + r - 4.0 * c);
                }
            });
        }
    )*};
}
laplacians! {
    ndarray_laplacian_f64 f64;
    ndarray_laplacian_f32 f32;
}

macro_rules! adds {
    ($($name:ident $t:ty, $add:expr;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(
            iterations: usize, threads: usize, n: usize, m: usize, a: *const $t, b: *const $t, out: *mut $t,
        ) {
            let (a, b, mut out) = unsafe { (view((n, m), a), view((n, m), b), view_mut((n, m), out)) };
            repeat(iterations, || {
                let zip = Zip::from(&mut out).and(black_box(&a)).and(black_box(&b));
                for_each!(threads, zip, |o, &a, &b| *o = ($add)(a, b));
            });
        }
    )*};
}
adds! {
    ndarray_add_f64 f64, |a: f64, b: f64| a + b;
    ndarray_add_f32 f32, |a: f32, b: f32| a + b;
    ndarray_add_i32 i32, i32::wrapping_add;
    ndarray_add_u8 u8, u8::wrapping_add;
}

macro_rules! integer_sums {
    ($($name:ident $t:ty as $wide:ty;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(iterations: usize, _threads: usize, n: usize, m: usize, a: *const $t, out: *mut $wide) {
            let a = unsafe { view((n, m), a) };
            repeat(iterations, || unsafe { *out = black_box(a).fold(0, |sum, &x| sum + <$wide>::from(x)) });
        }
    )*};
}
integer_sums! {
    ndarray_sum_i32 i32 as i64;
    ndarray_sum_u8 u8 as u64;
}

// ---- Fresh results: the middle element goes to `probe` ----

fn middle<D: Dimension>(fresh: &Array<f64, D>) -> f64 {
    fresh.as_slice_memory_order().expect("fresh arrays are dense")[fresh.len() / 2]
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_laplacian_fresh(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    u: *const f64,
    probe: *mut f64,
) {
    let u = unsafe { view((n, m), u) };
    repeat(iterations, || {
        let [up, down, left, right, centre] = shifted(black_box(u));
        let out = if threads > 1 {
            Zip::from(&up)
                .and(&down)
                .and(&left)
                .and(&right)
                .and(&centre)
                .par_map_collect(|a, b, l, r, c| a + b + l + r - 4.0 * c)
        } else {
            &up + &down + left + right - &centre * 4.0
        };
        unsafe { *probe = middle(&out) };
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_add_fresh(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    probe: *mut f64,
) {
    let (a, b) = unsafe { (view((n, m), a), view((n, m), b)) };
    repeat(iterations, || {
        let (a, b) = (black_box(&a), black_box(&b));
        let out = if threads > 1 { Zip::from(a).and(b).par_map_collect(|a, b| a + b) } else { a + b };
        unsafe { *probe = middle(&out) };
    });
}

// ---- Other layouts ----

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_add_transposed(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    out: *mut f64,
) {
    let (a, b, mut out) = unsafe { (view((n, m), a), view((n, m), b), view_mut((n, m), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and(black_box(&a)).and(black_box(b.t()));
        for_each!(threads, zip, |o, a, b| *o = a + b);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_copy_transposed(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    b: *const f64,
    out: *mut f64,
) {
    let (b, mut out) = unsafe { (view((n, m), b), view_mut((m, n), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and(black_box(b.t()));
        for_each!(threads, zip, |o, b| *o = *b);
    });
}

/// Axes permuted to (3, 1, 0, 2).
#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_copy_permuted(
    iterations: usize,
    threads: usize,
    s0: usize,
    s1: usize,
    s2: usize,
    s3: usize,
    p: *const f64,
    out: *mut f64,
) {
    let (p, mut out) = unsafe { (view((s0, s1, s2, s3), p), view_mut((s3, s1, s0, s2), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and(black_box(p).permuted_axes([3, 1, 0, 2]));
        for_each!(threads, zip, |o, p| *o = *p);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_outer_add(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    x: *const f64,
    y: *const f64,
    out: *mut f64,
) {
    let (x, y, mut out) = unsafe { (view((n, 1), x), view(m, y), view_mut((n, m), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and_broadcast(black_box(&x)).and_broadcast(black_box(&y));
        for_each!(threads, zip, |o, x, y| *o = x + y);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_strided_double(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    x: *const f64,
    out: *mut f64,
) {
    let (x, mut out) = unsafe { (view((n, m), x), view_mut(((n - 1) / 2, (m - 1) / 2), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and(black_box(x).slice_move(s![1..-1;2, 1..-1;2]));
        for_each!(threads, zip, |o, x| *o = x * 2.0);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_rows3_add(
    iterations: usize,
    threads: usize,
    n: usize,
    a: *const f64,
    y: *const f64,
    out: *mut f64,
) {
    let (a, y, mut out) = unsafe { (view((n, 3), a), view(3, y), view_mut((n, 3), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and(black_box(&a)).and_broadcast(black_box(&y));
        for_each!(threads, zip, |o, a, y| *o = a + y);
    });
}

// ---- Other elementwise work ----

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_where_larger(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    out: *mut f64,
) {
    let (a, b, mut out) = unsafe { (view((n, m), a), view((n, m), b), view_mut((n, m), out)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut out).and(black_box(&a)).and(black_box(&b));
        for_each!(threads, zip, |o, &a, &b| *o = if a > 0.5 { a } else { b });
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_axpy(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    x: *const f64,
    y: *mut f64,
) {
    let (x, mut y) = unsafe { (view((n, m), x), view_mut((n, m), y)) };
    repeat(iterations, || {
        let zip = Zip::from(&mut y).and(black_box(&x));
        for_each!(threads, zip, |y, x| *y += 1e-9 * x);
    });
}

// ---- Reductions: on one thread ----

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_sum_all(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let a = unsafe { view((n, m), a) };
    repeat(iterations, || unsafe { *out = black_box(a).sum() });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_sum_axis0(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view((n, m), a), view_mut(m, out)) };
    repeat(iterations, || out.assign(&black_box(a).sum_axis(Axis(0))));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_sum_axis1(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view((n, m), a), view_mut(n, out)) };
    repeat(iterations, || out.assign(&black_box(a).sum_axis(Axis(1))));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_rows3_sum_axis0(
    iterations: usize,
    _threads: usize,
    n: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view((n, 3), a), view_mut(3, out)) };
    repeat(iterations, || out.assign(&black_box(a).sum_axis(Axis(0))));
}

// ---- Variance, cumulative sums, selection, joining: on one thread ----

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_var_all(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let a = unsafe { view((n, m), a) };
    repeat(iterations, || unsafe { *out = black_box(a).var(0.0) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_var_axis0(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view((n, m), a), view_mut(m, out)) };
    repeat(iterations, || out.assign(&black_box(a).var_axis(Axis(0), 0.0)));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_cumsum_axis0(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view((n, m), a), view_mut((n, m), out)) };
    repeat(iterations, || {
        out.assign(black_box(&a));
        out.accumulate_axis_inplace(Axis(0), |previous, x| *x += previous);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_cumsum_axis1(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view((n, m), a), view_mut((n, m), out)) };
    repeat(iterations, || {
        out.assign(black_box(&a));
        out.accumulate_axis_inplace(Axis(1), |previous, x| *x += previous);
    });
}

// Into arrays of their own, as there is no other way; the middle element goes to `probe`.

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_select_larger(
    iterations: usize,
    _threads: usize,
    n: usize,
    a: *const f64,
    probe: *mut f64,
) {
    let a = unsafe { view(n, a) };
    repeat(iterations, || {
        let selected: Array1<f64> = black_box(a).iter().copied().filter(|x| *x > 0.5).collect();
        unsafe { *probe = middle(&selected) };
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_concatenate_axis1(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    probe: *mut f64,
) {
    let (a, b) = unsafe { (view((n, m), a), view((n, m), b)) };
    repeat(iterations, || {
        // Not in row-major order: the middle of an even number of rows, by its index.
        let joined = concatenate![Axis(1), black_box(a), black_box(b)];
        unsafe { *probe = joined[[n / 2, 0]] };
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn ndarray_stack_last(
    iterations: usize,
    _threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    probe: *mut f64,
) {
    let (a, b) = unsafe { (view((n, m), a), view((n, m), b)) };
    repeat(iterations, || {
        // Not in row-major order: the middle of an even number of rows, by its index.
        let stacked = stack![Axis(2), black_box(a), black_box(b)];
        unsafe { *probe = stacked[[n / 2, 0, 0]] };
    });
}
