//! The architecture, held by a test: which module may import which, how long a file may be, where unsafe code
//! may be written and that every piece of it says why it is sound.
//!
//! ```text
//! base (error, layout, math, profile)  <  storage  <  array  <  exec  <  expr  <  ops  <  io, interop
//! ```
//!
//! `error` and `layout` are one layer: an error names shapes, and a layout reports errors; `math` stands alone. Each rule is a function
//! from a file's text to its faults, so that the rules themselves are tested, on text that breaks them.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, the lowest first; a module imports from its own layer and from those before it.
const LAYERS: [&[&str]; 7] = [
    &["error", "layout", "math", "profile"],
    &["storage"],
    &["array"],
    &["exec"],
    &["expr"],
    &["ops"],
    &["io", "interop"],
];
/// The modules in which `unsafe` may be written.
const ROOMS: [&str; 4] = ["storage", "array", "exec", "interop"];
/// No file is longer.
const LINES: usize = 500;
/// How far above an unsafe block its reason may stand, in lines of code.
const REACH: usize = 4;

/// A line number, counted from 1, and what is wrong there.
type Fault = (usize, String);

/// The lines of a file as code: comments and what stands in string literals blanked out.
fn code(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = text.chars().peekable();
    let mut last = ' ';
    while let Some(c) = chars.next() {
        let line = out.len() - 1;
        match c {
            '\n' => out.push(String::new()),
            '/' if chars.peek() == Some(&'/') => while chars.next_if(|&c| c != '\n').is_some() {},
            '"' => {
                let raw = last == 'r';
                out[line].push_str("\"\"");
                while let Some(c) = chars.next() {
                    match c {
                        '\n' => out.push(String::new()),
                        // What an escape stands for is no code; an escaped line end is a line all the same.
                        '\\' if !raw => {
                            out.extend(chars.next().filter(|&c| c == '\n').map(|_| String::new()))
                        }
                        '"' => break,
                        _ => {}
                    }
                }
            }
            // A quoted character, where it could be taken for the start of a string or of a comment.
            '\'' if matches!(chars.peek(), Some('"' | '/' | '\\')) => {
                let escaped = chars.next() == Some('\\');
                if escaped {
                    chars.next();
                }
                out[line].push_str("' '");
                chars.next_if_eq(&'\'');
            }
            c => out[line].push(c),
        }
        last = c;
    }
    out
}

/// The identifiers of `line` that follow `prefix`, which may open a group: `crate::{a::B, c}`.
fn followers(line: &str, prefix: &str) -> Vec<String> {
    let name = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, _) in line.match_indices(prefix) {
        let rest = &line[at + prefix.len()..];
        match rest.strip_prefix('{') {
            None => found.push(name(rest)),
            Some(group) => {
                let (mut depth, mut entry) = (1, String::new());
                for c in group.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 1 => found.push(name(std::mem::take(&mut entry).trim())),
                        c if depth == 1 => entry.push(c),
                        _ => {}
                    }
                    if depth == 0 {
                        break;
                    }
                }
                found.push(name(entry.trim()));
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Imports of a higher layer, or of a module that no layer has, by a file of `module`.
fn upward_imports(module: &str, text: &str) -> Vec<Fault> {
    let Some(own) = layer(module) else {
        return vec![(1, format!("module `{module}` is in no layer: add it to the list in this test"))];
    };
    // A group `crate::{...}` may run over several lines.
    let lines = code(text);
    let mut faults = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let mut statement = line.clone();
        if line.contains("crate::{") {
            lines[i + 1..].iter().take(40).for_each(|next| statement.push_str(next));
        }
        for name in followers(&statement, "crate::").into_iter().chain(followers(line, "super::super::")) {
            match layer(&name) {
                Some(other) if other > own => faults.push((i + 1, format!("`{module}` imports `{name}`"))),
                _ => {}
            }
        }
    }
    faults
}

fn too_long(text: &str) -> Vec<Fault> {
    let lines = text.lines().count();
    if lines > LINES { vec![(lines, format!("{lines} lines, more than {LINES}"))] } else { Vec::new() }
}

/// Where `unsafe` code is allowed, outside the rooms.
fn stray_unsafe(module: &str, text: &str) -> Vec<Fault> {
    let allows = |line: &String| line.replace(' ', "").contains("(unsafe_code)") && line.contains("allow");
    let lines = code(text);
    let faults = lines.iter().enumerate().filter(|(_, line)| allows(line) && !ROOMS.contains(&module));
    faults.map(|(i, _)| (i + 1, format!("`{module}` is no room of unsafe code"))).collect()
}

/// Unsafe blocks and implementations without a reason above them, and unsafe functions that others can call
/// whose documentation does not say what the caller owes.
fn unexplained_unsafe(text: &str) -> Vec<Fault> {
    let (raw, lines) = (text.lines().collect::<Vec<_>>(), code(text));
    let mut faults = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let is_fn = line.contains("unsafe fn ") || line.contains("unsafe trait ");
        if (line.contains("unsafe {") || line.contains("unsafe impl")) && !reason_above(&raw, &lines, i) {
            faults.push((i + 1, "unsafe without a SAFETY comment".to_owned()));
        }
        // `impl Trait for Type { unsafe fn ... }` inherits the documentation of the trait.
        let public = line.trim_start().starts_with("pub") || line.contains("unsafe trait ");
        if is_fn && public && !safety_section_above(&raw, i) {
            faults.push((i + 1, "no `# Safety` section".to_owned()));
        }
    }
    faults
}

/// Whether `SAFETY:` stands on the line, or above it with at most [`REACH`] lines of code between.
fn reason_above(raw: &[&str], lines: &[String], at: usize) -> bool {
    let mut between = 0;
    for i in (0..=at).rev() {
        if raw.get(i).is_some_and(|line| line.contains("SAFETY:")) {
            return true;
        }
        // The comment may have several lines; they do not count.
        if i < at && !lines[i].trim().is_empty() {
            between += 1;
        }
        if between > REACH {
            return false;
        }
    }
    false
}

/// Whether the documentation comment above an item has a section on safety.
fn safety_section_above(raw: &[&str], at: usize) -> bool {
    let docs = raw[..at].iter().rev().take_while(|line| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[")
    });
    docs.into_iter().any(|line| line.contains("# Safety"))
}

fn no_heading(text: &str) -> Vec<Fault> {
    if text.starts_with("//!") { Vec::new() } else { vec![(1, "does not open with `//!`".to_owned())] }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below a directory of the project, sorted, with their text.
fn rust_files(directory: &str) -> Vec<(PathBuf, String)> {
    fn collect(directory: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let path = entry.path();
            match path.is_dir() {
                true => collect(&path, out),
                false if path.extension().is_some_and(|e| e == "rs") => out.push(path),
                false => {}
            }
        }
    }
    let mut paths = Vec::new();
    collect(&root().join(directory), &mut paths);
    paths.sort();
    let text = |path: &Path| fs::read_to_string(path).expect("a source file can be read");
    paths.into_iter().map(|path| (path.clone(), text(&path))).collect()
}

/// The top-level module that a file in `src` belongs to; `None` for `lib.rs`, which may name them all.
fn module(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(root().join("src")).expect("the file is in src");
    let first = inside.iter().next()?.to_str()?.trim_end_matches(".rs").to_owned();
    (first != "lib").then_some(first)
}

#[track_caller]
fn assert_none(rule: &str, files: &[(PathBuf, String)], faults_of: impl Fn(&Path, &str) -> Vec<Fault>) {
    assert!(!files.is_empty(), "{rule}: found no files to look at");
    let mut report = String::new();
    for (path, text) in files {
        for (line, fault) in faults_of(path, text) {
            let path = path.strip_prefix(root()).unwrap_or(path).display();
            report += &format!("\n  {path}:{line}: {fault}");
        }
    }
    assert!(report.is_empty(), "{rule}:{report}");
}

#[test]
fn modules_import_downward_only() {
    assert_none("imports go downward", &rust_files("src"), |path, text| {
        module(path).map_or(Vec::new(), |module| upward_imports(&module, text))
    });
}

#[test]
fn no_file_is_longer_than_500_lines() {
    for directory in ["src", "tests", "examples"] {
        assert_none("files are short", &rust_files(directory), |_, text| too_long(text));
    }
    for (path, text) in rust_files("benches") {
        assert_eq!(too_long(&text), [], "{}", path.display());
    }
}

#[test]
fn unsafe_code_stays_in_its_rooms() {
    assert_none("rooms of unsafe code", &rust_files("src"), |path, text| {
        stray_unsafe(&module(path).unwrap_or_default(), text)
    });
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest can be read");
    assert!(manifest.contains("unsafe_code = \"deny\""), "unsafe code is denied outside the rooms");
}

#[test]
fn every_unsafe_says_why_it_is_sound() {
    assert_none("reasons for unsafe", &rust_files("src"), |_, text| unexplained_unsafe(text));
}

#[test]
fn every_source_file_opens_with_its_reason() {
    assert_none("headings", &rust_files("src"), |_, text| no_heading(text));
}

// The rules, on text that breaks them and on text that only looks as if it did.

#[test]
fn the_import_rule_sees_upward_imports() {
    let broken = |module, text| !upward_imports(module, text).is_empty();
    assert!(broken("storage", "use crate::array::Array;"));
    assert!(broken("array", "fn f() { crate::exec::run() }"));
    assert!(broken("layout", "use crate::{\n    error::Error,\n    exec::{self, Job},\n};"));
    assert!(broken("exec", "use crate::{error::{A, B}, expr};"));
    assert!(broken("error", "use super::super::array;"));
    assert!(broken("nobody", ""));
    assert!(!broken("error", "use crate::layout::Extents;"));
    assert!(!broken("expr", "use crate::{array::Array, error::{Error, Result}, exec};"));
    assert!(!broken(
        "array",
        "//! See [`eval`](crate::expr::Expr::eval).\n/// crate::exec\nuse crate::layout::Dim;"
    ));
    assert!(!broken("array", "const S: &str = \"crate::expr\";"));
}

#[test]
fn the_length_rule_sees_line_501() {
    assert!(!too_long(&"x\n".repeat(501)).is_empty());
    assert!(too_long(&"x\n".repeat(500)).is_empty());
}

#[test]
fn the_room_rule_sees_an_open_door() {
    let broken = |module, text| !stray_unsafe(module, text).is_empty();
    assert!(broken("layout", "#![allow(unsafe_code)]"));
    assert!(broken("expr", "//! Text.\n#[allow(unsafe_code)]\nfn f() {}"));
    assert!(broken("", "#![ allow( unsafe_code ) ]"));
    assert!(!broken("exec", "#![allow(unsafe_code)]"));
    assert!(!broken("layout", "// #![allow(unsafe_code)]\n#![forbid(unsafe_code)]"));
}

#[test]
fn the_safety_rule_sees_missing_reasons() {
    let broken = |text| !unexplained_unsafe(text).is_empty();
    assert!(broken("fn f() {\n    unsafe { g() }\n}"));
    assert!(broken("unsafe impl Send for A {}"));
    assert!(broken("// SAFETY: too far.\na;\nb;\nc;\nd;\ne;\nunsafe { g() }"));
    assert!(broken("/// Docs.\npub unsafe fn f() {}"));
    assert!(broken("pub(crate) unsafe fn f() {}"));
    assert!(broken("/// Docs.\n#[inline]\npub unsafe trait T {}"));
    assert!(!broken("// SAFETY: it is.\nunsafe { g() }"));
    assert!(!broken(
        "// SAFETY: it is,\n// at length,\n// and more,\n// and more,\n// and more.\nlet x =\n    unsafe { g() };"
    ));
    assert!(!broken("/// Docs.\n///\n/// # Safety\n/// Do.\n#[inline]\npub unsafe fn f() {}"));
    assert!(!broken("unsafe fn private() {}"));
    assert!(!broken("//! Text on unsafe { blocks }.\nlet s = \"unsafe {\";"));
}

#[test]
fn the_heading_rule_sees_a_bare_file() {
    assert!(!no_heading("use a;").is_empty());
    assert!(!no_heading("/// An item.\nfn f() {}").is_empty());
    assert!(no_heading("//! Why.\n").is_empty());
}

#[test]
fn code_leaves_comments_and_strings_out() {
    assert_eq!(code("a // b\n\"c\\\"\nd\" e '\"' f '\\'' g 'h"), ["a ", "\"\"", " e ' ' f ' ' g 'h"]);
}
