//! The registry of readers: the one list from which help, docs, tests and completion are made.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::ControlFlow;

use super::source::Source;
use super::story::{Flaw, Story};

/// What a reader reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// Its name after `--as`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Usual endings of such files, lower case, without the dot.
    pub endings: &'static [&'static str],
    /// Whether one source may hold many stories.
    pub many: bool,
    /// What a user should know of it, in a sentence.
    pub detail: &'static str,
    /// What turns the bytes into text, with its version: written into each article's meta. Changed whenever the same bytes
    /// would give another text.
    pub extractor: &'static str,
}

/// How sure a reader is that a source is its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// It is something else.
    #[default]
    No,
    /// Nothing speaks against it.
    Possible,
    /// The name says so and the content does not deny it, or the content looks like it.
    Likely,
    /// The content says so.
    Certain,
}

/// What a table or object calls the things that a story is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The text.
    Text,
    /// The id.
    Id,
    /// The headline.
    Title,
    /// The date of publication.
    Date,
    /// The address.
    Url,
    /// Who wrote it.
    Author,
    /// The newspaper, agency or site.
    Publication,
    /// The language.
    Language,
}

/// What the user says about how a source is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Names of columns or keys.
    pub fields: BTreeMap<Field, String>,
}

/// What a reader finds, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// A story.
    Story(Box<Story>),
    /// Something that could not be read, beside which the rest can.
    Flaw(Flaw),
    /// Something about the source as a whole that a user should know: no failure, one safe sentence.
    Notice(String),
}

/// Takes what is found; breaks when no more is wanted.
pub type Taker<'t> = dyn FnMut(Found) -> ControlFlow<()> + 't;

/// Reads one format.
pub trait Reader: Sync + fmt::Debug {
    /// What it reads.
    fn format(&self) -> &'static Format;

    /// Judges by the first bytes and, where those leave it open, by the name.
    fn recognises(&self, source: &Source<'_>) -> Likelihood;

    /// Reads a source to its end, or until the taker breaks. An error is a flaw after which nothing more can be read.
    fn read(&self, source: &mut Source<'_>, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw>;
}

/// Every reader. Of two that are equally sure, the one that stands first is taken.
pub static READERS: &[&dyn Reader] = &[
    &super::docx::DocxReader,
    &super::epub::EpubReader,
    &super::pdf::PdfReader,
    &super::parquet::ParquetReader,
    &super::rtf::RtfReader,
    &super::nexis::NexisReader,
    &super::factiva::FactivaReader,
    &super::mhtml::MhtmlReader,
    &super::feed::FeedReader,
    &super::ninjs::NinjsReader,
    &super::nitf::NitfReader,
    &super::newsml::NewsmlReader,
    &super::html::HtmlReader,
    &super::mail::EmlReader,
    &super::mail::MboxReader,
    &super::warc::WarcReader,
    &super::json::JsonlReader,
    &super::json::JsonReader,
    &super::table::CsvReader,
    &super::table::TsvReader,
    &super::text::MarkdownReader,
    &super::text::TextReader,
];

/// The reader of that name.
#[must_use]
pub fn reader_named(name: &str) -> Option<&'static dyn Reader> {
    READERS.iter().find(|reader| reader.format().name == name).copied()
}

/// The reader that is surest of a source; `None` when it is nothing that can be read.
#[must_use]
pub fn reader_for(source: &Source<'_>) -> Option<&'static dyn Reader> {
    let mut best = (Likelihood::No, None);
    for reader in READERS {
        let sure = reader.recognises(source);
        if sure > best.0 {
            best = (sure, Some(*reader));
        }
    }
    best.1
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// All that `reader` finds in `bytes`, and how it ended.
    pub(in crate::sources) fn read_all(reader: &dyn Reader, name: &str, bytes: &[u8], choices: &Choices) -> (Vec<Found>, Result<(), Flaw>) {
        let mut found = Vec::new();
        let mut source = match Source::new(name, bytes) {
            Ok(source) => source,
            Err(flaw) => return (found, Err(flaw)),
        };
        let end = reader.read(&mut source, choices, &mut |one| {
            found.push(one);
            ControlFlow::Continue(())
        });
        (found, end)
    }

    /// All that `reader` finds in `bytes`, as snapshots show it.
    pub(in crate::sources) fn read_as_shown(reader: &dyn Reader, name: &str, bytes: &[u8]) -> String {
        let (found, end) = read_all(reader, name, bytes, &Choices::default());
        let shown = found.iter().map(|found| match found {
            Found::Story(story) => super::super::paragraph::tests::shown(story),
            Found::Flaw(flaw) => format!("flaw: {flaw}\n"),
            Found::Notice(notice) => format!("notice: {notice}\n"),
        });
        shown.chain(end.err().map(|flaw| format!("end: {flaw}\n"))).collect::<Vec<_>>().join("\n")
    }

    /// The stories that the registry finds in `bytes`; panics on any flaw.
    pub(in crate::sources) fn stories(name: &str, bytes: &[u8]) -> Vec<Story> {
        let source = Source::new(name, bytes).unwrap();
        let reader = reader_for(&source).unwrap_or_else(|| panic!("{name}: nobody reads it"));
        let (found, end) = read_all(reader, name, bytes, &Choices::default());
        end.unwrap();
        let stories = found.into_iter().filter_map(|found| match found {
            Found::Story(story) => Some(*story),
            Found::Flaw(flaw) => panic!("{flaw}"),
            Found::Notice(_) => None,
        });
        stories.collect()
    }

    /// A reader with files of its kind below `tests/data/sources`.
    pub(in crate::sources) struct Sample {
        pub(in crate::sources) reader: &'static dyn Reader,
        /// Its folder there.
        pub(in crate::sources) folder: &'static str,
        pub(in crate::sources) names: &'static [&'static str],
    }

    impl Sample {
        fn data(&self, name: &str) -> Vec<u8> {
            std::fs::read(format!("{}/tests/data/sources/{}/{name}", env!("CARGO_MANIFEST_DIR"), self.folder)).unwrap()
        }

        /// All that a file gives, as a snapshot shows it.
        pub(in crate::sources) fn read(&self, bytes: &[u8]) -> String {
            read_as_shown(self.reader, "file", bytes)
        }

        /// Each file's name without its ending, and all that it gives; the registry has to choose this reader for it.
        pub(in crate::sources) fn shown(&self) -> Vec<(&'static str, String)> {
            let shown = self.names.iter().map(|name| {
                let bytes = self.data(name);
                let chosen = reader_for(&Source::new(name, &bytes[..]).unwrap()).unwrap();
                assert_eq!(chosen.format().name, self.reader.format().name, "{name}");
                (name.split('.').next().unwrap(), self.read(&bytes))
            });
            shown.collect()
        }

        /// How sure the reader is of a text.
        pub(in crate::sources) fn sure(&self, text: &str) -> Likelihood {
            self.reader.recognises(&Source::new("a", text.as_bytes()).unwrap())
        }

        /// Reads bytes by themselves, and one of the files with them in the place of `cut` others, whole and broken off there.
        pub(in crate::sources) fn read_damaged(&self, which: usize, at: usize, cut: usize, bytes: &[u8]) {
            let _ = self.read(bytes);
            let mut file = self.data(self.names[which % self.names.len()]);
            let at = at % file.len();
            file.splice(at..(at + cut).min(file.len()), bytes.iter().copied());
            let _ = (self.read(&file), self.read(&file[..at]));
        }
    }

    #[test]
    fn formats_are_named_once_and_say_what_they_are() {
        let mut names: Vec<&str> = READERS.iter().map(|reader| reader.format().name).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
        for reader in READERS {
            let format = reader.format();
            assert!(format.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", format.name);
            assert!(!format.title.is_empty() && format.detail.ends_with('.') && !format.extractor.is_empty(), "{}", format.name);
            assert!(format.endings.iter().all(|ending| !ending.is_empty() && ending.to_lowercase() == *ending), "{}", format.name);
        }
    }
}
