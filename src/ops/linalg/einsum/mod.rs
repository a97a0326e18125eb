//! Einstein summation: products of any number of arrays, with labels that say which axes go together.
//!
//! ```text
//! einsum("ij,jk->ik", (&a, &b))       the matrix product: j is summed, for the result lacks it
//! einsum("ii", (&a,))                 the trace: a label that comes twice walks the diagonal
//! einsum("b...,b...->...", (&a, &b))  an ellipsis stands for the other axes, which broadcast
//! ```
//!
//! Without `->` the result has the labels that occur once, in alphabetical order, after the axes of an ellipsis. Several operands are
//! multiplied two at a time, first those whose product saves most elements (the greedy path of `opt_einsum`, D. G. A. Smith
//! and J. Gray, 2018); a label is summed as soon as nothing else needs it. Each product is a product of matrices where it can be.
//!
//! ```
//! use longstride::{ops::linalg::einsum, prelude::*};
//! let a = array![[1, 2], [3, 4]];
//! let x = array![10, 1];
//! assert_eq!(einsum("ij,j->i", (&a, &x)), array![12, 34]);
//! assert_eq!(einsum("i,ij,j", (&x, &a, &x))[[]], 154);
//! assert_eq!(einsum("ij->ji", (&a,)), a.t());
//! ```

mod parse;

use parse::Subscripts;
use smallvec::SmallVec;

use super::LinalgScalar;
use super::contract::{Labels, Term, contract};
use crate::array::{ArrayD, AsView, AsViewMut, Movement, ViewD, ViewMutD};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::expr::{Assign, Expr, Reduce};
use crate::layout::{Axis, Extents};

/// Operands of [`einsum`]: a tuple of one to six arrays or views, of any ranks, or a slice of them.
pub trait Operands<'a> {
    /// The type of the elements.
    type Elem: 'a;
    /// The operands as views.
    fn views(self) -> Vec<ViewD<'a, Self::Elem>>;
}

impl<'a, V: AsView<'a> + Copy> Operands<'a> for &[V] {
    type Elem = V::Elem;
    fn views(self) -> Vec<ViewD<'a, V::Elem>> {
        self.iter().map(|operand| operand.view().into_dyn()).collect()
    }
}

// Tuples of operands.
macro_rules! operands {
    ($($($name:ident),+;)*) => {$(
        impl<'a, T: 'a, $($name: AsView<'a, Elem = T>),+> Operands<'a> for ($($name,)+) {
            type Elem = T;
            #[allow(non_snake_case, reason = "a type and its value")]
            fn views(self) -> Vec<ViewD<'a, T>> {
                let ($($name,)+) = self;
                vec![$($name.view().into_dyn()),+]
            }
        }
    )*};
}
operands! {
    A;
    A, B;
    A, B, C;
    A, B, C, D;
    A, B, C, D, E;
    A, B, C, D, E, F;
}

/// The sum of products that `subscripts` describe. NumPy: `np.einsum(subscripts, ...)`.
///
/// Labels are ASCII letters, and blanks are skipped. Extents of one label are the same, or 1, which stretches. The rank of the result
/// is only known at run time. Allocates the result, one array for each product but the last, and copies of operands whose
/// strides do not allow to take several axes as one.
///
/// # Panics
/// If the subscripts cannot be read or do not fit the operands, more axes remain than arrays can have, or the memory cannot be
/// had.
#[track_caller]
pub fn einsum<'a, P: Operands<'a, Elem: LinalgScalar>>(subscripts: &str, operands: P) -> ArrayD<P::Elem> {
    expect(try_einsum(subscripts, operands))
}

/// [`einsum`], with an error instead of a panic.
///
/// # Errors
/// Where `einsum` panics. What is wrong with the subscripts is named with its place in them, counted in bytes:
///
/// ```
/// use longstride::{ops::linalg::try_einsum, prelude::*};
/// let a = Array2::<f64>::zeros([2, 3]);
/// let e = try_einsum("ij,ik->kz", (&a, &a)).unwrap_err();
/// assert_eq!(e.to_string(), "a label of the result that no operand has: z at 8 of \"ij,ik->kz\" in einsum");
/// let e = try_einsum("ij,jk", (&a, &a)).unwrap_err();
/// assert_eq!(e.to_string(), "extent 2 where label j has 3: j at 3 of \"ij,jk\" in einsum");
/// ```
pub fn try_einsum<'a, P: Operands<'a, Elem: LinalgScalar>>(
    subscripts: &str,
    operands: P,
) -> Result<ArrayD<P::Elem>> {
    const OP: &str = "einsum";
    let sum = Sum::new(subscripts, operands.views(), OP)?;
    let mut out =
        ArrayD::try_full(sum.subscripts.shape(), num_traits::Zero::zero()).map_err(|e| e.in_op(OP))?;
    sum.write(out.view_mut())?;
    Ok(out)
}

/// [`einsum`] into an array or mutable view of the result's shape. NumPy: `np.einsum(subscripts, ..., out=out)`.
///
/// # Panics
/// As for [`einsum`], and if `out` has another shape.
#[track_caller]
pub fn einsum_into<'a, P, O>(subscripts: &str, operands: P, out: &mut O)
where
    P: Operands<'a, Elem: LinalgScalar>,
    O: AsViewMut<Elem = P::Elem>,
{
    expect(try_einsum_into(subscripts, operands, out));
}

/// [`einsum_into`], with an error instead of a panic.
///
/// # Errors
/// As for [`try_einsum`], and if `out` has another shape: nothing is written then.
pub fn try_einsum_into<'a, P, O>(subscripts: &str, operands: P, out: &mut O) -> Result<()>
where
    P: Operands<'a, Elem: LinalgScalar>,
    O: AsViewMut<Elem = P::Elem>,
{
    const OP: &str = "einsum_into";
    let sum = Sum::new(subscripts, operands.views(), OP)?;
    let (out, expected) = (out.view_mut().into_dyn(), sum.subscripts.shape());
    let found = (&out).shape();
    if found != expected {
        return Err(Error::new(OP, ErrorKind::Shape { expected, found }));
    }
    sum.write(out)
}

/// Operands with labels, each of which an operand has once.
struct Sum<'a, T> {
    subscripts: Subscripts,
    terms: Vec<Factor<'a, T>>,
    op: &'static str,
}

/// An operand, or the product of some.
enum Factor<'a, T> {
    Operand(Term<'a, T>),
    Product(ArrayD<T>, Labels),
}

impl<T> Factor<'_, T> {
    fn term(&self) -> Term<'_, T> {
        match self {
            Self::Operand(term) => Term::new(term.view, term.labels.iter().copied()),
            Self::Product(array, labels) => Term::new(array.view(), labels.iter().copied()),
        }
    }

    fn labels(&self) -> &Labels {
        match self {
            Self::Operand(term) => &term.labels,
            Self::Product(_, labels) => labels,
        }
    }
}

impl<'a, T: LinalgScalar> Sum<'a, T> {
    fn new(subscripts: &str, views: Vec<ViewD<'a, T>>, op: &'static str) -> Result<Self> {
        let shapes: Vec<Extents> = views.iter().map(|view| view.shape()).collect();
        let subscripts = Subscripts::parse(subscripts, &shapes, op)?;
        let terms = views.into_iter().zip(&subscripts.operands);
        let terms = terms.map(|(view, labels)| distinct(view, labels, &subscripts)).collect::<Result<_>>()?;
        Ok(Self { subscripts, terms, op })
    }

    fn write(mut self, out: ViewMutD<'_, T>) -> Result<()> {
        while self.terms.len() > 2 {
            let (i, j) = self.next_pair();
            let (b, a) = (self.terms.swap_remove(j), self.terms.swap_remove(i));
            let labels = self.product_labels(&a, &b, &self.terms);
            let mut shape = Extents::repeat(1, labels.len().min(crate::layout::MAX_RANK));
            if labels.len() > shape.len() {
                return Err(Error::new(self.op, ErrorKind::RankTooLarge { rank: labels.len() }));
            }
            shape.iter_mut().zip(&labels).for_each(|(n, &label)| *n = self.extent(label));
            let mut product = ArrayD::try_full(shape, T::zero()).map_err(|e| e.in_op(self.op))?;
            pair(&a.term(), &b.term(), product.view_mut(), &labels, self.op)?;
            self.terms.push(Factor::Product(product, labels));
        }
        let result = &self.subscripts.result;
        match &self.terms[..] {
            [a, b] => pair(&a.term(), &b.term(), out, result, self.op),
            [a] => single(&a.term(), out, result),
            _ => unreachable!("subscripts have a term for each operand, and at least one"),
        }
    }

    fn extent(&self, label: u8) -> usize {
        self.subscripts.extent(label).unwrap_or(1)
    }

    /// The labels that the product of two factors keeps: those of the result and of the other factors.
    fn product_labels(&self, a: &Factor<'_, T>, b: &Factor<'_, T>, others: &[Factor<'_, T>]) -> Labels {
        let needed = |label: &u8| {
            self.subscripts.result.contains(label)
                || others.iter().any(|other| other.labels().contains(label))
        };
        let mut labels = Labels::new();
        for &label in a.labels().iter().chain(b.labels()).filter(|label| needed(label)) {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }

    /// The pair whose product has fewest elements, less those of the two; the first lower than the second.
    fn next_pair(&self) -> (usize, usize) {
        let size = |labels: &Labels| labels.iter().map(|&label| self.extent(label) as f64).product::<f64>();
        let mut best = (0, 1, f64::INFINITY);
        for j in 1..self.terms.len() {
            for i in 0..j {
                let (a, b) = (&self.terms[i], &self.terms[j]);
                let needed = |label: &u8| {
                    let others = self.terms.iter().enumerate().filter(|&(k, _)| k != i && k != j);
                    self.subscripts.result.contains(label)
                        || others.into_iter().any(|(_, other)| other.labels().contains(label))
                };
                let mut kept: Labels =
                    a.labels().iter().chain(b.labels()).copied().filter(|label| needed(label)).collect();
                kept.sort_unstable();
                kept.dedup();
                let cost = size(&kept) - size(a.labels()) - size(b.labels());
                if cost < best.2 {
                    best = (i, j, cost);
                }
            }
        }
        (best.0, best.1)
    }
}

/// An operand without repeated labels, and without axes of extent 1 that stretch.
fn distinct<'a, T>(mut view: ViewD<'a, T>, labels: &Labels, all: &Subscripts) -> Result<Factor<'a, T>> {
    let mut labels = labels.clone();
    for axis in (0..labels.len()).rev() {
        if view.shape()[axis] == 1 && all.extent(labels[axis]) != Some(1) {
            view = view.index_axis(Axis(axis as isize), 0);
            labels.remove(axis);
        }
    }
    let repeated = |labels: &Labels| {
        (0..labels.len()).find_map(|j| Some((labels[..j].iter().position(|&l| l == labels[j])?, j)))
    };
    while let Some((i, j)) = repeated(&labels) {
        view = view.try_diagonal(0, Axis(i as isize), Axis(j as isize))?;
        // The diagonal is the last axis.
        labels.remove(j);
        let label = labels.remove(i);
        labels.push(label);
    }
    Ok(Factor::Operand(Term::new(view, labels)))
}

/// Writes the product of two factors, summed over the labels that `labels` lacks.
fn pair<T: LinalgScalar>(
    a: &Term<'_, T>,
    b: &Term<'_, T>,
    out: ViewMutD<'_, T>,
    labels: &[u8],
    op: &'static str,
) -> Result<()> {
    let (mut a_sum, mut b_sum) = (None, None);
    let a = summed(a, b, labels, &mut a_sum)?;
    let b = summed(b, &a, labels, &mut b_sum)?;
    contract(a, b, out, labels, false, op)
}

/// The sum of a factor over the labels that neither the other one nor the result has.
fn summed<'c, T: LinalgScalar>(
    term: &Term<'c, T>,
    other: &Term<'_, T>,
    labels: &[u8],
    sum: &'c mut Option<ArrayD<T>>,
) -> Result<Term<'c, T>> {
    let needed = |label: &u8| labels.contains(label) || other.labels.contains(label);
    let axes: SmallVec<[Axis; 8]> = (0..term.labels.len())
        .filter(|&axis| !needed(&term.labels[axis]))
        .map(|axis| Axis(axis as isize))
        .collect();
    let kept = term.labels.iter().copied().filter(needed);
    if axes.is_empty() {
        return Ok(Term::new(term.view, kept));
    }
    let array = sum.insert(term.view.try_sum_axes(&axes[..])?.try_eval()?);
    Ok(Term::new(array.view(), kept))
}

/// Writes the sum of one factor over the labels that `labels` lacks.
fn single<T: LinalgScalar>(term: &Term<'_, T>, mut out: ViewMutD<'_, T>, labels: &[u8]) -> Result<()> {
    let summed = term.labels.iter().filter(|label| !labels.contains(label));
    let all: Labels = labels.iter().chain(summed).copied().collect();
    let view = term.aligned(&all)?;
    let axes: SmallVec<[Axis; 8]> = (labels.len()..all.len()).map(|axis| Axis(axis as isize)).collect();
    if axes.is_empty() { out.try_assign(view) } else { view.try_sum_axes(&axes[..])?.try_eval_into(&mut out) }
}
