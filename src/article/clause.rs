//! Clauses: the parts of a sentence between its commas, dashes, colons and quotation marks.

use super::word_list::CLAUSE_OPENERS;
use super::{Span, Token, TokenKind};

/// The clauses of one sentence, given its tokens: in order, without the marks around them and without a conjunction
/// at the start. A comma inside a short list of names or before a lone word does not part clauses.
#[must_use]
pub fn clauses<'t>(text_of: impl Fn(Span) -> &'t str, tokens: &[Token]) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut part: Vec<Token> = Vec::new();
    for token in tokens {
        let word = text_of(token.span);
        if token.kind == TokenKind::Mark && parts(word) {
            push(&mut found, &text_of, &mut part);
        } else {
            part.push(*token);
        }
    }
    push(&mut found, &text_of, &mut part);
    found
}

fn parts(mark: &str) -> bool {
    matches!(mark, "," | ";" | ":" | "—" | "–" | "--" | "(" | ")" | "“" | "”" | "\"" | "«" | "»" | "„" | "[" | "]" | "，" | "；" | "：" | "、")
}

fn push<'t>(found: &mut Vec<Span>, text_of: &impl Fn(Span) -> &'t str, part: &mut Vec<Token>) {
    let mut tokens = part.as_slice();
    while let [first, rest @ ..] = tokens {
        let opener = CLAUSE_OPENERS.contains(&text_of(first.span).to_lowercase().as_str()) && !rest.is_empty();
        if first.kind == TokenKind::Word && !opener {
            break;
        }
        tokens = rest;
    }
    while let [rest @ .., last] = tokens {
        if last.kind != TokenKind::Mark || matches!(text_of(last.span), "%" | "€" | "°") {
            break;
        }
        tokens = rest;
    }
    if let [first, ..] = tokens
        && let Some(last) = tokens.last()
    {
        found.push(first.span.hull(last.span));
    }
    part.clear();
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let text_of = |span: Span| text.get(span.range()).unwrap();
        clauses(text_of, &tokens(text, 0)).iter().map(|span| text.get(span.range()).unwrap()).collect()
    }

    #[test]
    fn commas_dashes_and_quotation_marks_part_clauses() {
        let text = "Despite the offer, the union plans to block the gate — and to burn tyres — this week, Orlov said.";
        assert_eq!(split(text), ["Despite the offer", "the union plans to block the gate", "to burn tyres", "this week", "Orlov said"]);
    }

    #[test]
    fn numbers_abbreviations_and_percentages_stay_whole() {
        assert_eq!(split("It cost 1,000 crowns in the U.K., up 5%."), ["It cost 1,000 crowns in the U.K.", "up 5%"]);
    }

    #[test]
    fn a_sentence_of_marks_has_no_clause() {
        assert!(split("—“…”").is_empty());
    }
}
