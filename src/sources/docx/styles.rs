//! The styles of a Word document: what a paragraph is on the page.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::article::Role;
use crate::sources::package::attribute;

/// Styles that a style is based on, one upon the other, at most.
const CHAIN: usize = 16;

/// A style, as far as text depends on it.
#[derive(Clone, Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    hidden: Option<bool>,
    numbered: Option<bool>,
}

/// All styles by their ids. Ids are in the language of the Word that wrote them, names of built-in styles in English.
#[derive(Clone, Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
}

impl Styles {
    /// Reads `word/styles.xml`; what is damaged ends the reading, and what was read stands.
    pub(super) fn read(xml: &str) -> Self {
        let mut styles = Self::default();
        let mut reader = Reader::from_str(xml);
        let mut open: Option<(String, Style)> = None;
        loop {
            match reader.read_event() {
                Ok(Event::Start(start) | Event::Empty(start)) => match (start.local_name().into_inner(), &mut open) {
                    ("style", _) => open = attribute(&start, "styleId").map(|id| (id, Style::default())),
                    ("name", Some((_, style))) => style.name = attribute(&start, "val").unwrap_or_default().to_lowercase(),
                    ("basedOn", Some((_, style))) => style.based_on = attribute(&start, "val"),
                    ("vanish", Some((_, style))) => style.hidden = Some(is_on(&start)),
                    ("numId", Some((_, style))) => style.numbered = Some(attribute(&start, "val").is_some_and(|id| id != "0")),
                    _ => {}
                },
                Ok(Event::End(end)) if end.local_name().into_inner() == "style" => styles.by_id.extend(open.take()),
                Ok(Event::Eof) | Err(_) => return styles,
                Ok(_) => {}
            }
        }
    }

    /// A style and what it is based on, the style itself first.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        let parent = |style: &&'a Style| style.based_on.as_ref().and_then(|id| self.by_id.get(id));
        std::iter::successors(self.by_id.get(id), parent).take(CHAIN)
    }

    /// What a paragraph of that style is. A style without a definition is judged by its id, which is its English name
    /// without spaces.
    pub(super) fn role(&self, id: &str) -> Role {
        let defined = self.chain(id).find_map(|style| role_of(&style.name));
        defined.or_else(|| if self.by_id.contains_key(id) { None } else { role_of(&id.to_lowercase()) }).unwrap_or_default()
    }

    /// Whether text of that style is hidden.
    pub(super) fn is_hidden(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.hidden).unwrap_or_default()
    }

    /// Whether paragraphs of that style are numbered or have bullets.
    pub(super) fn is_numbered(&self, id: &str) -> bool {
        self.chain(id).find_map(|style| style.numbered).unwrap_or_default()
    }
}

/// The role that the name of a style tells, in lower case.
fn role_of(name: &str) -> Option<Role> {
    let name = name.replace(' ', "");
    Some(match name.as_str() {
        "title" | "headline" => Role::Headline,
        "subtitle" => Role::Deck,
        "caption" => Role::Caption,
        "byline" | "author" => Role::Byline,
        "listparagraph" => Role::ListItem,
        "tocheading" => Role::Boilerplate,
        _ if is_numbered(&name, "heading") => Role::Heading,
        _ if is_numbered(&name, "toc") => Role::Boilerplate,
        _ if ["listbullet", "listnumber"].iter().any(|start| name.starts_with(start)) => Role::ListItem,
        _ => return None,
    })
}

/// `word` and a figure.
fn is_numbered(name: &str, word: &str) -> bool {
    name.strip_prefix(word).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a switch is on, which it is unless it says otherwise.
pub(super) fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(attribute(start, "val").as_deref(), Some("0" | "false" | "off"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_names_tell_roles_whatever_the_id() {
        let styles = Styles::read(
            r#"<w:styles><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>
            <w:style w:styleId="Mine"><w:name w:val="Zwischentitel"/><w:basedOn w:val="berschrift1"/></w:style>
            <w:style w:styleId="Loop"><w:name w:val="x"/><w:basedOn w:val="Loop"/><w:rPr><w:vanish/></w:rPr></w:style></w:styles>"#,
        );
        let roles = ["berschrift1", "Mine", "Loop", "Title", "Nothing"].map(|id| styles.role(id));
        assert_eq!(roles, [Role::Heading, Role::Heading, Role::Body, Role::Headline, Role::Body]);
        assert!(styles.is_hidden("Loop") && !styles.is_hidden("Mine"));
    }
}
