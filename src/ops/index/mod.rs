//! Indexing by arrays of indices and masks: NumPy's `a[rows, :, cols]`, read and written.
//!
//! ```text
//! a  0 1 2 3      s![&[2, 0], &[1, 3]]        9 3            pairs of indices: arrays broadcast against each other
//!    4 5 6 7      s![.., &[3, 0]]             3 0 | 7 4 | 11 8
//!    8 9 10 11    s![array![[2], [0]], &[1, 3]]     9 11 | 1 3   all with all
//!
//! gather          a[index]                    scatter        a[index] = values
//!                                             scatter_add    np.add.at(a, index, values)
//! take_along_axis a[i, j[i, k]]               put_along_axis
//! place           np.place(a, mask, values)   fill_diagonal  np.fill_diagonal
//!
//! choose, select           one of several arrays at each index
//! searchsorted, digitize   where values belong in sorted ones
//! ravel_multi_index, unravel_index, ix_, diag_indices, tril_indices, triu_indices     indices as arrays
//! ```
//!
//! The index is written in [`s!`](crate::s), as for a slice. The offsets of the arrays are computed once; elements that lie
//! one after the other are moved together.

mod choose;
mod gather;
mod grid;
mod mode;
mod scatter;
mod search;
mod spec;

pub use choose::{choose, select, try_choose, try_select};
pub use gather::Gather;
pub use grid::{
    diag_indices, ix_, ravel_multi_index, tril_indices, triu_indices, try_ravel_multi_index,
    try_unravel_index, unravel_index,
};
pub use mode::IndexMode;
pub use scatter::Scatter;
pub use search::{SearchSorted, Side, digitize, try_digitize};
pub use spec::{IndexEntries, IndexEntry, IndexSpec, Joined};
