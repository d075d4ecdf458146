//! An article and a record, read, as a document.

use super::Wanted;
use crate::annotation::AnnotationSet;
use crate::exchange::{Document, Metadata};
use crate::library::{About, Home, Meta, read_record_of};
use crate::sources;

/// Reads the work that is wanted. Without a record there is nothing annotated. The reason why it cannot be read names the
/// file.
pub(super) fn document(home: &Home, wanted: &Wanted) -> Result<Document, String> {
    let decoded = sources::read(&wanted.path).map_err(|error| error.to_string())?;
    let meta = Meta::load(&home.meta_path(&wanted.key))?;
    let article = meta.divide(crate::article::Text::new(decoded.text));
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
