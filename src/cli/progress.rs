//! How far something has come that takes longer than a second: one line on standard error, on a terminal only.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Nothing is shown of what is done sooner.
const PATIENCE: Duration = Duration::from_secs(1);

/// Between two drawings at least.
const PACE: Duration = Duration::from_millis(100);

/// Cells of the bar.
const BAR: usize = 20;

/// The line, and everything else that goes to standard error meanwhile.
#[derive(Debug)]
pub(super) struct Progress {
    terminal: bool,
    begun: Instant,
    drawn: Option<Instant>,
    shown: bool,
}

impl Progress {
    /// Nothing is shown yet.
    pub(super) fn new() -> Self {
        let dumb = std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
        Self { terminal: io::stderr().is_terminal() && !dumb, begun: Instant::now(), drawn: None, shown: false }
    }

    /// Shows how far it is, if it is time to: done of a total, where that is known, and in words.
    pub(super) fn step(&mut self, done: u64, total: Option<u64>, words: impl FnOnce() -> String) {
        if !self.terminal {
            return;
        }
        let now = Instant::now();
        if now.duration_since(self.begun) < PATIENCE || self.drawn.is_some_and(|drawn| now.duration_since(drawn) < PACE) {
            return;
        }
        self.drawn = Some(now);
        let line = drawn(done, total, &words(), width());
        put(&format!("\r\x1b[K{line}"));
        self.shown = true;
    }

    /// Writes a line that is safe to show.
    pub(super) fn say(&mut self, line: &str) {
        self.erase();
        put(&format!("{line}\n"));
    }

    /// Takes the line away.
    pub(super) fn erase(&mut self) {
        if std::mem::take(&mut self.shown) {
            put("\r\x1b[K");
        }
    }
}

/// With standard error gone there is nobody left to tell.
fn put(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The line: `[#########-----------] 45 %  4,512 new`, cut to a width.
fn drawn(done: u64, total: Option<u64>, words: &str, width: usize) -> String {
    let bar = total.filter(|total| *total > 0).map(|total| {
        let share = (done.min(total) as f64) / (total as f64);
        let full = (share * BAR as f64) as usize;
        format!("[{}{}] {:>3} %  ", "#".repeat(full), "-".repeat(BAR - full), (share * 100.0) as u8)
    });
    let line = bar.unwrap_or_default() + words;
    line.chars().take(width.saturating_sub(1)).collect()
}

#[cfg(unix)]
fn width() -> usize {
    rustix::termios::tcgetwinsize(io::stderr()).ok().map(|size| usize::from(size.ws_col)).filter(|width| *width > 0).unwrap_or(80)
}

#[cfg(not(unix))]
fn width() -> usize {
    80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_it_is_and_fits() {
        assert_eq!(drawn(45, Some(100), "4,512 new", 80), "[#########-----------]  45 %  4,512 new");
        assert_eq!(drawn(200, Some(100), "x", 80), "[####################] 100 %  x");
        assert_eq!(drawn(45, None, "4,512 new", 80), "4,512 new");
        assert_eq!(drawn(1, Some(0), "4,512 new", 6), "4,512");
    }
}
