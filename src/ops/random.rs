//! Random arrays, from the distributions of the crates `rand` and `rand_distr`.
//!
//! A seed gives the same array on every machine, at any number of threads and for every shape of as many elements: elements
//! are drawn in row-major order, in chunks of a fixed length, each from a stream of its own of the generator ChaCha8 (the
//! seed is the key, and the number of the chunk the stream).
//!
//! ```text
//! elements   0 ... 8191 │ 8192 ... 16383 │ ...
//! ChaCha8    stream 0   │ stream 1       │ ...
//! ```
//!
//! ```
//! use longstride::{ops::permutation, prelude::*};
//! use rand::distr::{StandardUniform, Uniform};
//! let noise = Array2::<f64>::random([3, 4], StandardUniform, 42); //          np.random.default_rng(42).random((3, 4))
//! assert!(noise.iter().all(|x| (0.0..1.0).contains(x)));
//! assert_eq!(noise, Array2::random([3, 4], StandardUniform, 42));
//!
//! let a = array![10, 20, 30];
//! let shuffled = a.take(&permutation(3, 1), Axis(0)); //                      rng.permutation(a)
//! assert_eq!(shuffled.sum(), 60);
//! let places = Array1::random(5, Uniform::new(0, a.len()).unwrap(), 2);
//! let chosen = a.take(&places, Axis(0)); //                                   rng.choice(a, 5)
//! assert_eq!(chosen.len(), 5);
//! ```

use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::ChaCha8Rng;
use rand::seq::SliceRandom;

use crate::array::{Array, Array1, Movement};
use crate::error::{Result, expect};
use crate::exec::threads;
use crate::layout::{Axis, Dim, IntoShape};

/// Elements of a chunk.
const CHUNK: usize = 8192;
/// Bytes that could be moved while an element is drawn.
const COST: usize = 32;

/// The generator of a chunk.
fn stream(seed: u64, chunk: u64) -> ChaCha8Rng {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    generator.set_stream(chunk);
    generator
}

impl<T: Send, D: Dim> Array<T, D> {
    /// An array of samples of a distribution: `StandardUniform`, `Uniform` and `Bernoulli` of the crate `rand`, `Normal` and
    /// many others of `rand_distr`, or your own. A seed always gives the same array. Runs on several threads where that
    /// pays. NumPy: `np.random.Generator`, from whose numbers these differ.
    ///
    /// # Panics
    /// If the distribution does, or the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// use rand::distr::Uniform;
    /// let dice = Array2::random([10, 10], Uniform::new_inclusive(1, 6).unwrap(), 7);
    /// assert!(dice.iter().all(|n| (1..=6).contains(n)));
    /// ```
    #[track_caller]
    #[must_use]
    pub fn random<S, R>(shape: S, distribution: R, seed: u64) -> Self
    where
        S: IntoShape<Dim = D>,
        R: Distribution<T> + Sync,
    {
        expect(Self::try_random(shape, distribution, seed))
    }

    /// [`random`](Self::random), with an error instead of a panic.
    ///
    /// # Errors
    /// If the memory cannot be had.
    pub fn try_random<S, R>(shape: S, distribution: R, seed: u64) -> Result<Self>
    where
        S: IntoShape<Dim = D>,
        R: Distribution<T> + Sync,
    {
        Self::build_dense(&shape.into_extents()?, "random", |slots| {
            let len = slots.len();
            let threads = threads::for_bytes(len.saturating_mul(COST));
            let chunks = slots.reshape_view(len)?.axis_chunks(Axis(0), CHUNK);
            threads::each_item((0..).zip(chunks), threads, |(chunk, slots)| {
                let mut generator = stream(seed, chunk);
                slots.fill_with(|| distribution.sample(&mut generator));
            });
            Ok(())
        })
    }
}

/// The numbers from 0 to `n - 1` in a random order, each order as likely as any other: what `take` needs to shuffle. A seed
/// always gives the same order. NumPy: `np.random.Generator.permutation`.
///
/// # Panics
/// If the memory cannot be had.
#[must_use]
pub fn permutation(n: usize, seed: u64) -> Array1<usize> {
    let mut numbers: Vec<usize> = (0..n).collect();
    numbers.shuffle(&mut stream(seed, 0));
    numbers.into()
}
