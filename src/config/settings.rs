//! The user's settings: `config.ron`.

use super::color::{Rgb, parse_hex};
use super::reader::{Raw, Reader};
use super::{Diagnostic, KeyOverride, Layout, Translation};
use crate::article::Ambiguous;

/// The narrowest and widest measure, in columns.
pub const MEASURE: std::ops::RangeInclusive<u16> = 30..=200;

/// The longest wait for the rest of an escape sequence, in milliseconds.
const LONGEST_WAIT: u16 = 2000;

/// Entries of `config.ron`, in their order.
pub(super) const ENTRIES: &[&str] =
    &["annotator", "measure", "theme", "colors", "mouse", "candidates", "ambiguous_width", "layout", "translate", "escape_timeout_ms", "keys"];

/// Which palette to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// What the terminal says of its background; dark where it does not.
    #[default]
    Auto,
    /// For a dark background.
    Dark,
    /// For a light background.
    Light,
}

/// The user's own colours; what is `None` is the theme's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colors {
    /// The text of the page.
    pub text: Option<Rgb>,
    /// Boilerplate, hints, the margin.
    pub dim: Option<Rgb>,
    /// Headlines and headings.
    pub accent: Option<Rgb>,
    /// The background of the selection.
    pub selection: Option<Rgb>,
    /// The background of the caret.
    pub caret: Option<Rgb>,
    /// Labels by id.
    pub labels: Vec<(String, Rgb)>,
}

/// What the user has set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whose annotations these are; asked at the first tag where `None`.
    pub annotator: Option<String>,
    /// The widest row of the page, in columns.
    pub measure: u16,
    /// The palette.
    pub theme: Theme,
    /// Own colours on top of it.
    pub colors: Colors,
    /// Whether the mouse is captured.
    pub mouse: bool,
    /// Whether candidates are shown. A project can switch them off too: they are on where both say so.
    pub candidates: bool,
    /// Cells that an ambiguous character takes on this terminal.
    pub ambiguous: Ambiguous,
    /// How the characters of this keyboard become keys.
    pub translation: Translation,
    /// How long to wait for the rest of an escape sequence before Esc is Esc, in milliseconds.
    pub escape_timeout_ms: u16,
    /// Own keys; [`super::Keymap::new`] reads them.
    pub keys: Vec<KeyOverride>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            annotator: None,
            measure: 80,
            theme: Theme::Auto,
            colors: Colors::default(),
            mouse: true,
            candidates: true,
            ambiguous: Ambiguous::Narrow,
            translation: Translation::default(),
            escape_timeout_ms: 30,
            keys: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the text of a `config.ron` named `file`. An entry that cannot be read has its default and is said so at its
    /// place; all others count. Text that is no RON at all gives the defaults and one diagnostic.
    #[must_use]
    pub fn parse(source: &str, file: &str) -> (Self, Vec<Diagnostic>) {
        let mut reader = Reader::new(source, file);
        let mut settings = Self::default();
        for (name, raw) in reader.entries(ENTRIES) {
            settings.read(&mut reader, name, raw);
        }
        (settings, reader.finish())
    }

    fn read<'a>(&mut self, reader: &mut Reader<'a>, name: &str, raw: Raw<'a>) {
        let number = |range: std::ops::RangeInclusive<u16>| move |number: u16| range.contains(&number).then_some(number);
        match name {
            "annotator" => self.annotator = owner(reader, raw),
            "measure" => set(&mut self.measure, reader.value(name, raw, "a number from 30 to 200", number(MEASURE))),
            "theme" => set(&mut self.theme, reader.choice(name, raw, &[("Auto", Theme::Auto), ("Dark", Theme::Dark), ("Light", Theme::Light)])),
            "colors" => self.colors = colors(reader, raw),
            "mouse" => set(&mut self.mouse, reader.switch(name, raw)),
            "candidates" => set(&mut self.candidates, reader.switch(name, raw)),
            "ambiguous_width" => set(&mut self.ambiguous, reader.choice(name, raw, &[("1", Ambiguous::Narrow), ("2", Ambiguous::Wide)])),
            "layout" => set(&mut self.translation.layout, layout(reader, raw)),
            "translate" => self.translation.pairs = translate(reader, raw),
            "escape_timeout_ms" => set(&mut self.escape_timeout_ms, reader.value(name, raw, "milliseconds, from 0 to 2000", number(0..=LONGEST_WAIT))),
            _ => self.keys = keys(reader, raw),
        }
    }
}

/// A name that an annotator can have: `[a-z0-9-]`, not the reserved `gold`.
#[must_use]
pub fn annotator(name: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let sound = (1..=32).contains(&name.len()) && name.chars().all(fits) && !name.starts_with('-') && name != "gold";
    sound.then(|| name.to_owned())
}

fn owner<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<String> {
    let expected = "a short name of a-z, 0-9 and `-`, other than \"gold\"";
    let check = |name: Option<String>| name.map_or(Some(None), |name| annotator(&name).map(Some));
    reader.value("annotator", raw, expected, check).flatten()
}

/// Replaces a default by what was read, if anything could be.
pub(super) fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

fn layout<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Option<Layout> {
    let names: Vec<&str> = Layout::all().iter().map(|layout| layout.name).collect();
    let Some(name) = raw.string() else {
        return reader.value("layout", raw, &format!("one of \"{}\"", names.join("\", \"")), |()| None);
    };
    let layout = Layout::from_name(&name);
    if layout.is_none() {
        let unknown = Diagnostic::unknown(&reader.place(raw.0), "layout", &name, names.iter().copied());
        reader.push(unknown.with_help(&format!("known: {}", names.join(", "))));
    }
    layout
}

fn translate<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Vec<(char, char)> {
    let mut pairs: Vec<(char, char)> = Vec::new();
    for (typed, meant) in reader.pairs(raw) {
        let mut character = |raw| reader.value("translate", raw, "a character such as 'ф'", |c: char| (!c.is_control()).then_some(c));
        let (Some(from), Some(to)) = (character(typed), character(meant)) else { continue };
        if pairs.iter().any(|(known, _)| *known == from) {
            reader.report(typed, &format!("'{from}' stands here twice; the first counts"));
        } else {
            pairs.push((from, to));
        }
    }
    pairs
}

/// A colour, `"#rrggbb"`.
pub(super) fn color<'a>(reader: &mut Reader<'a>, name: &str, raw: Raw<'a>) -> Option<Rgb> {
    reader.value(name, raw, "a colour such as \"#56b4e9\"", |text: String| parse_hex(&text))
}

fn colors<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Colors {
    let mut colors = Colors::default();
    for (name, raw) in reader.fields(raw, "colour", &["text", "dim", "accent", "selection", "caret", "labels"]).unwrap_or_default() {
        let target = match name {
            "text" => &mut colors.text,
            "dim" => &mut colors.dim,
            "accent" => &mut colors.accent,
            "selection" => &mut colors.selection,
            "caret" => &mut colors.caret,
            _ => {
                colors.labels = label_colors(reader, raw);
                continue;
            }
        };
        *target = color(reader, name, raw);
    }
    colors
}

fn label_colors<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Vec<(String, Rgb)> {
    let mut labels = Vec::new();
    for (id, raw) in reader.pairs(raw) {
        let id = reader.value("labels", id, "the id of a label, such as \"actor\"", |id: String| Some(id));
        let Some(id) = id else { continue };
        if let Some(color) = color(reader, &id, raw) {
            labels.push((id, color));
        }
    }
    labels
}

/// The user's keys: `{"undo": ["u", "C-z"]}`; one key may stand without brackets.
fn keys<'a>(reader: &mut Reader<'a>, raw: Raw<'a>) -> Vec<KeyOverride> {
    let mut overrides = Vec::new();
    for (name, value) in reader.pairs(raw) {
        let Some(command) = reader.value("keys", name, "the name of a command, such as \"undo\"", |name: String| Some(name)) else { continue };
        let Some(items) = (if value.is_list() { reader.items(value) } else { Some(vec![value]) }) else { continue };
        let mut keys = Vec::new();
        let written = items.len();
        for item in items {
            if let Some(text) = reader.value(&command, item, "keys such as \"C-s\"", |text: String| Some(text)) {
                keys.push((text, reader.place(item.0)));
            }
        }
        // A list in which nothing is a key would otherwise take all keys away.
        if written == 0 || !keys.is_empty() {
            overrides.push(KeyOverride { command, place: reader.place(name.0), keys });
        }
    }
    overrides
}
