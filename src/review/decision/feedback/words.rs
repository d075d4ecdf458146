//! A decision in the words in which an annotator reads it.

use super::{Amendment, Feedback, Judgement};
use crate::annotation::{Annotation, Codebook, Value};
use crate::article::{Span, Text};
use crate::review::decision::Reason;

impl Judgement {
    /// In a word.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Changed(_) => "changed",
            Self::Dropped => "dropped",
            Self::Missed => "missed",
        }
    }
}

impl Feedback {
    /// `changed: actor “Ken McCallum”: kind person → state (wrong attribute; see page 3), says cara`. As it is: not yet safe to
    /// show.
    #[must_use]
    pub fn in_words(&self, text: &Text, codebook: &Codebook) -> String {
        let amendments = if let Judgement::Changed(amendments) = &self.judgement { amendments.as_slice() } else { &[] };
        let how: Vec<String> = amendments.iter().map(|amendment| amendment.in_words(text, codebook)).collect();
        let how = if how.is_empty() { String::new() } else { format!(": {}", how.join("; ")) };
        let words: Vec<&str> = self.reason.iter().map(Reason::in_words).chain(Some(self.comment.as_str()).filter(|comment| !comment.is_empty())).collect();
        let why = if words.is_empty() { String::new() } else { format!(" ({})", words.join("; ")) };
        let about = self.annotation.as_ref().or(self.gold.first()).map(|annotation| about(annotation, text, codebook)).unwrap_or_default();
        format!("{}: {about}{how}{why}, says {}", self.judgement.name(), self.by)
    }
}

impl Amendment {
    fn in_words(&self, text: &Text, codebook: &Codebook) -> String {
        let value = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), |value| value.in_words(text));
        match self {
            Self::Label { was, is } => format!("{} → {}", codebook.name_of(was), codebook.name_of(is)),
            Self::Boundaries { is, .. } => format!("now {}", quoted(is, text)),
            Self::Attribute { name, was, is } => format!("{name} {} → {}", value(was), value(is)),
            Self::Relations { kind, was, is } => {
                let name = codebook.relations.iter().find(|known| known.id == *kind).map_or(kind.as_str(), |known| known.name.as_str());
                let all = |ends: &[Vec<Span>]| ends.iter().map(|spans| quoted(spans, text)).collect::<Vec<_>>().join(" and ");
                match (was.is_empty(), is.is_empty()) {
                    (true, _) => format!("{name} {}", all(is)),
                    (false, true) => format!("not {name} {}", all(was)),
                    (false, false) => format!("{name} {}, not {}", all(is), all(was)),
                }
            }
        }
    }
}

/// `actor “Ken McCallum”`
fn about(annotation: &Annotation, text: &Text, codebook: &Codebook) -> String {
    format!("{} {}", codebook.name_of(&annotation.label), quoted(&annotation.spans, text))
}

fn quoted(spans: &[Span], text: &Text) -> String {
    let words: Vec<String> = spans.iter().map(|span| text.slice(*span).split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let words = words.join(" … ");
    // What begins with a mark of its own needs none of ours.
    if words.starts_with(['“', '„', '«', '»', '‘', '"']) { words } else { format!("“{words}”") }
}

/// What became of an annotator's work on an article as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The reviewer is not through with it.
    UnderReview,
    /// All was kept, and nothing was missed.
    Accepted,
    /// Something was changed, dropped or missed.
    Corrected,
    /// Nothing was kept.
    Rejected,
}

impl Standing {
    /// What decisions come to; `finished` when the reviewer has marked the article as done.
    #[must_use]
    pub fn of(decisions: &[Feedback], finished: bool) -> Self {
        let all = |wanted: fn(&Judgement) -> bool| decisions.iter().all(|one| wanted(&one.judgement));
        match () {
            () if !finished => Self::UnderReview,
            () if all(|judgement| *judgement == Judgement::Kept) => Self::Accepted,
            () if all(|judgement| matches!(judgement, Judgement::Dropped | Judgement::Missed)) => Self::Rejected,
            () => Self::Corrected,
        }
    }

    /// In words.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::UnderReview => "under review",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Rejected => "rejected",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    fn decided(judgement: Judgement) -> Feedback {
        let (annotation, gold, reason) = (None, Vec::new(), None);
        let place = Span { start: 0, end: 1 };
        Feedback { case: "c".into(), place, annotation, gold, judgement, reason, comment: String::new(), by: "cara".into(), at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn an_article_stands_as_its_decisions_say() {
        let of = |judgements: &[Judgement], finished| Standing::of(&judgements.iter().cloned().map(decided).collect::<Vec<_>>(), finished);
        let changed = Judgement::Changed(Vec::new());
        assert_eq!(of(&[Judgement::Kept, Judgement::Kept], true), Standing::Accepted);
        assert_eq!(of(&[Judgement::Kept, changed], true), Standing::Corrected);
        assert_eq!(of(&[Judgement::Kept, Judgement::Missed], true), Standing::Corrected);
        assert_eq!(of(&[Judgement::Dropped, Judgement::Missed], true), Standing::Rejected);
        assert_eq!(of(&[Judgement::Kept], false), Standing::UnderReview);
    }
}
