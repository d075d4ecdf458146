//! A record to a file, in the one canonical form: the same content gives the same bytes.
//!
//! One annotation, relation and tombstone a line, fields in fixed order, defaults left out. Locked items follow those
//! that were understood, verbatim.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

use jiff::Timestamp;
use ron::value::RawValue;

use super::item::{CONFLICT, UNANCHORED};
use super::quote::quote;
use super::{ListName, Locked, Record, SCHEMA};
use crate::annotation::{Anchor, Annotation, Id, Origin, Relation, Tombstone, Value, WorkState, context};
use crate::article::{Span, Text};

/// The program as it names itself in what it writes.
const TOOL: &str = concat!("tagline ", env!("CARGO_PKG_VERSION"));

/// Writes a record of `text`; unanchored annotations need no text. It writes what it is given, a read-only record too: whether it may is for who saves it.
#[must_use]
pub fn write(record: &Record, text: &Text) -> String {
    let set = &record.set;
    let mut out = Printer { out: String::with_capacity(1024 + 400 * set.annotations().len()), text };
    out.push("(\n  schema: ");
    out.show(SCHEMA);
    out.push(",\n  tool: ");
    out.quote(TOOL);
    out.push(",\n");
    out.article(record);
    out.list(ListName::Annotations, set.all(), &record.locked, |out, item| out.annotation(item, &record.article.sha256));
    out.list(ListName::Relations, set.relations(), &record.locked, |out, item| out.relation(item));
    out.list(ListName::Deleted, set.deleted(), &record.locked, Printer::tombstone);
    if !set.ext().is_empty() {
        out.push("  ext: ");
        out.raw_map(set.ext(), |raw| format!("(ext: {{\"\": {raw}}})"));
        out.push(",\n");
    }
    out.push(")\n");
    out.out
}

/// One annotation as it stands in a record that was written for the text with the hash `sha256`.
pub(in crate::library) fn write_annotation(annotation: &Annotation, text: &Text, sha256: &str) -> String {
    let mut out = Printer { out: String::new(), text };
    out.annotation(annotation, sha256);
    out.out
}

/// One relation as it stands in a record.
pub(in crate::library) fn write_relation(relation: &Relation, text: &Text) -> String {
    let mut out = Printer { out: String::new(), text };
    out.relation(relation);
    out.out
}

struct Printer<'a> {
    out: String,
    text: &'a Text,
}

impl Printer<'_> {
    fn push(&mut self, raw: &str) {
        self.out.push_str(raw);
    }

    fn show(&mut self, value: impl Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.out, "{value}");
    }

    fn quote(&mut self, text: &str) {
        quote(&mut self.out, text);
    }

    /// A field with a string, after others.
    fn string(&mut self, name: &str, value: &str) {
        self.push(name);
        self.quote(value);
    }

    fn time(&mut self, name: &str, time: Timestamp) {
        self.push(name);
        self.push("\"");
        self.show(time);
        self.push("\"");
    }

    fn article(&mut self, record: &Record) {
        let article = &record.article;
        self.string("  article: (path: ", &article.path);
        self.string(", title: ", &article.title);
        self.string(", sha256: ", &article.sha256);
        self.push(", chars: ");
        self.show(article.chars);
        self.string("),\n  annotator: ", &record.annotator);
        self.push(",\n  state: ");
        self.push(match record.set.state() {
            WorkState::New => "New",
            WorkState::InProgress => "InProgress",
            WorkState::Done => "Done",
        });
        self.push(",\n");
    }

    fn list<T>(&mut self, list: ListName, items: &[T], locked: &[Locked], mut each: impl FnMut(&mut Self, &T)) {
        self.push("  ");
        self.push(list.field());
        self.push(": [");
        let start = self.out.len();
        for item in items {
            self.push("\n    ");
            each(self, item);
            self.push(",");
        }
        for item in locked.iter().filter(|item| item.list == list) {
            self.push("\n    ");
            self.raw(&item.raw, |raw| format!("({}: [{raw}])", list.field()));
            self.push(",");
        }
        self.push(if self.out.len() == start { "],\n" } else { "\n  ],\n" });
    }

    /// An annotation of a record that was written for the text with the hash `sha256`.
    fn annotation(&mut self, annotation: &Annotation, sha256: &str) {
        self.string("(id: ", annotation.id.as_str());
        self.string(", label: ", annotation.label.as_str());
        self.push(", spans: ");
        let unanchored = annotation.unanchored.as_deref();
        match unanchored {
            Some(was) => self.sequence("[", &was.spans, "]", Self::anchor),
            None => self.sequence("[", &annotation.spans, "]", |out, span| out.span(*span)),
        }
        self.attributes(&annotation.attributes, unanchored.map(|was| &was.cues));
        if !annotation.note.is_empty() {
            self.string(", note: ", &annotation.note);
        }
        if annotation.doubtful {
            self.push(", doubtful: true");
        }
        self.origin(&annotation.origin);
        self.time(", created: ", annotation.created);
        self.time(", modified: ", annotation.modified);
        self.ext(&annotation.ext, &annotation.conflict, unanchored.map(|was| was.sha256.as_str()).filter(|of| *of != sha256));
        self.push(")");
    }

    fn attributes(&mut self, values: &BTreeMap<String, Value>, cues: Option<&BTreeMap<String, Anchor>>) {
        enum Shown<'a> {
            Value(&'a Value),
            Cue(&'a Anchor),
        }
        let mut all: BTreeMap<&str, Shown<'_>> = values.iter().map(|(key, value)| (key.as_str(), Shown::Value(value))).collect();
        all.extend(cues.into_iter().flatten().map(|(key, cue)| (key.as_str(), Shown::Cue(cue))));
        if all.is_empty() {
            return;
        }
        self.push(", attributes: ");
        self.sequence("{", all, "}", |out, (key, shown)| {
            out.string("", key);
            out.push(": ");
            match shown {
                Shown::Value(value) => out.value(value),
                Shown::Cue(cue) => out.anchor(cue),
            }
        });
    }

    fn relation(&mut self, relation: &Relation) {
        self.string("(id: ", relation.id.as_str());
        self.string(", kind: ", &relation.kind);
        self.string(", from: ", relation.from.as_str());
        self.string(", to: ", relation.to.as_str());
        self.origin(&relation.origin);
        self.time(", created: ", relation.created);
        self.time(", modified: ", relation.modified);
        self.ext(&relation.ext, &relation.conflict, None);
        self.push(")");
    }

    fn tombstone(&mut self, tombstone: &Tombstone) {
        self.string("(id: ", tombstone.id.as_str());
        self.time(", at: ", tombstone.at);
        self.push(")");
    }

    fn span(&mut self, span: Span) {
        let text = self.text;
        let (before, after) = context(text, span);
        self.place(text.char_of(span.start), text.char_of(span.end), text.slice(span), before, after);
    }

    fn anchor(&mut self, anchor: &Anchor) {
        self.place(anchor.start, anchor.end, &anchor.text, &anchor.before, &anchor.after);
    }

    fn place(&mut self, start: usize, end: usize, text: &str, before: &str, after: &str) {
        self.push("(start: ");
        self.show(start);
        self.push(", end: ");
        self.show(end);
        self.string(", text: ", text);
        if !before.is_empty() {
            self.string(", before: ", before);
        }
        if !after.is_empty() {
            self.string(", after: ", after);
        }
        self.push(")");
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.quote(text),
            Value::Flag(flag) => self.show(flag),
            Value::Number(number) => self.show(number),
            Value::List(values) => self.sequence("[", values, "]", Self::value),
            Value::Span(span) => self.span(*span),
        }
    }

    fn origin(&mut self, origin: &Origin) {
        if *origin == Origin::Human {
            return;
        }
        self.push(", origin: ");
        match origin {
            Origin::Human => self.push("Human"),
            Origin::Repeated => self.push("Repeated"),
            Origin::Suggested { by } => self.string("Suggested(by: ", by),
            Origin::Edited { by } => self.string("Edited(by: ", by),
            Origin::Imported { from } => self.string("Imported(from: ", from),
            Origin::Adjudicated { from, by } => {
                self.sequence("Adjudicated(from: [", from, "]", |out, id: &Id| out.quote(id.as_str()));
                self.string(", by: ", by);
            }
        }
        if *origin != Origin::Repeated {
            self.push(")");
        }
    }

    /// Data of others, and of our own what older versions are to keep without understanding it.
    fn ext(&mut self, ext: &BTreeMap<String, String>, conflict: &BTreeMap<String, String>, unanchored: Option<&str>) {
        let quoted = |text: &str| {
            let mut out = String::new();
            quote(&mut out, text);
            out
        };
        let mut all = ext.clone();
        if !conflict.is_empty() {
            let fields: Vec<String> = conflict.iter().map(|(field, was)| format!("{}: {}", quoted(field), quoted(was))).collect();
            all.insert(CONFLICT.into(), format!("{{{}}}", fields.join(", ")));
        }
        all.extend(unanchored.map(|sha256| (UNANCHORED.into(), quoted(sha256))));
        if !all.is_empty() {
            self.push(", ext: ");
            self.raw_map(&all, |raw| format!("(annotations: [(ext: {{\"\": {raw}}})])"));
        }
    }

    fn raw_map(&mut self, map: &BTreeMap<String, String>, within: impl Fn(&str) -> String) {
        self.sequence("{", map, "}", |out, (key, raw)| {
            out.string("", key);
            out.push(": ");
            out.raw(raw, &within);
        });
    }

    /// Raw RON as it is. What is no RON, or too deep for the place given by `within`, would make the whole file
    /// unreadable: it becomes a string.
    fn raw(&mut self, raw: &str, within: impl Fn(&str) -> String) {
        if RawValue::from_ron(raw).is_ok() && RawValue::from_ron(&within(raw)).is_ok() { self.push(raw) } else { self.quote(raw) }
    }

    fn sequence<T>(&mut self, open: &str, items: impl IntoIterator<Item = T>, close: &str, mut each: impl FnMut(&mut Self, T)) {
        self.push(open);
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            each(self, item);
        }
        self.push(close);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ArticleRef, read};
    use super::*;
    use crate::annotation::{AnnotationSet, LabelId};
    use crate::library::hostile;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn time(raw: &str) -> Timestamp {
        raw.parse().unwrap()
    }

    #[test]
    fn a_small_record_looks_like_this() {
        let text = Text::new("É The minister of Iran said “no”.\n");
        let (made, changed) = (time("2026-11-24T09:12:44Z"), time("2026-11-24T09:15:02.5Z"));
        let human = |id: &str, label: &str, spans| Annotation::new(id.into(), LabelId::from(label), spans, Origin::Human, made);
        let actor = Annotation {
            attributes: [("kind".into(), Value::Text("state".into())), ("cue".into(), Value::Span(Span { start: 24, end: 28 }))].into(),
            note: "sure?\n".into(),
            doubtful: true,
            origin: Origin::Suggested { by: "names".into() },
            modified: changed,
            ext: [("brat".into(), "T1".into())].into(),
            ..human("a2", "actor", vec![Span { start: 19, end: 23 }])
        };
        let quote = human("a1", "quote", vec![Span { start: 0, end: 6 }, Span { start: 29, end: 37 }]);
        let relation = Relation {
            id: "r1".into(),
            kind: "said_by".into(),
            from: "a1".into(),
            to: "a2".into(),
            origin: Origin::Adjudicated { from: vec!["x".into(), "y".into()], by: "anna".into() },
            created: made,
            modified: made,
            conflict: BTreeMap::new(),
            ext: BTreeMap::new(),
        };
        let locked = Locked { list: ListName::Annotations, raw: "Later(1)".into(), line: 9, reason: String::new() };
        let record = Record {
            article: ArticleRef { path: "articles/a.txt".into(), title: "A “title”".into(), sha256: "9f0c".into(), chars: 34 },
            annotator: "anna".into(),
            set: AnnotationSet::new(vec![actor, quote], vec![relation], Vec::new(), WorkState::InProgress),
            locked: vec![locked],
            ..Record::default()
        };
        let expected = r#"(
  schema: 1,
  tool: "tagline VERSION",
  article: (path: "articles/a.txt", title: "A “title”", sha256: "9f0c", chars: 34),
  annotator: "anna",
  state: InProgress,
  annotations: [
    (id: "a1", label: "quote", spans: [(start: 0, end: 5, text: "É The", after: " minister of Iran said “no”.\n"), (start: 28, end: 32, text: "“no”", before: "É The minister of Iran said ", after: ".\n")], created: "2026-11-24T09:12:44Z", modified: "2026-11-24T09:12:44Z"),
    (id: "a2", label: "actor", spans: [(start: 18, end: 22, text: "Iran", before: "É The minister of ", after: " said “no”.\n")], attributes: {"cue": (start: 23, end: 27, text: "said", before: "É The minister of Iran ", after: " “no”.\n"), "kind": "state"}, note: "sure?\n", doubtful: true, origin: Suggested(by: "names"), created: "2026-11-24T09:12:44Z", modified: "2026-11-24T09:15:02.5Z", ext: {"brat": T1}),
    Later(1),
  ],
  relations: [
    (id: "r1", kind: "said_by", from: "a1", to: "a2", origin: Adjudicated(from: ["x", "y"], by: "anna"), created: "2026-11-24T09:12:44Z", modified: "2026-11-24T09:12:44Z"),
  ],
  deleted: [],
)
"#;
        assert_eq!(write(&record, &text), expected.replace("VERSION", env!("CARGO_PKG_VERSION")));
    }

    #[test]
    fn raw_data_can_never_make_the_file_unreadable() {
        let text = Text::new("text");
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        let raws = ["", "1, 2", "1}", "(", "\"", "1 // open", "#![enable(implicit_some)] 1"].map(String::from);
        for raw in raws.into_iter().chain((40..70).map(deep)) {
            let ext = BTreeMap::from([("key".to_owned(), raw.clone())]);
            let annotation =
                Annotation { ext: ext.clone(), ..Annotation::new("a".into(), "actor".into(), vec![text.span()], Origin::Human, Timestamp::UNIX_EPOCH) };
            let record = Record {
                article: ArticleRef::new("a.txt", "", &text),
                set: AnnotationSet::new(vec![annotation], Vec::new(), Vec::new(), WorkState::New).with_ext(ext),
                locked: vec![Locked { list: ListName::Deleted, raw: raw.clone(), line: 1, reason: String::new() }],
                ..Record::default()
            };
            let written = write(&record, &text);
            let back = read(&written, &text).unwrap_or_else(|error| panic!("{raw}: {error}"));
            assert_eq!((back.set.annotations().len(), back.locked.len(), back.set.ext().len(), back.read_only.is_none()), (1, 1, 1, true), "{raw}");
            assert_eq!(write(&back, &text), written);
        }
    }

    /// Sorts spans and drops those that are empty or overlap an earlier one.
    fn tidy(mut spans: Vec<Span>) -> Vec<Span> {
        spans.sort_unstable();
        spans.into_iter().filter(|span| !span.is_empty()).fold(Vec::new(), |mut kept: Vec<Span>, span| {
            if kept.last().is_none_or(|last| last.end <= span.start) {
                kept.push(span);
            }
            kept
        })
    }

    fn set(text: &Text) -> impl Strategy<Value = AnnotationSet> + use<> {
        let mut bounds: Vec<u32> = text.as_str().char_indices().map(|(at, _)| at as u32).collect();
        bounds.push(text.len());
        let bounds = Arc::new(bounds);
        let span = (any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(move |(a, b)| Span::new(*a.get(&bounds), *b.get(&bounds)));
        let state = prop_oneof![Just(WorkState::New), Just(WorkState::InProgress), Just(WorkState::Done)];
        let dead = (hostile::string(), hostile::time());
        (prop::collection::vec(hostile::annotation(span), 0..4), prop::collection::vec(hostile::relation(), 0..3), prop::collection::vec(dead, 0..3), state)
            .prop_map(|(mut annotations, mut relations, deleted, state)| {
                for (n, annotation) in annotations.iter_mut().enumerate() {
                    annotation.id = Id::from(format!("{}a{n}", annotation.id).as_str());
                    annotation.spans = tidy(std::mem::take(&mut annotation.spans));
                }
                annotations.retain(|annotation| !annotation.spans.is_empty());
                for (n, relation) in relations.iter_mut().enumerate() {
                    relation.id = Id::from(format!("{}r{n}", relation.id).as_str());
                }
                let deleted = deleted.into_iter().enumerate().map(|(n, (id, at))| Tombstone { id: format!("{id}{n}").as_str().into(), at });
                AnnotationSet::new(annotations, relations, deleted.collect(), state)
            })
    }

    fn record() -> impl Strategy<Value = (Record, Text)> {
        let text = prop::collection::vec(hostile::string(), 1..12).prop_map(|parts| Text::new(parts.concat()));
        let names = (hostile::string(), hostile::string(), hostile::string());
        (text.prop_flat_map(|text| (set(&text), Just(text))), names, hostile::ext()).prop_map(|((set, text), (path, title, annotator), ext)| {
            let article = ArticleRef::new(&path, &title, &text);
            (Record { article, annotator, set: set.with_ext(ext), ..Record::default() }, text)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn what_is_written_is_read_back((record, text) in record()) {
            let written = write(&record, &text);
            let back = read(&written, &text).map_err(|error| TestCaseError::fail(error.to_string()))?;
            prop_assert_eq!(format!("{:#?}", &back), format!("{:#?}", &record));
            prop_assert_eq!(&write(&back, &text), &written);
            prop_assert!(ron::from_str::<ron::Value>(&written).is_ok(), "{}", written);
            prop_assert_eq!(written.chars().find(|c| c.is_control() && *c != '\n'), None);
        }

        #[test]
        fn a_damaged_file_is_an_error_or_stays_stable((record, text) in record(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
            let mut bytes = write(&record, &text).into_bytes();
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] = byte }
            if let Ok(back) = read(&String::from_utf8_lossy(&bytes), &text) {
                let written = write(&back, &text);
                let again = read(&written, &text).map_err(|error| TestCaseError::fail(error.to_string()))?;
                prop_assert_eq!(write(&again, &text), written);
                let raws = |record: &Record| record.locked.iter().map(|item| item.raw.clone()).collect::<Vec<_>>();
                prop_assert_eq!(raws(&back), raws(&again));
            }
        }
    }
}
