//! Gazetteers of a project: files of names, one a line, or Prodigy's `patterns.jsonl`.
//!
//! ```text
//! Ilse Brandt                                      a name
//! the harbour chief<TAB>Ilse Brandt                a form, and whom it stands for
//! {"label": "PERSON", "pattern": "Ilse Brandt"}
//! {"label": "ORG", "pattern": [{"lower": "port"}, {"lower": "authority"}]}
//! ```
//!
//! A line that is not understood costs that line only, and is told with file, line and column.

use std::sync::Arc;

use serde_json::Value;

use super::home::real_path;
use super::{Entities, Home};
use crate::annotation::{Codebook, LabelId, Natural};
use crate::config::{Diagnostic, Place};
use crate::suggest::{Gazetteer, KnownName};

/// Characters of a name at most.
const LONGEST: usize = 200;

/// Names of a file at most.
const MOST: usize = 200_000;

/// Labels that other tools give to those who act; they become the label whose key tags names.
const ACTORS: [&str; 8] = ["PERSON", "PER", "ORG", "ORGANIZATION", "GPE", "NORP", "LOC", "MISC"];

/// The names that an annotator, or everybody, has given and those of the project's files, ready to be looked for; and what is
/// wrong with the files.
#[must_use]
pub fn gazetteer(home: &Home, whose: Option<&str>) -> (Gazetteer, Vec<Diagnostic>) {
    let mut names = Entities::load(home, whose).known_names();
    let (more, diagnostics) = read_gazetteers(home);
    names.extend(more);
    (Gazetteer::new(names), diagnostics)
}

/// The names of the project's files, in their order; and what is wrong with the files.
#[must_use]
pub fn read_gazetteers(home: &Home) -> (Vec<KnownName>, Vec<Diagnostic>) {
    let (mut names, mut diagnostics) = (Vec::new(), Vec::new());
    for file in &home.project.gazetteers {
        let path = home.root.join(file);
        let whole = |message: &str| Diagnostic::new(&Place { file: file.as_str().into(), line: 1, column: 1 }, message);
        // A link must not lead out of the project either.
        if !real_path(&path).starts_with(real_path(&home.root)) {
            diagnostics.push(whole("this leads out of the project, and is not read"));
            continue;
        }
        match crate::sources::read_regular_text(&path) {
            Ok(source) => {
                let mut reading = Reading { file: file.as_str().into(), codebook: &home.project.codebook, names: &mut names, diagnostics: &mut diagnostics };
                reading.read(&source);
            }
            Err(error) => diagnostics.push(whole(&format!("cannot be read: {error}"))),
        }
    }
    (names, diagnostics)
}

/// A file that is being read.
struct Reading<'a> {
    file: Arc<str>,
    codebook: &'a Codebook,
    names: &'a mut Vec<KnownName>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reading<'_> {
    /// Reads as patterns what begins as JSON, else as names.
    fn read(&mut self, source: &str) {
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        let patterns = source.trim_start().starts_with('{');
        let lines = source.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (taken, (at, line)) in lines.enumerate() {
            if taken == MOST {
                self.report(at, &format!("more than {MOST} names; the rest is left out"));
                return;
            }
            let read = if patterns { self.pattern(line) } else { Ok(self.name(line)) };
            match read {
                Ok(Some(name)) if name.form.chars().count() > LONGEST => self.report(at, &format!("longer than {LONGEST} characters: no name")),
                Ok(Some(name)) => self.names.push(name),
                Ok(None) => {}
                Err(why) => self.report(at, &why),
            }
        }
    }

    fn report(&mut self, line: usize, why: &str) {
        self.diagnostics.push(Diagnostic::new(&Place { file: self.file.clone(), line: line + 1, column: 1 }, why));
    }

    /// A name, and behind a tab whom it stands for. A line that begins with `#` is a comment.
    fn name(&self, line: &str) -> Option<KnownName> {
        let (form, entity) = line.split_once('\t').unwrap_or((line, ""));
        let (form, entity) = (form.trim(), entity.trim());
        let entity = if entity.is_empty() { form } else { entity };
        (!form.is_empty() && !line.starts_with('#')).then(|| KnownName::new(form, entity, self.label(""), &self.file))
    }

    fn pattern(&self, line: &str) -> Result<Option<KnownName>, String> {
        let value: Value = serde_json::from_str(line).map_err(|error| format!("no JSON: {error}"))?;
        let label = value.get("label").and_then(Value::as_str).unwrap_or_default();
        let (form, any_case) = match value.get("pattern") {
            Some(Value::String(text)) => (text.trim().to_owned(), false),
            Some(Value::Array(tokens)) => joined(tokens)?,
            _ => return Err("expected {\"label\": …, \"pattern\": a text, or a list of tokens}".into()),
        };
        if form.is_empty() {
            return Err("the pattern is empty".into());
        }
        let entity = value.get("id").and_then(Value::as_str).filter(|id| id.contains(char::is_alphabetic)).unwrap_or(&form);
        Ok(Some(KnownName { any_case, ..KnownName::new(&form, entity, self.label(label), &self.file) }))
    }

    /// The label of that name in the codebook, or the one whose key tags names, or the first.
    fn label(&self, named: &str) -> LabelId {
        let own = self.codebook.labels.iter().find(|label| label.id.as_str().eq_ignore_ascii_case(named) || label.name.eq_ignore_ascii_case(named));
        let own = own.filter(|_| !named.is_empty() && !ACTORS.contains(&named));
        let names = || self.codebook.labels.iter().find(|label| label.natural == Natural::Name);
        own.or_else(names).or_else(|| self.codebook.labels.first()).map_or_else(|| "actor".into(), |label| label.id.clone())
    }
}

/// Token patterns as one text, and whether capitals do not matter. Only patterns of fixed words can be looked for.
fn joined(tokens: &[Value]) -> Result<(String, bool), String> {
    let (mut form, mut any_case) = (String::new(), false);
    for token in tokens {
        let fields = token.as_object().filter(|fields| fields.len() == 1).ok_or("a token is one of {\"lower\": …}, {\"orth\": …}, {\"text\": …}")?;
        let (name, value) = fields.iter().next().ok_or("a token is empty")?;
        let word = value.as_str().map(str::trim).ok_or_else(|| format!("`{name}` must be a text"))?;
        match name.to_lowercase().as_str() {
            "lower" => any_case = true,
            "orth" | "text" => {}
            _ => return Err(format!("`{name}` cannot be looked for; lower, orth and text can")),
        }
        let glued = form.is_empty() || form.ends_with('-') || word.starts_with(['-', ',', '.']) || matches!(word, "'s" | "’s");
        if !glued {
            form.push(' ');
        }
        form.push_str(word);
    }
    Ok((form, any_case))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Text};
    use crate::library::{Entity, Folders};

    fn home(dir: &std::path::Path, settings: &str) -> Home {
        std::fs::create_dir_all(dir.join("work")).unwrap();
        std::fs::write(dir.join("work/tagline.ron"), settings).unwrap();
        Home::find(&dir.join("work"), None, &Folders::below(&dir.join(".state"))).unwrap()
    }

    fn told(diagnostics: &[Diagnostic]) -> Vec<String> {
        diagnostics.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn names_and_patterns_are_read_and_a_bad_line_costs_that_line() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "(gazetteers: [\"names.txt\", \"lists/patterns.jsonl\", \"gone.txt\"])");
        let write = |name: &str, text: &str| {
            std::fs::create_dir_all(home.root.join(name).parent().unwrap()).unwrap();
            std::fs::write(home.root.join(name), text).unwrap();
        };
        write("names.txt", "\u{feff}# our own\nIlse Brandt\nharbour chief\tIlse Brandt\r\n\n  Norland  \n");
        let patterns = [
            r#"{"label": "PERSON", "pattern": "Olaf Orlov", "id": "Olaf J. Orlov"}"#,
            r#"{"label": "threat", "pattern": [{"lower": "car"}, {"LOWER": "bomb"}]}"#,
            r#"{"label": "ORG", "pattern": [{"orth": "Al"}, {"text": "-"}, {"orth": "Rashid"}]}"#,
            r#"{"label": "ORG", "pattern": [{"shape": "Xxx"}]}"#,
            r#"{"label": "ORG", "pattern": [{"lower": {"IN": ["a"]}}]}"#,
            r#"{"label": "ORG"}"#,
            "{\"label",
        ];
        write("lists/patterns.jsonl", &patterns.join("\n"));
        let (names, diagnostics) = read_gazetteers(&home);
        let shown: Vec<String> = names.iter().map(|name| format!("{}={} {} {}", name.form, name.entity, name.label, name.any_case)).collect();
        assert_eq!(
            shown,
            [
                "Ilse Brandt=Ilse Brandt actor false",
                "harbour chief=Ilse Brandt actor false",
                "Norland=Norland actor false",
                "Olaf Orlov=Olaf J. Orlov actor false",
                "car bomb=car bomb threat true",
                "Al-Rashid=Al-Rashid actor false",
            ]
        );
        let told = told(&diagnostics);
        assert_eq!(told[0], "lists/patterns.jsonl:4:1: `shape` cannot be looked for; lower, orth and text can");
        assert_eq!(told[1], "lists/patterns.jsonl:5:1: `lower` must be a text");
        assert!(told[2].starts_with("lists/patterns.jsonl:6:1: expected") && told[3].starts_with("lists/patterns.jsonl:7:1: no JSON"), "{told:?}");
        assert!(told[4].starts_with("gone.txt:1:1: cannot be read") && told.len() == 5, "{told:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out_of_the_project() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "(gazetteers: [\"names.txt\"])");
        std::fs::write(dir.path().join("secret.txt"), "Ilse Brandt\n").unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret.txt"), home.root.join("names.txt")).unwrap();
        let (names, diagnostics) = read_gazetteers(&home);
        assert!(names.is_empty());
        assert_eq!(told(&diagnostics), ["names.txt:1:1: this leads out of the project, and is not read"]);
    }

    #[test]
    fn names_that_were_learned_are_looked_for_too() {
        let dir = tempfile::tempdir().unwrap();
        let home = home(dir.path(), "(gazetteers: [\"names.txt\"])");
        std::fs::write(home.root.join("names.txt"), "Norland\n").unwrap();
        Entities::learn(&home, "anna", &[Entity::new("Ilse Brandt", "actor".into(), "person", "Brandt’s")]).unwrap();
        let (gazetteer, diagnostics) = gazetteer(&home, None);
        assert_eq!(diagnostics, []);
        let article = Article::new(Text::new("Brandt told Norland to wait, and Ilse Brandt left.\n"));
        let found: Vec<String> = gazetteer.matches(&article, article.text().span()).iter().map(|one| format!("{} {}", one.entity, one.source)).collect();
        assert_eq!(found, ["Ilse Brandt names", "Norland names.txt", "Ilse Brandt names"]);
    }
}
