//! Matrices of a given structure: diagonals, triangles and powers.

use num_traits::{One, Zero};

use crate::array::{Array, Array2, AsView, AsViewMut, Movement};
use crate::error::{Error, ErrorKind, Result, expect};
use crate::exec::{Apply, threads};
use crate::expr::{Assign, Expr, IntoExpr, Literal, Map, Owned, Zip};
use crate::layout::{Axis, Dim, Extents, Ix1, Ix2};

impl<T: Zero + Copy + Send + Sync> Array<T, Ix2> {
    /// The square matrix with a vector on its diagonal, and zeros elsewhere. NumPy: `np.diag(v)`; of a matrix that gives its
    /// diagonal, which is [`diagonal`](Movement::diagonal) here.
    ///
    /// # Panics
    /// If the memory cannot be had.
    ///
    /// ```
    /// use longstride::prelude::*;
    /// assert_eq!(Array2::from_diag(&array![1, 2]), array![[1, 0], [0, 2]]);
    /// ```
    #[track_caller]
    #[must_use]
    pub fn from_diag<'a, V: AsView<'a, Elem = T, Dim = Ix1>>(diagonal: V) -> Self
    where
        T: 'a,
    {
        expect(try_diagflat(diagonal, 0).map_err(|e| e.in_op("from_diag")))
    }
}

/// The smallest square matrix with all elements of an array, in row-major order, on its `k`-th diagonal (above the main one
/// if `k` is positive), and zeros elsewhere. NumPy: `np.diagflat(v, k)`, and `np.diag(v, k)` of a vector.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::{ops::diagflat, prelude::*};
/// assert_eq!(diagflat(&array![1, 2], 1), array![[0, 1, 0], [0, 0, 2], [0, 0, 0]]);
/// ```
#[track_caller]
pub fn diagflat<'a, V>(values: V, k: isize) -> Array2<V::Elem>
where
    V: AsView<'a, Elem: Zero + Copy + Send + Sync>,
{
    expect(try_diagflat(values, k))
}

/// [`diagflat`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_diagflat<'a, V>(values: V, k: isize) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: Zero + Copy + Send + Sync>,
{
    const OP: &str = "diagflat";
    let values = values.view().ravel();
    let n = values.view().len().saturating_add(k.unsigned_abs());
    let mut matrix = Array2::try_build([n, n], |slots| {
        slots.fill(V::Elem::zero());
        Ok(())
    })
    .map_err(|e| e.in_op(OP))?;
    matrix.view_mut().try_diagonal(k, Axis(0), Axis(1))?.try_assign(&values)?;
    Ok(matrix)
}

/// Ones on and below the `k`-th diagonal of a matrix, and zeros above. NumPy: `np.tri(rows, columns, k)`.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::{ops::tri, prelude::*};
/// assert_eq!(tri::<i32>(2, 3, 1), array![[1, 1, 0], [1, 1, 1]]);
/// ```
#[track_caller]
pub fn tri<T: Zero + One + Copy + Send + Sync>(rows: usize, columns: usize, k: isize) -> Array2<T> {
    expect(try_tri(rows, columns, k))
}

/// [`tri`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_tri<T: Zero + One + Copy + Send + Sync>(
    rows: usize,
    columns: usize,
    k: isize,
) -> Result<Array2<T>> {
    const OP: &str = "tri";
    // Shapes that no memory holds are found before the numbers of rows are made.
    crate::layout::Layout::row_major(&[rows, columns]).map_err(|e| e.in_op(OP))?;
    Array2::try_build([rows, columns], |slots| {
        let ones = Literal(T::one());
        let inside = Zip::new(places::<Ix2>(&[rows, columns], k), ones, OP)?;
        slots.try_assign(Map::new(Triangle::<true>, inside))
    })
    .map_err(|e| e.in_op(OP))
}

/// How far right of the `k`-th diagonal the columns of each row are: rows and columns as vectors that broadcast to the shape.
type Places<D> = Zip<Owned<isize, D>, Owned<isize, D>>;

fn places<D: Dim>(shape: &[usize], k: isize) -> Places<D> {
    let rank = shape.len();
    let numbers = |axis: usize, from: isize| {
        let mut along = Extents::repeat(1, rank);
        along[axis] = shape[axis];
        let mut next = from;
        let built = Array::<isize, D>::build_dense(&along, "tri", |slots| {
            slots.fill_with(|| {
                let number = next;
                next = next.saturating_add(1);
                number
            });
            Ok(())
        });
        Owned::new(expect(built))
    };
    expect(Zip::new(numbers(rank - 2, k), numbers(rank - 1, 0), "tri"))
}

/// Keeps an element on and below (`true`), or on and above (`false`), a diagonal, and makes others 0.
#[derive(Clone, Copy, Debug)]
pub struct Triangle<const LOWER: bool>;

impl<const LOWER: bool, T: Zero> Apply<((isize, isize), T)> for Triangle<LOWER> {
    type Output = T;
    #[inline(always)]
    fn apply(&self, ((limit, column), x): ((isize, isize), T)) -> T {
        let inside = if LOWER { column <= limit } else { column >= limit };
        if inside { x } else { T::zero() }
    }
}

// A row: the function, its form that returns an error, which triangle, and documentation.
macro_rules! triangles {
    ($($name:ident $try_name:ident $lower:literal $doc:literal $example:literal;)*) => {$(
        #[doc = $doc]
        /// Lazy: an expression, which fuses. Of more than two axes the last two are the matrices'.
        ///
        /// # Panics
        /// If there are fewer than two axes.
        ///
        /// ```
        /// use longstride::{ops::{tril, triu}, prelude::*};
        /// let a = array![[1, 2, 3], [4, 5, 6]];
        #[doc = $example]
        /// ```
        #[track_caller]
        pub fn $name<T, E>(matrices: E, k: isize) -> Map<Triangle<$lower>, Zip<Places<<E::Expr as Expr>::Dim>, E::Expr>>
        where
            E: IntoExpr<T, Elem = T>,
            T: Zero + Copy + Send + Sync,
        {
            expect($try_name(matrices, k))
        }

        #[doc = concat!("[`", stringify!($name), "`], with an error instead of a panic.")]
        ///
        /// # Errors
        /// If there are fewer than two axes.
        #[allow(clippy::type_complexity, reason = "an expression says what it computes")]
        pub fn $try_name<T, E>(
            matrices: E,
            k: isize,
        ) -> Result<Map<Triangle<$lower>, Zip<Places<<E::Expr as Expr>::Dim>, E::Expr>>>
        where
            E: IntoExpr<T, Elem = T>,
            T: Zero + Copy + Send + Sync,
        {
            const OP: &str = stringify!($name);
            let matrices = matrices.into_expr();
            let shape = matrices.shape();
            let shape = shape.as_ref();
            if shape.len() < 2 {
                return Err(Error::new(OP, ErrorKind::Rank { expected: 2, found: shape.len() }));
            }
            Ok(Map::new(Triangle, Zip::new(places(shape, k), matrices, OP)?))
        }
    )*};
}
triangles! {
    tril try_tril true "The lower triangle: elements above the `k`-th diagonal become 0. NumPy: `np.tril(a, k)`."
        "assert_eq!(tril(&a, 0).eval(), array![[1, 0, 0], [4, 5, 0]]);";
    triu try_triu false "The upper triangle: elements below the `k`-th diagonal become 0. NumPy: `np.triu(a, k)`."
        "assert_eq!(triu(&a, 1).eval(), array![[0, 2, 3], [0, 0, 6]]);";
}

/// The powers of each element of a vector in a row, from `columns - 1` down to 0: a Vandermonde matrix.
/// NumPy: `np.vander(x, columns)`.
///
/// Each power is the product of the one before and the element, as in NumPy. Runs on several threads where that pays.
///
/// # Panics
/// If the memory cannot be had.
///
/// ```
/// use longstride::{ops::{vander, vander_increasing}, prelude::*};
/// let x = array![1, 2, 3];
/// assert_eq!(vander(&x, 3), array![[1, 1, 1], [4, 2, 1], [9, 3, 1]]);
/// assert_eq!(vander_increasing(&x, 2), array![[1, 1], [1, 2], [1, 3]]);
/// ```
#[track_caller]
pub fn vander<'a, V>(x: V, columns: usize) -> Array2<V::Elem>
where
    V: AsView<'a, Elem: One + Copy + Send + Sync, Dim = Ix1>,
{
    expect(try_vander(x, columns))
}

/// [`vander`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_vander<'a, V>(x: V, columns: usize) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: One + Copy + Send + Sync, Dim = Ix1>,
{
    powers(x, columns, false)
}

/// [`vander`] with the powers from 0 up. NumPy: `np.vander(x, columns, increasing=True)`.
///
/// # Panics
/// If the memory cannot be had.
#[track_caller]
pub fn vander_increasing<'a, V>(x: V, columns: usize) -> Array2<V::Elem>
where
    V: AsView<'a, Elem: One + Copy + Send + Sync, Dim = Ix1>,
{
    expect(try_vander_increasing(x, columns))
}

/// [`vander_increasing`], with an error instead of a panic.
///
/// # Errors
/// If the memory cannot be had.
pub fn try_vander_increasing<'a, V>(x: V, columns: usize) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: One + Copy + Send + Sync, Dim = Ix1>,
{
    powers(x, columns, true)
}

/// A row of powers for each element, from the start of the row or from its end.
fn powers<'a, V>(x: V, columns: usize, increasing: bool) -> Result<Array2<V::Elem>>
where
    V: AsView<'a, Elem: One + Copy + Send + Sync, Dim = Ix1>,
{
    /// Elements that a thread takes at a time.
    const PIECE: usize = 1 << 14;
    let x = x.view();
    let mut out = Array2::try_full([x.len(), columns], V::Elem::one()).map_err(|e| e.in_op("vander"))?;
    let fill = |slots: &mut dyn Iterator<Item = &mut V::Elem>, x: V::Elem| {
        slots.fold(V::Elem::one(), |power, slot| {
            *slot = power;
            power * x
        });
    };
    let rows = (PIECE / columns.max(1)).max(1);
    let pieces = out.axis_chunks_mut(Axis(0), rows).zip(x.axis_chunks(Axis(0), rows));
    let threads = threads::for_bytes(x.len() * columns * size_of::<V::Elem>());
    threads::each_item(pieces, threads, |(mut rows, x)| {
        for (row, x) in rows.outer_iter_mut().zip(x.iter()) {
            match increasing {
                true => fill(&mut row.into_iter(), *x),
                false => fill(&mut row.into_iter().rev(), *x),
            }
        }
    });
    Ok(out)
}
