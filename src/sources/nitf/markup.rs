//! NITF, and the XHTML that agencies send, as HTML that the walk over web pages can read.

use crate::sources::xml::{Element, Node};

/// What an element becomes.
enum Becomes {
    /// An element of HTML.
    Tag(&'static str),
    /// An element of HTML with a class, which tells its role.
    Classed(&'static str, &'static str),
    /// An element of HTML that holds nothing.
    Void(&'static str),
    /// Nothing, with all in it.
    Nothing,
}

/// The HTML of what stands in an element.
pub(in crate::sources) fn html_of(element: &Element) -> String {
    let mut html = String::new();
    write(element, &mut html);
    html
}

/// Trees are no deeper than the limit, so that it can go from one into the next.
fn write(element: &Element, html: &mut String) {
    for node in &element.children {
        match node {
            Node::Text(text) => html.push_str(&text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
            Node::Element(inner) => match becomes(&inner.name) {
                // A class in the line, such as that of an agency's name, sets nothing apart.
                Becomes::Tag("span") => write_tag(inner, "span", None, html),
                Becomes::Tag(tag) => write_tag(inner, tag, inner.attribute("class"), html),
                Becomes::Classed(tag, class) => write_tag(inner, tag, Some(class), html),
                Becomes::Void(tag) => html.push_str(&format!("<{tag}>")),
                Becomes::Nothing => {}
            },
        }
    }
}

fn write_tag(element: &Element, tag: &str, class: Option<&str>, html: &mut String) {
    let class = class.map(|class| format!(" class=\"{}\"", class.replace('&', "&amp;").replace('"', "&quot;"))).unwrap_or_default();
    html.push_str(&format!("<{tag}{class}>"));
    write(element, html);
    html.push_str(&format!("</{tag}>"));
}

/// Elements in the line that mean a person, a place and so on are text; those that are unknown too, so that no text is lost.
fn becomes(name: &str) -> Becomes {
    match name {
        "p" => Becomes::Tag("p"),
        "hl1" | "h1" | "h2" => Becomes::Tag("h2"),
        "hl2" | "h3" | "h4" | "h5" | "h6" | "subhead" => Becomes::Tag("h3"),
        "bq" | "blockquote" => Becomes::Tag("blockquote"),
        "ol" => Becomes::Tag("ol"),
        "ul" => Becomes::Tag("ul"),
        "li" => Becomes::Tag("li"),
        "dl" => Becomes::Tag("dl"),
        "dt" => Becomes::Tag("dt"),
        "dd" => Becomes::Tag("dd"),
        "table" => Becomes::Tag("table"),
        "caption" => Becomes::Tag("caption"),
        "thead" => Becomes::Tag("thead"),
        "tbody" => Becomes::Tag("tbody"),
        "tfoot" => Becomes::Tag("tfoot"),
        "tr" => Becomes::Tag("tr"),
        "td" => Becomes::Tag("td"),
        "th" => Becomes::Tag("th"),
        "pre" => Becomes::Tag("pre"),
        "sub" => Becomes::Tag("sub"),
        "sup" => Becomes::Tag("sup"),
        "media" | "figure" => Becomes::Tag("figure"),
        "media-caption" | "figcaption" => Becomes::Tag("figcaption"),
        "media-producer" | "credit" => Becomes::Classed("div", "credit"),
        "byline" => Becomes::Classed("div", "byline"),
        "block" | "div" | "section" | "article" | "main" | "aside" | "header" | "footer" | "body" | "body.content" | "nitf-table" | "note" | "fn"
        | "dateline" | "abstract" | "hedline" | "tagline" | "datasource" | "address" | "center" => Becomes::Tag("div"),
        "br" => Becomes::Void("br"),
        "hr" => Becomes::Void("hr"),
        "head"
        | "title"
        | "script"
        | "style"
        | "media-reference"
        | "media-metadata"
        | "media-object"
        | "nitf-table-metadata"
        | "body.head"
        | "body.end"
        | "nitf-col"
        | "nitf-colgroup"
        | "col"
        | "colgroup"
        | "img"
        | "object"
        | "iframe" => Becomes::Nothing,
        _ => Becomes::Tag("span"),
    }
}
