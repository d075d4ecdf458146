//! Merging what two writers made of one set: by id, then field by field, against what both began with.
//!
//! ```text
//! base ──▶ ours     one side changed a field          → that side's
//!      └─▶ theirs   both changed it differently       → ours, and `conflict` says what theirs was
//!                   one deleted, the other left it be → deleted
//!                   one deleted, the other changed it → kept, and `conflict` says so
//! ```
//!
//! Without a common beginning the base is an empty set; then only tombstones tell a deletion from an addition: what was
//! last changed before the other side deleted it is deleted. The same words in two versions of the text are one place.

mod beside;
mod fields;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

use super::{AnnotationSet, Change, Id, Tombstone, WorkState};
use crate::article::Text;
pub use beside::{CONFLICT, in_conflict};
use fields::{Item, three};

/// The field of `conflict` of an annotation that says when the other side deleted it.
pub const DELETED: &str = "deleted";

/// Two sets merged.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The result.
    pub set: AnnotationSet,
    /// What both sides changed differently, by id: annotations and relations that this merge has flagged.
    pub conflicts: Vec<Id>,
    /// The keys of what is kept beside and what both sides changed differently.
    pub beside: Vec<String>,
}

/// Merges two sets that began as `base`. `text` is what the spans of both count in.
#[must_use]
pub fn merge(base: &AnnotationSet, ours: &AnnotationSet, theirs: &AnnotationSet, text: &Text) -> Merge {
    let mut conflicts = Vec::new();
    let graves = [base, ours, theirs].map(Graves::of);
    let annotations = merged(base.all(), ours.all(), theirs.all(), &graves, text, &mut conflicts);
    let relations = merged(base.relations(), ours.relations(), theirs.relations(), &graves, text, &mut conflicts);
    let living: BTreeSet<&Id> = annotations.iter().map(|item| &item.id).chain(relations.iter().map(|item| &item.id)).collect();
    let [base_dead, ours_dead, theirs_dead] = &graves;
    let dead: BTreeSet<&Id> = ours_dead.0.keys().chain(theirs_dead.0.keys()).filter(|id| !living.contains(*id)).collect();
    let when = |id: &Id| match (base_dead.0.get(id), ours_dead.0.get(id), theirs_dead.0.get(id)) {
        (old, Some(our), Some(their)) => Some(three(old, our, their).unwrap_or_else(|| *our.max(their))),
        // A tombstone that one side has dropped since is no longer wanted.
        (old, Some(at), None) | (old, None, Some(at)) => (old != Some(at)).then_some(*at),
        (_, None, None) => None,
    };
    let deleted = dead.into_iter().filter_map(|id| Some(Tombstone { id: id.clone(), at: when(id)? })).collect();
    let state = three(Some(&base.state()), &ours.state(), &theirs.state()).unwrap_or_else(|| less_done(ours.state(), theirs.state()));
    conflicts.sort();
    let (ext, beside) = beside::merged([base, ours, theirs].map(AnnotationSet::ext));
    let set = AnnotationSet::new(annotations, relations, deleted, state).with_ext(ext);
    Merge { set, conflicts, beside }
}

/// The changes that make `to` of `from`. Tombstones follow from them.
#[must_use]
pub fn difference(from: &AnnotationSet, to: &AnnotationSet) -> Vec<Change> {
    let annotations = pairs(from.all(), to.all()).map(|(before, after)| Change::Annotation { before, after });
    let relations = pairs(from.relations(), to.relations()).map(|(before, after)| Change::Relation { before, after });
    let state = (from.state() != to.state()).then(|| Change::State { before: from.state(), after: to.state() });
    let keys: BTreeSet<&String> = from.ext().keys().chain(to.ext().keys()).collect();
    let ext = keys.into_iter().filter(|key| from.ext().get(*key) != to.ext().get(*key));
    let ext = ext.map(|key| Change::Ext { key: key.clone(), before: from.ext().get(key).cloned(), after: to.ext().get(key).cloned() });
    annotations.chain(relations).chain(state).chain(ext).collect()
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
        Change::Ext { key, before, after } => (set.ext().get(key) == before.as_ref() && before != after).then(|| change.clone()),
    }
}

type Pair<T> = (Option<Arc<T>>, Option<Arc<T>>);

fn rebased_item<T: Item>(now: Option<&Arc<T>>, before: Option<&Arc<T>>, after: Option<&Arc<T>>) -> Option<Pair<T>> {
    let same = match (now, before) {
        (Some(now), Some(before)) => now.same_but_for_time(before),
        (now, before) => now.is_none() && before.is_none(),
    };
    if same {
        return (before != after).then(|| (now.cloned(), after.cloned()));
    }
    let (now, before, after) = (now?, before?, after?);
    // What others changed in the meantime is not ours to take back.
    let (item, _) = T::merge(Some(before), now, after);
    (!item.same_but_for_time(now)).then(|| (Some(now.clone()), Some(Arc::new(item))))
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
        let (kept, clash) = match (left.get(id).copied(), right.get(id).copied()) {
            (Some(our), Some(their)) => two_sided(our, their, before, text),
            (Some(item), None) => one_sided(item, before, base_dead.0.get(id), theirs_dead.0.get(id)),
            (None, Some(item)) => one_sided(item, before, base_dead.0.get(id), ours_dead.0.get(id)),
            (None, None) => (None, false),
        };
        if clash {
            conflicts.push(id.clone());
        }
        all.extend(kept);
    }
    all
}

/// An item and whether both sides changed it differently.
type Judged<T> = (Option<T>, bool);

/// An item that both sides have.
fn two_sided<T: Item>(our: &Arc<T>, their: &Arc<T>, before: Option<&Arc<T>>, text: &Text) -> Judged<T> {
    if our == their {
        return (Some(T::clone(our)), false);
    }
    let (mut item, fields) = T::merge(before.map(Arc::as_ref), our, their);
    for field in &fields {
        item.conflict().insert((*field).to_owned(), their.in_words(field, text));
    }
    (Some(item), !fields.is_empty())
}

/// An item that the other side has not: new, or deleted there at `grave`.
fn one_sided<T: Item>(item: &Arc<T>, before: Option<&Arc<T>>, old_grave: Option<&Timestamp>, grave: Option<&Timestamp>) -> Judged<T> {
    let mut kept = T::clone(item);
    let gone_since = before.is_some() || (grave.is_some() && old_grave.is_none());
    if !gone_since {
        return (Some(kept), false);
    }
    let untouched = match before {
        Some(before) => item.same_but_for_time(before),
        None => grave.is_some_and(|at| *at >= item.modified()),
    };
    if untouched {
        return (None, false);
    }
    kept.conflict().insert(DELETED.into(), grave.map_or_else(|| "yes".into(), ToString::to_string));
    (Some(kept), true)
}

/// The state of an article that both sides went on with differently: nobody is told that it is further than it is.
fn less_done(ours: WorkState, theirs: WorkState) -> WorkState {
    let rank = |state: WorkState| match state {
        WorkState::New => 0,
        WorkState::InProgress => 1,
        WorkState::Done => 2,
    };
    if rank(ours) <= rank(theirs) { ours } else { theirs }
}

#[cfg(test)]
mod tests;
