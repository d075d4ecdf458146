//! An annotation file and its text, read.

use std::collections::{BTreeMap, BTreeSet};

use super::exact::{Exact, on_a_line};
use super::names::{fragments, stored};
use super::records::{Bound, Record, divide};
use super::text::{Places, find};
use super::{DOUBT, EXACT, NOTES};
use crate::annotation::{Annotation, Value};
use crate::exchange::neutral::value_of;
use crate::exchange::{Arrival, Input};

/// The relation that stands for brat's equivalence.
const SAME: &str = "same_as";

/// Reads one file.
pub(super) fn file(input: &Input<'_>) -> Result<Arrival, String> {
    let file = input.text()?;
    let (records, stray) = divide(file);
    let bounds: Vec<Bound<'_>> = records.iter().filter(|record| record.id.starts_with('T')).filter_map(Record::bound).collect();
    let (reading, path) = find(input, &bounds)?;
    let mut arrival = input.arrival(reading.text.clone());
    arrival.path = Some(path);
    let places = reading.places();
    let mut reader = Reader { arrival, places, said: Said::default(), at: BTreeMap::new(), triggers: BTreeSet::new() };
    for line in stray {
        reader.flaw(line, "it is not understood");
    }
    for record in &records {
        reader.listen(record);
    }
    for bound in &bounds {
        reader.bound(bound);
    }
    let events: Vec<&Record<'_>> = records.iter().filter(|record| record.id.starts_with('E')).collect();
    for event in &events {
        reader.trigger(event);
    }
    for event in &events {
        reader.arguments(event);
    }
    reader.describe();
    for record in &records {
        match record.id.chars().next() {
            Some('R') => reader.relation(record),
            Some('*') => reader.equivalence(record),
            _ => {}
        }
    }
    Ok(reader.arrival.finished())
}

/// What lines say of others, by the id that they say it of.
#[derive(Debug, Default)]
struct Said<'f> {
    /// Name and value; no value for what is there or not.
    attributes: BTreeMap<&'f str, Vec<(String, Option<String>)>>,
    notes: BTreeMap<&'f str, Vec<String>>,
    exact: BTreeMap<&'f str, Exact>,
    /// The line that first says something.
    lines: BTreeMap<&'f str, usize>,
}

struct Reader<'f, 't> {
    arrival: Arrival,
    places: Places<'t>,
    said: Said<'f>,
    /// The places of annotations among those of the arrival, by their ids in brat; an event is the annotation of its trigger.
    at: BTreeMap<&'f str, usize>,
    /// The places of those that are events.
    triggers: BTreeSet<usize>,
}

impl<'f> Reader<'f, '_> {
    fn flaw(&mut self, line: usize, why: &str) {
        self.arrival.flaw(format!("line {line}: {why}"));
    }

    /// Takes down what a line says of another, or tells that it is not understood.
    fn listen(&mut self, record: &Record<'f>) {
        let understood = match record.id.chars().next() {
            Some('T') => record.bound().is_some(),
            Some('A' | 'M') => self.attribute(record),
            Some('N') => self.normalisation(record),
            Some('#') => self.note(record),
            _ => true,
        };
        if !understood {
            self.flaw(record.line, &format!("{} is not understood", record.id));
        }
    }

    fn of(&mut self, target: &'f str, record: &Record<'f>, name: &str, value: Option<String>) {
        self.said.lines.entry(target).or_insert(record.line);
        self.said.attributes.entry(target).or_default().push((name.to_owned(), value));
    }

    fn attribute(&mut self, record: &Record<'f>) -> bool {
        let mut words = record.data.splitn(3, ' ');
        let (Some(name), Some(target)) = (words.next(), words.next()) else { return false };
        self.of(target, record, name, words.next().map(str::to_owned));
        true
    }

    fn normalisation(&mut self, record: &Record<'f>) -> bool {
        let mut words = record.data.splitn(3, ' ');
        let (Some(name), Some(target), Some(entry)) = (words.next(), words.next(), words.next()) else { return false };
        self.of(target, record, name, Some(entry.to_owned()));
        if let Some(text) = record.tail.map(str::trim).filter(|text| !text.is_empty()) {
            self.of(target, record, &format!("{name}_text"), Some(text.to_owned()));
        }
        true
    }

    fn note(&mut self, record: &Record<'f>) -> bool {
        let mut words = record.data.split_whitespace();
        let (Some(kind), Some(target), None) = (words.next(), words.next(), words.next()) else { return false };
        self.said.lines.entry(target).or_insert(record.line);
        let text = record.tail.unwrap_or_default().trim();
        match kind {
            EXACT => match serde_json::from_str(text) {
                Ok(exact) => _ = self.said.exact.insert(target, exact),
                Err(_) => return false,
            },
            NOTES => self.said.notes.entry(target).or_default().push(text.to_owned()),
            _ => self.said.notes.entry(target).or_default().push(format!("{kind}: {text}")),
        }
        true
    }

    fn bound(&mut self, bound: &Bound<'f>) {
        if self.at.contains_key(bound.id) {
            return self.flaw(bound.line, &format!("{} is there twice", bound.id));
        }
        let spans = match self.places.spans(bound) {
            Ok(spans) => spans,
            Err(why) => return self.flaw(bound.line, &format!("{} {}: {why}", bound.id, bound.kind)),
        };
        let exact = self.said.exact.get(bound.id);
        let text = self.places.offsets.text();
        let whole = exact.and_then(|exact| exact.spans.as_ref()).and_then(|all| all.iter().map(|place| self.places.span(*place)).collect::<Option<Vec<_>>>());
        let spans = whole.filter(|whole| fragments(text, whole) == spans).unwrap_or(spans);
        let label = exact.and_then(|exact| exact.label.as_deref()).filter(|label| stored(label) == bound.kind).unwrap_or(bound.kind);
        let id = exact.and_then(|exact| exact.id.as_deref()).unwrap_or(bound.id);
        if self.arrival.annotate(Some(id), label, spans).is_some() {
            self.at.insert(bound.id, self.arrival.annotations.len() - 1);
        }
    }

    /// Makes an event the annotation of its trigger; a second event with that trigger is one of its own.
    fn trigger(&mut self, event: &Record<'f>) {
        let named = event.data.split_whitespace().next().and_then(|first| first.split_once(':'));
        let Some((kind, trigger)) = named else { return self.flaw(event.line, &format!("{} is not understood", event.id)) };
        let Some(at) = self.at.get(trigger).copied() else {
            return self.flaw(event.line, &format!("{}: its trigger {trigger} is not there", event.id));
        };
        if self.triggers.insert(at) {
            self.at.insert(event.id, at);
            return;
        }
        let Some(spans) = self.arrival.annotations.get(at).map(|annotation| annotation.spans.clone()) else { return };
        if self.arrival.annotate(Some(event.id), kind, spans).is_some() {
            self.at.insert(event.id, self.arrival.annotations.len() - 1);
        }
    }

    /// Makes the arguments of an event relations of its annotation.
    fn arguments(&mut self, event: &Record<'f>) {
        if !self.at.contains_key(event.id) {
            return;
        }
        for argument in event.data.split_whitespace().skip(1) {
            let Some((role, target)) = argument.split_once(':') else {
                self.flaw(event.line, &format!("{}: {argument} is no argument", event.id));
                continue;
            };
            // A role that comes twice has a number behind it.
            let bare = role.trim_end_matches(|char: char| char.is_ascii_digit());
            self.relate(event, None, if bare.is_empty() { role } else { bare }, event.id, target);
        }
    }

    fn relation(&mut self, record: &Record<'f>) {
        let mut words = record.data.split_whitespace();
        let kind = words.next().unwrap_or_default();
        let mut ends: Vec<(&'f str, &'f str)> = words.filter_map(|word| word.split_once(':')).collect();
        ends.sort_by_key(|(role, _)| *role == "Arg2");
        let [(_, from), (_, to)] = ends.as_slice() else { return self.flaw(record.line, &format!("{} is not understood", record.id)) };
        let link = self.said.exact.get(from).and_then(|exact| exact.relations.get(record.id));
        let kind = link.and_then(|link| link.kind.clone()).filter(|exact| stored(exact) == kind).unwrap_or_else(|| kind.to_owned());
        let id = link.and_then(|link| link.id.clone()).unwrap_or_else(|| record.id.to_owned());
        self.relate(record, Some(&id), &kind, from, to);
    }

    fn equivalence(&mut self, record: &Record<'f>) {
        let mut words = record.data.split_whitespace();
        let kind = words.next().filter(|kind| *kind != "Equiv").unwrap_or(SAME);
        let Some(first) = words.next() else { return self.flaw(record.line, "an equivalence of nothing") };
        words.for_each(|other| self.relate(record, None, kind, other, first));
    }

    fn relate(&mut self, record: &Record<'f>, id: Option<&str>, kind: &str, from: &str, to: &str) {
        let end = |brat: &str| self.at.get(brat).and_then(|at| self.arrival.annotations.get(*at)).map(|annotation| annotation.id.clone());
        match (end(from), end(to)) {
            (Some(from), Some(to)) => _ = self.arrival.relate(id, kind, &from, &to),
            (from_there, _) => {
                let missing = if from_there.is_none() { from } else { to };
                self.flaw(record.line, &format!("{} {kind}: {missing} is not there", record.id));
            }
        }
    }

    /// Gives what was said to the annotations it was said of.
    fn describe(&mut self) {
        let Said { mut attributes, mut notes, mut exact, lines } = std::mem::take(&mut self.said);
        for (target, line) in lines {
            let (attributes, notes) = (attributes.remove(target).unwrap_or_default(), notes.remove(target).unwrap_or_default());
            let Some(annotation) = self.at.get(target).and_then(|at| self.arrival.annotations.get_mut(*at)) else {
                // Relations have neither attributes nor notes here.
                if !(attributes.is_empty() && notes.is_empty()) {
                    self.flaw(line, &format!("what is said of {target}: there is no such annotation"));
                }
                continue;
            };
            let kept = exact.remove(target).unwrap_or_default();
            for (name, value) in attributes {
                give(annotation, &kept, name, value);
            }
            let more = kept.attributes.iter().filter_map(|(name, value)| Some((name, value_of(value, &self.places.offsets)?)));
            more.for_each(|(name, value)| _ = annotation.attributes.entry(name.clone()).or_insert(value));
            let note = notes.join("\n");
            let note = kept.note.filter(|exact| on_a_line(exact) == note).unwrap_or(note);
            if annotation.note.is_empty() || note.is_empty() {
                annotation.note.push_str(&note);
            } else {
                annotation.note = format!("{}\n{note}", annotation.note);
            }
            self.said.exact.insert(target, Exact { relations: kept.relations, ..Exact::default() });
        }
    }
}

/// Gives an annotation one attribute; a second value makes a list.
fn give(annotation: &mut Annotation, exact: &Exact, name: String, value: Option<String>) {
    if name == DOUBT && value.is_none() {
        annotation.doubtful = true;
        return;
    }
    let value = value.map_or(Value::Flag(true), |value| Value::Text(exact.shown.get(&name).filter(|exact| stored(exact) == value).cloned().unwrap_or(value)));
    match annotation.attributes.remove(&name) {
        None => annotation.attributes.insert(name, value),
        Some(Value::List(mut values)) => {
            values.push(value);
            annotation.attributes.insert(name, Value::List(values))
        }
        Some(first) => annotation.attributes.insert(name, Value::List(vec![first, value])),
    };
}
