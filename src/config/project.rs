//! A project's settings: `tagline.ron`.
//!
//! Nothing here names a command to run or a folder outside the project: a project may come from anybody.

use super::Diagnostic;
use super::reader::{Raw, Reader};
use super::settings::{color, set};
use crate::annotation::{Codebook, Label, Mark, Natural};

/// Entries of `tagline.ron`, in their order.
const ENTRIES: &[&str] = &["codebook", "roots", "endings", "candidates", "blind"];

/// Entries of a label, in their order.
const LABEL: &[&str] = &["id", "key", "name", "color", "mark", "definition", "natural", "over_paragraphs"];

/// The longest id of a label, in characters.
const LONGEST_ID: usize = 40;

/// How labels show without colour, by name.
const MARKS: &[(&str, Mark)] =
    &[("Underline", Mark::Underline), ("Double", Mark::Double), ("Wavy", Mark::Wavy), ("Dotted", Mark::Dotted), ("Italic", Mark::Italic), ("Bold", Mark::Bold)];

/// What a label's key tags by itself, by name.
const NATURALS: &[(&str, Natural)] =
    &[("Name", Natural::Name), ("Clause", Natural::Clause), ("Sentence", Natural::Sentence), ("Quotation", Natural::Quotation), ("Word", Natural::Word)];

/// What a project has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// The labels.
    pub codebook: Codebook,
    /// Folders that hold articles, relative to the project, with `/`.
    pub roots: Vec<String>,
    /// Endings of article files, without the dot, in lower case.
    pub endings: Vec<String>,
    /// Whether candidates may be shown; the user's setting must say so too.
    pub candidates: bool,
    /// Whether the annotations of others stay hidden until an article is done.
    pub blind: bool,
}

impl Default for Project {
    fn default() -> Self {
        Self { codebook: Codebook::default(), roots: vec![".".into()], endings: vec!["txt".into(), "md".into()], candidates: true, blind: false }
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

fn ending(text: &str) -> Option<String> {
    let text = text.strip_prefix('.').unwrap_or(text);
    (!text.is_empty() && text.chars().all(char::is_alphanumeric)).then(|| text.to_lowercase())
}

fn codebook<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<Codebook> {
    let fields = reader.fields(raw, "entry of the codebook", &["labels"])?;
    let Some((_, list)) = fields.into_iter().next() else {
        reader.report(raw, "a codebook needs labels: `labels: [(id: \"actor\", …), …]`");
        return None;
    };
    let items = reader.items(list)?;
    if items.is_empty() {
        reader.report(list, "a codebook needs at least one label; the four default ones count");
        return None;
    }
    let mut labels: Vec<Label> = Vec::new();
    for item in items {
        let Some(label) = label(reader, item) else { continue };
        let twin = labels.iter().find(|known| known.id == label.id || known.key == label.key);
        match twin {
            Some(twin) if twin.id == label.id => {
                reader.report(item, &format!("the label `{}` stands here twice; the first counts", label.id));
                continue;
            }
            // Kept: which of the two is meant only the project can say, and the key map refuses both.
            Some(twin) => reader.report(item, &format!("the labels `{}` and `{}` have the same key `{}`", twin.id, label.id, label.key)),
            None => {}
        }
        labels.push(label);
    }
    if labels.is_empty() {
        reader.report(list, "no label could be read; the four default ones count");
        return None;
    }
    Some(Codebook { labels })
}

fn label<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<Label> {
    let fields = reader.fields(raw, "entry of a label", LABEL)?;
    let Some(&(_, id)) = fields.iter().find(|(name, _)| *name == "id") else {
        reader.report(raw, "a label needs an `id`, such as `id: \"actor\"`");
        return None;
    };
    let id: String = reader.value("id", id, "an id of letters, digits, `_` and `-`", label_id)?;
    let mut label = Label {
        id: id.as_str().into(),
        key: id.chars().find_map(small).unwrap_or('?'),
        name: id,
        color: None,
        mark: Mark::default(),
        definition: String::new(),
        natural: Natural::default(),
        over_paragraphs: false,
    };
    let mut over_paragraphs = None;
    for (name, raw) in fields {
        match name {
            "key" => set(&mut label.key, reader.value(name, raw, "a small letter such as 'a'", |c: char| (small(c) == Some(c)).then_some(c))),
            "name" => set(&mut label.name, reader.value(name, raw, "a text", |text: String| (!text.trim().is_empty()).then_some(text))),
            "color" => label.color = color(reader, name, raw),
            "mark" => set(&mut label.mark, reader.choice(name, raw, MARKS)),
            "definition" => set(&mut label.definition, reader.value(name, raw, "a text", Some::<String>)),
            "natural" => set(&mut label.natural, reader.choice(name, raw, NATURALS)),
            "over_paragraphs" => over_paragraphs = reader.switch(name, raw),
            _ => {}
        }
    }
    label.over_paragraphs = over_paragraphs.unwrap_or(label.natural == Natural::Quotation);
    if label.key == '?' {
        reader.report(raw, &format!("the label `{}` needs a `key`, a small letter", label.id));
        return None;
    }
    Some(label)
}

fn label_id(id: String) -> Option<String> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    ((1..=LONGEST_ID).contains(&id.chars().count()) && id.chars().all(fits)).then_some(id)
}

/// The small form of a letter; scripts without capitals have one form.
fn small(c: char) -> Option<char> {
    let mut lower = c.to_lowercase();
    lower.next().filter(|lower| c.is_alphabetic() && !lower.is_uppercase())
}

/// The text that `tagline init` writes: complete and commented, with the four labels.
#[must_use]
pub fn template() -> String {
    let codebook = Codebook::default();
    let labels: String = codebook.labels.iter().map(label_text).collect();
    let names = |names: Vec<&str>| names.join(", ");
    format!(
        "// A tagline project: articles below this folder, annotations beside them in `annotations/`.
// An entry that is left out has the value shown here.
(
    // The labels, in their order on the screen. `key` tags; its capital tags and keeps the selection. Without a selection
    // the key tags what is `natural`: {naturals}.
    // Without colour a label shows by its `mark`: {marks}.
    // `color: \"#56b4e9\"` gives a label a colour of its own. `over_paragraphs: true` lets one annotation run over several
    // paragraphs, as a quotation does.
    codebook: (
        labels: [
{labels}        ],
    ),

    // Folders that hold articles, and the endings of their files.
    roots: [\".\"],
    endings: [\"txt\", \"md\"],

    // Off: names, quotations and suggestions are not proposed to anybody, so that nothing steers the annotators.
    candidates: On,

    // true: nobody sees the annotations of others before finishing an article.
    blind: false,
)
",
        naturals = names(NATURALS.iter().map(|(name, _)| *name).collect()),
        marks = names(MARKS.iter().map(|(name, _)| *name).collect()),
    )
}

fn label_text(label: &Label) -> String {
    let natural = NATURALS.iter().find(|(_, natural)| *natural == label.natural).map_or("Name", |(name, _)| *name);
    let mark = MARKS.iter().find(|(_, mark)| *mark == label.mark).map_or("Underline", |(name, _)| *name);
    format!(
        "            (id: \"{}\", key: '{}', name: \"{}\", natural: {natural}, mark: {mark},\n             definition: \"{}\"),\n",
        label.id, label.key, label.name, label.definition
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
        assert!(template().lines().all(|line| line.chars().count() <= 130));
    }

    #[test]
    fn a_label_needs_only_an_id() {
        let (project, diagnostics) = Project::parse("(codebook: (labels: [(id: \"PER\"), (id: \"שם\", natural: Quotation)]))", "tagline.ron");
        assert_eq!(diagnostics, []);
        let [per, shem] = project.codebook.labels.as_slice() else { panic!() };
        assert_eq!((per.key, per.name.as_str(), per.over_paragraphs), ('p', "PER", false));
        assert_eq!((shem.key, shem.over_paragraphs), ('ש', true));
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
