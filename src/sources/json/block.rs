//! The text of an article that stands in blocks: a list of objects, each a paragraph or what it is made of.

use serde_json::value::RawValue;

use super::object::{each, parts};

/// Blocks in blocks that are looked into.
const LAYERS: usize = 16;

/// Keys under which a block has its text, or the blocks in it, the likeliest first.
const TEXT: &[&str] = &["text", "content", "body", "value", "rendered", "html", "children", "spans", "items", "data"];

/// The text in a list: its strings, and those of the objects in it, each a paragraph.
pub(super) fn paragraphs(list: &RawValue, most: usize) -> Result<Vec<String>, serde_json::Error> {
    let parts = parts(list)?.into_iter().take(most).map(|part| block(part, 0));
    Ok(parts.collect::<Result<Vec<String>, _>>()?.into_iter().filter(|text| !text.trim().is_empty()).collect())
}

/// The text of a block.
fn block(value: &RawValue, depth: usize) -> Result<String, serde_json::Error> {
    match value.get().as_bytes().first() {
        Some(b'"') => serde_json::from_str(value.get()),
        Some(b'{') if depth < LAYERS => {
            let text = likeliest(value)?;
            text.map_or(Ok(String::new()), |text| block(text, depth + 1))
        }
        Some(b'[') if depth < LAYERS => within(value, depth),
        _ => Ok(String::new()),
    }
}

/// The text of the blocks in a block. Pieces of a line are put together, lines stand below each other.
fn within(list: &RawValue, depth: usize) -> Result<String, serde_json::Error> {
    let parts = parts(list)?;
    let mut pieces = true;
    for part in &parts {
        pieces &= part.get().starts_with('{') && likeliest(part)?.is_none_or(|text| text.get().starts_with('"'));
    }
    let texts = parts.into_iter().map(|part| block(part, depth + 1)).collect::<Result<Vec<String>, _>>()?;
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    Ok(texts.join(if pieces { "" } else { "\n" }))
}

/// What an object has under the likeliest key for a text that is no blank.
fn likeliest(object: &RawValue) -> Result<Option<&RawValue>, serde_json::Error> {
    let mut best: Option<(usize, &RawValue)> = None;
    each(object.get(), &mut |name, value| {
        let holds = matches!(value.get().as_bytes(), [b'"', inner, ..] if *inner != b'"') || value.get().starts_with(['[', '{']);
        let rank = TEXT.iter().position(|key| *key == name).filter(|_| holds);
        if let Some(rank) = rank.filter(|rank| best.is_none_or(|(known, _)| rank < &known)) {
            best = Some((rank, value));
        }
        Ok(())
    })?;
    Ok(best.map(|(_, value)| value))
}
