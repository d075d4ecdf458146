//! Merging what two writers made of one set: by id, then field by field, against what both began with.
//!
//! ```text
//! base ──▶ ours     one side changed a field          → that side's
//!      └─▶ theirs   both changed it differently       → ours, and `conflict` says what theirs was
//!                   one deleted, the other left it be → deleted
//!                   one deleted, the other changed it → kept, and `conflict` says so
//! ```
//!
//! Without a common beginning the base is an empty set; then only tombstones tell a deletion from an addition.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::{Annotation, AnnotationSet, Change, Id, Origin, Relation, Tombstone, WorkState};
use crate::article::Text;

/// The field of [`Annotation::conflict`] that says when the other side deleted it.
pub const DELETED: &str = "deleted";

/// Two sets merged.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The result.
    pub set: AnnotationSet,
    /// What both sides changed differently: annotations and relations that are flagged in the result, by id.
    pub conflicts: Vec<Id>,
}

/// Merges two sets that began as `base`. `text` is what the spans of both count in.
#[must_use]
pub fn merge(base: &AnnotationSet, ours: &AnnotationSet, theirs: &AnnotationSet, text: &Text) -> Merge {
    let mut conflicts = Vec::new();
    let graves = [base, ours, theirs].map(Graves::of);
    let annotations = merged(base.all(), ours.all(), theirs.all(), &graves, text, &mut conflicts);
    let relations = merged(base.relations(), ours.relations(), theirs.relations(), &graves, text, &mut conflicts);
    let living: BTreeSet<&Id> = annotations.iter().map(|item| &item.id).chain(relations.iter().map(|item| &item.id)).collect();
    let mut deleted: BTreeMap<&Id, Timestamp> = BTreeMap::new();
    let [base_dead, ours_dead, theirs_dead] = &graves;
    for (id, at) in ours_dead.0.iter().chain(&theirs_dead.0).filter(|(id, _)| !living.contains(*id)) {
        // A tombstone that one side has dropped since is no longer wanted.
        let dropped = base_dead.0.contains_key(id) && !(ours_dead.0.contains_key(id) && theirs_dead.0.contains_key(id));
        if !dropped {
            let first = deleted.entry(id).or_insert(*at);
            *first = (*first).min(*at);
        }
    }
    let deleted = deleted.into_iter().map(|(id, at)| Tombstone { id: id.clone(), at }).collect();
    let state = field(&base.state(), &ours.state(), &theirs.state()).unwrap_or_else(|| less_done(ours.state(), theirs.state()));
    conflicts.sort();
    Merge { set: AnnotationSet::new(annotations, relations, deleted, state), conflicts }
}

/// The changes that make `to` of `from`. Tombstones follow from them.
#[must_use]
pub fn difference(from: &AnnotationSet, to: &AnnotationSet) -> Vec<Change> {
    let annotations = pairs(from.all(), to.all()).map(|(before, after)| Change::Annotation { before, after });
    let relations = pairs(from.relations(), to.relations()).map(|(before, after)| Change::Relation { before, after });
    let state = (from.state() != to.state()).then(|| Change::State { before: from.state(), after: to.state() });
    annotations.chain(relations).chain(state).collect()
}

/// What must be changed in `set` so that `change` is done there and what others did in the meantime stays; nothing when
/// that leaves nothing to do.
#[must_use]
pub fn rebased(set: &AnnotationSet, change: &Change) -> Option<Change> {
    match change {
        Change::Annotation { before, after } => {
            let id = &before.as_ref().or(after.as_ref())?.id;
            let (before, after) = rebased_item(set.get(id), before.as_ref(), after.as_ref())?;
            Some(Change::Annotation { before, after })
        }
        Change::Relation { before, after } => {
            let id = &before.as_ref().or(after.as_ref())?.id;
            let now = set.relations().iter().find(|relation| relation.id == *id);
            let (before, after) = rebased_item(now, before.as_ref(), after.as_ref())?;
            Some(Change::Relation { before, after })
        }
        Change::State { before, after } => (set.state() == *before && before != after).then(|| change.clone()),
    }
}

type Pair<T> = (Option<Arc<T>>, Option<Arc<T>>);

fn rebased_item<T: Item>(now: Option<&Arc<T>>, before: Option<&Arc<T>>, after: Option<&Arc<T>>) -> Option<Pair<T>> {
    if now == before {
        return (before != after).then(|| (before.cloned(), after.cloned()));
    }
    let (now, before, after) = (now?, before?, after?);
    // What others changed in the meantime is not ours to take back.
    let (item, _) = T::merge(Some(before), now, after);
    (item != **now).then(|| (Some(now.clone()), Some(Arc::new(item))))
}

/// Items that differ, by id.
fn pairs<'a, T: Item>(from: &'a [Arc<T>], to: &'a [Arc<T>]) -> impl Iterator<Item = Pair<T>> + 'a {
    let (old, new) = (by_id(from), by_id(to));
    let gone = from.iter().filter(move |item| !new.contains_key(item.id())).map(|item| (Some(item.clone()), None));
    let changed = to.iter().filter_map(move |item| match old.get(item.id()) {
        Some(before) if *before == item => None,
        before => Some((before.map(|before| (*before).clone()), Some(item.clone()))),
    });
    gone.chain(changed)
}

fn by_id<T: Item>(items: &[Arc<T>]) -> HashMap<&Id, &Arc<T>> {
    items.iter().map(|item| (item.id(), item)).collect()
}

/// Tombstones by id.
struct Graves(BTreeMap<Id, Timestamp>);

impl Graves {
    fn of(set: &AnnotationSet) -> Self {
        Self(set.deleted().iter().map(|tombstone| (tombstone.id.clone(), tombstone.at)).collect())
    }
}

fn merged<T: Item>(base: &[Arc<T>], ours: &[Arc<T>], theirs: &[Arc<T>], graves: &[Graves; 3], text: &Text, conflicts: &mut Vec<Id>) -> Vec<T> {
    let (old, left, right) = (by_id(base), by_id(ours), by_id(theirs));
    let [base_dead, ours_dead, theirs_dead] = graves;
    let ids: BTreeSet<&Id> = left.keys().chain(right.keys()).copied().collect();
    let mut all = Vec::with_capacity(ids.len());
    for id in ids {
        let before = old.get(id).copied();
        let kept = match (left.get(id).copied(), right.get(id).copied()) {
            (Some(our), Some(their)) if our == their => Some(T::clone(our)),
            (Some(our), Some(their)) => {
                let (mut item, fields) = T::merge(before.map(Arc::as_ref), our, their);
                for field in fields {
                    item.conflict().insert(field.to_owned(), their.in_words(field, text));
                }
                Some(item)
            }
            (Some(item), None) => one_sided(item, before, base_dead.0.get(id), theirs_dead.0.get(id)),
            (None, Some(item)) => one_sided(item, before, base_dead.0.get(id), ours_dead.0.get(id)),
            (None, None) => None,
        };
        if let Some(mut item) = kept {
            let known = before.is_some_and(|before| T::clone(before).conflict() == item.conflict());
            if !item.conflict().is_empty() && !known {
                conflicts.push(id.clone());
            }
            all.push(item);
        }
    }
    all
}

/// An item that the other side has not: new, or deleted there at `grave`.
fn one_sided<T: Item>(item: &Arc<T>, before: Option<&Arc<T>>, old_grave: Option<&Timestamp>, grave: Option<&Timestamp>) -> Option<T> {
    let mut kept = T::clone(item);
    let gone_since = before.is_some() || (grave.is_some() && old_grave.is_none());
    if !gone_since {
        return Some(kept);
    }
    let untouched = match before {
        Some(before) => item.same_but_for_time(before),
        None => grave.is_some_and(|at| *at >= item.modified()),
    };
    if untouched {
        return None;
    }
    kept.conflict().insert(DELETED.into(), grave.map_or_else(|| "yes".into(), ToString::to_string));
    Some(kept)
}

/// The value of a field: that of the side that changed it; nothing when both did, differently.
fn field<T: PartialEq + Clone>(base: &T, ours: &T, theirs: &T) -> Option<T> {
    three(Some(base), ours, theirs)
}

fn three<T: PartialEq + Clone>(base: Option<&T>, ours: &T, theirs: &T) -> Option<T> {
    if ours == theirs || base == Some(theirs) {
        Some(ours.clone())
    } else if base == Some(ours) {
        Some(theirs.clone())
    } else {
        None
    }
}

/// A map merged key by key; `clash` is told of keys on which both sides differ, and ours stays.
fn map<V: PartialEq + Clone>(
    base: Option<&BTreeMap<String, V>>,
    ours: &BTreeMap<String, V>,
    theirs: &BTreeMap<String, V>,
    mut clash: impl FnMut(),
) -> BTreeMap<String, V> {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let mut all = BTreeMap::new();
    for key in keys {
        let (our, their) = (ours.get(key), theirs.get(key));
        let value = match base {
            // Without a beginning, what only one side has was added.
            None if our.is_none() || their.is_none() => our.or(their).cloned(),
            _ => three(Some(&base.and_then(|base| base.get(key))), &our, &their).map_or_else(
                || {
                    clash();
                    our.or(their).cloned()
                },
                Option::<&V>::cloned,
            ),
        };
        all.extend(value.map(|value| (key.clone(), value)));
    }
    all
}

fn less_done(ours: WorkState, theirs: WorkState) -> WorkState {
    if ours == theirs { ours } else { WorkState::InProgress }
}

/// Something with an id that is merged by fields.
trait Item: Clone + PartialEq {
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

impl Item for Annotation {
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

    fn merge(base: Option<&Self>, ours: &Self, theirs: &Self) -> (Self, Vec<&'static str>) {
        let mut clashes = Vec::new();
        let place = |of: &Self| (of.spans.clone(), of.unanchored.clone());
        let (spans, unanchored) = three(base.map(place).as_ref(), &place(ours), &place(theirs)).unwrap_or_else(|| {
            clashes.push("spans");
            place(ours)
        });
        let label = take!(base, ours, theirs, clashes, label);
        let attributes = map(base.map(|base| &base.attributes), &ours.attributes, &theirs.attributes, || clashes.push("attributes"));
        let note = take!(base, ours, theirs, clashes, note);
        let doubtful = take!(base, ours, theirs, clashes, doubtful);
        clashes.dedup();
        let item = Self {
            id: ours.id.clone(),
            label,
            spans,
            unanchored,
            attributes,
            note,
            doubtful,
            origin: origin(base.map(|base| &base.origin), &ours.origin, &theirs.origin),
            created: ours.created.min(theirs.created),
            modified: ours.modified.max(theirs.modified),
            conflict: map(base.map(|base| &base.conflict), &ours.conflict, &theirs.conflict, || ()),
            ext: map(base.map(|base| &base.ext), &ours.ext, &theirs.ext, || ()),
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
            _ => self.attributes.iter().map(|(key, value)| format!("{key}: {}", value.in_words(text))).collect::<Vec<_>>().join("; "),
        }
    }
}

impl Item for Relation {
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

    fn merge(base: Option<&Self>, ours: &Self, theirs: &Self) -> (Self, Vec<&'static str>) {
        let mut clashes = Vec::new();
        let item = Self {
            id: ours.id.clone(),
            kind: take!(base, ours, theirs, clashes, kind),
            from: take!(base, ours, theirs, clashes, from),
            to: take!(base, ours, theirs, clashes, to),
            origin: origin(base.map(|base| &base.origin), &ours.origin, &theirs.origin),
            created: ours.created.min(theirs.created),
            modified: ours.modified.max(theirs.modified),
            conflict: map(base.map(|base| &base.conflict), &ours.conflict, &theirs.conflict, || ()),
            ext: map(base.map(|base| &base.ext), &ours.ext, &theirs.ext, || ()),
        };
        (item, clashes)
    }

    fn in_words(&self, field: &str, _: &Text) -> String {
        match field {
            "from" => self.from.to_string(),
            "to" => self.to.to_string(),
            _ => self.kind.clone(),
        }
    }
}

/// How something came about, when both sides changed it: whichever way round, the same.
fn origin(base: Option<&Origin>, ours: &Origin, theirs: &Origin) -> Origin {
    let either = || if ours.describe() >= theirs.describe() { ours.clone() } else { theirs.clone() };
    three(base, ours, theirs).unwrap_or_else(either)
}
