//! A catalogue for tests, made from what its articles are.

use super::Catalogue;
use super::rows::{ArticleRow, Builder, CountRow, RecordRow};

/// A record: annotator, state as a number, and how many annotations of each label.
type SampleRecord = (&'static str, u32, &'static [(&'static str, u32)]);

/// An article: key, headline, source, date, words, and its records.
pub(super) struct Sample {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) source: &'static str,
    pub(super) date: &'static str,
    pub(super) words: u32,
    pub(super) records: &'static [SampleRecord],
}

/// Four articles, by key.
const SAMPLES: [Sample; 4] = [
    Sample {
        key: "a/strike.txt",
        title: "Harbour strike enters third week",
        source: "Courier",
        date: "2026-09-14T10:00:00Z",
        words: 800,
        records: &[("anna", 2, &[("threat", 4), ("quote", 1)]), ("ben", 1, &[("actor", 1)])],
    },
    Sample { key: "a/vote.txt", title: "“Élan” wins the vote", source: "Post", date: "2026-10", words: 300, records: &[("ben", 1, &[("threat", 1)])] },
    Sample { key: "b/hidden.txt", title: "", source: "", date: "", words: 20, records: &[] },
    Sample { key: "b/zoo.md", title: "A harsh busy strip mined in kingdom", source: "Courier", date: "2025", words: 299, records: &[("anna", 0, &[])] },
];

/// The catalogue of them.
pub(super) fn catalogue() -> Catalogue {
    let mut builder = Builder::default();
    for sample in SAMPLES {
        let first_record = builder.rows.records.len() as u32;
        for (annotator, state, counts) in sample.records {
            let first_count = builder.rows.counts.len() as u32;
            for (label, count) in *counts {
                let label = builder.label(label);
                builder.rows.counts.push(CountRow { label, count: *count });
            }
            let annotator = builder.annotator(annotator);
            builder.rows.records.push(RecordRow { annotator, state: *state, first_count, counts: counts.len() as u32, ..RecordRow::default() });
        }
        let row = ArticleRow {
            key: builder.word(sample.key),
            title: builder.word(sample.title),
            publication: builder.shared_word(sample.source),
            date: builder.word(sample.date),
            language: builder.shared_word("en-GB"),
            words: sample.words,
            first_record,
            records: sample.records.len() as u32,
            ..ArticleRow::default()
        };
        builder.rows.articles.push(row);
    }
    Catalogue { rows: builder.rows }
}
