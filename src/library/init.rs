//! Making a project, and bringing along what was annotated in its folder before.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::home::PROJECT_FILE;
use super::{Folders, Home, Privacy, record, write_atomically};
use crate::article::printable;
use crate::config::template;
use crate::sources::read as read_source;

/// What `init` did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitReport {
    /// The project's file.
    pub file: PathBuf,
    /// Whether there was one already, which was left as it is.
    pub existed: bool,
    /// Records that were moved along from the user's library.
    pub moved: usize,
}

/// Marks `folder` as a project and moves the records of articles below it from the user's library along.
pub fn init(folder: &Path, folders: &Folders) -> io::Result<InitReport> {
    fs::create_dir_all(folder)?;
    let root = fs::canonicalize(folder)?;
    refuse_nested(&root, folders)?;
    let file = root.join(PROJECT_FILE);
    let existed = file.exists();
    if !existed {
        write_atomically(&file, template().as_bytes(), Privacy::Shared)?;
    }
    let library = Home::library(folders);
    let project = Home::find(&root, None, folders).map_err(io::Error::other)?;
    let mut moved = 0;
    for annotator in fs::read_dir(&library.annotations).into_iter().flatten().flatten() {
        let name = annotator.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let below = annotator.path().join(library.key(&root));
        move_records(&below, &root, &name, &library, &project, &mut moved)?;
    }
    Ok(InitReport { file, existed, moved })
}

/// A project inside another one, or inside the user's library, would take its articles from that.
fn refuse_nested(root: &Path, folders: &Folders) -> io::Result<()> {
    let above = root.ancestors().skip(1).find(|folder| folder.join(PROJECT_FILE).is_file());
    if let Some(above) = above {
        return Err(io::Error::other(format!("it lies in the project {}", printable(&above.to_string_lossy()))));
    }
    let library = fs::canonicalize(&folders.data).unwrap_or_else(|_| folders.data.clone());
    if root.starts_with(&library) {
        return Err(io::Error::other("it lies in your own library, which needs no project"));
    }
    Ok(())
}

/// Moves the records in `folder`, which belong to the articles in `articles`, and those in the folders below.
fn move_records(folder: &Path, articles: &Path, annotator: &str, library: &Home, project: &Home, moved: &mut usize) -> io::Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            move_records(&path, &articles.join(entry.file_name()), annotator, library, project, moved)?;
            // Fails, as it should, when something is left inside.
            let _ = fs::remove_dir(&path);
            continue;
        }
        let article = articles.join(path.file_stem().unwrap_or_default());
        if article.is_file() && move_record(&path, &article, annotator, library, project)? {
            *moved += 1;
        }
    }
    Ok(())
}

/// Moves one record with its kept text and meta; leaves it when it cannot be understood or the project has one already.
fn move_record(path: &Path, article: &Path, annotator: &str, library: &Home, project: &Home) -> io::Result<bool> {
    let (old, new) = (library.key(article), project.key(article));
    let target = project.record_path(annotator, &new);
    let (Ok(source), Ok(decoded)) = (crate::sources::read_regular_text(path), read_source(article)) else { return Ok(false) };
    let text = crate::article::Text::new(decoded.text);
    let Ok(mut read) = record::read(&source, &text) else { return Ok(false) };
    if target.exists() || read.read_only.is_some() {
        return Ok(false);
    }
    read.article.path.clone_from(&new);
    write_atomically(&project.text_path(text.sha256()), text.as_str().as_bytes(), Privacy::Shared)?;
    let bytes = record::write(&read, &text);
    write_atomically(&target, bytes.as_bytes(), Privacy::Shared)?;
    let (old_meta, new_meta) = (library.meta_path(&old), project.meta_path(&new));
    if old_meta.exists() && !new_meta.exists() {
        write_atomically(&new_meta, &crate::sources::read_regular(&old_meta)?, Privacy::Shared)?;
        fs::remove_file(old_meta)?;
    }
    fs::remove_file(path)?;
    Ok(true)
}
