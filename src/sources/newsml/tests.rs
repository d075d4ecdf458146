//! Tests of reading agency items of several kinds.

use proptest::prelude::*;

use super::super::reader::reader_for;
use super::super::reader::tests::read_as_shown;
use super::*;

const NAMES: [&str; 2] = ["message.xml", "version-1.xml"];

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/sources/newsml/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// All that a file gives, as a snapshot shows it.
fn read(bytes: &[u8]) -> String {
    read_as_shown(&NewsmlReader, "file", bytes)
}

fn sure(text: &str) -> Likelihood {
    NewsmlReader.recognises(&Source::new("a", text.as_bytes()).unwrap())
}

#[test]
fn stories_as_agencies_send_them() {
    for name in NAMES {
        let bytes = data(name);
        assert_eq!(reader_for(&Source::new(name, &bytes[..]).unwrap()).unwrap().format().name, "newsml", "{name}");
        insta::assert_snapshot!(name.split('.').next().unwrap(), read(&bytes));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_makes_it_panic(which in 0..NAMES.len(), at in 0usize..4000, bytes in prop::collection::vec(any::<u8>(), 0..12), cut in 0usize..3) {
        let _ = read(&bytes);
        let mut file = data(NAMES[which]);
        let at = at % file.len();
        file.splice(at..(at + cut).min(file.len()), bytes);
        let _ = (read(&file), read(&file[..at]));
    }
}

#[test]
fn only_newsml_is_recognised() {
    for text in ["<NewsML>", "<x:newsMessage>", "<newsItem guid='x'>", "<conceptItem xmlns='http://iptc.org/std/nar/2006-10-01/'>"] {
        assert_eq!(sure(text), Likelihood::Certain, "{text}");
    }
    for text in ["<conceptItem>", "<nitf>", "<rss><newsItem/>", "newsItem", ""] {
        assert_eq!(sure(text), Likelihood::No, "{text}");
    }
}

#[test]
fn what_is_damaged_costs_only_what_comes_after() {
    let one = "<newsItem guid='a'><contentSet><inlineData>The ferry is late.</inlineData></contentSet></newsItem>";
    let shown = read(format!("<newsMessage>{one}\n{one}\n<newsItem></x>").as_bytes());
    assert_eq!(shown.matches("The ferry is late.").count(), 2, "{shown}");
    assert!(shown.contains("end: is damaged XML in line 3"), "{shown}");
    assert_eq!(read(b"<newsMessage/>"), "end: holds no news item\n");
    let deep = format!("<newsMessage>{one}<newsItem>{}{}</newsItem></newsMessage>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    assert!(read(deep.as_bytes()).contains("flaw: item 2: is nested more than 512 deep"));
}

#[test]
fn a_time_for_machines_is_no_dateline() {
    let item = |dateline: &str| {
        format!(
            "<newsItem guid='a'><contentMeta><dateline>{dateline}</dateline></contentMeta><contentSet><inlineData>The ferry is late.</inlineData></contentSet></newsItem>"
        )
    };
    assert!(!read(item("2026-11-25 10:15:00 GMT+00:00").as_bytes()).contains("10:15"));
    assert!(read(item("PORT SELDEN").as_bytes()).contains("[body] \"PORT SELDEN\""));
}

#[test]
fn entities_that_multiply_stay_as_they_are_written() {
    let bomb =
        "<!DOCTYPE newsItem [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'>]><newsItem guid='a'><contentSet><inlineData>x &b; y</inlineData></contentSet></newsItem>";
    assert!(read(bomb.as_bytes()).contains("[body] \"x &b; y\""));
}
