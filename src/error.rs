//! The one error type of the crate: which operation failed, and on which shape, axis or index.
//!
//! Every operation that can fail on its input has a `try_` form (or is itself fallible) that returns
//! [`Result`]; the short form panics with the same message at the caller's line.
//!
//! ```
//! use longstride::prelude::*;
//! let a = Array2::<f64>::zeros([3, 4]);
//! let b = Array1::<f64>::zeros([5]);
//! let e = (&a).try_add(&b).unwrap_err();
//! assert_eq!(e.to_string(), "cannot broadcast (3, 4) with (5,): axis 1 is 4 against 5 in add");
//! ```

use core::fmt;

use crate::layout::Extents;

/// `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// What went wrong, and in which operation.
///
/// It is one pointer wide; the details are on the heap, which only a failure pays for.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    op: &'static str,
    kind: ErrorKind,
}

/// The reason of an [`Error`], with the shapes, the axis or the index at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Two shapes do not broadcast together.
    Broadcast {
        /// The left operand's shape.
        left: Extents,
        /// The right operand's shape.
        right: Extents,
        /// The axis, counted in the longer of the two shapes.
        axis: usize,
        /// Extent of the left operand on that axis.
        left_extent: usize,
        /// Extent of the right operand on that axis.
        right_extent: usize,
    },
    /// A shape other than the one required (a destination never stretches).
    Shape {
        /// The shape that the operation needs.
        expected: Extents,
        /// The shape that it was given.
        found: Extents,
    },
    /// An axis that the array does not have.
    Axis {
        /// The axis as given; negative ones count from the end.
        axis: isize,
        /// The rank of the array.
        rank: usize,
    },
    /// An axis named twice.
    RepeatedAxis {
        /// The axis.
        axis: usize,
    },
    /// An index outside its axis.
    Index {
        /// The axis.
        axis: usize,
        /// The index as given; negative ones count from the end.
        index: isize,
        /// The extent of the axis.
        extent: usize,
    },
    /// A range outside its axis, or one that ends before it starts.
    Range {
        /// The axis.
        axis: usize,
        /// Where the range starts, as given.
        start: isize,
        /// Where it ends (exclusive), as given.
        end: isize,
        /// The extent of the axis.
        extent: usize,
    },
    /// A slice step of zero.
    ZeroStep {
        /// The axis.
        axis: usize,
    },
    /// Another rank than the static one, or another number of entries than there are axes.
    Rank {
        /// The rank required.
        expected: usize,
        /// The rank found.
        found: usize,
    },
    /// More axes than [`MAX_RANK`](crate::layout::MAX_RANK).
    RankTooLarge {
        /// The number of axes asked for.
        rank: usize,
    },
    /// More than one ellipsis in a slice.
    TwoEllipses,
    /// The number of elements, or their distance in bytes, does not fit `isize`.
    TooLarge {
        /// The shape asked for.
        shape: Extents,
    },
    /// The allocator refused.
    OutOfMemory {
        /// The number of bytes asked for.
        bytes: usize,
    },
    /// Another number of elements than the shape holds.
    Length {
        /// The shape.
        shape: Extents,
        /// The number of elements that it was given.
        found: usize,
    },
    /// A reshape that cannot be a view: these axes would have to be merged, and their strides do not allow it.
    NeedsCopy {
        /// The shape of the array.
        from: Extents,
        /// The shape asked for.
        to: Extents,
        /// The first axis of the group that cannot be merged.
        first: usize,
        /// The last axis of the group.
        last: usize,
    },
    /// An extent was to be inferred, but none fits, or more than one was left open.
    Infer {
        /// The shape of the array.
        from: Extents,
        /// The shape asked for, the open extent as `usize::MAX`.
        to: Extents,
    },
    /// An axis cannot be removed: its extent is not 1.
    NotOne {
        /// The axis.
        axis: usize,
        /// Its extent.
        extent: usize,
    },
    /// A window or chunk that is empty, or larger than its axis.
    Window {
        /// The axis.
        axis: usize,
        /// The window's extent.
        window: usize,
        /// The extent of the axis.
        extent: usize,
    },
    /// A mutable view in which two indices would address one element, or two views that share one.
    Overlap,
    /// A layout that reaches outside the elements that it was given.
    OutOfBounds {
        /// The lowest offset that the layout reaches.
        low: isize,
        /// The highest offset that it reaches.
        high: isize,
        /// The number of elements there are.
        len: usize,
    },
    /// A destination that is too short.
    NoRoom {
        /// The number of elements that there are to write.
        needed: usize,
        /// The number of elements that the destination has.
        found: usize,
    },
    /// Arrays to be joined whose shapes differ on another axis than the one along which they are.
    Join {
        /// The shape of the first array.
        first: Extents,
        /// The shape of the one that does not fit.
        other: Extents,
        /// Its position among the arrays.
        part: usize,
        /// The axis on which it does not fit.
        axis: usize,
    },
    /// Two axes to be summed over together whose extents differ.
    Contract {
        /// The first array's shape.
        left: Extents,
        /// The second array's shape.
        right: Extents,
        /// The axis of the first array.
        left_axis: usize,
        /// The axis of the second array.
        right_axis: usize,
    },
    /// Subscripts of `einsum` that cannot be read, or do not fit the operands.
    Subscripts {
        /// The subscripts.
        subscripts: Box<str>,
        /// The byte at fault.
        at: usize,
        /// What is wrong there.
        why: &'static str,
    },
    /// A label in subscripts of `einsum` that stands for two extents.
    Label {
        /// The subscripts.
        subscripts: Box<str>,
        /// The byte of the label.
        at: usize,
        /// The extent there.
        extent: usize,
        /// The extent that it has before.
        known: usize,
    },
    /// A reduction without an identity over no elements.
    Empty {
        /// The shape of the operand.
        shape: Extents,
    },
    /// Elements of another type than the one asked for.
    ElementType {
        /// The name of the type asked for.
        expected: String,
        /// The name of the type that there is.
        found: String,
    },
    /// A value that the operation cannot take.
    Value {
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Error {
    /// An error of operation `op`.
    #[cold]
    #[must_use]
    pub fn new(op: &'static str, kind: ErrorKind) -> Self {
        Self(Box::new(Inner { op, kind }))
    }

    /// The operation that failed, as in `add` or `slice`.
    #[must_use]
    pub fn op(&self) -> &'static str {
        self.0.op
    }

    /// Why it failed.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The same reason, in another operation's name.
    #[must_use]
    pub fn in_op(mut self, op: &'static str) -> Self {
        self.0.op = op;
        self
    }
}

/// Unwraps, or panics with the error's own message at the caller's line.
#[track_caller]
#[inline]
pub(crate) fn expect<T>(result: Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => fail(&error),
    }
}

#[track_caller]
#[cold]
#[inline(never)]
fn fail(error: &Error) -> ! {
    panic!("{error}")
}

/// A shape as Python prints it: `()`, `(5,)`, `(3, 4)`.
pub(crate) struct Tuple<'a>(pub(crate) &'a [usize]);

impl fmt::Display for Tuple<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, &n) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            if n == usize::MAX { f.write_str("?")? } else { write!(f, "{n}")? }
        }
        f.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use ErrorKind::*;
        match self.kind() {
            Broadcast { left, right, axis, left_extent, right_extent } => write!(
                f,
                "cannot broadcast {} with {}: axis {axis} is {left_extent} against {right_extent}",
                Tuple(left),
                Tuple(right)
            ),
            Shape { expected, found } => {
                write!(f, "shape {} where {} is needed", Tuple(found), Tuple(expected))
            }
            Axis { axis, rank } => write!(f, "axis {axis} is out of range for rank {rank}"),
            RepeatedAxis { axis } => write!(f, "axis {axis} is named twice"),
            Index { axis, index, extent } => {
                write!(f, "index {index} is out of range on axis {axis} of extent {extent}")
            }
            Range { axis, start, end, extent } => {
                write!(f, "range {start}..{end} does not fit axis {axis} of extent {extent}")
            }
            ZeroStep { axis } => write!(f, "step 0 on axis {axis}"),
            Rank { expected, found } => write!(f, "rank {found} where rank {expected} is needed"),
            RankTooLarge { rank } => write!(f, "rank {rank} is more than {}", crate::layout::MAX_RANK),
            TwoEllipses => f.write_str("more than one ellipsis"),
            TooLarge { shape } => {
                write!(f, "shape {} is too large: its size does not fit isize", Tuple(shape))
            }
            OutOfMemory { bytes } => write!(f, "out of memory: {bytes} bytes could not be allocated"),
            Length { shape, found } => write!(f, "{found} elements do not fill shape {}", Tuple(shape)),
            NeedsCopy { from, to, first, last } => write!(
                f,
                "{} cannot be viewed as {} without a copy: axes {first} to {last} do not merge",
                Tuple(from),
                Tuple(to)
            ),
            Infer { from, to } => write!(f, "no extent makes {} out of {}", Tuple(to), Tuple(from)),
            NotOne { axis, extent } => write!(f, "axis {axis} has extent {extent}, not 1"),
            Window { axis, window, extent } => {
                write!(f, "a window of {window} does not fit axis {axis} of extent {extent}")
            }
            Overlap => f.write_str("two indices would address one element of a mutable view"),
            OutOfBounds { low, high, len } => {
                write!(f, "the layout reaches offsets {low} to {high} of {len} elements")
            }
            NoRoom { needed, found } => write!(f, "{needed} elements do not fit a destination of {found}"),
            Join { first, other, part, axis } => write!(
                f,
                "cannot join {} with {}, array {part}: axis {axis} is {} against {}",
                Tuple(first),
                Tuple(other),
                first[*axis],
                other[*axis]
            ),
            Contract { left, right, left_axis, right_axis } => write!(
                f,
                "cannot multiply {} with {}: axis {left_axis} is {} against {} on axis {right_axis}",
                Tuple(left),
                Tuple(right),
                left[*left_axis],
                right[*right_axis]
            ),
            Subscripts { subscripts, at, why } => match subscripts[*at..].chars().next() {
                Some(c) => write!(f, "{why}: {c} at {at} of {subscripts:?}"),
                None => write!(f, "{why}: the end of {subscripts:?}"),
            },
            Label { subscripts, at, extent, known } => {
                let label = subscripts[*at..].chars().next().unwrap_or(' ');
                write!(
                    f,
                    "extent {extent} where label {label} has {known}: {label} at {at} of {subscripts:?}"
                )
            }
            Empty { shape } => write!(f, "no elements in shape {}, and no identity to return", Tuple(shape)),
            ElementType { expected, found } => write!(f, "elements of type {found}, not {expected}"),
            Value { why } => f.write_str(why),
        }?;
        write!(f, " in {}", self.op())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("op", &self.op()).field("kind", self.kind()).finish()
    }
}

impl core::error::Error for Error {}
