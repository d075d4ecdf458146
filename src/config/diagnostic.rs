//! What is wrong with a file of settings, and where.
//!
//! ```text
//! config.ron:3:5: unknown entry `themme`; did you mean `theme`?
//! ```

use std::fmt;
use std::sync::Arc;

use crate::article::printable;

/// Characters of a source line shown on each side of the caret; the rest is cut.
const SHOWN: usize = 60;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file's name as it was given.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Place {
    /// The place `offset` bytes into `source`; past the end counts as the end.
    #[must_use]
    pub fn at(file: &Arc<str>, source: &str, offset: usize) -> Self {
        let before = source.get(..offset).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let column = before.get(line_start..).unwrap_or_default().chars().filter(|&c| c != '\u{feff}').count() + 1;
        Self { file: file.clone(), line: before.matches('\n').count() + 1, column }
    }
}

/// One thing wrong with a file of settings. The entry that it names has its default; all others count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong: lower case, names in backticks, no full stop.
    pub message: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place. Text from the file inside `message` is made safe to print.
    #[must_use]
    pub fn new(place: &Place, message: &str) -> Self {
        Self { file: place.file.to_string(), line: place.line, column: place.column, message: printable(message), help: None }
    }

    /// The same with help.
    #[must_use]
    pub fn with_help(mut self, help: &str) -> Self {
        self.help = Some(printable(help));
        self
    }

    /// An unknown name of some kind (`entry`, `command`), with the nearest known one.
    #[must_use]
    pub fn unknown<'a>(place: &Place, kind: &str, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let hint = nearest(found, known).map_or_else(String::new, |name| format!("; did you mean `{name}`?"));
        Self::new(place, &format!("unknown {kind} `{found}`{hint}"))
    }

    /// The diagnostic with its line of `source` and a caret below the place, ending in a line end.
    ///
    /// ```text
    /// error: unknown entry `themme`; did you mean `theme`?
    ///  --> config.ron:3:5
    ///   |
    /// 3 |     themme: Dark,
    ///   |     ^
    /// ```
    #[must_use]
    pub fn render(&self, source: &str) -> String {
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        let line = source.split('\n').nth(self.line.saturating_sub(1)).unwrap_or_default().trim_start_matches('\u{feff}').trim_end_matches('\r');
        let column = self.column.saturating_sub(1);
        let from = column.saturating_sub(SHOWN);
        let before: String = line.chars().skip(from).take(column - from).map(|c| if c == '\t' { ' ' } else { c }).collect();
        let after: String = line.chars().skip(column).take(SHOWN).collect();
        let cut = if from > 0 { "…" } else { "" };
        let before = format!("{cut}{}", printable(&before));
        let more = if line.chars().count() > column + SHOWN { "…" } else { "" };
        let indent = " ".repeat(cells(&before));
        let mut out = format!(
            "error: {}\n{margin}--> {}:{}:{}\n{margin} |\n{number} | {before}{}{more}\n{margin} | {indent}^\n",
            self.message,
            printable(&self.file),
            self.line,
            self.column,
            printable(&after),
        );
        if let Some(help) = &self.help {
            out.extend([&margin, " = help: ", help, "\n"]);
        }
        out
    }
}

fn cells(text: &str) -> usize {
    crate::article::glyphs(text, 0, crate::article::Ambiguous::Narrow).map(|glyph| glyph.width).sum()
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", printable(&self.file), self.line, self.column, self.message)
    }
}

/// The name among `known` that `found` is most likely a slip for, if any is near enough: a third of its length in edits.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found: Vec<char> = found.chars().take(SHOWN).flat_map(char::to_lowercase).collect();
    let near = known.into_iter().map(|name| (distance(&found, name), name)).min_by_key(|(edits, _)| *edits)?;
    let allowed = found.len().max(near.1.chars().count()).div_ceil(3);
    (near.0 <= allowed && near.0 < found.len()).then_some(near.1)
}

/// Edits (insert, delete, replace, swap of neighbours) between the two, ignoring case.
fn distance(found: &[char], name: &str) -> usize {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let mut older: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=name.len()).collect();
    for (row, &c) in found.iter().enumerate() {
        let mut line = vec![row + 1];
        for (col, &d) in name.iter().enumerate() {
            let get = |from: &[usize], at: usize| from.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut cost = (get(&above, col) + usize::from(c != d)).min(get(&above, col + 1) + 1).min(get(&line, col) + 1);
            let swapped = row > 0 && col > 0 && found.get(row - 1) == Some(&d) && name.get(col - 1) == Some(&c);
            if swapped {
                cost = cost.min(get(&older, col - 1) + 1);
            }
            line.push(cost);
        }
        older = std::mem::replace(&mut above, line);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: usize, column: usize) -> Place {
        Place { file: "config.ron".into(), line, column }
    }

    #[test]
    fn names_the_place_and_the_nearest_name() {
        let diagnostic = Diagnostic::unknown(&place(3, 5), "entry", "themme", ["measure", "theme"]);
        assert_eq!(diagnostic.to_string(), "config.ron:3:5: unknown entry `themme`; did you mean `theme`?");
        let diagnostic = Diagnostic::unknown(&place(3, 5), "entry", "zebra", ["measure", "theme"]);
        assert_eq!(diagnostic.to_string(), "config.ron:3:5: unknown entry `zebra`");
    }

    #[test]
    fn shows_the_line_with_a_caret() {
        let shown = Diagnostic::new(&place(2, 6), "what").with_help("this").render("(\r\n\t安€ x: 1,\r\n)");
        assert_eq!(shown, "error: what\n --> config.ron:2:6\n  |\n2 |  安€ x: 1,\n  |       ^\n  = help: this\n");
    }

    #[test]
    fn a_hostile_line_is_cut_and_made_visible() {
        let source = format!("{}\u{1b}[31m{}", "a".repeat(100), "b".repeat(5000));
        let shown = Diagnostic::new(&place(1, 101), "bad \u{202e}").render(&source);
        assert!(shown.contains("…") && shown.contains("␛[31m") && shown.contains("‹202E›"), "{shown}");
        assert!(shown.len() < 400);
    }

    #[test]
    fn nearest_wants_a_likely_slip() {
        let known = ["annotation-delete", "caret-next-word", "undo"];
        assert_eq!(nearest("anotation-delete", known), Some("annotation-delete"));
        assert_eq!(nearest("Undo", known), Some("undo"));
        assert_eq!(nearest("unod", known), Some("undo"));
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("", known), None);
    }

    #[test]
    fn places_count_characters() {
        let at = Place::at(&"f".into(), "\u{feff}é\nü: 1", 8);
        assert_eq!((at.line, at.column), (2, 2));
    }
}
