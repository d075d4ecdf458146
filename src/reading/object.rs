//! Text objects: the units that one key selects around the caret.

use super::section::{Section, next_section, section_at};
use super::selection::{by_block, trimmed};
use crate::article::{Article, Span, clauses, names, quotations};

/// Sections that are looked through for the next object of a kind.
const REACH: usize = 64;

/// A kind of unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Object {
    /// A word or mark.
    Word,
    /// A name of one or more words.
    Name,
    /// What stands between commas, dashes and quotation marks.
    Clause,
    /// What stands in quotation marks, over paragraphs too.
    Quotation,
    /// A sentence.
    Sentence,
    /// A paragraph.
    Paragraph,
}

impl Object {
    /// All kinds, from small to large.
    pub const ALL: [Self; 6] = [Self::Word, Self::Name, Self::Clause, Self::Quotation, Self::Sentence, Self::Paragraph];

    /// Its name on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Name => "name",
            Self::Clause => "clause",
            Self::Quotation => "quotation",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
        }
    }
}

/// The objects of a kind in a section, in order. A quotation over several paragraphs is given from its start to its end.
#[must_use]
pub fn objects_in(article: &Article, section: Section, object: Object) -> Vec<Span> {
    match object {
        Object::Word => section.tokens(article).into_iter().map(|token| token.span).collect(),
        Object::Sentence => section.sentences(article),
        Object::Paragraph => article.block(section.block).map(|block| block.span).into_iter().collect(),
        Object::Quotation => {
            let found = quotations(article, section.block, section.span);
            found
                .iter()
                .filter_map(|quotation| Some(quotation.spans.first()?.hull(*quotation.spans.last()?)))
                .filter(|span| span.overlaps(section.span))
                .collect()
        }
        Object::Name | Object::Clause => {
            let text_of = |span: Span| article.text().slice(span);
            let tokens = section.tokens(article);
            let parts = section.sentences(article).into_iter().flat_map(|sentence| {
                let from = tokens.partition_point(|token| token.span.start < sentence.start);
                let to = tokens.partition_point(|token| token.span.start < sentence.end);
                let own = tokens.get(from..to).unwrap_or_default();
                if object == Object::Name { names(text_of, own, false) } else { clauses(text_of, own) }
            });
            parts.collect()
        }
    }
}

/// The object of a kind around `span`: the smallest one that holds all of it.
#[must_use]
pub fn object_around(article: &Article, span: Span, object: Object) -> Option<Span> {
    let section = section_at(article, span.start)?;
    let all = objects_in(article, section, object).into_iter();
    all.filter(|found| found.covers(span)).min_by_key(|found| found.len())
}

/// The next object of a kind that begins at or after `offset`.
#[must_use]
pub fn next_object(article: &Article, offset: u32, object: Object) -> Option<Span> {
    let sections = std::iter::successors(section_at(article, offset), |section| next_section(article, *section));
    sections.take(REACH).find_map(|section| objects_in(article, section, object).into_iter().find(|found| found.start >= offset))
}

/// The smallest object that is larger than `span` and holds it; selections over several paragraphs grow by paragraphs.
#[must_use]
pub fn grown(article: &Article, span: Span) -> Option<(Object, Span)> {
    let larger = |object: Object| object_around(article, span, object).filter(|found| found.len() > span.len()).map(|found| (object, found));
    Object::ALL.into_iter().filter_map(larger).min_by_key(|(_, found)| found.len()).or_else(|| {
        let whole = article.blocks_in(span).filter_map(|index| article.block(index)).map(|block| block.span).reduce(Span::hull)?;
        (whole.len() > span.len()).then_some((Object::Paragraph, whole))
    })
}

/// The largest object that is smaller than `span`, lies in it and holds its first word.
#[must_use]
pub fn shrunk(article: &Article, span: Span) -> Option<(Object, Span)> {
    let section = section_at(article, span.start)?;
    let first = section.tokens(article).into_iter().find(|token| token.is_word() && token.span.start >= span.start)?;
    let smaller = |object: Object| {
        let all = objects_in(article, section, object).into_iter();
        all.filter(|found| span.covers(*found) && found.covers(first.span) && found.len() < span.len())
            .max_by_key(|found| found.len())
            .map(|found| (object, found))
    };
    let inside = Object::ALL.into_iter().filter_map(smaller).max_by_key(|(_, found)| found.len());
    inside.or_else(|| {
        let part = by_block(article, span).into_iter().next().map(|part| trimmed(article.text(), part))?;
        (part.len() < span.len()).then_some((Object::Paragraph, part))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{BlockRule, Text};

    const STORY: &str = "Iran’s “aggressive\u{a0}agents” are ready, Ilse Brandt of the Port Authority said in the U.K.\n“We wait,” said Brandt. “Not long.”";

    fn article() -> Article {
        Article::with_rule(Text::new(STORY), BlockRule::Lines)
    }

    fn around(word: &str, object: Object) -> Option<String> {
        let article = article();
        let start = STORY.find(word).unwrap() as u32;
        let found = object_around(&article, Span { start, end: start + word.len() as u32 }, object);
        found.map(|span| article.text().slice(span).to_owned())
    }

    #[test]
    fn objects_around_a_word() {
        assert_eq!(around("Brandt", Object::Name).as_deref(), Some("Ilse Brandt"));
        assert_eq!(around("Iran", Object::Name).as_deref(), Some("Iran"));
        assert_eq!(around("U.K.", Object::Name).as_deref(), Some("U.K."));
        assert_eq!(around("agents", Object::Quotation).as_deref(), Some("“aggressive\u{a0}agents”"));
        assert_eq!(around("ready", Object::Clause).as_deref(), Some("are ready"));
        assert_eq!(around("ready", Object::Name), None);
        assert_eq!(around("ready", Object::Quotation), None);
        assert_eq!(around("long", Object::Sentence).as_deref(), Some("“Not long.”"));
    }

    #[test]
    fn growing_climbs_and_shrinking_descends() {
        let article = article();
        let start = STORY.find("Brandt of").unwrap() as u32;
        let mut span = Span { start, end: start + 6 };
        let mut steps = Vec::new();
        while let Some((_, next)) = grown(&article, span) {
            assert!(next.covers(span) && next.len() > span.len());
            steps.push(article.text().slice(next).chars().count());
            span = next;
        }
        assert!(steps.len() >= 2, "{steps:?}");
        while let Some((_, next)) = shrunk(&article, span) {
            assert!(span.covers(next) && next.len() < span.len());
            span = next;
        }
        assert_eq!(article.text().slice(span), "Iran");
    }

    #[test]
    fn the_next_object_may_be_in_a_later_paragraph() {
        let article = article();
        let from = STORY.find("are ready").unwrap() as u32;
        let next = next_object(&article, from, Object::Quotation).map(|span| article.text().slice(span));
        assert_eq!(next, Some("“We wait,”"));
    }
}
