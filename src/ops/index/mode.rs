//! What happens to an index that is out of range.

use crate::array::{AsView, ViewD};
use crate::error::{Error, ErrorKind, Result};
use crate::exec::Places;
use crate::ops::IndexInt;
use crate::ops::take::places_of;

/// What an index outside its axis means: `mode=` of `np.take`, `np.choose` and `np.ravel_multi_index`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IndexMode {
    /// An error; negative indices count from the end.
    #[default]
    Raise,
    /// The index modulo the extent.
    Wrap,
    /// The nearest index that there is: 0 for all negative ones.
    Clip,
}

impl IndexMode {
    /// The indices as places of an axis, in row-major order.
    ///
    /// # Errors
    /// If one is out of range and that is an error, or the axis is empty and there are indices.
    pub(super) fn places<'i, I: IndexInt>(
        self,
        indices: ViewD<'i, I>,
        extent: usize,
        axis: usize,
        op: &'static str,
    ) -> Result<Places<'i>> {
        let place = match self {
            Self::Raise => return places_of(indices, extent, axis, op),
            Self::Wrap => I::wrap,
            Self::Clip => I::clip,
        };
        if let (0, Some(first)) = (extent, indices.iter().next()) {
            return Err(Error::new(op, ErrorKind::Index { axis, index: first.to_isize(), extent }));
        }
        let list: Vec<usize> = indices.iter().map(|&index| place(index, extent)).collect();
        Places::new(list.into(), extent, axis, op)
    }
}
