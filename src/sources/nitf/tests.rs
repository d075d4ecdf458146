//! Tests of reading NITF.

use proptest::prelude::*;

use super::super::reader::tests::Sample;
use super::*;

const SAMPLE: Sample = Sample { reader: &NitfReader, folder: "nitf", names: &["story.xml"] };

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
fn only_nitf_is_recognised() {
    assert_eq!(SAMPLE.sure("<?xml version='1.0'?><!-- x --><!DOCTYPE nitf SYSTEM 'x'>\n<nitf version='y'>"), Likelihood::Certain);
    for text in ["<html><nitf>", "<newsItem><nitf>", "nitf", "<rss><nitf/>", ""] {
        assert_eq!(SAMPLE.sure(text), Likelihood::No, "{text}");
    }
}

#[test]
fn what_has_no_text_or_is_damaged_says_so() {
    assert_eq!(SAMPLE.read(b"<nitf><body><body.content> </body.content></body></nitf>"), "end: holds no text: its body is empty\n");
    assert_eq!(SAMPLE.read(b"<nitf><body>"), "end: is cut off: its XML has no end\n");
    let deep = format!("<nitf>{}", "<block>".repeat(10_000));
    assert_eq!(SAMPLE.read(deep.as_bytes()), "end: is nested more than 512 deep\n");
    let deep = format!("<nitf><body><body.content>{}x{}</body.content></body></nitf>", "<block>".repeat(500), "</block>".repeat(500));
    assert!(SAMPLE.read(deep.as_bytes()).contains("[body] \"x\""));
}

#[test]
fn entities_that_multiply_stay_as_they_are_written() {
    let mut entities = String::new();
    for level in 1..20 {
        entities += &format!("<!ENTITY a{level} '{}'>", format!("&a{};", level - 1).repeat(10));
    }
    let bomb = format!("<!DOCTYPE nitf [<!ENTITY a0 'lol'>{entities}]><nitf><body><body.content><p>x &a19; y</p></body.content></body></nitf>");
    let shown = SAMPLE.read(bomb.as_bytes());
    assert!(shown.contains("[body] \"x &a19; y\"") && shown.contains("notice: entities of the file's own"), "{shown}");
}
