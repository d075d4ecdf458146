//! Tests of reading Word documents.

use proptest::prelude::*;

use super::super::package::tests::pack;
use super::super::reader::reader_for;
use super::super::reader::tests::{read_all, stories};
use super::*;

const SPACES: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml""#;

fn data(name: &str) -> String {
    std::fs::read_to_string(format!("{}/tests/data/sources/docx/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A document of the stored parts, with this body.
fn document(body: &str) -> Vec<u8> {
    let main = format!("<?xml version=\"1.0\"?><w:document {SPACES}><w:body>{body}</w:body></w:document>");
    let parts = ["footnotes.xml", "styles.xml", "document.xml.rels", "core.xml", "package.rels"].map(data);
    pack(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", parts[4].as_bytes()),
        ("word/document.xml", main.as_bytes()),
        ("word/footnotes.xml", parts[0].as_bytes()),
        ("word/styles.xml", parts[1].as_bytes()),
        ("word/_rels/document.xml.rels", parts[2].as_bytes()),
        ("docProps/core.xml", parts[3].as_bytes()),
    ])
}

fn text(body: &str) -> String {
    stories("story.docx", &document(body)).remove(0).text
}

fn flaw(bytes: &[u8]) -> String {
    let source = Source::new("story.docx", bytes).unwrap();
    read_all(reader_for(&source).unwrap(), "story.docx", bytes, &Choices::default()).1.unwrap_err().to_string()
}

/// A paragraph of one run.
fn p(inner: &str) -> String {
    format!("<w:p><w:r>{inner}</w:r></w:p>")
}

#[test]
fn a_story_as_an_editor_writes_it() {
    let story = stories("story.docx", &document(&data("story.xml"))).remove(0);
    insta::assert_snapshot!(crate::sources::paragraph::tests::shown(&story));
}

#[test]
fn tracked_changes_are_taken_as_accepted() {
    let body = "<w:p><w:r><w:t>The </w:t></w:r><w:del><w:r><w:delText>ol</w:delText><w:t>d</w:t></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins>\
        <w:moveFrom><w:r><w:t>gone</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t xml:space=\"preserve\"> crane</w:t></w:r></w:moveTo></w:p>\
        <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>One</w:t></w:r></w:p><w:p><w:r><w:t xml:space=\"preserve\"> line.</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>out</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(text(body), "Thenew crane\n\nOne line.\n");
}

#[test]
fn characters_that_are_elements() {
    let inner =
        "<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c&amp;&#233;</w:t><w:noBreakHyphen/><w:t>d</w:t><w:softHyphen/><w:t>e\u{a0}</w:t><w:sym w:char=\"2192\"/>";
    assert_eq!(text(&p(inner)), "a\tb\nc&é\u{2011}d\u{ad}e\u{a0}→\n");
}

#[test]
fn a_large_first_letter_belongs_to_its_word() {
    let body = "<w:p><w:pPr><w:framePr w:dropCap=\"drop\"/></w:pPr><w:r><w:t>D</w:t></w:r></w:p><w:p><w:r><w:t>ockers wait.</w:t></w:r></w:p>";
    assert_eq!(text(body), "Dockers wait.\n");
}

#[test]
fn fields_show_their_results_only() {
    let field = |inner: &str| {
        format!(
            "<w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:t>code</w:t><w:fldChar w:fldCharType=\"separate\"/>{inner}<w:fldChar w:fldCharType=\"end\"/>"
        )
    };
    assert_eq!(text(&p(&format!("{}<w:t>!</w:t>", field(&format!("<w:t>x</w:t>{}", field("<w:t>y</w:t>")))))), "xy!\n");
    assert_eq!(text(&(p("<w:t>Go.</w:t><w:fldChar w:fldCharType=\"begin\"/><w:t>lost</w:t>") + &p("<w:t>Found.</w:t>"))), "Go.\n\nFound.\n");
}

#[test]
fn text_boxes_stand_once_behind_their_paragraph() {
    let boxed = "<mc:AlternateContent><mc:Choice Requires=\"wps\"><w:drawing><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
        <mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>Boxed.</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>";
    assert_eq!(text(&p(&format!("<w:t>Be</w:t>{boxed}<w:t>fore.</w:t>"))), "Before.\n\nBoxed.\n");
}

#[test]
fn rows_are_lines_unless_they_lay_out_the_page() {
    let cell = |inner: &str| format!("<w:tc><w:tcPr/>{inner}</w:tc>");
    let word = |word: &str| p(&format!("<w:t>{word}</w:t>"));
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let rows = row(&[cell(&word("Port")), cell(&word("Ships"))]) + &row(&[cell(&word("Selden")), cell(&word("12"))]);
    let layout = row(&[cell(&(word("Left.") + &word("More."))), cell(&word("Right."))]);
    assert_eq!(text(&format!("<w:tbl>{rows}{layout}</w:tbl>")), "Port\tShips\nSelden\t12\n\nLeft.\n\nMore.\n\nRight.\n");
}

#[test]
fn hidden_text_is_left_out_and_said() {
    let story = stories(
        "a.docx",
        &document(
            &p("<w:rPr><w:vanish/></w:rPr><w:t>secret</w:t>").replace("</w:p>", "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>seen</w:t></w:r></w:p>"),
        ),
    );
    assert_eq!((story[0].text.as_str(), story[0].notices.as_slice()), ("seen\n", &["hidden text was left out".to_owned()][..]));
}

#[test]
fn what_cannot_be_read_says_why() {
    let wide: Vec<u8> = "WordDocument".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(flaw(&[OLD, &[0; 512], &wide].concat()), "is an old Word file; save it as .docx");
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(flaw(&[OLD, &wide].concat()), "is protected by a password; save it without one");
    assert_eq!(flaw(&pack(&[("mimetype", b"application/vnd.oasis.opendocument.text")])), "is an OpenDocument file; save it as .docx");
    assert_eq!(flaw(&pack(&[("word/a.xml", b"<a/>")])), "is no Word document: word/document.xml is missing");
    let deep = "<w:ins>".repeat(600);
    assert_eq!(flaw(&document(&deep)), "is nested more than 512 deep");
    assert_eq!(flaw(&pack(&[("word/document.xml", b"<a><b>")])), "is cut off");
    let whole = document(&p("<w:t>a</w:t>"));
    assert!(flaw(&whole[..whole.len() / 2]).contains("damaged zip archive"));
    let bomb = vec![b' '; 40 << 20];
    assert!(flaw(&pack(&[("word/document.xml", &bomb)])).contains("more than 200 times"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_documents_never_panic(at in 0usize..4000, byte: u8, cut in 0usize..4000) {
        let xml = format!("<w:document {SPACES}><w:body>{}</w:body></w:document>", data("story.xml"));
        let mut bytes = xml.into_bytes();
        let length = bytes.len();
        bytes[at % length] = byte;
        bytes.drain(cut % length..(cut % length + usize::from(byte)).min(length));
        let _ = read_all(&DocxReader, "a.docx", &pack(&[("word/document.xml", &bytes)]), &Choices::default());
        let mut packed = document("<w:p/>");
        let length = packed.len();
        packed[at % length] = byte;
        let _ = read_all(&DocxReader, "a.docx", &packed, &Choices::default());
    }
}
