//! The candidates of a whole article.

use std::num::NonZero;
use std::thread;

use super::candidate::{InSection, Proposing, candidates_in};
use crate::reading::{Section, next_section, section_at};

/// Bytes of text from which a second thread is worth its start.
const WORTH: u32 = 64 * 1024;

/// The candidates of all sections of an article, tagged and rejected ones included.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AllCandidates(Vec<InSection>);

impl AllCandidates {
    /// Works them out, on all cores.
    #[must_use]
    pub fn of(proposing: Proposing<'_>) -> Self {
        let article = proposing.article;
        let sections: Vec<Section> = std::iter::successors(section_at(article, 0), |section| next_section(article, *section)).collect();
        let cores = thread::available_parallelism().map_or(1, NonZero::get).min((article.text().len() / WORTH) as usize + 1);
        let part = article.text().len() / cores as u32 + 1;
        let of = |sections: &[Section]| sections.iter().map(|section| candidates_in(proposing, *section)).collect::<Vec<_>>();
        let mut parts: Vec<&[Section]> = sections.chunk_by(|a, b| a.span.start / part == b.span.start / part).collect();
        let last = parts.pop().unwrap_or_default();
        thread::scope(|scope| {
            let others: Vec<_> = parts.into_iter().map(|sections| scope.spawn(move || of(sections))).collect();
            let last = of(last);
            // A section whose thread has failed is worked out when it is asked for.
            let mut found: Vec<InSection> = others.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect();
            found.extend(last);
            Self(found)
        })
    }

    /// Those of a section.
    #[must_use]
    pub fn in_section(&self, section: Section) -> Option<&InSection> {
        let at = self.0.binary_search_by_key(&section.span.start, |known| known.section.span.start).ok()?;
        self.0.get(at).filter(|known| known.section == section)
    }

    /// Section by section, in text order.
    pub fn sections(&self) -> impl Iterator<Item = &InSection> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotation::Codebook;
    use crate::article::{Article, Text};
    use crate::suggest::Gazetteer;

    #[test]
    fn several_threads_find_what_one_does_in_the_same_order() {
        let story = "“We wait,” said Ilse Brandt of Norland. They plotted to burn 4 ships.\n\n";
        let (codebook, gazetteer) = (Codebook::default(), Gazetteer::default());
        for times in [0, 1, 4000] {
            let article = Article::new(Text::new(story.repeat(times)));
            let proposing = Proposing { article: &article, codebook: &codebook, gazetteer: &gazetteer, ready: None };
            let sections = std::iter::successors(section_at(&article, 0), |section| next_section(&article, *section));
            let one: Vec<InSection> = sections.map(|section| candidates_in(proposing, section)).collect();
            let all = AllCandidates::of(proposing);
            assert!(one.iter().all(|known| all.in_section(known.section) == Some(known)));
            assert_eq!(all.0, one);
            assert_eq!(one.is_empty(), times == 0);
        }
    }
}
