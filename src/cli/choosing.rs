//! Which articles a command is about: the options that all such commands share, and the catalogue behind them.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::progress::Progress;
use super::{Failure, Options};
use crate::library::{Arrangement, Asking, Catalogue, FILTER_FIELDS, Filter, Home, Queues, Refreshed, Selection, Step};

/// What there is to choose from.
pub(super) struct Library {
    pub(super) home: Home,
    pub(super) catalogue: Catalogue,
    pub(super) annotator: Option<String>,
    pub(super) queues: Queues,
}

impl Library {
    /// The articles of the project of a folder, or of the user's library, with what is known of them.
    pub(super) fn open(project: Option<&PathBuf>, options: &Options) -> Result<Self, Failure> {
        let mut library = Self::unread(project, options)?;
        library.catalogue = known(&library.home);
        Ok(library)
    }

    /// The same without a catalogue: the caller makes one that knows as much as he needs.
    pub(super) fn unread(project: Option<&PathBuf>, options: &Options) -> Result<Self, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let annotator = super::open::annotator(options, settings.annotator.as_deref())?;
        let here = PathBuf::from(".");
        let at = project.unwrap_or(&here);
        let mut home = Home::find(at, options.annotations.as_deref(), &folders)?;
        if let Some(folder) = project {
            home.browse(folder);
        }
        let queues = Queues::load(&home);
        Ok(Self { home, catalogue: Catalogue::default(), annotator, queues })
    }

    /// The articles that pass a filter, arranged.
    pub(super) fn choose(&self, terms: &[String], arrangement: Arrangement) -> Result<Selection, Failure> {
        let text = terms.join(" ");
        let (filter, problems) = Filter::parse(&text, today());
        if let Some(problem) = problems.first() {
            let term = text.get(problem.at.clone()).unwrap_or_default();
            return Err(Failure::usage(format!("in the filter, `{term}`: {problem}")).hinted("`tagline list --help` explains the filter"));
        }
        Ok(self.catalogue.select(&filter, arrangement, &self.asking(), &AtomicBool::new(false)).unwrap_or_default())
    }

    /// Whose work a filter means.
    fn asking(&self) -> Asking<'_> {
        Asking { annotator: self.annotator.as_deref(), queues: &self.queues }
    }
}

/// The catalogue of a home, brought up to date.
fn known(home: &Home) -> Catalogue {
    let mut progress = Progress::new();
    let kept = Catalogue::kept(home);
    let refreshed = kept.brought_up_to_date(home, |step| {
        if let Step::Looked { done, all, .. } = step {
            progress.step(done as u64, Some(all as u64), || "articles looked at".into());
        }
        true
    });
    progress.erase();
    match refreshed {
        Refreshed::New(catalogue) => {
            // A cache that cannot be written is made again the next time.
            let _ = catalogue.keep(home);
            catalogue
        }
        Refreshed::Same | Refreshed::Stopped => kept,
    }
}

/// The day that it is here.
pub(super) fn today() -> Date {
    Timestamp::now().to_zoned_datetime(TimeZone::system()).date()
}

/// What can be asked in a filter, for the help of commands that take one.
pub(super) fn filter_help(examples: &str) -> String {
    let width = FILTER_FIELDS.iter().map(|field| field.example.len()).max().unwrap_or_default();
    let mut help = String::from("Filter: words of the headline, loosely, and terms; all must hold.\n");
    for field in FILTER_FIELDS {
        help.push_str(&format!("  {:width$}  {}\n", field.example, field.title));
    }
    help.push_str("  A `-` before a term turns it round: -- -state:done (after `--`, so that it is no option).\n\n");
    help.push_str(examples);
    help
}
