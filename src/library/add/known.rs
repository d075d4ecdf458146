//! What is there already: by it an article that comes again is known, under whatever name it is now.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use sha2::{Digest, Sha256};

use super::kept::{self, Kept};
use super::look::look;
use crate::library::catalogue::detail::nanoseconds;
use crate::library::catalogue::walk;
use crate::library::sketch::{Shingles, Sketch};
use crate::library::{About, Home, disk};
use crate::sources::decode;

/// From which resemblance on a near-duplicate is told of.
const ALIKE: f64 = 0.6;

/// Articles that share one hash and are looked at, newest first: what more have in common is boilerplate.
const LOOKED_AT: usize = 64;

/// Near-duplicates of one story that are compared and told of at most.
const COMPARED: usize = 5;

/// What is known is kept again when of so many articles more than one had to be read or is gone: writing all takes longer than
/// reading a few.
const STALE: usize = 100;

/// Bytes of a text that is compared with others, at most.
const COMPARABLE: usize = 8 << 20;

/// An article that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownArticle {
    /// Its key in its home.
    pub key: String,
    /// The id that its source gives it.
    pub id: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// The newspaper, agency or site.
    pub publication: Option<String>,
    /// The file that it was read from, and where in it.
    pub source: Option<String>,
    /// SHA-256 of the bytes that it was read from, in hexadecimal.
    pub original: Option<String>,
    /// SHA-256 of its text as it is now.
    pub sha256: [u8; 32],
    /// The sketch of its text.
    pub sketch: Sketch,
}

impl KnownArticle {
    /// The one with this text and what is known of it, without a key yet. An empty word is none.
    pub(super) fn of(about: &About, text: &str) -> Self {
        let some = |word: &Option<String>| word.clone().filter(|word| !word.is_empty());
        Self {
            key: String::new(),
            id: some(&about.id),
            url: some(&about.url),
            publication: some(&about.publication),
            source: some(&about.source),
            original: some(&about.original),
            sha256: digest(text),
            sketch: Sketch::of(text),
        }
    }
}

/// An article that much of a new one stands in, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// Its key.
    pub key: String,
    /// How alike the two are, from 0.6 to 1: see the head of `library/sketch.rs`.
    pub resemblance: f64,
}

impl Near {
    /// The resemblance in whole per cent, rounded down: only the same words are 100.
    #[must_use]
    pub fn per_cent(&self) -> u8 {
        (self.resemblance * 100.0) as u8
    }
}

/// What a story is to an article that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// The very same, or one whose source has not changed since.
    Same(usize),
    /// The same one, with another text.
    Changed(usize),
}

/// The articles that are there, to be searched by id, address, text and likeness.
#[derive(Debug, Default)]
pub struct Known {
    articles: Vec<KnownArticle>,
    ids: HashMap<String, Vec<u32>>,
    urls: HashMap<String, u32>,
    texts: HashMap<[u8; 32], u32>,
    /// How many articles were there from the beginning.
    older: usize,
    /// The hashes of their sketches, each with its article behind it, in order: put together when first asked for.
    older_hashes: OnceLock<Vec<(u32, u32)>>,
    /// Of each hash of a newer sketch the last article that has it, as a place in `links`.
    heads: HashMap<u32, u32>,
    /// An article, and the place of the one before it with the same hash.
    links: Vec<(u32, u32)>,
}

impl FromIterator<KnownArticle> for Known {
    fn from_iter<I: IntoIterator<Item = KnownArticle>>(articles: I) -> Self {
        let mut known = Self { articles: articles.into_iter().collect(), ..Self::default() };
        known.older = known.articles.len();
        known.texts.reserve(known.older);
        let articles = std::mem::take(&mut known.articles);
        articles.iter().enumerate().for_each(|(at, article)| known.index(at as u32, article));
        Self { articles, ..known }
    }
}

impl Known {
    /// What the articles and metas of a home say. An article that cannot be read is nothing that could come again.
    #[must_use]
    pub fn load(home: &Home) -> Self {
        Self::load_at(home, nanoseconds(SystemTime::now()))
    }

    /// The same, at a time in nanoseconds since 1970.
    pub(super) fn load_at(home: &Home, now: i64) -> Self {
        let (kept, names) = (Kept::load(home), walk::inside(home));
        let (looked, read) = look(home, &kept, &names, now);
        if (read + kept.len()).saturating_sub(looked.len() - read) * STALE > kept.len() {
            // A cache that cannot be written is made again the next time.
            let _ = kept::keep(home, &looked);
        }
        looked.into_iter().map(|looked| looked.article).collect()
    }

    /// The articles that are there.
    #[must_use]
    pub fn articles(&self) -> &[KnownArticle] {
        &self.articles
    }

    /// Puts an article among those that are there.
    pub(super) fn insert(&mut self, article: KnownArticle) {
        let at = self.articles.len() as u32;
        self.index(at, &article);
        self.link(at, &article);
        self.articles.push(article);
    }

    /// An article has become another one.
    pub(super) fn replace(&mut self, at: usize, article: KnownArticle) {
        self.index(at as u32, &article);
        self.link(at as u32, &article);
        if let Some(there) = self.articles.get_mut(at) {
            *there = article;
        }
    }

    fn index(&mut self, at: u32, article: &KnownArticle) {
        if let Some(id) = &article.id {
            self.ids.entry(id.clone()).or_default().push(at);
        }
        if let Some(url) = article.url.as_deref().and_then(telling) {
            self.urls.insert(url.to_owned(), at);
        }
        self.texts.insert(article.sha256, at);
    }

    fn link(&mut self, at: u32, article: &KnownArticle) {
        for hash in article.sketch.hashes() {
            let before = self.heads.insert(hash, self.links.len() as u32).unwrap_or(u32::MAX);
            self.links.push((at, before));
        }
    }

    /// The article at a place.
    pub(super) fn at(&self, at: usize) -> Option<&KnownArticle> {
        self.articles.get(at)
    }

    /// The article that a new one is, if it is there: by its id, else its address, else its bytes or text. `name` is that of
    /// the new one's source.
    pub(super) fn find(&self, new: &KnownArticle, name: &str) -> Option<Match> {
        let named = self.by_id(new, name).or_else(|| self.by_url(new, name));
        let same_text = self.texts.get(&new.sha256).map(|at| *at as usize).filter(|at| self.at(*at).is_some_and(|there| there.sha256 == new.sha256));
        match named {
            Some(at) if self.at(at).is_some_and(|there| there.sha256 == new.sha256 || there.original.is_some() && there.original == new.original) => {
                Some(Match::Same(at))
            }
            Some(at) => Some(Match::Changed(at)),
            None => same_text.map(Match::Same),
        }
    }

    fn by_id(&self, new: &KnownArticle, name: &str) -> Option<usize> {
        let id = new.id.as_ref()?;
        let same =
            |at: &&u32| self.at(**at as usize).is_some_and(|there| there.id.as_ref() == Some(id) && (is_of_the_world(id) || is_beside(there, new, name)));
        self.ids.get(id)?.iter().rev().find(same).map(|at| *at as usize)
    }

    /// Items of a live blog have one address and ids of their own: there the ids count.
    fn by_url(&self, new: &KnownArticle, name: &str) -> Option<usize> {
        let url = telling(new.url.as_deref()?)?;
        let at = *self.urls.get(url)? as usize;
        let there = self.at(at)?;
        let other = there.id.is_some() && new.id.is_some() && there.id != new.id && is_beside(there, new, name);
        (!other && there.url.as_deref().and_then(telling) == Some(url)).then_some(at)
    }

    /// The articles that `text` is nearly the same as, the likest first. `other_text` reads the text of an article.
    pub(super) fn near(&self, sketch: &Sketch, text: &str, own: Option<usize>, other_text: impl Fn(&str) -> Option<String>) -> Vec<Near> {
        let mut shared: Vec<u32> = Vec::new();
        sketch.hashes().for_each(|hash| self.newest_with(hash, &mut shared));
        shared.sort_unstable();
        let counted = shared.chunk_by(|one, other| one == other).filter_map(|same| Some((same.len(), *same.first()?)));
        let mut candidates: Vec<(usize, u32)> = counted.filter(|(_, at)| own != Some(*at as usize)).collect();
        candidates.sort_unstable_by(|one, other| other.cmp(one));
        let alike = |at: u32| self.at(at as usize).is_some_and(|there| there.sketch.shares(sketch));
        let mut candidates = candidates.into_iter().filter(|(_, at)| alike(*at)).take(COMPARED).peekable();
        if candidates.peek().is_none() || text.len() > COMPARABLE {
            return Vec::new();
        }
        let shingles = Shingles::of(text);
        let compared = candidates.filter_map(|(_, at)| {
            let key = &self.at(at as usize)?.key;
            let other = other_text(key).filter(|other| other.len() <= COMPARABLE)?;
            let resemblance = shingles.resemblance(&Shingles::of(&other));
            (resemblance >= ALIKE).then(|| Near { key: key.clone(), resemblance })
        });
        let mut near: Vec<Near> = compared.collect();
        near.sort_by(|one, other| other.resemblance.total_cmp(&one.resemblance));
        near
    }

    /// Adds the newest articles that have a hash in their sketch.
    fn newest_with(&self, hash: u32, found: &mut Vec<u32>) {
        let most = found.len() + LOOKED_AT;
        let mut link = self.heads.get(&hash).copied();
        while found.len() < most
            && let Some((at, before)) = link.and_then(|link| self.links.get(link as usize))
        {
            found.push(*at);
            link = Some(*before);
        }
        let older = self.older_hashes.get_or_init(|| self.hashes_of_older());
        let end = older.partition_point(|(there, _)| *there <= hash);
        let older = older.get(..end).unwrap_or_default().iter().rev();
        found.extend(older.take_while(|(there, _)| *there == hash).take(most - found.len()).map(|(_, at)| *at));
    }

    fn hashes_of_older(&self) -> Vec<(u32, u32)> {
        let older = self.articles.iter().take(self.older).enumerate();
        let mut hashes: Vec<(u32, u32)> = older.flat_map(|(at, article)| article.sketch.hashes().map(move |hash| (hash, at as u32))).collect();
        hashes.sort_unstable();
        hashes
    }
}

/// Whether two articles come from the same place: one publication, or where none is named, one source.
fn is_beside(there: &KnownArticle, new: &KnownArticle, name: &str) -> bool {
    match (&there.publication, &new.publication) {
        (Some(there), Some(new)) => there == new,
        (None, None) => there.source.as_deref().and_then(|source| source.strip_prefix(name)).is_some_and(|rest| rest.is_empty() || rest.starts_with(", ")),
        _ => there.url.is_some() && there.url == new.url,
    }
}

/// Whether an id is one of a kind wherever it stands: a URN, an address, that of a mail.
fn is_of_the_world(id: &str) -> bool {
    id.len() > 12 && id.contains([':', '@'])
}

/// An address that tells one article from others: not that of a whole site.
fn telling(url: &str) -> Option<&str> {
    let url = url.trim();
    let url = url.split_once('#').map_or(url, |(page, place)| if place.starts_with('!') { url } else { page });
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (_, page) = after.split_once(['/', '?'])?;
    (!page.is_empty()).then_some(url)
}

/// SHA-256 of a text.
fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// The text of an article's file.
pub(super) fn text_of(path: &Path) -> Option<String> {
    disk::read(path).ok().and_then(decode).map(|decoded| decoded.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(key: &str, text: &str) -> KnownArticle {
        KnownArticle { key: key.into(), source: Some("dump.jsonl, line 1".into()), sha256: digest(text), sketch: Sketch::of(text), ..KnownArticle::default() }
    }

    fn with_id(id: &str, publication: Option<&str>, text: &str) -> KnownArticle {
        KnownArticle { id: Some(id.into()), publication: publication.map(str::to_owned), ..article("a", text) }
    }

    fn with_url(url: &str, text: &str) -> KnownArticle {
        KnownArticle { url: Some(url.into()), ..article("a", text) }
    }

    fn found(there: KnownArticle, new: KnownArticle, name: &str) -> Option<Match> {
        [there].into_iter().collect::<Known>().find(&new, name)
    }

    #[test]
    fn an_id_counts_within_its_publication_or_source() {
        let (same, changed) = (Some(Match::Same(0)), Some(Match::Changed(0)));
        assert_eq!(found(with_id("7", None, "one"), with_id("7", None, "one"), "dump.jsonl"), same);
        assert_eq!(found(with_id("7", None, "one"), with_id("7", None, "two"), "dump.jsonl"), changed);
        assert_eq!(found(with_id("7", None, "one"), with_id("7", None, "two"), "other.jsonl"), None);
        assert_eq!(found(with_id("7", None, "one"), with_id("7", None, "two"), "dump"), None);
        assert_eq!(found(with_id("7", Some("Post"), "one"), with_id("7", Some("Post"), "two"), "other.jsonl"), changed);
        assert_eq!(found(with_id("7", Some("Post"), "one"), with_id("7", Some("Times"), "two"), "dump.jsonl"), None);
        assert_eq!(found(with_id("urn:news:7:2026", Some("Post"), "one"), with_id("urn:news:7:2026", None, "two"), "x"), changed);
    }

    #[test]
    fn an_address_counts_unless_it_is_that_of_a_site_or_ids_tell_apart() {
        let story = "https://example.org/strike";
        assert_eq!(found(with_url(story, "one"), with_url(&format!("{story}#top"), "two"), "x"), Some(Match::Changed(0)));
        assert_eq!(found(with_url("https://example.org/", "one"), with_url("https://example.org/", "two"), "x"), None);
        let item = |id: &str, text| KnownArticle { url: Some(story.into()), ..with_id(id, Some("Post"), text) };
        assert_eq!(found(item("1", "one"), item("2", "two"), "x"), None);
    }

    #[test]
    fn a_text_or_the_bytes_it_was_made_of_count() {
        assert_eq!(found(article("a", "one"), article("b", "one"), "x"), Some(Match::Same(0)));
        assert_eq!(found(article("a", "one"), article("b", "two"), "x"), None);
        let of = |original: &str, text| KnownArticle { original: Some(original.into()), ..with_id("7", None, text) };
        assert_eq!(found(of("f00", "one, mended by hand"), of("f00", "one"), "dump.jsonl"), Some(Match::Same(0)), "the source has not changed");
    }

    #[test]
    fn near_duplicates_are_verified_and_the_likest_comes_first() {
        let text =
            |tail: &str| format!("The dockers of Port Selden went out on Monday and will stay out until a new contract is signed, their union said {tail}");
        let known: Known =
            [article("a", &text("after a long night of talks")), article("b", &text("late on Tuesday")), article("c", "Snow.")].into_iter().collect();
        let new = text("late on Tuesday night");
        let other = |key: &str| Some(text(if key == "a" { "after a long night of talks" } else { "late on Tuesday" }));
        let near = known.near(&Sketch::of(&new), &new, None, other);
        assert_eq!(near.iter().map(|near| near.key.as_str()).collect::<Vec<_>>(), ["b", "a"]);
        assert!(near[0].per_cent() > 80 && near[0].per_cent() < 100, "{}", near[0].per_cent());
        assert_eq!(known.near(&Sketch::of(&new), &new, Some(1), other).len(), 1, "not with itself");
    }
}
