//! The example `heat`, as its users run it: it draws, it checks its ways against each other, and it refuses in one line.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output};

/// Runs the example that was built beside this test.
fn run(arguments: &[&str]) -> Output {
    let test = std::env::current_exe().expect("the test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test lies in <profile>/deps");
    let example = profile.join("examples").join(format!("heat{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.is_file(),
        "{} is missing: plain `cargo test` builds it, with `--test` run `cargo build --example heat` first",
        example.display()
    );
    Command::new(example).args(arguments).output().expect("the example can be started")
}

fn fails(code: i32, arguments: &[&str], words: &str) {
    let output = run(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    assert!(errors.starts_with("heat: error: ") && errors.contains(words), "{arguments:?}: {errors}");
    assert_eq!(errors.lines().count(), 1, "{arguments:?}: {errors}");
}

#[test]
fn a_quick_run_draws_two_maps_and_times_five_ways() {
    let out: PathBuf = std::env::temp_dir().join(format!("longstride-heat-{}", std::process::id()));
    let output = run(&["--quick", "--out", out.to_str().expect("temporary paths are UTF-8")]);
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for (way, times) in [("hand-written loop", 1), ("one pass a step", 2), ("  iterate", 2)] {
        assert_eq!(printed.matches(way).count(), times, "{way} in {printed}");
    }

    let file = File::open(out.join("heat.png")).expect("the picture is there");
    let mut picture = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("it is a PNG");
    let mut pixels = vec![0; picture.output_buffer_size().expect("it fits in memory")];
    let frame = picture.next_frame(&mut pixels).expect("it is whole");
    let (width, height) = (frame.width as usize, frame.height as usize);
    assert!(width > 1000 && height > 600);
    // The second map is smoother: its pixels differ less from their neighbours on the right.
    let roughness = |left: usize| -> u64 {
        (height / 4..height / 2)
            .flat_map(|y| (left..left + width / 4).map(move |x| 3 * (y * width + x)))
            .map(|at| u64::from(pixels[at].abs_diff(pixels[at + 3])))
            .sum()
    };
    assert!(roughness(width / 2 + width / 8) * 2 < roughness(width / 8));
    fs::remove_dir_all(&out).expect("the directory can be removed");
}

#[test]
fn faults_end_in_one_line() {
    fails(2, &["--fast"], "unknown argument");
    fails(2, &["--out"], "--out needs a value");
    fails(2, &["--out", ""], "--out needs a value");
    fails(1, &["--quick", "--out", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")], "Cargo.toml");
    assert!(String::from_utf8_lossy(&run(&["--help"]).stdout).contains("--quick"));
}
