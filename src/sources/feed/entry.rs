//! An item of a feed into a story.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use feed_rs::model::{Entry, Feed, FeedType, Person};
use feed_rs::parser::{self, ParseFeedError};

use crate::sources::html;
use crate::sources::page_top::{PageTop, plain};
use crate::sources::paragraph::one_line;
use crate::sources::story::{Blocks, Story};

/// Elements by which a text shows that it is HTML.
const TAGS: [&str; 36] = [
    "p",
    "br",
    "div",
    "a",
    "span",
    "b",
    "i",
    "u",
    "q",
    "em",
    "strong",
    "small",
    "sub",
    "sup",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "img",
    "h1",
    "h2",
    "h3",
    "h4",
    "hr",
    "pre",
    "code",
    "cite",
    "font",
    "figure",
    "blockquote",
    "table",
    "html",
    "section",
    "article",
];

/// What a feed says of all its items.
#[derive(Debug, Default)]
pub(super) struct Channel {
    title: Option<String>,
    language: Option<String>,
    authors: Vec<String>,
}

/// What of an article an item holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Its content, as far as the feed says.
    Content,
    /// A summary or description.
    Summary,
}

/// Reads what a feed says of itself, as far as it can be read.
pub(super) fn read_channel(xml: &str) -> Channel {
    let Ok((feed, _)) = parse(xml) else { return Channel::default() };
    Channel {
        title: feed.title.as_ref().and_then(|title| title_line(&title.content, &feed.feed_type)),
        language: feed.language.as_deref().and_then(language),
        authors: names(&feed.authors),
    }
}

/// Reads the one item of a feed; an error says in words what is wrong.
pub(super) fn read_entry(xml: &str, channel: &Channel) -> Result<(Story, Part), String> {
    let (feed, dates) = parse(xml).map_err(|error| format!("is damaged: {}", reason(&error)))?;
    let entry = feed.entries.first().ok_or("has no link, which this kind of feed demands of an item")?;
    let title = entry.title.as_ref().and_then(|title| title_line(&title.content, &feed.feed_type));
    let (body, part) = body(entry, &feed.feed_type);
    if body.is_empty() && title.is_none() {
        return Err("has neither a title nor a text".to_owned());
    }
    let top = PageTop { headline: title.clone(), ..PageTop::default() };
    let authors = names(&entry.authors);
    let date = [entry.published, entry.updated].into_iter().flatten().find_map(|at| {
        let written = usize::try_from(at.timestamp()).ok().and_then(|at| dates.get(at))?;
        html::date(written)
    });
    let url = entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate")).or(entry.links.first());
    let story = Story {
        title,
        authors: if authors.is_empty() { channel.authors.clone() } else { authors },
        date,
        publication: channel.title.clone(),
        url: url.map(|link| link.href.clone()).filter(|href| !href.is_empty()),
        language: entry.language.as_deref().and_then(language).or_else(|| channel.language.clone()),
        id: Some(entry.id.trim().to_owned()).filter(|id| !id.is_empty()),
        ..top.above(body).into_story()
    };
    Ok((story, part))
}

/// Reads a feed, with its dates as they are written: the time that an entry has is a number of seconds, which is the place of
/// the written date in that list.
fn parse(xml: &str) -> Result<(Feed, Vec<String>), ParseFeedError> {
    let written = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&written);
    let parser = parser::Builder::new()
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(move |date| {
            let mut list = list.lock().unwrap_or_else(PoisonError::into_inner);
            list.push(date.to_owned());
            Some((SystemTime::UNIX_EPOCH + Duration::from_secs(list.len() as u64 - 1)).into())
        })
        .build();
    let feed = parser.parse(xml.as_bytes())?;
    let dates = std::mem::take(&mut *written.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((feed, dates))
}

/// Why an item could not be read, in words.
fn reason(error: &ParseFeedError) -> String {
    match error {
        // Its line and column are those of the small feed.
        ParseFeedError::JsonSerde(error) => error.to_string().split(" at line ").next().unwrap_or_default().to_owned(),
        ParseFeedError::JsonUnsupportedVersion(version) => format!("version {version} of JSON Feed is not known"),
        error => error.to_string(),
    }
}

/// The text of an item, the whole before the summary.
fn body(entry: &Entry, kind: &FeedType) -> (Blocks, Part) {
    let content = entry.content.as_ref().and_then(|content| Some((content.body.as_deref()?, content.content_type.as_str())));
    if let Some((text, written)) = content {
        let blocks = blocks(text, written, kind);
        if !blocks.is_empty() {
            return (blocks, Part::Content);
        }
    }
    let summary = entry.summary.as_ref().map(|summary| blocks(&summary.content, summary.content_type.as_str(), kind));
    (summary.unwrap_or_default(), Part::Summary)
}

fn blocks(text: &str, written: &str, kind: &FeedType) -> Blocks {
    let told = written.contains("html") || written.contains("xml");
    let json = *kind == FeedType::JSON;
    // Many feeds call plain what is HTML, and escape once more what is escaped already.
    if !told && (json || !has_tags(text, "<") && !has_tags(text, "&lt;")) {
        return if json || !has_entities(text) { plain(text) } else { html::fragment(&paragraphs(text)) };
    }
    if !has_tags(text, "<") && has_tags(text, "&lt;") {
        return html::fragment(html::fragment(text).text());
    }
    html::fragment(text)
}

/// Plain text with entities as HTML: its blank lines divide it.
fn paragraphs(text: &str) -> String {
    text.replace('<', "&lt;").replace("\n\n", "<p>")
}

/// Whether a text has a tag of HTML, whose first sign is written like this.
fn has_tags(text: &str, sign: &str) -> bool {
    text.split(sign).skip(1).any(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name: String = rest.chars().take(12).take_while(char::is_ascii_alphanumeric).collect();
        let ends = rest.get(name.len()..).is_some_and(|rest| rest.starts_with(['>', '/', ' ', '\n', '\t']) || rest.starts_with("&gt;"));
        ends && TAGS.contains(&name.to_ascii_lowercase().as_str())
    })
}

fn has_entities(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        rest.split_once(';')
            .is_some_and(|(name, _)| !name.is_empty() && name.len() < 32 && name.bytes().all(|byte| byte == b'#' || byte.is_ascii_alphanumeric()))
    })
}

/// A title as one line of text: those of XML are often HTML.
fn title_line(title: &str, kind: &FeedType) -> Option<String> {
    let html = *kind != FeedType::JSON && (has_entities(title) || has_tags(title, "<"));
    let line = if html { one_line(html::fragment(title).text()) } else { one_line(title) };
    Some(line).filter(|line| !line.is_empty())
}

fn names(people: &[Person]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for person in people {
        let name = person.name.as_deref().map(one_line).filter(|name| !name.is_empty());
        if let Some(name) = name.filter(|name| !names.contains(name)) {
            names.push(name);
        }
    }
    names
}

/// A language as a tag, when it is one.
fn language(written: &str) -> Option<String> {
    let tag = written.trim().replace('_', "-");
    let fits = (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    fits.then_some(tag)
}
