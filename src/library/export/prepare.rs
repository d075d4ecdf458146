//! An article and a record, read, as a document.

use std::sync::Arc;

use jiff::Timestamp;

use super::Wanted;
use crate::annotation::{Annotation, AnnotationSet, Id, Origin};
use crate::article::sha256;
use crate::exchange::{Document, Metadata};
use crate::library::{About, Home, Meta, Place, read_record_of};
use crate::sources;
use crate::suggest::{Gazetteer, Proposing, Rejected, suggestions};

/// Reads the work that is wanted. Without a record there is nothing annotated. The reason why it cannot be read names the
/// file.
pub(super) fn document(home: &Home, wanted: &Wanted) -> Result<Document, String> {
    let decoded = sources::read(&wanted.path).map_err(|error| error.to_string())?;
    let meta = Meta::load(&home.meta_path(&wanted.key))?;
    let article = meta.undivided(crate::article::Text::new(decoded.text));
    let record = read_record_of(home, &wanted.annotator, &wanted.key, article.text())?;
    let set = match record {
        None => AnnotationSet::default(),
        Some((record, _)) => match record.read_only {
            Some(why) => return Err(why),
            None => record.set,
        },
    };
    let About { title, authors, date, publication, url, language, id, .. } = meta.about;
    Ok(Document {
        path: wanted.key.clone(),
        annotator: wanted.annotator.clone(),
        state: set.state(),
        article,
        about: Metadata { title, authors, date, publication, url, language, id },
        annotations: set.annotations().to_vec(),
        unanchored: set.unanchored().to_vec(),
        relations: set.relations().to_vec(),
        split: wanted.split,
    })
}

/// Adds what is proposed for a document and nobody has taken or turned down: with its suggester as the origin, and doubtful,
/// since nobody has looked at it.
pub(super) fn add_suggestions(home: &Home, gazetteer: &Gazetteer, document: &mut Document, now: Timestamp) {
    let text = document.article.text().clone();
    let annotations = document.annotations.iter().map(|annotation| annotation.as_ref().clone()).collect();
    let set = AnnotationSet::new(annotations, Vec::new(), Vec::new(), document.state);
    let rejected: Rejected = Place::load(&home.place_path(&document.annotator, &document.path), &text).rejected.into_iter().collect();
    let proposing = Proposing { article: &document.article, codebook: &home.project.codebook, gazetteer, ready: None };
    for candidate in suggestions(proposing, &set, &rejected) {
        let Some(label) = candidate.label else { continue };
        let places: Vec<String> = candidate.spans.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
        let digest = sha256(format!("{} {label} {}", text.sha256(), places.join(" ")).as_bytes());
        let id = Id::from(format!("suggestion-{}", digest.get(..16).unwrap_or_default()).as_str());
        let origin = Origin::Suggested { by: candidate.kind.by().to_owned() };
        document.annotations.push(Arc::new(Annotation { note: candidate.reason, doubtful: true, ..Annotation::new(id, label, candidate.spans, origin, now) }));
    }
    document.annotations.sort_by(|a, b| (a.start(), std::cmp::Reverse(a.end()), &a.id).cmp(&(b.start(), std::cmp::Reverse(b.end()), &b.id)));
}
