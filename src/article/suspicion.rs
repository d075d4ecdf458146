//! What in a text may be meant to deceive: characters that hide, reorder or pass for others.
//!
//! For a journalist that is a finding about the source. Nothing is taken out: the page shows such characters as marks.

use super::glyph::printable;

/// Words that are named at most.
const NAMED: usize = 3;

/// Something suspicious: one line for a person, safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// The line of the text in which it stands first, counted from 1.
    pub line: usize,
    /// What it is, and how often.
    pub what: String,
}

/// Looks through a text. What is usual in its script, such as joiners in Persian or flags made of tags, is not suspicious.
#[must_use]
pub fn suspicions(text: &str) -> Vec<Suspicion> {
    let mut found = Vec::new();
    let escapes = memchr::memchr_iter(0x1b, text.as_bytes());
    let first = escapes.clone().next();
    report(&mut found, text, first, escapes.count(), |n| {
        (if n == 1 { "escape character, which begins commands to a terminal" } else { "escape characters, which begin commands to a terminal" }).into()
    });
    if text.is_ascii() {
        return found;
    }
    let mut tally = Tally::default();
    tally.go_through(text);
    let Tally { overrides, hidden, tags, mixed, words, more } = tally;
    report(&mut found, text, overrides.first, overrides.count, |n| {
        (if n == 1 {
            "direction override: text is shown in another order than it is stored"
        } else {
            "direction overrides: text is shown in another order than it is stored"
        })
        .into()
    });
    report(&mut found, text, hidden.first, hidden.count, |n| {
        (if n == 1 { "invisible character inside the text" } else { "invisible characters inside the text" }).into()
    });
    report(&mut found, text, tags.first, tags.count, |n| {
        (if n == 1 { "tag character, which can hide a message" } else { "tag characters, which can hide a message" }).into()
    });
    report(&mut found, text, mixed.first, mixed.count, |n| {
        let words: Vec<String> = words.iter().map(|word| format!("“{}”", printable(word))).collect();
        let (mix, more) = (if n == 1 { "word mixes" } else { "words mix" }, if more { " …" } else { "" });
        format!("{mix} letters of several alphabets that look alike: {}{more}", words.join(", "))
    });
    found
}

fn report(found: &mut Vec<Suspicion>, text: &str, first: Option<usize>, count: usize, what: impl Fn(usize) -> String) {
    let Some(at) = first else { return };
    let before = text.as_bytes().get(..at).unwrap_or_default();
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    found.push(Suspicion { line, what: format!("{count} {}", what(count)) });
}

/// How often something occurs, and where first.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    count: usize,
    first: Option<usize>,
}

impl Seen {
    fn note(&mut self, at: usize) {
        self.count += 1;
        self.first.get_or_insert(at);
    }
}

#[derive(Debug, Default)]
struct Tally {
    overrides: Seen,
    hidden: Seen,
    tags: Seen,
    mixed: Seen,
    /// The first of the mixed words, and whether there are others.
    words: Vec<String>,
    more: bool,
}

impl Tally {
    fn go_through(&mut self, text: &str) {
        let mut word = Word::default();
        let (mut previous, mut in_flag) = ('\n', false);
        for (at, c) in text.char_indices() {
            if !c.is_ascii() {
                in_flag = c == '\u{1f3f4}' || in_flag && is_tag(c);
                self.judge(at, c, previous, in_flag);
            }
            if !word.take(at, c) {
                self.close(&mut word, text);
            }
            previous = c;
        }
        self.close(&mut word, text);
    }

    fn judge(&mut self, at: usize, c: char, previous: char, in_flag: bool) {
        match c {
            // Marks and isolates are at home in Arabic and Hebrew; overrides and embeddings are not in news copy.
            '\u{202a}'..='\u{202e}' => self.overrides.note(at),
            // Thai, Burmese and Khmer set words apart with it.
            '\u{200b}' if matches!(previous, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}') => {}
            '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{180e}' | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => self.hidden.note(at),
            '\u{200c}' | '\u{200d}' if previous.is_ascii_alphanumeric() || matches!(previous, '\u{200c}' | '\u{200d}') => self.hidden.note(at),
            '\u{feff}' if at > 0 => self.hidden.note(at),
            _ if is_tag(c) && !in_flag => self.tags.note(at),
            _ => {}
        }
    }

    /// A word has ended.
    fn close(&mut self, word: &mut Word, text: &str) {
        let ended = std::mem::take(word);
        if !ended.is_mixed() {
            return;
        }
        self.mixed.note(ended.start);
        let shown = text.get(ended.start..ended.end).unwrap_or_default().chars().take(40).collect::<String>();
        if self.words.contains(&shown) {
            return;
        }
        self.more |= self.words.len() == NAMED;
        if !self.more {
            self.words.push(shown);
        }
    }
}

/// A word, and the alphabets that its letters belong to.
#[derive(Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    latin: bool,
    cyrillic: bool,
    greek: bool,
}

impl Word {
    /// Takes a letter; whether it was one.
    fn take(&mut self, at: usize, c: char) -> bool {
        let (latin, cyrillic, greek) = if c.is_ascii_alphabetic() {
            (true, false, false)
        } else if c.is_ascii() || !c.is_alphabetic() {
            return false;
        } else {
            (is_latin(c), matches!(c, '\u{400}'..='\u{52f}'), matches!(c, '\u{370}'..='\u{3ff}'))
        };
        if self.end == 0 {
            self.start = at;
        }
        self.end = at + c.len_utf8();
        self.latin |= latin;
        self.cyrillic |= cyrillic;
        self.greek |= greek && !is_symbol(c);
        true
    }

    fn is_mixed(&self) -> bool {
        self.latin && (self.cyrillic || self.greek) || self.cyrillic && self.greek
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{aa}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Greek letters that stand beside Latin ones in science: μm, kΩ, ΔT, α-ray, π.
fn is_symbol(c: char) -> bool {
    matches!(c, 'μ' | 'Ω' | 'Δ' | 'α' | 'β' | 'γ' | 'λ' | 'π' | 'σ')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        suspicions(text).into_iter().map(|one| (one.line, one.what)).collect()
    }

    #[test]
    fn what_deceives_is_found_with_its_line() {
        assert_eq!(found("One\nTwo \u{202e}owT"), [(2, "1 direction override: text is shown in another order than it is stored".into())]);
        assert_eq!(found("se\u{200b}cret\u{200b} and a\u{200d}b"), [(1, "3 invisible characters inside the text".into())]);
        assert_eq!(found("x\u{e0041}\u{e0042}"), [(1, "2 tag characters, which can hide a message".into())]);
        assert_eq!(found("a\n\u{1b}[31mb"), [(2, "1 escape character, which begins commands to a terminal".into())]);
        assert_eq!(found("pаypal and pаypal"), [(1, "2 words mix letters of several alphabets that look alike: “pаypal”".into())]);
    }

    #[test]
    fn what_is_usual_is_not() {
        for text in [
            "“Plain” — naïve Łódź €5",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 👩\u{200d}👩",
            "5 μm, kΩ, ΔT",
            "Москва-City",
            "Ελλάδα",
            "\u{feff}x",
            "\u{200f}שלום",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
