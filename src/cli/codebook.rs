//! `tagline codebook`: the codebook as a guideline, checked, and compared with another one.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::json::json_line;
use super::progress::Progress;
use super::table::table;
use super::{Failure, Options, Output};
use crate::annotation::{Codebook as Labels, Use};
use crate::article::printable;
use crate::config::{Diagnostic, KeyConflicts, Keymap, Palette, Project, Translation};
use crate::library::{Folders, Home, HomeKind, Privacy, every_record, grouped, write_atomically};
use crate::sources::read_regular_text;

/// What the title of every guideline begins with.
const TITLE: &str = "Annotation guideline";

/// Print the codebook as a guideline, check it, or compare it with another one
///
/// The guideline is Markdown, or with --html a page to read and to print. In its examples, what is tagged stands in brackets.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline codebook > guideline.md\n  tagline codebook --html -o guideline.html\n  tagline codebook --check\n  tagline codebook --diff ../other/tagline.ron     what would change for the annotations here"
)]
pub(super) struct Codebook {
    /// Print a page instead of Markdown
    #[arg(long)]
    html: bool,
    /// Write to this file instead of printing; over nothing but a guideline
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Check the codebook of a tagline.ron, that of this project unless a file is given; exit code 1 when something is wrong
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = ".", conflicts_with_all = ["html", "output", "diff"])]
    check: Option<PathBuf>,
    /// Tell what changes for the annotations here when the codebook of another tagline.ron takes the place of this one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["html", "output"])]
    diff: Option<PathBuf>,
    /// With --check or --diff, print data
    #[arg(long, conflicts_with_all = ["html", "output"])]
    json: bool,
}

impl Codebook {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let folders = super::folders()?;
        let home = Home::find(Path::new("."), options.annotations.as_deref(), &folders)?;
        match (&self.check, &self.diff) {
            (Some(file), _) => self.check(Some(file.as_path()).filter(|file| file.as_os_str() != "."), &home, output),
            (None, Some(file)) => self.compare(file, &home, output),
            (None, None) if self.json => Err(Failure::usage("--json goes with --check or --diff")),
            (None, None) => self.guideline(&home, &folders, output),
        }
    }

    fn guideline(&self, home: &Home, folders: &Folders, output: &mut Output) -> Result<i32, Failure> {
        let codebook = &home.project.codebook;
        let name = home.root.file_name().filter(|_| home.kind == HomeKind::Project);
        let title = name.map_or_else(|| TITLE.to_owned(), |name| format!("{TITLE}: {}", name.to_string_lossy()));
        let guideline = if self.html {
            let palette = Palette::new(false, &super::settings(folders).0.colors, codebook);
            let inks: Vec<(u8, u8, u8)> = (0..codebook.labels.len()).map(|at| palette.label(Some(at)).ink).collect();
            codebook.guideline_html(&title, &inks)
        } else {
            codebook.guideline_markdown(&title)
        };
        match &self.output {
            None => output.text(&guideline)?,
            Some(path) => write(path, &guideline)?,
        }
        if home.diagnostics.is_empty() {
            return Ok(0);
        }
        // A codebook that was read in part must not pass for a whole one.
        output.flush()?;
        let message = format!("{} in tagline.ron; what cannot be read was taken for the default", problems(home.diagnostics.len()));
        Err(Failure::findings(message).hinted("tagline codebook --check"))
    }

    fn check(&self, file: Option<&Path>, home: &Home, output: &mut Output) -> Result<i32, Failure> {
        let own = home.root.join("tagline.ron");
        let path = file.unwrap_or(&own);
        let shown = printable(&path.to_string_lossy());
        if file.is_none() && !path.exists() {
            output.line(&if self.json { "[]".to_owned() } else { format!("{shown} does not exist; the four labels hold") })?;
            return Ok(0);
        }
        let (source, project, diagnostics) = read(path)?;
        // A label's key may stand in the way of another one's.
        let conflicts = Keymap::new(&[], &project.codebook, &Translation::default()).0.err().and_then(|all| beside(all, &project.codebook));
        let found = diagnostics.len() + usize::from(conflicts.is_some());
        if self.json {
            let conflicts = conflicts.iter().map(|error| json!({"file": shown, "message": printable(&error.to_string())}));
            output.line(&json_line(&diagnostics.iter().map(as_json).chain(conflicts).collect(), true))?;
            return Ok(i32::from(found > 0));
        }
        for diagnostic in &diagnostics {
            output.line(&diagnostic.render(&source))?;
        }
        if let Some(error) = conflicts {
            output.line(&format!("error: {error}"))?;
        }
        if found == 0 {
            let Labels { labels, relations, .. } = &project.codebook;
            let attributes: usize = labels.iter().map(|label| label.attributes.len()).sum();
            output.line(&format!("{shown}: {} labels, {attributes} attributes, {} relations; all is well", labels.len(), relations.len()))?;
        }
        Ok(i32::from(found > 0))
    }

    fn compare(&self, file: &Path, home: &Home, output: &mut Output) -> Result<i32, Failure> {
        let (_, other, diagnostics) = read(file)?;
        if let Some(first) = diagnostics.first() {
            return Err(Failure::usage(first.to_string()).hinted("tagline codebook --check FILE shows all that is wrong with it"));
        }
        let (used, unread) = used(home);
        let differences = home.project.codebook.differences(&other.codebook, &used);
        if self.json {
            let data = differences.iter().map(|one| json!({"what": one.what, "change": one.change, "concerns": one.concerns}));
            output.line(&json_line(&data.collect(), true))?;
        } else if differences.is_empty() {
            output.line("the two codebooks say the same")?;
        } else {
            let rows: Vec<[String; 3]> =
                differences.iter().map(|one| [one.what.clone(), one.concerns.to_string(), one.change.clone()].map(|cell| printable(&cell))).collect();
            output.text(&table(["what", "concerns", "change"], &rows))?;
        }
        output.flush()?;
        if unread.is_empty() { Ok(0) } else { Err(Failure::findings(format!("not counted:\n{}", unread.join("\n"))).hinted("tagline check")) }
    }
}

fn problems(count: usize) -> String {
    if count == 1 { "1 problem".into() } else { format!("{count} problems") }
}

fn as_json(diagnostic: &Diagnostic) -> serde_json::Value {
    json!({"file": diagnostic.file, "line": diagnostic.line, "column": diagnostic.column, "message": diagnostic.message, "help": diagnostic.help})
}

/// What a file holds, the project that it is, and what is wrong with it.
fn read(file: &Path) -> Result<(String, Project, Vec<Diagnostic>), Failure> {
    let shown = file.to_string_lossy();
    let source = read_regular_text(file).map_err(|error| Failure::io(&printable(&shown), &error))?;
    let (project, diagnostics) = Project::parse(&source, &shown);
    Ok((source, project, diagnostics))
}

/// The conflicts of keys that reading the codebook does not tell of: it does of labels with one key.
fn beside(all: KeyConflicts, codebook: &Labels) -> Option<KeyConflicts> {
    let label = |what: &str| codebook.labels.iter().any(|label| what == format!("the label `{}`", label.id));
    let rest: Vec<_> = all.0.into_iter().filter(|conflict| !(label(&conflict.first) && label(&conflict.second))).collect();
    (!rest.is_empty()).then_some(KeyConflicts(rest))
}

/// What all records of a home use, and those that could not be counted.
fn used(home: &Home) -> (Use, Vec<String>) {
    let (mut used, mut unread, mut progress) = (Use::default(), Vec::new(), Progress::new());
    for (done, one) in every_record(home, None).enumerate() {
        progress.step(done as u64, None, || format!("{} records counted", grouped(done)));
        match one.record {
            Ok(record) => used.add(&record.set),
            Err(why) => unread.push(why),
        }
    }
    progress.erase();
    (used, unread)
}

/// Writes the guideline, but over nothing that is not one: not over an article, not over `tagline.ron`.
fn write(path: &Path, guideline: &str) -> Result<(), Failure> {
    let begins = |there: &str| there.lines().take(8).any(|line| line.trim_start_matches(['#', ' ']).trim_start_matches("<title>").starts_with(TITLE));
    if path.exists() && !read_regular_text(path).is_ok_and(|there| begins(&there)) {
        return Err(Failure::usage(format!("{}: what is there is no guideline; choose another name", path.display())));
    }
    write_atomically(path, guideline.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&printable(&path.to_string_lossy()), &error))
}
