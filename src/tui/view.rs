//! The model, drawn. Reads it and changes nothing.

mod adding;
mod agree;
mod chrome;
mod exchange;
mod form;
mod hints;
mod lessons;
mod library;
mod look;
mod manual;
mod overlay;
mod page;
mod question;
mod register;
mod relate;
mod rename;
mod review;

pub(super) use agree::agree_depth;
pub(super) use library::{library_line, library_page};
pub(super) use manual::rows as manual_rows;

use super::model::{Model, Overlay, Pending, Question};
use super::paint;
use super::screen::Canvas;

/// Paints all of the screen.
pub(super) fn view(model: &Model, canvas: &mut Canvas<'_>) {
    let screen = model.regions.screen;
    if screen.width == 0 || screen.height == 0 {
        return;
    }
    if model.regions.too_small() {
        paint::line(canvas, 0, 0, screen.width, "too small", model.look.warn());
        let (width, height) = super::regions::SMALLEST;
        let asked = matches!(model.overlay, Some(Overlay::Confirm(Question::QuitUnsaved)));
        let more = if asked { "not saved; leave? y".into() } else { format!("needs {width}×{height}") };
        paint::line(canvas, 0, 1, screen.width, &more, model.look.dim());
        return;
    }
    match &model.desk {
        Some(desk) => page::draw(model, desk, canvas),
        None => page::draw_empty(model, canvas),
    }
    chrome::draw(model, canvas);
    overlay::draw(model, canvas);
}

/// What each row of the screen is made of, as a number that changes whenever the row must be painted anew. Only the rows
/// of the page have one, and only while nothing lies over it; all others are painted every time.
#[must_use]
pub(super) fn fingerprints(model: &Model) -> Vec<u64> {
    let quiet = model.overlay.is_none() && model.pending == Pending::Nothing && !model.regions.too_small();
    match &model.desk {
        Some(desk) if quiet => page::fingerprints(model, desk),
        _ => Vec::new(),
    }
}
