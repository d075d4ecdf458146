//! The labels in use.

use super::LabelId;

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
    /// What its key tags when nothing is selected.
    pub natural: Natural,
    /// Whether one annotation may hold several spans when the selection crosses paragraphs.
    pub over_paragraphs: bool,
}

/// The labels in use, in their order on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codebook {
    /// The labels.
    pub labels: Vec<Label>,
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

    /// The letter that stands for a label in the margin: its key, or `?` for one that the codebook lacks.
    #[must_use]
    pub fn letter(&self, id: &LabelId) -> char {
        self.label(id).map_or('?', |label| label.key)
    }
}

impl Default for Codebook {
    /// The four labels: actor, threat, claim, quote.
    fn default() -> Self {
        let label = |id: &str, mark, natural, definition: &str| Label {
            id: id.into(),
            key: id.chars().next().unwrap_or('?'),
            name: id.into(),
            color: None,
            mark,
            definition: definition.into(),
            natural,
            over_paragraphs: natural == Natural::Quotation,
        };
        Self {
            labels: vec![
                label("actor", Mark::Underline, Natural::Name, "A person, organisation, state or group that acts, speaks, is accused, or is the target."),
                label("threat", Mark::Wavy, Natural::Clause, "Words that present harm meant, planned, done or feared, by someone against someone."),
                label("claim", Mark::Dotted, Natural::Clause, "The shortest clause that could be true or false and that somebody should be able to check."),
                label("quote", Mark::Italic, Natural::Quotation, "Words or statements reported as somebody's, quotation marks included."),
            ],
        }
    }
}
