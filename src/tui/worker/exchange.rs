//! Annotations out of the program, in any format.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Done;
use super::adding::at_home;
use crate::article::printable;
use crate::exchange::{FORMATS, Plan, Selection, format_named, format_of_file};
use crate::library::{Destination, Export, Home, Wanted, grouped};

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
    let export = Export { home, format, plan, selection: Selection::default(), wanted: &wanted, strict: false, by_annotator: false };
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
