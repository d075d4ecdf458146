//! What things are called in brat: types, files, and where a line ends.

use crate::article::Span;

/// Endings that stay in the name of a file, since the text of `a.md` and that of `a.txt` are not the same.
const ENDINGS: [&str; 6] = [".txt", ".md", ".markdown", ".text", ".html", ".htm"];

/// A name as brat stores one: letters and digits of ASCII, `_` and `-`; anything else becomes `_`.
pub(super) fn stored(name: &str) -> String {
    let kept = |char: char| if char.is_ascii_alphanumeric() || char == '_' || char == '-' { char } else { '_' };
    if name.is_empty() { "_".to_owned() } else { name.chars().map(kept).collect() }
}

/// The name of a document's files without their endings: `.txt` is dropped, any other ending stays.
pub(super) fn stem_of(path: &str) -> &str {
    path.strip_suffix(".txt").filter(|stem| !ended(stem)).unwrap_or(path)
}

/// The path of the document whose files are called so: [`stem_of`] the other way round.
pub(super) fn path_of(stem: &str) -> String {
    if ended(stem) { stem.to_owned() } else { format!("{stem}.txt") }
}

/// Whether a name ends as that of an article does, or of a piece of one: `story.txt#3`.
fn ended(name: &str) -> bool {
    let whole =
        name.rsplit_once('#').filter(|(_, number)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).map_or(name, |(whole, _)| whole);
    ENDINGS.iter().any(|ending| whole.len() > ending.len() && whole.ends_with(ending))
}

/// Whether brat's server ends a line there: it divides lines as Python's `splitlines` does.
pub(super) fn breaks_line(char: char) -> bool {
    matches!(char, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A span as fragments that lie in one line each; none for a span of line ends only.
pub(super) fn in_lines(text: &str, span: Span) -> Vec<Span> {
    let mut at = span.start;
    let mut parts = Vec::new();
    for line in text.get(span.range()).unwrap_or_default().split_inclusive(breaks_line) {
        let bare = line.trim_end_matches(breaks_line);
        if !bare.is_empty() {
            parts.push(Span { start: at, end: at + bare.len() as u32 });
        }
        at += line.len() as u32;
    }
    parts
}

/// All fragments of several spans.
pub(super) fn fragments(text: &str, spans: &[Span]) -> Vec<Span> {
    spans.iter().flat_map(|span| in_lines(text, *span)).collect()
}
