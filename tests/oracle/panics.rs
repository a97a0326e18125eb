//! Asking for panics: that they come, with which message, and at whose line.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    /// Where the last panic of this thread was reported: the file's name, and the line.
    pub static LAST_LINE: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// Records where panics are, and prints them without the backtraces that would take most of the tests' time.
pub fn report_briefly() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            LAST_LINE.set(info.location().map(|at| (at.file().to_owned(), at.line())));
            eprintln!("{info}");
        }));
    });
}

/// Runs `f`, which must panic with this message.
#[track_caller]
pub fn panics_with(message: &str, f: impl FnOnce()) {
    report_briefly();
    let panic = catch_unwind(AssertUnwindSafe(f)).expect_err("it should have panicked");
    let found = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|s| s.to_string()));
    assert_eq!(found.as_deref(), Some(message));
}
