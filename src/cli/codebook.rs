//! `tagline codebook`: the codebook as a guideline, checked, and compared with another one.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::choosing::Chooser;
use super::json::json_line;
use super::progress::Progress;
use super::table::table;
use super::{Failure, Options, Output};
use crate::annotation::{Codebook as Labels, Use};
use crate::article::printable;
use crate::config::Project;
use crate::library::{Home, Privacy, read_unanchored, write_atomically};
use crate::sources::read_regular_text;

/// Print the codebook as a guideline, check it, or compare it with another one
///
/// The guideline is Markdown, or with --html a page to read and to print.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tagline codebook > guideline.md\n  tagline codebook --html -o guideline.html\n  tagline codebook --check\n  tagline codebook --diff ../other/tagline.ron     what would change for the annotations here"
)]
pub(super) struct Codebook {
    /// Print a page instead of Markdown
    #[arg(long)]
    html: bool,
    /// Write to this file instead of printing
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Check the codebook of a tagline.ron, that of this project unless a file is given; exit code 1 when something is wrong
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = ".", conflicts_with_all = ["html", "output", "diff"])]
    check: Option<PathBuf>,
    /// Tell what changes for the annotations here when the codebook of another tagline.ron takes the place of this one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["html", "output"])]
    diff: Option<PathBuf>,
    /// With --diff, print data instead of a table
    #[arg(long, requires = "diff")]
    json: bool,
}

impl Codebook {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        if let Some(file) = &self.check {
            return check(options, Some(file.as_path()).filter(|file| file.as_os_str() != "."), output);
        }
        if let Some(file) = &self.diff {
            return self.compare(options, file, output);
        }
        let codebook = &home(options)?.project.codebook;
        let text = if self.html { codebook.guideline_html() } else { codebook.guideline_markdown() };
        match &self.output {
            Some(path) => write_atomically(path, text.as_bytes(), Privacy::Shared).map_err(|error| Failure::io(&printable(&path.to_string_lossy()), &error))?,
            None => output.text(&text)?,
        }
        Ok(0)
    }

    fn compare(&self, options: &Options, file: &Path, output: &mut Output) -> Result<i32, Failure> {
        let (other, source) = read(file)?;
        let (other, diagnostics) = Project::parse(&source, &other);
        if let Some(first) = diagnostics.first() {
            return Err(Failure::usage(first.to_string()).hinted("tagline codebook --check FILE shows all that is wrong with it"));
        }
        let mut progress = Progress::new();
        let chooser = Chooser::complete(options, &mut progress)?;
        let differences = chooser.home.project.codebook.differences(&other.codebook, &used(&chooser));
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
        Ok(0)
    }
}

fn home(options: &Options) -> Result<Home, Failure> {
    Ok(Home::find(Path::new("."), options.annotations.as_deref(), &super::folders()?)?)
}

/// What the records of a home use. Those that cannot be read use nothing.
fn used(chooser: &Chooser) -> Use {
    let mut used = Use::default();
    for card in chooser.catalogue.cards() {
        for work in card.works() {
            let source = read_regular_text(&chooser.home.record_path(work.annotator(), card.key()));
            if let Some(record) = source.ok().and_then(|source| read_unanchored(&source).ok()) {
                used.add(&record.set);
            }
        }
    }
    used
}

/// The name of a file as it may be shown, and what it holds.
fn read(file: &Path) -> Result<(String, String), Failure> {
    let shown = file.to_string_lossy().into_owned();
    let source = read_regular_text(file).map_err(|error| Failure::io(&printable(&shown), &error))?;
    Ok((shown, source))
}

fn check(options: &Options, file: Option<&Path>, output: &mut Output) -> Result<i32, Failure> {
    let file = match file {
        Some(file) => file.to_owned(),
        None => home(options)?.root.join("tagline.ron"),
    };
    let (shown, source) = read(&file)?;
    let (project, diagnostics) = Project::parse(&source, &shown);
    for diagnostic in &diagnostics {
        output.line(&diagnostic.render(&source))?;
    }
    if diagnostics.is_empty() {
        let Labels { labels, relations, .. } = &project.codebook;
        let attributes: usize = labels.iter().map(|label| label.attributes.len()).sum();
        output.line(&format!("{}: {} labels, {attributes} attributes, {} relations; all is well", printable(&shown), labels.len(), relations.len()))?;
    }
    Ok(i32::from(!diagnostics.is_empty()))
}
