//! Where everything is on the screen.
//!
//! ```text
//! ┌─────────────────────────────────┐
//! │ banner (only while work is in danger)
//! ├─margin─┬──────── text ────────┬─┐
//! │ a  c   │ Iran plotted to …    │▐│   page
//! ├────────┴──────────────────────┴─┤
//! │ tour (only while it goes on)    │
//! │ status                          │
//! │ layers under the caret, message │
//! │ keys                            │
//! └─────────────────────────────────┘
//! ```
//!
//! What goes with an annotation (its form, its relations, the ledger) has a panel of its own, and the page makes room for
//! it: at the right where the text keeps its width, else below.

use ratatui::layout::Rect;

/// Columns of labels in the margin at most; more labels share the last one.
pub(super) const COLUMNS: usize = 6;

/// The least and the most columns of a panel at the right.
const SIDE: (u16, u16) = (32, 46);

/// The smallest screen that can be worked on.
pub(super) const SMALLEST: (u16, u16) = (20, 5);

/// The parts of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Regions {
    /// All of it.
    pub screen: Rect,
    /// The letters of labels beside the text.
    pub margin: Rect,
    /// The text.
    pub text: Rect,
    /// What must not be overlooked, above the page.
    pub banner: Rect,
    /// The column that shows the position.
    pub bar: Rect,
    /// What goes with an annotation; empty when there is nothing of it.
    pub panel: Rect,
    /// The guided tour.
    pub tour: Rect,
    /// The status line.
    pub status: Rect,
    /// The line under it.
    pub stack: Rect,
    /// The keys that make sense now.
    pub hints: Rect,
}

impl Regions {
    /// Divides a screen; `measure` is the widest that text may be, `labels` how many there are, `banner` the rows above the
    /// page, `panel` the rows that a panel needs below the page.
    #[must_use]
    pub(super) fn arrange((width, height): (u16, u16), measure: u16, labels: usize, tour: bool, banner: u16, panel: Option<u16>) -> Self {
        let screen = Rect::new(0, 0, width, height);
        let own = Self::without_panel((width, height), measure, labels, tour, banner);
        let Some(rows) = panel else { return own };
        let columns = labels.clamp(1, COLUMNS) as u16;
        let beside = width.saturating_sub(measure + columns + 3);
        let page = Rect::new(0, own.banner.bottom(), width, own.tour.y.saturating_sub(own.banner.bottom()));
        if beside >= SIDE.0 {
            let beside = beside.min(SIDE.1);
            let left = Self::without_panel((width - beside, height), measure, labels, tour, banner);
            let panel = Rect { x: width - beside, width: beside, ..page };
            return Self { margin: left.margin, text: left.text, bar: left.bar, panel, ..own };
        }
        let rows = rows.min(page.height * 3 / 5).min(page.height.saturating_sub(3));
        let panel = Rect { y: page.bottom() - rows, height: rows, ..page };
        let cut = |part: Rect| Rect { height: panel.y.saturating_sub(part.y), ..part }.intersection(screen);
        Self { margin: cut(own.margin), text: cut(own.text), bar: cut(own.bar), panel, ..own }
    }

    fn without_panel((width, height): (u16, u16), measure: u16, labels: usize, tour: bool, banner: u16) -> Self {
        let screen = Rect::new(0, 0, width, height);
        let tour_height = if tour && height >= 14 { 3 } else { 0 };
        let page_height = height.saturating_sub(3 + tour_height);
        let columns = labels.clamp(1, COLUMNS) as u16;
        let banner = banner.min(page_height.saturating_sub(2));
        let top = banner + u16::from(page_height - banner >= 16);
        let room = width.saturating_sub(columns + 3);
        let text_width = measure.min(room).max(1);
        let left = (width.saturating_sub(text_width) / 2).max(columns + 1);
        let below = |lines: u16| Rect::new(0, page_height + tour_height + lines, width, 1).intersection(screen);
        Self {
            screen,
            margin: Rect::new(left.saturating_sub(columns + 1), top, columns, page_height - top.min(page_height)).intersection(screen),
            text: Rect::new(left, top, text_width, page_height - top.min(page_height)).intersection(screen),
            banner: Rect::new(0, 0, width, banner).intersection(screen),
            bar: Rect::new(width.saturating_sub(1), banner, 1, page_height - banner).intersection(screen),
            panel: Rect::new(0, page_height, 0, 0),
            tour: Rect::new(0, page_height, width, tour_height).intersection(screen),
            status: below(0),
            stack: below(1),
            hints: below(2),
        }
    }

    /// Whether the screen is too small to work on.
    #[must_use]
    pub(super) fn too_small(&self) -> bool {
        self.screen.width < SMALLEST.0 || self.screen.height < SMALLEST.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_size_is_out_of_bounds_and_the_smallest_has_text() {
        for width in 0..130 {
            for height in 0..60 {
                for (tour, banner, panel) in [(false, 0, None), (true, 0, Some(20)), (false, 2, None), (true, 3, Some(6)), (false, 0, Some(9))] {
                    let regions = Regions::arrange((width, height), 80, 4, tour, banner, panel);
                    let parts = [regions.banner, regions.margin, regions.text, regions.bar, regions.tour, regions.status, regions.stack, regions.hints];
                    for part in parts {
                        assert_eq!(part.intersection(regions.screen), part, "{width}x{height}");
                        assert!(part.intersection(regions.panel).is_empty(), "{width}x{height} {regions:?}");
                    }
                    assert_eq!(regions.panel.intersection(regions.screen), regions.panel);
                    let least = if panel.is_some() { 1 } else { 2 };
                    assert!(regions.too_small() || regions.text.width >= 10 && regions.text.height >= least, "{width}x{height} {regions:?}");
                }
            }
        }
        let regions = Regions::arrange((120, 40), 80, 4, false, 0, Some(10));
        assert_eq!((regions.text.width, regions.panel.width), (80, 33), "the text keeps its width beside a panel");
    }
}
