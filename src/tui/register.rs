//! A register of the story beside the page: the ledger of its actors, or the desk check. Each line leads to a place.

use std::collections::BTreeSet;

use super::desk::Desk;
use crate::annotation::{Codebook, Id, LabelId};
use crate::article::Span;
use crate::library::waivers;
use crate::report::{Actor, Ledger, Part, desk_check};

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Listed {
    /// Actors with what they said, claimed, threatened.
    Ledger,
    /// What an editor should look at.
    Desk,
}

/// A register that is open.
#[derive(Clone, Debug)]
pub(super) struct Register {
    /// What is listed.
    pub listed: Listed,
    /// Its lines.
    pub lines: Vec<RegisterLine>,
    /// The line under the cursor.
    pub at: usize,
}

/// A line of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RegisterLine {
    /// How it reads.
    pub text: String,
    /// Whether it stands under the one before: what an actor said.
    pub inner: bool,
    /// Where it leads.
    pub span: Option<Span>,
    /// The annotation that it is about.
    pub annotation: Option<Id>,
    /// Whom it is about, if that is an actor of the ledger.
    pub actor: Option<String>,
    /// The finding that it is, and the reason if it was waved through.
    pub finding: Option<(String, Option<String>)>,
}

impl Register {
    /// Lists what there is now, the cursor on line `at`.
    #[must_use]
    pub(super) fn new(listed: Listed, codebook: &Codebook, desk: &Desk, at: usize) -> Self {
        let lines = match listed {
            Listed::Ledger => ledger(codebook, desk),
            Listed::Desk => findings(codebook, desk),
        };
        let at = at.min(lines.len().saturating_sub(1));
        Self { listed, lines, at }
    }

    /// Whether the line under the cursor is a finding that was waved through.
    #[must_use]
    pub(super) fn on_waived(&self) -> bool {
        self.lines.get(self.at).is_some_and(|line| matches!(line.finding, Some((_, Some(_)))))
    }

    /// Its heading.
    #[must_use]
    pub(super) fn title(&self) -> String {
        match self.listed {
            Listed::Ledger => "Who said what".into(),
            Listed::Desk => {
                let open = self.lines.iter().filter(|line| matches!(&line.finding, Some((_, None)))).count();
                format!("Desk check: {open} to look at")
            }
        }
    }
}

fn ledger(codebook: &Codebook, desk: &Desk) -> Vec<RegisterLine> {
    let Some(set) = desk.set() else { return Vec::new() };
    let ledger = Ledger::new(desk.article(), set, codebook);
    let mut lines = Vec::new();
    let entry = |at: usize, sign: &str, actor: Option<&str>| {
        let entry = ledger.entries.get(at)?;
        let annotation = &entry.annotation;
        Some(RegisterLine {
            text: format!("{sign}{}", entry.text),
            inner: true,
            span: annotation.spans.first().copied(),
            annotation: Some(annotation.id.clone()),
            actor: actor.map(str::to_owned),
            finding: None,
        })
    };
    for actor in &ledger.actors {
        let first = actor.mentions.first().and_then(|at| ledger.entries.get(*at)).map(|entry| &entry.annotation);
        let (direct, indirect) = ledger.words_of(actor);
        let words = direct + indirect;
        let more = if words > 0 { format!(" · {words} words") } else { String::new() };
        let times = if actor.mentions.len() > 1 { format!(" ×{}", actor.mentions.len()) } else { String::new() };
        let (span, annotation) = (first.and_then(|one| one.spans.first().copied()), first.map(|one| one.id.clone()));
        let name = Some(actor.name.clone());
        lines.push(RegisterLine { text: format!("{}{times}{more}", actor.name), inner: false, span, annotation, actor: name, finding: None });
        let lists: [(&str, &Vec<usize>); 6] = [
            ("said ", &actor.said),
            ("relayed ", &actor.relayed),
            ("claimed ", &actor.claimed),
            ("denies ", &actor.denied),
            ("threatens ", &actor.issued),
            ("threatened: ", &actor.targeted),
        ];
        lines.extend(lists.into_iter().flat_map(|(sign, list)| list.iter().filter_map(|at| entry(*at, sign, Some(&actor.name))).collect::<Vec<_>>()));
        let others = ledger.other_relations(codebook, actor).into_iter();
        lines.extend(others.filter_map(|(told, at)| Some(RegisterLine { text: told, ..entry(at, "", Some(&actor.name))? })));
    }
    let nobody = nobodys(&ledger);
    if !nobody.is_empty() {
        lines.push(RegisterLine { text: "nobody’s yet".into(), inner: false, span: None, annotation: None, actor: None, finding: None });
        lines.extend(nobody.into_iter().filter_map(|at| entry(at, "", None)));
    }
    for (label, all) in others(&ledger) {
        let text = format!("{} ×{}", codebook.name_of(label), all.len());
        lines.push(RegisterLine { text, inner: false, span: None, annotation: None, actor: None, finding: None });
        lines.extend(all.into_iter().filter_map(|at| entry(at, "", None)));
    }
    lines
}

/// What the ledger has no place for: the labels of another codebook, in the order of the text.
fn others(ledger: &Ledger) -> Vec<(&LabelId, Vec<usize>)> {
    let mut found: Vec<(&LabelId, Vec<usize>)> = Vec::new();
    for (at, entry) in ledger.entries.iter().enumerate().filter(|(_, entry)| entry.part == Part::Other) {
        let label = &entry.annotation.label;
        match found.iter_mut().find(|(known, _)| *known == label) {
            Some((_, all)) => all.push(at),
            None => found.push((label, vec![at])),
        }
    }
    found
}

/// Quotes, claims and threats that are nobody's.
fn nobodys(ledger: &Ledger) -> Vec<usize> {
    let lists = |actor: &Actor| [&actor.said, &actor.claimed, &actor.issued].into_iter().flatten().copied().collect::<Vec<_>>();
    let owned: BTreeSet<usize> = ledger.actors.iter().flat_map(lists).collect();
    let all = ledger.entries.iter().enumerate().filter(|(_, entry)| matches!(entry.part, Part::Quote | Part::Claim | Part::Threat));
    all.map(|(at, _)| at).filter(|at| !owned.contains(at) && !ledger.is_part_of_quote(*at)).collect()
}

fn findings(codebook: &Codebook, desk: &Desk) -> Vec<RegisterLine> {
    let Some(record) = &desk.record else { return Vec::new() };
    let published = desk.meta.as_ref().and_then(|meta| meta.about.date.as_deref());
    let waived = waivers(record);
    let found = desk_check(desk.article(), &record.set, codebook, published).into_iter();
    let lines = found.map(|finding| {
        let reason = waived.get(&finding.id).cloned();
        RegisterLine {
            text: finding.sentence,
            inner: false,
            span: finding.spans.first().copied(),
            annotation: finding.annotation,
            actor: None,
            finding: Some((finding.id, reason)),
        }
    });
    // What was waved through stands at the end.
    let (open, done): (Vec<RegisterLine>, Vec<RegisterLine>) = lines.partition(|line| matches!(line.finding, Some((_, None))));
    open.into_iter().chain(done).collect()
}
