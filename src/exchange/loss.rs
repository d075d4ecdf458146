//! What a format cannot hold, counted.

use std::collections::BTreeMap;

/// A kind of loss. Each is counted in what it is about: annotations, relations or articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// A discontinuous annotation became several.
    Fragmented,
    /// A discontinuous annotation was written from its first to its last word.
    Bridged,
    /// A span was cut at line ends into fragments.
    CutAtLines,
    /// A span was cut where the piece of text ends that is written.
    CutAtEdge,
    /// An annotation was left out, since another one lies there.
    Overlapping,
    /// A span with ends inside tokens was widened to whole ones.
    Widened,
    /// An annotation with ends inside tokens was left out.
    InsideToken,
    /// A relation was left out.
    Relation,
    /// The attributes of an annotation were left out.
    Attributes,
    /// The note of an annotation was left out.
    Note,
    /// That an annotator was in doubt was left out.
    Doubt,
    /// What other tools and merges have left with an annotation or a relation was left out.
    Extras,
    /// An annotation whose place in the text is not known was left out.
    Unanchored,
    /// An article whose text holds characters that the format cannot hold: others of the same length took their place.
    Characters,
    /// A space took the place of white space between tokens.
    White,
    /// White space at the ends of a span was left out.
    Trimmed,
    /// An annotation that holds nothing but white space was left out.
    Blank,
}

impl Loss {
    /// What so many of them are, in a sentence without a full stop.
    #[must_use]
    pub fn sentence(self, count: usize) -> String {
        let (one, many) = match self {
            Self::Fragmented => ("discontinuous annotation written as fragments", "discontinuous annotations written as fragments"),
            Self::Bridged => {
                ("discontinuous annotation written from its first to its last word", "discontinuous annotations written from their first to their last word")
            }
            Self::CutAtLines => ("span cut at line ends", "spans cut at line ends"),
            Self::CutAtEdge => ("annotation cut at the edge of what is written", "annotations cut at the edge of what is written"),
            Self::Overlapping => ("annotation left out because another one lies there", "annotations left out because others lie there"),
            Self::Widened => ("span widened to whole tokens", "spans widened to whole tokens"),
            Self::InsideToken => {
                ("annotation left out because it begins or ends inside a token", "annotations left out because they begin or end inside a token")
            }
            Self::Relation => ("relation left out", "relations left out"),
            Self::Attributes => ("annotation without its attributes", "annotations without their attributes"),
            Self::Note => ("note left out", "notes left out"),
            Self::Doubt => ("mark of doubt left out", "marks of doubt left out"),
            Self::Extras => ("item without what another tool or a merge has left with it", "items without what other tools or merges have left with them"),
            Self::Unanchored => ("annotation without a place in the text left out", "annotations without a place in the text left out"),
            Self::Characters => ("article with control characters replaced", "articles with control characters replaced"),
            Self::Trimmed => ("span written without the white space at its ends", "spans written without the white space at their ends"),
            Self::Blank => ("annotation on white space left out", "annotations on white space left out"),
            Self::White => ("article whose white space is not kept", "articles whose white space is not kept"),
        };
        format!("{count} {}", if count == 1 { one } else { many })
    }
}

/// How often what was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<Loss, usize>);

impl Losses {
    /// Counts so many; none is no loss.
    pub fn count(&mut self, loss: Loss, more: usize) {
        if more > 0 {
            *self.0.entry(loss).or_default() += more;
        }
    }

    /// Counts those of another count too.
    pub fn add(&mut self, others: &Self) {
        others.0.iter().for_each(|(loss, count)| self.count(*loss, *count));
    }

    /// Whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How often that was lost.
    #[must_use]
    pub fn of(&self, loss: Loss) -> usize {
        self.0.get(&loss).copied().unwrap_or_default()
    }

    /// A sentence for each kind.
    pub fn sentences(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(loss, count)| loss.sentence(*count))
    }
}
