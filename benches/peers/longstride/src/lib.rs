//! The cases of the tables behind a C interface, so that `../measure.py` times them in one process with their peers.
//!
//! Every kernel is `extern "C" fn name(iterations, threads, sizes.., pointers..)` and repeats its work `iterations`
//! times, so that no call from Python is measured.
//!
//! # Safety
//! The same for all of them: each pointer is that of a dense, row-major, initialised array of the shape that the
//! kernel makes a view of in its first line. During the call nobody else writes what is read, nor touches what is
//! written.
#![allow(clippy::missing_safety_doc, reason = "the same for all: see above")]

mod longstride_kernels;
mod maths_kernels;
mod ndarray_kernels;
