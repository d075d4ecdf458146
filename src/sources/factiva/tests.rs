//! Tests of reading exports of Factiva.

use proptest::prelude::*;

use super::super::reader::reader_for;
use super::super::reader::tests::{read_all, read_as_shown};
use super::*;

const FIELDS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/factiva/fields.txt"));
const PLAIN: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/factiva/plain.txt"));

fn all(name: &str, bytes: &[u8]) -> String {
    let reader = reader_for(&Source::new(name, bytes).unwrap()).unwrap();
    format!("as {}\n{}", reader.format().name, read_as_shown(reader, name, bytes))
}

#[test]
fn two_letter_fields() {
    insta::assert_snapshot!(all("fields.txt", FIELDS.as_bytes()));
}

#[test]
fn articles_without_fields() {
    insta::assert_snapshot!(all("plain.txt", PLAIN.as_bytes()));
}

#[test]
fn rich_text_gives_the_same_articles() {
    let row = |line: &str| format!("{}\\par\n", line.replace('’', "\\rquote ").replace('“', "\\ldblquote ").replace('”', "\\rdblquote "));
    let rtf: String = FIELDS.lines().map(row).collect();
    assert_eq!(all("a.rtf", format!("{{\\rtf1 {rtf}}}").as_bytes()).replace("as rtf", "as factiva"), all("a.txt", FIELDS.as_bytes()));
}

#[test]
fn a_story_is_no_export() {
    for text in ["HD  television is new.\n\nIN  short\n", "61 words\n4 May 2026\nwere said.\n"] {
        assert_eq!(FactivaReader.recognises(&Source::new("a.txt", text.as_bytes()).unwrap()), Likelihood::No);
        assert!(read_all(&FactivaReader, "a.txt", text.as_bytes(), &Choices::default()).1.unwrap_err().what.starts_with("is no Factiva export"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_exports_never_panic(picks in proptest::collection::vec(0usize..60, 0..60), noise: String) {
        let lines: Vec<&str> = FIELDS.lines().chain(PLAIN.lines()).collect();
        let text: Vec<&str> = picks.iter().map(|at| lines[at * 7 % lines.len()]).chain([noise.as_str()]).collect();
        let text = text.join("\n");
        let _ = fields::divide(&text);
        let _ = plain::divide(&text);
        let _ = read_all(&FactivaReader, "a.txt", text.as_bytes(), &Choices::default());
    }
}
