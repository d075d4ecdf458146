//! The lines of an annotation file.

/// Code points of an id at most.
const LONGEST_ID: usize = 24;

/// What stands behind one id.
#[derive(Debug)]
pub(super) struct Record<'f> {
    /// The number of its first line, from 1.
    pub(super) line: usize,
    /// Its id, such as `T1`.
    pub(super) id: &'f str,
    /// What stands between the first and the second tab.
    pub(super) data: &'f str,
    /// What stands behind the second tab.
    pub(super) tail: Option<&'f str>,
}

/// A text-bound annotation.
#[derive(Debug)]
pub(super) struct Bound<'f> {
    /// The number of its line.
    pub(super) line: usize,
    /// Its id.
    pub(super) id: &'f str,
    /// Its type.
    pub(super) kind: &'f str,
    /// Where it begins and ends, fragment by fragment.
    pub(super) places: Vec<(usize, usize)>,
    /// The text that it says it holds.
    pub(super) text: Option<&'f str>,
}

/// Divides a file. A line that begins with no id belongs to the record before it, since in some files the covered text has
/// line ends. Lines before the first record are given as their numbers.
pub(super) fn divide(file: &str) -> (Vec<Record<'_>>, Vec<usize>) {
    let mut starts = Vec::new();
    let mut stray = Vec::new();
    let mut at = 0;
    for (number, line) in file.split_inclusive('\n').enumerate() {
        if id_of(line).is_some() {
            starts.push((number + 1, at));
        } else if starts.is_empty() && !line.trim().is_empty() {
            stray.push(number + 1);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([file.len()]);
    let records = starts.iter().zip(ends).filter_map(|((line, start), end)| record(*line, file.get(*start..end)?));
    (records.collect(), stray)
}

fn record(line: usize, whole: &str) -> Option<Record<'_>> {
    let whole = whole.trim_end_matches(['\n', '\r']);
    let (id, rest) = whole.split_once('\t')?;
    let (data, tail) = rest.split_once('\t').map_or((rest, None), |(data, tail)| (data, Some(tail)));
    Some(Record { line, id, data: data.trim(), tail })
}

/// The id that a line begins with: a letter of the form's, digits, and a tab; `*` and `#` may stand alone.
fn id_of(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('\t')?;
    let mut chars = id.chars();
    let kind = chars.next().filter(|kind| "TREAMN#*".contains(*kind))?;
    let rest = chars.as_str();
    let numbered = rest.contains(|char: char| char.is_ascii_digit()) && rest.chars().all(|char| char.is_ascii_alphanumeric() || "-_.".contains(char));
    ((rest.is_empty() && "#*".contains(kind)) || numbered && rest.chars().count() < LONGEST_ID).then_some(id)
}

impl<'f> Record<'f> {
    /// As a text-bound annotation; `None` when it does not say where it is.
    pub(super) fn bound(&self) -> Option<Bound<'f>> {
        let (kind, places) = self.data.split_once(char::is_whitespace)?;
        let places: Option<Vec<(usize, usize)>> = places.split(';').map(place).collect();
        Some(Bound { line: self.line, id: self.id, kind, places: places?, text: self.tail.filter(|text| !text.trim().is_empty()) })
    }
}

fn place(written: &str) -> Option<(usize, usize)> {
    let mut numbers = written.split_whitespace();
    let place = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    numbers.next().is_none().then_some(place)
}
