//! The file of an annotator's names: a line each, sorted, so that it can be read, compared and merged.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use super::super::lock::Lock;
use super::super::record::{quote, top_fields};
use super::super::{Home, Privacy, Stamp, annotator_name, disk, write_atomically};
use super::{Entities, Entity};
use crate::article::printable;

/// The version of the format.
const SCHEMA: u32 = 1;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(2);

/// A line of the file. What is not known here was written by a newer version, and must not get lost.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    label: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    forms: Vec<String>,
}

fn folder(home: &Home) -> PathBuf {
    home.annotations.join(".entities")
}

fn is_annotator(name: &str) -> bool {
    name == "gold" || annotator_name(name).is_some_and(|plain| plain == name)
}

fn path(home: &Home, annotator: &str) -> io::Result<PathBuf> {
    if is_annotator(annotator) {
        Ok(folder(home).join(format!("{annotator}.ron")))
    } else {
        Err(io::Error::other(format!("`{}` is no annotator's name", printable(annotator))))
    }
}

/// Who has a file of names, in order. Copies that a sync tool has left are nobody's.
pub(super) fn annotators(home: &Home) -> Vec<String> {
    let files = disk::list(&folder(home)).unwrap_or_default();
    let stems = files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "ron")).filter_map(|file| file.file_stem()?.to_str());
    let mut names: Vec<String> = stems.filter(|name| is_annotator(name)).map(str::to_owned).collect();
    names.sort();
    names
}

/// The files of names as they look from outside: while they look so, nothing else can be read from them.
pub(super) fn stamps(home: &Home) -> Vec<(String, Option<Stamp>)> {
    let looks = annotators(home).into_iter().map(|name| {
        let stamp = path(home, &name).ok().and_then(|path| Stamp::of(&path));
        (name, stamp)
    });
    looks.collect()
}

/// The names of one annotator; none when there is no file.
pub(super) fn read(home: &Home, annotator: &str) -> io::Result<Vec<Entity>> {
    let path = path(home, annotator)?;
    let source = match disk::read_text(&path) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let shown = || super::super::open::home_relative(home, &path);
    parse(&source).map_err(|why| io::Error::other(format!("{}: {}", shown(), printable(&why))))
}

fn parse(source: &str) -> Result<Vec<Entity>, String> {
    let fields = top_fields(source);
    let field = |wanted: &str| fields.iter().find(|(name, _)| *name == wanted).map(|(_, raw)| *raw);
    let schema = field("schema").map_or(Ok(SCHEMA), |raw| ron::from_str::<u32>(raw).map_err(|error| format!("schema: {error}")))?;
    if schema > SCHEMA {
        return Err(format!("written by a newer version (schema {schema})"));
    }
    let raw = field("entities").ok_or("this is no file of names")?;
    let lines: Vec<Line> = ron::from_str(raw).map_err(|error| error.to_string())?;
    Ok(lines.into_iter().map(|line| Entity { name: line.name, label: line.label.as_str().into(), kind: line.kind, forms: line.forms }).collect())
}

/// Changes the names of an annotator under a lock; writes when `change` says that something is new.
pub(super) fn change(home: &Home, annotator: &str, change: impl FnOnce(&mut Entities) -> bool) -> io::Result<bool> {
    let path = path(home, annotator)?;
    let _lock = Lock::take(&home.state().join("entities").join(format!("{annotator}.lock")), PATIENCE);
    let mut entities = Entities::default();
    entities.extend(&read(home, annotator)?);
    let new = change(&mut entities);
    if new {
        write_atomically(&path, text(&entities.all).as_bytes(), Privacy::Shared)?;
    }
    Ok(new)
}

fn text(all: &[Entity]) -> String {
    let mut out = format!("(\n  schema: {SCHEMA},\n  entities: [\n");
    for entity in all {
        out.push_str("    (name: ");
        quote(&mut out, &entity.name);
        out.push_str(", label: ");
        quote(&mut out, entity.label.as_str());
        if !entity.kind.is_empty() {
            out.push_str(", kind: ");
            quote(&mut out, &entity.kind);
        }
        for (at, form) in entity.forms.iter().enumerate() {
            out.push_str(if at == 0 { ", forms: [" } else { ", " });
            quote(&mut out, form);
        }
        out.push_str(if entity.forms.is_empty() { "),\n" } else { "]),\n" });
    }
    out.push_str("  ],\n)\n");
    out
}
