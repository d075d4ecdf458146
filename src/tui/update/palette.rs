//! Commands about the view and the program; the rows of the palette and of the help.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use super::super::model::{Listing, ManualPage, Model, Overlay};
use super::super::tour::Tour;
use super::{Effect, article, overlay, tag};
use crate::config::{Action, COMMANDS, Command, Group};
use crate::library::HomeKind;

/// A row of the palette.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// What it does.
    pub action: Action,
    /// Its name.
    pub name: String,
    /// What it does, in words.
    pub title: String,
    /// Its keys.
    pub keys: String,
}

/// A row of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HelpRow {
    /// The heading of a group.
    Heading(&'static str),
    /// A command: its keys, what it does, more on it.
    Key(String, String, String),
}

impl HelpRow {
    /// What typed words are looked for in.
    #[must_use]
    pub(crate) fn searched(&self) -> String {
        match self {
            Self::Heading(title) => (*title).to_owned(),
            Self::Key(keys, title, detail) => format!("{keys} {title} {detail}"),
        }
    }
}

fn keys(model: &Model, command: Command) -> String {
    model.keymap.keys_of(command).iter().map(ToString::to_string).collect::<Vec<_>>().join("  ")
}

/// Everything that the palette offers: all commands but those of lists and forms, and the labels.
#[must_use]
pub(crate) fn entries(model: &Model) -> Vec<Entry> {
    let commands = COMMANDS.iter().filter(|info| info.group != Group::Overlay).map(|info| Entry {
        action: Action::Command(info.id),
        name: info.name.into(),
        title: info.title.into(),
        keys: keys(model, info.id),
    });
    let labels = model.codebook.labels.iter().enumerate().map(|(label, entry)| Entry {
        action: Action::Tag { label, keep: false },
        name: format!("tag-{}", entry.id),
        title: format!("tag as {}", entry.name),
        keys: entry.key.to_string(),
    });
    commands.chain(labels).collect()
}

/// The rows of the help, by group.
#[must_use]
pub(crate) fn help(model: &Model) -> Vec<HelpRow> {
    let mut rows = Vec::new();
    for group in Group::ALL {
        rows.push(HelpRow::Heading(group.title()));
        if group == Group::Tag {
            rows.extend(model.codebook.labels.iter().map(|label| {
                let capital: String = label.key.to_uppercase().collect();
                HelpRow::Key(format!("{}  {capital}", label.key), format!("tag as {}", label.name), label.definition.clone())
            }));
        }
        let own = COMMANDS.iter().filter(|info| info.group == group);
        rows.extend(own.map(|info| {
            let keys = keys(model, info.id);
            let keys = if keys.is_empty() { format!(":{}", info.name) } else { keys };
            HelpRow::Key(keys, info.title.into(), info.detail.unwrap_or_default().into())
        }));
    }
    rows
}

/// The numbers of the items that fit, best first or in their own order.
pub(super) fn fuzzy(typed: &str, items: &[String], in_order: bool) -> Vec<usize> {
    if typed.trim().is_empty() {
        return (0..items.len()).collect();
    }
    if in_order {
        // Where the order stays, loose matches would bury the one that is meant.
        let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let holds = |item: &String| words.iter().all(|word| item.to_lowercase().contains(word));
        let found: Vec<usize> = items.iter().enumerate().filter(|(_, item)| holds(item)).map(|(at, _)| at).collect();
        if !found.is_empty() {
            return found;
        }
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let scored = items.iter().enumerate().filter_map(|(at, item)| Some((pattern.score(Utf32Str::new(item, &mut buffer), &mut matcher)?, at)));
    let mut scored: Vec<(u32, usize)> = scored.collect();
    if !in_order {
        scored.sort_by_key(|(score, at)| (std::cmp::Reverse(*score), *at));
    }
    scored.into_iter().map(|(_, at)| at).collect()
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Help => model.overlay = Some(Overlay::Help(Listing::default())),
        Command::Palette => model.overlay = Some(Overlay::Palette(Listing::default())),
        Command::HelpSaving => model.overlay = Some(Overlay::Manual { page: ManualPage::Saving, row: 0 }),
        Command::Define => define(model),
        Command::Layers => {
            model.layers = !model.layers;
            model.say(if model.layers { "every layer is shown under its row" } else { "layers are shown in the margin and the line below" });
        }
        Command::Others => return super::beside::go_on(model),
        Command::Theme => {
            let name = model.look.toggle(&model.settings);
            model.say(format!("{name} theme"));
        }
        Command::Mouse => {
            model.mouse = !model.mouse;
            model.say(if model.mouse { "the mouse sets the caret and selects" } else { "the mouse is the terminal's" });
            return vec![Effect::Mouse(model.mouse)];
        }
        Command::Tour => model.tour = if model.tour.is_some() { None } else { Some(Tour::default()) },
        Command::Save => return save_now(model),
        Command::Init => return init(model),
        Command::Suspend => return article::remember_place(model).into_iter().chain([Effect::Suspend]).collect(),
        Command::Quit => return article::quit(model),
        _ => {}
    }
    overlay::refilter(model);
    Vec::new()
}

/// What the label of the selected annotation means, else of the one under the caret, else the one given last.
fn define(model: &mut Model) {
    let at = model.desk.as_ref().and_then(|desk| {
        let annotation = desk.focused().or_else(|| desk.stack().pop().map(|layer| layer.annotation))?;
        model.codebook.position(&annotation.label)
    });
    let label = at.or_else(|| model.codebook.position(model.last_label.as_ref()?)).unwrap_or_default();
    model.overlay = Some(Overlay::Manual { page: ManualPage::Label(label), row: 0 });
}

/// Makes the folder of the article a project, unless it is in one or its records are somewhere else on purpose.
fn init(model: &mut Model) -> Vec<Effect> {
    let home = &model.home;
    if home.kind == HomeKind::Project {
        model.refuse(format!("this is a project already: {}", home.root.join("tagline.ron").display()));
    } else if home.annotations != home.root.join("annotations") {
        model.refuse("the records are in a folder that you chose with --annotations; leave, and run tagline init");
    } else if model.desk.is_none() {
        model.refuse("open an article first: its folder becomes the project");
    } else {
        return vec![Effect::Init];
    }
    Vec::new()
}

fn save_now(model: &mut Model) -> Vec<Effect> {
    let unsaved = model.desk.as_ref().is_some_and(|desk| desk.unsaved() > 0);
    if unsaved {
        return tag::handed_over(model);
    }
    model.say("all is saved already");
    Vec::new()
}
