//! Tests of reading ninjs.

use proptest::prelude::*;

use super::super::reader::tests::Sample;
use super::*;

const SAMPLE: Sample = Sample { reader: &NinjsReader, folder: "ninjs", names: &["version-1.json", "version-3.json", "lines.jsonl"] };

#[test]
fn stories_as_agencies_send_them() {
    for (name, shown) in SAMPLE.shown() {
        insta::assert_snapshot!(name, shown);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_makes_it_panic(which in 0usize..3, at in 0usize..4000, bytes in prop::collection::vec(any::<u8>(), 0..12), cut in 0usize..3) {
        SAMPLE.read_damaged(which, at, cut, &bytes);
    }
}

#[test]
fn only_ninjs_is_recognised() {
    use Likelihood::{Certain, No};
    let cases = [
        ("{\"uri\": \"x\", \"body_text\": \"y\"", Certain),
        ("\u{feff} [ {\"uri\": \"x\", \"versionCreated\": \"y\"", Certain),
        ("{\"a\": {\"uri\": 1, \"body_text\": 2, \"headlines\": 3}}", No),
        ("{\"uri\": \"body_text\", \"text\": \"x\"}", No),
        ("{\"text\": \"uri\", \"a\": \"\\\"body_text\\\":\"}", No),
        ("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": []}", No),
        ("[]", No),
        ("uri", No),
    ];
    for (text, likelihood) in cases {
        assert_eq!(SAMPLE.sure(text), likelihood, "{text}");
    }
}

#[test]
fn what_is_damaged_says_where_and_nesting_ends() {
    assert_eq!(SAMPLE.read(b"  "), "end: holds no objects\n");
    assert_eq!(SAMPLE.read(b"{\"uri\":\n\n x}"), "flaw: line 3: is damaged JSON: expected value\n");
    assert_eq!(SAMPLE.read(b"[1]"), "flaw: item 1: is no object\n");
    let picture = br#"{"uri": "a", "type": "picture", "headline": "The  gate", "body_text": "The gate"}"#;
    assert_eq!(SAMPLE.read(picture), "flaw: is of the kind \"picture\", without a text of its own\n");
    let shown = SAMPLE.read("{\"uri\": [\n".repeat(200).as_bytes());
    assert!(shown.ends_with("end: holds more than 100 damaged objects; not read on\n"), "{shown}");
    let deep = format!("{{\"uri\": \"a\", \"body_text\": \"x\", \"b\": {}", "[".repeat(100_000));
    assert!(SAMPLE.read(deep.as_bytes()).contains("is damaged JSON"));
}
