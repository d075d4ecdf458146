//! Standard output, written through one checked writer: a closed pipe ends quietly, a full disk is an error.

use std::io::{self, BufWriter, StdoutLock, Write};

use super::Failure;

/// Standard output.
#[derive(Debug)]
pub struct Output {
    out: BufWriter<StdoutLock<'static>>,
    /// Whether it is a terminal that takes colours.
    pub colored: bool,
}

impl Output {
    /// Takes standard output.
    #[must_use]
    pub fn new() -> Self {
        use std::io::IsTerminal;
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { colored: io::stdout().is_terminal() && !plain, out: BufWriter::new(io::stdout().lock()) }
    }

    /// Writes text that is safe to show, as it is.
    pub fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes()).map_err(|error| Failure::output(&error))
    }

    /// Writes a line of it.
    pub fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.text(text)?;
        self.text("\n")
    }

    /// Writes what is held back.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| Failure::output(&error))
    }
}

impl Default for Output {
    fn default() -> Self {
        Self::new()
    }
}
