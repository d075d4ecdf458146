//! The filter that lets nothing act as a key which the user has not pressed.
//!
//! Terminals answer questions with sequences that can arrive in pieces: `Esc`, then `]11;rgb:…`. The library then reports
//! the pieces as keys. The filter puts them together again; it holds an `Esc` back for a moment to see what follows. What is
//! faster than anybody types it takes for a paste.

use std::time::{Duration, Instant};

use crossterm::event::{Event, KeyCode as Code, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

use super::event::{Input, Mouse, convert};
use crate::config::{Key, KeyCode};

/// How long a sequence that has begun may take to go on.
const SEQUENCE: Duration = Duration::from_secs(1);

/// Between two pieces of an answer at most, while one is expected.
const ANSWER_GAP: Duration = Duration::from_millis(150);

/// Characters in one burst from which it is no typing.
const BURST: usize = 32;

/// Different characters that such a burst holds; a key held down has one.
const VARIETY: usize = 10;

/// The same for a burst with a space in it, which words have and commands seldom.
const PROSE: (usize, usize) = (8, 6);

/// How long after a burst more characters belong to it.
const BURST_TAIL: Duration = Duration::from_millis(60);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Idle,
    /// `Esc`, and nothing yet.
    Escape,
    /// `Esc [` and the parameters so far.
    Control(String),
    /// `Esc O`.
    Single,
    /// `Esc ]` and what follows; whether each of its characters could still be a key of the user's, to be given back.
    Answer { text: String, doubtful: bool },
    /// Some other string that only its end ends.
    Text,
    /// The `Esc` of a string's end.
    TextEscape,
    /// A paste of which the beginning came in pieces.
    Paste(String),
}

/// Puts split sequences together and takes bursts for pastes.
#[derive(Debug)]
pub(super) struct Filter {
    state: State,
    since: Instant,
    escape: Duration,
    /// Until when an answer of the terminal may come.
    expecting: Option<Instant>,
    last_burst: Option<Instant>,
}

impl Filter {
    /// A filter that waits `escape` for what follows an `Esc`.
    #[must_use]
    pub(super) fn new(escape: Duration, now: Instant) -> Self {
        Self { state: State::Idle, since: now, escape, expecting: None, last_burst: None }
    }

    /// The terminal was asked something: an answer may come, even late and in pieces.
    pub(super) fn expect_answer(&mut self, now: Instant) {
        self.expecting = Some(now + Duration::from_secs(3));
    }

    /// When [`Filter::expire`] must be called if nothing comes before.
    #[must_use]
    pub(super) fn deadline(&self) -> Option<Instant> {
        let wait = match &self.state {
            State::Idle => return None,
            State::Escape => self.patience(),
            State::Answer { doubtful: true, text } if text.len() < 3 => self.patience(),
            State::Control(parameters) if parameters.is_empty() => self.patience(),
            _ => SEQUENCE,
        };
        Some(self.since + wait)
    }

    /// How long an `Esc` is held back: longer while an answer may still be coming in pieces.
    fn patience(&self) -> Duration {
        let asked = self.expecting.is_some_and(|until| self.since < until);
        if asked { self.escape.max(ANSWER_GAP) } else { self.escape }
    }

    /// Takes in what came at once.
    pub(super) fn feed(&mut self, batch: Vec<Event>, now: Instant) -> Vec<Input> {
        let mut out = Vec::new();
        let mut run: Vec<Key> = Vec::new();
        for event in batch {
            let begun = out.len();
            let key = self.one(event, now, &mut out);
            if out.len() > begun && !run.is_empty() {
                // What is put out at once comes after the text before it.
                let later = out.split_off(begun);
                self.flush(&mut run, &mut out, now);
                out.extend(later);
            }
            match key {
                Some(key) if is_text(key) => run.push(key),
                Some(key) => {
                    self.flush(&mut run, &mut out, now);
                    out.push(Input::Key(key));
                }
                None => {}
            }
        }
        self.flush(&mut run, &mut out, now);
        out
    }

    /// Gives up waiting for the rest of a sequence.
    pub(super) fn expire(&mut self, now: Instant) -> Vec<Input> {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return Vec::new();
        }
        let plain = |text: &str| text.chars().map(|c| Input::Key(Key::char(c))).collect::<Vec<_>>();
        let escape = || Input::Key(Key::new(KeyCode::Esc, false, false, false));
        match std::mem::take(&mut self.state) {
            State::Escape => vec![escape()],
            State::Control(parameters) if parameters.is_empty() => [vec![escape()], plain("[")].concat(),
            State::Answer { text, doubtful: true } if text.len() < 3 => plain(&format!("]{text}")),
            State::Paste(text) => vec![Input::Paste(text)],
            _ => Vec::new(),
        }
    }

    /// Keys of a run in order, or all of them as a paste.
    fn flush(&mut self, run: &mut Vec<Key>, out: &mut Vec<Input>, now: Instant) {
        if run.is_empty() {
            return;
        }
        let mut kinds: Vec<Key> = run.clone();
        kinds.sort_unstable();
        kinds.dedup();
        let tail = self.last_burst.is_some_and(|at| now.duration_since(at) < BURST_TAIL);
        // What is looked for has spaces too, and a slow line may bring it at once: it begins with its command and ends at Enter.
        let asks = matches!(run.first().and_then(|key| key.typed()), Some('/' | ':'));
        let whole = run.iter().rev().skip(1).all(|key| key.code != KeyCode::Enter);
        let prose = run.iter().any(|key| key.typed() == Some(' ')) && !(asks && whole);
        let burst = run.len() >= BURST && kinds.len() >= VARIETY || prose && run.len() >= PROSE.0 && kinds.len() >= PROSE.1;
        // The last character of a burst may come alone; only one would mean anything to the question that it raised.
        let late = tail && (run.len() > 1 || run.iter().any(|key| key.typed() == Some('y')));
        if burst || late {
            self.last_burst = Some(now);
            let text = run.iter().map(|key| key.typed().unwrap_or(if key.code == KeyCode::Tab { '\t' } else { '\n' })).collect();
            out.push(Input::Paste(text));
        } else {
            out.extend(run.iter().copied().map(Input::Key));
        }
        run.clear();
    }

    /// The key that an event is, after the filter; other inputs are put out at once.
    fn one(&mut self, event: Event, now: Instant, out: &mut Vec<Input>) -> Option<Key> {
        match event {
            Event::Key(event) if event.kind != KeyEventKind::Release => self.key(event, now, out),
            Event::Key(_) => None,
            Event::Paste(text) => {
                out.push(Input::Paste(text));
                None
            }
            Event::Resize(width, height) => {
                out.push(Input::Resize(width, height));
                None
            }
            Event::FocusGained => {
                out.push(Input::Focus(true));
                None
            }
            Event::FocusLost => {
                out.push(Input::Focus(false));
                None
            }
            Event::Mouse(mouse) => {
                out.extend(match mouse.kind {
                    MouseEventKind::Down(MouseButton::Left) => Some(Input::Mouse(Mouse::Press(mouse.column, mouse.row))),
                    MouseEventKind::Drag(MouseButton::Left) => Some(Input::Mouse(Mouse::Drag(mouse.column, mouse.row))),
                    MouseEventKind::ScrollDown => Some(Input::Mouse(Mouse::Wheel(3))),
                    MouseEventKind::ScrollUp => Some(Input::Mouse(Mouse::Wheel(-3))),
                    _ => None,
                });
                None
            }
        }
    }

    fn key(&mut self, event: KeyEvent, now: Instant, out: &mut Vec<Input>) -> Option<Key> {
        let plain = event.modifiers.difference(KeyModifiers::SHIFT).is_empty();
        let letter = match event.code {
            Code::Char(c) if plain => Some(c),
            _ => None,
        };
        let alt = match event.code {
            Code::Char(c) if event.modifiers == KeyModifiers::ALT => Some(c),
            _ => None,
        };
        let bell = event.code == Code::Char('g') && event.modifiers == KeyModifiers::CONTROL;
        let escape = event.code == Code::Esc && event.modifiers.is_empty();
        let enter = |filter: &mut Self, state: State| {
            filter.state = state;
            filter.since = now;
        };
        match (std::mem::take(&mut self.state), letter) {
            (State::Idle, _) if escape => enter(self, State::Escape),
            (State::Idle, _) if alt == Some(']') => enter(self, State::Answer { text: String::new(), doubtful: false }),
            (State::Idle, _) if matches!(alt, Some('P' | '_' | '^' | 'X')) => enter(self, State::Text),
            (State::Idle, Some(']')) if self.expecting.is_some_and(|until| now < until) => {
                enter(self, State::Answer { text: String::new(), doubtful: true });
            }
            (State::Escape, Some('[')) => enter(self, State::Control(String::new())),
            (State::Escape, Some('O')) => enter(self, State::Single),
            (State::Escape, Some(']')) => enter(self, State::Answer { text: String::new(), doubtful: false }),
            (State::Escape, Some('P' | '_' | '^' | 'X')) => enter(self, State::Text),
            (State::Escape, _) => {
                out.push(Input::Key(Key::new(KeyCode::Esc, false, false, false)));
                return self.key(event, now, out);
            }
            (State::Control(mut parameters), Some(c)) if matches!(c, '0'..='?') && parameters.len() < 64 => {
                parameters.push(c);
                enter(self, State::Control(parameters));
            }
            (State::Control(parameters), Some('~')) if parameters == "200" => enter(self, State::Paste(String::new())),
            (State::Control(parameters), Some(c)) if matches!(c, '@'..='~') => return control(&parameters, c),
            (State::Paste(mut text), _) => {
                text.push(letter.unwrap_or(match event.code {
                    Code::Esc => '\u{1b}',
                    Code::Tab => '\t',
                    _ => '\n',
                }));
                match text.strip_suffix("\u{1b}[201~") {
                    Some(whole) => out.push(Input::Paste(whole.to_owned())),
                    None => enter(self, State::Paste(text)),
                }
            }
            (State::Single, Some(c)) => return control("", c),
            (State::Answer { text, .. }, _) if bell || alt == Some('\\') => {
                self.expecting = None;
                out.extend(answer(&text));
            }
            (State::Answer { text, .. }, _) if escape => {
                self.expecting = None;
                out.extend(answer(&text));
                enter(self, State::TextEscape);
            }
            (State::Answer { mut text, doubtful }, Some(c)) if fits_answer(&text, c) => {
                text.push(c);
                enter(self, State::Answer { text, doubtful });
            }
            (State::Answer { text, doubtful: true }, _) if text.len() < 3 => {
                out.push(Input::Key(Key::char(']')));
                out.extend(text.chars().map(|c| Input::Key(Key::char(c))));
                return convert(event);
            }
            (State::Text, _) if bell || alt == Some('\\') => {}
            (State::Text, _) if escape => enter(self, State::TextEscape),
            (State::Text, Some(_)) => enter(self, State::Text),
            (State::TextEscape, Some('\\')) => {}
            _ => return convert(event),
        }
        None
    }
}

/// Whether a key puts text into a field: runs of those can be a paste.
fn is_text(key: Key) -> bool {
    key.typed().is_some() || (matches!(key.code, KeyCode::Enter | KeyCode::Tab) && !key.ctrl && !key.alt && !key.shift)
}

/// Whether `c` can follow in the answer to a question about a colour: `11;rgb:1818/1818/1b1b`.
fn fits_answer(text: &str, c: char) -> bool {
    let pattern = "11;rgb";
    match pattern.chars().nth(text.len()) {
        Some(expected) => c == expected || text.starts_with(|c: char| c.is_ascii_digit()) && c.is_ascii_digit() || text.is_empty() && c.is_ascii_digit(),
        None => text.len() < 40 && (c.is_ascii_hexdigit() || matches!(c, ':' | '/' | 'a'..='z')),
    }
}

/// The background's colour in an answer.
fn answer(text: &str) -> Option<Input> {
    let colors = text.strip_prefix("11;rgb").and_then(|rest| rest.split_once(':'))?.1;
    let mut parts = colors.split('/').map(|part| {
        let value = u32::from_str_radix(part, 16).ok()?;
        let most = 16u32.checked_pow(u32::try_from(part.len()).ok()?)?.checked_sub(1)?;
        u8::try_from(value * 255 / most.max(1)).ok()
    });
    let mut next = || parts.next().flatten();
    Some(Input::Background(next()?, next()?, next()?))
}

/// The key that a control sequence stands for: `1;3C` is Alt-Right.
fn control(parameters: &str, last: char) -> Option<Key> {
    let mut numbers = parameters.split(';').map(|part| part.parse::<u8>().unwrap_or(1));
    let first = numbers.next().unwrap_or(1);
    let held = numbers.next().unwrap_or(1).saturating_sub(1);
    let code = match (last, first) {
        ('A', _) => KeyCode::Up,
        ('B', _) => KeyCode::Down,
        ('C', _) => KeyCode::Right,
        ('D', _) => KeyCode::Left,
        ('H', _) | ('~', 1 | 7) => KeyCode::Home,
        ('F', _) | ('~', 4 | 8) => KeyCode::End,
        ('Z', _) => KeyCode::BackTab,
        ('~', 2) => KeyCode::Insert,
        ('~', 3) => KeyCode::Delete,
        ('~', 5) => KeyCode::PageUp,
        ('~', 6) => KeyCode::PageDown,
        ('P'..='S', _) => KeyCode::F(last as u8 - b'P' + 1),
        _ => return None,
    };
    Some(Key::new(code, held & 4 != 0, held & 2 != 0, held & 1 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Events as the library reports the bytes of `text` when each arrives alone: `^` is Esc, `\u{7}` the bell.
    fn alone(text: &str) -> Vec<Vec<Event>> {
        let key = |code, held| vec![Event::Key(KeyEvent::new(code, held))];
        text.chars()
            .map(|c| match c {
                '^' => key(Code::Esc, KeyModifiers::NONE),
                '\u{7}' => key(Code::Char('g'), KeyModifiers::CONTROL),
                c => key(Code::Char(c), KeyModifiers::NONE),
            })
            .collect()
    }

    fn run(batches: Vec<Vec<Event>>, expecting: bool) -> Vec<Input> {
        let start = Instant::now();
        let mut filter = Filter::new(Duration::from_millis(30), start);
        if expecting {
            filter.expect_answer(start);
        }
        let mut out = Vec::new();
        let mut now = start;
        for batch in batches {
            now += Duration::from_millis(5);
            out.extend(filter.feed(batch, now));
        }
        out.extend(filter.expire(now + Duration::from_secs(5)));
        out
    }

    fn keys(text: &str) -> Vec<Input> {
        text.chars().map(|c| Input::Key(if c == '^' { Key::new(KeyCode::Esc, false, false, false) } else { Key::char(c) })).collect()
    }

    #[test]
    fn a_split_answer_about_the_background_is_no_key() {
        let white = vec![Input::Background(255, 255, 255)];
        assert_eq!(run(alone("^]11;rgb:ffff/ffff/ffff^\\"), false), white);
        assert_eq!(run(alone("^]11;rgb:ff/ff/ff\u{7}"), false), white);
        assert_eq!(run(alone("]11;rgb:ffff/ffff/ffff\u{7}"), true), white);
        let alt = |c| vec![Event::Key(KeyEvent::new(Code::Char(c), KeyModifiers::ALT))];
        let whole: Vec<Event> = [vec![alt(']')], alone("11;rgb:1818/1818/1b1b"), vec![alt('\\')]].concat().concat();
        assert_eq!(run(vec![whole], true), [Input::Background(0x18, 0x18, 0x1b)]);
        assert_eq!(run(alone("^]11;rgb:ffff/ff"), true), []);
        assert_eq!(run(alone("^P1$r0m^\\"), false), []);
    }

    #[test]
    fn keys_that_only_look_like_an_answer_are_keys() {
        assert_eq!(run(alone("]j"), true), keys("]j"));
        assert_eq!(run(alone("]]1j"), true), keys("]]1j"));
        assert_eq!(run(alone("]"), true), keys("]"));
        assert_eq!(run(alone("]11"), false), keys("]11"));
    }

    #[test]
    fn a_split_arrow_is_an_arrow_and_a_lone_escape_an_escape() {
        let arrow = |code, alt| vec![Input::Key(Key::new(code, false, alt, false))];
        assert_eq!(run(alone("^[C"), false), arrow(KeyCode::Right, false));
        assert_eq!(run(alone("^[1;3D"), false), arrow(KeyCode::Left, true));
        assert_eq!(run(alone("^OA"), false), arrow(KeyCode::Up, false));
        assert_eq!(run(alone("^"), false), keys("^"));
        assert_eq!(run(alone("^x"), false), keys("^x"));
        assert_eq!(run(alone("^^"), false), keys("^^"));
        assert_eq!(run(alone("^["), false), keys("^["));
        assert_eq!(run(alone("^[?62;c"), false), []);
    }

    #[test]
    fn text_faster_than_typing_is_a_paste_but_a_held_key_is_not() {
        let burst = "The minister said that all was well.";
        assert_eq!(run(vec![alone(burst).concat()], false), [Input::Paste(burst.into())]);
        let held = alone(&"j".repeat(500)).concat();
        assert_eq!(run(vec![held], false).len(), 500);
        assert_eq!(run(alone("tagging"), false), keys("tagging"));
        let search = alone("/harbour strike").concat();
        assert_eq!(run(vec![search], false), keys("/harbour strike"));
        let short = "x is a quick paste d";
        assert_eq!(run(vec![alone(short).concat()], false), [Input::Paste(short.into())]);
        assert_eq!(run(alone("^[200~x d\n^[201~j"), false), [vec![Input::Paste("x d\n".into())], keys("j")].concat());
    }

    #[test]
    fn what_comes_at_once_stays_in_its_order() {
        let key = |code| Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        let batch = vec![
            key(Code::Char('a')),
            Event::Paste("x".into()),
            key(Code::Enter),
            key(Code::Esc),
            key(Code::Char('b')),
            Event::Resize(3, 4),
            key(Code::Char('c')),
        ];
        let mut filter = Filter::new(Duration::from_millis(30), Instant::now());
        let inputs = filter.feed(batch, Instant::now());
        let plain = |code| Input::Key(Key::new(code, false, false, false));
        let expected = [
            Input::Key(Key::char('a')),
            Input::Paste("x".into()),
            plain(KeyCode::Enter),
            plain(KeyCode::Esc),
            Input::Key(Key::char('b')),
            Input::Resize(3, 4),
            Input::Key(Key::char('c')),
        ];
        assert_eq!(inputs, expected);
    }
}
