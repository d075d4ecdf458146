//! A project's settings: `tagline.ron`.
//!
//! Nothing here names a command to run or a folder outside the project: a project may come from anybody.

use super::Diagnostic;
use super::codebook::{codebook, codebook_text};
use super::reader::{Raw, Reader};
use super::settings::set;
use crate::annotation::Codebook;

/// Entries of `tagline.ron`, in their order.
const ENTRIES: &[&str] = &["codebook", "roots", "endings", "gazetteers", "candidates", "blind"];

/// What a project has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The labels.
    pub codebook: Codebook,
    /// Folders that hold articles, relative to the project, with `/`.
    pub roots: Vec<String>,
    /// Endings of article files, without the dot, in lower case.
    pub endings: Vec<String>,
    /// Files of names to look for, relative to the project, with `/`.
    pub gazetteers: Vec<String>,
    /// Whether candidates may be shown; the user's setting must say so too.
    pub candidates: bool,
    /// Whether the annotations of others stay hidden until an article is done.
    pub blind: bool,
}

impl Default for Project {
    fn default() -> Self {
        Self {
            codebook: Codebook::default(),
            roots: vec![".".into()],
            endings: vec!["txt".into(), "md".into()],
            gazetteers: Vec::new(),
            candidates: true,
            blind: false,
        }
    }
}

impl Project {
    /// Reads the text of a `tagline.ron` named `file`, as [`super::Settings::parse`] does. A label that cannot be told
    /// from others is left out; with no label left, the codebook is the default one.
    #[must_use]
    pub fn parse(source: &str, file: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(source, file);
        let mut project = Self::default();
        for (name, raw) in reader.entries(ENTRIES) {
            match name {
                "codebook" => set(&mut project.codebook, codebook(&mut reader, raw)),
                "roots" => set(&mut project.roots, list(&mut reader, name, raw, ROOT, root)),
                "endings" => set(&mut project.endings, list(&mut reader, name, raw, "an ending such as \"txt\"", ending)),
                // None is the default, and may be said.
                "gazetteers" if raw.0 == "[]" => project.gazetteers.clear(),
                "gazetteers" => set(&mut project.gazetteers, list(&mut reader, name, raw, "a file inside the project, such as \"names.txt\"", inner_file)),
                "candidates" => set(&mut project.candidates, reader.switch(name, raw)),
                _ => set(&mut project.blind, reader.switch(name, raw)),
            }
        }
        (project, reader.finish())
    }
}

const ROOT: &str = "a folder inside the project, such as \"articles\"";

/// A list of strings that `check` takes; at least one must be left.
fn list<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>, expected: &str, check: fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let items = reader.items(raw)?;
    if items.is_empty() {
        reader.report(raw, &format!("`{name}` is empty; expected {expected}"));
    }
    let values: Vec<String> = items.into_iter().filter_map(|item| reader.value(name, item, expected, |text: String| check(&text))).collect();
    (!values.is_empty()).then_some(values)
}

/// A folder that cannot lead out of the project.
fn root(text: &str) -> Option<String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let inside = |part: &str| !part.is_empty() && part != ".." && !part.contains(['\\', ':']) && !part.chars().any(char::is_control);
    text.split('/').all(inside).then(|| text.strip_prefix("./").unwrap_or(text).to_owned())
}

/// A file that is not outside the project.
fn inner_file(text: &str) -> Option<String> {
    root(text).filter(|file| file != "." && !text.ends_with('/'))
}

fn ending(text: &str) -> Option<String> {
    let text = text.strip_prefix('.').unwrap_or(text);
    (!text.is_empty() && text.chars().all(char::is_alphanumeric)).then(|| text.to_lowercase())
}

/// The text that `tagline init` writes: complete and commented, with the four labels.
#[must_use]
pub fn template() -> String {
    format!(
        "// A tagline project: articles below this folder, annotations beside them in `annotations/`.
// An entry that is left out has the value shown here.
(
{codebook}
    // Folders that hold articles, and the endings of their files.
    roots: [\".\"],
    endings: [\"txt\", \"md\"],

    // Files of names to look for, such as \"names.txt\": a name a line, or with a tab and the name that it stands for;
    // or Prodigy's patterns.jsonl.
    gazetteers: [],

    // Off: names, quotations and suggestions are not proposed to anybody, so that nothing steers the annotators.
    candidates: On,

    // true: nobody sees the annotations of others before finishing an article.
    blind: false,
)
",
        codebook = codebook_text(&Codebook::default()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_is_the_default() {
        let (project, diagnostics) = Project::parse(&template(), "tagline.ron");
        assert_eq!(diagnostics, []);
        assert_eq!(project, Project::default());
        assert!(template().lines().all(|line| line.chars().count() <= 150));
    }

    #[test]
    fn gazetteers_are_files_inside() {
        let (project, diagnostics) =
            Project::parse("(gazetteers: [\"names.txt\", \"../x\", \"lists/p.jsonl\", \"lists/\", \".\", \"/etc/passwd\"])", "tagline.ron");
        assert_eq!((project.gazetteers, diagnostics.len()), (vec!["names.txt".to_owned(), "lists/p.jsonl".into()], 4));
        assert_eq!(diagnostics[0].to_string(), "tagline.ron:1:28: `gazetteers` is `\"../x\"`; expected a file inside the project, such as \"names.txt\"");
        for none in ["(gazetteers: [])", "(gazetteers: [ ])", "()"] {
            assert!(Project::parse(none, "tagline.ron").0.gazetteers.is_empty());
        }
        assert_eq!(Project::parse("(gazetteers: [])", "tagline.ron").1, []);
    }

    #[test]
    fn roots_stay_inside() {
        for (text, inside) in [
            (".", Some(".")),
            ("./a/b/", Some("a/b")),
            ("articles", Some("articles")),
            ("/etc", None),
            ("..", None),
            ("a/../..", None),
            ("C:/x", None),
            ("a\\b", None),
            ("", None),
        ] {
            assert_eq!(root(text).as_deref(), inside, "{text}");
        }
    }
}
