//! Looking at the articles that are there: which are as they were kept, and what the others hold.

use std::path::Path;

use super::kept::{Kept, Looked};
use super::known::{KnownArticle, text_of};
use crate::library::catalogue::rows::Seen;
use crate::library::catalogue::walk::Name;
use crate::library::{Home, Meta};

/// Looks at all articles on all cores, by key, and reads those that are not as they were kept; how many those are.
pub(super) fn look(home: &Home, kept: &Kept, names: &[Name], now: i64) -> (Vec<Looked>, usize) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let share = names.len().div_ceil(threads).max(64);
    std::thread::scope(|scope| {
        let work: Vec<_> = names.chunks(share).map(|names| scope.spawn(move || look_at(home, kept, names, now))).collect();
        let (mut all, mut read) = (Vec::with_capacity(names.len()), 0);
        for (looked, some) in work.into_iter().filter_map(|done| done.join().ok()) {
            all.extend(looked);
            read += some;
        }
        (all, read)
    })
}

fn look_at(home: &Home, kept: &Kept, names: &[Name], now: i64) -> (Vec<Looked>, usize) {
    let mut at = names.first().map_or(0, |name| kept.place_of(&name.key));
    let (mut all, mut read) = (Vec::with_capacity(names.len()), 0);
    for name in names {
        while kept.key(at).is_some_and(|key| key < name.key.as_ref()) {
            at += 1;
        }
        let path = name.path.as_deref().map_or_else(|| home.root.join(name.key.as_ref()), Path::to_owned);
        // That of a file that is reached by a link lies elsewhere.
        let meta_path = (name.meta || name.path.is_some()).then(|| home.meta_path(&name.key));
        let (text, meta) = (Seen::of(&path), meta_path.as_deref().map(Seen::of).unwrap_or_default());
        let same = kept.key(at).filter(|key| *key == name.key.as_ref()).and_then(|_| kept.unchanged(at, text, meta));
        let looked = same.or_else(|| {
            let article = known_article(&name.key, &path, meta_path.as_deref())?;
            read += 1;
            Some(Looked { article, text: text.remembered(now), meta: meta.remembered(now) })
        });
        all.extend(looked);
    }
    (all, read)
}

fn known_article(key: &str, path: &Path, meta: Option<&Path>) -> Option<KnownArticle> {
    let text = text_of(path)?;
    let about = meta.and_then(|path| Meta::load(path).ok()).unwrap_or_default().about;
    Some(KnownArticle { key: key.to_owned(), ..KnownArticle::of(&about, &text) })
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::library::add::kept;
    use crate::library::catalogue::detail::nanoseconds;
    use crate::library::catalogue::walk;
    use crate::library::{Folders, articles};

    #[test]
    fn keys_are_those_of_the_home() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        std::fs::create_dir_all(home.root.join("a/b")).unwrap();
        let names = ["top.txt", "a/cafe\u{301}.txt", "a/b/c.md"];
        for name in names {
            std::fs::write(home.root.join(name), "x").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("top.txt", home.root.join("link.txt")).unwrap();
        let mut keys: Vec<String> = articles(&home, None).iter().map(|path| home.key(path)).collect();
        keys.sort();
        keys.dedup();
        let (looked, _) = look(&home, &Kept::default(), &walk::inside(&home), 0);
        assert_eq!(looked.into_iter().map(|looked| looked.article.key).collect::<Vec<_>>(), keys);
    }

    #[test]
    fn only_what_has_changed_is_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::library(&Folders::below(dir.path()));
        std::fs::create_dir_all(home.root.join("a")).unwrap();
        let put = |name: &str, text: &str| std::fs::write(home.root.join(name), text).unwrap();
        for name in ["a/b.txt", "a/c.txt", "d.md"] {
            put(name, "One.");
        }
        put("a/c.txt.meta.ron", "(id: \"7\")");
        let look_again = |now: i64| {
            let (looked, read) = look(&home, &Kept::load(&home), &walk::inside(&home), now);
            kept::keep(&home, &looked).unwrap();
            let (fresh, all) = look(&home, &Kept::default(), &walk::inside(&home), now);
            let articles = |looked: Vec<Looked>| looked.into_iter().map(|looked| looked.article).collect::<Vec<_>>();
            assert_eq!((articles(looked), all), (articles(fresh), walk::inside(&home).len()), "as if nothing had been kept");
            read
        };
        // Long after the files were written, and so soon after that they may be written again without a trace.
        assert_eq!((look_again(i64::MAX), look_again(i64::MAX)), (3, 0));
        let soon = nanoseconds(SystemTime::now());
        assert_eq!((look_again(soon), look_again(soon), look_again(i64::MAX), look_again(i64::MAX)), (0, 0, 0, 0));
        std::fs::remove_file(home.known_path()).unwrap();
        assert_eq!((look_again(soon), look_again(soon), look_again(i64::MAX), look_again(i64::MAX)), (3, 3, 3, 0));
        put("d.md", "Another text.");
        assert_eq!((look_again(i64::MAX), look_again(i64::MAX)), (1, 0));
        put("a/c.txt.meta.ron", "(id: \"777\")");
        assert_eq!((look_again(i64::MAX), look_again(i64::MAX)), (1, 0));
        std::fs::remove_file(home.root.join("a/c.txt.meta.ron")).unwrap();
        std::fs::rename(home.root.join("a/b.txt"), home.root.join("a/z.txt")).unwrap();
        assert_eq!((look_again(i64::MAX), look_again(i64::MAX)), (2, 0));
    }
}
