//! Which articles a command is about: the options for it, and the catalogue that they choose from.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::progress::Progress;
use super::{Failure, Options};
use crate::article::printable;
use crate::library::{Arrangement, Asking, Catalogue, FILTER_FIELDS, Filter, Grouping, Home, Order, Queues, Refreshed, Selection, Sight, Step, grouped};

/// The order of a list.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct Arranging {
    /// In which order: path, title, source, date, length, state, annotations or match; path if none is given
    #[arg(long, value_name = "ORDER", value_parser = PossibleValuesParser::new(Order::NAMED.map(|(name, _)| name)), hide_possible_values = true)]
    sort: Option<String>,
    /// The other way round
    #[arg(long)]
    reverse: bool,
    /// Put together by source, month, state or folder
    #[arg(long, value_name = "BY", value_parser = PossibleValuesParser::new(Grouping::NAMED.map(|(name, _)| name)), hide_possible_values = true)]
    group: Option<String>,
    /// Shuffled; the same number gives the same order
    #[arg(long, value_name = "SEED", conflicts_with_all = ["sort", "reverse"])]
    shuffle: Option<u64>,
}

impl Arranging {
    /// Whether the order needs nothing but the articles' names.
    pub(super) fn needs_names_only(&self) -> bool {
        self.group.is_none() && self.sort.as_deref().is_none_or(|order| order == "path")
    }

    pub(super) fn arrangement(&self) -> Arrangement {
        let named = |name: &String| Order::NAMED.iter().find(|(known, _)| known == name).map(|(_, order)| *order);
        let order = self.shuffle.map(Order::Shuffled).or_else(|| self.sort.as_ref().and_then(named)).unwrap_or_default();
        let grouping = self.group.as_ref().and_then(|name| Grouping::NAMED.iter().find(|(known, _)| known == name));
        Arrangement { order, reverse: self.reverse, grouping: grouping.map(|(_, grouping)| *grouping).unwrap_or_default() }
    }
}

/// The terms of filters, for `--help`: from the one list of them.
pub(super) fn with_terms(examples: &str) -> String {
    let mut out = format!("Examples:\n{examples}\n\nTerms of a filter; all must hold, -TERM must not, commas part alternatives:\n");
    for field in FILTER_FIELDS {
        let name = format!("{}:", field.name);
        out.push_str(&format!("  {name:<8} {} ({})\n", field.title, field.example));
    }
    out + "  words    in the headline, loosely"
}

/// A home, and what is to be known of its articles.
#[derive(Debug)]
pub(super) struct Chooser {
    pub(super) home: Home,
    /// Whose records are meant; nobody's is everybody's.
    pub(super) annotator: Option<String>,
    pub(super) catalogue: Catalogue,
    /// Who has which articles to do.
    pub(super) queues: Queues,
    /// What is seen of the work of others.
    pub(super) sight: Sight,
}

impl Chooser {
    /// The project of this folder, or the user's library, with the names of its articles only.
    pub(super) fn named(options: &Options) -> Result<Self, Failure> {
        Self::new(options, Catalogue::named)
    }

    fn new(options: &Options, catalogue: impl FnOnce(&Home) -> Catalogue) -> Result<Self, Failure> {
        let folders = super::folders()?;
        let (settings, _) = super::settings(&folders);
        let annotator = super::open::annotator(options, settings.annotator.as_deref())?;
        let home = Home::find(Path::new("."), options.annotations.as_deref(), &folders)?;
        let (catalogue, queues) = (catalogue(&home), Queues::load(&home));
        let sight = Sight::of(&home, looker(options, settings.annotator.as_deref()), &queues);
        Ok(Self { home, annotator, catalogue, queues, sight })
    }

    /// The same with all that is known of each article and record.
    pub(super) fn complete(options: &Options, progress: &mut Progress) -> Result<Self, Failure> {
        Self::new(options, |home| up_to_date(home, progress))
    }

    /// What filters are asked with.
    pub(super) fn asking(&self) -> Asking<'_> {
        Asking { annotator: self.annotator.as_deref(), queues: &self.queues, sight: &self.sight }
    }

    /// The articles that pass a filter, arranged.
    pub(super) fn select(&self, filter: &Filter, arrangement: Arrangement) -> Selection {
        let (asking, stop) = (self.asking(), AtomicBool::new(false));
        let chosen = self.catalogue.select(filter, arrangement, &asking, &stop).unwrap_or_default();
        let mut progress = Progress::new();
        let all = chosen.articles.len() as u64;
        let held = self.catalogue.holding(&self.home, filter, chosen, &asking, &stop, &mut |done, _| {
            progress.step(done as u64, Some(all), || format!("{} articles searched", grouped(done)));
        });
        progress.erase();
        held.unwrap_or_default()
    }
}

/// Who looks: whom the settings name, else who is named on the command line. Naming another there opens no hidden records.
fn looker<'a>(options: &'a Options, setting: Option<&'a str>) -> Option<&'a str> {
    setting.or(options.annotator.as_deref())
}

/// What is seen of the work of others in a home.
pub(super) fn sight(home: &Home, options: &Options, setting: Option<&str>) -> Sight {
    Sight::of(home, looker(options, setting), &Queues::load(home))
}

/// Why something is not shown.
pub(super) fn unseen(sight: &Sight) -> Failure {
    let (why, hint) = sight.reason();
    Failure::findings(why).hinted(hint)
}

/// The catalogue as things are now. That it could not be kept for the next time is no failure of the command.
fn up_to_date(home: &Home, progress: &mut Progress) -> Catalogue {
    let kept = Catalogue::kept(home);
    let refreshed = kept.brought_up_to_date(home, |step| {
        if let Step::Looked { done, all, .. } = step {
            progress.step(done as u64, Some(all as u64), || format!("{} articles looked at", grouped(done)));
        }
        true
    });
    progress.erase();
    match refreshed {
        Refreshed::New(fresh) => {
            let _ = fresh.keep(home);
            fresh
        }
        Refreshed::Same | Refreshed::Stopped => kept,
    }
}

/// Reads a filter; what is not understood is pointed at.
pub(super) fn filter(terms: &[String]) -> Result<Filter, Failure> {
    let text = terms.join(" ");
    let (filter, problems) = Filter::parse(&text, TimeZone::system().to_datetime(Timestamp::now()).date());
    let Some(problem) = problems.first() else { return Ok(filter) };
    let part = |from: usize, to: usize| printable(text.get(from..to).unwrap_or_default());
    let cells = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let (before, at, after) = (part(0, problem.at.start), part(problem.at.start, problem.at.end), part(problem.at.end, text.len()));
    let (gap, mark) = (" ".repeat(cells(&before)), "^".repeat(cells(&at).max(1)));
    Err(Failure::usage(format!("{}\n  {before}{at}{after}\n  {gap}{mark}", problem.what)).hinted("tagline list --help explains filters"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_order_and_every_term_is_told() {
        let help = with_terms("  x");
        assert!(FILTER_FIELDS.iter().all(|field| help.contains(&format!("  {}:", field.name))));
        for (name, order) in Order::NAMED {
            let arranging = Arranging { sort: Some(name.into()), ..Arranging::default() };
            assert_eq!(arranging.arrangement().order, order);
        }
        for (name, grouping) in Grouping::NAMED {
            let arranging = Arranging { group: Some(name.into()), ..Arranging::default() };
            assert_eq!(arranging.arrangement().grouping, grouping);
        }
    }
}
