//! Tests of reading exports of Nexis.

use proptest::prelude::*;

use super::super::package::tests::pack;
use super::super::reader::reader_for;
use super::super::reader::tests::{read_all, read_as_shown, stories};
use super::*;

const OLD: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/nexis/old.txt"));
const UNI: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/nexis/uni.txt"));

fn all(name: &str, bytes: &[u8]) -> String {
    let reader = reader_for(&Source::new(name, bytes).unwrap()).unwrap();
    format!("as {}\n{}", reader.format().name, read_as_shown(reader, name, bytes))
}

/// The same lines as a Word document, as highlighted terms cut them up.
fn docx(text: &str) -> Vec<u8> {
    let escaped = text.replace('&', "&amp;");
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let paragraph = |line: &str| {
        let (before, after) = line.split_once("strike").unwrap_or((line, ""));
        let found = if after.is_empty() { String::new() } else { run("strike").replace("<w:t ", "<w:rPr><w:b/><w:highlight w:val=\"yellow\"/></w:rPr><w:t ") };
        format!("<w:p>{}{found}{}</w:p>", run(before), run(after))
    };
    let body: String = escaped.lines().map(paragraph).collect();
    let xml = format!("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>");
    pack(&[("word/document.xml", xml.as_bytes())])
}

#[test]
fn an_export_of_the_old_style() {
    insta::assert_snapshot!(all("old.txt", OLD.as_bytes()));
}

#[test]
fn an_export_of_the_new_style() {
    insta::assert_snapshot!(all("uni.txt", UNI.as_bytes()));
}

#[test]
fn word_and_rich_text_give_the_same_articles() {
    let plain = all("uni.txt", UNI.as_bytes()).replace("as nexis", "");
    assert_eq!(all("uni.docx", &docx(UNI)).replace("as docx", ""), plain);
    let rtf: String = UNI.lines().map(|line| line.replace('’', "\\rquote ").replace("strike", "{\\b\\cb3 strike}") + "\\par\n").collect();
    let rtf = format!("{{\\rtf1\\ansi {rtf}}}");
    assert_eq!(all("uni.rtf", rtf.as_bytes()).replace("as rtf", ""), plain);
    for bytes in [docx(UNI), rtf.into_bytes()] {
        assert_eq!(read_all(&NexisReader, "a", &bytes, &Choices::default()).0.len(), 2);
    }
}

#[test]
fn each_article_has_a_fingerprint_of_its_own() {
    let found = stories("uni.txt", UNI.as_bytes());
    assert_ne!(found[0].original, found[1].original);
    assert_eq!(found[0].original.len(), 64);
}

#[test]
fn a_story_about_documents_is_no_export() {
    let text = "Body\n\nLength: 300 metres of quay.\n\nThe harbour of Port Selden stood still.\n";
    assert_eq!(stories("a.txt", text.as_bytes())[0].text, text);
    let flaw = read_all(&NexisReader, "a.txt", text.as_bytes(), &Choices::default()).1.unwrap_err();
    assert!(flaw.what.starts_with("is no Nexis export"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn mutated_exports_never_panic(picks in proptest::collection::vec(0usize..60, 0..60), noise: String) {
        let lines: Vec<&str> = OLD.lines().chain(UNI.lines()).collect();
        let text: Vec<&str> = picks.iter().map(|at| lines[at * 7 % lines.len()]).chain([noise.as_str()]).collect();
        let _ = divide(&paragraphs_of(&text.join("\n")));
        let _ = read_all(&NexisReader, "a.txt", text.join("\n\n").as_bytes(), &Choices::default());
    }
}
