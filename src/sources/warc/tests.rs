//! Archives put together record by record, sound and broken.

use std::io::Write;

use super::super::reader::tests::read_all;
use super::*;
use proptest::prelude::*;

fn record(kind: &str, more: &str, block: &[u8]) -> Vec<u8> {
    let mut bytes = format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: 2026-11-25T10:15:00Z\r\n{more}Content-Length: {}\r\n\r\n", block.len()).into_bytes();
    bytes.extend(block);
    bytes.extend(b"\r\n\r\n");
    bytes
}

fn http(url: &str, status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {status}\r\n{headers}\r\n").into_bytes();
    block.extend(body);
    record("response", &format!("WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"), &block)
}

const SENTENCE: &str = "The ferry between Port Selden and the outer islands was halted on Monday after a crack was found in its hull, the harbour authority said, and a smaller boat will carry the mail until Thursday.";

fn html(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{SENTENCE}</p><p>{SENTENCE} Nobody was hurt.</p></article></body></html>"
    )
}

const HTML: &str = "Content-Type: text/html; charset=utf-8\r\n";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn read(bytes: &[u8]) -> (Vec<Found>, Result<(), Flaw>) {
    let source = Source::new("pages.warc", bytes).unwrap();
    assert_eq!(WarcReader.recognises(&source), Likelihood::Certain);
    read_all(&WarcReader, "pages.warc", bytes, &Choices::default())
}

/// The titles of stories, and flaws and notices in words.
fn told(bytes: &[u8]) -> Vec<String> {
    let (found, end) = read(bytes);
    let mut told: Vec<String> = found
        .into_iter()
        .map(|one| match one {
            Found::Story(story) => story.title.unwrap_or_default(),
            Found::Flaw(flaw) => format!("flaw {flaw}"),
            Found::Notice(notice) => format!("notice {notice}"),
        })
        .collect();
    told.extend(end.err().map(|flaw| format!("end {flaw}")));
    told
}

#[test]
fn pages_that_were_found_are_articles_and_the_rest_is_skipped() {
    let url = "https://courier.example/ferry";
    let archive = [
        record("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: x\r\n"),
        record("request", &format!("WARC-Target-URI: {url}\r\n"), b"GET /ferry HTTP/1.1\r\n\r\n"),
        http(url, "200 OK", HTML, html("Ferry halted").as_bytes()),
        http("https://courier.example/gone", "404 Not Found", HTML, html("Not found").as_bytes()),
        http("https://courier.example/x.png", "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"),
        record("revisit", &format!("WARC-Target-URI: {url}\r\n"), b"HTTP/1.1 200 OK\r\n\r\n"),
        record("metadata", "", b"a: b\r\n"),
        record("resource", "WARC-Target-URI: <https://courier.example/dom>\r\nContent-Type: text/html\r\n", html("Quay closed").as_bytes()),
        http("https://courier.example/menu", "200 OK", HTML, b"<html><body><script>menu()</script></body></html>"),
    ]
    .concat();
    let (found, end) = read(&archive);
    end.unwrap();
    let [Found::Story(ferry), Found::Story(quay), Found::Notice(notice)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((ferry.url.as_deref(), ferry.place.clone()), (Some(url), Some(Place::Entry(url.to_owned()))));
    assert_eq!((ferry.title.as_deref(), ferry.language.as_deref()), (Some("Ferry halted"), Some("en")));
    assert_eq!(ferry.text, format!("Ferry halted\n\n{SENTENCE}\n\n{SENTENCE} Nobody was hurt.\n"));
    assert_eq!(quay.url.as_deref(), Some("https://courier.example/dom"));
    assert_eq!(notice, "1 page without text was skipped");
    let packed: Vec<u8> = [gz(&archive[..300]), gz(&archive[300..])].concat();
    assert_eq!(read_all(&WarcReader, "pages.warc.gz", &packed, &Choices::default()).0, found);
}

#[test]
fn bodies_are_unpacked_as_their_headers_say_or_as_they_are() {
    let page = html("Ferry halted");
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(page.as_bytes()).unwrap();
    let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    raw.write_all(page.as_bytes()).unwrap();
    let packed = gz(page.as_bytes());
    let (one, two) = packed.split_at(100);
    let chunks = [format!("{:x}\r\n", one.len()).as_bytes(), one, format!("\r\n{:X}\r\n", two.len()).as_bytes(), two, b"\r\n0\r\n\r\n"].concat();
    let latin = html("Fähre hält").chars().map(|c| c as u8).collect::<Vec<_>>();
    let head = |more: &str| format!("{HTML}{more}\r\n");
    let archive = [
        http("a:1", "200 OK", &head("Content-Encoding: gzip\r\nTransfer-Encoding: chunked"), &chunks),
        http("a:2", "200 OK", &head("Content-Encoding: deflate"), &zlib.finish().unwrap()),
        http("a:3", "200 OK", &head("Content-Encoding: deflate"), &raw.finish().unwrap()),
        http("a:4", "200 OK", &head("Content-Encoding: gzip\r\nTransfer-Encoding: chunked"), page.as_bytes()),
        http("a:5", "200 OK", &head("Content-Encoding: br"), b"\x1b\x03\x04"),
        http("a:6", "200 OK", &head("Content-Encoding: br"), page.as_bytes()),
        http("a:7", "200 OK", "Content-Type: text/html; charset=iso-8859-1\r\n", &latin),
        http("a:8", "200 OK", &head("Content-Encoding: gzip"), b"\x1f\x8bxxxx"),
        http("a:9", "200 OK", "", page.as_bytes()),
    ]
    .concat();
    let ferry = "Ferry halted";
    let told = told(&archive);
    assert_eq!(told[..4], [ferry; 4]);
    assert_eq!(told[4..7], ["flaw a:5: the page is packed with brotli, which cannot be read", ferry, "Fähre hält"]);
    assert!(told[7].starts_with("flaw a:8: the page cannot be unpacked ("), "{told:?}");
    assert_eq!(told[8..], [ferry]);
}

#[test]
fn an_archive_that_is_cut_keeps_what_came_before() {
    let archive = [http("a:1", "200 OK", HTML, html("One").as_bytes()), http("a:2", "200 OK", HTML, html("Two").as_bytes())].concat();
    let cut = &archive[..archive.len() - 50];
    let ends = ["One", "flaw item 2: the archive ends in the middle of this record: it was cut off"];
    assert_eq!(told(cut), ends);
    let packed = [gz(&archive[..archive.len() / 2]), gz(&archive[archive.len() / 2..])].concat();
    let (found, end) = read_all(&WarcReader, "a.warc.gz", &packed[..packed.len() - 30], &Choices::default());
    assert!(end.is_ok() && matches!(found.as_slice(), [Found::Story(_), Found::Flaw(_)]), "{found:?}");
}

#[test]
fn lengths_that_lie_are_told_and_the_next_record_is_found() {
    let page = html("One");
    let good = http("a:2", "200 OK", HTML, html("Two").as_bytes());
    let block = format!("HTTP/1.1 200 OK\r\n{HTML}\r\n{page}");
    let lie = |length: &str| {
        [format!("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: a:1\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n").as_bytes(), &good].concat()
    };
    assert_eq!(told(&lie(&(block.len() - 20).to_string())), ["One", "flaw item 2: what follows is no record; a length before it may be wrong", "Two"]);
    assert_eq!(told(&lie("many"))[0], "flaw item 1: the record does not say how long it is");
    assert_eq!(told(&lie("-1")).last().map(String::as_str), Some("Two"));
    assert!(told(&lie("18446744073709551615"))[0].contains("cut off"));
}

#[test]
fn a_record_over_the_limit_is_told_when_it_is_a_page_and_skipped() {
    let mut page = html("Large").into_bytes();
    page.resize(limits::ITEM as usize + 1, b' ');
    let archive = [
        http("a:1", "200 OK", HTML, &page),
        http("a:2", "200 OK", "Content-Type: video/mp4\r\n", &page),
        http("a:3", "200 OK", &format!("{HTML}Content-Encoding: gzip\r\n"), &gz(&page)),
        http("a:4", "200 OK", HTML, html("Small").as_bytes()),
    ]
    .concat();
    let large = "flaw a:1: the page is larger than 16 MiB; it is not read";
    assert_eq!(told(&archive), [large, "flaw a:3: the page is larger than 16 MiB when unpacked; it is not read", "Small"]);
}

#[test]
fn nothing_found_is_said() {
    let other = record("metadata", "", b"x");
    assert_eq!(told(&other), ["notice none of the 1 records is a web page that was found"]);
    let long = format!("WARC/1.0\r\nX: {}\r\n\r\n", "x".repeat(100_000));
    assert_eq!(told(&[long.as_bytes(), &http("a:4", "200 OK", HTML, html("Small").as_bytes())].concat()).last().map(String::as_str), Some("Small"));
    assert_eq!(WarcReader.recognises(&Source::new("a.warc", &b"PK"[..]).unwrap()), Likelihood::No);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_bytes_are_read_or_refused(random in proptest::collection::vec(any::<u8>(), 0..200), changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..10), cut in any::<proptest::sample::Index>(), valid in any::<bool>()) {
        let head = format!("{HTML}Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n");
        let body = [b"5\r\n\x1f\x8b\x08\0\0\r\n".as_slice(), b"3\r\nabc\r\n0\r\n\r\n"].concat();
        let mut bytes = if valid { [http("a:1", "200 OK", HTML, b"<p>One."), http("a:2", "200 OK", &head, &body)].concat() } else { [b"WARC/1.0\r\n".to_vec(), random].concat() };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let (found, _) = read_all(&WarcReader, "a.warc", &bytes, &Choices::default());
        prop_assert!(found.len() < 100);
    }
}
