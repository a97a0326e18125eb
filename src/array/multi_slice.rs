//! Several slices of one array at once; those of a mutable view are checked to share no element.
//!
//! ```text
//! a (4, 4)      s![..;2, ..]  e     disjoint, though both span most of memory: two mutable views
//! e e e e       s![1..;2, 0]  o
//! o . . .
//! e e e e
//! o . . .
//! ```
//!
//! ```
//! use longstride::prelude::*;
//! let mut a = Array2::<i32>::zeros([2, 2]);
//! let both = a.view_mut().slices((s![0, ..], s![.., 0]));
//! assert_eq!(both.unwrap_err().to_string(), "two indices would address one element of a mutable view in slices");
//! ```

use super::{Array, Movement, View, ViewMut};
use crate::error::{Error, ErrorKind, Result};
use crate::layout::{Dim, Layout, SliceSpec};

/// A tuple of slice specifications, for [`Movement::slices`].
pub trait MultiSlice<M: Movement> {
    /// The tuple of views.
    type Out;
    /// The views, if no two mutable ones overlap.
    #[doc(hidden)]
    fn take(self, source: M) -> Result<Self::Out>;
}

// One row for each length of tuple.
macro_rules! multi_slice {
    ($($name:ident)*) => {
        impl<Mv: Movement + Duplicate, $($name: SliceSpec<Mv::Dim>),*> MultiSlice<Mv> for ($($name,)*) {
            type Out = ($(Mv::Moved<$name::Out>,)*);
            #[allow(non_snake_case, reason = "the type parameters name the variables")]
            fn take(self, source: Mv) -> Result<Self::Out> {
                let ($($name,)*) = self;
                let whole = source.layout();
                $(let $name = whole.slice($name.elems().as_ref())?;)*
                if Mv::EXCLUSIVE {
                    check_disjoint(&[$($name),*])?;
                }
                // SAFETY: derived from one source; mutable ones were checked to share no element.
                Ok(($(unsafe { source.duplicate().derive(&$name, "slices")? },)*))
            }
        }
    };
}
multi_slice!(A B);
multi_slice!(A B C);
multi_slice!(A B C E);
multi_slice!(A B C E F);
multi_slice!(A B C E F G);

fn check_disjoint(layouts: &[Layout]) -> Result<()> {
    for (i, a) in layouts.iter().enumerate() {
        if layouts[..i].iter().any(|b| crate::layout::overlap(a, b)) {
            return Err(Error::new("slices", ErrorKind::Overlap));
        }
    }
    Ok(())
}

/// Handing out more than one view of one source.
#[doc(hidden)]
pub trait Duplicate: Sized {
    /// Whether two of them must not share an element.
    const EXCLUSIVE: bool;
    /// Another one.
    ///
    /// # Safety
    /// What is taken from exclusive duplicates shares no element.
    unsafe fn duplicate(&self) -> Self;
}

impl<T, D: Dim> Duplicate for View<'_, T, D> {
    const EXCLUSIVE: bool = false;
    unsafe fn duplicate(&self) -> Self {
        *self
    }
}

impl<T, D: Dim> Duplicate for &Array<T, D> {
    const EXCLUSIVE: bool = false;
    unsafe fn duplicate(&self) -> Self {
        self
    }
}

impl<T, D: Dim> Duplicate for ViewMut<'_, T, D> {
    const EXCLUSIVE: bool = true;
    unsafe fn duplicate(&self) -> Self {
        Self { ptr: self.ptr, shape: self.shape, strides: self.strides, borrows: core::marker::PhantomData }
    }
}
