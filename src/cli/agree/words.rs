//! Figures in words: what each is, and when it should not be trusted.

use crate::article::printable;
use crate::review::agreement::{Caution, Corpus, FEW_ANNOTATIONS, FEW_ARTICLES, Measure};

/// What a figure is called in a table.
pub(super) fn title(measure: Measure) -> &'static str {
    match measure {
        Measure::ExactF1 => "exact F1",
        Measure::OverlapF1 => "overlap F1",
        Measure::Cohen => "Cohen κ",
        Measure::Fleiss => "Fleiss κ",
        Measure::Alpha => "token α",
        Measure::Unitizing => "unitizing α",
        Measure::Relations => "relation F1",
    }
}

/// What a figure means, in a sentence.
pub(super) fn meaning(measure: Measure) -> &'static str {
    match measure {
        Measure::ExactF1 => "the share of spans on which both put the same label with the same boundaries",
        Measure::OverlapF1 => "the same, where any common word is enough",
        Measure::Cohen => "agreement on each token, less what chance would give (Cohen 1960)",
        Measure::Fleiss => "the same for all annotators at once (Fleiss 1971)",
        Measure::Alpha => "the same with work that is missing left out (Krippendorff, nominal)",
        Measure::Unitizing => "whether the same stretches of text are marked off, character by character (Krippendorff 2016)",
        Measure::Relations => "relations of the same kind between spans that match",
    }
}

/// A caution as a sentence that is safe to show.
pub(super) fn caution(caution: &Caution, corpus: &Corpus) -> String {
    let who = |number: &usize| corpus.annotators.get(*number).map(|name| printable(name)).unwrap_or_default();
    let label = |number: &u16| printable(corpus.labels.name(*number));
    match caution {
        Caution::FewArticles(one, other, count) => {
            format!(
                "{} and {} have {count} articles in common: below {FEW_ARTICLES}, intervals are too narrow and one article may decide",
                who(one),
                who(other)
            )
        }
        Caution::OneLabel(number) => format!("nearly all annotations are {}: figures over all labels are mostly its own", label(number)),
        Caution::RareLabel(number) => format!("{} was used fewer than {FEW_ANNOTATIONS} times: its figures say little", label(number)),
        Caution::NothingMarked(number) => format!("{} marked nothing: F1 with them is 0, and says nothing of how they would annotate", who(number)),
        Caution::NoWork(number) => format!("{} has worked on none of these articles", who(number)),
        Caution::Incomplete(count) => format!("{count} articles were not annotated by all: Fleiss κ leaves them out"),
        Caution::ManyLabels => "there are more labels than are told apart on tokens: the last ones are taken as one there".to_owned(),
        Caution::NoVariation(one, other) => format!("{} and {} have articles without any variation: κ and α are not defined there", who(one), who(other)),
    }
}
