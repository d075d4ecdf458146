//! Tests of reading books.

use proptest::prelude::*;

use super::super::package::tests::pack;
use super::super::paragraph::tests::shown;
use super::super::reader::reader_for;
use super::super::reader::tests::{read_all, stories};
use super::*;

const CONTAINER_XML: &str = r#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;

const OPF: &str = r#"<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="i">urn:selden:1</dc:identifier><dc:title>Harbour &amp; Strike</dc:title><dc:creator>Marta Okonkwo</dc:creator><dc:creator>Jan Aalto</dc:creator><dc:date>2026-05</dc:date><dc:language>en</dc:language></metadata>
<manifest><item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/><item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="one" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/><item id="two" href="text/../two.xhtml" media-type="application/xhtml+xml"/><item id="pic" href="a.svg" media-type="image/svg+xml"/>
<item id="out" href="../../etc/passwd" media-type="application/xhtml+xml"/><item id="gone" href="gone.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="cover"/><itemref idref="nav"/><itemref idref="one"/><itemref idref="pic"/><itemref idref="two"/><itemref idref="out"/><itemref idref="gone"/></spine></package>"#;

const NAV: &str = r#"<html><body><nav epub:type="toc"><ol><li><a href="text/one%20a.xhtml">First</a></li><li><a href="two.xhtml#x">The <i>second</i> day</a></li></ol></nav></body></html>"#;

const ONE: &str = "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en-GB\"><head><title/><script src=\"a.js\"/></head><body><script src=\"b.js\"/><a id=\"top\"/>\
<h1>The first<br/>day &amp; night</h1><p>The harbour of Port&#160;Selden stood still.</p><p/><p>Nobody came.</p><aside><p>A note.</p></aside></body></html>";

fn book(opf: &str, more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER_XML.as_bytes()),
        ("OPS/book.opf", opf.as_bytes()),
        ("OPS/cover.xhtml", b"<html><body><section epub:type='cover'><p>Cover</p></section></body></html>"),
        ("OPS/nav.xhtml", NAV.as_bytes()),
        ("OPS/text/one a.xhtml", ONE.as_bytes()),
        ("OPS/two.xhtml", b"<html><body><p>It went on.</p></body></html>"),
    ];
    parts.extend(more);
    pack(&parts)
}

fn flaw(bytes: &[u8]) -> String {
    let source = Source::new("a.epub", bytes).unwrap();
    read_all(reader_for(&source).unwrap(), "a.epub", bytes, &Choices::default()).1.unwrap_err().to_string()
}

#[test]
fn chapters_in_the_order_of_reading() {
    let (found, end) = read_all(&EpubReader, "a.epub", &book(OPF, &[]), &Choices::default());
    end.unwrap();
    let stories: Vec<&Story> = found.iter().filter_map(|found| if let Found::Story(story) = found { Some(&**story) } else { None }).collect();
    let titles: Vec<_> = stories.iter().map(|story| (story.title.as_deref().unwrap(), story.id.as_deref().unwrap())).collect();
    assert_eq!(titles, [("The first day & night", "urn:selden:1#OPS/text/one a.xhtml"), ("The second day", "urn:selden:1#OPS/two.xhtml")]);
    assert!(
        stories[0].text.contains("The harbour of Port\u{a0}Selden stood still.")
            && stories[0].text.contains("Nobody came.")
            && stories[0].text.contains("A note.")
    );
    assert_eq!((stories[0].language.as_deref(), stories[1].language.as_deref(), stories[1].authors.len()), (Some("en-GB"), Some("en"), 2));
    assert_eq!((stories[1].date.as_deref(), stories[1].publication.as_deref()), (Some("2026-05"), Some("Harbour & Strike")));
    assert!(shown(stories[1]).contains("place: OPS/two.xhtml"));
    let flaws: Vec<String> = found.iter().filter_map(|found| if let Found::Flaw(flaw) = found { Some(flaw.to_string()) } else { None }).collect();
    assert_eq!(flaws, ["OPS/gone.xhtml: is missing"]);
}

#[test]
fn an_archive_without_a_mark_is_known_by_its_parts() {
    let parts: &[(&str, &[u8])] = &[
        ("META-INF/container.xml", CONTAINER_XML.as_bytes()),
        ("OPS/book.opf", b"<package><manifest><item id='a' href='a.x' media-type='text/html'/></manifest><spine><itemref idref='a'/></spine></package>"),
        ("OPS/a.x", b"<html><body>Yes.</body></html>"),
    ];
    assert_eq!(stories("a.zip", &pack(parts))[0].text.trim(), "Yes.");
}

#[test]
fn copy_protection_is_said_and_encrypted_fonts_do_no_harm() {
    let encryption = |uris: &[&str]| uris.iter().flat_map(|uri| ["<EncryptedData><CipherReference URI='", uri, "'/></EncryptedData>"]).collect::<String>();
    let all = format!("<encryption>{}</encryption>", encryption(&["OPS/text/one%20a.xhtml", "OPS/two.xhtml", "OPS/cover.xhtml", "OPS/gone.xhtml"]));
    assert!(flaw(&book(OPF, &[("META-INF/encryption.xml", all.as_bytes())])).starts_with("is copy-protected (DRM)"));
    let fonts = format!("<encryption>{}</encryption>", encryption(&["OPS/a.otf"]));
    assert!(read_all(&EpubReader, "a.epub", &book(OPF, &[("META-INF/encryption.xml", fonts.as_bytes())]), &Choices::default()).1.is_ok());
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(flaw(&pack(&[("mimetype", b"application/epub+zip")])), "is no EPUB: META-INF/container.xml is missing");
    assert_eq!(flaw(&book("<package/>", &[])), "is damaged: OPS/book.opf has no reading order");
    let only = OPF.replace("<itemref idref=\"one\"/>", "").replace("<itemref idref=\"two\"/>", "").replace("<itemref idref=\"gone\"/>", "");
    assert_eq!(flaw(&book(&only, &[])), "is a book without text: its pages may be pictures");
    let deep = format!("<html><body>{}</body></html>", "<b>".repeat(600));
    let (found, _) = read_all(&EpubReader, "a.epub", &book(OPF, &[("OPS/gone.xhtml", deep.as_bytes())]), &Choices::default());
    assert!(found.iter().any(|found| matches!(found, Found::Flaw(flaw) if flaw.to_string() == "OPS/gone.xhtml: is nested more than 512 deep")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn mutated_books_never_panic(at in 0usize..4000, byte: u8, noise: String) {
        let change = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            let length = bytes.len();
            bytes[at % length] = byte;
            String::from_utf8_lossy(&bytes).into_owned() + &noise
        };
        let _ = Chapter::read(&change(ONE));
        let _ = read_all(&EpubReader, "a.epub", &book(&change(OPF), &[]), &Choices::default());
        let mut packed = book(OPF, &[]);
        let length = packed.len();
        packed[at % length] = byte;
        let _ = read_all(&EpubReader, "a.epub", &packed, &Choices::default());
    }
}
