//! The reason of a decision, or a comment on it, is asked for where the list of cases stands: the sentence and its versions
//! stay in sight.

use ratatui::layout::Rect;
use tui_input::Input as Field;

use super::draw_panel;
use crate::review::Reason;
use crate::tui::model::Model;
use crate::tui::paint;
use crate::tui::screen::Canvas;
use crate::tui::view::overlay::draw_field;

/// From so many cells on two columns hold every reason in full.
const WIDE: u16 = 74;

/// Below so many rows reasons stand in two columns, whatever is cut off.
const LOW: u16 = 18;

/// What is asked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Whether that is a comment.
    comment: bool,
    field: &'a Field,
}

impl Asked<'_> {
    pub(super) fn title(self) -> &'static str {
        if self.comment { "What is the annotator to know?" } else { "Why? A number, or your own words" }
    }

    /// How many rows it takes in a panel.
    pub(super) fn rows(self, area: Rect) -> usize {
        if self.comment { 1 } else { 1 + Reason::LIST.len().div_ceil(columns(area)) }
    }

    pub(super) fn draw(self, model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
        let ground = model.look.panel();
        draw_field(model, canvas, area, if self.comment { "comment " } else { "reason " }, self.field, ground);
        if self.comment {
            return;
        }
        let columns = columns(area);
        let rows = Reason::LIST.len().div_ceil(columns);
        // The second column has the longest one.
        let second = area.x + if columns > 1 { area.width * 4 / 9 } else { 0 };
        for (n, reason) in Reason::LIST.iter().enumerate() {
            let y = area.y + 1 + (n % rows) as u16;
            if y >= area.bottom() {
                continue;
            }
            let (x, right) = if n < rows { (area.x, if columns > 1 { second - 1 } else { area.right() }) } else { (second, area.right()) };
            let x = paint::line(canvas, x, y, 2, &((n + 1) % 10).to_string(), ground.patch(model.look.accent())) + 1;
            paint::line(canvas, x, y, right.saturating_sub(x), reason.in_words(), ground);
        }
    }
}

fn columns(area: Rect) -> usize {
    if area.width >= WIDE || area.height < LOW { 2 } else { 1 }
}

/// Asks for the reason of a decision, or for a comment on it.
pub(in crate::tui::view) fn draw_words(model: &Model, comment: bool, field: &Field, canvas: &mut Canvas<'_>) {
    draw_panel(model, canvas, Some(Asked { comment, field }));
}
