//! What is there already: by it an article that comes again is known, under whatever name it is now.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::library::sketch::{Shingles, Sketch};
use crate::library::{Home, Meta, articles, disk};
use crate::sources::decode;

/// From which resemblance on a near-duplicate is told of.
const ALIKE: f64 = 0.6;

/// Articles that share one hash and are looked at, newest first: what more have in common is boilerplate.
const LOOKED_AT: usize = 64;

/// Near-duplicates of one story that are compared and told of at most.
const COMPARED: usize = 5;

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
    /// Of each hash of a sketch the last article that has it, as a place in `links`.
    heads: HashMap<u32, u32>,
    /// An article, and the place of the one before it with the same hash.
    links: Vec<(u32, u32)>,
}

impl FromIterator<KnownArticle> for Known {
    fn from_iter<I: IntoIterator<Item = KnownArticle>>(articles: I) -> Self {
        let mut known = Self::default();
        articles.into_iter().for_each(|article| known.insert(article));
        known
    }
}

impl Known {
    /// What the articles and metas of a home say. An article that cannot be read is nothing that could come again.
    #[must_use]
    pub fn load(home: &Home) -> Self {
        let paths = articles(home, None);
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let share = paths.len().div_ceil(threads).max(64);
        let mut read: Vec<Vec<KnownArticle>> = Vec::new();
        std::thread::scope(|scope| {
            let read_some = |paths: &[PathBuf]| {
                let mut folders = HashMap::new();
                paths.iter().filter_map(|path| known_article(home, path, &mut folders)).collect()
            };
            let work: Vec<_> = paths.chunks(share).map(|paths| scope.spawn(move || read_some(paths))).collect();
            read.extend(work.into_iter().filter_map(|done| done.join().ok()));
        });
        read.into_iter().flatten().collect()
    }

    /// Puts an article among those that are there.
    pub(super) fn insert(&mut self, article: KnownArticle) {
        self.index(self.articles.len() as u32, &article);
        self.articles.push(article);
    }

    /// An article has become another one.
    pub(super) fn replace(&mut self, at: usize, article: KnownArticle) {
        self.index(at as u32, &article);
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
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for hash in sketch.hashes() {
            let mut link = self.heads.get(&hash).copied();
            for _ in 0..LOOKED_AT {
                let Some((at, before)) = link.and_then(|link| self.links.get(link as usize)) else { break };
                *shared.entry(*at).or_default() += 1;
                link = Some(*before);
            }
        }
        let alike = |at: u32| self.at(at as usize).is_some_and(|there| there.sketch.shares(sketch));
        let mut candidates: Vec<(usize, u32)> =
            shared.into_iter().filter(|(at, _)| own != Some(*at as usize) && alike(*at)).map(|(at, count)| (count, at)).collect();
        if candidates.is_empty() || text.len() > COMPARABLE {
            return Vec::new();
        }
        candidates.sort_unstable_by(|one, other| other.cmp(one));
        let shingles = Shingles::of(text);
        let compared = candidates.into_iter().take(COMPARED).filter_map(|(_, at)| {
            let key = &self.at(at as usize)?.key;
            let other = other_text(key).filter(|other| other.len() <= COMPARABLE)?;
            let resemblance = shingles.resemblance(&Shingles::of(&other));
            (resemblance >= ALIKE).then(|| Near { key: key.clone(), resemblance })
        });
        let mut near: Vec<Near> = compared.collect();
        near.sort_by(|one, other| other.resemblance.total_cmp(&one.resemblance));
        near
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
pub(super) fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// The text of an article's file.
pub(super) fn text_of(path: &Path) -> Option<String> {
    disk::read(path).ok().and_then(decode).map(|decoded| decoded.text)
}

fn known_article(home: &Home, path: &Path, folders: &mut HashMap<PathBuf, String>) -> Option<KnownArticle> {
    let text = text_of(path)?;
    let key = key_of(home, path, folders);
    let about = Meta::load(&home.meta_path(&key)).unwrap_or_default().about;
    Some(KnownArticle {
        key,
        id: about.id,
        url: about.url,
        publication: about.publication,
        source: about.source,
        original: about.original,
        sha256: digest(&text),
        sketch: Sketch::of(&text),
    })
}

/// The key of an article. Links are looked for once in each of the `folders`, which takes most of the time.
fn key_of(home: &Home, path: &Path, folders: &mut HashMap<PathBuf, String>) -> String {
    let (Some(folder), Some(name), Ok(None)) = (path.parent(), path.file_name().and_then(|name| name.to_str()), disk::link(path)) else {
        return home.key(path);
    };
    if !folders.contains_key(folder) {
        folders.insert(folder.to_owned(), home.key(folder));
    }
    let name: String = name.nfc().collect();
    match folders.get(folder) {
        Some(folder) if !folder.is_empty() => format!("{folder}/{name}"),
        _ => name,
    }
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
    fn keys_are_those_of_the_home() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&crate::library::Folders::below(dir.path()));
        std::fs::create_dir_all(home.root.join("a/b")).unwrap();
        let names = ["top.txt", "a/cafe\u{301}.txt", "a/b/c.md"];
        for name in names {
            std::fs::write(home.root.join(name), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("top.txt", home.root.join("link.txt")).unwrap();
        let mut folders = HashMap::new();
        for path in articles(&home, None) {
            assert_eq!(key_of(&home, &path, &mut folders), home.key(&path));
        }
        assert_eq!(folders.len(), 3);
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
