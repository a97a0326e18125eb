//! The tables in `docs/from-numpy.md` and `docs/from-ndarray.md`: every line of Rust in them is run here, and every
//! line that is run here is in them.

#![allow(unsafe_code, reason = "the row on raw parts")]
// The pages show the crate with its default features.
#![cfg(feature = "rayon")]

use std::f64::consts::PI;
use std::fs;
use std::path::Path;

use longstride::layout::Layout;
use longstride::prelude::*;

type Outcome = Result<(), longstride::Error>;

/// Code without white space, in which a table and `stringify!` may differ.
fn squeezed(code: &str) -> String {
    code.split_whitespace().collect::<String>().trim_end_matches(';').to_owned()
}

/// The second column of all tables of a page.
fn documented(page: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut codes = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('|')) {
        // A bar that belongs to the code is written `\|`.
        let cells: Vec<String> =
            line.replace("\\|", "\u{1}").split('|').map(|c| c.replace('\u{1}', "|")).collect();
        let code = cells[2].trim();
        if let Some(code) = code.strip_prefix('`').and_then(|code| code.strip_suffix('`')) {
            codes.push(squeezed(code));
        }
    }
    codes
}

/// Asserts that the codes that were run and those on the page are the same.
#[track_caller]
fn same_as(page: &str, run: &[String]) {
    let documented = documented(page);
    let missing = |of: &[String], from: &[String]| -> Vec<String> {
        of.iter().filter(|code| !from.contains(code)).cloned().collect()
    };
    assert_eq!(missing(&documented, run), [""; 0], "on the page, but not run");
    assert_eq!(missing(run, &documented), [""; 0], "run, but not on the page");
    assert!(!run.is_empty());
}

/// A row: what is run, and the value that it has, or what is true of that, or what is true after it.
macro_rules! row {
    ($run:ident, { $($code:tt)+ } == $expected:expr) => {
        $run.push(squeezed(stringify!($($code)+)));
        assert_eq!({ $($code)+ }, $expected);
    };
    ($run:ident, { $($code:tt)+ }, |$value:pat_param| $check:expr) => {
        $run.push(squeezed(stringify!($($code)+)));
        let $value = { $($code)+ };
        assert!($check);
    };
    ($run:ident, { $($code:tt)+ } then $check:expr) => {
        $run.push(squeezed(stringify!($($code)+)));
        $($code)+;
        assert!($check);
    };
}

fn counting() -> Array2<f64> {
    Array2::from_fn([3, 4], |[i, j]| (4 * i + j) as f64)
}

/// Whether two arrays differ by no more than rounding.
fn near(a: &Array2<f64>, b: &Array2<f64>) -> bool {
    a.shape() == b.shape() && a.iter().zip(b.iter()).all(|(x, y)| (x - y).abs() <= 4e-16 * y.abs())
}

fn cuboid() -> Array3<f64> {
    Array3::from_fn([2, 3, 4], |[i, j, k]| (12 * i + 4 * j + k) as f64)
}

#[path = "docs_tables/ndarray.rs"]
mod ndarray;
#[path = "docs_tables/numpy.rs"]
mod numpy;
#[path = "docs_tables/numpy_indexing.rs"]
mod numpy_indexing;
#[path = "docs_tables/numpy_linalg.rs"]
mod numpy_linalg;
#[path = "docs_tables/numpy_making.rs"]
mod numpy_making;
#[path = "docs_tables/numpy_sorting.rs"]
mod numpy_sorting;
#[path = "docs_tables/numpy_statistics.rs"]
mod numpy_statistics;
#[path = "docs_tables/numpy_ufuncs.rs"]
mod numpy_ufuncs;
#[path = "docs_tables/numpy_windows.rs"]
mod numpy_windows;

#[test]
fn the_page_for_numpy_is_true() -> Outcome {
    let mut run = Vec::new();
    numpy::arrays_and_views(&mut run)?;
    numpy::expressions(&mut run)?;
    numpy_indexing::indexing(&mut run)?;
    numpy::masks_indices_and_joining(&mut run)?;
    numpy_linalg::products(&mut run)?;
    numpy_ufuncs::functions_of_numbers(&mut run)?;
    numpy_ufuncs::methods(&mut run)?;
    numpy_ufuncs::printing(&mut run)?;
    numpy_making::creation(&mut run)?;
    numpy_making::manipulation(&mut run)?;
    numpy_statistics::statistics(&mut run)?;
    numpy_sorting::sorting_and_sets(&mut run)?;
    numpy_windows::windows_and_stencils(&mut run)?;
    same_as("from-numpy.md", &run);
    Ok(())
}

#[test]
fn the_page_for_ndarray_is_true() -> Outcome {
    let mut run = Vec::new();
    ndarray::arrays_and_views(&mut run)?;
    ndarray::expressions(&mut run)?;
    numpy_windows::blocks_and_threads(&mut run)?;
    same_as("from-ndarray.md", &run);
    Ok(())
}
