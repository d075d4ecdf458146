//! Tests of reading feeds.

use proptest::prelude::*;

use super::super::paragraph::tests::shown;
use super::super::reader::reader_for;
use super::super::reader::tests::read_all;
use super::*;

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/sources/feed/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// All that a feed gives, as a snapshot shows it.
fn read(bytes: &[u8]) -> String {
    let (found, end) = read_all(&FeedReader, "feed", bytes, &Choices::default());
    let mut all: Vec<String> = found
        .iter()
        .map(|found| match found {
            Found::Story(story) => shown(story),
            Found::Flaw(flaw) => format!("flaw: {flaw}\n"),
            Found::Notice(notice) => format!("notice: {notice}\n"),
        })
        .collect();
    all.extend(end.err().map(|flaw| format!("end: {flaw}\n")));
    all.join("\n")
}

#[test]
fn feeds_of_all_kinds() {
    for name in ["rss2.xml", "atom.xml", "rss1.xml", "feed.json"] {
        let bytes = data(name);
        let source = Source::new(name, &bytes[..]).unwrap();
        assert_eq!(reader_for(&source).unwrap().format().name, "feed", "{name}");
        insta::assert_snapshot!(name.split('.').next().unwrap(), read(&bytes));
    }
}

#[test]
fn only_feeds_are_recognised() {
    use Likelihood::{Certain, Likely, No};
    let cases = [
        ("<?xml version='1.0'?><!-- x --><rss version='0.91'>", Certain),
        ("<feed><title>a</title>", Likely),
        ("<feed><animal/>", No),
        ("<rdf:RDF xmlns:rdf='x'><Person/>", No),
        ("<nitf><title>rss</title>", No),
        ("{\"version\": \"https:\\/\\/jsonfeed.org\\/version\\/1\"", Certain),
        ("{\"version\": \"1\", \"title\": \"x\", \"items\": []}", No),
        ("<html><p>rss", No),
        ("rss", No),
    ];
    for (text, sure) in cases {
        assert_eq!(FeedReader.recognises(&Source::new("a.xml", text.as_bytes()).unwrap()), sure, "{text}");
    }
}

#[test]
fn a_feed_that_is_cut_off_gives_the_items_before() {
    let bytes = data("rss2.xml");
    let cut = memchr::memmem::find(&bytes, b"mirror-3").unwrap();
    let shown = read(&bytes[..cut]);
    assert!(shown.contains("Escaped twice") && shown.contains("end: is cut off"), "{shown}");
    let shown = read(b"<rss version='2.0'><channel><item><title>a</title></item>\n<item><title>b</titel></item></channel></rss>");
    assert!(shown.contains("title: a") && shown.contains("end: is damaged XML in line 2"), "{shown}");
    assert_eq!(read(b"<rss version='2.0'><channel><title>x</title></channel></rss>"), "end: is a feed without items\n");
    assert!(read(b"{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [").starts_with("end: is damaged JSON"));
}

#[test]
fn entities_that_multiply_stay_as_they_are_written() {
    let mut bomb = "<!DOCTYPE rss [<!ENTITY a0 'lol'>".to_owned();
    for level in 1..12 {
        bomb += &format!("<!ENTITY a{level} '{}'>", format!("&a{};", level - 1).repeat(10));
    }
    bomb += "<!ENTITY f SYSTEM 'file:///etc/hostname'>]><rss version='2.0'><channel><item><title>Bomb</title><description>x &a11; &f; y</description></item></channel></rss>";
    let shown = read(bomb.as_bytes());
    assert!(shown.contains(r#"[body] "x &a11; &f; y""#), "{shown}");
}

#[test]
fn deep_nesting_ends() {
    let deep = format!("<rss version='2.0'><channel><item><title>t</title><description>{}x", "<b>".repeat(20_000));
    assert!(read(deep.as_bytes()).contains("is cut off"));
    let wide = format!("<rss version='2.0' x='{}'><channel><item><title>t</title></item></channel></rss>", "x".repeat(70_000));
    assert_eq!(read(wide.as_bytes()), "end: has more than 64 KiB around each item\n");
    let closed = format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id><content type='xhtml'>{}x{}</content></entry></feed>",
        "<b>".repeat(20_000),
        "</b>".repeat(20_000)
    );
    assert!(read(closed.as_bytes()).contains("[body] \"x\""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_makes_it_panic(which in 0usize..4, at in 0usize..2000, bytes in prop::collection::vec(any::<u8>(), 0..12), cut in 0usize..3) {
        let _ = read(&bytes);
        let name = ["rss2.xml", "atom.xml", "rss1.xml", "feed.json"][which];
        let mut feed = data(name);
        let at = at % feed.len();
        feed.splice(at..(at + cut).min(feed.len()), bytes);
        let _ = read(&feed);
    }
}
