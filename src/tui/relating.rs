//! Relating an annotation: which relation, and to what.

use tui_input::Input as Field;

use super::desk::Desk;
use crate::annotation::{Annotation, Codebook, Id, LabelId, RelationKind};
use crate::article::Span;
use crate::suggest::{Partner, partners};

/// Targets that have a key at most: nine digits, then letters.
const KEYED: usize = 9 + 24;

/// Choosing the other end of a relation.
#[derive(Clone, Debug)]
pub(super) struct Relating {
    /// The annotation that it begins or ends at.
    pub id: Id,
    /// The relations that it may have.
    pub ways: Vec<Way>,
    /// The one of them that is meant.
    pub way: usize,
    /// What it may be related to that way, the likeliest first.
    pub targets: Vec<Target>,
    /// The one under the cursor, as a place in the order of the text.
    pub chosen: Option<usize>,
    /// What their text must hold, while that is being typed.
    pub find: Option<Field>,
}

/// A relation, read from the annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Its kind.
    pub kind: String,
    /// Whether it leads from the annotation to others.
    pub outward: bool,
    /// Its name in that direction.
    pub name: String,
}

/// What an annotation may be related to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The other end.
    pub partner: Partner,
    /// Where it is.
    pub span: Span,
    /// The relation that there is already.
    pub related: Option<Id>,
}

/// The relations that an annotation with a label may have: those that begin at it, then those that lead to it.
#[must_use]
pub(super) fn ways(codebook: &Codebook, label: &LabelId) -> Vec<Way> {
    let way = |kind: &RelationKind, outward: bool| Way { kind: kind.id.clone(), outward, name: if outward { kind.name.clone() } else { kind.inverse.clone() } };
    let out = codebook.relations.iter().filter(|kind| kind.may_begin_at(label)).map(|kind| way(kind, true));
    let into =
        codebook.relations.iter().filter(|kind| (kind.to.is_empty() || kind.to.contains(label)) && !kind.may_begin_at(label)).map(|kind| way(kind, false));
    out.chain(into).collect()
}

impl Relating {
    /// Begins with the first relation that an annotation may have; nothing when it may have none.
    #[must_use]
    pub(super) fn new(codebook: &Codebook, desk: &Desk, annotation: &Annotation) -> Option<Self> {
        let ways = ways(codebook, &annotation.label);
        let mut relating = Self { id: annotation.id.clone(), ways, way: 0, targets: Vec::new(), chosen: None, find: None };
        relating.ways.first()?;
        relating.look(codebook, desk);
        Some(relating)
    }

    /// Leaves only targets that hold what was typed.
    pub(super) fn narrow(&mut self, codebook: &Codebook, desk: &Desk) {
        self.look(codebook, desk);
        let Some(typed) = self.find.as_ref().map(|field| field.value().trim().to_lowercase()) else { return };
        self.targets.retain(|target| desk.text().slice(target.span).to_lowercase().replace('\u{a0}', " ").contains(&typed));
    }

    /// Goes on to the next relation.
    pub(super) fn turn(&mut self, codebook: &Codebook, desk: &Desk) {
        self.way = (self.way + 1) % self.ways.len().max(1);
        self.narrow(codebook, desk);
    }

    /// Looks for what the annotation may be related to in the way that is meant.
    fn look(&mut self, codebook: &Codebook, desk: &Desk) {
        self.chosen = None;
        self.targets.clear();
        let Some((set, annotation)) = desk.set().and_then(|set| Some((set, set.get(&self.id)?.clone()))) else { return };
        let Some((way, kind)) = self.ways.get(self.way).and_then(|way| Some((way, codebook.relation(&way.kind)?))) else { return };
        let relations = set.relations_of(&self.id);
        for partner in partners((desk.article(), codebook), set, &annotation, kind, way.outward) {
            let (span, related) = match &partner {
                Partner::Words(span) => (*span, None),
                Partner::Annotation(id) => {
                    let ends = if way.outward { (&self.id, id) } else { (id, &self.id) };
                    let there = relations.iter().find(|relation| relation.kind == way.kind && (&relation.from, &relation.to) == ends);
                    let Some(first) = set.get(id).and_then(|other| other.spans.first().copied()) else { continue };
                    (first, there.map(|relation| relation.id.clone()))
                }
            };
            self.targets.push(Target { partner, span, related });
        }
    }

    /// The way that is meant.
    #[must_use]
    pub(super) fn meant(&self) -> Option<&Way> {
        self.ways.get(self.way)
    }

    /// The key of a target.
    #[must_use]
    pub(super) fn key_of(n: usize) -> Option<char> {
        // `r` turns to the next relation.
        let letters = ('a'..='z').filter(|c| !matches!(c, 'r' | 'q'));
        ('1'..='9').chain(letters).nth(n).filter(|_| n < KEYED)
    }

    /// The target of a key.
    #[must_use]
    pub(super) fn by_key(&self, key: char) -> Option<&Target> {
        let n = (0..KEYED).find(|n| Self::key_of(*n) == Some(key))?;
        self.targets.get(n)
    }

    /// The targets in the order of the text.
    #[must_use]
    pub(super) fn in_order(&self) -> Vec<&Target> {
        let mut targets: Vec<&Target> = self.targets.iter().collect();
        targets.sort_by_key(|target| (target.span.start, target.span.end));
        targets
    }
}
