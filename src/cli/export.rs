//! `tagline export`: annotations out, in the format of the tool that they are for.

use std::io;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use jiff::Timestamp;
use serde_json::json;

use super::choosing::{Chooser, filter, with_terms};
use super::json::json_line;
use super::progress::Progress;
use super::{Failure, Options, Output};
use crate::annotation::WorkState;
use crate::article::{Role, printable};
use crate::exchange::{FORMATS, Facts, Nesting, Piecewise, Plan, Selection, Shape, format_named};
use crate::library::{Arrangement, Destination, Export, Exported, Home, Shares, Wanted, annotators, gazetteer, grouped, split};

/// Write annotations for another tool
///
/// Every span is checked in the unit that the format counts in, before it is written. What a format cannot hold is counted
/// and told. The articles are those that pass the filter and have a record: that of the annotator who is named, else the
/// adjudicated one, else that of the only one who has annotated the article. `tagline formats` lists all formats.
#[derive(Debug, clap::Args)]
#[command(after_help = with_terms(EXAMPLES))]
pub(super) struct ExportCommand {
    /// The format: see `tagline formats`
    #[arg(value_name = "FORMAT", value_parser = PossibleValuesParser::new(names()), hide_possible_values = true)]
    format: String,
    /// Terms that all must hold; without any, all articles
    #[arg(value_name = "FILTER")]
    filter: Vec<String>,
    /// The file, or for formats of many files the new folder; `-` is standard output
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The adjudicated annotations
    #[arg(long, conflicts_with_all = ["annotator", "everyone"])]
    gold: bool,
    /// The annotations of everybody, each as a document of its own
    #[arg(long, conflicts_with = "annotator")]
    everyone: bool,
    /// Articles without a record too
    #[arg(long)]
    unannotated: bool,
    /// Only work that is so far: new, in-progress or done
    #[arg(long, value_name = "STATE", value_delimiter = ',', value_parser = state)]
    state: Vec<WorkState>,
    /// Only these labels
    #[arg(long, value_name = "LABEL", value_delimiter = ',')]
    label: Vec<String>,
    /// Of a label only annotations whose attribute has one of these values
    #[arg(long, value_name = "LABEL.ATTRIBUTE=VALUES", value_parser = having)]
    having: Vec<(String, String, String)>,
    /// Of quotes only what stands in quotation marks: the same as --having quote.kind=direct
    #[arg(long)]
    direct_only: bool,
    /// Of annotations with one label that lie in each other only the outermost or innermost
    #[arg(long, value_name = "WHICH", value_parser = nesting, default_value = "all", hide_default_value = true)]
    nesting: Nesting,
    /// Only what was made or changed by hand, nothing that was accepted as it was proposed
    #[arg(long)]
    by_hand: bool,
    /// Without what is marked as doubtful
    #[arg(long)]
    certain: bool,
    /// What the program proposes and nobody has taken or turned down, too: doubtful, with its suggester as the origin
    #[arg(long, conflicts_with = "by_hand")]
    suggestions: bool,
    /// Only blocks with these roles, such as headline,body; the others are left out of the text
    #[arg(long, value_name = "ROLE", value_delimiter = ',', value_parser = role)]
    role: Vec<Role>,
    /// What counts as one document: article, paragraph or sentence
    #[arg(long, value_name = "UNIT", value_parser = piecewise, default_value = "article", hide_default_value = true)]
    unit: Piecewise,
    /// In parts to learn from, to choose by and to judge by: 80/10/10, or 80/20 for two
    #[arg(long, value_name = "SHARES")]
    split: Option<String>,
    /// Which of all ways to split; the same seed gives the same parts
    #[arg(long, value_name = "N", default_value_t = 0, requires = "split")]
    seed: u64,
    /// Every label is shared out over the parts as the articles are
    #[arg(long, requires = "split")]
    stratify: bool,
    /// Only every n-th article, from the i-th on: so that n machines share the work
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// Choose something about the format: see `tagline formats FORMAT`
    #[arg(long, value_name = "NAME=VALUE", value_parser = named_value)]
    set: Vec<(String, String)>,
    /// Write nothing when the format cannot hold all of it
    #[arg(long)]
    strict: bool,
    /// Print what was written as data
    #[arg(long, requires = "output")]
    json: bool,
}

const EXAMPLES: &str = "  tagline export brat state:done -o corpus
  tagline export spacy --split 80/10/10 --seed 7 --label actor,quote -o training
  tagline export conll --unit sentence --set scheme=iobes -o corpus.conll
  tagline export jsonl --gold | jq '.annotations[].label'
  tagline export parquet --shard 1/4 -o part-1";

fn names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.facts()).filter(|facts| facts.both.out()).map(|facts| facts.name).collect()
}

fn state(text: &str) -> Result<WorkState, String> {
    match text.replace('_', "-").as_str() {
        "new" => Ok(WorkState::New),
        "in-progress" => Ok(WorkState::InProgress),
        "done" => Ok(WorkState::Done),
        _ => Err("new, in-progress or done".to_owned()),
    }
}

fn nesting(text: &str) -> Result<Nesting, String> {
    match text {
        "all" => Ok(Nesting::All),
        "outermost" => Ok(Nesting::Outermost),
        "innermost" => Ok(Nesting::Innermost),
        _ => Err("all, outermost or innermost".to_owned()),
    }
}

fn piecewise(text: &str) -> Result<Piecewise, String> {
    match text {
        "article" => Ok(Piecewise::Article),
        "paragraph" => Ok(Piecewise::Paragraph),
        "sentence" => Ok(Piecewise::Sentence),
        _ => Err("article, paragraph or sentence".to_owned()),
    }
}

fn role(text: &str) -> Result<Role, String> {
    let names = || Role::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
    Role::named(text).ok_or_else(|| format!("one of {}", names()))
}

fn having(text: &str) -> Result<(String, String, String), String> {
    let wrong = || "such as quote.kind=direct,mixed".to_owned();
    let (name, values) = text.split_once('=').ok_or_else(wrong)?;
    let (label, attribute) = name.split_once('.').ok_or_else(wrong)?;
    Ok((label.to_owned(), attribute.to_owned(), values.to_owned()))
}

pub(super) fn named_value(text: &str) -> Result<(String, String), String> {
    text.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).ok_or_else(|| "such as scheme=iobes".to_owned())
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let numbers = text.split_once('/').and_then(|(at, all)| Some((at.parse().ok()?, all.parse().ok()?)));
    numbers.filter(|(at, all)| (1..=*all).contains(at)).ok_or_else(|| "such as 2/8: the second of eight".to_owned())
}

impl ExportCommand {
    pub(super) fn run(&self, options: &Options, output: &mut Output) -> Result<i32, Failure> {
        let Some(format) = format_named(&self.format) else { return Err(Failure::usage("no such format")) };
        let (facts, plan_choices) = (format.facts(), chosen(format.facts(), &self.set)?);
        let shares = self.shares()?;
        let stdout = self.output.as_deref().is_none_or(|path| path.as_os_str() == "-");
        if stdout && (!matches!(facts.shape, Shape::Lines | Shape::File) || shares.is_some()) {
            return Err(Failure::usage("this is more than one file").hinted("name a new folder with -o"));
        }
        let mut progress = Progress::new();
        let (home, mut wanted, without) = self.wanted(options, &mut progress)?;
        if wanted.is_empty() {
            let hint = if without > 0 {
                format!("{} articles have no record; --unannotated writes them too", grouped(without))
            } else {
                "tagline list FILTER shows which pass".into()
            };
            return Err(Failure::findings("there is nothing to export").hinted(hint));
        }
        let together = shares.map(|shares| split(&home, &mut wanted, shares, self.seed, self.stratify));
        if let Some((at, all)) = self.shard {
            wanted = wanted.into_iter().skip(at - 1).step_by(all).collect();
        }
        let plan = Plan { codebook: home.project.codebook.clone(), chosen: plan_choices, now: Timestamp::now() };
        let names = self.suggestions.then(|| gazetteer(&home, None).0);
        let export = Export {
            home: &home,
            format,
            plan,
            selection: self.selection(),
            wanted: &wanted,
            strict: self.strict,
            suggested: names.as_ref(),
            by_annotator: self.everyone,
        };
        let exported = self.carry_out(&export, stdout, output, &mut progress)?;
        self.report(&exported, (&wanted, without, together), output, &mut progress)
    }

    fn shares(&self) -> Result<Option<Shares>, Failure> {
        let Some(text) = &self.split else { return Ok(None) };
        Shares::parse(text).map(Some).ok_or_else(|| Failure::usage(format!("{}: shares are such as 80/10/10 or 80/20", printable(text))))
    }

    fn selection(&self) -> Selection {
        let values = |values: &str| values.split(',').map(ToOwned::to_owned).collect::<Vec<_>>();
        let mut having: Vec<_> = self.having.iter().map(|(label, name, given)| (label.as_str().into(), name.clone(), values(given))).collect();
        if self.direct_only {
            having.push(("quote".into(), "kind".to_owned(), values("direct")));
        }
        Selection {
            labels: self.label.iter().map(|label| label.as_str().into()).collect(),
            having,
            roles: self.role.clone(),
            nesting: self.nesting,
            by_hand: self.by_hand,
            certain: self.certain,
            states: self.state.clone(),
            piecewise: self.unit,
        }
    }

    /// The work that is to leave, and how many articles were left aside since nobody meant has a record on them.
    fn wanted(&self, options: &Options, progress: &mut Progress) -> Result<(Home, Vec<Wanted>, usize), Failure> {
        let filter = filter(&self.filter)?;
        let chooser = if filter.is_empty() { Chooser::named(options)? } else { Chooser::complete(options, progress)? };
        let everybody = annotators(&chooser.home);
        let (mut wanted, mut without) = (Vec::new(), 0);
        for card in chooser.select(&filter, Arrangement::default()).articles.iter().filter_map(|at| chooser.catalogue.card(*at as usize)) {
            let names = self.whose(&chooser.home, options, &everybody, card.key())?;
            if names.is_empty() {
                without += 1;
            }
            for annotator in names {
                wanted.push(Wanted { path: card.path(&chooser.home), key: card.key().to_owned(), annotator, split: None });
            }
        }
        Ok((chooser.home, wanted, without))
    }

    fn whose(&self, home: &Home, options: &Options, everybody: &[String], key: &str) -> Result<Vec<String>, Failure> {
        let has = |name: &&String| home.record_path(name, key).is_file();
        let named = if self.gold { Some("gold") } else { options.annotator.as_deref() };
        let nobody = || if self.unannotated { vec![named.unwrap_or_default().to_owned()] } else { Vec::new() };
        if let Some(name) = named {
            let name = name.to_owned();
            return Ok(if has(&&name) { vec![name] } else { nobody() });
        }
        let with: Vec<String> = everybody.iter().filter(has).cloned().collect();
        match with.as_slice() {
            [] => Ok(nobody()),
            many if self.everyone => Ok(many.to_vec()),
            [one] => Ok(vec![one.clone()]),
            many if many.iter().any(|name| name == "gold") => Ok(vec!["gold".to_owned()]),
            many => {
                Err(Failure::usage(format!("{} is annotated by {}", printable(key), many.join(", ")))
                    .hinted("choose one with --annotator, or all with --everyone"))
            }
        }
    }

    fn carry_out(&self, export: &Export<'_>, stdout: bool, output: &mut Output, progress: &mut Progress) -> Result<Exported, Failure> {
        let all = export.wanted.len() as u64;
        let mut tell = |done: usize| {
            progress.step(done as u64, Some(all), || format!("{} articles written", grouped(done)));
            true
        };
        if !stdout && let Some(path) = &self.output {
            let shown = printable(&path.to_string_lossy());
            return export.run(Destination::Path(path), &mut tell).map_err(|error| match error.kind() {
                io::ErrorKind::Other => Failure::usage(format!("{shown}: {error}")),
                _ => Failure::io(&shown, &error),
            });
        }
        if !self.strict {
            return export.run(Destination::Stream(output.bytes()), &mut tell).map_err(|error| Failure::output(&error));
        }
        // Whether all can be held is known at the end, when the first of it would have been printed: so it is made twice.
        let tried = export.run(Destination::Stream(&mut io::sink()), &mut tell).map_err(|error| Failure::output(&error))?;
        if tried.nothing_written {
            return Ok(tried);
        }
        export.run(Destination::Stream(output.bytes()), &mut tell).map_err(|error| Failure::output(&error))
    }

    /// Tells what was written, on standard error, and as data when that is asked for.
    fn report(
        &self,
        exported: &Exported,
        (wanted, without, together): (&[Wanted], usize, Option<usize>),
        output: &mut Output,
        progress: &mut Progress,
    ) -> Result<i32, Failure> {
        if self.json {
            let losses: Vec<String> = exported.losses.sentences().collect();
            let data = json!({"articles": exported.articles, "annotations": exported.annotations, "written": !exported.nothing_written, "losses": losses, "failed": exported.failed});
            output.line(&json_line(&data, true))?;
        }
        let mut say = |line: String| progress.say(&line);
        if !exported.nothing_written {
            say(format!("{} annotations on {} articles", grouped(exported.annotations), grouped(exported.articles)));
        }
        exported.losses.sentences().for_each(|loss| say(format!("  {loss}")));
        if without > 0 && !self.unannotated {
            say(format!("  {} articles without a record left aside; --unannotated writes them too", grouped(without)));
        }
        if let Some(count) = together.filter(|count| *count > 0) {
            say(format!("  {} articles kept in the part of one that is like them", grouped(count)));
        }
        for stream in &exported.left_out {
            say(format!("  {} did not go to standard output; -o writes them", printable(stream)));
        }
        if self.strict && !exported.losses.is_empty() {
            return Err(
                Failure::findings("the format cannot hold all of it, and nothing was written").hinted("without --strict it is written less what is told above")
            );
        }
        match exported.failed.first() {
            None => Ok(0),
            Some(first) => Err(Failure::findings(format!("{} of {} could not be written: {first}", exported.failed.len(), wanted.len()))),
        }
    }
}

/// What was chosen about a format; a name or value that it does not know is refused.
pub(super) fn chosen(facts: &Facts, set: &[(String, String)]) -> Result<std::collections::BTreeMap<String, String>, Failure> {
    for (name, value) in set {
        let choice = facts.choices.iter().find(|choice| choice.name == name);
        let known = || facts.choices.iter().map(|choice| format!("{}={}", choice.name, choice.values.join("|"))).collect::<Vec<_>>().join(", ");
        match choice {
            None if facts.choices.is_empty() => return Err(Failure::usage(format!("nothing can be chosen about {}", facts.name))),
            None => return Err(Failure::usage(format!("{}: no such choice", printable(name))).hinted(format!("{} has {}", facts.name, known()))),
            Some(choice) if !choice.values.contains(&value.as_str()) => {
                return Err(Failure::usage(format!("{name}: {}", printable(value))).hinted(format!("it is one of {}", choice.values.join(", "))));
            }
            Some(_) => {}
        }
    }
    Ok(set.iter().cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_share_the_work() {
        assert_eq!((shard("1/1"), shard("3/8")), (Ok((1, 1)), Ok((3, 8))));
        for wrong in ["0/3", "4/3", "1", "a/b", ""] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }
}
