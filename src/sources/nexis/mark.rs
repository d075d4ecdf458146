//! The lines of a Nexis export that are not the newspaper's.

/// What a line of an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `3 of 25 DOCUMENTS`: an article begins.
    Begin,
    /// `End of Document`.
    End,
    /// `Body`: the header block ends.
    Body,
    /// `Classification`: the article's text has ended, keywords follow.
    Classification,
    /// `Graphic`: what pictures showed, after the text.
    Graphic,
    /// `Copyright 2026 Selden Press`, `All Rights Reserved`.
    Copyright,
    Headline,
    Highlight,
    Byline,
    Section,
    Length,
    Dateline,
    LoadDate,
    Language,
    Url,
    /// A field that says nothing that is kept.
    Other,
}

/// The names of fields in the languages of the export, in lower case.
const FIELDS: &[(Mark, &[&str])] = &[
    (Mark::Headline, &["headline", "titre", "titular", "überschrift"]),
    (Mark::Highlight, &["highlight"]),
    (Mark::Byline, &["byline", "author", "autor", "auteur"]),
    (Mark::Section, &["section", "rubrik", "rubrique", "sección", "seccion"]),
    (Mark::Length, &["length", "länge", "longueur", "longitud"]),
    (Mark::Dateline, &["dateline"]),
    (Mark::LoadDate, &["load-date", "update", "date-chargement", "fecha-carga"]),
    (Mark::Language, &["language", "sprache", "langue", "idioma"]),
    (Mark::Graphic, &["graphic", "grafik", "graphique"]),
    (Mark::Url, &["url"]),
    (
        Mark::Other,
        &[
            "publication-type",
            "publikationstyp",
            "type-publication",
            "tipo-publicación",
            "journal-code",
            "zeitungscode",
            "code-revue",
            "acc-no",
            "subject",
            "organization",
            "company",
            "ticker",
            "geographic",
            "person",
            "industry",
            "country",
            "state",
            "city",
            "series",
            "correction-date",
            "document-type",
            "publication type",
            "journal code",
        ],
    ),
];

impl Mark {
    /// What a line is, or a paragraph by its first line.
    pub(super) fn of(text: &str) -> Option<Self> {
        let line = text.trim().lines().next().unwrap_or_default().trim();
        match line {
            "End of Document" | "Ende des Dokuments" | "Fin du document" | "Fin du Document" | "Fin del documento" => return Some(Self::End),
            "Body" | "BODY:" | "Full Text" | "Volltext" | "Texte" => return Some(Self::Body),
            "Classification" | "Klassifizierung" => return Some(Self::Classification),
            "Graphic" => return Some(Self::Graphic),
            _ => {}
        }
        if is_begin(line) {
            return Some(Self::Begin);
        }
        if is_copyright(line) {
            return Some(Self::Copyright);
        }
        let name = line.split_once(':')?.0;
        if name.len() > 24 {
            return None;
        }
        let lower = name.to_lowercase();
        FIELDS.iter().find(|(_, names)| names.contains(&lower.as_str())).map(|(mark, _)| *mark)
    }

    /// Whether such a line stands alone: what follows is no more of it.
    pub(super) fn is_whole_line(self) -> bool {
        matches!(self, Self::Begin | Self::End | Self::Body | Self::Classification)
    }

    /// Whether such a line, after the text of an article, ends it.
    pub(super) fn ends_text(self) -> bool {
        matches!(self, Self::Classification | Self::Graphic | Self::LoadDate | Self::Language | Self::Url | Self::Other)
    }
}

/// `3 of 25 DOCUMENTS`, `Dokument 3 von 25`, `Document 3 de 25`.
fn is_begin(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().take(5).collect();
    let digits = |word: &str| word.len() <= 7 && word.bytes().all(|byte| byte.is_ascii_digit());
    match words.as_slice() {
        [at, "of", all, "DOCUMENT" | "DOCUMENTS"] => digits(at) && digits(all),
        ["Dokument" | "Document" | "Documento", at, "von" | "de", all] => digits(at) && digits(all),
        _ => false,
    }
}

fn is_copyright(line: &str) -> bool {
    let lower = line.to_lowercase();
    let dated =
        lower.split_whitespace().nth(1).is_some_and(|word| word.len() >= 4 && word.starts_with(|c: char| c.is_ascii_digit()) || word == "(c)" || word == "©");
    line.chars().count() < 240
        && (lower.starts_with("copyright ") && dated
            || matches!(lower.trim_end_matches('.'), "all rights reserved" | "alle rechte vorbehalten" | "tous droits réservés"))
}

/// What stands behind the colon, on one line.
pub(super) fn value(text: &str) -> String {
    let value = text.split_once(':').map_or("", |(_, value)| value);
    super::super::paragraph::one_line(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_not_the_newspapers() {
        let cases = [
            ("   3 of 25 DOCUMENTS", Some(Mark::Begin)),
            ("Dokument 3 von 25", Some(Mark::Begin)),
            ("Length:\u{a0} 355 words", Some(Mark::Length)),
            ("LÄNGE: 355 Wörter", Some(Mark::Length)),
            ("Copyright 2026 Selden Press", Some(Mark::Copyright)),
            ("Copyright is a right: they said so", None),
            ("3 of 25 documents were lost", None),
            ("He said: no", None),
            ("Body", Some(Mark::Body)),
            ("Body of evidence", None),
        ];
        for (line, mark) in cases {
            assert_eq!(Mark::of(line), mark, "{line}");
        }
    }
}
