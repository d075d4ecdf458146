//! The README of a dataset, which the `datasets` of Hugging Face read too.

use std::collections::{BTreeMap, BTreeSet};

use super::partition::Partition;
use crate::annotation::Codebook;
use crate::article::printable;
use crate::exchange::Document;

/// What is told of a dataset.
#[derive(Debug, Default)]
pub(super) struct Card {
    /// The folders below those of the tables.
    pub folders: BTreeSet<String>,
    articles: usize,
    relations: usize,
    /// Annotations by label.
    labels: BTreeMap<String, usize>,
}

impl Card {
    /// Counts a document that is in a folder.
    pub(super) fn count(&mut self, document: &Document, folder: &str) {
        if !self.folders.contains(folder) {
            self.folders.insert(folder.to_owned());
        }
        self.articles += 1;
        self.relations += document.relations.len();
        for annotation in &document.annotations {
            match self.labels.get_mut(annotation.label.as_str()) {
                Some(count) => *count += 1,
                None => drop(self.labels.insert(annotation.label.to_string(), 1)),
            }
        }
    }
}

/// The README.
pub(super) fn card(card: &Card, codebook: &Codebook, partition: Partition) -> String {
    let files = |table: &str| match partition {
        Partition::None => format!("{table}/*.parquet"),
        _ if card.folders.contains("") => format!("{table}/*.parquet"),
        Partition::Split | Partition::Publication | Partition::Month => format!("{table}/*/*.parquet"),
    };
    let config = |table: &str| {
        let splits: Vec<String> = match partition {
            Partition::Split if !card.folders.contains("") => card.folders.iter().map(|folder| split(table, folder)).collect(),
            _ => vec![format!("  - split: train\n    path: \"{}\"\n", files(table))],
        };
        format!("- config_name: {table}\n{}  data_files:\n{}", if table == "articles" { "  default: true\n" } else { "" }, splits.concat())
    };
    let ids = codebook.labels.iter().map(|label| label.id.as_str());
    let unknown = card.labels.keys().map(String::as_str).filter(|id| codebook.label(&(*id).into()).is_none());
    let labels: Vec<String> = ids.chain(unknown).map(|id| label(card, codebook, id)).collect();
    let relations: Vec<String> = codebook.relations.iter().map(|kind| format!("- `{}`: {}", printable(&kind.id), printable(&kind.definition))).collect();
    format!(
        "---\nconfigs:\n{}{}---\n\n# Annotated articles\n\n{} articles, {} annotations, {} relations. Written by tagline {}.\n\n\
         ## Tables\n\n\
         - `{}`: an article a row, with its text, its `annotations` (id, label, spans, attributes, note and how each came about) and its `relations`.\n\
         - `{}`: a row for each fragment of an annotation, with its text, and the block of the article it is in.\n\n\
         Offsets are Unicode code points of `text`, half-open: `text[start:end]` in Python. An annotation may have several `spans`;\n\
         `start` and `end` beside them go from the first to the last. `label_id` is the label's place in the codebook, and null for\n\
         one that the codebook lacks. Values of attributes are text; those of type `list` and `span` are JSON.\n\n\
         ## Labels\n\n{}\n\n## Relations\n\n{}\n\n\
         ## Queries\n\n```sql\n\
         -- DuckDB: what is said how often\n\
         SELECT label, text, count(*) AS n FROM read_parquet('{}') GROUP BY ALL ORDER BY n DESC LIMIT 10;\n\
         -- who says what\n\
         SELECT a.path, q.text AS quote, s.text AS speaker\n\
         FROM (SELECT path, annotations, unnest(relations) AS r FROM read_parquet('{}')) AS a,\n\
         \x20    unnest(a.annotations) AS q_(q), unnest(a.annotations) AS s_(s)\n\
         WHERE r.kind = 'said_by' AND q.id = r.\"from\" AND s.id = r.\"to\";\n```\n",
        config("articles"),
        config("annotations"),
        card.articles,
        card.labels.values().sum::<usize>(),
        card.relations,
        env!("CARGO_PKG_VERSION"),
        files("articles"),
        files("annotations"),
        labels.join("\n"),
        relations.join("\n"),
        files("annotations"),
        files("articles"),
    )
}

/// A part of a training set, under the name that is usual there.
fn split(table: &str, folder: &str) -> String {
    let name = folder.trim_start_matches("split=").trim_end_matches('/');
    format!("  - split: {}\n    path: \"{table}/{folder}*.parquet\"\n", if name == "dev" { "validation" } else { name })
}

fn label(card: &Card, codebook: &Codebook, id: &str) -> String {
    let definition = codebook.label(&id.into()).map_or("", |label| label.definition.as_str());
    format!("- `{}` ({}): {}", printable(id), card.labels.get(id).unwrap_or(&0), printable(definition))
}
