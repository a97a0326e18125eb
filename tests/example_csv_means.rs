//! The example `csv_means`, as its users run it: all means but that of the broken file, which is named with its line.

use std::process::{Command, Output};

/// Runs the example that was built beside this test.
fn run(arguments: &[&str]) -> Output {
    let test = std::env::current_exe().expect("the test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test lies in <profile>/deps");
    let example = profile.join("examples").join(format!("csv_means{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.is_file(),
        "{} is missing: plain `cargo test` builds it, with `--test` run `cargo build --example csv_means` first",
        example.display()
    );
    Command::new(example).args(arguments).output().expect("the example can be started")
}

#[test]
fn one_broken_file_harms_no_other() {
    let output = run(&["--quick"]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.starts_with("100 files of 50 lines\n99 means from "), "{printed}");
    assert_eq!(printed.matches("left out: ").count(), 1, "{printed}");
    assert!(printed.contains("left out: place-0050.csv:42: not a number: 'n/a'\n"), "{printed}");
    assert!(printed.contains("Rust, one after the other") && printed.contains("Rust, rayon"), "{printed}");
    let compared = printed.ends_with("Python printed the same numbers\n");
    assert!(compared || printed.ends_with("there is no python3 to compare with\n"), "{printed}");
}

#[test]
fn faults_end_in_one_line() {
    let output = run(&["--fast"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), errors.lines().count()), (Some(2), 1), "{errors}");
    assert!(errors.starts_with("csv_means: error: unknown argument"), "{errors}");
}
