//! Mails with every pitfall, and mails that are meant to break the reader.

use super::super::reader::tests::{read_all, stories};
use super::super::reader::{Choices, Found, Likelihood, Reader, reader_for};
use super::super::source::Source;
use super::super::story::{Place, Story};
use super::*;
use crate::article::sha256;
use proptest::prelude::*;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/mail/");

const MAILS: [&str; 12] = [
    "quoted-printable",
    "base64-windows-1252",
    "flowed-reply",
    "delsp",
    "outlook-reply",
    "forwarded",
    "newsletter",
    "html-only",
    "nested",
    "pgp-signed",
    "old-8-bit",
    "list-footer",
];

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(format!("{FOLDER}{name}")).unwrap()
}

/// A story with its metadata, and the role of each block.
fn shown(story: &Story) -> String {
    let mut article = Article::with_rule(Text::new(story.text.as_str()), story.rule.unwrap());
    article.set_roles(&story.roles.iter().map(|(at, role)| (*at as u32, *role)).collect());
    let mut out = format!(
        "title {:?}\nauthors {:?}\ndate {:?}\npublication {:?}\nurl {:?}\nlanguage {:?}\nid {:?}\nnotices {:?}\n",
        story.title, story.authors, story.date, story.publication, story.url, story.language, story.id, story.notices
    );
    for block in article.blocks() {
        out.push_str(&format!("\n[{}]\n{}\n", block.role.name(), article.text().slice(block.span)));
    }
    out
}

fn refusal(mail: &[u8]) -> String {
    read_all(&EmlReader, "a.eml", mail, &Choices::default()).1.unwrap_err().to_string()
}

#[test]
fn mails_are_read_with_what_they_say_of_themselves() {
    for name in MAILS {
        let bytes = bytes(&format!("{name}.eml"));
        let found = stories("unnamed", &bytes);
        assert_eq!((found.len(), found[0].original.as_str()), (1, sha256(&bytes).as_str()), "{name}");
        insta::assert_snapshot!(name, shown(&found[0]));
    }
}

#[test]
fn a_wrong_day_of_the_week_does_not_cost_the_date() {
    let story = &stories("a.eml", &bytes("bad-date.eml"))[0];
    assert_eq!((story.date.as_deref(), story.text.as_str()), (Some("2026-11-25T10:15:00+01:00"), "Date\n\nText.\n"));
}

#[test]
fn each_mail_of_a_mailbox_is_an_article_and_bad_ones_are_told() {
    let mailbox = bytes("archive.mbox");
    let (found, end) = read_all(reader_for(&Source::new("unnamed", &mailbox[..]).unwrap()).unwrap(), "unnamed", &mailbox, &Choices::default());
    end.unwrap();
    let [Found::Story(one), Found::Flaw(two), Found::Story(three)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(one.text, "One\n\nFrom the quay one saw nothing.\n\n>From was quoted twice.\n\nFrom now on it is quiet here.\n");
    assert_eq!((one.place.clone(), one.id.as_deref()), (Some(Place::Item(1)), Some("one@courier.example")));
    assert_eq!(two.to_string(), "item 2: the mail holds no text, only attachments (a.png)");
    assert_eq!((three.text.as_str(), three.date.as_deref()), ("Three\n\nThe last one has no line end.\n", Some("2026-11-25T10:17:00+00:00")));
    assert_eq!(three.original, sha256(&mailbox[mailbox.len() - three_bytes(&mailbox)..]));
}

fn three_bytes(mailbox: &[u8]) -> usize {
    let at = memchr::memmem::find(mailbox, b"From: Jo Tessaro").unwrap();
    mailbox.len() - at
}

#[test]
fn what_is_a_mail_is_told_by_its_headers() {
    use Likelihood::{Certain, Likely, No};
    let cases = [
        ("a", "Received: by x\nFrom: a@b.example\nSubject: x\n\n", Certain, No),
        ("a.txt", "\u{feff}\r\nMessage-ID: <a@b>\r\nFrom: a@b.example\r\nDate: x\r\n\r\n", Certain, No),
        ("a", "From: Marta\nSubject: Strike\n\nText", Likely, No),
        ("a.txt", "From: Marta\nSubject: Strike\n\nText", No, No),
        ("a.eml", "Subject: Strike\n\nText", Likely, No),
        ("a.txt", "Note: this is a text.\nFrom: here on it is prose\nDate: none\nit goes on\n", No, No),
        ("a", "From a@b.example Wed Nov 25 10:15:00 2026\nReceived: by x\nFrom: a@b.example\nSubject: x\n", No, Certain),
        ("a", "From the quay one saw nothing at 10:15 in 2026.\nIt was dark.\n", No, No),
        ("a.md", "---\ntitle: x\n---\n", No, No),
        ("a", "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: x\r\n", No, No),
        ("a.eml", "", No, No),
        ("a.eml", "{\"Subject: \": 1}", No, No),
    ];
    for (name, head, eml, mbox) in cases {
        let source = Source::new(name, head.as_bytes()).unwrap();
        assert_eq!((EmlReader.recognises(&source), MboxReader.recognises(&source)), (eml, mbox), "{name} {head}");
    }
}

#[test]
fn what_cannot_be_read_is_said_with_what_to_do() {
    assert_eq!(refusal(&bytes("smime.eml")), "the mail is encrypted or sealed (S/MIME): open it in a mail program and save its text from there");
    let inline = "From: a@b.example\nSubject: x\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n";
    assert!(refusal(inline.as_bytes()).contains("(PGP)"));
    assert_eq!(refusal(b"From: a@b.example\nSubject: x\n\n \n"), "the mail holds no text");
    assert!(refusal(b"From: a@b.example\nSubject: x\n\n\x01\x02\x03\x04\x05\x06").contains("binary"));
}

#[test]
fn of_a_long_mail_the_text_is_read_and_the_attachments_need_not_fit() {
    let head = "From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nThe text.\n--b\nContent-Disposition: attachment; filename=big.bin\n\n";
    let mut mail = head.as_bytes().to_vec();
    mail.resize(limits::ITEM as usize + 100, b'x');
    let found = stories("a.eml", &mail);
    assert_eq!((found[0].text.as_str(), found[0].notices.as_slice()), ("x\n\nThe text.\n", ["1 attachment is not read: big.bin".to_owned()].as_slice()));
    let mut text = b"From: a@b.example\nSubject: x\n\n".to_vec();
    text.resize(limits::ITEM as usize + 100, b'x');
    assert_eq!(refusal(&text), "the text of the mail is larger than 16 MiB");
}

#[test]
fn parts_without_end_or_without_number_are_bounded() {
    let mut deep = String::from("From: a@b.example\nSubject: x\n");
    for level in 0..200 {
        deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\n\n--b{level}\n\nLevel {level}.\n--b{level}\n"));
    }
    let found = stories("a.eml", deep.as_bytes());
    assert!(found[0].text.contains("Level 31.") && !found[0].text.contains("Level 32."));
    assert_eq!(found[0].notices, ["parts of the mail nested deeper than 32 are left out"]);
    let many = format!("From: a@b.example\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(limits::PARTS + 50));
    assert!(stories("a.eml", many.as_bytes())[0].notices[0].contains("beyond the first 10000"));
    let mail_in_mail = format!("From: a@b.example\nSubject: x\n{}\n\nEnd.", "Content-Type: message/rfc822\n\nFrom: x\n".repeat(500));
    let _ = read_all(&EmlReader, "a.eml", mail_in_mail.as_bytes(), &Choices::default());
}

#[test]
fn a_header_without_end_takes_no_time_without_end() {
    let mail = |name: &str, unit: &str| {
        format!("MIME-Version: 1.0\nTo: c@d.example\n{name}: {}\nFrom: a@b.example\nSubject: x\n\nText.", unit.repeat(900_000 / unit.len()))
    };
    for (name, unit) in [("Subject", "=?"), ("Subject", "=?utf-8?b?"), ("From", "a,"), ("Content-Type", "=?utf-8?q?a?= "), ("List-Id", "=?")] {
        let story = &stories("a.eml", mail(name, unit).as_bytes())[0];
        assert!(story.text.ends_with("Text.\n") && story.text.len() < 5000, "{name}");
    }
}

#[test]
fn broken_coding_gives_what_can_be_read_of_it() {
    let story = &stories("a.eml", b"From: a@b.example\nSubject: x\nContent-Transfer-Encoding: base64\n\nVGhlIGhhcmJv\ndXIgc3Rvb2Qg!!*c3RpbGwu\nVGhlI\n")[0];
    assert!(story.text.starts_with("x\n\nThe harbour stood still."), "{}", story.text);
    assert_eq!(story.notices[0], "the coding of a part is broken: its text may be incomplete");
}

#[test]
fn a_long_id_and_many_attachments_are_taken_as_they_are() {
    let part = |n: usize| format!("--b\nContent-Type: image/png; name=\"{n}\u{1b}[31m{}.png\"\n\nx\n", "n".repeat(200));
    let parts = (0..40).map(part).collect::<Vec<_>>().concat();
    let mail =
        format!("From: a@b.example\nMessage-ID: <{}>\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText.\n{parts}--b--", "i".repeat(300));
    let story = &stories("a.eml", mail.as_bytes())[0];
    assert_eq!(story.id.as_ref().map(String::len), Some(300));
    assert!(story.notices[0].starts_with("40 attachments are not read: 0␛[31mnnn") && story.notices[0].ends_with(" and 30 more"), "{:?}", story.notices);
    assert!(story.notices[0].len() < 1200);
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let fixtures: Vec<Vec<u8>> = MAILS.iter().map(|name| bytes(&format!("{name}.eml"))).chain([bytes("archive.mbox")]).collect();
    (proptest::sample::select(fixtures), proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 0..12), any::<proptest::sample::Index>())
        .prop_map(|(mut bytes, changes, cut)| {
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len()) + 1);
            bytes
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop_oneof![proptest::collection::vec(any::<u8>(), 0..300), mutated()]) {
        for reader in [&EmlReader as &dyn Reader, &MboxReader] {
            let (found, _) = read_all(reader, "a.eml", &bytes, &Choices::default());
            for one in found {
                if let Found::Story(story) = one {
                    prop_assert!(story.roles.iter().all(|(at, _)| story.text.is_char_boundary(*at)));
                }
            }
        }
    }
}
