//! What stands above the text of a story where a source keeps it apart: headline, deck, byline and dateline.

use super::paragraph::one_line;
use super::story::Blocks;
use crate::article::{Article, Role, Text};

/// What stands above the text, each as a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PageTop {
    /// The headline.
    pub headline: Option<String>,
    /// The lines under the headline.
    pub decks: Vec<String>,
    /// Who wrote it, as it is printed.
    pub byline: Option<String>,
    /// Where and when it was written, as it is printed.
    pub dateline: Option<String>,
}

impl PageTop {
    /// This one, with what it lacks taken from another.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            headline: self.headline.or(other.headline),
            decks: if self.decks.is_empty() { other.decks } else { self.decks },
            byline: self.byline.or(other.byline),
            dateline: self.dateline.or(other.dateline),
        }
    }

    /// The text with this above it. A line with which the text begins anyway is not written twice.
    pub(super) fn above(self, mut body: Blocks) -> Blocks {
        let mut top = Blocks::default();
        let mut lines: Vec<(Role, String)> = self.headline.into_iter().map(|line| (Role::Headline, line)).collect();
        let said: Option<String> = lines.first().map(|(_, line)| one_line(line));
        lines.extend(self.decks.into_iter().filter(|line| Some(one_line(line)) != said).map(|line| (Role::Deck, line)));
        lines.extend(self.byline.map(|line| (Role::Byline, line)));
        for _ in 0..lines.len() {
            let opening = body.first().map(one_line);
            if !lines.iter().any(|(_, line)| Some(one_line(line)) == opening) {
                break;
            }
            body.remove_first();
        }
        for (role, line) in lines {
            top.push(role, &line);
        }
        if let Some(line) = self.dateline.filter(|line| !body.text().trim_start().starts_with(line.as_str())) {
            top.push(Role::Body, &line);
        }
        top.append(body);
        top
    }
}

/// The names in a byline, without the word before them.
pub(super) fn byline_names(line: &str) -> Option<String> {
    let line = one_line(line);
    let words = ["By ", "BY ", "by ", "Von ", "VON ", "von ", "Par ", "PAR ", "par ", "Por ", "POR ", "por "];
    let names = words.iter().find_map(|word| line.strip_prefix(word)).unwrap_or(&line).trim();
    (!names.is_empty()).then(|| names.to_owned())
}

/// The blocks of a plain text that a source gives whole, by the division that fits it.
pub(super) fn plain(text: &str) -> Blocks {
    let mut blocks = Blocks::default();
    let article = Article::new(Text::new(text));
    for block in article.blocks() {
        // The source says what the headline is.
        let role = if matches!(block.role, Role::Headline | Role::Deck) { Role::Body } else { block.role };
        blocks.push(role, article.text().slice(block.span));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_the_text_has_anyway_is_not_written_twice() {
        let top = PageTop {
            headline: Some("Strike goes on".into()),
            byline: Some("By Mo Field".into()),
            decks: vec!["Third week".into()],
            dateline: Some("PORT SELDEN".into()),
        };
        let mut body = Blocks::default();
        body.push(Role::Heading, "Strike\ngoes on");
        body.push(Role::Body, "PORT SELDEN - It does.");
        let story = top.clone().above(body).into_story();
        assert_eq!(story.text, "Strike goes on\n\nThird week\n\nBy Mo Field\n\nPORT SELDEN - It does.\n");
        let mut body = Blocks::default();
        body.push(Role::Body, "PORT SELDEN - It does.");
        assert_eq!(top.above(body).text(), "Strike goes on\n\nThird week\n\nBy Mo Field\n\nPORT SELDEN - It does.");
        assert_eq!(byline_names("By Mo  Field\nand Ada Lane").as_deref(), Some("Mo Field and Ada Lane"));
    }

    #[test]
    fn lines_of_a_plain_text_are_its_paragraphs() {
        let long = "The dockers of Port Selden stayed at home for a fifteenth day, and the cranes of the harbour stood still over empty quays.";
        assert_eq!(plain(&format!("{long}\n{long}\n{long}")).text(), format!("{long}\n\n{long}\n\n{long}"));
    }
}
