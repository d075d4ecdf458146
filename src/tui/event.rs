//! What comes from the terminal: the one seam to the library that reads it.

use std::time::Duration;

use crossterm::event::{self, Event, KeyCode as Code, KeyEvent, KeyModifiers};

use crate::config::{Key, KeyCode};

/// How long to look for more of what is there already: the library does not look when given no time at all, and every
/// key waits this long.
const AT_ONCE: Duration = Duration::from_micros(3);

/// What the mouse did, and on which cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mouse {
    /// The main button went down.
    Press(u16, u16),
    /// The mouse moved with the button down.
    Drag(u16, u16),
    /// The wheel turned, down when positive.
    Wheel(i8),
}

/// Something that the terminal reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// A key.
    Key(Key),
    /// Text that was pasted, or typed faster than anybody types.
    Paste(String),
    /// The mouse.
    Mouse(Mouse),
    /// A new size in cells.
    Resize(u16, u16),
    /// The window got (or lost) the user's attention.
    Focus(bool),
    /// The colour of the terminal's background.
    Background(u8, u8, u8),
}

/// Reads the terminal for ever and sends what comes, as much as is there at once; ends when `send` says that nobody
/// listens, or when the terminal is gone, in which case an empty batch says so.
pub(super) fn read_terminal(send: impl Fn(Vec<Event>) -> bool) {
    loop {
        let Ok(first) = event::read() else {
            send(Vec::new());
            return;
        };
        let mut batch = vec![first];
        while batch.len() < 4096 && event::poll(AT_ONCE).unwrap_or(false) {
            match event::read() {
                Ok(next) => batch.push(next),
                Err(_) => break,
            }
        }
        if !send(batch) {
            return;
        }
    }
}

pub(super) fn convert(event: KeyEvent) -> Option<Key> {
    let code = match event.code {
        Code::Char(c) => KeyCode::Char(c),
        Code::Enter => KeyCode::Enter,
        Code::Esc => KeyCode::Esc,
        Code::Tab => KeyCode::Tab,
        Code::BackTab => KeyCode::BackTab,
        Code::Backspace => KeyCode::Backspace,
        Code::Delete => KeyCode::Delete,
        Code::Insert => KeyCode::Insert,
        Code::Up => KeyCode::Up,
        Code::Down => KeyCode::Down,
        Code::Left => KeyCode::Left,
        Code::Right => KeyCode::Right,
        Code::Home => KeyCode::Home,
        Code::End => KeyCode::End,
        Code::PageUp => KeyCode::PageUp,
        Code::PageDown => KeyCode::PageDown,
        Code::F(n) => KeyCode::F(n),
        _ => return None,
    };
    let held = event.modifiers;
    Some(Key::new(code, held.contains(KeyModifiers::CONTROL), held.contains(KeyModifiers::ALT), held.contains(KeyModifiers::SHIFT)))
}
