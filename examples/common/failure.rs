//! One error type: every failure is one line of text and an exit code, so that `main` has nothing to decide.

use std::fmt;

/// What went wrong, in words for the person at the terminal.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for something impossible: exit code 2, as is the custom.
    Usage(String),
    /// The command line is fine and the data, the disk or a result is not: exit code 1.
    Run(String),
    /// Nobody reads standard output any more (`laplacian | head -1`): stop without a word.
    Unread,
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// A failure of the run; short because it is written often.
pub(crate) fn failed<T>(message: impl Into<String>) -> Result<T> {
    Err(Failure::Run(message.into()))
}

impl Failure {
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Failure::Usage(_) => 2,
            Failure::Run(_) => 1,
            Failure::Unread => 0,
        }
    }
}

impl fmt::Display for Failure {
    /// Always one line: messages quote file names, headers and other libraries, all of which may hold
    /// newlines.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Failure::Usage(message) | Failure::Run(message)) = self else { return Ok(()) };
        let mut words =
            message.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
        if let Some(first) = words.next() {
            write!(out, "{first}")?;
        }
        for word in words {
            write!(out, " {word}")?;
        }
        Ok(())
    }
}
