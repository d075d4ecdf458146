//! File names made of titles and ids, which come from outside.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use crate::article::{Ambiguous, Ink, glyphs};

/// Bytes of a name at most, without its ending.
const LONGEST: usize = 80;

/// Marks on one letter that are kept: more are no spelling.
const MARKS: usize = 3;

/// A name made of a text: lower case, NFC, letters and digits of any script with hyphens between. Nothing that leads anywhere
/// (no dot, no slash), that a system keeps for itself, or that does not show. Empty when the text has no letter or digit.
pub(super) fn slug(text: &str) -> String {
    let mut name = String::new();
    let (mut gap, mut marks) = (false, 0);
    for glyph in glyphs(text, 0, Ambiguous::Narrow) {
        let (Ink::Text(shown) | Ink::Cut(shown)) = glyph.ink else {
            gap |= glyph.ink != Ink::Nothing;
            continue;
        };
        for c in shown.chars().flat_map(char::to_lowercase) {
            let mark = c.general_category_group() == GeneralCategoryGroup::Mark;
            marks = if mark { marks + 1 } else { 0 };
            // A mark needs a letter to stand on.
            let kept = if mark { marks <= MARKS && !name.is_empty() && !gap } else { c.is_alphanumeric() };
            if kept {
                if std::mem::take(&mut gap) && !name.is_empty() {
                    name.push('-');
                }
                name.push(c);
            } else if !mark && !matches!(c, '\'' | '’') {
                gap = true;
            }
        }
        // What NFC makes longer is cut below.
        if name.len() > 2 * LONGEST {
            break;
        }
    }
    let name = shortened(&name.nfc().collect::<String>(), LONGEST);
    if is_device(&name) { format!("{name}-article") } else { name }
}

/// A name with a number behind it, so that it is another one and no longer than names are.
pub(super) fn numbered(name: &str, number: usize) -> String {
    if number < 2 {
        return name.to_owned();
    }
    let tail = format!("-{number}");
    shortened(name, LONGEST - tail.len()) + &tail
}

/// The name by which two are the same on a file system that does not tell upper from lower case.
pub(super) fn folded(name: &str) -> String {
    // Capitals of several small letters are one, such as those of µ and μ, s and ſ.
    name.nfc().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

fn shortened(name: &str, longest: usize) -> String {
    let mut end = longest.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default().trim_end_matches('-').to_owned()
}

/// Names that Windows keeps for devices, whatever ending follows.
fn is_device(name: &str) -> bool {
    let numbered = |port: &str| name.strip_prefix(port).is_some_and(|rest| rest.chars().count() == 1 && rest.chars().all(char::is_numeric));
    matches!(name, "con" | "prn" | "aux" | "nul" | "conin" | "conout") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_become_names() {
        for (title, name) in [
            ("Harbour strike enters third week", "harbour-strike-enters-third-week"),
            ("  “Iran’s” café — 2026!  ", "irans-café-2026"),
            ("Cafe\u{301}", "café"),
            ("Забастовка в порту", "забастовка-в-порту"),
            ("港口罢工", "港口罢工"),
            ("हिन्दी समाचार", "हिन्दी-समाचार"),
            ("../../etc/passwd", "etc-passwd"),
            (".hidden", "hidden"),
            ("C:\\Windows\\nul", "c-windows-nul"),
            ("NUL", "nul-article"),
            ("com1", "com1-article"),
            ("Hafen\u{ad}streik", "hafenstreik"),
            ("a\u{202e}b\u{3164}c", "a-b-c"),
            (":\u{a980}x", "x"),
            ("?!", ""),
        ] {
            assert_eq!(slug(title), name, "{title}");
        }
        assert_eq!(numbered("strike", 1), "strike");
        assert_eq!(numbered("strike", 12), "strike-12");
    }

    proptest! {
        #[test]
        fn a_name_is_short_and_leads_nowhere(text in "(\\PC|\\p{C}|[./\\\\:aİßﬁ\u{301}\u{344}\u{fb2c}-]){0,300}", number in 1usize..2000) {
            let name = numbered(&slug(&text), number);
            prop_assert!(name.len() <= LONGEST + 8, "{}", name.len());
            let leads = name.contains(['/', '\\', '.', ':', '\0', '\n', '\u{202e}']);
            prop_assert!(!leads && (!name.starts_with('-') || slug(&text).is_empty()), "{name}");
            prop_assert_eq!(name.nfc().collect::<String>(), name.clone());
            prop_assert_eq!(crate::article::printable(&name), name.clone());
            prop_assert_eq!(folded(&name), folded(&name.to_uppercase()));
        }
    }
}
