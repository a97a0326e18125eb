//! Moving averages: carbon dioxide above Mauna Loa, week by week with gaps, and sunspots, year by year.
//!
//! Shows windows as a view that copies nothing, reductions that leave missing values (NaN) out, and cumulative sums.

use longstride::prelude::*;

use crate::common::failure::Result;
use crate::stage::{GREY, Stage, series};

/// The mean of each window of so many values, of those that are there.
fn moving(values: View1<'_, f64>, window: usize) -> Array1<f64> {
    values.windows_axis(Axis(0), window).nanmean_axis(Axis(1)).eval()
}

/// A picture of 200 pixels in height: a value in each column, black on white.
fn chart(values: View1<'_, f64>) -> Array2<f64> {
    let (low, high) = (values.nanmin(), values.nanmax());
    let row = ((high - values) / (high - low) * 199.0).eval();
    let rows = Array1::linspace(0.0, 199.0, 200);
    let line = (rows.slice(s![.., NewAxis]) - &row).abs().le(1.5);
    line.select(0.0, 1.0).eval()
}

pub(crate) fn run(stage: &Stage) -> Result<()> {
    let [dates, co2] = series("co2.csv")?;
    let missing = co2.is_nan().count();
    stage.say(&format!("{} weeks of carbon dioxide, {missing} without a value", co2.len()))?;
    let yearly = moving(co2.view(), 52);
    for week in (0..yearly.len()).step_by(520) {
        let [year, mean] = [dates[week] / 1e4, yearly[week]];
        stage.say(&format!("  the 52 weeks from {}: {mean:.1} ppm", year.floor()))?;
    }
    stage.check("no window of 52 weeks is empty", !yearly.is_nan().any())?;
    let growth = yearly.diff(Axis(0)).gt(0.0).count() as f64 / yearly.len() as f64;
    stage.say(&format!("the average grew in {:.0} of 100 weeks", 100.0 * growth))?;
    // The same by differences of cumulative sums: of the values, and of how many there are.
    let there = (!co2.is_nan()).select(1.0, 0.0).eval();
    let sums = co2.nancumsum(Axis(0)).include_initial(0.0).eval();
    let counts = there.cumsum(Axis(0)).include_initial(0.0).eval();
    let [sums, counts] = [&sums, &counts].map(|total| total.slice(s![52..]) - total.slice(s![..-52]));
    stage.check("cumulative sums give the same averages", (sums / counts).allclose(&yearly))?;

    let [_, spots] = series("sunspots.csv")?;
    let cycles = moving(spots.view(), 11);
    stage.say(&format!(
        "sunspots: a deviation of {:.1}, and of {:.1} once averaged over the cycle of 11 years",
        spots.std(0),
        cycles.std(0)
    ))?;
    stage.check("an average varies less than what it is of", cycles.std(0) < spots.std(0))?;
    stage.draw("co2", chart(co2.view()).slice(s![.., ..;2]), &GREY)
}
