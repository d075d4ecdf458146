//! Moving an article with everything that belongs to it, and forgetting all of it.

use std::io;
use std::path::{Path, PathBuf};

use super::list::walk_records;
use super::{Home, Privacy, annotators, disk, record, write_atomically};
use crate::article::Text;

/// Why an article was not moved; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// What is asked for cannot be done.
    #[error("{0}")]
    Refused(String),
    /// Reading or writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What was moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Relocated {
    /// Where the article is now.
    pub article: PathBuf,
    /// Whether its file was moved, too; not when it was there already.
    pub file: bool,
    /// The annotators whose records were moved.
    pub records: Vec<String>,
}

/// Moves the article `old` to `new`, a file or a folder, with the records of all annotators, what is known of it, and what
/// is kept outside the project. An article that was moved by other means only has the rest brought along. Nothing that is
/// there is overwritten, and at every moment each record is in one place or in both.
pub fn relocate(home: &Home, old: &Path, new: &Path) -> Result<Relocated, MoveError> {
    let refused = |why: &str| MoveError::Refused(why.to_owned());
    let new = if new.is_dir() { new.join(old.file_name().unwrap_or_default()) } else { new.to_owned() };
    let (old_key, new_key) = (home.key(old), home.key(&new));
    if old_key == new_key {
        return Err(refused("the article is there already"));
    }
    let file = old.is_file();
    match (file, new.exists()) {
        (true, true) => return Err(refused("there is a file of that name already")),
        (false, false) => return Err(refused("there is no such article")),
        _ => {}
    }
    if !old_key.starts_with("files/") && new_key.starts_with("files/") {
        return Err(refused("it would leave the project, and its records with it"));
    }
    let with: Vec<String> = annotators(home).into_iter().filter(|name| home.record_path(name, &old_key).is_file()).collect();
    let mut moved = Vec::new();
    for name in &with {
        let bytes = moved_record(&disk::read(&home.record_path(name, &old_key))?, &new_key);
        let target = home.record_path(name, &new_key);
        // The same record there is one that an earlier move had no time to remove here.
        if target.exists() && disk::read(&target)? != bytes {
            return Err(MoveError::Refused(format!("{name} has a record of an article of that name already")));
        }
        moved.push((target, bytes));
    }
    for (target, bytes) in moved {
        write_atomically(&target, &bytes, Privacy::Shared)?;
    }
    let (old_meta, new_meta) = (home.meta_path(&old_key), home.meta_path(&new_key));
    if disk::exists(&old_meta)? && !disk::exists(&new_meta)? {
        disk::make_folder(disk::folder_of(&new_meta), Privacy::Shared)?;
        disk::rename(&old_meta, &new_meta)?;
    }
    if file {
        disk::make_folder(disk::folder_of(&new), Privacy::Shared)?;
        disk::rename(old, &new)?;
        disk::sync_folder(disk::folder_of(&new))?;
    }
    for name in &with {
        disk::remove(&home.record_path(name, &old_key))?;
        // Undo and earlier versions come along; where they cannot, the record is there all the same.
        let _ = move_state(&home.state_folder(name, &old_key), &home.state_folder(name, &new_key));
    }
    Ok(Relocated { article: new, file, records: with })
}

/// A record as it is when its article is elsewhere; one that cannot be read goes along as it is.
fn moved_record(bytes: &[u8], key: &str) -> Vec<u8> {
    let read = std::str::from_utf8(bytes).ok().and_then(|source| record::read_unanchored(source).ok());
    match read.filter(|record| record.read_only.is_none()) {
        Some(mut record) => {
            key.clone_into(&mut record.article.path);
            record::write(&record, &Text::default()).into_bytes()
        }
        None => bytes.to_vec(),
    }
}

/// Moves what is kept of a record outside the project; where there is something already, both stay.
pub(super) fn move_state(old: &Path, new: &Path) -> io::Result<()> {
    if !disk::exists(old)? || disk::exists(new)? {
        return Ok(());
    }
    disk::make_folder(disk::folder_of(new), Privacy::Private)?;
    disk::rename(old, new)
}

/// Every file that is kept of an article: records of all annotators, journals, earlier versions, reading places, what is
/// known of it, and the texts that only its records need. The article itself is not among them. With `records` false, only
/// what is outside the project or library.
pub fn everything_of(home: &Home, key: &str, records: bool) -> io::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for owner in disk::list(home.state())? {
        let name = owner.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let owner = if name == "_" { String::new() } else { name };
        files_below(&home.state_folder(&owner, key), &mut all)?;
        for folder in home.journal_folders(&owner, key).into_iter().skip(1) {
            files_below(&folder, &mut all)?;
        }
    }
    if !records {
        return Ok(all);
    }
    let (mut needed, mut unreadable) = (Vec::new(), false);
    let mut own = Vec::new();
    for name in annotators(home) {
        let mut paths = Vec::new();
        walk_records(&home.annotations.join(&name), &mut paths);
        let mine = home.record_path(&name, key);
        for path in paths {
            match (texts_of(&path), path == mine) {
                (Some(texts), true) => own.extend(texts),
                (Some(texts), false) => needed.extend(texts),
                (None, true) => {}
                // A record that cannot be read may need any of them.
                (None, false) => unreadable = true,
            }
        }
        if disk::exists(&mine)? {
            all.extend(super::conflict_copies::copies_of(&mine));
            all.push(mine);
        }
    }
    // Earlier versions of its records name the texts that they were made in, too.
    own.extend(all.iter().filter_map(|path| texts_of(path)).flatten());
    let texts = own.iter().filter(|sha256| !unreadable && !needed.contains(sha256)).map(|sha256| home.text_path(sha256));
    let texts: std::collections::BTreeSet<PathBuf> = texts.filter(|path| path.is_file()).collect();
    all.extend(texts);
    let meta = home.meta_path(key);
    if disk::exists(&meta)? {
        all.push(meta);
    }
    Ok(all)
}

/// The hashes of all texts that a record's annotations were made in.
fn texts_of(path: &Path) -> Option<Vec<String>> {
    let record = disk::read_text(path).ok().and_then(|source| record::read_unanchored(&source).ok())?;
    let made_in = record.set.unanchored().iter().filter_map(|item| Some(item.unanchored.as_ref()?.sha256.clone()));
    Some(made_in.chain([record.article.sha256.clone()]).collect())
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for path in disk::list(folder)? {
        if path.is_dir() {
            files_below(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}

/// Removes files, and the folders that are empty then.
pub fn purge(files: &[PathBuf]) -> io::Result<()> {
    for path in files {
        disk::remove(path)?;
        let mut folder = path.parent();
        // Ends at the first folder that holds something else.
        while let Some(empty) = folder.filter(|folder| disk::remove_folder(folder).is_ok()) {
            folder = empty.parent();
        }
    }
    Ok(())
}
