//! The plan of an expression in words.

use core::fmt::Write as _;

use super::kernel::Kernel;
use super::plan::Access;
use super::run::{Job, Write};
use super::walk::tile;
use super::{Lower, Lowering, Target, fresh_order, nest, simd_level, split};
use crate::layout::{Layout, Order};

/// What evaluating the expression into a new array would do.
pub(crate) fn explain<E: Lower>(expr: &E) -> String {
    let shape = expr.extents();
    let mut lowering = Lowering::new(&shape);
    expr.operands(&mut lowering);
    let kernel = expr.kernel();
    let (operands, order) = (lowering.operands.len(), fresh_order(&lowering));
    let mut text = String::new();
    let size = size_of::<E::Value>();
    let order_name = match order {
        Order::RowMajor => "row-major",
        Order::ColumnMajor => "column-major",
    };
    // Writing to a `String` does not fail.
    let _ =
        writeln!(text, "result: shape {shape:?}, {size} bytes an element, {order_name}; {operands} operands");
    if shape.contains(&0) {
        let _ = writeln!(text, "nothing to do: no elements");
        return text;
    }
    let Ok(layout) = Layout::dense(&shape, order) else {
        let _ = writeln!(text, "too large to evaluate");
        return text;
    };
    let target = Target {
        ptr: core::ptr::null_mut(),
        size,
        align: align_of::<E::Value>(),
        strides: layout.strides(),
        touched: false,
    };
    let nest = nest(&mut lowering, target);
    let _ = writeln!(text, "loops: {:?}, outermost first, after merging", &*nest.extents);
    for (i, operand) in nest.operands.iter().enumerate() {
        let how = match nest.access(operand) {
            Access::Direct => "read in place",
            Access::Fill => "one value a row",
            Access::Pack => "packed into tiles",
        };
        let strides = &operand.strides[..nest.extents.len()];
        let _ = writeln!(text, "operand {i}: {how}, byte strides {strides:?}");
    }
    let bytes = nest.bytes();
    let cost = E::Kernel::<'_>::COST;
    let sink = Write;
    let job = Job::new(&kernel, &sink);
    if let Some((rows, cols)) = tile(&nest, &job) {
        let _ = writeln!(text, "tiles: {rows} rows of {cols}, staged in the L1 cache");
    }
    let threads = split(&nest, &job).map_or(1, |s| s.threads);
    let _ = writeln!(text, "kernel: cost {cost} an element, SIMD level {:?}", simd_level());
    let _ = writeln!(text, "moves {bytes} bytes on {threads} thread{}", if threads == 1 { "" } else { "s" });
    text
}
