//! One article of a Nexis export: its header block, its text, what follows it.

use super::mark::{Mark, value};
use super::story_of;
use crate::article::{Role, sha256};
use crate::sources::paragraph::{Paragraph, one_line};
use crate::sources::story::{Blocks, Flaw, Place, Story};
use crate::sources::written_date::written_date;

/// Paragraphs of a header block at most.
const HEADER: usize = 40;

/// A paragraph and what it is.
type Marked<'a> = (Option<Mark>, &'a Paragraph);

/// Reads an article from the paragraphs between its edges. In the old style the newspaper and the date stand above the
/// headline, in the new one below it.
pub(super) fn read(piece: &[Marked<'_>], old: bool, place: Place) -> Result<Story, Flaw> {
    let body = body_start(piece);
    let end = text_end(piece, body, old);
    let (header, text, tail) = (piece.get(..body).unwrap_or_default(), piece.get(body..end).unwrap_or_default(), piece.get(end..).unwrap_or_default());
    let mut story = Story::default();
    let mut headings = headings(header, old, &mut story);
    let mut blocks = Blocks::default();
    fields(header, &mut story, &mut headings);
    for (role, line) in &headings {
        blocks.push(*role, line);
    }
    if text.iter().all(|(mark, _)| *mark == Some(Mark::Copyright)) {
        return Err(Flaw::at(place, "has no text"));
    }
    for (mark, paragraph) in text {
        blocks.push(if *mark == Some(Mark::Copyright) { Role::Credit } else { paragraph.role }, &paragraph.text);
    }
    graphics(tail, &mut blocks);
    fields(tail, &mut story, &mut Vec::new());
    let bytes: String = piece.iter().flat_map(|(_, paragraph)| [paragraph.text.as_str(), "\n"]).collect();
    let made = story_of(blocks);
    Ok(Story { text: made.text, rule: made.rule, roles: made.roles, original: sha256(bytes.as_bytes()), place: Some(place), ..story })
}

/// Where the text begins: behind `Body`, else behind the last field of the header block.
fn body_start(piece: &[Marked<'_>]) -> usize {
    if let Some(at) = piece.iter().position(|(mark, _)| *mark == Some(Mark::Body)) {
        return at + 1;
    }
    let is_field = |mark: &Option<Mark>| matches!(mark, Some(Mark::Byline | Mark::Section | Mark::Length | Mark::Dateline | Mark::Headline | Mark::Highlight));
    let mut start = 0;
    for (at, (mark, _)) in piece.iter().enumerate().take(HEADER) {
        if mark.is_some_and(Mark::ends_text) {
            break;
        }
        if is_field(mark) {
            start = at + 1;
        }
    }
    start
}

/// Where the text ends. Fields below it are written in capitals in the old style; a paragraph that begins like one is text.
fn text_end(piece: &[Marked<'_>], body: usize, old: bool) -> usize {
    let capitals = |paragraph: &Paragraph| !paragraph.text.split(':').next().unwrap_or_default().chars().any(char::is_lowercase);
    let ends = |(mark, paragraph): &Marked<'_>| {
        mark.is_some_and(|mark| {
            mark.ends_text() && if old { capitals(paragraph) } else { matches!(mark, Mark::Classification | Mark::Graphic | Mark::LoadDate) }
        })
    };
    piece.iter().skip(body).position(ends).map_or(piece.len(), |at| body + at)
}

/// The lines of the header block that have no names: headline, newspaper, date.
fn headings(header: &[Marked<'_>], old: bool, story: &mut Story) -> Vec<(Role, String)> {
    let lines: Vec<&str> = header.iter().filter(|(mark, _)| mark.is_none()).map(|(_, paragraph)| paragraph.text.as_str()).collect();
    let dated = |line: &&str| written_date(first_line(line)).is_some();
    // The first article of the new style stands behind a cover page, which has dates of its own.
    let date = if old { lines.iter().position(dated) } else { lines.iter().rposition(dated) };
    let Some(date) = date else {
        story.notices.push("no date was found in the header of the article".to_owned());
        return titled(lines.first().copied().filter(|_| !old).into_iter(), story);
    };
    story.date = lines.get(date).and_then(|line| written_date(first_line(line)));
    story.publication = date.checked_sub(1).and_then(|at| lines.get(at)).map(|line| one_line(line));
    if old {
        return titled(lines.iter().copied().skip(date + 1).filter(|line| !is_edition(line)), story);
    }
    let above = lines.get(..date.saturating_sub(1)).unwrap_or_default();
    let covered = above.iter().any(|line| line.starts_with("Job Number") || line.starts_with("Client/Matter"));
    titled(above.iter().copied().skip(if covered { above.len().saturating_sub(1) } else { 0 }), story)
}

/// The first line as the headline, what follows as the deck.
fn titled<'a>(lines: impl Iterator<Item = &'a str>, story: &mut Story) -> Vec<(Role, String)> {
    let mut headings: Vec<(Role, String)> = Vec::new();
    for line in lines {
        headings.push((if headings.is_empty() { Role::Headline } else { Role::Deck }, line.to_owned()));
    }
    story.title = headings.first().map(|(_, line)| one_line(line));
    headings
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

/// `Final Edition`, `Edition 1; Scotland`: of the newspaper, not of the story.
fn is_edition(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words <= 4 && line.split(|c: char| !c.is_alphanumeric()).any(|word| matches!(word, "Edition" | "EDITION" | "Ausgabe" | "Édition" | "Edición"))
}

/// Takes over the fields; those that are lines of the article are added to its headings.
fn fields(lines: &[Marked<'_>], story: &mut Story, headings: &mut Vec<(Role, String)>) {
    for (mark, paragraph) in lines {
        let value = value(&paragraph.text);
        if value.is_empty() {
            continue;
        }
        match mark {
            Some(Mark::Headline) => {
                headings.insert(0, (Role::Headline, value.clone()));
                story.title = Some(value);
            }
            Some(Mark::Highlight) => headings.push((Role::Deck, value)),
            Some(Mark::Dateline) => headings.push((Role::Body, value)),
            Some(Mark::Byline) => {
                story.authors = authors(&value);
                if value.starts_with("By ") {
                    headings.push((Role::Byline, value));
                }
            }
            Some(Mark::Language) => story.language = language(&value),
            Some(Mark::Url) => story.url = Some(value).filter(|url| url.starts_with("http")),
            _ => {}
        }
    }
}

/// What pictures showed, as captions.
fn graphics(tail: &[Marked<'_>], blocks: &mut Blocks) {
    let mut open = false;
    for (mark, paragraph) in tail {
        open = *mark == Some(Mark::Graphic) || open && mark.is_none();
        if open {
            let text = if mark.is_none() { Some(paragraph.text.as_str()) } else { paragraph.text.split_once(':').map(|(_, text)| text) };
            blocks.push(Role::Caption, text.unwrap_or_default());
        }
    }
}

/// The names in a byline. Commas stay: behind them may stand what somebody is.
pub(in crate::sources) fn authors(value: &str) -> Vec<String> {
    let value = ["By ", "by ", "BY ", "Von ", "VON ", "Par ", "Por "].iter().find_map(|start| value.strip_prefix(start)).unwrap_or(value);
    let names = value.split(';').flat_map(|part| part.split(" and ")).flat_map(|part| part.split(" und "));
    names.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The tag of a language that is named.
pub(in crate::sources) fn language(value: &str) -> Option<String> {
    let name = value.split([';', ',']).next().unwrap_or_default().trim().to_lowercase();
    let tag = match name.as_str() {
        "english" | "englisch" | "anglais" | "inglés" => "en",
        "german" | "deutsch" | "allemand" | "alemán" => "de",
        "french" | "französisch" | "français" | "francés" => "fr",
        "spanish" | "spanisch" | "espagnol" | "español" => "es",
        "italian" | "italiano" | "italienisch" => "it",
        "dutch" | "nederlands" | "niederländisch" => "nl",
        "portuguese" | "português" | "portugiesisch" => "pt",
        "polish" | "polski" => "pl",
        "swedish" | "svenska" => "sv",
        "danish" | "dansk" => "da",
        "norwegian" | "norsk" => "no",
        "russian" | "русский" => "ru",
        name if name.len() == 2 && name.bytes().all(|byte| byte.is_ascii_lowercase()) => name,
        _ => return None,
    };
    Some(tag.to_owned())
}
