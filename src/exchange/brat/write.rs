//! A document as the two files that brat reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::config::Scheme;
use super::exact::{Exact, Link, on_a_line};
use super::names::{fragments, stem_of, stored};
use super::{DOUBT, EXACT, NOTES};
use crate::annotation::{Annotation, Codebook, Id, Relation, Value};
use crate::exchange::neutral::json_of;
use crate::exchange::{Document, Loss, Offsets, Piece};

/// Writes both.
pub(super) fn document(document: &Document, codebook: &Codebook, piece: &mut Piece) {
    let mut leaving: BTreeMap<&Id, Vec<&Relation>> = BTreeMap::new();
    document.relations.iter().for_each(|relation| leaving.entry(&relation.from).or_default().push(relation));
    let mut sheet = Sheet { offsets: Offsets::new(document.text()), scheme: Scheme::of(codebook), lines: String::new(), attributes: 0, notes: 0 };
    let written: Vec<&Annotation> = document.annotations.iter().map(AsRef::as_ref).filter(|one| !fragments(document.text(), &one.spans).is_empty()).collect();
    let numbers = numbered('T', written.iter().map(|annotation| &annotation.id));
    let link_numbers = numbered('R', document.relations.iter().map(|relation| &relation.id));
    for annotation in &written {
        let links = leaving.get(&annotation.id).into_iter().flatten().filter(|relation| numbers.contains_key(&relation.to));
        let links = links.filter_map(|relation| Some((*relation, *link_numbers.get(&relation.id)?)));
        if let Some(number) = numbers.get(&annotation.id) {
            sheet.annotation(document, (annotation, *number), links, piece);
        }
    }
    for relation in &document.relations {
        let ends = numbers.get(&relation.from).zip(numbers.get(&relation.to)).zip(link_numbers.get(&relation.id));
        match ends {
            Some(((from, to), link)) => _ = writeln!(sheet.lines, "R{link}\t{} Arg1:T{from} Arg2:T{to}", stored(&relation.kind)),
            None => piece.lost(Loss::Relation, 1),
        }
    }
    piece.annotations = written.len();
    piece.lost(Loss::Blank, document.annotations.len() - written.len());
    piece.lost(Loss::Unanchored, document.unanchored.len());
    let name = stem_of(&document.path).rsplit('/').next().unwrap_or_default();
    piece.file(&format!("{name}.txt"), document.text().as_bytes().to_vec());
    piece.file(&format!("{name}.ann"), sheet.lines.into_bytes());
}

/// Numbers for ids: ids that brat gave keep theirs, others get what is free.
fn numbered<'a>(kind: char, ids: impl Iterator<Item = &'a Id> + Clone) -> BTreeMap<&'a Id, usize> {
    let own = |id: &Id| own_number(kind, id.as_str());
    let kept: BTreeSet<usize> = ids.clone().filter_map(own).collect();
    let mut free = (1..).filter(|number| !kept.contains(number));
    ids.filter_map(|id| Some((id, own(id).or_else(|| free.next())?))).collect()
}

/// The number of an id such as `T12`.
fn own_number(kind: char, id: &str) -> Option<usize> {
    let digits = id.strip_prefix(kind).filter(|digits| digits.len() < 10 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    digits.parse().ok()
}

/// The annotation file, as far as it is written.
struct Sheet<'d> {
    offsets: Offsets<'d>,
    scheme: Scheme,
    lines: String,
    attributes: usize,
    notes: usize,
}

impl Sheet<'_> {
    fn annotation<'r>(
        &mut self,
        document: &Document,
        (annotation, number): (&Annotation, usize),
        links: impl Iterator<Item = (&'r Relation, usize)>,
        piece: &mut Piece,
    ) {
        let target = format!("T{number}");
        let mut exact = Exact::default();
        let unlike = |name: &str, kept: &str| (name != kept).then(|| name.to_owned());
        exact.id = unlike(annotation.id.as_str(), &target);
        exact.label = unlike(annotation.label.as_str(), &stored(annotation.label.as_str()));
        self.place(document, annotation, &target, &mut exact, piece);
        self.attributes(annotation, &target, &mut exact);
        let note = on_a_line(&annotation.note);
        exact.note = unlike(&annotation.note, &note);
        for (relation, number) in links {
            let name = format!("R{number}");
            let kept = Link { id: unlike(relation.id.as_str(), &name), kind: unlike(&relation.kind, &stored(&relation.kind)) };
            if kept.id.is_some() || kept.kind.is_some() {
                exact.relations.insert(name, kept);
            }
        }
        if let Some(line) = exact.line() {
            self.note(EXACT, &target, &line);
        }
        if !note.is_empty() {
            self.note(NOTES, &target, &note);
        }
    }

    fn place(&mut self, document: &Document, annotation: &Annotation, target: &str, exact: &mut Exact, piece: &mut Piece) {
        let parts = fragments(document.text(), &annotation.spans);
        if parts != annotation.spans {
            piece.lost(Loss::CutAtLines, 1);
            exact.spans = Some(annotation.spans.iter().map(|span| document.chars(&self.offsets, *span, piece)).collect());
        }
        let places = parts.iter().map(|part| document.chars(&self.offsets, *part, piece)).map(|(start, end)| format!("{start} {end}"));
        let places = places.collect::<Vec<_>>().join(";");
        let texts = parts.iter().filter_map(|part| document.text().get(part.range())).collect::<Vec<_>>().join(" ");
        _ = writeln!(self.lines, "{target}\t{} {places}\t{texts}", stored(annotation.label.as_str()));
    }

    fn attributes(&mut self, annotation: &Annotation, target: &str, exact: &mut Exact) {
        if annotation.doubtful {
            self.attribute(DOUBT, target, "");
        }
        for (name, value) in &annotation.attributes {
            let Some(kept) = self.scheme.line(&annotation.label, name, value) else {
                exact.attributes.insert(name.clone(), json_of(value, &self.offsets));
                continue;
            };
            self.attribute(name, target, &kept);
            if let Value::Text(text) = value
                && kept != *text
            {
                exact.shown.insert(name.clone(), text.clone());
            }
        }
    }

    fn attribute(&mut self, name: &str, target: &str, value: &str) {
        self.attributes += 1;
        let value = if value.is_empty() { String::new() } else { format!(" {value}") };
        _ = writeln!(self.lines, "A{}\t{name} {target}{value}", self.attributes);
    }

    fn note(&mut self, kind: &str, target: &str, text: &str) {
        self.notes += 1;
        _ = writeln!(self.lines, "#{}\t{kind} {target}\t{text}", self.notes);
    }
}
