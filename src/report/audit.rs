//! Figures across articles: who is quoted how much, who threatens whom, and how many of everything there are.

use std::collections::BTreeMap;

use super::ledger::Actor;
use super::sheet::Sheet;

/// One source across articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The canonical name.
    pub name: String,
    /// What sort of actor it is.
    pub kind: Option<String>,
    /// Whether it is named anywhere.
    pub named: bool,
    /// Articles that it is in.
    pub articles: usize,
    /// Mentions.
    pub mentions: usize,
    /// Quotes of it in the body of the stories.
    pub quotes: usize,
    /// Quotes of it in headlines, decks and captions, which mostly repeat those.
    pub quotes_elsewhere: usize,
    /// Words quoted in its own words, in the body of the stories.
    pub direct: usize,
    /// Words reported of it.
    pub indirect: usize,
    /// Claims that it makes.
    pub claims: usize,
    /// Threats that it issues.
    pub issued: usize,
    /// Threats that are aimed at it.
    pub targeted: usize,
    /// What it said and claimed: the article's place, and the entry's.
    pub statements: Vec<(usize, usize)>,
}

/// Sources, gathered article by article.
#[derive(Debug, Default)]
pub struct Audit {
    all: BTreeMap<String, Source>,
    articles: usize,
}

impl Audit {
    /// Counts the actors of an article in.
    pub fn add(&mut self, sheet: &Sheet<'_>) {
        let place = self.articles;
        self.articles += 1;
        for actor in &sheet.ledger.actors {
            // Two officials without a name are two people.
            let only = if actor.named { String::new() } else { format!("\u{1f}{place}") };
            let source = self.all.entry(actor.name.to_lowercase() + &only).or_insert_with(|| Source { name: actor.name.clone(), ..Source::default() });
            source.add(place, sheet, actor);
        }
    }

    /// All sources: who is quoted most comes first.
    #[must_use]
    pub fn finish(self) -> Vec<Source> {
        let mut sources: Vec<Source> = self.all.into_values().collect();
        sources.sort_by_cached_key(|source| {
            (std::cmp::Reverse((source.direct + source.indirect, source.quotes, source.claims, source.mentions)), source.name.to_lowercase())
        });
        sources
    }
}

impl Source {
    fn add(&mut self, place: usize, sheet: &Sheet<'_>, actor: &Actor) {
        let (direct, indirect) = sheet.ledger.words_of(actor);
        self.kind = self.kind.take().or_else(|| actor.kind.clone());
        self.named |= actor.named;
        self.articles += 1;
        self.mentions += actor.mentions.len();
        let quotes = sheet.ledger.in_body(&actor.said);
        self.quotes += quotes;
        self.quotes_elsewhere += actor.said.len() - quotes;
        self.direct += direct;
        self.indirect += indirect;
        self.claims += sheet.ledger.once(&actor.claimed);
        self.issued += sheet.ledger.once(&actor.issued);
        self.targeted += sheet.ledger.once(&actor.targeted);
        self.statements.extend(actor.said.iter().chain(&actor.claimed).map(|at| (place, *at)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{annotations, relations, sheet};
    use super::*;
    use crate::annotation::{AnnotationSet, Codebook, WorkState};
    use crate::article::{Article, BlockRule, Text};

    #[test]
    fn two_officials_without_a_name_are_two_and_one_name_is_one() {
        let story = "Brandt: “No.” An official: “Yes.”";
        let article = Article::with_rule(Text::new(story), BlockRule::Lines);
        let items = [("actor", "Brandt", 0, &[][..]), ("actor", "official", 0, &[]), ("quote", "“No.”", 0, &[]), ("quote", "“Yes.”", 0, &[])];
        let set = AnnotationSet::new(annotations(story, &items), relations(&[("said_by", "3", "1"), ("said_by", "4", "2")]), Vec::new(), WorkState::Done);
        let codebook = Codebook::default();
        let mut audit = Audit::default();
        audit.add(&sheet(&article, &set, &codebook));
        audit.add(&sheet(&article, &set, &codebook));
        let all: Vec<(String, usize)> = audit.finish().into_iter().map(|source| (source.name, source.articles)).collect();
        assert_eq!(all, [("Brandt".into(), 2), ("official".into(), 1), ("official".into(), 1)]);
    }
}
