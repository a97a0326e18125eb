//! The logical order as a loop: rows along the last axis, the other axes as an odometer.
//!
//! This is the plain walk behind iteration, copying of elements that are not `Copy`, and printing. Arithmetic
//! goes through the executor instead, which is free to choose a better order.

use super::Extents;

/// Calls `f(offsets, n, steps)` for each row along the last axis, in row-major order: `K` arrays of one shape,
/// each with its own strides, start the row at `offsets` and take `n` elements `steps` apart.
///
/// An empty shape has no rows; rank 0 has one, of one element.
pub(crate) fn for_each_row<const K: usize>(
    shape: &[usize],
    strides: [&[isize]; K],
    mut f: impl FnMut([isize; K], usize, [isize; K]),
) {
    if shape.contains(&0) {
        return;
    }
    let Some((&inner, outer)) = shape.split_last() else {
        return f([0; K], 1, [0; K]);
    };
    let steps = strides.map(|s| s[outer.len()]);
    let mut index = Extents::repeat(0, outer.len());
    let mut row = [0isize; K];
    loop {
        f(row, inner, steps);
        // The last axis that can advance does; those after it start again.
        let mut axis = outer.len();
        loop {
            if axis == 0 {
                return;
            }
            axis -= 1;
            index[axis] += 1;
            row.iter_mut().zip(strides).for_each(|(at, s)| *at += s[axis]);
            if index[axis] < outer[axis] {
                break;
            }
            row.iter_mut().zip(strides).for_each(|(at, s)| *at -= s[axis] * index[axis] as isize);
            index[axis] = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::for_each_row;

    fn rows(shape: &[usize], strides: &[isize]) -> Vec<(isize, usize, isize)> {
        let mut out = Vec::new();
        for_each_row(shape, [strides], |[at], n, [step]| out.push((at, n, step)));
        out
    }

    #[test]
    fn rows_come_in_row_major_order() {
        assert_eq!(rows(&[2, 2, 3], &[6, -3, 1]), [(0, 3, 1), (-3, 3, 1), (6, 3, 1), (3, 3, 1)]);
        assert_eq!(rows(&[], &[]), [(0, 1, 0)]);
        assert_eq!(rows(&[4], &[2]), [(0, 4, 2)]);
        assert_eq!(rows(&[2, 0], &[0, 0]), []);
        assert_eq!(rows(&[0, 2], &[0, 0]), []);
    }
}
