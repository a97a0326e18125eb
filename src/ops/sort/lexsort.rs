//! Sorting by several keys: `np.lexsort`.

use super::{Sort, TotalOrder};
use crate::array::{Array1, AsView, View1};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::Axis;

/// A column that [`lexsort`] can sort by: an array or view of rank 1.
pub trait LexKey {
    /// The number of elements.
    #[doc(hidden)]
    fn extent(&self) -> usize;
    /// Sorts indices by the elements they stand for, stable.
    #[doc(hidden)]
    fn refine(&self, order: Array1<usize>) -> Array1<usize>;
}

impl<T: TotalOrder + Clone + Send + Sync> LexKey for View1<'_, T> {
    fn extent(&self) -> usize {
        self.len()
    }
    fn refine(&self, order: Array1<usize>) -> Array1<usize> {
        let column: Array1<T> = order.iter().map(|&i| self[i].clone()).collect();
        column.argsort(Axis(0)).iter().map(|&i| order[i]).collect()
    }
}

impl<T: TotalOrder + Clone + Send + Sync> LexKey for Array1<T> {
    fn extent(&self) -> usize {
        self.len()
    }
    fn refine(&self, order: Array1<usize>) -> Array1<usize> {
        self.view().refine(order)
    }
}

/// The indices that sort rows by several columns: by the *last* one, rows that are equal in it by the one before, and so on;
/// stable. The columns may be of different types. NumPy: `np.lexsort(keys)`, for keys of rank 1.
///
/// One stable sort for each column, the last one last.
///
/// # Panics
/// If there are no columns, they differ in length, or the memory cannot be had.
///
/// ```
/// use longstride::prelude::*;
/// use longstride::ops::lexsort;
/// let first = array!["Mia", "Ann", "Bob"];
/// let last = array!["Smith", "Smith", "Jones"];
/// assert_eq!(lexsort(&[&first, &last]), array![2, 1, 0]); // by last name, then by first name
/// ```
#[must_use]
#[track_caller]
pub fn lexsort(keys: &[&dyn LexKey]) -> Array1<usize> {
    expect(try_lexsort(keys))
}

/// [`lexsort`], with an error instead of a panic.
///
/// # Errors
/// If there are no columns, or they differ in length.
pub fn try_lexsort(keys: &[&dyn LexKey]) -> Result<Array1<usize>> {
    const OP: &str = "lexsort";
    let first = keys.first().ok_or_else(|| Error::new(OP, ErrorKind::Value { why: "no keys to sort by" }))?;
    let len = first.extent();
    if let Some(other) = keys.iter().map(|key| key.extent()).find(|&other| other != len) {
        let [expected, found] = [len, other].map(|n| crate::layout::Extents::repeat(n, 1));
        return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
    }
    Ok(keys.iter().fold((0..len).collect(), |order, key| key.refine(order)))
}
