//! The rank of the axes of two arrays together: that of an outer product.
//!
//! ```
//! use longstride::layout::{Ix2, Ix3, Joined, IxDyn};
//! fn same<A: Joined<B, Output = C>, B, C>() {}
//! same::<Ix2, Ix3, longstride::layout::Ix5>();
//! same::<Ix3, IxDyn, IxDyn>();
//! ```

use super::{Dim, Ix, IxDyn, Larger};

/// The sum of two ranks; dynamic if either is, and where it is more than 6.
pub trait Joined<Other>: Dim {
    /// The rank of both together. To it the second broadcasts.
    type Output: Dim + Larger<Other, Output = <Self as Joined<Other>>::Output>;
}

impl Joined<IxDyn> for IxDyn {
    type Output = IxDyn;
}

// The table of sums: each row is a rank, and what it gives with each other.
macro_rules! sums {
    ($($n:literal: [$($other:literal => $sum:ty),*];)*) => {$(
        impl Joined<IxDyn> for Ix<$n> { type Output = IxDyn; }
        impl Joined<Ix<$n>> for IxDyn { type Output = IxDyn; }
        $(impl Joined<Ix<$other>> for Ix<$n> { type Output = $sum; })*
    )*};
}
sums! {
    0: [0 => Ix<0>, 1 => Ix<1>, 2 => Ix<2>, 3 => Ix<3>, 4 => Ix<4>, 5 => Ix<5>, 6 => Ix<6>];
    1: [0 => Ix<1>, 1 => Ix<2>, 2 => Ix<3>, 3 => Ix<4>, 4 => Ix<5>, 5 => Ix<6>, 6 => IxDyn];
    2: [0 => Ix<2>, 1 => Ix<3>, 2 => Ix<4>, 3 => Ix<5>, 4 => Ix<6>, 5 => IxDyn, 6 => IxDyn];
    3: [0 => Ix<3>, 1 => Ix<4>, 2 => Ix<5>, 3 => Ix<6>, 4 => IxDyn, 5 => IxDyn, 6 => IxDyn];
    4: [0 => Ix<4>, 1 => Ix<5>, 2 => Ix<6>, 3 => IxDyn, 4 => IxDyn, 5 => IxDyn, 6 => IxDyn];
    5: [0 => Ix<5>, 1 => Ix<6>, 2 => IxDyn, 3 => IxDyn, 4 => IxDyn, 5 => IxDyn, 6 => IxDyn];
    6: [0 => Ix<6>, 1 => IxDyn, 2 => IxDyn, 3 => IxDyn, 4 => IxDyn, 5 => IxDyn, 6 => IxDyn];
}
