//! The case study: the five-point Laplacian as an expression over five shifted views of one array.

use longstride::prelude::*;

/// The sum of the two second differences at every interior point; `dx` is the step along axis 0, `dy` along
/// axis 1.
///
/// Nothing is computed here. The five slices are arithmetic on shapes and strides, the operators build a
/// tree, and whoever receives it decides where the result goes: `.eval()` makes an array, `.eval_into(&mut
/// out)` fills one.
pub(crate) fn laplacian<'a>(f: View2<'a, f64>, dx: f64, dy: f64) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    (f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])) * cx
        + (f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])) * cy
        - f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))
}

/// The same, one operator at a time: what an eager library does, seven passes and seven arrays.
pub(crate) fn laplacian_eager(f: View2<'_, f64>, dx: f64, dy: f64) -> Array2<f64> {
    let (cx, cy) = (1.0 / (dx * dx), 1.0 / (dy * dy));
    let along_0 = (&(f.slice(s![..-2, 1..-1]) + f.slice(s![2.., 1..-1])).eval() * cx).eval();
    let along_1 = (&(f.slice(s![1..-1, ..-2]) + f.slice(s![1..-1, 2..])).eval() * cy).eval();
    let both = (&along_0 + &along_1).eval();
    let centre = (f.slice(s![1..-1, 1..-1]) * (2.0 * (cx + cy))).eval();
    (&both - &centre).eval()
}
