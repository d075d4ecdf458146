//! Training data of `GLiNER`: a line an article, spans and relations counted in tokens, both ends inclusive.

use serde::Serialize;
use serde_json::Value as Json;

use super::format::{Both, Facts, Format, Plan, Shape};
use super::plain::{count_unsaid, put_list, put_rest, put_text, text_of};
use super::tags::{EDGES, runs};
use super::{Arrival, Document, Input, Loss, Piece, Unit, Words};
use crate::article::Span;

/// Lines for `GLiNER`.
#[derive(Debug)]
pub(super) struct Gliner;

/// What comes behind the tokens.
#[derive(Serialize)]
struct Line<'a> {
    /// First and last token, and label.
    ner: Vec<(usize, usize, &'a str)>,
    /// Every label that could be there, so that a model learns what is not.
    ner_labels: Vec<&'a str>,
    /// Numbers in `ner`, and the relation.
    relations: Vec<(usize, usize, &'a str)>,
    rel_labels: Vec<&'a str>,
    path: &'a str,
    sha256: &'a str,
}

impl Format for Gliner {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "gliner",
            title: "GLiNER training data",
            endings: &["jsonl", "ndjson", "json"],
            shape: Shape::Lines,
            both: Both::Ways,
            unit: Unit::Tokens,
            overlaps: true,
            discontinuous: false,
            relations: true,
            attributes: false,
            notes: false,
            choices: &[EDGES],
            detail: "Best exported by sentence: models see a few hundred tokens, those that look at spans a dozen at once, and one label for the same words.",
        }
    }

    fn write(&self, document: &Document, plan: &Plan, piece: &mut Piece) {
        let words = Words::tokens_of(&document.article);
        let runs = runs(document, &words, plan.choice(self.facts(), "edges") == "widen", piece);
        let (mut ner, mut firsts) = (Vec::new(), std::collections::BTreeMap::new());
        for run in &runs {
            let Some(annotation) = document.annotations.get(run.annotation) else { continue };
            firsts.insert(&annotation.id, ner.len());
            ner.extend(run.parts.iter().map(|part| (part.start, part.end.saturating_sub(1), annotation.label.as_str())));
            piece.lost(Loss::Fragmented, usize::from(run.parts.len() > 1));
            piece.lost(Loss::Widened, run.widened);
        }
        piece.annotations += runs.len();
        let ends = |relation: &crate::annotation::Relation| firsts.get(&relation.from).copied().zip(firsts.get(&relation.to).copied());
        let relations: Vec<_> = document.relations.iter().filter_map(|relation| ends(relation).map(|(from, to)| (from, to, relation.kind.as_str()))).collect();
        piece.lost(Loss::Relation, document.relations.len() - relations.len());
        piece.lost(Loss::White, usize::from(!words.tokens().is_empty()));
        count_unsaid(document, piece);
        let line = Line {
            ner_labels: all_of(plan.codebook.labels.iter().map(|label| label.id.as_str()), ner.iter().map(|one| one.2)),
            rel_labels: all_of(plan.codebook.relations.iter().map(|kind| kind.id.as_str()), relations.iter().map(|one| one.2)),
            ner,
            relations,
            path: &document.path,
            sha256: document.article.text().sha256(),
        };
        let mut begun = Vec::with_capacity(document.text().len() + words.tokens().len() * 3 + (runs.len() + 8) * 64);
        begun.extend_from_slice(b"{\"tokenized_text\":");
        put_list(words.tokens(), &mut begun, |token, out| put_text(document.article.text().slice(*token), out, piece));
        put_rest(begun, &line, piece);
    }

    fn read(&self, input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
        let json: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
        // The published sets are one list of all articles.
        match json.as_array() {
            Some(all) => all.iter().try_for_each(|one| article(one, input).map(&mut *take)),
            None => article(&json, input).map(take),
        }
    }
}

/// The names of a codebook, and behind them others that are used.
fn all_of<'a>(known: impl Iterator<Item = &'a str>, used: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = known.collect();
    for name in used {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn article(json: &Json, input: &Input<'_>) -> Result<Arrival, String> {
    let words = json.get("tokenized_text").and_then(Json::as_array).ok_or_else(|| format!("{}: there is no tokenized_text", input.place()))?;
    let mut text = String::new();
    let mut tokens = Vec::with_capacity(words.len());
    for word in words {
        let word = word.as_str().ok_or_else(|| format!("{}: token {} is no text", input.place(), tokens.len()))?;
        if !text.is_empty() {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(word);
        tokens.push(Span { start, end: text.len() as u32 });
    }
    let mut arrival = input.arrival(text);
    arrival.from_tokens = true;
    (arrival.path, arrival.sha256) = (text_of(json, "path"), text_of(json, "sha256").filter(|digest| digest.len() == 64));
    let list = |name: &str| json.get(name).and_then(Json::as_array).into_iter().flatten();
    let mut ids = Vec::new();
    for one in list("ner") {
        let number = |at: usize| one.get(at).and_then(Json::as_u64).and_then(|number| usize::try_from(number).ok());
        let label = one.get(2).and_then(Json::as_str).unwrap_or_default();
        let span = number(0).zip(number(1)).filter(|(first, last)| first <= last).and_then(|(first, last)| Some(tokens.get(first)?.hull(*tokens.get(last)?)));
        if span.is_none() {
            arrival.flaw(format!("{label}: {one} is no place among {} tokens", tokens.len()));
        }
        ids.push(span.and_then(|span| Some(arrival.annotate(None, label, vec![span])?.id.clone())));
    }
    for one in list("relations") {
        let end = |at: usize| one.get(at).and_then(Json::as_u64).and_then(|number| ids.get(usize::try_from(number).ok()?)?.clone());
        let kind = one.get(2).and_then(Json::as_str).unwrap_or_default();
        match (end(0), end(1)) {
            (Some(from), Some(to)) => {
                arrival.relate(None, kind, &from, &to);
            }
            _ => arrival.flaw(format!("{kind}: an end of the relation is not there")),
        }
    }
    Ok(arrival.finished())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::sample::{document, plan};
    use crate::exchange::tests::arrivals;

    #[test]
    fn the_sample_for_gliner() {
        let mut piece = Piece::default();
        Gliner.write(&document(), &plan(), &mut piece);
        insta::assert_snapshot!(String::from_utf8(piece.stream().clone()).unwrap());
    }

    #[test]
    fn spans_are_inclusive_and_what_lies_beyond_is_told() {
        let line = r#"{"tokenized_text": ["Ilse", "Brandt", "left", "Port Selden"], "ner": [[0, 1, "person"], [3, 3, "place"], [3, 4, "place"], [2, 1, "x"]], "relations": [[0, 1, "left"], [0, 2, "left"]]}"#;
        let arrival = &arrivals(&Gliner, line.as_bytes())[0];
        let found: Vec<String> = arrival.annotations.iter().map(|one| one.quoted(&arrival.text)).collect();
        assert_eq!((found, arrival.relations.len(), arrival.flaws.len()), (vec!["Ilse Brandt".to_owned(), "Port Selden".to_owned()], 1, 3));
        assert_eq!(arrivals(&Gliner, format!("[{line},{line}]").as_bytes()).len(), 2);
    }
}
