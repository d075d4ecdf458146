//! The types that an export uses.

use std::collections::BTreeMap;

use super::{ARTICLE, EXACT, METADATA, RELATION, SENTENCE, SPAN, TOKEN};
use crate::annotation::Codebook;

/// Names that features of a span have for other things than attributes.
const RESERVED: [&str; 10] = ["label", "identifier", "part", "note", "doubtful", EXACT, "begin", "end", "sofa", "self"];

const STRING: &str = "uima.cas.String";
const FLAG: &str = "uima.cas.Boolean";

/// A type with the features that it adds to those of its parent.
#[derive(Clone, Debug)]
pub(super) struct Type {
    /// Its full name.
    pub(super) name: &'static str,
    /// The full name of its parent.
    pub(super) parent: &'static str,
    /// What it stands for.
    pub(super) meaning: &'static str,
    /// Its features: name, type of the value, what it says.
    pub(super) features: Vec<(String, &'static str, String)>,
}

/// The attributes that have a feature of their own: those of the codebook with names that a feature can have. The value says
/// what they mean.
pub(super) fn attributes(codebook: &Codebook) -> BTreeMap<&str, &str> {
    let usable = |name: &str| {
        name.starts_with(|char: char| char.is_ascii_alphabetic())
            && name.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
            && !RESERVED.contains(&name)
    };
    let all = codebook.labels.iter().rev().flat_map(|label| label.attributes.iter().rev());
    all.filter(|attribute| usable(&attribute.id)).map(|attribute| (attribute.id.as_str(), attribute.definition.as_str())).collect()
}

/// All types of an export; those of sentences and tokens only when it has them.
pub(super) fn types(codebook: &Codebook, tokens: bool) -> Vec<Type> {
    let feature = |name: &str, range: &'static str, meaning: &str| (name.to_owned(), range, meaning.to_owned());
    let text = |name: &str, meaning: &str| feature(name, STRING, meaning);
    let mut span = vec![
        text("label", "The label."),
        text("identifier", "The id in the record; the parts of an interrupted annotation share it."),
        text("part", "The number of the part of an interrupted annotation."),
        text("note", "A note of the annotator."),
        feature("doubtful", FLAG, "Whether the annotator is in doubt."),
        text(EXACT, "What no other feature can say, as JSON."),
    ];
    span.extend(attributes(codebook).into_iter().map(|(name, meaning)| text(name, meaning)));
    let relation = vec![
        feature("Governor", SPAN, "The annotation that it leads from."),
        feature("Dependent", SPAN, "The annotation that it leads to."),
        text("label", "What relation it is."),
        text("identifier", "The id in the record."),
    ];
    let article = ["path", "sha256", "annotator", "state", "title", "authors", "date", "publication", "url", "language", "source_id"];
    let metadata = ["documentTitle", "documentId", "documentUri", "collectionId", "documentBaseUri"].map(|name| text(name, ""));
    let of = |name, parent, meaning, features| Type { name, parent, meaning, features };
    let mut all = vec![
        of(SPAN, "uima.tcas.Annotation", "A label on a span of the text.", span),
        of(RELATION, "uima.tcas.Annotation", "A relation between two annotations.", relation),
        of(ARTICLE, "uima.cas.AnnotationBase", "What is known of the article.", article.map(|name| text(name, "")).to_vec()),
        of(METADATA, "uima.tcas.DocumentAnnotation", "", metadata.into_iter().chain([feature("isLastSegment", FLAG, "")]).collect()),
    ];
    if tokens {
        all.push(of(SENTENCE, "uima.tcas.Annotation", "A sentence.", Vec::new()));
        all.push(of(TOKEN, "uima.tcas.Annotation", "A word or a punctuation mark.", Vec::new()));
    }
    all
}
