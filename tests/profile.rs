//! The profiler: every operation is charged to the line that asked for it, with what it moved, allocated and did unasked.
#![cfg(feature = "profile")]

use std::sync::{Mutex, MutexGuard};

use longstride::prelude::*;
use longstride::profile::{self, Row, timeit};

/// One test at a time: there is one record for the whole program.
static ALONE: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ALONE.lock().unwrap_or_else(|e| e.into_inner())
}

/// What is recorded while `f` runs.
fn rows(f: impl FnOnce()) -> Vec<Row> {
    profile::reset();
    f();
    profile::snapshot().rows
}

/// The row of an operation on a line of this file; there is exactly one.
#[track_caller]
fn row(rows: &[Row], line: u32, operation: &str) -> Row {
    let found: Vec<&Row> = rows.iter().filter(|r| r.line == line && r.file == file!()).collect();
    assert_eq!(found.len(), 1, "line {line}: {rows:#?}");
    assert_eq!(found[0].operation, operation);
    found[0].clone()
}

#[test]
fn each_line_is_charged_for_what_it_asked_for() {
    let _alone = alone();
    let start = line!() + 2;
    let rows = rows(|| {
        let a = Array2::<f64>::zeros([20, 30]);
        let b = (&a + 1.0).eval();
        let mut out = Array2::zeros([20, 30]);
        (&a * &b).eval_into(&mut out);
        (&a * &b).try_eval_into(&mut out).unwrap();
        out += &b;
        assert_eq!(a.sum(), 0.0);
        let _ = a.sum_axis(Axis(0)).eval();
        let _ = a.cumsum(Axis(1)).eval();
        let _ = b.take(&[1, 0], Axis(0));
        let _ = concatenate(&[&a, &b], Axis(0));
        let _ = b.extract(a.gt(0.5));
        out.assign_where(a.gt(0.0).eval(), 2.0);
        let _ = b.clone();
        let _ = b.t().to_owned();
        let _ = b.t().reshape([600]);
        out.put(&[0, 1], &array![1.0, 2.0]);
        let _ = b.t().flatten();
        out.assign(&b);
        let _ = b.argmax();
        let _ = Array1::from_fn(4, |[i]| i);
    });
    let mut line = start - 1;
    for operation in [
        "full",
        "eval",
        "full",
        "eval_into",
        "eval_into",
        "add_assign",
        "sum",
        "sum_axis",
        "cumsum",
        "take",
        "concatenate",
        "extract",
        "",
        "clone",
        "to_owned",
        "reshape",
        "put",
        "flatten",
        "assign",
        "argmax",
        "from_fn",
    ] {
        line += 1;
        if operation.is_empty() {
            continue; // two operations on one line: below
        }
        let row = row(&rows, line, operation);
        assert_eq!(row.hits, 1);
        assert!(row.time.as_nanos() > 0);
        assert_eq!(row.threads, 1);
    }
    let both: Vec<&str> = rows.iter().filter(|r| r.line == start + 12).map(|r| r.operation).collect();
    assert!(both.contains(&"eval") && both.contains(&"assign_where"), "{both:?}");
    assert!(rows.iter().all(|r| r.file == file!()), "nothing else was asked for: {rows:#?}");
    let eval = row(&rows, start + 1, "eval");
    assert_eq!((eval.allocated, eval.bytes, &eval.shape[..]), (4800, 9600, &[20, 30][..]));
    assert!(eval.notes.iter().any(|n| n == "on one thread: too little work for two"), "{:?}", eval.notes);
    assert_eq!(row(&rows, start + 3, "eval_into").allocated, 0);
    let reshape = row(&rows, start + 15, "reshape");
    assert!(reshape.notes.iter().any(|n| n.starts_with("copied")), "{:?}", reshape.notes);
    assert_eq!(reshape.allocated, 4800);
}

#[test]
fn views_are_free_and_leave_no_trace() {
    let _alone = alone();
    let a = Array2::<f64>::zeros([4, 6]);
    let rows = rows(|| {
        assert!(a.t().slice(s![1.., ..;-1]).flip(Axis(0)).reshape_view([20]).is_err());
        assert!(a.reshape([24]).is_view());
    });
    assert!(rows.is_empty(), "{rows:#?}");
}

#[test]
fn hits_add_up_and_parts_belong_to_the_whole() {
    let _alone = alone();
    let a = Array2::<f64>::ones([10, 10]);
    let line = line!() + 3;
    let rows = rows(|| {
        for _ in 0..7 {
            let _ = (&a - a.mean_axis(Axis(0)).keepdims()).eval();
        }
    });
    let whole = row(&rows, line, "eval");
    assert_eq!((whole.hits, rows.len()), (7, 1));
    assert!(whole.allocated >= 7 * 880, "with the means: {}", whole.allocated);
}

#[test]
fn hidden_work_is_named() {
    let _alone = alone();
    let a = Array2::<f64>::ones([600, 700]);
    let b = Array2::<f64>::ones([700, 600]);
    let line = line!() + 3;
    let rows = rows(|| {
        let run = || {
            let _ = (&a + b.t()).eval();
        };
        longstride::threads::with(1, run);
    });
    let row = row(&rows, line, "eval");
    assert!(row.notes.iter().any(|n| n.starts_with("1 operand not in the order")), "{:?}", row.notes);
    assert!(row.notes.iter().any(|n| n == "on one thread: no more are allowed here"), "{:?}", row.notes);
    assert!(row.bytes >= 3 * 600 * 700 * 8);
}

#[test]
fn threads_are_counted_and_other_threads_recorded() {
    let _alone = alone();
    let a = Array1::<f64>::ones(1 << 20);
    let line = line!() + 3;
    let rows = rows(|| {
        std::thread::scope(|scope| {
            scope.spawn(|| (&a + 1.0).eval());
        });
    });
    assert_eq!(row(&rows, line, "eval").threads, longstride::threads::available());
}

#[test]
fn a_panic_ends_the_operation() {
    let _alone = alone();
    let a = Array1::<f64>::ones(3);
    let after = line!() + 7;
    let rows = rows(|| {
        let run = std::panic::AssertUnwindSafe(|| {
            let _ = a.map(|_| -> f64 { panic!("on purpose") }).eval();
        });
        assert!(std::panic::catch_unwind(run).is_err());
        // A new operation, not a part of the one that failed.
        let _ = (&a + 1.0).eval();
    });
    assert_eq!(row(&rows, after, "eval").hits, 1);
    assert_eq!(rows.len(), 2);
}

#[test]
fn the_table_and_the_json_say_the_same() {
    let _alone = alone();
    profile::reset();
    let _ = Array1::<f64>::full(6, 1.5);
    let report = profile::snapshot();
    let table = report.to_string();
    let place = format!("{}:{}", file!(), report.rows[0].line);
    assert!(table.lines().next().is_some_and(|l| l.starts_with("line")), "{table}");
    assert!(table.contains(&place) && table.contains("full"), "{table}");
    assert!(report.bandwidth > 1e8 && table.contains("a copy moves"), "{table}");
    let json = report.to_json();
    assert!(json.starts_with("{\"bandwidth\": ") && json.ends_with("]}"), "{json}");
    assert!(
        json.contains(&format!("\"file\": \"{}\", \"line\": {}", file!(), report.rows[0].line)),
        "{json}"
    );
    assert!(json.contains("\"hits\": 1") && json.contains("\"shape\": [6]"), "{json}");
}

#[test]
fn snippets_are_timed_side_by_side() {
    let _alone = alone();
    let a = Array1::<f64>::ones(5000);
    let mut both = timeit::side_by_side();
    both.add("one", || a.sum());
    both.bytes(40_000).add("ten", || (0..10).map(|_| a.sum()).sum::<f64>());
    let [one, ten] = both.timings() else { panic!("two timings") };
    assert!(one.low <= one.median && one.median <= one.high && one.calls >= 1);
    // Ten times the work; the factor leaves room for any machine.
    assert!(ten.median > one.median);
    let table = both.to_string();
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(table.contains("1.00") && table.contains("GB/s"), "{table}");
}
