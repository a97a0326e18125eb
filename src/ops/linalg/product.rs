//! Products of two arrays, as methods.

use super::LinalgScalar;
use super::contract::{Labels, Term, contract};
use super::ranks::{DotRank, MatmulRank, Pairing};
use crate::array::{Array, ArrayD, AsView, AsViewMut, Movement, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::layout::{Dim, Extents, Larger, broadcast_shapes};

/// The rank of an array without its last axis.
type Smaller<D> = <D as Dim>::Smaller;
/// The larger of two ranks.
pub(super) type Larger2<A, B> = <A as Larger<B>>::Output;

// Each product in four forms: new or into a destination, panicking or not. A row: names, the bound on the ranks, the type
// and the rank of the result, how that is made of an array, how axes pair, and documentation.
macro_rules! products {
    ($($name:ident $try_name:ident $name_into:ident $try_name_into:ident
       [$($bound:tt)*] $output:ty, $rank:ty, $finish:expr, $pair:expr, $doc:literal, $example:literal;)*) => {$(
        #[doc = $doc]
        ///
        /// # Panics
        /// If the shapes do not fit, or the memory cannot be had.
        ///
        /// ```
        /// use longstride::prelude::*;
        #[doc = $example]
        /// ```
        #[track_caller]
        fn $name<'b, B>(self, b: B) -> $output
        where
            B: AsView<'b, Elem = Self::Elem>,
            $($bound)*
        {
            expect(self.$try_name(b))
        }

        #[doc = concat!("[`", stringify!($name), "`](Product::", stringify!($name), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not fit, or the memory cannot be had.
        fn $try_name<'b, B>(self, b: B) -> Result<$output>
        where
            B: AsView<'b, Elem = Self::Elem>,
            $($bound)*
        {
            const OP: &str = stringify!($name);
            let (a, b) = (self.view().into_dyn(), b.view().into_dyn());
            let product = $pair(a, b, OP)?.array()?;
            $finish(product)
        }

        #[doc = concat!("[`", stringify!($name), "`](Product::", stringify!($name), ") into an array or mutable view of the result's shape: NumPy's `out=`.")]
        ///
        /// # Panics
        /// If the shapes do not fit: a destination never stretches.
        #[track_caller]
        fn $name_into<'b, B, O>(self, b: B, out: &mut O)
        where
            B: AsView<'b, Elem = Self::Elem>,
            O: AsViewMut<Elem = Self::Elem, Dim = $rank>,
            $($bound)*
        {
            expect(self.$try_name_into(b, out));
        }

        #[doc = concat!("[`", stringify!($name_into), "`](Product::", stringify!($name_into), "), with an error instead of a panic.")]
        ///
        /// # Errors
        /// If the shapes do not fit: nothing is written then.
        fn $try_name_into<'b, B, O>(self, b: B, out: &mut O) -> Result<()>
        where
            B: AsView<'b, Elem = Self::Elem>,
            O: AsViewMut<Elem = Self::Elem, Dim = $rank>,
            $($bound)*
        {
            const OP: &str = stringify!($name_into);
            let (a, b) = (self.view().into_dyn(), b.view().into_dyn());
            $pair(a, b, OP)?.write(out.view_mut().into_dyn())
        }
    )*};
}

/// Products of arrays and views with others of the same type of elements. See the [module](super) for the shapes.
#[allow(clippy::type_complexity, reason = "ranks as types")]
pub trait Product<'a>: AsView<'a, Elem: LinalgScalar> {
    products! {
        dot try_dot dot_into try_dot_into [Self::Dim: DotRank<B::Dim>]
            <Self::Dim as DotRank<B::Dim>>::Product<Self::Elem>, <Self::Dim as DotRank<B::Dim>>::Rank,
            <Self::Dim as DotRank<B::Dim>>::finish, Pair::dot,
            "The dot product: the sum over the last axis of the first and the last but one of the second (its only one, of a vector).\n\nTwo vectors give a number. The axes that remain follow one another, those of the first in front; a rank of 0 multiplies all. Dynamic ranks give an array. NumPy: `np.dot`, also `np.linalg.multi_dot` of two.",
            "let (a, x) = (array![[1, 2], [3, 4]], array![5, 6]);\nassert_eq!((x.dot(&x), a.dot(&x)), (61, array![17, 39]));";
        inner try_inner inner_into try_inner_into [Self::Dim: DotRank<B::Dim>]
            <Self::Dim as DotRank<B::Dim>>::Product<Self::Elem>, <Self::Dim as DotRank<B::Dim>>::Rank,
            <Self::Dim as DotRank<B::Dim>>::finish, Pair::inner,
            "The inner product: the sum over the last axes of both. The axes that remain follow one another. NumPy: `np.inner`.",
            "let a = array![[1, 2], [3, 4]];\nassert_eq!(a.inner(&a), array![[5, 11], [11, 25]]);";
        matmul try_matmul matmul_into try_matmul_into [Self::Dim: MatmulRank<B::Dim>]
            Array<Self::Elem, <Self::Dim as MatmulRank<B::Dim>>::Rank>, <Self::Dim as MatmulRank<B::Dim>>::Rank,
            ArrayD::into_rank, Pair::matmul,
            "The matrix product of the last two axes; those before broadcast. A vector on the left is a row, one on the right a column, and the axis of extent 1 that results goes away. A rank of 0 is refused. NumPy: `np.matmul`, `a @ b`.",
            "let a = Array3::from_fn([5, 2, 3], |[n, i, j]| n + i + j);\nassert_eq!(a.matmul(&Array2::ones([3, 4])).shape(), [5, 2, 4]);";
        matvec try_matvec matvec_into try_matvec_into [Smaller<Self::Dim>: Larger<B::Dim>]
            Array<Self::Elem, Larger2<Smaller<Self::Dim>, B::Dim>>, Larger2<Smaller<Self::Dim>, B::Dim>,
            ArrayD::into_rank, Pair::matvec,
            "Matrices with vectors: `(..., m, k)` and `(..., k)` give `(..., m)`; the axes before broadcast. NumPy: `np.matvec`.",
            "let a = array![[1, 2], [3, 4]];\nassert_eq!(a.matvec(&array![[1, 0], [0, 1], [1, 1]]), array![[1, 3], [2, 4], [3, 7]]);";
        vecmat try_vecmat vecmat_into try_vecmat_into [Self::Dim: Larger<Smaller<B::Dim>>]
            Array<Self::Elem, Larger2<Self::Dim, Smaller<B::Dim>>>, Larger2<Self::Dim, Smaller<B::Dim>>,
            ArrayD::into_rank, Pair::vecmat,
            "Vectors, conjugated, with matrices: `(..., k)` and `(..., k, n)` give `(..., n)`; the axes before broadcast. NumPy: `np.vecmat`.",
            "let a = array![[1, 2], [3, 4]];\nassert_eq!(array![10, 1].vecmat(&a), array![13, 24]);";
        vecdot try_vecdot vecdot_into try_vecdot_into [Self::Dim: Larger<B::Dim>]
            Array<Self::Elem, Smaller<Larger2<Self::Dim, B::Dim>>>, Smaller<Larger2<Self::Dim, B::Dim>>,
            ArrayD::into_rank, Pair::vecdot,
            "Dot products along the last axis, the first operand conjugated; the axes before broadcast. NumPy: `np.vecdot`, `np.linalg.vecdot`.",
            "let a = array![[1, 2], [3, 4]];\nassert_eq!(a.vecdot(&array![10, 1]), array![12, 34]);";
    }

    /// The sum over all elements, the first operand conjugated; arrays of the same shape, or of as many elements, which are
    /// taken in row-major order. NumPy: `np.vdot`.
    ///
    /// # Panics
    /// If one has more elements than the other.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = array![[1, 2], [3, 4]];
    /// assert_eq!(a.vdot(&a), 30);
    /// ```
    #[track_caller]
    fn vdot<'b, B: AsView<'b, Elem = Self::Elem>>(self, b: B) -> Self::Elem {
        expect(self.try_vdot(b))
    }

    /// [`vdot`](Self::vdot), with an error instead of a panic.
    ///
    /// # Errors
    /// If one has more elements than the other, or memory for a copy of one that has another shape cannot be had.
    fn try_vdot<'b, B: AsView<'b, Elem = Self::Elem>>(self, b: B) -> Result<Self::Elem> {
        const OP: &str = "vdot";
        let (a, b) = (self.view().into_dyn(), b.view().into_dyn());
        let every = |view: ViewD<'_, Self::Elem>| 0..view.rank() as u8;
        if a.shape() == b.shape() {
            return Pair::new(a, every(a), b, every(b), &[], true, OP)?.number();
        }
        let (a, b) = (a.try_reshape(a.len())?, b.try_reshape(b.len())?);
        Pair::new((&a).into_dyn(), [0], (&b).into_dyn(), [0], &[], true, OP)?.number()
    }

    /// The sum over pairs of axes, one of each array: as a number, the last so many of the first with the first so many of the
    /// second; or as two lists, `([Axis(0), Axis(2)], [Axis(1), Axis(0)])`. The axes that remain follow one another, those of
    /// the first in front. NumPy: `np.tensordot`.
    ///
    /// The rank is dynamic unless the axes are two arrays. An operand is copied if its strides do not allow to take the axes
    /// that are summed, or those that are not, as one.
    ///
    /// # Panics
    /// If there is no such axis, one is named twice, the extents of a pair differ, more axes remain than arrays can have, or
    /// the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// let a = Array3::<i32>::ones([2, 3, 4]);
    /// let b = Array3::<i32>::ones([4, 3, 5]);
    /// let c = a.tensordot(&b, ([Axis(1), Axis(2)], [Axis(1), Axis(0)]));
    /// assert_eq!(c, Array2::full([2, 5], 12));
    /// assert_eq!(a.tensordot(&b, 1).shape(), [2, 3, 3, 5]);
    /// ```
    #[track_caller]
    fn tensordot<'b, B, P>(self, b: B, axes: P) -> Array<Self::Elem, P::Rank>
    where
        B: AsView<'b, Elem = Self::Elem>,
        P: Pairing<Self::Dim, B::Dim>,
    {
        expect(self.try_tensordot(b, axes))
    }

    /// [`tensordot`](Self::tensordot), with an error instead of a panic.
    ///
    /// # Errors
    /// Where `tensordot` panics.
    fn try_tensordot<'b, B, P>(self, b: B, axes: P) -> Result<Array<Self::Elem, P::Rank>>
    where
        B: AsView<'b, Elem = Self::Elem>,
        P: Pairing<Self::Dim, B::Dim>,
    {
        const OP: &str = "tensordot";
        let (a, b) = (self.view().into_dyn(), b.view().into_dyn());
        Pair::tensordot(a, b, axes.axes((a.rank(), b.rank())), OP)?.array()?.into_rank()
    }
}

impl<'a, V: AsView<'a, Elem: LinalgScalar>> Product<'a> for V {}

/// Two operands with labelled axes, the labels of the result, and its shape.
pub(super) struct Pair<'a, 'b, T> {
    a: Term<'a, T>,
    b: Term<'b, T>,
    labels: Labels,
    shape: Extents,
    conjugates: bool,
    op: &'static str,
}

impl<'a, 'b, T: LinalgScalar> Pair<'a, 'b, T> {
    /// Axes of one label have the same extent, or may broadcast if the result has the label.
    pub(super) fn new(
        a: ViewD<'a, T>,
        a_labels: impl IntoIterator<Item = u8>,
        b: ViewD<'b, T>,
        b_labels: impl IntoIterator<Item = u8>,
        labels: &[u8],
        conjugates: bool,
        op: &'static str,
    ) -> Result<Self> {
        let (a, b) = (Term::new(a, a_labels), Term::new(b, b_labels));
        let (left, right) = (a.view.shape(), b.view.shape());
        for (left_axis, label) in a.labels.iter().enumerate().filter(|(_, label)| !labels.contains(label)) {
            let right_axis = b.labels.iter().position(|l| l == label);
            if let Some(right_axis) = right_axis.filter(|&axis| left[left_axis] != right[axis]) {
                let kind = ErrorKind::Contract { left, right, left_axis, right_axis };
                return Err(Error::new(op, kind));
            }
        }
        if labels.len() > crate::layout::MAX_RANK {
            return Err(Error::new(op, ErrorKind::RankTooLarge { rank: labels.len() }));
        }
        let extent = |label: &u8| {
            let of =
                |labels: &Labels, shape: &Extents| labels.iter().position(|l| l == label).map(|i| shape[i]);
            let (n, m) = (of(&a.labels, &left), of(&b.labels, &right));
            n.filter(|&n| n != 1).or(m).or(n).unwrap_or(1)
        };
        let mut shape = Extents::repeat(0, labels.len());
        shape.iter_mut().zip(labels).for_each(|(n, label)| *n = extent(label));
        Ok(Self { a, b, labels: Labels::from_slice(labels), shape, conjugates, op })
    }

    /// The last `a_core` axes of `a` and `b_core` of `b` have the labels given, those before broadcast.
    fn batched(
        a: ViewD<'a, T>,
        a_core: &[u8],
        b: ViewD<'b, T>,
        b_core: &[u8],
        core: &[u8],
        conjugates: bool,
        op: &'static str,
    ) -> Result<Self> {
        let lead = |view: usize, core: usize| {
            view.checked_sub(core)
                .ok_or_else(|| Error::new(op, ErrorKind::Rank { expected: core, found: view }))
        };
        let (a_lead, b_lead) = (lead(a.rank(), a_core.len())?, lead(b.rank(), b_core.len())?);
        let batch = broadcast_shapes(&a.shape()[..a_lead], &b.shape()[..b_lead], op)?.len();
        // Numbers from the end of the batch, above those of the core.
        let own = |lead: usize, core: &[u8]| -> Labels {
            (0..lead).map(|axis| CORE + (lead - 1 - axis) as u8).chain(core.iter().copied()).collect()
        };
        let (a_labels, b_labels) = (own(a_lead, a_core), own(b_lead, b_core));
        Self::new(a, a_labels, b, b_labels, &own(batch, core), conjugates, op)
    }

    fn matmul(a: ViewD<'a, T>, b: ViewD<'b, T>, op: &'static str) -> Result<Self> {
        let rank = |found| Error::new(op, ErrorKind::Rank { expected: 1, found });
        match (a.rank(), b.rank()) {
            (0, _) | (_, 0) => Err(rank(0)),
            (1, 1) => Self::batched(a, &[K], b, &[K], &[], false, op),
            (1, _) => Self::batched(a, &[K], b, &[K, N], &[N], false, op),
            (_, 1) => Self::batched(a, &[M, K], b, &[K], &[M], false, op),
            _ => Self::batched(a, &[M, K], b, &[K, N], &[M, N], false, op),
        }
    }

    fn matvec(a: ViewD<'a, T>, b: ViewD<'b, T>, op: &'static str) -> Result<Self> {
        Self::batched(a, &[M, K], b, &[K], &[M], false, op)
    }

    fn vecmat(a: ViewD<'a, T>, b: ViewD<'b, T>, op: &'static str) -> Result<Self> {
        Self::batched(a, &[K], b, &[K, N], &[N], true, op)
    }

    fn vecdot(a: ViewD<'a, T>, b: ViewD<'b, T>, op: &'static str) -> Result<Self> {
        Self::batched(a, &[K], b, &[K], &[], true, op)
    }

    fn inner(a: ViewD<'a, T>, b: ViewD<'b, T>, op: &'static str) -> Result<Self> {
        let last = |rank: usize| rank.checked_sub(1);
        Self::summed(a, last(a.rank()), b, last(b.rank()), op)
    }

    fn dot(a: ViewD<'a, T>, b: ViewD<'b, T>, op: &'static str) -> Result<Self> {
        let last = if b.rank() < 2 { b.rank().checked_sub(1) } else { Some(b.rank() - 2) };
        Self::summed(a, a.rank().checked_sub(1), b, last, op)
    }

    /// Summed over one axis of each, or over none if one has none.
    fn summed(
        a: ViewD<'a, T>,
        left: Option<usize>,
        b: ViewD<'b, T>,
        right: Option<usize>,
        op: &'static str,
    ) -> Result<Self> {
        let axis = |axis: usize| vec![crate::layout::Axis(axis as isize)];
        let axes = match (left, right) {
            (Some(left), Some(right)) => (axis(left), axis(right)),
            _ => Default::default(),
        };
        Self::tensordot(a, b, axes, op)
    }

    fn tensordot(
        a: ViewD<'a, T>,
        b: ViewD<'b, T>,
        (left, right): (Vec<crate::layout::Axis>, Vec<crate::layout::Axis>),
        op: &'static str,
    ) -> Result<Self> {
        if left.len() != right.len() {
            return Err(Error::new(op, ErrorKind::Value { why: "two lists of axes of different lengths" }));
        }
        let mut a_labels: Labels = (0..a.rank() as u8).collect();
        let mut b_labels: Labels = (SECOND..SECOND + b.rank() as u8).collect();
        for ((label, left), right) in (PAIRS..).zip(left).zip(right) {
            for (axis, labels) in [(left, &mut a_labels), (right, &mut b_labels)] {
                let axis = axis.resolve(labels.len(), op)?;
                if labels[axis] >= PAIRS {
                    return Err(Error::new(op, ErrorKind::RepeatedAxis { axis }));
                }
                labels[axis] = label;
            }
        }
        let labels: Labels =
            a_labels.iter().chain(&b_labels).copied().filter(|&label| label < PAIRS).collect();
        Self::new(a, a_labels, b, b_labels, &labels, false, op)
    }

    /// A new array.
    pub(super) fn array(self) -> Result<ArrayD<T>> {
        let mut out = ArrayD::try_full(self.shape, T::zero()).map_err(|e| e.in_op(self.op))?;
        contract(self.a, self.b, out.view_mut(), &self.labels, self.conjugates, self.op)?;
        Ok(out)
    }

    /// The only element.
    fn number(self) -> Result<T> {
        Ok(self.array()?[[]])
    }

    /// Into a destination.
    pub(super) fn write(self, out: ViewMutD<'_, T>) -> Result<()> {
        let found = (&out).shape();
        if found != self.shape {
            return Err(Error::new(self.op, ErrorKind::Shape { expected: self.shape, found }));
        }
        contract(self.a, self.b, out, &self.labels, self.conjugates, self.op)
    }
}

/// Labels of rows, of what is summed, and of columns.
const M: u8 = 0;
const K: u8 = 1;
const N: u8 = 2;
/// Labels of a batch start here.
const CORE: u8 = 3;
/// Labels of axes of the second operand of [`Pair::tensordot`] start here.
const SECOND: u8 = 64;
/// Labels of pairs of axes start here.
const PAIRS: u8 = 128;
