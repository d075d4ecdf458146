//! Reads a codebook, with errors that point at the place.

use super::{KINDS, Kind, MARKS, NATURALS};
use crate::annotation::{Attribute, AttributeKind, Codebook, Label, LabelId, Natural, RelationKind, Rules};
use crate::config::reader::{Raw, Reader};
use crate::config::settings::{color, set};

/// Entries of a codebook, in their order.
const CODEBOOK: &[&str] = &["labels", "relations", "rules"];

/// Entries of a label, in their order.
const LABEL: &[&str] =
    &["id", "key", "name", "color", "mark", "natural", "over_paragraphs", "definition", "includes", "excludes", "boundaries", "examples", "attributes"];

/// Entries of an attribute, in their order.
const ATTRIBUTE: &[&str] = &["id", "key", "name", "kind", "values", "required", "default", "definition"];

/// Entries of a relation, in their order.
const RELATION: &[&str] = &["id", "name", "inverse", "from", "to", "single", "definition"];

/// The longest id, in characters.
const LONGEST_ID: usize = 40;

/// Reads a codebook. A label that cannot be told from others is left out; with no label left there is none.
pub(in crate::config) fn codebook<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<Codebook> {
    let fields = reader.fields(raw, "entry of the codebook", CODEBOOK)?;
    let get = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, raw)| *raw);
    let Some(list) = get("labels") else {
        reader.report(raw, "a codebook needs labels: `labels: [(id: \"actor\", …), …]`");
        return None;
    };
    let labels = labels(reader, list)?;
    let relations = get("relations").map(|list| relations(reader, list, &labels)).unwrap_or_default();
    let rules = get("rules").map(|raw| rules(reader, raw)).unwrap_or_default();
    Some(Codebook { labels, relations, rules })
}

fn labels<'a>(reader: &mut Reader<'a>, list: Raw<'a>) -> Option<Vec<Label>> {
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
    Some(labels)
}

/// The `id` that every item must have.
fn id_of<'a>(reader: &mut Reader<'a>, raw: Raw<'a>, fields: &[(&'a str, Raw<'a>)], what: &str, example: &str) -> Option<String> {
    let Some(&(_, id)) = fields.iter().find(|(name, _)| *name == "id") else {
        reader.report(raw, &format!("{what} needs an `id`, such as `id: \"{example}\"`"));
        return None;
    };
    reader.value("id", id, "an id of letters, digits, `_` and `-`", id_text)
}

fn label<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<Label> {
    let fields = reader.fields(raw, "entry of a label", LABEL)?;
    let id = id_of(reader, raw, &fields, "a label", "actor")?;
    let mut label = Label::plain(&id, id.chars().find_map(small).unwrap_or('?'));
    let mut over_paragraphs = None;
    for (name, raw) in fields {
        match name {
            "key" => set(&mut label.key, key(reader, name, raw)),
            "name" => set(&mut label.name, named(reader, name, raw)),
            "color" => label.color = color(reader, name, raw),
            "mark" => set(&mut label.mark, reader.choice(name, raw, MARKS)),
            "definition" => set(&mut label.definition, sentence(reader, name, raw)),
            "includes" => label.includes = texts(reader, name, raw),
            "excludes" => label.excludes = texts(reader, name, raw),
            "boundaries" => label.boundaries = texts(reader, name, raw),
            "examples" => label.examples = texts(reader, name, raw),
            "natural" => set(&mut label.natural, reader.choice(name, raw, NATURALS)),
            "over_paragraphs" => over_paragraphs = reader.switch(name, raw),
            "attributes" => label.attributes = attributes(reader, raw, &id),
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

fn attributes<'a>(reader: &mut Reader<'a>, list: Raw<'a>, label: &str) -> Vec<Attribute> {
    let mut attributes: Vec<Attribute> = Vec::new();
    for item in reader.items(list).unwrap_or_default() {
        let Some(mut attribute) = attribute(reader, item) else { continue };
        if attributes.iter().any(|known| known.id == attribute.id) {
            reader.report(item, &format!("the attribute `{}` of `{label}` stands here twice; the first counts", attribute.id));
            continue;
        }
        let taken = |key: char| attributes.iter().any(|known| known.key == key);
        if attribute.key == '?' {
            let free = attribute.id.chars().filter_map(small).chain('a'..='z').find(|key| !taken(*key));
            attribute.key = free.unwrap_or('?');
        } else if let Some(twin) = attributes.iter().find(|known| known.key == attribute.key) {
            reader.report(item, &format!("the attributes `{}` and `{}` of `{label}` have the same key `{}`", twin.id, attribute.id, attribute.key));
            attribute.key = ('a'..='z').find(|key| !taken(*key)).unwrap_or('?');
        }
        attributes.push(attribute);
    }
    attributes
}

/// An attribute; its key is `?` when none is given.
fn attribute<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<Attribute> {
    let fields = reader.fields(raw, "entry of an attribute", ATTRIBUTE)?;
    let id = id_of(reader, raw, &fields, "an attribute", "role")?;
    let mut attribute = Attribute::plain(&id, '?');
    let (mut kind, mut values, mut default) = (None, Vec::new(), None);
    for (name, raw) in fields {
        match name {
            "key" => set(&mut attribute.key, key(reader, name, raw)),
            "name" => set(&mut attribute.name, named(reader, name, raw)),
            "kind" => kind = reader.choice(name, raw, KINDS),
            "values" => values = texts(reader, name, raw),
            "required" => set(&mut attribute.required, reader.switch(name, raw)),
            "default" => default = Some(raw),
            "definition" => set(&mut attribute.definition, sentence(reader, name, raw)),
            _ => {}
        }
    }
    let fixed = matches!(kind, Some(Kind::Choice | Kind::Several));
    if values.is_empty() && fixed {
        reader.report(raw, &format!("the attribute `{id}` needs `values`, such as `values: [\"high\", \"low\"]`"));
        return None;
    }
    if !values.is_empty() && kind.is_some() && !fixed {
        reader.report(raw, &format!("the attribute `{id}` has `values`, so it is a Choice or Several"));
    }
    attribute.kind = match kind.unwrap_or(if values.is_empty() { Kind::Text } else { Kind::Choice }) {
        Kind::Text => AttributeKind::Text,
        Kind::Choice => AttributeKind::Choice(values),
        Kind::Several => AttributeKind::Several(values),
        Kind::Flag => AttributeKind::Flag,
        Kind::Number => AttributeKind::Number,
        Kind::Date => AttributeKind::Date,
        Kind::Span => AttributeKind::Span,
    };
    if let Some(raw) = default {
        let given: String = reader.value("default", raw, "a text, as it would be typed", Some)?;
        match attribute.parse(&given) {
            Ok(_) => attribute.default = given,
            Err(why) => reader.report(raw, &format!("this default is no value of `{id}`: {why}")),
        }
    }
    Some(attribute)
}

fn relations<'a>(reader: &mut Reader<'a>, list: Raw<'a>, labels: &[Label]) -> Vec<RelationKind> {
    let mut relations: Vec<RelationKind> = Vec::new();
    for item in reader.items(list).unwrap_or_default() {
        let Some(relation) = relation(reader, item, labels) else { continue };
        if relations.iter().any(|known| known.id == relation.id) {
            reader.report(item, &format!("the relation `{}` stands here twice; the first counts", relation.id));
            continue;
        }
        relations.push(relation);
    }
    relations
}

fn relation<'a>(reader: &mut Reader<'a>, raw: Raw<'a>, labels: &[Label]) -> Option<RelationKind> {
    let fields = reader.fields(raw, "entry of a relation", RELATION)?;
    let id = id_of(reader, raw, &fields, "a relation", "said_by")?;
    let name = id.replace('_', " ");
    let mut relation = RelationKind { id, inverse: String::new(), name, from: Vec::new(), to: Vec::new(), single: false, definition: String::new() };
    for (name, raw) in fields {
        match name {
            "name" => set(&mut relation.name, named(reader, name, raw)),
            "inverse" => set(&mut relation.inverse, named(reader, name, raw)),
            "from" => relation.from = ends(reader, name, raw, labels),
            "to" => relation.to = ends(reader, name, raw, labels),
            "single" => set(&mut relation.single, reader.switch(name, raw)),
            "definition" => set(&mut relation.definition, sentence(reader, name, raw)),
            _ => {}
        }
    }
    if relation.inverse.is_empty() {
        relation.inverse = format!("{} (from)", relation.name);
    }
    Some(relation)
}

/// The labels at one end of a relation.
fn ends<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>, labels: &[Label]) -> Vec<LabelId> {
    let mut ends = Vec::new();
    for item in reader.items(raw).unwrap_or_default() {
        let Some(id) = reader.value(name, item, "the id of a label", id_text) else { continue };
        if labels.iter().any(|label| label.id.as_str() == id) {
            ends.push(id.as_str().into());
        } else {
            reader.report(item, &format!("there is no label `{id}`"));
        }
    }
    ends
}

fn rules<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Rules {
    let mut rules = Rules::default();
    for (name, raw) in reader.fields(raw, "rule", &["nest", "cross", "repeat"]).unwrap_or_default() {
        let rule = match name {
            "nest" => &mut rules.nest,
            "cross" => &mut rules.cross,
            _ => &mut rules.repeat,
        };
        set(rule, reader.switch(name, raw));
    }
    rules
}

fn key<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>) -> Option<char> {
    reader.value(name, raw, "a small letter such as 'a'", |c: char| (small(c) == Some(c)).then_some(c))
}

fn named<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>) -> Option<String> {
    reader.value(name, raw, "a text", |text: String| (!text.trim().is_empty()).then_some(text))
}

fn sentence<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>) -> Option<String> {
    reader.value(name, raw, "a text", Some::<String>)
}

fn texts<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>) -> Vec<String> {
    let items = reader.items(raw).unwrap_or_default();
    items.into_iter().filter_map(|item| named(reader, name, item)).collect()
}

fn id_text(id: String) -> Option<String> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    ((1..=LONGEST_ID).contains(&id.chars().count()) && id.chars().all(fits)).then_some(id)
}

/// The small form of a letter; scripts without capitals have one form.
fn small(c: char) -> Option<char> {
    let mut lower = c.to_lowercase();
    lower.next().filter(|lower| c.is_alphabetic() && !lower.is_uppercase())
}
