//! From HTML to a tree, with a bound on what hostile pages cost.
//!
//! The parser follows the standard, by which a page of a few MiB can ask for thousands of millions of elements, or for hours. So
//! it is fed piece by piece; a page that asks for too much is stripped of its nesting and keeps its text.

use std::borrow::Cow;

use dom_query::{Document, local_name};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{ParseOpts, Parser, QualName, ns};

use super::element::is_block;
use crate::sources::limits;

/// Nodes of a tree. Long live pages and laws have some hundred thousand.
const NODES: usize = 1_500_000;

/// Attributes of an element.
const ATTRIBUTES: usize = 1000;

/// Bytes between two looks at what has become of a page.
const PIECE: usize = 4096;

/// Bytes from which a `data:` address is left out.
const LONG_DATA: usize = 256;

/// A tree, and whether the page's nesting was left out.
pub(super) struct Parsed {
    /// The tree.
    pub(super) document: Document,
    /// Whether the page nests too deep, or asks for too many elements.
    pub(super) flattened: bool,
}

/// The tree of a whole page.
pub(super) fn document(html: &str) -> Parsed {
    parse(html, || html5ever::parse_document(Document::default(), options()))
}

/// The tree of a piece of a page.
pub(super) fn piece(html: &str) -> Parsed {
    let body = || QualName::new(None, ns!(html), local_name!("body"));
    parse(html, || html5ever::parse_fragment(Document::fragment_sink(), options(), body(), Vec::new(), false))
}

fn options() -> ParseOpts {
    ParseOpts { tree_builder: TreeBuilderOpts { scripting_enabled: false, drop_doctype: true, ..TreeBuilderOpts::default() }, ..ParseOpts::default() }
}

fn parse(html: &str, parser: impl Fn() -> Parser<Document>) -> Parsed {
    if has_few_attributes(html)
        && let Some(document) = feed(html, parser())
    {
        return Parsed { document, flattened: false };
    }
    let mut parser = parser();
    parser.process(StrTendril::from(flat(html)));
    Parsed { document: parser.finish(), flattened: true }
}

/// Feeds a parser; `None` as soon as the tree is too large or too deep.
fn feed(html: &str, mut parser: Parser<Document>) -> Option<Document> {
    let mut rest = html;
    while !rest.is_empty() {
        let end = (PIECE..rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        parser.process(StrTendril::from(piece));
        rest = after;
        let document = &parser.tokenizer.sink.sink;
        if document.tree.len() > NODES || is_deep(document) {
            return None;
        }
    }
    Some(parser.finish())
}

/// Whether the elements that may be open nest too deep: the last ones, those of a template, and what was put before a table
/// because it may not stand in it. Comments after the body do not hide it.
fn is_deep(document: &Document) -> bool {
    let mut open: Vec<_> = std::iter::once(document.root()).chain(document.body()).map(|node| (node, 0)).collect();
    for _ in 0..8 * limits::DEPTH {
        let Some((node, depth)) = open.pop() else { return false };
        if depth > 2 * limits::DEPTH {
            return true;
        }
        let contents = node.element_ref().and_then(|element| element.template_contents).and_then(|id| node.tree.get(&id));
        let last = node.last_child();
        let before = last.filter(|last| last.has_name("table")).and_then(|table| table.prev_sibling());
        open.extend([last, before, contents].into_iter().flatten().map(|node| (node, depth + 1)));
    }
    true
}

/// Whether no element has attributes without end, each of which the parser compares with all others.
fn has_few_attributes(html: &str) -> bool {
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = tag;
            continue;
        }
        let Some(end) = end_of_tag(tag) else { return false };
        let script = ["script", "style"].into_iter().find(|name| tag.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
        rest = script.map_or_else(|| tag.get(end..).unwrap_or_default(), |name| after_end_of(tag, name));
    }
    true
}

/// Where a start tag ends; `None` when it has too many attributes.
fn end_of_tag(tag: &str) -> Option<usize> {
    let (mut count, mut quote, mut before) = (0, None, b'<');
    for (at, byte) in tag.bytes().enumerate() {
        match quote {
            Some(open) if open == byte => quote = None,
            Some(_) => continue,
            None if byte == b'>' => return Some(at),
            None if matches!(byte, b'"' | b'\'') && before == b'=' => quote = Some(byte),
            None => count += usize::from(byte.is_ascii_whitespace() || matches!(byte, b'/' | b'=')),
        }
        if count > 2 * ATTRIBUTES {
            return None;
        }
        if !byte.is_ascii_whitespace() || before != b'=' {
            before = byte;
        }
    }
    Some(tag.len())
}

/// The page without scripts, attributes and elements: what stands apart is set apart by a blank line.
fn flat(html: &str) -> String {
    let mut out = String::with_capacity(html.len() / 2);
    out.push_str("<pre>\n");
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        push_words(&mut out, text);
        let end = tag.starts_with('/');
        let named = tag.strip_prefix('/').unwrap_or(tag);
        let length =
            if named.starts_with(|c: char| c.is_ascii_alphabetic()) { named.bytes().take(40).take_while(u8::is_ascii_alphanumeric).count() } else { 0 };
        let name = named.get(..length).unwrap_or_default().to_ascii_lowercase();
        rest = if let Some(comment) = tag.strip_prefix("!--") {
            comment.split_once("-->").map_or("", |(_, after)| after)
        } else if !end && matches!(&*name, "script" | "style" | "svg" | "iframe" | "textarea" | "title") {
            after_end_of(named, &name)
        } else if length == 0 && !end && !tag.starts_with(['!', '?']) {
            out.push_str("&lt;");
            tag
        } else {
            named.split_once('>').map_or("", |(_, after)| after)
        };
        match &*name {
            "br" => out.push('\n'),
            name if (is_block(name) || matches!(name, "td" | "th" | "tr" | "table")) && !out.ends_with("\n\n") => out.push_str("\n\n"),
            _ => {}
        }
    }
    push_words(&mut out, rest);
    out
}

/// Adds text with its white space drawn together.
fn push_words(out: &mut String, text: &str) {
    for (count, word) in text.split(|c: char| c.is_ascii_whitespace()).enumerate() {
        if count > 0 && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// What follows the end tag of that name.
fn after_end_of<'h>(html: &'h str, name: &str) -> &'h str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

/// The page with pictures and fonts that it holds itself left out: `data:` addresses of some length.
pub(in crate::sources) fn without_data(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut out = Vec::new();
    let mut kept = 0;
    for start in memchr::memmem::find_iter(bytes, b"data:") {
        let opens =
            start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(|before| matches!(before, b'"' | b'\'' | b'=' | b'(' | b',' | b' ' | b';'));
        if start < kept || !opens {
            continue;
        }
        let address = bytes.get(start..).unwrap_or_default();
        let is_written = |byte: &u8| byte.is_ascii_alphanumeric() || b":;,+/=-_.%*!~".contains(byte);
        let length = address.iter().take_while(|byte| is_written(byte)).count();
        if length > LONG_DATA {
            out.extend_from_slice(bytes.get(kept..start).unwrap_or_default());
            out.extend_from_slice(b"data:,");
            kept = start + length;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(bytes);
    }
    out.extend_from_slice(bytes.get(kept..).unwrap_or_default());
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::super::walk::walk;
    use super::*;
    use crate::sources::story::Blocks;

    #[test]
    fn nesting_without_end_is_left_out_and_the_text_stays() {
        let html = format!("<title>no</title>{}One<script>if (a < b) x</script><div>a &lt; b <3</div><!-- no -->End", "<div>".repeat(100_000));
        let parsed = document(&html);
        assert!(parsed.flattened);
        let mut blocks = Blocks::default();
        for piece in walk(parsed.document.root()) {
            blocks.push(piece.role, &piece.text);
        }
        assert_eq!(blocks.text(), "One\n\na < b <3\n\nEnd");
        assert!(!document(&"<div>".repeat(400)).flattened);
        for start in ["<template>", "<table>", "<table><tr><td><table>"] {
            assert!(document(&format!("{start}{}", "<div>".repeat(20_000))).flattened, "{start}");
        }
        assert!(document(&"<!--x--><center></body>".repeat(20_000)).flattened);
    }

    #[test]
    fn elements_that_multiply_and_attributes_without_end_are_noticed() {
        let many = (0..3000).fold(String::new(), |many, count| many + &format!("<p><b id={count}>"));
        assert!(document(&many).flattened);
        let long = (0..30_000).fold(String::new(), |long, count| long + &format!(" a{count}=1"));
        assert!(document(&format!("<p{long}>x")).flattened);
        let quoted = "{ \"a\" : 1 } ".repeat(20_000);
        assert!(!document(&format!("<p data-a='{quoted}' data-b = '{quoted}'>x")).flattened);
    }

    #[test]
    fn pictures_inside_the_page_are_left_out() {
        let data = format!("data:image/png;base64,{}", "iVBORw0KGgo".repeat(1000));
        let page = format!("<img src=\"{data}\"><p style='background:url({data})'>The metadata:{}</p>", "x".repeat(1000));
        let kept = without_data(page.as_bytes()).into_owned();
        let expected = page.replace(&data, "data:,");
        assert_eq!(String::from_utf8(kept), Ok(expected));
        assert!(matches!(without_data(b"<img src=data:,x>"), Cow::Borrowed(_)));
    }
}
