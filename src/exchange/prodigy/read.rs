//! Tasks, read.

use serde_json::{Value as Json, json};

use crate::annotation::Id;
use crate::exchange::plain::{Taken, about, annotations, text_of};
use crate::exchange::{Arrival, Input};

/// The tokens of a task: where each begins and ends, in code points.
struct Tokens(Vec<(usize, usize)>);

/// Reads a task that was accepted or not yet answered.
pub(super) fn task(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let json: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    if matches!(json.get("answer").and_then(Json::as_str), Some("reject" | "ignore")) {
        return Ok(());
    }
    let text = json.get("text").and_then(Json::as_str).ok_or_else(|| format!("{}: there is no text", input.place()))?;
    let mut arrival = input.arrival(text);
    if let Some(meta) = json.get("meta") {
        about(&mut arrival, meta);
    }
    let list = |name: &str| json.get(name).and_then(Json::as_array).into_iter().flatten();
    let tokens = Tokens(list("tokens").map(|token| number(token, "start").zip(number(token, "end")).unwrap_or_default()).collect());
    // Spans without a label were only there to be chosen from.
    let items: Vec<Json> = list("spans").filter(|span| text_of(span, "label").is_some()).map(|span| tokens.placed(span)).collect();
    let taken = annotations(&mut arrival, &items);
    for link in list("relations") {
        let end = |name: &str| end_of(link, name, &items, &tokens, &taken).cloned();
        match (text_of(link, "label"), end("head"), end("child")) {
            (Some(kind), Some(from), Some(to)) => {
                arrival.relate(text_of(link, "id").as_deref(), &kind, &from, &to);
            }
            (kind, ..) => arrival.flaw(format!("{}: an end of the relation is not there", kind.unwrap_or_default())),
        }
    }
    take(arrival.finished());
    Ok(())
}

/// The annotation at an end of a relation: by our id, by the span that is given, else by the token, which is the last of a span.
fn end_of<'a>(link: &Json, name: &str, items: &[Json], tokens: &Tokens, taken: &'a Taken) -> Option<&'a Id> {
    if let Some(id) = link.get(format!("{name}_id")).and_then(Json::as_str).and_then(|id| taken.called(id)) {
        return Some(id);
    }
    if let Some(span) = link.get(format!("{name}_span")).map(|span| tokens.placed(span)) {
        let label = text_of(&span, "label").unwrap_or_default();
        return taken.at(&label, number(&span, "start")?, number(&span, "end")?);
    }
    let (start, end) = *tokens.0.get(number(link, name)?)?;
    let ends = |item: &Json| number(item, "end") == Some(end);
    let holds = |item: &Json| number(item, "start").is_some_and(|at| at <= start) && number(item, "end").is_some_and(|at| at >= end);
    let found = items.iter().position(ends).or_else(|| items.iter().position(holds))?;
    taken.numbered(found)
}

impl Tokens {
    /// A span with its place in the text, which may be given in tokens only.
    fn placed(&self, span: &Json) -> Json {
        let mut span = span.clone();
        for (place, token, at_end) in [("start", "token_start", false), ("end", "token_end", true)] {
            let known = number(&span, place).is_some();
            let place_of = number(&span, token).and_then(|token| self.0.get(token)).map(|(start, end)| if at_end { *end } else { *start });
            if let (false, Some(at), Some(fields)) = (known, place_of, span.as_object_mut()) {
                fields.insert(place.to_owned(), json!(at));
            }
        }
        span
    }
}

fn number(json: &Json, name: &str) -> Option<usize> {
    json.get(name).and_then(Json::as_u64).and_then(|number| usize::try_from(number).ok())
}
