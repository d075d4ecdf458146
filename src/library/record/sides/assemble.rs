//! A side of a line merge put together again from its lines, where they do not follow each other as in a record.
//!
//! Git merges lines: where one side has an empty list and the other has not, it repeats `relations: [` or leaves a list
//! open, and zdiff3 moves lines that the base lacks out of the conflict. Records hold one item a line, and the shape of a
//! line says what it is; so nothing hangs on the order.

use std::fmt::Write;

use super::Line;

/// The lists of a record, and what follows the id in their items.
const LISTS: [(&str, &str); 3] = [("annotations", ", label: "), ("relations", ", kind: "), ("deleted", ", at: ")];

/// A field or an item: its lines, and whether they stood within a conflict.
struct Entry<'a> {
    /// The name of a field, or the id of an item; nothing where it has none.
    key: Option<&'a str>,
    text: String,
    own: bool,
}

/// Entries of which each key is kept once.
#[derive(Default)]
struct Entries<'a>(Vec<Entry<'a>>);

impl<'a> Entries<'a> {
    /// Adds an entry. Of two with one key, the one within the conflict is the side's own; the other one is what git made
    /// of both sides.
    fn add(&mut self, entry: Entry<'a>) {
        match self.0.iter_mut().find(|known| known.key.is_some() && known.key == entry.key) {
            Some(known) if entry.own && !known.own => *known = entry,
            Some(_) => {}
            None => self.0.push(entry),
        }
    }

    fn push_to(&self, out: &mut String) {
        for entry in &self.0 {
            out.push_str(&entry.text);
        }
    }
}

/// What a line belongs to.
#[derive(Clone, Copy)]
enum Open {
    Nothing,
    Field,
    List(usize),
}

/// The record that the lines come from, as far as can be told; the reader judges it.
pub(super) fn assemble(lines: &[Line<'_>]) -> String {
    let mut fields = Entries::default();
    let mut lists: [Entries<'_>; 3] = Default::default();
    let mut open = Open::Nothing;
    for line in lines {
        let text = line.text.trim_end();
        let entry = |key| Entry { key, text: format!("{text}\n"), own: line.own };
        if text.is_empty() || text == "(" || text == ")" || is_nested_marker(text) {
            continue;
        }
        if let Some(list) =
            LISTS.iter().position(|(name, _)| text.strip_prefix("  ").and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with(": [")))
        {
            open = Open::List(list);
        } else if text == "  ]," {
            open = Open::Nothing;
        } else if let Some((id, list)) = item(text) {
            if let Some(entries) = lists.get_mut(list) {
                entries.add(entry(Some(id)));
            }
            open = Open::List(list);
        } else if let Some(name) = field(text) {
            fields.add(entry(Some(name)));
            open = Open::Field;
        } else {
            // An unknown item, or a line that goes on with one.
            let entries = match open {
                Open::Field => Some(&mut fields),
                Open::List(list) => lists.get_mut(list),
                Open::Nothing => lists.first_mut(),
            };
            if let Some(entries) = entries {
                entries.add(entry(None));
            }
        }
    }
    let mut out = String::from("(\n");
    fields.push_to(&mut out);
    for ((name, _), entries) in LISTS.iter().zip(&lists) {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "  {name}: [");
        entries.push_to(&mut out);
        out.push_str("  ],\n");
    }
    out.push_str(")\n");
    out
}

/// The id of an item that is all on its line, and the list it belongs to, by its shape.
pub(super) fn item(line: &str) -> Option<(&str, usize)> {
    let rest = line.trim_end().strip_suffix("),")?.strip_prefix("    (id: \"")?;
    let (id, rest) = rest.split_at_checked(end_of_string(rest)?)?;
    let list = LISTS.iter().position(|(_, next)| rest.strip_prefix('"').is_some_and(|rest| rest.starts_with(next)))?;
    Some((id, list))
}

/// Where the quote stands that ends a string.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.find(|c| {
        let end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        end
    })
}

/// The name of a field of the record itself.
fn field(line: &str) -> Option<&str> {
    let (name, _) = line.strip_prefix("  ")?.split_once(": ")?;
    (!name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')).then_some(name)
}

/// A base that was itself merged of two has longer markers in it.
fn is_nested_marker(line: &str) -> bool {
    ['<', '|', '=', '>'].iter().any(|sign| line.chars().take_while(|c| c == sign).count() > 7)
}
