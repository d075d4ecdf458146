//! Motions of the caret that do not depend on rows. The caret is a token.

use super::section::{Section, next_section, previous_section, section_at};
use crate::article::{Article, Span, Token};

/// A way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// To the next word.
    NextWord,
    /// To the previous word.
    PreviousWord,
    /// To the next sentence.
    NextSentence,
    /// To the start of the sentence, or of the previous one.
    PreviousSentence,
    /// To the next paragraph.
    NextParagraph,
    /// To the start of the paragraph, or of the previous one.
    PreviousParagraph,
}

/// The token that holds `offset`; else the next one after it in its section, else the last one before it.
#[must_use]
pub fn token_near(article: &Article, offset: u32) -> Option<Token> {
    let section = section_at(article, offset)?;
    let tokens = section.tokens(article);
    let at = tokens.partition_point(|token| token.span.end <= offset);
    tokens.get(at).or(tokens.last()).copied()
}

/// The token that holds `offset`.
#[must_use]
pub fn token_at(article: &Article, offset: u32) -> Option<Token> {
    token_near(article, offset).filter(|token| token.span.contains(offset))
}

/// The first token of the article.
#[must_use]
pub fn first_token(article: &Article) -> Option<Token> {
    token_near(article, 0)
}

/// The last token of the article.
#[must_use]
pub fn last_token(article: &Article) -> Option<Token> {
    let section = section_at(article, article.text().len())?;
    section.tokens(article).last().copied()
}

/// Where `motion`, `count` times, leads from the token `from`; as far as it goes. `None` when it leads nowhere.
#[must_use]
pub fn move_by(article: &Article, from: Span, motion: Motion, count: usize) -> Option<Span> {
    match motion {
        Motion::NextWord => return words_ahead(article, from, count),
        Motion::PreviousWord => return words_back(article, from, count),
        _ => {}
    }
    let mut at = from;
    for _ in 0..count.max(1) {
        let Some(next) = step(article, at, motion) else { break };
        at = next;
    }
    (at != from).then_some(at)
}

fn step(article: &Article, from: Span, motion: Motion) -> Option<Span> {
    match motion {
        Motion::NextWord => words_ahead(article, from, 1),
        Motion::PreviousWord => words_back(article, from, 1),
        Motion::NextSentence => next_sentence(article, from),
        Motion::PreviousSentence => previous_sentence(article, from),
        Motion::NextParagraph => {
            let next = article.block(article.block_at(from.start) + 1)?;
            token_near(article, next.span.start).map(|token| token.span)
        }
        Motion::PreviousParagraph => {
            let index = article.block_at(from.start);
            let own = token_near(article, article.block(index)?.span.start)?;
            if own.span.start < from.start {
                return Some(own.span);
            }
            token_near(article, article.block(index.checked_sub(1)?)?.span.start).map(|token| token.span)
        }
    }
}

fn sections_from(article: &Article, offset: u32) -> impl Iterator<Item = Section> + '_ {
    std::iter::successors(section_at(article, offset), |section| next_section(article, *section))
}

fn sections_back(article: &Article, offset: u32) -> impl Iterator<Item = Section> + '_ {
    std::iter::successors(section_at(article, offset), |section| previous_section(article, *section))
}

/// The word `count` words on, or the last one. Goes through the tokens of each section once, whatever the count.
fn words_ahead(article: &Article, from: Span, count: usize) -> Option<Span> {
    let mut left = count.max(1);
    let mut reached = None;
    for section in sections_from(article, from.start) {
        for word in section.tokens(article).into_iter().filter(|token| token.is_word() && token.span.start > from.start) {
            reached = Some(word.span);
            left -= 1;
            if left == 0 {
                return reached;
            }
        }
    }
    reached
}

/// The word `count` words back, or the first one.
fn words_back(article: &Article, from: Span, count: usize) -> Option<Span> {
    let mut left = count.max(1);
    let mut reached = None;
    for section in sections_back(article, from.start) {
        for word in section.tokens(article).into_iter().rev().filter(|token| token.is_word() && token.span.start < from.start) {
            reached = Some(word.span);
            left -= 1;
            if left == 0 {
                return reached;
            }
        }
    }
    reached
}

fn next_sentence(article: &Article, from: Span) -> Option<Span> {
    let start = sections_from(article, from.start).find_map(|section| section.sentences(article).into_iter().find(|span| span.start > from.start))?.start;
    token_near(article, start).map(|token| token.span)
}

fn previous_sentence(article: &Article, from: Span) -> Option<Span> {
    let before = |section: Section| section.sentences(article).into_iter().take_while(|span| span.start < from.start).last();
    let start = sections_back(article, from.start).find_map(before)?.start;
    token_near(article, start).map(|token| token.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockRule, Text};

    /// Checks a motion in text where `[ ]` stands around the caret before and after it.
    fn check(before: &str, motion: Motion, count: usize, after: &str) {
        let strip = |marked: &str| marked.replace(['[', ']'], "");
        let caret = |marked: &str| Span { start: marked.find('[').unwrap() as u32, end: marked.find(']').unwrap() as u32 - 1 };
        let article = Article::with_rule(Text::new(strip(before)), BlockRule::Lines);
        let moved = move_by(&article, caret(before), motion, count).unwrap_or(caret(before));
        assert_eq!(moved, caret(after), "{motion:?} ×{count} in {before}");
    }

    #[test]
    fn words() {
        check("[The] U.K.’s envoy", Motion::NextWord, 1, "The [U.K.]’s envoy");
        check("The [U.K.]’s envoy, gone", Motion::NextWord, 2, "The U.K.’s envoy, [gone]");
        check("One.\nTwo [three].", Motion::PreviousWord, 2, "[One].\nTwo three.");
        check("One [two].", Motion::NextWord, 1, "One [two].");
        check("One.\n—\n[Two]", Motion::PreviousWord, 1, "[One].\n—\nTwo");
    }

    #[test]
    fn sentences_and_paragraphs() {
        check("One [two]. Three four.\nFive.", Motion::NextSentence, 1, "One two. [Three] four.\nFive.");
        check("One [two]. Three four.\nFive.", Motion::NextSentence, 2, "One two. Three four.\n[Five].");
        check("One. “Two [three].”", Motion::PreviousSentence, 1, "One. [“]Two three.”");
        check("One. [Two] three.", Motion::PreviousSentence, 1, "[One]. Two three.");
        check("One. [Two].\nThree.", Motion::NextParagraph, 1, "One. Two.\n[Three].");
        check("One. [Two].\nThree.", Motion::PreviousParagraph, 1, "[One]. Two.\nThree.");
        check("One.\n[Two].", Motion::PreviousParagraph, 1, "[One].\nTwo.");
    }

    #[test]
    fn an_article_without_tokens() {
        let article = Article::new(Text::new(" "));
        assert_eq!((first_token(&article), last_token(&article)), (None, None));
        assert_eq!(move_by(&article, Span { start: 0, end: 0 }, Motion::NextWord, 3), None);
    }
}
