//! The model, drawn. Reads it and changes nothing.

mod chrome;
mod overlay;
mod page;

use ratatui::buffer::Buffer;

use super::model::Model;
use super::paint;

/// Paints all of the screen.
pub fn view(model: &Model, buffer: &mut Buffer) {
    let screen = model.regions.screen;
    if screen.width == 0 || screen.height == 0 {
        return;
    }
    if model.regions.too_small() {
        paint::line(buffer, 0, 0, screen.width, "too small", model.look.warn());
        let (width, height) = super::regions::SMALLEST;
        paint::line(buffer, 0, 1, screen.width, &format!("needs {width}×{height}"), model.look.dim());
        return;
    }
    match &model.desk {
        Some(desk) => page::draw(model, desk, buffer),
        None => page::draw_empty(model, buffer),
    }
    chrome::draw(model, buffer);
    overlay::draw(model, buffer);
}
