//! Where a target is in a text.

use serde_json::Value as Json;

use super::foreign::{each, kind, said};
use crate::article::Span;
use crate::exchange::Offsets;

/// The span of a target: by its position when the text there is the quoted one, in code points or in UTF-16, else where the
/// quotation stands with its context, if that is one place only.
pub(super) fn span(target: &Json, offsets: &Offsets<'_>) -> Option<Span> {
    let selectors: Vec<&Json> = each(target.get("selector")?).collect();
    let quote = selectors.iter().find(|selector| kind(selector, "TextQuoteSelector"));
    let exact = quote.and_then(|quote| said(quote, "exact"));
    let position = selectors.iter().find(|selector| kind(selector, "TextPositionSelector"));
    let number = |name: &str| usize::try_from(position?.get(name)?.as_u64()?).ok();
    if let (Some(start), Some(end)) = (number("start"), number("end")) {
        let units = [offsets.span_of_chars(start, end), offsets.span_of_utf16(start, end)];
        let fits = |span: &Span| exact.is_none_or(|exact| offsets.text().get(span.range()) == Some(exact));
        if let Some(span) = units.into_iter().flatten().find(fits) {
            return Some(span);
        }
    }
    let context = |name: &str| quote.and_then(|quote| said(quote, name)).unwrap_or_default();
    found(offsets.text(), exact?, context("prefix"), context("suffix"))
}

/// The only place of a quotation with that context.
fn found(text: &str, exact: &str, prefix: &str, suffix: &str) -> Option<Span> {
    if exact.is_empty() {
        return None;
    }
    let whole = format!("{prefix}{exact}{suffix}");
    let mut places = text.match_indices(&whole);
    let (at, _) = places.next()?;
    let start = at + prefix.len();
    places.next().is_none().then_some(Span { start: start as u32, end: (start + exact.len()) as u32 })
}
