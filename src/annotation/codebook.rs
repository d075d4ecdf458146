//! The labels in use, what can be said of annotations with them, and how annotations may be related.

mod attribute;
mod default;
mod difference;
mod guideline;
mod rules;

use super::LabelId;

pub use attribute::{Attribute, AttributeKind};
pub use difference::{Difference, Use};
pub use rules::Rules;

/// What a label's key tags when nothing is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Natural {
    /// The name around the caret, else the word.
    #[default]
    Name,
    /// The clause around the caret.
    Clause,
    /// The sentence around the caret.
    Sentence,
    /// The quotation around the caret.
    Quotation,
    /// The word under the caret.
    Word,
}

/// How a label shows in the text without colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// A single underline.
    #[default]
    Underline,
    /// A double underline.
    Double,
    /// A wavy underline.
    Wavy,
    /// A dotted underline.
    Dotted,
    /// Italics.
    Italic,
    /// Bold type.
    Bold,
}

/// One label of a codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Its id, as in records.
    pub id: LabelId,
    /// The key that tags with it: lower case; upper case tags and keeps the selection.
    pub key: char,
    /// Its name on the screen.
    pub name: String,
    /// Its colour as red, green, blue; `None` takes the next one of the theme.
    pub color: Option<(u8, u8, u8)>,
    /// How it shows without colour.
    pub mark: Mark,
    /// What it means, in a sentence.
    pub definition: String,
    /// What counts: a line each.
    pub includes: Vec<String>,
    /// What does not count: a line each.
    pub excludes: Vec<String>,
    /// Where it begins and ends: a line each.
    pub boundaries: Vec<String>,
    /// Sentences in which what is tagged stands in square brackets.
    pub examples: Vec<String>,
    /// What its key tags when nothing is selected.
    pub natural: Natural,
    /// Whether one annotation may hold several spans when the selection crosses paragraphs.
    pub over_paragraphs: bool,
    /// What can be said of an annotation with it, in the order of the form.
    pub attributes: Vec<Attribute>,
}

/// A way in which two annotations may be related.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelationKind {
    /// Its id, as in records.
    pub id: String,
    /// Its name, read from the first annotation to the second: "said by".
    pub name: String,
    /// Its name the other way round: "said".
    pub inverse: String,
    /// The labels that it may begin at; none means any.
    pub from: Vec<LabelId>,
    /// The labels that it may lead to; none means any.
    pub to: Vec<LabelId>,
    /// Whether an annotation has at most one of it: a new one takes the place of the old.
    pub single: bool,
    /// What it means, in a sentence.
    pub definition: String,
}

/// The labels in use, in their order on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codebook {
    /// The labels.
    pub labels: Vec<Label>,
    /// How annotations may be related.
    pub relations: Vec<RelationKind>,
    /// How they may lie to each other.
    pub rules: Rules,
}

impl Label {
    /// A label that says nothing but its name.
    #[must_use]
    pub fn plain(id: &str, key: char) -> Self {
        Self {
            id: id.into(),
            key,
            name: id.to_owned(),
            color: None,
            mark: Mark::default(),
            definition: String::new(),
            includes: Vec::new(),
            excludes: Vec::new(),
            boundaries: Vec::new(),
            examples: Vec::new(),
            natural: Natural::default(),
            over_paragraphs: false,
            attributes: Vec::new(),
        }
    }

    /// The attribute of that id.
    #[must_use]
    pub fn attribute(&self, id: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.id == id)
    }
}

impl RelationKind {
    /// Whether it may lead from an annotation with the one label to one with the other.
    #[must_use]
    pub fn fits(&self, from: &LabelId, to: &LabelId) -> bool {
        self.may_begin_at(from) && (self.to.is_empty() || self.to.contains(to))
    }

    /// Whether it may begin at an annotation with that label.
    #[must_use]
    pub fn may_begin_at(&self, from: &LabelId) -> bool {
        self.from.is_empty() || self.from.contains(from)
    }
}

impl Codebook {
    /// The place of a label in the codebook.
    #[must_use]
    pub fn position(&self, id: &LabelId) -> Option<usize> {
        self.labels.iter().position(|label| label.id == *id)
    }

    /// The label of that id.
    #[must_use]
    pub fn label(&self, id: &LabelId) -> Option<&Label> {
        self.labels.iter().find(|label| label.id == *id)
    }

    /// The relation of that id.
    #[must_use]
    pub fn relation(&self, id: &str) -> Option<&RelationKind> {
        self.relations.iter().find(|relation| relation.id == id)
    }

    /// The name of a label; of one that the codebook lacks its id.
    #[must_use]
    pub fn name_of(&self, id: &LabelId) -> String {
        self.label(id).map_or_else(|| id.to_string(), |label| label.name.clone())
    }

    /// The letter that stands for a label in the margin: its key, or `?` for one that the codebook lacks.
    #[must_use]
    pub fn letter(&self, id: &LabelId) -> char {
        self.label(id).map_or('?', |label| label.key)
    }
}
