//! Annotations out to other tools, and in from them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use super::Done;
use super::adding::at_home;
use crate::article::printable;
use crate::exchange::{FORMATS, Plan, Selection, format_named, format_of_file};
use crate::library::{Destination, Export, Home, Import, Imported, Wanted, grouped, proposed_annotator};

/// Writes annotations in a format to a file or new folder: `what` is `FORMAT PATH`, or a path whose ending means a format.
pub(super) fn export(home: &Home, annotator: &str, articles: &[PathBuf], what: &str) -> Done {
    let (format, file) = match what.split_once(' ').map(|(name, rest)| (format_named(name), rest.trim())) {
        Some((Some(format), rest)) => (Some(format), rest),
        _ => (format_of_file(Path::new(what)), what),
    };
    let Some(format) = format.filter(|format| format.facts().both.out()) else {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.facts()).filter(|facts| facts.both.out()).map(|facts| facts.name).collect();
        return Done::Acted(Err(format!("{} is in no format: type one before it, of {}", printable(file), names.join(", "))));
    };
    let path = at_home(file);
    let shown = printable(file);
    let wanted: Vec<Wanted> =
        articles.iter().map(|path| Wanted { path: path.clone(), key: home.key(path), annotator: annotator.to_owned(), split: None }).collect();
    let plan = Plan { codebook: home.project.codebook.clone(), chosen: BTreeMap::new(), now: Timestamp::now() };
    let export = Export { home, format, plan, selection: Selection::default(), wanted: &wanted, strict: false, suggested: None, by_annotator: false };
    Done::Acted(match export.run(Destination::Path(&path), &mut |_| true) {
        Err(error) => Err(format!("{shown} could not be written: {error}")),
        Ok(exported) => {
            let mut told = format!("{} annotations on {} articles are in {shown}", grouped(exported.annotations), grouped(exported.articles));
            exported.losses.sentences().for_each(|loss| told.push_str(&format!("; {loss}")));
            match exported.failed.first() {
                None => Ok(told),
                Some(first) => Err(format!("{told}; {} could not be read: {first}", exported.failed.len())),
            }
        }
    })
}

/// Takes annotations in: `what` is `FORMAT PATH`. Those of nobody become those of `annotator`.
pub(super) fn import(home: &Arc<Home>, annotator: &str, what: &str) -> Done {
    let (name, path) = what.split_once(' ').unwrap_or((what, ""));
    let shown = printable(path.trim());
    let Some(format) = format_named(name).filter(|format| format.facts().both.back()) else {
        return Done::Acted(Err(format!("{} is no format that is read: tagline formats lists them", printable(name))));
    };
    let otherwise = if annotator.is_empty() { proposed_annotator() } else { annotator.to_owned() };
    let (labels, relations, chosen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let import = Import { home, format, chosen, annotator: None, otherwise, labels, relations, add_articles: false, dry_run: false };
    Done::Acted(match import.run(&at_home(path.trim()), &mut |_| true) {
        Err(error) => Err(format!("{shown} could not be read: {error}")),
        Ok(imported) => {
            let Imported { articles, annotations, relations, known, waiting, flaws, .. } = imported;
            let mut told = format!("{} annotations and {} relations came in on {} articles", grouped(annotations), grouped(relations), grouped(articles.len()));
            let mut also = |count: usize, what: &str| {
                if count > 0 {
                    told.push_str(&format!("; {} {what}", grouped(count)));
                }
            };
            also(known, "were there already");
            also(waiting, "wait for you to say where they are (M)");
            match flaws.first() {
                None => Ok(told),
                Some(first) => Err(format!("{told}; {} things did not come in: {first}", flaws.len())),
            }
        }
    })
}
