//! Findings of the desk check that somebody waved through, with the reason: kept in the record, one entry a finding, so that
//! two windows merge theirs.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::editing::edit_record;
use super::record::quote;
use super::{Home, Record, Saver};
use crate::annotation::{AnnotationSet, Change};

/// What the entries of a record begin with that hold a waiver.
const PREFIX: &str = "waived:";

/// The findings that are waved through in a record, with their reasons.
#[must_use]
pub fn waivers(record: &Record) -> BTreeMap<String, String> {
    let entries = record.set.ext().iter().filter_map(|(key, raw)| Some((key.strip_prefix(PREFIX)?.to_owned(), ron::from_str::<String>(raw).ok()?)));
    entries.collect()
}

/// Waves a finding through, or with no reason no longer, in the record of an annotator on an article, as a step.
pub fn waive(home: &Arc<Home>, annotator: &str, article: &Path, finding: &str, reason: Option<&str>) -> Result<(), String> {
    let title = waiver_title(reason.is_some());
    edit_record(home, annotator, article, title, &mut Saver::default(), |set, _| vec![waiver_change(set, finding, reason)]).map(drop)
}

/// What such a step is called.
#[must_use]
pub fn waiver_title(waived: bool) -> &'static str {
    if waived { "waved a finding through" } else { "took up a finding again" }
}

/// The change in a record that it is.
#[must_use]
pub fn waiver_change(set: &AnnotationSet, finding: &str, reason: Option<&str>) -> Change {
    let key = format!("{PREFIX}{finding}");
    let after = reason.map(|reason| {
        let mut raw = String::new();
        quote(&mut raw, reason);
        raw
    });
    Change::Ext { before: set.ext().get(&key).cloned(), key, after }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::{Folders, read_unanchored};

    #[test]
    fn a_waiver_is_kept_beside_what_others_keep_there_and_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("tagline.ron"), "()").unwrap();
        let article = dir.path().join("a.txt");
        std::fs::write(&article, "Strike\n").unwrap();
        let home = Arc::new(Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap());
        let file = home.record_path("anna", "a.txt");
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let hash = crate::article::Text::new("Strike\n").sha256().to_owned();
        std::fs::write(&file, format!("(schema: 1, article: (path: \"a.txt\", title: \"Strike\", sha256: \"{hash}\", chars: 7), annotator: \"anna\", state: Done, annotations: [], ext: {{\"other\": (x: 1)}})")).unwrap();
        waive(&home, "anna", &article, "open-marks-1", Some("a “poem” \u{202e}")).unwrap();
        let read = || read_unanchored(&std::fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(waivers(&read()), BTreeMap::from([("open-marks-1".to_owned(), "a “poem” \u{202e}".to_owned())]));
        assert_eq!(read().set.ext().get("other").map(String::as_str), Some("(x: 1)"));
        waive(&home, "anna", &article, "open-marks-1", None).unwrap();
        assert_eq!((waivers(&read()).len(), read().set.ext().len()), (0, 1));
    }
}
