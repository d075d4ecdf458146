//! Which folder of a dataset the rows of a document are in.

use crate::exchange::Document;

/// What readers take for no value.
const NOTHING: &str = "__HIVE_DEFAULT_PARTITION__";

/// Code points of a value in the name of a folder at most: what is longer is no name of a publication.
const LONGEST: usize = 80;

/// What the folders are named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Partition {
    /// Nothing: there is one folder.
    None,
    /// The part of a training set.
    Split,
    /// The publication.
    Publication,
    /// The month of the date.
    Month,
}

impl Partition {
    /// The one of that name.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "split" => Self::Split,
            "publication" => Self::Publication,
            "month" => Self::Month,
            _ => Self::None,
        }
    }

    /// The column that the folders tell, and the files therefore do not.
    pub(super) fn column(self) -> Option<&'static str> {
        match self {
            Self::Split => Some("split"),
            Self::Publication => Some("publication"),
            Self::None | Self::Month => None,
        }
    }

    /// The folder of a document, with a slash behind it; none for articles that are in no part of a training set.
    pub(super) fn folder(self, document: &Document) -> String {
        match self {
            Self::None => String::new(),
            Self::Split => document.split.map_or_else(String::new, |split| named("split", Some(split.name()))),
            Self::Publication => named("publication", document.about.publication.as_deref()),
            Self::Month => named("month", document.about.date.as_deref().and_then(month)),
        }
    }

    /// The folder of documents without a value.
    pub(super) fn nothing(self) -> Option<String> {
        match self {
            Self::Publication => Some(named("publication", None)),
            Self::Month => Some(named("month", None)),
            Self::None | Self::Split => None,
        }
    }
}

fn named(name: &str, value: Option<&str>) -> String {
    format!("{name}={}/", value.map_or_else(|| NOTHING.to_owned(), escaped))
}

/// The value that a folder on the way to a file has for a column.
pub(super) fn told(path: &str, column: &str) -> Option<String> {
    let value = path.split('/').find_map(|folder| folder.strip_prefix(column)?.strip_prefix('='))?;
    (value != NOTHING).then(|| unescaped(value))
}

fn month(date: &str) -> Option<&str> {
    let month = date.get(..7)?;
    let fits = month.bytes().enumerate().all(|(at, byte)| if at == 4 { byte == b'-' } else { byte.is_ascii_digit() });
    fits.then_some(month)
}

/// Letters and digits as they are, everything else as `%` and two digits for each byte.
fn escaped(value: &str) -> String {
    let value = value.trim();
    if value.is_empty() {
        return NOTHING.to_owned();
    }
    value.chars().take(LONGEST).fold(String::new(), |mut out, char| {
        if char.is_alphanumeric() || matches!(char, '-' | '_') {
            out.push(char);
        } else {
            char.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        }
        out
    })
}

fn unescaped(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        let (byte, left) = code.filter(|_| *first == b'%').map_or((*first, after), |code| (code, after.get(2..).unwrap_or_default()));
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_publications_come_back_from_folders() {
        for name in ["Norland Post", "a/b=c%d", "Æther & Süd 安全", "100%", "..", "x:y\\z\"?*"] {
            let folder = format!("articles/publication={}/part-0000.parquet", escaped(name));
            assert_eq!(told(&folder, "publication").as_deref(), Some(name), "{folder}");
            assert_eq!(folder.split('/').count(), 3, "{folder}");
        }
        assert_eq!(told("articles/publication=__HIVE_DEFAULT_PARTITION__/x", "publication"), None);
        assert_eq!(told("x.parquet", "publication"), None);
        assert_eq!((month("2026-11-25"), month("2026"), month("November")), (Some("2026-11"), None, None));
    }
}
