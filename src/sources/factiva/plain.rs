//! Articles whose header lines have no names: headline, byline, words, date, source, code, language, copyright.

use super::fields::id;
use crate::article::{Role, sha256};
use crate::sources::nexis::{authors, language, story_of};
use crate::sources::paragraph::one_line;
use crate::sources::story::{Blocks, Flaw, Place, Story};
use crate::sources::written_date::written_date;

/// Lines of a header behind the count of words, at most.
const HEADER: usize = 12;

/// `568 words`.
fn is_count(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let digits = words.next().is_some_and(|count| {
        count.len() <= 9 && count.starts_with(|c: char| c.is_ascii_digit()) && count.chars().all(|c| c.is_ascii_digit() || ",.".contains(c))
    });
    digits && matches!(words.next(), Some("words" | "Wörter" | "mots" | "palabras" | "parole" | "woorden")) && words.next().is_none()
}

/// The id in the line that ends an article.
fn end(line: &str) -> Option<String> {
    let word = line.split_whitespace().next()?;
    if matches!(word, "Document" | "Dokument" | "Documento") && line.split_whitespace().count() == 2 { id(line) } else { None }
}

/// Whether a text has such articles: counts of words with a date below, or such a count and an end.
pub(super) fn is_in(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(4000).collect();
    let counted = lines.iter().zip(lines.iter().skip(1)).any(|(line, next)| is_count(line) && written_date(next).is_some());
    counted && lines.iter().any(|line| end(line).is_some())
}

/// All articles of a text.
pub(super) fn divide(text: &str) -> Vec<Result<Story, Flaw>> {
    let mut found = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        if let Some(id) = end(line) {
            let place = Place::Item(found.len() as u64 + 1);
            found.push(story(&std::mem::take(&mut lines), Some(id), place));
        } else {
            lines.push(line);
        }
    }
    // Behind the last article stands what was searched for; an article that is cut off has its count of words.
    if lines.iter().any(|line| is_count(line.trim())) {
        let place = Place::Item(found.len() as u64 + 1);
        found.push(story(&lines, None, place).map(|mut story| {
            story.notices.push("the article is cut off: its end is missing".to_owned());
            story
        }));
    }
    found
}

fn story(lines: &[&str], id: Option<String>, place: Place) -> Result<Story, Flaw> {
    let Some(count) = lines.iter().position(|line| is_count(line.trim())) else {
        return Err(Flaw::at(place, "has no header: the line with the count of words is missing"));
    };
    let above: Vec<&str> = lines.iter().take(count).map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    let below: Vec<(usize, &str)> =
        lines.iter().enumerate().skip(count + 1).map(|(at, line)| (at, line.trim())).filter(|(_, line)| !line.is_empty()).take(HEADER).collect();
    let (headline, byline) = headings(&above);
    let mut story = Story { title: headline.map(one_line), authors: byline.map(authors).unwrap_or_default(), id, ..Story::default() };
    let start = header(&below, &mut story).unwrap_or(count + 1);
    let mut blocks = Blocks::default();
    blocks.push(Role::Headline, headline.unwrap_or_default());
    blocks.push(Role::Byline, byline.filter(|line| is_byline(line)).unwrap_or_default());
    let text = lines.get(start..).unwrap_or_default().join("\n");
    if text.trim().is_empty() {
        return Err(Flaw::at(place, "has no text"));
    }
    blocks.push(Role::Body, &text);
    let made = story_of(blocks);
    Ok(Story { text: made.text, rule: made.rule, roles: made.roles, place: Some(place), original: sha256(lines.join("\n").as_bytes()), ..story })
}

/// Headline and byline. A line that begins like a byline is one, and the headline stands above it, under the section;
/// else the headline is the first line.
fn headings<'t>(above: &[&'t str]) -> (Option<&'t str>, Option<&'t str>) {
    match above {
        [.., headline, byline] if is_byline(byline) => (Some(headline), Some(byline)),
        [headline, .., byline] => (Some(headline), Some(byline)),
        [headline] => (Some(headline), None),
        [] => (None, None),
    }
}

fn is_byline(line: &str) -> bool {
    ["By ", "BY ", "Von ", "Par ", "Por "].iter().any(|start| line.starts_with(start))
}

/// Takes over the lines below the count of words; returns the line at which the text begins.
fn header(below: &[(usize, &str)], story: &mut Story) -> Option<usize> {
    let mut end = None;
    for (nth, (at, line)) in below.iter().enumerate() {
        if nth == 0 {
            story.date = written_date(line);
        } else if story.publication.is_none() && !is_time(line) {
            story.publication = Some(one_line(line));
        } else if let (None, Some(tag)) = (&story.language, language(line)) {
            story.language = Some(tag);
        } else if !is_copyright(line) && (story.language.is_some() || !is_code(line)) {
            break;
        }
        end = Some(at + 1);
    }
    end
}

fn is_time(line: &str) -> bool {
    line.len() <= 8 && line.contains(':') && line.bytes().all(|byte| byte.is_ascii_digit() || byte == b':')
}

/// `SELC`, `A4`, `Final`: a code, a page, an edition.
fn is_code(line: &str) -> bool {
    line.split_whitespace().count() <= 2 && line.len() <= 20
}

fn is_copyright(line: &str) -> bool {
    ["Copyright ", "(c) ", "(C) ", "©"].iter().any(|start| line.starts_with(start)) && line.chars().count() < 240
}
