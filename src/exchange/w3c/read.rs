//! Web Annotations, read.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::neutral::{state_named, value_of};
use super::foreign::{annotations, creator, each, first_for, iri as iri_of, is_for, kind, said, source};
use super::place::span;
use super::{DOUBTFUL, JSON, iri};
use crate::annotation::{Annotation, Id, Value};
use crate::exchange::{Arrival, Input, Metadata, Offsets};

/// What an article is found by: source, version and annotator.
type Key<'a> = (&'a str, &'a str, &'a str);

/// Reads a document.
pub(super) fn collection(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let document: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    let items = annotations(&document);
    if items.is_empty() && ["items", "first", "@graph", "rows"].iter().all(|name| document.get(name).is_none()) {
        return Err(format!("{}: no Web Annotations in it", input.place()));
    }
    let mut articles: BTreeMap<Key<'_>, Article<'_>> = BTreeMap::new();
    for item in items.iter().filter(|item| text_of(item).is_some()) {
        let arrival = described(input, item);
        articles.entry(key(item)).or_insert_with(|| Article { arrival, items: Vec::new() });
    }
    let mut links = Vec::new();
    for item in items.iter().filter(|item| text_of(item).is_none()) {
        if is_for(item, "motivation", "linking") && each(item.get("target").unwrap_or(&Json::Null)).all(|target| target.get("selector").is_none()) {
            links.push(*item);
        } else {
            let key = near(&articles, key(item));
            articles.entry(key).or_insert_with(|| Article { arrival: without_text(input, key), items: Vec::new() }).items.push(item);
        }
    }
    let mut arrivals: Vec<(Arrival, Ids<'_>)> = Vec::with_capacity(articles.len());
    let mut homes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (_, Article { mut arrival, items }) in articles {
        let ids = all(&mut arrival, &items);
        for iri in ids.keys() {
            homes.entry(iri).or_default().push(arrivals.len());
        }
        arrivals.push((arrival, ids));
    }
    let mut lost: usize = 0;
    for link in links {
        let of = |home: &&usize| arrivals.get(**home).is_some_and(|(arrival, _)| arrival.annotator.as_deref() == creator(link));
        let all = link.get("target").into_iter().flat_map(each).filter_map(iri_of).find_map(|iri| homes.get(iri));
        let home = all.and_then(|all| all.iter().find(of).or_else(|| all.first())).copied();
        let taken = home.and_then(|home| arrivals.get_mut(home)).is_some_and(|(arrival, ids)| relate(arrival, link, ids));
        lost += usize::from(!taken);
    }
    let told = format!("{lost} links between things that are no annotations of it");
    match arrivals.first_mut().filter(|_| lost > 0) {
        Some((arrival, _)) => arrival.flaw(told),
        None if lost > 0 => return Err(format!("{}: {told}", input.place())),
        None => {}
    }
    for (arrival, _) in arrivals {
        take(arrival.finished());
    }
    Ok(())
}

/// The ids that annotations with an IRI were taken under.
type Ids<'a> = BTreeMap<&'a str, Id>;

struct Article<'a> {
    arrival: Arrival,
    items: Vec<&'a Json>,
}

fn key(item: &Json) -> Key<'_> {
    let scope = item.get("target").and_then(|target| each(target).next()?.get("scope")).and_then(iri_of);
    (source(item).or_else(|| said(item, "uri")).unwrap_or_default(), scope.unwrap_or_default(), creator(item).unwrap_or_default())
}

/// The key itself, or that of an article with the same source and version.
fn near<'a>(articles: &BTreeMap<Key<'a>, Article<'_>>, key: Key<'a>) -> Key<'a> {
    let same = |other: &&Key<'_>| other.0 == key.0 && other.1 == key.1;
    if articles.contains_key(&key) { key } else { articles.range((key.0, key.1, "")..).next().map(|(other, _)| other).filter(same).copied().unwrap_or(key) }
}

/// The text of an article, when an annotation is there to give it: of all of its target, in plain text.
fn text_of(item: &Json) -> Option<&str> {
    let whole = is_for(item, "motivation", "describing") && each(item.get("target")?).all(|target| target.get("selector").is_none());
    let body = each(item.get("body")?).next().filter(|_| whole)?;
    said(body, "value").filter(|_| said(body, "format") == Some("text/plain"))
}

fn described(input: &Input<'_>, item: &Json) -> Arrival {
    let mut arrival = input.arrival(text_of(item).unwrap_or_default());
    let target = item.get("target").and_then(|target| each(target).next()).unwrap_or(&Json::Null);
    let known = |name: &str| said(target, name).map(ToOwned::to_owned);
    (arrival.path, arrival.sha256) = (known("schema:url"), known("schema:sha256"));
    arrival.annotator = creator(item).map(ToOwned::to_owned);
    arrival.state = known("schema:creativeWorkStatus").as_deref().and_then(state_named);
    let body = item.get("body").and_then(|body| each(body).next()).unwrap_or(&Json::Null);
    arrival.about = Metadata {
        title: known("schema:name"),
        authors: target.get("schema:author").into_iter().flat_map(each).filter_map(|one| Some(one.as_str()?.to_owned())).collect(),
        date: known("schema:datePublished"),
        publication: known("schema:publisher"),
        url: source(item).filter(|source| !source.starts_with("urn:")).map(ToOwned::to_owned),
        language: said(body, "language").map(ToOwned::to_owned),
        id: known("schema:identifier"),
    };
    arrival
}

/// Of annotations that come without a text: the text is a file beside them, or is not there.
fn without_text(input: &Input<'_>, (source, _, creator): Key<'_>) -> Arrival {
    let path = source.strip_prefix("file://").unwrap_or(source);
    let text = (input.beside)(path).and_then(|bytes| String::from_utf8(bytes).ok());
    let missing = text.is_none();
    let mut arrival = input.arrival(text.unwrap_or_default());
    arrival.annotator = Some(creator).filter(|creator| !creator.is_empty()).map(ToOwned::to_owned);
    if missing {
        arrival.flaw(format!("{source}: its text did not come with the annotations"));
        arrival.about.url = Some(source.to_owned());
    } else {
        arrival.path = Some(path.to_owned());
    }
    arrival
}

/// Takes the annotations on one article.
fn all<'a>(arrival: &mut Arrival, items: &[&'a Json]) -> Ids<'a> {
    let text = arrival.text.clone();
    let offsets = Offsets::new(text.as_str());
    let mut ids = BTreeMap::new();
    for item in items {
        let spans: Option<Vec<_>> = item.get("target").and_then(|target| each(target).map(|one| span(one, &offsets)).collect());
        let Some(spans) = spans.filter(|spans| !spans.is_empty()) else {
            arrival.flaw(format!("{}: where it is cannot be told", iri_of(item).unwrap_or("an annotation")));
            continue;
        };
        let said = Said::of(item, &offsets);
        let id = iri_of(item).map(iri::id);
        for label in &said.labels {
            let Some(annotation) = arrival.annotate(id.as_deref(), label, spans.clone()) else { continue };
            said.say(annotation, item);
            if let Some(iri) = iri_of(item) {
                ids.entry(iri).or_insert_with(|| annotation.id.clone());
            }
        }
    }
    ids
}

/// What the bodies of an annotation say.
#[derive(Default)]
struct Said {
    labels: Vec<String>,
    notes: Vec<String>,
    doubtful: bool,
    attributes: BTreeMap<String, Value>,
}

impl Said {
    fn of(item: &Json, offsets: &Offsets<'_>) -> Self {
        let mut all = Self::default();
        let motivation = first_for(item, "motivation").unwrap_or("highlighting");
        for body in item.get("body").into_iter().flat_map(each) {
            let purpose = first_for(body, "purpose").unwrap_or(motivation);
            all.body(body, purpose, offsets);
        }
        // Hypothesis has its own names.
        all.labels.extend(item.get("tags").into_iter().flat_map(each).filter_map(|tag| Some(tag.as_str()?.to_owned())));
        all.notes.extend(["text", "bodyValue"].into_iter().find_map(|name| said(item, name)).filter(|note| !note.is_empty()).map(ToOwned::to_owned));
        if all.labels.is_empty() {
            all.labels.push(motivation.to_owned());
        }
        all
    }

    fn body(&mut self, body: &Json, purpose: &str, offsets: &Offsets<'_>) {
        let value = said(body, "value").or_else(|| body.get("source").and_then(iri_of)).or_else(|| iri_of(body)).unwrap_or_default().to_owned();
        match (purpose, said(body, "label")) {
            ("describing", Some(name)) => {
                let json = serde_json::from_str(&value).ok().filter(|_| said(body, "format") == Some(JSON));
                let value = json.and_then(|json: Json| value_of(&json, offsets)).unwrap_or(Value::Text(value));
                self.attributes.insert(name.to_owned(), value);
            }
            ("assessing", _) if value == DOUBTFUL => self.doubtful = true,
            ("tagging" | "classifying" | "identifying", _) => self.labels.push(value),
            _ => self.notes.push(value),
        }
    }

    fn say(&self, annotation: &mut Annotation, item: &Json) {
        annotation.note = self.notes.join("\n");
        annotation.doubtful = self.doubtful;
        annotation.attributes.clone_from(&self.attributes);
        let time = |name: &str| said(item, name).and_then(|time| time.parse().ok());
        annotation.created = time("created").unwrap_or(annotation.created);
        annotation.modified = time("modified").or_else(|| time("updated")).unwrap_or(annotation.created);
    }
}

/// Takes a link between two annotations of an article; `false` when they are not of it.
fn relate(arrival: &mut Arrival, link: &Json, ids: &Ids<'_>) -> bool {
    let known = |item: &Json| item.get("source").map_or_else(|| iri_of(item), iri_of).and_then(|iri| ids.get(iri)).cloned();
    let bodies = || link.get("body").into_iter().flat_map(each);
    let (Some(from), Some(to)) = (link.get("target").and_then(|target| each(target).find_map(known)), bodies().find_map(known)) else { return false };
    let named = bodies().filter(|body| kind(body, "TextualBody")).find_map(|body| said(body, "value"));
    if let Some(relation) = arrival.relate(iri_of(link).map(iri::id).as_deref(), named.unwrap_or("related"), &from, &to) {
        let time = |name: &str| said(link, name).and_then(|time| time.parse().ok());
        relation.created = time("created").unwrap_or(relation.created);
        relation.modified = time("modified").unwrap_or(relation.created);
    }
    true
}
