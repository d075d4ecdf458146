//! Making a project, and bringing along what was annotated in its folder before.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::home::PROJECT_FILE;
use super::reanchor::kept_text;
use super::relocate::move_state;
use super::{Folders, Home, Privacy, disk, record, write_atomically};
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
    disk::make_folder(folder, Privacy::Shared)?;
    let root = fs::canonicalize(folder)?;
    refuse_nested(&root, folders)?;
    let file = root.join(PROJECT_FILE);
    let existed = disk::exists(&file)?;
    if !existed {
        write_atomically(&file, template().as_bytes(), Privacy::Shared)?;
    }
    let library = Home::library(folders);
    let project = Home::find(&root, None, folders).map_err(io::Error::other)?;
    let mut moved = 0;
    for annotator in disk::list(&library.annotations)? {
        let name = annotator.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let below = annotator.join(library.key(&root));
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
    for path in disk::list(folder)? {
        if path.is_dir() {
            move_records(&path, &articles.join(path.file_name().unwrap_or_default()), annotator, library, project, moved)?;
            // Fails, as it should, when something is left inside.
            let _ = disk::remove_folder(&path);
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
    let (Ok(source), Ok(decoded)) = (disk::read_text(path), read_source(article)) else { return Ok(false) };
    let text = crate::article::Text::new(decoded.text);
    let Ok(mut read) = record::read(&source, &text) else { return Ok(false) };
    read.article.path.clone_from(&new);
    let bytes = record::write(&read, &text);
    // The same record there is one that an earlier move had no time to remove here.
    let begun = disk::exists(&target)?;
    if read.read_only.is_some() || begun && disk::read(&target)? != bytes.as_bytes() {
        return Ok(false);
    }
    write_atomically(&project.text_path(text.sha256()), text.as_str().as_bytes(), Privacy::Shared)?;
    if let Some(made_in) = kept_text(library, &read.article.sha256) {
        write_atomically(&project.text_path(made_in.sha256()), made_in.as_str().as_bytes(), Privacy::Shared)?;
    }
    let (old_meta, new_meta) = (library.meta_path(&old), project.meta_path(&new));
    let with_meta = disk::exists(&old_meta)?;
    if with_meta && !disk::exists(&new_meta)? {
        write_atomically(&new_meta, &disk::read(&old_meta)?, Privacy::Shared)?;
    }
    write_atomically(&target, bytes.as_bytes(), Privacy::Shared)?;
    if with_meta && disk::read(&old_meta)? == disk::read(&new_meta)? {
        disk::remove(&old_meta)?;
    }
    disk::remove(path)?;
    // Undo and earlier versions come along; where they cannot, the record is there all the same.
    let _ = move_state(&library.state_folder(annotator, &old), &project.state_folder(annotator, &new));
    Ok(true)
}
