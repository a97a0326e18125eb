//! Which rank a product has: tables of types.

use crate::array::{Array, ArrayD};
use crate::error::Result;
use crate::layout::{Axis, Dim, Fewer, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5, Ix6, IxDyn};

/// The rank of a matrix product of arrays of two ranks: that of the larger, and one less for each vector.
pub trait MatmulRank<Other>: Dim {
    /// The rank of the product, dynamic if either is.
    type Rank: Dim;
}

/// What a dot product of arrays of two ranks is: a number for two vectors, an array otherwise.
pub trait DotRank<Other>: Dim {
    /// The rank of the product: both ranks together less two, dynamic if either is. No axes are lost with a rank of 0.
    type Rank: Dim;
    /// The product.
    type Product<T>;
    #[doc(hidden)]
    fn finish<T: Copy>(product: ArrayD<T>) -> Result<Self::Product<T>>;
}

/// The rank of an array that has the axes of two.
pub trait BothRanks<Other>: Dim {
    /// The sum of the ranks, dynamic if either is or there are more than six.
    type Rank: Dim;
}

/// Axes of two arrays of ranks `A` and `B` to sum over, in pairs: `2` for the last two of the first with the first two of the
/// second, or two lists, `([Axis(0)], [Axis(1)])`.
pub trait Pairing<A: Dim, B: Dim> {
    /// The rank that is left, dynamic unless the lists are arrays.
    type Rank: Dim;
    /// The axes of the first and of the second array, of the given ranks.
    fn axes(&self, ranks: (usize, usize)) -> (Vec<Axis>, Vec<Axis>);
}

impl<A: Dim, B: Dim> Pairing<A, B> for usize {
    type Rank = IxDyn;
    fn axes(&self, (rank, _): (usize, usize)) -> (Vec<Axis>, Vec<Axis>) {
        let count = *self as isize;
        // Too many name an axis that there is not.
        let start = rank.saturating_sub(*self) as isize;
        let first = (start..start + count).map(Axis).collect();
        (first, (0..count).map(Axis).collect())
    }
}

impl<A, B, const N: usize> Pairing<A, B> for ([Axis; N], [Axis; N])
where
    A: Dim + Fewer<N>,
    B: Dim + Fewer<N>,
    <A as Fewer<N>>::Output: BothRanks<<B as Fewer<N>>::Output>,
{
    type Rank = <<A as Fewer<N>>::Output as BothRanks<<B as Fewer<N>>::Output>>::Rank;
    fn axes(&self, _: (usize, usize)) -> (Vec<Axis>, Vec<Axis>) {
        (self.0.to_vec(), self.1.to_vec())
    }
}

impl<A: Dim, B: Dim> Pairing<A, B> for (&[Axis], &[Axis]) {
    type Rank = IxDyn;
    fn axes(&self, _: (usize, usize)) -> (Vec<Axis>, Vec<Axis>) {
        (self.0.to_vec(), self.1.to_vec())
    }
}

impl<D: Dim> MatmulRank<D> for IxDyn {
    type Rank = IxDyn;
}

impl<D: Dim> BothRanks<D> for IxDyn {
    type Rank = IxDyn;
}

impl<D: Dim> DotRank<D> for IxDyn {
    type Rank = IxDyn;
    type Product<T> = ArrayD<T>;
    fn finish<T: Copy>(product: ArrayD<T>) -> Result<ArrayD<T>> {
        Ok(product)
    }
}

impl DotRank<Ix1> for Ix1 {
    type Rank = Ix0;
    type Product<T> = T;
    fn finish<T: Copy>(product: ArrayD<T>) -> Result<T> {
        Ok(product.into_rank::<Ix0>()?[[]])
    }
}

impl DotRank<Ix0> for Ix0 {
    type Rank = Ix0;
    type Product<T> = T;
    fn finish<T: Copy>(product: ArrayD<T>) -> Result<T> {
        Ok(product.into_rank::<Ix0>()?[[]])
    }
}

// A row: the first rank, and what results with each second one.
macro_rules! matmul_ranks {
    ($($a:ident: $($b:ident => $c:ident),*;)*) => {$(
        impl MatmulRank<IxDyn> for $a { type Rank = IxDyn; }
        $(impl MatmulRank<$b> for $a { type Rank = $c; })*
    )*};
}
macro_rules! sum_ranks {
    ($($a:ident: $($b:ident => $c:ident),*;)*) => {$(
        impl BothRanks<IxDyn> for $a { type Rank = IxDyn; }
        $(impl BothRanks<$b> for $a { type Rank = $c; })*
    )*};
}
macro_rules! dot_ranks {
    ($($a:ident: $($b:ident => $c:ident),*;)*) => {$(
        dot_ranks!(@ $a IxDyn IxDyn);
        $(dot_ranks!(@ $a $b $c);)*
    )*};
    (@ $a:ident $b:ident $c:ident) => {
        impl DotRank<$b> for $a {
            type Rank = $c;
            type Product<T> = Array<T, $c>;
            fn finish<T: Copy>(product: ArrayD<T>) -> Result<Array<T, $c>> {
                product.into_rank()
            }
        }
    };
}

matmul_ranks! {
    Ix1: Ix1 => Ix0, Ix2 => Ix1, Ix3 => Ix2, Ix4 => Ix3, Ix5 => Ix4, Ix6 => Ix5;
    Ix2: Ix1 => Ix1, Ix2 => Ix2, Ix3 => Ix3, Ix4 => Ix4, Ix5 => Ix5, Ix6 => Ix6;
    Ix3: Ix1 => Ix2, Ix2 => Ix3, Ix3 => Ix3, Ix4 => Ix4, Ix5 => Ix5, Ix6 => Ix6;
    Ix4: Ix1 => Ix3, Ix2 => Ix4, Ix3 => Ix4, Ix4 => Ix4, Ix5 => Ix5, Ix6 => Ix6;
    Ix5: Ix1 => Ix4, Ix2 => Ix5, Ix3 => Ix5, Ix4 => Ix5, Ix5 => Ix5, Ix6 => Ix6;
    Ix6: Ix1 => Ix5, Ix2 => Ix6, Ix3 => Ix6, Ix4 => Ix6, Ix5 => Ix6, Ix6 => Ix6;
    Ix0:;
}
dot_ranks! {
    Ix0: Ix1 => Ix1, Ix2 => Ix2, Ix3 => Ix3, Ix4 => Ix4, Ix5 => Ix5, Ix6 => Ix6;
    Ix1: Ix0 => Ix1, Ix2 => Ix1, Ix3 => Ix2, Ix4 => Ix3, Ix5 => Ix4, Ix6 => Ix5;
    Ix2: Ix0 => Ix2, Ix1 => Ix1, Ix2 => Ix2, Ix3 => Ix3, Ix4 => Ix4, Ix5 => Ix5, Ix6 => Ix6;
    Ix3: Ix0 => Ix3, Ix1 => Ix2, Ix2 => Ix3, Ix3 => Ix4, Ix4 => Ix5, Ix5 => Ix6, Ix6 => IxDyn;
    Ix4: Ix0 => Ix4, Ix1 => Ix3, Ix2 => Ix4, Ix3 => Ix5, Ix4 => Ix6, Ix5 => IxDyn, Ix6 => IxDyn;
    Ix5: Ix0 => Ix5, Ix1 => Ix4, Ix2 => Ix5, Ix3 => Ix6, Ix4 => IxDyn, Ix5 => IxDyn, Ix6 => IxDyn;
    Ix6: Ix0 => Ix6, Ix1 => Ix5, Ix2 => Ix6, Ix3 => IxDyn, Ix4 => IxDyn, Ix5 => IxDyn, Ix6 => IxDyn;
}
sum_ranks! {
    Ix0: Ix0 => Ix0, Ix1 => Ix1, Ix2 => Ix2, Ix3 => Ix3, Ix4 => Ix4, Ix5 => Ix5, Ix6 => Ix6;
    Ix1: Ix0 => Ix1, Ix1 => Ix2, Ix2 => Ix3, Ix3 => Ix4, Ix4 => Ix5, Ix5 => Ix6, Ix6 => IxDyn;
    Ix2: Ix0 => Ix2, Ix1 => Ix3, Ix2 => Ix4, Ix3 => Ix5, Ix4 => Ix6, Ix5 => IxDyn, Ix6 => IxDyn;
    Ix3: Ix0 => Ix3, Ix1 => Ix4, Ix2 => Ix5, Ix3 => Ix6, Ix4 => IxDyn, Ix5 => IxDyn, Ix6 => IxDyn;
    Ix4: Ix0 => Ix4, Ix1 => Ix5, Ix2 => Ix6, Ix3 => IxDyn, Ix4 => IxDyn, Ix5 => IxDyn, Ix6 => IxDyn;
    Ix5: Ix0 => Ix5, Ix1 => Ix6, Ix2 => IxDyn, Ix3 => IxDyn, Ix4 => IxDyn, Ix5 => IxDyn, Ix6 => IxDyn;
    Ix6: Ix0 => Ix6, Ix1 => IxDyn, Ix2 => IxDyn, Ix3 => IxDyn, Ix4 => IxDyn, Ix5 => IxDyn, Ix6 => IxDyn;
}
