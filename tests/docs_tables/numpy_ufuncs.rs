//! The rows on ufuncs, their methods, comparison and printing.

use longstride::array::PrintOptions;
use longstride::expr::op::{self, Interp, Tolerance};
use longstride::prelude::*;

use super::{Outcome, counting, squeezed};

pub(super) fn functions_of_numbers(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    let v = a.slice(s![0, ..]);
    let n = array![-7, 4, 12];
    let w = array![1.5, f64::NAN, -0.0, 2.5];
    row!(run, { n.floor_divide(2).eval() } == array![-4, 2, 6]);
    row!(run, { n.remainder(5).eval() } == array![3, 4, 2]);
    row!(run, { n.divmod(5).eval() } == array![(-2, 3), (0, 4), (2, 2)]);
    row!(run, { n.fmod(5).eval() } == array![-2, 4, 2]);
    row!(run, { n.sign().eval() } == array![-1, 1, 1]);
    row!(run, { n.gcd(6).eval() } == array![1, 2, 6]);
    row!(run, { n.lcm(6).eval() } == array![42, 12, 12]);
    row!(run, { n.bitwise_count().eval() } == array![3, 1, 2]);
    row!(run, { n.pow(2).eval() } == array![49, 16, 144]);
    row!(run, { n.float_power(-1).eval() } == array![-1.0 / 7.0, 0.25, 1.0 / 12.0]);
    row!(run, { n.wrapping_mul(i32::MAX).eval() } == array![i32::MIN + 7, -4, -12]);
    row!(run, { n.saturating_mul(i32::MAX).eval() } == array![i32::MIN, i32::MAX, i32::MAX]);
    row!(run, { n.checked_add(i32::MAX).eval() } == array![Some(i32::MAX - 7), None, None]);
    row!(run, { w.fmax(2.0).eval() } == array![2.0, 2.0, 2.0, 2.5]);
    row!(run, { w.rint().eval() }, |r| r[0] == 2.0 && r[3] == 2.0);
    row!(run, { v.round_to(1).eval() } == v);
    row!(run, { w.nan_to_num().eval() } == array![1.5, 0.0, 0.0, 2.5]);
    row!(run, { w.is_infinite().eval() } == Array1::full(4, false));
    row!(run, { w.is_negative().eval() }, |s| s[2] && !s[0]);
    row!(run, { v.heaviside(0.5).eval() } == array![0.5, 1.0, 1.0, 1.0]);
    row!(run, { v.frexp().map(|(m, _)| m).eval() } == array![0.0, 0.5, 0.5, 0.75]);
    row!(run, { v.ldexp(3).eval() } == array![0.0, 8.0, 16.0, 24.0]);
    row!(run, { v.modf().map(|(_, whole)| whole).eval() } == v);
    row!(run, { v.nextafter(9.0).eval() }, |next| next[1] == 1.0 + f64::EPSILON);
    row!(run, { v.spacing().eval() }, |spacing| spacing[1] == f64::EPSILON);
    row!(run, { a.to_radians().eval() }, |r| r[[0, 0]] == 0.0);
    row!(run, { a.interp(&array![0.0, 11.0], &array![0.0, 22.0]).eval() } == (&a * 2.0).eval());
    row!(run, { a.interp_with(Interp::new(&array![0.0, 4.0], &array![1.0, 1.0]).right(0.0)).sum() } == 5.0);
    row!(run, { n.logical_and(&array![0, 1, 1]).eval() } == array![false, true, true]);
    row!(run, { n.logical_not().eval() } == array![false, false, false]);
    row!(run, { a.isclose(&v).eval() }, |near| near[[0, 1]] && !near[[1, 1]]);
    row!(run, { a.allclose(&a) }, |near| near);
    row!(run, { w.allclose_with(&w, Tolerance { equal_nan: true, ..Tolerance::default() }) }, |near| near);
    row!(run, { w.array_equal_nan(&w) }, |equal| equal);
    row!(run, { a.array_equiv(&v) }, |equal| !equal);
    Ok(())
}

pub(super) fn methods(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    let v = a.slice(s![0, ..]);
    row!(run, { op::Sub.reduce(&a, Axis(1)) } == array![-6.0, -14.0, -22.0]);
    row!(run, { op::Mul.reduce_from(0.5, v, Axis(0))[[]] } == 0.0);
    row!(run, { op::Sub.accumulate(v, Axis(0)).eval() } == array![0.0, -1.0, -3.0, -6.0]);
    row!(run, { op::Add.reduceat(v, &[0, 2, 1], Axis(0)) } == array![1.0, 2.0, 6.0]);
    row!(run, { op::Hypot.reduce(v, Axis(0))[[]] }, |norm| (norm - 14f64.sqrt()).abs() < 1e-14);
    row!(run, { op::Add.outer(v, v).eval() }, |sums| sums.shape() == [4, 4] && sums[[3, 2]] == 5.0);
    let mut h = array![1, 2, 3];
    row!(run, { op::Mul.at(&mut h, &[0, 0, 2], 10) } then h == array![100, 2, 30]);
    row!(run, { ufunc(|x: f64, y: f64| x.max(2.0 * y)).reduce(v, Axis(0))[[]] } == 6.0);
    Ok(())
}

pub(super) fn printing(run: &mut Vec<String>) -> Outcome {
    let a = counting();
    row!(
        run,
        { a.display_with(&PrintOptions { suppress_small: true, ..PrintOptions::default() }).to_string() }
            == "[[ 0.  1.  2.  3.]\n [ 4.  5.  6.  7.]\n [ 8.  9. 10. 11.]]"
    );
    Ok(())
}
