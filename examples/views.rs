//! What a view is: a shape, strides and a place to start, over somebody else's memory.
//!
//! ```text
//! cargo run --release --example views
//! ```
//!
//! Each slice below is drawn over the 9 x 9 array that it looks at: a sign says that the view reaches the element, and
//! `0123456789abc...` in which order it does. No element is copied until the last section, where one must be.

use longstride::prelude::*;

/// The signs that number a view's elements.
const SIGNS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SIDE: usize = 9;

/// Draws which elements of the 9 x 9 array a view reaches.
///
/// Every element holds its own position in memory, so a view's elements say where they lie.
fn show(text: &str, view: ViewD<'_, usize>) {
    println!("\n{text}");
    println!("    shape {:?}, strides {:?}", view.shape(), view.strides());
    let mut picture = [b'.'; SIDE * SIDE];
    for (nth, &position) in view.iter().enumerate() {
        picture[position] = if view.len() <= SIGNS.len() { SIGNS[nth] } else { b'#' };
    }
    for row in picture.chunks(SIDE) {
        let row: Vec<String> = row.iter().map(|&sign| char::from(sign).to_string()).collect();
        println!("    {}", row.join(" "));
    }
}

fn main() -> Result<(), longstride::Error> {
    let x = Array2::from_fn([SIDE, SIDE], |[i, j]| i * SIDE + j);
    println!("x has shape {:?} and strides {:?}: one row down is 9 elements on.", x.shape(), x.strides());

    // Ranges with a step. Negative bounds count from the end: `1..-1` leaves out the border.
    show(
        "every other interior point      x.slice(s![1..-1;2, 1..-1;2])",
        x.slice(s![1..-1;2, 1..-1;2]).into_dyn(),
    );
    // A step of -1 walks the selected rows from the last one; the index 3 takes its axis away.
    show("column 3, from the bottom up    x.slice(s![..;-1, 3])", x.slice(s![..;-1, 3]).into_dyn());
    // The four shifted views of a five-point stencil differ in nothing but the place where they start.
    show("the northern neighbours         x.slice(s![..-2, 1..-1])", x.slice(s![..-2, 1..-1]).into_dyn());
    // A diagonal is one axis whose stride is the sum of two.
    show("the main diagonal               x.diagonal(0, Axis(0), Axis(1))", {
        x.diagonal(0, Axis(0), Axis(1)).into_dyn()
    });
    // Transposing swaps strides: the same elements in another order.
    show("a corner, transposed            x.slice(s![..3, ..4]).t()", x.slice(s![..3, ..4]).t().into_dyn());
    // An axis of stride 0 stays where it is: each element counts three times, and its last turn is shown.
    show("row 4, three times              x.slice(s![4, ..]).broadcast_to([3, 9])", {
        x.slice(s![4, ..]).broadcast_to([3, SIDE]).into_dyn()
    });

    println!("\nShapes alone, for views with more axes than fit a picture:");
    println!("    a new axis        {:?}", x.slice(s![.., NewAxis, ..]).shape());
    println!("    an ellipsis       {:?}", x.slice(s![..., 0]).shape());
    println!(
        "    3 x 3 windows     {:?}, strides {:?}",
        x.windows([3, 3]).shape(),
        x.windows([3, 3]).strides()
    );

    // Out of range is an error, as everywhere in Rust, and it says what was wrong.
    if let Err(error) = x.try_slice(s![.., 3..12]) {
        println!("\nNumPy would clamp x[:, 3:12]. Here: {error}");
    }

    // Writing through a view: only the elements that it reaches change.
    let mut y = Array2::<u8>::zeros([4, 6]);
    y.view_mut().slice(s![1.., ..;2]).fill(7);
    println!("\ny.view_mut().slice(s![1.., ..;2]).fill(7)\n{y}");

    reshaping()
}

/// Reshaping is a view as long as the axes that it merges follow one another in memory.
fn reshaping() -> Result<(), longstride::Error> {
    println!("\nWhen must reshape copy?");
    let q = Array1::from_iter(0..24).into_shape([2, 3, 4])?;
    let report = |text: &str, view: bool| {
        println!("    {text:<40}{}", if view { "is a view" } else { "copies: no strides describe it" });
    };
    report("q (2, 3, 4)            .reshape([6, 4])", q.reshape([6, 4]).is_view());
    report("q reversed on axis 2   .reshape([6, 4])", q.flip(Axis(2)).reshape([6, 4]).is_view());
    report("q[:, :, ::2]           .reshape([6, 2])", q.slice(s![.., .., ..;2]).reshape([6, 2]).is_view());
    report("q[:, :2, :]            .reshape([4, 4])", q.slice(s![.., ..2, ..]).reshape([4, 4]).is_view());
    report("q transposed           .reshape([24])", q.t().reshape([24]).is_view());

    // `reshape_view` never copies; where it would have to, the error names the axes at fault.
    if let Err(error) = q.t().reshape_view([24]) {
        println!("    q.t().reshape_view([24]) refuses: {error}");
    }
    Ok(())
}
