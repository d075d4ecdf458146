//! The role of a block on the page, recognised by rules.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::Block;
use super::word_list::BOILERPLATE;

/// Blocks from the top among which headline, deck and byline are looked for.
const TOP: usize = 12;

/// What a block is on the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// The title of the story.
    Headline,
    /// The line under the headline.
    Deck,
    /// Who wrote it, when.
    Byline,
    /// A paragraph of the story.
    #[default]
    Body,
    /// A heading inside the story.
    Heading,
    /// An item of a list.
    ListItem,
    /// Text of a picture.
    Caption,
    /// Who made or owns a picture or the story.
    Credit,
    /// Text of the site, not of the story.
    Boilerplate,
}

impl Role {
    /// All roles, in the order in which `B` goes through them.
    pub const ALL: [Self; 9] =
        [Self::Body, Self::Headline, Self::Deck, Self::Byline, Self::Heading, Self::ListItem, Self::Caption, Self::Credit, Self::Boilerplate];

    /// The name used in files and on the screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::Deck => "deck",
            Self::Byline => "byline",
            Self::Body => "body",
            Self::Heading => "heading",
            Self::ListItem => "list_item",
            Self::Caption => "caption",
            Self::Credit => "credit",
            Self::Boilerplate => "boilerplate",
        }
    }

    /// The role of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The role after this one in [`Role::ALL`], round about.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|role| *role == self).unwrap_or_default();
        Self::ALL.get(at + 1).copied().unwrap_or_default()
    }

    /// Whether the page draws it back: it is not part of the story's own words.
    #[must_use]
    pub fn is_dimmed(self) -> bool {
        matches!(self, Self::Caption | Self::Credit | Self::Boilerplate | Self::Byline)
    }
}

/// Gives each block its role: headline, deck and byline from the top, the rest by what its text looks like.
pub(super) fn recognise(text: &str, blocks: &mut [Block]) {
    let mut headline = None;
    for at in 0..blocks.len() {
        let Some(block) = blocks.get(at).copied() else { break };
        let line = text.get(block.span.range()).unwrap_or_default();
        let next = blocks.get(at + 1).copied();
        let role = match (alone(line), headline) {
            (Some(role), _) => role,
            (None, None) if at < TOP && is_headline(line, at, next.is_some()) => {
                headline = Some(at);
                Role::Headline
            }
            (None, Some(above)) if is_deck(text, line, blocks, above, at) => Role::Deck,
            (None, _) if is_caption_pair(line, next, text) => Role::Caption,
            (None, _) => Role::Body,
        };
        if let Some(block) = blocks.get_mut(at) {
            block.role = role;
        }
    }
}

/// Finds all words of boilerplate in one pass. They are few and known, so that this cannot fail.
static MARKS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(BOILERPLATE).ok());

/// The first so many characters in lower case.
fn lower_case(line: &str, most: usize) -> String {
    match line.get(..most.min(line.len())).filter(|head| head.is_ascii()) {
        Some(head) => head.to_ascii_lowercase(),
        None => line.chars().take(most).flat_map(char::to_lowercase).collect(),
    }
}

/// Roles that a line shows by itself.
fn alone(line: &str) -> Option<Role> {
    let short = line.len() < 160;
    // A long line is told by how it begins.
    let lower = lower_case(line, if short { 160 } else { 48 });
    let rule = line.starts_with("---") && line.trim_matches('-').trim().is_empty();
    if rule || short && MARKS.as_ref().is_some_and(|marks| marks.is_match(&lower)) {
        Some(Role::Boilerplate)
    } else if let Some(title) = line.strip_prefix('#') {
        let level = line.len() - line.trim_start_matches('#').len();
        (level > 1 && title.trim_start_matches('#').starts_with(' ')).then_some(Role::Heading)
    } else if is_credit(line, short) {
        Some(Role::Credit)
    } else if short && is_byline(&lower, line) {
        Some(Role::Byline)
    } else if is_list_item(line) {
        Some(Role::ListItem)
    } else if is_caption(&lower, line) {
        Some(Role::Caption)
    } else {
        None
    }
}

fn is_headline(line: &str, at: usize, more: bool) -> bool {
    let line = line.trim_start_matches('#').trim();
    let words = line.split_whitespace().count();
    let ends = line.ends_with(['.', '!', ':']) && !line.ends_with("...");
    more && !ends && line.chars().count() <= 180 && (1..=30).contains(&words) && at < 6
}

/// Right under the headline, short, and what follows it is longer or the story's first paragraph.
fn is_deck(text: &str, line: &str, blocks: &[Block], headline: usize, at: usize) -> bool {
    if at != headline + 1 {
        return false;
    }
    let longest_after = blocks.iter().skip(at + 1).take(6).map(|block| text.get(block.span.range()).map_or(0, str::len));
    let count = line.chars().count();
    count <= 240 && longest_after.max().is_some_and(|longest| longest > line.len()) && {
        let sentences = line.matches(['.', '!', '?']).count();
        count <= 140 || sentences <= 2
    }
}

fn is_byline(lower: &str, line: &str) -> bool {
    let by = lower.strip_prefix("by ").is_some_and(|_| {
        let name = line.get(3..).unwrap_or_default();
        name.chars().next().is_some_and(char::is_uppercase) && line.split_whitespace().count() <= 12 && !line.ends_with('.')
    });
    by || ["published ", "updated ", "last updated", "posted "].iter().any(|start| lower.starts_with(start))
}

/// A picture's or agency's credit: a copyright sign, or a line that is nothing but names around a slash or agency.
fn is_credit(line: &str, short: bool) -> bool {
    if !short {
        return false;
    }
    let lead = ["(c) ", "photo:", "photograph:", "picture:", "image:", "credit:", "photo by ", "foto:", "copyright "];
    let lower = lower_case(line, 24);
    let agencies = ["AP file", "AP Photo", "/AFP", "/Reuters", "/AP", "via Getty", "/Getty", "Getty Images", "/EPA", "/dpa"];
    let few_words = || line.split_whitespace().count() <= 8;
    line.starts_with('©')
        || lead.iter().any(|start| lower.starts_with(start))
        || !line.contains('.') && agencies.iter().any(|agency| line.ends_with(agency)) && few_words()
}

fn is_caption(lower: &str, line: &str) -> bool {
    let opens = ["file - ", "file photo", "file — ", "pictured:", "caption:", "in this photo", "in this image"];
    let glued = ["AP file", "AP Photo", "AFP", "Reuters", "Getty Images", "EPA", "PA Media"];
    let dated = lower.starts_with("in this ") && lower.contains("photo");
    let credited = glued
        .iter()
        .any(|agency| line.strip_suffix(agency).is_some_and(|rest| rest.ends_with(['.', '/', ')']) || rest.ends_with(" (") || rest.ends_with("via ")));
    dated || credited || opens.iter().any(|start| lower.starts_with(start))
}

/// A block right before the glued credit of its picture, without a blank line between, describes that picture too.
fn is_caption_pair(line: &str, next: Option<Block>, text: &str) -> bool {
    let Some(next) = next.filter(|block| block.blank_before == 0) else { return false };
    let following = text.get(next.span.range()).unwrap_or_default();
    let photo = line.contains("photo") || line.contains("picture");
    photo && is_caption(&following.to_lowercase(), following)
}

/// Starts like a list item: `- `, `* `, `• `, `1. `, `2) `.
pub(super) fn is_list_item(line: &str) -> bool {
    let bullet = ["- ", "* ", "• ", "– ", "◦ ", "▪ "].iter().any(|mark| line.starts_with(mark));
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = line.len() - rest.len();
    bullet || (1..=3).contains(&digits) && (rest.starts_with(". ") || rest.starts_with(") "))
}

#[cfg(test)]
mod tests {
    use super::super::{Article, Text};
    use super::*;

    use Role::{Body, Boilerplate, Byline, Caption, Credit, Deck, Heading, Headline, ListItem};

    fn roles(text: &str) -> Vec<Role> {
        Article::new(Text::new(text)).blocks().iter().map(|block| block.role).collect()
    }

    #[test]
    fn a_news_page_is_recognised_from_top_to_bottom() {
        let text = "\
Your browser is out of date. Update it for the best experience.

Dockers in Port Selden vow to hold out as the harbour strike enters its third week

“We will not go back for less,” says the union’s leader

By Marta Okonkwo

The harbour of Port Selden stood still for a fifteenth day on Monday as the dockers’ union turned down an offer of mediation from the city.

In this Monday, May 4 photo, dockers stand at a gate of the harbour of Port Selden while a line of lorries waits behind them on the road.
Dockers at the gate in Port Selden.AP file

## What happens next

- A vote is due on Friday.

The authority said that it would wait for the vote before it takes any other step, and that ships would be sent elsewhere until then.

© Selden Press";
        assert_eq!(roles(text), [Boilerplate, Headline, Deck, Byline, Body, Caption, Caption, Heading, ListItem, Body, Credit]);
    }

    #[test]
    fn a_story_of_one_paragraph_is_body() {
        assert_eq!(roles("The harbour stood still for a fifteenth day on Monday."), [Role::Body]);
    }

    #[test]
    fn the_order_of_roles_goes_round() {
        let mut role = Role::Body;
        for _ in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
            role = role.next();
        }
        assert_eq!(role, Role::Body);
    }
}
