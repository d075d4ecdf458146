//! Taking the terminal over and giving it back, whatever happens in between.

use std::io::{self, IsTerminal, Write};
use std::panic::PanicHookInfo;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::screen::Depth;
use crate::article::printable;
use crate::sources::is_guarded;

/// Alternate screen, no cursor, bracketed paste, focus reports.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1004h\x1b[2J";

/// Mouse buttons, drags and the wheel, in SGR coordinates.
const MOUSE: &[u8] = b"\x1b[?1002h\x1b[?1006h";

/// All of it taken back, mouse included: switching off what is not on harms nothing.
const LEAVE: &[u8] = b"\x1b[0m\x1b[?1002l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// Whether the terminal is ours at the moment; the panic hook must know.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Where the last fault on another thread than the main one was.
static PLACE: Mutex<Option<String>> = Mutex::new(None);

/// Why the screen cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Input or output is no terminal.
    #[error("there is no terminal to read and draw on")]
    None,
    /// The terminal cannot draw.
    #[error("the terminal cannot draw a screen (TERM is {0})")]
    Dumb(String),
    /// The system said no.
    #[error("the terminal cannot be set up: {0}")]
    Io(#[from] io::Error),
}

/// Refuses terminals that cannot draw.
pub(super) fn check() -> Result<(), TerminalError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(TerminalError::None);
    }
    match std::env::var("TERM") {
        Ok(term) if !term.is_empty() && term != "dumb" => Ok(()),
        Ok(term) => Err(TerminalError::Dumb(if term.is_empty() { "empty".into() } else { printable(&term) })),
        Err(_) if cfg!(windows) => Ok(()),
        Err(_) => Err(TerminalError::Dumb("not set".into())),
    }
}

/// The colours that the terminal says it has; none with `NO_COLOR`.
#[must_use]
pub(super) fn depth() -> Depth {
    let var = |name: &str| std::env::var(name).unwrap_or_default();
    if !var("NO_COLOR").is_empty() {
        return Depth::None;
    }
    let (colors, term) = (var("COLORTERM"), var("TERM"));
    let modern = ["kitty", "ghostty", "wezterm", "alacritty", "foot", "direct"].iter().any(|name| term.contains(name));
    if colors.contains("truecolor") || colors.contains("24bit") || modern || cfg!(windows) {
        Depth::True
    } else if term.contains("256") || term.starts_with("tmux") || term.starts_with("screen") {
        Depth::Indexed
    } else {
        Depth::Ansi
    }
}

/// The background that the environment speaks of (`COLORFGBG`), black or white: a guess until the terminal answers.
#[must_use]
pub(super) fn spoken_background() -> Option<(u8, u8, u8)> {
    let value = std::env::var("COLORFGBG").ok()?;
    let ground: u8 = value.rsplit(';').next()?.parse().ok()?;
    Some(if ground == 7 || (9..=15).contains(&ground) { (255, 255, 255) } else { (0, 0, 0) })
}

/// Takes the terminal over. The bytes that switch it are returned, to go out together with the first frame.
pub(super) fn enter(mouse: bool) -> io::Result<Vec<u8>> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let mut bytes = ENTER.to_vec();
    if mouse {
        bytes.extend_from_slice(MOUSE);
    }
    Ok(bytes)
}

/// The bytes that switch reports of the mouse on or off.
#[must_use]
pub(super) fn mouse(on: bool) -> &'static [u8] {
    if on { MOUSE } else { b"\x1b[?1002l\x1b[?1006l" }
}

/// Gives the terminal back. Does nothing when it is not ours.
pub(super) fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = io::stdout().lock();
        // A terminal that is gone cannot be restored, and there is nobody to tell.
        let _ = out.write_all(LEAVE).and_then(|()| out.flush());
        let _ = disable_raw_mode();
    }
}

/// Gives the terminal back before a panic is reported, and reports it in words for a person. A panic on the worker is
/// reported by the loop, which goes on.
pub(super) fn install_panic_hook() {
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        if is_guarded() {
            return;
        }
        if std::thread::current().id() == main {
            leave();
            report(info);
        } else if let Ok(mut place) = PLACE.lock() {
            *place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        }
    }));
}

fn report(info: &PanicHookInfo<'_>) {
    let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    let what = payload(info.payload());
    let mut out = io::stderr().lock();
    let _ = writeln!(out, "tagline came upon a fault of its own{place}: {}", printable(&what));
    let _ = writeln!(out, "Your work is being saved. Please report this message.");
}

/// Where the last fault on another thread was, ` at file:line`.
#[must_use]
pub(super) fn place_of_fault() -> String {
    let place = PLACE.lock().ok().and_then(|mut place| place.take());
    place.map(|place| format!(" at {place}")).unwrap_or_default()
}

/// The message of a panic.
#[must_use]
pub(super) fn payload(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown".into())
}
