//! Floor 5: the command line, one file per subcommand; the help text is the doc comments.

mod add;
mod agree;
mod assign;
mod check;
mod choosing;
mod codebook;
mod config;
mod csv;
mod desk;
mod entities;
mod export;
mod failure;
mod feedback;
mod forget;
mod formats;
mod generate;
mod git_setup;
mod import;
mod init;
mod interrupt;
mod json;
mod keys;
mod list;
mod merge_driver;
mod mv;
mod open;
mod output;
mod progress;
mod recover;
mod report;
mod review;
mod search;
mod show;
mod standing;
mod stats;
mod table;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, Parser, Subcommand};

pub use failure::{Failure, Kind};
pub use output::Output;

use crate::config::{Diagnostic, KeyConflicts, Keymap, Place, Settings};
use crate::library::{Folders, Home};
use crate::sources::is_guarded;

/// Read news articles in the terminal and annotate them at the keyboard.
///
/// Without a path, opens the project of this folder, or else your own library, which at first holds a sample story with a
/// guided tour.
#[derive(Debug, Parser)]
#[command(name = "tagline", version, after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    /// The article to open, or a folder of articles
    path: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Subcommands>,
}

/// Options of the program and of all commands that look at annotations.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Options {
    /// Whose annotations: a short name of letters, digits and hyphens
    #[arg(long, value_name = "NAME", global = true)]
    annotator: Option<String>,
    /// Keep records in this folder instead of the project's or library's
    #[arg(long, value_name = "DIR", global = true)]
    annotations: Option<PathBuf>,
}

const EXAMPLES: &str = "Examples:
  tagline                      open your library, or the project of this folder
  tagline story.txt            open an article
  tagline init reports         make the folder `reports` a project
  tagline add page.html feed/  add articles from files of many kinds
  tagline list state:new       list the articles that are not begun
  tagline search strike        search all articles
  tagline show story.txt       print an article with its annotations
  tagline recover story.txt    list what is kept of it: earlier versions, journal
  tagline list state:done      list the articles that are done
  tagline search union         find words in all articles
  tagline codebook             print what each label means
  tagline entities             list all names, and which may be the same
  tagline progress             tell how far each annotator is
  tagline export brat -o out   write annotations for another tool
  tagline keys                 print all keys

Keys that matter: arrows move, Tab next candidate, a t c q tag, u undo, ? all keys, Ctrl-q quit.";

#[derive(Debug, Subcommand)]
enum Subcommands {
    Init(init::Init),
    Add(add::Add),
    New(add::New),
    Formats(formats::Formats),
    List(list::List),
    Search(search::Search),
    Stats(stats::Stats),
    Assign(assign::Assign),
    Progress(standing::Standing),
    Show(show::Show),
    Codebook(codebook::Codebook),
    Entities(entities::EntitiesCommand),
    Desk(desk::Desk),
    Report(report::Report),
    Review(review::ReviewCommand),
    Feedback(feedback::FeedbackCommand),
    Export(export::ExportCommand),
    Agree(agree::Agree),
    Import(import::ImportCommand),
    Config(config::Config),
    Keys(keys::Keys),
    Check(check::Check),
    Recover(recover::Recover),
    Mv(mv::Mv),
    Forget(forget::Forget),
    GitSetup(git_setup::GitSetup),
    MergeDriver(merge_driver::MergeDriver),
    Completions(generate::Completions),
    Man(generate::Man),
}

/// Runs the program with the given arguments, the program's name first; returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> i32 {
    keep_out_of_core_files();
    keep_expected_panics_quiet();
    let mut output = Output::new();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(open) = plain_opening(&arguments) {
        return open::run(open.path.as_deref(), &open.options, &mut output).unwrap_or_else(Failure::report);
    }
    let result = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => dispatch(arguments, &mut output),
        Err(error) => return usage(&error, &mut output),
    };
    // Ended by a signal, the code is the signal's, even when the terminal is gone and nothing can be said.
    let result = result.and_then(|code| output.flush().map(|()| code).or_else(|failure| if code > 128 { Ok(code) } else { Err(failure) }));
    match result {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// A library that stumbles over a damaged source is answered where the source is read. What it says of itself would only alarm.
fn keep_expected_panics_quiet() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let report = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !is_guarded() {
                report(panic);
            }
        }));
    });
}

/// What is being read may be confidential: no copy of it is left in a core file.
fn keep_out_of_core_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
}

/// What is nearly always typed: no subcommand, nothing but a path and options. The definition of all subcommands is left
/// aside, which takes longer to set up than the first screen to draw. Whatever is not understood goes to the full parser.
#[derive(Debug, Parser)]
#[command(disable_help_flag = true)]
struct Opening {
    path: Option<PathBuf>,
    #[command(flatten)]
    options: Options,
}

fn plain_opening(arguments: &[OsString]) -> Option<Opening> {
    const NAMES: &[&str] = &[
        "init",
        "add",
        "new",
        "formats",
        "list",
        "search",
        "stats",
        "assign",
        "progress",
        "show",
        "codebook",
        "entities",
        "desk",
        "report",
        "review",
        "feedback",
        "export",
        "agree",
        "import",
        "config",
        "keys",
        "mv",
        "forget",
        "check",
        "recover",
        "git-setup",
        "merge-driver",
        "completions",
        "man",
        "help",
    ];
    let other = arguments.iter().skip(1).any(|argument| NAMES.iter().any(|name| argument == name));
    if other { None } else { Opening::try_parse_from(arguments).ok() }
}

fn dispatch(arguments: Arguments, output: &mut Output) -> Result<i32, Failure> {
    let options = arguments.options;
    match arguments.command {
        None => open::run(arguments.path.as_deref(), &options, output),
        Some(Subcommands::Init(command)) => command.run(output),
        Some(Subcommands::Add(command)) => command.run(&options, output),
        Some(Subcommands::New(command)) => command.run(&options, output),
        Some(Subcommands::Formats(command)) => command.run(output),
        Some(Subcommands::List(command)) => command.run(&options, output),
        Some(Subcommands::Search(command)) => command.run(&options, output),
        Some(Subcommands::Stats(command)) => command.run(&options, output),
        Some(Subcommands::Assign(command)) => command.run(&options, output),
        Some(Subcommands::Progress(command)) => command.run(&options, output),
        Some(Subcommands::Show(command)) => command.run(&options, output),
        Some(Subcommands::Report(command)) => command.run(&options, output),
        Some(Subcommands::Review(command)) => command.run(&options, output),
        Some(Subcommands::Feedback(command)) => command.run(&options, output),
        Some(Subcommands::Import(command)) => command.run(&options, output),
        Some(Subcommands::Agree(command)) => command.run(&options, output),
        Some(Subcommands::Export(command)) => command.run(&options, output),
        Some(Subcommands::Codebook(command)) => command.run(&options, output),
        Some(Subcommands::Entities(command)) => command.run(&options, output),
        Some(Subcommands::Desk(command)) => command.run(&options, output),
        Some(Subcommands::Config(command)) => command.run(output),
        Some(Subcommands::Keys(command)) => command.run(output),
        Some(Subcommands::Check(command)) => command.run(&options, output),
        Some(Subcommands::Mv(command)) => command.run(&options, output),
        Some(Subcommands::Forget(command)) => command.run(&options, output),
        Some(Subcommands::Recover(command)) => command.run(&options, output),
        Some(Subcommands::GitSetup(command)) => command.run(output),
        Some(Subcommands::MergeDriver(command)) => command.run(output),
        Some(Subcommands::Completions(command)) => command.run(output),
        Some(Subcommands::Man(_)) => generate::Man::run(output),
    }
}

/// Help and version go to standard output, mistakes to standard error.
fn usage(error: &clap::Error, output: &mut Output) -> i32 {
    if error.use_stderr() {
        return Failure::usage(error.render().to_string().trim_end().trim_start_matches("error: ").to_owned()).report();
    }
    match output.text(&error.render().to_string()).and_then(|()| output.flush()) {
        Ok(()) => 0,
        Err(failure) => failure.report(),
    }
}

/// The user's settings, and what is wrong with them.
fn settings(folders: &Folders) -> (Settings, Vec<Diagnostic>) {
    let file = folders.config_file();
    match crate::sources::read_regular_text(&file) {
        Ok(source) => Settings::parse(&source, &file.to_string_lossy()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => (Settings::default(), Vec::new()),
        Err(error) => {
            let place = Place { file: file.to_string_lossy().into(), line: 1, column: 1 };
            (Settings::default(), vec![Diagnostic::new(&place, &format!("cannot be read: {error}"))])
        }
    }
}

fn folders() -> Result<Folders, Failure> {
    Folders::of_user().ok_or_else(|| Failure::usage("there is no home folder to keep settings and annotations in (HOME is not set)"))
}

/// The keys in force in a home; two actions on one key are refused.
fn keymap(settings: &Settings, home: &Home) -> Result<(Keymap, Vec<Diagnostic>), Failure> {
    let (keymap, diagnostics) = Keymap::new(&settings.keys, &home.project.codebook, &settings.translation);
    let keymap = keymap.map_err(|conflicts: KeyConflicts| Failure::usage(conflicts.to_string()))?;
    Ok((keymap, diagnostics))
}

/// The definition of the command line, for completions and the manual.
fn definition() -> clap::Command {
    Arguments::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(arguments: &[&str]) -> Option<Opening> {
        let arguments: Vec<OsString> = ["tagline"].iter().chain(arguments).map(OsString::from).collect();
        plain_opening(&arguments)
    }

    #[test]
    fn every_subcommand_is_left_to_the_full_parser_and_a_path_is_not() {
        for command in definition().get_subcommands() {
            assert!(opening(&[command.get_name()]).is_none(), "{}", command.get_name());
        }
        for arguments in [&["--help"][..], &["-h"], &["--version"], &["--no-such-option"], &["help"]] {
            assert!(opening(arguments).is_none(), "{arguments:?}");
        }
        let open = opening(&["--annotator", "anna", "story.txt"]).unwrap();
        assert_eq!((open.options.annotator.as_deref(), open.path), (Some("anna"), Some("story.txt".into())));
        assert!(opening(&[]).is_some_and(|open| open.path.is_none()));
    }

    #[test]
    fn the_definition_is_sound() {
        definition().debug_assert();
    }
}
