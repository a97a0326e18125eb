//! Printing by NumPy's own rules, with options for each call: NumPy's `np.array2string` and `np.printoptions`.
//!
//! ```
//! use longstride::{array::{FloatMode, PrintOptions, Sign}, prelude::*};
//! let a = array![[1.5, -0.25], [1e-3, 1234.5]];
//! let show = |options: PrintOptions| a.display_with(&options).to_string();
//! assert_eq!(show(PrintOptions::default()), "[[ 1.5000e+00 -2.5000e-01]\n [ 1.0000e-03  1.2345e+03]]");
//! let plain = PrintOptions { suppress_small: true, ..PrintOptions::default() };
//! assert_eq!(show(plain), "[[   1.5     -0.25 ]\n [   0.001 1234.5  ]]");
//! let fixed = PrintOptions { float_mode: FloatMode::Fixed, precision: Some(1), sign: Sign::Plus, ..plain };
//! assert_eq!(show(fixed), "[[   +1.5    -0.2]\n [   +0.0 +1234.5]]");
//! ```

use core::fmt::{self, Display, Formatter, LowerExp};

use num_traits::Float;

use super::{Blocks, Page, Words, each};
use crate::array::{AsView, ViewD};
use crate::layout::Extents;

/// How [`display_with`](crate::array::AsView::display_with) prints an array: the options of NumPy's `np.set_printoptions`, with its
/// defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintOptions {
    /// The most digits after the decimal point; `None` for as many as it takes to tell a number from its neighbours.
    pub precision: Option<usize>,
    /// Above so many elements an array is summarised.
    pub threshold: usize,
    /// So many indices are shown at either end of an axis of a summary.
    pub edge_items: usize,
    /// The columns in a line.
    pub line_width: usize,
    /// Never print in scientific notation because numbers are small or their sizes differ: small ones become zeros.
    pub suppress_small: bool,
    /// What stands before numbers that are not negative.
    pub sign: Sign,
    /// How many digits numbers have after the decimal point.
    pub float_mode: FloatMode,
    /// What a NaN is printed as.
    pub nan: &'static str,
    /// What an infinity is printed as.
    pub inf: &'static str,
    /// What stands between elements.
    pub separator: &'static str,
}

/// What stands before numbers that are not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sign {
    /// Nothing. NumPy: `'-'`.
    #[default]
    Minus,
    /// A plus. NumPy: `'+'`.
    Plus,
    /// A space, in an array without negative numbers, too. NumPy: `' '`.
    Space,
}

/// How many digits floating-point numbers have after the decimal point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FloatMode {
    /// As many as it takes to tell a number from its neighbours, but no more than the precision.
    #[default]
    MaxPrec,
    /// That, and then all as many as the longest.
    MaxPrecEqual,
    /// As many as the precision says.
    Fixed,
    /// As many as it takes, whatever the precision.
    Unique,
}

impl Default for PrintOptions {
    fn default() -> Self {
        Self {
            precision: Some(8),
            threshold: super::THRESHOLD,
            edge_items: super::EDGE,
            line_width: super::LINE,
            suppress_small: false,
            sign: Sign::default(),
            float_mode: FloatMode::default(),
            nan: "nan",
            inf: "inf",
            separator: " ",
        }
    }
}

/// A type of elements that can be printed with [`PrintOptions`]: numbers and `bool`. Implement it for a type of your own.
pub trait PrintElement: Sized {
    /// The elements that are shown, each as a word. Shorter ones are moved to the right.
    fn words(shown: &[&Self], options: &PrintOptions) -> Vec<String>;
}

/// An array with [`PrintOptions`], to be printed.
#[derive(Debug)]
pub struct DisplayWith<'a, T> {
    view: ViewD<'a, T>,
    options: PrintOptions,
}

impl<'a, T> DisplayWith<'a, T> {
    pub(in crate::array) fn new(view: ViewD<'a, T>, options: PrintOptions) -> Self {
        Self { view, options }
    }
}

impl<T: PrintElement> Display for DisplayWith<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (view, options) = (self.view, &self.options);
        let shape = view.shape();
        let edge = (view.len() > options.threshold).then_some(options.edge_items);
        let mut shown = Vec::new();
        each(&shape, edge, 0, &mut Extents::repeat(0, shape.len()), &mut |index| {
            shown.extend(view.get(index));
            Ok(())
        })?;
        let mut words = Words::new(false);
        for word in T::words(&shown, options) {
            words.push(|text| {
                text.push_str(&word);
                Ok(())
            })?;
        }
        let width = words.whole;
        let mut page = Page { out: f, column: 0, spaces: 0 };
        Blocks { shape: &shape, edge, separator: options.separator, words: &words, next: 0, width }
            .print(&mut page, options.line_width)
    }
}

/// What stands before a number that is not negative.
fn plus(options: &PrintOptions) -> &'static str {
    if options.sign == Sign::Plus { "+" } else { "" }
}

/// Floating-point numbers in columns, as NumPy's `FloatingFormat` finds them.
struct Columns<'o> {
    options: &'o PrintOptions,
    scientific: bool,
    /// The digits after the decimal point that all have, if they have the same number.
    digits: Option<usize>,
    /// The digits of the exponent.
    exponent: usize,
    /// The columns before the decimal point and after it.
    left: usize,
    right: usize,
}

/// A decimal number as text: what stands before its point, after it, and its exponent.
struct Parts {
    whole: String,
    fraction: String,
    exponent: String,
}

impl<'o> Columns<'o> {
    fn new<T: Float + Display + LowerExp>(numbers: &[T], options: &'o PrintOptions) -> Self {
        let finite: Vec<T> = numbers.iter().copied().filter(|x| x.is_finite()).collect();
        let sizes = || finite.iter().map(|x| x.abs()).filter(|x| !x.is_zero());
        let (least, most) = (sizes().fold(T::infinity(), T::min), sizes().fold(T::zero(), T::max));
        let number = |x: f64| T::from(x).unwrap_or_else(T::zero);
        // Eight digits, or as many as the type has for certain.
        let large = number(if T::epsilon() > number(1e-10) { 1e6 } else { 1e8 });
        let spread = least < number(0.0001) || most / least > number(1000.0);
        let mut this = Self {
            options,
            scientific: most >= large || !options.suppress_small && most > T::zero() && spread,
            digits: None,
            exponent: 0,
            left: 0,
            right: 0,
        };
        let parts: Vec<Parts> = finite.iter().map(|&x| this.parts(x)).collect();
        let longest = |length: &dyn Fn(&Parts) -> usize| parts.iter().map(length).max().unwrap_or(0);
        this.left = longest(&|parts| parts.whole.len());
        this.exponent = longest(&|parts| parts.exponent.len()).saturating_sub(2);
        let digits = longest(&|parts| parts.fraction.len());
        let equal = matches!(options.float_mode, FloatMode::Fixed | FloatMode::MaxPrecEqual);
        if this.scientific || equal {
            this.digits = Some(digits);
        }
        this.right = if this.scientific { this.exponent + 2 + digits } else { digits };
        if options.sign == Sign::Space && !finite.is_empty() && !finite.iter().any(|x| x.is_sign_negative()) {
            this.left += 1;
        }
        if finite.len() < numbers.len() {
            let negative = options.sign != Sign::Minus || numbers.contains(&T::neg_infinity());
            let needed = options.nan.len().max(options.inf.len() + usize::from(negative));
            this.left = this.left.max(needed.saturating_sub(this.right + 1));
        }
        this
    }

    /// A finite number, with as many digits as the options and the columns want.
    fn parts<T: Float + Display + LowerExp>(&self, x: T) -> Parts {
        let size = x.abs();
        let options = self.options;
        let sign = if x.is_sign_negative() { "-" } else { plus(options) };
        let precision = options.precision.filter(|_| options.float_mode != FloatMode::Unique);
        let print = |digits: Option<usize>| match (self.scientific, digits) {
            (false, None) => format!("{size}"),
            (false, Some(p)) => format!("{size:.p$}"),
            (true, None) => format!("{size:e}"),
            (true, Some(p)) => format!("{size:.p$e}"),
        };
        let split = |text: &str| {
            let (number, exponent) = text.split_once('e').unwrap_or((text, ""));
            let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
            Parts { whole: format!("{sign}{whole}"), fraction: fraction.into(), exponent: exponent.into() }
        };
        let fixed = self.digits.or(precision.filter(|_| options.float_mode == FloatMode::Fixed));
        let mut parts = split(&print(fixed));
        if let (None, Some(most)) = (fixed, precision)
            && parts.fraction.len() > most
        {
            parts = split(&print(Some(most)));
            parts.fraction.truncate(parts.fraction.trim_end_matches('0').len());
        }
        if self.scientific {
            // A sign, and at least two digits.
            let size = parts.exponent.trim_start_matches('-');
            let sign = if size.len() < parts.exponent.len() { '-' } else { '+' };
            parts.exponent = format!("e{sign}{size:0>0$}", self.exponent.max(2));
        }
        parts
    }

    fn word<T: Float + Display + LowerExp>(&self, x: T) -> String {
        if !x.is_finite() {
            let sign = if x == T::neg_infinity() { "-" } else { plus(self.options) };
            let name = if x.is_nan() { self.options.nan } else { self.options.inf };
            let width = self.left + self.right + 1;
            return format!("{:>width$}", format!("{sign}{name}"));
        }
        let Parts { whole, fraction, exponent } = self.parts(x);
        let (left, right) = (self.left, self.right);
        format!("{whole:>left$}.{:<right$}", fraction + &exponent)
    }
}

// Floating-point numbers.
macro_rules! floats {
    ($($t:ty)*) => {$(
        impl PrintElement for $t {
            fn words(shown: &[&Self], options: &PrintOptions) -> Vec<String> {
                let numbers: Vec<$t> = shown.iter().map(|x| **x).collect();
                let columns = Columns::new(&numbers, options);
                numbers.into_iter().map(|x| columns.word(x)).collect()
            }
        }
    )*};
}
floats!(f32 f64);

/// Both parts in columns of their own, the imaginary one with its sign and a `j`.
#[cfg(feature = "num-complex")]
impl<T: Float + Display + LowerExp> PrintElement for num_complex::Complex<T> {
    fn words(shown: &[&Self], options: &PrintOptions) -> Vec<String> {
        let (re, im): (Vec<T>, Vec<T>) = shown.iter().map(|z| (z.re, z.im)).unzip();
        let signed = PrintOptions { sign: Sign::Plus, ..*options };
        let (left, right) = (Columns::new(&re, options), Columns::new(&im, &signed));
        let word = |(re, im): (T, T)| {
            let im = right.word(im);
            let text = im.trim_end();
            format!("{}{text}j{}", left.word(re), &im[text.len()..])
        };
        re.into_iter().zip(im).map(word).collect()
    }
}

// Integers.
macro_rules! integers {
    ($($t:ty)*) => {$(
        impl PrintElement for $t {
            fn words(shown: &[&Self], options: &PrintOptions) -> Vec<String> {
                #[allow(unused_comparisons, reason = "unsigned ones are among them")]
                let negative = |x: &Self| *x < 0;
                let before = match options.sign {
                    Sign::Minus => "",
                    Sign::Plus => "+",
                    Sign::Space if shown.iter().any(|x| negative(x)) => "",
                    Sign::Space => " ",
                };
                shown.iter().map(|x| if negative(x) { x.to_string() } else { format!("{before}{x}") }).collect()
            }
        }
    )*};
}
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// As Rust writes it: `true` and `false`.
impl PrintElement for bool {
    fn words(shown: &[&Self], _: &PrintOptions) -> Vec<String> {
        shown.iter().map(ToString::to_string).collect()
    }
}
