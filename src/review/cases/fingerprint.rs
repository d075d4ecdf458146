//! What a case is known by: who says what of which words. Not the ids, and not the offsets: a text that changes elsewhere
//! leaves the fingerprint as it is, since words are told by what stands around them.

use std::collections::HashMap;

use super::comparison::Comparison;
use super::{Case, Fingerprint, Held};
use crate::annotation::{Annotation, Value, context};
use crate::article::{Span, Text, sha256};

/// Digits of the hash that are kept: enough for a billion cases.
const DIGITS: usize = 24;

/// Bytes at either end of a long span that stand for it, about; with its length they tell it from any other.
const END: usize = 200;

/// Between the parts of what is hashed; no text and no name holds it.
const APART: char = '\u{1f}';

/// Gives every case its fingerprint. Cases that say the same of the same words in the same surroundings are counted.
pub(super) fn set_all(cases: &mut [Case], text: &Text, comparison: &Comparison) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for case in cases {
        let mut content = String::new();
        let mut held: Vec<&Held> = case.held().collect();
        held.sort_by_key(|held| &held.annotator);
        for held in held {
            write_held(&mut content, held, text, comparison);
        }
        let hash = sha256(content.as_bytes()).get(..DIGITS).unwrap_or_default().to_owned();
        let count = seen.entry(hash.clone()).or_default();
        *count += 1;
        case.fingerprint = Fingerprint(if *count == 1 { hash } else { format!("{hash}-{count}") });
    }
}

/// The fingerprint of a case that nobody has but gold.
pub(super) fn of_gold(annotation: &Annotation) -> Fingerprint {
    Fingerprint(format!("gold-{}", sha256(annotation.id.as_str().as_bytes()).get(..DIGITS).unwrap_or_default()))
}

fn write_held(content: &mut String, held: &Held, text: &Text, comparison: &Comparison) {
    write(content, &held.annotator);
    write_words(content, &held.annotation, text);
    for (name, value) in &held.annotation.attributes {
        write(content, name);
        write_value(content, value, text);
    }
    let mut ties: Vec<String> = held
        .relations
        .iter()
        .map(|relation| {
            let mut tie = String::from("->");
            write(&mut tie, &relation.kind);
            if let Some(target) = comparison.target(&held.annotator, relation) {
                write_words(&mut tie, target, text);
            }
            tie
        })
        .collect();
    ties.sort();
    content.extend(ties);
    write(content, "");
}

fn write_words(content: &mut String, annotation: &Annotation, text: &Text) {
    write(content, annotation.label.as_str());
    for span in &annotation.spans {
        write_span(content, *span, text);
    }
}

fn write_value(content: &mut String, value: &Value, text: &Text) {
    match value {
        Value::Text(words) => write(content, words.trim()),
        Value::Flag(flag) => write(content, if *flag { "yes" } else { "no" }),
        Value::Number(number) => write(content, &number.to_string()),
        Value::List(values) => values.iter().for_each(|value| write_value(content, value, text)),
        Value::Span(span) => write_span(content, *span, text),
    }
}

fn write_span(content: &mut String, span: Span, text: &Text) {
    let (before, after) = context(text, span);
    let words = text.slice(span);
    write(content, before);
    let boundary = |at: &usize| words.is_char_boundary(*at);
    let (head, tail) = ((0..=END).rev().find(boundary).unwrap_or_default(), (words.len().saturating_sub(END)..=words.len()).find(boundary).unwrap_or_default());
    if words.len() > 2 * END {
        write(content, words.get(..head).unwrap_or_default());
        write(content, &words.len().to_string());
        write(content, words.get(tail..).unwrap_or_default());
    } else {
        write(content, words);
    }
    write(content, after);
}

fn write(content: &mut String, part: &str) {
    content.push_str(part);
    content.push(APART);
}
