//! Which column of a table, or key of an object, holds what.
//!
//! The user's word stands first, then what a column is called, and for the text the longest prose. What was guessed is told.

mod names;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

pub(super) use names::SOURCE;
use names::{AROUND, usual};

use super::reader::{Choices, Field};
use super::story::Flaw;

/// Columns that are known of one source.
const COLUMNS: usize = 1000;

/// Values that are taken in.
const VALUES: usize = 100 * COLUMNS;

/// Columns that a message names.
const NAMED: usize = 20;

/// Words from which a value reads as prose.
const PROSE: usize = 8;

/// The fields in the order in which they are told.
const ORDER: [Field; 8] = [Field::Text, Field::Title, Field::Id, Field::Date, Field::Url, Field::Author, Field::Publication, Field::Language];

/// What a field is called in messages and after `--`.
fn called(field: Field) -> &'static str {
    match field {
        Field::Text => "text",
        Field::Id => "id",
        Field::Title => "title",
        Field::Date => "date",
        Field::Url => "url",
        Field::Author => "author",
        Field::Publication => "publication",
        Field::Language => "language",
    }
}

/// The letters and digits of a name, in lower case: `Article_Body` and `articleBody` are one.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).take(40).collect()
}

/// A column of a table; a key of an object, with the keys before it when the object stands in another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Column {
    /// Its keys from outside to inside; a column of a table has one.
    pub(super) path: Vec<String>,
    /// Bytes of what reads as prose.
    prose: usize,
    /// Values of several words.
    phrases: usize,
    /// Values that are not blank.
    filled: usize,
    /// Values in HTML.
    html: usize,
    /// Values with a letter in them.
    lettered: usize,
    /// Fingerprints of its values.
    different: HashSet<u64>,
}

impl Column {
    /// Its name as the user writes it: keys with dots between.
    pub(super) fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether most of its values are HTML.
    pub(super) fn is_html(&self) -> bool {
        self.html * 2 > self.filled
    }

    /// Whether its values tell rows from each other, but for a few that are there twice.
    fn tells_apart(&self) -> bool {
        self.different.len() * 2 >= self.filled
    }

    /// Its last key, if all before it only keep things together.
    fn key(&self) -> Option<String> {
        let (last, before) = self.path.split_last()?;
        let around = last != SOURCE && before.iter().all(|key| key == SOURCE || AROUND.contains(&bare(key).as_str()));
        around.then(|| bare(last))
    }
}

/// The first rows of a source, column by column.
#[derive(Clone, Debug, Default)]
pub(super) struct Sample {
    columns: Vec<Column>,
    /// Values so far.
    values: usize,
}

impl Sample {
    /// Takes a value of a column in. `None` is something that has no text.
    pub(super) fn see(&mut self, path: &[&str], value: Option<&str>) {
        self.values += 1;
        if self.values > VALUES {
            return;
        }
        let at = self.columns.iter().position(|column| column.path.iter().eq(path));
        let at = at.unwrap_or_else(|| {
            if self.columns.len() < COLUMNS {
                self.columns.push(Column { path: path.iter().map(|key| (*key).to_owned()).collect(), ..Column::default() });
            }
            self.columns.len() - 1
        });
        let (Some(value), Some(column)) = (value.filter(|value| !value.trim().is_empty()), self.columns.get_mut(at)) else { return };
        if !column.path.iter().eq(path) {
            return;
        }
        let words = words(value);
        column.filled += 1;
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        column.different.insert(hasher.finish());
        column.phrases += usize::from(words > 1);
        column.html += usize::from(is_html(value));
        column.lettered += usize::from(value.contains(char::is_alphabetic));
        if words >= PROSE && value.len() / words < 100 {
            column.prose += value.len();
        }
    }

    /// The column that the user means.
    fn named(&self, name: &str) -> Option<&Column> {
        let fits = |column: &&Column| column.name() == name;
        self.columns.iter().find(fits).or_else(|| self.columns.iter().find(|column| column.name().to_lowercase() == name.to_lowercase()))
    }

    /// The column with the likeliest name for a field: an outer one before inner ones.
    fn usual(&self, field: Field, fits: impl Fn(&Column) -> bool) -> Option<&Column> {
        let rank = |column: &Column| {
            let key = column.key()?;
            let rank = usual(field).iter().position(|name| *name == key)?;
            Some((column.path.len(), rank))
        };
        let ranked = self.columns.iter().filter(|column| fits(column)).filter_map(|column| Some((rank(column)?, column)));
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, column)| column)
    }

    /// Names of the columns, for a message.
    fn names(&self) -> String {
        let names: Vec<String> = self.columns.iter().take(NAMED).map(|column| format!("`{}`", column.name().chars().take(60).collect::<String>())).collect();
        let more = self.columns.len().saturating_sub(NAMED);
        match (names.is_empty(), more) {
            (true, _) => "there are no columns".to_owned(),
            (false, 0) => format!("there are {}", names.join(", ")),
            (false, more) => format!("there are {} and {more} more", names.join(", ")),
        }
    }
}

/// Which column holds what.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The columns by field, that of the text first.
    of: Vec<(Field, Column)>,
    /// The fields that the user has not named.
    guessed: Vec<Field>,
    /// Whether the name tells where the text is.
    named: bool,
}

impl Columns {
    /// Judges by the first rows. An error when a column that the user names is not there, or none looks like text.
    pub(super) fn judge(sample: &Sample, choices: &Choices) -> Result<Self, Flaw> {
        let mut columns = Self::default();
        for (field, name) in &choices.fields {
            let missing = || Flaw::whole(format!("has no column `{name}` for --{}; {}", called(*field), sample.names()));
            columns.of.push((*field, sample.named(name).ok_or_else(missing)?.clone()));
        }
        columns.named = columns.column(Field::Text).is_some();
        for field in ORDER {
            if columns.column(field).is_some() {
                continue;
            }
            let found = {
                let fits = |column: &Column| match field {
                    Field::Id => column.tells_apart(),
                    // A number is what a database knows a writer by.
                    Field::Author => column.lettered > 0,
                    _ => true,
                };
                let free = |column: &Column| column.filled > 0 && fits(column) && !columns.of.iter().any(|(_, taken)| taken.path == column.path);
                if field == Field::Text { text(sample, free) } else { sample.usual(field, free).map(|column| (column, true)) }
            };
            if let Some((column, named)) = found {
                columns.named |= field == Field::Text && named;
                columns.of.push((field, column.clone()));
                columns.guessed.push(field);
            }
        }
        if columns.column(Field::Text).is_none() {
            return Err(Flaw::whole(format!("no column looks like the text of articles; {}; name one with --text", sample.names())));
        }
        columns.of.sort_by_key(|(field, _)| *field);
        Ok(columns)
    }

    /// The column of a field.
    pub(super) fn column(&self, field: Field) -> Option<&Column> {
        self.of.iter().find(|(of, _)| *of == field).map(|(_, column)| column)
    }

    /// All fields that were found, with their columns; the text first.
    pub(super) fn all(&self) -> impl Iterator<Item = (Field, &Column)> {
        self.of.iter().map(|(field, column)| (*field, column))
    }

    /// Whether the text is where the user or a usual name says, and not just the longest.
    pub(super) fn is_named(&self) -> bool {
        self.named
    }

    /// Bytes of prose in the column of the text.
    pub(super) fn prose(&self) -> usize {
        self.column(Field::Text).map_or(0, |column| column.prose)
    }

    /// What was guessed, in a sentence.
    pub(super) fn notice(&self) -> Option<String> {
        let told = ORDER.iter().filter(|field| self.guessed.contains(field));
        let told: Vec<String> = told.filter_map(|field| Some(format!("{} from `{}`", called(*field), self.column(*field)?.name()))).collect();
        (!told.is_empty()).then(|| format!("{} (guessed; --text, --title ... say otherwise)", told.join(", ")))
    }
}

/// The column of the text, and whether its name tells so.
fn text(sample: &Sample, free: impl Fn(&Column) -> bool) -> Option<(&Column, bool)> {
    let named = || sample.usual(Field::Text, |column| free(column) && column.phrases > 0);
    let longest = || sample.columns.iter().rev().filter(|column| free(column) && column.prose > 0).max_by_key(|column| column.prose);
    let any = || sample.usual(Field::Text, &free);
    named().map(|column| (column, true)).or_else(|| longest().map(|column| (column, false))).or_else(|| any().map(|column| (column, true)))
}

/// Whether a column of that name usually holds the text, or something of an article.
pub(super) fn is_usual(name: &str, text_only: bool) -> bool {
    let name = bare(name);
    ORDER.iter().filter(|field| !text_only || **field == Field::Text).any(|field| usual(*field).contains(&name.as_str()))
}

/// Whether a column of that name usually holds who wrote an article.
pub(super) fn is_author(name: &str) -> bool {
    usual(Field::Author).contains(&bare(name).as_str())
}

/// Whether a first cell is a value and no name of a column: a sentence, an address, a number or a date.
pub(super) fn is_value(cell: &str) -> bool {
    let cell = cell.trim();
    let number = cell.contains(|c: char| c.is_ascii_digit())
        && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '/' | ':' | '+' | 'T' | 'Z' | ' '));
    number || cell.starts_with("http://") || cell.starts_with("https://") || words(cell) >= PROSE || cell.len() > 200
}

/// The number of words; in scripts without spaces two characters count as one.
fn words(text: &str) -> usize {
    let head: String = text.chars().take(4000).collect();
    let dense = head.chars().filter(|c| ('\u{2e80}'..'\u{fb00}').contains(c) && c.is_alphabetic()).count();
    head.split_whitespace().count() + dense / 2
}

/// Whether a text has tags of HTML that make blocks.
pub(super) fn is_html(text: &str) -> bool {
    // No tag begins after the last bracket that could end it.
    let Some(last) = memchr::memrchr(b'>', text.as_bytes()) else { return false };
    memchr::memchr_iter(b'<', text.as_bytes()).take_while(|at| *at < last).any(|at| {
        let rest = text.as_bytes().get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let end = rest.iter().take(12).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (name, after) = rest.split_at_checked(end).unwrap_or_default();
        let blocks: [&[u8]; 18] = [
            b"p",
            b"br",
            b"div",
            b"h1",
            b"h2",
            b"h3",
            b"h4",
            b"ul",
            b"ol",
            b"li",
            b"blockquote",
            b"table",
            b"article",
            b"section",
            b"figure",
            b"html",
            b"body",
            b"hr",
        ];
        matches!(after.first(), Some(b'>' | b'/' | b' ' | b'\n' | b'\t')) && blocks.iter().any(|block| name.eq_ignore_ascii_case(block))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "The harbour of Port Selden stood still for a fifteenth day on Monday.";

    fn sample(columns: &[(&str, &str)]) -> Sample {
        let mut sample = Sample::default();
        for (name, value) in columns {
            sample.see(&name.split('.').collect::<Vec<_>>(), Some(value));
        }
        sample
    }

    fn notice(columns: &[(&str, &str)]) -> String {
        Columns::judge(&sample(columns), &Choices::default()).map_or_else(|flaw| flaw.to_string(), |columns| columns.notice().unwrap())
    }

    #[test]
    fn names_tell_and_else_the_longest_prose() {
        assert_eq!(
            notice(&[("Article_Body", STORY), ("Headline", "Strike"), ("meta.url", "https://a.example/1"), ("user.id", "7")]),
            "text from `Article_Body`, title from `Headline`, url from `meta.url` (guessed; --text, --title ... say otherwise)"
        );
        assert_eq!(
            notice(&[("summary", "The harbour is still."), ("payload", STORY), ("x", "1")]),
            "text from `payload` (guessed; --text, --title ... say otherwise)"
        );
        assert_eq!(notice(&[("story", "17"), ("full", STORY)]), "text from `full` (guessed; --text, --title ... say otherwise)");
        assert_eq!(
            notice(&[("a", "港口罢工进入第三周码头工人拒绝了市政府的调解提议他们表示将继续罢工")]),
            "text from `a` (guessed; --text, --title ... say otherwise)"
        );
        assert_eq!(notice(&[("a", "1"), ("b", "2")]), "no column looks like the text of articles; there are `a`, `b`; name one with --text");
    }

    #[test]
    fn an_id_tells_articles_apart() {
        let mut table = sample(&[("text", STORY), ("id", "7")]);
        assert!(Columns::judge(&table, &Choices::default()).unwrap().column(Field::Id).is_some());
        for _ in 0..2 {
            table.see(&["id"], Some("7"));
        }
        assert!(Columns::judge(&table, &Choices::default()).unwrap().column(Field::Id).is_none());
        assert_eq!(notice(&[("text", STORY), ("_source", "post")]), "text from `text` (guessed; --text, --title ... say otherwise)");
        assert_eq!(notice(&[("text", STORY), ("source.id", "post")]), "text from `text` (guessed; --text, --title ... say otherwise)");
    }

    #[test]
    fn what_the_user_names_stands_and_is_not_told() {
        let mut choices = Choices { fields: [(Field::Text, "title".to_owned())].into() };
        let table = sample(&[("title", "Strike"), ("text", STORY), ("id", "7")]);
        assert_eq!(Columns::judge(&table, &choices).unwrap().notice().unwrap(), "id from `id` (guessed; --text, --title ... say otherwise)");
        choices.fields.insert(Field::Date, "day".to_owned());
        assert_eq!(Columns::judge(&table, &choices).unwrap_err().what, "has no column `day` for --date; there are `title`, `text`, `id`");
    }

    #[test]
    fn only_tags_of_blocks_are_html() {
        assert!(["<p>A", "a<br/>b", "</DIV>", "<p class=\"a\">b"].iter().all(|text| is_html(text)));
        assert!(!["a < p > b", "<pa>", "<b>x</b>", "<p", "x <port>"].iter().any(|text| is_html(text)));
    }
}
