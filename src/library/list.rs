//! The articles of a project or library, in the order in which `>` and `<` go through them.

use std::path::{Path, PathBuf};

use super::conflict_copies::is_copy;
use super::{Home, HomeKind, annotator_name};

/// The articles below the roots of a home, by path; for the library also the ones elsewhere that have been annotated.
#[must_use]
pub fn articles(home: &Home, annotator: Option<&str>) -> Vec<PathBuf> {
    some_articles(home, annotator, usize::MAX)
}

/// So many of them at most, in no order: enough to know whether there are any.
#[must_use]
pub fn some_articles(home: &Home, annotator: Option<&str>, most: usize) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for root in &home.project.roots {
        let root = home.root.join(root);
        let root = if home.browsing { std::path::absolute(&root).unwrap_or(root) } else { root };
        walk(&root, home, most, &mut found);
    }
    if let (HomeKind::Library, false, Some(annotator)) = (home.kind, home.browsing, annotator) {
        let outside = home.annotations.join(annotator).join("files");
        let mut records = Vec::new();
        walk_records(&outside, &mut records);
        let articles = records.iter().filter_map(|record| record.strip_prefix(&outside).ok()).map(|rest| Path::new("/").join(rest.with_extension("")));
        found.extend(articles.filter(|path| path.is_file()));
    }
    found.sort();
    found.dedup();
    found
}

/// The annotators who have records in a home; `gold` is the adjudicated set. A folder of another name is nobody's.
#[must_use]
pub fn annotators(home: &Home) -> Vec<String> {
    let names = std::fs::read_dir(&home.annotations).into_iter().flatten().flatten().filter(|entry| entry.path().is_dir());
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name == "gold" || annotator_name(name).as_ref() == Some(name)).collect();
    names.sort();
    names
}

/// Every file with one of the project's endings; dot files, links to folders and the annotations are left out.
fn walk(folder: &Path, home: &Home, most: usize, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if found.len() >= most {
            return;
        }
        let (path, name) = (entry.path(), entry.file_name());
        let Ok(kind) = entry.file_type() else { continue };
        if name.to_string_lossy().starts_with('.') || path == home.annotations {
            continue;
        }
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        if kind.is_dir() {
            walk(&path, home, most, found);
        } else if ending.is_some_and(|ending| home.project.endings.contains(&ending)) {
            found.push(path);
        }
    }
}

pub(super) fn walk_records(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk_records(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "ron") && !is_copy(&path) {
            found.push(path);
        }
    }
}
