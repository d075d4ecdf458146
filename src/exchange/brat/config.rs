//! brat's configuration: which types there are, and how they look.

use std::collections::{BTreeMap, BTreeSet};

use super::DOUBT;
use super::names::stored;
use crate::annotation::{AttributeKind, Codebook, Label, LabelId, Value};

/// Colours behind labels that have none of their own: light, since brat writes on them in black.
const COLOURS: [&str; 8] = ["#8fb2ff", "#ff9d8f", "#ffe08a", "#9fe67f", "#e6a8ff", "#7fe2e0", "#ffc58a", "#c8c8d8"];

/// What an attribute may be in brat, whatever label it belongs to: brat knows each name once.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// The labels that have it, as they are stored.
    labels: BTreeSet<String>,
    /// Its values as they are stored, in the order of the codebook; none for one that is there or not.
    values: Vec<String>,
}

/// The attributes that have lines of their own: flags and choices with names that brat can hold.
#[derive(Debug, Default)]
pub(super) struct Scheme(BTreeMap<String, Shown>);

impl Scheme {
    /// Those of a codebook. A name that is a flag of one label and a choice of another is a choice.
    pub(super) fn of(codebook: &Codebook) -> Self {
        let mut scheme: BTreeMap<String, Shown> = BTreeMap::new();
        for label in &codebook.labels {
            for attribute in label.attributes.iter().filter(|attribute| attribute.id != DOUBT && attribute.id == stored(&attribute.id)) {
                let values = match &attribute.kind {
                    AttributeKind::Flag => &[],
                    AttributeKind::Choice(values) if !values.is_empty() => values.as_slice(),
                    _ => continue,
                };
                let shown = scheme.entry(attribute.id.clone()).or_default();
                shown.labels.insert(stored(label.id.as_str()));
                for value in values.iter().map(|value| stored(value)) {
                    if !shown.values.contains(&value) {
                        shown.values.push(value);
                    }
                }
            }
        }
        Self(scheme)
    }

    /// What a line says of an attribute: nothing for a flag, else the value as it is stored. `None` when it has no line.
    pub(super) fn line(&self, label: &LabelId, name: &str, value: &Value) -> Option<String> {
        let shown = self.0.get(name).filter(|shown| shown.labels.contains(&stored(label.as_str())))?;
        match value {
            Value::Flag(true) if shown.values.is_empty() => Some(String::new()),
            Value::Text(text) => Some(stored(text)).filter(|value| shown.values.contains(value)),
            _ => None,
        }
    }
}

/// `annotation.conf`.
pub(super) fn annotation(codebook: &Codebook) -> String {
    let mut lines = vec!["[entities]".to_owned()];
    let names: BTreeSet<String> = codebook.labels.iter().map(|label| stored(label.id.as_str())).collect();
    lines.extend(each_once(codebook.labels.iter().map(|label| stored(label.id.as_str()))));
    lines.push("\n[relations]".to_owned());
    let ends = |labels: &[LabelId]| {
        let known: Vec<String> = labels.iter().map(|label| stored(label.as_str())).filter(|label| names.contains(label)).collect();
        if known.is_empty() { "<ENTITY>".to_owned() } else { known.join("|") }
    };
    lines.extend(each_once(codebook.relations.iter().map(|kind| format!("{}\tArg1:{}, Arg2:{}", stored(&kind.id), ends(&kind.from), ends(&kind.to)))));
    lines.push("# Annotations may lie in each other, cross and coincide.".to_owned());
    lines.push("<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>".to_owned());
    lines.push("\n[events]".to_owned());
    lines.push("\n[attributes]".to_owned());
    lines.push(format!("{DOUBT}\tArg:<ENTITY>"));
    for (name, shown) in &Scheme::of(codebook).0 {
        let labels = shown.labels.iter().map(String::as_str).collect::<Vec<_>>().join("|");
        let values = if shown.values.is_empty() { String::new() } else { format!(", Value:{}", shown.values.join("|")) };
        lines.push(format!("{name}\tArg:{labels}{values}"));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// `visual.conf`.
pub(super) fn visual(codebook: &Codebook) -> String {
    let mut lines = vec!["[labels]".to_owned()];
    let named = |id: &str, name: &str| format!("{} | {}", stored(id), plain(name));
    lines.extend(codebook.labels.iter().map(|label| named(label.id.as_str(), &label.name)));
    lines.extend(codebook.relations.iter().map(|kind| named(&kind.id, &kind.name)));
    lines.push("\n[drawing]".to_owned());
    lines.push("SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken".to_owned());
    lines.push("ARC_DEFAULT\tcolor:black, arrowHead:triangle-5".to_owned());
    lines.push("ATTRIBUTE_DEFAULT\tglyph:*".to_owned());
    lines.push(format!("{DOUBT}\tglyph:?"));
    for (label, colour) in codebook.labels.iter().zip(COLOURS.iter().cycle()) {
        lines.push(format!("{}\tbgColor:{}", stored(label.id.as_str()), own_colour(label).unwrap_or_else(|| (*colour).to_owned())));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// `kb_shortcuts.conf`: the keys that tag.
pub(super) fn keys(codebook: &Codebook) -> String {
    let usable = codebook.labels.iter().filter(|label| label.key.is_ascii_alphanumeric());
    each_once(usable.map(|label| format!("{}\t{}", label.key.to_ascii_uppercase(), stored(label.id.as_str())))).map(|line| line + "\n").collect()
}

fn own_colour(label: &Label) -> Option<String> {
    label.color.map(|(red, green, blue)| format!("#{red:02x}{green:02x}{blue:02x}"))
}

/// Lines without those whose first word came already.
fn each_once(lines: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let mut seen = BTreeSet::new();
    lines.filter(move |line| seen.insert(line.split('\t').next().unwrap_or_default().to_owned()))
}

/// A name for people without what means something in a configuration.
fn plain(name: &str) -> String {
    let kept = |char: char| if char.is_control() || matches!(char, '|' | '<' | '>' | '#' | '!' | '\u{85}' | '\u{2028}' | '\u{2029}') { ' ' } else { char };
    name.chars().map(kept).collect::<String>().trim().to_owned()
}
