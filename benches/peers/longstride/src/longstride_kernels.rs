//! The cases in this crate, written as its users write them.

use std::hint::black_box;

use longstride::layout::Layout;
use longstride::ops::{concatenate_into, stack_into};
use longstride::prelude::*;
use longstride::threads;

/// A dense array at `data`, to read.
pub unsafe fn view<'a, T, const N: usize>(shape: [usize; N], data: *const T) -> View<'a, T, Ix<N>>
where
    Ix<N>: Dim,
{
    let layout = Layout::row_major(&shape).expect("the shape of an array that exists");
    unsafe { View::from_raw_parts(data, &layout) }.expect("a layout of this rank")
}

/// A dense array at `data`, to write.
pub unsafe fn view_mut<'a, T, const N: usize>(shape: [usize; N], data: *mut T) -> ViewMut<'a, T, Ix<N>>
where
    Ix<N>: Dim,
{
    let layout = Layout::row_major(&shape).expect("the shape of an array that exists");
    unsafe { ViewMut::from_raw_parts(data, &layout) }.expect("a layout of this rank")
}

/// Runs `kernel` so many times, with at most so many threads.
pub fn repeat(iterations: usize, threads: usize, mut kernel: impl FnMut()) {
    threads::with(threads, || (0..iterations).for_each(|_| kernel()));
}

macro_rules! laplacian {
    ($u:expr) => {{
        let u = $u;
        u.slice(s![..-2, 1..-1])
            + u.slice(s![2.., 1..-1])
            + u.slice(s![1..-1, ..-2])
            + u.slice(s![1..-1, 2..])
            - 4.0 * u.slice(s![1..-1, 1..-1])
    }};
}

// ---- The same for several types of elements ----

macro_rules! laplacians {
    ($($name:ident $t:ty;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(iterations: usize, threads: usize, n: usize, m: usize, u: *const $t, out: *mut $t) {
            let (u, mut out) = unsafe { (view([n, m], u), view_mut([n - 2, m - 2], out)) };
            repeat(iterations, threads, || laplacian!(black_box(u)).eval_into(&mut out));
        }
    )*};
}
laplacians! {
    longstride_laplacian_f64 f64;
    longstride_laplacian_f32 f32;
}

macro_rules! adds {
    ($($name:ident $t:ty;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(
            iterations: usize, threads: usize, n: usize, m: usize, a: *const $t, b: *const $t, out: *mut $t,
        ) {
            let (a, b, mut out) = unsafe { (view([n, m], a), view([n, m], b), view_mut([n, m], out)) };
            repeat(iterations, threads, || (black_box(a) + black_box(b)).eval_into(&mut out));
        }
    )*};
}
adds! {
    longstride_add_f64 f64;
    longstride_add_f32 f32;
    longstride_add_i32 i32;
    longstride_add_u8 u8;
}

macro_rules! integer_sums {
    ($($name:ident $t:ty as $wide:ty;)*) => {$(
        #[unsafe(no_mangle)]
        unsafe extern "C" fn $name(iterations: usize, threads: usize, n: usize, m: usize, a: *const $t, out: *mut $wide) {
            let a = unsafe { view([n, m], a) };
            repeat(iterations, threads, || unsafe { *out = black_box(a).cast::<$wide>().sum() });
        }
    )*};
}
integer_sums! {
    longstride_sum_i32 i32 as i64;
    longstride_sum_u8 u8 as u64;
}

// ---- Fresh results: the middle element goes to `probe` ----

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_laplacian_fresh(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    u: *const f64,
    probe: *mut f64,
) {
    let u = unsafe { view([n, m], u) };
    repeat(iterations, threads, || {
        let out = laplacian!(black_box(u)).eval();
        unsafe { *probe = middle(&out) };
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_add_fresh(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    probe: *mut f64,
) {
    let (a, b) = unsafe { (view([n, m], a), view([n, m], b)) };
    repeat(iterations, threads, || {
        let out = (black_box(a) + black_box(b)).eval();
        unsafe { *probe = middle(&out) };
    });
}

fn middle<D: Dim>(fresh: &Array<f64, D>) -> f64 {
    fresh.as_slice().expect("fresh arrays are dense")[fresh.len() / 2]
}

// ---- Other layouts ----

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_add_transposed(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    out: *mut f64,
) {
    let (a, b, mut out) = unsafe { (view([n, m], a), view([n, m], b), view_mut([n, m], out)) };
    repeat(iterations, threads, || (black_box(a) + black_box(b).t()).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_copy_transposed(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    b: *const f64,
    out: *mut f64,
) {
    let (b, mut out) = unsafe { (view([n, m], b), view_mut([m, n], out)) };
    repeat(iterations, threads, || out.assign(black_box(b).t()));
}

/// Axes permuted to (3, 1, 0, 2).
#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_copy_permuted(
    iterations: usize,
    threads: usize,
    s0: usize,
    s1: usize,
    s2: usize,
    s3: usize,
    p: *const f64,
    out: *mut f64,
) {
    let (p, mut out) = unsafe { (view([s0, s1, s2, s3], p), view_mut([s3, s1, s0, s2], out)) };
    repeat(iterations, threads, || out.assign(black_box(p).permute_axes([3, 1, 0, 2])));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_outer_add(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    x: *const f64,
    y: *const f64,
    out: *mut f64,
) {
    let (x, y, mut out) = unsafe { (view([n, 1], x), view([m], y), view_mut([n, m], out)) };
    repeat(iterations, threads, || (black_box(x) + black_box(y)).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_strided_double(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    x: *const f64,
    out: *mut f64,
) {
    let (x, mut out) = unsafe { (view([n, m], x), view_mut([(n - 1) / 2, (m - 1) / 2], out)) };
    repeat(iterations, threads, || (black_box(x).slice(s![1..-1;2, 1..-1;2]) * 2.0).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_rows3_add(
    iterations: usize,
    threads: usize,
    n: usize,
    a: *const f64,
    y: *const f64,
    out: *mut f64,
) {
    let (a, y, mut out) = unsafe { (view([n, 3], a), view([3], y), view_mut([n, 3], out)) };
    repeat(iterations, threads, || (black_box(a) + black_box(y)).eval_into(&mut out));
}

// ---- Other elementwise work ----

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_where_larger(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    out: *mut f64,
) {
    let (a, b, mut out) = unsafe { (view([n, m], a), view([n, m], b), view_mut([n, m], out)) };
    repeat(iterations, threads, || {
        let (a, b) = (black_box(a), black_box(b));
        a.gt(0.5).select(a, b).eval_into(&mut out);
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_axpy(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    x: *const f64,
    y: *mut f64,
) {
    let (x, mut y) = unsafe { (view([n, m], x), view_mut([n, m], y)) };
    repeat(iterations, threads, || y += 1e-9 * black_box(x));
}

// ---- Reductions ----

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_sum_all(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let a = unsafe { view([n, m], a) };
    repeat(iterations, threads, || unsafe { *out = black_box(a).sum() });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_sum_axis0(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view([n, m], a), view_mut([m], out)) };
    repeat(iterations, threads, || black_box(a).sum_axis(Axis(0)).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_sum_axis1(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view([n, m], a), view_mut([n], out)) };
    repeat(iterations, threads, || black_box(a).sum_axis(Axis(1)).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_rows3_sum_axis0(
    iterations: usize,
    threads: usize,
    n: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view([n, 3], a), view_mut([3], out)) };
    repeat(iterations, threads, || black_box(a).sum_axis(Axis(0)).eval_into(&mut out));
}

// ---- Variance, cumulative sums, selection, joining ----

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_var_all(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let a = unsafe { view([n, m], a) };
    repeat(iterations, threads, || unsafe { *out = black_box(a).var(0) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_var_axis0(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view([n, m], a), view_mut([m], out)) };
    repeat(iterations, threads, || black_box(a).var_axis(Axis(0), 0).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_cumsum_axis0(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view([n, m], a), view_mut([n, m], out)) };
    repeat(iterations, threads, || black_box(a).cumsum(Axis(0)).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_cumsum_axis1(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    out: *mut f64,
) {
    let (a, mut out) = unsafe { (view([n, m], a), view_mut([n, m], out)) };
    repeat(iterations, threads, || black_box(a).cumsum(Axis(1)).eval_into(&mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_select_larger(
    iterations: usize,
    threads: usize,
    n: usize,
    a: *const f64,
    out: *mut f64,
    count: *mut usize,
) {
    let (a, mut out) = unsafe { (view([n], a), view_mut([n], out)) };
    repeat(iterations, threads, || {
        let a = black_box(a);
        unsafe { *count = a.extract_into(a.gt(0.5), &mut out) };
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_select_larger_fresh(
    iterations: usize,
    threads: usize,
    n: usize,
    a: *const f64,
    probe: *mut f64,
) {
    let a = unsafe { view([n], a) };
    repeat(iterations, threads, || {
        let a = black_box(a);
        unsafe { *probe = middle(&a.extract(a.gt(0.5))) };
    });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_concatenate_axis1(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    out: *mut f64,
) {
    let (a, b, mut out) = unsafe { (view([n, m], a), view([n, m], b), view_mut([n, 2 * m], out)) };
    repeat(iterations, threads, || concatenate_into(&black_box([a, b]), Axis(1), &mut out));
}

#[unsafe(no_mangle)]
unsafe extern "C" fn longstride_stack_last(
    iterations: usize,
    threads: usize,
    n: usize,
    m: usize,
    a: *const f64,
    b: *const f64,
    out: *mut f64,
) {
    let (a, b, mut out) = unsafe { (view([n, m], a), view([n, m], b), view_mut([n, m, 2], out)) };
    repeat(iterations, threads, || stack_into(&black_box([a, b]), Axis(-1), &mut out));
}
