//! A document of a book: XHTML, made fit for the walk over HTML.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::sources::limits;
use crate::sources::package::attribute;
use crate::sources::paragraph::one_line;

/// Elements that HTML has no end tags for.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// What a chapter holds.
#[derive(Debug, Default)]
pub(super) struct Chapter {
    /// Its body, as HTML.
    pub html: String,
    /// Its first heading.
    pub heading: Option<String>,
    /// The language that it declares.
    pub language: Option<String>,
    /// Whether it is a cover or a table of contents.
    pub leads_elsewhere: bool,
}

impl Chapter {
    /// Reads a document. An element without content, which HTML would take for an open one, gets an end tag.
    pub(super) fn read(xhtml: &str) -> Result<Self, String> {
        let mut reader = Reader::from_str(xhtml);
        let config = reader.config_mut();
        (config.check_end_names, config.allow_unmatched_ends, config.allow_dangling_amp) = (false, true, true);
        let mut chapter = Self::default();
        let (mut in_body, mut depth) = (false, 0usize);
        let mut heading: Option<String> = None;
        loop {
            let event = reader.read_event().map_err(|error| format!("is damaged: {error}"))?;
            let text = match &event {
                Event::Start(start) => {
                    depth += 1;
                    if depth > limits::DEPTH {
                        return Err(format!("is nested more than {} deep", limits::DEPTH));
                    }
                    let name = start.local_name().into_inner();
                    chapter.look_at(name, start, depth);
                    if in_body && is_heading(name) && chapter.heading.is_none() {
                        heading = Some(String::new());
                    }
                    if name == "body" {
                        in_body = true;
                        continue;
                    }
                    // What stands aside on a web page is not its article; in a book it is a note or a box of it.
                    if name == "aside" { "<section>".to_owned() } else { format!("<{}>", &**start) }
                }
                Event::Empty(start) => {
                    let name = start.local_name().into_inner();
                    if let ("br", Some(heading)) = (name, &mut heading) {
                        heading.push(' ');
                    }
                    if VOID.contains(&name) { format!("<{}>", &**start) } else { format!("<{}></{}>", &**start, start.name().into_inner()) }
                }
                Event::End(end) => {
                    depth = depth.saturating_sub(1);
                    let name = end.local_name().into_inner();
                    in_body &= name != "body";
                    if is_heading(name) {
                        chapter.heading = heading.take().map(|text| one_line(&text)).filter(|text| !text.is_empty()).or(chapter.heading);
                    }
                    if name == "aside" { "</section>".to_owned() } else { format!("</{}>", end.name().into_inner()) }
                }
                Event::Text(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(text);
                    }
                    text.to_string()
                }
                Event::CData(text) => quick_xml::escape::escape(&**text).into_owned(),
                Event::GeneralRef(name) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&character(name));
                    }
                    format!("&{};", &**name)
                }
                Event::Eof => return Ok(chapter),
                _ => String::new(),
            };
            if in_body {
                chapter.html.push_str(&text);
            }
        }
    }

    /// Notes what the outer elements say of the document.
    fn look_at(&mut self, name: &str, start: &BytesStart<'_>, depth: usize) {
        if name == "html" {
            self.language = attribute(start, "lang").filter(|language| !language.is_empty());
        }
        if depth <= 3 && matches!(name, "body" | "section" | "nav") {
            let kinds = start.attributes().with_checks(false).filter_map(Result::ok).find(|one| one.key.into_inner() == "epub:type");
            self.leads_elsewhere |= kinds.is_some_and(|kinds| kinds.value.split_whitespace().any(|kind| matches!(kind, "cover" | "toc" | "landmarks")));
        }
    }
}

fn is_heading(name: &str) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

/// The character that a reference in a heading stands for.
fn character(name: &quick_xml::events::BytesRef<'_>) -> String {
    match name.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        _ => quick_xml::escape::resolve_xml_entity(name).unwrap_or(" ").to_owned(),
    }
}
