//! The text in an item: NITF, XHTML, escaped HTML or plain.

use crate::sources::html;
use crate::sources::nitf::{Nitf, html_of};
use crate::sources::page_top::{PageTop, plain};
use crate::sources::story::Blocks;
use crate::sources::xml::{self, Element};

/// A text, and what it says should stand above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    pub top: PageTop,
    pub blocks: Blocks,
}

/// The text in an element that holds content; `kind` is what the source calls it, such as `text/html`.
pub(super) fn content(element: &Element, kind: &str) -> Content {
    if element.name == "nitf" || element.find("nitf").is_some() {
        let nitf = Nitf::read(element);
        return Content { top: nitf.top, blocks: nitf.body };
    }
    if element.elements().next().is_some() {
        let body = element.find("body.content").or_else(|| element.find("body")).unwrap_or(element);
        return Content { blocks: html::fragment(&html_of(body)), ..Content::default() };
    }
    let text = element.text();
    let escaped = ["<nitf", "<?xml"].iter().any(|start| text.trim_start().starts_with(start));
    if let Some(tree) = escaped.then(|| xml::tree(&text).ok()).flatten() {
        return content(&tree.root, kind);
    }
    let is_html = kind.contains("html") || ["<p>", "<p ", "<br", "</p>"].iter().any(|tag| text.contains(tag));
    Content { blocks: if is_html { html::fragment(&text) } else { plain(&text) }, ..Content::default() }
}
