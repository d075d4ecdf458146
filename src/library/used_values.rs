//! The values that attributes have in the records of a home, and how often: what is offered when one is typed.
//!
//! ```text
//! records ──read once, again when changed──▶ ValueMemory ──count──▶ UsedValues (most used first)
//! ```

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::every_record::record_files;
use super::{Home, Stamp};
use crate::annotation::{Annotation, AttributeKind, Codebook, LabelId, Value};

/// Values of one attribute that are kept at most: those used most.
const MOST: usize = 2_000;

/// Different values of one attribute that are counted at most.
const COUNTED: usize = 20_000;

/// Code points of a value at most: longer ones nobody has completed.
const LONGEST: usize = 200;

/// How often an attribute has a value; its key is label, attribute, value.
type Counts = BTreeMap<(LabelId, String, String), usize>;

/// Values with how often they are used.
type Valued = Vec<(String, usize)>;

/// The values of all attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsedValues {
    by_attribute: HashMap<LabelId, HashMap<String, Valued>>,
}

/// What the records of a home were found to use: one that has not changed since is not read again.
#[derive(Debug, Default)]
pub struct ValueMemory {
    records: HashMap<PathBuf, (Stamp, Counts)>,
}

impl UsedValues {
    /// The values of an attribute of annotations with a label, those used most first.
    #[must_use]
    pub fn of(&self, label: &LabelId, attribute: &str) -> &[(String, usize)] {
        self.by_attribute.get(label).and_then(|attributes| attributes.get(attribute)).map_or(&[], Vec::as_slice)
    }

    fn new(counted: HashMap<LabelId, HashMap<String, HashMap<&str, usize>>>) -> Self {
        let sorted = |values: HashMap<&str, usize>| {
            let mut values: Valued = values.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
            values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            values.truncate(MOST);
            values
        };
        let by_attribute = counted.into_iter().map(|(label, attributes)| {
            let attributes = attributes.into_iter().map(|(attribute, values)| (attribute, sorted(values)));
            (label, attributes.collect())
        });
        Self { by_attribute: by_attribute.collect() }
    }
}

impl ValueMemory {
    /// Counts what the records of an annotator, or of everybody, use, but for the one at `except`. Records that cannot be read
    /// count for nothing.
    pub fn gather(&mut self, home: &Home, whose: Option<&str>, except: Option<&Path>) -> UsedValues {
        let mut known = std::mem::take(&mut self.records);
        for file in record_files(home, whose) {
            let path = file.path.clone();
            // Taken before it is read: what changes in between is read again the next time.
            let Some(stamp) = Stamp::of(&path) else { continue };
            let counts = match known.remove(&path) {
                Some((then, counts)) if then == stamp => counts,
                _ => file.read(home).record.map(|record| counts(&home.project.codebook, record.set.all().iter())).unwrap_or_default(),
            };
            self.records.insert(path, (stamp, counts));
        }
        let mut all: HashMap<LabelId, HashMap<String, HashMap<&str, usize>>> = HashMap::new();
        let others = self.records.iter().filter(|(path, _)| except != Some(path.as_path()));
        for ((label, attribute, value), count) in others.flat_map(|(_, (_, counts))| counts) {
            let values = all.entry(label.clone()).or_default().entry(attribute.clone()).or_default();
            if values.len() < COUNTED || values.contains_key(value.as_str()) {
                *values.entry(value).or_default() += count;
            }
        }
        UsedValues::new(all)
    }
}

/// What annotations use, where the codebook has values that are typed or chosen.
fn counts<'a>(codebook: &Codebook, annotations: impl Iterator<Item = &'a std::sync::Arc<Annotation>>) -> Counts {
    let mut counts = Counts::new();
    for annotation in annotations {
        let Some(label) = codebook.label(&annotation.label) else { continue };
        let completed =
            label.attributes.iter().filter(|attribute| matches!(attribute.kind, AttributeKind::Text | AttributeKind::Choice(_) | AttributeKind::Several(_)));
        for attribute in completed {
            for value in annotation.attributes.get(&attribute.id).map(texts).unwrap_or_default() {
                *counts.entry((label.id.clone(), attribute.id.clone(), value.to_owned())).or_default() += 1;
            }
        }
    }
    counts
}

/// The texts that a value holds and that may be offered. What has control characters is none: nobody sees what it is.
#[must_use]
pub fn texts(value: &Value) -> Vec<&str> {
    let offered = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    let all: Vec<&str> = match value {
        Value::Text(text) => vec![text],
        Value::List(list) => list.iter().filter_map(|one| if let Value::Text(text) = one { Some(text.as_str()) } else { None }).collect(),
        _ => Vec::new(),
    };
    all.into_iter().filter(|text| offered(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::Folders;

    fn write(home: &Home, annotator: &str, key: &str, attributes: &[&str]) {
        let item = |(n, attributes): (usize, &&str)| {
            format!(
                "(id: \"{n}\", label: \"claim\", spans: [(start: 0, end: 2, text: \"It\")], attributes: {{{attributes}}}, created: \"2026-11-24T09:12:44Z\", modified: \"2026-11-24T09:12:44Z\"),\n"
            )
        };
        let items: String = attributes.iter().enumerate().map(item).collect();
        let path = home.record_path(annotator, key);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let record = format!(
            "(schema: 1, article: (path: \"{key}\", title: \"x\", sha256: \"0\", chars: 9), annotator: \"{annotator}\", state: Done, annotations: [\n{items}])"
        );
        std::fs::write(path, record).unwrap();
    }

    #[test]
    fn values_are_counted_over_all_records_and_read_again_when_changed() {
        let dir = tempfile::tempdir().unwrap();
        let codebook = "(codebook: (labels: [(id: \"claim\", key: 'c', attributes: [(id: \"topic\", key: 't'), (id: \"tags\", key: 'g', kind: Several, values: [\"port\", \"sea\"])])]))";
        std::fs::write(dir.path().join("tagline.ron"), codebook).unwrap();
        let home = Home::find(dir.path(), None, &Folders::below(&dir.path().join(".state"))).unwrap();
        assert!(home.diagnostics.is_empty(), "{:?}", home.diagnostics);
        write(&home, "anna", "a.txt", &[r#""topic": "ships""#, r#""topic": "pay", "tags": ["sea", "port"], "other": "x""#]);
        write(&home, "anna", "b.txt", &[r#""topic": "pay", "tags": ["sea"]"#, r#""topic": "a\u{1b}b""#]);
        write(&home, "ben", "a.txt", &[r#""topic": "ships""#, r#""topic": "ships""#]);
        let mut memory = ValueMemory::default();
        let topics = |used: &UsedValues| used.of(&"claim".into(), "topic").iter().map(|(value, count)| format!("{value} {count}")).collect::<Vec<_>>();
        let all = memory.gather(&home, None, None);
        assert_eq!(topics(&all), ["ships 3", "pay 2"]);
        assert_eq!(all.of(&"claim".into(), "tags"), [("sea".to_owned(), 2), ("port".to_owned(), 1)]);
        assert!(all.of(&"claim".into(), "other").is_empty() && all.of(&"quote".into(), "topic").is_empty());
        assert_eq!(topics(&memory.gather(&home, Some("anna"), None)), ["pay 2", "ships 1"], "blind");
        assert_eq!(topics(&memory.gather(&home, None, Some(&home.record_path("ben", "a.txt")))), ["pay 2", "ships 1"], "the open one");
        write(&home, "ben", "a.txt", &[r#""topic": "weather""#]);
        std::fs::remove_file(home.record_path("anna", "b.txt")).unwrap();
        std::fs::write(home.record_path("anna", "c.txt"), "(annotations: [").unwrap();
        assert_eq!(topics(&memory.gather(&home, None, None)), ["pay 1", "ships 1", "weather 1"]);
    }
}
