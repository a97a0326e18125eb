//! Printing for people: what a reader of standard output sees.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::common::failure::{Failure, Result};

/// A path as seen from the current directory, where it lies below it.
pub(crate) fn short(path: &Path) -> String {
    let here: Option<PathBuf> = std::env::current_dir().ok();
    here.and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path).display().to_string()
}

/// `print!` would panic when the reader of standard output goes away.
pub(crate) fn say(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Failure::Unread,
        _ => Failure::Run(format!("cannot write to standard output: {e}")),
    })
}
