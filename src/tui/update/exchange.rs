//! Annotations out to other tools, and in from them.

use std::path::{Path, PathBuf};

use tui_input::Input as Field;

use super::super::exchanging::{Exchange, Way};
use super::super::model::{Model, Overlay};
use super::Effect;
use super::overlay::{form_command, type_into};
use crate::config::{Command, Key, KeyCode};
use crate::exchange::format_of_file;

/// Asks where the annotations on these articles are to go.
pub(super) fn ask_out(model: &mut Model, articles: Vec<PathBuf>, over_library: bool) {
    if model.annotator.is_none() {
        return model.refuse("whose annotations? tag something first, or start with --annotator NAME");
    }
    let field = Field::new("jsonl annotations.jsonl".into());
    model.overlay = Some(Overlay::Exchange(Box::new(Exchange { way: Way::Out, articles, over_library, field })));
}

/// `:export`: of the article that is open.
pub(super) fn ask_out_of_open(model: &mut Model) {
    let articles = model.desk.iter().map(|desk| desk.path.clone()).collect();
    ask_out(model, articles, false);
}

/// `:import`.
pub(super) fn ask_in(model: &mut Model) {
    model.overlay = Some(Overlay::Exchange(Box::new(Exchange { way: Way::In, articles: Vec::new(), over_library: false, field: Field::default() })));
}

pub(super) fn on_key(model: &mut Model, mut asked: Box<Exchange>, key: Key) -> Vec<Effect> {
    let back = |asked: &Exchange| asked.over_library.then_some(Overlay::Library);
    match form_command(model, key) {
        Some(Command::FormClose) => {
            model.overlay = back(&asked);
            return Vec::new();
        }
        Some(Command::FormAccept) => {
            let typed = asked.field.value().trim().to_owned();
            let whole = asked.format().is_some() && typed.contains(' ');
            let by_ending = asked.way == Way::Out && !typed.contains(' ') && format_of_file(Path::new(&typed)).is_some();
            if !whole && !by_ending {
                model.refuse(if asked.way == Way::Out {
                    "a format and a file or new folder, such as brat corpus"
                } else {
                    "a format and a file or folder, such as brat corpus"
                });
            } else {
                model.overlay = back(&asked);
                model.shelf.marked.clear();
                return vec![match asked.way {
                    Way::Out => Effect::Export(asked.articles, typed),
                    Way::In => Effect::Import(typed),
                }];
            }
        }
        _ if key.code == KeyCode::Tab => asked.complete(),
        _ => {
            type_into(&mut asked.field, key);
        }
    }
    model.overlay = Some(Overlay::Exchange(asked));
    Vec::new()
}
