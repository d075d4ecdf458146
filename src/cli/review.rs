//! `tagline review`: opens the screen for the work of several annotators, or accepts what all agree on.

use jiff::Timestamp;

use super::choosing::with_terms;
use super::desk::Articles;
use super::{Failure, Options, Output};
use crate::article::printable;
use crate::library::{adjudicate, is_adjudicated, must_wait, reviewed, to_review};

/// Review everybody's work, side by side
///
/// Opens the first article that passes and has work to be reviewed: case by case, with all versions under each other. What you
/// decide goes into the record of `gold`; the records of the annotators stay as they are, and `tagline feedback` tells them.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms("  tagline review\n  tagline review story.txt\n  tagline review date:week --of ben\n  tagline review date:week --accept-agreed --annotator cara"))]
pub(super) struct ReviewCommand {
    /// Articles, or a filter for several
    #[arg(value_name = "ARTICLE|FILTER")]
    chosen: Vec<String>,
    /// Accept what all annotators agree on, without opening anything
    #[arg(long)]
    accept_agreed: bool,
    /// The work of one annotator alone, also where several have worked: accept, reject, correct, comment
    #[arg(long, value_name = "NAME", conflicts_with = "accept_agreed")]
    of: Option<String>,
}

impl ReviewCommand {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let chosen = Articles::of(&self.chosen, options)?;
        let mut articles = to_review(&chosen.home, &chosen.paths);
        if let Some(of) = &self.of {
            articles.retain(|path| reviewed(&chosen.home, &chosen.home.key(path)).contains(of));
            if articles.is_empty() {
                return Err(Failure::findings(printable(&format!("there is nothing to review: {of} has annotated no article that passes"))));
            }
        }
        if articles.is_empty() {
            return Err(Failure::findings("there is nothing to review: nobody has annotated an article that passes"));
        }
        if self.accept_agreed {
            return accept_agreed(&chosen, &articles, output);
        }
        let first = articles.iter().find(|path| !is_adjudicated(&chosen.home, path)).or(articles.first()).cloned();
        let named = self.chosen.iter().any(|chosen| std::path::Path::new(chosen).is_file());
        let filter = if named { String::new() } else { self.chosen.join(" ") };
        super::open::review(chosen.home.as_ref().clone(), chosen.annotator, first, (filter, self.of.clone()), output)
    }
}

/// Accepts what all agree on, where more than one has worked.
fn accept_agreed(chosen: &Articles, articles: &[std::path::PathBuf], output: &mut Output) -> Result<i32, Failure> {
    let Some(by) = chosen.annotator.as_deref() else {
        return Err(Failure::usage("who reviews?").hinted("say so with --annotator, or set annotator in config.ron"));
    };
    let at = Timestamp::from_second(Timestamp::now().as_second()).unwrap_or_default();
    let mut failed: Vec<String> = Vec::new();
    for path in articles {
        let key = chosen.home.key(path);
        if must_wait(&chosen.home, by, &key) {
            failed.push(format!("{}: annotation is blind in this project, and {by} has work here that is not done", printable(&key)));
            continue;
        }
        match adjudicate(&chosen.home, path, "agreed cases accepted", |review| review.adjudication.accept_agreed(by, at)) {
            Ok(0) => {}
            Ok(count) => output.line(&printable(&format!("{key}: {count} accepted")))?,
            Err(why) => failed.push(why),
        }
    }
    match failed.first() {
        None => Ok(0),
        Some(first) => Err(Failure::findings(format!("{} of {} articles could not be reviewed: {first}", failed.len(), articles.len()))),
    }
}
