//! What cannot be done is refused: impossible sizes are errors and no aborts, shapes that do not meet are named,
//! the panic points at the caller's line, and a refused operation has written nothing.

mod oracle;

use std::panic::{AssertUnwindSafe, catch_unwind};

use longstride::expr::try_zip2;
use longstride::prelude::*;
use longstride::{Error, ErrorKind, Result};
use oracle::panics::{LAST_LINE, panics_with, report_briefly};

#[test]
fn impossible_sizes_are_errors() {
    fn kind<T>(result: Result<T>) -> ErrorKind {
        result.err().expect("it cannot be").kind().clone()
    }
    let too_large = |found: ErrorKind| assert!(matches!(found, ErrorKind::TooLarge { .. }), "{found:?}");
    let no_memory = |found: ErrorKind| assert!(matches!(found, ErrorKind::OutOfMemory { .. }), "{found:?}");
    too_large(kind(Array2::<u8>::try_full([usize::MAX, 2], 0)));
    too_large(kind(Array2::<()>::try_full([usize::MAX, 2], ())));
    too_large(kind(Array2::<u8>::try_full([usize::MAX, 0], 0)));
    too_large(kind(Array3::<u8>::try_from_fn([1 << 32, 1 << 32, 2], |_| 0)));
    no_memory(kind(Array1::<f64>::try_full(1 << 60, 0.0)));
    no_memory(kind(Array1::<f64>::try_full(1 << 50, 0.0)));
    no_memory(kind(Array1::<String>::try_full(1 << 50, String::new())));
    let one = array![1.0_f64];
    assert_eq!(one.broadcast_to([1 << 40]).len(), 1 << 40);
    no_memory(kind(one.broadcast_to([1 << 50]).try_eval()));
    no_memory(kind(one.broadcast_to([1 << 30, 1 << 20]).t().try_eval()));
    no_memory(kind((one.broadcast_to([1 << 30, 1 << 30]) + 1.0).try_eval()));
    no_memory(kind(one.broadcast_to([1 << 50]).map(|x| x.to_string()).try_eval()));
    assert!(one.broadcast_to([1 << 50]).map(|x| x.to_string()).explain().contains("result"));
    too_large(kind(one.try_broadcast_to([1 << 32, 1 << 32])));
    // Two sides that are small, and together too large.
    let column = one.broadcast_to([1 << 40, 1]);
    too_large(kind(column.try_add(one.broadcast_to([1 << 40]))));
    too_large(kind(try_zip2(column, one.broadcast_to([1 << 40]))));
    panics_with("out of memory: 9007199254740992 bytes could not be allocated in eval", || {
        let _ = one.broadcast_to([1 << 50]).eval();
    });
    panics_with("out of memory: 9007199254740992 bytes could not be allocated in full", || {
        let _ = Array1::<f64>::zeros(1 << 50);
    });
    // The destination of an operation that fails keeps its elements, and an owned operand is not lost to a leak.
    let mut out = array![1.0, 2.0];
    assert!(one.broadcast_to([1 << 50]).try_eval_into(&mut out).is_err());
    assert!(out[0] == 1.0 && out[1] == 2.0);
}

#[test]
fn empty_arrays_and_rank_0_work_everywhere() {
    for shape in [[0, 3, 4], [3, 0, 4], [3, 4, 0], [0, 0, 0]] {
        let mut a = Array3::<f64>::zeros(shape);
        assert_eq!((&a + 1.0).eval().shape(), shape);
        assert_eq!(a.t().map(|x| x.to_string()).eval().len(), 0);
        assert!((&a * a.view()).explain().contains("no elements"));
        a += 1.0;
        a.assign(2.0);
        a.assign_where(true, 3.0);
        let zero = Array3::<f64>::ones([1, 1, 1]);
        assert_eq!((&zero - &a).eval().shape(), shape);
        zero.broadcast_to(shape).eval_into(&mut a);
        assert_eq!(a.to_owned().into_vec().len(), 0);
        assert_eq!((a * 2.0).eval().shape(), shape);
    }
    let mut point = Array0::from_fn([], |_| 2.0);
    point += 1.0;
    point *= &point.to_owned();
    assert_eq!(point[[]], 9.0);
    assert_eq!((&point + 1.0).eval()[[]], 10.0);
    assert_eq!((-point.t()).eval()[[]], -9.0);
    assert_eq!(point.map(|x| x.to_string()).eval()[[]], "9");
    assert_eq!((&point + Array2::<f64>::ones([2, 2])).eval()[[1, 1]], 10.0);
    assert_eq!((point * 2.0).eval().into_vec(), [18.0]);
}

#[test]
fn mismatched_shapes_are_named() {
    let (a, b) = (Array2::<f64>::zeros([3, 4]), Array1::<f64>::zeros(5));
    let broadcast = |op: &str| format!("cannot broadcast (3, 4) with (5,): axis 1 is 4 against 5 in {op}");
    panics_with(&broadcast("add"), || drop((&a + &b).eval()));
    panics_with(&broadcast("sub"), || drop((a.view() - b.view()).eval()));
    panics_with(&broadcast("mul"), || drop(((&a + 1.0) * (&b + 1.0)).eval()));
    panics_with(&broadcast("div"), || drop((a.to_owned() / b.to_owned()).eval()));
    panics_with(&broadcast("maximum"), || drop(a.maximum(&b).eval()));
    panics_with(&broadcast("gt"), || drop(a.gt(&b).eval()));
    panics_with(&broadcast("clip"), || drop(a.clip(&b, 1.0).eval()));
    panics_with(&broadcast("zip2"), || drop(zip2(&a, &b).map(|x: f64, y: f64| x + y).eval()));
    panics_with(&broadcast("select"), || drop(a.gt(0.0).select(&b, 0.0).eval()));
    let message = |e: Error| e.to_string();
    assert_eq!((&a).try_add(&b).map(|_| ()).map_err(message), Err(broadcast("add")));
    assert_eq!(try_zip2(&a, &b).map(|_| ()).map_err(message), Err(broadcast("zip2")));
}

#[test]
fn a_destination_never_stretches_and_a_refusal_writes_nothing() {
    let a = Array2::<f64>::ones([3, 4]);
    let mut row = Array2::<f64>::zeros([1, 4]);
    let mut one = Array1::<f64>::zeros(4);
    let needed = |shape: &str, op: &str| format!("shape (3, 4) where {shape} is needed in {op}");
    panics_with(&needed("(1, 4)", "eval_into"), || a.view().eval_into(&mut row));
    panics_with(&needed("(1, 4)", "add_assign"), || row += &a);
    panics_with(&needed("(1, 4)", "assign"), || row.assign(&a));
    panics_with(&needed("(1, 4)", "assign_where"), || row.assign_where(true, &a));
    panics_with(&needed("(4,)", "add_assign"), || one += &a);
    let wrong = Array1::<f64>::ones(3);
    panics_with("cannot broadcast (1, 4) with (3,): axis 1 is 4 against 3 in mul_assign", || row *= &wrong);
    panics_with("cannot broadcast (1, 4) with (3,): axis 1 is 4 against 3 in assign_where", || {
        row.assign_where(wrong.gt(0.0), 1.0);
    });
    // Nor does it shrink: `eval_into` wants exactly this shape.
    panics_with("shape (4,) where (1, 4) is needed in eval_into", || {
        Array1::<f64>::ones(4).view().eval_into(&mut row)
    });
    assert!((0..4).all(|j| row[[0, j]] == 0.0 && one[j] == 0.0));
    let mut texts = Array1::from_fn(2, |_| "kept".to_string());
    assert!(wrong.map(|x| x.to_string()).try_eval_into(&mut texts).is_err());
    assert_eq!(texts[0], "kept");
}

#[test]
fn panics_point_at_the_caller() {
    report_briefly();
    let (a, b) = (Array2::<f64>::zeros([3, 4]), Array1::<f64>::zeros(5));
    let mut out = Array2::<f64>::zeros([2, 2]);
    // Each is one line, so that the line of the panic is known.
    macro_rules! here {
        ($what:expr) => {
            LAST_LINE.set(None);
            assert!(
                catch_unwind(AssertUnwindSafe(|| {
                    let _ = $what;
                }))
                .is_err(),
                stringify!($what)
            );
            assert_eq!(LAST_LINE.take(), Some((file!().to_owned(), line!())), stringify!($what));
        };
    }
    here!(&a + &b);
    here!(a.view() * &b);
    here!(a.to_owned() - &b);
    here!((&a + 1.0) / &b);
    here!(a.minimum(&b));
    here!(a.mul_add(&b, 1.0));
    here!(a.clip(&b, 1.0));
    here!(a.gt(0.0).select(&b, 1.0));
    here!(zip2(&a, &b));
    here!(zip3(&a, Literal(1.0), &b));
    here!(out += &a);
    here!(out.view_mut().slice(s![.., 0]).assign(&a));
    here!(out.assign(&a));
    here!(out.assign_where(true, &b));
    here!((&a + 1.0).eval_into(&mut out));
    here!(out.clone_from_view(&a));
    here!(a.slice(s![5, ..]));
    here!(a.broadcast_to([3, 5]));
    here!(a.permute_axes([0, 0]));
    here!(a.flip(Axis(2)));
    here!(a.index_axis(Axis(0), 3));
    here!(a.reshape([5, 5]));
    here!(a[[3, 0]]);
    here!(a.view()[[0, 4]]);
    here!(Array1::<f64>::zeros(1 << 50));
    here!(a.slice(s![..1, ..1]).broadcast_to([1 << 25, 1 << 25]).eval());
}
