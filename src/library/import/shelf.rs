//! The articles that are there, to be found for what comes in.

use std::collections::HashMap;
use std::fmt::Write;

use crate::exchange::Arrival;
use crate::library::{Home, Known};

/// The articles by what they may be known by.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    keys: HashMap<String, String>,
    /// By the last part of the key; nothing when two articles have the same.
    names: HashMap<String, Option<String>>,
    texts: HashMap<String, String>,
    urls: HashMap<String, String>,
    ids: HashMap<String, Option<String>>,
}

impl Shelf {
    /// What the articles and metas of a home say.
    pub(super) fn load(home: &Home) -> Self {
        let mut shelf = Self::default();
        for article in Known::load(home).articles() {
            let sha256 = article.sha256.iter().fold(String::with_capacity(64), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            shelf.put(article.key.clone(), sha256, article.url.clone(), article.id.clone());
        }
        shelf
    }

    /// An article that has just been added.
    pub(super) fn insert(&mut self, key: String, arrival: &Arrival) {
        self.put(key, arrival.text.sha256().to_owned(), arrival.about.url.clone(), arrival.about.id.clone());
    }

    fn put(&mut self, key: String, sha256: String, url: Option<String>, id: Option<String>) {
        let one = |map: &mut HashMap<String, Option<String>>, name: String| {
            map.entry(name).and_modify(|there| *there = None).or_insert_with(|| Some(key.clone()));
        };
        one(&mut self.names, name_of(&key));
        if let Some(id) = id {
            one(&mut self.ids, id);
        }
        self.texts.entry(sha256).or_insert_with(|| key.clone());
        if let Some(url) = url {
            self.urls.insert(url, key.clone());
        }
        self.keys.insert(stem(&key), key);
    }

    /// The article that something came for: by path, else by text, address, id, or a name that only one article has.
    pub(super) fn find(&self, arrival: &Arrival) -> Option<String> {
        let path = arrival.path.as_deref().map(|path| path.split_once('#').map_or(path, |(path, _)| path));
        let by_path = || self.keys.get(&stem(path?)).cloned();
        let by_text = || {
            let said = arrival.sha256.as_deref().and_then(|hash| self.texts.get(hash));
            said.or_else(|| self.texts.get(arrival.text.sha256())).cloned()
        };
        let by_url = || self.urls.get(arrival.about.url.as_deref()?).cloned();
        let by_id = || self.ids.get(arrival.about.id.as_deref()?).cloned().flatten();
        let by_name = || self.names.get(&name_of(path?)).cloned().flatten();
        by_path().or_else(by_text).or_else(by_url).or_else(by_id).or_else(by_name)
    }

    /// A key for a text that becomes an article: its own path below the first root if that is free, else one with a number.
    pub(super) fn free_key(&self, home: &Home, arrival: &Arrival) -> String {
        let wanted = arrival.path.clone().or_else(|| arrival.about.title.clone()).unwrap_or_else(|| arrival.name.clone());
        let parts = wanted.split('/').map(plain).filter(|part| !part.is_empty());
        let wanted = stem(&parts.collect::<Vec<_>>().join("/"));
        let wanted = if wanted.is_empty() { "article".to_owned() } else { wanted };
        let root = home.project.roots.first().map(|root| root.trim_matches('/').to_owned()).filter(|root| !root.is_empty() && root != ".");
        let base = match root {
            Some(root) if !wanted.starts_with(&format!("{root}/")) => format!("{root}/{wanted}"),
            _ => wanted,
        };
        let free = |key: &String| !self.keys.contains_key(&stem(key)) && !home.root.join(key).exists();
        let first = format!("{base}.txt");
        if free(&first) {
            return first;
        }
        (2..1_000_000).map(|number| format!("{base}-{number}.txt")).find(free).unwrap_or(first)
    }
}

/// A path without the ending of a text, by which an article is known: tools leave it out or put their own in its place.
fn stem(path: &str) -> String {
    let path = path.trim_start_matches("./");
    path.strip_suffix(".txt").or_else(|| path.strip_suffix(".md")).unwrap_or(path).to_lowercase()
}

fn name_of(path: &str) -> String {
    stem(path.rsplit('/').next().unwrap_or(path))
}

/// A part of a path that is no more than a name.
fn plain(part: &str) -> String {
    let kept: String = part.chars().map(|char| if char.is_alphanumeric() || " -_.,()".contains(char) { char } else { '-' }).take(80).collect();
    kept.trim_matches(['.', ' ']).to_owned()
}
