//! What happened, to what is to be done about it: the only place where the model changes.
//!
//! ```text
//! key ─▶ what it belongs to (overlay, jump, relabel …) ─▶ key map ─▶ command ─▶ caret · select · tag · annotate · shelf
//! ```

mod adding;
mod agree;
mod annotate;
mod answers;
mod article;
mod beside;
mod blocks;
mod candidate;
mod caret;
mod company;
mod exchange;
mod form;
mod lessons;
mod library;
mod look;
mod opening;
mod overlay;
mod palette;
mod register;
mod relate;
mod rename;
mod review;
mod ruling;
mod search;
mod select;
mod tag;

pub(super) use article::remember_place;
#[cfg(test)]
pub(super) use company::ask_next;
pub(super) use library::open as open_library;
pub(super) use opening::set_desk;
pub(super) use palette::{HelpRow, entries, help};
#[cfg(test)]
pub(super) use review::follow as follow_review;
pub(super) use select::shortened;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::candidates::Basis;
use super::desk::SaveState;
use super::event::{Input, Mouse};
use super::model::{Message, Model, Overlay, Pending, Question, Tone};
use super::regions::Regions;
use super::shelf::Asked;
use super::worker::{Done, Pasted, Restore};
use crate::annotation::WorkState;
use crate::article::Span;
use crate::config::{Action, Command, Context, Group, Key, KeyCode};
use crate::library::{Meta, Place, RenamePlan, SaveJob};
use crate::reading::{Measure, Search};

/// Something that happened.
#[derive(Debug)]
pub(super) enum Msg {
    /// The terminal reported it.
    Input(Input),
    /// The worker has finished something.
    Done(Done),
}

/// Something to be done outside the model.
#[derive(Debug)]
pub(super) enum Effect {
    /// Read all of an article and its record.
    Load(PathBuf),
    /// Read the record of the article that is open.
    LoadRecord,
    /// Save a record.
    Save(Box<SaveJob>),
    /// Write what is known of an article.
    StoreMeta(PathBuf, Box<Meta>),
    /// Remember where the reader is.
    StorePlace(PathBuf, Place, crate::article::Text),
    /// Read everybody's work on the open article, for that reviewer.
    Review(String),
    /// Read what others than that annotator have on the open article.
    Beside(String),
    /// Work out how far annotators agree on articles, each with its key, or on all.
    Agree(Option<Vec<(PathBuf, String)>>, Arc<AtomicBool>),
    /// Read what was decided about that annotator's work.
    Lessons(String, Arc<AtomicBool>),
    /// List the articles.
    List,
    /// Choose articles.
    Choose(Asked),
    /// Read the beginning of an article, by key and file.
    Preview(String, PathBuf),
    /// Give articles a state.
    SetState(Vec<PathBuf>, WorkState),
    /// Move articles, by key, into the queue of that name.
    MoveToQueue(String, Vec<String>),
    /// Write the annotations on articles to a file.
    Export(Vec<PathBuf>, String),
    /// Take annotations from files of another tool.
    Import(String),
    /// Work out all candidates.
    Propose(Basis),
    /// Look for the next hit in a long text.
    Search(Search, Span, bool),
    /// Give text to the clipboard.
    Copy(String),
    /// Make an article of text.
    NewArticle(Pasted),
    /// Add articles from a file or folder.
    AddFiles(String, Arc<AtomicBool>),
    /// Complete the path of a file.
    CompletePath(String),
    /// Look what another name for an entity would change beside the open article, by its key.
    PlanRename {
        /// The name that is to go.
        old: String,
        /// The key.
        open: String,
        /// Set, it ends that.
        stop: Arc<AtomicBool>,
    },
    /// Give an entity another name in the records of a plan.
    Rename {
        /// What is to be changed.
        plan: Arc<RenamePlan>,
        /// The new name.
        new: String,
        /// Set, it ends that.
        stop: Arc<AtomicBool>,
    },
    /// Read the record of the same text whose article is gone, and take it along.
    TakeAlong,
    /// What earlier openings left in the journal is not wanted.
    Dismiss(PathBuf),
    /// Put a record in the place of one that cannot be read.
    Restore(Box<Restore>),
    /// Look whether others have changed what is open.
    Look,
    /// Make the folder of the open article a project.
    Init,
    /// Capture the mouse, or not.
    Mouse(bool),
    /// Hand the terminal to the shell.
    Suspend,
    /// Leave.
    Quit,
}

/// Changes the model for what happened. Before it is drawn, it must be arranged.
pub(super) fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let mut effects = match msg {
        Msg::Input(input) => on_input(model, input),
        Msg::Done(done) => answers::on_done(model, done),
    };
    effects.extend(candidate::prepare(model));
    effects
}

/// Brings the page in line with the model: its size, what is in view.
pub(super) fn arrange(model: &mut Model) {
    let size = model.regions.screen;
    let banner = model
        .banner()
        .map_or(0, |text| (text.chars().count() / usize::from(size.width.saturating_sub(6).max(1)) + 1) as u16)
        .min((size.height / 8).clamp(1, 3));
    let panel = model.panel_rows();
    model.regions = Regions::arrange((size.width, size.height), model.settings.measure, model.codebook.labels.len(), model.tour.is_some(), banner, panel);
    let text = model.regions.text;
    let ambiguous = model.settings.ambiguous;
    let layers = model.layers || model.desk.as_ref().and_then(|desk| desk.beside.as_ref()).is_some_and(|beside| beside.whose().is_none());
    if let Some(desk) = &mut model.desk {
        let measure = Measure { width: text.width.max(1), ambiguous };
        let before = desk.page.height();
        desk.page.resize(measure, usize::from(text.height), desk.caret.start);
        if panel.is_some() && usize::from(text.height) < before {
            desk.keep_in_sight();
        }
        desk.arrange(layers);
    }
}

fn on_input(model: &mut Model, input: Input) -> Vec<Effect> {
    match input {
        Input::Key(key) => on_key(model, key),
        Input::Paste(text) => on_paste(model, text),
        Input::Mouse(mouse) => on_mouse(model, mouse),
        Input::Resize(width, height) => {
            model.regions.screen = ratatui::layout::Rect::new(0, 0, width, height);
            arrange(model);
            Vec::new()
        }
        Input::Focus(_) => article::remember_place(model).into_iter().chain([Effect::Look]).collect(),
        Input::Background(r, g, b) => {
            model.look.set_background(&model.settings, (r, g, b));
            Vec::new()
        }
    }
}

fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let asked = matches!(model.overlay, Some(Overlay::Confirm(Question::QuitUnsaved)));
    if model.regions.too_small() && key != interrupt() && !asked {
        let quit = model.keymap.lookup(Context::Page, key) == Some(Action::Command(Command::Quit));
        return if quit { article::quit(model) } else { Vec::new() };
    }
    model.message = None;
    let was_cancelled = std::mem::take(&mut model.cancelled);
    if key == interrupt() {
        return cancel(model, was_cancelled);
    }
    let effects = if model.overlay.is_some() {
        overlay::on_key(model, key)
    } else {
        match std::mem::take(&mut model.pending) {
            Pending::Jump(jump) => select::on_jump_key(model, jump, key),
            Pending::Relabel(id) => annotate::on_relabel_key(model, &id, key),
            Pending::Nothing => on_page_key(model, key),
        }
    };
    review::after_editing(model);
    super::tour::advance(model);
    effects
}

fn interrupt() -> Key {
    Key::new(KeyCode::Char('c'), true, false, false)
}

/// `C-c`: lets go of whatever is under way; a second time, leaves.
fn cancel(model: &mut Model, again: bool) -> Vec<Effect> {
    let idle = model.overlay.is_none() && model.pending == Pending::Nothing && model.count.is_none();
    if let Some(Overlay::Rename(renaming)) = &model.overlay {
        renaming.call_off();
    }
    model.overlay = None;
    model.pending = Pending::Nothing;
    model.count = None;
    model.waiting.clear();
    if let Some(desk) = &mut model.desk {
        desk.selection = None;
        desk.adjusting = None;
        desk.adding_to = None;
        desk.placing = None;
        desk.citing = None;
        desk.release();
    }
    if again && idle {
        return article::quit(model);
    }
    if let Some(stop) = &model.adding {
        stop.store(true, Ordering::Relaxed);
        model.say("adding is being stopped");
        return Vec::new();
    }
    model.cancelled = true;
    model.say("press Ctrl-c again to quit");
    Vec::new()
}

/// The context in which keys on the page are looked up.
#[must_use]
pub(super) fn context(model: &Model) -> Context {
    match &model.desk {
        Some(desk) if desk.selection.is_some() && (desk.adjusting.is_some() || desk.focus.is_none()) => Context::Selection,
        Some(desk) if desk.focus.is_some() => Context::Annotation,
        _ => Context::Page,
    }
}

fn on_page_key(model: &mut Model, key: Key) -> Vec<Effect> {
    if let Some(effects) = relate::take_offered(model, key) {
        return effects;
    }
    if let Some(digit) = key.typed().and_then(|c| c.to_digit(10)).filter(|digit| *digit > 0 || model.count.is_some()) {
        model.count = Some((model.count.unwrap_or_default() * 10 + digit as usize).min(9999));
        return Vec::new();
    }
    let Some(action) = model.keymap.lookup(context(model), key) else {
        model.count = None;
        model.refuse(format!("{key} does nothing here; ? shows all keys"));
        return Vec::new();
    };
    if needs_all(model, action) {
        model.waiting.push_back(key);
        return Vec::new();
    }
    run(model, action)
}

/// Whether an action must wait until the rest of the article and its record are there.
fn needs_all(model: &Model, action: Action) -> bool {
    let Some(desk) = &model.desk else { return false };
    let ready = desk.whole && desk.record.is_some();
    let early = match action {
        Action::Tag { .. } => false,
        Action::Command(command) => match command.info().group {
            Group::Move => !matches!(command, Command::CaretArticleEnd | Command::SearchOpen | Command::SearchNext | Command::SearchPrevious),
            Group::Select => !matches!(command, Command::CandidateNext | Command::CandidatePrevious | Command::CandidateReject),
            Group::View | Group::App => true,
            _ => matches!(command, Command::Library | Command::ArticleNext | Command::ArticlePrevious),
        },
    };
    let always = matches!(action, Action::Command(command) if matches!(command.info().group, Group::View | Group::App) || command == Command::Library);
    !ready && !always && (!early || !model.waiting.is_empty())
}

/// Does an action.
pub(super) fn run(model: &mut Model, action: Action) -> Vec<Effect> {
    let count = model.count.take();
    if beside::refuses(model, action) {
        return Vec::new();
    }
    match action {
        Action::Tag { label, keep } => tag::tag(model, label, keep),
        Action::Command(command) => command_run(model, command, count),
    }
}

fn command_run(model: &mut Model, command: Command, count: Option<usize>) -> Vec<Effect> {
    if let Some(tour) = &mut model.tour {
        tour.noticed(command);
    }
    match command.info().group {
        Group::Move => caret::run(model, command, count),
        Group::Select => select::run(model, command, count),
        Group::Tag => tag::run(model, command, count),
        Group::Annotation => annotate::run(model, command, count),
        Group::Article => article::run(model, command, count),
        Group::View | Group::App => palette::run(model, command),
        Group::Overlay => Vec::new(),
    }
}

fn on_paste(model: &mut Model, text: String) -> Vec<Effect> {
    // Terminals send the line ends of a paste as the Enter key.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if model.overlay.as_ref().is_some_and(Overlay::takes_text) {
        return overlay::on_paste(model, &text);
    }
    if text.trim().is_empty() || model.overlay.is_some() {
        return Vec::new();
    }
    model.pending = Pending::Nothing;
    adding::ask_of_paste(model, text);
    Vec::new()
}

fn on_mouse(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if let Some(Overlay::Library) = &model.overlay {
        return library::on_mouse(model, mouse);
    }
    if let Some(Overlay::Help(_) | Overlay::Palette(_)) = &model.overlay {
        if let Mouse::Wheel(by) = mouse {
            overlay::scroll(model, by);
        }
        return Vec::new();
    }
    if model.overlay.is_some() || model.desk.is_none() {
        return Vec::new();
    }
    model.message = None;
    model.pending = Pending::Nothing;
    match mouse {
        Mouse::Wheel(by) => caret::scroll(model, isize::from(by)),
        Mouse::Press(x, y) => caret::press(model, x, y),
        Mouse::Drag(x, y) => caret::drag(model, x, y),
    }
    Vec::new()
}

/// Does something so many times, until it is refused; what was said of the last success stays.
fn repeat(model: &mut Model, times: usize, mut once: impl FnMut(&mut Model) -> Vec<Effect>) -> Vec<Effect> {
    let mut effects = Vec::new();
    for done in 0..times {
        let said = model.message.take();
        effects.extend(once(model));
        if model.message.as_ref().is_some_and(|message| message.tone == Tone::Refused) {
            if done > 0 {
                model.message = said;
            }
            break;
        }
    }
    effects
}

/// Whether the work can be changed, and if not, why.
fn refuse_if_read_only(model: &mut Model) -> bool {
    let why = match model.desk.as_ref().map(|desk| desk.record.as_ref()) {
        None => Some("no article is open".to_owned()),
        Some(None) => Some("the annotations are still being read".to_owned()),
        Some(Some(record)) => {
            let foreign = model.desk.as_ref().and_then(|desk| desk.unreadable.as_ref());
            foreign.or(record.read_only.as_ref()).map(|why| format!("cannot be changed: {why}"))
        }
    };
    if let Some(why) = &why {
        model.message = Some(Message { tone: Tone::Refused, text: why.clone() });
    }
    why.is_some()
}

/// The line about saving at the right of the status line.
#[must_use]
pub(super) fn save_sign(model: &Model) -> (Tone, String) {
    let Some(desk) = &model.desk else { return (Tone::Done, String::new()) };
    match (&desk.save, desk.unsaved()) {
        (SaveState::Failed(trouble), _) => (Tone::Alarm, format!("✗ NOT SAVED: {}", trouble.why)),
        _ if !model.lost.is_empty() => (Tone::Alarm, format!("✗ NOT SAVED: {} other", model.lost.len())),
        (_, unsaved) if unsaved > 0 => (Tone::Refused, format!("● {unsaved} unsaved")),
        (SaveState::Saved(at), _) => (Tone::Done, format!("✓ saved {at}")),
        (SaveState::Idle, _) => (Tone::Done, String::new()),
    }
}
