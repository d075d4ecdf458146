//! Lines for spaCy, read: ours, those of `Doc.to_json`, and pairs of a text and its entities.

use serde_json::Value as Json;

use crate::exchange::plain::{about, annotations, text_of};
use crate::exchange::{Arrival, Input};

/// Reads a line. One may hold a list of articles.
pub(super) fn line(input: &Input<'_>, take: &mut dyn FnMut(Arrival)) -> Result<(), String> {
    let json: Json = serde_json::from_str(input.text()?).map_err(|error| format!("{}: {error}", input.place()))?;
    let several = json.as_array().filter(|all| all.first().is_some_and(|first| !first.is_string()));
    match several {
        Some(all) => all.iter().try_for_each(|one| article(one, input).map(&mut *take)),
        None => article(&json, input).map(take),
    }
}

fn article(json: &Json, input: &Input<'_>) -> Result<Arrival, String> {
    let (text, said) = match json {
        Json::Array(_) => (json.get(0), json.get(1)),
        _ => (json.get("text"), Some(json)),
    };
    let text = text.and_then(Json::as_str).ok_or_else(|| format!("{}: there is no text", input.place()))?;
    let mut arrival = input.arrival(text);
    let Some(said) = said else { return Ok(arrival.finished()) };
    if let Some(meta) = said.get("meta") {
        about(&mut arrival, meta);
    }
    let mut items: Vec<Json> = Vec::new();
    for list in ["ents", "entities", "spans"].into_iter().filter_map(|name| said.get(name)) {
        match list {
            Json::Array(list) => items.extend(list.iter().cloned()),
            Json::Object(groups) => items.extend(groups.values().filter_map(Json::as_array).flatten().cloned()),
            _ => {}
        }
    }
    let taken = annotations(&mut arrival, &items);
    for link in said.get("relations").and_then(Json::as_array).into_iter().flatten() {
        let end = |name: &str| text_of(link, name).and_then(|id| taken.called(&id).cloned());
        match (text_of(link, "label"), end("from"), end("to")) {
            (Some(kind), Some(from), Some(to)) => {
                arrival.relate(text_of(link, "id").as_deref(), &kind, &from, &to);
            }
            (kind, ..) => arrival.flaw(format!("{}: an end of the relation is not there", kind.unwrap_or_default())),
        }
    }
    Ok(arrival.finished())
}
