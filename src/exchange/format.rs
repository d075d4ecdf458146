//! The registry of formats: the one list from which help, docs, tests and completion are made.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use jiff::Timestamp;

use super::{Arrival, Document, Frame, Input, Piece, Tables, Unit};
use crate::annotation::{Codebook, Label, LabelId};

/// Which ways a format goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Both {
    /// Out and in.
    Ways,
    /// Out only.
    Out,
    /// In only.
    In,
}

impl Both {
    /// Whether it is written.
    #[must_use]
    pub fn out(self) -> bool {
        self != Self::In
    }

    /// Whether it is read.
    #[must_use]
    pub fn back(self) -> bool {
        self != Self::Out
    }
}

/// How the documents of a format are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One file in which each line stands for itself.
    Lines,
    /// One file with something before, between and after the documents; some formats have further files beside it.
    File,
    /// A folder with files for each document.
    Folder,
    /// The same, packed into one zip archive.
    Archive,
    /// A folder of tables.
    Tables,
}

impl Shape {
    /// In words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "one file, a line a document",
            Self::File => "one file",
            Self::Folder => "a folder, files for each document",
            Self::Archive => "a zip archive",
            Self::Tables => "a folder of tables",
        }
    }
}

/// Something that can be chosen about a format: `--set NAME=VALUE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// What it may be; the first is taken when nothing is said.
    pub values: &'static [&'static str],
    /// What it does, in a sentence without a full stop.
    pub meaning: &'static str,
}

/// What is known of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its name after `export` and `import`.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Endings of its files, lower case, without the dot; the first is that of the file that is written.
    pub endings: &'static [&'static str],
    /// How documents are kept.
    pub shape: Shape,
    /// Which ways it goes.
    pub both: Both,
    /// What its offsets count.
    pub unit: Unit,
    /// Whether annotations may nest and cross.
    pub overlaps: bool,
    /// Whether one annotation may have several spans.
    pub discontinuous: bool,
    /// Whether it holds relations.
    pub relations: bool,
    /// Whether it holds attributes.
    pub attributes: bool,
    /// Whether it holds notes.
    pub notes: bool,
    /// What can be chosen.
    pub choices: &'static [Choice],
    /// What a user should know of it, in a sentence.
    pub detail: &'static str,
}

/// What is asked for, the same for all documents of one export.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The labels, attributes and relations.
    pub codebook: Codebook,
    /// What was chosen about the format, by name.
    pub chosen: BTreeMap<String, String>,
    /// The time of the export, for formats that must tell one; that of the last change otherwise.
    pub now: Timestamp,
}

impl Plan {
    /// The same with labels that the codebook lacks: as ones of which only the name is known, without a key.
    #[must_use]
    pub fn with_labels(&self, labels: impl IntoIterator<Item = LabelId>) -> Self {
        let mut plan = self.clone();
        for label in labels {
            if plan.codebook.position(&label).is_none() {
                plan.codebook.labels.push(Label::plain(label.as_str(), ' '));
            }
        }
        plan
    }

    /// What was chosen, else what is taken when nothing is said.
    #[must_use]
    pub fn choice<'a>(&'a self, facts: &Facts, name: &str) -> &'a str {
        let default = || facts.choices.iter().find(|choice| choice.name == name).and_then(|choice| choice.values.first()).copied().unwrap_or_default();
        self.chosen.get(name).map_or_else(default, String::as_str)
    }
}

/// One format.
pub trait Format: Sync + fmt::Debug {
    /// What is known of it.
    fn facts(&self) -> &'static Facts;

    /// What stands around the documents of a stream.
    fn frame(&self, _plan: &Plan, _stream: &str) -> Frame {
        Frame::default()
    }

    /// The streams that are there even when no document fills them.
    fn streams(&self, _plan: &Plan) -> Vec<String> {
        match self.facts().shape {
            Shape::Lines | Shape::File => vec![String::new()],
            Shape::Folder | Shape::Archive | Shape::Tables => Vec::new(),
        }
    }

    /// The ending of the file that is written, which may depend on what was chosen.
    fn ending(&self, _plan: &Plan) -> &'static str {
        self.facts().endings.first().copied().unwrap_or_default()
    }

    /// Whether it holds what other tools and merges have left with an annotation or a relation.
    fn holds_extras(&self) -> bool {
        false
    }

    /// Files that stand once beside all documents, such as a configuration: path and bytes. They are made last: labels of the
    /// documents that the codebook lacks are in that of the plan.
    fn beside(&self, _plan: &Plan) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }

    /// Writes one document. Never called of a format that is only read.
    fn write(&self, _document: &Document, _plan: &Plan, _piece: &mut Piece) {}

    /// The tables that documents go into when they have been through [`write`](Self::write): of formats of that shape.
    fn tables(&self, _plan: &Plan) -> Option<Box<dyn Tables>> {
        None
    }

    /// Reads an input: a file, or a line of one in formats of lines. What cannot be read is a flaw, safe to show, that names
    /// the place. Never called of a format that is only written.
    fn read(&self, _input: &Input<'_>, _take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        Ok(())
    }
}

/// Every format, in the order of the tables.
pub static FORMATS: &[&dyn Format] = &[
    &super::neutral::Neutral,
    &super::brat::Brat,
    &super::conll::Conll,
    &super::spacy::Spacy,
    &super::prodigy::Prodigy,
    &super::doccano::Doccano,
    &super::label_studio::LabelStudio,
    &super::w3c::W3c,
    &super::cas::CasXmi,
    &super::cas::CasJson,
    &super::cas::Inception,
    &super::cas::WebAnno,
    &super::huggingface::HuggingFace,
    #[cfg(feature = "parquet")]
    &super::parquet::Parquet,
    &super::gliner::Gliner,
    &super::chat::Chat,
    &super::bioc::BioC,
    &super::bdocjs::Bdocjs,
    &super::csv::COMMAS,
    &super::csv::TABS,
    &super::html::Html,
    &super::slate::Slate,
];

/// The format of that name.
#[must_use]
pub fn format_named(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().find(|format| format.facts().name == name).copied()
}

/// The format that the ending of a file means: the first of the registry that writes one file with that ending.
#[must_use]
pub fn format_of_file(path: &Path) -> Option<&'static dyn Format> {
    let ending = path.extension()?.to_str()?.to_lowercase();
    let one_file = |facts: &Facts| facts.both.out() && matches!(facts.shape, Shape::Lines | Shape::File);
    FORMATS.iter().find(|format| one_file(format.facts()) && format.facts().endings.first() == Some(&ending.as_str())).copied()
}
