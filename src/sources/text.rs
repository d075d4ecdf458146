//! Plain text and Markdown: the file is the text.

use super::decode::decode;
use super::front_matter::FrontMatter;
use super::reader::{Choices, Format, Found, Likelihood, Reader, Taker};
use super::source::Source;
use super::story::{Flaw, Story};
use crate::article::{Article, BlockRule, Role, Text, sha256};

/// Reads plain text.
#[derive(Debug)]
pub(super) struct TextReader;

/// Reads Markdown.
#[derive(Debug)]
pub(super) struct MarkdownReader;

static TEXT: Format = Format {
    name: "text",
    title: "plain text",
    endings: &["txt", "text"],
    many: false,
    detail: "Any encoding; the whole file is the text.",
    extractor: "tagline-text 1",
};

static MARKDOWN: Format = Format {
    name: "markdown",
    title: "Markdown",
    endings: &["md", "markdown"],
    many: false,
    detail: "The source is the text; front matter becomes metadata.",
    extractor: "tagline-markdown 1",
};

impl Reader for TextReader {
    fn format(&self) -> &'static Format {
        &TEXT
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        match decode(source.head().to_vec()) {
            Some(_) => Likelihood::Possible,
            None => Likelihood::No,
        }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let story = whole(source)?;
        let _ = take(Found::Story(Box::new(story)));
        Ok(())
    }
}

impl Reader for MarkdownReader {
    fn format(&self) -> &'static Format {
        &MARKDOWN
    }

    fn recognises(&self, source: &Source<'_>) -> Likelihood {
        let named = MARKDOWN.endings.contains(&source.ending().as_str());
        if named && TextReader.recognises(source) > Likelihood::No { Likelihood::Likely } else { Likelihood::No }
    }

    fn read(&self, source: &mut Source<'_>, _: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
        let mut story = Story { markdown: true, ..whole(source)? };
        if story.title.is_none() {
            let begin = FrontMatter::of(&story.text).map_or(0, |front| front.end);
            story.title = heading(story.text.get(begin..).unwrap_or_default());
        }
        let _ = take(Found::Story(Box::new(story)));
        Ok(())
    }
}

/// All of a source as one story. Its title is only what front matter says: a first line is no title for certain.
fn whole(source: &mut Source<'_>) -> Result<Story, Flaw> {
    let bytes = source.bytes()?;
    let original = sha256(&bytes);
    let decoded = decode(bytes).ok_or_else(|| Flaw::whole("holds no text (it looks like a binary file)"))?;
    let mut story = Story { text: decoded.text, notices: decoded.notices, original, ..Story::default() };
    story.notices.extend(separators(&story.text));
    if let Some(front) = FrontMatter::of(&story.text) {
        front.tell(&mut story);
        draw_back(&mut story, front.end);
    }
    Ok(story)
}

/// Line ends that are none to this program stay in their line; a reader should know why paragraphs hang together.
fn separators(text: &str) -> Option<String> {
    let count = text.matches(['\u{2028}', '\u{2029}', '\u{85}']).count();
    (count > 0).then(|| format!("{count} uncommon line separators (U+2028, U+2029 or U+0085) are kept inside their lines"))
}

/// Gives front matter the role of boilerplate, and what follows it the roles that it would have alone.
fn draw_back(story: &mut Story, end: usize) {
    let body = story.text.get(end..).unwrap_or_default();
    let rule = BlockRule::judge(body);
    let alone = Article::with_rule(Text::new(body), rule);
    let together = Article::with_rule(Text::new(story.text.as_str()), rule);
    let mut roles = alone.blocks().iter().map(|block| (block.span.start as usize + end, block.role)).peekable();
    for block in together.blocks() {
        let start = block.span.start as usize;
        while roles.next_if(|(at, _)| *at < start).is_some() {}
        let role = match roles.peek() {
            Some((at, role)) if *at == start => *role,
            _ if block.span.end as usize <= end => Role::Boilerplate,
            _ => continue,
        };
        if role != block.role {
            story.roles.push((start, role));
        }
    }
    story.rule = Some(rule);
}

/// The first heading of level 1 in Markdown that stands in no code.
fn heading(text: &str) -> Option<String> {
    let mut fence: Option<&str> = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) if line.len() - bare.len() < 4 => {
                let hashes = bare.strip_prefix("# ").map(|title| title.trim().trim_end_matches('#').trim_end());
                let mut underlined = || lines.peek().is_some_and(|next| next.len() > 1 && next.trim_end().chars().all(|c| c == '='));
                let title = hashes.or_else(|| underlined().then(|| bare.trim_end()));
                if let Some(title) = title.filter(|title| !title.is_empty()) {
                    return Some(title.to_owned());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
