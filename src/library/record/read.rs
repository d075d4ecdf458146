//! A file to a record, in stages: fields, then lists, then each item by itself.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};

use ron::value::RawValue;
use serde::Deserialize;

use super::item::{AnnotationItem, Ground, Item, RelationItem, TombstoneItem};
use super::place::{Fault, Lines, byte_of};
use super::quick;
use super::skim::{self, Field, Piece};
use super::value::{Pairs, describe};
use super::{ArticleRef, Head, ListName, Locked, Record, RecordError, SCHEMA};
use crate::annotation::{Annotation, AnnotationSet, WorkState};
use crate::article::{Text, printable};
use crate::library::terms::StateTerm;

/// Reads a record of `text`. Items that are not understood or do not fit the text are locked; what makes the whole
/// file unfit for rewriting is told in [`Record::read_only`]. Annotations that were made in another text are unanchored.
pub fn read(source: &str, text: &Text) -> Result<Record, RecordError> {
    read_for(source, Some(text))
}

/// Reads a record whose text is not at hand: all its annotations are unanchored.
pub fn read_unanchored(source: &str) -> Result<Record, RecordError> {
    read_for(source, None)
}

fn read_for(source: &str, text: Option<&Text>) -> Result<Record, RecordError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let lines = Lines::new(source);
    let mut reader =
        Reader { source, lines: &lines, text, sha256: String::new(), ids: HashMap::new(), read: None, locked: Vec::new(), concerns: Vec::new(), newer: false };
    reader.record().map_err(|fault| lines.error(&fault))
}

/// Reads what a list of records shows, without the article and of any schema.
pub fn head(source: &str) -> Result<Head, RecordError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let read = || {
        let envelope = Envelope::new(source, |_, _| None)?;
        let state = envelope.get("state").and_then(|piece| decode::<StateTerm>(piece).ok());
        let count = |piece| skim::items(source, piece).map(|items| items.len());
        Ok(Head {
            schema: envelope.require("schema")?,
            article: article(source, &envelope, &mut Vec::new())?,
            annotator: envelope.text("annotator")?,
            state: state.map_or(WorkState::InProgress, WorkState::from),
            annotations: envelope.get("annotations").map_or(Ok(0), count)?,
        })
    };
    read().map_err(|fault| Lines::new(source).error(&fault))
}

/// The fields of a struct, unknown ones included.
struct Envelope<'a> {
    fields: Vec<Field<'a>>,
    end: usize,
}

impl<'a> Envelope<'a> {
    /// Those of a whole source; `known` gives the length of values that it has read, see [`skim::fields_with`].
    fn new(source: &'a str, known: impl FnMut(&'a str, usize) -> Option<usize>) -> Result<Self, Fault> {
        if let Some(at) = conflict(source) {
            return Err(Fault::new(at, "the conflict marker `<<<<<<<` of a merge: two versions of this record are in one file"));
        }
        if source.trim().is_empty() {
            return Err(Fault::new(0, "the file is empty"));
        }
        let whole = skim::whole(source);
        Self::of(skim::fields_with(source, whole, known)?, whole)
    }

    fn within(source: &'a str, piece: Piece<'a>) -> Result<Self, Fault> {
        Self::of(skim::fields(source, piece)?, piece)
    }

    fn of(fields: Vec<Field<'a>>, piece: Piece<'a>) -> Result<Self, Fault> {
        let mut names = HashSet::new();
        if let Some(field) = fields.iter().find(|field| !names.insert(field.name)) {
            return Err(Fault::new(field.at, format!("the field `{}` is there twice", field.name)));
        }
        Ok(Self { fields, end: piece.at + piece.raw.trim_end().len() })
    }

    fn get(&self, name: &str) -> Option<Piece<'a>> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value)
    }

    fn require<T: Deserialize<'a>>(&self, name: &str) -> Result<T, Fault> {
        decode(self.required(name)?)
    }

    fn required(&self, name: &str) -> Result<Piece<'a>, Fault> {
        self.get(name).ok_or_else(|| Fault::new(self.end, format!("the field `{name}` is missing")))
    }

    fn text(&self, name: &str) -> Result<String, Fault> {
        let piece = self.required(name)?;
        quick::text(piece.raw).map_or_else(|| decode(piece), |text| Ok(text.into_owned()))
    }

    /// The fields that this version does not know; each is checked to be RON at least.
    fn unknown(&self, known: &[&str]) -> Result<Vec<&'a str>, Fault> {
        let unknown = self.fields.iter().filter(|field| !known.contains(&field.name));
        unknown.map(|field| sound(field.value).map(|()| field.name)).collect()
    }
}

struct Reader<'a> {
    source: &'a str,
    lines: &'a Lines<'a>,
    text: Option<&'a Text>,
    /// SHA-256 of the text that the record was written for.
    sha256: String,
    /// The line of each id met so far.
    ids: HashMap<Cow<'a, str>, usize>,
    /// The annotations, when they were read as they are written: each with its place in the source.
    read: Option<Vec<quick::Placed<'a>>>,
    locked: Vec<Locked>,
    concerns: Vec<String>,
    /// Whether a newer version wrote the file: then what is not understood is passed over where it can be.
    newer: bool,
}

impl<'a> Reader<'a> {
    fn record(&mut self) -> Result<Record, Fault> {
        let mut read = None;
        let envelope = Envelope::new(self.source, |name, at| {
            let (items, length) = quick::annotations(self.source.get(at..).filter(|_| name == ListName::Annotations.field())?)?;
            read = Some(items.into_iter().map(|(item, place)| (item, at + place.start..at + place.end)).collect());
            Some(length)
        })?;
        self.read = read;
        let schema: u32 = envelope.require("schema")?;
        self.newer = schema > SCHEMA;
        if self.newer {
            self.concerns.push(format!("a newer version of tagline wrote this record: its schema is {schema}, this version knows {SCHEMA}"));
        }
        let article = article(self.source, &envelope, &mut self.concerns)?;
        self.sha256.clone_from(&article.sha256);
        let known = ["schema", "tool", "article", "annotator", "state", "annotations", "relations", "deleted", "ext"];
        self.unknown("the record", &envelope.unknown(&known)?);
        if let Some(tool) = envelope.get("tool").filter(|tool| quick::text(tool.raw).is_none()) {
            sound(tool)?;
        }
        let annotator = envelope.text("annotator")?;
        let state = self.state(envelope.get("state"))?;
        let ext = self.ext(envelope.get("ext"))?;
        let annotations = match self.read.take() {
            Some(read) => self.all(read),
            None => self.list::<AnnotationItem<'a>>(ListName::Annotations, &envelope)?,
        };
        let relations = self.list::<RelationItem<'a>>(ListName::Relations, &envelope)?;
        // A tombstone bears the id of what was deleted; a merge may have brought that back.
        self.ids.clear();
        let deleted = self.list::<TombstoneItem<'a>>(ListName::Deleted, &envelope)?;
        let set = AnnotationSet::new(annotations, relations, deleted, state).with_ext(ext);
        let read_only = (!self.concerns.is_empty()).then(|| self.concerns.join("; "));
        Ok(Record { article, annotator, set, locked: std::mem::take(&mut self.locked), read_only })
    }

    fn unknown(&mut self, whose: &str, names: &[&str]) {
        let concerns = names.iter().map(|name| unknown_field(whose, name));
        self.concerns.extend(concerns);
    }

    fn state(&mut self, piece: Option<Piece<'a>>) -> Result<WorkState, Fault> {
        let Some(piece) = piece else { return Ok(WorkState::New) };
        if let Ok(state) = decode::<StateTerm>(piece) {
            return Ok(state.into());
        }
        sound(piece)?;
        self.concerns.push(format!("its state `{}` is not known to this version", printable(piece.raw)));
        Ok(WorkState::InProgress)
    }

    fn ext(&mut self, piece: Option<Piece<'a>>) -> Result<BTreeMap<String, String>, Fault> {
        let Some(piece) = piece else { return Ok(BTreeMap::new()) };
        let read = decode::<Pairs<'a>>(piece).map_err(|fault| fault.message).and_then(|pairs| pairs.raw());
        read.or_else(|reason| {
            sound(piece)?;
            self.concerns.push(format!("its `ext` cannot be kept: {reason}"));
            Ok(BTreeMap::new())
        })
    }

    fn list<I: Item<'a>>(&mut self, list: ListName, envelope: &Envelope<'a>) -> Result<Vec<I::Out>, Fault> {
        let Some(piece) = envelope.get(list.field()) else { return Ok(Vec::new()) };
        if self.newer && skim::first_char(piece.raw) != Some('[') {
            sound(piece)?;
            return Ok(Vec::new());
        }
        let pieces = skim::items(self.source, piece)?;
        let mut understood = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match self.item::<I>(piece)? {
                Ok(item) => understood.push(item),
                Err(reason) => self.locked.push(Locked { list, raw: piece.raw.to_owned(), line: self.lines.line(piece.body), reason }),
            }
        }
        Ok(understood)
    }

    /// The item, or why it must be locked. What is no RON at all fails the whole file: its borders cannot be trusted.
    fn item<I: Item<'a>>(&mut self, piece: Piece<'a>) -> Result<Result<I::Out, String>, Fault> {
        let item = match I::quick(piece.raw).map_or_else(|| ron::from_str(piece.raw), Ok) {
            Ok(item) => item,
            Err(error) => return sound(piece).map(|()| Err(describe(&error.code))),
        };
        Ok(self.built(item, piece.body))
    }

    /// What an item stands for that begins at a byte of the source, or why it must be locked.
    fn built<I: Item<'a>>(&mut self, item: I, at: usize) -> Result<I::Out, String> {
        let line = self.lines.line(at);
        match self.ids.entry(item.id().clone()) {
            Entry::Occupied(first) => return Err(format!("its id `{}` is already used on line {}", printable(item.id()), first.get())),
            Entry::Vacant(free) => free.insert(line),
        };
        item.build(&Ground { sha256: &self.sha256, text: self.text })
    }

    /// What annotations stand for that are read already.
    fn all(&mut self, read: Vec<quick::Placed<'a>>) -> Vec<Annotation> {
        let mut understood = Vec::with_capacity(read.len());
        self.ids.reserve(read.len());
        for (item, place) in read {
            match self.built(item, place.start) {
                Ok(annotation) => understood.push(annotation),
                Err(reason) => {
                    let line = self.lines.line(place.start);
                    let raw = self.source.get(place).unwrap_or_default().to_owned();
                    self.locked.push(Locked { list: ListName::Annotations, raw, line, reason });
                }
            }
        }
        understood
    }
}

fn article<'a>(source: &'a str, envelope: &Envelope<'a>, concerns: &mut Vec<String>) -> Result<ArticleRef, Fault> {
    let piece = envelope.get("article").ok_or_else(|| Fault::new(envelope.end, "the field `article` is missing"))?;
    let fields = Envelope::within(source, piece)?;
    let unknown = fields.unknown(&["path", "title", "sha256", "chars"])?;
    concerns.extend(unknown.iter().map(|name| unknown_field("its article", name)));
    Ok(ArticleRef { path: fields.text("path")?, title: fields.text("title")?, sha256: fields.text("sha256")?, chars: fields.require("chars")? })
}

fn unknown_field(whose: &str, name: &str) -> String {
    format!("{whose} has a field `{}` that this version does not know", printable(name))
}

fn decode<'a, T: Deserialize<'a>>(piece: Piece<'a>) -> Result<T, Fault> {
    ron::from_str(piece.raw).map_err(|error| fault(piece, &error))
}

/// Whether a piece is a RON value at all.
fn sound(piece: Piece<'_>) -> Result<(), Fault> {
    RawValue::from_ron(piece.raw).map(|_| ()).map_err(|error| fault(piece, &error))
}

/// An error inside a piece, at its place in the file.
fn fault(piece: Piece<'_>, error: &ron::error::SpannedError) -> Fault {
    let start = error.span.start;
    Fault::new(piece.at + byte_of(piece.raw, start.line, start.col), describe(&error.code))
}

/// The first line that begins with the conflict marker of a merge. Our own writer never begins a line so.
fn conflict(source: &str) -> Option<usize> {
    const MARKER: &str = "<<<<<<<";
    if source.starts_with(MARKER) {
        return Some(0);
    }
    memchr::memmem::find(source.as_bytes(), b"\n<<<<<<<").map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::write;
    use super::*;

    const IRAN: &str =
        r#"(id: "1", label: "actor", spans: [(start: 4, end: 8, text: "Iran")], created: "2026-11-24T09:12:44Z", modified: "2026-11-24T09:12:44Z")"#;

    fn text() -> Text {
        Text::new("Öl: Iran said no.\n")
    }

    /// A record of [`text`] with these annotations, and these fields at its end.
    fn source(annotations: &[&str], more: &str) -> String {
        let text = text();
        let items = annotations.iter().fold(String::new(), |items, item| items + "    " + item + ",\n");
        format!(
            "(\n  schema: 1,\n  article: (path: \"a.txt\", title: \"T\", sha256: \"{}\", chars: 18),\n  annotator: \"anna\",\n  state: Done,\n  annotations: [\n{items}  ],\n{more})\n",
            text.sha256()
        )
    }

    fn reasons(record: &Record) -> Vec<(usize, &str)> {
        record.locked.iter().map(|item| (item.line, item.reason.as_str())).collect()
    }

    #[track_caller]
    fn check_locked(item: &str, reason: &str) {
        let source = source(&[IRAN, item], "");
        let record = read(&source, &text()).unwrap();
        assert_eq!(reasons(&record), [(8, reason)], "{item}");
        assert_eq!((record.set.annotations().len(), record.read_only.as_deref()), (1, None));
        let written = write(&record, &text());
        assert!(written.contains(&format!("    {item},\n")), "{written}");
        assert_eq!(write(&read(&written, &text()).unwrap(), &text()), written);
    }

    #[test]
    fn an_item_that_is_not_understood_is_kept_verbatim() {
        let other = IRAN.replace("\"1\"", "\"2\"");
        check_locked("Group( of:[1,  2] )", "expected struct `Annotation` but found `Group`");
        check_locked(&other.replace(")]", ")], colour: 'r'"), "the field `colour` is not known to this version");
        check_locked(&other.replace("text:", "page: 1, text:"), "the field `page` is not known to this version");
        check_locked(&other.replace(", created", ", origin: Dreamt(by: \"x\"), created"), "`Dreamt` is not known to this version");
        check_locked(&other.replace(", created", ", origin: Edited(by: \"x\", at: 1), created"), "the field `at` is not known to this version");
        check_locked(&other.replace("label: \"actor\", ", ""), "the field `label` is missing");
        check_locked(&other.replace("2026-11-24T09:12:44Z\")", "soon\u{202e}\")"), "`modified` is not a time such as 2026-11-24T09:12:44Z: “soon‹202E›”");
    }

    #[test]
    fn an_item_that_does_not_fit_is_kept_verbatim() {
        let other = IRAN.replace("\"1\"", "\"2\"");
        check_locked(&other.replace("Iran", "Iraq"), "the text at 4..8 is “Iran”, where “Iraq” is expected");
        check_locked(&other.replace("end: 8", "end: 800"), "4..800 lies beyond the end of the text at 18");
        check_locked(&other.replace("end: 8", "end: 3"), "it ends at 3, before its start at 4");
        check_locked(&other.replace("(start: 4, end: 8, text: \"Iran\")", ""), "it has no span, or one that holds nothing");
        let span = "(start: 4, end: 8, text: \"Iran\")";
        check_locked(&other.replace(span, &format!("{span}, {span}")), "its spans overlap or are out of order");
        check_locked(IRAN, "its id `1` is already used on line 7");
        check_locked(&other.replace(", created", ", attributes: {\"a\": 1, \"a\": 2}, created"), "the key `a` is there twice");
        check_locked(&other.replace(", created", ", attributes: {\"a\": [1.5]}, created"), "attribute `a`: non-whitespace trailing characters");
        check_locked(&other.replace(", created", ", attributes: {\"a\": Maybe}, created"), "attribute `a`: a kind of value that this version does not know");
    }

    #[test]
    fn what_would_be_lost_makes_the_file_read_only() {
        let read_only = |source: &str| read(source, &text()).unwrap().read_only.unwrap_or_default();
        assert_eq!(read_only(&source(&[IRAN], "  votes: [1],\n")), "the record has a field `votes` that this version does not know");
        assert_eq!(read_only(&source(&[], "").replace("chars", "lang: \"de\", chars")), "its article has a field `lang` that this version does not know");
        assert_eq!(read_only(&source(&[], "").replace("Done", "Checked")), "its state `Checked` is not known to this version");
        assert_eq!(read_only(&source(&[], "  ext: {1: 2},\n")), "its `ext` cannot be kept: expected string");
        assert_eq!(read_only(&source(&[], "  ext: {\"a\": B(1)},\n")), "");
    }

    #[test]
    fn a_newer_schema_shows_what_it_can() {
        let newer = source(&[IRAN, "Cluster([\"1\"])"], "  relations: {},\n  state2: 1,\n").replace("schema: 1", "schema: 7");
        let record = read(&newer, &text()).unwrap();
        assert_eq!((record.set.annotations().len(), record.locked.len()), (1, 1));
        let reason = record.read_only.unwrap();
        assert!(reason.starts_with("a newer version of tagline wrote this record: its schema is 7, this version knows 1"), "{reason}");
        let head = head(&newer).unwrap();
        assert_eq!((head.schema, head.annotator.as_str(), head.state, head.annotations), (7, "anna", WorkState::Done, 2));
        assert_eq!(head.article, record.article);
    }

    #[test]
    fn of_another_text_everything_is_unanchored_and_written_back_the_same() {
        let cue = IRAN.replace("\"1\"", "\"2\"").replace(", created", r#", attributes: {"cue": (start: 9, end: 13, text: "said"), "kind": "state"}, created"#);
        let source = source(&[IRAN, &cue], "");
        for record in [read(&source, &Text::new("Öl: nothing.\n")).unwrap(), read_unanchored(&source).unwrap()] {
            assert_eq!((record.set.annotations().len(), record.set.unanchored().len(), record.read_only.as_deref()), (0, 2, None));
            let was = record.set.unanchored()[1].unanchored.as_ref().unwrap();
            assert_eq!((was.sha256.as_str(), was.spans[0].text.as_str(), was.cues["cue"].text.as_str()), (text().sha256(), "Iran", "said"));
            assert_eq!(
                write(&record, &Text::new("")).replace("  tool: \"tagline 0.1.0\",\n", ""),
                source.replace("  ],\n)", "  ],\n  relations: [],\n  deleted: [],\n)")
            );
        }
    }

    #[test]
    fn spans_in_a_list_are_not_lost_without_the_text() {
        let cues = IRAN.replace(", created", r#", attributes: {"cues": [(start: 9, end: 13, text: "said")]}, created"#);
        let source = source(&[&cues], "");
        assert_eq!(read(&source, &text()).unwrap().locked, []);
        let written = write(&read_unanchored(&source).unwrap(), &Text::default());
        assert!(written.contains(&format!("    {cues},\n")), "{written}");
        assert_eq!(read(&written, &text()).unwrap().set.annotations().len(), 1);
    }

    #[test]
    fn an_annotation_left_behind_by_an_edit_says_which_text_it_was_made_in() {
        let mut record = read(&source(&[IRAN], ""), &text()).unwrap();
        let other = Text::new("Öl: nothing.\n");
        record = read(&write(&record, &text()), &other).unwrap();
        record.article = ArticleRef::new("a.txt", "T", &other);
        let written = write(&record, &other);
        assert!(written.contains(&format!("ext: {{\"unanchored\": \"{}\"}}", text().sha256())), "{written}");
        let back = read(&written, &other).unwrap();
        assert_eq!((back.set.unanchored(), back.set.unanchored()[0].ext.len()), (record.set.unanchored(), 0));
        // In the text that it was made in, it has its place again.
        assert_eq!(read(&written, &text()).unwrap().set.annotations().len(), 1);
    }

    #[test]
    fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
        let source = source(&[IRAN, "Later"], "");
        let windows = format!("\u{feff}{}", source.replace('\n', "\r\n"));
        let (plain, other) = (read(&source, &text()).unwrap(), read(&windows, &text()).unwrap());
        assert_eq!(format!("{plain:?}"), format!("{other:?}"));
        assert_eq!(head(&windows), head(&source));
    }

    #[test]
    fn comments_stay_with_locked_items() {
        let source = source(&["// why\n    Later(1 /* , */) // so\n"], "");
        let record = read(&source, &text()).unwrap();
        assert_eq!((record.locked[0].line, record.locked[0].raw.as_str()), (8, "// why\n    Later(1 /* , */) // so\n"));
        let written = write(&record, &text());
        assert_eq!(read(&written, &text()).unwrap().locked[0].raw, record.locked[0].raw);
    }

    #[track_caller]
    fn check_error(source: &str, expected: &str) {
        assert_eq!(read(source, &text()).unwrap_err().to_string(), expected, "{source}");
    }

    #[test]
    fn errors_say_where_in_the_file_they_are() {
        let good = source(&[IRAN, &IRAN.replace("\"1\"", "\"2\"")], "");
        check_error("", "line 1, column 1: the file is empty");
        check_error("[1]", "line 1, column 1: `(` is expected here, not `[`");
        check_error(&good.replace("schema: 1,", "schema: one,"), "line 2, column 11: expected integer");
        check_error(&good.replace("  annotator: \"anna\",\n", ""), "line 9, column 2: the field `annotator` is missing");
        check_error(&good.replace("state:", "annotator:"), "line 5, column 3: the field `annotator` is there twice");
        check_error(&good.replace("id: \"2\",", "id: \"2\""), "line 8, column 14: expected comma");
        check_error(&good.replace("id: \"2\",", "id: \"\\q\","), "line 8, column 11: unknown escape character");
        check_error(&good.replace("\"2\"", "\"2"), "line 8, column 137: this string never ends");
        check_error(&good.replace("  ],\n", ""), "line 6, column 16: this bracket is never closed");
        check_error(&good.replace("anna\"", "Ännä\" x"), "line 4, column 20: non-whitespace trailing characters");
        check_error(&(good.clone() + "()"), "line 11, column 1: nothing is expected after the end");
    }

    #[test]
    fn conflict_markers_are_named() {
        let clash = source(&[IRAN], "").replace("    (id", "<<<<<<< HEAD\n    (id");
        let message = "line 7, column 1: the conflict marker `<<<<<<<` of a merge: two versions of this record are in one file";
        check_error(&clash, message);
        assert_eq!(head(&clash).unwrap_err().to_string(), message);
    }
}
