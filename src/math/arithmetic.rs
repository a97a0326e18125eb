//! Multiply-add, fused where the machine can, and sums and products with their rounding errors.

/// `a * b + c`, rounded once if `FUSED` (then the function around it must be compiled for a machine with it), else twice.
#[inline(always)]
pub(crate) fn fma<const FUSED: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// [`fma`] for `f32`.
#[inline(always)]
pub(crate) fn fmaf<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// `a + b` and its rounding error (Knuth).
#[inline(always)]
pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// `a + b` and its rounding error, where `|a| >= |b|` or `a` is 0 (Dekker).
#[inline(always)]
pub(crate) fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// `a * b` and its rounding error; without a fused multiply-add by Dekker's halves, for which neither may be huge.
#[inline(always)]
pub(crate) fn two_product<const FUSED: bool>(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    if FUSED {
        return (product, a.mul_add(b, -product));
    }
    let halves = |x: f64| {
        let high = 134_217_729.0 * x;
        let high = high - (high - x);
        (high, x - high)
    };
    let ((ah, al), (bh, bl)) = (halves(a), halves(b));
    (product, ((ah * bh - product) + ah * bl + al * bh) + al * bl)
}

/// `c - a * b` where the two are near each other, rounded once or nearly so.
#[inline(always)]
pub(crate) fn remainder<const FUSED: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FUSED {
        a.mul_add(-b, c)
    } else {
        let (product, error) = two_product::<false>(a, b);
        (c - product) - error
    }
}
