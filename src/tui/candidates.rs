//! What is proposed for the open article, worked out before a key asks for it.

use std::sync::Arc;

use crate::article::Article;
use crate::library::Home;
use crate::suggest::{AllCandidates, Gazetteer, Proposing};

/// What candidates are worked out from.
#[derive(Clone, Debug)]
pub(super) struct Basis {
    article: Arc<Article>,
    gazetteer: Arc<Gazetteer>,
    home: Arc<Home>,
}

/// Candidates, once they are worked out, and what from.
#[derive(Debug, Default)]
pub(super) struct Candidates {
    asked: Option<Basis>,
    all: Option<AllCandidates>,
}

impl Basis {
    pub(super) fn new(article: &Arc<Article>, gazetteer: &Arc<Gazetteer>, home: &Arc<Home>) -> Self {
        Self { article: article.clone(), gazetteer: gazetteer.clone(), home: home.clone() }
    }

    pub(super) fn work_out(&self) -> AllCandidates {
        AllCandidates::of(self.proposing(None))
    }

    /// The same, with what is known already.
    pub(super) fn proposing<'a>(&'a self, ready: Option<&'a AllCandidates>) -> Proposing<'a> {
        Proposing { article: &self.article, codebook: &self.home.project.codebook, gazetteer: &self.gazetteer, ready }
    }

    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.article, &other.article) && Arc::ptr_eq(&self.gazetteer, &other.gazetteer) && Arc::ptr_eq(&self.home, &other.home)
    }
}

impl Candidates {
    /// Whether those of a basis are neither there nor on their way; from now on they are.
    pub(super) fn ask(&mut self, basis: &Basis) -> bool {
        let news = !self.asked.as_ref().is_some_and(|asked| asked.is(basis));
        if news {
            *self = Self { asked: Some(basis.clone()), all: None };
        }
        news
    }

    /// Takes in what came, unless something else is asked for by now.
    pub(super) fn take_in(&mut self, basis: &Basis, all: AllCandidates) {
        if self.asked.as_ref().is_some_and(|asked| asked.is(basis)) {
            self.all = Some(all);
        }
    }

    /// Whether they are there.
    #[cfg(test)]
    pub(super) fn are_there(&self) -> bool {
        self.all.is_some()
    }

    /// Those of a basis, when they are there.
    pub(super) fn of(&self, basis: &Basis) -> Option<&AllCandidates> {
        self.all.as_ref().filter(|_| self.asked.as_ref().is_some_and(|asked| asked.is(basis)))
    }
}
