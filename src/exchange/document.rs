//! One article with one annotator's work on it, on its way out.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Offsets, Piece};
use crate::annotation::{Annotation, Id, Relation, WorkState};
use crate::article::{Article, Span, printable};

/// What is known of an article beside its text. All of it comes from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The headline.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// When it was published: RFC 3339, or `2026-11-25`, or shorter.
    pub date: Option<String>,
    /// The newspaper, agency or site.
    pub publication: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its language, as a BCP 47 tag.
    pub language: Option<String>,
    /// The id that its source gives it.
    pub id: Option<String>,
}

/// Which part of a training set an article is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// To learn from.
    Train,
    /// To choose by while learning.
    Dev,
    /// To judge by in the end.
    Test,
}

impl Split {
    /// All, in their order.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// Its name in files and paths.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

/// An article with one annotator's work on it.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path in the project, `/`-separated; a piece of an article has `#` and a number behind it.
    pub path: String,
    /// Whose annotations these are.
    pub annotator: String,
    /// How far the work is.
    pub state: WorkState,
    /// The article.
    pub article: Article,
    /// What is known of it.
    pub about: Metadata,
    /// The annotations that have a place: by first start, longest first, then by id.
    pub annotations: Vec<Arc<Annotation>>,
    /// Those whose place in the text is not known.
    pub unanchored: Vec<Arc<Annotation>>,
    /// The relations, both ends of which are among the annotations, by id.
    pub relations: Vec<Arc<Relation>>,
    /// Its part of a training set.
    pub split: Option<Split>,
}

impl Document {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.article.text().as_str()
    }

    /// The title: that of its source, else the headline.
    #[must_use]
    pub fn title(&self) -> &str {
        self.about.title.as_deref().unwrap_or_else(|| self.article.title())
    }

    /// Annotations and relations with which other tools or merges have left something.
    #[must_use]
    pub fn extras(&self) -> usize {
        let annotations = self.annotations.iter().filter(|one| !one.ext.is_empty() || !one.conflict.is_empty()).count();
        annotations + self.relations.iter().filter(|one| !one.ext.is_empty() || !one.conflict.is_empty()).count()
    }

    /// The numbers of the annotations by their ids, counted from 0.
    #[must_use]
    pub fn numbers(&self) -> BTreeMap<&Id, usize> {
        self.annotations.iter().enumerate().map(|(number, annotation)| (&annotation.id, number)).collect()
    }

    /// A span in code points. One that does not lie between characters refuses the piece.
    pub fn chars(&self, offsets: &Offsets<'_>, span: Span, piece: &mut Piece) -> (usize, usize) {
        self.checked(offsets.chars(span), span, piece)
    }

    /// The same in code units of UTF-16.
    pub fn utf16(&self, offsets: &Offsets<'_>, span: Span, piece: &mut Piece) -> (usize, usize) {
        self.checked(offsets.utf16(span), span, piece)
    }

    /// Refuses the piece when the places of an annotation in code points do not lead back to it.
    pub fn check_places(&self, piece: &mut Piece) {
        let offsets = Offsets::new(self.text());
        let spans = self.annotations.iter().flat_map(|annotation| &annotation.spans);
        if let Some(span) = spans.copied().find(|span| offsets.chars(*span).is_none()) {
            self.checked(None, span, piece);
        }
    }

    /// A place that a [`Walk`](super::Walk) gave for a span; none refuses the piece.
    pub fn walked(&self, place: Option<(usize, usize)>, span: Span, piece: &mut Piece) -> (usize, usize) {
        self.checked(place, span, piece)
    }

    fn checked(&self, place: Option<(usize, usize)>, span: Span, piece: &mut Piece) -> (usize, usize) {
        place.unwrap_or_else(|| {
            piece.refuse(format!("{}: bytes {} to {} are no place in its text", printable(&self.path), span.start, span.end));
            (0, 0)
        })
    }
}
