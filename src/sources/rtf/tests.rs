//! Tests of reading rich text.

use proptest::prelude::*;

use super::super::paragraph::tests::shown;
use super::super::reader::tests::{read_all, stories};
use super::*;

const STORY: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/rtf/story.rtf"));

fn text(rtf: &str) -> String {
    stories("a.rtf", format!("{{\\rtf1{rtf}}}").as_bytes()).remove(0).text
}

#[test]
fn a_story_as_a_word_processor_writes_it() {
    insta::assert_snapshot!(shown(&stories("story.rtf", STORY)[0]));
}

#[test]
fn bytes_are_read_in_the_encoding_of_their_font() {
    assert_eq!(text(r"\ansicpg1250 \'b3\'f3d\'9f \mac\'8a"), "łódź ä\n");
    assert_eq!(text("\\ansicpg1251 \u{7f}\\'e4\\u1076 ?!"), "\u{7f}дд!\n");
    assert_eq!(text(r"\uc0\u233x\uc1\u-10179 z"), "éx\u{fffd}\n");
}

#[test]
fn what_is_broken_ends_well() {
    let deep = format!("{{\\rtf1{}", "{".repeat(600));
    assert_eq!(read_all(&RtfReader, "a.rtf", deep.as_bytes(), &Choices::default()).1.unwrap_err().what, "is nested more than 512 deep");
    let cut = stories("a.rtf", b"{\\rtf1 The harbour stood sti");
    assert_eq!((cut[0].text.as_str(), cut[0].notices[0].as_str()), ("The harbour stood sti\n", "the file is cut off: its end may be missing"));
    assert_eq!(text(r"a\bin99999999999 b\'zz\u"), "abzz\0\n");
    assert_eq!(text(r"a}} b"), "a\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn mutated_documents_never_panic(at in 0usize..2000, bytes: Vec<u8>, cut in 0usize..2000) {
        let mut story = STORY.to_vec();
        let at = at % story.len();
        story.splice(at..at, bytes.clone());
        let cut = cut % story.len();
        story.truncate(story.len() - cut);
        let _ = read_all(&RtfReader, "a.rtf", &story, &Choices::default());
        let _ = read_all(&RtfReader, "a.rtf", &[b"{\\rtf", bytes.as_slice()].concat(), &Choices::default());
    }
}
