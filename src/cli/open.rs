//! `tagline [PATH]`: opens the screen.

use std::path::{Path, PathBuf};

use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{Folders, Home, HomeKind, Privacy, annotator_name, some_articles, write_atomically};
use crate::tui::{self, Finished, Reviews, Start};

/// The story that a new library holds.
const SAMPLE: &str = include_str!("../../assets/sample-story.txt");

/// Its name in the library.
const SAMPLE_NAME: &str = "articles/sample-story.txt";

pub(super) fn run(path: Option<&Path>, options: &Options, output: &mut Output) -> Result<i32, Failure> {
    let folders = super::folders()?;
    let (settings, mut diagnostics) = super::settings(&folders);
    let annotator = annotator(options, settings.annotator.as_deref())?;
    let at = path.unwrap_or(Path::new("."));
    let mut home = Home::find(at, options.annotations.as_deref(), &folders)?;
    diagnostics.extend(home.diagnostics.iter().cloned());
    let (keymap, more) = super::keymap(&settings, &home)?;
    diagnostics.extend(more);
    let (article, tour) = article(path, &mut home, annotator.as_deref(), &folders)?;
    let start = Start { settings, keymap, home, folders, annotator, article, review: None, tour, diagnostics };
    let finished = tui::run(start)?;
    report(&finished, output)
}

/// Opens the screen with the review of an article; the next ones are those of the home that pass the filter. With a name, the
/// work of that annotator alone is reviewed.
pub(super) fn review(
    home: Home,
    annotator: Option<String>,
    article: Option<PathBuf>,
    (filter, of): (String, Option<String>),
    output: &mut Output,
) -> Result<i32, Failure> {
    let folders = super::folders()?;
    let (settings, mut diagnostics) = super::settings(&folders);
    diagnostics.extend(home.diagnostics.iter().cloned());
    let (keymap, more) = super::keymap(&settings, &home)?;
    diagnostics.extend(more);
    let finished = tui::run(Start { settings, keymap, home, folders, annotator, article, review: Some(Reviews { filter, of }), tour: false, diagnostics })?;
    report(&finished, output)
}

/// Who annotates: as said, else as the settings have it.
pub(super) fn annotator(options: &Options, setting: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(name) = options.annotator.as_deref() else { return Ok(setting.map(str::to_owned)) };
    match annotator_name(name) {
        Some(plain) if plain == name => Ok(Some(plain)),
        Some(plain) => Err(Failure::usage(format!("`{name}` is no annotator's name")).hinted(format!("letters, digits and hyphens only, such as `{plain}`"))),
        None => Err(Failure::usage(format!("`{name}` is no annotator's name")).hinted("letters, digits and hyphens only; `gold` is reserved")),
    }
}

/// The article to open, and whether the tour is offered with it.
fn article(path: Option<&Path>, home: &mut Home, annotator: Option<&str>, folders: &Folders) -> Result<(Option<PathBuf>, bool), Failure> {
    match path {
        Some(path) if path.is_dir() => {
            // Only what is in this folder is listed; the records go where they always go.
            home.browse(path);
            match some_articles(home, None, 1).first() {
                Some(_) => Ok((None, false)),
                None => Err(Failure::usage(format!("{}: there are no articles (.txt, .md) in this folder", path.display()))),
            }
        }
        Some(path) => Ok((Some(path.to_owned()), false)),
        None if home.kind == HomeKind::Library => {
            let sample = folders.data.join(SAMPLE_NAME);
            let first = some_articles(home, annotator, 1).is_empty();
            if first {
                write_atomically(&sample, SAMPLE.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&format!("{}", sample.display()), &error))?;
            }
            let only = first || some_articles(home, annotator, 2) == [sample.clone()];
            Ok((only.then_some(sample), only))
        }
        None => Ok((None, false)),
    }
}

/// Tells where the work is, and what is not saved. After a signal the terminal may be gone, and nobody there to be told.
fn report(finished: &Finished, output: &mut Output) -> Result<i32, Failure> {
    let told = tell_saved(finished, output);
    if finished.signal.is_none() {
        told?;
    }
    if let Some(what) = &finished.unsaved {
        return Err(Failure::io(&format!("not saved: {what}"), &std::io::Error::other("a copy is in the state folder where that was possible")));
    }
    Ok(finished.signal.map_or(0, |signal| 128 + signal))
}

fn tell_saved(finished: &Finished, output: &mut Output) -> Result<(), Failure> {
    for path in &finished.saved {
        output.line(&format!("saved {}", printable(&path.to_string_lossy())))?;
    }
    output.flush()
}
