//! Arrays of the shape of another.

use num_traits::{One, Zero};

use crate::array::{Array, AsView};
use crate::error::{Result, expect};
use crate::layout::{Layout, Order};

/// Zeros in the shape of an array or view. NumPy: `np.zeros_like`.
///
/// As of all three: the array is row-major, or column-major if the other one is; the type is that of the elements.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::{ops::{full_like, ones_like, zeros_like}, prelude::*};
/// let a = array![[1, 2], [3, 4]];
/// assert_eq!(zeros_like(&a), array![[0, 0], [0, 0]]);
/// assert_eq!(ones_like(&a), array![[1, 1], [1, 1]]);
/// assert_eq!(full_like(&a, 0.5), array![[0.5, 0.5], [0.5, 0.5]]); // any type
/// ```
#[track_caller]
pub fn zeros_like<'a, V>(like: V) -> Array<V::Elem, V::Dim>
where
    V: AsView<'a, Elem: Zero + Copy + Send + Sync>,
{
    full_like(like, V::Elem::zero())
}

/// Ones in the shape of an array or view. NumPy: `np.ones_like`.
///
/// # Panics
/// If the memory cannot be had.
#[track_caller]
pub fn ones_like<'a, V>(like: V) -> Array<V::Elem, V::Dim>
where
    V: AsView<'a, Elem: One + Copy + Send + Sync>,
{
    full_like(like, V::Elem::one())
}

/// One value, of any type, in the shape of an array or view. NumPy: `np.full_like`.
///
/// # Panics
/// If the memory cannot be had.
#[track_caller]
pub fn full_like<'a, V: AsView<'a>, T: Copy + Send + Sync>(like: V, value: T) -> Array<T, V::Dim> {
    expect(try_full_like(like, value))
}

/// [`full_like`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_full_like<'a, V, T>(like: V, value: T) -> Result<Array<T, V::Dim>>
where
    V: AsView<'a>,
    T: Copy + Send + Sync,
{
    const OP: &str = "full_like";
    let view = like.view();
    let columns = view.is_contiguous_in(Order::ColumnMajor) && !view.is_contiguous();
    let order = if columns { Order::ColumnMajor } else { Order::RowMajor };
    let layout = Layout::dense(view.shape().as_ref(), order).map_err(|e| e.in_op(OP))?;
    Array::build_in(&layout, OP, |slots| {
        slots.fill(value);
        Ok(())
    })
}
