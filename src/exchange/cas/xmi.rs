//! XMI: a tag a structure, features as XML attributes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{NsReader, XmlVersion};

use super::model::{Cas, Feature, Structure, Unit};
use super::typesystem::{Range, Ranges};
use super::{ARTICLE, METADATA, RELATION, SENTENCE, SPAN, TOKEN};
use crate::exchange::markup::attribute;

/// The view that a text of its own has.
const INITIAL: &str = "_InitialView";

/// Bytes that a structure takes, about.
const SPACE: usize = 192;

/// Bytes that a sentence or token takes, about.
const UNIT: usize = 80;

/// Packages of our types, and the prefixes of their tags.
const PREFIXES: [(&str, &str); 3] = [
    ("custom", "custom"),
    ("de.tudarmstadt.ukp.dkpro.core.api.metadata.type", "metadata"),
    ("de.tudarmstadt.ukp.dkpro.core.api.segmentation.type", "segmentation"),
];

/// A CAS as XMI.
pub(super) fn written(cas: &Cas) -> String {
    let mut out = String::with_capacity(cas.text.len() * 2 + cas.structures.len() * SPACE + cas.units.len() * UNIT);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"http:///uima/cas.ecore\"");
    for (package, prefix) in PREFIXES {
        _ = write!(out, " xmlns:{prefix}=\"http:///{}.ecore\"", package.replace('.', "/"));
    }
    out.push_str(" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n");
    let (before, behind) = cas.around_units();
    for structure in before {
        put(structure, cas.sofa, &mut out);
    }
    for unit in &cas.units {
        put_unit(unit, cas.sofa, &mut out);
    }
    for structure in behind {
        put(structure, cas.sofa, &mut out);
    }
    _ = writeln!(out, "<cas:Sofa xmi:id=\"{}\" sofaNum=\"1\" sofaID=\"{INITIAL}\" mimeType=\"text\" sofaString=\"{}\"/>", cas.sofa, attribute(&cas.text));
    _ = write!(out, "<cas:View sofa=\"{}\" members=\"", cas.sofa);
    let mut digits = itoa::Buffer::new();
    for (number, member) in cas.members.iter().flatten().enumerate() {
        out.extend([if number == 0 { "" } else { " " }, digits.format(*member)]);
    }
    out.push_str("\"/>\n</xmi:XMI>\n");
    out
}

fn put(structure: &Structure, sofa: i64, out: &mut String) {
    let prefix = match structure.kind.as_str() {
        SPAN | RELATION | ARTICLE => "custom",
        METADATA => "metadata",
        SENTENCE | TOKEN => "segmentation",
        _ => return,
    };
    _ = write!(out, "<{prefix}:{} xmi:id=\"{}\" sofa=\"{sofa}\"", structure.short_kind(), structure.id);
    for (name, feature) in &structure.features {
        _ = write!(out, " {name}=\"{}\"", attribute(&shown(feature)));
    }
    out.push_str("/>\n");
}

/// A sentence or token. They are most of the file by far.
fn put_unit(unit: &Unit, sofa: i64, out: &mut String) {
    let tag = if unit.kind == SENTENCE { "<segmentation:Sentence xmi:id=\"" } else { "<segmentation:Token xmi:id=\"" };
    let mut digits = itoa::Buffer::new();
    out.extend([tag, digits.format(unit.id)]);
    out.extend(["\" sofa=\"", digits.format(sofa)]);
    out.extend(["\" begin=\"", digits.format(unit.place.0)]);
    out.extend(["\" end=\"", digits.format(unit.place.1), "\"/>\n"]);
}

fn shown(feature: &Feature) -> String {
    match feature {
        Feature::Text(text) => text.clone(),
        Feature::Flag(flag) => flag.to_string(),
        Feature::Number(number) | Feature::Reference(number) => number.to_string(),
        Feature::List(values) => values.iter().map(shown).collect::<Vec<_>>().join(" "),
    }
}

/// A tag of the file as it stands.
#[derive(Debug, Default)]
struct Raw {
    kind: String,
    features: BTreeMap<String, String>,
    /// Features in tags of their own: those with several texts.
    inner: BTreeMap<String, Vec<Feature>>,
}

/// Reads a CAS. The ranges tell what the features are; without them all are text.
pub(super) fn read(file: &str, ranges: &Ranges) -> Result<Cas, String> {
    let mut reader = NsReader::from_str(file);
    let mut gathered = Gathered::default();
    let mut open: Vec<Raw> = Vec::new();
    let mut text = String::new();
    loop {
        let wrong = |error: &dyn std::fmt::Display| format!("damaged XML: {error}");
        let event = reader.read_event().map_err(|error| wrong(&error))?;
        match event {
            Event::Start(tag) => {
                if open.len() > 2 {
                    return Err("tags in tags in tags, which no XMI has".to_owned());
                }
                text.clear();
                open.push(raw(&reader, &tag)?);
            }
            Event::Empty(tag) => {
                let tag = raw(&reader, &tag)?;
                match open.as_slice() {
                    [_] => gathered.take(tag, ranges),
                    [_, ..] => inner(&mut open, &tag, ""),
                    [] => {}
                }
            }
            Event::End(_) => {
                let Some(tag) = open.pop() else { continue };
                match open.as_slice() {
                    [_] => gathered.take(tag, ranges),
                    [_, ..] => inner(&mut open, &tag, &text),
                    [] => {}
                }
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::CData(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) => match name.resolve_char_ref() {
                Ok(Some(char)) => text.push(char),
                _ => text.push_str(quick_xml::escape::resolve_xml_entity(&name).unwrap_or("\u{fffd}")),
            },
            Event::Eof if open.is_empty() => return gathered.cas(),
            Event::Eof => return Err("the file is cut off".to_owned()),
            _ => {}
        }
    }
}

fn inner(open: &mut [Raw], tag: &Raw, text: &str) {
    if let Some(outer) = open.last_mut() {
        let name = tag.kind.rsplit('.').next().unwrap_or_default().to_owned();
        outer.inner.entry(name).or_default().push(Feature::Text(text.to_owned()));
    }
}

fn raw(reader: &NsReader<&[u8]>, tag: &BytesStart<'_>) -> Result<Raw, String> {
    let (namespace, local) = reader.resolver().resolve_element(tag.name());
    let package = match namespace {
        quick_xml::name::ResolveResult::Bound(namespace) => package_of(namespace.into_inner()),
        _ => String::new(),
    };
    let local = local.into_inner();
    let mut raw = Raw { kind: if package.is_empty() { local.to_owned() } else { format!("{package}.{local}") }, ..Raw::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| format!("damaged XML: {error}"))?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| format!("damaged XML: {error}"))?;
        let name = attribute.key.into_inner();
        if !name.starts_with("xmlns") {
            raw.features.insert(name.to_owned(), value.into_owned());
        }
    }
    Ok(raw)
}

/// The package of a namespace such as `http:///uima/cas.ecore`.
fn package_of(namespace: &str) -> String {
    let path = namespace.strip_prefix("http:///").unwrap_or(namespace);
    path.strip_suffix(".ecore").unwrap_or(path).replace('/', ".").replace("uima.noNamespace", "").trim_matches('.').to_owned()
}

#[derive(Debug, Default)]
struct Gathered {
    structures: Vec<Structure>,
    /// Texts: id, name of the view, text.
    sofas: Vec<(i64, String, String)>,
    views: BTreeMap<i64, Vec<i64>>,
}

impl Gathered {
    fn take(&mut self, mut raw: Raw, ranges: &Ranges) {
        let number = |raw: &Raw, name: &str| raw.features.get(name).and_then(|text| text.parse::<i64>().ok());
        let id = number(&raw, "xmi:id").unwrap_or_default();
        match raw.kind.as_str() {
            "uima.cas.NULL" => {}
            "uima.cas.Sofa" => {
                let view = raw.features.remove("sofaID").unwrap_or_default();
                if let Some(text) = raw.features.remove("sofaString") {
                    self.sofas.push((id, view, text));
                }
            }
            "uima.cas.View" => {
                let members = raw.features.get("members").map(|all| all.split_whitespace().filter_map(|id| id.parse().ok()).collect());
                self.views.insert(number(&raw, "sofa").unwrap_or_default(), members.unwrap_or_default());
            }
            _ => {
                let sofa = number(&raw, "sofa");
                let features = raw.features.into_iter().filter(|(name, _)| name != "sofa" && !name.starts_with("xmi:"));
                let mut features: BTreeMap<String, Feature> = features.map(|(name, text)| (name.clone(), feature(text, ranges.of(&raw.kind, &name)))).collect();
                features.extend(raw.inner.into_iter().map(|(name, values)| (name, Feature::List(values))));
                self.structures.push(Structure { id, kind: raw.kind, sofa, features });
            }
        }
    }

    fn cas(self) -> Result<Cas, String> {
        let Self { structures, mut sofas, mut views } = self;
        let at = sofas.iter().position(|(_, view, _)| view == INITIAL).unwrap_or(0);
        if sofas.is_empty() {
            return Err("there is no text in it".to_owned());
        }
        let (sofa, _, text) = sofas.swap_remove(at);
        let members = views.remove(&sofa).filter(|members| !members.is_empty());
        Ok(Cas { text, sofa, structures, members, others: sofas.len(), ..Cas::default() })
    }
}

/// A feature as what its range says that it is; as text when it is not that, or nothing is known of it.
fn feature(text: String, range: Option<Range>) -> Feature {
    let typed = match range {
        Some(Range::Flag) => text.parse().ok().map(Feature::Flag),
        Some(Range::Number) => text.parse().ok().map(Feature::Number),
        Some(Range::References) => text.split_whitespace().map(|id| id.parse().ok().map(Feature::Reference)).collect::<Option<Vec<_>>>().map(Feature::List),
        Some(Range::Text) | None => None,
    };
    typed.unwrap_or(Feature::Text(text))
}
