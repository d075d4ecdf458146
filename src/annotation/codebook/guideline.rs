//! The codebook as a guideline: what an annotator keeps open beside the text.
//!
//! ```text
//! Codebook ──sections──▶ the words for it ──▶ Markdown, or a page of HTML
//! ```
//!
//! A codebook may come from anybody: all of its text is made safe to show and escaped.

mod html;
mod markdown;

use std::iter::Peekable;
use std::str::Chars;

use super::{Attribute, AttributeKind, Codebook, Label, Mark, Natural, RelationKind, Rules};
use crate::article::printable;

/// What of an example is tagged.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Words.
    Text(String),
    /// A tagged span begins.
    Open,
    /// The innermost one ends.
    Close,
}

impl Codebook {
    /// The guideline in Markdown.
    #[must_use]
    pub fn guideline_markdown(&self, title: &str) -> String {
        markdown::guideline(self, title)
    }

    /// The guideline as a page of HTML that needs nothing else; `inks` are the colours of the labels, in their order.
    #[must_use]
    pub fn guideline_html(&self, title: &str, inks: &[(u8, u8, u8)]) -> String {
        html::guideline(self, title, inks)
    }
}

/// An example in pieces. A bracket without its partner is a bracket.
fn pieces(example: &str) -> Vec<Piece> {
    let mut chars = example.chars().peekable();
    let mut found = Vec::new();
    while chars.peek().is_some() {
        match inside(&mut chars) {
            (own, true) => {
                found.extend(own);
                push(&mut found, "]");
            }
            (own, false) => found.extend(own),
        }
    }
    joined(found)
}

/// What stands up to the closing bracket, which is taken too, or up to the end; and whether it was closed.
fn inside(chars: &mut Peekable<Chars<'_>>) -> (Vec<Piece>, bool) {
    // What has been read at each depth; a span that is never closed becomes words of the one around it.
    let mut levels: Vec<Vec<Piece>> = vec![Vec::new()];
    for c in chars.by_ref() {
        let last = levels.len() - 1;
        match c {
            '[' => levels.push(Vec::new()),
            ']' if last == 0 => return (levels.into_iter().flatten().collect(), true),
            ']' => {
                let own = levels.pop().unwrap_or_default();
                if let Some(outer) = levels.last_mut() {
                    outer.push(Piece::Open);
                    outer.extend(own);
                    outer.push(Piece::Close);
                }
            }
            _ => {
                if let Some(level) = levels.last_mut() {
                    push(level, c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }
    let mut found = Vec::new();
    for (depth, level) in levels.into_iter().enumerate() {
        if depth > 0 {
            push(&mut found, "[");
        }
        found.extend(level);
    }
    (found, false)
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(before)) => before.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// The same with neighbouring words in one piece.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => push(&mut found, &text),
            other => found.push(other),
        }
    }
    found
}

/// Text of the codebook on one line, safe to show.
fn plain(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What sort of value an attribute has.
fn sort(kind: &AttributeKind) -> &'static str {
    match kind {
        AttributeKind::Text => "text",
        AttributeKind::Choice(_) => "one of",
        AttributeKind::Several(_) => "any of",
        AttributeKind::Flag => "yes or no",
        AttributeKind::Number => "whole number",
        AttributeKind::Date => "date",
        AttributeKind::Span => "words of the text",
    }
}

/// What else holds for an attribute: whether it is needed, what holds when it is left out.
fn terms(attribute: &Attribute) -> Vec<String> {
    let required = attribute.required.then(|| "required".to_owned());
    let default = (!attribute.default.is_empty()).then(|| format!("{} unless said otherwise", plain(&attribute.default)));
    required.into_iter().chain(default).collect()
}

/// What the key of a label does.
fn habit(label: &Label) -> String {
    let unit = match label.natural {
        Natural::Name => "name",
        Natural::Clause => "clause",
        Natural::Sentence => "sentence",
        Natural::Quotation => "quotation",
        Natural::Word => "word",
    };
    let over = if label.over_paragraphs { " One annotation may run over several paragraphs." } else { "" };
    format!("tags the selection, or else the {unit} around the caret; in the text it is {}.{over}", look(label.mark))
}

fn look(mark: Mark) -> &'static str {
    match mark {
        Mark::Underline => "underlined",
        Mark::Double => "underlined twice",
        Mark::Wavy => "underlined with a wave",
        Mark::Dotted => "underlined with dots",
        Mark::Italic => "set in italics",
        Mark::Bold => "set in bold type",
    }
}

/// The names of the labels that a relation joins; none given means any.
fn ends(codebook: &Codebook, relation: &RelationKind) -> (String, String) {
    let names = |ids: &[super::LabelId]| match ids {
        [] => "any".to_owned(),
        ids => ids.iter().map(|id| plain(&codebook.name_of(id))).collect::<Vec<_>>().join(", "),
    };
    (names(&relation.from), names(&relation.to))
}

/// The rules as sentences.
fn rules(rules: Rules) -> [&'static str; 3] {
    let Rules { nest, cross, repeat } = rules;
    [
        if nest { "An annotation may lie inside another." } else { "No annotation lies inside another." },
        if cross { "One may begin inside another and end outside it." } else { "None begins inside another and ends outside it." },
        if repeat { "The same words may have several labels." } else { "The same words have one label at most." },
    ]
}

/// The lists of a label under their headings; empty ones are left out.
fn lists(label: &Label) -> impl Iterator<Item = (&'static str, &[String])> {
    let lists = [("Counts", &label.includes), ("Does not count", &label.excludes), ("Where it begins and ends", &label.boundaries)];
    lists.into_iter().filter(|(_, lines)| !lines.is_empty()).map(|(heading, lines)| (heading, lines.as_slice()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(example: &str) -> String {
        let show = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Open => "<".into(),
            Piece::Close => ">".into(),
        };
        pieces(example).iter().map(show).collect()
    }

    #[test]
    fn brackets_in_pairs_are_spans_and_others_are_brackets() {
        assert_eq!(shown("In Selden, [at least ten crews] walked out."), "In Selden, <at least ten crews> walked out.");
        assert_eq!(shown("[[Norland]’s envoy] left"), "<<Norland>’s envoy> left");
        assert_eq!(shown("a] b [c] d [e"), "a] b <c> d [e");
        assert_eq!(shown("[a [b] c"), "[a <b> c");
        assert_eq!(shown(""), "");
    }

    proptest! {
        #[test]
        fn no_word_of_an_example_is_lost(example in "[a\\[\\] é]{0,30}") {
            let pieces = pieces(&example);
            let back: String = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Open => "[",
                Piece::Close => "]",
            }).collect();
            prop_assert_eq!(&back, &example);
            let mut depth = 0i32;
            for piece in &pieces {
                depth += match piece { Piece::Open => 1, Piece::Close => -1, Piece::Text(_) => 0 };
                prop_assert!(depth >= 0);
            }
            prop_assert_eq!(depth, 0);
        }

        #[test]
        fn whatever_a_codebook_says_stays_text(text in "[<>&\"'`*_|\\[\\]#\n\u{202e}\u{1b} xyzé~\\\\-]{0,40}") {
            let mut label = Label::plain("actor", 'a');
            label.name.clone_from(&text);
            label.definition.clone_from(&text);
            label.includes = vec![text.clone()];
            label.examples = vec![text.clone()];
            let kind = AttributeKind::Choice(vec![text.clone()]);
            label.attributes = vec![Attribute { kind, default: text.clone(), definition: text.clone(), ..Attribute::plain("kind", 'k') }];
            let codebook = Codebook { labels: vec![label], ..Codebook::default() };
            let (page, markdown) = (codebook.guideline_html(&text, &[]), codebook.guideline_markdown(&text));
            // No tag and no entity of the page begins with what the text is made of.
            for (at, _) in page.match_indices(['<', '&']) {
                let next = page.get(at + 1..).unwrap_or_default().trim_start_matches('/').chars().next();
                prop_assert!(next.is_some_and(|c| c.is_ascii_alphabetic() && !"xyz".contains(c) || c == '!' || c == '#'), "{}", page);
            }
            let hidden = |page: &str| page.contains(['\u{202e}', '\u{1b}']);
            prop_assert!(!hidden(&page) && !hidden(&markdown));
        }
    }
}
