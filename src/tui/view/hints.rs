//! The line of keys that make sense now.

use ratatui::layout::Rect;

use crate::annotation::AttributeKind;
use crate::config::{Command, Context};
use crate::library::HomeKind;
use crate::tui::agreeing::Sheet;
use crate::tui::form::{FormRow, listed, rows};
use crate::tui::model::{Model, Overlay, Pending};
use crate::tui::paint;
use crate::tui::register::Listed;
use crate::tui::renaming::Stage;
use crate::tui::reviewing::Part;
use crate::tui::screen::Canvas;
use crate::tui::update::context;

/// Draws them.
pub(super) fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.regions.hints;
    if let Some(Overlay::Search { field, .. }) = &model.overlay {
        let keys = "Enter accept  Esc back";
        let kept = if area.width >= 60 { paint::cells(keys) as u16 + 3 } else { 0 };
        let room = Rect { x: area.x + 1, width: area.width.saturating_sub(1 + kept), ..area };
        super::overlay::draw_field(model, canvas, room, "/", field, model.look.text());
        if kept > 0 {
            paint::line_to(canvas, area.right().saturating_sub(1), area.y, kept, keys, model.look.dim());
        }
        return;
    }
    let mut x = area.x + 1;
    if let Some(count) = model.count {
        x = paint::line(canvas, x, area.y, 8, &format!("{count} × "), model.look.accent());
    }
    let right = draw_way_out(model, canvas);
    for (key, what) in back_to_review(model).into_iter().chain(hints(model)) {
        let width = (paint::cells(&key) + paint::cells(&what) + 1) as u16;
        if x + width > right {
            break;
        }
        x = paint::line(canvas, x, area.y, width, &key, model.look.accent());
        x = paint::line(canvas, x + 1, area.y, width, &what, model.look.dim()) + 2;
    }
}

/// While a case is placed by hand: how to go back to it.
fn back_to_review(model: &Model) -> Option<(String, String)> {
    let reviewing = model.desk.as_ref()?.review.as_ref()?;
    let by_hand = model.overlay.is_none() && model.pending == Pending::Nothing && reviewing.by_hand.is_some();
    let key = model.keymap.keys_of(Command::Review).first().map_or_else(|| ":review".to_owned(), ToString::to_string);
    by_hand.then(|| (key, "back to the review".to_owned()))
}

/// At the right, always: all keys and the way out. Returns where they begin.
fn draw_way_out(model: &Model, canvas: &mut Canvas<'_>) -> u16 {
    let area = model.regions.hints;
    let review = matches!(model.overlay, Some(Overlay::Review));
    if (model.overlay.is_some() && !review) || model.pending != Pending::Nothing || area.width < 40 {
        return area.right();
    }
    let mut right = area.right().saturating_sub(1);
    if review {
        right = paint::line_to(canvas, right, area.y, area.width, "keys", model.look.dim());
        return paint::line_to(canvas, right.saturating_sub(1), area.y, area.width, "?", model.look.accent()).saturating_sub(2);
    }
    let wide = area.width >= 60;
    for (command, what) in [(Command::Quit, "quit"), (Command::Help, "keys")].into_iter().filter(|(command, _)| wide || *command == Command::Help) {
        let Some(key) = model.keymap.keys_of(command).first() else { continue };
        right = paint::line_to(canvas, right, area.y, area.width, what, model.look.dim());
        right = paint::line_to(canvas, right.saturating_sub(1), area.y, area.width, &key.to_string(), model.look.accent());
        right = right.saturating_sub(2);
    }
    right
}

/// What can be done on a row of the form, or while something is entered into it.
fn row_hints(row: &FormRow, entering: bool) -> Vec<(String, String)> {
    let values = listed(&row.attribute).len();
    let numbers = format!("1–{}", values.min(9));
    let flag = row.attribute.kind == AttributeKind::Flag;
    let several = matches!(row.attribute.kind, AttributeKind::Several(_));
    let pairs: Vec<(&str, &str)> = match (entering, values) {
        (true, 0) => vec![("Enter", "keep"), ("Down", "choose"), ("Tab", "complete"), ("Esc", "leave as it was")],
        (true, _) if flag => vec![("y", "yes"), ("n", "no"), ("Enter", "keep"), ("Esc", "leave as it was")],
        (true, _) if several => vec![(&numbers, "take or give back"), ("Down", "choose"), ("Tab", "tick"), ("Enter", "take it and close"), ("Esc", "close")],
        (true, _) => vec![(&numbers, "take it"), ("type", "to narrow down"), ("Down", "choose"), ("Enter", "keep"), ("Esc", "leave as it was")],
        _ if !row.known => vec![("Backspace", "drop")],
        (false, 0) if row.attribute.kind == AttributeKind::Span => vec![("Enter", "select")],
        (false, 0) => vec![("Enter", "write")],
        (false, _) if flag => vec![("y", "yes"), ("n", "no")],
        (false, _) => vec![(&numbers, "choose"), ("Enter", "list")],
    };
    let clear = (!entering && row.known && row.value.is_some()).then_some(("Backspace", "clear"));
    pairs.into_iter().chain(clear).map(|(key, what)| (key.to_owned(), what.to_owned())).collect()
}

/// The keys of the review, most useful first: as many as there is room for, the rest is behind `?`.
fn review_hints(model: &Model) -> &'static [(&'static str, &'static str)] {
    let reviewing = model.desk.as_ref().and_then(|desk| desk.review.as_ref());
    let relations =
        |reviewing: &crate::tui::reviewing::Reviewing| matches!(reviewing.mixing.as_ref().and_then(|mixing| mixing.part()), Some(Part::Relations(_)));
    match reviewing {
        Some(reviewing) if relations(reviewing) => &[("1–9", "that version’s"), ("b", "those of all"), ("x", "none"), ("u", "back"), ("Esc", "leave")],
        Some(reviewing) if reviewing.mixing.is_some() => &[("1–9", "that version’s"), ("x", "none"), ("u", "back"), ("Esc", "leave")],
        Some(reviewing) if reviewing.of.is_some() => &[
            ("a", "accept"),
            ("x", "reject"),
            ("e", "correct"),
            ("s", "skip"),
            ("u", "undo"),
            ("c", "comment"),
            ("A", "accept all"),
            ("w", "whose"),
            ("Enter", "by hand"),
            ("Esc", "leave"),
        ],
        Some(reviewing) if reviewing.alone().is_some() => &[
            ("a", "accept"),
            ("x", "reject"),
            ("e", "correct"),
            ("s", "skip"),
            ("u", "undo"),
            ("c", "comment"),
            ("A", "accept all"),
            ("Enter", "by hand"),
            ("d", "done"),
            ("Esc", "leave"),
        ],
        _ => &[
            ("1–9", "take"),
            ("b", "all"),
            ("x", "none"),
            ("e", "edit"),
            ("A", "agreed"),
            ("s", "skip"),
            ("u", "undo"),
            ("r", "why"),
            ("Enter", "by hand"),
            ("+ -", "join, share"),
            ("a", "all of one"),
            ("w", "one alone"),
            ("c", "comment"),
            ("Esc", "leave"),
        ],
    }
}

/// The keys that make sense now, most useful first.
fn hints(model: &Model) -> Vec<(String, String)> {
    let key = |command: Command| model.keymap.keys_of(command).first().map(ToString::to_string);
    let of = |pairs: &[(Command, &str)]| -> Vec<(String, String)> {
        pairs.iter().filter_map(|(command, what)| Some((key(*command)?, (*what).to_owned()))).collect()
    };
    let labels = || model.codebook.labels.iter().map(|label| (label.key.to_string(), label.name.clone()));
    match &model.pending {
        Pending::Jump(jump) => {
            let what = if jump.from.is_some() { "letters of the last word" } else { "letters of the first word" };
            let enter = jump.from.is_some().then(|| ("Enter".to_owned(), "just this one".to_owned()));
            return [("…".to_owned(), what.to_owned())].into_iter().chain(enter).chain([("Esc".to_owned(), "stop".to_owned())]).collect();
        }
        Pending::Relabel(_) => return labels().chain([("Esc".to_owned(), "leave it".to_owned())]).collect(),
        Pending::Nothing => {}
    }
    match &model.overlay {
        Some(Overlay::Occurrences { .. }) => {
            return [("Space", "tick"), ("C-a", "all or none"), ("Enter", "tag the ticked"), ("Esc", "leave")]
                .map(|(key, what)| (key.to_owned(), what.to_owned()))
                .to_vec();
        }
        Some(Overlay::Note { .. }) => {
            return [("Enter", "keep"), ("M-Enter", "new line"), ("Esc", "leave as it was")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec();
        }
        // What is typed goes into the search, digits too.
        Some(Overlay::Relate(relating)) if relating.find.is_some() => {
            return [("type", "to narrow down"), ("Down", "go through"), ("Enter", "takes the first"), ("Esc", "back")]
                .map(|(key, what)| (key.to_owned(), what.to_owned()))
                .to_vec();
        }
        Some(Overlay::Relate(_)) => {
            let next = key(Command::AnnotationRelate).map(|key| (key, "next relation".to_owned()));
            let own =
                [("1…", "takes it"), ("Down", "go through"), ("Enter", "takes the first"), ("/", "find")].map(|(key, what)| (key.to_owned(), what.to_owned()));
            return own.into_iter().chain(next).chain([("Esc".to_owned(), "leave".to_owned())]).collect();
        }
        Some(Overlay::Form(form)) => {
            let attributes = model.desk.as_ref().and_then(|desk| desk.annotation(&form.id)).map(|annotation| rows(&model.codebook, &annotation));
            let row = attributes.as_ref().and_then(|rows| rows.get(form.at));
            let here = row.map(|row| row_hints(row, form.entry.is_some())).unwrap_or_default();
            if form.entry.is_some() {
                return here;
            }
            let on_entity = row.is_some_and(|row| row.attribute.id == "entity");
            let own = attributes.iter().flatten().filter(|row| row.known).map(|row| (row.attribute.key.to_string(), row.attribute.name.clone()));
            let own: Vec<(String, String)> = here.into_iter().chain(own.take(4)).collect();
            let rename = of(&[(Command::EntityRename, "rename")]).into_iter().filter(|_| on_entity);
            let own = own.into_iter().chain(rename).chain(of(&[
                (Command::AnnotationNote, "note"),
                (Command::AnnotationDoubtful, "doubtful"),
                (Command::AnnotationRelabel, "relabel"),
                (Command::AnnotationAdjust, "edges"),
                (Command::AnnotationDelete, "delete"),
                (Command::AnnotationNext, "next"),
            ]));
            return own.chain([("Esc".to_owned(), "close".to_owned())]).collect();
        }
        Some(Overlay::Rename(renaming)) => {
            let own: &[(&str, &str)] = match renaming.stage {
                Stage::Naming(_) => &[("Enter", "list what would change"), ("Esc", "leave")],
                Stage::Listed { .. } => &[("Enter", "change them"), ("Down", "on"), ("Esc", "leave it as it is")],
                Stage::Looking(..) | Stage::Changing { .. } => &[("Esc", "call off")],
                Stage::Told { .. } => &[("Down", "on"), ("Esc", "close")],
            };
            return own.iter().map(|(key, what)| ((*key).to_owned(), (*what).to_owned())).collect();
        }
        Some(Overlay::NeedsLook { chosen }) => {
            let clash = model.desk.as_ref().and_then(|desk| desk.needs_look().get(*chosen).map(|item| item.unanchored.is_none())).unwrap_or_default();
            let own: &[(&str, &str)] = if clash {
                &[("Enter", "keep this"), ("o", "take the other"), ("x", "delete"), ("u", "undo"), ("Esc", "close")]
            } else {
                &[("Enter", "accept"), ("p", "place by hand"), ("x", "drop"), ("u", "undo"), ("Esc", "close")]
            };
            return own.iter().map(|(key, what)| ((*key).to_owned(), (*what).to_owned())).collect();
        }
        Some(Overlay::Register(register)) => {
            let waive = (register.listed == Listed::Desk).then(|| ("w".to_owned(), if register.on_waived() { "take back" } else { "wave through" }.to_owned()));
            let undo = (register.listed == Listed::Desk).then(|| ("u".to_owned(), "undo".to_owned()));
            let own = [("Down", "on"), ("Enter", "go there")].map(|(key, what)| (key.to_owned(), what.to_owned()));
            let rename = of(&[(Command::EntityRename, "rename")]).into_iter().filter(|_| register.listed == Listed::Ledger);
            return own.into_iter().chain(rename).chain(waive).chain(undo).chain([("Esc".to_owned(), "close".to_owned())]).collect();
        }
        Some(Overlay::Review) => return review_hints(model).iter().map(|(key, what)| ((*key).to_owned(), (*what).to_owned())).collect(),
        Some(Overlay::Agree) => {
            let leads = matches!(model.agreeing.sheet, Sheet::Articles | Sheet::Places);
            let here: &[(&str, &str)] = if leads { &[("Enter", "review it"), ("Down", "on")] } else { &[("Left Right", "whose"), ("Down", "on")] };
            let all = here.iter().chain(&[("1–4", "page"), ("Tab", "next page"), ("Esc", "close")]);
            return all.map(|(key, what)| ((*key).to_owned(), (*what).to_owned())).collect();
        }
        Some(Overlay::Lessons) => {
            return [("Enter", "go there"), ("Down", "on"), ("Esc", "close")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec();
        }
        Some(Overlay::ReviewWords { .. }) => return [("Enter", "keep"), ("Esc", "leave")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec(),
        Some(Overlay::Waive { .. }) => return [("Enter", "keep"), ("Esc", "leave")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec(),
        Some(Overlay::Manual { .. }) => return [("Down", "on"), ("Esc", "close")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec(),
        Some(Overlay::Library) => {
            return of(&[
                (Command::ListChoose, "open"),
                (Command::ListTick, "tick"),
                (Command::LibraryDone, "done"),
                (Command::LibrarySort, "sort"),
                (Command::LibraryGroup, "group"),
                (Command::LibraryPreview, "preview"),
                (Command::LibraryQueue, "queue"),
                (Command::LibraryExport, "export"),
                (Command::LibraryAgree, "agreement"),
                (Command::ListTickAll, "all"),
                (Command::LibraryShuffle, "shuffle"),
                (Command::LibraryReverse, "reverse"),
                (Command::ListClose, "close"),
            ]);
        }
        Some(Overlay::Exchange(_)) => {
            return [("Enter", "go"), ("Tab", "next format"), ("Esc", "leave")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec();
        }
        Some(Overlay::Queue { .. }) => return [("Enter", "move"), ("Esc", "leave")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec(),
        Some(Overlay::Help(_) | Overlay::Palette(_)) => {
            return [("type", "to narrow down"), ("Enter", "choose"), ("Esc", "close")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec();
        }
        Some(Overlay::Annotator { .. }) => return [("Enter", "go on"), ("Esc", "leave")].map(|(key, what)| (key.to_owned(), what.to_owned())).to_vec(),
        Some(Overlay::Confirm(_) | Overlay::Search { .. } | Overlay::NewArticle(_) | Overlay::AddFiles { .. }) => return Vec::new(),
        None => {}
    }
    let Some(desk) = &model.desk else { return of(&[(Command::Library, "library")]) };
    if desk.beside.is_some() {
        return of(&[(Command::Others, "goes on"), (Command::SearchOpen, "search"), (Command::Review, "review")]);
    }
    match context(model) {
        Context::Selection if desk.placing.is_some() => of(&[(Command::AnnotationApply, "place it here"), (Command::SelectionDrop, "leave")]),
        Context::Selection if desk.citing.is_some() => of(&[(Command::AnnotationApply, "these words"), (Command::SelectionDrop, "leave")]),
        Context::Selection if desk.adjusting.is_some() => of(&[
            (Command::AnnotationApply, "apply"),
            (Command::SelectionSwapEdge, "other edge"),
            (Command::CaretNextChar, "by character"),
            (Command::SelectionDrop, "leave"),
        ]),
        Context::Selection if desk.adding_to.is_some() => of(&[(Command::FragmentAdd, "add this span"), (Command::SelectionDrop, "leave")]),
        Context::Selection => {
            let mut own: Vec<_> = labels().collect();
            if desk.candidate.as_ref().is_some_and(|candidate| candidate.label.is_some()) {
                own.insert(0, ("Enter".to_owned(), "take it, and on".to_owned()));
            }
            own.extend(of(&[(Command::SelectionGrow, "grow"), (Command::SelectionShrink, "shrink"), (Command::SelectionSwapEdge, "other edge")]));
            if desk.candidate.is_some() {
                own.extend(of(&[(Command::CandidateNext, "next"), (Command::CandidateReject, "reject")]));
            }
            own.extend(of(&[(Command::SelectionDrop, "drop")]));
            own
        }
        Context::Annotation => of(&[
            (Command::AnnotationOpen, "form"),
            (Command::AnnotationRelate, "relate"),
            (Command::AnnotationRelabel, "relabel"),
            (Command::AnnotationAdjust, "edges"),
            (Command::FragmentAdd, "one more span"),
            (Command::AnnotationNote, "note"),
            (Command::AnnotationDoubtful, "doubtful"),
            (Command::AnnotationDelete, "delete"),
            (Command::AnnotationNext, "next"),
        ]),
        _ if desk.recent.is_some() => {
            let mut own = of(&[
                (Command::SelectionGrow, "grow"),
                (Command::SelectionShrink, "shrink"),
                (Command::CaretNextChar, "by character"),
                (Command::Undo, "undo"),
            ]);
            own.extend(of(&[(Command::CandidateNextOfKind, "next"), (Command::TagRepeat, "repeat"), (Command::TagAllOccurrences, "all others")]));
            own
        }
        _ if !desk.stack().is_empty() => {
            let mut own = of(&[
                (Command::AnnotationOpen, "details"),
                (Command::AnnotationDelete, "delete"),
                (Command::AnnotationNote, "note"),
                (Command::AnnotationRelabel, "relabel"),
            ]);
            own.extend(labels());
            own
        }
        _ => {
            let mut own = of(&[(Command::CandidateNext, "candidate")]);
            own.extend(labels());
            own.extend(of(&[
                (Command::SelectionExtend, "select"),
                (Command::WordJump, "jump"),
                (Command::SearchOpen, "search"),
                (Command::AnnotationNext, "annotations"),
                (Command::Undo, "undo"),
            ]));
            if model.home.kind == HomeKind::Project {
                own.extend(of(&[(Command::ArticleNext, "next article")]));
            }
            own
        }
    }
}
