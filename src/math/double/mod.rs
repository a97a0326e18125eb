//! The elementary functions of `f64`.

mod area;
mod exp;
mod hyperbolic;
mod inverse;
mod log;
mod log_sum;
mod power;
mod reduce;
mod trig;

/// Both lanes and the careful form give these results, to the bit.
#[cfg(test)]
fn check<X: Copy + std::fmt::Debug, F: super::Function<X, Output = f64>>(_: F, cases: &[(X, f64)]) {
    for &(x, expected) in cases {
        let mut results = vec![F::careful(x)];
        if F::ordinary(x) {
            results.extend([F::lane::<true>(x), F::lane::<false>(x)]);
        }
        for result in results {
            let same = result.to_bits() == expected.to_bits() || (result.is_nan() && expected.is_nan());
            assert!(same, "at {x:?}: {result:e}, not {expected:e}");
        }
    }
}
