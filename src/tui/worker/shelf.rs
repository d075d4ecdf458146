//! The articles of a home: listed, and made of text.

use super::{Done, Shelved};
use crate::article::printable;
use crate::library::{Home, Privacy, articles, head, write_atomically};

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

/// Writes pasted text as a new article, named after its first line.
pub(super) fn new_article(home: &Home, text: &str) -> Done {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("article");
    let slug: String = first.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).take(60).collect();
    let slug = slug.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let slug = if slug.is_empty() { "article".into() } else { slug };
    let folder = home.root.join("articles");
    let free = (1..1000).map(|n| folder.join(if n == 1 { format!("{slug}.txt") } else { format!("{slug}-{n}.txt") })).find(|path| !path.exists());
    if crate::sources::decode(text.as_bytes().to_vec()).is_none() {
        return Done::Failed("what was pasted is no text: it is full of control characters".into());
    }
    let Some(path) = free else { return Done::Failed("there are too many articles of that name".into()) };
    let mut text = text.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    match write_atomically(&path, text.as_bytes(), Privacy::Shared) {
        Ok(()) => Done::Made(path),
        Err(error) => Done::Failed(format!("the article could not be written: {error}")),
    }
}
