//! Bringing a catalogue up to date.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::Catalogue;
use super::detail::{Detail, nanoseconds, state_number, tally};
use super::rows::{ArticleRow, Builder, CountRow, RecordRow, Rows, Seen};
use super::walk::{self, Name};
use crate::library::record::Tally;
use crate::library::{Home, annotators};

/// Articles that are looked at in one go: after each the others may be shown what there is.
const BATCH: usize = 4096;

/// Between two catalogues that are not complete yet, at least.
const PACE: Duration = Duration::from_secs(1);

/// How far bringing a catalogue up to date has come.
#[derive(Debug)]
pub enum Step<'a> {
    /// Other articles are there than before, by name; what is known of the rest is as it was.
    Named(Catalogue),
    /// So many articles of all have been looked at. A catalogue comes along now and then, when something has changed.
    Looked {
        /// Articles looked at.
        done: usize,
        /// All articles.
        all: usize,
        /// What is known so far.
        so_far: Option<SoFar<'a>>,
    },
}

/// A catalogue that is not complete yet. It is put together only for those who want it, since it is one more in memory.
#[derive(Debug)]
pub struct SoFar<'a> {
    old: &'a Rows,
    /// The rows of articles that were looked at.
    looked_at: &'a Builder,
    names: &'a [Name],
    drafts: &'a [Draft],
    whose: &'a [String],
}

impl SoFar<'_> {
    /// Puts it together.
    #[must_use]
    pub fn catalogue(&self) -> Catalogue {
        let mut builder = self.looked_at.clone();
        append(&mut builder, self.old, self.names, self.drafts, Some(self.whose));
        Catalogue { rows: builder.rows }
    }
}

/// What came of bringing a catalogue up to date.
#[derive(Debug)]
pub enum Refreshed {
    /// It was called off.
    Stopped,
    /// Nothing has changed.
    Same,
    /// What there is now.
    New(Catalogue),
}

/// An article being brought up to date.
#[derive(Debug, Default)]
struct Draft {
    /// Its row in the old catalogue.
    old: Option<u32>,
    /// What was read of it, if it has changed.
    fresh: Option<Box<Detail>>,
    records: Vec<RecordDraft>,
}

/// A record being brought up to date.
#[derive(Debug)]
struct RecordDraft {
    annotator: u32,
    /// Its row in the old catalogue.
    old: Option<u32>,
    /// What was read of it, if it has changed.
    fresh: Option<(Seen, Option<Tally>)>,
}

impl Catalogue {
    /// The articles that there are, of which nothing but their names is known: for what reads them anyway.
    #[must_use]
    pub fn named(home: &Home) -> Self {
        let names = walk::articles(home);
        let mut builder = Builder::default();
        append(&mut builder, &Rows::default(), &names, &drafts(&Rows::default(), &names), None);
        Self { rows: builder.rows }
    }

    /// A catalogue of what there is now; what has not changed is taken from this one. `tell` hears of every step and says
    /// whether to go on.
    #[must_use]
    pub fn brought_up_to_date(&self, home: &Home, mut tell: impl FnMut(Step<'_>) -> bool) -> Refreshed {
        let now = nanoseconds(SystemTime::now());
        let names = walk::articles(home);
        let mut drafts = drafts(&self.rows, &names);
        let mut changed = names.len() != self.rows.articles.len() || drafts.iter().any(|draft| draft.old.is_none());
        let whose = annotators(home);
        if changed {
            let mut builder = Builder::default();
            append(&mut builder, &self.rows, &names, &drafts, None);
            if !tell(Step::Named(Self { rows: builder.rows })) {
                return Refreshed::Stopped;
            }
        }
        for (number, annotator) in whose.iter().enumerate() {
            add_records(&self.rows, &names, &mut drafts, annotator, number as u32, &walk::records(home, annotator));
        }
        changed |= drafts.iter().map(|draft| draft.records.len()).sum::<usize>() != self.rows.records.len();
        let mut shown = Instant::now();
        let (mut builder, mut built) = (Builder::default(), 0);
        for start in (0..names.len()).step_by(BATCH) {
            let end = (start + BATCH).min(names.len());
            let (Some(names_now), Some(drafts_now)) = (names.get(start..end), drafts.get_mut(start..end)) else { break };
            changed |= look(&self.rows, home, &whose, names_now, drafts_now, now);
            // As long as nothing has changed there is nothing to be built.
            if let (true, Some(names), Some(drafts)) = (changed, names.get(built..end), drafts.get_mut(built..end)) {
                append(&mut builder, &self.rows, names, drafts, Some(&whose));
                // What was read stands in the rows now.
                drafts.fill_with(Draft::default);
                built = end;
            }
            let show = changed && end < names.len() && shown.elapsed() >= PACE;
            let (names_left, drafts_left) = (names.get(end..).unwrap_or_default(), drafts.get(end..).unwrap_or_default());
            let so_far = show.then(|| SoFar { old: &self.rows, looked_at: &builder, names: names_left, drafts: drafts_left, whose: &whose });
            if !tell(Step::Looked { done: end, all: names.len(), so_far }) {
                return Refreshed::Stopped;
            }
            shown = if show { Instant::now() } else { shown };
        }
        if changed { Refreshed::New(Self { rows: builder.rows }) } else { Refreshed::Same }
    }
}

/// What there is by name, beside what was there before; both are in the order of keys.
fn drafts(old: &Rows, names: &[Name]) -> Vec<Draft> {
    let mut at = 0;
    let drafts = names.iter().map(|name| {
        while old.articles.get(at).is_some_and(|row| old.word(row.key) < name.key.as_ref()) {
            at += 1;
        }
        let same = old.articles.get(at).is_some_and(|row| old.word(row.key) == name.key.as_ref());
        Draft { old: same.then_some(at as u32), ..Draft::default() }
    });
    drafts.collect()
}

/// Adds the records of an annotator to the articles that they are of. Those of articles that are gone are left out.
fn add_records(old: &Rows, names: &[Name], drafts: &mut [Draft], annotator: &str, number: u32, keys: &[Box<str>]) {
    let known = old.annotators.iter().position(|name| name == annotator).map(|at| at as u32);
    let mut keys = keys.iter().peekable();
    for (name, draft) in names.iter().zip(drafts) {
        while keys.next_if(|key| **key < name.key).is_some() {}
        if keys.next_if(|key| **key == name.key).is_none() {
            continue;
        }
        let before = draft.old.and_then(|at| old.articles.get(at as usize)).zip(known).and_then(|(article, known)| {
            let at = old.records_of(article).iter().position(|record| record.annotator == known)?;
            Some(article.first_record + at as u32)
        });
        // Most articles have one record, and room for more in each of many drafts is a lot.
        draft.records.reserve_exact(1);
        draft.records.push(RecordDraft { annotator: number, old: before, fresh: None });
    }
}

/// Looks at some articles and their records on all cores, and reads what has changed; whether anything has.
fn look(old: &Rows, home: &Home, whose: &[String], names: &[Name], drafts: &mut [Draft], now: i64) -> bool {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let share = names.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let parts = names.chunks(share).zip(drafts.chunks_mut(share));
        let work = parts.map(|(names, drafts)| {
            scope.spawn(move || {
                let looked = names.iter().zip(drafts).map(|(name, draft)| look_at(old, home, whose, name, draft, now));
                looked.fold(false, |any, changed| any | changed)
            })
        });
        let work: Vec<_> = work.collect();
        work.into_iter().fold(false, |any, part| any | part.join().unwrap_or(true))
    })
}

fn look_at(old: &Rows, home: &Home, whose: &[String], name: &Name, draft: &mut Draft, now: i64) -> bool {
    let path = name.path.as_deref().map_or_else(|| home.root.join(name.key.as_ref()), Path::to_owned);
    let meta = name.meta.then(|| home.meta_path(&name.key));
    let (text, meta_seen) = (Seen::of(&path), meta.as_deref().map(Seen::of).unwrap_or_default());
    let before = draft.old.and_then(|at| old.articles.get(at as usize));
    let same = before.is_some_and(|row| row.text == text && row.meta == meta_seen);
    if !same {
        let meta = meta.as_deref().map(|path| (path, meta_seen.remembered(now)));
        draft.fresh = Some(Box::new(Detail::read(&path, text.remembered(now), meta)));
    }
    let mut changed = !same;
    for record in &mut draft.records {
        let Some(annotator) = whose.get(record.annotator as usize) else { continue };
        let path = home.record_path(annotator, &name.key);
        let seen = Seen::of(&path);
        let same = record.old.and_then(|at| old.records.get(at as usize)).is_some_and(|row| row.file == seen);
        if !same {
            record.fresh = Some((seen.remembered(now), tally(&path)));
        }
        changed |= !same;
    }
    changed
}

/// Adds the rows of articles to a new catalogue. Without `whose`, their records are as they were before.
fn append(builder: &mut Builder, old: &Rows, names: &[Name], drafts: &[Draft], whose: Option<&[String]>) {
    for (name, draft) in names.iter().zip(drafts) {
        let before = draft.old.and_then(|at| old.articles.get(at as usize));
        let mut row = match (&draft.fresh, before) {
            (Some(detail), _) => fresh_row(builder, detail),
            (None, Some(row)) => copied_row(builder, old, row),
            (None, None) => ArticleRow::default(),
        };
        row.key = builder.word(&name.key);
        row.path = name.path.as_deref().and_then(Path::to_str).map(|path| builder.word(path)).unwrap_or_default();
        row.first_record = builder.rows.records.len() as u32;
        if whose.is_none() {
            for record in before.map(|row| old.records_of(row)).unwrap_or_default() {
                copy_record(builder, old, record, old.annotators.get(record.annotator as usize).map_or("", String::as_str));
            }
        }
        for record in &draft.records {
            let annotator = whose.and_then(|whose| whose.get(record.annotator as usize)).map_or("", String::as_str);
            match (&record.fresh, record.old.and_then(|at| old.records.get(at as usize))) {
                (Some((seen, tally)), _) => fresh_record(builder, *seen, tally.as_ref(), annotator),
                (None, Some(row)) => copy_record(builder, old, row, annotator),
                (None, None) => {}
            }
        }
        row.records = builder.rows.records.len() as u32 - row.first_record;
        builder.rows.articles.push(row);
    }
}

fn fresh_row(builder: &mut Builder, detail: &Detail) -> ArticleRow {
    let about = &detail.about;
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().to_owned();
    ArticleRow {
        title: builder.word(&text(&about.title)),
        publication: builder.shared_word(&text(&about.publication)),
        date: builder.shared_word(&text(&about.date)),
        url: builder.word(&text(&about.url)),
        id: builder.word(&text(&about.id)),
        language: builder.shared_word(&text(&about.language)),
        text: detail.text,
        meta: detail.meta,
        chars: detail.chars,
        words: detail.words,
        ..ArticleRow::default()
    }
}

fn copied_row(builder: &mut Builder, old: &Rows, row: &ArticleRow) -> ArticleRow {
    ArticleRow {
        title: builder.word(old.word(row.title)),
        publication: builder.shared_word(old.word(row.publication)),
        date: builder.shared_word(old.word(row.date)),
        url: builder.word(old.word(row.url)),
        id: builder.word(old.word(row.id)),
        language: builder.shared_word(old.word(row.language)),
        ..*row
    }
}

fn fresh_record(builder: &mut Builder, file: Seen, tally: Option<&Tally>, annotator: &str) {
    let first_count = builder.rows.counts.len() as u32;
    for (label, count) in tally.iter().flat_map(|tally| &tally.labels) {
        let label = builder.label(label);
        builder.rows.counts.push(CountRow { label, count: *count });
    }
    let counts = builder.rows.counts.len() as u32 - first_count;
    let annotator = builder.annotator(annotator);
    builder.rows.records.push(RecordRow { annotator, file, state: state_number(tally), first_count, counts });
}

fn copy_record(builder: &mut Builder, old: &Rows, row: &RecordRow, annotator: &str) {
    let first_count = builder.rows.counts.len() as u32;
    for count in old.counts_of(row) {
        let label = builder.label(old.labels.get(count.label as usize).map_or("", String::as_str));
        builder.rows.counts.push(CountRow { label, count: count.count });
    }
    let annotator = builder.annotator(annotator);
    builder.rows.records.push(RecordRow { annotator, first_count, ..*row });
}
