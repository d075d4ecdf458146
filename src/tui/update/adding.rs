//! New articles: what is asked before pasted text becomes one, and the path of files to add.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use tui_input::Input as Field;

use super::super::model::{Model, NewArticle, Overlay, Tone};
use super::super::worker::Pasted;
use super::Effect;
use super::overlay::{form_command, type_into};
use crate::config::{Command, Key, KeyCode};
use crate::library::{grouped, is_date};

/// Characters of a title that is proposed, at most.
const LONGEST_TITLE: usize = 200;

/// Paths that are named when several begin like the one that was typed.
const NAMED: usize = 6;

/// Asks for title and date of an article of pasted text.
pub(super) fn ask_of_paste(model: &mut Model, text: String) {
    let first = text.lines().map(|line| line.trim().trim_start_matches('#').trim_start()).find(|line| !line.is_empty()).unwrap_or_default();
    let title = first.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST_TITLE).collect::<String>();
    model.pending = super::Pending::Nothing;
    model.overlay = Some(Overlay::NewArticle(Box::new(NewArticle { title: Field::new(title), date: Field::default(), on_date: false, text })));
}

pub(super) fn on_new_article_key(model: &mut Model, mut new: Box<NewArticle>, key: Key) -> Vec<Effect> {
    match form_command(model, key) {
        Some(Command::FormClose) => {
            model.say("no article was made of the pasted text");
            return Vec::new();
        }
        Some(Command::FormAccept) => {
            let date = new.date.value().trim().to_owned();
            if date.is_empty() || is_date(&date) {
                let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
                return vec![Effect::NewArticle(Pasted { title: given(new.title.value()), date: given(&date), text: new.text })];
            }
            model.refuse("a date is 2026-11-25, 2026-11 or 2026; it may stay empty");
            new.on_date = true;
        }
        _ if matches!(key.code, KeyCode::Tab | KeyCode::BackTab | KeyCode::Up | KeyCode::Down) => new.on_date = !new.on_date,
        _ => {
            type_into(if new.on_date { &mut new.date } else { &mut new.title }, key);
        }
    }
    model.overlay = Some(Overlay::NewArticle(new));
    Vec::new()
}

/// `:article-add`.
pub(super) fn ask_for_files(model: &mut Model) -> Vec<Effect> {
    model.overlay = Some(Overlay::AddFiles { field: Field::default() });
    Vec::new()
}

/// `:article-new`.
pub(super) fn ask_to_paste(model: &mut Model) -> Vec<Effect> {
    model.say("paste the text now: before it becomes an article you are asked for its title and date");
    Vec::new()
}

pub(super) fn on_path_key(model: &mut Model, mut field: Field, key: Key) -> Vec<Effect> {
    let path = field.value().trim().to_owned();
    let effects = match form_command(model, key) {
        Some(Command::FormClose) => return Vec::new(),
        Some(Command::FormAccept) if !path.is_empty() && model.adding.is_some() => {
            model.refuse("articles are being added already; Ctrl-c stops that");
            Vec::new()
        }
        Some(Command::FormAccept) if !path.is_empty() => {
            let stop = Arc::<AtomicBool>::default();
            model.adding = Some(stop.clone());
            model.say("adding articles…");
            return vec![Effect::AddFiles(path, stop)];
        }
        Some(Command::FormAccept) => {
            model.refuse("the path of a file or folder is needed");
            Vec::new()
        }
        _ if key.code == KeyCode::Tab => vec![Effect::CompletePath(field.value().to_owned())],
        _ => {
            type_into(&mut field, key);
            Vec::new()
        }
    };
    model.overlay = Some(Overlay::AddFiles { field });
    effects
}

/// So many have been added; nothing graver that stands on the line gives way to that.
pub(super) fn on_adding(model: &mut Model, count: usize) {
    if model.message.as_ref().is_none_or(|message| message.tone == Tone::Done) {
        model.say(format!("adding articles: {} so far; Ctrl-c stops", grouped(count)));
    }
}

/// The end of it; the list is read anew.
pub(super) fn on_added(model: &mut Model, added: Result<String, String>) -> Vec<Effect> {
    model.adding = None;
    match added {
        Ok(said) => model.say(said),
        Err(said) => model.refuse(said),
    }
    vec![Effect::List]
}

/// The paths that begin like the one that was typed: as much as they have in common is typed.
pub(super) fn on_completed(model: &mut Model, typed: &str, paths: &[String]) {
    let Some(Overlay::AddFiles { field }) = &mut model.overlay else { return };
    if field.value() != typed {
        return;
    }
    let Some(first) = paths.first() else {
        model.refuse("no file or folder begins like that");
        return;
    };
    let common = paths.iter().skip(1).fold(first.as_str(), |common, path| shared(common, path));
    if common.len() > typed.len() {
        *field = Field::new(common.to_owned());
    } else if paths.len() > 1 {
        let name = |path: &String| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        let more = if paths.len() > NAMED { " …" } else { "" };
        let names: Vec<String> = paths.iter().take(NAMED).map(name).collect();
        model.say(names.join("  ") + more);
    }
}

/// What two texts begin with alike.
fn shared<'a>(one: &'a str, other: &str) -> &'a str {
    let end = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b).map_or(one.len().min(other.len()), |((at, _), _)| at);
    one.get(..end).unwrap_or_default()
}
