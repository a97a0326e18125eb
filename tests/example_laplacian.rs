//! The example `laplacian`, as its users run it: the good run leaves a right `.npy` and a readable PNG, and
//! every bad input ends in one line and an exit code, never in a panic.

use std::fs::{self, File};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A directory of its own for one test, removed at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn new(test: &str) -> Scratch {
        let path = std::env::temp_dir().join(format!("longstride-laplacian-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary directory can be made");
        Scratch(path)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).expect("a temporary file can be written");
        path.to_str().expect("temporary paths are UTF-8").to_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the example that was built beside this test, with `--quick` and a small synthetic field.
fn run(out: &Path, arguments: &[&str]) -> Output {
    let test = std::env::current_exe().expect("the test knows its own path");
    let profile = test.ancestors().nth(2).expect("a test lies in <profile>/deps");
    let example = profile.join("examples").join(format!("laplacian{}", std::env::consts::EXE_SUFFIX));
    assert!(
        example.is_file(),
        "{} is missing: plain `cargo test` builds it, with `--test` run `cargo build --example laplacian` first",
        example.display()
    );
    Command::new(example)
        .args(["--quick", "--size", "32x48", "--out"])
        .arg(out)
        .args(arguments)
        .output()
        .expect("the example can be started")
}

fn run_well(out: &Path, arguments: &[&str]) -> String {
    let output = run(out, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?}");
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// Asserts the exit code, exactly one line on standard error, and that it says `words`.
#[track_caller]
fn fails(out: &Path, code: i32, arguments: &[&str], words: &str) {
    let output = run(out, arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {errors}");
    assert!(errors.starts_with("laplacian: error: "), "{arguments:?}: {errors}");
    assert!(errors.ends_with('\n') && errors.lines().count() == 1, "{arguments:?}: {errors}");
    assert!(errors.contains(words) && !errors.contains("panicked"), "{arguments:?}: {errors}");
}

/// A version 1 `.npy` file, written by hand so that it can also be wrong.
fn npy(descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let mut header = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = u16::try_from(header.len()).expect("a short header").to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), data].concat()
}

/// An archive that stores its members as they are; the elevation model is a compressed one.
fn npz(members: &[(&str, &[u8])]) -> Vec<u8> {
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, stored).expect("a member can be added");
        archive.write_all(bytes).expect("a member can be written");
    }
    archive.finish().expect("the archive can be finished").into_inner()
}

fn bytes_of<const N: usize>(
    values: impl IntoIterator<Item = f64>,
    to_bytes: impl Fn(f64) -> [u8; N],
) -> Vec<u8> {
    values.into_iter().flat_map(to_bytes).collect()
}

/// A valid float64 file of zeros.
fn zeros(shape: &str, elements: usize) -> Vec<u8> {
    npy("'<f8'", false, shape, &vec![0; 8 * elements])
}

fn read_result(out: &Path) -> (Vec<u64>, Vec<f64>) {
    let file = File::open(out.join("laplacian.npy")).expect("the result is there");
    let npy = npyz::NpyFile::new(std::io::BufReader::new(file)).expect("the result is an .npy file");
    (npy.shape().to_vec(), npy.into_vec().expect("the result is float64"))
}

fn jacksboro() -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/jacksboro_fault_dem.npz");
    fs::read(path).expect("the elevation model is part of the repository")
}

#[test]
fn default_run_saves_the_laplacian_draws_it_and_prints_both_ladders() {
    let scratch = Scratch::new("default");
    let printed = run_well(&scratch.0, &[]);
    for rung in
        ["pure: nested", "pure, optimised", "NumPy-style", "fresh array", "out=, all cores", "yardstick:"]
    {
        assert_eq!(printed.matches(rung).count(), 2, "{rung} in {printed}");
    }
    let (shape, values) = read_result(&scratch.0);
    assert_eq!((shape, values.len()), (vec![342, 401], 342 * 401));
    assert!(values.iter().all(|v| v.is_finite()) && values.iter().any(|v| *v != 0.0));

    let file = File::open(scratch.0.join("laplacian.png")).expect("the picture is there");
    let mut picture = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("it is a PNG");
    let mut pixels = vec![0; picture.output_buffer_size().expect("it fits in memory")];
    let frame = picture.next_frame(&mut pixels).expect("it is whole");
    assert!(frame.width > 800 && frame.height > 400);
}

#[test]
fn degrees_become_metres_at_the_mean_latitude() {
    let scratch = Scratch::new("degrees");
    run_well(&scratch.0, &[]);
    let by_itself = read_result(&scratch.0);
    // 3 arc seconds at (36.73291666... + 36.44625) / 2 degrees north.
    let degree = 3.0 / 3600.0 * 111_200.0;
    let latitude: f64 = (36.73291666666667 + 36.44625) / 2.0;
    let (dx, dy) = ((degree * latitude.to_radians().cos()).to_string(), degree.to_string());
    run_well(&scratch.0, &["--dx", &dx, "--dy", &dy]);
    let told = read_result(&scratch.0);
    assert!(by_itself.1.iter().zip(&told.1).all(|(a, b)| (a - b).abs() < 1e-12));
}

#[test]
fn a_paraboloid_has_a_constant_laplacian_whatever_the_file_holds() {
    let scratch = Scratch::new("paraboloid");
    let (rows, cols, dx, dy) = (5_i32, 7_i32, 2.0, 0.5);
    // x^2 + 4 y^2 with x = 2 (j - 3) and y = (i - 2) / 2: whole numbers up to 40, and a Laplacian of 2 + 8.
    let at = |i: i32, j: i32| f64::from(4 * (j - 3) * (j - 3) + (i - 2) * (i - 2));
    let by_rows: Vec<f64> = (0..rows).flat_map(|i| (0..cols).map(move |j| at(i, j))).collect();
    let by_cols: Vec<f64> = (0..cols).flat_map(|j| (0..rows).map(move |i| at(i, j))).collect();
    let both = [(false, by_rows), (true, by_cols)];
    type ToBytes = fn(f64) -> Vec<u8>;
    let types: [(&str, ToBytes); 14] = [
        ("<f8", |v| v.to_le_bytes().into()),
        (">f8", |v| v.to_be_bytes().into()),
        ("<f4", |v| (v as f32).to_le_bytes().into()),
        (">f4", |v| (v as f32).to_be_bytes().into()),
        ("|i1", |v| (v as i8).to_le_bytes().into()),
        ("<i2", |v| (v as i16).to_le_bytes().into()),
        (">i2", |v| (v as i16).to_be_bytes().into()),
        ("<i4", |v| (v as i32).to_le_bytes().into()),
        ("<i8", |v| (v as i64).to_le_bytes().into()),
        (">i8", |v| (v as i64).to_be_bytes().into()),
        ("|u1", |v| (v as u8).to_le_bytes().into()),
        ("<u2", |v| (v as u16).to_le_bytes().into()),
        (">u4", |v| (v as u32).to_be_bytes().into()),
        ("<u8", |v| (v as u64).to_le_bytes().into()),
    ];
    for (n, (descr, to_bytes)) in types.into_iter().enumerate() {
        // The types take turns between the two orders; nothing in the reader depends on both at once.
        let (fortran, values) = &both[n % 2];
        let data: Vec<u8> = values.iter().flat_map(|&v| to_bytes(v)).collect();
        let path = scratch.file("field.npy", &npy(&format!("'{descr}'"), *fortran, "(5, 7)", &data));
        run_well(&scratch.0, &["--input", &path, "--dx", &dx.to_string(), "--dy", &dy.to_string()]);
        let (shape, found) = read_result(&scratch.0);
        assert_eq!(shape, [3, 5], "{descr}");
        assert!(found.iter().all(|v| (v - 10.0).abs() < 1e-9), "{descr}, Fortran order {fortran}: {found:?}");
    }
}

#[test]
fn fields_without_a_finite_or_varying_value_are_drawn_too() {
    let scratch = Scratch::new("degenerate");
    for value in [0.0, 1e308, f64::NAN, f64::INFINITY] {
        let data = bytes_of([value; 12], f64::to_le_bytes);
        let path = scratch.file("field.npy", &npy("'<f8'", false, "(3, 4)", &data));
        run_well(&scratch.0, &["--input", &path]);
    }
}

#[test]
fn an_archive_gives_the_member_that_is_asked_for_or_the_only_field() {
    let scratch = Scratch::new("members");
    let (square, line) = (zeros("(3, 3)", 9), zeros("(3,)", 3));
    let one = scratch.file("one.npz", &npz(&[("line.npy", &line), ("square.npy", &square)]));
    assert!(run_well(&scratch.0, &["--input", &one]).contains("square"));
    let two = scratch.file("two.npz", &npz(&[("a.npy", &square), ("b.npy", &square)]));
    assert!(run_well(&scratch.0, &["--input", &format!("{two}:b")]).contains("read   b"));
    fails(&scratch.0, 1, &["--input", &two], "it holds a, b");
    let alone = scratch.file("alone.npz", &square);
    fails(&scratch.0, 1, &["--input", &format!("{alone}:a")], "a single array, without a member 'a'");
    fails(&scratch.0, 1, &["--input", &format!("{two}:c")], "no member 'c'; it holds a, b");
    let none = scratch.file("none.npz", &npz(&[("line.npy", &line)]));
    fails(&scratch.0, 1, &["--input", &none], "no member of rank 2; it holds line");
    fails(&scratch.0, 1, &["--input", &format!("{none}:line")], "rank 1");
    let empty = scratch.file("empty.npz", &npz(&[]));
    fails(&scratch.0, 1, &["--input", &empty], "it holds no arrays");
    let nan = npy("'<f8'", false, "()", &f64::NAN.to_le_bytes());
    let odd = scratch.file("odd.npz", &npz(&[("a.npy", &square), ("dx.npy", &nan)]));
    fails(&scratch.0, 1, &["--input", &odd], "the file's dx is NaN metres");
    run_well(&scratch.0, &["--input", &odd, "--dx", "1"]);
    let odd = scratch.file("odd.npz", &npz(&[("a.npy", &square), ("dy.npy", &square)]));
    fails(&scratch.0, 1, &["--input", &format!("{odd}:a")], "not a single number");
}

#[test]
fn broken_files_end_in_one_line() {
    let scratch = Scratch::new("broken");
    let whole = zeros("(4, 5)", 20);
    let archive = jacksboro();
    let mut flipped = archive.clone();
    flipped[archive.len() / 2] ^= 0xff;
    let mut stored = npz(&[("elevation.npy", &whole)]);
    let magic = stored.windows(6).position(|w| w == b"\x93NUMPY").expect("the member is stored as it is");
    stored[magic + 200] ^= 1;
    let mut newer = whole.clone();
    newer[6] = 9;
    let mut long = whole.clone();
    long[8..10].copy_from_slice(&[0xff, 0xff]);
    let lying = npy("'<f8'", false, "(1000000, 1000000)", &[0; 800]);
    let nested = format!("'<f8'{}", ", 'x': (".repeat(50));
    let cases: [(&str, Vec<u8>, &str); 25] = [
        ("nothing.npy", Vec::new(), "neither"),
        ("text.npy", b"1 2 3\n4 5 6\n".to_vec(), "neither"),
        ("magic.npy", whole[..7].to_vec(), "truncated"),
        ("header.npy", whole[..60].to_vec(), "header"),
        ("data.npy", whole[..whole.len() - 1].to_vec(), "truncated"),
        ("version.npy", newer, "header"),
        ("long.npy", long, "header"),
        ("archive.npz", archive[..archive.len() / 2].to_vec(), "archive is broken"),
        ("start.npz", archive[..5].to_vec(), "archive is broken"),
        ("flipped.npz", flipped, "cannot be read"),
        ("stored.npz", stored, "cannot be read"),
        ("no-array.npz", npz(&[("a.npy", b"hello")]), "no member of rank 2"),
        ("elevation.npz", npz(&[("elevation.npy", b"hello, elevation")]), "does not start as"),
        ("lying.npy", lying.clone(), "1000000, 1000000"),
        ("lying.npz", npz(&[("elevation.npy", &lying)]), "1000000, 1000000"),
        ("overflow.npy", npy("'<f8'", false, "(9999999999, 9999999999, 0)", &[]), "truncated"),
        ("digits.npy", npy("'<f8'", false, "(3, 99999999999999999999999)", &[]), "truncated"),
        ("negative.npy", npy("'<f8'", false, "(3, -3)", &[]), "shape"),
        ("shape.npy", npy("'<f8'", false, "'none'", &[0; 80]), "not an array of plain numbers"),
        ("nested.npy", npy(&nested, false, "(3, 3)", &[0; 72]), "not an array of plain numbers"),
        ("object.npy", npy("'|O'", false, "(3, 3)", &[0; 99]), "Python objects"),
        ("record.npy", npy("[('a', '<f8')]", false, "(3, 3)", &[0; 72]), "not an array of plain numbers"),
        ("complex.npy", npy("'<c16'", false, "(3, 3)", &[0; 144]), "element type <c16"),
        ("bool.npy", npy("'|b1'", false, "(3, 3)", &[0; 9]), "element type |b1"),
        ("type.npy", npy("'junk'", false, "(3, 3)", &[0; 72]), "header is broken"),
    ];
    for (name, bytes, words) in cases {
        fails(&scratch.0, 1, &["--input", &scratch.file(name, &bytes)], words);
    }
}

#[test]
fn wrong_shapes_end_in_one_line() {
    let scratch = Scratch::new("shapes");
    let cases: [(&str, usize, &str); 7] = [
        ("()", 1, "rank 0"),
        ("(9,)", 9, "rank 1"),
        ("(3, 3, 3)", 27, "rank 3"),
        ("(2, 5)", 10, "2 x 5"),
        ("(5, 2)", 10, "5 x 2"),
        ("(0, 5)", 0, "0 x 5"),
        ("(5, 0)", 0, "5 x 0"),
    ];
    for (shape, elements, words) in cases {
        fails(&scratch.0, 1, &["--input", &scratch.file("field.npy", &zeros(shape, elements))], words);
    }
    fails(&scratch.0, 1, &["--input", "no/such/file.npy"], "no/such/file.npy");
    fails(&scratch.0, 1, &["--input", "no/such\nfile.npy"], "no/such file.npy");
    fails(&scratch.0, 1, &["--input", scratch.0.to_str().expect("UTF-8")], "not a regular file");
    let file = scratch.file("file", b"");
    fails(&scratch.0, 1, &["--out", &file], "file");
}

#[test]
fn faults_on_the_command_line_exit_with_2() {
    let scratch = Scratch::new("usage");
    let cases: [(&[&str], &str); 24] = [
        (&["--dx", "0"], "--dx must lie between"),
        (&["--dx", "-1"], "--dx must lie between"),
        (&["--dy", "NaN"], "--dy must lie between"),
        (&["--dy", "inf"], "--dy must lie between"),
        (&["--dx", "1e-300"], "--dx must lie between"),
        (&["--dx", "wide"], "--dx must be a number of metres, not 'wide'"),
        (&["--dx"], "--dx needs a value"),
        (&["--dx", ""], "--dx needs a value"),
        (&["--size", "4096"], "--size must look like"),
        (&["--size", "x"], "--size must look like"),
        (&["--size", "-3x9"], "--size must look like"),
        (&["--size", "3x3x3"], "--size must look like"),
        (&["--size", "2x5"], "at least 3 rows"),
        (&["--size", "5x0"], "at least 3 rows"),
        (&["--size", "100000x100000"], "too large"),
        (&["--size", "4294967296x4294967296"], "too large"),
        (&["--size", "3x99999999999999999999999"], "too large"),
        (&["--threads", "0"], "--threads must be a whole number"),
        (&["--threads", "-1"], "--threads must be a whole number"),
        (&["--threads", "1000000"], "--threads must be a whole number"),
        (&["--quick=yes"], "--quick takes no value"),
        (&["--fast"], "unknown argument '--fast'"),
        (&["field.npy"], "unknown argument 'field.npy'"),
        (&["--input"], "--input needs a value"),
    ];
    for (arguments, words) in cases {
        fails(&scratch.0, 2, arguments, words);
    }
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_text_are_a_usage_error() {
    use std::os::unix::ffi::OsStrExt;
    let scratch = Scratch::new("bytes");
    let test = std::env::current_exe().expect("the test knows its own path");
    let example = test.ancestors().nth(2).expect("a test lies in <profile>/deps").join("examples/laplacian");
    let output = Command::new(example)
        .current_dir(&scratch.0)
        .arg(std::ffi::OsStr::from_bytes(b"--input=\xff"))
        .output()
        .expect("the example can be started");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
}

#[test]
fn help_names_every_option() {
    let scratch = Scratch::new("help");
    let help = run_well(&scratch.0, &["--help"]);
    for option in ["--input", "--dx", "--dy", "--size", "--threads", "--out", "--quick"] {
        assert!(help.contains(option), "{option}");
    }
}
