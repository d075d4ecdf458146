//! Records of an article that has changed: its annotations find their places by the texts that were kept.

use std::collections::BTreeSet;

use super::{ArticleRef, Home, Record, disk};
use crate::annotation::{Carried, Reanchoring, place_all};
use crate::article::Text;

/// Places every annotation of a record that has no place in `text`, where that is certain. The record is then one of
/// `text`. Needs the kept texts that the annotations were made in; those that are missing or damaged are done without.
pub(super) fn reanchor(record: &mut Record, home: &Home, text: &Text) -> Carried {
    let mut carried = Carried::default();
    let hashes: BTreeSet<String> = record.set.unanchored().iter().filter_map(|item| Some(item.unanchored.as_ref()?.sha256.clone())).collect();
    for sha256 in hashes {
        let old = kept_text(home, &sha256);
        place_all(&mut record.set, &sha256, &Reanchoring::new(old.as_ref(), text), text, &mut carried);
    }
    if record.article.sha256 != text.sha256() {
        record.article = ArticleRef::new(&record.article.path, &record.article.title, text);
    }
    carried
}

/// The text of that hash as it was annotated.
pub(super) fn kept_text(home: &Home, sha256: &str) -> Option<Text> {
    let plain = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    let text = Text::new(plain.then(|| disk::read_text(&home.text_path(sha256)).ok())??);
    (text.sha256() == sha256).then_some(text)
}
