//! What a reader makes of a source: stories, and what went wrong on the way.

use std::fmt;

use crate::article::{Article, BlockRule, Role, Text, printable};

/// An article as it was found in a source: its text, and what the source says of it. All of it comes from outside: nothing
/// here is safe to show, or to make a path of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Story {
    /// The text as it is to be annotated: line ends are `\n`, nothing else is changed.
    pub text: String,
    /// How the text is divided into blocks, where the source says so.
    pub rule: Option<BlockRule>,
    /// The roles of blocks where the source says them and the text alone would not: the byte at which a block begins.
    pub roles: Vec<(usize, Role)>,
    /// Whether the text is Markdown.
    pub markdown: bool,
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it was published: RFC 3339 with an offset, or `2026-11-25`, or shorter; never guessed.
    pub date: Option<String>,
    /// The newspaper, agency or site.
    pub publication: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The id that the source gives it: what tells a changed article from another one.
    pub id: Option<String>,
    /// Where in the source it stands, when the source holds several.
    pub place: Option<Place>,
    /// SHA-256 of the bytes that it was read from, in lower-case hexadecimal.
    pub original: String,
    /// What was found strange, in sentences: no failures.
    pub notices: Vec<String>,
}

/// Where in a source something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line, counted from 1.
    Line(u64),
    /// An item, row or record, counted from 1.
    Item(u64),
    /// A named part: a chapter of a book, the address of a web page.
    Entry(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::Item(item) => write!(f, "item {item}"),
            Self::Entry(name) => f.write_str(&printable(name)),
        }
    }
}

/// Something in a source that could not be read; the rest goes on where it can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where; `None` when it is the source as a whole.
    pub place: Option<Place>,
    /// What is wrong, for a person: one line without a full stop, safe to show.
    pub what: String,
}

impl Flaw {
    /// A flaw of the source as a whole.
    pub fn whole(what: impl fmt::Display) -> Self {
        Self { place: None, what: printable(&what.to_string()) }
    }

    /// A flaw at a place.
    pub fn at(place: Place, what: impl fmt::Display) -> Self {
        Self { place: Some(place), what: printable(&what.to_string()) }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl From<std::io::Error> for Flaw {
    fn from(error: std::io::Error) -> Self {
        Self::whole(error)
    }
}

/// Text being put together block by block, for sources that know their paragraphs.
///
/// Blocks are separated by one blank line. Inside a block single line breaks are kept (verse, addresses, rows of a table); a
/// blank line inside one makes it two of the same role. White space at the ends of a block's lines is dropped, except for
/// no-break spaces; nothing else of the text is changed.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    text: String,
    roles: Vec<(usize, Role)>,
}

impl Blocks {
    /// Adds a block; one without text is left out.
    pub fn push(&mut self, role: Role, text: &str) {
        let unified;
        let text = if text.contains('\r') {
            unified = text.replace("\r\n", "\n").replace('\r', "\n");
            &unified
        } else {
            text
        };
        let mut open = false;
        for line in text.split('\n') {
            let line = line.trim_matches(|c: char| c.is_whitespace() && !is_kept(c));
            if line.chars().all(char::is_whitespace) {
                open = false;
                continue;
            }
            if open {
                self.text.push('\n');
            } else {
                if !self.text.is_empty() {
                    self.text.push_str("\n\n");
                }
                self.roles.push((self.text.len() + line.len() - line.trim_start().len(), role));
                open = true;
            }
            self.text.push_str(line);
        }
    }

    /// Adds the blocks of another text after these.
    pub fn append(&mut self, other: Self) {
        if !self.text.is_empty() && !other.text.is_empty() {
            self.text.push_str("\n\n");
        }
        let shift = self.text.len();
        self.roles.extend(other.roles.into_iter().map(|(start, role)| (start + shift, role)));
        self.text.push_str(&other.text);
    }

    /// Gives each block the role that `role` makes of its role and text.
    pub fn redraw(&mut self, mut role: impl FnMut(Role, &str) -> Role) {
        let ends: Vec<usize> = self.roles.iter().skip(1).map(|(start, _)| *start).chain([self.text.len()]).collect();
        for ((start, given), end) in self.roles.iter_mut().zip(ends) {
            *given = role(*given, self.text.get(*start..end).unwrap_or_default().trim_end());
        }
    }

    /// The text of the first block.
    #[must_use]
    pub fn first(&self) -> Option<&str> {
        let end = self.roles.get(1).map_or(self.text.len(), |(start, _)| *start);
        self.text.get(..end).map(str::trim_end).filter(|text| !text.is_empty())
    }

    /// Takes the first block away.
    pub fn remove_first(&mut self) {
        let end = self.roles.get(1).map_or(self.text.len(), |(start, _)| *start);
        self.text = self.text.get(end..).unwrap_or_default().to_owned();
        self.roles = self.roles.iter().skip(1).map(|(start, role)| (start - end, *role)).collect();
    }

    /// Whether there is no text yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A story of these blocks. Roles that its text shows by itself are not written down.
    #[must_use]
    pub fn into_story(mut self) -> Story {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let seen = Article::with_rule(Text::new(self.text.as_str()), BlockRule::Paragraphs);
        let mut told = seen.blocks().iter().map(|block| (block.span.start as usize, block.role)).peekable();
        self.roles.retain(|given| {
            while told.next_if(|(start, _)| *start < given.0).is_some() {}
            told.peek() != Some(given)
        });
        Story { text: self.text, rule: Some(BlockRule::Paragraphs), roles: self.roles, ..Story::default() }
    }
}

/// White space that means something at the end of a line.
fn is_kept(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_apart_and_keep_their_line_breaks() {
        let mut blocks = Blocks::default();
        blocks.push(Role::Headline, "  Strike enters third week ");
        blocks.push(Role::Body, "One.\nTwo.\r\n\r\n\u{a0}Three\u{a0} ");
        blocks.push(Role::Body, " \n ");
        blocks.push(Role::Caption, "A gate.");
        let story = blocks.into_story();
        assert_eq!(story.text, "Strike enters third week\n\nOne.\nTwo.\n\n\u{a0}Three\u{a0}\n\nA gate.\n");
        assert_eq!(story.roles, [(story.text.find("A gate").unwrap(), Role::Caption)]);
    }

    #[test]
    fn a_flaw_is_one_safe_line() {
        let flaw = Flaw::at(Place::Entry("a\u{1b}[31m".into()), "is cut\noff");
        assert!(!flaw.to_string().contains(['\u{1b}', '\n']), "{flaw}");
    }
}
