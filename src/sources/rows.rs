//! From rows to stories: the first ones tell which column holds what, then each is an article.
//!
//! ```text
//! Rows ──first ones──▶ Sample ──judge──▶ Columns ──▶ each row: Row ──▶ Story
//! ```

use std::borrow::Cow;

use super::columns::{Columns, Sample, is_html};
use super::html;
use super::limits;
use super::reader::{Choices, Field, Found, Taker};
use super::story::{Flaw, Place, Story};
use crate::article::printable;

/// Rows by which the columns are judged, and bytes of them.
pub(super) const FIRST: (usize, usize) = (100, 1 << 20);

/// Characters of a cell at most in the usual spreadsheets.
const CELL: usize = 32_767;

/// What one row says of an article, as it is written there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The text.
    pub(super) text: String,
    /// The rest; several authors one by one.
    pub(super) told: Vec<(Field, String)>,
    /// What was strange, in sentences.
    pub(super) notices: Vec<String>,
}

/// Where the next row is, and what is wrong with it if it cannot be read.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Where it is; `None` when the source is this one row.
    pub(super) place: Option<Place>,
    /// What is wrong with it.
    pub(super) wrong: Option<String>,
}

/// A source of rows that come one after the other.
pub(super) trait Rows {
    /// A row as it was read.
    type Raw: Default;

    /// Reads the next row into `raw`; `None` at the end. An error when nothing more can be read.
    fn next(&mut self, raw: &mut Self::Raw) -> Result<Option<Step>, Flaw>;

    /// The bytes of a row.
    fn bytes<'r>(&self, raw: &'r Self::Raw) -> &'r [u8];

    /// What a row says; an error says what is wrong with it.
    fn row(&self, raw: &Self::Raw) -> Result<Row, String>;
}

/// Rows by which it is judged what is read from them.
pub(super) trait Judged: Rows {
    /// Shows a row to the sample; says what is wrong with it if it cannot be read.
    fn look(&self, raw: &Self::Raw, sample: &mut Sample) -> Result<(), String>;

    /// Is told what to read from the rows.
    fn choose(&mut self, columns: &Columns);
}

/// Reads all rows as articles.
pub(super) fn read<R: Judged>(mut rows: R, choices: &Choices, take: &mut Taker<'_>) -> Result<(), Flaw> {
    let (first, end) = gather(&mut rows);
    let mut sample = Sample::default();
    let wrong: Vec<Option<String>> = first.iter().map(|(step, raw)| step.wrong.clone().or_else(|| rows.look(raw, &mut sample).err())).collect();
    if wrong.iter().all(Option::is_some) {
        return unreadable(&first, wrong, end, take);
    }
    let columns = Columns::judge(&sample, choices)?;
    rows.choose(&columns);
    tell(&mut rows, &columns, (first, end), take)
}

/// Reads all rows as articles, of which it is known what holds what.
#[cfg(feature = "parquet")]
pub(super) fn read_chosen<R: Rows>(mut rows: R, columns: &Columns, take: &mut Taker<'_>) -> Result<(), Flaw> {
    tell(&mut rows, columns, (Vec::new(), None), take)
}

/// Tells what the first rows hold, and then all others.
fn tell<R: Rows>(rows: &mut R, columns: &Columns, (first, end): (Vec<(Step, R::Raw)>, End), take: &mut Taker<'_>) -> Result<(), Flaw> {
    if columns.notice().is_some_and(|notice| take(Found::Notice(printable(&notice))).is_break()) {
        return Ok(());
    }
    let mut telling = Telling { columns, stories: 0, told: [false; 3] };
    for (step, raw) in first {
        if telling.row(&*rows, step, &raw, take)? {
            return Ok(());
        }
    }
    if let Some(end) = end {
        return end;
    }
    let mut raw = R::Raw::default();
    while let Some(step) = rows.next(&mut raw)? {
        if telling.row(&*rows, step, &raw, take)? {
            return Ok(());
        }
    }
    Ok(())
}

/// How a source ended; `None` when there is more.
type End = Option<Result<(), Flaw>>;

/// The first rows, and how the source ended if it has no more.
fn gather<R: Rows>(rows: &mut R) -> (Vec<(Step, R::Raw)>, End) {
    let (mut first, mut bytes) = (Vec::new(), 0);
    while first.len() < FIRST.0 && bytes < FIRST.1 {
        let mut raw = R::Raw::default();
        match rows.next(&mut raw) {
            Ok(Some(step)) => {
                bytes += rows.bytes(&raw).len();
                first.push((step, raw));
            }
            Ok(None) => return (first, Some(Ok(()))),
            Err(flaw) => return (first, Some(Err(flaw))),
        }
    }
    (first, None)
}

/// What is told when none of the first rows can be read: each flaw if they are all there are, else that it is something else.
fn unreadable<R>(first: &[(Step, R)], wrong: Vec<Option<String>>, end: End, take: &mut Taker<'_>) -> Result<(), Flaw> {
    let mut wrong = first.iter().zip(wrong.into_iter().flatten()).map(|((step, _), what)| Flaw { place: step.place.clone(), ..Flaw::whole(what) });
    let Some(end) = end else {
        let one = wrong.next().map(|flaw| flaw.to_string()).unwrap_or_default();
        return Err(Flaw::whole(format!("none of the first {} articles can be read; {one}", first.len())));
    };
    if first.is_empty() {
        return end.and_then(|()| Err(Flaw::whole("holds no articles")));
    }
    for flaw in wrong {
        if take(Found::Flaw(flaw)).is_break() {
            return Ok(());
        }
    }
    end
}

/// What is told once of a whole source.
#[derive(Clone, Copy, Debug)]
enum Once {
    Html,
    Dates,
    LineEnds,
}

/// Makes stories of rows.
struct Telling<'c> {
    columns: &'c Columns,
    stories: u64,
    told: [bool; 3],
}

impl Telling<'_> {
    /// Tells what a row holds; whether no more is wanted.
    fn row<R: Rows>(&mut self, rows: &R, step: Step, raw: &R::Raw, take: &mut Taker<'_>) -> Result<bool, Flaw> {
        let Step { place, wrong } = step;
        if self.stories >= limits::STORIES {
            return Err(Flaw { place, ..Flaw::whole(format!("more than {} articles; the rest is not read", limits::STORIES)) });
        }
        let mut notices = Vec::new();
        let row = wrong.map_or_else(|| rows.row(raw), Err).and_then(|row| self.story(row, &mut notices));
        for notice in notices {
            if take(Found::Notice(printable(&notice))).is_break() {
                return Ok(true);
            }
        }
        let found = match row {
            Ok(story) => {
                self.stories += 1;
                Found::Story(Box::new(Story { original: crate::article::sha256(rows.bytes(raw)), place, ..story }))
            }
            Err(what) => Found::Flaw(Flaw { place, ..Flaw::whole(what) }),
        };
        Ok(take(found).is_break())
    }

    fn story(&mut self, row: Row, notices: &mut Vec<String>) -> Result<Story, String> {
        let Row { text, told, notices: strange } = row;
        let name = || self.columns.column(Field::Text).map(super::columns::Column::name).unwrap_or_default();
        let (mut story, html) =
            if self.is_html(&text) {
                notices.extend(self.once(Once::Html, || {
                    format!("`{}` holds HTML: its paragraphs became the text, so labels that were counted in the HTML do not fit", name())
                }));
                (html::fragment(&text).into_story(), true)
            } else {
                // Where one character became another, every label still fits.
                if text.contains("\r\n") {
                    notices.extend(self.once(Once::LineEnds, || {
                        "line ends of two characters (\\r\\n) became one, so labels that were counted with both do not fit".to_owned()
                    }));
                }
                (Story { text: unified(text), ..Story::default() }, false)
            };
        if story.text.trim().is_empty() {
            return Err(format!("has no text in `{}`", name()));
        }
        story.notices = strange;
        if !html && story.text.len() >= CELL && story.text.chars().count() == CELL {
            story.notices.push("the text is as long as a cell of a spreadsheet can be: it may be cut off".to_owned());
        }
        story.notices.extend(cut_off(&story.text));
        for (field, value) in told {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            match field {
                Field::Text => {}
                Field::Id => story.id = Some(value.to_owned()),
                Field::Title => story.title = Some(if html { plain(value) } else { value.to_owned() }),
                Field::Date => {
                    story.date = date(value);
                    if story.date.is_none() {
                        let value: String = value.chars().take(40).collect();
                        notices.extend(self.once(Once::Dates, || {
                            format!("dates such as `{value}` are left out: what can be read for certain is 2026-11-25, with or without a time")
                        }));
                    }
                }
                Field::Url => story.url = Some(value.to_owned()),
                Field::Author => story.authors.extend(authors(value)),
                Field::Publication => story.publication = Some(value.to_owned()),
                Field::Language => story.language = html::language(value),
            }
        }
        Ok(story)
    }

    /// Whether a text is HTML. One in a column of plain text is, if it begins with a tag.
    fn is_html(&self, text: &str) -> bool {
        let column = self.columns.column(Field::Text).is_some_and(super::columns::Column::is_html);
        (column || text.trim_start().starts_with('<')) && is_html(text)
    }

    fn once(&mut self, what: Once, tell: impl FnOnce() -> String) -> Option<String> {
        let told = self.told.get_mut(what as usize)?;
        (!std::mem::replace(told, true)).then(tell)
    }
}

/// What is told of a text that ends as services for news cut theirs off: `[+2115 chars]`.
fn cut_off(text: &str) -> Option<String> {
    let (_, more) = text.trim_end().strip_suffix(" chars]")?.rsplit_once("[+")?;
    let count = more.len() < 20 && !more.is_empty() && more.bytes().all(|byte| byte.is_ascii_digit());
    count.then(|| format!("the text is cut off: it ends in `[+{more} chars]`, which stands for the rest; its page has all of it"))
}

/// A text with one kind of line ends; one that has no other is not copied.
fn unified(text: String) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// A line of HTML without its tags.
fn plain(html: &str) -> String {
    if html.contains(['<', '&']) { html::fragment(html).text().replace('\n', " ") } else { html.to_owned() }
}

/// A date as RFC 3339: well-defined forms, a year, a month, and the seconds or milliseconds of Unix.
fn date(written: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(date) = html::date(written) {
        return Some(date);
    }
    let whole = written.split_once('.').map_or(written, |(whole, _)| whole);
    let time = match (whole.len(), digits(whole)) {
        (10, true) => jiff::Timestamp::from_second(whole.parse().ok()?).ok()?,
        (13, true) => jiff::Timestamp::from_millisecond(whole.parse().ok()?).ok()?,
        _ => {
            let (year, month) = written.split_once('-').unwrap_or((written, "01"));
            let fits = year.len() == 4 && digits(year) && month.len() == 2 && digits(month) && ("01"..="12").contains(&month);
            return fits.then(|| written.to_owned());
        }
    };
    Some(time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// Names in a byline: several are parted by semicolons, or stand in a list as Python prints it. What has no letter is no name.
fn authors(written: &str) -> Vec<String> {
    let list = written.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let parts: Vec<&str> = match list {
        Some(list) => list.split(", ").map(|name| name.trim_matches(['\'', '"'])).collect(),
        None => written.split(';').collect(),
    };
    let name = |part: &str| {
        let part = part.trim();
        let by = ["By ", "by ", "BY "].iter().find_map(|by| part.strip_prefix(by));
        by.unwrap_or(part).trim().to_owned()
    };
    parts.into_iter().map(name).filter(|name| name.contains(char::is_alphabetic)).collect()
}

/// The text in bytes that should be UTF-8. Others are read in the encoding that they look like, and that is told.
pub(super) fn readable<'b>(bytes: &'b [u8], notices: &mut Vec<String>) -> Cow<'b, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let encoding = super::decode::encoding(bytes);
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    if encoding != encoding_rs::UTF_8 {
        notices.push(format!("read as {}: it is not UTF-8", encoding.name()));
    }
    if bad {
        notices.push("unreadable bytes are shown as \u{fffd}".to_owned());
    }
    text
}

#[cfg(test)]
mod hostile;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_only_for_certain() {
        let read = |written: &str| date(written).unwrap_or_default();
        assert_eq!(read("2026-11-25 10:15"), "2026-11-25T10:15:00");
        assert_eq!(read("1764064800"), "2025-11-25T10:00:00Z");
        assert_eq!(read("1764064800000"), "2025-11-25T10:00:00Z");
        assert_eq!((read("2026"), read("2026-11"), read("20261125")), ("2026".into(), "2026-11".into(), "2026-11-25".into()));
        assert!(["11/25/2026", "2026-13", "5", "", "-", "2026-1", "９９９９"].iter().all(|written| date(written).is_none()));
    }

    #[test]
    fn bylines_are_names() {
        assert_eq!(authors("By Marta Okonkwo; Jo Tessaro"), ["Marta Okonkwo", "Jo Tessaro"]);
        assert_eq!(authors("['Marta Okonkwo', \"Jo O'Dell\"]"), ["Marta Okonkwo", "Jo O'Dell"]);
        assert!(authors("[]").is_empty() && authors("17").is_empty() && authors("-; 4").is_empty());
    }

    #[test]
    fn a_text_that_was_cut_off_says_so() {
        assert!(cut_off("The harbour stood st… [+2115 chars]\n").unwrap().contains("`[+2115 chars]`"));
        assert!(["", "[+ chars]", "[+x chars]", "+2115 chars]", "[+2115 chars] more"].iter().all(|text| cut_off(text).is_none()));
    }
}
