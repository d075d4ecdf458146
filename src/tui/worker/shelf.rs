//! The articles of a home, listed.

use super::Shelved;
use crate::article::printable;
use crate::library::{Home, articles, head};

/// The articles with how far the work on each is.
pub(super) fn list(home: &Home, annotator: &str) -> Vec<Shelved> {
    let found = articles(home, Some(annotator).filter(|name| !name.is_empty()));
    let shelved = found.into_iter().map(|path| {
        let key = home.key(&path);
        let record = crate::sources::read_regular_text(&home.record_path(annotator, &key)).ok();
        let head = record.and_then(|source| head(&source).ok());
        let shown = printable(key.strip_prefix("files").unwrap_or(&key));
        Shelved { path, shown, state: head.as_ref().map(|head| head.state), count: head.map_or(0, |head| head.annotations) }
    });
    shelved.collect()
}
