//! Where annotators disagree most, with the words that it is about.

use std::path::{Path, PathBuf};

use super::{Compared, Home, line_of, load_article};
use crate::article::{Article, Span, Text};
use crate::review::agreement::{ArticleDispute, Entry, SpanDispute, Unit, disputed_articles, disputed_spans};
use crate::review::sentences_around;

/// Bytes of the sentences that are shown before and after the place where it begins.
const BEFORE: u32 = 200;
const AFTER: u32 = 500;

/// An article with much disagreement.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputedArticle {
    /// Its file.
    pub path: PathBuf,
    /// Its key.
    pub key: String,
    /// Its headline; empty when it has none.
    pub title: String,
    /// How much.
    pub dispute: ArticleDispute,
}

/// What some annotators have at a place: spans of the excerpt, with the labels by their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Who, by number.
    pub annotators: Vec<usize>,
    /// What they have, by start; nothing where they marked nothing.
    pub marks: Vec<(Span, u16)>,
}

/// A place with much disagreement.
#[derive(Clone, Debug, PartialEq)]
pub struct DisputedPlace {
    /// The file of its article.
    pub path: PathBuf,
    /// The key of its article.
    pub key: String,
    /// Where, in bytes.
    pub place: Span,
    /// The line of the file, from 1.
    pub line: usize,
    /// The sentences around it; of long ones what is near.
    pub excerpt: String,
    /// What each annotator has, equal ones together.
    pub sides: Vec<Side>,
}

/// The articles and places of most disagreement, the worst first, at most so many of each. What can no longer be read is
/// left out.
#[must_use]
pub fn disputed(home: &Home, compared: &Compared, articles: usize, places: usize) -> (Vec<DisputedArticle>, Vec<DisputedPlace>) {
    let named = |number: usize| Some((compared.paths.get(number)?, compared.keys.get(number)?));
    let article = |dispute: ArticleDispute| {
        let (path, key) = named(dispute.article)?;
        let opened = load_article(home, path).ok()?;
        let title = opened.meta.and_then(|meta| meta.about.title).unwrap_or_else(|| opened.article.title().to_owned());
        Some(DisputedArticle { path: path.clone(), key: key.clone(), title, dispute })
    };
    let place = |dispute: SpanDispute| {
        let (path, key) = named(dispute.article)?;
        let opened = load_article(home, path).ok()?;
        shown(path, key, &opened.article, compared.corpus.articles.get(dispute.article)?, &dispute)
    };
    let corpus = &compared.corpus;
    let articles = disputed_articles(corpus, articles).into_iter().filter_map(article).collect();
    (articles, disputed_spans(corpus, places).into_iter().filter_map(place).collect())
}

fn shown(path: &Path, key: &str, article: &Article, entry: &Entry, dispute: &SpanDispute) -> Option<DisputedPlace> {
    let text = article.text();
    let span = |start: u32, end: u32| Some(Span { start: text.byte_of(start as usize)?, end: text.byte_of(end as usize)? });
    let place = span(dispute.place.start, dispute.place.end)?;
    let around = near(text, sentences_around(article, place), place);
    let in_excerpt = |span: Span| {
        let held = Span { start: span.start.max(around.start), end: span.end.min(around.end) };
        (held.start < held.end).then(|| Span { start: held.start - around.start, end: held.end - around.start })
    };
    let meets = |unit: &&Unit| unit.extent.start < dispute.place.end && dispute.place.start < unit.extent.end;
    let spans = |unit: &Unit| unit.spans().iter().filter_map(|part| in_excerpt(span(part.start, part.end)?)).map(|span| (span, unit.label)).collect::<Vec<_>>();
    let mut sides: Vec<Side> = Vec::new();
    for (annotator, work) in entry.work.iter().enumerate() {
        let Some(work) = work else { continue };
        let marks: Vec<(Span, u16)> = work.units.iter().filter(meets).flat_map(spans).collect();
        match sides.iter_mut().find(|side| side.marks == marks) {
            Some(side) => side.annotators.push(annotator),
            None => sides.push(Side { annotators: vec![annotator], marks }),
        }
    }
    Some(DisputedPlace { path: path.to_owned(), key: key.to_owned(), place, line: line_of(text, place.start), excerpt: text.slice(around).to_owned(), sides })
}

/// Of the sentences around a place what is near where it begins, from word to word.
fn near(text: &Text, around: Span, place: Span) -> Span {
    let edge = |offset: u32, back: bool| {
        let whole = text.as_str();
        let mut at = offset as usize;
        let inside = |at: usize| !whole.is_char_boundary(at) || !whole.as_bytes().get(at).is_none_or(u8::is_ascii_whitespace);
        // A word that does not end is cut.
        for _ in 0..40 {
            if at == 0 || at >= whole.len() || !inside(at) {
                break;
            }
            at = if back { at - 1 } else { at + 1 };
        }
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        at as u32
    };
    let start = if place.start - around.start > BEFORE { edge(place.start - BEFORE, true) } else { around.start };
    let end = if around.end - place.start > AFTER { edge(place.start + AFTER, false) } else { around.end };
    Span { start: start.max(around.start), end: end.min(around.end).max(start) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Comparison, Folders};

    const STORY: &str = "Strike\n\nOne thing is clear. Ilse Brandt said the port would close. “Never,” she added.\n";

    fn record(home: &Home, annotator: &str, spans: &[(&str, usize, usize)]) {
        let items: Vec<String> = spans
            .iter()
            .enumerate()
            .map(|(at, (label, start, end))| {
                let words: String = STORY.chars().skip(*start).take(end - start).collect();
                format!("(id: \"{at}\", label: \"{label}\", spans: [(start: {start}, end: {end}, text: \"{words}\")], created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\")")
            })
            .collect();
        let hash = Text::new(STORY).sha256().to_owned();
        let path = home.record_path(annotator, "a.txt");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let about = format!("(path: \"a.txt\", title: \"\", sha256: \"{hash}\", chars: {})", STORY.chars().count());
        std::fs::write(path, format!("(schema: 1, article: {about}, annotator: \"{annotator}\", state: Done, annotations: [{}])", items.join(", "))).unwrap();
    }

    #[test]
    fn places_are_told_with_their_sentence_and_what_each_has_there() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        std::fs::write(dir.path().join("a.txt"), STORY).unwrap();
        let home = Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap();
        let at = |words: &str| {
            let start = STORY.split(words).next().unwrap().chars().count();
            (start, start + words.chars().count())
        };
        let ((from, to), (said, _)) = (at("Ilse Brandt"), at("the port would close"));
        record(&home, "anna", &[("actor", from, to)]);
        record(&home, "ben", &[("actor", from, from + 4), ("claim", said, said + 8)]);
        record(&home, "cara", &[("actor", from, to)]);
        let names = ["anna", "ben", "cara"].map(str::to_owned).to_vec();
        let compared = Comparison { home: &home, annotators: names, only_done: false }.read(&[(dir.path().join("a.txt"), "a.txt".to_owned())], &mut |_| true);
        let (articles, places) = disputed(&home, &compared, 9, 9);
        assert_eq!((articles[0].title.as_str(), articles[0].dispute.unmatched), ("Strike", 6));
        let told: Vec<(&str, usize)> = places.iter().map(|place| (place.excerpt.as_str(), place.line)).collect();
        assert_eq!(told, [("Ilse Brandt said the port would close.", 3); 2]);
        let first = places.iter().find(|place| STORY.get(place.place.range()) == Some("Ilse Brandt")).unwrap();
        let span = |start, end| Span { start, end };
        let (long, short) = (Side { annotators: vec![0, 2], marks: vec![(span(0, 11), 0)] }, Side { annotators: vec![1], marks: vec![(span(0, 4), 0)] });
        assert_eq!(first.sides, [long, short]);
    }

    #[test]
    fn of_a_sentence_without_end_only_what_is_near_is_shown() {
        let text = Text::new("é ".repeat(2000));
        let place = Span { start: 3000, end: 3002 };
        let found = near(&text, text.span(), place);
        assert!(text.holds(found) && found.start <= 2800 && found.end >= 3500 && found.len() < 800, "{found:?}");
        let text = Text::new("é".repeat(2000));
        assert!(text.holds(near(&text, text.span(), place)));
        assert_eq!(near(&text, Span { start: 2990, end: 3010 }, place), Span { start: 2990, end: 3010 });
    }
}
