//! Keys for what lies over the page.

use ratatui_textarea::Input as EditorInput;
use tui_input::{Input as Field, InputRequest};

use super::super::model::{Listing, ManualPage, Model, Overlay, Question};
use super::super::renaming::Stage;
use super::{Effect, annotate, article, palette, run, tag};
use crate::config::{Action, Command, Context, Key, KeyCode};
use crate::library::annotator_name;

pub(super) fn on_key(model: &mut Model, key: Key) -> Vec<Effect> {
    let Some(overlay) = model.overlay.take() else { return Vec::new() };
    match overlay {
        Overlay::Help(_) | Overlay::Palette(_) => on_listing_key(model, overlay, key),
        Overlay::Library => super::library::on_key(model, key),
        Overlay::Exchange(asked) => super::exchange::on_key(model, asked, key),
        Overlay::Queue { field } => super::library::on_queue_key(model, field, key),
        Overlay::Search { field, before } => super::search::on_key(model, field, before, key),
        Overlay::Annotator { field, offered, then } => on_annotator_key(model, field, offered, then, key),
        Overlay::Note { id, mut editor } => match form_command(model, key) {
            Some(Command::FormClose) => {
                model.say("note left as it was");
                Vec::new()
            }
            Some(Command::FormAccept) => annotate::set_note(model, &id, &editor.lines().join("\n")),
            Some(Command::FormNewline) => {
                editor.insert_newline();
                model.overlay = Some(Overlay::Note { id, editor });
                Vec::new()
            }
            _ => {
                if let Some(input) = editor_input(key) {
                    editor.input(input);
                }
                model.overlay = Some(Overlay::Note { id, editor });
                Vec::new()
            }
        },
        Overlay::Relate(relating) => super::relate::on_key(model, relating, key),
        Overlay::Form(form) => super::form::on_key(model, form, key),
        Overlay::Occurrences { label, mut items, mut chosen } => {
            match model.keymap.lookup(Context::List, key) {
                Some(Action::Command(Command::ListChoose)) => return tag::tag_occurrences(model, &label, &items),
                Some(Action::Command(Command::ListClose)) => {
                    model.say("nothing tagged");
                    return Vec::new();
                }
                Some(Action::Command(Command::ListTickAll)) => {
                    let all = items.iter().all(|item| item.ticked);
                    for item in &mut items {
                        item.ticked = !all;
                    }
                }
                Some(Action::Command(Command::ListTick)) => tick(&mut items, &mut chosen),
                Some(Action::Command(command)) => chosen = stepped(chosen, items.len(), command),
                _ if key.typed() == Some(' ') => tick(&mut items, &mut chosen),
                _ if key.typed() == Some('j') => chosen = stepped(chosen, items.len(), Command::ListNext),
                _ if key.typed() == Some('k') => chosen = stepped(chosen, items.len(), Command::ListPrevious),
                _ => {}
            }
            if let (Some(item), Some(desk)) = (items.get(chosen), &mut model.desk) {
                desk.page.reveal(item.span.start);
            }
            model.overlay = Some(Overlay::Occurrences { label, items, chosen });
            Vec::new()
        }
        Overlay::NeedsLook { chosen } => super::look::on_key(model, chosen, key),
        Overlay::Manual { page, row } => on_manual_key(model, page, row, key),
        Overlay::Rename(renaming) => super::rename::on_key(model, renaming, key),
        Overlay::Register(register) => super::register::on_key(model, register, key),
        Overlay::Lessons => super::lessons::on_key(model, key),
        Overlay::Agree => super::agree::on_key(model, key),
        Overlay::Review => super::review::on_key(model, key),
        Overlay::ReviewWords { comment, field } => super::review::on_words_key(model, comment, field, key),
        Overlay::Waive { id, at, field } => super::register::on_waive_key(model, id, at, field, key),
        Overlay::NewArticle(new) => super::adding::on_new_article_key(model, new, key),
        Overlay::AddFiles { field } => super::adding::on_path_key(model, field, key),
        Overlay::Confirm(question) => on_confirm_key(model, question, key),
    }
}

fn tick(items: &mut [super::super::model::Occurrence], chosen: &mut usize) {
    if let Some(item) = items.get_mut(*chosen) {
        item.ticked = !item.ticked;
    }
    *chosen = (*chosen + 1).min(items.len().saturating_sub(1));
}

pub(super) fn form_command(model: &Model, key: Key) -> Option<Command> {
    match model.keymap.lookup(Context::Form, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    }
}

/// A place in a list after a step.
pub(super) fn stepped(at: usize, len: usize, command: Command) -> usize {
    let last = len.saturating_sub(1);
    match command {
        Command::ListNext => (at + 1).min(last),
        Command::ListPrevious => at.saturating_sub(1),
        Command::ListPageDown => (at + 10).min(last),
        Command::ListPageUp => at.saturating_sub(10),
        _ => at.min(last),
    }
}

/// Types into a field; whether its text changed.
pub(super) fn type_into(field: &mut Field, key: Key) -> bool {
    let request = match (key.code, key.ctrl) {
        (KeyCode::Char(c), false) if !key.alt => InputRequest::InsertChar(c),
        (KeyCode::Backspace, false) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, false) => InputRequest::DeleteNextChar,
        (KeyCode::Left, false) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false) => InputRequest::GoToNextChar,
        (KeyCode::Home, false) => InputRequest::GoToStart,
        (KeyCode::End, false) => InputRequest::GoToEnd,
        (KeyCode::Char('u'), true) => InputRequest::DeleteLine,
        (KeyCode::Char('w'), true) => InputRequest::DeletePrevWord,
        _ => return false,
    };
    field.handle(request).is_some_and(|changed| changed.value)
}

fn editor_input(key: Key) -> Option<EditorInput> {
    use ratatui_textarea::Key as K;
    let code = match key.code {
        KeyCode::Char(c) => K::Char(c),
        KeyCode::Backspace => K::Backspace,
        KeyCode::Delete => K::Delete,
        KeyCode::Left => K::Left,
        KeyCode::Right => K::Right,
        KeyCode::Up => K::Up,
        KeyCode::Down => K::Down,
        KeyCode::Home => K::Home,
        KeyCode::End => K::End,
        KeyCode::PageUp => K::PageUp,
        KeyCode::PageDown => K::PageDown,
        _ => return None,
    };
    // No Shift: the editor would begin a selection, which is not drawn.
    Some(EditorInput { key: code, ctrl: key.ctrl, alt: key.alt, shift: false })
}

fn on_listing_key(model: &mut Model, mut overlay: Overlay, key: Key) -> Vec<Effect> {
    let command = match model.keymap.lookup(Context::List, key) {
        Some(Action::Command(command)) => Some(command),
        _ => None,
    };
    match command {
        Some(Command::ListClose) => return Vec::new(),
        Some(Command::ListChoose) => return choose(model, &overlay),
        _ => {}
    }
    let Some(listing) = listing(&mut overlay) else { return Vec::new() };
    let mut changed = false;
    match command {
        Some(command) => listing.chosen = stepped(listing.chosen, listing.matches.len(), command),
        None => changed = type_into(&mut listing.field, key),
    }
    model.overlay = Some(overlay);
    if changed {
        refilter(model);
    }
    Vec::new()
}

/// Moves in the list on top by so many lines.
pub(super) fn scroll(model: &mut Model, by: i8) {
    if let Some(listing) = model.overlay.as_mut().and_then(listing) {
        let to = listing.chosen.saturating_add_signed(isize::from(by));
        listing.chosen = to.min(listing.matches.len().saturating_sub(1));
    }
}

fn listing(overlay: &mut Overlay) -> Option<&mut Listing> {
    match overlay {
        Overlay::Help(listing) | Overlay::Palette(listing) => Some(listing),
        _ => None,
    }
}

fn choose(model: &mut Model, overlay: &Overlay) -> Vec<Effect> {
    match overlay {
        Overlay::Palette(listing) => {
            let command = listing.matches.get(listing.chosen).and_then(|at| palette::entries(model).into_iter().nth(*at));
            command.map(|entry| run(model, entry.action)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Brings the matches of the list on top in line with what was typed.
pub(super) fn refilter(model: &mut Model) {
    let Some(mut overlay) = model.overlay.take() else { return };
    let items: Vec<String> = match &overlay {
        Overlay::Palette(_) => palette::entries(model).into_iter().map(|entry| format!("{} {}", entry.name, entry.title)).collect(),
        Overlay::Help(_) => palette::help(model).into_iter().map(|row| row.searched()).collect(),
        _ => Vec::new(),
    };
    let in_order = matches!(overlay, Overlay::Help(_));
    if let Some(listing) = listing(&mut overlay) {
        listing.matches = palette::fuzzy(listing.field.value(), &items, in_order);
        listing.chosen = 0;
    }
    model.overlay = Some(overlay);
}

/// Asks who annotates, and remembers what was meant.
pub(super) fn ask_annotator(model: &mut Model, then: Action) {
    model.overlay = Some(Overlay::Annotator { field: Field::new(model.proposed_annotator.clone()), offered: true, then });
}

fn on_annotator_key(model: &mut Model, mut field: Field, offered: bool, then: Action, key: Key) -> Vec<Effect> {
    match form_command(model, key) {
        Some(Command::FormClose) => {
            model.say("nothing tagged: a name is needed to keep annotations under");
            Vec::new()
        }
        Some(Command::FormAccept) => {
            if let Some(name) = annotator_name(field.value()) {
                model.annotator = Some(name.clone());
                if let Some(record) = model.desk.as_mut().and_then(|desk| desk.record.as_mut()) {
                    record.annotator.clone_from(&name);
                }
                // What this annotator did here before comes first; then the key that asked.
                model.waiting.push_back(waiting_key(model, then));
                if let Some(desk) = &mut model.desk {
                    desk.record = None;
                }
                vec![Effect::LoadRecord]
            } else {
                model.refuse("a name has letters or digits, and is not “gold”");
                model.overlay = Some(Overlay::Annotator { field, offered: false, then });
                Vec::new()
            }
        }
        _ => {
            if offered && key.typed().is_some() {
                field.reset();
            }
            type_into(&mut field, key);
            model.overlay = Some(Overlay::Annotator { field, offered: false, then });
            Vec::new()
        }
    }
}

/// The key of an action, to be pressed again when the record is there.
fn waiting_key(model: &Model, action: Action) -> Key {
    match action {
        Action::Tag { label, keep } => {
            let letter = model.codebook.labels.get(label).map_or('a', |label| label.key);
            Key::char(if keep { letter.to_uppercase().next().unwrap_or(letter) } else { letter })
        }
        Action::Command(command) => model.keymap.keys_of(command).first().copied().unwrap_or(Key::char('?')),
    }
}

fn on_manual_key(model: &mut Model, page: ManualPage, row: usize, key: Key) -> Vec<Effect> {
    // Beside the meaning of one label those of the others are a key away.
    let other = key.typed().and_then(|letter| model.codebook.labels.iter().position(|label| label.key == letter));
    if let (ManualPage::Label(_), Some(label)) = (page, other) {
        model.overlay = Some(Overlay::Manual { page: ManualPage::Label(label), row: 0 });
        return Vec::new();
    }
    let row = match (model.keymap.lookup(Context::List, key), key.typed()) {
        (Some(Action::Command(Command::ListClose | Command::ListChoose)), _) | (None, Some('q')) => {
            // Help on the review goes back to it.
            model.overlay = (page == ManualPage::Review).then_some(Overlay::Review);
            return Vec::new();
        }
        (None, Some('j')) => row + 1,
        (None, Some('k')) => row.saturating_sub(1),
        (None, Some(' ')) => row + 10,
        (Some(Action::Command(command)), _) => stepped(row, usize::MAX, command),
        _ => row,
    };
    model.overlay = Some(Overlay::Manual { page, row: row.min(super::super::view::manual_rows(model, page)) });
    Vec::new()
}

fn on_confirm_key(model: &mut Model, question: Question, key: Key) -> Vec<Effect> {
    let yes = key.typed() == Some('y');
    let later = key.code == KeyCode::Esc;
    let no = key.typed() == Some('n') || later;
    let again = model.keymap.lookup(Context::Page, key) == Some(Action::Command(Command::Quit));
    match question {
        Question::QuitUnsaved if yes || again => article::leave(model),
        Question::Offer(_) if later => super::company::go_on(model),
        Question::Offer(offer) if yes || no => super::company::answer(model, *offer, yes),
        question if !no => {
            model.overlay = Some(Overlay::Confirm(question));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Pasted text goes into the field on top.
pub(super) fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Note { editor, .. }) = &mut model.overlay {
        editor.insert_str(text);
        return Vec::new();
    }
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect();
    let field = |field: &mut Field| {
        for c in line.chars() {
            field.handle(InputRequest::InsertChar(c));
        }
    };
    match &mut model.overlay {
        Some(Overlay::Search { field: own, .. }) => {
            field(own);
            super::search::search(model)
        }
        Some(Overlay::Library) => {
            field(&mut model.shelf.filter);
            super::library::ask(model)
        }
        Some(
            Overlay::Annotator { field: own, .. }
            | Overlay::AddFiles { field: own }
            | Overlay::Waive { field: own, .. }
            | Overlay::ReviewWords { field: own, .. }
            | Overlay::Queue { field: own },
        ) => {
            field(own);
            Vec::new()
        }
        Some(Overlay::Exchange(asked)) => {
            field(&mut asked.field);
            Vec::new()
        }
        Some(Overlay::Rename(renaming)) => {
            if let Stage::Naming(own) = &mut renaming.stage {
                field(own);
            }
            Vec::new()
        }
        Some(Overlay::Form(form)) => {
            if let Some(entry) = &mut form.entry {
                field(&mut entry.field);
            }
            Vec::new()
        }
        Some(Overlay::NewArticle(new)) => {
            field(if new.on_date { &mut new.date } else { &mut new.title });
            Vec::new()
        }
        Some(overlay) => {
            if let Some(listing) = listing(overlay) {
                field(&mut listing.field);
            }
            refilter(model);
            Vec::new()
        }
        None => Vec::new(),
    }
}
