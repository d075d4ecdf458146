//! Finds the text of an annotation file, and how the offsets count in it.
//!
//! brat counts code points of the file as it is, with carriage returns and byte order mark. Other tools that write its form
//! count after line ends were made one character, or in UTF-16. The covered text that stands in each line decides.

use super::names::path_of;
use super::records::Bound;
use crate::article::Span;
use crate::exchange::{Input, Offsets};

/// The folders beside that of the annotations in which some corpora keep the texts.
const FOLDERS: [&str; 3] = ["text", "txt", "texts"];

/// A way to read the text and the offsets.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    /// The text.
    pub(super) text: String,
    /// Code points before the text that are counted: a byte order mark.
    before: usize,
    /// Whether offsets are units of UTF-16.
    utf16: bool,
}

/// The offsets of a reading.
#[derive(Debug)]
pub(super) struct Places<'t> {
    /// Those of the text.
    pub(super) offsets: Offsets<'t>,
    before: usize,
    utf16: bool,
}

impl Reading {
    /// The offsets in it.
    pub(super) fn places(&self) -> Places<'_> {
        Places { offsets: Offsets::new(&self.text), before: self.before, utf16: self.utf16 }
    }
}

impl Places<'_> {
    /// The span between two offsets.
    pub(super) fn span(&self, (start, end): (usize, usize)) -> Option<Span> {
        let (start, end) = (start.checked_sub(self.before)?, end.checked_sub(self.before)?);
        if self.utf16 { self.offsets.span_of_utf16(start, end) } else { self.offsets.span_of_chars(start, end) }
    }

    /// The spans of a text-bound annotation; the reason when they are none, or hold another text than it says.
    pub(super) fn spans(&self, bound: &Bound<'_>) -> Result<Vec<Span>, String> {
        let spans: Option<Vec<Span>> = bound.places.iter().map(|place| self.span(*place)).collect();
        let spans = spans.ok_or_else(|| "no place in the text".to_owned())?;
        let parts: Vec<&str> = spans.iter().filter_map(|span| self.offsets.text().get(span.range())).collect();
        // Line ends stand as blanks in some files, and old ones join fragments by nothing.
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        match bound.text {
            Some(said) if said != parts.join(" ") && bare(said) != bare(&parts.concat()) => {
                Err(format!("the text there is “{}”, not “{said}”", parts.join(" ")))
            }
            _ => Ok(spans),
        }
    }
}

/// The text of an annotation file and its path; the reading is that in which most annotations are what they say.
pub(super) fn find(input: &Input<'_>, bounds: &[Bound<'_>]) -> Result<(Reading, String), String> {
    let stem = input.name.rsplit_once('.').map_or(input.name, |(stem, _)| stem);
    let found = stems(stem).into_iter().find_map(|stem| Some(((input.beside)(&format!("{stem}.txt"))?, stem)));
    let (bytes, stem) = found.ok_or_else(|| format!("{}: there is no text beside it", input.place()))?;
    let raw = String::from_utf8(bytes).map_err(|error| format!("{}: its text is not UTF-8 at byte {}", input.place(), error.utf8_error().valid_up_to()))?;
    let mut best: Option<(usize, Reading)> = None;
    for reading in readings(&raw) {
        let places = reading.places();
        let wrong = bounds.iter().filter(|bound| places.spans(bound).is_err()).count();
        if best.as_ref().is_none_or(|(fewest, _)| wrong < *fewest) {
            best = Some((wrong, reading));
        }
        if wrong == 0 {
            break;
        }
    }
    let (_, reading) = best.ok_or_else(|| format!("{}: no text", input.place()))?;
    Ok((reading, path_of(&stem)))
}

/// Where the text may be: beside the file under its name, or under its name less what an annotator is told by (`story_b2`),
/// or in a folder for texts.
fn stems(stem: &str) -> Vec<String> {
    let (folder, name) = stem.rsplit_once('/').map_or(("", stem), |(folder, name)| (folder, name));
    let above = folder.rsplit_once('/').map_or("", |(above, _)| above);
    let within = |folder: &str, name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let names: Vec<&str> = std::iter::once(name).chain(name.rsplit_once('_').map(|(name, _)| name)).filter(|name| !name.is_empty()).collect();
    let mut all: Vec<String> = names.iter().map(|name| within(folder, name)).collect();
    if !folder.is_empty() {
        all.extend(FOLDERS.iter().flat_map(|text| names.iter().map(|name| within(&within(above, text), name))));
    }
    all
}

fn readings(raw: &str) -> Vec<Reading> {
    let bare = raw.strip_prefix('\u{feff}').unwrap_or(raw);
    let marked = usize::from(bare.len() < raw.len());
    let mut all = vec![Reading { text: bare.to_owned(), before: marked, utf16: false }];
    if marked > 0 {
        all.push(Reading { text: bare.to_owned(), before: 0, utf16: false });
    }
    if bare.contains('\r') {
        all.push(Reading { text: bare.replace("\r\n", "\n").replace('\r', "\n"), before: 0, utf16: false });
    }
    if bare.chars().any(|char| char.len_utf16() == 2) {
        let wide: Vec<Reading> = all.iter().cloned().map(|reading| Reading { utf16: true, ..reading }).collect();
        all.extend(wide);
    }
    all
}
