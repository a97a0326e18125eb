//! Printing, against what NumPy 2 prints.

mod oracle;

use std::fmt::Write;

use longstride::prelude::*;
use oracle::views::case;
use proptest::prelude::*;

fn count(shape: &[usize]) -> ArrayD<i32> {
    Array1::from_iter(0..shape.iter().product::<usize>() as i32).into_shape(shape).unwrap()
}

/// `{:?}` without what NumPy leaves out.
fn repr<T: std::fmt::Debug>(a: ArrayD<T>) -> String {
    let text = format!("{a:?}");
    text[..text.rfind(", shape=").or(text.rfind(",\n      shape=")).unwrap()].to_string()
}

#[test]
fn columns_align_and_blocks_are_apart() {
    assert_eq!(array![[1, -20], [300, 4]].to_string(), "[[  1 -20]\n [300   4]]");
    assert_eq!(
        array![[true, false], [false, true]].to_string(),
        "[[ True False]\n [False  True]]".to_lowercase()
    );
    let rank3 = "\
[[[ 0  1  2  3]
  [ 4  5  6  7]
  [ 8  9 10 11]]

 [[12 13 14 15]
  [16 17 18 19]
  [20 21 22 23]]]";
    assert_eq!(count(&[2, 3, 4]).to_string(), rank3);
    let rank4 = "\
array([[[[ 0,  1],
         [ 2,  3]],

        [[ 4,  5],
         [ 6,  7]]],


       [[[ 8,  9],
         [10, 11]],

        [[12, 13],
         [14, 15]]]]";
    assert_eq!(repr(count(&[2, 2, 2, 2])), rank4);
}

#[test]
fn numbers_align_at_the_decimal_point() {
    let a = array![[1.5, 2.25], [10.125, -0.5]];
    assert_eq!(a.to_string(), "[[ 1.5    2.25 ]\n [10.125 -0.5  ]]");
    assert_eq!(repr(a.clone().into_dyn_array()), "array([[ 1.5  ,  2.25 ],\n       [10.125, -0.5  ]]");
    assert_eq!(format!("{a:.3}"), "[[ 1.500  2.250]\n [10.125 -0.500]]");
    assert_eq!(format!("{:+.3}", array![1.5, -2.25]), "[+1.500 -2.250]");
    assert_eq!(
        format!("{:.1}", array![f64::NAN, f64::INFINITY, -f64::INFINITY, 1.5]),
        "[ NaN  inf -inf  1.5]"
    );
    assert_eq!(array![1.0, 10.0, 2.5].to_string(), "[ 1   10    2.5]");
    assert_eq!(format!("{:e}", array![1500.0, 2.0]), "[1.5e3 2e0  ]");
    assert_eq!(array!["a.b", "cde"].to_string(), "[a.b cde]");
    assert_eq!(format!("{:?}", array!["é", "ab"]), "array([ \"é\", \"ab\"], shape=(2,), strides=(1,))");
}

#[test]
fn options_apply_to_each_element() {
    let a = array![1u8, 250];
    assert_eq!(format!("{a:5}"), "[    1   250]");
    assert_eq!(format!("{a:x}"), "[ 1 fa]");
    assert_eq!(format!("{:x}", array![0x1e5, 7]), "[1e5   7]");
    assert_eq!(format!("{a:#06X}"), "[0x0001 0x00FA]");
    assert_eq!(format!("{a:08b}"), "[00000001 11111010]");
    assert_eq!(format!("{a:+o}"), "[  +1 +372]");
    assert_eq!(format!("{a:#?}"), "array([  1, 250], shape=(2,), strides=(1,))");
    assert_eq!(format!("{:08.2}", array![1.5, -2.0]), "[00001.50 -0002.00]");
    assert_eq!(format!("{:.1E}", array![1500.0]), "[1.5E3]");
    assert_eq!(format!("{:.1?}", array![1.25]), "array([1.2], shape=(1,), strides=(0,))");
}

#[test]
fn rank_zero_and_no_elements() {
    assert_eq!(Array0::full([], 5).to_string(), "5");
    assert_eq!(format!("{:3}", Array0::full([], 5)), "  5");
    assert_eq!(format!("{:?}", Array0::full([], 5)), "array(5, shape=(), strides=())");
    assert_eq!(Array2::<f64>::zeros([0, 3]).to_string(), "[]");
    assert_eq!(format!("{:?}", Array2::<f64>::zeros([0, 3])), "array([], shape=(0, 3), strides=(0, 0))");
}

#[test]
fn long_rows_go_on_in_the_next_line() {
    let plain = "\
[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47
 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 68 69 70 71
 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95
 96 97 98 99]";
    assert_eq!(count(&[100]).to_string(), plain);
    let debug = "\
array([[ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15,
        16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29],
       [30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45,
        46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59]]";
    assert_eq!(repr(count(&[2, 30])), debug);
    let wide = "\
[[[     0  -1000  -2000  -3000  -4000  -5000  -6000  -7000  -8000  -9000
   -10000 -11000 -12000 -13000 -14000 -15000 -16000 -17000 -18000 -19000
   -20000 -21000 -22000 -23000 -24000 -25000 -26000 -27000 -28000 -29000]
  [-30000 -31000 -32000 -33000 -34000 -35000 -36000 -37000 -38000 -39000
   -40000 -41000 -42000 -43000 -44000 -45000 -46000 -47000 -48000 -49000
   -50000 -51000 -52000 -53000 -54000 -55000 -56000 -57000 -58000 -59000]]]";
    assert_eq!(count(&[1, 2, 30]).map_ref(|x| -1000 * x).to_string(), wide);
    let long = Array1::full(3, "x".repeat(80));
    assert_eq!(long.to_string().lines().map(str::len).collect::<Vec<_>>(), [81, 81, 82]);
    assert!(format!("{long:?}").ends_with("\",\n      shape=(3,), strides=(1,))".trim_start_matches("\",")));
}

#[test]
fn large_arrays_are_summarised() {
    let square = "\
[[   0    1    2 ...   37   38   39]
 [  40   41   42 ...   77   78   79]
 [  80   81   82 ...  117  118  119]
 ...
 [1480 1481 1482 ... 1517 1518 1519]
 [1520 1521 1522 ... 1557 1558 1559]
 [1560 1561 1562 ... 1597 1598 1599]]";
    assert_eq!(count(&[40, 40]).to_string(), square);
    let narrow = "\
array([[   0,    1,    2],
       [   3,    4,    5],
       [   6,    7,    8],
       ...,
       [5991, 5992, 5993],
       [5994, 5995, 5996],
       [5997, 5998, 5999]]";
    assert_eq!(repr(count(&[2000, 3])), narrow);
    let cube = count(&[20, 20, 20]).to_string();
    assert!(cube.starts_with("[[[   0    1    2 ...   17   18   19]\n  [  20"));
    assert!(cube.contains("\n  ...\n  [ 340  341  342 ...  357  358  359]\n"));
    assert!(cube.contains("  [1180 1181 1182 ... 1197 1198 1199]]\n\n ...\n\n [[6800 6801"));
    assert!(cube.ends_with("\n  [7980 7981 7982 ... 7997 7998 7999]]]"));
    assert_eq!(count(&[1000]).to_string().lines().count(), 56);
    assert_eq!(count(&[1001]).to_string(), "[   0    1    2 ...  998  999 1000]");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 3 } else { 200 }, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_view_prints_its_elements_in_order(case in case()) {
        let base = case.base(|k| k);
        let view = case.view(&base);
        let text = view.to_string();
        if case.values(|k| k).len() <= 1000 {
            let numbers: Vec<usize> = text
                .split(|c: char| !c.is_ascii_digit())
                .filter(|word| !word.is_empty())
                .map(|word| word.parse().unwrap())
                .collect();
            prop_assert_eq!(numbers, case.values(|k| k));
        }
        // The same text from an owned array, with another layout.
        prop_assert_eq!(&view.to_owned().to_string(), &text);
        let mut again = String::new();
        write!(again, "{:1}", view.to_owned().view_mut()).unwrap();
        prop_assert_eq!(again, text);
    }
}
