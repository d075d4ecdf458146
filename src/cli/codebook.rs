//! `tagline codebook`: the codebook as a guideline, whether it is right, and what another one would change.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::json::json_line;
use super::table::table;
use super::{Failure, Options, Output};
use crate::annotation::{Difference, Use};
use crate::article::printable;
use crate::config::{Diagnostic, Keymap, Palette, Project, Translation};
use crate::library::{Folders, Home, HomeKind, Privacy, every_record, write_atomically};

/// The file that holds a codebook.
const PROJECT_FILE: &str = "tagline.ron";

/// Print the codebook as a guideline, check it, or compare it with another
///
/// The guideline says of each label what it means, what counts, where it begins and ends, and what is said of it. Without a
/// project, it is that of the four labels. With --diff, how many annotations of this project each difference concerns; the
/// exit code is 1 when it concerns any.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline codebook                          in Markdown\n  tagline codebook --html -o guideline.html  to read or to print\n  tagline codebook --check                  whether tagline.ron is right\n  tagline codebook --check new.ron\n  tagline codebook --diff ../other/tagline.ron"
)]
pub(super) struct CodebookCommand {
    /// Print a page of HTML instead
    #[arg(long, conflicts_with_all = ["check", "diff"])]
    html: bool,
    /// Write the guideline to this file
    #[arg(short, long, value_name = "PATH", conflicts_with_all = ["check", "diff"])]
    output: Option<PathBuf>,
    /// Say what is wrong with the project's tagline.ron, or with another file; exit code 1 when something is
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "diff")]
    check: Option<Option<PathBuf>>,
    /// Say what changes when the codebook of that file takes the place of this one
    #[arg(long, value_name = "FILE")]
    diff: Option<PathBuf>,
    /// Print data instead of a text
    #[arg(long, conflicts_with_all = ["html", "output"])]
    json: bool,
}

impl CodebookCommand {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let home = Home::find(Path::new("."), options.annotations.as_deref(), &folders)?;
        match (&self.check, &self.diff) {
            (Some(file), _) => self.check(file.as_deref(), &home, output),
            (None, Some(file)) => self.diff(file, &home, output),
            (None, None) if self.json => Err(Failure::usage("--json goes with --check or --diff")),
            (None, None) => self.guideline(&home, &folders, output),
        }
    }

    fn guideline(&self, home: &Home, folders: &Folders, output: &mut Output) -> Result<i32, Failure> {
        let codebook = &home.project.codebook;
        let name = home.root.file_name().map(|name| printable(&name.to_string_lossy()));
        let title = name.filter(|_| home.kind == HomeKind::Project).map_or_else(|| "Guideline".to_owned(), |name| format!("Guideline: {name}"));
        let guideline = if self.html {
            let (settings, _) = super::settings(folders);
            let palette = Palette::new(false, &settings.colors, codebook);
            let inks: Vec<(u8, u8, u8)> = (0..codebook.labels.len()).map(|at| palette.label(Some(at)).ink).collect();
            codebook.guideline_page(&title, &inks)
        } else {
            codebook.guideline(&title)
        };
        match &self.output {
            None => output.text(&guideline)?,
            Some(path) => write(path, &guideline)?,
        }
        tell_problems(home, output)
    }

    fn check(&self, file: Option<&Path>, home: &Home, output: &mut Output) -> Result<i32, Failure> {
        let own = home.root.join(PROJECT_FILE);
        let path = file.unwrap_or(&own);
        let shown = printable(&path.to_string_lossy());
        if file.is_none() && !path.exists() {
            output.line(&if self.json { "[]".to_owned() } else { format!("{shown} does not exist; the four labels hold") })?;
            return Ok(0);
        }
        let (source, project, diagnostics) = read(path)?;
        let conflicts = Keymap::new(&[], &project.codebook, &Translation::default()).0.err();
        if self.json {
            let found = diagnostics.iter().map(as_json).chain(conflicts.iter().map(|error| json!({"file": shown, "message": printable(&error.to_string())})));
            output.line(&json_line(&found.collect(), true))?;
        } else {
            for diagnostic in &diagnostics {
                output.line(&diagnostic.render(&source))?;
            }
            if let Some(error) = &conflicts {
                output.line(&format!("error: {error}"))?;
            }
            if diagnostics.is_empty() && conflicts.is_none() {
                output.line(&format!("{shown}: all is well"))?;
            }
        }
        Ok(i32::from(!diagnostics.is_empty() || conflicts.is_some()))
    }

    fn diff(&self, file: &Path, home: &Home, output: &mut Output) -> Result<i32, Failure> {
        let (_, other, diagnostics) = read(file)?;
        let (used, unread) = used(home);
        let differences = home.project.codebook.differences(&other.codebook, &used);
        if self.json {
            let rows: Vec<serde_json::Value> =
                differences.iter().map(|one| json!({"what": one.what, "change": one.change, "concerns": one.concerns})).collect();
            let data = json!({"differences": rows, "problems": diagnostics.iter().map(as_json).collect::<Vec<_>>(), "not_read": unread});
            output.line(&json_line(&data, true))?;
        } else {
            print(&differences, output)?;
        }
        output.flush()?;
        if !diagnostics.is_empty() {
            let message = format!("{}: {} in it; what cannot be read was taken for the default", file.display(), problems(diagnostics.len()));
            return Err(Failure::findings(message).hinted(format!("tagline codebook --check {}", file.display())));
        }
        if !unread.is_empty() {
            return Err(Failure::findings(format!("not counted:\n{}", unread.join("\n"))).hinted("tagline check"));
        }
        Ok(i32::from(differences.iter().any(|one| one.concerns > 0)))
    }
}

/// A codebook that was read in part must not pass for a whole one.
fn tell_problems(home: &Home, output: &mut Output) -> Result<i32, Failure> {
    if home.diagnostics.is_empty() {
        return Ok(0);
    }
    output.flush()?;
    let message = format!("{} in tagline.ron; what cannot be read was taken for the default", problems(home.diagnostics.len()));
    Err(Failure::findings(message).hinted("tagline codebook --check"))
}

fn problems(count: usize) -> String {
    if count == 1 { "1 problem".into() } else { format!("{count} problems") }
}

fn print(differences: &[Difference], output: &mut Output) -> Result<(), Failure> {
    if differences.is_empty() {
        return output.line("nothing is different");
    }
    let rows: Vec<[String; 3]> = differences.iter().map(|one| [one.concerns.to_string(), printable(&one.what), printable(&one.change)]).collect();
    output.text(&table(["concerns", "what", "change"], &rows))
}

fn as_json(diagnostic: &Diagnostic) -> serde_json::Value {
    json!({"file": diagnostic.file, "line": diagnostic.line, "column": diagnostic.column, "message": diagnostic.message, "help": diagnostic.help})
}

fn read(path: &Path) -> Result<(String, Project, Vec<Diagnostic>), Failure> {
    let source = crate::sources::read_regular_text(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    let (project, diagnostics) = Project::parse(&source, &path.to_string_lossy());
    Ok((source, project, diagnostics))
}

/// What all records use of the codebook, and which could not be counted.
fn used(home: &Home) -> (Use, Vec<String>) {
    let (mut used, mut unread) = (Use::default(), Vec::new());
    for one in every_record(home, None) {
        match one.record {
            Ok(record) => used.add(&record.set),
            Err(why) => unread.push(why),
        }
    }
    (used, unread)
}

/// Writes the guideline, but over nothing that is not one: not over an article, not over `tagline.ron`.
fn write(path: &Path, guideline: &str) -> Result<(), Failure> {
    let beginning = |text: &str| text.lines().take(6).any(|line| line.starts_with("# Guideline") || line.starts_with("<title>Guideline"));
    if path.exists() && !crate::sources::read_regular_text(path).is_ok_and(|there| beginning(&there)) {
        return Err(Failure::usage(format!("{}: what is there is no guideline; choose another name", path.display())));
    }
    write_atomically(path, guideline.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&path.to_string_lossy(), &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_problems_is_in_words() {
        assert_eq!((problems(1), problems(2)), ("1 problem".into(), "2 problems".into()));
    }
}
