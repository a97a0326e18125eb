//! Broadcasting: how arrays of different shapes meet, without a copy of either.
//!
//! ```text
//! cargo run --release --example broadcasting
//! ```
//!
//! Shapes align at their last axes. Where one has extent 1, or no axis at all, it repeats: its stride there is 0, so
//! that every index finds the same element.
//!
//! ```text
//!       (3, 1)         (8, 1, 6)         (3, 4)
//!     + (   4)       + (   7, 1)       + (   5)
//!     = (3, 4)       = (8, 7, 6)       = error
//! ```

use longstride::prelude::*;

fn main() {
    let column = array![[0], [10], [20]];
    let row: Array1<i32> = array![1, 2, 3, 4];

    println!("A column and a row make a table.");
    println!("{:?} + {:?} = {:?}", column.shape(), row.shape(), (&column + &row).shape());
    println!("{}\n", (&column + &row).eval());

    println!("What the addition saw of the two, without copying either:");
    let (c, r) = (column.broadcast_to([3, 4]), row.broadcast_to([3, 4]));
    println!("column: shape {:?}, strides {:?}", c.shape(), c.strides());
    println!("row:    shape {:?}, strides {:?}\n", r.shape(), r.strides());

    println!("A scalar broadcasts to everything, on either side: 100 - row * 2");
    println!("{}\n", (100 - &row * 2).eval());

    println!("New axes say which way a 1-d array points. All differences of its elements:");
    let x = array![1.0, 2.0, 4.0];
    println!("{}\n", (x.slice(s![.., NewAxis]) - x.slice(s![NewAxis, ..])).eval());

    println!("Four corners of a rectangle, and the distance of each from each:");
    let points = array![[0.0, 0.0], [3.0, 0.0], [3.0, 4.0], [0.0, 4.0]];
    let (across, up) = (differences(points.view(), 0), differences(points.view(), 1));
    println!("{}\n", across.hypot(up.lazy()).eval());

    println!("In place the right side stretches, too. The first row, taken off every row:");
    let mut table = array![[1, 2, 3], [10, 20, 30], [100, 200, 300]];
    let first = table.slice(s![0, ..]).to_owned();
    table -= &first;
    println!("{table}\n");

    println!("A destination never stretches, and shapes that do not meet say where:");
    let mut narrow = Array1::<i32>::zeros(4);
    report((&column + &row).try_eval_into(&mut narrow));
    report((&table).try_add(&array![1, 2]).map(drop));

    println!("\nRanks may be dynamic: the rules are the same, and so are the kernels.");
    println!("{:?}", (&column.into_dyn_array() * &row).eval().shape());
}

/// The differences of one coordinate between all pairs of points: an expression that the caller goes on with.
fn differences<'a>(points: View2<'a, f64>, coordinate: isize) -> impl Expr<Elem = f64, Dim = Ix2> + 'a {
    let x = points.index_axis(Axis(1), coordinate);
    x.slice(s![.., NewAxis]) - x.slice(s![NewAxis, ..])
}

fn report(outcome: Result<(), longstride::Error>) {
    match outcome {
        Ok(()) => println!("  it fits"),
        Err(error) => println!("  {error}"),
    }
}
