//! Random edit scripts for tests: sets that two writers made of one, from a seed.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::{Annotation, AnnotationSet, Change, Id, Origin, Relation, Value, WorkState};
use crate::article::{Span, Text};

/// Numbers that follow from a seed.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.roll(from.len())) }
    }
}

/// The text that the spans of scripts count in.
pub(crate) fn text() -> Text {
    Text::new("The minister of Iran said “no” on Monday, and Zoë wrote it down. ".repeat(4))
}

/// What one writer makes of a set.
pub(crate) struct Writer<'a> {
    name: &'a str,
    dice: &'a mut Dice,
    /// Whether spans of what is there already may change.
    moves: bool,
    made: usize,
    /// Annotations as they were when they were deleted.
    graveyard: Vec<Arc<Annotation>>,
    pub(crate) set: AnnotationSet,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(name: &'a str, set: AnnotationSet, graveyard: Vec<Arc<Annotation>>, moves: bool, dice: &'a mut Dice) -> Self {
        Self { name, dice, moves, made: 0, graveyard, set }
    }

    /// Does up to `most` edits.
    pub(crate) fn edit(&mut self, most: usize) {
        for _ in 0..self.dice.roll(most + 1) {
            let now = Timestamp::from_second(1_700_000_000 + self.dice.roll(1_000_000) as i64).unwrap();
            if let Some(change) = self.change(now) {
                if let Change::Annotation { before: Some(before), after: None } = &change {
                    self.graveyard.push(before.clone());
                }
                self.set.apply(&change, now);
            }
        }
    }

    fn span(&mut self) -> Span {
        let text = text();
        let start = self.dice.roll(150);
        text.span_of_chars(start, start + 1 + self.dice.roll(20)).unwrap()
    }

    fn id(&mut self) -> Id {
        self.made += 1;
        // New ids stand anywhere among the others.
        Id::from(format!("{:02x}-{}{}", self.dice.roll(256), self.name, self.made).as_str())
    }

    fn add(&mut self, now: Timestamp) -> Change {
        let (id, span) = (self.id(), self.span());
        let label = *self.dice.pick(&["actor", "threat", "claim", "quote"]).unwrap();
        let mut origins = vec![Origin::Human, Origin::Repeated, Origin::Suggested { by: "names".into() }];
        Change::add(Annotation::new(id, label.into(), vec![span], origins.swap_remove(self.dice.roll(3)), now))
    }

    fn change(&mut self, now: Timestamp) -> Option<Change> {
        let kind = self.dice.roll(14);
        match kind {
            0..=2 => return Some(self.add(now)),
            3 => {
                let states = [WorkState::New, WorkState::InProgress, WorkState::Done];
                return Some(Change::State { before: self.set.state(), after: *self.dice.pick(&states)? });
            }
            4 => {
                let dead: Vec<_> = self.graveyard.iter().filter(|old| self.set.get(&old.id).is_none()).cloned().collect();
                return self.dice.pick(&dead).map(|old| Change::add(Annotation::clone(old)));
            }
            5 => return self.relation(now),
            _ => {}
        }
        let before = self.dice.pick(self.set.all()).cloned()?;
        let mut after = Annotation { modified: now, ..Annotation::clone(&before) };
        let word = (*self.dice.pick(&["one", "two", "three"])?).to_owned();
        match kind {
            6 | 7 => return Some(Change::remove(&before)),
            8 => after.label = (*self.dice.pick(&["actor", "threat", "claim", "quote"])?).into(),
            9 => after.note = word,
            10 => {
                let key = (*self.dice.pick(&["kind", "cue"])?).to_owned();
                if self.dice.roll(3) == 0 {
                    after.attributes.remove(&key);
                } else {
                    let values = [Value::Text(word), Value::Number(self.dice.roll(2) as i64), Value::List(vec![Value::Flag(true)])];
                    after.attributes.insert(key, self.dice.pick(&values)?.clone());
                }
            }
            11 => after.doubtful = !after.doubtful,
            12 if self.moves => {
                after.spans = vec![self.span()];
                after.origin = before.origin.edited();
            }
            _ => drop(after.ext.insert("brat".into(), format!("T{}", self.dice.roll(3)))),
        }
        Some(Change::replace(&before, after))
    }

    fn relation(&mut self, now: Timestamp) -> Option<Change> {
        let from = self.dice.pick(self.set.all())?.id.clone();
        let to = self.dice.pick(self.set.all())?.id.clone();
        let kind = (*self.dice.pick(&["said_by", "issued_by"])?).to_owned();
        if let (Some(old), true) = (self.dice.pick(self.set.relations()).cloned(), self.dice.roll(2) == 0) {
            let after = (self.dice.roll(2) == 0).then(|| Arc::new(Relation { kind, to, modified: now, ..Relation::clone(&old) }));
            return Some(Change::Relation { before: Some(old), after });
        }
        let (origin, conflict, ext) = (Origin::Human, BTreeMap::new(), BTreeMap::new());
        let relation = Relation { id: self.id(), kind, from, to, origin, created: now, modified: now, conflict, ext };
        Some(Change::Relation { before: None, after: Some(Arc::new(relation)) })
    }
}

/// What somebody keeps beside the annotations, or no longer: up to `most` edits.
fn keep_beside(set: &mut AnnotationSet, name: &str, most: usize, dice: &mut Dice) {
    for _ in 0..dice.roll(most + 1) {
        let key = (*dice.pick(&["decided:1", "decided:2", "tool"]).unwrap()).to_owned();
        let entry = format!("{{\"at\": \"2026-11-25T08:00:{:02}Z\", \"by\": \"{name}\"}}", dice.roll(60));
        let after = (dice.roll(4) > 0).then_some(entry);
        let before = set.ext().get(&key).cloned();
        set.apply(&Change::Ext { key, before, after }, Timestamp::UNIX_EPOCH);
    }
}

/// A set and what two writers made of it.
#[derive(Debug)]
pub(crate) struct Triple {
    pub(crate) base: AnnotationSet,
    pub(crate) ours: AnnotationSet,
    pub(crate) theirs: AnnotationSet,
}

/// The triple of a seed: up to `most` edits on each side. `moves` says whether spans change, too.
pub(crate) fn triple(seed: u64, most: usize, moves: bool) -> Triple {
    let mut dice = Dice::new(seed);
    let mut first = Writer::new("b", AnnotationSet::default(), Vec::new(), moves, &mut dice);
    first.edit(14);
    let (mut base, graveyard) = (first.set, first.graveyard);
    let mut beside = Dice::new(!seed);
    keep_beside(&mut base, "b", 3, &mut beside);
    let mut side = |name| {
        let mut writer = Writer::new(name, base.clone(), graveyard.clone(), moves, &mut dice);
        writer.edit(most);
        keep_beside(&mut writer.set, name, 2, &mut beside);
        writer.set
    };
    let (ours, theirs) = (side("o"), side("t"));
    Triple { base, ours, theirs }
}
