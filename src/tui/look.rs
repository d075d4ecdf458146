//! How things look: the palette as styles, the marks of labels, what is left of both without colour.

use ratatui::style::{Color, Modifier, Style};

use super::screen::{Depth, Underline};
use crate::annotation::{Codebook, Mark};
use crate::config::{Palette, Rgb, Settings, Theme};

/// Styles for everything on the screen.
#[derive(Clone, Debug)]
pub(super) struct Look {
    palette: Palette,
    codebook: Codebook,
    /// How many colours there are.
    pub depth: Depth,
    /// Whether the user has chosen by key, so that the terminal's answer changes nothing.
    chosen: bool,
    /// Whether the background is known; else nothing relies on it.
    known: bool,
    /// Goes up with every change.
    version: u32,
}

fn rgb((r, g, b): Rgb) -> Color {
    Color::Rgb(r, g, b)
}

impl Look {
    /// The look that the settings ask for, on a terminal of which the background is not known yet.
    #[must_use]
    pub(super) fn new(settings: &Settings, codebook: &Codebook, depth: Depth) -> Self {
        let palette = Palette::new(settings.theme.is_dark(None), &settings.colors, codebook);
        Self { palette, codebook: codebook.clone(), depth, chosen: false, known: settings.theme != Theme::Auto, version: 0 }
    }

    /// Takes the theme that fits the terminal's background, unless the user has one.
    pub(super) fn set_background(&mut self, settings: &Settings, (r, g, b): Rgb) {
        self.version += 1;
        self.known = true;
        let light = (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000;
        if !self.chosen {
            self.palette = Palette::new(settings.theme.is_dark(Some(light < 128)), &settings.colors, &self.codebook);
        }
    }

    /// Takes the labels of another codebook.
    pub(super) fn set_codebook(&mut self, settings: &Settings, codebook: &Codebook) {
        self.version += 1;
        self.codebook = codebook.clone();
        self.palette = Palette::new(self.palette.dark, &settings.colors, codebook);
    }

    /// Switches between dark and light; returns the name of what it is now.
    pub(super) fn toggle(&mut self, settings: &Settings) -> &'static str {
        self.version += 1;
        self.chosen = true;
        self.known = true;
        self.palette = Palette::new(!self.palette.dark, &settings.colors, &self.codebook);
        if self.palette.dark { "dark" } else { "light" }
    }

    /// A number that changes whenever anything looks different.
    #[must_use]
    pub(super) fn version(&self) -> u32 {
        self.version
    }

    /// Whether there are colours.
    #[must_use]
    pub(super) fn colored(&self) -> bool {
        self.depth != Depth::None
    }

    /// Whether there are enough colours for soft backgrounds.
    fn tinted(&self) -> bool {
        matches!(self.depth, Depth::Indexed | Depth::True)
    }

    /// Plain text of the article.
    #[must_use]
    pub(super) fn text(&self) -> Style {
        self.palette.text.map_or_else(Style::new, |text| Style::new().fg(rgb(text)))
    }

    /// Text that is drawn back.
    #[must_use]
    pub(super) fn dim(&self) -> Style {
        if self.colored() { Style::new().fg(rgb(self.palette.dim)) } else { Style::new().add_modifier(Modifier::DIM) }
    }

    /// The headline, headings, keys.
    #[must_use]
    pub(super) fn accent(&self) -> Style {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        // A white headline on what may be white paper would be none.
        if self.known { bold.fg(rgb(self.palette.accent)) } else { bold }
    }

    /// The status line.
    #[must_use]
    pub(super) fn status(&self) -> Style {
        if self.tinted() { Style::new().fg(rgb(self.palette.status_text)).bg(rgb(self.palette.status)) } else { Style::new().add_modifier(Modifier::REVERSED) }
    }

    /// The ground of what lies over the page.
    #[must_use]
    pub(super) fn panel(&self) -> Style {
        if self.tinted() { Style::new().fg(rgb(self.palette.status_text)).bg(rgb(self.palette.status)) } else { Style::new() }
    }

    /// The chosen line of a list.
    #[must_use]
    pub(super) fn chosen(&self) -> Style {
        if self.tinted() {
            Style::new().fg(rgb(self.palette.text_on_tint)).bg(rgb(self.palette.selection)).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
        }
    }

    /// Selected text.
    #[must_use]
    pub(super) fn selection(&self) -> Style {
        if self.tinted() {
            Style::new().fg(rgb(self.palette.text_on_tint)).bg(rgb(self.palette.selection))
        } else {
            Style::new().add_modifier(Modifier::REVERSED)
        }
    }

    /// The token of the caret.
    #[must_use]
    pub(super) fn caret(&self) -> Style {
        if self.tinted() {
            Style::new().fg(rgb(self.palette.caret_text)).bg(rgb(self.palette.caret)).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
        }
    }

    /// Hits of a search.
    #[must_use]
    pub(super) fn hit(&self) -> Style {
        if self.tinted() { Style::new().fg(rgb(self.palette.text_on_tint)).bg(rgb(self.palette.hit)) } else { Style::new().add_modifier(Modifier::BOLD) }
    }

    /// What the selected annotation is related to.
    #[must_use]
    pub(super) fn partner(&self) -> Style {
        if self.tinted() {
            Style::new().fg(rgb(self.palette.text_on_tint)).bg(rgb(self.palette.hit)).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
        }
    }

    /// The letters of a jump.
    #[must_use]
    pub(super) fn jump(&self) -> Style {
        if self.colored() {
            Style::new().fg(rgb(self.palette.candidate)).add_modifier(Modifier::BOLD)
        } else {
            Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
        }
    }

    /// Something is well.
    #[must_use]
    pub(super) fn ok(&self) -> Style {
        Style::new().fg(rgb(self.palette.ok))
    }

    /// Something was refused or is not finished.
    #[must_use]
    pub(super) fn warn(&self) -> Style {
        Style::new().fg(rgb(self.palette.warn))
    }

    /// Work is in danger.
    #[must_use]
    pub(super) fn error(&self) -> Style {
        Style::new().fg(rgb(self.palette.error)).add_modifier(Modifier::BOLD)
    }

    /// A label's letter in the margin and in lists; `None` is a label that the codebook lacks.
    #[must_use]
    pub(super) fn letter(&self, label: Option<usize>) -> Style {
        Style::new().fg(rgb(self.palette.label(label).ink)).add_modifier(Modifier::BOLD)
    }

    /// A label's bar in the margin.
    #[must_use]
    pub(super) fn bar(&self, label: Option<usize>) -> Style {
        Style::new().fg(rgb(self.palette.label(label).ink))
    }

    /// Annotated text, its labels given innermost first: the innermost one tints the ground, the next one out draws the
    /// line under it, and each adds its own mark (italics for a quote) however deep it lies.
    #[must_use]
    pub(super) fn annotated(&self, labels: &[Option<usize>]) -> Style {
        let Some(inner) = labels.first() else { return Style::new() };
        let mut style = Style::new();
        if self.tinted() {
            style = style.bg(rgb(self.palette.label(*inner).tint)).fg(rgb(self.palette.text_on_tint));
        } else if self.colored() {
            style = style.fg(rgb(self.palette.label(*inner).ink));
        }
        for label in labels {
            style = style.add_modifier(match self.mark(*label) {
                Mark::Italic => Modifier::ITALIC,
                Mark::Bold => Modifier::BOLD,
                _ => Modifier::empty(),
            });
        }
        let lined = |label: &&Option<usize>| underline(self.mark(**label)).is_some();
        // With a ground of its own the innermost needs a line least: it shows what is around it, if that has one.
        let line = if self.tinted() && labels.len() > 1 { labels.iter().skip(1).find(lined) } else { None };
        let line = line.or_else(|| labels.iter().find(lined));
        if let Some((label, kind)) = line.and_then(|label| Some((label, underline(self.mark(*label))?))) {
            style = style.add_modifier(kind.modifier()).underline_color(rgb(self.palette.label(*label).ink));
        }
        style
    }

    fn mark(&self, label: Option<usize>) -> Mark {
        label.and_then(|at| self.codebook.labels.get(at)).map_or(Mark::Underline, |label| label.mark)
    }
}

fn underline(mark: Mark) -> Option<Underline> {
    match mark {
        Mark::Underline => Some(Underline::Single),
        Mark::Double => Some(Underline::Double),
        Mark::Wavy => Some(Underline::Wavy),
        Mark::Dotted => Some(Underline::Dotted),
        Mark::Italic | Mark::Bold => None,
    }
}
