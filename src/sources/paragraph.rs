//! A paragraph of a document, before it is known to which story it belongs.

use super::story::{Blocks, Story};
use crate::article::Role;

/// A paragraph with what it is on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// What it is.
    pub role: Role,
    /// Its text; line breaks are kept.
    pub text: String,
}

impl Paragraph {
    /// Whether there is nothing to see.
    pub(super) fn is_blank(&self) -> bool {
        self.text.chars().all(char::is_whitespace)
    }
}

/// The story of these paragraphs. One that begins with a heading has that for its headline, if there is no other.
pub(super) fn story_of(paragraphs: &[Paragraph]) -> Story {
    let mut blocks = Blocks::default();
    let first = paragraphs.iter().position(|paragraph| !paragraph.is_blank());
    let titled = paragraphs.iter().any(|paragraph| paragraph.role == Role::Headline);
    for (at, paragraph) in paragraphs.iter().enumerate() {
        let opens = Some(at) == first && !titled && paragraph.role == Role::Heading;
        blocks.push(if opens { Role::Headline } else { paragraph.role }, &paragraph.text);
    }
    let headline =
        paragraphs.iter().enumerate().find(|(at, one)| !one.is_blank() && (one.role == Role::Headline || Some(*at) == first && one.role == Role::Heading));
    Story { title: headline.map(|(_, paragraph)| one_line(&paragraph.text)), ..blocks.into_story() }
}

/// A text on one line, for metadata.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::article::{Article, Text};
    use std::fmt::Write;

    /// A story as a snapshot shows it: what the source says, then each block with its role.
    pub(in crate::sources) fn shown(story: &Story) -> String {
        let mut shown = String::new();
        let about = [
            ("title", &story.title),
            ("date", &story.date),
            ("publication", &story.publication),
            ("url", &story.url),
            ("language", &story.language),
            ("id", &story.id),
        ];
        for (name, value) in about.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| (name, value))) {
            writeln!(shown, "{name}: {value}").unwrap();
        }
        for author in &story.authors {
            writeln!(shown, "author: {author}").unwrap();
        }
        for notice in &story.notices {
            writeln!(shown, "notice: {notice}").unwrap();
        }
        let place = story.place.as_ref().map(ToString::to_string);
        writeln!(shown, "place: {}; {:?}", place.as_deref().unwrap_or("-"), story.rule).unwrap();
        let mut article = Article::with_rule(Text::new(story.text.as_str()), story.rule.unwrap_or_default());
        article.set_roles(&story.roles.iter().map(|(at, role)| (*at as u32, *role)).collect());
        for block in article.blocks() {
            writeln!(shown, "[{}] {:?}", block.role.name(), article.text().slice(block.span)).unwrap();
        }
        shown
    }

    #[test]
    fn a_first_heading_is_the_headline() {
        let one = |role, text: &str| Paragraph { role, text: text.into() };
        let story = story_of(&[one(Role::Body, " "), one(Role::Heading, "Strike\ngoes on"), one(Role::Body, "It does.")]);
        assert_eq!(story.title.as_deref(), Some("Strike goes on"));
        assert_eq!(story_of(&[one(Role::Body, "It does.")]).title, None);
    }
}
