//! Columns, written.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::DOCUMENT;
use crate::article::sha256;
use crate::exchange::format::{Facts, Plan};
use crate::exchange::tags::{OUTSIDE, Run, Scheme, in_one_column, runs, sentences, tags};
use crate::exchange::{Document, Loss, Piece, Words, plain};

/// The columns between a token and its tag, which hold nothing.
const BETWEEN: &[u8] = b" -X- _ ";

/// Bytes that a token takes beside its text, and a label besides, about.
const TOKEN: usize = BETWEEN.len() + 4;
const LABEL: usize = 64;

/// Writes a document into its streams.
pub(super) fn document(document: &Document, plan: &Plan, facts: &Facts, piece: &mut Piece) {
    let words = Words::of(&document.article);
    let all = runs(document, &words, plan.choice(facts, "edges") == "widen", piece);
    let scheme = if plan.choice(facts, "scheme") == "iobes" { Scheme::Iobes } else { Scheme::Iob2 };
    let head = if plan.choice(facts, "articles") == "plain" {
        format!("{DOCUMENT} -X- O O")
    } else {
        format!("{DOCUMENT} {} {} O", packed(&document.path), document.article.text().sha256())
    };
    let sentences = sentences(&words, &all);
    let mut streams: BTreeMap<String, Vec<&Run>> = BTreeMap::new();
    if plan.choice(facts, "columns") == "labels" {
        streams.extend(plan.codebook.labels.iter().map(|label| (stream_of(label.id.as_str()), Vec::new())));
        for run in &all {
            streams.entry(stream_of(label_of(document, run.annotation))).or_default().push(run);
        }
    } else {
        streams.insert(String::new(), all.iter().collect());
    }
    let tokens: Vec<Cow<'_, str>> = words.tokens().iter().map(|span| in_column(document.article.text().slice(*span))).collect();
    for (name, runs) in streams {
        let (kept, left_out) = in_one_column(&runs, tokens.len());
        piece.lost(Loss::Overlapping, left_out);
        piece.annotations += kept.len();
        piece.lost(Loss::Widened, kept.iter().map(|run| run.widened).sum());
        let fragmented = kept.iter().filter(|run| run.parts.len() > 1).count();
        piece.lost(Loss::Fragmented, fragmented);
        let tags = tags(&kept, tokens.len(), scheme, |number| label_of(document, number));
        let mut out = Vec::with_capacity(head.len() + document.text().len() + tokens.len() * TOKEN + kept.len() * LABEL);
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(b"\n\n");
        for sentence in &sentences {
            let lines = tokens.get(sentence.clone()).into_iter().flatten().zip(tags.get(sentence.clone()).into_iter().flatten());
            for (token, tag) in lines {
                out.extend_from_slice(token.as_bytes());
                out.extend_from_slice(BETWEEN);
                if tag.is_outside() {
                    out.extend_from_slice(OUTSIDE.as_bytes());
                } else {
                    out.extend_from_slice(in_column(&tag.to_string()).as_bytes());
                }
                out.push(b'\n');
            }
            out.push(b'\n');
        }
        piece.put_named(&name, out);
    }
    count_losses(document, &words, &tokens, piece);
}

fn count_losses(document: &Document, words: &Words, tokens: &[Cow<'_, str>], piece: &mut Piece) {
    let text = document.article.text();
    let changed = tokens.iter().zip(words.tokens()).any(|(written, span)| matches!(written, Cow::Owned(written) if written != text.slice(*span)));
    piece.lost(Loss::Characters, usize::from(changed));
    piece.lost(Loss::White, usize::from(!words.tokens().is_empty()));
    plain::count_unsaid(document, piece);
    piece.lost(Loss::Relation, document.relations.len());
}

fn label_of(document: &Document, number: usize) -> &str {
    document.annotations.get(number).map_or("", |annotation| annotation.label.as_str())
}

/// Whether a character would end a column or a line in some reader.
fn breaks(char: char) -> bool {
    char.is_whitespace() || char.is_control()
}

fn in_column(text: &str) -> Cow<'_, str> {
    // Letters and marks of ASCII are below those that begin a longer character, and above all that breaks.
    if text.bytes().fold(true, |plain, byte| plain & matches!(byte, b'!'..=b'~')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|char| if breaks(char) { '_' } else { char }).collect())
}

/// A path in one column: what would end it, and the percent sign, as `%20`.
fn packed(path: &str) -> String {
    let mut packed = String::with_capacity(path.len());
    for char in path.chars() {
        if breaks(char) || char == '%' {
            char.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| packed.push_str(&format!("%{byte:02X}")));
        } else {
            packed.push(char);
        }
    }
    packed
}

/// The stream of a label. Labels that differ only in characters that no file name holds have different ones.
pub(super) fn stream_of(label: &str) -> String {
    let plain: String = label.chars().map(|char| if char.is_alphanumeric() || matches!(char, '-' | '_') { char } else { '_' }).collect();
    if plain == label { plain } else { format!("{plain}-{}", sha256(label.as_bytes()).get(..8).unwrap_or_default()) }
}
