//! The example `gallery`, as its users run it: every program checks its result and says so, and faults end in one line.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs the example that was built beside this test.
fn run(arguments: &[&str]) -> Output {
    let test = std::env::current_exe().expect("the test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test lies in <profile>/deps");
    let example = profile.join("examples").join(format!("gallery{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.is_file(),
        "{} is missing: plain `cargo test --features rand` builds it, with `--test` run `cargo build --example gallery` first",
        example.display()
    );
    Command::new(example).args(arguments).output().expect("the example can be started")
}

fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("longstride-gallery-{name}-{}", std::process::id()))
}

fn prints(arguments: &[&str], directory: &str) -> String {
    let out = temporary(directory);
    let output =
        run(&[arguments, &["--quick", "--out", out.to_str().expect("temporary paths are UTF-8")]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

/// Width and height.
fn size(picture: PathBuf) -> (u32, u32) {
    let file = File::open(&picture).unwrap_or_else(|e| panic!("{}: {e}", picture.display()));
    png::Decoder::new(BufReader::new(file)).read_info().expect("it is a PNG").info().size()
}

#[test]
fn every_program_of_the_gallery_checks_itself() {
    let printed = prints(&[], "all");
    for line in [
        "after 4 steps the glider has moved by (1, 1)",
        "the inertia never grows",
        "every cloud has its centre, to 1/100",
        "the area is 1.5066, to 3 %",
        "the hill sinks as the exact solution of the scheme, to 1e-12",
        "a blur that mirrors the picture at its edges keeps its mean",
        "cumulative sums give the same averages",
        "from London to New York it is 5570 km",
        "a matrix product gives the same squares, to 1e-12",
        "they agree within four standard errors",
        "put and call are at parity on every path",
        "the equation holds to 1e-9",
        "four towns, worked out by hand",
        "no share is off by more than the commonest grey value",
        "what is lost is the variance of the other components",
    ] {
        assert!(printed.contains(&format!("  checked: {line}\n")), "'{line}' in {printed}");
    }
    // What the files are known to hold.
    assert!(printed.contains("2284 weeks of carbon dioxide, 59 without a value"), "{printed}");
    let pictures = [
        ("life", (64, 64)),
        ("kmeans", (400, 400)),
        ("mandelbrot", (128, 96)),
        ("heat", (33, 33)),
        ("blurred", (128, 150)),
        ("edges", (128, 150)),
        ("co2", (1142, 200)),
        ("cg", (31, 31)),
        ("equalised", (1024, 600)),
        ("pca", (512, 600)),
    ];
    let out = temporary("all");
    for (name, expected) in pictures {
        assert_eq!(size(out.join(format!("{name}.png"))), expected, "{name}");
    }
    fs::remove_dir_all(out).expect("the directory can be removed");
}

#[test]
fn one_program_runs_alone() {
    let printed = prints(&["roads"], "one");
    assert!(printed.starts_with("roads: all shortest paths"), "{printed}");
    assert!(printed.contains("  60 towns on a ring: the longest way is 30\n"), "{printed}");
    assert!(!printed.contains("life"), "{printed}");
    fs::remove_dir_all(temporary("one")).expect("the directory can be removed");
}

#[test]
fn faults_end_in_one_line() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (code, arguments, words) in [
        (2, &["--fast"][..], "unknown argument"),
        (2, &["sudoku"], "unknown argument"),
        (2, &["--out"], "--out needs a value"),
        (2, &["--out", ""], "--out needs a value"),
        (1, &["--out", file], "Cargo.toml"),
    ] {
        let output = run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
        assert!(errors.starts_with("gallery: error: ") && errors.contains(words), "{arguments:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
    }
    assert!(String::from_utf8_lossy(&run(&["--help"]).stdout).contains("--quick"));
}
