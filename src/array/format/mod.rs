//! Printing as NumPy does it: nested brackets, aligned columns, and `...` where there is too much.
//!
//! ```text
//! {}    [[ 1.5   2   ]        {:?}   array([[ 1.5 ,  2.0 ],
//!        [10     0.25]]                     [10.0 ,  0.25]], shape=(2, 2), strides=(2, 1))
//! ```
//!
//! - Every element is as wide as the widest one that is shown; numbers align at their decimal points. A width in the
//!   format is the least width of an element.
//! - Above 1000 elements only the first and last three indices of each axis are shown.
//! - Rows longer than a line of 75 columns go on in the next line; blocks of rank 3 and more have blank lines
//!   between them.
//! - Precision, sign, `#` and `0` apply to each element, whose own `Display`, `Debug`, `LowerExp`, `UpperExp`,
//!   `LowerHex`, `UpperHex`, `Octal` or `Binary` prints it. So `{}` of 1.0 is `1`, and `{:.1}` and `{:?}` are `1.0`.
//!
//! That is what Rust's own formatting says of an element, in NumPy's columns. [`PrintOptions`] print floating-point numbers by
//! NumPy's rules, too.
//!
//! The shown elements are printed once, into one string, to find the widths; nothing else is allocated.
//!
//! ```
//! use longstride::prelude::*;
//! let a = array![[1.5, 2.0], [10.0, 0.25]];
//! assert_eq!(format!("{a:.2}"), "[[ 1.50  2.00]\n [10.00  0.25]]");
//! assert_eq!(format!("{a}"), "[[ 1.5   2   ]\n [10     0.25]]");
//! assert_eq!(format!("{:?}", a.slice(s![.., 0])), "array([ 1.5, 10.0], shape=(2,), strides=(2,))");
//! assert_eq!(format!("{}", Array1::from_iter(0..2000)), "[   0    1    2 ... 1997 1998 1999]");
//! ```

mod options;

pub use options::{DisplayWith, FloatMode, PrintElement, PrintOptions, Sign};

use core::fmt::{self, Formatter, Write};

use super::{Array, AsView, CowArray, Movement, View, ViewD, ViewMut};
use crate::layout::{Dim, Extents};

/// Above so many elements an array is summarised ...
const THRESHOLD: usize = 1000;
/// ... to so many indices at either end of each axis.
const EDGE: usize = 3;
/// The columns in a line.
const LINE: usize = 75;

/// What the format asks of each element.
struct Options {
    plus: bool,
    alternate: bool,
    /// The width to fill with zeros.
    zeros: Option<usize>,
    precision: Option<usize>,
}

/// How an element prints, and what stands around and between the elements.
struct Style<T> {
    print: fn(&T, &Options, &mut String) -> fmt::Result,
    prefix: &'static str,
    separator: &'static str,
    /// Whether an `e` starts an exponent. In hexadecimal it is a digit, and nothing has a decimal point.
    decimal: bool,
}

/// The printed elements, one after the other.
struct Words {
    decimal: bool,
    text: String,
    ends: Vec<usize>,
    /// The most columns before the decimal point of a number, from there on, and of anything else.
    left: usize,
    right: usize,
    whole: usize,
}

impl Words {
    fn new(decimal: bool) -> Self {
        Self { decimal, text: String::new(), ends: Vec::new(), left: 0, right: 0, whole: 0 }
    }

    /// The columns of a number before its decimal point (or exponent), and from there on; `None` if it is no number.
    fn columns(&self, word: &str) -> Option<(usize, usize)> {
        let digits = word.strip_prefix(['-', '+']).unwrap_or(word);
        let number = self.decimal
            && digits.starts_with(|c: char| c.is_ascii_digit())
            && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-' | b'+'));
        let left = word.find(['.', 'e', 'E']).unwrap_or(word.len());
        number.then_some((left, word.len() - left))
    }

    fn push(&mut self, print: impl FnOnce(&mut String) -> fmt::Result) -> fmt::Result {
        let start = self.text.len();
        print(&mut self.text)?;
        self.ends.push(self.text.len());
        let word = &self.text[start..];
        match self.columns(word) {
            Some((left, right)) => (self.left, self.right) = (self.left.max(left), self.right.max(right)),
            None => self.whole = self.whole.max(word.chars().count()),
        }
        Ok(())
    }
}

/// Which indices of an axis are shown, of a summary so many at either edge; `None` stands for those that are not.
fn shown(extent: usize, edge: Option<usize>) -> impl Iterator<Item = Option<usize>> {
    let gap =
        edge.filter(|edge| extent / 2 >= *edge && extent > 2 * edge).map_or(0..0, |edge| edge..extent - edge);
    let dots = (!gap.is_empty()).then_some(None);
    (0..gap.start).map(Some).chain(dots).chain((gap.end..extent).map(Some))
}

/// Calls `f` with each index that is shown, in row-major order.
fn each(
    shape: &[usize],
    edge: Option<usize>,
    axis: usize,
    index: &mut Extents,
    f: &mut impl FnMut(&[usize]) -> fmt::Result,
) -> fmt::Result {
    if axis == shape.len() {
        return f(index);
    }
    for i in shown(shape[axis], edge).flatten() {
        index[axis] = i;
        each(shape, edge, axis + 1, index, f)?;
    }
    Ok(())
}

/// The output: it knows the column, and holds spaces back until something follows them in the same line.
struct Page<'p, 'f> {
    out: &'p mut Formatter<'f>,
    column: usize,
    spaces: usize,
}

impl Page<'_, '_> {
    fn newline(&mut self, count: usize, indent: usize) -> fmt::Result {
        (0..count).try_for_each(|_| self.out.write_char('\n'))?;
        (self.column, self.spaces) = (indent, indent);
        Ok(())
    }

    fn space(&mut self, count: usize) {
        self.column += count;
        self.spaces += count;
    }
}

impl Write for Page<'_, '_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let text = s.trim_end_matches(' ');
        if !text.is_empty() {
            write!(self.out, "{:1$}", "", core::mem::take(&mut self.spaces))?;
            self.out.write_str(text)?;
            self.column += text.chars().count();
        }
        self.space(s.len() - text.len());
        Ok(())
    }
}

/// One array on its way out.
struct Blocks<'a> {
    shape: &'a [usize],
    /// Of a summary the indices shown at either edge.
    edge: Option<usize>,
    separator: &'static str,
    words: &'a Words,
    next: usize,
    /// The columns of an element.
    width: usize,
}

impl Blocks<'_> {
    fn word(&mut self, page: &mut Page<'_, '_>) -> fmt::Result {
        let start = self.next.checked_sub(1).map_or(0, |i| self.words.ends[i]);
        let word = &self.words.text[start..self.words.ends[self.next]];
        self.next += 1;
        let (before, after) = match self.words.columns(word) {
            Some((left, right)) => (self.width - self.words.right - left, self.words.right - right),
            None => (self.width - word.chars().count(), 0),
        };
        page.space(before);
        page.write_str(word)?;
        page.space(after);
        Ok(())
    }

    /// The part at the current index of the axes before `axis`, in a line that ends at column `end`.
    fn block(&mut self, page: &mut Page<'_, '_>, axis: usize, end: usize) -> fmt::Result {
        let inside = self.shape.len() - 1 - axis;
        page.write_str("[")?;
        let indent = page.column;
        for (k, i) in shown(self.shape[axis], self.edge).enumerate() {
            if k > 0 && inside > 0 {
                page.write_str(self.separator.trim_end())?;
                page.newline(inside, indent)?;
            } else if k > 0 {
                page.write_str(self.separator)?;
                // The last columns are for what follows the element: a comma or a bracket.
                let last = end.saturating_sub(self.separator.trim_end().len().max(1));
                if page.column + i.map_or(3, |_| self.width) > last && page.column > indent {
                    page.newline(1, indent)?;
                }
            }
            match i {
                None => page.write_str("...")?,
                Some(_) if inside == 0 => self.word(page)?,
                Some(_) => self.block(page, axis + 1, end.saturating_sub(1))?,
            }
        }
        page.write_str("]")
    }

    /// The whole array, in lines of a width.
    fn print(mut self, page: &mut Page<'_, '_>, line: usize) -> fmt::Result {
        match self.shape {
            shape if shape.contains(&0) => page.write_str("[]"),
            [] => self.word(page),
            _ => self.block(page, 0, line),
        }
    }
}

fn show<T>(view: ViewD<'_, T>, style: &Style<T>, f: &mut Formatter<'_>) -> fmt::Result {
    let shape = view.shape();
    let edge = (view.len() > THRESHOLD).then_some(EDGE);
    let options = Options {
        plus: f.sign_plus(),
        alternate: f.alternate(),
        zeros: f.width().filter(|_| f.sign_aware_zero_pad()),
        precision: f.precision(),
    };
    let mut words = Words::new(style.decimal);
    each(&shape, edge, 0, &mut Extents::repeat(0, shape.len()), &mut |index| {
        words.push(|text| view.get(index).map_or(Ok(()), |x| (style.print)(x, &options, text)))
    })?;
    let width = (words.left + words.right).max(words.whole).max(f.width().unwrap_or(0));
    let mut page = Page { out: f, column: 0, spaces: 0 };
    page.write_str(style.prefix)?;
    Blocks { shape: &shape, edge, separator: style.separator, words: &words, next: 0, width }
        .print(&mut page, LINE - usize::from(!style.prefix.is_empty()))?;
    if !style.prefix.is_empty() {
        let mut suffix = String::from("shape=");
        tuple(&mut suffix, &shape)?;
        suffix.push_str(", strides=");
        tuple(&mut suffix, &view.strides())?;
        suffix.push(')');
        page.write_str(", ")?;
        if page.column + suffix.len() > LINE {
            page.newline(1, style.prefix.len())?;
        }
        page.write_str(&suffix)?;
    }
    // Nothing follows the last element of rank 0, whose spaces are still held back.
    let spaces = page.spaces;
    write!(page.out, "{:1$}", "", spaces)
}

/// As Python prints it: `()`, `(5,)`, `(3, 4)`.
fn tuple(out: &mut String, items: &[impl fmt::Display]) -> fmt::Result {
    out.push('(');
    for (i, item) in items.iter().enumerate() {
        write!(out, "{}{item}", if i > 0 { ", " } else { "" })?;
    }
    out.push_str(if items.len() == 1 { ",)" } else { ")" });
    Ok(())
}

// An element, with the options as literals: a table of all combinations, since options are not values in `std`.
macro_rules! print {
    ($code:literal) => {
        |x, options, out| match (options.plus, options.alternate, options.zeros, options.precision) {
            (false, false, None, None) => write!(out, concat!("{0:", $code, "}"), x),
            (false, false, None, Some(p)) => write!(out, concat!("{0:.1$", $code, "}"), x, p),
            (false, false, Some(w), None) => write!(out, concat!("{0:01$", $code, "}"), x, w),
            (false, false, Some(w), Some(p)) => write!(out, concat!("{0:01$.2$", $code, "}"), x, w, p),
            (false, true, None, None) => write!(out, concat!("{0:#", $code, "}"), x),
            (false, true, None, Some(p)) => write!(out, concat!("{0:#.1$", $code, "}"), x, p),
            (false, true, Some(w), None) => write!(out, concat!("{0:#01$", $code, "}"), x, w),
            (false, true, Some(w), Some(p)) => write!(out, concat!("{0:#01$.2$", $code, "}"), x, w, p),
            (true, false, None, None) => write!(out, concat!("{0:+", $code, "}"), x),
            (true, false, None, Some(p)) => write!(out, concat!("{0:+.1$", $code, "}"), x, p),
            (true, false, Some(w), None) => write!(out, concat!("{0:+01$", $code, "}"), x, w),
            (true, false, Some(w), Some(p)) => write!(out, concat!("{0:+01$.2$", $code, "}"), x, w, p),
            (true, true, None, None) => write!(out, concat!("{0:+#", $code, "}"), x),
            (true, true, None, Some(p)) => write!(out, concat!("{0:+#.1$", $code, "}"), x, p),
            (true, true, Some(w), None) => write!(out, concat!("{0:+#01$", $code, "}"), x, w),
            (true, true, Some(w), Some(p)) => write!(out, concat!("{0:+#01$.2$", $code, "}"), x, w, p),
        }
    };
}

// Each trait for each kind.
macro_rules! styles {
    ($($trait:ident, $print:expr, $prefix:literal, $separator:literal, $decimal:literal;)*) => {$(
        styles!(@kinds $trait, $print, $prefix, $separator, $decimal,
            [Array<T, D>, View<'_, T, D>, ViewMut<'_, T, D>, CowArray<'_, T, D>]);
    )*};
    (@kinds $trait:ident, $print:expr, $prefix:literal, $separator:literal, $decimal:literal, [$($type:ty),*]) => {$(
        impl<T: fmt::$trait, D: Dim> fmt::$trait for $type {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                let style =
                    Style { print: $print, prefix: $prefix, separator: $separator, decimal: $decimal };
                show(self.view().into_dyn(), &style, f)
            }
        }
    )*};
}
styles! {
    Display, print!(""), "", " ", true;
    LowerExp, print!("e"), "", " ", true;
    UpperExp, print!("E"), "", " ", true;
    LowerHex, print!("x"), "", " ", false;
    UpperHex, print!("X"), "", " ", false;
    Octal, print!("o"), "", " ", true;
    Binary, print!("b"), "", " ", true;
    Debug, |x, options, out| {
        // `{:#?}` would break elements over lines, and the columns with them.
        let options = Options { alternate: false, ..*options };
        let print: fn(&T, &Options, &mut String) -> fmt::Result = print!("?");
        print(x, &options, out)
    }, "array(", ", ", true;
}
