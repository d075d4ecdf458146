//! Keys and their notation: `a`, `<`, `C-s`, `M-Right`, `S-Tab`, `Space`, `F1`.
//!
//! A key is what the terminal can tell apart: Shift is in the character (`N`, not `S-n`), and only other keys carry it.

use std::fmt;
use std::str::FromStr;

use super::nearest;

/// The highest function key.
const FUNCTION_KEYS: u8 = 24;

/// The named keys in the order of their names in the notation.
const NAMED: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

/// A key without what is held down with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    /// A character, as typed.
    Char(char),
    /// Enter, Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift-Tab, which terminals send as a key of its own.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// A key with what is held down. Always in its one normal form: build it with [`Key::new`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// The key.
    pub code: KeyCode,
    /// Whether Control is held.
    pub ctrl: bool,
    /// Whether Alt (Option, Meta) is held.
    pub alt: bool,
    /// Whether Shift is held; never with a character, which says so itself, nor with Tab.
    pub shift: bool,
}

/// Why a text names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Nothing, or nothing behind a modifier.
    #[error("a key is missing")]
    Empty,
    /// Shift with a character that has no upper case.
    #[error("which character Shift gives depends on the keyboard: write that character instead of `S-{0}`")]
    Shifted(char),
    /// No key has that name.
    #[error("unknown key `{found}`{}", nearest.map_or_else(String::new, |name| format!("; did you mean `{name}`?")))]
    Unknown {
        /// What was written.
        found: String,
        /// The nearest name of a key.
        nearest: Option<&'static str>,
    },
}

impl Key {
    /// The normal form of a key: Shift goes into the character, Shift-Tab is [`KeyCode::BackTab`], control characters are
    /// the keys that send them, and a no-break space is a space.
    #[must_use]
    pub fn new(code: KeyCode, ctrl: bool, alt: bool, shift: bool) -> Self {
        let code = match code {
            KeyCode::Char('\t') => KeyCode::Tab,
            KeyCode::Char('\r' | '\n') => KeyCode::Enter,
            KeyCode::Char('\u{1b}') => KeyCode::Esc,
            KeyCode::Char('\u{8}' | '\u{7f}') => KeyCode::Backspace,
            KeyCode::Char('\u{a0}') => KeyCode::Char(' '),
            KeyCode::Char(c) if shift => KeyCode::Char(upper(c).unwrap_or(c)),
            other => other,
        };
        match code {
            KeyCode::Char(_) => Self { code, ctrl, alt, shift: false },
            KeyCode::Tab if shift => Self { code: KeyCode::BackTab, ctrl, alt, shift: false },
            KeyCode::BackTab => Self { code, ctrl, alt, shift: false },
            _ => Self { code, ctrl, alt, shift },
        }
    }

    /// A character without Control or Alt.
    #[must_use]
    pub fn char(c: char) -> Self {
        Self::new(KeyCode::Char(c), false, false, false)
    }

    /// The character that the key would type into a field, if it types one.
    #[must_use]
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The key that most terminals send in place of this one, if they cannot tell the two apart.
    #[must_use]
    pub fn lost_in_terminals(self) -> Option<&'static str> {
        match self.code {
            KeyCode::Char('i') if self.ctrl => Some("Tab"),
            KeyCode::Char('m') if self.ctrl => Some("Enter"),
            KeyCode::Char('[') if self.ctrl => Some("Esc"),
            _ => None,
        }
    }
}

/// The upper case of a character, if it is one other character.
pub(super) fn upper(c: char) -> Option<char> {
    let mut upper = c.to_uppercase();
    let first = upper.next().filter(|&first| first != c)?;
    upper.next().is_none().then_some(first)
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (mut rest, mut ctrl, mut alt, mut shift) = (text, false, false, false);
        loop {
            let modifier = ["C-", "Ctrl-", "M-", "Alt-", "S-", "Shift-"].into_iter().find_map(|prefix| rest.strip_prefix(prefix).map(|rest| (prefix, rest)));
            let Some((prefix, behind)) = modifier else { break };
            match prefix {
                "C-" | "Ctrl-" => ctrl = true,
                "M-" | "Alt-" => alt = true,
                _ => shift = true,
            }
            rest = behind;
        }
        let code = code(rest).ok_or_else(|| unknown(text, rest))?;
        match code {
            KeyCode::Char(c) if shift && c != ' ' && upper(c).is_none() && !c.is_uppercase() => Err(KeyError::Shifted(c)),
            _ => Ok(Self::new(code, ctrl, alt, shift)),
        }
    }
}

fn code(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control()).then_some(KeyCode::Char(c));
    }
    if let Some((_, code)) = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
        return Some(*code);
    }
    let number = name.strip_prefix(['F', 'f'])?;
    let number = number.parse().ok().filter(|n| (1..=FUNCTION_KEYS).contains(n) && !number.starts_with(['+', '0']))?;
    Some(KeyCode::F(number))
}

fn unknown(text: &str, rest: &str) -> KeyError {
    if rest.is_empty() {
        return KeyError::Empty;
    }
    KeyError::Unknown { found: text.to_owned(), nearest: nearest(rest, NAMED.iter().map(|(name, _)| *name)) }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shift = self.shift || self.code == KeyCode::BackTab;
        for (held, prefix) in [(self.ctrl, "C-"), (self.alt, "M-"), (shift, "S-")] {
            if held {
                f.write_str(prefix)?;
            }
        }
        if self.code == KeyCode::BackTab {
            return f.write_str("Tab");
        }
        if let Some((name, _)) = NAMED.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::Char(c) => write!(f, "{c}"),
            other => write!(f, "{other:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> Key {
        text.parse().unwrap()
    }

    #[test]
    fn reads_the_notation() {
        assert_eq!(key("C-s"), Key::new(KeyCode::Char('s'), true, false, false));
        assert_eq!(key("M-Right"), Key::new(KeyCode::Right, false, true, false));
        assert_eq!(key("S-Tab").code, KeyCode::BackTab);
        assert_eq!(key("S-n"), Key::char('N'));
        assert_eq!(key("-"), Key::char('-'));
        assert_eq!(key("C--"), Key::new(KeyCode::Char('-'), true, false, false));
        assert_eq!(key("space"), Key::char(' '));
        assert_eq!(key("Ctrl-Alt-Delete").to_string(), "C-M-Delete");
        assert_eq!(key("F12").code, KeyCode::F(12));
    }

    #[test]
    fn says_what_is_no_key() {
        let error = |text: &str| text.parse::<Key>().unwrap_err().to_string();
        assert_eq!(error("C-"), "a key is missing");
        assert_eq!(error("Entr"), "unknown key `Entr`; did you mean `Enter`?");
        assert_eq!(error("C-PgeDown"), "unknown key `C-PgeDown`; did you mean `PageDown`?");
        assert_eq!(error("gg"), "unknown key `gg`");
        assert_eq!(error("F25"), "unknown key `F25`");
        assert_eq!(error("S-3"), "which character Shift gives depends on the keyboard: write that character instead of `S-3`");
    }

    #[test]
    fn terminals_that_report_shift_mean_the_same_key() {
        assert_eq!(Key::new(KeyCode::Char('N'), false, false, true), Key::char('N'));
        assert_eq!(Key::new(KeyCode::Char('n'), false, false, true), Key::char('N'));
        assert_eq!(Key::new(KeyCode::Char('?'), false, false, true), Key::char('?'));
        assert_eq!(Key::new(KeyCode::BackTab, false, false, true), Key::new(KeyCode::Tab, false, false, true));
    }

    fn any_code() -> impl Strategy<Value = KeyCode> {
        prop_oneof![
            any::<char>().prop_filter("control characters are other keys", |c| !c.is_control()).prop_map(KeyCode::Char),
            (1..=FUNCTION_KEYS).prop_map(KeyCode::F),
            prop::sample::select(NAMED.iter().map(|(_, code)| *code).chain([KeyCode::BackTab]).collect::<Vec<_>>()),
        ]
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(code in any_code(), ctrl: bool, alt: bool, shift: bool) {
            let key = Key::new(code, ctrl, alt, shift);
            prop_assert_eq!(key.to_string().parse(), Ok(key));
            prop_assert_eq!(Key::new(key.code, key.ctrl, key.alt, key.shift), key);
        }

        #[test]
        fn any_text_is_a_key_or_an_error(text in "\\PC{0,12}|[CMS-]{0,6}") {
            if let Ok(key) = text.parse::<Key>() {
                prop_assert_eq!(key.to_string().parse(), Ok(key));
            }
        }
    }
}
