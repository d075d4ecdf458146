//! Why a command failed, what to do about it, and the exit code.

use std::io::{self, Write};

use crate::article::printable_lines;
use crate::library::HomeError;
use crate::sources::SourceError;
use crate::tui::{TerminalError, TuiError};

/// Kinds of failure; each has its exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The reader of the output has gone: no failure of ours.
    Quiet,
    /// Something was found or only part of it worked: 1.
    Findings,
    /// The command was not understood, or there is no terminal: 2.
    Usage,
    /// Reading or writing failed: 74.
    Io,
}

/// A failed command.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
    hints: Vec<String>,
}

impl Failure {
    /// The command was not understood.
    #[must_use]
    pub fn usage(message: impl Into<String>) -> Self {
        Self { kind: Kind::Usage, message: message.into(), hints: Vec::new() }
    }

    /// Something is wrong that the command was to find out.
    #[must_use]
    pub fn findings(message: impl Into<String>) -> Self {
        Self { kind: Kind::Findings, message: message.into(), hints: Vec::new() }
    }

    /// Reading or writing failed.
    #[must_use]
    pub fn io(what: &str, error: &io::Error) -> Self {
        Self { kind: Kind::Io, message: format!("{what}: {error}"), hints: Vec::new() }
    }

    /// Writing the output failed; a closed pipe ends quietly.
    #[must_use]
    pub fn output(error: &io::Error) -> Self {
        let kind = if error.kind() == io::ErrorKind::BrokenPipe { Kind::Quiet } else { Kind::Io };
        Self { kind, message: format!("the output cannot be written: {error}"), hints: Vec::new() }
    }

    /// What went wrong.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Adds advice.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Tells the user; returns the exit code.
    #[must_use]
    pub fn report(self) -> i32 {
        let code = match self.kind {
            Kind::Quiet => return 0,
            Kind::Findings => 1,
            Kind::Usage => 2,
            Kind::Io => 74,
        };
        let mut text = format!("error: {}\n", printable_lines(&self.message));
        for hint in &self.hints {
            text.push_str(&format!("hint: {}\n", printable_lines(hint)));
        }
        // With standard error gone there is nobody left to tell.
        let _ = io::stderr().lock().write_all(text.as_bytes());
        code
    }
}

/// Tells the user something that is no failure, and what can be done about it.
pub(super) fn note(message: &str, hint: &str) {
    let text = format!("note: {}\nhint: {}\n", printable_lines(message), printable_lines(hint));
    // With standard error gone there is nobody left to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<HomeError> for Failure {
    fn from(error: HomeError) -> Self {
        Self::usage(error.to_string())
    }
}

impl From<TuiError> for Failure {
    fn from(error: TuiError) -> Self {
        match &error {
            TuiError::Terminal(TerminalError::None) => Self::usage(error.to_string())
                .hinted("without a terminal these work: tagline show, check, recover, init, config, keys, and what tagline --help lists"),
            TuiError::Terminal(TerminalError::Dumb(_)) => Self::usage(error.to_string())
                .hinted("set TERM to what your terminal is, such as xterm-256color; tagline show prints an article without a screen"),
            TuiError::Io(source) => Self::io("the terminal is gone", source),
            _ => Self::usage(error.to_string()),
        }
    }
}
