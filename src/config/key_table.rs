//! The keys in force as a table for people: Markdown for the docs, plain text for the terminal.

use std::fmt::Write;

use super::{COMMANDS, CommandInfo, Context, Group, Key, Keymap, key::upper};
use crate::annotation::Codebook;
use crate::article::{Ambiguous, glyphs, printable};

/// A row: keys, what they do, the name of the command, more on it.
struct Row {
    keys: Vec<String>,
    title: String,
    name: String,
    detail: String,
}

/// All commands by group, as Markdown: a heading and a table each, the labels with those that tag.
#[must_use]
pub fn keys_markdown(keymap: &Keymap, codebook: &Codebook) -> String {
    let mut out = String::new();
    for group in Group::ALL {
        let separator = if out.is_empty() { "" } else { "\n" };
        let _ = write!(out, "{separator}## {}\n\n| keys | does | command |\n|---|---|---|\n", group.title());
        for row in rows(group, keymap, codebook) {
            let keys: Vec<String> = row.keys.iter().map(|key| code(key)).collect();
            let name = if row.name.is_empty() { String::new() } else { format!("`{}`", row.name) };
            let what = [row.title, row.detail].join(". ");
            let _ = writeln!(out, "| {} | {} | {name} |", keys.join(" "), escape(what.trim_end_matches(". ")));
        }
    }
    out
}

/// The same as plain text in columns: keys, what they do, the name of the command.
#[must_use]
pub fn keys_text(keymap: &Keymap, codebook: &Codebook) -> String {
    let all: Vec<(Group, Vec<Row>)> = Group::ALL.into_iter().map(|group| (group, rows(group, keymap, codebook))).collect();
    let widest = |cell: fn(&Row) -> String| all.iter().flat_map(|(_, rows)| rows).map(|row| width(&cell(row))).max().unwrap_or(0);
    let (keys_width, title_width) = (widest(|row| row.keys.join(" ")), widest(|row| row.title.clone()));
    let mut out = String::new();
    for (group, rows) in &all {
        let separator = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(out, "{separator}{}", group.title());
        for row in rows {
            let line = format!("  {}  {}  {}", pad(&row.keys.join(" "), keys_width), pad(&row.title, title_width), row.name);
            let _ = writeln!(out, "{}", line.trim_end());
        }
    }
    out
}

fn rows(group: Group, keymap: &Keymap, codebook: &Codebook) -> Vec<Row> {
    let labels = if group == Group::Tag { label_rows(codebook) } else { Vec::new() };
    let commands = COMMANDS.iter().filter(|info| info.group == group).map(|info| Row {
        keys: keymap.keys_of(info.id).iter().map(Key::to_string).collect(),
        title: title(info),
        name: info.name.to_owned(),
        detail: info.detail.unwrap_or_default().to_owned(),
    });
    labels.into_iter().chain(commands).collect()
}

/// The title, with where the keys hold if that is not the page.
fn title(info: &CommandInfo) -> String {
    match info.contexts {
        [one] if *one != Context::Page => format!("{} ({})", info.title, one.describe()),
        _ => info.title.to_owned(),
    }
}

fn label_rows(codebook: &Codebook) -> Vec<Row> {
    let row = |label: &crate::annotation::Label| Row {
        keys: std::iter::once(label.key).chain(upper(label.key)).map(String::from).collect(),
        title: format!("tag as {}", printable(&label.name)),
        name: String::new(),
        detail: printable(&label.definition).trim_end_matches('.').to_owned() + ". The capital keeps the selection.",
    };
    codebook.labels.iter().map(row).collect()
}

/// Inline code, safe inside a table.
fn code(text: &str) -> String {
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Text that stays text inside a table.
fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if matches!(c, '|' | '<' | '[' | ']' | '*' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}

fn width(text: &str) -> usize {
    glyphs(text, 0, Ambiguous::Narrow).map(|glyph| glyph.width).sum()
}

fn pad(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Translation;

    fn keymap(codebook: &Codebook) -> Keymap {
        Keymap::new(&[], codebook, &Translation::default()).0.unwrap()
    }

    #[test]
    fn markdown_holds_every_command_and_label() {
        let codebook = Codebook::default();
        let shown = keys_markdown(&keymap(&codebook), &codebook);
        for info in COMMANDS {
            assert!(shown.contains(&format!("| `{}` |", info.name)), "{}", info.name);
        }
        assert!(shown.contains("| `a` `A` | tag as actor. A person,"), "{shown}");
        assert!(shown.contains("| `\\|` `V` | show every layer."), "{shown}");
        assert!(shown.contains("| `v` | adjust its edges (on an annotation)."), "{shown}");
        for line in shown.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(line.replace("\\|", "").matches('|').count(), 4, "{line}");
        }
    }

    #[test]
    fn text_stands_in_columns_and_hostile_names_are_harmless() {
        let mut codebook = Codebook::default();
        codebook.labels[0].name = "安\u{1b}|x".into();
        let shown = keys_text(&keymap(&codebook), &codebook);
        assert!(shown.contains("  C-q"), "{shown}");
        assert!(shown.contains("tag as 安␛|x"), "{shown}");
        let column = |name: &str| shown.lines().find_map(|line| line.strip_suffix(name).map(width)).unwrap();
        assert_eq!(column(" undo"), column(" form-newline"));
    }
}
