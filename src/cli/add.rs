//! `tagline add` and `tagline new`: articles in.

mod report;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::interrupt::{Input, Interrupt};
use super::{Failure, Options, Output};
use crate::library::{AddOptions, Adder, Home, Intake, Known, News, Onlooker, Origin, gather, is_date};
use crate::sources::{Choices, Field, READERS, Source, limits, reader_named};
use report::Report;

/// What standard input is called.
const STDIN: &str = "standard input";

/// Add articles from files of many kinds
///
/// Each story becomes a text file below `articles/` in the project of this folder, or else in your own library, with what is
/// known of it in a file beside it. What a file holds is told by its content; `tagline formats` lists what can be read.
///
/// Adding twice adds nothing twice: a story is known by its id or address, else by its text. One that has changed at its source
/// is told of, and taken with --update; its annotations are found again when it is opened. Articles that are nearly the same,
/// such as one agency's copy in several papers, are pointed out, and so is text that may be meant to deceive.
#[derive(Debug, clap::Args)]
#[command(after_help = add_help())]
pub(super) struct Add {
    /// Files and folders; - is standard input
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// What the files are, whatever they look like
    #[arg(long = "as", value_name = "FORMAT", value_parser = PossibleValuesParser::new(names()), hide_possible_values = true)]
    format: Option<String>,
    /// Say something of every story, whatever its source says: title, date, url, author, publication or language
    #[arg(long, value_name = "FIELD=VALUE", value_parser = assignment)]
    set: Vec<(Field, String)>,
    #[command(flatten)]
    ways: Ways,
    /// Give articles that have changed at their source the new text
    #[arg(long)]
    update: bool,
    /// Print one object for each story, on a line of its own
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    columns: Columns,
}

/// Add an article from standard input
///
/// In the program, text that is pasted becomes an article in the same way.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  pbpaste | tagline new --title \"Harbour strike\" --date 2026-11-25\n  tagline new --as markdown < notes.md")]
pub(super) struct New {
    /// Its headline; without one it is called by its first line
    #[arg(long)]
    title: Option<String>,
    /// When it was published: 2026-11-25, 2026-11, 2026, or to the second
    #[arg(long, value_parser = date)]
    date: Option<String>,
    /// What the text is: text or markdown
    #[arg(long = "as", value_name = "FORMAT", default_value = "text", value_parser = ["text", "markdown"])]
    format: String,
    #[command(flatten)]
    ways: Ways,
}

/// Where articles go.
#[derive(Clone, Debug, clap::Args)]
struct Ways {
    /// The folder for them, in the project or library; `articles` if none is given
    #[arg(long, value_name = "FOLDER")]
    into: Option<String>,
    /// Say what would come in, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// What tables and objects call the things that a story is made of.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Columns of tables, keys of JSON")]
struct Columns {
    /// The text; guessed if it is not given, like the others
    #[arg(long, value_name = "COLUMN")]
    text: Option<String>,
    /// The id, by which a changed story is known
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// The headline
    #[arg(long, value_name = "COLUMN")]
    title: Option<String>,
    /// The date of publication
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,
    /// The address
    #[arg(long, value_name = "COLUMN")]
    url: Option<String>,
    /// Who wrote it
    #[arg(long, value_name = "COLUMN")]
    author: Option<String>,
    /// The newspaper, agency or site
    #[arg(long, value_name = "COLUMN")]
    publication: Option<String>,
    /// The language
    #[arg(long, value_name = "COLUMN")]
    language: Option<String>,
}

impl Columns {
    fn choices(&self) -> Choices {
        let Self { text, id, title, date, url, author, publication, language } = self;
        let named = [
            (Field::Text, text),
            (Field::Id, id),
            (Field::Title, title),
            (Field::Date, date),
            (Field::Url, url),
            (Field::Author, author),
            (Field::Publication, publication),
            (Field::Language, language),
        ];
        Choices { fields: named.into_iter().filter_map(|(field, name)| Some((field, name.clone()?))).collect() }
    }
}

fn names() -> Vec<&'static str> {
    READERS.iter().map(|reader| reader.format().name).collect()
}

fn add_help() -> String {
    let mib = |bytes: u64| bytes >> 20;
    format!(
        "Examples:
  tagline add story.html
  tagline add ~/Downloads/strike --into articles/strike
  tagline add dump.jsonl --text body --id guid
  tagline add wire.csv --dry-run      what would come in
  tagline add feed.xml --update       again, with what has changed
  curl -s https://example.org/feed | tagline add -
  tagline add scans/*.txt --set publication=\"Harbour Post\" --set date=2026-11-25

Limits: {} MiB of a source that is read whole, {} MiB of one document, line, row or mail,
{} times the size of what is packed, {} nested layers, {} stories of one source,
{} parts of a mail, book or archive.

Exit codes: 0 all was read, 1 something was not, 74 something could not be written,
130 stopped with Ctrl-C; what was added by then is kept.",
        mib(limits::WHOLE),
        mib(limits::ITEM),
        limits::RATIO,
        limits::DEPTH,
        crate::library::grouped(limits::STORIES as usize),
        crate::library::grouped(limits::PARTS),
    )
}

/// `title=Harbour strike`.
fn assignment(text: &str) -> Result<(Field, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected a field, = and its value, such as title=Strike")?;
    let field = match name {
        "title" => Field::Title,
        "date" => return date(value).map(|date| (Field::Date, date)),
        "url" => Field::Url,
        "author" => Field::Author,
        "publication" => Field::Publication,
        "language" => Field::Language,
        _ => return Err("the fields are title, date, url, author, publication and language".into()),
    };
    Ok((field, value.to_owned()))
}

fn date(text: &str) -> Result<String, String> {
    if is_date(text) { Ok(text.to_owned()) } else { Err("a date is 2026-11-25, 2026-11, 2026, or to the second with its offset".into()) }
}

impl Add {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let interrupt = Interrupt::listen().map_err(|error| Failure::io("signals", &error))?;
        let home = home(options)?;
        let set = self.set.iter().cloned().collect();
        let mut intake = intake(&home, &self.ways, self.update, set)?;
        intake.reader = self.format.as_deref().and_then(reader_named);
        intake.choices = self.columns.choices();
        let (stdin, paths): (Vec<&PathBuf>, Vec<&PathBuf>) = self.sources.iter().partition(|path| path.as_os_str() == "-");
        let gathered = gather(&home, &paths.into_iter().cloned().collect::<Vec<_>>());
        let count = Cell::new(0);
        let total = gathered.files.iter().map(|file| file.size).sum();
        let mut report = Report::new(output, &home, &count, Some(total).filter(|_| stdin.is_empty()), interrupt.clone());
        (report.json, report.dry_run) = (self.json, self.ways.dry_run);
        report.same(gathered.articles);
        let mut done = intake.read_all(&gathered, &count, &mut report);
        if done.is_ok() && !stdin.is_empty() && !report.is_over() {
            done = read_stdin(&mut intake, &interrupt, None, &mut report);
        }
        finish(&mut intake, report, done)
    }
}

impl New {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        if io::stdin().is_terminal() {
            return Err(Failure::usage("there is no text: it is read from standard input, which is a terminal")
                .hinted("tagline new < story.txt, or xclip -o | tagline new")
                .hinted("in the program, paste the text: it asks for title and date"));
        }
        let interrupt = Interrupt::listen().map_err(|error| Failure::io("signals", &error))?;
        let home = home(options)?;
        let set = [(Field::Title, &self.title), (Field::Date, &self.date)].into_iter().filter_map(|(field, value)| Some((field, value.clone()?)));
        let mut intake = intake(&home, &self.ways, false, set.collect())?;
        let count = Cell::new(0);
        let mut report = Report::new(output, &home, &count, None, interrupt.clone());
        report.dry_run = self.ways.dry_run;
        let done = read_stdin(&mut intake, &interrupt, Some(&self.format), &mut report);
        finish(&mut intake, report, done)
    }
}

/// The project of this folder, or the user's library.
fn home(options: &Options) -> Result<Home, Failure> {
    let folders = super::folders()?;
    Ok(Home::find(Path::new("."), options.annotations.as_deref(), &folders)?)
}

fn intake<'h>(home: &'h Home, ways: &Ways, update: bool, set: BTreeMap<Field, String>) -> Result<Intake<'h>, Failure> {
    let options = AddOptions { update, into: ways.into.clone(), dry_run: ways.dry_run, set, now: Timestamp::now() };
    let adder = Adder::new(home, Known::load(home), options).map_err(|error| Failure::usage(error.to_string()))?;
    Ok(Intake::new(adder, None, Choices::default()))
}

fn read_stdin(intake: &mut Intake<'_>, interrupt: &Interrupt, format: Option<&str>, report: &mut Report<'_>) -> io::Result<()> {
    if io::stdin().is_terminal() {
        report.progress.say("reading standard input; Ctrl-D ends it");
    }
    if let Some(format) = format {
        intake.reader = reader_named(format);
    }
    match Source::new(STDIN, Input::new(interrupt)) {
        Ok(mut source) => intake.read(&mut source, STDIN, &Origin::unnamed(STDIN), false, report).map(drop),
        Err(flaw) => {
            if !report.is_over() {
                intake.tell(STDIN, News::Flaw(flaw));
            }
            Ok(())
        }
    }
}

/// Brings to the disk what there is, tells it, and says how it ended.
fn finish(intake: &mut Intake<'_>, mut report: Report<'_>, done: io::Result<()>) -> Result<i32, Failure> {
    let settled = intake.settle(&mut report);
    let code = report.finish();
    done.and(settled).map_err(|error| Failure::io("not everything was added, because it could not be written", &error))?;
    code
}
