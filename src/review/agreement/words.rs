//! Figures in words: what each is, and when it should not be trusted.

use super::caution::{Caution, FEW_ANNOTATIONS, FEW_ARTICLES};
use super::corpus::Corpus;
use super::figures::{Estimate, Measure};
use crate::article::printable;

/// From here on annotations are relied on.
const RELIABLE: f64 = 0.8;

/// From here on conclusions are drawn, with care.
const TENTATIVE: f64 = 2.0 / 3.0;

impl Measure {
    /// What it is called on screens and pages.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ExactF1 => "exact F1",
            Self::OverlapF1 => "overlap F1",
            Self::Cohen => "Cohen κ",
            Self::Fleiss => "Fleiss κ",
            Self::Alpha => "token α",
            Self::Unitizing => "unitizing α",
            Self::Relations => "relation F1",
        }
    }

    /// What it means, in a sentence.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::ExactF1 => "the share of spans on which both put the same label with the same boundaries",
            Self::OverlapF1 => "the same, where any common word is enough",
            Self::Cohen => "agreement on each token, less what chance would give (Cohen 1960)",
            Self::Fleiss => "the same for all annotators at once (Fleiss 1971)",
            Self::Alpha => "the same with work that is missing left out (Krippendorff, nominal)",
            Self::Unitizing => "whether the same stretches of text are marked off, character by character (Krippendorff 2016)",
            Self::Relations => "relations of the same kind between spans that match",
        }
    }
}

impl Estimate {
    /// It and its interval: `.85 (.79–.90)`; `–` where it is not defined.
    #[must_use]
    pub fn in_figures(&self) -> String {
        let Some(value) = self.value else { return "–".to_owned() };
        let range = self.interval.map(|range| format!(" ({}–{})", short(range.low), short(range.high)));
        short(value) + &range.unwrap_or_default()
    }
}

/// A figure of at most 1 in two digits: `.85`, `1`.
#[must_use]
pub fn short(value: f64) -> String {
    // What rounds to nothing has no sign.
    let value = if value.abs() < 0.005 { 0.0 } else { value };
    let digits = format!("{value:.2}").replace("0.", ".").replace('-', "−");
    digits.strip_suffix("1.00").map(|sign| format!("{sign}1")).unwrap_or(digits)
}

/// What a coefficient that corrects for chance, such as α, allows to be done with the data, by the customary limits
/// (K. Krippendorff: "Content analysis", 4th ed. 2019, chapter 12): .800, and .667 where only tentative conclusions are
/// drawn. An interval that reaches below a limit has not passed it.
#[must_use]
pub fn verdict(of: Estimate) -> &'static str {
    let Some(value) = of.value else { return "is not defined here" };
    let sure = of.interval.map_or(value, |range| range.low);
    match () {
        () if sure >= RELIABLE => "is high enough to rely on the annotations",
        () if value >= RELIABLE => "is high, but with so few articles it may as well be below the limit of .80",
        () if sure >= TENTATIVE => "allows tentative conclusions only",
        () if value >= TENTATIVE => "may allow tentative conclusions; with so few articles it may as well be too low for any",
        () => "is too low to draw conclusions from the annotations",
    }
}

impl Caution {
    /// The caution as a sentence that is safe to show.
    #[must_use]
    pub fn in_words(&self, corpus: &Corpus) -> String {
        let who = |number: &usize| corpus.annotators.get(*number).map(|name| printable(name)).unwrap_or_default();
        let label = |number: &u16| printable(corpus.labels.name(*number));
        match self {
            Self::FewArticles(one, other, count) => {
                format!(
                    "{} and {} have {count} articles in common: below {FEW_ARTICLES}, intervals are too narrow and one article may decide",
                    who(one),
                    who(other)
                )
            }
            Self::FewArticlesOfMost { pairs, of, least, most } => {
                let range = if least == most { most.to_string() } else { format!("{least} to {most}") };
                format!("{pairs} of {of} pairs have {range} articles in common: below {FEW_ARTICLES}, intervals are too narrow and one article may decide")
            }
            Self::UnfinishedOfMost { people, most } => {
                format!("{people} annotators have not marked all of these articles as done, up to {most} of them: what is missing there counts as disagreement")
            }
            Self::OneLabel(number) => format!("nearly all annotations are {}: figures over all labels are mostly its own", label(number)),
            Self::RareLabel(number) => format!("{} was used fewer than {FEW_ANNOTATIONS} times: its figures say little", label(number)),
            Self::NothingMarked(number) => format!("{} marked nothing: F1 with them is 0, and says nothing of how they would annotate", who(number)),
            Self::NoWork(number) => format!("{} has worked on none of these articles", who(number)),
            Self::Unfinished(number, 1) => {
                format!("{} has not marked one of these articles as done: what is missing there counts as disagreement", who(number))
            }
            Self::Unfinished(number, count) => {
                format!("{} has not marked {count} of these articles as done: what is missing there counts as disagreement", who(number))
            }
            Self::Incomplete(1) => "one article was not annotated by all: Fleiss κ leaves it out".to_owned(),
            Self::Incomplete(count) => format!("{count} articles were not annotated by all: Fleiss κ leaves them out"),
            Self::ManyLabels => "there are more labels than are told apart on tokens: the last ones are taken as one there".to_owned(),
            Self::NoVariation(one, other) => format!("{} and {} have articles without any variation: κ and α are not defined there", who(one), who(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::resample::Interval;
    use super::*;

    #[test]
    fn figures_are_short() {
        let estimate = Estimate { value: Some(-0.126), interval: Some(Interval { low: -1.0, high: 0.5 }) };
        assert_eq!((estimate.in_figures().as_str(), Estimate::default().in_figures().as_str()), ("−.13 (−1–.50)", "–"));
        assert_eq!([-0.004, 0.996, 0.994].map(short), [".00", "1", ".99"]);
    }

    #[test]
    fn an_interval_that_reaches_below_a_limit_has_not_passed_it() {
        let of = |value: f64, low: f64| verdict(Estimate { value: Some(value), interval: Some(Interval { low, high: 1.0 }) });
        assert!(of(0.9, 0.85).contains("rely on") && of(0.9, 0.7).contains("as well be below"));
        assert!(of(0.75, 0.7).contains("tentative conclusions only") && of(0.7, 0.5).contains("may allow"));
        assert!(of(0.5, 0.4).contains("too low") && verdict(Estimate::default()).contains("not defined"));
        assert!(verdict(Estimate { value: Some(0.7), interval: None }).contains("tentative conclusions only"));
    }
}
