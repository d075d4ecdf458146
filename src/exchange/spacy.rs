//! Text and spans as spaCy takes them: a line an article, offsets as `Doc.char_span` counts them.
//!
//! Tokens come from spaCy's own tokenizer, so the binary form of a corpus is made where spaCy is: by the script that
//! stands beside the export.

mod read;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// The name of the script that makes a `DocBin` of an export, and the script.
const TO_DOCBIN: (&str, &str) = ("to_docbin.py", include_str!("spacy/to_docbin.py"));

/// Lines for spaCy.
#[derive(Debug)]
pub(super) struct Spacy;

impl Format for Spacy {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "spacy",
            title: "spaCy JSON Lines",
            endings: &["jsonl", "ndjson", "json"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "The script to_docbin.py beside it makes a .spacy file of it: a DocBin holds spaCy's own tokens, so it is made where spaCy is; the fragments of an annotation are spans with one id.",
        }
    }

    fn beside(&self, _: &Plan) -> Vec<(String, Vec<u8>)> {
        vec![(TO_DOCBIN.0.to_owned(), TO_DOCBIN.1.as_bytes().to_vec())]
    }

    fn write(&self, document: &Document, _: &Plan, piece: &mut Piece) {
        write::line(document, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::line(input, take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Text};
    use crate::exchange::Loss;
    use crate::exchange::sample::{document, plan};
    use crate::exchange::tests::arrivals;

    fn found(arrival: &Arrival) -> Vec<String> {
        arrival.annotations.iter().map(|one| format!("{} {}", one.label, one.quoted(&arrival.text))).collect()
    }

    #[test]
    fn the_sample_for_spacy() {
        let mut piece = Piece::default();
        Spacy.write(&document(), &plan(), &mut piece);
        insta::assert_snapshot!(String::from_utf8(piece.stream().clone()).unwrap());
        assert!(piece.losses.is_empty());
    }

    #[test]
    fn ends_on_white_space_are_trimmed_and_counted() {
        let mut document = document();
        document.article = Article::new(Text::new(document.text().replace("said Ilse", "said\u{1f}Ilse")));
        let at = document.text().find("\u{1f}Ilse").unwrap() as u32;
        let mut annotation = document.annotations[0].as_ref().clone();
        annotation.spans = vec![crate::article::Span { start: at, end: at + 5 }, crate::article::Span { start: at + 5, end: at + 7 }];
        let blank = crate::annotation::Annotation { spans: vec![crate::article::Span { start: at, end: at + 1 }], ..annotation.clone() };
        document.annotations = crate::exchange::sample::shared(vec![annotation, blank]);
        let mut piece = Piece::default();
        Spacy.write(&document, &plan(), &mut piece);
        assert_eq!((piece.losses.of(Loss::Trimmed), piece.losses.of(Loss::Blank), piece.annotations), (2, 1, 1));
    }

    #[test]
    fn what_spacy_and_its_users_write_is_read() {
        let ents = r#"{"text": "👍 Ilse Brandt waits.", "ents": [{"start": 2, "end": 13, "label": "PERSON", "id": "x", "kb_id": ""}], "tokens": [{"id": 0, "start": 0, "end": 1}], "spans": {"sc": [{"start": 7, "end": 13, "label": "NAME"}]}}"#;
        assert_eq!(found(&arrivals(&Spacy, ents.as_bytes())[0]), ["PERSON Ilse Brandt", "NAME Brandt"]);
        let pair = r#"["👍 Ilse Brandt waits.", {"entities": [[2, 13, "PERSON"], [90, 91, "X"]], "cats": {}}]"#;
        let all = arrivals(&Spacy, pair.as_bytes());
        assert_eq!((found(&all[0]), all[0].flaws.len()), (vec!["PERSON Ilse Brandt".to_owned()], 1));
        let list = format!("[{pair}, {pair}]");
        assert_eq!(arrivals(&Spacy, list.as_bytes()).len(), 2);
        let flat = r#"{"text": "Port Selden", "entities": [[0, 11, "LOC"]], "meta": {"id": 7, "path": 5}}"#;
        assert_eq!(found(&arrivals(&Spacy, flat.as_bytes())[0]), ["LOC Port Selden"]);
    }
}
