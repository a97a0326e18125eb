//! The price of a European option by Monte Carlo, against the formula of Black, Scholes and Merton (1973).
//!
//! Shows random arrays, and a whole simulation as one fused expression that is reduced without an array of its results.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{Stage, normal};

/// The price now, the agreed price, the interest rate and the volatility for a year, and the years.
const SPOT: f64 = 100.0;
const STRIKE: f64 = 100.0;
const INTEREST: f64 = 0.05;
const VOLATILITY: f64 = 0.2;
const YEARS: f64 = 1.0;
/// What the formula gives for these.
const CALL: f64 = 10.450_583_572_185_565;
const PUT: f64 = 5.573_526_022_256_971;

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let paths = if stage.quick { 20_000 } else { 2_000_000 };
    let chance = normal(paths, 1973);
    let drift = (INTEREST - VOLATILITY * VOLATILITY / 2.0) * YEARS;
    let discount = (-INTEREST * YEARS).exp();
    let price = || ((&chance * (VOLATILITY * YEARS.sqrt()) + drift).exp()) * SPOT;
    let call = || (price() - STRIKE).maximum(0.0) * discount;
    let put = || (STRIKE - price()).maximum(0.0) * discount;
    let results = [("call", call().mean(), call().std(1), CALL), ("put", put().mean(), put().std(1), PUT)];
    for (name, mean, deviation, exact) in results {
        let error = deviation / (paths as f64).sqrt();
        stage
            .say(&format!("{name:4} {mean:7.4} ± {error:.4}, by the formula {exact:.4}, of {paths} paths"))?;
        stage.check("they agree within four standard errors", (mean - exact).abs() < 4.0 * error)?;
    }
    // A call and a short put are worth what the share is, less the discounted price agreed: for each path.
    let parity = (call() - put() - (price() - STRIKE) * discount).abs().max();
    stage.check("put and call are at parity on every path", parity < 1e-10)
}
