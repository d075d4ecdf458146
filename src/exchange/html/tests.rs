//! Marked pages, tried out.

use super::super::sample::{document, documents, plan};
use super::super::tests::written;
use super::*;
use crate::article::{Article, Text};
use proptest::prelude::*;

/// The text between the tags of the article, as a browser has it.
fn text_of(page: &str) -> String {
    let (_, body) = page.split_once("<article dir=\"auto\">").unwrap();
    let (body, _) = body.split_once("</article>").unwrap();
    let mut parts = body.split('<');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        text.push_str(part.split_once('>').unwrap().1);
    }
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#13;", "\r").replace("&amp;", "&")
}

fn page(document: &Document) -> String {
    let (files, _) = written(&Html, std::slice::from_ref(document), &plan());
    String::from_utf8(files[&format!("{}.html", document.path)].clone()).unwrap()
}

#[test]
fn a_page_with_marks_that_nest_and_cross() {
    let page = page(&document());
    insta::assert_snapshot!("page", page);
    assert_eq!(text_of(&page), document().text());
}

#[test]
fn hostile_texts_and_addresses_are_text() {
    let mut hostile = document();
    hostile.article = Article::new(Text::new("</article><script>alert(1)</script>\u{0}\n\n<!-- &lt; --> \"x\" onload='y'\n"));
    hostile.annotations.clear();
    hostile.relations.clear();
    hostile.about.url = Some("javascript:alert(1)".into());
    hostile.about.title = Some("</title><img src=x onerror=alert(1)>".into());
    let page = page(&hostile);
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("href=\"javascript"));
    assert_eq!(text_of(&page), hostile.text().replace('\u{0}', "\u{fffd}"));
}

proptest! {
    #[test]
    fn the_text_of_every_page_is_that_of_the_article(document in documents()) {
        prop_assert_eq!(text_of(&page(&document)), document.text());
    }
}
