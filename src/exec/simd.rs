//! Run-time SIMD: one generic loop, compiled once for each instruction set, picked when it runs.
//!
//! A [`Task`] is a loop with `#[inline(always)]` all the way down. [`dispatch`] calls it inside a function that
//! has a set of target features enabled, so that the compiler vectorises the same source for AVX-512, for AVX2
//! and for the baseline of the build. A plain `cargo build` thus runs at the speed of the machine it lands on.
//!
//! The environment variable `LONGSTRIDE_SIMD` (`scalar`, `v3` or `v4`) lowers the level, for tests and for
//! comparing; it never raises it above what the machine has.

use core::sync::atomic::{AtomicU8, Ordering};

/// An instruction set that the kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum SimdLevel {
    /// What the build's target guarantees: SSE2 on x86-64, NEON on AArch64.
    Scalar = 1,
    /// x86-64-v3: AVX2 and FMA.
    V3 = 2,
    /// x86-64-v4: AVX-512 F, BW, CD, DQ and VL.
    V4 = 3,
}

/// A loop to run at the level of the machine, which writes `out`.
///
/// The destination is a parameter of its own because the functions below are real calls: a `&mut` parameter is how
/// the compiler learns that nothing that the loop reads overlaps what it writes, so that it vectorises the loop
/// without checking pointers first. Inside an inlined function it forgets.
pub(crate) trait Task<E> {
    /// Must be `#[inline(always)]`, and all that it calls, or it runs at the level of the build.
    ///
    /// # Safety
    /// As the task's own constructor demands.
    unsafe fn run(self, out: &mut [E]);
}

/// Runs the task with the widest instruction set allowed. Costs about two nanoseconds.
///
/// # Safety
/// As for the task.
#[inline]
pub(crate) unsafe fn dispatch<E, T: Task<E>>(task: T, out: &mut [E]) {
    // SAFETY: passed on.
    unsafe { dispatch_up_to(SimdLevel::V4, task, out) }
}

/// [`dispatch`], with no wider an instruction set than `most`.
///
/// # Safety
/// As for the task.
#[inline]
pub(crate) unsafe fn dispatch_up_to<E, T: Task<E>>(most: SimdLevel, task: T, out: &mut [E]) {
    // SAFETY: passed on; `simd_level` returns V3 or V4 only where the machine has these features, and V4 includes V3
    // (invariant 5 of the room).
    unsafe {
        match simd_level().min(most) {
            #[cfg(target_arch = "x86_64")]
            SimdLevel::V4 => v4(task, out),
            #[cfg(target_arch = "x86_64")]
            SimdLevel::V3 => v3(task, out),
            _ => baseline(task, out),
        }
    }
}

/// [`dispatch`], with vectors of at most 32 bytes, and nothing compiled for wider ones.
///
/// # Safety
/// As for the task.
#[inline]
pub(crate) unsafe fn dispatch_narrow<E, T: Task<E>>(task: T, out: &mut [E]) {
    // SAFETY: as for `dispatch_up_to`.
    unsafe {
        match simd_level() {
            #[cfg(target_arch = "x86_64")]
            SimdLevel::V4 | SimdLevel::V3 => v3(task, out),
            _ => baseline(task, out),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
unsafe fn v4<E, T: Task<E>>(task: T, out: &mut [E]) {
    // SAFETY: passed on.
    unsafe { task.run(out) }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,bmi1,bmi2,lzcnt,popcnt,f16c")]
unsafe fn v3<E, T: Task<E>>(task: T, out: &mut [E]) {
    // SAFETY: passed on.
    unsafe { task.run(out) }
}

#[inline(never)]
unsafe fn baseline<E, T: Task<E>>(task: T, out: &mut [E]) {
    // SAFETY: passed on.
    unsafe { task.run(out) }
}

/// The instruction set that the kernels use: the best of the machine, or the one that `LONGSTRIDE_SIMD` lowers
/// it to. Read once.
#[inline]
#[must_use]
pub fn simd_level() -> SimdLevel {
    static LEVEL: AtomicU8 = AtomicU8::new(0);
    match LEVEL.load(Ordering::Relaxed) {
        1 => SimdLevel::Scalar,
        2 => SimdLevel::V3,
        3 => SimdLevel::V4,
        _ => {
            let level = detect();
            LEVEL.store(level as u8, Ordering::Relaxed);
            level
        }
    }
}

#[cold]
fn detect() -> SimdLevel {
    let best = machine_level();
    match std::env::var("LONGSTRIDE_SIMD").as_deref() {
        Ok("scalar") => SimdLevel::Scalar,
        Ok("v3") => best.min(SimdLevel::V3),
        _ => best,
    }
}

#[cfg(target_arch = "x86_64")]
fn machine_level() -> SimdLevel {
    macro_rules! all {
        ($($feature:tt)*) => { true $(&& std::arch::is_x86_feature_detected!($feature))* };
    }
    let v3 = all!("avx2" "fma" "bmi1" "bmi2" "lzcnt" "popcnt" "f16c");
    match v3 && all!("avx512f" "avx512bw" "avx512cd" "avx512dq" "avx512vl") {
        true => SimdLevel::V4,
        false if v3 => SimdLevel::V3,
        false => SimdLevel::Scalar,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn machine_level() -> SimdLevel {
    SimdLevel::Scalar
}
