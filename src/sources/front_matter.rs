//! Front matter: the lines at the top of a text in which it says what it is.
//!
//! Only what is flat is read: `key: value` between lines of `---` (YAML), `key = value` between lines of `+++` (TOML), with
//! quoted strings and lists. What is nested is passed over.

use std::collections::BTreeMap;

use super::html::date;
use super::story::Story;

/// Lines of front matter at most.
const LINES: usize = 400;

/// What a text says of itself.
#[derive(Debug, Default)]
pub(super) struct FrontMatter {
    /// The byte after its last line.
    pub(super) end: usize,
    /// Keys in lower case, with one value or those of a list.
    values: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Yaml,
    Toml,
}

impl FrontMatter {
    /// The front matter of a text, if it begins with some.
    pub(super) fn of(text: &str) -> Option<Self> {
        let kind = match text.lines().next()?.trim_end() {
            "---" => Kind::Yaml,
            "+++" => Kind::Toml,
            _ => return None,
        };
        let (lines, end) = fenced(text, kind)?;
        let first = lines.iter().find(|line| !line.trim().is_empty() && !line.starts_with('#'))?;
        let table = kind == Kind::Toml && first.starts_with('[');
        if !table {
            pair(first, kind)?;
        }
        Some(Self { end, values: values(&lines, kind) })
    }

    fn first(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.values.get(*key)?.first().cloned())
    }

    /// Writes what it says into a story.
    pub(super) fn tell(&self, story: &mut Story) {
        story.title = self.first(&["title", "headline"]);
        story.authors = ["authors", "author", "byline"].iter().find_map(|key| self.values.get(*key).cloned()).unwrap_or_default();
        story.date = self.first(&["date", "published", "publishdate", "pubdate", "created"]).and_then(|written| date(&written));
        story.publication = self.first(&["publication", "publisher", "site"]);
        story.url = self.first(&["url", "link", "canonical", "source"]).filter(|url| url.starts_with("https://") || url.starts_with("http://"));
        story.language = self.first(&["lang", "language"]);
        story.id = self.first(&["id", "guid", "slug"]);
    }
}

/// The lines between the fences, and the byte after them; `None` when the second fence is missing.
fn fenced(text: &str, kind: Kind) -> Option<(Vec<&str>, usize)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for (number, whole) in text.split_inclusive('\n').enumerate().take(LINES) {
        at += whole.len();
        let line = whole.trim_end();
        let closes = match kind {
            Kind::Yaml => line == "---" || line == "...",
            Kind::Toml => line == "+++",
        };
        if number > 0 && closes {
            return Some((lines, at));
        }
        if number > 0 {
            lines.push(line);
        }
    }
    None
}

/// A key that is not indented, and what stands after it.
fn pair(line: &str, kind: Kind) -> Option<(String, &str)> {
    let (key, value) = line.split_once(if kind == Kind::Yaml { ':' } else { '=' })?;
    let flat = kind == Kind::Toml || value.is_empty() || value.starts_with([' ', '\t']);
    let key = if kind == Kind::Toml { key.trim() } else { key.trim_end() };
    let key = key.trim_matches(['"', '\'']);
    let sound = !key.is_empty() && key.len() <= 64 && !key.starts_with(char::is_whitespace) && key.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c));
    (flat && sound).then(|| (key.to_lowercase(), value.trim()))
}

fn values(lines: &[&str], kind: Kind) -> BTreeMap<String, Vec<String>> {
    let mut values = BTreeMap::new();
    let mut lines = lines.iter().copied().peekable();
    while let Some(line) = lines.next() {
        if kind == Kind::Toml && line.trim_start().starts_with('[') {
            break;
        }
        let Some((key, value)) = pair(line, kind).filter(|_| !line.starts_with('#')) else { continue };
        let mut whole = value.to_owned();
        while whole.starts_with('[') && list(&whole).is_none() && whole.len() < 4096 {
            let Some(next) = lines.next() else { break };
            whole.push(' ');
            whole.push_str(next.trim());
        }
        let found = if kind == Kind::Yaml && uncommented(&whole).is_empty() {
            let mut items = Vec::new();
            while let Some(item) = lines.next_if(|line| item(line).is_some()).and_then(item) {
                items.extend(scalar(item).filter(|_| pair(item, kind).is_none()));
            }
            items
        } else {
            list(&whole).unwrap_or_else(|| scalar(&whole).into_iter().collect())
        };
        if !found.is_empty() {
            values.entry(key).or_insert(found);
        }
    }
    values
}

/// What stands after the dash of a list's line.
fn item(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix("- ").map(str::trim)
}

/// A list on one line.
fn list(value: &str) -> Option<Vec<String>> {
    let mut rest = value.strip_prefix('[')?.trim_start();
    let mut items = Vec::new();
    while !rest.starts_with(']') {
        let len = match rest.chars().next()? {
            quote @ ('"' | '\'') => quoted(rest, quote)?.1,
            '[' | '{' => return None,
            _ => rest.find([',', ']'])?,
        };
        let (item, after) = rest.split_at_checked(len)?;
        items.extend(scalar(item));
        rest = after.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if rest.starts_with(']') => rest,
            None => return None,
        };
    }
    Some(items)
}

/// One value; `None` for nothing, and for what is nested or goes on in other lines.
fn scalar(value: &str) -> Option<String> {
    let value = value.trim();
    match value.chars().next()? {
        quote @ ('"' | '\'') => quoted(value, quote).map(|(text, _)| text),
        '{' | '[' | '|' | '>' | '&' | '*' | '!' => None,
        _ => Some(uncommented(value)).filter(|text| !matches!(*text, "" | "~" | "null")).map(str::to_owned),
    }
}

/// A value without the comment after it.
fn uncommented(value: &str) -> &str {
    if value.starts_with('#') { "" } else { value.split(" #").next().unwrap_or_default().trim_end() }
}

/// The text in quotation marks at the start, and the bytes that it takes.
fn quoted(value: &str, quote: char) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut chars = value.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if quote == '\'' && chars.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            '\\' if quote == '"' => match chars.next()?.1 {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                'u' => {
                    let code: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                escaped => text.push(escaped),
            },
            _ if c == quote => return Some((text, at + 1)),
            _ => text.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<(Story, usize)> {
        FrontMatter::of(text).map(|front| {
            let mut story = Story::default();
            front.tell(&mut story);
            (story, front.end)
        })
    }

    #[test]
    fn yaml_is_read_flat_and_what_is_nested_is_passed_over() {
        let text = "---\n# of the desk\nTitle: \"Strike: \\u201cday 15\\u201d\" # draft\nauthors:\n  - Marta Okonkwo\n  - 'Jo O''Hara'\ndate: 2026-11-25 10:15:00 +0100\ntags: [harbour, \"a, b\"]\nimage:\n  id: not-this\n  url: https://mirror.example/x.jpg\nurl: https://mirror.example/1\nlang: en-GB\nslug: strike-15\nempty:\nnote: |\n  title: not this\n---\n# Strike\n";
        let (story, end) = told(text).unwrap();
        assert_eq!(story.title.as_deref(), Some("Strike: “day 15”"));
        assert_eq!(story.authors, ["Marta Okonkwo", "Jo O'Hara"]);
        assert_eq!(story.date.as_deref(), Some("2026-11-25T10:15:00+01:00"));
        assert_eq!(
            (story.url.as_deref(), story.language.as_deref(), story.id.as_deref()),
            (Some("https://mirror.example/1"), Some("en-GB"), Some("strike-15"))
        );
        assert_eq!(text.get(end..), Some("# Strike\n"));
    }

    #[test]
    fn toml_is_read_up_to_its_first_table() {
        let text = "+++\ntitle = 'Strike'\nauthors = [\n  \"Marta Okonkwo\",\n  \"Jo Tessaro\",\n]\ndate = 2026-11-25T10:15:00Z\n[extra]\nid = 'no'\n+++\nText";
        let (story, _) = told(text).unwrap();
        assert_eq!((story.title.as_deref(), story.authors.len(), story.date.as_deref()), (Some("Strike"), 2, Some("2026-11-25T10:15:00Z")));
        assert_eq!(story.id, None);
    }

    #[test]
    fn a_rule_or_an_open_fence_is_no_front_matter() {
        for text in ["---\n\nOne evening the harbour stood still.\n\n---\n", "---\ntitle: x\n", "----\ntitle: x\n---\n", "title: x\n", "", "---", "---\n---\n"]
        {
            assert!(told(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn broken_values_are_left_out() {
        let (story, _) = told("---\ntitle: \"open\nauthor: [a, [b]]\ndate: yesterday\nurl: javascript:alert(1)\nid: {a: b}\nlang: ~\n---\n").unwrap();
        assert_eq!(story, Story::default());
    }
}
