//! Quotations without a cue of their own.

use std::ops::Range;

use super::frame::Draft;
use super::word::{Act, Class, Paragraph};

/// Words from which a quotation without any cue is somebody's speech.
const SPEECH: usize = 10;

/// A sentence that begins with a quotation after a direct one, without a cue of its own, goes on with it.
pub(super) fn continue_speech(paragraph: &Paragraph, sentence: &Range<usize>, found: &mut [Draft]) {
    let Some((_, quote)) = paragraph.quote_from(sentence.start) else { return };
    let alone = (quote.words.end..sentence.end).all(|at| matches!(paragraph.class(at), Class::Mark(_)));
    let direct = |draft: &&mut Draft| draft.cue.is_some() && draft.content.last().is_some_and(|range| paragraph.quote_from(range.start).is_some());
    let end_before = |draft: &Draft| draft.content.iter().chain(&draft.cue).chain(&draft.source).map(|range| range.end).max().unwrap_or_default();
    if let Some(last) = found.last_mut().filter(direct).filter(|last| alone && sentence.start.saturating_sub(end_before(last)) <= 20) {
        last.content.push(quote.words.clone());
    }
}

/// Adds the quotations of a sentence that nobody was found to have said, if they are long enough to be speech.
pub(super) fn add_orphans(paragraph: &Paragraph, sentence: &Range<usize>, first: usize, found: &mut Vec<Draft>) {
    let taken =
        |words: &Range<usize>, found: &[Draft]| found.iter().any(|draft| draft.content.iter().any(|range| range.start < words.end && words.start < range.end));
    let from = paragraph.quotes.partition_point(|quote| quote.words.start < sentence.start);
    for quote in paragraph.quotes.iter().skip(from).take_while(|quote| quote.words.start < sentence.end) {
        let own = found.get(first.saturating_sub(1)..).unwrap_or_default();
        let whole = quote.words.len() >= 5 && matches!(quote.last, '.' | ',' | '?' | '!');
        if !taken(&quote.words, own) && (quote.words.len() >= SPEECH || whole) {
            found.push(Draft { content: vec![quote.words.clone()], cue: None, source: None, plain: false, act: Act::Say });
        }
    }
}
