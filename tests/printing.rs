//! Printing with options, against what NumPy 2 prints: each string is that of `np.array2string` with the same options.

use longstride::array::{FloatMode, PrintElement, PrintOptions, Sign};
use longstride::prelude::*;

#[track_caller]
fn prints<'a, V: AsView<'a, Elem: PrintElement>>(a: V, options: PrintOptions, expected: &str) {
    let text = a.display_with(&options).to_string();
    assert!(text == expected, "{text:?}\nis not\n{expected:?}\nas {options:?}");
}

fn array_of_f32<const N: usize>(numbers: [f32; N]) -> Array1<f32> {
    Array1::from_iter(numbers)
}

fn count(shape: &[usize]) -> ArrayD<i64> {
    Array1::from_iter(0..shape.iter().product::<usize>() as i64).into_shape(shape).unwrap()
}

#[test]
fn layout_and_type_do_not_matter() {
    let a = Array2::from_fn([3, 4], |[i, j]| (i as f64 - 1.0) * (j as f64 + 0.5));
    let options = PrintOptions { sign: Sign::Space, ..PrintOptions::default() };
    let text = a.display_with(&options).to_string();
    let t = a.t().eval();
    assert_eq!(t.t().display_with(&options).to_string(), text);
    assert_eq!(a.view().into_dyn().display_with(&options).to_string(), text);
    assert_eq!(
        a.gt(0.0).eval().slice(s![1.., ..2]).display_with(&options).to_string(),
        "[[false false]\n [ true  true]]"
    );
    let none = PrintOptions { threshold: 0, edge_items: 0, ..options };
    assert_eq!(a.display_with(&none).to_string(), "[...]");
    assert_eq!(
        format!("{:.3} {:+.1} {:e}", array![1.5, 2.25], array![1.5], array![1500.0]),
        "[1.500 2.250] [+1.5] [1.5e3]"
    );
}

#[test]
#[rustfmt::skip]
fn doubles_print_as_in_numpy() {
    prints(&array![1.0, 2.5, -3.25], PrintOptions::default(), "[ 1.    2.5  -3.25]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions::default(), "[0.1 0.2 0.3]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions::default(), "[0.33333333 0.66666667 1.        ]");
    prints(&array![1e-05, 1.0], PrintOptions::default(), "[1.e-05 1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions::default(), "[1.e+08 1.e+00]");
    prints(&array![123456.789, 1.0], PrintOptions::default(), "[1.23456789e+05 1.00000000e+00]");
    prints(&array![1.0, 1000.0], PrintOptions::default(), "[   1. 1000.]");
    prints(&array![1.0, 1001.0], PrintOptions::default(), "[1.000e+00 1.001e+03]");
    prints(&array![99999999.0, 100000.0], PrintOptions::default(), "[99999999.   100000.]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions::default(), "[1.e+100 1.e-100 1.e+000]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions::default(), "[nan  1. inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions::default(), "[ nan  inf -inf]");
    prints(&array![f64::NAN, f64::NAN], PrintOptions::default(), "[nan nan]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions::default(), "[ 1.5 -inf]");
    prints(&array![0.0, -0.0], PrintOptions::default(), "[ 0. -0.]");
    prints(&array![1e-300, 0.0], PrintOptions::default(), "[1.e-300 0.e+000]");
    prints(&array![5e-324, 1e+308], PrintOptions::default(), "[5.e-324 1.e+308]");
    prints(&array![0.1234567890123, 10.0], PrintOptions::default(), "[ 0.12345679 10.        ]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions::default(), "[[ 1.5   2.  ]\n [10.    0.25]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions::default(), "[[1.e+10    nan]\n [1.e+00   -inf]]");
    prints(&array![1.0000000001, 2.0], PrintOptions::default(), "[1. 2.]");
    prints(&array![0.00012345, 0.12], PrintOptions::default(), "[0.00012345 0.12      ]");
    prints(&array![100.0, 0.5, 12.125], PrintOptions::default(), "[100.      0.5    12.125]");
    prints(&array![-1.0, -20.0], PrintOptions::default(), "[ -1. -20.]");
    prints(&array![9007199254740992.0], PrintOptions::default(), "[9.00719925e+15]");
    prints(&array![0.999999999, 0.9999999949], PrintOptions::default(), "[1.         0.99999999]");
    prints(&array![123.456], PrintOptions::default(), "[123.456]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[ 1.    2.5  -3.25]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[ 1.    2.5  -3.25]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.   +2.5  -3.25]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.    2.5  -3.25]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[ 1.0000  2.5000 -3.2500]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[ 1.    2.5  -3.25]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[ 1.00  2.50 -3.25]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[0.1 0.2 0.3]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[0.1 0.2 0.3]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+0.1 +0.2 +0.3]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 0.1  0.2  0.3]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[0.1000 0.2000 0.3000]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[0.1 0.2 0.3]");
    prints(&array![0.1, 0.2, 0.3], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[0.1 0.2 0.3]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[0.333 0.667 1.   ]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[0.33333333 0.66666667 1.        ]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+0.33333333 +0.66666667 +1.        ]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 0.33333333  0.66666667  1.        ]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[0.3333 0.6667 1.0000]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[0.3333333333333333 0.6666666666666666 1.                ]");
    prints(&array![0.3333333333333333, 0.6666666666666666, 1.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[0.33333 0.66667 1.00000]");
    prints(&array![1e-05, 1.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.e-05 1.e+00]");
    prints(&array![1e-05, 1.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[0.00001 1.     ]");
    prints(&array![1e-05, 1.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.e-05 +1.e+00]");
    prints(&array![1e-05, 1.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.e-05  1.e+00]");
    prints(&array![1e-05, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.0000e-05 1.0000e+00]");
    prints(&array![1e-05, 1.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[1.e-05 1.e+00]");
    prints(&array![1e-05, 1.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[1.e-05 1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.e+08 1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[1.e+08 1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.e+08 +1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.e+08  1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.0000e+08 1.0000e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[1.e+08 1.e+00]");
    prints(&array![100000000.0, 1.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[1.e+08 1.e+00]");
    prints(&array![123456.789, 1.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.235e+05 1.000e+00]");
    prints(&array![123456.789, 1.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[123456.789      1.   ]");
    prints(&array![123456.789, 1.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.23456789e+05 +1.00000000e+00]");
    prints(&array![123456.789, 1.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.23456789e+05  1.00000000e+00]");
    prints(&array![123456.789, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.2346e+05 1.0000e+00]");
    prints(&array![123456.789, 1.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[1.23456789e+05 1.00000000e+00]");
    prints(&array![123456.789, 1.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[1.23457e+05 1.00000e+00]");
    prints(&array![1.0, 1000.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[   1. 1000.]");
    prints(&array![1.0, 1000.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[   1. 1000.]");
    prints(&array![1.0, 1000.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[   +1. +1000.]");
    prints(&array![1.0, 1000.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[    1.  1000.]");
    prints(&array![1.0, 1000.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[   1.0000 1000.0000]");
    prints(&array![1.0, 1000.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[   1. 1000.]");
    prints(&array![1.0, 1000.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[   1. 1000.]");
    prints(&array![1.0, 1001.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.000e+00 1.001e+03]");
    prints(&array![1.0, 1001.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[   1. 1001.]");
    prints(&array![1.0, 1001.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.000e+00 +1.001e+03]");
    prints(&array![1.0, 1001.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.000e+00  1.001e+03]");
    prints(&array![1.0, 1001.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.0000e+00 1.0010e+03]");
    prints(&array![1.0, 1001.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[1.000e+00 1.001e+03]");
    prints(&array![1.0, 1001.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[1.000e+00 1.001e+03]");
    prints(&array![99999999.0, 100000.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[99999999.   100000.]");
    prints(&array![99999999.0, 100000.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[99999999.   100000.]");
    prints(&array![99999999.0, 100000.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+99999999.   +100000.]");
    prints(&array![99999999.0, 100000.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 99999999.    100000.]");
    prints(&array![99999999.0, 100000.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[99999999.0000   100000.0000]");
    prints(&array![99999999.0, 100000.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[99999999.   100000.]");
    prints(&array![99999999.0, 100000.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[99999999.   100000.]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.e+100 1.e-100 1.e+000]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[1.e+100 1.e-100 1.e+000]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.e+100 +1.e-100 +1.e+000]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.e+100  1.e-100  1.e+000]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.0000e+100 1.0000e-100 1.0000e+000]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[1.e+100 1.e-100 1.e+000]");
    prints(&array![1e+100, 1e-100, 1.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[1.e+100 1.e-100 1.e+000]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[nan  1. inf]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[nan  1. inf]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+nan  +1. +inf]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ nan   1.  inf]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[   nan 1.0000    inf]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[nan  1. inf]");
    prints(&array![f64::NAN, 1.0, f64::INFINITY], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[nan  1. inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[ nan  inf -inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[ nan  inf -inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+nan +inf -inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ nan  inf -inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[ nan  inf -inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[ nan  inf -inf]");
    prints(&array![f64::NAN, f64::INFINITY, -f64::INFINITY], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[ nan  inf -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[ 1.5 -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[ 1.5 -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.5 -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.5 -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.5000   -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[ 1.5 -inf]");
    prints(&array![1.5, -f64::INFINITY], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[ 1.5 -inf]");
    prints(&array![0.0, -0.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[ 0. -0.]");
    prints(&array![0.0, -0.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[ 0. -0.]");
    prints(&array![0.0, -0.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+0. -0.]");
    prints(&array![0.0, -0.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 0. -0.]");
    prints(&array![0.0, -0.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[ 0.0000 -0.0000]");
    prints(&array![0.0, -0.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[ 0. -0.]");
    prints(&array![0.0, -0.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[ 0. -0.]");
    prints(&array![1e-300, 0.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.e-300 0.e+000]");
    prints(&array![1e-300, 0.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[0. 0.]");
    prints(&array![1e-300, 0.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.e-300 +0.e+000]");
    prints(&array![1e-300, 0.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 1.e-300  0.e+000]");
    prints(&array![1e-300, 0.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[1.0000e-300 0.0000e+000]");
    prints(&array![1e-300, 0.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[1.e-300 0.e+000]");
    prints(&array![1e-300, 0.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[1.e-300 0.e+000]");
    prints(&array![5e-324, 1e+308], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[5.e-324 1.e+308]");
    prints(&array![5e-324, 1e+308], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[5.e-324 1.e+308]");
    prints(&array![5e-324, 1e+308], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+5.e-324 +1.e+308]");
    prints(&array![5e-324, 1e+308], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 5.e-324  1.e+308]");
    prints(&array![5e-324, 1e+308], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[4.9407e-324 1.0000e+308]");
    prints(&array![5e-324, 1e+308], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[5.e-324 1.e+308]");
    prints(&array![5e-324, 1e+308], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[5.e-324 1.e+308]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[ 0.123 10.   ]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[ 0.12345679 10.        ]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[ +0.12345679 +10.        ]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[  0.12345679  10.        ]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[ 0.1235 10.0000]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[ 0.1234567890123 10.             ]");
    prints(&array![0.1234567890123, 10.0], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[ 0.12346 10.00000]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[[ 1.5   2.  ]\n [10.    0.25]]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[[ 1.5   2.  ]\n [10.    0.25]]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[[ +1.5   +2.  ]\n [+10.    +0.25]]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[[  1.5    2.  ]\n [ 10.     0.25]]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[[ 1.5000  2.0000]\n [10.0000  0.2500]]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[[ 1.5   2.  ]\n [10.    0.25]]");
    prints(&array![[1.5, 2.0], [10.0, 0.25]], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[[ 1.50  2.00]\n [10.00  0.25]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[[1.e+10    nan]\n [1.e+00   -inf]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { suppress_small: true, ..PrintOptions::default() }, "[[1.e+10    nan]\n [1.e+00   -inf]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[[+1.e+10    +nan]\n [+1.e+00    -inf]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[[ 1.e+10     nan]\n [ 1.e+00    -inf]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(4), ..PrintOptions::default() }, "[[1.0000e+10        nan]\n [1.0000e+00       -inf]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { float_mode: FloatMode::Unique, ..PrintOptions::default() }, "[[1.e+10    nan]\n [1.e+00   -inf]]");
    prints(&array![[10000000000.0, f64::NAN], [1.0, -f64::INFINITY]], PrintOptions { float_mode: FloatMode::MaxPrecEqual, precision: Some(5), ..PrintOptions::default() }, "[[1.e+10    nan]\n [1.e+00   -inf]]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { precision: Some(0), ..PrintOptions::default() }, "[ 1.  2. -3.]");
    prints(&array![1.0, 2.5, -3.25], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(0), ..PrintOptions::default() }, "[ 1.  2. -3.]");
    prints(&array![1e-05, 1.0], PrintOptions { precision: Some(0), ..PrintOptions::default() }, "[1.e-05 1.e+00]");
    prints(&array![1e-05, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(0), ..PrintOptions::default() }, "[1.e-05 1.e+00]");
    prints(&array![0.5, 1.5, 2.5], PrintOptions { precision: Some(0), ..PrintOptions::default() }, "[0. 2. 2.]");
    prints(&array![0.5, 1.5, 2.5], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(0), ..PrintOptions::default() }, "[0. 2. 2.]");
    prints(&array![f64::NAN, 1.0], PrintOptions { precision: Some(0), ..PrintOptions::default() }, "[nan  1.]");
    prints(&array![f64::NAN, 1.0], PrintOptions { float_mode: FloatMode::Fixed, precision: Some(0), ..PrintOptions::default() }, "[nan  1.]");
    prints(&array![f64::NAN, 1.0, -f64::INFINITY], PrintOptions { nan: "missing", inf: "oo", ..PrintOptions::default() }, "[missing      1.     -oo]");
    prints(&array![1.5, 2.5], PrintOptions { separator: ", ", ..PrintOptions::default() }, "[1.5, 2.5]");
    prints(&array![[1.5, 2.5], [1.0, 1.0]], PrintOptions { separator: " | ", ..PrintOptions::default() }, "[[1.5 | 2.5] |\n [1.  | 1. ]]");
    prints(&Array0::full([], 3.5), PrintOptions::default(), "3.5");
    prints(&Array0::full([], 1e-07), PrintOptions::default(), "1.e-07");
}
#[test]
#[rustfmt::skip]
fn singles_print_as_in_numpy() {
    prints(&array_of_f32([0.1, 0.2]), PrintOptions::default(), "[0.1 0.2]");
    prints(&array_of_f32([0.1, 0.2]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[0.1 0.2]");
    prints(&array_of_f32([1.0 / 3.0, 1000000.0]), PrintOptions::default(), "[3.3333334e-01 1.0000000e+06]");
    prints(&array_of_f32([1.0 / 3.0, 1000000.0]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[3.3333e-01 1.0000e+06]");
    prints(&array_of_f32([123456.0, 1.0]), PrintOptions::default(), "[1.23456e+05 1.00000e+00]");
    prints(&array_of_f32([123456.0, 1.0]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[123456.      1.]");
    prints(&array_of_f32([100000.0, 999999.0]), PrintOptions::default(), "[100000. 999999.]");
    prints(&array_of_f32([100000.0, 999999.0]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[100000. 999999.]");
    prints(&array_of_f32([1e-05, 3.0]), PrintOptions::default(), "[1.e-05 3.e+00]");
    prints(&array_of_f32([1e-05, 3.0]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[0. 3.]");
    prints(&array_of_f32([16777216.0, 0.5]), PrintOptions::default(), "[1.6777216e+07 5.0000000e-01]");
    prints(&array_of_f32([16777216.0, 0.5]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[1.6777e+07 5.0000e-01]");
    prints(&array_of_f32([f32::NAN, 1e+20]), PrintOptions::default(), "[   nan 1.e+20]");
    prints(&array_of_f32([f32::NAN, 1e+20]), PrintOptions { precision: Some(4), suppress_small: true, ..PrintOptions::default() }, "[   nan 1.e+20]");
}
#[test]
#[rustfmt::skip]
fn integers_print_as_in_numpy() {
    prints(&array![1, -20, 300], PrintOptions::default(), "[  1 -20 300]");
    prints(&array![1, -20, 300], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[  +1  -20 +300]");
    prints(&array![1, -20, 300], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[  1 -20 300]");
    prints(&array![1, -20, 300], PrintOptions { separator: ",", ..PrintOptions::default() }, "[  1,-20,300]");
    prints(&array![5, 7], PrintOptions::default(), "[5 7]");
    prints(&array![5, 7], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+5 +7]");
    prints(&array![5, 7], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 5  7]");
    prints(&array![5, 7], PrintOptions { separator: ",", ..PrintOptions::default() }, "[5,7]");
    prints(&array![0], PrintOptions::default(), "[0]");
    prints(&array![0], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+0]");
    prints(&array![0], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[ 0]");
    prints(&array![0], PrintOptions { separator: ",", ..PrintOptions::default() }, "[0]");
    prints(&array![[1, 2], [30, 4]], PrintOptions::default(), "[[ 1  2]\n [30  4]]");
    prints(&array![[1, 2], [30, 4]], PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[[ +1  +2]\n [+30  +4]]");
    prints(&array![[1, 2], [30, 4]], PrintOptions { sign: Sign::Space, ..PrintOptions::default() }, "[[  1   2]\n [ 30   4]]");
    prints(&array![[1, 2], [30, 4]], PrintOptions { separator: ",", ..PrintOptions::default() }, "[[ 1, 2],\n [30, 4]]");
}
#[test]
#[rustfmt::skip]
fn long_arrays_print_as_in_numpy() {
    prints(&count(&[50]), PrintOptions::default(), "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47\n 48 49]");
    prints(&count(&[50]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[ 0  1 ... 48 49]");
    prints(&count(&[50]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[ 0 ... 49]");
    prints(&count(&[50]), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[ 0,  1,  2,  3,  4,  5,\n  6,  7,  8,  9, 10, 11,\n 12, 13, 14, 15, 16, 17,\n 18, 19, 20, 21, 22, 23,\n 24, 25, 26, 27, 28, 29,\n 30, 31, 32, 33, 34, 35,\n 36, 37, 38, 39, 40, 41,\n 42, 43, 44, 45, 46, 47,\n 48, 49]");
    prints(&(count(&[50]).cast::<f64>().eval() / 8.0).eval(), PrintOptions::default(), "[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25  1.375\n 1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375 2.5   2.625 2.75  2.875\n 3.    3.125 3.25  3.375 3.5   3.625 3.75  3.875 4.    4.125 4.25  4.375\n 4.5   4.625 4.75  4.875 5.    5.125 5.25  5.375 5.5   5.625 5.75  5.875\n 6.    6.125]");
    prints(&(count(&[50]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[0.    0.125 ... 6.    6.125]");
    prints(&(count(&[50]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[0.    ... 6.125]");
    prints(&(count(&[50]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[0.   , 0.125, 0.25 ,\n 0.375, 0.5  , 0.625,\n 0.75 , 0.875, 1.   ,\n 1.125, 1.25 , 1.375,\n 1.5  , 1.625, 1.75 ,\n 1.875, 2.   , 2.125,\n 2.25 , 2.375, 2.5  ,\n 2.625, 2.75 , 2.875,\n 3.   , 3.125, 3.25 ,\n 3.375, 3.5  , 3.625,\n 3.75 , 3.875, 4.   ,\n 4.125, 4.25 , 4.375,\n 4.5  , 4.625, 4.75 ,\n 4.875, 5.   , 5.125,\n 5.25 , 5.375, 5.5  ,\n 5.625, 5.75 , 5.875,\n 6.   , 6.125]");
    prints(&count(&[7, 9]), PrintOptions::default(), "[[ 0  1  2  3  4  5  6  7  8]\n [ 9 10 11 12 13 14 15 16 17]\n [18 19 20 21 22 23 24 25 26]\n [27 28 29 30 31 32 33 34 35]\n [36 37 38 39 40 41 42 43 44]\n [45 46 47 48 49 50 51 52 53]\n [54 55 56 57 58 59 60 61 62]]");
    prints(&count(&[7, 9]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[ 0  1 ...  7  8]\n [ 9 10 ... 16 17]\n ...\n [45 46 ... 52 53]\n [54 55 ... 61 62]]");
    prints(&count(&[7, 9]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[ 0 ...  8]\n ...\n [54 ... 62]]");
    prints(&count(&[7, 9]), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[[ 0,  1,  2,  3,  4,\n   5,  6,  7,  8],\n [ 9, 10, 11, 12, 13,\n  14, 15, 16, 17],\n [18, 19, 20, 21, 22,\n  23, 24, 25, 26],\n [27, 28, 29, 30, 31,\n  32, 33, 34, 35],\n [36, 37, 38, 39, 40,\n  41, 42, 43, 44],\n [45, 46, 47, 48, 49,\n  50, 51, 52, 53],\n [54, 55, 56, 57, 58,\n  59, 60, 61, 62]]");
    prints(&(count(&[7, 9]).cast::<f64>().eval() / 8.0).eval(), PrintOptions::default(), "[[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.   ]\n [1.125 1.25  1.375 1.5   1.625 1.75  1.875 2.    2.125]\n [2.25  2.375 2.5   2.625 2.75  2.875 3.    3.125 3.25 ]\n [3.375 3.5   3.625 3.75  3.875 4.    4.125 4.25  4.375]\n [4.5   4.625 4.75  4.875 5.    5.125 5.25  5.375 5.5  ]\n [5.625 5.75  5.875 6.    6.125 6.25  6.375 6.5   6.625]\n [6.75  6.875 7.    7.125 7.25  7.375 7.5   7.625 7.75 ]]");
    prints(&(count(&[7, 9]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[0.    0.125 ... 0.875 1.   ]\n [1.125 1.25  ... 2.    2.125]\n ...\n [5.625 5.75  ... 6.5   6.625]\n [6.75  6.875 ... 7.625 7.75 ]]");
    prints(&(count(&[7, 9]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[0.   ... 1.  ]\n ...\n [6.75 ... 7.75]]");
    prints(&(count(&[7, 9]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[[0.   , 0.125, 0.25 ,\n  0.375, 0.5  , 0.625,\n  0.75 , 0.875, 1.   ],\n [1.125, 1.25 , 1.375,\n  1.5  , 1.625, 1.75 ,\n  1.875, 2.   , 2.125],\n [2.25 , 2.375, 2.5  ,\n  2.625, 2.75 , 2.875,\n  3.   , 3.125, 3.25 ],\n [3.375, 3.5  , 3.625,\n  3.75 , 3.875, 4.   ,\n  4.125, 4.25 , 4.375],\n [4.5  , 4.625, 4.75 ,\n  4.875, 5.   , 5.125,\n  5.25 , 5.375, 5.5  ],\n [5.625, 5.75 , 5.875,\n  6.   , 6.125, 6.25 ,\n  6.375, 6.5  , 6.625],\n [6.75 , 6.875, 7.   ,\n  7.125, 7.25 , 7.375,\n  7.5  , 7.625, 7.75 ]]");
    prints(&count(&[3, 4, 5]), PrintOptions::default(), "[[[ 0  1  2  3  4]\n  [ 5  6  7  8  9]\n  [10 11 12 13 14]\n  [15 16 17 18 19]]\n\n [[20 21 22 23 24]\n  [25 26 27 28 29]\n  [30 31 32 33 34]\n  [35 36 37 38 39]]\n\n [[40 41 42 43 44]\n  [45 46 47 48 49]\n  [50 51 52 53 54]\n  [55 56 57 58 59]]]");
    prints(&count(&[3, 4, 5]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[[ 0  1 ...  3  4]\n  [ 5  6 ...  8  9]\n  [10 11 ... 13 14]\n  [15 16 ... 18 19]]\n\n [[20 21 ... 23 24]\n  [25 26 ... 28 29]\n  [30 31 ... 33 34]\n  [35 36 ... 38 39]]\n\n [[40 41 ... 43 44]\n  [45 46 ... 48 49]\n  [50 51 ... 53 54]\n  [55 56 ... 58 59]]]");
    prints(&count(&[3, 4, 5]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[[ 0 ...  4]\n  ...\n  [15 ... 19]]\n\n ...\n\n [[40 ... 44]\n  ...\n  [55 ... 59]]]");
    prints(&count(&[3, 4, 5]), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[[[ 0,  1,  2,  3,  4],\n  [ 5,  6,  7,  8,  9],\n  [10, 11, 12, 13, 14],\n  [15, 16, 17, 18, 19]],\n\n [[20, 21, 22, 23, 24],\n  [25, 26, 27, 28, 29],\n  [30, 31, 32, 33, 34],\n  [35, 36, 37, 38, 39]],\n\n [[40, 41, 42, 43, 44],\n  [45, 46, 47, 48, 49],\n  [50, 51, 52, 53, 54],\n  [55, 56, 57, 58, 59]]]");
    prints(&(count(&[3, 4, 5]).cast::<f64>().eval() / 8.0).eval(), PrintOptions::default(), "[[[0.    0.125 0.25  0.375 0.5  ]\n  [0.625 0.75  0.875 1.    1.125]\n  [1.25  1.375 1.5   1.625 1.75 ]\n  [1.875 2.    2.125 2.25  2.375]]\n\n [[2.5   2.625 2.75  2.875 3.   ]\n  [3.125 3.25  3.375 3.5   3.625]\n  [3.75  3.875 4.    4.125 4.25 ]\n  [4.375 4.5   4.625 4.75  4.875]]\n\n [[5.    5.125 5.25  5.375 5.5  ]\n  [5.625 5.75  5.875 6.    6.125]\n  [6.25  6.375 6.5   6.625 6.75 ]\n  [6.875 7.    7.125 7.25  7.375]]]");
    prints(&(count(&[3, 4, 5]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[[0.    0.125 ... 0.375 0.5  ]\n  [0.625 0.75  ... 1.    1.125]\n  [1.25  1.375 ... 1.625 1.75 ]\n  [1.875 2.    ... 2.25  2.375]]\n\n [[2.5   2.625 ... 2.875 3.   ]\n  [3.125 3.25  ... 3.5   3.625]\n  [3.75  3.875 ... 4.125 4.25 ]\n  [4.375 4.5   ... 4.75  4.875]]\n\n [[5.    5.125 ... 5.375 5.5  ]\n  [5.625 5.75  ... 6.    6.125]\n  [6.25  6.375 ... 6.625 6.75 ]\n  [6.875 7.    ... 7.25  7.375]]]");
    prints(&(count(&[3, 4, 5]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[[0.    ... 0.5  ]\n  ...\n  [1.875 ... 2.375]]\n\n ...\n\n [[5.    ... 5.5  ]\n  ...\n  [6.875 ... 7.375]]]");
    prints(&(count(&[3, 4, 5]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[[[0.   , 0.125,\n   0.25 , 0.375,\n   0.5  ],\n  [0.625, 0.75 ,\n   0.875, 1.   ,\n   1.125],\n  [1.25 , 1.375,\n   1.5  , 1.625,\n   1.75 ],\n  [1.875, 2.   ,\n   2.125, 2.25 ,\n   2.375]],\n\n [[2.5  , 2.625,\n   2.75 , 2.875,\n   3.   ],\n  [3.125, 3.25 ,\n   3.375, 3.5  ,\n   3.625],\n  [3.75 , 3.875,\n   4.   , 4.125,\n   4.25 ],\n  [4.375, 4.5  ,\n   4.625, 4.75 ,\n   4.875]],\n\n [[5.   , 5.125,\n   5.25 , 5.375,\n   5.5  ],\n  [5.625, 5.75 ,\n   5.875, 6.   ,\n   6.125],\n  [6.25 , 6.375,\n   6.5  , 6.625,\n   6.75 ],\n  [6.875, 7.   ,\n   7.125, 7.25 ,\n   7.375]]]");
    prints(&count(&[2, 3, 2, 3]), PrintOptions::default(), "[[[[ 0  1  2]\n   [ 3  4  5]]\n\n  [[ 6  7  8]\n   [ 9 10 11]]\n\n  [[12 13 14]\n   [15 16 17]]]\n\n\n [[[18 19 20]\n   [21 22 23]]\n\n  [[24 25 26]\n   [27 28 29]]\n\n  [[30 31 32]\n   [33 34 35]]]]");
    prints(&count(&[2, 3, 2, 3]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[[[ 0  1  2]\n   [ 3  4  5]]\n\n  [[ 6  7  8]\n   [ 9 10 11]]\n\n  [[12 13 14]\n   [15 16 17]]]\n\n\n [[[18 19 20]\n   [21 22 23]]\n\n  [[24 25 26]\n   [27 28 29]]\n\n  [[30 31 32]\n   [33 34 35]]]]");
    prints(&count(&[2, 3, 2, 3]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[[[ 0 ...  2]\n   [ 3 ...  5]]\n\n  ...\n\n  [[12 ... 14]\n   [15 ... 17]]]\n\n\n [[[18 ... 20]\n   [21 ... 23]]\n\n  ...\n\n  [[30 ... 32]\n   [33 ... 35]]]]");
    prints(&count(&[2, 3, 2, 3]), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[[[[ 0,  1,  2],\n   [ 3,  4,  5]],\n\n  [[ 6,  7,  8],\n   [ 9, 10, 11]],\n\n  [[12, 13, 14],\n   [15, 16, 17]]],\n\n\n [[[18, 19, 20],\n   [21, 22, 23]],\n\n  [[24, 25, 26],\n   [27, 28, 29]],\n\n  [[30, 31, 32],\n   [33, 34, 35]]]]");
    prints(&(count(&[2, 3, 2, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions::default(), "[[[[0.    0.125 0.25 ]\n   [0.375 0.5   0.625]]\n\n  [[0.75  0.875 1.   ]\n   [1.125 1.25  1.375]]\n\n  [[1.5   1.625 1.75 ]\n   [1.875 2.    2.125]]]\n\n\n [[[2.25  2.375 2.5  ]\n   [2.625 2.75  2.875]]\n\n  [[3.    3.125 3.25 ]\n   [3.375 3.5   3.625]]\n\n  [[3.75  3.875 4.   ]\n   [4.125 4.25  4.375]]]]");
    prints(&(count(&[2, 3, 2, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[[[0.    0.125 0.25 ]\n   [0.375 0.5   0.625]]\n\n  [[0.75  0.875 1.   ]\n   [1.125 1.25  1.375]]\n\n  [[1.5   1.625 1.75 ]\n   [1.875 2.    2.125]]]\n\n\n [[[2.25  2.375 2.5  ]\n   [2.625 2.75  2.875]]\n\n  [[3.    3.125 3.25 ]\n   [3.375 3.5   3.625]]\n\n  [[3.75  3.875 4.   ]\n   [4.125 4.25  4.375]]]]");
    prints(&(count(&[2, 3, 2, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[[[0.    ... 0.25 ]\n   [0.375 ... 0.625]]\n\n  ...\n\n  [[1.5   ... 1.75 ]\n   [1.875 ... 2.125]]]\n\n\n [[[2.25  ... 2.5  ]\n   [2.625 ... 2.875]]\n\n  ...\n\n  [[3.75  ... 4.   ]\n   [4.125 ... 4.375]]]]");
    prints(&(count(&[2, 3, 2, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[[[[0.   , 0.125,\n    0.25 ],\n   [0.375, 0.5  ,\n    0.625]],\n\n  [[0.75 , 0.875,\n    1.   ],\n   [1.125, 1.25 ,\n    1.375]],\n\n  [[1.5  , 1.625,\n    1.75 ],\n   [1.875, 2.   ,\n    2.125]]],\n\n\n [[[2.25 , 2.375,\n    2.5  ],\n   [2.625, 2.75 ,\n    2.875]],\n\n  [[3.   , 3.125,\n    3.25 ],\n   [3.375, 3.5  ,\n    3.625]],\n\n  [[3.75 , 3.875,\n    4.   ],\n   [4.125, 4.25 ,\n    4.375]]]]");
    prints(&count(&[1200]), PrintOptions::default(), "[   0    1    2 ... 1197 1198 1199]");
    prints(&count(&[1200]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[   0    1 ... 1198 1199]");
    prints(&count(&[1200]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[   0 ... 1199]");
    prints(&(count(&[1200]).cast::<f64>().eval() / 8.0).eval(), PrintOptions::default(), "[0.00000e+00 1.25000e-01 2.50000e-01 ... 1.49625e+02 1.49750e+02\n 1.49875e+02]");
    prints(&(count(&[1200]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[0.00000e+00 1.25000e-01 ... 1.49750e+02 1.49875e+02]");
    prints(&(count(&[1200]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[  0.    ... 149.875]");
    prints(&count(&[40, 30]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[   0    1 ...   28   29]\n [  30   31 ...   58   59]\n ...\n [1140 1141 ... 1168 1169]\n [1170 1171 ... 1198 1199]]");
    prints(&count(&[40, 30]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[   0 ...   29]\n ...\n [1170 ... 1199]]");
    prints(&(count(&[40, 30]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[[0.00000e+00 1.25000e-01 ... 3.50000e+00 3.62500e+00]\n [3.75000e+00 3.87500e+00 ... 7.25000e+00 7.37500e+00]\n ...\n [1.42500e+02 1.42625e+02 ... 1.46000e+02 1.46125e+02]\n [1.46250e+02 1.46375e+02 ... 1.49750e+02 1.49875e+02]]");
    prints(&(count(&[40, 30]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[[  0.    ...   3.625]\n ...\n [146.25  ... 149.875]]");
    prints(&count(&[0, 3]), PrintOptions::default(), "[]");
    prints(&count(&[0, 3]), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[]");
    prints(&count(&[0, 3]), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[]");
    prints(&count(&[0, 3]), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[]");
    prints(&(count(&[0, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions::default(), "[]");
    prints(&(count(&[0, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 20, edge_items: 2, ..PrintOptions::default() }, "[]");
    prints(&(count(&[0, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { threshold: 5, edge_items: 1, line_width: 30, ..PrintOptions::default() }, "[]");
    prints(&(count(&[0, 3]).cast::<f64>().eval() / 8.0).eval(), PrintOptions { line_width: 24, separator: ", ", ..PrintOptions::default() }, "[]");
}
#[cfg(feature = "num-complex")]
#[test]
#[rustfmt::skip]
fn complex_numbers_print_as_in_numpy() {
    let c = |list: &[(f64, f64)]| list.iter().map(|&(re, im)| num_complex::Complex::new(re, im)).collect::<Array1<_>>();
    prints(&c(&[(1.0, 2.0), (0.5, -0.25)]), PrintOptions::default(), "[1. +2.j   0.5-0.25j]");
    prints(&c(&[(1.0, 2.0), (0.5, -0.25)]), PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1. +2.j   0.5-0.25j]");
    prints(&c(&[(1.0, 2.0), (0.5, -0.25)]), PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1. +2.j   +0.5-0.25j]");
    prints(&c(&[(1e-05, 1.0), (2.0, 3.0)]), PrintOptions::default(), "[1.e-05+1.j 2.e+00+3.j]");
    prints(&c(&[(1e-05, 1.0), (2.0, 3.0)]), PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[1.e-05+1.j 2.e+00+3.j]");
    prints(&c(&[(1e-05, 1.0), (2.0, 3.0)]), PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+1.e-05+1.j +2.e+00+3.j]");
    prints(&c(&[(f64::NAN, 1.0), (1.0, f64::INFINITY)]), PrintOptions::default(), "[nan +1.j  1.+infj]");
    prints(&c(&[(f64::NAN, 1.0), (1.0, f64::INFINITY)]), PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[nan +1.j  1.+infj]");
    prints(&c(&[(f64::NAN, 1.0), (1.0, f64::INFINITY)]), PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+nan +1.j  +1.+infj]");
    prints(&c(&[(-1.0, 0.0), (0.0, -0.0)]), PrintOptions::default(), "[-1.+0.j  0.-0.j]");
    prints(&c(&[(-1.0, 0.0), (0.0, -0.0)]), PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[-1.+0.j  0.-0.j]");
    prints(&c(&[(-1.0, 0.0), (0.0, -0.0)]), PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[-1.+0.j +0.-0.j]");
    prints(&c(&[(0.3333333333333333, 10000000000.0)]), PrintOptions::default(), "[0.33333333+1.e+10j]");
    prints(&c(&[(0.3333333333333333, 10000000000.0)]), PrintOptions { precision: Some(3), ..PrintOptions::default() }, "[0.333+1.e+10j]");
    prints(&c(&[(0.3333333333333333, 10000000000.0)]), PrintOptions { sign: Sign::Plus, ..PrintOptions::default() }, "[+0.33333333+1.e+10j]");
}
