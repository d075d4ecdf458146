//! Rows for the `datasets` library: a line an article, every column in every row and of one type, with a card beside them that
//! tells the types.

mod card;
mod read;
mod write;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// The name of the card.
const CARD: &str = "README.md";

/// Rows and a card.
#[derive(Debug)]
pub(super) struct HuggingFace;

impl Format for HuggingFace {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "huggingface",
            title: "Hugging Face dataset",
            endings: &["jsonl", "ndjson"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[],
            detail: "The spans hold everything; ner_tags are IOB2 over the tokens, where of annotations that overlap the longest wins. load_dataset takes the folder, with the card named README.md in it.",
        }
    }

    fn beside(&self, plan: &Plan) -> Vec<(String, Vec<u8>)> {
        vec![(CARD.to_owned(), card::card(&plan.codebook).into_bytes())]
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::row(document, &plan.codebook, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::row(input).map(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{document, plan};
    use crate::exchange::tests::arrivals_beside;

    fn arrival(line: &str, card: &str) -> Arrival {
        let beside = |name: &str| (name == "sets/README.md" && !card.is_empty()).then(|| card.as_bytes().to_vec());
        arrivals_beside(&HuggingFace, "sets/train.jsonl", line.as_bytes(), &[], &beside).remove(0)
    }

    fn found(arrival: &Arrival) -> Vec<String> {
        arrival.annotations.iter().map(|one| format!("{} {}", one.label, one.quoted(&arrival.text))).collect()
    }

    #[test]
    fn the_sample_as_a_row() {
        let mut piece = Piece::default();
        HuggingFace.write(&document(), &plan(), &mut piece);
        insta::assert_snapshot!(String::from_utf8(piece.stream().clone()).unwrap());
        assert!(piece.losses.is_empty());
    }

    #[test]
    fn the_head_of_the_card() {
        let card = card::card(&plan().codebook);
        insta::assert_snapshot!(card.split("\n---\n").next().unwrap());
    }

    #[test]
    fn a_label_that_the_codebook_lacks_is_in_the_spans_but_not_in_the_tags() {
        let mut document = document();
        let mut own = document.annotations[0].as_ref().clone();
        own.label = "place".into();
        document.annotations = crate::exchange::sample::shared(vec![own]);
        document.relations.clear();
        let mut piece = Piece::default();
        HuggingFace.write(&document, &plan(), &mut piece);
        let row: serde_json::Value = serde_json::from_slice(piece.stream()).unwrap();
        assert_eq!(row["spans"][0]["label"], "place");
        assert!(row["ner_tags"].as_array().unwrap().iter().all(|tag| tag == "O"));
    }

    #[test]
    fn rows_of_tokens_and_tags_are_read_and_numbers_by_the_names_of_the_card() {
        let words = r#"{"id": 3, "tokens": ["Ilse", "Brandt", "left"], "ner_tags": ["B-PER", "I-PER", "O"]}"#;
        let from_words = arrival(words, "");
        assert_eq!((found(&from_words), from_words.from_tokens), (vec!["PER Ilse Brandt".to_owned()], true));
        let numbers = r#"{"tokens": ["Ilse", "Brandt", "left"], "ner_tags": [1, 2, 0]}"#;
        assert_eq!(found(&arrival(numbers, &card::card(&plan().codebook))), ["actor Ilse Brandt"]);
        assert_eq!(arrival(numbers, "").flaws, ["sets/train.jsonl:1: tags are numbers, and no card beside the file names number 1"]);
    }
}
