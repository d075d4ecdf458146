//! E-mails, alone or many in one file.
//!
//! ```text
//! bytes ──header──▶ what the mail says of itself ─┐
//!       ──part────▶ plain or HTML, unpacked ──────┴▶ Story (quotes and signatures drawn back)
//! ```

mod eml;
mod flowed;
mod header;
mod mbox;
mod part;
mod plain;

pub(super) use eml::EmlReader;
pub(super) use mbox::MboxReader;

use super::limits;
use super::story::{Blocks, Flaw, Story};
use crate::article::{Article, BlockRule, Role, Text, printable};

/// Attachments that are named at most.
const NAMED: usize = 10;

/// A mail as a story; `original` and `place` are left to the caller. Of a mail larger than [`limits::ITEM`] the beginning is
/// enough, as long as only attachments are cut off. The flaw has no place.
fn story(mail: &[u8]) -> Result<Story, Flaw> {
    let held = mail.get(..mail.len().min(limits::ITEM as usize)).unwrap_or_default();
    let mut told = Story::default();
    let readable = header::in_utf_8(held);
    header::tell(&header::headers(&readable)?.0, &mut told);
    let content = part::content(held, mail.len() > held.len())?;
    if content.blocks.is_empty() {
        let only = if content.attachments.is_empty() { String::new() } else { format!(", only attachments ({})", names(&content.attachments)) };
        return Err(Flaw::whole(format!("the mail holds no text{only}")));
    }
    let mut blocks = Blocks::default();
    if let Some(title) = &told.title {
        blocks.push(Role::Headline, title);
    }
    blocks.append(content.blocks);
    let mut story = blocks.into_story();
    recognise(&mut story);
    story.notices = content.notices;
    if !content.attachments.is_empty() {
        let count = content.attachments.len();
        story.notices.push(format!("{count} {} not read: {}", if count == 1 { "attachment is" } else { "attachments are" }, names(&content.attachments)));
    }
    Ok(Story { text: story.text, rule: story.rule, roles: story.roles, notices: story.notices, ..told })
}

/// Names of attachments, safe to show.
fn names(attachments: &[String]) -> String {
    let shown = attachments.iter().take(NAMED).map(|name| printable(&name.chars().take(80).collect::<String>()));
    let more = attachments.len().saturating_sub(NAMED);
    let mut names = shown.collect::<Vec<_>>().join(", ");
    if more > 0 {
        names.push_str(&format!(" and {more} more"));
    }
    names
}

/// Lets paragraphs be what they look like (items of lists, credits, text of the site), except for headlines and decks: of
/// those a mail has only its subject.
fn recognise(story: &mut Story) {
    let seen = Article::with_rule(Text::new(story.text.as_str()), BlockRule::Paragraphs);
    let mut blocks = seen.blocks().iter().map(|block| (block.span.start as usize, block.role)).peekable();
    story.roles.retain(|(start, role)| {
        while blocks.next_if(|(at, _)| at < start).is_some() {}
        *role != Role::Body || blocks.peek().is_none_or(|(_, seen)| matches!(seen, Role::Headline | Role::Deck))
    });
}

#[cfg(test)]
mod tests;
