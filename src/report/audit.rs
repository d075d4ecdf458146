//! Figures across articles: who is quoted how much, who threatens whom, and how many of everything there are.

use std::collections::BTreeMap;

use super::ledger::{Actor, Part};
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
    /// Quotes of it.
    pub quotes: usize,
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

/// All sources of some articles: who is quoted most comes first.
#[must_use]
pub fn sources(sheets: &[Sheet<'_>]) -> Vec<Source> {
    let mut all: BTreeMap<String, Source> = BTreeMap::new();
    for (place, sheet) in sheets.iter().enumerate() {
        for actor in &sheet.ledger.actors {
            let source = all.entry(actor.name.to_lowercase()).or_insert_with(|| Source { name: actor.name.clone(), ..Source::default() });
            source.add(place, sheet, actor);
        }
    }
    let mut sources: Vec<Source> = all.into_values().collect();
    sources.sort_by_key(|source| {
        (std::cmp::Reverse((source.direct + source.indirect, source.quotes, source.claims, source.mentions)), source.name.to_lowercase())
    });
    sources
}

impl Source {
    fn add(&mut self, place: usize, sheet: &Sheet<'_>, actor: &Actor) {
        let (direct, indirect) = sheet.ledger.words_of(actor);
        self.kind = self.kind.take().or_else(|| actor.kind.clone());
        self.named |= actor.named;
        self.articles += 1;
        self.mentions += actor.mentions.len();
        self.quotes += actor.said.len();
        self.direct += direct;
        self.indirect += indirect;
        self.claims += actor.claimed.len();
        self.issued += actor.issued.len();
        self.targeted += actor.targeted.len();
        self.statements.extend(actor.said.iter().chain(&actor.claimed).map(|at| (place, *at)));
    }
}

/// How many annotations of a part some articles have.
#[must_use]
pub fn count(sheets: &[Sheet<'_>], part: Part) -> usize {
    sheets.iter().map(|sheet| sheet.ledger.of_part(part).count()).sum()
}
