//! One item of a set merged field by field: what each field is, and which of both sides it is taken from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::super::{Anchor, Annotation, Id, Origin, Relation, Unanchored, Value};
use crate::article::{Span, Text};

/// The value of a field: that of the side that changed it; nothing when both did, differently.
pub(super) fn three<T: PartialEq + Clone>(base: Option<&T>, ours: &T, theirs: &T) -> Option<T> {
    if ours == theirs || base == Some(theirs) {
        Some(ours.clone())
    } else if base == Some(ours) {
        Some(theirs.clone())
    } else {
        None
    }
}

/// A map merged key by key; `clash` decides on keys that both sides changed differently.
fn map<V: PartialEq + Clone>(
    base: Option<&BTreeMap<String, V>>,
    ours: &BTreeMap<String, V>,
    theirs: &BTreeMap<String, V>,
    mut clash: impl FnMut(Option<V>, Option<V>) -> Option<V>,
) -> BTreeMap<String, V> {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut all = BTreeMap::new();
    for key in keys {
        let (our, their) = (ours.get(key), theirs.get(key));
        let value = match base {
            // Without a beginning, what only one side has was added.
            None if our.is_none() || their.is_none() => our.or(their).cloned(),
            _ => {
                let before = base.map(|base| base.get(key));
                three(before.as_ref(), &our, &their).map_or_else(|| clash(our.cloned(), their.cloned()), Option::<&V>::cloned)
            }
        };
        all.extend(value.map(|value| (key.clone(), value)));
    }
    all
}

/// What others said of both sides: whichever way round, the same.
fn greater(ours: Option<String>, theirs: Option<String>) -> Option<String> {
    ours.max(theirs)
}

/// Something with an id that is merged by fields.
pub(super) trait Item: Clone + PartialEq {
    fn id(&self) -> &Id;
    fn modified(&self) -> Timestamp;
    /// What the other side had, by field, where both changed it.
    fn conflict(&mut self) -> &mut BTreeMap<String, String>;
    fn same_but_for_time(&self, other: &Self) -> bool;
    /// Both in one, and the fields in which ours was taken although theirs differs.
    fn merge(base: Option<&Self>, ours: &Self, theirs: &Self) -> (Self, Vec<&'static str>);
    /// A field's value as a person writes it.
    fn in_words(&self, field: &str, text: &Text) -> String;
}

macro_rules! take {
    ($base:ident, $ours:ident, $theirs:ident, $clashes:ident, $field:ident) => {
        three($base.map(|base| &base.$field), &$ours.$field, &$theirs.$field).unwrap_or_else(|| {
            $clashes.push(stringify!($field));
            $ours.$field.clone()
        })
    };
}

/// The same for a map, by key. What one side removed and the other changed stays, so that nothing is lost.
macro_rules! take_map {
    ($base:ident, $ours:ident, $theirs:ident, $clashes:ident, $field:ident) => {{
        let mut clash = false;
        let all = map($base.map(|base| &base.$field), &$ours.$field, &$theirs.$field, |our, their| {
            clash = true;
            our.or(their)
        });
        if clash {
            $clashes.push(stringify!($field));
        }
        all
    }};
}

/// What annotations and relations have alike.
macro_rules! common_fields {
    () => {
        fn id(&self) -> &Id {
            &self.id
        }

        fn modified(&self) -> Timestamp {
            self.modified
        }

        fn conflict(&mut self) -> &mut BTreeMap<String, String> {
            &mut self.conflict
        }

        fn same_but_for_time(&self, other: &Self) -> bool {
            Self { modified: other.modified, ..self.clone() } == *other
        }
    };
}

impl Item for Annotation {
    common_fields!();

    fn merge(base: Option<&Self>, ours: &Self, theirs: &Self) -> (Self, Vec<&'static str>) {
        let mut clashes = Vec::new();
        let mut place = place(base, ours, theirs, &mut clashes);
        let label = take!(base, ours, theirs, clashes, label);
        let (attributes, cues) = attributes(base, ours, theirs, &mut clashes);
        if let (Some(was), Some(cues)) = (&mut place.1, cues) {
            was.cues = cues;
        }
        let ext = take_map!(base, ours, theirs, clashes, ext);
        let note = take!(base, ours, theirs, clashes, note);
        let doubtful = take!(base, ours, theirs, clashes, doubtful);
        let item = Self {
            id: ours.id.clone(),
            label,
            spans: place.0,
            unanchored: place.1,
            attributes,
            note,
            doubtful,
            origin: origin(base.map(|base| &base.origin), &ours.origin, &theirs.origin),
            created: three(base.map(|base| &base.created), &ours.created, &theirs.created).unwrap_or_else(|| ours.created.min(theirs.created)),
            modified: three(base.map(|base| &base.modified), &ours.modified, &theirs.modified).unwrap_or_else(|| ours.modified.max(theirs.modified)),
            conflict: map(base.map(|base| &base.conflict), &ours.conflict, &theirs.conflict, greater),
            ext,
        };
        (item, clashes)
    }

    fn in_words(&self, field: &str, text: &Text) -> String {
        match field {
            "label" => self.label.to_string(),
            "note" => self.note.clone(),
            "doubtful" => self.doubtful.to_string(),
            "spans" => match &self.unanchored {
                Some(was) => was.spans.iter().map(|anchor| format!("{}..{}", anchor.start, anchor.end)).collect::<Vec<_>>().join(" "),
                None => self.spans.iter().map(|span| format!("{}..{}", text.char_of(span.start), text.char_of(span.end))).collect::<Vec<_>>().join(" "),
            },
            "ext" => raw_words(&self.ext),
            _ => {
                let values = self.attributes.iter().map(|(key, value)| (key, value.in_words(text)));
                let cues = self.unanchored.iter().flat_map(|was| &was.cues).map(|(key, cue)| (key, cue.text.clone()));
                let all: BTreeMap<&String, String> = values.chain(cues).collect();
                all.iter().map(|(key, words)| format!("{key}: {words}")).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

impl Item for Relation {
    common_fields!();

    fn merge(base: Option<&Self>, ours: &Self, theirs: &Self) -> (Self, Vec<&'static str>) {
        let mut clashes = Vec::new();
        let item = Self {
            id: ours.id.clone(),
            kind: take!(base, ours, theirs, clashes, kind),
            from: take!(base, ours, theirs, clashes, from),
            to: take!(base, ours, theirs, clashes, to),
            origin: origin(base.map(|base| &base.origin), &ours.origin, &theirs.origin),
            created: three(base.map(|base| &base.created), &ours.created, &theirs.created).unwrap_or_else(|| ours.created.min(theirs.created)),
            modified: three(base.map(|base| &base.modified), &ours.modified, &theirs.modified).unwrap_or_else(|| ours.modified.max(theirs.modified)),
            conflict: map(base.map(|base| &base.conflict), &ours.conflict, &theirs.conflict, greater),
            ext: take_map!(base, ours, theirs, clashes, ext),
        };
        (item, clashes)
    }

    fn in_words(&self, field: &str, _: &Text) -> String {
        match field {
            "from" => self.from.to_string(),
            "to" => self.to.to_string(),
            "ext" => raw_words(&self.ext),
            _ => self.kind.clone(),
        }
    }
}

type Whereabouts = (Vec<Span>, Option<Box<Unanchored>>);

/// Where an annotation is. Cues are merged with the attributes as far as they count in one text.
fn place(base: Option<&Annotation>, ours: &Annotation, theirs: &Annotation, clashes: &mut Vec<&'static str>) -> Whereabouts {
    let apart = in_one_text(base, ours, theirs);
    let of = |item: &Annotation| {
        let mut was = item.unanchored.clone();
        if let (true, Some(was)) = (apart, &mut was) {
            was.cues.clear();
        }
        (item.spans.clone(), was)
    };
    let (our, their) = (of(ours), of(theirs));
    three(base.map(of).as_ref(), &our, &their).unwrap_or_else(|| {
        if !same_words(&our, &their) {
            clashes.push("spans");
        }
        our
    })
}

/// Whether two places are the same words in two versions of the text.
fn same_words(ours: &Whereabouts, theirs: &Whereabouts) -> bool {
    let words = |was: &Unanchored| was.spans.iter().chain(was.cues.values()).map(|anchor| anchor.text.clone()).collect::<Vec<_>>();
    match (&ours.1, &theirs.1) {
        (Some(ours), Some(theirs)) => ours.sha256 != theirs.sha256 && words(ours) == words(theirs),
        _ => false,
    }
}

/// Whether all that is there is unanchored and was made in one text.
fn in_one_text(base: Option<&Annotation>, ours: &Annotation, theirs: &Annotation) -> bool {
    let text = |item: &Annotation| item.unanchored.as_ref().map(|was| was.sha256.clone());
    let our = text(ours);
    our.is_some() && our == text(theirs) && base.is_none_or(|base| our == text(base))
}

/// An attribute, be its place in the text known or not.
#[derive(Clone, PartialEq)]
enum Attribute {
    Value(Value),
    Cue(Anchor),
}

type Attributes = (BTreeMap<String, Value>, Option<BTreeMap<String, Anchor>>);

/// The attributes, and apart from them the cues, where these can be merged one by one.
fn attributes(base: Option<&Annotation>, ours: &Annotation, theirs: &Annotation, clashes: &mut Vec<&'static str>) -> Attributes {
    struct Sides {
        attributes: BTreeMap<String, Attribute>,
    }
    let apart = in_one_text(base, ours, theirs);
    let of = |item: &Annotation| {
        let values = item.attributes.iter().map(|(key, value)| (key.clone(), Attribute::Value(value.clone())));
        let cues = item.unanchored.iter().filter(|_| apart).flat_map(|was| &was.cues).map(|(key, cue)| (key.clone(), Attribute::Cue(cue.clone())));
        Sides { attributes: values.chain(cues).collect() }
    };
    let (base, ours, theirs) = (base.map(of), of(ours), of(theirs));
    let base = base.as_ref();
    let (mut values, mut cues) = (BTreeMap::new(), BTreeMap::new());
    for (key, attribute) in take_map!(base, ours, theirs, clashes, attributes) {
        match attribute {
            Attribute::Value(value) => drop(values.insert(key, value)),
            Attribute::Cue(cue) => drop(cues.insert(key, cue)),
        }
    }
    (values, apart.then_some(cues))
}

fn raw_words(ext: &BTreeMap<String, String>) -> String {
    ext.iter().map(|(key, raw)| format!("{key}: {raw}")).collect::<Vec<_>>().join("; ")
}

/// How something came about, when both sides changed it: whichever way round, the same.
fn origin(base: Option<&Origin>, ours: &Origin, theirs: &Origin) -> Origin {
    let either = || if format!("{ours:?}") >= format!("{theirs:?}") { ours.clone() } else { theirs.clone() };
    three(base, ours, theirs).unwrap_or_else(either)
}
