//! Saved pages, whole: what becomes of them, and that nothing breaks.

use proptest::prelude::*;

use super::{page, saved_page};
use crate::article::{Article, BlockRule, Role, Text, sha256};
use crate::sources::reader::Choices;
use crate::sources::reader::tests::{read_all, stories};
use crate::sources::story::Story;

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/sources/", $name))
    };
}

const NEWS: &[u8] = data!("html/news.html");

/// A story as a person would check it: what is known of it, then each block with its role.
fn shown(story: &Story) -> String {
    let mut article = Article::with_rule(Text::new(story.text.as_str()), BlockRule::Paragraphs);
    article.set_roles(&story.roles.iter().map(|(start, role)| (*start as u32, *role)).collect());
    let blocks = article.blocks().iter().map(|block| format!("[{}] {}\n", block.role.name(), article.text().slice(block.span)));
    format!(
        "title: {:?}\nauthors: {:?}\ndate: {:?}\npublication: {:?}\nurl: {:?}\nlanguage: {:?}\nnotices: {:?}\n\n{}",
        story.title,
        story.authors,
        story.date,
        story.publication,
        story.url,
        story.language,
        story.notices,
        blocks.collect::<String>()
    )
}

fn only(name: &str, bytes: &[u8]) -> Story {
    let mut found = stories(name, bytes);
    assert_eq!(found.len(), 1);
    let story = found.remove(0);
    assert_eq!(story.original, sha256(bytes));
    story
}

#[test]
fn saved_pages_become_stories() {
    let pages: [(&str, &[u8]); 8] = [
        ("news", NEWS),
        ("unclosed_figure", data!("html/unclosed-figure.html")),
        ("single_file", data!("html/single-file.html")),
        ("amp", data!("html/amp.html")),
        ("paywall", data!("html/paywall.html")),
        ("list", data!("html/list.html")),
        ("windows_1252", data!("html/windows-1252.html")),
        ("mhtml", data!("mhtml/page.mhtml")),
    ];
    for (name, bytes) in pages {
        insta::assert_snapshot!(name, shown(&only("page", bytes)));
    }
}

#[test]
fn a_cut_page_keeps_the_paragraphs_that_are_there() {
    let end = NEWS.windows(4).position(|bytes| bytes == b"Odil").unwrap();
    let story = only("news.html", &NEWS[..end]);
    assert!(story.text.contains("70\u{a0}hours to run.") && story.text.ends_with("Their lawyer,\n"), "{}", story.text);
}

#[test]
fn a_headline_stands_first_and_only_once() {
    for html in [
        "<title>Strike goes on</title><body><p>TEXT<p>TEXT",
        "<title>Strike goes on</title><body><h1>Strike goes on</h1><p>TEXT<p>TEXT",
        "<title>Strike goes on | Mirror</title><body><h1>Mirror</h1><article><h2>Strike goes on</h2><p>TEXT<p>TEXT</article>",
    ] {
        let text = "The dockers of Port Selden stayed out for a third week, their union said, and would not say when they would be back at work. ".repeat(3);
        let story = page(&html.replace("TEXT", &text), None);
        let article = Article::with_rule(Text::new(story.text.as_str()), BlockRule::Paragraphs);
        assert!(story.text.starts_with("Strike goes on") && story.text.matches("Strike goes on").count() == 1, "{html}: {}", story.text);
        assert_eq!(article.blocks()[0].role, Role::Headline);
    }
}

/// How a page of these bytes ends.
fn flaw(name: &str, bytes: &[u8]) -> String {
    let reader = if name.ends_with("mht") { crate::sources::reader_named("mhtml") } else { crate::sources::reader_named("html") };
    let (found, end) = read_all(reader.unwrap(), name, bytes, &Choices::default());
    assert!(found.is_empty());
    end.unwrap_err().to_string()
}

#[test]
fn what_cannot_be_read_is_said_plainly() {
    assert!(
        flaw("a.html", b"<html><title>Strike</title><body><div id=app></div><script>run()</script>")
            .starts_with("the page holds no text (it may be made by scripts")
    );
    assert_eq!(flaw("a.html", &[b"<html>".as_slice(), &[0, 1, 2, 3].repeat(100)].concat()), "holds no text (it looks like a binary file)");
    assert_eq!(flaw("a.html", "<p>word ".repeat(3 << 20).as_bytes()), "the page is larger than 16 MiB without its pictures");
    assert_eq!(flaw("a.mht", b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--"), "holds no web page");
    assert_eq!(flaw("a.mht", b"Content-Type: text/plain\n\nx"), "holds no web page");
    let nested = "Content-Type: multipart/related; boundary=x\n\n--x\n".repeat(1000);
    assert_eq!(flaw("a.mht", nested.as_bytes()), "holds no web page");
}

#[test]
fn the_search_sees_neither_long_scripts_nor_what_it_stumbles_over() {
    let html = String::from_utf8(NEWS.to_vec()).unwrap();
    let script = format!("<iframe src='https://ww\u{ca}.youtube.com/a'></iframe><script>{}</script></article>", "var a = 1; ".repeat(40_000));
    let story = page(&html.replace("</article>", &script), None);
    assert!(story.notices.is_empty() && story.text.contains("31 attempts"), "{:?}", story.notices);
}

#[test]
fn a_post_that_the_article_quotes_is_kept() {
    let post = "<div class=social-media-embed><blockquote class=twitter-tweet><p>The boats went out. <a href=https://t.example/1>t.example/1</a></p>— Harbour (@selden) <a href=https://t.example/2>Sept. 21</a></blockquote><script></script></div>";
    let html = String::from_utf8(NEWS.to_vec()).unwrap().replace("<h2>", &format!("{post}<h2>"));
    assert!(page(&html, None).text.contains("\n\nThe boats went out. t.example/1\n\n— Harbour (@selden) Sept. 21\n\n"));
}

#[test]
fn pictures_in_a_page_do_not_count() {
    let html = String::from_utf8(NEWS.to_vec()).unwrap().replace("R0lGODlhAQABAAAAACw=", &"R0lGODlhAQAB".repeat(2 << 20));
    assert!(html.len() > 20 << 20);
    let story = saved_page(html.as_bytes(), None, None).unwrap();
    assert_eq!(story, saved_page(NEWS, None, None).unwrap());
}

#[test]
fn hostile_pages_end() {
    let article = format!("<article><p>{}</p>", "A paragraph of text, with commas, in it. ".repeat(20));
    for unit in ["<div>", "<a", "<p>\0x\0", "&#x110000;&#xD800;", "<q>", "<script>", "<!--", "<select><option>x", "<table><b><td></b></table>", "<p><b id=1>"] {
        let html = format!("{article}{}", unit.repeat(10_000));
        assert!(page(&html, None).text.contains("with commas"), "{unit}");
    }
}

fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let cuts = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0usize..400,
            prop::sample::select(&["", "<", ">", "</div>", "<table>", "\0", "&#", "<template>", "</html>", "<figure>", "\u{e9}", "--x"][..]),
        ),
        1..6,
    );
    let whole = prop::sample::select(vec![NEWS, data!("html/amp.html"), data!("mhtml/page.mhtml"), data!("html/windows-1252.html")]);
    (whole, cuts).prop_map(|(whole, cuts)| {
        let mut bytes = whole.to_vec();
        for (at, length, put) in cuts {
            let at = at.index(bytes.len() + 1);
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, put.bytes());
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_bytes_and_any_damage_are_read_to_an_end(bytes in prop_oneof![mutated(), prop::collection::vec(any::<u8>(), 0..300)]) {
        for name in ["html", "mhtml"] {
            let reader = crate::sources::reader_named(name).unwrap();
            let (found, end) = read_all(reader, "page", &bytes, &Choices::default());
            prop_assert!(found.len() == 1 || end.is_err());
        }
    }
}
