//! Standard output, written through one checked writer: a closed pipe ends quietly, a full disk is an error.

use std::io::{self, BufWriter, StdoutLock, Write};

use super::Failure;

/// Standard output.
#[derive(Debug)]
pub struct Output {
    out: BufWriter<StdoutLock<'static>>,
    /// Whether it is a terminal that takes colours.
    pub colored: bool,
    /// How many columns it has, when it is a terminal.
    pub width: Option<usize>,
}

impl Output {
    /// Takes standard output.
    #[must_use]
    pub fn new() -> Self {
        use std::io::IsTerminal;
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let terminal = io::stdout().is_terminal();
        Self { colored: terminal && !plain, width: terminal.then(|| columns().unwrap_or(80)), out: BufWriter::new(io::stdout().lock()) }
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

    /// Takes bytes as they are. An error of it is one of [`Failure::output`].
    pub fn bytes(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Writes what is held back.
    pub fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(|error| Failure::output(&error))
    }
}

#[cfg(unix)]
fn columns() -> Option<usize> {
    rustix::termios::tcgetwinsize(io::stdout()).ok().map(|size| usize::from(size.ws_col)).filter(|width| *width > 0)
}

#[cfg(not(unix))]
fn columns() -> Option<usize> {
    None
}

impl Default for Output {
    fn default() -> Self {
        Self::new()
    }
}
