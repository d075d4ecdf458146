//! Everybody's work on an article, read to be reviewed.

use std::path::PathBuf;
use std::sync::Arc;

use super::Done;
use crate::annotation::AnnotationSet;
use crate::article::Article;
use crate::library::{GOLD, Home, annotators, is_done, must_wait, open_review, read_record_of, reviewed};

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

/// Reads what others than `name` have on an article, gold too. In a blind project one's own work must be done first.
pub(super) fn read_others(home: &Home, name: &str, path: PathBuf, key: &str, article: &Article) -> Done {
    if home.project.blind && name != GOLD && !is_done(home, name, key) {
        return Done::Beside(path, Err("annotation is blind in this project: mark your own work here as done first".to_owned()));
    }
    let others = annotators(home).into_iter().filter(|other| other != name);
    let read = others.map(|other| read_record_of(home, &other, key, article.text()).map(|record| Some((other, record?.0.set)))).collect::<Result<Vec<_>, _>>();
    let known = |all: Vec<Option<(String, AnnotationSet)>>| all.into_iter().flatten().filter(|(_, set)| !set.is_untouched()).collect();
    Done::Beside(path, read.map(known))
}
