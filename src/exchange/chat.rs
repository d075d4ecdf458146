//! Conversations to fine-tune a language model on: the guideline, the text, and the annotations as an answer in JSON.

mod prompt;
mod read;
mod write;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// Conversations, a line each.
#[derive(Debug)]
pub(super) struct Chat;

impl Format for Chat {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "chat",
            title: "chat fine-tuning JSON Lines",
            endings: &["jsonl", "ndjson"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: false,
            choices: &[Choice { name: "offsets", values: &["yes", "no"], meaning: "whether answers tell places beside the words; models count badly" }],
            detail: "Nothing but messages is in a line, as services demand: the article is known again by its text. Without offsets words that occur several times are read only where all of them are annotated.",
        }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::conversation(document, &plan.codebook, plan.choice(self.facts(), "offsets") == "yes", piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::conversation(input).map(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Loss;
    use crate::exchange::sample::{document, plan};
    use crate::exchange::tests::arrivals;
    use serde_json::Value as Json;

    fn arrival(line: &[u8]) -> Arrival {
        arrivals(&Chat, line).remove(0)
    }

    fn found(arrival: &Arrival) -> Vec<String> {
        arrival.annotations.iter().map(|one| format!("{} {}", one.label, one.quoted(&arrival.text))).collect()
    }

    #[test]
    fn the_sample_as_a_conversation() {
        let mut piece = Piece::default();
        Chat.write(&document(), &plan(), &mut piece);
        let line: Json = serde_json::from_slice(piece.stream()).unwrap();
        let said: Vec<&str> = line["messages"].as_array().unwrap().iter().map(|message| message["content"].as_str().unwrap()).collect();
        insta::assert_snapshot!(said.join("\n=====\n"));
        assert_eq!((piece.losses.of(Loss::Note), piece.losses.of(Loss::Doubt)), (1, 1));
    }

    #[test]
    fn words_are_found_again_without_offsets_unless_that_would_be_a_guess() {
        let mut plan = plan();
        plan.chosen.insert("offsets".into(), "no".into());
        let mut piece = Piece::default();
        Chat.write(&document(), &plan, &mut piece);
        let back = arrival(piece.stream());
        assert_eq!(back.annotations.len(), 10);
        assert_eq!(back.flaws, ["a.jsonl:1: actor: “Brandt” is there more often than it is annotated, 1×"]);
        let all_of_them = r#"{"messages": [{"role": "user", "content": "Port, port and Port"}, {"role": "assistant", "content": "```json\n{\"annotations\": [{\"label\": \"a\", \"text\": \"Port\"}, {\"label\": \"a\", \"text\": \"Port\"}, {\"label\": \"a\", \"text\": \"Harbour\"}]}\n```"}]}"#;
        let back = arrival(all_of_them.as_bytes());
        assert_eq!((found(&back), back.flaws.len()), (vec!["a Port".to_owned(), "a Port".to_owned()], 1));
        assert_eq!(back.annotations[1].start(), 15);
    }
}
