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

use ratatui::layout::Rect;

/// Columns of labels in the margin at most; more labels share the last one.
pub(super) const COLUMNS: usize = 6;

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
    /// Divides a screen; `measure` is the widest that text may be, `labels` how many there are, `banner` the rows above the page.
    #[must_use]
    pub(super) fn arrange(width: u16, height: u16, measure: u16, labels: usize, tour: bool, banner: u16) -> Self {
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
                for (tour, banner) in [(false, 0), (true, 0), (false, 2), (true, 3)] {
                    let regions = Regions::arrange(width, height, 80, 4, tour, banner);
                    for part in [regions.banner, regions.margin, regions.text, regions.bar, regions.tour, regions.status, regions.stack, regions.hints] {
                        assert_eq!(part.intersection(regions.screen), part, "{width}x{height}");
                    }
                    assert!(regions.too_small() || regions.text.width >= 10 && regions.text.height >= 2, "{width}x{height} {regions:?}");
                }
            }
        }
        assert_eq!(Regions::arrange(120, 40, 80, 4, false, 0).text.width, 80);
    }
}
