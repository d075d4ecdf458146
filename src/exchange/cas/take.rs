//! A CAS as what comes in.

use std::collections::{BTreeMap, BTreeSet};

use super::describe::{article, hear, label_of, value};
use super::links::{Index, is_link};
use super::model::{Cas, Structure};
use super::{ARTICLE, METADATA, SPAN};
use crate::annotation::Id;
use crate::article::Span;
use crate::exchange::{Arrival, Input, Offsets};

/// Packages of types that are no annotations of a person: words, grammar, housekeeping.
const MACHINERY: [&str; 9] = [
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.",
    "de.tudarmstadt.ukp.dkpro.core.api.lexmorph.",
    "de.tudarmstadt.ukp.dkpro.core.api.syntax.",
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.",
    "de.tudarmstadt.ukp.clarin.webanno.api.",
    "de.tudarmstadt.ukp.inception.api.",
    "org.dkpro.core.api.xml.",
    "org.dkpro.core.api.pdf.",
];

/// Relations at most that are taken from features: a file could name the same many times over.
const MOST_RELATIONS: usize = 1 << 20;

/// A plain annotation, the one type of UIMA's own that a person may have used.
const PLAIN: &str = "uima.tcas.Annotation";

/// What comes of a CAS.
pub(super) fn arrival(cas: Cas, input: &Input<'_>) -> Arrival {
    let mut arrival = input.arrival(cas.text.clone());
    let offsets = Offsets::new(&cas.text);
    let index = Index::of(&cas);
    let members: Option<BTreeSet<i64>> = cas.members.as_ref().map(|members| members.iter().copied().collect());
    let is_ours = |one: &&Structure| one.sofa.is_none_or(|sofa| sofa == cas.sofa) && members.as_ref().is_none_or(|members| members.contains(&one.id));
    let known: Vec<&Structure> = cas.structures.iter().filter(is_ours).collect();
    // The title in that of `DKPro` may be made from the text.
    let about = |kind: &str| known.iter().find(|one| one.kind == kind);
    if let Some(about) = about(ARTICLE).or_else(|| about(METADATA)) {
        article(&mut arrival, about);
    }
    if cas.others > 0 {
        arrival.flaw(format!("{} further views are left out", cas.others));
    }
    let (links, spans): (Vec<&Structure>, Vec<&Structure>) = known.into_iter().filter(|one| counts(one)).partition(|one| is_relation(one));
    let mut taking = Taking { arrival, offsets, index, ids: BTreeMap::new() };
    taking.spans(&spans);
    for link in links {
        taking.relation(link);
    }
    for span in spans {
        if taking.arrival.relations.len() > MOST_RELATIONS {
            taking.arrival.flaw("features refer to others too often: the rest is left out");
            break;
        }
        taking.references(span);
    }
    let mut arrival = taking.arrival;
    if arrival.path.is_none() {
        arrival.path = input.name.rsplit_once('.').map(|(stem, _)| stem.to_owned());
    }
    arrival.finished()
}

/// Whether a structure is an annotation of a person or a relation of one.
fn counts(one: &Structure) -> bool {
    one.place().is_some() && (one.kind == PLAIN || !MACHINERY.iter().any(|package| one.kind.starts_with(package)))
}

fn is_relation(one: &Structure) -> bool {
    one.features.contains_key("Governor") || one.features.contains_key("Dependent")
}

struct Taking<'c> {
    arrival: Arrival,
    offsets: Offsets<'c>,
    index: Index<'c>,
    /// The ids of annotations by those of their structures.
    ids: BTreeMap<i64, Id>,
}

impl Taking<'_> {
    /// Takes all annotations. Those of our own type with one identifier, one label and a part each are one.
    fn spans(&mut self, spans: &[&Structure]) {
        let key = |one: &Structure| Some((one.said("identifier")?.to_owned(), one.said("label")?.to_owned()));
        let mut parts: BTreeMap<(String, String), Vec<&Structure>> = BTreeMap::new();
        for one in spans.iter().filter(|one| one.kind == SPAN && one.said("part").is_some()) {
            if let Some(key) = key(one) {
                parts.entry(key).or_default().push(one);
            }
        }
        for one in spans {
            let whole = one.said("part").filter(|_| one.kind == SPAN).and_then(|_| key(one));
            match whole {
                Some(key) => {
                    if let Some(mut parts) = parts.remove(&key) {
                        parts.sort_by_key(|part| part.said("part").and_then(|number| number.parse::<u32>().ok()).unwrap_or(u32::MAX));
                        self.annotation(&parts);
                    }
                }
                None => self.annotation(&[one]),
            }
        }
    }

    fn annotation(&mut self, parts: &[&Structure]) {
        let Some(first) = parts.first() else { return };
        let ours = first.kind == SPAN;
        let (label, named) = if ours { (label_of(first), None) } else { foreign_label(first) };
        let places: Option<Vec<Span>> = parts.iter().map(|part| part.place().and_then(|(begin, end)| self.offsets.span_of_utf16(begin, end))).collect();
        let Some(places) = places else {
            return self.arrival.flaw(format!("{label} {:?}: no place in the text", parts.iter().filter_map(|part| part.place()).collect::<Vec<_>>()));
        };
        let own = first.said("identifier").filter(|_| ours).map_or_else(|| first.id.to_string(), ToOwned::to_owned);
        let Some(annotation) = self.arrival.annotate(Some(&own), &label, places) else { return };
        let id = annotation.id.clone();
        if ours {
            for part in parts {
                hear(annotation, part, &self.offsets);
            }
        } else {
            for (name, feature) in first.features.iter().filter(|(name, _)| !["begin", "end"].contains(&name.as_str()) && Some(name.as_str()) != named) {
                let texts = self.index.texts(first, name);
                let value = value(texts.as_ref().unwrap_or(feature)).filter(|_| self.index.targets(first, name).is_empty());
                if let Some(value) = value {
                    annotation.attributes.insert(name.clone(), value);
                }
            }
        }
        self.ids.extend(parts.iter().map(|part| (part.id, id.clone())));
    }

    fn relation(&mut self, link: &Structure) {
        let end = |name: &str| self.index.targets(link, name).first().and_then(|target| self.ids.get(&target.id)).cloned();
        let (kind, _) = foreign_label(link);
        match (end("Governor"), end("Dependent")) {
            (Some(from), Some(to)) => _ = self.arrival.relate(link.said("identifier").or(Some(&link.id.to_string())), &kind, &from, &to),
            _ => self.arrival.flaw(format!("{kind}: an end of it is not there")),
        }
    }

    /// Other features that refer to annotations are relations: slots by their roles, the others by their names.
    fn references(&mut self, span: &Structure) {
        let Some(from) = self.ids.get(&span.id).cloned() else { return };
        for name in span.features.keys() {
            for target in self.index.targets(span, name) {
                let role = target.said("role").filter(|role| is_link(target) && !role.is_empty()).unwrap_or(name);
                let linked = if is_link(target) { self.index.targets(target, "target") } else { vec![target] };
                // The target of a link is a number in XMI without types.
                let bare = target.said("target").and_then(|id| id.parse().ok()).filter(|_| linked.is_empty());
                for id in linked.iter().map(|one| one.id).chain(bare) {
                    if let Some(to) = self.ids.get(&id).cloned() {
                        self.arrival.relate(None, role, &from, &to);
                    }
                }
            }
        }
    }
}

/// The label of a structure of another tool, and the feature that tells it: `label` or `value`, else its type.
fn foreign_label(one: &Structure) -> (String, Option<&'static str>) {
    let said = |name: &'static str| one.said(name).filter(|text| !text.trim().is_empty()).map(|text| (text.to_owned(), Some(name)));
    said("label").or_else(|| said("value")).unwrap_or_else(|| (one.short_kind().to_owned(), None))
}
