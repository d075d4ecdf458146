//! Tests of reading agency items of several kinds.

use proptest::prelude::*;

use super::super::reader::tests::Sample;
use super::*;

const SAMPLE: Sample = Sample { reader: &NewsmlReader, folder: "newsml", names: &["message.xml", "version-1.xml"] };

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
fn only_newsml_is_recognised() {
    for text in ["<NewsML>", "<x:newsMessage>", "<newsItem guid='x'>", "<conceptItem xmlns='http://iptc.org/std/nar/2006-10-01/'>"] {
        assert_eq!(SAMPLE.sure(text), Likelihood::Certain, "{text}");
    }
    for text in ["<conceptItem>", "<nitf>", "<rss><newsItem/>", "newsItem", ""] {
        assert_eq!(SAMPLE.sure(text), Likelihood::No, "{text}");
    }
}

#[test]
fn what_is_damaged_costs_only_what_comes_after() {
    let one = "<newsItem guid='a'><contentSet><inlineData>The ferry is late.</inlineData></contentSet></newsItem>";
    let shown = SAMPLE.read(format!("<newsMessage>{one}\n{one}\n<newsItem></x>").as_bytes());
    assert_eq!(shown.matches("The ferry is late.").count(), 2, "{shown}");
    assert!(shown.contains("end: is damaged XML in line 3"), "{shown}");
    assert_eq!(SAMPLE.read(b"<newsMessage/>"), "end: holds no news item\n");
    let deep = format!("<newsMessage>{one}<newsItem>{}{}</newsItem></newsMessage>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    assert!(SAMPLE.read(deep.as_bytes()).contains("flaw: item 2: is nested more than 512 deep"));
}

#[test]
fn a_time_for_machines_is_no_dateline() {
    let item = |dateline: &str| {
        format!(
            "<newsItem guid='a'><contentMeta><dateline>{dateline}</dateline></contentMeta><contentSet><inlineData>The ferry is late.</inlineData></contentSet></newsItem>"
        )
    };
    assert!(!SAMPLE.read(item("2026-11-25 10:15:00 GMT+00:00").as_bytes()).contains("10:15"));
    assert!(SAMPLE.read(item("PORT SELDEN").as_bytes()).contains("[body] \"PORT SELDEN\""));
}

#[test]
fn entities_that_multiply_stay_as_they_are_written() {
    let bomb =
        "<!DOCTYPE newsItem [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]><newsItem guid='a'><contentSet><inlineData>x &b; y</inlineData></contentSet></newsItem>";
    assert!(SAMPLE.read(bomb.as_bytes()).contains("[body] \"x &b; y\""));
}
