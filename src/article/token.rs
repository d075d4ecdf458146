//! Tokens: the words and punctuation marks that the caret and selections snap to.
//!
//! Words are those of UAX #29 with the corrections that news text needs: dotted abbreviations (`U.K.`, `Sept.`),
//! compounds with hyphens (`22-year-old`), and web addresses are one token; a possessive clitic (`’s`) is its own,
//! as in the Penn Treebank; words that a missing space has glued together at a full stop (`Amini.AP`) come apart.

use super::word_list::{ABBREVIATIONS, LONGEST_ABBREVIATION, TITLES};
use super::{Span, bounds};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters or digits.
    Word,
    /// A possessive clitic: ’s, 's or the bare ’ after a plural.
    Clitic,
    /// Anything else that is no white space, one grapheme (or a run such as `...`).
    Mark,
}

/// One unit of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it is; `base` and the offset in the text given to [`tokens`] added up.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    /// Whether word motions stop at it.
    #[must_use]
    pub fn is_word(self) -> bool {
        self.kind == TokenKind::Word
    }
}

/// The tokens of `text`, which starts at byte `base` of its article. White space belongs to no token,
/// nor does a combining mark on it.
#[must_use]
pub fn tokens(text: &str, base: u32) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 5 + 1);
    let mut skip_to = 0;
    for (at, piece) in bounds::words(text) {
        if at < skip_to || piece == " " || piece.starts_with(char::is_whitespace) {
            continue;
        }
        let end = at + piece.len();
        if is_plain_word(&found, text, at, piece) {
            push(&mut found, at, end, TokenKind::Word);
            continue;
        }
        let is_word = piece.chars().any(char::is_alphanumeric);
        if let Some(address) = address_end(text, at, piece) {
            skip_to = address;
            push(&mut found, at, address, TokenKind::Word);
        } else if is_word {
            push_word(&mut found, text, at, end);
        } else if joins(&found, text, at, piece) {
            extend(&mut found, end);
        } else if let Some(clitic) = loose_clitic(&found, text, at) {
            skip_to = clitic;
            push(&mut found, at, clitic, TokenKind::Clitic);
        } else {
            push_mark(&mut found, text, at, end);
        }
    }
    for token in &mut found {
        token.span = token.span.shifted(base);
    }
    found
}

/// Letters of ASCII with nothing around them that could make more of them: most words.
fn is_plain_word(found: &[Token], text: &str, at: usize, piece: &str) -> bool {
    let apart = found.last().is_none_or(|last| (last.span.end as usize) < at);
    let next = text.as_bytes().get(at + piece.len());
    apart && !matches!(next, Some(b':' | b'@' | b'_' | b'+')) && piece.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn push(found: &mut Vec<Token>, start: usize, end: usize, kind: TokenKind) {
    if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
        found.push(Token { span: Span { start, end }, kind });
    }
}

fn extend(found: &mut [Token], end: usize) {
    if let (Some(last), Ok(end)) = (found.last_mut(), u32::try_from(end)) {
        last.span.end = end;
    }
}

/// Adds a word piece of UAX #29: glued to the word before it after a hyphen or inside an abbreviation, with its
/// clitic split off, cut where two words are glued at a full stop.
fn push_word(found: &mut Vec<Token>, text: &str, start: usize, end: usize) {
    let piece = text.get(start..end).unwrap_or_default();
    if continues_compound(found, text, start) {
        extend(found, end);
        split_clitic(found, text);
        return;
    }
    let mut from = start;
    while let Some(cut) = glued_stop(text.get(from..end).unwrap_or_default()) {
        push(found, from, from + cut, TokenKind::Word);
        push(found, from + cut, from + cut + 1, TokenKind::Mark);
        from += cut + 1;
    }
    push(found, from, end, TokenKind::Word);
    if piece.len() > 2 {
        split_clitic(found, text);
    }
}

/// The last token ends in a hyphen that joins it to what follows, or is an abbreviation such as `U.` before `K`.
fn continues_compound(found: &[Token], text: &str, start: usize) -> bool {
    let Some(last) = found.last().filter(|last| last.kind == TokenKind::Word && last.span.end as usize == start) else {
        return false;
    };
    let word = text.get(last.span.range()).unwrap_or_default();
    word.ends_with(['-', '\u{2010}', '\u{2011}']) || word.ends_with('.') && is_dotted(word)
}

/// Whether a mark at `at` belongs to the word before it: a hyphen between letters, the full stop of an abbreviation.
fn joins(found: &[Token], text: &str, at: usize, piece: &str) -> bool {
    let Some(last) = found.last().filter(|last| last.kind == TokenKind::Word && last.span.end as usize == at) else {
        return false;
    };
    let word = text.get(last.span.range()).unwrap_or_default();
    let next = text.get(at + piece.len()..).unwrap_or_default().chars().next();
    match piece {
        "-" | "\u{2010}" | "\u{2011}" => next.is_some_and(char::is_alphanumeric),
        "." => is_dotted(text.get(last.span.start as usize..=at).unwrap_or_default()) || is_abbreviation(word, next),
        _ => false,
    }
}

/// `U.K.`, `a.m.`, `J.`: single letters, each with its full stop. A lone letter counts only in upper case.
fn is_dotted(word: &str) -> bool {
    let letters = word.trim_end_matches('.');
    // No letter takes more bytes.
    if letters.len() > 4 && !letters.contains('.') {
        return false;
    }
    let parts: Vec<&str> = letters.split('.').collect();
    let single = parts.iter().all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
    });
    single && word.ends_with('.') && (parts.len() > 1 || word.chars().next().is_some_and(|c| c.is_uppercase() && c != 'I'))
}

/// A known abbreviation. One that can also be a plain word (`no`, `sat`) counts only before white space and with a
/// capital, or not at all when it is no title.
fn is_abbreviation(word: &str, next: Option<char>) -> bool {
    if word.len() > LONGEST_ABBREVIATION && word.is_ascii() {
        return false;
    }
    let lower = word.to_lowercase();
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let known = ABBREVIATIONS.contains(&lower.as_str()) && (capital || matches!(lower.as_str(), "etc" | "vs" | "cf" | "approx" | "ca"));
    let spaced = next.is_none_or(|c| c.is_whitespace() || matches!(c, ',' | ';' | ')' | '”' | '’' | '"'));
    let sentence_word = matches!(lower.as_str(), "no" | "sat" | "sun" | "mar" | "may" | "al" | "co") && !TITLES.contains(&lower.as_str());
    known && spaced && (!sentence_word || matches!(lower.as_str(), "co"))
}

/// Where two words are glued at a full stop inside one UAX #29 word: lower case before, a capital after.
fn glued_stop(piece: &str) -> Option<usize> {
    memchr::memchr_iter(b'.', piece.as_bytes()).find(|at| {
        let mut before = piece.get(..*at).unwrap_or_default().chars().rev();
        let mut low = || before.next().is_some_and(char::is_lowercase);
        let after = piece.get(at + 1..).unwrap_or_default().chars().next();
        after.is_some_and(char::is_uppercase) && low() && low()
    })
}

/// Cuts `’s` off the last token.
fn split_clitic(found: &mut Vec<Token>, text: &str) {
    let Some(last) = found.last().copied() else { return };
    let word = text.get(last.span.range()).unwrap_or_default();
    let clitic = ["’s", "'s", "’S", "'S"].iter().find(|clitic| word.ends_with(**clitic));
    if let Some(clitic) = clitic.filter(|clitic| word.len() > clitic.len()) {
        let cut = last.span.end as usize - clitic.len();
        extend(found, cut);
        push(found, cut, last.span.end as usize, TokenKind::Clitic);
    }
}

/// The end of an `’s` that stands apart from its word because that ends in a full stop.
fn loose_clitic(found: &[Token], text: &str, at: usize) -> Option<usize> {
    found.last().filter(|last| last.is_word() && last.span.end as usize == at)?;
    let rest = text.get(at..)?;
    let clitic = ["’s", "'s"].iter().find(|clitic| rest.starts_with(**clitic))?;
    let after = rest.get(clitic.len()..)?.chars().next();
    (!after.is_some_and(char::is_alphanumeric)).then_some(at + clitic.len())
}

/// A mark; runs of full stops and dashes stay together, an apostrophe after a plural is a clitic.
fn push_mark(found: &mut Vec<Token>, text: &str, start: usize, end: usize) {
    let piece = text.get(start..end).unwrap_or_default();
    let touching = found.last().copied().filter(|last| last.span.end as usize == start);
    let before = touching.map_or("", |last| text.get(last.span.range()).unwrap_or_default());
    let plural = matches!(piece, "’" | "'") && before.ends_with(['s', 'S']) && touching.is_some_and(Token::is_word);
    if plural && text.get(end..).unwrap_or_default().starts_with([' ', '\u{a0}', '\n']) {
        push(found, start, end, TokenKind::Clitic);
    } else if matches!(piece, "." | "-") && before.ends_with(piece) && touching.is_some_and(|last| last.kind == TokenKind::Mark) {
        extend(found, end);
    } else {
        push(found, start, end, TokenKind::Mark);
    }
}

/// The end of the web or mail address that starts with the word `piece` at `at`.
fn address_end(text: &str, at: usize, piece: &str) -> Option<usize> {
    let rest = text.get(at..)?;
    let scheme = matches!(piece, "http" | "https" | "www");
    let run = || rest.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '“' | '”' | ')' | '(')).next();
    let is_web = scheme && (rest.get(piece.len()..)?.starts_with("://")) || piece.starts_with("www.");
    let is_mail = || {
        let word = run()?;
        let (name, host) = word.split_once('@')?;
        (rest.get(piece.len()..)?.starts_with(['@', '.', '-', '_', '+']) && !name.is_empty() && host.contains('.') && host.is_ascii()).then_some(())
    };
    if is_web || rest.get(piece.len()..)?.starts_with(['@', '_', '+']) && is_mail().is_some() {
        let word = run()?.trim_end_matches(['.', ',', ';', ':', '!', '?', '’', '\'']);
        Some(at + word.len())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn words(text: &str) -> Vec<&str> {
        tokens(text, 0).iter().map(|token| text.get(token.span.range()).unwrap()).collect()
    }

    #[test]
    fn abbreviations_keep_their_stops_and_possessives_come_apart() {
        assert_eq!(words("the U.K.’s envoy in the U.K.”"), ["the", "U.K.", "’s", "envoy", "in", "the", "U.K.", "”"]);
        assert_eq!(words("Dr. Brandt's ship"), ["Dr.", "Brandt", "'s", "ship"]);
        assert_eq!(words("the dockers’ union"), ["the", "dockers", "’", "union"]);
        assert_eq!(words("a U.N.-led plan on Sept. 19."), ["a", "U.N.-led", "plan", "on", "Sept.", "19", "."]);
        assert_eq!(words("She said no. He sat."), ["She", "said", "no", ".", "He", "sat", "."]);
        assert_eq!(words("J. Orlov and I. Then"), ["J.", "Orlov", "and", "I", ".", "Then"]);
    }

    #[test]
    fn compounds_numbers_and_glued_credits() {
        assert_eq!(words("a 22-year-old’s $4.2 billion, 1,000 (5%)"), ["a", "22-year-old", "’s", "$", "4.2", "billion", ",", "1,000", "(", "5", "%", ")"]);
        assert_eq!(words("of Ilse Brandt.AP file"), ["of", "Ilse", "Brandt", ".", "AP", "file"]);
        assert_eq!(words("wait... what—now?"), ["wait", "...", "what", "—", "now", "?"]);
        assert_eq!(words("It doesn’t rhyme: rock ’n’ roll"), ["It", "doesn’t", "rhyme", ":", "rock", "’", "n", "’", "roll"]);
    }

    #[test]
    fn addresses_are_one_token() {
        assert_eq!(words("see https://example.org/a?b=c. Or"), ["see", "https://example.org/a?b=c", ".", "Or"]);
        assert_eq!(words("write to ilse@example.org, please"), ["write", "to", "ilse@example.org", ",", "please"]);
    }

    #[test]
    fn a_mark_on_white_space_belongs_to_it() {
        assert_eq!(words("“Unclosed \u{301}mark, e\u{301}"), ["“", "Unclosed", "mark", ",", "e\u{301}"]);
    }

    #[test]
    fn no_break_spaces_part_words_and_base_is_added() {
        assert_eq!(words("Guards,\u{a0}Orlov"), ["Guards", ",", "Orlov"]);
        assert_eq!(tokens("ab cd", 10)[1].span, Span { start: 13, end: 15 });
    }

    fn is_space(gap: &str) -> bool {
        gap.split_word_bounds().all(|piece| piece.starts_with(char::is_whitespace))
    }

    proptest! {
        #[test]
        fn tokens_are_in_order_hold_no_space_and_cover_all_else(text in "(\\PC|[ a-zU.K’s'\\-\u{a0}👍🏽\u{301}]){0,60}") {
            let mut at = 0;
            for token in tokens(&text, 0) {
                let gap = text.get(at..token.span.start as usize);
                prop_assert!(gap.is_some_and(is_space), "{:?}", gap);
                let word = text.get(token.span.range());
                prop_assert!(word.is_some_and(|word| !word.is_empty()));
                at = token.span.end as usize;
            }
            prop_assert!(text.get(at..).is_some_and(is_space));
        }
    }
}
