//! Exports of `LexisNexis` and Nexis Uni: one file, many articles.
//!
//! A document or text that is such an export is divided here, whichever reader has taken it apart into paragraphs; see
//! [`divide`]. Highlighted search terms are plain text by then.

mod article;
mod mark;

use std::ops::ControlFlow;

use super::decode::decode;
use super::docx::Document;
use super::package::ZIP;
use super::paragraph::Paragraph;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::rtf;
use super::source::Source;
use super::story::{Blocks, Flaw, Place, Story};
use crate::article::{BlockRule, Role};

pub(super) use self::article::{authors, language};
use self::mark::Mark;

/// Reads exports of Nexis.
#[derive(Debug)]
pub(super) struct NexisReader;

static NEXIS: Format = Format {
    name: "nexis",
    title: "Nexis export",
    endings: &[],
    many: true,
    detail: "Articles exported from LexisNexis or Nexis Uni as text, Word or RTF; their header blocks become metadata.",
    extractor: "tagline-nexis 1",
};

impl Reader for NexisReader {
    fn format(&self) -> &'static Format {
        &NEXIS
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        if source.head().starts_with(ZIP) || rtf::is_rtf(source.head()) {
            return Likelihood::No;
        }
        let Some(decoded) = decode(source.head().to_vec()) else { return Likelihood::No };
        let marks: Vec<Option<Mark>> = decoded.text.lines().map(Mark::of).collect();
        if is_export(|wanted| marks.iter().flatten().any(|mark| wanted.contains(mark))) { Likelihood::Certain } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let bytes = source.bytes()?;
        let (paragraphs, notices) = if bytes.starts_with(ZIP) {
            let document = Document::read(bytes)?;
            (document.paragraphs, document.notices)
        } else if rtf::is_rtf(&bytes) {
            let document = rtf::parse(&bytes)?;
            (document.paragraphs, document.notices)
        } else {
            let decoded = decode(bytes).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
            (paragraphs_of(&decoded.text), decoded.notices)
        };
        let found = divide(&paragraphs).ok_or_else(|| Flaw::whole("is no Nexis export: no article with a header block and an end was found"))?;
        give(found, &notices, take);
        Ok(())
    }
}

/// Whether lines of such kinds make an export: articles with edges and a field, or one article with all of its fields.
fn is_export(has: impl Fn(&[Mark]) -> bool) -> bool {
    let edged = has(&[Mark::Begin, Mark::End]) && has(&[Mark::Length, Mark::LoadDate]);
    edged || has(&[Mark::Body]) && has(&[Mark::Length]) && has(&[Mark::LoadDate])
}

/// The articles of an export; `None` when the paragraphs are none.
pub(super) fn divide(paragraphs: &[Paragraph]) -> Option<Vec<Result<Story, Flaw>>> {
    let marked: Vec<(Option<Mark>, &Paragraph)> = paragraphs.iter().filter(|one| !one.is_blank()).map(|one| (Mark::of(&one.text), one)).collect();
    let has = |wanted: &[Mark]| marked.iter().any(|(mark, _)| mark.is_some_and(|mark| wanted.contains(&mark)));
    if !is_export(has) {
        return None;
    }
    let begins = has(&[Mark::Begin]);
    let edge = if begins { Mark::Begin } else { Mark::End };
    let mut pieces: Vec<&[(Option<Mark>, &Paragraph)]> = marked.split(|(mark, _)| *mark == Some(edge)).collect();
    if begins {
        // What stands before the first article is the order form.
        pieces.remove(0);
    }
    let is_article = |piece: &&[(Option<Mark>, &Paragraph)]| begins && !piece.is_empty() || piece.iter().any(|(mark, _)| mark.is_some());
    let found = pieces.into_iter().filter(is_article).enumerate().map(|(at, piece)| {
        let place = Place::Item(at as u64 + 1);
        article::read(piece, begins, place)
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() { None } else { Some(found) }
}

/// Hands stories over one by one, each with what is to be known of the whole source.
pub(super) fn give(found: Vec<Result<Story, Flaw>>, notices: &[String], take: &mut Taker<'_>) {
    for one in found {
        let one = match one {
            Ok(mut story) => {
                story.notices.extend(notices.iter().cloned());
                Found::Story(Box::new(story))
            }
            Err(flaw) => Found::Flaw(flaw),
        };
        if let ControlFlow::Break(()) = take(one) {
            break;
        }
    }
}

/// The paragraphs of a plain text: as blank lines divide it, or by lines where each is a paragraph of its own. A line that
/// is a mark stands alone.
pub(super) fn paragraphs_of(text: &str) -> Vec<Paragraph> {
    let by_line = BlockRule::judge(text) == BlockRule::Lines;
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut open = false;
    for line in text.split('\n') {
        let blank = line.trim().is_empty();
        let mark = Mark::of(line);
        if open && !blank && !by_line && mark.is_none() {
            if let Some(above) = paragraphs.last_mut() {
                above.text.extend(["\n", line]);
            }
        } else if !blank {
            paragraphs.push(Paragraph { role: Role::Body, text: line.to_owned() });
        }
        // The values of fields may go on on the next line, those of marks that stand alone not.
        open = !blank && !mark.is_some_and(Mark::is_whole_line);
    }
    paragraphs
}

/// A story of these blocks, divided as their text is.
pub(super) fn story_of(blocks: Blocks) -> Story {
    let story = blocks.into_story();
    let wrapped = BlockRule::judge(&story.text) == BlockRule::Wrapped;
    Story { rule: if wrapped { Some(BlockRule::Wrapped) } else { story.rule }, ..story }
}

#[cfg(test)]
mod tests;
