//! Steps that can be undone and redone. A compound action is one step.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Annotation, AnnotationSet, Change, Relation, rebased};
use crate::article::Span;

/// Steps that are kept at most.
const LONGEST: usize = 10_000;

/// How long a step is kept.
const OLDEST: SignedDuration = SignedDuration::from_hours(90 * 24);

/// One action of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it was, in words for the status line: `actor on Iran`.
    pub title: String,
    /// What it changed, in order.
    pub changes: Vec<Change>,
    /// What was selected before it; undo goes back there.
    pub place: Span,
    /// When it was done.
    pub at: Timestamp,
}

/// What happened to a history: enough to replay it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// A new step; whatever had been undone is gone.
    Do(Step),
    /// The last step was undone, which changed this.
    Undo(Vec<Change>),
    /// The step undone last was done again, which changed this.
    Redo(Vec<Change>),
    /// Others have changed this in the meantime; nobody undoes it here.
    Merged(Vec<Change>),
}

impl Move {
    /// What it changed in the set.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Do(step) => &step.changes,
            Self::Undo(changes) | Self::Redo(changes) | Self::Merged(changes) => changes,
        }
    }
}

/// A step that was undone or done again.
#[derive(Debug)]
pub struct Replayed<'a> {
    /// The step.
    pub step: &'a Step,
    /// What was changed: less than the step did, or nothing, when others have changed the same in the meantime.
    pub changed: Vec<Change>,
}

/// Does what is left to do of a change; returns that.
fn apply(set: &mut AnnotationSet, change: &Change, now: Timestamp) -> Option<Change> {
    let change = restored(rebased(set, change)?, now);
    set.apply(&change, now);
    Some(change)
}

/// What is brought back is of now: a merge that knows no common beginning would take the tombstone for the later word.
fn restored(change: Change, now: Timestamp) -> Change {
    match change {
        Change::Annotation { before: None, after: Some(item) } => {
            let modified = item.modified.max(now);
            Change::add(Annotation { modified, ..Annotation::clone(&item) })
        }
        Change::Relation { before: None, after: Some(item) } => {
            let modified = item.modified.max(now);
            Change::Relation { before: None, after: Some(Arc::new(Relation { modified, ..Relation::clone(&item) })) }
        }
        other => other,
    }
}

/// The steps done and undone on one article.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Does a step on `set` and remembers it.
    pub fn perform(&mut self, set: &mut AnnotationSet, step: Step) {
        set.apply_all(&step.changes, step.at);
        self.replay(Move::Do(step));
    }

    /// Takes back the last step, as far as nobody else has changed what it did; returns it, or nothing when there is none.
    pub fn undo(&mut self, set: &mut AnnotationSet, now: Timestamp) -> Option<Replayed<'_>> {
        let step = self.done.last()?;
        let changed = step.changes.iter().rev().filter_map(|change| apply(set, &change.inverted(), now)).collect();
        self.undone.extend(self.done.pop());
        Some(Replayed { step: self.undone.last()?, changed })
    }

    /// Does the step undone last again, as far as it can be; returns it, or nothing when there is none.
    pub fn redo(&mut self, set: &mut AnnotationSet, now: Timestamp) -> Option<Replayed<'_>> {
        let step = self.undone.last()?;
        let changed = step.changes.iter().filter_map(|change| apply(set, change, now)).collect();
        self.done.extend(self.undone.pop());
        Some(Replayed { step: self.done.last()?, changed })
    }

    /// Follows a move without touching a set: how a stored history is read back.
    pub fn replay(&mut self, step: Move) {
        match step {
            Move::Do(step) => {
                self.undone.clear();
                self.done.push(step);
                self.trim();
            }
            Move::Undo(_) => self.undone.extend(self.done.pop()),
            Move::Redo(_) => self.done.extend(self.undone.pop()),
            Move::Merged(_) => {}
        }
    }

    /// Takes in the history of another window: steps by the time at which they were done.
    pub fn join(&mut self, other: Self) {
        if self.done.is_empty() && self.undone.is_empty() {
            *self = other;
            return;
        }
        self.undone.clear();
        self.done.extend(other.done);
        self.done.sort_by_key(|step| step.at);
        self.trim();
    }

    /// Brings the annotations of all steps to another text. A step whose annotations cannot be followed ends the history:
    /// it and everything before it is forgotten.
    pub fn follow(&mut self, mut follow: impl FnMut(&Change) -> Option<Change>) {
        self.undone.clear();
        let mut kept: Vec<Step> = Vec::new();
        for step in self.done.drain(..).rev() {
            let Some(changes) = step.changes.iter().map(&mut follow).collect() else { break };
            kept.push(Step { changes, ..step });
        }
        kept.reverse();
        self.done = kept;
    }

    fn trim(&mut self) {
        let over = self.done.len().saturating_sub(LONGEST);
        self.done.drain(..over);
    }

    /// Forgets steps older than 90 days; returns whether there were any.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let before = self.done.len();
        self.done.retain(|step| now.duration_since(step.at) <= OLDEST);
        self.done.len() < before
    }

    /// The steps done, oldest first.
    #[must_use]
    pub fn done(&self) -> &[Step] {
        &self.done
    }

    /// The steps undone, the one to redo first at the end.
    #[must_use]
    pub fn undone(&self) -> &[Step] {
        &self.undone
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Id, Origin, WorkState};
    use super::*;
    use proptest::prelude::*;

    #[derive(Clone, Debug)]
    enum Act {
        Add(u32, u32),
        Remove(usize),
        Relabel(usize),
        Finish,
        Undo,
        Redo,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            3 => (0u32..100, 1u32..20).prop_map(|(at, len)| Act::Add(at, at + len)),
            1 => any::<usize>().prop_map(Act::Remove),
            1 => any::<usize>().prop_map(Act::Relabel),
            1 => Just(Act::Finish),
            3 => Just(Act::Undo),
            2 => Just(Act::Redo),
        ]
    }

    fn changes(set: &AnnotationSet, act: &Act, n: usize) -> Vec<Change> {
        let pick = |at: usize| set.annotations().get(at.checked_rem(set.annotations().len()).unwrap_or(0)).cloned();
        match act {
            Act::Add(start, end) => {
                let span = Span { start: *start, end: *end };
                vec![Change::add(Annotation::new(Id::from(format!("{n:03}").as_str()), "actor".into(), vec![span], Origin::Human, Timestamp::UNIX_EPOCH))]
            }
            Act::Remove(at) => pick(*at).iter().map(Change::remove).collect(),
            Act::Relabel(at) => {
                pick(*at).iter().map(|before| Change::replace(before, Annotation { label: "claim".into(), ..Annotation::clone(before) })).collect()
            }
            _ => vec![Change::State { before: set.state(), after: WorkState::Done }],
        }
    }

    #[test]
    fn a_deletion_that_is_undone_outlives_a_merge_that_knows_no_beginning() {
        let text = crate::article::Text::new("some words");
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        let span = Span { start: 0, end: 4 };
        let step = |changes, second| Step { title: String::new(), changes, place: span, at: at(second) };
        let (mut set, mut history) = (AnnotationSet::default(), History::default());
        history.perform(&mut set, step(vec![Change::add(Annotation::new("a".into(), "actor".into(), vec![span], Origin::Human, at(1)))], 1));
        let item = set.all().first().cloned().unwrap();
        history.perform(&mut set, step(vec![Change::remove(&item)], 2));
        let copy = set.clone();
        history.undo(&mut set, at(3)).unwrap();
        for (ours, theirs) in [(&set, &copy), (&copy, &set)] {
            assert_eq!(super::super::merge(&AnnotationSet::default(), ours, theirs, &text).set.all().len(), 1);
        }
        // And the step before can still be undone, and all be done again.
        assert_eq!(history.undo(&mut set, at(4)).map(|replayed| replayed.changed.len()), Some(1));
        assert!(set.all().is_empty());
        history.redo(&mut set, at(5)).unwrap();
        history.redo(&mut set, at(6)).unwrap();
        assert!(set.all().is_empty() && set.deleted().len() == 1);
    }

    type Snapshot = (Vec<Arc<Annotation>>, WorkState);

    proptest! {
        #[test]
        fn undo_and_redo_walk_through_the_snapshots(acts in prop::collection::vec(act(), 0..60)) {
            let (mut set, mut history) = (AnnotationSet::default(), History::default());
            let shot = |set: &AnnotationSet| -> Snapshot { (set.annotations().to_vec(), set.state()) };
            let mut snapshots = vec![shot(&set)];
            let mut at = 0;
            for (n, act) in acts.iter().enumerate() {
                match act {
                    Act::Undo => at -= usize::from(history.undo(&mut set, Timestamp::UNIX_EPOCH).is_some()),
                    Act::Redo => at += usize::from(history.redo(&mut set, Timestamp::UNIX_EPOCH).is_some()),
                    act => {
                        let changes = changes(&set, act, n);
                        history.perform(&mut set, Step { title: String::new(), changes, place: Span { start: 0, end: 0 }, at: Timestamp::UNIX_EPOCH });
                        snapshots.truncate(at + 1);
                        snapshots.push(shot(&set));
                        at += 1;
                    }
                }
                prop_assert_eq!(&shot(&set), &snapshots[at]);
            }
        }
    }
}
