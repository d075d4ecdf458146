//! Everybody's work on an article, read to be reviewed.

use std::path::PathBuf;
use std::sync::Arc;

use super::Done;
use crate::article::Article;
use crate::library::{GOLD, Home, must_wait, open_review, read_record_of, reviewed};

/// Reads it, unless there is none or it must not be seen yet.
pub(super) fn read(home: &Home, by: String, path: PathBuf, key: &str, article: &Arc<Article>) -> Done {
    let review = if reviewed(home, key).is_empty() {
        Err("nobody has annotated this article yet, so there is nothing to review".to_owned())
    } else if must_wait(home, &by, key) {
        Err("annotation is blind in this project: mark your own work here as done first".to_owned())
    } else {
        let gold = read_record_of(home, GOLD, key, article.text());
        gold.map(|gold| Box::new(open_review(home, key, article, gold.as_ref().map(|(gold, _)| gold))))
    };
    Done::Reviewed(path, by, review)
}
