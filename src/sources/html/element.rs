//! What an element does to the text in it: starts a block, gives a role, is left out.

use dom_query::{Element, local_name};

use crate::article::Role;

/// What an element does to the flow of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// It is not shown, or is no text: controls, scripts, pictures.
    LeftOut,
    /// It stands in the line and changes nothing.
    Inline,
    /// It stands apart from what is before and after it.
    Block,
    /// A line break.
    Break,
    /// A cell of a table.
    Cell,
    /// A row of a table.
    Row,
    /// A table.
    Table,
    /// A quotation in the line: browsers draw the marks around it.
    Quote,
}

/// What an element does to the flow of text, by its name, and by attributes that hide it or set it apart.
pub(super) fn flow(element: &Element) -> Flow {
    let name: &str = &element.name.local;
    let flow = match name {
        "script" | "style" | "template" | "svg" | "iframe" | "button" | "input" | "select" | "textarea" | "option" | "optgroup" | "datalist" | "nav"
        | "aside" | "head" | "title" | "object" | "embed" | "audio" | "video" | "canvas" | "dialog" | "meter" | "progress" | "noembed" | "noframes"
        | "frameset" | "annotation" | "annotation-xml" | "rt" | "rp" => Flow::LeftOut,
        "br" => Flow::Break,
        "td" | "th" => Flow::Cell,
        "tr" => Flow::Row,
        "table" => Flow::Table,
        "q" => Flow::Quote,
        _ if is_block(name) => Flow::Block,
        _ => Flow::Inline,
    };
    if flow == Flow::LeftOut || is_hidden(element) {
        Flow::LeftOut
    } else if flow == Flow::Inline && style(element).is_some_and(|style| style.contains("display:block")) {
        Flow::Block
    } else {
        flow
    }
}

/// Whether an element stands apart from what is before and after it.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "listing"
            | "main"
            | "menu"
            | "noscript"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "tbody"
            | "tfoot"
            | "thead"
            | "ul"
            | "xmp"
    )
}

/// Whether the page hides it from all readers, shows it only to screen readers, or calls it no part of its text.
fn is_hidden(element: &Element) -> bool {
    let is = |name, wanted: &str| element.attr_ref(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
    let hidden = element.attr_ref(local_name!("hidden")).is_some_and(|value| !value.eq_ignore_ascii_case("until-found"));
    let unseen = ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text", "screen-reader-only", "off-screen", "offscreen", "sf-hidden"];
    hidden
        || is(local_name!("aria-hidden"), "true")
        || element
            .attr_ref(local_name!("role"))
            .is_some_and(|role| ["navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"].contains(&role))
        || classes(element).any(|class| unseen.iter().any(|hides| class.eq_ignore_ascii_case(hides)))
        || style(element).is_some_and(|style| style.contains("display:none"))
}

/// Whether line breaks and runs of spaces in it are shown as they are.
pub(super) fn is_preformatted(element: &Element) -> bool {
    matches!(&*element.name.local, "pre" | "listing" | "plaintext" | "xmp") || style(element).is_some_and(|style| style.contains("white-space:pre"))
}

/// The role that an element gives to the text in it; `None` when it stays that of the element around it.
pub(super) fn role(element: &Element, around: Role) -> Option<Role> {
    match &*element.name.local {
        "h1" => Some(Role::Headline),
        "h2" | "h3" | "h4" | "h5" | "h6" => by_class(element, around).filter(|role| *role == Role::Deck).or(Some(Role::Heading)),
        "li" => Some(Role::ListItem),
        "figcaption" | "caption" => Some(Role::Caption),
        "cite" | "small" if around == Role::Caption => Some(Role::Credit),
        "p" | "div" | "span" | "dd" | "em" | "i" | "address" => by_class(element, around),
        _ => None,
    }
}

/// Roles that only a class tells.
fn by_class(element: &Element, around: Role) -> Option<Role> {
    if !matches!(around, Role::Body | Role::Caption) {
        return None;
    }
    let mut told = None;
    for class in classes(element) {
        let class = class.to_ascii_lowercase();
        let has = |words: &[&str]| class.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| words.contains(&part));
        if has(&["has", "with", "no", "without"]) {
            continue;
        }
        let credit = has(&["credit", "credits", "copyright"]) || class.ends_with("credit") || class.ends_with("copyright");
        let source = has(&["source", "agency", "photographer", "attribution", "rights"]);
        if credit || source && around == Role::Caption {
            return Some(Role::Credit);
        }
        told = told.or(match () {
            () if class.ends_with("caption") || has(&["caption"]) && has(&["text"]) => Some(Role::Caption),
            () if has(&["byline"]) => Some(Role::Byline),
            () if has(&["deck", "dek", "standfirst", "subtitle", "subheadline"]) => Some(Role::Deck),
            () => None,
        });
    }
    told.filter(|_| around == Role::Body)
}

/// The classes of an element.
fn classes(element: &Element) -> impl Iterator<Item = &str> {
    element.attr_ref(local_name!("class")).unwrap_or_default().split_ascii_whitespace()
}

/// The style of an element, in lower case and without spaces.
fn style(element: &Element) -> Option<String> {
    let style = element.attr_ref(local_name!("style"))?;
    Some(style.chars().take(1000).filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect())
}
