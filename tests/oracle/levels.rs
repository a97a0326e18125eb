//! The same bits at every instruction set: a test binary runs itself once for each, because the instruction set is
//! chosen once per process.

/// In the child: prints the hash. The test that calls this must be named `battery_for_a_child`.
pub fn print_for_parent(battery: fn() -> u64) {
    if std::env::var_os("LONGSTRIDE_TEST_BATTERY").is_some() {
        println!("battery {:016x} at {:?}", battery(), longstride::simd_level());
    }
}

/// Asserts that the hash is the same at every level, in this process and in children.
pub fn assert_agree(battery: fn() -> u64) {
    let run = |level: &str| {
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "battery_for_a_child", "--nocapture", "--test-threads=1"])
            .env("LONGSTRIDE_TEST_BATTERY", "1")
            .env("LONGSTRIDE_SIMD", level)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{text}");
        let (_, line) = text.split_once("battery ").expect("the child prints its hash");
        let (hash, level) = line.lines().next().unwrap().split_once(" at ").unwrap();
        (hash.to_owned(), level.to_owned())
    };
    let scalar = run("scalar");
    assert_eq!(scalar.1, "Scalar");
    let here = format!("{:016x}", battery());
    assert_eq!(here, scalar.0, "this process, at {:?}", longstride::simd_level());
    for level in ["v3", "v4"] {
        let found = run(level);
        assert_eq!(found.0, scalar.0, "{level}, run as {}", found.1);
    }
}
