//! Convolution and correlation of two arrays: `np.convolve`, `np.correlate`, and their forms for any rank.

use super::blocks::{Window, each_block};
use super::boundary::Boundary;
use super::fresh;
use super::weights::{Taps, Weigh};
use crate::array::{Array, AsView, AsViewMut, Movement, View, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Axis, Dim, Extents};

/// How far two arrays have to meet in a convolution or correlation, on each axis, with extents `n` and `k`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConvolveMode {
    /// In at least one element: `n + k - 1` places.
    Full,
    /// The `n` places in the middle of those; the larger operand's, see [`convolve`].
    Same,
    /// Wholly: `n - k + 1` places.
    Valid,
}

/// The convolution of an array with a kernel of its rank: each element is the sum of the products of `a` with the kernel
/// turned around. NumPy: `np.convolve`; of a higher rank `scipy.signal.convolve(method='direct')`.
///
/// ```text
/// a 1 2 3    kernel 1 10      Full  1 12 23 30     Same  1 12 23      Valid  12 23
/// ```
///
/// If the kernel is larger than the array (not smaller on any axis, and larger on one), the two change places, as in
/// NumPy. So `Same` has the shape of the larger of the two, where SciPy has that of the first.
///
/// A new array, one allocation. The sum is direct: its time grows with the product of both sizes. Terms are added in an order
/// that depends on the kernel alone; a weight of 0 takes part, so that `0 * inf` is a NaN. In parallel where that pays.
///
/// # Panics
/// If the ranks differ, an operand is empty, `Valid` finds no place because each is larger on some axis, or the memory cannot be
/// had.
///
/// ```
/// use longstride::prelude::*;
/// let v = array![1, 2, 3];
/// assert_eq!(convolve(&v, &array![1, 10], ConvolveMode::Full), array![1, 12, 23, 30]);
/// assert_eq!(convolve(&v, &array![1, 10], ConvolveMode::Same), array![1, 12, 23]);
/// let a = Array2::from_fn([3, 3], |[i, j]| 3 * i + j);
/// assert_eq!(convolve(&a, &array![[1, 0], [0, 1]], ConvolveMode::Valid), array![[4, 6], [10, 12]]);
/// ```
#[track_caller]
pub fn convolve<'a, 'k, A, K>(a: A, kernel: K, mode: ConvolveMode) -> Array<A::Elem, A::Dim>
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
{
    expect(try_convolve(a, kernel, mode))
}

/// [`convolve`], with an error instead of a panic.
///
/// # Errors
/// Where `convolve` panics.
pub fn try_convolve<'a, 'k, A, K>(a: A, kernel: K, mode: ConvolveMode) -> Result<Array<A::Elem, A::Dim>>
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
{
    Product::new(a.view(), kernel.view(), mode, true, "convolve")?.eval()
}

/// [`convolve`] into an array or mutable view of the result's shape. Allocates nothing of its size.
///
/// # Panics
/// As [`convolve`], and if `out` has another shape.
#[track_caller]
pub fn convolve_into<'a, 'k, A, K, O>(a: A, kernel: K, mode: ConvolveMode, out: &mut O)
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
    O: AsViewMut<Elem = A::Elem, Dim = A::Dim>,
{
    expect(try_convolve_into(a, kernel, mode, out));
}

/// [`convolve_into`], with an error instead of a panic.
///
/// # Errors
/// Where `convolve_into` panics; nothing is written then.
pub fn try_convolve_into<'a, 'k, A, K, O>(a: A, kernel: K, mode: ConvolveMode, out: &mut O) -> Result<()>
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
    O: AsViewMut<Elem = A::Elem, Dim = A::Dim>,
{
    Product::new(a.view(), kernel.view(), mode, true, "convolve_into")?.eval_into(out.view_mut().into_dyn())
}

/// The correlation of an array with a kernel of its rank: each element is the sum of the products of `a` with the kernel
/// as it stands. NumPy: `np.correlate` (whose default mode is `Valid`) for real numbers; complex ones are not conjugated.
///
/// All else is as for [`convolve`]. Where the operands change places the result is that of NumPy, reversed.
///
/// # Panics
/// As [`convolve`].
///
/// ```
/// use longstride::prelude::*;
/// let v = array![1, 2, 3];
/// assert_eq!(correlate(&v, &array![1, 10], ConvolveMode::Full), array![10, 21, 32, 3]);
/// assert_eq!(correlate(&v, &array![1, 10], ConvolveMode::Valid), array![21, 32]);
/// ```
#[track_caller]
pub fn correlate<'a, 'k, A, K>(a: A, kernel: K, mode: ConvolveMode) -> Array<A::Elem, A::Dim>
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
{
    expect(try_correlate(a, kernel, mode))
}

/// [`correlate`], with an error instead of a panic.
///
/// # Errors
/// Where `correlate` panics.
pub fn try_correlate<'a, 'k, A, K>(a: A, kernel: K, mode: ConvolveMode) -> Result<Array<A::Elem, A::Dim>>
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
{
    Product::new(a.view(), kernel.view(), mode, false, "correlate")?.eval()
}

/// [`correlate`] into an array or mutable view of the result's shape. Allocates nothing of its size.
///
/// # Panics
/// As [`correlate`], and if `out` has another shape.
#[track_caller]
pub fn correlate_into<'a, 'k, A, K, O>(a: A, kernel: K, mode: ConvolveMode, out: &mut O)
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
    O: AsViewMut<Elem = A::Elem, Dim = A::Dim>,
{
    expect(try_correlate_into(a, kernel, mode, out));
}

/// [`correlate_into`], with an error instead of a panic.
///
/// # Errors
/// Where `correlate_into` panics; nothing is written then.
pub fn try_correlate_into<'a, 'k, A, K, O>(a: A, kernel: K, mode: ConvolveMode, out: &mut O) -> Result<()>
where
    A: AsView<'a, Elem: Weigh>,
    K: AsView<'k, Elem = A::Elem, Dim = A::Dim>,
    O: AsViewMut<Elem = A::Elem, Dim = A::Dim>,
{
    Product::new(a.view(), kernel.view(), mode, false, "correlate_into")?.eval_into(out.view_mut().into_dyn())
}

/// A correlation of a source with a kernel that is not larger, ready to run.
struct Product<'v, T> {
    source: ViewD<'v, T>,
    taps: Taps<T>,
    window: Window,
    shape: Extents,
    /// Whether the result comes out reversed on every axis, because the operands changed places.
    reversed: bool,
    op: &'static str,
}

impl<'v, T: Weigh> Product<'v, T> {
    fn new<D: Dim>(
        a: View<'v, T, D>,
        kernel: View<'v, T, D>,
        mode: ConvolveMode,
        turned: bool,
        op: &'static str,
    ) -> Result<Self> {
        let (mut source, mut kernel) = (a.into_dyn(), kernel.into_dyn());
        let (n, k) = (source.shape(), kernel.shape());
        if n.len() != k.len() {
            return Err(Error::new(op, ErrorKind::Rank { expected: n.len(), found: k.len() }));
        }
        if let Some(axis) = (0..n.len()).find(|&axis| n[axis] == 0 || k[axis] == 0) {
            return Err(Error::new(op, ErrorKind::Window { axis, window: k[axis], extent: n[axis] }));
        }
        let changed = n != k && n.iter().zip(&k).all(|(n, k)| n <= k);
        if changed {
            core::mem::swap(&mut source, &mut kernel);
        }
        let kernel = if turned { reversed(kernel) } else { kernel };
        let (n, k) = (source.shape(), kernel.shape());
        let (mut shape, mut left) = (n, k);
        for axis in 0..n.len() {
            (shape[axis], left[axis]) = match mode {
                ConvolveMode::Full => (n[axis] + k[axis] - 1, k[axis] - 1),
                ConvolveMode::Same => (n[axis], k[axis] / 2),
                ConvolveMode::Valid if k[axis] > n[axis] => {
                    return Err(Error::new(op, ErrorKind::Window { axis, window: k[axis], extent: n[axis] }));
                }
                ConvolveMode::Valid => (n[axis] - k[axis] + 1, 0),
            };
        }
        let window = Window { extents: k, left };
        Ok(Self { source, taps: Taps::new(kernel), window, shape, reversed: changed && !turned, op })
    }

    fn eval<D: Dim>(&self) -> Result<Array<T, D>> {
        let mut out = fresh::<T, D>(&self.shape, &T::zero(), self.op)?;
        self.eval_into(out.view_mut().into_dyn())?;
        Ok(out)
    }

    fn eval_into(&self, out: ViewMutD<'_, T>) -> Result<()> {
        let found = (&out).shape();
        if found != self.shape {
            return Err(Error::new(self.op, ErrorKind::Shape { expected: self.shape, found }));
        }
        let out = if self.reversed { reversed(out) } else { out };
        let zeros = Boundary::Constant(T::zero());
        each_block(self.source, &self.window, &zeros, out, self.taps.work(), &|from, out| {
            self.taps.sum(from, out)
        })
    }
}

/// A view backwards on every axis.
fn reversed<V: Movement<Dim = crate::layout::IxDyn, Moved<crate::layout::IxDyn> = V>>(view: V) -> V {
    let rank = view.layout().rank();
    (0..rank).fold(view, |view, axis| view.flip(Axis(axis as isize)))
}
