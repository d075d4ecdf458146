//! An object of ninjs into a story.

use serde_json::{Map, Value};

use crate::sources::html;
use crate::sources::nitf::Nitf;
use crate::sources::page_top::{PageTop, byline_names, plain};
use crate::sources::paragraph::one_line;
use crate::sources::story::{Blocks, Story};
use crate::sources::xml;

/// The story of an object; an error says in words why there is none.
pub(super) fn story(object: &Map<String, Value>) -> Result<Story, String> {
    let found = text(object).ok_or_else(|| without_text(object))?;
    let own = top(object);
    // The body of a picture is often no more than its title.
    let kind = string(object, "type").unwrap_or_default();
    if !matches!(kind.as_str(), "" | "text") && own.headline.as_deref() == Some(one_line(found.blocks.text()).as_str()) {
        return Err(without_text(object));
    }
    let authors = authors(object, own.byline.as_deref());
    let uri = string(object, "uri").or_else(|| string(object, "guid")).or_else(|| alternative_id(object));
    let date = ["versioncreated", "contentcreated", "firstcreated"].into_iter().find_map(|key| html::date(&string(object, key)?));
    let link = string(object, "link").or_else(|| uri.clone());
    let top = PageTop { byline: None, ..own }.or(found.top);
    let mut notices = notices(object);
    notices.extend(found.notices);
    Ok(Story {
        title: top.headline.clone(),
        authors,
        date,
        publication: publication(object),
        url: link.filter(|link| (link.starts_with("https://") || link.starts_with("http://")) && link.len() < 3000),
        language: string(object, "language"),
        id: uri,
        notices,
        ..top.above(found.blocks).into_story()
    })
}

/// A text, and what it says should stand above it.
#[derive(Default)]
struct Found {
    top: PageTop,
    blocks: Blocks,
    notices: Vec<String>,
}

/// The value of a key, whether it is written in lower case or with capitals inside.
fn get<'o>(object: &'o Map<String, Value>, key: &str) -> Option<&'o Value> {
    object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
}

/// A text that is not blank.
fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    get(object, key)?.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The objects of a list.
fn list<'o>(object: &'o Map<String, Value>, key: &str) -> impl Iterator<Item = &'o Map<String, Value>> {
    get(object, key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// The text in the form that keeps most: HTML or NITF before plain. Versions from 2 on list bodies, version 1 has keys for them.
fn text(object: &Map<String, Value>) -> Option<Found> {
    let mut bodies: Vec<(usize, Form, &str)> = Vec::new();
    for body in list(object, "bodies") {
        let Some(value) = get(body, "value").and_then(Value::as_str) else { continue };
        let told = ["contenttype", "role"].map(|key| string(body, key).unwrap_or_default().to_lowercase()).join(" ");
        bodies.push((bodies.len(), form(&told, value), value));
    }
    for (name, value) in object {
        let lower = name.to_ascii_lowercase();
        if let (Some(suffix), Some(value)) = (lower.strip_prefix("body_"), value.as_str()) {
            bodies.push((bodies.len(), form(suffix, value), value));
        }
    }
    bodies.sort_by_key(|(at, form, _)| (*form, *at));
    bodies.into_iter().map(|(_, form, value)| read(form, value)).find(|found| !found.blocks.is_empty())
}

/// The forms of a text, in the order in which they are wanted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    Html,
    Nitf,
    Plain,
}

/// The form of a text, by what it is called and by how it begins.
fn form(told: &str, text: &str) -> Form {
    let text = text.trim_start();
    if told.contains("nitf") || text.starts_with("<nitf") || text.starts_with("<?xml") && text.contains("<nitf") {
        Form::Nitf
    } else if told.contains("html") || ["<p>", "<p ", "<div", "<section", "<html", "<body", "<article"].iter().any(|tag| text.starts_with(tag)) {
        Form::Html
    } else {
        Form::Plain
    }
}

fn read(form: Form, text: &str) -> Found {
    match form {
        Form::Html => Found { blocks: html::fragment(text), ..Found::default() },
        Form::Plain => Found { blocks: plain(text), ..Found::default() },
        Form::Nitf => match xml::tree(text) {
            // Some send only the paragraphs, without an element around them.
            Err(_) => Found { blocks: html::fragment(text), ..Found::default() },
            Ok(tree) if tree.root.name != "nitf" && tree.root.find("nitf").is_none() => Found { blocks: html::fragment(text), ..Found::default() },
            Ok(tree) => {
                let nitf = Nitf::read(&tree.root);
                Found { top: nitf.top, blocks: nitf.body, notices: tree.notices }
            }
        },
    }
}

/// Why an object has no text.
fn without_text(object: &Map<String, Value>) -> String {
    match string(object, "type").as_deref() {
        Some("text") | None => "has no text".to_owned(),
        Some("composite") => "is a composite of other objects, without a text of its own".to_owned(),
        Some(kind) => format!("is of the kind \"{kind}\", without a text of its own"),
    }
}

/// What stands above the text. The byline is a name, not a printed line.
fn top(object: &Map<String, Value>) -> PageTop {
    let (mut headline, mut decks) = (string(object, "headline").map(|line| tidy(&line)), Vec::new());
    for one in list(object, "headlines") {
        let role = string(one, "role").unwrap_or_default().to_lowercase();
        let Some(line) = string(one, "value").map(|line| tidy(&line)).filter(|line| !line.is_empty()) else { continue };
        if role.contains("sub") || role.contains("deck") {
            decks.push(line);
        } else if headline.is_none() || role == "main" {
            headline = Some(line);
        }
    }
    let headline = headline.or_else(|| string(object, "headline_main").map(|line| tidy(&line))).or_else(|| string(object, "title").map(|line| tidy(&line)));
    PageTop { headline, decks, byline: string(object, "byline").or_else(|| string(object, "by")), dateline: None }
}

/// A headline as one line of text: some are HTML.
fn tidy(line: &str) -> String {
    if line.contains("</") || line.contains("&amp;") || line.contains("&#") { one_line(html::fragment(line).text()) } else { one_line(line) }
}

fn authors(object: &Map<String, Value>, byline: Option<&str>) -> Vec<String> {
    let named: Vec<String> = list(object, "authors").filter_map(|author| string(author, "name")).collect();
    let byline = byline.and_then(|line| byline_names(html::fragment(line).text()));
    if named.is_empty() { byline.into_iter().collect() } else { named }
}

fn publication(object: &Map<String, Value>) -> Option<String> {
    let source = ["infosources", "infosource"].into_iter().find_map(|key| {
        let name = |source: &Map<String, Value>| string(source, "name").or_else(|| string(source, "literal"));
        list(object, key).find_map(name).or_else(|| get(object, key)?.as_object().and_then(name))
    });
    source.or_else(|| string(object, "copyrightholder")).or_else(|| string(object, "source"))
}

/// An id from the list of other ids, when there is no address.
fn alternative_id(object: &Map<String, Value>) -> Option<String> {
    let listed = list(object, "altids").find_map(|id| string(id, "value"));
    listed.or_else(|| get(object, "altids")?.as_object()?.values().find_map(Value::as_str).map(str::to_owned))
}

/// What a reader must know before the story is used.
fn notices(object: &Map<String, Value>) -> Vec<String> {
    let status = string(object, "pubstatus").unwrap_or_default().to_lowercase();
    let status = matches!(status.as_str(), "canceled" | "cancelled" | "withheld" | "replaced").then(|| format!("the source says that it is {status}"));
    let embargo = string(object, "embargoed").map(|until| format!("is embargoed until {until}"));
    status.into_iter().chain(embargo).collect()
}
