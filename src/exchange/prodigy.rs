//! Tasks of Prodigy: a line an article, with tokens, spans and relations.
//!
//! `token_start` and `token_end` are numbers of tokens and both inclusive, while `start` and `end` are half-open places in the
//! text. Tokens may be anybody's: ours are cut where a span begins or ends, so that every span lies on whole ones.

mod read;
mod tokens;
mod write;

use super::format::{Both, Choice, Facts, Format, Plan, Shape};
use super::{Arrival, Document, Input, Piece, Unit};

/// Tasks, a line each.
#[derive(Debug)]
pub(super) struct Prodigy;

impl Format for Prodigy {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "prodigy",
            title: "Prodigy JSON Lines",
            endings: &["jsonl", "ndjson"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::CodePoints,
            overlaps: true,
            discontinuous: true,
            relations: true,
            attributes: true,
            notes: true,
            choices: &[Choice {
                name: "answer",
                values: &["accept", "ignore", "reject", "none"],
                meaning: "the answer that each task has; without one it is asked again",
            }],
            detail: "Annotations that overlap need the recipe spans.manual; relations join whole spans; the fragments of an annotation are spans with one id. Tasks that were rejected or ignored are not read.",
        }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        write::task(document, plan.choice(self.facts(), "answer"), piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        read::task(input, take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{document, plan};
    use crate::exchange::tests::arrivals;
    use serde_json::Value as Json;

    #[test]
    fn the_sample_as_a_task() {
        let mut piece = Piece::default();
        Prodigy.write(&document(), &plan(), &mut piece);
        let json: Json = serde_json::from_slice(piece.stream()).unwrap();
        insta::assert_snapshot!(format!("{}\n\n{}\n\n{}", lines(&json["tokens"], 12), lines(&json["spans"], 99), lines(&json["relations"], 99)));
        assert_eq!((&json["answer"], piece.losses.is_empty()), (&Json::from("accept"), true));
    }

    fn lines(json: &Json, at_most: usize) -> String {
        json.as_array().unwrap().iter().take(at_most).map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn only_what_was_accepted_is_taken() {
        for (answer, expected) in [("accept", 1), ("reject", 0), ("ignore", 0)] {
            assert_eq!(arrivals(&Prodigy, format!(r#"{{"text": "Port", "spans": [], "answer": "{answer}"}}"#).as_bytes()).len(), expected);
        }
    }

    #[test]
    fn tasks_of_prodigy_are_read_also_without_places() {
        let line = r#"{"text":"👍 Ilse Brandt left Port Selden","meta":{"source":"x"},"_input_hash":-1,"tokens":[{"text":"👍","start":0,"end":1,"id":0,"ws":true},{"text":"Ilse","start":2,"end":6,"id":1,"ws":true},{"text":"Brandt","start":7,"end":13,"id":2,"ws":true},{"text":"left","start":14,"end":18,"id":3,"ws":true},{"text":"Port","start":19,"end":23,"id":4,"ws":true},{"text":"Selden","start":24,"end":30,"id":5}],
            "spans":[{"start":2,"end":13,"token_start":1,"token_end":2,"label":"PERSON","text":"Ilse Brandt"},{"token_start":4,"token_end":5,"label":"LOC"},{"start":14,"end":18,"label":null}],
            "relations":[{"head":5,"child":2,"label":"LEFT","color":"x"},{"head":0,"child":2,"label":"LEFT"},{"head":2,"child":5,"label":"WAS","head_span":{"start":2,"end":13,"token_start":1,"token_end":2,"label":"PERSON"},"child_span":{"token_start":4,"token_end":5,"label":"LOC"}}],"answer":"accept"}"#;
        let arrival = &arrivals(&Prodigy, line.as_bytes())[0];
        let found: Vec<String> = arrival.annotations.iter().map(|one| format!("{} {}", one.label, one.quoted(&arrival.text))).collect();
        assert_eq!(found, ["PERSON Ilse Brandt", "LOC Port Selden"]);
        let text_of = |id: &crate::annotation::Id| arrival.annotations.iter().find(|one| one.id == *id).unwrap().quoted(&arrival.text);
        let links: Vec<String> = arrival.relations.iter().map(|one| format!("{}: {} → {}", one.kind, text_of(&one.from), text_of(&one.to))).collect();
        assert_eq!(links, ["LEFT: Port Selden → Ilse Brandt", "WAS: Ilse Brandt → Port Selden"]);
        assert_eq!(arrival.flaws, ["a.jsonl:1: LEFT: an end of the relation is not there"]);
    }
}
